"""What the sections of a lex Sarah matter say: the overview, a part of the utredning, what is like it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from caseapp.desktop import theme
from caseapp.desktop.status import DONE_ICON, IDLE_ICON, LATE_ICON, SOON_ICON, status_of_line
from caseapp.desktop.widgets.labels import StatusLabel, label, paragraph
from caseapp.desktop.widgets.sentence_button import SentenceButton
from caseapp.domain.swedish import day_spoken, plural

if TYPE_CHECKING:
    from caseapp.domain.events import CaseKey
    from caseapp.service.cases import DeadlineLine
    from caseapp.service.lex_sarah import EntryView, FieldLine, GateView, Matter, PartView, PointView, Similar

_FACT = "fakta"
_REPORT_FIELDS = "uppgifter"
_TOP = Qt.AlignmentFlag.AlignTop


class Goer(Protocol):
    """What the buttons of a section ask for."""

    def go(self, place: str) -> None:
        """Open a part, a step or the place of a field."""

    def write_entry(self, point: str) -> None:
        """Write an entry on a point."""

    def take(self, event: str) -> object:
        """Open a step's form."""

    def why(self, line: DeadlineLine) -> None:
        """Explain a clock."""

    def open_matter(self, key: CaseKey) -> None:
        """Show another matter."""


def show_overview(page: QVBoxLayout, seen: Matter, goer: Goer) -> None:
    """What is in the way, the nine points, the clocks and the report."""
    closed = [gate for gate in seen.gates if not gate.open and not gate.red]
    page.addWidget(label("Vad som saknas", "heading"))
    if seen.case.closed is not None:
        page.addWidget(paragraph("Ärendet är avslutat. Åtgärderna följs upp under Åtgärder."))
    elif not closed:
        page.addWidget(paragraph("Inget saknas för stegen som kan tas nu."))
    else:
        for gate in closed:
            page.addWidget(gate_button(gate, goer))
    page.addSpacing(theme.SPACE[1])
    page.addWidget(label(f"Punkterna: {seen.covered} av {seen.total} är besvarade", "heading"))
    _points(page, seen, goer)
    page.addSpacing(theme.SPACE[1])
    page.addWidget(label("Frister och bevakningar", "heading"))
    _clocks(page, seen.clocks, goer)
    page.addSpacing(theme.SPACE[1])
    page.addWidget(label("Rapporten", "heading"))
    _fields(page, seen.report)
    _add_button(page, "Komplettera uppgifter …", f"take_{_REPORT_FIELDS}", lambda: goer.take(_REPORT_FIELDS))


def gate_button(gate: GateView, goer: Goer) -> SentenceButton:
    """A closed gate: what it keeps, what is missing; it opens that place."""
    text = gate.sentence if gate.red else f"{gate.event_name}: {gate.sentence}"
    icon, token = (LATE_ICON, "late") if gate.red else (SOON_ICON, "soon")
    made = SentenceButton(icon, text, token, alarm=gate.red)
    made.setObjectName(f"gate_{gate.gate.id}")
    made.setAccessibleDescription("Går till det som saknas.")
    made.clicked.connect(lambda: goer.go(gate.place))
    return made


def _points(page: QVBoxLayout, seen: Matter, goer: Goer) -> None:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    points = sorted((view for part in seen.parts for view in part.points), key=lambda view: view.point.number)
    half = -(-len(points) // 2)
    for place, view in enumerate(points):
        icon, token = (DONE_ICON, "ok") if view.covered else (IDLE_ICON, "muted")
        made = SentenceButton(icon, f"{view.point.number} {view.point.name}", token)
        made.setObjectName(f"point_{view.point.id}")
        told = "besvarad" if view.covered else "inte besvarad"
        made.setAccessibleName(f"Punkt {view.point.number}, {view.point.name}: {told}")
        made.clicked.connect(lambda _checked=False, part=view.point.part: goer.go(part))
        grid.addWidget(made, place % half, place // half)
    for column in range(2):
        grid.setColumnStretch(column, 1)
    page.addWidget(holder)


def _clocks(page: QVBoxLayout, lines: Iterable[DeadlineLine], goer: Goer) -> None:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    shown = sorted(lines, key=lambda line: (not line.deadline.running, line.deadline.last_day))
    if not shown:
        page.addWidget(paragraph("Ärendet har inga frister."))
        return
    for row, line in enumerate(shown):
        clock = line.deadline
        name = QWidget()
        words = QVBoxLayout(name)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        for text, role in ((clock.rule.name, ""), (f"sista dag {day_spoken(clock.last_day)}", "muted")):
            line_label = label(text, role)
            line_label.setWordWrap(True)
            line_label.setToolTip(clock.version.lagrum)
            words.addWidget(line_label)
        name.setMinimumWidth(160)
        status = StatusLabel()
        status.set_status(status_of_line(line))
        why = QPushButton("Varför?")
        why.setProperty("role", "link")
        why.setObjectName(f"why_{clock.rule.id}_{row}")
        why.setAccessibleName(f"Varför? {clock.rule.name}")
        why.clicked.connect(lambda _checked=False, told=line: goer.why(told))
        for column, widget in enumerate((name, status, why)):
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
    page.addWidget(holder)


def _fields(page: QVBoxLayout, lines: Iterable[FieldLine]) -> None:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(lines):
        name = label(line.name, "muted")
        name.setWordWrap(True)
        name.setFixedWidth(190)
        grid.addWidget(name, row, 0, _TOP)
        grid.addWidget(paragraph(line.text) if line.text else label("ej ifyllt", "muted"), row, 1, _TOP)
    page.addWidget(holder)


def show_part(page: QVBoxLayout, view: PartView, seen: Matter, goer: Goer) -> None:
    """A part of the utredning: its fields, and its points with what is written, facts apart."""
    part = view.part
    page.addWidget(label(f"Del {part.number} · {part.name}", "heading"))
    ask = paragraph(part.ask)
    ask.setProperty("role", "muted")
    page.addWidget(ask)
    for point in view.points:
        page.addSpacing(theme.SPACE[0])
        _point(page, point, seen, goer)
    own = {name for point in view.points for name in point.point.fields}
    report = {line.id for line in seen.report}
    lines = [line for line in view.fields if line.text or (line.id in report and line.id not in own)]
    if lines:
        page.addSpacing(theme.SPACE[1])
        page.addWidget(label("Uppgifter i ärendet", "strong"))
        _fields(page, lines)
    if any(line.id in report for line in view.fields):
        _add_button(
            page, "Komplettera uppgifter …", f"take_{_REPORT_FIELDS}", lambda: goer.take(_REPORT_FIELDS)
        )


def _point(page: QVBoxLayout, view: PointView, seen: Matter, goer: Goer) -> None:
    point = view.point
    head = QWidget()
    row = QHBoxLayout(head)
    row.setContentsMargins(0, 0, 0, 0)
    icon = DONE_ICON if view.covered else IDLE_ICON
    name = label(f"{icon} Punkt {point.number} · {point.name}", "strong")
    name.setWordWrap(True)
    name.setToolTip(point.lagrum)
    row.addWidget(name, 1)
    if point.entry_event:
        button = QPushButton("Ny anteckning …")
        button.setObjectName(f"write_{point.id}")
        button.setAccessibleName(f"Ny anteckning, punkt {point.number} {point.name}")
        button.clicked.connect(lambda: goer.write_entry(point.id))
        row.addWidget(button, 0, _TOP)
    elif point.events:
        event = point.events[0]
        button = QPushButton("Ta ställning …")
        button.setObjectName(f"take_{event}")
        button.clicked.connect(lambda: goer.take(event))
        row.addWidget(button, 0, _TOP)
    page.addWidget(head)
    asked = paragraph(point.ask)
    asked.setProperty("role", "muted")
    page.addWidget(asked)
    if view.missing:
        missing = label(f"{SOON_ICON} {view.missing}", "warning")
        missing.setWordWrap(True)
        page.addWidget(missing)
    facts = [entry for entry in view.entries if entry.entry.kind == _FACT]
    for title, entries in (("Fakta", facts), ("Bedömningar", [e for e in view.entries if e not in facts])):
        if entries:
            page.addWidget(label(title, "head"))
            for entry in entries:
                _entry(page, entry)
    if point.entry_event and not point.events and seen.similar and "liknande_hant" in point.fields:
        page.addWidget(label("Ur registret: samma slag och enhet de två senaste åren", "head"))
        _similar(page, seen.similar, goer)


def _entry(page: QVBoxLayout, view: EntryView) -> None:
    entry = view.entry
    about = [str(entry.documented).replace("T", " kl. "), entry.source, view.role_name]
    if view.cause_name:
        about.append(f"orsak: {view.cause_name}")
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(12, 0, 0, 4)
    column.setSpacing(0)
    when = label(" · ".join(part for part in about if part), "muted")
    when.setWordWrap(True)
    column.addWidget(when)
    column.addWidget(paragraph(entry.text))
    page.addWidget(holder)


def show_similar(page: QVBoxLayout, seen: Matter, goer: Goer) -> None:
    """What is like the matter, in the register."""
    page.addWidget(label("Liknande ärenden", "heading"))
    unit = seen.case.unit or "utan enhet"
    kind = seen.type_name or "slag ej angivet"
    page.addWidget(paragraph(f"Samma slag ({kind}) och enhet ({unit}) de två år som gick före rapporten."))
    if not seen.similar:
        page.addWidget(paragraph("Registret har inget liknande ärende."))
    _similar(page, seen.similar, goer)


def _similar(page: QVBoxLayout, found: Iterable[Similar], goer: Goer) -> None:
    for like in found:
        made = SentenceButton("", similar_text(like))
        made.setObjectName(f"like_{like.key.ref}")
        made.setAccessibleDescription("Öppnar ärendet.")
        made.clicked.connect(lambda _checked=False, key=like.key: goer.open_matter(key))
        page.addWidget(made)


def similar_text(like: Similar) -> str:
    """A similar matter on a line."""
    words = [like.key.ref, f"rapporterad {like.reported.isoformat()}", like.assessment_name or "ej bedömd"]
    words.append(plural(like.remedies, "åtgärd", "åtgärder") if like.remedies else "inga åtgärder")
    words.append(f"avslutad {like.closed.isoformat()}" if like.closed else "pågår")
    return f"{' · '.join(words)}{f': {like.text}' if like.text else ''}"


def _add_button(page: QVBoxLayout, text: str, name: str, called: object) -> None:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    button = QPushButton(text)
    button.setObjectName(name)
    button.clicked.connect(called)
    row.addWidget(button)
    row.addStretch(1)
    page.addWidget(holder)
