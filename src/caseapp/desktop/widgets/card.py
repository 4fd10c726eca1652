"""A card of Läget idag: a button with a large number, its change, a curve of twelve weeks and a detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from caseapp.desktop import theme
from caseapp.desktop.status import LATE_ICON, OK_ICON, SOON_ICON
from caseapp.domain.swedish import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseapp.service.overview import Card

_PADDING = 12.0
_WATCHED = ("due", "unassigned", "lex-sarah", "reviews")


class CardButton(QAbstractButton):
    """A card. Painted, since a button of eight labels would be eight things to a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def card(self) -> Card | None:
        """What it shows."""
        return self._card

    def set_card(self, card: Card) -> None:
        """Show a card."""
        self._card = card
        self.setText(card.queue.name)
        self.setAccessibleName(card.spoken())
        self.setAccessibleDescription("Öppnar kön.")
        self.setToolTip(card.queue.description)
        self.update()

    def sizeHint(self) -> QSize:
        small = QFontMetricsF(theme.sized(self.font(), "small")).height()
        normal = QFontMetricsF(theme.sized(self.font(), "normal", bold=True)).height()
        number = QFontMetricsF(theme.sized(self.font(), "number", bold=True)).height()
        return QSize(216, round(2 * _PADDING + normal + number + small + 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(190, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        card = self._card
        if card is None:
            return
        now = theme.tokens()
        icon, token = card_mark(card)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, now, token if card.alarming else "")
        area = QRectF(self.rect()).adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)

        heading = theme.sized(self.font(), "normal", bold=True)
        metrics = QFontMetricsF(heading)
        painter.setFont(heading)
        painter.setPen(now.color("text"))
        title = metrics.elidedText(card.queue.name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)

        number = theme.figures(theme.sized(self.font(), "number", bold=True))
        numbers = QFontMetricsF(number)
        middle = QRectF(area.left(), area.top() + metrics.height() + 4, area.width(), numbers.height())
        mark = theme.sized(self.font(), "large")
        painter.setFont(mark)
        painter.setPen(now.color(token))
        painter.drawText(middle, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, icon)
        left = middle.left() + QFontMetricsF(mark).horizontalAdvance(icon) + 6
        painter.setFont(number)
        painter.setPen(now.color(token if card.alarming else "text"))
        text = whole(card.count)
        painter.drawText(
            middle.adjusted(left - middle.left(), 0, 0, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            text,
        )
        left += numbers.horizontalAdvance(text) + 10
        normal = theme.figures(theme.sized(self.font(), "normal"))
        painter.setFont(normal)
        painter.setPen(now.color("muted"))
        change = change_text(card.change)
        painter.drawText(
            middle.adjusted(left - middle.left(), 0, 0, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            change,
        )
        left += QFontMetricsF(normal).horizontalAdvance(change) + 12
        room = QRectF(left, middle.top() + 6, min(96.0, area.right() - left), middle.height() - 12)
        room.moveRight(area.right())
        if room.width() >= 32:
            paint_curve(painter, room, card.history, now.color(token if card.alarming else "muted"))

        small = theme.sized(self.font(), "small")
        painter.setFont(small)
        painter.setPen(now.color("muted"))
        detail = QFontMetricsF(small).elidedText(card.detail, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, detail)

    def _paint_ground(self, painter: QPainter, now: theme.Tokens, alarm: str) -> None:
        focused = self.hasFocus()
        width = now.focus if focused else 1
        ground = now.color("panel")
        if alarm:
            ground = now.color(f"{alarm}_tint")
        if self.isDown():
            ground = now.color("accent_tint")
        edge = now.color("line")
        if focused or self.underMouse():
            edge = now.color("accent")
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(edge, width))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def card_mark(card: Card) -> tuple[str, str]:
    """Icon and colour of a card: red when the law is broken, amber when something waits, else green."""
    if card.alarming:
        return LATE_ICON, "late"
    if card.count and card.queue.id in _WATCHED:
        return SOON_ICON, "soon"
    return OK_ICON, "ok"


def change_text(change: int) -> str:
    """`+4`, `−2`, `±0`: the change since last week with a true minus."""
    return f"+{whole(change)}" if change > 0 else f"−{whole(-change)}" if change < 0 else "±0"


def paint_curve(painter: QPainter, room: QRectF, values: Sequence[int], ink: QColor) -> None:
    """A curve from the oldest value to today's, today's marked with a dot."""
    if len(values) < 2:
        return
    low, high = min(0, *values), max(1, *values)
    step = room.width() / (len(values) - 1)
    points = [
        QPointF(room.left() + step * place, room.bottom() - room.height() * (value - low) / (high - low))
        for place, value in enumerate(values)
    ]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF(points))
    painter.setBrush(ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(points[-1], 2.5, 2.5)
