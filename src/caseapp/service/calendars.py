"""Open deadlines as a calendar file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from caseapp.exchange.ics import CalendarEntry, write_ics
from caseapp.service.office import Office
from caseapp.service.queues import ALL, read_queue


def export_calendar(office: Office, out: Path, unit: str | None = None, as_of: date | None = None) -> int:
    """Write each running deadline as an all-day entry with a reminder; tells how many. Raises UserError."""
    listed = read_queue(office, ALL, unit, as_of)
    entries = []
    for item in listed.items:
        assert item.last_day is not None
        assert item.rule is not None
        warned = max(office.catalogue.rules[item.rule].warnings, default=0)
        entries.append(
            CalendarEntry(
                uid=f"{item.case.case_type}-{item.case.ref}-{item.rule}-{item.start.isoformat()}@caseapp",
                day=item.last_day,
                title=f"{item.case.ref}: {item.rule_name}, sista dag",
                text=f"{item.type_name} {item.case.ref}. {item.unit or ''}".strip(),
                reminder=item.last_day - _working_days_before(office, item.last_day, warned),
            )
        )
    write_ics(out, entries, office.clock())
    return len(entries)


def _working_days_before(office: Office, day: date, number: int) -> date:
    for _ in range(number):
        day = office.catalogue.calendar.roll_backward(day - timedelta(days=1))
    return day
