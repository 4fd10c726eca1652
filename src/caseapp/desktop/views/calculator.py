"""Räkna frist: if this came in on that day, when is the last day, and why. Needs no database."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTimeEdit,
    QTreeView,
    QWidget,
)

from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.calculator_answer import Answer, answer, answer_backwards
from caseapp.desktop.models.calculator_rules import RuleModel
from caseapp.desktop.widgets.rule_tree import dress_rules
from caseapp.domain.rules import Unit
from caseapp.domain.swedish import WEEKDAYS

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.errors import UserError
    from caseapp.domain.rules import Rule

_TYPING = 150
"""Milliseconds of quiet before the answer is reckoned, so that it does not flicker while one types."""


class CalculatorView(QWidget):
    """Rule and start to the left, the answer with its reasons to the right."""

    title = "Räkna frist"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._catalogue: Catalogue | None = None
        self._basis = ""
        self._answer: Answer | None = None
        self._asked = 0
        form = fill(self, "calculator")
        self._search = child(form, QLineEdit, "search")
        self._rules = child(form, QTreeView, "rules")
        self._start = child(form, QDateEdit, "start")
        self._backwards = child(form, QCheckBox, "backwards")
        self._has_time = child(form, QCheckBox, "hasTime")
        self._time = child(form, QTimeEdit, "time")
        self._has_extension = child(form, QCheckBox, "hasExtension")
        self._extension = child(form, QDateEdit, "extension")
        self._answers = child(form, QStackedWidget, "answers")
        self._steps = child(form, QLabel, "steps")
        self._copied = child(form, QLabel, "copied")
        self._model = RuleModel(self)
        self._rules.setModel(self._model)
        self._quiet = QTimer(self, singleShot=True, interval=_TYPING)
        self._quiet.timeout.connect(self._reckon)
        self._prepare()

    def _prepare(self) -> None:
        today = _qdate(self._desk.today)
        self._start.setDate(today)
        self._extension.setDate(today.addMonths(6))
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._rules.selectionModel().currentChanged.connect(self._rule_chosen)
        for toggle, field in ((self._has_time, self._time), (self._has_extension, self._extension)):
            toggle.toggled.connect(field.setEnabled)
            toggle.toggled.connect(self._quiet.start)
        for edit in (self._start, self._extension):
            edit.dateChanged.connect(self._day_chosen)
        self._time.timeChanged.connect(self._quiet.start)
        self._backwards.toggled.connect(self._turn)
        child(self, QPushButton, "copy").clicked.connect(self.copy)
        child(self, QPushButton, "home").clicked.connect(lambda: self._desk.show_view("welcome"))
        self._day_chosen()
        self._show_fields(None)

    def refresh(self) -> None:
        """Read the rules of the law, of every pack and the local ones when they have changed; reckon anew."""
        office = self._desk.office
        child(self, QPushButton, "home").setVisible(office is None)
        in_force = office.catalogue if office is not None else None
        basis = in_force.version if in_force is not None else ""
        if self._catalogue is not None and basis == self._basis:
            self._reckon()
            return
        self._basis = basis

        def work(_: Task) -> Catalogue:
            from caseapp.service.reckoning import every_rule

            return every_rule(in_force)

        self._desk.run(work, self._have_rules)

    def find(self) -> None:  # type: ignore[override]  # the window's protocol; Qt's own is another
        """Ctrl+F."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def choose(self, rule_id: str, start: date, extended_to: date | None = None) -> None:
        """Put a question: rule, start day and extension. Needs the rules to be read."""
        self._backwards.setChecked(False)
        self._search.clear()
        self._start.setDate(_qdate(start))
        self._rules.setCurrentIndex(self._model.find(rule_id))
        self._has_extension.setChecked(extended_to is not None)
        if extended_to is not None:
            self._extension.setDate(_qdate(extended_to))
        self._reckon()

    def choose_backwards(self, rule_id: str, by: date) -> None:
        """Put the question the other way: when must it have come in, to be due by that day?"""
        self.choose(rule_id, by)
        self._backwards.setChecked(True)
        self._reckon()

    def copy(self) -> None:
        """Put the answer with every step on the clipboard."""
        if self._answer is not None:
            QGuiApplication.clipboard().setText(self._answer.as_text())
            self._copied.setText("✓ Kopierat")
            self._desk.message.emit("Svaret är kopierat som text.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow down in the search field goes to the rules."""
        if (
            watched is self._search
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self._rules.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)

    # --- the question ---

    def _have_rules(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._filter(self._search.text())

    def _filter(self, words: str) -> None:
        if self._catalogue is None:
            return
        chosen = self._chosen()
        self._model.show(self._catalogue, words)
        dress_rules(self._rules, self._model)
        again = self._model.find(chosen.id) if chosen else QModelIndex()
        self._rules.setCurrentIndex(again if again.isValid() else self._model.first())
        if not self._model.rowCount():
            self._show_trouble("Ingen regel har de orden. Sök på regelns namn, lagrum eller kommun.")

    def _chosen(self) -> Rule | None:
        rule_id = self._model.rule_at(self._rules.currentIndex())
        return self._catalogue.rules[rule_id] if self._catalogue and rule_id else None

    def _rule_chosen(self) -> None:
        rule = self._chosen()
        self._show_fields(rule)
        if rule is not None:
            self._reckon()

    def _turn(self) -> None:
        """Ask for the day it should be done by, instead of the day it came in; or the other way."""
        turned = self._backwards.isChecked()
        child(self, QLabel, "startLabel").setText("&Klart senast" if turned else "&Startdag")
        self._start.setAccessibleName("Ska vara klart senast" if turned else "Startdag")
        self._show_fields(self._chosen())
        self._quiet.start()

    def _show_fields(self, rule: Rule | None) -> None:
        """Ask for the time only of rules in hours, for an extension only where the law has one.

        Backwards there is neither: only the day is asked for.
        """
        asked = rule is not None and not self._backwards.isChecked()
        hours = asked and rule is not None and any(v.limit.unit is Unit.HOURS for v in rule.versions)
        extends = asked and rule is not None and rule.extension is not None
        self._has_time.setVisible(hours)
        self._time.setVisible(hours)
        for widget in (self._has_extension, self._extension, child(self, QLabel, "extensionWeekday")):
            widget.setVisible(extends)

    def _day_chosen(self) -> None:
        for edit, name in ((self._start, "startWeekday"), (self._extension, "extensionWeekday")):
            day = _date(edit)
            child(self, QLabel, name).setText(f"{WEEKDAYS[day.weekday()]}, v. {day.isocalendar().week}")
        self._quiet.start()

    def _reckon(self) -> None:
        self._quiet.stop()
        rule, catalogue = self._chosen(), self._catalogue
        if rule is None or catalogue is None:
            return
        start = _date(self._start).isoformat()
        if not self._time.isHidden() and self._has_time.isChecked():
            start += self._time.time().toString("'T'HH:mm")
        extended = not self._extension.isHidden() and self._has_extension.isChecked()
        extended_to = _date(self._extension).isoformat() if extended else None
        today = self._desk.today
        backwards = self._backwards.isChecked()
        self._asked += 1
        asked = self._asked

        def work(_: Task) -> Answer:
            if backwards:
                return answer_backwards(catalogue, rule.id, start, today)
            return answer(catalogue, rule.id, start, extended_to, today)

        def done(result: Answer) -> None:
            if asked == self._asked:
                self._show_answer(result)

        def failed(error: UserError) -> None:
            if asked == self._asked:
                self._show_trouble(str(error))

        self._desk.run(work, done, failed)

    # --- the answer ---

    def _show_answer(self, found: Answer) -> None:
        self._answer = found
        result = found.reckoning
        state = found.state
        self._copied.clear()
        for name, text in (
            ("ruleName", result.rule.name),
            ("lastDayLabel", found.label),
            ("lastDay", found.day_text),
            ("state", state.text),
            ("nominal", found.nominal),
            ("lagrum", result.version.lagrum),
            ("category", found.group),
            ("validity", found.validity),
            ("consequence", result.rule.consequence),
            ("certainty", found.certainty),
            ("source", result.version.source),
        ):
            child(self, QLabel, name).setText(text)
        shown = child(self, QLabel, "state")
        shown.setProperty("status", state.token)
        shown.style().polish(shown)
        self._steps.setText(f"<ol>{''.join(f'<li>{escape(step)}</li>' for step in found.steps)}</ol>")
        self._steps.setAccessibleDescription(" ".join(found.steps))
        page = child(self, QFrame, "resultPage")
        page.setAccessibleName(f"{result.rule.name}: {found.label.lower()} {found.day_text}. {state.words}.")
        self._answers.setCurrentWidget(page)

    def _show_trouble(self, text: str) -> None:
        self._answer = None
        child(self, QLabel, "troubleText").setText(text)
        self._answers.setCurrentWidget(child(self, QFrame, "troublePage"))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _date(edit: QDateEdit) -> date:
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())
