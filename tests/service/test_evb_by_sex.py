"""By sex: no hidden count can be reckoned out of what is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from caseapp.service.evb_by_sex import Counts, hidden_rows

SMALL = 5
COUNT = some.integers(0, 12)
ROWS = some.dictionaries(
    some.sampled_from("abcdef"), some.tuples(COUNT, COUNT, some.sampled_from((0, 0, 0, 3, 9))), max_size=6
)


def test_large_counts_are_all_shown() -> None:
    assert hidden_rows({"a": (5, 6, 0), "b": (0, 7, 0)}, SMALL) == frozenset()
    assert hidden_rows({}, SMALL) == frozenset()


def test_a_small_count_takes_the_smallest_other_row_with_it() -> None:
    rows = {"a": (3, 6, 0), "b": (30, 20, 0), "c": (8, 9, 0), "d": (9, 9, 0)}
    assert hidden_rows(rows, SMALL) == {"a", "c"}


def test_rows_are_hidden_until_what_they_come_to_is_no_small_count() -> None:
    rows = {"a": (1, 0, 0), "b": (1, 7, 0), "c": (2, 8, 0), "d": (40, 40, 0)}
    assert hidden_rows(rows, SMALL) == {"a", "b", "c", "d"}


def test_hidden_rows_that_would_all_be_of_one_sex_take_another() -> None:
    rows = {"a": (0, 3, 0), "b": (0, 4, 0), "c": (20, 20, 0), "d": (30, 30, 0)}
    assert hidden_rows(rows, SMALL) == {"a", "b", "c"}


def test_a_small_total_hides_everything() -> None:
    assert hidden_rows({"a": (4, 60, 0)}, SMALL) is None
    assert hidden_rows({"a": (2, 60, 0), "b": (2, 60, 0)}, SMALL) is None


def test_small_rows_of_one_sex_alone_hide_everything() -> None:
    assert hidden_rows({"a": (2, 0, 0), "b": (3, 0, 0)}, SMALL) is None
    assert hidden_rows({"a": (5, 0, 0), "b": (6, 0, 0)}, SMALL) == frozenset()


def test_without_another_row_to_take_everything_is_hidden() -> None:
    assert hidden_rows({"a": (3, 10, 9), "b": (9, 10, 0), "c": (0, 0, 0)}, 5) == {"a", "b"}
    assert hidden_rows({"a": (4, 0, 0), "b": (4, 0, 6)}, 5) == {"a", "b"}
    assert hidden_rows({"a": (1, 9, 0), "b": (9, 0, 3), "c": (0, 9, 3)}, 5) == {"a", "b", "c"}


def bounds(rows: dict[str, Counts], hidden: frozenset[str], name: str, place: int) -> tuple[int, int]:
    """The least and the most that a hidden count can be, for one who knows all totals and all other rows."""
    left = [sum(rows[one][at] for one in hidden) for at in range(3)]
    own = sum(rows[name])
    others = sum(left) - left[place]
    return max(0, own - others), min(own, left[place])


@given(ROWS)
def test_no_hidden_count_of_a_sex_that_there_is_can_be_told(rows: dict[str, Counts]) -> None:
    hidden = hidden_rows(rows, SMALL)
    if hidden is None:
        return
    for counts in (rows[name] for name in rows if name not in hidden):
        assert not any(0 < count < SMALL for count in counts)
    sexes = [place for place in range(3) if any(counts[place] for counts in rows.values())]
    for name in hidden:
        for place in sexes:
            least, most = bounds(rows, hidden, name, place)
            assert least < most or not sum(rows[name])


@given(ROWS)
def test_nothing_is_hidden_in_vain(rows: dict[str, Counts]) -> None:
    if rows and not any(0 < count < SMALL for counts in rows.values() for count in counts):
        totals = [sum(counts[place] for counts in rows.values()) for place in range(3)]
        assert hidden_rows(rows, SMALL) == frozenset()
        assert not any(0 < total < SMALL for total in totals)
