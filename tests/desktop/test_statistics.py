"""Statistik: from a measure to a figure, its cases, its chart, and out of the program."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QDateTime, QEvent, QModelIndex, QPoint, Qt, QTime
from PySide6.QtGui import QGuiApplication, QKeyEvent, QStandardItemModel
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.ask import AskDialog
from caseapp.desktop.dialogs.behind import BehindDialog, ReasonsDialog
from caseapp.desktop.dialogs.found import FoundDialog
from caseapp.desktop.dialogs.preview import PreviewDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.statistics_measures import MEASURE_ID
from caseapp.desktop.views import statistics as module
from caseapp.desktop.views import statistics_taking
from caseapp.desktop.views.statistics import StatisticsView
from caseapp.desktop.views.statistics_taking import Wanted
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.desktop.window import MainWindow
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.report.chart import Chart
from caseapp.service.extracts import Extract, extracts, save_extract
from caseapp.service.office import Office
from caseapp.service.record import make_event, record
from caseapp.service.statistics import statistics
from tests.desktop.test_accessibility import clashes, nameless
from tests.desktop.waiting import settle

COUNT = "aktualiseringar.antal"
PERSONS = "aktualiseringar.personer"
ENDED = "utredning.avslutade"
TIME = "utredning.tid"
LATE_SHARE = "utredning.avslutade-for-sent"
BALANCE = "utredning.balans"
OPEN = "utredning.pagaende"
CAUSES = ("foraldrasvikt", "missbruk-i-familjen")


def aktualiseringar(office: Office) -> Iterator[Any]:
    """Thirty in the third quarter, forty in the fourth: boys and girls, two causes; one has a third."""
    for number in range(70):
        third = number < 30
        day = date(2025, 7, 2) + timedelta(days=number * 3) if third else date(2025, 10, 1)
        day += timedelta(days=0 if third else (number - 30) * 2)
        cause = "spelberoende" if number == 69 else CAUSES[number % 2]
        values = {
            "person": f"P-A{number}",
            "typ": "anmalan",
            "kon": "K" if number % 3 else "M",
            "fodelsear": "2012" if number % 2 else "2016",
            "enhet": "Mottaget",
            "orsak": cause,
        }
        key = CaseKey("aktualisering", f"A-2025-1{number:03}")
        yield make_event(office.catalogue, key, "inkom", Moment(day), values)


def utredningar(office: Office) -> Iterator[Any]:
    """One begun each week for ninety weeks and closed after fifteen, the last ones still running."""
    for number in range(90):
        begun = date(2024, 6, 24) + timedelta(weeks=number)
        key = CaseKey("utredning", f"BU-2024-2{number:03}")
        values = {"person": f"P-U{number}", "utredningstyp": "barn", "enhet": "Barn"}
        values["kon"] = "K" if number % 2 else "M"
        yield make_event(office.catalogue, key, "inledd", Moment(begun), values)
        closed = begun + timedelta(weeks=15)
        if closed < date(2026, 3, 16):
            yield make_event(office.catalogue, key, "avslutad", Moment(closed), {})


@pytest.fixture
def busy(town: Office) -> Office:
    """A town with so much in it that not every figure is hidden."""
    record(town, [*aktualiseringar(town), *utredningar(town)], "import")
    return town


@pytest.fixture
def view(busy: Office, window: MainWindow, desk: Desk, qtbot: QtBot) -> StatisticsView:
    window.show_view("statistics")
    settle(qtbot, desk)
    shown = window.current
    assert isinstance(shown, StatisticsView)
    return shown


@pytest.fixture
def choose(view: StatisticsView, desk: Desk, qtbot: QtBot) -> Callable[..., StatisticsView]:
    """Choose measures, a period, keys and what to compare with, and wait for the figures."""

    def chosen(
        *measures: str, period: str = "2025Q4", by: tuple[str, ...] = (), compare: str = ""
    ) -> StatisticsView:
        view.measures.model.choose(measures)
        view.choices.set_period(period)
        view.choices.set_keys(by)
        view.choices.compare.setCurrentIndex(view.choices.compare.findData(compare))
        view.take_out()
        settle(qtbot, desk)
        return view

    return chosen


def words(view: QWidget, name: str) -> str:
    return child(view, QLabel, name).text()


def texts(view: StatisticsView) -> list[list[str]]:
    model = view.figures.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def heads(view: StatisticsView) -> list[str]:
    return list(view.figures.model.table.heads)


def press(widget: QWidget, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def stand_on(view: StatisticsView, row: int, column: int) -> None:
    view.figures.table.setCurrentIndex(view.figures.model.index(row, column))


def dialog(view: StatisticsView, kind: type[Any]) -> Any:
    return next(found for found in view.findChildren(kind) if found.isVisible())


def offered(box: Any) -> dict[str, bool]:
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    return {box.itemText(row): model.item(row).isEnabled() for row in range(box.count())}


# --- choosing ---


def test_before_a_measure_is_chosen_the_screen_says_what_to_do(view: StatisticsView) -> None:
    assert words(view, "empty").startswith("Välj ett mått till vänster.")
    bar = view.actions_bar
    assert not any(
        b.isEnabled() for b in (bar.cases_button, bar.why_button, bar.copy_button, bar.save_button)
    )
    assert bar.print_button.isEnabled()
    assert words(view, "chosenCount") == "inget mått valt"


def test_space_ticks_a_measure_and_enter_shows_only_one(
    view: StatisticsView, desk: Desk, qtbot: QtBot
) -> None:
    tree, model = view.measures.tree, view.measures.model
    for name in (COUNT, PERSONS):
        tree.setCurrentIndex(model.find(name))
        press(tree, Qt.Key.Key_Space)
    assert list(model.chosen) == [COUNT, PERSONS]
    assert words(view, "chosenCount") == "2 mått valda"
    press(tree, Qt.Key.Key_Space)
    assert list(model.chosen) == [COUNT]
    tree.setCurrentIndex(model.find(TIME))
    press(tree, Qt.Key.Key_Return)
    assert list(model.chosen) == [TIME]
    qtbot.waitUntil(lambda: view.figures.visible)
    settle(qtbot, desk)
    assert view.figures.part is not None
    assert view.figures.part.measure.id == TIME
    child(view, QPushButton, "clear").click()
    assert not model.chosen
    tree.setCurrentIndex(model.index(0, 0))
    press(tree, Qt.Key.Key_Return)
    assert not model.chosen


def test_a_search_narrows_the_measures_and_keeps_what_is_ticked(view: StatisticsView) -> None:
    view.measures.model.choose([COUNT])
    view.find()
    assert view.measures.search.hasFocus()
    view.measures.search.setText("utredning fyra månader")
    assert not view.measures.model.find(COUNT).isValid()
    assert view.measures.model.find("utredning.over-fyra-manader").isValid()
    assert view.measures.model.chosen == (COUNT,)
    view.measures.search.setText("finns inte alls")
    assert words(view, "definition") == "Inget mått har de orden. Ändra sökningen."
    assert view.measures.model.first() == QModelIndex()
    view.measures.search.setText("")
    assert view.measures.model.find(COUNT).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
    press(view.measures.search, Qt.Key.Key_Return)
    assert view.measures.tree.hasFocus()


def test_the_definition_of_the_measure_under_the_cursor_is_shown(view: StatisticsView) -> None:
    model = view.measures.model
    view.measures.tree.setCurrentIndex(model.find(LATE_SHARE))
    told = words(view, "definition")
    assert "Andel utredningar avslutade efter sista dagen" in told
    assert "version 1" in told
    assert "Källa:" in told
    view.measures.tree.setCurrentIndex(model.index(0, 0))
    assert words(view, "definition") == ""
    view.measures.tree.setCurrentIndex(model.find(TIME))
    view.toggle_details()
    assert child(view, Paragraph, "definition").hasFocus()
    view.toggle_details()
    assert view.measures.tree.hasFocus()


def test_what_is_told_of_a_measure_has_target_direction_validity_and_breaks(busy: Office) -> None:
    from caseapp.desktop.models.statistics_measures import told
    from caseapp.domain.measures import Break

    measure = replace(
        busy.catalogue.measures[LATE_SHARE],
        target=2.5,
        higher_is_better=False,
        valid_from=date(2025, 1, 1),
        valid_to=date(2026, 1, 1),
        breaks=(Break(date(2025, 7, 1), "Ny lag."),),
        kolada="U12345",
    )
    said = told(measure)
    for part in ("Mål: 2,5 %.", "Lägre är bättre.", "Gäller från 2025-01-01.", "Gäller till 2026-01-01."):
        assert part in said
    assert "Tidsseriebrott 2025-07-01: Ny lag." in said
    assert "Kolada U12345." in said
    assert "Högre är bättre. " in told(replace(measure, higher_is_better=True))
    assert "bättre" not in told(replace(measure, higher_is_better=None))


def test_only_the_divisions_that_all_measures_allow_can_be_chosen(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(COUNT, OPEN)
    told = offered(view.choices.by[0])
    assert told["Kön"]
    assert told["Aktualiseringsorsak"]
    assert not told["Typ (inte för Pågående utredningar)"]
    choose(COUNT, OPEN, BALANCE)
    told = offered(view.choices.by[0])
    assert not told["Aktualiseringsorsak (inte för Inledda minus avslutade utredningar)"]
    assert not told["Typ (inte för Pågående utredningar och 1 till)"]


def test_a_division_that_another_measure_does_not_allow_is_taken_away_and_told(
    choose: Callable[..., StatisticsView], qtbot: QtBot, desk: Desk
) -> None:
    view = choose(COUNT, by=("typ", "sex"))
    assert view.choices.keys == ("typ", "sex")
    view.measures.model.choose([COUNT, OPEN])
    qtbot.waitUntil(lambda: view.choices.keys == ("sex",) or view.choices.keys == ())
    settle(qtbot, desk)
    assert words(view, "told").startswith("Uppdelningen på typ är borttagen")
    view.measures.model.choose([COUNT])
    assert not child(view, QLabel, "told").isVisible()


def test_the_second_division_waits_for_the_first_and_cannot_repeat_it(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot
) -> None:
    view = choose(COUNT)
    first, second = view.choices.by
    assert not second.isEnabled()
    first.setCurrentIndex(first.findData("sex"))
    first.activated.emit(first.currentIndex())
    assert second.isEnabled()
    qtbot.waitUntil(lambda: heads(view)[0] == "Kön")
    assert not offered(second)["Kön (redan vald)"]
    second.setCurrentIndex(second.findData("age_band"))
    view.choices.set_keys(("age_band", "age_band"))
    view._offer()
    assert view.choices.keys == ("age_band",)
    settle(qtbot, desk)


def test_periods_of_every_kind_can_be_chosen(view: StatisticsView, qtbot: QtBot, desk: Desk) -> None:
    choices = view.choices
    assert choices.period_text == "kvartal"
    assert choices.period.itemText(0) == "senaste: kvartal 4 2025"
    assert choices.period.itemText(1) == "kvartal 1 2026, pågår"
    found = {}
    for row in range(choices.kind.count()):
        choices.kind.setCurrentIndex(row)
        choices.kind.activated.emit(row)
        found[choices.kind.currentText()] = (choices.period.itemText(0), choices.period.itemData(2))
    assert found["Månad"] == ("senaste: februari 2026", "2026-02")
    assert found["Tertial"] == ("senaste: tertial 3 2025 (jan–dec)", "2025T3")
    assert found["Halvår"] == ("senaste: halvår 2 2025", "2025H2")
    assert found["År"] == ("senaste: 2025", "2025")
    assert choices.period_text == "2025-10-01..2025-12-31"
    assert choices.first.isVisible()
    assert not choices.period.isVisible()
    for text in ("2025T2", "2019Q1", "2025-08", "2024", "tertial", "2025-01-05..2025-02-15"):
        choices.set_period(text)
        assert choices.period_text == text
    settle(qtbot, desk)


def test_a_period_that_ends_before_it_begins_is_told_of(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot
) -> None:
    view = choose(COUNT, period="2025-01-05..2025-02-15")
    view.choices.last.setDate(QDate(2024, 12, 1))
    view.take_out()
    settle(qtbot, desk)
    assert words(view, "empty").startswith("▲ Perioden")
    assert not view.figures.visible
    told: list[str] = []
    desk.trouble.connect(told.append)
    view.actions_bar.print_quarter()
    assert "slutar före den börjar" in told[0]


def test_the_choices_are_asked_of_the_service_as_they_stand(
    choose: Callable[..., StatisticsView], busy: Office, desk: Desk, qtbot: QtBot
) -> None:
    view = choose(COUNT, TIME, by=("sex",))
    view.choices.more.setChecked(True)
    assert view.choices.as_of_edit.isVisible()
    assert view.choices.as_of is None
    view.choices.as_of_edit.setDate(QDate(2026, 1, 31))
    view.choices.recorded.setChecked(True)
    view.choices.recorded_edit.setDateTime(QDateTime(QDate(2026, 3, 16), QTime(9, 0)))
    desk.unit = "Barn"
    settle(qtbot, desk)
    view.take_out()
    settle(qtbot, desk)
    assert view.figures.seen is not None
    result = view.figures.seen.result
    assert view.choices.recorded_at == "2026-03-16T08:00:59.999999Z"
    expected = statistics(
        busy,
        [COUNT, TIME],
        parse_period("2025Q4"),
        ["sex"],
        date(2026, 1, 31),
        "2026-03-16T08:00:59.999999Z",
        unit="Barn",
    )
    assert result.fingerprint == expected.fingerprint
    assert result.caption() == words(view, "caption")
    view.refresh()
    settle(qtbot, desk)
    assert view.wanted.as_of == date(2026, 1, 31)


def test_a_new_day_moves_the_day_that_was_not_chosen(
    view: StatisticsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "today", property(lambda _: date(2026, 4, 1)))
    view.refresh()
    settle(qtbot, desk)
    assert view.choices.as_of is None
    assert view.choices.as_of_edit.date() == QDate(2026, 4, 1)
    assert view.choices.period.itemText(0) == "senaste: kvartal 1 2026"


# --- the figures ---


def test_the_total_comes_first_and_the_head_says_what_is_counted(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(COUNT, by=("sex",))
    assert heads(view) == ["Kön", "Antal aktualiseringar"]
    assert texts(view)[0] == ["Alla", "41"]
    assert sum(int(row[1]) for row in texts(view)[1:]) == 41
    assert words(view, "about") == "Räknar aktualiseringar · kvartal 4 2025 · alla enheter · delat på kön"
    assert view.figures.table.accessibleName() == "Siffrorna: Aktualiseringar"


def test_a_hidden_figure_is_written_as_hidden_and_nothing_shown_reveals_it(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(COUNT, by=("orsak",), compare="before")
    rows = {row[0]: row for row in texts(view)}
    assert rows["spelberoende"][1] == "dolt"
    assert "dolt" in [row[1] for name, row in rows.items() if name not in ("Alla", "spelberoende")]
    assert rows["spelberoende"][2:] == ["0", "dolt"]
    hidden = view.figures.model.index(list(rows).index("spelberoende"), 1)
    assert hidden.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert hidden.data(Qt.ItemDataRole.AccessibleTextRole) == "spelberoende, Antal aktualiseringar: dolt"


def test_the_period_before_and_last_year_stand_beside_with_the_change(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(COUNT, by=("sex",), compare="both")
    assert heads(view)[2:] == [
        "Antal aktualiseringar, kvartal 3 2025",
        "Ändring mot kvartal 3 2025",
        "Antal aktualiseringar, kvartal 4 2024",
        "Ändring mot kvartal 4 2024",
    ]
    total = texts(view)[0]
    assert total[1:] == ["41", "30", "+11 (+37 %)", "0", "+41"]
    choose(LATE_SHARE, compare="before")
    assert heads(view)[-1] == "Ändring mot kvartal 3 2025 (procentenheter)"
    choose(TIME, compare="before")
    assert heads(view)[-2:] == ["Medelvärde, kvartal 3 2025", "Ändring mot kvartal 3 2025 (dagar)"]
    choose(OPEN, compare="before")
    assert heads(view)[-2] == "Antal utredningar 2025-09-30, kvartal 3 2025"
    assert texts(view)[0][-1] == "+2"  # the town's own two
    choose(COUNT, period="2024", compare="both")
    assert len(heads(view)) == 3


def test_months_are_compared_with_the_months_that_answer_to_them(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(ENDED, by=("month",), compare="before")
    assert [row[0] for row in texts(view)] == ["Alla", "2025-10", "2025-11", "2025-12"]
    assert texts(view)[0][1:] == ["13", "13", "±0"]
    choose(ENDED, by=("quarter",), compare="year")
    assert texts(view)[1][0] == "2025Q4"
    assert texts(view)[1][2] != "–"
    choose(ENDED, period="2025", by=("year",), compare="year")
    assert texts(view)[1][0] == "2025"
    assert texts(view)[1][1:] == texts(view)[0][1:]
    choose(ENDED, period="2025-10-01..2025-11-30", by=("quarter",), compare="before")
    assert texts(view)[1][2] == "0"


def test_a_month_in_which_nothing_happened_is_a_nought_in_table_and_chart(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(COUNT, period="2025-06-10..2026-04-30", by=("month",))
    months = [row[0] for row in texts(view)[1:]]
    assert months[0] == "2025-06"
    assert months[-1] == "2026-03"
    assert len(months) == 10
    assert texts(view)[1][1] == texts(view)[-1][1] == "0"
    chart = drawn(view)
    assert chart is not None
    assert chart.categories == tuple(months)
    assert chart.series[0].values[0] == 0
    choose(COUNT, period="2024", by=("year",))
    assert texts(view) == [["Alla", "0"], ["2024", "0"]]
    choose(COUNT, period="2025H1", by=("quarter", "sex"))
    assert len(texts(view)) == 1


def test_a_group_that_only_the_period_before_has_gets_a_row(choose: Callable[..., StatisticsView]) -> None:
    view = choose(COUNT, period="2026-02", by=("sex",), compare="before")
    assert [row[0] for row in texts(view)] == ["Alla"]
    choose(TIME, period="2026-03-01..2026-04-30", by=("month",), compare="before")
    assert [row[0] for row in texts(view)] == ["Alla", "2026-03", "2026-04"]
    assert texts(view)[2][1] == "–"
    choose(TIME, period="2026-03-15..2026-03-16", by=("sex",), compare="before")
    assert texts(view)[-1][1] == "–"


def test_every_formula_has_a_cell_for_each_head(choose: Callable[..., StatisticsView], busy: Office) -> None:
    formulas = {measure.formula: measure.id for measure in busy.catalogue.measures.values()}
    view = choose(*formulas.values(), by=("sex",), compare="year")
    for measure in formulas.values():
        view.figures.step(measure)
        table = view.figures.model.table
        assert all(len(row) == len(table.heads) for row in table.rows), measure
    assert view.figures.shown.itemText(0).endswith(f"(1 av {len(formulas)})")
    view.figures.shown.setCurrentIndex(1)
    view.figures.shown.activated.emit(1)
    assert view.figures.part is not None
    assert view.figures.part.measure.id == list(formulas.values())[1]


def test_the_same_measure_stays_shown_when_the_choices_change(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(COUNT, TIME)
    view.figures.step(TIME)
    choose(COUNT, TIME, by=("sex",))
    assert view.figures.part is not None
    assert view.figures.part.measure.id == TIME


def test_a_head_is_broken_where_its_words_end(choose: Callable[..., StatisticsView]) -> None:
    view = choose(COUNT, by=("sex",))
    model = view.figures.model
    across = Qt.Orientation.Horizontal
    assert model.headerData(1, across) == "Antal\naktualiseringar"
    assert model.headerData(1, across, Qt.ItemDataRole.AccessibleTextRole) == "Antal aktualiseringar"
    assert model.headerData(1, across, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(9, across) is None
    assert model.headerData(0, across, Qt.ItemDataRole.UserRole) is None
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0, 0), Qt.ItemDataRole.UserRole) is None
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole).startswith("Enter")
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Kön: Alla"


def test_notes_tell_of_breaks_validity_and_a_period_that_goes_on(
    choose: Callable[..., StatisticsView], busy: Office
) -> None:
    from caseapp.desktop.models.statistics_rows import Seen
    from caseapp.desktop.views.statistics_table import notes_of
    from caseapp.domain.measures import Break

    view = choose(COUNT, period="2026Q1", compare="before")
    assert words(view, "notes") == "◆ Perioden är inte slut. Siffrorna gäller till och med 2026-03-16."
    seen, part = view.figures.seen, view.figures.part
    assert seen is not None
    assert part is not None
    broken = replace(
        part, measure=replace(part.measure, breaks=(Break(date(2026, 1, 1), "Ny lag."),)), notes=("Sagt.",)
    )
    told = notes_of(Seen(seen.result, seen.compared), broken)
    assert told[1:] == ["Sagt.", "Tidsseriebrott 2026-01-01: Ny lag."]
    assert not choose(COUNT).figures.model.table.words
    assert not child(view, QLabel, "notes").isVisible()


# --- charts ---


def names(view: StatisticsView) -> list[str]:
    return [view.figures.drawing.itemText(row) for row in range(view.figures.drawing.count())]


def drawn(view: StatisticsView) -> Chart | None:
    return view.figures.chart.chart


def test_the_chart_that_the_measure_asks_for_comes_first(choose: Callable[..., StatisticsView]) -> None:
    view = choose(COUNT, period="2025", by=("month",))
    assert names(view) == ["Styrdiagram", "Linjer", "Staplar"]
    assert view.figures.chart.chart is not None
    assert view.figures.chart.chart.kind == "control"
    view.figures.draw("Linjer")
    assert view.figures.chart.chart.kind == "lines"
    choose(ENDED, period="2025", by=("month",))
    assert view.figures.drawing.currentText() == "Linjer"
    view.figures.draw("finns inte")
    view.figures.drawing.setCurrentIndex(2)
    view.figures.drawing.activated.emit(2)
    assert view.figures.chart.chart is not None
    choose(COUNT)
    assert names(view) == []
    assert drawn(view) is None
    assert not view.figures.chart.isVisible()


def test_the_same_month_last_year_is_a_line_beside(choose: Callable[..., StatisticsView]) -> None:
    view = choose(ENDED, by=("month",), compare="year")
    chart = view.figures.chart.chart
    assert names(view)[0] == "Jämförelse"
    assert chart is not None
    assert chart.kind == "lines"
    assert [series.name for series in chart.series] == ["kvartal 4 2024", "kvartal 4 2025"]
    choose(COUNT, by=("sex",), compare="both")
    assert view.figures.chart.chart is not None
    assert view.figures.chart.chart.kind == "grouped"
    choose(COUNT, compare="both")
    assert view.figures.chart.chart is not None
    assert view.figures.chart.chart.categories == ("kvartal 4 2024", "kvartal 3 2025", "kvartal 4 2025")
    choose(COUNT, by=("sex", "age_band"), compare="both")
    assert "Jämförelse" not in names(view)
    choose(LATE_SHARE, period="2022-02", compare="both")
    assert names(view) == []


def test_durations_are_shown_in_bands_for_all_and_stacked_for_groups(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(TIME, period="2025")
    chart = view.figures.chart.chart
    assert chart is not None
    assert chart.categories[0] == "0–30 dagar"
    assert chart.series[0].values[3] == 52
    choose(TIME, period="2025", by=("sex",))
    assert names(view)[0] == "Band"
    stacked = view.figures.chart.chart
    assert stacked is not None
    assert stacked.kind == "stacked"
    assert len(stacked.series) == 5
    assert choose(TIME, period="2019").figures.chart.chart is None


def test_two_divisions_over_time_are_lines_or_bars(choose: Callable[..., StatisticsView]) -> None:
    view = choose(COUNT, period="2025", by=("month", "sex"))
    assert sorted(names(view)) == ["Linjer", "Staplar"]
    view.figures.draw("Staplar")
    assert view.figures.chart.chart is not None
    assert view.figures.chart.chart.kind == "grouped"
    choose(OPEN, period="2025")
    assert "Styrdiagram" in names(view)


def test_a_series_break_is_drawn_before_the_first_period_after_it(busy: Office) -> None:
    from caseapp.desktop.models.statistics_drawing import charts_of
    from caseapp.desktop.models.statistics_rows import Seen
    from caseapp.domain.measures import Break

    result = statistics(busy, [COUNT], parse_period("2025"), ["month"])
    part = result.results[0]
    for day, at in ((date(2025, 10, 1), 9), (date(2025, 10, 15), 10)):
        broken = replace(part, measure=replace(part.measure, breaks=(Break(day, "Ny lag."),)))
        chart = charts_of(Seen(result), broken, busy.catalogue)["Linjer"]
        assert [found.at for found in chart.breaks] == [at]
    outside = replace(part, measure=replace(part.measure, breaks=(Break(date(2024, 1, 1), "Ny lag."),)))
    assert charts_of(Seen(result), outside, busy.catalogue)["Linjer"].breaks == ()


def test_the_chart_stands_beside_a_narrow_table_and_below_a_wide_one(
    choose: Callable[..., StatisticsView], window: MainWindow, qtbot: QtBot
) -> None:
    view = choose(COUNT, period="2025", by=("sex",))
    window.resize(1500, 800)
    table, chart = view.figures.table, view.figures.chart
    qtbot.waitUntil(lambda: chart.mapTo(view, QPoint()).x() > table.mapTo(view, QPoint()).x() + 50)
    window.resize(1000, 600)
    qtbot.waitUntil(lambda: chart.mapTo(view, QPoint()).y() > table.mapTo(view, QPoint()).y() + 50)
    assert window.width() == 1000


# --- counting ---


class Gate:
    """Holds the counting until it is opened, or the task is cancelled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened = threading.Event()
        self.stopped: list[tuple[str, ...]] = []
        self.began = 0
        real = statistics_taking.take

        def take(office: Office, wanted: Wanted, progress: Callable[..., None]) -> Any:
            self.began += 1
            try:
                while not self.opened.wait(0.005):
                    progress(412)
                return real(office, wanted, progress)
            except Exception:
                self.stopped.append(wanted.measures)
                raise

        monkeypatch.setattr(module, "take", take)


def test_what_takes_time_shows_how_far_it_has_come_and_can_be_stopped(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = choose(COUNT, by=("sex",))
    gate = Gate(monkeypatch)
    view.figures.table.setFocus()
    view.take_out()
    qtbot.waitUntil(lambda: words(view, "counted") == "Räknar … 412 ärenden lästa")
    qtbot.waitUntil(lambda: child(view, QProgressBar, "bar").isVisible())
    stop = child(view, QPushButton, "stop")
    assert stop.hasFocus()
    assert not view.actions_bar.copy_button.isEnabled()
    stop.click()
    settle(qtbot, desk)
    assert gate.stopped == [(COUNT,)]
    assert words(view, "empty").startswith("Räkningen är avbruten.")
    assert view.measures.tree.hasFocus()
    assert not child(view, QProgressBar, "bar").isVisible()
    view.take_out()
    view.show_waiting()
    stop.setFocus()
    gate.opened.set()
    settle(qtbot, desk)
    assert view.figures.table.hasFocus()


def test_a_newer_choice_drops_the_older_work(
    view: StatisticsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    view.measures.model.choose([COUNT])
    qtbot.waitUntil(lambda: gate.began == 1)
    view.measures.model.choose([PERSONS])
    qtbot.waitUntil(lambda: gate.began == 2)
    gate.opened.set()
    settle(qtbot, desk)
    assert gate.stopped == [(COUNT,)]
    assert view.figures.part is not None
    assert view.figures.part.measure.id == PERSONS


def test_a_fault_in_the_program_does_not_leave_the_screen_waiting(
    view: StatisticsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(*_: object) -> None:
        raise RuntimeError

    told: list[BaseException] = []
    monkeypatch.setattr(module, "take", take)
    monkeypatch.setattr(desk, "report_bug", told.append)
    view.measures.model.choose([COUNT])
    view.take_out()
    settle(qtbot, desk)
    assert words(view, "empty") == "Siffrorna kunde inte räknas."
    assert len(told) == 1


# --- the cases behind a figure ---


def test_enter_on_a_figure_shows_its_cases_and_enter_there_opens_one(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    view = choose(TIME, period="2025")
    column = next(place for place, head in enumerate(heads(view)) if head.startswith("91–120"))
    stand_on(view, 0, column)
    press(view.figures.table, Qt.Key.Key_Return)
    settle(qtbot, desk)
    shown = dialog(view, BehindDialog)
    assert shown.table.rowCount() == 52
    assert "52 ärenden" in words(shown, "about")
    assert not any("opiera" in button.text() for button in shown.findChildren(QPushButton))
    assert nameless(shown) == []
    shown.open_button.setFocus()
    QGuiApplication.clipboard().setText("orört")
    press(shown.table, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "orört"
    settle(qtbot, desk)
    assert window.windowTitle().startswith("Ärende")


def test_a_numerator_a_group_and_a_compared_period_open_their_own_cases(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot
) -> None:
    view = choose(COUNT, by=("sex",), compare="before")
    for column, expected in ((1, texts(view)[1][1]), (2, texts(view)[1][2])):
        stand_on(view, 1, column)
        view.actions_bar.cases_button.click()
        settle(qtbot, desk)
        shown = dialog(view, BehindDialog)
        assert shown.table.rowCount() == int(expected)
        shown.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    stand_on(view, 1, 0)
    assert not view.actions_bar.cases_button.isEnabled()
    press(view.figures.table, Qt.Key.Key_Return)
    choose(BALANCE, compare="")
    counted = []
    for column in (1, 2):
        stand_on(view, 0, column)
        view.figures.open_cases()
        settle(qtbot, desk)
        shown = dialog(view, BehindDialog)
        counted.append(shown.table.rowCount())
        shown.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert counted == [int(text) for text in texts(view)[0][1:]]


def test_a_measure_of_persons_says_that_a_person_may_have_several_cases(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot
) -> None:
    view = choose(PERSONS)
    view.figures.open_cases()
    settle(qtbot, desk)
    assert "en person kan ha flera ärenden" in words(dialog(view, BehindDialog), "about")


# --- why do these differ? ---


def reasons(view: StatisticsView, desk: Desk, qtbot: QtBot) -> str:
    settle(qtbot, desk)
    shown = dialog(view, ReasonsDialog)
    assert not child(shown, QPushButton, "copy").isVisible()
    told = "\n".join(shown.table.item(row, 0).text() for row in range(shown.table.rowCount()))
    shown.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return told


def test_the_difference_from_another_period_is_explained(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot
) -> None:
    view = choose(COUNT)
    menu = view.actions_bar.why_button.menu()
    menu.actions()[0].trigger()
    assert "kvartal 3 2025" in reasons(view, desk, qtbot)
    menu.actions()[1].trigger()
    assert "kvartal 4 2024" in reasons(view, desk, qtbot)


def test_the_difference_from_an_earlier_file_is_explained(
    choose: Callable[..., StatisticsView],
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = choose(COUNT)
    file = tmp_path / "tidigare.json"
    view.actions_bar.write(file, "json")
    settle(qtbot, desk)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    view.actions_bar.why_button.menu().actions()[3].trigger()
    assert reasons(view, desk, qtbot).startswith("Siffrorna är desamma")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    view.actions_bar.choose_why_file()
    assert not desk.busy
    told: list[str] = []
    desk.trouble.connect(told.append)
    for text in ("[1]", "inte json", json.dumps({"period": "2025"})):
        file.write_text(text, encoding="utf-8")
        view.actions_bar.why_file(file)
        settle(qtbot, desk)
    assert told[0] == "Filen tidigare.json är ingen statistik. Välj en fil som är exporterad som JSON."
    assert told[1] == "Filen tidigare.json går inte att läsa. Välj en fil som är exporterad som JSON."
    assert len(told) == 3


def test_the_difference_from_a_saved_selection_is_explained(
    choose: Callable[..., StatisticsView], desk: Desk, qtbot: QtBot
) -> None:
    view = choose(COUNT)
    view.actions_bar.save_as("Kvartalet")
    settle(qtbot, desk)
    choose(COUNT, by=("sex",))
    view.actions_bar.why_button.menu().actions()[2].trigger()
    asked = dialog(view, AskDialog)
    assert asked.answer.itemText(0) == "Kvartalet"
    asked.answer.setEditText("Kvartalet")
    asked.ok.click()
    assert "Uppdelningen: kön" in reasons(view, desk, qtbot)


# --- out of the program ---


def test_the_table_is_copied_for_excel_with_decimal_comma_and_its_caption(
    choose: Callable[..., StatisticsView],
) -> None:
    view = choose(TIME, period="2025", by=("sex",))
    view.actions_bar.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Utredningstid, räknar dagar"
    assert lines[1].split("\t")[:2] == ["Kön", "Medelvärde (dagar)"]
    assert lines[2].split("\t")[:2] == ["Alla", "105,0"]
    assert lines[-1] == words(view, "caption")
    assert "\u00a0" not in "".join(lines[1:-1])


@pytest.mark.parametrize(
    ("kind", "ending", "begins"),
    [
        ("Excel (*.xlsx)", ".xlsx", b"PK"),
        ("CSV (*.csv)", ".csv", b"\xef\xbb\xbf"),
        ("PDF (*.pdf)", ".pdf", b"%PDF"),
        ("JSON, att jämföra med senare (*.json)", ".json", b"{"),
    ],
)
def test_the_statistics_are_exported_as_what_is_asked_for(
    kind: str,
    ending: str,
    begins: bytes,
    choose: Callable[..., StatisticsView],
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = choose(COUNT, TIME, period="2025", by=("sex",))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "ut"), kind))
    view.actions_bar.export_button.click()
    settle(qtbot, desk)
    assert (tmp_path / f"ut{ending}").read_bytes().startswith(begins)


def test_what_kolada_does_not_ask_for_is_not_written_for_it(
    choose: Callable[..., StatisticsView],
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = choose(COUNT, period="2025")
    told: list[str] = []
    desk.trouble.connect(told.append)
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "ut.csv"), "Koladas mått (*.csv)")
    )
    view.actions_bar.export()
    settle(qtbot, desk)
    assert told
    assert not (tmp_path / "ut.csv").exists()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    view.actions_bar.export()
    assert not desk.busy


def test_what_is_chosen_is_previewed_saved_and_printed(
    choose: Callable[..., StatisticsView],
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PySide6.QtPdf import QPdfDocument

    view = choose(COUNT, by=("sex",))
    view.print_out()
    settle(qtbot, desk)
    paper = dialog(view, PreviewDialog)
    assert paper.windowTitle() == "Statistik, kvartal 4 2025"
    assert paper.pages.count >= 1
    assert nameless(paper) == []
    assert clashes([button.text() for button in paper.findChildren(QPushButton)]) == []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "ut.pdf"), ""))
    child(paper, QPushButton, "save").click()
    settle(qtbot, desk)
    assert (tmp_path / "ut.pdf").read_bytes().startswith(b"%PDF")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x" / "ut.pdf"), ""))
    with qtbot.waitSignal(desk.trouble) as told:
        paper.save()
    assert told.args[0].startswith("Filen ut.pdf gick inte att skriva")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    paper.save()
    out = tmp_path / "utskrift.pdf"

    def accept(asked: QPrintDialog) -> QPrintDialog.DialogCode:
        asked.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        asked.printer().setOutputFileName(str(out))
        return QPrintDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    child(paper, QPushButton, "print").click()
    settle(qtbot, desk)
    document = QPdfDocument()
    document.load(str(out))
    assert document.pageCount() == paper.pages.count
    document.close()
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: QPrintDialog.DialogCode.Rejected)
    paper.print_out()
    assert not desk.busy
    paper.close()


def test_the_quarter_report_is_asked_for_by_the_chosen_period(
    choose: Callable[..., StatisticsView], desk: Desk
) -> None:
    view = choose(COUNT, period="kvartal")
    asked: list[Any] = []
    desk.report_requested.disconnect()
    desk.report_requested.connect(lambda *told: asked.append(told))
    view.actions_bar.print_button.menu().actions()[1].trigger()
    assert asked == [("quarter", {"period": "2025Q4", "unit": None})]


def test_nothing_chosen_is_nothing_to_print(view: StatisticsView, desk: Desk) -> None:
    told: list[str] = []
    desk.message.connect(told.append)
    view.actions_bar.print_button.menu().actions()[0].trigger()
    assert told == ["Välj först ett mått att skriva ut."]


# --- saved selections ---


def test_a_selection_is_saved_run_and_taken_away(
    choose: Callable[..., StatisticsView], busy: Office, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    view = choose(COUNT, TIME, period="kvartal", by=("sex",))
    desk.unit = "Barn"
    settle(qtbot, desk)
    view.actions_bar.save_button.click()
    asked = dialog(view, AskDialog)
    asked.answer.setEditText(" Nämnden ")
    asked.ok.click()
    settle(qtbot, desk)
    (saved,) = extracts(busy)
    assert (saved.name, saved.measures, saved.period, saved.by, saved.unit) == (
        "Nämnden",
        (COUNT, TIME),
        "kvartal",
        ("sex",),
        "Barn",
    )
    assert view.measures.extract == saved
    desk.unit = None
    choose(LATE_SHARE, period="2024", by=("orsak",))
    box = view.measures.extract_box
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settle(qtbot, desk)
    assert view.wanted.measures == (COUNT, TIME)
    assert view.wanted.keys == ("sex",)
    assert view.wanted.period == "kvartal"
    assert view.wanted.unit == "Barn"
    assert view.figures.seen is not None
    assert view.figures.seen.result.unit == "Barn"
    view.actions_bar.delete_button.click()
    sure = dialog(view, QMessageBox)
    next(button for button in sure.buttons() if button.text() == "&Behåll").click()
    assert len(extracts(busy)) == 1
    view.actions_bar.delete_extract()
    sure = dialog(view, QMessageBox)
    next(button for button in sure.buttons() if button.text() == "&Ta bort").click()
    settle(qtbot, desk)
    assert extracts(busy) == []
    assert view.measures.extract_box.currentText() == "inga sparade än"
    assert not view.actions_bar.delete_button.isEnabled()
    view.actions_bar.delete_extract()
    box.activated.emit(0)


def test_an_extract_of_a_period_that_is_no_longer_offered_is_run_all_the_same(
    view: StatisticsView, busy: Office, desk: Desk, qtbot: QtBot
) -> None:
    save_extract(busy, Extract("Gammalt", (COUNT,), "2019Q3", ("orsak", "sex", "age_band")))
    view.refresh()
    settle(qtbot, desk)
    view.run_extract(view.measures.extracts[0])
    settle(qtbot, desk)
    assert view.choices.period.currentText() == "kvartal 3 2019"
    assert view.wanted.period == "2019Q3"
    assert view.wanted.keys == ("orsak", "sex")
    assert words(view, "told") == "Uttaget Gammalt delas på mer än två saker. Här visas de två första."
    told: list[str] = []
    desk.trouble.connect(told.append)
    view.run_extract(Extract("Äldre", ("finns.inte",), "2019Q3"))
    assert told[0].startswith("Uttaget Äldre passar inte regelverket längre. ")
    assert view.wanted.measures == (COUNT,)


# --- the forecast ---


@pytest.fixture
def forecast(view: StatisticsView, desk: Desk, qtbot: QtBot) -> StatisticsView:
    view.show_page("forecast")
    settle(qtbot, desk)
    return view


def test_the_forecast_tells_figures_method_and_caveats(
    forecast: StatisticsView, busy: Office, desk: Desk, qtbot: QtBot
) -> None:
    from caseapp.service.forecasting import forecast as make

    page = forecast.forecast
    made = make(busy)
    assert page.made == made
    assert words(forecast, "standing") == made.standing()
    assert words(forecast, "method") == made.method_text()
    assert words(forecast, "caveats") == "\n".join(f"◆ {caveat}" for caveat in made.caveats)
    assert page.table.model().rowCount() == 3
    assert page.chart.chart is not None
    page.figure.setCurrentIndex(2)
    page.figure.activated.emit(2)
    assert page.chart.chart.title.startswith("Pågående")
    assert not child(forecast, QLabel, "kindLabel").isVisible()
    page.extra.setValue(2)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 6)
    settle(qtbot, desk)
    assert page.made is not None
    assert page.made.extra == 2
    forecast.refresh()
    settle(qtbot, desk)
    forecast.find()
    assert forecast.page == "figures"


def test_the_forecast_is_tried_on_the_past_and_its_error_told(
    forecast: StatisticsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseapp.service import forecast_backtest

    page = forecast.forecast
    page.backtest_button.click()
    settle(qtbot, desk)
    assert page.tried.startswith("Prövad på ")
    assert "utan prognos" in page.tried
    found = dialog(forecast, FoundDialog)
    assert found.table.rowCount() == 6
    found.close()
    page.refresh()
    settle(qtbot, desk)
    assert page.tried == ""
    real = forecast_backtest.backtest
    monkeypatch.setattr(
        forecast_backtest, "backtest", lambda office, **more: real(office, [date(2024, 7, 1)], **more)
    )
    page.backtest()
    settle(qtbot, desk)
    assert page.tried.startswith("Prognosen går inte att pröva bakåt än.")


def test_a_forecast_can_be_stopped(
    forecast: StatisticsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from caseapp.service import forecasting

    def slow(*_: object, progress: Callable[[int, int], None], **__: object) -> None:
        while True:
            progress(3, 10)

    monkeypatch.setattr(forecasting, "forecast", slow)
    page = forecast.forecast
    page.refresh()
    bar, stop = child(forecast, QProgressBar, "forecastBar"), child(forecast, QPushButton, "forecastStop")
    qtbot.waitUntil(lambda: bar.isVisible() and bar.value() == 3)
    stop.setFocus()
    stop.click()
    assert not bar.isVisible()
    assert page.extra.hasFocus()
    settle(qtbot, desk)


def test_too_little_to_go_by_gives_no_forecast_and_says_so(
    window: MainWindow, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    window.show_view("statistics")
    settle(qtbot, desk)
    view = window.current
    assert isinstance(view, StatisticsView)
    view.show_page("forecast")
    settle(qtbot, desk)
    assert "Underlaget räcker inte" in words(view, "caveats")
    assert not view.forecast.table.isVisible()
    assert view.forecast.chart.chart is None
    desk._unit = "Ingenstans"
    view.forecast.refresh()
    settle(qtbot, desk)
    assert words(view, "standing").startswith("▲ Enheten ”Ingenstans” finns inte.")
    desk._unit = None


# --- for everyone ---


@pytest.mark.parametrize("page", ["figures", "forecast"])
def test_everything_has_a_name_and_no_letter_is_given_twice(
    page: str, choose: Callable[..., StatisticsView], window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    view = choose(COUNT, period="2025", by=("month",))
    view.choices.more.setChecked(True)
    view.show_page(page)
    settle(qtbot, desk)
    view.show_waiting()
    assert nameless(window) == []
    view.figures.show(view.figures.seen) if view.figures.seen else None
    bar = [action.text() for action in window.menuBar().actions()]
    buttons = [found.text() for found in view.findChildren(QAbstractButton) if found.isVisible()]
    labels = [
        each.text() for each in view.findChildren(QLabel) if each.buddy() is not None and each.isVisible()
    ]
    assert clashes(bar + buttons + labels) == []
    for button in (view.actions_bar.why_button, view.actions_bar.print_button):
        assert clashes([action.text() for action in button.menu().actions()]) == []


def test_the_chart_is_told_in_words(choose: Callable[..., StatisticsView]) -> None:
    view = choose(COUNT, by=("sex",))
    assert view.figures.chart.accessibleName() == "Aktualiseringar"
    assert "Stapeldiagram" in view.figures.chart.accessibleDescription()


def test_everything_fits_in_the_smallest_window(
    choose: Callable[..., StatisticsView], window: MainWindow, qtbot: QtBot
) -> None:
    view = choose(COUNT, TIME, period="2025", by=("sex", "age_band"), compare="both")
    view.choices.more.setChecked(True)
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (1000, 600))
    for widget in view.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QAbstractButton):
            assert widget.width() >= widget.sizeHint().width() - 1, widget.objectName()
    assert child(view, QScrollArea, "resultScroll").height() > 100


def test_without_a_database_nothing_is_asked(desk: Desk, qtbot: QtBot, qapp: QApplication) -> None:
    view = StatisticsView(desk)
    qtbot.addWidget(view)
    bar = view.actions_bar
    view.refresh()
    view.take_out()
    view.read_extracts()
    view.run_extract(Extract("x", (), "2025"))
    view.measures.search.setText("tid")
    assert view.measures.measures == []
    bar.print_out()
    bar.copy()
    bar.explain(lambda *_: {}, "x")
    bar.why_period("before")
    bar.write(Path("x.csv"), "csv")
    bar.save_as("x")
    bar.delete("x")
    view.forecast.refresh()
    view.forecast.backtest()
    view.figures._show_measure()
    assert not desk.busy
    assert view.measures.tree.model().rowCount() == 0
    assert view.measures.model.data(QModelIndex(), MEASURE_ID) is None
