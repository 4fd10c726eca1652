"""The phases of a matter on a line: what has been, where it is and what is to come; wraps when narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseapp.desktop import theme
from caseapp.desktop.status import DONE_ICON, IDLE_ICON, OK_ICON

_PAD = 8
_LINK = 18
_ROW_GAP = 4


@dataclass(frozen=True, slots=True)
class PhaseMark:
    """A phase: its name, the day it was reached if it was, and whether the matter is in it now."""

    name: str
    day: str
    now: bool

    @property
    def text(self) -> str:
        """`✓ Bedömd 2026-03-02`, `○ Avslutat`."""
        icon = OK_ICON if self.now else DONE_ICON if self.day else IDLE_ICON
        return " ".join(part for part in (icon, self.name, self.day) if part)


class PhaseLine(QWidget):
    """Painted; its words are one text for a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[PhaseMark, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_marks(self, marks: Sequence[PhaseMark]) -> None:
        """Show these phases."""
        self._marks = tuple(marks)
        told = [
            f"{mark.name}{', nu' if mark.now else ''}{f', {mark.day}' if mark.day else ', inte än'}"
            for mark in marks
        ]
        self.setAccessibleName(f"Faser: {'; '.join(told)}.")
        self._arrange()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        places = self._places()
        self.setFixedHeight(places[-1].bottom() + 1 if places else 0)

    def _font(self, mark: PhaseMark) -> QFont:
        return theme.figures(theme.sized(self.font(), "small", bold=mark.now))

    def _places(self) -> list[QRect]:
        places: list[QRect] = []
        left = top = 0
        for mark in self._marks:
            metrics = QFontMetrics(self._font(mark))
            width, height = metrics.horizontalAdvance(mark.text) + 2 * _PAD, metrics.height() + 6
            if left and left + _LINK + width > self.width():
                left, top = 0, top + height + _ROW_GAP
            start = left + _LINK if left else 0
            places.append(QRect(start, top, width, height))
            left = start + width
        return places

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        before: QRect | None = None
        for mark, place in zip(self._marks, self._places(), strict=True):
            if before is not None and before.top() == place.top():
                painter.setPen(QPen(now.color("ok" if mark.day else "control"), 1))
                painter.drawLine(before.right() + 4, place.center().y(), place.left() - 4, place.center().y())
            before = place
            frame = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(now.color("accent" if mark.now else "line"), 1))
            painter.setBrush(now.color("accent_tint" if mark.now else "ok_tint" if mark.day else "bg"))
            painter.drawRoundedRect(frame, 4, 4)
            painter.setFont(self._font(mark))
            painter.setPen(now.color("accent" if mark.now else "ok" if mark.day else "muted"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, mark.text)
