"""Registrera händelse: what happened, when and with which facts; its effect on deadlines is shown first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, QTime, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTimeEdit,
    QWidget,
)

from caseapp.desktop.dialogs.void import effect_text
from caseapp.desktop.forms import child, fill, fit
from caseapp.desktop.widgets.labels import Paragraph, label
from caseapp.domain.cases import FieldKind
from caseapp.domain.errors import UserError
from caseapp.domain.identity import looks_like_identity

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.cases import FieldType
    from caseapp.domain.events import CaseKey, Event
    from caseapp.service.record import Changes, DeadlineChange

_WAIT = 150
_NOTE_LINES = 3
_FIXED_ROWS = 2
"""Händelse and Dag; the rows below them are the facts of the chosen kind."""
_NEVER_ASKED = ("regel", "person")


class EventDialog(QDialog):
    """One event on one case."""

    def __init__(self, desk: Desk, case: CaseKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Registrera händelse")
        office = desk.office
        assert office is not None
        self._desk = desk
        self._office = office
        self._case = case
        self._task: Task | None = None
        self.inputs: dict[str, QWidget] = {}
        self._notes: dict[str, QLabel] = {}
        self._warned = self._judged = False
        self._read: dict[str, Callable[[], str]] = {}
        self._case_type = office.catalogue.case_types[case.case_type]
        form = fill(self, "event")
        child(form, QLabel, "title").setText(f"{case.ref} · {self._case_type.name.lower()}")
        self.kind = child(form, QComboBox, "kind")
        self.day = child(form, QDateEdit, "day")
        self.with_clock = child(form, QCheckBox, "withClock")
        self.clock = child(form, QTimeEdit, "clock")
        self.more = child(form, QComboBox, "more")
        self._values = child(form, QFormLayout, "what")
        self._effect_title = child(form, QLabel, "effectTitle")
        self._effect = child(form, Paragraph, "effect")
        self._wrong = child(form, QLabel, "wrong")
        self.ok = child(form, QPushButton, "ok")
        self._save = self.ok.text()
        for event in self._case_type.events:
            self.kind.addItem(office.catalogue.events[event].name, event)
        today = desk.today
        self.day.setDate(QDate(today.year, today.month, today.day))
        self.day.setCalendarPopup(True)
        self.clock.setTime(QTime(12, 0))
        self.clock.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._preview)
        self.kind.currentIndexChanged.connect(self._choose_kind)
        self.day.dateChanged.connect(self._later)
        self.with_clock.toggled.connect(self.clock.setEnabled)
        self.with_clock.toggled.connect(self._later)
        self.clock.timeChanged.connect(self._later)
        self.more.activated.connect(self._add_more)
        self.ok.clicked.connect(self.accept)
        child(form, QPushButton, "cancel").clicked.connect(self.reject)
        self.kind.setCurrentIndex(max(0, self.kind.findData(self._likely())))
        self._choose_kind()
        self.kind.setFocus()
        self.resize(560, 360)
        fit(self)

    def _likely(self) -> str:
        """What is registered most: what comes after the opening."""
        events = self._case_type.events
        return events[1] if len(events) > 1 else events[0]

    # --- fields ---

    def _choose_kind(self, _index: int = 0) -> None:
        while self._values.rowCount() > _FIXED_ROWS:
            self._values.removeRow(_FIXED_ROWS)
        self.inputs.clear()
        self._notes.clear()
        self._read.clear()
        event = self._office.catalogue.events[self.kind.currentData()]
        if event.value and event.value not in _NEVER_ASKED:
            self._add_field(event.value)
        self._fill_more()
        self._later()

    def choose(self, kind: str, values: Mapping[str, str]) -> None:
        """Fill in a kind of event and texts of its fields."""
        self.kind.setCurrentIndex(self.kind.findData(kind))
        for name, text in values.items():
            widget = self.inputs[name] if name in self.inputs else self._add_field(name)
            if isinstance(widget, QLineEdit):
                widget.setText(text)
            elif isinstance(widget, QComboBox):
                widget.setCurrentIndex(widget.findData(text))

    def _fill_more(self) -> None:
        self.more.clear()
        self.more.addItem("Lägg till uppgift …", "")
        for name in self._case_type.fields:
            if name not in self.inputs and name not in _NEVER_ASKED:
                self.more.addItem(self._office.catalogue.fields[name].name, name)

    def _add_more(self, index: int) -> None:
        name = self.more.itemData(index)
        if name:
            self._add_field(name).setFocus()
            self._fill_more()
            self._later()

    def _add_field(self, name: str) -> QWidget:
        field = self._office.catalogue.fields[name]
        widget, read = make_input(field, self._office.catalogue, self._later)
        widget.setObjectName(f"field_{name}")
        widget.setAccessibleName(field.name)
        named = label(field.name)
        named.setBuddy(widget)
        self._values.addRow(named, widget)
        self.inputs[name] = widget
        if field.kind is FieldKind.TEXT:
            self._notes[name] = self._add_note(name)
        fit(self)
        self._read[name] = read
        return widget

    def _add_note(self, name: str) -> QLabel:
        """The place below a text where the guard says what it may hold."""
        note = label("", "warning")
        note.setObjectName(f"note_{name}")
        self._values.addRow("", note)
        self._values.setRowVisible(note, False)
        return note

    # --- preview ---

    def _later(self, *_: object) -> None:
        self.ok.setEnabled(False)
        self.ok.setText(self._save)
        self._judged = False
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._timer.start()

    def _asked(self) -> tuple[str, str, dict[str, str]]:
        moment = self.day.date().toString("yyyy-MM-dd")
        if self.with_clock.isChecked():
            moment += self.clock.time().toString("'T'HH:mm")
        values = {name: text for name, read in self._read.items() if (text := read().strip())}
        return self.kind.currentData(), moment, values

    def _event(self) -> Callable[[], Event]:
        kind, moment, values = self._asked()
        office, case = self._office, self._case

        def make() -> Event:
            from caseapp.domain.moments import Moment
            from caseapp.service.record import make_event

            check_days(office.catalogue, values)
            return make_event(office.catalogue, case, kind, Moment.parse(moment), values)

        return make

    def _preview(self) -> None:
        make, office = self._event(), self._office
        texts = {name: text for name, text in self._asked()[2].items() if name in self._notes}

        def work(_: Task) -> tuple[list[DeadlineChange], dict[str, str]]:
            from caseapp.service.record import preview
            from caseapp.service.text_guarding import check_text

            changes = preview(office, [make()])
            return changes, {name: few(check_text(text).warnings) for name, text in texts.items()}

        self._task = self._desk.run(work, self._show, self._refuse)

    def _show(self, told: tuple[list[DeadlineChange], dict[str, str]]) -> None:
        changes, warnings = told
        self._task = None
        self._warn(warnings)
        self._wrong.setText("")
        self._wrong.hide()
        self._effect_title.show()
        self._effect.setText(effect_text(changes, self._desk))
        fit(self)
        self.ok.setEnabled(True)

    def _warn(self, warnings: dict[str, str]) -> None:
        """Say below each text what it may hold; saving it takes one more answer."""
        self._warned = any(warnings.values())
        for name, note in self._notes.items():
            text = warnings.get(name, "")
            note.setText(text)
            self._values.setRowVisible(note, bool(text))
            self.inputs[name].setAccessibleDescription(text)

    def _refuse(self, error: UserError) -> None:
        self._task = None
        self._warn({})
        self._wrong.setText(str(error))
        self._wrong.show()
        self._effect_title.hide()
        self._effect.setText("")
        fit(self)

    # --- saving ---

    def accept(self) -> None:
        if not self.ok.isEnabled():
            return
        if self._warned and not self._judged:
            self._judged = True
            self.ok.setText("Spara &ändå")
            fit(self)
            self.ok.setFocus()
            return
        self.ok.setEnabled(False)
        make, office = self._event(), self._office
        name = self.kind.currentText().lower()

        def work(_: Task) -> Changes:
            from caseapp.service.record import record

            return record(office, [make()])

        self._desk.perform(work, f"registrera {name}", self._saved, self._refuse)

    def _saved(self, _changes: Changes) -> None:
        self._desk.message.emit(f"Registrerat på {self._case.ref}: {self.kind.currentText().lower()}.")
        super().accept()


def few(lines: Sequence[str]) -> str:
    """The first lines, and how many more there are."""
    more = len(lines) - _NOTE_LINES
    return "\n".join([*lines[:_NOTE_LINES], *([f"Och {more} till."] if more > 0 else [])])


def check_days(catalogue: Catalogue, values: Mapping[str, str]) -> None:
    """Raises UserError that names the field whose day cannot be read."""
    for name, text in values.items():
        field = catalogue.fields[name]
        if field.kind is FieldKind.DAY and not _is_day(text) and not looks_like_identity(text):
            raise UserError(
                f"{field.name} ”{text}” är ingen dag i kalendern. Skriv ÅÅÅÅ-MM-DD, till exempel 2026-04-30."
            )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def make_input(
    field: FieldType, catalogue: Catalogue, changed: Callable[..., None]
) -> tuple[QWidget, Callable[[], str]]:
    """The input for a field by its kind, and how its value is read."""
    if field.kind is FieldKind.YES_NO:
        return _choice([("", ""), ("ja", "j"), ("nej", "n")], changed)
    if field.kind is FieldKind.CODE:
        codes = catalogue.code_lists[field.code_list].codes
        return _choice([("", ""), *((code.name, code.id) for code in codes)], changed)
    if field.kind is FieldKind.UNIT:
        box = QComboBox()
        box.setEditable(True)
        box.addItems(["", *dict.fromkeys(unit for pack in catalogue.packs for unit in pack.units)])
        box.editTextChanged.connect(changed)
        return box, box.currentText
    line = QLineEdit()
    if field.kind is FieldKind.DAY:
        line.setPlaceholderText("ÅÅÅÅ-MM-DD")
    elif field.kind is FieldKind.YEAR:
        line.setPlaceholderText("ÅÅÅÅ")
    elif field.id == "handlaggare":
        line.setPlaceholderText("kod, aldrig ett namn")
    line.textChanged.connect(changed)
    return line, line.text


def _choice(
    entries: list[tuple[str, str]], changed: Callable[..., None]
) -> tuple[QWidget, Callable[[], str]]:
    box = QComboBox()
    for text, value in entries:
        box.addItem(text, value)
    box.currentIndexChanged.connect(changed)
    return box, lambda: str(box.currentData() or "")
