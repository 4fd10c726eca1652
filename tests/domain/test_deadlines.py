"""Reckoning: the trace of a deadline and how it stands on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from caseapp.domain.deadlines import (
    Deadline,
    DeadlineState,
    Reckoning,
    StepKind,
    last_days,
    latest_start,
    reckon,
)
from caseapp.domain.errors import OutsideCalendar, UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.domain.rules import Direction, Limit, Roll, Rule, RuleVersion, Unit
from tests.making import catalogue

CALENDAR = catalogue().calendar


def reckoned(rule: str, start: str, extended_to: str = "", stopped: str = "") -> Reckoning:
    """A rule reckoned from a start, all in text."""
    return reckon(
        catalogue().rule(rule),
        Moment.parse(start),
        CALENDAR,
        date.fromisoformat(extended_to) if extended_to else None,
        Moment.parse(stopped) if stopped else None,
    )


def clock(
    rule: str, start: str, stopped: str = "", extended_to: str = "", acknowledged: bool = False
) -> Deadline:
    """A deadline as a case would have it."""
    made = reckoned(rule, start, extended_to)
    return Deadline(
        CaseKey(made.rule.case_type, "B-1"),
        made.rule,
        made.version,
        1,
        made.start,
        made.nominal,
        made.last_day,
        made.due_at,
        made.extended_to,
        2 if stopped else None,
        Moment.parse(stopped) if stopped else None,
        acknowledged,
    )


def test_a_trace_tells_every_step_from_start_to_last_day() -> None:
    made = reckoned("forhandsbedomning", "2025-12-10")
    assert made.sentence() == (
        "Anmälan inkom ons 2025-12-10. 14 dagar (20 kap. 2 § SoL) → ons 2025-12-24, julafton. Flyttas till "
        "nästa vardag (2 § lagen 1930:173): tor 25/12 juldagen, fre 26/12 annandag jul, lör, sön "
        "→ mån 2025-12-29."
    )
    assert [step.kind for step in made.steps] == [
        StepKind.START,
        StepKind.LIMIT,
        StepKind.ROLL,
        StepKind.CALENDAR,
    ]
    assert made.steps[-1].why == (
        f"Regel forhandsbedomning, version 2, 20 kap. 2 § SoL; kalender {CALENDAR.version}."
    )


def test_a_last_day_that_is_a_working_day_is_not_moved() -> None:
    assert reckoned("utredning-barn", "2025-12-31").sentence() == (
        "Utredningen inleddes ons 2025-12-31. Fyra månader (20 kap. 3 § SoL) → tor 2026-04-30."
    )


def test_a_roll_over_one_day_tells_only_where_it_went() -> None:
    assert reckoned("utredning-barn", "2026-02-28").steps[2].why == (
        "Flyttas till nästa vardag (2 § lagen 1930:173) → mån 2026-06-29."
    )


def test_a_roll_backward_tells_the_days_passed_from_the_last() -> None:
    rule = catalogue().rule("lex-sarah-utredning-ivo")
    back = Roll("bakat", Direction.BACKWARD, "Flyttas till vardagen före", "avtalet")
    rule = replace(rule, versions=(replace(rule.versions[0], roll=back),))
    made = reckon(rule, Moment.parse("2025-10-26"), CALENDAR)
    assert (made.nominal, made.last_day) == (date(2025, 12, 26), date(2025, 12, 23))
    assert made.steps[2].why == (
        "Flyttas till vardagen före (avtalet): tor 25/12 juldagen, ons 24/12 julafton → tis 2025-12-23."
    )


def test_working_days_tell_the_days_that_do_not_count() -> None:
    assert (
        "lördagar, söndagar och ons 24/12 julafton, "
        not in reckoned("kontakt-10-arbetsdagar", "2025-03-03").sentence()
    )
    assert reckoned("kontakt-10-arbetsdagar", "2025-03-03").steps[1].why == (
        "10 arbetsdagar (Norrtäljes tjänstegaranti) → mån 2025-03-17; lördagar och söndagar räknas inte."
    )
    assert reckoned("kontakt-10-arbetsdagar", "2025-12-19").steps[1].why == (
        "10 arbetsdagar (Norrtäljes tjänstegaranti) → mån 2026-01-12; lördagar, söndagar och ons 24/12 "
        "julafton, tor 25/12 juldagen, fre 26/12 annandag jul, ons 31/12 nyårsafton, tor 1/1 nyårsdagen och "
        "tis 6/1 trettondedag jul räknas inte."
    )


def test_hours_tell_the_minute_and_that_a_clock_was_missing() -> None:
    assert reckoned("skyddsbedomning-24h", "2025-03-10T15:30").steps[1].why == (
        "24 timmar (Norrtäljes tjänstegaranti) → tis 2025-03-11 kl. 15.30."
    )
    assert "klockslag saknas" in reckoned("skyddsbedomning-24h", "2025-03-10").sentence()


def test_an_extension_moves_the_deadline_to_the_date_in_the_decision_and_is_not_rolled() -> None:
    made = reckoned("utredning-barn", "2025-10-31", "2026-05-02")
    assert (made.nominal, made.last_day) == (date(2026, 5, 2), date(2026, 5, 2))
    assert made.steps[-2].why == "Förlängd genom beslut till lör 2026-05-02."


def test_a_rule_that_cannot_be_extended_says_so() -> None:
    with pytest.raises(UserError, match="kan inte förlängas"):
        reckoned("forhandsbedomning", "2025-12-10", "2026-01-10")


def test_an_extension_to_a_day_before_the_start_is_refused() -> None:
    with pytest.raises(UserError, match="ligger före starten"):
        reckoned("utredning-barn", "2025-10-31", "2025-10-30")


def test_a_start_before_the_rule_existed_is_refused_with_the_day_it_came() -> None:
    with pytest.raises(UserError, match="Den finns i regelverket från 2023-01-01"):
        reckoned("kontakt-10-arbetsdagar", "2022-12-31")


@pytest.mark.parametrize(
    ("rule", "start", "stopped", "why"),
    [
        ("forhandsbedomning", "2025-12-10", "2025-12-29", "Klar mån 2025-12-29, i tid."),
        (
            "forhandsbedomning",
            "2025-12-10",
            "2025-12-30",
            "Klar tis 2025-12-30, 1 arbetsdag efter sista dagen.",
        ),
        (
            "forhandsbedomning",
            "2025-12-10",
            "2026-01-05",
            "Klar mån 2026-01-05, 3 arbetsdagar efter sista dagen.",
        ),
        ("utredning-122-dagar", "2023-02-01", "2023-06-04", "Klar sön 2023-06-04, efter sista dagen."),
        (
            "skyddsbedomning-24h",
            "2025-03-10T15:30",
            "2025-03-11T15:30",
            "Klar tis 2025-03-11 kl. 15.30, i tid.",
        ),
        (
            "skyddsbedomning-24h",
            "2025-03-10T15:30",
            "2025-03-11T15:31",
            "Klar tis 2025-03-11 kl. 15.31, efter kl. 15.30.",
        ),
        (
            "skyddsbedomning-24h",
            "2025-10-31T15:30",
            "2025-11-02T09:00",
            "Klar sön 2025-11-02 kl. 09.00, efter sista dagen.",
        ),
    ],
)
def test_the_stop_is_told_in_time_or_how_late(rule: str, start: str, stopped: str, why: str) -> None:
    assert reckoned(rule, start, stopped=stopped).steps[-2].why == why


def test_an_extended_deadline_in_hours_has_no_minute() -> None:
    rule = replace(catalogue().rule("skyddsbedomning-24h"), extension="forlangd")
    made = reckon(rule, Moment.parse("2025-03-10T15:30"), CALENDAR, date(2025, 3, 14))
    assert made.due_at is None


def test_a_running_deadline_is_late_from_the_day_after_its_last_day() -> None:
    running = clock("forhandsbedomning", "2025-12-10")
    assert running.running
    assert not running.is_late(date(2025, 12, 29))
    assert running.is_late(date(2025, 12, 30))


def test_a_stopped_deadline_is_late_or_not_for_ever() -> None:
    assert clock("forhandsbedomning", "2025-12-10", "2025-12-30").is_late(date(2025, 12, 11))
    assert not clock("forhandsbedomning", "2025-12-10", "2025-12-29").is_late(date(2030, 1, 1))


def test_a_stop_without_its_hour_is_in_time_through_the_last_day() -> None:
    assert not clock("skyddsbedomning-24h", "2025-03-10T15:30", "2025-03-11").is_late(date(2025, 3, 20))


@pytest.mark.parametrize(
    ("on", "stopped", "state"),
    [
        (date(2025, 12, 10), "", DeadlineState.ON_TIME),
        (date(2025, 12, 18), "", DeadlineState.ON_TIME),
        (date(2025, 12, 19), "", DeadlineState.SOON),
        (date(2025, 12, 29), "", DeadlineState.SOON),
        (date(2025, 12, 30), "", DeadlineState.LATE),
        (date(2025, 12, 30), "2025-12-29", DeadlineState.DONE),
        (date(2025, 12, 30), "2025-12-30", DeadlineState.DONE_LATE),
    ],
)
def test_a_deadline_goes_from_on_time_over_soon_to_late(on: date, stopped: str, state: DeadlineState) -> None:
    made = clock("forhandsbedomning", "2025-12-10", stopped)
    made = replace(made, rule=replace(made.rule, warnings=(3, 0)))
    assert made.state(on, CALENDAR) == state


def test_a_rule_without_warnings_is_soon_on_its_last_day() -> None:
    made = clock("forhandsbedomning", "2025-12-10")
    made = replace(made, rule=replace(made.rule, warnings=()))
    assert made.state(date(2025, 12, 23), CALENDAR) == DeadlineState.ON_TIME
    assert made.state(date(2025, 12, 29), CALENDAR) == DeadlineState.SOON


def test_a_deadline_explains_itself_with_extension_and_stop() -> None:
    made = clock("utredning-barn", "2025-10-31", "2026-04-30", "2026-04-30")
    told = made.explain(CALENDAR)
    assert told.last_day == made.last_day
    assert told.sentence().endswith("Förlängd genom beslut till tor 2026-04-30. Klar tor 2026-04-30, i tid.")


def test_a_minute_is_a_minute() -> None:
    assert clock("skyddsbedomning-24h", "2025-03-10T15:30").due_at == datetime(2025, 3, 11, 15, 30)  # noqa: DTZ001


def rule_of(*versions: tuple[str, str, Limit], direction: Direction = Direction.NONE, **changed: Any) -> Rule:
    """A rule with versions of (valid_from, valid_to, limit)."""
    roll = Roll("prov", direction, "Flyttas", "provet")
    made = tuple(
        RuleVersion(
            number,
            date.fromisoformat(first),
            date.fromisoformat(last) if last else None,
            limit,
            roll,
            "1 § provet",
            "provet",
            "A",
        )
        for number, (first, last, limit) in enumerate(versions, start=1)
    )
    return replace(catalogue().rule("utredning-barn"), versions=made, **changed)


def test_days_of_suspension_are_told_and_added_before_the_roll() -> None:
    rule = rule_of(("2020-01-01", "", Limit(14, Unit.DAYS)), direction=Direction.FORWARD)
    made = reckon(rule, Moment.parse("2025-12-10"), CALENDAR, suspended_days=1)
    assert (made.nominal, made.last_day) == (date(2025, 12, 25), date(2025, 12, 29))
    assert [step.kind for step in made.steps][1:4] == [StepKind.LIMIT, StepKind.SUSPENSION, StepKind.ROLL]
    assert made.steps[1].why == "14 dagar (1 § provet) → ons 2025-12-24."
    assert made.steps[2].why == "Uppehåll 1 dag räknas inte → tor 2025-12-25."
    made = reckon(rule, Moment.parse("2025-12-10"), CALENDAR, suspended_days=5)
    assert made.steps[2].why == "Uppehåll 5 dagar räknas inte → mån 2025-12-29."
    assert made.last_day == made.nominal


def test_a_suspension_out_of_the_calendar_is_an_error() -> None:
    version = rule_of(("2020-01-01", "", Limit(14, Unit.DAYS))).versions[0]
    with pytest.raises(OutsideCalendar, match="5 dagar efter 2100-12-30 ligger bortom"):
        last_days(version, Moment(date(2100, 12, 16)), CALENDAR, None, 5)
    with pytest.raises(OutsideCalendar, match="4000000 dagar efter"):
        last_days(version, Moment(date(2025, 12, 16)), CALENDAR, None, 4_000_000)


def test_hours_that_end_on_a_day_that_moves_have_all_of_the_next_day() -> None:
    rule = rule_of(("2020-01-01", "", Limit(24, Unit.HOURS)), direction=Direction.FORWARD)
    made = reckon(rule, Moment.parse("2025-10-31T15:30"), CALENDAR, None, Moment.parse("2025-11-03T16:00"))
    assert (made.nominal, made.last_day, made.due_at) == (date(2025, 11, 1), date(2025, 11, 3), None)
    assert made.steps[1].why == "24 timmar (1 § provet) → lör 2025-11-01 kl. 15.30, alla helgons dag."
    assert made.steps[-2].why == "Klar mån 2025-11-03 kl. 16.00, i tid."


def test_suspended_hours_keep_their_minute() -> None:
    rule = rule_of(("2020-01-01", "", Limit(24, Unit.HOURS)))
    made = reckon(rule, Moment.parse("2025-03-10T15:30"), CALENDAR, suspended_days=2)
    assert made.due_at == datetime(2025, 3, 13, 15, 30)  # noqa: DTZ001


def test_hours_drawn_out_to_the_years_end_have_no_minute() -> None:
    rule = rule_of(("2020-01-01", "", Limit(24, Unit.HOURS, 0)))
    made = reckon(rule, Moment.parse("2025-03-10T15:30"), CALENDAR)
    assert (made.last_day, made.due_at) == (date(2025, 12, 31), None)
    assert "kl." not in made.steps[1].why


def test_a_rule_from_birth_holds_for_those_born_before_it_came() -> None:
    rule = rule_of(("2025-07-01", "", Limit(18, Unit.YEARS)), from_birth=True)
    assert reckon(rule, Moment.parse("2010-01-01"), CALENDAR).last_day == date(2028, 1, 1)
    assert latest_start(rule, date(2028, 1, 1), CALENDAR) == date(2010, 1, 1)
    closed = rule_of(("2020-01-01", "2024-12-31", Limit(18, Unit.YEARS)), from_birth=True)
    with pytest.raises(UserError, match="gällde inte 2025-01-01"):
        reckon(closed, Moment.parse("2025-01-01"), CALENDAR)


@pytest.mark.parametrize(
    ("by", "latest"),
    [
        ("2025-12-24", "2025-12-09"),
        ("2025-12-28", "2025-12-09"),
        ("2025-12-29", "2025-12-15"),
        ("2025-12-30", "2025-12-16"),
        ("2026-01-01", "2025-12-16"),
        ("2026-01-02", "2025-12-19"),
    ],
)
def test_backwards_starts_that_share_a_last_day_give_the_latest_of_them(by: str, latest: str) -> None:
    rule = catalogue().rule("forhandsbedomning")
    assert latest_start(rule, date.fromisoformat(by), CALENDAR) == date.fromisoformat(latest)


def test_backwards_over_a_border_of_the_law_the_newer_version_is_asked_first() -> None:
    longer = rule_of(
        ("2020-01-01", "2025-06-30", Limit(2, Unit.MONTHS)), ("2025-07-01", "", Limit(6, Unit.MONTHS))
    )
    assert latest_start(longer, date(2025, 12, 31), CALENDAR) == date(2025, 6, 30)
    assert latest_start(longer, date(2026, 1, 1), CALENDAR) == date(2025, 7, 1)
    shorter = rule_of(
        ("2020-01-01", "2025-06-30", Limit(6, Unit.MONTHS)), ("2025-07-01", "", Limit(2, Unit.MONTHS))
    )
    assert latest_start(shorter, date(2025, 8, 31), CALENDAR) == date(2025, 2, 28)
    assert latest_start(shorter, date(2025, 9, 1), CALENDAR) == date(2025, 7, 1)
    gap = rule_of(("2020-01-01", "2024-12-31", Limit(1, Unit.DAYS)), ("2026-01-01", "", Limit(1, Unit.DAYS)))
    assert latest_start(gap, date(2025, 6, 1), CALENDAR) == date(2024, 12, 31)


def test_backwards_before_the_rule_there_is_no_start() -> None:
    rule = rule_of(("2025-07-01", "", Limit(2, Unit.MONTHS)))
    assert latest_start(rule, date(2025, 8, 31), CALENDAR) is None
    assert latest_start(rule, date(2025, 6, 30), CALENDAR) is None
    assert latest_start(rule, date(2025, 9, 1), CALENDAR) == date(2025, 7, 1)


def test_backwards_at_the_end_of_the_calendar_what_ends_beyond_it_is_too_late() -> None:
    rule = rule_of(("2020-01-01", "", Limit(1, Unit.MONTHS)), direction=Direction.FORWARD)
    assert latest_start(rule, date(2100, 12, 31), CALENDAR) == date(2100, 11, 30)
    for by in (date(1989, 12, 31), date(2101, 1, 1)):
        with pytest.raises(OutsideCalendar):
            latest_start(rule, by, CALENDAR)


def test_backwards_hours_hold_whenever_that_day_the_start_comes() -> None:
    rule = rule_of(("2020-01-01", "", Limit(24, Unit.HOURS)))
    assert latest_start(rule, date(2025, 3, 11), CALENDAR) == date(2025, 3, 10)
    # 23.59 on the evening before summer time and 24 hours is 00.59 two days later.
    assert latest_start(rule, date(2025, 3, 30), CALENDAR) == date(2025, 3, 28)
    assert reckon(rule, Moment.parse("2025-03-29"), CALENDAR).last_day == date(2025, 3, 31)


def test_backwards_never_goes_past_the_day_asked_for() -> None:
    rule = rule_of(("2020-01-01", "", Limit(0, Unit.DAYS)), direction=Direction.BACKWARD)
    assert latest_start(rule, date(2025, 10, 31), CALENDAR) == date(2025, 10, 31)
