"""The shipped catalogue: it loads, its parts fit, its words are in order."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.check import check_catalogue, failed_examples
from caseapp.catalogue.load import available_packs, load_catalogue, load_every_rule
from caseapp.domain.errors import UserError
from caseapp.files import resource
from tests.making import catalogue

FOLDER = resource("catalogue")
FILES = sorted(FOLDER.rglob("*.toml"))
CLOSED = {
    "kon",
    "aktualiseringstyp",
    "forhandsbedomning-utfall",
    "utredningstyp",
    "lex-sarah-bedomning",
    "rapporttyp",
    "uppsagningstid",
    "uppfoljning-efter",
    "lvu-grund",
    "placeringsform",
    "begarantyp",
    "aktslag",
    "lex-sarah-lag",
    "lex-sarah-typ",
    "lex-sarah-orsak",
    "lex-sarah-roll",
    "lex-sarah-punkt",
    "lex-sarah-underlag",
    "anteckning-slag",
    "ivo-utfall",
    "atgard-effekt",
}


@pytest.mark.parametrize("rule", list(catalogue().rules))
def test_every_worked_example_of_a_rule_comes_out_as_written(rule: str) -> None:
    assert failed_examples(catalogue(), catalogue().rule(rule)) == []


def test_the_shipped_catalogue_has_no_faults() -> None:
    assert check_catalogue(catalogue()) == []


def test_every_rule_has_an_example_and_a_source_in_every_version() -> None:
    for rule in catalogue().rules.values():
        for version in rule.versions:
            assert version.examples, rule.id
            assert version.source, rule.id
            assert version.lagrum, rule.id


def test_a_pack_adds_its_rules_units_and_events() -> None:
    plain, local = load_catalogue(), load_catalogue(["norrtalje"])
    added = set(local.rules) - set(plain.rules)
    assert added >= {"skyddsbedomning-24h", "kontakt-10-arbetsdagar", "verkstallighet-3-manader"}
    assert all(local.rule(name).pack == "norrtalje" for name in added)
    assert "forsta_samtal_erbjudet" in local.case_types["insats"].events
    assert "forsta_samtal_erbjudet" not in plain.case_types["insats"].events
    assert local.event_names()["forsta_samtal_erbjudet"] == "Första samtal erbjudet"
    assert local.packs[0].units
    assert (plain.municipality, local.municipality) == ("", "Norrtälje kommun")
    assert plain.version != local.version


def test_every_pack_is_named_as_its_file_and_the_calculator_knows_them_all() -> None:
    packs = available_packs()
    assert set(packs) == {path.stem for path in (FOLDER / "packs").glob("*.toml")}
    assert {pack.id for pack in load_every_rule().packs} == set(packs)


def test_no_code_but_those_of_sex_has_other_letters_than_ascii() -> None:
    for code_list in catalogue().code_lists.values():
        ids = [code.id for code in code_list.codes]
        assert len(ids) == len(set(ids)), code_list.id
        if code_list.id == "kon":
            assert ids == ["K", "M", "okänt"]
        else:
            assert [one for one in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one)] == []


def test_the_lists_that_steer_a_clock_or_a_gate_are_closed_and_the_others_open() -> None:
    assert {one.id for one in catalogue().code_lists.values() if not one.open} == CLOSED


def test_every_code_list_says_where_it_comes_from() -> None:
    lists = tomllib.loads((FOLDER / "koder.toml").read_text(encoding="utf-8"))["code_list"]
    assert [one["id"] for one in lists if not one["source"]] == []


@pytest.mark.parametrize(
    ("code_list", "written", "code"),
    [
        ("kon", "Flicka", "K"),
        ("kon", "pojke", "M"),
        ("kon", "Uppgift saknas", "okänt"),
        ("aktualiseringstyp", "Orosanmälan", "anmalan"),
        ("aktualiseringstyp", "begäran om yttrande", "yttrande"),
        ("utredningstyp", "BoU", "barn"),
        ("utredningstyp", "11:1", "barn"),
        ("utredningstyp", "18–20", "ung"),
        ("insats-lagrum", "4 kap 1 § SoL", "sol-4-1"),
        ("insats-lagrum", "SoL 11 kap 1 §", "sol-11-1"),
        ("insats-lagrum", "12:1", "sol-12-1"),
        ("insats-lagrum", "3 § LVU", "lvu"),
        ("insatstyp", "SKKP", "sarskilt-kvalificerad-kontaktperson"),
        ("forhandsbedomning-utfall", "inleds inte", "inleds-inte"),
        ("orsak-ej-verkstalld", "Tackat nej", "tackat-nej"),
        ("lex-sarah-bedomning", "Påtaglig risk", "risk"),
    ],
)
def test_codes_are_known_by_the_words_people_write(code_list: str, written: str, code: str) -> None:
    meant = {
        word.casefold(): one.id
        for one in catalogue().code_lists[code_list].codes
        for word in (one.id, one.name, *one.aliases)
    }
    assert meant[written.casefold()] == code


def test_the_paragraphs_of_the_old_law_end_where_those_of_the_new_begin() -> None:
    codes = {code.id: code for code in catalogue().code_lists["insats-lagrum"].codes}
    assert codes["sol-4-1"].valid_to == date(2025, 6, 30)
    assert codes["sol-11-1"].valid_from == date(2025, 7, 1)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_catalogue_file_ends_its_lines_with_lf(path: Path) -> None:
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_the_readme_explains_every_entry_of_a_rule() -> None:
    from caseapp.catalogue.forms import ConditionForm, ExampleForm, LimitForm, RuleForm, RuleVersionForm

    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = {
        name
        for form in (RuleForm, RuleVersionForm, LimitForm, ExampleForm, ConditionForm)
        for name in form.model_fields
    } - {"version", "example"}
    assert sorted(name for name in named if f"`{name}`" not in readme) == []


def test_the_readme_lists_every_file() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in FOLDER.iterdir() if path.is_file() and path.name not in readme] == [
        "README.md"
    ]


def test_what_is_not_in_the_catalogue_is_refused_with_what_there_is() -> None:
    made: Catalogue = catalogue()
    with pytest.raises(UserError, match=r"Regeln ”x” finns inte\. Välj en av: [a-z0-9-]+, "):
        made.rule("x")
    with pytest.raises(UserError, match="Måttet ”x” finns inte"):
        made.measure("x")
    with pytest.raises(UserError, match="Kön ”x” finns inte"):
        made.queue("x")
    assert made.measure("utredning.tid").unit == "dagar"
    assert made.queue("overdue").name == "Överskridna"


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0-12"),
        (12, "0-12"),
        (13, "13-18"),
        (19, "19-20"),
        (21, "21+"),
        (99, "21+"),
        (None, "okänt"),
        (-1, "okänt"),
    ],
)
def test_an_age_belongs_to_one_group(age: int | None, band: str) -> None:
    assert catalogue().age_band(age) == band
