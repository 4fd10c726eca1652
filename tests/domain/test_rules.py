"""Limits, rolls, guards and versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.errors import OutsideCalendar
from caseapp.domain.moments import Moment
from caseapp.domain.rules import STOCKHOLM, Condition, Direction, Limit, Roll, Unit, add_months
from tests.making import catalogue

CALENDAR = catalogue().calendar
DAYS = st.dates(date(1990, 1, 1), date(2095, 12, 31))


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(0, 240))
def test_months_end_on_the_same_day_number_else_on_the_last_day_of_the_month(day: date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)


def test_months_are_added_once_from_the_start_never_stepwise() -> None:
    assert add_months(date(2025, 10, 31), 5) == date(2026, 3, 31)
    assert add_months(add_months(date(2025, 10, 31), 4), 1) == date(2026, 3, 28)


@given(DAYS, st.integers(1, 40))
def test_days_and_weeks_are_plain_counting(day: date, amount: int) -> None:
    assert Limit(amount, Unit.DAYS).nominal(Moment(day), CALENDAR) == day + timedelta(days=amount)
    assert Limit(amount, Unit.WEEKS).nominal(Moment(day), CALENDAR) == day + timedelta(weeks=amount)


def test_years_clamp_the_leap_day() -> None:
    assert Limit(1, Unit.YEARS).nominal(Moment(date(2024, 2, 29)), CALENDAR) == date(2025, 2, 28)


def test_working_days_are_counted_from_the_day_after_the_start() -> None:
    limit = Limit(10, Unit.WORKING_DAYS)
    assert limit.nominal(Moment(date(2025, 12, 19)), CALENDAR) == date(2026, 1, 12)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2095, 1, 1)), st.integers(1, 100))  # noqa: DTZ001
def test_hours_are_real_hours_also_across_summer_time(start: datetime, hours: int) -> None:
    start = start.replace(second=0, microsecond=0)
    due = Limit(hours, Unit.HOURS).due_at(Moment(start.date(), start.time()))
    assert due is not None
    begun = start.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    assert due.replace(tzinfo=STOCKHOLM).astimezone(UTC) - begun in (
        timedelta(hours=hours),
        timedelta(hours=hours - 1),  # the hour that comes twice in October has no mark on paper
    )


def test_hours_without_a_clock_run_from_the_last_minute_of_the_day() -> None:
    limit = Limit(24, Unit.HOURS)
    assert limit.due_at(Moment(date(2025, 3, 10))) == datetime(2025, 3, 11, 23, 59)  # noqa: DTZ001
    assert limit.nominal(Moment(date(2025, 3, 10), time(15, 30)), CALENDAR) == date(2025, 3, 11)


def test_only_hours_have_a_minute_when_they_end() -> None:
    assert Limit(14, Unit.DAYS).due_at(Moment(date(2025, 3, 10))) is None


@pytest.mark.parametrize("unit", list(Unit))
def test_a_limit_that_begins_outside_the_calendar_is_an_error(unit: Unit) -> None:
    for day in (date(1989, 12, 31), date(2101, 1, 1), date.max):
        with pytest.raises(OutsideCalendar):
            Limit(4, unit).nominal(Moment(day), CALENDAR)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_limit_that_ends_outside_the_calendar_is_an_error(unit: Unit) -> None:
    amount = 101 if unit is Unit.DATE_OF_YEAR else 30
    with pytest.raises(OutsideCalendar):
        Limit(amount, unit).nominal(Moment(date(2100, 12, 31)), CALENDAR)


@pytest.mark.parametrize(
    ("amount", "start", "day"),
    [
        (27, "2025-03-26", "2025-03-27"),
        (27, "2025-03-27", "2025-03-27"),
        (27, "2025-03-28", "2025-04-27"),
        (15, "2025-12-16", "2026-01-15"),
        (31, "2025-02-01", "2025-02-28"),
        (31, "2024-02-28", "2024-02-29"),
        (31, "2025-02-28", "2025-02-28"),
        (31, "2025-04-30", "2025-04-30"),
        (30, "2025-01-31", "2025-02-28"),
        (29, "2024-02-29", "2024-02-29"),
    ],
)
def test_a_fixed_day_of_the_month_is_the_one_on_or_after_the_start(amount: int, start: str, day: str) -> None:
    made = Limit(amount, Unit.DAY_OF_MONTH).nominal(Moment(date.fromisoformat(start)), CALENDAR)
    assert made == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("amount", "start", "day"),
    [
        (1030, "2025-10-29", "2025-10-30"),
        (1030, "2025-10-30", "2025-10-30"),
        (1030, "2025-10-31", "2026-10-30"),
        (131, "2025-01-01", "2025-01-31"),
        (229, "2024-02-29", "2024-02-29"),
        (229, "2024-03-01", "2025-02-28"),
        (229, "2025-02-28", "2025-02-28"),
        (229, "2027-03-01", "2028-02-29"),
    ],
)
def test_a_fixed_day_of_the_year_is_the_one_on_or_after_the_start(amount: int, start: str, day: str) -> None:
    made = Limit(amount, Unit.DATE_OF_YEAR).nominal(Moment(date.fromisoformat(start)), CALENDAR)
    assert made == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("limit", "start", "day"),
    [
        (Limit(0, Unit.YEAR_END), "2025-03-10", "2025-12-31"),
        (Limit(0, Unit.YEAR_END), "2025-12-31", "2025-12-31"),
        (Limit(1, Unit.YEAR_END), "2025-03-10", "2026-12-31"),
        (Limit(5, Unit.YEARS, 0), "2020-02-29", "2025-12-31"),
        (Limit(2, Unit.MONTHS, 0), "2025-10-31", "2025-12-31"),
        (Limit(2, Unit.MONTHS, 1), "2025-11-01", "2027-12-31"),
    ],
)
def test_a_time_can_be_drawn_out_to_the_end_of_a_year(limit: Limit, start: str, day: str) -> None:
    assert limit.nominal(Moment(date.fromisoformat(start)), CALENDAR) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(24, Unit.HOURS), "24 timmar"),
        (Limit(1, Unit.HOURS), "1 timme"),
        (Limit(0, Unit.DAYS), "samma dag"),
        (Limit(14, Unit.DAYS), "14 dagar"),
        (Limit(10, Unit.WORKING_DAYS), "10 arbetsdagar"),
        (Limit(1, Unit.WEEKS), "en vecka"),
        (Limit(4, Unit.MONTHS), "fyra månader"),
        (Limit(12, Unit.MONTHS), "12 månader"),
        (Limit(1, Unit.YEARS), "ett år"),
        (Limit(2, Unit.YEARS), "två år"),
        (Limit(27, Unit.DAY_OF_MONTH), "den 27:e i månaden"),
        (Limit(31, Unit.DAY_OF_MONTH), "den 31:a i månaden"),
        (Limit(1030, Unit.DATE_OF_YEAR), "den 30 oktober"),
        (Limit(0, Unit.YEAR_END), "till årets slut"),
        (Limit(1, Unit.YEAR_END), "till slutet av kalenderåret efter"),
        (Limit(2, Unit.YEAR_END), "till årsslutet 2 år senare"),
        (Limit(5, Unit.YEARS, 0), "fem år, därefter till årets slut"),
        (Limit(5, Unit.YEARS, 3), "fem år, därefter till årsslutet 3 år senare"),
    ],
)
def test_a_limit_is_told_in_swedish(limit: Limit, text: str) -> None:
    assert limit.text() == text


def test_a_roll_moves_forward_backward_or_not_at_all() -> None:
    saturday = date(2025, 11, 1)
    moved = {direction: Roll("prov", direction, "", "").apply(saturday, CALENDAR) for direction in Direction}
    assert moved == {
        Direction.NONE: saturday,
        Direction.FORWARD: date(2025, 11, 3),
        Direction.BACKWARD: date(2025, 10, 31),
    }


def test_a_guard_lets_the_rule_run_for_its_values_only() -> None:
    guard = Condition("typ", any_of=("anmalan",))
    assert guard.holds({"typ": "anmalan"}, None)
    assert not guard.holds({"typ": "ansokan"}, None)
    assert not Condition("lagrum", none_of=("lvu",)).holds({"lagrum": "lvu"}, None)
    assert Condition("lagrum", none_of=("lvu",)).holds({"lagrum": "sol-11-1"}, None)


def test_what_is_not_known_does_not_stop_the_clock_unless_the_guard_says_so() -> None:
    assert Condition("typ", any_of=("anmalan",)).holds({}, None)
    assert not Condition("typ", any_of=("anmalan",), unknown=False).holds({}, None)
    assert Condition(age_under=21).holds({}, None)
    assert not Condition(age_under=21, unknown=False).holds({}, None)


def test_an_age_guard_lets_the_rule_run_for_whoever_may_still_be_under_the_age() -> None:
    assert Condition(age_under=21).holds({}, 20)
    assert Condition(age_under=21).holds({}, 21), "born late in the year, the person is still 20"
    assert not Condition(age_under=21).holds({}, 22)


def test_the_day_of_the_start_event_chooses_the_version() -> None:
    rule = catalogue().rule("utredning-barn")
    old, new = rule.version_on(date(2025, 6, 30)), rule.version_on(date(2025, 7, 1))
    assert old is not None
    assert new is not None
    assert (old.lagrum, new.lagrum) == ("11 kap. 2 § SoL 2001:453", "20 kap. 3 § SoL")
    assert rule.version_on(date(2001, 12, 31)) is None


def test_every_guard_must_let_the_rule_run() -> None:
    rule = catalogue().rule("forhandsbedomning")
    assert rule.applies({"typ": "anmalan"}, 12)
    assert not rule.applies({"typ": "anmalan"}, 40)
    assert not rule.applies({"typ": "ansokan"}, 12)
