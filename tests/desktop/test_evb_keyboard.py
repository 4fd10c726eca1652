"""The manual's walk-through of ej verkställda beslut, pressed key by key as it is written."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.ask import AskDialog
from caseapp.desktop.dialogs.evb_window import EvbWindowDialog
from caseapp.desktop.dialogs.event import EventDialog
from caseapp.desktop.dialogs.found import FoundDialog
from caseapp.desktop.forms import child
from caseapp.desktop.views.evb import EvbView
from caseapp.desktop.window import MainWindow
from caseapp.domain.evb import Bin, EvbDecision
from caseapp.service.evb import evb_quarter
from caseapp.service.evb_signing import signature
from caseapp.service.local_rules import undo_catalogue
from caseapp.service.office import Office
from tests.desktop.test_evb import FIRST, SECOND, decided, refs, tell, view, words  # noqa: F401
from tests.desktop.waiting import settle

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_CLICK = 150
"""Milliseconds until a button that is pressed with its letter has been let go."""
KEY_AE = Qt.Key.Key_Adiaeresis


@pytest.fixture
def shown(view: EvbView, window: MainWindow, qtbot: QtBot) -> EvbView:  # noqa: F811
    """The workbench in the window that has the keyboard."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return view


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(qtbot: QtBot, desk: Desk, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    qtbot.keyClick(focused(), key, modifier or Qt.KeyboardModifier.NoModifier)
    if modifier == ALT:
        qtbot.wait(_CLICK)
    settle(qtbot, desk)


def tab_to(qtbot: QtBot, desk: Desk, wanted: QWidget) -> None:
    """Tab until it has the focus."""
    for _ in range(30):
        if focused() is wanted:
            return
        press(qtbot, desk, Qt.Key.Key_Tab)
    raise AssertionError(f"{wanted.objectName()} is not reached with Tab")


def answer(view: EvbView, text: str, qtbot: QtBot, desk: Desk) -> None:  # noqa: F811
    dialog = next(found for found in view.findChildren(AskDialog) if found.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClicks(dialog.answer, text)
    qtbot.keyClick(dialog.answer, Qt.Key.Key_Return)
    settle(qtbot, desk)
    view.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def decision(office: Office, view: EvbView, ref: str) -> EvbDecision:  # noqa: F811
    listed = evb_quarter(office, view.quarter)
    return next(item for item in listed.decisions if item.case.ref == ref)


def test_the_walk_through_of_the_manual_is_done_with_the_keys_it_names(
    shown: EvbView, window: MainWindow, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    press(qtbot, desk, Qt.Key.Key_4, CONTROL)
    assert window.current is shown
    quarter = child(shown, QComboBox, "quarter")
    tab_to(qtbot, desk, quarter)
    press(qtbot, desk, Qt.Key.Key_Down)
    assert shown.quarter.name == "2025Q3"
    press(qtbot, desk, Qt.Key.Key_Up)
    assert shown.quarter.name == "2025Q4"

    bins = child(shown, QTabBar, "bins")
    tab_to(qtbot, desk, bins)
    press(qtbot, desk, Qt.Key.Key_Right)
    press(qtbot, desk, Qt.Key.Key_Right)
    assert refs(shown) == ["I-2025-0016"]
    press(qtbot, desk, KEY_AE, ALT)
    assert window.current is not shown
    press(qtbot, desk, Qt.Key.Key_4, CONTROL)
    assert window.current is shown

    tab_to(qtbot, desk, bins)
    press(qtbot, desk, Qt.Key.Key_Left)
    press(qtbot, desk, Qt.Key.Key_Left)
    tab_to(qtbot, desk, shown.table)
    press(qtbot, desk, Qt.Key.Key_Return)
    assert focused() is shown.facts.reason
    qtbot.keyClicks(focused(), "saknar resurs")
    for field in shown.facts.texts.values():
        press(qtbot, desk, Qt.Key.Key_Tab)
        assert focused() is field
        qtbot.keyClicks(field, "Klart nu.")
    press(qtbot, desk, Qt.Key.Key_S, ALT)
    found = next(item for item in shown.model.items if item.case.ref == FIRST)
    assert (found.reason, found.actions, found.missing) == ("saknar-resurs", "Klart nu.", ())
    current = shown.current()
    assert current is not None
    assert current.case.ref == SECOND

    assert focused() is shown.table
    press(qtbot, desk, Qt.Key.Key_A, CONTROL)
    assert len(shown.selected()) == 3
    press(qtbot, desk, Qt.Key.Key_P, ALT)
    answer(shown, "8.4-7", qtbot, desk)
    assert all(item.report_for("2025Q4") for item in shown.model.items)

    press(qtbot, desk, Qt.Key.Key_G, ALT)
    answer(shown, "enhetschef", qtbot, desk)
    signed = signature(town, shown.quarter)
    assert signed is not None
    assert signed.fingerprint == evb_quarter(town, shown.quarter).fingerprint

    tell(town, "I-2025-0012", "verkstalld", "2025-12-20")
    press(qtbot, desk, Qt.Key.Key_F5)
    press(qtbot, desk, Qt.Key.Key_N, ALT)
    assert any(dialog.isVisible() for dialog in shown.findChildren(FoundDialog))


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_alt_u_opens_the_papers_and_the_arrows_choose_one(
    shown: EvbView, window: MainWindow, desk: Desk, qtbot: QtBot, steps: int
) -> None:
    asked: list[str] = []
    desk.open_report = lambda name, _: asked.append(name)  # type: ignore[method-assign]

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for _ in range(steps + 1):
            qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    shown.table.setFocus()
    QTimer.singleShot(100, choose)
    qtbot.keyClick(shown.table, Qt.Key.Key_U, ALT)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [["evb-ivo", "evb-revisorer", "evb-fullmaktige"][steps]]


def test_alt_j_asks_for_another_extract(
    shown: EvbView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (asked.append(True) or "", ""))
    shown.table.setFocus()
    press(qtbot, desk, Qt.Key.Key_J, ALT)
    assert asked == [True]


def test_every_letter_of_the_workbench_is_its_own_and_none_is_the_menus(
    shown: EvbView, window: MainWindow
) -> None:
    texts = [action.text() for action in window.menuBar().actions()]
    texts += [button.text() for button in shown.findChildren(QAbstractButton)]
    texts += [label.text() for label in shown.findChildren(QLabel) if label.buddy()]
    letters = [text.partition("&")[2][:1].lower() for text in texts if "&" in text]
    assert len(letters) == len(set(letters)), sorted(letters)


def test_when_a_quarter_is_reported_is_changed_on_the_screen_and_taken_back_in_the_settings(
    shown: EvbView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    assert "rapporteras tor 1/1–lör 31/1 2026" in words(shown, "about")
    shown.table.setFocus()
    press(qtbot, desk, Qt.Key.Key_T, ALT)
    dialog = next(found for found in shown.findChildren(EvbWindowDialog) if found.isVisible())
    assert dialog.first.minimumDate().toPython() == date(2026, 1, 1)
    dialog.first.setDate(date(2026, 1, 12))  # type: ignore[arg-type]
    assert dialog.last.minimumDate() == dialog.first.date()
    dialog.last.setDate(date(2026, 2, 13))  # type: ignore[arg-type]
    child(dialog, QPushButton, "ok").click()
    settle(qtbot, desk)
    assert "rapporteras mån 12/1–fre 13/2 2026" in words(shown, "about")
    undo_catalogue(town)
    shown.refresh()
    settle(qtbot, desk)
    assert "rapporteras tor 1/1–lör 31/1 2026" in words(shown, "about")


def test_a_partly_executed_decision_is_registered_with_ctrl_n(
    shown: EvbView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    shown.table.setFocus()
    press(qtbot, desk, Qt.Key.Key_N, CONTROL)
    dialog = next(found for found in shown.findChildren(EventDialog) if found.isVisible())
    dialog.choose("delvis_verkstalld", {"ej_verkstalld_del": "3 av 5 timmar"})
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    settle(qtbot, desk)
    assert decision(town, shown, FIRST).part_not_executed == "3 av 5 timmar"


@pytest.mark.parametrize(
    ("flag", "fact"),
    [("judgment", "by_judgment"), ("elsewhere", "vistelsekommun"), ("protected", "protected")],
)
def test_what_holds_of_the_decision_itself_is_ticked_beside_the_list_for_a_quarter_that_has_ended(
    shown: EvbView, desk: Desk, qtbot: QtBot, town: Office, flag: str, fact: str
) -> None:
    shown.facts.flags[flag].setChecked(True)
    shown.facts.save()
    settle(qtbot, desk)
    assert getattr(decision(town, shown, FIRST), fact)
    shown.show_bin("")
    shown.mark([shown.model.row_of(lambda item: item.case.ref == FIRST)])
    assert shown.facts.flags[flag].isChecked()
    shown.facts.flags[flag].setChecked(False)
    shown.facts.save()
    settle(qtbot, desk)
    assert not getattr(decision(town, shown, FIRST), fact)


def test_a_lagrum_that_is_missing_is_chosen_in_place_and_the_decision_is_doubtful_no_more(
    shown: EvbView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    shown.show_bin(Bin.DOUBTFUL.value)
    shown.table.setFocus()
    press(qtbot, desk, Qt.Key.Key_Return)
    lagrum = shown.facts.codes["lagrum"]
    assert focused() is lagrum
    lagrum.setCurrentIndex(lagrum.findData("sol-11-1"))
    press(qtbot, desk, Qt.Key.Key_S, ALT)
    assert decision(town, shown, "I-2025-0016").bin is Bin.WAITING
    assert refs(shown) == []


def test_an_insatstyp_in_words_of_ones_own_is_shown_as_it_stands(
    shown: EvbView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    tell(
        town,
        "I-2025-0020",
        "beslut",
        "2025-08-01",
        person="P-20",
        lagrum="sol-11-1",
        insatstyp="ridlektioner",
    )
    shown.refresh()
    settle(qtbot, desk)
    shown.mark([shown.model.row_of(lambda item: item.case.ref == "I-2025-0020")])
    assert shown.facts.codes["kind"].currentText() == "ridlektioner"


def test_the_wheel_never_changes_a_fact_that_it_only_passes_over(
    shown: EvbView, desk: Desk, qtbot: QtBot
) -> None:
    lagrum = shown.facts.codes["lagrum"]
    before = lagrum.currentIndex()
    assert before > 0

    def turn() -> int:
        still = Qt.KeyboardModifier.NoModifier
        turned = QWheelEvent(
            QPointF(5, 5),
            QPointF(lagrum.mapToGlobal(QPoint(5, 5))),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            still,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(lagrum, turned)
        return lagrum.currentIndex()

    shown.table.setFocus()
    assert turn() == before
    lagrum.setFocus()
    assert turn() == before + 1
