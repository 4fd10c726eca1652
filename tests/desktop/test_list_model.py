"""The model of plain lists: order, narrowing, and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from caseapp.desktop.models.list_model import ITEM_ROLE, SORT_ROLE, STATUS_ROLE, ListColumn, ListModel
from caseapp.desktop.status import LATE_ICON, OK_ICON, Status
from caseapp.desktop.widgets import list_table

LATE = Status(LATE_ICON, "Försenad", "late")
FINE = Status(OK_ICON, "I tid", "ok")


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    number: int | None
    late: bool = False


THINGS = [
    Thing("äpple", 3),
    Thing("banan", None),
    Thing("åsna", 1, late=True),
    Thing("zebra 10", 2),
    Thing("zebra 9", 10),
]
COLUMNS: tuple[ListColumn[Thing], ...] = (
    ListColumn("Namn", lambda thing: thing.name, widest="zebra 100", about=lambda thing: f"om {thing.name}"),
    ListColumn(
        "Antal",
        lambda thing: "" if thing.number is None else str(thing.number),
        key=lambda thing: thing.number,
        right=True,
    ),
    ListColumn("Läge", lambda _: "", status=lambda thing: LATE if thing.late else FINE, widest="▲ Försenad"),
)


@pytest.fixture
def model(qapp: QApplication) -> Iterator[ListModel[Thing]]:
    made: ListModel[Thing] = ListModel(COLUMNS)
    made.set_rows(THINGS)
    yield made
    made.deleteLater()


def names(model: ListModel[Thing]) -> list[str]:
    return [thing.name for thing in model.items]


def test_rows_stand_in_the_order_they_came_until_one_sorts(model: ListModel[Thing]) -> None:
    assert names(model) == [thing.name for thing in THINGS]
    model.sort(0)
    assert names(model) == ["banan", "zebra 9", "zebra 10", "åsna", "äpple"]
    model.sort(-1)
    assert names(model) == [thing.name for thing in THINGS]


def test_empty_cells_come_last_whichever_way_one_sorts(model: ListModel[Thing]) -> None:
    model.sort(1)
    assert names(model) == ["åsna", "zebra 10", "äpple", "zebra 9", "banan"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["zebra 9", "äpple", "zebra 10", "åsna", "banan"]


def test_narrowing_by_a_condition_and_by_words(model: ListModel[Thing], qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.counted):
        model.narrow(lambda thing: thing.number is not None, "ZEBRA 1")
    assert names(model) == ["zebra 10", "zebra 9"]
    assert len(model.everything) == len(THINGS)
    model.narrow(None)
    assert len(model.items) == len(THINGS)


def test_a_marked_row_stays_marked_when_the_order_changes(model: ListModel[Thing], qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    opened: list[Thing] = []
    list_table.dress(table, model, opened.append)
    list_table.mark(table, model, [2, 4])
    assert list_table.selected(table, model) == [THINGS[2], THINGS[4]]
    assert list_table.current(table, model) == THINGS[2]
    table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    assert set(list_table.selected(table, model)) == {THINGS[2], THINGS[4]}
    assert list_table.current(table, model) == THINGS[2]
    table.activated.emit(model.index(0, 0))
    assert opened == [THINGS[2]]
    table.selectionModel().clearCurrentIndex()
    assert list_table.current(table, model) is None


def test_a_cell_says_its_column_to_a_screen_reader(model: ListModel[Thing]) -> None:
    role = Qt.ItemDataRole
    assert model.data(model.index(2, 2), role.AccessibleTextRole) == "Läge: Försenad"
    assert model.data(model.index(2, 2), role.DisplayRole) == "▲ Försenad"
    assert model.data(model.index(1, 1), role.AccessibleTextRole) == "Antal: tomt"
    assert model.data(model.index(0, 0), role.ToolTipRole) == "om äpple"
    assert model.data(model.index(0, 1), role.ToolTipRole) == "3"


def test_what_the_painter_and_the_sorter_ask_for(model: ListModel[Thing]) -> None:
    role = Qt.ItemDataRole
    assert model.data(model.index(2, 2), STATUS_ROLE) == LATE
    assert model.data(model.index(2, 0), STATUS_ROLE) is None
    assert model.data(model.index(2, 2), role.ForegroundRole) is not None
    assert model.data(model.index(2, 0), role.ForegroundRole) is None
    assert model.data(model.index(0, 1), SORT_ROLE) == 3
    assert model.data(model.index(0, 0), SORT_ROLE) == "äpple"
    assert model.data(model.index(0, 0), ITEM_ROLE) == THINGS[0]
    assert model.data(model.index(0, 1), role.FontRole) is not None
    assert model.data(model.index(0, 0), role.FontRole) is None
    assert model.data(model.index(0, 1), role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.data(model.index(-1, -1)) is None
    assert model.data(model.index(0, 0), role.DecorationRole) is None


def test_the_head_names_the_columns(model: ListModel[Thing]) -> None:
    across = Qt.Orientation.Horizontal
    assert [model.headerData(n, across) for n in range(3)] == ["Namn", "Antal", "Läge"]
    assert model.headerData(1, across, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(9, across) is None
    assert model.headerData(0, across, Qt.ItemDataRole.DecorationRole) is None
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    assert model.row_of(lambda thing: thing.name == "banan") == 1
    assert model.row_of(lambda thing: thing.name == "finns inte") == -1
