"""All cases of some kinds, folded, for registers: as they stood on a day, as it was recorded at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, deadlines_of, fold
from caseapp.domain.deadlines import Deadline
from caseapp.domain.events import CaseKey, Event
from caseapp.store.projection import EVENT_COLUMNS, make_event
from caseapp.store.schema import case_key, case_state, event


@dataclass(frozen=True, slots=True)
class Told:
    """A case with its deadlines and all its events, voided ones too. `digests` are those of its events."""

    case: Case
    deadlines: tuple[Deadline, ...]
    events: tuple[Event, ...]
    digests: tuple[str, ...]

    def clock(self, rule_id: str) -> Deadline | None:
        """The last deadline of a rule."""
        return next((clock for clock in reversed(self.deadlines) if clock.rule.id == rule_id), None)


def cases_of_kinds(
    connection: Connection,
    catalogue: Catalogue,
    case_types: Collection[str],
    as_of: date | None = None,
    recorded_at: str | None = None,
    keys: Collection[CaseKey] | None = None,
) -> dict[CaseKey, Told]:
    """Every case of these types that had begun by `as_of`, or those of them with these keys, as recorded.

    They are folded from what had happened by that day and was recorded by `recorded_at` (UTC text,
    inclusive). The types are those without a person: no year of birth has a say.
    """
    query = (
        select(*EVENT_COLUMNS)
        .join(case_key, case_key.c.id == event.c.case_id)
        .where(case_key.c.case_type.in_(sorted(case_types)))
        .order_by(event.c.id)
    )
    if as_of is not None:
        query = query.where(event.c.occurred < (as_of + timedelta(days=1)).isoformat())
    if recorded_at is not None:
        query = query.where(event.c.recorded_at <= recorded_at)
    if keys is not None:
        query = query.where(case_key.c.ref.in_(sorted({key.ref for key in keys})))
    told: dict[CaseKey, list[Event]] = {}
    digests: dict[CaseKey, list[str]] = {}
    for row in connection.execute(query):
        key = CaseKey(row.case_type, row.ref)
        if keys is not None and key not in keys:
            continue
        told.setdefault(key, []).append(make_event(row, key))
        digests.setdefault(key, []).append(row.digest)
    rules = tuple(rule for rule in catalogue.rules.values() if rule.case_type in case_types)
    found = {}
    for key, events in told.items():
        case = fold(catalogue.case_types[key.case_type], key, events, catalogue.fields)
        if not case.events:
            continue  # Everything that was told of it has been voided, such as when its report is undone.
        clocks = tuple(deadlines_of(case, rules, catalogue.calendar, None))
        found[key] = Told(case, clocks, tuple(events), tuple(digests[key]))
    return found


def keys_with_children(connection: Connection, keys: Collection[CaseKey]) -> set[CaseKey]:
    """These cases and all that have one of them as their parent."""
    found = set(keys)
    for case_type in {key.case_type for key in keys}:
        query = (
            select(case_key.c.case_type, case_key.c.ref)
            .join(case_state, case_state.c.case_id == case_key.c.id)
            .where(
                case_state.c.parent_type == case_type,
                case_state.c.parent_ref.in_(sorted(key.ref for key in keys if key.case_type == case_type)),
            )
        )
        found |= {CaseKey(row.case_type, row.ref) for row in connection.execute(query)}
    return found


def keys_opened(
    connection: Connection, case_type: str, unit: str | None, first: date, last: date
) -> set[CaseKey]:
    """The cases of a type at a unit that were opened from one day through another."""
    query = (
        select(case_key.c.case_type, case_key.c.ref)
        .join(case_state, case_state.c.case_id == case_key.c.id)
        .where(
            case_key.c.case_type == case_type,
            case_state.c.unit == unit if unit is not None else case_state.c.unit.is_(None),
            case_state.c.opened >= first.isoformat(),
            case_state.c.opened < (last + timedelta(days=1)).isoformat(),
        )
    )
    return {CaseKey(row.case_type, row.ref) for row in connection.execute(query)}
