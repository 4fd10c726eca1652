"""Statistik: choose measures, period and division; see the figures, open them, compare, take them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from caseapp.desktop.forms import child, fill
from caseapp.desktop.views.statistics_actions import StatisticsActions
from caseapp.desktop.views.statistics_choices import StatisticsChoices
from caseapp.desktop.views.statistics_forecast import StatisticsForecast
from caseapp.desktop.views.statistics_measures import StatisticsMeasures
from caseapp.desktop.views.statistics_table import StatisticsTable
from caseapp.desktop.views.statistics_taking import Wanted, take, told_to
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.desktop.widgets.tabs import Tabs
from caseapp.domain.errors import UserError
from caseapp.domain.swedish import listing, plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseapp.desktop.desk import Desk, Task
    from caseapp.desktop.models.statistics_rows import Seen
    from caseapp.service.extracts import Extract

FIGURES, FORECAST = "figures", "forecast"
_SETTLE_MS = 120
"""Several choices in a row are counted once."""
_PATIENCE_MS = 400
"""What takes longer than this is told, and can be stopped."""
_NOTHING = "Välj ett mått till vänster. Blanksteg väljer fler, Enter visar bara det ena."


class StatisticsView(QWidget):
    """Measures to the left, choices and figures beside them, and the forecast on a page of its own."""

    title = "Statistik"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._task: Task | None = None
        form = fill(self, "statistics")
        child(form, QLabel, "title").setText(self.title)
        splitter = child(form, QSplitter, "splitter")
        self._stack = child(form, QStackedWidget, "stack")
        self._pages = child(form, Tabs, "pages")
        self._told = child(form, Paragraph, "told")
        self._empty = child(form, QLabel, "empty")
        self._waiting = child(form, QWidget, "waiting")
        self._counted = child(form, QLabel, "counted")
        self._bar = child(form, QProgressBar, "bar")
        self._stop = child(form, QPushButton, "stop")
        self._scroll = child(form, QScrollArea, "resultScroll")
        self._period_row = child(form, QWidget, "periodRow")
        self.measures = StatisticsMeasures(form)
        self.choices = StatisticsChoices(desk, form)
        self.figures = StatisticsTable(desk, form)
        self.actions_bar = StatisticsActions(desk, self, form)
        self.forecast = StatisticsForecast(desk, form)
        self._quiet = self._timer(_SETTLE_MS, self.take_out)
        self._patience = self._timer(_PATIENCE_MS, self.show_waiting)
        self._pages.set_tabs([(FIGURES, "Siffror"), (FORECAST, "Prognos")], FIGURES)
        self._pages.currentChanged.connect(self._turn)
        self.measures.changed.connect(self._measures_changed)
        self.measures.extract_chosen.connect(self.run_extract)
        self.choices.changed.connect(self._quiet.start)
        self.figures.opened.connect(self.actions_bar.open_cases)
        self._stop.clicked.connect(self.stop)
        splitter.setSizes([320, 790])
        splitter.setStretchFactor(1, 1)
        for part in (self._waiting, self._told):
            part.hide()
        self._say(_NOTHING)

    def _timer(self, milliseconds: int, called: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(milliseconds)
        made.timeout.connect(called)
        return made

    # --- reading ---

    def refresh(self) -> None:
        """Read anew what can be chosen, and count again."""
        office = self.desk.office
        if office is None:
            return
        self.measures.refresh(office.catalogue)
        self.choices.refresh(office.catalogue)
        self._offer()
        self.read_extracts()
        self.take_out()
        if self.page == FORECAST:
            self.forecast.refresh()

    @property
    def wanted(self) -> Wanted:
        """What the choices say now."""
        choices = self.choices
        return Wanted(
            self.measures.model.chosen,
            choices.period_text,
            choices.keys,
            choices.comparison,
            choices.as_of,
            choices.recorded_at,
            self.desk.unit,
        )

    def _measures_changed(self) -> None:
        self._offer()
        self._quiet.start()

    def _offer(self) -> None:
        lost = self.choices.offer(self.measures.measures)
        taken = listing(lost).lower()
        self._tell(
            f"Uppdelningen på {taken} är borttagen: alla valda mått kan inte delas så." if lost else ""
        )

    def _tell(self, text: str) -> None:
        """A sentence above the figures."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    def take_out(self) -> None:
        """Count what is chosen; what was being counted is dropped."""
        self._quiet.stop()
        self._drop()
        office, wanted = self.desk.office, self.wanted
        if office is None:
            return
        if not wanted.measures:
            self._say(_NOTHING)
            return

        def work(task: Task) -> Seen:
            return take(office, wanted, told_to(task))

        self._task = task = self.desk.run(work, self._show, self._failed)
        task.progressed.connect(self._tell_progress)
        task.finished.connect(self._settle)
        self._patience.start()

    def _drop(self) -> None:
        if self._task is not None:
            self._task.progressed.disconnect(self._tell_progress)
            self._task.finished.disconnect(self._settle)
            self._task.cancel()
            self._task = None
        self._patience.stop()

    def stop(self) -> None:
        """Stop the counting; nothing is shown until something is chosen or F5 is pressed."""
        self._drop()
        self._say("Räkningen är avbruten. Ändra ett val, eller tryck F5 för att räkna igen.")

    def show_waiting(self) -> None:
        """Tell that it takes a while; figures that no longer fit the choices are put away."""
        focused = QApplication.focusWidget()
        inside = focused is not None and self._scroll.isAncestorOf(focused)
        self._counted.setText("Räknar …")
        self._waiting.show()
        if inside:
            self._stop.setFocus()
        self.figures.hide()
        self._empty.hide()
        self.actions_bar.enable()

    def _tell_progress(self, done: int, _total: int) -> None:
        self._counted.setText(f"Räknar … {plural(done, 'ärende läst', 'ärenden lästa')}")

    def _show(self, seen: Seen) -> None:
        self._task = None
        stopping = QApplication.focusWidget() is self._stop
        self._waiting.hide()
        self._empty.hide()
        self.figures.show(seen)
        if stopping:
            self.figures.table.setFocus()
        self.actions_bar.enable()

    def _settle(self) -> None:
        self._patience.stop()
        if self._task is not None:
            # Neither figures nor a known trouble: a fault in the program, told by the desk.
            self._task = None
            self._say("Siffrorna kunde inte räknas.")

    def _failed(self, error: UserError) -> None:
        self._task = None
        self._say(f"▲ {error}")

    def _say(self, text: str) -> None:
        """A sentence where the figures would be."""
        if self._waiting.isVisible() or self._scroll.isVisible():
            focused = QApplication.focusWidget()
            if focused is self._stop or (focused is not None and self._scroll.isAncestorOf(focused)):
                self.measures.tree.setFocus()
        self._waiting.hide()
        self.figures.seen = None
        self.figures.hide()
        self._empty.setText(text)
        self._empty.show()
        self.actions_bar.enable()

    # --- saved selections ---

    def read_extracts(self, chosen: str = "") -> None:
        """Read the saved selections, and stand on one of them."""
        office = self.desk.office
        if office is None:
            return
        shown = chosen or (self.measures.extract.name if self.measures.extract else "")

        def work(_: Task) -> list[Extract]:
            from caseapp.service.extracts import extracts

            return extracts(office)

        self.desk.run(work, lambda found: self.measures.set_extracts(found, shown))

    def run_extract(self, extract: Extract) -> None:
        """Fill in a saved selection and take it out."""
        office = self.desk.office
        if office is None:
            return
        from caseapp.service.statistics_divisions import chosen_measures

        try:
            measures = chosen_measures(office.catalogue, extract.measures, extract.by)
        except UserError as error:
            self.desk.trouble.emit(f"Uttaget {extract.name} passar inte regelverket längre. {error}")
            return
        chosen = [measure.id for measure in measures]
        # The keys first, so that none is taken for one that the measures before do not allow.
        self.choices.set_keys(())
        self.measures.model.choose(chosen)
        self._offer()
        self.choices.set_keys(extract.by)
        self._offer()
        if len(extract.by) > len(self.choices.keys):
            self._tell(f"Uttaget {extract.name} delas på mer än två saker. Här visas de två första.")
        self.choices.set_period(extract.period)
        if extract.unit != self.desk.unit:
            self.desk.unit = extract.unit
        self.take_out()

    # --- pages ---

    @property
    def page(self) -> str:
        """`figures` or `forecast`."""
        return str(self._pages.tabData(self._pages.currentIndex()))

    def show_page(self, name: str) -> None:
        """Show the figures or the forecast."""
        self._pages.choose(name)

    def _turn(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._period_row.setVisible(self.page == FIGURES)
        if self.page == FORECAST:
            self.forecast.refresh()

    # --- what the window asks ---

    def find(self) -> None:  # type: ignore[override]  # the window's protocol; Qt's own is another
        """Ctrl+F: find a measure."""
        self.show_page(FIGURES)
        self.measures.find()

    def print_out(self) -> None:
        """Ctrl+P: what is shown, on paper."""
        self.actions_bar.print_out()

    def toggle_details(self) -> None:
        """F4: to the definition of the measure and back."""
        self.show_page(FIGURES)
        self.measures.toggle_definition()
