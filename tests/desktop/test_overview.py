"""Läget idag: cards that open their queues, and what needs a decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.why import WhyDialog
from caseapp.desktop.forms import child
from caseapp.desktop.views.overview import OverviewView
from caseapp.desktop.widgets.card import CardButton, card_mark, change_text, paint_curve
from caseapp.desktop.widgets.card_grid import CardGrid, columns_for
from caseapp.desktop.window import MainWindow
from caseapp.service.office import Office
from caseapp.service.overview import overview
from tests.desktop.conftest import LATE
from tests.desktop.waiting import settle


def grid(window: MainWindow) -> CardGrid:
    return child(window, CardGrid, "cards")


def links(window: MainWindow, text: str) -> list[QPushButton]:
    rows = window.views["overview"].findChildren(QPushButton)
    return [button for button in rows if button.text() == text]


def test_each_card_is_a_button_that_speaks_its_number_and_its_change(
    window: MainWindow, town: Office
) -> None:
    seen = overview(town)
    assert [button.accessibleName() for button in grid(window).buttons] == [
        card.spoken() for card in seen.cards
    ]
    assert all(button.focusPolicy() is Qt.FocusPolicy.StrongFocus for button in grid(window).buttons)


def test_a_card_opens_its_queue_with_the_mouse_and_with_the_keyboard(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    asked: list[str] = []
    desk.queue_requested.disconnect()
    desk.queue_requested.connect(asked.append)
    qtbot.mouseClick(grid(window).buttons[0], Qt.MouseButton.LeftButton)
    qtbot.keyClick(grid(window).buttons[1], Qt.Key.Key_Space)
    assert asked == ["overdue", "due"]


def test_what_needs_a_decision_opens_its_case_and_tells_why(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    links(window, "Varför?")[0].click()
    settle(qtbot, desk)
    dialog = next(iter(window.views["overview"].findChildren(WhyDialog)))
    assert "sista dag" in child(dialog, QLabel, "title").text()
    dialog.close()
    links(window, LATE.ref)[0].click()
    settle(qtbot, desk)
    assert window.current is window.views["case"]


def test_all_that_needs_a_decision_is_a_list_of_as_many(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    child(window, QPushButton, "all").click()
    settle(qtbot, desk)
    queues: Any = window.current
    assert queues.queue == "today"


def test_an_empty_unit_says_what_to_do_first(desk: Desk, office: Office, qtbot: QtBot) -> None:
    view = OverviewView(desk)
    qtbot.addWidget(view)
    view.refresh()
    view.show()
    desk.use(office)
    view.refresh()
    view.refresh()
    settle(qtbot, desk)
    assert "inga ärenden än" in child(view, QLabel, "nothing").text()


def test_a_calm_day_says_so(desk: Desk, town: Office, qtbot: QtBot) -> None:
    view = OverviewView(desk)
    qtbot.addWidget(view)
    view.show()
    desk.use(town)
    desk.unit = "Insats"
    view.refresh()
    settle(qtbot, desk)
    assert "Ingen frist löper ut idag" in child(view, QLabel, "nothing").text()


def test_cards_stand_in_even_rows_at_every_width(qtbot: QtBot, town: Office) -> None:
    assert [columns_for(width) for width in (1200, 836, 835, 412, 411, 100)] == [4, 4, 2, 2, 1, 1]
    made = CardGrid()
    qtbot.addWidget(made)
    assert made.minimumSizeHint().height() == 0
    cards = overview(town).cards
    made.set_cards(cards)
    made.resize(1000, 300)
    made.show()
    wide = made.sizeHint().height()
    made.resize(430, 600)
    assert made.minimumSizeHint().height() > wide
    made.set_cards(cards[:3])
    assert len(made.buttons) == 3
    town.close()


def test_a_card_is_told_by_symbol_as_well_as_colour(town: Office) -> None:
    cards = {card.queue.id: card for card in overview(town).cards}
    town.close()
    assert card_mark(cards["overdue"]) == ("▲", "late")
    assert card_mark(replace(cards["due"], count=1, alarming=False)) == ("◆", "soon")
    assert card_mark(replace(cards["ready-to-close"], count=4, alarming=False)) == ("●", "ok")
    assert [change_text(change) for change in (4, -2, 0)] == ["+4", "−2", "±0"]


@pytest.mark.parametrize("width", [900, 190, 120])
def test_a_card_is_painted_focused_pressed_and_empty(width: int, qtbot: QtBot, town: Office) -> None:
    button = CardButton()
    qtbot.addWidget(button)
    button.resize(width, button.sizeHint().height())
    empty = button.grab().toImage()
    button.set_card(overview(town).cards[0])
    town.close()
    shown = button.grab().toImage()
    assert shown != empty
    button.setDown(True)
    button.hasFocus = lambda: True  # type: ignore[method-assign]
    assert button.grab().toImage() != shown
    assert button.minimumSizeHint().width() == 190


def test_a_curve_ends_in_a_dot_at_todays_value() -> None:
    picture = QImage(60, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    paint_curve(painter, QRectF(5, 5, 50, 20), (5,), QColor("black"))
    assert picture.pixelColor(55, 5) == QColor("white")
    paint_curve(painter, QRectF(5, 5, 50, 20), (0, 2, 4), QColor("black"))
    painter.end()
    assert picture.pixelColor(QPointF(55, 5).toPoint()) != QColor("white")
