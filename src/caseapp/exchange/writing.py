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
_A4 = 9
"""Excel's number for the paper."""


Area = tuple[int, int, int, int]
"""Cells of a sheet: first row, first column, last row, last column, counted from 0 with the head as row 0."""


@dataclass(frozen=True, slots=True)
class SheetChart:
    """A chart of the program that opens the workbook: `column` or `line`, drawn of the sheet's own cells.

    Each series has its name and its cells; `categories` are the cells of the names along the axis.
    """

    kind: str
    title: str
    unit: str
    categories: Area
    series: tuple[tuple[str, Area], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: a name of at most 31 characters, the head and the rows beneath it."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    chart: SheetChart | None = None


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
            page = book.add_worksheet(sheet.name)
            _fill(page, sheet, bold, decimal, day)
            if sheet.chart is not None:
                _draw(book, page, sheet, sheet.chart)
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
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, number, len(sheet.header) - 1)
    for column, width in enumerate(widths):
        page.set_column(column, column, max(_NARROWEST, min(width + 1, _WIDEST)))


def _draw(book: Any, page: Any, sheet: Sheet, told: SheetChart) -> None:
    """Beside the table, so that neither covers the other."""
    chart = book.add_chart({"type": told.kind})
    for name, cells in told.series:
        chart.add_series(
            {
                "name": harmless(name),
                "categories": [sheet.name, *told.categories],
                "values": [sheet.name, *cells],
                "data_labels": {"value": len(told.series) == 1},
                "marker": {"type": "automatic"},
            }
        )
    chart.set_title({"name": harmless(told.title), "name_font": {"size": 11}})
    chart.set_y_axis({"name": harmless(told.unit), "min": 0})
    chart.set_legend({"none": True} if len(told.series) == 1 else {"position": "bottom"})
    chart.set_size({"width": 640, "height": 360})
    page.insert_chart(0, len(sheet.header) + 1, chart, {"description": harmless(told.title)})
