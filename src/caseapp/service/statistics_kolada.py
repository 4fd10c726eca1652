"""Figures in Kolada's own shape, for those of its indicators that the program can count.

Each indicator has a figure in all and for women and men (`T`, `K`, `M`), by the municipality's code and year.
Small cells are hidden as everywhere: a hidden figure has no value.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.exchange.writing import whole_file
from caseapp.service.office import Office
from caseapp.service.statistics_result import Result, StatisticsResult

BY = ("sex",)
_GENDERS = ("K", "M")


def kolada_measures(office: Office) -> tuple[str, ...]:
    """The measures that are Kolada's."""
    return tuple(measure.id for measure in office.catalogue.measures.values() if measure.kolada)


def kolada_shape(office: Office, result: StatisticsResult) -> dict[str, Any]:
    """The figures as Kolada gives them out. Raises UserError when the result is not divided by sex alone."""
    if result.keys != BY:
        raise UserError("Kolada redovisar efter kön och inget annat. Ange --by sex.")
    code = office.catalogue.municipality_code
    if not code:
        raise UserError("Kommunkoden saknas. Välj kommunens paket i Inställningar, eller med --pack.")
    parts = [part for part in result.results if part.measure.kolada]
    if not parts:
        raise UserError("Inget av måtten är Koladas. Måtten med ett Kolada-id visas av stats --list --json.")
    return {"values": [_entry(code, result.period.first.year, part) for part in parts]}


def _entry(code: str, year: int, part: Result) -> dict[str, Any]:
    by_sex = {figure.group[0]: figure for figure in part.groups}
    figures = [("T", part.total), *((sex, by_sex[sex]) for sex in _GENDERS if sex in by_sex)]
    return {
        "kpi": part.measure.kolada,
        "municipality": code,
        "period": year,
        "values": [
            {
                "gender": gender,
                "count": 1,
                "status": "Missing" if figure.value is None else "",
                "value": figure.value,
                "isdeleted": False,
            }
            for gender, figure in figures
        ],
    }


def write_kolada(office: Office, result: StatisticsResult, path: Path) -> None:
    """Write the figures to a file in Kolada's shape. Raises UserError."""
    shape = kolada_shape(office, result)
    with whole_file(path) as unfinished:
        unfinished.write_text(json.dumps(shape, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
