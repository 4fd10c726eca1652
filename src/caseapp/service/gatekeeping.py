"""The gates asked of what is stored: the same sentence whether a screen, a command or a dialog records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case, fold
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.gates import Obstacle
from caseapp.store.database import Connection
from caseapp.store.ledger import next_event_id, numbered
from caseapp.store.reading import events_of, related_keys


class GateClosed(UserError):  # noqa: N818 - it reads as what happened
    """The step may not be taken yet; `obstacles` say what is missing and where it is mended."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(" ".join(obstacle.sentence for obstacle in obstacles))
        self.obstacles = tuple(obstacles)


def family(
    connection: Connection, catalogue: Catalogue, key: CaseKey, told: Iterable[Event] = ()
) -> tuple[Case | None, list[Case]]:
    """A case and those that came from it, with these events, not yet stored, laid on."""
    stored = {
        own: list(events) for own, events in events_of(connection, related_keys(connection, key)).items()
    }
    for event in told:
        stored.setdefault(event.case, []).append(event)
    cases = [
        fold(catalogue.case_types[own.case_type], own, events, catalogue.fields)
        for own, events in stored.items()
    ]
    case = next((case for case in cases if case.key == key), None)
    return case, [child for child in cases if child.parent == key]


def blank(key: CaseKey) -> Case:
    """A case of which nothing is told yet."""
    return Case(key, None, None, None, None, None, {}, ())


def refuse_at_gates(connection: Connection, catalogue: Catalogue, events: Sequence[Event]) -> None:
    """Raise GateClosed for the first of these events that a gate is closed to."""
    if not any(event.case.case_type in catalogue.matters for event in events):
        return
    told = numbered(events, next_event_id(connection))
    for position, event in enumerate(told):
        book = catalogue.matters.get(event.case.case_type)
        if book is None or event.voids is not None:
            continue
        if not any(event.type in gate.events for gate in book.gates):
            continue
        case, children = family(connection, catalogue, event.case, told[:position])
        found = book.closed(event.type, case or blank(event.case), event.values, children)
        if found:
            raise GateClosed(found)


def values_of(stated: Mapping[str, str]) -> dict[str, str]:
    """The values that say something."""
    return {name: value for name, value in stated.items() if value.strip()}
