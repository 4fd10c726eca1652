"""Statistics that were taken out, printed as a PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from caseapp import __version__
from caseapp.domain.rules import STOCKHOLM
from caseapp.domain.swedish import decimal, listing, whole
from caseapp.exchange.writing import Cell
from caseapp.report import statistics as paper
from caseapp.report.blocks import Sheet
from caseapp.report.press import print_sheet
from caseapp.report.words import PSEUDONYMOUS, version_notes
from caseapp.service.office import Office
from caseapp.service.papers import ALL_UNITS
from caseapp.service.statistics_charts import chart_of
from caseapp.service.statistics_columns import measure_table, noun_of
from caseapp.service.statistics_result import HIDDEN, Result, StatisticsResult


def statistics_facts(office: Office, result: StatisticsResult) -> paper.StatisticsFacts:
    """What the paper tells of a result."""
    keys = [result.head(key).lower() for key in result.keys]
    divided = f", uppdelat på {listing(keys)}" if keys else ""
    return paper.StatisticsFacts(
        title=f"Statistik, {result.period.text().partition(' (')[0]}",
        lead=f"{result.period.text()}, {result.unit or ALL_UNITS}{divided}.",
        parts=tuple(_part(office, result, part) for part in result.results),
        notes=(
            ("Uttaget", result.caption()),
            PSEUDONYMOUS,
            *version_notes(office.catalogue.version, office.catalogue.calendar.version, __version__),
        ),
    )


def _part(office: Office, result: StatisticsResult, part: Result) -> paper.MeasurePart:
    head, rows = measure_table(result, part, office.catalogue)
    measure = part.measure
    # Whether a figure is hidden stands in its own place on paper, not in a column.
    texts = tuple(
        tuple(
            _text(cell, figure.suppressed or place >= len(result.keys)) for place, cell in enumerate(row[:-1])
        )
        for row, figure in zip(rows, (part.total, *part.groups), strict=True)
    )
    return paper.MeasurePart(
        measure.name,
        f"{measure.definition} {measure.id}, version {measure.version}. Källa: {measure.source}.",
        f"{measure.name}, räknar {noun_of(measure, office.catalogue)}, {result.period.text()}",
        tuple(head[:-1]),
        len(result.keys),
        tuple(
            tuple(HIDDEN if text == _EMPTY and row[-1] in ("ja", "delvis") else text for text in cells)
            for cells, row in zip(texts, rows, strict=True)
        ),
        chart_of(result, part, office.catalogue),
        part.notes,
    )


_EMPTY = "–"


def _text(cell: Cell, number: bool) -> str:
    if cell is None:
        return _EMPTY
    if isinstance(cell, float):
        return decimal(cell)
    if isinstance(cell, int) and number:
        return whole(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def write_pdf(office: Office, result: StatisticsResult, path: Path) -> None:
    """Print the statistics to a file. Raises UserError."""
    facts = statistics_facts(office, result)
    print_sheet(
        Sheet(
            name=facts.title,
            municipality=office.catalogue.municipality,
            scope=result.unit or ALL_UNITS,
            as_of=result.as_of,
            printed=office.clock().astimezone(STOCKHOLM),
            fingerprint=result.fingerprint,
            blocks=paper.compose(facts),
        ),
        path,
    )
