"""The pages of a paper in the window: turning them, their size, and printing them.

QtPdf is loaded when the first paper is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QToolButton, QVBoxLayout, QWidget

from caseapp.desktop.forms import child
from caseapp.domain.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPdfWidgets import QPdfView
    from PySide6.QtPrintSupport import QPrinter

    from caseapp.desktop.desk import Task

_ZOOMS = (50, 75, 100, 125, 150, 200)
_WIDTH, _PAGE = "width", "page"
_INK = 300
"""Dots per inch of a printed page: sharp text without hundreds of megabytes."""


class Pages(QObject):
    """Drives the page view and its tool bar in the form of Rapporter."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self._shown = False
        self._buffer: QBuffer | None = None
        self._document: QPdfDocument | None = None
        self._view: QPdfView | None = None
        self._page = child(form, QSpinBox, "pageNumber")
        self._zoom = child(form, QComboBox, "zoom")
        for text, kind in (("Sidbredd", _WIDTH), ("Helsida", _PAGE)):
            self._zoom.addItem(text, kind)
        for percent in _ZOOMS:
            self._zoom.addItem(f"{percent} %", percent)
        self._zoom.currentIndexChanged.connect(self._zoom_chosen)
        self._page.valueChanged.connect(lambda page: self._go(page - 1))
        for name, action in (
            ("previous", lambda: self._page.stepBy(-1)),
            ("next", lambda: self._page.stepBy(1)),
            ("zoomOut", lambda: self._scale(larger=False)),
            ("zoomIn", lambda: self._scale(larger=True)),
        ):
            child(form, QToolButton, name).clicked.connect(action)

    @property
    def count(self) -> int:
        """How many pages are shown."""
        return self._page.maximum()

    def show(self, content: bytes) -> int:
        """Show a PDF from its first page; returns how many pages it has."""
        document = self._load(content)
        pages = document.pageCount()
        self._page.blockSignals(True)
        self._page.setMaximum(max(1, pages))
        self._page.setValue(1)
        self._page.blockSignals(False)
        child(self._form, QLabel, "pageCount").setText(f"av {pages}")
        return pages

    def enable(self, shown: bool) -> None:
        """Let the pages be turned and sized, or not."""
        self._shown = shown
        self._page.setEnabled(shown)
        self._zoom.setEnabled(shown)
        for name in ("zoomIn", "zoomOut"):
            child(self._form, QToolButton, name).setEnabled(shown)
        self._enable_turning()

    def _enable_turning(self) -> None:
        page = self._page.value()
        child(self._form, QToolButton, "previous").setEnabled(self._shown and page > 1)
        child(self._form, QToolButton, "next").setEnabled(self._shown and page < self.count)

    def _load(self, content: bytes) -> QPdfDocument:
        from PySide6.QtPdf import QPdfDocument
        from PySide6.QtPdfWidgets import QPdfView

        if self._view is None or self._document is None:
            self._document = QPdfDocument(self)
            self._view = QPdfView(self._form)
            self._view.setAccessibleName("Rapportens sidor")
            self._view.setPageMode(QPdfView.PageMode.MultiPage)
            self._view.setDocument(self._document)
            self._view.pageNavigator().currentPageChanged.connect(self._passed)
            child(self._form, QVBoxLayout, "previewHolder").addWidget(self._view)
            self._zoom_chosen()
        before, self._buffer = self._buffer, QBuffer(self)
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        if before is not None:
            before.deleteLater()
        return self._document

    def _go(self, page: int) -> None:
        if self._view is not None:
            self._view.pageNavigator().jump(page, QPointF(), 0)
        self._enable_turning()

    def _passed(self, page: int) -> None:
        """Scrolling came to another page."""
        self._page.blockSignals(True)
        self._page.setValue(page + 1)
        self._page.blockSignals(False)
        self._enable_turning()

    def _zoom_chosen(self) -> None:
        if self._view is None:
            return
        from PySide6.QtPdfWidgets import QPdfView

        chosen = self._zoom.currentData()
        modes = {_WIDTH: QPdfView.ZoomMode.FitToWidth, _PAGE: QPdfView.ZoomMode.FitInView}
        self._view.setZoomMode(modes.get(chosen, QPdfView.ZoomMode.Custom))
        if chosen not in modes:
            self._view.setZoomFactor(chosen / 100)

    def _scale(self, *, larger: bool) -> None:
        """The next size up or down; from a fitted size, 100 %."""
        chosen = self._zoom.currentData()
        if isinstance(chosen, str):
            percent = 100
        elif larger:
            percent = next((step for step in _ZOOMS if step > chosen), _ZOOMS[-1])
        else:
            percent = next((step for step in reversed(_ZOOMS) if step < chosen), _ZOOMS[0])
        self._zoom.setCurrentIndex(self._zoom.findData(percent))


def print_pages(content: bytes, printer: QPrinter, task: Task) -> int:
    """Paint the pages on the printer. Raises UserError when it does not take them."""
    from PySide6.QtPdf import QPdfDocument

    document = QPdfDocument()
    pages = QBuffer()
    pages.setData(content)
    pages.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(pages)
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or document.pageCount(), document.pageCount())
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("Skrivaren tog inte emot rapporten. Kontrollera att den är på, eller spara som PDF.")
    scale = min(printer.resolution(), _INK) / 72
    dots = printer.resolution() / 72
    try:
        for page in range(first - 1, last):
            if task.cancelled():
                break
            if page >= first:
                printer.newPage()
            size = document.pagePointSize(page)
            image = document.render(page, QSize(round(size.width() * scale), round(size.height() * scale)))
            # The paper's own margins are white: the page is laid on the sheet's corner, not inside them.
            sheet = printer.pageLayout().paintRectPixels(printer.resolution()).topLeft()
            target = QRectF(-sheet.x(), -sheet.y(), size.width() * dots, size.height() * dots)
            painter.drawImage(target, image)
    finally:
        painter.end()
    return last - first + 1
