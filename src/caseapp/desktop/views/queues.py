"""Köer: the lists a manager works from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.queue_model import (
    SHOWN_FIRST,
    TITLES,
    Column,
    QueueModel,
    distinct,
    urgency,
)
from caseapp.desktop.views.queue_actions import QueueActions
from caseapp.desktop.views.queue_details import QueueDetails
from caseapp.desktop.widgets.chips import ChipBar
from caseapp.desktop.widgets.labels import set_role
from caseapp.desktop.widgets.status_delegate import StatusDelegate
from caseapp.domain.swedish import plural, whole

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.service.queues import QueueItem

TODAY = "today"
_TODAY_NAME = "Kräver beslut idag"
_TODAY_ABOUT = "Frister som löper ut idag eller har passerat, och som ingen har kvitterat."
_NAME_ROLE = Qt.ItemDataRole.UserRole
_WIDEST = {
    Column.CASE: "BU-2025-00000",
    Column.STATUS: "▲ Försenad 222 arbetsdagar",
    Column.LAST_DAY: "mån 28 april 2026",
    Column.RULE: "Ej verkställt beslut",
    Column.START: "2026-03-16",
    Column.WORKER: "Handläggare",
    Column.UNIT: "Utredningsenheten",
    Column.REASON: "våld i nära relation",
    Column.EXTENDED: "Förlängd till",
    Column.TYPE: "Aktualisering",
    Column.WAITED: "Väntat (dagar)",
    Column.NOMINAL: "Nominell dag",
    Column.VIOLENCE: "Våld",
    Column.DELAY: "Orsak till försening",
    Column.PERSON: "P-HERS-AIE5-OU2J",
}
"""A text that a column should hold whole, in whatever font the system has."""
_ROOM = 24
_PILL = 14


@dataclass(frozen=True, slots=True)
class Listed:
    """A queue as it was read, with how many stand in it."""

    name: str
    items: tuple[QueueItem, ...]


class QueuesView(QWidget):
    """A queue chooser, the list with its filters, what can be done to it, and the details beside it."""

    title = "Köer"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.queue = ""
        self._task: Task | None = None
        self._count_task: Task | None = None
        form = fill(self, "queues")
        self._splitter = child(form, QSplitter, "splitter")
        self._chooser = child(form, QListWidget, "chooser")
        self._title = child(form, QLabel, "title")
        self._about = child(form, QLabel, "about")
        self._search = child(form, QLineEdit, "search")
        self._chips = child(form, ChipBar, "chips")
        self._filters = child(form, QToolButton, "filters")
        self._table = child(form, QTableView, "table")
        self._empty = child(form, QLabel, "empty")
        self._count = child(form, QLabel, "count")
        self._marked = child(form, QLabel, "marked")
        self._order = child(form, QPushButton, "order")
        self.model = QueueModel(self)
        self.details = QueueDetails(desk, child(form, QFrame, "details"))
        self.actions_bar = QueueActions(desk, self, form)
        self._set_up_table()
        self._filters.setMenu(QMenu(self._filters))
        self._filters.menu().aboutToShow.connect(self._fill_filters)
        self._chooser.currentItemChanged.connect(self._choose)
        self._search.textChanged.connect(lambda text: self.narrow(text=text.strip()))
        self._chips.removed.connect(lambda field: self.model.set_filter(self.model.filter.without(field)))
        self._order.clicked.connect(self._most_urgent_first)
        self.model.counted.connect(self._tell_count)
        self.details.widget.setVisible(_truth(desk.settings.value("queues/details", False)))
        self._splitter.setSizes([196, 800, 310])
        self._splitter.setStretchFactor(1, 1)

    # --- reading ---

    def refresh(self) -> None:
        """Read the queue anew, keeping the place and the filter."""
        if self.desk.office is None:
            return
        self._fill_chooser()
        self._read(self.queue or TODAY)

    def show_queue(self, name: str) -> None:
        """Show a queue by its name in the catalogue, or `today`."""
        self.model.set_filter(replace(self.model.filter, text=""))
        self._search.clear()
        self.queue = name
        self.refresh()
        self._table.setFocus()

    def _fill_chooser(self) -> None:
        office = self.desk.office
        assert office is not None
        names = [(TODAY, _TODAY_NAME, _TODAY_ABOUT)]
        names += [(queue.id, queue.name, queue.description) for queue in office.catalogue.queues.values()]
        if [self._chooser.item(row).data(_NAME_ROLE) for row in range(self._chooser.count())] != [
            name for name, _, _ in names
        ]:
            self._chooser.blockSignals(True)
            self._chooser.clear()
            for name, text, about in names:
                item = QListWidgetItem(text)
                item.setData(_NAME_ROLE, name)
                item.setData(Qt.ItemDataRole.StatusTipRole, text)
                item.setToolTip(about)
                self._chooser.addItem(item)
            self._chooser.blockSignals(False)

    def _choose(self, item: QListWidgetItem | None, _before: QListWidgetItem | None = None) -> None:
        if item is not None and item.data(_NAME_ROLE) != self.queue:
            self._read(item.data(_NAME_ROLE))

    def _read(self, name: str) -> None:
        office, unit = self.desk.office, self.desk.unit
        assert office is not None
        if self._task is not None:
            self._task.cancel()
        if self.queue != name:
            self.queue = name
            self._forget_rule()
        self._mark_chosen()

        def work(_: Task) -> Listed:
            from caseapp.service.queues import DUE, OVERDUE, read_queue

            if name != TODAY:
                items = list(read_queue(office, name, unit).items)
            else:
                items = [
                    item
                    for part in (OVERDUE, DUE)
                    for item in read_queue(office, part, unit).items
                    if not item.acknowledged and (item.days_late > 0 or item.working_days_left == 0)
                ]
            items.sort(key=urgency)
            return Listed(name, tuple(items))

        self._task = self.desk.run(work, self._show)

    def _forget_rule(self) -> None:
        """Another queue has other rules and workers; the words searched for and the unit go along."""
        kept = self.model.filter
        self.model.set_filter(replace(kept, rule=None, worker=None))

    def _mark_chosen(self) -> None:
        for row in range(self._chooser.count()):
            item = self._chooser.item(row)
            if item.data(_NAME_ROLE) == self.queue:
                self._chooser.blockSignals(True)
                self._chooser.setCurrentItem(item)
                self._chooser.blockSignals(False)
                self._title.setText(item.data(Qt.ItemDataRole.StatusTipRole))
                self._about.setText(item.toolTip())

    def _show(self, listed: Listed) -> None:
        self._task = None
        selected = [(item.case, item.rule) for item in self.selected()]
        current = self.current_item()
        self.model.set_rows(listed.items)
        self._tell_chooser(listed.name, len(listed.items))
        self._reselect(selected, (current.case, current.rule) if current else None)
        self._read_counts()

    def _reselect(
        self, selected: list[tuple[Any, str | None]], current: tuple[Any, str | None] | None
    ) -> None:
        rows = [row for key, rule in selected if (row := self.model.place_of(key, rule)) >= 0]
        row = self.model.place_of(*current) if current else -1
        if row < 0 and self.model.rowCount():
            row = 0
        if row >= 0:
            self._table.selectionModel().setCurrentIndex(
                self.model.index(row, self._first_column()), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        if rows:
            self.mark(rows)
        self._on_selection()
        self._on_current()

    def _first_column(self) -> int:
        return next(
            (int(column) for column in Column if not self._table.isColumnHidden(column)), int(Column.CASE)
        )

    def _read_counts(self) -> None:
        """How many stand in each queue, after the list itself has been shown."""
        office, unit = self.desk.office, self.desk.unit
        if office is None:
            return
        if self._count_task is not None:
            self._count_task.cancel()

        def work(_: Task) -> dict[str, int]:
            from caseapp.service.overview import overview

            seen = overview(office, unit, shown=0)
            return {TODAY: seen.today_total, **{card.queue.id: card.count for card in seen.cards}}

        def done(counts: dict[str, int]) -> None:
            self._count_task = None
            for name, count in counts.items():
                self._tell_chooser(name, count)

        self._count_task = self.desk.run(work, done)

    def _tell_chooser(self, name: str, count: int) -> None:
        for row in range(self._chooser.count()):
            item = self._chooser.item(row)
            if item.data(_NAME_ROLE) == name:
                item.setText(f"{item.data(Qt.ItemDataRole.StatusTipRole)} · {whole(count)}")

    # --- the table ---

    def _set_up_table(self) -> None:
        table = self._table
        table.setModel(self.model)
        table.setItemDelegateForColumn(Column.STATUS, StatusDelegate(table))
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        header.sortIndicatorChanged.connect(self._sort)
        header.setStretchLastSection(True)
        metrics = QFontMetrics(theme.sized(self.font(), "normal"))
        heads = QFontMetrics(theme.sized(self.font(), "normal", bold=True))
        for column, text in _WIDEST.items():
            wide = max(metrics.horizontalAdvance(text), heads.horizontalAdvance(TITLES[column]))
            pill = _PILL if column is Column.STATUS else 0
            table.setColumnWidth(column, wide + _ROOM + pill)
        shown = self._stored_columns()
        for column in Column:
            table.setColumnHidden(column, column not in shown)
        table.activated.connect(self._open)
        table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        table.selectionModel().currentRowChanged.connect(lambda *_: self._on_current())
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._row_menu)

    def _stored_columns(self) -> set[Column]:
        stored = str(self.desk.settings.value("queues/columns", "") or "")
        known = {column.name: column for column in Column}
        chosen = {known[name] for name in stored.split() if name in known}
        return chosen | {Column.CASE} if chosen else set(SHOWN_FIRST)

    def _choose_columns(self, at: QPoint) -> None:
        self.column_menu().popup(self._table.horizontalHeader().mapToGlobal(at))

    def column_menu(self) -> QMenu:
        """The columns to choose from; the case's number always stays."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in Column:
            if column is Column.CASE:
                continue
            action = QAction(TITLES[column], menu)
            action.setCheckable(True)
            action.setChecked(not self._table.isColumnHidden(column))
            action.toggled.connect(lambda shown, chosen=column: self._show_column(chosen, shown))
            menu.addAction(action)
        return menu

    def _show_column(self, column: Column, shown: bool) -> None:
        self._table.setColumnHidden(column, not shown)
        names = [each.name for each in Column if not self._table.isColumnHidden(each)]
        self.desk.settings.setValue("queues/columns", " ".join(names))

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.model.sort(column, order)
        self._tell_count()

    def _most_urgent_first(self) -> None:
        self._table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    @property
    def shown_title(self) -> str:
        """The name of the queue."""
        return self._title.text()

    def columns(self) -> list[Column]:
        """The columns that are shown."""
        return [column for column in Column if not self._table.isColumnHidden(column)]

    def selected(self) -> list[QueueItem]:
        """The marked rows, in the list's order."""
        rows = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        return [self.model.item(row) for row in rows]

    def mark(self, rows: Iterable[int]) -> None:
        """Mark rows, and stand on the first of them."""
        flag = QItemSelectionModel.SelectionFlag
        chosen = self._table.selectionModel()
        chosen.clearSelection()
        for place, row in enumerate(rows):
            index = self.model.index(row, self._first_column())
            if not place:
                chosen.setCurrentIndex(index, flag.NoUpdate)
            chosen.select(index, flag.Select | flag.Rows)

    def current_item(self) -> QueueItem | None:
        """The row that the keyboard stands on."""
        index = self._table.currentIndex()
        return self.model.item(index.row()) if index.isValid() else None

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.desk.open_case(self.model.item(index.row()).case)

    def _on_selection(self) -> None:
        items = self.selected()
        self._marked.setText(f"{plural(len(items), 'markerad', 'markerade')}:" if items else "")
        self.actions_bar.set_items(items)

    def _on_current(self) -> None:
        if not self.details.widget.isHidden():
            self.details.show_item(self.current_item())

    def _row_menu(self, at: QPoint) -> None:
        if self.current_item() is not None:
            self.row_menu().popup(self._table.viewport().mapToGlobal(at))

    def row_menu(self) -> QMenu:
        """What can be done to the marked rows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Öppna ärendet", lambda: self._open(self._table.currentIndex()))
        menu.addAction("Varför?", self.why)
        menu.addSeparator()
        for button in self.actions_bar.buttons:
            action = menu.addAction(button.text().replace("&", ""), button.click)
            action.setEnabled(button.isEnabled())
        menu.addSeparator()
        menu.addAction("Starta lex Sarah från kön …", self.start_lex_sarah)
        return menu

    def why(self) -> None:
        """The trace of the row that the keyboard stands on."""
        item = self.current_item()
        if item is not None:
            from caseapp.desktop.dialogs.why import WhyDialog

            WhyDialog(self.desk, item.case, item.rule, self).show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._table.hasFocus():
            self._open(self._table.currentIndex())
            return
        if event.key() == Qt.Key.Key_Escape and self._search.hasFocus():
            self._search.clear()
            self._table.setFocus()
            return
        super().keyPressEvent(event)

    # --- filters ---

    def narrow(self, **conditions: Any) -> None:
        """Set conditions of the filter by name; the others stay."""
        self.model.set_filter(replace(self.model.filter, **conditions))

    def _fill_filters(self) -> None:
        menu = self._filters.menu()
        menu.clear()
        items = self.model.everything
        rules = {item.rule: item.rule_name for item in items if item.rule}
        for title, field, choices in (
            ("&Enhet", "unit", [(unit, unit) for unit in distinct(items, "unit")]),
            ("&Frist", "rule", sorted(rules.items(), key=lambda pair: pair[1])),
            (
                "&Handläggare",
                "worker",
                [("", "Ej fördelad"), *((name, name) for name in distinct(items, "worker"))],
            ),
        ):
            part = menu.addMenu(title)
            part.setEnabled(bool(choices))
            for value, text in choices:
                part.addAction(text).triggered.connect(
                    lambda _checked=False, field=field, value=value: self.narrow(**{field: value})
                )
        menu.addAction("Bara &våld").triggered.connect(lambda: self.narrow(violence=True))
        menu.addAction("&Dölj kvitterade").triggered.connect(lambda: self.narrow(acknowledged=False))
        menu.addAction("Bara &kvitterade").triggered.connect(lambda: self.narrow(acknowledged=True))

    def _tell_count(self) -> None:
        shown, total = len(self.model.items), len(self.model.everything)
        chosen = self.model.filter
        chips = []
        if chosen.unit is not None:
            chips.append(("unit", f"Enhet: {chosen.unit}"))
        if chosen.rule is not None:
            chips.append(("rule", f"Frist: {self._rule_name(chosen.rule)}"))
        if chosen.worker is not None:
            chips.append(("worker", f"Handläggare: {chosen.worker or 'ej fördelad'}"))
        if chosen.violence:
            chips.append(("violence", "Våld: ja"))
        if chosen.acknowledged is not None:
            chips.append(("acknowledged", "Bara kvitterade" if chosen.acknowledged else "Inte kvitterade"))
        self._chips.set_chips(chips)
        cases = len({item.case for item in self.model.items})
        words = f"{whole(shown)} av {whole(total)}" if shown != total else ""
        if any(item.rule for item in self.model.items):
            in_cases = f"{plural(shown, 'frist', 'frister')} i {plural(cases, 'ärende', 'ärenden')}"
        else:
            in_cases = plural(cases, "ärende", "ärenden")
        self._count.setText(" · ".join(part for part in (in_cases, words) if part))
        section = self._table.horizontalHeader().sortIndicatorSection()
        by = "mest brådskande först" if section < 0 else f"sorterat på {TITLES[Column(section)].lower()}"
        self._order.setText(by)
        self._order.setEnabled(section >= 0)
        self._order.setToolTip("Visa mest brådskande först" if section >= 0 else "")
        self._empty.setVisible(not shown)
        if not shown and self._table.hasFocus():
            self._chooser.setFocus()  # else Qt gives the focus to the first widget of the window
        self._table.setVisible(bool(shown))
        if not total:
            self._empty.setText("Kön är tom.")
            set_role(self._empty, "good" if self.queue in (TODAY, "overdue", "not-executed") else "muted")
        elif not shown:
            self._empty.setText(
                f"Inget av {whole(total)} passar filtret. Ta bort ett filter för att se fler."
            )
            set_role(self._empty, "muted")
        self._on_selection()

    def _rule_name(self, rule: str) -> str:
        office = self.desk.office
        return office.catalogue.rule(rule).name if office is not None else rule

    # --- what the window asks ---

    def find(self) -> None:  # type: ignore[override]  # the window's protocol; Qt's own is another
        """Ctrl+F."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def print_out(self) -> None:
        """Ctrl+P."""
        self.actions_bar.print_out()

    def register_event(self) -> None:
        """Ctrl+N: register something on the case that the keyboard stands on."""
        item = self.current_item()
        if item is not None:
            from caseapp.desktop.dialogs.event import EventDialog

            EventDialog(self.desk, item.case, self).show()

    def start_lex_sarah(self) -> None:
        """Start a lex Sarah matter from the queue as a whole."""
        self.actions_bar.start_lex_sarah()

    def toggle_details(self) -> None:
        """F4."""
        shown = self.details.widget.isHidden()
        self.details.widget.setVisible(shown)
        self.desk.settings.setValue("queues/details", shown)
        self._on_current()


def _truth(stored: object) -> bool:
    return stored is True or str(stored).lower() == "true"
