"""Every measure can be taken out, counts something where something has happened, and agrees with its kin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import CaseType, FieldKind
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.guards import EitherGuard, FieldGuard, Guard, KinGuard
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.service.demo import make_demo
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.store.ledger import Stamp, append
from tests.conftest import NOW
from tests.making import catalogue

TODAY = NOW.date()
MEASURES = catalogue().measures
ALWAYS = {"uppgifter", "kvitterad", "prioriterad", "ateroppnad"}
# So many cases of a kind that each of its codes turns up.
CASES = {
    "insats": 1200,
    "aktualisering": 500,
    "utredning": 900,
    "valdsarende": 500,
    "ekonomiskt_bistand": 300,
}
USUAL = 130


def value_of(dice: Random, made: Catalogue, name: str, day: date) -> str | None:
    """Some value of a field; None for those that name another case or stand in a text."""
    field = made.fields[name]
    if field.kind is FieldKind.CODE:
        return dice.choice([code.id for code in made.code_lists[field.code_list].codes])
    if field.kind is FieldKind.YES_NO:
        return dice.choice("jn")
    if field.kind is FieldKind.DAY:
        return (day + timedelta(days=dice.randrange(30, 200))).isoformat()
    return None


def some_case(dice: Random, made: Catalogue, kind: CaseType, number: int) -> Iterator[Event]:
    """A case of a kind, begun some day of three years, with some of the events that it can have, in order."""
    key = CaseKey(kind.id, f"{kind.id}-{number}")
    day = date(2023, 1, 1) + timedelta(days=dice.randrange(1095))
    stated = {name: value_of(dice, made, name, day) for name in kind.fields if dice.random() < 0.8}
    facts = {name: value for name, value in stated.items() if value is not None}
    if "person" in kind.fields:
        born = dice.choice([2024, 2018, 2012, 2008, 2006, 1995, 1985, 1970, 1955])
        facts |= {"person": f"P-{dice.randrange(400)}", "hushall": f"HH-{number % 90}"}
        facts |= {"kon": dice.choice("KM"), "fodelsear": str(born)}
    if "handlaggare" in kind.fields:
        facts["handlaggare"] = f"H{number % 9}"
    yield Event(key, kind.opens, Moment(day), facts)
    others = [name for name in kind.events if name not in {kind.opens, *kind.closes, *ALWAYS}]
    for name in others:
        if dice.random() < 0.6:
            day += timedelta(days=dice.choice([0, 1, 3, 9, 20, 45, 100]))
            field = made.events[name].value
            value = value_of(dice, made, field, day) if field else None
            yield Event(key, name, Moment(day), {field: value} if field and value else {})
    if dice.random() < 0.7:
        day += timedelta(days=dice.choice([0, 5, 40, 120, 200]))
        yield Event(key, dice.choice(kind.closes), Moment(day), {})


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with both packs where some of everything has happened."""
    folder = tmp_path_factory.mktemp("allt")
    made = Office.create(
        str(folder / "allt.sqlite"), packs=["norrtalje", "sodertalje"], clock=lambda: NOW, who="provaren"
    )
    dice = Random(7)
    wanted = {kind for measure in MEASURES.values() for kind in measure.population.case_types}
    events = [
        event
        for kind in sorted(wanted)
        for number in range(CASES.get(kind, USUAL))
        for event in some_case(dice, made.catalogue, made.catalogue.case_types[kind], number)
        if event.occurred.day < TODAY
    ]
    with made.database.write() as connection:
        append(connection, made.catalogue, events, Stamp("2026-03-01T00:00:00.000000Z", "provaren"), "prov")
    yield made
    made.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The synthetic municipality."""
    folder = tmp_path_factory.mktemp("kommun")
    made = Office.create(str(folder / "k.sqlite"), packs=["norrtalje"], clock=lambda: NOW, who="provaren")
    make_demo(made, 2400, seed=1, today=TODAY)
    yield made
    made.close()


def figures(office: Office, period: str, *measures: str) -> dict[str, Any]:
    """Measure → its figure, nothing hidden; all measures when none is named."""
    result = statistics(office, measures, parse_period(period), (), TODAY, None, True)
    return {one["measure"]: one for one in result.as_json()["results"]}


def test_every_measure_counts_something_where_something_of_everything_has_happened(busy: Office) -> None:
    found = figures(busy, "2025")
    assert set(found) == set(MEASURES)
    assert [name for name, one in found.items() if not one["numerator"] and not one["denominator"]] == []


@pytest.mark.parametrize("period", ["2025Q4", "2025-08"])
def test_every_measure_can_be_taken_out_of_the_synthetic_municipality(town: Office, period: str) -> None:
    for name, one in figures(town, period).items():
        value = one["value"]
        assert value is None or MEASURES[name].formula.value == "balance" or value >= 0, name
        if MEASURES[name].formula.is_share and value is not None:
            assert value <= 100, name


@pytest.mark.parametrize("key", sorted({"unit", *(key for one in MEASURES.values() for key in one.by)}))
def test_every_division_that_a_measure_allows_gives_groups_of_that_division(busy: Office, key: str) -> None:
    allowing = [name for name, one in MEASURES.items() if key == "unit" or key in one.by]
    result = statistics(busy, allowing, parse_period("2025Q3"), (key,), TODAY, None, True)
    told = {one["measure"]: one["groups"] for one in result.as_json()["results"]}
    assert set(told) == set(allowing)
    assert all(set(group["by"]) == {key} for groups in told.values() for group in groups)
    assert any(told.values()) or key == "unit"


def test_two_measures_of_one_limit_tell_the_same(town: Office) -> None:
    found = figures(town, "2024")
    late, kept = found["utredning.over-fyra-manader"], found["garanti.utredning"]
    assert late["denominator"] == kept["denominator"] > 100
    assert late["numerator"] + kept["numerator"] == late["denominator"]
    inside, over = (found[f"utredning.tid-{side}-fyra-manader"]["denominator"] for side in ("inom", "over"))
    assert (inside, over) == (kept["numerator"], late["numerator"])
    balance = found["utredning.balans"]
    assert balance["numerator"] == found["utredning.inledda"]["value"]
    assert balance["denominator"] == found["utredning.avslutade"]["value"]
    assert found["evb.ej-verkstallda"]["value"] == found["evb.orsaker"]["value"]
    assert found["evb.dagar"]["denominator"] == found["evb.ej-verkstallda"]["value"]


def test_the_synthetic_municipality_shows_what_the_reports_tell(town: Office) -> None:
    year = figures(town, "2023")
    assert 33 <= year["utredning.over-fyra-manader"]["value"] <= 46
    assert 93 <= year["forhandsbedomning.inom-frist"]["value"] <= 98
    bands = year["utredning.dagsintervall"]["bands"]
    assert bands["101–120"] == max(bands.values())
    assert year["utredning.ko"]["value"] > 20
    assert year["aktualiseringar.personer"]["value"] < year["aktualiseringar.antal"]["value"]
    assert year["aktualiseringar.hushall"]["value"] < year["aktualiseringar.personer"]["value"]


# --- the definitions themselves ---


def field_guards(guards: tuple[Guard, ...]) -> Iterator[FieldGuard]:
    for guard in guards:
        if isinstance(guard, FieldGuard):
            yield guard
        elif isinstance(guard, EitherGuard):
            yield from field_guards(guard.guards)
        elif isinstance(guard, KinGuard):
            yield from field_guards(guard.where)


def test_a_code_that_a_measure_asks_for_is_on_its_list() -> None:
    made = catalogue()
    for measure in MEASURES.values():
        for guard in field_guards(measure.guards):
            field = made.fields[guard.field]
            known = {"j", "n"}
            if field.code_list:
                known = {code.id for code in made.code_lists[field.code_list].codes}
            assert {*guard.any_of, *guard.none_of} <= known, (measure.id, guard)


def test_no_two_measures_are_the_same_question() -> None:
    asked = [
        (m.formula, m.population, m.rules, m.clock, m.numerator, m.span, m.re_entry, m.bands)
        for m in MEASURES.values()
    ]
    assert len({repr(one) for one in asked}) == len(asked)


def test_a_measure_about_violence_hides_what_is_under_ten() -> None:
    violence = [m for m in MEASURES.values() if m.area == "Våld"]
    assert len(violence) > 10
    assert [m.id for m in violence if m.hide_below != 10 and m.formula.value != "duration"] == []


def test_a_measure_says_in_words_whether_it_counts_persons_once() -> None:
    for measure in MEASURES.values():
        if measure.population.counts.value == "persons":
            assert "unika individer" in measure.definition, measure.id
            assert measure.unit == "personer", measure.id
        if measure.population.counts.value == "households":
            assert "hushåll" in measure.definition, measure.id


def test_every_measure_has_a_sentence_and_an_area() -> None:
    for measure in MEASURES.values():
        assert measure.definition.endswith("."), measure.id
        assert measure.area, measure.id
        assert measure.name[0].isupper(), measure.id


def test_a_share_with_a_target_says_which_way_is_better() -> None:
    for measure in MEASURES.values():
        if measure.target is not None:
            assert measure.higher_is_better is not None, measure.id
