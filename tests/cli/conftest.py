"""Running the real entry point, and what it leaves behind."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from caseapp.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the entry point with these words; the database is the one in CASEAPP_DATABASE."""
    monkeypatch.setenv("CASEAPP_DATABASE", str(tmp_path / "enheten.sqlite"))
    monkeypatch.chdir(tmp_path)

    def once(*words: object, stdin: str | None = None) -> Said:
        monkeypatch.setattr(sys, "argv", ["caseapp", *map(str, words)])
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert isinstance(left.value.code, int)
        return Said(left.value.code, said.out, said.err)

    return once


def refused(said: Said, *words: str) -> None:
    """Nothing done: exit 2, nothing on stdout, one clear line on stderr."""
    assert said.code == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert said.err.strip().endswith(".")
    for word in words:
        assert word in said.err
