"""The rules of the free calculator: grouped by category and municipality, found by any of their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from caseapp.catalogue.local import LOCAL_PACK
from caseapp.domain.rules import Category

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.domain.rules import Rule

RULE_ID = Qt.ItemDataRole.UserRole + 1
NAME, LIMIT = range(2)
_ORDER = tuple(Category)


def municipality_of(catalogue: Catalogue, rule: Rule) -> str:
    """The municipality whose own rule this is; empty for the law's."""
    if rule.pack == LOCAL_PACK:
        return "egna regler"
    return next((pack.municipality for pack in catalogue.packs if pack.id == rule.pack), "")


def group_of(catalogue: Catalogue, rule: Rule) -> str:
    """The heading a rule stands under: `Lag`, `Tjänstegaranti · Norrtälje kommun`."""
    kind = rule.category.value
    municipality = municipality_of(catalogue, rule)
    return f"{kind[0].upper()}{kind[1:]}" + (f" · {municipality}" if municipality else "")


def matches(catalogue: Catalogue, rule: Rule, words: str) -> bool:
    """Whether every word stands in the rule's name, id, paragraph, kind or municipality."""
    text = " ".join(
        (rule.name, rule.id, group_of(catalogue, rule), *(version.lagrum for version in rule.versions))
    ).casefold()
    return all(word in text for word in words.casefold().split())


class RuleModel(QStandardItemModel):
    """Headings with their rules below. `show` is the one way in."""

    def show(self, catalogue: Catalogue, words: str = "") -> None:
        """Hold the rules that match."""
        self.clear()
        self.setColumnCount(2)
        headings: dict[str, QStandardItem] = {}
        found = [rule for rule in catalogue.rules.values() if matches(catalogue, rule, words)]
        for rule in sorted(found, key=lambda rule: _ORDER.index(rule.category)):
            group = group_of(catalogue, rule)
            if group not in headings:
                heading = QStandardItem(group)
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                headings[group] = heading
                self.appendRow([heading, _silent()])
            limit = rule.versions[-1].limit
            told = "genast" if rule.watch and not limit.amount else limit.text()
            name = QStandardItem(rule.name)
            name.setData(rule.id, RULE_ID)
            name.setData(f"{rule.name}, {told}, {group}", Qt.ItemDataRole.AccessibleTextRole)
            name.setToolTip(f"{rule.name}\n{rule.versions[-1].lagrum}")
            length = QStandardItem(told.partition(",")[0])
            length.setToolTip(told)
            length.setData(rule.id, RULE_ID)
            headings[group].appendRow([name, length])

    def first(self) -> QModelIndex:
        """The first rule; an invalid index when there is none."""
        return self.index(0, NAME, self.index(0, NAME))

    def find(self, rule_id: str) -> QModelIndex:
        """Where a rule stands; an invalid index when it is not shown."""
        for group in range(self.rowCount()):
            heading = self.index(group, NAME)
            for row in range(self.rowCount(heading)):
                index = self.index(row, NAME, heading)
                if index.data(RULE_ID) == rule_id:
                    return index
        return QModelIndex()

    def rule_at(self, index: QModelIndex | QPersistentModelIndex) -> str | None:
        """The id of the rule at an index; None for a heading."""
        rule_id: str | None = index.data(RULE_ID)
        return rule_id


def _silent() -> QStandardItem:
    item = QStandardItem()
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
