"""A lex Sarah matter as a manager reads it: parts, points, gates, clocks, remedies and what is like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.gates import Book, Part, Point, Step
from caseapp.domain.lex_sarah import (
    ATGARD,
    INCIDENT,
    LEX_SARAH,
    assessment_of,
    entries_of,
    is_serious,
)
from caseapp.domain.rules import add_months
from caseapp.service.cases import deadline_line, event_lines, value_text
from caseapp.service.lex_sarah_matter import EntryView as EntryView
from caseapp.service.lex_sarah_matter import FieldLine as FieldLine
from caseapp.service.lex_sarah_matter import GateView as GateView
from caseapp.service.lex_sarah_matter import Matter as Matter
from caseapp.service.lex_sarah_matter import PartView as PartView
from caseapp.service.lex_sarah_matter import PointView as PointView
from caseapp.service.lex_sarah_matter import Similar as Similar
from caseapp.service.lex_sarah_matter import StepView as StepView
from caseapp.service.lex_sarah_remedies import remedy_rows
from caseapp.service.office import Office
from caseapp.service.queues import LEX_SARAH_PASSIVE, in_case_queue
from caseapp.service.record import shown
from caseapp.store.database import Connection
from caseapp.store.kinds import Told, cases_of_kinds, keys_opened, keys_with_children
from caseapp.store.projection import last_events

KINDS = (LEX_SARAH, ATGARD, INCIDENT)
_WORDS = 12


def matter(office: Office, key: CaseKey, as_of: date | None = None) -> Matter:
    """A matter today or as it stood on a past day. Raises UserError when it is not there."""
    on = as_of or office.today()
    catalogue = office.catalogue
    with office.database.read() as connection:
        own = keys_with_children(connection, {key})
        known = cases_of_kinds(connection, catalogue, KINDS, on, keys=own)
        told = known.get(key)
        alike = _alike(connection, catalogue, told.case, on) if told is not None else {}
    if told is None or key.case_type != LEX_SARAH:
        raise UserError(
            f"Lex Sarah-ärendet ”{shown(key.ref)}” finns inte {on.isoformat()}. Kontrollera numret och dagen."
        )
    case = told.case
    book = catalogue.matters[LEX_SARAH]
    children = children_of(known, key)
    incident = next((child for child in children if child.case.key.case_type == INCIDENT), None)
    gates = _gates(catalogue, book, case, children)
    phase = book.phase(case)
    kinds = [child.case for child in children]
    return Matter(
        key=key,
        case=case,
        as_of=on,
        phase=phase.id if phase else "",
        phase_name=phase.name if phase else "",
        type_name=_name(office, case, "lex_sarah_typ"),
        area_name=_name(office, case, "lex_sarah_lag"),
        assessment_name=catalogue.code_lists["lex-sarah-bedomning"].name_of(assessment_of(case)),
        serious=is_serious(case),
        passive=is_passive(catalogue, case, on),
        red=red_sentences(book, case, kinds),
        parts=tuple(_part(office, book, part, case) for part in book.parts),
        gates=gates,
        steps=tuple(_step(catalogue, book, step, case, kinds) for step in book.steps),
        clocks=tuple(
            deadline_line(office, clock, on)
            for one in (told, *([incident] if incident else []))
            for clock in one.deadlines
        ),
        remedies=remedy_rows(office, known, on, key),
        history=tuple(event_lines(office, list(told.events), case)),
        similar=_similar(catalogue, alike, case),
        incident=incident.case.key if incident else None,
        report=_lines(office, _fields_of(book, "rapporterad"), case),
        notification=_notification(office, case, known),
    )


def children_of(known: Mapping[CaseKey, Told], key: CaseKey) -> list[Told]:
    """The remedies and the incident of a matter."""
    return [told for told in known.values() if told.case.parent == key]


def red_sentences(book: Book, case: Case, children: Iterable[Case]) -> tuple[str, ...]:
    """What is wrong in law now."""
    return tuple(
        obstacle.sentence
        for gate, obstacle in book.waiting(case, children)
        if gate.red and obstacle is not None
    )


def is_passive(catalogue: Catalogue, case: Case, on: date) -> bool:
    """Open, and no step taken for as long as the queue of such matters says."""
    queue = catalogue.queue(LEX_SARAH_PASSIVE)
    return case.is_open and in_case_queue(queue, case.worker, last_events(case), on)


def _alike(connection: Connection, catalogue: Catalogue, case: Case, on: date) -> dict[CaseKey, Told]:
    """The unit's matters of the time that counts as alike, up to the report, with their remedies."""
    before = reported_on(case)
    since = add_months(before, -catalogue.matters[LEX_SARAH].similar_months)
    keys = keys_with_children(connection, keys_opened(connection, LEX_SARAH, case.unit, since, before))
    return cases_of_kinds(connection, catalogue, KINDS, on, keys=keys)


def _similar(catalogue: Catalogue, known: Mapping[CaseKey, Told], mine: Case) -> tuple[Similar, ...]:
    type_code = mine.facts.get("lex_sarah_typ", "")
    found = []
    for key, told in known.items():
        case = told.case
        if key == mine.key or key.case_type != LEX_SARAH or not type_code:
            continue
        if case.facts.get("lex_sarah_typ") == type_code and case.unit == mine.unit:
            assessed = catalogue.code_lists["lex-sarah-bedomning"].name_of(assessment_of(case))
            remedies = sum(child.case.key.case_type == ATGARD for child in children_of(known, key))
            found.append(
                Similar(
                    key,
                    reported_on(case),
                    assessed,
                    brief(case.facts.get("rapport_text", "")),
                    remedies,
                    case.closed.day if case.closed else None,
                )
            )
    return tuple(sorted(found, key=lambda like: (like.reported, like.key), reverse=True))


def brief(text: str) -> str:
    """The first words of a text."""
    words = text.split()
    return " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")


def reported_on(case: Case) -> date:
    """The day of the report; of what happened first when no report is told of."""
    return case.opened.day if case.opened is not None else case.events[0].occurred.day


def _fields_of(book: Book, event: str) -> tuple[str, ...]:
    step = book.step(event)
    return step.fields if step is not None else ()


def _lines(office: Office, names: Iterable[str], case: Case) -> tuple[FieldLine, ...]:
    lines = []
    for name in names:
        value = case.facts.get(name, "")
        lines.append(
            FieldLine(name, office.catalogue.fields[name].name, value, value_text(office, name, value))
        )
    return tuple(lines)


def _name(office: Office, case: Case, field: str) -> str:
    return value_text(office, field, case.facts.get(field, ""))


def _part(office: Office, book: Book, part: Part, case: Case) -> PartView:
    points = [_point(office, point, case) for point in book.points if point.part == part.id]
    return PartView(part, tuple(points), _lines(office, part.fields, case))


def _point(office: Office, point: Point, case: Case) -> PointView:
    entries = [
        EntryView(
            entry,
            value_text(office, "anteckning_slag", entry.kind),
            value_text(office, "roll", entry.role),
            value_text(office, "lex_sarah_orsak", entry.cause),
        )
        for entry in entries_of(case)
        if entry.point == point.id
    ]
    covered = point.covered(case)
    return PointView(
        point,
        covered,
        "" if covered else _lacks(office, point, case),
        tuple(entries),
        _lines(office, point.fields, case),
    )


def _lacks(office: Office, point: Point, case: Case) -> str:
    said = []
    if point.lacks_entry(case):
        more = point.entries(case)
        said.append("En anteckning utöver underlaget saknas." if more else "En anteckning saknas.")
    named = [f"”{office.catalogue.fields[name].name}”" for name in point.lacks_fields(case)]
    if named:
        said.append(f"Uppgiften {' och '.join(named)} saknas.")
    events = [office.catalogue.events[name].name for name in point.lacks_events(case)]
    if events:
        said.append(f"{' och '.join(events)} saknas.")
    return " ".join(said)


def _gates(catalogue: Catalogue, book: Book, case: Case, children: Iterable[Told]) -> tuple[GateView, ...]:
    views = [
        GateView(
            gate,
            catalogue.events[gate.events[0]].name,
            obstacle is None,
            obstacle.sentence if obstacle else "",
            obstacle.place if obstacle else "",
            gate.red and obstacle is not None,
        )
        for gate, obstacle in book.waiting(case, [child.case for child in children])
    ]
    return tuple(sorted(views, key=lambda view: (not view.red, view.open)))


def _step(catalogue: Catalogue, book: Book, step: Step, case: Case, children: list[Case]) -> StepView:
    last = case.last(step.event)
    return StepView(
        step,
        catalogue.events[step.event].name,
        last.occurred if last else None,
        book.closed(step.event, case, None, children),
    )


def _notification(office: Office, case: Case, known: Mapping[CaseKey, Told]) -> tuple[FieldLine, ...]:
    """What the form asks (law.md 4.4 has the smallest safe set); the utredning follows when not enclosed."""
    told = known[case.key]
    clock = told.clock("lex-sarah-utredning-ivo")
    due = ""
    if clock is not None and clock.running:
        due = clock.last_day.isoformat()
    stated = (
        "enhet",
        "lex_sarah_lag",
        "allvar",
        "lex_sarah_typ",
        "handelse_dag",
        "upptackt_dag",
        "rapport_text",
        "antal_berorda",
        "omedelbara_atgarder",
        "ivo_bilagor",
        "utredning_bifogad",
        "ivo_nummer",
    )
    lines = [
        # Before the ställningstagande it is the first assessment that is reported.
        replace(line, value=assessment_of(case), text=value_text(office, line.id, assessment_of(case)))
        if line.id == "allvar"
        else line
        for line in _lines(office, stated, case)
    ]
    reported = case.first("rapporterad")
    day, read = (str(reported.occurred), reported.occurred.text()) if reported else ("", "")
    lines.insert(4, FieldLine("rapporterad", "Rapport mottagen", day, read))
    lines.append(FieldLine("utredning_senast", "Utredningen sänds senast", due, due))
    return tuple(lines)
