"""Contradictions between the facts of a case: kept as findings until someone acknowledges them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from caseapp.domain.cases import ACKNOWLEDGED, Case
from caseapp.domain.events import CaseKey


class CheckKind(StrEnum):
    """What a check looks for."""

    ORDER = "order"
    PARENT = "parent"
    CHAINED = "chained"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """A contradiction worth telling, from the catalogue.

    ORDER: `then` happened on a day before `first`. PARENT: no case it came from, though its `field` has
    one of `values`. CHAINED: another case of the type opened for the same person from the day this one was
    closed to `days` later (JO 2565-2016).
    MISSING: `then` happened but `first` never did. `message` may name {first}, {then} and {days}.
    """

    id: str
    case_type: str
    kind: CheckKind
    message: str
    first: str = ""
    then: str = ""
    field: str = ""
    values: tuple[str, ...] = ()
    days: int = 0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A check that a case fails, told in Swedish."""

    case: CaseKey
    check: str
    message: str
    acknowledged: bool


def contradictions(
    case: Case, siblings: Iterable[Case], checks: Sequence[Check], names: Mapping[str, str]
) -> list[Contradiction]:
    """What does not add up in a case. `siblings` are the person's other cases; `names` those of events."""
    found = []
    others = list(siblings)
    for check in checks:
        if check.case_type != case.key.case_type:
            continue
        message = _fails(case, others, check, names)
        if message is not None:
            found.append(Contradiction(case.key, check.id, message, _is_acknowledged(case, check)))
    return found


def _fails(case: Case, others: list[Case], check: Check, names: Mapping[str, str]) -> str | None:
    words = {
        "first": names.get(check.first, check.first),
        "then": names.get(check.then, check.then),
        "days": str(check.days),
    }
    if check.kind is CheckKind.ORDER:
        first, then = case.first(check.first), case.first(check.then)
        if first is None or then is None or then.occurred.day >= first.occurred.day:
            return None
        words["first"] += f" {first.occurred.day.isoformat()}"
        words["then"] += f" {then.occurred.day.isoformat()}"
    elif check.kind is CheckKind.MISSING:
        if case.first(check.first) is not None or case.first(check.then) is None:
            return None
    elif check.kind is CheckKind.PARENT:
        value = case.facts.get(check.field, "")
        if case.parent is not None or (check.values and value not in check.values):
            return None
    else:
        if case.closed is None:
            return None
        again = next(
            (
                other
                for other in others
                if other.key != case.key
                and other.key.case_type == case.key.case_type
                and other.opened is not None
                and 0 <= (other.opened.day - case.closed.day).days <= check.days
            ),
            None,
        )
        if again is None or again.opened is None:
            return None
        words["first"] = case.closed.day.isoformat()
        words["then"] = f"{again.key.ref} {again.opened.day.isoformat()}"
    return check.message.format(**words)


def _is_acknowledged(case: Case, check: Check) -> bool:
    return any(
        event.type == ACKNOWLEDGED
        and event.id > case.changed
        and event.values.get("regel", "") in ("", check.id)
        for event in case.events
    )
