"""Starts the desktop program: `run` is what the command `caseapp` calls."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from caseapp.desktop.desk import SOMETHING_WENT_WRONG, Desk
from caseapp.desktop.theme import Theme

if TYPE_CHECKING:
    from caseapp.desktop.window import MainWindow


def make_application(arguments: list[str]) -> QApplication:
    """The application with its name, Swedish dates and Swedish buttons."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(arguments)
    app.setApplicationName("caseapp")
    app.setApplicationDisplayName("caseapp")
    app.setOrganizationName("caseapp")
    QLocale.setDefault(QLocale(QLocale.Language.Swedish, QLocale.Country.Sweden))
    translator = QTranslator(app)
    if translator.load("qtbase_sv", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


def make_window(app: QApplication, desk: Desk) -> MainWindow:
    """The main window, dressed."""
    from caseapp.desktop.window import MainWindow

    return MainWindow(desk, Theme(app, desk.settings))


def run(location: str | None) -> int:
    """Show the window, then open the database in the background; without one, the welcome.

    `location` None means the database used last, else the default one.
    """
    app = make_application(sys.argv[:1])
    desk = Desk(app)
    window = make_window(app, desk)
    before = sys.excepthook
    sys.excepthook = lambda *fault: _tell(desk, *fault)
    window.show()
    # The first picture before the first work: the heavy imports happen in the background thread.
    QTimer.singleShot(0, lambda: window.start(location))
    try:
        return app.exec()
    finally:
        sys.excepthook = before
        desk.close()


def _tell(desk: Desk, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A bug in the program: the traceback to the console, a calm sentence to the user."""
    if sys.stderr is not None:  # a program started without a console has none
        import traceback

        traceback.print_exception(kind, error, trace)
    desk.trouble.emit(SOMETHING_WENT_WRONG)
