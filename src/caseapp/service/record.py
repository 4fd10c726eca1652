"""Recording what happened, voiding a mistake, and showing beforehand what it does to the deadlines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import FieldKind, FieldType
from caseapp.domain.deadlines import Deadline
from caseapp.domain.errors import UserError
from caseapp.domain.events import VOID, CaseKey, Event, live
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.moments import Moment
from caseapp.service.gatekeeping import refuse_at_gates
from caseapp.service.office import Office
from caseapp.service.text_guarding import is_free_text, refuse_stops
from caseapp.store.database import Connection
from caseapp.store.ledger import append, next_event_id, numbered
from caseapp.store.projection import Household, project_persons
from caseapp.store.reading import events_of, keys_of, keys_of_persons, related_keys

RECORD = "record"
"""The action of what a person records."""


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """What becomes of one deadline: `before` None when it begins, `after` None when it disappears."""

    case: CaseKey
    rule_name: str
    before: Deadline | None
    after: Deadline | None

    def text(self, on: date) -> str:
        """What happens, in a Swedish sentence."""
        name = self.rule_name
        if self.before is None and self.after is not None:
            if self.after.stopped is not None:
                return (
                    f"{name}: fristen räknas, sista dag {self.after.last_day}; klar {self.after.stopped.day}."
                )
            return f"{name}: fristen börjar löpa, sista dag {self.after.last_day}."
        if self.after is None:
            return f"{name}: fristen försvinner."
        assert self.before is not None
        if self.before.stopped is None and self.after.stopped is not None:
            late = ", efter sista dagen" if self.after.is_late(on) else ", i tid"
            return f"{name}: fristen stannar {self.after.stopped.day}{late}."
        if self.before.stopped is not None and self.after.stopped is None:
            return f"{name}: fristen löper igen, sista dag {self.after.last_day}."
        if self.before.last_day != self.after.last_day:
            return f"{name}: sista dag flyttas från {self.before.last_day} till {self.after.last_day}."
        if self.after.acknowledged and not self.before.acknowledged:
            return f"{name}: fristen kvitteras."
        if self.before.acknowledged and not self.after.acknowledged:
            return f"{name}: kvitteringen gäller inte längre, sista dag {self.after.last_day}."
        return f"{name}: fristen räknas om, sista dag {self.after.last_day}."


@dataclass(frozen=True, slots=True)
class Changes:
    """What a command did: the events it appended and the cases whose state it touched."""

    action: str
    events: tuple[Event, ...]
    cases: frozenset[CaseKey]


def find_case(office: Office, ref: str, case_type: str | None = None) -> CaseKey:
    """The case with this reference. Raises UserError when there is none, or several."""
    with office.database.read() as connection:
        keys = [key for key in keys_of(connection, ref) if case_type in (None, key.case_type)]
    if not keys:
        raise UserError(f"Ärendet ”{shown(ref)}” finns inte. Kontrollera numret.")
    if len(keys) > 1:
        types = ", ".join(key.case_type for key in keys)
        raise UserError(f"Numret ”{shown(ref)}” finns i flera ärendetyper: {types}. Ange vilken med --type.")
    return keys[0]


def shown(ref: str) -> str:
    """A word to say back to the user, never one that looks like an identity."""
    return "…" if looks_like_identity(ref) else ref


def make_event(
    catalogue: Catalogue, key: CaseKey, event_type: str, occurred: Moment, values: Mapping[str, str]
) -> Event:
    """A checked event. Raises UserError that names the field that is wrong, never an identity in it."""
    case_type = catalogue.case_types.get(key.case_type)
    if case_type is None:
        raise UserError(
            f"Ärendetypen ”{shown(key.case_type)}” finns inte. Välj en av: {', '.join(catalogue.case_types)}."
        )
    if event_type not in case_type.events:
        raise UserError(f"Händelsen ”{shown(event_type)}” kan inte registreras på {case_type.name.lower()}.")
    catalogue.calendar.require(occurred.day)
    if not key.ref.strip():
        raise UserError("Ärendet saknar nummer. Ange ärendets nummer i verksamhetssystemet.")
    if looks_like_identity(key.ref):
        raise UserError("Ärendets nummer ser ut som ett personnummer. Ange ett annat nummer.")
    checked = {}
    for name, value in values.items():
        if name not in case_type.fields:
            raise UserError(f"Uppgiften ”{shown(name)}” hör inte till {case_type.name.lower()}.")
        checked[name] = check_value(catalogue, catalogue.fields[name], value)
    return Event(key, event_type, occurred, checked)


def check_value(catalogue: Catalogue, field: FieldType, value: str) -> str:
    """A field's value in its stored form. Raises UserError that names the field."""
    text = value.strip()
    if not text:
        return ""
    # A unit is often typed; in a list that is imported its name is a code of the source's own.
    if field.kind is FieldKind.UNIT or is_free_text(catalogue, field, text):
        refuse_stops(text, field.name)
    if looks_like_identity(text):
        raise UserError(f"{field.name} innehåller något som ser ut som ett personnummer. Skriv utan det.")
    if field.kind is FieldKind.DAY:
        day = Moment.parse(text).day
        catalogue.calendar.require(day)
        return day.isoformat()
    if field.kind is FieldKind.YEAR and not re.fullmatch(r"(19|20)\d\d", text):
        raise UserError(f"{field.name} ”{text}” är inget årtal. Skriv fyra siffror.")
    if field.kind is FieldKind.NUMBER:
        if not re.fullmatch(r"\d{1,6}", text):
            raise UserError(f"{field.name} ”{text}” är inget antal. Skriv ett heltal, till exempel 12.")
        return str(int(text))
    if field.kind is FieldKind.YES_NO and text not in ("j", "n"):
        raise UserError(f"{field.name} ska vara j eller n.")
    if field.kind is FieldKind.CODE:
        codes = catalogue.code_lists[field.code_list]
        if not codes.open and text not in {code.id for code in codes.codes}:
            allowed = ", ".join(code.id for code in codes.codes)
            raise UserError(f"{field.name} ”{text}” finns inte i listan. Välj en av: {allowed}.")
    return text


def record(office: Office, events: Sequence[Event], action: str = RECORD) -> Changes:
    """Append checked events as one step. Raises UserError; then nothing is saved.

    What a person records is asked at the gates; what is imported or undone has happened already.
    """
    with office.database.write() as connection:
        if action == RECORD:
            refuse_at_gates(connection, office.catalogue, events)
        recorded = append(connection, office.catalogue, events, office.stamp(), action)
    return Changes(action, tuple(recorded), frozenset(event.case for event in recorded))


def record_event(
    office: Office, key: CaseKey, event_type: str, occurred: Moment, values: Mapping[str, str] | None = None
) -> Changes:
    """Record one thing that happened to a case."""
    return record(office, [make_event(office.catalogue, key, event_type, occurred, values or {})])


def void_event(office: Office, key: CaseKey, event_id: int) -> Changes:
    """Void an event of a case: it stays in the history and no longer counts. Raises UserError."""
    with office.database.read() as connection:
        event = _voidable(connection, key, event_id)
    return record(office, [voiding(event)], "void")


def voiding(event: Event) -> Event:
    """The event that cancels another, dated as it, so that no past day keeps the mistake.

    It says which by the other's digest, so that two voids of a case never share a fingerprint.
    """
    return Event(event.case, VOID, event.occurred, {"makulerar": event.digest[:16]}, voids=event.id)


def undo(office: Office, changes: Changes) -> Changes:
    """Take a recorded step back by voiding what it appended, voids included."""
    return record(office, [voiding(event) for event in reversed(changes.events)], "undo")


def _voidable(connection: Connection, key: CaseKey, event_id: int) -> Event:
    for event in live(events_of(connection, [key]).get(key, [])):
        if event.id == event_id:
            return event
    raise UserError("Händelsen finns inte på ärendet, eller är redan makulerad. Öppna ärendet igen.")


def preview(office: Office, events: Sequence[Event]) -> list[DeadlineChange]:
    """What recording these events would do to the deadlines; nothing is saved."""
    keys = {event.case for event in events}
    persons = {event.values["person"] for event in events if event.values.get("person")}
    with office.database.read() as connection:
        related = {key for wanted in keys for key in related_keys(connection, wanted)} | keys
        related |= set(keys_of_persons(connection, persons))
        before = events_of(connection, related)
        first = next_event_id(connection)
    after = {key: list(stored) for key, stored in before.items()}
    for event in numbered(events, first):
        after.setdefault(event.case, []).append(event)
    return _compare(_clocks(office.catalogue, before), _clocks(office.catalogue, after))


def preview_void(office: Office, key: CaseKey, event_id: int) -> list[DeadlineChange]:
    """What voiding an event would do to the deadlines; nothing is saved."""
    with office.database.read() as connection:
        event = _voidable(connection, key, event_id)
    return preview(office, [voiding(event)])


def _clocks(
    catalogue: Catalogue, events: Mapping[CaseKey, list[Event]]
) -> dict[tuple[CaseKey, str, int], Deadline]:
    households: list[Household] = list(project_persons(catalogue, events.values()))
    return {
        (clock.case, clock.rule.id, clock.start_event): clock
        for household in households
        for clock in household.deadlines
    }


def _compare(
    before: dict[tuple[CaseKey, str, int], Deadline], after: dict[tuple[CaseKey, str, int], Deadline]
) -> list[DeadlineChange]:
    changed = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old != new:
            clock = old or new
            assert clock is not None
            changed.append(DeadlineChange(clock.case, clock.rule.name, old, new))
    return changed
