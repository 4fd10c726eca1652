"""Measures against definitions written a second time, on histories with voids, late recording and moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from caseapp.domain.periods import parse_period
from caseapp.service.statistics import statistics
from tests.making import catalogue
from tests.service.measure_histories import STEPS, office_with, stamp
from tests.service.measure_oracle import ORACLE, Ask, Story
from tests.service.measure_oracle_rest import REST
from tests.service.statistics_oracle import MEASURES

FLOW = {"aktualisering": 3, "utredning": 3, "insats": 3, "ekonomiskt_bistand": 2, "lex_sarah": 1}
QUESTIONS = [
    ("2025Q1", date(2026, 3, 15), STEPS - 1),
    ("2024", date(2026, 3, 15), STEPS - 1),
    ("2025T2", date(2025, 6, 10), STEPS - 1),
    ("2025", date(2026, 3, 15), 0),
    ("2025-02", date(2025, 12, 31), 1),
]


@pytest.fixture(scope="module", params=[11, 12])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An office where the case flow has a random history, and the events that it holds."""
    office, raws = office_with(tmp_path_factory.mktemp("orakel"), request.param, 1000, FLOW)
    yield office, raws
    office.close()


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same for what goes on around it: family law, debts, documents, placements, coercive care."""
    kinds = {"aktualisering": 4, "insats": 14, "ekonomiskt_bistand": 4, "utredning": 3, "valdsarende": 4}
    office, raws = office_with(tmp_path_factory.mktemp("runt"), 21, 1800, dict.fromkeys(AROUND, 1) | kinds)
    yield office, raws
    office.close()


AROUND = (
    *("vbu", "samarbetssamtal", "faderskap", "adoption", "familjerattsarende", "uppdragshem", "mottagande"),
    *("lvm", "lvu", "begaran", "incident", "overklagande", "dodsbo", "skuldradgivning", "aterkrav"),
    *("placering", "lex_sarah"),
)


def disagreements(told: Any, oracle: Any, period: str, as_of: date, known: int) -> dict[str, Any]:
    """Measure → (what the program says, what the definition says), where they differ."""
    office, raws = told
    span = parse_period(period)
    result = statistics(office, tuple(oracle), span, (), as_of, stamp(known), show_small=True).as_json()
    ask = Ask(Story(raws, as_of, stamp(known)), span.first, span.last)
    wrong = {}
    for one in result["results"]:
        expected = oracle[one["measure"]](ask)
        points = expected.pop("points", None)
        found = {name: one[name] for name in expected}
        if points is not None:
            expected["points"] = points
            found["points"] = [point["value"] for point in one["series"]]
        if found != expected:
            wrong[one["measure"]] = (found, expected)
    return wrong


@pytest.mark.parametrize(("period", "as_of", "known"), QUESTIONS)
def test_each_measure_of_the_case_flow_is_what_its_definition_says(
    told: Any, period: str, as_of: date, known: int
) -> None:
    assert disagreements(told, ORACLE, period, as_of, known) == {}


@pytest.mark.parametrize(("period", "as_of", "known"), QUESTIONS[1:4])
def test_each_other_measure_is_what_its_definition_says(
    around: Any, period: str, as_of: date, known: int
) -> None:
    assert disagreements(around, REST, period, as_of, known) == {}


def nothing_in(told: Any, oracle: Any) -> list[str]:
    ask = Ask(Story(told[1], date(2026, 3, 15), stamp(STEPS - 1)), date(2025, 1, 1), date(2025, 12, 31))
    return [name for name, answer in oracle.items() if not any(answer(ask).values())]


def test_the_histories_hold_something_of_all_that_is_asked(told: Any, around: Any) -> None:
    assert nothing_in(told, ORACLE) == []
    assert nothing_in(around, REST) == []


def test_every_measure_has_an_oracle() -> None:
    assert set(catalogue().measures) == {*MEASURES, *ORACLE, *REST}
