"""Faults in the files are told by file, entry and field, and nothing faulty is used."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from caseapp.catalogue.load import CatalogueError, load_catalogue, load_every_rule
from caseapp.domain.errors import UserError
from caseapp.files import resource

Change = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue to break."""
    made = tmp_path / "catalogue"
    shutil.copytree(resource("catalogue"), made)
    return made


@pytest.fixture
def change(folder: Path) -> Change:
    """Replace a text in a file the first time it stands there."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    return replace


def fault(folder: Path) -> str:
    """What is told when the catalogue is loaded."""
    with pytest.raises(CatalogueError) as told:
        load_every_rule(folder)
    return str(told.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "regler.toml",
            'category = "lag"',
            'category = "lög"',
            "regler.toml: rule ”skyddsbedomning”, category: ",
        ),
        ("regler.toml", "watch = true", "wach = true", "regler.toml: rule ”skyddsbedomning”, wach: "),
        (
            "regler.toml",
            "start = 2025-03-10\n",
            'start = "i dag"\n',
            "regler.toml: rule ”skyddsbedomning”, version 1, example 1, start",
        ),
        ("regler.toml", "[[roll]]", "[[roll", "regler.toml: filen är inte giltig TOML"),
        (
            "regler.toml",
            "limit = { days = 0 }",
            "limit = { days = 0, months = 1 }",
            "rule ”skyddsbedomning”, version 1, limit: ange precis en enhet",
        ),
        ("regler.toml", 'roll = "ingen"', 'roll = "alltid"', "roll: ”alltid” finns inte bland"),
        (
            "regler.toml",
            "valid_to = 2025-06-30\n",
            "valid_to = 2025-07-01\n",
            "rule ”skyddsbedomning”, version 2, valid_from: överlappar versionen före.",
        ),
        (
            "regler.toml",
            "valid_to = 2025-06-30\n",
            "",
            "rule ”skyddsbedomning”, version 2, valid_from: överlappar versionen före.",
        ),
        (
            "regler.toml",
            "last_day = 2025-12-29",
            "last_day = 2025-12-27",
            "rule ”forhandsbedomning”, version 2, example 2025-12-10: regeln ger 2025-12-24 och 2025-12-29 "
            "(version 2), exemplet säger 2025-12-24 och 2025-12-27.",
        ),
        (
            "regler.toml",
            "start = 2025-03-03",
            "start = 1999-03-03",
            "rule ”forhandsbedomning”, version 1, example 1999-03-03: Regeln ”Förhandsbedömning” ",
        ),
        (
            "packs/norrtalje.toml",
            "due_at = 2025-03-30T15:05:00",
            "due_at = 2025-03-30T14:05:00",
            "rule ”skyddsbedomning-24h”, version 1, example 2025-03-29T14:05: regeln ger 2025-03-30 15:05:00",
        ),
        (
            "regler.toml",
            'stop = ["skyddsbedomning"]',
            'stop = ["avbrott"]',
            "händelsen ”avbrott” hör inte till",
        ),
        ("regler.toml", 'field = "typ"', 'field = "lagrum"', "when: fältet ”lagrum” hör inte till"),
        (
            "regler.toml",
            'extension = "forlangd"',
            'extension = "avbrott"',
            "händelsen ”avbrott” hör inte till ärendetypen ”utredning”",
        ),
        (
            "regler.toml",
            'case_type = "aktualisering"',
            'case_type = "x"',
            "rule ”skyddsbedomning”, case_type: ärendetypen ”x” finns inte i regelverket.",
        ),
        ("regler.toml", 'id = "evb"', 'id = "evb-avbrott"', "rule ”evb-avbrott”: namnet finns redan"),
        (
            "packs/sodertalje.toml",
            'id = "utredning-122-dagar"',
            'id = "evb"',
            "rule ”evb”: namnet finns redan",
        ),
        ("arenden.toml", 'code_list = "kon"', 'code_list = "x"', "field ”kon”, code_list: listan ”x”"),
        (
            "arenden.toml",
            'parent_type = "utredning"',
            'parent_type = "x"',
            "field ”utredning”, parent_type: ",
        ),
        ("arenden.toml", 'value = "typ"', 'value = "x"', "event ”inkom”, value: fältet ”x”"),
        (
            "arenden.toml",
            'closes = ["avslutad"]',
            'closes = ["x"]',
            "case_type ”utredning”, events: händelsen ”x”",
        ),
        ("arenden.toml", '"allvar", "regel"', '"x", "regel"', "case_type ”lex_sarah”, fields: fältet ”x”"),
        (
            "matt.toml",
            'case_type = "utredning"',
            'case_type = "x"',
            "measure ”utredning.avslutade”, case_type: ",
        ),
        (
            "matt.toml",
            'counted = "inkom"',
            'counted = "x"',
            "measure ”aktualiseringar.antal”, counted: händelsen ”x” hör",
        ),
        ("packs/norrtalje.toml", 'repeats = "evb"', 'repeats = "x"', "repeats: regeln ”x” finns inte"),
        (
            "packs/norrtalje.toml",
            'repeats = "evb"',
            'repeats = "verkstallighet-3-manader"',
            "repeats: ”verkstallighet-3-manader” upprepar själv en regel. Ange den.",
        ),
        (
            "regler-lokala.toml",
            'stop = ["avtal_forlangt", "avtal_uppsagt", "avtal_upphort", "avslutad"]\nrecurs',
            'stop = ["avslutad"]\nrecurs',
            "rule ”avtal-uppsagning”, recurs: ingen av händelserna i stop står i start",
        ),
        (
            "regler-lokala.toml",
            'date_of_year = "10-30"',
            'date_of_year = "02-30"',
            "date_of_year: har fel form",
        ),
        ("regler-lokala.toml", "day_of_month = 15", "day_of_month = 32", "day_of_month: ska vara högst 31"),
        ("regler.toml", "limit = { days = 14 }", "limit = { days = 140000 }", "days: ska vara högst 36525"),
        ("regler-tvangsvard.toml", '["avvikit", "aterkom"]', '["avvikit"]', "suspends: ska ha minst 2"),
        ("matt.toml", 'rule = "utredning-barn"', 'rule = "x"', "rule: regeln ”x” finns inte"),
        ("rapporter.toml", '"utredning.inledda"', '"x"', "quarter, key: måttet ”x” finns inte"),
        (
            "kontroller.toml",
            'case_type = "utredning"',
            'case_type = "x"',
            "check ”avslutad-fore-inledd”, case_type: ",
        ),
        (
            "kontroller.toml",
            'first = "inledd"',
            'first = "x"',
            "check ”avslutad-fore-inledd”: händelsen ”x” hör",
        ),
        (
            "kontroller.toml",
            'field = "lagrum"',
            'field = "x"',
            "check ”insats-utan-utredning”: fältet ”x” hör",
        ),
        ("kontroller.toml", "{then} ligger", "{sedan} ligger", "message: bara {first}, {then} och {days}"),
        (
            "import.toml",
            'event = "inkom"',
            'event = "x"',
            "import_kind ”aktualiseringar”, column ”inkom”: händelsen ”x”",
        ),
        (
            "import.toml",
            'field = "typ"',
            'field = "x"',
            "import_kind ”aktualiseringar”, column ”typ”: fältet ”x”",
        ),
        (
            "import.toml",
            'arende = ["investigationId"]',
            'x = ["investigationId"]',
            "import_profile ”lifecare”, headers, utredningar: kolumnen ”x” finns inte",
        ),
        (
            "import.toml",
            "[import_profile.headers.utredningar]",
            "[import_profile.headers.x]",
            "import_profile ”lifecare”, headers, x: kolumnen ”arende” finns inte",
        ),
        ("koder.toml", '"tjej"', '"tjej", "kille"', "code_list ”kon”: ”kille” betyder både K och M."),
        (
            "matt.toml",
            "[suppression]\nhide_below = 5\nshare_from = 20",
            "",
            "precis en tabell [suppression], nu 0",
        ),
        (
            "packs/norrtalje.toml",
            "insats = [",
            "insatz = [",
            "case_type_events ”insatz”: ärendetypen finns inte",
        ),
        ("kalender.toml", "kalender-sverige.csv", "borta.csv", "borta.csv: kalendern går inte att läsa"),
        ("kalender-sverige.csv", "1990-01-01", "1990-13-01", "kalendern går inte att läsa"),
        ("kalender-sverige.csv", "dag;namn", "day;name", "kalendern går inte att läsa"),
        ("kalender.toml", "last = 2100-12-31", "last = 2101-12-31", "kalendern saknar lediga dagar för 2101"),
    ],
)
def test_a_fault_names_file_entry_and_field(
    folder: Path, change: Change, name: str, old: str, new: str, told: str
) -> None:
    change(name, old, new)
    assert told in fault(folder)


def test_all_faults_are_told_at_once(folder: Path, change: Change) -> None:
    change("arenden.toml", 'code_list = "kon"', 'code_list = "x"')
    change("matt.toml", 'counted = "inkom"', 'counted = "y"')
    assert len(fault(folder).splitlines()) == 2


def test_a_file_that_is_not_utf8_says_how_to_save_it(folder: Path) -> None:
    path = folder / "koer.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert fault(folder) == "koer.toml: filen är inte sparad som UTF-8. Spara den igen med kodningen UTF-8."


def test_a_byte_order_mark_is_no_fault(folder: Path) -> None:
    path = folder / "koer.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_every_rule(folder).queues


def test_an_unknown_pack_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match=r"Paketet ”x” finns inte\. Välj ett av: norrtalje, sodertalje\."):
        load_catalogue(["x"])


def test_a_pack_lays_codes_on_a_list_and_replaces_those_of_the_same_id(folder: Path) -> None:
    path = folder / "packs" / "sodertalje.toml"
    more = """
[[code_list]]
id = "regi"
codes = [{ id = "intern", name = "kommunen själv" }, { id = "stiftelse", name = "stiftelse" }]
"""
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    regi = load_catalogue(["sodertalje"], folder).code_lists["regi"]
    assert regi.name_of("intern") == "kommunen själv"
    assert regi.name_of("stiftelse") == "stiftelse"
    assert regi.name_of("extern") == "extern utförare"
    assert (regi.name, regi.open) == ("Regi", True)


def test_a_pack_cannot_lay_codes_on_a_list_that_is_not_there(folder: Path) -> None:
    path = folder / "packs" / "sodertalje.toml"
    more = '\n[[code_list]]\nid = "ny"\ncodes = []\n'
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert "sodertalje.toml: code_list ”ny”: listan finns inte under paketet." in fault(folder)


def test_a_change_in_any_file_is_a_new_version_of_the_catalogue(folder: Path, change: Change) -> None:
    before = load_catalogue(folder=folder).version
    change("kalender-sverige.csv", "1990-01-01;nyårsdagen", "1990-01-01;nyåret")
    assert load_catalogue(folder=folder).version != before
