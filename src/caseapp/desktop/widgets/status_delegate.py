"""Paints a status in a table on its own tint; only for the rows that are seen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from caseapp.desktop import theme
from caseapp.desktop.models.list_model import STATUS_ROLE
from caseapp.desktop.status import Status

_INSET = 8.0


class StatusDelegate(QStyledItemDelegate):
    """For the column whose `STATUS_ROLE` holds a Status."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        status = index.data(STATUS_ROLE)
        if not isinstance(status, Status):
            super().paint(painter, option, index)
            return
        now = theme.tokens()
        area = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, now.color("accent_tint"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), now.color("line"))
        area.adjust(0, 0, 0, -2)
        font = theme.figures(theme.sized(option.font, "normal"))
        metrics = QFontMetricsF(font)
        room = area.width() - 2 * _INSET - 4
        text = metrics.elidedText(status.text, Qt.TextElideMode.ElideRight, room - 8)
        pill = QRectF(area.left() + 4, 0, metrics.horizontalAdvance(text) + 2 * _INSET, metrics.height() + 4)
        pill.moveTop(area.center().y() - pill.height() / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.color(f"{status.token}_tint") if status.token != "muted" else now.color("panel"))
        painter.drawRoundedRect(pill, 4, 4)
        painter.setFont(font)
        painter.setPen(now.color(status.token))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        status = index.data(STATUS_ROLE)
        if not isinstance(status, Status):
            return super().sizeHint(option, index)
        metrics = QFontMetricsF(theme.figures(theme.sized(option.font, "normal")))
        return QSize(round(metrics.horizontalAdvance(status.text) + 2 * _INSET + 12), theme.ROW_HEIGHT)
