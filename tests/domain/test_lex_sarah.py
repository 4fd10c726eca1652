"""What the events of a lex Sarah matter and of its remedies add up to."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.domain.cases import Case, deadlines_of
from caseapp.domain.lex_sarah import (
    Entry,
    RemedyState,
    assessment_of,
    causes_of,
    entries_of,
    is_misconduct,
    is_serious,
    not_started,
    remedy_state,
)
from caseapp.domain.moments import Moment
from tests.making import case_of, catalogue

REPORTED = ("rapporterad", "2026-03-02")


def matter(*told: tuple[object, ...]) -> Case:
    return case_of("lex_sarah", REPORTED, *told)


def remedy(*told: tuple[object, ...]) -> Case:
    return case_of("atgard", ("atgard_beslutad", "2026-01-07"), *told)


def test_an_entry_has_what_the_regulation_asks_of_it() -> None:
    values = {
        "punkt": "orsaker",
        "anteckning_slag": "bedomning",
        "uppgiftskalla": "Samtal",
        "roll": "utredare",
        "anteckning": "Rutinen fanns inte.",
        "lex_sarah_orsak": "rutin-saknas",
    }
    made = matter(("lex_sarah_anteckning", "2026-03-05", values))
    when = Moment.parse("2026-03-05")
    assert entries_of(made) == (
        Entry(2, "orsaker", "bedomning", when, "Samtal", "utredare", "Rutinen fanns inte.", "rutin-saknas"),
    )


def test_an_entry_that_is_voided_is_no_longer_in_the_utredning() -> None:
    made = matter(
        ("lex_sarah_anteckning", "2026-03-05", {"punkt": "igen"}), ("makulerad", "2026-03-05", {}, 2)
    )
    assert entries_of(made) == ()


def test_each_cause_is_told_once_in_order() -> None:
    causes = ("bemanning", "", "inflode", "bemanning")
    told = [("lex_sarah_anteckning", "2026-03-05", {"lex_sarah_orsak": cause}) for cause in causes]
    assert causes_of(matter(*told)) == ("bemanning", "inflode")


def test_the_stallningstagande_outweighs_the_first_assessment() -> None:
    first = ("lex_sarah_bedomning", "2026-03-03", {"forsta_bedomning": "allvarlig-risk"})
    assert assessment_of(matter()) == ""
    assert not is_misconduct(matter())
    assert is_serious(matter(first))
    decided = matter(first, ("lex_sarah_beslut", "2026-03-20", {"allvar": "missforhallande"}))
    assert (is_serious(decided), is_misconduct(decided)) == (False, True)


def test_a_report_is_not_started_until_it_is_investigated_or_found_to_be_no_misconduct() -> None:
    assert not_started(matter())
    assert not_started(matter(("lex_sarah_bedomning", "2026-03-03", {"forsta_bedomning": "risk"})))
    assert not not_started(matter(("lex_sarah_bedomning", "2026-03-03", {"forsta_bedomning": "avvikelse"})))
    assert not not_started(matter(("lex_sarah_utredning", "2026-03-03")))
    assert not not_started(matter(("lex_sarah_beslut", "2026-03-03", {"allvar": "inget"})))
    assert not not_started(matter(("avslutad", "2026-03-03")))


DONE = ("atgard_klar", "2026-02-02")


@pytest.mark.parametrize(
    ("told", "on", "state"),
    [
        ((), "2026-02-06", RemedyState.RUNNING),
        ((), "2026-02-07", RemedyState.LATE),
        ((DONE,), "2026-05-02", RemedyState.DONE),
        ((DONE,), "2026-05-03", RemedyState.EFFECT_LATE),
        ((DONE, ("avslutad", "2026-02-03")), "2026-05-03", RemedyState.CLOSED),
    ],
)
def test_a_remedy_is_late_after_its_day_and_its_effect_after_that_of_the_check(
    told: tuple[tuple[str, str], ...], on: str, state: RemedyState
) -> None:
    assert remedy_state(remedy(*told), date(2026, 2, 6), date(2026, 5, 2), date.fromisoformat(on)) is state


def test_a_remedy_without_days_is_never_late() -> None:
    assert remedy_state(remedy(), None, None, date(2030, 1, 1)) is RemedyState.RUNNING
    assert remedy_state(remedy(DONE), None, None, date(2030, 1, 1)) is RemedyState.DONE


def clocks(case: Case, rule: str) -> list[tuple[date, date | None, bool]]:
    made = catalogue()
    return [
        (clock.last_day, clock.stopped.day if clock.stopped else None, clock.is_late(date(2026, 12, 31)))
        for clock in deadlines_of(case, list(made.rules.values()), made.calendar, None)
        if clock.rule.id == rule
    ]


def test_the_last_day_of_a_remedy_is_the_decided_one_and_thirty_days_without_any() -> None:
    assert clocks(remedy(), "atgard-klar") == [(date(2026, 2, 6), None, True)]
    decided = remedy(("atgard_dag", "2026-01-07", {"klar_senast": "2026-06-30"}))
    assert clocks(decided, "atgard-klar") == [(date(2026, 6, 30), None, True)]


def test_a_new_day_for_the_check_begins_a_clock_and_never_saves_the_one_that_was_late() -> None:
    case = remedy(
        DONE,
        ("effekt_dag", "2026-02-02", {"effekt_senast": "2026-03-02"}),
        ("effekt_kontrollerad", "2026-03-16", {"effekt": "delvis"}),
        ("effekt_dag", "2026-03-16", {"effekt_senast": "2026-09-16"}),
    )
    assert clocks(case, "atgard-effekt") == [
        (date(2026, 3, 2), date(2026, 3, 16), True),
        (date(2026, 9, 16), None, True),
    ]


def test_the_trace_of_a_remedy_says_that_its_day_was_decided_and_not_that_it_was_extended() -> None:
    case = remedy(("atgard_dag", "2026-01-07", {"klar_senast": "2026-06-30"}))
    made = catalogue()
    (clock,) = deadlines_of(case, [made.rule("atgard-klar")], made.calendar, None)
    assert "Sista dag bestämd till tis 2026-06-30." in clock.explain(made.calendar).sentence()


def test_what_is_serious_at_first_sight_is_watched_until_it_is_reported_or_decided() -> None:
    first = (
        "lex_sarah_bedomning",
        "2026-03-03",
        {"forsta_bedomning": "allvarlig-risk", "lex_sarah_lag": "sol"},
    )
    rule = "lex-sarah-anmalan-forsta"
    assert clocks(matter(first), rule) == [(date(2026, 3, 3), None, True)]
    reported = matter(first, ("anmald_ivo", "2026-03-04"))
    assert clocks(reported, rule) == [(date(2026, 3, 3), date(2026, 3, 4), True)]


def test_a_matter_reported_to_ivo_before_the_decision_is_in_time_and_one_never_reported_is_not() -> None:
    first = (
        "lex_sarah_bedomning",
        "2026-03-03",
        {"forsta_bedomning": "allvarlig-risk", "lex_sarah_lag": "sol"},
    )
    decided = ("lex_sarah_beslut", "2026-03-20", {"allvar": "allvarlig-risk"})
    closed = ("avslutad", "2026-05-04")
    early = matter(first, ("anmald_ivo", "2026-03-04"), decided, closed)
    assert clocks(early, "lex-sarah-anmalan") == [(date(2026, 3, 20), date(2026, 3, 4), False)]
    assert clocks(matter(first, decided, closed), "lex-sarah-anmalan") == [(date(2026, 3, 20), None, True)]
