"""The form of the TOML files, as pydantic models. What is not said here is refused in a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]

# Never 30 February nor 31 April; 29 February is the 28th in a common year.
DayOfYear = Annotated[
    str,
    StringConstraints(
        pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|1\d|2\d)|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31)$"
    ),
]


class Form(BaseModel):
    """Strict: an unknown or misspelt entry is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CodeForm(Form):
    """One code of a list."""

    id: str
    name: str
    aliases: list[str] = []
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


class CodeListForm(Form):
    """A code list; in a pack, codes to lay on a list of the same id."""

    id: Id
    name: str = ""
    open: bool = True
    source: str = ""
    codes: list[CodeForm]


class FieldForm(Form):
    """A fact that an event can state."""

    id: Id
    name: str
    kind: Literal["text", "code", "day", "year", "yes_no", "unit", "case", "person"]
    code_list: str = ""
    parent_type: str = ""
    varies: bool = False


class EventForm(Form):
    """An event type."""

    id: Id
    name: str
    value: str = ""
    repeats: bool = False


class CaseTypeForm(Form):
    """A case type."""

    id: Id
    name: str
    plural: str
    opens: str
    closes: list[str]
    reopens: list[str] = []
    events: list[str]
    fields: list[str]


class RollForm(Form):
    """A convention for a last day that is no working day."""

    id: Id
    direction: Literal["none", "forward", "backward"]
    text: str = ""
    lagrum: str = ""


class LimitForm(Form):
    """One unit with its amount: `{ days = 14 }`; `year_end` may stand alone or draw another out.

    None is longer than a century, so that a slip of the pen is told here and not by the calendar.
    """

    hours: int | None = Field(None, ge=0, le=1000)
    days: int | None = Field(None, ge=0, le=36525)
    working_days: int | None = Field(None, ge=1, le=1000)
    weeks: int | None = Field(None, ge=1, le=1000)
    months: int | None = Field(None, ge=1, le=1200)
    years: int | None = Field(None, ge=1, le=100)
    day_of_month: int | None = Field(None, ge=1, le=31)
    date_of_year: DayOfYear | None = None
    year_end: int | None = Field(None, ge=0, le=100)


class ConditionForm(Form):
    """A guard on a field's values or on age."""

    field: str = ""
    any_of: list[str] = []
    none_of: list[str] = []
    age_under: int | None = None
    unknown: bool = True


class ExampleForm(Form):
    """A worked example: what the rule makes of a start."""

    start: date | datetime
    nominal: date
    last_day: date
    due_at: datetime | None = None
    extended_to: date | None = None
    source: str


class RuleVersionForm(Form):
    """What a rule says during a time."""

    valid_from: date
    valid_to: date | None = None
    limit: LimitForm
    roll: Id
    lagrum: str
    source: str
    certainty: Literal["A", "B", "C", "D", "E"]
    example: list[ExampleForm] = Field(min_length=1)


class RuleForm(Form):
    """A clock."""

    id: Id
    name: str
    case_type: str
    category: Literal[
        "lag", "föreskrift", "allmänt råd", "rapporteringsgräns", "tjänstegaranti", "lokal rutin"
    ]
    start: list[str] = Field(min_length=1)
    start_text: str
    stop: list[str] = Field(min_length=1)
    when: list[ConditionForm] = []
    extension: str | None = None
    extension_field: str = ""
    watch: bool = False
    repeats: str | None = None
    recurs: bool = False
    suspends: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    from_birth: bool = False
    queue: Literal["assessment", "not-executed", "reviews"] | None = None
    warnings: list[int] = []
    consequence: str = ""
    version: list[RuleVersionForm] = Field(min_length=1)


class LocalVersionForm(RuleVersionForm):
    """A new version of a rule that exists, made in the program."""

    rule: Id


class FreeDayForm(Form):
    """A day that is no working day for the municipality's own rules; the law never knows of it."""

    day: date
    name: str


class LocalForm(Form):
    """The third layer, what the user adds in the program."""

    rule: list[RuleForm] = []
    rule_version: list[LocalVersionForm] = []
    free_day: list[FreeDayForm] = []


class CheckForm(Form):
    """A contradiction worth telling."""

    id: Id
    case_type: str
    kind: Literal["order", "parent", "chained", "missing"]
    message: str
    first: str = ""
    then: str = ""
    field: str = ""
    values: list[str] = []
    days: int = Field(0, ge=0)


class BandForm(Form):
    """A band of days or ages."""

    id: str
    first: int
    last: int | None = None


class MeasureForm(Form):
    """A figure's definition."""

    id: Id
    version: int
    name: str
    definition: str
    unit: str
    formula: Literal["count", "share_on_time", "share_late", "duration"]
    case_type: str
    counted: str
    rule: str | None = None
    since: str | None = None
    only: dict[str, list[str]] = {}
    higher_is_better: bool | None = None
    target: float | None = None
    source: str


class SuppressionForm(Form):
    """Small cells: counts 1 up to `hide_below` − 1 are hidden, shares need a denominator of `share_from`."""

    hide_below: int
    share_from: int


class ColumnForm(Form):
    """A column of an import kind: what it sets, and the headers it is known by.

    `event` columns hold the day of an event; `field` columns state a fact, on the event named in `on`
    (else on the event that opens the case).
    """

    id: Id
    name: str
    required: bool = False
    event: str = ""
    field: str = ""
    on: str = ""
    role: str = ""
    synonyms: list[str] = []


class ImportKindForm(Form):
    """A canonical form of import."""

    id: Id
    name: str
    case_type: str = ""
    column: list[ColumnForm]


class ImportProfileForm(Form):
    """What a system calls the columns: import kind → column id → headers, tried before the synonyms."""

    id: Id
    name: str
    source: str
    headers: dict[str, dict[str, list[str]]]


class QueueForm(Form):
    """A queue: its name, what it shows, and the number of days that its definition needs."""

    id: Id
    name: str
    description: str
    days: int | None = None
    working_days: int | None = None
    case_type: str = ""
    activity: list[str] = []
    activity_after: list[str] = []


class CalendarForm(Form):
    """Which frozen table of days off is in force."""

    file: str
    version: str
    first: date
    last: date
    working_day: str
    source: str


class BookForm(Form):
    """A file of the catalogue; every part may stand in any file."""

    calendar: CalendarForm | None = None
    suppression: SuppressionForm | None = None
    code_list: list[CodeListForm] = []
    field: list[FieldForm] = []
    event: list[EventForm] = []
    case_type: list[CaseTypeForm] = []
    roll: list[RollForm] = []
    rule: list[RuleForm] = []
    check: list[CheckForm] = []
    measure: list[MeasureForm] = []
    duration_band: list[BandForm] = []
    age_band: list[BandForm] = []
    import_kind: list[ImportKindForm] = []
    import_profile: list[ImportProfileForm] = []
    queue: list[QueueForm] = []


class PackForm(Form):
    """A municipality's own layer: rules, units and codes on top of the law."""

    id: Id
    name: str
    municipality: str
    source: str
    units: list[str] = []
    code_list: list[CodeListForm] = []
    event: list[EventForm] = []
    case_type_events: dict[str, list[str]] = {}
    rule: list[RuleForm] = []
    measure: list[MeasureForm] = []
