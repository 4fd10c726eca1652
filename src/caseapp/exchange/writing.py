"""Writes tables of typed cells as csv and xlsx, every text made harmless; whole files or none."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseapp.domain.errors import UserError
from caseapp.exchange.guard import harmless

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

Cell = str | int | float | date | None
"""What a cell holds; None is an empty cell."""

_MOST_ROWS = 1_048_575
_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST = 8, 60
_ROOM_FOR_ARROW = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: a name of at most 31 characters, the head and the rows beneath it."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file to write beside the path, moved there when all has gone well. Raises UserError."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            yield unfinished
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"Filen {path} går inte att skriva ({error.strerror}). Stäng den om den är öppen, "
            "eller välj en annan mapp."
        ) from None


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write `;`-separated UTF-8 with a mark and CRLF; decimal comma, ISO dates. Raises UserError."""
    with whole_file(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        _write_lines(file, header, rows)


def _write_lines(file: SupportsWrite[str], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    writer.writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, float):
        # Through Decimal, since repr turns to powers of ten for the very small and large.
        return format(Decimal(repr(cell)), "f").replace(".", ",")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write sheets with real numbers and dates, the head frozen and filtered. Raises UserError."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with whole_file(path) as unfinished:
        book = xlsxwriter.Workbook(str(unfinished))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        decimal = book.add_format({"num_format": "0.0"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.name), sheet, bold, decimal, day)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None


def _fill(page: Any, sheet: Sheet, bold: Any, decimal: Any, day: Any) -> None:
    widths = [len(name) + _ROOM_FOR_ARROW for name in sheet.header]
    for column, name in enumerate(sheet.header):
        page.write_string(0, column, harmless(name), bold)
    number = 0
    for number, row in enumerate(sheet.rows, start=1):
        if number > _MOST_ROWS:
            raise UserError(
                f"Bladet ”{sheet.name}” har fler rader än Excel tar emot ({_MOST_ROWS}). "
                "Skriv csv i stället, eller välj färre rader."
            )
        for column, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, str):
                page.write_string(number, column, harmless(cell)[:_LONGEST_TEXT])
                width = len(cell)
            elif isinstance(cell, float):
                page.write_number(number, column, cell, decimal)
                width = 0
            elif isinstance(cell, date):
                page.write_datetime(number, column, cell, day)
                width = 10
            else:
                page.write_number(number, column, cell)
                width = len(str(cell))
            if width > widths[column]:
                widths[column] = width
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, number, len(sheet.header) - 1)
    for column, width in enumerate(widths):
        page.set_column(column, column, max(_NARROWEST, min(width + 1, _WIDEST)))
