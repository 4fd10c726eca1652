"""Loads Qt Designer forms from `ui/` and finds the widgets in them.

A promoted widget names its Python module as the header file (`caseapp.desktop.widgets.chain`), so that a
form brings what it needs and nothing has to be registered.
"""

from __future__ import annotations

import importlib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QFile, QObject
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from caseapp.files import form as form_path

Found = TypeVar("Found", bound=QObject)


_TEXT_MARGIN = 7


class _Loader(QUiLoader):
    """Makes promoted widgets from the modules that the form names."""

    def __init__(self, promoted: dict[str, str]) -> None:
        super().__init__()
        self._promoted = promoted
        self.fault: Exception | None = None

    def createWidget(self, class_name: str, parent: QWidget | None = None, name: str = "") -> QWidget:
        module = self._promoted.get(class_name)
        if module is None:
            return super().createWidget(class_name, parent, name)
        try:
            widget: QWidget = getattr(importlib.import_module(module), class_name)(parent)
        except Exception as fault:
            # Qt would go on with nothing and crash; the form is filled in and the fault raised afterwards.
            self.fault = fault
            widget = QWidget(parent)
        widget.setObjectName(name)
        return widget


def load_form(name: str, parent: QWidget | None = None) -> QWidget:
    """The form `ui/<name>.ui` as a widget in `parent`."""
    path = form_path(name)
    file = QFile(str(path))
    if not file.open(QFile.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(path)
    try:
        loader = _Loader(_promoted(path))
        widget = loader.load(file, parent)
        if loader.fault is not None:
            raise loader.fault
        # A stylesheet's padding does not reach the text of these when their arrows are styled too.
        for box in (*widget.findChildren(QTimeEdit), *widget.findChildren(QSpinBox)):
            box.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        return widget
    finally:
        file.close()


def fill(owner: QWidget, name: str) -> QWidget:
    """Load a form and let it take up the whole of `owner`."""
    form = load_form(name, owner)
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(form)
    return form


def fit(dialog: QWidget) -> None:
    """Let a dialog grow to what its texts need at its width; it never shrinks under the user's hands."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    width = max(dialog.width(), layout.minimumSize().width())
    height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
    dialog.resize(width, max(dialog.height(), height))


def child(form: QObject, cls: type[Found], name: str) -> Found:
    """The widget or layout with this object name. A missing one is a bug in the form, and is told so."""
    found = form.findChild(cls, name)
    if found is None:
        raise LookupError(f"The form “{form.objectName()}” has no {cls.__name__} called “{name}”.")
    return found


def _promoted(path: Path) -> dict[str, str]:
    root = ET.parse(path).getroot()
    return {
        entry.findtext("class", ""): entry.findtext("header", "").removesuffix(".h").replace("/", ".")
        for entry in root.iter("customwidget")
    }
