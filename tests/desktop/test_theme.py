"""Colours that can be read, in every theme."""

from __future__ import annotations

import re
from itertools import product

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from caseapp.desktop import icons, theme
from caseapp.desktop.theme import CONTRAST, DARK, LIGHT, THEMES, Scheme, Theme, Tokens, contrast
from caseapp.files import resource

READ = [
    *product(("text", "muted", "accent", "late", "soon", "ok"), ("bg", "panel")),
    *((token, f"{token}_tint") for token in ("accent", "late", "soon", "ok")),
    *product(("text", "muted"), ("late_tint", "soon_tint", "accent_tint")),
    ("on_accent", "accent"),
]


@pytest.fixture
def settings(tmp_path: object) -> QSettings:
    return QSettings(f"{tmp_path}/theme.ini", QSettings.Format.IniFormat)


@pytest.mark.parametrize("colours", THEMES, ids=lambda colours: colours.name)
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_has_a_contrast_of_four_and_a_half(colours: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", THEMES, ids=lambda colours: colours.name)
@pytest.mark.parametrize("ground", ["bg", "panel"])
def test_the_edges_of_controls_and_the_focus_ring_have_a_contrast_of_three(
    colours: Tokens, ground: str
) -> None:
    assert contrast(colours.control, getattr(colours, ground)) >= 3
    assert contrast(colours.accent, getattr(colours, ground)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


@pytest.mark.parametrize("colours", THEMES, ids=lambda colours: colours.name)
def test_the_colours_in_force_are_read_back_from_the_palette(colours: Tokens, qapp: QApplication) -> None:
    before = qapp.palette()
    qapp.setPalette(theme.palette_of(colours))
    assert theme.tokens() == colours
    qapp.setPalette(before)


def test_the_systems_high_contrast_keeps_the_systems_own_colours() -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.WindowText, "#00FF00")
    palette.setColor(QPalette.ColorRole.Base, "#000010")
    found = theme.from_system(palette)
    assert (found.text, found.late, found.bg, found.late_tint) == ("#00FF00", "#00FF00", "#000010", "#000010")
    assert found.focus > LIGHT.focus


@pytest.mark.parametrize("colours", THEMES, ids=lambda colours: colours.name)
def test_the_stylesheet_has_no_token_left_and_no_picture_missing(colours: Tokens) -> None:
    text = theme.stylesheet(colours)
    assert not re.search(r"@\w+@", text)
    for path in re.findall(r"url\(([^)]+)\)", text):
        assert resource("icons").joinpath(path.rsplit("/", 1)[1]).is_file()


def test_the_user_can_force_a_scheme_and_go_back(qapp: QApplication, settings: QSettings) -> None:
    made = Theme(qapp, settings)
    told: list[str] = []
    made.changed.connect(lambda: told.append(theme.tokens().name))
    assert made.scheme is Scheme.SYSTEM
    for scheme in (Scheme.DARK, Scheme.CONTRAST, Scheme.LIGHT, Scheme.SYSTEM):
        made.choose(scheme)
    assert told == ["dark", "contrast", "light", "light"]
    settings.setValue("scheme", "randigt")
    assert made.scheme is Scheme.SYSTEM


def test_the_systems_wish_is_followed(
    qapp: QApplication, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Theme(qapp, settings)

    class Accessibility:
        wish = Qt.ContrastPreference.NoPreference

        def contrastPreference(self) -> Qt.ContrastPreference:
            return self.wish

    class Hints:
        def accessibility(self) -> Accessibility:
            return Accessibility()

        def colorScheme(self) -> Qt.ColorScheme:
            return Qt.ColorScheme.Dark

    class App:
        def styleHints(self) -> Hints:
            return Hints()

    monkeypatch.setattr(made, "_app", App())
    assert made.resolved() is DARK
    monkeypatch.setattr(Accessibility, "wish", Qt.ContrastPreference.HighContrast)
    assert made.resolved().name == CONTRAST.name


def test_the_shipped_font_is_used_only_when_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[str] = []
    answers = iter([["Segoe UI"], [], [], [], ["DejaVu Sans"]])
    monkeypatch.setattr(QFontDatabase, "families", lambda: next(answers))
    monkeypatch.setattr(QFontDatabase, "addApplicationFont", lambda file: added.append(file))
    monkeypatch.setattr(QApplication, "setFont", lambda font: added.append(font.family()))
    theme.ensure_font()
    assert added == []
    theme.ensure_font()
    assert "DejaVu Sans" not in added
    theme.ensure_font()
    assert added[-1] == "DejaVu Sans"


def test_figures_are_of_one_width_and_sizes_are_copies(qapp: QApplication) -> None:
    font = QFont(qapp.font())
    assert theme.figures(font).featureValue(QFont.Tag("tnum")) == 1
    assert theme.sized(font, "title", bold=True).pointSize() == theme.POINTS["title"]
    assert font == qapp.font()


def test_an_icon_is_drawn_in_the_colours_in_force(qapp: QApplication) -> None:
    for path in resource("icons").glob("*.svg"):
        if 'width="20"' in path.read_text(encoding="utf-8"):
            assert not icons.icon(path.stem).pixmap(icons.size()).isNull()
