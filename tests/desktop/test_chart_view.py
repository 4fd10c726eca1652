"""A chart on the screen: drawn in the background, in the theme's colours, told in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.desktop import theme
from caseapp.desktop.app import make_application
from caseapp.desktop.desk import Desk
from caseapp.desktop.widgets.chart import ChartView, palette_of
from caseapp.report.chart import Chart, Kind, Series, describe
from caseapp.report.chart_palette import DARK, LIGHT
from tests.desktop.waiting import new_desk, settle

QUARTERS = ("kv 1 2025", "kv 2 2025", "kv 3 2025")
CHART = Chart("Att rapportera", Kind.BARS, QUARTERS, (Series("Beslut", (12, None, 38)),), "antal beslut")
TALL = replace(
    CHART,
    categories=tuple(f"Insatsen med det mycket långa namnet nummer {number}" for number in range(40)),
    series=(Series("Beslut", tuple(float(number) for number in range(40))),),
    over_time=False,
)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    make_application([])
    before = qapp.palette()
    qapp.setPalette(theme.palette_of(theme.LIGHT))
    made = new_desk(tmp_path)
    yield made
    made.close()
    qapp.setPalette(before)


@pytest.fixture
def view(desk: Desk, qtbot: QtBot) -> ChartView:
    made = ChartView()
    qtbot.addWidget(made)
    made.resize(520, 320)
    made.show()
    made.show_chart(desk, CHART)
    settle(qtbot, desk)
    return made


def colours(view: ChartView) -> set[str]:
    """Every colour on it, pixel by pixel."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


def dress(qapp: QApplication, qtbot: QtBot, desk: Desk, colours: theme.Tokens) -> None:
    qapp.setPalette(theme.palette_of(colours))
    qtbot.wait(120)
    settle(qtbot, desk)


def test_it_is_named_and_told_to_a_screen_reader(view: ChartView) -> None:
    assert view.chart is CHART
    assert view.accessibleName() == "Att rapportera"
    assert view.accessibleDescription() == describe(CHART)
    assert view.focusPolicy() is Qt.FocusPolicy.TabFocus


def test_it_shows_the_chart_in_the_themes_colours(view: ChartView) -> None:
    assert {LIGHT.series[0], LIGHT.ground} <= colours(view)


def test_it_follows_a_change_of_theme(view: ChartView, qapp: QApplication, qtbot: QtBot, desk: Desk) -> None:
    dress(qapp, qtbot, desk, theme.DARK)
    assert {DARK.series[0], DARK.ground} <= colours(view)
    assert LIGHT.series[0] not in colours(view)
    dress(qapp, qtbot, desk, theme.CONTRAST)
    assert {"#FFFFFF", "#000000"} <= colours(view)


def test_high_contrast_of_the_system_has_its_two_colours() -> None:
    palette = palette_of(theme.CONTRAST)
    assert (palette.ground, palette.text, palette.ramp) == ("#000000", "#FFFFFF", ())


def test_it_is_drawn_anew_for_another_room(view: ChartView, qtbot: QtBot, desk: Desk) -> None:
    small = view.grab().toImage()
    view.resize(900, 420)
    qtbot.wait(120)
    settle(qtbot, desk)
    large = view.grab().toImage()
    ink = theme.LIGHT.color("accent").name()
    right = [x for x in range(large.width()) if large.pixelColor(x, 330).name() == ink]
    assert small.size() != large.size()
    assert max(right) > 700


def test_it_asks_for_the_height_the_chart_needs(view: ChartView, qtbot: QtBot, desk: Desk) -> None:
    low = view.minimumHeight()
    assert 100 < low <= view.sizeHint().height()
    view.show_chart(desk, TALL)
    settle(qtbot, desk)
    assert view.minimumHeight() > 3 * low


def test_the_same_chart_is_not_drawn_twice(view: ChartView, qtbot: QtBot, desk: Desk) -> None:
    view.show_chart(desk, CHART)
    assert not desk.busy
    view.show_chart(desk, replace(CHART, title="Ett annat"))
    view.show_chart(desk, TALL)
    settle(qtbot, desk)
    assert view.accessibleName() == TALL.title


def test_without_a_chart_it_is_empty(view: ChartView, desk: Desk) -> None:
    view.clearFocus()
    view.show_chart(desk, None)
    assert view.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert view.chart is None
    assert (view.accessibleName(), view.accessibleDescription()) == ("Diagram", "")
    assert colours(view) == {theme.LIGHT.bg}
    assert view.minimumHeight() == 0


def test_the_focus_is_seen(view: ChartView, qtbot: QtBot) -> None:
    view.clearFocus()
    before = view.grab().toImage().pixelColor(1, 100).name()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert view.grab().toImage().pixelColor(1, 100).name() == theme.LIGHT.accent.lower() != before
