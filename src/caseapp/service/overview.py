"""Läget idag: a card for each queue, with the change since last week and twelve weeks behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

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
    from_clock,
    in_case_queue,
    is_of,
    lists_repeated,
    only_late,
    rules_of,
)
from caseapp.store.database import Connection
from caseapp.store.reading import counts, latest_entry, units
from caseapp.store.standing import (
    CaseSpan,
    ClockRow,
    ClockSpan,
    Standing,
    case_spans,
    clock_spans,
    running_clocks,
    standing,
)

CARDS = (OVERDUE, DUE, UNASSIGNED, PASSIVE, READY, "not-executed", "lex-sarah", "reviews")
_WEEKS = 12
_ALL = 2**31 - 1

S = TypeVar("S", ClockSpan, CaseSpan)


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
    """Läget idag for all units or one. `shown` bounds the list of what needs a decision today.

    The counts of the day are those of its queues. The weeks behind are counted from the same clocks and cases
    as they are known on the day: an extension or another unit since then has moved them in the past too.
    """
    on = as_of or office.today()
    catalogue = office.catalogue
    days = [on - timedelta(weeks=weeks) for weeks in range(_WEEKS, -1, -1)]
    queues = [catalogue.queue(name) for name in CARDS]
    with office.database.read() as connection:
        stood = standing(connection, catalogue, on)
        spans = _of_unit(clock_spans(connection, stood, days[0], rules=catalogue.rules), unit)
        cards = tuple(
            _case_card(connection, stood, queue, days, unit)
            if queue.case_type
            else _clock_card(catalogue, queue, days, spans)
            for queue in queues
        )
        urgent = _urgent(connection, catalogue, stood, unit, shown)
        known_units = tuple(units(connection))
        total = counts(connection)["cases"]
        latest = latest_entry(connection)
    binding = {rule.id for rule in rules_of(catalogue, catalogue.queue(OVERDUE))}
    today = on.isoformat()
    urgent_total = sum(
        span.rule in binding
        and not span.acknowledged
        and not span.repeated
        and _runs(span, today)
        and span.last_day <= today
        for span in spans
    )
    return Overview(on, unit, cards, urgent, urgent_total, known_units, total, latest)


def _of_unit(spans: list[S], unit: str | None) -> list[S]:
    return [span for span in spans if is_of(span.unit, unit)]


def _runs(span: ClockSpan, day: str) -> bool:
    return span.start[:10] <= day and (span.stopped is None or span.stopped[:10] > day)


def _urgent(
    connection: Connection, catalogue: Catalogue, stood: Standing, unit: str | None, shown: int
) -> tuple[QueueItem, ...]:
    """What has come to its last day and nobody has acknowledged.

    The freshest first: what runs out today can still be saved, what ran out last month cannot.
    """
    rules = [rule.id for rule in rules_of(catalogue, catalogue.queue(OVERDUE))]

    def unseen(bound: int) -> tuple[list[ClockRow], bool]:
        clocks = running_clocks(
            connection, stood, rules=rules, last_through=stood.on, freshest=bound, repeated=False
        )
        found = [clock for clock in clocks if not clock.acknowledged and is_of(clock.case.unit, unit)]
        return found, len(clocks) < bound

    # Most rows are the unit's own and not acknowledged; only when too few remain are all of them read.
    found, all_read = unseen(shown * 10)
    if len(found) < shown and not all_read:
        found, _ = unseen(_ALL)
    return tuple(from_clock(catalogue, clock, stood.on) for clock in found[:shown])


def _clock_card(catalogue: Catalogue, queue: Queue, days: list[date], spans: list[ClockSpan]) -> Card:
    rules = {rule.id for rule in rules_of(catalogue, queue)}
    late = only_late(queue)
    mine = [span for span in spans if span.rule in rules and (lists_repeated(queue) or not span.repeated)]
    history = []
    today: list[ClockSpan] = []
    for day in days:
        text = day.isoformat()
        through = "9999"
        if queue.id == DUE:
            assert queue.working_days is not None
            through = catalogue.calendar.working_day_after(day, queue.working_days).isoformat()
        today = [
            span
            for span in mine
            if (
                span.last_day < text
                if late
                else span.last_day <= through and (queue.id != DUE or span.last_day >= text)
            )
            and _runs(span, text)
        ]
        history.append(len(today))
    lasts = [date.fromisoformat(span.last_day) for span in today]
    return _card(queue, history, _clock_detail(catalogue, queue, lasts, days[-1]))


def _case_card(
    connection: Connection, stood: Standing, queue: Queue, days: list[date], unit: str | None
) -> Card:
    types = {"tilldelad", *queue.activity, *queue.activity_after}
    spans = _of_unit(case_spans(connection, stood, queue.case_type, days[0], events=types), unit)
    history = []
    waited = 0
    for day in days:
        text = day.isoformat()
        inside = [span for span in spans if _stood_in(queue, span, day, text)]
        history.append(len(inside))
        waited = max(((day - date.fromisoformat(span.opened[:10])).days for span in inside), default=0)
    return _card(queue, history, f"längst {plural(waited, 'dag', 'dagar')}" if history[-1] else "")


def _stood_in(queue: Queue, span: CaseSpan, day: date, text: str) -> bool:
    if span.opened[:10] > text or (span.closed is not None and span.closed[:10] <= text):
        return False
    last: dict[str, str] = {}
    worker = span.worker
    for kind, when in span.happened:
        if when[:10] <= text:
            last[kind] = when
        if kind == "tilldelad":
            # A worker who was stated without a day has been there from the start, as far as anyone knows.
            worker = None
    return in_case_queue(queue, worker, last, day)


def _card(queue: Queue, history: list[int], detail: str) -> Card:
    count = history[-1]
    alarming = bool(count) and queue.id in (OVERDUE, PASSIVE, "not-executed")
    return Card(queue, count, count - history[-2], detail, tuple(history), alarming)


def _clock_detail(catalogue: Catalogue, queue: Queue, lasts: list[date], on: date) -> str:
    if not lasts:
        return ""
    if queue.id == DUE:
        fifth = catalogue.calendar.working_day_after(on, 5)
        soon = sum(last <= fifth for last in lasts)
        return f"{soon} inom 5 arbetsdagar, {sum(last == on for last in lasts)} idag"
    worst = catalogue.calendar.working_days_between(min(lasts), on)
    return f"längst {plural(worst, 'arbetsdag', 'arbetsdagar')} sen" if worst else "ingen försenad"
