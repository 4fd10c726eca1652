"""The desk: work in the background, changes with undo, trouble told calmly."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import SOMETHING_WENT_WRONG, Desk, Task
from caseapp.domain.errors import UserError
from caseapp.domain.moments import Moment
from caseapp.service.cases import view_case
from caseapp.service.office import Office
from caseapp.service.record import Changes, record_event
from tests.conftest import NOW
from tests.desktop.conftest import LATE
from tests.desktop.waiting import settle


def closing(office: Office) -> Changes:
    return record_event(office, LATE, "avslutad", Moment.parse("2026-03-16"))


def is_closed(office: Office) -> bool:
    return view_case(office, LATE).case.closed is not None


def test_work_runs_beside_the_screen_and_its_result_arrives_on_the_screens_thread(
    desk: Desk, qtbot: QtBot
) -> None:
    threads: dict[str, int] = {}

    def work(_: Task) -> int:
        threads["work"] = threading.get_ident()
        return 7

    def done(result: int) -> None:
        threads["done"] = threading.get_ident()
        assert result == 7

    busy: list[bool] = []
    desk.busy_changed.connect(busy.append)
    desk.run(work, done)
    settle(qtbot, desk)
    assert threads["work"] != threading.get_ident() == threads["done"]
    assert busy == [True, False]


def test_progress_is_heard_on_the_screens_thread(desk: Desk, qtbot: QtBot) -> None:
    heard: list[tuple[int, int]] = []
    go = threading.Event()

    def work(task: Task) -> None:
        go.wait(5)
        task.progress(3, 10)

    task = desk.run(work, lambda _: None)
    task.progressed.connect(lambda done, total: heard.append((done, total)))
    go.set()
    settle(qtbot, desk)
    assert heard == [(3, 10)]


def test_a_cancelled_task_delivers_nothing_but_finishes(desk: Desk, qtbot: QtBot) -> None:
    got: list[str] = []
    go = threading.Event()
    task = desk.run(lambda _: go.wait(5), lambda _: got.append("result"))
    task.finished.connect(lambda: got.append("finished"))
    task.cancel()
    go.set()
    settle(qtbot, desk)
    assert task.cancelled
    assert got == ["finished"]


def test_work_that_was_cancelled_before_it_began_is_not_done(desk: Desk, qtbot: QtBot) -> None:
    go = threading.Event()
    done: list[int] = []
    for _ in range(4):
        desk.run(lambda _: go.wait(5), lambda _: None)
    waiting = desk.run(lambda _: done.append(1), lambda _: None)
    waiting.cancel()
    go.set()
    settle(qtbot, desk)
    assert done == []


def test_known_trouble_is_told_in_its_own_sentence(desk: Desk, qtbot: QtBot) -> None:
    told: list[str] = []
    desk.trouble.connect(told.append)

    def work(_: Task) -> None:
        raise UserError("Filen är upptagen. Stäng den i Excel.")

    desk.run(work, lambda _: None)
    settle(qtbot, desk)
    assert told == ["Filen är upptagen. Stäng den i Excel."]
    mended: list[UserError] = []
    desk.run(work, lambda _: None, mended.append)
    settle(qtbot, desk)
    assert len(told) == 1
    assert str(mended[0]).startswith("Filen")


def test_a_bug_keeps_its_traceback_and_is_told_calmly(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    kept: list[Any] = []
    desk.trouble.connect(told.append)
    monkeypatch.setattr("sys.excepthook", lambda *fault: kept.append(fault))
    desk.run(lambda _: 1 // 0, lambda _: None)
    settle(qtbot, desk)
    assert told == [SOMETHING_WENT_WRONG]
    assert kept[0][0] is ZeroDivisionError
    assert kept[0][2] is not None


def test_nothing_is_delivered_to_a_widget_that_is_gone(desk: Desk, qtbot: QtBot) -> None:
    got: list[object] = []

    class Receiver(QObject):
        def take(self, result: object) -> None:
            got.append(result)

    import shiboken6

    receiver = Receiver()
    desk.run(lambda _: 1, receiver.take)
    desk.run(_fail, lambda _: None, receiver.take)
    shiboken6.delete(receiver)
    settle(qtbot, desk)
    assert got == []


def _fail(_: Task) -> None:
    raise UserError("Nej.")


def test_a_change_is_told_and_can_be_undone_and_done_again_by_name(
    desk: Desk, town: Office, qtbot: QtBot
) -> None:
    desk.use(town)
    told: list[Changes | None] = []
    messages: list[str] = []
    desk.changed.connect(told.append)
    desk.message.connect(messages.append)
    done: list[Changes] = []
    desk.perform(lambda _: closing(town), "registrera avslutad", done.append)
    settle(qtbot, desk)
    assert desk.undo_name == "registrera avslutad"
    assert is_closed(town)
    assert told == done
    desk.undo()
    settle(qtbot, desk)
    assert not is_closed(town)
    assert (desk.undo_name, desk.redo_name) == (None, "registrera avslutad")
    desk.redo()
    settle(qtbot, desk)
    assert is_closed(town)
    assert messages == ["Ångrat: registrera avslutad.", "Gjort om: registrera avslutad."]


def test_there_is_nothing_to_undo_before_anything_is_done(desk: Desk, town: Office) -> None:
    assert desk.undo() is None
    desk.use(town)
    assert desk.undo() is None
    assert desk.redo() is None


def test_choosing_a_unit_makes_the_views_refresh(desk: Desk) -> None:
    told: list[object] = []
    desk.changed.connect(told.append)
    desk.unit = "Barn"
    desk.unit = "Barn"
    assert told == [None]


def test_today_is_the_clocks_day_with_and_without_a_database(desk: Desk, town: Office) -> None:
    assert desk.today == NOW.date()
    desk.use(town)
    assert desk.today == NOW.date()


def test_a_database_is_made_opened_and_remembered(desk: Desk, tmp_path: Any, qtbot: QtBot) -> None:
    place = tmp_path / "ny.sqlite"
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        desk.create_database(str(place), ("norrtalje",))
    first = desk.office
    assert first is not None
    assert first.catalogue.municipality
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        desk.open_database(str(place))
    assert desk.office is not first
    assert desk.settings.value("database") == str(place)


def test_a_database_that_cannot_be_opened_is_told(desk: Desk, tmp_path: Any, qtbot: QtBot) -> None:
    faults: list[UserError] = []
    desk.open_database(str(tmp_path / "saknas.sqlite"), faults.append)
    settle(qtbot, desk)
    assert "finns inte" in str(faults[0])


def test_one_view_asks_another_through_the_desk(desk: Desk) -> None:
    asked: list[object] = []
    desk.case_requested.connect(asked.append)
    desk.queue_requested.connect(asked.append)
    desk.view_requested.connect(asked.append)
    desk.report_requested.connect(lambda name, arguments: asked.append((name, arguments)))
    desk.open_case(LATE)
    desk.open_queue("overdue")
    desk.show_view("case")
    desk.open_report("queue", {"queue": "due"})
    assert asked == [LATE, "overdue", "case", ("queue", {"queue": "due"})]
