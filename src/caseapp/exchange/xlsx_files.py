"""Reads the sheets of an xlsx workbook into rows of text; dates become ISO days and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.domain.errors import UserError
from caseapp.exchange.guard import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    Cell = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name and its cells, from the top left corner."""

    name: str
    rows: list[list[str]]


def read_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets that the user can see, one at a time. Raises UserError."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.visible is not SheetVisibleEnum.Visible:
                    continue
                cells = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                yield Sheet(sheet.name, [[_text(cell) for cell in row] for row in cells])
    except CalamineError:
        raise UserError(
            "Arbetsboken går inte att läsa: den är skadad. Öppna den i Excel och spara om den som xlsx."
        ) from None


def _text(cell: Cell) -> str:
    if type(cell) is str:
        text = cell.strip()
        return plain(text) if text.startswith("'") else text
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime):
        # The spreadsheet's fraction of a day may land just before the minute.
        near = cell + timedelta(seconds=0.5)
        if near.time().replace(microsecond=0) == time.min:
            return near.date().isoformat()
        return near.isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    return str(cell)
