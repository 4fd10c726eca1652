"""Named starts and the days they must give, checked by something other than our engine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.corpus import compare, make
from tests.corpus.cases import CORPUS, FILES, cases_in, reckoned, source_of
from tests.corpus.reckoner import definitions
from tests.making import catalogue

STATUTORY = [rule.id for rule in definitions() if rule.statutory]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_rule_gives_the_days_of_the_corpus(path: Path) -> None:
    wrong = []
    for vector in cases_in(path):
        made = reckoned(catalogue(), vector)
        given = (made.nominal, made.last_day, made.due_at)
        if given != (vector.nominal, vector.last_day, vector.due_at):
            wrong.append(f"{vector.name} ({vector.why}): {given}, not {vector.nominal}, {vector.last_day}")
    assert wrong == []


@pytest.mark.parametrize("rule", STATUTORY)
def test_every_rule_of_law_has_at_least_twenty_cases(rule: str) -> None:
    starts = {vector.name for path in CORPUS.glob(f"{rule}/*.toml") for vector in cases_in(path)}
    assert len(starts) >= 20


def test_the_corpus_has_a_thousand_cases_and_more() -> None:
    assert sum(len(cases_in(path)) for path in FILES) >= 1000


def test_every_file_and_case_tells_where_it_comes_from() -> None:
    assert [path for path in FILES if not source_of(path)] == []
    assert [vector for path in FILES for vector in cases_in(path) if not vector.why] == []


def test_no_start_stands_twice_in_a_file() -> None:
    for path in FILES:
        assert [name for name, n in Counter(v.name for v in cases_in(path)).items() if n > 1] == [], path


def test_the_files_are_what_the_independent_reckoner_writes() -> None:
    made = dict(make.files())
    stale = [
        path.relative_to(CORPUS).as_posix()
        for path, text in made.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    stale += [path.as_posix() for path in CORPUS.glob(f"*/{make.NAME}") if path not in made]
    assert stale == [], "run: python -m tests.corpus.make"


def test_no_date_has_moved_since_the_last_accepted_run() -> None:
    found = compare.compare(catalogue(), compare.accepted())
    assert found.accepted > 0
    assert found.moved == {}, "\n".join([*found.lines(), "accept: python -m tests.corpus.compare --accept"])


def test_a_date_that_moves_is_told_with_what_it_was_and_a_start_that_is_gone() -> None:
    before = {
        ("evb", "2025-11-30"): ("2026-02-28", "2026-02-28"),
        ("borttagen-regel", "2025-11-30"): ("2026-02-28", "2026-03-02"),
    }
    found = compare.compare(catalogue(), before)
    assert found.lines()[:2] == [
        "evb from 2025-11-30: 2026-02-28 / 2026-02-28 → 2026-02-28 / 2026-03-02",
        "borttagen-regel from 2025-11-30: 2026-02-28 / 2026-03-02 → no such start",
    ]
    assert found.lines()[2].startswith("2 accepted dates, 2 moved; ")
