"""The text guard on a file or on standard input."""

from __future__ import annotations

import codecs
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from caseapp.catalogue.text_words import name_words
from caseapp.domain.errors import UserError
from caseapp.domain.identity import line_starts
from caseapp.domain.text_guard import guard
from caseapp.files import reason
from caseapp.service.text_guarding import place


@dataclass(frozen=True, slots=True)
class ScanFinding:
    """Where something stands that tells who somebody is; never what. `stop` when it must not be saved."""

    kind: str
    line: int
    column: int
    length: int
    stop: bool

    def as_json(self) -> dict[str, Any]:
        """The finding as the command line's contract has it."""
        return asdict(self)


def scan_text(file: str) -> list[ScanFinding]:
    """Scan a text file, or standard input for `-`. Raises UserError; a workbook or a PDF is no text."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UserError(f"Filen {file} går inte att läsa ({reason(error)}). Kontrollera namnet.") from None
    text = _decoded(data)
    if "\0" in text:
        raise UserError(f"Filen {file} är ingen textfil. Spara innehållet som text, till exempel csv.")
    lines = line_starts(text)
    return [
        ScanFinding(found.kind, *place(found, lines), found.length, found.stop)
        for found in guard(text, name_words())
    ]


def _decoded(data: bytes) -> str:
    """Notepad writes UTF-8 with or without a mark, UTF-16 with one, and once wrote cp1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
