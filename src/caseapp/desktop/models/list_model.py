"""A table of things, told by its columns. It sorts and narrows plain lists itself, without a proxy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from caseapp.desktop import theme
from caseapp.desktop.status import Status

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole + 1
ITEM_ROLE = Qt.ItemDataRole.UserRole + 2
STATUS_ROLE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class ListColumn(Generic[T]):
    """A column: its title, what it says of a thing, and what it sorts by (the text when nothing is given).

    `status` makes it a status, painted by `StatusDelegate`. `figures` sets digits under digits; `right` puts
    numbers to the right. `widest` is a text that the column should hold whole. `about` is the tooltip, `ink`
    the token of another colour than the text's.
    """

    title: str
    text: Callable[[T], str]
    key: Callable[[T], Any] | None = None
    status: Callable[[T], Status] | None = None
    figures: bool = False
    right: bool = False
    widest: str = ""
    about: Callable[[T], str] | None = None
    ink: Callable[[T], str] | None = None


class ListModel(QAbstractTableModel, Generic[T]):
    """Rows of things. `set_rows` is the one way in; the order they come in is the one they first have."""

    counted = Signal()
    """The rows that are shown are others than before."""

    def __init__(self, columns: Sequence[ListColumn[T]], parent: Any = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._collator = QCollator(QLocale(QLocale.Language.Swedish, QLocale.Country.Sweden))
        self._collator.setNumericMode(True)
        self._all: list[T] = []
        self._rows: list[T] = []
        self._cells: dict[int, tuple[str, ...]] = {}
        self._words: dict[int, str] = {}
        self._states: dict[tuple[int, str], Status] = {}
        self._keys: dict[str, Any] = {}
        self._text = ""
        self._passes: Callable[[T], bool] | None = None
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._figures: Any = None

    # --- rows ---

    @property
    def items(self) -> list[T]:
        """The rows that are shown, in their order."""
        return self._rows

    @property
    def everything(self) -> list[T]:
        """All rows, also those that the filter hides."""
        return self._all

    def item(self, row: int) -> T:
        """The row's thing."""
        return self._rows[row]

    def row_of(self, wanted: Callable[[T], bool]) -> int:
        """The first row that is wanted; −1 when none is shown."""
        return next((row for row, item in enumerate(self._rows) if wanted(item)), -1)

    def set_rows(self, items: Iterable[T]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._all = list(items)
        self._cells.clear()
        self._words.clear()
        self._states.clear()
        self._arrange()
        self.endResetModel()
        self.counted.emit()

    def narrow(self, passes: Callable[[T], bool] | None, text: str = "") -> None:
        """Show only rows that pass, and that have all words of the text in their cells."""
        self.beginResetModel()
        self._passes, self._text = passes, text.casefold()
        self._arrange()
        self.endResetModel()
        self.counted.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, empty cells last whichever way; column −1 is the order they came in."""
        self.layoutAboutToBeChanged.emit()
        before = [(index, id(self._rows[index.row()])) for index in self.persistentIndexList()]
        self._sorted = None if column < 0 else (column, order)
        self._arrange()
        place = {id(item): row for row, item in enumerate(self._rows)}
        for index, known in before:
            self.changePersistentIndex(index, self.index(place[known], index.column()))
        self.layoutChanged.emit()

    def cells(self, item: T) -> tuple[str, ...]:
        """The thing's texts by column, written once."""
        found = self._cells.get(id(item))
        if found is None:
            found = self._cells[id(item)] = tuple(
                self._state(item, column).text if column.status else column.text(item)
                for column in self.columns
            )
        return found

    def _state(self, item: T, column: ListColumn[T]) -> Status:
        """The thing's status, worked out once."""
        assert column.status is not None
        found = self._states.get((id(item), column.title))
        if found is None:
            found = self._states[id(item), column.title] = column.status(item)
        return found

    def _arrange(self) -> None:
        words = self._text.split()
        self._rows = [
            item
            for item in self._all
            if (self._passes is None or self._passes(item)) and (not words or self._holds(item, words))
        ]
        if self._sorted is None:
            return
        column, order = self._sorted
        key = self.columns[column].key
        full, empty = [], []
        for item in self._rows:
            value = key(item) if key else self.cells(item)[column]
            if value is None or value == "":
                empty.append(item)
            else:
                full.append((value if key else self._collated(value), item))
        full.sort(key=lambda pair: pair[0], reverse=order is Qt.SortOrder.DescendingOrder)
        self._rows = [item for _, item in full] + empty

    def _collated(self, text: str) -> Any:
        key = self._keys.get(text)
        if key is None:
            key = self._keys[text] = self._collator.sortKey(text)
        return key

    def _holds(self, item: T, words: Sequence[str]) -> bool:
        text = self._words.get(id(item))
        if text is None:
            text = self._words[id(item)] = "\n".join(self.cells(item)).casefold()
        return all(word in text for word in words)

    # --- Qt ---

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item, column = self._rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cells(item)[index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(item, column)
            case Qt.ItemDataRole.FontRole:
                return self._tabular() if column.figures or column.right else None
            case Qt.ItemDataRole.AccessibleTextRole:
                words = self._state(item, column).words if column.status else self.cells(item)[index.column()]
                return f"{column.title}: {words or 'tomt'}"
            case Qt.ItemDataRole.ToolTipRole:
                return column.about(item) if column.about else self.cells(item)[index.column()]
            case int() if role == SORT_ROLE:
                return column.key(item) if column.key else self.cells(item)[index.column()]
            case int() if role == STATUS_ROLE:
                return self._state(item, column) if column.status else None
            case int() if role == ITEM_ROLE:
                return item
        return None

    def _ink(self, item: T, column: ListColumn[T]) -> QColor | None:
        token = self._state(item, column).token if column.status else column.ink(item) if column.ink else ""
        return theme.tokens().color(token) if token else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _tabular(self) -> Any:
        if self._figures is None:
            self._figures = theme.figures(QApplication.font())
        return self._figures
