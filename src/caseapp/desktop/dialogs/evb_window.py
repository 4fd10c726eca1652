"""Asks when a quarter of ej verkställda beslut is reported to IVO."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDateEdit, QDialog, QPushButton, QWidget

from caseapp.desktop.forms import child, fill, fit
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.domain.rules import add_months

_ABOUT = (
    "Gäller bara det här kvartalet. Inga frister i ärendena flyttas; påminnelsen i kalendern följer med. "
    "Ändringen står bland de lokala reglerna i Inställningar och ångras där."
)


class EvbWindowDialog(QDialog):
    """First and last day, after the quarter's last day and within a year. `answered` gets them both."""

    def __init__(
        self,
        quarter: str,
        ended: date,
        window: tuple[date, date],
        answered: Callable[[date, date], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("När kvartalet rapporteras till IVO")
        self._answered = answered
        form = fill(self, "evb_window")
        child(form, Paragraph, "about").setText(f"{quarter[:1].upper()}{quarter[1:]}. {_ABOUT}")
        self.first = child(form, QDateEdit, "first")
        self.last = child(form, QDateEdit, "last")
        latest = add_months(ended, 12) - timedelta(days=1)
        for field, day in zip((self.first, self.last), window, strict=True):
            field.setDateRange(_qt(ended + timedelta(days=1)), _qt(latest))
            field.setDate(_qt(day))
        self.first.dateChanged.connect(lambda day: self.last.setMinimumDate(day))
        self.last.setMinimumDate(self.first.date())
        child(form, QPushButton, "ok").clicked.connect(self.accept)
        child(form, QPushButton, "cancel").clicked.connect(self.reject)
        self.resize(460, 220)
        fit(self)
        self.first.setFocus()

    def accept(self) -> None:
        super().accept()
        self._answered(_day(self.first), _day(self.last))


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _day(field: QDateEdit) -> date:
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())
