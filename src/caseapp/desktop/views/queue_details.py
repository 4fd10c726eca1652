"""The pane beside a queue (F4): a case's deadlines with their reasons, and what happened last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from caseapp.desktop.forms import child, load_form
from caseapp.desktop.status import status_of_line
from caseapp.desktop.widgets.labels import StatusLabel, clear_layout, label, paragraph

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.service.cases import CaseView
    from caseapp.service.queues import QueueItem

_EVENTS = 4


class QueueDetails:
    """Fills the frame that it is given."""

    def __init__(self, desk: Desk, frame: QFrame) -> None:
        self.widget = frame
        self._desk = desk
        self._task: Task | None = None
        self._item: QueueItem | None = None
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        form = load_form("queue_details", frame)
        layout.addWidget(form)
        self._title = child(form, QLabel, "caseTitle")
        self._about = child(form, QLabel, "caseAbout")
        self._body = child(form, QWidget, "body")
        self._open = child(form, QPushButton, "open")
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)
        self._open.clicked.connect(self._open_case)
        self.show_item(None)

    def show_item(self, item: QueueItem | None) -> None:
        """Show a row's case."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._item = item
        self._open.setEnabled(item is not None)
        office = self._desk.office
        if item is None or office is None:
            self._title.setText("Inget ärende markerat")
            self._about.setText("Markera en rad för att se dess frister.")
            clear_layout(self._body)
            return
        key = item.case

        def work(_: Task) -> CaseView:
            from caseapp.service.cases import view_case

            return view_case(office, key)

        self._task = self._desk.run(work, self._show)

    def _show(self, seen: CaseView) -> None:
        self._task = None
        case = seen.case
        self._title.setText(case.key.ref)
        self._about.setText(
            " · ".join(part for part in (seen.type_name, case.unit, case.worker or "ej fördelad") if part)
        )
        clear_layout(self._body)
        running = [line for line in seen.deadlines if line.deadline.running]
        for line in running or seen.deadlines[-1:]:
            status = StatusLabel()
            status.set_status(status_of_line(line))
            self._lines.addWidget(label(line.deadline.rule.name, "strong"))
            self._lines.addWidget(status)
            self._lines.addWidget(paragraph(line.why))
            self._lines.addSpacing(10)
        if not seen.deadlines:
            self._lines.addWidget(label("Ärendet har ingen frist.", "muted"))
        if seen.events:
            self._lines.addWidget(label("Senaste händelserna", "strong"))
        for event in reversed(seen.events[-_EVENTS:]):
            voided = " (makulerad)" if event.voided else ""
            text = f"{event.event.occurred.day.isoformat()}  {event.name}{voided}"
            self._lines.addWidget(paragraph(text + (f": {event.details}" if event.details else "")))
        self._lines.addStretch(1)

    def _open_case(self) -> None:
        if self._item is not None:
            self._desk.open_case(self._item.case)
