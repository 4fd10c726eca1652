"""What can be done with the figures: open, explain, copy, export, print, and save the selection."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QToolButton, QWidget

from caseapp.desktop.dialogs.ask import AskDialog
from caseapp.desktop.dialogs.behind import BehindDialog, ReasonsDialog
from caseapp.desktop.dialogs.preview import PreviewDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.statistics_figures import as_text
from caseapp.desktop.views.statistics_choices import BEFORE, YEAR, compared_with, named
from caseapp.desktop.views.statistics_taking import told_to
from caseapp.domain.errors import UserError
from caseapp.domain.measures import Counts
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.desktop.models.statistics_rows import Behind
    from caseapp.desktop.views.statistics import StatisticsView
    from caseapp.domain.events import CaseKey
    from caseapp.service.office import Office
    from caseapp.service.statistics_result import StatisticsResult

    Other = Callable[[Office, Callable[[int], None]], StatisticsResult | Mapping[str, Any]]

_FILES = (
    ("Excel (*.xlsx)", "xlsx", ".xlsx"),
    ("CSV (*.csv)", "csv", ".csv"),
    ("PDF (*.pdf)", "pdf", ".pdf"),
    ("JSON, att jämföra med senare (*.json)", "json", ".json"),
    ("Koladas mått (*.csv)", "kolada", ".csv"),
)
_WHOSE = {
    Counts.PERSONS: " Måttet räknar personer; en person kan ha flera ärenden.",
    Counts.HOUSEHOLDS: " Måttet räknar hushåll; ett hushåll kan ha flera ärenden.",
    Counts.EVENTS: " Måttet räknar händelser; ett ärende kan ha flera.",
    Counts.DEADLINES: " Måttet räknar frister; ett ärende kan ha flera.",
}


class StatisticsActions:
    """The buttons under the figures and beside the saved selections."""

    def __init__(self, desk: Desk, view: StatisticsView, form: QWidget) -> None:
        self._desk = desk
        self._view = view
        self.cases_button = child(form, QPushButton, "cases")
        self.why_button = child(form, QToolButton, "why")
        self.copy_button = child(form, QPushButton, "copy")
        self.export_button = child(form, QPushButton, "export")
        self.print_button = child(form, QToolButton, "print")
        self.save_button = child(form, QPushButton, "saveExtract")
        self.delete_button = child(form, QPushButton, "deleteExtract")
        self.cases_button.clicked.connect(view.figures.open_cases)
        self.copy_button.clicked.connect(self.copy)
        self.export_button.clicked.connect(self.export)
        self.save_button.clicked.connect(self.save_extract)
        self.delete_button.clicked.connect(self.delete_extract)
        selection = view.figures.table.selectionModel()
        selection.currentChanged.connect(lambda *_: self._enable_cases())
        self._make_menus()

    def _make_menus(self) -> None:
        why = QMenu(self.why_button)
        why.addAction("från perioden &före").triggered.connect(partial(self._why_period, BEFORE))
        why.addAction("från samma period i f&jol").triggered.connect(partial(self._why_period, YEAR))
        why.addAction("från ett &sparat uttag …").triggered.connect(lambda: self.ask_why_extract())
        why.addAction("från en &tidigare fil …").triggered.connect(lambda: self.choose_why_file())
        self.why_button.setMenu(why)
        paper = QMenu(self.print_button)
        paper.addAction("&Det som är valt …").triggered.connect(lambda: self.print_out())
        paper.addAction("&Kvartalsrapporten …").triggered.connect(lambda: self.print_quarter())
        self.print_button.setMenu(paper)

    def enable(self) -> None:
        """Only what means something now can be pressed."""
        shown = self._view.figures.visible
        for button in (self.why_button, self.copy_button, self.export_button):
            button.setEnabled(shown)
        self.print_button.setEnabled(self._desk.office is not None)
        self.save_button.setEnabled(bool(self._view.measures.model.chosen))
        self._enable_cases()

    def _enable_cases(self) -> None:
        figures = self._view.figures
        self.cases_button.setEnabled(figures.visible and figures.behind is not None)

    # --- the cases behind a figure ---

    def open_cases(self, behind: Behind) -> None:
        """Show the cases behind a figure; they stay in the program."""
        office, part = self._desk.office, self._view.figures.part
        if office is None or part is None:
            return
        whose = self._view.figures.whose
        measure = part.measure

        def work(_: Task) -> list[CaseKey]:
            from caseapp.service.statistics import cases_behind

            return cases_behind(office, behind.result, measure.id, behind.group, behind.part)

        def done(cases: list[CaseKey]) -> None:
            types = office.catalogue.case_types
            about = f"{measure.name}. {whose}. {plural(len(cases), 'ärende', 'ärenden')}."
            BehindDialog(
                "Ärendena bakom siffran",
                about + _WHOSE.get(measure.population.counts, ""),
                [(key, types[key.case_type].name) for key in cases],
                self._desk.open_case,
                self._view,
            ).show()

        self._desk.run(work, done)

    # --- why do these differ? ---

    def _why_period(self, comparison: str, _checked: bool = False) -> None:
        self.why_period(comparison)

    def why_period(self, comparison: str) -> None:
        """Explain the difference from another period."""
        seen = self._view.figures.seen
        if seen is None:
            return
        result = seen.result
        (period,) = compared_with(result.period, comparison)

        def other(office: Office, progress: Callable[[int], None]) -> StatisticsResult:
            from caseapp.service.statistics import statistics

            return statistics(
                office,
                [part.measure.id for part in result.results],
                period,
                result.keys,
                result.as_of,
                result.recorded_at,
                unit=result.unit,
                progress=progress,
            )

        self.explain(other, named(period))

    def ask_why_extract(self) -> None:
        """Ask for a saved selection to compare with."""
        AskDialog(
            "Varför skiljer siffrorna sig?",
            "Uttag att jämföra med",
            "Det tas ut nu, för sin egen period.",
            "Jämför",
            self.why_extract,
            choices=[each.name for each in self._view.measures.extracts],
            parent=self._view,
        ).show()

    def why_extract(self, name: str) -> None:
        """Explain the difference from a saved selection, taken out now."""

        def other(office: Office, progress: Callable[[int], None]) -> StatisticsResult:
            from caseapp.service.extracts import run_extract

            return run_extract(office, name, progress=progress)

        self.explain(other, f"uttaget {name}")

    def choose_why_file(self) -> None:
        """Ask for a file that was exported earlier."""
        path, _ = QFileDialog.getOpenFileName(self._view, "Jämför med en tidigare fil", "", "JSON (*.json)")
        if path:
            self.why_file(Path(path))

    def why_file(self, path: Path) -> None:
        """Explain the difference from an earlier file."""
        self.explain(lambda *_: _read(path), path.name)

    def explain(self, other: Other, name: str) -> None:
        """Tell why the figures differ from others."""
        office, seen = self._desk.office, self._view.figures.seen
        if office is None or seen is None:
            return

        def work(task: Task) -> list[str]:
            from caseapp.service.statistics_compare import why_differ

            return why_differ(office, seen.result, other(office, told_to(task)))

        def done(found: list[str]) -> None:
            ReasonsDialog(
                "Varför skiljer siffrorna sig?",
                f"Det första uttaget är det som visas, det andra är {name}. Listan stannar i programmet.",
                found,
                self._view,
            ).show()

        self._desk.message.emit("Uttagen jämförs …")
        self._desk.run(work, done)

    # --- out ---

    def copy(self) -> None:
        """The table that is shown to the clipboard, to be pasted in Excel."""
        figures, part = self._view.figures, self._view.figures.part
        if figures.seen is None or part is None:
            return
        title = f"{part.measure.name}, räknar {part.measure.unit}"
        text = as_text(figures.model.table, title, figures.seen.result.caption())
        QGuiApplication.clipboard().setText(text)
        self._desk.message.emit("Tabellen är kopierad. Klistra in den i Excel.")

    def export(self) -> None:
        """Save everything that was taken out as a file."""
        kinds = ";;".join(kind for kind, _, _ in _FILES)
        path, kind = QFileDialog.getSaveFileName(self._view, "Exportera statistiken", "statistik.xlsx", kinds)
        if path:
            chosen, ending = next(
                ((form, end) for name, form, end in _FILES if name == kind), ("xlsx", ".xlsx")
            )
            target = Path(path)
            self.write(target if target.suffix.lower() == ending else target.with_suffix(ending), chosen)

    def write(self, path: Path, file_format: str) -> None:
        """Write all measures of the selection to a file, in the background."""
        office, seen = self._desk.office, self._view.figures.seen
        if office is None or seen is None:
            return

        def work(_: Task) -> str:
            seen.result.write(office, path, file_format)
            return path.name

        self._desk.run(work, lambda name: self._desk.message.emit(f"Statistiken finns nu i {name}."))

    def print_out(self) -> None:
        """Show what is chosen as it will be printed."""
        office, seen = self._desk.office, self._view.figures.seen
        if office is None:
            return
        if seen is None:
            self._desk.message.emit("Välj först ett mått att skriva ut.")
            return

        def work(_: Task) -> bytes:
            from caseapp.service.report_statistics import write_pdf

            # The file it is made in is gone at once: it holds what is known of people.
            with TemporaryDirectory(prefix="caseapp-") as folder:
                file = Path(folder) / "statistik.pdf"
                write_pdf(office, seen.result, file)
                return file.read_bytes()

        def done(content: bytes) -> None:
            PreviewDialog(self._desk, f"Statistik, {named(seen.result.period)}", content, self._view).show()

        self._desk.run(work, done)

    def print_quarter(self) -> None:
        """Show the quarter report of the chosen period in Rapporter."""
        from caseapp.service.extracts import period_on

        choices = self._view.choices
        try:
            period = period_on(choices.period_text, choices.as_of or self._desk.today)
        except UserError as error:
            self._desk.trouble.emit(str(error))
            return
        self._desk.open_report("quarter", {"period": period.name, "unit": self._desk.unit})

    # --- saved selections ---

    def save_extract(self) -> None:
        """Ask for a name, and save what is chosen."""
        shown = self._view.measures.extract
        dialog = AskDialog(
            "Spara urvalet som uttag",
            "Uttagets namn",
            "Mått, period, uppdelning och enhet sparas. Ett uttag med samma namn ersätts.",
            "Spara",
            self.save_as,
            choices=[each.name for each in self._view.measures.extracts],
            parent=self._view,
        )
        dialog.answer.setEditText(shown.name if shown else "")
        dialog.show()

    def save_as(self, name: str) -> None:
        """Save what is chosen as an extract that anyone can take out again."""
        office, wanted = self._desk.office, self._view.wanted
        if office is None:
            return

        def work(_: Task) -> str:
            from caseapp.service.extracts import Extract, save_extract

            save_extract(office, Extract(name, wanted.measures, wanted.period, wanted.keys, wanted.unit))
            return name.strip()

        def done(saved: str) -> None:
            self._desk.message.emit(f"Uttaget {saved} är sparat.")
            self._view.read_extracts(saved)

        self._desk.run(work, done)

    def delete_extract(self) -> None:
        """Take the shown extract away, when the user means it."""
        shown = self._view.measures.extract
        if shown is None:
            return
        asked = QMessageBox(self._view)
        asked.setWindowTitle("Ta bort uttag")
        asked.setText(f"Ta bort uttaget {shown.name}? Det försvinner för alla som använder databasen.")
        sure = asked.addButton("&Ta bort", QMessageBox.ButtonRole.AcceptRole)
        asked.addButton("&Behåll", QMessageBox.ButtonRole.RejectRole)
        asked.buttonClicked.connect(lambda button: self.delete(shown.name) if button is sure else None)
        asked.open()

    def delete(self, name: str) -> None:
        """Take an extract away."""
        office = self._desk.office
        if office is None:
            return

        def work(_: Task) -> None:
            from caseapp.service.extracts import delete_extract

            delete_extract(office, name)

        def done(_: None) -> None:
            self._desk.message.emit(f"Uttaget {name} är borttaget.")
            self._view.read_extracts()

        self._desk.run(work, done)


def _read(path: Path) -> Mapping[str, Any]:
    """A file written by `stats --format json`. Raises UserError."""
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise UserError(
            f"Filen {path.name} går inte att läsa. Välj en fil som är exporterad som JSON."
        ) from None
    if not isinstance(said, dict):
        raise UserError(f"Filen {path.name} är ingen statistik. Välj en fil som är exporterad som JSON.")
    return said
