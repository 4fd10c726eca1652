"""The map from the sources' figures: each is a measure, entered by hand, or left out with its reason."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

import pytest

from caseapp.files import resource
from tests.catalogue.measure_entries import COUNTED, ENTRIES
from tests.making import catalogue

FOLDER = resource("catalogue") / "karta" / "matt"
KINDS = {"measure", "manual", "left_out"}
SOURCES = ("lagöversikten", *(name for name in ENTRIES if name != "law"))


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def entries() -> list[tuple[str, dict[str, Any]]]:
    return [(name, entry) for name in ENTRIES for entry in read(name)["entry"]]


def measures_of(entry: dict[str, Any]) -> list[str]:
    named = entry.get("measure", [])
    return [named] if isinstance(named, str) else list(named)


def test_the_frozen_entries_are_as_many_as_were_counted() -> None:
    assert {name: len(found) for name, found in ENTRIES.items()} == COUNTED


def test_there_is_a_map_of_figures_for_every_source() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(ENTRIES)


@pytest.mark.parametrize("name", list(ENTRIES))
def test_a_map_has_every_figure_of_its_source_once(name: str) -> None:
    told = read(name)
    keys = Counter(entry["entry"] for entry in told["entry"])
    assert told["source"]["id"] == name
    assert told["source"]["entries"] == COUNTED[name]
    assert [key for key, times in keys.items() if times > 1] == []
    assert sorted(ENTRIES[name] - set(keys)) == []
    assert sorted(set(keys) - ENTRIES[name]) == []


def test_a_figure_is_a_measure_manual_or_left_out_and_only_one_of_them() -> None:
    for source, entry in entries():
        said = KINDS & set(entry)
        assert len(said) == 1, (source, entry)
        assert set(entry) - said == {"entry", "text", "lines"}, (source, entry)
        assert entry["text"], (source, entry)
        assert entry["lines"], (source, entry)


def test_every_measure_on_the_map_is_in_the_catalogue() -> None:
    measures = catalogue().measures
    named = [(source, entry["entry"], one) for source, entry in entries() for one in measures_of(entry)]
    assert [one for one in named if one[2] not in measures] == []


def test_what_is_entered_by_hand_says_from_where() -> None:
    for source, entry in entries():
        if "manual" in entry:
            assert entry["manual"], (source, entry)
            assert not entry["manual"].endswith("."), (source, entry)


def test_a_figure_left_out_says_why_in_a_sentence() -> None:
    for source, entry in entries():
        reason = entry.get("left_out")
        if reason is not None:
            assert len(reason.split()) >= 5, (source, entry)
            assert reason[0].isupper(), (source, entry)
            assert reason.endswith("."), (source, entry)


def test_every_measure_tells_the_document_or_law_it_rests_on() -> None:
    for measure in catalogue().measures.values():
        assert measure.source.startswith(SOURCES), measure.id
        parts = measure.source.split("; ")
        assert [part for part in parts if not part.startswith(SOURCES)] == [], measure.id


def test_a_measure_of_a_pack_rests_on_that_municipality() -> None:
    from caseapp.catalogue.load import available_packs, load_catalogue

    plain = load_catalogue().measures
    for pack in available_packs():
        own = [m for m in load_catalogue([pack]).measures.values() if m.id not in plain]
        assert own
        assert [m.id for m in own if not m.source.startswith(f"{pack}-")] == []


@pytest.mark.parametrize("name", ["K7", "K8", "K9", "K10", "K12", "K15", "K16", "K17"])
def test_the_indicators_that_lacked_a_system_are_measures_now(name: str) -> None:
    entry = next(one for one in read("norrtalje-delarsrapport-2025-08")["entry"] if one["entry"] == name)
    assert measures_of(entry)


def test_every_case_chart_without_numbers_is_a_measure() -> None:
    for name in ("norrtalje-socialtjanstrapport-2023-del1", "norrtalje-socialtjanstrapport-2023-del2"):
        for entry in read(name)["entry"]:
            charted = entry["entry"].startswith("Figur 6.") or entry["entry"].startswith("Figur 10.")
            assert measures_of(entry) or not charted, entry
