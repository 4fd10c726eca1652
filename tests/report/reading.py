"""Reading papers back: their text, and where each piece of it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from caseapp.report.look import MARGIN, PAGE_WIDTH
from caseapp.report.pen import Pen
from caseapp.report.typesetting import width


def pages_of(path: Path) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(path).pages]


def text_of(path: Path) -> str:
    """The whole text, lines as they stand, pages apart."""
    return "\n\f\n".join(pages_of(path)) + "\n"


def without_versions(text: str) -> bytes:
    """The text without what changes with every word of the catalogue and with every release."""
    plain = re.sub(r"kontrollsumma [0-9a-f]{4}( [0-9a-f]{4}){3}", "kontrollsumma …", text)
    plain = re.sub(r"Version [0-9a-f]{12}\.", "Version ….", plain)
    return re.sub(r"caseapp \d+\.\d+\.\d+\S*", "caseapp ….", plain).encode()


@dataclass(frozen=True)
class Piece:
    """A piece of text on a page: its box, in points."""

    page: int
    x: float
    y: float
    across: float
    size: float
    text: str

    def overlaps(self, other: Piece) -> bool:
        """Whether the two would be printed over each other."""
        if self.page != other.page or abs(self.y - other.y) >= 0.7 * min(self.size, other.size):
            return False
        return self.x < other.x + other.across - 0.2 and other.x < self.x + self.across - 0.2


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Piece]]:
    """Every piece of text that is drawn meanwhile."""
    pieces: list[Piece] = []
    draw, turn = Pen.text, Pen.next_page
    page = 1

    def text(self: Pen, x: float, y: float, text: str, size: float, font: str, colour: object) -> None:
        pieces.append(Piece(page, x, y, width(text, font, size), size, text))
        draw(self, x, y, text, size, font, colour)  # type: ignore[arg-type]

    def next_page(self: Pen) -> None:
        nonlocal page
        page += 1
        turn(self)

    with monkeypatch.context() as patched:
        patched.setattr(Pen, "text", text)
        patched.setattr(Pen, "next_page", next_page)
        yield pieces


def assert_well_set(pieces: list[Piece]) -> None:
    """No text is cut off at the margins, and none lies over another."""
    assert pieces
    for piece in pieces:
        assert piece.x >= MARGIN - 0.1, piece
        assert piece.x + piece.across <= PAGE_WIDTH - MARGIN + 0.1, piece
        assert 30 <= piece.y <= 842 - 30, piece
    lines = sorted((p for p in pieces if p.text), key=lambda p: (p.page, p.y))
    for number, piece in enumerate(lines):
        for other in lines[number + 1 :]:
            if other.page != piece.page or other.y - piece.y > 12:
                break
            assert not piece.overlaps(other), (piece, other)
