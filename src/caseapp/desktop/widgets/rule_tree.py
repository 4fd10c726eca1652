"""How a tree of rules looks: headings across both columns in muted bold, lengths beside the names."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHeaderView, QTreeView

from caseapp.desktop import theme
from caseapp.desktop.models.calculator_rules import LIMIT, NAME, RuleModel


def dress_rules(tree: QTreeView, model: RuleModel) -> None:
    """Dress and unfold the rules that the model shows now."""
    muted = theme.tokens().color("muted")
    bold = theme.sized(tree.font(), "small", bold=True)
    for row in range(model.rowCount()):
        heading = model.item(row, NAME)
        heading.setFont(bold)
        heading.setForeground(muted)
        for below in range(heading.rowCount()):
            heading.child(below, LIMIT).setForeground(muted)
        tree.setFirstColumnSpanned(row, QModelIndex(), True)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    # The name has the room it needs; a longer time is cut, and whole in the tooltip and the answer.
    header.setSectionResizeMode(LIMIT, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(LIMIT, tree.fontMetrics().horizontalAdvance("10 arbetsdagar") + theme.SPACE[3])
    tree.expandAll()
