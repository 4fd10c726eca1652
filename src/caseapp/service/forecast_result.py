"""What a forecast comes out as: its figures, what they rest on, and its forms as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from caseapp.domain.forecast import First, Method, Outlook, Spread
from caseapp.domain.pace import Pace
from caseapp.domain.rules import Rule
from caseapp.domain.swedish import decimal, plural, whole
from caseapp.report.chart import Chart, Kind, Series


class Figure(StrEnum):
    """The figures of a forecast, by the names of the outlook's own."""

    PASSING = "passing"
    OVERDUE = "overdue"
    RUNNING = "running"

    def of(self, outlook: Outlook) -> Spread:
        """This figure of an outlook."""
        spread: Spread = getattr(outlook, self.value)
        return spread


FIGURE_NAMES = {
    Figure.PASSING: "Passerar sista dagen",
    Figure.OVERDUE: "Försenade då",
    Figure.RUNNING: "Pågående då",
}
"""What the figures are called in a table."""

_FIRST = {
    First.SOONEST: "de som snarast passerar sin sista dag",
    First.OLDEST: "de som passerade sin sista dag för längst sedan, därefter de som snarast passerar",
}


@dataclass(frozen=True, slots=True)
class PaceTold:
    """The pace as it is told: so many stopped and begun in so many weeks."""

    weeks: int
    stopped: int
    begun_weeks: int
    begun: int

    @classmethod
    def of(cls, pace: Pace) -> PaceTold:
        """The counts of a pace."""
        return cls(len(pace.weeks), pace.stopped, len(pace.begun), sum(pace.begun))

    @property
    def stopped_a_week(self) -> float | None:
        """Mean a week; None without a whole week."""
        return self.stopped / self.weeks if self.weeks else None

    @property
    def begun_a_week(self) -> float | None:
        """Mean a week; None without a whole week."""
        return self.begun / self.begun_weeks if self.begun_weeks else None

    def stopped_text(self) -> str:
        """`70 avslutade på 52 veckor`."""
        return f"{whole(self.stopped)} avslutade på {plural(self.weeks, 'vecka', 'veckor')}"

    def text(self) -> str:
        """The pace in a sentence."""
        words = f"Takten: {self.stopped_text()}"
        if self.stopped_a_week is not None:
            words += f" ({decimal(self.stopped_a_week)} i veckan)"
        words += f"; {whole(self.begun)} inledda på {plural(self.begun_weeks, 'vecka', 'veckor')}"
        if self.begun_a_week is not None:
            words += f" ({decimal(self.begun_a_week)} i veckan)"
        return f"{words}."


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast with all that is needed to make it again. `recorded_at` is UTC text.

    `running` and `late` are the clocks of the day itself; `outlooks` are empty when there is too little to go
    by, and `caveats` then say so. `counted` is what the cases are called.
    """

    rule: Rule
    counted: str
    unit: str | None
    as_of: date
    recorded_at: str
    catalogue: str
    fingerprint: str
    extra: int
    method: Method
    running: int
    late: int
    pace: PaceTold
    outlooks: tuple[Outlook, ...]
    caveats: tuple[str, ...]

    def title(self) -> str:
        """What the forecast is of."""
        return f"Prognos: {self.rule.name}" + (f", {self.unit}" if self.unit else "")

    def standing(self) -> str:
        """How it stands on the day itself."""
        return (
            f"Läget {self.as_of.isoformat()}: {whole(self.running)} pågående {self.counted}, varav "
            f"{whole(self.late)} redan har passerat sista dagen."
        )

    def method_text(self) -> str:
        """How the figures are made, in plain Swedish."""
        words = (
            f"De kommande veckorna spelas upp {whole(self.method.runs)} gånger. Varje gång avslutas ärendena "
            f"i samma takt som de senaste {self.pace.weeks} veckorna, räknat efter hur lång tid som är kvar "
            "till sista dagen eller har gått sedan den, och nya inleds som de senaste "
            f"{self.pace.begun_weeks} veckorna. Talet är det mittersta av utfallen, och intervallet rymmer "
            f"{self.method.interval} % av dem."
        )
        if self.extra:
            words += f" Extra avslut görs i början av varje vecka och tas från {_FIRST[self.method.first]}."
        return words

    def caption(self) -> str:
        """What the figures rest on."""
        return (
            f"Registrerat till {self.recorded_at}. Regel {self.rule.id}, frö {self.method.seed}. "
            f"Kontrollsumma {self.fingerprint}."
        )

    def as_json(self) -> dict[str, Any]:
        """The forecast as the command line's contract has it."""
        return {
            "rule": self.rule.id,
            "unit": self.unit,
            "as_of": self.as_of.isoformat(),
            "recorded_at": self.recorded_at,
            "catalogue": self.catalogue,
            "fingerprint": self.fingerprint,
            "extra": self.extra,
            "first": self.method.first.value,
            "runs": self.method.runs,
            "seed": self.method.seed,
            "interval": self.method.interval,
            "running": self.running,
            "late": self.late,
            "pace": asdict(self.pace)
            | {"stopped_a_week": self.pace.stopped_a_week, "begun_a_week": self.pace.begun_a_week},
            "method": self.method_text(),
            "outlooks": [asdict(outlook) for outlook in self.outlooks],
            "caveats": list(self.caveats),
        }

    def as_table(self) -> tuple[list[str], list[list[str]]]:
        """Head and rows for a reader: the middle figure, with the interval in brackets."""
        head = ["Om", *FIGURE_NAMES.values()]
        if self.extra:
            head = ["Om", "Extra i veckan", *head[1:], "Färre passerar", "Färre försenade"]
        rows = []
        for outlook in sorted(self.outlooks, key=lambda outlook: (outlook.weeks, outlook.extra)):
            figures = [figure.of(outlook) for figure in Figure]
            row = [plural(outlook.weeks, "vecka", "veckor")]
            if self.extra:
                row.append(whole(outlook.extra))
                figures += [outlook.spared, outlook.fewer_overdue] if outlook.extra else []
            row += [spread_text(figure) for figure in figures]
            rows.append(row + [""] * (len(head) - len(row)))
        return head, rows


def forecast_chart(forecast: Forecast, figure: Figure = Figure.PASSING) -> Chart:
    """A figure as lines from today on: the middle one, the interval, and what more closings would make it.

    Empty when there is no forecast.
    """
    begins = {Figure.PASSING: 0, Figure.OVERDUE: forecast.late, Figure.RUNNING: forecast.running}[figure]
    plain = [outlook for outlook in forecast.outlooks if not outlook.extra]
    helped = [outlook for outlook in forecast.outlooks if outlook.extra]

    def series(name: str, values: Sequence[int]) -> Series:
        return Series(name, (float(begins), *map(float, values)))

    told = [figure.of(outlook) for outlook in plain]
    lines = [
        series("som nu", [spread.median for spread in told]),
        series("övre gräns", [spread.high for spread in told]),
        series("nedre gräns", [spread.low for spread in told]),
    ]
    if helped:
        name = f"{whole(forecast.extra)} fler i veckan"
        lines.append(series(name, [figure.of(outlook).median for outlook in helped]))
    return Chart(
        title={
            Figure.PASSING: f"{forecast.counted.capitalize()} som passerar sista dagen",
            Figure.OVERDUE: f"Försenade {forecast.counted}",
            Figure.RUNNING: f"Pågående {forecast.counted}",
        }[figure],
        kind=Kind.LINES,
        categories=("i dag", *(plural(outlook.weeks, "vecka", "veckor") for outlook in plain)),
        series=tuple(lines) if plain else (),
        unit=f"antal {forecast.counted}",
        gap="saknas",
        note=f"Mellan gränserna ligger {forecast.method.interval} % av utfallen."
        if plain
        else " ".join(forecast.caveats),
    )


def spread_text(spread: Spread) -> str:
    """`12 (9–15)`: the middle figure and the interval."""
    return f"{whole(spread.median)} ({whole(spread.low)}–{whole(spread.high)})"
