"""Dates as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.errors import UserError
from caseapp.domain.moments import Moment
from caseapp.domain.swedish import MONTHS, MONTHS_SHORT, WEEKDAYS_SHORT
from caseapp.exchange.dates import read_moment

FIRST, LAST = date(1990, 1, 1), date(2090, 12, 31)
DAYS = st.dates(FIRST, LAST)


def read(text: str) -> Moment:
    return read_moment(text, FIRST, LAST)


def spellings(day: date) -> list[str]:
    """The ways of writing a day that can only mean that day."""
    d, m, y = day.day, day.month, day.year
    return [
        day.isoformat(),
        f"{y}-{m}-{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m:02}.{d:02}",
        f"{day:%Y%m%d}",
        f"{d}/{m} {y}",
        f"{d}/{m}-{y}",
        f"{d}.{m}.{y}",
        f"{d:02}.{m:02}.{y}",
        f"{d}. {m}. {y}",
        f"{d} {MONTHS[m - 1]} {y}",
        f"den {d} {MONTHS[m - 1]} {y}",
        f"{d}:e {MONTHS_SHORT[m - 1]} {y}",
        f"{d}-{MONTHS_SHORT[m - 1]}-{y}",
        f"{d} {MONTHS_SHORT[m - 1].upper()}. {y}",
        f"{WEEKDAYS_SHORT[day.weekday()]} {day.isoformat()}",
        f"  {d}/{m}\u00a0{y} ",
    ]


@given(DAYS, st.data())
def test_every_way_to_write_a_day_is_read_as_that_day(day: date, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(spellings(day)))
    assert read(text) == Moment(day)


@given(DAYS, st.times(), st.data())
def test_a_time_can_stand_after_any_of_them(day: date, clock: time, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(spellings(day)))
    gap = data.draw(st.sampled_from([" ", " kl. ", " kl ", ", ", "T"]))
    mark = data.draw(st.sampled_from([":", "."]))
    written = f"{text.strip()}{gap}{clock.hour:02}{mark}{clock.minute:02}"
    assert read(written) == Moment(day, clock.replace(second=0, microsecond=0))


@given(DAYS)
def test_day_and_month_that_can_change_places_are_refused(day: date) -> None:
    for mark in "/-":
        text = f"{day.day:02}{mark}{day.month:02}{mark}{day.year}"
        if day.day > 12 or day.day == day.month:
            assert read(text) == Moment(day)
        else:
            with pytest.raises(UserError, match="två sätt"):
                read(text)


def test_a_month_first_day_that_can_only_be_read_one_way_is_read() -> None:
    assert read("12/25/2025") == Moment(date(2025, 12, 25))


@pytest.mark.parametrize("text", ["31/3-25", "31/3 25", "31.3.25", "31 mars 25", "250331", "03/04/25"])
def test_a_year_of_two_digits_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="fyra siffror"):
        read(text)


@pytest.mark.parametrize("text", ["45747", "45747,5", "45747.58"])
def test_a_serial_number_from_a_spreadsheet_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="löpnummer"):
        read(text)


@pytest.mark.parametrize("text", ["2025-02-29", "31/4 2025", "32 mars 2025", "20251301", "2025-13-01T10:00"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="finns inte i kalendern"):
        read(text)


@pytest.mark.parametrize("text", ["1989-12-31", "2091-01-01"])
def test_a_day_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="Kontrollera årtalet"):
        read(text)


@pytest.mark.parametrize("text", ["", "ja", "i går", "31 mrs 2025", "v. 47", "mars 2025", "2025", "2025-03"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="Går inte att läsa"):
        read(text)


@pytest.mark.parametrize("text", ["2025-03-31 24:00", "2025-03-31T14:60", "31/3 2025 kl. 25.00"])
def test_a_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="Klockslaget"):
        read(text)


def test_seconds_are_let_go_and_a_midnight_with_seconds_is_a_day_alone() -> None:
    assert read("2025-03-31 14:05:59") == Moment(date(2025, 3, 31), time(14, 5))
    assert read("2025-03-31 00:00:00") == Moment(date(2025, 3, 31))
    assert read("2025-03-31 00:00") == Moment(date(2025, 3, 31), time(0, 0))


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2025-06-30T22:30:00Z", Moment(date(2025, 7, 1), time(0, 30))),
        ("2025-01-15T12:00+01:00", Moment(date(2025, 1, 15), time(12, 0))),
        ("2025-01-15T12:00:00.123Z", Moment(date(2025, 1, 15), time(13, 0))),
    ],
)
def test_a_time_with_a_zone_becomes_swedish_time(text: str, local: Moment) -> None:
    assert read(text) == local


def test_a_day_with_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UserError, match="finns inte i kalendern"):
        read("2025-02-30T12:00:00Z")


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_a_sentence_that_says_how_to_write_one(text: str) -> None:
    with suppress(UserError):
        assert FIRST <= read(text).day <= LAST


def test_the_sentence_does_not_repeat_what_was_written() -> None:
    with pytest.raises(UserError) as told:
        read("Anna Svensson ringde")
    assert "Anna" not in str(told.value)
