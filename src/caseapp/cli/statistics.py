"""The command stats: chooses between terminal, JSON, csv and xlsx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from caseapp.catalogue.book import Catalogue
from caseapp.cli.output import Progress, print_json, say, table
from caseapp.domain.errors import UserError
from caseapp.service.extracts import Extract, period_on, run_extract, save_extract
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.service.statistics_divisions import divisions
from caseapp.service.statistics_result import FORMATS, StatisticsResult


def list_measures(catalogue: Catalogue, as_json: bool) -> None:
    """The measures with what they count."""
    if as_json:
        print_json(
            [
                {
                    "measure": m.id,
                    "version": m.version,
                    "name": m.name,
                    "unit": m.unit,
                    "formula": m.formula.value,
                    "area": m.area,
                    "by": list(divisions(m)),
                    "higher_is_better": m.higher_is_better,
                    "target": m.target,
                    "kolada": m.kolada,
                    "definition": m.definition,
                    "source": m.source,
                }
                for m in catalogue.measures.values()
            ]
        )
        return
    for measure in catalogue.measures.values():
        typer.echo(f"{measure.id} (version {measure.version}): {measure.name}, räknar {measure.unit}")
        typer.echo(f"  {measure.definition}")
        typer.echo(f"  Delas upp på: {', '.join(divisions(measure))}.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for on the command line."""

    measures: tuple[str, ...]
    period: str | None
    by: tuple[str, ...]
    unit: str | None
    as_of: date | None
    recorded_at: str | None
    show_small: bool


def write_statistics(
    office: Office,
    wanted: Wanted,
    save: str | None,
    run: str | None,
    file_format: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Take out statistics and write them where they were asked for. Raises UserError.

    With `save` the selection is saved as an extract first; with `run` a saved one is taken out.
    """
    as_json = as_json or (file_format == "json" and out is None)
    file_format = file_format or (out.suffix.lstrip(".").lower() if out else "json")
    if file_format not in FORMATS:
        raise UserError(f"Formatet ”{file_format}” finns inte. Välj ett av: {', '.join(FORMATS)}.")
    if file_format != "json" and out is None:
        raise UserError(f"Ange vilken fil {file_format} ska skrivas till, med --out.")
    result = _taken(office, wanted, save, run)
    if out is not None:
        result.write(office, out, file_format)
        say(f"Skrev {out}, kontrollsumma {result.fingerprint}.")
    if as_json:
        print_json(result.as_json())
    elif out is None:
        table(*result.as_table())
        typer.echo(result.caption())


def _taken(office: Office, wanted: Wanted, save: str | None, run: str | None) -> StatisticsResult:
    if run is not None:
        if save is not None or wanted.measures or wanted.by or wanted.unit or wanted.show_small:
            raise UserError(
                "Ett sparat uttag har sina egna mått, delar och enhet. Till --run hör bara --period, "
                "--as-of, --recorded-at, --format och --out."
            )
        with Progress("Räknar") as progress:
            return run_extract(office, run, wanted.period, wanted.as_of, wanted.recorded_at, progress)
    if wanted.period is None:
        raise UserError("Ange perioden med --period, till exempel --period 2025Q3.")
    if save is not None:
        save_extract(office, Extract(save, wanted.measures, wanted.period, wanted.by, wanted.unit))
        say(f"Sparade uttaget {save.strip()}. Ta ut det igen med --run.")
    with Progress("Räknar") as progress:
        return statistics(
            office,
            wanted.measures,
            period_on(wanted.period, wanted.as_of or office.today()),
            wanted.by,
            wanted.as_of,
            wanted.recorded_at,
            wanted.show_small,
            wanted.unit,
            progress=progress,
        )
