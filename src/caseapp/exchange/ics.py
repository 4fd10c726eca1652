"""Writes iCalendar files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from caseapp.domain.errors import UserError
from caseapp.files import reason


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An all-day entry with `reminders` so long before the day's start, the earliest first.

    A calendar that keeps only one reminder, as Outlook does, keeps the first.
    """

    uid: str
    day: date
    title: str
    text: str
    reminders: tuple[timedelta, ...] = ()


def write_ics(path: Path, entries: Iterable[CalendarEntry], stamp: datetime) -> None:
    """Write the entries, whole or not at all. Raises UserError."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//caseapp//SV")
    calendar.add("version", "2.0")
    for entry in entries:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("transp", "TRANSPARENT")
        for reminder in entry.reminders:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", entry.title)
            alarm.add("trigger", -reminder)
            event.add_component(alarm)
        calendar.add_component(event)
    unfinished = path.with_name(path.name + ".ofärdig")
    try:
        unfinished.write_bytes(calendar.to_ical())
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UserError(f"Filen {path} går inte att skriva ({reason(error)}). Välj en annan plats.") from None
