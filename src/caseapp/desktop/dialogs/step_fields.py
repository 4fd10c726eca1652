"""The fields of a step's form: made from the catalogue, and shown when what is answered asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from caseapp.desktop.dialogs.event import make_input
from caseapp.desktop.widgets.labels import label
from caseapp.domain.cases import FieldKind

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.domain.cases import FieldType
    from caseapp.domain.gates import Book, Gate, Step

_LINES = 3
_ONE_LINE = ("uppgiftskalla", "ivo_nummer", "handlaggare", "upptackt_hur")
"""Texts that are a few words; the others get room for sentences."""


class Field:
    """A field of the form: its widget, how it is read and written, and the guard's note below it."""

    def __init__(self, field: FieldType, catalogue: Catalogue, changed: Callable[..., None]) -> None:
        self.id = field.id
        self.name = field.name
        self.free = field.kind is FieldKind.TEXT or _is_open(field, catalogue)
        self.widget, self.read = _make(field, catalogue, changed)
        self.widget.setObjectName(f"field_{field.id}")
        self.note = label("", "warning")
        self.note.setWordWrap(True)
        self.note.setObjectName(f"note_{field.id}")
        self.label = QLabel(field.name)

    def put(self, layout: QFormLayout, *, required: bool) -> None:
        """Add it to the form; a star marks what must be filled in."""
        self.label.setText(f"{self.name}\u00a0*" if required else self.name)
        self.label.setWordWrap(True)
        self.label.setFixedWidth(_label_width(self.label))
        self.label.setBuddy(self.widget)
        self.widget.setAccessibleName(f"{self.name}, måste fyllas i" if required else self.name)
        layout.addRow(self.label, self.widget)
        layout.addRow("", self.note)
        layout.setRowVisible(self.note, False)

    def write(self, value: str) -> None:
        """Fill it in."""
        widget = self.widget
        if isinstance(widget, QPlainTextEdit):
            widget.setPlainText(value)
        elif isinstance(widget, QLineEdit):
            widget.setText(value)
        elif isinstance(widget, QComboBox):
            place = widget.findData(value) if value else 0
            if place < 0:
                place = widget.findText(value)
            if place >= 0:
                widget.setCurrentIndex(place)
            else:
                widget.setEditText(value)

    def say(self, layout: QFormLayout, text: str) -> None:
        """The guard's words below the field; none when empty."""
        self.note.setText(text)
        self.widget.setAccessibleDescription(text)
        layout.setRowVisible(self.note, bool(text))


def _label_width(made: QLabel) -> int:
    return made.fontMetrics().averageCharWidth() * 26


def _is_open(field: FieldType, catalogue: Catalogue) -> bool:
    return field.kind is FieldKind.CODE and catalogue.code_lists[field.code_list].open


def _make(
    field: FieldType, catalogue: Catalogue, changed: Callable[..., None]
) -> tuple[QWidget, Callable[[], str]]:
    if field.kind is FieldKind.TEXT and field.id not in _ONE_LINE:
        text = QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setFixedHeight(text.fontMetrics().lineSpacing() * _LINES + 20)
        text.textChanged.connect(changed)
        return text, text.toPlainText
    if _is_open(field, catalogue):
        box = QComboBox()
        box.setEditable(True)
        box.addItem("", "")
        for code in catalogue.code_lists[field.code_list].codes:
            box.addItem(code.name, code.id)
        box.editTextChanged.connect(changed)
        return box, lambda: _chosen_or_written(box)
    made, read = make_input(field, catalogue, changed)
    if isinstance(made, QComboBox):
        made.setMaxVisibleItems(16)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setMinimumContentsLength(16)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return made, read


def _chosen_or_written(box: QComboBox) -> str:
    """The code of the text when it has one, else the text itself."""
    text = box.currentText().strip()
    place = box.findText(text)
    return str(box.itemData(place) or "") if place >= 0 else text


def unasked(book: Book, step: Step, values: Mapping[str, str]) -> set[str]:
    """The fields of a step that what is answered so far does not ask for.

    A field that answers one point of the law is asked for on that point only, and a motivation only when
    the answer that wants it has been given.
    """
    hidden: set[str] = set()
    for point in book.points:
        if point.entry_event == step.event and values.get(point.entry_field) != point.id:
            hidden.update(point.fields)
    asked = {name: value for name, value in values.items() if name not in hidden}
    motivated: dict[str, bool] = {}
    for gate in book.gates:
        if step.event in gate.events and _is_within(gate, step):
            for name in gate.needs_fields:
                motivated[name] = motivated.get(name, False) or gate.applies(asked)
    hidden.update(name for name, wanted in motivated.items() if not wanted)
    return hidden.difference(step.required)


def _is_within(gate: Gate, step: Step) -> bool:
    """Whether it is the step's own answers that decide if the gate has a say."""
    return bool(gate.when) and all(condition.field in step.fields for condition in gate.when)
