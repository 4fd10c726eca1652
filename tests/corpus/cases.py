"""Reads the corpus: one folder a rule, one file a source, each case a start and the days it must give."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from caseapp.catalogue.book import Catalogue
from caseapp.domain.deadlines import Reckoning, reckon
from caseapp.domain.moments import Moment

CORPUS = Path(__file__).resolve().parent
FILES = sorted(CORPUS.glob("*/*.toml"))


@dataclass(frozen=True)
class Vector:
    """One case: `why` tells what is special about it, or which decision it comes from."""

    rule: str
    start: Moment
    nominal: date
    last_day: date
    due_at: datetime | None
    extended_to: date | None
    why: str

    @property
    def name(self) -> str:
        """The start, and the extension if there is one: what tells the cases of a rule apart."""
        return f"{self.start} → {self.extended_to}" if self.extended_to else str(self.start)


@cache
def _content(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def source_of(path: Path) -> str:
    """Where the cases of a file come from."""
    return str(_content(path)["source"])


@cache
def cases_in(path: Path) -> tuple[Vector, ...]:
    """The cases of a file."""
    return tuple(
        Vector(
            path.parent.name,
            _moment(case["start"]),
            case["nominal"],
            case["last_day"],
            case.get("due_at"),
            case.get("extended_to"),
            case["why"],
        )
        for case in _content(path)["case"]
    )


def reckoned(catalogue: Catalogue, vector: Vector) -> Reckoning:
    """What our engine makes of a case."""
    return reckon(catalogue.rule(vector.rule), vector.start, catalogue.calendar, vector.extended_to)


def _moment(start: date | datetime) -> Moment:
    return Moment(start.date(), start.time()) if isinstance(start, datetime) else Moment(start)
