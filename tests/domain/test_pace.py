"""The pace: a life table of a unit's own clocks, held against one counted day by day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.pace import Course, LifeTable, Pace, Week, pace_of

ON = date(2026, 3, 15)
CHANCES = st.lists(st.sampled_from((0.0, 0.01, 0.2, 0.7, 1.0)), min_size=1, max_size=40)


def days(count: int) -> timedelta:
    return timedelta(days=count)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    begun = ON - days(draw(st.integers(-5, 200)))
    last_day = begun + days(draw(st.integers(0, 60)))
    length = draw(st.none() | st.integers(-3, 120))
    return Course(begun, last_day, None if length is None else begun + days(length))


@given(st.lists(courses(), max_size=25), st.integers(1, 12), st.integers(1, 4))
def test_every_day_that_a_clock_ran_within_the_weeks_counts_once(
    told: list[Course], weeks: int, least: int
) -> None:
    pace = pace_of(told, ON, weeks, weeks, least)
    width = len(pace.weeks)
    stopped = [[0] * len(pace.bands) for _ in range(width)]
    ran = [[0] * len(pace.bands) for _ in range(width)]
    begun = [0] * width
    for back in range(7 * width):
        day = ON - days(back)
        for one in told:
            if one.stopped is not None and one.stopped < one.begun:
                continue
            band = bisect_right(pace.bands, (day - one.last_day).days) - 1
            begun[back // 7] += one.begun == day
            stopped[back // 7][band] += one.stopped == day
            ran[back // 7][band] += one.begun <= day <= (one.stopped or day)
    assert pace.weeks == tuple(Week(tuple(s), tuple(r)) for s, r in zip(stopped, ran, strict=True))
    assert pace.begun == tuple(begun)
    assert pace.stopped == sum(map(sum, stopped))


@given(st.lists(courses(), max_size=60), st.integers(1, 6))
def test_no_band_reaches_over_the_last_day_and_each_holds_enough(told: list[Course], least: int) -> None:
    pace = pace_of(told, ON, 52, 52, least)
    assert list(pace.bands) == sorted(set(pace.bands))
    assert 1 in pace.bands
    sums = [sum(week.stopped[band] for week in pace.weeks) for band in range(len(pace.bands))]
    for place, (first, then) in enumerate(pairwise(pace.bands)):
        if then != 1 and first != 1:
            assert sums[place] >= least
    for side in (slice(0, pace.bands.index(1)), slice(pace.bands.index(1), None)):
        if len(pace.bands[side]) > 1:
            assert min(sums[side]) >= least


def test_the_weeks_are_no_more_than_those_since_the_first_clock_began() -> None:
    pace = pace_of([Course(ON - days(20), ON)], ON, 52, 26, 5)
    assert (len(pace.weeks), len(pace.begun)) == (3, 3)
    assert pace.begun == (0, 0, 1)
    assert len(pace_of([Course(ON - days(19), ON)], ON, 52, 26, 5).weeks) == 2
    assert len(pace_of([Course(ON - days(500), ON)], ON, 52, 26, 5).weeks) == 52


def test_without_any_clock_there_is_no_pace() -> None:
    pace = pace_of([], ON, 52, 26, 5)
    assert (pace.weeks, pace.begun, pace.stopped) == ((), (), 0)
    assert pace.usual() == [0.0, 0.0]


def test_a_band_in_which_no_clock_ran_has_the_chance_of_them_all() -> None:
    pace = Pace((-100, 1, 8), (Week((1, 1, 0), (6, 2, 0)), Week((0, 0, 0), (0, 2, 0))), ())
    assert pace.usual() == [1 / 6, 1 / 4, 2 / 10]
    assert Pace((-100, 1), (Week((0, 0), (0, 0)),), ()).usual() == [0.0, 0.0]


def test_of_the_weeks_picked_a_band_without_clocks_keeps_its_usual_chance() -> None:
    pace = Pace((-100, 1), (Week((1, 1), (6, 2)), Week((0, 0), (0, 2))), ())
    usual = pace.usual()
    assert pace.drawn((0, 0), usual) == [1 / 6, 1 / 2]
    assert pace.drawn((1, 1), usual) == [1 / 6, 0.0]
    assert pace.drawn((0, 1), usual) == usual


def test_a_table_of_bands_tells_each_day() -> None:
    table = LifeTable.of((-100, 0, 3), (0.1, 0.2, 0.3), -2, 4)
    assert (table.first, table.end) == (-2, 5)
    assert table.chances == (0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.3)
    assert LifeTable.of((-100, 0, 3), (0.1, 0.2, 0.3), 4, 5).chances == (0.3, 0.3)


@given(CHANCES, st.integers(-1, 39), st.floats(0, 1, exclude_max=True))
def test_a_clock_is_stopped_when_the_share_still_running_falls_to_the_luck(
    chances: list[float], after: int, luck: float
) -> None:
    after = min(after, len(chances) - 1)
    table = LifeTable(10, tuple(chances))
    day = table.stops_on(10 + after, luck)
    assert 10 + after < day <= table.end
    running = 1.0
    for chance in chances[after + 1 : day - 10]:
        assert running > luck * (1 - 1e-9)
        running *= 1 - chance
    if day < table.end:
        running *= 1 - chances[day - 10]
        assert running <= luck * (1 + 1e-9) or chances[day - 10] == 1.0


@pytest.mark.parametrize("luck", [0.0, 0.5, 1 - 2**-53])
def test_after_a_day_when_all_were_stopped_the_days_that_follow_still_count(luck: float) -> None:
    table = LifeTable(0, (0.0, 1.0, 0.0, 1.0, 0.5))
    assert table.stops_on(-1, luck) == 1
    assert table.stops_on(1, luck) == 3
    assert table.stops_on(3, luck) == (5 if luck < 0.5 else 4)
    assert table.stops_on(4, luck) == 5


def test_far_out_where_next_to_none_is_left_the_chance_is_still_the_day_s() -> None:
    table = LifeTable(0, (0.999,) * 200 + (0.5,) * 50)
    assert table.stops_on(199, 0.3) == 201
    assert table.stops_on(199, 0.6) == 200


def test_the_share_stopped_each_day_is_the_chance_told() -> None:
    table = LifeTable(0, (0.1, 0.3, 0.0, 0.6))
    dice = Random(7)
    count = 40_000
    seen = [table.stops_on(-1, dice.random()) for _ in range(count)]
    expected = (0.1, 0.27, 0.0, 0.378, 0.252)
    for day, share in enumerate(expected):
        # Four standard errors of a share of so many.
        assert seen.count(day) / count == pytest.approx(share, abs=4 * (share * (1 - share) / count) ** 0.5)


def test_those_stopped_on_the_last_day_itself_belong_to_the_days_before() -> None:
    def ended(after: int) -> Course:
        return Course(ON - days(60), ON - days(30), ON - days(30) + days(after))

    pace = pace_of([ended(day) for day in (-3, -3, 0, 0, 0, 2, 2, 9)], ON, 52, 52, 2)
    assert pace.bands[1:] == (-2, 1)
    assert [sum(week.stopped[band] for week in pace.weeks) for band in range(3)] == [2, 3, 3]
