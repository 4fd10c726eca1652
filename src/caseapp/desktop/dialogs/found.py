"""Shows what was found as a list: differences, changes. It can be copied and saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from caseapp.desktop.forms import child, fill
from caseapp.desktop.widgets.labels import Paragraph


class FoundDialog(QDialog):
    """Rows of texts under a sentence; the last column takes the room that is left, and wraps."""

    def __init__(
        self,
        title: str,
        about: str,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._head = tuple(head)
        self._rows = [tuple(row) for row in rows]
        form = fill(self, "found")
        child(form, Paragraph, "about").setText(about)
        self.table = child(form, QTableWidget, "table")
        self.table.setAccessibleName(title)
        self.table.setColumnCount(len(head))
        self.table.setHorizontalHeaderLabels(list(head))
        self.table.setRowCount(len(self._rows))
        for number, row in enumerate(self._rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{head[column]}: {text}")
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self.table.setItem(number, column, item)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().setVisible(False)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        self.resize(900, 520)
        for column in range(len(head) - 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setVisible(bool(self._rows))
        copy = child(form, QPushButton, "copy")
        copy.setEnabled(bool(self._rows))
        copy.clicked.connect(self.copy)
        child(form, QPushButton, "close").clicked.connect(self.accept)

    def showEvent(self, event: QShowEvent) -> None:
        """Only now are the columns as wide as they will be, and the rows can be as high as their texts."""
        super().showEvent(event)
        self.table.resizeRowsToContents()
        (self.table if self._rows else child(self, QPushButton, "close")).setFocus()

    def copy(self) -> None:
        """The whole list to the clipboard, to be pasted in Excel."""
        lines = ["\t".join(row) for row in (self._head, *self._rows)]
        QGuiApplication.clipboard().setText("\n".join(lines))
