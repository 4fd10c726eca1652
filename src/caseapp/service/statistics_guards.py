"""Guards made into functions, once for each call, that say whether a case holds them on a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from caseapp.domain.cases import age_at
from caseapp.domain.deadlines import Deadline, last_days
from caseapp.domain.events import Event
from caseapp.domain.guards import (
    AgeGuard,
    ClockGuard,
    ClockState,
    EventGuard,
    FieldGuard,
    Guard,
    IdleGuard,
    KinGuard,
    OpenGuard,
    SexGuard,
    SpanGuard,
)
from caseapp.service.statistics_world import Subject, World

Holds = Callable[[Subject, date], bool]
"""Whether a case holds a guard on a day."""

UNKNOWN = "okänt"
"""What is not known, among the values of every key."""


def all_of(world: World, guards: Sequence[Guard], snapshot: bool) -> Holds | None:
    """One function for all guards; None when there are none.

    In a `snapshot` the case is given as it stood on the day, and its kin is looked at so too.
    """
    made = [holds(world, guard, snapshot) for guard in guards]
    if not made:
        return None
    if len(made) == 1:
        return made[0]
    return lambda subject, day: all(each(subject, day) for each in made)


def holds(world: World, guard: Guard, snapshot: bool) -> Holds:
    """The function of one guard."""
    said = _holds(world, guard, snapshot)
    if guard.negated:
        return lambda subject, day: not said(subject, day)
    return said


def _holds(world: World, guard: Guard, snapshot: bool) -> Holds:
    match guard:
        case FieldGuard():
            return _field(guard)
        case EventGuard():
            return _event(guard)
        case AgeGuard():
            return _age(guard)
        case SexGuard():
            return lambda subject, day: _sex(subject) in guard.any_of
        case ClockGuard():
            return _clock(world, guard, snapshot)
        case SpanGuard():
            return _span(world, guard)
        case IdleGuard():
            return _idle(world, guard)
        case OpenGuard():
            return _open
        case KinGuard():
            return _kin(world, guard, snapshot)
        case _:
            either = [holds(world, each, snapshot) for each in guard.guards]
            return lambda subject, day: any(each(subject, day) for each in either)


def _field(guard: FieldGuard) -> Holds:
    name, any_of, none_of = guard.field, frozenset(guard.any_of), frozenset(guard.none_of)
    unknown = guard.unknown
    if any_of and not none_of and not unknown:
        return lambda subject, day: subject.case.facts.get(name) in any_of

    def said(subject: Subject, day: date) -> bool:
        value = subject.case.facts.get(name)
        if value is None:
            return unknown
        return value not in none_of and (not any_of or value in any_of)

    return said


def _event(guard: EventGuard) -> Holds:
    types, least = frozenset(guard.events), guard.at_least
    if least == 1:
        return lambda subject, day: any(event.type in types for event in subject.case.events)
    return lambda subject, day: sum(event.type in types for event in subject.case.events) >= least


def _age(guard: AgeGuard) -> Holds:
    first = guard.first if guard.first is not None else -1_000
    last = guard.last if guard.last is not None else 1_000

    def said(subject: Subject, day: date) -> bool:
        age = age_at(day, subject.person.birth_year) if subject.person is not None else None
        return guard.unknown if age is None else first <= age <= last

    return said


def _sex(subject: Subject) -> str:
    return (subject.person.sex if subject.person is not None else None) or UNKNOWN


def _clock(world: World, guard: ClockGuard, snapshot: bool) -> Holds:
    state = guard.state

    def said(subject: Subject, day: date) -> bool:
        on = day if snapshot else world.judged(subject)
        return any(
            _stands(world, clock, state, on) for rule in guard.rules for clock in world.clocks(subject, rule)
        )

    return said


def _stands(world: World, clock: Deadline, state: ClockState, on: date) -> bool:
    match state:
        case ClockState.EXISTS:
            return True
        case ClockState.RUNNING:
            return clock.running
        case ClockState.STOPPED:
            return not clock.running
        case ClockState.LATE:
            return clock.is_late(on)
        case ClockState.ON_TIME:
            return not clock.running and not clock.is_late(on)
        case ClockState.RUNNING_LATE:
            return clock.running and clock.is_late(on)
        case ClockState.EXTENDED:
            return clock.extended_to is not None
        case _:
            calendar = clock.rule.calendar(world.catalogue.calendar)
            limit = last_days(clock.version, clock.start, calendar, None, clock.suspended_days)[1]
            return (clock.stopped.day if clock.stopped is not None else on) > limit


def first_day(events: Sequence[Event], types: Sequence[str], since: date | None = None) -> date | None:
    """The day of the first event of these types, or of the first on or after a day."""
    for event in events:
        if event.type in types and (since is None or event.occurred.day >= since):
            return event.occurred.day
    return None


def _span(world: World, guard: SpanGuard) -> Holds:
    first = guard.first if guard.first is not None else 0
    last = guard.last if guard.last is not None else 1_000_000

    def said(subject: Subject, day: date) -> bool:
        since = first_day(subject.case.events, guard.since)
        if since is None:
            return False
        until = first_day(subject.case.events, guard.until, since) if guard.until else day
        if until is None or until < since:
            return False
        return first <= world.days(since, until, guard.working) <= last

    return said


def _idle(world: World, guard: IdleGuard) -> Holds:
    steps = frozenset(guard.steps)

    def said(subject: Subject, day: date) -> bool:
        case = subject.case
        last = case.opened.day if case.opened is not None else None
        for event in case.events:
            if event.type in steps and event.occurred.day <= day:
                last = event.occurred.day if last is None else max(last, event.occurred.day)
        return last is not None and world.days(last, day, guard.working) > guard.days

    return said


def _open(subject: Subject, day: date) -> bool:
    case = subject.case
    return (
        case.opened is not None and case.opened.day <= day and (case.closed is None or case.closed.day > day)
    )


def _kin(world: World, guard: KinGuard, snapshot: bool) -> Holds:
    asked = all_of(world, guard.where, snapshot)

    def said(subject: Subject, day: date) -> bool:
        for each in world.kin(subject, guard.kin):
            if each.case.key.case_type != guard.case_type:
                continue
            then = world.on(each, day) if snapshot else each
            if then is not None and (asked is None or asked(then, day)):
                return True
        return False

    return said
