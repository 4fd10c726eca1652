"""Inställningar: packs and local rules, what they would move, and the rules in force."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QTabWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk, Task
from caseapp.desktop.forms import child
from caseapp.desktop.views.calculator import CalculatorView
from caseapp.desktop.views.settings import SettingsView, _watched
from caseapp.desktop.window import MainWindow
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.service.local_rules import accept_catalogue, preview_catalogue, read_local
from caseapp.service.office import LOCAL_RULES, Office
from caseapp.store.settings import save_setting
from tests.casework import anmalan
from tests.catalogue.test_local import FREE, LAW, RULE
from tests.desktop.waiting import nameless, settle

REF = "A-2027-0001"


@pytest.fixture
def view(window: MainWindow, town: Office, desk: Desk, qtbot: QtBot) -> SettingsView:
    anmalan(town, REF, "2027-01-12", ("forhandsbedomning", "2027-01-25", {"utfall": "inleds-inte"}))
    window.show_view("settings")
    settle(qtbot, desk)
    return cast("SettingsView", window.current)


def words(view: SettingsView, name: str) -> str:
    return child(view, QLabel, name).text()


def button(view: SettingsView, name: str) -> QPushButton:
    return child(view, QPushButton, name)


def cells(view: SettingsView) -> list[list[str]]:
    model = child(view, QTableView, "changes").model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_a_law_is_previewed_accepted_and_undone(
    view: SettingsView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    assert not button(view, "preview").isEnabled()
    view.write(LAW)
    button(view, "preview").click()
    assert not button(view, "preview").isEnabled()
    settle(qtbot, desk)
    assert words(view, "summary") == "1 frist ändras: 1 flyttas och 1 blir försenad."
    row = cells(view)[0]
    assert row[:5] == [REF, "Förhandsbedömning", "tis 26 jan 2027", "fre 22 jan 2027", "▲ Blir försenad"]
    assert " → " in row[5]
    assert read_local(town) == ""
    button(view, "accept").click()
    settle(qtbot, desk)
    assert read_local(town) == LAW
    assert not child(view, QTableView, "changes").isVisible()
    assert not button(view, "accept").isEnabled()
    button(view, "undo").click()
    settle(qtbot, desk)
    assert read_local(town) == ""
    assert child(view, QPlainTextEdit, "local").toPlainText() == ""
    assert not button(view, "undo").isEnabled()


def test_a_pack_is_chosen_with_its_box(view: SettingsView, town: Office, desk: Desk, qtbot: QtBot) -> None:
    packs = child(view, QListWidget, "packs")
    item = next(
        packs.item(row) for row in range(packs.count()) if packs.item(row).text() == "Södertälje kommun"
    )
    item.setCheckState(Qt.CheckState.Checked)
    view.preview()
    settle(qtbot, desk)
    assert "börjar löpa" in words(view, "summary")
    assert cells(view)[0][2] == "–"
    view.accept()
    settle(qtbot, desk)
    assert [pack.id for pack in town.catalogue.packs] == ["sodertalje"]
    assert packs.item(0).text() == "Södertälje kommun"


def test_a_fault_in_the_text_is_told_beside_it_and_restoring_takes_it_away(
    view: SettingsView, desk: Desk, qtbot: QtBot
) -> None:
    view.write(LAW.replace("lagrum", "lagrumm"))
    view.preview()
    settle(qtbot, desk)
    assert "lokala regler: rule_version ”forhandsbedomning”, lagrum: saknas." in words(view, "trouble")
    assert not button(view, "accept").isEnabled()
    button(view, "restore").click()
    settle(qtbot, desk)
    assert child(view, QPlainTextEdit, "local").toPlainText() == ""
    assert child(view, QLabel, "trouble").isHidden()


def test_writing_on_takes_the_preview_away_and_a_refresh_keeps_what_is_written(
    view: SettingsView, desk: Desk, qtbot: QtBot
) -> None:
    view.write(LAW)
    view.preview()
    settle(qtbot, desk)
    assert cells(view)
    view.write(LAW + "# mer")
    assert cells(view) == []
    assert not button(view, "accept").isEnabled()
    view.refresh()
    settle(qtbot, desk)
    assert child(view, QPlainTextEdit, "local").toPlainText() == LAW + "# mer"


def test_a_row_opens_its_case(view: SettingsView, desk: Desk, qtbot: QtBot) -> None:
    view.write(LAW)
    view.preview()
    settle(qtbot, desk)
    table = child(view, QTableView, "changes")
    with qtbot.waitSignal(desk.case_requested) as asked:
        table.activated.emit(table.model().index(0, 0))
    assert asked.args == [CaseKey("aktualisering", REF)]
    settle(qtbot, desk)


def test_what_moves_nothing_says_so_without_a_table(view: SettingsView, desk: Desk, qtbot: QtBot) -> None:
    view.write(FREE)
    view.preview()
    settle(qtbot, desk)
    assert words(view, "summary") == "Ingen frist i ärendena ändras."
    assert not child(view, QTableView, "changes").isVisible()
    assert button(view, "accept").isEnabled()


def test_the_reckoning_tells_how_far_it_has_come_and_can_be_stopped(
    view: SettingsView, desk: Desk, qtbot: QtBot
) -> None:
    view._progressed(5, 10)
    assert child(view, QProgressBar, "progress").maximum() == 10
    view.stop()
    view.write(LAW)
    view.preview()
    view.stop()
    settle(qtbot, desk)
    assert cells(view) == []
    assert button(view, "preview").isEnabled()
    task = Task()
    _watched(task)(1, 2)
    task.cancel()
    with pytest.raises(UserError, match="avbruten"):
        _watched(task)(1, 2)


def test_the_rules_in_force_are_searched_and_explained(view: SettingsView, desk: Desk, qtbot: QtBot) -> None:
    explanation = child(view, QPlainTextEdit, "explanation")
    view.choose("utredning-barn")
    assert child(view, QTabWidget, "tabs").currentIndex() == 1
    assert explanation.toPlainText().startswith("Utredning barn (utredning-barn)")
    view.find()
    search = child(view, QLineEdit, "search")
    assert search.hasFocus() or search.isVisible()
    search.setText("xyzzy")
    assert "Ingen regel har de orden" in explanation.toPlainText()
    search.setText("förhandsbedömning 20 kap")
    assert explanation.toPlainText().startswith("Förhandsbedömning")


def test_rules_that_are_laid_aside_are_told_at_the_top_and_beside_the_text(
    window: MainWindow, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    accept_catalogue(town, preview_catalogue(town, local=LAW))
    broken = LAW.replace("forhandsbedomning", "borttagen")
    with town.database.write() as connection:
        save_setting(connection, LOCAL_RULES, broken)
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        desk.open_database(town.database.name)
    assert "lagda åt sidan" in child(window, QLabel, "noticeText").text()
    window.show_view("settings")
    settle(qtbot, desk)
    view = cast("SettingsView", window.current)
    assert "borttagen" in words(view, "trouble")
    assert child(view, QPlainTextEdit, "local").toPlainText() == broken


def test_another_database_brings_its_own_rules(
    view: SettingsView, town: Office, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    view.write("# ofärdigt")
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        desk.open_database(town.database.name)
    window.show_view("settings")
    settle(qtbot, desk)
    assert child(view, QPlainTextEdit, "local").toPlainText() == ""


def test_without_a_database_nothing_is_done(desk: Desk, qtbot: QtBot) -> None:
    made = SettingsView(desk)
    qtbot.addWidget(made)
    made.refresh()
    made.preview()
    made.accept()
    made.undo()
    made._show_rules()
    assert not desk.busy


def test_everything_one_can_go_to_has_a_name(view: SettingsView) -> None:
    assert nameless(view) == []


def test_the_free_calculator_knows_the_local_rules(
    window: MainWindow, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    window.show_view("calculator")
    settle(qtbot, desk)
    accept_catalogue(town, preview_catalogue(town, local=RULE + FREE))
    desk.changed.emit(None)
    settle(qtbot, desk)
    view = cast("CalculatorView", window.current)
    view.choose("samtal-5-arbetsdagar", date(2026, 5, 11))
    settle(qtbot, desk)
    assert child(view, QLabel, "lastDay").text() == "ons 20 maj 2026"
    assert child(view, QLabel, "category").text() == "Lokal rutin · egna regler"
