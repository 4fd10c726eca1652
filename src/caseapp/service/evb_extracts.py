"""Reads what is to be reconciled: a search in the source system, or the register, as rows of decisions.

Nothing is saved. Rows are read and checked as an import reads them; those that cannot be read are listed.
Identities become pseudonyms in memory and get no further.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseapp.domain.cases import Case, fold
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.reconcile import Line
from caseapp.domain.reconcile_causes import Unread
from caseapp.exchange.tables import Table, read_table, shown
from caseapp.service.import_columns import Form, find_profile, known_headers, required_form
from caseapp.service.import_parts import Faults, Reject, Understood
from caseapp.service.import_rows import Reader
from caseapp.service.import_values import Values
from caseapp.service.office import Office
from caseapp.service.pseudonyms import has_key, pseudonym_key, same_key
from caseapp.store.reading import all_keys, events_of

KIND = "insatser"
"""The form that is compared: one decision a row."""


@dataclass(frozen=True, slots=True)
class Extract:
    """One side of the comparison.

    `name` is what it is called in a sentence (`A`, `registret`), `title` in a head. `read` counts the rows
    of the file, those that cannot be read too.
    """

    name: str
    title: str
    read: int
    lines: tuple[Line, ...]
    unreadable: tuple[Reject, ...]
    notes: tuple[str, ...]
    columns: frozenset[str]
    unread: Mapping[str, Unread]

    @property
    def waiting(self) -> int:
        """How many of its decisions wait to be executed."""
        return sum(line.waits for line in self.lines)


class Extracts:
    """Reads both sides with the same eyes: the same key, the same words."""

    def __init__(self, office: Office, profile: str | None) -> None:
        self._office = office
        self._profile = find_profile(office.catalogue, profile)
        self._kind = office.catalogue.import_kinds[KIND]
        with office.database.read() as connection:
            self._known = has_key(connection)
        # A key of the moment does when nobody is known by one: it pairs the rows and is forgotten.
        self._values = Values(office.catalogue, office.today(), pseudonym_key if self._known else _passing)

    def check_key(self) -> None:
        """Raises UserError when the register was made with another key."""
        if self._known and self._values.key is not None:
            with self._office.database.read() as connection:
                same_key(connection, self._values.key)

    def file(self, path: Path, name: str, title: str) -> Extract:
        """A file in the form of decisions. Raises UserError."""
        catalogue = self._office.catalogue
        table = read_table(path, known_headers(catalogue, self._profile))
        form = required_form(table, path, self._kind, self._profile)
        reader = Reader(catalogue, form, self._values, table.ragged)
        lines: list[Line] = []
        rejects: list[Reject] = []
        for row in table.rows:
            try:
                told = reader.read(row)
            except Faults as faults:
                rejects += faults.found
                continue
            assert isinstance(told, Understood)
            lines.append(self._line(told))
        known = frozenset(match.column.id for match in form.matches if match.column is not None)
        notes = (f"{shown(path)} är läst.", *table.notes, *form.notes)
        unread = _unread(table, form, rejects)
        return Extract(name, title, len(table.rows), tuple(lines), tuple(rejects), notes, known, unread)

    def register(self) -> Extract:
        """Every decision in the register."""
        catalogue = self._office.catalogue
        case_type = catalogue.case_types[self._kind.case_type]
        with self._office.database.read() as connection:
            keys = [key for key in all_keys(connection) if key.case_type == case_type.id]
            events = events_of(connection, keys)
        lines = tuple(
            self._told(fold(case_type, key, events[key], catalogue.fields)) for key in keys if key in events
        )
        known = frozenset(column.id for column in self._kind.columns)
        return Extract("registret", "Registret", len(lines), lines, (), (), known, {})

    def _line(self, row: Understood) -> Line:
        cells = {}
        opens = self._office.catalogue.case_types[self._kind.case_type].opens
        for column in self._kind.columns:
            if column.event:
                stated = row.dated.get(column.event)
                moment = row.opened if column.event == opens else stated.moment if stated else None
                cells[column.id] = moment.day.isoformat() if moment is not None else ""
            elif column.field:
                on = row.dated[column.on].values if column.on in row.dated else {}
                cells[column.id] = on.get(column.field, row.facts.get(column.field, ""))
        return Line(row.key.ref, row.number, cells)

    def _told(self, case: Case) -> Line:
        cells = {}
        for column in self._kind.columns:
            if column.event:
                event = next(
                    (
                        event
                        for place, event in reversed(list(enumerate(case.events)))
                        if event.type == column.event and place not in case.undone
                    ),
                    None,
                )
                cells[column.id] = event.occurred.day.isoformat() if event is not None else ""
            elif column.field:
                cells[column.id] = case.facts.get(column.field, "")
        return Line(case.key.ref, None, cells)


def _passing() -> bytes:
    return secrets.token_bytes(32)


def _unread(table: Table, form: Form, rejects: Sequence[Reject]) -> dict[str, Unread]:
    """The rows that cannot be read, by reference; a reference that holds an identity is nowhere."""
    faults = {reject.row: reject for reject in reversed(rejects)}
    place = next(
        index
        for index, match in enumerate(form.matches)
        if match.column is not None and match.column.role == "ref"
    )
    found = {}
    for row in table.rows:
        ref = row.cells[place]
        if row.number in faults and ref and not looks_like_identity(ref):
            fault = faults[row.number]
            found[ref] = Unread(row.number, fault.field, fault.reason)
    return found
