"""What puts a case in a period: the things that measures count, before their guards are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, CaseType
from caseapp.domain.deadlines import Deadline
from caseapp.domain.events import Event
from caseapp.domain.measures import Basis, Formula, Measure, Which
from caseapp.domain.periods import Period
from caseapp.domain.rules import add_months
from caseapp.service.statistics_world import Subject, World

Thing = tuple[Subject, Event | Deadline | int | None, date]
"""A case as it is judged, what brought it (an event, a clock, the number of a point), and its day."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where things come from; measures with the same source share its work."""

    basis: Basis
    counted: tuple[str, ...] = ()
    which: Which = Which.LAST
    rules: tuple[str, ...] = ()
    series: bool = False

    @classmethod
    def of(cls, measure: Measure) -> tuple[Source, ...]:
        """The sources of a measure: one, or two for a balance; re-entry has none of this kind."""
        population = measure.population
        if measure.formula is Formula.RE_ENTRY:
            return ()
        if measure.formula is Formula.BALANCE:
            return (cls(Basis.BEGUN), cls(Basis.ENDED))
        if population.basis is Basis.DUE:
            return (cls(Basis.DUE, rules=measure.rules),)
        if population.basis is Basis.EVENT:
            return (cls(Basis.EVENT, population.counted, population.which),)
        return (cls(population.basis, series=measure.formula is Formula.QUEUE_LENGTH),)

    def wakes(self, kind: CaseType) -> tuple[str, ...] | None:
        """The event types that can bring a case of the type; None when it needs none in the period."""
        if self.basis is Basis.EVENT:
            return self.counted
        if self.basis is Basis.BEGUN:
            return (kind.opens,)
        if self.basis is Basis.ENDED:
            return kind.closes
        return None


class Days:
    """The days of a call: the period, and its last day or the last one read when that is earlier."""

    def __init__(self, period: Period, as_of: date) -> None:
        self.first = period.first
        self.last = period.last
        self.end = min(period.last, as_of)
        self.points = tuple(_points(period.first, self.end))

    @property
    def begun(self) -> bool:
        """Whether any day of the period has been read."""
        return self.end >= self.first


def _points(first: date, end: date) -> Iterator[date]:
    """The last day of each month, and the end itself."""
    month = date(first.year, first.month, 1)
    while (last := add_months(month, 1) - timedelta(days=1)) < end:
        yield last
        month = last + timedelta(days=1)
    if first <= end:
        yield end


def things(world: World, source: Source, subject: Subject, days: Days) -> Sequence[Thing]:
    """What a source makes of a case."""
    case = subject.case
    match source.basis:
        case Basis.EVENT:
            closes = world.catalogue.case_types[case.key.case_type].closes
            return [
                (subject, event, event.occurred.day)
                for event in _counted(case, source, closes)
                if days.first <= event.occurred.day <= days.last
            ]
        case Basis.BEGUN:
            opens = world.catalogue.case_types[case.key.case_type].opens
            begun = case.first(opens)
            return _on_event(subject, begun, days)
        case Basis.ENDED:
            return _on_event(subject, ended(world.catalogue, case), days)
        case Basis.OPEN:
            if source.series:
                return [
                    (then, number, day)
                    for number, day in enumerate(days.points)
                    if (then := _open(world, subject, day)) is not None
                ]
            then = _open(world, subject, days.end) if days.begun else None
            return [] if then is None else [(then, None, days.end)]
        case Basis.ONGOING:
            return _ongoing(subject, days)
        case _:
            return [
                (subject, clock, min(clock.last_day, world.as_of))
                for rule in source.rules
                for clock in world.clocks(subject, rule)
                if days.first <= clock.last_day <= days.last
            ]


def _on_event(subject: Subject, event: Event | None, days: Days) -> list[Thing]:
    if event is None or not days.first <= event.occurred.day <= days.last:
        return []
    return [(subject, event, event.occurred.day)]


def _counted(case: Case, source: Source, closes: Sequence[str]) -> list[Event]:
    """The live events that count, of a case that has some; a closing only while nothing has undone it."""
    events = case.events
    if source.which is Which.LAST:
        position = max(n for n, event in enumerate(events) if event.type in source.counted)
        undone = events[position].type in closes and (case.closed is None or position in case.undone)
        return [] if undone else [events[position]]
    found = [
        event
        for position, event in enumerate(events)
        if event.type in source.counted and position not in case.undone
    ]
    return found[:1] if source.which is Which.FIRST else found


def ended(catalogue: Catalogue, case: Case) -> Event | None:
    """The closing that stands; None while the case is open."""
    if case.closed is None:
        return None
    return case.last(*catalogue.case_types[case.key.case_type].closes)


def _open(world: World, subject: Subject, day: date) -> Subject | None:
    """The case as it stood at the end of the day, when it was open then."""
    opened = subject.case.opened
    if opened is not None and opened.day > day:
        # Opened later by what is known; a first opening cannot come earlier by looking at less.
        return None
    then = world.on(subject, day)
    return then if then is not None and then.case.is_open else None


def _ongoing(subject: Subject, days: Days) -> list[Thing]:
    opened, closed = subject.case.opened, subject.case.closed
    if opened is None or opened.day > days.end or not days.begun:
        return []
    if closed is not None and closed.day < days.first:
        return []
    day = days.end if closed is None else min(closed.day, days.end)
    return [(subject, None, day)]
