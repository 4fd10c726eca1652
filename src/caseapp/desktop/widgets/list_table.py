"""A table view dressed for a `ListModel`: widths by the columns' widest texts, statuses painted, sorting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from caseapp.desktop import theme
from caseapp.desktop.models.list_model import ListModel
from caseapp.desktop.widgets.status_delegate import StatusDelegate

T = TypeVar("T")
_ROOM = 24
_PILL = 14


def dress(table: QTableView, model: ListModel[Any], opened: Callable[[Any], object] | None = None) -> None:
    """Show the model in the table. `opened` is called with the thing when Enter or a double click asks."""
    table.setModel(model)
    rows = table.verticalHeader()
    rows.setVisible(False)
    rows.setDefaultSectionSize(theme.ROW_HEIGHT)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionsMovable(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSortIndicatorShown(True)
    header.setSortIndicatorClearable(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    header.sortIndicatorChanged.connect(model.sort)
    header.setStretchLastSection(True)
    metrics = QFontMetrics(theme.sized(table.font(), "normal"))
    heads = QFontMetrics(theme.sized(table.font(), "normal", bold=True))
    for number, column in enumerate(model.columns):
        wide = max(metrics.horizontalAdvance(column.widest), heads.horizontalAdvance(column.title))
        if column.status is not None:
            table.setItemDelegateForColumn(number, StatusDelegate(table))
            wide += _PILL
        table.setColumnWidth(number, wide + _ROOM)
    if opened is not None:
        table.activated.connect(lambda index: opened(model.item(index.row())) if index.isValid() else None)


def selected(table: QTableView, model: ListModel[T]) -> list[T]:
    """The marked things, in the order they are shown."""
    return [
        model.item(row) for row in sorted({index.row() for index in table.selectionModel().selectedRows()})
    ]


def current(table: QTableView, model: ListModel[T]) -> T | None:
    """The thing that the keyboard stands on."""
    index = table.currentIndex()
    return model.item(index.row()) if index.isValid() else None


def mark(table: QTableView, model: ListModel[Any], rows: Iterable[int]) -> None:
    """Mark rows, and stand on the first of them."""
    flag = QItemSelectionModel.SelectionFlag
    chosen = table.selectionModel()
    chosen.clearSelection()
    for place, row in enumerate(rows):
        index = model.index(row, 0)
        if not place:
            chosen.setCurrentIndex(index, flag.NoUpdate)
        chosen.select(index, flag.Select | flag.Rows)
