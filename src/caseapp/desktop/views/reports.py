"""Rapporter: choose a paper, see it as it will be, save or print it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from caseapp.desktop.forms import child, fill
from caseapp.desktop.papers import keep, made
from caseapp.desktop.views.reports_pages import Pages, print_pages
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, spaced
from caseapp.domain.periods import Period, parse_period
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from caseapp.desktop.desk import Desk, Task
    from caseapp.service.office import Office
    from caseapp.service.papers import ReportName
    from caseapp.service.reports import ReportResult

_FIELDS = {
    "unit": ("unit", "unitLabel"),
    "queue": ("queue", "queueLabel"),
    "case": ("caseRef", "caseLabel"),
    "period": ("period", "periodLabel"),
    "as_of": ("asOf", "asOfLabel"),
}
_NAME = Qt.ItemDataRole.UserRole
_CHOICES = 300
"""Width of the choices, in pixels, before one drags them."""
_ROOM = 4
"""Pixels above and below the rows of the list of papers."""


class ReportsView(QWidget):
    """Papers and their choices to the left, the pages to the right."""

    title = "Rapporter"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._names: dict[str, ReportName] = {}
        self._task: Task | None = None
        self._asked: tuple[str, Mapping[str, Any]] | None = None
        self._result: ReportResult | None = None
        self._content = b""
        self._pending = False
        form = fill(self, "reports")
        splitter = child(form, QSplitter, "splitter")
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_CHOICES, 4 * _CHOICES])
        self._papers = child(form, QListWidget, "papers")
        self._unit = child(form, QComboBox, "unit")
        self._queue = child(form, QComboBox, "queue")
        self._case = child(form, QLineEdit, "caseRef")
        self._period = child(form, QComboBox, "period")
        self._as_of = child(form, QDateEdit, "asOf")
        self._states = child(form, QStackedWidget, "states")
        self._pages = Pages(form)
        self._progress = child(form, QProgressBar, "progress")
        self._show_button = child(form, QPushButton, "show")
        self._stop_button = child(form, QPushButton, "stop")
        self._connect()
        self._as_of.setDate(_qdate(desk.today))
        self._settle()

    def _connect(self) -> None:
        line = self._period.lineEdit()
        assert line is not None
        line.setAccessibleName("Period")
        self._papers.currentItemChanged.connect(self._paper_chosen)
        self._papers.itemActivated.connect(self.show_chosen)
        self._case.returnPressed.connect(self.show_chosen)
        for name, action in (
            ("show", self.show_chosen),
            ("stop", self.stop),
            ("save", self.save),
            ("print", self.print_out),
        ):
            child(self, QPushButton, name).clicked.connect(action)

    def refresh(self) -> None:
        """Read which papers, units and queues there are; a paper that is shown stays."""
        office = self._desk.office
        if office is None:
            return

        def work(_: Task) -> tuple[tuple[ReportName, ...], list[str]]:
            from caseapp.service.reports import report_names
            from caseapp.service.units import unit_names

            return report_names(), unit_names(office)

        self._desk.run(work, self._found)

    def _found(self, found: tuple[tuple[ReportName, ...], list[str]]) -> None:
        office = self._desk.office
        if office is None:
            return
        names, units = found
        chosen = self._chosen() or (names[0].id if names else "")
        self._names = {name.id: name for name in names}
        self._papers.clear()
        for name in names:
            item = QListWidgetItem(name.name)
            item.setData(_NAME, name.id)
            item.setToolTip(name.description)
            self._papers.addItem(item)
        _refill(self._unit, [("Alla enheter", None), *((unit, unit) for unit in units)], self._desk.unit)
        _refill(
            self._queue,
            [(queue.name, queue.id) for queue in office.catalogue.queues.values()],
            self._queue.currentData(),
        )
        if not self._period.count():
            self._period.addItems(_periods(self._desk.today))
        rows = sum(self._papers.sizeHintForRow(row) for row in range(self._papers.count()))
        self._papers.setFixedHeight(rows + 2 * self._papers.frameWidth() + _ROOM)
        self._choose(chosen)
        if self._asked is not None:
            asked, choices = self._asked
            self._asked = None
            self.show_report(asked, **choices)

    # --- choosing ---

    def open_report(self, name: str, arguments: Mapping[str, Any]) -> None:
        """What another view asked for."""
        self.show_report(name, **arguments)

    def show_report(self, name: str, **choices: Any) -> None:
        """Choose this paper with these choices (`unit`, `queue`, `case`, `period`, `as_of`) and show it."""
        if not self._names:
            self._asked = (name, choices)
            self.refresh()
            return
        self._choose(name)
        if "unit" in choices:
            self._unit.setCurrentIndex(max(0, self._unit.findData(choices["unit"])))
        if "queue" in choices:
            self._queue.setCurrentIndex(max(0, self._queue.findData(choices["queue"])))
        if "case" in choices:
            case = choices["case"]
            self._case.setText(case.ref if isinstance(case, CaseKey) else str(case))
        if "period" in choices:
            period = choices["period"]
            self._period.setCurrentText(period.name if isinstance(period, Period) else str(period))
        if choices.get("as_of") is not None:
            self._as_of.setDate(_qdate(choices["as_of"]))
        self.show_chosen()

    def _choose(self, name: str) -> None:
        for row in range(self._papers.count()):
            if self._papers.item(row).data(_NAME) == name:
                self._papers.setCurrentRow(row)

    def _chosen(self) -> str:
        row = self._papers.currentRow()
        return str(self._papers.item(row).data(_NAME)) if row >= 0 else ""

    def _paper_chosen(self) -> None:
        name = self._names.get(self._chosen())
        needs = name.needs if name else ()
        child(self, QLabel, "about").setText(name.description if name else "")
        for need, widgets in _FIELDS.items():
            for widget in widgets:
                child(self, QWidget, widget).setVisible(need in needs)
        self._show_button.setEnabled(name is not None and self._task is None)

    # --- making ---

    def show_chosen(self) -> None:
        """Make the chosen paper in the background and show it."""
        office = self._desk.office
        name = self._names.get(self._chosen())
        if office is None or name is None or self._task is not None:
            return
        reference = self._case.text().strip()
        if "case" in name.needs and not reference:
            self._tell("Ange ärendets nummer och välj Visa.")
            self._case.setFocus()
            return
        try:
            period = parse_period(self._period.currentText()) if "period" in name.needs else None
        except UserError as error:
            self._failed(error)
            return
        unit = self._unit.currentData() if "unit" in name.needs else None
        queue = self._queue.currentData() if "queue" in name.needs else None
        as_of = _date(self._as_of) if "as_of" in name.needs else None

        def work(task: Task) -> tuple[ReportResult, bytes]:
            case = _find(office, reference) if "case" in name.needs else None
            return made(office, name.id, task, period=period, case=case, queue=queue, unit=unit, as_of=as_of)

        task = self._desk.run(work, self._have, self._failed)
        self._task = task
        task.progressed.connect(self._progressed)
        task.finished.connect(self._settle)
        self._pending = True
        self._tell("Rapporten skapas …")

    def stop(self) -> None:
        """Leave the paper that is being made."""
        if self._task is not None:
            self._task.cancel()
            self._pending = False
            self._tell("Avbruten. Välj Visa för att börja om.")

    def _progressed(self, done: int, total: int) -> None:
        self._progress.setMaximum(total)
        self._progress.setValue(done)

    def _have(self, paper: tuple[ReportResult, bytes]) -> None:
        result, content = paper
        self._pending = False
        self._result = result
        self._content = content
        pages = self._pages.show(content)
        told = f"{plural(pages, 'sida', 'sidor')} · kontrollsumma {spaced(result.fingerprint)}"
        child(self, QLabel, "proof").setText(told)
        self._states.setCurrentWidget(child(self, QWidget, "previewPage"))
        self._desk.message.emit(f"{self._names[result.report].name}: {plural(pages, 'sida', 'sidor')}.")

    def _failed(self, error: UserError) -> None:
        self._result = None
        self._pending = False
        self._tell(f"▲ {error}")

    def _tell(self, text: str) -> None:
        """A sentence where the pages would be."""
        child(self, QLabel, "emptyTitle").setText(text)
        child(self, QLabel, "emptyText").setVisible(False)
        child(self, QLabel, "proof").clear()
        self._states.setCurrentWidget(child(self, QWidget, "emptyPage"))
        self._settle_buttons()

    def _settle(self) -> None:
        self._task = None
        if self._pending:
            # Neither a paper nor a known trouble: a fault in the program, told by the desk.
            self._pending = False
            self._result = None
            self._tell("Rapporten kunde inte skapas.")
        self._settle_buttons()
        self._paper_chosen()

    def _settle_buttons(self) -> None:
        """Only what means something now can be pressed."""
        working = self._task is not None
        shown = self._result is not None and not working
        self._progress.setVisible(working)
        self._progress.setMaximum(0)
        self._stop_button.setVisible(working)
        self._show_button.setEnabled(not working and bool(self._chosen()))
        for name in ("save", "print"):
            child(self, QPushButton, name).setEnabled(shown)
        self._pages.enable(shown)

    # --- out of the window ---

    def save(self) -> None:
        """Keep the paper as a file."""
        if self._result is None:
            return
        suggestion = f"{self._names[self._result.report].name} {_date(self._as_of).isoformat()}.pdf"
        name, _ = QFileDialog.getSaveFileName(self, "Spara rapporten", suggestion, "PDF (*.pdf)")
        if not name:
            return
        content, target = self._content, Path(name)

        def work(_: Task) -> str:
            return keep(content, target)

        self._desk.run(work, lambda saved: self._desk.message.emit(f"Rapporten är sparad i {saved}."))

    def print_out(self) -> None:
        """Ask for a printer, then print the pages as they are shown."""
        if self._result is None:
            return
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._names[self._result.report].name)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self._pages.count)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print in the background; the screen goes on."""
        if self._result is None:
            return
        content = self._content
        self._desk.message.emit("Rapporten skickas till skrivaren …")

        def work(task: Task) -> int:
            return print_pages(content, printer, task)

        def done(pages: int) -> None:
            self._desk.message.emit(f"{plural(pages, 'sida', 'sidor')} skickade till skrivaren.")

        self._desk.run(work, done)


def _find(office: Office, reference: str) -> CaseKey:
    from caseapp.service.record import find_case

    return find_case(office, reference)


def _periods(today: date) -> list[str]:
    """The quarter that is, and those behind it, then the years."""
    quarter = today.year * 4 + (today.month - 1) // 3
    quarters = [f"{number // 4}Q{number % 4 + 1}" for number in range(quarter, quarter - 6, -1)]
    return [*quarters, str(today.year), str(today.year - 1)]


def _refill(box: QComboBox, entries: list[tuple[str, str | None]], chosen: str | None) -> None:
    box.clear()
    for text, data in entries:
        box.addItem(text, data)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(edit: QDateEdit) -> date:
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())
