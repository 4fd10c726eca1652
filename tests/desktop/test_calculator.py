"""Räkna frist, as a manager uses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QDateEdit, QLabel, QLineEdit, QPushButton, QTimeEdit, QTreeView
from pytestqt.qtbot import QtBot

from caseapp.catalogue.book import Catalogue
from caseapp.desktop.desk import Desk
from caseapp.desktop.forms import child
from caseapp.desktop.models.calculator_answer import answer
from caseapp.desktop.models.calculator_rules import RuleModel
from caseapp.desktop.views.calculator import CalculatorView
from tests.desktop.waiting import nameless, new_desk, settle

TODAY = date(2026, 3, 16)


@pytest.fixture
def desk(tmp_path: Path, qapp: object) -> Iterator[Desk]:
    made = new_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def view(desk: Desk, qtbot: QtBot) -> CalculatorView:
    made = CalculatorView(desk)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    settle(qtbot, desk)
    return made


def words(view: CalculatorView, name: str) -> str:
    return child(view, QLabel, name).text()


def test_the_first_rule_is_reckoned_from_today_without_a_database(view: CalculatorView) -> None:
    assert words(view, "ruleName") == "Skyddsbedömning"
    assert words(view, "lastDayLabel") == "Mål"
    assert words(view, "lastDay") == "mån 16 mars 2026"
    assert words(view, "state") == "◆ Målet är idag"
    assert not child(view, QPushButton, "home").isHidden()


def test_the_last_day_is_large_and_every_step_is_told(view: CalculatorView, desk: Desk, qtbot: QtBot) -> None:
    view.choose("utredning-barn", date(2025, 10, 31))
    settle(qtbot, desk)
    assert words(view, "lastDay") == "mån 2 mars 2026"
    assert words(view, "state") == "▲ Passerade för 10 arbetsdagar sedan"
    assert words(view, "nominal") == "Nominell dag är lör 28 feb 2026."
    assert words(view, "lagrum") == "20 kap. 3 § SoL"
    assert words(view, "certainty").startswith("A, ")
    steps = words(view, "steps")
    assert "<li>Utredningen inleddes fre 2025-10-31.</li>" in steps
    assert "Flyttas till nästa vardag" in child(view, QLabel, "steps").accessibleDescription()


def test_an_extension_moves_the_last_day_to_the_day_in_the_decision(
    view: CalculatorView, desk: Desk, qtbot: QtBot
) -> None:
    view.choose("utredning-barn", date(2025, 10, 31), date(2026, 4, 30))
    settle(qtbot, desk)
    assert words(view, "lastDay") == "tor 30 april 2026"
    assert words(view, "nominal") == "Dagen i beslutet om förlängning."
    assert "kvar från idag" in words(view, "state")


def test_only_rules_that_can_be_extended_ask_for_an_extension(
    view: CalculatorView, desk: Desk, qtbot: QtBot
) -> None:
    view.choose("forhandsbedomning", date(2026, 3, 2))
    settle(qtbot, desk)
    assert child(view, QCheckBox, "hasExtension").isHidden()
    assert child(view, QTimeEdit, "time").isHidden()
    view.choose("utredning-barn", date(2026, 3, 2))
    settle(qtbot, desk)
    assert child(view, QCheckBox, "hasExtension").isVisible()


def test_a_rule_in_hours_takes_the_time_of_day(view: CalculatorView, desk: Desk, qtbot: QtBot) -> None:
    view.choose("skyddsbedomning-24h", date(2026, 3, 13))
    settle(qtbot, desk)
    assert words(view, "lastDay") == "lör 14 mars 2026 kl. 23.59"
    child(view, QCheckBox, "hasTime").setChecked(True)
    child(view, QTimeEdit, "time").setTime(QTime(8, 30))
    qtbot.waitUntil(lambda: words(view, "lastDay") == "lör 14 mars 2026 kl. 08.30")


def test_the_answer_follows_the_start_day(view: CalculatorView, desk: Desk, qtbot: QtBot) -> None:
    view.choose("forhandsbedomning", date(2026, 3, 2))
    child(view, QDateEdit, "start").setDate(QDate(2025, 12, 10))
    assert words(view, "startWeekday") == "onsdag, v. 50"
    qtbot.waitUntil(lambda: words(view, "lastDay") == "mån 29 dec 2025")


def test_a_start_before_the_law_is_told_and_not_reckoned(
    view: CalculatorView, desk: Desk, qtbot: QtBot
) -> None:
    view.choose("utredning-barn", date(1999, 1, 1))
    settle(qtbot, desk)
    assert "gällde inte 1999-01-01" in words(view, "troubleText")
    QGuiApplication.clipboard().setText("som förut")
    view.copy()
    assert QGuiApplication.clipboard().text() == "som förut"


def test_the_search_finds_rules_by_municipality_and_paragraph(view: CalculatorView, qtbot: QtBot) -> None:
    search = child(view, QLineEdit, "search")
    view.find()
    search.setText("södertälje 122")
    rules = child(view, QTreeView, "rules")
    model = rules.model()
    assert isinstance(model, RuleModel)
    assert model.rowCount() == 1
    assert model.index(0, 0).data() == "Lokal rutin · Södertälje kommun"
    assert model.rule_at(rules.currentIndex()) == "utredning-122-dagar"
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert rules.hasFocus()


def test_a_search_that_finds_nothing_says_what_to_do(view: CalculatorView, qtbot: QtBot) -> None:
    QTest.keyClicks(child(view, QLineEdit, "search"), "fiskekort")
    assert "Sök på regelns namn" in words(view, "troubleText")


def test_the_answer_is_copied_as_text(view: CalculatorView, desk: Desk, qtbot: QtBot) -> None:
    view.choose("utredning-barn", date(2025, 10, 31))
    settle(qtbot, desk)
    with qtbot.waitSignal(desk.message):
        view.copy()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Utredning barn (20 kap. 3 § SoL)\nSista dag: mån 2 mars 2026\n")
    assert "1. Utredningen inleddes fre 2025-10-31." in text
    assert "Om den missas: " in text
    assert words(view, "copied") == "✓ Kopierat"


def test_the_way_back_to_the_start_page_is_open_without_a_database(
    view: CalculatorView, desk: Desk, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(desk.view_requested) as asked:
        child(view, QPushButton, "home").click()
    assert asked.args == ["welcome"]


def test_a_refresh_reckons_anew(view: CalculatorView, desk: Desk, qtbot: QtBot) -> None:
    view.refresh()
    settle(qtbot, desk)
    assert words(view, "ruleName") == "Skyddsbedömning"


def test_searching_before_the_rules_are_read_does_nothing(desk: Desk, qtbot: QtBot) -> None:
    made = CalculatorView(desk)
    qtbot.addWidget(made)
    child(made, QLineEdit, "search").setText("barn")
    made.refresh()
    settle(qtbot, desk)
    assert words(made, "ruleName") == "Utredning barn"


def test_everything_one_can_go_to_has_a_name(view: CalculatorView) -> None:
    assert nameless(view) == []


@pytest.mark.parametrize(
    ("rule", "start", "said"),
    [
        ("utredning-barn", "2026-03-16", "● 83 arbetsdagar kvar från idag"),
        ("utredning-barn", "2025-11-20", "◆ 4 arbetsdagar kvar från idag"),
        ("utredning-barn", "2025-11-16", "◆ Sista dagen är idag"),
        ("skyddsbedomning", "2026-03-09", "◆ Målet passerade för 5 arbetsdagar sedan"),
        ("skyddsbedomning", "2026-03-15", "◆ Målet passerade för 1 arbetsdag sedan"),
    ],
)
def test_how_far_off_the_last_day_is(every_rule: Catalogue, rule: str, start: str, said: str) -> None:
    assert answer(every_rule, rule, start, None, TODAY).state.text == said


def test_a_last_day_passed_on_a_weekend_has_no_working_day_since(every_rule: Catalogue) -> None:
    found = answer(every_rule, "skyddsbedomning", "2026-03-13", None, date(2026, 3, 15))
    assert found.state.text == "◆ Målet passerade nyligen"
    old = answer(every_rule, "utredning-barn", "2024-01-10", None, TODAY)
    assert old.validity == "Från 2002-01-01 till 2025-06-30, version 1"
    assert old.as_text().count("\n") > 5


def test_a_rule_that_is_not_shown_is_not_found(every_rule: Catalogue, qapp: object) -> None:
    model = RuleModel()
    model.show(every_rule)
    assert not model.find("finns-inte").isValid()
    assert model.rule_at(model.index(0, 0)) is None


def test_backwards_the_answer_is_the_day_it_must_have_come_in(
    view: CalculatorView, desk: Desk, qtbot: QtBot
) -> None:
    view.choose_backwards("utredning-barn", date(2026, 9, 23))
    settle(qtbot, desk)
    assert words(view, "startLabel") == "&Klart senast"
    assert words(view, "lastDayLabel") == "Måste ha kommit in senast"
    assert words(view, "lastDay") == "lör 23 maj 2026"
    assert words(view, "nominal") == "Sista dag blir då just ons 23 sep 2026."
    assert child(view, QCheckBox, "hasExtension").isHidden()
    view.copy()
    assert "Måste ha kommit in senast: lör 23 maj 2026" in QGuiApplication.clipboard().text()
    view.choose_backwards("utredning-barn", date(2026, 9, 26))
    settle(qtbot, desk)
    assert words(view, "nominal").endswith("; en dag senare blir för sent.")
    child(view, QCheckBox, "backwards").setChecked(False)
    qtbot.waitUntil(lambda: words(view, "lastDayLabel") == "Sista dag")
    assert not child(view, QCheckBox, "hasExtension").isHidden()


def test_backwards_to_before_the_rule_existed_says_so(view: CalculatorView, desk: Desk, qtbot: QtBot) -> None:
    view.choose_backwards("utredning-barn", date(1995, 1, 2))
    settle(qtbot, desk)
    assert "ingen startdag" in words(view, "troubleText")
