"""Välkommen: the first start. Choose municipality and place, then how to begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QCommandLinkButton,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from caseapp.desktop import icons
from caseapp.desktop.forms import child, fill
from caseapp.domain.errors import UserError
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from datetime import date

    from caseapp.catalogue.book import Pack
    from caseapp.desktop.desk import Desk, Task
    from caseapp.service.office import Office

_TYPING = 250
_FILTER = "caseapps databas (*.sqlite *.db);;Alla filer (*)"
_DEMO_PACK = "norrtalje"
_DEMO_FILE = "demo.db"
"""The name that `dev.py start --demo` uses too, so that there is one practice municipality."""


class WelcomeView(QWidget):
    """One calm page. Everything on it can be changed later."""

    title = "Välkommen"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._packs: dict[str, Pack] = {}
        self._task: Task | None = None
        form = fill(self, "welcome")
        self._pack = child(form, QComboBox, "pack")
        self._place = child(form, QLineEdit, "place")
        self._bar = child(form, QProgressBar, "bar")
        self._working = child(form, QWidget, "working")
        self._choices = [child(form, QCommandLinkButton, name) for name in ("importList", "demo", "empty")]
        self._quiet = QTimer(self, singleShot=True, interval=_TYPING)
        self._quiet.timeout.connect(self._look_at_place)
        self._place.textChanged.connect(self._quiet.start)
        self._pack.currentIndexChanged.connect(self._tell_pack)
        actions = (self.start_with_list, self.start_demo, self.start_empty)
        for button, name in zip(self._choices, ("import", "overview", "case"), strict=True):
            button.setIcon(icons.icon(name))
            button.setIconSize(icons.size())
        for button, action in zip(self._choices, actions, strict=True):
            button.clicked.connect(action)
        child(form, QPushButton, "calculate").clicked.connect(lambda: self._desk.show_view("calculator"))
        child(form, QPushButton, "browse").clicked.connect(self.browse)
        child(form, QPushButton, "cancel").clicked.connect(self.cancel)
        self._pack.addItem("Ingen, bara lagens regler", "")
        self._say("placeWarning", "")
        self._say("trouble", "")
        self._working.hide()

    def refresh(self) -> None:
        """Read which packs there are and where a database would lie."""

        def work(_: Task) -> tuple[dict[str, Pack], str]:
            from caseapp.catalogue.load import available_packs
            from caseapp.service.opening import default_database

            return available_packs(), default_database()

        self._desk.run(work, self._found)

    def _found(self, found: tuple[dict[str, Pack], str]) -> None:
        self._packs, place = found
        chosen = self._pack.currentData()
        while self._pack.count() > 1:
            self._pack.removeItem(1)
        for pack in self._packs.values():
            self._pack.addItem(pack.name, pack.id)
        self._pack.setCurrentIndex(max(0, self._pack.findData(chosen)))
        if not self._place.text():
            self._put_place(place)
        self._tell_pack()

    def _tell_pack(self) -> None:
        pack = self._packs.get(self._pack.currentData() or "")
        if pack is None:
            text = (
                "Fristerna i lag och föreskrift. Kommunens egna garantier och enheter kan läggas till senare."
            )
        else:
            units = plural(len(pack.units), "enhet", "enheter")
            text = f"Lägger till kommunens garantier, rutiner och {units} ovanpå lagen."
        self._say("packText", text)

    # --- the place ---

    def browse(self) -> None:
        """Ask for a file that is there, or for a new one's name."""
        name, _ = QFileDialog.getSaveFileName(
            self,
            "Välj plats för databasen",
            self._place.text(),
            _FILTER,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self._put_place(name)

    def _put_place(self, place: str) -> None:
        self._place.setText(place)
        self._place.setCursorPosition(0)

    def _look_at_place(self) -> None:
        place = self._place.text().strip()

        def work(_: Task) -> tuple[str, str, bool]:
            from caseapp.service.opening import database_exists, location_warning

            return place, location_warning(place) or "", bool(place) and database_exists(place)

        self._desk.run(work, self._looked)

    def _looked(self, seen: tuple[str, str, bool]) -> None:
        place, warning, there = seen
        if place != self._place.text().strip():
            return
        self._say("placeWarning", f"◆ {warning}" if warning else "")
        empty = self._choices[2]
        if there:
            empty.setText("&Öppna databasen")
            empty.setDescription("Det finns redan en databas på den platsen. Kommunen är den som valdes då.")
        else:
            empty.setText("&Börja tomt")
            empty.setDescription("En tom databas. Registrera själv eller läs in en lista senare.")
        empty.setAccessibleDescription(empty.description())
        self._pack.setEnabled(not there)

    # --- beginning ---

    def start_empty(self) -> None:
        """Open the database at the place, or make an empty one there."""
        self._begin(self._place.text().strip(), "Databasen öppnas …")

    def start_with_list(self) -> None:
        """The same, then go to Import."""
        self._begin(self._place.text().strip(), "Databasen öppnas …", then="import")

    def start_demo(self) -> None:
        """Invented people in a database of their own, made the first time."""
        place = Path(self._place.text().strip() or _DEMO_FILE)
        self._begin(str(place.with_name(_DEMO_FILE)), "Den påhittade kommunen skapas …", demo=True)

    def _begin(self, place: str, words: str, *, demo: bool = False, then: str = "") -> None:
        if self._task is not None:
            return
        if not place:
            self._say("trouble", "Platsen är tom. Välj var databasen ska ligga.")
            self._place.setFocus()
            return
        packs = (self._pack.currentData(),) if self._pack.currentData() else ()
        today = self._desk.today

        def work(task: Task) -> Office:
            if demo:
                return _demo(place, packs or (_DEMO_PACK,), today, task)
            from caseapp.service.opening import open_or_create

            return open_or_create(place, packs)

        def done(office: Office) -> None:
            self._desk.use(office)
            if then:
                self._desk.show_view(then)

        self._show_working(words)
        task = self._desk.run(work, done, self._failed)
        self._task = task
        child(self, QPushButton, "cancel").setVisible(demo)
        task.progressed.connect(self._progressed)
        task.finished.connect(self._settled)

    def cancel(self) -> None:
        """Stop making the practice municipality; nothing is left of it."""
        if self._task is not None:
            self._task.cancel()
            child(self, QPushButton, "cancel").setEnabled(False)
            self._say("workingText", "Avbryter …")

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(done)

    def _failed(self, error: UserError) -> None:
        self._say("trouble", str(error))

    def _settled(self) -> None:
        self._task = None
        self._working.hide()
        for button in self._choices:
            button.setEnabled(True)

    def _show_working(self, words: str) -> None:
        self._say("trouble", "")
        self._bar.setMaximum(0)
        child(self, QLabel, "workingText").setText(words)
        child(self, QPushButton, "cancel").setEnabled(True)
        for button in self._choices:
            button.setEnabled(False)
        self._working.show()

    def _say(self, name: str, text: str) -> None:
        label = child(self, QLabel, name)
        label.setText(text)
        label.setVisible(bool(text))


def _demo(place: str, packs: tuple[str, ...], today: date, task: Task) -> Office:
    """The practice municipality, opened or made; a half-made one is taken away."""
    from caseapp.service.demo import make_demo
    from caseapp.service.office import Office
    from caseapp.service.opening import database_exists

    if database_exists(place):
        return Office.open(place)
    office = Office.create(place, packs)

    def progress(done: int, total: int) -> None:
        if task.cancelled():
            raise UserError("Avbrutet. Ingenting är sparat.")
        task.progress(done, total)

    try:
        make_demo(office, today=today, progress=progress)
    except UserError:
        office.close()
        for suffix in ("", "-wal", "-shm"):
            Path(place + suffix).unlink(missing_ok=True)
        raise
    return office
