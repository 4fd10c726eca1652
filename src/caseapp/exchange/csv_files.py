"""Reads csv of any common delimiter and encoding into rows of text."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain

from caseapp.domain.errors import UserError
from caseapp.exchange.guard import plain
from caseapp.exchange.words import letters

_DELIMITERS = {";": "semikolon", ",": "kommatecken", "\t": "tabb"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE = 60
# A last line of our own: when it is not read as one, a quotation mark has swallowed the end of the file.
_END = "\x1fslut"


@dataclass(frozen=True, slots=True)
class CsvGrid:
    """The cells of a csv file, and how it was read."""

    rows: list[list[str]]
    encoding: str
    delimiter: str


def read_csv(content: bytes, known: Collection[str]) -> CsvGrid:
    """Decode, find the delimiter, and read. `known` are headers as `letters` makes them. Raises UserError."""
    text, encoding = _decode(content)
    if "\0" in text:
        raise UserError(
            "Filen innehåller nolltecken och är ingen lista i text. Spara den som csv (UTF-8) eller xlsx."
        )
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    lines = list(StringIO(text, newline=""))
    delimiter = _said(lines[0]) if lines else None
    if delimiter is not None:
        # Excel's own first line tells the delimiter; it still counts as a row of the file.
        lines[0] = "\n"
    else:
        delimiter = _sniffed(lines, known)
    rows = [[plain(cell.strip()) for cell in row] for row in _parsed(lines, delimiter)]
    return CsvGrid(rows, encoding, _DELIMITERS.get(delimiter, f"”{delimiter}”"))


def _decode(content: bytes) -> tuple[str, str]:
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(codec), name
            except UnicodeDecodeError:
                raise UserError(f"Filen är skadad: den är inte giltig {name}. Spara om den.") from None
    for codec, name in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise UserError("Filens tecken går inte att tolka. Spara den som csv (UTF-8) eller xlsx.")


def _said(line: str) -> str | None:
    text = line.strip("\r\n")
    return text[4] if len(text) == 5 and text.lower().startswith("sep=") else None


def _sniffed(lines: Sequence[str], known: Collection[str]) -> str:
    """The delimiter whose rows know the most headers, else have the most even number of cells."""

    def score(delimiter: str) -> tuple[int, int]:
        rows = []
        try:
            for row in csv.reader(lines[:_SAMPLE], delimiter=delimiter):
                rows.append(row)
        except csv.Error:
            pass
        headers = max((sum(letters(cell) in known for cell in row) for row in rows), default=0)
        widths = [len(row) for row in rows if len(row) > 1]
        even = max((widths.count(width) for width in set(widths)), default=0)
        return headers, even

    return max(_DELIMITERS, key=score)


def _parsed(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(chain(lines, [_END]), delimiter=delimiter))
    except csv.Error:
        raise UserError(
            f"Rad {len(rows) + 1} i filen går inte att läsa. Kontrollera citattecknen och spara om filen."
        ) from None
    if rows[-1] != [_END]:
        raise UserError(
            f"Rad {len(rows)} i filen: ett citattecken är inte avslutat. Rätta raden och spara om filen."
        )
    return rows[:-1]
