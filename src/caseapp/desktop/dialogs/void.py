"""Makulera: what voiding an event would do, then the deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from caseapp.desktop.forms import child, fill, fit
from caseapp.desktop.widgets.labels import Paragraph

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.errors import UserError
    from caseapp.service.cases import EventLine
    from caseapp.service.record import Changes, DeadlineChange


class VoidDialog(QDialog):
    """Shows an event and what becomes of the deadlines without it."""

    def __init__(self, desk: Desk, line: EventLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Makulera händelse")
        self._desk = desk
        self._line = line
        event = line.event
        form = fill(self, "void")
        details = f" ({line.details})" if line.details else ""
        child(form, Paragraph, "what").setText(
            f"{event.case.ref}: {line.name.lower()} {event.occurred.text()}{details}."
        )
        self._effect = child(form, Paragraph, "effect")
        self._wrong = child(form, QLabel, "wrong")
        self.ok = child(form, QPushButton, "ok")
        self.ok.setEnabled(False)
        self.ok.clicked.connect(self.accept)
        cancel = child(form, QPushButton, "cancel")
        cancel.clicked.connect(self.reject)
        cancel.setFocus()
        self.resize(520, 240)
        self._preview()

    def _preview(self) -> None:
        office, event = self._desk.office, self._line.event
        assert office is not None

        def work(_: Task) -> list[DeadlineChange]:
            from caseapp.service.record import preview_void

            return preview_void(office, event.case, event.id)

        self._desk.run(work, self._show, self._refuse)

    def _show(self, changes: list[DeadlineChange]) -> None:
        self._effect.setText(effect_text(changes, self._desk))
        fit(self)
        self.ok.setEnabled(True)

    def _refuse(self, error: UserError) -> None:
        self._effect.setText("")
        self._wrong.setText(str(error))

    def accept(self) -> None:
        office, line = self._desk.office, self._line
        assert office is not None
        super().accept()

        def work(_: Task) -> Changes:
            from caseapp.service.record import void_event

            return void_event(office, line.event.case, line.event.id)

        name = line.name.lower()
        self._desk.perform(
            work,
            f"makulera {name}",
            lambda _: self._desk.message.emit(f"Makulerad: {name}. Ctrl+Z ångrar."),
        )


def effect_text(changes: list[DeadlineChange], desk: Desk) -> str:
    """The changes of the deadlines, a line each."""
    if not changes:
        return "Ingen frist ändras."
    return "\n".join(f"• {change.text(desk.today)}" for change in changes)
