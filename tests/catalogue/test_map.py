"""The map from the sources to the rules: every entry is a rule, a watch, or left out with its reason."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from caseapp.files import resource
from tests.making import catalogue

FOLDER = resource("catalogue") / "karta"
FILES = sorted(FOLDER.glob("*.toml"))
# As counted by hand in the sources; a map that loses an entry, and its own count with it, is found out.
COUNTED = {
    "law": 209,
    "norrtalje-delarsrapport-2025-08": 29,
    "norrtalje-socialtjanstrapport-2023-del1": 76,
    "norrtalje-socialtjanstrapport-2023-del2": 82,
    "norrtalje-verksamhetsplan-2023": 36,
    "sodertalje-verksamhetsplan-2023": 30,
}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def entries() -> list[tuple[str, dict[str, Any]]]:
    return [(path.stem, entry) for path in FILES for entry in read(path.stem)["entry"]]


def ids_of(entry: dict[str, Any], kind: str) -> list[str]:
    named = entry.get(kind, [])
    return [named] if isinstance(named, str) else list(named)


def test_there_is_a_map_for_every_source() -> None:
    assert {path.stem for path in FILES} == set(COUNTED)


@pytest.mark.parametrize("name", list(COUNTED))
def test_a_map_has_every_entry_of_its_source_once(name: str) -> None:
    told = read(name)
    keys = [entry["entry"] for entry in told["entry"]]
    assert told["source"]["id"] == name
    assert len(keys) == told["source"]["entries"] == COUNTED[name]
    assert len(set(keys)) == len(keys)


def test_an_entry_is_a_rule_a_watch_or_left_out_and_only_one_of_them() -> None:
    for source, entry in entries():
        said = {"rule", "watch", "left_out"} & set(entry)
        assert len(said) == 1, (source, entry)
        assert set(entry) - said == {"entry", "text", "lines"}, (source, entry)
        assert entry["text"], (source, entry)
        assert entry["lines"], (source, entry)


def test_every_rule_on_the_map_is_in_the_catalogue() -> None:
    rules = catalogue().rules
    named = [
        (source, entry["entry"], name)
        for source, entry in entries()
        for kind in ("rule", "watch")
        for name in ids_of(entry, kind)
    ]
    assert [one for one in named if one[2] not in rules] == []


def test_a_watch_on_the_map_is_a_duty_without_a_time() -> None:
    rules = catalogue().rules
    for source, entry in entries():
        assert all(rules[name].watch for name in ids_of(entry, "watch")), (source, entry)
        named = ids_of(entry, "rule")
        assert not named or any(not rules[name].watch for name in named), (source, entry)


def test_what_is_left_out_says_why_in_a_sentence() -> None:
    for source, entry in entries():
        reason = entry.get("left_out")
        if reason is not None:
            assert len(reason.split()) >= 5, (source, entry)
            assert reason[0].isupper(), (source, entry)
            assert reason.endswith("."), (source, entry)


def test_every_rule_of_a_pack_and_of_the_local_areas_comes_from_an_entry() -> None:
    local = tomllib.loads((FOLDER.parent / "regler-lokala.toml").read_text(encoding="utf-8"))["rule"]
    wanted = {rule["id"] for rule in local} | {
        rule.id for rule in catalogue().rules.values() if rule.pack is not None
    }
    named = {name for _, entry in entries() for kind in ("rule", "watch") for name in ids_of(entry, kind)}
    assert sorted(wanted - named) == []
