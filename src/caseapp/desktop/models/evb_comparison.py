"""What differs between two lists of decisions, row by row, for the dialog that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caseapp.service.evb_reconcile import Reconciliation

_CAUSES = 3
"""How many reasons are told for a row that one side lacks, the most telling first; the file has all."""


def compared_rows(found: Reconciliation) -> list[tuple[str, ...]]:
    """What differs, row by row: first what only the file has, with why the register lacks it."""
    told = found.comparison
    rows: list[tuple[str, ...]] = []
    sides: tuple[tuple[Any, Any, str], ...] = (
        (told.only_b, found.why_b, f"bara i {found.b.name}"),
        (told.only_a, found.why_a, f"bara i {found.a.name}"),
    )
    for lines, why, where in sides:
        for line, causes in zip(lines, why, strict=True):
            rows.append((line.ref, where, " ".join(cause.text for cause in causes[:_CAUSES])))
    for pair in told.differing:
        fields = "; ".join(
            f"{found.field_name(d)}: {found.say(d.column, d.a) or '–'} i {found.a.name}, "
            f"{found.say(d.column, d.b) or '–'} i {found.b.name}"
            for d in pair.differences
        )
        rows.append((pair.b.ref, "i båda", fields))
    for side in (found.a, found.b):
        rows += [(f"rad {r.row}", f"oläst i {side.name}", f"{r.field}: {r.reason}") for r in side.unreadable]
    return rows
