"""Import: drop a file, see what was understood and what was rejected and why, then save it or not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.import_preview import Preview, preview_of, told
from caseapp.desktop.views.importing_preview import PreviewPage
from caseapp.desktop.widgets.import_drop import ImportDrop
from caseapp.domain.errors import UserError
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.swedish import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseapp.desktop.desk import Desk, Task
    from caseapp.service.office import Office

_FILTER = "Listor (*.csv *.txt *.xlsx);;Alla filer (*)"
_REJECTS_FILTER = "csv (*.csv)"
_START, _WORKING, _PREVIEW, _DONE = "startPage", "workingPage", "previewPage", "donePage"


class ImportView(QWidget):
    """Four pages: drop, working, preview, done. Several files are taken one after another."""

    title = "Import"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._files: list[Path] = []
        self._taken = 0
        self._kind: str | None = None
        self._shown_kind: str | None = None
        self._task: Task | None = None
        self._told: list[str] = []
        self._with_rejects: list[tuple[Path, str | None]] = []
        form = fill(self, "import")
        self._pages = child(form, QStackedWidget, "pages")
        self._bar = child(form, QProgressBar, "bar")
        self._preview = PreviewPage(form)
        self._preview.kind_chosen.connect(self._kind_chosen)
        child(form, ImportDrop, "drop").dropped.connect(self.take)
        for name, action in (
            ("choose", self.choose),
            ("stop", self.stop),
            ("accept", self.accept),
            ("decline", self.decline),
            ("saveRejects", self.save_rejects),
            ("doneRejects", self.save_all_rejects),
            ("openQueue", lambda: self._desk.open_queue("overdue")),
            ("again", self.choose),
        ):
            child(form, QPushButton, name).clicked.connect(action)
        self._show_start()

    def refresh(self) -> None:
        """Nothing here is read from the database; a file that is being looked at stays."""

    # --- taking files ---

    def choose(self) -> None:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(self, "Välj filer att läsa in", "", _FILTER)
        if names:
            self.take([Path(name) for name in names])

    def take(self, files: Sequence[Path]) -> None:
        """Look at these files, one after another."""
        if self._task is not None or not files:
            return
        if self._desk.office is None:
            self._show_start("Ingen databas är öppen. Öppna eller skapa en först.")
            return
        self._files = list(files)
        self._taken = 0
        self._told = []
        self._with_rejects = []
        self._look(None)

    @property
    def _file(self) -> Path:
        return self._files[self._taken]

    @property
    def _more(self) -> bool:
        return self._taken + 1 < len(self._files)

    def _look(self, kind: str | None) -> None:
        """The dry run of the file that is in turn."""
        self._kind = kind
        assert self._desk.office is not None
        self._preview.fill_kinds(self._desk.office.catalogue, kind)
        self._run(dry_run=True, words=f"{_named(self._file)} läses …", done=self._seen, failed=self._unread)

    def _run(
        self,
        *,
        dry_run: bool,
        words: str,
        done: Callable[[Preview], None],
        failed: Callable[[UserError], None],
        rejects: Path | None = None,
        file: tuple[Path, str | None] | None = None,
    ) -> None:
        office = self._desk.office
        assert office is not None
        path, kind = file or (self._file, self._kind)
        landed: list[Preview] = []

        def work(task: Task) -> Preview:
            result = _import(office, path, kind, dry_run, rejects, task)
            landed.append(result)
            return result

        def finished() -> None:
            if self._task is not task:
                return
            self._task = None
            if not task.cancelled():
                # A fault in the program, told by the desk.
                self._show_start(f"{_named(path)} kunde inte läsas. Ingenting ur den är sparat.")
            elif landed and not dry_run:
                # The cancel came too late to undo anything; then say what was done.
                done(landed[0])
            else:
                self._show_start(f"{_named(path)} avbröts. Ingenting ur den är sparat.")

        def end(result: Preview) -> None:
            self._task = None
            done(result)

        def trouble(error: UserError) -> None:
            self._task = None
            failed(error)

        self._show_working(words)
        task = self._desk.run(work, end, trouble)
        self._task = task
        task.progressed.connect(self._progressed)
        task.finished.connect(finished)

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(done)
        if total:
            self._say("workingText", f"Rad {whole(done)} av {whole(total)}")

    def stop(self) -> None:
        """Cancel what is under way; nothing of the file is saved."""
        if self._task is not None:
            self._task.cancel()
            child(self, QPushButton, "stop").setEnabled(False)
            self._say("workingText", "Avbryter …")

    # --- the preview ---

    def _seen(self, found: Preview) -> None:
        self._kind = self._shown_kind = found.kind
        self._preview.show(found, self._caption, more=self._more)
        self._show(_PREVIEW, self._preview.first_button)

    def _unread(self, error: UserError) -> None:
        """The file could not be read as it is: say why, and let the kind be changed."""
        self._shown_kind = None
        self._preview.show_trouble(told(error), self._kind, self._caption, more=self._more)
        self._show(_PREVIEW, self._preview.first_button)

    @property
    def _caption(self) -> str:
        place = f" (fil {self._taken + 1} av {len(self._files)})" if len(self._files) > 1 else ""
        return _named(self._file) + place

    def _kind_chosen(self, kind: str) -> None:
        if kind != self._shown_kind:
            self._look(kind)

    # --- deciding ---

    def accept(self) -> None:
        """Import the file that is shown."""
        self._run(
            dry_run=False,
            words=f"{_named(self._file)} läses in …",
            done=self._imported,
            failed=self._unread,
        )

    def decline(self) -> None:
        """Leave this file; go on with the next, if there is one."""
        if self._more or self._told:
            self._next()
        else:
            self._show_start()

    def _imported(self, found: Preview) -> None:
        self._told.append(f"{_named(self._file)}: {found.outcome}")
        if found.rejected:
            self._with_rejects.append((self._file, found.kind))
        self._desk.changed.emit(None)
        self._desk.message.emit(f"{_named(self._file)} är inläst.")
        self._next()

    def _next(self) -> None:
        if self._more:
            self._taken += 1
            self._look(None)
        elif self._told:
            self._show_done()
        else:
            self._show_start()

    def show_rejects(self) -> None:
        """Bring the rejected rows of the file that is shown to the front."""
        self._preview.show_rejects()

    def save_rejects(self) -> None:
        """Write the rejected rows of the file that is shown to a file to mend."""
        self._save_rejects(self._file, self._kind, _PREVIEW)

    def save_all_rejects(self) -> None:
        """Write the rejected rows of what was imported, a file each."""
        for path, kind in self._with_rejects[:1]:
            self._save_rejects(path, kind, _DONE)

    def _save_rejects(self, path: Path, kind: str | None, back: str) -> None:
        stem = "lista" if looks_like_identity(path.name) else path.stem
        name, _ = QFileDialog.getSaveFileName(
            self, "Spara avvisade rader", str(path.with_name(f"{stem} avvisade.csv")), _REJECTS_FILTER
        )
        if not name:
            return

        def done(_: Preview) -> None:
            self._show(back, child(self, QPushButton, "saveRejects" if back == _PREVIEW else "again"))
            self._desk.message.emit(f"De avvisade raderna är sparade i {Path(name).name}.")
            if back == _DONE:
                self._with_rejects.pop(0)
                self._offer_rejects()

        def failed(error: UserError) -> None:
            self._show(back, None)
            self._desk.trouble.emit(told(error))

        self._run(
            dry_run=True,
            words="De avvisade raderna sparas …",
            done=done,
            failed=failed,
            rejects=Path(name),
            file=(path, kind),
        )

    # --- pages ---

    def _show_start(self, trouble: str = "") -> None:
        self._say("startTrouble", trouble)
        self._show(_START, child(self, QPushButton, "choose"))

    def _show_working(self, words: str) -> None:
        stop = child(self, QPushButton, "stop")
        stop.setEnabled(True)
        self._bar.setMaximum(0)
        self._say("workingTitle", words)
        self._say("workingText", "")
        self._show(_WORKING, stop)

    def _show_done(self) -> None:
        one = len(self._told) == 1
        self._say("doneTitle", "✓ Listan är inläst" if one else f"✓ {len(self._told)} listor är inlästa")
        self._say("doneText", "\n".join(self._told))
        self._offer_rejects()
        self._show(_DONE, child(self, QPushButton, "openQueue"))

    def _offer_rejects(self) -> None:
        button = child(self, QPushButton, "doneRejects")
        button.setVisible(bool(self._with_rejects))
        several = len(self._with_rejects) > 1
        button.setText(
            f"Spara &avvisade rader ur {_named(self._with_rejects[0][0])} …"
            if several
            else "Spara &avvisade rader …"
        )

    def _show(self, page: str, focus: QWidget | None) -> None:
        self._pages.setCurrentWidget(child(self, QWidget, page))
        if focus is not None and self.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, name: str, text: str) -> None:
        label = child(self, QLabel, name)
        label.setText(text)
        label.setVisible(bool(text))


def _named(path: Path) -> str:
    """What to call a file on the screen; a name that holds an identity is left out."""
    return "Filen" if looks_like_identity(path.name) else path.name


def _import(
    office: Office, path: Path, kind: str | None, dry_run: bool, rejects: Path | None, task: Task
) -> Preview:
    from caseapp.service.importing import import_file

    result = import_file(
        office,
        path,
        kind=kind,
        dry_run=dry_run,
        rejects=rejects,
        progress=task.progress,
        cancelled=task.cancelled,
    )
    return preview_of(office.catalogue, result)
