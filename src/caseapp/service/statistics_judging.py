"""What a formula makes of a counted thing: whether it is in the numerator, and its days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from caseapp.domain.deadlines import Deadline, stopped_late
from caseapp.domain.events import Event
from caseapp.domain.guards import Kin
from caseapp.domain.measures import Basis, ClockChoice, Counts, Formula, Measure, Span
from caseapp.service.statistics_guards import all_of, first_day
from caseapp.service.statistics_sources import Days, Source, Thing
from caseapp.service.statistics_world import Subject, World

Verdict = tuple[bool, int]
"""Whether the thing is in the numerator, and its days."""
Judge = Callable[[Thing], Sequence[Verdict]]

_ONE: Sequence[Verdict] = ((True, 0),)
_OUTFLOW: Sequence[Verdict] = ((False, 0),)
_NONE: Sequence[Verdict] = ()


def judge(world: World, measure: Measure, source: Source, days: Days) -> Judge:
    """The function that judges the things of a source for a measure; no verdict leaves the thing out."""
    formula = measure.formula
    snapshot = measure.population.basis is Basis.OPEN
    if formula is Formula.SHARE_WHERE:
        asked = all_of(world, measure.numerator, snapshot)
        assert asked is not None
        return lambda thing: ((asked(thing[0], thing[2]), 0),)
    if formula.by_clock:
        return _by_clock(world, measure)
    if formula is Formula.DURATION:
        return _duration(world, measure)
    if formula is Formula.CARE_DAYS:
        return lambda thing: _care(measure.span, thing[0], days)
    if formula is Formula.QUEUE_LENGTH:
        return lambda thing: ((True, thing[1] if isinstance(thing[1], int) else 0),)
    if formula is Formula.BALANCE and source.basis is Basis.ENDED:
        return lambda thing: _OUTFLOW
    if formula is Formula.PER_WORKER:
        return lambda thing: _ONE if thing[0].case.worker else _NONE
    if measure.population.counts is Counts.DEADLINES:
        return lambda thing: tuple((True, 0) for _ in _clocks(world, measure, thing))
    return lambda thing: _ONE


def _clocks(world: World, measure: Measure, thing: Thing) -> list[Deadline]:
    """The clocks that a counted thing is judged by."""
    subject, what, _ = thing
    if isinstance(what, Deadline):
        return [what]
    clocks = [clock for rule in measure.rules for clock in world.clocks(subject, rule)]
    if measure.clock is ClockChoice.RUNNING:
        return [clock for clock in clocks if clock.running]
    if not isinstance(what, Event):
        return clocks
    if measure.clock is ClockChoice.STARTED:
        return [clock for clock in clocks if clock.start_event == what.id]
    return [clock for clock in clocks if clock.stop_event == what.id]


def _by_clock(world: World, measure: Measure) -> Judge:
    snapshot = measure.population.basis is Basis.OPEN
    formula = measure.formula
    each = measure.population.basis is Basis.DUE or measure.clock is ClockChoice.RUNNING

    def said(thing: Thing) -> Sequence[Verdict]:
        subject, _, day = thing
        verdicts: list[Verdict] = []
        for clock in _clocks(world, measure, thing):
            on = day if snapshot else world.judged(subject)
            if clock.stopped is not None:
                late = stopped_late(clock.stopped, clock.last_day, clock.due_at)
                until = clock.stopped.day
            else:
                late, until = on > clock.last_day, on
                if not late and not snapshot:
                    # Neither kept nor broken yet.
                    continue
            if formula is Formula.DAYS_OVER:
                if late:
                    verdicts.append((True, _over(world, clock, until, measure.span.working)))
            else:
                verdicts.append((late is (formula is Formula.SHARE_LATE), 0))
            if not each:
                break
        return verdicts

    return said


def _over(world: World, clock: Deadline, until: date, working: bool) -> int:
    calendar = clock.rule.calendar(world.catalogue.calendar)
    if working:
        return calendar.working_days_between(clock.last_day, until)
    return (until - clock.last_day).days


def _duration(world: World, measure: Measure) -> Judge:
    span = measure.span
    standing = measure.population.basis in (Basis.OPEN, Basis.ONGOING)
    snapshot = measure.population.basis is Basis.OPEN

    def said(thing: Thing) -> Sequence[Verdict]:
        subject, _, day = thing
        beginner = _parent(world, subject, day, span.since_of, snapshot) if span.since_of else subject
        if beginner is None:
            return _NONE
        ends: date | None = day
        since = None if span.since_last else first_day(beginner.case.events, span.since)
        if span.until:
            if since is None and not span.since_last:
                return _NONE
            ends = _end(world, span, subject, since, day, snapshot)
            if ends is None and span.running:
                ends = day if standing else world.judged(subject)
        if ends is None:
            return _NONE
        if span.since_last:
            since = max(
                (
                    event.occurred.day
                    for event in beginner.case.events
                    if event.type in span.since and event.occurred.day <= ends
                ),
                default=None,
            )
        # An end before its beginning is a fault that the checks tell of, no duration.
        if since is None or since > ends:
            return _NONE
        return ((True, world.days(since, ends, span.working)),)

    return said


def _parent(world: World, subject: Subject, day: date, kind: str, snapshot: bool) -> Subject | None:
    parent = world.parent(subject)
    if parent is None or parent.case.key.case_type != kind:
        return None
    return world.on(parent, day) if snapshot else parent


def _end(
    world: World, span: Span, subject: Subject, since: date | None, day: date, snapshot: bool
) -> date | None:
    if not span.until_of:
        return first_day(subject.case.events, span.until, since)
    found = []
    for child in world.kin(subject, Kin.CHILD):
        if child.case.key.case_type == span.until_of:
            then = world.on(child, day) if snapshot else child
            end = first_day(then.case.events, span.until, since) if then is not None else None
            if end is not None:
                found.append(end)
    return min(found, default=None)


def _care(span: Span, subject: Subject, days: Days) -> Sequence[Verdict]:
    case = subject.case
    opened = case.opened.day if case.opened is not None else None
    since = first_day(case.events, span.since) if span.since else opened
    if since is None:
        return _NONE
    after = days.end + timedelta(days=1)
    stop = after
    if case.closed is not None:
        stop = case.closed.day + timedelta(days=int(span.last_day_counts))
    away, back = span.suspends or ("", "")
    total = 0
    start: date | None = since
    for event in case.events if span.suspends else ():
        day = event.occurred.day
        if event.type == away and start is not None:
            total += _within(start, max(day, start), days.first, min(stop, after))
            start = None
        elif event.type == back and start is None:
            start = max(day, since)
    if start is not None:
        total += _within(start, stop, days.first, min(stop, after))
    return ((True, total),) if total else _NONE


def _within(start: date, stop: date, first: date, after: date) -> int:
    """Days from `start` up to, not including, `stop`, of those from `first` up to `after`."""
    return max((min(stop, after) - max(start, first)).days, 0)
