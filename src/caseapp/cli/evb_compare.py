"""The command evb-compare: another search held against the first one or against the register."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from caseapp.cli.common import Database, Json, command, office_of
from caseapp.cli.output import print_json, say, table

if TYPE_CHECKING:
    from caseapp.domain.reconcile import Line
    from caseapp.domain.reconcile_causes import Cause
    from caseapp.service.evb_extracts import Extract
    from caseapp.service.evb_reconcile import Reconciliation

UNCERTAIN = " (osäkert)"


@command("evb-compare")
def evb_compare(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="En lista över insatser, csv eller xlsx.")],
    file2: Annotated[
        Path | None,
        typer.Argument(metavar="FILE2", help="En annan sökning; utan den jämförs med registret."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", help="Verksamhetssystemets rubriker.", metavar="SYSTEM")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Jämför två sökningar efter beslut, eller en sökning med registret; sparar inget."""
    from caseapp.service.evb_reconcile import reconcile

    found = reconcile(office_of(context, database), file, file2, profile)
    for note in found.notes:
        say(note)
    if as_json:
        print_json(found.as_json())
    else:
        _show(found)
    raise typer.Exit(0 if found.agrees else 1)


def _show(found: Reconciliation) -> None:
    typer.echo(found.sentence())
    told = found.comparison
    _show_only(found, told.only_b, found.why_b, found.b, found.a)
    _show_only(found, told.only_a, found.why_a, found.a, found.b)
    _show_differing(found)
    for side in (found.a, found.b):
        if side.unreadable:
            typer.echo(f"\nRader som inte går att läsa i {side.name}")
            table(["Rad", "Fält", "Fel"], [[r.row, r.field, r.reason] for r in side.unreadable])


def _show_only(
    found: Reconciliation,
    lines: Sequence[Line],
    why: Sequence[Sequence[Cause]],
    has: Extract,
    lacks: Extract,
) -> None:
    if not lines:
        return
    typer.echo(f"\nFinns bara i {has.name}, och varför {lacks.name} saknar det")
    rows: list[list[Any]] = []
    for line, reasons in zip(lines, why, strict=True):
        head: list[str] = [
            line.ref,
            "–" if line.number is None else str(line.number),
            found.say("insatstyp", line.cell("insatstyp")) or "–",
            line.cell("beslut") or "–",
        ]
        for cause in reasons:
            doubt = UNCERTAIN if cause.chance is not None and not cause.certain else ""
            rows.append([*head, f"{cause.text}{doubt}"])
            head = [""] * len(head)
    table(["Ärende", "Rad", "Insatstyp", "Beslut", "Varför"], rows)
    if any(str(row[-1]).endswith(UNCERTAIN) for row in rows):
        typer.echo(
            f"Osäkert: gränsen kan vara en slump, för antingen har {lacks.name} få rader "
            f"({len(lacks.lines)}) eller förklarar den få av dem som saknas."
        )


def _show_differing(found: Reconciliation) -> None:
    if not found.comparison.differing:
        return
    typer.echo("\nFinns i båda men skiljer sig")
    rows = []
    for pair in found.comparison.differing:
        mark = f"{pair.b.ref} (troligen samma)" if pair.probable else pair.b.ref
        for difference in pair.differences:
            column = difference.column
            values = [found.say(column, text) or "–" for text in (difference.a, difference.b)]
            rows.append([mark, found.field_name(difference), *values])
            mark = ""
    table(["Ärende", "Fält", found.a.title, found.b.title], rows)
    for pair in found.comparison.differing:
        for sentence in found.steps(pair):
            typer.echo(f"{pair.b.ref}: {sentence}")
