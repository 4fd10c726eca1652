"""What the makers of synthetic cases share: plans of cases, people, working days and chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import age_at
from caseapp.domain.deadlines import last_days
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.identity import pseudonym
from caseapp.domain.moments import Moment
from caseapp.service.demo_settings import DemoSettings, Dice, Quota

SOURCE = "demo"


@dataclass(slots=True)
class Plan:
    """A case to be: its events, also those that lie ahead, and the plan it came from."""

    case_type: str
    prefix: str
    opened: Moment
    parent: Plan | None = None
    parent_field: str = ""
    childless: bool = True
    ref: str = ""
    happenings: list[tuple[Moment, str, dict[str, str]]] = field(default_factory=list)

    def add(self, when: Moment | date, event_type: str, **values: str) -> None:
        """Something that happens in the case. Empty values are left out."""
        moment = when if isinstance(when, Moment) else Moment(when)
        self.happenings.append((moment, event_type, {name: text for name, text in values.items() if text}))

    def events(self, last: date) -> list[Event]:
        """The events up to a day, in the order they happen; the first states where the case came from."""
        key = CaseKey(self.case_type, self.ref)
        made = []
        for position, (moment, event_type, values) in enumerate(self.happenings):
            if position == 0 and self.parent is not None:
                values = {**values, self.parent_field: self.parent.ref}
            if moment.day <= last:
                made.append(Event(key, event_type, moment, values, source=SOURCE))
        made.sort(key=lambda event: event.occurred.sort_key)
        return made


@dataclass(slots=True)
class Citizen:
    """Someone the municipality meets; never a real person."""

    pseudonym: str
    sex: str
    birth_year: int
    household: str
    known_since: date
    investigated: tuple[date, date] | None = None

    def facts(self) -> dict[str, str]:
        """What an aktualisering states of the person."""
        return {
            "person": self.pseudonym,
            "kon": self.sex,
            "fodelsear": str(self.birth_year),
            "hushall": self.household,
        }

    def is_child(self, day: date) -> bool:
        """Whether the rules for those under 21 apply: by year of birth alone, who is 21 may still be 20."""
        age = age_at(day, self.birth_year)
        assert age is not None
        return age <= 21


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that comes to the municipality's knowledge about a person."""

    person: Citizen
    inkom: Moment
    kind: str
    reason: str
    violence: bool
    has_siblings: bool


class Town:
    """The synthetic municipality: settings, chance, calendar, units and the last day that has happened."""

    def __init__(
        self, catalogue: Catalogue, settings: DemoSettings, seed: int, last: date, scale: float
    ) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.dice = Dice(seed)
        self.seed = seed
        self.last = last
        self.scale = scale
        self.people: list[Citizen] = []
        self.households: dict[str, list[Citizen]] = {}
        self._quotas: dict[str, Quota] = {}
        # A municipality to practise on chains no investigations.
        self.apart = days(max((check.days for check in catalogue.checks), default=0))
        known = {name for pack in catalogue.packs for name in pack.units}
        self.units = {
            task: next((name for name in names if name in known), names[0])
            for task, names in settings.units.model_dump().items()
        }

    def share(self, name: str, share: float) -> bool:
        """Whether the next one belongs to a named share."""
        if name not in self._quotas:
            self._quotas[name] = Quota(self.dice.random())
        return self._quotas[name].take(share)

    def scaled(self, count: int) -> int:
        """A count of the full-size municipality, for this size."""
        return round(count * self.scale)

    def working(self, day: date) -> date:
        """The day, or the next working day."""
        return self.catalogue.calendar.roll_forward(day)

    def working_before(self, day: date, not_before: date) -> date:
        """The day, or the working day before; never before another day."""
        return max(self.catalogue.calendar.roll_backward(day), not_before)

    def last_day(self, rule_id: str, start: date) -> date:
        """The last day by a rule of law."""
        version = self.catalogue.rule(rule_id).version_on(start)
        assert version is not None
        return last_days(version, Moment(start), self.catalogue.calendar)[1]

    def born(self, day: date, age: int, household: str = "") -> Citizen:
        """A new person of an age on a day, in a household of their own or in one there is."""
        number = len(self.people) + 1
        name = pseudonym(f"person {number}", f"demo {self.seed}".encode())
        house = household or f"HH-{pseudonym(f'hushall {number}', f'demo {self.seed}'.encode())[2:11]}"
        citizen = Citizen(name, self.dice.word(self.settings.inflow.sex), day.year - age, house, day)
        self.people.append(citizen)
        self.households.setdefault(house, []).append(citizen)
        return citizen

    def worker(self, adult: bool) -> str:
        """The code of a caseworker; the last third works with adults."""
        children = max(1, self.settings.workers * 2 // 3)
        first, last = (children + 1, self.settings.workers) if adult else (1, children)
        return f"H{self.dice.randint(first, last):02d}"


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def minutes_after(moment: Moment, minutes: int) -> Moment:
    """A moment so many minutes later, in daytime: the night is slept."""
    assert moment.clock is not None
    then = datetime.combine(moment.day, moment.clock) + timedelta(minutes=minutes)
    if then.hour < 7 or then.hour > 20:
        morning = then.date() if then.hour < 7 else then.date() + days(1)
        then = max(then, datetime.combine(morning, time(8, then.minute)))
    return Moment(then.date(), then.time())


class Dated(Protocol):
    """An entry of the settings that holds from a day on."""

    @property
    def since(self) -> date: ...


D = TypeVar("D", bound=Dated)


def in_force(entries: Sequence[D], day: date) -> D:
    """The last of dated entries that has begun; before the first, that one."""
    return next((entry for entry in reversed(entries) if entry.since <= day), entries[0])


def number_refs(plans: Sequence[Plan], widths: Mapping[str, int]) -> None:
    """Give each case its reference, counted by prefix and year in the order of opening."""
    counters: dict[tuple[str, int], int] = {}
    for plan in sorted(plans, key=lambda plan: plan.opened.sort_key):
        series = (plan.prefix, plan.opened.day.year)
        counters[series] = counters.get(series, 0) + 1
        plan.ref = f"{series[0]}-{series[1]}-{counters[series]:0{widths[plan.prefix]}d}"
