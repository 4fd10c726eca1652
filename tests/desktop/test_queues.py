"""Köer: reading, narrowing, marking, and what is done to the marked."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QTableView,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.ask import AskDialog
from caseapp.desktop.dialogs.event import EventDialog
from caseapp.desktop.dialogs.why import WhyDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.queue_model import Column
from caseapp.desktop.views.queue_actions import with_ending
from caseapp.desktop.views.queues import QueuesView
from caseapp.desktop.widgets.chips import ChipBar
from caseapp.desktop.window import MainWindow
from caseapp.service.cases import view_case
from caseapp.service.office import Office
from tests.desktop.conftest import IN_TIME, LATE, VIOLENT
from tests.desktop.waiting import settle


@pytest.fixture
def view(window: MainWindow, desk: Desk, qtbot: QtBot) -> QueuesView:
    desk.open_queue("running")
    settle(qtbot, desk)
    shown = window.current
    assert isinstance(shown, QueuesView)
    return shown


@pytest.fixture
def popped(monkeypatch: pytest.MonkeyPatch) -> list[QPoint]:
    """Where menus came up; the offscreen plugin cannot show them."""
    found: list[QPoint] = []
    monkeypatch.setattr(QMenu, "popup", lambda _menu, at: found.append(at))
    return found


def refs(view: QueuesView) -> list[str]:
    return [item.case.ref for item in view.model.items]


def words(view: QueuesView, name: str) -> str:
    return child(view, QLabel, name).text()


def table(view: QueuesView) -> QTableView:
    return child(view, QTableView, "table")


def choose(menu: QMenu, *path: str) -> None:
    for step in path:
        action = next(entry for entry in menu.actions() if entry.text().replace("&", "") == step)
        inner = action.menu()
        if isinstance(inner, QMenu):
            menu = inner
        else:
            action.trigger()


def filters(view: QueuesView) -> QMenu:
    from PySide6.QtWidgets import QToolButton

    menu = child(view, QToolButton, "filters").menu()
    menu.aboutToShow.emit()
    return menu


def chips(view: QueuesView) -> list[QPushButton]:
    bar = child(view, ChipBar, "chips")
    layout = bar.layout()
    assert layout is not None
    found = [layout.itemAt(place) for place in range(layout.count())]
    return [item.widget() for item in found if item is not None]  # type: ignore[misc]


def test_the_most_urgent_come_first_and_the_count_is_told(view: QueuesView) -> None:
    assert refs(view)[:2] == [VIOLENT.ref, LATE.ref]
    assert words(view, "count") == "3 frister i 3 ärenden"
    assert words(view, "title") == "Pågående utredningar"


def test_the_chooser_lists_every_queue_with_its_count(view: QueuesView, desk: Desk, qtbot: QtBot) -> None:
    chooser = child(view, QListWidget, "chooser")
    texts = [chooser.item(row).text() for row in range(chooser.count())]
    assert texts[0].startswith("Kräver beslut idag · ")
    assert "Pågående utredningar · 3" in texts
    chooser.setCurrentRow(1)
    settle(qtbot, desk)
    assert view.queue == "overdue"
    chooser.setCurrentRow(0)
    settle(qtbot, desk)
    assert view.queue == "today"
    assert refs(view)[0] == VIOLENT.ref


def test_words_chips_and_choices_narrow_the_list(view: QueuesView) -> None:
    child(view, QLineEdit, "search").setText("åsa")
    assert refs(view) == [VIOLENT.ref]
    assert words(view, "count") == "1 frist i 1 ärende · 1 av 3"
    child(view, QLineEdit, "search").clear()
    for path, chip, left in (
        (("Enhet", "Barn"), "Enhet: Barn", [LATE.ref, IN_TIME.ref]),
        (("Frist", "Utredning barn"), "Frist: Utredning barn", None),
        (("Handläggare", "Ej fördelad"), "Handläggare: ej fördelad", None),
        (("Handläggare", "H14"), "Handläggare: H14", [LATE.ref]),
        (("Bara våld",), "Våld: ja", [VIOLENT.ref]),
        (("Dölj kvitterade",), "Inte kvitterade", None),
        (("Bara kvitterade",), "Bara kvitterade", []),
    ):
        choose(filters(view), *path)
        assert [button.text() for button in chips(view)] == [f"{chip}  ✕"]
        if left is not None:
            assert refs(view) == left
        chips(view)[0].click()
        assert chips(view) == []
        assert len(refs(view)) == 3


def test_an_empty_list_says_why(view: QueuesView, desk: Desk, qtbot: QtBot) -> None:
    view.narrow(text="finns inte")
    assert words(view, "empty") == "Inget av 3 passar filtret. Ta bort ett filter för att se fler."
    desk.open_queue("reviews")
    settle(qtbot, desk)
    assert words(view, "empty") == "Kön är tom."
    assert not table(view).isVisible()
    view.register_event()
    view.why()


def test_a_column_sorts_and_a_press_goes_back_to_the_most_urgent(view: QueuesView) -> None:
    header = table(view).horizontalHeader()
    header.setSortIndicator(Column.CASE, Qt.SortOrder.DescendingOrder)
    assert refs(view)[0] == IN_TIME.ref
    order = child(view, QPushButton, "order")
    assert order.text() == "sorterat på ärende"
    order.click()
    assert refs(view)[0] == VIOLENT.ref
    assert order.text() == "mest brådskande först"


def test_the_user_chooses_her_columns_and_they_are_remembered(
    view: QueuesView, desk: Desk, qtbot: QtBot, popped: list[QPoint]
) -> None:
    menu = view.column_menu()
    assert "Ärende" not in [action.text() for action in menu.actions()]
    choose(menu, "Enhet")
    choose(menu, "Frist")
    view._choose_columns(QPoint(5, 5))
    assert popped
    again = QueuesView(desk)
    qtbot.addWidget(again)
    assert Column.UNIT in again.columns()
    assert Column.RULE not in again.columns()
    assert Column.CASE in again.columns()


def test_enter_opens_the_case(view: QueuesView, window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    asked: list[object] = []
    desk.case_requested.connect(asked.append)
    view.mark([1])
    table(view).setFocus()
    table(view).hasFocus = lambda: True  # type: ignore[method-assign]
    qtbot.keyClick(view, Qt.Key.Key_Return)
    table(view).activated.emit(view.model.index(0, 0))
    assert asked == [LATE, VIOLENT]
    settle(qtbot, desk)


def test_escape_leaves_the_search_empty(view: QueuesView, qtbot: QtBot) -> None:
    field = child(view, QLineEdit, "search")
    field.setText("åsa")
    field.hasFocus = lambda: True  # type: ignore[method-assign]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert field.text() == ""
    qtbot.keyClick(view, Qt.Key.Key_A)


def test_the_details_tell_deadlines_and_reasons_beside_the_list(
    view: QueuesView, desk: Desk, qtbot: QtBot
) -> None:
    pane = child(view, QFrame, "details")
    assert not pane.isVisible()
    view.toggle_details()
    view.mark([1])
    settle(qtbot, desk)
    told = " ".join(label.text() for label in pane.findChildren(QLabel))
    assert "Fyra månader" in told
    assert "Tilldelad handläggare" in told
    child(pane, QPushButton, "open").click()
    settle(qtbot, desk)
    view.details.show_item(None)
    assert child(pane, QLabel, "caseTitle").text() == "Inget ärende markerat"
    view.details._open_case()
    view.toggle_details()
    assert desk.settings.value("queues/details") in (False, "false")


def test_details_of_a_case_without_a_deadline_say_so(view: QueuesView, desk: Desk, qtbot: QtBot) -> None:
    from dataclasses import replace

    from caseapp.domain.events import CaseKey

    item = replace(view.model.item(0), case=CaseKey("insats", "I-2026-0001"))
    view.details.show_item(item)
    view.details.show_item(replace(item, case=LATE))
    settle(qtbot, desk)
    view.details.show_item(replace(item, case=CaseKey("aktualisering", "A-2025-0001")))
    settle(qtbot, desk)
    assert child(view, QFrame, "details").findChildren(QLabel)


def test_the_marked_are_assigned_together_and_it_is_one_step_to_undo(
    view: QueuesView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    view.mark([0, 2])
    assert words(view, "marked") == "2 markerade:"
    child(view, QPushButton, "assign").click()
    dialog = view.findChild(AskDialog)
    assert isinstance(dialog, AskDialog)
    assert dialog.windowTitle() == "Fördela 2 ärenden"
    dialog.answer.setEditText("20110102-2399")
    assert not dialog.ok.isEnabled()
    dialog.accept()
    dialog.answer.setEditText("H20")
    dialog.ok.click()
    settle(qtbot, desk)
    assert view_case(town, VIOLENT).case.worker == "H20"
    assert desk.undo_name == "fördela 2 ärenden"
    assert len(view.selected()) == 2
    desk.undo()
    settle(qtbot, desk)
    assert view_case(town, VIOLENT).case.worker is None


def test_a_prioritering_and_an_acknowledgement_are_noted(
    view: QueuesView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    view.mark([0])
    child(view, QPushButton, "prioritise").click()
    dialog = view.findChild(AskDialog)
    assert isinstance(dialog, AskDialog)
    dialog.answer.setEditText("våld, först")
    dialog.ok.click()
    settle(qtbot, desk)
    assert ("Prioritering", "våld, först") in view_case(town, VIOLENT).facts
    child(view, QPushButton, "acknowledge").click()
    settle(qtbot, desk)
    assert view.model.cells(view.model.item(0))[Column.STATUS].startswith("⚑ Kvitterad, försenad")
    assert not child(view, QPushButton, "acknowledge").isEnabled()
    view.actions_bar._record([], "kvitterad", lambda _: {}, "kvittera")


@pytest.mark.parametrize(("name", "marked"), [("lista.csv", [0, 1]), ("lista.xlsx", [])])
def test_the_list_goes_to_a_file_as_it_is_shown(
    view: QueuesView,
    desk: Desk,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    marked: list[int],
) -> None:
    said: list[str] = []
    desk.message.connect(said.append)
    view.mark(marked)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    child(view, QPushButton, "export").click()
    settle(qtbot, desk)
    rows = len(marked) or 3
    assert said == [f"{rows} rader finns nu i {name}."]
    if name.endswith("csv"):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.reader(file, delimiter=";"))
        assert read[0] == ["Ärende", "Läge", "Sista dag", "Frist", "Började", "Handläggare"]
        assert read[1][2] == "2026-02-02"
        assert len(read) == 3
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    view.actions_bar.export()


def test_a_file_gets_the_ending_of_its_kind() -> None:
    assert with_ending(Path("a.CSV"), "").name == "a.CSV"
    assert with_ending(Path("a.b"), "Csv för Excel (*.csv)").name == "a.b.csv"
    assert with_ending(Path("a"), "Excel-arbetsbok (*.xlsx)").name == "a.xlsx"


def test_printing_asks_for_the_queues_paper(view: QueuesView, desk: Desk) -> None:
    asked: list[Any] = []
    desk.report_requested.disconnect()
    desk.report_requested.connect(lambda name, arguments: asked.append((name, arguments)))
    view.print_out()
    assert asked == [("queue", {"queue": "running", "unit": None})]


def test_the_row_menu_offers_what_the_buttons_do(
    view: QueuesView, desk: Desk, qtbot: QtBot, popped: list[QPoint]
) -> None:
    view.mark([0])
    texts = [action.text() for action in view.row_menu().actions() if action.text()]
    assert texts[:3] == ["Öppna ärendet", "Varför?", "Fördela …"]
    view._row_menu(QPoint(5, 5))
    assert popped
    view.why()
    settle(qtbot, desk)
    assert view.findChild(WhyDialog) is not None
    view.register_event()
    settle(qtbot, desk)
    assert view.findChild(EventDialog) is not None


def test_without_a_database_there_is_nothing_to_read(desk: Desk, qtbot: QtBot) -> None:
    made = QueuesView(desk)
    qtbot.addWidget(made)
    made.refresh()
    made.details.show_item(None)
    made._read_counts()
    assert made.actions_bar._able("tilldelad") == []
    assert made._rule_name("x") == "x"


def test_the_find_key_goes_to_the_lists_own_search(view: QueuesView, window: MainWindow) -> None:
    view.find()
    assert window.focusWidget() is child(view, QLineEdit, "search")
