"""What every command shares: the app it is registered on, the common options, and the open office."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from caseapp.cli.swedish import Command, Group

if TYPE_CHECKING:
    from caseapp.service.office import Office

app = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Alla frister i enheten, varför varje dag är som den är, och det som ska skrivas ut.",
)
backup_app = typer.Typer(cls=Group, help="Säkerhetskopiera, pröva och återställ.", rich_markup_mode=None)
app.add_typer(backup_app, name="backup")
local_app = typer.Typer(
    cls=Group, help="Lokala regler: visa, förhandsgranska, godkänn och ångra.", rich_markup_mode=None
)
app.add_typer(local_app, name="local-rules")


def command(name: str | None = None, of: typer.Typer = app) -> Callable[[Callable[..., Any]], Any]:
    """Register a command whose help and faults are in Swedish."""
    return of.command(name, cls=Command)


Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="Databasens fil eller adress; annars CASEAPP_DATABASE.",
        metavar="FIL",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Skriv JSON på standard ut.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Läget den dagen, ÅÅÅÅ-MM-DD.", metavar="DAG")]
RecordedAt = Annotated[
    str | None, typer.Option("--recorded-at", help="Det som var registrerat då.", metavar="TID")
]
Unit = Annotated[str | None, typer.Option("--unit", help="Bara den här enheten.", metavar="ENHET")]


def location(context: typer.Context, database: str | None) -> str:
    """Which database: the command's own option, else the one before it, else the default."""
    from caseapp.service.opening import default_database

    return database or context.obj or default_database()


def office_of(context: typer.Context, database: str | None) -> Office:
    """The open office; it is closed when the command ends."""
    from caseapp.service.office import Office

    return closing(context, Office.open(location(context, database)))


def closing(context: typer.Context, office: Office) -> Office:
    """The office, to be closed when the command ends."""
    context.call_on_close(office.close)
    return office
