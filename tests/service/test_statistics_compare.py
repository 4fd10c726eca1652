"""Why two figures differ is told: settings, definitions, and the events that only one of them knew of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.periods import parse_period
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.service.statistics_compare import why_differ
from tests.service.measuring import measure, tell, with_measures

YEAR = parse_period("2025")


@pytest.fixture
def begun(office: Office) -> Office:
    """Six utredningar begun in 2025."""
    with_measures(office, measure(formula="count", case_type="utredning", basis="begun", by=["orsak"]))
    tell(office, *((f"B-{n}", "inledd", "2025-01-10", {"enhet": "Norr"}) for n in range(6)))
    return office


def test_what_rests_on_the_same_is_the_same(begun: Office) -> None:
    one = statistics(begun, ["prov"], YEAR)
    saved = json.loads(json.dumps(statistics(begun, ["prov"], YEAR).as_json()))
    assert why_differ(begun, one, saved) == [
        "Siffrorna är desamma: samma händelser, definitioner, period och urval."
    ]


def test_settings_that_differ_are_told_each_with_both_values(begun: Office) -> None:
    one = statistics(begun, ["prov"], YEAR)
    tell(begun, ("B-7", "inledd", "2025-02-10", {"enhet": "Söder"}))
    other = statistics(
        begun,
        ["prov", "utredning.inledda"],
        parse_period("2025Q1"),
        ["sex"],
        date(2026, 1, 1),
        unit="Norr",
        show_small=True,
    )
    told = why_differ(begun, one, replace(other, catalogue="x"))
    assert told[:6] == [
        "Perioden: 2025 (2025-01-01 – 2025-12-31) i det första uttaget, kvartal 1 2025 (2025-01-01 – "
        "2025-03-31) i det andra.",
        "Läget: 2026-03-16 i det första uttaget, 2026-01-01 i det andra.",
        "Urvalet: alla enheter i det första uttaget, Norr i det andra.",
        "Uppdelningen: ingen i det första uttaget, kön i det andra.",
        "Gränserna för små tal: antal under 5 döljs, andelar kräver 20 i det första uttaget, små tal visas i "
        "det andra.",
        f"Regelverket: version {begun.catalogue.version} i det första uttaget, x i det andra.",
    ]
    assert "Bara i det andra uttaget: utredning.inledda." in told
    assert "Räknas bara i det första uttaget (1 ärenden): utredning B-7." in told


def test_events_that_only_one_has_read_are_named(begun: Office) -> None:
    one = statistics(begun, ["prov"], YEAR, recorded_at="2026-03-02T00:00:00.000000Z")
    tell(begun, ("B-7", "inledd", "2025-02-10"), at="2026-03-10T10:11:12.000000Z")
    tell(begun, ("B-1", "sista_kontakt", "2025-02-11"), at="2026-03-10T10:12:12.000000Z")
    told = why_differ(begun, one, statistics(begun, ["prov"], YEAR))
    assert told == [
        "Registrerat till och med: 2026-03-02T00:00:00.000000Z i det första uttaget, "
        "2026-03-16T07:12:00.000000Z i det andra.",
        "Måttet prov: 6 i det första uttaget, 7 i det andra.",
        "Räknas bara i det andra uttaget (1 ärenden): utredning B-7.",
        "Bara det andra uttaget har läst: Sista utredningskontakt 2025-02-11 i utredning B-1, registrerad "
        "2026-03-10 10:12.",
        "Bara det andra uttaget har läst: Inledd 2025-02-10 i utredning B-7, registrerad 2026-03-10 10:11.",
    ]


def test_many_cases_and_events_are_told_by_their_number(begun: Office) -> None:
    one = statistics(begun, ["prov"], YEAR, as_of=date(2025, 1, 31), show_small=True)
    tell(begun, *((f"B-9{n:02d}", "inledd", "2025-02-10") for n in range(25)))
    tell(begun, ("B-1", "makulerad", "2025-02-10"))
    told = why_differ(begun, statistics(begun, ["prov"], YEAR, show_small=True), one)
    assert told[1] == "Måttet prov: 31 i det första uttaget, 6 i det andra."
    assert told[2].startswith("Räknas bara i det första uttaget (25 ärenden): utredning B-900, ")
    assert told[2].endswith(" och 5 till.")
    assert told[3].startswith("Bara det första uttaget har läst: Makulering 2025-02-10 i utredning B-1, ")
    assert told[-1] == "Och 6 händelser till som bara det ena uttaget har läst."


def test_a_definition_that_has_changed_since_is_told(begun: Office) -> None:
    one = statistics(begun, ["prov"], YEAR)
    with_measures(begun, measure(version=2, formula="count", case_type="utredning", basis="ended"))
    other = statistics(begun, ["prov"], YEAR)
    told = why_differ(begun, one, other)
    assert told[0].startswith("Definitionen av måttet prov är en annan: version 1 (")
    assert told[1] == ("Ändrat sedan det första uttaget gjordes: måttet prov. Det går inte att göra om lika.")
    assert "Måttet prov: 6 i det första uttaget, 0 i det andra." in told


def test_hidden_and_broken_numbers_are_told_as_such(begun: Office) -> None:
    with_measures(
        begun, measure(formula="duration", case_type="utredning", basis="open", since="inledd", share_from=0)
    )
    one = statistics(begun, ["prov"], YEAR)
    other = statistics(begun, ["prov"], parse_period("2024"))
    told = why_differ(begun, one, other)
    assert "Måttet prov: 355,0 i det första uttaget, dolt eller tomt i det andra." in told


def test_measures_that_no_longer_exist_are_left_at_the_settings(begun: Office) -> None:
    one, other = statistics(begun, ["prov"], YEAR), statistics(begun, ["utredning.inledda"], YEAR)
    told = why_differ(begun, one, other)
    assert told == ["Bara i det första uttaget: prov.", "Bara i det andra uttaget: utredning.inledda."]


def test_two_that_should_be_the_same_are_told_to_be_taken_out_again(begun: Office) -> None:
    one = statistics(begun, ["prov"], YEAR)
    assert why_differ(begun, one, replace(one, fingerprint="x")) == [
        "Samma inställningar och händelser, men olika kontrollsumma. Ta ut båda igen."
    ]


def test_a_file_that_is_no_statistics_is_refused(begun: Office) -> None:
    with pytest.raises(UserError, match="ingen statistik som programmet har skrivit"):
        why_differ(begun, {}, {})
