"""A chart becomes shapes: the same ones for paper and screen."""

from __future__ import annotations

import math
from collections.abc import Iterator

from caseapp.report import chart_bars, chart_lines
from caseapp.report.chart import Chart, Kind, figure
from caseapp.report.chart_bars import Bars, fills
from caseapp.report.chart_frame import (
    EdgeLabel,
    Field,
    Foot,
    Head,
    Lettering,
    base_line,
    columns_labels,
    edge_lines,
    edge_shapes,
    edge_width,
    text_lines,
    value_axis,
)
from caseapp.report.chart_lines import Lines, line_labels
from caseapp.report.chart_palette import ChartPalette
from caseapp.report.chart_scale import Scale, scale_for
from caseapp.report.chart_shapes import Anchor, Shape, Strokes, Words

EMPTY = "Inga värden att visa"
_BARS = (Kind.BARS, Kind.GROUPED, Kind.STACKED)
_PLOT_LINES = 13
"""How high the field of a standing chart is, in lines of text."""
_WIDEST_NAMES = 0.42
"""How much of the width the names of lying bars may take."""
_TARGET_DASHES = (5.0, 2.0)
_BREAK_DASHES = (1.5, 1.5)


def draw_chart(
    chart: Chart, palette: ChartPalette, width: float, height: float, lettering: Lettering
) -> tuple[Shape, ...]:
    """The shapes of a chart in a room of this size; the lower left corner is (0, 0)."""
    return tuple(_Drawing(chart, palette, width, height, lettering).shapes())


def natural_height(chart: Chart, width: float, lettering: Lettering) -> float:
    """The height at which the chart is easy to read at this width."""
    scale = _scale(chart)
    around = Head(chart, width, lettering).height + Foot(chart, scale, width, lettering).height
    if not chart.empty and _lying(chart, width, lettering):
        rows = len(chart.series) if chart.kind is Kind.GROUPED else 1
        names = _names_width(chart, width, lettering)
        lines = max(len(lettering.wrap(name, names)) for name in chart.categories)
        each = max(rows * 1.3 + 0.6, lines + 0.5) * lettering.line
        return around + each * len(chart.categories) + 3 * lettering.line
    return around + _PLOT_LINES * lettering.line


def _scale(chart: Chart) -> Scale:
    bars = chart.kind in _BARS
    values = chart_bars.extent(chart) if bars else chart_lines.extent(chart)
    if chart.target is not None:
        values.append(chart.target)
    return scale_for(values, from_nought=bars, places=chart.places, steps=4)


def _lying(chart: Chart, width: float, lettering: Lettering) -> bool:
    """Whether the bars lie down, since their names are too long to stand beneath them."""
    if chart.kind not in _BARS or chart.over_time:
        return False
    return columns_labels(chart, width - _left(chart, lettering), lettering) is None


def _left(chart: Chart, lettering: Lettering) -> float:
    scale = _scale(chart)
    return max(lettering.width(figure(tick, scale.places)) for tick in scale.ticks()) + lettering.size * 0.7


def _names_width(chart: Chart, width: float, lettering: Lettering) -> float:
    return min(max(lettering.width(name) for name in chart.categories), width * _WIDEST_NAMES)


class _Drawing:
    def __init__(
        self, chart: Chart, palette: ChartPalette, width: float, height: float, lettering: Lettering
    ) -> None:
        self._chart, self._palette, self._type = chart, palette, lettering
        self._width, self._height = width, height
        self._scale = _scale(chart)
        self._head = Head(chart, width, lettering)
        self._foot = Foot(chart, self._scale, width, lettering)

    def shapes(self) -> Iterator[Shape]:
        """The whole picture, from the ground up."""
        chart = self._chart
        yield from self._head.shapes(self._height, self._palette, fills(chart, self._palette))
        yield from self._foot.shapes(self._foot.height, self._palette, self._type)
        if chart.empty:
            middle = (self._height - self._head.height + self._foot.height) / 2
            yield Words(self._width / 2, middle, EMPTY, self._type.size, self._palette.muted, Anchor.MIDDLE)
        elif _lying(chart, self._width, self._type):
            yield from self._rows()
        else:
            yield from self._columns()

    def _columns(self) -> Iterator[Shape]:
        chart, kind = self._chart, self._type
        labels = self._edge_labels()
        left = _left(chart, kind)
        right = self._width - edge_width(labels, kind) - (0 if labels else kind.size * 0.4)
        names = columns_labels(chart, right - left, kind) or [[] for _ in chart.categories]
        lines = max(len(name) for name in names)
        # The values of bars below 0 stand beneath them.
        beneath = kind.line if chart.kind in _BARS and self._scale.low < 0 else 0.0
        names_top = self._foot.height + lines * kind.line + kind.size * 0.3
        bottom = names_top + kind.size * 0.4 + beneath
        top = self._height - self._head.height - kind.line
        field = Field(left, bottom, right, max(top, bottom + kind.line), self._scale)
        yield from value_axis(field, self._palette, kind)
        yield from self._breaks(field)
        if chart.kind in _BARS:
            yield from self._bars(field)
        else:
            yield from self._target(field)
            yield from Lines(chart, field, self._palette, kind).shapes()
            yield base_line(field, self._palette)
        for place, name in enumerate(names):
            near, far = field.slot(place, len(names))
            yield from self._column_name(name, (near + far) / 2, names_top)
        yield from edge_shapes(labels, field, kind)

    def _bars(self, field: Field) -> Iterator[Shape]:
        bars = Bars(self._chart, field, self._palette, self._type)
        yield from bars.shapes()
        yield base_line(field, self._palette)
        yield from self._target(field)
        yield from bars.values()

    def _column_name(self, lines: list[str], x: float, top: float) -> Iterator[Shape]:
        """A name beneath its column, moved in where it would pass the picture's edge."""
        if not lines:
            return
        half = max(self._type.width(line) for line in lines) / 2
        x = min(max(x, half), max(self._width - half, half))
        yield from text_lines(lines, x, top, self._type.size, self._palette.muted, anchor=Anchor.MIDDLE)

    def _edge_labels(self) -> list[EdgeLabel]:
        chart = self._chart
        labels = [] if chart.kind in _BARS else line_labels(chart, self._width, self._palette, self._type)
        if chart.target is not None:
            text = edge_lines(self._target_text(), self._width, self._type)
            labels.append(EdgeLabel(chart.target, text, self._palette.accent))
        return labels

    def _target_text(self) -> str:
        assert self._chart.target is not None
        return f"{self._chart.target_name} {self._chart.limit_text(self._chart.target)}"

    def _target(self, field: Field) -> Iterator[Shape]:
        target = self._chart.target
        if target is None:
            return
        at = field.value(target)
        ends = ((at, field.bottom), (at, field.top)) if field.rows else ((field.left, at), (field.right, at))
        yield Strokes((ends,), self._palette.accent, 1.1, _TARGET_DASHES)
        if field.rows:
            size = self._type.size
            half = self._type.width(self._target_text()) / 2
            x = min(at, self._width - half)
            yield Words(
                x, field.top + size * 0.3, self._target_text(), size, self._palette.accent, Anchor.MIDDLE
            )

    def _breaks(self, field: Field) -> Iterator[Shape]:
        for found in self._chart.breaks:
            at, _ = field.slot(found.at, len(self._chart.categories))
            ends = ((at, field.bottom), (at, field.top + self._type.size * 0.6))
            yield Strokes((ends,), self._palette.text, 0.9, _BREAK_DASHES)

    def _rows(self) -> Iterator[Shape]:
        chart, kind = self._chart, self._type
        names = _names_width(chart, self._width, kind)
        texts = [chart.text_of(value) for value in chart_bars.extent(chart)]
        values = max(kind.width(text, bold=True) for text in (*texts, f"+ {chart.gap}"))
        left = names + kind.size * 0.8 + (values + kind.size if self._scale.low < 0 else 0.0)
        bottom = self._foot.height + kind.line * 1.5
        top = self._height - self._head.height - (kind.line if chart.target is not None else 0)
        right = self._width - values - kind.size * 0.8
        field = Field(left, bottom, right, max(top, bottom + kind.line), self._scale, rows=True)
        yield from value_axis(field, self._palette, kind)
        yield from self._bars(field)
        # Far more rows than there is room for are named now and then.
        needed = max(len(kind.wrap(name, names)) for name in chart.categories) * kind.line
        every = math.ceil(needed * len(chart.categories) / (field.top - field.bottom) - 0.01)
        for place, name in enumerate(chart.categories[::every]):
            near, far = field.slot(place * every, len(chart.categories))
            lines = kind.wrap(name, names)
            first = (near + far) / 2 + len(lines) * kind.line / 2 - kind.size * 0.1
            yield from text_lines(
                lines, names + kind.size * 0.3, first, kind.size, self._palette.text, anchor=Anchor.END
            )
