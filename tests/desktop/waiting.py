"""A desk with a clock that stands still, and waiting until its work is done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from tests.conftest import NOW


def still() -> datetime:
    """Monday 16 March 2026."""
    return NOW


def new_desk(folder: Path) -> Desk:
    """A desk without a database, with settings of its own."""
    return Desk(clock=still, settings=QSettings(str(folder / "desk.ini"), QSettings.Format.IniFormat))


def settle(qtbot: QtBot, desk: Desk) -> None:
    """Wait until nothing is under way and what came of it is shown."""
    qtbot.waitUntil(lambda: not desk.busy, timeout=20_000)


def nameless(root: QWidget) -> list[str]:
    """The widgets one can go to with the keyboard that a screen reader would have no name for."""
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit, QAbstractSpinBox)
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in root.findChildren(QWidget)
        if isinstance(widget, kinds) and not _inside(widget) and not _named(widget)
    ]


def _inside(widget: QWidget) -> bool:
    """Whether it is a part that Qt made inside a named widget, or cannot be gone to."""
    if widget.objectName().startswith("qt_") or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
        return True
    return widget.metaObject().className() == "QComboBoxListView"


def _named(widget: QWidget) -> bool:
    return bool(widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
