"""The figures of one measure at a time: the table, what to mind, the chart, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.forms import child
from caseapp.desktop.models.statistics_drawing import charts_of
from caseapp.desktop.models.statistics_figures import FigureModel, broken
from caseapp.desktop.models.statistics_rows import Behind, Seen, figure_table
from caseapp.desktop.widgets.chart import ChartView
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.domain.swedish import listing

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.desktop.desk import Desk
    from caseapp.report.chart import Chart
    from caseapp.service.statistics_result import Result

_ROOM = 26
_FEWEST_ROWS = 5
"""So many rows a table shows, however low the window is."""
_REST = 60
"""What stands above the table, and its own scroll bar."""
_WIDEST = 320
_CHART = 460
"""A chart is easy to read from this width."""
_BAR = 14
_ANY = 16_777_215


class StatisticsTable(QObject):
    """Drives what stands below the choices. `opened` comes with the figure whose cases are asked for."""

    opened = Signal(object)

    def __init__(self, desk: Desk, form: QWidget) -> None:
        super().__init__(form)
        self._desk = desk
        self._charts: dict[str, Chart] = {}
        self._drawing = ""
        self.seen: Seen | None = None
        self._scroll = child(form, QScrollArea, "resultScroll")
        self._shown_row = child(form, QWidget, "shownRow")
        self.shown = child(form, QComboBox, "shown")
        self._about = child(form, Paragraph, "about")
        self.table = child(form, QTableView, "table")
        self._notes = child(form, Paragraph, "notes")
        self._both = child(form, QVBoxLayout, "both")
        self._drawn = child(form, QWidget, "drawn")
        self._drawing_label = child(form, QLabel, "drawingLabel")
        self.drawing = child(form, QComboBox, "drawing")
        self.chart = child(form, ChartView, "chart")
        self._caption = child(form, Paragraph, "caption")
        self.model = FigureModel(self)
        self._dress()
        self.shown.activated.connect(lambda _: self._show_measure())
        self.drawing.activated.connect(lambda _: self._draw())
        self._across = self._head_height = 0
        self._scroll.viewport().installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The chart stands beside the table where there is room for both."""
        if event.type() is QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        self.table.setModel(self.model)
        rows = self.table.verticalHeader()
        rows.setVisible(False)
        rows.setDefaultSectionSize(theme.ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(False)
        self.table.activated.connect(lambda _: self.open_cases())

    # --- what is shown ---

    @property
    def part(self) -> Result | None:
        """The measure whose figures are shown."""
        if self.seen is None:
            return None
        wanted = self.shown.currentData()
        return next((part for part in self.seen.result.results if part.measure.id == wanted), None)

    @property
    def behind(self) -> Behind | None:
        """Where the cases behind the cell that the keyboard stands on are found."""
        cell = self.model.cell(self.table.currentIndex())
        return cell.behind if cell is not None else None

    @property
    def whose(self) -> str:
        """The cell that the keyboard stands on, in words."""
        return str(self.table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")

    @property
    def visible(self) -> bool:
        """Whether there are figures to do something with."""
        return self.seen is not None and not self._scroll.isHidden()

    def hide(self) -> None:
        """Show nothing."""
        for part in (self._scroll, self._shown_row):
            part.hide()

    def show(self, seen: Seen) -> None:
        """Show what was taken out, the same measure as before when it is among it."""
        self.seen = seen
        before = self.shown.currentData()
        self.shown.clear()
        count = len(seen.result.results)
        for place, part in enumerate(seen.result.results, start=1):
            number = f" ({place} av {count})" if count > 1 else ""
            self.shown.addItem(f"{part.measure.name}{number}", part.measure.id)
        self.shown.setCurrentIndex(max(0, self.shown.findData(before)))
        for widget in (self._scroll, self._shown_row):
            widget.show()
        self._show_measure()

    def step(self, measure: str) -> None:
        """Show this measure of those taken out."""
        self.shown.setCurrentIndex(max(0, self.shown.findData(measure)))
        self._show_measure()

    def _show_measure(self) -> None:
        seen, part, office = self.seen, self.part, self._desk.office
        if seen is None or part is None or office is None:
            return
        self._about.setText(self._told(seen, part))
        self.model.show(figure_table(seen, part, office.catalogue))
        self.table.setAccessibleName(f"Siffrorna: {part.measure.name}")
        self._fit()
        # The names of the groups stay in sight, however narrow the table is.
        self.table.setAutoScroll(False)
        self.table.setCurrentIndex(self.model.index(0, self.model.table.words))
        self.table.setAutoScroll(True)
        self._notes.setText("\n".join(f"◆ {note}" for note in notes_of(seen, part)))
        self._notes.setVisible(bool(self._notes.text()))
        self._caption.setText(seen.result.caption())
        self._offer_charts(seen, part, office.catalogue)

    def _told(self, seen: Seen, part: Result) -> str:
        result = seen.result
        when = result.period.text().partition(" (")[0]
        words = [f"Räknar {part.measure.unit}", when, result.unit or "alla enheter"]
        if result.keys:
            words.append(f"delat på {listing([result.head(key).lower() for key in result.keys])}")
        return " · ".join(words)

    def _fit(self) -> None:
        """Columns as wide as their texts, and the table as high as its rows."""
        heads = QFontMetrics(theme.sized(self.table.font(), "normal", bold=True))
        bold = theme.figures(theme.sized(self.table.font(), "normal", bold=True))
        cells = QFontMetrics(bold)
        table = self.model.table
        lines = 1
        for column, head in enumerate(table.heads):
            pieces = broken(head).splitlines()
            lines = max(lines, len(pieces))
            wide = [heads.horizontalAdvance(piece) for piece in pieces]
            wide += [cells.horizontalAdvance(row[column].text) for row in table.rows]
            self.table.setColumnWidth(column, min(max(wide, default=0), _WIDEST) + _ROOM)
        header = self.table.horizontalHeader()
        head_height = lines * heads.lineSpacing() + 14
        header.setFixedHeight(head_height)
        self._across = sum(self.table.columnWidth(column) for column in range(len(table.heads))) + 4
        self._head_height = head_height
        self._arrange()

    def _arrange(self) -> None:
        """Lay the chart beside the table, or below it, and give the table the room that its rows need."""
        count = len(self.model.table.rows)
        view = self._scroll.viewport()
        # A table that is higher than what is seen of the page would have its own end out of sight.
        fits = (view.height() - self._head_height - _REST) // theme.ROW_HEIGHT
        shown = min(count, max(_FEWEST_ROWS, fits))
        across = self._across + (_BAR if count > shown else 0)
        room = view.width() - _BAR
        beside = across + _CHART <= room and not self._drawn.isHidden()
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._both.setDirection(direction)
        self.table.setMaximumWidth(across if beside else _ANY)
        self.table.setMinimumWidth(across if beside else 0)
        bar = _BAR if across > room else 0
        self.table.setFixedHeight(self._head_height + shown * theme.ROW_HEIGHT + 6 + bar)
        self._both.setAlignment(self.table, Qt.AlignmentFlag.AlignTop)

    # --- the chart ---

    def _offer_charts(self, seen: Seen, part: Result, catalogue: Catalogue) -> None:
        self._charts = charts_of(seen, part, catalogue)
        self.drawing.clear()
        self.drawing.addItems(list(self._charts))
        if self._drawing in self._charts:
            self.drawing.setCurrentText(self._drawing)
        several = len(self._charts) > 1
        self.drawing.setVisible(several)
        self._drawing_label.setVisible(several)
        self._show_chart()

    def draw(self, name: str) -> None:
        """Show the chart with this name, when there is one."""
        if name in self._charts:
            self.drawing.setCurrentText(name)
            self._draw()

    def _draw(self) -> None:
        # Only what the user chose herself is kept for the next measure.
        self._drawing = self.drawing.currentText()
        self._show_chart()

    def _show_chart(self) -> None:
        chart = self._charts.get(self.drawing.currentText())
        self._drawn.setVisible(chart is not None)
        self._arrange()
        self.chart.show_chart(self._desk, chart)

    def open_cases(self) -> None:
        """Ask for the cases behind the cell that the keyboard stands on."""
        if self.behind is not None:
            self.opened.emit(self.behind)


def notes_of(seen: Seen, part: Result) -> list[str]:
    """What a reader must know before the figures are compared: breaks, validity, a period that goes on."""
    notes = list(part.notes)
    if seen.result.as_of < seen.result.period.last:
        notes.insert(0, f"Perioden är inte slut. Siffrorna gäller till och med {seen.result.as_of}.")
    for other in seen.compared:
        found = next(each for each in other.results if each.measure.id == part.measure.id)
        for told in part.measure.breaks:
            if other.period.first < told.day <= seen.result.period.last:
                notes.append(f"Tidsseriebrott {told.day}: {told.text}")
        notes += [note for note in found.notes if not note.startswith("För det här måttet")]
    return list(dict.fromkeys(notes))
