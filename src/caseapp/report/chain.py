"""The chain to scale: a lane a case along one time axis, told apart without colour."""

from __future__ import annotations

from datetime import date

from caseapp.domain.rules import add_months
from caseapp.domain.swedish import MONTHS_SHORT
from caseapp.report.bands import Band, Draw, gap
from caseapp.report.blocks import Chain, Lane
from caseapp.report.look import (
    ACCENT,
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
    PAPER,
    TEXT,
    Colour,
)
from caseapp.report.pen import Pen
from caseapp.report.typesetting import BOLD, REGULAR, width, wrap

_LABELS = 36 * MILLIMETRE
_MOST_TICKS = 8
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_BAR = 5.0
_LANE_ABOVE = 23.0
_LEGEND = (
    "● början och slut · fylld stapel: pågår · tom stapel: avslutat · ┃ sista dag · ▲ försenad · "
    "◆ löper ut snart · streckad: efter sista dagen"
)


class _Axis:
    """Days as points across the page."""

    def __init__(self, chain: Chain) -> None:
        days = [chain.today]
        for lane in chain.lanes:
            days += [day for day in (lane.first, lane.last) if day is not None]
            days += [mark.day for mark in lane.marks]
        self.first = min(days)
        self.span = max((max(days) - self.first).days, 30)
        self.left = MARGIN + _LABELS + 8
        self.across = MARGIN + BODY_WIDTH - self.left - 10

    def x(self, day: date) -> float:
        """Where a day stands."""
        return self.left + self.across * (day - self.first).days / self.span

    def ticks(self) -> list[tuple[float, str]]:
        """The first days of so many months that their names have room."""
        step = next(step for step in _STEPS if self.span / (30.4 * step) <= _MOST_TICKS)
        found = []
        if step < 12:
            day = date(self.first.year, 1, 1)
        else:
            years = step // 12
            day = date(max(self.first.year // years * years, 1), 1, 1)
        while (x := self.x(day)) <= self.left + self.across + 1:
            if x >= self.left - 1:
                text = str(day.year) if step >= 12 else f"{MONTHS_SHORT[day.month - 1]} {day.year}"
                found.append((x, text))
            day = add_months(day, step)
        return found


def chain_bands(chain: Chain) -> list[Band]:
    """The axis, a band a lane, and what the signs mean."""
    axis = _Axis(chain)
    head = _axis_band(chain, axis)
    made = [gap(4), head]
    for number, lane in enumerate(chain.lanes):
        made.append(_lane_band(lane, chain.today, axis, head, keep=number == len(chain.lanes) - 1))
    legend = wrap(_LEGEND, REGULAR, NOTE_SIZE, BODY_WIDTH)
    made += [Band(NOTE_SIZE * LEADING + 1, _legend(line), keep=line is not legend[-1]) for line in legend]
    return [*made, gap(6)]


def _legend(line: str) -> Draw:
    return lambda pen, top: pen.text(MARGIN, top - NOTE_SIZE - 2, line, NOTE_SIZE, REGULAR, MUTED)


def _axis_band(chain: Chain, axis: _Axis) -> Band:
    height = 26.0

    def draw(pen: Pen, top: float) -> None:
        today = f"idag {chain.today.isoformat()}"
        half = width(today, BOLD, NOTE_SIZE) / 2
        middle = min(max(axis.x(chain.today), axis.left + half), MARGIN + BODY_WIDTH - half)
        pen.text_centred(middle, top - NOTE_SIZE, today, NOTE_SIZE, BOLD, ACCENT)
        low = top - height
        right_edge = MARGIN + BODY_WIDTH
        free_from = axis.left - 8
        for x, text in axis.ticks():
            pen.line(x, low, x, low + 3, 0.6, MUTED)
            half = width(text, REGULAR, NOTE_SIZE) / 2
            at = max(x, free_from + half)
            if at + half <= right_edge:
                pen.text_centred(at, low + 5, text, NOTE_SIZE, REGULAR, MUTED)
                free_from = at + half + 4
        pen.line(axis.left - 8, low, right_edge, low, 0.6, MUTED)

    return Band(height, draw, keep=True)


def _lane_band(lane: Lane, today: date, axis: _Axis, head: Band, keep: bool) -> Band:
    names = wrap(lane.ref, BOLD, CELL_SIZE, _LABELS) + wrap(lane.kind, REGULAR, NOTE_SIZE, _LABELS)
    bold = len(wrap(lane.ref, BOLD, CELL_SIZE, _LABELS))
    room = MARGIN + BODY_WIDTH - axis.left
    captions = wrap(lane.caption, REGULAR, NOTE_SIZE, room)
    line = CELL_SIZE * LEADING
    height = max(len(names) * line, _LANE_ABOVE + len(captions) * NOTE_SIZE * LEADING) + 7

    def draw(pen: Pen, top: float) -> None:
        low = top - height
        if lane.strong:
            pen.box(MARGIN - 2, low + 0.5, BODY_WIDTH + 2, height - 1, PANEL)
        pen.line(MARGIN - 2, low, MARGIN + BODY_WIDTH, low, 0.4, LINE)
        x = axis.x(today)
        pen.line(x, top, x, low, 0.8, ACCENT, (2, 2))
        for number, name in enumerate(names):
            size, font = (CELL_SIZE, BOLD) if number < bold else (NOTE_SIZE, REGULAR)
            pen.text(MARGIN, top - 3 - CELL_SIZE - number * line, name, size, font, TEXT)
        _draw_bar(pen, lane, today, axis, top - 17)
        for number, caption in enumerate(captions):
            y = top - _LANE_ABOVE - NOTE_SIZE - 2 - number * NOTE_SIZE * LEADING
            # The line of today passes behind the words.
            paper = PANEL if lane.strong else PAPER
            pen.box(axis.left, y - 2, width(caption, REGULAR, NOTE_SIZE) + 2, NOTE_SIZE + 2, paper)
            pen.text(axis.left, y, caption, NOTE_SIZE, REGULAR, MUTED)

    return Band(height, draw, keep=keep, head=head)


def _draw_bar(pen: Pen, lane: Lane, today: date, axis: _Axis, middle: float) -> None:
    if lane.first is not None:
        begin = axis.x(lane.first)
        end = axis.x(max(lane.last or today, lane.first))
        solid = min(max(axis.x(lane.overrun), begin), end) if lane.overrun is not None else end
        if end > solid:
            pen.line(solid, middle, end, middle, _BAR - 2, MUTED, (2, 1.5))
        if lane.last is None:
            pen.box(begin, middle - _BAR / 2, max(solid - begin, 0.1), _BAR, MUTED)
        elif solid > begin:
            pen.box(begin, middle - _BAR / 2, solid - begin, _BAR, PAPER, MUTED)
        _sign(pen, begin, middle, "●", TEXT)
        if lane.last is not None:
            _sign(pen, end, middle, "●", TEXT)
    _draw_marks(pen, lane, axis, middle)


def _draw_marks(pen: Pen, lane: Lane, axis: _Axis, middle: float) -> None:
    for mark in lane.marks:
        x = axis.x(mark.day)
        pen.line(x, middle - 6, x, middle + 6, 1.6, TEXT)
        if mark.symbol:
            _sign(pen, x, middle + 10.5, mark.symbol, INK[mark.tone])


def _sign(pen: Pen, x: float, middle: float, sign: str, colour: Colour) -> None:
    pen.text_centred(x, middle - 0.37 * HEAD_SIZE, sign, HEAD_SIZE, REGULAR, colour)
