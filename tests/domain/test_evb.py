"""The bins, the settings and the checks of ej verkställda beslut, without any database."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.domain.cases import Case
from caseapp.domain.evb import PAST_LIMIT, Bin
from caseapp.domain.evb_settings import Exclusion
from caseapp.domain.events import CaseKey
from caseapp.domain.periods import parse_period
from caseapp.domain.quality import contradictions
from caseapp.domain.rules import Condition
from tests.making import case_of, catalogue


def test_the_bins_stand_in_the_order_that_the_first_that_fits_is_taken() -> None:
    assert [bin.value for bin in Bin] == [
        "out_of_scope",
        "doubtful",
        "ended",
        "executed_in_time",
        "executed_late",
        "waiting",
        "reported_open",
        "to_report",
    ]
    assert PAST_LIMIT == (Bin.REPORTED_OPEN, Bin.TO_REPORT)


def test_every_bin_has_a_swedish_name_of_its_own() -> None:
    assert len({bin.swedish for bin in Bin}) == 8
    assert Bin.TO_REPORT.swedish == "att rapportera"


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2025-06-30", False), ("2025-07-01", True), ("2025-07-31", True), ("2025-08-01", False)],
)
def test_an_exclusion_holds_for_decisions_between_its_days(day: str, holds: bool) -> None:
    decided = date.fromisoformat(day)
    between = Exclusion("sol-3-6b", "", date(2025, 7, 1), date(2025, 7, 31))
    assert between.holds(decided) is holds
    assert Exclusion("sol-3-6b", "").holds(decided)
    guard = Condition("lagrum", none_of=("x",), valid_from=date(2025, 7, 1), valid_to=date(2025, 7, 31))
    assert guard.holds({"lagrum": "x"}, None, decided) is not holds
    assert not guard.holds({"lagrum": "x"}, None), "without a day it is in force"


def test_a_window_may_begin_later_than_the_day_after_the_quarter() -> None:
    first, last = catalogue().evb.window(parse_period("2031Q2"))
    assert (first, last) == (date(2031, 7, 1), date(2031, 8, 31))


def found(case: Case, *siblings: Case) -> list[str]:
    """The checks that a case fails."""
    return [one.check for one in contradictions(case, siblings, catalogue().checks, {})]


def again(case: Case, ref: str) -> Case:
    """The same case under another number."""
    return Case(CaseKey(case.key.case_type, ref), *[getattr(case, name) for name in case.__slots__[1:]])


def test_two_insatser_of_a_kind_decided_the_same_day_for_a_person_are_told() -> None:
    facts = {"lagrum": "lvu", "insatstyp": "hvb"}
    case = case_of("insats", ("beslut", "2025-03-10", facts))
    assert found(case, case) == []
    assert found(case, case, again(case, "B-2")) == ["samma-beslut"]
    other_day = again(case_of("insats", ("beslut", "2025-03-11", facts)), "B-2")
    other_kind = again(case_of("insats", ("beslut", "2025-03-10", {"insatstyp": "sis"})), "B-3")
    unopened = again(case_of("insats", ("uppgifter", "2025-03-10", facts)), "B-4")
    placed = again(case_of("utredning", ("inledd", "2025-03-10", {"insatstyp": "hvb"})), "B-5")
    assert found(case, case, other_day, other_kind, unopened, placed) == []
    bare = case_of("insats", ("beslut", "2025-03-10", {"lagrum": "lvu"}))
    assert found(bare, bare, again(bare, "B-2")) == []


def test_an_utredning_with_bifall_wants_an_insats_of_its_own() -> None:
    closed = ("avslutad", "2025-05-02", {"utredningsutfall": "insats"})
    case = case_of("utredning", ("inledd", "2025-03-10"), closed)
    other = again(case_of("insats", ("beslut", "2025-05-02", {"lagrum": "lvu", "utredning": "B-9"})), "I-1")
    own = again(case_of("insats", ("beslut", "2025-05-02", {"lagrum": "lvu", "utredning": "B-1"})), "I-2")
    assert found(case, case, other) == ["bifall-utan-insats"]
    assert found(case, case, other, own) == []
    reopened = case_of("utredning", ("inledd", "2025-03-10"), closed, ("ateroppnad", "2025-05-05"))
    assert found(reopened, reopened) == []


def test_what_happens_after_the_end_is_told_and_on_its_day_not() -> None:
    facts = {"lagrum": "lvu"}
    begun = [("beslut", "2025-03-10", facts), ("verkstalld", "2025-03-11")]
    ended = ("avslutad", "2025-04-10", {"avslutsorsak": "ersatt"})
    assert found(case_of("insats", *begun, ended, ("avbrott", "2025-04-11"))) == ["handelse-efter-avslut"]
    assert found(case_of("insats", *begun, ("avbrott", "2025-04-10"), ended)) == []
    reopened = ("ateroppnad", "2025-04-12")
    assert found(case_of("insats", *begun, ended, reopened, ("avbrott", "2025-04-14"))) == []
