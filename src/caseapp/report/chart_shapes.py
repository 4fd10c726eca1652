"""The shapes a chart is drawn of, in points with y growing upwards, and what is put together of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from its lower left corner; no `fill` or `edge` is none drawn."""

    x: float
    y: float
    across: float
    up: float
    fill: str = ""
    edge: str = ""
    thickness: float = 0.6


@dataclass(frozen=True, slots=True)
class Strokes:
    """Lines of one colour; each is a row of points."""

    lines: tuple[tuple[Point, ...], ...]
    colour: str
    thickness: float = 0.6
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled area with an edge."""

    corners: tuple[Point, ...]
    fill: str
    edge: str
    thickness: float = 0.8


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle with an edge."""

    x: float
    y: float
    radius: float
    fill: str
    edge: str
    thickness: float = 0.8


class Anchor(StrEnum):
    """Which part of a text stands at its point."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `turned` reads upwards."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: Anchor = Anchor.START
    bold: bool = False
    turned: bool = False


Shape = Box | Strokes | Patch | Disc | Words


class Pattern(Enum):
    """How a series is filled, so that it is known without its colour."""

    SOLID = 0
    RISING = 1
    DOTS = 2
    LEVEL = 3
    CROSSED = 4


class Sign(Enum):
    """The points of a series, so that it is known without its colour."""

    DISC = 0
    SQUARE = 1
    TRIANGLE = 2
    DIAMOND = 3
    RING = 4


DASHES: tuple[tuple[float, ...], ...] = ((), (6, 2), (2, 2), (8, 2, 2, 2), (4, 3))
"""The lines of the first series, the second and so on."""


def filled(box: Box, pattern: Pattern, colour: str, ground: str, size: float) -> Iterator[Shape]:
    """A rectangle filled with a pattern of `colour` on `ground`; `size` is that of the text."""
    if pattern is Pattern.SOLID:
        yield Box(box.x, box.y, box.across, box.up, colour, colour, 0.6)
        return
    yield Box(box.x, box.y, box.across, box.up, ground)
    step = size * 0.55
    if pattern is Pattern.DOTS:
        yield from _dots(box, step, colour)
    else:
        lines = tuple(_hatching(box, pattern, step))
        if lines:
            yield Strokes(lines, colour, size * 0.13)
    yield Box(box.x, box.y, box.across, box.up, "", colour, size * 0.12)


def _hatching(box: Box, pattern: Pattern, step: float) -> Iterator[tuple[Point, ...]]:
    right, top = box.x + box.across, box.y + box.up
    if pattern is Pattern.LEVEL:
        y = box.y + step
        while y < top - step / 4:
            yield ((box.x, y), (right, y))
            y += step
        return
    # A rising line is x - y = c, and a falling one its mirror image.
    c = box.x - top + step * 1.4
    while c < right - box.y:
        low = max(box.x, c + box.y)
        high = min(right, c + top)
        yield ((low, low - c), (high, high - c))
        if pattern is Pattern.CROSSED:
            yield ((right + box.x - low, low - c), (right + box.x - high, high - c))
        c += step * 1.4


def _dots(box: Box, step: float, colour: str) -> Iterator[Shape]:
    radius = step * 0.22
    rows = max(int(box.up / step), 0)
    columns = max(int(box.across / step), 0)
    for row in range(rows):
        for column in range(columns):
            x = box.x + box.across * (column + 0.5) / columns
            y = box.y + box.up * (row + 0.5) / rows
            yield Disc(x, y, radius, colour, "", 0)


def sign(kind: Sign, x: float, y: float, radius: float, colour: str, ground: str) -> Shape:
    """A point of a series, with its middle at (x, y)."""
    if kind is Sign.SQUARE:
        return Box(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8, colour, ground, 0.6)
    if kind is Sign.TRIANGLE:
        corners = (
            (x - radius * 1.1, y - radius * 0.8),
            (x + radius * 1.1, y - radius * 0.8),
            (x, y + radius * 1.2),
        )
        return Patch(corners, colour, ground, 0.6)
    if kind is Sign.DIAMOND:
        far = radius * 1.35
        return Patch(((x - far, y), (x, y - far), (x + far, y), (x, y + far)), colour, ground, 0.6)
    if kind is Sign.RING:
        return Disc(x, y, radius * 0.9, ground, colour, radius * 0.5)
    return Disc(x, y, radius, colour, ground, 0.6)
