"""A step's form: what the catalogue asks, what is in the way, and what it does to the clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, QTime, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from caseapp.desktop.dialogs.deeds import ReportDeed
from caseapp.desktop.dialogs.event import check_days, few
from caseapp.desktop.dialogs.step_fields import Field, unasked
from caseapp.desktop.dialogs.void import effect_text
from caseapp.desktop.forms import child, fill
from caseapp.desktop.status import LATE_ICON, SOON_ICON
from caseapp.desktop.widgets.labels import Paragraph, clear_layout
from caseapp.desktop.widgets.sentence_button import SentenceButton
from caseapp.domain.swedish import inside

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.desktop.dialogs.deeds import Deed
    from caseapp.domain.errors import UserError
    from caseapp.domain.gates import Obstacle, Step
    from caseapp.service.lex_sarah_sources import Evidence
    from caseapp.service.office import Office
    from caseapp.service.record import Changes, DeadlineChange
    from caseapp.service.text_guarding import Guarded

    Saved = Callable[[Changes], object]

_WAIT = 150
_WIDE = 640
_HIGHEST = 720
_EVIDENCE_LINES = 7


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of a form as it is filled in."""

    obstacles: tuple[Obstacle, ...]
    changes: list[DeadlineChange]
    guarded: Mapping[str, Guarded]


class StepDialog(QDialog):
    """One step. `go` opens the place that an obstacle names; `saved` is told what was recorded.

    `known` are values that are filled in beforehand; of those in `stands` only what is changed is recorded.
    """

    def __init__(
        self,
        desk: Desk,
        deed: Deed,
        parent: QWidget | None = None,
        *,
        known: Mapping[str, str] | None = None,
        stands: Mapping[str, str] | None = None,
        go: Callable[[str], object] | None = None,
        saved: Saved | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        office = desk.office
        assert office is not None
        self._desk, self._office, self._deed = desk, office, deed
        self._go, self._saved_to = go, saved
        self._stands = dict(stands or {})
        self._task: Task | None = None
        self._warned = self._judged = self._written = False
        self._book = office.catalogue.matters[deed.case_type]
        step = self._book.step(deed.event)
        assert step is not None
        self._step: Step = step
        self.fields: dict[str, Field] = {}
        self.obstacles: list[SentenceButton] = []
        form = fill(self, "step")
        self._build(form)
        self.write({**self._stands, **(known or {})})
        self._written = False
        self._focus_first()
        if isinstance(deed, ReportDeed) and deed.source is not None:
            self._ask_for_evidence()

    def _build(self, form: QWidget) -> None:
        deed, desk = self._deed, self._desk
        self.setWindowTitle(deed.title)
        child(form, QLabel, "title").setText(deed.title)
        child(form, Paragraph, "ask").setText(self._step.ask)
        self._evidence = child(form, QFrame, "evidence")
        self._evidence.hide()
        self._form = child(form, QFormLayout, "fields")
        self._scroll = child(form, QScrollArea, "scroll")
        self.day = child(form, QDateEdit, "day")
        self.with_clock = child(form, QCheckBox, "withClock")
        self.clock = child(form, QTimeEdit, "clock")
        self._holder = child(form, QWidget, "obstacles")
        self._obstacles = QVBoxLayout(self._holder)
        self._obstacles.setContentsMargins(0, 0, 0, 0)
        self._obstacles.setSpacing(4)
        self._effect_title = child(form, QLabel, "effectTitle")
        self._effect = child(form, Paragraph, "effect")
        self._wrong = child(form, QLabel, "wrong")
        self.ok = child(form, QPushButton, "ok")
        self._save = self.ok.text()
        today = desk.today
        self.day.setDate(QDate(today.year, today.month, today.day))
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.setCalendarPopup(True)
        self.clock.setTime(QTime(12, 0))
        self.clock.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._judge)
        self.day.dateChanged.connect(self._later)
        self.with_clock.toggled.connect(self.clock.setEnabled)
        self.with_clock.toggled.connect(self._later)
        self.clock.timeChanged.connect(self._later)
        self.ok.clicked.connect(self.accept)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
        child(form, QPushButton, "cancel").clicked.connect(self.reject)
        for name in self._step.fields:
            made = Field(self._office.catalogue.fields[name], self._office.catalogue, self._later)
            made.put(self._form, required=name in self._step.required)
            self.fields[name] = made
        child(form, QLabel, "star").setVisible(bool(self._step.required))
        self._wrong.hide()
        self._holder.hide()

    def _focus_first(self) -> None:
        """Stand on the first field that must be filled in and is not, else on the first there is."""
        empty = [name for name in self._step.required if not self.fields[name].read().strip()]
        first = empty or list(self._step.fields)
        (self.fields[first[0]].widget if first else self.day).setFocus()

    # --- filling in ---

    def write(self, values: Mapping[str, str]) -> None:
        """Fill in fields by their ids."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].write(value)
        self._show_asked()
        self._later()

    def values(self) -> dict[str, str]:
        """What is filled in, and is another than what stands already."""
        stated = self._stated()
        hidden = unasked(self._book, self._step, stated)
        return {
            name: value
            for name, value in stated.items()
            if name not in hidden and value != self._stands.get(name, "")
        }

    def _stated(self) -> dict[str, str]:
        return {name: value for name, made in self.fields.items() if (value := made.read().strip())}

    def _show_asked(self) -> None:
        hidden = unasked(self._book, self._step, self._stated())
        for name, made in self.fields.items():
            if self._form.isRowVisible(made.widget) is (name in hidden):
                self._form.setRowVisible(made.widget, name not in hidden)

    def _ask_for_evidence(self) -> None:
        deed, office = self._deed, self._office

        def work(_: Task) -> Evidence | None:
            return deed.evidence(office)

        self._desk.run(work, self._show_evidence, self._no_evidence)

    def _show_evidence(self, found: Evidence | None) -> None:
        if found is None:
            return
        child(self, QLabel, "evidenceTitle").setText(f"Underlag: {found.title}")
        text = child(self, QPlainTextEdit, "evidenceText")
        text.setPlainText(found.text)
        text.setFixedHeight(text.fontMetrics().lineSpacing() * _EVIDENCE_LINES + 20)
        self._evidence.show()
        self.write({name: value for name, value in found.proposed.items() if value})
        self._written = False
        self._focus_first()
        self._fit()

    def _no_evidence(self, error: UserError) -> None:
        self._desk.trouble.emit(str(error))
        self.reject()

    # --- judging ---

    def _later(self, *_: object) -> None:
        self._written = True
        self.ok.setEnabled(False)
        self.ok.setText(self._save)
        self._judged = False
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._timer.start()

    def _moment(self) -> str:
        moment = self.day.date().toString("yyyy-MM-dd")
        return moment + self.clock.time().toString("'T'HH:mm") if self.with_clock.isChecked() else moment

    def _judge(self) -> None:
        self._show_asked()
        deed, office, moment, values = self._deed, self._office, self._moment(), self.values()
        free = {name: text for name, text in values.items() if self.fields[name].free}

        def work(_: Task) -> Judged:
            from caseapp.domain.moments import Moment
            from caseapp.service.text_guarding import check_text

            occurred = Moment.parse(moment)
            guarded = {name: check_text(text) for name, text in free.items()}
            check_days(office.catalogue, values)
            found = deed.obstacles(office, occurred, values)
            stopped = any(told.stops for told in guarded.values())
            changes = [] if found or stopped else deed.preview(office, occurred, values)
            return Judged(found, changes, guarded)

        self._task = self._desk.run(work, self._show, self._refuse)

    def _show(self, told: Judged) -> None:
        self._task = None
        stopped = any(found.stops for found in told.guarded.values())
        self._warned = any(found.warnings for found in told.guarded.values())
        for name, made in self.fields.items():
            found = told.guarded.get(name)
            made.say(self._form, few([*found.stops, *found.warnings]) if found else "")
        self._show_obstacles(told.obstacles)
        self._wrong.hide()
        unchanged = bool(self._stands) and not self.values()
        ready = not told.obstacles and not stopped and not unchanged
        self._effect_title.setVisible(ready)
        self._effect.setVisible(ready)
        self._effect.setText(effect_text(told.changes, self._desk) if ready else "")
        self._fit()
        self.ok.setEnabled(ready)

    def _show_obstacles(self, found: tuple[Obstacle, ...]) -> None:
        texts = [obstacle.sentence for obstacle in found]
        if texts == [button.accessibleName() for button in self.obstacles]:
            return
        clear_layout(self._holder)
        self.obstacles = []
        for obstacle in found:
            gate = bool(obstacle.gate)
            button = SentenceButton(
                LATE_ICON if obstacle.red else SOON_ICON if gate else "",
                obstacle.sentence,
                "late" if obstacle.red else "soon" if gate else "accent",
                self,
                alarm=gate,
            )
            button.setAccessibleDescription("Går till det som saknas.")
            button.clicked.connect(lambda _checked=False, where=obstacle: self.follow(where))
            self._obstacles.addWidget(button)
            self.obstacles.append(button)
        self._holder.setVisible(bool(found))

    def _refuse(self, error: UserError) -> None:
        self._task = None
        self._show_obstacles(())
        self._wrong.setText(str(error))
        self._wrong.show()
        self._effect_title.hide()
        self._effect.setText("")
        self._fit()

    def _fit(self) -> None:
        """As high as the form needs, up to what a small screen has room for; then the fields scroll."""
        page = child(self, QWidget, "page")
        page_layout, layout = page.layout(), self.layout()
        assert page_layout is not None
        assert layout is not None
        width = max(self.width(), _WIDE)
        self.resize(width, self.height())
        page_layout.activate()
        needed = page_layout.sizeHint().height()
        self._scroll.setMinimumHeight(min(needed, 240))
        layout.activate()
        rest = layout.totalHeightForWidth(width) - self._scroll.sizeHint().height()
        self.resize(width, min(_HIGHEST, max(self.height(), rest + needed + 8)))

    # --- going and saving ---

    def follow(self, obstacle: Obstacle) -> None:
        """To the field that is missing, or out of the form to the place that mends it."""
        made = self.fields.get(obstacle.place)
        if made is None:
            needed = [name for name in self._needed(obstacle) if name in self.fields]
            made = self.fields[needed[0]] if needed else None
        if made is not None:
            self._scroll.ensureWidgetVisible(made.widget)
            made.widget.setFocus()
        elif self._go is not None:
            go = self._go
            if not self._written:
                self.reject()
            go(obstacle.place)

    def _needed(self, obstacle: Obstacle) -> tuple[str, ...]:
        gate = next((gate for gate in self._book.gates if gate.id == obstacle.gate), None)
        return (*gate.needs_fields, *gate.needs_values) if gate is not None else ()

    def accept(self) -> None:
        if not self.ok.isEnabled():
            return
        if self._warned and not self._judged:
            self._judged = True
            self.ok.setText("Spara &ändå")
            self.ok.setFocus()
            return
        self.ok.setEnabled(False)
        deed, office, moment, values = self._deed, self._office, self._moment(), self.values()

        def work(_: Task) -> Changes:
            from caseapp.domain.moments import Moment

            return deed.record(office, Moment.parse(moment), values)

        self._desk.perform(work, f"registrera {_name(office, deed)}", self._saved, self._refuse)

    def _saved(self, changes: Changes) -> None:
        self._desk.message.emit(f"Registrerat: {_name(self._office, self._deed)}. Ctrl+Z ångrar.")
        super().accept()
        if self._saved_to is not None:
            self._saved_to(changes)


def _name(office: Office, deed: Deed) -> str:
    return inside(office.catalogue.events[deed.event].name)
