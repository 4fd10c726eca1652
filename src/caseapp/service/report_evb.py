"""The papers of ej verkställda beslut: to IVO, to the auditors and to the council."""

from __future__ import annotations

from dataclasses import replace

from caseapp.domain.evb import Bin, EvbDecision
from caseapp.report import evb as ivo_paper
from caseapp.report import evb_auditors as auditors_paper
from caseapp.report import evb_council as council_paper
from caseapp.report.evb import Errand
from caseapp.report.evb_auditors import AuditorFacts, Line
from caseapp.service.office import Office
from caseapp.service.papers import ALL_UNITS, Order, Paper, Papers, ReportName, digests
from caseapp.service.report_evb_council import council_facts
from caseapp.service.report_evb_ivo import ivo_facts, with_reserve_number
from caseapp.service.report_evb_quarter import (
    common_notes,
    executed_on,
    iso,
    limit_text,
    list_for,
    quarter_text,
    told_decisions,
)

_NEEDS = ("period", "unit", "as_of", "recorded_at")


def auditor_facts(office: Office, order: Order) -> AuditorFacts:
    """What is to be told to the auditors for a quarter. Raises UserError."""
    found = list_for(office, order)
    return AuditorFacts(
        quarter=quarter_text(found.period.name),
        last_day=found.last_day,
        limit=limit_text(office.catalogue, found),
        lines=tuple(_line(errand, decision) for errand, decision in told_decisions(found)),
        doubtful=found.bins[Bin.DOUBTFUL],
        notes=(
            (
                "Avbrott",
                "Dagen då en verkställd insats avbröts. Verkställt är då dagen den verkställdes igen.",
            ),
            (
                "Orsak i korthet",
                "Den som har skyddade personuppgifter redovisas utan fri text.",
            ),
            *common_notes(office, found),
        ),
    )


def _line(errand: Errand, decision: EvbDecision) -> Line:
    executed = errand is Errand.EXECUTED or decision.executed_after is not None
    return Line(
        errand=errand,
        decided=iso(decision.decided),
        insats=decision.insatstyp_name,
        interrupted=iso(decision.start) if decision.is_interruption else "",
        reason=decision.reason_name,
        more="" if decision.protected else decision.reason_text,
        executed=iso(executed_on(decision)) if executed else "",
        ended=iso(decision.ended) if errand is Errand.ENDED else "",
    )


def _ivo(office: Office, order: Order) -> Paper:
    facts = ivo_facts(office, order)
    return Paper(
        "Ej verkställda beslut till IVO",
        order.unit or ALL_UNITS,
        ivo_paper.compose(with_reserve_number(facts, order.choices)),
        digests(facts.pages),
    )


def _auditors(office: Office, order: Order) -> Paper:
    facts = auditor_facts(office, order)
    return Paper(
        "Ej verkställda beslut till revisorerna",
        order.unit or ALL_UNITS,
        auditors_paper.compose(facts),
        digests(facts.lines),
    )


def _council(office: Office, order: Order) -> Paper:
    facts = council_facts(office, order)
    return Paper(
        "Ej verkställda beslut till fullmäktige",
        order.unit or ALL_UNITS,
        council_paper.compose(facts),
        digests([replace(facts, notes=())]),
    )


PAPERS: Papers = {
    "evb-ivo": (
        ReportName(
            "evb-ivo",
            "Ej verkställda beslut till IVO",
            "En sida per beslut med allt som IVO:s e-tjänst frågar efter, i dess ordning, att skriva av.",
            _NEEDS,
        ),
        _ivo,
    ),
    "evb-revisorer": (
        ReportName(
            "evb-revisorer",
            "Ej verkställda beslut till revisorerna",
            "Beslutsdag, typ av insats, orsak i korthet och dag för verkställighet, utan identitet.",
            _NEEDS,
        ),
        _auditors,
    ),
    "evb-fullmaktige": (
        ReportName(
            "evb-fullmaktige",
            "Ej verkställda beslut till fullmäktige",
            "Antal, typ och tid sedan beslutet, avbrott för sig, och de fyra kvartalen före.",
            _NEEDS,
        ),
        _council,
    ),
}
