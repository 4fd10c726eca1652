"""The desk: what every view is given. Holds the open database and the chosen unit, runs work in the
background, and passes on what one view asks of another.

A view never touches the database on its own thread: every service call goes through `run` (reading) or
`perform` (changing, with undo).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QSettings, Signal
from shiboken6 import isValid

from caseapp.domain.errors import UserError

if TYPE_CHECKING:
    from caseapp.domain.events import CaseKey
    from caseapp.service.office import Office
    from caseapp.service.record import Changes

T = TypeVar("T")
Failed = Callable[[UserError], None]

SOMETHING_WENT_WRONG = (
    "Något gick fel i programmet. Ingenting halvfärdigt har sparats. Försök igen; händer det på nytt, "
    "starta om programmet och meddela den som sköter det."
)
_THREADS = 4
_UNDO_STEPS = 50


class Task(QObject):
    """A piece of work under way. `progress`, `cancel` and `cancelled` may be called from any thread.

    A cancelled task delivers nothing; `finished` comes in every case, on the screen's thread.
    """

    progressed = Signal(int, int)
    finished = Signal()
    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work has come; `total` 0 when it is not known."""
        self.progressed.emit(done, total)

    def cancel(self) -> None:
        """Ask the work to stop; its result is thrown away."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether somebody has asked the work to stop."""
        return self._cancelled.is_set()


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be undone, with its name in the menu."""

    name: str
    changes: Changes


class Desk(QObject):
    """The composition root of the screens."""

    opened = Signal()
    """Another database was opened; `office` is new."""
    changed = Signal(object)
    """The data changed (`service.record.Changes`), or the chosen unit did (None). Views refresh."""
    message = Signal(str)
    """A quiet line in the status bar."""
    trouble = Signal(str)
    """A sentence that should be seen: shown as a calm notice at the top of the window."""
    case_requested = Signal(object)
    queue_requested = Signal(str)
    matter_requested = Signal(object)
    """A lex Sarah matter (`CaseKey`): Lex Sarah should show it."""
    view_requested = Signal(str)
    report_requested = Signal(str, object)
    """Name of a report and its arguments as a dict: Rapporter should show it."""
    undo_changed = Signal()
    busy_changed = Signal(bool)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        clock: Callable[[], datetime] | None = None,
        settings: QSettings | None = None,
    ) -> None:
        super().__init__(parent)
        self.office: Office | None = None
        self.settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "caseapp", "caseapp"
        )
        self._clock = clock
        self._unit: str | None = None
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="caseapp")
        self._tasks: set[Task] = set()
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._closed = False

    # --- what is open ---

    @property
    def unit(self) -> str | None:
        """The unit that every view is narrowed to; None for all of them."""
        return self._unit

    @unit.setter
    def unit(self, unit: str | None) -> None:
        if unit != self._unit:
            self._unit = unit
            self.changed.emit(None)

    @property
    def today(self) -> date:
        """Today in Sweden, by the office's clock when a database is open."""
        if self.office is not None:
            return self.office.today()
        return (self._clock() if self._clock else datetime.now(UTC)).astimezone().date()

    def use(self, office: Office) -> None:
        """Work with this database from now on; the one before is closed."""
        before, self.office = self.office, office
        if before is not None and before is not office:
            before.close()
        self._unit = None
        self._undo.clear()
        self._redo.clear()
        self.undo_changed.emit()
        if office.database.path is not None:
            self.settings.setValue("database", str(office.database.path))
        self.opened.emit()

    def open_database(self, location: str, failed: Failed | None = None) -> Task:
        """Open a database in the background, then `use` it."""

        def work(_: Task) -> Office:
            from caseapp.service.office import Office, system_clock

            return Office.open(location, self._clock or system_clock)

        return self.run(work, self.use, failed)

    def create_database(
        self, location: str, packs: tuple[str, ...] = (), failed: Failed | None = None
    ) -> Task:
        """Make a new database with these packs in the background, then `use` it."""

        def work(_: Task) -> Office:
            from caseapp.service.office import Office, system_clock

            return Office.create(location, packs, self._clock or system_clock)

        return self.run(work, self.use, failed)

    # --- what one view asks of another ---

    def open_case(self, key: CaseKey) -> None:
        """Show a case in Ärende."""
        self.case_requested.emit(key)

    def open_matter(self, key: CaseKey) -> None:
        """Show a lex Sarah matter in Lex Sarah."""
        self.matter_requested.emit(key)

    def open_queue(self, name: str) -> None:
        """Show a queue in Köer."""
        self.queue_requested.emit(name)

    def show_view(self, name: str) -> None:
        """Show a view by its name in `window.PLACES`."""
        self.view_requested.emit(name)

    def open_report(self, name: str, arguments: dict[str, Any]) -> None:
        """Show a report in Rapporter."""
        self.report_requested.emit(name, arguments)

    # --- work ---

    @property
    def busy(self) -> bool:
        """Whether any work is under way."""
        return bool(self._tasks)

    def run(self, work: Callable[[Task], T], done: Callable[[T], None], failed: Failed | None = None) -> Task:
        """Run `work` in the background and hand its result to `done` on the screen's thread.

        A UserError goes to `failed`, else it is shown as a calm notice. Anything else is a bug: it keeps
        its traceback and is told as such. Nothing is delivered to a widget that is gone.
        """
        task = Task(self)
        if self._closed:
            # A timer may still fire in a window that is on its way out; there is nobody left to work for.
            return task
        task._settled.connect(lambda outcome: self._settle(task, outcome, done, failed))
        self._tasks.add(task)
        if len(self._tasks) == 1:
            self.busy_changed.emit(True)

        def body() -> None:
            outcome: tuple[bool, Any]
            try:
                outcome = (True, None if task.cancelled() else work(task))
            except BaseException as error:
                outcome = (False, error)
            task._settled.emit(outcome)

        self._pool.submit(body)
        return task

    def _settle(
        self, task: Task, outcome: tuple[bool, Any], done: Callable[[Any], None], failed: Failed | None
    ) -> None:
        self._tasks.discard(task)
        good, value = outcome
        try:
            if task.cancelled() or self._closed:
                return
            if good:
                if _alive(done):
                    done(value)
            elif not isinstance(value, UserError):
                self.report_bug(value)
            elif failed is None:
                self.trouble.emit(str(value))
            elif _alive(failed):
                failed(value)
        finally:
            task.finished.emit()
            task.deleteLater()
            if not self._tasks:
                self.busy_changed.emit(False)

    def report_bug(self, error: BaseException) -> None:
        """Tell that the program failed, and keep the traceback."""
        self.trouble.emit(SOMETHING_WENT_WRONG)
        sys.excepthook(type(error), error, error.__traceback__)

    def perform(
        self,
        work: Callable[[Task], Changes],
        undo_name: str,
        done: Callable[[Changes], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Run a change in the background; then tell the views, and remember how to undo it.

        `undo_name` is what the menu says after "Ångra: ", for example "registrera avslutad".
        """

        def finish(changes: Changes) -> None:
            self._undo.append(Step(undo_name, changes))
            del self._undo[:-_UNDO_STEPS]
            self._redo.clear()
            self.undo_changed.emit()
            if done is not None and _alive(done):
                done(changes)
            self.changed.emit(changes)

        return self.run(work, finish, failed)

    @property
    def undo_name(self) -> str | None:
        """What Ctrl+Z would undo."""
        return self._undo[-1].name if self._undo else None

    @property
    def redo_name(self) -> str | None:
        """What Ctrl+Y would do again."""
        return self._redo[-1].name if self._redo else None

    def undo(self) -> Task | None:
        """Take the latest change back by voiding what it recorded."""
        return self._step_back(self._undo, self._redo, "Ångrat")

    def redo(self) -> Task | None:
        """Do the latest undone change again, by voiding the voids."""
        return self._step_back(self._redo, self._undo, "Gjort om")

    def _step_back(self, source: list[Step], target: list[Step], word: str) -> Task | None:
        office = self.office
        if office is None or not source:
            return None
        step = source.pop()
        self.undo_changed.emit()

        def work(_: Task) -> Changes:
            from caseapp.service.record import undo

            return undo(office, step.changes)

        def finish(changes: Changes) -> None:
            target.append(Step(step.name, changes))
            self.undo_changed.emit()
            self.message.emit(f"{word}: {step.name}.")
            self.changed.emit(changes)

        return self.run(work, finish)

    def close(self) -> None:
        """Cancel what is under way, wait for it to let go, and close the database."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self.office is not None:
            self.office.close()
            self.office = None


def _alive(callback: Callable[..., object]) -> bool:
    """Whether the widget that a bound method belongs to still exists."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
