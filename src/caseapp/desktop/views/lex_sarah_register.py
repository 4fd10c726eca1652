"""The register of lex Sarah: cards that count and filter, the list, and what leaves the program."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView, QWidget

from caseapp.desktop.forms import child
from caseapp.desktop.models.lex_sarah_columns import register_columns
from caseapp.desktop.models.list_model import ListModel
from caseapp.desktop.widgets import list_table
from caseapp.desktop.widgets.count_cards import Count, CountCards
from caseapp.domain.periods import Period, parse_period
from caseapp.domain.rules import add_months
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.events import CaseKey
    from caseapp.service.lex_sarah_register import Filters, Register, RegisterCard, RegisterRow

_WAIT = 200
_YEARS = 5
_TOKENS = {
    "reports": "muted",
    "misconduct": "muted",
    "serious": "soon",
    "not_started": "soon",
    "late_remedies": "late",
}
_NONE = {"serious": "Inget i urvalet är allvarligt.", "late_remedies": "Ingen åtgärd är sen."}
"""What the cards say when they count nothing."""


class RegisterPage(QObject):
    """Fills the page that it is given; `opened` carries the matter that is asked for."""

    opened = Signal(object)

    def __init__(self, desk: Desk, form: QWidget) -> None:
        super().__init__(form)
        self._desk = desk
        self.seen: Register | None = None
        self._card = ""
        self._task: Task | None = None
        self._period = child(form, QComboBox, "period")
        self._type = child(form, QComboBox, "type")
        self._search = child(form, QLineEdit, "search")
        self.cards = child(form, CountCards, "cards")
        self.table = child(form, QTableView, "table")
        self._empty = child(form, QLabel, "empty")
        self._count = child(form, QLabel, "count")
        self.open_button = child(form, QPushButton, "open")
        self.print_button = child(form, QPushButton, "print")
        self.export_button = child(form, QPushButton, "export")
        self.model: ListModel[RegisterRow] = ListModel(register_columns(lambda: desk.today), self)
        list_table.dress(self.table, self.model, lambda row: self.opened.emit(row.key))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._read)
        self._type.addItem("Alla slag", None)
        self._fill_periods()
        self._period.currentIndexChanged.connect(lambda _: self._read())
        self._type.activated.connect(lambda _: self._read())
        self._search.textChanged.connect(lambda _: self._timer.start())
        self.cards.chosen.connect(self._choose)
        self.open_button.clicked.connect(self.open_current)
        self.print_button.clicked.connect(self.print_out)
        self.export_button.clicked.connect(self.export)
        self._empty.hide()

    # --- reading ---

    def _fill_periods(self) -> None:
        today = self._desk.today
        self._period.addItem("Alla år", None)
        first = add_months(today, -12) + timedelta(days=1)
        year = Period(f"{first}..{today}", first, today)
        self._period.addItem("De senaste 12 månaderna", year)
        for number in range(today.year, today.year - _YEARS, -1):
            self._period.addItem(str(number), parse_period(str(number)))

    @property
    def period(self) -> Period | None:
        """The period that is chosen; None for all of time."""
        found: Period | None = self._period.currentData()
        return found

    def choose_period(self, name: str) -> None:
        """Choose a period by what it is called."""
        self._period.setCurrentIndex(self._period.findText(name))

    def choose_type(self, code: str | None) -> None:
        """Show only matters of a type; all when None."""
        self._type.setCurrentIndex(max(0, self._type.findData(code)))
        self._read()

    def refresh(self) -> None:
        """Read the register anew."""
        self._read()

    def _filters(self) -> Filters:
        from caseapp.service.lex_sarah_register import Filters

        return Filters(
            period=self.period,
            unit=self._desk.unit,
            type=self._type.currentData(),
            card=self._card or None,
            text=self._search.text(),
        )

    def _read(self) -> None:
        office = self._desk.office
        if office is None:
            return
        if self._task is not None:
            self._task.cancel()
        filters = self._filters()

        def work(_: Task) -> Register:
            from caseapp.service.lex_sarah_register import register

            return register(office, filters)

        self._task = self._desk.run(work, self._show)

    def _show(self, seen: Register) -> None:
        self._task = None
        at = self.current()
        self.seen = seen
        self._fill_types(seen)
        self.cards.set_counts([_count(card, seen) for card in seen.cards])
        self.model.set_rows(seen.rows)
        row = self.model.row_of(lambda item: item.key == at.key) if at else -1
        if self.model.rowCount():
            list_table.mark(self.table, self.model, [max(0, row)])
        self._tell_count(seen)

    def _fill_types(self, seen: Register) -> None:
        chosen = self._type.currentData()
        self._type.clear()
        self._type.addItem("Alla slag", None)
        for code, name in seen.types:
            self._type.addItem(name, code)
        self._type.setCurrentIndex(max(0, self._type.findData(chosen)))

    def _tell_count(self, seen: Register) -> None:
        shown = len(seen.rows)
        focused = self.table.hasFocus()
        self.table.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        if focused and not shown and self.cards.cards:
            self.cards.cards[0].setFocus()
        for button in (self.open_button, self.export_button):
            button.setEnabled(bool(shown))
        self._count.setText(plural(shown, "ärende", "ärenden") if shown else "")
        if shown:
            return
        chosen = self._filters()
        narrowed = chosen.period or chosen.type or chosen.card or chosen.text.strip() or chosen.unit
        self._empty.setText(
            "Inget ärende passar urvalet. Ändra det för att se fler."
            if narrowed
            else "Här finns inga rapporter än. Ta emot den första med Ny rapport (Alt+N)."
        )

    def _choose(self, card: str) -> None:
        self._card = card
        self._read()

    # --- the list ---

    def current(self) -> RegisterRow | None:
        """The matter that the keyboard stands on."""
        return list_table.current(self.table, self.model) if self.model.rowCount() else None

    def stand_on(self, key: CaseKey) -> None:
        """Stand on a matter."""
        row = self.model.row_of(lambda item: item.key == key)
        if row >= 0:
            list_table.mark(self.table, self.model, [row])

    def open_current(self) -> None:
        """Open the matter that the keyboard stands on."""
        row = self.current()
        if row is not None:
            self.opened.emit(row.key)

    def find(self) -> None:
        """To the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    # --- out ---

    def print_out(self) -> None:
        """The summary of the period; of the last twelve months when all of time is shown."""
        period = self.period or self._period.itemData(1)
        self._desk.open_report("lex-sarah", {"period": period, "unit": self._desk.unit})

    def export(self) -> None:
        """Save what is shown as a file."""
        suggested = f"lex-sarah-{_iso(self._desk.today)}.xlsx"
        path, kind = QFileDialog.getSaveFileName(
            self.table, "Exportera registret", suggested, "Excel (*.xlsx);;CSV (*.csv)"
        )
        if path:
            from caseapp.desktop.views.queue_actions import with_ending

            self.write(with_ending(Path(path), kind))

    def write(self, path: Path) -> None:
        """Write what is shown to a file, in the background."""
        seen = self.seen
        if seen is None:
            return

        def work(_: Task) -> int:
            from caseapp.service.lex_sarah_register import write_register

            write_register(seen, path)
            return len(seen.rows)

        def done(count: int) -> None:
            self._desk.message.emit(f"{plural(count, 'ärende', 'ärenden')} finns nu i {path.name}.")

        self._desk.run(work, done)


def _iso(day: date) -> str:
    return day.isoformat()


def _count(card: RegisterCard, seen: Register) -> Count:
    token = _TOKENS[card.id] if card.count else "ok" if _TOKENS[card.id] != "muted" else "muted"
    if card.id == "serious" and any(row.red for row in seen.rows):
        token = "late"
    detail = card.detail if card.count else _NONE.get(card.id, card.detail)
    return Count(card.id, card.name, card.count, detail, token)
