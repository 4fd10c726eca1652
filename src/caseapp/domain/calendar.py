"""Swedish working days from a frozen table.

A working day is Monday to Friday and neither allmän helgdag (lag 1989:253) nor midsommarafton,
julafton or nyårsafton (lag 1930:173, 2 §). The table is data; here it becomes a prefix count, so
that the n-th working day is a look-up. A day outside the table is an error, never an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, compress

from caseapp.domain.errors import OutsideCalendar
from caseapp.domain.swedish import WEEKDAYS

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A named day that is not a working day, such as juldagen."""

    day: date
    name: str


class WorkingCalendar:
    """Working days between `first` and `last`, both included.

    `days_off` maps a day to its name; Saturdays and Sundays need not be in it. `version` names the
    table and stands in every trace. `local` is the calendar for rules that are not law: the same one,
    or one that also has the municipality's own free days (`with_local_days`).
    """

    __slots__ = ("_count", "_first", "_last", "_names", "_ordinals", "first", "last", "local", "version")

    def __init__(self, days_off: Mapping[date, str], first: date, last: date, version: str) -> None:
        self.first = first
        self.last = last
        self.version = version
        self._names = dict(days_off)
        self._first = first.toordinal()
        self._last = last.toordinal()
        size = self._last - self._first + 1
        # Ordinal 1 is a Monday, so the remainder by seven is 6 on Saturday and 0 on Sunday.
        week = bytes(0 < ordinal % 7 < 6 for ordinal in range(self._first, self._first + 7))
        works = bytearray((week * (size // 7 + 1))[:size])
        for day in days_off:
            index = day.toordinal() - self._first
            if 0 <= index < size:
                works[index] = False
        self._ordinals = tuple(compress(range(self._first, self._last + 1), works))
        self._count = tuple(accumulate(works))
        self.local: WorkingCalendar = self

    def with_local_days(self, free_days: Mapping[date, str]) -> WorkingCalendar:
        """This calendar for the law, and in `local` one where these days too are no working days."""
        if not free_days:
            return self
        made = WorkingCalendar(self._names, self.first, self.last, self.version)
        version = f"{self.version} med lokala lediga dagar"
        made.local = WorkingCalendar({**free_days, **self._names}, self.first, self.last, version)
        return made

    def same_days(self, other: WorkingCalendar) -> bool:
        """Whether the other calendar has the same days off."""
        return (self.first, self.last, self._names) == (other.first, other.last, other._names)

    def _index(self, day: date) -> int:
        ordinal = day.toordinal()
        index = ordinal - self._first
        if index < 0 or ordinal > self._last:
            raise OutsideCalendar(
                f"Dagen {day.isoformat()} ligger utanför kalendern, som räcker från {self.first.isoformat()} "
                f"till {self.last.isoformat()}. Kontrollera årtalet."
            )
        return index

    def require(self, day: date) -> None:
        """Raises OutsideCalendar when the table does not reach to `day`."""
        self._index(day)

    def later(self, day: date, days: int) -> date:
        """So many days after `day`. Raises OutsideCalendar when that is beyond the table."""
        if days > self._last - day.toordinal():
            raise OutsideCalendar(
                f"{days} dagar efter {day.isoformat()} ligger bortom kalenderns sista dag "
                f"{self.last.isoformat()}. Kontrollera årtalet."
            )
        return day + timedelta(days=days)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a working day. Raises OutsideCalendar."""
        index = self._index(day)
        return self._count[index] > (self._count[index - 1] if index else 0)

    def working_day_after(self, day: date, number: int) -> date:
        """The `number`-th working day after `day`; `day` itself is not counted. `number` ≥ 1."""
        if number < 1:
            raise ValueError("number of working days must be at least 1")
        position = self._count[self._index(day)] + number - 1
        if position >= len(self._ordinals):
            raise OutsideCalendar(
                f"{number} arbetsdagar efter {day.isoformat()} ligger bortom kalenderns sista dag "
                f"{self.last.isoformat()}. Kontrollera årtalet."
            )
        return date.fromordinal(self._ordinals[position])

    def roll_forward(self, day: date) -> date:
        """`day` when it is a working day, else the next one (lag 1930:173, 2 §)."""
        return day if self.is_working_day(day) else self.working_day_after(day, 1)

    def roll_backward(self, day: date) -> date:
        """`day` when it is a working day, else the one before."""
        position = self._count[self._index(day)] - 1
        if position < 0:
            raise OutsideCalendar(
                f"Före {day.isoformat()} finns ingen arbetsdag i kalendern. Kontrollera årtalet."
            )
        return date.fromordinal(self._ordinals[position])

    def working_days_between(self, after: date, through: date) -> int:
        """How many working days d there are with after < d ≤ through; 0 when through ≤ after."""
        if through <= after:
            return 0
        return self._count[self._index(through)] - self._count[self._index(after)]

    def name(self, day: date) -> str | None:
        """Why `day` is no working day: `juldagen`, `lördag` …; None for a working day."""
        named = self._names.get(day)
        if named is not None:
            return named
        return WEEKDAYS[day.weekday()] if day.weekday() > 4 else None

    def days_off(self, after: date, before: date) -> list[DayOff]:
        """The named days off and weekends strictly between two days, in order."""
        found = []
        day = after + _ONE_DAY
        while day < before:
            name = self.name(day)
            if name is not None:
                found.append(DayOff(day, name))
            day += _ONE_DAY
        return found
