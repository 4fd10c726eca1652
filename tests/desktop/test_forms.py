"""Forms: found, filled in, and clear about what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseapp.desktop import forms
from caseapp.desktop.widgets.labels import Paragraph
from caseapp.files import data_folder

BROKEN = """<ui version="4.0"><class>X</class><widget class="QWidget" name="x">
<widget class="Paragraph" name="p"/></widget><customwidgets><customwidget><class>Paragraph</class>
<extends>QLabel</extends><header>{module}</header></customwidget></customwidgets></ui>"""


def test_every_form_loads(qtbot: QtBot) -> None:
    for path in sorted((data_folder() / "ui").glob("*.ui")):
        qtbot.addWidget(forms.load_form(path.stem))


def test_a_promoted_widget_comes_from_the_module_the_form_names(qtbot: QtBot) -> None:
    form = forms.load_form("void")
    qtbot.addWidget(form)
    assert isinstance(forms.child(form, Paragraph, "what"), Paragraph)


def test_a_missing_widget_is_told_by_form_class_and_name(qtbot: QtBot) -> None:
    form = forms.load_form("void")
    qtbot.addWidget(form)
    with pytest.raises(LookupError, match=r"“void” has no QPushButton called “finns-inte”"):
        forms.child(form, QPushButton, "finns-inte")


def test_a_missing_form_is_told_by_its_path() -> None:
    with pytest.raises(FileNotFoundError, match=r"finns-inte\.ui"):
        forms.load_form("finns-inte")


@pytest.mark.parametrize("module", ["caseapp.desktop.saknas", "caseapp.desktop.status"])
def test_a_promoted_widget_that_cannot_be_made_is_a_fault_and_no_crash(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "x.ui"
    path.write_text(BROKEN.format(module=module), encoding="utf-8")
    monkeypatch.setattr(forms, "form_path", lambda _: path)
    with pytest.raises((ModuleNotFoundError, AttributeError)):
        forms.load_form("x")


@pytest.mark.qt_log_ignore("Designer", extend=True)
def test_a_form_that_qt_cannot_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "x.ui"
    path.write_text("<ui/>", encoding="utf-8")
    monkeypatch.setattr(forms, "form_path", lambda _: path)
    with pytest.raises(RuntimeError, match="ui device"):
        forms.load_form("x")


def test_a_dialog_grows_with_its_text_and_never_shrinks(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    forms.fit(owner)  # without a layout there is nothing to do
    forms.fill(owner, "void")
    owner.resize(520, 120)
    forms.child(owner, Paragraph, "effect").setText("ord " * 200)
    forms.child(owner, QLabel, "wrong").setText("")
    forms.fit(owner)
    tall = owner.height()
    assert tall > 200
    forms.child(owner, Paragraph, "effect").setText("")
    forms.fit(owner)
    assert owner.height() == tall
