"""The table of a queue. Sorting and filtering happen here, on plain lists; no proxy stands between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

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

from caseapp.desktop import theme
from caseapp.desktop.status import Status, status_of_item
from caseapp.domain.swedish import day_spoken, whole

if TYPE_CHECKING:
    from caseapp.service.queues import QueueItem

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole + 1
ITEM_ROLE = Qt.ItemDataRole.UserRole + 2
STATUS_ROLE = Qt.ItemDataRole.UserRole + 3


class Column(IntEnum):
    """The columns, in the order they stand before the user moves them."""

    CASE = 0
    STATUS = 1
    LAST_DAY = 2
    RULE = 3
    START = 4
    WORKER = 5
    UNIT = 6
    REASON = 7
    EXTENDED = 8
    TYPE = 9
    WAITED = 10
    NOMINAL = 11
    VIOLENCE = 12
    DELAY = 13
    PERSON = 14


TITLES = {
    Column.CASE: "Ärende",
    Column.STATUS: "Läge",
    Column.LAST_DAY: "Sista dag",
    Column.RULE: "Frist",
    Column.START: "Började",
    Column.WORKER: "Handläggare",
    Column.UNIT: "Enhet",
    Column.REASON: "Orsak",
    Column.EXTENDED: "Förlängd till",
    Column.TYPE: "Ärendetyp",
    Column.WAITED: "Väntat (dagar)",
    Column.NOMINAL: "Nominell dag",
    Column.VIOLENCE: "Våld",
    Column.DELAY: "Orsak till försening",
    Column.PERSON: "Person",
}
SHOWN_FIRST = (
    Column.CASE,
    Column.STATUS,
    Column.LAST_DAY,
    Column.RULE,
    Column.START,
    Column.WORKER,
)
_NUMBERS = (Column.WAITED,)
_FIGURES = (Column.LAST_DAY, Column.START, Column.EXTENDED, Column.NOMINAL, Column.WAITED)
NOT_ASSIGNED = "ej fördelad"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; None and the empty text let everything through.

    `worker` is a caseworker's code, or the empty text for those without one. `acknowledged` False hides
    the acknowledged, True shows only them.
    """

    text: str = ""
    unit: str | None = None
    rule: str | None = None
    violence: bool = False
    worker: str | None = None
    acknowledged: bool | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Filter()

    def without(self, field: str) -> Filter:
        """The filter with one condition taken away."""
        return replace(self, **{field: getattr(Filter(), field)})


class QueueModel(QAbstractTableModel):
    """Rows of a queue. `set_rows` is the one way in."""

    counted = Signal()
    """The rows that are shown are others than before."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._collator = QCollator(QLocale(QLocale.Language.Swedish, QLocale.Country.Sweden))
        self._collator.setNumericMode(True)
        self._all: list[QueueItem] = []
        self._rows: list[QueueItem] = []
        self._cells: dict[int, tuple[str, ...]] = {}
        self._states: dict[int, Status] = {}
        self._search: dict[int, str] = {}
        self._keys: dict[str, Any] = {}
        self._filter = Filter()
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._figures: Any = None

    # --- rows ---

    @property
    def items(self) -> list[QueueItem]:
        """The rows that are shown, in their order."""
        return self._rows

    @property
    def everything(self) -> list[QueueItem]:
        """All rows, also those that the filter hides."""
        return self._all

    @property
    def filter(self) -> Filter:
        """What the list is narrowed to."""
        return self._filter

    def set_rows(self, items: Iterable[QueueItem]) -> None:
        """Show these rows, the most urgent first as they come."""
        self.beginResetModel()
        self._all = list(items)
        self._cells.clear()
        self._states.clear()
        self._search.clear()
        self._arrange()
        self.endResetModel()
        self.counted.emit()

    def set_filter(self, wanted: Filter) -> None:
        """Narrow the list."""
        if wanted == self._filter:
            return
        self.beginResetModel()
        self._filter = wanted
        self._arrange()
        self.endResetModel()
        self.counted.emit()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, empty cells last whichever way; column −1 is the most urgent first."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        rows = {id(self._rows[index.row()]): index for index in before}
        self._sorted = None if column < 0 else (column, order)
        self._arrange()
        if before:
            place = {id(item): row for row, item in enumerate(self._rows)}
            for known, index in rows.items():
                self.changePersistentIndex(index, self.index(place[known], index.column()))
        self.layoutChanged.emit()

    def item(self, row: int) -> QueueItem:
        """The row's item."""
        return self._rows[row]

    def row_of(self, key: Any, rule: str | None) -> int:
        """Where a case's clock stands; −1 when it is not shown."""
        return next(
            (row for row, item in enumerate(self._rows) if item.case == key and item.rule == rule),
            -1,
        )

    def status(self, item: QueueItem) -> Status:
        """The item's status, worked out once."""
        found = self._states.get(id(item))
        if found is None:
            found = self._states[id(item)] = status_of_item(item)
        return found

    def cells(self, item: QueueItem) -> tuple[str, ...]:
        """The item's texts by column, written once."""
        found = self._cells.get(id(item))
        if found is None:
            found = self._cells[id(item)] = tuple(_TEXTS[column](item) for column in Column)
            found = (found[0], self.status(item).text, *found[2:])
            self._cells[id(item)] = found
        return found

    def _arrange(self) -> None:
        self._rows = (
            [item for item in self._all if self._passes(item)] if not self._filter.empty else self._all[:]
        )
        if self._sorted is None:
            return
        column, order = self._sorted
        reverse = order is Qt.SortOrder.DescendingOrder
        key = _KEYS.get(Column(column))
        full, empty = [], []
        for item in self._rows:
            value = key(item) if key else self.cells(item)[column]
            if value is None or value == "":
                empty.append(item)
            else:
                full.append((value if key else self._collated(value), item))
        full.sort(key=lambda pair: pair[0], reverse=reverse)
        self._rows = [item for _, item in full] + empty

    def _collated(self, text: str) -> Any:
        key = self._keys.get(text)
        if key is None:
            key = self._keys[text] = self._collator.sortKey(text)
        return key

    def _passes(self, item: QueueItem) -> bool:
        wanted = self._filter
        if wanted.unit is not None and (item.unit or "") != wanted.unit:
            return False
        if wanted.rule is not None and item.rule != wanted.rule:
            return False
        if wanted.violence and not item.violence:
            return False
        if wanted.worker is not None and (item.worker or "") != wanted.worker:
            return False
        if wanted.acknowledged is not None and item.acknowledged is not wanted.acknowledged:
            return False
        if wanted.text:
            haystack = self._search.get(id(item))
            if haystack is None:
                haystack = self._search[id(item)] = "\n".join(self.cells(item)).casefold()
            return all(word in haystack for word in wanted.text.casefold().split())
        return True

    # --- Qt ---

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(Column):
            if role == Qt.ItemDataRole.DisplayRole:
                return TITLES[Column(section)]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._rows[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(item)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(item, column)
        if role == Qt.ItemDataRole.FontRole and column in _FIGURES:
            return self._tabular()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.status(item).words if column == Column.STATUS else self.cells(item)[column]
            return f"{TITLES[Column(column)]}: {words or 'tomt'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cells(item)[column]
        if role == SORT_ROLE:
            key = _KEYS.get(Column(column))
            return key(item) if key else self.cells(item)[column]
        if role == STATUS_ROLE:
            return self.status(item) if column == Column.STATUS else None
        if role == ITEM_ROLE:
            return item
        return None

    def _ink(self, item: QueueItem, column: int) -> QColor | None:
        if column == Column.STATUS:
            return theme.tokens().color(self.status(item).token)
        if column == Column.WORKER and not item.worker:
            return theme.tokens().color("muted")
        return None

    def _tabular(self) -> Any:
        if self._figures is None:
            from PySide6.QtWidgets import QApplication

            self._figures = theme.figures(QApplication.font())
        return self._figures


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def urgency(item: QueueItem) -> tuple[int, int, str]:
    """The most urgent first: the latest by working days, then the shortest time left, idle ones last."""
    if item.last_day is None:
        return (1, -item.waited_days, item.case.ref)
    return (0, (item.working_days_left or 0) - item.working_days_late, item.case.ref)


_TEXTS: dict[Column, Callable[[QueueItem], str]] = {
    Column.CASE: lambda item: item.case.ref,
    Column.STATUS: lambda item: "",
    Column.LAST_DAY: lambda item: day_spoken(item.last_day) if item.last_day else "",
    Column.RULE: lambda item: item.rule_name,
    Column.START: lambda item: item.start.isoformat(),
    Column.WORKER: lambda item: item.worker or NOT_ASSIGNED,
    Column.UNIT: lambda item: item.unit or "",
    Column.REASON: lambda item: item.reason,
    Column.EXTENDED: lambda item: item.extended_to.isoformat() if item.extended_to else "",
    Column.TYPE: lambda item: item.type_name,
    Column.WAITED: lambda item: whole(item.waited_days),
    Column.NOMINAL: lambda item: item.nominal.isoformat() if item.nominal else "",
    Column.VIOLENCE: lambda item: "ja" if item.violence else "",
    Column.DELAY: lambda item: item.delay_reason,
    Column.PERSON: lambda item: item.person or "",
}
_KEYS: dict[Column, Callable[[QueueItem], Any]] = {
    Column.STATUS: urgency,
    Column.LAST_DAY: lambda item: item.last_day,
    Column.START: lambda item: item.start,
    Column.EXTENDED: lambda item: item.extended_to,
    Column.NOMINAL: lambda item: item.nominal,
    Column.WAITED: lambda item: item.waited_days,
}


def distinct(items: Sequence[QueueItem], field: str) -> list[str]:
    """The different values of a field, for the choices of a filter."""
    return sorted({value for item in items if (value := getattr(item, field))})
