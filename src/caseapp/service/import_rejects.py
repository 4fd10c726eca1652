"""Rejected rows as they go back to the user: in the form they came, identities taken out, faults last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseapp.domain.errors import UserError
from caseapp.domain.identity import looks_like_identity
from caseapp.exchange.tables import Table
from caseapp.service.import_columns import FAULTS, ColumnMatch, Form
from caseapp.service.import_parts import Reject
from caseapp.service.import_values import MASK, Values


def rejected_rows(
    table: Table, form: Form, values: Values, rejects: Iterable[Reject]
) -> tuple[list[str], Iterator[list[str]]]:
    """The header and the rows of a file of rejected rows."""
    kept = [(index, match) for index, match in enumerate(form.matches) if not match.is_faults]
    reasons: dict[int, list[str]] = {}
    for reject in rejects:
        reasons.setdefault(reject.row, []).append(f"{reject.field}: {reject.reason}")
    rows = (
        [*(_told(row.cells[index], match, values) for index, match in kept), " ".join(reasons[row.number])]
        for row in table.rows
        if row.number in reasons
    )
    return [*(match.header for _, match in kept), FAULTS], rows


def _told(text: str, match: ColumnMatch, values: Values) -> str:
    """The cell: a person as its pseudonym, a day as it is, anything else unless it holds an identity."""
    column = match.column
    if column is not None and column.role == "person" and text:
        try:
            return values.person(text)[0]
        except UserError:
            return MASK
    is_day = column is not None and (column.event or column.role == "moment") and _is_day(text, values)
    return MASK if not is_day and looks_like_identity(text) else text


def _is_day(text: str, values: Values) -> bool:
    try:
        values.moment(text)
    except UserError:
        return False
    return True
