"""caseapp check: proves that the projections are the events, that nobody changed the history, and lists
what does not add up in the cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from caseapp.catalogue.book import Catalogue
from caseapp.domain.errors import UserError
from caseapp.service.office import Office
from caseapp.store.database import Connection
from caseapp.store.integrity import integrity_faults
from caseapp.store.ledger import broken_links
from caseapp.store.projection import differences
from caseapp.store.reading import findings


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing found. `level` is `error` for a broken database, `warning` for a contradiction in a case."""

    level: str
    check: str
    case: str | None
    message: str

    def as_json(self) -> dict[str, Any]:
        """The finding as the command line's contract has it."""
        return {"level": self.level, "check": self.check, "case": self.case, "message": self.message}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`ok` when nothing is broken; contradictions in cases may still stand among the findings."""

    ok: bool
    findings: tuple[CheckFinding, ...]

    def as_json(self) -> dict[str, Any]:
        """The result as the command line's contract has it."""
        return {"ok": self.ok, "findings": [found.as_json() for found in self.findings]}


def check(office: Office) -> CheckResult:
    """Everything that is broken, then the contradictions that nobody has acknowledged."""
    with office.database.read() as connection:
        errors = [
            *(CheckFinding("error", "databas", None, text) for text in integrity_faults(connection)),
            *(CheckFinding("error", "logg", None, text) for text in broken_links(connection)),
            *_projection_faults(connection, office.catalogue),
        ]
        warnings = [
            CheckFinding("warning", row.check, row.case.ref, row.message)
            for row in findings(connection)
            if not row.acknowledged
        ]
    return CheckResult(not errors, (*errors, *warnings))


def _projection_faults(connection: Connection, catalogue: Catalogue) -> list[CheckFinding]:
    try:
        found = [f"{text} stämmer inte med händelserna." for text in differences(connection, catalogue)]
    except (ValueError, LookupError, AttributeError, UserError):
        # What other hands have made of the events need not be events any more.
        found = ["Händelserna går inte att läsa. Återställ en säkerhetskopia."]
    return [CheckFinding("error", "projektion", None, text) for text in found]
