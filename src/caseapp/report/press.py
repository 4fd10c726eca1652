"""The press: a sheet becomes a PDF file. reportlab is loaded when something is printed."""

from __future__ import annotations

import gc
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, assert_never

from caseapp.domain.errors import UserError
from caseapp.domain.events import spaced
from caseapp.report.bands import (
    Band,
    heading_bands,
    lead_bands,
    note_bands,
    page_break,
    paginate,
    paragraph_bands,
    signature_bands,
    title_bands,
)
from caseapp.report.blocks import (
    SEPARATOR,
    Block,
    Chain,
    Charts,
    Column,
    Heading,
    Lead,
    Notes,
    PageBreak,
    Row,
    Sheet,
    Signature,
    Table,
    Text,
    Title,
)
from caseapp.report.chain import chain_bands
from caseapp.report.chart_paper import chart_bands
from caseapp.report.look import (
    BODY_WIDTH,
    LEADING,
    MARGIN,
    MUTED,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RUNNING_EDGE,
    RUNNING_SIZE,
)
from caseapp.report.pen import Pen
from caseapp.report.tables import measure, table_bands
from caseapp.report.typesetting import REGULAR, clean, wrap

Progress = Callable[[int, int], None]
"""Told how many pages are drawn, and of how many."""
Widths = dict[tuple[Column, ...], list[float]]
_RUNNING_LINE = RUNNING_SIZE * LEADING


def print_sheet(sheet: Sheet, out: Path, progress: Progress | None = None) -> int:
    """Print to a file, whole or not at all; returns the number of pages. Raises UserError."""
    header = wrap(
        SEPARATOR.join(filter(None, (sheet.municipality, sheet.scope, sheet.name))),
        REGULAR,
        RUNNING_SIZE,
        BODY_WIDTH,
    )
    top = PAGE_HEIGHT - max(MARGIN, RUNNING_EDGE + len(header) * _RUNNING_LINE + 6)
    with _collector_at_rest():
        pages = paginate(_bands(sheet.blocks), top - MARGIN)
        data = _draw(sheet, header, pages, top, progress)
    _save(data, out)
    return len(pages)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A paper is made of very many small values and no cycles; looking for some took a third of the time."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


def _bands(blocks: Sequence[Block]) -> list[Band]:
    widths = _widths(blocks)
    made: list[Band] = []
    for block in blocks:
        made += _bands_of(block, widths)
    return made


def _widths(blocks: Sequence[Block]) -> Widths:
    """Tables with the same columns get the same widths, so that the eye can follow them down."""
    rows: dict[tuple[Column, ...], list[Row]] = defaultdict(list)
    for block in blocks:
        if isinstance(block, Table):
            rows[block.columns] += block.rows
    return {columns: measure(columns, found) for columns, found in rows.items()}


def _bands_of(block: Block, widths: Widths) -> list[Band]:
    match block:
        case Title(text):
            return title_bands(text)
        case Lead(text):
            return lead_bands(text)
        case Heading(text):
            return heading_bands(text)
        case Text(text):
            return paragraph_bands(text)
        case Notes(title, items):
            return note_bands(title, items)
        case Table():
            return table_bands(block, widths[block.columns])
        case Chain():
            return chain_bands(block)
        case Charts(charts):
            return chart_bands(charts)
        case Signature(labels):
            return signature_bands(labels)
        case PageBreak():
            return [page_break()]
        case _:
            assert_never(block)


def _draw(
    sheet: Sheet,
    header: Sequence[str],
    pages: Sequence[Sequence[Band]],
    top: float,
    progress: Progress | None,
) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    title = clean(SEPARATOR.join((sheet.name, sheet.as_of.isoformat())))
    # Without a time and an identity of its own in the file, the same facts print to the same bytes.
    canvas: Any = Canvas("", pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1, lang="sv")
    canvas.setTitle(title)
    canvas.setAuthor("caseapp")
    canvas.setCreator("caseapp")
    canvas.setProducer("caseapp")
    canvas.setSubject(clean(sheet.name))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    pen = Pen(canvas)
    for number, bands in enumerate(pages, start=1):
        _draw_header(pen, header)
        y = top
        for place, band in enumerate(bands):
            if band.outline:
                key = f"{number}-{place}"
                canvas.bookmarkHorizontal(key, 0, y)
                canvas.addOutlineEntry(band.outline, key, 0)
            band.draw(pen, y)
            y -= band.height
        _draw_footer(pen, sheet, number, len(pages))
        pen.next_page()
        if progress is not None:
            progress(number, len(pages))
    data: bytes = canvas.getpdfdata()
    return data


def _draw_header(pen: Pen, header: Sequence[str]) -> None:
    y = PAGE_HEIGHT - RUNNING_EDGE
    for line in header:
        y -= _RUNNING_LINE
        pen.text(MARGIN, y + 2, line, RUNNING_SIZE, REGULAR, MUTED)
    pen.line(MARGIN, y - 1, MARGIN + BODY_WIDTH, y - 1)


def _draw_footer(pen: Pen, sheet: Sheet, number: int, pages: int) -> None:
    footer = SEPARATOR.join(
        (
            f"Sida {number} av {pages}",
            f"läget {sheet.as_of.isoformat()}",
            f"uttaget {sheet.printed:%Y-%m-%d %H:%M}",
            f"kontrollsumma {spaced(sheet.fingerprint)}",
        )
    )
    pen.line(MARGIN, RUNNING_EDGE + _RUNNING_LINE + 1, MARGIN + BODY_WIDTH, RUNNING_EDGE + _RUNNING_LINE + 1)
    pen.text(MARGIN, RUNNING_EDGE, footer, RUNNING_SIZE, REGULAR, MUTED)


def _save(data: bytes, out: Path) -> None:
    """Write beside, then put in place: a reader sees the old paper or the new one, never half of one."""
    part: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{out.name[:40]}.", suffix=".part", dir=out.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(part, out)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise UserError(
            f"Filen {out} går inte att skriva ({error.strerror}). Stäng den om den är öppen, "
            "eller välj en annan plats."
        ) from None
