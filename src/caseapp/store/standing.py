"""How the cases and their clocks stood at the end of a day, today or any other.

The projections know it of every case that nothing has happened to since. The others are folded anew from
their events up to that day, so that a past day's queue is the same whenever it is asked for: an extension,
a closing or another unit that came later has no say. A person's year of birth is taken as it is known now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, deadlines_of, fold
from caseapp.domain.deadlines import Deadline
from caseapp.domain.moments import Moment
from caseapp.store.projection import events_by_case, last_events, stored_json
from caseapp.store.reading import CASE_COLUMNS, CaseRow, case_row
from caseapp.store.rows import chunks
from caseapp.store.schema import case_key, case_state, deadline, event, person


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A deadline that runs, with the case it runs on."""

    case: CaseRow
    rule: str
    start: str
    nominal: date
    last_day: date
    due_at: str | None
    extended_to: date | None
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """When a deadline ran, and no more than that; ISO texts, for counting many."""

    rule: str
    start: str
    last_day: str
    stopped: str | None
    acknowledged: bool
    repeated: bool
    unit: str | None


@dataclass(frozen=True, slots=True)
class CaseSpan:
    """When a case was open, and when some events happened to it; ISO texts, for counting many."""

    opened: str
    closed: str | None
    unit: str | None
    worker: str | None
    happened: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A day, and the cases that something happened to after it, as they stood at its end."""

    on: date
    touched: bool
    cases: tuple[Case, ...]
    deadlines: tuple[tuple[Case, Deadline], ...]


def standing(connection: Connection, catalogue: Catalogue, on: date) -> Standing:
    """Fold the cases that something happened to after the day `on`."""
    ids = list(connection.execute(_touched(on).order_by(event.c.case_id)).scalars())
    rules = tuple(catalogue.rules.values())
    cases = []
    for events in events_by_case(connection, ids).values():
        until = [happened for happened in events if happened.occurred.day <= on]
        if until:
            key = until[0].case
            cases.append(fold(catalogue.case_types[key.case_type], key, until, catalogue.fields))
    born = birth_years(connection, {case.person for case in cases if case.person is not None})
    return Standing(
        on,
        bool(ids),
        tuple(cases),
        tuple(
            (case, clock)
            for case in cases
            for clock in deadlines_of(case, rules, catalogue.calendar, born.get(case.person or ""))
        ),
    )


def _touched(on: date) -> Select[Any]:
    return select(event.c.case_id).where(event.c.occurred >= _next(on)).distinct()


def _untouched(stood: Standing, case_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """The projections tell of these cases; most days of all of them, and then the database need not ask."""
    return [case_id.not_in(_touched(stood.on))] if stood.touched else []


def _next(day: date) -> str:
    return (day + timedelta(days=1)).isoformat()


def birth_years(connection: Connection, persons: Collection[str]) -> dict[str, int | None]:
    """Year of birth of persons, as projected."""
    found: dict[str, int | None] = {}
    for part in chunks(sorted(persons)):
        query = select(person.c.pseudonym, person.c.birth_year).where(person.c.pseudonym.in_(part))
        found |= {row.pseudonym: row.birth_year for row in connection.execute(query)}
    return found


def running_clocks(
    connection: Connection,
    stood: Standing,
    *,
    rules: Iterable[str],
    last_before: date | None = None,
    last_through: date | None = None,
    freshest: int | None = None,
    repeated: bool = True,
) -> list[ClockRow]:
    """Deadlines of these rules that run at the end of the day, the earliest last day first.

    A clock on a closed case no longer runs, even when what it waited for never came. `last_before` and
    `last_through` bound the last day from above, the day itself out and in. With `freshest`, only so many
    with the latest last days, those first. Without `repeated`, local clocks that only say what the law's
    clock on the same case says are left out.
    """
    wanted = set(rules)
    query = (
        select(
            *CASE_COLUMNS,
            deadline.c.rule,
            deadline.c.start,
            deadline.c.nominal,
            deadline.c.last_day,
            deadline.c.due_at,
            deadline.c.extended_to,
            deadline.c.acknowledged,
        )
        .join(case_key, case_key.c.id == deadline.c.case_id)
        .join(case_state, case_state.c.case_id == deadline.c.case_id)
        .where(
            deadline.c.rule.in_(sorted(wanted)),
            deadline.c.stopped.is_(None),
            case_state.c.closed.is_(None),
            *_untouched(stood, deadline.c.case_id),
        )
    )
    through = last_through
    if last_before is not None:
        through = last_before - timedelta(days=1)
    if through is not None:
        query = query.where(deadline.c.last_day <= through.isoformat())
    if not repeated:
        query = query.where(deadline.c.repeated.is_(False))
    order = (deadline.c.last_day, deadline.c.start, case_key.c.ref, deadline.c.rule)
    if freshest is None:
        query = query.order_by(*order)
    else:
        query = query.order_by(deadline.c.last_day.desc(), *order[1:]).limit(freshest)
    found = [_clock_row(row) for row in connection.execute(query).all()]
    folded = [
        _folded_clock(case, clock)
        for case, clock in stood.deadlines
        if clock.rule.id in wanted
        and clock.running
        and case.closed is None
        and (through is None or clock.last_day <= through)
        and (repeated or not clock.repeated)
    ]
    if folded:
        found = sorted(found + folded, key=lambda clock: (clock.start, clock.case.key.ref, clock.rule))
        found.sort(key=lambda clock: clock.last_day, reverse=freshest is not None)
    return found[:freshest]


def _clock_row(row: Any) -> ClockRow:
    rule, start, nominal, last_day, due_at, extended_to, acknowledged = row[len(CASE_COLUMNS) :]
    return ClockRow(
        case_row(row),
        rule,
        start,
        date.fromisoformat(nominal),
        date.fromisoformat(last_day),
        due_at,
        date.fromisoformat(extended_to) if extended_to else None,
        acknowledged,
    )


def _folded_clock(case: Case, clock: Deadline) -> ClockRow:
    return ClockRow(
        _folded_case(case),
        clock.rule.id,
        str(clock.start),
        clock.nominal,
        clock.last_day,
        clock.due_at.isoformat(timespec="minutes") if clock.due_at else None,
        clock.extended_to,
        clock.acknowledged,
    )


def _folded_case(case: Case) -> CaseRow:
    return CaseRow(
        case.key,
        case.person,
        case.parent,
        _text(case.opened),
        _text(case.closed),
        case.unit,
        case.worker,
        dict(case.facts),
        stored_json(last_events(case)),
    )


def _text(moment: Moment | None) -> str | None:
    return str(moment) if moment is not None else None


def open_cases(connection: Connection, stood: Standing, case_type: str) -> list[CaseRow]:
    """Cases of a type that are open at the end of the day, the earliest opened first."""
    query = (
        select(*CASE_COLUMNS)
        .join(case_key, case_key.c.id == case_state.c.case_id)
        .where(
            case_key.c.case_type == case_type,
            case_state.c.closed.is_(None),
            case_state.c.opened.is_not(None),
            *_untouched(stood, case_state.c.case_id),
        )
    )
    found = [case_row(row) for row in connection.execute(query).all()]
    found += [_folded_case(case) for case in stood.cases if case.is_open and case.key.case_type == case_type]
    return sorted(found, key=lambda case: (case.opened or "", case.key.ref))


def clock_spans(
    connection: Connection, stood: Standing, since: date, *, rules: Iterable[str]
) -> list[ClockSpan]:
    """Deadlines of these rules that ran at the end of any day from `since` on, as `stood` has them."""
    wanted = set(rules)
    query = (
        select(
            deadline.c.rule,
            deadline.c.start,
            deadline.c.last_day,
            deadline.c.stopped,
            deadline.c.acknowledged,
            deadline.c.repeated,
            case_state.c.unit,
            case_state.c.closed,
        )
        .join(case_state, case_state.c.case_id == deadline.c.case_id)
        .where(
            deadline.c.rule.in_(sorted(wanted)),
            or_(deadline.c.stopped.is_(None), deadline.c.stopped >= _next(since)),
            _open_since(since),
            *_untouched(stood, deadline.c.case_id),
        )
    )
    found = [
        ClockSpan(rule, start, last_day, _earliest(stopped, closed), acknowledged, repeated, unit)
        for rule, start, last_day, stopped, acknowledged, repeated, unit, closed in connection.execute(
            query
        ).all()
    ]
    return found + [
        ClockSpan(
            clock.rule.id,
            str(clock.start),
            clock.last_day.isoformat(),
            _earliest(_text(clock.stopped), _text(case.closed)),
            clock.acknowledged,
            clock.repeated,
            case.unit,
        )
        for case, clock in stood.deadlines
        if clock.rule.id in wanted
    ]


def _open_since(since: date) -> ColumnElement[bool]:
    return or_(case_state.c.closed.is_(None), case_state.c.closed >= _next(since))


def _earliest(stopped: str | None, closed: str | None) -> str | None:
    return min(stopped, closed) if stopped and closed else stopped or closed


def case_spans(
    connection: Connection, stood: Standing, case_type: str, since: date, *, events: Iterable[str]
) -> list[CaseSpan]:
    """Cases of a type that were open at the end of any day from `since` on, as the day of `stood` has them.

    `happened` holds type and time of their live events of the types asked for, in order of time.
    """
    wanted = set(events)
    span = and_(
        case_key.c.case_type == case_type,
        case_state.c.opened.is_not(None),
        _open_since(since),
        *_untouched(stood, case_state.c.case_id),
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
        .where(span, event.c.type.in_(sorted(wanted)))
        .order_by(event.c.occurred, event.c.id)
    )
    for row in connection.execute(query):
        if row.id not in cancelled:
            found[row.case_id].happened.append((row.type, row.occurred))
    return list(found.values()) + [
        CaseSpan(
            str(case.opened),
            _text(case.closed),
            case.unit,
            case.worker,
            [(e.type, str(e.occurred)) for e in case.events if e.type in wanted],
        )
        for case in stood.cases
        if case.key.case_type == case_type and case.opened is not None
    ]


def _cancelled(connection: Connection) -> set[int]:
    """The ids of voided events; a void that is itself voided has no say."""
    query = select(event.c.id, event.c.voids).where(event.c.voids.is_not(None)).order_by(event.c.id.desc())
    cancelled: set[int] = set()
    for row in connection.execute(query):
        if row.id not in cancelled:
            cancelled.add(row.voids)
    return cancelled
