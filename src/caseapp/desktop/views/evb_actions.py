"""What can be done to the quarter's list: mark as reported, sign, compare, print, export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QToolButton, QWidget

from caseapp.desktop.dialogs.ask import AskDialog
from caseapp.desktop.dialogs.evb_window import EvbWindowDialog
from caseapp.desktop.dialogs.found import FoundDialog
from caseapp.desktop.dialogs.preview import PreviewDialog
from caseapp.desktop.dialogs.reserve_number import ReserveNumberDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.evb_comparison import compared_rows
from caseapp.desktop.papers import made
from caseapp.domain.evb import PAST_LIMIT
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from datetime import date

    from caseapp.desktop.desk import Desk, Task
    from caseapp.desktop.views.evb import EvbView
    from caseapp.domain.evb import EvbDecision
    from caseapp.domain.events import CaseKey
    from caseapp.service.evb_reconcile import Reconciliation
    from caseapp.service.record import Changes

_PAPERS = {
    "evb-ivo": "Till IVO: en sida per beslut",
    "evb-revisorer": "Till revisorerna",
    "evb-fullmaktige": "Till fullmäktige",
}


class EvbActions:
    """The buttons of the workbench. Each step on many decisions is one step to undo."""

    def __init__(self, desk: Desk, view: EvbView, form: QWidget) -> None:
        self._desk = desk
        self._view = view
        self._items: list[EvbDecision] = []
        self.report_button = child(form, QPushButton, "report")
        self.executed_button = child(form, QPushButton, "executed")
        self.print_button = child(form, QToolButton, "print")
        self.export_button = child(form, QPushButton, "export")
        self.compare_button = child(form, QPushButton, "compare")
        self.report_button.clicked.connect(self.report)
        self.executed_button.clicked.connect(self.report_execution)
        self.export_button.clicked.connect(self.export)
        self.compare_button.clicked.connect(self.choose_extract)
        menu = QMenu(self.print_button)
        for name, text in _PAPERS.items():
            menu.addAction(text).triggered.connect(partial(self._print_out, name))
        menu.addSeparator()
        self.by_sex_action = menu.addAction("Till fullmäktige, efter kön")
        self.by_sex_action.triggered.connect(self.print_by_sex)
        self.reserve_action = menu.addAction("Ett beslut till IVO, med reservnummer …")
        self.reserve_action.triggered.connect(self.ask_reserve_number)
        self.print_button.setMenu(menu)
        self.set_items([])

    def set_items(self, items: Sequence[EvbDecision]) -> None:
        """The decisions that are marked."""
        self._items = list(items)
        self.report_button.setEnabled(bool(self._reportable()))
        self.executed_button.setEnabled(bool(self._executed()))
        self.reserve_action.setEnabled(len(items) == 1)

    def _reportable(self) -> list[EvbDecision]:
        """Those of the marked that are reported this quarter and have not been."""
        quarter = self._view.seen.listed.period.name if self._view.seen else ""
        return [item for item in self._items if item.bin in PAST_LIMIT and item.report_for(quarter) is None]

    def _executed(self) -> list[EvbDecision]:
        """Those that were reported, have been executed since, and whose execution has not been told."""
        return [
            item
            for item in self._items
            if item.reports
            and (item.executed or item.executed_after)
            and not item.interrupted_since
            and item.execution_reported is None
        ]

    # --- recording ---

    def report(self) -> None:
        """Mark as reported to IVO."""
        items = self._reportable()
        AskDialog(
            f"Markera {plural(len(items), 'beslut', 'beslut')} som rapporterade",
            "IVO:s ärendenummer",
            "Lämna tomt om IVO inte har gett något nummer. Aldrig ett personnummer.",
            "Markera",
            lambda number: self._report(items, number),
            optional=True,
            parent=self._view,
        ).show()

    def _report(self, items: Sequence[EvbDecision], number: str) -> None:
        office, quarter = self._desk.office, self._view.quarter
        if office is None:
            return
        cases = [item.case for item in items]

        def work(_: Task) -> Changes:
            from caseapp.service.evb_reporting import mark_reported

            return mark_reported(office, quarter, cases, number)

        def done(_: Changes) -> None:
            self._desk.message.emit(f"{plural(len(cases), 'beslut är markerat', 'beslut är markerade')}.")

        self._desk.perform(work, "markera som rapporterade", done)

    def report_execution(self) -> None:
        """Note that the execution of the marked has been told to IVO and the auditors."""
        office = self._desk.office
        if office is None:
            return
        cases = [item.case for item in self._executed()]

        def work(_: Task) -> Changes:
            from caseapp.service.evb_reporting import report_execution

            return report_execution(office, cases)

        self._desk.perform(work, "verkställighet rapporterad")

    # --- when it is reported ---

    def ask_window(self) -> None:
        """Ask when the quarter is reported, and change it."""
        seen = self._view.seen
        if seen is not None:
            period = seen.listed.period
            EvbWindowDialog(period.text(), period.last, seen.window, self._change_window, self._view).show()

    def _change_window(self, first: date, last: date) -> None:
        office, quarter = self._desk.office, self._view.quarter
        if office is None:
            return

        def work(_: Task) -> None:
            from caseapp.service.evb_windows import change_window

            change_window(office, quarter, first, last)

        def done(_: None) -> None:
            self._desk.message.emit(f"{quarter.name} rapporteras {first.isoformat()} – {last.isoformat()}.")
            self._desk.changed.emit(None)

        self._desk.run(work, done)

    # --- the self-check ---

    def sign(self) -> None:
        """Sign the list as it stands."""
        seen = self._view.seen
        if seen is None:
            return
        listed = seen.listed
        AskDialog(
            f"Signera egenkontrollen, {plural(listed.total, 'beslut', 'beslut')}",
            "Din befattning",
            f"Till exempel enhetschef. Aldrig ett namn. Kontrollsumma {listed.fingerprint}.",
            "Signera",
            self._sign,
            choices=("enhetschef",),
            parent=self._view,
        ).show()

    def _sign(self, who: str) -> None:
        office, quarter, unit = self._desk.office, self._view.quarter, self._desk.unit
        if office is None:
            return

        def work(_: Task) -> Changes:
            from caseapp.service.evb_signing import sign

            return sign(office, quarter, unit, who=who)

        self._desk.perform(work, "signera egenkontrollen")

    def show_changes(self) -> None:
        """What has changed since the list was signed."""
        seen = self._view.seen
        if seen is None or seen.difference is None:
            return
        rows = []
        for row in seen.difference.rows:
            before = row.before.swedish if row.before else "fanns inte"
            after = row.after.swedish if row.after else "finns inte"
            facts = "; ".join(
                f"{fact.name}: {fact.before or '–'} → {fact.after or '–'}" for fact in row.facts
            )
            rows.append((row.case.ref, before, after, facts or "–"))
        about = f"Signerad {seen.difference.signature.day.isoformat()}."
        if seen.difference.catalogue_changed:
            about += " Regelverket är ett annat än då."
        FoundDialog(
            "Ändrat sedan egenkontrollen signerades",
            about,
            ("Ärende", "Stod då i", "Står nu i", "Ändrade uppgifter"),
            rows,
            self._view,
        ).show()

    def choose_extract(self) -> None:
        """Ask for a file, and compare it with the register."""
        path, _ = QFileDialog.getOpenFileName(
            self._view, "Jämför med annat uttag", "", "Listor (*.xlsx *.csv *.txt);;Alla filer (*)"
        )
        if path:
            self.compare(Path(path))

    def compare(self, path: Path) -> None:
        """Compare a file with the register and show what is only in one of them."""
        office = self._desk.office
        if office is None:
            return

        def work(_: Task) -> Reconciliation:
            from caseapp.service.evb_reconcile import reconcile

            return reconcile(office, path)

        self._desk.run(work, self._show_comparison)

    def _show_comparison(self, found: Reconciliation) -> None:
        FoundDialog(
            "Jämförelse med annat uttag",
            " ".join([found.sentence(), *found.notes]),
            ("Ärende", "Finns", "Skillnad eller förklaring"),
            compared_rows(found),
            self._view,
        ).show()

    def start_lex_sarah(self) -> None:
        """Start a lex Sarah matter from the decisions that are not executed in the quarter."""
        from caseapp.desktop.views.lex_sarah import report_dialog
        from caseapp.domain.lex_sarah import Source, SourceKind

        seen = self._view.seen
        if seen is not None:
            period = seen.listed.period.name
            report_dialog(self._desk, self._view, Source(SourceKind.EVB, period=period, unit=self._desk.unit))

    # --- out ---

    def _print_out(self, name: str, _checked: bool = False) -> None:
        self.print_out(name)

    def print_out(self, name: str) -> None:
        """Show a report of the quarter in Rapporter."""
        if self._view.seen is not None:
            period = self._view.seen.listed.period.name
            self._desk.open_report(name, {"period": period, "unit": self._desk.unit})

    def print_by_sex(self, _checked: bool = False) -> None:
        """The council's report divided by sex, where the figures are not too small."""
        self._preview("evb-fullmaktige", "Ej verkställda beslut till fullmäktige", {"by": "sex"})

    def ask_reserve_number(self, _checked: bool = False) -> None:
        """The page of one decision for a person without a personnummer."""
        if len(self._items) == 1:
            case = self._items[0].case
            ReserveNumberDialog(
                case.ref,
                self._desk.today,
                lambda choices: self._preview("evb-ivo", case.ref, choices, case),
                self._view,
            ).show()

    def _preview(self, name: str, title: str, choices: dict[str, str], case: CaseKey | None = None) -> None:
        office, seen, unit = self._desk.office, self._view.seen, self._desk.unit
        if office is None or seen is None:
            return
        period = seen.listed.period

        def work(task: Task) -> bytes:
            asked = {"period": period, "unit": unit, "case": case, "choices": choices}
            return made(office, name, task, as_of=office.today(), **asked)[1]

        def done(content: bytes) -> None:
            PreviewDialog(self._desk, title, content, self._view).show()

        self._desk.run(work, done)

    def export(self) -> None:
        """Save the whole list as a file."""
        path, kind = QFileDialog.getSaveFileName(
            self._view, "Exportera listan", "ej-verkstallda-beslut.xlsx", "Excel (*.xlsx);;CSV (*.csv)"
        )
        if path:
            from caseapp.desktop.views.queue_actions import with_ending

            self.write(with_ending(Path(path), kind))

    def write(self, path: Path) -> None:
        """Write the quarter's list to a file, in the background."""
        office, seen = self._desk.office, self._view.seen
        if office is None or seen is None:
            return
        listed, signed = seen.listed, seen.difference

        def work(_: Task) -> int:
            from caseapp.service.evb_files import save_evb_list

            return save_evb_list(listed, signed, path)

        def done(count: int) -> None:
            self._desk.message.emit(f"{plural(count, 'beslut', 'beslut')} finns nu i {path.name}.")

        self._desk.run(work, done)
