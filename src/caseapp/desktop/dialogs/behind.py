"""The cases behind a figure, and the reasons why two differ: to read and open here, not to copy or save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from caseapp.desktop.dialogs.found import FoundDialog
from caseapp.desktop.forms import child

if TYPE_CHECKING:
    from caseapp.domain.events import CaseKey


class BehindDialog(FoundDialog):
    """Cases with the name of their kind; Enter opens the one that the keyboard stands on."""

    def __init__(
        self,
        title: str,
        about: str,
        cases: Sequence[tuple[CaseKey, str]],
        opened: Callable[[CaseKey], object],
        parent: QWidget | None = None,
    ) -> None:
        rows = [(key.ref, kind) for key, kind in cases]
        super().__init__(title, about, ("Ärende", "Ärendetyp"), rows, parent)
        self._cases = [key for key, _ in cases]
        self._opened = opened
        self.open_button = _uncopied(self)
        self.open_button.setText("&Öppna ärendet")
        self.open_button.clicked.connect(self.open_case)
        self.table.activated.connect(lambda _: self.open_case())
        for row, column in product(range(len(rows)), range(2)):
            item = self.table.item(row, column)
            if item is not None:
                item.setTextAlignment(Qt.AlignmentFlag.AlignVCenter)
        if cases:
            self.table.setCurrentCell(0, 0)
        self.resize(560, self.height())

    def open_case(self) -> None:
        """Show the case that the keyboard stands on in Ärende."""
        row = self.table.currentRow()
        if 0 <= row < len(self._cases):
            self._opened(self._cases[row])
            self.accept()


class ReasonsDialog(FoundDialog):
    """Why two statistics differ, a sentence on each row."""

    def __init__(self, title: str, about: str, reasons: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(title, about, ("Det som skiljer",), [(reason,) for reason in reasons], parent)
        _uncopied(self).hide()


def _uncopied(dialog: FoundDialog) -> QPushButton:
    """The button that would copy the list, made to do nothing: cases are named in it."""
    button = child(dialog, QPushButton, "copy")
    button.clicked.disconnect(dialog.copy)
    return button
