"""Understands the rows of a list: what each one says happened, or every fault it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from caseapp.catalogue.book import Catalogue, Column
from caseapp.domain.cases import CaseType, FieldKind, FieldType
from caseapp.domain.deadlines import last_days
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.exchange.tables import Row
from caseapp.exchange.words import letters
from caseapp.service.import_columns import Form
from caseapp.service.import_parts import Cells, Faults, Happening, Stated, Understood
from caseapp.service.import_values import Values, refuse_identity, refuse_mask

T = TypeVar("T")

BIRTH_YEAR = "fodelsear"
_NAMED = "Ser ut som ett namn och är utbytt mot en kod."


class Reader:
    """Reads the rows of one file. Each method raises Faults."""

    def __init__(self, catalogue: Catalogue, form: Form, values: Values, ragged: frozenset[int]) -> None:
        self._catalogue = catalogue
        self._form = form
        self._values = values
        self._ragged = ragged
        self._columns = {m.column.id: m.column for m in form.matches if m.column is not None}
        self._places = [(m.column.id, i) for i, m in enumerate(form.matches) if m.column is not None]
        self._refs: set[str] = set()
        self._unread = [
            (index, match.header)
            for index, match in enumerate(form.matches)
            if match.column is None and not match.is_faults
        ]
        self._case_types = {
            word: kind
            for kind in catalogue.case_types.values()
            for word in (letters(kind.id), letters(kind.name), letters(kind.plural))
        }
        self._event_words: dict[str, dict[str, str]] = {}
        self._roles = {column.role: column for column in self._columns.values() if column.role}
        self._facts = [column for column in self._columns.values() if column.field]
        self._required = [column for column in self._columns.values() if column.required]

    def read(self, row: Row) -> Understood | Happening:
        """What the row says. Raises Faults."""
        cells = self._open(row)
        made = self._case(cells) if self._form.kind.case_type else self._event(cells)
        if made is None or cells.faults:
            raise Faults(cells.faults)
        return made

    def shown(self, row: Row) -> tuple[str, ...]:
        """The columns that are read, in order, as understood: for the preview of a row that passed."""
        words = []
        for name, index in self._places:
            column, text = self._columns[name], row.cells[index]
            if not text:
                words.append("")
            elif column.event or column.role == "moment":
                words.append(str(self._values.moment(text)))
            elif column.field:
                words.append(self._spoken(self._catalogue.fields[column.field], text))
            else:
                words.append(text)
        return tuple(words)

    def _spoken(self, kind: FieldType, text: str) -> str:
        value = self._values.field(kind, text)
        if kind.kind is FieldKind.CODE:
            return self._catalogue.code_lists[kind.code_list].name_of(value)
        return value

    def _open(self, row: Row) -> Cells:
        texts = {name: row.cells[index] for name, index in self._places}
        cells = Cells(row.number, texts)
        if row.number in self._ragged:
            cells.fault("hela raden", "Raden har fler celler än rubrikraden. Kontrollera skiljetecknen.")
        for index, header in self._unread:
            if text := row.cells[index]:
                cells.passes(header, refuse_identity, text)
        for column in self._required:
            if not texts[column.id]:
                cells.fault(column.name, "Saknas. Fyll i ett värde.")
        return cells

    # --- One case a row ---

    def _case(self, cells: Cells) -> Understood | None:
        kind = self._form.kind
        case_type = self._catalogue.case_types[kind.case_type]
        ref = self._ref(cells)
        moments: dict[str, Moment | None] = {}
        facts: dict[str, str] = {}
        on: dict[str, dict[str, str]] = {}
        extensions: dict[str, Column] = {}
        for column in self._columns.values():
            if column.event:
                moments[column.event] = self._moment(cells, column)
            elif column.field:
                value = self._fact(cells, column)
                (on.setdefault(column.on, {}) if column.on else facts)[column.field] = value
                if column.role == "extension":
                    extensions[column.on] = column
        opened = moments.pop(case_type.opens, None)
        if opened is not None:
            self._birth_year(cells, facts, opened.day)
        if opened is None or cells.faults:
            return None
        dated: dict[str, Stated] = {}
        for event, column in extensions.items():
            if on[event][column.field]:
                given = moments.pop(event, None)
                decided = given or self._extended(case_type, event, facts, opened, on[event][column.field])
                dated[event] = Stated(decided, on.pop(event), derived=given is None)
            elif moments.get(event) is not None:
                cells.fault(
                    column.name, "Saknas, fast förlängningen är beslutad. Fyll i den nya sista dagen."
                )
            else:
                moments.setdefault(event, None)
        for event, moment in moments.items():
            if moment is not None:
                dated[event] = Stated(moment, on.pop(event, {}))
            else:
                dated[event] = Stated(None, {})
        for values in on.values():
            facts |= values
        return Understood(
            cells.number,
            CaseKey(case_type.id, ref),
            opened,
            facts,
            dated,
            tuple(cells.warnings),
        )

    def _extended(
        self, case_type: CaseType, event: str, facts: Mapping[str, str], opened: Moment, until: str
    ) -> Moment:
        """The day an extension of unknown date was decided at the latest: the last day before it."""
        stated = {name: value for name, value in facts.items() if value}
        age = opened.day.year - int(stated[BIRTH_YEAR]) if BIRTH_YEAR in stated else None
        for rule in self._catalogue.rules.values():
            version = rule.version_on(opened.day)
            if (
                version is not None
                and rule.case_type == case_type.id
                and rule.extension == event
                and case_type.opens in rule.start
                and rule.applies(stated, age)
            ):
                last_day = last_days(version, opened, self._catalogue.calendar)[1]
                if last_day <= date.fromisoformat(until):
                    return Moment(last_day)
        return Moment(opened.day)

    def _birth_year(self, cells: Cells, facts: dict[str, str], day: date) -> None:
        column = self._roles.get("age")
        if column is None:
            return
        text = cells.texts[column.id]
        if not text:
            facts.setdefault(BIRTH_YEAR, "")
            return
        try:
            year = day.year - self._values.age(text)
        except UserError as error:
            cells.fault(column.name, str(error))
            return
        stated = facts.get(BIRTH_YEAR)
        if not stated:
            facts[BIRTH_YEAR] = str(year)
        elif abs(int(stated) - year) > 1:
            cells.warn(column.name, "Stämmer inte med födelseåret. Födelseåret används; kontrollera båda.")

    # --- One event a row ---

    def _event(self, cells: Cells) -> Happening | None:
        by_role = self._roles
        ref = self._ref(cells)
        moment = self._moment(cells, by_role["moment"])
        facts = {column.field: self._fact(cells, column) for column in self._facts}
        kinds = self._catalogue.case_types.values()
        case_type = self._chosen(cells, by_role["case_type"], self._case_types, (k.name for k in kinds))
        if case_type is None:
            return None
        words = self._words_of(case_type)
        names = (self._catalogue.events[name].name for name in case_type.events)
        event = self._chosen(cells, by_role["event"], words, names)
        if event is None:
            return None
        value = self._value(cells, by_role.get("value"), case_type, event)
        if moment is None or cells.faults:
            return None
        return Happening(
            cells.number,
            CaseKey(case_type.id, ref),
            event,
            moment,
            value,
            {name: text for name, text in facts.items() if text and name in case_type.fields},
            tuple(cells.warnings),
        )

    def _words_of(self, case_type: CaseType) -> dict[str, str]:
        words = self._event_words.get(case_type.id)
        if words is None:
            events = [self._catalogue.events[name] for name in case_type.events]
            words = {letters(event.name): event.id for event in events}
            words |= {letters(event.id): event.id for event in events}
            self._event_words[case_type.id] = words
        return words

    @staticmethod
    def _chosen(cells: Cells, column: Column, words: dict[str, T], names: Iterable[str]) -> T | None:
        text = cells.texts[column.id]
        found = words.get(text) or words.get(letters(text))
        if found is not None:
            # The next row that writes it so is found at once.
            words[text] = found
        elif text and cells.passes(column.name, refuse_identity, text):
            cells.fault(column.name, f"Ordet känns inte igen. Skriv ett av: {', '.join(names)}.")
        return found

    def _value(
        self, cells: Cells, column: Column | None, case_type: CaseType, event: str
    ) -> tuple[str, str] | None:
        text = cells.texts[column.id] if column is not None else ""
        name = self._catalogue.events[event].value
        where = column.name if column is not None else "värde"
        if not text:
            rules = (r for r in self._catalogue.rules.values() if r.case_type == case_type.id)
            if any(rule.extension == event and rule.extension_field == name for rule in rules):
                cells.fault(where, "Saknas, fast förlängningen är beslutad. Fyll i den nya sista dagen.")
            return None
        if not name:
            cells.passes(where, refuse_identity, text)
            cells.fault(where, "Händelsen har inget värde. Töm fältet.")
            return None
        try:
            return name, self._values.field(self._catalogue.fields[name], text)
        except UserError as error:
            cells.fault(where, str(error))
            return None

    # --- Cells ---

    def _ref(self, cells: Cells) -> str:
        column = self._roles["ref"]
        text = cells.texts[column.id]
        if text not in self._refs:
            fine = cells.passes(column.name, refuse_mask, text)
            if cells.passes(column.name, refuse_identity, text) and fine:
                self._refs.add(text)
        return text

    def _moment(self, cells: Cells, column: Column) -> Moment | None:
        text = cells.texts[column.id]
        if not text:
            return None
        try:
            return self._values.moment(text)
        except UserError as error:
            cells.fault(column.name, str(error))
            return None

    def _fact(self, cells: Cells, column: Column) -> str:
        text = cells.texts[column.id]
        if not text:
            return ""
        kind = self._catalogue.fields[column.field]
        try:
            if kind.kind is FieldKind.PERSON:
                code, named = self._values.person(text)
                if named:
                    cells.warn(column.name, _NAMED)
                return code
            return self._values.field(kind, text)
        except UserError as error:
            cells.fault(column.name, str(error))
            return ""
