"""The third layer: what is added in the program, and what is said of its faults."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseapp.catalogue.load import CatalogueError, load_catalogue
from caseapp.domain.deadlines import reckon
from caseapp.domain.errors import UserError
from caseapp.domain.moments import Moment

LAW = """
[[rule_version]]
rule = "forhandsbedomning"
valid_from = 2027-01-01
limit = { days = 10 }
roll = "1930-173"
lagrum = "20 kap. 2 § SoL"
source = "påhittad lagändring"
certainty = "E"

[[rule_version.example]]
start = 2027-01-11
nominal = 2027-01-21
last_day = 2027-01-21
source = "räknat"
"""
RULE = """
[[rule]]
id = "samtal-5-arbetsdagar"
name = "Samtal inom fem arbetsdagar"
case_type = "utredning"
category = "lokal rutin"
start = ["inledd"]
start_text = "Utredningen inleddes"
stop = ["avslutad"]

[[rule.version]]
valid_from = 2026-01-01
limit = { working_days = 5 }
roll = "ingen"
lagrum = "enhetens rutin"
source = "enheten"
certainty = "A"

[[rule.version.example]]
start = 2026-05-11
nominal = 2026-05-20
last_day = 2026-05-20
source = "räknat: Kristi himmelsfärdsdag och klämdagen är lediga"
"""
FREE = """
[[free_day]]
day = 2026-05-15
name = "klämdag"
"""


def fault(local: str) -> str:
    with pytest.raises(CatalogueError) as told:
        load_catalogue(local=local)
    return str(told.value)


def test_a_new_version_closes_the_one_before_on_the_day_before() -> None:
    rule = load_catalogue(local=LAW).rule("forhandsbedomning")
    plain = load_catalogue().rule("forhandsbedomning")
    assert rule.versions[:-2] == plain.versions[:-1]
    assert rule.versions[-2].valid_to == date(2026, 12, 31)
    assert (rule.versions[-1].number, rule.versions[-1].limit.text()) == (len(plain.versions) + 1, "10 dagar")
    assert rule.pack is None


def test_examples_of_the_old_version_on_later_days_no_longer_hold() -> None:
    law = LAW.replace("2027-01-01", "2025-12-15").replace("2027-01-11", "2025-12-15")
    law = law.replace("2027-01-21", "2025-12-25", 1).replace("2027-01-21", "2025-12-29")
    versions = load_catalogue(local=law).rule("forhandsbedomning").versions
    assert all(example.start.day < date(2025, 12, 15) for example in versions[-2].examples)


def test_a_version_that_has_ended_is_not_drawn_out() -> None:
    ended = LAW.replace("limit", "valid_to = 2027-06-30\nlimit")
    later = LAW.replace("2027-01-", "2028-01-").replace("days = 10", "days = 7")
    later = later.replace("nominal = 2028-01-21", "nominal = 2028-01-18")
    later = later.replace("last_day = 2028-01-21", "last_day = 2028-01-18")
    versions = load_catalogue(local=later + ended).rule("forhandsbedomning").versions
    assert [version.valid_to for version in versions[-3:]] == [
        date(2026, 12, 31),
        date(2027, 6, 30),
        None,
    ]


def test_a_local_free_day_counts_for_local_rules_and_never_for_the_law() -> None:
    catalogue = load_catalogue(["norrtalje"], local=RULE + FREE)
    rule = catalogue.rule("samtal-5-arbetsdagar")
    assert rule.pack == "lokal"
    told = reckon(rule, Moment(date(2026, 5, 11)), catalogue.calendar)
    assert told.last_day == date(2026, 5, 20)
    assert "klämdag" in told.sentence()
    assert "lokala lediga dagar" in told.steps[-1].why
    law = reckon(catalogue.rule("forhandsbedomning"), Moment(date(2026, 5, 1)), catalogue.calendar)
    assert law.last_day == date(2026, 5, 15)
    assert catalogue.calendar.is_working_day(date(2026, 5, 15))
    assert not catalogue.calendar.local.is_working_day(date(2026, 5, 15))


def test_the_layer_is_part_of_the_version_and_an_empty_one_is_not() -> None:
    plain = load_catalogue()
    assert load_catalogue(local="").version == plain.version
    assert load_catalogue(local=LAW).version != plain.version
    assert load_catalogue(local=LAW).local == LAW
    assert plain.calendar.local is plain.calendar


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[rule_version]]", "[[rule_version", "lokala regler: texten är inte giltig TOML"),
        (
            'rule = "forhandsbedomning"',
            'rule = "finns-inte"',
            "lokala regler: rule_version ”finns-inte”, rule: regeln ”finns-inte” finns inte i regelverket.",
        ),
        ("2027-01-01", "2025-07-01", "valid_from: ska vara senare än 2025-07-01"),
        (
            "days = 10",
            "days = 10, weeks = 1",
            "rule_version ”forhandsbedomning”, limit: ange precis en enhet",
        ),
        ("1930-173", "x", "lokala regler: rule_version ”forhandsbedomning”, roll: ”x” finns inte bland"),
        ("limit", "valid_to = 2026-01-01\nlimit", "valid_to: ligger före valid_from."),
        ("lagrum =", "lagrumm =", "lokala regler: rule_version ”forhandsbedomning”, lagrum: saknas."),
        ("lagrum =", "lagrumm =", "”forhandsbedomning”, lagrumm: finns inte i formen; kontrollera"),
        ('"E"', '"X"', "certainty: ska vara en av 'A', 'B', 'C', 'D' eller 'E'."),
        ("= 2027-01-01", '= "i år"', "valid_from: ska vara en dag, ÅÅÅÅ-MM-DD utan citattecken."),
        ("days = 10", "days = -1", "limit, days: ska vara minst 0."),
        ("{ days = 10 }", "10", "limit: ska vara en tabell."),
        ("days = 10", 'days = "tio"', "limit, days: ska vara ett heltal."),
        ('"forhandsbedomning"', '"Förhand"', "rule: har fel form"),
        (
            "last_day = 2027-01-21",
            "last_day = 2027-01-22",
            "example 2027-01-11: regeln ger 2027-01-21 och 2027-01-21",
        ),
    ],
)
def test_a_fault_names_the_layer_the_entry_and_the_field(old: str, new: str, told: str) -> None:
    assert told in fault(LAW.replace(old, new, 1))


def test_a_fault_of_a_kind_without_words_of_its_own_is_told_as_it_is() -> None:
    huge = f'days = "{"9" * 5000}"'
    assert "limit, days: Unable to parse input string" in fault(LAW.replace("days = 10", huge))


def test_a_free_day_stands_once_and_within_the_calendar() -> None:
    assert "free_day ”klämdag”, day: 2026-05-15 står två gånger." in fault(FREE + FREE)
    assert "day: 2126-05-15 ligger utanför kalendern." in fault(FREE.replace("2026", "2126"))


def test_a_local_rule_may_not_take_the_name_of_another() -> None:
    taken = RULE.replace('"samtal-5-arbetsdagar"', '"evb"')
    assert fault(taken) == "lokala regler: rule ”evb”: namnet finns redan. Välj ett annat id."


def test_packs_that_are_unknown_are_told_as_before(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Paketet ”x” finns inte"):
        load_catalogue(["x"], local=LAW)
