"""Import: lists from elsewhere become events. A row is taken whole or rejected whole, a file in one step.

Identities are replaced before anything is compared, saved or told; see import_values.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.identity import looks_like_identity
from caseapp.exchange.tables import Table, read_table
from caseapp.exchange.writing import write_csv
from caseapp.service.import_changes import CaseBook
from caseapp.service.import_columns import ColumnMatch, Form, find_profile, known_headers, recognise
from caseapp.service.import_parts import Faults, Happening, Reject, Understood
from caseapp.service.import_rejects import rejected_rows
from caseapp.service.import_rows import Reader
from caseapp.service.import_steps import Cancelled, Progress, Steps
from caseapp.service.import_values import Values
from caseapp.service.office import Office
from caseapp.service.pseudonyms import pseudonym_key, same_key
from caseapp.store.database import Connection
from caseapp.store.ledger import append
from caseapp.store.reading import events_of, findings

_PREVIEW = 50


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it was understood: its number in the file, and a text for each column that is read."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do. The first six numbers count rows; `warnings` counts warnings."""

    kind: str
    read: int
    imported: int
    updated: int
    unchanged: int
    rejected: int
    warnings: int
    notes: tuple[str, ...]
    rejects: tuple[Reject, ...]
    rejects_file: Path | None
    warning_texts: tuple[str, ...]
    columns: tuple[ColumnMatch, ...]
    preview: tuple[PreviewRow, ...]
    dry_run: bool

    @property
    def preview_header(self) -> tuple[str, ...]:
        """What the columns of the preview are called."""
        return tuple(match.column.name for match in self.columns if match.column is not None)

    def as_json(self) -> dict[str, Any]:
        """The stable form of the command line."""
        return {
            "read": self.read,
            "imported": self.imported,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "warnings": self.warnings,
            "rejects_file": str(self.rejects_file) if self.rejects_file is not None else None,
        }


class _Undone(Exception):  # noqa: N818 - a way out of the transaction, no error
    """Rolls the transaction of a dry run back."""


def import_file(
    office: Office,
    path: Path,
    kind: str | None = None,
    profile: str | None = None,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportResult:
    """Read a list into the database, or only tell what it would do.

    Rejected rows are written to `rejects` when it is given and there are any, a dry run too. Raises
    UserError; then nothing is saved.
    """
    if rejects is not None and rejects.absolute() == path.absolute():
        raise UserError("Filen med avvisade rader kan inte ha samma namn som listan. Välj ett annat namn.")
    with _no_collecting():
        return _read_in(office, path, kind, profile, dry_run, rejects, Steps(progress, cancelled))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keeps the collector of reference cycles away: it walks every row again and again and finds none.

    Measured: 100 000 events take a third longer with it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_in(
    office: Office,
    path: Path,
    kind: str | None,
    profile: str | None,
    dry_run: bool,
    rejects: Path | None,
    steps: Steps,
) -> ImportResult:
    chosen = find_profile(office.catalogue, profile)
    table = read_table(path, known_headers(office.catalogue, chosen))
    form = recognise(office.catalogue, table, path, kind, chosen)
    steps.expect(2 * len(table.rows))
    work = _Import(office, table, form, steps)
    work.understand()
    result: list[ImportResult] = []
    try:
        with office.database.write() as connection:
            work.compare(connection)
            warnings = work.save(connection, path)
            written = rejects if rejects is not None and work.rejects else None
            if written is not None:
                write_csv(written, *rejected_rows(table, form, work.values, work.rejects))
            steps.check()
            result.append(work.result(tuple(warnings), written, dry_run))
            if dry_run:
                raise _Undone
    except _Undone:
        pass
    steps.finish()
    return result[0]


class _Import:
    """One file on its way in."""

    def __init__(self, office: Office, table: Table, form: Form, steps: Steps) -> None:
        self.office = office
        self.table = table
        self.form = form
        self.steps = steps
        self.source = f"import:{form.kind.id}"
        self.values = Values(office.catalogue, office.today(), pseudonym_key)
        self.understood: list[Understood | Happening] = []
        self.rejects: list[Reject] = []
        self.preview: list[PreviewRow] = []
        self.books: dict[CaseKey, CaseBook] = {}
        self.counts = {"imported": 0, "updated": 0, "unchanged": 0}
        self.repeated: list[int] = []
        self.accepted: list[Understood | Happening] = []

    def understand(self) -> None:
        """Read every row; those with faults are rejected."""
        reader = Reader(self.office.catalogue, self.form, self.values, self.table.ragged)
        for row in self.steps.over(self.table.rows):
            try:
                self.understood.append(reader.read(row))
            except Faults as faults:
                self.rejects += faults.found
                continue
            if len(self.preview) < _PREVIEW:
                self.preview.append(PreviewRow(row.number, reader.shown(row)))

    def compare(self, connection: Connection) -> None:
        """Hold every row against what is recorded."""
        stored = events_of(connection, {row.key for row in self.understood})
        today = self.office.today()
        seen: dict[CaseKey, Understood] = {}
        for row in self.steps.over(self.understood):
            book = self.books.get(row.key)
            if book is None:
                events = stored.get(row.key, ())
                book = CaseBook(self.office.catalogue, row.key, events, self.source, today)
                self.books[row.key] = book
            if isinstance(row, Happening):
                self._happening(book, row)
            else:
                self._case(book, row, seen)

    def _case(self, book: CaseBook, row: Understood, seen: dict[CaseKey, Understood]) -> None:
        earlier = seen.setdefault(row.key, row)
        if earlier is not row:
            if row.same_as(earlier):
                self._count("unchanged", row)
                self.repeated.append(row.number)
            else:
                reason = (
                    f"Ärendet finns redan på rad {earlier.number} i filen, med andra uppgifter. Behåll en."
                )
                self.rejects.append(Reject(row.number, self._ref_name(), reason))
            return
        book.take(row)
        if not book.new:
            self._count("unchanged", row)
        else:
            self._count("imported" if book.is_new else "updated", row)

    def _happening(self, book: CaseBook, row: Happening) -> None:
        try:
            outcome = book.happen(row)
        except UserError as error:
            name = next(c.name for c in self.form.kind.columns if c.role == "moment")
            self.rejects.append(Reject(row.number, name, str(error)))
            return
        if outcome == "repeated":
            self.repeated.append(row.number)
        self._count("unchanged" if outcome == "repeated" else outcome, row)

    def _count(self, outcome: str, row: Understood | Happening) -> None:
        self.counts[outcome] += 1
        self.accepted.append(row)

    def _ref_name(self) -> str:
        return next(column.name for column in self.form.kind.columns if column.role == "ref")

    def save(self, connection: Connection, path: Path) -> list[str]:
        """Append the events, and tell the warnings of the cases that the file speaks of."""
        if self.values.key is not None:
            same_key(connection, self.values.key)
        events: list[Event] = [event for book in self.books.values() for event in book.events]
        if events:
            detail: dict[str, Any] = {"kind": self.form.kind.id, **self.counts}
            detail["rejected"] = self.rejected
            if not looks_like_identity(path.name):
                detail["file"] = path.name
            append(connection, self.office.catalogue, events, self.office.stamp(), "import", detail)
        spoken_of = {row.key for row in self.accepted}
        warnings = [text for row in self.accepted for text in row.warnings]
        for key in dict.fromkeys(row.key for row in self.accepted):
            if self.books[key].lacks_opening:
                opens = self.office.catalogue.events[self.office.catalogue.case_types[key.case_type].opens]
                warnings.append(
                    f"Ärende {key.ref}: har händelser men ingen ”{opens.name}”. Läs in den också."
                )
        for finding in findings(connection, spoken_of):
            if not finding.acknowledged:
                warnings.append(f"Ärende {finding.case.ref}: {finding.message}")
        return warnings

    @property
    def rejected(self) -> int:
        """How many rows are rejected, whatever the number of their faults."""
        return len({reject.row for reject in self.rejects})

    def result(self, warnings: tuple[str, ...], written: Path | None, dry_run: bool) -> ImportResult:
        """The account of it all."""
        notes = [*self.table.notes, *self.form.notes]
        if self.repeated:
            numbers = ", ".join(str(number) for number in self.repeated[:20])
            more = " med flera" if len(self.repeated) > 20 else ""
            notes.append(f"Upprepade rader har inte lästs in en gång till: rad {numbers}{more}.")
        return ImportResult(
            kind=self.form.kind.id,
            read=len(self.table.rows),
            imported=self.counts["imported"],
            updated=self.counts["updated"],
            unchanged=self.counts["unchanged"],
            rejected=self.rejected,
            warnings=len(warnings),
            notes=tuple(notes),
            rejects=tuple(sorted(self.rejects, key=lambda reject: reject.row)),
            rejects_file=written,
            warning_texts=warnings,
            columns=self.form.matches,
            preview=tuple(self.preview),
            dry_run=dry_run,
        )
