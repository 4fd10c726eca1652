"""Why two statistics differ: settings, definitions, figures, and the events that only one of them knew of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.periods import parse_period
from caseapp.domain.swedish import decimal, listing, whole
from caseapp.service.office import Office
from caseapp.service.statistics import definitions, take
from caseapp.service.statistics_divisions import head
from caseapp.service.statistics_result import StatisticsResult
from caseapp.store.reading import events_of

_TOLD = 20
"""How many events are told one by one."""
_HIDDEN = "dolt eller tomt"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a set of statistics was taken out by, and the figures it came to."""

    period: str
    as_of: date
    recorded_at: str
    catalogue: str
    fingerprint: str
    by: tuple[str, ...]
    unit: str | None
    limits: tuple[int | None, int | None]
    definitions: Mapping[str, str]
    totals: Mapping[str, float | None]


def drawn(made: StatisticsResult | Mapping[str, Any]) -> Drawn:
    """The settings of a result, or of one that was saved as json. Raises UserError when it is not one."""
    said = made.as_json() if isinstance(made, StatisticsResult) else made
    try:
        chosen = said["selection"]
        return Drawn(
            said["period"],
            date.fromisoformat(said["as_of"]),
            said["recorded_at"],
            said["catalogue"],
            said["fingerprint"],
            tuple(chosen["by"]),
            chosen["unit"],
            (chosen["hide_below"], chosen["share_from"]),
            dict(said["definitions"]),
            {part["measure"]: part["value"] for part in said["results"]},
        )
    except (KeyError, TypeError, ValueError):
        raise UserError(
            "Filen är ingen statistik som programmet har skrivit som json. Välj en fil från caseapp stats "
            "--format json."
        ) from None


def why_differ(
    office: Office,
    first: StatisticsResult | Mapping[str, Any],
    second: StatisticsResult | Mapping[str, Any],
) -> list[str]:
    """All that sets two statistics apart, a sentence each; cases are named, so inside the program only.

    Each may be a result, or one saved as json. Raises UserError when one of them is not.
    """
    one, other = drawn(first), drawn(second)
    if one.fingerprint == other.fingerprint:
        return ["Siffrorna är desamma: samma händelser, definitioner, period och urval."]
    settings = [
        *_settings(office, one, other),
        *_definitions(one.definitions, other.definitions),
        *_outdated(office, one, "första"),
        *_outdated(office, other, "andra"),
    ]
    figures = list(_figures(one, other))
    events = _events(office, one, other)
    told = [*settings, *figures, *events]
    return told or ["Samma inställningar och händelser, men olika kontrollsumma. Ta ut båda igen."]


def _settings(office: Office, one: Drawn, other: Drawn) -> list[str]:
    told = []

    def differ(what: str, here: str, there: str) -> None:
        if here != there:
            told.append(f"{what}: {here} i det första uttaget, {there} i det andra.")

    differ("Perioden", parse_period(one.period).text(), parse_period(other.period).text())
    differ("Läget", one.as_of.isoformat(), other.as_of.isoformat())
    differ("Registrerat till och med", one.recorded_at, other.recorded_at)
    differ("Urvalet", one.unit or "alla enheter", other.unit or "alla enheter")
    differ("Uppdelningen", _division(office, one.by), _division(office, other.by))
    differ("Gränserna för små tal", _limits(one.limits), _limits(other.limits))
    if one.catalogue != other.catalogue:
        told.append(
            f"Regelverket: version {one.catalogue} i det första uttaget, {other.catalogue} i det andra."
        )
    for here, there, which in ((one, other, "första"), (other, one, "andra")):
        only = sorted(set(here.totals) - set(there.totals))
        if only:
            told.append(f"Bara i det {which} uttaget: {listing(only)}.")
    return told


def _division(office: Office, keys: Sequence[str]) -> str:
    return listing([head(office.catalogue, key).lower() for key in keys]) or "ingen"


def _limits(limits: tuple[int | None, int | None]) -> str:
    below, least = limits
    return "små tal visas" if below is None else f"antal under {below} döljs, andelar kräver {least}"


def _definitions(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return [
        f"Definitionen av {name} är en annan: {one[name]} i det första uttaget, {other[name]} i det andra."
        for name in one
        if name in other and one[name] != other[name]
    ]


def _outdated(office: Office, told: Drawn, which: str) -> list[str]:
    """Definitions that have changed since, so that the figures do not come again."""
    measures = [office.catalogue.measures[name] for name in told.totals if name in office.catalogue.measures]
    now = dict(definitions(office.catalogue, measures))
    changed = [name for name, mark in told.definitions.items() if now.get(name) != mark]
    if not changed:
        return []
    return [f"Ändrat sedan det {which} uttaget gjordes: {listing(changed)}. Det går inte att göra om lika."]


def _figures(one: Drawn, other: Drawn) -> list[str]:
    return [
        f"Måttet {name}: {_number(value)} i det första uttaget, {_number(other.totals[name])} i det andra."
        for name, value in one.totals.items()
        if name in other.totals and value != other.totals[name]
    ]


def _number(value: float | None) -> str:
    if value is None:
        return _HIDDEN
    return whole(value) if isinstance(value, int) else decimal(value)


def _events(office: Office, one: Drawn, other: Drawn) -> list[str]:
    """The cases that only one counts, and the events of counted cases that only one has read."""
    shared = [name for name in one.totals if name in other.totals and name in office.catalogue.measures]
    if not shared:
        return []
    here, there = _counted(office, one, shared), _counted(office, other, shared)
    told = []
    for only, which in ((here - there, "första"), (there - here, "andra")):
        if only:
            names = [f"{key.case_type} {key.ref}" for key in sorted(only)]
            more = f" och {len(names) - _TOLD} till" if len(names) > _TOLD else ""
            told.append(
                f"Räknas bara i det {which} uttaget ({len(names)} ärenden): {', '.join(names[:_TOLD])}{more}."
            )
    with office.database.read() as connection:
        events = events_of(connection, here | there)
    apart = [
        (event, _reads(one, event))
        for key in sorted(here | there)
        for event in events.get(key, [])
        if _reads(one, event) != _reads(other, event)
    ]
    told += [_event(office, event, first) for event, first in apart[:_TOLD]]
    if len(apart) > _TOLD:
        told.append(f"Och {len(apart) - _TOLD} händelser till som bara det ena uttaget har läst.")
    return told


def _counted(office: Office, told: Drawn, measures: Sequence[str]) -> set[CaseKey]:
    taken = take(office, measures, parse_period(told.period), (), told.as_of, told.recorded_at, told.unit)
    return {subject.case.key for subject in taken.world.subjects if subject.counted}


def _reads(told: Drawn, event: Event) -> bool:
    return event.occurred.day <= told.as_of and event.recorded_at <= told.recorded_at


def _event(office: Office, event: Event, in_first: bool) -> str:
    name = office.catalogue.event_names().get(event.type, "Makulering")
    which = "första" if in_first else "andra"
    return (
        f"Bara det {which} uttaget har läst: {name} {event.occurred} i {event.case.case_type} "
        f"{event.case.ref}, registrerad {event.recorded_at[:16].replace('T', ' ')}."
    )
