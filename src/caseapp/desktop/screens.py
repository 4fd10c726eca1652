"""Paints every screen into picture files, without a display.

    python -m caseapp.desktop.screens --out DIR [--only NAME]

A process per scale, since Qt reads QT_SCALE_FACTOR once; light and dark within it. The data are the
synthetic municipality, and the day is always Monday 16 March 2026.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseapp.desktop import screens_evb, screens_lex_sarah, screens_statistics
from caseapp.desktop.theme import Scheme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from caseapp.desktop.desk import Desk
    from caseapp.desktop.dialogs.event import EventDialog
    from caseapp.desktop.window import MainWindow
    from caseapp.domain.events import CaseKey

NOW = datetime(2026, 3, 16, 7, 12, tzinfo=UTC)
SCALES = (100, 150)
SCHEMES = (Scheme.LIGHT, Scheme.DARK)
_CASES = 1_500
_LIST = """Ärendenummer;Personid;Inledd;Utredningstyp;Tilldelad;Handläggare;Avslutad;Enhet;Kommentar
BU-2026-1001;P-71;2026-01-15;barn;2026-01-20;H14;;Utredningsenheten;
BU-2026-1002;P-72;2026-02-03;barn;2026-02-04;H14;;Utredningsenheten;
BU-2026-1003;P-73;31/2 2026;barn;;H09;;Utredningsenheten;
BU-2026-1004;P-74;2026-02-09;barn;;;2026-01-02;Utredningsenheten;
;P-75;2026-02-10;barn;;H02;;Utredningsenheten;
BU-2026-1006;P-76;2026-02-11;vuxen;;H02;;Utredningsenheten;
BU-2026-1007;P-77;04/05/2026;barn;;H02;;Utredningsenheten;
Summa;;;;;;;;7
"""
_LAW = """[[rule_version]]
rule = "utredning-barn"
valid_from = 2025-10-01
limit = { days = 100 }
roll = "1930-173"
lagrum = "20 kap. 3 § SoL"
source = "påhittad lagändring"
certainty = "E"

[[rule_version.example]]
start = 2025-10-01
nominal = 2026-01-09
last_day = 2026-01-09
source = "räknat"
"""
_QUIET = 0.2
_LONGEST = 30.0


def clock() -> datetime:
    """The time in every picture."""
    return NOW


class Stage:
    """A window on a database, and the means to wait until it stands still."""

    def __init__(self, app: QApplication, folder: Path, scheme: Scheme) -> None:
        from PySide6.QtCore import QSettings

        from caseapp.desktop.app import make_window
        from caseapp.desktop.desk import Desk

        self.app = app
        self.folder = folder
        settings = QSettings(str(folder / "screens.ini"), QSettings.Format.IniFormat)
        settings.clear()
        settings.setValue("scheme", scheme.value)
        self.desk: Desk = Desk(clock=clock, settings=settings)
        self.window: MainWindow = make_window(app, self.desk)
        self.window.show()

    def open(self, database: str) -> None:
        """Open a database and wait for Läget idag."""
        self.desk.open_database(str(self.folder / database))
        self.settle()

    def settle(self) -> None:
        """Wait until no work is under way and none has been for a moment."""
        began = quiet = time.monotonic()
        # The sleep may last longer than the quiet asked for when the work holds the interpreter.
        while (self.desk.busy or time.monotonic() - quiet < _QUIET) and time.monotonic() - began < _LONGEST:
            time.sleep(0.005)
            self.app.processEvents()
            if self.desk.busy:
                quiet = time.monotonic()

    def view(self, name: str) -> Any:
        """Show a view and wait for it."""
        self.window.show_view(name)
        self.settle()
        return self.window.current

    def queue(self, name: str) -> Any:
        """Show a queue and wait for it."""
        self.desk.open_queue(name)
        self.settle()
        return self.window.current

    def case(self) -> Any:
        """Show a case with a chain and a deadline that has passed."""
        self.desk.open_case(self.some_case())
        self.settle()
        return self.window.current

    def some_case(self) -> CaseKey:
        """The utredning that is the latest."""
        from caseapp.service.queues import read_queue

        assert self.desk.office is not None
        items = read_queue(self.desk.office, "overdue").items
        return next(item.case for item in items if item.case.case_type == "utredning")

    def close(self) -> None:
        """Take the window and its desk away; without a running loop Qt leaves the deleting to us."""
        from PySide6.QtCore import QEvent

        self.window.close()
        self.desk.close()
        if self.window.help_window is not None:
            self.window.help_window.deleteLater()
        self.window.deleteLater()
        self.app.processEvents()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# --- the screens ---


def overview(stage: Stage) -> QWidget:
    """Läget idag."""
    stage.view("overview")
    return stage.window


def narrow(stage: Stage) -> QWidget:
    """Läget idag in the smallest window."""
    stage.view("overview")
    stage.window.resize(stage.window.minimumSize())
    stage.settle()
    return stage.window


def queues(stage: Stage) -> QWidget:
    """A queue with three rows marked."""
    view = stage.queue("overdue")
    view.mark(range(1, 4))
    stage.settle()
    return stage.window


def queues_details(stage: Stage) -> QWidget:
    """A narrowed queue with the details beside it."""
    view = stage.queue("all")
    view.toggle_details()
    view.narrow(rule="utredning-barn", worker=None, acknowledged=False)
    view.mark([2])
    stage.settle()
    return stage.window


def queues_nothing(stage: Stage) -> QWidget:
    """A filter that nothing passes."""
    view = stage.queue("due")
    view.narrow(text="finns inte")
    stage.settle()
    return stage.window


def case(stage: Stage) -> QWidget:
    """A case."""
    stage.case()
    return stage.window


def case_none(stage: Stage) -> QWidget:
    """Ärende before one is chosen."""
    stage.view("case")
    return stage.window


def event(stage: Stage) -> QWidget:
    """Registering an extension."""
    return _event(stage, "2026-04-30")


def event_wrong(stage: Stage) -> QWidget:
    """Registering something that cannot be."""
    return _event(stage, "30 april")


def event_warned(stage: Stage) -> QWidget:
    """A text that may hold a name, just before it is saved all the same."""
    dialog = _event(stage, "2026-05-29", forlangning_skal="utlåtandet om Fatima Ahmed dröjer till maj")
    dialog.accept()
    stage.settle()
    return dialog


def _event(stage: Stage, day: str, **more: str) -> EventDialog:
    from caseapp.desktop.dialogs.event import EventDialog

    dialog = EventDialog(stage.desk, stage.some_case(), stage.case())
    dialog.choose("forlangd", {"forlangd_till": day, **more})
    dialog.show()
    stage.settle()
    return dialog


def void(stage: Stage) -> QWidget:
    """Voiding the event that started the deadline."""
    from caseapp.desktop.dialogs.void import VoidDialog

    view = stage.case()
    line = next(line for line in view.seen.events if line.event.type == "inledd")
    dialog = VoidDialog(stage.desk, line, view)
    dialog.show()
    stage.settle()
    return dialog


def why(stage: Stage) -> QWidget:
    """Varför?"""
    from caseapp.desktop.dialogs.why import WhyDialog

    dialog = WhyDialog(stage.desk, stage.some_case(), "utredning-barn", stage.case())
    dialog.show()
    stage.settle()
    return dialog


def ask(stage: Stage) -> QWidget:
    """Fördela."""
    from caseapp.desktop.dialogs.ask import AskDialog

    view = stage.queue("running")
    view.mark([0, 1])
    view.actions_bar.assign()
    stage.settle()
    found: QWidget = next(dialog for dialog in view.findChildren(AskDialog) if dialog.isVisible())
    return found


def notice(stage: Stage) -> QWidget:
    """A UserError, told calmly."""
    stage.view("overview")
    stage.window.show_notice("Databasen används av någon annan just nu. Vänta en stund och försök igen.")
    stage.settle()
    return stage.window


def empty(stage: Stage) -> QWidget:
    """Läget idag before anything is recorded."""
    stage.open("empty.sqlite")
    return stage.view("overview") and stage.window


def queues_empty(stage: Stage) -> QWidget:
    """A queue of an empty database."""
    stage.open("empty.sqlite")
    return stage.queue("overdue") and stage.window


def calculator(stage: Stage) -> QWidget:
    """Räkna frist."""
    return stage.view("calculator") and stage.window


def importing(stage: Stage) -> QWidget:
    """Import."""
    return stage.view("import") and stage.window


def calculator_extended(stage: Stage) -> QWidget:
    """An utredning that has been extended."""
    view = stage.view("calculator")
    view.choose("utredning-barn", date(2025, 10, 31), date(2026, 4, 30))
    stage.settle()
    return stage.window


def calculator_backwards(stage: Stage) -> QWidget:
    """When a report must have come in, for a board meeting."""
    view = stage.view("calculator")
    view.choose_backwards("utredning-barn", date(2026, 9, 23))
    stage.settle()
    return stage.window


def settings(stage: Stage) -> QWidget:
    """Inställningar."""
    return stage.view("settings") and stage.window


def settings_preview(stage: Stage) -> QWidget:
    """What another law would move."""
    view = stage.view("settings")
    view.write(_LAW)
    view.preview()
    stage.settle()
    return stage.window


def settings_wrong(stage: Stage) -> QWidget:
    """Local rules that cannot be."""
    view = stage.view("settings")
    view.write(_LAW.replace("days = 100", "dagar = 100"))
    view.preview()
    stage.settle()
    return stage.window


def settings_rules(stage: Stage) -> QWidget:
    """The rules in force, one of them explained."""
    view = stage.view("settings")
    view.choose("utredning-barn")
    stage.settle()
    return stage.window


def import_preview(stage: Stage) -> QWidget:
    """A list before it is saved."""
    _take_list(stage)
    return stage.window


def import_rejects(stage: Stage) -> QWidget:
    """The rows of a list that are rejected, and why."""
    _take_list(stage).show_rejects()
    stage.settle()
    return stage.window


def _take_list(stage: Stage) -> Any:
    file = stage.folder / "utredningar mars.csv"
    file.write_text(_LIST, encoding="utf-8")
    view = stage.view("import")
    view.take([file])
    stage.settle()
    return view


def reports(stage: Stage) -> QWidget:
    """Rapporter."""
    return stage.view("reports") and stage.window


def reports_queue(stage: Stage) -> QWidget:
    """A queue printed."""
    stage.desk.open_report("queue", {"queue": "overdue", "unit": None})
    stage.settle()
    return stage.window


def welcome(stage: Stage) -> QWidget:
    """What is shown when there is no database."""
    return stage.view("welcome") and stage.window


def helping(stage: Stage) -> QWidget:
    """The help about Köer."""
    stage.view("queues")
    stage.window.show_help()
    stage.settle()
    assert stage.window.help_window is not None
    return stage.window.help_window


SCREENS: dict[str, Callable[[Stage], QWidget]] = {
    "overview": overview,
    "overview-narrow": narrow,
    "overview-empty": empty,
    "overview-notice": notice,
    "queues": queues,
    "queues-details": queues_details,
    "queues-nothing": queues_nothing,
    "queues-empty": queues_empty,
    "case": case,
    "case-none": case_none,
    "event": event,
    "event-wrong": event_wrong,
    "event-warned": event_warned,
    "void": void,
    "why": why,
    "ask": ask,
    "calculator": calculator,
    "calculator-extended": calculator_extended,
    "calculator-backwards": calculator_backwards,
    "settings": settings,
    "settings-preview": settings_preview,
    "settings-wrong": settings_wrong,
    "settings-rules": settings_rules,
    "import": importing,
    "import-preview": import_preview,
    "import-rejects": import_rejects,
    "reports": reports,
    "reports-queue": reports_queue,
    "welcome": welcome,
    "help": helping,
    **screens_evb.SCREENS,
    **screens_lex_sarah.SCREENS,
    **screens_statistics.SCREENS,
}
CLOSED = (
    "welcome",
    "overview-empty",
    "queues-empty",
    *screens_evb.CLOSED,
    *screens_lex_sarah.CLOSED,
    *screens_statistics.CLOSED,
)
"""Screens that are shown without the demo municipality."""


def make_databases(folder: Path, cases: int = _CASES) -> None:
    """The demo municipality and an empty database."""
    from caseapp.service.demo import make_demo
    from caseapp.service.office import Office

    for name, count in (("demo.sqlite", cases), ("empty.sqlite", 0)):
        office = Office.create(str(folder / name), ("norrtalje",), clock, "screens")
        if count:
            make_demo(office, count)
        office.close()


def paint(folder: Path, out: Path, only: Sequence[str], scale: int) -> list[Path]:
    """Paint the screens in this process; returns the files."""
    from caseapp.desktop.app import make_application

    app = make_application(["screens"])
    made = []
    for scheme in SCHEMES:
        for name in only:
            stage = Stage(app, folder, scheme)
            if name not in CLOSED:
                stage.open("demo.sqlite")
            shown = SCREENS[name](stage)
            file = out / f"{name}-{scheme.value}-{scale}.png"
            shown.grab().save(str(file))
            made.append(file)
            stage.close()
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="screens", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", action="append", choices=sorted(SCREENS), metavar="NAME")
    parser.add_argument("--scale", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    only = chosen.only or list(SCREENS)
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.scale:
        return 0 if paint(chosen.folder, chosen.out, only, chosen.scale) else 1
    with tempfile.TemporaryDirectory() as name:
        make_databases(Path(name))
        worst = 0
        for scale in SCALES:
            folder = Path(name) / str(scale)
            folder.mkdir()
            for database in Path(name).glob("*.sqlite"):
                (folder / database.name).write_bytes(database.read_bytes())
            command = [sys.executable, "-m", "caseapp.desktop.screens", "--out", str(chosen.out)]
            command += ["--scale", str(scale), "--folder", str(folder)]
            command += [part for screen in only for part in ("--only", screen)]
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(scale / 100),
            }
            worst = max(worst, subprocess.call(command, env=environment))
    sys.stdout.write(f"{len(only) * len(SCALES) * len(SCHEMES)} pictures in {chosen.out}\n")
    return worst


if __name__ == "__main__":
    sys.exit(main())
