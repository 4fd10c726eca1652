"""A measure's figures as a chart, the same for screen and paper: by group, by band, or over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from caseapp.catalogue.book import Catalogue
from caseapp.domain.measures import Formula, Measure
from caseapp.report.chart import Chart, Kind, Series, SeriesBreak, control_chart
from caseapp.service.statistics_columns import noun_of, value_unit
from caseapp.service.statistics_divisions import time_of
from caseapp.service.statistics_result import TIMES, Figure, Result, StatisticsResult

_MOST = 24
"""More groups than this say more as a table."""


def chart_of(result: StatisticsResult, part: Result, catalogue: Catalogue) -> Chart | None:
    """The chart of a measure; None when its table says as much: one figure, or too many groups."""
    measure = part.measure
    if part.total.series is not None and not part.groups:
        return _over_days(result, part, catalogue)
    if not part.groups:
        return _bands(part.total, measure, catalogue)
    if len(part.groups) > _MOST or all(main_value(measure, figure) is None for figure in part.groups):
        return None
    if len(result.keys) > 1:
        return _two_keys(result, part, catalogue)
    names = tuple(result.words(figure.group)[0] for figure in part.groups)
    values = tuple(main_value(measure, figure) for figure in part.groups)
    if result.keys[0] in TIMES and len(names) > 2:
        return _over_time(result, part, catalogue, names, values)
    return _chart(measure, catalogue, Kind.BARS, names, (Series(measure.name, values),), False)


def _over_time(
    result: StatisticsResult,
    part: Result,
    catalogue: Catalogue,
    names: tuple[str, ...],
    values: tuple[float | None, ...],
) -> Chart:
    """A line, or the control chart that the measure asks for, with the breaks of its series."""
    measure = part.measure
    breaks = tuple(
        SeriesBreak(names.index(at), told.text)
        for told in measure.breaks
        for at in [time_of(result.keys[0], told.day)]
        if at in names[1:]
    )
    unit, places = chart_unit(measure, catalogue), places_of(measure)
    if measure.chart == "control":
        return control_chart(
            measure.name, names, values, unit, places=places, target=measure.target, breaks=breaks
        )
    made = _chart(measure, catalogue, Kind.LINES, names, (Series(measure.name, values),), True)
    return replace(made, breaks=breaks)


def main_value(measure: Measure, figure: Figure) -> float | None:
    """The value that is shown first: the mean or the median of days, else the value."""
    return figure.median if measure.formula.is_days and measure.main == "median" else figure.value


def chart_unit(measure: Measure, catalogue: Catalogue) -> str:
    """What the axis counts, in words."""
    counted = noun_of(measure, catalogue)
    if measure.formula.is_share:
        return f"procent av {counted}"
    if measure.formula.is_days or measure.formula in (Formula.PER_WORKER, Formula.CARE_DAYS):
        return value_unit(measure)
    return f"antal {counted}"


def places_of(measure: Measure) -> int:
    """How many decimals the figure has."""
    whole = (Formula.COUNT, Formula.BALANCE, Formula.QUEUE_LENGTH, Formula.CARE_DAYS)
    return 0 if measure.formula in whole else 1


def _chart(
    measure: Measure,
    catalogue: Catalogue,
    kind: Kind,
    names: tuple[str, ...],
    series: tuple[Series, ...],
    over_time: bool,
) -> Chart:
    return Chart(
        measure.name,
        kind,
        names,
        series,
        chart_unit(measure, catalogue),
        places=places_of(measure),
        target=measure.target if kind is not Kind.STACKED else None,
        over_time=over_time,
    )


def _over_days(result: StatisticsResult, part: Result, catalogue: Catalogue) -> Chart | None:
    points = part.total.series or ()
    if len(points) < 2:
        return None
    values = tuple(count for _, count in points)
    names = tuple(day.isoformat() for day, _ in points)
    return _chart(part.measure, catalogue, Kind.LINES, names, (Series(part.measure.name, values),), True)


def _bands(figure: Figure, measure: Measure, catalogue: Catalogue) -> Chart | None:
    if not figure.bands or not any(count for _, count in figure.bands):
        return None
    names = tuple(f"{name} dagar" for name, _ in figure.bands)
    series = (Series(measure.name, tuple(count for _, count in figure.bands)),)
    return Chart(
        measure.name, Kind.BARS, names, series, f"antal {noun_of(measure, catalogue)}", over_time=False
    )


def _two_keys(result: StatisticsResult, part: Result, catalogue: Catalogue) -> Chart | None:
    """The first key along the axis, the second as series."""
    measure = part.measure
    if len(result.keys) > 2:
        return None
    firsts = _distinct([figure.group[0] for figure in part.groups])
    seconds = _distinct([figure.group[1] for figure in part.groups])
    found = {figure.group: main_value(measure, figure) for figure in part.groups}
    first, second = result.keys
    series = tuple(
        Series(result.names.get((second, name), name), tuple(found.get((at, name)) for at in firsts))
        for name in seconds
    )
    names = tuple(result.names.get((first, at), at) for at in firsts)
    return _chart(measure, catalogue, Kind.GROUPED, names, series, first in TIMES)


def _distinct(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))
