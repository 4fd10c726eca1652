"""Keeps the mouse wheel from changing a choice that it only passes over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class StillWheel(QObject):
    """The wheel scrolls the pane unless the field has the focus; a fact is never changed in passing."""

    def guard(self, *fields: QWidget) -> None:
        """Watch over these fields."""
        for field in fields:
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False
