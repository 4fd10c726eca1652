"""Small makers that tests of the domain and the catalogue share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import load_every_rule
from caseapp.domain.cases import Case, fold
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue with every pack."""
    return load_every_rule()


def event(
    key: CaseKey,
    id: int,
    type: str,
    occurred: str,
    values: Mapping[str, str] | None = None,
    voids: int | None = None,
) -> Event:
    """An event with its id; ids tell the order of recording."""
    return Event(key, type, Moment.parse(occurred), values or {}, "", "user", voids, id)


def case_of(case_type: str, *told: tuple[object, ...]) -> Case:
    """The case that events add up to; each is (type, occurred[, values[, voids]]), recorded in that order."""
    key = CaseKey(case_type, "B-1")
    events = [event(key, number, *parts) for number, parts in enumerate(told, start=1)]  # type: ignore[arg-type]
    made = catalogue()
    return fold(made.case_types[case_type], key, events, made.fields)
