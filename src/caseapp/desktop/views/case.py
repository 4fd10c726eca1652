"""Ärende: one case with its chain, its deadlines and their reasons, and what has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.event_model import Column, EventModel
from caseapp.desktop.status import status_of_line
from caseapp.desktop.widgets.labels import Paragraph, StatusLabel, clear_layout, label, paragraph
from caseapp.domain.lex_sarah import LEX_SARAH
from caseapp.domain.swedish import day_spoken

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.events import CaseKey
    from caseapp.service.cases import CaseView as SeenCase
    from caseapp.service.cases import DeadlineLine, EventLine
    from caseapp.service.record import Changes
    from caseapp.store.reading import FindingRow

_SEX = {"K": "kvinna", "M": "man"}
_YOUNG = {"K": "flicka", "M": "pojke"}


class CaseView(QWidget):
    """A case. `show_case` chooses which."""

    title = "Ärende"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        from caseapp.desktop.widgets.chain import ChainPicture

        self.desk = desk
        self.key: CaseKey | None = None
        self.seen: SeenCase | None = None
        self._task: Task | None = None
        form = fill(self, "case")
        self._pages = child(form, QStackedWidget, "pages")
        self._title = child(form, QLabel, "title")
        self._about = child(form, QLabel, "about")
        self._facts = child(form, Paragraph, "facts")
        self._chain = child(form, ChainPicture, "chain")
        self._deadlines = child(form, QWidget, "deadlines")
        self._findings = child(form, QWidget, "findings")
        self._findings_title = child(form, QLabel, "findingsTitle")
        self._events = child(form, QTableView, "events")
        self._void = child(form, QPushButton, "void")
        self._lex_sarah = child(form, QPushButton, "lexSarah")
        self._lex_sarah.clicked.connect(self.start_lex_sarah)
        child(form, QPushButton, "register").clicked.connect(self.register_event)
        child(form, QPushButton, "print").clicked.connect(self.print_out)
        self._void.clicked.connect(self.void_event)
        self._chain.opened.connect(self._follow)
        self._grid = QGridLayout(self._deadlines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(3, 1)
        self._odd = QVBoxLayout(self._findings)
        self._odd.setContentsMargins(0, 0, 0, 0)
        self._odd.setSpacing(4)
        self.events = EventModel(self)
        self._set_up_events()

    def _set_up_events(self) -> None:
        table = self._events
        table.setModel(self.events)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in (
            (Column.DAY, 180),
            (Column.EVENT, 230),
            (Column.RECORDED, 150),
            (Column.SOURCE, 130),
        ):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(Column.DETAILS, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(lambda *_: self._enable_void())

    # --- reading ---

    def show_case(self, key: CaseKey) -> None:
        """Show a case."""
        if key != self.key:
            self.key = key
            self.seen = None
        self.refresh()

    def refresh(self) -> None:
        """Read the case anew."""
        office, key = self.desk.office, self.key
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if office is None or key is None:
            self._pages.setCurrentIndex(0)
            return

        def work(_: Task) -> SeenCase:
            from caseapp.service.cases import view_case

            return view_case(office, key)

        self._task = self.desk.run(work, self._show)

    def _show(self, seen: SeenCase) -> None:
        from caseapp.desktop.widgets.chain import bars_of

        self._task = None
        same = self.seen is not None
        self.seen = seen
        office = self.desk.office
        assert office is not None
        self._title.setText(who(seen))
        self._about.setText(about(seen))
        self._facts.setText(
            " · ".join(f"{name}: {value}" for name, value in seen.facts if value and _worth(name))
        )
        self._facts.setVisible(bool(self._facts.text()))
        bars = bars_of(seen.chain, seen.chain_deadlines, office.catalogue.case_types, seen.as_of)
        self._chain.set_bars(bars, seen.case.key, seen.as_of)
        self._show_deadlines(seen)
        self._offer_lex_sarah(seen)
        self._show_findings(seen)
        self.events.set_lines(seen.events)
        rows = min(self.events.rowCount(), 40)
        height = self._events.horizontalHeader().sizeHint().height() + theme.ROW_HEIGHT * rows + 6
        self._events.setFixedHeight(max(120, height))
        self._enable_void()
        self._pages.setCurrentIndex(1)
        if not same:
            self._events.clearSelection()

    def _show_deadlines(self, seen: SeenCase) -> None:
        clear_layout(self._deadlines)
        if not seen.deadlines:
            self._grid.addWidget(label("Ärendet har inga frister.", "muted"), 0, 0, 1, 5)
            return
        for column, text in enumerate(("Frist", "Sista dag", "Läge", "Varför?", "")):
            self._grid.addWidget(label(text, "head"), 0, column)
        top = Qt.AlignmentFlag.AlignTop
        lines = sorted(seen.deadlines, key=lambda line: (not line.deadline.running, line.deadline.last_day))
        for row, line in enumerate(lines, start=1):
            clock = line.deadline
            name = label(clock.rule.name, "strong")
            name.setWordWrap(True)
            name.setMinimumWidth(150)
            name.setToolTip(clock.version.lagrum)
            day = label(day_spoken(clock.last_day))
            day.setFont(theme.figures(day.font()))
            status = StatusLabel()
            status.set_status(status_of_line(line))
            self._grid.addWidget(name, row, 0, top)
            self._grid.addWidget(day, row, 1, top)
            self._grid.addWidget(status, row, 2, top)
            self._grid.addWidget(paragraph(line.why), row, 3, top)
            if clock.running and not clock.acknowledged:
                self._grid.addWidget(self._acknowledge_button(line), row, 4, top)

    def _acknowledge_button(self, line: DeadlineLine) -> QPushButton:
        rule = line.deadline.rule
        button = QPushButton("Kvittera")
        button.setProperty("role", "link")
        button.setAccessibleName(f"Kvittera {rule.name}")
        button.setToolTip("Sedd och omhändertagen; visas igen när något ändras i ärendet")
        button.clicked.connect(lambda: self._acknowledge(rule.id, rule.name.lower()))
        return button

    def _show_findings(self, seen: SeenCase) -> None:
        clear_layout(self._findings)
        for found in seen.findings:
            self._odd.addWidget(self._finding_row(found))
        self._findings_title.setVisible(bool(seen.findings))
        self._findings.setVisible(bool(seen.findings))

    def _finding_row(self, found: FindingRow) -> QWidget:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        mark = "⚑ Kvitterad: " if found.acknowledged else "◆ "
        grid.addWidget(paragraph(f"{mark}{found.message}"), 0, 0)
        if not found.acknowledged:
            button = QPushButton("Kvittera")
            button.setProperty("role", "link")
            button.setAccessibleName(f"Kvittera: {found.message}")
            button.clicked.connect(lambda: self._acknowledge(found.check, "uppgift att se över"))
            grid.addWidget(button, 0, 1)
        return row

    # --- doing ---

    def _follow(self, key: CaseKey) -> None:
        if key != self.key:
            self.desk.open_case(key)

    def _acknowledge(self, rule: str, name: str) -> None:
        office, key, today = self.desk.office, self.key, self.desk.today
        assert office is not None
        assert key is not None

        def work(_: Task) -> Changes:
            from caseapp.domain.moments import Moment
            from caseapp.service.record import record_event

            return record_event(office, key, "kvitterad", Moment(today), {"regel": rule})

        self.desk.perform(
            work, f"kvittera {name}", lambda _: self.desk.message.emit("Kvitterad. Ctrl+Z ångrar.")
        )

    def register_event(self) -> None:
        """Ctrl+N."""
        if self.key is not None:
            from caseapp.desktop.dialogs.event import EventDialog

            EventDialog(self.desk, self.key, self).show()

    def start_lex_sarah(self) -> None:
        """Start a lex Sarah matter from the case's clocks; a lex Sarah matter is opened in its own view."""
        key = self.key
        if key is None:
            return
        if key.case_type == LEX_SARAH:
            self.desk.open_matter(key)
            return
        from caseapp.desktop.views.lex_sarah import report_dialog
        from caseapp.domain.lex_sarah import Source, SourceKind

        report_dialog(self.desk, self, Source(SourceKind.CASE, case=key))

    def _offer_lex_sarah(self, seen: SeenCase) -> None:
        """What is late by law may be misconduct; a watch of one's own is not."""
        own = seen.case.key.case_type == LEX_SARAH
        clocks = [line.deadline for line in seen.deadlines]
        late = any(clock.is_late(seen.as_of) and not clock.rule.watch for clock in clocks)
        self._lex_sarah.setText("Öppna i &Lex Sarah" if own else "Starta &lex Sarah …")
        self._lex_sarah.setVisible(own or late)

    def chosen_event(self) -> EventLine | None:
        """The marked event."""
        rows = self._events.selectionModel().selectedRows()
        return self.events.line(rows[0].row()) if rows else None

    def _enable_void(self) -> None:
        line = self.chosen_event()
        self._void.setEnabled(line is not None and not line.voided)

    def void_event(self) -> None:
        """Ask whether the marked event should be voided."""
        line = self.chosen_event()
        if line is not None and not line.voided:
            from caseapp.desktop.dialogs.void import VoidDialog

            VoidDialog(self.desk, line, self).show()

    def print_out(self) -> None:
        """Ctrl+P."""
        if self.key is not None:
            self.desk.open_report("case", {"case": self.key})


def who(seen: SeenCase) -> str:
    """`P-7F3K · pojke, 14 år vid öppnandet`: a pseudonym, never a name."""
    person = seen.person
    if person is None:
        return seen.case.key.ref
    age = seen.age_at_opening
    words = (_YOUNG if age is not None and age < 18 else _SEX).get(person.sex or "", "")
    years = f"{age} år vid öppnandet" if age is not None else ""
    about_person = ", ".join(part for part in (words, years) if part)
    return " · ".join(part for part in (person.pseudonym, about_person) if part)


def about(seen: SeenCase) -> str:
    """`BU-2025-0413 · utredning · Utredningsenheten · H14 · pågår sedan 2025-11-13`."""
    case = seen.case
    parts = [case.key.ref, seen.type_name.lower(), case.unit or "ingen enhet", case.worker or "ej fördelad"]
    if case.opened is not None:
        if case.closed is not None:
            parts.append(f"{case.opened.day.isoformat()} – {case.closed.day.isoformat()}")
        else:
            parts.append(f"pågår sedan {case.opened.day.isoformat()}")
    return " · ".join(parts)


def _worth(name: str) -> bool:
    """Facts that the head of the page does not already tell."""
    return name not in ("Person", "Kön", "Födelseår", "Enhet", "Handläggare", "Regel")
