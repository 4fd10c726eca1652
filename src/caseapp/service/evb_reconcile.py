"""Reconciliation: another search in the source system, held against the first one or against the register.

Nothing is saved. Rows are read and checked as an import reads them; those that cannot be read are listed.
Identities become pseudonyms in memory and get no further.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.book import Column as FormColumn
from caseapp.domain.cases import FieldKind
from caseapp.domain.reconcile import Column, Comparison, Difference, Holds, Line, Pair, compare, missed
from caseapp.domain.reconcile_causes import Cause, causes, steps, summary
from caseapp.domain.swedish import listing
from caseapp.service.evb_extracts import KIND, Extract, Extracts
from caseapp.service.office import Office

_HOLDS = {
    FieldKind.DAY: Holds.DAY,
    FieldKind.CODE: Holds.CODE,
    FieldKind.UNIT: Holds.CODE,
    FieldKind.YES_NO: Holds.CODE,
    FieldKind.PERSON: Holds.LINK,
    FieldKind.CASE: Holds.LINK,
}


@dataclass(frozen=True)
class Reconciliation:
    """Every row of both sides exactly once, and for each row in one only why the other lacks it."""

    catalogue: Catalogue
    a: Extract
    b: Extract
    columns: tuple[Column, ...]
    comparison: Comparison
    why_a: tuple[tuple[Cause, ...], ...]
    """Why B lacks each row of `comparison.only_a`."""
    why_b: tuple[tuple[Cause, ...], ...]
    """Why A lacks each row of `comparison.only_b`."""

    @property
    def agrees(self) -> bool:
        """Whether both sides hold the same rows, all of them read."""
        return not (
            self.comparison.only_a
            or self.comparison.only_b
            or self.comparison.differing
            or self.a.unreadable
            or self.b.unreadable
        )

    @cached_property
    def missed(self) -> list[Line]:
        """The decisions that wait in B, but that A lacks or shows as executed or ended."""
        return missed(self.comparison)

    @property
    def notes(self) -> list[str]:
        """What there is to say of how the files were read and what could not be compared."""
        found = [
            note if note.startswith(side.title) else f"{side.title}: {note}"
            for side in (self.a, self.b)
            for note in side.notes
        ]
        for side, other in ((self.a, self.b), (self.b, self.a)):
            names = [
                f"”{column.name}”"
                for column in self.catalogue.import_kinds[KIND].columns
                if column.id in side.columns - other.columns
            ]
            if names:
                one = len(names) == 1
                found.append(
                    f"{'Kolumnen' if one else 'Kolumnerna'} {listing(names)} finns bara i {side.name} och är "
                    f"inte {'jämförd' if one else 'jämförda'}."
                )
        return found

    def say(self, column: str, value: str) -> str:
        """A value as it is spoken: what a code is called, else itself."""
        return _say(self.catalogue, column, value)

    def field_name(self, difference: Difference) -> str:
        """What the column of a difference is called."""
        names = {column.id: column.name for column in self.columns}
        return names.get(difference.column, "ärende")

    def steps(self, pair: Pair) -> list[str]:
        """Why one side counts a decision as not executed and the other does not; empty when they agree."""
        return steps(pair, self.a.name, self.b.name)

    def sentence(self) -> str:
        """What came of it, in words."""
        only_a, only_b = len(self.comparison.only_a), len(self.comparison.only_b)
        words = [_counted(self.a), _counted(self.b)]
        if self.agrees:
            return " ".join([*words, "Alla rader stämmer överens."])
        words.append(
            f"{len(self.comparison.equal)} är lika, {len(self.comparison.differing)} skiljer sig, "
            f"{only_a} finns bara i {self.a.name} och {only_b} bara i {self.b.name}."
        )
        words.append(
            f"{len(self.missed)} ej verkställda i {self.b.name} saknas eller visas som verkställda eller "
            f"avslutade i {self.a.name}."
        )
        return " ".join(words)

    def as_json(self) -> dict[str, Any]:
        """The stable form of the command line: values as they are stored, reasons in Swedish."""
        found = self.comparison
        return {
            "agrees": self.agrees,
            "a": _side_json(self.a),
            "b": _side_json(self.b),
            "columns": [column.id for column in self.columns],
            "missed": [line.ref for line in self.missed],
            "equal": [line.a.ref for line in found.equal],
            "differ": [
                {
                    "case_a": pair.a.ref,
                    "case_b": pair.b.ref,
                    "row_a": pair.a.number,
                    "row_b": pair.b.number,
                    "probable": pair.probable,
                    "fields": [{"field": d.column, "a": d.a, "b": d.b} for d in pair.differences],
                    "why": self.steps(pair),
                }
                for pair in found.differing
            ],
            "only_a": _only_json(found.only_a, self.why_a),
            "only_b": _only_json(found.only_b, self.why_b),
            "causes_a": [_cause_json(cause) for cause in summary(self.why_a)],
            "causes_b": [_cause_json(cause) for cause in summary(self.why_b)],
            "notes": self.notes,
        }


def reconcile(
    office: Office, first: Path, second: Path | None = None, profile: str | None = None
) -> Reconciliation:
    """Compare two files (A and B), or the register (A) with a file (B). Raises UserError; saves nothing."""
    reader = Extracts(office, profile)
    if second is None:
        a, b = reader.register(), reader.file(first, "filen", "Filen")
    else:
        a, b = reader.file(first, "A", "A"), reader.file(second, "B", "B")
    reader.check_key()
    kind = office.catalogue.import_kinds[KIND]
    columns = tuple(
        Column(column.id, column.name, _holds(office.catalogue, column))
        for column in kind.columns
        if column.role != "ref" and column.id in a.columns & b.columns
    )
    found = compare(a.lines, b.lines, columns)

    def say(column: str, value: str) -> str:
        return _say(office.catalogue, column, value)

    return Reconciliation(
        office.catalogue,
        a,
        b,
        columns,
        found,
        tuple(causes(found.turned, b.lines, columns, b.name, a.name, say, b.unread)),
        tuple(causes(found, a.lines, columns, a.name, b.name, say, a.unread)),
    )


def _holds(catalogue: Catalogue, column: FormColumn) -> Holds:
    if column.event:
        return Holds.DAY
    return _HOLDS.get(catalogue.fields[column.field].kind, Holds.TEXT)


def _say(catalogue: Catalogue, column: str, value: str) -> str:
    form = next((c for c in catalogue.import_kinds[KIND].columns if c.id == column), None)
    kind = catalogue.fields.get(form.field) if form is not None else None
    if kind is not None and kind.kind is FieldKind.CODE:
        return catalogue.code_lists[kind.code_list].name_of(value)
    return value


def _counted(side: Extract) -> str:
    unread = len({reject.row for reject in side.unreadable})
    rest = f" {unread} av {side.read} rader gick inte att läsa." if unread else ""
    return f"{side.title}: {len(side.lines)} beslut, varav {side.waiting} ej verkställda.{rest}"


def _side_json(side: Extract) -> dict[str, Any]:
    return {
        "name": side.title,
        "read": side.read,
        "rows": len(side.lines),
        "not_executed": side.waiting,
        "unreadable": [asdict(reject) for reject in side.unreadable],
    }


def _only_json(lines: Sequence[Line], why: Sequence[Sequence[Cause]]) -> list[dict[str, Any]]:
    return [
        {
            "case": line.ref,
            "row": line.number,
            "not_executed": line.waits,
            "values": {name: text for name, text in line.cells.items() if text},
            "why": [_cause_json(cause) for cause in found],
        }
        for line, found in zip(lines, why, strict=True)
    ]


def _cause_json(cause: Cause) -> dict[str, Any]:
    return {
        "kind": cause.kind,
        "field": cause.column,
        "rule": cause.rule,
        "text": cause.text,
        "explains": cause.explains,
        "certain": cause.certain,
    }
