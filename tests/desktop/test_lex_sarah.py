"""Lex Sarah on the screen: from report to followed-up remedy, by keyboard, with every closed gate told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.step import StepDialog
from caseapp.desktop.dialogs.void import VoidDialog
from caseapp.desktop.dialogs.why import WhyDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.lex_sarah_columns import (
    about_row,
    remedies_text,
    remedy_details,
    status_of_remedy,
    status_of_row,
)
from caseapp.desktop.models.lex_sarah_next import Next, has_a_say, next_step
from caseapp.desktop.views.lex_sarah import LexSarahView, report_dialog
from caseapp.desktop.views.lex_sarah_matter import HISTORY, OVERVIEW, REMEDIES, SIMILAR
from caseapp.desktop.views.lex_sarah_sections import similar_text
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.desktop.widgets.phase_line import PhaseLine
from caseapp.desktop.widgets.sentence_button import SentenceButton
from caseapp.desktop.widgets.tabs import Tabs
from caseapp.desktop.window import MainWindow
from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import ATGARD, ENTRY, LEX_SARAH, RemedyState
from caseapp.domain.moments import Moment
from caseapp.service.lex_sarah import matter
from caseapp.service.lex_sarah_register import RegisterRow, register
from caseapp.service.lex_sarah_remedies import remedies
from caseapp.service.lex_sarah_steps import add_remedy, record_step, start_matter
from caseapp.service.office import Office
from caseapp.service.record import record_event
from tests import lex_sarah_story as story
from tests.desktop.conftest import LATE
from tests.desktop.test_accessibility import clashes, nameless
from tests.desktop.waiting import settle

KEY = CaseKey(LEX_SARAH, "LS-2026-001")
REPORT = {
    "enhet": "Barn",
    "lex_sarah_lag": "sol",
    "lex_sarah_typ": "langa-handlaggningstider",
    "rapportor": "enhetschef",
    "rapport_text": "Utredningar väntar utan handläggare.",
    "upptackt_dag": "2026-02-10",
}
ASSESSED = {
    "forsta_bedomning": "missforhallande",
    "bedomning_motivering": "Barnen har väntat för länge.",
    "roll": "mottagare",
}
NOTE = {
    "anteckning_slag": "fakta",
    "uppgiftskalla": "Rapporten",
    "roll": "utredare",
    "anteckning": "Så var det.",
}


def take(office: Office, event: str, day: str, key: CaseKey = KEY, **values: str) -> None:
    record_step(office, key, event, Moment.parse(day), values)


@pytest.fixture
def told(town: Office) -> Office:
    """A matter that is being investigated, another that is serious and not notified, and one before them."""
    start_matter(town, Moment.parse("2025-03-03"), {**REPORT, "upptackt_dag": "2025-03-03"}, "LS-2025-001")
    before = CaseKey(LEX_SARAH, "LS-2025-001")
    take(town, "lex_sarah_bedomning", "2025-03-03", before, **{**ASSESSED, "forsta_bedomning": "avvikelse"})
    take(town, "avslutad", "2025-03-04", before)
    start_matter(town, Moment.parse("2026-02-10"), REPORT, KEY.ref)
    take(town, "lex_sarah_bedomning", "2026-02-10", **ASSESSED)
    take(town, "lex_sarah_utredning", "2026-02-11")
    take(town, ENTRY, "2026-02-12", punkt="handelse", **NOTE)
    late = {"atgard": "Rutin för kön.", "ansvarig": "enhetschef", "klar_senast": "2026-03-01"}
    add_remedy(town, KEY, Moment.parse("2026-02-12"), late)
    serious = CaseKey(LEX_SARAH, "LS-2026-002")
    start_matter(town, Moment.parse("2026-03-12"), {**REPORT, "lex_sarah_typ": "bemotande"}, serious.ref)
    take(
        town,
        "lex_sarah_bedomning",
        "2026-03-12",
        serious,
        **{**ASSESSED, "forsta_bedomning": "allvarligt-missforhallande"},
    )
    return town


@pytest.fixture
def view(told: Office, window: MainWindow, desk: Desk, qtbot: QtBot) -> LexSarahView:
    window.show_view("lex_sarah")
    settle(qtbot, desk)
    shown = window.current
    assert isinstance(shown, LexSarahView)
    return shown


def refs(view: LexSarahView) -> list[str]:
    return [row.key.ref for row in view.register.model.items]


def open_matter(view: LexSarahView, ref: str, desk: Desk, qtbot: QtBot) -> None:
    view.open_matter(CaseKey(LEX_SARAH, ref))
    settle(qtbot, desk)


def dialog_of(root: QWidget) -> StepDialog:
    return next(found for found in root.findChildren(StepDialog) if found.isVisible())


def judged(dialog: StepDialog, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog._timer.isActive(), timeout=5_000)
    settle(qtbot, desk)


def fill_in(dialog: StepDialog, day: str, values: Mapping[str, str], desk: Desk, qtbot: QtBot) -> None:
    dialog.day.setDate(QDate.fromString(day, "yyyy-MM-dd"))
    dialog.write(values)
    judged(dialog, desk, qtbot)


def save(dialog: StepDialog, desk: Desk, qtbot: QtBot) -> None:
    assert dialog.ok.isEnabled(), [button.accessibleName() for button in dialog.obstacles] + [
        child(dialog, QLabel, "wrong").text()
    ]
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    if dialog.ok.text() == "Spara &ändå":
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk)


def sentences(dialog: StepDialog) -> list[str]:
    return [button.accessibleName() for button in dialog.obstacles]


def words(view: LexSarahView) -> str:
    """All that the section says."""
    page = child(view, QWidget, "page")
    labels = [found.text() for found in page.findChildren(QLabel) if found.isVisibleTo(page)]
    return "\n".join(labels + [found.accessibleName() for found in page.findChildren(SentenceButton)])


def gate(view: LexSarahView, name: str) -> SentenceButton:
    return child(view, SentenceButton, f"gate_{name}")


# --- the register ---


def test_the_register_shows_what_is_wrong_in_law_first_and_what_is_closed_last(view: LexSarahView) -> None:
    assert refs(view) == ["LS-2026-002", "LS-1", "LS-2026-001", "LS-2025-001"]
    cells = view.register.model.cells(view.register.model.item(0))
    assert cells[1] == "▲ Ej anmäld till IVO"
    states = [view.register.model.cells(row)[1] for row in view.register.model.items]
    assert states[1:] == ["◆ Ej påbörjad", "◆ Inget steg på länge", "✓ Avslutad 2025-03-04"]
    assert view.register.model.cells(view.register.model.item(2))[2] == "1 av 9"
    assert view.register.model.cells(view.register.model.item(2))[8] == "1, 1 försenad"


def test_a_card_is_a_filter_and_pressing_it_again_shows_all(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    counts = {card.count.id: card.count.count for card in view.register.cards.cards}
    assert counts == {"reports": 4, "misconduct": 2, "serious": 1, "not_started": 2, "late_remedies": 1}
    serious = next(card for card in view.register.cards.cards if card.count.id == "serious")
    assert serious.accessibleName() == "Allvarliga: 1. 1 är inte anmäld."
    qtbot.keyClick(serious, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert refs(view) == ["LS-2026-002"]
    qtbot.keyClick(serious, Qt.Key.Key_Space)
    settle(qtbot, desk)
    assert len(refs(view)) == 4


def test_the_register_is_narrowed_by_period_type_and_words(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    view.register.choose_period("2025")
    settle(qtbot, desk)
    assert refs(view) == ["LS-2025-001"]
    view.register.choose_period("De senaste 12 månaderna")
    settle(qtbot, desk)
    assert refs(view) == ["LS-2026-002", "LS-1", "LS-2026-001"]
    view.register.choose_type("bemotande")
    settle(qtbot, desk)
    assert refs(view) == ["LS-2026-002"]
    view.register.choose_type(None)
    view.find()
    assert view.register._search.hasFocus()
    view.register._search.setText("finns inte")
    qtbot.waitUntil(lambda: not view.register._timer.isActive())
    settle(qtbot, desk)
    assert refs(view) == []
    assert child(view, QLabel, "empty").text() == "Inget ärende passar urvalet. Ändra det för att se fler."
    assert view.register.current() is None
    view.register.open_current()


def test_the_filters_can_be_worked_without_the_focus_being_lost(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    view.register.table.setFocus()
    view.register.cards.choose("late_remedies")
    settle(qtbot, desk)
    assert refs(view) == ["LS-2026-001"]
    view.register.choose_type("bemotande")
    settle(qtbot, desk)
    assert refs(view) == []
    assert view.register.cards.cards[0].hasFocus()


def test_the_cards_stand_in_two_rows_when_they_would_be_too_narrow(view: LexSarahView) -> None:
    cards = view.register.cards
    cards.resize(1000, cards.height())
    one = cards.height()
    cards.resize(460, cards.height())
    assert cards.height() > one
    assert {card.y() for card in cards.cards} == {0, cards.cards[-1].y()}
    assert all(card.height() >= card.height_at(card.width()) for card in cards.cards)


def test_the_register_is_exported_and_the_summary_printed(
    view: LexSarahView, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "lista"), "CSV (*.csv)"))
    view.register.export_button.click()
    settle(qtbot, desk)
    assert "LS-2026-002" in (tmp_path / "lista.csv").read_text(encoding="utf-8-sig")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    view.register.export()
    assert not desk.busy
    asked: list[Any] = []
    desk.report_requested.disconnect()
    desk.report_requested.connect(lambda *told: asked.append(told))
    view.print_out()
    view.register.choose_period("2025")
    settle(qtbot, desk)
    view.print_out()
    assert [(name, arguments["period"].name) for name, arguments in asked] == [
        ("lex-sarah", "2025-03-17..2026-03-16"),
        ("lex-sarah", "2025"),
    ]


def test_an_empty_register_says_how_to_begin(tmp_path: Path, desk: Desk, qtbot: QtBot) -> None:
    from tests.desktop.waiting import still

    desk.use(Office.create(str(tmp_path / "tom.sqlite"), clock=still))
    view = LexSarahView(desk)
    qtbot.addWidget(view)
    view.show()
    view.refresh()
    settle(qtbot, desk)
    assert "Ny rapport (Alt+N)" in child(view, QLabel, "empty").text()
    assert not view.register.open_button.isEnabled()
    view.toggle_details()
    view.show_tab("matter")
    view.toggle_details()
    view.show_tab("remedies")
    view.toggle_details()
    view.register_event()
    view.remedies.open_matter()
    view.show_tab("register")
    view.register_event()
    assert dialog_of(view).windowTitle() == "Ny rapport enligt lex Sarah"
    dialog_of(view).reject()
    settle(qtbot, desk)


# --- the matter ---


def test_a_serious_matter_that_is_not_notified_is_red_at_the_top_and_leads_to_the_notification(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, "LS-2026-002", desk, qtbot)
    red = gate(view, "forsta-allvarligt-utan-anmalan")
    assert red.accessibleName().startswith("Vid första bedömningen allvarligt och inte anmält till IVO.")
    assert child(view, QWidget, "red").isVisible()
    assert "anmäld till IVO" in view.matter.head.next_button.text()
    qtbot.keyClick(red, Qt.Key.Key_Return)
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    assert dialog.windowTitle() == "LS-2026-002 · anmäld till IVO"
    assert sentences(dialog) == ["Fyll i ”Bifogat till anmälan” och ”Utredningen bifogad”."]
    fill_in(dialog, "2026-03-13", {"ivo_bilagor": "Rapporten.", "utredning_bifogad": "n"}, desk, qtbot)
    assert "Lex Sarah-utredning till IVO: fristen börjar löpa" in child(dialog, Paragraph, "effect").text()
    save(dialog, desk, qtbot)
    assert not child(view, QWidget, "red").isVisible()


def test_the_parts_tell_how_far_they_have_come_and_each_point_what_it_lacks(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    chooser = child(view, QListWidget, "chooser")
    texts = [chooser.item(row).text() for row in range(chooser.count())]
    assert texts[1:7] == [
        "○ 1 Bakgrund  0 av 2",
        "✓ 2 Vad som hände  1 av 1",
        "○ 3 Varför det hände  0 av 2",
        "○ 4 Vad som har gjorts  0 av 1",
        "○ 5 Bedömning  0 av 2",
        "○ 6 Ställningstagande  0 av 1",
    ]
    assert texts[7] == "Åtgärder  1, 1 sen"
    assert "Punkt 4, Orsaker: inte besvarad" in words(view)
    view.matter.show_section("bakgrund")
    assert "Uppgiften ”Inträffade” saknas." in words(view)
    view.matter.show_section("vad-hande")
    assert "Så var det." in words(view)
    assert "2026-02-12 · Rapporten · utredare" in words(view)


def test_a_closed_gate_is_a_sentence_that_opens_the_place_it_names(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    button = gate(view, "beslut-ej-overlamnad")
    assert button.accessibleName() == (
        "Ställningstagande: Utredningen är inte överlämnad för ställningstagande. "
        "Utredaren överlämnar den först."
    )
    button.click()
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    assert dialog.windowTitle().endswith("utredningen överlämnad för ställningstagande")
    assert any("Utredningen kan inte överlämnas än. Det saknas: " in said for said in sentences(dialog))
    assert not dialog.ok.isEnabled()
    dialog.accept()
    dialog.obstacles[-1].click()
    settle(qtbot, desk)
    assert not any(found.isVisible() for found in view.findChildren(StepDialog))
    assert view.matter.place == "bakgrund"
    view.matter.show_section(OVERVIEW)
    gate(view, "overlamnad-ofullstandig").click()
    assert view.matter.place == "bakgrund"
    assert view.window().focusWidget() is child(view, QPushButton, "take_uppgifter")


def test_a_form_that_has_been_written_in_stays_when_one_goes_elsewhere(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    dialog = view.matter.take("lex_sarah_beslut")
    assert dialog is not None
    judged(dialog, desk, qtbot)
    fill_in(dialog, "2026-03-01", {"beslut_motivering": "Skälen."}, desk, qtbot)
    next(button for button in dialog.obstacles if "fullständig" in button.accessibleName()).click()
    assert dialog.isVisible()
    assert view.matter.place == "bakgrund"
    dialog.reject()


def test_the_obstacle_of_an_answer_leads_to_its_field(view: LexSarahView, desk: Desk, qtbot: QtBot) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    dialog = view.matter.take("lex_sarah_beslut", {"allvar": "risk", "anmalan_ivo": "n", "roll": "utredare"})
    assert dialog is not None
    judged(dialog, desk, qtbot)
    assert dialog._form.isRowVisible(dialog.fields["anmalan_motivering"].widget)
    said = {button.accessibleName(): button for button in dialog.obstacles}
    next(button for text, button in said.items() if "Skriv varför" in text).click()
    assert dialog.fields["anmalan_motivering"].widget.hasFocus()
    next(button for text, button in said.items() if text.startswith("En utredare kan")).click()
    assert dialog.fields["roll"].widget.hasFocus()
    fill_in(dialog, "2026-03-01", {"anmalan_ivo": "j"}, desk, qtbot)
    assert not dialog._form.isRowVisible(dialog.fields["anmalan_motivering"].widget)
    dialog.reject()


def test_an_entry_asks_only_for_what_its_point_wants(view: LexSarahView, desk: Desk, qtbot: QtBot) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    view.matter.write_entry("orsaker")
    dialog = dialog_of(view)

    def asked() -> set[str]:
        return {name for name, made in dialog.fields.items() if dialog._form.isRowVisible(made.widget)}

    base = {"punkt", "anteckning_slag", "uppgiftskalla", "roll", "anteckning"}
    assert asked() == base | {"lex_sarah_orsak"}
    dialog.write({"punkt": "igen", "kan_handa_igen": "n"})
    assert asked() == base | {"kan_handa_igen", "kan_handa_igen_motivering"}
    dialog.write({"kan_handa_igen": "j"})
    assert asked() == base | {"kan_handa_igen"}
    assert dialog.values()["roll"] == "utredare"
    judged(dialog, desk, qtbot)
    dialog.reject()


def test_the_register_itself_answers_whether_something_like_it_has_happened(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    view.matter.show_section("varfor")
    child(view, QPushButton, "write_liknande").click()
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    values = dialog.values()
    assert values["liknande_hant"] == "j"
    assert (
        "LS-2025-001 · rapporterad 2025-03-03 · avvikelse · inga åtgärder · avslutad 2025-03-04"
        in values["anteckning"]
    )
    dialog.reject()
    view.matter.show_section(SIMILAR)
    opened: list[Any] = []
    view.matter.opened.connect(opened.append)
    child(view, SentenceButton, "like_LS-2025-001").click()
    assert [key.ref for key in opened] == ["LS-2025-001"]
    settle(qtbot, desk)
    view.matter.show_section(SIMILAR)
    assert "Registret har inget liknande ärende." in words(view)
    view.matter.write_entry("liknande")
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    assert dialog.values()["liknande_hant"] == "n"
    assert dialog.values()["liknande_motivering"].startswith("Registret har inget ärende")
    dialog.reject()


def test_facts_of_the_report_are_completed_and_only_what_is_changed_is_recorded(
    view: LexSarahView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    view.matter.go("handelse_dag")
    child(view, QPushButton, "take_uppgifter").click()
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    assert dialog.fields["rapportor"].read() == "enhetschef"
    assert not dialog.ok.isEnabled()
    fill_in(dialog, "2026-03-01", {"handelse_dag": "31 januari"}, desk, qtbot)
    assert "är ingen dag i kalendern" in child(dialog, QLabel, "wrong").text()
    fill_in(dialog, "2026-03-01", {"handelse_dag": "2026-01-31"}, desk, qtbot)
    save(dialog, desk, qtbot)
    last = matter(town, KEY).history[-1].event
    assert (last.type, dict(last.values)) == ("uppgifter", {"handelse_dag": "2026-01-31"})
    assert view.matter.place == "bakgrund"


def test_a_text_is_guarded_before_it_is_saved(
    view: LexSarahView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    view.matter.write_entry("atgarder")
    dialog = dialog_of(view)
    number = "070" + "-" + "174 06 05"
    note = {"anteckning_slag": "fakta", "uppgiftskalla": "Samtal", "anteckning": f"Ring {number} i morgon."}
    fill_in(dialog, "2026-03-01", note, desk, qtbot)
    field = dialog.fields["anteckning"]
    assert "ser ut som ett telefonnummer. Ta bort det." in field.note.text()
    assert not dialog.ok.isEnabled()
    fill_in(dialog, "2026-03-01", {"anteckning": "Samtal med Fatima Ahmed om rutinen."}, desk, qtbot)
    assert "kan vara en persons namn" in field.widget.accessibleDescription()
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    assert dialog.ok.text() == "Spara &ändå"
    assert dialog.ok.hasFocus()
    fill_in(dialog, "2026-03-01", {"anteckning": "Gruppledaren har gått igenom rutinen."}, desk, qtbot)
    assert field.note.text() == ""
    save(dialog, desk, qtbot)
    assert "Gruppledaren" in matter(town, KEY).history[-1].details


def test_a_clock_is_explained_and_what_was_wrong_is_voided(
    view: LexSarahView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    open_matter(view, "LS-2026-002", desk, qtbot)
    buttons = child(view, QWidget, "page").findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Varför?").click()
    why = view.findChild(WhyDialog)
    assert why is not None
    why.close()
    view.matter.show_section(HISTORY)
    history = view.matter.history
    history.void()
    history.table.selectRow(0)
    history.void_button.click()
    dialog = view.findChild(VoidDialog)
    assert dialog is not None
    settle(qtbot, desk)
    dialog.ok.click()
    settle(qtbot, desk)
    assert "ej bedömd" in child(view, QLabel, "matterAbout").text()
    cases: list[Any] = []
    desk.case_requested.disconnect()
    desk.case_requested.connect(cases.append)
    history.open_button.click()
    assert [key.ref for key in cases] == ["LS-2026-002"]


def test_every_step_can_be_chosen_from_the_menu_and_every_paper_printed(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    actions = {action.text(): action for action in view.matter.head.steps_button.menu().actions()}
    assert "✓ Utredning inledd 2026-02-11" in actions
    assert not [text for text in actions if "Återöppnad" in text or "Rapport mottagen" in text]
    assert "◆ Ställningstagande – något saknas" in actions
    actions["○ Nämnden informerad om rapporten"].trigger()
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    assert dialog.day.hasFocus()
    save(dialog, desk, qtbot)
    {action.text(): action for action in view.matter.head.steps_button.menu().actions()}[
        "Ny åtgärd"
    ].trigger()
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    assert dialog.windowTitle() == f"{KEY.ref} · ny åtgärd"
    dialog.reject()
    asked: list[Any] = []
    desk.report_requested.disconnect()
    desk.report_requested.connect(lambda *told: asked.append(told))
    view.print_out()
    for action in view.matter.head.print_button.menu().actions():
        action.trigger()
    names = [name for name, arguments in asked if arguments == {"case": KEY}]
    assert names == ["lex-sarah-investigation", "lex-sarah-investigation", "lex-sarah-notification"]


def test_f4_goes_from_the_list_to_what_it_shows_and_back(
    view: LexSarahView, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    view.register.stand_on(KEY)
    view.register.stand_on(CaseKey(LEX_SARAH, "finns inte"))
    view.register.table.setFocus()
    window.details_action.trigger()
    settle(qtbot, desk)
    assert view.matter.key == KEY
    assert view.matter.chooser.hasFocus()
    for section in (OVERVIEW, "varfor", REMEDIES, HISTORY):
        view.matter.show_section(section)
        window.details_action.trigger()
        assert not view.matter.chooser.hasFocus(), section
        window.details_action.trigger()
        assert view.matter.chooser.hasFocus(), section


def test_the_focus_stays_on_its_button_when_the_matter_is_read_anew(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    view.matter.show_section("varfor")
    child(view, QPushButton, "write_orsaker").setFocus()
    view.refresh()
    settle(qtbot, desk)
    assert child(view, QPushButton, "write_orsaker").hasFocus()


def test_a_matter_whose_report_is_undone_is_shown_no_more(
    view: LexSarahView, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    view.new_report()
    dialog = dialog_of(view)
    fill_in(dialog, "2026-03-16", REPORT, desk, qtbot)
    save(dialog, desk, qtbot)
    assert view.matter.key == CaseKey(LEX_SARAH, "LS-2026-003")
    desk.undo()
    settle(qtbot, desk)
    assert view.matter.key is None
    assert child(view, Tabs, "tabs").tabText(1) == "&Ärende"
    view.matter.take_next()
    assert view.matter.take("lex_sarah_beslut") is None


def test_ctrl_n_in_the_register_opens_the_matter_at_its_next_step(
    view: LexSarahView, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    view.register.stand_on(KEY)
    window.register_action.trigger()
    settle(qtbot, desk)
    dialog = dialog_of(view)
    assert view.matter.key == KEY
    assert dialog.windowTitle() == f"{KEY.ref} · uppgifter ändrade"
    judged(dialog, desk, qtbot)
    dialog.reject()


def test_a_place_that_is_no_part_and_no_step_opens_the_form_that_asks_for_it(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    view.matter.go("ivo_brist")
    dialog = dialog_of(view)
    assert dialog.windowTitle().endswith("iVO:s beslut") or dialog.windowTitle().endswith("IVO:s beslut")
    judged(dialog, desk, qtbot)
    dialog.reject()
    view.matter.go("finns-inte")
    assert not [found for found in view.findChildren(StepDialog) if found.isVisible()]


def test_the_phases_say_what_has_been_and_what_is_to_come(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    line = child(view, PhaseLine, "phases")
    assert line.accessibleName().startswith(
        "Faser: Rapporterad, 2026-02-10; Bedömd, 2026-02-10; Utreds, nu, 2026-02-11; "
        "Väntar på ställningstagande, inte än;"
    )
    line.resize(1200, line.height())
    wide = line.height()
    line.resize(500, line.height())
    assert line.height() > wide


def test_a_personal_data_incident_asks_for_the_assessment_of_imy(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    view.new_report()
    dialog = dialog_of(view)
    fill_in(dialog, "2026-03-16", {**REPORT, "lex_sarah_typ": "personuppgiftsincident"}, desk, qtbot)
    save(dialog, desk, qtbot)
    assert "incident PI-2026-001" in child(view, QLabel, "matterAbout").text()
    assert "72" in words(view) or "Integritetsskyddsmyndigheten" in words(view)


# --- remedies across matters ---


def test_the_remedies_of_all_matters_are_followed_up_from_one_list(
    view: LexSarahView, desk: Desk, qtbot: QtBot, town: Office, window: MainWindow
) -> None:
    assert child(view, Tabs, "tabs").tabText(2) == "Å&tgärder · 1 sen"
    view.show_tab("remedies")
    panel = view.remedies
    row = panel.current()
    assert row is not None
    assert panel.model.cells(row)[1] == "▲ Försenad 15 dagar"
    panel.day_button.click()
    dialog = dialog_of(view)
    fill_in(dialog, "2026-03-16", {"klar_senast": "2026-04-01"}, desk, qtbot)
    assert "sista dag flyttas" in child(dialog, Paragraph, "effect").text()
    save(dialog, desk, qtbot)
    assert [found.state for found in remedies(town)] == [RemedyState.RUNNING]
    panel.done_button.click()
    dialog = dialog_of(view)
    fill_in(dialog, "2026-03-10", {"effekt_senast": "2026-03-12"}, desk, qtbot)
    save(dialog, desk, qtbot)
    row = panel.current()
    assert row is not None
    assert panel.model.cells(row)[1] == "▲ Effekt sen 4 dagar"
    window.register_action.trigger()
    dialog = dialog_of(view)
    fill_in(dialog, "2026-03-16", {"effekt": "avsedd", "effekt_text": "Kön är borta."}, desk, qtbot)
    save(dialog, desk, qtbot)
    assert [found.state for found in remedies(town)] == [RemedyState.CLOSED]
    assert "Effekt: avsedd effekt. Kön är borta." in child(panel.widget, Paragraph, "told").text()
    assert not panel.effect_button.isEnabled()
    panel.take_next()
    panel._go("atgard_beslutad")
    panel.open_button.click()
    settle(qtbot, desk)
    assert view.matter.key == KEY


def test_checking_the_effect_of_what_is_not_done_leads_to_that_it_is(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    view.show_tab("remedies")
    view.remedies._take("effekt_kontrollerad")
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    button = next(b for b in dialog.obstacles if b.accessibleName().startswith("Åtgärden är inte genomförd."))
    button.click()
    dialog = dialog_of(view)
    assert dialog.windowTitle().endswith("åtgärd genomförd")
    judged(dialog, desk, qtbot)
    dialog.reject()


def test_the_list_of_remedies_is_searched(view: LexSarahView, desk: Desk, qtbot: QtBot) -> None:
    view.show_tab("remedies")
    view.remedies.table.setFocus()
    view.find()
    assert view.remedies._search.hasFocus()
    view.remedies.table.setFocus()
    view.remedies._search.setText("finns inte")
    assert view.remedies.current() is None
    assert (
        child(view.remedies.widget, QLabel, "remediesEmpty").text()
        == "Ingen åtgärd har de orden. Ändra sökningen."
    )
    assert view.remedies._search.hasFocus()


# --- from what the program knows ---


def test_an_overdue_utredning_starts_a_matter_with_its_trace(
    window: MainWindow, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    desk.open_case(LATE)
    settle(qtbot, desk)
    assert window.current is not None
    button = child(window.current, QPushButton, "lexSarah")
    assert button.isVisible()
    button.click()
    dialog = dialog_of(window)
    judged(dialog, desk, qtbot)
    text = child(dialog, QPlainTextEdit, "evidenceText").toPlainText()
    assert "Överskriden med 1 arbetsdag" in text
    assert LATE.ref not in text
    assert dialog.fields["enhet"].read() == "Barn"
    more = {"rapportor": "gruppledare på avdelningen", "rapport_text": "Utredningen blev sen."}
    fill_in(dialog, "2026-03-16", more, desk, qtbot)
    save(dialog, desk, qtbot)
    shown = window.current
    assert isinstance(shown, LexSarahView)
    settle(qtbot, desk)
    seen = matter(town, CaseKey(LEX_SARAH, "LS-2026-001"))
    assert seen.case.facts["rapportor"] == "gruppledare på avdelningen"
    assert seen.parts[1].points[0].entries[0].entry.text == text
    desk.open_case(seen.key)
    settle(qtbot, desk)
    assert window.current is not None
    again = child(window.current, QPushButton, "lexSarah")
    assert again.text() == "Öppna i &Lex Sarah"
    again.click()
    assert window.current is shown


def test_a_case_in_time_offers_no_matter_and_says_why_when_asked(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.open_case(CaseKey("utredning", "BU-2026-0002"))
    settle(qtbot, desk)
    assert window.current is not None
    assert not child(window.current, QPushButton, "lexSarah").isVisible()
    window.start_action.trigger()
    settle(qtbot, desk)
    assert not [found for found in window.findChildren(StepDialog) if found.isVisible()]
    assert "Inget i ärendet är överskridet" in child(window, QLabel, "noticeText").text()


def test_a_queue_and_the_quarter_of_evb_start_a_matter(
    window: MainWindow, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    from caseapp.desktop.views.queues import QueuesView

    desk.open_queue("overdue")
    settle(qtbot, desk)
    view = window.current
    assert isinstance(view, QueuesView)
    assert "Starta lex Sarah från kön …" in [action.text() for action in view.row_menu().actions()]
    window.start_action.trigger()
    dialog = dialog_of(window)
    judged(dialog, desk, qtbot)
    assert child(dialog, QLabel, "evidenceTitle").text() == "Underlag: Kön Överskridna, läget 2026-03-16"
    dialog.reject()
    window.show_view("evb")
    window.start_action.trigger()
    settle(qtbot, desk)
    window.start_action.trigger()
    settle(qtbot, desk)
    assert "Ej verkställda beslut 2025Q4" in child(window, QLabel, "noticeText").text()
    assert not [found for found in window.findChildren(StepDialog) if found.isVisible()]
    granted = {"lagrum": "sol-11-1", "insatstyp": "kontaktfamilj", "enhet": "Insats", "person": "P-9"}
    record_event(town, CaseKey("insats", "I-2025-0009"), "beslut", Moment.parse("2025-08-01"), granted)
    window.refresh()
    settle(qtbot, desk)
    window.start_action.trigger()
    dialog = dialog_of(window)
    judged(dialog, desk, qtbot)
    assert "1 ärende, 1 berörd." in child(dialog, QPlainTextEdit, "evidenceText").toPlainText()
    assert dialog.values()["lex_sarah_typ"] == "insats-ej-utford"
    dialog.reject()


# --- for everyone ---


@pytest.mark.parametrize("place", ["register", "remedies", OVERVIEW, "varfor", REMEDIES, SIMILAR, HISTORY])
def test_everything_has_a_name_and_no_letter_is_given_twice(
    place: str, view: LexSarahView, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QAbstractButton

    if place in ("register", "remedies") and place != REMEDIES:
        view.show_tab(place)
    else:
        open_matter(view, KEY.ref, desk, qtbot)
        view.matter.show_section(place)
    assert nameless(window) == []
    bar = [action.text() for action in window.menuBar().actions()]
    tabs = child(view, Tabs, "tabs")
    buttons = [b.text().replace("&&", "") for b in view.findChildren(QAbstractButton) if b.isVisible()]
    assert clashes(bar + buttons + [tabs.tabText(number) for number in range(3)]) == []


def test_a_step_form_has_names_letters_and_one_answer_that_enter_gives(
    view: LexSarahView, desk: Desk, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QAbstractButton

    open_matter(view, KEY.ref, desk, qtbot)
    for event in ("uppgifter", "lex_sarah_anteckning", "lex_sarah_beslut", "anmald_ivo", "avslutad"):
        dialog = view.matter.take(event)
        assert dialog is not None
        judged(dialog, desk, qtbot)
        assert nameless(dialog) == []
        texts = [button.text().replace("&&", "") for button in dialog.findChildren(QAbstractButton)]
        labels = [each.text() for each in dialog.findChildren(QLabel) if each.buddy()]
        assert clashes(texts + labels) == []
        assert [b.isDefault() for b in dialog.findChildren(QPushButton)].count(True) == 1
        assert dialog.height() <= 720
        dialog.reject()


def test_a_sentence_that_is_long_takes_more_lines_and_none_is_cut(qtbot: QtBot) -> None:
    button = SentenceButton("▲", "En lång mening som inte får plats på en enda rad i en smal ruta.", "late")
    qtbot.addWidget(button)
    assert button.heightForWidth(220) > button.heightForWidth(900)
    button.resize(220, button.heightForWidth(220))
    button.show()
    button.setDown(True)
    assert not button.grab().isNull()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(pressed) == 1


def test_without_a_database_nothing_is_asked(desk: Desk, qtbot: QtBot, qapp: Callable[..., object]) -> None:
    view = LexSarahView(desk)
    qtbot.addWidget(view)
    view.refresh()
    view.register.write(Path("x.csv"))
    view.register.refresh()
    view.matter.refresh()
    view.matter.print_out("lex-sarah-investigation")
    view.matter.history._open()
    assert not desk.busy


# --- the whole story ---

EXPECTED = [
    "lex_sarah_bedomning",
    "anmald_ivo",
    "lex_sarah_utredning",
    "lex_sarah_anteckning",
    "lex_sarah_anteckning",
    "lex_sarah_anteckning",
    "lex_sarah_anteckning",
    "lex_sarah_anteckning",
    "lex_sarah_anteckning",
    "overlamnad",
    "lex_sarah_beslut",
    "utredning_ivo",
    "ivo_beslut",
    "atgard_beslutad",
    "avslutad",
    "atgard_klar",
    "effekt_kontrollerad",
]
"""What Ctrl+N asks for, in order, from the report to the effect that has been checked."""


def test_the_story_of_2022_is_walked_by_keyboard_from_report_to_followed_up_remedy(
    window: MainWindow, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    story.tell_queue(town)
    window.show_view("lex_sarah")
    settle(qtbot, desk)
    view = window.current
    assert isinstance(view, LexSarahView)
    report = report_dialog(desk, view, story.SOURCE)
    judged(report, desk, qtbot)
    assert f"{story.CHILDREN} ärenden" in child(report, QPlainTextEdit, "evidenceText").toPlainText()
    fill_in(report, "2022-01-12", story.REPORT, desk, qtbot)
    save(report, desk, qtbot)
    assert view.matter.key == story.MATTER
    known = {event: values for _, event, values in story.STEPS if event != ENTRY}
    entries = {values["punkt"]: values for _, event, values in story.STEPS if event == ENTRY}
    remedy = story.REMEDIES[0][2]
    known |= {
        "atgard_beslutad": remedy,
        "avslutad": {},
        "atgard_klar": {},
        "effekt_kontrollerad": story.EFFECTS[0][2],
    }
    day, asked = date(2022, 1, 12), []
    while view.matter.head.next_button.isEnabled():
        day += timedelta(days=2)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        dialog = dialog_of(view)
        event = dialog._deed.event
        asked.append(event)
        values = entries[dialog.fields["punkt"].read()] if event == ENTRY else known[event]
        fill_in(dialog, day.isoformat(), values, desk, qtbot)
        save(dialog, desk, qtbot)
    assert asked == EXPECTED
    assert view.matter.head.next_button.text() == "Inget steg återstår"
    seen = matter(town, story.MATTER)
    assert seen.case.closed is not None
    assert (seen.covered, seen.total) == (9, 9)
    assert not seen.red
    assert [row.state for row in seen.remedies] == [RemedyState.CLOSED]
    assert [row.key.case_type for row in seen.remedies] == [ATGARD]
    assert seen.remedies[0].effect_text == story.EFFECTS[0][2]["effekt_text"]
    assert "Ärendet är avslutat." in words(view) or view.matter.place == REMEDIES


# --- words ---


def a_row(office: Office, **changed: Any) -> RegisterRow:
    """The register's row of the matter that is investigated, with some of it changed."""
    found = next(row for row in register(office).rows if row.key == KEY)
    return replace(found, **{"passive": False, "not_started": False, **changed})


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"red": ("Anmäl.",)}, "▲ Ej anmäld till IVO"),
        ({"closed": date(2026, 3, 1)}, "✓ Avslutad 2026-03-01"),
        ({"next_day": date(2026, 3, 13), "next_is_watch": False}, "▲ Försenad"),
        ({"not_started": True}, "◆ Ej påbörjad"),
        ({"passive": True}, "◆ Inget steg på länge"),
        ({"next_day": date(2026, 3, 13), "next_is_watch": True}, "◆ Väntar"),
        ({"next_day": date(2026, 3, 17)}, "● Pågår"),
        ({"next_day": None}, "● Pågår"),
    ],
)
def test_a_matter_is_told_by_icon_and_words(changed: dict[str, Any], text: str, told: Office) -> None:
    assert status_of_row(a_row(told, **changed), date(2026, 3, 16)).text == text


def test_a_row_says_what_was_reported_or_what_is_wrong(told: Office) -> None:
    assert about_row(a_row(told)) == "Utredningar väntar utan handläggare."
    assert about_row(a_row(told, red=("Anmäl snarast.",))) == "Anmäl snarast."
    assert remedies_text(a_row(told, remedies=3, late_remedies=2)) == "3, 2 försenade"
    assert remedies_text(a_row(told, remedies=0)) == ""


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "▲ Försenad 15 dagar"),
        ({"state": RemedyState.RUNNING}, "● Pågår"),
        ({"state": RemedyState.DONE}, "◆ Effekt att kontrollera"),
        ({"state": RemedyState.EFFECT_LATE, "days_late": 1}, "▲ Effekt sen 1 dag"),
        ({"state": RemedyState.CLOSED}, "✓ Avslutad"),
    ],
)
def test_a_remedy_is_told_by_icon_and_words(changed: dict[str, Any], text: str, told: Office) -> None:
    row = replace(remedies(told)[0], **changed)
    assert status_of_remedy(row).text == text
    assert "Klar 2026-03-02." in remedy_details(replace(row, done=date(2026, 3, 2)))
    assert "kontrolleras senast 2026-04-01" in remedy_details(replace(row, effect_due=date(2026, 4, 1)))


def test_a_mere_deviation_goes_from_its_assessment_to_its_closing(told: Office) -> None:
    key = CaseKey(LEX_SARAH, "LS-2026-009")
    start_matter(told, Moment.parse("2026-03-10"), REPORT, key.ref)
    assert next_step(matter(told, key)) == Next(key, "lex_sarah_bedomning")
    take(told, "lex_sarah_bedomning", "2026-03-10", key, **{**ASSESSED, "forsta_bedomning": "avvikelse"})
    assert next_step(matter(told, key)) == Next(key, "avslutad")
    assert not has_a_say(matter(told, key), "ateroppnad")
    take(told, "avslutad", "2026-03-11", key)
    assert next_step(matter(told, key)) is None
    assert has_a_say(matter(told, key), "ateroppnad")


def test_an_incident_is_judged_for_imy_when_its_points_are_answered(told: Office) -> None:
    key = CaseKey(LEX_SARAH, "LS-2026-009")
    values = {
        **REPORT,
        "lex_sarah_typ": "personuppgiftsincident",
        "handelse_dag": "2026-02-09",
        "upptackt_hur": "Så.",
    }
    start_matter(told, Moment.parse("2026-03-10"), values, key.ref)
    take(told, "lex_sarah_bedomning", "2026-03-10", key, **ASSESSED)
    assert next_step(matter(told, key)) == Next(key, "lex_sarah_utredning")
    take(told, "lex_sarah_utredning", "2026-03-10", key)
    answers = {
        "orsaker": {"lex_sarah_orsak": "rutin-saknas"},
        "liknande": {"liknande_hant": "j"},
        "igen": {"kan_handa_igen": "j"},
    }
    for point in ("handelse", "orsaker", "liknande", "igen", "atgarder", "ovrigt"):
        assert next_step(matter(told, key)) == Next(key, ENTRY, {"punkt": point})
        take(told, ENTRY, "2026-03-11", key, punkt=point, **NOTE, **answers.get(point, {}))
    assert next_step(matter(told, key)) == Next(key, "imy_bedomning")
    assert has_a_say(matter(told, key), "imy_bedomning")
    assert not has_a_say(matter(told, KEY), "imy_bedomning")
    take(told, "imy_bedomning", "2026-03-11", key, imy_anmalan="j")
    assert next_step(matter(told, key)) == Next(key, "overlamnad")


def test_the_facts_of_the_report_come_before_the_entries_that_follow_them(told: Office) -> None:
    assert next_step(matter(told, KEY)) == Next(KEY, "uppgifter")


def test_a_card_and_a_sentence_are_lit_under_the_mouse(view: LexSarahView, desk: Desk, qtbot: QtBot) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    button = gate(view, "beslut-ej-overlamnad")
    for kind in (QEvent.Type.Enter, QEvent.Type.Leave):
        place = QPointF(3, 3)
        event = QEnterEvent(place, place, place) if kind is QEvent.Type.Enter else QEvent(kind)
        QApplication.sendEvent(button, event)
    assert not button.grab().isNull()


def test_the_part_about_the_decision_offers_it(view: LexSarahView, desk: Desk, qtbot: QtBot) -> None:
    open_matter(view, KEY.ref, desk, qtbot)
    view.matter.show_section("stallningstagande")
    child(view, QPushButton, "take_lex_sarah_beslut").click()
    dialog = dialog_of(view)
    judged(dialog, desk, qtbot)
    assert dialog.windowTitle().endswith("ställningstagande")
    dialog.with_clock.setChecked(True)
    judged(dialog, desk, qtbot)
    assert dialog._moment().endswith("T12:00")
    dialog.reject()


def test_a_similar_matter_is_told_on_a_line(told: Office) -> None:
    found = matter(told, KEY).similar
    assert [similar_text(like) for like in found] == [
        "LS-2025-001 · rapporterad 2025-03-03 · avvikelse · inga åtgärder · avslutad 2025-03-04: "
        "Utredningar väntar utan handläggare."
    ]
    plain = replace(found[0], closed=None, remedies=2, assessment_name="", text="")
    assert similar_text(plain) == "LS-2025-001 · rapporterad 2025-03-03 · ej bedömd · 2 åtgärder · pågår"
