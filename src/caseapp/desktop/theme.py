"""Colours, sizes and fonts: one place for light, dark and high contrast.

The colours in force are read back from the application's palette (`tokens()`), so that painted widgets
and models need nobody to hand them a theme, and follow when it changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from caseapp.files import resource

SPACE = (4, 8, 12, 16, 24)
ROW_HEIGHT = 28
RADIUS = 6
POINTS = {"small": 9, "normal": 10, "large": 12, "title": 16, "number": 24}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of a theme as `#RRGGBB`. A tint is the ground behind its own colour."""

    name: str
    bg: str
    panel: str
    line: str
    control: str
    text: str
    muted: str
    accent: str
    accent_tint: str
    on_accent: str
    late: str
    late_tint: str
    soon: str
    soon_tint: str
    ok: str
    ok_tint: str
    focus: int = 2

    def color(self, token: str) -> QColor:
        """A token as a colour to paint with."""
        return QColor(getattr(self, token))


LIGHT = Tokens(
    name="light",
    bg="#FFFFFF",
    panel="#F5F6F8",
    line="#D0D7DE",
    control="#858E98",
    text="#1B1F24",
    muted="#57606A",
    accent="#0B5CAD",
    accent_tint="#E3EEFA",
    on_accent="#FFFFFF",
    late="#B3261E",
    late_tint="#FCE9E7",
    soon="#8A5300",
    soon_tint="#FFF3D6",
    ok="#1A6B3C",
    ok_tint="#E6F4EA",
)
DARK = Tokens(
    name="dark",
    bg="#1B1D21",
    panel="#24272C",
    line="#3A3F46",
    control="#747C86",
    text="#E8EAED",
    muted="#A8B0BA",
    accent="#8AB8FF",
    accent_tint="#22344F",
    on_accent="#10233F",
    late="#FF9A90",
    late_tint="#4A1F1C",
    soon="#F3C15F",
    soon_tint="#463612",
    ok="#86D7A4",
    ok_tint="#173B26",
)
CONTRAST = Tokens(
    name="contrast",
    bg="#000000",
    panel="#000000",
    line="#FFFFFF",
    control="#FFFFFF",
    text="#FFFFFF",
    muted="#FFFFFF",
    accent="#FFFF00",
    accent_tint="#000000",
    on_accent="#000000",
    late="#FFFFFF",
    late_tint="#000000",
    soon="#FFFFFF",
    soon_tint="#000000",
    ok="#FFFFFF",
    ok_tint="#000000",
    focus=3,
)
"""When high contrast is asked for here; when the system has it on, the system's own colours are used."""

THEMES = (LIGHT, DARK, CONTRAST)


class Scheme(StrEnum):
    """What the user chose under Utseende."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2: 1 for the same, 21 for black on white."""

    def luminance(colour: str) -> float:
        parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tokens() -> Tokens:
    """The colours in force."""
    palette = QGuiApplication.palette()
    ground = palette.color(QPalette.ColorRole.Base).name().upper()
    text = palette.color(QPalette.ColorRole.WindowText).name().upper()
    for theme in THEMES:
        if (theme.bg, theme.text) == (ground, text):
            return theme
    return from_system(palette)


def from_system(palette: QPalette) -> Tokens:
    """The system's own colours, without tints: for high contrast that the system has on."""
    role = QPalette.ColorRole

    def name(wanted: QPalette.ColorRole) -> str:
        return palette.color(wanted).name().upper()

    text, ground = name(role.WindowText), name(role.Base)
    return Tokens(
        name="contrast",
        bg=ground,
        panel=ground,
        line=text,
        control=text,
        text=text,
        muted=text,
        accent=name(role.Highlight),
        accent_tint=ground,
        on_accent=name(role.HighlightedText),
        late=text,
        late_tint=ground,
        soon=text,
        soon_tint=ground,
        ok=text,
        ok_tint=ground,
        focus=3,
    )


def sized(font: QFont, size: str, bold: bool = False) -> QFont:
    """A copy of a font in one of the sizes in `POINTS`."""
    copy = QFont(font)
    copy.setPointSize(POINTS[size])
    if bold:
        copy.setWeight(QFont.Weight.DemiBold)
    return copy


def figures(font: QFont) -> QFont:
    """A copy of a font with figures of one width, for columns of dates and numbers."""
    copy = QFont(font)
    copy.setFeature(QFont.Tag("tnum"), 1)
    return copy


def palette_of(theme: Tokens) -> QPalette:
    """A theme as Qt's palette."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for wanted, token in (
        (role.Window, "bg"),
        (role.WindowText, "text"),
        (role.Base, "bg"),
        (role.AlternateBase, "panel"),
        (role.Text, "text"),
        (role.Button, "panel"),
        (role.ButtonText, "text"),
        (role.BrightText, "late"),
        (role.ToolTipBase, "panel"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Mid, "line"),
        (role.Midlight, "line"),
        (role.Dark, "control"),
        (role.Light, "panel"),
        (role.Shadow, "line"),
    ):
        palette.setColor(wanted, theme.color(token))
    for wanted in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, wanted, theme.color("muted"))
    return palette


def stylesheet(theme: Tokens) -> str:
    """The small stylesheet with the theme's colours filled in."""
    text = resource("styles", "caseapp.qss").read_text(encoding="utf-8")
    values = {field.name: str(getattr(theme, field.name)) for field in fields(theme)}
    values["icons"] = resource("icons").as_posix()
    for size, points in POINTS.items():
        values[size] = f"{points}pt"
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}@", values[name])
    return text


def ensure_font() -> None:
    """Bring the shipped font in when the system has none at all."""
    if QFontDatabase.families():
        return
    for file in sorted(resource("fonts").glob("DejaVuSansCondensed*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    families = QFontDatabase.families()
    if families:
        QApplication.setFont(QFont(families[0], POINTS["normal"]))


class Theme(QObject):
    """Dresses the application, and again when the system or the user changes their mind."""

    changed = Signal()

    def __init__(self, app: QApplication, settings: QSettings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._system_palette = QPalette(app.palette())
        ensure_font()
        app.setStyle("Fusion")
        if app.font().pointSize() != POINTS["normal"]:
            app.setFont(sized(app.font(), "normal"))
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self._dress()

    @property
    def scheme(self) -> Scheme:
        """What the user chose; the system's wish when nothing else."""
        stored = str(self._settings.value("scheme", Scheme.SYSTEM.value))
        return Scheme(stored) if stored in set(Scheme) else Scheme.SYSTEM

    def choose(self, scheme: Scheme) -> None:
        """Dress by the user's choice from now on."""
        self._settings.setValue("scheme", scheme.value)
        self._dress()

    def resolved(self) -> Tokens:
        """The colours that the choice and the system lead to."""
        scheme = self.scheme
        hints = self._app.styleHints()
        if scheme is Scheme.SYSTEM:
            accessibility = hints.accessibility()
            if accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast:
                return from_system(self._system_palette)
            return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}[scheme]

    def _dress(self) -> None:
        theme = self.resolved()
        self._app.setPalette(palette_of(theme))
        self._app.setStyleSheet(stylesheet(theme))
        self.changed.emit()
