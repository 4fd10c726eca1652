"""What is hidden in one table stays hidden when other tables of the same batch are shown beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.measures import Band
from caseapp.domain.periods import parse_period
from caseapp.service import small_cells_batch
from caseapp.service.office import Office
from caseapp.service.small_cells import Group, Line
from caseapp.service.small_cells_batch import TOTAL, Batch
from caseapp.service.statistics import statistics
from tests.service.measuring import measure, tell, with_measures

CHILD = {"utredningstyp": "barn", "fodelsear": "2015"}
PLAN: dict[str, Any] = {"case_type": "utredning", "basis": "ended"}
RULE: dict[str, Any] = {**PLAN, "rule": "utredning-barn"}


def plans(office: Office, in_time: int, late: int, start: int = 0, **facts: str) -> None:
    """Utredningar closed in time, and late."""
    events = []
    for number in range(start, start + in_time + late):
        closed = "2025-02-10" if number < start + in_time else "2025-10-10"
        events.append((f"B-{number}", "inledd", "2025-01-10", {"person": f"P{number}", **CHILD, **facts}))
        events.append((f"B-{number}", "avslutad", closed))
    tell(office, *events)


def shown(office: Office, *names: str, split: tuple[str, ...] = ()) -> dict[str, Any]:
    """The undivided value of each measure taken out in one batch; None where hidden."""
    made = statistics(office, names, parse_period("2025"), split)
    return {part.measure.id: part.total.value for part in made.results}


def test_one_table_alone_is_hidden_as_ever() -> None:
    batch = Batch()
    groups: list[Group] = [("K",), ("M",), ("okänt",)]
    counts = {TOTAL: 52, ("K",): 3, ("M",): 40, ("okänt",): 9}
    batch.table("n", counts, groups, 5)
    for group in counts:
        batch.show([("n", group)], (0, counts[group]))
    batch.conceal()
    assert {group for group in counts if batch.is_hidden(("n", group))} == {("K",), ("okänt",)}


def test_a_division_without_time_to_be_proven_safe_is_hidden_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_cells_batch, "_STEPS", 0)
    batch = Batch()
    groups: list[Group] = [("K",), ("M",), ("okänt",)]
    counts = {TOTAL: 52, ("K",): 3, ("M",): 40, ("okänt",): 9}
    safe = {TOTAL: 90, ("K",): 30, ("M",): 40, ("okänt",): 20}
    for key, table in (("n", counts), ("m", safe)):
        batch.table(key, table, groups, 5)
        for group in table:
            batch.show([(key, group)], (0, table[group]))
    batch.conceal()
    assert all(batch.is_hidden(("n", group)) for group in groups)
    assert not any(batch.is_hidden(("m", group)) for group in safe)


def test_counts_of_one_each_are_not_enough_to_cover_each_other() -> None:
    batch = Batch()
    counts = {TOTAL: 42, ("K",): 1, ("M",): 40, ("okänt",): 1}
    batch.table("n", counts, [("K",), ("M",), ("okänt",)], 5)
    for group in counts:
        batch.show([("n", group)], (0, counts[group]))
    batch.conceal()
    assert not batch.is_hidden(("n", TOTAL))
    assert all(batch.is_hidden(("n", group)) for group in counts if group != TOTAL)


def test_the_whole_goes_when_there_is_no_part_to_take() -> None:
    batch = Batch()
    for key, count, limit in (("alla", 3, 1), ("sena", 3, 5), ("i tid", 0, 5)):
        batch.table(key, {TOTAL: count}, [], limit)
        batch.show([(key, TOTAL)], (0, count))
    batch.across.append(Line((("sena", TOTAL), ("i tid", TOTAL)), ("alla", TOTAL)))
    batch.conceal()
    assert [batch.is_hidden((key, TOTAL)) for key in ("alla", "sena", "i tid")] == [True, True, False]


def test_the_share_in_time_does_not_tell_the_few_that_were_late(office: Office) -> None:
    plans(office, 40, 2)
    with_measures(
        office,
        measure("i-tid", formula="share_on_time", **RULE),
        measure("sena", formula="share_late", **RULE),
        measure("alla", formula="count", **PLAN),
    )
    # Alone, the share that was in time is shown as it always was.
    assert shown(office, "i-tid") == {"i-tid": 100 * 40 / 42}
    assert shown(office, "sena") == {"sena": None}
    both = shown(office, "i-tid", "sena", "alla")
    assert both == {"i-tid": None, "sena": None, "alla": 42}


def test_the_same_count_by_two_names_is_hidden_in_both(office: Office) -> None:
    plans(office, 3, 0, kon="K")
    plans(office, 30, 0, start=100, kon="M")
    with_measures(
        office,
        measure("ett", formula="count", **PLAN),
        measure("annat", formula="count", case_type="utredning", counted="avslutad", hide_below=3),
    )
    made = statistics(office, ["annat"], parse_period("2025"), ["sex"])
    assert [figure.suppressed for figure in made.results[0].groups] == [False, False]
    made = statistics(office, ["ett", "annat"], parse_period("2025"), ["sex"])
    assert [[f.suppressed for f in part.groups] for part in made.results] == [[True, True], [True, True]]


def test_a_part_is_hidden_when_the_whole_shows_how_few_are_left(office: Office) -> None:
    plans(office, 30, 0, orsak="annat")
    plans(office, 2, 0, start=100, orsak="ekonomi")
    only = [{"field": "orsak", "any_of": ["annat"]}]
    with_measures(
        office,
        measure("alla", formula="count", **PLAN),
        measure("annat", formula="count", **PLAN, where=only),
    )
    assert shown(office, "annat") == {"annat": 30}
    assert shown(office, "alla", "annat") == {"alla": 32, "annat": None}


def test_parts_that_add_up_do_not_tell_the_one_that_is_hidden(office: Office) -> None:
    plans(office, 30, 0, orsak="annat")
    plans(office, 3, 0, start=100, orsak="ekonomi")
    plans(office, 20, 0, start=200, orsak="bostad")
    reasons = {
        name: measure(
            name, formula="count", **PLAN, where=[{"field": "orsak", "any_of": [name]}], by=["orsak"]
        )
        for name in ("annat", "ekonomi", "bostad")
    }
    with_measures(office, measure("alla", formula="count", **PLAN), *reasons.values())
    assert shown(office, "alla", *reasons) == {"alla": 53, "annat": 30, "ekonomi": None, "bostad": None}


def test_a_guard_and_its_opposite_add_up(office: Office) -> None:
    plans(office, 30, 0, orsak="annat")
    plans(office, 3, 0, start=100)
    has = [{"field": "orsak"}]
    with_measures(
        office,
        measure("alla", formula="count", **PLAN),
        measure("med", formula="count", **PLAN, where=has),
        measure("utan", formula="count", **PLAN, where=[{**has[0], "not": True}]),
    )
    assert shown(office, "alla", "med", "utan") == {"alla": 33, "med": None, "utan": None}


def test_a_balance_is_hidden_when_either_side_is_small(office: Office) -> None:
    tell(
        office,
        *((f"B-{n}", "inledd", "2025-01-10", {"kon": "KM"[n > 2], "person": f"P{n}"}) for n in range(30)),
    )
    with_measures(office, measure("balans", formula="balance", case_type="utredning"))
    made = statistics(office, ["balans"], parse_period("2025"), ["sex"])
    assert [figure.suppressed for figure in made.results[0].groups] == [True, True]


def test_a_point_of_a_series_is_hidden_by_itself(office: Office) -> None:
    events = [(f"B-{n}", "inledd", "2025-01-10" if n < 3 else "2025-02-10", CHILD) for n in range(9)]
    tell(office, *events)
    with_measures(office, measure("ko", formula="queue_length", case_type="utredning"))
    made = statistics(office, ["ko"], parse_period("2025Q1"))
    assert [count for _, count in made.results[0].total.series or ()] == [None, 9, 9]
    assert made.as_json()["results"][0]["series"][0] == {
        "day": "2025-01-31",
        "value": None,
        "suppressed": True,
    }


def test_a_table_that_is_told_of_twice_has_the_finer_division_and_the_stricter_limit() -> None:
    batch = Batch()
    counts = {TOTAL: 52, ("K",): 7, ("M",): 45}
    batch.table("n", counts, [], 5)
    batch.table("n", counts, [("K",), ("M",)], 10)
    for group in counts:
        batch.show([("n", group)], (0, counts[group]))
    batch.conceal()
    assert batch.is_hidden(("n", ("K",)))
    assert batch.is_hidden(("n", ("M",)))


def test_a_single_band_is_hidden_when_small(office: Office) -> None:
    plans(office, 30, 3)
    time = measure("tid", formula="duration", **PLAN, since="inledd")
    with_measures(office, replace(time, bands=(Band("länge", 200, None),)))
    made = statistics(office, ["tid"], parse_period("2025"))
    assert made.results[0].total.bands == (("länge", None),)


def test_what_began_is_within_what_went_on_but_not_in_every_unit(office: Office) -> None:
    begun = measure("nya", formula="count", case_type="utredning", basis="begun")
    ongoing = measure("alla", formula="count", case_type="utredning", basis="ongoing")
    with_measures(office, begun, ongoing)
    # Begun in one unit, closed in the other: there were more begun there than went on.
    plans(office, 9, 0, enhet="Ett")
    tell(office, *((f"B-{n}", "uppgifter", "2025-01-20", {"enhet": "Två"}) for n in range(9)))
    made = statistics(office, ["nya", "alla"], parse_period("2025"), ["unit"])
    assert [[figure.value for figure in part.groups] for part in made.results] == [[9], [9]]
    # One girl that went on from last year is what is left when the boys that began are taken away.
    tell(office, ("B-90", "inledd", "2024-10-10", {"kon": "K", "person": "P90", **CHILD}))
    tell(office, *((f"B-{n}", "uppgifter", "2025-01-21", {"kon": "M"}) for n in range(9)))
    made = statistics(office, ["nya", "alla"], parse_period("2025"), ["sex"])
    assert [part.total.value for part in made.results] != [9, 10]


@settings(deadline=None, max_examples=100)
@given(numbers=st.data(), shape=st.tuples(st.integers(2, 3), st.integers(2, 3)))
def test_no_secret_stands_alone_on_any_line_that_a_reader_can_know(
    numbers: st.DataObject, shape: tuple[int, int]
) -> None:
    groups: list[Group] = list(product(*("abc"[:size] for size in shape)))
    whole = {group: numbers.draw(st.integers(0, 30)) for group in groups}
    late = {group: numbers.draw(st.integers(0, count)) for group, count in whole.items()}
    timely = {group: whole[group] - late[group] for group in groups}
    batch = Batch()
    for key, counts in (("alla", whole), ("sena", late), ("i tid", timely)):
        counts[TOTAL] = sum(counts.values())
        batch.table(key, counts, groups, 5)
    for group in (TOTAL, *groups):
        batch.show([("alla", group)], (0, whole[group]))
        for key in ("sena", "i tid"):
            flag = int(batch.tables[key].counts[group] == 0 and whole[group] > 0)
            batch.show([(key, group), ("alla", group)], (flag, whole[group]))
        batch.across.append(Line((("sena", group), ("i tid", group)), ("alla", group)))
    batch.conceal()
    for line in batch.lines():
        cells = line.parts if line.total is None else (*line.parts, line.total)
        covering = [cell for cell in cells if any(batch.tables[cell[0]].weight(cell[1]))]
        hidden = [cell for cell in covering if batch.is_hidden(cell)]
        secret = [cell for cell in hidden if 0 < batch.tables[cell[0]].counts[cell[1]] < 5]
        assert not secret or len(hidden) > 1 or hidden == covering
    for key, table in batch.tables.items():
        for group, count in table.counts.items():
            assert not 0 < count < 5 or batch.is_hidden((key, group))
