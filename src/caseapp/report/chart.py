"""What a chart shows, as plain values: one description for paper and screen, and the same in words.

`chart_drawing` turns it into shapes, `chart_paper` and `chart_svg` put the shapes on paper and screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from caseapp.domain.control import FEWEST, Limits, control_limits
from caseapp.domain.swedish import decimal, listing, whole

_TOLD_ONE_BY_ONE = 13


class Kind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    GROUPED = "grouped"
    STACKED = "stacked"
    LINES = "lines"
    CONTROL = "control"


_KIND_NAMES = {
    Kind.BARS: "Stapeldiagram",
    Kind.GROUPED: "Grupperade staplar",
    Kind.STACKED: "Staplade band",
    Kind.LINES: "Linjediagram",
    Kind.CONTROL: "Styrdiagram",
}


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values, one for each category; None is a hidden or missing one."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From category number `at` the figures are counted in another way; `note` says how."""

    at: int
    note: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Control limits in force from category number `first` to `last`, both included."""

    limits: Limits
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. `unit` says in words what is counted; values are shown with `places` decimals.

    Categories `over_time` stand in order from left to right; others may be laid as rows when their names
    are long. `gap` is the word where a value is None. Raises ValueError when the parts do not fit together.
    """

    title: str
    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    places: int = 0
    target: float | None = None
    target_name: str = "mål"
    stretches: tuple[Stretch, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    over_time: bool = True
    gap: str = "dolt"
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(series.values) != len(self.categories) for series in self.series):
            raise ValueError("Each series has one value for each category.")
        if self.kind in (Kind.BARS, Kind.CONTROL) and len(self.series) > 1:
            raise ValueError(f"A chart of the kind {self.kind} has one series.")
        if any(not 0 < found.at < len(self.categories) for found in self.breaks):
            raise ValueError("A series break stands between two categories.")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return all(value is None for series in self.series for value in series.values)

    def text_of(self, value: float | None) -> str:
        """A value as it is written: `1 234`, `38,4` or the word for a gap."""
        return self.gap if value is None else figure(value, self.places)

    def limit_text(self, value: float) -> str:
        """A target or a limit as it is written: with a decimal more than the values when it needs one."""
        return figure(value, self.places if value == round(value, self.places) else self.places + 1)

    def outside(self, place: int) -> bool:
        """Whether the value of this category lies beyond the control limits."""
        return any(
            stretch.first <= place <= stretch.last and stretch.limits.outside(self.series[0].values[place])
            for stretch in self.stretches
        )


def figure(value: float, places: int) -> str:
    """A number with decimal comma and its thousands apart."""
    return decimal(value, places) if places else whole(round(value))


def control_chart(
    title: str,
    categories: Sequence[str],
    values: Sequence[float | None],
    unit: str,
    *,
    places: int = 0,
    target: float | None = None,
    breaks: Sequence[SeriesBreak] = (),
    lowest: float | None = 0.0,
    gap: str = "dolt",
    note: str = "",
) -> Chart:
    """A control chart with limits of their own on each side of a series break.

    Where the values are too few for limits (see `domain.control`) the chart says so.
    """
    edges = [0, *sorted(found.at for found in breaks), len(categories)]
    stretches = []
    for first, end in pairwise(edges):
        limits = control_limits(values[first:end], lowest)
        if limits is not None:
            stretches.append(Stretch(limits, first, end - 1))
    if not stretches:
        few = f"Styrgränser visas från {FEWEST} värden."
        note = f"{note} {few}".strip()
    return Chart(
        title=title,
        kind=Kind.CONTROL,
        categories=tuple(categories),
        series=(Series(title, tuple(values)),),
        unit=unit,
        places=places,
        target=target,
        stretches=tuple(stretches),
        breaks=tuple(breaks),
        gap=gap,
        note=note,
    )


def describe(chart: Chart) -> str:
    """The chart in words, for a screen reader and as alternative text."""
    said = [f"{_KIND_NAMES[chart.kind]}: {_ended(chart.title)}", _ended(f"Visar {chart.unit}")]
    if chart.empty:
        said.append("Det finns inga värden att visa.")
    elif len(chart.categories) <= _TOLD_ONE_BY_ONE:
        said.append(_one_by_one(chart))
    else:
        said += [_summary(chart, series) for series in chart.series]
    if chart.target is not None:
        said.append(f"{chart.target_name.capitalize()}: {chart.limit_text(chart.target)}.")
    said += [_stretch(chart, stretch) for stretch in chart.stretches]
    if chart.stretches:
        said.append(_outside(chart))
    said += [
        f"Tidsseriebrott före {chart.categories[found.at]}: {_ended(found.note)}" for found in chart.breaks
    ]
    if chart.note:
        said.append(_ended(chart.note))
    return " ".join(said)


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _one_by_one(chart: Chart) -> str:
    if len(chart.series) == 1:
        values = chart.series[0].values
        return (
            "; ".join(
                f"{category}: {chart.text_of(value)}"
                for category, value in zip(chart.categories, values, strict=True)
            )
            + "."
        )
    return (
        "; ".join(
            f"{category}: "
            + ", ".join(f"{series.name} {chart.text_of(series.values[place])}" for series in chart.series)
            for place, category in enumerate(chart.categories)
        )
        + "."
    )


def _summary(chart: Chart, series: Series) -> str:
    known = [(value, chart.categories[n]) for n, value in enumerate(series.values) if value is not None]
    name = "" if len(chart.series) == 1 else f"{series.name}: "
    if not known:
        return f"{name or 'Alla värden: '}{chart.gap}."
    least, most = min(known, key=lambda found: found[0]), max(known, key=lambda found: found[0])
    hidden = len(series.values) - len(known)
    text = (
        f"{name}{whole(len(series.values))} värden från {chart.categories[0]} till {chart.categories[-1]}; "
        f"lägst {chart.text_of(least[0])} ({least[1]}), högst {chart.text_of(most[0])} ({most[1]}), "
        f"senast {chart.text_of(known[-1][0])} ({known[-1][1]})"
    )
    return f"{text}; {whole(hidden)} {chart.gap}." if hidden else f"{text}."


def _stretch(chart: Chart, stretch: Stretch) -> str:
    limits = stretch.limits
    first, last = chart.categories[stretch.first], chart.categories[stretch.last]
    return (
        f"{first}–{last}: medel {chart.limit_text(limits.centre)}, "
        f"styrgränser {chart.limit_text(limits.lower)} och {chart.limit_text(limits.upper)}."
    )


def _outside(chart: Chart) -> str:
    found = [name for place, name in enumerate(chart.categories) if chart.outside(place)]
    return (
        f"Utanför styrgränserna: {listing(found)}." if found else "Inget värde ligger utanför styrgränserna."
    )
