"""The forecast: how many running clocks pass their last day, simulated at a unit's own pace.

The figures are the same on every machine and in every version of Python. Chance comes from
`random.Random.random` alone, whose sequence for a seed the language promises to keep; all else is whole
numbers, and products and quotients of floats in a fixed order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from random import Random

from caseapp.domain.pace import Course, LifeTable, Pace

_SEEDS_APART = 1_000_000


class First(StrEnum):
    """Which running clocks the extra closings of a week are taken from."""

    SOONEST = "soonest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Spread:
    """What the runs came to: the middle one, and the ends of the interval."""

    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """So many weeks ahead, with so many extra closings a week.

    `passing` are those of today's running clocks, not yet late, that pass their last day before then;
    `overdue` and `running` all clocks that then run late and run, those begun meanwhile counted. `spared` and
    `fewer_overdue` tell how many fewer pass and are late than without extra closings, run by run.
    """

    weeks: int
    extra: int
    passing: Spread
    overdue: Spread
    running: Spread
    spared: Spread
    fewer_overdue: Spread


@dataclass(frozen=True, slots=True)
class Method:
    """How to simulate. `interval` is the share of runs, per cent, that the interval holds."""

    runs: int
    seed: int
    interval: int
    first: First


@dataclass(frozen=True, slots=True)
class _Tally:
    passing: int
    overdue: int
    running: int


@dataclass(slots=True)
class _Run:
    """One run: each clock's first day, last day and the day it is stopped, in days from today.

    Today's clocks come first, in the order of their last days.
    """

    begun: list[int]
    last: list[int]
    stops: list[int]
    today: int
    arrived: list[int]

    def with_extra(self, extra: int, weeks: int, first: First) -> _Run:
        """The same run with so many more stopped at the beginning of each week.

        They are taken in an order that does not depend on how many they are, so that whoever is spared by
        some is spared by more.
        """
        stops = list(self.stops)
        order = sorted(range(len(stops)), key=self.last.__getitem__)
        lasts = [self.last[one] for one in order]
        for day in range(1, 7 * weeks, 7):
            begins = bisect_left(lasts, day) if first is First.SOONEST else 0
            left = extra
            for place in chain(range(begins, len(order)), range(begins)):
                if not left:
                    break
                one = order[place]
                if self.begun[one] < day <= stops[one]:
                    stops[one] = day
                    left -= 1
        return _Run(self.begun, self.last, stops, self.today, self.arrived)

    def tallies(self, horizons: Sequence[int]) -> list[_Tally]:
        """What the run came to after so many weeks."""
        late = [(last, stop) for last, stop in zip(self.last, self.stops, strict=True) if stop > last]
        passing = [
            last for last, stop in zip(self.last[: self.today], self.stops, strict=False) if stop > last >= 0
        ]
        stops = sorted(self.stops)
        found = []
        for weeks in horizons:
            day = 7 * weeks
            running = self.today + self.arrived[weeks] - bisect_left(stops, day + 1)
            overdue = sum(last < day < stop for last, stop in late)
            found.append(_Tally(bisect_left(passing, day), overdue, running))
        return found


def simulate(
    courses: Sequence[Course],
    on: date,
    pace: Pace,
    last_day: Callable[[date], date],
    horizons: Sequence[int],
    extras: Sequence[int],
    method: Method,
    progress: Callable[[int, int], None] | None = None,
) -> list[Outlook]:
    """What to expect so many weeks ahead, for each number of extra closings a week.

    `courses` are the clocks that run at the end of the day; new ones begin as in a week drawn from those of
    the pace, and have the last day that `last_day` gives. Each run draws the pace itself anew from its weeks,
    so that the interval holds both chance and how little is known. Every run draws the same whatever the
    extra closings and the horizons are. An exception that `progress` raises stops the simulation.
    """
    farthest = max(horizons)
    lasts = sorted((course.last_day - on).days for course in courses)
    coming = [(last_day(on + timedelta(days=day)) - on).days for day in range(1, 7 * farthest + 1)]
    before = [day - 1 - last for day, last in enumerate(coming, start=1)]
    first = min(chain(before, (-last for last in lasts)), default=0)
    end = max(chain((7 * farthest - last for last in lasts), (7 * farthest - last for last in coming)))
    usual = pace.usual()
    told: dict[int, list[list[_Tally]]] = {extra: [] for extra in (0, *extras)}
    for number in range(method.runs):
        dice = Random(method.seed * _SEEDS_APART + number)
        picked = [int(dice.random() * len(pace.weeks)) for _ in pace.weeks]
        table = LifeTable.of(pace.bands, pace.drawn(picked, usual), first, end)
        run = _run(dice, lasts, coming, table, pace.begun, farthest)
        for extra, tallies in told.items():
            helped = run.with_extra(extra, farthest, method.first) if extra else run
            tallies.append(helped.tallies(horizons))
        if progress is not None and (number + 1) % 50 == 0:
            progress(number + 1, method.runs)
    return [
        _outlook(weeks, extra, [run[place] for run in told[extra]], [run[place] for run in told[0]], method)
        for extra in extras
        for place, weeks in enumerate(horizons)
    ]


def _run(
    dice: Random,
    lasts: Sequence[int],
    coming: Sequence[int],
    table: LifeTable,
    begun_a_week: Sequence[int],
    weeks: int,
) -> _Run:
    """One run without extra closings."""
    run = _Run(
        begun=[0] * len(lasts),
        last=list(lasts),
        stops=[last + table.stops_on(-last, dice.random()) for last in lasts],
        today=len(lasts),
        arrived=[0],
    )
    for week in range(weeks):
        for day in _arrivals(dice, week, begun_a_week):
            last = coming[day - 1]
            run.begun.append(day)
            run.last.append(last)
            run.stops.append(last + table.stops_on(day - 1 - last, dice.random()))
        run.arrived.append(len(run.last) - len(lasts))
    return run


def _arrivals(dice: Random, week: int, begun_a_week: Sequence[int]) -> Iterator[int]:
    """The days of a week ahead on which new clocks begin: as many as in one of the weeks behind."""
    if begun_a_week:
        for _ in range(begun_a_week[int(dice.random() * len(begun_a_week))]):
            yield 7 * week + 1 + int(dice.random() * 7)


def _outlook(
    weeks: int, extra: int, runs: Sequence[_Tally], usual: Sequence[_Tally], method: Method
) -> Outlook:
    def spread(values: Iterator[int]) -> Spread:
        return spread_of(sorted(values), method.interval)

    pairs = list(zip(runs, usual, strict=True))
    return Outlook(
        weeks,
        extra,
        passing=spread(run.passing for run in runs),
        overdue=spread(run.overdue for run in runs),
        running=spread(run.running for run in runs),
        spared=spread(plain.passing - run.passing for run, plain in pairs),
        fewer_overdue=spread(plain.overdue - run.overdue for run, plain in pairs),
    )


def spread_of(ordered: Sequence[int], interval: int) -> Spread:
    """The middle one of ordered values, and the ends between which the share of `interval` per cent lies."""
    last = len(ordered) - 1
    outside = last * (100 - interval) // 200
    return Spread(ordered[outside], ordered[last // 2], ordered[last - outside])
