"""Papers: gathers the facts of a report and has it printed as a PDF."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, fingerprint
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.periods import Period
from caseapp.domain.rules import STOCKHOLM
from caseapp.report import case as case_paper
from caseapp.report import overdue as overdue_paper
from caseapp.report import queue as queue_paper
from caseapp.report.blocks import Block, Sheet
from caseapp.report.press import Progress, print_sheet
from caseapp.service.office import Office
from caseapp.service.queues import OVERDUE
from caseapp.service.record import find_case
from caseapp.service.report_case import case_facts
from caseapp.service.report_lists import overdue_facts, queue_facts
from caseapp.store.reading import units as known_units

ALL_UNITS = "alla enheter"


@dataclass(frozen=True, slots=True)
class ReportName:
    """A paper there is. `needs` are the choices it takes: `unit`, `queue`, `case`, `period`, `as_of`."""

    id: str
    name: str
    description: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A printed paper."""

    report: str
    pages: int
    fingerprint: str
    out: Path

    def as_json(self) -> dict[str, Any]:
        """The result as the command line's contract has it."""
        return {
            "report": self.report,
            "pages": self.pages,
            "fingerprint": self.fingerprint,
            "out": str(self.out),
        }


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for."""

    on: date
    case: CaseKey | None
    queue: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is printed: its name at the head, whom it is about, its blocks and the digests of its facts."""

    name: str
    scope: str
    blocks: tuple[Block, ...]
    digests: tuple[str, ...]


def report_names() -> tuple[ReportName, ...]:
    """The papers there are, in the order they are shown."""
    return tuple(name for name, _ in _PAPERS.values())


def make_report(
    office: Office,
    name: str,
    out: Path,
    *,
    period: Period | None = None,
    case: CaseKey | None = None,
    queue: str | None = None,
    unit: str | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> ReportResult:
    """Print a paper to a file. Raises UserError for an unknown name, case, queue or unit, or a file in use.

    The day is `as_of`, else the period's last day when that has passed, else today.
    """
    if name not in _PAPERS:
        raise UserError(f"Rapporten ”{_shown(name)}” finns inte. Välj en av: {', '.join(_PAPERS)}.")
    today = office.today()
    on = as_of or (min(period.last, today) if period is not None else today)
    if unit is not None:
        _check_unit(office, unit)
    paper = _PAPERS[name][1](office, _Order(on, case, queue, unit))
    mark = fingerprint(paper.digests, name, paper.name, paper.scope, on.isoformat(), office.catalogue.version)
    sheet = Sheet(
        name=paper.name,
        municipality=office.catalogue.municipality,
        scope=paper.scope,
        as_of=on,
        printed=office.clock().astimezone(STOCKHOLM),
        fingerprint=mark,
        blocks=paper.blocks,
    )
    return ReportResult(name, print_sheet(sheet, out, progress), mark, out)


def _shown(text: str) -> str:
    return "…" if looks_like_identity(text) else text


def _check_unit(office: Office, unit: str) -> None:
    with office.database.read() as connection:
        known = known_units(connection)
    known += [name for pack in office.catalogue.packs for name in pack.units if name not in known]
    if unit not in known:
        raise UserError(
            f"Enheten ”{_shown(unit)}” finns inte. "
            + (f"Välj en av: {', '.join(known)}." if known else "Inga ärenden har någon enhet än.")
        )


def _digests(values: Iterable[Any]) -> tuple[str, ...]:
    """A digest of each row, the same on every machine."""
    return tuple(
        hashlib.sha256(
            json.dumps(asdict(value), ensure_ascii=False, sort_keys=True, default=str).encode()
        ).hexdigest()
        for value in values
    )


def _overdue(office: Office, order: _Order) -> _Paper:
    facts = overdue_facts(office, order.unit, order.on)
    return _Paper(
        "Överskridna och hotade utredningar",
        order.unit or ALL_UNITS,
        overdue_paper.compose(facts),
        _digests(facts.units),
    )


def _queue(office: Office, order: _Order) -> _Paper:
    facts = queue_facts(office, order.queue or OVERDUE, order.unit, order.on)
    return _Paper(
        facts.name,
        order.unit or ALL_UNITS,
        queue_paper.compose(facts),
        _digests(facts.rows),
    )


def _case(office: Office, order: _Order) -> _Paper:
    if order.case is None:
        raise UserError("Rapporten ”case” behöver ett ärende. Ange ärendets nummer med --case.")
    facts = case_facts(office, find_case(office, order.case.ref, order.case.case_type), order.on)
    # When something was recorded, and by which version of the program it is printed, is no fact of the case.
    events = tuple(replace(event, recorded="") for event in facts.events)
    return _Paper(
        f"{facts.type_name} {facts.ref}",
        facts.unit,
        case_paper.compose(facts),
        _digests([replace(facts, events=events, notes=())]),
    )


_PAPERS: dict[str, tuple[ReportName, Callable[[Office, _Order], _Paper]]] = {
    "overdue": (
        ReportName(
            "overdue",
            "Överskridna och hotade utredningar",
            "Utredningar som har passerat lagens sista dag eller snart gör det, per enhet, med varför.",
            ("unit", "as_of"),
        ),
        _overdue,
    ),
    "queue": (
        ReportName(
            "queue",
            "En kö",
            "Någon av köerna som lista, för alla enheter eller en.",
            ("queue", "unit", "as_of"),
        ),
        _queue,
    ),
    "case": (
        ReportName(
            "case",
            "Ett ärende",
            "Ärendets uppgifter, kedjan i skala, fristerna med varför, och tidslinjen.",
            ("case", "as_of"),
        ),
        _case,
    ),
}
