"""Rules: from this event, within this time, that event; with lagrum, validity and examples."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.moments import Moment
from caseapp.domain.swedish import MONTHS

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Unit(StrEnum):
    """What a limit is counted in. They are types: a number without one means nothing."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    DAY_OF_MONTH = "day_of_month"
    DATE_OF_YEAR = "date_of_year"
    YEAR_END = "year_end"


_WORDS = {
    Unit.HOURS: ("timme", "timmar"),
    Unit.DAYS: ("dag", "dagar"),
    Unit.WORKING_DAYS: ("arbetsdag", "arbetsdagar"),
    Unit.WEEKS: ("vecka", "veckor"),
    Unit.MONTHS: ("månad", "månader"),
    Unit.YEARS: ("år", "år"),
}
_YEAR_ENDS = {0: "årets slut", 1: "slutet av kalenderåret efter"}
_NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")


class Category(StrEnum):
    """What kind of limit a rule is; a broken local promise is not a broken law."""

    LAW = "lag"
    REGULATION = "föreskrift"
    ADVICE = "allmänt råd"
    REPORTING = "rapporteringsgräns"
    GUARANTEE = "tjänstegaranti"
    ROUTINE = "lokal rutin"


LOCAL_CATEGORIES = (Category.GUARANTEE, Category.ROUTINE)
"""What a municipality has set itself; nothing else ever counts its free days."""


class Direction(StrEnum):
    """Where a last day that is no working day moves."""

    NONE = "none"
    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class Roll:
    """A convention for a last day that is no working day, with the law it rests on."""

    id: str
    direction: Direction
    text: str
    lagrum: str

    def apply(self, day: date, calendar: WorkingCalendar) -> date:
        """The day after the convention has had its say."""
        if self.direction is Direction.FORWARD:
            return calendar.roll_forward(day)
        if self.direction is Direction.BACKWARD:
            return calendar.roll_backward(day)
        return day


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time: an amount of a unit; or a fixed day that comes on or after the start.

    For DAY_OF_MONTH the amount is the day number, for DATE_OF_YEAR month × 100 + day, for YEAR_END the
    calendar years after the start's own. With `year_end` the time is drawn out to the end of a calendar
    year: 0 for the year it ends in, 1 for the year after.
    """

    amount: int
    unit: Unit
    year_end: int | None = None

    def text(self) -> str:
        """`14 dagar`, `fyra månader`, `den 27:e`; `samma dag` for none at all."""
        text = self._length()
        if self.year_end is None:
            return text
        return (
            f"{text}, därefter till {_YEAR_ENDS.get(self.year_end, f'årsslutet {self.year_end} år senare')}"
        )

    def _length(self) -> str:
        if self.unit is Unit.DAY_OF_MONTH:
            return f"den {self.amount}:{'a' if self.amount in (1, 2, 21, 22, 31) else 'e'} i månaden"
        if self.unit is Unit.DATE_OF_YEAR:
            return f"den {self.amount % 100} {MONTHS[self.amount // 100 - 1]}"
        if self.unit is Unit.YEAR_END:
            return f"till {_YEAR_ENDS.get(self.amount, f'årsslutet {self.amount} år senare')}"
        if not self.amount:
            return "samma dag"
        one, many = _WORDS[self.unit]
        if self.unit in (Unit.WEEKS, Unit.MONTHS, Unit.YEARS) and self.amount < len(_NUMBERS):
            number = "ett" if self.unit is Unit.YEARS and self.amount == 1 else _NUMBERS[self.amount]
        else:
            number = str(self.amount)
        return f"{number} {one if self.amount == 1 else many}"

    def due_at(self, start: Moment) -> datetime | None:
        """For hours: the local minute it ends, counted in real hours across summer time; else None.

        When the start has no clock, the day's last minute is taken: it cannot be proven late before.
        """
        if self.unit is not Unit.HOURS:
            return None
        begun = start.at_latest().replace(tzinfo=STOCKHOLM).astimezone(UTC)
        return (begun + timedelta(hours=self.amount)).astimezone(STOCKHOLM).replace(tzinfo=None)

    def nominal(self, start: Moment, calendar: WorkingCalendar) -> date:
        """The day the time ends before any roll; the start day is not counted.

        Months and years end on the same day number, else the month's last day, added once from the
        start (lag 1930:173, 1 §). Raises OutsideCalendar when start or end is beyond the table.
        """
        calendar.require(start.day)
        day = self._end(start, calendar)
        if self.year_end is not None:
            day = date(day.year + self.year_end, 12, 31)
        calendar.require(day)
        return day

    def _end(self, start: Moment, calendar: WorkingCalendar) -> date:
        day = start.day
        if self.unit is Unit.HOURS:
            due = self.due_at(start)
            assert due is not None
            return due.date()
        if self.unit is Unit.DAYS:
            return day + timedelta(days=self.amount)
        if self.unit is Unit.WORKING_DAYS:
            return calendar.working_day_after(day, self.amount)
        if self.unit is Unit.WEEKS:
            return day + timedelta(weeks=self.amount)
        if self.unit is Unit.DAY_OF_MONTH:
            here = _day_in_month(day, self.amount)
            return here if here >= day else _day_in_month(add_months(day.replace(day=1), 1), self.amount)
        if self.unit is Unit.DATE_OF_YEAR:
            month, number = divmod(self.amount, 100)
            here = _day_in_month(date(day.year, month, 1), number)
            return here if here >= day else _day_in_month(date(day.year + 1, month, 1), number)
        if self.unit is Unit.YEAR_END:
            return date(day.year + self.amount, 12, 31)
        return add_months(day, self.amount * (12 if self.unit is Unit.YEARS else 1))


def _day_in_month(day: date, number: int) -> date:
    """A day number of the month, else the month's last day."""
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))


def add_months(day: date, months: int) -> date:
    """The same day number so many months on, else that month's last day (lag 1930:173, 1 §)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Condition:
    """A guard: the rule runs only when the case's field has one of the values.

    With `age_under` it guards on the person's age at the start event instead. Only the year of birth is
    known, so `age` may be a year too high: whoever can be under the age is. What is not known does not
    stop the clock when `unknown` is true: nothing may be forgotten.
    """

    field: str = ""
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    age_under: int | None = None
    unknown: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, facts: Mapping[str, str], age: int | None, day: date | None = None) -> bool:
        """Whether the guard lets the rule run; one that is not in force on the start day does."""
        if day is not None:
            before = self.valid_from is not None and day < self.valid_from
            if before or (self.valid_to is not None and day > self.valid_to):
                return True
        if self.age_under is not None:
            return self.unknown if age is None else age - 1 < self.age_under
        value = facts.get(self.field)
        if not value:
            return self.unknown
        if self.any_of and value not in self.any_of:
            return False
        return value not in self.none_of


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example inside a rule; it is a test."""

    start: Moment
    nominal: date
    last_day: date
    due_at: datetime | None
    extended_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """What a rule says during a time: both days included, `valid_to` None when still in force."""

    number: int
    valid_from: date
    valid_to: date | None
    limit: Limit
    roll: Roll
    lagrum: str
    source: str
    certainty: str
    examples: tuple[Example, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether this version applied on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Rule:
    """A clock: which event starts it on which case type, what stops it, and what it says when.

    `extension` is the event type whose decision sets a new last day, found in `extension_field`; the trace
    tells of it with `extension_text`.
    `watch` marks an unquantified duty with a local target: never shown as a broken law.
    A local rule may say the same as a rule of law that it `repeats`; it then runs on the case but takes
    no place of its own among what is overdue or due. A rule that `recurs` begins again with the event
    that stopped it, when that is one of its starts. Time between the two events of `suspends` is not
    counted. `from_birth` counts from the person's birth instead of the start event. `warnings` are working
    days before the last day. `pack` is None for rules of law.
    """

    id: str
    name: str
    case_type: str
    category: Category
    start: tuple[str, ...]
    start_text: str
    stop: tuple[str, ...]
    versions: tuple[RuleVersion, ...]
    conditions: tuple[Condition, ...] = ()
    extension: str | None = None
    extension_field: str = ""
    extension_text: str = "Förlängd genom beslut till"
    watch: bool = False
    repeats: str | None = None
    recurs: bool = False
    suspends: tuple[str, str] | None = None
    from_birth: bool = False
    queue: str | None = None
    warnings: tuple[int, ...] = ()
    consequence: str = ""
    pack: str | None = None

    def version_on(self, day: date) -> RuleVersion | None:
        """What the rule said on the day of the start event; None when it did not exist."""
        for version in self.versions:
            if version.in_force(day):
                return version
        return None

    def calendar(self, calendar: WorkingCalendar) -> WorkingCalendar:
        """The calendar it reckons with: local free days count for promises and routines, never for law."""
        return calendar.local if self.category in LOCAL_CATEGORIES else calendar

    def applies(self, facts: Mapping[str, str], age: int | None, day: date | None = None) -> bool:
        """Whether every guard lets the rule run on a case with these facts, from an event on a day."""
        return all(condition.holds(facts, age, day) for condition in self.conditions)
