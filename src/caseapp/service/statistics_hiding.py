"""Hides the small cells of all measures that are taken out at once, as one batch."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from caseapp.catalogue.book import Catalogue, Suppression
from caseapp.domain.guards import ClockGuard, ClockState, FieldGuard, Guard
from caseapp.domain.measures import Basis, Counts, Formula, Measure, Which
from caseapp.service.small_cells import Group, Line
from caseapp.service.small_cells_batch import TOTAL, Batch, Shown
from caseapp.service.statistics_guards import UNKNOWN
from caseapp.service.statistics_result import Figure

Figures = Mapping[Group, Figure]
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class _Count:
    """What a table counts: things of a base that hold the guards, those with more said of them in `also`.

    The base is the case types, what puts them in the period, the counted events, which, and what is counted.
    """

    base: tuple[Hashable, ...]
    guards: frozenset[Guard]
    also: tuple[Hashable, ...] = ()


@dataclass(slots=True)
class _Part:
    """A kind of count that a measure's figures show, with its number in each group."""

    key: int
    count: _Count
    counts: dict[Group, int]


def hide(
    catalogue: Catalogue,
    taken: Sequence[tuple[Measure, Sequence[Group], Figures]],
    suppression: Suppression,
) -> tuple[list[dict[Group, Figure]], Batch]:
    """The figures of all measures with what must be hidden left out, and the batch that says why."""
    batch = Batch()
    parts: dict[int, _Part] = {}
    numbers: dict[Hashable, int] = {}
    shown: list[dict[Group, Shown]] = []
    details: list[dict[tuple[Group, int], Shown]] = []
    for measure, groups, figures in taken:
        limit = measure.hide_below or suppression.hide_below
        own = [_part(numbers, count, counts) for count, counts in _parts(catalogue, measure, figures)]
        for part in own:
            parts.setdefault(part.key, part)
            batch.table(part.key, part.counts, groups, limit)
        least = suppression.share_from if measure.share_from is None else measure.share_from
        main = _main(measure, own)
        for part, whole in pairwise(main):
            # What a share counts is within what it is a share of.
            if measure.formula.is_share and part.key != whole.key:
                batch.contain(part.key, whole.key)
        figure_of = {
            group: batch.show(
                [(part.key, group) for part in main],
                _weight(measure, figure),
                _uncertain(measure, figure, least),
            )
            for group, figure in figures.items()
        }
        shown.append(figure_of)
        small = own[1:] if measure.formula.is_days else own if measure.formula is Formula.QUEUE_LENGTH else []
        detail = {
            (group, number): batch.show([(part.key, group)], (0, part.counts[group]))
            for number, part in enumerate(small)
            for group in figures
        }
        if measure.formula.is_days:
            for (group, _), band in detail.items():
                figure_of[group].along.append(band)
            if len(small) > 1 and _sums(own[0], small):
                # A number too uncertain to show is no secret because its bands are.
                _add_up(batch, own[0], small, {group for group, main in figure_of.items() if main.hidden})
        details.append(detail)
    _relate(batch, list(parts.values()))
    batch.conceal()
    hidden = []
    for (_, _, figures), figure_of, detail in zip(taken, shown, details, strict=True):
        hidden.append({group: _masked(figure, figure_of[group], detail) for group, figure in figures.items()})
    return hidden, batch


_DISTINCT = (Counts.PERSONS, Counts.HOUSEHOLDS)
_SEXES: tuple[Group, ...] = (("K",), ("M",), (UNKNOWN,))
_SHOWN = {
    Formula.SHARE_WHERE: 2,
    Formula.SHARE_ON_TIME: 2,
    Formula.SHARE_LATE: 2,
    Formula.RE_ENTRY: 2,
    Formula.BALANCE: 2,
}
"""How many kinds of count a figure shows at once."""


def _main(measure: Measure, own: Sequence[_Part]) -> Sequence[_Part]:
    """The counts that the figure itself shows; of a series it is the last one."""
    return own[-1:] if measure.formula is Formula.QUEUE_LENGTH else own[: _SHOWN.get(measure.formula, 1)]


def _part(numbers: dict[Hashable, int], count: _Count, counts: dict[Group, int]) -> _Part:
    """Two that count the same by definition are one table, when they also come to the same numbers."""
    same = (count.base, count.guards, count.also[2:], frozenset(item for item in counts.items() if item[1]))
    return _Part(numbers.setdefault(same, len(numbers)), count, counts)


def _parts(
    catalogue: Catalogue, measure: Measure, figures: Figures
) -> Iterator[tuple[_Count, dict[Group, int]]]:
    """The kinds of count that a measure's figures show."""
    formula = measure.formula
    base = _base(catalogue, measure)
    where = frozenset(measure.population.where)
    first = {group: figure.numerator or 0 for group, figure in figures.items()}
    second = {group: figure.denominator or 0 for group, figure in figures.items()}
    if formula is Formula.COUNT:
        clocks = {ClockGuard(measure.rules, ClockState.EXISTS)} if measure.rules else set()
        yield _Count(base, where | clocks), first
    elif formula in (Formula.SHARE_ON_TIME, Formula.SHARE_LATE):
        state = ClockState.LATE if formula is Formula.SHARE_LATE else ClockState.ON_TIME
        exists = ClockGuard(measure.rules, ClockState.EXISTS)
        yield _Count(base, where | {exists, ClockGuard(measure.rules, state)}), first
        yield _Count(base, where | {exists}), second
    elif formula is Formula.DAYS_OVER:
        late = where | {ClockGuard(measure.rules, state) for state in (ClockState.EXISTS, ClockState.LATE)}
        yield _Count(base, late), second
        yield from _bands(measure, _Count(base, late, (formula, measure.span)), figures)
    elif formula is Formula.SHARE_WHERE:
        yield _Count(base, where | frozenset(measure.numerator)), first
        yield _Count(base, where), second
    elif formula is Formula.BALANCE:
        types, unit = base[0], base[-1]
        yield _Count((types, Basis.BEGUN, (), Which.LAST, unit), where), first
        yield _Count((types, Basis.ENDED, (), Which.LAST, unit), where), second
    elif formula is Formula.QUEUE_LENGTH:
        series = {group: figure.series or () for group, figure in figures.items()}
        days = [day for day, _ in series[TOTAL]]
        for number, day in enumerate(days):
            last = number == len(days) - 1
            counts = {group: told[number][1] or 0 for group, told in series.items()}
            yield _Count(base if last else (*base, day), where), counts
    elif formula in (Formula.DURATION, Formula.CARE_DAYS):
        spans = _Count(base, where, (formula, measure.span))
        yield spans, second
        yield from _bands(measure, spans, figures)
    elif formula is Formula.RE_ENTRY:
        assert measure.re_entry is not None
        back = (*base, replace(measure.re_entry, complement=False))
        came = not measure.re_entry.complement
        yield _Count(back, where, (formula, measure.span, came)), first
        yield _Count(back, where, (formula, measure.span)), second
    else:
        yield _Count(base, where, (formula,)), first


def _bands(measure: Measure, spans: _Count, figures: Figures) -> Iterator[tuple[_Count, dict[Group, int]]]:
    for number, band in enumerate(measure.bands):
        counts = {
            group: (figure.bands[number][1] or 0) if figure.bands else 0 for group, figure in figures.items()
        }
        yield _Count(spans.base, spans.guards, (*spans.also, (band.first, band.last))), counts


def _base(catalogue: Catalogue, measure: Measure) -> tuple[Hashable, ...]:
    """The population without its guards; two ways to say opened, or closed, are one."""
    population = measure.population
    basis, counted, which = population.basis, tuple(sorted(population.counted)), population.which
    kinds = [catalogue.case_types[kind] for kind in population.case_types]
    if basis is Basis.EVENT and which is not Which.EACH:
        if all(counted == (kind.opens,) for kind in kinds):
            basis = Basis.BEGUN
        elif all(counted == tuple(sorted(kind.closes)) for kind in kinds):
            basis = Basis.ENDED
    if basis is not Basis.EVENT:
        counted, which = (), Which.LAST
    return (tuple(sorted(population.case_types)), basis, counted, which, population.counts)


def _weight(measure: Measure, figure: Figure) -> tuple[int, int]:
    """How much hiding a figure would cost; a share without anyone in it covers poorly and goes last."""
    if measure.formula in (Formula.BALANCE, Formula.PER_WORKER) or figure.denominator is None:
        return (0, max(figure.numerator or 0, figure.denominator or 0))
    return (int(figure.numerator == 0 and figure.denominator > 0), figure.denominator)


def _uncertain(measure: Measure, figure: Figure, least: int) -> bool:
    if not (measure.formula.is_share or measure.formula.is_days):
        return False
    return figure.denominator is not None and 0 < figure.denominator < least


def _relate(batch: Batch, parts: Sequence[_Part]) -> None:
    """Lines between the tables: what is left of a count when a part of it is taken away."""
    by_base: dict[tuple[Hashable, ...], list[_Part]] = {}
    for part in parts:
        by_base.setdefault((part.count.base, part.count.also), []).append(part)
    for same in by_base.values():
        for whole in same:
            inner = [part for part in same if part.count.guards > whole.count.guards]
            for part in inner:
                _leave(batch, whole, part)
            for several in _partitions(whole, inner):
                _add_up(batch, whole, several)
    for whole in parts:
        for part in parts:
            if part is whole or not _is_within(part.count, whole.count):
                continue
            same_day = part.count.base[1] == whole.count.base[1]
            if (same_day or _undivided_but_by_sex(part)) and _is_less(part, whole):
                batch.contain(part.key, whole.key)


def _is_within(part: _Count, whole: _Count) -> bool:
    """Whether all that one counts is among what another counts, by their definitions."""
    if not part.guards >= whole.guards or part.also[: len(whole.also)] != whole.also:
        return False
    types, basis, counted, which, counts, *more = part.base
    all_types, all_basis, all_counted, all_which, all_counts, *all_more = whole.base
    assert isinstance(types, tuple)
    assert isinstance(all_types, tuple)
    if more != all_more or not set(types) <= set(all_types):
        return False
    if counts != all_counts and not (all_counts is Counts.CASES and counts in _DISTINCT):
        return False
    if (basis, counted, which) == (all_basis, all_counted, all_which):
        return True
    # What began, ended or was open in the period was ongoing in it.
    return all_basis is Basis.ONGOING and basis in (Basis.BEGUN, Basis.ENDED, Basis.OPEN)


def _undivided_but_by_sex(part: _Part) -> bool:
    """Units and ages are those of the counted day, which is another for what began than for what went on."""
    return all(group == TOTAL or group in _SEXES for group in part.counts)


def _is_less(part: _Part, whole: _Part) -> bool:
    """Age groups of their own, or a case that has moved, can make it otherwise."""
    return all(count <= whole.counts.get(group, 0) for group, count in part.counts.items())


def _leave(batch: Batch, whole: _Part, part: _Part) -> None:
    """Where only few are left, their number is as secret as if it were shown."""
    limit = batch.tables[whole.key].limit
    for group, count in part.counts.items():
        rest = whole.counts.get(group, 0) - count
        if 0 < rest < limit and _is_asked(batch, whole, part, group):
            key = ("resten", whole.key, part.key, group)
            batch.table(key, {TOTAL: rest}, (), limit)
            batch.across.append(Line(((part.key, group), (key, TOTAL)), (whole.key, group)))


def _is_asked(batch: Batch, whole: _Part, part: _Part, group: Group) -> bool:
    """A share tells what is left of it all the same; only what several figures tell together is new."""
    together = {id(figure) for figure in batch.shown_by((whole.key, group))}
    return not together & {id(figure) for figure in batch.shown_by((part.key, group))}


def _partitions(whole: _Part, inner: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Sets of parts that by definition exclude each other, such as a code each, or late and in time."""
    sets: dict[Hashable, list[tuple[Guard, _Part]]] = {}
    for part in inner:
        extra = part.count.guards - whole.count.guards
        if len(extra) == 1:
            (guard,) = extra
            sets.setdefault(_subject(guard), []).append((guard, part))
        elif len(extra) == 2 and (clock := _clock(extra)) is not None:
            sets.setdefault(_subject(clock), []).append((clock, part))
    for found in sets.values():
        for several in _disjoint(found):
            if len(several) > 1 and _sums(whole, several):
                yield several


def _clock(extra: frozenset[Guard]) -> ClockGuard | None:
    clocks = [guard for guard in extra if isinstance(guard, ClockGuard)]
    return next((guard for guard in clocks if guard.state is not ClockState.EXISTS), None)


def _subject(guard: Guard) -> Hashable:
    if isinstance(guard, FieldGuard) and guard.any_of and not guard.negated:
        return ("fält", guard.field)
    if isinstance(guard, ClockGuard) and guard.state in (ClockState.LATE, ClockState.ON_TIME):
        return ("frist", guard.rules)
    return ("eller inte", replace(guard, negated=False))


def _disjoint(found: Sequence[tuple[Guard, _Part]]) -> Iterator[list[_Part]]:
    taken: set[str] = set()
    several: list[_Part] = []
    for guard, part in found:
        values = set(guard.any_of) if isinstance(guard, FieldGuard) else {str(id(part))}
        if taken.isdisjoint(values):
            taken |= values
            several.append(part)
    yield several


def _sums(whole: _Part, several: Sequence[_Part]) -> bool:
    return all(
        count == sum(part.counts.get(group, 0) for part in several) for group, count in whole.counts.items()
    )


def _add_up(batch: Batch, whole: _Part, several: Sequence[_Part], loose: Collection[Group] = ()) -> None:
    for group in whole.counts:
        cells = tuple((part.key, group) for part in several if group in part.counts)
        lines = batch.loose if group in loose else batch.across
        lines.append(Line(cells, (whole.key, group)))


def _masked(figure: Figure, main: Shown, detail: Mapping[tuple[Group, int], Shown]) -> Figure:
    def seen(told: tuple[tuple[Name, int | None], ...] | None) -> tuple[tuple[Name, int | None], ...] | None:
        if told is None:
            return None
        return tuple(
            (name, None if detail[figure.group, number].hidden else count)
            for number, (name, count) in enumerate(told)
        )

    series, bands = seen(figure.series), seen(figure.bands)
    if main.hidden:
        return Figure(figure.group, None, None, None, suppressed=True, series=series)
    return replace(figure, series=series, bands=bands)
