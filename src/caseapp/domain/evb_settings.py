"""What counts as ej verkställt, what the report needs and when it is due: values from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from caseapp.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Decisions by a lagrum that do not count, those decided from one day to another when given."""

    lagrum: str
    reason: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, decided: date) -> bool:
        """Whether it holds for a decision made that day."""
        after = self.valid_from is None or self.valid_from <= decided
        return after and (self.valid_to is None or decided <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Window:
    """When a quarter is reported: month and day of the first and last day, after the quarter has ended."""

    quarter: str
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that the report needs: one of the fields, or an event of a type. `name` is its Swedish name.

    It is not asked for when the field `unless_field` has one of the values of `unless`.
    """

    name: str
    any_of: tuple[str, ...] = ()
    event: str = ""
    unless_field: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvbSettings:
    """The settings of ej verkställda beslut; see `evb.toml`. Rules, fields and checks are told by id.

    `time_bands` are the last days of the bands of time since the decision, in calendar days, rising.
    """

    decision_rule: str
    interruption_rule: str
    fee_rule: str
    fee_interruption_rule: str
    fee_judgment_rule: str
    judgments: bool
    judgment_field: str
    granted: frozenset[str]
    time_bands: tuple[int, ...]
    doubtful: tuple[str, ...]
    decision_facts: frozenset[str]
    unsure_days: frozenset[str]
    exclusions: tuple[Exclusion, ...]
    windows: tuple[Window, ...]
    needs: tuple[Need, ...]

    def window(self, quarter: Period) -> tuple[date, date]:
        """First and last day of the reporting of a quarter; one told for that very quarter comes first."""
        told = {window.quarter: window for window in self.windows}
        found = told.get(quarter.name) or told[quarter.name[4:]]
        first = _next(found.first, quarter.last + timedelta(days=1))
        return first, _next(found.last, first)


def _next(month_day: tuple[int, int], day: date) -> date:
    """The first time the date comes, that day or later."""
    same_year = date(day.year, *month_day)
    return same_year if same_year >= day else date(day.year + 1, *month_day)
