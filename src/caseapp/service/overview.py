"""Läget idag: a card for each queue, with the change since last week and twelve weeks behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from caseapp.catalogue.book import Catalogue, Queue
from caseapp.domain.swedish import plural
from caseapp.service.office import Office
from caseapp.service.queues import (
    DUE,
    OVERDUE,
    PASSIVE,
    READY,
    UNASSIGNED,
    QueueItem,
    in_case_queue,
    queue_items,
    rules_of,
)
from caseapp.store.database import Connection
from caseapp.store.reading import CaseRow, counts, latest_entry, open_cases, running_clocks, units

CARDS = (OVERDUE, DUE, UNASSIGNED, PASSIVE, READY, "not-executed", "assessment", "reviews")
_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """A number that opens its queue. `history` has one count a week, the oldest first, today last."""

    queue: Queue
    count: int
    change: int
    detail: str
    history: tuple[int, ...]
    alarming: bool

    def spoken(self) -> str:
        """The card in words, for a screen reader."""
        if self.change:
            more = "fler" if self.change > 0 else "färre"
            changed = f"{abs(self.change)} {more} än för en vecka sedan"
        else:
            changed = "lika många som för en vecka sedan"
        return f"{self.queue.name}: {self.count}, {changed}. {self.detail}".strip()


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole of Läget idag. `latest` tells when and by what the data last changed."""

    as_of: date
    unit: str | None
    cards: tuple[Card, ...]
    today: tuple[QueueItem, ...]
    today_total: int
    units: tuple[str, ...]
    cases: int
    latest: tuple[str, str, str] | None


def overview(office: Office, unit: str | None = None, as_of: date | None = None, shown: int = 8) -> Overview:
    """Läget idag for all units or one. `shown` bounds the list of what needs a decision today."""
    on = as_of or office.today()
    catalogue = office.catalogue
    with office.database.read() as connection:
        cards = tuple(_card(connection, catalogue, catalogue.queue(name), on, unit) for name in CARDS)
        urgent = [
            item
            for name in (DUE, OVERDUE)
            for item in queue_items(connection, catalogue, catalogue.queue(name), on)
            if _of(item.unit, unit) and not item.acknowledged and _needs_decision(item)
        ]
        known_units = tuple(units(connection))
        total = counts(connection)["cases"]
        latest = latest_entry(connection)
    # The freshest first: what ran out today can still be saved, what ran out last month cannot.
    urgent.sort(key=lambda item: (item.working_days_late, item.case.ref))
    return Overview(on, unit, cards, tuple(urgent[:shown]), len(urgent), known_units, total, latest)


def _needs_decision(item: QueueItem) -> bool:
    return item.working_days_late > 0 or item.working_days_left == 0


def _of(unit: str | None, wanted: str | None) -> bool:
    return wanted is None or unit == wanted


def _card(connection: Connection, catalogue: Catalogue, queue: Queue, on: date, unit: str | None) -> Card:
    items = [item for item in queue_items(connection, catalogue, queue, on) if _of(item.unit, unit)]
    days = [on - timedelta(weeks=weeks) for weeks in range(_WEEKS, 0, -1)]
    if queue.case_type:
        rows = [
            case
            for case in open_cases(connection, queue.case_type, on, closed_after=days[0])
            if _of(case.unit, unit)
        ]
        past = [sum(_was_in(queue, case, day) for case in rows) for day in days]
    else:
        past = [_count(connection, catalogue, queue, day, unit) for day in days]
    return Card(
        queue,
        len(items),
        len(items) - past[-1],
        _detail(queue, items, on),
        (*past, len(items)),
        bool(items) and queue.id in (OVERDUE, PASSIVE, "not-executed"),
    )


def _was_in(queue: Queue, case: CaseRow, day: date) -> bool:
    if case.opened is None or case.opened[:10] > day.isoformat():
        return False
    if case.closed is not None and case.closed[:10] <= day.isoformat():
        return False
    return in_case_queue(queue, case, day)


def _count(connection: Connection, catalogue: Catalogue, queue: Queue, day: date, unit: str | None) -> int:
    rules = [rule.id for rule in rules_of(catalogue, queue)]
    late = queue.id == OVERDUE or queue.days == 0
    through = None
    if queue.id == DUE:
        assert queue.working_days is not None
        through = catalogue.calendar.working_day_after(day, queue.working_days)
    clocks = running_clocks(
        connection, day, rules=rules, last_before=day if late else None, last_through=through
    )
    return sum(_of(clock.case.unit, unit) and (through is None or clock.last_day >= day) for clock in clocks)


def _detail(queue: Queue, items: list[QueueItem], on: date) -> str:
    if not items:
        return ""
    if queue.id == DUE:
        soon = sum((item.working_days_left or 0) <= 5 for item in items)
        today = sum(item.last_day == on for item in items)
        return f"{soon} inom 5 arbetsdagar, {today} idag"
    if queue.id in (OVERDUE, "not-executed", "assessment"):
        worst = max(item.working_days_late for item in items)
        return f"längst {plural(worst, 'arbetsdag', 'arbetsdagar')} sen" if worst else "ingen försenad"
    waited = max(item.waited_days for item in items)
    return f"längst {plural(waited, 'dag', 'dagar')}"
