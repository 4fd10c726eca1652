"""Projections: case states, deadlines and findings, made of the events of whole persons at a time.

A person's cases belong together: the year of birth stated on one decides a guard on another, and a
case closed the day another opens is a finding. So the unit of projecting is all cases of a person.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, Person, deadlines_of, fold, person_of
from caseapp.domain.deadlines import Deadline
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.domain.quality import Contradiction, contradictions
from caseapp.store.rows import Values, chunks, insert_rows
from caseapp.store.schema import PROJECTIONS, case_key, case_state, deadline, event, finding, person

_REBUILT_AT_ONCE = 20_000
"""How many cases are rebuilt at a time, so that their events find room in memory."""

stored_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
"""JSON as it stands in the tables."""

read_json = json.JSONDecoder().decode
"""What JSON in the tables says; `json.loads` asks first what it is given."""


@dataclass(slots=True)
class Household:
    """All that is projected of one person, or of one case without a person."""

    person: Person | None
    cases: list[Case] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)


@lru_cache(maxsize=20_000)
def stored_moment(text: str) -> Moment:
    """A stored moment. Raises ValueError; the same days come again and again."""
    return Moment(date.fromisoformat(text[:10]), time.fromisoformat(text[11:]) if len(text) > 10 else None)


def make_event(row: Any, key: CaseKey) -> Event:
    """The event of a stored row. Raises ValueError when other hands have made it unreadable."""
    return Event(
        case=key,
        type=row.type,
        occurred=stored_moment(row.occurred),
        values=read_json(row.values_json) if row.values_json != "{}" else {},
        recorded_at=row.recorded_at,
        source=row.source,
        voids=row.voids,
        id=row.id,
    )


EVENT_COLUMNS = (
    event.c.id,
    event.c.case_id,
    event.c.type,
    event.c.occurred,
    event.c["values"].label("values_json"),
    event.c.recorded_at,
    event.c.source,
    event.c.voids,
    event.c.digest,
    case_key.c.case_type,
    case_key.c.ref,
)


def events_by_case(connection: Connection, case_ids: Iterable[int]) -> dict[int, list[Event]]:
    """Every event, voided ones too, of these cases."""
    found: dict[int, list[Event]] = {}
    query = (
        select(*EVENT_COLUMNS)
        .join(case_key, case_key.c.id == event.c.case_id)
        .where(event.c.case_id.in_(bindparam("ids", expanding=True)))
        .order_by(event.c.id)
    )
    for ids in chunks(case_ids):
        for row in connection.execute(query, {"ids": ids}).all():
            found.setdefault(row.case_id, []).append(make_event(row, CaseKey(row.case_type, row.ref)))
    return found


def project_persons(catalogue: Catalogue, events: Iterable[Sequence[Event]]) -> Iterator[Household]:
    """Fold the events of cases, one list a case, and group them by person."""
    by_person: dict[str, list[Case]] = defaultdict(list)
    alone: list[Case] = []
    for case_events in events:
        key = case_events[0].case
        case = fold(catalogue.case_types[key.case_type], key, case_events, catalogue.fields)
        if case.person is None:
            alone.append(case)
        else:
            by_person[case.person].append(case)
    for pseudonym, cases in by_person.items():
        yield _project(catalogue, person_of(pseudonym, cases), cases)
    for case in alone:
        yield _project(catalogue, None, [case])


def _project(catalogue: Catalogue, who: Person | None, cases: list[Case]) -> Household:
    made = Household(who, cases)
    rules = tuple(catalogue.rules.values())
    names = catalogue.event_names()
    birth_year = who.birth_year if who is not None else None
    for case in cases:
        made.deadlines += deadlines_of(case, rules, catalogue.calendar, birth_year)
        made.contradictions += contradictions(case, cases, catalogue.checks, names)
    return made


def rows_of(made: Household, ids: dict[CaseKey, int]) -> dict[Table, list[Values]]:
    """The rows that a projection is stored as."""
    rows: dict[Table, list[Values]] = {case_state: [], deadline: [], finding: [], person: []}
    if made.person is not None:
        rows[person].append(
            {"pseudonym": made.person.pseudonym, "sex": made.person.sex, "birth_year": made.person.birth_year}
        )
    for case in made.cases:
        rows[case_state].append(_case_row(case, ids[case.key]))
    for clock in made.deadlines:
        rows[deadline].append(_deadline_row(clock, ids[clock.case]))
    for found in made.contradictions:
        rows[finding].append(
            {
                "case_id": ids[found.case],
                "check_id": found.check,
                "message": found.message,
                "acknowledged": found.acknowledged,
            }
        )
    return rows


def last_events(case: Case) -> dict[str, str]:
    """The latest time of each event type of a case, as text."""
    return {happened.type: str(happened.occurred) for happened in case.events}


def _case_row(case: Case, case_id: int) -> Values:
    return {
        "case_id": case_id,
        "person": case.person,
        "household": case.household,
        "parent_type": case.parent.case_type if case.parent else None,
        "parent_ref": case.parent.ref if case.parent else None,
        "opened": str(case.opened) if case.opened else None,
        "closed": str(case.closed) if case.closed else None,
        "unit": case.unit,
        "worker": case.worker,
        "facts": stored_json(case.facts),
        "last_events": stored_json(last_events(case)),
    }


def _deadline_row(clock: Deadline, case_id: int) -> Values:
    return {
        "case_id": case_id,
        "rule": clock.rule.id,
        "start_event": clock.start_event,
        "version": clock.version.number,
        "start": str(clock.start),
        "nominal": clock.nominal.isoformat(),
        "last_day": clock.last_day.isoformat(),
        "due_at": clock.due_at.isoformat(timespec="minutes") if clock.due_at else None,
        "extended_to": clock.extended_to.isoformat() if clock.extended_to else None,
        "stop_event": clock.stop_event,
        "stopped": str(clock.stopped) if clock.stopped else None,
        "acknowledged": clock.acknowledged,
        "repeated": clock.repeated,
    }


def refresh(
    connection: Connection,
    catalogue: Catalogue,
    case_ids: Iterable[int],
    new: dict[int, list[Event]] | None = None,
) -> set[int]:
    """Project these cases again, with all other cases of the same persons. Returns the ids projected.

    `new` holds all the events of those of the cases that are new, so that they need not be read back.
    """
    new = new or {}
    touched = set(case_ids)
    known = touched - new.keys()
    own = events_by_case(connection, sorted(known)) | new
    after = {e.values["person"] for events in own.values() for e in events if e.values.get("person")}
    everyone = _persons_of(connection, known) | after
    related: set[int] = set()
    for names in chunks(sorted(everyone)):
        query = select(case_state.c.case_id).where(case_state.c.person.in_(names))
        related.update(connection.execute(query).scalars())
    events = own | events_by_case(connection, sorted(related - touched))
    ids = {case_events[0].case: case_id for case_id, case_events in events.items()}
    rows: dict[Table, list[Values]] = {table: [] for table in (*PROJECTIONS, person)}
    for made in project_persons(catalogue, events.values()):
        for table, projected in rows_of(made, ids).items():
            rows[table] += projected
    for part in chunks(sorted(known | related)):
        for table in PROJECTIONS:
            connection.execute(delete(table).where(table.c.case_id.in_(part)))
    for names in chunks(sorted(everyone)):
        connection.execute(delete(person).where(person.c.pseudonym.in_(names)))
    for table, projected in rows.items():
        insert_rows(connection, table, projected)
    return set(events)


def _persons_of(connection: Connection, case_ids: set[int]) -> set[str]:
    found: set[str] = set()
    for part in chunks(sorted(case_ids)):
        query = select(case_state.c.person).where(
            case_state.c.case_id.in_(part), case_state.c.person.is_not(None)
        )
        found.update(connection.execute(query).scalars())
    return found


def rebuild(connection: Connection, catalogue: Catalogue) -> None:
    """Throw the projections away and make them again from the events."""
    for table in (*PROJECTIONS, person):
        connection.execute(delete(table))
    ids = list(connection.execute(select(case_key.c.id).order_by(case_key.c.id)).scalars())
    for part in chunks(ids, _REBUILT_AT_ONCE):
        refresh(connection, catalogue, part)


def differences(connection: Connection, catalogue: Catalogue) -> list[str]:
    """Rebuild the projections aside, in memory, and tell each table and case that differs from them."""
    events: dict[int, list[Event]] = {}
    query = select(*EVENT_COLUMNS).join(case_key, case_key.c.id == event.c.case_id).order_by(event.c.id)
    for row in connection.execute(query):
        events.setdefault(row.case_id, []).append(make_event(row, CaseKey(row.case_type, row.ref)))
    ids = {case_events[0].case: case_id for case_id, case_events in events.items()}
    expected: dict[Table, dict[tuple[Any, ...], Values]] = {t: {} for t in (*PROJECTIONS, person)}
    for made in project_persons(catalogue, events.values()):
        for table, rows in rows_of(made, ids).items():
            for values in rows:
                expected[table][tuple(values[c.name] for c in table.primary_key)] = values
    names = {case_id: key for key, case_id in ids.items()}
    found = []
    for table, wanted in expected.items():
        there = {
            tuple(stored[c.name] for c in table.primary_key): dict(stored)
            for stored in connection.execute(select(table)).mappings()
        }
        for primary in sorted({*wanted, *there}, key=str):
            if wanted.get(primary) != there.get(primary):
                key = names.get(primary[0])
                found.append(f"{table.name}: {key.ref if key else primary[0]}")
    return found
