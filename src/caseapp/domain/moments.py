"""A point in time as people state it: a day, or a day with a clock time (Swedish local time)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from caseapp.domain.errors import UserError
from caseapp.domain.swedish import day_text

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened. `clock` is None when only the day is known; minutes are the finest."""

    day: date
    clock: time | None = None

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read `2025-03-31` or `2025-03-31T14:05`. Raises UserError."""
        found = _ISO.fullmatch(text.strip())
        try:
            if found is None:
                raise ValueError
            year, month, day, hour, minute = found.groups()
            return cls(
                date(int(year), int(month), int(day)),
                time(int(hour), int(minute)) if hour is not None else None,
            )
        except ValueError:
            raise UserError(
                f"”{text}” är ingen dag i kalendern. Skriv ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM-DDTTT:MM, "
                "till exempel 2025-03-31."
            ) from None

    @property
    def sort_key(self) -> tuple[date, time]:
        """Days first; a moment without a clock comes before the day's clock times."""
        return (self.day, self.clock or time.min)

    def at_latest(self) -> datetime:
        """The latest local minute this can mean: its clock, else the day's last minute."""
        return datetime.combine(self.day, self.clock or time(23, 59))

    def text(self) -> str:
        """`ons 2025-12-10` or `ons 2025-12-10 kl. 14.05`."""
        return day_text(self.day) + (f" kl. {self.clock:%H.%M}" if self.clock else "")

    def __str__(self) -> str:
        return self.day.isoformat() + (f"T{self.clock:%H:%M}" if self.clock else "")
