"""A chart as SVG, for screens."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import assert_never

from caseapp.report.chart import Chart, describe
from caseapp.report.chart_drawing import draw_chart
from caseapp.report.chart_frame import Lettering
from caseapp.report.chart_palette import ChartPalette
from caseapp.report.chart_shapes import Box, Disc, Patch, Point, Shape, Strokes, Words
from caseapp.report.typesetting import clean

SCREEN = Lettering(size=12.0)


def chart_svg(
    chart: Chart, palette: ChartPalette, width: float, height: float, lettering: Lettering = SCREEN
) -> str:
    """The chart as an SVG document of this size in pixels, with its description inside."""
    shapes = draw_chart(chart, palette, width, height, lettering)
    body = "".join(_element(shape, height, lettering) for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" role="img">'
        f"<title>{_text(chart.title)}</title><desc>{_text(describe(chart))}</desc>{body}</svg>"
    )


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    return escape(clean(text))


def _points(points: tuple[Point, ...], height: float) -> str:
    return " ".join(f"{_n(x)},{_n(height - y)}" for x, y in points)


def _edge(colour: str, thickness: float) -> str:
    return f' stroke="{colour}" stroke-width="{_n(thickness)}"' if colour and thickness else ' stroke="none"'


def _element(shape: Shape, height: float, lettering: Lettering) -> str:
    match shape:
        case Box():
            return (
                f'<rect x="{_n(shape.x)}" y="{_n(height - shape.y - shape.up)}" width="{_n(shape.across)}" '
                f'height="{_n(shape.up)}" fill="{shape.fill or "none"}"{_edge(shape.edge, shape.thickness)}/>'
            )
        case Strokes():
            dashes = f' stroke-dasharray="{",".join(map(_n, shape.dashes))}"' if shape.dashes else ""
            path = "".join(f"M{' '.join(_path(line, height))}" for line in shape.lines)
            return f'<path d="{path}" fill="none"{_edge(shape.colour, shape.thickness)}{dashes}/>'
        case Patch():
            return (
                f'<polygon points="{_points(shape.corners, height)}" fill="{shape.fill}"'
                f"{_edge(shape.edge, shape.thickness)}/>"
            )
        case Disc():
            return (
                f'<circle cx="{_n(shape.x)}" cy="{_n(height - shape.y)}" r="{_n(shape.radius)}" '
                f'fill="{shape.fill}"{_edge(shape.edge, shape.thickness)}/>'
            )
        case Words():
            return _words(shape, height, lettering)
        case _:
            assert_never(shape)


def _path(line: tuple[Point, ...], height: float) -> Iterator[str]:
    return (f"{_n(x)} {_n(height - y)}" for x, y in line)


def _words(words: Words, height: float, lettering: Lettering) -> str:
    x, y = _n(words.x), _n(height - words.y)
    turned = f' transform="rotate(-90 {x} {y})"' if words.turned else ""
    weight = ' font-weight="bold"' if words.bold else ""
    family = escape(lettering.family)
    return (
        f'<text x="{x}" y="{y}" font-family="{family}" font-size="{_n(words.size)}"{weight} '
        f'fill="{words.colour}" text-anchor="{words.anchor.value}"{turned}>{_text(words.text)}</text>'
    )
