"""Räkna frist: what a rule makes of any start, without any case or database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import load_every_rule
from caseapp.domain.deadlines import Reckoning, latest_start, reckon
from caseapp.domain.errors import UserError
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.moments import Moment


def every_rule(in_force: Catalogue | None) -> Catalogue:
    """The law's rules and every pack's; with a catalogue in force, its local rules and free days as well."""
    known = load_every_rule()
    if in_force is None or not in_force.local:
        return known
    return replace(known, rules={**known.rules, **in_force.rules}, calendar=in_force.calendar)


@dataclass(frozen=True, slots=True)
class Backwards:
    """The latest start that still has its last day on or before `by`, and the reckoning from it."""

    by: date
    latest_start: date
    reckoning: Reckoning


def reckon_backwards(catalogue: Catalogue, rule_id: str, by: str) -> Backwards:
    """When it must have come in at the latest, to be due by a day given as text. Raises UserError."""
    rule = catalogue.rule(rule_id)
    day = _moment(by).day
    catalogue.calendar.require(day)
    start = latest_start(rule, day, catalogue.calendar)
    if start is None:
        raise UserError(
            f"Regeln ”{rule.name}” ({rule.id}) har ingen startdag som ger en sista dag senast "
            f"{day.isoformat()}. Den finns i regelverket från {rule.versions[0].valid_from.isoformat()}."
        )
    return Backwards(day, start, reckon(rule, Moment(start), catalogue.calendar))


def reckon_start(catalogue: Catalogue, rule_id: str, start: str, extended_to: str | None = None) -> Reckoning:
    """Reckon a rule by its id from a start as text. Raises UserError."""
    extension: date | None = _moment(extended_to).day if extended_to else None
    return reckon(catalogue.rule(rule_id), _moment(start), catalogue.calendar, extension)


def _moment(text: str) -> Moment:
    if looks_like_identity(text):
        raise UserError("Dagen innehåller något som ser ut som ett personnummer. Skriv ÅÅÅÅ-MM-DD.")
    return Moment.parse(text)


def as_json(result: Reckoning) -> dict[str, Any]:
    """A reckoning as the command line's contract has it."""
    return {
        "rule": result.rule.id,
        "start": str(result.start),
        "nominal": result.nominal.isoformat(),
        "last_day": result.last_day.isoformat(),
        "due_at": result.due_at.isoformat(timespec="minutes") if result.due_at else None,
        "trace": steps_as_json(result),
    }


def backwards_as_json(result: Backwards) -> dict[str, Any]:
    """A reckoning backwards as the command line's contract has it."""
    forwards = as_json(result.reckoning)
    return {
        "rule": forwards["rule"],
        "by": result.by.isoformat(),
        "latest_start": result.latest_start.isoformat(),
        "nominal": forwards["nominal"],
        "last_day": forwards["last_day"],
        "due_at": forwards["due_at"],
        "trace": forwards["trace"],
    }


def steps_as_json(result: Reckoning) -> list[dict[str, Any]]:
    """The trace, step by step."""
    return [
        {"step": step.kind.value, "date": step.day.isoformat() if step.day else None, "why": step.why}
        for step in result.steps
    ]
