"""The command forecast: what to expect in the coming weeks, and how well it has been foretold."""

from __future__ import annotations

from typing import Annotated

import typer

from caseapp.cli import output
from caseapp.cli.common import AsOf, Database, Json, RecordedAt, Unit, command, office_of
from caseapp.cli.output import Progress, print_json, table
from caseapp.domain.errors import UserError


@command()
def forecast(
    context: typer.Context,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Regelns id; annars barnutredningar.", metavar="ID")
    ] = None,
    unit: Unit = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    extra: Annotated[
        int, typer.Option("--extra", help="Jämför med så många fler avslut i veckan.", metavar="ANTAL")
    ] = 0,
    weeks: Annotated[
        str | None, typer.Option("--weeks", help="Veckor framåt, till exempel 4,8,12.", metavar="VECKOR")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Annat frö för slumpen.", metavar="TAL")] = None,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Pröva prognosen på det som har varit, och visa felet.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Räknar hur många som passerar sin sista dag de kommande veckorna."""
    horizons = _weeks(weeks)
    office = office_of(context, database)
    day, until = output.day(as_of), output.utc(recorded_at)
    if backtest:
        from caseapp.service.forecast_backtest import backtest as run_backtest

        if extra:
            raise UserError("--extra går inte att pröva bakåt. Ta bort --extra eller --backtest.")
        with Progress("Prövar") as progress:
            tried = run_backtest(office, (), rule, unit, day, until, horizons, seed, progress)
        if as_json:
            print_json(tried.as_json())
            return
        table(*tried.as_table())
        typer.echo(tried.caption())
        return
    from caseapp.service.forecasting import forecast as make_forecast

    with Progress("Räknar") as progress:
        made = make_forecast(office, rule, unit, day, until, horizons, extra, seed, progress)
    if as_json:
        print_json(made.as_json())
        return
    typer.echo(made.title())
    typer.echo(made.standing())
    if made.outlooks:
        table(*made.as_table())
        typer.echo(made.method_text())
    typer.echo(made.pace.text())
    for caveat in made.caveats:
        typer.echo(f"! {caveat}")
    typer.echo(made.caption())


def _weeks(text: str | None) -> list[int]:
    """The horizons of an option. Raises UserError."""
    try:
        return [int(part) for part in text.split(",")] if text else []
    except ValueError:
        raise UserError(f"Veckorna ”{text}” går inte att läsa. Skriv till exempel 4,8,12.") from None
