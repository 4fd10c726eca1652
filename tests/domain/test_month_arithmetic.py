"""Which laws of arithmetic hold when months are added, and which do not.

The theorems and lemmas are those that CatalaLang/dates-calc has proven in F* for rounding down
(`proof/dates.fst` and `proof/properties.txt`; Monat, Fromherz and Merigoux, ”Formalizing Date Arithmetic and
Statically Detecting Ambiguities for the Law”, ESOP 2024). Lag 1930:173 1 § rounds down, so they hold for us;
each stands here under its name there. Those that do not hold stand with their counter-examples.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.moments import Moment
from caseapp.domain.rules import Limit, Unit, add_months
from tests.making import catalogue

CALENDAR = catalogue().calendar
DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))
IN_CALENDAR = st.dates(date(1990, 1, 1), date(2060, 12, 31))
MONTHS = st.integers(-600, 600)
DAYS = st.integers(-20_000, 20_000)


def add_days(day: date, days: int) -> date:
    """Day addition, as the engine does it."""
    return day + timedelta(days=days)


def add_down(day: date, months: int, days: int) -> date:
    """A period of months and days: months first, rounded down, then days."""
    return add_days(add_months(day, months), days)


def add_up(day: date, months: int) -> date:
    """Rounding up: the first of the next month where the day number is missing. Never used by the engine."""
    first = add_months(day.replace(day=1), months)
    length = monthrange(first.year, first.month)[1]
    return first.replace(day=day.day) if day.day <= length else first + timedelta(days=length)


def is_ambiguous(day: date, months: int) -> bool:
    """Whether the month that the addition ends in lacks the day number."""
    return add_up(day, months).day != day.day


@given(DATES, MONTHS, DAYS)
def test_theorem_1_addition_has_one_result(day: date, months: int, days: int) -> None:
    assert add_down(day, months, days) == add_down(day, months, days)


@given(DATES, MONTHS)
def test_theorem_2_down_the_result_is_a_day_of_the_month_that_was_counted_to(day: date, months: int) -> None:
    made = add_months(day, months)
    assert (made.year - day.year) * 12 + made.month - day.month == months
    assert made.day == min(day.day, monthrange(made.year, made.month)[1])


@given(DATES, DAYS, DAYS)
def test_lemma_add_dates_assoc_days_can_be_added_in_parts(day: date, one: int, other: int) -> None:
    assert add_days(add_days(day, one), other) == add_days(day, one + other)


@given(DATES, DAYS)
def test_properties_txt_adding_days_and_taking_them_away_gives_the_same_day(day: date, days: int) -> None:
    assert add_days(add_days(day, days), -days) == day


@given(DATES, DATES)
def test_properties_txt_the_days_between_two_dates_lead_from_one_to_the_other(one: date, other: date) -> None:
    assert add_days(other, (one - other).days) == one


@given(DATES, DATES)
def test_properties_txt_the_sign_of_a_difference_is_the_order(one: date, other: date) -> None:
    assert ((one - other).days > 0, (one - other).days < 0) == (one > other, one < other)


@given(DATES, st.integers(-50, 50))
def test_lemma_4_a_year_is_twelve_months(day: date, years: int) -> None:
    """Also `add_period d (a years and b months) = add_period d ((12a+b) months)`: we round only once."""
    shifted = date(day.year + years, day.month, 1)
    assert add_months(day, 12 * years) == shifted.replace(
        day=min(day.day, monthrange(shifted.year, shifted.month)[1])
    )


@given(IN_CALENDAR, st.integers(1, 30))
def test_lemma_4_the_engines_units_agree_with_it(day: date, years: int) -> None:
    by_years = Limit(years, Unit.YEARS).nominal(Moment(day), CALENDAR)
    assert by_years == Limit(12 * years, Unit.MONTHS).nominal(Moment(day), CALENDAR)


@given(DATES, DATES, MONTHS)
def test_lemma_5_the_order_of_months_is_kept_strictly(one: date, other: date, months: int) -> None:
    first, second = add_months(one, months), add_months(other, months)
    if (one.year, one.month) < (other.year, other.month):
        assert first < second


@given(DATES, DATES, DAYS)
def test_lemma_6_the_order_is_kept_when_days_are_added(one: date, other: date, days: int) -> None:
    assert (add_days(one, days) < add_days(other, days)) == (one < other)


@given(DATES, DATES, MONTHS, DAYS)
def test_theorem_3_down_addition_is_monotone(one: date, other: date, months: int, days: int) -> None:
    early, late = sorted((one, other))
    assert add_down(early, months, days) <= add_down(late, months, days)


@given(st.dates(date(2024, 1, 27), date(2024, 1, 31)), st.dates(date(2024, 1, 27), date(2024, 1, 31)))
def test_lemma_7_down_rounding_keeps_the_order(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert add_months(early, 1) <= add_months(late, 1)


@given(DATES, MONTHS)
def test_theorem_4_1_rounding_down_is_never_after_rounding_up(day: date, months: int) -> None:
    assert add_months(day, months) <= add_up(day, months)


@given(DATES, MONTHS)
def test_theorem_4_2_what_need_not_be_rounded_is_the_same_either_way(day: date, months: int) -> None:
    assert (add_months(day, months) == add_up(day, months)) == (not is_ambiguous(day, months))


@given(DATES, MONTHS)
def test_theorem_5_an_addition_is_ambiguous_when_the_month_lacks_the_day_number(
    day: date, months: int
) -> None:
    made = add_months(day, months)
    assert is_ambiguous(day, months) == (monthrange(made.year, made.month)[1] < day.day)


@given(DATES, MONTHS)
def test_the_two_roundings_differ_by_a_day_at_most(day: date, months: int) -> None:
    """The lemma under ”Capping the rounding difference” of properties.txt."""
    assert (add_up(day, months) - add_months(day, months)).days in (0, 1)


@given(DATES, st.integers(0, 300))
def test_months_one_by_one_are_at_most_three_days_before_months_at_once(day: date, months: int) -> None:
    """Hypothesis h4 of test/prop.ml; the three are those from the 31st to the 28th of February."""
    stepwise = day
    for _ in range(months):
        stepwise = add_months(stepwise, 1)
    assert 0 <= (add_months(day, months) - stepwise).days <= 3


# --- What does not hold ---------------------------------------------------------------------------------


def test_days_and_months_do_not_commute() -> None:
    """”Commutativity of days/months addition”. Their 31 January tells them apart when rounding up, 1 and 2
    March; when rounding down it is 30 January that does.
    """
    day = date(2025, 1, 30)
    assert add_months(add_days(day, 1), 1) == date(2025, 2, 28)
    assert add_days(add_months(day, 1), 1) == date(2025, 3, 1)


def test_months_are_not_associative() -> None:
    """31 January, one month and one month, ”Assoc of generic periods”: add once from the start, always."""
    day = date(2025, 1, 31)
    assert add_months(add_months(day, 1), 1) == date(2025, 3, 28)
    assert add_months(day, 2) == date(2025, 3, 31)


def test_a_month_on_and_a_month_back_is_not_the_same_day() -> None:
    """31 January, one month and minus one: a start cannot be reckoned from a last day, only searched for."""
    assert add_months(add_months(date(2025, 1, 31), 1), -1) == date(2025, 1, 28)


def test_monotone_is_not_strictly_monotone() -> None:
    """30 and 31 March + 1 month: four starts can share a last day."""
    assert {add_months(date(2025, 10, n), 4) for n in (28, 29, 30, 31)} == {date(2026, 2, 28)}


def test_a_leap_day_and_four_single_years_is_not_four_years() -> None:
    """29 February 2004, a = 1 and b = 36: the counter-example to rounding more than once."""
    stepwise = add_months(add_months(date(2004, 2, 29), 12), 36)
    assert (stepwise, add_months(date(2004, 2, 29), 48)) == (date(2008, 2, 28), date(2008, 2, 29))


# --- The tables of test/ambiguous_computations.csv -------------------------------------------------------


def test_the_ambiguous_computations_of_dates_calc_round_down() -> None:
    told = [
        ("2012-03-31", 1, "2012-04-30"),
        ("2012-03-31", 3, "2012-06-30"),
        ("2012-01-31", 1, "2012-02-29"),
        ("2012-01-31", 3, "2012-04-30"),
        ("2013-01-31", 1, "2013-02-28"),
        ("2013-01-31", 3, "2013-04-30"),
        ("2012-10-31", 4, "2013-02-28"),
        ("2012-10-31", 6, "2013-04-30"),
        ("2012-10-29", 4, "2013-02-28"),
        ("2012-02-29", 12, "2013-02-28"),
        ("2012-02-29", 1056, "2100-02-28"),
    ]
    for start, months, ends in told:
        assert add_months(date.fromisoformat(start), months) == date.fromisoformat(ends)
        assert is_ambiguous(date.fromisoformat(start), months)
