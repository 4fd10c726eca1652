"""Räkna frist: what a rule makes of any start, without any case or database."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseapp.catalogue.book import Catalogue
from caseapp.domain.deadlines import Reckoning, reckon
from caseapp.domain.errors import UserError
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.moments import Moment


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


def steps_as_json(result: Reckoning) -> list[dict[str, Any]]:
    """The trace, step by step."""
    return [
        {"step": step.kind.value, "date": step.day.isoformat() if step.day else None, "why": step.why}
        for step in result.steps
    ]
