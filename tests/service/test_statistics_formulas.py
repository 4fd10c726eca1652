"""Each formula and basis of the measure language, on small histories reckoned by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseapp.domain.cases import Code, CodeList
from caseapp.domain.errors import UserError
from caseapp.domain.periods import parse_period
from caseapp.service.office import Office
from caseapp.service.record import voiding
from caseapp.service.statistics import cases_behind, statistics
from caseapp.service.statistics_columns import measure_table
from caseapp.service.statistics_divisions import code_name
from caseapp.store.ledger import Stamp, append
from tests.service.measuring import ask, divided, figures, key, measure, tell, value, with_measures

COUNT = {"formula": "count", "case_type": "utredning"}
CHILD = {"utredningstyp": "barn", "fodelsear": "2015"}


def plan(office: Office, ref: str, opened: str, closed: str | None = None, **facts: str) -> None:
    """An utredning of a child."""
    told = {"person": f"P-{ref}", **CHILD, **facts}
    events = [(ref, "inledd", opened, told)]
    if closed:
        events.append((ref, "avslutad", closed, {}))
    tell(office, *events)


def test_begun_ended_open_and_ongoing_are_four_different_things(office: Office) -> None:
    plan(office, "B-1", "2024-12-01", "2025-02-01")
    plan(office, "B-2", "2025-02-01", "2025-03-31")
    plan(office, "B-3", "2025-03-31")
    plan(office, "B-4", "2025-04-01")
    plan(office, "B-5", "2024-01-01", "2024-12-31")
    assert value(office, "2025Q1", **COUNT, basis="begun") == 2
    assert value(office, "2025Q1", **COUNT, basis="ended") == 2
    assert value(office, "2025Q1", **COUNT, basis="open") == 1
    assert value(office, "2025Q1", **COUNT, basis="ongoing") == 3
    assert value(office, "2025Q1", **COUNT, basis="open", as_of=date(2025, 3, 1)) == 1
    assert value(office, "2025Q2", **COUNT, basis="open", as_of=date(2025, 3, 1)) == 0
    assert value(office, "2025Q2", **COUNT, basis="ongoing", as_of=date(2025, 3, 1)) == 0


def test_a_case_read_for_another_measure_is_not_ongoing_once_it_is_closed(office: Office) -> None:
    plan(office, "B-1", "2024-01-01", "2024-12-31")
    tell(office, ("B-1", "uppgifter", "2025-02-01", {"orsak": "annat"}))
    kind = {"formula": "count", "case_type": "utredning"}
    with_measures(
        office,
        measure("pagaende", **kind, basis="ongoing"),
        measure("uppgifter", **kind, counted="uppgifter"),
    )
    made = statistics(office, ["pagaende", "uppgifter"], parse_period("2025Q1"), show_small=True)
    assert [part.total.value for part in made.results] == [0, 1]


def test_an_open_case_is_seen_as_it_was_that_day(office: Office) -> None:
    plan(office, "B-1", "2025-01-10", "2025-05-10", enhet="Norr", orsak="annat")
    tell(
        office,
        ("B-1", "uppgifter", "2025-04-10", {"enhet": "Söder", "orsak": "ekonomi"}),
        ("B-1", "tilldelad", "2025-04-11", {"handlaggare": "h1"}),
        ("B-2", "inledd", "2025-04-20", CHILD),
    )
    waiting = {"basis": "open", "where": [{"event": "tilldelad", "not": True}]}
    told = ask(office, "2025Q1", **COUNT, **waiting, by=["orsak"], split=["unit", "orsak"])
    assert divided(told) == {("Norr", "annat"): 1}
    assert value(office, "2025-04", **COUNT, **waiting) == 1
    # Reopened later, it was closed then.
    tell(office, ("B-1", "ateroppnad", "2025-07-01"))
    assert value(office, "2025Q2", **COUNT, basis="open") == 1
    assert value(office, "2025Q3", **COUNT, basis="open") == 2
    assert value(office, "2025Q2", **COUNT, basis="ended") == 0


def test_first_last_and_each_event_count_differently(office: Office) -> None:
    tell(
        office,
        ("B-1", "inledd", "2025-01-01", CHILD),
        ("B-1", "sista_kontakt", "2025-01-10"),
        ("B-1", "sista_kontakt", "2025-02-10"),
        ("B-1", "sista_kontakt", "2025-04-10"),
        ("B-2", "inledd", "2025-01-01", CHILD),
    )
    said = {**COUNT, "counted": "sista_kontakt"}
    assert value(office, "2025Q1", **said) == 0
    assert value(office, "2025Q2", **said) == 1
    assert value(office, "2025Q1", **said, which="first") == 1
    assert value(office, "2025Q1", **said, counts="events") == 2
    assert value(office, "2025Q2", **said, which="first") == 0


def test_persons_and_households_are_counted_once_in_all_and_once_in_each_group(office: Office) -> None:
    tell(
        office,
        ("A-1", "inkom", "2025-01-01", {"person": "p", "hushall": "h", "enhet": "Norr"}),
        ("A-2", "inkom", "2025-01-02", {"person": "p", "hushall": "h", "enhet": "Söder"}),
        ("A-3", "inkom", "2025-01-03", {"person": "q", "hushall": "h", "enhet": "Norr"}),
        ("A-4", "inkom", "2025-01-04", {"person": "r", "enhet": "Norr"}),
        ("A-5", "inkom", "2025-01-05", {"enhet": "Norr"}),
        ("A-6", "inkom", "2025-01-05", {"enhet": "Norr"}),
    )
    said = {"formula": "count", "case_type": "aktualisering", "basis": "begun"}
    persons = ask(office, **said, counts="persons", split=["unit"])
    assert persons["value"] == 5
    assert divided(persons) == {("Norr",): 5, ("Söder",): 1}
    assert value(office, **said, counts="households") == 4
    share = {**said, "formula": "share_where", "counts": "persons"}
    assert figures(office, **share, numerator=[{"field": "person", "any_of": ["p"]}]) == (20.0, 1, 5)


def test_a_share_by_code_is_of_its_own_population(office: Office) -> None:
    for number, reason in enumerate(["annat", "annat", "ekonomi", ""]):
        plan(office, f"B-{number}", "2025-01-01", **({"orsak": reason} if reason else {}))
    said = {"formula": "share_where", "case_type": "utredning", "basis": "begun"}
    assert figures(office, **said, numerator=[{"field": "orsak", "any_of": ["annat"]}]) == (50.0, 2, 4)
    assert figures(office, "2024", **said, numerator=[{"field": "orsak"}]) == (None, 0, 0)


def test_on_time_and_late_by_the_clock_that_stopped_started_or_runs(office: Office) -> None:
    plan(office, "B-1", "2024-10-01", "2025-01-20")  # in time
    plan(office, "B-2", "2024-09-01", "2025-01-20")  # late: last day 2025-01-01 rolled to 01-02
    plan(office, "B-3", "2025-01-10")  # runs late: last day 2025-05-12
    plan(office, "B-4", "2025-02-10", "2025-03-01")
    plan(office, "B-5", "2026-03-01")
    late = {"formula": "share_late", "case_type": "utredning", "rule": "utredning-barn"}
    assert figures(office, "2025Q1", **late, basis="ended") == (100 / 3, 1, 3)
    assert figures(office, "2025Q1", **late, basis="begun") == (50.0, 1, 2)
    # Still within its time, neither kept nor broken.
    assert figures(office, "2026Q1", **late, basis="begun") == (None, 0, 0)
    assert figures(office, "2025Q1", **late, basis="open") == (0.0, 0, 1)
    assert figures(office, "2025Q2", **late, basis="open") == (100.0, 1, 1)
    assert figures(office, "2025Q2", **late, basis="due") == (50.0, 1, 2)
    assert figures(office, "2025Q2", **late, basis="due", as_of=date(2025, 5, 1)) == (None, 0, 0)
    on_time = {**late, "formula": "share_on_time"}
    assert figures(office, "2025Q2", **on_time, basis="due") == (50.0, 1, 2)
    running = {"formula": "count", "case_type": "utredning", "counts": "deadlines", "rule": "utredning-barn"}
    assert value(office, "2025Q1", **running, basis="open") == 1
    assert value(office, "2025Q2", **running, basis="due") == 2
    assert value(office, "2025Q1", **running, basis="ongoing", clock="stopped") == 4


def test_a_running_clock_on_a_closed_case_is_judged_on_the_day_it_closed(office: Office) -> None:
    # Closed without the assessment that the clock waits for: after five days, and after thirty.
    told = {"person": "p", "typ": "anmalan", "fodelsear": "2015"}
    tell(
        office,
        ("A-1", "inkom", "2025-07-10", told),
        ("A-1", "avslutad", "2025-07-15"),
        ("A-2", "inkom", "2025-07-10", told),
        ("A-2", "avslutad", "2025-08-10"),
    )
    said = {"formula": "share_late", "case_type": "aktualisering", "rule": "forhandsbedomning"}
    assert figures(office, "2025Q3", **said, basis="begun") == (100.0, 1, 1)


def test_days_over_counts_only_what_is_late_to_the_stop_or_the_day(office: Office) -> None:
    plan(office, "B-1", "2024-09-01", "2025-01-20")  # last day 2025-01-02
    plan(office, "B-2", "2025-01-10")  # last day 2025-05-12
    plan(office, "B-3", "2025-01-01", "2025-01-20")
    over = {"formula": "days_over", "case_type": "utredning", "rule": "utredning-barn"}
    told = ask(office, "2025Q1", **over, basis="ended", percentiles=[50])
    assert (told["value"], told["median"], told["denominator"]) == (18.0, 18.0, 1)
    assert told["bands"] == {"0–30": 1, ">30": 0}
    assert told["percentiles"] == {"50": 18.0}
    assert value(office, "2025Q1", **over, basis="ended", days="working") == 11
    assert value(office, "2025Q2", **over, basis="open") == 49
    assert ask(office, "2024", **over, basis="ended", percentiles=[50])["percentiles"] is None


def test_a_duration_runs_between_any_two_events(office: Office) -> None:
    tell(
        office,
        ("A-1", "inkom", "2024-12-20", {"person": "p"}),
        ("B-1", "inledd", "2025-01-03", {"person": "p", "aktualisering": "A-1", **CHILD}),
        ("B-1", "tilldelad", "2025-01-13"),
        ("B-1", "sista_kontakt", "2025-02-01"),
        ("B-1", "sista_kontakt", "2025-03-01"),
        ("B-1", "avslutad", "2025-03-21"),
        ("B-2", "inledd", "2025-03-01", CHILD),
        ("I-1", "beslut", "2025-03-21", {"person": "p", "utredning": "B-1"}),
        ("I-1", "verkstalld", "2025-04-01"),
        ("I-2", "beslut", "2025-03-21", {"person": "p", "utredning": "B-1"}),
        ("I-2", "verkstalld", "2025-05-01"),
        # What comes of an utredning need not be an insats.
        ("P-1", "placering", "2025-03-21", {"person": "p", "utredning": "B-1"}),
    )
    said = {"formula": "duration", "case_type": "utredning"}
    ended = {**said, "basis": "ended"}
    assert value(office, **ended, since="inledd") == 77
    assert value(office, **ended, since="inledd", until="tilldelad", days="working") == 5
    assert value(office, **ended, since="sista_kontakt", since_which="last") == 20
    assert value(office, **ended, since="sista_kontakt", since_which="last", until="avslutad") == 20
    assert value(office, **ended, since="inkom", since_of="aktualisering") == 91
    assert value(office, **ended, since="avslutad", until="verkstalld", until_of="insats") == 11
    assert value(office, **ended, since="forsta_atgard") is None
    assert value(office, **ended, since="forsta_atgard", until="avslutad") is None
    assert value(office, **ended, since="inledd", until="forsta_atgard") is None
    assert value(office, **ended, since="inledd", until="avslutad", until_of="insats") is None
    assert value(office, **ended, since="inledd", until="forsta_atgard", running=True) == 77
    waiting = {**said, "basis": "open", "since": "inledd", "until": "tilldelad", "running": True}
    assert value(office, "2025Q1", **waiting) == 30
    assert value(office, "2025Q1", **{**waiting, "running": False}) is None
    begun = {**said, "basis": "begun", "since": "inledd", "until": "tilldelad", "running": True}
    assert ask(office, "2025Q1", **begun, as_of=date(2025, 3, 11))["value"] == 10
    # A case that came from nowhere has no beginning before its own.
    assert figures(office, "2025Q1", **said, basis="open", since="inkom", since_of="aktualisering")[2] == 0
    standing = {**said, "basis": "open", "until": "verkstalld", "until_of": "insats"}
    assert value(office, "2025-01", **standing, since="inledd") is None


def test_a_queue_is_counted_at_each_month_end_and_at_the_last_day(office: Office) -> None:
    plan(office, "B-1", "2025-01-10", "2025-02-10")
    plan(office, "B-2", "2025-01-20")
    plan(office, "B-3", "2025-02-28")
    tell(office, ("B-2", "tilldelad", "2025-03-10"))
    said = {
        "formula": "queue_length",
        "case_type": "utredning",
        "where": [{"event": "tilldelad", "not": True}],
    }
    told = ask(office, "2025-01-15..2025-03-20", **said)
    assert [(point["day"], point["value"]) for point in told["series"]] == [
        ("2025-01-31", 2),
        ("2025-02-28", 2),
        ("2025-03-20", 1),
    ]
    assert (told["value"], told["numerator"], told["denominator"]) == (1, 1, None)
    early = ask(office, "2025Q1", **said, as_of=date(2025, 2, 10))
    assert [point["day"] for point in early["series"]] == ["2025-01-31", "2025-02-10"]
    assert ask(office, "2025Q2", **said, as_of=date(2025, 2, 10))["value"] is None
    persons = ask(office, "2025Q1", **said, counts="persons", split=["sex"])
    assert [point["value"] for point in persons["series"]] == [2, 2, 1]


def test_care_days_count_the_first_day_and_not_the_last(office: Office) -> None:
    about = {"person": "p", "insatstyp": "familjehem"}
    tell(
        office,
        ("I-1", "beslut", "2024-12-01", about),
        ("I-1", "verkstalld", "2024-12-20"),
        ("I-1", "avslutad", "2025-01-11"),  # ten days of January
        ("I-2", "beslut", "2025-01-01", about),
        ("I-2", "verkstalld", "2025-01-30"),  # two days of January, still going on
        ("I-3", "beslut", "2025-01-01", about),  # never begun
        ("I-4", "beslut", "2025-01-01", about),
        ("I-4", "verkstalld", "2025-01-05"),
        ("I-4", "avbrott", "2025-01-08"),  # three days, then away
        ("I-4", "avbrott", "2025-01-09"),  # told twice
        ("I-4", "aterupptagen", "2025-01-20"),
        ("I-4", "aterupptagen", "2025-01-20"),
        ("I-4", "avslutad", "2025-01-20"),  # the same day
        ("I-5", "beslut", "2025-03-01", about),
        ("I-5", "verkstalld", "2025-03-01"),
    )
    said = {"formula": "care_days", "case_type": "insats", "since": "verkstalld"}
    away = {**said, "suspends": ["avbrott", "aterupptagen"]}
    assert figures(office, "2025-01", **away) == (15, 15, 3)
    assert figures(office, "2025-01", **said) == (10 + 2 + 15, 27, 3)
    assert figures(office, "2025-01", **said, last_day_counts=True) == (11 + 2 + 16, 29, 3)
    assert value(office, "2025-01", **said, as_of=date(2025, 1, 30)) == 10 + 1 + 15
    assert value(office, "2025-01", formula="care_days", case_type="insats") == 10 + 31 + 31 + 19
    tell(office, ("I-6", "beslut", "2025-06-01", about), ("I-6", "verkstalld", "2025-06-01"))
    tell(office, ("I-6", "avbrott", "2025-06-11"))
    assert value(office, "2025-06", **away, where=[{"event": "avbrott"}]) == 10
    nothing = {"formula": "care_days", "case_type": "lex_sarah", "since": "rapporterad"}
    tell(office, ("L-1", "anmald_ivo", "2025-01-01"))
    assert figures(office, "2025-01", **nothing) == (0, 0, 0)


def test_a_balance_is_what_came_less_what_went(office: Office) -> None:
    plan(office, "B-1", "2025-01-10", "2025-02-10")
    plan(office, "B-2", "2024-01-10", "2025-02-10", enhet="Norr")
    plan(office, "B-3", "2025-01-10", enhet="Norr")
    plan(office, "B-4", "2025-01-10", enhet="Norr")
    told = ask(office, "2025Q1", formula="balance", case_type="utredning", split=["unit"])
    assert (told["value"], told["numerator"], told["denominator"]) == (1, 3, 2)
    assert divided(told) == {("Norr",): 1, ("okänt",): 0}


def test_cases_for_each_worker_are_those_that_have_one(office: Office) -> None:
    for number, worker in enumerate(["h1", "h1", "h1", "h2", ""]):
        plan(office, f"B-{number}", "2025-01-10", **({"handlaggare": worker} if worker else {}))
    told = ask(office, "2025Q1", formula="per_worker", case_type="utredning", split=["sex"])
    assert (told["value"], told["numerator"], told["denominator"], told["median"]) == (2.0, 4, 2, 2.0)
    assert ask(office, "2024Q1", formula="per_worker", case_type="utredning")["value"] is None


def test_those_who_come_back_within_a_year_are_watched_from_the_day_all_ended(office: Office) -> None:
    tell(
        office,
        # Back after five months.
        ("B-1", "inledd", "2024-01-01", {"person": "p1", "kon": "K"}),
        ("B-1", "avslutad", "2024-03-01"),
        ("B-2", "inledd", "2024-08-01", {"person": "p1"}),
        # An insats goes on, so that the closing in the window ended nothing; it ends after the window.
        ("B-3", "inledd", "2024-01-01", {"person": "p2", "kon": "M"}),
        ("B-3", "avslutad", "2024-03-01"),
        ("I-3", "beslut", "2024-03-01", {"person": "p2"}),
        ("I-3", "avslutad", "2024-09-01"),
        # Back, but after more than a year.
        ("B-4", "inledd", "2024-01-01", {"person": "p3", "kon": "M"}),
        ("B-4", "avslutad", "2024-06-30"),
        ("B-5", "inledd", "2025-07-01", {"person": "p3"}),
        # The last of all ended in the window; an insats is no new utredning.
        ("I-6", "beslut", "2023-01-01", {"person": "p4", "kon": "K"}),
        ("I-6", "avslutad", "2024-02-01"),
        ("I-7", "beslut", "2024-05-01", {"person": "p4"}),
        # Ended outside the window, and of nobody.
        ("B-8", "inledd", "2024-01-01", {"person": "p5"}),
        ("B-8", "avslutad", "2024-07-01"),
        ("B-9", "inledd", "2024-01-01", {}),
        ("B-9", "avslutad", "2024-03-01"),
    )
    said = {
        "formula": "re_entry",
        "case_type": ["utredning", "insats"],
        "returns": "utredning",
        "within_months": 12,
    }
    kolada = {**said, "base_months": 6}
    assert figures(office, "2025", **kolada) == (100 / 3, 1, 3)
    assert figures(office, "2025", **kolada, complement=True) == (200 / 3, 2, 3)
    told = ask(office, "2025", **kolada, split=["sex"])
    assert divided(told, "numerator") == {("K",): 1, ("M",): 0}
    # Without its own length the window is as long as the period: 2024, with p2 and p5.
    assert figures(office, "2025", **said) == (20.0, 1, 5)
    only = {"return_where": [{"field": "orsak", "any_of": ["annat"]}]}
    assert figures(office, "2025", **kolada, **only) == (0.0, 0, 3)
    assert figures(office, "2025", **kolada, where=[{"sex": ["M"]}]) == (0.0, 0, 1)
    assert figures(office, "2025", **kolada, unit="okänt") == (100 / 3, 1, 3)
    tell(office, ("B-4", "uppgifter", "2024-01-02", {"enhet": "Norr"}))
    assert figures(office, "2025", **kolada, unit="Norr") == (0.0, 0, 1)


def test_series_by_month_quarter_and_year_are_divisions(office: Office) -> None:
    plan(office, "B-1", "2024-12-31")
    plan(office, "B-2", "2025-01-01")
    plan(office, "B-3", "2025-01-31")
    plan(office, "B-4", "2025-05-31")
    period = "2024-12-01..2025-12-31"
    begun = {**COUNT, "basis": "begun"}
    by_month = divided(ask(office, period, **begun, split=["month"]))
    assert list(by_month.values()) == [1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], "every month of the period"
    assert [month for month, count in by_month.items() if count] == [("2024-12",), ("2025-01",), ("2025-05",)]
    by_quarter = divided(ask(office, period, **begun, split=["quarter"]))
    assert by_quarter == {("2024Q4",): 1, ("2025Q1",): 2, ("2025Q2",): 1, ("2025Q3",): 0, ("2025Q4",): 0}
    assert divided(ask(office, period, **begun, split=["year"])) == {("2024",): 1, ("2025",): 3}


def test_a_measures_own_divisions_are_fields_of_the_case_and_of_where_it_came_from(office: Office) -> None:
    tell(
        office,
        ("A-1", "inkom", "2025-01-01", {"person": "p", "typ": "ansokan"}),
        ("B-1", "inledd", "2025-01-02", {"person": "p", "aktualisering": "A-1", "orsak": "ekonomi"}),
        ("B-2", "inledd", "2025-01-02", {"person": "q", "orsak": "annat"}),
        ("B-3", "inledd", "2025-01-02", {"person": "q", "handlaggare": "h", "vald": "j"}),
    )
    by = ["orsak", "aktualisering.typ", "case_type", "handlaggare", "vald"]
    said = {**COUNT, "basis": "begun", "by": by}
    told = ask(office, **said, split=["aktualisering.typ", "orsak"])
    assert divided(told)[("ansokan", "ekonomi")] == 1
    assert divided(told)[("okänt", "annat")] == 1
    assert divided(ask(office, **said, split=["case_type"])) == {("utredning",): 3}
    made = statistics(office, ["prov"], parse_period("2025"), by, show_small=True)
    head, rows = made.as_table()
    assert head[2:7] == [
        "Aktualiseringsorsak",
        "Typ (aktualisering)",
        "Ärendetyp",
        "Handläggare",
        "Våld",
    ]
    assert ["okänt", "okänt", "Utredning", "h", "ja"] in [row[2:7] for row in rows]
    assert ["ekonomi", "ansökan", "Utredning", "okänt", "okänt"] in [row[2:7] for row in rows]


def test_what_a_measure_cannot_be_divided_by_is_told_with_what_it_can(office: Office) -> None:
    period = parse_period("2025")
    with_measures(office, measure(**COUNT, basis="open", by=["orsak"]))
    with pytest.raises(UserError, match=r"Måttet prov kan inte delas upp på ”month”\. Välj bland: sex, age"):
        statistics(office, ["prov"], period, ["month"])
    with pytest.raises(UserError, match="”regi”"):
        statistics(office, ["prov"], period, ["regi"])
    with pytest.raises(UserError, match=r"Statistiken kan inte delas upp på ”x”\. Välj bland: sex"):
        statistics(office, [], period, ["x"])
    taken = statistics(office, [], period, ["orsak"])
    assert "prov" in {part.measure.id for part in taken.results}
    assert all("orsak" in part.measure.by for part in taken.results)
    assert len(taken.results) < len(office.catalogue.measures)


def test_a_figure_opens_to_the_cases_behind_it(office: Office) -> None:
    plan(office, "B-1", "2025-01-10", "2025-01-20", kon="K")
    plan(office, "B-2", "2025-01-10", "2025-03-20", kon="K")
    plan(office, "B-3", "2025-01-10", kon="M")
    with_measures(
        office,
        measure("tid", formula="duration", case_type="utredning", basis="ended", since="inledd"),
        measure("ko", formula="queue_length", case_type="utredning"),
        measure(
            "andel", **{**COUNT, "formula": "share_where"}, basis="begun", numerator=[{"event": "avslutad"}]
        ),
    )
    made = statistics(office, ["tid", "ko", "andel"], parse_period("2025Q1"), ["sex"])
    assert cases_behind(office, made, "tid") == [key("B-1"), key("B-2")]
    assert cases_behind(office, made, "tid", part=">30") == [key("B-2")]
    assert cases_behind(office, made, "ko", ("K",)) == []
    assert cases_behind(office, made, "ko", part="2025-01-31") == [key("B-2"), key("B-3")]
    assert cases_behind(office, made, "ko") == [key("B-3")]
    assert cases_behind(office, made, "andel", ("K",), "numerator") == [key("B-1"), key("B-2")]
    assert cases_behind(office, made, "andel", None, "rest") == [key("B-3")]


def test_notes_tell_of_breaks_validity_and_the_measures_own_limits(office: Office) -> None:
    plan(office, "B-1", "2025-01-10")
    with_measures(
        office,
        measure(
            **COUNT,
            basis="begun",
            valid_from="2025-02-01",
            valid_to="2025-11-30",
            hide_below=1,
            share_from=5,
            **{"break": [{"day": "2025-07-01", "text": "ny lag."}, {"day": "2026-07-01", "text": "sen."}]},
        ),
    )
    made = statistics(office, ["prov"], parse_period("2025"))
    assert made.results[0].total.value == 1
    assert made.as_json()["results"][0]["notes"] == [
        "Tidsseriebrott 2025-07-01: ny lag.",
        "Måttet gäller från 2025-02-01; perioden börjar tidigare.",
        "Måttet gäller till 2025-11-30; perioden slutar senare.",
        "För det här måttet gäller: små tal döljs inte och andelar kräver minst 5.",
    ]
    with_measures(office, measure(**COUNT, basis="begun", hide_below=10))
    strict = statistics(office, ["prov"], parse_period("2025"))
    assert strict.results[0].notes == ("För det här måttet gäller: antal under 10 döljs.",)
    assert strict.results[0].total.suppressed


def test_a_void_counts_for_an_open_day_whenever_it_is_dated(office: Office) -> None:
    plan(office, "B-1", "2025-01-10", "2025-02-10")
    (closing,) = tell(office, ("B-2", "inledd", "2025-01-10", CHILD))
    assert value(office, "2025Q1", **COUNT, basis="open") == 1
    with office.database.write() as connection:
        append(connection, office.catalogue, [voiding(closing)], Stamp("2026-03-02T00:00:00Z", "x"), "prov")
    assert value(office, "2025Q1", **COUNT, basis="open") == 0


def test_a_code_has_the_name_of_the_day_else_any_it_has_had() -> None:
    codes = CodeList(
        "prov",
        "prov",
        True,
        (
            Code("a", "förr", valid_to=date(2024, 12, 31)),
            Code("a", "nu", valid_from=date(2025, 1, 1)),
            Code("b", "bara förr", valid_to=date(2024, 12, 31)),
        ),
    )
    assert code_name(codes, "a", date(2024, 6, 1)) == "förr"
    assert code_name(codes, "a", date(2025, 6, 1)) == "nu"
    assert code_name(codes, "b", date(2025, 6, 1)) == "bara förr"
    assert code_name(codes, "c", date(2025, 6, 1)) == "c"


def test_an_age_outside_every_group_is_not_known(office: Office) -> None:
    tell(office, ("B-1", "inledd", "2025-01-10", {"person": "p", "fodelsear": "2030"}))
    tell(office, ("B-2", "inledd", "2025-01-10", {"person": "q", "fodelsear": "2015"}))
    told = ask(office, **COUNT, basis="begun", split=["age_band"])
    assert divided(told) == {("barn",): 1, ("okänt",): 1}


def test_every_formula_has_its_columns_in_the_files(office: Office, tmp_path: Path) -> None:
    plan(office, "B-1", "2024-09-01", "2025-01-20", handlaggare="h")
    plan(office, "B-2", "2025-01-10", handlaggare="h")
    kind = {"case_type": "utredning"}
    with_measures(
        office,
        measure("m1", formula="days_over", **kind, basis="ended", rule="utredning-barn", percentiles=[90]),
        measure("m2", formula="share_where", **kind, basis="ended", numerator=[{"event": "avslutad"}]),
        measure("m3", formula="balance", **kind),
        measure("m4", formula="care_days", **kind, unit="dygn"),
        measure("m5", formula="per_worker", **kind, unit="ärenden per handläggare"),
        measure("m6", formula="queue_length", **kind),
        measure("m7", formula="duration", **kind, basis="ended", since="inledd", days="working"),
    )
    names = [f"m{number}" for number in range(1, 8)]
    made = statistics(office, names, parse_period("2025-01-01..2025-02-28"), show_small=True)
    tables = [measure_table(made, part, office.catalogue) for part in made.results]
    assert [head[:-1] for head, _ in tables] == [
        [
            "Medelvärde (dagar)",
            "Median (dagar)",
            "Percentil 90 (dagar)",
            "Antal utredningar",
            "0–30 dagar (antal utredningar)",
            ">30 dagar (antal utredningar)",
        ],
        ["Andel ärenden som uppfyller (procent)", "Antal ärenden som uppfyller", "Antal ärenden"],
        ["Skillnad (antal ärenden)", "Inledda (antal ärenden)", "Avslutade (antal ärenden)"],
        ["Antal dygn", "Antal utredningar"],
        ["Medelvärde (ärenden per handläggare)", "Median", "Antal utredningar", "Antal handläggare"],
        ["Antal ärenden 2025-01-31", "Antal ärenden 2025-02-28"],
        [
            "Medelvärde (arbetsdagar)",
            "Median (arbetsdagar)",
            "Antal utredningar",
            "0–30 arbetsdagar (antal utredningar)",
            ">30 arbetsdagar (antal utredningar)",
        ],
    ]
    assert [rows[0] for _, rows in tables] == [
        [18.0, 18.0, 18.0, 1, 1, 0, "nej"],
        [100.0, 1, 1, "nej"],
        [0, 1, 1, "nej"],
        [19 + 50, 2, "nej"],
        [1.0, 1.0, 1, 1, "nej"],
        [1, 1, "nej"],
        [95.0, 95.0, 1, 0, 1, "nej"],
    ]
    made.write(office, tmp_path / "s.csv", "csv")
    lines = (tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()
    head = lines[0].split(";")
    days = [line.split(";") for line in lines[1:] if line.startswith("m6")]
    assert [row[head.index("Dag")] for row in days] == ["", "2025-01-31", "2025-02-28"]
    assert [row[head.index("Värde")] for row in days] == ["1", "1", "1"]
    assert "Percentil 90 (dagar)" in head
    assert [row[2] for row in made.as_table()[1]] == [
        "18,0 (median 18,0)",
        "100,0 %",
        "0",
        "69",
        "1,0 (median 1,0)",
        "1",
        "95,0 (median 95,0)",
    ]
