"""What is hidden stays hidden: nobody can reckon out a small count from the figures around it."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from caseapp.service.small_cells import Group, Line, conceal, margins


def hidden_in(counts: dict[str, int], total: int | None = None) -> set[str]:
    """What is hidden of counts that add up to a shown total."""
    small = {name for name, count in counts.items() if 1 <= count <= 4}
    weights = {name: (0, count) for name, count in counts.items()}
    return conceal(weights, small, small, [Line(tuple(counts), None)])


def test_a_small_count_takes_the_next_smallest_with_it() -> None:
    assert hidden_in({"K": 3, "M": 40, "okänt": 9}) == {"K", "okänt"}


def test_two_small_counts_cover_each_other() -> None:
    assert hidden_in({"K": 3, "M": 40, "okänt": 1}) == {"K", "okänt"}


def test_a_zero_covers_nothing() -> None:
    assert hidden_in({"K": 3, "M": 40, "okänt": 0}) == {"K", "M"}


def test_a_small_count_alone_has_nothing_to_take_with_it() -> None:
    assert hidden_in({"K": 3, "M": 0}) == {"K"}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden_in({"K": 5, "M": 0, "okänt": 12}) == set()


def test_what_is_merely_uncertain_hides_no_other() -> None:
    weights = {"K": (0, 12), "M": (0, 80)}
    assert conceal(weights, {"K"}, set(), [Line(("K", "M"))]) == {"K"}


def test_what_is_uncertain_and_covers_a_small_one_is_covered_in_turn() -> None:
    weights = {"a": (0, 3), "b": (0, 12), "c": (0, 50), "d": (0, 60)}
    lines = [Line(("a", "b", "d")), Line(("b", "c"))]
    assert conceal(weights, {"a", "b"}, {"a"}, lines) == {"a", "b", "c"}


def test_the_total_goes_when_there_is_no_part_to_take() -> None:
    weights = {"K": (0, 3), "M": (0, 0), "alla": (0, 3)}
    assert conceal(weights, {"K"}, {"K"}, [Line(("K", "M"), "alla")]) == {"K", "alla"}


def test_margins_are_every_coarser_division_and_the_total_first() -> None:
    groups = list(product(("K", "M"), ("0-12", "13-18")))
    assert margins(groups) == [
        tuple(groups),
        (groups[0], groups[1]),
        (groups[2], groups[3]),
        (groups[0], groups[2]),
        (groups[1], groups[3]),
    ]
    assert margins([]) == []


@given(
    shape=st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 2)),
    numbers=st.data(),
)
def test_no_small_count_stands_alone_hidden_in_any_coarser_division(
    shape: tuple[int, int, int], numbers: st.DataObject
) -> None:
    groups: list[Group] = list(product(*("abcd"[:size] for size in shape)))
    counts = {group: numbers.draw(st.integers(0, 12)) for group in groups}
    small = {group for group, count in counts.items() if 1 <= count <= 4}
    weights = {group: (0, count) for group, count in counts.items()}
    hidden = conceal(weights, small, small, [Line(parts) for parts in margins(groups)])
    assert small <= hidden
    assert all(counts[group] for group in hidden)
    for kept in (subset for size in range(3) for subset in _subsets(size)):
        for values in {tuple(group[key] for key in kept) for group in groups}:
            line = [g for g in groups if tuple(g[key] for key in kept) == values and counts[g]]
            # Alone hidden is only what is alone there at all: the coarser figure is as small, and hidden.
            assert len(hidden.intersection(line)) != 1 or len(line) == 1


def _subsets(size: int) -> list[tuple[int, ...]]:
    return [(), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2)][{0: 0, 1: 1, 2: 4}[size] : {0: 1, 1: 4, 2: 7}[size]]
