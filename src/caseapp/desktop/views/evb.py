"""Ej verkställda beslut: the quarter's workbench. Every decision in its bin, what a report lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QWidget,
)

from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.evb_columns import COLUMNS
from caseapp.desktop.models.list_model import ListModel
from caseapp.desktop.views.evb_actions import EvbActions
from caseapp.desktop.views.evb_facts import EvbFacts
from caseapp.desktop.widgets import list_table
from caseapp.desktop.widgets.labels import Paragraph, set_role
from caseapp.desktop.widgets.tabs import Tabs
from caseapp.domain.evb import WORK_ORDER, Bin
from caseapp.domain.swedish import day_brief, plural, whole

if TYPE_CHECKING:
    from datetime import date

    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.evb import EvbDecision
    from caseapp.domain.events import CaseKey
    from caseapp.domain.periods import Period
    from caseapp.service.evb import EvbQuarter
    from caseapp.service.evb_signing import Difference

_ALL = ""
_SHORT = {
    Bin.TO_REPORT: "Att rapportera",
    Bin.REPORTED_OPEN: "Rapporterade",
    Bin.DOUBTFUL: "Oklara",
    Bin.WAITING: "Väntar",
    Bin.EXECUTED_LATE: "Sent",
    Bin.EXECUTED_IN_TIME: "I tid",
    Bin.ENDED: "Avslutade",
    Bin.OUT_OF_SCOPE: "Utanför",
}
"""What the bins are called on the tabs; the line above has their whole names."""
_QUARTERS = 12
"""How many quarters back one can choose; older ones are printed with `caseapp evb`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is shown: the list, when it is reported, and what has changed since it was signed."""

    listed: EvbQuarter
    window: tuple[date, date]
    difference: Difference | None


class EvbView(QWidget):
    """The bins, the list, what can be done to it, and the facts of one decision beside it."""

    title = "Ej verkställda beslut"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.seen: Seen | None = None
        self._bin = Bin.TO_REPORT.value
        self._wanted: CaseKey | None = None
        self._task: Task | None = None
        form = fill(self, "evb")
        splitter = child(form, QSplitter, "splitter")
        self._bins = child(form, Tabs, "bins")
        self._title = child(form, QLabel, "title")
        self._about = child(form, QLabel, "about")
        self._quarter = child(form, QComboBox, "quarter")
        self._search = child(form, QLineEdit, "search")
        self._sum = child(form, Paragraph, "sum")
        self._signed = child(form, Paragraph, "signed")
        self.changes_button = child(form, QPushButton, "changes")
        self.sign_button = child(form, QPushButton, "sign")
        self.table = child(form, QTableView, "table")
        self._empty = child(form, QLabel, "empty")
        self._marked = child(form, QLabel, "marked")
        self.model: ListModel[EvbDecision] = ListModel(COLUMNS, self)
        self.facts = EvbFacts(desk, self, child(form, QFrame, "details"))
        list_table.dress(self.table, self.model, lambda _: self.facts.begin())
        self.actions_bar = EvbActions(desk, self, form)
        self._title.setText(self.title)
        self._bins.currentChanged.connect(self._choose)
        self._quarter.activated.connect(lambda _: self._read())
        self._search.textChanged.connect(lambda _: self._narrow())
        self.model.counted.connect(self._tell_count)
        self.changes_button.clicked.connect(self.actions_bar.show_changes)
        self.sign_button.clicked.connect(self.actions_bar.sign)
        child(form, QPushButton, "window").clicked.connect(self.actions_bar.ask_window)
        selection = self.table.selectionModel()
        selection.selectionChanged.connect(lambda *_: self._on_selection())
        selection.currentRowChanged.connect(lambda *_: self.facts.show_decision(self.current()))
        splitter.setSizes([800, 320])
        splitter.setStretchFactor(0, 1)
        for part in (self.changes_button, self._empty):
            part.hide()

    # --- reading ---

    @property
    def quarter(self) -> Period:
        """The quarter that is shown."""
        found: Period = self._quarter.currentData()
        return found

    def refresh(self) -> None:
        """Read the quarter anew, keeping the place."""
        if self.desk.office is not None:
            self._fill_quarters()
            self._read()

    def show_quarter(self, name: str) -> None:
        """Show a quarter such as `2026Q1`."""
        self._fill_quarters()
        for row in range(self._quarter.count()):
            if self._quarter.itemData(row).name == name:
                self._quarter.setCurrentIndex(row)
        self._read()

    def show_bin(self, name: str) -> None:
        """Show a bin by its id; the empty text shows all."""
        self._bins.choose(name)

    def _fill_quarters(self) -> None:
        from caseapp.service.evb import quarter_before, quarter_of

        today = self.desk.today
        if self._quarter.count() and self._quarter.itemData(0).last >= today:
            return
        running = quarter_of(f"{today.year}Q{(today.month + 2) // 3}")
        self._quarter.clear()
        period = running
        for _ in range(_QUARTERS):
            year, number = period.name.split("Q")
            going_on = ", pågår" if period == running else ""
            self._quarter.addItem(f"kvartal {number} {year}{going_on}", period)
            period = quarter_before(period.first)
        self._quarter.setCurrentIndex(1)

    def _read(self) -> None:
        office, unit, quarter = self.desk.office, self.desk.unit, self.quarter
        assert office is not None
        if self._task is not None:
            self._task.cancel()

        def work(task: Task) -> Seen:
            from caseapp.service.evb import evb_quarter
            from caseapp.service.evb_signing import since_signed
            from caseapp.service.evb_windows import window

            def progress(done: int) -> None:
                task.progress(done, 0)

            listed = evb_quarter(office, quarter, unit=unit, progress=progress)
            return Seen(listed, window(office.catalogue, quarter), since_signed(office, listed, progress))

        self._task = self.desk.run(work, self._show)

    def _show(self, seen: Seen) -> None:
        self._task = None
        at = self.current()
        wanted = self._wanted or (at.case if at else None)
        self._wanted = None
        self.seen = seen
        self._tell_quarter(seen)
        self._fill_bins(seen.listed)
        self.model.set_rows(seen.listed.decisions)
        self._narrow()
        row = self.model.row_of(lambda decision: decision.case == wanted) if wanted else -1
        if row < 0 and self.model.rowCount():
            row = 0
        if row >= 0:
            list_table.mark(self.table, self.model, [row])
        self.facts.show_decision(self.current())
        self._on_selection()

    def _tell_quarter(self, seen: Seen) -> None:
        listed = seen.listed
        number = listed.period.name.split("Q")[1]
        first, last = seen.window
        self._about.setText(
            f"Läget {day_brief(listed.last_day)} {listed.last_day.year} · "
            f"kvartal {number} rapporteras {day_brief(first)}–{day_brief(last)} {last.year}"
        )
        parts = " + ".join(f"{whole(listed.bins[bin_])} {bin_.swedish}" for bin_ in WORK_ORDER)
        self._sum.setText(f"{plural(listed.total, 'beslut', 'beslut')} = {parts}")
        self.sign_button.setText("Si&gnera …" if seen.difference is None else "Si&gnera igen …")
        self.changes_button.setVisible(bool(seen.difference and seen.difference.any))
        if seen.difference is None:
            self._signed.setText("Egenkontroll: ej signerad.")
            return
        signed = seen.difference.signature
        who = f"Egenkontroll: signerad {signed.day.isoformat()} av {signed.who}"
        if seen.difference.any:
            count = len(seen.difference.rows)
            what = (
                plural(count, "beslut har ändrats", "beslut har ändrats")
                if count
                else "regelverket är ändrat"
            )
            self._signed.setText(f"{who}. Sedan dess: {what}.")
        else:
            self._signed.setText(f"{who}. Inget har ändrats sedan dess.")

    def _fill_bins(self, listed: EvbQuarter) -> None:
        tabs = [(bin_.value, f"{_SHORT[bin_]} {whole(listed.bins[bin_])}") for bin_ in WORK_ORDER]
        self._bins.set_tabs([*tabs, (_ALL, f"Alla {whole(listed.total)}")], self._bin)

    def _choose(self, place: int) -> None:
        self._bin = self._bins.tabData(place)
        self._narrow()
        if self.model.rowCount():
            list_table.mark(self.table, self.model, [0])
        self.facts.show_decision(self.current())

    # --- the list ---

    def _narrow(self) -> None:
        wanted = self._bin
        passes: Callable[[EvbDecision], bool] | None = None
        if wanted != _ALL:

            def passes(decision: EvbDecision) -> bool:
                return decision.bin.value == wanted

        self.model.narrow(passes, self._search.text().strip())

    def _tell_count(self) -> None:
        shown = self.model.rowCount()
        self._empty.setVisible(not shown)
        if not shown and self.table.hasFocus():
            self._bins.setFocus()  # else Qt gives the focus to the first widget of the window
        self.table.setVisible(bool(shown))
        if shown:
            return
        if self._search.text().strip():
            self._empty.setText("Inget beslut har de orden. Ändra sökningen.")
        elif self._bin in (Bin.TO_REPORT, Bin.REPORTED_OPEN):
            self._empty.setText("Här finns inget att rapportera.")
        else:
            self._empty.setText("Här finns inga beslut.")
        good = self._bin in (Bin.TO_REPORT, Bin.REPORTED_OPEN, Bin.DOUBTFUL)
        set_role(self._empty, "good" if good else "muted")
        self._on_selection()

    def current(self) -> EvbDecision | None:
        """The decision that the keyboard stands on."""
        return list_table.current(self.table, self.model) if self.model.rowCount() else None

    def selected(self) -> list[EvbDecision]:
        """The marked decisions."""
        return list_table.selected(self.table, self.model)

    def mark(self, rows: list[int]) -> None:
        """Mark rows."""
        list_table.mark(self.table, self.model, rows)

    def next_to_fill_in(self, after: EvbDecision) -> EvbDecision | None:
        """The next shown decision that lacks something or is doubtful, from the top again at the end."""
        rows = self.model.items
        place = next((row for row, item in enumerate(rows) if item.case == after.case), -1)
        turned = [*rows[place + 1 :], *rows[: max(place, 0)]]
        return next((item for item in turned if item.missing or item.faults), None)

    def stand_on(self, case: CaseKey) -> None:
        """Stand on this decision when the list has been read anew."""
        self._wanted = case

    def _on_selection(self) -> None:
        items = self.selected() if self.model.rowCount() else []
        self._marked.setText(f"{plural(len(items), 'markerat', 'markerade')}" if items else "")
        self.actions_bar.set_items(items)

    # --- what the window asks ---

    def find(self) -> None:  # type: ignore[override]  # the window's protocol; Qt's own is another
        """Ctrl+F."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def print_out(self) -> None:
        """Ctrl+P: the report to IVO."""
        self.actions_bar.print_out("evb-ivo")

    def register_event(self) -> None:
        """Ctrl+N: register something on the case that the keyboard stands on."""
        decision = self.current()
        if decision is not None:
            from caseapp.desktop.dialogs.event import EventDialog

            EventDialog(self.desk, decision.case, self).show()

    def start_lex_sarah(self) -> None:
        """Start a lex Sarah matter from the quarter."""
        self.actions_bar.start_lex_sarah()

    def toggle_details(self) -> None:
        """F4: to the facts of the decision and back."""
        focused = QApplication.focusWidget()
        if focused is not None and self.facts.widget.isAncestorOf(focused):
            self.table.setFocus()
        else:
            self.facts.begin()
