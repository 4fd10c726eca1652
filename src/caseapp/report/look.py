"""How paper looks: the light theme's colours and the sizes in points."""

from __future__ import annotations

from caseapp.report.blocks import Tone

Colour = tuple[float, float, float]


def _hex(text: str) -> Colour:
    return (int(text[0:2], 16) / 255, int(text[2:4], 16) / 255, int(text[4:6], 16) / 255)


PAPER = _hex("FFFFFF")
TEXT = _hex("1B1F24")
MUTED = _hex("57606A")
PANEL = _hex("F5F6F8")
LINE = _hex("D0D7DE")
ACCENT = _hex("0B5CAD")

INK = {
    Tone.PLAIN: TEXT,
    Tone.MUTED: MUTED,
    Tone.LATE: _hex("B3261E"),
    Tone.SOON: _hex("8A5300"),
    Tone.OK: _hex("1A6B3C"),
}
TINT = {Tone.LATE: _hex("FCE9E7"), Tone.SOON: _hex("FFF3D6"), Tone.OK: _hex("E6F4EA")}

MILLIMETRE = 72 / 25.4
PAGE_WIDTH = 210 * MILLIMETRE
PAGE_HEIGHT = 297 * MILLIMETRE
MARGIN = 20 * MILLIMETRE
RUNNING_EDGE = 12 * MILLIMETRE
"""How far from the paper's edge the header and the footer stand; nearer, many printers cut them off."""
BODY_WIDTH = PAGE_WIDTH - 2 * MARGIN

TITLE_SIZE = 16.0
LEAD_SIZE = 11.0
HEADING_SIZE = 12.0
TEXT_SIZE = 9.0
CELL_SIZE = 8.0
HEAD_SIZE = 7.5
NOTE_SIZE = 7.5
RUNNING_SIZE = 7.5
LEADING = 1.28
"""Height of a line, in sizes of its type."""
