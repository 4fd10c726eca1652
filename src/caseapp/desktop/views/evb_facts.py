"""The pane beside the quarter's list: what the report needs of a decision, filled in where it stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from caseapp.desktop.forms import child, load_form
from caseapp.desktop.models.evb_columns import about, to_fill_in
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.desktop.widgets.still_wheel import StillWheel
from caseapp.domain.evb import PAST_LIMIT

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.desktop.views.evb import EvbView
    from caseapp.domain.evb import EvbDecision
    from caseapp.service.record import Changes

_TEXTS = {
    "reasonText": "orsak_text",
    "support": "stod_under_vantan",
    "consequences": "foljder_enskild",
    "actions": "vidtagna_atgarder",
    "followUp": "uppfoljning_behov",
}
_CODES = {"lagrum": "lagrum", "kind": "insatstyp"}
_FLAGS = {"judgment": "genom_dom", "elsewhere": "vistelsekommun", "protected": "skyddade_uppgifter"}
"""The form's fields and the facts that they hold: texts, what is chosen from a list, what is ticked."""
_REASON = "orsak_ej_verkstalld"
_ANSWER = "erbjudande_svar"
_YES_NO = {True: "j", False: "n"}


class EvbFacts:
    """Fills the frame that it is given."""

    def __init__(self, desk: Desk, view: EvbView, frame: QFrame) -> None:
        self.widget = frame
        self._desk = desk
        self._view = view
        self._decision: EvbDecision | None = None
        self._stated: dict[str, str] = {}
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        form = load_form("evb_facts", frame)
        layout.addWidget(form)
        self._title = child(form, QLabel, "caseTitle")
        self._about = child(form, QLabel, "caseAbout")
        self._why = child(form, Paragraph, "why")
        self._body = child(form, QWidget, "body")
        self._scroll = child(form, QScrollArea, "scroll")
        self._missing = child(form, Paragraph, "missing")
        self.reason = child(form, QComboBox, "reason")
        self.texts = {name: child(form, QPlainTextEdit, name) for name in _TEXTS}
        self.codes = {name: child(form, QComboBox, name) for name in _CODES}
        self.flags = {name: child(form, QCheckBox, name) for name in _FLAGS}
        self._scroll = child(form, QScrollArea, "scroll")
        self._offers = child(form, Paragraph, "offers")
        self.offer_day = child(form, QDateEdit, "offerDay")
        self.offer_answer = child(form, QComboBox, "offerAnswer")
        self.offer_what = child(form, QLineEdit, "offerWhat")
        self.offer_button = child(form, QPushButton, "addOffer")
        self._reports = child(form, Paragraph, "reports")
        self.save_button = child(form, QPushButton, "save")
        self.open_button = child(form, QPushButton, "open")
        self._wheel = StillWheel(frame)
        self._wheel.guard(self.reason, *self.codes.values(), self.offer_day, self.offer_answer)
        self.open_button.clicked.connect(self.open_case)
        self.save_button.clicked.connect(self.save)
        self.offer_button.clicked.connect(self.add_offer)
        self.show_decision(None)

    # --- showing ---

    def show_decision(self, decision: EvbDecision | None) -> None:
        """Show a decision's facts. What is being written is kept while the same one is read anew."""
        if decision is not None and self._decision is not None and decision.case == self._decision.case:
            unsaved = self._written()
        else:
            unsaved = {}
        self._decision = decision
        insats = decision is not None and decision.case_type == "insats"
        self._body.setVisible(insats)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if insats else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setVerticalScrollBarPolicy(policy)
        self.save_button.setEnabled(insats)
        self.open_button.setEnabled(decision is not None)
        if decision is None:
            self._title.setText("Inget beslut markerat")
            self._about.setText("Markera en rad för att se och fylla i uppgifterna.")
            self._why.setText("")
            return
        self._title.setText(decision.case.ref)
        self._about.setText(about(decision))
        self._why.setText(decision.why)
        self._fill_choices()
        lacks = to_fill_in(decision) if decision.bin in PAST_LIMIT else ""
        self._missing.setText(f"Till rapporten: {lacks}." if lacks else "")
        self._missing.setVisible(bool(lacks))
        self._stated = {
            _REASON: decision.reason,
            "orsak_text": decision.reason_text,
            "stod_under_vantan": decision.support,
            "foljder_enskild": decision.consequences,
            "vidtagna_atgarder": decision.actions,
            "uppfoljning_behov": decision.follow_up,
            "lagrum": decision.lagrum,
            "insatstyp": decision.insatstyp,
            "genom_dom": _YES_NO[decision.by_judgment],
            "vistelsekommun": _YES_NO[decision.vistelsekommun],
            "skyddade_uppgifter": _YES_NO[decision.protected],
        }
        self._show_facts(self._stated | unsaved)
        offers = [
            f"{offer.day.isoformat()}: {offer.what or 'ej angivet vad'}, {offer.answer_name or 'inget svar'}"
            for offer in decision.offers
        ]
        self._offers.setText("\n".join(offers) or "Inget erbjudande är noterat.")
        reports = [
            f"{told.quarter}, {told.day.isoformat()}"
            + (f", IVO:s nummer {told.number}" if told.number else "")
            for told in decision.reports
        ]
        self._reports.setText("\n".join(reports) or "Inte rapporterat.")
        today = self._desk.today
        self.offer_day.setMaximumDate(QDate(today.year, today.month, today.day))

    def _show_facts(self, facts: dict[str, str]) -> None:
        place = self.reason.findData(facts[_REASON])
        if place >= 0:
            self.reason.setCurrentIndex(place)
        else:
            self.reason.setEditText(facts[_REASON])
        for name, field in _TEXTS.items():
            if self.texts[name].toPlainText() != facts[field]:
                self.texts[name].setPlainText(facts[field])
        for name, field in _CODES.items():
            box = self.codes[name]
            if box.findData(facts[field]) < 0:
                box.addItem(facts[field], facts[field])  # words of one's own, from an imported list
            box.setCurrentIndex(box.findData(facts[field]))
        for name, field in _FLAGS.items():
            self.flags[name].setChecked(facts[field] == _YES_NO[True])

    def _fill_choices(self) -> None:
        office = self._desk.office
        if office is None or self.reason.count():
            return
        fields, lists = office.catalogue.fields, office.catalogue.code_lists
        self.reason.addItem("", "")
        for code in lists[fields[_REASON].code_list].codes:
            self.reason.addItem(code.name, code.id)
        for name, field in _CODES.items():
            self.codes[name].addItem("", "")
            for code in lists[fields[field].code_list].codes:
                self.codes[name].addItem(code.name, code.id)
        self.offer_answer.addItem("inget svar än", "")
        for code in lists[fields[_ANSWER].code_list].codes:
            self.offer_answer.addItem(code.name, code.id)
        today = self._desk.today
        self.offer_day.setDate(QDate(today.year, today.month, today.day))

    def begin(self) -> None:
        """Go to the first field that is empty, else to the first."""
        if not self._body.isVisible():
            return
        empty: list[QWidget] = [box for box in self.codes.values() if not box.currentData()]
        if not self._reason():
            empty.append(self.reason)
        empty += [field for field in self.texts.values() if not field.toPlainText().strip()]
        first = empty[0] if empty else self.reason
        first.setFocus()
        self._scroll.ensureWidgetVisible(first)

    # --- saving ---

    def _reason(self) -> str:
        """The code that is chosen, or what is written instead of one."""
        text = self.reason.currentText().strip()
        place = self.reason.findText(text)
        return str(self.reason.itemData(place)) if place >= 0 else text

    def _written(self) -> dict[str, str]:
        """What has been changed since the decision was shown."""
        now = {_REASON: self._reason()}
        now |= {field: self.texts[name].toPlainText().strip() for name, field in _TEXTS.items()}
        now |= {field: str(self.codes[name].currentData() or "") for name, field in _CODES.items()}
        now |= {field: _YES_NO[self.flags[name].isChecked()] for name, field in _FLAGS.items()}
        return {field: text for field, text in now.items() if text != self._stated.get(field, "")}

    def save(self) -> None:
        """Save what is written, and go on to the next decision that lacks something."""
        decision, office = self._decision, self._desk.office
        if decision is None or office is None:
            return
        written, quarter = self._written(), self._view.quarter
        following = self._view.next_to_fill_in(decision)
        if not written:
            self._desk.message.emit("Inget är ändrat.")
            return

        def work(_: Task) -> Changes:
            from caseapp.service.evb_reporting import fill_in

            return fill_in(office, quarter, decision.case, written)

        def done(_: Changes) -> None:
            self._stated |= written
            self._view.stand_on((following or decision).case)
            then = (
                f" Nästa att fylla i: {following.case.ref}." if following else " Inget mer saknas i listan."
            )
            self._desk.message.emit(f"Uppgifterna om {decision.case.ref} är sparade.{then}")
            self._view.table.setFocus()

        self._desk.perform(work, f"fyll i uppgifter om {decision.case.ref}", done)

    def open_case(self) -> None:
        """Show the decision's case in Ärende."""
        if self._decision is not None:
            self._desk.open_case(self._decision.case)

    def add_offer(self) -> None:
        """Save an offer; what else is written stays as it is."""
        decision, office = self._decision, self._desk.office
        if decision is None or office is None:
            return
        shown = self.offer_day.date()
        day = date(shown.year(), shown.month(), shown.day())
        answer, what = str(self.offer_answer.currentData()), self.offer_what.text().strip()

        def work(_: Task) -> Changes:
            from caseapp.service.evb_reporting import add_offer

            return add_offer(office, decision.case, day, answer, what)

        def done(_: Changes) -> None:
            self.offer_what.clear()
            self.offer_answer.setCurrentIndex(0)
            self._desk.message.emit(f"Erbjudandet till {decision.case.ref} är sparat.")

        self._desk.perform(work, f"erbjudande {decision.case.ref}", done)
