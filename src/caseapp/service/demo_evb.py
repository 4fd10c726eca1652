"""Synthetic work with decisions that wait: reasons, offers, support, and the reports to IVO each quarter."""

from __future__ import annotations

from datetime import date

from caseapp.domain.quarters import quarter_with
from caseapp.service.demo_plans import Plan, Town, days

_ASKED = ("tackat-nej", "onskar-vanta")
"""Reasons that come of an offer."""


def tell_of_wait(town: Town, plan: Plan, begun: date, until: date | None, reason: str) -> None:
    """What is noted of a decision, or an interruption, that waits from `begun` until a day, if any yet.

    The reason is looked into when the three months draw near; the rest once they have passed.
    """
    settings = town.settings.evb
    noted = town.working(begun + days(75))
    plan.add(noted, "uppgifter", orsak_ej_verkstalld=reason)
    if reason in _ASKED:
        for after in (town.dice.number(settings.offer_days), town.dice.number(settings.second_offer_days)):
            answer = town.dice.word(settings.answers)
            offered = town.working(begun + days(after))
            if until is None or offered < until:
                plan.add(offered, "erbjudande", erbjudande_svar=answer, erbjudande_avser=_one(town, "offers"))
    passed = town.working(begun + days(95))
    if (until is None or passed < until) and town.share("evb noted", settings.noted):
        plan.add(
            passed,
            "uppgifter",
            orsak_text=_one(town, "reasons"),
            stod_under_vantan=_one(town, "support"),
            foljder_enskild=_one(town, "consequences"),
            vidtagna_atgarder=_one(town, "actions"),
        )


def _one(town: Town, name: str) -> str:
    words: list[str] = getattr(town.settings.evb, name)
    return words[town.dice.randrange(len(words))]


def report_wait(
    town: Town, plan: Plan, rule: str, begun: date, until: date | None, known: date | None = None
) -> None:
    """The reports to IVO of a wait past its last day, and of its end; none before it was `known`."""
    last_day = town.last_day(rule, begun)
    quarter = quarter_with(max(last_day + days(1), known or date.min))
    told = False
    while quarter.last <= town.last and (until is None or quarter.last < until):
        first, last = town.catalogue.evb.window(quarter)
        day = town.working(first + days(town.dice.randint(1, (last - first).days - 5)))
        number = f"3.5.1-{town.dice.randint(1000, 9999)}/{day.year}"
        plan.add(day, "evb_rapporterad", evb_kvartal=quarter.name, evb_rapporterad="j", evb_ivo_nummer=number)
        told = True
        quarter = quarter_with(quarter.last + days(1))
    if told and until is not None:
        plan.add(town.working(until + days(town.dice.randint(1, 20))), "verkstallighet_rapporterad")
