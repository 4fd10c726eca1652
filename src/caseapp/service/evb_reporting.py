"""The quarter's work with ej verkställda beslut: fill in what is missing, and note what IVO has been told.

What has been reported for a quarter is carried on to the next by itself: there it stands among those that
are reported and still open. Every step is one transaction and is taken back by `record.undo`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event, live
from caseapp.domain.moments import Moment
from caseapp.domain.periods import Period
from caseapp.service.evb_decisions import INSATS
from caseapp.service.evb_facts import OFFER, REPORTED
from caseapp.service.office import Office
from caseapp.service.record import Changes, make_event, record
from caseapp.store.reading import events_of, ids_of

FACTS = "uppgifter"
PARTLY = "delvis_verkstalld"
EXECUTION_REPORTED = "verkstallighet_rapporterad"


def mark_reported(
    office: Office,
    quarter: Period,
    cases: Sequence[CaseKey],
    numbers: str | Mapping[CaseKey, str] = "",
    day: date | None = None,
) -> Changes:
    """Note that decisions have been reported to IVO for a quarter, today when no day is given.

    `numbers` is IVO's case number, the same for all or one for each. Raises UserError; then none is noted.
    """
    when = _past(office, day)
    if when < quarter.first:
        raise UserError(
            f"Rapporten för {quarter.name} kan inte vara lämnad {when.isoformat()}, före kvartalet. "
            "Kontrollera dagen."
        )
    events = []
    for key in _existing(office, cases):
        number = numbers if isinstance(numbers, str) else numbers.get(key, "")
        values = {"evb_kvartal": quarter.name, "evb_rapporterad": "j", "evb_ivo_nummer": number}
        events.append(_event(office, key, REPORTED, when, _said(values)))
    return record(office, events, "evb-report")


def report_execution(office: Office, cases: Sequence[CaseKey], day: date | None = None) -> Changes:
    """Note that IVO and the auditors have been told that decisions are executed. Raises UserError."""
    when = _past(office, day)
    events = [_event(office, key, EXECUTION_REPORTED, when, {}) for key in _existing(office, cases)]
    return record(office, events, "evb-execution")


def fill_in(office: Office, quarter: Period, case: CaseKey, facts: Mapping[str, str]) -> Changes:
    """State facts of a decision, field id → text, as one step; an empty text takes a fact away.

    What belongs to the decision itself (lagrum, insatstyp …) holds from its day; the rest from the quarter's
    last day, or today if that is earlier, so that the quarter's list has it. What has been stated later than
    that holds until then, and this from then on. Raises UserError.
    """
    (key,) = _existing(office, [case])
    with office.database.read() as connection:
        told = live(events_of(connection, [key])[key])
    own = {name: text for name, text in facts.items() if name in office.catalogue.evb.decision_facts}
    other = {name: text for name, text in facts.items() if name not in own}
    events = []
    if own:
        opens = office.catalogue.case_types[key.case_type].opens
        days = [event.occurred.day for event in told if event.type == opens]
        first = days[0] if days else min(event.occurred.day for event in told)
        events.append(_event(office, key, FACTS, _stated(told, own, first), own))
    if other:
        first = min(quarter.last, office.today())
        events.append(_event(office, key, FACTS, _stated(told, other, first), other))
    if not events:
        raise UserError("Det finns inget att fylla i. Skriv minst en uppgift.")
    return record(office, events, "evb-fill")


def _stated(told: Iterable[Event], facts: Mapping[str, str], first: date) -> date:
    """The day from which the facts can hold: not before they were last stated."""
    return max([first, *(event.occurred.day for event in told if event.values.keys() & facts.keys())])


def add_offer(office: Office, case: CaseKey, day: date, answer: str = "", what: str = "") -> Changes:
    """Note an offer made to the person; a declined one does not end the decision. Raises UserError."""
    (key,) = _existing(office, [case])
    values = _said({"erbjudande_svar": answer, "erbjudande_avser": what})
    return record(office, [_event(office, key, OFFER, _past(office, day), values)], "evb-offer")


def note_partly_executed(office: Office, case: CaseKey, day: date, part: str) -> Changes:
    """Note that a decision is executed in part, and which part is not; it stays open. Raises UserError."""
    (key,) = _existing(office, [case])
    if not part.strip():
        raise UserError("Skriv vilken del av beslutet som inte är verkställd, till exempel ”3 av 5 timmar”.")
    values = {"ej_verkstalld_del": part}
    return record(office, [_event(office, key, PARTLY, _past(office, day), values)], "evb-partly")


def _past(office: Office, day: date | None) -> date:
    today = office.today()
    if day is not None and day > today:
        raise UserError(f"Dagen {day.isoformat()} har inte varit än. Ange en dag som har passerat.")
    return day or today


def _event(office: Office, key: CaseKey, kind: str, day: date, values: Mapping[str, str]) -> Event:
    return make_event(office.catalogue, key, kind, Moment(day), values)


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in values.items() if text.strip()}


def _existing(office: Office, cases: Iterable[CaseKey]) -> list[CaseKey]:
    """The cases, each once. Raises UserError for none, and for one that is no insats of the database."""
    wanted = list(dict.fromkeys(cases))
    if not wanted:
        raise UserError("Inget beslut är valt. Markera minst ett.")
    with office.database.read() as connection:
        there = ids_of(connection, wanted)
    for key in wanted:
        if key.case_type != INSATS or key not in there:
            raise UserError(
                f"{key.ref} är ingen registrerad insats. Registrera insatsen först, så kan den rapporteras."
            )
    return wanted
