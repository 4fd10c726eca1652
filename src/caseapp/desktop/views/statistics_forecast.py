"""The page Prognos: how many pass their last day in the coming weeks, and what more closings would change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTableView,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.dialogs.found import FoundDialog
from caseapp.desktop.forms import child
from caseapp.desktop.models.list_model import ListColumn, ListModel
from caseapp.desktop.views.statistics_taking import told_to
from caseapp.desktop.widgets import list_table
from caseapp.desktop.widgets.chart import ChartView
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.domain.swedish import decimal, listing, plural
from caseapp.service.forecast_result import FIGURE_NAMES, Figure, forecast_chart

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.errors import UserError
    from caseapp.service.forecast_backtest import Backtest
    from caseapp.service.forecast_result import Forecast

_SETTLE_MS = 120
_PATIENCE_MS = 400


class StatisticsForecast(QObject):
    """Drives the page."""

    def __init__(self, desk: Desk, form: QWidget) -> None:
        super().__init__(form)
        self._desk = desk
        self._task: Task | None = None
        self.made: Forecast | None = None
        self.extra = child(form, QSpinBox, "extra")
        self.figure = child(form, QComboBox, "forecastFigure")
        self.backtest_button = child(form, QPushButton, "backtest")
        self._waiting = child(form, QWidget, "forecastWaiting")
        self._counted = child(form, QLabel, "forecastCounted")
        self._bar = child(form, QProgressBar, "forecastBar")
        self._stop = child(form, QPushButton, "forecastStop")
        self._scroll = child(form, QScrollArea, "forecastScroll")
        self._title = child(form, QLabel, "forecastTitle")
        self.table = child(form, QTableView, "forecastTable")
        self.chart = child(form, ChartView, "forecastChart")
        self._texts = {
            name: child(form, Paragraph, name)
            for name in ("standing", "caveats", "pace", "method", "tried", "forecastCaption")
        }
        for figure, name in FIGURE_NAMES.items():
            self.figure.addItem(name, figure)
        self._quiet = self._timer(_SETTLE_MS, self.refresh)
        self._patience = self._timer(_PATIENCE_MS, self._waiting.show)
        self.extra.valueChanged.connect(lambda _: self._quiet.start())
        self.figure.activated.connect(lambda _: self._draw())
        self.backtest_button.clicked.connect(self.backtest)
        self._stop.clicked.connect(self.stop)
        self._waiting.hide()
        self._clear("")

    def _timer(self, milliseconds: int, called: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(milliseconds)
        made.timeout.connect(called)
        return made

    # --- work ---

    def refresh(self) -> None:
        """Make the forecast anew."""
        self._quiet.stop()
        office, unit, extra = self._desk.office, self._desk.unit, self.extra.value()
        if office is None:
            return

        def work(task: Task) -> Forecast:
            from caseapp.service.forecasting import forecast

            return forecast(office, unit=unit, extra=extra, progress=told_to(task))

        self._texts["tried"].setText("")
        self._texts["tried"].hide()
        self._run(work, self._show, self._failed)

    def backtest(self) -> None:
        """Try the forecast on the past, and tell how far it was from what came."""
        office, unit = self._desk.office, self._desk.unit
        if office is None:
            return

        def work(task: Task) -> Backtest:
            from caseapp.service.forecast_backtest import backtest

            return backtest(office, unit=unit, progress=told_to(task))

        self._run(work, self._show_backtest, None)

    def _run(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], None],
        failed: Callable[[UserError], None] | None,
    ) -> None:
        self._drop()
        self._task = task = self._desk.run(work, done, failed)
        task.progressed.connect(self._tell_progress)
        task.finished.connect(self._settle)
        self._counted.setText("Räknar …")
        self._bar.setMaximum(0)
        self._patience.start()

    def _drop(self) -> None:
        if self._task is not None:
            self._task.progressed.disconnect(self._tell_progress)
            self._task.finished.disconnect(self._settle)
            self._task.cancel()
            self._task = None
        self._patience.stop()

    def stop(self) -> None:
        """Stop what is being counted."""
        self._drop()
        self._settle()
        self._desk.message.emit("Räkningen är avbruten. Tryck F5 för att räkna igen.")

    def _settle(self) -> None:
        self._task = None
        self._patience.stop()
        if QApplication.focusWidget() is self._stop:
            self.extra.setFocus()
        self._waiting.hide()

    def _tell_progress(self, done: int, total: int) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(done)

    # --- what came of it ---

    def _failed(self, error: UserError) -> None:
        self._clear(f"▲ {error}")

    def _clear(self, text: str) -> None:
        self.made = None
        self._title.setText("")
        self._tell("standing", text)
        for name in ("caveats", "pace", "method", "tried", "forecastCaption"):
            self._tell(name, "")
        self.table.hide()
        self.chart.hide()
        self.chart.show_chart(self._desk, None)

    def _tell(self, name: str, text: str) -> None:
        self._texts[name].setText(text)
        self._texts[name].setVisible(bool(text))

    def _show(self, made: Forecast) -> None:
        self.made = made
        self._title.setText(made.title())
        self._tell("standing", made.standing())
        self._tell("caveats", "\n".join(f"◆ {caveat}" for caveat in made.caveats))
        self._tell("pace", made.pace.text())
        self._tell("method", made.method_text() if made.outlooks else "")
        self._tell("forecastCaption", made.caption())
        self._show_table(made)
        self._draw()

    def _show_table(self, made: Forecast) -> None:
        self.table.setVisible(bool(made.outlooks))
        head, rows = made.as_table()
        columns: list[ListColumn[list[str]]] = [
            ListColumn(
                title,
                lambda row, place=place: row[place],  # type: ignore[misc]
                right=bool(place),
                widest=max((row[place] for row in rows), key=len, default=""),
            )
            for place, title in enumerate(head)
        ]
        before = self.table.model()
        model: ListModel[list[str]] = ListModel(columns, self)
        list_table.dress(self.table, model)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSortIndicatorShown(False)
        if before is not None:
            before.deleteLater()
        model.set_rows(rows)
        high = header.sizeHint().height() + len(rows) * theme.ROW_HEIGHT + 6
        self.table.setFixedHeight(high)

    def _draw(self) -> None:
        made = self.made
        drawn = made is not None and bool(made.outlooks)
        self.figure.setEnabled(drawn)
        self.chart.setVisible(drawn)
        figure = Figure(self.figure.currentData())
        chart = forecast_chart(made, figure) if made is not None and drawn else None
        self.chart.show_chart(self._desk, chart)

    def _show_backtest(self, found: Backtest) -> None:
        passing = [error for error in found.errors if error.figure is Figure.PASSING]
        if not passing:
            self._tell(
                "tried", "Prognosen går inte att pröva bakåt än. Det behövs uppgifter längre tillbaka."
            )
            return
        errors = listing(
            [f"{decimal(error.error)} på {plural(error.weeks, 'vecka', 'veckor')}" for error in passing]
        )
        self._tell(
            "tried",
            f"Prövad på {plural(passing[0].days, 'dag', 'dagar')} som har varit. Antalet som passerar sista "
            f"dagen blev i snitt fel med {errors} ({_rivals(passing)} utan prognos).",
        )
        dialog = FoundDialog(
            "Prognosen prövad på det som har varit", found.caption(), *found.as_table(), self._scroll
        )
        dialog.resize(1130, 420)
        dialog.show()

    @property
    def tried(self) -> str:
        """How far the forecast has been from what came, in a sentence; empty before it is tried."""
        return self._texts["tried"].text()


def _rivals(errors: Any) -> str:
    return listing([decimal(error.rival_error) for error in errors])
