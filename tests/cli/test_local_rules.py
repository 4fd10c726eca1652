"""The local rules and the backwards reckoning at the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseapp.service.office import Office
from tests.casework import anmalan
from tests.catalogue.test_local import FREE, LAW, RULE
from tests.cli.conftest import Run, refused

MOVED = {
    "begin": 0,
    "disappear": 0,
    "move": 1,
    "become_late": 1,
    "stop_late": 0,
    "changes": [{"case": "A1", "rule": "forhandsbedomning", "old": "2027-01-26", "new": "2027-01-22"}],
}


@pytest.fixture
def law(office: Office, tmp_path: Path) -> Path:
    """A made-up law in a file; the office has a report from after it, assessed on 25 January 2027."""
    anmalan(office, "A1", "2027-01-12", ("forhandsbedomning", "2027-01-25", {"utfall": "inleds-inte"}))
    office.close()
    file = tmp_path / "lagen.toml"
    file.write_text(LAW, encoding="utf-8-sig")
    return file


def test_a_made_up_law_is_previewed_accepted_and_undone(run: Run, law: Path) -> None:
    said = run("local-rules", "preview", law, "--json")
    assert (said.code, said.json) == (0, MOVED)
    assert run("local-rules", "show", "--json").json == {"local": ""}
    assert "inga lokala regler" in run("local-rules", "show").err

    assert run("local-rules", "accept", law, "--json").json == MOVED
    assert run("rules", "--local").out.strip() == LAW.strip()
    assert run("rules", "--local", "--json").json == {"local": LAW}
    versions = run("rules", "forhandsbedomning", "--json").json["versions"]
    assert versions[-1]["valid_from"] == "2027-01-01"
    assert run("deadline", "forhandsbedomning", "2027-01-12", "--json").json["last_day"] == "2027-01-22"
    frists = run("case", "A1", "--json").json["deadlines"]
    assert "2027-01-22" in [frist["last_day"] for frist in frists]

    undone = run("local-rules", "undo", "--json")
    assert undone.json["stop_late"] == 1
    assert "ångrad" in undone.err
    assert run("deadline", "forhandsbedomning", "2027-01-12", "--json").json["last_day"] == "2027-01-26"
    refused(run("local-rules", "undo"), "ingen ändring")
    assert run("check").code == 0


def test_a_preview_in_words_shows_each_deadline_old_and_new(run: Run, law: Path) -> None:
    said = run("local-rules", "preview", law)
    assert said.out.startswith("1 frist ändras: 1 flyttas och 1 blir försenad.")
    line = said.out.splitlines()[-1]
    assert line.split() == ["A1", "Förhandsbedömning", "2027-01-26", "2027-01-22", "▲", "Blir", "försenad"]
    law.write_text(FREE, encoding="utf-8")
    assert run("local-rules", "preview", law).out.strip() == "Ingen frist i ärendena ändras."


def test_a_local_rule_is_in_the_rulebook_and_in_the_calculator(run: Run, law: Path) -> None:
    law.write_text(RULE + FREE, encoding="utf-8")
    assert run("local-rules", "accept", law).code == 0
    assert "samtal-5-arbetsdagar" in run("rules").out
    assert "ur de lokala reglerna" in run("rules", "samtal-5-arbetsdagar").out
    said = run("deadline", "samtal-5-arbetsdagar", "2026-05-11")
    assert "Sista dag 2026-05-20" in said.out


def test_a_file_that_cannot_be_read_or_is_wrong_is_told_in_a_sentence(run: Run, law: Path) -> None:
    refused(run("local-rules", "preview", "saknas.toml"), "går inte att läsa")
    law.write_bytes(LAW.encode("cp1252"))
    refused(run("local-rules", "accept", law), "inte sparad som UTF-8")
    law.write_text(LAW.replace("days", "dagar"), encoding="utf-8")
    refused(run("local-rules", "accept", law), "lokala regler: rule_version ”forhandsbedomning”, limit")


def test_deadline_reckons_backwards_from_the_day_it_should_be_done(run: Run) -> None:
    said = run("deadline", "utredning-barn", "2026-09-23", "--backwards", "--json").json
    assert said["latest_start"] == "2026-05-23"
    assert (said["by"], said["last_day"], said["due_at"]) == ("2026-09-23", "2026-09-23", None)
    assert said["trace"][0]["date"] == "2026-05-23"
    told = run("deadline", "utredning-barn", "2026-09-23", "2026-09-24", "--backwards")
    assert "Måste ha kommit in senast 2026-05-23 för att vara klart senast 2026-09-23" in told.out
    many = run("deadline", "utredning-barn", "-", "--backwards", "--json", stdin="2026-09-23\n")
    assert [found["latest_start"] for found in many.json] == ["2026-05-23"]


def test_an_extension_cannot_be_reckoned_backwards(run: Run) -> None:
    words = ["deadline", "utredning-barn", "2026-09-23", "--backwards", "--extended-to", "2026-10-01"]
    refused(run(*words), "Ta bort --extended-to")
