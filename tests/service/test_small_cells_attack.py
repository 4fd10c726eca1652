"""Nobody who reads what one batch shows, and knows what the measures count, can reckon out a hidden count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.domain.periods import Period, parse_period
from caseapp.service.office import Office
from caseapp.service.small_cells import Group, margins
from caseapp.service.small_cells_batch import TOTAL, Batch
from caseapp.service.statistics import statistics
from caseapp.service.statistics_result import Figure
from tests.conftest import NOW
from tests.service.attacker import Sums, What, known_to_a_reader
from tests.service.measuring import tell

UNITS = ("Ett", "Ett", "Ett", "Två", "Tre")
SEXES = ("K", "K", "M", "M", "M", "")
BORN = ("2010", "2014", "2014", "2006", "1980")
REASONS = ("eget-missbruk", "foraldrasvikt", "valdsutovande", "")
FORMS = (
    "aktualiseringar.antal",
    "aktualiseringar.personer",
    "aktualiseringar.orosanmalningar",
    "aktualiseringar.kriminalitet",
    "forhandsbedomning.inom-frist",
    "forhandsbedomning.inom-14-dagar",
    "forhandsbedomning.tid",
    "forhandsbedomning.vantar",
    "utredning.inledda",
    "utredning.avslutade",
    "utredning.avslutade-for-sent",
    "utredning.balans",
    "utredning.pagaende",
    "utredning.ko",
    "utredning.tid",
    "utredning.tid-inom-fyra-manader",
    "utredning.tid-over-fyra-manader",
    "utredning.over-fyra-manader",
    "utredning.dagar-over",
    "utredning.oppna-forsenade",
    "utredning.oppna-andel-forsenade",
    "utredning.passiva",
    "utredning.skadligt-bruk",
    "utredning.med-insats",
    "utredning.per-handlaggare",
    "arenden.per-handlaggare",
)
"""Counts, shares, durations, series, balances and quotients that tell of each other."""
FIRST = date(2025, 1, 1)
YEAR, TWO_YEARS = parse_period("2025"), parse_period("2025-01-01..2026-03-01")


def fill(office: Office, seed: int, cases: int) -> None:
    """Skewed groups: one large unit and two small ones, few of one sex, few late."""
    dice = Random(seed)
    events: list[tuple[Any, ...]] = []
    for number in range(cases):
        kind = dice.choice("ABB")
        ref, day = f"{kind}-{number}", FIRST + timedelta(days=dice.randrange(700))
        facts = {
            "person": f"P-{number if dice.random() < 0.9 else max(number - 1, 0)}",
            "enhet": dice.choice(UNITS),
            "orsak": dice.choice(REASONS),
        }
        if kind == "A":
            facts["typ"] = dice.choice(["anmalan", "anmalan", "ansokan"])
            steps = [("inkom", 0), ("forhandsbedomning", dice.choice([3, 9, 13, 14, 20]))]
        else:
            facts["utredningstyp"] = dice.choice(["barn", "barn", "barn", "vuxen"])
            steps = [("inledd", 0), ("tilldelad", 3), ("avslutad", dice.choice([20, 50, 100, 115, 130, 200]))]
        for place, (step, days) in enumerate(steps):
            when = day + timedelta(days=days)
            if when > FIRST + timedelta(days=760) or (place and dice.random() < 0.12):
                continue
            told = facts if not place else {"handlaggare": dice.choice("HI")} if step == "tilldelad" else {}
            events.append((ref, step, when, {name: value for name, value in told.items() if value}))
    tell(office, *with_persons(events))


def with_persons(events: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Each person with a sex and a year of birth of its own, always the same."""
    made = []
    for ref, step, day, facts in events:
        if "person" in facts:
            dice = Random(facts["person"])
            sex, born = dice.choice(SEXES), dice.choice(BORN)
            facts = {**facts, "fodelsear": born} | ({"kon": sex} if sex else {})
        made.append((ref, step, day, facts))
    return made


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Office]]:
    """Three offices with different histories."""
    made = []
    for seed in range(3):
        folder = tmp_path_factory.mktemp("kontor")
        office = Office.create(str(folder / "k.sqlite"), clock=lambda: NOW, who="provaren")
        fill(office, seed, 420)
        made.append(office)
    yield made
    for office in made:
        office.close()


def disclosed(office: Office, period: Period, names: list[str], keys: list[str]) -> dict[str, int]:
    """The small counts that an attacker knows after one batch, and what they are."""
    told = statistics(office, names, period, keys).as_json()
    whole = statistics(office, names, period, keys, show_small=True).as_json()
    measures = {name: office.catalogue.measure(name) for name in names}
    sums, plain = known_to_a_reader(told, measures), known_to_a_reader(whole, measures)
    small = {}
    for name, said in sums.hidden.items():
        limit = max(measures[one].hide_below or office.catalogue.suppression.hide_below for one in said)
        if 0 < plain.low[name] < limit and sums.low[name] != sums.high[name]:
            small[name] = int(plain.low[name])
        # Shown by one measure, hidden by another.
        assert sums.low[name] != sums.high[name] or not 0 < plain.low[name] < limit, (said, name[1])
    return {f"{sums.hidden[name][0]} {name[1]}": count for name, count in sums.solved(small).items()}


requests = st.tuples(
    st.integers(0, 2),
    st.integers(0, 620),
    st.integers(10, 150),
    st.lists(st.sampled_from(FORMS), min_size=1, max_size=5, unique=True),
    st.lists(st.sampled_from(["sex", "age_band", "unit"]), max_size=3, unique=True),
)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(asked=requests)
def test_no_hidden_count_can_be_reckoned_out_of_a_batch(offices: list[Office], asked: Any) -> None:
    number, start, length, names, keys = asked
    first = FIRST + timedelta(days=start)
    period = Period("prov", first, first + timedelta(days=length))
    assert not disclosed(offices[number], period, names, keys)


def test_a_part_shown_by_another_measure_does_not_tell_who_is_left(office: Office) -> None:
    # One open utredning of a girl without a worker, ten of boys with one: the quotient shows those ten.
    events: list[tuple[Any, ...]] = [("B-0", "inledd", "2025-01-10", {"person": "P0", "kon": "K"})]
    for number in range(1, 11):
        facts = {"person": f"P{number}", "kon": "M"}
        events.append((f"B-{number}", "inledd", "2025-01-10", facts))
        events.append((f"B-{number}", "tilldelad", "2025-01-11", {"handlaggare": "HI"[number % 2]}))
    tell(office, *events)
    assert not disclosed(office, YEAR, ["utredning.pagaende", "utredning.per-handlaggare"], ["sex"])


def test_a_series_does_not_show_its_last_point_beside_itself(office: Office) -> None:
    events = [
        (f"B-{n}", "inledd", "2025-01-10" if n < 9 else "2025-02-10", {"person": f"P{n}"}) for n in range(12)
    ]
    events += [(f"B-{n}", "avslutad", "2025-12-20", {}) for n in range(9)]
    tell(office, *events)
    told = statistics(office, ["utredning.pagaende"], YEAR).as_json()["results"][0]
    assert told["series"][-1]["suppressed"]
    assert (told["value"], told["numerator"], told["suppressed"]) == (None, None, True)
    assert told["series"][0]["value"] == 9


def test_bands_of_one_measure_do_not_tell_those_of_another(office: Office) -> None:
    events: list[tuple[Any, ...]] = []
    for number in range(60):
        facts = {"person": f"P{number}", "utredningstyp": "barn", "fodelsear": "2015"}
        closed = date(2025, 1, 10) + timedelta(days=20 if number < 3 else 100 if number < 40 else 160)
        events += [(f"B-{number}", "inledd", "2025-01-10", facts), (f"B-{number}", "avslutad", closed, {})]
    tell(office, *events)
    names = ["utredning.tid", "utredning.tid-inom-fyra-manader", "utredning.tid-over-fyra-manader"]
    assert not disclosed(office, YEAR, names, [])
    shown = [part.total.bands for part in statistics(office, names, YEAR).results]
    assert all(dict(bands or ()).get("0–30") in (None, 0) for bands in shown)


def test_a_bridge_between_two_squares_of_hidden_counts_is_no_known_count() -> None:
    # Every row and column has two hidden counts, yet (b, y) is what row b leaves when the rest is known.
    counts = {
        **dict.fromkeys(product("abcd", "wxyz"), 30),
        **dict.fromkeys([("a", "w"), ("a", "x"), ("b", "w"), ("b", "x")], 3),
        **dict.fromkeys([("c", "y"), ("c", "z"), ("d", "y"), ("d", "z"), ("b", "y")], 3),
    }
    assert ("b", "y") in solved(counts, {cell for cell, count in counts.items() if count == 3})
    assert not solved(counts, concealed(counts))


@settings(deadline=None, max_examples=30)
@given(numbers=st.data(), shape=st.tuples(st.integers(2, 3), st.integers(2, 4)))
def test_no_coarser_division_tells_a_count_that_a_finer_one_hides(
    numbers: st.DataObject, shape: tuple[int, int]
) -> None:
    groups = list(product(*("abcd"[:size] for size in shape)))
    counts = {group: numbers.draw(st.sampled_from([0, 1, 2, 3, 4, 5, 9, 30])) for group in groups}
    hidden = concealed(counts)
    assert {group for group, count in counts.items() if 0 < count < 5} <= hidden
    # Where all there is is so little that it is hidden, there is nothing to cover with.
    assert not solved(counts, hidden) or TOTAL in hidden


def concealed(counts: dict[Group, int]) -> set[Group]:
    """What one table alone hides."""
    batch = Batch()
    whole = {TOTAL: sum(counts.values()), **counts}
    batch.table("n", whole, list(counts), 5)
    for group, count in whole.items():
        batch.show([("n", group)], (0, count))
    batch.conceal()
    return {group for group in whole if batch.is_hidden(("n", group))}


def solved(counts: dict[Group, int], hidden: set[Group]) -> dict[Group, int]:
    """The small counts that are known when every coarser division that is not small is shown too."""
    sums = Sums()
    what = What("n", frozenset())
    for group, count in counts.items():
        sums.number((what, group), None if group in hidden else count, 1, "n")
    for line in margins(list(counts)):
        told = sum(counts[group] for group in line)
        # What comes to all there is is hidden when the undivided count is.
        undivided = told == sum(counts.values())
        hides = TOTAL in hidden if undivided else told < 5 or sum(bool(counts[group]) for group in line) < 2
        if not hides:
            sums.add(dict.fromkeys([(what, group) for group in line], 1), told, told)
    small = {(what, group): counts[group] for group in hidden - {TOTAL} if counts[group] < 5}
    return {group: count for (_, group), count in sums.solved(small).items()}


def test_what_need_not_be_hidden_is_mostly_shown(offices: list[Office]) -> None:
    # To hide everything would be safe and of no use.
    hidden = whole = 0
    for office in offices:
        for names in (["aktualiseringar.antal"], ["utredning.avslutade", "utredning.tid"], list(FORMS)):
            for keys in ([], ["sex"], ["unit"]):
                made = statistics(office, names, TWO_YEARS, keys)
                free = statistics(office, names, TWO_YEARS, keys, show_small=True)
                for part, plain in zip(made.results, free.results, strict=True):
                    limit = part.measure.hide_below or 5
                    for shown, figure in zip(
                        (part.total, *part.groups), (plain.total, *plain.groups), strict=True
                    ):
                        if _is_large(figure, limit):
                            whole += 1
                            hidden += shown.suppressed
    assert whole > 300
    assert hidden / whole < 0.2


def _is_large(figure: Figure, limit: int) -> bool:
    counts = [count for count in (figure.numerator, figure.denominator) if count is not None]
    return min(counts) >= limit and (figure.denominator is None or figure.denominator >= 20)
