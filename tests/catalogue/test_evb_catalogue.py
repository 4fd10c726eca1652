"""The settings of ej verkställda beslut in the catalogue: what they name is there, and layers change them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from caseapp.catalogue.faults import CatalogueError
from caseapp.catalogue.load import load_catalogue
from caseapp.domain.periods import parse_period
from caseapp.files import resource


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue to spoil."""
    return Path(shutil.copytree(resource("catalogue"), tmp_path / "catalogue"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('decision_rule = "evb"', 'decision_rule = "x"', "evb: regeln ”x” finns inte"),
        ('"lagrum-saknas"', '"x"', "evb: kontrollen ”x” finns inte"),
        ('judgment_field = "genom_dom"', 'judgment_field = "x"', "evb: fältet ”x” finns inte"),
        ('any_of = ["vidtagna_atgarder"]', 'any_of = ["x"]', "evb: fältet ”x” finns inte"),
        ('event = "erbjudande"', 'event = "x"', "need ”senaste erbjudande”: händelsen ”x” finns inte"),
        ('quarter = "Q4"', 'quarter = "2026Q4"', "evb, window: kvartalet Q4 saknas"),
        ("time_bands = [120, 180", "time_bands = [180, 120", "evb, time_bands: dygnen ska stå i stigande"),
        ('quarter = "Q4"', 'quarter = "Q5"', "quarter"),
        ('last = "01-31"', 'last = "02-30"', "last"),
    ],
)
def test_a_fault_in_the_settings_is_told(folder: Path, old: str, new: str, words: str) -> None:
    path = folder / "evb.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogueError) as told:
        load_catalogue(folder=folder)
    assert words in str(told.value)


def test_a_check_that_names_an_unknown_child_is_told(folder: Path) -> None:
    path = folder / "kontroller.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('child = "insats"', 'child = "x"'), "utf-8")
    with pytest.raises(CatalogueError, match="child: ärendetypen ”x” finns inte"):
        load_catalogue(folder=folder)


def test_every_exclusion_silences_the_two_clocks() -> None:
    made = load_catalogue()
    for rule_id in (made.evb.decision_rule, made.evb.interruption_rule):
        for told in made.evb.exclusions:
            assert not made.rules[rule_id].applies({"lagrum": told.lagrum}, None, date(2026, 1, 1))
        assert made.rules[rule_id].applies({"lagrum": "sol-11-1"}, None, date(2026, 1, 1))
        assert not made.rules[rule_id].applies({"genom_dom": "j"}, None, date(2026, 1, 1))


def test_a_pack_changes_the_settings_and_the_local_layer_has_the_last_word(folder: Path) -> None:
    pack = folder / "packs" / "norrtalje.toml"
    text = pack.read_text(encoding="utf-8")
    added = '\n[evb]\njudgments = true\n[[evb.window]]\nquarter = "Q1"\nfirst = "04-05"\nlast = "05-05"\n'
    pack.write_text(text + added, encoding="utf-8")
    made = load_catalogue(["norrtalje"], folder)
    assert made.evb.judgments
    assert made.evb.window(parse_period("2026Q1")) == (date(2026, 4, 5), date(2026, 5, 5))
    made = load_catalogue(["norrtalje"], folder, "[evb]\njudgments = false\n")
    assert not made.evb.judgments
    assert made.evb.window(parse_period("2026Q1")) == (date(2026, 4, 5), date(2026, 5, 5))
