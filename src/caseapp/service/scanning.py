"""The text guard on a file or on standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.domain.identity import find_identities


@dataclass(frozen=True, slots=True)
class ScanFinding:
    """Where something stands that looks like an identity; never what it is."""

    kind: str
    line: int
    column: int
    length: int

    def as_json(self) -> dict[str, Any]:
        """The finding as the command line's contract has it."""
        return {"kind": self.kind, "line": self.line, "column": self.column, "length": self.length}


def scan_text(file: str) -> list[ScanFinding]:
    """Scan a text file, or standard input for `-`. Raises UserError."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UserError(f"Filen {file} går inte att läsa ({error.strerror}). Kontrollera namnet.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return [ScanFinding(f.kind, f.line, f.column, f.length) for f in find_identities(text)]
