"""Ej verkställda beslut once more, in plain Python over raw events, written from the rules' text alone.

Shares nothing with the program: its own voids, its own calendar, its own reckoning of three months. Sources:
SoL (2025:400) 34 kap. 1–4 §§, LSS 28 f–i §§, lagöversikten 3; a quarter's list has every decision that on
some day of it was neither executed nor ended, or was interrupted, and all that were decided, executed or
ended in it, each in the first bin that fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from tests.service.statistics_oracle import Raw, next_weekday, standing

EXCLUDED = frozenset(
    ("sol-4-2", "sol-11-4", "sol-11-5", "sol-12-2", "lvu", "lvm", "lpbsb", "fb-6-15c", "service")
)
"""Lagrum that are not reported: no right to the help, no decision under SoL or LSS, or a court's."""
DUTY_FROM = date(2006, 7, 1)
GRANTED = ("insats", "delvis-bifall")
NO_END = ("", "enligt-plan", "felregistrerad")
"""Reasons for ending that do not explain why a decision was never executed."""
BINS = (
    "out_of_scope",
    "doubtful",
    "ended",
    "executed_in_time",
    "executed_late",
    "waiting",
    "reported_open",
    "to_report",
)


class Quarter(NamedTuple):
    """A quarter by its name."""

    name: str
    first: date
    last: date


def quarter(name: str) -> Quarter:
    """`2025Q3`, with its days."""
    first = date(int(name[:4]), int(name[5]) * 3 - 2, 1)
    return Quarter(name, first, first + relativedelta(months=3, days=-1))


def last_day(start: date) -> date:
    """Three months by 1 § lag (1930:173), moved to the next vardag by 2 §."""
    return next_weekday(start + relativedelta(months=3))


@dataclass(frozen=True)
class Again:
    """A decision executed again: the day, and the day it had been interrupted."""

    day: date
    since: date


class Life:
    """What had happened to one decision by a day."""

    def __init__(self, events: list[Raw], until: date) -> None:
        told = [event for event in events if event.day <= until]
        undone = max((i for i, e in enumerate(told) if e.type == "ateroppnad"), default=-1)
        self.stands = [e for i, e in enumerate(told) if e.type != "avslutad" or i > undone]
        self.heard = bool(told)
        self.closings = [e.day for e in told if e.type == "avslutad"]
        self.told = told
        self.decided = self._first("beslut")
        self.executed = self._first("verkstalld")
        endings = [e.day for e in self.stands if e.type == "avslutad"]
        self.ended = endings[-1] if endings else None
        self.stops = [e.day for e in self.stands if e.type == "avbrott"]
        self.resumes = [e.day for e in self.stands if e.type == "aterupptagen"]
        self.again: list[Again] = []
        self.stray = False
        self.since: date | None = None
        for event in self.stands:
            if event.type == "avbrott" and self.since is None:
                self.since = event.day
            elif event.type == "aterupptagen":
                if self.since is None:
                    self.stray = True
                else:
                    self.again.append(Again(event.day, self.since))
                    self.since = None

    def _first(self, kind: str) -> date | None:
        return next((e.day for e in self.stands if e.type == kind), None)

    def fact(self, name: str) -> str:
        """What was last stated by the day."""
        return next((e.values[name] for e in reversed(self.told) if name in e.values), "")

    @property
    def interrupted(self) -> bool:
        return self.since is not None and self.ended is None

    @property
    def waits(self) -> bool:
        """Neither executed nor ended, or interrupted."""
        return (self.executed is None and self.ended is None) or self.interrupted


def listed(life: Life, span: Quarter, day: date) -> bool:
    """Whether the decision belongs on the quarter's list, read on a day of it."""

    def within(happened: date | None) -> bool:
        return happened is not None and span.first <= happened <= day

    if not life.heard:
        return False
    if any(within(on) for on in (life.decided, life.executed, life.ended, *life.stops, *life.resumes)):
        return True
    if life.waits:
        return True
    # Days that contradict one another are not dropped: it stands there until they are mended, or it is ended.
    contradicts = life.decided is None or (life.executed is not None and life.executed < life.decided)
    return contradicts and (life.ended is None or life.ended >= span.first)


def is_doubtful(life: Life, twins: int) -> bool:
    """Whether its facts contradict one another, or one that decides its bin is missing."""
    decided, executed, ended = life.decided, life.executed, life.ended
    if decided is None or not life.fact("lagrum") or twins > 1:
        return True
    if executed is not None and executed < decided:
        return True
    # That it was reopened later does not make a closing before the decision any truer.
    if any(closing < decided for closing in life.closings):
        return True
    if life.stray or any(executed is None or stop < executed for stop in life.stops):
        return True
    after = [e.day for e in life.stands if e.type in ("verkstalld", "avbrott", "aterupptagen")]
    if ended is not None and any(day > ended for day in after):
        return True
    return ended is not None and executed is None and life.fact("avslutsorsak") in NO_END


def bin_of(life: Life, span: Quarter, day: date, twins: int) -> str:
    """The first bin that fits."""
    decided = life.decided
    if life.fact("lagrum") in EXCLUDED or life.fact("genom_dom") == "j":
        return "out_of_scope"
    if decided is not None and decided < DUTY_FROM:
        return "out_of_scope"
    if is_doubtful(life, twins):
        return "doubtful"
    assert decided is not None
    executions = [(again.day, last_day(again.since)) for again in life.again]
    if life.executed is not None:
        executions.insert(0, (life.executed, last_day(decided)))
    in_quarter = [done for done in executions if span.first <= done[0] <= day]
    ended_now = life.ended is not None and span.first <= life.ended <= day
    if ended_now and (not executions or (life.since is not None and not in_quarter)):
        return "ended"
    if in_quarter or ended_now:
        done, limit = (in_quarter or executions)[-1]
        return "executed_in_time" if done <= limit else "executed_late"
    assert life.waits
    if day <= last_day(life.since or decided):
        return "waiting"
    reports = [e for e in life.stands if e.type == "evb_rapporterad"]
    earlier = any(e.values.get("evb_kvartal", "9999") < span.name for e in reports)
    return "reported_open" if earlier else "to_report"


def expected(events: Iterable[Raw], span: Quarter, as_of: date, recorded_at: str) -> dict[str, str]:
    """Case (`insats/INS-1`) → bin, for every decision that belongs on the list and no other."""
    day = min(span.last, as_of)
    by_case: dict[str, list[Raw]] = {}
    for event in events:
        if event.recorded_at <= recorded_at:
            by_case.setdefault(event.case, []).append(event)
    lives = {case: Life(standing(told), day) for case, told in by_case.items()}
    insatser = {case: life for case, life in lives.items() if case.startswith("insats/")}
    alike: dict[tuple[str, str, date], int] = {}
    for life in insatser.values():
        if (same := _same(life)) is not None:
            alike[same] = alike.get(same, 0) + 1
    found = {}
    for case, life in insatser.items():
        if listed(life, span, day):
            found[case] = bin_of(life, span, day, alike.get(_same(life) or ("", "", day), 1))
    named = {life.fact("utredning") for life in insatser.values() if life.heard}
    for case, life in lives.items():
        granted = life.ended is not None and life.fact("utredningsutfall") in GRANTED
        if case.startswith("utredning/") and granted and case.partition("/")[2] not in named:
            assert life.ended is not None
            found[case] = "out_of_scope" if life.ended < DUTY_FROM else "doubtful"
    return found


def _same(life: Life) -> tuple[str, str, date] | None:
    """What makes two decisions the same: the person, what she was granted, and the day."""
    person, kind = life.fact("person"), life.fact("insatstyp")
    if not person or not kind or life.decided is None:
        return None
    return person, kind, life.decided
