"""Queues: the lists a manager works from, each a question to the clocks and the open cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from caseapp.catalogue.book import Catalogue, Queue
from caseapp.domain.events import CaseKey
from caseapp.domain.rules import Category, Rule
from caseapp.service.office import Office
from caseapp.store.database import Connection
from caseapp.store.reading import CaseRow
from caseapp.store.standing import ClockRow, Standing, open_cases, running_clocks, standing

OVERDUE = "overdue"
DUE = "due"
ALL = "all"
UNASSIGNED = "unassigned"
RUNNING = "running"
PASSIVE = "passive"
READY = "ready-to-close"

LEX_SARAH = "lex-sarah"
LEX_SARAH_PASSIVE = "lex-sarah-passive"

_CASE_QUEUES = (UNASSIGNED, RUNNING, PASSIVE, READY, LEX_SARAH, LEX_SARAH_PASSIVE)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One row: a clock that runs, or a case without one (then `rule` and its days are None).

    `days_late` are calendar days, `working_days_late` working days after the last day with the as-of
    day included; `working_days_left` those after the as-of day with the last day included.
    `status` is `late`, `soon`, `on_time`, `watch` or `none`.
    """

    case: CaseKey
    type_name: str
    unit: str | None
    worker: str | None
    rule: str | None
    rule_name: str
    start: date
    nominal: date | None
    last_day: date | None
    due_at: str | None
    days_late: int
    working_days_late: int
    working_days_left: int | None
    status: str
    acknowledged: bool
    extended_to: date | None
    waited_days: int
    reason: str
    violence: bool
    delay_reason: str
    person: str | None

    def as_json(self) -> dict[str, Any]:
        """The row as the command line's contract has it."""
        return {
            "case": self.case.ref,
            "type": self.case.case_type,
            "unit": self.unit,
            "worker": self.worker,
            "rule": self.rule,
            "start": self.start.isoformat(),
            "nominal": self.nominal.isoformat() if self.nominal else None,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "days_late": self.days_late,
            "working_days_late": self.working_days_late,
            "working_days_left": self.working_days_left,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class QueueList:
    """A queue as it stands on a day, the most urgent first."""

    queue: Queue
    as_of: date
    unit: str | None
    items: tuple[QueueItem, ...]

    def as_json(self) -> dict[str, Any]:
        """The queue as the command line's contract has it."""
        return {
            "queue": self.queue.id,
            "as_of": self.as_of.isoformat(),
            "count": len(self.items),
            "items": [item.as_json() for item in self.items],
        }

    @property
    def cases(self) -> int:
        """How many different cases stand in it."""
        return len({item.case for item in self.items})


def read_queue(office: Office, name: str, unit: str | None = None, as_of: date | None = None) -> QueueList:
    """A queue by its name in the catalogue, for all units or one, today or as it stood on another day.

    A past day is reckoned from what had happened by then, whenever it was recorded. An empty `unit` is that
    of cases without one. Raises UserError for an unknown name.
    """
    queue = office.catalogue.queue(name)
    on = as_of or office.today()
    with office.database.read() as connection:
        stood = standing(connection, office.catalogue, on)
        items = queue_items(connection, office.catalogue, queue, stood)
    items = [item for item in items if is_of(item.unit, unit)]
    return QueueList(queue, on, unit, tuple(items))


def is_of(unit: str | None, wanted: str | None) -> bool:
    """Whether a case of a unit is wanted: every one when none is named."""
    return wanted is None or (unit or "") == wanted


def queue_items(
    connection: Connection, catalogue: Catalogue, queue: Queue, stood: Standing
) -> list[QueueItem]:
    """The rows of a queue as things stood on a day."""
    on = stood.on
    if queue.id in _CASE_QUEUES:
        return _case_items(connection, catalogue, queue, stood)
    rules = rules_of(catalogue, queue)
    last_before = on if only_late(queue) else None
    last_through = None
    if queue.id == DUE:
        assert queue.working_days is not None
        last_through = catalogue.calendar.working_day_after(on, queue.working_days)
    clocks = running_clocks(
        connection,
        stood,
        rules=[rule.id for rule in rules],
        last_before=last_before,
        last_through=last_through,
        repeated=lists_repeated(queue),
    )
    if queue.id == DUE:
        clocks = [clock for clock in clocks if clock.last_day >= on]
    return [from_clock(catalogue, clock, on) for clock in clocks]


def lists_repeated(queue: Queue) -> bool:
    """Whether a local clock that only repeats the law's has a row of its own."""
    return queue.id not in (OVERDUE, DUE)


def only_late(queue: Queue) -> bool:
    """Whether clocks stand in the queue only once their last day has passed."""
    return queue.id == OVERDUE or queue.days == 0


def rules_of(catalogue: Catalogue, queue: Queue) -> list[Rule]:
    """The rules whose clocks stand in a queue."""
    rules = list(catalogue.rules.values())
    if queue.id in (OVERDUE, DUE):
        return [rule for rule in rules if not rule.watch]
    if queue.id == ALL:
        return rules
    return [rule for rule in rules if rule.queue == queue.id]


def _case_items(
    connection: Connection, catalogue: Catalogue, queue: Queue, stood: Standing
) -> list[QueueItem]:
    on = stood.on
    cases = [
        case
        for case in open_cases(connection, stood, queue.case_type)
        if in_case_queue(queue, case.worker, case.last_events, on)
    ]
    rules = [
        rule for rule in catalogue.rules.values() if rule.case_type == queue.case_type and not rule.watch
    ]
    main: dict[CaseKey, ClockRow] = {}
    for clock in running_clocks(connection, stood, rules=[rule.id for rule in rules]):
        known = main.get(clock.case.key)
        if known is None or _weight(catalogue, clock) < _weight(catalogue, known):
            main[clock.case.key] = clock
    items = [
        from_clock(catalogue, main[case.key], on, case)
        if case.key in main
        else _from_case(catalogue, case, on)
        for case in cases
    ]
    if queue.id in (RUNNING, LEX_SARAH):
        items.sort(key=lambda item: (item.last_day or date.max, item.start, item.case.ref))
    return items


def _weight(catalogue: Catalogue, clock: ClockRow) -> tuple[bool, date]:
    """The law's clock speaks for the case before a local one."""
    return (catalogue.rules[clock.rule].category is not Category.LAW, clock.last_day)


def in_case_queue(queue: Queue, worker: str | None, last: Mapping[str, str], on: date) -> bool:
    """Whether an open case stands in a queue of cases at the end of a day.

    `last` has the latest time, up to that day, of each event type.
    """
    if queue.id == UNASSIGNED:
        assigned = last.get("tilldelad")
        return worker is None if assigned is None else assigned[:10] > on.isoformat()
    if queue.id in (PASSIVE, LEX_SARAH_PASSIVE):
        assert queue.days is not None
        return _latest(last, queue.activity) < on - timedelta(days=queue.days)
    if queue.id == READY:
        assert queue.days is not None
        if not all(name in last for name in queue.activity):
            return False
        contact = _latest(last, queue.activity)
        return contact <= on - timedelta(days=queue.days) and contact >= _latest(last, queue.activity_after)
    return True


def _latest(last: Mapping[str, str], types: Iterable[str]) -> date:
    days = [last[name][:10] for name in types if name in last]
    return date.fromisoformat(max(days)) if days else date.min


def from_clock(catalogue: Catalogue, clock: ClockRow, on: date, case: CaseRow | None = None) -> QueueItem:
    """The row of a running deadline; with `case` as that case stands."""
    rule = catalogue.rules[clock.rule]
    calendar = catalogue.calendar
    late = on > clock.last_day
    left = 0 if late else calendar.working_days_between(on, clock.last_day)
    if rule.watch:
        status = "watch"
    elif late:
        status = "late"
    else:
        status = "soon" if left <= max(rule.warnings, default=0) else "on_time"
    start = date.fromisoformat(clock.start[:10])
    return _item(
        catalogue,
        case or clock.case,
        on,
        start,
        rule=rule.id,
        rule_name=rule.name,
        nominal=clock.nominal,
        last_day=clock.last_day,
        due_at=clock.due_at,
        days_late=(on - clock.last_day).days if late else 0,
        working_days_late=calendar.working_days_between(clock.last_day, on),
        working_days_left=left,
        status=status,
        acknowledged=clock.acknowledged,
        extended_to=clock.extended_to,
    )


def _from_case(catalogue: Catalogue, case: CaseRow, on: date) -> QueueItem:
    assert case.opened is not None
    return _item(
        catalogue,
        case,
        on,
        date.fromisoformat(case.opened[:10]),
        rule=None,
        rule_name="",
        nominal=None,
        last_day=None,
        due_at=None,
        days_late=0,
        working_days_late=0,
        working_days_left=None,
        status="none",
        acknowledged=False,
        extended_to=None,
    )


def _item(catalogue: Catalogue, case: CaseRow, on: date, start: date, **clock: Any) -> QueueItem:
    facts = case.facts
    return QueueItem(
        case=case.key,
        type_name=catalogue.case_types[case.key.case_type].name,
        unit=case.unit,
        worker=case.worker,
        start=start,
        waited_days=(on - start).days,
        reason=_coded(catalogue, "orsak", facts),
        violence=facts.get("vald") == "j",
        delay_reason=_coded(catalogue, "orsak_forsening", facts)
        or _coded(catalogue, "orsak_ej_verkstalld", facts),
        person=case.person,
        **clock,
    )


def _coded(catalogue: Catalogue, field: str, facts: dict[str, str]) -> str:
    value = facts.get(field, "")
    return catalogue.code_lists[catalogue.fields[field].code_list].name_of(value) if value else ""
