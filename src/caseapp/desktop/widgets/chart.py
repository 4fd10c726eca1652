"""Shows a chart: the same drawing as on paper, in the theme's colours, read out in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from caseapp.desktop import theme
from caseapp.report.chart import describe
from caseapp.report.chart_palette import DARK, LIGHT, ChartPalette, monochrome

if TYPE_CHECKING:
    from caseapp.desktop.desk import Desk, Task
    from caseapp.report.chart import Chart

_INSET = 6.0
_SETTLE_MS = 60
_TALLEST = 4_000
_SAMPLE = "Handläggningstid 0123456789"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be drawn: the chart, its colours, its room in pixels and its type."""

    chart: Chart
    palette: ChartPalette
    across: float
    up: float
    size: float
    family: str
    advance: float


@dataclass(frozen=True, slots=True)
class _Drawn:
    wanted: _Wanted
    svg: bytes
    natural: float


class ChartView(QWidget):
    """Shows a chart. Drawn in the background, anew when the theme, the type or the room changes.

    It asks for the height at which the chart is easy to read at the width it was given.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._chart: Chart | None = None
        self._task: Task | None = None
        self._shown: _Wanted | None = None
        self._picture = QSvgRenderer(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setAccessibleName("Diagram")

    @property
    def chart(self) -> Chart | None:
        """What it shows."""
        return self._chart

    def show_chart(self, desk: Desk, chart: Chart | None) -> None:
        """Show a chart, drawn with the desk's help; None shows nothing."""
        self._desk, self._chart = desk, chart
        self.setAccessibleName(chart.title if chart is not None else "Diagram")
        self.setAccessibleDescription(describe(chart) if chart is not None else "")
        # An empty chart is no stop on the way through the window.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if chart is not None else Qt.FocusPolicy.NoFocus)
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(520, max(self.minimumHeight(), 240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = theme.tokens()
        area = QRectF(self.rect())
        painter.fillRect(area, now.color("bg"))
        if self._shown is not None:
            self._picture.render(painter, QRectF(QPointF(_INSET, _INSET), self._picture.defaultSize()))
        if self.hasFocus():
            inset = now.focus / 2
            painter.setPen(QPen(now.color("accent"), now.focus))
            painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), theme.RADIUS, theme.RADIUS)

    def _wanted(self, chart: Chart) -> _Wanted:
        info = QFontInfo(theme.sized(self.font(), "small"))
        sample = QFont(info.family())
        sample.setPixelSize(100)
        return _Wanted(
            chart,
            palette_of(theme.tokens()),
            max(self.width() - 2 * _INSET, 1.0),
            max(self.height() - 2 * _INSET, 1.0),
            float(info.pixelSize()),
            info.family(),
            QFontMetricsF(sample).horizontalAdvance(_SAMPLE) / 100,
        )

    def _draw(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        chart, desk = self._chart, self._desk
        if chart is None or desk is None:
            self._shown = None
            self.setMinimumHeight(0)
            self.update()
            return
        wanted = self._wanted(chart)
        if wanted != self._shown:
            # The first drawing loads the fonts, which takes longer than the screen may wait.
            self._task = desk.run(lambda _task: _draw(wanted), self._drawn)

    def _drawn(self, drawn: _Drawn) -> None:
        self._task = None
        self._picture.load(QByteArray(drawn.svg))
        self._shown = drawn.wanted
        self.setMinimumHeight(min(round(drawn.natural + 2 * _INSET), _TALLEST))
        self.update()


def palette_of(now: theme.Tokens) -> ChartPalette:
    """The colours of charts in a theme."""
    if now.name == theme.LIGHT.name:
        return LIGHT
    return DARK if now.name == theme.DARK.name else monochrome(now.bg, now.text)


def _draw(wanted: _Wanted) -> _Drawn:
    from caseapp.report.chart_drawing import natural_height
    from caseapp.report.chart_frame import Lettering
    from caseapp.report.chart_svg import chart_svg
    from caseapp.report.typesetting import REGULAR, width

    lettering = Lettering(wanted.size, wanted.family, wanted.advance / width(_SAMPLE, REGULAR, 1))
    natural = natural_height(wanted.chart, wanted.across, lettering)
    svg = chart_svg(wanted.chart, wanted.palette, wanted.across, max(wanted.up, natural), lettering)
    return _Drawn(wanted, svg.encode(), natural)
