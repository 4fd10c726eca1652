"""The chain of a person's cases, drawn to scale: bars, last days and today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseapp.desktop import theme
from caseapp.desktop.status import LATE_ICON
from caseapp.domain.rules import Category
from caseapp.domain.swedish import MONTHS_SHORT, day_spoken, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseapp.domain.cases import Case, CaseType
    from caseapp.domain.deadlines import Deadline
    from caseapp.domain.events import CaseKey

_ROW = 34.0
_AXIS = 24.0
_LABEL = 232.0
_BAR = 8.0
_PAD = 12.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A case on the picture. `last_day` is that of the deadline that speaks for it, if any."""

    key: CaseKey
    type_name: str
    opened: date
    closed: date | None
    last_day: date | None
    late: bool

    def text(self, today: date) -> str:
        """The bar in words."""
        ended = f"till {day_spoken(self.closed)}" if self.closed else "pågår"
        words = f"{self.key.ref}, {self.type_name.lower()}: från {day_spoken(self.opened)}, {ended}"
        if self.last_day is not None:
            passed = ", passerad" if self.late else ""
            words += f"; sista dag {day_spoken(self.last_day)}{passed}"
        return f"{words}."

    def length(self, today: date) -> str:
        """How long it has gone on: `14 dagar`, `4 månader`."""
        days = ((self.closed or today) - self.opened).days
        if days < 62:
            return plural(days, "dag", "dagar")
        return plural(round(days / 30.44), "månad", "månader")


def bars_of(
    chain: Sequence[Case],
    deadlines: Sequence[Deadline],
    types: Mapping[str, CaseType],
    today: date,
) -> list[Bar]:
    """The bars of a chain, by opening day. The law's running clock speaks for a case, else its latest."""
    bars = []
    for case in chain:
        if case.opened is None:
            continue
        own = [clock for clock in deadlines if clock.case == case.key and not clock.rule.watch]
        own.sort(key=lambda clock: (clock.running, clock.rule.category is Category.LAW, clock.last_day))
        clock = own[-1] if own else None
        bars.append(
            Bar(
                case.key,
                types[case.key.case_type].name,
                case.opened.day,
                case.closed.day if case.closed else None,
                clock.last_day if clock else None,
                clock.is_late(today) if clock else False,
            )
        )
    return bars


class ChainPicture(QWidget):
    """The picture; arrows walk between the cases and Enter opens one."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: list[Bar] = []
        self._today = date.min
        self._shown: CaseKey | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Ärendekedja")
        self.setMouseTracking(True)

    def set_bars(self, bars: Sequence[Bar], shown: CaseKey, today: date) -> None:
        """Draw these; `shown` is the case that the view is about."""
        self.bars = list(bars)
        self._shown = shown
        self._today = today
        self._at = next((row for row, bar in enumerate(self.bars) if bar.key == shown), 0)
        words = " ".join(bar.text(today) for bar in self.bars)
        self.setAccessibleDescription(f"{words} Idag {day_spoken(today)}. Pilarna väljer, Enter öppnar.")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, round(2 * _PAD + _AXIS + _ROW * max(1, len(self.bars))))

    def minimumSizeHint(self) -> QSize:
        return QSize(420, self.sizeHint().height())

    # --- drawing ---

    def _span(self) -> tuple[date, date]:
        first = min(bar.opened for bar in self.bars)
        ends = [self._today, *(bar.closed or self._today for bar in self.bars)]
        ends += [bar.last_day for bar in self.bars if bar.last_day]
        last = max(ends)
        margin = timedelta(days=max(7, round((last - first).days * 0.06)))
        return first - margin / 3, last + margin

    def _x(self, day: date) -> float:
        first, last = self._span()
        room = self.width() - _LABEL - 2 * _PAD
        return _LABEL + _PAD + room * (day - first).days / max(1, (last - first).days)

    def _y(self, row: int) -> float:
        return _PAD + _AXIS + _ROW * row + _ROW / 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = now.focus if self.hasFocus() else 1
        painter.setPen(QPen(now.color("accent" if self.hasFocus() else "line"), width))
        painter.setBrush(now.color("bg"))
        inset = width / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        if not self.bars:
            return
        self._paint_axis(painter, now)
        for row, bar in enumerate(self.bars):
            self._paint_row(painter, now, row, bar)

    def _paint_axis(self, painter: QPainter, now: theme.Tokens) -> None:
        small = theme.sized(self.font(), "small")
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        top, bottom = _PAD + _AXIS, self.height() - _PAD
        today = self._x(self._today)
        word = "idag"
        reserved = QRectF(0, 0, metrics.horizontalAdvance(word) + 12, 1)
        reserved.moveCenter(QPointF(today, 0))
        free = self._x(self._span()[0])
        for day in months_between(*self._span()):
            place = self._x(day)
            painter.setPen(QPen(now.color("line"), 1))
            painter.drawLine(QPointF(place, top - 4), QPointF(place, bottom))
            text = (
                f"{MONTHS_SHORT[day.month - 1]} {day.year}" if day.month == 1 else MONTHS_SHORT[day.month - 1]
            )
            length = metrics.horizontalAdvance(text)
            clear = place >= free and place + length < self.width() - _PAD
            if clear and (place > reserved.right() or place + length + 4 < reserved.left()):
                painter.setPen(now.color("muted"))
                painter.drawText(QPointF(place + 2, _PAD + metrics.ascent()), text)
                free = place + length + 14
        painter.setPen(QPen(now.color("accent"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(today, top - 4), QPointF(today, bottom))
        bold = theme.sized(self.font(), "small", bold=True)
        painter.setFont(bold)
        painter.setPen(now.color("accent"))
        painter.drawText(
            QPointF(today - QFontMetricsF(bold).horizontalAdvance(word) / 2, _PAD + metrics.ascent()), word
        )

    def _paint_row(self, painter: QPainter, now: theme.Tokens, row: int, bar: Bar) -> None:
        middle = self._y(row)
        chosen = bar.key == self._shown
        if row == self._at and self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.color("accent_tint"))
            painter.drawRoundedRect(QRectF(6, middle - _ROW / 2 + 2, self.width() - 12, _ROW - 4), 4, 4)
        name = theme.sized(self.font(), "normal", bold=chosen)
        small = theme.sized(self.font(), "small")
        painter.setFont(name)
        painter.setPen(now.color("accent" if not chosen else "text"))
        metrics = QFontMetricsF(name)
        ref = metrics.elidedText(bar.key.ref, Qt.TextElideMode.ElideRight, 130)
        baseline = middle + metrics.ascent() / 2 - 2
        painter.drawText(QPointF(_PAD, baseline), ref)
        painter.setFont(small)
        painter.setPen(now.color("muted"))
        left = _PAD + max(122.0, metrics.horizontalAdvance(ref) + 10)
        kind = QFontMetricsF(small).elidedText(
            bar.type_name.lower(), Qt.TextElideMode.ElideRight, _LABEL - left
        )
        painter.drawText(QPointF(left, baseline), kind)

        ink = now.color("accent" if chosen else "control")
        start, end = self._x(bar.opened), self._x(bar.closed or self._today)
        self._paint_bar(painter, now, bar, QRectF(start, middle - _BAR / 2, max(2.0, end - start), _BAR), ink)
        self._paint_words(painter, now, bar, start, end, middle)

    def _paint_bar(self, painter: QPainter, now: theme.Tokens, bar: Bar, room: QRectF, ink: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(room, _BAR / 2, _BAR / 2)
        if bar.last_day is not None:
            mark = self._x(bar.last_day)
            token = "late" if bar.late else "ok" if bar.closed else "soon"
            if bar.late and room.right() > mark:
                painter.setBrush(now.color("late"))
                painter.drawRoundedRect(
                    QRectF(mark, room.top(), room.right() - mark, _BAR), _BAR / 2, _BAR / 2
                )
            painter.setPen(QPen(now.color(token), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(mark, room.top() - 6), QPointF(mark, room.bottom() + 6))
            if not bar.closed and not bar.late and mark > room.right():
                painter.setPen(QPen(now.color("muted"), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(room.right(), room.center().y()), QPointF(mark, room.center().y()))
        painter.setPen(QPen(ink, 2))
        painter.setBrush(now.color("bg"))
        for place in (room.left(), room.right()) if bar.closed else (room.left(),):
            painter.drawEllipse(QPointF(place, room.center().y()), 4, 4)

    def _paint_words(
        self, painter: QPainter, now: theme.Tokens, bar: Bar, start: float, end: float, middle: float
    ) -> None:
        small = theme.sized(self.font(), "small")
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        length = bar.length(self._today)
        wide = metrics.horizontalAdvance(length)
        above = middle - _BAR / 2 - 3
        if wide + 12 < end - start:
            painter.setPen(now.color("muted"))
            painter.drawText(QPointF(start + 8, above), length)
        elif end + 14 + wide < self.width() - _PAD and bar.last_day is None:
            painter.setPen(now.color("muted"))
            painter.drawText(QPointF(end + 10, middle + metrics.ascent() / 2 - 1), length)
        if bar.last_day is None:
            return
        words = f"{bar.last_day.day} {MONTHS_SHORT[bar.last_day.month - 1]}"
        if bar.late:
            words = f"{LATE_ICON} {words}"
        mark = self._x(bar.last_day)
        advance = metrics.horizontalAdvance(words)
        place = mark + 6 if mark + 6 + advance < self.width() - _PAD else mark - 6 - advance
        if place < mark and start + 8 + wide > place:
            return
        painter.setPen(now.color("late" if bar.late else "muted"))
        painter.drawText(QPointF(place, above), words)

    # --- walking ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self.bars:
            self._at = max(0, min(len(self.bars) - 1, self._at + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.bars:
            self.opened.emit(self.bars[self._at].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        self.setToolTip(self.bars[row].text(self._today) if row is not None else "")
        other = row is not None and self.bars[row].key != self._shown
        self.setCursor(Qt.CursorShape.PointingHandCursor if other else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is not None and self.bars[row].key != self._shown:
            self.opened.emit(self.bars[row].key)

    def _row_at(self, y: float) -> int | None:
        row = int((y - _PAD - _AXIS) // _ROW)
        return row if 0 <= row < len(self.bars) else None


def months_between(first: date, last: date) -> list[date]:
    """The firsts of the months in a span, thinned out over many years."""
    step = 1 if (last - first).days < 800 else 3 if (last - first).days < 2_400 else 12
    found = []
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if day >= first and (month - 1) % step == 0:
            found.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
