"""What the papers of ej verkställda beslut share: the list they rest on, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from caseapp import __version__
from caseapp.catalogue.book import Catalogue
from caseapp.domain.errors import UserError
from caseapp.domain.evb import Bin, EvbDecision
from caseapp.domain.events import spaced
from caseapp.domain.periods import Period
from caseapp.domain.rules import STOCKHOLM
from caseapp.report.evb import Errand
from caseapp.report.words import PSEUDONYMOUS, rule_note, version_notes
from caseapp.service.evb import EvbQuarter, evb_quarters, quarter_before, quarter_of
from caseapp.service.evb_signing import signed_text, since_signed
from caseapp.service.office import Office
from caseapp.service.papers import Order


def list_for(office: Office, order: Order) -> EvbQuarter:
    """The quarter's list that a paper rests on. Raises UserError without a quarter.

    When the paper tells of the quarter's last day, what has been filled in since then is on it too.
    """
    return lists_for(office, order, 0)[-1]


def lists_for(office: Office, order: Order, before: int) -> list[EvbQuarter]:
    """The list of a paper, and those of so many quarters before it, the first one first.

    All are made of the same reading; a unit that had nothing in a quarter has an empty list. Raises
    UserError.
    """
    if order.period is None:
        raise UserError("Rapporten behöver ett kvartal. Ange det med --period, till exempel 2026Q1.")
    quarter = quarter_of(order.period.name)
    quarters = [quarter]
    while len(quarters) <= before:
        quarters.insert(0, quarter_before(quarters[0].first))
    found = evb_quarters(office, quarters, last_day_read(office, order, quarter), order.recorded_at)
    return [one.of_unit(order.unit) for one in found]


def last_day_read(office: Office, order: Order, quarter: Period) -> date:
    """The day of the paper; when that is the quarter's last day, the day until which things were known."""
    if order.on != quarter.last:
        return order.on
    if order.recorded_at is None:
        return max(order.on, office.today())
    recorded = datetime.fromisoformat(order.recorded_at.replace("Z", "+00:00")).astimezone(STOCKHOLM)
    return max(order.on, recorded.date())


def quarter_text(name: str) -> str:
    """`kvartal 1 2026` of `2026Q1`."""
    return f"kvartal {name[5:]} {name[:4]}"


def limit_text(catalogue: Catalogue, found: EvbQuarter) -> str:
    """The time within which a decision is to be executed, by the rule in force: `tre månader`."""
    rule = catalogue.rules[catalogue.evb.decision_rule]
    version = rule.version_on(found.last_day) or rule.versions[-1]
    return version.limit.text()


def errand_of(decision: EvbDecision) -> Errand | None:
    """Why a decision is to be told of; None when it is not.

    One that was reported, or went past its last day, is told of once more when it is executed or ended.
    """
    told = bool(decision.reports)
    if decision.bin is Bin.TO_REPORT:
        return Errand.FIRST
    if decision.bin is Bin.REPORTED_OPEN:
        return Errand.AGAIN
    if decision.bin is Bin.EXECUTED_LATE or (decision.bin is Bin.EXECUTED_IN_TIME and told):
        return Errand.EXECUTED
    if decision.bin is Bin.ENDED:
        last, ended = decision.last_day, decision.ended
        late = last is not None and ended is not None and ended > last
        return Errand.ENDED if told or late else None
    return None


def told_decisions(found: EvbQuarter) -> list[tuple[Errand, EvbDecision]]:
    """The decisions to tell of: new, old, executed, ended; in each the one decided first comes first."""
    listed = [
        (errand, decision) for decision in found.decisions if (errand := errand_of(decision)) is not None
    ]
    order = list(Errand)
    listed.sort(key=lambda told: (order.index(told[0]), told[1].decided or date.min, told[1].case.ref))
    return listed


def iso(day: date | None) -> str:
    """A day as text; empty when there is none."""
    return day.isoformat() if day is not None else ""


def executed_on(decision: EvbDecision) -> date | None:
    """The day that the decision was executed, or executed again when it is an interruption that counts."""
    if decision.executed_after is not None:
        return decision.executed_after
    return decision.resumed if decision.is_interruption else decision.executed


def rule_notes(catalogue: Catalogue, found: EvbQuarter) -> Iterable[tuple[str, str]]:
    """The rules behind the last days, as they were in force for the decisions on the list."""
    starts = [(told.rule, told.start) for told in found.decisions if told.start is not None]
    for rule_id in (catalogue.evb.decision_rule, catalogue.evb.interruption_rule):
        rule = catalogue.rules[rule_id]
        for version in rule.versions:
            if any(asked == rule_id and version.in_force(start) for asked, start in starts):
                yield rule_note(rule, version)


def common_notes(office: Office, found: EvbQuarter) -> tuple[tuple[str, str], ...]:
    """The notes that end every paper: rules, identities, what was known, who signed the list, versions."""
    catalogue = office.catalogue
    return (
        *rule_notes(catalogue, found),
        PSEUDONYMOUS,
        (
            "Registrerat till och med",
            f"{found.recorded_at} (UTC). Med den tiden som --recorded-at skrivs samma rapport ut igen, också "
            "när uppgifterna har rättats sedan dess.",
        ),
        (
            "Underlag",
            f"Egenkontrollens lista för {quarter_text(found.period.name)}, kontrollsumma "
            f"{spaced(found.fingerprint)}.",
        ),
        ("Egenkontroll", signed_text(since_signed(office, found))),
        *version_notes(catalogue.version, catalogue.calendar.version, __version__),
    )
