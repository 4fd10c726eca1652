"""One pass over the cases: every measure's things, divided into groups and tallied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import age_at
from caseapp.domain.events import CaseKey
from caseapp.domain.measures import AgeBand, Basis, Counts, Formula, Measure
from caseapp.domain.periods import Period
from caseapp.service.small_cells import Group
from caseapp.service.statistics_divisions import time_of
from caseapp.service.statistics_guards import UNKNOWN, Holds, all_of
from caseapp.service.statistics_judging import Judge, judge
from caseapp.service.statistics_re_entry import base_window, re_entries
from caseapp.service.statistics_result import TIMES
from caseapp.service.statistics_sources import Days, Source, Thing, things
from caseapp.service.statistics_world import Subject, World
from caseapp.store.counting import Need

Grouper = Callable[[Subject, date], Group]


class Cell:
    """What has been counted of a group."""

    __slots__ = ("days", "hits", "n", "who", "who_hits", "workers")

    def __init__(self) -> None:
        self.n = 0
        self.hits = 0
        self.days: list[int] = []
        self.who: set[str] = set()
        self.who_hits: set[str] = set()
        self.workers: Counter[str] = Counter()

    def merge(self, other: Cell) -> None:
        """Add what another group has."""
        self.n += other.n
        self.hits += other.hits
        self.days += other.days
        self.who |= other.who
        self.who_hits |= other.who_hits
        self.workers.update(other.workers)


@dataclass(slots=True)
class Plan:
    """A measure made ready to count, and what it has counted.

    `behind`, when asked for, holds the cases that each group counts, and whether each is in the numerator.
    """

    measure: Measure
    asked: Holds | None
    judges: dict[Source, Judge]
    cells: dict[Group, Cell] = field(default_factory=dict)
    behind: list[tuple[Group, CaseKey, bool, int]] | None = None

    def take(self, thing: Thing, judged: Judge, group: Group) -> None:
        """Count a thing, when it holds the guards and the formula has a verdict on it."""
        subject, _, day = thing
        if self.asked is not None and not self.asked(subject, day):
            return
        for hit, days in judged(thing):
            self.add(subject, group, hit, days)

    def add(self, subject: Subject, group: Group, hit: bool, days: int) -> None:
        """Count a verdict."""
        subject.whole.counted = True
        cell = self.cells.get(group)
        if cell is None:
            cell = self.cells[group] = Cell()
        cell.n += 1
        cell.hits += hit
        formula = self.measure.formula
        if formula in _WITH_DAYS:
            cell.days.append(days)
        elif formula is Formula.PER_WORKER:
            cell.workers[subject.case.worker or ""] += 1
        counts = self.measure.population.counts
        if counts in _DISTINCT:
            name = who(subject, counts)
            if formula is Formula.QUEUE_LENGTH:
                name = f"{days} {name}"
            cell.who.add(name)
            if hit:
                cell.who_hits.add(name)
        if self.behind is not None:
            self.behind.append((group, subject.case.key, hit, days))


_WITH_DAYS = (Formula.DURATION, Formula.DAYS_OVER, Formula.CARE_DAYS, Formula.QUEUE_LENGTH)
_DISTINCT = (Counts.PERSONS, Counts.HOUSEHOLDS)


def who(subject: Subject, counts: Counts) -> str:
    """Whom a case counts as: its person or household; without one, itself."""
    case = subject.case
    if counts is Counts.HOUSEHOLDS and case.household:
        return f"h {case.household}"
    return f"p {case.person}" if case.person else f"c {case.key.case_type} {case.key.ref}"


def plans_of(world: World, measures: Sequence[Measure], days: Days, keep: bool) -> list[Plan]:
    """The measures made ready to count in a world."""
    made = []
    for measure in measures:
        snapshot = measure.population.basis is Basis.OPEN
        asked = all_of(world, measure.population.where, snapshot)
        judges = {source: judge(world, measure, source, days) for source in Source.of(measure)}
        made.append(Plan(measure, asked, judges, behind=[] if keep else None))
    return made


def grouper(world: World, keys: Sequence[str], bands: Sequence[AgeBand], end: date) -> Grouper:
    """What divides things by the keys, with these age groups."""
    made = [_key(world, key, bands) for key in keys]
    if not made:
        return lambda subject, day: ()
    return lambda subject, day: tuple(each(subject, day) for each in made)


def _key(world: World, key: str, bands: Sequence[AgeBand]) -> Callable[[Subject, date], str]:
    if key == "unit":
        return lambda subject, day: subject.case.unit_on(day) or UNKNOWN
    if key == "sex":
        return lambda subject, day: (subject.person.sex if subject.person else None) or UNKNOWN
    if key == "age_band":
        return lambda subject, day: _age_band(subject, day, bands)
    if key == "case_type":
        return lambda subject, day: subject.case.key.case_type
    if key in TIMES:
        return lambda subject, day: time_of(key, day)
    parent, _, name = key.rpartition(".")
    if not parent:
        return lambda subject, day: subject.case.facts.get(name, UNKNOWN)

    def of_parent(subject: Subject, day: date) -> str:
        found = world.parent(subject)
        if found is None or found.case.key.case_type != parent:
            return UNKNOWN
        return found.case.facts.get(name, UNKNOWN)

    return of_parent


def _age_band(subject: Subject, day: date, bands: Sequence[AgeBand]) -> str:
    age = age_at(day, subject.person.birth_year) if subject.person is not None else None
    if age is not None:
        for band in bands:
            if band.first <= age and (band.last is None or age <= band.last):
                return band.id
    return UNKNOWN


def need_of(catalogue: Catalogue, measures: Iterable[Measure], period: Period, as_of: date) -> Need:
    """What must be read to count the measures."""
    need = Need(period.first, min(period.last, as_of))
    for measure in measures:
        types = measure.population.case_types
        if measure.re_entry is not None:
            back = measure.re_entry
            first, last = base_window(measure, period)
            need.persons.append((first, last, frozenset((*types, *back.returns))))
        for source in Source.of(measure):
            for kind in types:
                wakes = source.wakes(catalogue.case_types[kind])
                if wakes is not None:
                    need.events.update((kind, name) for name in wakes)
                elif source.basis is Basis.DUE:
                    need.due.update(measure.rules)
                else:
                    need.open.add(kind)
        wanted = need.kin if measure.re_entry is None else need.kin_of_persons
        for kin, kind in measure.kin:
            wanted.setdefault(kin, set()).add(kind)
    return need


class Post:
    """Where the things of a source in a case type are counted: the plans that take them, by grouper."""

    __slots__ = ("source", "takers")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.takers: dict[Grouper, list[tuple[Plan, Judge]]] = {}


def _posts(
    catalogue: Catalogue, plans: Iterable[Plan], groupers: Mapping[tuple[AgeBand, ...], Grouper]
) -> tuple[dict[tuple[str, str], list[Post]], dict[str, list[Post]]]:
    """The posts that an event of a type in the period wakes, and those that see every case of a type."""
    posts: dict[tuple[str, Source], Post] = {}
    by_event: dict[tuple[str, str], list[Post]] = {}
    standing: dict[str, list[Post]] = {}
    for plan in plans:
        for source, judged in plan.judges.items():
            for kind in plan.measure.population.case_types:
                post = posts.get((kind, source))
                if post is None:
                    post = posts[kind, source] = Post(source)
                    wakes = source.wakes(catalogue.case_types[kind])
                    if wakes is None:
                        standing.setdefault(kind, []).append(post)
                    for name in wakes or ():
                        by_event.setdefault((kind, name), []).append(post)
                post.takers.setdefault(groupers[plan.measure.age_bands], []).append((plan, judged))
    return by_event, standing


def count(
    world: World,
    plans: Sequence[Plan],
    keys: Sequence[str],
    period: Period,
    days: Days,
    unit: str | None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Count every plan in one pass over the cases."""
    groupers = {
        bands: grouper(world, keys, bands, days.end) for bands in {plan.measure.age_bands for plan in plans}
    }
    by_event, standing = _posts(world.catalogue, plans, groupers)
    for number, subject in enumerate(world.subjects, start=1):
        if progress is not None and number % 2_000 == 0:
            progress(number)
        kind = subject.case.key.case_type
        posts = list(standing.get(kind, ()))
        for event in subject.case.events:
            if period.first <= event.occurred.day <= period.last:
                posts += [post for post in by_event.get((kind, event.type), ()) if post not in posts]
        for post in posts:
            for thing in things(world, post.source, subject, days):
                then, _, day = thing
                if unit is not None and (then.case.unit_on(day) or UNKNOWN) != unit:
                    continue
                for group_of, taking in post.takers.items():
                    group = group_of(then, day)
                    for plan, judged in taking:
                        plan.take(thing, judged, group)
    for plan in plans:
        if plan.measure.re_entry is not None:
            group_of = groupers[plan.measure.age_bands]
            for subject, day, hit in re_entries(world, plan.measure, plan.asked, period):
                if unit is None or (subject.case.unit_on(day) or UNKNOWN) == unit:
                    plan.add(subject, group_of(subject, day), hit, 0)
