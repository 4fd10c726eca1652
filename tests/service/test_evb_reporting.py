"""The quarter's work: what is filled in, and what IVO has been told, each as one step that can be undone."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from caseapp.domain.deadlines import reckon
from caseapp.domain.errors import UserError
from caseapp.domain.evb import Bin, EvbDecision
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.service.calendars import export_calendar
from caseapp.service.evb import evb_quarter, quarter_of
from caseapp.service.evb_reporting import (
    add_offer,
    fill_in,
    mark_reported,
    note_partly_executed,
    report_execution,
)
from caseapp.service.evb_windows import change_window, window, windows_from
from caseapp.service.local_rules import accept_catalogue, preview_catalogue, undo_catalogue
from caseapp.service.office import Office
from caseapp.service.queues import read_queue
from caseapp.service.record import undo
from tests.casework import INSATS, insats, key, tell, utredning

Q4 = quarter_of("2025Q4")
Q1 = quarter_of("2026Q1")
I1, I2 = key("I1", INSATS), key("I2", INSATS)
KIND = {"insatstyp": "kontaktfamilj"}


def decision(office: Office, ref: str = "I1", quarter: str = "2025Q4") -> EvbDecision:
    """A decision on the list of a quarter."""
    listed = evb_quarter(office, quarter_of(quarter))
    return next(found for found in listed.decisions if found.case.ref == ref)


@pytest.fixture(autouse=True)
def _two(office: Office) -> None:
    """Two decisions that wait since June."""
    insats(office, "I1", "2025-06-02", **KIND)
    insats(office, "I2", "2025-06-02", **KIND)


# --- Reported ---


def test_many_are_reported_in_one_step_each_with_its_number(office: Office) -> None:
    changes = mark_reported(office, Q4, [I1, I2, I1], {I1: "7/2026"}, date(2026, 1, 20))
    assert len(changes.events) == 2
    found = decision(office)
    assert (found.reports[0].day, found.reports[0].number) == (date(2026, 1, 20), "7/2026")
    assert found.report_for("2025Q4") == found.reports[0]
    assert found.report_for("2025Q3") is None
    other = decision(office, "I2").report_for("2025Q4")
    assert other is not None
    assert other.number == ""
    assert found.bin is Bin.TO_REPORT
    assert decision(office, quarter="2026Q1").bin is Bin.REPORTED_OPEN
    undo(office, changes)
    assert decision(office).reports == ()
    assert decision(office, quarter="2026Q1").bin is Bin.TO_REPORT


def test_reported_again_for_a_quarter_the_latest_counts(office: Office) -> None:
    mark_reported(office, Q4, [I1], "1", date(2026, 1, 20))
    mark_reported(office, Q4, [I1], "2", date(2026, 1, 21))
    found = decision(office).report_for("2025Q4")
    assert found is not None
    assert found.number == "2"


@pytest.mark.parametrize(
    ("cases", "day", "words"),
    [
        ([], None, "Inget beslut är valt"),
        ([I1, key("I9", INSATS)], None, "I9 är ingen registrerad insats"),
        ([I1], date(2026, 3, 17), "2026-03-17 har inte varit än"),
        ([I1], date(2025, 9, 30), "före kvartalet"),
    ],
)
def test_a_report_that_cannot_be_is_refused_whole(
    office: Office, cases: list[CaseKey], day: date | None, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        mark_reported(office, Q4, cases, day=day)
    assert decision(office).reports == ()


def test_an_utredning_cannot_be_reported_before_its_insats_is_there(office: Office) -> None:
    made = utredning(office, "U1", "2025-06-02", ("avslutad", "2025-09-01", {"utredningsutfall": "insats"}))
    with pytest.raises(UserError, match="U1 är ingen registrerad insats"):
        mark_reported(office, Q4, [made])


def test_an_identity_in_a_number_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="personnummer"):
        mark_reported(office, Q4, [I1], "19121212" + "-1212")


def test_a_reported_decision_that_is_executed_is_watched_until_ivo_knows(office: Office) -> None:
    mark_reported(office, Q4, [I1], day=date(2026, 1, 20))
    tell(office, I1, ("verkstalld", "2026-02-02"))
    watched = {(item.case, item.rule) for item in read_queue(office, "all").items}
    assert (I1, "evb-verkstallighet-rapporteras") in watched
    report_execution(office, [I1], date(2026, 2, 3))
    watched = {(item.case, item.rule) for item in read_queue(office, "all").items}
    assert (I1, "evb-verkstallighet-rapporteras") not in watched
    assert decision(office).execution_reported == date(2026, 2, 3)
    assert decision(office).executed_after == date(2026, 2, 2)


# --- Facts ---


def test_what_is_filled_in_after_the_quarter_is_on_its_list(office: Office) -> None:
    changes = fill_in(office, Q4, I1, {"orsak_text": "Ingen familj", "stod_under_vantan": "Öppenvård"})
    assert {event.occurred.day for event in changes.events} == {date(2025, 12, 31)}
    found = decision(office)
    assert (found.reason_text, found.support) == ("Ingen familj", "Öppenvård")
    assert "orsak" not in found.missing
    assert fill_in(office, Q1, I1, {"orsak_text": "Ny"}).events[0].occurred.day == date(2026, 3, 16)


def test_what_was_stated_later_gives_way_and_an_empty_text_takes_away(office: Office) -> None:
    tell(office, I1, ("uppgifter", "2026-02-10", {"orsak_text": "Gammal"}))
    fill_in(office, Q4, I1, {"orsak_text": "Ny"})
    assert decision(office).reason_text == "Ny"
    fill_in(office, Q4, I1, {"orsak_text": ""})
    assert decision(office).reason_text == ""


def test_the_lagrum_holds_from_the_decision(office: Office) -> None:
    insats(office, "I3", "2025-07-07", lagrum="", **KIND)
    assert decision(office, "I3", "2025Q3").bin is Bin.DOUBTFUL
    made = fill_in(office, Q4, key("I3", INSATS), {"lagrum": "sol-11-1", "orsak_text": "x"})
    assert {e.occurred.day for e in made.events} == {date(2025, 7, 7), date(2025, 12, 31)}
    assert decision(office, "I3", "2025Q3").bin is Bin.WAITING


def test_the_lagrum_of_a_decision_without_a_day_holds_from_its_first_event(office: Office) -> None:
    tell(office, key("I3", INSATS), ("uppgifter", "2025-08-04", {"person": "P-3"}))
    made = fill_in(office, Q4, key("I3", INSATS), {"lagrum": "sol-11-1"})
    assert made.events[0].occurred.day == date(2025, 8, 4)


def test_nothing_to_fill_in_is_told(office: Office) -> None:
    with pytest.raises(UserError, match="Det finns inget att fylla i"):
        fill_in(office, Q4, I1, {})


def test_an_offer_is_noted_with_its_day_and_answer(office: Office) -> None:
    add_offer(office, I1, date(2026, 1, 7), "avbojt", "familjen på Ön")
    add_offer(office, I1, date(2026, 1, 8))
    assert [(o.day, o.answer_name) for o in decision(office).offers] == [
        (date(2026, 1, 7), "tackat nej"),
        (date(2026, 1, 8), ""),
    ]
    with pytest.raises(UserError, match="har inte varit än"):
        add_offer(office, I1, date(2026, 3, 17))


def test_a_part_that_is_executed_says_which_part_is_not(office: Office) -> None:
    note_partly_executed(office, I1, date(2025, 12, 1), "3 av 5 timmar")
    assert decision(office).part_not_executed == "3 av 5 timmar"
    assert decision(office).bin is Bin.TO_REPORT
    with pytest.raises(UserError, match="vilken del av beslutet"):
        note_partly_executed(office, I1, date(2025, 12, 1), " ")


# --- Windows ---


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2025Q1", "2025-04-01", "2025-04-30"),
        ("2025Q2", "2025-07-01", "2025-08-31"),
        ("2025Q3", "2025-10-01", "2025-10-31"),
        ("2025Q4", "2026-01-01", "2026-01-31"),
    ],
)
def test_each_quarter_is_reported_after_it_has_ended(
    office: Office, quarter: str, first: str, last: str
) -> None:
    told = window(office.catalogue, quarter_of(quarter))
    assert told == (date.fromisoformat(first), date.fromisoformat(last))


def test_the_windows_are_those_of_the_rules_for_the_report(office: Office) -> None:
    for quarter, rule in [("2025Q1", "evb-ivo-kvartal"), ("2025Q2", "evb-ivo-kvartal-2")]:
        first, last = window(office.catalogue, quarter_of(quarter))
        assert reckon(office.catalogue.rule(rule), Moment(first), office.catalogue.calendar).last_day == last


def test_the_local_layer_moves_one_window_or_every_years(office: Office) -> None:
    text = (
        '[[evb.window]]\nquarter = "Q1"\nfirst = "04-02"\nlast = "05-15"\n'
        '[[evb.window]]\nquarter = "2026Q1"\nfirst = "04-08"\nlast = "06-01"\n'
    )
    accept_catalogue(office, preview_catalogue(office, local=text))
    assert window(office.catalogue, Q1) == (date(2026, 4, 8), date(2026, 6, 1))
    assert window(office.catalogue, quarter_of("2027Q1")) == (date(2027, 4, 2), date(2027, 5, 15))


def test_a_window_is_changed_in_the_program_and_taken_back(office: Office) -> None:
    accept_catalogue(office, preview_catalogue(office, local="[evb]\njudgments = true\n"))
    change_window(office, Q1, date(2026, 4, 8), date(2026, 5, 8))
    change_window(office, Q1, date(2026, 4, 9), date(2026, 5, 9))
    assert window(office.catalogue, Q1) == (date(2026, 4, 9), date(2026, 5, 9))
    assert office.catalogue.evb.judgments
    undo_catalogue(office)
    assert window(office.catalogue, Q1) == (date(2026, 4, 8), date(2026, 5, 8))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-31", "2026-04-30"),
        ("2026-04-30", "2026-04-29"),
        ("2026-04-01", "2027-03-31"),
    ],
)
def test_a_window_that_cannot_be_is_refused(office: Office, first: str, last: str) -> None:
    with pytest.raises(UserError, match="Rapporteringen för 2026Q1 ska börja efter 2026-03-31"):
        change_window(office, Q1, date.fromisoformat(first), date.fromisoformat(last))
    assert window(office.catalogue, Q1) == (date(2026, 4, 1), date(2026, 4, 30))


@pytest.mark.parametrize(("first", "last"), [("2024-02-29", "2024-03-31"), ("2024-02-01", "2024-02-29")])
def test_a_window_never_begins_or_ends_on_a_day_that_some_years_lack(
    office: Office, first: str, last: str
) -> None:
    with pytest.raises(UserError, match="29 februari"):
        change_window(office, quarter_of("2023Q4"), date.fromisoformat(first), date.fromisoformat(last))


def test_the_windows_from_a_day_are_those_that_have_not_closed(office: Office) -> None:
    told = [one.quarter.name for one in islice(windows_from(office.catalogue, date(2026, 1, 31)), 3)]
    assert told == ["2025Q4", "2026Q1", "2026Q2"]
    told = [one.quarter.name for one in islice(windows_from(office.catalogue, date(2026, 2, 1)), 2)]
    assert told == ["2026Q1", "2026Q2"]


def test_the_calendar_reminds_of_the_decisions_and_of_the_windows(office: Office, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import icalendar

    out = tmp_path / "f.ics"
    assert export_calendar(office, out) == 2 + 4
    read = icalendar.Calendar.from_ical(out.read_bytes())
    events = {str(event["uid"]): event for event in read.walk("VEVENT")}
    closes = events["evb-2026Q1@caseapp"]
    assert str(closes["summary"]) == "Ej verkställda beslut 2026Q1 till IVO, sista dag"
    assert closes["dtstart"].dt == date(2026, 4, 30)
    # Twenty, ten and five working days before 30 April: past Good Friday and Easter Monday.
    assert [alarm["trigger"].dt.days for alarm in closes.walk("VALARM")] == [-30, -14, -7]
    waits = events["insats-I1-evb-2025-06-02@caseapp"]
    assert len(waits.walk("VALARM")) == 3
    tell(office, I1, ("verkstalld", "2026-03-02"))
    tell(office, I2, ("verkstalld", "2026-03-02"))
    assert export_calendar(office, out) == 0
