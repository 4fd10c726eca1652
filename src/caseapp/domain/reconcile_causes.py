"""Why a list lacks a decision: the simple limits that every row of the list keeps and the missing row breaks.

Found from the rows alone. A limit is only a candidate: how easily it could have come about by chance is
reckoned, and told. Where no limit tells the missing row from the others, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from caseapp.domain.reconcile import (
    ENDED,
    EXECUTED,
    INTERRUPTED,
    REF,
    RESUMED,
    Column,
    Comparison,
    Holds,
    Line,
    Pair,
)
from caseapp.domain.reconcile_limits import Limit, Say, limits_of

UNKNOWN = "Inget i uppgifterna förklarar varför."
LIKELY = 0.05
"""A limit that more than this share of lists drawn blindly would keep is told as uncertain."""

_STEPS = {
    EXECUTED: "beslutet {}verkställt",
    INTERRUPTED: "insatsen {}avbruten",
    RESUMED: "insatsen {}återupptagen",
    ENDED: "insatsen {}avslutad",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a list lacks a row. `explains` counts the missing rows that the same limit explains.

    `chance` is at most the share of lists, drawn blindly from all the rows, that would keep such a limit;
    None when the cause is seen and not inferred. `rule` is the limit alone, without the row.
    """

    kind: str
    column: str
    rule: str
    text: str
    explains: int
    chance: float | None = None

    @property
    def certain(self) -> bool:
        """Whether it is more than chance is likely to make."""
        return self.kind != "unknown" and (self.chance is None or self.chance <= LIKELY)


@dataclass(frozen=True, slots=True)
class _Broken:
    """A limit that missing rows break, how many of them, and how easily it is kept by chance."""

    limit: Limit
    rows: int
    chance: float

    def cause(self, line: Line) -> Cause:
        """What it says of one of the rows."""
        here = self.limit.here(line)
        text = f"{self.limit.rule}; {here}." if here else f"{self.limit.rule}."
        return Cause(self.limit.kind, self.limit.column, self.limit.rule, text, self.rows, self.chance)


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that a list has but that cannot be read: its number, the column and the fault."""

    number: int
    column: str
    reason: str


def causes(
    comparison: Comparison,
    a: Sequence[Line],
    columns: Sequence[Column],
    name: str,
    other: str,
    say: Say,
    unread: Mapping[str, Unread] | None = None,
) -> list[tuple[Cause, ...]]:
    """For each row only in B: every cause for A to lack it, the one that explains most rows first.

    `a` are all rows of A; `name` is what A is called, as `A` or `registret`, and `other` what B is called.
    `unread` are the rows of A that cannot be read, by reference. Rows that nothing explains get UNKNOWN.
    """
    missing = comparison.only_b
    here = _here(name)
    signs = _Signs(comparison, a, name, other, unread or {})
    if not a:
        none = f"{here} har inga rader"
        empty = Cause("empty", "", none, f"{none}.", len(missing))
        return [(*signs.of(line), empty) for line in missing]
    twins = [pair.b for pair in comparison.pairs]
    # A column that B never fills says nothing: the search may leave it out.
    told_by_b = [c for c in columns if c.holds is Holds.DAY or any(x.cell(c.id) for x in [*missing, *twins])]
    limits = list(limits_of(a, [*a, *twins], missing, told_by_b, here, name, say))
    ranked = _ranked(limits, len(a), missing)
    found = []
    for line in missing:
        told = [*signs.of(line), *(broken.cause(line) for broken in ranked if not broken.limit.keeps(line))]
        found.append(tuple(told) or (Cause("unknown", "", UNKNOWN.rstrip("."), UNKNOWN, 0),))
    return found


def summary(found: Sequence[Sequence[Cause]]) -> list[Cause]:
    """Each limit once, the one that explains most rows first; what was seen on single rows is left out."""
    by_rule = {cause.rule: cause for causes_ in found for cause in causes_ if cause.chance is not None}
    return sorted(by_rule.values(), key=lambda cause: -cause.explains)


def steps(pair: Pair, name: str, other: str) -> list[str]:
    """Why one list counts the decision as not executed and the other does not; empty when they agree."""
    if pair.a.waits == pair.b.waits:
        return []
    told = []
    for difference in pair.differences:
        words = _STEPS.get(difference.column)
        if words is None:
            continue
        if difference.a and difference.b:
            rest = f"{words.format('')} {difference.a}; i {other} {difference.b}."
        elif difference.a:
            rest = f"{words.format('')} {difference.a}; i {other} inte."
        else:
            rest = f"{words.format('inte ')}; i {other} {difference.b}."
        told.append(f"I {name} är {rest}")
    return told


def _ranked(limits: Sequence[Limit], held: int, missing: Sequence[Line]) -> list[_Broken]:
    """The limits that some missing row breaks, the one that explains most first.

    Of two that explain as much, an interruption says more than the execution before it.
    """
    total = held + len(missing)
    found = []
    for limit in limits:
        rows = sum(not limit.keeps(line) for line in missing)
        if rows:
            # As many limits as are tried, as many chances has one of them to be kept by chance.
            chance = len(limits) * comb(total - rows, held) / comb(total, held)
            found.append(_Broken(limit, rows, min(1.0, chance)))
    return sorted(found, key=lambda broken: (-broken.rows, broken.limit.column != INTERRUPTED))


class _Signs:
    """What stands in A itself about a row that it lacks, looked up by reference, person and kind."""

    def __init__(
        self, comparison: Comparison, a: Sequence[Line], name: str, other: str, unread: Mapping[str, Unread]
    ) -> None:
        self._name = name
        self._other = other
        self._unread = unread
        self._refs = {line.ref for line in a}
        self._near: dict[tuple[str, str], list[Line]] = {}
        for line in comparison.only_a:
            self._near.setdefault((line.cell("person"), line.cell("insatstyp")), []).append(line)

    def of(self, line: Line) -> Iterator[Cause]:
        """Every sign, the surest first."""
        name, other = self._name, self._other
        there = self._unread.get(line.ref)
        if there is not None:
            rule = f"Raden går inte att läsa i {name}"
            text = f"Ärendet står på rad {there.number} i {name}, men raden går inte att läsa. "
            yield Cause("unreadable", there.column, rule, f"{text}{there.column}: {there.reason}", 1)
        if line.ref in self._refs:
            rule = f"Ärendet står på fler rader i {other}"
            yield Cause("repeated", REF, rule, f"{rule} än i {name}.", 1)
        for one in self._near.get((line.cell("person"), line.cell("insatstyp")), ()):
            rule = f"I {name} finns samma person och insatstyp med ett annat beslut"
            days = f"beslut {one.cell('beslut') or 'saknas'}; här är det {line.cell('beslut') or 'tomt'}"
            text = f"I {name} finns samma person och insatstyp på ärende {one.ref}, {days}."
            yield Cause("near", "beslut", rule, text, 1)


def _here(name: str) -> str:
    return name[:1].upper() + name[1:]
