"""What the free calculator answers: the reckoning, how far off the day is, and all of it as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from caseapp.desktop.models.calculator_rules import group_of
from caseapp.desktop.status import LATE_ICON, OK_ICON, SOON_ICON, Status, working_days
from caseapp.domain.deadlines import StepKind
from caseapp.domain.swedish import day_spoken

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue
    from caseapp.domain.deadlines import Reckoning

_CERTAINTY = {
    "A": "lagens eller beslutets text är läst",
    "B": "en myndighets egen sida",
    "C": "en annan sida, kan vara inaktuell",
    "D": "källa saknas",
    "E": "programmets egen tolkning",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A reckoning as it is shown. `working_days` are those from today to the last day, or since it."""

    reckoning: Reckoning
    group: str
    today: date
    working_days: int

    @property
    def label(self) -> str:
        """What the day is."""
        return "Mål" if self.reckoning.rule.watch else "Sista dag"

    @property
    def day(self) -> date:
        """The day that is the answer."""
        return self.reckoning.last_day

    @property
    def day_text(self) -> str:
        """The day in words, with the minute for rules in hours."""
        due = self.reckoning.due_at
        return day_spoken(self.day) + (f" kl. {due:%H.%M}" if due else "")

    @property
    def state(self) -> Status:
        """How far off the last day is. A watch is a target of one's own and never late."""
        watch = self.reckoning.rule.watch
        if self.today > self.day:
            since = f"för {working_days(self.working_days)} sedan" if self.working_days else "nyligen"
            if watch:
                return Status(SOON_ICON, f"Målet passerade {since}", "soon")
            return Status(LATE_ICON, f"Passerade {since}", "late")
        if self.today == self.day:
            return Status(SOON_ICON, "Målet är idag" if watch else "Sista dagen är idag", "soon")
        left = f"{working_days(self.working_days)} kvar från idag"
        if self.working_days <= max(self.reckoning.rule.warnings, default=0):
            return Status(SOON_ICON, left, "soon")
        return Status(OK_ICON, left, "ok")

    @property
    def nominal(self) -> str:
        """The day before the roll rule had its say."""
        if self.reckoning.extended_to is not None:
            return "Dagen i beslutet om förlängning."
        if self.reckoning.nominal == self.reckoning.last_day:
            return "Nominell dag är samma dag."
        return f"Nominell dag är {day_spoken(self.reckoning.nominal)}."

    @property
    def steps(self) -> tuple[str, ...]:
        """The trace in order."""
        return tuple(step.why for step in self.reckoning.steps if step.kind is not StepKind.CALENDAR)

    @property
    def basis(self) -> str:
        """Which rule, version and calendar it rests on."""
        return next(step.why for step in self.reckoning.steps if step.kind is StepKind.CALENDAR)

    @property
    def validity(self) -> str:
        """From when to when the rule's version holds."""
        version = self.reckoning.version
        until = f"till {version.valid_to.isoformat()}" if version.valid_to else "tills vidare"
        return f"Från {version.valid_from.isoformat()} {until}, version {version.number}"

    @property
    def certainty(self) -> str:
        """How sure the source is, in words."""
        letter = self.reckoning.version.certainty
        return f"{letter}, {_CERTAINTY[letter]}"

    def as_text(self) -> str:
        """The whole answer for the clipboard."""
        result = self.reckoning
        lines = [
            f"{result.rule.name} ({result.version.lagrum})",
            f"{self.label}: {self.day_text}",
            self.nominal,
            "",
            *(f"{number}. {why}" for number, why in enumerate(self.steps, start=1)),
            "",
            self.basis,
        ]
        if result.rule.consequence:
            lines.append(f"Om den missas: {result.rule.consequence}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class BackwardsAnswer(Answer):
    """The other way: the latest day it can have come in, to be due by the day asked for."""

    by: date
    latest_start: date

    @property
    def label(self) -> str:
        """What the day is."""
        return "Måste ha kommit in senast"

    @property
    def day(self) -> date:
        """The day that is the answer."""
        return self.latest_start

    @property
    def day_text(self) -> str:
        """The day in words."""
        return day_spoken(self.latest_start)

    @property
    def nominal(self) -> str:
        """Where the last day comes then."""
        if self.reckoning.last_day == self.by:
            return f"Sista dag blir då just {day_spoken(self.by)}."
        return f"Sista dag blir då {day_spoken(self.reckoning.last_day)}; en dag senare blir för sent."


def answer_backwards(catalogue: Catalogue, rule_id: str, by: str, today: date) -> BackwardsAnswer:
    """Reckon backwards, and count the working days from today. Raises UserError."""
    from caseapp.service.reckoning import reckon_backwards

    found = reckon_backwards(catalogue, rule_id, by)
    away = _away(catalogue, today, found.latest_start)
    group = group_of(catalogue, found.reckoning.rule)
    return BackwardsAnswer(found.reckoning, group, today, away, found.by, found.latest_start)


def answer(catalogue: Catalogue, rule_id: str, start: str, extended_to: str | None, today: date) -> Answer:
    """Reckon, and count the working days from today. Raises UserError."""
    from caseapp.service.reckoning import reckon_start

    result = reckon_start(catalogue, rule_id, start, extended_to)
    away = _away(catalogue, today, result.last_day)
    return Answer(result, group_of(catalogue, result.rule), today, away)


def _away(catalogue: Catalogue, today: date, day: date) -> int:
    first, last = sorted((today, day))
    return catalogue.calendar.working_days_between(first, last)
