"""Synthetic lex Sarah matters: from report to closing, with their entries, remedies and checks of effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.domain.lex_sarah import NO_MISCONDUCT
from caseapp.domain.moments import Moment
from caseapp.service.demo_plans import Plan, Town, days
from caseapp.service.demo_settings import Dice, MisconductStory

_TASKS = ("utredning", "oppenvard", "placering", "mottagning")


@dataclass(frozen=True, slots=True)
class Told:
    """A matter to be: when it was reported, what it is judged to be, and the kind of story; any when empty.

    Some are left lying: not opened for so many days, or with remedies that are not done.
    """

    day: date
    judgement: str
    story: str
    opened_after: int = 0
    remedies_late: bool = False


def misconduct(town: Town, number: int, told: Told) -> list[Plan]:
    """A report of misconduct with its whole course, and the remedies that were decided.

    Of chance, the days are the municipality's; what the matter is about has dice of its own.
    """
    settings = town.settings.lex_sarah
    dice = Dice(town.seed * 1_000 + number)
    story = _story(town, dice, told)
    unit = town.units[_TASKS[town.dice.randint(0, 3)]]
    plan = Plan("lex_sarah", "LS", Moment(told.day))
    plan.add(
        told.day,
        "rapporterad",
        enhet=unit,
        lex_sarah_lag=story.area,
        lex_sarah_typ=story.type,
        rapportor=story.reporter,
        rapport_text=story.report,
        handelse_dag=(told.day - days(dice.randint(3, 60))).isoformat(),
        upptackt_dag=told.day.isoformat(),
        upptackt_hur=story.noticed,
        antal_berorda=str(dice.randint(*story.affected)),
        omedelbara_atgarder=story.immediate,
    )
    plan.add(
        told.day,
        "lex_sarah_bedomning",
        forsta_bedomning=_first(told.judgement),
        bedomning_motivering=story.assessment,
        roll="mottagare",
    )
    opened = town.working(told.day + days(town.dice.number(settings.opened_days) + told.opened_after))
    if told.judgement in NO_MISCONDUCT:
        plan.add(opened, "avslutad")
        return [plan]
    plan.add(opened, "lex_sarah_utredning")
    decided = town.working(opened + days(town.dice.number(settings.decision_days)))
    _entries(town, plan, story, opened, decided)
    serious = told.judgement in settings.serious
    reason = "" if serious else "Det har inte inneburit något allvarligt hot mot någons liv eller hälsa."
    plan.add(decided, "overlamnad", roll="utredare")
    plan.add(
        decided,
        "lex_sarah_beslut",
        allvar=told.judgement,
        beslut_motivering=story.reasons,
        anmalan_ivo="j" if serious else "n",
        anmalan_motivering=reason,
        roll="beslutsfattare",
    )
    done = decided
    if serious:
        notified = town.working(decided + days(town.dice.number(settings.report_days)))
        plan.add(notified, "anmald_ivo", ivo_bilagor="Rapporten.", utredning_bifogad="n")
        sent = town.working(notified + days(town.dice.number(settings.sent_days)))
        plan.add(sent, "utredning_ivo", ivo_nummer=f"{notified.year}-{100 + number}")
        done = _ivo(town, dice, plan, sent)
    plan.add(town.working(done + days(town.dice.number(settings.closing_days))), "avslutad")
    return [plan, *(_remedy(town, dice, plan, told, text, owner, decided) for text, owner in story.remedies)]


def _story(town: Town, dice: Dice, told: Told) -> MisconductStory:
    stories = town.settings.lex_sarah_story
    wanted = [story for story in stories if story.type == told.story]
    return wanted[0] if wanted else stories[dice.randrange(len(stories))]


def _first(judgement: str) -> str:
    """The first assessment is careful: what later is serious is first seen as misconduct, or a risk."""
    return {"allvarligt-missforhallande": "missforhallande", "allvarlig-risk": "risk"}.get(
        judgement, judgement
    )


def _ivo(town: Town, dice: Dice, plan: Plan, sent: date) -> date:
    settings = town.settings.lex_sarah
    answered = town.working(sent + days(dice.number(settings.ivo_days)))
    if dice.hit(settings.ivo_fault):
        plan.add(
            answered,
            "ivo_beslut",
            ivo_utfall="brist",
            ivo_brist="Nämnden har inte säkerställt handläggningen.",
        )
    else:
        plan.add(answered, "ivo_beslut", ivo_utfall="utan-brist")
    return answered


def _entries(town: Town, plan: Plan, story: MisconductStory, opened: date, decided: date) -> None:
    """The points answered, spread from the opening to the decision."""
    told: list[tuple[str, str, str, str, dict[str, str]]] = [
        ("handelse", "bedomning", "Genomgång av ärendena", story.consequence, {}),
        *(
            ("orsaker", "bedomning", "Samtal med medarbetare", text, {"lex_sarah_orsak": cause})
            for cause, text in story.causes
        ),
        (
            "liknande",
            "fakta",
            "Registret över lex Sarah",
            story.similar_text,
            {
                "liknande_hant": story.similar,
                "liknande_motivering": story.similar_text if story.similar == "n" else "",
            },
        ),
        (
            "igen",
            "bedomning",
            "Utredarens bedömning",
            story.again_text,
            {
                "kan_handa_igen": story.again,
                "kan_handa_igen_motivering": story.again_text if story.again == "n" else "",
            },
        ),
        ("atgarder", "fakta", "Enhetschefens redovisning", story.done, {}),
        ("ovrigt", "bedomning", "Utredarens iakttagelser", story.other, {}),
    ]
    span = (decided - opened).days
    for position, (point, kind, source, text, more) in enumerate(told):
        day = town.working_before(opened + days(span * position // len(told)), opened)
        plan.add(
            day,
            "lex_sarah_anteckning",
            punkt=point,
            anteckning_slag=kind,
            uppgiftskalla=source,
            roll="utredare",
            anteckning=text,
            **more,
        )


def _remedy(town: Town, dice: Dice, matter: Plan, told: Told, text: str, owner: str, decided: date) -> Plan:
    """A remedy that is done in time or late, and whose effect is checked some months on."""
    settings = town.settings.lex_sarah
    plan = Plan("atgard", "ÅT", Moment(decided), matter, "lex_sarah")
    due = town.working(decided + days(dice.number(settings.remedy_days)))
    plan.add(decided, "atgard_beslutad", enhet=matter.happenings[0][2]["enhet"], atgard=text, ansvarig=owner)
    plan.add(decided, "atgard_dag", klar_senast=due.isoformat())
    late = days(0) if dice.hit(settings.remedy_kept) else days(dice.number(settings.remedy_late_days))
    done = town.working(town.working_before(due - days(dice.randint(0, 10)), decided) + late)
    if told.remedies_late:
        done = town.working(max(done, town.last + days(10)))
    check = town.working(done + days(dice.number(settings.effect_days)))
    effect = dice.word(settings.effects)
    plan.add(done, "atgard_klar")
    plan.add(done, "effekt_dag", effekt_senast=check.isoformat())
    plan.add(check, "effekt_kontrollerad", effekt=effect, effekt_text=settings.effect_texts[effect])
    plan.add(check, "avslutad")
    return plan
