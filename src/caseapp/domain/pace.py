"""The pace at which clocks are stopped: a life table of a unit's own cases, counted from their last day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

_LONG_BEFORE = -(10**6)
"""Where the first band begins: before any day that a clock can run on."""


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one clock: when it began, its last day, when it was stopped; None while it runs."""

    begun: date
    last_day: date
    stopped: date | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """What one week tells, a number for each band: clocks stopped, and days that clocks ran."""

    stopped: tuple[int, ...]
    ran: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """How clocks were stopped and begun in the weeks up to a day, the latest week first.

    Days are counted from each clock's own last day: −7 is a week before it, 0 the last day, 1 the day after.
    A band begins on the day in `bands` and ends before the next; the first and the last have no end.
    `begun` are the clocks begun in each of the latest weeks.
    """

    bands: tuple[int, ...]
    weeks: tuple[Week, ...]
    begun: tuple[int, ...]

    @property
    def stopped(self) -> int:
        """How many clocks were stopped in these weeks."""
        return sum(sum(week.stopped) for week in self.weeks)

    def usual(self) -> list[float]:
        """For each band the chance that a clock that runs is stopped on a day, by all the weeks.

        A band in which no clock ran has the chance of all bands together.
        """
        stopped, ran = self._sums(range(len(self.weeks)))
        together = sum(stopped) / sum(ran) if sum(ran) else 0.0
        return [s / r if r else together for s, r in zip(stopped, ran, strict=True)]

    def drawn(self, picked: Sequence[int], usual: Sequence[float]) -> list[float]:
        """The same by the weeks picked alone; a band in which no clock ran then has its usual chance."""
        stopped, ran = self._sums(picked)
        return [s / r if r else common for s, r, common in zip(stopped, ran, usual, strict=True)]

    def _sums(self, picked: Sequence[int]) -> tuple[list[int], list[int]]:
        weeks = [self.weeks[number] for number in picked]
        if not weeks:
            return [0] * len(self.bands), [0] * len(self.bands)
        return (
            [sum(column) for column in zip(*(week.stopped for week in weeks), strict=True)],
            [sum(column) for column in zip(*(week.ran for week in weeks), strict=True)],
        )


def pace_of(courses: Sequence[Course], on: date, weeks: int, begun_weeks: int, least: int) -> Pace:
    """The pace of the weeks up to and with a day, or of those there are since the first clock began.

    A clock counts on the days that it ran within these weeks, so that one begun before them counts from
    where it then was and one that still runs counts until now. `least` is how many stopped clocks a band
    holds at least; no band reaches over the last day.
    """
    # A stop before its start is a fault that the checks tell of; it says nothing of the pace.
    known = [c for c in courses if c.begun <= on and (c.stopped is None or c.stopped >= c.begun)]
    first = min((course.begun for course in known), default=on + timedelta(days=1))
    there = ((on - first).days + 1) // 7
    weeks, begun_weeks = min(weeks, there), min(begun_weeks, there)
    since = on - timedelta(days=7 * weeks - 1)
    inside = [course for course in known if course.stopped is None or course.stopped >= since]
    bands = _bands(inside, since, on, least)
    stopped = [[0] * len(bands) for _ in range(weeks)]
    ran = [[0] * len(bands) for _ in range(weeks)]
    begun = [0] * begun_weeks
    for course in inside:
        _count(course, since, on, bands, stopped, ran)
    for course in known:
        week = (on - course.begun).days // 7
        if week < begun_weeks:
            begun[week] += 1
    told = tuple(Week(tuple(s), tuple(r)) for s, r in zip(stopped, ran, strict=True))
    return Pace(bands, told, tuple(begun))


def _bands(courses: Sequence[Course], since: date, on: date, least: int) -> tuple[int, ...]:
    """The first day of each band, those up to the last day and those after it."""
    stops = sorted(
        (course.stopped - course.last_day).days
        for course in courses
        if course.stopped is not None and since <= course.stopped <= on
    )
    after = bisect_right(stops, 0)
    return (*_edges(_LONG_BEFORE, stops[:after], least), *_edges(1, stops[after:], least))


def _edges(begins: int, stops: Sequence[int], least: int) -> list[int]:
    """Where bands begin, each with at least so many stops; those of one day are kept together."""
    edges = [begins]
    held = 0
    for place in range(len(stops) - 1):
        held += 1
        left = len(stops) - place - 1
        if held >= least <= left and stops[place] < stops[place + 1]:
            edges.append(stops[place] + 1)
            held = 0
    return edges


def _count(
    course: Course,
    since: date,
    on: date,
    bands: tuple[int, ...],
    stopped: list[list[int]],
    ran: list[list[int]],
) -> None:
    """Add one clock's days and its stop to the weeks they fall in."""
    to_last = (course.last_day - on).days
    day = (max(course.begun, since) - on).days
    until = (min(course.stopped or on, on) - on).days
    if course.stopped is not None and course.stopped <= on:
        stopped[-until // 7][bisect_right(bands, until - to_last) - 1] += 1
    while day <= until:
        week = -day // 7
        band = bisect_right(bands, day - to_last) - 1
        end = min(until, -7 * week)
        if band + 1 < len(bands):
            end = min(end, bands[band + 1] - 1 + to_last)
        ran[week][band] += end - day + 1
        day = end + 1


@dataclass(frozen=True, slots=True)
class LifeTable:
    """The chance that a clock is stopped on each day from `first`, counted from its last day.

    Nothing is told of the days beyond the table.
    """

    first: int
    chances: tuple[float, ...]
    _running: list[float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        share = 1.0
        running = []
        for chance in self.chances:
            share *= 1.0 - chance
            running.append(-share)
        object.__setattr__(self, "_running", running)

    @classmethod
    def of(cls, bands: Sequence[int], chances: Sequence[float], first: int, last: int) -> LifeTable:
        """The table of bands, from a day through another."""
        days: list[float] = []
        for band, chance in enumerate(chances):
            begins = max(first, bands[band])
            ends = min(last + 1, bands[band + 1]) if band + 1 < len(bands) else last + 1
            days += [chance] * (ends - begins)
        return cls(first, tuple(days))

    @property
    def end(self) -> int:
        """The day after the last one told."""
        return self.first + len(self.chances)

    def stops_on(self, day: int, luck: float) -> int:
        """The day on which a clock that runs at the end of `day` is stopped, for a luck from 0 up to 1.

        The share still running falls from day to day; it is stopped on the first day that the share of those
        running after `day` is no greater than the luck. `end` when that day is beyond the table. `day` is at
        earliest the one before `first`.
        """
        place = day - self.first
        share = -self._running[place] if place >= 0 else 1.0
        if share > 1e-250:
            return self.first + bisect_left(self._running, -share * luck, place + 1)
        # After a day when all are stopped, or when next to none is left, no share can be taken of the rest.
        share = 1.0
        for later in range(place + 1, len(self.chances)):
            share *= 1.0 - self.chances[later]
            if share <= luck:
                return self.first + later
        return self.end
