"""Remedies as a list: those of one matter, or of all, the late first, with what can be done to each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QWidget

from caseapp.desktop.dialogs.deeds import RemedyDeed, StepDeed
from caseapp.desktop.dialogs.step import StepDialog
from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.lex_sarah_columns import remedy_columns, remedy_details
from caseapp.desktop.models.lex_sarah_next import next_of_remedy
from caseapp.desktop.models.list_model import ListModel
from caseapp.desktop.widgets import list_table
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.domain.lex_sarah import EFFECT_CHECKED, REMEDY_DAY, REMEDY_DONE, RemedyState
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk
    from caseapp.domain.events import CaseKey
    from caseapp.service.lex_sarah_remedies import RemedyRow


class RemedyPanel(QObject):
    """Fills the widget that it is given. `matter_opened` carries the matter of a remedy."""

    matter_opened = Signal(object)

    def __init__(self, desk: Desk, widget: QWidget, *, across: bool) -> None:
        super().__init__(widget)
        self._desk = desk
        self.widget = widget
        self.matter: CaseKey | None = None
        self._across = across
        form = fill(widget, "lex_sarah_remedies")
        self._about = child(form, QLabel, "remediesAbout")
        self._search = child(form, QLineEdit, "remediesSearch")
        self.table = child(form, QTableView, "table")
        self._empty = child(form, QLabel, "remediesEmpty")
        self._details = child(form, Paragraph, "told")
        self.add_button = child(form, QPushButton, "add")
        self.day_button = child(form, QPushButton, "day")
        self.done_button = child(form, QPushButton, "done")
        self.effect_button = child(form, QPushButton, "effect")
        self.open_button = child(form, QPushButton, "open")
        self.model: ListModel[RemedyRow] = ListModel(remedy_columns(across=across), self)
        list_table.dress(self.table, self.model, lambda _: self.take_next())
        self.add_button.setVisible(not across)
        self.open_button.setVisible(across)
        self._search.setVisible(across)
        self._search.textChanged.connect(lambda text: self.model.narrow(None, text.strip()))
        self.model.counted.connect(self._tell_count)
        self.add_button.clicked.connect(self.add)
        self.day_button.clicked.connect(lambda: self._take(REMEDY_DAY))
        self.done_button.clicked.connect(lambda: self._take(REMEDY_DONE))
        self.effect_button.clicked.connect(lambda: self._take(EFFECT_CHECKED))
        self.open_button.clicked.connect(self.open_matter)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_current())
        self.set_rows(())

    def set_rows(self, rows: Sequence[RemedyRow]) -> None:
        """Show these remedies."""
        at = self.current()
        self.model.set_rows(rows)
        row = self.model.row_of(lambda item: item.key == at.key) if at else -1
        if self.model.rowCount():
            list_table.mark(self.table, self.model, [max(0, row)])
        late = sum(item.late for item in rows)
        words = plural(len(rows), "åtgärd", "åtgärder")
        self._about.setText(
            f"{words}, {plural(late, 'sen', 'sena')}. De sena står först." if late else words if rows else ""
        )
        self._tell_current()

    def _tell_count(self) -> None:
        shown = bool(self.model.rowCount())
        if not shown and self.table.hasFocus():
            (self._search if self._across else self.add_button).setFocus()
        self.table.setVisible(shown)
        self._empty.setVisible(not shown)
        sought = bool(self._search.text().strip())
        self._empty.setText(
            "Ingen åtgärd har de orden. Ändra sökningen." if sought else "Här finns inga åtgärder än."
        )
        self._tell_current()

    def _tell_current(self) -> None:
        row = self.current()
        self._details.setText(remedy_details(row) if row else "")
        self._details.setVisible(row is not None)
        open_now = row is not None and row.state is not RemedyState.CLOSED
        done = row is not None and row.done is not None
        self.day_button.setEnabled(open_now and not done)
        self.done_button.setEnabled(open_now and not done)
        self.effect_button.setEnabled(open_now and done)
        self.open_button.setEnabled(row is not None and row.matter is not None)

    def current(self) -> RemedyRow | None:
        """The remedy that the keyboard stands on."""
        return list_table.current(self.table, self.model) if self.model.rowCount() else None

    def stand_on(self, ref: str) -> None:
        """Stand on a remedy by its number."""
        row = self.model.row_of(lambda item: item.key.ref == ref)
        if row >= 0:
            list_table.mark(self.table, self.model, [row])

    def find(self) -> None:
        """To the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    # --- doing ---

    def add(self) -> None:
        """Decide a remedy of the matter."""
        if self.matter is not None:
            StepDialog(self._desk, RemedyDeed(self.matter), self.widget).show()

    def take_next(self) -> None:
        """The step that the remedy waits for."""
        row = self.current()
        following = next_of_remedy(row) if row is not None else None
        if following is not None:
            self._take(following.event)

    def _take(self, event: str) -> None:
        row = self.current()
        if row is not None:
            remedy_dialog(self._desk, self.widget, row, event, self._go).show()

    def _go(self, place: str) -> None:
        """To the step that a closed gate names."""
        if place in (REMEDY_DONE, EFFECT_CHECKED):
            self._take(place)

    def open_matter(self) -> None:
        """Show the matter that the remedy belongs to."""
        row = self.current()
        if row is not None and row.matter is not None:
            self.matter_opened.emit(row.matter)


def remedy_dialog(
    desk: Desk, parent: QWidget, row: RemedyRow, event: str, go: Callable[[str], object] | None = None
) -> StepDialog:
    """The form of a step on a remedy, with the day that is decided filled in."""
    office = desk.office
    assert office is not None
    known: dict[str, str] = {}
    if event == REMEDY_DONE and row.effect_due is not None:
        known["effekt_senast"] = row.effect_due.isoformat()
    if event == REMEDY_DAY:
        known["klar_senast"] = row.due.isoformat()
    return StepDialog(
        desk, StepDeed(row.key, event, office.catalogue.events[event].name), parent, known=known, go=go
    )
