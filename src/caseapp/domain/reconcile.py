"""Two lists of the same decisions held against each other: what is in one only, in both, and how it differs.

Made for the extract that found 2 decisions not executed where another found 30 more
(norrtalje-socialtjanstrapport-2023-del1, L1026–1039). Nothing here reads files or knows the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

REF = "arende"
"""Id of the column that holds the reference of the case, in every difference and cause."""
SAME = ("person", "insatstyp", "beslut")
"""The columns that make two rows the same decision, probably, when their references differ."""
_Key = Callable[["Line"], tuple[str, ...] | None]

EXECUTED, INTERRUPTED, RESUMED, ENDED = "verkstalld", "avbrott", "aterupptagen", "avslutad"


class Holds(StrEnum):
    """What a column holds, and so what can be asked of it."""

    DAY = "day"
    CODE = "code"
    LINK = "link"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that both lists have, with its Swedish name."""

    id: str
    name: str
    holds: Holds


@dataclass(frozen=True, slots=True)
class Line:
    """A decision as one list tells it: column id → value, days in ISO form, an empty text when not stated.

    `number` is its row in the file; None in the register.
    """

    ref: str
    number: int | None
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """The value of a column; empty when the list says nothing."""
        return self.cells.get(column, "")

    @property
    def waits(self) -> bool:
        """Whether the decision waits to be executed, for the first time or again after an interruption."""
        if self.cell(ENDED):
            return False
        if not self.cell(EXECUTED):
            return True
        return bool(self.cell(INTERRUPTED)) and self.cell(RESUMED) < self.cell(INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Difference:
    """A column in which two rows of the same decision differ."""

    column: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A decision that both lists have. `probable` when the references differ but all in SAME agrees."""

    a: Line
    b: Line
    probable: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every row of both lists, exactly once."""

    only_a: tuple[Line, ...]
    only_b: tuple[Line, ...]
    differing: tuple[Pair, ...]
    equal: tuple[Pair, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The decisions that both lists have."""
        return self.differing + self.equal

    @property
    def turned(self) -> Comparison:
        """The same seen from the other list."""
        return Comparison(self.only_b, self.only_a, _turned(self.differing), _turned(self.equal))


def compare(a: Sequence[Line], b: Sequence[Line], columns: Sequence[Column]) -> Comparison:
    """Pair the rows by reference, then by what makes a decision the same; compare `columns` field by field.

    A reference that stands on several rows is paired row by row, those most alike first.
    """
    names = [column.id for column in columns]
    pairs, left_a, left_b = _paired(a, b, lambda line: (line.ref,), names)
    probable, left_a, left_b = _paired(left_a, left_b, _sameness, names)
    made = [_pair(one, other, names) for one, other in [*pairs, *probable]]
    order = {id(line): place for place, line in enumerate(b)}
    made.sort(key=lambda pair: order[id(pair.b)])
    return Comparison(
        tuple(left_a),
        tuple(left_b),
        tuple(pair for pair in made if pair.differences),
        tuple(pair for pair in made if not pair.differences),
    )


def missed(comparison: Comparison) -> list[Line]:
    """The decisions that wait in list B, but that A lacks or shows as executed or ended."""
    shown = [pair.b for pair in comparison.differing if pair.b.waits and not pair.a.waits]
    return [*(line for line in comparison.only_b if line.waits), *shown]


def _sameness(line: Line) -> tuple[str, ...] | None:
    values = tuple(line.cell(name) for name in SAME)
    return values if all(values) else None


def _paired(
    a: Iterable[Line], b: Iterable[Line], key: _Key, names: Sequence[str]
) -> tuple[list[tuple[Line, Line]], list[Line], list[Line]]:
    """The rows that share a key, two by two, and what is left of each list, in its order."""
    waiting: dict[tuple[str, ...], list[Line]] = {}
    left_a: dict[int, Line] = {}
    for line in a:
        left_a[id(line)] = line
        word = key(line)
        if word is not None:
            waiting.setdefault(word, []).append(line)
    several: dict[tuple[str, ...], list[Line]] = {}
    left_b: dict[int, Line] = {}
    for line in b:
        left_b[id(line)] = line
        word = key(line)
        if word in waiting:
            several.setdefault(word, []).append(line)
    pairs = []
    for word, others in several.items():
        ranked = sorted(
            (len(_differences(one, other, names)), place_a, place_b)
            for place_a, one in enumerate(waiting[word])
            for place_b, other in enumerate(others)
        )
        taken_a: set[int] = set()
        taken_b: set[int] = set()
        for _, place_a, place_b in ranked:
            if place_a not in taken_a and place_b not in taken_b:
                taken_a.add(place_a)
                taken_b.add(place_b)
                one, other = waiting[word][place_a], others[place_b]
                pairs.append((one, other))
                del left_a[id(one)], left_b[id(other)]
    return pairs, list(left_a.values()), list(left_b.values())


def _differences(a: Line, b: Line, names: Sequence[str]) -> list[Difference]:
    found = [] if a.ref == b.ref else [Difference(REF, a.ref, b.ref)]
    found += [Difference(n, a.cell(n), b.cell(n)) for n in names if a.cell(n) != b.cell(n)]
    return found


def _pair(a: Line, b: Line, names: Sequence[str]) -> Pair:
    return Pair(a, b, a.ref != b.ref, tuple(_differences(a, b, names)))


def _turned(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(
        Pair(p.b, p.a, p.probable, tuple(Difference(d.column, d.b, d.a) for d in p.differences))
        for p in pairs
    )
