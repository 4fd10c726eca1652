"""Measures: a figure's definition as data, and the arithmetic of shares and durations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, median


class Formula(StrEnum):
    """How a measure turns counted things into a figure."""

    COUNT = "count"
    SHARE_ON_TIME = "share_on_time"
    SHARE_LATE = "share_late"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Band:
    """A span of whole days, both ends included; `last` None is without end."""

    name: str
    first: int
    last: int | None

    def __contains__(self, days: object) -> bool:
        return isinstance(days, int) and self.first <= days and (self.last is None or days <= self.last)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """An age group in whole calendar years, both ends included."""

    id: str
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure counts.

    Population: cases of `case_type` whose event `counted` (opening, closing or another type) happened in
    the period and whose fields hold `only`. `rule` is the clock for the shares. A duration runs in whole
    days from `since` to the counted event.
    """

    id: str
    version: int
    name: str
    definition: str
    unit: str
    formula: Formula
    case_type: str
    counted: str
    rule: str | None
    since: str | None
    only: tuple[tuple[str, tuple[str, ...]], ...]
    higher_is_better: bool | None
    target: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Duration:
    """Mean, median and bands of durations in whole days."""

    mean: float
    median: float
    bands: tuple[tuple[str, int], ...]


def share(numerator: int, denominator: int) -> float | None:
    """Per cent; None when there is nothing to take a share of."""
    return 100 * numerator / denominator if denominator else None


def duration(days: Sequence[int], bands: Sequence[Band]) -> Duration | None:
    """Mean, median and bands; None when there are no durations."""
    if not days:
        return None
    return Duration(
        fmean(days),
        float(median(days)),
        tuple((band.name, sum(day in band for day in days)) for band in bands),
    )
