"""The command stats: chooses between terminal, JSON, csv and xlsx."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from caseapp.catalogue.book import Catalogue
from caseapp.cli.output import Progress, print_json, say, table
from caseapp.domain.errors import UserError
from caseapp.domain.periods import parse_period
from caseapp.service.office import Office
from caseapp.service.statistics import statistics


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


def write_statistics(
    office: Office,
    measures: Sequence[str],
    period: str,
    by: Sequence[str],
    unit: str | None,
    as_of: date | None,
    recorded_at: str | None,
    show_small: bool,
    file_format: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Take out statistics and write them where they were asked for. Raises UserError."""
    as_json = as_json or (file_format == "json" and out is None)
    file_format = file_format or (out.suffix.lstrip(".").lower() if out else "json")
    if file_format not in ("json", "csv", "xlsx"):
        raise UserError(f"Formatet ”{file_format}” finns inte. Välj json, csv eller xlsx.")
    if file_format != "json" and out is None:
        raise UserError(f"Ange vilken fil {file_format} ska skrivas till, med --out.")
    with Progress("Räknar") as progress:
        result = statistics(
            office,
            measures,
            parse_period(period),
            by,
            as_of,
            recorded_at,
            show_small,
            unit,
            progress=progress,
        )
    if out is not None:
        result.write(office, out, file_format)
        say(f"Skrev {out}, kontrollsumma {result.fingerprint}.")
    if as_json:
        print_json(result.as_json())
    elif out is None:
        table(*result.as_table())
        typer.echo(result.caption())
