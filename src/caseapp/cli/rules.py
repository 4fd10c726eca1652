"""The local rules at the terminal: a file is read, and what it would move is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from caseapp.cli.output import Progress, print_json, table
from caseapp.domain.errors import UserError
from caseapp.service.local_rules import CataloguePreview, preview_catalogue, summary

if TYPE_CHECKING:
    from caseapp.service.office import Office


def preview_file(office: Office, file: Path) -> CataloguePreview:
    """What the local rules of a file would move. Raises UserError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError:
        raise UserError(f"Filen {file} går inte att läsa. Kontrollera namnet.") from None
    except UnicodeDecodeError:
        raise UserError(f"Filen {file} är inte sparad som UTF-8. Spara den igen.") from None
    with Progress("Räknar om") as progress:
        return preview_catalogue(office, local=text, progress=progress)


def tell_preview(preview: CataloguePreview, as_json: bool) -> None:
    """What moves, as JSON or as a sentence and a table."""
    if as_json:
        print_json(preview.as_json())
        return
    typer.echo(summary(preview))
    if preview.changes:
        table(
            ["Ärende", "Regel", "Sista dag nu", "Ny sista dag", "Läge"],
            [
                [
                    change.case.ref,
                    change.rule_name,
                    change.old or "–",
                    change.new or "–",
                    change.state,
                ]
                for change in preview.changes
            ],
        )
