"""The icon family: 20 px outlines in `resources/icons`, tinted with the colours in force."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QIcon, QPixmap

from caseapp.desktop import theme
from caseapp.files import resource

_SCALES = (1, 2, 3)


def icon(name: str) -> QIcon:
    """An icon in the text's muted colour; in the accent's when it is chosen."""
    now = theme.tokens()
    return _icon(name, now.muted, now.accent)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, chosen: str) -> QIcon:
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for scale in _SCALES:
        for state, ink in ((QIcon.State.Off, colour), (QIcon.State.On, chosen)):
            drawn = source.replace("currentColor", ink)
            drawn = drawn.replace('width="20" height="20"', f'width="{20 * scale}" height="{20 * scale}"', 1)
            picture = QPixmap()
            picture.loadFromData(QByteArray(drawn.encode()), "SVG")
            picture.setDevicePixelRatio(scale)
            made.addPixmap(picture, QIcon.Mode.Normal, state)
    return made


def size() -> QSize:
    """The size icons are drawn at beside text."""
    return QSize(20, 20)
