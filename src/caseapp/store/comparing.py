"""What another catalogue would make of the deadlines: the same events folded once, reckoned twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, deadlines_of, fold
from caseapp.domain.deadlines import Deadline
from caseapp.domain.rules import LOCAL_CATEGORIES, Rule
from caseapp.store.projection import events_by_case
from caseapp.store.rows import chunks
from caseapp.store.schema import case_key, deadline
from caseapp.store.standing import birth_years

_AT_ONCE = 2_000
"""How many cases are folded between two tellings of how far it has come."""

Days = dict[tuple[int, str, int], str]
"""Case id, rule and start event → last day, or the minute it is due."""


@dataclass(frozen=True, slots=True)
class ClockPair:
    """A deadline under both catalogues: `before` None when it begins, `after` None when it disappears."""

    case: Case
    before: Deadline | None
    after: Deadline | None


@dataclass(frozen=True, slots=True)
class Moves:
    """How many deadlines begin, disappear and get another last day."""

    begin: int
    disappear: int
    move: int


def differing_rules(old: Catalogue, new: Catalogue) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules that may reckon otherwise in the other catalogue: as the old one has them, and the new."""
    same_law = old.calendar.same_days(new.calendar)
    same_local = old.calendar.local.same_days(new.calendar.local)

    def differ(rule: Rule, other: Rule | None) -> bool:
        same = same_local if rule.category in LOCAL_CATEGORIES else same_law
        return rule != other or not same

    return (
        tuple(rule for rule in old.rules.values() if differ(rule, new.rules.get(rule.id))),
        tuple(rule for rule in new.rules.values() if differ(rule, old.rules.get(rule.id))),
    )


def compare_clocks(
    connection: Connection,
    old: Catalogue,
    new: Catalogue,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[ClockPair]:
    """The deadlines whose last day, or minute, is another under the new catalogue.

    `progress` is told how many cases are done, of how many; it may raise to stop the work.
    """
    rules, new_rules = differing_rules(old, new)
    types = {rule.case_type for rule in (*rules, *new_rules)}
    query = select(case_key.c.id).where(case_key.c.case_type.in_(sorted(types))).order_by(case_key.c.id)
    ids = list(connection.execute(query).scalars())
    done = 0
    for part in chunks(ids, _AT_ONCE):
        if progress is not None:
            progress(done, len(ids))
        cases = [
            fold(new.case_types[events[0].case.case_type], events[0].case, events, new.fields)
            for events in events_by_case(connection, part).values()
        ]
        born = birth_years(connection, {case.person for case in cases if case.person is not None})
        for case in cases:
            year = born.get(case.person or "")
            before = _clocks(case, rules, old, year)
            after = _clocks(case, new_rules, new, year)
            for key in dict.fromkeys([*before, *after]):
                was, is_ = before.get(key), after.get(key)
                if was is None or is_ is None or (was.last_day, was.due_at) != (is_.last_day, is_.due_at):
                    yield ClockPair(case, was, is_)
        done += len(part)
    if progress is not None:
        progress(done, len(ids))


def _clocks(
    case: Case, rules: tuple[Rule, ...], catalogue: Catalogue, birth_year: int | None
) -> dict[tuple[str, int], Deadline]:
    return {
        (clock.rule.id, clock.start_event): clock
        for clock in deadlines_of(case, rules, catalogue.calendar, birth_year)
    }


def last_days_of(connection: Connection) -> Days:
    """Every deadline's last day as it is projected now."""
    query = select(
        deadline.c.case_id, deadline.c.rule, deadline.c.start_event, deadline.c.last_day, deadline.c.due_at
    )
    return {(case, rule, start): due or last for case, rule, start, last, due in connection.execute(query)}


def moves(before: Days, after: Days) -> Moves:
    """What happened to the deadlines between two looks at them."""
    return Moves(
        begin=len(after.keys() - before.keys()),
        disappear=len(before.keys() - after.keys()),
        move=sum(before[key] != after[key] for key in before.keys() & after.keys()),
    )
