"""Which step comes next in a lex Sarah matter, as the catalogue orders them and as the gates stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caseapp.domain.lex_sarah import (
    CLOSED,
    DECIDED,
    EFFECT_CHECKED,
    ENTRY,
    HANDED_OVER,
    IMY_ASSESSED,
    INCIDENT_TYPE,
    IVO_DECIDED,
    NO_MISCONDUCT,
    NOTIFIED,
    OPENED,
    REMEDY_DECIDED,
    REMEDY_DONE,
    REPORTED,
    SENT,
    RemedyState,
    assessment_of,
)

if TYPE_CHECKING:
    from caseapp.domain.events import CaseKey
    from caseapp.service.lex_sarah import Matter, PointView
    from caseapp.service.lex_sarah_remedies import RemedyRow

FACTS = "uppgifter"
REOPENED = "ateroppnad"
_UTREDNING = (OPENED, ENTRY, HANDED_OVER, DECIDED)
_IVO = (NOTIFIED, SENT, IVO_DECIDED)
_ANY_TIME = (FACTS, REOPENED, "namnden_informerad", "namnden_informerad_anmalan")
"""Steps that are taken when there is reason, and that nothing waits for."""


@dataclass(frozen=True, slots=True)
class Next:
    """A step on a case, with what is already known of it."""

    key: CaseKey
    event: str
    values: Mapping[str, str] = field(default_factory=dict)


def next_step(seen: Matter) -> Next | None:
    """The step to take now; None when the matter is closed and its remedies are followed up.

    What is wrong in law comes first, then the catalogue's order. A closed matter goes on with its remedies.
    """
    if seen.case.closed is not None:
        waiting = [step for step in map(next_of_remedy, seen.remedies) if step is not None]
        return waiting[0] if waiting else None
    events = {step.step.event for step in seen.steps}
    for gate in seen.gates:
        if gate.red and gate.place in events:
            return Next(seen.key, gate.place)
    for step in seen.steps:
        if _is_next(seen, step.step.event, step.happened is not None):
            return _towards(seen, step.step.event)
    return None


def has_a_say(seen: Matter, event: str) -> bool:
    """Whether a step means anything in the matter: it is open, or the step opens it again."""
    if event in (REPORTED, REOPENED):
        return event == REOPENED and seen.case.closed is not None
    if event == IMY_ASSESSED:
        return seen.case.facts.get("lex_sarah_typ") == INCIDENT_TYPE
    return True


def next_of_remedy(row: RemedyRow) -> Next | None:
    """What a remedy waits for: that it is done, or that its effect is checked."""
    if row.state is RemedyState.CLOSED:
        return None
    return Next(row.key, EFFECT_CHECKED if row.done is not None else REMEDY_DONE)


def _is_next(seen: Matter, event: str, happened: bool) -> bool:
    facts = seen.case.facts
    if event in _ANY_TIME:
        return False
    if event in _UTREDNING and assessment_of(seen.case) in NO_MISCONDUCT and seen.case.first(OPENED) is None:
        return False
    if event == ENTRY:
        return _unanswered(seen) is not None
    if event in _IVO and not (seen.serious or facts.get("anmalan_ivo") == "j"):
        return False
    if event == IMY_ASSESSED and facts.get("lex_sarah_typ") != INCIDENT_TYPE:
        return False
    return not happened or event == CLOSED


def _unanswered(seen: Matter) -> PointView | None:
    """The first point that is answered by writing and is not."""
    points = sorted((view for part in seen.parts for view in part.points), key=lambda view: view.point.number)
    return next((view for view in points if not view.covered and not view.point.events), None)


def _towards(seen: Matter, event: str) -> Next:
    """The step, or the one that opens its gate."""
    point = _unanswered(seen)
    if event == ENTRY and point is not None:
        if point.point.entry_event:
            return Next(seen.key, ENTRY, {point.point.entry_field: point.point.id})
        return Next(seen.key, FACTS)
    if event == CLOSED:
        closed = next(step for step in seen.steps if step.step.event == CLOSED)
        places = {obstacle.place for obstacle in closed.obstacles}
        if REMEDY_DECIDED in places:
            return Next(seen.key, REMEDY_DECIDED)
    return Next(seen.key, event)
