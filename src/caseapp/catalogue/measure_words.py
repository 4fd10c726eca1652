"""A measure in Swedish words, made of its definition: what is counted, on what basis, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.guard_words import clauses, either, event_names, inside, rule_names
from caseapp.domain.measures import Basis, ClockChoice, Counts, Formula, Measure, Which
from caseapp.domain.swedish import decimal, listing, plural

_COUNTS = {
    Counts.CASES: "ärenden",
    Counts.EVENTS: "händelser",
    Counts.PERSONS: "unika individer",
    Counts.HOUSEHOLDS: "hushåll",
    Counts.DEADLINES: "frister",
}
_BASIS = {
    Basis.BEGUN: "började under perioden",
    Basis.ENDED: "avslutades under perioden och är inte återöppnade",
    Basis.OPEN: "var öppna vid periodens slut",
    Basis.ONGOING: "var öppna någon dag under perioden",
    Basis.DUE: (
        "hade en frist vars sista dag låg i perioden, och inte avslutades dessförinnan utan att den stoppades"
    ),
}
_WHICH = {
    Which.LAST: "den senaste händelsen",
    Which.FIRST: "den första händelsen",
    Which.EACH: "någon händelse",
}
_CLOCK = {
    ClockChoice.STOPPED: "som stoppades",
    ClockChoice.STARTED: "som startades",
    ClockChoice.RUNNING: "som löpte",
}
_OF_THE_DAY = ("månad", "kvartal", "år")
_MOMENTS = (Formula.CARE_DAYS, Formula.BALANCE, Formula.PER_WORKER, Formula.QUEUE_LENGTH, Formula.RE_ENTRY)


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """Clauses without capital or full stop; `conditions` and `target` are empty when there are none."""

    counts: str
    basis: str
    conditions: str
    formula: str
    divisions: str
    target: str


def measure_words(catalogue: Catalogue, measure: Measure) -> MeasureWords:
    """What a reader needs to count the same thing by hand."""
    return MeasureWords(
        counts=_counts(catalogue, measure),
        basis=_basis(catalogue, measure),
        conditions=clauses(catalogue, measure.population.where),
        formula=_formula(catalogue, measure),
        divisions=_divisions(catalogue, measure),
        target=_target(measure),
    )


def _counts(catalogue: Catalogue, measure: Measure) -> str:
    population = measure.population
    kinds = listing([catalogue.case_types[kind].plural for kind in population.case_types])
    if measure.formula is Formula.CARE_DAYS:
        return f"dygn ({kinds})"
    if population.counts is Counts.CASES:
        return f"ärenden ({kinds})"
    return f"{_COUNTS[population.counts]} (bland {kinds})"


def _basis(catalogue: Catalogue, measure: Measure) -> str:
    population = measure.population
    if measure.formula is Formula.BALANCE:
        return "ärenden som började, och ärenden som avslutades, under perioden"
    if measure.formula is Formula.RE_ENTRY:
        return _window(measure)
    if measure.formula is Formula.QUEUE_LENGTH:
        return "ärenden som var öppna vid periodens slut, och vid slutet av varje månad i den"
    if population.basis is Basis.EVENT:
        which = _WHICH[population.which]
        return f"ärenden där {which} {event_names(catalogue, population.counted)} inföll i perioden"
    return f"ärenden som {_BASIS[population.basis]}"


def _window(measure: Measure) -> str:
    assert measure.re_entry is not None
    back = measure.re_entry
    months = plural(back.within_months, "månad", "månader")
    length = f"{back.base_months} månader långt" if back.base_months else "lika långt som perioden"
    window = f"ett fönster som börjar {months} före perioden och är {length}"
    return f"personer vars alla ärenden avslutades i {window}"


def _formula(catalogue: Catalogue, measure: Measure) -> str:
    formula = measure.formula
    match formula:
        case Formula.COUNT:
            return "antalet"
        case Formula.SHARE_WHERE:
            return f"andelen, i procent, där detta gäller: {clauses(catalogue, measure.numerator)}"
        case Formula.SHARE_ON_TIME | Formula.SHARE_LATE:
            which = "hölls" if formula is Formula.SHARE_ON_TIME else "överskreds"
            return f"andelen, i procent, som {which} av fristerna {_clocks(catalogue, measure)}"
        case Formula.DAYS_OVER:
            late = f"för de överskridna fristerna {_clocks(catalogue, measure)}"
            return f"{_days(measure.span.working)} efter sista dagen, {late}; {_spread(measure)}"
        case Formula.DURATION:
            return f"{_days(measure.span.working)} {_span(catalogue, measure)}; {_spread(measure)}"
        case Formula.QUEUE_LENGTH:
            return "antalet vid varje sådan dag; värdet är det sista"
        case Formula.CARE_DAYS:
            return f"dygnen i perioden {_care(catalogue, measure)}"
        case Formula.BALANCE:
            return "antalet som började minus antalet som avslutades"
        case Formula.RE_ENTRY:
            return _return(catalogue, measure)
        case Formula.PER_WORKER:
            return "antalet med handläggare delat med antalet olika handläggare, och medianen per handläggare"
    assert_never(formula)


def _clocks(catalogue: Catalogue, measure: Measure) -> str:
    rules = rule_names(catalogue, measure.rules)
    if measure.population.basis is Basis.DUE:
        return rules
    return f"{rules} {_CLOCK[measure.clock]}"


def _days(working: bool) -> str:
    return "arbetsdagar" if working else "dagar"


def _span(catalogue: Catalogue, measure: Measure) -> str:
    span = measure.span
    first = f"{'den sista ' if span.since_last else ''}{event_names(catalogue, span.since)}"
    if span.since_of:
        first += f" i ärendet det kom ur ({catalogue.case_types[span.since_of].name.lower()})"
    if span.until:
        last = event_names(catalogue, span.until)
        if span.until_of:
            last += f" i ett ärende det ledde till ({catalogue.case_types[span.until_of].name.lower()})"
    elif measure.population.basis is Basis.EVENT:
        last = event_names(catalogue, measure.population.counted)
    elif measure.population.basis in (Basis.OPEN, Basis.ONGOING):
        last = "dagen som räknas"
    else:
        last = "avslutet" if measure.population.basis is Basis.ENDED else "början"
    waiting = ", eller till dagen som räknas när det inte har hänt" if span.running else ""
    return f"från {first} till {last}{waiting}"


def _spread(measure: Measure) -> str:
    bands = listing([band.name for band in measure.bands])
    extra = "".join(f", {wanted}:e percentilen" for wanted in measure.percentiles)
    first = "median, medelvärde" if measure.main == "median" else "medelvärde, median"
    return f"{first}{extra} och antal i banden {bands}"


def _care(catalogue: Catalogue, measure: Measure) -> str:
    span = measure.span
    first = event_names(catalogue, span.since) if span.since else "början"
    last = "den sista dagen räknad" if span.last_day_counts else "den sista dagen oräknad"
    pause = ""
    if span.suspends:
        out, back = (event_names(catalogue, [event]) for event in span.suspends)
        pause = f", utan dygnen från {out} till {back}"
    return f"från {first} till avslutet, {last}{pause}"


def _return(catalogue: Catalogue, measure: Measure) -> str:
    assert measure.re_entry is not None
    back = measure.re_entry
    kinds = either([catalogue.case_types[kind].name.lower() for kind in back.returns])
    where = f" där detta gäller: {clauses(catalogue, back.where)}" if back.where else ""
    came = "inte fick" if back.complement else "fick"
    months = plural(back.within_months, "månad", "månader")
    return f"andelen, i procent, som {came} något nytt ärende ({kinds}){where} inom {months}"


def _divisions(catalogue: Catalogue, measure: Measure) -> str:
    words = ["kön", f"ålder ({', '.join(band.id for band in measure.age_bands)})", "enhet"]
    if measure.formula not in _MOMENTS and measure.population.basis not in (Basis.OPEN, Basis.ONGOING):
        words += _OF_THE_DAY
    return ", ".join([*words, *(_division(catalogue, name) for name in measure.by)])


def _division(catalogue: Catalogue, name: str) -> str:
    if name == "case_type":
        return "ärendetyp"
    parent, _, field = name.rpartition(".")
    said = inside(catalogue.fields[field].name)
    return f"{said} i {catalogue.case_types[parent].name.lower()}en" if parent else said


def _target(measure: Measure) -> str:
    if measure.target is None:
        return ""
    number = decimal(measure.target, 0 if measure.target == int(measure.target) else 1)
    return f"{number} procent" if measure.formula.is_share else f"{number} {measure.unit}"
