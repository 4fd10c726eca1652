"""A measure's figures as a table: the columns its formula has, for a sheet, a page or the screen."""

from __future__ import annotations

from caseapp.catalogue.book import Catalogue
from caseapp.domain.measures import Formula, Measure
from caseapp.exchange.writing import Cell
from caseapp.service.statistics_result import Figure, Result, StatisticsResult


def measure_table(
    result: StatisticsResult, part: Result, catalogue: Catalogue
) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows: the undivided figure first, then each group."""
    header = [*(result.head(key) for key in result.keys), *_heads(part, catalogue), "Undertryckt"]
    rows = [
        [*group_words(result, part, figure), *_values(part.measure, figure), hidden_word(figure)]
        for figure in (part.total, *part.groups)
    ]
    return header, rows


def _heads(part: Result, catalogue: Catalogue) -> list[str]:
    measure = part.measure
    noun = noun_of(measure, catalogue)
    formula = measure.formula
    if formula.is_days:
        days = days_word(measure)
        return [
            f"Medelvärde ({days})",
            f"Median ({days})",
            *(f"Percentil {wanted} ({days})" for wanted in measure.percentiles),
            f"Antal {noun}",
            *(f"{band.name} {days} (antal {noun})" for band in measure.bands),
        ]
    if formula.is_share:
        said = {Formula.SHARE_ON_TIME: " i tid", Formula.SHARE_LATE: " för sent"}.get(
            formula, " som uppfyller"
        )
        return [f"Andel {noun}{said} (procent)", f"Antal {noun}{said}", f"Antal {noun}"]
    if formula is Formula.BALANCE:
        return [f"Skillnad (antal {noun})", f"Inledda (antal {noun})", f"Avslutade (antal {noun})"]
    if formula is Formula.CARE_DAYS:
        return [f"Antal {measure.unit}", f"Antal {noun}"]
    if formula is Formula.PER_WORKER:
        return [f"Medelvärde ({measure.unit})", "Median", f"Antal {noun}", "Antal handläggare"]
    if formula is Formula.QUEUE_LENGTH:
        return [f"Antal {noun} {day}" for day, _ in part.total.series or ()]
    return [f"Antal {noun}"]


def _values(measure: Measure, figure: Figure) -> list[Cell]:
    formula = measure.formula
    if formula.is_days:
        percentiles = dict(figure.percentiles)
        bands = dict(figure.bands or ())
        return [
            figure.value,
            figure.median,
            *(percentiles.get(wanted) for wanted in measure.percentiles),
            figure.denominator,
            *(bands.get(band.name) for band in measure.bands),
        ]
    if formula.is_share or formula is Formula.BALANCE:
        return [figure.value, figure.numerator, figure.denominator]
    if formula is Formula.CARE_DAYS:
        return [figure.value, figure.denominator]
    if formula is Formula.PER_WORKER:
        return [figure.value, figure.median, figure.numerator, figure.denominator]
    if formula is Formula.QUEUE_LENGTH:
        return [count for _, count in figure.series or ()]
    return [figure.value]


def noun_of(measure: Measure, catalogue: Catalogue) -> str:
    """What is counted; the unit of days and quotients is not that, so there it is the cases."""
    if measure.formula.is_days or measure.formula in (Formula.CARE_DAYS, Formula.PER_WORKER):
        kinds = measure.population.case_types
        return " och ".join(catalogue.case_types[kind].plural for kind in kinds)
    return measure.unit


def value_unit(measure: Measure) -> str:
    """What the value is reckoned in."""
    return "procent" if measure.formula.is_share else measure.unit


def days_word(measure: Measure) -> str:
    """`dagar` or `arbetsdagar`."""
    return "arbetsdagar" if measure.span.working else "dagar"


def group_words(result: StatisticsResult, part: Result, figure: Figure) -> tuple[str, ...]:
    """What the group is called; `alla` for the undivided figure."""
    return ("alla",) * len(result.keys) if figure is part.total else result.words(figure.group)


def hidden_word(figure: Figure) -> str:
    """Whether the figure is hidden, or some of its bands or points are."""
    if figure.suppressed:
        return "ja"
    parts = (*(n for _, n in figure.bands or ()), *(n for _, n in figure.series or ()))
    return "delvis" if any(count is None for count in parts) else "nej"
