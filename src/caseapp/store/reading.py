"""Reading single cases, and all of history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.events import CaseKey, Event
from caseapp.store.projection import (
    EVENT_COLUMNS,
    Household,
    events_by_case,
    make_event,
    project_persons,
    read_json,
)
from caseapp.store.rows import chunks
from caseapp.store.schema import audit, case_key, case_state, event, finding


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as projected. Days are ISO texts."""

    key: CaseKey
    person: str | None
    parent: CaseKey | None
    opened: str | None
    closed: str | None
    unit: str | None
    worker: str | None
    facts: dict[str, str]
    last_events_text: str

    @property
    def last_events(self) -> dict[str, str]:
        """The latest time of each event type; read only when asked for, since most lists do not."""
        found: dict[str, str] = read_json(self.last_events_text)
        return found


CASE_COLUMNS = (
    case_key.c.case_type,
    case_key.c.ref,
    case_state.c.person,
    case_state.c.parent_type,
    case_state.c.parent_ref,
    case_state.c.opened,
    case_state.c.closed,
    case_state.c.unit,
    case_state.c.worker,
    case_state.c.facts,
    case_state.c.last_events,
)


def case_row(row: Any) -> CaseRow:
    """The case of a row of `CASE_COLUMNS`."""
    # By position: a queue may hold thousands of rows, and names cost a look-up each.
    case_type, ref, person_, parent_type, parent_ref, opened, closed, unit, worker, facts, last = row[:11]
    return CaseRow(
        CaseKey(case_type, ref),
        person_,
        CaseKey(parent_type, parent_ref) if parent_ref else None,
        opened,
        closed,
        unit,
        worker,
        read_json(facts),
        last,
    )


def keys_of(connection: Connection, ref: str) -> list[CaseKey]:
    """The cases that have this reference; more than one when types share a number series."""
    query = (
        select(case_key.c.case_type, case_key.c.ref)
        .where(case_key.c.ref == ref)
        .order_by(case_key.c.case_type)
    )
    return [CaseKey(row.case_type, row.ref) for row in connection.execute(query)]


def ids_of(connection: Connection, keys: Iterable[CaseKey]) -> dict[CaseKey, int]:
    """The ids of those of the cases that exist."""
    wanted = set(keys)
    found = {}
    for part in chunks(sorted({key.ref for key in wanted})):
        for row in connection.execute(select(case_key).where(case_key.c.ref.in_(part))):
            key = CaseKey(row.case_type, row.ref)
            if key in wanted:
                found[key] = row.id
    return found


def events_of(connection: Connection, keys: Iterable[CaseKey]) -> dict[CaseKey, list[Event]]:
    """Every event, voided ones too, of those of the cases that exist, in order of recording."""
    ids = ids_of(connection, keys)
    return {events[0].case: events for events in events_by_case(connection, sorted(ids.values())).values()}


def related_keys(connection: Connection, key: CaseKey) -> list[CaseKey]:
    """A case, where it came from, what came from it, and all cases of the same person."""
    itself = and_(case_key.c.case_type == key.case_type, case_key.c.ref == key.ref)
    own = connection.execute(
        select(case_state.c.person, case_state.c.parent_type, case_state.c.parent_ref)
        .join(case_key, case_key.c.id == case_state.c.case_id)
        .where(itself)
    ).first()
    related = [itself, and_(case_state.c.parent_type == key.case_type, case_state.c.parent_ref == key.ref)]
    if own is not None and own.person is not None:
        related.append(case_state.c.person == own.person)
    if own is not None and own.parent_ref is not None:
        related.append(and_(case_key.c.case_type == own.parent_type, case_key.c.ref == own.parent_ref))
    return _keys(connection, or_(*related))


def keys_of_persons(connection: Connection, persons: Iterable[str]) -> list[CaseKey]:
    """All cases of these persons."""
    return _keys(connection, case_state.c.person.in_(sorted(persons)))


def _keys(connection: Connection, wanted: ColumnElement[bool]) -> list[CaseKey]:
    query = (
        select(case_key.c.case_type, case_key.c.ref)
        .join(case_state, case_state.c.case_id == case_key.c.id)
        .where(wanted)
        .order_by(case_state.c.opened, case_key.c.id)
    )
    return [CaseKey(row.case_type, row.ref) for row in connection.execute(query)]


@dataclass(slots=True)
class History:
    """The cases as they stood: only what had happened by a day and was recorded by a time."""

    households: list[Household]
    digests: list[str]


def history(
    connection: Connection,
    catalogue: Catalogue,
    as_of: date | None = None,
    recorded_at: str | None = None,
    progress: Any = None,
) -> History:
    """Fold every case from its events, those recorded by `recorded_at` (UTC text, inclusive)."""
    query = select(*EVENT_COLUMNS).join(case_key, case_key.c.id == event.c.case_id).order_by(event.c.id)
    if as_of is not None:
        query = query.where(event.c.occurred < (as_of + timedelta(days=1)).isoformat())
    if recorded_at is not None:
        query = query.where(event.c.recorded_at <= recorded_at)
    by_case: dict[int, list[Event]] = {}
    digests = []
    for count, row in enumerate(connection.execute(query), start=1):
        by_case.setdefault(row.case_id, []).append(make_event(row, CaseKey(row.case_type, row.ref)))
        digests.append(row.digest)
        if progress is not None and count % 2_000 == 0:
            progress(count)
    return History(list(project_persons(catalogue, by_case.values())), digests)


def units(connection: Connection) -> list[str]:
    """The units that cases have, in order of name."""
    query = (
        select(case_state.c.unit).where(case_state.c.unit.is_not(None)).distinct().order_by(case_state.c.unit)
    )
    return list(connection.execute(query).scalars())


def counts(connection: Connection) -> dict[str, int]:
    """How many cases and events there are."""
    return {
        "cases": connection.execute(select(func.count()).select_from(case_key)).scalar() or 0,
        "events": connection.execute(select(func.count()).select_from(event)).scalar() or 0,
    }


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A contradiction as projected."""

    case: CaseKey
    check: str
    message: str
    acknowledged: bool


def findings(connection: Connection, keys: Iterable[CaseKey] | None = None) -> list[FindingRow]:
    """The contradictions, of these cases or of all."""
    query = (
        select(
            case_key.c.case_type,
            case_key.c.ref,
            finding.c.check_id,
            finding.c.message,
            finding.c.acknowledged,
        )
        .join(case_key, case_key.c.id == finding.c.case_id)
        .order_by(case_key.c.case_type, case_key.c.ref, finding.c.check_id)
    )
    rows = [
        FindingRow(CaseKey(row.case_type, row.ref), row.check_id, row.message, row.acknowledged)
        for row in connection.execute(query)
    ]
    if keys is None:
        return rows
    wanted = set(keys)
    return [row for row in rows if row.case in wanted]


def latest_entry(connection: Connection) -> tuple[str, str, str] | None:
    """When, by whom and what the latest audited step was."""
    row = connection.execute(
        select(audit.c.at, audit.c.who, audit.c.action).order_by(audit.c.id.desc()).limit(1)
    ).first()
    return (row.at, row.who, row.action) if row else None


def all_keys(connection: Connection) -> Iterator[CaseKey]:
    """Every case there is."""
    for row in connection.execute(select(case_key.c.case_type, case_key.c.ref).order_by(case_key.c.id)):
        yield CaseKey(row.case_type, row.ref)


_ABOUT_PERSONS = ("person", "kon", "fodelsear")
"""The facts that tell who a case is about, in whichever case they are stated."""


def events_about(
    connection: Connection,
    case_types: Iterable[str],
    as_of: date,
    recorded_at: str,
    before: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[list[Event]]:
    """The events of every case of these types, and what other cases tell of persons; a list a case.

    Only what had happened by a day and was recorded by a time (UTC text, inclusive), in order of recording;
    with `before`, only what was recorded before the event of that id.
    Of the other cases only the events that name a person, a sex or a year of birth, and their voids.
    """
    stated = [event.c["values"].contains(f'"{name}"') for name in _ABOUT_PERSONS]
    query = (
        select(*EVENT_COLUMNS)
        .join(case_key, case_key.c.id == event.c.case_id)
        .where(
            or_(case_key.c.case_type.in_(sorted(case_types)), event.c.voids.is_not(None), *stated),
            event.c.occurred < (as_of + timedelta(days=1)).isoformat(),
            event.c.recorded_at <= recorded_at,
        )
        .order_by(event.c.id)
    )
    if before is not None:
        query = query.where(event.c.id < before)
    found: dict[int, list[Event]] = {}
    for count, row in enumerate(connection.execute(query), start=1):
        found.setdefault(row.case_id, []).append(make_event(row, CaseKey(row.case_type, row.ref)))
        if progress is not None and count % 2_000 == 0:
            progress(count)
    return list(found.values())
