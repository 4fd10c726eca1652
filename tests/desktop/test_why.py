"""Varför? as a dialog."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.why import WhyDialog
from caseapp.desktop.forms import child
from caseapp.domain.events import CaseKey
from caseapp.service.cases import view_case
from caseapp.service.office import Office
from tests.desktop.conftest import LATE
from tests.desktop.waiting import settle


@pytest.fixture
def dialog(desk: Desk, town: Office, qtbot: QtBot) -> Iterator[WhyDialog]:
    desk.use(town)
    owner = QWidget()  # the dialog deletes itself when it is closed
    qtbot.addWidget(owner)
    made = WhyDialog(desk, LATE, "utredning-barn", owner)
    made.show()
    settle(qtbot, desk)
    qtbot.wait(10)
    yield made
    owner.close()


def test_every_step_from_the_start_to_the_last_day_is_told(dialog: WhyDialog) -> None:
    steps = [label.text() for label in child(dialog, QWidget, "steps").findChildren(QLabel)]
    assert steps[:4] == ["Start", "2025-11-13", "Utredningen inleddes tor 2025-11-13.", "Tid"]
    assert child(dialog, QLabel, "title").text() == "Utredning barn: sista dag fre 13 mars 2026"
    assert child(dialog, QLabel, "consequence").text()


def test_the_reasons_can_be_copied(dialog: WhyDialog, desk: Desk) -> None:
    said: list[str] = []
    desk.message.connect(said.append)
    child(dialog, QPushButton, "copy").click()
    assert QGuiApplication.clipboard().text().startswith("BU-2025-0001: Utredningen inleddes")
    assert said == ["Förklaringen är kopierad."]


def test_the_case_is_a_press_away(dialog: WhyDialog, desk: Desk) -> None:
    asked: list[CaseKey] = []
    desk.case_requested.connect(asked.append)
    child(dialog, QPushButton, "open").click()
    assert asked == [LATE]


def test_a_case_without_that_deadline_says_so(desk: Desk, town: Office, qtbot: QtBot) -> None:
    desk.use(town)
    made = WhyDialog(desk, LATE, "finns-inte")
    qtbot.addWidget(made)
    settle(qtbot, desk)
    assert child(made, QLabel, "about").text() == "Ärendet har ingen frist som löper."
    made._copy_text()


def test_a_deadline_that_is_at_hand_needs_no_reading(desk: Desk, town: Office, qtbot: QtBot) -> None:
    desk.use(town)
    line = view_case(town, LATE).deadlines[0]
    made = WhyDialog(desk, LATE, line.deadline.rule.id, line=line)
    qtbot.addWidget(made)
    assert not desk.busy
    assert "Utredning barn" in child(made, QLabel, "title").text()
