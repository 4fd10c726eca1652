"""What stands around a chart's figures: title, legend, notes, axes, and labels at the right edge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseapp.report.chart import Chart, Kind, figure
from caseapp.report.chart_palette import ChartPalette
from caseapp.report.chart_scale import Scale
from caseapp.report.chart_shapes import Anchor, Box, Pattern, Shape, Strokes, Words, filled
from caseapp.report.typesetting import BOLD, REGULAR, clean, longest_word, width, wrap

LINE = 1.28
"""Height of a line of text, in sizes of its type."""
_WIDEST_LABELS = 0.3
"""How much of the width the labels at the right edge may take."""
_SHORT_NAME = 4.0
"""In sizes of the text: a name beneath a column that is no wider is not wrapped."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """The type of a chart: its size, the family by which a screen knows it, and how much wider than
    the shipped font that family runs."""

    size: float = 7.5
    family: str = "sans-serif"
    stretch: float = 1.0

    @property
    def line(self) -> float:
        """Height of a line."""
        return self.size * LINE

    def width(self, text: str, bold: bool = False, size: float | None = None) -> float:
        """How wide a text is."""
        return width(text, BOLD if bold else REGULAR, size or self.size) * self.stretch

    def wrap(self, text: str, room: float, bold: bool = False, size: float | None = None) -> list[str]:
        """The lines of a text in this room."""
        return wrap(text, BOLD if bold else REGULAR, size or self.size, max(room, 1.0) / self.stretch)

    def longest_word(self, text: str) -> float:
        """The width of the widest word of a text."""
        return longest_word(text, REGULAR, self.size) * self.stretch


@dataclass(frozen=True, slots=True)
class EdgeLabel:
    """A label to the right of the figures, for what stands at `value`."""

    value: float
    lines: tuple[str, ...]
    colour: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """The area of the figures, and how values are placed in it; `rows` when bars lie down."""

    left: float
    bottom: float
    right: float
    top: float
    scale: Scale
    rows: bool = False

    @property
    def across(self) -> float:
        """Width of the area."""
        return self.right - self.left

    def value(self, value: float) -> float:
        """Where a value stands along its axis."""
        if self.rows:
            return self.left + self.across * self.scale.part(value)
        return self.bottom + (self.top - self.bottom) * self.scale.part(value)

    def slot(self, place: int, count: int) -> tuple[float, float]:
        """The room of a category along the other axis; rows are counted from the top."""
        if self.rows:
            each = (self.top - self.bottom) / count
            return self.top - (place + 1) * each, self.top - place * each
        each = self.across / count
        return self.left + place * each, self.left + (place + 1) * each


def text_lines(
    lines: Sequence[str],
    x: float,
    top: float,
    size: float,
    colour: str,
    *,
    anchor: Anchor = Anchor.START,
    bold: bool = False,
) -> Iterator[Words]:
    """Lines of text beneath each other from an upper edge."""
    for number, line in enumerate(lines):
        yield Words(x, top - size - number * size * LINE, line, size, colour, anchor, bold)


class Head:
    """Title, unit and, when series are told apart by patterns, the legend."""

    def __init__(self, chart: Chart, across: float, lettering: Lettering) -> None:
        self._lettering = lettering
        self._title_size = lettering.size * 1.15
        self._title = lettering.wrap(chart.title, across, bold=True, size=self._title_size)
        self._unit = lettering.wrap(chart.unit[:1].upper() + chart.unit[1:], across)
        self._legend = _legend_rows(chart, across, lettering)
        self.height = (
            len(self._title) * self._title_size * LINE
            + len(self._unit) * lettering.line
            + len(self._legend) * lettering.line * 1.15
            + lettering.size * 0.7
        )

    def shapes(
        self, top: float, palette: ChartPalette, fills: Sequence[tuple[Pattern, str]]
    ) -> Iterator[Shape]:
        """Draw it from an upper edge."""
        size, line = self._lettering.size, self._lettering.line
        yield from text_lines(self._title, 0, top, self._title_size, palette.text, bold=True)
        top -= len(self._title) * self._title_size * LINE
        yield from text_lines(self._unit, 0, top, size, palette.muted)
        top -= len(self._unit) * line
        for row in self._legend:
            low = top - size * 1.35
            for x, number, name in row:
                if number is not None:
                    pattern, colour = fills[number]
                    swatch = Box(x, low, size * 1.4, size)
                    yield from filled(swatch, pattern, colour, palette.ground, size)
                    yield Box(swatch.x, swatch.y, swatch.across, swatch.up, "", palette.muted, 0.5)
                yield Words(x + size * 1.8, low + size * 0.14, name, size, palette.text)
            top -= line * 1.15


_LegendRow = list[tuple[float, int | None, str]]
"""Where a name begins, the number of its series (None where a long name goes on), and the name."""


def _legend_rows(chart: Chart, across: float, lettering: Lettering) -> list[_LegendRow]:
    if chart.kind not in (Kind.GROUPED, Kind.STACKED) or len(chart.series) < 2:
        return []
    rows: list[_LegendRow] = []
    x = across
    for number, series in enumerate(chart.series):
        name, *more = lettering.wrap(series.name, across - lettering.size * 2)
        needed = lettering.size * 1.8 + lettering.width(name)
        if x + needed > across or more:
            rows.append([])
            x = 0.0
        rows[-1].append((x, number, name))
        rows += [[(0.0, None, line)] for line in more]
        x = across if more else x + needed + lettering.size * 1.6
    return rows


class Foot:
    """Notes beneath the figures: series breaks, signs, an axis that does not begin at 0."""

    def __init__(self, chart: Chart, scale: Scale, across: float, lettering: Lettering) -> None:
        notes = [f"┊ före {chart.categories[found.at]}: {found.note}" for found in chart.breaks]
        if any(chart.outside(place) for place in range(len(chart.categories))):
            notes.append("◆ utanför styrgränserna")
        if scale.low > 0:
            notes.append(f"Axeln börjar på {figure(scale.low, scale.places)}.")
        if chart.note:
            notes.append(chart.note)
        self._size = lettering.size * 0.95
        self._lines = [line for note in notes for line in lettering.wrap(note, across, size=self._size)]
        self.height = len(self._lines) * self._size * LINE + (lettering.size * 0.4 if self._lines else 0)

    def shapes(self, top: float, palette: ChartPalette, lettering: Lettering) -> Iterator[Shape]:
        """Draw it from an upper edge."""
        yield from text_lines(self._lines, 0, top - lettering.size * 0.4, self._size, palette.muted)


def edge_width(labels: Sequence[EdgeLabel], lettering: Lettering) -> float:
    """The room that the labels at the right edge need."""
    widest = max((lettering.width(line, label.bold) for label in labels for line in label.lines), default=0.0)
    return widest + lettering.size if labels else 0.0


def edge_lines(text: str, across: float, lettering: Lettering, bold: bool = False) -> tuple[str, ...]:
    """A label for the right edge, wrapped so that it leaves room for the figures."""
    return tuple(lettering.wrap(text, across * _WIDEST_LABELS, bold))


def edge_shapes(labels: Sequence[EdgeLabel], field: Field, lettering: Lettering) -> Iterator[Shape]:
    """The labels, moved apart where they would cover each other, with a thread to what they name."""
    order = sorted(labels, key=lambda label: -label.value)
    line = lettering.line
    tops: list[float] = []
    free = field.top + line
    for label in order:
        free = min(field.value(label.value) + len(label.lines) * line / 2, free)
        tops.append(free)
        free -= len(label.lines) * line
    free = field.bottom - line / 2
    for number in reversed(range(len(order))):
        height = len(order[number].lines) * line
        tops[number] = max(tops[number], free + height)
        free = tops[number]
    x = field.right + lettering.size * 0.8
    for label, top in zip(order, tops, strict=True):
        at, middle = field.value(label.value), top - len(label.lines) * line / 2
        if abs(middle - at) > lettering.size * 0.5:
            thread = ((field.right, at), (x - lettering.size * 0.15, middle))
            yield Strokes((thread,), label.colour, 0.5)
        yield from text_lines(label.lines, x, top, lettering.size, label.colour, bold=label.bold)


def value_axis(field: Field, palette: ChartPalette, lettering: Lettering) -> Iterator[Shape]:
    """Thin lines at the round values, with their numbers where there is room."""
    size, scale = lettering.size, field.scale
    ticks = scale.ticks()
    texts = [figure(tick, scale.places) for tick in ticks]
    if field.rows:
        needed, room = max(map(lettering.width, texts)) + size, field.across / (len(ticks) - 1)
    else:
        needed, room = size * 1.1, (field.top - field.bottom) / (len(ticks) - 1)
    every = math.ceil(needed / room)
    for number, (tick, text) in enumerate(zip(ticks, texts, strict=True)):
        at = field.value(tick)
        line = ((at, field.bottom), (at, field.top)) if field.rows else ((field.left, at), (field.right, at))
        yield Strokes((line,), palette.line, 0.5)
        if number % every:
            continue
        if field.rows:
            yield Words(at, field.bottom - size * 1.3, text, size, palette.muted, Anchor.MIDDLE)
        else:
            yield Words(field.left - size * 0.5, at - size * 0.36, text, size, palette.muted, Anchor.END)


def base_line(field: Field, palette: ChartPalette) -> Shape:
    """The line that bars stand on: at 0, or where the axis begins."""
    at = field.value(max(field.scale.low, min(0.0, field.scale.high)))
    ends = ((at, field.bottom), (at, field.top)) if field.rows else ((field.left, at), (field.right, at))
    return Strokes((ends,), palette.muted, 0.8)


def columns_labels(chart: Chart, across: float, lettering: Lettering) -> list[list[str]] | None:
    """The names beneath the columns, as lines; [] where one is left out for want of room. None when they
    do not fit at all."""
    count = len(chart.categories)
    each = across / count
    if not chart.over_time:
        if any(lettering.longest_word(name) > each - 3 for name in chart.categories):
            return None
        wrapped = [lettering.wrap(name, each - 3) for name in chart.categories]
        return wrapped if max(len(lines) for lines in wrapped) <= 3 else None
    full = max(lettering.width(clean(name)) for name in chart.categories)
    short = full <= _SHORT_NAME * lettering.size
    widest = full if short else max(lettering.longest_word(name) for name in chart.categories)
    between = lettering.size * 0.7
    every = next((n for n in range(1, count) if n * each - between >= widest), count)
    # The last name is always there: it is the one asked for.
    return [
        lettering.wrap(name, max(every * each - between, widest)) if (count - 1 - place) % every == 0 else []
        for place, name in enumerate(chart.categories)
    ]
