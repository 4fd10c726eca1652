"""Small cells: which figures of a table must be hidden so that no small count can be read or reckoned out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)
Group = tuple[str, ...]
"""The values of a cell, one for each key of the division."""


@dataclass(frozen=True, slots=True)
class Line(Generic[C]):
    """Cells that add up to a figure the reader can know: the sum of `parts`, or the cell `total`."""

    parts: tuple[C, ...]
    total: C | None = None


def conceal(
    weights: Mapping[C, tuple[int, int]], hidden: Iterable[C], secret: Iterable[C], lines: Sequence[Line[C]]
) -> set[C]:
    """The cells to hide. A secret cell that stands alone hidden on a line takes the lightest other with it,
    and so do cells of one each.

    `hidden` are hidden to begin with; those that are also `secret` hold a small count, the others are merely
    too uncertain to show. What hides a secret becomes one. Cells of weight (0, 0) hide nothing.
    """
    concealed = {cell for cell in hidden if any(weights[cell])}
    secrets = set(secret) & concealed
    stable = False
    while not stable:
        stable = True
        for line in lines:
            cells = line.parts if line.total is None else (*line.parts, line.total)
            covered = [cell for cell in cells if cell in concealed]
            if not secrets.intersection(covered):
                continue
            # Noughts are never hidden, so that hidden counts which add up to their number are all one.
            ones = line.total not in covered and all(weights[cell] == (0, 1) for cell in covered)
            if len(covered) == 1 or ones:
                # The total goes only when there is no part to take.
                shown = [cell for cell in line.parts if cell not in concealed and any(weights[cell])]
                if not shown and line.total is not None and line.total not in concealed:
                    shown = [line.total]
                if shown:
                    other = min(shown, key=lambda cell: weights[cell])
                    covered.append(other)
                    concealed.add(other)
                    stable = False
            if not secrets.issuperset(covered):
                secrets.update(covered)
                stable = False
    return concealed


def margins(groups: Sequence[Group]) -> list[tuple[Group, ...]]:
    """The groups that add up to each figure of a coarser division, the undivided total first."""
    if not groups:
        return []
    found = []
    keys = range(len(groups[0]))
    for size in keys:
        for kept in combinations(keys, size):
            lines: dict[Group, list[Group]] = {}
            for group in groups:
                lines.setdefault(tuple(group[key] for key in kept), []).append(group)
            found += [tuple(line) for line in lines.values()]
    return found
