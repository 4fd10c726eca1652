"""Which decisions stand on a quarter's list of ej verkställda beslut, and in which bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.cases import Case, CaseType
from caseapp.domain.deadlines import Deadline
from caseapp.domain.evb import Bin
from caseapp.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Terms:
    """The events that a decision's two clocks know: what begins and what stops each, closings aside."""

    decided: frozenset[str]
    executed: frozenset[str]
    interrupted: frozenset[str]
    resumed: frozenset[str]
    closed: frozenset[str]

    @classmethod
    def of(cls, case_type: CaseType, decision: Rule, interruption: Rule) -> Terms:
        """As the rules of the decision and of the interruption have them."""
        closed = frozenset(case_type.closes)
        return cls(
            frozenset(decision.start),
            frozenset(decision.stop) - closed,
            frozenset(interruption.start),
            frozenset(interruption.stop) - closed,
            closed,
        )

    @property
    def steps(self) -> frozenset[str]:
        """Every event that moves a decision, closings aside."""
        return self.decided | self.executed | self.interrupted | self.resumed


@dataclass(frozen=True, slots=True)
class Course:
    """What a decision has gone through, by days; None for what has not happened.

    `interrupted` is the day of an interruption that nothing but a closing has ended, `touched` whether
    anything of it happened in the quarter.
    """

    decided: date | None
    executed: date | None
    interrupted: date | None
    resumed: date | None
    ended: date | None
    touched: bool

    @property
    def interrupted_since(self) -> date | None:
        """The day it was interrupted, when it still is and has not ended."""
        return self.interrupted if self.ended is None else None


def course_of(case: Case, terms: Terms, first: date) -> Course:
    """The course of a case read until D, of a quarter that began on `first`.

    A closing that a later reopening has undone has not happened.
    """
    executed = interrupted = resumed = None
    touched = False
    for position, event in enumerate(case.events):
        day = event.occurred.day
        moved = event.type in terms.steps
        if event.type in terms.executed:
            moved = executed is None
            executed = executed or day
        elif event.type in terms.interrupted:
            interrupted = interrupted or day
        elif event.type in terms.resumed:
            interrupted, resumed = None, day
        closing = event.type in terms.closed and position not in case.undone
        touched = touched or (day >= first and (closing or moved))
    opened = case.opened.day if case.opened else None
    return Course(opened, executed, interrupted, resumed, case.closed.day if case.closed else None, touched)


def is_listed(course: Course, clocks: Sequence[Deadline]) -> bool:
    """Whether a decision stands on the list by its days.

    It does when anything of it happened in the quarter: it was decided, executed, interrupted, executed
    again or ended. It does when it is not ended on D and is not executed, is interrupted, or has a clock
    that runs (a new decision in the same case).
    """
    if course.touched:
        return True
    if course.ended is not None:
        return False
    waits = course.executed is None or course.interrupted is not None
    return waits or any(clock.running for clock in clocks)


@dataclass(frozen=True, slots=True)
class Place:
    """A bin, and the clock that put the decision there; None when the closing alone did."""

    bin: Bin
    clock: Deadline | None


def place(
    case: Case,
    course: Course,
    clocks: Sequence[Deadline],
    terms: Terms,
    first: date,
    on: date,
    reported: bool,
) -> Place:
    """The bin of a decision that is neither out of scope nor doubtful. `on` is D; `reported` is whether it
    has been reported for an earlier quarter.

    1. Ended in the quarter and never executed: ended.
    2. Ended in the quarter while interrupted, and nothing executed in the quarter: ended.
    3. Executed, or executed again after an interruption, in the quarter: by the last day of the clock that
       was stopped last. One that is interrupted again on D stands here too; the next quarter shows it.
    4. Open on D: by the running clock that has its last day first.
    5. Executed before the quarter and ended in it: by the execution that came last.
    """
    kinds = {event.id: event.type for event in case.events}
    stops = [
        clock
        for clock in clocks
        if clock.stop_event is not None and kinds[clock.stop_event] in terms.executed | terms.resumed
    ]
    stops.sort(key=_stopped_on)
    lately = [clock for clock in stops if _stopped_on(clock) >= first]
    running = [clock for clock in clocks if clock.running]
    if course.ended is not None:
        left = course.executed is None or (course.interrupted is not None and not lately)
        if left:
            return Place(Bin.ENDED, max(clocks, key=lambda clock: clock.start.sort_key, default=None))
    elif running and not lately:
        clock = min(running, key=lambda clock: clock.last_day)
        if on <= clock.last_day:
            return Place(Bin.WAITING, clock)
        return Place(Bin.REPORTED_OPEN if reported else Bin.TO_REPORT, clock)
    if stops:
        clock = stops[-1]
        return Place(Bin.EXECUTED_LATE if clock.is_late(on) else Bin.EXECUTED_IN_TIME, clock)
    # Executed and ended the same day, told in the other order: the closing stopped the clock.
    clock = clocks[0]
    assert course.executed is not None
    late = course.executed > clock.last_day
    return Place(Bin.EXECUTED_LATE if late else Bin.EXECUTED_IN_TIME, clock)


def _stopped_on(clock: Deadline) -> date:
    assert clock.stopped is not None
    return clock.stopped.day
