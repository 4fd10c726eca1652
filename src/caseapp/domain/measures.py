"""Measures: a figure's definition as data, and the arithmetic of shares and durations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean, median

from caseapp.domain.guards import Guard, Kin, kin_of, rules_of


class Formula(StrEnum):
    """How a measure turns counted things into a figure."""

    COUNT = "count"
    SHARE_WHERE = "share_where"
    SHARE_ON_TIME = "share_on_time"
    SHARE_LATE = "share_late"
    DAYS_OVER = "days_over"
    DURATION = "duration"
    QUEUE_LENGTH = "queue_length"
    CARE_DAYS = "care_days"
    BALANCE = "balance"
    RE_ENTRY = "re_entry"
    PER_WORKER = "per_worker"

    @property
    def is_share(self) -> bool:
        """Whether the figure is per cent of a denominator."""
        return self in (
            Formula.SHARE_WHERE,
            Formula.SHARE_ON_TIME,
            Formula.SHARE_LATE,
            Formula.RE_ENTRY,
        )

    @property
    def is_days(self) -> bool:
        """Whether the figure is a mean of days, with median and bands."""
        return self in (Formula.DURATION, Formula.DAYS_OVER)

    @property
    def by_clock(self) -> bool:
        """Whether the rule engine judges each counted thing."""
        return self in (Formula.SHARE_ON_TIME, Formula.SHARE_LATE, Formula.DAYS_OVER)


class Basis(StrEnum):
    """What puts a case in the period."""

    EVENT = "event"
    BEGUN = "begun"
    ENDED = "ended"
    OPEN = "open"
    ONGOING = "ongoing"
    DUE = "due"


class Which(StrEnum):
    """Which of several events of the counted type."""

    LAST = "last"
    FIRST = "first"
    EACH = "each"


class Counts(StrEnum):
    """What is counted."""

    CASES = "cases"
    EVENTS = "events"
    PERSONS = "persons"
    HOUSEHOLDS = "households"
    DEADLINES = "deadlines"


class ClockChoice(StrEnum):
    """Which clock of the rule a counted event is judged by: the one it stopped, started, or that runs."""

    STOPPED = "stopped"
    STARTED = "started"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Band:
    """A span of whole days, both ends included; `last` None is without end."""

    name: str
    first: int
    last: int | None

    def __contains__(self, days: object) -> bool:
        return isinstance(days, int) and self.first <= days and (self.last is None or days <= self.last)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """An age group in whole calendar years, both ends included."""

    id: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which the figures cannot be compared with those before, and why."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Population:
    """Which things are counted: cases of `case_types` by what happened in the period, that hold `where`."""

    case_types: tuple[str, ...]
    basis: Basis = Basis.EVENT
    counted: tuple[str, ...] = ()
    which: Which = Which.LAST
    where: tuple[Guard, ...] = ()
    counts: Counts = Counts.CASES


@dataclass(frozen=True, slots=True)
class Span:
    """From the first event of `since` to the first later one of `until`, in days or working days.

    Without `until` it ends with the counted event or the reference day. `since_of` and `until_of` are the
    case types of the parent and of a child that have the event. A span that is `running` is counted to the
    day when its end has not come. For care days `suspends` are the two events between which none is counted.
    """

    since: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    since_last: bool = False
    since_of: str = ""
    until_of: str = ""
    running: bool = False
    working: bool = False
    suspends: tuple[str, str] | None = None
    last_day_counts: bool = False


@dataclass(frozen=True, slots=True)
class ReEntry:
    """Who comes back: the base window, how long it is watched, and what counts as coming back.

    The window begins `within_months` before the period and is `base_months` long, or as long as the period.
    """

    returns: tuple[str, ...]
    where: tuple[Guard, ...]
    within_months: int
    base_months: int | None = None
    complement: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure counts, by which formula, and how it may be divided and shown."""

    id: str
    version: int
    name: str
    definition: str
    unit: str
    formula: Formula
    population: Population
    source: str
    rules: tuple[str, ...] = ()
    clock: ClockChoice = ClockChoice.STOPPED
    numerator: tuple[Guard, ...] = ()
    span: Span = Span()
    re_entry: ReEntry | None = None
    bands: tuple[Band, ...] = ()
    percentiles: tuple[int, ...] = ()
    main: str = "mean"
    age_bands: tuple[AgeBand, ...] = ()
    by: tuple[str, ...] = ()
    higher_is_better: bool | None = None
    target: float | None = None
    kolada: str = ""
    area: str = ""
    chart: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    breaks: tuple[Break, ...] = ()
    hide_below: int | None = None
    share_from: int | None = None

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Every guard the measure asks."""
        back = self.re_entry.where if self.re_entry is not None else ()
        return (*self.population.where, *self.numerator, *back)

    @property
    def every_rule(self) -> tuple[str, ...]:
        """The ids of the rules that the figure rests on, in order of name."""
        return tuple(sorted({*self.rules, *rules_of(self.guards)}))

    @property
    def kin(self) -> set[tuple[Kin, str]]:
        """Which other cases are looked at beside the counted ones, each with the type whose kin it is."""
        types = self.population.case_types
        found = kin_of((*self.population.where, *self.numerator), types)
        if self.re_entry is not None:
            found |= kin_of(self.re_entry.where, self.re_entry.returns)
        if self.span.since_of or any("." in key for key in self.by):
            found |= {(Kin.PARENT, kind) for kind in types}
        if self.span.until_of:
            found |= {(Kin.CHILD, kind) for kind in types}
        return found


@dataclass(frozen=True, slots=True)
class Duration:
    """Mean, median, bands and percentiles of durations in whole days."""

    mean: float
    median: float
    bands: tuple[tuple[str, int], ...]
    percentiles: tuple[tuple[int, float], ...] = ()


def share(numerator: int, denominator: int) -> float | None:
    """Per cent; None when there is nothing to take a share of."""
    return 100 * numerator / denominator if denominator else None


def percentile(ordered: Sequence[int], per_cent: int) -> float:
    """A percentile of at least one number in order, on the line between the two closest."""
    place = (len(ordered) - 1) * per_cent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def duration(days: Sequence[int], bands: Sequence[Band], percentiles: Sequence[int] = ()) -> Duration | None:
    """Mean, median, bands and percentiles; None when there are no durations."""
    if not days:
        return None
    ordered = sorted(days)
    return Duration(
        fmean(ordered),
        float(median(ordered)),
        tuple((band.name, sum(day in band for day in ordered)) for band in bands),
        tuple((wanted, percentile(ordered, wanted)) for wanted in percentiles),
    )
