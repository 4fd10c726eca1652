"""Rapporter: choose, look, save, print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk, Task
from caseapp.desktop.forms import child
from caseapp.desktop.views.reports import ReportsView
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.periods import parse_period
from caseapp.service import reports as service
from caseapp.service.importing import import_file
from caseapp.service.office import Office
from tests.desktop.waiting import nameless, new_desk, settle

CASES = 120


@pytest.fixture
def desk(tmp_path: Path, office: Office, qapp: object) -> Iterator[Desk]:
    rows = "".join(f"BU-{n};P-{n};2025-10-{n % 28 + 1:02};barn;Enhet {n % 2}\n" for n in range(CASES))
    source = tmp_path / "utredningar.csv"
    source.write_text("Ärende;Person;Inledd;Typ;Enhet\n" + rows, encoding="utf-8")
    import_file(office, source)
    made = new_desk(tmp_path)
    made.use(office)
    yield made
    made.close()


@pytest.fixture
def view(desk: Desk, qtbot: QtBot) -> ReportsView:
    made = ReportsView(desk)
    qtbot.addWidget(made)
    made.resize(1100, 750)
    made.show()
    made.refresh()
    settle(qtbot, desk)
    return made


def words(view: ReportsView, name: str) -> str:
    return child(view, QLabel, name).text()


def press(view: ReportsView, name: str) -> None:
    child(view, QPushButton, name).click()


def state(view: ReportsView) -> str:
    shown = child(view, QStackedWidget, "states").currentWidget()
    return shown.objectName() if shown else ""


def shown(view: ReportsView, desk: Desk, qtbot: QtBot) -> None:
    settle(qtbot, desk)
    assert state(view) == "previewPage", words(view, "emptyTitle")


def saving(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_args, **_kw: (name, "")))


def test_every_paper_is_listed_and_asks_only_for_what_it_needs(view: ReportsView) -> None:
    papers = child(view, QListWidget, "papers")
    assert papers.count() == len(service.report_names())
    for row, name in enumerate(service.report_names()):
        papers.setCurrentRow(row)
        assert child(view, QComboBox, "unit").isVisible() is ("unit" in name.needs)
        assert child(view, QComboBox, "queue").isVisible() is ("queue" in name.needs)
        assert child(view, QLineEdit, "caseRef").isVisible() is ("case" in name.needs)
        assert words(view, "about") == name.description


def test_a_paper_is_shown_with_its_pages_and_fingerprint(view: ReportsView, desk: Desk, qtbot: QtBot) -> None:
    assert not child(view, QPushButton, "save").isEnabled()
    press(view, "show")
    shown(view, desk, qtbot)
    assert "kontrollsumma" in words(view, "proof")
    assert words(view, "proof").split()[0] == words(view, "pageCount").split()[1]
    assert child(view, QPushButton, "save").isEnabled()


def test_one_turns_the_pages_and_changes_their_size(view: ReportsView, desk: Desk, qtbot: QtBot) -> None:
    view.show_report("queue", queue="overdue")
    shown(view, desk, qtbot)
    page = child(view, QSpinBox, "pageNumber")
    assert page.maximum() > 1
    child(view, QToolButton, "next").click()
    assert page.value() == 2
    assert child(view, QToolButton, "previous").isEnabled()
    page.setValue(page.maximum())
    assert not child(view, QToolButton, "next").isEnabled()
    page.setValue(1)
    pdf = view.findChild(QPdfView)
    assert pdf is not None
    pdf.pageNavigator().jump(1, QPointF(), 0)
    assert page.value() == 2
    zoom = child(view, QComboBox, "zoom")
    child(view, QToolButton, "zoomIn").click()
    assert zoom.currentText() == "100 %"
    sizes = []
    for name, times in (("zoomIn", 4), ("zoomOut", 6)):
        for _ in range(times):
            child(view, QToolButton, name).click()
            sizes.append(zoom.currentData())
    assert sizes == [125, 150, 200, 200, 150, 125, 100, 75, 50, 50]
    zoom.setCurrentIndex(zoom.findText("Helsida"))
    assert pdf.zoomMode() is QPdfView.ZoomMode.FitInView


def test_another_view_can_ask_for_a_paper(desk: Desk, qtbot: QtBot) -> None:
    view = ReportsView(desk)
    qtbot.addWidget(view)
    asked = {"unit": "Enhet 1", "queue": "running", "as_of": date(2026, 3, 1)}
    view.open_report("queue", asked)
    qtbot.waitUntil(lambda: state(view) == "previewPage")
    settle(qtbot, desk)
    assert child(view, QComboBox, "unit").currentText() == "Enhet 1"
    assert child(view, QComboBox, "queue").currentData() == "running"
    assert child(view, QDateEdit, "asOf").date().toString("yyyy-MM-dd") == "2026-03-01"


def test_a_case_is_asked_for_by_its_number(view: ReportsView, desk: Desk, qtbot: QtBot) -> None:
    view.show_report("case", case=CaseKey("utredning", "BU-7"))
    shown(view, desk, qtbot)
    reference = child(view, QLineEdit, "caseRef")
    assert reference.text() == "BU-7"
    reference.setText("BU-FINNS-INTE")
    reference.returnPressed.emit()
    settle(qtbot, desk)
    assert words(view, "emptyTitle").startswith("▲ ")
    assert not child(view, QPushButton, "save").isEnabled()
    reference.clear()
    press(view, "show")
    assert words(view, "emptyTitle") == "Ange ärendets nummer och välj Visa."


def test_a_paper_with_a_period_reads_it(
    view: ReportsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter = service.ReportName("quarter", "Kvartal", "Ett kvartal.", ("period",))
    seen: list[object] = []

    def make_report(*_: object, period: object, **__: object) -> service.ReportResult:
        seen.append(period)
        raise UserError("Inte klar.")

    monkeypatch.setattr(service, "report_names", lambda: (quarter,))
    monkeypatch.setattr(service, "make_report", make_report)
    view.refresh()
    settle(qtbot, desk)
    period = child(view, QComboBox, "period")
    assert period.itemText(0) == "2026Q1"
    view.show_report("quarter", period=parse_period("2025T2"))
    settle(qtbot, desk)
    assert seen == [parse_period("2025T2")]
    assert words(view, "emptyTitle") == "▲ Inte klar."
    view.show_report("quarter", period="i våras")
    assert "går inte att läsa" in words(view, "emptyTitle")


def test_the_paper_is_saved_as_it_is_shown(
    view: ReportsView, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.save()
    press(view, "show")
    shown(view, desk, qtbot)
    out = tmp_path / "papper.pdf"
    saving(monkeypatch, str(out))
    with qtbot.waitSignal(desk.message) as said:
        press(view, "save")
    assert said.args == ["Rapporten är sparad i papper.pdf."]
    assert out.read_bytes().startswith(b"%PDF")
    saving(monkeypatch, "")
    press(view, "save")
    assert not desk.busy


def test_a_place_that_cannot_be_written_is_told_of(
    view: ReportsView, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(view, "show")
    shown(view, desk, qtbot)
    saving(monkeypatch, str(tmp_path / "finns inte" / "papper.pdf"))
    with qtbot.waitSignal(desk.trouble) as told:
        press(view, "save")
    assert "gick inte att skriva" in told.args[0]


def test_the_pages_are_printed_in_the_background(
    view: ReportsView, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtPdf import QPdfDocument

    out = tmp_path / "utskrift.pdf"
    view.print_on(QPrinter())
    view.show_report("queue", queue="overdue")
    shown(view, desk, qtbot)

    def accept(dialog: QPrintDialog) -> QPrintDialog.DialogCode:
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(out))
        printer.setFromTo(1, 2)
        return QPrintDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    press(view, "print")
    settle(qtbot, desk)
    document = QPdfDocument()
    document.load(str(out))
    assert document.pageCount() == 2
    document.close()


def test_a_print_that_is_declined_prints_nothing(
    view: ReportsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.print_out()
    press(view, "show")
    shown(view, desk, qtbot)
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: QPrintDialog.DialogCode.Rejected)
    press(view, "print")
    assert not desk.busy


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told_of(
    view: ReportsView, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    press(view, "show")
    shown(view, desk, qtbot)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "finns inte" / "x.pdf"))
    with qtbot.captureExceptions(), qtbot.waitSignal(desk.trouble) as told:
        view.print_on(printer)
    assert told.args[0].startswith("Skrivaren tog inte emot")


def test_a_paper_that_is_stopped_is_not_shown(
    view: ReportsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_report(
        _office: Office, _name: str, _out: Path, *, progress: Callable[[int, int], None], **_: object
    ) -> service.ReportResult:
        task = getattr(progress, "__self__", None)
        assert isinstance(task, Task)
        while not task.cancelled():
            progress(1, 2)
        raise UserError("Avbruten.")

    monkeypatch.setattr(service, "make_report", make_report)
    view.stop()
    press(view, "show")
    press(view, "show")
    assert words(view, "emptyTitle") == "Rapporten skapas …"
    qtbot.waitUntil(lambda: child(view, QProgressBar, "progress").value() == 1)
    press(view, "stop")
    settle(qtbot, desk)
    assert words(view, "emptyTitle").startswith("Avbruten.")
    assert child(view, QPushButton, "show").isEnabled()


def test_a_bug_does_not_leave_the_screen_waiting(
    view: ReportsView, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_report(*_: object, **__: object) -> service.ReportResult:
        raise RuntimeError

    told: list[BaseException] = []
    monkeypatch.setattr(service, "make_report", make_report)
    monkeypatch.setattr(desk, "report_bug", told.append)
    press(view, "show")
    settle(qtbot, desk)
    assert words(view, "emptyTitle") == "Rapporten kunde inte skapas."
    assert len(told) == 1


def test_without_a_database_there_is_nothing_to_print(tmp_path: Path, qtbot: QtBot) -> None:
    desk = new_desk(tmp_path)
    view = ReportsView(desk)
    qtbot.addWidget(view)
    view.refresh()
    view.show_chosen()
    assert not desk.busy
    desk.close()


def test_everything_one_can_go_to_has_a_name(view: ReportsView, desk: Desk, qtbot: QtBot) -> None:
    press(view, "show")
    shown(view, desk, qtbot)
    assert nameless(view) == []
