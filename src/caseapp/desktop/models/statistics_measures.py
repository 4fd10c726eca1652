"""The measures to choose among: by area, found by any of their words, ticked one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from caseapp.domain.swedish import decimal

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.domain.measures import Measure

MEASURE_ID = Qt.ItemDataRole.UserRole + 1
_OTHERS = "Övrigt"


def matches(measure: Measure, words: str) -> bool:
    """Whether every word stands in the measure's name, id, area, definition or Kolada number."""
    text = " ".join(
        (measure.name, measure.id, measure.area, measure.definition, measure.unit, measure.kolada)
    ).casefold()
    return all(word in text for word in words.casefold().split())


def told(measure: Measure) -> str:
    """What a reader must know of a measure beside its definition, a sentence each."""
    words = [f"Räknar {measure.unit}."]
    if measure.target is not None:
        target = measure.target
        number = decimal(target, 0 if target == round(target) else 1)
        words.append(f"Mål: {number} {'%' if measure.formula.is_share else measure.unit}.")
    if measure.higher_is_better is not None:
        words.append(f"{'Högre' if measure.higher_is_better else 'Lägre'} är bättre.")
    if measure.valid_from is not None:
        words.append(f"Gäller från {measure.valid_from.isoformat()}.")
    if measure.valid_to is not None:
        words.append(f"Gäller till {measure.valid_to.isoformat()}.")
    words += [f"Tidsseriebrott {found.day.isoformat()}: {found.text}" for found in measure.breaks]
    if measure.kolada:
        words.append(f"Kolada {measure.kolada}.")
    return " ".join([*words, f"Källa: {measure.source}.", f"{measure.id}, version {measure.version}."])


class MeasureModel(QStandardItemModel):
    """Areas with their measures below. `show` is the one way in; what is ticked stays so when it narrows."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen: list[str] = []
        self._filling = False
        self.itemChanged.connect(self._ticked)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked measures, in the order they were ticked."""
        return tuple(self._chosen)

    def show(self, catalogue: Catalogue, words: str = "") -> None:
        """Hold the measures that match."""
        self._filling = True
        self.clear()
        self._chosen = [name for name in self._chosen if name in catalogue.measures]
        headings: dict[str, QStandardItem] = {}
        for measure in catalogue.measures.values():
            if not matches(measure, words):
                continue
            area = measure.area or _OTHERS
            if area not in headings:
                headings[area] = QStandardItem(area)
                headings[area].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.appendRow(headings[area])
            item = QStandardItem(measure.name)
            item.setData(measure.id, MEASURE_ID)
            item.setData(f"{measure.name}, {area}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(measure.name)
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(_state(measure.id in self._chosen))
            headings[area].appendRow(item)
        self._filling = False

    def choose(self, measures: Iterable[str]) -> None:
        """Tick these and no others."""
        wanted = list(dict.fromkeys(measures))
        if wanted == self._chosen:
            return
        self._chosen = wanted
        self._filling = True
        for index in self._indexes():
            self.itemFromIndex(index).setCheckState(_state(index.data(MEASURE_ID) in wanted))
        self._filling = False
        self.chosen_changed.emit()

    def first(self) -> QModelIndex:
        """The first measure; an invalid index when there is none."""
        return next(iter(self._indexes()), QModelIndex())

    def find(self, measure: str) -> QModelIndex:
        """Where a measure stands; an invalid index when it is not shown."""
        return next((index for index in self._indexes() if index.data(MEASURE_ID) == measure), QModelIndex())

    def measure_at(self, index: QModelIndex | QPersistentModelIndex) -> str | None:
        """The id of the measure at an index; None for an area."""
        found: str | None = index.data(MEASURE_ID)
        return found

    def _indexes(self) -> list[QModelIndex]:
        areas = [self.index(row, 0) for row in range(self.rowCount())]
        return [self.index(row, 0, area) for area in areas for row in range(self.rowCount(area))]

    def _ticked(self, item: QStandardItem) -> None:
        name = item.data(MEASURE_ID)
        ticked = item.checkState() is Qt.CheckState.Checked
        if self._filling or name is None or ticked == (name in self._chosen):
            return
        if ticked:
            self._chosen.append(name)
        else:
            self._chosen.remove(name)
        self.chosen_changed.emit()


def _state(ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
