"""The synthetic municipality's decisions that wait: a workbench with something in every list."""

from __future__ import annotations

from datetime import date

from caseapp.catalogue.load import load_catalogue
from caseapp.domain.evb import PAST_LIMIT, Bin, EvbDecision
from caseapp.domain.events import CaseKey, Event
from caseapp.service.demo import demo_events
from caseapp.service.evb import quarter_of
from caseapp.service.evb_decisions import Histories, Reading
from tests.making import event

CATALOGUE = load_catalogue(["norrtalje"])
TODAY = date(2026, 3, 16)


def histories() -> list[list[Event]]:
    """The events of the demo's cases."""
    by_case: dict[CaseKey, list[Event]] = {}
    for number, told in enumerate(demo_events(CATALOGUE, 1500, 1, TODAY), start=1):
        numbered = event(told.case, number, told.type, str(told.occurred), told.values)
        by_case.setdefault(told.case, []).append(numbered)
    return list(by_case.values())


HISTORIES = histories()


def quarter(name: str) -> list[EvbDecision]:
    """The decisions on a quarter's list, as they stood today."""
    period = quarter_of(name)
    return list(Reading(Histories(CATALOGUE, HISTORIES), period, min(period.last, TODAY)).decisions())


def test_the_quarter_that_runs_has_decisions_to_report_and_reported_ones() -> None:
    found = quarter("2026Q1")
    bins = {decision.bin for decision in found}
    assert {Bin.TO_REPORT, Bin.REPORTED_OPEN, Bin.WAITING, Bin.EXECUTED_IN_TIME} <= bins
    assert Bin.DOUBTFUL not in bins
    past = [decision for decision in found if decision.bin in PAST_LIMIT]
    assert any(decision.is_ready for decision in past)
    assert any(not decision.is_ready for decision in past)
    assert any(decision.is_interruption for decision in past)


def test_what_the_first_search_missed_is_to_report_when_it_was_found_and_then_reported() -> None:
    found = quarter("2023Q4")
    assert sum(decision.bin is Bin.TO_REPORT for decision in found) >= 5
    assert not any(decision.bin is Bin.REPORTED_OPEN for decision in found)
    after = quarter("2024Q1")
    assert {decision.bin for decision in after if decision.bin in PAST_LIMIT} == {Bin.REPORTED_OPEN}
    assert any(decision.bin is Bin.EXECUTED_LATE for decision in after)


def test_each_report_is_made_in_its_window_and_followed_by_the_execution() -> None:
    seen = 0
    for year in range(2024, 2026):
        for number in range(1, 5):
            for decision in quarter(f"{year}Q{number}"):
                for told in decision.reports:
                    first, last = CATALOGUE.evb.window(quarter_of(told.quarter))
                    assert first <= told.day <= last
                    assert told.number.startswith("3.5.1-")
                    seen += 1
                if decision.executed and decision.reports and decision.executed < date(2026, 1, 1):
                    assert decision.execution_reported is not None
    assert seen


def test_some_have_been_offered_something_and_declined() -> None:
    offers = [offer for name in ("2023Q4", "2026Q1") for d in quarter(name) for offer in d.offers]
    assert any(offer.answer == "avbojt" for offer in offers)
    assert all(offer.what for offer in offers)
