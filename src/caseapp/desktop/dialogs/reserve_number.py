"""Asks for what a reserve number is made of. Nothing of it is kept: it is gone with the printed page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QPushButton, QSpinBox, QWidget

from caseapp.desktop.forms import child, fill, fit
from caseapp.desktop.widgets.labels import Paragraph

if TYPE_CHECKING:
    from datetime import date

_SEXES = (("kvinna", "K"), ("man", "M"))
_ABOUT = (
    "För den som saknar personnummer. Numret skrivs bara på den sida som skrivs ut nu; födelsedag och kön "
    "sparas inte. Samma person ska ha samma nummer varje kvartal: skriv upp det i verksamhetssystemet."
)


class ReserveNumberDialog(QDialog):
    """Birth date, sex and, for two born on the same day, a serial. `answered` gets the report's choices."""

    def __init__(
        self,
        ref: str,
        today: date,
        answered: Callable[[dict[str, str]], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Skriv ut {ref} med reservnummer")
        self._answered = answered
        form = fill(self, "reserve_number")
        child(form, Paragraph, "about").setText(_ABOUT)
        self.birth = child(form, QDateEdit, "birth")
        self.birth.setMaximumDate(QDate(today.year, today.month, today.day))
        self.birth.setDate(QDate(today.year - 10, 1, 1))
        self.sex = child(form, QComboBox, "sex")
        for name, code in _SEXES:
            self.sex.addItem(name, code)
        self.serial = child(form, QSpinBox, "serial")
        child(form, QPushButton, "ok").clicked.connect(self.accept)
        child(form, QPushButton, "cancel").clicked.connect(self.reject)
        self.resize(460, 260)
        fit(self)
        self.birth.setFocus()

    def accept(self) -> None:
        super().accept()
        from caseapp.service.report_evb_ivo import BIRTH, SERIAL, SEX

        birth = self.birth.date().toString(Qt.DateFormat.ISODate)
        self._answered({BIRTH: birth, SEX: self.sex.currentData(), SERIAL: str(self.serial.value())})
