"""The story of 2022, from a queue that grew to the check of what was done, and what each day shows."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.domain.deadlines import DeadlineState
from caseapp.domain.lex_sarah import RemedyState
from caseapp.domain.periods import parse_period
from caseapp.service.cases import view_case
from caseapp.service.checking import check
from caseapp.service.lex_sarah import Matter, matter
from caseapp.service.lex_sarah_register import register
from caseapp.service.lex_sarah_remedies import remedies
from caseapp.service.lex_sarah_summary import summary
from caseapp.service.office import Office
from caseapp.service.queues import read_queue
from tests.lex_sarah_story import MATTER, UNIT, tell_story


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Office:
    from tests.conftest import NOW

    path = tmp_path_factory.mktemp("berattelsen") / "enheten.sqlite"
    office = Office.create(str(path), clock=lambda: NOW, who="provaren")
    tell_story(office)
    return office


def on(office: Office, day: str) -> Matter:
    return matter(office, MATTER, date.fromisoformat(day))


def test_the_report_carries_the_queue_as_a_fact_without_any_identity(told: Office) -> None:
    seen = on(told, "2022-01-12")
    point = next(point for view in seen.parts for point in view.points if point.point.id == "handelse")
    (entry,) = point.entries
    assert entry.kind_name == "fakta"
    assert entry.entry.source == "Kön Ej fördelade, läget 2022-01-12"
    assert "93 ärenden, 93 berörda" in entry.entry.text
    assert "Längsta väntan 100 dagar" in entry.entry.text
    assert "BU-2022" not in entry.entry.text
    assert "P-kö" not in entry.entry.text
    assert (point.covered, point.missing) == (False, "En anteckning utöver underlaget saknas.")
    assert seen.case.facts["antal_berorda"] == "93"
    assert (seen.type_name, seen.area_name, seen.case.unit) == (
        "rättssäkerhet: långa handläggningstider",
        "SoL",
        UNIT,
    )


def test_what_was_serious_at_first_sight_was_red_until_it_was_reported_the_next_day(told: Office) -> None:
    assert len(on(told, "2022-01-12").red) == 1
    seen = on(told, "2022-01-13")
    assert (seen.red, seen.phase_name, seen.covered) == ((), "Anmäld till IVO", 2)


def test_ivo_waits_two_months_for_the_utredning_and_the_last_day_is_a_monday(told: Office) -> None:
    seen = on(told, "2022-01-20")
    (clock,) = [line for line in seen.clocks if line.deadline.rule.id == "lex-sarah-utredning-ivo"]
    assert (clock.deadline.last_day, clock.state) == (date(2022, 3, 14), DeadlineState.ON_TIME)
    due = next(line for line in seen.notification if line.id == "utredning_senast")
    assert due.value == "2022-03-14"


def test_each_day_shows_which_steps_may_be_taken_next(told: Office) -> None:
    def allowed(day: str) -> set[str]:
        return {view.step.event for view in on(told, day).steps if view.allowed}

    assert "lex_sarah_anteckning" not in allowed("2022-01-12")
    assert allowed("2022-01-12") >= {"lex_sarah_utredning", "anmald_ivo"}
    assert "lex_sarah_beslut" not in allowed("2022-02-07")
    assert "lex_sarah_beslut" in allowed("2022-02-08")
    taken = {view.step.event: view.happened for view in on(told, "2022-02-08").steps}
    assert str(taken["overlamnad"]) == "2022-02-08"
    assert taken["lex_sarah_beslut"] is None


def test_the_utredning_fills_up_point_by_point(told: Office) -> None:
    days = ("2022-01-19", "2022-01-24", "2022-01-27", "2022-02-01", "2022-02-07", "2022-02-10")
    assert [on(told, day).covered for day in days] == [3, 4, 5, 7, 8, 9]
    seen = on(told, "2022-02-10")
    assert seen.total == 9
    assert [(view.covered, view.total) for view in seen.parts] == [
        (2, 2),
        (1, 1),
        (2, 2),
        (1, 1),
        (2, 2),
        (1, 1),
    ]
    assert all(point.covered and not point.missing for view in seen.parts for point in view.points)


def test_what_ivo_said_of_passivity_stands_in_the_matter(told: Office) -> None:
    seen = on(told, "2022-02-04")
    assert seen.phase_name == "IVO har beslutat"
    assert "passivitet" in seen.case.facts["ivo_brist"]


def test_no_step_for_more_than_thirty_days_is_passive_and_in_its_queue(told: Office) -> None:
    assert not on(told, "2022-03-16").passive
    assert on(told, "2022-03-17").passive
    queue = read_queue(told, "lex-sarah-passive", as_of=date(2022, 3, 17))
    assert [item.case for item in queue.items] == [MATTER]
    assert not on(told, "2023-03-31").passive
    assert [item.case for item in read_queue(told, "lex-sarah", as_of=date(2022, 3, 17)).items] == [MATTER]
    assert read_queue(told, "lex-sarah").items == ()


def test_a_remedy_stands_by_its_own_day_and_then_by_that_of_its_effect(told: Office) -> None:
    def states(day: str) -> dict[str, RemedyState]:
        return {row.key.ref[-1]: row.state for row in remedies(told, as_of=date.fromisoformat(day))}

    assert states("2022-04-07") == {"1": RemedyState.DONE}
    assert states("2022-12-31")["3"] is RemedyState.RUNNING
    assert states("2023-01-01") == {"1": RemedyState.CLOSED, "2": RemedyState.RUNNING, "3": RemedyState.LATE}
    assert states("2023-01-31")["3"] is RemedyState.DONE
    assert states("2024-01-29")["2"] is RemedyState.DONE
    assert states("2025-01-01")["2"] is RemedyState.EFFECT_LATE


def test_the_effect_that_was_partial_is_checked_again_after_the_matter_is_closed(told: Office) -> None:
    seen = matter(told, MATTER)
    assert (seen.phase_name, seen.case.is_open) == ("Avslutat", False)
    found = {row.key.ref: (row.effect_name, row.effect_due, row.days_late) for row in seen.remedies}
    assert found["ÅT-2022-001"] == ("avsedd effekt", None, 0)
    assert found["ÅT-2022-002"] == ("delvis effekt", date(2024, 12, 31), 440)
    assert "70 ärenden" in next(row.effect_text for row in seen.remedies if row.key.ref == "ÅT-2022-002")
    overdue = {(item.case.ref, item.rule) for item in read_queue(told, "overdue").items}
    assert ("ÅT-2022-002", "atgard-effekt") in overdue


def test_the_remedies_are_on_the_matter_s_chain(told: Office) -> None:
    chain = [case.key.ref for case in view_case(told, MATTER).chain]
    assert chain == ["LS-2022-001", "ÅT-2022-001", "ÅT-2022-002", "ÅT-2022-003"]


def test_the_register_has_it_on_a_line_as_it_stood(told: Office) -> None:
    (row,) = register(told, as_of=date(2022, 1, 20)).rows
    assert (row.phase, row.covered, row.notified, row.serious) == ("anmald", 3, date(2022, 1, 13), True)
    assert (row.next_day, row.next_name) == (date(2022, 3, 14), "Lex Sarah-utredning till IVO")
    (row,) = register(told).rows
    assert (row.remedies, row.late_remedies, row.closed, row.next_day) == (3, 2, date(2023, 3, 31), None)


def test_the_summary_of_2022_tells_the_time_to_each_step(told: Office) -> None:
    found = summary(told, parse_period("2022"))
    assert {row.id: row.now.value for row in found.key.rows} == {
        "reports": 1,
        "misconduct": 1,
        "serious": 1,
        "notified": 1,
        "not_notified": 0,
    }
    assert {step.id: step.median for step in found.times} == {
        "lex_sarah_bedomning": 0.0,
        "lex_sarah_utredning": 1.0,
        "lex_sarah_beslut": 29.0,
        "anmald_ivo": 1.0,
        "utredning_ivo": 33.0,
        "ivo_beslut": 23.0,
        "avslutad": None,
    }


def test_the_whole_story_leaves_nothing_that_does_not_add_up(told: Office) -> None:
    assert check(told).ok
