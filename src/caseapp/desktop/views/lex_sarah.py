"""Lex Sarah: the register, the matter that is open, and the remedies of all matters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from caseapp.desktop.dialogs.deeds import ReportDeed
from caseapp.desktop.dialogs.step import StepDialog
from caseapp.desktop.forms import child, fill
from caseapp.desktop.views.lex_sarah_matter import MatterPage
from caseapp.desktop.views.lex_sarah_register import RegisterPage
from caseapp.desktop.views.lex_sarah_remedies import RemedyPanel
from caseapp.desktop.widgets.tabs import Tabs
from caseapp.domain.lex_sarah import LEX_SARAH
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.events import CaseKey
    from caseapp.domain.lex_sarah import Source
    from caseapp.service.lex_sarah_remedies import RemedyRow
    from caseapp.service.record import Changes

REGISTER = "register"
MATTER = "matter"
REMEDIES = "remedies"
_TABS = (REGISTER, MATTER, REMEDIES)


class LexSarahView(QWidget):
    """Three tabs; the matter that is open stays open while one looks at the others."""

    title = "Lex Sarah"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._tab = REGISTER
        self._late = 0
        self._task: Task | None = None
        form = fill(self, "lex_sarah")
        self._tabs = child(form, Tabs, "tabs")
        self._pages = child(form, QStackedWidget, "pages")
        self.report_button = child(form, QPushButton, "report")
        self.register = RegisterPage(desk, child(form, QWidget, "registerPage"))
        self.matter = MatterPage(desk, _inside(child(form, QWidget, "matterPage"), 0))
        self.remedies = RemedyPanel(desk, _inside(child(form, QWidget, "remediesPage"), 16), across=True)
        self._tell_tabs()
        self._tabs.currentChanged.connect(lambda place: self.show_tab(_TABS[place]))
        self.report_button.clicked.connect(self.new_report)
        self.register.opened.connect(self.open_matter)
        self.matter.opened.connect(self.open_matter)
        self.matter.seen_changed.connect(self._tell_tabs)
        self.remedies.matter_opened.connect(self.open_matter)

    def refresh(self) -> None:
        """Read everything anew, keeping the place."""
        if self.desk.office is None:
            return
        self.register.refresh()
        self.matter.refresh()
        self._read_remedies()

    def _read_remedies(self) -> None:
        office, unit = self.desk.office, self.desk.unit
        if self._task is not None:
            self._task.cancel()

        def work(_: Task) -> tuple[RemedyRow, ...]:
            from caseapp.service.lex_sarah_remedies import remedies

            assert office is not None
            return remedies(office, unit)

        self._task = self.desk.run(work, self._show_remedies)

    def _show_remedies(self, rows: tuple[RemedyRow, ...]) -> None:
        self._task = None
        self._late = sum(row.late for row in rows)
        self.remedies.set_rows(rows)
        self._tell_tabs()

    # --- tabs ---

    def show_tab(self, name: str) -> None:
        """Show the register, the matter or the remedies."""
        self._tab = name
        self._tabs.choose(name)
        self._pages.setCurrentIndex(_TABS.index(name))
        self.report_button.setVisible(name == REGISTER)

    def _tell_tabs(self) -> None:
        open_now = self.matter.key
        late = f" · {plural(self._late, 'sen', 'sena')}" if self._late else ""
        texts = ("Re&gister", f"&Ärende {open_now.ref}" if open_now else "&Ärende", f"Å&tgärder{late}")
        self._tabs.set_tabs(list(zip(_TABS, texts, strict=True)), self._tab)

    def open_matter(self, key: CaseKey) -> None:
        """Show a matter."""
        self.show_tab(MATTER)
        self.matter.show_matter(key)

    # --- doing ---

    def new_report(self) -> None:
        """Receive a report."""
        report_dialog(self.desk, self)

    # --- what the window asks ---

    def find(self) -> None:  # type: ignore[override]  # the window's protocol; Qt's own is another
        """Ctrl+F."""
        if self._tab == REMEDIES:
            self.remedies.find()
        else:
            self.show_tab(REGISTER)
            self.register.find()

    def print_out(self) -> None:
        """Ctrl+P: the matter's utredning, else the summary."""
        if self._tab == MATTER and self.matter.key is not None:
            self.matter.print_out("lex-sarah-investigation")
        else:
            self.register.print_out()

    def register_event(self) -> None:
        """Ctrl+N: the next step of what one stands on; a report when there is nothing."""
        if self._tab == REMEDIES:
            self.remedies.take_next()
        elif self._tab == MATTER:
            self.matter.take_next()
        elif (row := self.register.current()) is not None:
            self.open_matter(row.key)
            self.matter.take_next()
        else:
            self.new_report()

    def toggle_details(self) -> None:
        """F4: from the register to the matter, in the matter between its parts and what they hold."""
        if self._tab == REGISTER and (row := self.register.current()) is not None:
            self.open_matter(row.key)
        elif self._tab == MATTER:
            self.matter.toggle()


def report_dialog(
    desk: Desk, parent: QWidget, source: Source | None = None, known: Mapping[str, str] | None = None
) -> StepDialog:
    """The form of a new report, shown; when it is saved the new matter is."""

    def saved(changes: Changes) -> None:
        desk.open_matter(next(event.case for event in changes.events if event.case.case_type == LEX_SARAH))

    dialog = StepDialog(desk, ReportDeed(source), parent, known=known, saved=saved)
    dialog.show()
    return dialog


def _inside(page: QWidget, margin: int) -> QWidget:
    """A widget that fills a page of the stack."""
    inner = QWidget(page)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(margin, 8 if margin else 0, margin, 12 if margin else 0)
    layout.addWidget(inner)
    return inner
