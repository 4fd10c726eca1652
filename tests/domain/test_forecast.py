"""The forecast: what must hold of every simulation, what is known exactly, and what probability says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.forecast import First, Method, Outlook, Spread, simulate, spread_of
from caseapp.domain.pace import Course, Pace, Week

ON = date(2026, 3, 16)
HORIZONS = (1, 2, 4)
LASTS = st.lists(st.integers(-30, 60), max_size=20)
FIRSTS = st.sampled_from(First)
NEVER, ALWAYS = (0, 1), (1, 1)
"""Stopped of one that ran: none and all."""


def course(last: int) -> Course:
    """A clock that runs, so many days before its last day."""
    return Course(ON - timedelta(days=30), ON + timedelta(days=last))


def pace_with(*bands: tuple[int, tuple[int, int]], begun: tuple[int, ...] = ()) -> Pace:
    """A pace of one week: from each day on, so many stopped of so many days that clocks ran."""
    week = Week(tuple(told[0] for _, told in bands), tuple(told[1] for _, told in bands))
    return Pace(tuple(day for day, _ in bands), (week,), begun)


PACE = Pace(
    (-1000, -7, 1, 20),
    (
        Week((2, 4, 1, 0), (90, 30, 20, 0)),
        Week((0, 1, 1, 1), (80, 40, 20, 9)),
        Week((1, 0, 2, 1), (70, 9, 9, 9)),
    ),
    (3, 0, 5, 1),
)


def last_day(begun: date) -> date:
    return begun + timedelta(days=14)


def outlooks(
    lasts: list[int],
    extra: int = 0,
    pace: Pace = PACE,
    horizons: tuple[int, ...] = HORIZONS,
    runs: int = 40,
    seed: int = 1,
    first: First = First.SOONEST,
) -> list[Outlook]:
    running = [course(last) for last in lasts]
    return simulate(running, ON, pace, last_day, horizons, (extra,), Method(runs, seed, 80, first))


def ends(spread: Spread) -> tuple[int, int, int]:
    return spread.low, spread.median, spread.high


@settings(deadline=None, max_examples=60)
@given(LASTS, st.integers(0, 6), FIRSTS)
def test_more_closings_never_give_more_that_pass(lasts: list[int], extra: int, first: First) -> None:
    for one, more in zip(
        outlooks(lasts, extra, first=first), outlooks(lasts, extra + 1, first=first), strict=True
    ):
        for figure in ("passing", "overdue", "running"):
            before, after = getattr(one, figure), getattr(more, figure)
            assert all(less <= much for less, much in zip(ends(after), ends(before), strict=True))
        assert more.spared.low >= 0
        assert more.fewer_overdue.low >= 0
        assert all(less <= much for less, much in zip(ends(one.spared), ends(more.spared), strict=True))


@settings(deadline=None, max_examples=60)
@given(LASTS, st.integers(0, 3), st.integers(0, 50))
def test_every_interval_holds_its_median_and_no_more_than_there_are(
    lasts: list[int], extra: int, seed: int
) -> None:
    for outlook in outlooks(lasts, extra, seed=seed):
        for spread in (outlook.passing, outlook.overdue, outlook.running, outlook.spared):
            assert 0 <= spread.low <= spread.median <= spread.high
        days = 7 * outlook.weeks
        assert outlook.passing.high <= sum(0 <= last < days for last in lasts)
        assert outlook.running.high <= len(lasts) + max(PACE.begun) * outlook.weeks
        assert outlook.overdue.high <= outlook.running.high


@given(LASTS, st.integers(0, 3), FIRSTS)
@settings(deadline=None, max_examples=30)
def test_a_horizon_s_figures_do_not_depend_on_the_others_asked_for(
    lasts: list[int], extra: int, first: First
) -> None:
    together = outlooks(lasts, extra, first=first)
    assert outlooks(lasts, extra, horizons=(2,), first=first) == [together[1]]


@given(LASTS, st.randoms())
@settings(deadline=None, max_examples=30)
def test_the_order_in_which_clocks_are_told_changes_nothing(lasts: list[int], dice: object) -> None:
    shuffled = list(lasts)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert outlooks(shuffled, 1) == outlooks(lasts, 1)


def test_where_nothing_runs_nothing_passes() -> None:
    for outlook in outlooks([], 2):
        assert outlook.passing == Spread(0, 0, 0)
    none = outlooks([], pace=pace_with((-1000, NEVER), (1, NEVER)))
    assert [(o.passing, o.overdue, o.running) for o in none] == [(Spread(0, 0, 0),) * 3] * 3


@settings(deadline=None)
@given(LASTS)
def test_when_none_is_ever_stopped_the_answer_is_exact(lasts: list[int]) -> None:
    for outlook in outlooks(lasts, pace=pace_with((-1000, NEVER), (1, NEVER)), runs=5):
        days = 7 * outlook.weeks
        passing, overdue = sum(0 <= last < days for last in lasts), sum(last < days for last in lasts)
        assert outlook.passing == Spread(passing, passing, passing)
        assert outlook.overdue == Spread(overdue, overdue, overdue)
        assert outlook.running == Spread(len(lasts), len(lasts), len(lasts))


@settings(deadline=None)
@given(LASTS)
def test_when_all_are_stopped_on_a_known_day_the_answer_is_exact(lasts: list[int]) -> None:
    """All are stopped three days after their last day, those already later tomorrow."""
    pace = pace_with((-1000, NEVER), (1, NEVER), (3, ALWAYS))
    for outlook in outlooks(lasts, pace=pace, runs=5):
        days = 7 * outlook.weeks
        stops = [max(last + 3, 1) for last in lasts]
        passing = sum(0 <= last < days for last in lasts)
        overdue = sum(last < days < stop for last, stop in zip(lasts, stops, strict=True))
        running = sum(days < stop for stop in stops)
        assert outlook.passing == Spread(passing, passing, passing)
        assert outlook.overdue == Spread(overdue, overdue, overdue)
        assert outlook.running == Spread(running, running, running)


def test_when_all_are_stopped_before_their_last_day_none_passes_but_those_at_it() -> None:
    pace = pace_with((-1000, NEVER), (-5, ALWAYS), (1, ALWAYS))
    assert outlooks([0, 0, 1, 2, 9, 40, -3], pace=pace)[-1].passing == Spread(2, 2, 2)


def test_extra_closings_are_taken_from_those_that_soonest_pass() -> None:
    never = pace_with((-1000, NEVER), (1, NEVER))
    # Today's last day cannot be helped; of three in the first week one passes, then one of the second week's.
    found = outlooks([-9, 0, 2, 3, 6, 8, 9, 13], extra=2, pace=never, runs=3)
    assert [o.passing.median for o in found] == [2, 3, 3]
    assert [o.spared.median for o in found] == [2, 4, 4]
    # When no more can be saved, those that have passed are closed.
    assert [o.overdue.median for o in found] == [3, 4, 0]
    assert [o.running.median for o in found] == [6, 4, 0]
    assert [o.fewer_overdue.median for o in found] == [2, 4, 8]


def test_extra_closings_may_be_taken_from_the_oldest() -> None:
    never = pace_with((-1000, NEVER), (1, NEVER))
    found = outlooks([-9, 0, 2, 3, 6, 8, 9, 13], extra=2, pace=never, runs=3, first=First.OLDEST)
    assert [o.passing.median for o in found] == [4, 7, 7]
    assert [o.overdue.median for o in found] == [3, 4, 0]


def test_extra_closings_are_no_more_than_what_runs() -> None:
    found = outlooks([-3, 2, 40], extra=50, pace=pace_with((-1000, NEVER), (1, NEVER), begun=(4,)), runs=3)
    assert [o.passing.high for o in found] == [0, 0, 0]
    # Only those begun since the week's beginning can still run.
    assert all(o.running.high <= 4 for o in found)


def test_new_clocks_come_as_in_the_weeks_behind_and_get_their_own_last_days() -> None:
    found = outlooks([], pace=pace_with((-1000, NEVER), (1, NEVER), begun=(3,)), runs=5)
    assert [o.running.median for o in found] == [3, 6, 12]
    # Fourteen days each: after four weeks all of the first week's are late, none of the third's.
    assert found[-1].overdue.low >= 3
    assert found[-1].overdue.high <= 6
    assert [o.overdue.high for o in found[:2]] == [0, 0]
    assert [o.passing.high for o in found] == [0, 0, 0]


def test_with_the_same_chance_every_day_the_figures_are_those_of_probability() -> None:
    chance = 1 / 20
    lasts = [day % 40 for day in range(400)]
    runs = 2_000
    found = outlooks(lasts, pace=pace_with((-1000, (1, 20)), (1, (1, 20))), horizons=(2, 5), runs=runs)
    for outlook in found:
        days = 7 * outlook.weeks
        passes = [(1 - chance) ** last for last in lasts if last < days]
        late = (1 - chance) ** days
        for spread, odds in (
            (outlook.passing, passes),
            (outlook.overdue, [late for last in lasts if last < days]),
            (outlook.running, [late] * len(lasts)),
        ):
            mean = sum(odds)
            deviation = sum(p * (1 - p) for p in odds) ** 0.5
            # The standard error of a quantile of so many runs, times four; whole numbers add a half and more.
            assert spread.median == pytest.approx(mean, abs=4 * 1.2533 * deviation / runs**0.5 + 0.7)
            tail = 4 * 1.71 * deviation / runs**0.5 + 1
            assert spread.low == pytest.approx(mean - 1.2816 * deviation, abs=tail)
            assert spread.high == pytest.approx(mean + 1.2816 * deviation, abs=tail)


def test_the_same_seed_gives_the_same_figures_on_every_machine() -> None:
    lasts = [-20, -3, 0, 1, 4, 4, 9, 12, 15, 22, 27, 31, 44]
    found = [
        (o.weeks, ends(o.passing), ends(o.overdue), ends(o.running), ends(o.spared))
        for o in outlooks(lasts, 1, runs=200)
    ]
    assert found == FIGURES
    assert outlooks(lasts, 1, runs=200) == outlooks(lasts, 1, runs=200)
    assert outlooks(lasts, 1, runs=200) != outlooks(lasts, 1, runs=200, seed=2)


FIGURES = [
    (1, (2, 3, 3), (1, 3, 4), (8, 11, 14), (1, 1, 1)),
    (2, (2, 3, 4), (0, 2, 3), (5, 9, 13), (1, 2, 2)),
    (4, (2, 4, 5), (0, 1, 4), (3, 7, 11), (2, 3, 4)),
]
"""Written down once; another machine or another Python that differs has broken the promise."""


def test_progress_is_told_and_may_stop_the_work() -> None:
    told: list[tuple[int, int]] = []

    def hear(done: int, total: int) -> None:
        told.append((done, total))
        if done == 100:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        simulate([course(3)], ON, PACE, last_day, (4,), (0,), Method(150, 1, 80, First.SOONEST), hear)
    assert told == [(50, 150), (100, 150)]


@given(st.lists(st.integers(), min_size=1, max_size=300).map(sorted), st.integers(1, 99))
def test_the_interval_holds_at_least_the_share_that_it_says(ordered: list[int], interval: int) -> None:
    spread = spread_of(ordered, interval)
    inside = sum(spread.low <= value <= spread.high for value in ordered)
    assert 100 * inside >= interval * len(ordered)
    assert sum(value <= spread.median for value in ordered) >= len(ordered) / 2
    wider = [spread_of(ordered, share) for share in (interval, 99)]
    assert all(one.low >= other.low and one.high <= other.high for one, other in pairwise(wider))
