"""Guards: what must hold of a case for a measure to count it, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ClockState(StrEnum):
    """How a clock of a rule stands on a day."""

    EXISTS = "exists"
    RUNNING = "running"
    STOPPED = "stopped"
    LATE = "late"
    ON_TIME = "on_time"
    RUNNING_LATE = "running_late"
    EXTENDED = "extended"
    OVER_LIMIT = "over_limit"


class Kin(StrEnum):
    """Which other cases a guard looks at: where it came from, what came of it, the same person's others."""

    PARENT = "parent"
    CHILD = "child"
    SAME_PERSON = "same_person"


@dataclass(frozen=True, slots=True)
class FieldGuard:
    """The field has one of `any_of` and none of `none_of`; with neither, it has a value.

    `unknown` is the answer when the field has no value.
    """

    field: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    unknown: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class EventGuard:
    """The case has at least so many live events of these types."""

    events: tuple[str, ...]
    at_least: int = 1
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AgeGuard:
    """The person's age in whole calendar years on the day, both ends included."""

    first: int | None
    last: int | None
    unknown: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class SexGuard:
    """The person's sex: `K`, `M` or `okänt`."""

    any_of: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ClockGuard:
    """Some clock of one of the rules stands so on the day."""

    rules: tuple[str, ...]
    state: ClockState
    negated: bool = False


@dataclass(frozen=True, slots=True)
class SpanGuard:
    """The days from the first of `since` to the first later of `until`, or to the day, are within bounds."""

    since: tuple[str, ...]
    until: tuple[str, ...]
    first: int | None
    last: int | None
    working: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IdleGuard:
    """More than so many days have passed on the day since the last of the steps, or since the opening."""

    days: int
    steps: tuple[str, ...]
    working: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OpenGuard:
    """The case is open at the end of the day."""

    negated: bool = False


@dataclass(frozen=True, slots=True)
class KinGuard:
    """Some case of the kin, of this type, holds every guard."""

    kin: Kin
    case_type: str
    where: tuple[Guard, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class EitherGuard:
    """One of the guards holds."""

    guards: tuple[Guard, ...]
    negated: bool = False


Guard = (
    FieldGuard
    | EventGuard
    | AgeGuard
    | SexGuard
    | ClockGuard
    | SpanGuard
    | IdleGuard
    | OpenGuard
    | KinGuard
    | EitherGuard
)


def rules_of(guards: tuple[Guard, ...]) -> set[str]:
    """The ids of the rules that the guards look at, those of kin too."""
    found: set[str] = set()
    for guard in guards:
        match guard:
            case ClockGuard():
                found.update(guard.rules)
            case KinGuard():
                found |= rules_of(guard.where)
            case EitherGuard():
                found |= rules_of(guard.guards)
            case _:
                pass
    return found


def kin_of(guards: tuple[Guard, ...], types: tuple[str, ...]) -> set[tuple[Kin, str]]:
    """Which kin the guards look at, of cases of which types; kin of kin too."""
    found: set[tuple[Kin, str]] = set()
    for guard in guards:
        match guard:
            case KinGuard():
                found |= {(guard.kin, kind) for kind in types} | kin_of(guard.where, (guard.case_type,))
            case EitherGuard():
                found |= kin_of(guard.guards, types)
            case _:
                pass
    return found
