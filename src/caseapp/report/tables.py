"""Tables: columns as wide as what they hold, rows that wrap, a head that comes again on each page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from caseapp.report.bands import Band, Draw, gap
from caseapp.report.blocks import Cell, Column, Row, Status, Table
from caseapp.report.look import (
    BODY_WIDTH,
    CELL_SIZE,
    HEAD_SIZE,
    INK,
    LEADING,
    LINE,
    MARGIN,
    MILLIMETRE,
    MUTED,
    NOTE_SIZE,
    PANEL,
    TEXT,
    TINT,
    Colour,
)
from caseapp.report.pen import Pen
from caseapp.report.typesetting import BOLD, REGULAR, clean, longest_word, width, wrap

_SIDE = 3.0
"""Room on each side of a cell's text, in points."""
_ABOVE = 2.6
_WIDEST_WORD = 26 * MILLIMETRE
_NARROWEST_TEXT = 14 * MILLIMETRE
_WIDEST_WHOLE = 42 * MILLIMETRE
_WIDEST_TEXT = 62 * MILLIMETRE
_LINES_AT_ONCE = 40
"""A row with more lines than this goes on in a band of its own, so that no row is higher than a page."""
_LINE = CELL_SIZE * LEADING
_ACROSS = BODY_WIDTH - 2 * _SIDE
_NUMBER_GAP = 6.0


@dataclass(frozen=True, slots=True)
class _Need:
    """What a column needs: its `floor` breaks words, its `least` only wraps, its `wish` does neither."""

    floor: float
    least: float
    wish: float
    stretches: bool


def measure(columns: Sequence[Column], rows: Iterable[Row]) -> list[float]:
    """The width of each column, their sum the body's width at most, as the cells and titles need."""
    listed = list(rows)
    font = BOLD if any(row.strong for row in listed) else REGULAR
    return _shared(
        [_need(column, {row.cells[n] for row in listed}, font) for n, column in enumerate(columns)]
    )


def _need(column: Column, cells: Iterable[Cell], font: str) -> _Need:
    full = max((_cell_width(cell, font) for cell in cells), default=0.0)
    title = longest_word(column.title, BOLD, HEAD_SIZE)
    # A title may take two lines before its column grows for it.
    title_wish = max(title, width(column.title, BOLD, HEAD_SIZE) / 2 + 8)
    fixed = column.whole or column.right
    if fixed:
        floor = least = max(title, min(full, _WIDEST_WHOLE))
        wish = max(title_wish, least)
    else:
        words = max((_word_width(cell, font) for cell in cells), default=0.0)
        floor = max(title, min(words, _NARROWEST_TEXT))
        least = max(floor, min(words, _WIDEST_WORD))
        wish = max(least, title_wish, min(full, _WIDEST_TEXT))
    sides = 2 * _SIDE
    return _Need(floor + sides, least + sides, wish + sides, not fixed)


def _shared(needs: Sequence[_Need]) -> list[float]:
    spare = BODY_WIDTH - sum(need.wish for need in needs)
    if spare >= 0:
        stretching = sum(need.wish for need in needs if need.stretches)
        return [need.wish + (spare * need.wish / stretching if need.stretches else 0.0) for need in needs]
    for narrow, broad in ((_LEAST, _WISH), (_FLOOR, _LEAST)):
        low, high = [narrow(need) for need in needs], [broad(need) for need in needs]
        spare = BODY_WIDTH - sum(low)
        if spare >= 0:
            part = spare / (sum(high) - sum(low))
            return [a + (b - a) * part for a, b in zip(low, high, strict=True)]
    return [need.floor * BODY_WIDTH / sum(need.floor for need in needs) for need in needs]


_FLOOR, _LEAST, _WISH = attrgetter("floor"), attrgetter("least"), attrgetter("wish")


def _cell_width(cell: Cell, font: str) -> float:
    if isinstance(cell, str):
        return width(clean(cell), font, CELL_SIZE)
    first = width(_mark(cell), REGULAR, CELL_SIZE)
    if cell.number:
        first += _NUMBER_GAP + width(cell.number, BOLD, CELL_SIZE)
    return max(first, width(cell.also, REGULAR, CELL_SIZE))


def _word_width(cell: Cell, font: str) -> float:
    return longest_word(cell, font, CELL_SIZE) if isinstance(cell, str) else _cell_width(cell, font)


def _mark(status: Status) -> str:
    return f"{status.symbol} {status.word}".strip()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands: its left edge and width."""

    x: float
    across: float
    right: bool

    @property
    def room(self) -> float:
        return self.across - 2 * _SIDE

    def draw(self, pen: Pen, y: float, line: str, size: float, font: str, colour: Colour) -> float:
        """Draw a line of a cell; returns where it begins."""
        x = self.x + self.across - _SIDE - width(line, font, size) if self.right else self.x + _SIDE
        pen.text(x, y, line, size, font, colour)
        return x


def table_bands(table: Table, widths: Sequence[float]) -> list[Band]:
    """The head and a band a row; nothing when there is no row."""
    if not table.rows:
        return []
    places = []
    x = MARGIN
    for column, across in zip(table.columns, widths, strict=True):
        places.append(_Place(x, across, column.right))
        x += across
    head = _head(table, places)
    made = [gap(4), head]
    for number, row in enumerate(table.rows):
        # The first row stays with the head, and the last with the one before it.
        made += _row(row, places, head, keep=number == len(table.rows) - 2)
    return [*made, gap(6)]


def _head(table: Table, places: Sequence[_Place]) -> Band:
    captions = wrap(table.caption, REGULAR, HEAD_SIZE, BODY_WIDTH) if table.caption else []
    titles = [
        wrap(column.title, BOLD, HEAD_SIZE, place.room)
        for column, place in zip(table.columns, places, strict=True)
    ]
    line = HEAD_SIZE * LEADING
    above = line * len(captions) + (3 if captions else 0)
    most = max(len(title) for title in titles)
    height = line * most + 2 * _ABOVE
    right_edge = places[-1].x + places[-1].across

    def draw(pen: Pen, top: float) -> None:
        for number, caption in enumerate(captions):
            pen.text(MARGIN, top - HEAD_SIZE - number * line, caption, HEAD_SIZE, REGULAR, MUTED)
        upper = top - above
        pen.box(MARGIN, upper - height, right_edge - MARGIN, height, PANEL)
        pen.line(MARGIN, upper, right_edge, upper, 0.5, LINE)
        pen.line(MARGIN, upper - height, right_edge, upper - height, 0.8, MUTED)
        for title, place in zip(titles, places, strict=True):
            first = upper - _ABOVE - HEAD_SIZE - (most - len(title)) * line
            for number, words in enumerate(title):
                place.draw(pen, first - number * line, words, HEAD_SIZE, BOLD, TEXT)

    return Band(above + height, draw, keep=True)


def _row(row: Row, places: Sequence[_Place], head: Band, keep: bool) -> list[Band]:
    font = BOLD if row.strong else REGULAR
    lines = [
        wrap(cell, font, CELL_SIZE, place.room) if isinstance(cell, str) else _status_lines(cell)
        for cell, place in zip(row.cells, places, strict=True)
    ]
    most = max(len(cell) for cell in lines)
    across = [line for part in row.text.splitlines() for line in wrap(part, REGULAR, CELL_SIZE, _ACROSS)]
    below = wrap(row.below, REGULAR, NOTE_SIZE, _ACROSS) if row.below else []
    made = []
    for start in range(0, most, _LINES_AT_ONCE):
        shown = min(_LINES_AT_ONCE, most - start)
        made.append(
            _part(row, places, [cell[start : start + shown] for cell in lines], start == 0, shown, head, font)
        )
    # No page begins with the last line of a text or ends with its first.
    made += [
        _across(line, CELL_SIZE, TEXT, number in (0, len(across) - 2), head)
        for number, line in enumerate(across)
    ]
    made += [_across(line, NOTE_SIZE, MUTED, number == 0, head) for number, line in enumerate(below)]
    last = made[-1]
    more = 2.0 if across or below else 0.0
    made[-1] = Band(last.height + more, _underlined(last, places, more), keep, head)
    return made


def _status_lines(status: Status) -> list[str]:
    return [_mark(status), status.also] if status.also else [_mark(status)]


def _part(
    row: Row,
    places: Sequence[_Place],
    lines: list[list[str]],
    begins: bool,
    count: int,
    head: Band,
    font: str,
) -> Band:
    height = count * _LINE + 2 * _ABOVE
    ink = MUTED if row.struck else TEXT

    def draw(pen: Pen, top: float) -> None:
        first = top - _ABOVE - CELL_SIZE
        for cell, place, shown in zip(row.cells, places, lines, strict=True):
            if isinstance(cell, Status):
                if begins:
                    _draw_status(pen, cell, place, top, shown)
                continue
            for number, line in enumerate(shown):
                y = first - number * _LINE
                x = place.draw(pen, y, line, CELL_SIZE, font, ink)
                if row.struck and line:
                    pen.line(x, y + 2.6, x + width(line, font, CELL_SIZE), y + 2.6, 0.6, MUTED)

    return Band(height, draw, keep=bool(row.text or row.below), head=head)


def _draw_status(pen: Pen, status: Status, place: _Place, top: float, lines: list[str]) -> None:
    tint = TINT.get(status.tone)
    if tint is not None:
        height = len(lines) * _LINE + 2 * _ABOVE - 2
        pen.box(place.x + 1, top - 1 - height, place.across - 2, height, tint)
    ink = INK[status.tone]
    first = top - _ABOVE - CELL_SIZE
    room = place.room
    for number, line in enumerate(lines):
        size = min(CELL_SIZE, CELL_SIZE * room / max(width(line, REGULAR, CELL_SIZE), 1))
        pen.text(place.x + _SIDE, first - number * _LINE, line, size, REGULAR, ink if number == 0 else MUTED)
        if number == 0 and status.number:
            pen.text_right(place.x + place.across - _SIDE, first, status.number, CELL_SIZE, BOLD, ink)


def _across(line: str, size: float, ink: Colour, keep: bool, head: Band) -> Band:
    def draw(pen: Pen, top: float) -> None:
        pen.text(MARGIN + _SIDE, top - size - 1, line, size, REGULAR, ink)

    return Band(size * LEADING, draw, keep, head)


def _underlined(band: Band, places: Sequence[_Place], more: float) -> Draw:
    right_edge = places[-1].x + places[-1].across

    def draw(pen: Pen, top: float) -> None:
        band.draw(pen, top)
        low = top - band.height - more
        pen.line(MARGIN, low, right_edge, low, 0.4, LINE)

    return draw
