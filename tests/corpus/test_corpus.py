"""Named starts and the days they must give: one folder a rule, one file a source."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from caseapp.domain.deadlines import reckon
from caseapp.domain.moments import Moment
from tests.making import catalogue

CORPUS = Path(__file__).resolve().parent


class Vector(NamedTuple):
    """One case of the corpus."""

    rule: str
    start: date
    nominal: date
    last_day: date
    source: str


def vectors() -> list[Vector]:
    """Every case in every file."""
    return [
        Vector(path.parent.name, **case)
        for path in sorted(CORPUS.glob("*/*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: f"{vector.rule}-{vector.start}")
def test_the_rule_gives_the_days_of_the_corpus(vector: Vector) -> None:
    made = reckon(catalogue().rule(vector.rule), Moment(vector.start), catalogue().calendar)
    assert (made.nominal, made.last_day) == (vector.nominal, vector.last_day), vector.source


@pytest.mark.parametrize(
    "rule", ["forhandsbedomning", "utredning-barn", "evb", "evb-avbrott", "lex-sarah-utredning-ivo"]
)
def test_every_rule_of_law_has_at_least_twenty_cases(rule: str) -> None:
    assert sum(vector.rule == rule for vector in vectors()) >= 20


def test_every_case_names_its_source() -> None:
    assert [vector for vector in vectors() if not vector.source] == []
