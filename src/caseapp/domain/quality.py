"""Contradictions between the facts of a case: kept as findings until someone acknowledges them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from caseapp.domain.cases import ACKNOWLEDGED, Case
from caseapp.domain.events import CaseKey, Event


class CheckKind(StrEnum):
    """What a check looks for."""

    ORDER = "order"
    PARENT = "parent"
    CHAINED = "chained"
    MISSING = "missing"
    UNDATED = "undated"
    UNEXPLAINED = "unexplained"
    NO_FACT = "no_fact"
    TWIN = "twin"
    CHILDLESS = "childless"
    AFTER_CLOSING = "after_closing"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Check:
    """A contradiction worth telling, from the catalogue.

    ORDER: `then` happened on a day before `first`. PARENT: no case it came from, though its `field` has
    one of `values`. CHAINED: another case of the type opened for the same person from the day this one was
    closed to `days` later (JO 2565-2016).
    MISSING: `then` happened but `first` never did. UNDATED: the event that opens it never happened.
    UNEXPLAINED: closed without `first`, and `field` says nothing of why or has one of `values`. NO_FACT:
    `field` is not known. TWIN: another case of the type with the same `field`, opened for the same person
    the same day. CHILDLESS: closed with one of `values` in `field`, and no case of the type `child` came of
    it. AFTER_CLOSING: an event of one of the types in `values` after the day it was closed. REPEATED:
    `then` happened twice without `first` in between. `message` may name {first}, {then} and {days}.
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
    child: str = ""


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
    elif check.kind in _TELLING:
        told = _TELLING[check.kind](case, others, check, names)
        if told is None:
            return None
        words |= told
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


def _undated(
    case: Case, others: Sequence[Case], check: Check, names: Mapping[str, str]
) -> dict[str, str] | None:
    return {} if case.opened is None else None


def _unexplained(
    case: Case, others: Sequence[Case], check: Check, names: Mapping[str, str]
) -> dict[str, str] | None:
    if case.closed is None or case.first(check.first) is not None:
        return None
    said = case.facts.get(check.field, "")
    if said and said not in check.values:
        return None
    then = f"”{said}” säger emot det" if said else "saknas"
    return {"first": case.closed.day.isoformat(), "then": then}


def _no_fact(
    case: Case, others: Sequence[Case], check: Check, names: Mapping[str, str]
) -> dict[str, str] | None:
    return None if case.facts.get(check.field) else {}


def _twin(
    case: Case, others: Sequence[Case], check: Check, names: Mapping[str, str]
) -> dict[str, str] | None:
    said = case.facts.get(check.field)
    if case.opened is None or not said:
        return None
    for other in others:
        if (
            other.key != case.key
            and other.key.case_type == case.key.case_type
            and other.opened is not None
            and other.opened.day == case.opened.day
            and other.facts.get(check.field) == said
        ):
            return {"first": case.opened.day.isoformat(), "then": other.key.ref}
    return None


def _childless(
    case: Case, others: Sequence[Case], check: Check, names: Mapping[str, str]
) -> dict[str, str] | None:
    if case.closed is None or case.facts.get(check.field) not in check.values:
        return None
    if any(other.parent == case.key and other.key.case_type == check.child for other in others):
        return None
    return {"first": case.closed.day.isoformat()}


def _after_closing(
    case: Case, others: Sequence[Case], check: Check, names: Mapping[str, str]
) -> dict[str, str] | None:
    if case.closed is None:
        return None
    for event in case.events:
        if event.type in check.values and event.occurred.day > case.closed.day:
            then = f"{names.get(event.type, event.type)} {event.occurred.day.isoformat()}"
            return {"first": case.closed.day.isoformat(), "then": then}
    return None


def _repeated(
    case: Case, others: Sequence[Case], check: Check, names: Mapping[str, str]
) -> dict[str, str] | None:
    before: Event | None = None
    for event in case.events:
        if event.type == check.first:
            before = None
        elif event.type == check.then:
            if before is not None:
                name = names.get(check.then, check.then)
                return {"then": f"{name} {before.occurred.day} och {event.occurred.day}"}
            before = event
    return None


_TELLING = {
    CheckKind.UNDATED: _undated,
    CheckKind.UNEXPLAINED: _unexplained,
    CheckKind.NO_FACT: _no_fact,
    CheckKind.TWIN: _twin,
    CheckKind.CHILDLESS: _childless,
    CheckKind.AFTER_CLOSING: _after_closing,
    CheckKind.REPEATED: _repeated,
}
"""What each of these kinds finds, for the words of the message; None when nothing is wrong."""


def _is_acknowledged(case: Case, check: Check) -> bool:
    return any(
        event.type == ACKNOWLEDGED
        and event.id > case.changed
        and event.values.get("regel", "") in ("", check.id)
        for event in case.events
    )
