"""Deadlines: a rule running on a case, and the trace that says why the date is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.errors import OutsideCalendar, UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.domain.rules import Direction, Rule, RuleVersion, Unit
from caseapp.domain.swedish import WEEKDAYS_SHORT, day_brief, day_text, listing

_WEEKEND = ("lördag", "söndag")


class StepKind(StrEnum):
    """The steps of a reckoning, in the order they come."""

    START = "start"
    LIMIT = "limit"
    SUSPENSION = "suspension"
    ROLL = "roll"
    EXTENSION = "extension"
    STOP = "stop"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace: where the date stands after it, and why, in Swedish."""

    kind: StepKind
    day: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a rule makes of a start: nominal and last day, and for hours the minute it is due."""

    rule: Rule
    version: RuleVersion
    start: Moment
    nominal: date
    last_day: date
    due_at: datetime | None
    extended_to: date | None
    steps: tuple[Step, ...]

    def sentence(self) -> str:
        """The trace as a paragraph for screen and paper."""
        return " ".join(step.why for step in self.steps if step.kind is not StepKind.CALENDAR)


def version_for(rule: Rule, start: Moment) -> RuleVersion:
    """The version in force on the start day. Raises UserError when the rule did not exist then.

    A rule that counts from birth also holds for those born before it came.
    """
    version = rule.version_on(start.day)
    if version is None and rule.from_birth and start.day < rule.versions[0].valid_from:
        return rule.versions[0]
    if version is None:
        raise UserError(
            f"Regeln ”{rule.name}” ({rule.id}) gällde inte {start.day.isoformat()}. "
            f"Den finns i regelverket från {rule.versions[0].valid_from.isoformat()}."
        )
    return version


def last_days(
    version: RuleVersion,
    start: Moment,
    calendar: WorkingCalendar,
    extended_to: date | None = None,
    suspended_days: int = 0,
) -> tuple[date, date]:
    """Nominal and last day, without the trace. An extension sets both to the day in the decision.

    Days of suspension are added to the nominal day before it rolls.
    """
    if extended_to is not None:
        return extended_to, extended_to
    nominal = calendar.later(version.limit.nominal(start, calendar), suspended_days)
    return nominal, version.roll.apply(nominal, calendar)


def last_days_many(version: RuleVersion, starts: Sequence[date], calendar: WorkingCalendar) -> list[date]:
    """The last day of each start, in the same order: the same as `last_days` one by one.

    Each distinct day is reckoned once, so that a million starts over ten years are mostly look-ups.
    """
    known = {day: last_days(version, Moment(day), calendar)[1] for day in set(starts)}
    return list(map(known.__getitem__, starts))


def due_minute(
    version: RuleVersion, start: Moment, last_day: date, suspended_days: int = 0
) -> datetime | None:
    """For hours: the minute they end; None when the last day has moved, for then the whole day is left."""
    due = version.limit.due_at(start)
    if due is None:
        return None
    due += timedelta(days=suspended_days)
    return due if due.date() == last_day else None


def latest_start(rule: Rule, by: date, calendar: WorkingCalendar) -> date | None:
    """The latest day up to `by` on which a start has its last day on or before it; None when there is none.

    Within a version the last day never comes earlier for a later start, so each is searched by halves. A
    limit in hours is taken from the day's last minute, so that it holds whenever that day the start comes.
    Raises OutsideCalendar when `by` is beyond the table.
    """
    calendar = rule.calendar(calendar)
    calendar.require(by)

    def in_time(ordinal: int) -> bool:
        try:
            return last_days(version, Moment(date.fromordinal(ordinal)), calendar)[1] <= by
        except OutsideCalendar:
            return False

    for version in reversed(rule.versions):
        born_before = rule.from_birth and version is rule.versions[0]
        low = (calendar.first if born_before else max(version.valid_from, calendar.first)).toordinal()
        high = min(version.valid_to or by, by).toordinal()
        if low > high or not in_time(low):
            continue
        while low < high:
            middle = (low + high + 1) // 2
            if in_time(middle):
                low = middle
            else:
                high = middle - 1
        return date.fromordinal(low)
    return None


def reckon(
    rule: Rule,
    start: Moment,
    calendar: WorkingCalendar,
    extended_to: date | None = None,
    stopped: Moment | None = None,
    suspended_days: int = 0,
    version: RuleVersion | None = None,
) -> Reckoning:
    """Reckon a rule from a start, with every step told. Raises UserError, OutsideCalendar.

    Without a `version` the one in force on the start day is taken.
    """
    calendar = rule.calendar(calendar)
    version = version or version_for(rule, start)
    if extended_to is not None and rule.extension is None:
        raise UserError(f"Regeln ”{rule.name}” ({rule.id}) kan inte förlängas.")
    if extended_to is not None and extended_to < start.day:
        raise UserError(
            f"Förlängningen till {extended_to.isoformat()} ligger före starten {start.day.isoformat()}. "
            "Kontrollera datumen."
        )
    counted, rolled = last_days(version, start, calendar)
    nominal, last_day = last_days(version, start, calendar, None, suspended_days)
    due_at = due_minute(version, start, last_day, suspended_days)
    steps = [
        Step(StepKind.START, start.day, f"{rule.start_text} {start.text()}."),
        _limit_step(version, start, counted, calendar, counted if suspended_days else rolled),
    ]
    if suspended_days:
        days = "dag" if suspended_days == 1 else "dagar"
        steps.append(
            Step(
                StepKind.SUSPENSION,
                nominal,
                f"Uppehåll {suspended_days} {days} räknas inte → {day_text(nominal)}.",
            )
        )
    steps += _roll_steps(version, nominal, last_day, calendar)
    if extended_to is not None:
        steps.append(Step(StepKind.EXTENSION, extended_to, f"{rule.extension_text} {day_text(extended_to)}."))
        nominal = last_day = extended_to
        due_at = None
    if stopped is not None:
        steps.append(_stop_step(stopped, last_day, due_at, calendar))
    steps.append(
        Step(
            StepKind.CALENDAR,
            None,
            f"Regel {rule.id}, version {version.number}, {version.lagrum}; kalender {calendar.version}.",
        )
    )
    return Reckoning(rule, version, start, nominal, last_day, due_at, extended_to, tuple(steps))


def _limit_step(
    version: RuleVersion,
    start: Moment,
    nominal: date,
    calendar: WorkingCalendar,
    last_day: date,
) -> Step:
    length = version.limit.text()
    words = f"{length[0].upper()}{length[1:]} ({version.lagrum}) → "
    due_at = due_minute(version, start, nominal)
    if due_at is not None:
        words += f"{day_text(nominal)} kl. {due_at:%H.%M}"
        if start.clock is None:
            words += " (klockslag saknas; dygnets sista minut antas)"
    else:
        words += day_text(nominal)
    if version.limit.unit is Unit.WORKING_DAYS:
        named = [
            f"{day_brief(off.day)} {off.name}"
            for off in calendar.days_off(start.day, nominal)
            if off.day.weekday() < 5
        ]
        if named:
            words += f"; lördagar, söndagar och {listing(named)} räknas inte"
        else:
            words += "; lördagar och söndagar räknas inte"
    elif last_day != nominal and calendar.name(nominal) not in _WEEKEND:
        words += f", {calendar.name(nominal)}"
    return Step(StepKind.LIMIT, nominal, words + ".")


def _roll_steps(version: RuleVersion, nominal: date, last_day: date, calendar: WorkingCalendar) -> list[Step]:
    if last_day == nominal:
        return []
    low, high = min(nominal, last_day), max(nominal, last_day)
    skipped = calendar.days_off(low, high)
    if version.roll.direction is Direction.BACKWARD:
        skipped.reverse()
    passed = ", ".join(
        WEEKDAYS_SHORT[off.day.weekday()] if off.name in _WEEKEND else f"{day_brief(off.day)} {off.name}"
        for off in skipped
    )
    over = f": {passed}" if passed else ""
    return [
        Step(
            StepKind.ROLL,
            last_day,
            f"{version.roll.text} ({version.roll.lagrum}){over} → {day_text(last_day)}.",
        )
    ]


def _stop_step(stopped: Moment, last_day: date, due_at: datetime | None, calendar: WorkingCalendar) -> Step:
    if stopped_late(stopped, last_day, due_at):
        days = calendar.working_days_between(last_day, stopped.day)
        if days:
            late = f"{days} {'arbetsdag' if days == 1 else 'arbetsdagar'} efter sista dagen"
        elif due_at is not None and due_at.date() == stopped.day:
            late = f"efter kl. {due_at:%H.%M}"
        else:
            late = "efter sista dagen"
        return Step(StepKind.STOP, stopped.day, f"Klar {stopped.text()}, {late}.")
    return Step(StepKind.STOP, stopped.day, f"Klar {stopped.text()}, i tid.")


def stopped_late(stopped: Moment, last_day: date, due_at: datetime | None) -> bool:
    """Whether the stop came after the last day, or after the minute when both are known in hours."""
    if due_at is not None and stopped.clock is not None:
        return datetime.combine(stopped.day, stopped.clock) > due_at
    return stopped.day > last_day


class DeadlineState(StrEnum):
    """How a deadline stands on a day."""

    LATE = "late"
    SOON = "soon"
    ON_TIME = "on_time"
    DONE = "done"
    DONE_LATE = "done_late"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule running on a case. Days are Swedish dates; `stopped` is None while it runs.

    It is `repeated` when a rule of law that it repeats runs from the same event.
    """

    case: CaseKey
    rule: Rule
    version: RuleVersion
    start_event: int
    start: Moment
    nominal: date
    last_day: date
    due_at: datetime | None
    extended_to: date | None
    stop_event: int | None
    stopped: Moment | None
    acknowledged: bool = False
    repeated: bool = False
    suspended_days: int = 0

    @property
    def running(self) -> bool:
        """Whether nothing has stopped it yet."""
        return self.stopped is None

    def is_late(self, on: date) -> bool:
        """Stopped after, or still running after, its last day."""
        if self.stopped is not None:
            return stopped_late(self.stopped, self.last_day, self.due_at)
        return on > self.last_day

    def state(self, on: date, calendar: WorkingCalendar) -> DeadlineState:
        """How it stands on a day; `soon` from the first of the rule's warnings."""
        if self.stopped is not None:
            return DeadlineState.DONE_LATE if self.is_late(on) else DeadlineState.DONE
        if self.is_late(on):
            return DeadlineState.LATE
        left = calendar.working_days_between(on, self.last_day)
        return DeadlineState.SOON if left <= max(self.rule.warnings, default=0) else DeadlineState.ON_TIME

    def explain(self, calendar: WorkingCalendar) -> Reckoning:
        """The trace of this deadline."""
        return reckon(
            self.rule,
            self.start,
            calendar,
            self.extended_to,
            self.stopped,
            self.suspended_days,
            self.version,
        )
