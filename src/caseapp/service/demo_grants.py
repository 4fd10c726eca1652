"""Synthetic insatser: granted, executed or forgotten, interrupted, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.moments import Moment
from caseapp.service.demo_evb import report_wait, tell_of_wait
from caseapp.service.demo_plans import Citizen, Plan, Town, days

_NEW_LAW = date(2025, 7, 1)
_FIRST_TALK_IN, _FIRST_TALK = "stodsamtal-valdsutsatta", "forsta_samtal_erbjudet"


@dataclass(slots=True)
class Grant:
    """A granted insats before its events are written, so that a scenario can still change its course."""

    person: Citizen
    source: Plan
    decided: date
    unit: str
    worker: str
    kind: str
    lagrum: str
    provider: str
    executed: date | None
    ended: date | None
    reason: str = ""
    interruption: tuple[date, date | None] | None = None
    found: date | None = None

    def plan(self, town: Town) -> Plan:
        """The case."""
        plan = Plan("insats", "I", Moment(self.decided), self.source, "utredning")
        plan.add(
            self.decided,
            "beslut",
            person=self.person.pseudonym,
            enhet=self.unit,
            handlaggare=self.worker,
            lagrum=self.lagrum,
            insatstyp=self.kind,
            regi=self.provider,
        )
        if self.reason:
            tell_of_wait(town, plan, self.decided, self.executed, self.reason)
            report_wait(town, plan, town.catalogue.evb.decision_rule, self.decided, self.executed, self.found)
        if self.kind == _FIRST_TALK_IN and _FIRST_TALK in town.catalogue.case_types["insats"].events:
            plan.add(town.working(self.decided + days(town.dice.randint(2, 12))), _FIRST_TALK)
        if self.executed is not None:
            plan.add(self.executed, "verkstalld")
        if self.interruption is not None:
            stopped, resumed = self.interruption
            plan.add(stopped, "avbrott")
            if resumed is not None:
                plan.add(resumed, "aterupptagen")
            if resumed is None or (resumed - stopped).days > 80:
                reason = town.dice.word(town.settings.measure.not_executed_reasons)
                tell_of_wait(town, plan, stopped, resumed, reason)
                report_wait(town, plan, town.catalogue.evb.interruption_rule, stopped, resumed)
        if self.ended is not None:
            why = town.dice.word(town.settings.measure.end_reasons) if self.executed else "egen-begaran"
            plan.add(self.ended, "avslutad", avslutsorsak=why)
        return plan


def grants(town: Town, person: Citizen, source: Plan) -> list[Grant]:
    """What an utredning that ended with an insats led to: one, sometimes two."""
    settings = town.settings.measure
    decided = source.happenings[-1][0].day
    count = 2 if town.share("second", settings.second) else 1
    made: list[Grant] = []
    while len(made) < count:
        made.append(_grant(town, person, source, decided, [grant.kind for grant in made]))
    return made


def _grant(town: Town, person: Citizen, source: Plan, decided: date, given: Sequence[str]) -> Grant:
    settings = town.settings.measure
    adult = source.prefix == "VU"
    kinds = settings.adult_kinds if adult else settings.child_kinds
    kind = town.dice.word(kinds)
    while kind in given:
        kind = town.dice.word(kinds)
    unit = town.units["placering" if kind in settings.placements else "vuxen" if adult else "oppenvard"]
    if kind == _FIRST_TALK_IN:
        unit = town.units["vald"]
    provider = "uppdragstagare" if kind in settings.by_assignment else "intern"
    if kind in settings.external:
        provider = "extern"
    if kind in settings.placements and town.share("lvu", 0.3):
        lagrum = "lvu"
    else:
        # Decisions under the old act cite its paragraph, those after it the new one's.
        lagrum = "sol-4-1" if decided < _NEW_LAW else "sol-11-1"
    told = [values for _, _, values in source.happenings if "handlaggare" in values]
    worker = told[-1]["handlaggare"]
    grant = Grant(person, source, decided, unit, worker, kind, lagrum, provider, None, None)
    if town.share("declined", settings.declined):
        grant.ended = town.working(decided + days(town.dice.randint(10, 80)))
        return grant
    late = lagrum != "lvu" and town.share("late", settings.late)
    wait = town.dice.number(settings.days_late if late else settings.days)
    if late:
        grant.reason = town.dice.word(settings.not_executed_reasons)
    _execute(town, grant, town.working(decided + days(wait)))
    return grant


def _execute(town: Town, grant: Grant, day: date) -> None:
    """The insats begins, may be interrupted, and ends."""
    settings = town.settings.measure
    grant.executed = day
    grant.interruption = None
    length = town.dice.number(settings.length)
    grant.ended = town.working(day + days(length)) if town.dice.hit(settings.ends) else None
    if length > 60 and town.share("interrupted", settings.interrupted):
        stopped = town.working(day + days(length // 4))
        resumed = town.working(stopped + days(town.dice.number(settings.interruption)))
        if grant.ended is None or resumed < grant.ended:
            grant.interruption = (stopped, resumed)


def forget_some(town: Town, granted: Sequence[Grant]) -> None:
    """The two known pictures: decisions a faulty search missed, and those that wait today."""
    then = town.settings.forgotten
    for grant in _some(town, granted, town.scaled(then.count), then.first_decision, then.last_decision):
        grant.reason = town.dice.word(town.settings.measure.not_executed_reasons)
        grant.found = then.found
        _execute(town, grant, town.working(then.found + days(town.dice.number(then.resolved_days))))
    now = town.settings.waiting_now
    nearest, farthest = now.decided
    first, last = town.last - days(farthest), town.last - days(nearest)
    for grant in _some(town, granted, town.scaled(now.count), first, last):
        grant.reason = town.dice.word(town.settings.measure.not_executed_reasons)
        grant.executed = grant.ended = grant.interruption = None
    nearest, farthest = now.interrupted
    running = [
        grant
        for grant in granted
        if grant.executed is not None
        and grant.interruption is None
        and grant.executed < town.last - days(farthest + 10)
        and (grant.ended is None or grant.ended > town.last)
    ]
    for grant in _some(town, running, town.scaled(now.interruptions), date.min, town.last):
        grant.ended = None
        grant.interruption = (town.working(town.last - days(town.dice.randint(nearest, farthest))), None)


def _some(town: Town, granted: Sequence[Grant], count: int, first: date, last: date) -> list[Grant]:
    """Some of those decided between two days whose execution IVO wants to hear of."""
    eligible = [grant for grant in granted if first <= grant.decided <= last and grant.lagrum != "lvu"]
    return town.dice.sample(eligible, min(count, len(eligible)))
