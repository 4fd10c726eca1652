"""The chart that stands beside a measure's table in a workbook, drawn by Excel of the table's own cells."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.catalogue.book import Catalogue
from caseapp.exchange.writing import SheetChart
from caseapp.service.statistics_charts import chart_unit
from caseapp.service.statistics_columns import noun_of
from caseapp.service.statistics_result import TIMES, Result, StatisticsResult

_TOTAL_ROW = 1
_FIRST_GROUP = 2


def sheet_chart(
    result: StatisticsResult, part: Result, header: Sequence[str], catalogue: Catalogue
) -> SheetChart | None:
    """The groups' values, else the days of a series, else the bands; None when there is but one figure.

    The columns are those of `statistics_columns.measure_table`: the groups, the values, whether hidden.
    """
    measure = part.measure
    keys = len(result.keys)
    if part.groups:
        last = _FIRST_GROUP + len(part.groups) - 1
        # Days show the mean first, or the median when the measure does.
        value = keys + (1 if measure.formula.is_days and measure.main == "median" else 0)
        kind = "line" if keys == 1 and result.keys[0] in TIMES else "column"
        return SheetChart(
            kind,
            measure.name,
            chart_unit(measure, catalogue),
            (_FIRST_GROUP, 0, last, keys - 1),
            ((measure.name, (_FIRST_GROUP, value, last, value)),),
        )
    if part.total.series is not None and len(part.total.series) > 1:
        first, last = keys, keys + len(part.total.series) - 1
        return _across("line", measure.name, chart_unit(measure, catalogue), first, last)
    if part.total.bands:
        last = len(header) - 2
        first = last - len(part.total.bands) + 1
        return _across("column", measure.name, f"antal {noun_of(measure, catalogue)}", first, last)
    return None


def _across(kind: str, title: str, unit: str, first: int, last: int) -> SheetChart:
    """Along the head and the undivided figure below it."""
    return SheetChart(
        kind, title, unit, (0, first, 0, last), ((title, (_TOTAL_ROW, first, _TOTAL_ROW, last)),)
    )
