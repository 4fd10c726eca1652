"""What holds for every view and dialog: names for a screen reader, keys and letters without clashes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop import theme
from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.ask import AskDialog
from caseapp.desktop.dialogs.event import EventDialog
from caseapp.desktop.dialogs.found import FoundDialog
from caseapp.desktop.dialogs.reserve_number import ReserveNumberDialog
from caseapp.desktop.dialogs.void import VoidDialog
from caseapp.desktop.dialogs.why import WhyDialog
from caseapp.desktop.models.list_model import STATUS_ROLE
from caseapp.desktop.views.case import CaseView
from caseapp.desktop.widgets.labels import StatusLabel, label, set_role
from caseapp.desktop.widgets.status_delegate import StatusDelegate
from caseapp.desktop.window import PLACES, MainWindow
from tests.desktop.conftest import LATE
from tests.desktop.waiting import settle

SHORTCUTS = {
    "Ctrl+P",
    "Ctrl+Q",
    "Ctrl+Z",
    "Ctrl+Y",
    "Ctrl+N",
    "Ctrl+K",
    "Ctrl+F",
    "Ctrl+1",
    "Ctrl+2",
    "Ctrl+3",
    "Ctrl+4",
    "Ctrl+5",
    "Ctrl+6",
    "Ctrl+7",
    "Ctrl+8",
    "Ctrl+9",
    "Ctrl+0",
    "F1",
    "F4",
    "F5",
}
HOLDERS = (QScrollArea, QScrollBar, QSplitter, QStackedWidget, QTabWidget)


def focusable(root: QWidget) -> Iterator[QWidget]:
    """What the tab key or the mouse can give the focus, apart from what Qt makes inside a widget."""
    for widget in [root, *root.findChildren(QWidget)]:
        inside = widget.objectName().startswith("qt_") or isinstance(widget, HOLDERS)
        inside = inside or widget.metaObject().className() in (
            "QComboBoxListView",
            "QComboBoxPrivateContainer",
        )
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and not inside:
            yield widget


def nameless(root: QWidget) -> list[str]:
    found = []
    for widget in focusable(root):
        parent = widget.parentWidget()
        part = parent is not None and parent.metaObject().className() in (
            "QComboBox",
            "QSpinBox",
            "QDateEdit",
        )
        text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
        if not (widget.accessibleName() or text or part or widget.isWindow()):
            found.append(f"{type(widget).__name__} {widget.objectName()} in {root.objectName()}")
    return found


def dialogs(window: MainWindow, desk: Desk, qtbot: QtBot) -> Iterator[QDialog]:
    desk.open_case(LATE)
    settle(qtbot, desk)
    view = window.current
    assert isinstance(view, CaseView)
    event = EventDialog(desk, LATE, view)
    for name in ("vald", "enhet", "utredningstyp", "fodelsear", "forlangd_till"):
        event._add_field(name)
    yield event
    yield VoidDialog(desk, view.events.line(0), view)
    yield WhyDialog(desk, LATE, "utredning-barn", view)
    yield AskDialog("Titel", "Fråga", "Råd", "Gör", print, parent=view)
    yield FoundDialog("Titel", "Om", ("Ärende", "Vad"), [("BU-1", "något")], view)
    yield ReserveNumberDialog("I-1", desk.today, print, view)
    settle(qtbot, desk)


@pytest.mark.parametrize("name", [*(place.name for place in PLACES), "welcome"])
def test_everything_in_a_view_that_takes_the_focus_has_a_name(
    name: str, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    if name == "case":
        desk.open_case(LATE)
    else:
        window.show_view(name)
    settle(qtbot, desk)
    if name == "queues":
        window._ask_view("toggle_details")
        settle(qtbot, desk)
    assert nameless(window) == []


def test_everything_in_a_dialog_that_takes_the_focus_has_a_name(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    for dialog in dialogs(window, desk, qtbot):
        dialog.show()
        settle(qtbot, desk)
        assert nameless(dialog) == []


def test_the_help_window_names_what_takes_the_focus(window: MainWindow) -> None:
    window.show_help()
    assert window.help_window is not None
    assert nameless(window.help_window) == []


def actions(menu: QMenu) -> Iterator[tuple[str, str]]:
    for action in menu.actions():
        yield action.text(), action.shortcut().toString()
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from actions(inner)


def menus(window: MainWindow) -> list[QMenu]:
    found = [action.menu() for action in window.menuBar().actions()]
    return [menu for menu in found if isinstance(menu, QMenu)]


def test_the_shortcuts_are_these_and_none_is_given_twice(window: MainWindow) -> None:
    keys = [key for menu in menus(window) for _, key in actions(menu) if key]
    assert set(keys) == SHORTCUTS
    assert len(keys) == len(set(keys))


def mnemonic(text: str) -> str:
    found = re.search(r"&([^&\s])", text)
    return found[1].lower() if found else ""


def clashes(texts: list[str]) -> list[str]:
    counted = Counter(filter(None, map(mnemonic, texts)))
    return [letter for letter, count in counted.items() if count > 1]


def test_no_two_entries_of_a_menu_share_a_letter(window: MainWindow) -> None:
    assert clashes([action.text() for action in window.menuBar().actions()]) == []
    for menu in menus(window):
        assert clashes([action.text() for action in menu.actions()]) == [], menu.title()
        for action in menu.actions():
            assert action.isSeparator() or mnemonic(action.text()), action.text()


@pytest.mark.parametrize("name", [*(place.name for place in PLACES), "welcome"])
def test_no_letter_of_a_view_is_also_one_of_the_menu_bar(
    name: str, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    if name == "case":
        desk.open_case(LATE)
    else:
        window.show_view(name)
    settle(qtbot, desk)
    view = window.current
    assert view is not None
    bar = [action.text() for action in window.menuBar().actions()]
    buttons = [button.text() for button in view.findChildren(QAbstractButton) if button.isVisible()]
    labels = [each.text() for each in view.findChildren(QLabel) if each.buddy()]
    assert clashes(bar + buttons + labels) == []


def test_no_letter_of_a_dialog_is_given_twice(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    for dialog in dialogs(window, desk, qtbot):
        named = [*dialog.findChildren(QAbstractButton)]
        labels = [each.text() for each in dialog.findChildren(QLabel) if each.buddy()]
        assert clashes([button.text() for button in named] + labels) == [], dialog.windowTitle()


def test_a_dialog_has_one_answer_that_enter_gives(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QPushButton

    for dialog in dialogs(window, desk, qtbot):
        defaults = [button for button in dialog.findChildren(QPushButton) if button.isDefault()]
        assert len(defaults) == 1, dialog.windowTitle()


def test_a_status_label_follows_the_theme_and_is_read_without_its_icon(
    window: MainWindow, qtbot: QtBot
) -> None:
    from caseapp.desktop.status import status
    from caseapp.desktop.theme import Scheme

    made = StatusLabel()
    qtbot.addWidget(made)
    made.set_status(status("late", 2))
    assert made.accessibleName() == "Försenad 2 arbetsdagar"
    window.theme.choose(Scheme.DARK)
    QApplication.processEvents()
    assert theme.DARK.late in made.styleSheet()
    window.theme.choose(Scheme.LIGHT)
    plain = label("text", "muted")
    qtbot.addWidget(plain)
    set_role(plain, "muted")
    set_role(plain, "error")
    assert plain.property("role") == "error"


def test_the_status_delegate_leaves_other_cells_to_qt(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtWidgets import QStyleOptionViewItem

    from caseapp.desktop.views.queues import QueuesView

    desk.open_queue("overdue")
    settle(qtbot, desk)
    view = window.current
    assert isinstance(view, QueuesView)
    delegate = StatusDelegate(view)
    option = QStyleOptionViewItem()
    plain, status = view.model.index(0, 0), view.model.index(0, 1)
    assert status.data(STATUS_ROLE) is not None
    assert delegate.sizeHint(option, status).height() == theme.ROW_HEIGHT
    assert delegate.sizeHint(option, plain).isValid()
    picture = QPixmap(100, 30)
    painter = QPainter(picture)
    delegate.paint(painter, option, plain)
    painter.end()
