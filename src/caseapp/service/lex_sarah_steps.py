"""Taking a step in a lex Sarah matter: the gates are asked first, and each step is one transaction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.gates import Obstacle
from caseapp.domain.lex_sarah import (
    ATGARD,
    CLOSED,
    CORRECTED,
    EFFECT_CHECKED,
    EFFECT_DAY,
    ENTRY,
    IMY_ASSESSED,
    INCIDENT,
    INCIDENT_TYPE,
    LEX_SARAH,
    NOTIFIED,
    REMEDY_DAY,
    REMEDY_DECIDED,
    REMEDY_DONE,
    REPORTED,
    SENT,
    Source,
)
from caseapp.domain.moments import Moment
from caseapp.service.gatekeeping import GateClosed as GateClosed
from caseapp.service.gatekeeping import blank, family, values_of
from caseapp.service.lex_sarah_sources import Evidence, evidence
from caseapp.service.office import Office
from caseapp.service.record import Changes, DeadlineChange, make_event, preview, record, shown
from caseapp.store.reading import all_keys, events_of

_DIGITS = 3
_INCIDENT_EVENTS = {"j": "incident_imy", "n": "incident_bedomd"}


def next_ref(office: Office, case_type: str, day: date) -> str:
    """The next free number of a year: `LS-2026-004` for a matter, `ÅT-2026-012` for a remedy."""
    with office.database.read() as connection:
        used = [key.ref for key in all_keys(connection) if key.case_type == case_type]
    return _next(office.catalogue.matters[case_type].prefix, day, used)


def _next(prefix: str, day: date, used: Sequence[str]) -> str:
    series = f"{prefix}-{day.year}-"
    numbers = [int(found[1]) for ref in used if (found := re.fullmatch(re.escape(series) + r"(\d+)", ref))]
    return f"{series}{max(numbers, default=0) + 1:0{_DIGITS}d}"


def start_matter(
    office: Office,
    occurred: Moment,
    values: Mapping[str, str],
    ref: str = "",
    source: Source | None = None,
) -> Changes:
    """Receive a report; with a source its evidence is written as a fact in the same step.

    A personuppgiftsincident also begins a case of its own, whose 72 hours run from when it was noticed.
    Raises UserError; then nothing is saved.
    """
    key = CaseKey(LEX_SARAH, ref.strip() or next_ref(office, LEX_SARAH, occurred.day))
    if _stored(office, key):
        raise UserError(f"Ärendet ”{shown(key.ref)}” finns redan. Välj ett annat nummer.")
    _refuse(office.catalogue.matters[LEX_SARAH].obstacles(REPORTED, blank(key), values))
    found = evidence(office, source) if source is not None else None
    stated = dict(values)
    if found is not None:
        stated |= {"underlag_slag": found.source.kind.value, "underlag": found.title}
    catalogue = office.catalogue
    events = [make_event(catalogue, key, REPORTED, occurred, stated)]
    if found is not None:
        events.append(_fact(catalogue, key, occurred, found))
    if values.get("lex_sarah_typ") == INCIDENT_TYPE:
        events.append(_incident(office, key, occurred, values))
    return record(office, events, "lex-sarah")


def _incident(office: Office, matter: CaseKey, occurred: Moment, said: Mapping[str, str]) -> Event:
    """What begins the incident of a matter: it is counted from when it was noticed."""
    own = CaseKey(INCIDENT, next_ref(office, INCIDENT, occurred.day))
    noticed = said.get("upptackt_dag") or str(occurred.day)
    begun = occurred if noticed == occurred.day.isoformat() else Moment.parse(noticed)
    facts = {"lex_sarah": matter.ref, "enhet": said.get("enhet", "")}
    return make_event(office.catalogue, own, "incident_upptackt", begun, facts)


def start_from(
    office: Office, source: Source, occurred: Moment, values: Mapping[str, str], ref: str = ""
) -> Changes:
    """Start a matter from the facts, which propose type, unit and count of the report where not stated."""
    proposed = dict(evidence(office, source).proposed)
    return start_matter(office, occurred, {**proposed, **values_of(values)}, ref, source)


def _fact(catalogue: Catalogue, key: CaseKey, occurred: Moment, found: Evidence) -> Event:
    return make_event(
        catalogue,
        key,
        ENTRY,
        occurred,
        {
            "punkt": "handelse",
            "anteckning_slag": "fakta",
            "uppgiftskalla": found.title,
            "roll": "mottagare",
            "anteckning": found.text,
        },
    )


def obstacles(
    office: Office, key: CaseKey, event: str, values: Mapping[str, str], occurred: Moment | None = None
) -> tuple[Obstacle, ...]:
    """What keeps a step with these values from being taken; empty when it may be recorded.

    Raises UserError when the case is not there or has no such step.
    """
    case, children = _known(office, key)
    book = office.catalogue.matters[key.case_type]
    if book.step(event) is None:
        steps = ", ".join(step.event for step in book.steps)
        raise UserError(f"Steget ”{shown(event)}” finns inte. Välj ett av: {steps}.")
    happened = case.last(event)
    if happened is not None and not _may_repeat(office.catalogue, case, event):
        said = (
            f"{office.catalogue.events[event].name} är redan registrerat {happened.occurred.day}. "
            "Makulera det först om det är fel."
        )
        return (Obstacle("", event, said, event, False),)
    if occurred is not None and case.opened is not None and occurred.day < case.opened.day:
        said = f"Dagen {occurred.day} ligger före den dag då ärendet började, {case.opened.day}. Rätta dagen."
        return (Obstacle("", event, said, event, False),)
    return book.obstacles(event, case, values, children)


def _may_repeat(catalogue: Catalogue, case: Case, event: str) -> bool:
    # A closing can come again after a reopening.
    return catalogue.events[event].repeats or (event == CLOSED and case.closed is None)


def step_events(
    office: Office, key: CaseKey, event: str, occurred: Moment, values: Mapping[str, str]
) -> list[Event]:
    """The checked events of a step and what follows of it; no gate is asked. Raises UserError."""
    catalogue = office.catalogue
    kept = values_of(values)
    follows: list[tuple[CaseKey, str, dict[str, str]]] = []
    begins: list[Event] = []
    if event == EFFECT_CHECKED:
        again = kept.pop("effekt_senast", "")
        follows.append((key, EFFECT_DAY, {"effekt_senast": again}) if again else (key, CLOSED, {}))
    elif event == REMEDY_DONE:
        case, _ = _known(office, key)
        planned = kept.pop("effekt_senast", "") or case.facts.get("effekt_senast", "")
        if planned and planned >= occurred.day.isoformat():
            follows.append((key, EFFECT_DAY, {"effekt_senast": planned}))
    elif event == CORRECTED and kept.get("lex_sarah_typ") == INCIDENT_TYPE:
        case, children = _known(office, key)
        if all(child.key.case_type != INCIDENT for child in children):
            begins.append(_incident(office, key, occurred, {"enhet": case.unit or "", **case.facts, **kept}))
    elif event == NOTIFIED and kept.get("utredning_bifogad") == "j":
        follows.append((key, SENT, {}))
    elif event == IMY_ASSESSED:
        _, children = _known(office, key)
        reason = {"imy_motivering": kept["imy_motivering"]} if kept.get("imy_motivering") else {}
        follows += [
            (child.key, _INCIDENT_EVENTS[kept["imy_anmalan"]], reason)
            for child in children
            if child.key.case_type == INCIDENT and kept.get("imy_anmalan") in _INCIDENT_EVENTS
        ]
    return [
        make_event(catalogue, key, event, occurred, kept),
        *(make_event(catalogue, own, kind, occurred, stated) for own, kind, stated in follows),
        *begins,
    ]


def preview_step(
    office: Office, key: CaseKey, event: str, occurred: Moment, values: Mapping[str, str]
) -> list[DeadlineChange]:
    """What a step would do to the clocks; nothing is saved and no gate is asked. Raises UserError."""
    return preview(office, step_events(office, key, event, occurred, values))


def record_step(
    office: Office, key: CaseKey, event: str, occurred: Moment, values: Mapping[str, str] | None = None
) -> Changes:
    """Take a step, with what follows of it. Raises GateClosed when something is missing, UserError for a
    value that cannot be; then nothing is saved.
    """
    stated = values or {}
    _refuse(obstacles(office, key, event, stated, occurred))
    return record(office, step_events(office, key, event, occurred, stated), "lex-sarah")


def add_remedy(
    office: Office, matter: CaseKey, occurred: Moment, values: Mapping[str, str], ref: str = ""
) -> Changes:
    """Decide a remedy of a matter: a case of its own with its last day. Raises GateClosed, UserError."""
    case, _ = _known(office, matter)
    key = CaseKey(ATGARD, ref.strip() or next_ref(office, ATGARD, occurred.day))
    if _stored(office, key):
        raise UserError(f"Åtgärden ”{shown(key.ref)}” finns redan. Välj ett annat nummer.")
    _refuse(office.catalogue.matters[ATGARD].obstacles(REMEDY_DECIDED, blank(key), values))
    kept = values_of(values)
    due = kept.pop("klar_senast")
    if Moment.parse(due).day < occurred.day:
        raise UserError(f"Klar senast {due} ligger före beslutet {occurred.day}. Rätta dagen.")
    unit = kept.get("enhet") or case.unit or ""
    catalogue = office.catalogue
    facts = {**kept, "enhet": unit, "lex_sarah": matter.ref}
    return record(
        office,
        [
            make_event(catalogue, key, REMEDY_DECIDED, occurred, facts),
            make_event(catalogue, key, REMEDY_DAY, occurred, {"klar_senast": due}),
        ],
        "lex-sarah",
    )


def _refuse(found: Sequence[Obstacle]) -> None:
    if found:
        raise GateClosed(found)


def _stored(office: Office, key: CaseKey) -> list[Event]:
    with office.database.read() as connection:
        return events_of(connection, [key]).get(key, [])


def _known(office: Office, key: CaseKey) -> tuple[Case, list[Case]]:
    """A matter or remedy with its children. Raises UserError."""
    catalogue = office.catalogue
    if key.case_type not in catalogue.matters:
        raise UserError(
            f"Ärendet ”{shown(key.ref)}” är varken lex Sarah eller en åtgärd. Kontrollera numret."
        )
    with office.database.read() as connection:
        case, children = family(connection, catalogue, key)
    if case is None:
        raise UserError(f"Ärendet ”{shown(key.ref)}” finns inte. Kontrollera numret.")
    return case, children
