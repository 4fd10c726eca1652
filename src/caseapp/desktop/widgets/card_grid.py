"""Lays cards out in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from caseapp.desktop.widgets.card import CardButton

if TYPE_CHECKING:
    from caseapp.service.overview import Card

_GAP = 12
_MOST_COLUMNS = 4


class CardGrid(QWidget):
    """The cards, in reading order; `opened` carries the name of a card's queue."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[CardButton] = []
        self._columns = _MOST_COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show these cards; buttons are kept, so that the focus stays where it is."""
        while len(self.buttons) < len(cards):
            button = CardButton(self)
            button.clicked.connect(lambda _checked=False, made=button: self._open(made))
            self.buttons.append(button)
        while len(self.buttons) > len(cards):
            extra = self.buttons.pop()
            self._grid.removeWidget(extra)
            extra.deleteLater()
        for button, card in zip(self.buttons, cards, strict=True):
            button.set_card(card)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        # Four columns must not keep the window from becoming narrow enough for two.
        return QSize(200, self._height())

    def sizeHint(self) -> QSize:
        return QSize(4 * 216 + 3 * _GAP, self._height())

    def _height(self) -> int:
        if not self.buttons:
            return 0
        rows = -(-len(self.buttons) // self._columns)
        return rows * self.buttons[0].sizeHint().height() + (rows - 1) * _GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = columns_for(event.size().width())
        if fitting != self._columns:
            self._columns = fitting
            self._arrange()

    def _arrange(self) -> None:
        for place, button in enumerate(self.buttons):
            self._grid.addWidget(button, place // self._columns, place % self._columns)
        self.updateGeometry()
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    def _open(self, button: CardButton) -> None:
        if button.card is not None:
            self.opened.emit(button.card.queue.id)


def columns_for(width: int) -> int:
    """How many cards stand side by side: four, two or one, so that rows are even."""
    for columns in (4, 2):
        if width >= columns * 200 + (columns - 1) * _GAP:
            return columns
    return 1
