"""Ej verkställda beslut: the quarter's workbench, worked by keyboard from list to signed and reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.dialogs.ask import AskDialog
from caseapp.desktop.dialogs.event import EventDialog
from caseapp.desktop.dialogs.found import FoundDialog
from caseapp.desktop.dialogs.preview import PreviewDialog
from caseapp.desktop.dialogs.reserve_number import ReserveNumberDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.evb_columns import about, status_of, to_fill_in
from caseapp.desktop.views.evb import EvbView
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.desktop.widgets.tabs import Tabs
from caseapp.desktop.window import MainWindow
from caseapp.domain.evb import Bin
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.service.evb import evb_quarter, quarter_of
from caseapp.service.evb_signing import signature
from caseapp.service.office import Office
from caseapp.service.record import record_event
from tests.desktop.waiting import settle

FIRST = "I-2025-0010"
SECOND = "I-2025-0011"
FACTS = {"lagrum": "sol-11-1", "insatstyp": "kontaktfamilj", "enhet": "Insats"}


def tell(office: Office, ref: str, event: str, day: str, **values: str) -> None:
    record_event(office, CaseKey("insats", ref), event, Moment.parse(day), values)


@pytest.fixture
def decided(town: Office) -> Office:
    """Decisions of every kind in the last quarter of 2025."""
    for ref in (FIRST, SECOND):
        tell(town, ref, "beslut", "2025-08-01", person=f"P-{ref}", **FACTS)
    tell(town, "I-2025-0012", "beslut", "2025-12-01", person="P-12", **FACTS)
    tell(town, "I-2025-0013", "beslut", "2025-10-01", person="P-13", **FACTS)
    tell(town, "I-2025-0013", "verkstalld", "2025-10-15")
    tell(town, "I-2025-0014", "beslut", "2025-06-01", person="P-14", **FACTS)
    tell(town, "I-2025-0014", "verkstalld", "2025-11-15")
    tell(town, "I-2025-0015", "beslut", "2025-10-01", person="P-15", **FACTS)
    tell(town, "I-2025-0015", "avslutad", "2025-11-15", avslutsorsak="flyttat")
    tell(town, "I-2025-0016", "beslut", "2025-10-01", person="P-16", insatstyp="kontaktperson")
    tell(town, "I-2025-0017", "beslut", "2025-10-01", person="P-17", lagrum="lvu", insatstyp="hvb")
    tell(town, "I-2025-0018", "beslut", "2025-05-01", person="P-18", **FACTS)
    tell(town, "I-2025-0018", "delvis_verkstalld", "2025-06-01", ej_verkstalld_del="3 av 5 timmar")
    tell(town, "I-2025-0018", "evb_rapporterad", "2025-10-10", evb_kvartal="2025Q3", evb_ivo_nummer="8.4-1")
    tell(town, "I-2025-0019", "beslut", "2025-05-01", person="P-19", **FACTS)
    tell(town, "I-2025-0019", "verkstalld", "2025-05-15")
    tell(town, "I-2025-0019", "avbrott", "2025-08-20")
    return town


@pytest.fixture
def view(decided: Office, window: MainWindow, desk: Desk, qtbot: QtBot) -> EvbView:
    window.show_view("evb")
    settle(qtbot, desk)
    shown = window.current
    assert isinstance(shown, EvbView)
    return shown


def refs(view: EvbView) -> list[str]:
    return [item.case.ref for item in view.model.items]


def stand_on(view: EvbView, ref: str) -> None:
    view.mark([view.model.row_of(lambda item: item.case.ref == ref)])


def words(view: EvbView, name: str) -> str:
    return child(view, QLabel, name).text()


def asked(view: EvbView) -> AskDialog:
    found: AskDialog = next(dialog for dialog in view.findChildren(AskDialog) if dialog.isVisible())
    return found


def answer(view: EvbView, text: str, desk: Desk, qtbot: QtBot) -> None:
    dialog = asked(view)
    dialog.answer.setEditText(text)
    dialog.ok.click()
    settle(qtbot, desk)


def test_the_last_quarter_is_shown_with_what_is_to_be_reported(view: EvbView) -> None:
    assert view.quarter.name == "2025Q4"
    assert refs(view) == [FIRST, SECOND, "I-2025-0019"]
    assert "kvartal 4 rapporteras" in words(view, "about")
    assert "Läget ons 31/12 2025" in words(view, "about")


def test_the_sum_of_the_bins_is_the_whole(view: EvbView) -> None:
    assert view.seen is not None
    assert sum(view.seen.listed.bins.values()) == view.seen.listed.total == 10
    assert words(view, "sum").startswith("10 beslut = 3 att rapportera + 1 rapporterade")


def test_each_bin_opens_its_decisions(view: EvbView) -> None:
    found = {}
    tabs = child(view, Tabs, "bins")
    for name in [bin_.value for bin_ in Bin]:
        view.show_bin(name)
        found[name] = refs(view)
        assert tabs.tabText(tabs.currentIndex()).endswith(f" {len(found[name])}")
    assert found["doubtful"] == ["I-2025-0016"]
    assert found["out_of_scope"] == ["I-2025-0017"]
    assert found["reported_open"] == ["I-2025-0018"]
    assert found["waiting"] == ["I-2025-0012"]
    assert found["executed_in_time"] == ["I-2025-0013"]
    assert found["executed_late"] == ["I-2025-0014"]
    assert found["ended"] == ["I-2025-0015"]
    view.show_bin("")
    assert len(refs(view)) == 10


def test_every_bin_is_told_by_icon_and_words(view: EvbView) -> None:
    assert view.seen is not None
    told = {item.bin: status_of(item).text for item in view.seen.listed.decisions}
    assert len(set(told.values())) == len(Bin)
    doubtful = next(item for item in view.seen.listed.decisions if item.bin is Bin.DOUBTFUL)
    assert "lagrum" in to_fill_in(doubtful).lower()
    partly = next(item for item in view.seen.listed.decisions if item.partly_executed)
    assert "kvar: 3 av 5 timmar" in about(partly)
    broken = next(item for item in view.seen.listed.decisions if item.interrupted_since)
    assert "avbruten 2025-08-20" in about(broken)


def test_enter_goes_to_what_is_missing_and_saving_goes_on_to_the_next(
    view: EvbView, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    stand_on(view, FIRST)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.facts.reason.hasFocus())
    view.facts.reason.setCurrentIndex(view.facts.reason.findText("saknar lämplig uppdragstagare"))
    for field in view.facts.texts.values():
        field.setPlainText("Uppgiften är ifylld.")
    view.facts.save()
    settle(qtbot, desk)
    current = view.current()
    assert current is not None
    assert current.case.ref == SECOND
    assert "Nästa att fylla i: " + SECOND in window.statusBar().currentMessage()
    saved = next(item for item in view.model.items if item.case.ref == FIRST)
    assert saved.reason == "saknar-uppdragstagare"
    assert saved.support == saved.consequences == saved.actions == "Uppgiften är ifylld."


def test_an_offer_is_added_without_losing_what_is_being_written(
    view: EvbView, desk: Desk, qtbot: QtBot
) -> None:
    stand_on(view, FIRST)
    view.facts.texts["support"].setPlainText("Ett halvt utkast")
    view.facts.offer_answer.setCurrentIndex(view.facts.offer_answer.findText("tackat nej"))
    view.facts.offer_what.setText("familj i Rimbo")
    view.facts.add_offer()
    settle(qtbot, desk)
    assert "familj i Rimbo" in child(view, Paragraph, "offers").text()
    assert view.facts.texts["support"].toPlainText() == "Ett halvt utkast"
    assert view.facts.offer_what.text() == ""
    current = view.current()
    assert current is not None
    assert current.bin is Bin.TO_REPORT


def test_nothing_is_saved_when_nothing_is_changed(view: EvbView, window: MainWindow, desk: Desk) -> None:
    stand_on(view, FIRST)
    view.facts.save()
    assert window.statusBar().currentMessage() == "Inget är ändrat."
    assert not desk.busy


def test_a_reason_of_ones_own_words_is_kept_as_written(view: EvbView, desk: Desk, qtbot: QtBot) -> None:
    stand_on(view, FIRST)
    view.facts.reason.setEditText("väntar på särskild utbildning")
    view.facts.save()
    settle(qtbot, desk)
    stand_on(view, FIRST)
    assert view.facts.reason.currentText() == "väntar på särskild utbildning"


def test_marking_as_reported_takes_many_at_once_and_is_undone_at_once(
    view: EvbView, desk: Desk, qtbot: QtBot
) -> None:
    view.mark([0, 1])
    assert view.actions_bar.report_button.isEnabled()
    view.actions_bar.report_button.click()
    answer(view, "", desk, qtbot)
    quarter = view.quarter.name
    assert [bool(item.report_for(quarter)) for item in view.model.items] == [True, True, False]
    view.mark([0])
    assert not view.actions_bar.report_button.isEnabled()
    desk.undo()
    settle(qtbot, desk)
    assert not any(item.report_for(quarter) for item in view.model.items)


def test_the_execution_of_a_reported_decision_is_told_once(
    view: EvbView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    tell(town, "I-2025-0018", "verkstalld", "2026-02-01")
    view.refresh()
    settle(qtbot, desk)
    view.show_bin("")
    stand_on(view, "I-2025-0018")
    assert view.actions_bar.executed_button.isEnabled()
    view.actions_bar.executed_button.click()
    settle(qtbot, desk)
    stand_on(view, "I-2025-0018")
    assert not view.actions_bar.executed_button.isEnabled()


def test_signing_then_changing_shows_what_has_changed(
    view: EvbView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    assert words(view, "signed") == "Egenkontroll: ej signerad."
    view.sign_button.click()
    answer(view, "enhetschef", desk, qtbot)
    assert "Inget har ändrats sedan dess." in words(view, "signed")
    assert not view.changes_button.isVisible()
    signed = signature(town, view.quarter)
    assert signed is not None
    assert signed.who == "enhetschef"
    tell(town, "I-2025-0012", "verkstalld", "2025-12-20")
    view.refresh()
    settle(qtbot, desk)
    assert "Sedan dess: 1 beslut har ändrats." in words(view, "signed")
    view.changes_button.click()
    dialog = next(found for found in view.findChildren(FoundDialog) if found.isVisible())
    cells = [dialog.table.item(0, column) for column in range(4)]
    assert [cell.text() for cell in cells if cell][:3] == ["I-2025-0012", "väntar", "verkställda i tid"]
    dialog.copy()
    assert (
        QGuiApplication.clipboard()
        .text()
        .startswith("Ärende\tStod då i\tStår nu i\tÄndrade uppgifter\nI-2025-0012")
    )
    dialog.close()


def test_another_extract_is_compared_with_the_register(
    view: EvbView, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "annat.csv"
    lines = [
        "Ärende;Person;Lagrum;Insatstyp;Beslut;Verkställd",
        f"{FIRST};P-{FIRST};11 kap. 1 § SoL;kontaktfamilj;2025-08-02;",
        "I-9;P-9;11 kap. 1 § SoL;kontaktfamilj;2025-08-01;",
        "I-8;;11 kap. 1 § SoL;kontaktfamilj;2025-08-01;",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    view.actions_bar.compare_button.click()
    settle(qtbot, desk)
    dialog = next(found for found in view.findChildren(FoundDialog) if found.isVisible())
    rows = {}
    for row in range(dialog.table.rowCount()):
        cells = [dialog.table.item(row, column) for column in range(3)]
        ref, where, what = (cell.text() if cell else "" for cell in cells)
        rows[ref] = (where, what)
    assert rows["I-9"][0] == "bara i filen"
    assert rows[SECOND][0] == "bara i registret"
    assert "2025-08-02" in rows[FIRST][1]
    assert any(where == "oläst i filen" for where, _ in rows.values())
    dialog.close()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    view.actions_bar.choose_extract()
    assert not desk.busy


def test_searching_narrows_the_list_and_an_empty_list_says_so(
    view: EvbView, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    view.find()
    child(view, QLineEdit, "search").setText("finns inte")
    assert refs(view) == []
    assert words(view, "empty") == "Inget beslut har de orden. Ändra sökningen."
    child(view, QLineEdit, "search").clear()
    view.show_bin(Bin.WAITING.value)
    view.show_quarter("2023Q4")
    settle(qtbot, desk)
    assert words(view, "empty") == "Här finns inga beslut."
    view.show_bin(Bin.TO_REPORT.value)
    assert words(view, "empty") == "Här finns inget att rapportera."
    assert view.current() is None
    view.register_event()
    view.facts.save()
    view.facts.add_offer()
    view.facts.open_case()
    view.facts.begin()
    assert not desk.busy


def test_the_quarters_go_from_the_one_that_runs_and_back(view: EvbView) -> None:
    box = child(view, QComboBox, "quarter")
    assert box.itemText(0) == "kvartal 1 2026, pågår"
    assert box.itemText(1) == "kvartal 4 2025"
    assert box.count() == 12


def test_another_place_is_shown_when_one_asks_for_it(
    view: EvbView, desk: Desk, qtbot: QtBot, window: MainWindow
) -> None:
    stand_on(view, FIRST)
    view.toggle_details()
    assert view.facts.reason.hasFocus()
    view.toggle_details()
    assert view.table.hasFocus()
    view.register_event()
    dialog = view.findChild(EventDialog)
    assert dialog is not None
    settle(qtbot, desk)
    dialog.close()
    requested: list[Any] = []
    desk.report_requested.disconnect()
    desk.report_requested.connect(lambda *told: requested.append(told))
    view.print_out()
    menu = view.actions_bar.print_button.menu()
    for action in menu.actions()[:3]:
        action.trigger()
    names = [name for name, _ in requested]
    assert names == ["evb-ivo", "evb-ivo", "evb-revisorer", "evb-fullmaktige"]
    assert requested[0][1] == {"period": "2025Q4", "unit": None}
    cases: list[Any] = []
    desk.case_requested.disconnect()
    desk.case_requested.connect(cases.append)
    view.facts.open_button.click()
    assert [key.ref for key in cases] == [FIRST]


def previewed(view: EvbView) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    dialog = next(shown for shown in view.findChildren(PreviewDialog) if shown.isVisible())
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(dialog._content)).pages)
    dialog.close()
    return text


def test_a_reserve_number_stands_on_the_page_and_nowhere_else(
    view: EvbView, desk: Desk, qtbot: QtBot, town: Office
) -> None:
    view.mark([0, 1])
    assert not view.actions_bar.reserve_action.isEnabled()
    stand_on(view, FIRST)
    view.actions_bar.reserve_action.trigger()
    dialog = next(shown for shown in view.findChildren(ReserveNumberDialog) if shown.isVisible())
    birth = dialog.birth.date().toString("yyyyMMdd")
    dialog.sex.setCurrentIndex(1)
    dialog.serial.setValue(7)
    dialog.accept()
    settle(qtbot, desk)
    assert f"{birth}-T017" in previewed(view)
    assert town.database.path is not None
    assert f"{birth}-T".encode() not in town.database.path.read_bytes()


def test_the_councils_report_by_sex_is_shown_at_once(view: EvbView, desk: Desk, qtbot: QtBot) -> None:
    view.actions_bar.by_sex_action.trigger()
    settle(qtbot, desk)
    assert "fullmäktige" in previewed(view)


def test_the_list_is_exported_whole(
    view: EvbView, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "lista"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), "CSV (*.csv)"))
    view.actions_bar.export_button.click()
    settle(qtbot, desk)
    text = (tmp_path / "lista.csv").read_text(encoding="utf-8-sig")
    assert text.count("I-2025-00") >= 10
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    view.actions_bar.export()
    assert not desk.busy


def test_without_a_database_nothing_is_asked(desk: Desk, qtbot: QtBot, qapp: Callable[..., object]) -> None:
    view = EvbView(desk)
    qtbot.addWidget(view)
    view.refresh()
    view.actions_bar.sign()
    view.actions_bar.show_changes()
    view.actions_bar.print_out("evb-ivo")
    view.actions_bar.report_execution()
    view.actions_bar._report([], "")
    view.actions_bar._sign("enhetschef")
    view.actions_bar.compare(Path("x.csv"))
    view.actions_bar.ask_reserve_number()
    view.actions_bar.print_by_sex()
    view.actions_bar.write(Path("x.csv"))
    assert not desk.busy


def test_the_screen_and_the_service_tell_the_same(view: EvbView, town: Office) -> None:
    assert view.seen is not None
    listed = evb_quarter(town, quarter_of("2025Q4"))
    assert view.seen.listed.fingerprint == listed.fingerprint
