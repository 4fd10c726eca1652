"""Bars, grouped bars and stacked bands, standing or lying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseapp.report.chart import Chart, Kind
from caseapp.report.chart_frame import Field, Lettering
from caseapp.report.chart_palette import ChartPalette
from caseapp.report.chart_shapes import Anchor, Box, Pattern, Shape, Words, filled

_FILLED = 0.72
"""How much of a category's room its bars take."""
_WIDEST_BAR = 6.0
"""In sizes of the text: a wider bar says no more."""


def fills(chart: Chart, palette: ChartPalette) -> list[tuple[Pattern, str]]:
    """How each series is filled. Bands go from little to much, so their lightness says which is which."""
    count = len(chart.series)
    if chart.kind is Kind.STACKED and count <= len(palette.ramp):
        last = len(palette.ramp) - 1
        steps = [round(last * number / max(count - 1, 1)) for number in range(count)]
        return [(Pattern.SOLID, palette.ramp[step]) for step in steps]
    patterns = _RISING_WEIGHT if chart.kind is Kind.STACKED else tuple(Pattern)
    colours = palette.series
    # A sixth series has the pattern of the first, in the colour of the second.
    return [
        (patterns[number % len(patterns)], colours[(number + number // len(patterns)) % len(colours)])
        for number in range(count)
    ]


def extent(chart: Chart) -> list[float]:
    """The values that the axis must hold."""
    if chart.kind is not Kind.STACKED:
        return [value for series in chart.series for value in series.values if value is not None]
    return [
        sum(series.values[place] or 0.0 for series in chart.series) for place in range(len(chart.categories))
    ]


_RISING_WEIGHT = (Pattern.DOTS, Pattern.LEVEL, Pattern.RISING, Pattern.CROSSED, Pattern.SOLID)
"""Patterns from little to much, for bands without a ramp of colours."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar's edges along its category's axis, and its ends along that of values."""

    near: float
    far: float
    begin: float
    end: float


class Bars:
    """Draws the bars of a chart in a field, then their `values`, which a target line passes behind."""

    def __init__(self, chart: Chart, field: Field, palette: ChartPalette, lettering: Lettering) -> None:
        self._chart, self._field, self._palette, self._type = chart, field, palette, lettering
        self._values: list[Words] = []
        self._fills = fills(chart, palette)

    def shapes(self) -> Iterator[Shape]:
        """All bars; their values are kept for `values`."""
        chart = self._chart
        for place in range(len(chart.categories)):
            near, far = self._field.slot(place, len(chart.categories))
            if chart.kind is Kind.STACKED:
                yield from self._stack(place, *self._bar_room(near, far, 1))
                continue
            near, far = self._bar_room(near, far, len(chart.series))
            each = (far - near) / len(chart.series)
            for number in range(len(chart.series)):
                # Lying bars are read from the top.
                at = far - (number + 1) * each if self._field.rows else near + number * each
                yield from self._single(place, number, at, at + each, alone=len(chart.series) == 1)

    def values(self) -> Iterator[Shape]:
        """The values of the bars that `shapes` has drawn."""
        for words in self._values:
            if self._chart.target is not None and not words.turned:
                yield halo(words, self._type, self._palette.ground)
            yield words

    def _bar_room(self, near: float, far: float, bars: int) -> tuple[float, float]:
        room = min((far - near) * _FILLED, _WIDEST_BAR * self._type.size * bars)
        middle = (near + far) / 2
        return middle - room / 2, middle + room / 2

    def _box(self, bar: _Bar) -> Box:
        low, high = min(bar.begin, bar.end), max(bar.begin, bar.end)
        if self._field.rows:
            return Box(low, bar.near, high - low, bar.far - bar.near)
        return Box(bar.near, low, bar.far - bar.near, high - low)

    def _single(self, place: int, number: int, near: float, far: float, alone: bool) -> Iterator[Shape]:
        value = self._chart.series[number].values[place]
        gap = min((far - near) * 0.06, 1.0)
        nought = self._field.value(0.0)
        if value is None:
            self._say_gap(near, far, nought)
            return
        bar = _Bar(near + gap, far - gap, nought, self._field.value(value))
        if value:
            pattern, colour = self._fills[number]
            yield from filled(self._box(bar), pattern, colour, self._palette.ground, self._type.size)
        first, end = self._field.slot(place, len(self._chart.categories))
        room = end - first if alone else far - near
        text = self._chart.text_of(value)
        if far - near >= self._type.size if self._field.rows else self._type.width(text) <= room - 1:
            self._values.append(self._beyond(bar, text, round(value, self._chart.places) < 0))

    def _beyond(self, bar: _Bar, text: str, under: bool, bold: bool = False) -> Words:
        """A value at the end of its bar."""
        size, ink = self._type.size, self._palette.text
        middle = (bar.near + bar.far) / 2
        if self._field.rows:
            x = bar.end + (-0.4 if under else 0.4) * size
            anchor = Anchor.END if under else Anchor.START
            return Words(x, middle - size * 0.36, text, size, ink, anchor, bold)
        y = bar.end - size * 1.1 if under else bar.end + size * 0.35
        return Words(middle, y, text, size, ink, Anchor.MIDDLE, bold)

    def _say_gap(self, near: float, far: float, at: float) -> None:
        word, size, ink = self._chart.gap, self._type.size, self._palette.muted
        middle = (near + far) / 2
        if self._field.rows:
            if far - near >= size:
                self._values.append(Words(at + size * 0.4, middle - size * 0.36, word, size, ink))
        elif self._type.width(word) <= far - near:
            self._values.append(Words(middle, at + size * 0.35, word, size, ink, Anchor.MIDDLE))
        elif far - near >= size * 0.75:
            self._values.append(Words(middle + size * 0.36, at + size * 0.35, word, size, ink, turned=True))

    def _stack(self, place: int, near: float, far: float) -> Iterator[Shape]:
        chart, field = self._chart, self._field
        reached = 0.0
        # A band that is all there is has its value above it.
        alone = sum(bool(series.values[place]) for series in chart.series) == 1
        for series, (pattern, colour) in zip(chart.series, self._fills, strict=True):
            value = series.values[place]
            if not value:
                continue
            bar = _Bar(near, far, field.value(reached), field.value(reached + value))
            box = self._box(bar)
            yield from filled(box, pattern, colour, self._palette.ground, self._type.size)
            yield Box(box.x, box.y, box.across, box.up, "", self._palette.muted, 0.5)
            if not alone:
                yield from self._inside(box, chart.text_of(value), pattern, colour)
            reached += value
        self._stack_value(place, near, far, reached)

    def _stack_value(self, place: int, near: float, far: float, reached: float) -> None:
        """What all bands come to; a hidden one among them leaves that unsaid."""
        chart, field = self._chart, self._field
        known = [series.values[place] for series in chart.series if series.values[place] is not None]
        total = _Bar(near, far, field.value(0.0), field.value(reached))
        first, end = field.slot(place, len(chart.categories))
        text = chart.text_of(reached) if len(known) == len(chart.series) else f"+ {chart.gap}"
        whole = len(known) == len(chart.series)
        if not known:
            self._say_gap(near, far, field.value(0.0))
        elif (
            far - near >= self._type.size if field.rows else self._type.width(text, bold=whole) <= end - first
        ):
            self._values.append(self._beyond(total, text, False, bold=whole))
        elif not whole:
            self._say_gap(near, far, total.end)

    def _inside(self, box: Box, text: str, pattern: Pattern, colour: str) -> Iterator[Shape]:
        size = self._type.size
        if box.up < size * 1.15 or box.across < self._type.width(text) + 2:
            return
        x, y = box.x + box.across / 2, box.y + box.up / 2 - size * 0.36
        ground = colour if pattern is Pattern.SOLID else self._palette.ground
        ink = readable(ground, (self._palette.text, self._palette.ground))
        words = Words(x, y, text, size, ink, Anchor.MIDDLE)
        if pattern is not Pattern.SOLID:
            yield halo(words, self._type, ground)
        yield words


def halo(words: Words, lettering: Lettering, ground: str) -> Box:
    """A piece of ground for words to stand on, so that lines pass behind them."""
    across = lettering.width(words.text, words.bold) + 1.5
    x = words.x - {Anchor.START: 0.75, Anchor.MIDDLE: across / 2, Anchor.END: across - 0.75}[words.anchor]
    return Box(x, words.y - words.size * 0.12, across, words.size * 0.92, ground)


def readable(ground: str, inks: Sequence[str]) -> str:
    """The ink that stands out most from a ground."""
    return max(inks, key=lambda ink: contrast(ground, ink))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2: 1 for the same, 21 for black on white."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
