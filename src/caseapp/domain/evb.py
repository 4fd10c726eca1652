"""Ej verkställda beslut: the bins of the quarter's list, and all that a decision on it can tell.

SoL (2025:400) 34 kap. 1–4 §§, SoL (2001:453) 16 kap. 6 f–i §§, LSS 28 f–i §§.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseapp.domain.events import CaseKey


class Bin(StrEnum):
    """Where a decision stands in the quarter. A decision stands in the first that fits, in this order."""

    OUT_OF_SCOPE = "out_of_scope"
    DOUBTFUL = "doubtful"
    ENDED = "ended"
    EXECUTED_IN_TIME = "executed_in_time"
    EXECUTED_LATE = "executed_late"
    WAITING = "waiting"
    REPORTED_OPEN = "reported_open"
    TO_REPORT = "to_report"

    @property
    def swedish(self) -> str:
        """What the bin is called on screen and paper."""
        return _SWEDISH[self]


_SWEDISH = {
    Bin.OUT_OF_SCOPE: "utanför",
    Bin.DOUBTFUL: "oklara",
    Bin.ENDED: "avslutade",
    Bin.EXECUTED_IN_TIME: "verkställda i tid",
    Bin.EXECUTED_LATE: "verkställda för sent",
    Bin.WAITING: "väntar",
    Bin.REPORTED_OPEN: "rapporterade, ännu öppna",
    Bin.TO_REPORT: "att rapportera",
}

WORK_ORDER = (
    Bin.TO_REPORT,
    Bin.REPORTED_OPEN,
    Bin.DOUBTFUL,
    Bin.WAITING,
    Bin.EXECUTED_LATE,
    Bin.EXECUTED_IN_TIME,
    Bin.ENDED,
    Bin.OUT_OF_SCOPE,
)
"""The order that the bins are worked and shown in: what must be done first comes first."""
PAST_LIMIT = (Bin.REPORTED_OPEN, Bin.TO_REPORT)
"""Open on the last day and past the rule's last day: what goes to IVO, the auditors and the council."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a decision is doubtful: the id of the check it fails, and what is wrong in a Swedish sentence."""

    check: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer made to the person; `answer` is a code, empty when none is noted."""

    day: date
    answer: str
    answer_name: str
    what: str


@dataclass(frozen=True, slots=True)
class IvoReport:
    """A decision reported to IVO as not executed: for which quarter (`2026Q1`), when, under what number."""

    quarter: str
    day: date
    number: str


@dataclass(frozen=True, slots=True)
class EvbDecision:
    """A granted decision on the quarter's list, as its last day D has it.

    Codes have their Swedish names beside them. `case_type` is `insats`, or `utredning` for one that ended in
    bifall without any insats. `rule`, `start`, `nominal` and `last_day` are those of the clock that put it in
    its bin: the decision's own, or the interruption's; None when no clock counts. `executed` is the first
    execution, `resumed` the last time it was executed again, both on or before D; `executed_after` an
    execution, or execution again, between D and the last day read, of a decision that is open on D.
    `interrupted_since` is set while it is interrupted on D, and `is_interruption` says that the clock that
    counts is the interruption's. `days_since` are calendar days from the decision to D. `offers`, reasons and
    the other facts for the report are read until the last day read; `reports` likewise. `fee_limit` is the
    last day that särskild avgift can be claimed for it. `missing` are the Swedish names of facts that the
    report needs and that are not there; only asked of decisions in `PAST_LIMIT`.
    """

    case: CaseKey
    bin: Bin
    why: str
    faults: tuple[Fault, ...]
    person: str | None
    unit: str | None
    worker: str | None
    insatstyp: str
    insatstyp_name: str
    lagrum: str
    lagrum_name: str
    sex: str
    age_band: str
    decided: date | None
    executed: date | None
    executed_after: date | None
    interrupted_since: date | None
    resumed: date | None
    ended: date | None
    end_reason: str
    end_reason_name: str
    rule: str | None
    start: date | None
    nominal: date | None
    last_day: date | None
    is_interruption: bool
    days_since: int | None
    partly_executed: date | None
    part_not_executed: str
    reason: str
    reason_name: str
    reason_text: str
    offers: tuple[Offer, ...]
    support: str
    consequences: str
    actions: str
    follow_up: str
    reports: tuple[IvoReport, ...]
    execution_reported: date | None
    fee_limit: date | None
    missing: tuple[str, ...]
    by_judgment: bool
    vistelsekommun: bool
    protected: bool

    @property
    def case_type(self) -> str:
        """`insats`, or `utredning` for a bifall without any insats."""
        return self.case.case_type

    @property
    def is_ready(self) -> bool:
        """Whether nothing that the report needs is missing."""
        return not self.missing

    @property
    def newest_offer(self) -> Offer | None:
        """The latest offer, if any."""
        return self.offers[-1] if self.offers else None

    def report_for(self, quarter: str) -> IvoReport | None:
        """The report to IVO for a quarter (`2026Q1`); the latest when there are several."""
        return next((told for told in reversed(self.reports) if told.quarter == quarter), None)
