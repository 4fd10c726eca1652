"""The numbers behind the synthetic municipality, read from `resources/demo.toml` with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import tomli
from pydantic import Field

from caseapp.catalogue.forms import Form
from caseapp.files import resource

Spans = list[tuple[int, int, int]]
"""Spans of whole numbers, both ends included, each with its weight."""
Choices = list[tuple[str, int]]
"""Words, each with its weight."""


class Volume(Form):
    """How much comes in a month, from a day on."""

    since: date = Field(alias="from")
    weight: float


class Share(Form):
    """A share that holds from a day on."""

    since: date = Field(alias="from")
    share: float


class Wait(Form):
    """How long a case waits for a caseworker, from a day on."""

    since: date = Field(alias="from")
    days: Spans


class Units(Form):
    """Names of the units, one list a task: the first that the pack knows, else the first."""

    mottagning: list[str]
    utredning: list[str]
    oppenvard: list[str]
    placering: list[str]
    vuxen: list[str]
    vald: list[str]


class Inflow(Form):
    """Who and what comes in."""

    seasons: list[float] = Field(min_length=12, max_length=12)
    weekend: float
    clock: float
    returning: float
    siblings: float
    adults: float
    ages: Spans
    adult_ages: Spans
    sex: Choices
    child_types: Choices
    adult_types: Choices
    reasons: Choices
    adult_reasons: Choices
    violent: list[str]
    violent_too: float


class Assessment(Form):
    """From what comes in to the decision to open an utredning or not."""

    opens: dict[str, float]
    late: float
    days: Spans
    days_late: Spans
    application_days: Spans
    protection_minutes: Spans
    protection_days: Spans


class Investigation(Form):
    """The course of an utredning."""

    days: Spans
    days_over: Spans
    days_over_now: Spans
    longer_for_girls: int
    adult_days: Spans
    extended: float
    extension_kept: float
    plan: float
    plan_days: Spans
    first_action_days: Spans
    contact_gap: Spans
    last_contact: Spans
    delay_noted: float
    prioritised: float
    reassigned: float
    moved: float
    reopened: float
    outcomes: Choices
    delay_reasons: Choices
    extension_reasons: list[str]
    priority_notes: list[str]


class Granted(Form):
    """The course of an insats."""

    second: float
    late: float
    days: Spans
    days_late: Spans
    ends: float
    length: Spans
    declined: float
    interrupted: float
    interruption: Spans
    child_kinds: Choices
    adult_kinds: Choices
    placements: list[str]
    by_assignment: list[str]
    external: list[str]
    not_executed_reasons: Choices
    end_reasons: Choices


class Forgotten(Form):
    """Decisions that a faulty search missed, until they were found."""

    count: int
    first_decision: date
    last_decision: date
    found: date
    resolved_days: Spans


class WaitingNow(Form):
    """What is not executed, or interrupted, today; days before today."""

    count: int
    decided: tuple[int, int]
    interruptions: int
    interrupted: tuple[int, int]


class Waits(Form):
    """What is noted of decisions that wait; `noted` is the share whose report lacks nothing."""

    noted: float
    offer_days: Spans
    second_offer_days: Spans
    answers: Choices
    offers: list[str]
    reasons: list[str]
    support: list[str]
    consequences: list[str]
    actions: list[str]


class KnownReport(Form):
    """A lex Sarah matter that the sources tell of."""

    day: date
    judgement: str
    story: str


class RecentReport(Form):
    """A lex Sarah matter that is open today, or whose remedies are; some have been left lying."""

    days_ago: int
    judgement: str
    story: str
    opened_after: int = 0
    remedies_late: bool = False


class Misconduct(Form):
    """The course of a lex Sarah matter."""

    judgements: Choices
    serious: list[str]
    opened_days: Spans
    decision_days: Spans
    report_days: Spans
    sent_days: Spans
    closing_days: Spans
    ivo_days: Spans
    ivo_fault: float
    remedy_days: Spans
    remedy_kept: float
    remedy_late_days: Spans
    effect_days: Spans
    effects: Choices
    effect_texts: dict[str, str]


class MisconductStory(Form):
    """What a lex Sarah matter is about."""

    type: str
    area: str
    reporter: str
    affected: tuple[int, int]
    report: str
    noticed: str
    immediate: str
    assessment: str
    consequence: str
    causes: list[tuple[str, str]]
    similar: str
    similar_text: str
    again: str
    again_text: str
    done: str
    other: str
    reasons: str
    remedies: list[tuple[str, str]]


class DemoSettings(Form):
    """Everything in `resources/demo.toml`."""

    cases_a_month: int
    first_day: date
    workers: int
    aktualiseringar_share: float
    lex_sarah_share: float
    units: Units
    volume: list[Volume]
    inflow: Inflow
    assessment: Assessment
    over_four_months: list[Share]
    wait: list[Wait]
    investigation: Investigation
    measure: Granted
    forgotten: Forgotten
    waiting_now: WaitingNow
    evb: Waits
    known_report: list[KnownReport]
    recent_report: list[RecentReport]
    lex_sarah: Misconduct
    lex_sarah_story: list[MisconductStory]


def demo_settings() -> DemoSettings:
    """The numbers in force, read from the file."""
    return DemoSettings.model_validate(tomli.loads(resource("demo.toml").read_text(encoding="utf-8")))


class Dice(Random):
    """Chance that can be repeated. Only whole-number draws, which are the same on every machine."""

    def number(self, spans: Spans) -> int:
        """A number out of weighted spans."""
        first, last, _ = spans[self._weighted([weight for _, _, weight in spans])]
        return self.randint(first, last)

    def word(self, choices: Choices) -> str:
        """One of weighted words."""
        return choices[self._weighted([weight for _, weight in choices])][0]

    def hit(self, share: float) -> bool:
        """Whether something with this chance happens."""
        return self.random() < share

    def _weighted(self, weights: Sequence[int]) -> int:
        left = self.randrange(sum(weights))
        position = 0
        while left >= weights[position]:
            left -= weights[position]
            position += 1
        return position


class Quota:
    """Says yes to a share of what it is asked of, evenly: small municipalities keep to the shares too."""

    def __init__(self, start: float) -> None:
        self._owed = start

    def take(self, share: float) -> bool:
        """Whether this one belongs to the share."""
        self._owed += share
        if self._owed >= 1:
            self._owed -= 1
            return True
        return False
