"""Reading for statistics: only the cases that can be counted, as they stood by a day and a recording time.

The projections and the index on days choose the candidates. A case that something happened to after the
day, or that something was recorded of after the time, is not as its projection says; such cases are
candidates for everything that the projections choose. Only candidates are read and folded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, Person, fold, person_of
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.guards import Kin
from caseapp.store.projection import read_json, stored_moment
from caseapp.store.rows import chunks
from caseapp.store.schema import audit, case_key, case_state, deadline, event, person

Progress = Callable[[int], None] | None


@dataclass(slots=True)
class Need:
    """What a call counts in a span of days, both included.

    `events` are (case type, event type) that put a case there, `open` the case types that are there by
    being open on some day, `due` the rules whose last day does. `persons` are the case types whose closing
    between two days brings in all cases of those types of the person. `kin` tells for which case types the
    parents, children or other cases of the person are read too, `kin_of_persons` the same for those brought
    in by `persons`.
    """

    first: date
    last: date
    events: set[tuple[str, str]] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    persons: list[tuple[date, date, frozenset[str]]] = field(default_factory=list)
    kin: dict[Kin, set[str]] = field(default_factory=dict)
    kin_of_persons: dict[Kin, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """A case as it stood; the sum of the digests of all events read of it, and their number, voided too."""

    case: Case
    digests: int
    events: int


@dataclass(slots=True)
class Reading:
    """The cases read, by id, and what is known of their persons."""

    cases: dict[int, Told]
    persons: dict[str, Person]


def read_for(
    connection: Connection,
    catalogue: Catalogue,
    need: Need,
    as_of: date,
    recorded_at: str,
    progress: Progress = None,
) -> Reading:
    """Read what is needed, as it stood at the end of `as_of`, recorded by `recorded_at` (UTC text)."""
    return _Reader(connection, catalogue, as_of, recorded_at, progress).read(need)


class _Reader:
    def __init__(
        self, connection: Connection, catalogue: Catalogue, as_of: date, recorded_at: str, progress: Progress
    ) -> None:
        self.connection = connection
        self.catalogue = catalogue
        self.after = _next(as_of)
        self.recorded_at = recorded_at
        self.progress = progress
        self.cases: dict[int, Told] = {}
        self.seen: set[int] = set()
        self.told = 0
        self.changed = self._changed()
        self._named: dict[str, set[int]] | None = None

    def read(self, need: Need) -> Reading:
        ids = self._by_events(need)
        if need.open:
            ids |= self._by_open(need)
        if need.due:
            ids |= self._by_due(need)
        self._fold(ids)
        self._bring_kin(need.kin)
        for first, last, types in need.persons:
            self._bring_persons(first, last, types)
        self._bring_kin(need.kin_of_persons)
        return Reading(self.cases, self._persons())

    def _changed(self) -> set[int]:
        """The cases whose projections tell of more than is to be read."""
        later = select(event.c.case_id).where(event.c.occurred >= self.after)
        recorded = (
            select(event.c.case_id)
            .join(audit, audit.c.id == event.c.audit_id)
            .where(audit.c.at > self.recorded_at)
        )
        return self._ids(later) | self._ids(recorded)

    def _ids(self, query: Select[Any]) -> set[int]:
        return set(self.connection.execute(query.distinct()).scalars())

    def _by_events(self, need: Need) -> set[int]:
        if not need.events:
            return set()
        types = {event_type for _, event_type in need.events}
        query = (
            select(event.c.case_id, event.c.type, case_key.c.case_type)
            .join(case_key, case_key.c.id == event.c.case_id)
            .where(
                event.c.occurred >= need.first.isoformat(),
                event.c.occurred < min(_next(need.last), self.after),
                event.c.type.in_(sorted(types)),
            )
        )
        return {
            case_id
            for case_id, event_type, case_type in self.connection.execute(query)
            if (case_type, event_type) in need.events
        }

    def _by_open(self, need: Need) -> set[int]:
        known = and_(
            case_state.c.opened < _next(need.last),
            or_(case_state.c.closed.is_(None), case_state.c.closed >= need.first.isoformat()),
        )
        query = select(case_state.c.case_id).where(
            known, case_state.c.case_id == case_key.c.id, case_key.c.case_type.in_(sorted(need.open))
        )
        return self._ids(query) | self._of_types(self.changed, need.open)

    def _by_due(self, need: Need) -> set[int]:
        query = select(deadline.c.case_id).where(
            deadline.c.rule.in_(sorted(need.due)),
            deadline.c.last_day >= need.first.isoformat(),
            deadline.c.last_day <= need.last.isoformat(),
        )
        types = {self.catalogue.rules[rule].case_type for rule in need.due}
        return self._ids(query) | self._of_types(self.changed, types)

    def _of_types(self, ids: Collection[int], types: Collection[str]) -> set[int]:
        found: set[int] = set()
        for part in chunks(sorted(ids)):
            query = select(case_key.c.id).where(
                case_key.c.id.in_(part), case_key.c.case_type.in_(sorted(types))
            )
            found.update(self.connection.execute(query).scalars())
        return found

    def _bring_persons(self, first: date, last: date, types: frozenset[str]) -> None:
        closings = {(kind, name) for kind in types for name in self.catalogue.case_types[kind].closes}
        self._fold(self._by_events(Need(first, last, closings)))
        people = {
            told.case.person
            for told in self.cases.values()
            if told.case.person is not None
            and told.case.closed is not None
            and first <= told.case.closed.day <= last
            and told.case.key.case_type in types
        }
        self._fold(self._of_persons(people, types))

    def _of_persons(self, people: Collection[str], types: Collection[str] = ()) -> set[int]:
        """The ids of all cases, or of those of some types, that may be these persons'."""
        found: set[int] = set()
        for part in chunks(sorted(people)):
            query = select(case_state.c.case_id).where(case_state.c.person.in_(part))
            if types:
                query = query.join(case_key, case_key.c.id == case_state.c.case_id).where(
                    case_key.c.case_type.in_(sorted(types))
                )
            found.update(self.connection.execute(query).scalars())
        for name, ids in self._by_name().items():
            if name in people:
                found |= ids
        return found

    def _by_name(self) -> dict[str, set[int]]:
        """Person → the changed cases that any event has said are that person's."""
        if self._named is None:
            self._named = {}
            for part in chunks(sorted(self.changed)):
                query = select(event.c.case_id, event.c["values"]).where(event.c.case_id.in_(part))
                for case_id, values in self.connection.execute(query):
                    name = read_json(values).get("person") if '"person"' in values else None
                    if name:
                        self._named.setdefault(name, set()).add(case_id)
        return self._named

    def _bring_kin(self, kin: dict[Kin, set[str]]) -> None:
        # Twice, so that kin of kin is there.
        for _ in range(2 if kin else 0):
            self._bring_next_of_kin(kin)

    def _bring_next_of_kin(self, kin: dict[Kin, set[str]]) -> None:
        cases = [told.case for told in self.cases.values()]
        if types := kin.get(Kin.PARENT):
            wanted = {case.parent for case in cases if case.parent and case.key.case_type in types}
            there = {case.key for case in cases}
            self._fold(self._of_keys(wanted - there))
        if types := kin.get(Kin.CHILD):
            self._fold(self._children({i for i, t in self.cases.items() if t.case.key.case_type in types}))
        if types := kin.get(Kin.SAME_PERSON):
            people = {case.person for case in cases if case.person and case.key.case_type in types}
            self._fold(self._of_persons(people))

    def _of_keys(self, keys: Collection[CaseKey]) -> set[int]:
        found = set()
        for part in chunks(sorted({key.ref for key in keys})):
            for row in self.connection.execute(select(case_key).where(case_key.c.ref.in_(part))):
                if CaseKey(row.case_type, row.ref) in keys:
                    found.add(row.id)
        return found

    def _children(self, ids: Collection[int]) -> set[int]:
        found: set[int] = set()
        child = aliased(case_state)
        for part in chunks(sorted(ids)):
            query = (
                select(child.c.case_id)
                .join(
                    case_key,
                    and_(case_key.c.case_type == child.c.parent_type, case_key.c.ref == child.c.parent_ref),
                )
                .where(case_key.c.id.in_(part))
            )
            found.update(self.connection.execute(query).scalars())
        # A changed case may have come from another case then.
        return found | self.changed

    def _persons(self) -> dict[str, Person]:
        """Sex and year of birth, as they were known: of changed cases' persons from all their cases."""
        people = {told.case.person for told in self.cases.values() if told.case.person is not None}
        named = self._by_name() if self.changed else {}
        doubtful = people & named.keys()
        found = {}
        for part in chunks(sorted(people - doubtful)):
            for name, sex, born in self.connection.execute(
                select(person.c.pseudonym, person.c.sex, person.c.birth_year).where(
                    person.c.pseudonym.in_(part)
                )
            ):
                found[name] = Person(name, sex, born)
        if doubtful:
            before = set(self.cases)
            self._fold(self._of_persons(doubtful))
            own: dict[str, list[Case]] = {name: [] for name in doubtful}
            for told in self.cases.values():
                if told.case.person in own:
                    own[told.case.person].append(told.case)
            found |= {name: person_of(name, cases) for name, cases in own.items()}
            self.cases = {case_id: told for case_id, told in self.cases.items() if case_id in before}
        return found

    def _fold(self, ids: Iterable[int]) -> None:
        """Read and fold those of the cases that are not there yet."""
        # One text for each event type, since there may be a million events.
        words: dict[str, str] = {}
        for part in chunks(sorted(set(ids) - self.seen)):
            self.seen.update(part)
            keys = {
                row[0]: CaseKey(row[1], row[2]) for row in self.connection.execute(_KEYS, {"ids": part}).all()
            }
            rows = self.connection.execute(
                _EVENTS, {"ids": part, "after": self.after, "until": self.recorded_at}
            ).all()
            events: list[Event] = []
            digests = 0
            current = -1
            for event_id, case_id, kind, occurred, values, voids, digest in rows:
                if case_id != current:
                    self._close(current, keys, events, digests)
                    events, digests, current = [], 0, case_id
                events.append(
                    Event(
                        case=keys[case_id],
                        type=words.setdefault(kind, kind),
                        occurred=stored_moment(occurred),
                        values=read_json(values) if values != "{}" else _NOTHING,
                        voids=voids,
                        id=event_id,
                    )
                )
                digests += int(digest, 16)
            self._close(current, keys, events, digests)
            self.told += len(rows)
            if self.progress is not None:
                self.progress(self.told)

    def _close(self, case_id: int, keys: dict[int, CaseKey], events: list[Event], digests: int) -> None:
        if events:
            key = keys[case_id]
            case = fold(self.catalogue.case_types[key.case_type], key, events, self.catalogue.fields)
            self.cases[case_id] = Told(case, digests, len(events))


_NOTHING: dict[str, str] = {}

_KEYS = select(case_key.c.id, case_key.c.case_type, case_key.c.ref).where(
    case_key.c.id.in_(bindparam("ids", expanding=True))
)
_EVENTS = (
    select(
        event.c.id,
        event.c.case_id,
        event.c.type,
        event.c.occurred,
        event.c["values"],
        event.c.voids,
        event.c.digest,
    )
    .where(
        event.c.case_id.in_(bindparam("ids", expanding=True)),
        event.c.occurred < bindparam("after"),
        event.c.recorded_at <= bindparam("until"),
    )
    .order_by(event.c.case_id, event.c.id)
)


def _next(day: date) -> str:
    return (day + timedelta(days=1)).isoformat()
