"""Faults in the catalogue; those that pydantic finds are told in Swedish with source, entry and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from caseapp.domain.errors import UserError

_WORDS = {
    "missing": "saknas",
    "extra_forbidden": "finns inte i formen; kontrollera stavningen eller ta bort raden",
    "literal_error": "ska vara en av {expected}",
    "string_type": "ska vara en text inom citattecken",
    "string_pattern_mismatch": "har fel form (små bokstäver a–z, siffror och bindestreck; dagar MM-DD)",
    "int_type": "ska vara ett heltal",
    "int_parsing": "ska vara ett heltal",
    "int_from_float": "ska vara ett heltal",
    "bool_type": "ska vara true eller false",
    "bool_parsing": "ska vara true eller false",
    "list_type": "ska vara en lista inom hakparenteser",
    "dict_type": "ska vara en tabell",
    "model_type": "ska vara en tabell",
    "greater_than_equal": "ska vara minst {ge}",
    "less_than_equal": "ska vara högst {le}",
    "too_short": "ska ha minst {min_length}",
    "too_long": "ska ha högst {max_length}",
}


class CatalogueError(UserError):
    """A fault in a file of the catalogue, or in the local layer."""


def told_faults(source: str, content: Any, error: ValidationError) -> str:
    """Every fault, a line each: `regler.toml: rule ”evb”, version 2, limit: …`, not pydantic's path."""
    return "\n".join(_told(source, content, fault) for fault in error.errors())


def _told(source: str, content: Any, fault: Mapping[str, Any]) -> str:
    words: list[str] = []
    here = content
    for part in fault["loc"]:
        if isinstance(part, int):
            here = here[part]
            name = (here.get("id") or here.get("rule")) if isinstance(here, dict) else None
            words[-1] += f" ”{name}”" if name else f" {part + 1}"
        else:
            here = here.get(part) if isinstance(here, dict) else None
            words.append(part)
    return f"{source}: {', '.join(words)}: {_message(fault)}."


def _message(fault: Mapping[str, Any]) -> str:
    kind = fault["type"]
    if kind.startswith(("date_", "datetime_")):
        return "ska vara en dag, ÅÅÅÅ-MM-DD utan citattecken"
    if kind not in _WORDS:
        return str(fault["msg"])
    named = {name: str(value).replace(" or ", " eller ") for name, value in fault.get("ctx", {}).items()}
    return _WORDS[kind].format(**named)
