"""Cases: what kinds there are, and the state of one as its events tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.deadlines import Deadline, last_days
from caseapp.domain.events import CaseKey, Event, live
from caseapp.domain.moments import Moment
from caseapp.domain.rules import Rule

ACKNOWLEDGED = "kvitterad"
"""Type of the event by which a manager says that she has seen a deadline and taken care of it."""
FACTS = "uppgifter"
"""Type of the event that states facts that hold from a day on, such as another unit."""


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list. `aliases` are other ways to write it in the lists that are imported."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes. An open list takes values that are not on it; a closed one refuses them."""

    id: str
    name: str
    open: bool
    codes: tuple[Code, ...]

    def name_of(self, code_id: str) -> str:
        """What the code is called on the screen; the value itself when it is not on the list."""
        for code in self.codes:
            if code.id == code_id:
                return code.name
        return code_id


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    YEAR = "year"
    YES_NO = "yes_no"
    UNIT = "unit"
    CASE = "case"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class FieldType:
    """A fact that an event can state about a case. `parent_type` for references to another case.

    A field that `varies` changes over time (unit, caseworker); the others are stated once and a change
    is a correction.
    """

    id: str
    name: str
    kind: FieldKind
    code_list: str = ""
    parent_type: str = ""
    varies: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """Something that can happen. `value` is the field that the event's value sets, if any."""

    id: str
    name: str
    value: str = ""
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class CaseType:
    """A kind of case: the events that open, close and reopen it, and those it can have."""

    id: str
    name: str
    plural: str
    opens: str
    closes: tuple[str, ...]
    reopens: tuple[str, ...]
    events: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The state of a case: a projection of its live events.

    `facts` hold the latest stated value of each field; `units` the units it has had, each from a day.
    """

    key: CaseKey
    person: str | None
    household: str | None
    parent: CaseKey | None
    opened: Moment | None
    closed: Moment | None
    facts: Mapping[str, str]
    units: tuple[tuple[date, str], ...]
    events: tuple[Event, ...] = field(default=())

    @property
    def unit(self) -> str | None:
        """The unit it has now."""
        return self.units[-1][1] if self.units else None

    @property
    def worker(self) -> str | None:
        """Pseudonymous code of the caseworker; None when unassigned."""
        return self.facts.get("handlaggare") or None

    @property
    def is_open(self) -> bool:
        """Opened and not closed."""
        return self.opened is not None and self.closed is None

    def unit_on(self, day: date) -> str | None:
        """The unit it had on a day; before the first known one, that one."""
        name = self.units[0][1] if self.units else None
        for since, unit in self.units:
            if since <= day:
                name = unit
        return name

    def first(self, *types: str) -> Event | None:
        """The first live event of these types."""
        return next((event for event in self.events if event.type in types), None)

    def last(self, *types: str) -> Event | None:
        """The last live event of these types."""
        return next((event for event in reversed(self.events) if event.type in types), None)


def fold(case_type: CaseType, key: CaseKey, events: Iterable[Event], fields: Mapping[str, FieldType]) -> Case:
    """The state that the events of one case add up to. Voided events have no say."""
    kept = live(events)
    facts: dict[str, str] = {}
    units: list[tuple[date, str]] = []
    opened: Moment | None = None
    closed: Moment | None = None
    for event in kept:
        for name, value in event.values.items():
            facts[name] = value
            if name == "enhet" and value and (not units or units[-1][1] != value):
                units.append((event.occurred.day, value))
        if event.type == case_type.opens and opened is None:
            opened = event.occurred
        elif event.type in case_type.closes:
            closed = event.occurred
        elif event.type in case_type.reopens:
            closed = None
    parent = next(
        (
            CaseKey(kind.parent_type, facts[name])
            for name, kind in fields.items()
            if kind.kind is FieldKind.CASE and name in case_type.fields and facts.get(name)
        ),
        None,
    )
    return Case(
        key=key,
        person=facts.get("person") or None,
        household=facts.get("hushall") or None,
        parent=parent,
        opened=opened,
        closed=closed,
        facts={name: value for name, value in facts.items() if value},
        units=tuple(units),
        events=tuple(kept),
    )


def age_at(day: date, birth_year: int | None) -> int | None:
    """Age in whole calendar years, since only the year of birth is ever known."""
    return None if birth_year is None else day.year - birth_year


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a pseudonymous person: sex (`K`, `M`, `okänt`) and year of birth."""

    pseudonym: str
    sex: str | None
    birth_year: int | None


def person_of(pseudonym: str, cases: Iterable[Case]) -> Person:
    """The latest stated sex and year of birth over all the person's cases."""
    stated = sorted(
        (event for case in cases for event in case.events), key=lambda e: (e.occurred.sort_key, e.id)
    )
    sex = next((e.values["kon"] for e in reversed(stated) if e.values.get("kon")), None)
    year = next((e.values["fodelsear"] for e in reversed(stated) if e.values.get("fodelsear")), None)
    return Person(pseudonym, sex, int(year) if year else None)


def deadlines_of(
    case: Case, rules: Sequence[Rule], calendar: WorkingCalendar, birth_year: int | None
) -> list[Deadline]:
    """Every deadline that the rules start on the case, running or stopped, in order of start.

    Each start event starts a deadline of its own; the first stop event that comes after it stops it. A
    start that comes again while the clock runs does not restart it. Of several extensions the one
    that was decided last, then recorded last, counts.
    """
    found: list[Deadline] = []
    acknowledged = _acknowledged(case)
    for rule in rules:
        if rule.case_type != case.key.case_type:
            continue
        running_since: Event | None = None
        for position, event in enumerate(case.events):
            if event.type not in rule.start or running_since is not None:
                if running_since is not None and event.type in rule.stop:
                    running_since = None
                continue
            deadline = _deadline(case, rule, position, calendar, birth_year, acknowledged)
            if deadline is None:
                continue
            found.append(deadline)
            if deadline.running:
                break
            running_since = event
    found.sort(key=lambda deadline: (deadline.start.sort_key, deadline.rule.id))
    return found


def _deadline(
    case: Case,
    rule: Rule,
    position: int,
    calendar: WorkingCalendar,
    birth_year: int | None,
    acknowledged: frozenset[str],
) -> Deadline | None:
    event = case.events[position]
    version = rule.version_on(event.occurred.day)
    if version is None or not rule.applies(case.facts, age_at(event.occurred.day, birth_year)):
        return None
    # A stop recorded with an earlier day than the start (a fault in the list) still stops the clock.
    after = case.events[position + 1 :]
    stop = next((e for e in after if e.type in rule.stop), None)
    if stop is None and not _starts_again(case, rule, position):
        stop = next((e for e in reversed(case.events[:position]) if e.type in rule.stop), None)
    extended_to = None
    if rule.extension is not None:
        before_stop = after[: after.index(stop)] if stop in after else after
        decided = [e for e in before_stop if e.type == rule.extension and e.values.get(rule.extension_field)]
        if decided:
            extended_to = date.fromisoformat(decided[-1].values[rule.extension_field])
    nominal, last_day = last_days(version, event.occurred, calendar, extended_to)
    return Deadline(
        case=case.key,
        rule=rule,
        version=version,
        start_event=event.id,
        start=event.occurred,
        nominal=nominal,
        last_day=last_day,
        due_at=version.limit.due_at(event.occurred) if extended_to is None else None,
        extended_to=extended_to,
        stop_event=stop.id if stop is not None else None,
        stopped=stop.occurred if stop is not None else None,
        acknowledged=rule.id in acknowledged or "" in acknowledged,
    )


def _starts_again(case: Case, rule: Rule, position: int) -> bool:
    """Whether an earlier start of the same rule owns the stops that came before this start."""
    return any(event.type in rule.start for event in case.events[:position])


def _acknowledged(case: Case) -> frozenset[str]:
    """Rules acknowledged since the facts last changed; the empty word stands for all of them."""
    latest = max((event.id for event in case.events if event.type != ACKNOWLEDGED), default=0)
    return frozenset(
        event.values.get("regel", "")
        for event in case.events
        if event.type == ACKNOWLEDGED and event.id > latest
    )
