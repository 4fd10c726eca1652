"""The facts of the papers on lex Sarah: an utredning, the material for its anmälan, the nämnd's summary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from caseapp import __version__
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import CORRECTED, ENTRY, IVO_DECIDED, LEX_SARAH, NOTIFIED, REPORTED, SENT
from caseapp.domain.swedish import inside, plural
from caseapp.report import lex_sarah as paper
from caseapp.report import lex_sarah_summary as summary_paper
from caseapp.report.words import NO_UNIT, PSEUDONYMOUS, version_notes
from caseapp.service.cases import EventLine, value_text
from caseapp.service.lex_sarah import EntryView, FieldLine, Matter, PartView, PointView, matter
from caseapp.service.lex_sarah_remedies import RemedyRow
from caseapp.service.lex_sarah_summary import SummaryRow, SummaryTable, summary
from caseapp.service.office import Office
from caseapp.service.papers import ALL_UNITS, Order, Paper, Papers, ReportName, digests
from caseapp.service.record import find_case

_FACT = "fakta"
_SEND_BY = "utredning_senast"
_AFTER = ("ivo_nummer", _SEND_BY)
_NO_MUNICIPALITY = "Skrivs i formuläret; ingen kommuns paket är valt."
_CAUSE = "lex_sarah_orsak"
_AT_ONCE = "omedelbara_atgarder"
_AUTHORITY = (NOTIFIED, SENT, IVO_DECIDED, "namnden_informerad_anmalan")
_TOLD_ELSEWHERE = (ENTRY, CORRECTED)


def investigation_facts(office: Office, key: CaseKey, on: date) -> paper.InvestigationFacts:
    """A matter with its parts, its points and what has been done. Raises UserError when there is none."""
    seen = matter(office, key, on)
    points = sorted(
        (point.point for part in seen.parts for point in part.points), key=lambda point: point.number
    )
    decided = seen.case.last("lex_sarah_beslut")
    steps = _steps(office, seen)
    months = office.catalogue.matters[LEX_SARAH].similar_months
    return paper.InvestigationFacts(
        ref=key.ref,
        about=_about(seen),
        course=tuple(line for event, line in steps if event not in _AUTHORITY),
        authority=tuple(line for event, line in steps if event in _AUTHORITY),
        phase=seen.phase_name,
        assessment=inside(seen.assessment_name),
        decided=decided.occurred.day.isoformat() if decided else "",
        parts=tuple(_part(seen, part) for part in seen.parts),
        remedies=tuple(map(_remedy, sorted(seen.remedies, key=lambda row: (row.decided, row.due, row.key)))),
        similar=tuple(
            paper.SimilarLine(
                found.key.ref,
                found.reported.isoformat(),
                found.assessment_name or "ej bedömd",
                found.remedies,
                found.text,
            )
            for found in seen.similar
        ),
        similar_span=f"av typen {seen.type_name} på {seen.case.unit or NO_UNIT}, rapporterat under "
        f"{plural(months, 'månad', 'månader')} före rapporten",
        red=seen.red,
        notes=(
            (
                "Fakta och bedömning",
                "Fakta är vad någon har sett, hört, skrivit eller räknat. Bedömning är utredarens slutsats. "
                "De står i skilda tabeller.",
            ),
            *((f"Punkt {point.number}", f"{point.ask} {point.lagrum}.") for point in points),
            PSEUDONYMOUS,
            *version_notes(office.catalogue.version, office.catalogue.calendar.version, __version__),
        ),
    )


def _about(seen: Matter) -> tuple[tuple[str, str], ...]:
    opened = seen.case.opened
    return (
        ("Enhet", seen.case.unit or NO_UNIT),
        ("Typ", seen.type_name or "–"),
        ("Lag", seen.area_name or "–"),
        ("Rapporten mottagen", opened.text() if opened else "–"),
        ("Läge", seen.phase_name),
        ("Bedömning", seen.assessment_name or "ej bedömd"),
    )


def _steps(office: Office, seen: Matter) -> list[tuple[str, paper.CourseLine]]:
    """What happened and still counts, by its type, but for what stands in the parts of the utredning.

    Those of a day stand as they were registered: an hour is told of some only.
    """
    in_parts = {line.id for part in seen.parts for line in part.fields}
    return [
        (line.event.type, _step(office, line, in_parts))
        for line in sorted(seen.history, key=lambda line: (line.event.occurred.day, line.event.id))
        if not line.voided and line.event.type not in _TOLD_ELSEWHERE
    ]


def _step(office: Office, line: EventLine, in_parts: set[str]) -> paper.CourseLine:
    event = line.event
    step = office.catalogue.matters[LEX_SARAH].step(event.type)
    asked = step.fields if step is not None and event.type != REPORTED else ()
    by = "rapportor" if event.type == REPORTED else "roll"
    said = [
        f"{office.catalogue.fields[name].name}: {value_text(office, name, event.values[name])}"
        for name in asked
        if event.values.get(name) and name != by and name not in in_parts
    ]
    return paper.CourseLine(
        event.occurred.text(),
        value_text(office, by, event.values.get(by, "")) or "–",
        line.name,
        "\n".join(said),
    )


def _part(seen: Matter, part: PartView) -> paper.PartFacts:
    answered = {line.id for point in part.points for line in point.fields}
    fields = tuple(_dated(seen, line) for line in part.fields if line.id not in answered)
    return paper.PartFacts(
        part.part.number, part.part.name, _stated(fields), tuple(_point(point) for point in part.points)
    )


def _dated(seen: Matter, line: FieldLine) -> FieldLine:
    """What was done at once, with the day that it was told of."""
    if line.id != _AT_ONCE or not line.text:
        return line
    told = next(event for event in reversed(seen.case.events) if event.values.get(_AT_ONCE))
    return replace(line, text=f"{line.text} (uppgift lämnad {told.occurred.text()})")


def _point(seen: PointView) -> paper.PointFacts:
    return paper.PointFacts(
        seen.point.number,
        seen.point.name,
        seen.point.lagrum,
        seen.missing,
        _stated(tuple(line if line.id != _CAUSE else _causes(seen, line) for line in seen.fields)),
        tuple(_entry(entry) for entry in seen.entries),
    )


def _causes(seen: PointView, line: FieldLine) -> FieldLine:
    """Every cause that the entries state; the field itself holds the last."""
    named = list(dict.fromkeys(entry.cause_name for entry in seen.entries if entry.cause_name))
    return replace(line, text="; ".join(named) or line.text)


def _stated(lines: tuple[FieldLine, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((line.name, line.text) for line in lines if line.text)


def _entry(seen: EntryView) -> paper.EntryLine:
    entry = seen.entry
    text = f"{entry.text} (orsak: {inside(seen.cause_name)})" if seen.cause_name else entry.text
    return paper.EntryLine(
        entry.documented.text(), entry.kind == _FACT, text, entry.source or "–", seen.role_name or "–"
    )


def _remedy(row: RemedyRow) -> paper.RemedyLine:
    return paper.RemedyLine(
        row.text,
        row.owner or "–",
        row.decided.isoformat(),
        row.due.isoformat(),
        row.done.isoformat() if row.done else "–",
        row.effect_name or row.state_name,
        _checked(row),
    )


def _checked(row: RemedyRow) -> str:
    """What the check of the effect showed, and when the next is due."""
    said = [f"Effekten kontrollerad {row.checked.isoformat()}: {row.effect_text}"] if row.checked else []
    if row.effect_due:
        again = "igen " if row.checked else ""
        said.append(f"Effekten kontrolleras {again}senast {row.effect_due.isoformat()}.")
    return "\n".join(said)


def notification_facts(office: Office, key: CaseKey, on: date) -> paper.NotificationFacts:
    """What IVO's form asks for, of a matter. Raises UserError when there is none."""
    seen = matter(office, key, on)
    notified = seen.case.last("anmald_ivo")
    clock = next((line.why for line in seen.clocks if line.deadline.rule.stop == (SENT,)), "")
    return paper.NotificationFacts(
        ref=key.ref,
        # IVO's number and the day to send the utredning by come of the anmälan, and are not missed before it.
        fields=(
            ("Huvudman", office.catalogue.municipality or _NO_MUNICIPALITY),
            *((line.name, line.text) for line in seen.notification if line.text or line.id not in _AFTER),
            ("Kontaktperson", "Skrivs i formuläret; här finns inga namn."),
        ),
        serious=seen.serious,
        notified=notified.occurred.day.isoformat() if notified else "",
        clock=clock,
        notes=(
            (
                "Anmälan",
                "Görs i IVO:s e-tjänst eller på föreskriftens formulär, aldrig med e-post. "
                "Det som har sänts kan inte ändras. Utredningen bifogas, eller sänds när den är färdig.",
            ),
            PSEUDONYMOUS,
            *version_notes(office.catalogue.version, office.catalogue.calendar.version, __version__),
        ),
    )


def _asked(office: Office, order: Order, name: str) -> CaseKey:
    if order.case is None:
        raise UserError(f"Rapporten ”{name}” behöver ett ärende. Ange ärendets nummer med --case.")
    return find_case(office, order.case.ref, LEX_SARAH)


def _investigation(office: Office, order: Order) -> Paper:
    facts = investigation_facts(office, _asked(office, order, "lex-sarah-investigation"), order.on)
    return Paper(
        f"Utredning enligt lex Sarah {facts.ref}",
        dict(facts.about)["Enhet"],
        paper.investigation(facts),
        digests([replace(facts, notes=())]),
    )


def _notification(office: Office, order: Order) -> Paper:
    key = _asked(office, order, "lex-sarah-notification")
    facts = notification_facts(office, key, order.on)
    unit = matter(office, key, order.on).case.unit or NO_UNIT
    return Paper(
        f"Underlag till anmälan enligt lex Sarah {facts.ref}",
        unit,
        paper.notification(facts),
        digests([replace(facts, notes=())]),
    )


def summary_facts(office: Office, order: Order) -> summary_paper.SummaryFacts:
    """The lex Sarah of a period. Raises UserError when no period is asked for."""
    if order.period is None:
        raise UserError("Rapporten ”lex-sarah” behöver en period. Ange den med --period, till exempel 2025.")
    found = summary(office, order.period, order.unit, order.on, order.recorded_at)
    key = {row.id: _line(row) for row in found.key.rows}
    least = office.catalogue.suppression.hide_below
    notes = (
        ("Perioden", f"{order.period.first.isoformat()} till {order.period.last.isoformat()}."),
        (
            "Rapporter",
            "Räknas den dag de togs emot. Steg, åtgärder och kontroller av effekt räknas den dag de skedde.",
        ),
        (
            "Jämförelsen",
            f"Perioden före är {found.before.first.isoformat()} till {found.before.last.isoformat()}.",
        ),
        (
            "Små tal",
            f"I uppdelningar visas inte antal under {least}, och inte heller det som de kan räknas ut ur. "
            "Hur många rapporter och åtgärder det är döljs inte: det säger inget om någon enskild.",
        ),
    )
    return summary_paper.SummaryFacts(
        period=order.period.text().partition(" (")[0],
        before="perioden före",
        where=order.unit or ALL_UNITS,
        reports=key["reports"],
        misconduct=key["misconduct"],
        serious=key["serious"],
        not_notified=key["not_notified"],
        tables=tuple(_table(table) for table in found.tables),
        key=found.key.id,
        charted=found.by_type.id,
        times=tuple(
            summary_paper.TimeLine(step.name, step.count, step.median, step.mean, step.median_before)
            for step in found.times
        ),
        notes=(
            *notes,
            PSEUDONYMOUS,
            *version_notes(office.catalogue.version, office.catalogue.calendar.version, __version__),
        ),
    )


def _table(table: SummaryTable) -> summary_paper.CountTable:
    return summary_paper.CountTable(
        table.id,
        table.title,
        table.counted,
        tuple(map(_line, table.rows)),
        table.too_few or table.too_few_before,
    )


def _line(row: SummaryRow) -> summary_paper.CountLine:
    return summary_paper.CountLine(row.name, row.now.value, row.before.value)


def _summary(office: Office, order: Order) -> Paper:
    facts = summary_facts(office, order)
    return Paper(
        f"Lex Sarah {facts.period}",
        facts.where,
        summary_paper.compose(facts),
        digests([replace(facts, notes=())]),
    )


PAPERS: Papers = {
    "lex-sarah": (
        ReportName(
            "lex-sarah",
            "Lex Sarah: sammanställning",
            "Till nämnden och kvalitetsberättelsen: rapporter, slag, orsaker, tider, åtgärder och effekt.",
            ("period", "unit", "as_of", "recorded_at"),
        ),
        _summary,
    ),
    "lex-sarah-investigation": (
        ReportName(
            "lex-sarah-investigation",
            "Utredning enligt lex Sarah",
            "Hela utredningen punkt för punkt, fakta skilda från bedömningar, att skriva under och bifoga.",
            ("case", "as_of"),
        ),
        _investigation,
    ),
    "lex-sarah-notification": (
        ReportName(
            "lex-sarah-notification",
            "Underlag till anmälan till IVO",
            "Det som formuläret för anmälan enligt lex Sarah frågar efter, i dess ordning.",
            ("case", "as_of"),
        ),
        _notification,
    ),
}
