"""The figures of a measure as a table on the screen, and as text for Excel."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication

from caseapp.desktop import theme
from caseapp.desktop.models.statistics_rows import EMPTY, FigureCell, FigureTable
from caseapp.service.statistics_result import HIDDEN

Index = QModelIndex | QPersistentModelIndex
_LINE = 15
"""So many signs stand on a line of a head, when its words allow."""


def as_text(table: FigureTable, title: str, caption: str) -> str:
    """The table to be pasted in Excel: tabs, decimal comma, with its name above and its caption below."""
    lines = [table.heads, *(tuple(cell.plain for cell in row) for row in table.rows)]
    return "\n".join([title, *("\t".join(line) for line in lines), caption])


def broken(head: str) -> str:
    """A head on lines short enough for a narrow column; what is counted begins a line of its own."""
    lines = []
    for piece in head.replace(" (", "\n(").splitlines():
        line = ""
        for word in piece.split(" "):
            if line and len(line) + 1 + len(word) > _LINE:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


class FigureModel(QAbstractTableModel):
    """The table on the screen. `show` is the one way in."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.table = FigureTable((), (), 0)

    def show(self, table: FigureTable) -> None:
        """Show this table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def cell(self, index: Index) -> FigureCell | None:
        """The cell at an index; None when there is none."""
        return self.table.rows[index.row()][index.column()] if index.isValid() else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self.table.heads):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return broken(self.table.heads[section])
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.table.heads[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section) | Qt.AlignmentFlag.AlignBottom
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(index.column()) | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole:
                return self._font(index)
            case Qt.ItemDataRole.ForegroundRole:
                return theme.tokens().color("muted") if cell.text in (HIDDEN, EMPTY) else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._whose(index)}{self.table.heads[index.column()]}: {cell.text}"
            case Qt.ItemDataRole.ToolTipRole:
                return "Enter visar ärendena bakom siffran" if cell.behind is not None else None
        return None

    def _whose(self, index: Index) -> str:
        if index.column() < self.table.words:
            return ""
        row = self.table.rows[index.row()]
        return "".join(f"{cell.text}, " for cell in row[: self.table.words])

    def _side(self, column: int) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft if column < self.table.words else Qt.AlignmentFlag.AlignRight

    def _font(self, index: Index) -> Any:
        font = QApplication.font()
        if index.column() >= self.table.words:
            font = theme.figures(font)
        font.setBold(index.row() == 0)
        return font
