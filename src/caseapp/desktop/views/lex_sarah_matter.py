"""A lex Sarah matter: where it is, what is missing, the parts of its utredning, and the steps it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from caseapp.desktop.dialogs.deeds import StepDeed
from caseapp.desktop.dialogs.step import StepDialog
from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.lex_sarah_next import FACTS, Next, next_step
from caseapp.desktop.status import DONE_ICON, IDLE_ICON
from caseapp.desktop.views.lex_sarah_head import MatterHead
from caseapp.desktop.views.lex_sarah_history import History
from caseapp.desktop.views.lex_sarah_remedies import RemedyPanel
from caseapp.desktop.views.lex_sarah_sections import (
    show_overview,
    show_part,
    show_similar,
    similar_text,
)
from caseapp.desktop.widgets.labels import clear_layout
from caseapp.domain.lex_sarah import (
    ATGARD,
    ENTRY,
    HANDED_OVER,
    LEX_SARAH,
    REMEDY_DECIDED,
    entries_of,
)
from caseapp.domain.swedish import plural, whole

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.errors import UserError
    from caseapp.domain.events import CaseKey
    from caseapp.domain.gates import Book
    from caseapp.service.cases import DeadlineLine
    from caseapp.service.lex_sarah import Matter

OVERVIEW = "_overview"
REMEDIES = "_remedies"
SIMILAR = "_similar"
HISTORY = "_history"
_PLACE = Qt.ItemDataRole.UserRole
_ROOM = 32
"""Pixels beside the names of the sections: their list's edges and its scroll bar."""


class MatterPage(QObject):
    """Fills the widget that it is given. `opened` carries a matter that another one leads to."""

    opened = Signal(object)
    seen_changed = Signal()

    def __init__(self, desk: Desk, widget: QWidget) -> None:
        super().__init__(widget)
        self._desk = desk
        self.widget = widget
        self.key: CaseKey | None = None
        self.seen: Matter | None = None
        self._task: Task | None = None
        self._next: Next | None = None
        self._wants_next = False
        form = fill(widget, "lex_sarah_matter")
        self._pages = child(form, QStackedWidget, "pages")
        self.head = MatterHead(desk, form, self)
        self.chooser = child(form, QListWidget, "chooser")
        self._sections = child(form, QStackedWidget, "sections")
        self._page = child(form, QWidget, "page")
        self._layout = child(form, QVBoxLayout, "pageLayout")
        self.remedies = RemedyPanel(desk, child(form, QWidget, "remedies"), across=False)
        self.history = History(desk, form)
        splitter = child(form, QSplitter, "splitter")
        splitter.setSizes([230, 770])
        splitter.setStretchFactor(1, 1)
        self.chooser.currentItemChanged.connect(lambda *_: self._show_section())
        self.chooser.itemActivated.connect(lambda _: self.toggle())

    @property
    def _book(self) -> Book:
        office = self._desk.office
        assert office is not None
        return office.catalogue.matters[LEX_SARAH]

    # --- reading ---

    def show_matter(self, key: CaseKey) -> None:
        """Show a matter, from its overview when it is another than before."""
        if key != self.key:
            self.key, self.seen, self._next = key, None, None
            self.remedies.matter = key
            self._pages.setCurrentIndex(0)
        self.refresh()

    def refresh(self) -> None:
        """Read the matter anew, keeping the place."""
        office, key = self._desk.office, self.key
        if self._task is not None:
            self._task.cancel()
        if office is None or key is None:
            return

        def work(_: Task) -> Matter:
            from caseapp.service.lex_sarah import matter

            return matter(office, key)

        self._task = self._desk.run(work, self._show, self._lost)

    def _lost(self, error: UserError) -> None:
        """The matter is not there, such as when its report has been undone."""
        self._task = None
        self.key = self.seen = self._next = None
        self._pages.setCurrentIndex(0)
        self._desk.message.emit(str(error))
        self.seen_changed.emit()

    def _show(self, seen: Matter) -> None:
        self._task = None
        place = self.place if self.seen is not None else OVERVIEW
        begins = self.seen is None
        self.seen = seen
        self._next = next_step(seen)
        self.head.show(seen, self._next)
        self.remedies.set_rows(seen.remedies)
        self.history.set_lines(seen.history)
        self._fill_chooser(seen, place)
        self._pages.setCurrentIndex(1)
        if begins:
            self.chooser.setFocus()
        self.seen_changed.emit()
        if self._wants_next:
            self._wants_next = False
            self.take_next()

    # --- sections ---

    def _fill_chooser(self, seen: Matter, place: str) -> None:
        closed = sum(not gate.open for gate in seen.gates) if seen.case.closed is None else 0
        late = sum(row.late for row in seen.remedies)
        items = [(OVERVIEW, f"Översikt{f' · {whole(closed)} saknas' if closed else ''}")]
        for view in seen.parts:
            mark = DONE_ICON if view.covered == view.total else IDLE_ICON
            items.append(
                (view.part.id, f"{mark} {view.part.number} {view.part.name}  {view.covered} av {view.total}")
            )
        many = f"  {whole(len(seen.remedies))}" if seen.remedies else ""
        told = f", {plural(late, 'sen', 'sena')}" if late else ""
        items.append((REMEDIES, f"Åtgärder{many}{told}"))
        items.append((SIMILAR, f"Liknande ärenden  {whole(len(seen.similar))}"))
        items.append((HISTORY, "Historik"))
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for name, text in items:
            item = QListWidgetItem(text)
            item.setData(_PLACE, name)
            item.setToolTip(text)
            self.chooser.addItem(item)
        self.chooser.setMinimumWidth(self.chooser.sizeHintForColumn(0) + _ROOM)
        self.chooser.blockSignals(False)
        self.show_section(place)

    @property
    def place(self) -> str:
        """The section that is shown."""
        row = self.chooser.currentRow()
        return str(self.chooser.item(row).data(_PLACE)) if row >= 0 else OVERVIEW

    def show_section(self, place: str) -> None:
        """Show a section: a part by its id, or one of the others."""
        for row in range(self.chooser.count()):
            if self.chooser.item(row).data(_PLACE) == place:
                self.chooser.setCurrentRow(row)

    def _show_section(self) -> None:
        seen = self.seen
        if seen is None:
            return
        place = self.place
        if place in (REMEDIES, HISTORY):
            self._sections.setCurrentIndex(1 if place == REMEDIES else 2)
            return
        focused: QWidget | None = self.widget.window().focusWidget()
        within = focused is not None and self._page.isAncestorOf(focused)
        name = focused.objectName() if focused is not None and within else ""
        clear_layout(self._page)
        if place == OVERVIEW:
            show_overview(self._layout, seen, self)
        elif place == SIMILAR:
            show_similar(self._layout, seen, self)
        else:
            show_part(self._layout, next(view for view in seen.parts if view.part.id == place), seen, self)
        self._layout.addStretch(1)
        for part in self._page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.show()  # else only when Qt comes round to it, and nothing in it can take the focus before
        self._sections.setCurrentIndex(0)
        if within:
            again = self._page.findChild(QWidget, name) if name else None
            (again or self.chooser).setFocus()

    def toggle(self) -> None:
        """Between the list of parts and what the chosen one holds."""
        focused: QWidget | None = self.widget.window().focusWidget()
        shown = (
            self._page if self._sections.currentIndex() == 0 else self._sections.currentWidget() or self._page
        )
        if focused is not None and shown.isAncestorOf(focused):
            self.chooser.setFocus()
            return
        inside = (
            shown.findChildren(QPushButton) + shown.findChildren(QTableView) + shown.findChildren(QWidget)
        )
        first = [part for part in inside if part.isVisible() and part.isEnabled() and _takes_focus(part)]
        if first:
            first[0].setFocus()

    # --- going ---

    def go(self, place: str) -> None:
        """To the part, the step or the field that a sentence names."""
        parts = {part.id: part for part in self._book.parts}
        if place in parts:
            self.show_section(place)
            self.toggle_into()
        elif place == REMEDY_DECIDED:
            self.show_section(REMEDIES)
            self.remedies.add()
        elif self._book.step(place) is not None:
            self.take(place)
        else:
            self._go_to_field(place)

    def toggle_into(self) -> None:
        """Stand on the first button of the section."""
        buttons = [button for button in self._page.findChildren(QPushButton) if button.isEnabled()]
        (buttons[0] if buttons else self.chooser).setFocus()

    def _go_to_field(self, name: str) -> None:
        part = next((part for part in self._book.parts if name in part.fields), None)
        if part is not None:
            self.go(part.id)
            return
        step = next((step for step in self._book.steps if name in step.fields), None)
        if step is not None:
            self.take(step.event)

    def open_matter(self, key: CaseKey) -> None:
        """Show another matter."""
        self.opened.emit(key)

    def why(self, line: DeadlineLine) -> None:
        """Explain a clock."""
        from caseapp.desktop.dialogs.why import WhyDialog

        WhyDialog(self._desk, line.deadline.case, line.deadline.rule.id, self.widget, line).show()

    # --- doing ---

    def take_next(self) -> None:
        """Ctrl+N: the form of the step that comes next, as soon as the matter is read."""
        if self.seen is None:
            self._wants_next = self.key is not None
            return
        following = self._next
        if following is None:
            return
        if following.event == REMEDY_DECIDED:
            self.go(REMEDY_DECIDED)
        elif following.key.case_type == ATGARD:
            self.show_section(REMEDIES)
            self.remedies.stand_on(following.key.ref)
            self.remedies.take_next()
        elif following.event == ENTRY:
            self.write_entry(following.values["punkt"])
        else:
            self.take(following.event)

    def take(self, event: str, known: Mapping[str, str] | None = None) -> StepDialog | None:
        """The form of a step, shown."""
        seen = self.seen
        step = self._book.step(event)
        if seen is None or step is None:
            return None
        stands = {name: seen.case.facts.get(name, "") for name in step.fields} if event == FACTS else {}
        told = entries_of(seen.case)
        if event in (ENTRY, HANDED_OVER) and told and told[-1].role:
            known = {"roll": told[-1].role, **(known or {})}
        deed = StepDeed(seen.key, event, self.head.event_name(event))
        dialog = StepDialog(self._desk, deed, self.widget, known=known, stands=stands, go=self.go)
        dialog.show()
        return dialog

    def write_entry(self, point: str) -> None:
        """The form of an entry on a point; on what is like it the register answers."""
        known = {"punkt": point}
        found = self._book.point(point)
        seen = self.seen
        if found is not None and "liknande_hant" in found.fields and seen is not None:
            known |= _answer_of_the_register(seen)
        self.take(ENTRY, known)

    def print_out(self, paper: str) -> None:
        """Show a paper of the matter in Rapporter."""
        if self.key is not None:
            self._desk.open_report(paper, {"case": self.key})


def _answer_of_the_register(seen: Matter) -> dict[str, str]:
    """Whether something similar has happened, as the register knows it; the writer may change every word."""
    known = {"anteckning_slag": "fakta", "uppgiftskalla": "Registret över lex Sarah"}
    span = "av samma slag vid samma enhet de två år som gick före rapporten"
    if not seen.similar:
        said = f"Registret har inget ärende {span}."
        return known | {"liknande_hant": "n", "anteckning": said, "liknande_motivering": said}
    refs = " ".join(f"{similar_text(like)}." for like in seen.similar)
    count = plural(len(seen.similar), "ärende", "ärenden")
    return known | {"liknande_hant": "j", "anteckning": f"Registret har {count} {span}. {refs}"}


def _takes_focus(widget: QWidget) -> bool:
    return widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and not widget.objectName().startswith("qt_")
