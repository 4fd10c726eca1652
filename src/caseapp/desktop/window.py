"""The main window: navigation, top bar, status bar, menus; it makes each view when it is first shown.

A view is a QWidget made with the desk; it has `title` and `refresh()`. It may also have, each called
when the menu or a key asks for it: `find()` (Ctrl+F), `print_out()` (Ctrl+P), `register_event()`
(Ctrl+N), `toggle_details()` (F4), `start_lex_sarah()`, `show_case(key)`, `show_queue(name)`,
`open_report(name, arguments)`.
The help is a window of its own with `show_topic(name)`, where `name` is that of the view one came from.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QActionGroup,
    QCloseEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from caseapp.desktop import icons
from caseapp.desktop.desk import Desk
from caseapp.desktop.forms import child, load_form
from caseapp.desktop.theme import Scheme, Theme
from caseapp.domain.errors import UserError
from caseapp.domain.swedish import MONTHS_SHORT, WEEKDAYS_SHORT, day_spoken

if TYPE_CHECKING:
    from datetime import datetime

    from caseapp.desktop.desk import Task
    from caseapp.domain.events import CaseKey


@dataclass(frozen=True, slots=True)
class Place:
    """A view in the navigation: its name in the code, its title, and the class that shows it."""

    name: str
    title: str
    menu: str
    module: str
    cls: str


PLACES = (
    Place("overview", "Läget idag", "&Läget idag", "overview", "OverviewView"),
    Place("queues", "Köer", "&Köer", "queues", "QueuesView"),
    Place("case", "Ärende", "Ä&rende", "case", "CaseView"),
    Place("evb", "Ej verkställda", "&Ej verkställda beslut", "evb", "EvbView"),
    Place("lex_sarah", "Lex Sarah", "Lex &Sarah", "lex_sarah", "LexSarahView"),
    Place("statistics", "Statistik", "St&atistik", "statistics", "StatisticsView"),
    Place("reports", "Rapporter", "Ra&pporter", "reports", "ReportsView"),
    Place("calculator", "Räkna frist", "Räkna &frist", "calculator", "CalculatorView"),
    Place("import", "Import", "&Import", "importing", "ImportView"),
    Place("settings", "Inställningar", "I&nställningar", "settings", "SettingsView"),
)
WELCOME = Place("welcome", "Välkommen", "", "welcome", "WelcomeView")
_VIEWS = "caseapp.desktop.views"


class MainWindow(QMainWindow):
    """One window; views are made on first show and kept."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self.desk = desk
        self.theme = theme
        self.views: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._current = ""
        self.help_window: QWidget | None = None
        self._checked = ""
        self.setObjectName("window")
        self.setWindowTitle("caseapp")
        self.setMinimumSize(1000, 600)
        self.resize(1280, 800)
        form = load_form("window", self)
        self.setCentralWidget(form)
        self._navigation = child(form, QListWidget, "navigation")
        self._stack = child(form, QStackedWidget, "stack")
        self._unit = child(form, QComboBox, "unit")
        self._search = child(form, QLineEdit, "search")
        self._day = child(form, QLabel, "day")
        self._notice = child(form, QWidget, "notice")
        self._notice_text = child(form, QLabel, "noticeText")
        self._top = child(form, QWidget, "top")
        self._state = QLabel(self)
        self._state.setObjectName("state")
        self.statusBar().addPermanentWidget(self._state)
        self.statusBar().setSizeGripEnabled(False)
        self._notice.hide()
        child(form, QPushButton, "noticeClose").clicked.connect(self._notice.hide)
        self._fill_navigation()
        self._make_menus()
        self._unit.activated.connect(self._choose_unit)
        self._search.returnPressed.connect(self.search)
        self._navigation.currentRowChanged.connect(self._navigate)
        desk.opened.connect(self._on_opened)
        desk.changed.connect(self._on_changed)
        desk.message.connect(lambda text: self.statusBar().showMessage(text, 8_000))
        desk.trouble.connect(self.show_notice)
        desk.case_requested.connect(self._open_case)
        desk.queue_requested.connect(self._open_queue)
        desk.matter_requested.connect(self._open_matter)
        desk.view_requested.connect(self.show_view)
        desk.report_requested.connect(self._open_report)
        desk.undo_changed.connect(self._name_undo)
        theme.changed.connect(self._redress)
        self._tell_day()
        self._day_timer = QTimer(self)
        self._day_timer.setInterval(60_000)
        self._day_timer.timeout.connect(self._tell_day)
        self._day_timer.start()
        self._show_shell(False)

    # --- opening ---

    def start(self, location: str | None) -> None:
        """Open the database that was asked for, used last, or the default one; else the welcome."""
        remembered = str(self.desk.settings.value("database", "") or "")

        def work(_: Task) -> str:
            from caseapp.service.opening import database_exists, default_database

            if location is not None:
                return location
            for place in (remembered, default_database()):
                if place and database_exists(place):
                    return place
            return ""

        def found(place: str) -> None:
            if place:
                self.desk.open_database(place, self._could_not_open)
            else:
                self.show_view(WELCOME.name)

        self.desk.run(work, found)

    def _could_not_open(self, error: UserError) -> None:
        self.show_view(WELCOME.name)
        self.show_notice(str(error))

    def _on_opened(self) -> None:
        self._notice.hide()
        self._show_shell(True)
        self._tell_day()
        self._fill_queue_names()
        for view in self.views:
            self._stale.add(view)
        self._unit.clear()
        self.show_view("overview")
        self._navigation.setFocus()
        self._refresh_surroundings()
        if self.desk.office is not None and self.desk.office.local_fault:
            self.show_notice(
                "De lokala reglerna passar inte den här versionen av programmet och är lagda åt sidan. "
                "Öppna Inställningar, rätta texten och godkänn den."
            )

    def _show_shell(self, shown: bool) -> None:
        """The navigation and the search mean something only when a database is open."""
        self._navigation.setVisible(shown)
        for part in (self._unit, self._search):
            part.setVisible(shown)

    # --- views ---

    def show_view(self, name: str) -> None:
        """Show a view, made now if it has not been shown before."""
        view = self.view(name)
        self._current = name
        self._stack.setCurrentWidget(view)
        self.setWindowTitle(f"{getattr(view, 'title', '')} – caseapp")
        row = next((row for row, place in enumerate(self._shown_places) if place.name == name), -1)
        if row >= 0 and row != self._navigation.currentRow():
            self._navigation.blockSignals(True)
            self._navigation.setCurrentRow(row)
            self._navigation.blockSignals(False)
        if name in self._stale:
            self._stale.discard(name)
            cast("Any", view).refresh()
        self._enable_actions()

    def view(self, name: str) -> QWidget:
        """The view with this name."""
        if name not in self.views:
            place = next(place for place in (*PLACES, WELCOME) if place.name == name)
            module = importlib.import_module(f"{_VIEWS}.{place.module}")
            view: QWidget = getattr(module, place.cls)(self.desk)
            self.views[name] = view
            self._stack.addWidget(view)
            self._stale.add(name)
        return self.views[name]

    @property
    def current(self) -> QWidget | None:
        """The view that is shown."""
        return self.views.get(self._current)

    def _navigate(self, row: int) -> None:
        if 0 <= row < len(self._shown_places):
            self.show_view(self._shown_places[row].name)

    def _open_case(self, key: CaseKey) -> None:
        view: Any = self.view("case")
        self._stale.discard("case")
        self.show_view("case")
        view.show_case(key)

    def _open_matter(self, key: CaseKey) -> None:
        self.show_view("lex_sarah")
        view: Any = self.current
        view.open_matter(key)

    def _open_queue(self, name: str) -> None:
        view: Any = self.view("queues")
        self._stale.discard("queues")
        self.show_view("queues")
        view.show_queue(name)

    def _open_report(self, name: str, arguments: dict[str, Any]) -> None:
        view: Any = self.view("reports")
        self._stale.discard("reports")
        self.show_view("reports")
        view.open_report(name, arguments)

    def _on_changed(self, _changes: object) -> None:
        self._stale.update(self.views)
        self.refresh()
        self._refresh_surroundings()

    def refresh(self) -> None:
        """Read the shown view anew; the others when they are shown again."""
        if self.desk.office is not None and self.current is not None:
            self._stale.discard(self._current)
            cast("Any", self.current).refresh()

    def _ask_view(self, method: str) -> None:
        if offers(self.current, method):
            getattr(self.current, method)()

    # --- search ---

    def focus_search(self) -> None:
        """Ctrl+K."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def search(self) -> None:
        """Open the queue or the case that the search field names."""
        office = self.desk.office
        text = self._search.text().strip()
        if office is None or not text:
            return
        named = [queue for queue in office.catalogue.queues.values() if queue.name.lower() == text.lower()]
        if named:
            self._search.clear()
            self.desk.open_queue(named[0].id)
            return

        def work(_: Task) -> CaseKey:
            from caseapp.service.record import find_case

            try:
                return find_case(office, text)
            except UserError:
                if text == text.upper():
                    raise
                return find_case(office, text.upper())

        def found(key: CaseKey) -> None:
            self._search.clear()
            self.desk.open_case(key)

        self.desk.run(work, found)

    def _fill_queue_names(self) -> None:
        from PySide6.QtWidgets import QCompleter

        office = self.desk.office
        assert office is not None
        completer = QCompleter([queue.name for queue in office.catalogue.queues.values()], self._search)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda _text: QTimer.singleShot(0, self.search))
        self._search.setCompleter(completer)

    # --- unit, day, status bar ---

    def _choose_unit(self, index: int) -> None:
        self.desk.unit = self._unit.itemData(index)

    def _tell_day(self) -> None:
        today = self.desk.today
        week = today.isocalendar().week
        text = (
            f"{WEEKDAYS_SHORT[today.weekday()]} {today.day} {MONTHS_SHORT[today.month - 1]} {today.year}"
            f" · v. {week}"
        )
        if text != self._day.text():
            known = bool(self._day.text())
            self._day.setText(text)
            if known and self.desk.office is not None:
                self.refresh()

    def _refresh_surroundings(self) -> None:
        """Units in the chooser and the line in the status bar."""
        office = self.desk.office
        if office is None:
            return

        def work(_: Task) -> tuple[list[str], tuple[str, str, str] | None, int]:
            from caseapp.store.reading import findings, latest_entry, units

            with office.database.read() as connection:
                odd = sum(not found.acknowledged for found in findings(connection))
                return units(connection), latest_entry(connection), odd

        self.desk.run(work, self._tell_state)

    def _tell_state(self, state: tuple[list[str], tuple[str, str, str] | None, int]) -> None:
        units, latest, odd = state
        chosen = self.desk.unit
        self._unit.clear()
        self._unit.addItem("Alla enheter", None)
        for unit in units:
            self._unit.addItem(unit, unit)
        self._unit.setCurrentIndex(max(0, self._unit.findData(chosen)))
        words = f"Data t.o.m. {_moment_text(latest[0])}" if latest else "Inga data än"
        if odd:
            told = "1 motsägelse att se över" if odd == 1 else f"{odd} motsägelser att se över"
            self._state.setText(f"{words} · ◆ {told}")
        else:
            self._state.setText(f"{words} · allt stämmer ✓")

    def show_notice(self, text: str) -> None:
        """A calm sentence above the view; it stays until it is closed or the next one comes."""
        self._notice_text.setText(text)
        self._notice_text.setAccessibleName(text)
        self._notice.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._notice_text, text))

    def hide_notice(self) -> None:
        """Take the sentence away."""
        self._notice.hide()

    # --- menus ---

    def _fill_navigation(self) -> None:
        self._shown_places = tuple(
            place for place in PLACES if importlib.util.find_spec(f"{_VIEWS}.{place.module}") is not None
        )
        self._navigation.setIconSize(QSize(20, 20))
        for place in self._shown_places:
            item = QListWidgetItem(icons.icon(place.name), place.title)
            item.setToolTip(place.title)
            self._navigation.addItem(item)
        self._navigation.setCurrentRow(-1)

    def _redress(self) -> None:
        for row, place in enumerate(self._shown_places):
            self._navigation.item(row).setIcon(icons.icon(place.name))

    def _make_menus(self) -> None:
        bar = self.menuBar()
        file = bar.addMenu("&Arkiv")
        self._add(file, "&Byt eller skapa databas …", None, lambda: self.show_view(WELCOME.name))
        self._add(file, "&Kontrollera databasen", None, self.check)
        file.addSeparator()
        self.print_action = self._add(file, "Skriv &ut …", "Ctrl+P", lambda: self._ask_view("print_out"))
        file.addSeparator()
        self._add(file, "&Avsluta", "Ctrl+Q", self.close)

        edit = bar.addMenu("&Redigera")
        self.undo_action = self._add(edit, "&Ångra", "Ctrl+Z", self.desk.undo)
        self.redo_action = self._add(edit, "&Gör om", "Ctrl+Y", self.desk.redo)
        edit.addSeparator()
        self.register_action = self._add(
            edit, "&Registrera händelse …", "Ctrl+N", lambda: self._ask_view("register_event")
        )
        self.start_action = self._add(
            edit, "Starta le&x Sarah …", None, lambda: self._ask_view("start_lex_sarah")
        )
        edit.addSeparator()
        self._add(edit, "&Sök ärende eller kö", "Ctrl+K", self.focus_search)
        self.find_action = self._add(edit, "Sök i &listan", "Ctrl+F", lambda: self._ask_view("find"))
        self._name_undo()

        view = bar.addMenu("&Visa")
        self._place_actions = {}
        for number, place in enumerate(self._shown_places, start=1):
            action = self._add(view, place.menu, f"Ctrl+{number % 10}", None)
            action.triggered.connect(lambda _checked=False, name=place.name: self.show_view(name))
            self._place_actions[place.name] = action
        view.addSeparator()
        self.details_action = self._add(
            view, "&Detaljer bredvid listan", "F4", lambda: self._ask_view("toggle_details")
        )
        self._add(view, "&Uppdatera", "F5", self.refresh)
        view.addSeparator()
        looks = view.addMenu("U&tseende")
        group = QActionGroup(looks)
        for scheme, text in (
            (Scheme.SYSTEM, "&Följ systemet"),
            (Scheme.LIGHT, "&Ljust"),
            (Scheme.DARK, "&Mörkt"),
            (Scheme.CONTRAST, "&Hög kontrast"),
        ):
            action = self._add(looks, text, None, None)
            action.setCheckable(True)
            action.setChecked(self.theme.scheme is scheme)
            action.triggered.connect(lambda _checked=False, chosen=scheme: self.theme.choose(chosen))
            group.addAction(action)

        helping = bar.addMenu("&Hjälp")
        self._add(helping, "&Hjälp om den här vyn", "F1", self.show_help)
        self._enable_actions()

    def _add(self, menu: QMenu, text: str, keys: str | None, called: Any) -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if called is not None:
            action.triggered.connect(lambda _checked=False: called())
        menu.addAction(action)
        return action

    def _enable_actions(self) -> None:
        view = self.current
        open_now = self.desk.office is not None
        for action, method in (
            (self.print_action, "print_out"),
            (self.register_action, "register_event"),
            (self.start_action, "start_lex_sarah"),
            (self.find_action, "find"),
            (self.details_action, "toggle_details"),
        ):
            action.setEnabled(open_now and offers(view, method))
        for action in self._place_actions.values():
            action.setEnabled(open_now)

    def _name_undo(self) -> None:
        for action, word, name in (
            (self.undo_action, "&Ångra", self.desk.undo_name),
            (self.redo_action, "&Gör om", self.desk.redo_name),
        ):
            action.setText(f"{word}: {name}" if name else word)
            action.setEnabled(name is not None)

    def show_help(self) -> None:
        """F1: the help about the view that is shown."""
        if self.help_window is None:
            try:
                module = importlib.import_module(f"{_VIEWS}.help")
            except ModuleNotFoundError:
                return
            self.help_window = module.HelpWindow(self.desk)
        cast("Any", self.help_window).show_topic(self._current)
        self.help_window.show()
        self.help_window.raise_()
        self.help_window.activateWindow()

    def check(self) -> None:
        """Prove that the projections are the events and that nobody changed the history."""
        office = self.desk.office
        if office is None:
            return

        def work(_: Task) -> tuple[bool, list[str]]:
            from caseapp.service.checking import check

            result = check(office)
            return result.ok, [found.message for found in result.findings]

        def done(result: tuple[bool, list[str]]) -> None:
            good, messages = result
            if good and not messages:
                self.desk.message.emit("Kontrollen är klar: allt stämmer.")
            elif good:
                self.show_notice(
                    f"Databasen är hel. {len(messages)} uppgifter i ärendena motsäger varandra; den första: "
                    f"{messages[0]}"
                )
            else:
                self.show_notice(
                    f"Databasen stämmer inte: {messages[0]} Återställ en säkerhetskopia, eller hör av dig."
                )

        self.desk.message.emit("Databasen kontrolleras …")
        self.desk.run(work, done)

    # --- closing ---

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.help_window is not None:
            self.help_window.close()
        self.desk.settings.setValue("geometry", self.saveGeometry())
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._tell_day()


def offers(view: QWidget | None, method: str) -> bool:
    """Whether a view of ours has the method itself; QWidget has a `find` of another kind."""
    return any(method in cls.__dict__ for cls in type(view).__mro__ if cls.__module__.startswith(_VIEWS))


def _moment_text(recorded_at: str) -> str:
    """`sön 15 mars 2026 23:10`, local, from the ledger's UTC."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    when: datetime = datetime.fromisoformat(recorded_at).astimezone(ZoneInfo("Europe/Stockholm"))
    return f"{day_spoken(when.date())} {when:%H:%M}"
