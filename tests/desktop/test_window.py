"""The window: places, search, unit, notices, undo, and what the status bar says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from caseapp.desktop import theme
from caseapp.desktop import window as module
from caseapp.desktop.app import make_window
from caseapp.desktop.desk import Desk
from caseapp.desktop.forms import child
from caseapp.desktop.theme import Scheme
from caseapp.desktop.window import MainWindow
from caseapp.domain.moments import Moment
from caseapp.service.checking import CheckFinding, CheckResult
from caseapp.service.office import Office
from caseapp.service.record import record_event
from tests.desktop.conftest import LATE
from tests.desktop.waiting import settle


def notice(window: MainWindow) -> str:
    shown = window.findChild(QLabel, "noticeText")
    assert isinstance(shown, QLabel)
    return shown.text() if shown.isVisible() else ""


def write(window: MainWindow, text: str) -> None:
    field = child(window, QLineEdit, "search")
    field.setText(text)
    field.returnPressed.emit()


def test_it_opens_on_the_overview_with_the_day_the_week_and_the_state_of_the_data(
    window: MainWindow,
) -> None:
    assert child(window, QLabel, "day").text() == "mån 16 mars 2026 · v. 12"
    assert child(window, QLabel, "state").text().startswith("Data t.o.m. mån 16 mars 2026 08:12 · ")
    assert window.windowTitle() == "Läget idag – caseapp"
    assert child(window, QListWidget, "navigation").currentRow() == 0


def test_the_status_bar_tells_when_cases_contradict_themselves(window: MainWindow) -> None:
    assert "1 motsägelse att se över" in child(window, QLabel, "state").text()


def test_the_status_bar_says_when_all_is_well(
    desk: Desk, qtbot: QtBot, qapp: QApplication, office: Office
) -> None:
    made = make_window(qapp, desk)
    qtbot.addWidget(made)
    record_event(office, LATE, "inledd", Moment.parse("2026-03-01"))
    desk.use(office)
    settle(qtbot, desk)
    assert child(made, QLabel, "state").text().endswith("allt stämmer ✓")


def test_every_place_in_the_navigation_is_a_view_made_when_first_shown(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    navigation = child(window, QListWidget, "navigation")
    assert list(window.views) == ["overview"]
    for row in range(navigation.count()):
        navigation.setCurrentRow(row)
        settle(qtbot, desk)
        assert window.current is not None
        assert window.windowTitle().startswith(navigation.item(row).text())
    assert set(window.views) == {place.name for place in module.PLACES}


def test_the_welcome_is_shown_when_there_is_no_database(
    desk: Desk, qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEAPP_DATABASE", str(tmp_path / "saknas.sqlite"))
    made = make_window(qapp, desk)
    qtbot.addWidget(made)
    made.show()
    made.start(None)
    settle(qtbot, desk)
    assert made.current is made.views["welcome"]
    assert not child(made, QListWidget, "navigation").isVisible()
    assert not made.print_action.isEnabled()
    made.refresh()
    made.search()
    made.check()


def test_it_opens_what_was_asked_for_then_what_was_used_last(
    desk: Desk, town: Office, qtbot: QtBot, qapp: QApplication
) -> None:
    path = str(town.database.path)
    town.close()
    made = make_window(qapp, desk)
    qtbot.addWidget(made)
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        made.start(path)
    settle(qtbot, desk)
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        made.start(None)
    settle(qtbot, desk)
    assert desk.office is not None
    assert str(desk.office.database.path) == path


def test_a_database_that_cannot_be_opened_leads_to_the_welcome_with_the_reason(
    desk: Desk, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    foreign = tmp_path / "foreign.sqlite"
    foreign.write_bytes(b"inte en databas " * 100)
    made = make_window(qapp, desk)
    qtbot.addWidget(made)
    made.show()
    made.start(str(foreign))
    settle(qtbot, desk)
    assert made.current is made.views["welcome"]
    assert "ingen databas" in notice(made)
    child(made, QPushButton, "noticeClose").click()
    assert notice(made) == ""


def test_a_number_in_the_search_opens_the_case_in_small_letters_too(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    for text in (LATE.ref, LATE.ref.lower()):
        window.show_view("overview")
        write(window, text)
        settle(qtbot, desk)
        assert window.current is window.views["case"]
        assert child(window, QLineEdit, "search").text() == ""


def test_a_name_in_the_search_opens_the_queue(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    write(window, "utan åtgärd")
    settle(qtbot, desk)
    assert window.current is window.views["queues"]
    completer = child(window, QLineEdit, "search").completer()
    completer.activated.emit("Överskridna")
    qtbot.wait(1)


def test_a_number_that_does_not_exist_is_told_calmly(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    write(window, "bu-1999-1")
    settle(qtbot, desk)
    assert "finns inte" in notice(window)
    write(window, "BU-1999-1")
    settle(qtbot, desk)
    write(window, "  ")
    window.hide_notice()
    assert notice(window) == ""


def test_the_unit_chooser_narrows_every_view_and_keeps_its_choice(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    units = child(window, QComboBox, "unit")
    assert [units.itemText(row) for row in range(units.count())][:2] == ["Alla enheter", "Barn"]
    units.setCurrentIndex(1)
    units.activated.emit(1)
    settle(qtbot, desk)
    assert desk.unit == "Barn"
    assert units.currentText() == "Barn"
    summary = window.findChild(QLabel, "summary")
    assert isinstance(summary, QLabel)
    assert "Barn" in summary.text()


def test_a_change_refreshes_the_shown_view_and_the_others_when_they_are_shown(
    window: MainWindow, desk: Desk, town: Office, qtbot: QtBot
) -> None:
    desk.open_queue("overdue")
    settle(qtbot, desk)
    queues: Any = window.current
    before = queues.model.rowCount()
    window.show_view("overview")
    desk.perform(
        lambda _: record_event(town, LATE, "avslutad", Moment.parse("2026-03-16")), "registrera avslutad"
    )
    settle(qtbot, desk)
    assert window.undo_action.text() == "&Ångra: registrera avslutad"
    assert queues.model.rowCount() == before
    window.show_view("queues")
    settle(qtbot, desk)
    assert queues.model.rowCount() == before - 1
    window.undo_action.trigger()
    settle(qtbot, desk)
    assert queues.model.rowCount() == before
    assert window.redo_action.text() == "&Gör om: registrera avslutad"
    assert not window.undo_action.isEnabled()


def test_actions_are_there_only_when_the_view_can_do_them(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    assert not window.find_action.isEnabled()
    assert not window.register_action.isEnabled()
    desk.show_view("queues")
    settle(qtbot, desk)
    assert all(
        action.isEnabled() for action in (window.find_action, window.print_action, window.details_action)
    )
    window.find_action.trigger()
    assert QApplication.focusWidget() is None or QApplication.focusWidget().objectName() == "search"
    window._ask_view("finns_inte")


def test_a_view_offers_only_its_own_methods(window: MainWindow) -> None:
    assert not module.offers(window.views["overview"], "find")
    assert not module.offers(None, "find")


def test_the_search_is_a_key_away(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.focus_search()
    assert window.focusWidget() is child(window, QLineEdit, "search")


def test_a_printed_queue_opens_in_reports(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.open_report("queue", {"queue": "overdue", "unit": None})
    settle(qtbot, desk)
    assert window.current is window.views["reports"]


def test_the_help_opens_about_the_view_that_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.show_help()
    first = window.help_window
    assert first is not None
    assert first.isVisible()
    window.show_help()
    assert window.help_window is first
    window.close()
    assert not first.isVisible()


def test_the_look_can_be_forced_and_the_icons_follow(window: MainWindow) -> None:
    window.theme.choose(Scheme.DARK)
    assert theme.tokens() is theme.DARK
    assert QColor(theme.DARK.bg) == QApplication.palette().window().color()
    window.theme.choose(Scheme.SYSTEM)


def test_a_new_day_is_told_and_reads_the_view_anew(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    assert desk.office is not None
    desk.office.clock = lambda: datetime(2026, 3, 17, 7, 0, tzinfo=UTC)
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    window.changeEvent(QEvent(QEvent.Type.ActivationChange))
    settle(qtbot, desk)
    assert child(window, QLabel, "day").text().startswith("tis 17 mars")
    summary = window.findChild(QLabel, "summary")
    assert isinstance(summary, QLabel)
    assert summary.text().startswith("tis 17 mars")


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (CheckResult(True, (CheckFinding("warning", "x", "A-1", "A-1 är stängt före start."),)), "A-1 är"),
        (CheckResult(False, (CheckFinding("error", "x", None, "Raden 3 är ändrad."),)), "Raden 3"),
    ],
)
def test_a_check_tells_what_it_found(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    result: CheckResult,
    told: str,
) -> None:
    monkeypatch.setattr("caseapp.service.checking.check", lambda _: result)
    window.check()
    settle(qtbot, desk)
    assert told in notice(window)


def test_a_check_of_a_sound_database_says_so_quietly(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    desk.message.connect(said.append)
    monkeypatch.setattr("caseapp.service.checking.check", lambda _: CheckResult(True, ()))
    window.check()
    settle(qtbot, desk)
    assert said[-1] == "Kontrollen är klar: allt stämmer."
    assert notice(window) == ""


def test_keys_lead_to_the_views(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window._place_actions["queues"].trigger()
    settle(qtbot, desk)
    assert window.current is window.views["queues"]
