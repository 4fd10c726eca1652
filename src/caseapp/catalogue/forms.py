"""The form of the TOML files, as pydantic models. What is not said here is refused in a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from caseapp.catalogue.evb_form import EvbForm, EvbLayerForm
from caseapp.catalogue.form import Form as Form
from caseapp.catalogue.form import Id
from caseapp.catalogue.measure_form import BandForm, MeasureForm
from caseapp.catalogue.targets import TargetForm

# Never 30 February nor 31 April; 29 February is the 28th in a common year.
DayOfYear = Annotated[
    str,
    StringConstraints(
        pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|1\d|2\d)|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31)$"
    ),
]


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
    kind: Literal["text", "code", "day", "year", "number", "yes_no", "unit", "case", "person"]
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
    extension_text: str = "Förlängd genom beslut till"
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
    evb: EvbLayerForm = EvbLayerForm()


class CheckForm(Form):
    """A contradiction worth telling."""

    id: Id
    case_type: str
    kind: Literal[
        "order",
        "parent",
        "chained",
        "missing",
        "undated",
        "unexplained",
        "no_fact",
        "twin",
        "childless",
        "after_closing",
        "repeated",
    ]
    message: str
    first: str = ""
    then: str = ""
    field: str = ""
    values: list[str] = []
    days: int = Field(0, ge=0)
    child: str = ""


class SuppressionForm(Form):
    """Small cells: counts 1 up to `hide_below` − 1 are hidden, shares need a denominator of `share_from`."""

    hide_below: int
    share_from: int


class ForecastForm(Form):
    """How the forecast looks ahead: which clock, how far back its pace is read, how it is tried.

    `first` says whom extra closings are taken from; `backtest` and `backtest_every` how many past days it is
    tried on and the weeks between them.
    """

    rule: str
    horizons: list[Annotated[int, Field(ge=1, le=52)]] = Field(min_length=1)
    pace_weeks: int = Field(ge=4, le=520)
    begun_weeks: int = Field(ge=2, le=520)
    least_weeks: int = Field(ge=2, le=520)
    least_stopped: int = Field(ge=1)
    stale_days: int = Field(ge=1)
    band_stopped: int = Field(ge=1)
    runs: int = Field(ge=100, le=100_000)
    seed: int = Field(ge=0)
    interval: int = Field(ge=1, le=99)
    first: Literal["soonest", "oldest"]
    backtest: int = Field(ge=1)
    backtest_every: int = Field(ge=1, le=52)
    rival_weeks: int = Field(ge=1, le=52)
    source: str


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


class MatterForm(Form):
    """A kind of case with a number series of its own; how far back others of it are alike."""

    case_type: Id
    prefix: str = Field(min_length=1)
    similar_months: int = Field(24, ge=1, le=120)


class PartForm(Form):
    """A leaf of a matter."""

    id: Id
    number: int = Field(ge=1)
    case_type: str
    name: str
    ask: str
    fields: list[str] = []


class EntryForm(Form):
    """The event that makes an entry, and its field that names the point."""

    event: str
    field: str
    values: dict[str, list[str]] = {}


class PointForm(Form):
    """What the law wants answered, and by what."""

    id: Id
    number: int = Field(ge=1)
    part: str
    name: str
    lagrum: str
    ask: str
    fields: list[str] = []
    events: list[str] = []
    entry: EntryForm | None = None


class PhaseForm(Form):
    """Where a case is when one of the events has happened."""

    id: Id
    case_type: str
    name: str
    events: list[str] = Field(min_length=1)


class StepForm(Form):
    """An event with the fields that its form asks for."""

    event: str
    case_type: str
    phase: str
    ask: str
    fields: list[str]
    required: list[str]


class GateForm(Form):
    """What must be there before an event may be recorded."""

    id: Id
    case_type: str
    events: list[str] = Field(min_length=1)
    when: list[ConditionForm] = []
    unless: list[str] = []
    needs_events: list[str] = []
    needs_fields: list[str] = []
    needs_points: list[str] = []
    needs_children: list[str] = []
    needs_values: dict[str, list[str]] = {}
    red: bool = False
    sentence: str
    place: str


class QuarterForm(Form):
    """The quarter's report: the measures on its first page, those that are drawn, and how far back."""

    key: list[str]
    charts: list[str]
    quarters: int = Field(ge=2, le=20)
    source: str


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
    forecast: ForecastForm | None = None
    quarter: QuarterForm | None = None
    evb: EvbForm | None = None
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
    matter: list[MatterForm] = []
    part: list[PartForm] = []
    point: list[PointForm] = []
    phase: list[PhaseForm] = []
    step: list[StepForm] = []
    gate: list[GateForm] = []


class PackForm(Form):
    """A municipality's own layer: rules, units and codes on top of the law."""

    id: Id
    name: str
    municipality: str
    municipality_code: str = Field("", pattern=r"^(\d{4})?$")
    source: str
    units: list[str] = []
    code_list: list[CodeListForm] = []
    event: list[EventForm] = []
    case_type_events: dict[str, list[str]] = {}
    evb: EvbLayerForm = EvbLayerForm()
    rule: list[RuleForm] = []
    measure: list[MeasureForm] = []
    measure_target: list[TargetForm] = []
