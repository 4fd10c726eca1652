"""Compares output with the files under `tests/golden`; CASEAPP_NEW_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, content: bytes) -> None:
    """The content is what the file of that name holds, byte for byte."""
    path = FOLDER / name
    if os.environ.get("CASEAPP_NEW_GOLDEN"):
        path.write_bytes(content)
    assert content.decode("utf-8") == path.read_bytes().decode("utf-8")
