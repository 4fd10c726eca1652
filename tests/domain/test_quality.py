"""Contradictions that a case can carry."""

from __future__ import annotations

import pytest

from caseapp.domain.cases import Case
from caseapp.domain.events import CaseKey
from caseapp.domain.quality import Check, CheckKind, contradictions
from tests.making import case_of, catalogue


def found(case: Case, *siblings: Case) -> list[tuple[str, str]]:
    """Check and message of what does not add up, by the shipped checks."""
    made = contradictions(case, siblings, catalogue().checks, catalogue().event_names())
    return [(one.check, one.message) for one in made]


def test_a_case_in_order_has_no_contradictions() -> None:
    assert found(case_of("utredning", ("inledd", "2025-03-10"), ("avslutad", "2025-05-01"))) == []
    assert found(case_of("utredning", ("inledd", "2025-03-10"))) == []


def test_closed_before_opened_is_told_with_both_days() -> None:
    case = case_of("utredning", ("inledd", "2025-03-10"), ("avslutad", "2025-03-01"))
    ((check, message),) = found(case)
    assert check == "avslutad-fore-inledd"
    assert message.startswith("Avslutad 2025-03-01 ligger före Inledd 2025-03-10.")


def test_an_end_without_a_beginning_is_told() -> None:
    assert found(case_of("utredning", ("avslutad", "2025-03-01"))) == [
        ("handelser-utan-inledning", "Utredningen är avslutad men saknar dag då den inleddes.")
    ]


def test_an_insats_that_needs_an_utredning_says_so_when_it_has_none() -> None:
    bare = case_of("insats", ("beslut", "2025-03-10", {"lagrum": "sol-4-1"}))
    assert [check for check, _ in found(bare)] == ["insats-utan-utredning"]
    assert found(case_of("insats", ("beslut", "2025-03-10", {"lagrum": "lvu"}))) == []
    led = case_of("insats", ("beslut", "2025-03-10", {"lagrum": "sol-4-1", "utredning": "U-1"}))
    assert found(led) == []


def test_without_values_every_case_needs_a_parent() -> None:
    check = Check("x", "insats", CheckKind.PARENT, "saknas", field="lagrum")
    case = case_of("insats", ("beslut", "2025-03-10"))
    assert len(contradictions(case, [], [check], {})) == 1


@pytest.mark.parametrize(("opened", "told"), [("2025-07-01", 1), ("2025-07-31", 1), ("2025-08-01", 0)])
def test_an_utredning_opened_within_thirty_days_of_the_last_is_told(opened: str, told: int) -> None:
    closed = case_of("utredning", ("inledd", "2025-03-10"), ("avslutad", "2025-07-01"))
    again = case_of("utredning", ("inledd", opened))
    again = Case(CaseKey("utredning", "B-2"), *[getattr(again, name) for name in again.__slots__[1:]])
    messages = found(closed, closed, again)
    assert [check for check, _ in messages] == ["kedjad-utredning"] * told
    assert all(
        "avslutades 2025-07-01" in text and f"inom 30 dagar (B-2 {opened})" in text for _, text in messages
    )
    assert found(closed, case_of("aktualisering", ("inkom", "2025-07-01"))) == []


def test_a_contradiction_is_acknowledged_until_the_facts_change() -> None:
    told = [
        ("inledd", "2025-03-10"),
        ("avslutad", "2025-03-01"),
        ("kvitterad", "2025-03-11", {"regel": "avslutad-fore-inledd"}),
    ]

    def acknowledged(case: Case) -> list[bool]:
        return [c.acknowledged for c in contradictions(case, [], catalogue().checks, {})]

    assert acknowledged(case_of("utredning", *told)) == [True]
    assert acknowledged(case_of("utredning", *told[:2], ("kvitterad", "2025-03-11"))) == [True]
    assert acknowledged(case_of("utredning", *told, ("uppgifter", "2025-03-12"))) == [False]
    assert acknowledged(case_of("utredning", *told[:2], ("kvitterad", "2025-03-11", {"regel": "annat"}))) == [
        False
    ]
