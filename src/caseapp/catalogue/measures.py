"""Makes measures of their forms. Faults name file, measure and key, all of a measure's at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from caseapp.catalogue.faults import CatalogueError
from caseapp.catalogue.measure_form import BandForm, GuardForm, MeasureForm
from caseapp.domain.guards import (
    AgeGuard,
    ClockGuard,
    ClockState,
    EitherGuard,
    EventGuard,
    FieldGuard,
    Guard,
    IdleGuard,
    Kin,
    KinGuard,
    OpenGuard,
    SexGuard,
    SpanGuard,
)
from caseapp.domain.measures import (
    AgeBand,
    Band,
    Basis,
    Break,
    ClockChoice,
    Counts,
    Formula,
    Measure,
    Population,
    ReEntry,
    Span,
    Which,
)

STANDARD = ""
"""The band set of a measure that names none."""

_SUBJECTS = {
    "field": {"any_of", "none_of", "unknown"},
    "event": {"at_least"},
    "age_from": {"age_to", "unknown"},
    "age_to": {"age_from", "unknown"},
    "sex": set(),
    "rule": {"state"},
    "since": {"until", "days_from", "days_to", "working"},
    "idle_days": {"steps", "working"},
    "open": set(),
    "parent": {"where"},
    "child": {"where"},
    "same_person": {"where"},
    "either": set(),
}
"""What a guard can be about, and the keys that go with it."""

_SPAN = {
    "since",
    "since_which",
    "since_of",
    "until",
    "until_of",
    "running",
    "days",
    "bands",
    "percentiles",
    "main",
}
_OWN: Mapping[Formula, set[str]] = {
    Formula.COUNT: {"basis", "counted", "which", "counts", "rule", "clock"},
    Formula.SHARE_WHERE: {"basis", "counted", "which", "counts", "numerator"},
    Formula.SHARE_ON_TIME: {"basis", "counted", "which", "rule", "clock"},
    Formula.SHARE_LATE: {"basis", "counted", "which", "rule", "clock"},
    Formula.DAYS_OVER: {"basis", "counted", "which", "rule", "clock", "days", "bands", "percentiles", "main"},
    Formula.DURATION: {"basis", "counted", "which", *_SPAN},
    Formula.QUEUE_LENGTH: {"counts"},
    Formula.CARE_DAYS: {"since", "suspends", "last_day_counts"},
    Formula.BALANCE: set(),
    Formula.RE_ENTRY: {"returns", "return_where", "within_months", "base_months", "complement"},
    Formula.PER_WORKER: set(),
}
"""The keys that only some formulas use."""
_NEEDED: Mapping[Formula, set[str]] = {
    Formula.SHARE_WHERE: {"numerator"},
    Formula.SHARE_ON_TIME: {"rule"},
    Formula.SHARE_LATE: {"rule"},
    Formula.DAYS_OVER: {"rule"},
    Formula.DURATION: {"since"},
    Formula.RE_ENTRY: {"within_months"},
}
_FIXED = {
    Formula.QUEUE_LENGTH: Basis.OPEN,
    Formula.PER_WORKER: Basis.OPEN,
    Formula.CARE_DAYS: Basis.ONGOING,
    Formula.BALANCE: Basis.BEGUN,
    Formula.RE_ENTRY: Basis.ENDED,
}
"""The basis of the formulas that have only one."""
_CLOCKS = {
    Basis.BEGUN: ClockChoice.STARTED,
    Basis.OPEN: ClockChoice.RUNNING,
    Basis.ONGOING: ClockChoice.RUNNING,
}


class Bands:
    """The sets of duration bands and age groups, by name; without a name the standard ones."""

    def __init__(self, durations: Iterable[BandForm], ages: Iterable[BandForm]) -> None:
        self.durations: dict[str, tuple[Band, ...]] = {STANDARD: ()}
        self.ages: dict[str, tuple[AgeBand, ...]] = {STANDARD: ()}
        for form in durations:
            made = Band(form.id, form.first, form.last)
            self.durations[form.set] = (*self.durations.get(form.set, ()), made)
        for form in ages:
            group = AgeBand(form.id, form.first, form.last)
            self.ages[form.set] = (*self.ages.get(form.set, ()), group)


def read_measures(layers: Sequence[tuple[str, Sequence[MeasureForm]]], bands: Bands) -> dict[str, Measure]:
    """The measures of files, each with the file's name. Raises CatalogueError with every fault of form."""
    made: dict[str, Measure] = {}
    faults = []
    for source, forms in layers:
        for form in forms:
            where = f"{source}: measure ”{form.id}”"
            wrong = [f"{where}, {fault}" for fault in _faults(form, bands)]
            if form.id in made:
                wrong.append(f"{where}: namnet finns redan. Välj ett annat id.")
            faults += wrong
            if not wrong:
                made[form.id] = _measure(form, bands)
    if faults:
        raise CatalogueError("\n".join(faults))
    return made


def _faults(form: MeasureForm, bands: Bands) -> Iterator[str]:
    formula = Formula(form.formula)
    said = {
        name
        for name, field in type(form).model_fields.items()
        if getattr(form, name) != field.get_default(call_default_factory=True)
    }
    own = set().union(*_OWN.values())
    for name in sorted((said & own) - _OWN[formula]):
        yield f"{name}: används inte av formeln {formula}. Ta bort raden."
    for name in sorted(_NEEDED.get(formula, set()) - said):
        yield f"{name}: saknas; formeln {formula} behöver den."
    basis = _basis(form)
    if basis is Basis.EVENT and not form.counted:
        yield "counted: saknas. Ange händelsen, eller en annan basis."
    if basis is not Basis.EVENT and form.counted:
        yield f"counted: används inte med basis {basis}. Ta bort raden."
    if basis is Basis.DUE and not form.rule:
        yield "rule: saknas; basis due behöver den."
    if form.counts == "deadlines" and not form.rule:
        yield "rule: saknas; counts deadlines behöver den."
    if form.rule and formula is Formula.COUNT and form.counts != "deadlines":
        yield "rule: används av formeln count bara med counts deadlines."
    if form.until_of and not form.until:
        yield "until: saknas; until_of behöver den."
    if form.bands not in bands.durations:
        yield f"bands: ”{form.bands}” finns inte. Välj en av: {_names(bands.durations)}."
    if form.age_bands not in bands.ages:
        yield f"age_bands: ”{form.age_bands}” finns inte. Välj en av: {_names(bands.ages)}."
    if form.valid_from and form.valid_to and form.valid_to < form.valid_from:
        yield "valid_to: ligger före valid_from."
    for name in ("where", "numerator", "return_where"):
        for number, guard in enumerate(getattr(form, name), start=1):
            yield from _guard_faults(f"{name} {number}", guard)


def _names(sets: Mapping[str, object]) -> str:
    return ", ".join(sorted(name for name in sets if name != STANDARD)) or "inga"


def _guard_faults(where: str, form: GuardForm) -> Iterator[str]:
    said = {name for name in form.model_fields_set if name != "negated"}
    subjects = [name for name in _SUBJECTS if name in said]
    if subjects == ["age_from", "age_to"]:
        subjects = ["age_from"]
    if len(subjects) != 1:
        yield f"{where}: ska ha precis en av {', '.join(_SUBJECTS)}."
        return
    subject = subjects[0]
    for name in sorted(said - {subject} - _SUBJECTS[subject]):
        yield f"{where}, {name}: hör inte till {subject}."
    if subject == "rule" and form.state is None:
        yield f"{where}, state: saknas."
    if subject == "since" and form.days_from is None and form.days_to is None:
        yield f"{where}: ange days_from, days_to eller båda."
    if subject == "idle_days" and not form.steps:
        yield f"{where}, steps: saknas."
    if subject == "open" and form.open is not True:
        yield f"{where}, open: skriv open = true, med not = true för det omvända."
    for number, inner in enumerate((*form.where, *form.either), start=1):
        yield from _guard_faults(f"{where}, {number}", inner)


def _basis(form: MeasureForm) -> Basis:
    return _FIXED.get(Formula(form.formula), Basis(form.basis or "event"))


def _measure(form: MeasureForm, bands: Bands) -> Measure:
    basis = _basis(form)
    counts = Counts(form.counts)
    which = Which(form.which or ("each" if counts is Counts.EVENTS else "last"))
    only = tuple(FieldGuard(name, tuple(values)) for name, values in form.only.items())
    formula = Formula(form.formula)
    return Measure(
        id=form.id,
        version=form.version,
        name=form.name,
        definition=form.definition,
        unit=form.unit,
        formula=formula,
        population=Population(
            tuple(form.case_type),
            basis,
            tuple(form.counted),
            which,
            (*only, *(_guard(guard) for guard in form.where)),
            Counts.PERSONS if formula is Formula.RE_ENTRY else counts,
        ),
        source="; ".join(form.source),
        rules=tuple(form.rule),
        clock=ClockChoice(form.clock) if form.clock else _CLOCKS.get(basis, ClockChoice.STOPPED),
        numerator=tuple(_guard(guard) for guard in form.numerator),
        span=Span(
            tuple(form.since),
            tuple(form.until),
            form.since_which == "last",
            form.since_of,
            form.until_of,
            form.running,
            form.days == "working",
            (form.suspends[0], form.suspends[1]) if form.suspends else None,
            form.last_day_counts,
        ),
        re_entry=_re_entry(form),
        bands=bands.durations[form.bands] if formula.is_days else (),
        percentiles=tuple(form.percentiles),
        main=form.main,
        age_bands=bands.ages[form.age_bands],
        by=tuple(form.by),
        higher_is_better=form.higher_is_better,
        target=form.target,
        kolada=form.kolada,
        area=form.area,
        chart=form.chart,
        valid_from=form.valid_from,
        valid_to=form.valid_to,
        breaks=tuple(Break(told.day, told.text) for told in form.breaks),
        hide_below=form.hide_below,
        share_from=form.share_from,
    )


def _re_entry(form: MeasureForm) -> ReEntry | None:
    if form.within_months is None:
        return None
    return ReEntry(
        tuple(form.returns or form.case_type),
        tuple(_guard(guard) for guard in form.return_where),
        form.within_months,
        form.base_months,
        form.complement,
    )


def _guard(form: GuardForm) -> Guard:
    if form.field:
        unknown = not form.any_of and bool(form.none_of) if form.unknown is None else form.unknown
        return FieldGuard(form.field, tuple(form.any_of), tuple(form.none_of), unknown, form.negated)
    if form.event:
        return EventGuard(tuple(form.event), form.at_least, form.negated)
    if form.age_from is not None or form.age_to is not None:
        return AgeGuard(form.age_from, form.age_to, bool(form.unknown), form.negated)
    if form.sex:
        return SexGuard(tuple(form.sex), form.negated)
    if form.state is not None:
        return ClockGuard(tuple(form.rule), ClockState(form.state), form.negated)
    if form.since:
        return SpanGuard(
            tuple(form.since), tuple(form.until), form.days_from, form.days_to, form.working, form.negated
        )
    if form.idle_days is not None:
        return IdleGuard(form.idle_days, tuple(form.steps), form.working, form.negated)
    if form.either:
        return EitherGuard(tuple(_guard(guard) for guard in form.either), form.negated)
    for kin in Kin:
        if case_type := getattr(form, kin.value):
            return KinGuard(kin, case_type, tuple(_guard(guard) for guard in form.where), form.negated)
    return OpenGuard(form.negated)
