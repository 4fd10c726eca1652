"""Makes the decisions of a quarter's list of what the events of their cases say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, Person, age_at, deadlines_of, fold, person_of
from caseapp.domain.deadlines import Deadline
from caseapp.domain.errors import UserError
from caseapp.domain.evb import PAST_LIMIT, Bin, EvbDecision, Fault
from caseapp.domain.evb_bins import Course, Place, Terms, course_of, is_listed, place
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.periods import Period
from caseapp.domain.quality import Check, contradictions
from caseapp.service.evb_facts import Facts, fee_limit
from caseapp.service.evb_words import judged, why

INSATS = "insats"
UTREDNING = "utredning"
UNKNOWN = "okänt"


@dataclass(frozen=True, slots=True)
class _Read:
    """A case as D has it, and as the last day read has it."""

    on: Case
    later: Case


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of a case, and the case that it makes."""

    events: Sequence[Event]
    case: Case


class Histories:
    """Every case that lists are made of, read until the last day read; shared by many quarters' lists."""

    CASE_TYPES: ClassVar[tuple[str, ...]] = (INSATS, UTREDNING)

    def __init__(self, catalogue: Catalogue, events: Sequence[Sequence[Event]]) -> None:
        self.catalogue = catalogue
        self.told: list[_Told] = []
        self._of_person: dict[str, list[Case]] = defaultdict(list)
        self._persons: dict[str, Person] = {}
        for told in events:
            key = told[0].case
            case = fold(catalogue.case_types[key.case_type], key, told, catalogue.fields)
            if case.person is not None:
                self._of_person[case.person].append(case)
            if key.case_type in self.CASE_TYPES:
                self.told.append(_Told(told, case))

    def person(self, pseudonym: str) -> Person:
        """What all the cases of a person tell of it."""
        if pseudonym not in self._persons:
            self._persons[pseudonym] = person_of(pseudonym, self._of_person[pseudonym])
        return self._persons[pseudonym]


class Reading:
    """The cases of a quarter as they stood, and the list made of them. `on` is D."""

    def __init__(self, histories: Histories, quarter: Period, on: date) -> None:
        catalogue = histories.catalogue
        self.catalogue = catalogue
        self.histories = histories
        self.quarter = quarter
        self.on = on
        settings = catalogue.evb
        self.rules = (
            catalogue.rules[settings.decision_rule],
            catalogue.rules[settings.interruption_rule],
        )
        self.terms = Terms.of(catalogue.case_types[INSATS], *self.rules)
        self.names = catalogue.event_names()
        checks = {check.id: check for check in catalogue.checks}
        self.checks = [checks[name] for name in settings.doubtful]
        self.unsure = [checks[name] for name in settings.doubtful if name in settings.unsure_days]
        self._cases: list[_Read] = []
        self._siblings: dict[str, list[Case]] = defaultdict(list)
        self._children: dict[CaseKey, list[Case]] = defaultdict(list)
        for told in histories.told:
            self._read(told.events, told.case)

    def _read(self, told: Sequence[Event], later: Case) -> None:
        until = [event for event in told if event.occurred.day <= self.on]
        case = later
        if len(until) < len(told):
            kind = self.catalogue.case_types[later.key.case_type]
            case = fold(kind, later.key, until, self.catalogue.fields)
        if not case.events:
            return
        self._cases.append(_Read(case, later))
        if case.person is not None:
            self._siblings[case.person].append(case)
        if case.parent is not None:
            self._children[case.parent].append(case)

    def require_unit(self, unit: str | None) -> None:
        """Raises UserError for a misspelt unit, which would give a list of nothing."""
        if not unit:
            return
        known = {name for pack in self.catalogue.packs for name in pack.units}
        known.update(name for read in self._cases for _, name in read.later.units)
        if unit not in known:
            raise UserError(f"Enheten ”{unit}” finns inte. Välj en av: {', '.join(sorted(known))}.")

    def decisions(self) -> Iterator[EvbDecision]:
        """Every decision on the list."""
        for read in self._cases:
            granted = read.on.key.case_type == INSATS
            found = self._insats(read) if granted else self._utredning(read)
            if found is not None:
                yield found

    def _faults(self, case: Case, checks: Sequence[Check]) -> tuple[Fault, ...]:
        siblings = [*self._siblings.get(case.person or "", ()), *self._children.get(case.key, ())]
        found = contradictions(case, siblings, checks, self.names)
        return tuple(Fault(one.check, one.message) for one in found)

    def _insats(self, read: _Read) -> EvbDecision | None:
        case = read.on
        course = course_of(case, self.terms, self.quarter.first)
        clocks: list[Deadline] = []
        if course.touched or course.ended is None:
            clocks = deadlines_of(case, self.rules, self.catalogue.calendar, None)
        # Days that contradict each other cannot tell that it is executed: it stays until mended or ended.
        if not is_listed(course, clocks) and (course.ended or not self._faults(case, self.unsure)):
            return None
        outside = judged(self.catalogue, case, course)
        if outside:
            return self._made(read, course, Place(Bin.OUT_OF_SCOPE, None), (), outside)
        faults = self._faults(case, self.checks)
        if faults:
            return self._made(read, course, Place(Bin.DOUBTFUL, _speaking(clocks)), faults)
        reported = any(
            told.quarter < self.quarter.name and told.day <= self.on
            for told in Facts(self.catalogue, read.later).reports()
        )
        put = place(case, course, clocks, self.terms, self.quarter.first, self.on, reported)
        return self._made(read, course, put, ())

    def _utredning(self, read: _Read) -> EvbDecision | None:
        """An utredning that granted something of which no insats has come."""
        case = read.on
        if case.closed is None or case.facts.get("utredningsutfall") not in self.catalogue.evb.granted:
            return None
        faults = self._faults(case, self.checks)
        if not faults:
            return None
        course = Course(case.closed.day, None, None, None, None, True)
        outside = judged(self.catalogue, case, course)
        if outside:
            return self._made(read, course, Place(Bin.OUT_OF_SCOPE, None), (), outside)
        return self._made(read, course, Place(Bin.DOUBTFUL, None), faults)

    def _made(
        self, read: _Read, course: Course, put: Place, faults: tuple[Fault, ...], outside: str = ""
    ) -> EvbDecision:
        case, later, clock = read.on, read.later, put.clock
        facts = Facts(self.catalogue, later)
        person = self.histories.person(later.person) if later.person else None
        is_interruption = clock is not None and clock.rule.id == self.catalogue.evb.interruption_rule
        partly = later.last("delvis_verkstalld")
        is_open = put.bin in (Bin.WAITING, *PAST_LIMIT)
        insatstyp, lagrum = case.facts.get("insatstyp", ""), case.facts.get("lagrum", "")
        end_reason = case.facts.get("avslutsorsak", "") if course.ended else ""
        reported = later.last("verkstallighet_rapporterad")
        return EvbDecision(
            case=case.key,
            bin=put.bin,
            why=outside or why(self.catalogue, case, course, put, faults, facts, self.quarter, self.on),
            faults=faults,
            person=later.person,
            unit=case.unit_on(self.on),
            worker=case.worker,
            insatstyp=insatstyp,
            insatstyp_name=facts.name("insatstyp", insatstyp),
            lagrum=lagrum,
            lagrum_name=facts.name("lagrum", lagrum),
            sex=(person.sex if person else None) or UNKNOWN,
            age_band=self._age_band(person, course.decided or self.on),
            decided=course.decided,
            executed=course.executed,
            executed_after=self._executed_after(later) if is_open else None,
            interrupted_since=course.interrupted_since,
            resumed=course.resumed,
            ended=course.ended,
            end_reason=end_reason,
            end_reason_name=facts.name("avslutsorsak", end_reason),
            rule=clock.rule.id if clock else None,
            start=clock.start.day if clock else None,
            nominal=clock.nominal if clock else None,
            last_day=clock.last_day if clock else None,
            is_interruption=is_interruption,
            days_since=(self.on - course.decided).days if course.decided else None,
            partly_executed=partly.occurred.day if partly else None,
            part_not_executed=partly.values.get("ej_verkstalld_del", "") if partly else "",
            reason=later.facts.get("orsak_ej_verkstalld", ""),
            reason_name=facts.named("orsak_ej_verkstalld"),
            reason_text=later.facts.get("orsak_text", ""),
            offers=facts.offers(),
            support=later.facts.get("stod_under_vantan", ""),
            consequences=later.facts.get("foljder_enskild", ""),
            actions=later.facts.get("vidtagna_atgarder", ""),
            follow_up=later.facts.get("uppfoljning_behov", ""),
            reports=facts.reports(),
            execution_reported=reported.occurred.day if reported else None,
            fee_limit=fee_limit(self.catalogue, case, course, is_interruption),
            missing=facts.missing() if put.bin in PAST_LIMIT else (),
            by_judgment=case.facts.get(self.catalogue.evb.judgment_field) == "j",
            vistelsekommun=later.facts.get("vistelsekommun") == "j",
            protected=later.facts.get("skyddade_uppgifter") == "j",
        )

    def _age_band(self, person: Person | None, day: date) -> str:
        return self.catalogue.age_band(age_at(day, person.birth_year if person else None))

    def _executed_after(self, later: Case) -> date | None:
        """The day after D that it was executed, or executed again."""
        begun = self.terms.executed | self.terms.resumed
        days = [event.occurred.day for event in later.events if event.type in begun]
        return next((day for day in days if day > self.on), None)


def _speaking(clocks: Sequence[Deadline]) -> Deadline | None:
    """The clock that says most of a doubtful decision: a running one, its last day first, else the last."""
    running = [clock for clock in clocks if clock.running]
    if running:
        return min(running, key=lambda clock: clock.last_day)
    return clocks[-1] if clocks else None
