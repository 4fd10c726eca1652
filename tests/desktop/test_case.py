"""Ärende: the chain, the deadlines with their reasons, the time line, and what is done to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QTableView, QWidget
from pytestqt.qtbot import QtBot

from caseapp.desktop import theme
from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.event import EventDialog
from caseapp.desktop.dialogs.void import VoidDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.event_model import Column, EventModel
from caseapp.desktop.views.case import CaseView, about, who
from caseapp.desktop.widgets.chain import Bar, ChainPicture, bars_of, months_between
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.desktop.window import MainWindow
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.service.cases import view_case
from caseapp.service.office import Office
from caseapp.service.record import record_event, void_event
from tests.desktop.conftest import LATE, ODD
from tests.desktop.waiting import settle

TODAY = date(2026, 3, 16)


@pytest.fixture
def view(window: MainWindow, desk: Desk, qtbot: QtBot) -> CaseView:
    desk.open_case(LATE)
    settle(qtbot, desk)
    shown = window.current
    assert isinstance(shown, CaseView)
    return shown


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_before_a_case_is_chosen_it_says_how_to_choose_one(desk: Desk, qtbot: QtBot) -> None:
    made = CaseView(desk)
    qtbot.addWidget(made)
    made.refresh()
    made.register_event()
    made.print_out()
    assert child(made, QStackedWidget, "pages").currentIndex() == 0


def test_the_head_tells_a_pseudonym_sex_age_unit_and_worker_and_never_a_name(view: CaseView) -> None:
    assert child(view, QLabel, "title").text() == "P-ETT · pojke, 14 år vid öppnandet"
    assert child(view, QLabel, "about").text() == (
        "BU-2025-0001 · utredning · Barn · H14 · pågår sedan 2025-11-13"
    )


def test_each_deadline_has_its_last_day_its_status_and_its_reasons(view: CaseView) -> None:
    told = texts(child(view, QWidget, "deadlines"))
    assert "fre 13 mars 2026" in told
    assert "▲ Försenad 1 arbetsdag" in told
    assert "Fyra månader (20 kap. 3 § SoL) → fre 2026-03-13." in told


def test_a_deadline_is_acknowledged_and_it_can_be_undone(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    button = child(view, QWidget, "deadlines").findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    settle(qtbot, desk)
    assert "⚑ Kvitterad" in texts(child(view, QWidget, "deadlines"))
    assert desk.undo_name == "kvittera utredning barn"
    desk.undo()
    settle(qtbot, desk)
    assert "⚑" not in texts(child(view, QWidget, "deadlines"))


def test_a_contradiction_is_shown_until_it_is_acknowledged(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    desk.open_case(ODD)
    settle(qtbot, desk)
    found = child(view, QWidget, "findings")
    assert found.isVisible()
    button = found.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    button.click()
    settle(qtbot, desk)
    assert "⚑ Kvitterad" in "\n".join(label.text() for label in found.findChildren(Paragraph))


def test_a_case_without_a_deadline_says_so(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    desk.open_case(CaseKey("lex_sarah", "LS-1"))
    settle(qtbot, desk)
    seen = view.seen
    assert seen is not None
    view._show_deadlines(replace(seen, deadlines=()))
    assert "Ärendet har inga frister." in texts(child(view, QWidget, "deadlines"))


def test_the_time_line_has_the_latest_first_and_strikes_out_what_is_voided(
    view: CaseView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    assert view.events.index(0, Column.EVENT).data() == "Tilldelad handläggare"
    line = view.events.line(0)
    void_event(town, LATE, line.event.id)
    view.refresh()
    view.refresh()
    settle(qtbot, desk)
    struck = view.events.index(0, Column.EVENT)
    assert struck.data() == "Tilldelad handläggare (makulerad)"
    assert struck.data(Qt.ItemDataRole.FontRole).strikeOut()
    assert struck.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", makulerad")
    assert struck.data(Qt.ItemDataRole.ForegroundRole) == theme.tokens().color("muted")
    child(view, QTableView, "events").selectRow(0)
    assert not child(view, QPushButton, "void").isEnabled()
    view.void_event()
    assert view.findChild(VoidDialog) is None


def test_the_event_table_answers_for_every_role(qtbot: QtBot, town: Office) -> None:
    model = EventModel()
    model.set_lines(view_case(town, LATE).events)
    town.close()
    inside = model.index(0, 0)
    assert (model.rowCount(inside), model.columnCount(inside)) == (0, 0)
    assert model.data(QPersistentModelIndex()) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Dag"
    assert inside.data(Qt.ItemDataRole.DecorationRole) is None
    assert inside.data(Qt.ItemDataRole.ForegroundRole) is None
    assert model.index(0, Column.SOURCE).data() == "för hand"
    assert model.index(0, Column.RECORDED).data() == "2026-03-16 08:12"
    unsaved = replace(model.line(0), event=replace(model.line(0).event, recorded_at=""))
    model.set_lines([unsaved])
    assert model.index(0, Column.RECORDED).data() == ""


def test_an_event_is_voided_after_its_effect_is_shown(
    view: CaseView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    child(view, QTableView, "events").selectRow(1)
    child(view, QPushButton, "void").click()
    dialog = view.findChild(VoidDialog)
    assert isinstance(dialog, VoidDialog)
    assert not dialog.ok.isEnabled()
    settle(qtbot, desk)
    assert "Utredning barn: fristen försvinner." in child(dialog, QLabel, "effect").text()
    dialog.ok.click()
    settle(qtbot, desk)
    assert view_case(town, LATE).case.opened is None
    assert desk.undo_name == "makulera inledd"


def test_an_event_that_is_voided_elsewhere_meanwhile_is_refused(
    view: CaseView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    line = view.events.line(0)
    void_event(town, LATE, line.event.id)
    dialog = VoidDialog(desk, line, view)
    settle(qtbot, desk)
    assert "redan makulerad" in child(dialog, QLabel, "wrong").text()
    assert not dialog.ok.isEnabled()


# --- registering ---


def opened(view: CaseView, desk: Desk, qtbot: QtBot) -> EventDialog:
    view.register_event()
    dialog = view.findChild(EventDialog)
    assert isinstance(dialog, EventDialog)
    previewed(dialog, desk, qtbot)
    return dialog


def previewed(dialog: EventDialog, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog._timer.isActive(), timeout=5_000)
    settle(qtbot, desk)


def test_the_effect_is_shown_before_it_is_saved(
    view: CaseView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    dialog = opened(view, desk, qtbot)
    dialog.choose("forlangd", {"forlangd_till": "2026-04-30", "forlangning_skal": "utlåtande dröjer"})
    assert not dialog.ok.isEnabled()
    previewed(dialog, desk, qtbot)
    assert "sista dag flyttas från 2026-03-13 till 2026-04-30" in child(dialog, QLabel, "effect").text()
    dialog.ok.click()
    settle(qtbot, desk)
    lines = view_case(town, LATE).deadlines
    assert lines[0].deadline.extended_to == date(2026, 4, 30)
    assert desk.undo_name == "registrera förlängning beslutad"


def test_a_mistake_is_told_in_its_place_and_cannot_be_saved(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(view, desk, qtbot)
    dialog.choose("forlangd", {"forlangd_till": "30 april"})
    previewed(dialog, desk, qtbot)
    assert child(dialog, QLabel, "wrong").text() == (
        "Förlängd till ”30 april” är ingen dag i kalendern. Skriv ÅÅÅÅ-MM-DD, till exempel 2026-04-30."
    )
    assert not dialog.ok.isEnabled()
    dialog.accept()
    assert dialog.isVisible()


def test_a_likely_name_is_told_below_its_text_and_saved_after_one_more_answer(
    view: CaseView, town: Office, desk: Desk, qtbot: QtBot
) -> None:
    dialog = opened(view, desk, qtbot)
    dialog.choose(
        "forlangd", {"forlangd_till": "2026-04-30", "forlangning_skal": "mormor Fatima Ahmed reser"}
    )
    previewed(dialog, desk, qtbot)
    note = child(dialog, QLabel, "note_forlangning_skal")
    assert note.isVisible()
    assert note.text() == "Tecken 8–19 kan vara en persons namn. Ta bort det i så fall."
    assert dialog.inputs["forlangning_skal"].accessibleDescription() == note.text()
    assert dialog.findChild(QLabel, "note_forlangd_till") is None
    dialog.ok.setFocus()
    qtbot.keyClick(dialog.ok, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert dialog.ok.text() == "Spara &ändå"
    assert view_case(town, LATE).deadlines[0].deadline.extended_to is None
    qtbot.keyClick(dialog.ok, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert view_case(town, LATE).deadlines[0].deadline.extended_to == date(2026, 4, 30)


def test_a_text_that_is_mended_is_judged_anew(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(view, desk, qtbot)
    dialog.choose("forlangd", {"forlangd_till": "2026-04-30", "forlangning_skal": "Fatima reser"})
    previewed(dialog, desk, qtbot)
    dialog.accept()
    assert dialog.ok.text() == "Spara &ändå"
    dialog.choose("forlangd", {"forlangning_skal": "Eva, Ulla, Fatima, Mohammed och Ahmed reser"})
    previewed(dialog, desk, qtbot)
    lines = child(dialog, QLabel, "note_forlangning_skal").text().splitlines()
    assert [line.partition(" kan")[0] for line in lines] == [
        "Tecken 1–3",
        "Tecken 6–9",
        "Tecken 12–17",
        "Och 2 till.",
    ]
    dialog.choose("forlangd", {"forlangning_skal": "mormor reser"})
    assert dialog.ok.text() == "&Registrera"
    previewed(dialog, desk, qtbot)
    assert not child(dialog, QLabel, "note_forlangning_skal").isVisible()
    dialog.choose("forlangd", {"forlangning_skal": "ring 070-123 45 67"})
    previewed(dialog, desk, qtbot)
    assert child(dialog, QLabel, "wrong").text() == (
        "Skäl för förlängning: tecken 6–18 ser ut som ett telefonnummer. Ta bort det."
    )
    assert not dialog.ok.isEnabled()


def test_each_kind_of_field_has_its_own_input(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(view, desk, qtbot)
    values = {"vald": "j", "utredningstyp": "barn", "fodelsear": "2011", "handlaggare": "H9", "hushall": "HH"}
    dialog.choose("uppgifter", values)
    unit = dialog._add_field("enhet")
    unit.setEditText("Barn")  # type: ignore[attr-defined]
    dialog.day.setDate(dialog.day.date().addDays(-1))
    dialog.with_clock.setChecked(True)
    previewed(dialog, desk, qtbot)
    kind, moment, told = dialog._asked()
    assert (kind, moment) == ("uppgifter", "2026-03-15T12:00")
    assert told == {**values, "enhet": "Barn"}
    assert child(dialog, QLabel, "effect").text()


def test_more_facts_can_be_added_one_by_one(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    dialog = opened(view, desk, qtbot)
    row = dialog.more.findData("orsak_forsening")
    dialog.more.activated.emit(row)
    assert "orsak_forsening" in dialog.inputs
    assert dialog.more.findData("orsak_forsening") == -1
    assert dialog.more.findData("regel") == -1
    dialog.more.activated.emit(0)
    previewed(dialog, desk, qtbot)


# --- the chain ---


def mouse(picture: ChainPicture, kind: Any, at: QPointF) -> QMouseEvent:
    button = Qt.MouseButton.LeftButton
    return QMouseEvent(kind, at, picture.mapToGlobal(at), button, button, Qt.KeyboardModifier.NoModifier)


def test_the_chain_is_drawn_to_scale_and_told_in_words(view: CaseView) -> None:
    picture = child(view, ChainPicture, "chain")
    told = picture.accessibleDescription()
    assert "A-2025-0001, aktualisering: från mån 3 nov 2025, till tor 13 nov 2025" in told
    assert (
        "BU-2025-0001, utredning: från tor 13 nov 2025, pågår; sista dag fre 13 mars 2026, passerad." in told
    )
    assert "Idag mån 16 mars 2026" in told
    first = picture._x(date(2025, 11, 13))
    assert picture._x(date(2025, 12, 3)) - first == pytest.approx(
        picture._x(date(2025, 12, 23)) - picture._x(date(2025, 12, 3)), abs=0.01
    )


def test_the_arrows_walk_the_chain_and_enter_opens(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    picture = child(view, ChainPicture, "chain")
    asked: list[CaseKey] = []
    picture.opened.connect(asked.append)
    qtbot.keyClick(picture, Qt.Key.Key_Up)
    qtbot.keyClick(picture, Qt.Key.Key_Up)
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert asked == [CaseKey("aktualisering", "A-2025-0001")]
    settle(qtbot, desk)
    assert view.key == asked[0]
    qtbot.keyClick(picture, Qt.Key.Key_A)
    view._follow(view.key)


def test_the_mouse_opens_another_case_and_names_it(view: CaseView, desk: Desk, qtbot: QtBot) -> None:
    from PySide6.QtCore import QEvent

    picture = child(view, ChainPicture, "chain")
    at = QPointF(20, picture._y(0))
    picture.mouseMoveEvent(mouse(picture, QEvent.Type.MouseMove, at))
    assert picture.toolTip().startswith("A-2025-0001")
    picture.mouseMoveEvent(mouse(picture, QEvent.Type.MouseMove, QPointF(20, 4)))
    assert picture.toolTip() == ""
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(20, 4))
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=at.toPoint())
    settle(qtbot, desk)
    assert view.key == CaseKey("aktualisering", "A-2025-0001")


def test_a_case_that_has_not_opened_has_no_bar(town: Office) -> None:
    seen = view_case(town, LATE)
    closed = replace(seen.case, opened=None)
    assert bars_of([closed], seen.chain_deadlines, town.catalogue.case_types, TODAY) == []
    town.close()


def test_long_and_short_lives_are_told_in_their_own_unit() -> None:
    key = CaseKey("utredning", "BU-1")
    bar = Bar(key, "Utredning", TODAY - timedelta(days=14), None, None, False)
    assert bar.length(TODAY) == "14 dagar"
    assert replace(bar, opened=date(2025, 11, 13)).length(TODAY) == "4 månader"
    assert bar.text(TODAY).endswith("pågår.")


def test_months_are_thinned_out_over_the_years() -> None:
    assert len(months_between(date(2025, 1, 15), date(2025, 12, 15))) == 11
    assert {day.month for day in months_between(date(2023, 1, 1), date(2026, 1, 1))} == {1, 4, 7, 10}
    assert {day.month for day in months_between(date(2010, 1, 1), date(2026, 1, 1))} == {1}


@pytest.mark.parametrize("width", [1000, 420])
def test_every_kind_of_bar_can_be_painted(width: int, qtbot: QtBot) -> None:
    picture = ChainPicture()
    qtbot.addWidget(picture)
    picture.resize(width, 300)
    picture.grab()
    keys = [CaseKey("utredning", f"BU-{number}") for number in range(6)]
    early, late = date(2025, 6, 1), date(2026, 3, 10)
    picture.set_bars(
        [
            Bar(keys[0], "Utredning", early, date(2025, 9, 1), date(2025, 10, 1), False),
            Bar(keys[1], "Utredning", early, date(2025, 12, 1), date(2025, 10, 1), True),
            Bar(keys[2], "Utredning", late, None, date(2026, 7, 10), False),
            Bar(keys[3], "Utredning", late, None, None, False),
            Bar(keys[4], "Utredning", early, None, date(2025, 6, 3), True),
            Bar(keys[5], "Utredning", early, early, None, False),
        ],
        keys[2],
        TODAY,
    )
    plain = picture.grab().toImage()
    picture.hasFocus = lambda: True  # type: ignore[method-assign]
    assert picture.grab().toImage() != plain
    assert picture.minimumSizeHint().height() == picture.sizeHint().height()


def test_a_case_without_a_person_or_an_opening_is_still_told(town: Office) -> None:
    seen = view_case(town, LATE)
    town.close()
    assert who(replace(seen, person=None)) == LATE.ref
    assert seen.person is not None
    unknown = replace(seen, person=replace(seen.person, sex=None), age_at_opening=None)
    assert who(unknown) == "P-ETT"
    assert who(replace(seen, age_at_opening=40)) == "P-ETT · man, 40 år vid öppnandet"
    bare = replace(seen, case=replace(seen.case, opened=None, units=(), facts={}))
    assert about(bare) == "BU-2025-0001 · utredning · ingen enhet · ej fördelad"
    done = replace(seen, case=replace(seen.case, closed=Moment(TODAY)))
    assert about(done).endswith("2025-11-13 – 2026-03-16")


def test_printing_asks_for_the_cases_paper(view: CaseView, desk: Desk) -> None:
    asked: list[Any] = []
    desk.report_requested.disconnect()
    desk.report_requested.connect(lambda name, arguments: asked.append((name, arguments)))
    view.print_out()
    assert asked == [("case", {"case": LATE})]


def test_a_change_elsewhere_is_seen_at_once(view: CaseView, town: Office, desk: Desk, qtbot: QtBot) -> None:
    desk.perform(lambda _: record_event(town, LATE, "avslutad", Moment(TODAY)), "registrera avslutad")
    settle(qtbot, desk)
    assert "✓ Klar 2026-03-16, 1 arbetsdag sen" in texts(child(view, QWidget, "deadlines"))
