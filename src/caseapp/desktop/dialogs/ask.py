"""Asks for one text, such as a caseworker's code, and does something with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton, QWidget

from caseapp.desktop.forms import child, fill
from caseapp.domain.identity import looks_like_identity


class AskDialog(QDialog):
    """One question. `answered` gets the text when the user agrees; an `optional` one may be empty."""

    def __init__(
        self,
        title: str,
        question: str,
        hint: str,
        button: str,
        answered: Callable[[str], object],
        *,
        choices: Sequence[str] = (),
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._answered = answered
        self._optional = optional
        form = fill(self, "ask")
        child(form, QLabel, "title").setText(title)
        asked = child(form, QLabel, "question")
        asked.setText(f"&{question}")
        self.answer = child(form, QComboBox, "answer")
        self.answer.addItems(list(choices))
        self.answer.setEditText("")
        self.answer.setAccessibleName(question)
        self.answer.setAccessibleDescription(hint)
        asked.setBuddy(self.answer)
        child(form, QLabel, "hint").setText(hint)
        self._wrong = child(form, QLabel, "wrong")
        self.ok = child(form, QPushButton, "ok")
        self.ok.setText(button)
        self.ok.setEnabled(optional)
        self.ok.clicked.connect(self.accept)
        child(form, QPushButton, "cancel").clicked.connect(self.reject)
        self.answer.editTextChanged.connect(self._judge)
        self.resize(440, self.sizeHint().height())
        self.answer.setFocus()

    def _judge(self, text: str) -> None:
        identity = looks_like_identity(text)
        self._wrong.setText("Det ser ut som ett personnummer. Skriv utan det." if identity else "")
        self.ok.setEnabled((self._optional or bool(text.strip())) and not identity)

    def accept(self) -> None:
        text = self.answer.currentText().strip()
        if (not text and not self._optional) or looks_like_identity(text):
            return
        super().accept()
        self._answered(text)
