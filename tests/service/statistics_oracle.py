"""The five measures once more, in plain Python over raw events, written from their definitions alone.

Shares nothing with the engine: its own voids, its own calendar, its own reckoning of four months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from statistics import fmean, median
from typing import Any

import holidays
from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Raw:
    """An event as it lies in the table. `when` is ISO text, a day or a day with a clock."""

    id: int
    case: str
    type: str
    when: str
    values: dict[str, str]
    recorded_at: str
    voids: int | None

    @property
    def day(self) -> date:
        return date.fromisoformat(self.when[:10])

    @property
    def order(self) -> tuple[str, str, int]:
        return self.when[:10], self.when[11:] or "00:00", self.id


@dataclass(frozen=True)
class Thing:
    """Something counted: the day it is counted on and what it is divided by."""

    sex: str
    age_band: str
    unit: str
    late: bool | None = None
    days: int | None = None


@cache
def _red_days(year: int) -> frozenset[date]:
    days = holidays.Sweden(
        years=year, categories=(holidays.PUBLIC, holidays.DE_FACTO), include_sundays=False, language="sv"
    )
    return frozenset(days)


def next_weekday(day: date) -> date:
    while day.weekday() > 4 or day in _red_days(day.year):
        day += timedelta(days=1)
    return day


def standing(events: Iterable[Raw]) -> list[Raw]:
    """Events that no standing void has cancelled."""
    known = {event.id: event for event in events}
    voids: dict[int, list[Raw]] = {}
    for event in known.values():
        if event.voids is not None:
            voids.setdefault(event.voids, []).append(event)

    def stands(event: Raw) -> bool:
        return not any(stands(void) for void in voids.get(event.id, []))

    return sorted((e for e in known.values() if e.type != "makulerad" and stands(e)), key=lambda e: e.order)


class Ledger:
    """What had happened by a day and was recorded by a time."""

    def __init__(self, events: Iterable[Raw], as_of: date, recorded_at: str) -> None:
        self.cases: dict[str, list[Raw]] = {}
        for event in events:
            if event.day <= as_of and event.recorded_at <= recorded_at:
                self.cases.setdefault(event.case, []).append(event)
        self.cases = {case: standing(events) for case, events in self.cases.items()}

    def fact(self, case: str, name: str) -> str:
        told = [e.values[name] for e in self.cases[case] if name in e.values]
        return told[-1] if told else ""

    def about(self, person: str, name: str) -> str:
        own = [e for case, es in self.cases.items() if self.fact(case, "person") == person for e in es]
        told = [e.values[name] for e in sorted(own, key=lambda e: e.order) if e.values.get(name)]
        return told[-1] if told and person else ""

    def thing(self, case: str, counted: Raw, **more: Any) -> Thing:
        person = self.fact(case, "person")
        year = self.about(person, "fodelsear")
        units = [e for e in self.cases[case] if e.values.get("enhet")]
        had = [e for e in units if e.day <= counted.day] or units[:1]
        return Thing(
            sex=self.about(person, "kon") or "okänt",
            age_band=band(counted.day.year - int(year)) if year else "okänt",
            unit=had[-1].values["enhet"] if had else "okänt",
            **more,
        )

    def age(self, case: str, on: date) -> int | None:
        year = self.about(self.fact(case, "person"), "fodelsear")
        return on.year - int(year) if year else None

    def closings(self, case: str, closing: str) -> list[Raw]:
        """Closings that nothing has reopened."""
        events = self.cases[case]
        reopened = [i for i, e in enumerate(events) if e.type == "ateroppnad"]
        after = reopened[-1] if reopened else -1
        return [e for e in events[after + 1 :] if e.type == closing]


def band(age: int) -> str:
    if age < 0:
        return "okänt"
    return "0-12" if age <= 12 else "13-18" if age <= 18 else "19-20" if age <= 20 else "21+"


def _kind(ledger: Ledger, prefix: str) -> list[str]:
    return [case for case in ledger.cases if case.startswith(prefix)]


def aktualiseringar(ledger: Ledger, first: date, last: date) -> list[Thing]:
    found = []
    for case in _kind(ledger, "A"):
        came = [e for e in ledger.cases[case] if e.type == "inkom"]
        if came and first <= came[-1].day <= last:
            found.append(ledger.thing(case, came[-1]))
    return found


def forhandsbedomningar(ledger: Ledger, first: date, last: date) -> list[Thing]:
    found = []
    for case in _kind(ledger, "A"):
        events = ledger.cases[case]
        came = next((e for e in events if e.type == "inkom"), None)
        decided = ledger.closings(case, "forhandsbedomning")
        if came is None or not decided or not first <= decided[-1].day <= last:
            continue
        age = ledger.age(case, came.day)
        # Only the year of birth is known: who turns 21 this year may still be 20.
        if ledger.fact(case, "typ") not in ("", "anmalan") or (age is not None and age > 21):
            continue
        # The clock is stopped by the first decision after it began; when there is none, by one before.
        stop = next((e for e in decided if e.order > came.order), decided[-1])
        if stop.id == decided[-1].id:
            last_day = next_weekday(came.day + timedelta(days=14))
            found.append(ledger.thing(case, stop, late=stop.day > last_day))
    return found


def avslutade(ledger: Ledger, first: date, last: date) -> list[Thing]:
    found = []
    for case in _kind(ledger, "B"):
        closed = ledger.closings(case, "avslutad")
        if closed and first <= closed[-1].day <= last:
            found.append(ledger.thing(case, closed[-1]))
    return found


def avslutade_for_sent(ledger: Ledger, first: date, last: date) -> list[Thing]:
    found = []
    for case in _kind(ledger, "B"):
        events = ledger.cases[case]
        opened = next((e for e in events if e.type == "inledd"), None)
        closed = ledger.closings(case, "avslutad")
        if opened is None or not closed or not first <= closed[-1].day <= last:
            continue
        if ledger.fact(case, "utredningstyp") not in ("", "barn"):
            continue
        stop = next((e for e in closed if e.order > opened.order), closed[-1])
        if stop.id != closed[-1].id:
            continue
        last_day = next_weekday(opened.day + relativedelta(months=4))
        for event in events:
            until = event.values.get("forlangd_till", "") if event.type == "forlangd" else ""
            if until and opened.day <= event.day <= stop.day and date.fromisoformat(until) >= opened.day:
                last_day = date.fromisoformat(until)
        found.append(ledger.thing(case, stop, late=stop.day > last_day))
    return found


def utredningstid(ledger: Ledger, first: date, last: date) -> list[Thing]:
    found = []
    for case in _kind(ledger, "B"):
        opened = next((e for e in ledger.cases[case] if e.type == "inledd"), None)
        closed = ledger.closings(case, "avslutad")
        if opened is not None and closed and first <= closed[-1].day <= last and opened.day <= closed[-1].day:
            found.append(ledger.thing(case, closed[-1], days=(closed[-1].day - opened.day).days))
    return found


def count(things: list[Thing]) -> dict[str, Any]:
    return {"value": len(things), "numerator": len(things), "denominator": None, "suppressed": False}


def share_of(late: bool) -> Callable[[list[Thing]], dict[str, Any]]:
    def reckon(things: list[Thing]) -> dict[str, Any]:
        hits = len([thing for thing in things if thing.late is late])
        value = hits * 100 / len(things) if things else None
        return {"value": value, "numerator": hits, "denominator": len(things), "suppressed": False}

    return reckon


def durations(things: list[Thing]) -> dict[str, Any]:
    days = [thing.days for thing in things if thing.days is not None]
    edges = {"0–30": (0, 30), "31–60": (31, 60), "61–90": (61, 90), "91–120": (91, 120), ">120": (121, 10**6)}
    return {
        "value": fmean(days) if days else None,
        "numerator": None,
        "denominator": len(days),
        "median": median(days) if days else None,
        "bands": {name: len([d for d in days if low <= d <= high]) for name, (low, high) in edges.items()},
        "suppressed": False,
    }


MEASURES: dict[
    str, tuple[Callable[[Ledger, date, date], list[Thing]], Callable[[list[Thing]], dict[str, Any]]]
] = {
    "aktualiseringar.antal": (aktualiseringar, count),
    "forhandsbedomning.inom-frist": (forhandsbedomningar, share_of(late=False)),
    "utredning.avslutade": (avslutade, count),
    "utredning.avslutade-for-sent": (avslutade_for_sent, share_of(late=True)),
    "utredning.tid": (utredningstid, durations),
}
