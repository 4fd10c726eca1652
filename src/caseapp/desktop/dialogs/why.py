"""Varför? The trace of a deadline, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QWidget

from caseapp.desktop import theme
from caseapp.desktop.forms import child, fill, fit
from caseapp.desktop.status import status_of_line
from caseapp.desktop.widgets.labels import Paragraph, StatusLabel, label, paragraph
from caseapp.domain.swedish import day_spoken

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.events import CaseKey
    from caseapp.service.cases import DeadlineLine

_STEPS = {
    "start": "Start",
    "limit": "Tid",
    "roll": "Flyttas",
    "extension": "Förlängd",
    "stop": "Klar",
    "calendar": "Underlag",
}


class WhyDialog(QDialog):
    """The reasons of one deadline: found by its case and rule, or handed over."""

    def __init__(
        self,
        desk: Desk,
        case: CaseKey,
        rule: str | None,
        parent: QWidget | None = None,
        line: DeadlineLine | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._case = case
        self._rule = rule
        self._line: DeadlineLine | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Varför?")
        form = fill(self, "why")
        self._title = child(form, QLabel, "title")
        self._status = child(form, StatusLabel, "status")
        self._about = child(form, QLabel, "about")
        self._steps = child(form, QWidget, "steps")
        self._consequence = child(form, Paragraph, "consequence")
        closing = child(form, QPushButton, "close")
        closing.clicked.connect(self.close)
        closing.setFocus()
        child(form, QPushButton, "open").clicked.connect(self._open)
        self._copy = child(form, QPushButton, "copy")
        self._copy.clicked.connect(self._copy_text)
        self._copy.setEnabled(False)
        self._status.hide()
        self.resize(620, 280)
        if line is not None:
            self._show(line)
        else:
            self._title.setText(case.ref)
            self._load()

    def _load(self) -> None:
        office, case, rule = self.desk.office, self._case, self._rule
        assert office is not None

        def work(_: Task) -> DeadlineLine | None:
            from caseapp.service.cases import view_case

            lines = [line for line in view_case(office, case).deadlines if line.deadline.rule.id == rule]
            running = [line for line in lines if line.deadline.running]
            found = running or lines
            return found[-1] if found else None

        self.desk.run(work, self._show)

    def _show(self, line: DeadlineLine | None) -> None:
        self._line = line
        if line is None:
            self._about.setText("Ärendet har ingen frist som löper.")
            return
        clock = line.deadline
        self._title.setText(f"{clock.rule.name}: sista dag {day_spoken(clock.last_day)}")
        self._about.setText(f"{self._case.ref} · {clock.rule.category.value} · {clock.version.lagrum}")
        self._status.set_status(status_of_line(line))
        self._status.show()
        grid = QGridLayout(self._steps)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for row, step in enumerate(line.reckoning.steps):
            name = label(_STEPS[step.kind.value], "muted")
            day = label(step.day.isoformat() if step.day else "")
            day.setFont(theme.figures(day.font()))
            for column, part in enumerate((name, day, paragraph(step.why))):
                grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignTop)
        self._consequence.setText(clock.rule.consequence if clock.running else "")
        self._consequence.setVisible(bool(self._consequence.text()))
        self._copy.setEnabled(True)
        QTimer.singleShot(0, self._fit)

    def _fit(self) -> None:
        fit(self)

    def _open(self) -> None:
        self.close()
        self.desk.open_case(self._case)

    def _copy_text(self) -> None:
        if self._line is not None:
            QGuiApplication.clipboard().setText(f"{self._case.ref}: {self._line.why}")
            self.desk.message.emit("Förklaringen är kopierad.")
