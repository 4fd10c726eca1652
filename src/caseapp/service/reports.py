"""Papers: gathers the facts of a report and has it printed as a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, fingerprint
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.periods import Period
from caseapp.domain.rules import STOCKHOLM
from caseapp.report.blocks import Sheet
from caseapp.report.press import Progress, print_sheet
from caseapp.service import report_case, report_evb, report_lex_sarah, report_lists, report_quarter
from caseapp.service.office import Office
from caseapp.service.papers import Order, Papers, ReportName
from caseapp.store.reading import units as known_units


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


_PAPERS: Papers = {
    **report_lists.PAPERS,
    **report_case.PAPERS,
    **report_evb.PAPERS,
    **report_lex_sarah.PAPERS,
    **report_quarter.PAPERS,
}


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
    recorded_at: str | None = None,
    choices: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> ReportResult:
    """Print a paper to a file. Raises UserError for an unknown name, case, queue or unit, or a file in use.

    The day is `as_of`, else the period's last day when that has passed, else today. `recorded_at` (UTC text)
    gives a paper as it was then, for those that can; `choices` are what only some papers take.
    """
    if name not in _PAPERS:
        raise UserError(f"Rapporten ”{_shown(name)}” finns inte. Välj en av: {', '.join(_PAPERS)}.")
    today = office.today()
    on = as_of or (min(period.last, today) if period is not None else today)
    if unit is not None:
        _check_unit(office, unit)
    order = Order(on, period, case, queue, unit, recorded_at, choices or {})
    paper = _PAPERS[name][1](office, order)
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
