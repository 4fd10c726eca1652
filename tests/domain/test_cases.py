"""The state of a case, and the clocks that run on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.cases import Case, CodeList, Person, age_at, deadlines_of, person_of
from caseapp.domain.deadlines import Deadline
from caseapp.domain.events import VOID, CaseKey
from caseapp.domain.rules import Category, Direction, Limit, Roll, Rule, RuleVersion, Unit
from tests.making import case_of, catalogue

CALENDAR = catalogue().calendar


def clocks(case: Case, *rules: str, birth_year: int | None = None) -> list[Deadline]:
    """The deadlines of some rules on a case."""
    return deadlines_of(case, [catalogue().rule(name) for name in rules], CALENDAR, birth_year)


def brief(found: list[Deadline]) -> list[tuple[str, str | None]]:
    """Start and stop of each deadline."""
    return [(str(d.start), str(d.stopped) if d.stopped else None) for d in found]


def test_a_code_list_tells_the_name_of_a_code_or_the_value_itself() -> None:
    listed: CodeList = catalogue().code_lists["insatstyp"]
    assert listed.name_of("hvb") == "HVB"
    assert listed.name_of("ridterapi") == "ridterapi"


def test_a_case_without_events_is_nothing_yet() -> None:
    case = case_of("utredning")
    assert (case.opened, case.closed, case.unit, case.worker, case.person) == (None, None, None, None, None)
    assert not case.is_open
    assert case.unit_on(date(2025, 1, 1)) is None
    assert case.first("inledd") is None
    assert case.last("inledd") is None


def test_the_state_is_what_the_events_add_up_to() -> None:
    case = case_of(
        "utredning",
        (
            "inledd",
            "2025-03-10",
            {"person": "P-1", "hushall": "H-1", "enhet": "Mottagningen", "aktualisering": "A-1"},
        ),
        ("tilldelad", "2025-03-12", {"handlaggare": "S1"}),
        ("uppgifter", "2025-04-01", {"enhet": "Utredningsenheten"}),
        ("uppgifter", "2025-04-02", {"enhet": "Utredningsenheten"}),
        ("tilldelad", "2025-04-03", {"handlaggare": "S2"}),
    )
    assert case.is_open
    assert (case.person, case.household, case.worker) == ("P-1", "H-1", "S2")
    assert case.parent == CaseKey("aktualisering", "A-1")
    assert case.units == ((date(2025, 3, 10), "Mottagningen"), (date(2025, 4, 1), "Utredningsenheten"))
    assert case.unit == "Utredningsenheten"
    assert case.first("tilldelad", "sista_kontakt") == case.events[1]
    assert case.last("tilldelad") == case.events[4]


def test_a_case_had_the_unit_of_the_day_and_before_the_first_known_that_one() -> None:
    case = case_of(
        "utredning",
        ("inledd", "2025-03-10", {"enhet": "A"}),
        ("uppgifter", "2025-04-01", {"enhet": "B"}),
    )
    assert [case.unit_on(date(2025, m, 31)) for m in (1, 3, 5)] == ["A", "A", "B"]


def test_an_empty_value_takes_a_fact_back() -> None:
    case = case_of(
        "utredning", ("inledd", "2025-03-10", {"orsak": "annat"}), ("uppgifter", "2025-03-11", {"orsak": ""})
    )
    assert "orsak" not in case.facts


def test_a_voided_event_has_no_say() -> None:
    case = case_of(
        "utredning", ("inledd", "2025-03-10"), ("avslutad", "2025-03-11"), (VOID, "2025-03-12", {}, 2)
    )
    assert case.is_open


def test_reopening_undoes_the_closing_and_a_case_opens_once() -> None:
    case = case_of(
        "utredning",
        ("inledd", "2025-03-10"),
        ("inledd", "2025-03-20"),
        ("avslutad", "2025-05-01"),
        ("ateroppnad", "2025-05-10"),
    )
    assert case.is_open
    assert str(case.opened) == "2025-03-10"
    assert case.undone == {2}


def test_age_is_in_whole_calendar_years() -> None:
    assert age_at(date(2025, 1, 1), 2010) == 15
    assert age_at(date(2025, 1, 1), None) is None


def test_a_person_is_what_was_stated_last_over_all_cases() -> None:
    early = case_of("aktualisering", ("inkom", "2024-01-01", {"kon": "okänt", "fodelsear": "2011"}))
    late = case_of("utredning", ("inledd", "2025-01-01", {"kon": "K"}))
    assert person_of("P-1", [late, early]) == Person("P-1", "K", 2011)
    assert person_of("P-2", []) == Person("P-2", None, None)


def test_a_start_runs_until_the_first_stop_after_it() -> None:
    case = case_of("utredning", ("inledd", "2025-03-10"), ("avslutad", "2025-05-01"))
    assert brief(clocks(case, "utredning-barn")) == [("2025-03-10", "2025-05-01")]
    assert clocks(case, "forhandsbedomning") == []


def test_a_start_that_comes_again_while_the_clock_runs_does_not_restart_it() -> None:
    case = case_of("utredning", ("inledd", "2025-03-10"), ("inledd", "2025-03-20"))
    assert brief(clocks(case, "utredning-barn")) == [("2025-03-10", None)]
    ended = case_of(
        "utredning", ("inledd", "2025-03-10"), ("inledd", "2025-03-20"), ("avslutad", "2025-05-01")
    )
    assert brief(clocks(ended, "utredning-barn")) == [("2025-03-10", "2025-05-01")]


def test_each_interruption_has_a_clock_of_its_own() -> None:
    case = case_of(
        "insats",
        ("beslut", "2024-10-01"),
        ("verkstalld", "2024-11-01"),
        ("avbrott", "2025-01-10"),
        ("aterupptagen", "2025-02-01"),
        ("avbrott", "2025-03-10"),
    )
    assert brief(clocks(case, "evb-avbrott")) == [("2025-01-10", "2025-02-01"), ("2025-03-10", None)]
    assert brief(clocks(case, "evb")) == [("2024-10-01", "2024-11-01")]


def test_a_new_interruption_on_the_day_of_resumption_runs() -> None:
    case = case_of(
        "insats",
        ("beslut", "2024-10-01"),
        ("avbrott", "2025-01-10"),
        ("aterupptagen", "2025-02-01"),
        ("avbrott", "2025-02-01"),
    )
    assert brief(clocks(case, "evb-avbrott")) == [("2025-01-10", "2025-02-01"), ("2025-02-01", None)]


def test_a_second_clock_is_stopped_on_its_own_day_when_the_hour_of_the_stop_is_not_told() -> None:
    case = case_of(
        "insats",
        ("beslut", "2024-10-01"),
        ("avbrott", "2025-01-10"),
        ("aterupptagen", "2025-02-01"),
        ("avbrott", "2025-03-10T09:00"),
        ("aterupptagen", "2025-03-10"),
    )
    assert brief(clocks(case, "evb-avbrott")) == [
        ("2025-01-10", "2025-02-01"),
        ("2025-03-10T09:00", "2025-03-10"),
    ]


def test_a_stop_before_the_start_is_a_fault_that_still_stops_the_clock() -> None:
    case = case_of("utredning", ("inledd", "2025-03-10"), ("avslutad", "2025-03-01"))
    assert brief(clocks(case, "utredning-barn")) == [("2025-03-10", "2025-03-01")]


def test_an_old_stop_does_not_stop_a_second_clock() -> None:
    case = case_of(
        "insats",
        ("beslut", "2024-10-01"),
        ("avbrott", "2025-01-10"),
        ("aterupptagen", "2025-02-01"),
        ("aterupptagen", "2025-02-05"),
        ("avbrott", "2025-03-10"),
    )
    assert brief(clocks(case, "evb-avbrott"))[-1] == ("2025-03-10", None)


def test_the_clock_of_a_reopened_case_runs_on_from_its_start() -> None:
    told = [("inledd", "2025-03-10"), ("avslutad", "2025-05-01"), ("ateroppnad", "2025-05-10")]
    assert brief(clocks(case_of("utredning", *told), "utredning-barn")) == [("2025-03-10", None)]
    ended = case_of("utredning", *told, ("avslutad", "2025-08-01"))
    assert brief(clocks(ended, "utredning-barn")) == [("2025-03-10", "2025-08-01")]


def test_an_interruption_after_a_reopening_is_not_forgotten() -> None:
    case = case_of(
        "insats",
        ("beslut", "2024-10-01"),
        ("verkstalld", "2024-10-10"),
        ("avslutad", "2025-01-01"),
        ("ateroppnad", "2025-02-01"),
        ("avbrott", "2025-03-10"),
    )
    assert brief(clocks(case, "evb-avbrott")) == [("2025-03-10", None)]


def test_a_guard_or_a_rule_that_was_not_yet_in_force_starts_no_clock() -> None:
    case = case_of("aktualisering", ("inkom", "2025-03-10", {"typ": "ansokan"}))
    assert clocks(case, "forhandsbedomning") == []
    adult = case_of("aktualisering", ("inkom", "2025-03-10", {"typ": "anmalan"}))
    assert clocks(adult, "forhandsbedomning", birth_year=1980) == []
    assert len(clocks(adult, "forhandsbedomning", birth_year=2010)) == 1
    old = case_of("utredning", ("inledd", "2022-12-31", {"utredningstyp": "barn"}))
    assert clocks(old, "utredning-122-dagar") == []


def test_deadlines_come_in_order_of_start() -> None:
    case = case_of("insats", ("beslut", "2025-01-10"), ("avbrott", "2025-01-05"))
    assert [d.rule.id for d in clocks(case, "evb", "evb-avbrott")] == ["evb-avbrott", "evb"]


def test_the_extension_decided_last_counts() -> None:
    told = [
        ("inledd", "2025-03-10"),
        ("forlangd", "2025-07-01", {"forlangd_till": "2025-10-01"}),
        ("forlangd", "2025-06-01", {"forlangd_till": "2025-09-01"}),
    ]
    (made,) = clocks(case_of("utredning", *told), "utredning-barn")
    assert (made.nominal, made.last_day, made.extended_to) == (date(2025, 10, 1),) * 3
    (made,) = clocks(
        case_of("utredning", *told, ("forlangd", "2025-07-01", {"forlangd_till": "2025-09-15"})),
        "utredning-barn",
    )
    assert made.extended_to == date(2025, 9, 15)


def test_an_extension_decided_after_the_stop_changes_nothing_but_on_its_day_it_counts() -> None:
    told = [("inledd", "2025-03-10"), ("avslutad", "2025-07-20")]
    late = ("forlangd", "2025-07-21", {"forlangd_till": "2025-10-01"})
    same = ("forlangd", "2025-07-20", {"forlangd_till": "2025-10-01"})
    (made,) = clocks(case_of("utredning", *told, late), "utredning-barn")
    assert made.extended_to is None
    (made,) = clocks(case_of("utredning", *told, same), "utredning-barn")
    assert made.extended_to == date(2025, 10, 1)


def test_an_extension_that_cannot_be_is_left_aside() -> None:
    told = [
        ("inledd", "2025-03-10"),
        ("forlangd", "2025-03-01", {"forlangd_till": "2025-09-01"}),
        ("forlangd", "2025-03-20", {"forlangd_till": "2025-03-01"}),
        ("forlangd", "2025-03-21", {}),
    ]
    (made,) = clocks(case_of("utredning", *told), "utredning-barn")
    assert made.extended_to is None
    assert made.explain(CALENDAR).last_day == made.last_day


def test_an_acknowledgement_holds_until_the_facts_change() -> None:
    told = [("inledd", "2025-03-10"), ("kvitterad", "2025-07-20", {"regel": "utredning-barn"})]
    (made,) = clocks(case_of("utredning", *told), "utredning-barn")
    assert made.acknowledged
    (made,) = clocks(case_of("utredning", *told, ("sista_kontakt", "2025-07-21")), "utredning-barn")
    assert not made.acknowledged
    both = ("kvitterad", "2025-07-22", {"regel": "utredning-122-dagar"})
    (made,) = clocks(case_of("utredning", *told, both), "utredning-barn")
    assert made.acknowledged


def test_an_acknowledgement_without_a_rule_holds_for_all() -> None:
    case = case_of("utredning", ("inledd", "2025-03-10"), ("kvitterad", "2025-07-20"))
    assert [d.acknowledged for d in clocks(case, "utredning-barn", "utredning-122-dagar")] == [True, True]


def test_a_void_is_a_change_of_facts_but_not_the_void_of_an_acknowledgement() -> None:
    told = [("inledd", "2025-03-10"), ("sista_kontakt", "2025-07-01"), ("kvitterad", "2025-07-20")]
    (made,) = clocks(case_of("utredning", *told, (VOID, "2025-07-21", {}, 2)), "utredning-barn")
    assert not made.acknowledged
    (made,) = clocks(
        case_of("utredning", *told, ("kvitterad", "2025-07-20"), (VOID, "2025-07-21", {}, 3)),
        "utredning-barn",
    )
    assert made.acknowledged


STEPS = st.lists(
    st.tuples(st.sampled_from(["avbrott", "aterupptagen", "avslutad", "ateroppnad"]), st.integers(0, 900)),
    max_size=8,
)


@given(STEPS)
def test_clocks_of_one_rule_never_overlap_and_at_most_one_runs(steps: list[tuple[str, int]]) -> None:
    begun = date(2023, 1, 1)
    told = [("beslut", begun.isoformat())]
    told += [(kind, (begun + timedelta(days=days)).isoformat()) for kind, days in steps]
    found = clocks(case_of("insats", *told), "evb-avbrott")
    assert sum(made.running for made in found) <= 1
    for one, other in pairwise(found):
        assert one.stopped is not None
        assert one.stopped.day <= other.start.day


def test_a_local_clock_that_says_what_the_law_says_is_marked_as_repeated() -> None:
    rules = ("evb", "verkstallighet-3-manader")
    within = clocks(case_of("insats", ("beslut", "2025-10-01", {"lagrum": "sol-11-1"})), *rules)
    assert [(made.rule.id, made.repeated) for made in within] == [(rules[0], False), (rules[1], True)]
    outside = clocks(case_of("insats", ("beslut", "2025-10-01", {"lagrum": "sol-11-4"})), *rules)
    assert [(made.rule.id, made.repeated) for made in outside] == [(rules[1], False)]


def test_two_rules_without_anything_in_common_do_not_touch_each_other() -> None:
    version = RuleVersion(
        1,
        date(2020, 1, 1),
        None,
        Limit(3, Unit.DAYS),
        Roll("ingen", Direction.NONE, "", ""),
        "",
        "",
        "A",
    )
    base = Rule("x", "X", "utredning", Category.ROUTINE, ("inledd",), "", ("avslutad",), (version,))
    other = replace(base, id="y", start=("tilldelad",))
    case = case_of("utredning", ("inledd", "2025-03-10"), ("tilldelad", "2025-03-12"))
    found = deadlines_of(case, [other, base], CALENDAR, None)
    assert [(d.rule.id, d.last_day) for d in found] == [("x", date(2025, 3, 13)), ("y", date(2025, 3, 15))]


def made_rule(limit: Limit, start: tuple[str, ...], stop: tuple[str, ...], **changed: Any) -> Rule:
    """A rule on an insats in two versions, the newer one from 2025."""
    roll = Roll("ingen", Direction.NONE, "", "")
    old = RuleVersion(1, date(1995, 1, 1), date(2024, 12, 31), limit, roll, "", "", "A")
    new = RuleVersion(2, date(2025, 1, 1), None, limit, roll, "", "", "A")
    rule = Rule("x", "X", "insats", Category.LAW, start, "Början", stop, (old, new))
    return replace(rule, **changed)


def days(found: list[Deadline]) -> list[tuple[str, str | None, str]]:
    """Start, stop and last day of each deadline."""
    return [(*pair, made.last_day.isoformat()) for pair, made in zip(brief(found), found, strict=True)]


REVIEWS = made_rule(Limit(6, Unit.MONTHS), ("beslut", "overvagd"), ("overvagd", "avslutad"), recurs=True)


def test_a_rule_that_recurs_begins_again_with_the_event_that_stopped_it() -> None:
    case = case_of("insats", ("beslut", "2025-01-10"), ("overvagd", "2025-07-01"), ("overvagd", "2026-01-05"))
    assert days(deadlines_of(case, [REVIEWS], CALENDAR, None)) == [
        ("2025-01-10", "2025-07-01", "2025-07-10"),
        ("2025-07-01", "2026-01-05", "2026-01-01"),
        ("2026-01-05", None, "2026-07-05"),
    ]


def test_what_recurs_ends_with_a_stop_that_is_no_start() -> None:
    case = case_of("insats", ("beslut", "2025-01-10"), ("overvagd", "2025-07-01"), ("avslutad", "2025-09-01"))
    assert brief(deadlines_of(case, [REVIEWS], CALENDAR, None)) == [
        ("2025-01-10", "2025-07-01"),
        ("2025-07-01", "2025-09-01"),
    ]


def test_without_recurrence_the_event_that_stops_does_not_start() -> None:
    once = replace(REVIEWS, recurs=False)
    case = case_of("insats", ("beslut", "2025-01-10"), ("overvagd", "2025-07-01"))
    assert brief(deadlines_of(case, [once], CALENDAR, None)) == [("2025-01-10", "2025-07-01")]


def test_a_voided_review_lets_the_clock_before_it_run_on() -> None:
    told = [("beslut", "2025-01-10"), ("overvagd", "2025-07-01"), ("overvagd", "2025-12-01")]
    case = case_of("insats", *told, (VOID, "2025-12-02", {}, 2))
    assert brief(deadlines_of(case, [REVIEWS], CALENDAR, None)) == [
        ("2025-01-10", "2025-12-01"),
        ("2025-12-01", None),
    ]


def test_what_recurs_goes_on_when_the_closing_was_undone() -> None:
    told = [("beslut", "2025-01-10"), ("overvagd", "2025-07-01"), ("avslutad", "2025-09-01")]
    case = case_of("insats", *told, ("ateroppnad", "2025-09-10"), ("overvagd", "2025-12-20"))
    assert brief(deadlines_of(case, [REVIEWS], CALENDAR, None)) == [
        ("2025-01-10", "2025-07-01"),
        ("2025-07-01", "2025-12-20"),
        ("2025-12-20", None),
    ]


def test_two_reviews_on_a_day_are_two_clocks() -> None:
    case = case_of("insats", ("beslut", "2025-01-10"), ("overvagd", "2025-07-01"), ("overvagd", "2025-07-01"))
    assert brief(deadlines_of(case, [REVIEWS], CALENDAR, None)) == [
        ("2025-01-10", "2025-07-01"),
        ("2025-07-01", "2025-07-01"),
        ("2025-07-01", None),
    ]


def test_a_closing_that_was_undone_starts_nothing_either() -> None:
    after = made_rule(Limit(2, Unit.MONTHS), ("avslutad",), ("uppfoljd",))
    told = [("beslut", "2025-01-10"), ("avslutad", "2025-03-01"), ("ateroppnad", "2025-03-10")]
    assert deadlines_of(case_of("insats", *told), [after], CALENDAR, None) == []
    again = case_of("insats", *told, ("avslutad", "2025-06-01"))
    assert brief(deadlines_of(again, [after], CALENDAR, None)) == [("2025-06-01", None)]


PAUSED = made_rule(Limit(30, Unit.DAYS), ("beslut",), ("verkstalld",), suspends=("avbrott", "aterupptagen"))


@pytest.mark.parametrize(
    ("told", "suspended"),
    [
        ([], 0),
        ([("avbrott", "2025-01-15"), ("aterupptagen", "2025-01-20")], 5),
        ([("avbrott", "2025-01-15"), ("avbrott", "2025-01-18"), ("aterupptagen", "2025-01-20")], 5),
        ([("avbrott", "2025-01-15"), ("aterupptagen", "2025-01-20"), ("aterupptagen", "2025-01-25")], 5),
        (
            [
                ("avbrott", "2025-01-15"),
                ("aterupptagen", "2025-01-20"),
                ("avbrott", "2025-01-22"),
                ("aterupptagen", "2025-01-23"),
            ],
            6,
        ),
        ([("avbrott", "2025-01-15")], 0),
        ([("avbrott", "2025-01-05"), ("aterupptagen", "2025-01-12")], 2),
        ([("avbrott", "2025-01-02"), ("aterupptagen", "2025-01-05")], 0),
        ([("avbrott", "2025-01-15"), ("verkstalld", "2025-01-25")], 10),
        ([("avbrott", "2025-01-15"), ("verkstalld", "2025-01-25"), ("aterupptagen", "2025-02-25")], 10),
        ([("avbrott", "2025-01-25"), ("verkstalld", "2025-01-25"), ("aterupptagen", "2025-02-25")], 0),
        ([("verkstalld", "2025-01-25"), ("avbrott", "2025-02-01"), ("aterupptagen", "2025-02-25")], 0),
        ([("verkstalld", "2025-01-05"), ("avbrott", "2025-01-15"), ("aterupptagen", "2025-01-20")], 0),
        ([("avbrott", "2025-01-02"), ("verkstalld", "2025-01-05")], 0),
    ],
)
def test_a_suspension_counts_for_the_time_that_the_clock_itself_ran(
    told: list[tuple[str, str]], suspended: int
) -> None:
    (made,) = deadlines_of(case_of("insats", ("beslut", "2025-01-10"), *told), [PAUSED], CALENDAR, None)
    assert made.suspended_days == suspended
    assert made.last_day == date(2025, 2, 9) + timedelta(days=suspended)
    assert made.explain(CALENDAR).last_day == made.last_day


BIRTHDAY = made_rule(Limit(18, Unit.YEARS), ("beslut",), ("avslutad",), from_birth=True)


def test_a_rule_from_birth_counts_from_the_first_day_of_the_year_of_birth() -> None:
    case = case_of("insats", ("beslut", "2025-01-10"))
    (made,) = deadlines_of(case, [BIRTHDAY], CALENDAR, 2010)
    assert (str(made.start), made.last_day) == ("2010-01-01", date(2028, 1, 1))
    assert made.version.number == 2, "the day of the event chooses the version, not the birth"
    assert made.explain(CALENDAR).version is made.version


@pytest.mark.parametrize("birth_year", [None, 1989, 2027, 2199])
def test_without_a_usable_year_of_birth_a_rule_from_birth_starts_no_clock(birth_year: int | None) -> None:
    case = case_of("insats", ("beslut", "2025-01-10"))
    assert deadlines_of(case, [BIRTHDAY], CALENDAR, birth_year) == []


@pytest.mark.parametrize("birth_year", [1990, 2026])
def test_the_first_year_of_the_calendar_and_a_child_not_yet_born_are_usable(birth_year: int) -> None:
    case = case_of("insats", ("beslut", "2025-01-10"))
    (made,) = deadlines_of(case, [BIRTHDAY], CALENDAR, birth_year)
    assert made.last_day == date(birth_year + 18, 1, 1)
