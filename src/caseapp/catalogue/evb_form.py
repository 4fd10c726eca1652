"""The form of the settings of ej verkställda beslut, as pydantic models."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from caseapp.catalogue.form import Form, Id

MonthDay = Annotated[
    str,
    StringConstraints(
        pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$"
    ),
]
"""A day that every year has."""


class ExclusionForm(Form):
    """A lagrum whose decisions do not count, of decisions made between two days when they are given."""

    lagrum: str
    reason: str
    valid_from: date | None = None
    valid_to: date | None = None


class WindowForm(Form):
    """When a quarter is reported to IVO: `Q2` is every year's, `2026Q2` that quarter's alone."""

    quarter: Annotated[str, StringConstraints(pattern=r"^(\d{4})?Q[1-4]$")]
    first: MonthDay
    last: MonthDay
    source: str = ""


class NeedForm(Form):
    """What the report needs: one of the fields, or an event; not asked for when `unless_field` says so."""

    name: str
    any_of: list[str] = Field(default_factory=list)
    event: str = ""
    unless_field: str = ""
    unless: list[str] = Field(default_factory=list)


class EvbForm(Form):
    """What counts as ej verkställt and what its report needs; see `evb.toml`."""

    source: str
    decision_rule: str
    interruption_rule: str
    fee_rule: str
    fee_interruption_rule: str
    fee_judgment_rule: str
    judgments: bool
    judgment_field: str
    granted: list[str]
    time_bands: list[int] = Field(min_length=1)
    doubtful: list[Id] = Field(min_length=1)
    decision_facts: list[str]
    unsure_days: list[Id]
    exclusion: list[ExclusionForm]
    window: list[WindowForm]
    need: list[NeedForm]


class EvbLayerForm(Form):
    """What a pack or the local layer changes: whether judgments count, more exclusions, other windows."""

    judgments: bool | None = None
    exclusion: list[ExclusionForm] = Field(default_factory=list)
    window: list[WindowForm] = Field(default_factory=list)
