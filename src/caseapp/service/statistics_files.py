"""Writes statistics as json, csv and xlsx, each with what is needed to take the figures out again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from caseapp import __version__
from caseapp.catalogue.book import Catalogue
from caseapp.domain.events import spaced
from caseapp.domain.measures import Formula, Measure
from caseapp.exchange.writing import Cell, Sheet, whole_file, write_csv, write_xlsx
from caseapp.service.statistics_result import KEYS, Figure, Result, StatisticsResult


def write_file(result: StatisticsResult, catalogue: Catalogue, path: Path, file_format: str) -> None:
    """Write the statistics in a format: `json`, `csv` or `xlsx`. Raises UserError."""
    if file_format == "csv":
        write_csv(path, *csv_table(result, catalogue))
    elif file_format == "xlsx":
        write_xlsx(path, sheets(result, catalogue))
    else:
        with whole_file(path) as unfinished:
            unfinished.write_text(
                json.dumps(result.as_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )


def csv_table(result: StatisticsResult, catalogue: Catalogue) -> tuple[list[str], list[list[Cell]]]:
    """One row a figure; each row says by itself what it is and what it rests on."""
    bands = [band.name for band in catalogue.duration_bands]
    header = [
        "Mått",
        "Version",
        "Namn",
        "Räknar",
        *(KEYS[key] for key in result.keys),
        "Värde",
        "Värdets enhet",
        "Täljare",
        "Nämnare",
        "Median (dagar)",
        *(f"{band} dagar (antal)" for band in bands),
        "Undertryckt",
        "Period från",
        "Period till",
        "Läge",
        "Registrerat till och med",
        "Urval",
        "Regelverk",
        "Program",
        "Kontrollsumma",
    ]
    rows: list[list[Cell]] = []
    for part in result.results:
        for figure in (part.total, *part.groups):
            counts = dict(figure.bands or ())
            rows.append(
                [
                    part.measure.id,
                    part.measure.version,
                    part.measure.name,
                    _noun(part.measure, catalogue),
                    *_group(part, figure, result.keys),
                    figure.value,
                    _value_unit(part.measure),
                    figure.numerator,
                    figure.denominator,
                    figure.median,
                    *(counts.get(band) for band in bands),
                    _hidden(figure),
                    result.period.first,
                    result.period.last,
                    result.as_of,
                    result.recorded_at,
                    result.unit or "alla enheter",
                    result.catalogue,
                    __version__,
                    result.fingerprint,
                ]
            )
    return header, rows


def sheets(result: StatisticsResult, catalogue: Catalogue) -> list[Sheet]:
    """A sheet a measure, and last the one that tells what the figures rest on."""
    made = []
    for number, part in enumerate(result.results, start=1):
        header, rows = _measure_table(part, result.keys, catalogue)
        made.append(Sheet(_sheet_name(number, part.measure.name), header, rows))
    return [*made, Sheet("Om", ["Uppgift", "Värde"], _about(result))]


def _measure_table(
    part: Result, keys: Sequence[str], catalogue: Catalogue
) -> tuple[list[str], list[list[Cell]]]:
    measure = part.measure
    noun = _noun(measure, catalogue)
    divided = [KEYS[key] for key in keys]
    figures = (part.total, *part.groups)
    rows: list[list[Cell]]
    if measure.formula is Formula.COUNT:
        header = [*divided, f"Antal {noun}", "Undertryckt"]
        rows = [[*_group(part, f, keys), f.numerator, _hidden(f)] for f in figures]
    elif measure.formula is Formula.DURATION:
        bands = [band.name for band in catalogue.duration_bands]
        header = [
            *divided,
            "Medelvärde (dagar)",
            "Median (dagar)",
            f"Antal {noun}",
            *(f"{band} dagar (antal {noun})" for band in bands),
            "Undertryckt",
        ]
        rows = [
            [
                *_group(part, f, keys),
                f.value,
                f.median,
                f.denominator,
                *(dict(f.bands or ()).get(band) for band in bands),
                _hidden(f),
            ]
            for f in figures
        ]
    else:
        timely = "i tid" if measure.formula is Formula.SHARE_ON_TIME else "för sent"
        header = [
            *divided,
            f"Andel {noun} {timely} (procent)",
            f"Antal {noun} {timely}",
            f"Antal {noun}",
            "Undertryckt",
        ]
        rows = [[*_group(part, f, keys), f.value, f.numerator, f.denominator, _hidden(f)] for f in figures]
    return header, rows


def _about(result: StatisticsResult) -> list[list[Cell]]:
    limits = result.suppression
    rows: list[list[Cell]] = [
        ["Period", result.period.text()],
        ["Läge", result.as_of],
        ["Registrerat till och med (UTC)", result.recorded_at],
        ["Urval", result.unit or "alla enheter"],
        ["Uppdelning", ", ".join(KEYS[key] for key in result.keys) or "ingen"],
        [
            "Undertryckning",
            f"Antal 1–{limits.hide_below - 1} döljs, och det som skulle röja dem. "
            f"Andelar och medelvärden kräver minst {limits.share_from}."
            if limits is not None
            else "Ingen: även små tal visas. Lämna inte ut filen.",
        ],
        ["Regelverk", result.catalogue],
        ["Program", f"caseapp {__version__}"],
        ["Kontrollsumma", spaced(result.fingerprint)],
    ]
    for part in result.results:
        measure = part.measure
        rows.append([f"{measure.id}, version {measure.version}", f"{measure.name}. {measure.definition}"])
    return rows


def _noun(measure: Measure, catalogue: Catalogue) -> str:
    """What is counted; the unit of a duration is days, of so many cases."""
    if measure.formula is Formula.DURATION:
        return catalogue.case_types[measure.case_type].plural
    return measure.unit


def _value_unit(measure: Measure) -> str:
    if measure.formula in (Formula.SHARE_LATE, Formula.SHARE_ON_TIME):
        return "procent"
    return measure.unit


def _group(part: Result, figure: Figure, keys: Sequence[str]) -> tuple[str, ...]:
    return ("alla",) * len(keys) if figure is part.total else figure.group


def _hidden(figure: Figure) -> str:
    """Whether the figure is hidden, or some of its bands are."""
    if figure.suppressed:
        return "ja"
    return "delvis" if any(count is None for _, count in figure.bands or ()) else "nej"


def _sheet_name(number: int, name: str) -> str:
    """At most 31 characters, none that Excel refuses; the number keeps two names apart."""
    plain = "".join(" " if character in "[]:*?/\\'" else character for character in name)
    return f"{number} {plain}"[:31].rstrip()
