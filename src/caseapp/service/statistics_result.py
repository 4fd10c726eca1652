"""What statistics come out as: figures, the definition and state they rest on, and their forms as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
"""What figures can be divided by, with the heads of the columns."""
UNKNOWN = "okänt"
HIDDEN = "dolt"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, or the place of a hidden one. `bands` are counts by duration band, None where hidden."""

    group: Group
    value: float | None
    numerator: int | None
    denominator: int | None
    median: float | None = None
    bands: tuple[tuple[str, int | None], ...] | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A measure's figures: the total, and one for each group."""

    measure: Measure
    total: Figure
    groups: tuple[Figure, ...]

    def as_json(self, keys: Sequence[str]) -> dict[str, Any]:
        """The figures as the command line's contract has them."""
        head = {"measure": self.measure.id, "version": self.measure.version, "unit": self.measure.unit}
        groups = [
            {"by": dict(zip(keys, figure.group, strict=True)), **self._figure(figure)}
            for figure in self.groups
        ]
        return {**head, **self._figure(self.total), "groups": groups}

    def _figure(self, figure: Figure) -> dict[str, Any]:
        told: dict[str, Any] = {
            "value": figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "suppressed": figure.suppressed,
        }
        if self.measure.formula is Formula.DURATION:
            told["median"] = figure.median
            told["bands"] = None if figure.bands is None else dict(figure.bands)
        return told


@dataclass(frozen=True, slots=True)
class StatisticsResult:
    """Figures with all that is needed to take them out again. `recorded_at` is UTC text."""

    period: Period
    as_of: date
    recorded_at: str
    catalogue: str
    fingerprint: str
    keys: tuple[str, ...]
    unit: str | None
    suppression: Suppression | None
    results: tuple[Result, ...]

    def as_json(self) -> dict[str, Any]:
        """The statistics as the command line's contract has them."""
        return {
            "period": self.period.name,
            "as_of": self.as_of.isoformat(),
            "recorded_at": self.recorded_at,
            "catalogue": self.catalogue,
            "fingerprint": self.fingerprint,
            "results": [result.as_json(self.keys) for result in self.results],
        }

    def as_table(self) -> tuple[list[str], list[list[str]]]:
        """Head and rows for a reader at the terminal."""
        head = ["Mått", "Räknar", *(KEYS[key] for key in self.keys), "Värde", "Täljare", "Nämnare"]
        rows = []
        for result in self.results:
            for figure in (result.total, *result.groups):
                group = figure.group if figure is not result.total else ("alla",) * len(self.keys)
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
        """Write to a file as `json`, `csv` or `xlsx`. Raises UserError."""
        from caseapp.service.statistics_files import write_file

        write_file(self, office.catalogue, path, file_format)


def _value_text(measure: Measure, figure: Figure) -> str:
    if figure.value is None:
        return HIDDEN if figure.suppressed else "–"
    if measure.formula is Formula.COUNT:
        return whole(int(figure.value))
    if measure.formula is Formula.DURATION:
        assert figure.median is not None
        return f"{decimal(figure.value)} (median {decimal(figure.median)})"
    return f"{decimal(figure.value)} %"


def _count_text(figure: Figure, count: int | None) -> str:
    if count is None:
        return HIDDEN if figure.suppressed else "–"
    return whole(count)
