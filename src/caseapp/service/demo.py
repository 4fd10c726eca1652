"""A synthetic municipality to look around in: invented people, calibrated to the published figures."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

from caseapp.catalogue.book import Catalogue
from caseapp.domain.errors import UserError
from caseapp.domain.events import Event
from caseapp.domain.moments import Moment
from caseapp.domain.rules import add_months
from caseapp.service.demo_cases import aktualisering, clock_of_day, utredning
from caseapp.service.demo_grants import Grant, forget_some, grants
from caseapp.service.demo_lex_sarah import Told, misconduct
from caseapp.service.demo_plans import Citizen, Incident, Plan, Town, days, in_force, number_refs
from caseapp.service.demo_settings import demo_settings
from caseapp.service.office import Office
from caseapp.store.ledger import Stamp, append
from caseapp.store.settings import has_cases

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""

_WIDTHS = {"A": 4, "BU": 4, "VU": 4, "I": 4, "LS": 3, "ÅT": 3}
_SHORTEST_HISTORY = 24
_WHO = "demo"


def make_demo(
    office: Office,
    cases: int | None = None,
    seed: int = 1,
    today: date | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Fill an empty database with a synthetic municipality. Returns how many cases and events.

    The same size, seed and day give the same events, recording times included: the last year is recorded
    month by month, what came before quarter by quarter. Raises UserError.
    """
    events = demo_events(office.catalogue, cases, seed, today or office.today())
    with office.database.write() as connection:
        if has_cases(connection):
            raise UserError(
                "Databasen innehåller redan ärenden. Övningsdata läggs bara i en tom databas; skapa en ny "
                "med ”caseapp init” och ange den med --database."
            )
        done = 0
        for at, batch in _batches(events, today or office.today()):
            append(connection, office.catalogue, batch, Stamp(at, _WHO), "demo", {"seed": seed})
            done += len(batch)
            if progress is not None:
                progress(done, len(events))
    return {"cases": len({event.case for event in events}), "events": len(events)}


def demo_events(catalogue: Catalogue, cases: int | None, seed: int, today: date) -> list[Event]:
    """The events in the order they happen, up to the day before `today`. Raises UserError."""
    settings = demo_settings()
    first = min(settings.first_day, add_months(today, -_SHORTEST_HISTORY).replace(day=1))
    usual = settings.cases_a_month * ((today.year - first.year) * 12 + today.month - first.month + 1)
    wanted = usual if cases is None else cases
    if wanted < 1:
        raise UserError(f"Antalet ärenden är {wanted}. Ange minst 1.")
    plans: list[Plan] = []
    arriving = round(wanted * settings.aktualiseringar_share) + 2
    while len(plans) < wanted:
        arriving += 1 + arriving // 30
        town = Town(catalogue, settings, seed, today - days(1), wanted / usual)
        plans = _all_plans(town, first, arriving, wanted)
    plans = _trimmed(town, plans, wanted)
    number_refs(plans, _WIDTHS)
    events = [event for plan in plans for event in plan.events(town.last)]
    events.sort(key=lambda event: (event.occurred.day, event.occurred.sort_key))
    return events


def _batches(events: list[Event], today: date) -> list[tuple[str, list[Event]]]:
    """The events in steps of recording, each with its time."""
    return [
        (f"{turn.isoformat()}T00:00:00.000000Z", list(batch))
        for turn, batch in groupby(events, key=lambda event: recorded_on(event.occurred.day, today))
    ]


def recorded_on(day: date, today: date) -> date:
    """The turn of the month, or of the quarter more than a year ago; at the latest today."""
    month = day.replace(day=1)
    if month >= _quarter(add_months(today, -12)):
        return min(add_months(month, 1), today)
    return add_months(_quarter(month), 3)


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _all_plans(town: Town, first: date, arriving: int, wanted: int) -> list[Plan]:
    """The cases of so many aktualiseringar; those that would begin after the last day are left out."""
    plans: list[Plan] = []
    granted: list[Grant] = []
    arrivals = _arrivals(town, first, arriving)
    for incident in _incidents(town, arrivals):
        incoming = aktualisering(town, incident)
        plans.append(incoming)
        if not incoming.childless:
            investigation = utredning(town, incident.person, incoming)
            plans.append(investigation)
            if not investigation.childless:
                granted += grants(town, incident.person, investigation)
    forget_some(town, granted)
    plans += [grant.plan(town) for grant in granted]
    plans += _misconduct(town, first, wanted)
    return [plan for plan in plans if plan.opened.day <= town.last]


def _trimmed(town: Town, plans: list[Plan], wanted: int) -> list[Plan]:
    """Exactly as many as wanted: aktualiseringar that led nowhere go first, then what came last."""
    spare = [plan for plan in plans if plan.case_type == "aktualisering" and plan.childless]
    surplus = len(plans) - wanted
    gone = {id(plan) for plan in town.dice.sample(spare, min(max(surplus, 0), len(spare)))}
    kept = [plan for plan in plans if id(plan) not in gone][:wanted]
    _forget_grants(kept)
    return kept


def _forget_grants(plans: list[Plan]) -> None:
    """An utredning whose insatser were trimmed away ended without any."""
    led = {id(plan.parent) for plan in plans if plan.case_type == "insats"}
    for plan in plans:
        if plan.case_type == "utredning" and not plan.childless and id(plan) not in led:
            plan.happenings = [
                (when, what, values | {"utredningsutfall": "ingen-insats"})
                if "utredningsutfall" in values
                else (when, what, values)
                for when, what, values in plan.happenings
            ]


def _arrivals(town: Town, first: date, count: int) -> list[date]:
    """The days that aktualiseringar come in, spread by volume and season."""
    months = []
    month = first
    while month <= town.last:
        through = min(monthrange(month.year, month.month)[1], (town.last - month).days + 1)
        weight = in_force(town.settings.volume, month).weight * town.settings.inflow.seasons[month.month - 1]
        months.append((month, through, weight * through / monthrange(month.year, month.month)[1]))
        month = add_months(month, 1)
    total = sum(weight for _, _, weight in months)
    found: list[date] = []
    owed = 0.0
    for month, through, weight in months:
        owed += count * weight / total
        while len(found) < round(owed):
            found.append(_some_day(town, month, through))
    found.sort()
    return found


def _some_day(town: Town, month: date, through: int) -> date:
    """A day of the month: two of seven fall on a weekend, of which only a share is kept there."""
    day = month + days(town.dice.randrange(through))
    kept = town.dice.hit(town.settings.inflow.weekend * 7 / 2)
    return day if kept else town.working_before(day, month)


def _incidents(town: Town, arrivals: list[date]) -> Iterator[Incident]:
    """Who each aktualisering is about, and what; siblings follow each other."""
    settings = town.settings.inflow
    previous: Incident | None = None
    for day in arrivals:
        if previous is not None and previous.has_siblings and town.share("siblings", settings.siblings):
            incident = replace(previous, person=_sibling(town, previous), has_siblings=False)
        else:
            incident = _incident(town, day)
        yield incident
        previous = incident


def _incident(town: Town, day: date) -> Incident:
    settings = town.settings.inflow
    dice = town.dice
    person = _someone(town, day)
    child = person.is_child(day)
    kind = dice.word(settings.child_types if child else settings.adult_types)
    if kind != "anmalan" and person.investigated is not None and day <= person.investigated[1] + days(30):
        # An application always opens an utredning, so it comes from someone who has none.
        person = _newcomer(town, day, child)
    reason = dice.word(settings.reasons if child else settings.adult_reasons)
    violence = reason in settings.violent or dice.hit(settings.violent_too)
    clock = clock_of_day(town, weekend=not town.catalogue.calendar.is_working_day(day))
    return Incident(person, Moment(day, clock), kind, reason, violence, child and kind == "anmalan")


def _someone(town: Town, day: date) -> Citizen:
    settings = town.settings.inflow
    if town.people and town.dice.hit(settings.returning):
        person = town.people[town.dice.randrange(len(town.people))]
        if person.known_since < day:
            return person
    return _newcomer(town, day, child=not town.share("adults", settings.adults))


def _newcomer(town: Town, day: date, child: bool) -> Citizen:
    settings = town.settings.inflow
    return town.born(day, town.dice.number(settings.ages if child else settings.adult_ages))


def _sibling(town: Town, incident: Incident) -> Citizen:
    """Someone else in the household, met before or new."""
    known = town.households[incident.person.household]
    if len(known) > 1:
        return next(person for person in known if person is not incident.person)
    age = town.dice.number(town.settings.inflow.ages)
    return town.born(incident.inkom.day, age, incident.person.household)


def _misconduct(town: Town, first: date, wanted: int) -> list[Plan]:
    """Lex Sarah: those the sources tell of, some that are open today, and others in between."""
    settings = town.settings
    count = round(wanted * settings.lex_sarah_share)
    told = [
        Told(known.day, known.judgement, known.story) for known in settings.known_report if known.day >= first
    ]
    told += [
        Told(
            town.last - days(recent.days_ago),
            recent.judgement,
            recent.story,
            recent.opened_after,
            recent.remedies_late,
        )
        for recent in settings.recent_report
    ]
    while len(told) < count:
        day = first + days(town.dice.randrange((town.last - first).days))
        told.append(Told(day, town.dice.word(settings.lex_sarah.judgements), ""))
    found = []
    for number, matter in enumerate(told[:count]):
        reported = town.working_before(matter.day, first)
        found += misconduct(town, number, replace(matter, day=reported))
    return found
