"""A measure's figures cell by cell: what is written, what is copied, and which cases stand behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseapp.domain.measures import Formula
from caseapp.domain.swedish import decimal, whole
from caseapp.service.statistics_charts import main_value
from caseapp.service.statistics_columns import hidden_word, measure_table
from caseapp.service.statistics_result import HIDDEN, TIMES, Figure, Result, StatisticsResult

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.domain.measures import Measure
    from caseapp.domain.periods import Period
    from caseapp.exchange.writing import Cell
    from caseapp.service.small_cells import Group

EMPTY = "–"
_ADDS_UP = (Formula.COUNT, Formula.CARE_DAYS, Formula.BALANCE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was taken out, and the same for the periods that it is compared with."""

    result: StatisticsResult
    compared: tuple[StatisticsResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """Where the cases of a figure are found: its result, its group (None: all), and which part of it."""

    result: StatisticsResult
    group: Group | None
    part: str


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A cell: `text` as it is shown, `plain` as Excel reads it. A figure has cases behind it."""

    text: str
    plain: str
    behind: Behind | None = None


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The heads and the rows; the first `words` columns say which group, the others are figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[FigureCell, ...], ...]
    words: int


def figure_table(seen: Seen, part: Result, catalogue: Catalogue) -> FigureTable:
    """A measure's figures, the total first, with what each compared period came to and the change."""
    result, measure = seen.result, part.measure
    heads, rows = measure_table(result, part, catalogue)
    parts = _parts(part)
    keys = len(result.keys)
    main = keys + _main(part, len(parts))
    others = [_Compared.of(result, other, measure, catalogue) for other in seen.compared]
    made = []
    shown = [part.total, *part.groups]
    for figure, cells in zip(shown, rows, strict=True):
        made.append(_row(result, part, figure, cells, parts, others))
    known = {figure.group for figure in part.groups}
    extra = [group for other in others for group in other.figures if group not in known]
    for group in dict.fromkeys(extra):
        made.append(_missing(result, measure, group, len(parts), main - keys, others))
    if extra and result.keys[0] in TIMES:
        made[1:] = sorted(made[1:], key=lambda row: row[0].text)
    compared_heads = [head for other in others for head in (other.head, other.change_head)]
    return FigureTable((*heads[:-1], *compared_heads), tuple(made), keys)


def _row(
    result: StatisticsResult,
    part: Result,
    figure: Figure,
    cells: Sequence[Cell],
    parts: Sequence[str],
    others: Sequence[_Compared],
) -> tuple[FigureCell, ...]:
    total = figure is part.total
    group = None if total else figure.group
    keys = len(result.keys)
    hidden = hidden_word(figure) != "nej"
    words = [FigureCell(str(cell), str(cell)) for cell in cells[:keys]]
    if total:
        words = [FigureCell("Alla", "Alla") for _ in words]
    figures = [
        _cell(cell, hidden, Behind(result, group, name))
        for cell, name in zip(cells[keys:-1], parts, strict=True)
    ]
    value = main_value(part.measure, figure)
    compared = [cell for other in others for cell in other.cells(group, value, _hides(figure, value))]
    return (*words, *figures, *compared)


def _missing(
    result: StatisticsResult,
    measure: Measure,
    group: Group,
    columns: int,
    main: int,
    others: Sequence[_Compared],
) -> tuple[FigureCell, ...]:
    """The row of a group that only a compared period has."""
    words = [FigureCell(word, word) for word in _words(result, group, others)]
    none = 0.0 if measure.formula in _ADDS_UP else None
    figures = [FigureCell(EMPTY, "")] * columns
    if none is not None:
        figures[main] = FigureCell("0", "0")
    compared = [cell for other in others for cell in other.cells(group, none, False)]
    return (*words, *figures, *compared)


def _words(result: StatisticsResult, group: Group, others: Sequence[_Compared]) -> list[str]:
    names = dict(result.names)
    for other in others:
        names = {**other.result.names, **names}
    return [names.get((key, value), value) for key, value in zip(result.keys, group, strict=True)]


def _parts(part: Result) -> list[str]:
    """Which part of the cases each figure column of `measure_table` counts."""
    measure = part.measure
    formula = measure.formula
    if formula.is_days:
        plain = 2 + len(measure.percentiles) + 1
        return [*[""] * plain, *(band.name for band in measure.bands)]
    if formula is Formula.BALANCE:
        return ["", "numerator", "rest"]
    if formula.is_share:
        return ["", "numerator", ""]
    if formula is Formula.CARE_DAYS:
        return ["", ""]
    if formula is Formula.PER_WORKER:
        return [""] * 4
    if formula is Formula.QUEUE_LENGTH:
        return [day.isoformat() for day, _ in part.total.series or ()]
    return [""]


def _main(part: Result, columns: int) -> int:
    """The figure column that is compared: the mean or median, the last point, else the first."""
    if part.measure.formula is Formula.QUEUE_LENGTH:
        return max(columns - 1, 0)
    return 1 if part.measure.formula.is_days and part.measure.main == "median" else 0


def _cell(cell: Cell, hidden: bool, behind: Behind | None) -> FigureCell:
    if cell is None:
        return FigureCell(HIDDEN, HIDDEN, behind) if hidden else FigureCell(EMPTY, "", None)
    if isinstance(cell, float):
        return FigureCell(decimal(cell), _plain(decimal(cell)), behind)
    text = whole(cell) if isinstance(cell, int) else str(cell)
    return FigureCell(text, _plain(text), behind)


def _hides(figure: Figure, value: float | None) -> bool:
    """Whether a value is missing because it is hidden, and not because there is nothing to reckon."""
    return value is None and hidden_word(figure) != "nej"


def _plain(text: str) -> str:
    """Without what keeps the thousands apart, which Excel would take for text."""
    return text.replace("\u00a0", "")


# --- comparing ---


@dataclass(frozen=True, slots=True)
class _Compared:
    """Another period's figures of the same measure, each by the group that it answers to."""

    result: StatisticsResult
    measure: Measure
    total: Figure
    figures: dict[Group, Figure]
    head: str
    change_head: str

    @classmethod
    def of(
        cls, result: StatisticsResult, other: StatisticsResult, measure: Measure, catalogue: Catalogue
    ) -> _Compared:
        part = next(each for each in other.results if each.measure.id == measure.id)
        heads, _ = measure_table(other, part, catalogue)
        figure_heads = heads[len(other.keys) : -1]
        named = figure_heads[_main(part, len(figure_heads))]
        when = other.period.text().partition(" (")[0]
        months = months_between(other.period, result.period)
        figures = {}
        for figure in part.groups:
            group = aligned(result.keys, figure.group, months)
            if group is not None:
                figures[group] = figure
        what = "procentenheter" if measure.formula.is_share else _unit(named)
        return cls(
            other,
            measure,
            part.total,
            figures,
            f"{named.partition(' (')[0] if what else named}, {when}",
            f"Ändring mot {when}" + (f" ({what})" if what else ""),
        )

    def cells(self, group: Group | None, now: float | None, hidden: bool) -> tuple[FigureCell, FigureCell]:
        """What it was then, and the change since."""
        found = self.total if group is None else self.figures.get(group)
        if found is None:
            before = 0.0 if self.measure.formula in _ADDS_UP else None
            return _number(self.measure, before, False, None), self._change(now, before, hidden)
        before = main_value(self.measure, found)
        behind = Behind(self.result, None if group is None else found.group, "")
        return (
            _number(self.measure, before, _hides(found, before), behind),
            self._change(now, before, hidden or _hides(found, before)),
        )

    def _change(self, now: float | None, before: float | None, hidden: bool) -> FigureCell:
        if now is None or before is None:
            return FigureCell(HIDDEN, HIDDEN) if hidden else FigureCell(EMPTY, "")
        difference = now - before
        sign = "+" if difference > 0 else ""
        text = f"{sign}{_written(self.measure, difference)}" if difference else "±0"
        plain = _plain(_written(self.measure, difference))
        if before and difference and self.measure.formula in (Formula.COUNT, Formula.CARE_DAYS):
            text += f" ({sign}{decimal(difference / before * 100, 0)} %)"
        return FigureCell(text, plain)


def _unit(head: str) -> str:
    found = re.search(r"\(([^)]*)\)$", head)
    return found[1] if found else ""


def _written(measure: Measure, value: float) -> str:
    whole_numbers = (*_ADDS_UP, Formula.QUEUE_LENGTH)
    return whole(round(value)) if measure.formula in whole_numbers else decimal(value)


def _number(measure: Measure, value: float | None, hidden: bool, behind: Behind | None) -> FigureCell:
    if value is None:
        return FigureCell(HIDDEN, HIDDEN, behind) if hidden else FigureCell(EMPTY, "")
    text = _written(measure, value)
    return FigureCell(text, _plain(text), behind)


def months_between(before: Period, now: Period) -> int:
    """How many months later a period begins than another."""
    return (now.first.year - before.first.year) * 12 + now.first.month - before.first.month


def aligned(keys: Sequence[str], group: Group, months: int) -> Group | None:
    """The group of a period so many months later that answers to this one; None when none does."""
    moved = []
    for key, value in zip(keys, group, strict=True):
        length = {"month": 1, "quarter": 3, "year": 12}.get(key)
        if length is None:
            moved.append(value)
        elif months % length:
            return None
        else:
            moved.append(_moved(key, value, months))
    return tuple(moved)


def _moved(key: str, value: str, months: int) -> str:
    if key == "year":
        return f"{int(value) + months // 12:04}"
    year, number = value.split("-" if key == "month" else "Q")
    per_year, step = (12, months) if key == "month" else (4, months // 3)
    place = int(year) * per_year + int(number) - 1 + step
    return f"{place // 12:04}-{place % 12 + 1:02}" if key == "month" else f"{place // 4:04}Q{place % 4 + 1}"
