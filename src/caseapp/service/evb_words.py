"""Why a decision stands in its bin, in a Swedish sentence."""

from __future__ import annotations

from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case
from caseapp.domain.evb import Bin, Fault
from caseapp.domain.evb_bins import Course, Place
from caseapp.domain.periods import Period
from caseapp.domain.swedish import day_text, plural
from caseapp.service.evb_facts import Facts


def judged(catalogue: Catalogue, case: Case, course: Course) -> str:
    """Why a decision does not count, by its lagrum, its origin or its day; empty when it does."""
    settings = catalogue.evb
    lagrum = case.facts.get("lagrum", "")
    for told in settings.exclusions:
        if told.lagrum == lagrum and (course.decided is None or told.holds(course.decided)):
            return f"Utanför: {Facts(catalogue, case).named('lagrum')}; {told.reason}."
    if not settings.judgments and case.facts.get(settings.judgment_field) == "j":
        return "Utanför: insatsen är beviljad genom dom, och kommunen räknar inte domar som beslut."
    rule = catalogue.rules[settings.decision_rule]
    if course.decided is not None and rule.version_on(course.decided) is None:
        begun = rule.versions[0].valid_from.isoformat()
        return f"Utanför: beslutet fattades {course.decided.isoformat()}; rapporteringen gäller från {begun}."
    return ""


def why(
    catalogue: Catalogue,
    case: Case,
    course: Course,
    put: Place,
    faults: tuple[Fault, ...],
    facts: Facts,
    quarter: Period,
    on: date,
) -> str:
    """Why a decision stands in its bin."""
    if faults:
        return " ".join(fault.text for fault in faults)
    if put.bin is Bin.ENDED:
        return _ended(course, Facts(catalogue, case).named("avslutsorsak"))
    clock = put.clock
    assert clock is not None
    last = f"sista dag {day_text(clock.last_day)}"
    interruption = clock.rule.id == catalogue.evb.interruption_rule
    if put.bin in (Bin.EXECUTED_IN_TIME, Bin.EXECUTED_LATE):
        stopped = clock.stopped.day if clock.stopped is not None else None
        late = "för sent" if put.bin is Bin.EXECUTED_LATE else "i tid"
        if interruption:
            return f"Verkställt igen {stopped} efter avbrott {clock.start.day.isoformat()}, {last}: {late}."
        if stopped is not None and stopped < quarter.first and course.ended is not None:
            return f"Verkställt {course.executed}, {last}: {late}. Avslutat {course.ended}."
        return f"Verkställt {course.executed}, {last}: {late}."
    since = f"Avbrutet sedan {clock.start.day.isoformat()}" if interruption else "Ej verkställt"
    if put.bin is Bin.WAITING:
        left = (clock.last_day - on).days
        return f"{since}, {last}: {plural(left, 'dag', 'dagar')} kvar {on.isoformat()}."
    passed = f"{since}, {last} passerades för {plural((on - clock.last_day).days, 'dag', 'dagar')} sedan"
    if put.bin is Bin.TO_REPORT:
        return f"{passed}; inte rapporterat till IVO för något tidigare kvartal."
    told = max(report.quarter for report in facts.reports() if report.quarter < quarter.name)
    return f"{passed}; rapporterat till IVO för {told}."


def _ended(course: Course, reason: str) -> str:
    said = f", {reason}" if reason else ""
    if course.executed is None:
        return f"Avslutat {course.ended}{said}, utan att ha verkställts."
    return f"Avslutat {course.ended}{said}, medan det var avbrutet sedan {course.interrupted}."
