"""Named *uttag*: a selection of statistics that is saved once and can be taken out again by anyone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.domain.periods import Period, parse_period
from caseapp.domain.rules import add_months
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.service.statistics_divisions import chosen_measures
from caseapp.service.statistics_result import StatisticsResult
from caseapp.service.text_guarding import refuse_stops
from caseapp.store.ledger import log
from caseapp.store.settings import get_setting, save_setting

EXTRACTS = "extracts"
"""The setting that holds the saved selections."""
LATEST = {
    "månad": "den senaste hela månaden",
    "kvartal": "det senaste hela kvartalet",
    "tertial": "det senaste avslutade tertialet",
    "halvår": "det senaste hela halvåret",
    "år": "det senaste hela året",
}
"""Kinds of period that follow the calendar, and what each means."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Extract:
    """A saved selection. `period` is a period as it is written, or one of `LATEST`; no measures are all."""

    name: str
    measures: tuple[str, ...]
    period: str
    by: tuple[str, ...] = ()
    unit: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The selection as the command line tells it."""
        return {**asdict(self), "measures": list(self.measures), "by": list(self.by)}


def period_on(text: str, today: date) -> Period:
    """Read a period; `kvartal` and its like are the latest that has ended by the day. Raises UserError."""
    kind = text.strip().lower()
    if kind not in LATEST:
        return parse_period(text)
    month = date(today.year, today.month, 1)
    if kind == "månad":
        return parse_period(f"{month - timedelta(days=1):%Y-%m}")
    if kind == "tertial":
        return _tertial(today)
    length, letter = {"kvartal": (3, "Q"), "halvår": (6, "H"), "år": (12, "")}[kind]
    first = add_months(date(today.year, (today.month - 1) // length * length + 1, 1), -length)
    return parse_period(f"{first.year}{letter}{first.month // length + 1}" if letter else str(first.year))


def _tertial(today: date) -> Period:
    """T1 ends in April, T2 in August and T3 with the year; each begins with the year."""
    number = {1: 3, 2: 1, 3: 2}[1 if today.month < 5 else 2 if today.month < 9 else 3]
    return parse_period(f"{today.year - (number == 3)}T{number}")


def extracts(office: Office) -> list[Extract]:
    """The saved selections, in order of name."""
    with office.database.read() as connection:
        stored = json.loads(get_setting(connection, EXTRACTS) or "{}")
    return [
        Extract(name, tuple(said["measures"]), said["period"], tuple(said["by"]), said["unit"])
        for name, said in sorted(stored.items())
    ]


def extract(office: Office, name: str) -> Extract:
    """A saved selection. Raises UserError that names those there are."""
    saved = extracts(office)
    for found in saved:
        if found.name == name:
            return found
    known = ", ".join(each.name for each in saved)
    there = f"Välj ett av: {known}." if known else "Inget uttag är sparat än."
    raise UserError(f"Uttaget ”{name}” finns inte. {there}")


def save_extract(office: Office, chosen: Extract) -> None:
    """Save a selection, in place of one of the same name. Raises UserError when it cannot be taken out."""
    name = chosen.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise UserError(f"Ge uttaget ett namn på högst {_LONGEST_NAME} tecken.")
    refuse_stops(name, "Uttagets namn")
    period_on(chosen.period, office.today())
    chosen_measures(office.catalogue, chosen.measures, chosen.by)
    _store(office, name, {**chosen.as_json(), "name": name})


def delete_extract(office: Office, name: str) -> None:
    """Take a saved selection away; the log keeps what it was. Raises UserError."""
    _store(office, extract(office, name).name, None)


def _store(office: Office, name: str, said: dict[str, Any] | None) -> None:
    with office.database.write() as connection:
        stored = json.loads(get_setting(connection, EXTRACTS) or "{}")
        before = stored.pop(name, None)
        if said is not None:
            stored[name] = said
        save_setting(connection, EXTRACTS, json.dumps(stored, ensure_ascii=False, sort_keys=True))
        log(connection, office.stamp(), "extract", {"name": name, "before": before, "after": said})


def run_extract(
    office: Office,
    name: str,
    period: str | None = None,
    as_of: date | None = None,
    recorded_at: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> StatisticsResult:
    """Take out a saved selection, for its own period or another. Raises UserError."""
    chosen = extract(office, name)
    return statistics(
        office,
        chosen.measures,
        period_on(period or chosen.period, as_of or office.today()),
        chosen.by,
        as_of,
        recorded_at,
        unit=chosen.unit,
        progress=progress,
    )
