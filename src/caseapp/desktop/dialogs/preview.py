"""A paper as it will be printed: its pages, to print or to save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QWidget

from caseapp.desktop.forms import child, fill
from caseapp.desktop.papers import keep
from caseapp.desktop.views.reports_pages import Pages, print_pages
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from caseapp.desktop.desk import Desk, Task


class PreviewDialog(QDialog):
    """The pages of a PDF, kept in memory."""

    def __init__(self, desk: Desk, title: str, content: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._desk = desk
        self._content = content
        form = fill(self, "preview")
        self.pages = Pages(form)
        self.pages.show(content)
        self.pages.enable(shown=True)
        child(form, QPushButton, "save").clicked.connect(self.save)
        child(form, QPushButton, "print").clicked.connect(self.print_out)
        child(form, QPushButton, "close").clicked.connect(self.accept)
        self.resize(860, 640)

    def save(self) -> None:
        """Keep the paper as a file."""
        name, _ = QFileDialog.getSaveFileName(
            self, "Spara som PDF", f"{self.windowTitle()}.pdf", "PDF (*.pdf)"
        )
        if not name:
            return
        content, target = self._content, Path(name)

        def work(_: Task) -> str:
            return keep(content, target)

        self._desk.run(work, lambda saved: self._desk.message.emit(f"Sparat i {saved}."))

    def print_out(self) -> None:
        """Ask for a printer, then print the pages."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.windowTitle())
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.pages.count)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print in the background; the screen goes on."""
        content = self._content

        def work(task: Task) -> int:
            return print_pages(content, printer, task)

        def done(pages: int) -> None:
            self._desk.message.emit(f"{plural(pages, 'sida', 'sidor')} skickade till skrivaren.")

        self._desk.run(work, done)
