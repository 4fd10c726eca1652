"""Lex Sarah: what the events of a matter, of its remedies and of its incident say. The words are the law's.

A matter is a case of the type LEX_SARAH. A remedy (åtgärd) is a case of its own that the matter is the parent
of, with its own last day and its own check of the effect, and lives on when the matter is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseapp.domain.cases import Case
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment

LEX_SARAH = "lex_sarah"
ATGARD = "atgard"
INCIDENT = "incident"
INCIDENT_TYPE = "personuppgiftsincident"
"""The kind of event that is also an incident of its own, with 72 hours to Integritetsskyddsmyndigheten."""

REPORTED = "rapporterad"
ASSESSED = "lex_sarah_bedomning"
OPENED = "lex_sarah_utredning"
ENTRY = "lex_sarah_anteckning"
CORRECTED = "uppgifter"
HANDED_OVER = "overlamnad"
DECIDED = "lex_sarah_beslut"
NOTIFIED = "anmald_ivo"
SENT = "utredning_ivo"
IVO_DECIDED = "ivo_beslut"
IMY_ASSESSED = "imy_bedomning"
REMEDY_DECIDED = "atgard_beslutad"
REMEDY_DAY = "atgard_dag"
REMEDY_DONE = "atgard_klar"
EFFECT_DAY = "effekt_dag"
EFFECT_CHECKED = "effekt_kontrollerad"
CLOSED = "avslutad"

MISCONDUCT = ("missforhallande", "risk", "allvarligt-missforhallande", "allvarlig-risk")
SERIOUS = ("allvarligt-missforhallande", "allvarlig-risk")
NO_MISCONDUCT = ("avvikelse", "inget")


class SourceKind(StrEnum):
    """What a matter can be started from."""

    QUEUE = "ko"
    CASE = "arende"
    EVB = "evb"


@dataclass(frozen=True, slots=True)
class Source:
    """The facts that a matter is started from: a queue on a day, a case with its clocks, or the not executed
    decisions of a quarter (`period`, as in `2025Q4`). `unit` bounds a queue.
    """

    kind: SourceKind
    queue: str = ""
    unit: str | None = None
    as_of: date | None = None
    case: CaseKey | None = None
    period: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the utredning: what the regulation wants of each (5 kap. SOSFS 2011:5).

    `documented` is when, `source` where the information comes from, `kind` `fakta` or `bedomning`, `role` by
    whom. `cause` is the code that the summary counts, on entries about causes.
    """

    event_id: int
    point: str
    kind: str
    documented: Moment
    source: str
    role: str
    text: str
    cause: str = ""


def entries_of(case: Case) -> tuple[Entry, ...]:
    """The entries that stand, in the order they were documented."""
    return tuple(
        Entry(
            event.id,
            event.values.get("punkt", ""),
            event.values.get("anteckning_slag", ""),
            event.occurred,
            event.values.get("uppgiftskalla", ""),
            event.values.get("roll", ""),
            event.values.get("anteckning", ""),
            event.values.get("lex_sarah_orsak", ""),
        )
        for event in case.events
        if event.type == ENTRY
    )


def causes_of(case: Case) -> tuple[str, ...]:
    """The causes that the entries state, each once."""
    return tuple(dict.fromkeys(entry.cause for entry in entries_of(case) if entry.cause))


def assessment_of(case: Case) -> str:
    """What it was found to be: by the ställningstagande, else by the first assessment; empty before both."""
    return case.facts.get("allvar") or case.facts.get("forsta_bedomning", "")


def is_serious(case: Case) -> bool:
    """Whether it is to be reported to IVO."""
    return assessment_of(case) in SERIOUS


def is_misconduct(case: Case) -> bool:
    """Whether it is misconduct or a palpable risk of it."""
    return assessment_of(case) in MISCONDUCT


def not_started(case: Case) -> bool:
    """Open, with neither an utredning nor a finding that it is no misconduct."""
    if not case.is_open or case.first(OPENED, DECIDED) is not None:
        return False
    return assessment_of(case) not in NO_MISCONDUCT


class RemedyState(StrEnum):
    """How a remedy stands on a day."""

    RUNNING = "running"
    LATE = "late"
    DONE = "done"
    EFFECT_LATE = "effect_late"
    CLOSED = "closed"


REMEDY_WORDS = {
    RemedyState.RUNNING: "Pågår",
    RemedyState.LATE: "Försenad",
    RemedyState.DONE: "Klar, effekten ska kontrolleras",
    RemedyState.EFFECT_LATE: "Effekten inte kontrollerad i tid",
    RemedyState.CLOSED: "Avslutad",
}


def remedy_state(case: Case, due: date | None, effect_due: date | None, on: date) -> RemedyState:
    """How a remedy with these last days stands; a day that is None has none."""
    if case.closed is not None:
        return RemedyState.CLOSED
    if case.first(REMEDY_DONE) is None:
        return RemedyState.LATE if due is not None and on > due else RemedyState.RUNNING
    return RemedyState.EFFECT_LATE if effect_due is not None and on > effect_due else RemedyState.DONE
