"""Whether hidden counts can be reckoned out: a count is safe when other counts would look just the same.

A reader knows sums: what groups come to, what is left when a part is taken away, that no part is more than
its whole. Covering each sum by itself is not enough, for several sums together can tell what none does. So
the proof is the other way about: a second set of counts is made that agrees with all that is shown and has
another number in the hidden place. Where none is found, the count is taken to be known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_EFFORT = 40
"""How many steps are taken before a count is taken to be known."""
_WAYS = 8
"""How many changes are weighed against each other in a step."""
_REST = 4
"""How many steps a count that was changed is left alone, so that none goes to and fro."""


@dataclass(frozen=True, slots=True, eq=False)
class Bond:
    """What is known of counts: `plus` less `minus` is a number told, or `spare` more than the least."""

    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()
    spare: int | None = None

    @property
    def cells(self) -> tuple[int, ...]:
        """Every count that it binds."""
        return (*self.plus, *self.minus)

    def broken(self, drift: int) -> int:
        """How far the counts are from what is known when `plus` less `minus` has changed so much."""
        return drift if self.spare is None else min(0, self.spare + drift)


class Search:
    """Looks for other counts, which have numbers for names; `spent` is how many were changed in all.

    `bonds` tells what binds a count, and with which sign; `room` how far it can fall, None when it is shown.
    """

    def __init__(
        self, bonds: Callable[[int], Sequence[tuple[Bond, int]]], room: Callable[[int], int | None]
    ) -> None:
        self._bonds = bonds
        self._room = room
        self.spent = 0
        self._moved: dict[int, int] = {}
        self._drift: dict[Bond, int] = {}
        self._broken: dict[Bond, None] = {}

    def another(self, cell: int) -> frozenset[int] | None:
        """The counts that differ in another set where this one does; None when none was found."""
        for step in (1, -1):
            self._moved, self._drift, self._broken = {}, {}, {}
            if self._can(cell, step):
                self._move(cell, step)
                if self._mend(cell):
                    return frozenset(self._moved)
        return None

    def _can(self, cell: int, step: int) -> bool:
        room = self._room(cell)
        return room is not None and room + self._moved.get(cell, 0) + step >= 0

    def _move(self, cell: int, step: int) -> None:
        moved = self._moved.pop(cell, 0) + step
        if moved:
            self._moved[cell] = moved
        self.spent += 1
        for bond, sign in self._bonds(cell):
            drift = self._drift[bond] = self._drift.get(bond, 0) + sign * step
            if bond.broken(drift):
                self._broken[bond] = None
            else:
                self._broken.pop(bond, None)

    def _mend(self, kept: int) -> bool:
        """Change one count after another until nothing that is known is broken; `kept` stays as it is."""
        rested: dict[int, int] = {}
        for number in range(_EFFORT):
            if not self._broken:
                return True
            bond = next(reversed(self._broken))
            ways = [way for way in self._ways(bond) if way[0] != kept]
            if not ways:
                return False
            cell, step = min(
                ways, key=lambda way: (rested.get(way[0], -_REST) + _REST > number, self._worse(*way))
            )
            rested[cell] = number
            self._move(cell, step)
        return not self._broken

    def _ways(self, bond: Bond) -> list[tuple[int, int]]:
        """The changes that set a bond right by themselves."""
        off = bond.broken(self._drift[bond])
        ways = [(cell, -off) for cell in bond.plus] + [(cell, off) for cell in bond.minus]
        return [way for way in ways if self._can(*way)][:_WAYS]

    def _worse(self, cell: int, step: int) -> int:
        """How much more is broken after a change than before."""
        worse = 0
        for bond, sign in self._bonds(cell):
            drift = self._drift.get(bond, 0)
            # Written out, for it is done more often than anything else.
            if bond.spare is None:
                worse += abs(drift + sign * step) - abs(drift)
            else:
                left = bond.spare + drift
                then = left + sign * step
                worse += (-then if then < 0 else 0) - (-left if left < 0 else 0)
        return worse
