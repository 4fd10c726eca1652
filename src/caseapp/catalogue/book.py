"""The catalogue in force: everything the program knows of law, codes and measures, as domain objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.cases import CaseType, CodeList, EventType, FieldType
from caseapp.domain.errors import UserError
from caseapp.domain.evb_settings import EvbSettings
from caseapp.domain.forecast import Method
from caseapp.domain.gates import Book
from caseapp.domain.measures import AgeBand, Band, Measure
from caseapp.domain.quality import Check
from caseapp.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an import kind. Headers are compared without case, spaces and punctuation."""

    id: str
    name: str
    required: bool
    event: str
    field: str
    on: str
    role: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A canonical form of import; `case_type` is empty for the form with one row an event."""

    id: str
    name: str
    case_type: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ImportProfile:
    """The headers of one system: import kind → column id → its names there."""

    id: str
    name: str
    headers: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue's name, what it shows, and the numbers of its definition."""

    id: str
    name: str
    description: str
    days: int | None
    working_days: int | None
    case_type: str
    activity: tuple[str, ...]
    activity_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A municipality's layer."""

    id: str
    name: str
    municipality: str
    units: tuple[str, ...]
    municipality_code: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Counts from 1 to `hide_below` − 1 are hidden; a share needs a denominator of `share_from`."""

    hide_below: int
    share_from: int


@dataclass(frozen=True, slots=True)
class ForecastSettings:
    """How the forecast looks ahead, in weeks; see `prognos.toml`.

    The pace is read from `pace_weeks` back, what comes in from `begun_weeks`. With less history than
    `least_weeks`, fewer stopped clocks than `least_stopped`, or nothing recorded for longer than
    `stale_days`, there is no forecast.
    """

    rule: str
    horizons: tuple[int, ...]
    pace_weeks: int
    begun_weeks: int
    least_weeks: int
    least_stopped: int
    stale_days: int
    band_stopped: int
    method: Method
    backtest: int
    backtest_every: int
    rival_weeks: int


@dataclass(frozen=True, slots=True)
class QuarterSettings:
    """The quarter's report: the measures of its first page, those drawn, over how many quarters."""

    key: tuple[str, ...]
    charts: tuple[str, ...]
    quarters: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is in force. `rules` are the law's, the chosen packs' and those of `local`, the text of the
    third layer; `version` is a hash of it all.
    """

    version: str
    calendar: WorkingCalendar
    working_day: str
    code_lists: Mapping[str, CodeList]
    fields: Mapping[str, FieldType]
    events: Mapping[str, EventType]
    case_types: Mapping[str, CaseType]
    rules: Mapping[str, Rule]
    checks: tuple[Check, ...]
    measures: Mapping[str, Measure]
    duration_bands: tuple[Band, ...]
    age_bands: tuple[AgeBand, ...]
    import_kinds: Mapping[str, ImportKind]
    import_profiles: Mapping[str, ImportProfile]
    queues: Mapping[str, Queue]
    suppression: Suppression
    forecast: ForecastSettings
    quarter: QuarterSettings
    evb: EvbSettings
    packs: tuple[Pack, ...]
    matters: Mapping[str, Book] = field(default_factory=dict)
    local: str = ""

    def rule(self, rule_id: str) -> Rule:
        """A rule by its id. Raises UserError that names those there are."""
        try:
            return self.rules[rule_id]
        except KeyError:
            raise UserError(
                f"Regeln ”{rule_id}” finns inte. Välj en av: {', '.join(sorted(self.rules))}."
            ) from None

    def measure(self, measure_id: str) -> Measure:
        """A measure by its id. Raises UserError that names those there are."""
        try:
            return self.measures[measure_id]
        except KeyError:
            raise UserError(
                f"Måttet ”{measure_id}” finns inte. Välj ett av: {', '.join(self.measures)}."
            ) from None

    def queue(self, queue_id: str) -> Queue:
        """A queue by its id. Raises UserError that names those there are."""
        try:
            return self.queues[queue_id]
        except KeyError:
            raise UserError(f"Kön ”{queue_id}” finns inte. Välj en av: {', '.join(self.queues)}.") from None

    def event_names(self) -> dict[str, str]:
        """Event type id → its Swedish name."""
        return {event.id: event.name for event in self.events.values()}

    def age_band(self, age: int | None) -> str:
        """The age group of an age; `okänt` when it is not known."""
        if age is None:
            return "okänt"
        for band in self.age_bands:
            if band.first <= age and (band.last is None or age <= band.last):
                return band.id
        return "okänt"

    @property
    def municipality(self) -> str:
        """The name at the head of a page; empty before a pack is chosen."""
        return self.packs[0].municipality if self.packs else ""

    @property
    def municipality_code(self) -> str:
        """The municipality's four digits in national statistics; empty before a pack is chosen."""
        return self.packs[0].municipality_code if self.packs else ""
