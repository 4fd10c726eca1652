"""Bands: the strips that a page is stacked of. A line, a row or a lane is one; a page ends between two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from caseapp.report.look import (
    BODY_WIDTH,
    HEADING_SIZE,
    LEAD_SIZE,
    LEADING,
    MARGIN,
    MUTED,
    NOTE_SIZE,
    TEXT,
    TEXT_SIZE,
    TITLE_SIZE,
    Colour,
)
from caseapp.report.pen import Pen
from caseapp.report.typesetting import BOLD, REGULAR, width, wrap

Draw = Callable[[Pen, float], None]
"""Draws a band whose upper edge lies at this height."""
_WIDEST_LABEL = 0.3 * BODY_WIDTH
_HAND = 30.0
"""Height of the room to sign in, in points."""


@dataclass(frozen=True, slots=True)
class Band:
    """A strip across the page, `height` points high.

    `keep`: it may not stand last on a page. `head` is drawn above it when it begins a page. A `gap`
    is left out at the top of a page. `outline` is its entry in the PDF's table of contents. With `ends_page`
    the next band begins a new page.
    """

    height: float
    draw: Draw
    keep: bool = False
    head: Band | None = None
    gap: bool = False
    outline: str = ""
    ends_page: bool = False


def gap(height: float) -> Band:
    """An empty strip."""
    return Band(height, lambda pen, top: None, keep=True, gap=True)


def page_break() -> Band:
    """The end of a page, whatever room is left on it."""
    return Band(0.0, lambda pen, top: None, gap=True, ends_page=True)


def paginate(bands: Sequence[Band], room: float) -> list[list[Band]]:
    """The bands of each page, `room` points high; heads repeated where a page begins inside a table."""
    pages: list[list[Band]] = [[]]
    left = room
    for group in _kept_together(bands):
        if sum(band.height for band in group) > left and pages[-1]:
            pages.append([])
            left = room
        for band in group:
            if band.height > left and pages[-1]:
                pages.append([])
                left = room
            page = pages[-1]
            if band.gap and not page:
                continue
            if band.ends_page:
                pages.append([])
                left = room
                continue
            if not page and band.head is not None:
                page.append(band.head)
                left -= band.head.height
            page.append(band)
            left -= band.height
    return pages


def _kept_together(bands: Sequence[Band]) -> Iterator[list[Band]]:
    group: list[Band] = []
    for band in bands:
        group.append(band)
        if not band.keep:
            yield group
            group = []
    if group:
        yield group


def text_bands(
    text: str,
    size: float,
    font: str = REGULAR,
    colour: Colour = TEXT,
    *,
    indent: float = 0.0,
    room: float = BODY_WIDTH,
    keep: bool = False,
) -> list[Band]:
    """A paragraph, a band a line. Its first and last two lines stay together."""
    lines = wrap(text, font, size, room - indent)
    height = size * LEADING

    def drawn(line: str) -> Draw:
        return lambda pen, top: pen.text(MARGIN + indent, top - size, line, size, font, colour)

    return [
        Band(height, drawn(line), keep=keep or number == 0 < len(lines) - 1 or number == len(lines) - 2)
        for number, line in enumerate(lines)
    ]


def title_bands(text: str) -> list[Band]:
    """What the paper is called."""
    return [*text_bands(text, TITLE_SIZE, BOLD, keep=True), gap(6)]


def lead_bands(text: str) -> list[Band]:
    """The summary in words."""
    return [*text_bands(text, LEAD_SIZE), gap(8)]


def heading_bands(text: str) -> list[Band]:
    """The beginning of a part."""
    first, *others = text_bands(text, HEADING_SIZE, BOLD, keep=True)
    marked = Band(first.height, first.draw, keep=True, outline=text)
    return [gap(12), marked, *others, gap(3)]


def paragraph_bands(text: str) -> list[Band]:
    """A paragraph of running text."""
    return [*text_bands(text, TEXT_SIZE), gap(4)]


def signature_bands(labels: Sequence[str]) -> list[Band]:
    """Lines to write on beside each other, with room above for a hand."""
    space = 12.0
    across = (BODY_WIDTH - space * (len(labels) - 1)) / len(labels)

    def draw(pen: Pen, top: float) -> None:
        low = top - _HAND
        for number, label in enumerate(labels):
            x = MARGIN + number * (across + space)
            pen.line(x, low, x + across, low, 0.6, MUTED)
            pen.text(x, low - NOTE_SIZE - 2, label, NOTE_SIZE, REGULAR, MUTED)

    return [Band(_HAND + NOTE_SIZE * LEADING + 4, draw)]


def note_bands(title: str, items: Sequence[tuple[str, str]]) -> list[Band]:
    """Notes: labels in a column of their own, texts beside them."""
    if not items:
        return []
    made = [gap(7)]
    if title:
        made += [*text_bands(title, NOTE_SIZE, BOLD, keep=True), gap(2)]
    widest = max(width(label, BOLD, NOTE_SIZE) for label, _ in items)
    indent = min(widest, _WIDEST_LABEL) + 8
    for label, text in items:
        made += _note(label, text, indent)
    return made


def _note(label: str, text: str, indent: float) -> list[Band]:
    names = wrap(label, BOLD, NOTE_SIZE, indent - 8)
    lines = wrap(text, REGULAR, NOTE_SIZE, BODY_WIDTH - indent)
    count = max(len(names), len(lines))
    height = NOTE_SIZE * LEADING

    def drawn(number: int) -> Draw:
        def draw(pen: Pen, top: float) -> None:
            if number < len(names):
                pen.text(MARGIN, top - NOTE_SIZE, names[number], NOTE_SIZE, BOLD, MUTED)
            if number < len(lines):
                pen.text(MARGIN + indent, top - NOTE_SIZE, lines[number], NOTE_SIZE, REGULAR, TEXT)

        return draw

    return [
        Band(height + (1.5 if number == count - 1 else 0), drawn(number), keep=number < min(count - 1, 3))
        for number in range(count)
    ]
