"""The form of a measure in a TOML file. What is not said here is refused in a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from caseapp.catalogue.form import Form, Id, Texts

Days = Literal["calendar", "working"]


class BandForm(Form):
    """A band of days or ages; without a `set` it belongs to the standard one."""

    id: str
    first: int
    last: int | None = None
    set: str = ""


class GuardForm(Form):
    """What must hold of a case: precisely one subject with what belongs to it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    field: str = ""
    any_of: list[str] = []
    none_of: list[str] = []
    event: Texts = []
    at_least: int = Field(1, ge=1)
    age_from: int | None = None
    age_to: int | None = None
    sex: list[Literal["K", "M", "okänt"]] = []
    rule: Texts = []
    state: (
        Literal["exists", "running", "stopped", "late", "on_time", "running_late", "extended", "over_limit"]
        | None
    ) = None
    since: Texts = []
    until: Texts = []
    days_from: int | None = None
    days_to: int | None = None
    idle_days: int | None = Field(None, ge=0)
    steps: list[str] = []
    working: bool = False
    open: bool | None = None
    parent: str = ""
    child: str = ""
    same_person: str = ""
    where: list[GuardForm] = []
    either: list[GuardForm] = []
    unknown: bool | None = None
    negated: bool = Field(False, alias="not")


class BreakForm(Form):
    """A day that the figures before cannot be compared with."""

    day: date
    text: str


class MeasureForm(Form):
    """A figure's definition."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Id
    version: int = Field(ge=1)
    name: str
    definition: str
    unit: str
    formula: Literal[
        "count",
        "share_where",
        "share_on_time",
        "share_late",
        "days_over",
        "duration",
        "queue_length",
        "care_days",
        "balance",
        "re_entry",
        "per_worker",
    ]
    case_type: Annotated[Texts, Field(min_length=1)]
    basis: Literal["event", "begun", "ended", "open", "ongoing", "due"] | None = None
    counted: Texts = []
    which: Literal["last", "first", "each"] | None = None
    counts: Literal["cases", "events", "persons", "households", "deadlines"] = "cases"
    only: dict[str, list[str]] = {}
    where: list[GuardForm] = []
    numerator: list[GuardForm] = []
    rule: Texts = []
    clock: Literal["stopped", "started", "running"] | None = None
    since: Texts = []
    since_which: Literal["first", "last"] = "first"
    since_of: str = ""
    until: Texts = []
    until_of: str = ""
    running: bool = False
    days: Days = "calendar"
    bands: str = ""
    percentiles: list[Annotated[int, Field(ge=1, le=99)]] = []
    main: Literal["mean", "median"] = "mean"
    suspends: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    last_day_counts: bool = False
    returns: Texts = []
    return_where: list[GuardForm] = []
    within_months: int | None = Field(None, ge=1, le=120)
    base_months: int | None = Field(None, ge=1, le=120)
    complement: bool = False
    by: list[str] = []
    age_bands: str = ""
    higher_is_better: bool | None = None
    target: float | None = None
    kolada: str = ""
    area: str = ""
    chart: Literal["", "bars", "lines", "bands", "control"] = ""
    valid_from: date | None = None
    valid_to: date | None = None
    breaks: list[BreakForm] = Field([], alias="break")
    hide_below: int | None = Field(None, ge=1)
    share_from: int | None = Field(None, ge=0)
    source: Texts = Field(min_length=1)
