"""Cases: what kinds there are, and the state of one as its events tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.deadlines import Deadline, due_minute, last_days
from caseapp.domain.events import CaseKey, Event, live
from caseapp.domain.moments import Moment
from caseapp.domain.rules import Rule, RuleVersion

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
    NUMBER = "number"
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
    `undone` are the positions in `events` of closings that a later reopening has undone. `changed` is the id
    of the event that last changed the facts, an acknowledgement not counted but a void counted.
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
    undone: frozenset[int] = frozenset()
    changed: int = 0

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
    recorded = list(events)
    kept = live(recorded)
    facts: dict[str, str] = {}
    units: list[tuple[date, str]] = []
    opened: Moment | None = None
    closed: Moment | None = None
    closings: list[int] = []
    undone: set[int] = set()
    for position, event in enumerate(kept):
        for name, value in event.values.items():
            facts[name] = value
            if name == "enhet" and value and (not units or units[-1][1] != value):
                units.append((event.occurred.day, value))
        if event.type == case_type.opens and opened is None:
            opened = event.occurred
        elif event.type in case_type.closes:
            closed = event.occurred
            closings.append(position)
        elif event.type in case_type.reopens:
            closed = None
            undone.update(closings)
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
        undone=frozenset(undone),
        changed=_last_change(recorded),
    )


def _last_change(recorded: Sequence[Event]) -> int:
    """Id of the last event that changed the facts; acknowledgements, and voids of them, change none."""
    acknowledged = {event.id for event in recorded if event.type == ACKNOWLEDGED}
    return max(
        (event.id for event in recorded if event.id not in acknowledged and event.voids not in acknowledged),
        default=0,
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
    start that comes again while the clock runs does not restart it. A closing that a reopening has undone
    neither stops nor starts anything: the clock runs on from its start. Of several extensions the one that
    was decided last, then recorded last, counts.
    """
    found: list[Deadline] = []
    for rule in rules:
        if rule.case_type == case.key.case_type:
            found += _clocks(case, rule, calendar, birth_year)
    begun = {(clock.rule.id, clock.start_event) for clock in found}
    found = [
        replace(clock, repeated=True) if (clock.rule.repeats, clock.start_event) in begun else clock
        for clock in found
    ]
    found.sort(key=lambda deadline: (deadline.start.sort_key, deadline.rule.id))
    return found


def _clocks(case: Case, rule: Rule, calendar: WorkingCalendar, birth_year: int | None) -> Iterator[Deadline]:
    stops = [
        position
        for position, event in enumerate(case.events)
        if event.type in rule.stop and position not in case.undone
    ]
    free_from = 0
    begun_before = False
    for position, start in enumerate(case.events):
        if start.type not in rule.start or position in case.undone:
            continue
        version = rule.version_on(start.occurred.day)
        age = age_at(start.occurred.day, birth_year)
        applies = rule.applies(case.facts, age, start.occurred.day)
        if position >= free_from and version is not None and applies:
            stop = next((p for p in stops if p > position), None)
            if stop is None:
                # A stop before the start is a fault in the list, or the same day told without its hour;
                # it still stops the clock. Later clocks are stopped so on the same day only.
                stop = next(
                    (
                        p
                        for p in reversed(stops)
                        if free_from <= p < position
                        and (not begun_before or case.events[p].occurred.day == start.occurred.day)
                    ),
                    None,
                )
            stopped_by = case.events[stop] if stop is not None else None
            begun = start.occurred
            if rule.from_birth:
                # Only the year of birth is known: its first day is the earliest it can be.
                # One from before the calendar, or after it by a slip of the pen, has nothing to count from.
                if birth_year is None or not calendar.first.year <= birth_year <= start.occurred.day.year + 1:
                    return
                begun = Moment(date(birth_year, 1, 1))
            yield _deadline(case, rule, version, start, begun, calendar, stopped_by)
            if stop is None:
                return
            free_from = max(stop, position) + 1
            if rule.recurs and stop > position and case.events[stop].type in rule.start:
                free_from = stop
        begun_before = True


def _deadline(
    case: Case,
    rule: Rule,
    version: RuleVersion,
    start: Event,
    begun: Moment,
    calendar: WorkingCalendar,
    stop: Event | None,
) -> Deadline:
    extended_to = _extension(case, rule, start, stop)
    suspended = _suspended_days(case, rule, start, stop)
    nominal, last_day = last_days(version, begun, rule.calendar(calendar), extended_to, suspended)
    return Deadline(
        case=case.key,
        rule=rule,
        version=version,
        start_event=start.id,
        start=begun,
        nominal=nominal,
        last_day=last_day,
        due_at=due_minute(version, begun, last_day, suspended) if extended_to is None else None,
        extended_to=extended_to,
        stop_event=stop.id if stop is not None else None,
        stopped=stop.occurred if stop is not None else None,
        acknowledged=_is_acknowledged(case, rule),
        suspended_days=suspended,
    )


def _suspended_days(case: Case, rule: Rule, start: Event, stop: Event | None) -> int:
    """Days of the clock's own time between the events that suspend and resume.

    What began before the start counts from the start, what lasts at the stop counts until it. One that still
    lasts on a running clock is not known yet.
    """
    if rule.suspends is None:
        return 0
    away, back = rule.suspends
    begun = start.occurred.day
    ended = stop.occurred.day if stop is not None else None
    days = 0
    since: date | None = None
    for event in case.events:
        day = event.occurred.day
        if ended is not None and day > ended:
            break
        if event.type == away and since is None:
            since = max(day, begun)
        elif event.type == back and since is not None:
            days += max((day - since).days, 0)
            since = None
    if since is not None and ended is not None:
        days += max((ended - since).days, 0)
    return days


def _extension(case: Case, rule: Rule, start: Event, stop: Event | None) -> date | None:
    """The last day that the last decision before the stop set; one before the start is a fault."""
    begun = start.occurred.day
    extended_to = None
    for event in case.events:
        value = event.values.get(rule.extension_field, "") if event.type == rule.extension else ""
        if not value or event.occurred.day < begun:
            continue
        if stop is not None and (
            event.occurred.day > stop.occurred.day
            # The same event can begin the next clock on the day this one stopped.
            or (event.type in rule.start and event.id > stop.id)
        ):
            break
        day = date.fromisoformat(value)
        extended_to = day if day >= begun else extended_to
    return extended_to


def _is_acknowledged(case: Case, rule: Rule) -> bool:
    """Whether someone has taken care of the rule, or of the whole case, since the facts last changed."""
    return any(
        event.type == ACKNOWLEDGED
        and event.id > case.changed
        and event.values.get("regel", "") in ("", rule.id)
        for event in case.events
    )
