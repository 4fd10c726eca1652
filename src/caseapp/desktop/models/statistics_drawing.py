"""The charts that a measure's figures can be shown as; the one that the measure asks for comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from caseapp.desktop.models.statistics_rows import aligned, months_between
from caseapp.domain.measures import Formula
from caseapp.report.chart import Chart, Kind, Series, SeriesBreak, control_chart
from caseapp.service.statistics_charts import chart_of, chart_unit, main_value, places_of
from caseapp.service.statistics_columns import days_word, noun_of
from caseapp.service.statistics_result import TIMES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from caseapp.catalogue.book import Catalogue
    from caseapp.desktop.models.statistics_rows import Seen
    from caseapp.domain.measures import Measure
    from caseapp.service.statistics_result import Result, StatisticsResult

COMPARED, BARS, LINES, CONTROL, BANDS = "Jämförelse", "Staplar", "Linjer", "Styrdiagram", "Band"
_HINTS = {"bars": BARS, "lines": LINES, "control": CONTROL, "bands": BANDS}
_MOST = 24
_MOST_SERIES = 5


def charts_of(seen: Seen, part: Result, catalogue: Catalogue) -> dict[str, Chart]:
    """The charts by their names, the one to show first in front; none when the table says as much."""
    base = chart_of(seen.result, part, catalogue)
    found: dict[str, Chart] = {}
    if base is not None and not (part.total.bands and not part.groups):
        found.update(_turned(base, seen.result, part.measure))
    bands = _bands(seen.result, part, catalogue)
    if bands is not None:
        found[BANDS] = bands
    compared = _compared(seen, part, catalogue, base)
    if compared is not None:
        found[COMPARED] = compared
    first = COMPARED if compared is not None else _HINTS.get(part.measure.chart, "")
    order = sorted(found, key=lambda name: name != first)
    return {name: found[name] for name in order}


def _turned(base: Chart, result: StatisticsResult, measure: Measure) -> dict[str, Chart]:
    """The same figures as bars, and over time as lines and with control limits too."""
    if not base.over_time:
        return {BARS: base}
    starts = _starts(base.categories)
    breaks = tuple(_breaks(measure, starts))
    lines = replace(base, kind=Kind.LINES, breaks=breaks)
    if len(base.series) > 1:
        return {LINES: lines, BARS: replace(base, kind=Kind.GROUPED, breaks=breaks)}
    found = {BARS: replace(base, kind=Kind.BARS, breaks=breaks)}
    if len(base.categories) > 2:
        found = {LINES: lines, **found}
        found[CONTROL] = control_chart(
            base.title,
            base.categories,
            base.series[0].values,
            base.unit,
            places=base.places,
            target=base.target,
            breaks=breaks,
            lowest=None if measure.formula is Formula.BALANCE else 0.0,
        )
    return found


def _starts(categories: Sequence[str]) -> list[str]:
    """The first day of each month, quarter or year, or the day itself, as `ÅÅÅÅ-MM-DD`."""
    return [
        f"{name[:4]}-{int(name[5]) * 3 - 2:02}-01"
        if "Q" in name
        else {4: f"{name}-01-01", 7: f"{name}-01"}.get(len(name), name)
        for name in categories
    ]


def _breaks(measure: Measure, starts: Sequence[str]) -> list[SeriesBreak]:
    found = []
    for told in measure.breaks:
        at = sum(start < told.day.isoformat() for start in starts)
        if 0 < at < len(starts):
            found.append(SeriesBreak(at, f"{told.day.isoformat()}: {told.text}"))
    return found


def _bands(result: StatisticsResult, part: Result, catalogue: Catalogue) -> Chart | None:
    """How many fall in each band of days: of all, or of each group in a stack of its own."""
    measure = part.measure
    if not part.total.bands:
        return None
    unit = f"antal {noun_of(measure, catalogue)}"
    names = tuple(f"{name} {days_word(measure)}" for name, _ in part.total.bands)
    groups = [(figure, dict(figure.bands or ())) for figure in part.groups]
    if len(result.keys) == 1 and 1 < len(groups) <= _MOST:
        series = tuple(
            Series(name, tuple(bands.get(band) for _, bands in groups))
            for name, (band, _) in zip(names, part.total.bands, strict=True)
        )
        shown = tuple(result.words(figure.group)[0] for figure, _ in groups)
        if any(value for each in series for value in each.values):
            over_time = result.keys[0] in TIMES
            return Chart(measure.name, Kind.STACKED, shown, series, unit, over_time=over_time)
    if not any(count for _, count in part.total.bands):
        return None
    counts = tuple(count for _, count in part.total.bands)
    return Chart(measure.name, Kind.BARS, names, (Series(measure.name, counts),), unit, over_time=False)


# --- comparing ---


def _compared(seen: Seen, part: Result, catalogue: Catalogue, base: Chart | None) -> Chart | None:
    """The periods beside each other: a bar each, or by group, or as lines over the same months."""
    if not seen.compared:
        return None
    measure, result = part.measure, seen.result
    if not part.groups:
        return _periods(seen, part, catalogue)
    if len(result.keys) > 1 or base is None:
        return None
    groups = [figure.group for figure in part.groups]
    series = [_series(result, part, {figure.group: main_value(measure, figure) for figure in part.groups})]
    for other in reversed(seen.compared):
        found = _part(other, measure)
        months = months_between(other.period, result.period)
        values = {
            aligned(result.keys, figure.group, months): main_value(measure, figure) for figure in found.groups
        }
        series.insert(0, Series(_short(other), tuple(values.get(group) for group in groups)))
    over_time = result.keys[0] in TIMES
    kind = Kind.LINES if over_time and len(groups) > 2 else Kind.GROUPED
    return Chart(
        measure.name,
        kind,
        base.categories,
        tuple(series[-_MOST_SERIES:]),
        chart_unit(measure, catalogue),
        places=places_of(measure),
        target=measure.target,
        over_time=over_time,
        gap="dolt eller saknas",
    )


def _series(result: StatisticsResult, part: Result, values: dict[tuple[str, ...], float | None]) -> Series:
    return Series(_short(result), tuple(values[figure.group] for figure in part.groups))


def _periods(seen: Seen, part: Result, catalogue: Catalogue) -> Chart | None:
    """One bar for each period, the oldest first."""
    measure = part.measure
    told = [(seen.result, part), *((other, _part(other, measure)) for other in seen.compared)]
    told.sort(key=lambda pair: pair[0].period.first)
    values = tuple(main_value(measure, found.total) for _, found in told)
    if all(value is None for value in values):
        return None
    return Chart(
        measure.name,
        Kind.BARS,
        tuple(_short(result) for result, _ in told),
        (Series(measure.name, values),),
        chart_unit(measure, catalogue),
        places=places_of(measure),
        target=measure.target,
        breaks=tuple(_breaks(measure, [_iso(result.period.first) for result, _ in told])),
    )


def _iso(day: date) -> str:
    return day.isoformat()


def _part(result: StatisticsResult, measure: Measure) -> Result:
    return next(part for part in result.results if part.measure.id == measure.id)


def _short(result: StatisticsResult) -> str:
    return result.period.text().partition(" (")[0]
