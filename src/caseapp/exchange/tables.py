"""Reads a csv or xlsx file, as untidy as people keep them, into one header and its rows.

What is passed over (titles, totals, blank lines, notes) is always said, by row number, never by value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseapp.domain.errors import UserError
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.swedish import listing
from caseapp.exchange.csv_files import read_csv
from caseapp.exchange.words import letters
from caseapp.exchange.xlsx_files import read_sheets

_DEPTH = 40
"""How far down a header is looked for."""
_ENOUGH = 3
"""How many known headers make a sheet the one that is meant."""
_OLE = b"\xd0\xcf\x11\xe0"
_FOREIGN = (b"%pdf", b"{\\rtf", b"<!doctyp", b"<html", b"<table", b"<?xml", b"\x89png", b"\xff\xd8\xff")
_TOTAL = re.compile(r"(del)?summa|total(t|summa)?|antal|sum|grand ?total", re.IGNORECASE)
_RUNS = 20
"""How many runs of row numbers a note lists."""
_NUMBER = re.compile(r"[-+]?[\d\s\u00a0.,]+\s?(%|st\.?|kr)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: its number in the file, and as many cells as the header has."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. `notes` are Swedish sentences about what was passed over and how it was read.

    `ragged` are the rows of a csv that have more cells than the header: a delimiter went astray.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    ragged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    last: int
    names: tuple[str, ...]
    score: int


def read_table(path: Path, known: Collection[str] = ()) -> Table:
    """The table of a file. `known` are headers as `letters` makes them. Raises UserError."""
    content = _content(path)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UserError(
                f"{shown(path)} är skyddad med lösenord. Ta bort lösenordet i Excel och spara om."
            )
        raise UserError(f"{shown(path)} är i ett äldre format. Öppna den i Excel och spara som xlsx.")
    if content.startswith(b"PK"):
        if b"xl/workbook.xml" not in content:
            raise UserError(f"{shown(path)} är ingen arbetsbok. Spara listan som xlsx eller csv.")
        return _from_workbook(path, known)
    if content.lstrip()[:8].lower().startswith(_FOREIGN):
        raise UserError(f"{shown(path)} är ingen tabell. Spara listan som xlsx eller csv.")
    grid = read_csv(content, known)
    header = _find_header(grid.rows, known)
    if header is None:
        raise UserError(f"{shown(path)} har ingen rubrikrad. Skriv kolumnernas namn på första raden.")
    how = f"Filen är läst som csv med {grid.delimiter} mellan kolumnerna och teckenkodningen {grid.encoding}."
    return _table(grid.rows, header, [how], is_csv=True)


def shown(path: Path) -> str:
    """What to call a file in a sentence; a name that holds an identity is left out."""
    return "Filen" if looks_like_identity(path.name) else f"Filen {path.name}"


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{shown(path)} finns inte. Kontrollera namn och mapp.") from None
    except IsADirectoryError:
        raise UserError("Det är en mapp, ingen fil. Välj en csv- eller xlsx-fil.") from None
    except OSError as error:
        raise UserError(
            f"{shown(path)} går inte att öppna ({error.strerror}). Stäng den i andra program och försök igen."
        ) from None
    if not content.strip():
        raise UserError(f"{shown(path)} är tom. Välj en fil med en rubrikrad och rader under den.")
    return content


def _from_workbook(path: Path, known: Collection[str]) -> Table:
    names: list[str] = []
    best: tuple[_Header, str, list[list[str]]] | None = None
    for sheet in read_sheets(path):
        names.append(sheet.name)
        header = _find_header(sheet.rows, known)
        if header is not None and (best is None or best[0].score < min(header.score, _ENOUGH)):
            best = header, sheet.name, sheet.rows
    if best is None:
        raise UserError(f"{shown(path)} har ingen rubrikrad. Skriv kolumnernas namn på första raden.")
    header, name, rows = best
    notes = []
    if len(names) > 1:
        which = "ett av bladen" if looks_like_identity(name) else f"bladet ”{name}”"
        notes.append(f"Arbetsboken har {len(names)} blad; bara {which} är läst.")
    return _table(rows, header, notes, is_csv=False)


def _find_header(rows: Sequence[Sequence[str]], known: Collection[str]) -> _Header | None:
    """The row, or pair of rows, that knows the most headers; else the first that looks like one."""
    best: _Header | None = None
    top = rows[:_DEPTH]
    for index, row in enumerate(top):
        found = _Header(index, index, tuple(row), sum(letters(cell) in known for cell in row))
        if best is None or found.score > best.score:
            best = found
        # Data hold digits somewhere, headers hardly ever: a row of data is never half a header.
        if index + 1 < len(top) and not any(c.isdigit() for cell in top[index + 1] for c in cell):
            names = _joined(row, top[index + 1], known)
            pair = _Header(index, index + 1, names, sum(letters(name) in known for name in names))
            below = sum(letters(cell) in known for cell in top[index + 1])
            if pair.score > max(best.score, found.score, below):
                best = pair
    if best is not None and best.score >= 2:
        return best
    for index, row in enumerate(top):
        words = [cell for cell in row if cell]
        if len(words) > 1 and not any(c.isdigit() for cell in words for c in cell):
            return _Header(index, index, tuple(row), 0)
    return None


def _joined(above: Sequence[str], below: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Two rows of headers as one; a merged cell above stands over every cell below it."""
    names = []
    over = ""
    for column in range(max(len(above), len(below))):
        upper = above[column] if column < len(above) else ""
        lower = below[column] if column < len(below) else ""
        over = upper or (over if lower else "")
        both = f"{over} {lower}".strip() if lower else upper
        names.append(both if letters(both) in known or letters(lower) not in known else lower)
    return tuple(names)


def _table(rows: Sequence[Sequence[str]], header: _Header, how: list[str], *, is_csv: bool) -> Table:
    width = max((i + 1 for i, name in enumerate(header.names) if name), default=0)
    titles = tuple(header.names[:width])
    numbered = [(index + 1, rows[index]) for index in range(header.last + 1, len(rows))]
    end = _trailing(numbered, width)
    kept: list[tuple[int, Sequence[str]]] = []
    blank: list[int] = []
    totals: list[int] = []
    repeated: list[int] = []
    for number, row in numbered[:end]:
        if not any(row):
            blank.append(number)
        elif _is_total(row):
            totals.append(number)
        elif tuple(row[:width]) == titles:
            repeated.append(number)
        else:
            kept.append((number, row))
    last = kept[-1][0] if kept else 0
    above = [i + 1 for i in range(header.first) if any(rows[i])]
    under = [number for number, row in numbered[end:] if any(row)]
    notes = [*how]
    if header.last > header.first:
        notes.append(
            f"Rubrikerna står på två rader ({header.first + 1}–{header.last + 1}) och är lästa ihop."
        )
    notes += _told(above, "ovanför rubrikerna är en titel och är inte läst", "är en titel och är inte lästa")
    notes += _told([n for n in blank if n < last], "är tom", "är tomma")
    notes += _told(totals, "är en summarad och är inte läst", "är summarader och är inte lästa")
    notes += _told(repeated, "upprepar rubrikerna och är inte läst", "upprepar rubrikerna och är inte lästa")
    notes += _told(
        under, "under tabellen är en anteckning och är inte läst", "är anteckningar under tabellen"
    )
    if not kept:
        notes.append("Filen har inga ärenden under rubrikraden.")
    used = {number: _used(row) for number, row in kept if len(row) > width}
    widest = max([width, *used.values()])
    return Table(
        header=_padded(header.names[:width], widest),
        rows=tuple(Row(number, _padded(row, widest)) for number, row in kept),
        notes=tuple(notes),
        ragged=frozenset(number for number in used if is_csv and used[number] > width),
    )


def _used(row: Sequence[str]) -> int:
    used = len(row)
    while used and not row[used - 1]:
        used -= 1
    return used


def _padded(row: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(row) if len(row) == width else (*row[:width], *[""] * (width - len(row)))


def _is_total(row: Sequence[str]) -> bool:
    """A label such as `Summa` or `Antal ärenden:` and nothing beside it but numbers."""
    label = row[0] or next(cell for cell in row if cell)
    found = _TOTAL.match(label)
    if found is None or label[found.end() : found.end() + 1].isalpha():
        return False
    return all(cell is label or not cell or _NUMBER.fullmatch(cell) for cell in row)


def _trailing(numbered: Sequence[tuple[int, Sequence[str]]], width: int) -> int:
    """Where the notes under the table begin: short rows after a blank one, or lone sentences, to the end."""
    start = len(numbered)
    for position in range(len(numbered) - 1, -1, -1):
        row = numbered[position][1]
        filled = [cell for cell in row if cell]
        after_blank = position > 0 and not any(numbered[position - 1][1])
        if not filled or _is_total(row):
            continue
        lone = len(filled) == 1 and width > 2 and (" " in filled[0] or after_blank)
        pair = len(filled) == 2 and width > 4 and after_blank
        if not (lone or pair):
            break
        start = position
    return start


def _told(numbers: Sequence[int], one: str, many: str) -> list[str]:
    """`Rad 3 är tom.`, `Raderna 3–5 och 9 är tomma.`: rows by number, runs drawn together; none, nothing."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [str(a) if a == b else f"{a}–{b}" for a, b in runs[:_RUNS]]
    if len(runs) > _RUNS:
        words.append("fler")
    if not words:
        return []
    return [f"Rad {words[0]} {one}." if len(numbers) == 1 else f"Raderna {listing(words)} {many}."]
