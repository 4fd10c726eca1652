"""What statistics come out as: figures, the definition and state they rest on, and their forms as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from caseapp.catalogue.book import Suppression
from caseapp.domain.measures import Formula, Measure
from caseapp.domain.periods import Period
from caseapp.domain.swedish import decimal, whole
from caseapp.service.office import Office
from caseapp.service.small_cells import Group

KEYS = {"sex": "Kön", "age_band": "Ålder", "unit": "Enhet"}
"""What every figure can be divided by, with the heads of the columns."""
TIMES = {"month": "Månad", "quarter": "Kvartal", "year": "År"}
"""What figures of things that happen on a day can be divided by too."""
HIDDEN = "dolt"
FORMATS = ("json", "csv", "xlsx", "pdf", "kolada")
"""What statistics can be written as."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, or the place of a hidden one.

    `bands` are counts by duration band and `series` counts by day, None where hidden; `percentiles` are days.
    """

    group: Group
    value: float | None
    numerator: int | None
    denominator: int | None
    median: float | None = None
    bands: tuple[tuple[str, int | None], ...] | None = None
    suppressed: bool = False
    percentiles: tuple[tuple[int, float], ...] = ()
    series: tuple[tuple[date, int | None], ...] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A measure's figures: the total, and one for each group. `notes` are what a reader must know of them."""

    measure: Measure
    total: Figure
    groups: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    def as_json(self, keys: Sequence[str]) -> dict[str, Any]:
        """The figures as the command line's contract has them."""
        head = {"measure": self.measure.id, "version": self.measure.version, "unit": self.measure.unit}
        groups = [
            {"by": dict(zip(keys, figure.group, strict=True)), **self._figure(figure)}
            for figure in self.groups
        ]
        told = {**head, **self._figure(self.total), "groups": groups}
        return {**told, "notes": list(self.notes)} if self.notes else told

    def _figure(self, figure: Figure) -> dict[str, Any]:
        told: dict[str, Any] = {
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "suppressed": figure.suppressed,
        }
        if self.measure.formula.is_days:
            told["median"] = figure.median
            told["bands"] = None if figure.bands is None else dict(figure.bands)
            if self.measure.percentiles:
                told["percentiles"] = {str(wanted): days for wanted, days in figure.percentiles} or None
        elif self.measure.formula is Formula.PER_WORKER:
            told["median"] = figure.median
        elif figure.series is not None:
            told["series"] = [
                {"day": day.isoformat(), "value": count, "suppressed": count is None}
                for day, count in figure.series
            ]
        return told


@dataclass(frozen=True, slots=True)
class StatisticsResult:
    """Figures with all that is needed to take them out again. `recorded_at` is UTC text.

    `names` are what the values of a key are called, `heads` the keys themselves. `marks` are the definitions
    that the figures rest on, each with a mark that changes when it does.
    """

    period: Period
    as_of: date
    recorded_at: str
    catalogue: str
    fingerprint: str
    keys: tuple[str, ...]
    unit: str | None
    suppression: Suppression | None
    results: tuple[Result, ...]
    heads: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    marks: tuple[tuple[str, str], ...] = ()

    def head(self, key: str) -> str:
        """What a key of the division is called."""
        return self.heads.get(key) or {**KEYS, **TIMES}.get(key, key)

    def words(self, group: Group) -> tuple[str, ...]:
        """What the values of a group are called."""
        return tuple(self.names.get((key, value), value) for key, value in zip(self.keys, group, strict=True))

    def as_json(self) -> dict[str, Any]:
        """The statistics as the command line's contract has them."""
        return {
            "period": self.period.name,
            "as_of": self.as_of.isoformat(),
            "recorded_at": self.recorded_at,
            "catalogue": self.catalogue,
            "fingerprint": self.fingerprint,
            "results": [result.as_json(self.keys) for result in self.results],
            "selection": {
                "from": self.period.first.isoformat(),
                "to": self.period.last.isoformat(),
                "by": list(self.keys),
                "unit": self.unit,
                "hide_below": self.suppression.hide_below if self.suppression else None,
                "share_from": self.suppression.share_from if self.suppression else None,
            },
            "definitions": dict(self.marks),
        }

    def as_table(self) -> tuple[list[str], list[list[str]]]:
        """Head and rows for a reader at the terminal."""
        head = ["Mått", "Räknar", *(self.head(key) for key in self.keys), "Värde", "Täljare", "Nämnare"]
        rows = []
        for result in self.results:
            for figure in (result.total, *result.groups):
                group = self.words(figure.group) if figure is not result.total else ("alla",) * len(self.keys)
                rows.append(
                    [result.measure.name, result.measure.unit, *group, _value_text(result.measure, figure)]
                    + [_count_text(figure, count) for count in (figure.numerator, figure.denominator)]
                )
        return head, rows

    def caption(self) -> str:
        """What the figures rest on, in a sentence or two."""
        words = f"Period {self.period.text()}. Läget {self.as_of}, registrerat till {self.recorded_at}."
        if self.unit is not None:
            words += f" Enhet: {self.unit}."
        if self.suppression is not None:
            words += (
                f" Antal 1–{self.suppression.hide_below - 1} och det som skulle röja dem är dolda; andelar "
                f"och medelvärden kräver minst {self.suppression.share_from}."
            )
        return f"{words} Kontrollsumma {self.fingerprint}."

    def write(self, office: Office, path: Path, file_format: str) -> None:
        """Write to a file as one of `FORMATS`. Raises UserError."""
        if file_format == "pdf":
            from caseapp.service.report_statistics import write_pdf

            write_pdf(office, self, path)
        elif file_format == "kolada":
            from caseapp.service.statistics_kolada import write_kolada

            write_kolada(office, self, path)
        else:
            from caseapp.service.statistics_files import write_file

            write_file(self, office.catalogue, path, file_format)


def _value_text(measure: Measure, figure: Figure) -> str:
    if figure.value is None:
        return HIDDEN if figure.suppressed else "–"
    if figure.median is not None:
        return f"{decimal(figure.value)} (median {decimal(figure.median)})"
    if measure.formula.is_share:
        return f"{decimal(figure.value)} %"
    return whole(int(figure.value))


def _count_text(figure: Figure, count: int | None) -> str:
    if count is None:
        return HIDDEN if figure.suppressed else "–"
    return whole(count)
