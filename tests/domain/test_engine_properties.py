"""What holds of every rule in the catalogue, whatever its numbers are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from caseapp.domain.cases import deadlines_of
from caseapp.domain.deadlines import last_days, last_days_many, latest_start, reckon
from caseapp.domain.errors import OutsideCalendar
from caseapp.domain.moments import Moment
from caseapp.domain.rules import Direction, Rule, RuleVersion
from tests.making import case_of, catalogue

RULES = list(catalogue().rules.values())
PAIRS = [(rule, version) for rule in RULES for version in rule.versions]
DAYS = st.dates(date(1991, 1, 1), date(2060, 12, 31))
ONE_DAY = timedelta(days=1)


def ends(rule: Rule, version: RuleVersion, day: date) -> tuple[date, date]:
    """Nominal and last day; a rule of many decades from a late day is no example."""
    try:
        return last_days(version, Moment(day), rule.calendar(catalogue().calendar))
    except OutsideCalendar:
        reject()


@given(DAYS, st.sampled_from(PAIRS))
def test_no_rolled_last_day_is_anything_but_a_working_day(day: date, pair: tuple[Rule, RuleVersion]) -> None:
    rule, version = pair
    nominal, last_day = ends(rule, version, day)
    calendar = rule.calendar(catalogue().calendar)
    if version.roll.direction is Direction.NONE:
        assert last_day == nominal
    else:
        assert calendar.is_working_day(last_day)
        between = sorted((nominal, last_day))
        assert calendar.working_days_between(between[0], between[1] - ONE_DAY) == 0
        assert last_day == nominal or (last_day > nominal) == (version.roll.direction is Direction.FORWARD)


@given(DAYS, DAYS, st.sampled_from(PAIRS))
def test_a_later_start_never_gives_an_earlier_last_day(
    one: date, other: date, pair: tuple[Rule, RuleVersion]
) -> None:
    early, late = sorted((one, other))
    first, second = ends(*pair, early), ends(*pair, late)
    assert early <= first[0] <= second[0]
    assert first[1] <= second[1]


@given(st.lists(DAYS, max_size=30), st.sampled_from(PAIRS))
def test_many_at_once_give_what_each_gives_alone(starts: list[date], pair: tuple[Rule, RuleVersion]) -> None:
    rule, version = pair
    alone = [ends(rule, version, day)[1] for day in starts]
    assert last_days_many(version, starts, rule.calendar(catalogue().calendar)) == alone


@given(DAYS, st.sampled_from(RULES))
def test_backwards_is_the_last_day_from_which_forwards_is_in_time(by: date, rule: Rule) -> None:
    calendar = catalogue().calendar
    latest = latest_start(rule, by, calendar)
    after = by - timedelta(days=120) if latest is None else latest + ONE_DAY
    if latest is not None:
        assert latest <= by
        assert reckon(rule, Moment(latest), calendar).last_day <= by
    for later in (after + timedelta(days=n) for n in range((by - after).days + 1)[:120]):
        version = rule.version_on(later)
        assert version is None or ends(rule, version, later)[1] > by


@given(DAYS, st.sampled_from(PAIRS))
def test_reckoning_again_changes_nothing(day: date, pair: tuple[Rule, RuleVersion]) -> None:
    rule, version = pair
    ends(rule, version, day)
    made = reckon(rule, Moment(day), catalogue().calendar, version=version)
    assert made == reckon(rule, made.start, catalogue().calendar, version=made.version)
    assert (made.nominal, made.last_day) == ends(rule, version, day)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_outside_the_table_there_is_no_answer(rule: Rule) -> None:
    calendar = catalogue().calendar
    for version in rule.versions:
        for day in (date(1989, 12, 31), date(2101, 1, 1)):
            with pytest.raises(OutsideCalendar):
                last_days(version, Moment(day), calendar)
    for day in (date(1989, 12, 31), date(2101, 1, 1)):
        with pytest.raises(OutsideCalendar):
            latest_start(rule, day, calendar)


HAPPENED = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 800), st.sampled_from(["", "T08:15"])), max_size=9
)


@given(st.sampled_from(sorted(catalogue().case_types)), HAPPENED, st.none() | st.integers(1985, 2026))
def test_every_clock_on_a_case_explains_itself_with_the_days_it_has(
    kind: str, happened: list[tuple[int, int, str]], birth_year: int | None
) -> None:
    """Whatever has happened in whatever order, trace and deadline agree, and the same facts give the same."""
    case_type = catalogue().case_types[kind]
    words = [case_type.opens, *case_type.events]
    told = [
        (words[n % len(words)], f"{date(2024, 6, 1) + timedelta(days=days)}{clock}")
        for n, days, clock in happened
    ]
    case = case_of(kind, (case_type.opens, "2024-05-31"), *told)
    found = deadlines_of(case, RULES, catalogue().calendar, birth_year)
    assert found == deadlines_of(case, RULES, catalogue().calendar, birth_year)
    for clock in found:
        made = clock.explain(catalogue().calendar)
        assert (made.nominal, made.last_day, made.due_at) == (clock.nominal, clock.last_day, clock.due_at)
        assert (made.version, made.start) == (clock.version, clock.start)
