"""Labels with a meaning: a status with its colour, a paragraph one can read and copy, an empty state."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from caseapp.desktop import theme
from caseapp.desktop.status import Status


class StatusLabel(QLabel):
    """A status on its own tint: icon, words and colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def set_status(self, status: Status) -> None:
        """Show a status."""
        self._token = status.token
        self.setText(status.text)
        self.setAccessibleName(status.words)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._token:
            self._dress()

    def _dress(self) -> None:
        now = theme.tokens()
        tint = getattr(now, f"{self._token}_tint", now.panel)
        wanted = (
            f"QLabel {{ color: {getattr(now, self._token)}; background: {tint};"
            f" border-radius: 4px; padding: 2px 8px; font-weight: 600; }}"
        )
        if wanted != self.styleSheet():
            self.setStyleSheet(wanted)


class Paragraph(QLabel):
    """Running text that wraps, and that can be selected with the mouse and reached with the keyboard."""

    def __init__(self, parent: QWidget | None = None, text: str = "") -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        # One line: Qt would reckon with the height at the narrowest width, and make a dialog far too tall.
        return QSize(160, self.fontMetrics().height() if self.text() else 0)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        # An empty paragraph is no stop on the way through the window.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if text else Qt.FocusPolicy.NoFocus)


def paragraph(text: str) -> Paragraph:
    """Running text, made in code."""
    return Paragraph(None, text)


def label(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A plain label; `role` is one of the stylesheet's (`muted`, `heading`, `title`, `error`)."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another of the stylesheet's roles."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def clear_layout(parent: QWidget) -> None:
    """Take every widget out of a widget's layout."""
    layout = parent.layout()
    while layout is not None and layout.count():
        item = layout.takeAt(0)
        inner = item.widget() if item is not None else None
        if inner is not None:
            inner.hide()
            inner.setParent(None)
            inner.deleteLater()
