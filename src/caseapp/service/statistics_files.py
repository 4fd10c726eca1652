"""Writes statistics as json, csv and xlsx, each with what is needed to take the figures out again."""

from __future__ import annotations

import json
from pathlib import Path

from caseapp import __version__
from caseapp.catalogue.book import Catalogue
from caseapp.domain.events import spaced
from caseapp.exchange.writing import Cell, Sheet, whole_file, write_csv, write_xlsx
from caseapp.service.statistics_columns import group_words, hidden_word, measure_table, noun_of, value_unit
from caseapp.service.statistics_result import StatisticsResult
from caseapp.service.statistics_sheet_charts import sheet_chart


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
    """One row a figure, and one a point of a series; each row says by itself what it is and rests on."""
    measures = [part.measure for part in result.results]
    bands = list(
        dict.fromkeys(
            band.name for band in (*catalogue.duration_bands, *(b for m in measures for b in m.bands))
        )
    )
    percentiles = sorted({wanted for measure in measures for wanted in measure.percentiles})
    series = any(part.total.series is not None for part in result.results)
    header = [
        "Mått",
        "Version",
        "Namn",
        "Räknar",
        *(result.head(key) for key in result.keys),
        *(["Dag"] if series else []),
        "Värde",
        "Värdets enhet",
        "Täljare",
        "Nämnare",
        "Median (dagar)",
        *(f"Percentil {wanted} (dagar)" for wanted in percentiles),
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
            head: list[Cell] = [
                part.measure.id,
                part.measure.version,
                part.measure.name,
                noun_of(part.measure, catalogue),
                *group_words(result, part, figure),
            ]
            tail: list[Cell] = [
                result.period.first,
                result.period.last,
                result.as_of,
                result.recorded_at,
                result.unit or "alla enheter",
                result.catalogue,
                __version__,
                result.fingerprint,
            ]
            counts, days = dict(figure.bands or ()), dict(figure.percentiles)
            rows.append(
                [
                    *head,
                    *([None] if series else []),
                    figure.value,
                    value_unit(part.measure),
                    figure.numerator,
                    figure.denominator,
                    figure.median,
                    *(days.get(wanted) for wanted in percentiles),
                    *(counts.get(band) for band in bands),
                    hidden_word(figure),
                    *tail,
                ]
            )
            rows += [
                [
                    *head,
                    day,
                    count,
                    value_unit(part.measure),
                    count,
                    *[None] * (2 + len(percentiles) + len(bands)),
                    "ja" if count is None else "nej",
                    *tail,
                ]
                for day, count in figure.series or ()
            ]
    return header, rows


def sheets(result: StatisticsResult, catalogue: Catalogue) -> list[Sheet]:
    """A sheet a measure, and last the one that tells what the figures rest on."""
    made = []
    for number, part in enumerate(result.results, start=1):
        header, rows = measure_table(result, part, catalogue)
        chart = sheet_chart(result, part, header, catalogue)
        made.append(Sheet(_sheet_name(number, part.measure.name), header, rows, chart))
    return [*made, Sheet("Om", ["Uppgift", "Värde"], _about(result))]


def _about(result: StatisticsResult) -> list[list[Cell]]:
    limits = result.suppression
    rows: list[list[Cell]] = [
        ["Period", result.period.text()],
        ["Läge", result.as_of],
        ["Registrerat till och med (UTC)", result.recorded_at],
        ["Urval", result.unit or "alla enheter"],
        ["Uppdelning", ", ".join(result.head(key) for key in result.keys) or "ingen"],
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
        rows += [[f"{measure.id}, att tänka på", note] for note in part.notes]
    return rows


def _sheet_name(number: int, name: str) -> str:
    """At most 31 characters, none that Excel refuses; the number keeps two names apart."""
    plain = "".join(" " if character in "[]:*?/\\'" else character for character in name)
    return f"{number} {plain}"[:31].rstrip()
