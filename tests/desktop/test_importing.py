"""Import, as a manager uses it: drop, look, then save or not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QTableView,
    QTabWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.forms import child
from caseapp.desktop.models.import_rows import WordsModel
from caseapp.desktop.views.importing import ImportView
from caseapp.desktop.widgets.import_drop import ImportDrop
from caseapp.domain.errors import UserError
from caseapp.service import importing as service
from caseapp.service.office import Office
from tests.desktop.waiting import nameless, new_desk, settle

# 20100101-1231 has a wrong control digit: nobody's number, and refused all the same.
LIST = """Ärendenummer;Personnummer;Inledd;Utredningstyp;Handläggare;Avslutad;Enhet;Kommentar
BU-1;20100101-1231;2026-01-15;barn;H14;;Utredningsenheten;
BU-2;P-77;2026-02-03;barn;H14;;Utredningsenheten;
BU-3;P-78;31/2 2026;barn;H09;;Utredningsenheten;
BU-4;P-79;2026-02-09;barn;;2026-01-02;Utredningsenheten;
BU-5;P-81;2026-02-11;vuxen;H02;;Utredningsenheten;se 20100101-1231
"""
GOOD = "Ärendenummer;Person;Inledd;Typ\nBU-9;P-9;2026-03-02;barn\n"


@pytest.fixture
def desk(tmp_path: Path, office: Office, qapp: object) -> Iterator[Desk]:
    made = new_desk(tmp_path)
    made.use(office)
    yield made
    made.close()


@pytest.fixture
def view(desk: Desk, qtbot: QtBot) -> ImportView:
    made = ImportView(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.refresh()
    return made


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "utredningar.csv"
    path.write_text(LIST, encoding="utf-8-sig")
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "utredningar april.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def page(view: ImportView) -> str:
    shown = child(view, QStackedWidget, "pages").currentWidget()
    return shown.objectName() if shown else ""


def words(view: ImportView, name: str) -> str:
    return child(view, QLabel, name).text()


def button(view: ImportView, name: str) -> QPushButton:
    return child(view, QPushButton, name)


def cells(view: ImportView, name: str) -> list[list[str]]:
    model = child(view, QTableView, name).model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def take(view: ImportView, desk: Desk, qtbot: QtBot, *files: Path) -> None:
    view.take(files)
    settle(qtbot, desk)


def answers(monkeypatch: pytest.MonkeyPatch, method: str, answer: object) -> None:
    monkeypatch.setattr(QFileDialog, method, staticmethod(lambda *_args, **_kw: (answer, "")))


def test_a_file_is_shown_before_anything_is_saved(
    view: ImportView, desk: Desk, listed: Path, office: Office, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, listed)
    assert page(view) == "previewPage"
    numbers = [
        words(view, name) for name in ("read", "fresh", "updated", "unchanged", "rejected", "warnings")
    ]
    assert numbers == ["5", "3", "0", "0", "2", "1"]
    assert words(view, "fileName") == "utredningar.csv"
    assert "Läses inte: Kommentar." in words(view, "summary")
    assert button(view, "accept").text() == "&Läs in 3 rader"
    assert child(view, QComboBox, "kind").currentText() == "Utredningar"
    assert office.is_empty()


def test_rejected_rows_are_told_by_row_field_and_reason(
    view: ImportView, desk: Desk, listed: Path, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, listed)
    rejects = cells(view, "rejects")
    assert [row[:2] for row in rejects] == [["4", "inledd"], ["6", "Kommentar"]]
    assert "finns inte i kalendern" in rejects[0][2]
    assert child(view, QTabWidget, "tabs").tabText(1) == "Avvisade rader (2)"


def test_a_personnummer_is_nowhere_on_the_screen(
    view: ImportView, desk: Desk, listed: Path, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, listed)
    notes = child(view, QListWidget, "notes")
    shown = [label.text() for label in view.findChildren(QLabel)]
    shown += [notes.item(row).text() for row in range(notes.count())]
    shown += [cell for name in ("rows", "rejects") for row in cells(view, name) for cell in row]
    assert not [text for text in shown if "1231" in text]
    assert cells(view, "rows")[0][2].startswith("P-")


def test_a_file_named_by_a_personnummer_is_called_the_file(
    view: ImportView, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "20100101-1231.csv"
    path.write_text(GOOD, encoding="utf-8")
    take(view, desk, qtbot, path)
    assert words(view, "fileName") == "Filen"


def test_reading_in_saves_everything_and_leads_on_to_the_queue(
    view: ImportView, desk: Desk, listed: Path, office: Office, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, listed)
    with qtbot.waitSignal(desk.changed):
        button(view, "accept").click()
    settle(qtbot, desk)
    assert not office.is_empty()
    assert page(view) == "donePage"
    assert words(view, "doneTitle") == "✓ Listan är inläst"
    assert words(view, "doneText") == (
        "utredningar.csv: 3 nya rader, 0 ändrade och 0 oförändrade. 2 rader avvisades. 1 varning att se över."
    )
    with qtbot.waitSignal(desk.queue_requested) as asked:
        button(view, "openQueue").click()
    assert asked.args == ["overdue"]


def test_the_same_file_again_changes_nothing(view: ImportView, desk: Desk, good: Path, qtbot: QtBot) -> None:
    take(view, desk, qtbot, good)
    button(view, "accept").click()
    settle(qtbot, desk)
    assert not button(view, "doneRejects").isVisible()
    take(view, desk, qtbot, good)
    assert words(view, "unchanged") == "1"


def test_several_files_are_taken_one_after_another(
    view: ImportView, desk: Desk, listed: Path, good: Path, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, listed, good)
    assert words(view, "fileName") == "utredningar.csv (fil 1 av 2)"
    assert button(view, "decline").text() == "&Hoppa över"
    button(view, "accept").click()
    settle(qtbot, desk)
    assert words(view, "fileName") == "utredningar april.csv (fil 2 av 2)"
    button(view, "accept").click()
    settle(qtbot, desk)
    assert words(view, "doneTitle") == "✓ 2 listor är inlästa"
    assert words(view, "doneText").count("\n") == 1


def test_a_file_that_is_passed_over_is_not_saved(
    view: ImportView, desk: Desk, listed: Path, good: Path, office: Office, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, listed, good)
    button(view, "decline").click()
    settle(qtbot, desk)
    assert words(view, "fileName").startswith("utredningar april.csv")
    button(view, "decline").click()
    assert page(view) == "startPage"
    assert office.is_empty()


def test_leaving_the_last_file_still_tells_what_was_read(
    view: ImportView, desk: Desk, listed: Path, good: Path, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, good, listed)
    button(view, "accept").click()
    settle(qtbot, desk)
    button(view, "decline").click()
    assert words(view, "doneTitle") == "✓ Listan är inläst"


def test_an_unknown_list_lets_the_kind_be_chosen(
    view: ImportView, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "okänd.csv"
    path.write_text("a;b\nc;d\n", encoding="utf-8")
    take(view, desk, qtbot, path)
    assert "känns inte igen" in words(view, "previewTrouble")
    assert "--as" not in words(view, "previewTrouble")
    assert not button(view, "accept").isVisible()
    kinds = child(view, QComboBox, "kind")
    assert kinds.currentData() is None
    kinds.activated.emit(0)
    assert not desk.busy
    kinds.setCurrentIndex(kinds.findData("insatser"))
    kinds.activated.emit(kinds.currentIndex())
    settle(qtbot, desk)
    assert "saknar rubriken" in words(view, "previewTrouble")
    assert kinds.currentData() == "insatser"


def test_a_list_with_nothing_but_faults_opens_at_the_faults(
    view: ImportView, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "utredningar.csv"
    path.write_text("Ärendenummer;Person;Inledd;Typ\nBU-9;P-9;i våras;barn\n", encoding="utf-8")
    take(view, desk, qtbot, path)
    assert child(view, QTabWidget, "tabs").currentIndex() == 1
    assert not button(view, "accept").isEnabled()


def test_a_long_list_shows_its_first_rows_and_says_so(
    view: ImportView, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "utredningar.csv"
    rows = "".join(f"BU-{n};P-{n};2026-03-02;barn\n" for n in range(1200))
    path.write_text("Ärendenummer;Person;Inledd;Typ\n" + rows, encoding="utf-8")
    take(view, desk, qtbot, path)
    assert words(view, "rowsText") == "De första 50 raderna som förstods."
    assert words(view, "read") == "1\u00a0200"


def test_more_notes_than_anyone_reads_are_counted(
    view: ImportView, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "utredningar.csv"
    rows = "".join(f"BU-{n};P-{n};2026-03-02;barn;2026-01-02\n" for n in range(510))
    path.write_text("Ärendenummer;Person;Inledd;Typ;Avslutad\n" + rows, encoding="utf-8")
    take(view, desk, qtbot, path)
    notes = child(view, QListWidget, "notes")
    assert notes.count() == 501
    assert notes.item(500).text().endswith("till; de står på ärendena")


def test_the_kind_that_is_shown_is_not_read_again(
    view: ImportView, desk: Desk, good: Path, qtbot: QtBot
) -> None:
    take(view, desk, qtbot, good)
    kinds = child(view, QComboBox, "kind")
    kinds.activated.emit(kinds.currentIndex())
    assert not desk.busy


def test_rejected_rows_are_saved_to_a_file_to_mend(
    view: ImportView, desk: Desk, listed: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(view, desk, qtbot, listed)
    out = tmp_path / "att rätta.csv"
    answers(monkeypatch, "getSaveFileName", str(out))
    with qtbot.waitSignal(desk.message) as said:
        button(view, "saveRejects").click()
    settle(qtbot, desk)
    assert said.args == ["De avvisade raderna är sparade i att rätta.csv."]
    text = out.read_text(encoding="utf-8-sig")
    assert "BU-3" in text
    assert "1231" not in text
    assert page(view) == "previewPage"


def test_rejected_rows_can_be_saved_after_the_import_too(
    view: ImportView, desk: Desk, listed: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tmp_path / "utredningar 2.csv"
    second.write_text(LIST.replace("BU-", "BV-"), encoding="utf-8")
    take(view, desk, qtbot, listed, second)
    for _ in range(2):
        button(view, "accept").click()
        settle(qtbot, desk)
    assert button(view, "doneRejects").text() == "Spara &avvisade rader ur utredningar.csv …"
    out = tmp_path / "att rätta.csv"
    answers(monkeypatch, "getSaveFileName", str(out))
    button(view, "doneRejects").click()
    settle(qtbot, desk)
    assert out.exists()
    assert page(view) == "donePage"
    assert button(view, "doneRejects").text() == "Spara &avvisade rader …"
    button(view, "doneRejects").click()
    settle(qtbot, desk)
    assert not button(view, "doneRejects").isVisible()


def test_a_place_where_rejects_cannot_be_written_is_told(
    view: ImportView, desk: Desk, listed: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(view, desk, qtbot, listed)
    answers(monkeypatch, "getSaveFileName", str(listed))
    with qtbot.waitSignal(desk.trouble) as told:
        button(view, "saveRejects").click()
    assert "samma namn" in told.args[0]
    assert page(view) == "previewPage"


def test_no_file_name_means_no_file(
    view: ImportView, desk: Desk, listed: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(view, desk, qtbot, listed)
    answers(monkeypatch, "getSaveFileName", "")
    button(view, "saveRejects").click()
    assert not desk.busy


def test_files_can_be_chosen_from_the_keyboard(
    view: ImportView, desk: Desk, good: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "getOpenFileNames", [])
    button(view, "choose").click()
    assert page(view) == "startPage"
    answers(monkeypatch, "getOpenFileNames", [str(good)])
    QTest.keyClick(button(view, "choose"), Qt.Key.Key_Space)
    settle(qtbot, desk)
    assert page(view) == "previewPage"


def test_files_can_be_dropped(view: ImportView, desk: Desk, good: Path, qtbot: QtBot) -> None:
    drop = child(view, ImportDrop, "drop")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(good)), QUrl("https://example.invalid/x.csv")])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    drop.dragEnterEvent(QDragEnterEvent(QPointF(5, 5), copy, data, left, none))
    assert drop.property("over")
    drop.dragLeaveEvent(QDragLeaveEvent())
    assert not drop.property("over")
    drop.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    settle(qtbot, desk)
    assert words(view, "fileName") == "utredningar april.csv"


def test_what_is_no_file_is_not_taken(view: ImportView, desk: Desk) -> None:
    drop = child(view, ImportDrop, "drop")
    text = QMimeData()
    text.setText("BU-1")
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    drop.dragEnterEvent(QDragEnterEvent(QPointF(5, 5), Qt.DropAction.CopyAction, text, left, none))
    drop.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, text, left, none))
    assert not desk.busy
    assert not drop.property("over")


def test_without_a_database_the_files_are_left_alone(tmp_path: Path, good: Path, qtbot: QtBot) -> None:
    desk = new_desk(tmp_path)
    view = ImportView(desk)
    qtbot.addWidget(view)
    view.take([good])
    assert "Öppna eller skapa en först" in words(view, "startTrouble")
    desk.close()


def slowly(monkeypatch: pytest.MonkeyPatch, *, too_late: bool) -> None:
    """The service waits for the cancel, then stops; or, when it is too late, has saved already."""
    real = service.import_file

    def import_file(office: Office, path: Path, **choices: object) -> service.ImportResult:
        cancelled = choices.pop("cancelled")
        progress = choices["progress"]
        assert callable(cancelled)
        assert callable(progress)
        result = real(office, path, **choices) if too_late else None  # type: ignore[arg-type]
        while not cancelled():
            progress(1, 4)
            time.sleep(0.005)
        if result is None:
            raise UserError("Inläsningen avbröts. Ingenting sparades.")
        return result

    monkeypatch.setattr(service, "import_file", import_file)


def test_a_reading_that_is_cancelled_saves_nothing(
    view: ImportView, desk: Desk, good: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch, too_late=False)
    view.take([good])
    assert page(view) == "workingPage"
    view.take([good])
    qtbot.waitUntil(lambda: words(view, "workingText") == "Rad 1 av 4")
    button(view, "stop").click()
    assert not button(view, "stop").isEnabled()
    settle(qtbot, desk)
    assert page(view) == "startPage"
    assert words(view, "startTrouble") == ("utredningar april.csv avbröts. Ingenting ur den är sparat.")
    view.stop()


def test_a_cancel_that_comes_too_late_tells_what_was_saved(
    view: ImportView, desk: Desk, good: Path, office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(view, desk, qtbot, good)
    slowly(monkeypatch, too_late=True)
    button(view, "accept").click()
    qtbot.waitUntil(lambda: words(view, "workingText") == "Rad 1 av 4")
    button(view, "stop").click()
    settle(qtbot, desk)
    assert page(view) == "donePage"
    assert not office.is_empty()


def test_an_import_that_fails_says_why(
    view: ImportView, desk: Desk, good: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(view, desk, qtbot, good)

    def import_file(*_: object, **__: object) -> service.ImportResult:
        raise UserError("Disken är full.")

    monkeypatch.setattr(service, "import_file", import_file)
    button(view, "accept").click()
    settle(qtbot, desk)
    assert words(view, "previewTrouble") == "Disken är full."


def test_a_bug_does_not_leave_the_screen_waiting(
    view: ImportView, desk: Desk, good: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_file(*_: object, **__: object) -> service.ImportResult:
        raise RuntimeError

    monkeypatch.setattr(service, "import_file", import_file)
    told: list[BaseException] = []
    monkeypatch.setattr(desk, "report_bug", told.append)
    take(view, desk, qtbot, good)
    assert len(told) == 1
    assert page(view) == "startPage"


def test_everything_one_can_go_to_has_a_name(view: ImportView) -> None:
    assert nameless(view) == []


def test_a_table_of_words_tells_its_heading_to_a_screen_reader() -> None:
    model = WordsModel()
    model.set_rows(("Rad", "Fält"), [("4", "")])
    index = model.index(0, 1)
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Fält: tomt"
    assert model.data(index, Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(9, 9)) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.rowCount(index) == 0
    assert model.columnCount(index) == 0
