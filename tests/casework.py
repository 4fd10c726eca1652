"""Cases told in few words, for tests of the store, the services and the command line."""

from __future__ import annotations

from collections.abc import Mapping

from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office
from caseapp.service.record import Changes, make_event, record

AKTUALISERING = "aktualisering"
UTREDNING = "utredning"
INSATS = "insats"


def key(ref: str, case_type: str = UTREDNING) -> CaseKey:
    """A case by its number."""
    return CaseKey(case_type, ref)


def happened(
    office: Office, case: CaseKey, event_type: str, occurred: str, values: Mapping[str, str] | None = None
) -> Event:
    """A checked event that is not yet recorded."""
    return make_event(office.catalogue, case, event_type, Moment.parse(occurred), values or {})


def tell(office: Office, case: CaseKey, *told: tuple[object, ...]) -> Changes:
    """Record what happened to a case; each is (event type, day) or (event type, day, values)."""
    return record(office, [happened(office, case, *parts) for parts in told])  # type: ignore[arg-type]


def utredning(office: Office, ref: str, begun: str, *more: tuple[object, ...], **facts: str) -> CaseKey:
    """A child investigation that begun, with its facts, and what happened after."""
    facts = {"utredningstyp": "barn", "person": f"P-{ref}"} | facts
    tell(office, key(ref), ("inledd", begun, facts), *more)
    return key(ref)


def anmalan(office: Office, ref: str, came: str, *more: tuple[object, ...], **facts: str) -> CaseKey:
    """A report of concern that came in, and what happened after."""
    facts = {"typ": "anmalan", "person": f"P-{ref}"} | facts
    tell(office, key(ref, AKTUALISERING), ("inkom", came, facts), *more)
    return key(ref, AKTUALISERING)


def insats(office: Office, ref: str, decided: str, *more: tuple[object, ...], **facts: str) -> CaseKey:
    """A decision of help, and what happened after."""
    facts = {"lagrum": "sol-11-1", "person": f"P-{ref}"} | facts
    tell(office, key(ref, INSATS), ("beslut", decided, facts), *more)
    return key(ref, INSATS)
