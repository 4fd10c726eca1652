"""Läget idag: the cards, and what needs a decision today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from caseapp.desktop import theme
from caseapp.desktop.forms import child, fill
from caseapp.desktop.status import status_of_item
from caseapp.desktop.widgets.card_grid import CardGrid
from caseapp.desktop.widgets.labels import StatusLabel, clear_layout, label
from caseapp.domain.swedish import day_spoken, plural, whole

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.service.overview import Overview
    from caseapp.service.queues import QueueItem

_SHOWN = 8


class OverviewView(QWidget):
    """What the manager sees first."""

    title = "Läget idag"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._task: Task | None = None
        form = fill(self, "overview")
        self._summary = child(form, QLabel, "summary")
        self._cards = child(form, CardGrid, "cards")
        self._today = child(form, QWidget, "today")
        self._all = child(form, QPushButton, "all")
        self._nothing = child(form, QLabel, "nothing")
        self._more = child(form, QWidget, "decisions")
        self._rows = QGridLayout(self._today)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(0)
        self._rows.setColumnStretch(2, 1)
        self._cards.opened.connect(desk.open_queue)
        self._all.clicked.connect(lambda: desk.open_queue("today"))
        self._more.hide()

    def refresh(self) -> None:
        """Read everything anew."""
        office = self.desk.office
        if office is None:
            return
        if self._task is not None:
            self._task.cancel()
        unit = self.desk.unit

        def work(_: Task) -> Overview:
            from caseapp.service.overview import overview

            return overview(office, unit, shown=_SHOWN)

        self._task = self.desk.run(work, self._show)

    def _show(self, seen: Overview) -> None:
        self._task = None
        where = seen.unit or "alla enheter"
        self._summary.setText(
            f"{day_spoken(seen.as_of)} · {where} · {plural(seen.cases, 'ärende', 'ärenden')}"
        )
        self._cards.set_cards(seen.cards)
        clear_layout(self._today)
        self._all.setText(f"Visa alla {whole(seen.today_total)}")
        self._all.setVisible(seen.today_total > len(seen.today))
        self._nothing.setVisible(not seen.today)
        if seen.cases:
            self._nothing.setText("Ingen frist löper ut idag och ingen är passerad.")
        else:
            self._nothing.setText("Här finns inga ärenden än. Läs in en lista under Import.")
        for row, item in enumerate(seen.today):
            self._add_row(row, item)
        self._more.show()

    def _add_row(self, row: int, item: QueueItem) -> None:
        status = StatusLabel()
        status.set_status(status_of_item(item))
        ref = QPushButton(item.case.ref)
        ref.setProperty("role", "link")
        ref.setAccessibleName(f"Öppna {item.case.ref}, {item.rule_name}, {status.accessibleName()}")
        ref.clicked.connect(lambda: self.desk.open_case(item.case))
        what = label(item.rule_name)
        what.setWordWrap(True)
        who = label(item.worker or "ej fördelad", "" if item.worker else "muted")
        day = label(day_spoken(item.last_day) if item.last_day else "")
        day.setFont(theme.figures(day.font()))
        why = QPushButton("Varför?")
        why.setProperty("role", "link")
        why.setAccessibleName(f"Varför? {item.case.ref}, {item.rule_name}")
        why.clicked.connect(lambda: self._why(item))
        for column, widget in enumerate((status, ref, what, who, day, why)):
            self._rows.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        self._rows.setRowMinimumHeight(row, theme.ROW_HEIGHT + 6)

    def _why(self, item: QueueItem) -> None:
        from caseapp.desktop.dialogs.why import WhyDialog

        WhyDialog(self.desk, item.case, item.rule, self).show()
