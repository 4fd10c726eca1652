"""Reading cases and clocks: from the projections for today, from the events for any other day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.events import CaseKey, Event
from caseapp.store.projection import (
    EVENT_COLUMNS,
    Household,
    chunks,
    events_by_case,
    make_event,
    project_persons,
)
from caseapp.store.schema import audit, case_key, case_state, deadline, event, finding, person


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
        found: dict[str, str] = json.loads(self.last_events_text)
        return found


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A deadline as projected, with the case it runs on."""

    case: CaseRow
    rule: str
    version: int
    start: str
    nominal: date
    last_day: date
    due_at: str | None
    extended_to: date | None
    stopped: str | None
    acknowledged: bool


_CASE_COLUMNS = (
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


def _case(row: Any) -> CaseRow:
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
        json.loads(facts),
        last,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _clock_query() -> Select[Any]:
    return (
        select(
            *_CASE_COLUMNS,
            deadline.c.rule,
            deadline.c.version,
            deadline.c.start,
            deadline.c.nominal,
            deadline.c.last_day,
            deadline.c.due_at,
            deadline.c.extended_to,
            deadline.c.stopped,
            deadline.c.acknowledged,
        )
        .join(case_key, case_key.c.id == deadline.c.case_id)
        .join(case_state, case_state.c.case_id == deadline.c.case_id)
        .order_by(deadline.c.last_day, deadline.c.start, case_key.c.ref, deadline.c.rule)
    )


def _clocks(connection: Connection, query: Select[Any]) -> list[ClockRow]:
    found = []
    for row in connection.execute(query).all():
        rule, version, start, nominal, last_day, due_at, extended_to, stopped, acknowledged = row[11:]
        found.append(
            ClockRow(
                _case(row),
                rule,
                version,
                start,
                date.fromisoformat(nominal),
                date.fromisoformat(last_day),
                due_at,
                _day(extended_to),
                stopped,
                acknowledged,
            )
        )
    return found


def running_clocks(
    connection: Connection,
    on: date,
    *,
    rules: Iterable[str],
    last_before: date | None = None,
    last_through: date | None = None,
    freshest: int | None = None,
) -> list[ClockRow]:
    """Deadlines of these rules that run at the end of the day `on`, the earliest last day first.

    `last_before` and `last_through` bound the last day from above, the day itself out and in. With
    `freshest`, only so many with the latest last days, those first.
    """
    next_day = (on + timedelta(days=1)).isoformat()
    query = _clock_query().where(
        deadline.c.rule.in_(list(rules)),
        or_(deadline.c.stopped.is_(None), deadline.c.stopped >= next_day),
        deadline.c.start < next_day,
    )
    if last_before is not None:
        query = query.where(deadline.c.last_day < last_before.isoformat())
    if last_through is not None:
        query = query.where(deadline.c.last_day <= last_through.isoformat())
    if freshest is not None:
        query = query.order_by(None).order_by(deadline.c.last_day.desc(), case_key.c.ref).limit(freshest)
    return _clocks(connection, query)


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """When a deadline ran, and no more than that; ISO texts, for counting many."""

    rule: str
    start: str
    last_day: str
    stopped: str | None
    acknowledged: bool
    unit: str | None


def clock_spans(connection: Connection, since: date, on: date, *, rules: Iterable[str]) -> list[ClockSpan]:
    """Deadlines of these rules that ran at the end of any day from `since` to `on`."""
    query = (
        select(
            deadline.c.rule,
            deadline.c.start,
            deadline.c.last_day,
            deadline.c.stopped,
            deadline.c.acknowledged,
            case_state.c.unit,
        )
        .join(case_state, case_state.c.case_id == deadline.c.case_id)
        .where(
            deadline.c.rule.in_(list(rules)),
            or_(deadline.c.stopped.is_(None), deadline.c.stopped >= (since + timedelta(days=1)).isoformat()),
            deadline.c.start < (on + timedelta(days=1)).isoformat(),
        )
    )
    return [ClockSpan(*row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class CaseSpan:
    """When a case was open, and when some events happened to it; ISO texts, for counting many."""

    opened: str
    closed: str | None
    unit: str | None
    worker: str | None
    happened: list[tuple[str, str]]


def case_spans(
    connection: Connection, case_type: str, since: date, on: date, *, events: Iterable[str]
) -> list[CaseSpan]:
    """Cases of a type that were open at the end of any day from `since` to `on`.

    `happened` holds type and time of their live events of the types asked for, in order of time.
    """
    span = and_(
        case_key.c.case_type == case_type,
        case_state.c.opened < (on + timedelta(days=1)).isoformat(),
        or_(case_state.c.closed.is_(None), case_state.c.closed >= (since + timedelta(days=1)).isoformat()),
    )
    query = (
        select(
            case_state.c.case_id,
            case_state.c.opened,
            case_state.c.closed,
            case_state.c.unit,
            case_state.c.worker,
        )
        .join(case_key, case_key.c.id == case_state.c.case_id)
        .where(span)
    )
    found = {
        row.case_id: CaseSpan(row.opened, row.closed, row.unit, row.worker, [])
        for row in connection.execute(query)
    }
    cancelled = _cancelled(connection)
    query = (
        select(event.c.id, event.c.case_id, event.c.type, event.c.occurred)
        .join(case_state, case_state.c.case_id == event.c.case_id)
        .join(case_key, case_key.c.id == event.c.case_id)
        .where(span, event.c.type.in_(list(events)))
        .order_by(event.c.occurred, event.c.id)
    )
    for row in connection.execute(query):
        if row.id not in cancelled:
            found[row.case_id].happened.append((row.type, row.occurred))
    return list(found.values())


def _cancelled(connection: Connection) -> set[int]:
    """The ids of voided events; a void that is itself voided has no say."""
    query = select(event.c.id, event.c.voids).where(event.c.voids.is_not(None)).order_by(event.c.id.desc())
    cancelled: set[int] = set()
    for row in connection.execute(query):
        if row.id not in cancelled:
            cancelled.add(row.voids)
    return cancelled


def open_cases(connection: Connection, case_type: str, on: date) -> list[CaseRow]:
    """Cases of a type that are open at the end of the day `on`, the earliest opened first."""
    next_day = (on + timedelta(days=1)).isoformat()
    query = (
        select(*_CASE_COLUMNS)
        .join(case_key, case_key.c.id == case_state.c.case_id)
        .where(
            case_key.c.case_type == case_type,
            or_(case_state.c.closed.is_(None), case_state.c.closed >= next_day),
            case_state.c.opened < next_day,
        )
        .order_by(case_state.c.opened, case_key.c.ref)
    )
    return [_case(row) for row in connection.execute(query)]


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
    """All cases of the same person, or the case alone and those that came from it."""
    own = connection.execute(
        select(case_state.c.person)
        .join(case_key, case_key.c.id == case_state.c.case_id)
        .where(case_key.c.case_type == key.case_type, case_key.c.ref == key.ref)
    ).scalar()
    same = and_(case_state.c.parent_type == key.case_type, case_state.c.parent_ref == key.ref)
    itself = and_(case_key.c.case_type == key.case_type, case_key.c.ref == key.ref)
    related = or_(itself, same) if own is None else or_(itself, same, case_state.c.person == own)
    query = (
        select(case_key.c.case_type, case_key.c.ref)
        .join(case_state, case_state.c.case_id == case_key.c.id)
        .where(related)
        .order_by(case_state.c.opened, case_key.c.id)
    )
    return [CaseKey(row.case_type, row.ref) for row in connection.execute(query)]


def birth_year_of(connection: Connection, pseudonym: str | None) -> int | None:
    """Year of birth of a person, as projected."""
    return connection.execute(select(person.c.birth_year).where(person.c.pseudonym == pseudonym)).scalar()


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
