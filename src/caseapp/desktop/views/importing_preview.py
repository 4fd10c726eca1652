"""The preview of a list: how it was understood, row by row, and what is rejected and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QLabel,
    QListWidget,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.forms import child
from caseapp.desktop.models.import_rows import WordsModel
from caseapp.domain.swedish import plural, whole

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.desktop.models.import_preview import Preview

_WIDEST = 260
_LOOKED_AT = 100
"""Rows that decide how wide a column is; the rest of a long list is not measured."""
_NOTES = 500
"""Notes that are listed; more than that nobody reads here."""
_COUNTS = {"read": "", "fresh": "", "updated": "", "unchanged": "", "rejected": "late", "warnings": "soon"}
"""Each count's label in the form, and the colour it takes when it is not nought."""


class PreviewPage(QObject):
    """Drives the preview page in the form of Import."""

    kind_chosen = Signal(str)

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self._kinds = child(form, QComboBox, "kind")
        self._tabs = child(form, QTabWidget, "tabs")
        self._notes = child(form, QListWidget, "notes")
        self._accept = child(form, QPushButton, "accept")
        self._decline = child(form, QPushButton, "decline")
        self._save = child(form, QPushButton, "saveRejects")
        self._rows = WordsModel(self)
        self._rejects = WordsModel(self)
        self.first_button: QWidget = self._accept
        """What the keyboard goes to when the page comes up."""
        for name, model in (("rows", self._rows), ("rejects", self._rejects)):
            table = child(form, QTableView, name)
            table.setModel(model)
            table.verticalHeader().hide()
            table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
            table.setFont(theme.figures(table.font()))
            header = table.horizontalHeader()
            header.setResizeContentsPrecision(_LOOKED_AT)
            header.setStretchLastSection(True)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._kinds.activated.connect(self._chosen)

    def fill_kinds(self, catalogue: Catalogue, kind: str | None) -> None:
        """Offer the kinds of list there are; without a kind, ask for one."""
        self._kinds.clear()
        self._kinds.addItem("Välj sort", None)
        for known in catalogue.import_kinds.values():
            self._kinds.addItem(known.name, known.id)
        self._choose(kind)

    def show(self, found: Preview, caption: str, *, more: bool) -> None:
        """A list that was understood, in whole or in part. `more`: another file waits."""
        self._choose(found.kind)
        self._head(caption, found.columns_text, "", more)
        self._count(found)
        self._rows.set_rows(found.columns, found.rows)
        self._rejects.set_rows(("Rad", "Fält", "Orsak"), found.rejects)
        notes = found.all_notes
        self._notes.clear()
        self._notes.addItems(notes[:_NOTES])
        if len(notes) > _NOTES:
            self._notes.addItem(f"och {whole(len(notes) - _NOTES)} till; de står på ärendena")
        self._shape_tables()
        part = found.accepted > len(found.rows)
        self._say("rowsText", f"De första {whole(len(found.rows))} raderna som förstods." if part else "")
        for tab, text, count in (
            (0, "Rader som förstods", found.accepted),
            (1, "Avvisade rader", found.rejected),
            (2, "Noteringar", len(notes)),
        ):
            self._tabs.setTabText(tab, f"{text} ({whole(count)})")
            self._tabs.setTabEnabled(tab, count > 0 or tab == 0)
        self._tabs.setCurrentIndex(0 if found.accepted or not found.rejected else 1)
        self._tabs.show()
        self._save.setVisible(found.rejected > 0)
        self._accept.setVisible(True)
        self._accept.setEnabled(found.accepted > 0)
        self._accept.setText(f"&Läs in {plural(found.accepted, 'rad', 'rader')}")
        self.first_button = self._accept if found.accepted else self._decline

    def show_trouble(self, text: str, kind: str | None, caption: str, *, more: bool) -> None:
        """A list that cannot be read as it is; the kind can be changed."""
        self._choose(kind)
        self._head(caption, "", text, more)
        self._count(None)
        for part in (self._tabs, self._accept, self._save):
            part.hide()
        self.first_button = self._kinds

    def show_rejects(self) -> None:
        """Bring the rejected rows to the front."""
        self._tabs.setCurrentIndex(1)

    def _choose(self, kind: str | None) -> None:
        self._kinds.setCurrentIndex(max(0, self._kinds.findData(kind)))

    def _chosen(self, index: int) -> None:
        kind = self._kinds.itemData(index)
        if kind is not None:
            self.kind_chosen.emit(kind)

    def _head(self, caption: str, columns: str, trouble: str, more: bool) -> None:
        self._say("fileName", caption)
        self._say("summary", columns)
        self._say("previewTrouble", trouble)
        self._decline.setText("&Hoppa över" if more else "A&vbryt")

    def _count(self, found: Preview | None) -> None:
        for name, colour in _COUNTS.items():
            number = child(self._form, QLabel, name)
            for label in (number, child(self._form, QLabel, f"{name}Caption")):
                label.setVisible(found is not None)
            if found is not None:
                count: int = getattr(found, name)
                number.setText(whole(count))
                number.setProperty("status", colour if count else "")
                number.style().polish(number)

    def _shape_tables(self) -> None:
        rows = child(self._form, QTableView, "rows")
        rows.resizeColumnsToContents()
        for column in range(self._rows.columnCount()):
            rows.setColumnWidth(column, min(_WIDEST, rows.columnWidth(column) + theme.SPACE[1]))
        rejects = child(self._form, QTableView, "rejects")
        rejects.resizeColumnsToContents()
        rejects.setColumnWidth(0, max(64, rejects.columnWidth(0)))
        rejects.setColumnWidth(1, min(_WIDEST, rejects.columnWidth(1) + theme.SPACE[3]))
        rejects.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def _say(self, name: str, text: str) -> None:
        label = child(self._form, QLabel, name)
        label.setText(text)
        label.setVisible(bool(text))
