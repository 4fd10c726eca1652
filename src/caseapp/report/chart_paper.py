"""Charts on paper: a band with one chart, or with two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, assert_never

from caseapp.report.bands import Band, gap
from caseapp.report.chart import Chart
from caseapp.report.chart_drawing import draw_chart, natural_height
from caseapp.report.chart_frame import Lettering
from caseapp.report.chart_palette import LIGHT
from caseapp.report.chart_shapes import Anchor, Box, Disc, Patch, Shape, Strokes, Words
from caseapp.report.look import BODY_WIDTH, MARGIN, Colour
from caseapp.report.pen import Pen
from caseapp.report.typesetting import BOLD, REGULAR, clean

PAPER_TYPE = Lettering(size=7.5)
_BETWEEN = 18.0
_TALLEST = 640.0
"""What is left of a page beneath its title."""


def chart_bands(charts: Sequence[Chart]) -> list[Band]:
    """The charts, two beside each other; a single one takes the whole width."""
    made: list[Band] = []
    for start in range(0, len(charts), 2):
        made += [gap(8), _row(charts[start : start + 2], alone=len(charts) == 1)]
    return [*made, gap(8)] if made else []


def _row(charts: Sequence[Chart], alone: bool) -> Band:
    across = BODY_WIDTH if alone else (BODY_WIDTH - _BETWEEN) / 2
    height = min(max(natural_height(chart, across, PAPER_TYPE) for chart in charts), _TALLEST)
    drawn = [draw_chart(chart, LIGHT, across, height, PAPER_TYPE) for chart in charts]

    def draw(pen: Pen, top: float) -> None:
        for number, shapes in enumerate(drawn):
            _print(pen.canvas, shapes, MARGIN + number * (across + _BETWEEN), top - height)

    return Band(height, draw)


def _print(canvas: Any, shapes: Sequence[Shape], x: float, y: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.setLineCap(0)
    canvas.setLineJoin(1)
    for shape in shapes:
        _shape(canvas, shape)
    canvas.restoreState()


@lru_cache(maxsize=64)
def _ink(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _paint(canvas: Any, fill: str, edge: str, thickness: float) -> dict[str, int]:
    if fill:
        canvas.setFillColorRGB(*_ink(fill))
    if edge and thickness:
        canvas.setStrokeColorRGB(*_ink(edge))
        canvas.setLineWidth(thickness)
    return {"fill": int(bool(fill)), "stroke": int(bool(edge and thickness))}


def _shape(canvas: Any, shape: Shape) -> None:
    match shape:
        case Box():
            paint = _paint(canvas, shape.fill, shape.edge, shape.thickness)
            canvas.rect(shape.x, shape.y, shape.across, shape.up, **paint)
        case Strokes():
            _paint(canvas, "", shape.colour, shape.thickness)
            canvas.setDash(list(shape.dashes))
            path = canvas.beginPath()
            for (x, y), *others in shape.lines:
                path.moveTo(x, y)
                for other in others:
                    path.lineTo(*other)
            canvas.drawPath(path, fill=0, stroke=1)
            canvas.setDash([])
        case Patch():
            path = canvas.beginPath()
            path.moveTo(*shape.corners[0])
            for corner in shape.corners[1:]:
                path.lineTo(*corner)
            path.close()
            canvas.drawPath(path, **_paint(canvas, shape.fill, shape.edge, shape.thickness))
        case Disc():
            paint = _paint(canvas, shape.fill, shape.edge, shape.thickness)
            canvas.circle(shape.x, shape.y, shape.radius, **paint)
        case Words():
            _write(canvas, shape)
        case _:
            assert_never(shape)


def _write(canvas: Any, words: Words) -> None:
    canvas.setFillColorRGB(*_ink(words.colour))
    canvas.setFont(BOLD if words.bold else REGULAR, words.size)
    text = clean(words.text)
    if words.turned:
        canvas.saveState()
        canvas.translate(words.x, words.y)
        canvas.rotate(90)
        canvas.drawString(0, 0, text)
        canvas.restoreState()
    elif words.anchor is Anchor.MIDDLE:
        canvas.drawCentredString(words.x, words.y, text)
    elif words.anchor is Anchor.END:
        canvas.drawRightString(words.x, words.y, text)
    else:
        canvas.drawString(words.x, words.y, text)
