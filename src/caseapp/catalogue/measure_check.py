"""Checks that measures speak of case types, events, fields and rules that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import FieldKind
from caseapp.domain.guards import (
    ClockGuard,
    EitherGuard,
    EventGuard,
    FieldGuard,
    Guard,
    IdleGuard,
    Kin,
    KinGuard,
    SpanGuard,
)
from caseapp.domain.measures import Measure
from caseapp.domain.rules import Rule


def measure_faults(catalogue: Catalogue, files: Mapping[str, str]) -> list[str]:
    """Every fault, one line each, naming file, measure and key. `files` maps a measure to its file."""
    return [
        f"{files[measure.id]}: measure ”{measure.id}”, {fault}"
        for measure in catalogue.measures.values()
        for fault in _faults(catalogue, measure)
    ]


def _faults(catalogue: Catalogue, measure: Measure) -> Iterator[str]:
    types = measure.population.case_types
    back = measure.re_entry
    every = (*types, *back.returns) if back is not None else types
    if unknown := [name for name in every if name not in catalogue.case_types]:
        yield _missing("case_type", "ärendetypen", unknown[0], catalogue.case_types)
        return
    yield from _events(catalogue, types, "counted", measure.population.counted)
    span = measure.span
    for key, names, kin in (("since", span.since, span.since_of), ("until", span.until, span.until_of)):
        if kin and kin not in catalogue.case_types:
            yield _missing(f"{key}_of", "ärendetypen", kin, catalogue.case_types)
        else:
            yield from _events(catalogue, (kin,) if kin else types, key, names)
    yield from _events(catalogue, types, "suspends", span.suspends or ())
    if span.since_of and span.since_of in catalogue.case_types:
        yield from _parent(catalogue, types, "since_of", span.since_of)
    if span.until_of and span.until_of in catalogue.case_types:
        yield from _parent(catalogue, (span.until_of,), "until_of", types[0])
    yield from _rules(catalogue, types, "rule", measure.rules)
    for name in measure.by:
        yield from _division(catalogue, types, name)
    for key, guards in (("where", measure.population.where), ("numerator", measure.numerator)):
        yield from _guards(catalogue, types, key, guards)
    if back is not None:
        yield from _guards(catalogue, back.returns, "return_where", back.where)


def _missing(key: str, kind: str, name: str, known: Iterable[str]) -> str:
    return f"{key}: {kind} ”{name}” finns inte. Välj en av: {', '.join(sorted(known))}."


def _events(catalogue: Catalogue, types: Sequence[str], key: str, names: Iterable[str]) -> Iterator[str]:
    known = {event for kind in types for event in catalogue.case_types[kind].events}
    for name in names:
        if name not in known:
            yield f"{key}: händelsen ”{name}” hör inte till ärendetypen ”{', '.join(types)}”."


def _rules(catalogue: Catalogue, types: Sequence[str], key: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        rule: Rule | None = catalogue.rules.get(name)
        if rule is None:
            yield f"{key}: regeln ”{name}” finns inte i regelverket."
        elif rule.case_type not in types:
            yield f"{key}: regeln ”{name}” går på ärendetypen ”{rule.case_type}”."


def _fields(catalogue: Catalogue, types: Sequence[str], key: str, name: str) -> Iterator[str]:
    if not any(name in catalogue.case_types[kind].fields for kind in types):
        yield f"{key}: fältet ”{name}” hör inte till ärendetypen ”{', '.join(types)}”."


def _division(catalogue: Catalogue, types: Sequence[str], name: str) -> Iterator[str]:
    parent, _, field = name.rpartition(".")
    if name == "case_type":
        return
    if not parent:
        yield from _fields(catalogue, types, "by", name)
    elif parent not in catalogue.case_types:
        yield _missing("by", "ärendetypen", parent, catalogue.case_types)
    else:
        yield from _parent(catalogue, types, "by", parent)
        yield from _fields(catalogue, (parent,), "by", field)


def _parent(catalogue: Catalogue, types: Sequence[str], key: str, parent: str) -> Iterator[str]:
    """A case comes from another when it has a field that names a case of that type."""
    names = {name for kind in types for name in catalogue.case_types[kind].fields}
    if not any(
        catalogue.fields[name].kind is FieldKind.CASE and catalogue.fields[name].parent_type == parent
        for name in names
        if name in catalogue.fields
    ):
        yield f"{key}: ärendetypen ”{', '.join(types)}” kommer inte ur ”{parent}”."


def _guards(catalogue: Catalogue, types: Sequence[str], key: str, guards: Iterable[Guard]) -> Iterator[str]:
    for guard in guards:
        match guard:
            case FieldGuard():
                yield from _fields(catalogue, types, key, guard.field)
            case EventGuard():
                yield from _events(catalogue, types, key, guard.events)
            case SpanGuard():
                yield from _events(catalogue, types, key, (*guard.since, *guard.until))
            case IdleGuard():
                yield from _events(catalogue, types, key, guard.steps)
            case ClockGuard():
                yield from _rules(catalogue, types, key, guard.rules)
            case EitherGuard():
                yield from _guards(catalogue, types, key, guard.guards)
            case KinGuard():
                if guard.case_type not in catalogue.case_types:
                    yield _missing(key, "ärendetypen", guard.case_type, catalogue.case_types)
                    continue
                if guard.kin is Kin.PARENT:
                    yield from _parent(catalogue, types, key, guard.case_type)
                elif guard.kin is Kin.CHILD:
                    yield from _parent(catalogue, (guard.case_type,), key, types[0])
                yield from _guards(catalogue, (guard.case_type,), key, guard.where)
            case _:
                pass
