"""Tallied cells made into figures, by the measure's formula; nothing is hidden yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from caseapp.domain.measures import Formula, Measure, duration, share
from caseapp.service.small_cells import Group
from caseapp.service.statistics_result import Figure
from caseapp.service.statistics_sources import Days
from caseapp.service.statistics_tally import Cell, Plan

_EMPTY = Cell()


def figures_of(plan: Plan, groups: Sequence[Group], total: Group, days: Days) -> dict[Group, Figure]:
    """The undivided figure, and one for each group."""
    whole = Cell()
    for cell in plan.cells.values():
        whole.merge(cell)
    made = {total: figure(plan.measure, total, whole, days)}
    for group in groups:
        made[group] = figure(plan.measure, group, plan.cells.get(group, _EMPTY), days)
    return made


def figure(measure: Measure, group: Group, cell: Cell, days: Days) -> Figure:
    """The figure of a cell."""
    counted = _counted(measure, cell)
    hits = len(cell.who_hits) if cell.who else cell.hits
    formula = measure.formula
    if formula is Formula.COUNT:
        return Figure(group, counted, counted, None)
    if formula.is_share:
        return Figure(group, share(hits, counted), hits, counted)
    if formula.is_days:
        reckoned = duration(cell.days, measure.bands, measure.percentiles)
        if reckoned is None:
            return Figure(group, None, None, 0, None, tuple((band.name, 0) for band in measure.bands))
        return Figure(
            group,
            reckoned.mean,
            None,
            counted,
            reckoned.median,
            reckoned.bands,
            percentiles=reckoned.percentiles,
        )
    if formula is Formula.QUEUE_LENGTH:
        points = _points(measure, cell)
        series = tuple((day, points[number]) for number, day in enumerate(days.points))
        last = series[-1][1] if series else None
        return Figure(group, last, last, None, series=series)
    if formula is Formula.CARE_DAYS:
        return Figure(group, sum(cell.days), sum(cell.days), counted)
    if formula is Formula.BALANCE:
        return Figure(group, cell.hits - (cell.n - cell.hits), cell.hits, cell.n - cell.hits)
    workers = cell.workers
    return Figure(
        group,
        counted / len(workers) if workers else None,
        counted,
        len(workers),
        float(median(workers.values())) if workers else None,
    )


def _counted(measure: Measure, cell: Cell) -> int:
    """How many things, persons or households a cell has."""
    return len(cell.who) if cell.who else cell.n


def _points(measure: Measure, cell: Cell) -> Mapping[int, int]:
    """How many there were at each point of a series, by the point's number."""
    if cell.who:
        return Counter(int(name.partition(" ")[0]) for name in cell.who)
    return Counter(cell.days)
