"""What a case tells of an ej verkställt beslut beside its days: offers, reports, reasons, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import Case
from caseapp.domain.deadlines import last_days
from caseapp.domain.evb import IvoReport, Offer
from caseapp.domain.evb_bins import Course
from caseapp.domain.moments import Moment
from caseapp.domain.quarters import quarter_before

OFFER = "erbjudande"
REPORTED = "evb_rapporterad"


@dataclass(frozen=True, slots=True)
class Facts:
    """A case as the last day read has it."""

    catalogue: Catalogue
    case: Case

    def name(self, field: str, value: str) -> str:
        """What a code is called; empty when there is none."""
        kind = self.catalogue.fields[field]
        return self.catalogue.code_lists[kind.code_list].name_of(value) if value else ""

    def named(self, field: str) -> str:
        """What the case's code in a field is called."""
        return self.name(field, self.case.facts.get(field, ""))

    def offers(self) -> tuple[Offer, ...]:
        """The offers, the first one first."""
        return tuple(
            Offer(
                event.occurred.day,
                event.values.get("erbjudande_svar", ""),
                self.name("erbjudande_svar", event.values.get("erbjudande_svar", "")),
                event.values.get("erbjudande_avser", ""),
            )
            for event in self.case.events
            if event.type == OFFER
        )

    def reports(self) -> tuple[IvoReport, ...]:
        """The reports to IVO, the first one first; one without a quarter is of the last that had ended."""
        return tuple(
            IvoReport(
                event.values.get("evb_kvartal") or quarter_before(event.occurred.day).name,
                event.occurred.day,
                event.values.get("evb_ivo_nummer", ""),
            )
            for event in self.case.events
            if event.type == REPORTED or event.values.get("evb_rapporterad") == "j"
        )

    def missing(self) -> tuple[str, ...]:
        """The Swedish names of what the report needs and that is not there."""
        facts = self.case.facts
        return tuple(
            need.name
            for need in self.catalogue.evb.needs
            if not any(facts.get(field) for field in need.any_of)
            and not (need.event and self.case.first(need.event))
            and not (need.unless_field and facts.get(need.unless_field) in need.unless)
        )


def fee_limit(catalogue: Catalogue, case: Case, course: Course, is_interruption: bool) -> date | None:
    """The last day that särskild avgift can be claimed: two years from the decision, from the interruption
    when that is what waits, or from the day a judgment gained legal force. Not moved by any watch.
    """
    settings = catalogue.evb
    rule = catalogue.rules[settings.fee_interruption_rule if is_interruption else settings.fee_rule]
    start = course.interrupted if is_interruption else course.decided
    judgment = catalogue.rules[settings.fee_judgment_rule]
    forced = case.last(*judgment.start)
    if not is_interruption and forced is not None and case.facts.get(settings.judgment_field) == "j":
        rule, start = judgment, forced.occurred.day
    version = rule.version_on(start) if start is not None else None
    if start is None or version is None:
        return None
    return last_days(version, Moment(start), catalogue.calendar)[1]
