"""Each guard of the measure language, held and not held."""

from __future__ import annotations

from typing import Any

import pytest

from caseapp.service.office import Office
from tests.service.measuring import tell, value

CHILD = {"utredningstyp": "barn"}


@pytest.fixture
def told(office: Office) -> Office:
    """Five utredningar begun in January 2025, with kin."""
    tell(
        office,
        ("A-1", "inkom", "2024-12-01", {"person": "p1", "vald": "j", "kon": "K", "fodelsear": "2012"}),
        ("A-2", "inkom", "2024-12-01", {"person": "p2", "vald": "n", "kon": "M", "fodelsear": "2011"}),
        ("B-1", "inledd", "2025-01-10", {"person": "p1", "aktualisering": "A-1", "orsak": "annat", **CHILD}),
        ("B-1", "tilldelad", "2025-01-20", {"handlaggare": "h1"}),
        ("B-1", "tilldelad", "2025-02-20", {"handlaggare": "h2"}),
        ("B-1", "avslutad", "2025-02-25"),
        ("I-1", "beslut", "2025-02-25", {"person": "p1", "utredning": "B-1", "insatstyp": "hvb"}),
        (
            "B-2",
            "inledd",
            "2025-01-10",
            {"person": "p2", "aktualisering": "A-2", "orsak": "ekonomi", **CHILD},
        ),
        ("B-2", "forlangd", "2025-04-01", {"forlangd_till": "2025-08-01"}),
        ("B-2", "avslutad", "2025-07-10"),
        ("B-3", "inledd", "2025-01-10", {"person": "p2", **CHILD}),
        ("B-4", "inledd", "2025-01-10", {"aktualisering": "A-9", **CHILD}),
        ("B-4", "avslutad", "2025-06-10"),
        ("B-5", "inledd", "2025-01-10", {"person": "p5", "orsak": "annat", "utredningstyp": "vuxen"}),
    )
    return office


def count(office: Office, *where: dict[str, Any], basis: str = "begun", period: str = "2025-01") -> Any:
    return value(office, period, formula="count", case_type="utredning", basis=basis, where=list(where))


def test_a_field_has_a_value_one_of_some_or_none_of_them(told: Office) -> None:
    assert count(told) == 5
    assert count(told, {"field": "orsak"}) == 3
    assert count(told, {"field": "orsak", "not": True}) == 2
    assert count(told, {"field": "orsak", "any_of": ["annat"]}) == 2
    assert count(told, {"field": "orsak", "any_of": ["annat"], "unknown": True}) == 4
    assert count(told, {"field": "orsak", "none_of": ["annat"]}) == 3
    assert count(told, {"field": "orsak", "none_of": ["annat"], "unknown": False}) == 1
    assert count(told, {"field": "orsak", "any_of": ["annat", "ekonomi"], "none_of": ["annat"]}) == 1


def test_all_guards_must_hold_and_one_of_either(told: Office) -> None:
    annat, child = {"field": "orsak", "any_of": ["annat"]}, {"field": "utredningstyp", "any_of": ["barn"]}
    assert count(told, annat, child) == 1
    assert count(told, {"either": [annat, child]}) == 5
    assert count(told, {"either": [annat, child], "not": True}) == 0


def test_an_event_has_happened_and_how_often(told: Office) -> None:
    assert count(told, {"event": "tilldelad"}) == 1
    assert count(told, {"event": "tilldelad", "not": True}) == 4
    assert count(told, {"event": ["tilldelad", "avslutad"]}) == 3
    assert count(told, {"event": "tilldelad", "at_least": 2}) == 1
    assert count(told, {"event": "tilldelad", "at_least": 3}) == 0


def test_age_and_sex_are_the_persons(told: Office) -> None:
    assert count(told, {"age_from": 13, "age_to": 13}) == 1
    assert count(told, {"age_from": 14}) == 2
    assert count(told, {"age_to": 13}) == 1
    assert count(told, {"age_to": 13, "unknown": True}) == 3
    assert count(told, {"sex": ["K"]}) == 1
    assert count(told, {"sex": ["okänt"]}) == 2


def test_a_clock_stands_in_many_ways(told: Office) -> None:
    def clock(state: str, **how: Any) -> Any:
        return count(told, {"rule": "utredning-barn", "state": state}, **how)

    # B-1 in time, B-2 extended and in time, B-3 runs late, B-4 stopped late; B-5 has no such clock.
    assert clock("exists") == 4
    assert clock("running") == 1
    assert clock("stopped") == 3
    assert clock("late") == 2
    assert clock("on_time") == 2
    assert clock("running_late") == 1
    assert clock("extended") == 1
    assert clock("over_limit") == 3
    standing = {"basis": "open", "period": "2025Q1"}
    assert clock("running", **standing) == 3
    assert clock("late", **standing) == 0
    assert clock("extended", **standing) == 0
    assert clock("extended", basis="open", period="2025Q2") == 1
    assert clock("over_limit", basis="open", period="2025Q2") == 2


def test_a_span_of_days_lies_within_bounds(told: Office) -> None:
    span = {"since": "inledd", "until": "tilldelad"}
    assert count(told, {**span, "days_from": 10, "days_to": 10}) == 1
    assert count(told, {**span, "days_from": 11}) == 0
    assert count(told, {**span, "days_to": 9}) == 0
    assert count(told, {**span, "days_to": 6, "working": True}) == 1
    assert count(told, {"since": "tilldelad", "days_from": 0}) == 0
    assert count(told, {"since": "inledd", "days_from": 80}, basis="open", period="2025Q1") == 4
    assert count(told, {"since": "forlangd", "until": "inledd", "days_from": 0}) == 0


def test_idle_is_more_than_so_many_days_without_a_step(told: Office) -> None:
    idle = {"idle_days": 30, "steps": ["tilldelad"]}
    assert count(told, idle, basis="open", period="2025-01-01..2025-02-09") == 0
    assert count(told, idle, basis="open", period="2025-01-01..2025-02-10") == 4
    assert count(told, {**idle, "working": True}, basis="open", period="2025-01-01..2025-02-20") == 0
    assert count(told, {**idle, "idle_days": 0}, basis="open", period="2025-01-01..2025-02-20") == 4
    tell(told, ("B-6", "tilldelad", "2025-01-01", CHILD), ("B-6", "inledd", "2025-01-10", CHILD))
    assert count(told, {"idle_days": 9, "steps": ["tilldelad"]}, period="2025-01") == 0


def test_open_is_at_the_end_of_the_day(told: Office) -> None:
    assert count(told, {"open": True}) == 5
    ended = {"basis": "ended", "period": "2025"}
    assert count(told, {"open": True}, **ended) == 0
    assert count(told, {"open": True, "not": True}, **ended) == 3


def test_kin_is_where_it_came_from_what_came_of_it_and_the_persons_other_cases(told: Office) -> None:
    violent = [{"field": "vald", "any_of": ["j"]}]
    assert count(told, {"parent": "aktualisering"}) == 2
    assert count(told, {"parent": "aktualisering", "where": violent}) == 1
    assert count(told, {"child": "insats"}) == 1
    assert count(told, {"child": "insats", "where": [{"field": "insatstyp", "any_of": ["annat"]}]}) == 0
    assert count(told, {"same_person": "utredning"}) == 2
    assert (
        count(told, {"same_person": "utredning", "where": [{"open": True}]}, basis="ended", period="2025")
        == 1
    )
    # Kin of kin: an insats whose utredning came of a report of violence.
    said = {"formula": "count", "case_type": "insats", "basis": "begun"}
    nested = {"parent": "utredning", "where": [{"parent": "aktualisering", "where": violent}]}
    assert value(told, "2025", **said, where=[nested]) == 1


def test_two_cases_of_one_number_are_told_apart_by_their_type(told: Office) -> None:
    # Utredning B-2 came of aktualisering A-2; there is an insats A-2 too.
    tell(told, ("insats:A-2", "beslut", "2025-01-01", {"insatstyp": "hvb"}))
    assert count(told, {"parent": "aktualisering", "where": [{"field": "vald", "any_of": ["n"]}]}) == 1


def test_kin_is_seen_as_it_was_for_a_day_in_the_past(told: Office) -> None:
    child = {"child": "insats"}
    assert count(told, child, basis="open", period="2025-02-01..2025-02-24") == 0
    person = {"same_person": "insats"}
    tell(told, ("B-7", "inledd", "2025-01-01", {"person": "p1", **CHILD}))
    assert count(told, person, basis="open", period="2025-01-01..2025-02-24") == 0
    assert count(told, person, basis="open", period="2025-01-01..2025-02-25") == 1
