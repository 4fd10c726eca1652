"""The measures of the case flow once more, in a line or two of plain Python each, from their definitions.

Knows nothing of the engine or of the measures' files: its own voids, its own calendar, its own clocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean, median
from typing import Any

from dateutil.relativedelta import relativedelta

from tests.service.measure_histories import OPENS
from tests.service.statistics_oracle import Raw, next_weekday, standing

CLOSES = {
    "aktualisering": ("forhandsbedomning", "avslutad"),
    "begaran": ("begaran_besvarad", "avslutad"),
    "aterkrav": ("aterbetalt", "avslutad"),
}
# What reporting to IVO does not cover, of what the histories hold.
NOT_REPORTED = ("lvu",)
HOMES = ("familjehem", "konsulentstott-familjehem", "hvb", "stodboende")
ONE_DAY = timedelta(days=1)


@dataclass
class Matter:
    """A case with its standing events in order."""

    kind: str
    events: list[Raw]
    story: Story = field(repr=False)

    def said(self, name: str) -> str:
        """The latest value of a field, or nothing."""
        return next((e.values[name] for e in reversed(self.events) if e.values.get(name)), "")

    def first(self, *types: str) -> Raw | None:
        return next((e for e in self.events if e.type in types), None)

    def day(self, *types: str) -> date | None:
        found = self.first(*types)
        return found.day if found else None

    @property
    def opened(self) -> date | None:
        return self.day(OPENS[self.kind])

    @property
    def closings(self) -> list[Raw]:
        """Closings that nothing has reopened."""
        last = max((i for i, e in enumerate(self.events) if e.type == "ateroppnad"), default=-1)
        return [e for e in self.events[last + 1 :] if e.type in CLOSES.get(self.kind, ("avslutad",))]

    @property
    def closed(self) -> date | None:
        return self.closings[-1].day if self.closings else None

    def age(self, on: date) -> int | None:
        born = self.story.about(self.said("person"), "fodelsear")
        return on.year - int(born) if born else None

    def at_most(self, years: int, on: date) -> bool:
        age = self.age(on)
        return age is not None and age <= years


@dataclass(frozen=True)
class Clock:
    """A time that runs on a matter: its last day, the same without an extension, and the stop."""

    start: date
    last_day: date
    limit: date
    stopped: date | None
    stop: Raw | None
    extended: bool = False
    due: datetime | None = None

    def late(self, on: date) -> bool:
        if self.due and self.stop and "T" in self.stop.when:
            return datetime.fromisoformat(self.stop.when) > self.due
        return (self.stopped or on) > self.last_day

    def over(self, on: date) -> bool:
        return (self.stopped or on) > self.limit


class Story:
    """What had happened by a day and was recorded by a time."""

    def __init__(self, raws: Iterable[Raw], as_of: date, recorded_at: str) -> None:
        self.raws = list(raws)
        self.as_of, self.recorded_at = as_of, recorded_at
        cases: dict[str, list[Raw]] = {}
        for event in self.raws:
            if event.day <= as_of and event.recorded_at <= recorded_at:
                cases.setdefault(event.case, []).append(event)
        self.matters = [
            Matter(case.split(":")[0], standing(events), self) for case, events in sorted(cases.items())
        ]
        self.whose = {e.case: m.said("person") for m in self.matters for e in m.events}
        self.told: dict[tuple[str, str], str] = {}

    def at(self, day: date) -> Story:
        """The same as it stood at the end of a day."""
        return Story(self.raws, min(day, self.as_of), self.recorded_at)

    def about(self, person: str, name: str) -> str:
        """The latest that any of the person's matters has told of a field."""
        if not self.told:
            for e in sorted((e for m in self.matters for e in m.events), key=lambda e: e.order):
                who = self.whose[e.case]
                self.told |= {(who, key): value for key, value in e.values.items() if value}
        return self.told.get((person, name), "") if person else ""

    def of(self, *kinds: str) -> list[Matter]:
        return [m for m in self.matters if m.kind in kinds]


Found = list[tuple[Matter, date]]
Test = Callable[[Matter, date], Any]


@dataclass
class Ask:
    """A question about a period, with the ways a definition speaks of it."""

    story: Story
    first: date
    last: date

    @property
    def end(self) -> date:
        return min(self.last, self.story.as_of)

    def within(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def begun(self, *kinds: str) -> Found:
        return [(m, m.opened) for m in self.story.of(*kinds) if m.opened and self.within(m.opened)]

    def ended(self, *kinds: str) -> Found:
        return [(m, m.closed) for m in self.story.of(*kinds) if m.closed and self.within(m.closed)]

    def open_on(self, day: date, *kinds: str) -> Found:
        then = self.story.at(day)
        return [(m, day) for m in then.of(*kinds) if m.opened and not m.closed]

    def open(self, *kinds: str) -> Found:
        return self.open_on(self.end, *kinds) if self.end >= self.first else []

    def ongoing(self, *kinds: str) -> Found:
        found = []
        for m in self.story.of(*kinds):
            begun = m.opened is not None and m.opened <= self.end and self.end >= self.first
            if begun and (m.closed is None or m.closed >= self.first):
                found.append((m, min(m.closed or self.end, self.end)))
        return found

    def happened(self, kind: str, *types: str) -> Found:
        """Matters whose last such event is in the period; a closing only when it stands."""
        found = []
        for m in self.story.of(kind):
            told = [e for e in m.events if e.type in types]
            closing = told and told[-1].type in CLOSES.get(kind, ("avslutad",))
            if told and self.within(told[-1].day) and (not closing or told[-1] in m.closings):
                found.append((m, told[-1].day))
        return found


# --- clocks ---


def clocks(m: Matter, start: str, stops: tuple[str, ...], limit: Callable[[date], date]) -> Iterator[Clock]:
    """Each start that comes when none runs begins one; the first stop after it ends it."""
    gone = {id(e) for e in m.events if e.type in CLOSES.get(m.kind, ("avslutad",))}
    gone -= {id(e) for e in m.closings}
    events = [e for e in m.events if id(e) not in gone]
    free = -1
    for i, e in enumerate(events):
        if e.type != start or i <= free:
            continue
        stop = next((j for j in range(i + 1, len(events)) if events[j].type in stops), None)
        end = events[stop] if stop is not None else None
        last_day = bare = limit(e.day)
        extended = False
        if start == "inledd":
            for told in events:
                until = told.values.get("forlangd_till", "") if told.type == "forlangd" else ""
                if until and e.day <= told.day and (end is None or told.day <= end.day):
                    last_day, extended = date.fromisoformat(until), True
        yield Clock(e.day, last_day, bare, end.day if end else None, end, extended)
        if stop is None:
            return
        free = stop


def child_report(m: Matter, on: date) -> bool:
    """A report about someone who may be under 21; what is not known counts as one."""
    age = m.age(on)
    return m.said("typ") in ("", "anmalan") and (age is None or age <= 21)


def fhb(m: Matter) -> list[Clock]:
    found = clocks(m, "inkom", ("forhandsbedomning",), lambda d: next_weekday(d + timedelta(days=14)))
    return [c for c in found if child_report(m, c.start)]


def skydd(m: Matter) -> list[Clock]:
    return [c for c in clocks(m, "inkom", ("skyddsbedomning",), lambda d: d) if child_report(m, c.start)]


def barn(m: Matter) -> list[Clock]:
    found = clocks(m, "inledd", ("avslutad",), lambda d: next_weekday(d + relativedelta(months=4)))
    return list(found) if m.said("utredningstyp") in ("", "barn") else []


def dagar_122(m: Matter) -> list[Clock]:
    found = clocks(m, "inledd", ("avslutad",), lambda d: d + timedelta(days=122))
    bare = [Clock(c.start, c.limit, c.limit, c.stopped, c.stop) for c in found]
    return bare if m.said("utredningstyp") in ("", "barn") else []


def _three_months(day: date) -> date:
    return next_weekday(day + relativedelta(months=3))


def evb(m: Matter) -> list[Clock]:
    if m.kind != "insats" or m.said("lagrum") in NOT_REPORTED:
        return []
    return list(clocks(m, "beslut", ("verkstalld", "avslutad"), _three_months))


def avbrott(m: Matter) -> list[Clock]:
    if m.said("lagrum") in NOT_REPORTED:
        return []
    return list(clocks(m, "avbrott", ("aterupptagen", "avslutad"), _three_months))


def over(m: Matter, on: date) -> bool:
    return any(c.over(on) for c in barn(m))


# --- figures ---


def count(found: Found, test: Test = lambda m, d: True) -> dict[str, Any]:
    number = sum(bool(test(m, d)) for m, d in found)
    return {"value": number, "numerator": number}


def persons(found: Found, test: Test = lambda m, d: True) -> dict[str, Any]:
    named = {m.said("person") or id(m) for m, d in found if test(m, d)}
    return {"value": len(named), "numerator": len(named)}


def share(found: Iterable[Any], test: Callable[..., Any]) -> dict[str, Any]:
    every = list(found)
    kept = sum(bool(test(*one)) for one in every)
    value = kept * 100 / len(every) if every else None
    return {"value": value, "numerator": kept, "denominator": len(every)}


def days(spans: Iterable[int]) -> dict[str, Any]:
    told = list(spans)
    return {
        "value": fmean(told) if told else None,
        "denominator": len(told),
        "median": median(told) if told else None,
    }


def gaps(found: Found, since: str | None, until: str | None = None) -> Iterator[int]:
    for m, d in found:
        start, end = m.day(since or OPENS[m.kind]), m.day(until) if until else d
        if start and end and end >= start:
            yield (end - start).days


def kept(found: Found, which: Callable[[Matter], list[Clock]], types: tuple[str, ...]) -> list[Any]:
    """The clocks that the counted event stopped: (clock,) each."""
    told = []
    for m, _ in found:
        last = [e for e in m.events if e.type in types][-1]
        told += [(c,) for c in which(m) if c.stop is last]
    return told


def due(ask: Ask, kind: str, *which: Callable[[Matter], list[Clock]]) -> list[tuple[Clock, date]]:
    """The clocks whose last day is in the period, each with the day it is judged on.

    What still runs is judged when the matter was closed, else today; not late then, it is not known.
    """
    told = []
    for m in ask.story.of(kind):
        on = min(m.closed or ask.story.as_of, ask.story.as_of)
        told += [(c, on) for one in which for c in one(m) if ask.within(c.last_day)]
    return [(c, on) for c, on in told if c.stopped or c.late(on)]


def running_late(ask: Ask, kind: str, *which: Callable[[Matter], list[Clock]]) -> list[Clock]:
    return [c for m, d in ask.open(kind) for one in which for c in one(m) if c.stopped is None and c.late(d)]


def month_ends(ask: Ask) -> list[date]:
    ends = [ask.first + timedelta(days=n) for n in range((ask.end - ask.first).days + 1)]
    return [d for d in ends if (d + ONE_DAY).day == 1 or d == ask.end]


def queue(ask: Ask, kind: str, test: Test = lambda m, d: True) -> dict[str, Any]:
    points = [sum(bool(test(m, d)) for m, d in ask.open_on(day, kind)) for day in month_ends(ask)]
    return {"value": points[-1] if points else 0, "points": points}


def care(ask: Ask, test: Test) -> dict[str, Any]:
    """Nights from execution to closing, day by day, those of an interruption left out."""
    each = []
    for m, d in ask.ongoing("insats"):
        begun = m.day("verkstalld")
        if not test(m, d) or begun is None:
            continue
        nights, away = 0, False
        by_day = [(e.day, e.type) for e in m.events if e.type in ("avbrott", "aterupptagen")]
        day = begun
        while day <= ask.end and (m.closed is None or day < m.closed):
            for when, what in by_day:
                if when == day:
                    away = what == "avbrott"
            nights += day >= ask.first and not away
            day += ONE_DAY
        each.append(nights)
    some = [n for n in each if n]
    return {"value": sum(some), "numerator": sum(some), "denominator": len(some)}


def returned(
    ask: Ask,
    kinds: tuple[str, ...],
    back: str,
    months: int,
    base: int | None,
    test: Test = lambda m, d: True,
) -> tuple[int, int]:
    """(came back, in all): persons who left everything in the window; those with something new in time."""
    first = ask.first - relativedelta(months=months)
    after = first + relativedelta(months=base) if base else ask.last + ONE_DAY - relativedelta(months=months)
    last = after - ONE_DAY
    came = every = 0
    for person in {m.said("person") for m in ask.story.of(*kinds)} - {""}:
        own = [m for m in ask.story.of(*kinds) if m.said("person") == person]
        for day in sorted(m.closed for m in own if m.closed and test(m, m.closed)):
            if first <= day <= last and not any(
                m.opened and m.opened <= day and (m.closed is None or m.closed > day) for m in own
            ):
                every += 1
                until = day + relativedelta(months=months)
                new = [m for m in ask.story.of(back) if m.said("person") == person]
                came += any(m.opened and day < m.opened <= until for m in new)
                break
    return came, every


def _violent(m: Matter, _: date) -> bool:
    return m.said("orsak") in ("vald-i-nara-relation", "akut-behov-av-skydd")


def _fourteen(m: Matter, d: date) -> bool:
    came = m.day("inkom")
    return came is not None and came <= d <= came + timedelta(days=14)


def _decided(ask: Ask, reason: str = "") -> Found:
    found = ask.happened("aktualisering", "forhandsbedomning")
    return [(m, d) for m, d in found if not reason or m.said("orsak") == reason]


def _child(ask: Ask, late: bool) -> Found:
    return [(m, d) for m, d in ask.ended("utredning") if barn(m) and over(m, d) is late]


def _contact(found: Found) -> dict[str, Any]:
    told = []
    for m, d in found:
        contacts = [e.day for e in m.events if e.type == "sista_kontakt" and e.day <= d]
        told += [(d - contacts[-1]).days] if contacts else []
    return days(told)


def _idle(m: Matter, d: date) -> bool:
    steps = ("inledd", "utredningsplan", "forsta_atgard", "sista_kontakt", "ateroppnad")
    return (d - max(e.day for e in m.events if e.type in steps and e.day <= d)).days > 30


def _assigned(ask: Ask) -> Found:
    told = [(m, m.day("tilldelad")) for m in ask.story.of("utredning")]
    return [(m, d) for m, d in told if d and ask.within(d)]


def _placed(m: Matter, d: date) -> bool:
    begun = m.day("verkstalld")
    return m.said("insatstyp") in HOMES and begun is not None and begun <= d and m.at_most(20, d)


def _workers(found: Found) -> dict[str, Any]:
    told = [m.said("handlaggare") for m, _ in found if m.said("handlaggare")]
    value = len(told) / len(set(told)) if told else None
    return {"value": value, "numerator": len(told), "denominator": len(set(told))}


def _lvu_share(ask: Ask) -> dict[str, Any]:
    placed = [(m, d) for m, d in ask.ongoing("insats") if _placed(m, d)]
    every = {m.said("person") or id(m) for m, _ in placed}
    lvu = {m.said("person") or id(m) for m, _ in placed if m.said("lagrum") == "lvu"}
    return {"numerator": len(lvu), "denominator": len(every)}


def _stayed(ask: Ask, *kinds: str, back: str, months: int, base: int | None, young: bool) -> dict[str, Any]:
    test: Test = (lambda m, d: m.at_most(20, d)) if young else (lambda m, d: True)
    came, every = returned(ask, kinds, back, months, base, test)
    return {"numerator": every - came, "denominator": every}


def _chained(ask: Ask) -> dict[str, Any]:
    came, every = returned(ask, ("utredning",), "utredning", 1, None)
    return {"numerator": came, "denominator": every}


ORACLE: dict[str, Callable[[Ask], dict[str, Any]]] = {
    "aktualiseringar.personer": lambda a: persons(a.begun("aktualisering")),
    "aktualiseringar.hushall": lambda a: {
        "value": len({m.said("hushall") or m.said("person") or id(m) for m, _ in a.begun("aktualisering")})
    },
    "aktualiseringar.orsaker": lambda a: count(a.begun("aktualisering"), lambda m, d: m.said("orsak")),
    "aktualiseringar.orosanmalningar": lambda a: count(
        a.begun("aktualisering"), lambda m, d: m.said("typ") == "anmalan" and m.at_most(20, d)
    ),
    "aktualiseringar.till-utredning": lambda a: share(
        [(m, d) for m, d in _decided(a) if m.said("utfall") in ("inleds", "inleds-inte")],
        lambda m, d: m.said("utfall") == "inleds",
    ),
    "aktualiseringar.skadligt-bruk": lambda a: count(
        a.begun("aktualisering"), lambda m, d: m.said("orsak") in ("eget-missbruk", "spelberoende")
    ),
    "skyddsbedomning.samma-dag": lambda a: share(
        kept(a.happened("aktualisering", "skyddsbedomning"), skydd, ("skyddsbedomning",)),
        lambda c: not c.late(a.story.as_of),
    ),
    "skyddsbedomning.tid": lambda a: days(gaps(a.happened("aktualisering", "skyddsbedomning"), "inkom")),
    "skyddsbedomning.saknas": lambda a: share(
        [(m, d) for m, d in a.begun("aktualisering") if m.said("typ") == "anmalan" and m.at_most(20, d)],
        lambda m, d: m.first("skyddsbedomning") is None,
    ),
    "forhandsbedomning.inom-14-dagar": lambda a: share(_decided(a), _fourteen),
    "forhandsbedomning.vald-14-dagar": lambda a: share(_decided(a, "vald-i-nara-relation"), _fourteen),
    "forhandsbedomning.heder-14-dagar": lambda a: share(_decided(a, "hedersrelaterat-vald"), _fourteen),
    "forhandsbedomning.valdsutovare-14-dagar": lambda a: share(_decided(a, "valdsutovande"), _fourteen),
    "forhandsbedomning.tid": lambda a: days(gaps(_decided(a), "inkom")),
    "forhandsbedomning.for-sent": lambda a: days(
        (c.stopped - c.last_day).days
        for (c,) in kept(_decided(a), fhb, ("forhandsbedomning",))
        if c.stopped > c.last_day
    ),
    "forhandsbedomning.vantar": lambda a: queue(a, "aktualisering"),
    "vald.aktualiseringar": lambda a: count(a.begun("aktualisering"), _violent),
    "vald.sokande": lambda a: persons(
        a.begun("aktualisering"), lambda m, d: _violent(m, d) and m.said("typ") == "ansokan"
    ),
    "vald.utovare-sokande": lambda a: persons(
        a.begun("aktualisering"),
        lambda m, d: m.said("orsak") == "valdsutovande" and m.said("typ") == "ansokan",
    ),
    "vald.heder": lambda a: count(
        a.begun("aktualisering"), lambda m, d: m.said("orsak") == "hedersrelaterat-vald"
    ),
    "utredning.inledda": lambda a: count(a.begun("utredning")),
    "utredning.pagaende": lambda a: queue(a, "utredning"),
    "utredning.balans": lambda a: {
        "numerator": len(a.begun("utredning")),
        "denominator": len(a.ended("utredning")),
        "value": len(a.begun("utredning")) - len(a.ended("utredning")),
    },
    "utredning.over-fyra-manader": lambda a: share(
        [(m, d) for m, d in a.ended("utredning") if barn(m)], over
    ),
    "garanti.utredning": lambda a: share(
        [(m, d) for m, d in a.ended("utredning") if barn(m)], lambda m, d: not over(m, d)
    ),
    "utredning.inom-fyra-manader": lambda a: share(
        a.ended("utredning"),
        lambda m, d: not over(m, d) if barn(m) else m.opened and (d - m.opened).days <= 123,
    ),
    "utredning.inom-122-dagar": lambda a: share(
        kept(a.ended("utredning"), dagar_122, ("avslutad",)), lambda c: not c.late(a.story.as_of)
    ),
    "utredning.dagar-over": lambda a: days(
        (c.stopped - c.last_day).days
        for (c,) in kept(a.ended("utredning"), barn, ("avslutad",))
        if c.stopped > c.last_day
    ),
    "utredning.forseningsorsaker": lambda a: count(
        a.ended("utredning"), lambda m, d: any(c.late(d) for c in barn(m))
    ),
    "utredning.oppna-forsenade": lambda a: queue(
        a, "utredning", lambda m, d: any(c.stopped is None and c.late(d) for c in barn(m))
    ),
    "utredning.oppna-dagar-over": lambda a: days(
        (a.end - c.last_day).days for c in running_late(a, "utredning", barn)
    ),
    "utredning.oppna-andel-forsenade": lambda a: share(
        [(c,) for m, _ in a.open("utredning") for c in barn(m) if c.stopped is None],
        lambda c: c.late(a.end),
    ),
    "utredning.tid-barn": lambda a: days(
        gaps([(m, d) for m, d in a.ended("utredning") if m.said("utredningstyp") in ("barn", "ung")], None)
    ),
    "utredning.tid-inom-fyra-manader": lambda a: days(gaps(_child(a, late=False), None)),
    "utredning.tid-over-fyra-manader": lambda a: days(gaps(_child(a, late=True), None)),
    "utredning.dagsintervall": lambda a: days(gaps(_child(a, late=False), None)),
    "utredning.sista-kontakt-inom": lambda a: _contact(_child(a, late=False)),
    "utredning.sista-kontakt-over": lambda a: _contact(_child(a, late=True)),
    "utredning.vantan-tilldelning": lambda a: days(gaps(_assigned(a), None)),
    "utredning.ko": lambda a: queue(a, "utredning", lambda m, d: m.first("tilldelad") is None),
    "utredning.ko-vantan": lambda a: days(
        gaps([(m, d) for m, d in a.open("utredning") if m.first("tilldelad") is None], None)
    ),
    "utredning.forsta-atgard": lambda a: days(gaps(a.happened("utredning", "forsta_atgard"), None)),
    "utredning.passiva": lambda a: share(a.open("utredning"), _idle),
    "utredning.forlangningar": lambda a: {
        "value": sum(
            e.type == "forlangd" and a.within(e.day) for m in a.story.of("utredning") for e in m.events
        )
    },
    "utredning.forlangda-av-over": lambda a: share(
        _child(a, late=True), lambda m, d: any(c.extended for c in barn(m))
    ),
    "utredning.forlangda-med-grund": lambda a: share(
        [(m, d) for m, d in _child(a, late=True) if m.said("laglig_grund") == "j"],
        lambda m, d: any(c.extended for c in barn(m)),
    ),
    "utredning.oppna-forlangda": lambda a: share(
        [(m, d) for m, d in a.open("utredning") if over(m, d)],
        lambda m, d: any(c.extended for c in barn(m)),
    ),
    "utredning.grund-ej-bedomd": lambda a: count(
        _child(a, late=True), lambda m, d: not m.said("laglig_grund")
    ),
    "utredning.med-insats": lambda a: share(
        [(m, d) for m, d in a.ended("utredning") if m.said("utredningsutfall")],
        lambda m, d: m.said("utredningsutfall") in ("insats", "delvis-bifall"),
    ),
    "utredning.utredningsplan": lambda a: share(
        [(m, d) for m, d in a.ended("utredning") if m.said("utredningstyp") in ("barn", "ung")],
        lambda m, d: m.first("utredningsplan"),
    ),
    "utredning.tid-skadligt-bruk": lambda a: days(
        gaps(
            [
                (m, d)
                for m, d in a.ended("utredning")
                if m.said("orsak") in ("eget-missbruk", "spelberoende") and (m.age(d) or 0) >= 21
            ],
            None,
        )
    ),
    "utredning.kedjade": _chained,
    "utredning.ej-ateraktualiserade": lambda a: _stayed(
        a, "utredning", "insats", back="utredning", months=12, base=6, young=True
    ),
    "insats.ej-foljd-av-annan": lambda a: _stayed(
        a, "insats", back="insats", months=12, base=None, young=True
    ),
    "utredning.per-handlaggare": lambda a: _workers(a.open("utredning")),
    "arenden.per-handlaggare": lambda a: _workers(a.open("aktualisering", "utredning", "insats")),
    "insats.beviljade": lambda a: count(a.begun("insats")),
    "insats.personer": lambda a: persons(a.begun("insats")),
    "insats.verkstallda": lambda a: count(a.happened("insats", "verkstalld")),
    "insats.inom-tre-manader": lambda a: share(
        kept(a.happened("insats", "verkstalld"), evb, ("verkstalld",)),
        lambda c: not c.late(a.story.as_of),
    ),
    "insats.vantan": lambda a: days(gaps(a.happened("insats", "verkstalld"), "beslut")),
    "insats.aktuella": lambda a: count(a.ongoing("insats")),
    "insats.pagaende": lambda a: queue(a, "insats", lambda m, d: m.first("verkstalld")),
    "insats.tid": lambda a: days(
        gaps(
            [
                (m, d)
                for m, d in a.ended("insats")
                if m.said("avslutsorsak") not in ("ersatt", "felregistrerad")
            ],
            "verkstalld",
        )
    ),
    "insats.enligt-plan": lambda a: share(
        [
            (m, d)
            for m, d in a.ended("insats")
            if m.said("avslutsorsak") not in ("", "ersatt", "felregistrerad")
        ],
        lambda m, d: m.said("avslutsorsak") in ("enligt-plan", "inget-behov"),
    ),
    "evb.ej-verkstallda": lambda a: queue(
        a, "insats", lambda m, d: any(c.stopped is None and c.late(d) for c in [*evb(m), *avbrott(m)])
    ),
    "evb.over-tre-manader": lambda a: share(due(a, "insats", evb, avbrott), lambda c, on: c.late(on)),
    "evb.dagar": lambda a: days((a.end - c.last_day).days for c in running_late(a, "insats", evb, avbrott)),
    "placering.personer": lambda a: persons(a.ongoing("insats"), _placed),
    "placering.lvu": _lvu_share,
    "placering.dygn-barn": lambda a: care(
        a,
        lambda m, d: m.said("insatstyp") in HOMES and m.at_most(20, d),
    ),
    "kontakt.dagar": lambda a: care(a, lambda m, d: m.said("insatstyp") == "kontaktfamilj"),
    "kolada.u33401": lambda a: days(
        gaps(
            [
                (m, d)
                for m, d in a.ended("utredning")
                if m.at_most(20, d) and m.said("utredningstyp") not in ("familjeratt", "familjehem")
            ],
            None,
        )
    ),
    "kolada.u31402": lambda a: days(
        (told.day - m.opened).days
        for m in a.story.of("ekonomiskt_bistand")
        if m.opened
        and (told := m.first("eb_beslut", "eb_avslag")) is not None
        and a.within(told.day)
        and told.day >= m.opened
    ),
    "eb.ansokningar": lambda a: {
        "value": sum(
            e.type == "eb_ansokan" and a.within(e.day)
            for m in a.story.of("ekonomiskt_bistand")
            for e in m.events
        )
    },
    "eb.hushall": lambda a: {
        "value": len(
            {
                m.said("hushall") or m.said("person") or id(m)
                for m in a.story.of("ekonomiskt_bistand")
                if any(e.type == "eb_utbetalning" and a.within(e.day) for e in m.events)
            }
        )
    },
    "lex-sarah.rapporter": lambda a: count(a.begun("lex_sarah")),
    "lex-sarah.anmalda": lambda a: count(a.happened("lex_sarah", "anmald_ivo")),
    "lex-sarah.tid": lambda a: days(gaps(a.happened("lex_sarah", "lex_sarah_beslut"), "rapporterad")),
    "lex-sarah.oppna": lambda a: queue(a, "lex_sarah"),
}
"""Measure → its figure, as far as its definition tells it."""
