"""Moments, periods, measures and Swedish."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain import swedish
from caseapp.domain.errors import UserError
from caseapp.domain.measures import Band, duration, share
from caseapp.domain.moments import Moment
from caseapp.domain.periods import Period, parse_period
from tests.making import catalogue


@given(st.dates(), st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_a_moment_reads_back_what_it_writes(day: date, clock: time | None) -> None:
    moment = Moment(day, clock)
    assert Moment.parse(str(moment)) == moment


def test_a_moment_may_be_written_with_a_space_and_seconds() -> None:
    assert Moment.parse(" 2025-03-31 14:05:59 ") == Moment(date(2025, 3, 31), time(14, 5))


@pytest.mark.parametrize("text", ["", "31/3 2025", "2025-02-30", "2025-03-31T25:00", "2025-03-31T14"])
def test_what_is_no_day_is_refused_with_the_form_wanted(text: str) -> None:
    with pytest.raises(UserError, match="Skriv ÅÅÅÅ-MM-DD"):
        Moment.parse(text)


def test_a_moment_without_a_clock_comes_first_on_its_day_and_means_its_last_minute() -> None:
    bare, noon = Moment(date(2025, 3, 31)), Moment(date(2025, 3, 31), time(12))
    assert bare.sort_key < noon.sort_key
    assert bare.at_latest() == datetime(2025, 3, 31, 23, 59)  # noqa: DTZ001
    assert noon.at_latest() == datetime(2025, 3, 31, 12)  # noqa: DTZ001


def test_a_moment_is_told_with_its_weekday() -> None:
    assert Moment.parse("2025-12-10").text() == "ons 2025-12-10"
    assert Moment.parse("2025-12-10T14:05").text() == "ons 2025-12-10 kl. 14.05"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025Q1", "2025-01-01", "2025-03-31"),
        ("2025q3", "2025-07-01", "2025-09-30"),
        ("2025T1", "2025-01-01", "2025-04-30"),
        ("2025T2", "2025-01-01", "2025-08-31"),
        ("2025T3", "2025-01-01", "2025-12-31"),
        ("2025H1", "2025-01-01", "2025-06-30"),
        ("2025H2", "2025-07-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (" 2025 ", "2025-01-01", "2025-12-31"),
        ("2025-01-01..2025-03-31", "2025-01-01", "2025-03-31"),
        ("2025-01-01..2025-01-01", "2025-01-01", "2025-01-01"),
    ],
)
def test_a_period_is_read_as_the_manager_writes_it(text: str, first: str, last: str) -> None:
    period = parse_period(text)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.first in period
    assert period.last in period
    assert period.last + timedelta(days=1) not in period
    assert "2025" not in period


@given(st.integers(1, 9998))
def test_the_quarters_of_a_year_follow_on_each_other(year: int) -> None:
    parts = [parse_period(f"{year:04}Q{quarter}") for quarter in (1, 2, 3, 4)]
    assert parts[0].first == date(year, 1, 1)
    assert parts[3].last == date(year, 12, 31)
    for one, other in pairwise(parts):
        assert other.first - one.last == timedelta(days=1)


@pytest.mark.parametrize("text", ["", "2025Q5", "2025-13", "0000", "kvartal 3", "2025-01-01..", "2025T4"])
def test_a_period_that_cannot_be_read_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UserError, match="Skriv till exempel 2025Q3"):
        parse_period(text)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UserError, match="slutar före den börjar"):
        parse_period("2025-03-31..2025-01-01")


def test_a_period_is_told_with_its_days() -> None:
    assert parse_period("2025Q3").text() == "kvartal 3 2025 (2025-07-01 – 2025-09-30)"
    assert parse_period("2025T2").text() == "tertial 2 2025 (2025-01-01 – 2025-08-31)"
    assert parse_period("2025H1").text() == "halvår 1 2025 (2025-01-01 – 2025-06-30)"
    assert parse_period("2025").text() == "2025 (2025-01-01 – 2025-12-31)"
    assert Period("2025-01-01..2025-01-02", date(2025, 1, 1), date(2025, 1, 2)).text() == (
        "2025-01-01 – 2025-01-02"
    )


def test_a_share_of_nothing_is_no_figure() -> None:
    assert share(0, 0) is None
    assert share(7, 40) == 17.5


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30))
def test_a_duration_is_mean_median_and_every_case_in_one_band(days: list[int]) -> None:
    made = duration(days, catalogue().duration_bands)
    assert made is not None
    assert made.mean == pytest.approx(mean(days))
    assert made.median == median(days)
    assert sum(count for _, count in made.bands) == len(days)


def test_without_durations_there_is_no_mean() -> None:
    assert duration([], catalogue().duration_bands) is None


def test_a_band_holds_both_its_ends() -> None:
    band = Band("31–60", 31, 60)
    assert [day in band for day in (30, 31, 60, 61)] == [False, True, True, False]
    assert 10_000 in Band(">120", 121, None)
    assert "45" not in band


def test_days_are_told_in_swedish() -> None:
    day = date(2026, 3, 13)
    assert swedish.day_text(day) == "fre 2026-03-13"
    assert swedish.day_spoken(day) == "fre 13 mars 2026"
    assert swedish.day_brief(day) == "fre 13/3"


def test_numbers_are_told_in_swedish() -> None:
    assert swedish.plural(1, "ärende", "ärenden") == "1 ärende"
    assert swedish.plural(12345, "ärende", "ärenden") == "12\u00a0345 ärenden"
    assert swedish.decimal(38.44) == "38,4"
    assert swedish.decimal(-1234.56, 2) == "-1\u00a0234,56"
    assert swedish.decimal(-0.01) == "0,0"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_a_list_is_told_with_och(words: list[str], text: str) -> None:
    assert swedish.listing(words) == text


@pytest.mark.parametrize(
    ("name", "said"), [("Första bedömning", "första bedömning"), ("IVO:s beslut", "IVO:s beslut"), ("", "")]
)
def test_a_name_inside_a_sentence_begins_small_but_an_abbreviation_stays(name: str, said: str) -> None:
    assert swedish.inside(name) == said
