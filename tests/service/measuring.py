"""Measures made for a test, and the histories they are asked of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from caseapp.catalogue.measure_form import BandForm, MeasureForm
from caseapp.catalogue.measures import Bands, read_measures
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.measures import Measure
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.store.ledger import Stamp, append

KINDS = {"A": "aktualisering", "B": "utredning", "I": "insats", "L": "lex_sarah", "P": "placering"}
AT = "2026-03-01T00:00:00.000000Z"

BANDS = Bands(
    [BandForm(id="0–30", first=0, last=30), BandForm(id=">30", first=31)],
    [BandForm(id="barn", first=0, last=17), BandForm(id="vuxen", first=18)],
)


def key(ref: str) -> CaseKey:
    """The case of a reference, by its first letter, or by the type said before a colon."""
    kind, _, number = ref.rpartition(":")
    return CaseKey(kind or KINDS[ref[0]], number)


def tell(office: Office, *events: tuple[Any, ...], at: str = AT) -> list[Event]:
    """Record (reference, event, day, facts) in one step."""
    made = [
        Event(key(ref), kind, Moment.parse(day) if isinstance(day, str) else Moment(day), *values)
        for ref, kind, day, *values in events
    ]
    with office.database.write() as connection:
        return append(connection, office.catalogue, made, Stamp(at, "provaren"), "prov")


def measure(name: str = "prov", **said: Any) -> Measure:
    """A measure of what is said of it."""
    form = {
        "id": name,
        "version": 1,
        "name": name,
        "definition": "d",
        "unit": "ärenden",
        "source": "s",
        **said,
    }
    return read_measures([("prov", [MeasureForm.model_validate(form)])], BANDS)[name]


def with_measures(office: Office, *measures: Measure) -> None:
    """Lay measures on the office's catalogue."""
    known = {**office.catalogue.measures, **{made.id: made for made in measures}}
    office.catalogue = replace(office.catalogue, measures=known)


def ask(office: Office, period: str = "2025", **said: Any) -> dict[str, Any]:
    """A measure of the period as JSON, nothing hidden; what is no part of a measure is how it is asked."""
    how = {name: said.pop(name) for name in ("as_of", "unit", "recorded_at") if name in said}
    split = said.pop("split", ())
    with_measures(office, measure(**said))
    made = statistics(office, ["prov"], parse_period(period), split, show_small=True, **how)
    found: dict[str, Any] = made.as_json()["results"][0]
    return found


def value(office: Office, period: str = "2025", **said: Any) -> Any:
    """The undivided value."""
    return ask(office, period, **said)["value"]


def figures(office: Office, period: str = "2025", **said: Any) -> tuple[Any, Any, Any]:
    """Value, numerator and denominator."""
    told = ask(office, period, **said)
    return told["value"], told["numerator"], told["denominator"]


def divided(told: dict[str, Any], name: str = "value") -> dict[tuple[str, ...], Any]:
    """Groups by their values."""
    return {tuple(group["by"].values()): group[name] for group in told["groups"]}


def day(text: str) -> date:
    """A day of 2025, `MM-DD`."""
    return date.fromisoformat(f"2025-{text}")
