"""Reckons deadlines a second way, without a line of the program: dateutil, holidays and plain stepping.

It reads the rules' definitions from the TOML files itself, so that neither our reader nor our engine has a
say in what the corpus holds to be true.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from dateutil.zoneinfo import get_zonefile_instance
from holidays import country_holidays

CATALOGUE = Path(__file__).resolve().parents[2] / "resources" / "catalogue"
YEARS = range(1990, 2101)
SOURCE = (
    f"dateutil {version_of('python-dateutil')} (relativedelta) and holidays {version_of('holidays')} "
    "(Sweden, public and de facto)"
)
ONE_DAY = timedelta(days=1)
STOCKHOLM = get_zonefile_instance().get("Europe/Stockholm")
UTC = get_zonefile_instance().get("UTC")


@dataclass(frozen=True)
class Definition:
    """A rule as its file states it; each version is the TOML table, with the roll's direction in `roll`."""

    id: str
    pack: bool
    watch: bool
    from_birth: bool
    versions: tuple[Mapping[str, Any], ...]

    @property
    def statutory(self) -> bool:
        """Whether it stands in the common catalogue and sets a time, not only a watch."""
        return not self.pack and not self.watch


@dataclass(frozen=True)
class Answer:
    """What a start gives, and the kind of day it fell on."""

    start: date | datetime
    nominal: date
    last_day: date
    due_at: datetime | None
    kind: str


@cache
def definitions() -> tuple[Definition, ...]:
    """Every rule in every file, packs too, in order of id."""
    paths = [*sorted(CATALOGUE.glob("*.toml")), *sorted(CATALOGUE.glob("packs/*.toml"))]
    books = [(path, tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths]
    rolls = {roll["id"]: roll["direction"] for _, book in books for roll in book.get("roll", [])}
    found = [
        Definition(
            rule["id"],
            path.parent.name == "packs",
            rule.get("watch", False),
            rule.get("from_birth", False),
            tuple({**version, "roll": rolls[version["roll"]]} for version in rule["version"]),
        )
        for path, book in books
        for rule in book.get("rule", [])
    ]
    return tuple(sorted(found, key=lambda rule: rule.id))


@cache
def days_off() -> Mapping[date, str]:
    """Every holiday and eve of the years by name, Sundays that are holidays too."""
    table = country_holidays(
        "SE", categories=("public", "de_facto"), include_sundays=False, language="sv", years=YEARS
    )
    return {day: name.split("; ")[-1] for day, name in table.items()}


def off(day: date) -> str:
    """Why a day is no working day; empty for one that is."""
    if day.year not in YEARS:
        raise LookupError(f"{day} is outside {YEARS}")
    return days_off().get(day, "") or {5: "lördag", 6: "söndag"}.get(day.weekday(), "")


def reckon(version: Mapping[str, Any], start: date | datetime) -> Answer:
    """What a version of a rule makes of a start. Raises LookupError beyond the years of the holidays."""
    limit = dict(version["limit"])
    drawn_out = limit.pop("year_end", None) if len(limit) > 1 else None
    ((unit, amount),) = limit.items()
    day = start.date() if isinstance(start, datetime) else start
    due = None
    kind = ""
    if unit == "hours":
        nominal, due, kind = _hours(start, amount)
    elif unit == "working_days":
        nominal, kind = _working_days(day, amount)
    elif unit in ("days", "weeks", "months", "years"):
        nominal = day + relativedelta(**{unit: amount})
        if nominal.day != day.day and unit in ("months", "years"):
            kind = "månadens sista dag"
    elif unit == "year_end":
        nominal = day + relativedelta(years=amount, month=12, day=31)
    else:
        fixed, step = _fixed(unit, amount)
        nominal = day + fixed
        if nominal < day:
            nominal = day + step + fixed
    if drawn_out is not None:
        nominal += relativedelta(years=drawn_out, month=12, day=31)
    last_day = nominal
    direction = {"none": 0, "forward": 1, "backward": -1}[version["roll"]]
    while direction and off(last_day):
        last_day += direction * ONE_DAY
    if due is not None and due.date() != last_day:
        due = None
    leap = "skottdag" if (2, 29) in ((day.month, day.day), (nominal.month, nominal.day)) else ""
    return Answer(start, nominal, last_day, due, leap or off(nominal) or kind or "vardag")


def _fixed(unit: str, amount: Any) -> tuple[relativedelta, relativedelta]:
    """The jump to a fixed day in the same month or year, and the step to the next one's first day."""
    if unit == "day_of_month":
        return relativedelta(day=amount), relativedelta(months=1, day=1)
    month, number = (int(part) for part in amount.split("-"))
    return relativedelta(month=month, day=number), relativedelta(years=1, month=1, day=1)


def _hours(start: date | datetime, amount: int) -> tuple[date, datetime, str]:
    """Real hours from the clock, or from the day's last minute when no clock is told."""
    local = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day, 23, 59)  # noqa: DTZ001
    begun = local.replace(tzinfo=STOCKHOLM)
    ended = (begun.astimezone(UTC) + timedelta(hours=amount)).astimezone(STOCKHOLM)
    kind = "klockan ställs om" if ended.utcoffset() != begun.utcoffset() else ""
    due = ended.replace(tzinfo=None, fold=0)
    return due.date(), due, kind


def _working_days(day: date, amount: int) -> tuple[date, str]:
    """Stepped one day at a time; the first named day that was passed tells the kind."""
    passed = ""
    while amount:
        day += ONE_DAY
        reason = off(day)
        amount -= not reason
        if not passed and reason not in ("", "lördag", "söndag"):
            passed = f"över {reason}"
    return day, passed
