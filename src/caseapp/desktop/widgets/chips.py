"""Chips: what a list is narrowed to, each removed by pressing it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from caseapp.desktop.widgets.labels import clear_layout


class ChipBar(QWidget):
    """A row of chips; `removed` carries the field of the one that was pressed."""

    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show these: field and text."""
        clear_layout(self)
        for field, text in chips:
            chip = QPushButton(f"{text}  ✕", self)
            chip.setProperty("role", "chip")
            chip.setAccessibleName(f"Ta bort filtret {text}")
            chip.setToolTip("Ta bort filtret")
            chip.clicked.connect(lambda _checked=False, named=field: self.removed.emit(named))
            self._row.addWidget(chip)
        self.setVisible(bool(chips))
