"""Guards as Swedish clauses, so that a reader sees which cases a measure counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import FieldKind
from caseapp.domain.guards import (
    AgeGuard,
    ClockGuard,
    ClockState,
    EitherGuard,
    EventGuard,
    FieldGuard,
    Guard,
    IdleGuard,
    Kin,
    KinGuard,
    OpenGuard,
    SexGuard,
    SpanGuard,
)
from caseapp.domain.swedish import inside as inside

_STATES = {
    ClockState.EXISTS: ("finns", "finns inte"),
    ClockState.RUNNING: ("löper", "löper inte"),
    ClockState.STOPPED: ("är stoppad", "är inte stoppad"),
    ClockState.LATE: ("är överskriden", "är inte överskriden"),
    ClockState.ON_TIME: ("hölls", "hölls inte"),
    ClockState.RUNNING_LATE: ("löper efter sin sista dag", "löper inte efter sin sista dag"),
    ClockState.EXTENDED: ("är förlängd", "är inte förlängd"),
    ClockState.OVER_LIMIT: (
        "har passerat sin sista dag, förlängning oräknad",
        "har inte passerat sin sista dag, förlängning oräknad",
    ),
}
_KIN = {
    Kin.PARENT: ("kom ur ett ärende av typen", "kom inte ur något ärende av typen"),
    Kin.CHILD: ("ledde till ett ärende av typen", "ledde inte till något ärende av typen"),
    Kin.SAME_PERSON: (
        "personen har ett annat ärende av typen",
        "personen har inget annat ärende av typen",
    ),
}
_YES_NO = {"j": "ja", "n": "nej"}


def clauses(catalogue: Catalogue, guards: Sequence[Guard]) -> str:
    """All the guards: `a, och b`; empty when there are none."""
    return ", och ".join(clause(catalogue, guard) for guard in guards)


def clause(catalogue: Catalogue, guard: Guard) -> str:
    """What one guard asks, as a clause without capital or full stop."""
    match guard:
        case FieldGuard():
            return _field(catalogue, guard)
        case EventGuard():
            said = "finns inte" if guard.negated else "finns"
            often = f" minst {guard.at_least} gånger" if guard.at_least > 1 else ""
            return f"händelsen {event_names(catalogue, guard.events)} {said}{often}"
        case AgeGuard():
            unknown = " eller okänd" if guard.unknown else ""
            return f"åldern är {_not(guard.negated)}{_bounds(guard.first, guard.last, 'år')}{unknown}"
        case SexGuard():
            return f"könet är {_not(guard.negated)}{either(codes(catalogue, 'kon', guard.any_of))}"
        case ClockGuard():
            return f"fristen {rule_names(catalogue, guard.rules)} {_STATES[guard.state][guard.negated]}"
        case SpanGuard():
            days = _bounds(guard.first, guard.last, "arbetsdagar" if guard.working else "dagar")
            until = event_names(catalogue, guard.until) if guard.until else "dagen som räknas"
            since = event_names(catalogue, guard.since)
            return f"det gick {_not(guard.negated)}{days} från {since} till {until}"
        case IdleGuard():
            days = "arbetsdagar" if guard.working else "dagar"
            steps = event_names(catalogue, guard.steps)
            return f"det har {_not(guard.negated)}gått mer än {guard.days} {days} sedan {steps}"
        case OpenGuard():
            return f"ärendet är {_not(guard.negated)}öppet"
        case KinGuard():
            where = f" där detta gäller: {clauses(catalogue, guard.where)}" if guard.where else ""
            name = catalogue.case_types[guard.case_type].name.lower()
            return f"{_KIN[guard.kin][guard.negated]} {name}{where}"
        case EitherGuard():
            some = either([clause(catalogue, one) for one in guard.guards])
            return f"det stämmer inte att {some}" if guard.negated else f"({some})"
    assert_never(guard)


def event_names(catalogue: Catalogue, events: Sequence[str]) -> str:
    """`”Inkom”`, `”Beslut” eller ”Avslag”`."""
    return either([f"”{catalogue.events[event].name}”" for event in events])


def rule_names(catalogue: Catalogue, rules: Sequence[str]) -> str:
    """`”Utredning barn”`; several with eller."""
    return either([f"”{catalogue.rules[rule].name}”" for rule in rules])


def codes(catalogue: Catalogue, code_list: str, values: Sequence[str]) -> list[str]:
    """The names of codes; what is not on the list stands as it is."""
    names = {code.id: code.name for code in catalogue.code_lists[code_list].codes}
    return [names.get(value, value) for value in values]


def either(words: Sequence[str]) -> str:
    """`a`, `a eller b`, `a, b eller c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} eller {words[-1]}"


def _field(catalogue: Catalogue, guard: FieldGuard) -> str:
    field = catalogue.fields[guard.field]
    name = inside(field.name)
    if not guard.any_of and not guard.none_of:
        return f"{name} finns{' inte' if guard.negated else ''}"
    negated = guard.negated != bool(guard.none_of)
    values = guard.none_of or guard.any_of
    if field.code_list:
        words = codes(catalogue, field.code_list, values)
    elif field.kind is FieldKind.YES_NO:
        words = [_YES_NO[value] for value in values]
    else:
        words = list(values)
    unknown = ""
    if guard.unknown and not guard.none_of:
        unknown = " eller saknas"
    elif guard.none_of and not guard.unknown:
        unknown = " och finns"
    return f"{name} är {_not(negated)}{either(words)}{unknown}"


def _not(negated: bool) -> str:
    return "inte " if negated else ""


def _bounds(first: int | None, last: int | None, unit: str) -> str:
    if first is None:
        return f"högst {last} {unit}"
    if last is None:
        return f"minst {first} {unit}"
    return f"{first}–{last} {unit}"
