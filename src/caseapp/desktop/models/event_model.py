"""The time line of a case as a table: the latest first, what is voided struck through."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from caseapp.desktop import theme

if TYPE_CHECKING:
    from caseapp.service.cases import EventLine

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns."""

    DAY = 0
    EVENT = 1
    DETAILS = 2
    RECORDED = 3
    SOURCE = 4


TITLES = ("Dag", "Händelse", "Uppgifter", "Registrerat", "Källa")
_SOURCES = {"user": "för hand", "demo": "övningsdata"}


class EventModel(QAbstractTableModel):
    """Events of a case. `set_lines` is the one way in."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._lines: list[EventLine] = []
        self._cells: list[tuple[str, ...]] = []

    def set_lines(self, lines: Sequence[EventLine]) -> None:
        """Show these events, given the earliest first, the latest first."""
        self.beginResetModel()
        self._lines = list(reversed(lines))
        self._cells = [_texts(line) for line in self._lines]
        self.endResetModel()

    def line(self, row: int) -> EventLine:
        """The row's event."""
        return self._lines[row]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, text = self._lines[index.row()], self._cells[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            voided = ", makulerad" if line.voided else ""
            return f"{TITLES[index.column()]}: {text or 'tomt'}{voided}"
        if role == Qt.ItemDataRole.ForegroundRole and (
            line.voided or index.column() in (Column.RECORDED, Column.SOURCE)
        ):
            return theme.tokens().color("muted")
        if role == Qt.ItemDataRole.FontRole:
            return self._font(line, index.column())
        return None

    def _font(self, line: EventLine, column: int) -> Any:
        from PySide6.QtWidgets import QApplication

        font = QApplication.font()
        if column in (Column.DAY, Column.RECORDED):
            font = theme.figures(font)
        if line.voided:
            font.setStrikeOut(True)
        return font


def _texts(line: EventLine) -> tuple[str, ...]:
    event = line.event
    name = f"{line.name} (makulerad)" if line.voided else line.name
    source = _SOURCES.get(event.source, event.source.replace("import:", "import, "))
    return (event.occurred.text(), name, line.details, _local(event.recorded_at), source)


def _local(recorded_at: str) -> str:
    """`2026-03-16 08:12`, Swedish time."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    if not recorded_at:
        return ""
    when = datetime.fromisoformat(recorded_at).astimezone(ZoneInfo("Europe/Stockholm"))
    return f"{when:%Y-%m-%d %H:%M}"
