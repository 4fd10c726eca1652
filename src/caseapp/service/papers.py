"""What a paper is made of: its name in the list, what was asked for, and what is printed.

Each module `report_*.py` gathers the facts of some papers and lists them in its `PAPERS`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from caseapp.domain.events import CaseKey
from caseapp.domain.periods import Period
from caseapp.report.blocks import Block
from caseapp.service.office import Office

ALL_UNITS = "alla enheter"


@dataclass(frozen=True, slots=True)
class ReportName:
    """A paper there is. `needs` are the choices it takes: `unit`, `queue`, `case`, `period`, `as_of`,
    `recorded_at`."""

    id: str
    name: str
    description: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: `on` is the day that the paper tells of, `recorded_at` is UTC text.

    `choices` are what only some papers take, such as a division by sex: name → value.
    """

    on: date
    period: Period | None = None
    case: CaseKey | None = None
    queue: str | None = None
    unit: str | None = None
    recorded_at: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: its name at the head, whom it is about, its blocks and the digests of its facts."""

    name: str
    scope: str
    blocks: tuple[Block, ...]
    digests: tuple[str, ...]


Maker = Callable[[Office, Order], Paper]
Papers = Mapping[str, tuple[ReportName, Maker]]
"""The papers of a module: report name → how it is listed and what makes it."""


def digests(values: Iterable[Any]) -> tuple[str, ...]:
    """A digest of each row, the same on every machine."""
    return tuple(
        hashlib.sha256(
            json.dumps(asdict(value), ensure_ascii=False, sort_keys=True, default=str).encode()
        ).hexdigest()
        for value in values
    )
