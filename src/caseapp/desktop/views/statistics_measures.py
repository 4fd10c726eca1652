"""The pane to the left: saved selections, the measures to choose among, and what one of them means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeView,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.forms import child
from caseapp.desktop.models.statistics_measures import MeasureModel, told
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseapp.catalogue.book import Catalogue
    from caseapp.domain.measures import Measure
    from caseapp.service.extracts import Extract


class StatisticsMeasures(QObject):
    """Drives the left pane. `changed`: other measures are ticked; `extract_chosen`: a saved selection."""

    changed = Signal()
    extract_chosen = Signal(object)

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._catalogue: Catalogue | None = None
        self._extracts: list[Extract] = []
        self.tree = child(form, QTreeView, "measures")
        self.search = child(form, QLineEdit, "search")
        self.extract_box = child(form, QComboBox, "extract")
        self.save_button = child(form, QPushButton, "saveExtract")
        self.delete_button = child(form, QPushButton, "deleteExtract")
        self._count = child(form, QLabel, "chosenCount")
        self._clear = child(form, QPushButton, "clear")
        self._definition = child(form, Paragraph, "definition")
        self.model = MeasureModel(self)
        self.tree.setModel(self.model)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self._define())
        self.tree.activated.connect(lambda index: self._only(self.model.measure_at(index)))
        self.search.textChanged.connect(lambda _: self._narrow())
        self.search.returnPressed.connect(self.tree.setFocus)
        self.model.chosen_changed.connect(self._chosen_changed)
        self.extract_box.activated.connect(self._extract_activated)
        self._clear.clicked.connect(lambda: self.model.choose([]))
        self.set_extracts([])
        self._tell_count()

    @property
    def measures(self) -> list[Measure]:
        """The ticked measures, in the order they were ticked."""
        if self._catalogue is None:
            return []
        return [self._catalogue.measures[name] for name in self.model.chosen]

    def refresh(self, catalogue: Catalogue) -> None:
        """Show the measures of the catalogue, keeping what is ticked."""
        self._catalogue = catalogue
        self._narrow()
        self._tell_count()

    def _narrow(self) -> None:
        if self._catalogue is None:
            return
        at = self.model.measure_at(self.tree.currentIndex())
        self.model.show(self._catalogue, self.search.text())
        bold = theme.sized(self.tree.font(), "small", bold=True)
        for row in range(self.model.rowCount()):
            heading = self.model.item(row)
            heading.setFont(bold)
            heading.setForeground(theme.tokens().color("muted"))
        self.tree.expandAll()
        again = self.model.find(at) if at else self.model.first()
        self.tree.setCurrentIndex(again if again.isValid() else self.model.first())
        self._define()

    def _define(self) -> None:
        name = self.model.measure_at(self.tree.currentIndex())
        if self._catalogue is None or name is None:
            empty = not self.model.rowCount()
            self._definition.setText("Inget mått har de orden. Ändra sökningen." if empty else "")
            return
        measure = self._catalogue.measures[name]
        self._definition.setText(f"{measure.name}\n{measure.definition}\n{told(measure)}")

    def _only(self, name: str | None) -> None:
        if name is not None:
            self.model.choose([name])

    def _chosen_changed(self) -> None:
        self._tell_count()
        self.changed.emit()

    def _tell_count(self) -> None:
        count = len(self.model.chosen)
        self._count.setText(plural(count, "mått valt", "mått valda") if count else "inget mått valt")
        self._clear.setVisible(bool(count))

    # --- saved selections ---

    @property
    def extract(self) -> Extract | None:
        """The saved selection that is shown."""
        found: Extract | None = self.extract_box.currentData()
        return found

    @property
    def extracts(self) -> list[Extract]:
        """All saved selections."""
        return self._extracts

    def set_extracts(self, found: Sequence[Extract], chosen: str = "") -> None:
        """Offer these selections, one of them chosen."""
        self._extracts = list(found)
        self.extract_box.clear()
        self.extract_box.addItem("välj ett uttag" if found else "inga sparade än", None)
        for each in found:
            self.extract_box.addItem(each.name, each)
        names = ["", *(each.name for each in found)]
        self.extract_box.setCurrentIndex(names.index(chosen) if chosen in names else 0)
        self.extract_box.setEnabled(bool(found))
        self.delete_button.setEnabled(self.extract is not None)

    def _extract_activated(self, _row: int) -> None:
        self.delete_button.setEnabled(self.extract is not None)
        if self.extract is not None:
            self.extract_chosen.emit(self.extract)

    # --- keys ---

    def find(self) -> None:
        """Ctrl+F."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def toggle_definition(self) -> None:
        """F4: to the definition and back."""
        if QApplication.focusWidget() is self._definition:
            self.tree.setFocus()
        else:
            self._definition.setFocus(Qt.FocusReason.ShortcutFocusReason)
