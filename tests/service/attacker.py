"""One who reads statistics as json, knows what each measure counts, and reckons out what is hidden.

All that is told becomes sums of whole numbers that are nought or more: groups make up the undivided count,
a part is no more than its whole, what is in time and what is late make up all, bands make up the number of
durations, whose mean and median are told too. From those it draws every conclusion it can: by solving the
sums as equations, by narrowing each number between bounds, and by trying out what each could be.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, floor, inf
from typing import Any

from caseapp.domain.guards import ClockGuard, ClockState
from caseapp.domain.measures import Basis, Counts, Formula, Measure

Group = tuple[str, ...]
ALL: Group = ("*",)


@dataclass(frozen=True)
class What:
    """What a number counts: the things of a population that hold all of `true`, and in which form."""

    population: Hashable
    true: frozenset[Any]
    form: tuple[Any, ...] = ()


Name = tuple[What, Group]


@dataclass
class Sums:
    """Numbers between bounds, and sums of them that are between bounds."""

    low: dict[Name, float] = field(default_factory=dict)
    high: dict[Name, float] = field(default_factory=dict)
    sums: list[tuple[dict[Name, Fraction], float, float]] = field(default_factory=list)
    hidden: dict[Name, list[str]] = field(default_factory=dict)

    def number(self, name: Name, told: int | None, least: int, said: str) -> None:
        self.low.setdefault(name, 0)
        self.high.setdefault(name, inf)
        if told is not None:
            self.low[name] = self.high[name] = told
        else:
            self.low[name] = max(self.low[name], least)
            self.hidden.setdefault(name, []).append(said)

    def add(self, terms: dict[Name, int | Fraction], low: float, high: float) -> None:
        self.sums.append(({name: Fraction(factor) for name, factor in terms.items()}, low, high))

    def solved(self, truth: Mapping[Name, int]) -> dict[Name, int]:
        """Which of the hidden numbers asked for are known: no other than the true one is possible."""
        low, high = dict(self.low), dict(self.high)
        for name, value in self._equations().items():
            low[name], high[name] = max(low[name], value), min(high[name], value)
        of: dict[Name, list[int]] = {}
        for number, (terms, _, _) in enumerate(self.sums):
            for name in terms:
                of.setdefault(name, []).append(number)
        assert self._narrow(low, high, of, list(range(len(self.sums)))), "what is told contradicts itself"
        known = {}
        for name, true in truth.items():
            assert low[name] <= true <= high[name], (self.hidden[name], "cannot be what it is")
            others = [true + 1, *range(int(low[name]), true)]
            if not any(
                low[name] <= other <= high[name] and self._possible(name, other, low, high, of)
                for other in others
            ):
                known[name] = true
        return known

    def _possible(
        self,
        name: Name,
        value: float,
        low: dict[Name, float],
        high: dict[Name, float],
        of: dict[Name, list[int]],
    ) -> bool:
        least, most = dict(low), dict(high)
        least[name] = most[name] = value
        return self._narrow(least, most, of, of.get(name, []))

    def _narrow(
        self, low: dict[Name, float], high: dict[Name, float], of: dict[Name, list[int]], wake: list[int]
    ) -> bool:
        """Narrow the bounds by the sums until they stay; False when they leave nothing."""
        waiting = dict.fromkeys(wake)
        while waiting:
            number = next(iter(waiting))
            del waiting[number]
            terms, least, most = self.sums[number]
            ends = {n: sorted((f * low[n] if low[n] else 0, _times(f, high[n]))) for n, f in terms.items()}
            bottom = sum(float(end[0]) for end in ends.values())
            top = sum(float(end[1]) for end in ends.values())
            if bottom > most + 1e-6 or top < least - 1e-6:
                return False
            for name, factor in terms.items():
                rest_low = _less(bottom, float(ends[name][0]), ends, name, 0)
                rest_high = _less(top, float(ends[name][1]), ends, name, 1)
                a, b = (least - rest_high) / float(factor), (most - rest_low) / float(factor)
                new_low, new_high = (a, b) if factor > 0 else (b, a)
                changed = False
                if new_low > -inf and ceil(new_low - 1e-6) > low[name]:
                    low[name], changed = ceil(new_low - 1e-6), True
                if new_high < inf and floor(new_high + 1e-6) < high[name]:
                    high[name], changed = floor(new_high + 1e-6), True
                if low[name] > high[name]:
                    return False
                if changed:
                    waiting.update(dict.fromkeys(of[name]))
        return True

    def _equations(self) -> dict[Name, int]:
        """The numbers that the exact sums settle together, each unknown put in terms of the others."""
        rows: dict[Name, tuple[dict[Name, Fraction], Fraction]] = {}
        for terms, least, most in self.sums:
            if least != most:
                continue
            row, value = {}, Fraction(int(least))
            for name, factor in terms.items():
                if self.low[name] == self.high[name]:
                    value -= factor * int(self.low[name])
                else:
                    row[name] = factor
            for pivot in [name for name in row if name in rows]:
                factor = row[pivot]
                value -= factor * rows[pivot][1]
                _subtract(row, rows[pivot][0], factor)
            if not row:
                continue
            pivot = next(iter(row))
            factor = row[pivot]
            row, value = {name: part / factor for name, part in row.items()}, value / factor
            for known, (other, number) in list(rows.items()):
                if pivot in other:
                    share = other[pivot]
                    _subtract(other, row, share)
                    rows[known] = (other, number - share * value)
            rows[pivot] = (row, value)
        return {name: int(value) for name, (row, value) in rows.items() if len(row) == 1}


def _subtract(row: dict[Name, Fraction], other: dict[Name, Fraction], factor: Fraction) -> None:
    for name, part in other.items():
        row[name] = row.get(name, Fraction(0)) - factor * part
        if not row[name]:
            del row[name]


def _times(factor: Fraction, value: float) -> float:
    return (inf if factor > 0 else -inf) if value == inf else float(factor) * value


def _less(total: float, own: float, ends: dict[Name, Any], name: Name, side: int) -> float:
    if abs(total) < inf:
        return total - own
    return sum(float(end[side]) for other, end in ends.items() if other != name)


def known_to_a_reader(told: dict[str, Any], measures: dict[str, Measure]) -> Sums:
    """What a batch as json tells of its numbers."""
    sums = Sums()
    groups: dict[What, list[Group]] = {}
    keys = told["selection"]["by"]
    for result in told["results"]:
        measure = measures[result["measure"]]
        figures = [(ALL, result), *((tuple(g["by"].values()), g) for g in result["groups"])]
        for group, figure in figures:
            for what, number, least in _numbers(measure, figure):
                sums.number((what, group), number, least, measure.id)
                groups.setdefault(what, [])
                if group != ALL and group not in groups[what]:
                    groups[what].append(group)
            _within_figure(sums, measure, figure, group)
    for what, parts in groups.items():
        if parts and what.population[-1] not in (Counts.PERSONS, Counts.HOUSEHOLDS):  # type: ignore[index]
            sums.add({**{(what, group): 1 for group in parts}, (what, ALL): -1}, 0, 0)
    _between(sums, groups, by_sex=set(keys) <= {"sex"})
    return sums


def _population(measure: Measure) -> tuple[Any, ...]:
    told = measure.population
    kinds = tuple(sorted(told.case_types))
    basis, counted = told.basis, tuple(sorted(told.counted))
    if (kinds, basis, counted) == (("utredning",), Basis.EVENT, ("avslutad",)):
        basis, counted = Basis.ENDED, ()
    if (kinds, basis, counted) == (("aktualisering",), Basis.EVENT, ("inkom",)):
        basis, counted = Basis.BEGUN, ()
    return (kinds, basis, counted, told.which if counted else None, told.counts)


def _numbers(measure: Measure, figure: dict[str, Any]) -> Iterator[tuple[What, int | None, int]]:
    """The numbers of a figure: what each counts, what is told, and the least it is when it is hidden."""
    base, true, formula = _population(measure), frozenset(measure.population.where), measure.formula
    numerator, denominator = figure["numerator"], figure["denominator"]
    if formula is Formula.COUNT:
        clocks = {ClockGuard(measure.rules, ClockState.EXISTS)} if measure.rules else set()
        yield What(base, true | clocks), numerator, 1
    elif formula is Formula.SHARE_WHERE:
        yield What(base, true | set(measure.numerator)), numerator, 0
        yield What(base, true), denominator, 1
    elif formula in (Formula.SHARE_ON_TIME, Formula.SHARE_LATE):
        state = ClockState.LATE if formula is Formula.SHARE_LATE else ClockState.ON_TIME
        # Those whose clock is neither kept nor broken yet are no part of it.
        judged = true | {("bedömd", measure.rules)}
        yield What(base, judged | {ClockGuard(measure.rules, state)}), numerator, 0
        yield What(base, judged), denominator, 1
    elif formula in (Formula.DURATION, Formula.DAYS_OVER):
        yield What(base, true, (formula, measure.span, measure.rules)), denominator, 1
        for band in measure.bands:
            count = None if figure["bands"] is None else figure["bands"][band.name]
            least = int(figure["bands"] is not None)
            yield What(base, true, (formula, measure.span, measure.rules, band)), count, least
    elif formula is Formula.BALANCE:
        kinds, _, _, _, counts = base
        yield What((kinds, Basis.BEGUN, (), None, counts), true), numerator, 0
        yield What((kinds, Basis.ENDED, (), None, counts), true), denominator, 0
    elif formula is Formula.QUEUE_LENGTH:
        for point in figure["series"]:
            last = point is figure["series"][-1]
            yield What(base if last else (*base[:4], point["day"], base[4]), true), point["value"], 1
        if figure["series"]:
            yield What(base, true), figure["value"], 1
    elif formula is Formula.CARE_DAYS:
        yield What(base, true, (formula, measure.span)), denominator, 1
    elif formula is Formula.PER_WORKER:
        yield What(base, true, (formula,)), numerator, 1


def _within_figure(sums: Sums, measure: Measure, figure: dict[str, Any], group: Group) -> None:
    """What a figure tells by itself: a part and its whole, bands and their number, mean and median."""
    numbers = [(what, group) for what, _, _ in _numbers(measure, figure)]
    if measure.formula.is_share and numbers[0] != numbers[1]:
        sums.add({numbers[1]: 1, numbers[0]: -1}, 0, inf)
    if not measure.formula.is_days or not measure.bands:
        return
    whole, *bands = numbers
    if _is_partition(measure):
        sums.add({**dict.fromkeys(bands, 1), whole: -1}, 0, 0)
    if figure["value"] is None or not _is_partition(measure):
        return
    count = figure["denominator"]
    days = round(figure["value"] * count)
    pairs = list(zip(bands, measure.bands, strict=True))
    sums.add({name: band.first for name, band in pairs if band.first}, -inf, days)
    if figure["bands"][measure.bands[-1].name] == 0:
        closed = {name: band.last for name, band in pairs if band.last}
        sums.add(closed, days, inf)
    half = ceil(count / 2)
    sums.add({name: 1 for name, band in pairs if band.first <= figure["median"]}, half, inf)
    sums.add(
        {name: 1 for name, band in pairs if band.last is None or band.last >= figure["median"]}, half, inf
    )


def _is_partition(measure: Measure) -> bool:
    bands = measure.bands
    joined = all(one.last is not None and one.last + 1 == two.first for one, two in pairwise(bands))
    return bool(bands) and bands[0].first == 0 and bands[-1].last is None and joined


def _between(sums: Sums, groups: dict[What, list[Group]], by_sex: bool) -> None:
    """What the definitions tell of each other's numbers."""
    by: dict[tuple[Hashable, tuple[Any, ...]], dict[frozenset[Any], What]] = {}
    for what in groups:
        by.setdefault((what.population, what.form), {})[what.true] = what
    for one, two in combinations(groups, 2):
        for part, whole in ((one, two), (two, one)):
            if _is_within(part, whole, by_sex):
                for group in (ALL, *groups[part]):
                    if (whole, group) in sums.low:
                        sums.add({(whole, group): 1, (part, group): -1}, 0, inf)
    for same in by.values():
        for true, whole in same.items():
            for one, two in combinations([what for said, what in same.items() if said > true], 2):
                if _is_opposite(one.true - true, two.true - true):
                    for group in (ALL, *groups[whole]):
                        if {(one, group), (two, group)} <= sums.low.keys():
                            sums.add({(one, group): 1, (two, group): 1, (whole, group): -1}, 0, 0)


def _is_within(part: What, whole: What, by_sex: bool) -> bool:
    if not part.true >= whole.true or part.form[: len(whole.form)] != whole.form:
        return False
    *one, counts = part.population  # type: ignore[misc]
    *two, all_counts = whole.population  # type: ignore[misc]
    if counts != all_counts and all_counts is not Counts.CASES:
        return False
    if one[0] != two[0] and not set(one[0]) <= set(two[0]):
        return False
    if one[1:] == two[1:]:
        return True
    begun_or_so = one[1] in (Basis.BEGUN, Basis.ENDED, Basis.OPEN) and len(one) == 4
    return by_sex and two[1] is Basis.ONGOING and begun_or_so


def _is_opposite(one: frozenset[Any], two: frozenset[Any]) -> bool:
    if len(one) != 1 or len(two) != 1:
        return False
    (first,), (second,) = one, two
    if type(first) is not type(second):
        return False
    if isinstance(first, ClockGuard):
        states = {first.state, second.state}
        return first.rules == second.rules and states == {ClockState.LATE, ClockState.ON_TIME}
    if not hasattr(first, "negated"):
        return False
    return _plain(first) == _plain(second) and first.negated is not second.negated


def _plain(guard: Any) -> dict[str, Any]:
    return {name: getattr(guard, name) for name in guard.__slots__ if name != "negated"}
