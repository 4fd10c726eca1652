"""The head of a lex Sarah matter: what is wrong in law, its phases, its next step, all steps and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from caseapp.desktop.forms import child
from caseapp.desktop.models.lex_sarah_next import has_a_say
from caseapp.desktop.status import DONE_ICON, IDLE_ICON, SOON_ICON
from caseapp.desktop.views.lex_sarah_sections import gate_button
from caseapp.desktop.widgets.labels import clear_layout
from caseapp.desktop.widgets.phase_line import PhaseLine, PhaseMark
from caseapp.domain.lex_sarah import ATGARD, ENTRY, LEX_SARAH, REMEDY_DECIDED, REPORTED
from caseapp.domain.swedish import inside

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk
    from caseapp.desktop.models.lex_sarah_next import Next
    from caseapp.desktop.views.lex_sarah_matter import MatterPage
    from caseapp.domain.gates import Book
    from caseapp.service.lex_sarah import Matter

_PAPERS = {
    "lex-sarah-investigation": "&Utredningen",
    "lex-sarah-notification": "Underlag till &anmälan",
}


class MatterHead:
    """Finds its parts in the matter's form."""

    def __init__(self, desk: Desk, form: QWidget, page: MatterPage) -> None:
        self._desk = desk
        self._page = page
        self._title = child(form, QLabel, "matterTitle")
        self._about = child(form, QLabel, "matterAbout")
        self._phases = child(form, PhaseLine, "phases")
        self._red_holder = child(form, QWidget, "red")
        self._red = QVBoxLayout(self._red_holder)
        self._red.setContentsMargins(0, 0, 0, 0)
        self.next_button = child(form, QPushButton, "next")
        self.steps_button = child(form, QToolButton, "steps")
        self.print_button = child(form, QToolButton, "print")
        menu = QMenu(self.print_button)
        for name, text in _PAPERS.items():
            menu.addAction(text).triggered.connect(lambda _checked=False, paper=name: page.print_out(paper))
        self.print_button.setMenu(menu)
        self.steps_button.setMenu(QMenu(self.steps_button))
        self.next_button.clicked.connect(page.take_next)

    @property
    def _book(self) -> Book:
        office = self._desk.office
        assert office is not None
        return office.catalogue.matters[LEX_SARAH]

    def show(self, seen: Matter, following: Next | None) -> None:
        """Show a matter and the step that comes next."""
        self._title.setText(" · ".join(part for part in (seen.key.ref, seen.type_name) if part))
        self._about.setText(_about(seen))
        self._phases.set_marks(self._marks(seen))
        self._show_red(seen)
        self._name_next(following)
        self._fill_steps(seen)

    def _marks(self, seen: Matter) -> list[PhaseMark]:
        marks = []
        for phase in self._book.phases:
            reached = seen.case.first(*phase.events)
            day = reached.occurred.day.isoformat() if reached else ""
            marks.append(PhaseMark(phase.name, day, phase.id == seen.phase))
        return marks

    def _show_red(self, seen: Matter) -> None:
        clear_layout(self._red_holder)
        wrong = [gate for gate in seen.gates if gate.red]
        for gate in wrong:
            self._red.addWidget(gate_button(gate, self._page))
        self._red_holder.setVisible(bool(wrong))

    def _name_next(self, following: Next | None) -> None:
        self.next_button.setEnabled(following is not None)
        if following is None:
            self.next_button.setText("Inget steg återstår")
            return
        text = inside(self.event_name(following.event))
        if following.event == ENTRY:
            point = self._book.point(following.values["punkt"])
            text = f"anteckning, punkt {point.number}" if point is not None else text
        if following.key.case_type == ATGARD and following.event != REMEDY_DECIDED:
            text += f" {following.key.ref}"
        self.next_button.setText(f"&Nästa steg: {text} …")

    def event_name(self, event: str) -> str:
        """What an event is called."""
        office = self._desk.office
        assert office is not None
        return office.catalogue.events[event].name

    def _fill_steps(self, seen: Matter) -> None:
        menu = self.steps_button.menu()
        menu.clear()
        for step in seen.steps:
            if not has_a_say(seen, step.step.event):
                continue
            icon, after = IDLE_ICON, ""
            if step.obstacles:
                icon, after = SOON_ICON, " – något saknas"
            if step.happened is not None:
                icon, after = DONE_ICON, f" {step.happened.day.isoformat()}"
            action = menu.addAction(f"{icon} {step.name}{after}")
            action.triggered.connect(lambda _checked=False, event=step.step.event: self._page.take(event))
        menu.addAction("Ny åtgärd").triggered.connect(lambda: self._page.go(REMEDY_DECIDED))


def _about(seen: Matter) -> str:
    reported = seen.case.first(REPORTED)
    words = [
        seen.area_name,
        seen.case.unit or "utan enhet",
        f"rapporterad {reported.occurred.day.isoformat()}" if reported else "",
        seen.assessment_name or "ej bedömd",
        "inget steg på länge" if seen.passive else "",
        f"incident {seen.incident.ref}" if seen.incident else "",
    ]
    return " · ".join(word for word in words if word)
