"""Working days: counting, rolling and the edges of the table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.calendar import DayOff, WorkingCalendar
from caseapp.domain.errors import OutsideCalendar
from tests.making import catalogue

CALENDAR = catalogue().calendar
DAYS = st.dates(date(1990, 1, 2), date(2099, 12, 31))
SMALL = WorkingCalendar(
    {date(2025, 1, 1): "nyårsdagen", date(2025, 1, 6): "trettondedag jul"},
    date(2025, 1, 1),
    date(2025, 1, 10),
    "prov",
)


@given(DAYS)
def test_a_rolled_day_is_a_working_day_and_none_lies_between(day: date) -> None:
    forward, backward = CALENDAR.roll_forward(day), CALENDAR.roll_backward(day)
    assert CALENDAR.is_working_day(forward)
    assert backward <= day <= forward
    assert CALENDAR.working_days_between(day, forward) == (forward != day)
    assert CALENDAR.roll_forward(forward) == forward
    if day != date(1990, 1, 1):  # there is no working day before the first day of the table
        assert CALENDAR.is_working_day(backward)


@given(DAYS, DAYS)
def test_rolling_keeps_the_order_of_days(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.roll_forward(early) <= CALENDAR.roll_forward(late)
    if early > date(1990, 1, 1):
        assert CALENDAR.roll_backward(early) <= CALENDAR.roll_backward(late)


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_is_the_one_counted_day_by_day(day: date, number: int) -> None:
    counted, left = day, number
    while left:
        counted += timedelta(days=1)
        left -= CALENDAR.is_working_day(counted)
    assert CALENDAR.working_day_after(day, number) == counted
    assert CALENDAR.working_days_between(day, counted) == number


def test_nothing_lies_between_a_day_and_one_that_is_not_later() -> None:
    assert CALENDAR.working_days_between(date(2025, 3, 10), date(2025, 3, 10)) == 0
    assert CALENDAR.working_days_between(date(2025, 3, 10), date(2025, 3, 3)) == 0


def test_the_first_day_of_the_table_can_be_a_working_day() -> None:
    made = WorkingCalendar({}, date(2025, 3, 10), date(2025, 3, 14), "prov")
    assert made.is_working_day(date(2025, 3, 10))


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 11)])
def test_a_day_outside_the_table_is_an_error_never_an_answer(day: date) -> None:
    for ask in (SMALL.is_working_day, SMALL.roll_forward, SMALL.roll_backward, SMALL.require):
        with pytest.raises(OutsideCalendar, match="ligger utanför kalendern"):
            ask(day)


def test_working_days_beyond_the_table_are_an_error() -> None:
    assert SMALL.working_day_after(date(2025, 1, 1), 6) == date(2025, 1, 10)
    with pytest.raises(OutsideCalendar, match="7 arbetsdagar efter 2025-01-01"):
        SMALL.working_day_after(date(2025, 1, 1), 7)


def test_before_the_first_working_day_there_is_none() -> None:
    with pytest.raises(OutsideCalendar, match="Före 2025-01-01"):
        SMALL.roll_backward(date(2025, 1, 1))


def test_days_off_beyond_the_table_have_no_say() -> None:
    beyond = {
        date(2024, 12, 31): "nyårsafton",
        date(2025, 1, 13): "prov",
        date(2025, 1, 6): "trettondedag jul",
    }
    made = WorkingCalendar(beyond, date(2025, 1, 1), date(2025, 1, 10), "prov")
    assert made.working_days_between(date(2025, 1, 1), date(2025, 1, 10)) == 6


def test_so_many_days_later_within_the_table() -> None:
    assert SMALL.later(date(2025, 1, 1), 9) == date(2025, 1, 10)
    assert SMALL.later(date(2025, 1, 10), 0) == date(2025, 1, 10)
    with pytest.raises(OutsideCalendar, match="1 dagar efter 2025-01-10 ligger bortom"):
        SMALL.later(date(2025, 1, 10), 1)


def test_local_free_days_count_in_the_local_calendar_only() -> None:
    made = SMALL.with_local_days({date(2025, 1, 7): "stängt", date(2025, 1, 6): "inte så"})
    assert made.is_working_day(date(2025, 1, 7))
    assert not made.local.is_working_day(date(2025, 1, 7))
    assert made.local.name(date(2025, 1, 6)) == "trettondedag jul", "the law's name stays"
    assert made.same_days(SMALL)
    assert not made.same_days(made.local)
    assert SMALL.with_local_days({}).local is SMALL


def test_fewer_than_one_working_day_is_a_bug() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        SMALL.working_day_after(date(2025, 1, 1), 0)


def test_a_day_off_tells_its_name_and_a_working_day_has_none() -> None:
    assert SMALL.name(date(2025, 1, 6)) == "trettondedag jul"
    assert SMALL.name(date(2025, 1, 5)) == "söndag"
    assert SMALL.name(date(2025, 1, 7)) is None


def test_the_days_off_between_two_days_are_told_in_order() -> None:
    assert SMALL.days_off(date(2025, 1, 3), date(2025, 1, 7)) == [
        DayOff(date(2025, 1, 4), "lördag"),
        DayOff(date(2025, 1, 5), "söndag"),
        DayOff(date(2025, 1, 6), "trettondedag jul"),
    ]
    assert SMALL.days_off(date(2025, 1, 7), date(2025, 1, 8)) == []


def test_the_table_agrees_with_the_holidays_library_on_every_single_day() -> None:
    import holidays

    table = holidays.Sweden(categories=("public", "de_facto"), include_sundays=True, years=range(1990, 2101))
    day = CALENDAR.first
    while day <= CALENDAR.last:
        assert CALENDAR.is_working_day(day) == (day.weekday() != 5 and day not in table), day
        day += timedelta(days=1)
