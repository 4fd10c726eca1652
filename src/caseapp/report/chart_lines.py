"""Lines over time, and the control chart with its limits."""

from __future__ import annotations

from collections.abc import Iterator

from caseapp.report.chart import Chart, Kind, Series, Stretch
from caseapp.report.chart_bars import halo
from caseapp.report.chart_frame import EdgeLabel, Field, Lettering, edge_lines
from caseapp.report.chart_palette import ChartPalette
from caseapp.report.chart_shapes import DASHES, Anchor, Box, Point, Shape, Sign, Strokes, Words, sign

_LIMIT_DASHES = (3.0, 2.0)
_CROWDED = 1.1
"""Points nearer to each other than this, in sizes of the text, are left out of the line."""


def extent(chart: Chart) -> list[float]:
    """The values that the axis must hold."""
    values = [value for series in chart.series for value in series.values if value is not None]
    for stretch in chart.stretches:
        values += [stretch.limits.lower, stretch.limits.upper]
    return values


def line_labels(chart: Chart, across: float, palette: ChartPalette, lettering: Lettering) -> list[EdgeLabel]:
    """What stands at the right edge: each line's name and last value, or the limits in force there."""
    if chart.kind is Kind.CONTROL:
        if not chart.stretches or chart.stretches[-1].last < len(chart.categories) - 1:
            return []
        limits = chart.stretches[-1].limits
        named = (("övre gräns", limits.upper), ("medel", limits.centre), ("undre gräns", limits.lower))
        return [
            EdgeLabel(
                value, edge_lines(f"{name} {chart.limit_text(value)}", across, lettering), palette.muted
            )
            for name, value in named
        ]
    if len(chart.series) == 1:
        return []
    found = []
    for number, series in enumerate(chart.series):
        last = next((value for value in reversed(series.values) if value is not None), None)
        if last is not None:
            name = edge_lines(f"{series.name} {chart.text_of(last)}", across, lettering)
            found.append(EdgeLabel(last, name, palette.series[number % len(palette.series)]))
    return found


class Lines:
    """Draws the lines of a chart in a field."""

    def __init__(self, chart: Chart, field: Field, palette: ChartPalette, lettering: Lettering) -> None:
        self._chart, self._field, self._palette, self._type = chart, field, palette, lettering
        self._placed: list[Box] = []
        self._broken = {found.at for found in chart.breaks}
        self._each = field.across / len(chart.categories)

    def shapes(self) -> Iterator[Shape]:
        """Limits first, then lines, their points and values."""
        yield from self._limits()
        for number, series in enumerate(self._chart.series):
            colour = self._palette.series[number % len(self._palette.series)]
            lines = tuple(self._runs(series))
            if lines:
                yield Strokes(lines, colour, self._type.size * 0.2, DASHES[number % len(DASHES)])
        for number, series in enumerate(self._chart.series):
            yield from self._points(number, series)
        yield from self._gaps()
        yield from self._values()

    def _x(self, place: int) -> float:
        near, far = self._field.slot(place, len(self._chart.categories))
        return (near + far) / 2

    def _limits(self) -> Iterator[Shape]:
        ink = self._palette.muted
        for stretch in self._chart.stretches:
            begin, _ = self._field.slot(stretch.first, len(self._chart.categories))
            _, end = self._field.slot(stretch.last, len(self._chart.categories))
            limits = stretch.limits
            centre = self._field.value(limits.centre)
            yield Strokes((((begin, centre), (end, centre)),), ink, 0.8)
            bounds = tuple(
                ((begin, self._field.value(bound)), (end, self._field.value(bound)))
                for bound in (limits.lower, limits.upper)
            )
            yield Strokes(bounds, ink, 0.8, _LIMIT_DASHES)
            if stretch is not self._chart.stretches[-1] or stretch.last < len(self._chart.categories) - 1:
                yield from self._told(stretch, begin + 2, end)

    def _told(self, stretch: Stretch, x: float, end: float) -> Iterator[Shape]:
        """The limits of a stretch that has no labels at the edge, where they have room."""
        limits = stretch.limits
        centre, lower, upper = map(self._chart.limit_text, (limits.centre, limits.lower, limits.upper))
        y = self._field.value(limits.upper) + self._type.size * 0.35
        for text in (f"medel {centre} ({lower}–{upper})", f"medel {centre}"):
            words = Words(x, y, text, self._type.size, self._palette.muted)
            ground = halo(words, self._type, "")
            fits = ground.x + ground.across <= end
            if fits and not any(_overlap(ground, other) for other in self._placed):
                self._placed.append(ground)
                yield words
                return

    def _runs(self, series: Series) -> Iterator[tuple[Point, ...]]:
        """The line in pieces: it stops at a gap and at a series break."""
        run: list[Point] = []
        for place, value in enumerate(series.values):
            if (value is None or place in self._broken) and run:
                yield tuple(run)
                run = []
            if value is not None:
                run.append((self._x(place), self._field.value(value)))
        if run:
            yield tuple(run)

    def _points(self, number: int, series: Series) -> Iterator[Shape]:
        size = self._type.size
        radius = size * 0.3
        kinds = list(Sign)
        colour = self._palette.series[number % len(self._palette.series)]
        for place, value in enumerate(series.values):
            if value is None:
                continue
            x, y = self._x(place), self._field.value(value)
            if self._chart.outside(place):
                yield sign(Sign.DIAMOND, x, y, radius * 1.5, self._palette.late, self._palette.ground)
            elif self._each >= size * _CROWDED or self._alone(series, place):
                yield sign(kinds[number % len(kinds)], x, y, radius, colour, self._palette.ground)

    def _alone(self, series: Series, place: int) -> bool:
        """Whether the line has nothing to draw here but the point."""
        values = series.values
        before = place > 0 and values[place - 1] is not None and place not in self._broken
        after = place + 1 < len(values) and values[place + 1] is not None and place + 1 not in self._broken
        return not before and not after

    def _gaps(self) -> Iterator[Shape]:
        chart, size = self._chart, self._type.size
        said: list[Box] = []
        for place in range(len(chart.categories)):
            if all(series.values[place] is not None for series in chart.series):
                continue
            spots = (self._gap_word(place, self._field.bottom + size * (0.4 + n)) for n in range(4))
            words, ground = next(
                (spot for spot in spots if not any(_overlap(spot[1], other) for other in self._placed)),
                self._gap_word(place, self._field.bottom + size * 0.4),
            )
            # Neighbours that are hidden too share one word when they stand close.
            if not any(_overlap(ground, other) for other in said):
                said.append(ground)
                yield words
        self._placed += said

    def _gap_word(self, place: int, y: float) -> tuple[Words, Box]:
        word, size, ink = self._chart.gap, self._type.size, self._palette.muted
        x = self._x(place)
        if self._type.width(word) <= self._each - 2:
            words = Words(x, y, word, size, ink, Anchor.MIDDLE)
            return words, halo(words, self._type, "")
        ground = Box(x - size * 0.6, y, size * 1.2, self._type.width(word))
        return Words(x + size * 0.36, y, word, size, ink, turned=True), ground

    def _values(self) -> Iterator[Shape]:
        """Every value where there is room; else the last one and those outside the limits."""
        chart = self._chart
        if len(chart.series) > 2:
            return
        widest = max(self._type.width(chart.text_of(v)) for series in chart.series for v in series.values)
        roomy = widest <= self._each - 2
        if len(chart.series) == 2 and not roomy:
            return
        for number, series in enumerate(chart.series):
            known = [place for place, value in enumerate(series.values) if value is not None]
            for place in reversed(known):
                if roomy or place == known[-1] or chart.outside(place):
                    yield from self._value(number, place)

    def _value(self, number: int, place: int) -> Iterator[Shape]:
        chart, size = self._chart, self._type.size
        values = chart.series[number].values
        value = values[place]
        assert value is not None
        others = [series.values[place] for n, series in enumerate(chart.series) if n != number]
        if others and others[0] is not None:
            under = value < others[0] or (value == others[0] and number == 1)
        else:
            beside = [values[n] for n in (place - 1, place + 1) if 0 <= n < len(values)]
            under = all(near is not None and near > value for near in beside)
        out = chart.outside(place)
        at = self._field.value(value)
        under = under and at - size * 1.35 > self._field.bottom
        y = at + (-size * 1.25 if under else size * (0.75 if out else 0.55))
        text = chart.text_of(value)
        half = self._type.width(text, bold=out) / 2 + 1
        x = min(max(self._x(place), self._field.left + half), self._field.right - half)
        words = Words(x, y, text, size, self._palette.text, Anchor.MIDDLE, bold=out)
        ground = halo(words, self._type, self._palette.ground)
        if any(_overlap(ground, other) for other in self._placed):
            return
        self._placed.append(ground)
        yield ground
        yield words


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.across
        and other.x < one.x + one.across
        and one.y < other.y + other.up
        and other.y < one.y + one.up
    )
