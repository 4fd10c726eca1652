"""The time line of a lex Sarah matter, and the voiding of what was recorded wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton, QTableView, QWidget

from caseapp.desktop import theme
from caseapp.desktop.forms import child
from caseapp.desktop.models.event_model import Column, EventModel

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk
    from caseapp.service.cases import EventLine
_WIDTHS = {Column.DAY: 140, Column.EVENT: 200, Column.DETAILS: 320, Column.RECORDED: 140, Column.SOURCE: 100}


class History(QObject):
    """Finds its table and buttons in the matter's form."""

    def __init__(self, desk: Desk, form: QWidget) -> None:
        super().__init__(form)
        self._desk = desk
        self.table = child(form, QTableView, "events")
        self.void_button = child(form, QPushButton, "void")
        self.open_button = child(form, QPushButton, "openCase")
        self.model = EventModel(self)
        self.table.setModel(self.model)
        rows = self.table.verticalHeader()
        rows.setVisible(False)
        rows.setDefaultSectionSize(theme.ROW_HEIGHT)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.void_button.clicked.connect(self.void)
        self.open_button.clicked.connect(self._open)
        self._enable()

    def set_lines(self, lines: Sequence[EventLine]) -> None:
        """Show these events."""
        self.model.set_lines(lines)
        self._enable()

    def chosen(self) -> EventLine | None:
        """The marked event."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.line(rows[0].row()) if rows else None

    def _enable(self) -> None:
        line = self.chosen()
        self.void_button.setEnabled(line is not None and not line.voided)

    def void(self) -> None:
        """Ask whether the marked event should be voided."""
        line = self.chosen()
        if line is not None and not line.voided:
            from caseapp.desktop.dialogs.void import VoidDialog

            VoidDialog(self._desk, line, self.table).show()

    def _open(self) -> None:
        if self.model.rowCount():
            self._desk.open_case(self.model.line(0).event.case)
