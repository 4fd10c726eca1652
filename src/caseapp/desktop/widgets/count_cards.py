"""Cards that count and filter: each is a button that stays down while its rows are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from caseapp.desktop import theme
from caseapp.desktop.status import LATE_ICON, OK_ICON, SOON_ICON
from caseapp.domain.swedish import whole

_PADDING = 10
_GAP = 8
_NARROWEST = 140
_ICONS = {"late": LATE_ICON, "soon": SOON_ICON, "ok": OK_ICON, "muted": ""}
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Count:
    """What a card says. `token` is its colour: `late`, `soon`, `ok` or `muted`."""

    id: str
    name: str
    count: int
    detail: str
    token: str


class CountCard(QAbstractButton):
    """One card, painted; all its words are in its accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = Count("", "", 0, "", "muted")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_count(self, count: Count) -> None:
        """Show a count."""
        self.count = count
        self.setText(count.name)
        self.setAccessibleName(f"{count.name}: {whole(count.count)}. {count.detail}")
        self.setAccessibleDescription("Visar bara dessa i listan.")
        self.setToolTip(count.detail)
        self.update()

    def height_at(self, width: int) -> int:
        """How high it must be for its words to be whole."""
        room = width - 2 * _PADDING
        return 2 * _PADDING + sum(
            (
                _high(self._font("normal", bold=True), self.count.name, room),
                QFontMetrics(self._font("number", bold=True)).height(),
                _high(self._font("small"), self.count.detail, room),
            )
        )

    def sizeHint(self) -> QSize:
        return QSize(_NARROWEST, self.height_at(_NARROWEST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _font(self, size: str, *, bold: bool = False) -> QFont:
        return theme.sized(self.font(), size, bold=bold)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, count = theme.tokens(), self.count
        alarm = count.token == "late"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.hasFocus() or self.isChecked()
        width = now.focus if marked else 1
        ground = now.color("late_tint" if alarm else "accent_tint" if self.isChecked() else "panel")
        painter.setPen(QPen(now.color("accent" if marked or self.underMouse() else "line"), width))
        painter.setBrush(ground)
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        area = self.rect().adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        heading = self._font("normal", bold=True)
        painter.setFont(heading)
        painter.setPen(now.color("text"))
        painter.drawText(area, _WRAPPED, count.name)
        area.setTop(area.top() + _high(heading, count.name, area.width()))
        number = theme.figures(self._font("number", bold=True))
        row = QRect(area.left(), area.top(), area.width(), QFontMetrics(number).height())
        left = 0
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if icon := _ICONS[count.token]:
            mark = self._font("large")
            painter.setFont(mark)
            painter.setPen(now.color(count.token))
            painter.drawText(row, middle, icon)
            left = QFontMetrics(mark).horizontalAdvance(icon) + 6
        painter.setFont(number)
        painter.setPen(now.color("late" if alarm else "text"))
        painter.drawText(row.adjusted(left, 0, 0, 0), middle, whole(count.count))
        area.setTop(row.bottom())
        painter.setFont(self._font("small"))
        painter.setPen(now.color("text" if alarm else "muted"))
        painter.drawText(area, _WRAPPED, count.detail)


def _high(font: QFont, text: str, width: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(20, width), 10_000), _WRAPPED, text).height()


class CountCards(QWidget):
    """Cards in a row, all as high as the one with most to say; in two rows when they would be too narrow.

    `chosen` carries the id of the card that is down, the empty text when none is.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[CountCard] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, counts: Sequence[Count]) -> None:
        """Show these, keeping the cards and which is down."""
        while len(self.cards) < len(counts):
            card = CountCard(self)
            card.clicked.connect(lambda _checked=False, made=card: self._choose(made))
            card.show()
            self.cards.append(card)
        while len(self.cards) > len(counts):
            self.cards.pop().deleteLater()
        for card, count in zip(self.cards, counts, strict=True):
            card.set_count(count)
        self._arrange()

    def choose(self, card_id: str) -> None:
        """Press the card with this id; with the empty text none is down."""
        for card in self.cards:
            card.setChecked(card.count.id == card_id)
        self.chosen.emit(card_id)

    def _choose(self, pressed: CountCard) -> None:
        self.choose(pressed.count.id if pressed.isChecked() else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * _NARROWEST, self.minimumHeight())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.cards:
            return
        total = len(self.cards)
        fitting = (self.width() + _GAP) // (_NARROWEST + _GAP)
        columns = total if fitting >= total else -(-total // 2)
        width = (self.width() - (columns - 1) * _GAP) // columns
        height = max(card.height_at(width) for card in self.cards)
        for place, card in enumerate(self.cards):
            row, column = divmod(place, columns)
            left = column * (self.width() + _GAP) // columns
            right = (column + 1) * (self.width() + _GAP) // columns - _GAP
            card.setGeometry(left, row * (height + _GAP), right - left, height)
        rows = -(-total // columns)
        self.setFixedHeight(rows * height + (rows - 1) * _GAP)
