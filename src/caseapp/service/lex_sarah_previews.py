"""What a report or remedy that is not yet saved would do to the clocks, and what keeps it from it."""

from __future__ import annotations

from collections.abc import Mapping

from caseapp.domain.events import CaseKey
from caseapp.domain.gates import Obstacle
from caseapp.domain.lex_sarah import ATGARD, LEX_SARAH, REMEDY_DAY, REMEDY_DECIDED, REPORTED
from caseapp.domain.moments import Moment
from caseapp.service.gatekeeping import blank, values_of
from caseapp.service.lex_sarah_steps import next_ref
from caseapp.service.office import Office
from caseapp.service.record import DeadlineChange, make_event, preview

_DUE = "klar_senast"


def report_obstacles(office: Office, values: Mapping[str, str]) -> tuple[Obstacle, ...]:
    """What keeps a report with these values from being received; empty when it may be."""
    return office.catalogue.matters[LEX_SARAH].obstacles(REPORTED, blank(CaseKey(LEX_SARAH, "")), values)


def preview_report(
    office: Office, occurred: Moment, values: Mapping[str, str], ref: str = ""
) -> list[DeadlineChange]:
    """The clocks that a report begins; nothing is saved. Raises UserError for a value that cannot be."""
    key = CaseKey(LEX_SARAH, ref.strip() or next_ref(office, LEX_SARAH, occurred.day))
    return preview(office, [make_event(office.catalogue, key, REPORTED, occurred, values_of(values))])


def remedy_obstacles(office: Office, values: Mapping[str, str]) -> tuple[Obstacle, ...]:
    """What keeps a remedy with these values from being decided; empty when it may be."""
    return office.catalogue.matters[ATGARD].obstacles(REMEDY_DECIDED, blank(CaseKey(ATGARD, "")), values)


def preview_remedy(
    office: Office, matter: CaseKey, occurred: Moment, values: Mapping[str, str]
) -> list[DeadlineChange]:
    """The clocks that a remedy begins; nothing is saved. Raises UserError for a value that cannot be."""
    key = CaseKey(ATGARD, next_ref(office, ATGARD, occurred.day))
    kept = values_of(values)
    due = kept.pop(_DUE, "")
    catalogue = office.catalogue
    facts = {**kept, "lex_sarah": matter.ref}
    events = [make_event(catalogue, key, REMEDY_DECIDED, occurred, facts)]
    if due:
        events.append(make_event(catalogue, key, REMEDY_DAY, occurred, {_DUE: due}))
    return preview(office, events)
