"""Tabs above a list, each with how many it holds; a widget of its own since forms cannot make Qt's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QWidget


class Tabs(QTabBar):
    """A row of tabs that scrolls when it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setElideMode(Qt.TextElideMode.ElideNone)

    def set_tabs(self, tabs: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show these: name and text; nothing is told to those who listen."""
        self.blockSignals(True)
        while self.count() > len(tabs):
            self.removeTab(self.count() - 1)
        for place, (name, text) in enumerate(tabs):
            if place == self.count():
                self.addTab("")
            self.setTabData(place, name)
            self.setTabText(place, text)
            if name == chosen:
                self.setCurrentIndex(place)
        self.blockSignals(False)

    def choose(self, name: str) -> None:
        """Show the tab with this name."""
        for place in range(self.count()):
            if self.tabData(place) == name:
                self.setCurrentIndex(place)
