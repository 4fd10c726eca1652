"""Periods step back: to the one before, and to the same one a year before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.periods import Period, parse_period, period_before, year_before


@pytest.mark.parametrize(
    ("name", "before", "last_year"),
    [
        ("2025Q3", "2025Q2", "2024Q3"),
        ("2025Q1", "2024Q4", "2024Q1"),
        ("2025H2", "2025H1", "2024H2"),
        ("2025H1", "2024H2", "2024H1"),
        ("2025T2", "2024T2", "2024T2"),
        ("2025-01", "2024-12", "2024-01"),
        ("2025-08", "2025-07", "2024-08"),
        ("2025", "2024", "2024"),
        ("2025-02-01..2025-03-31", "2024-12-01..2025-01-31", "2024-02-01..2024-03-31"),
        ("2025-03-10..2025-03-16", "2025-03-03..2025-03-09", "2024-03-10..2024-03-16"),
        ("2024-02-29..2024-02-29", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
    ],
)
def test_a_period_steps_back_by_its_own_kind(name: str, before: str, last_year: str) -> None:
    assert period_before(parse_period(name)) == parse_period(before)
    assert year_before(parse_period(name)) == parse_period(last_year)


def test_a_tertial_begins_with_the_year_so_the_one_before_is_last_years() -> None:
    assert parse_period("2025T2").first == date(2025, 1, 1)
    assert period_before(parse_period("2025T2")).last == date(2024, 8, 31)


@given(st.dates(date(1991, 1, 1), date(2099, 12, 31)), st.integers(0, 800))
def test_the_period_before_ends_the_day_before_a_range_begins(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    before = period_before(Period(f"{first}..{last}", first, last))
    assert before.last == first - timedelta(days=1)
    assert before.first <= before.last


@given(st.integers(1991, 2099), st.sampled_from(["Q1", "Q2", "Q3", "Q4", "H1", "H2", "-01", "-12", ""]))
def test_two_steps_of_the_same_kind_never_overlap(year: int, kind: str) -> None:
    period = parse_period(f"{year}{kind}")
    before = period_before(period)
    assert before.last == period.first - timedelta(days=1)
    assert period_before(before).last == before.first - timedelta(days=1)
