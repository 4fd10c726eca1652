"""Who comes back: the persons who left in a base window, and those of them who have a new case in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from caseapp.domain.events import Event
from caseapp.domain.measures import Measure
from caseapp.domain.periods import Period
from caseapp.domain.rules import add_months
from caseapp.service.statistics_guards import Holds, all_of
from caseapp.service.statistics_sources import ended
from caseapp.service.statistics_world import Subject, World

Left = tuple[Subject, date, bool]
"""The case whose closing let a person go, the day, and whether the person is counted in the numerator."""


def base_window(measure: Measure, period: Period) -> tuple[date, date]:
    """The days in which someone must have left to be watched for coming back."""
    back = measure.re_entry
    assert back is not None
    first = add_months(period.first, -back.within_months)
    if back.base_months is None:
        return first, add_months(period.last + timedelta(days=1), -back.within_months) - timedelta(days=1)
    return first, add_months(first, back.base_months) - timedelta(days=1)


def re_entries(world: World, measure: Measure, gone: Holds | None, period: Period) -> Iterator[Left]:
    """The persons who left in the base window; `gone` are the guards on the closing that let them go."""
    back = measure.re_entry
    assert back is not None
    first, last = base_window(measure, period)
    types = measure.population.case_types
    asked = all_of(world, back.where, snapshot=False)
    people = dict.fromkeys(s.case.person for s in world.subjects if s.case.person is not None)
    for person in people:
        own = world.of_person(person)
        base = [s for s in own if s.case.key.case_type in types and s.case.opened is not None]
        left = _left(world, gone, base, first, last)
        if left is None:
            continue
        closing, subject = left
        day = closing.occurred.day
        until = add_months(day, back.within_months)
        returned = any(
            other.case.key.case_type in back.returns
            and other.case.opened is not None
            and day < other.case.opened.day <= until
            and (asked is None or asked(other, other.case.opened.day))
            for other in own
        )
        yield subject, day, returned is not back.complement


def _left(
    world: World, gone: Holds | None, cases: Sequence[Subject], first: date, last: date
) -> tuple[Event, Subject] | None:
    """The first closing in the window after which none of the person's cases was open that day."""
    closings = sorted(
        (
            (closing, subject)
            for subject in cases
            if (closing := ended(world.catalogue, subject.case)) is not None
            and first <= closing.occurred.day <= last
            and (gone is None or gone(subject, closing.occurred.day))
        ),
        key=lambda found: (found[0].occurred.day, found[0].id),
    )
    for closing, subject in closings:
        day = closing.occurred.day
        if not any(_open_on(other, day) for other in cases):
            return closing, subject
    return None


def _open_on(subject: Subject, day: date) -> bool:
    case = subject.case
    return (
        case.opened is not None and case.opened.day <= day and (case.closed is None or case.closed.day > day)
    )
