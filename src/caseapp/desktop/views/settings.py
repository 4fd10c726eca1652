"""Inställningar: packs and local rules with a preview of what would move, and the rules in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTableView,
    QTabWidget,
    QTreeView,
    QWidget,
)

from caseapp.desktop import theme
from caseapp.desktop.forms import child, fill
from caseapp.desktop.models.calculator_rules import RuleModel
from caseapp.desktop.models.import_rows import WordsModel
from caseapp.desktop.widgets.rule_tree import dress_rules
from caseapp.domain.errors import UserError
from caseapp.domain.swedish import day_spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseapp.desktop.desk import Desk, Task
    from caseapp.domain.events import CaseKey
    from caseapp.service.local_rules import CataloguePreview

_HEADERS = ("Ärende", "Regel", "Sista dag nu", "Ny sista dag", "Läge", "Version")
_ASK = "Ändra paket eller lokala regler och välj Förhandsgranska. Då visas vilka frister som skulle flyttas."
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RULES = 1
"""The tab with the rules in force."""


class SettingsView(QWidget):
    """Two tabs: changing the rules, with what it would move to the right; and the rules as they are."""

    title = "Inställningar"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._preview: CataloguePreview | None = None
        self._task: Task | None = None
        self._stored: tuple[tuple[str, ...], str] | None = None
        self._can_undo = False
        self._cases: list[CaseKey] = []
        form = fill(self, "settings")
        self._tabs = child(form, QTabWidget, "tabs")
        self._packs = child(form, QListWidget, "packs")
        self._local = child(form, QPlainTextEdit, "local")
        self._changes = child(form, QTableView, "changes")
        self._progress = child(form, QProgressBar, "progress")
        self._search = child(form, QLineEdit, "search")
        self._rules = child(form, QTreeView, "rules")
        self._explanation = child(form, QPlainTextEdit, "explanation")
        self._rows = WordsModel(self)
        self._rule_model = RuleModel(self)
        self._prepare()

    def _prepare(self) -> None:
        for name, sizes in (("splitter", (330, 690)), ("rulesSplitter", (360, 560))):
            splitter = child(self, QSplitter, name)
            splitter.setStretchFactor(1, 1)
            splitter.setSizes(list(sizes))
        self._local.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._changes.setModel(self._rows)
        self._changes.verticalHeader().setVisible(False)
        self._changes.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self._rules.setModel(self._rule_model)
        self._local.textChanged.connect(self._edited)
        self._packs.itemChanged.connect(lambda _item: self._edited())
        self._changes.activated.connect(self._open_case)
        self._search.textChanged.connect(self._show_rules)
        self._rules.selectionModel().currentChanged.connect(self._explain)
        for name, action in (
            ("preview", self.preview),
            ("restore", self.restore),
            ("accept", self.accept),
            ("undo", self.undo),
            ("stop", self.stop),
        ):
            child(self, QPushButton, name).clicked.connect(action)
        self._desk.opened.connect(self._forget)
        self._changes.horizontalHeader().setDefaultAlignment(_LEFT)
        self._changes.horizontalHeader().setStretchLastSection(True)
        self._tell_trouble("")
        self._show_work(False)
        self._show_preview(None)

    # --- what is in force ---

    def refresh(self) -> None:
        """Read what is chosen; what is being written is kept."""
        office = self._desk.office
        if office is None:
            return

        def work(_: Task) -> tuple[dict[str, str], tuple[str, ...], str, bool]:
            from caseapp.catalogue.load import available_packs
            from caseapp.service.local_rules import can_undo, read_local

            packs = {pack.id: pack.name for pack in available_packs().values()}
            chosen = tuple(pack.id for pack in office.catalogue.packs)
            return packs, chosen, read_local(office), can_undo(office)

        self._desk.run(work, self._have_choice)

    def _have_choice(self, found: tuple[dict[str, str], tuple[str, ...], str, bool]) -> None:
        packs, chosen, local, self._can_undo = found
        untouched = self._stored is None or self._choice() == self._stored
        self._stored = (chosen, local)
        if untouched:
            self._fill(packs)
        self._enable()
        self._show_rules()
        office = self._desk.office
        if office is not None and office.local_fault:
            self._tell_trouble(f"De lokala reglerna är lagda åt sidan. {office.local_fault}")

    def _fill(self, packs: dict[str, str]) -> None:
        assert self._stored is not None
        chosen, local = self._stored
        self._packs.clear()
        # Those in force come first, in their order: the first one gives the pages their name.
        for pack_id in sorted(packs, key=lambda name: chosen.index(name) if name in chosen else len(chosen)):
            item = QListWidgetItem(packs[pack_id])
            item.setData(Qt.ItemDataRole.UserRole, pack_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if pack_id in chosen else Qt.CheckState.Unchecked)
            self._packs.addItem(item)
        if self._local.toPlainText() != local:
            self._local.setPlainText(local)
        self._show_preview(None)

    def _choice(self) -> tuple[tuple[str, ...], str]:
        items = [self._packs.item(row) for row in range(self._packs.count())]
        packs = tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )
        return packs, self._local.toPlainText()

    def _forget(self) -> None:
        """Another database is open: what was being written belongs to the one before."""
        self._stored = None
        self.stop()

    # --- changing ---

    def write(self, text: str) -> None:
        """Put a text in the editor, as if it had been typed."""
        self._tabs.setCurrentIndex(0)
        self._local.setPlainText(text)

    def preview(self) -> None:
        """Reckon what would move; nothing is saved."""
        office = self._desk.office
        if office is None:
            return
        packs, local = self._choice()

        def work(task: Task) -> CataloguePreview:
            from caseapp.service.local_rules import preview_catalogue

            return preview_catalogue(office, packs=packs, local=local, progress=_watched(task))

        self._work(work, self._show_preview)

    def accept(self) -> None:
        """Put what was previewed in force."""
        office, preview = self._desk.office, self._preview
        if office is None or preview is None:
            return

        def work(_: Task) -> None:
            from caseapp.service.local_rules import accept_catalogue

            accept_catalogue(office, preview)

        self._work(work, lambda _none: self._changed("Reglerna gäller nu, och alla frister är omräknade."))

    def undo(self) -> None:
        """Go back to the choice before, and tell what moved."""
        office = self._desk.office
        if office is None:
            return

        def work(_: Task) -> CataloguePreview:
            from caseapp.service.local_rules import undo_catalogue

            return undo_catalogue(office)

        def done(preview: CataloguePreview) -> None:
            self._changed("Den senaste ändringen av reglerna är ångrad.")
            self._show_rows(preview)

        self._work(work, done)

    def restore(self) -> None:
        """Throw away what is written and show what is in force."""
        self._stored = None
        self._tell_trouble("")
        self.refresh()

    def stop(self) -> None:
        """Stop the reckoning."""
        if self._task is not None:
            self._task.cancel()

    def _work(self, work: Callable[[Task], Any], done: Callable[[Any], None]) -> None:
        self._tell_trouble("")
        self._show_work(True)
        self._task = task = self._desk.run(work, done, lambda error: self._tell_trouble(str(error)))
        task.progressed.connect(self._progressed)
        task.finished.connect(self._finished)

    def _progressed(self, done: int, total: int) -> None:
        self._progress.setMaximum(total)
        self._progress.setValue(done)

    def _finished(self) -> None:
        self._task = None
        self._show_work(False)

    def _changed(self, words: str) -> None:
        self._stored = None
        self._show_preview(None)
        child(self, QLabel, "summary").setText(f"✓ {words}")
        self._desk.message.emit(words)
        self._desk.changed.emit(None)

    def _edited(self) -> None:
        if self._preview is not None or self._rows.rowCount():
            self._show_preview(None)
        self._enable()

    # --- what would move ---

    def _show_preview(self, preview: CataloguePreview | None) -> None:
        self._preview = preview
        if preview is None:
            self._rows.set_rows(_HEADERS, ())
            self._show_table(False)
            child(self, QLabel, "summary").setText(_ASK)
        else:
            self._show_rows(preview)
        self._enable()

    def _show_rows(self, preview: CataloguePreview) -> None:
        from caseapp.service.local_rules import summary

        self._cases = [change.case for change in preview.changes]
        self._rows.set_rows(
            _HEADERS,
            [
                (
                    change.case.ref,
                    change.rule_name,
                    day_spoken(change.old) if change.old else "–",
                    day_spoken(change.new) if change.new else "–",
                    change.state,
                    f"{change.old_version or '–'} → {change.new_version or '–'}",
                )
                for change in preview.changes
            ],
        )
        self._show_table(bool(preview.changes))
        self._changes.resizeColumnsToContents()
        text = summary(preview)
        child(self, QLabel, "summary").setText(text)
        self._changes.setAccessibleDescription(text)

    def _show_table(self, shown: bool) -> None:
        self._changes.setVisible(shown)
        child(self, QWidget, "nothing").setVisible(not shown)

    def _open_case(self, index: QModelIndex) -> None:
        self._desk.open_case(self._cases[index.row()])

    def _tell_trouble(self, text: str) -> None:
        label = child(self, QLabel, "trouble")
        label.setText(text)
        label.setVisible(bool(text))

    def _show_work(self, working: bool) -> None:
        self._progress.setMaximum(0)
        self._progress.setVisible(working)
        child(self, QPushButton, "stop").setVisible(working)
        if not working:
            self._enable()
            return
        for name in ("preview", "restore", "accept", "undo"):
            child(self, QPushButton, name).setEnabled(False)

    def _enable(self) -> None:
        idle = self._task is None
        changed = self._stored is not None and self._choice() != self._stored
        for name, enabled in (
            ("preview", changed),
            ("restore", changed),
            ("accept", self._preview is not None),
            ("undo", self._can_undo),
        ):
            child(self, QPushButton, name).setEnabled(idle and enabled)

    # --- the rules in force ---

    def find(self) -> None:  # type: ignore[override]  # the window's protocol; Qt's own is another
        """Ctrl+F: search among the rules in force."""
        self._tabs.setCurrentIndex(_RULES)
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def choose(self, rule_id: str) -> None:
        """Explain a rule."""
        self._tabs.setCurrentIndex(_RULES)
        self._rules.setCurrentIndex(self._rule_model.find(rule_id))

    def _show_rules(self) -> None:
        office = self._desk.office
        if office is None:
            return
        chosen = self._rule_model.rule_at(self._rules.currentIndex())
        self._rule_model.show(office.catalogue, self._search.text())
        dress_rules(self._rules, self._rule_model)
        again = self._rule_model.find(chosen) if chosen else QModelIndex()
        self._rules.setCurrentIndex(again if again.isValid() else self._rule_model.first())
        self._explain()

    def _explain(self) -> None:
        from caseapp.service.rulebook import explain_rule

        office = self._desk.office
        chosen = self._rule_model.rule_at(self._rules.currentIndex())
        if office is None or not chosen:
            self._explanation.setPlainText("Ingen regel har de orden. Sök på namn, lagrum eller kommun.")
            return
        self._explanation.setPlainText(explain_rule(office.catalogue.rules[chosen]))


def _watched(task: Task) -> Callable[[int, int], None]:
    """Tells the task how far it has come, and stops the work when somebody has asked for it."""

    def progress(done: int, total: int) -> None:
        if task.cancelled():
            raise UserError("Omräkningen är avbruten. Ingenting sparades.")
        task.progress(done, total)

    return progress
