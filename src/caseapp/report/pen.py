"""A pen on a page: text, lines and boxes, with y growing upwards as in PDF."""

from __future__ import annotations

from typing import Any

from caseapp.report.look import LINE, TEXT, Colour
from caseapp.report.typesetting import REGULAR, width


class Pen:
    """Draws on reportlab's canvas, and says only what differs from what was said last."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self._fill: Colour | None = None

    def _ink(self, colour: Colour) -> None:
        if colour != self._fill:
            self.canvas.setFillColorRGB(*colour)
            self._fill = colour

    def text(
        self, x: float, y: float, text: str, size: float, font: str = REGULAR, colour: Colour = TEXT
    ) -> None:
        """A line of text from x."""
        self._ink(colour)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def text_right(
        self, x: float, y: float, text: str, size: float, font: str = REGULAR, colour: Colour = TEXT
    ) -> None:
        """A line of text that ends at x."""
        self.text(x - width(text, font, size), y, text, size, font, colour)

    def text_centred(
        self, x: float, y: float, text: str, size: float, font: str = REGULAR, colour: Colour = TEXT
    ) -> None:
        """A line of text with its middle at x."""
        self.text(x - width(text, font, size) / 2, y, text, size, font, colour)

    def line(
        self,
        x: float,
        y: float,
        to_x: float,
        to_y: float,
        thickness: float = 0.5,
        colour: Colour = LINE,
        dashes: tuple[float, ...] = (),
    ) -> None:
        """A straight line."""
        canvas = self.canvas
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(thickness)
        if dashes:
            canvas.setDash(list(dashes))
        canvas.line(x, y, to_x, to_y)
        if dashes:
            canvas.setDash()

    def box(
        self, x: float, y: float, across: float, up: float, fill: Colour, outline: Colour | None = None
    ) -> None:
        """A filled box from its lower left corner."""
        self._ink(fill)
        if outline is not None:
            self.canvas.setStrokeColorRGB(*outline)
            self.canvas.setLineWidth(0.7)
        self.canvas.rect(x, y, across, up, stroke=int(outline is not None), fill=1)

    def next_page(self) -> None:
        """Finish the page; the next one begins with nothing said."""
        self.canvas.showPage()
        self._fill = None
