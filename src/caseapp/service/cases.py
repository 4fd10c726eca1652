"""One case as a manager sees it: its chain, its time line, its deadlines with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from caseapp.domain.cases import Case, Person, age_at
from caseapp.domain.deadlines import Deadline, DeadlineState, Reckoning
from caseapp.domain.errors import UserError
from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.service.office import Office
from caseapp.service.reckoning import steps_as_json
from caseapp.service.record import shown
from caseapp.store.projection import project_persons
from caseapp.store.reading import FindingRow, events_of, findings, related_keys


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event on the time line; `voided` when a later one cancelled it."""

    event: Event
    name: str
    details: str
    voided: bool


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """A deadline with how it stands on the as-of day and why its date is what it is."""

    deadline: Deadline
    state: DeadlineState
    working_days: int
    reckoning: Reckoning

    @property
    def why(self) -> str:
        """The trace as one paragraph."""
        return self.reckoning.sentence()


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that belongs to it. `chain` holds all the person's cases by opening day."""

    case: Case
    type_name: str
    person: Person | None
    age_at_opening: int | None
    chain: tuple[Case, ...]
    chain_deadlines: tuple[Deadline, ...]
    events: tuple[EventLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    findings: tuple[FindingRow, ...]
    facts: tuple[tuple[str, str], ...]
    as_of: date

    def as_json(self) -> dict[str, Any]:
        """The case as the command line's contract has it."""
        return {
            "case": self.case.key.ref,
            "type": self.case.key.case_type,
            "as_of": self.as_of.isoformat(),
            "unit": self.case.unit,
            "worker": self.case.worker,
            "opened": str(self.case.opened) if self.case.opened else None,
            "closed": str(self.case.closed) if self.case.closed else None,
            "facts": dict(self.case.facts),
            "events": [
                {
                    "id": line.event.id,
                    "event": line.event.type,
                    "name": line.name,
                    "occurred": str(line.event.occurred),
                    "recorded_at": line.event.recorded_at,
                    "values": dict(line.event.values),
                    "voided": line.voided,
                }
                for line in self.events
            ],
            "deadlines": [
                {
                    "rule": line.deadline.rule.id,
                    "start": str(line.deadline.start),
                    "nominal": line.deadline.nominal.isoformat(),
                    "last_day": line.deadline.last_day.isoformat(),
                    "due_at": line.deadline.due_at.isoformat(timespec="minutes")
                    if line.deadline.due_at
                    else None,
                    "extended_to": line.deadline.extended_to.isoformat()
                    if line.deadline.extended_to
                    else None,
                    "stopped": str(line.deadline.stopped) if line.deadline.stopped else None,
                    "status": line.state.value,
                    "trace": steps_as_json(line.reckoning),
                }
                for line in self.deadlines
            ],
            "chain": [
                {
                    "case": case.key.ref,
                    "type": case.key.case_type,
                    "parent": case.parent.ref if case.parent else None,
                    "opened": str(case.opened) if case.opened else None,
                    "closed": str(case.closed) if case.closed else None,
                }
                for case in self.chain
            ],
            "findings": [
                {"check": found.check, "message": found.message, "acknowledged": found.acknowledged}
                for found in self.findings
            ],
        }


def view_case(office: Office, key: CaseKey, as_of: date | None = None) -> CaseView:
    """Everything about a case, today or as it stood on a past day. Raises UserError when it is not there."""
    on = as_of or office.today()
    catalogue = office.catalogue
    with office.database.read() as connection:
        stored = events_of(connection, related_keys(connection, key))
        found = tuple(findings(connection, [key]))
    if on < office.today():
        stored = {
            related: until
            for related, events in stored.items()
            if (until := [event for event in events if event.occurred.day <= on])
        }
    if key not in stored:
        raise UserError(
            f"Ärendet ”{shown(key.ref)}” finns inte {on.isoformat()}. Kontrollera numret och dagen."
        )
    households = list(project_persons(catalogue, stored.values()))
    home = next(house for house in households if any(case.key == key for case in house.cases))
    case = next(case for case in home.cases if case.key == key)
    chain = sorted(
        (member for house in households for member in house.cases),
        key=lambda member: (member.opened.sort_key if member.opened else (date.max,), member.key),
    )
    year = home.person.birth_year if home.person else None
    return CaseView(
        case=case,
        type_name=catalogue.case_types[key.case_type].name,
        person=home.person,
        age_at_opening=age_at(case.opened.day, year) if case.opened else None,
        chain=tuple(chain),
        chain_deadlines=tuple(clock for house in households for clock in house.deadlines),
        events=tuple(event_lines(office, stored[key], case)),
        deadlines=tuple(deadline_line(office, clock, on) for clock in home.deadlines if clock.case == key),
        findings=found,
        facts=tuple(
            (_field_name(office, name), value_text(office, name, value)) for name, value in case.facts.items()
        ),
        as_of=on,
    )


def value_text(office: Office, field: str, value: str) -> str:
    """A field's value as it is read: the code's name, ja or nej."""
    kind = office.catalogue.fields.get(field)
    if kind is None:
        return value  # Of a pack that is no longer chosen.
    if kind.code_list:
        return office.catalogue.code_lists[kind.code_list].name_of(value)
    if kind.kind.value == "yes_no":
        return {"j": "ja", "n": "nej"}.get(value, value)
    return value


def _field_name(office: Office, field: str) -> str:
    kind = office.catalogue.fields.get(field)
    return kind.name if kind is not None else field


def event_lines(office: Office, stored: list[Event], case: Case) -> list[EventLine]:
    """The time line of a case from all its events, voided ones too."""
    alive = {event.id for event in case.events}
    names = office.catalogue.event_names()
    lines = []
    for event in sorted(stored, key=lambda e: (e.occurred.sort_key, e.id)):
        if event.type == VOID:
            continue
        details = ", ".join(
            f"{_field_name(office, name).lower()} {value_text(office, name, value)}"
            for name, value in event.values.items()
            if value and name != "person"
        )
        lines.append(EventLine(event, names.get(event.type, event.type), details, event.id not in alive))
    return lines


def deadline_line(office: Office, clock: Deadline, on: date) -> DeadlineLine:
    """A deadline as it stands on a day."""
    calendar = office.catalogue.calendar
    state = clock.state(on, calendar)
    if clock.stopped is not None:
        days = calendar.working_days_between(clock.last_day, clock.stopped.day)
    elif on > clock.last_day:
        days = calendar.working_days_between(clock.last_day, on)
    else:
        days = calendar.working_days_between(on, clock.last_day)
    return DeadlineLine(clock, state, days, clock.explain(calendar))
