"""`caseapp scan`: the text guard on a file, and what the exit code says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.service.lists import identity


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "brev.txt"
    path.write_text(f"Hej\nAnna Berg nås på 070-123 45 67\neller a@b.se, {identity()}.\n", encoding="utf-8")
    return path


def test_every_kind_is_told_with_its_place_and_whether_it_stops(run: Run, letter: Path) -> None:
    said = run("scan", letter, "--json")
    assert said.code == 1
    assert said.json == {
        "findings": [
            {"kind": "namn", "line": 2, "column": 1, "length": 9, "stop": False},
            {"kind": "telefonnummer", "line": 2, "column": 18, "length": 13, "stop": True},
            {"kind": "e-postadress", "line": 3, "column": 7, "length": 6, "stop": True},
            {"kind": "personnummer", "line": 3, "column": 15, "length": 13, "stop": True},
        ]
    }


def test_the_table_marks_warnings_and_never_shows_what_stands_there(run: Run, letter: Path) -> None:
    said = run("scan", letter)
    assert said.out.splitlines() == [
        "Rad 2, tecken 1: namn, 9 tecken (varning)",
        "Rad 2, tecken 18: telefonnummer, 13 tecken",
        "Rad 3, tecken 7: e-postadress, 6 tecken",
        "Rad 3, tecken 15: personnummer, 13 tecken",
    ]
    for value in ("Anna", "070", "b.se", identity()):
        assert value not in said.out + said.err


def test_a_text_with_nothing_but_warnings_exits_with_nought(run: Run, letter: Path) -> None:
    letter.write_text("Anna Berg kom.", encoding="utf-8")
    said = run("scan", letter, "--json")
    assert (said.code, len(said.json["findings"])) == (0, 1)
