"""The facts of the kvartalsrapport: every measure in force, for all units at once, beside the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from caseapp import __version__
from caseapp.domain.errors import UserError
from caseapp.domain.measures import Formula, Measure
from caseapp.domain.periods import Period, period_before, year_before
from caseapp.domain.swedish import decimal, whole
from caseapp.report import quarter as paper
from caseapp.report.chart import Chart, Kind, Series, SeriesBreak, control_chart
from caseapp.report.words import PSEUDONYMOUS, version_notes
from caseapp.service.office import Office
from caseapp.service.papers import ALL_UNITS, Order, Paper, Papers, ReportName, digests
from caseapp.service.small_cells import Group
from caseapp.service.statistics import statistics
from caseapp.service.statistics_charts import chart_unit, main_value, places_of
from caseapp.service.statistics_columns import noun_of, value_unit
from caseapp.service.statistics_result import HIDDEN, Figure, Result, StatisticsResult

BY_UNIT = ("unit",)
_OTHER = "Övrigt"
_COUNTED = (Formula.COUNT, Formula.QUEUE_LENGTH, Formula.BALANCE)
"""Figures that are nought where nothing was counted."""
_KINDS = {"bars": Kind.BARS, "lines": Kind.LINES}


def quarter_facts(office: Office, order: Order) -> paper.QuarterFacts:
    """The report's facts for a period of any kind. Raises UserError when none is asked for."""
    if order.period is None:
        raise UserError("Rapporten ”quarter” behöver en period. Ange den med --period, till exempel 2025Q3.")
    catalogue = office.catalogue
    period = order.period
    before, year = period_before(period), year_before(period)
    spans = _spans(period, catalogue.quarter.quarters)
    # All units and all measures in one call for every period, so that what is hidden holds together on every
    # page, and a period's figures are hidden or shown the same in every report that has them.
    drawn = {span.name: _read(office, order, span) for span in {*spans, before, year}}
    now, then, last_year = (drawn[span.name] for span in (period, before, year))
    shown = _units(now) if order.unit is None else [order.unit]
    groups: list[tuple[str, Group | None]] = [(name, (name,)) for name in shown]
    if order.unit is None:
        groups.insert(0, (ALL_UNITS, None))
    lines = {
        measure.id: _line(office, measure, [now, then, last_year], groups[0][1])
        for measure in catalogue.measures.values()
    }
    silent = [measure for measure in catalogue.measures.values() if _is_silent(lines[measure.id])]
    told = [measure for measure in catalogue.measures.values() if measure not in silent]
    areas: dict[str, list[paper.MeasureLine]] = {}
    for measure in told:
        areas.setdefault(measure.area or _OTHER, []).append(lines[measure.id])
    return paper.QuarterFacts(
        title=f"Kvartalsrapport {_short(period)}" if "Q" in period.name else f"Rapport {_short(period)}",
        period=_short(period),
        before=_short(before),
        year_before=_short(year),
        where=groups[0][0],
        pages=tuple(
            _page(office, name, group, [now, then, last_year], spans, drawn) for name, group in groups
        ),
        areas=tuple(paper.AreaTable(name, tuple(found)) for name, found in areas.items()),
        silent=tuple(measure.name for measure in silent),
        definitions=tuple(
            (measure.name, f"{measure.definition} {measure.id}, version {measure.version}.")
            for measure in told
        ),
        notes=_notes(office, now, before, year),
    )


def _page(
    office: Office,
    name: str,
    group: Group | None,
    results: Sequence[StatisticsResult],
    spans: Sequence[Period],
    drawn: Mapping[str, StatisticsResult],
) -> paper.KeyPage:
    """A page of key figures; on a unit's page what the unit has nothing of is left out."""
    catalogue = office.catalogue
    lines = [_line(office, catalogue.measure(wanted), results, group) for wanted in catalogue.quarter.key]
    charts = [
        _chart(office, measure, name, group, spans, drawn)
        for measure in map(catalogue.measure, catalogue.quarter.charts)
    ]
    return paper.KeyPage(
        name,
        tuple(line for line in lines if group is None or not _is_silent(line)),
        tuple(chart for chart in charts if any(value for series in chart.series for value in series.values)),
    )


def _read(office: Office, order: Order, span: Period) -> StatisticsResult:
    return statistics(office, (), span, BY_UNIT, order.on, order.recorded_at)


def _spans(period: Period, count: int) -> list[Period]:
    """The periods of the charts, the one of the report last."""
    found = [period]
    while len(found) < count:
        found.insert(0, period_before(found[0]))
    return found


def _units(result: StatisticsResult) -> list[str]:
    return sorted({name for part in result.results for figure in part.groups for name in figure.group})


def _short(period: Period) -> str:
    return period.text().partition(" (")[0]


def _part(result: StatisticsResult, measure: Measure) -> Result | None:
    return next((part for part in result.results if part.measure.id == measure.id), None)


def _figure(result: StatisticsResult, measure: Measure, group: Group | None) -> Figure | None:
    part = _part(result, measure)
    if part is None or group is None:
        return part.total if part is not None else None
    return next((figure for figure in part.groups if figure.group == group), None)


def _line(
    office: Office, measure: Measure, results: Sequence[StatisticsResult], group: Group | None
) -> paper.MeasureLine:
    figures = [_figure(result, measure, group) for result in results]
    now, before, year = (_said(measure, figure) for figure in figures)
    counted = noun_of(measure, office.catalogue)
    unit = value_unit(measure)
    return paper.MeasureLine(
        measure.name,
        counted if unit in (counted, "procent") else f"{unit} ({counted})",
        now,
        before,
        year,
        _number(measure, measure.target) if measure.target is not None else "",
        _status(measure, figures[0]),
    )


def _said(measure: Measure, figure: Figure | None) -> str:
    """A figure in words; a group that does not occur has counted nothing."""
    if figure is None:
        return "0" if measure.formula in _COUNTED else "–"
    value = main_value(measure, figure)
    if value is None:
        return HIDDEN if figure.suppressed else "–"
    return _number(measure, value)


def _number(measure: Measure, value: float) -> str:
    if measure.formula.is_share:
        return f"{decimal(value)} %" if value % 100 else f"{whole(round(value))} %"
    if measure.formula.is_days or measure.formula is Formula.PER_WORKER:
        return decimal(value)
    return whole(round(value))


def _status(measure: Measure, figure: Figure | None) -> str:
    value = main_value(measure, figure) if figure is not None else None
    if value is None or measure.target is None or measure.higher_is_better is None:
        return ""
    met = value >= measure.target if measure.higher_is_better else value <= measure.target
    return "met" if met else "missed"


def _is_silent(line: paper.MeasureLine) -> bool:
    return {line.now, line.before, line.year_before} <= {"–", "0"}


def _chart(
    office: Office,
    measure: Measure,
    where: str,
    group: Group | None,
    spans: Sequence[Period],
    results: Mapping[str, StatisticsResult],
) -> Chart:
    """The measure over the periods, drawn as its definition says."""
    figures = [_figure(results[span.name], measure, group) for span in spans]
    names = tuple(_brief(span) for span in spans)
    breaks = tuple(
        SeriesBreak(place, told.text)
        for told in measure.breaks
        for place, span in enumerate(spans)
        if place and told.day in span
    )
    unit, places = chart_unit(measure, office.catalogue), places_of(measure)
    title = f"{measure.name}, {where}"
    if measure.chart == "bands" and measure.formula.is_days:
        bands = [dict(figure.bands or ()) if figure is not None else {} for figure in figures]
        series = tuple(
            Series(f"{band.name} dagar", tuple(found.get(band.name) for found in bands))
            for band in measure.bands
        )
        return Chart(
            title, Kind.STACKED, names, series, f"antal {noun_of(measure, office.catalogue)}", breaks=breaks
        )
    values = tuple(
        main_value(measure, figure) if figure is not None else _nothing(measure) for figure in figures
    )
    if measure.chart == "control":
        return control_chart(title, names, values, unit, places=places, target=measure.target, breaks=breaks)
    kind = _KINDS.get(measure.chart, Kind.BARS)
    series = (Series(measure.name, values),)
    return Chart(title, kind, names, series, unit, places=places, target=measure.target, breaks=breaks)


def _nothing(measure: Measure) -> float | None:
    return 0.0 if measure.formula in _COUNTED else None


def _brief(span: Period) -> str:
    """`kv 4 25`: short enough for eight of them under half a page."""
    year, letter, number = span.name[:4], span.name[4:5], span.name[5:]
    words = {"Q": "kv", "T": "T", "H": "H"}
    return f"{words[letter]} {number} {year[2:]}" if letter in words and number else span.name


def _notes(
    office: Office, result: StatisticsResult, before: Period, year: Period
) -> tuple[tuple[str, str], ...]:
    limits = office.catalogue.suppression
    return (
        ("Perioder", f"{result.period.text()}; {before.text()}; {year.text()}."),
        ("Registrerat", f"Det som var registrerat till och med {result.recorded_at} (UTC)."),
        (
            "Dolt",
            f"Antal 1–{limits.hide_below - 1} och det som skulle röja dem är dolda. Andelar och medelvärden "
            f"kräver minst {limits.share_from}.",
        ),
        ("Streck", "– står där inget finns att räkna, eller där måttet inte har något mål."),
        PSEUDONYMOUS,
        *version_notes(office.catalogue.version, office.catalogue.calendar.version, __version__),
    )


def _quarter(office: Office, order: Order) -> Paper:
    facts = quarter_facts(office, order)
    kept = replace(facts, notes=())
    return Paper(facts.title, facts.where, paper.compose(facts), digests([kept]))


PAPERS: Papers = {
    "quarter": (
        ReportName(
            "quarter",
            "Kvartalsrapport",
            "Nyckeltal med diagram för helheten och varje enhet, alla mått per område, och definitionerna.",
            ("period", "unit", "as_of", "recorded_at"),
        ),
        _quarter,
    ),
}
