"""A button that says a whole sentence: it wraps where a push button would cut it off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from caseapp.desktop import theme

_SIDE = 10
_TOP = 6
_GAP = 8
_NARROWEST = 200
_USUAL = 480
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class SentenceButton(QAbstractButton):
    """An icon and a sentence in the colour of a token, on its tint when it is an alarm."""

    def __init__(
        self,
        icon: str,
        text: str,
        token: str = "accent",
        parent: QWidget | None = None,
        *,
        alarm: bool = False,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._token = token
        self._alarm = alarm
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(_USUAL, self.heightForWidth(_USUAL))

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, self.fontMetrics().height() + 2 * _TOP)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = QFontMetrics(self.font())
        room = max(40, width - 2 * _SIDE - self._indent())
        return (
            metrics.boundingRect(QRect(0, 0, room, 10_000), int(_FLAGS), self._sentence()).height() + 2 * _TOP
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def _sentence(self) -> str:
        return self.text().replace("&&", "&")

    def _indent(self) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(self._icon) + _GAP if self._icon else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = now.focus if self.hasFocus() else 1
        edge = now.color("accent" if self.hasFocus() or self.underMouse() else "line")
        painter.setPen(QPen(edge, width))
        painter.setBrush(now.color(f"{self._token}_tint" if self._alarm else "bg"))
        if self.isDown():
            painter.setBrush(now.color("accent_tint"))
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        painter.setPen(now.color(self._token))
        area = self.rect().adjusted(_SIDE, _TOP, -_SIDE, -_TOP)
        painter.drawText(area, int(_FLAGS), self._icon)
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(now.color(self._token if self._token in ("late", "accent") else "text"))
        painter.drawText(area.adjusted(self._indent(), 0, 0, 0), int(_FLAGS), self._sentence())
