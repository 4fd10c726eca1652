"""The frozen table of days off."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.easter import easter

from tests.catalogue.calendar_table import TABLE, YEARS, table_text
from tests.making import catalogue

FOLDER = Path(__file__).resolve().parent


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


def days_in(name: str) -> set[date]:
    """The days of a file that was copied in; lines that begin with # tell where it comes from."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return {date.fromisoformat(line) for line in lines if not line.startswith("#")}


def our_weekdays_off(first: int, last: int) -> set[date]:
    """Weekdays of the years that are no working days in our table."""
    calendar = catalogue().calendar
    days = (
        date(first, 1, 1) + timedelta(days=n)
        for n in range((date(last, 12, 31) - date(first, 1, 1)).days + 1)
    )
    return {day for day in days if day.weekday() < 5 and not calendar.is_working_day(day)}


def test_the_stockholm_exchange_is_closed_on_the_same_weekdays_1990_to_2027() -> None:
    assert our_weekdays_off(1990, 2027) == days_in("xsto-1990-2027.csv")


def test_workalendar_differs_only_by_its_known_fault_before_2005() -> None:
    """It has 6 June free, and Whit Monday not, in every year: right from 2005, wrong in the fifteen before.

    date-holidays 3.37.0 (JavaScript) errs likewise before 2005 with its public and bank days, and counts
    the three eves as working days in all years with its public days alone. `holidays` counts them so unless
    DE_FACTO is asked for, in 0.86 to 0.109; 0.85 did not (research/peers.md §3.1–3.2).
    """
    theirs, ours = days_in("workalendar-1990-2100.csv"), our_weekdays_off(1990, 2100)
    years = range(1990, 2005)
    assert theirs - ours == {date(year, 6, 6) for year in years if _plain(date(year, 6, 6))}
    whit_mondays = {easter(year) + timedelta(days=50) for year in years}
    assert ours - theirs == {day for day in whit_mondays if (day.month, day.day) != (6, 6)}


def _plain(day: date) -> bool:
    """A weekday that is not Whit Monday."""
    return day.weekday() < 5 and day != easter(day.year) + timedelta(days=50)


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
