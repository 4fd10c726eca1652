"""Synthetic aktualiseringar, utredningar and lex Sarah matters."""

from __future__ import annotations

from datetime import date, time

from caseapp.domain.cases import age_at
from caseapp.domain.moments import Moment
from caseapp.service.demo_plans import Citizen, Incident, Plan, Town, days, in_force, minutes_after

_MOST_OF_A_YEAR = 300


def aktualisering(town: Town, incident: Incident) -> Plan:
    """What comes in about a person, and the decision it led to."""
    person, inkom, kind, violence = incident.person, incident.inkom, incident.kind, incident.violence
    settings = town.settings.assessment
    child = person.is_child(inkom.day)
    report = kind == "anmalan"
    unit = town.units["mottagning"] if child or not violence else town.units["vald"]
    plan = Plan("aktualisering", "A", inkom)
    facts = person.facts() | {
        "typ": kind,
        "orsak": incident.reason,
        "vald": "j" if violence else "n",
        "enhet": unit,
        "handlaggare": town.worker(not child),
    }
    plan.add(inkom, "inkom", **facts)
    assessed_from = inkom.day
    if report and child:
        protected = _protection(town, inkom)
        plan.add(protected, "skyddsbedomning")
        assessed_from = protected.day
    if report and child and town.share("assessment late", settings.late):
        decided = town.last_day("forhandsbedomning", inkom.day) + days(town.dice.number(settings.days_late))
    else:
        spans = settings.days if report else settings.application_days
        decided = max(inkom.day + days(town.dice.number(spans)), assessed_from)
    decided = town.working(decided)
    outcome = _outcome(town, person, kind, decided)
    plan.add(decided, "forhandsbedomning", utfall=outcome)
    plan.childless = outcome != "inleds"
    return plan


def _protection(town: Town, inkom: Moment) -> Moment:
    settings = town.settings.assessment
    if inkom.clock is not None:
        return minutes_after(inkom, town.dice.number(settings.protection_minutes))
    return Moment(inkom.day + days(town.dice.number(settings.protection_days)))


def _outcome(town: Town, person: Citizen, kind: str, decided: date) -> str:
    if person.investigated is not None and decided <= person.investigated[1]:
        # Not yet begun by another report of the same days: that one opens it.
        return "pagaende-utredning" if decided >= person.investigated[0] else "inleds-inte"
    if person.investigated is not None and decided <= person.investigated[1] + town.apart:
        return "inleds-inte"
    return "inleds" if town.share(f"opens {kind}", town.settings.assessment.opens[kind]) else "inleds-inte"


def utredning(town: Town, person: Citizen, source: Plan) -> Plan:
    """The investigation that an aktualisering led to, with its whole course."""
    settings = town.settings.investigation
    opened = source.happenings[-1][0].day
    stated = source.happenings[0][2]
    age = age_at(opened, person.birth_year)
    assert age is not None
    kind = "barn" if age < 18 else "ung" if age < 21 else "vuxen"
    adult = kind == "vuxen"
    violence = stated["vald"] == "j"
    unit = town.units["utredning"] if not adult else town.units["vald" if violence else "vuxen"]
    plan = Plan("utredning", "VU" if adult else "BU", Moment(opened), source, "aktualisering")
    plan.add(
        opened,
        "inledd",
        person=person.pseudonym,
        hushall=person.household,
        enhet=unit,
        utredningstyp=kind,
        orsak=stated["orsak"],
        vald=stated["vald"],
    )
    closed = _closing(town, plan, person, kind)
    person.investigated = (opened, closed)
    assigned = _assign(town, plan, adult, closed)
    _work(town, plan, assigned, closed)
    if town.share("moved", settings.moved):
        moved = town.working(opened + days(45))
        if moved < closed:
            plan.add(moved, "uppgifter", enhet=town.units["oppenvard" if not adult else "vald"])
    outcome = town.dice.word(settings.outcomes)
    plan.add(closed, "avslutad", utredningsutfall=outcome)
    plan.childless = outcome != "insats"
    if plan.childless and town.share("reopened", settings.reopened):
        reopened = town.working(closed + days(12))
        again = town.working(reopened + days(25))
        plan.add(reopened, "ateroppnad")
        plan.add(again, "avslutad", utredningsutfall=outcome)
        person.investigated = (opened, again)
    return plan


def _closing(town: Town, plan: Plan, person: Citizen, kind: str) -> date:
    """The day it is closed; with it what happens around the last day."""
    settings = town.settings.investigation
    opened = plan.opened.day
    if kind != "barn":
        return town.working(opened + days(town.dice.number(settings.adult_days)))
    if not town.share("over", in_force(town.settings.over_four_months, opened).share):
        length = town.dice.number(settings.days)
        if person.sex == "K":
            length = min(120, length + settings.longer_for_girls)
        return town.working_before(opened + days(length), opened + days(1))
    last_day = town.last_day("utredning-barn", opened)
    recent = (town.last - opened).days < _MOST_OF_A_YEAR
    over = town.dice.number(settings.days_over_now if recent else settings.days_over)
    if person.sex == "K":
        over += 2 * settings.longer_for_girls
    closed = town.working(last_day + days(over))
    if town.dice.hit(settings.prioritised):
        plan.add(
            town.working(last_day - days(12)),
            "prioriterad",
            prioritet=town.dice.choice(settings.priority_notes),
        )
    if town.share("extended", settings.extended):
        decided = town.working_before(last_day - days(town.dice.randint(1, 12)), opened)
        kept = town.share("extension kept", settings.extension_kept)
        until = closed + days(town.dice.randint(0, 14)) if kept else closed - days(town.dice.randint(1, 5))
        plan.add(
            decided,
            "forlangd",
            forlangd_till=max(until, last_day).isoformat(),
            forlangning_skal=town.dice.choice(settings.extension_reasons),
        )
    elif town.dice.hit(settings.delay_noted):
        noted = town.working(last_day + days(2))
        if noted < closed:
            plan.add(noted, "forsening_noterad", orsak_forsening=town.dice.word(settings.delay_reasons))
    return closed


def _assign(town: Town, plan: Plan, adult: bool, closed: date) -> date:
    opened = plan.opened.day
    settings = town.settings.investigation
    wait = town.dice.number(in_force(town.settings.wait, opened).days)
    if adult:
        wait = wait // 4
    assigned = town.working(opened + days(min(wait, (closed - opened).days // 2)))
    worker = town.worker(adult)
    plan.add(assigned, "tilldelad", handlaggare=worker)
    if town.share("reassigned", settings.reassigned):
        again = town.working(assigned + days(town.dice.randint(25, 70)))
        other = town.worker(adult)
        if again < closed and other != worker:
            plan.add(again, "tilldelad", handlaggare=other)
    return assigned


def _work(town: Town, plan: Plan, assigned: date, closed: date) -> None:
    settings = town.settings.investigation
    first = town.working_before(assigned + days(town.dice.number(settings.first_action_days)), assigned)
    if first > closed:
        return
    plan.add(first, "forsta_atgard")
    planned = town.working(assigned + days(town.dice.number(settings.plan_days)))
    if town.share("plan", settings.plan) and planned < closed:
        plan.add(planned, "utredningsplan")
    final = town.working_before(closed - days(town.dice.number(settings.last_contact)), first)
    contact = town.working(first + days(town.dice.number(settings.contact_gap)))
    while contact < final:
        plan.add(contact, "sista_kontakt")
        contact = town.working(contact + days(town.dice.number(settings.contact_gap)))
    plan.add(final, "sista_kontakt")


def clock_of_day(town: Town, weekend: bool) -> time | None:
    """When something comes in: office hours mostly, evenings through the on-call service."""
    if not town.dice.hit(town.settings.inflow.clock):
        return None
    late = weekend or town.dice.hit(0.1)
    return time(town.dice.randint(17, 21) if late else town.dice.randint(8, 16), town.dice.randint(0, 59))
