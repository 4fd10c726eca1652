"""Small cells of many tables shown together: what must be hidden so that none gives another's away.

A table holds one kind of count, undivided and for each group. A figure shows some counts at once (a share
shows its numerator and its denominator), and is shown whole or hidden whole. A count is hidden when every
figure that shows it is. Tables that count the same thing are one table; a line tells of counts in several
tables that add up (in time + late = all); what is within another is no more than it in any group.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from caseapp.service.small_cells import Group, Line, margins
from caseapp.service.small_cells_audit import Bond, Search

TOTAL: Group = ("",)
"""The undivided count among the cells of a table; no value of a key is empty."""

Cell = tuple[Hashable, Group]
"""A count: the key of its table, and the group."""

_TRIED = 5
"""How many counts are tried as the cover of one that could be reckoned out."""
_STEPS = 150_000
"""How many steps are taken in all; what is not proven safe by then has its whole division hidden."""


@dataclass(slots=True)
class Table:
    """The counts of one kind. `limit` is the first count that is not small."""

    counts: Mapping[Group, int]
    groups: Sequence[Group]
    limit: int
    hidden: set[Group] = field(default_factory=set)
    secret: set[Group] = field(default_factory=set)
    worth: dict[Group, tuple[int, int]] = field(default_factory=dict)

    def weight(self, group: Group) -> tuple[int, int]:
        """What hiding the count would cost; the lightest goes first. (0, 0) hides nothing."""
        count = self.counts.get(group, 0)
        worth = self.worth.get(group, (0, count))
        # A nought covers nothing, but for one of a share, which may pass for another when nothing else can.
        return worth if count or worth[0] else (0, 0)


@dataclass(slots=True)
class Shown:
    """A figure: the counts it shows, whether it is hidden, and the figures that are hidden `along`."""

    cells: tuple[Cell, ...]
    hidden: bool = False
    along: list[Shown] = field(default_factory=list)


class Batch:
    """All that is shown at once. Add tables, figures and lines; then `conceal`.

    Lines `across` tables are covered one by one; those that are `loose` only tell what can be reckoned out.
    """

    def __init__(self) -> None:
        self.tables: dict[Hashable, Table] = {}
        self.figures: list[Shown] = []
        self.across: list[Line[Cell]] = []
        self.loose: list[Line[Cell]] = []
        self._by_cell: dict[Cell, list[Shown]] = {}
        self._margins: dict[tuple[Group, ...], list[Line[Group]]] = {}
        self._waiting: dict[Hashable, None] = {}
        self._within: dict[Hashable, list[tuple[Hashable, Hashable]]] = {}
        self._numbers: dict[Cell, int] = {}
        self._cell: list[Cell] = []
        self._rooms: dict[int, int | None] = {}
        self._bonds: dict[int, list[tuple[Bond, int]]] = {}
        self._of_table: dict[Hashable, dict[int, list[tuple[Bond, int]]]] = {}
        self._of_across: dict[int, list[tuple[Bond, int]]] | None = None
        self._of_pair: dict[tuple[Hashable, Hashable, Group], Bond] = {}
        self._tried = -1
        self._search = Search(self._bonds_of, self._room)

    def table(self, key: Hashable, counts: Mapping[Group, int], groups: Sequence[Group], limit: int) -> None:
        """Add a table; one that is there already keeps the stricter limit."""
        known = self.tables.get(key)
        if known is None:
            self.tables[key] = Table(counts, tuple(groups), limit)
        else:
            known.limit = max(known.limit, limit)
            if len(groups) > len(known.groups):
                known.groups = tuple(groups)

    def contain(self, part: Hashable, whole: Hashable) -> None:
        """Tell that the counts of a table are no more than those of another, in any group."""
        for key in (part, whole):
            self._within.setdefault(key, []).append((part, whole))

    def show(self, cells: Sequence[Cell], weight: tuple[int, int], uncertain: bool = False) -> Shown:
        """Add a figure that shows these counts; an uncertain one is hidden to begin with."""
        figure = Shown(tuple(cells), uncertain)
        self.figures.append(figure)
        for key, group in cells:
            self._by_cell.setdefault((key, group), []).append(figure)
            worth = self.tables[key].worth
            worth[group] = max(worth.get(group, (0, 0)), weight)
        return figure

    def shown_by(self, cell: Cell) -> Sequence[Shown]:
        """The figures that show a count."""
        return self._by_cell.get(cell, ())

    def conceal(self) -> None:
        """Hide the small counts, and what would give them away, until nothing more must go."""
        for figure in self.figures:
            if figure.hidden:
                self._follow(figure)
        for key, table in self.tables.items():
            for group, count in table.counts.items():
                if 0 < count < table.limit and (group == TOTAL or group in table.groups):
                    self._hide(key, group)
                    table.secret.add(group)
        self._waiting = dict.fromkeys(self.tables)
        self._cover_lines()
        safe: set[int] = set()
        for cell in [self._number(cell) for cell in self._small()]:
            while self._search.spent < _STEPS and not self._is_safe(cell, safe) and self._cover(cell):
                pass
            if cell not in safe and self._search.spent >= _STEPS:
                self._hide_division(cell)
        self._cover_lines()

    def _cover_lines(self) -> None:
        """No secret stands alone hidden on a line."""
        while True:
            while self._waiting:
                key = next(iter(self._waiting))
                del self._waiting[key]
                self._settle(key)
            changes = [self._line(self._cells(line), line) for line in self.across]
            if not any(changes):
                return

    def lines(self) -> Iterator[Line[Cell]]:
        """Every sum that a reader can know of: within each table, and across them."""
        for key, table in self.tables.items():
            for line in self._lines(table):
                total = None if line.total is None else (key, line.total)
                yield Line(tuple((key, group) for group in line.parts), total)
        yield from self.across

    def is_hidden(self, cell: Cell) -> bool:
        """Whether no figure shows the count."""
        table = self.tables[cell[0]]
        return cell[1] in table.hidden or not self._by_cell.get(cell)

    def _lines(self, table: Table) -> list[Line[Group]]:
        groups = tuple(table.groups)
        found = self._margins.get(groups)
        if found is None:
            found = self._margins[groups] = [
                Line(parts, TOTAL if len(parts) == len(groups) else None) for parts in margins(groups)
            ]
        return found

    def _hide(self, key: Hashable, group: Group) -> None:
        table = self.tables[key]
        if group in table.hidden:
            return
        table.hidden.add(group)
        self._rooms.pop(self._numbers.get((key, group), -1), None)
        self._wake(key)
        for figure in self._by_cell.get((key, group), ()):
            if not figure.hidden:
                figure.hidden = True
                self._follow(figure)

    def _hide_division(self, cell: int) -> None:
        """Tell nothing of how a table is divided, when there was no time to prove its counts safe."""
        key, _ = self._cell[cell]
        for group in self.tables[key].groups:
            self._hide(key, group)

    def _small(self) -> Iterator[Cell]:
        """The counts that must not be known."""
        for key, table in self.tables.items():
            for group in sorted(table.secret):
                if 0 < table.counts.get(group, 0) < table.limit:
                    yield key, group

    def _number(self, cell: Cell) -> int:
        number = self._numbers.get(cell)
        if number is None:
            number = self._numbers[cell] = len(self._cell)
            self._cell.append(cell)
        return number

    def _is_safe(self, cell: int, safe: set[int]) -> bool:
        """Whether the count could be another; those that could be in the same way are safe with it."""
        if cell not in safe:
            safe |= self._search.another(cell) or frozenset()
        return cell in safe

    def _cover(self, cell: int) -> bool:
        """Hide the lightest count that keeps another from being reckoned out. Tells whether there is any."""
        near = self._near(cell)
        chosen = near[:1]
        for other in near[:_TRIED]:
            self._tried = other
            if self._search.another(cell):
                chosen = [other]
                break
        self._tried = -1
        for other in chosen:
            self._hide(*self._cell[other])
        return bool(chosen)

    def _near(self, cell: int) -> list[int]:
        """The counts that are shown and bound to a hidden one, over other hidden ones too: totals last."""
        seen = {cell}
        front = [cell]
        found: list[tuple[bool, int, tuple[int, int], int, int]] = []
        steps = 0
        while front and len(found) < _TRIED:
            beyond = []
            for other in (x for one in front for bond, _ in self._bonds_of(one) for x in bond.cells):
                if other in seen:
                    continue
                seen.add(other)
                if self._room(other) is not None:
                    beyond.append(other)
                elif any(weight := self._weight(self._cell[other])):
                    found.append((self._cell[other][1] == TOTAL, steps, weight, len(found), other))
            front = beyond
            steps += 1
        return [other for *_, other in sorted(found)]

    def _room(self, number: int) -> int | None:
        """How much a hidden count may fall for all that is known; a nought alone would have been shown."""
        if number in self._rooms and number != self._tried:
            return self._rooms[number]
        cell = self._cell[number]
        least = any(figure.cells[-1] == cell for figure in self._by_cell.get(cell, ()))
        room = max(self._count(cell) - least, 0)
        if number == self._tried:
            return room
        self._rooms[number] = room if self.is_hidden(cell) else None
        return self._rooms[number]

    def _bonds_of(self, number: int) -> list[tuple[Bond, int]]:
        found = self._bonds.get(number)
        if found is None:
            key, group = self._cell[number]
            found = [*self._table_bonds(key).get(number, ()), *self._across_bonds().get(number, ())]
            for part, whole in self._within.get(key, ()):
                pair = (part, whole, group)
                bond = self._of_pair.get(pair)
                if bond is None:
                    more, less = (self._count((one, group)) for one in (whole, part))
                    ends = self._number((whole, group)), self._number((part, group))
                    bond = self._of_pair[pair] = Bond(ends[:1], ends[1:], more - less)
                found.append((bond, 1 if key == whole else -1))
            self._bonds[number] = found
        return found

    def _table_bonds(self, key: Hashable) -> dict[int, list[tuple[Bond, int]]]:
        """What is known of the groups of a table; where some are counted in several, they come to more."""
        known = self._of_table.get(key)
        if known is None:
            known = self._of_table[key] = {}
            table = self.tables[key]
            counts = table.counts
            more = sum(counts.get(group, 0) for group in table.groups) - counts.get(TOTAL, 0)
            for line in self._lines(table):
                if line.total is None and (
                    more or not _tells([counts.get(group, 0) for group in line.parts], table.limit)
                ):
                    continue
                total = () if line.total is None else (self._number((key, TOTAL)),)
                parts = tuple(self._number((key, group)) for group in line.parts)
                _bind(known, Bond(parts, total, more or None))
        return known

    def _across_bonds(self) -> dict[int, list[tuple[Bond, int]]]:
        if self._of_across is None:
            self._of_across = {}
            for line in (*self.across, *self.loose):
                total = () if line.total is None else (self._number(line.total),)
                _bind(self._of_across, Bond(tuple(self._number(cell) for cell in line.parts), total))
        return self._of_across

    def _follow(self, figure: Shown) -> None:
        """The figure's other counts are hidden too, when no other figure shows them."""
        for other in figure.along:
            if not other.hidden:
                other.hidden = True
                self._follow(other)
        for key, group in figure.cells:
            if all(other.hidden for other in self._by_cell[key, group]):
                self._hide(key, group)

    def _wake(self, key: Hashable) -> None:
        # A dict keeps the order; a table that waits already is not put last again.
        self._waiting.setdefault(key)

    def _settle(self, key: Hashable) -> None:
        """Go through the lines of a table until they hide nothing more."""
        table = self.tables[key]
        if not table.secret:
            return
        hidden, secret = table.hidden, table.secret
        again = True
        while again:
            again = False
            for line in self._lines(table):
                covered = [group for group in line.parts if group in hidden]
                if line.total is not None and line.total in hidden:
                    covered.append(line.total)
                if covered and not secret.isdisjoint(covered):
                    again |= self._line([(key, group) for group in covered], _across(key, line))

    def _cells(self, line: Line[Cell]) -> list[Cell]:
        cells = line.parts if line.total is None else (*line.parts, line.total)
        return [(key, group) for key, group in cells if group in self.tables[key].hidden]

    def _line(self, covered: list[Cell], line: Line[Cell]) -> bool:
        """Cover the secret of a line that stands alone; what covers it becomes one. Tells of change."""
        covered = [cell for cell in covered if any(self._weight(cell))]
        if not any(group in self.tables[key].secret for key, group in covered):
            return False
        changed = False
        if line.total not in covered and all(self._count(cell) == 1 for cell in covered):
            # Noughts are never hidden, so that hidden counts which add up to their number are all one.
            alone = True
        else:
            alone = len(covered) == 1
        if alone:
            # The total goes only when there is no part to take.
            shown = [
                cell
                for cell in line.parts
                if cell[1] not in self.tables[cell[0]].hidden and any(self._weight(cell))
            ]
            total = line.total
            if not shown and total is not None and total[1] not in self.tables[total[0]].hidden:
                shown = [total]
            if shown:
                other = min(shown, key=self._weight)
                self._hide(*other)
                covered.append(other)
                changed = True
        for key, group in covered:
            table = self.tables[key]
            if group not in table.secret:
                table.secret.add(group)
                self._wake(key)
                changed = True
        return changed

    def _count(self, cell: Cell) -> int:
        return self.tables[cell[0]].counts.get(cell[1], 0)

    def _weight(self, cell: Cell) -> tuple[int, int]:
        return self.tables[cell[0]].weight(cell[1])


def _across(key: Hashable, line: Line[Group]) -> Line[Cell]:
    total = None if line.total is None else (key, line.total)
    return Line(tuple((key, group) for group in line.parts), total)


def _bind(known: dict[int, list[tuple[Bond, int]]], bond: Bond) -> None:
    for sign, cells in ((1, bond.plus), (-1, bond.minus)):
        for cell in cells:
            known.setdefault(cell, []).append((bond, sign))


def _tells(counts: Sequence[int], limit: int) -> bool:
    """Whether a coarser division tells what the counts come to; what is one count it hides as well."""
    return sum(counts) >= limit and sum(map(bool, counts)) > 1
