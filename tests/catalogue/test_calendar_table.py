"""The frozen table of days off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from tests.catalogue.calendar_table import TABLE, YEARS, table_text
from tests.making import catalogue


def saturday_from(day: date) -> date:
    """The first Saturday on or after a day."""
    return day + timedelta(days=(5 - day.weekday()) % 7)


def days_off_by_law(year: int) -> set[date]:
    """Lag 1989:253 and the three eves of lag 1930:173 2 §, written out by hand; Sundays not listed."""
    sunday = easter(year)
    midsummer = saturday_from(date(year, 6, 20))
    whit_monday_or_national_day = date(year, 6, 6) if year >= 2005 else sunday + timedelta(days=50)
    return {
        date(year, 1, 1),
        date(year, 1, 6),
        sunday - timedelta(days=2),
        sunday,
        sunday + timedelta(days=1),
        date(year, 5, 1),
        sunday + timedelta(days=39),
        sunday + timedelta(days=49),
        whit_monday_or_national_day,
        midsummer - timedelta(days=1),
        midsummer,
        saturday_from(date(year, 10, 31)),
        date(year, 12, 24),
        date(year, 12, 25),
        date(year, 12, 26),
        date(year, 12, 31),
    }


def test_the_frozen_table_is_what_the_library_says() -> None:
    assert TABLE.read_bytes().decode("utf-8") == table_text()


@pytest.mark.parametrize("year", YEARS)
def test_the_table_agrees_with_the_law_written_out_by_hand(year: int) -> None:
    calendar = catalogue().calendar
    off = days_off_by_law(year)
    day = date(year, 1, 1)
    while day.year == year:
        assert calendar.is_working_day(day) == (day.weekday() < 5 and day not in off), day
        day += timedelta(days=1)


@pytest.mark.parametrize(("year", "count"), [(2025, 249), (2026, 251), (2027, 253)])
def test_the_working_days_of_a_year_are_those_counted_in_law_md_8_3(year: int, count: int) -> None:
    calendar = catalogue().calendar
    assert calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_where_two_names_meet_the_movable_feast_is_told() -> None:
    calendar = catalogue().calendar
    assert calendar.name(date(2008, 5, 1)) == "Kristi himmelsfärdsdag"
    assert calendar.name(date(2049, 6, 6)) == "pingstdagen"


def test_names_stand_as_in_a_sentence() -> None:
    calendar = catalogue().calendar
    assert calendar.name(date(2025, 12, 25)) == "juldagen"
    assert calendar.name(date(2026, 4, 3)) == "långfredagen"
    assert calendar.name(date(2025, 11, 1)) == "alla helgons dag"
    assert calendar.name(date(2026, 5, 14)) == "Kristi himmelsfärdsdag"
