"""Type: the fonts that travel with the program, the width of a text, and where its lines break."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import Any

from caseapp.files import resource

REGULAR = "CaseappSans"
BOLD = "CaseappSans-Bold"

# A no-break space holds thousands together, so it is not among the blanks.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\ufeff]")
# A number stays with its § and its kap.
_BREAK = re.compile(r" (?!§|kap\.)")
# Where a long word may be broken: after a dash or a slash, and before the last part of a compound.
_TAILS = "enheten|avdelningen|gruppen|teamet|mottagningen|centrum|myndighet|utredning|bedömning|beslut"
_JOINT = re.compile(rf"(?<=[-/_])(?=[^-/_])|(?<=[a-zåäöé]{{3}})(?=(?:{_TAILS})\b)")


@lru_cache(maxsize=1)
def _fonts() -> dict[str, Any]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    files = {REGULAR: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}
    made = {name: TTFont(name, str(resource("fonts", file))) for name, file in files.items()}
    for font in made.values():
        pdfmetrics.registerFont(font)
    return made


@lru_cache(maxsize=65_536)
def _unit_width(text: str, font: str) -> float:
    return float(_fonts()[font].stringWidth(text, 1))


def width(text: str, font: str, size: float) -> float:
    """How wide a text is, in points."""
    return _unit_width(text, font) * size


def clean(text: str) -> str:
    """The text with its blanks made single and without what cannot be printed."""
    printable = _UNPRINTABLE.sub("", text.encode("utf-8", "replace").decode())
    return _BLANKS.sub(" ", printable).strip(" ")


def longest_word(text: str, font: str, size: float) -> float:
    """The width of the widest word: a narrower column would have to break it."""
    return max(
        width(_hyphened(piece, piece is not pieces[-1]), font, size)
        for word in _BREAK.split(clean(text))
        for pieces in [_JOINT.split(word)]
        for piece in pieces
    )


def _hyphened(piece: str, more: bool) -> str:
    return piece + "-" if more and piece[-1].isalpha() else piece


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """The lines of a text in `room` points. A word that is wider is broken, at a joint if it has one."""
    plain = clean(text)
    if width(plain, font, size) <= room:
        return [plain]
    lines: list[str] = []
    line = ""
    blank = width(" ", font, size)
    used = 0.0
    for word in _BREAK.split(plain):
        needed = width(word, font, size)
        if line and used + blank + needed <= room:
            line += " " + word
            used += blank + needed
            continue
        if line:
            lines.append(line)
        if needed > room:
            *full, word = _broken(word, font, size, room)
            lines += full
            needed = width(word, font, size)
        line, used = word, needed
    lines.append(line)
    return lines


def _broken(word: str, font: str, size: float, room: float) -> list[str]:
    parts: list[str] = []
    part = ""
    pieces = _JOINT.split(word)
    for number, piece in enumerate(pieces):
        more = number < len(pieces) - 1
        if width(_hyphened(part + piece, more), font, size) <= room:
            part += piece
            continue
        if part:
            parts.append(_hyphened(part, True))
        part = piece
        while width(_hyphened(part, more), font, size) > room and len(part) > 1:
            cut = _fitting(part, font, size, room)
            head, part = part[:cut], part[cut:]
            parts.append(_hyphened(head, part[0].isalpha()))
    parts.append(part)
    return parts


def _fitting(word: str, font: str, size: float, room: float) -> int:
    """How many characters fit with a hyphen after them; at least one."""
    left = room - width("-", font, size)
    count = sum(used <= left for used in accumulate(width(character, font, size) for character in word))
    return max(1, min(count, len(word) - 1))
