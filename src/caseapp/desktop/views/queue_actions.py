"""What can be done to the marked rows of a queue: assign, prioritise, acknowledge, export, print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from caseapp.desktop.forms import child
from caseapp.desktop.models.queue_model import TITLES, Column, distinct
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.desktop.views.queues import QueuesView
    from caseapp.exchange.writing import Cell
    from caseapp.service.queues import QueueItem
    from caseapp.service.record import Changes

    Values = Callable[[QueueItem], dict[str, str]]


class QueueActions:
    """The buttons under the list. Each step on many rows is one step to undo."""

    def __init__(self, desk: Desk, view: QueuesView, form: QWidget) -> None:
        self._desk = desk
        self._view = view
        self._items: list[QueueItem] = []
        self.assign_button = child(form, QPushButton, "assign")
        self.prioritise_button = child(form, QPushButton, "prioritise")
        self.acknowledge_button = child(form, QPushButton, "acknowledge")
        self.print_button = child(form, QPushButton, "print")
        self.export_button = child(form, QPushButton, "export")
        self.assign_button.clicked.connect(self.assign)
        self.prioritise_button.clicked.connect(self.prioritise)
        self.acknowledge_button.clicked.connect(self.acknowledge)
        self.print_button.clicked.connect(self.print_out)
        self.export_button.clicked.connect(self.export)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The buttons, as they stand."""
        return (
            self.assign_button,
            self.prioritise_button,
            self.acknowledge_button,
            self.print_button,
            self.export_button,
        )

    def set_items(self, items: Sequence[QueueItem]) -> None:
        """The rows that are marked."""
        self._items = list(items)
        self.assign_button.setEnabled(bool(self._able("tilldelad")))
        self.prioritise_button.setEnabled(bool(self._items))
        self.acknowledge_button.setEnabled(any(item.rule and not item.acknowledged for item in self._items))
        for button in (self.print_button, self.export_button):
            button.setEnabled(bool(self._view.model.items))

    def _able(self, event: str) -> list[QueueItem]:
        """Those of the marked whose case type can have the event, one row a case."""
        office = self._desk.office
        if office is None:
            return []
        types = office.catalogue.case_types
        cases = {item.case: item for item in self._items if event in types[item.case.case_type].events}
        return list(cases.values())

    # --- recording ---

    def assign(self) -> None:
        """Give the marked cases to a caseworker."""
        from caseapp.desktop.dialogs.ask import AskDialog

        items = self._able("tilldelad")
        AskDialog(
            f"Fördela {plural(len(items), 'ärende', 'ärenden')}",
            "Handläggarens kod",
            "Skriv koden, aldrig ett namn.",
            "Fördela",
            lambda worker: self._record(items, "tilldelad", lambda _: {"handlaggare": worker}, "fördela"),
            choices=distinct(self._view.model.everything, "worker"),
            parent=self._view,
        ).show()

    def prioritise(self) -> None:
        """Note a prioritering on the marked cases."""
        from caseapp.desktop.dialogs.ask import AskDialog

        items = self._able("prioriterad")
        AskDialog(
            f"Prioritera {plural(len(items), 'ärende', 'ärenden')}",
            "Vad är bestämt, och varför",
            "Till exempel: våld, först ut i veckan. Inga namn.",
            "Notera",
            lambda text: self._record(items, "prioriterad", lambda _: {"prioritet": text}, "prioritera"),
            parent=self._view,
        ).show()

    def acknowledge(self) -> None:
        """Mark the marked deadlines as seen and taken care of."""
        items = [item for item in self._items if item.rule and not item.acknowledged]
        self._record(items, "kvitterad", lambda item: {"regel": item.rule or ""}, "kvittera")

    def _record(self, items: Sequence[QueueItem], event: str, values: Values, verb: str) -> None:
        office, today = self._desk.office, self._desk.today
        if office is None or not items:
            return
        cases = len({item.case for item in items})
        name = f"{verb} {plural(cases, 'ärende', 'ärenden')}"

        def work(_: Task) -> Changes:
            from caseapp.domain.moments import Moment
            from caseapp.service.record import make_event, record

            moment = Moment(today)
            made = [make_event(office.catalogue, item.case, event, moment, values(item)) for item in items]
            return record(office, made)

        self._desk.perform(work, name, lambda _: self._desk.message.emit(f"Klart: {name}. Ctrl+Z ångrar."))

    def start_lex_sarah(self) -> None:
        """Start a lex Sarah matter from the queue as it stands."""
        from caseapp.desktop.views.lex_sarah import report_dialog
        from caseapp.domain.lex_sarah import Source, SourceKind

        source = Source(SourceKind.QUEUE, queue=self._view.queue, unit=self._desk.unit)
        report_dialog(self._desk, self._view, source)

    # --- out ---

    def print_out(self) -> None:
        """The queue as paper, in Rapporter."""
        self._desk.open_report("queue", {"queue": self._view.queue, "unit": self._desk.unit})

    def export(self) -> None:
        """The list as it is shown to a file for Excel: the marked rows, or all when none or one is marked."""
        suggested = f"{self._view.queue}-{self._desk.today.isoformat()}.xlsx"
        path, kind = QFileDialog.getSaveFileName(
            self._view, "Exportera", suggested, "Excel-arbetsbok (*.xlsx);;Csv för Excel (*.csv)"
        )
        if path:
            self.write(with_ending(Path(path), kind))

    def write(self, path: Path) -> None:
        """Write the rows to a file, in the background."""
        items = self._items if len(self._items) > 1 else self._view.model.items
        model = self._view.model
        columns = self._view.columns()
        rows = [[_value(model.cells(item), item, column) for column in columns] for item in items]
        header = [TITLES[column] for column in columns]
        title = self._view.shown_title

        def work(_: Task) -> int:
            from caseapp.exchange.writing import Sheet, write_csv, write_xlsx

            if path.suffix.lower() == ".csv":
                write_csv(path, header, rows)
            else:
                write_xlsx(path, [Sheet(title, header, rows)])
            return len(rows)

        def done(count: int) -> None:
            self._desk.message.emit(f"{plural(count, 'rad', 'rader')} finns nu i {path.name}.")

        self._desk.run(work, done)


def with_ending(path: Path, kind: str) -> Path:
    """The file's name with the ending of its kind, when the user wrote none."""
    if path.suffix.lower() in (".xlsx", ".csv"):
        return path
    return path.with_name(path.name + (".csv" if "*.csv" in kind else ".xlsx"))


def _value(cells: tuple[str, ...], item: QueueItem, column: Column) -> Cell:
    """Days and numbers as such, so that Excel can count with them; else the text that is shown."""
    raw: dict[Column, Cell] = {
        Column.LAST_DAY: item.last_day,
        Column.START: item.start,
        Column.EXTENDED: item.extended_to,
        Column.NOMINAL: item.nominal,
        Column.WAITED: item.waited_days,
    }
    return raw[column] if column in raw else cells[column]
