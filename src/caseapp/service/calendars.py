"""Open deadlines as a calendar file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from caseapp.exchange.ics import CalendarEntry, write_ics
from caseapp.service.evb_windows import windows_from
from caseapp.service.office import Office
from caseapp.service.queues import ALL, read_queue

_WINDOWS_AHEAD = 4
"""How many quarters' reporting to IVO the calendar holds."""
_WINDOW_WARNINGS = (20, 10, 5)
"""Working days before a window closes that it is reminded of."""


def export_calendar(office: Office, out: Path, unit: str | None = None, as_of: date | None = None) -> int:
    """Write each running deadline as an all-day entry with its reminder; tells how many. Raises UserError.

    A decision that is not executed is reminded of by each of its rule's warnings, and the calendar then also
    holds when IVO's reporting closes, quarter by quarter.
    """
    listed = read_queue(office, ALL, unit, as_of)
    settings = office.catalogue.evb
    evb_rules = (settings.decision_rule, settings.interruption_rule)
    entries = []
    for item in listed.items:
        assert item.last_day is not None
        assert item.rule is not None
        warnings = sorted(filter(None, office.catalogue.rules[item.rule].warnings), reverse=True)
        entries.append(
            CalendarEntry(
                uid=f"{item.case.case_type}-{item.case.ref}-{item.rule}-{item.start.isoformat()}@caseapp",
                day=item.last_day,
                title=f"{item.case.ref}: {item.rule_name}, sista dag",
                text=f"{item.type_name} {item.case.ref}. {item.unit or ''}".strip(),
                reminders=_reminders(
                    office, item.last_day, warnings if item.rule in evb_rules else warnings[:1]
                ),
            )
        )
    if any(item.rule in evb_rules for item in listed.items):
        entries += _windows(office, listed.as_of)
    write_ics(out, entries, office.clock())
    return len(entries)


def _windows(office: Office, on: date) -> Iterator[CalendarEntry]:
    """When the reporting to IVO closes, for the quarter that was and those that come."""
    for window in islice(windows_from(office.catalogue, on), _WINDOWS_AHEAD):
        name = window.quarter.name
        yield CalendarEntry(
            uid=f"evb-{name}@caseapp",
            day=window.last,
            title=f"Ej verkställda beslut {name} till IVO, sista dag",
            text=f"Rapporteringen är öppen {window.first.isoformat()} – {window.last.isoformat()}.",
            reminders=_reminders(office, window.last, _WINDOW_WARNINGS),
        )


def _reminders(office: Office, day: date, warnings: Sequence[int]) -> tuple[timedelta, ...]:
    return tuple(day - _working_days_before(office, day, number) for number in warnings)


def _working_days_before(office: Office, day: date, number: int) -> date:
    for _ in range(number):
        day = office.catalogue.calendar.roll_backward(day - timedelta(days=1))
    return day
