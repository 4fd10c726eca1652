"""Periods of statistics: quarter, tertial, half-year, year, month or any range of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from caseapp.domain.errors import UserError
from caseapp.domain.rules import add_months


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, with the name it was asked by."""

    name: str
    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def text(self) -> str:
        """`kvartal 3 2025 (2025-07-01 – 2025-09-30)`."""
        span = f"{self.first.isoformat()} – {self.last.isoformat()}"
        words = {"Q": "kvartal", "T": "tertial", "H": "halvår"}
        found = re.fullmatch(r"(\d{4})([QTH])(\d)", self.name)
        if found:
            return f"{words[found[2]]} {found[3]} {found[1]} ({span})"
        return f"{self.name} ({span})" if ".." not in self.name else span


def _months(name: str, year: int, first_month: int, months: int) -> Period:
    first = date(year, first_month, 1)
    return Period(name, first, add_months(first, months) - timedelta(days=1))


def parse_period(text: str) -> Period:
    """Read `2025Q3`, `2025T2`, `2025H1`, `2025-08`, `2025` or `FROM..TO`. Raises UserError.

    T1 is January–April, T2 January–August (delår 2), T3 the whole year.
    """
    name = text.strip().upper()
    try:
        if ".." in name:
            start, _, end = name.partition("..")
            first, last = date.fromisoformat(start), date.fromisoformat(end)
            if last < first:
                raise UserError(f"Perioden ”{text}” slutar före den börjar. Skriv FRÅN..TILL.")
            return Period(name, first, last)
        if found := re.fullmatch(r"(\d{4})Q([1-4])", name):
            return _months(name, int(found[1]), int(found[2]) * 3 - 2, 3)
        if found := re.fullmatch(r"(\d{4})T([1-3])", name):
            return _months(name, int(found[1]), 1, int(found[2]) * 4)
        if found := re.fullmatch(r"(\d{4})H([12])", name):
            return _months(name, int(found[1]), int(found[2]) * 6 - 5, 6)
        if found := re.fullmatch(r"(\d{4})-(\d\d)", name):
            return _months(name, int(found[1]), int(found[2]), 1)
        if found := re.fullmatch(r"\d{4}", name):
            return _months(name, int(name), 1, 12)
    except ValueError:
        pass
    raise UserError(
        f"Perioden ”{text}” går inte att läsa. Skriv till exempel 2025Q3, 2025T2, 2025H1, 2025-08, 2025 "
        "eller 2025-01-01..2025-03-31."
    )


def period_before(period: Period) -> Period:
    """The period of the same kind right before; of a tertial, which begins with the year, that of last year.

    A range of whole months is followed back by months, any other by days.
    """
    name = period.name
    if found := re.fullmatch(r"(\d{4})T([1-3])", name):
        return parse_period(f"{int(found[1]) - 1}T{found[2]}")
    if found := re.fullmatch(r"(\d{4})([QH])(\d)", name):
        year, kind, number = int(found[1]), found[2], int(found[3])
        last = {"Q": 4, "H": 2}[kind]
        return parse_period(f"{year}{kind}{number - 1}" if number > 1 else f"{year - 1}{kind}{last}")
    if re.fullmatch(r"\d{4}-\d\d", name):
        return parse_period(add_months(period.first, -1).isoformat()[:7])
    if re.fullmatch(r"\d{4}", name):
        return parse_period(f"{int(name) - 1:04}")
    after = period.last + timedelta(days=1)
    if period.first.day == after.day == 1:
        months = (after.year - period.first.year) * 12 + after.month - period.first.month
        first = add_months(period.first, -months)
    else:
        first = period.first - (after - period.first)
    return _range(first, period.first - timedelta(days=1))


def year_before(period: Period) -> Period:
    """The same period the year before; 29 February becomes the 28th."""
    if ".." not in period.name:
        return parse_period(f"{int(period.name[:4]) - 1:04}{period.name[4:]}")
    return _range(add_months(period.first, -12), add_months(period.last, -12))


def _range(first: date, last: date) -> Period:
    return Period(f"{first.isoformat()}..{last.isoformat()}", first, last)
