"""Ej verkställda beslut at the terminal: the quarter's list, its signature, and what has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli import output
from caseapp.cli.common import AsOf, Database, Json, RecordedAt, Unit, command, office_of
from caseapp.cli.output import Progress, print_json, say, table

if TYPE_CHECKING:
    from caseapp.service.evb import EvbQuarter
    from caseapp.service.evb_signing import Difference

Quarter = Annotated[str, typer.Argument(metavar="QUARTER", help="Kvartalet, t.ex. 2026Q1.")]


@command()
def evb(
    context: typer.Context,
    quarter: Quarter,
    unit: Unit = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Skriv också listan som .xlsx eller .csv.", metavar="FIL"),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Egenkontroll av ej verkställda beslut: varje beviljat beslut i precis ett fack."""
    from caseapp.domain.evb import Bin
    from caseapp.service.evb import evb_quarter, quarter_of

    office = office_of(context, database)
    with Progress("Läser besluten") as progress:
        listed = evb_quarter(
            office,
            quarter_of(quarter),
            output.day(as_of),
            output.utc(recorded_at),
            unit,
            progress,
        )
    if out is not None:
        from caseapp.service.evb_files import save_evb_list
        from caseapp.service.evb_signing import since_signed

        rows = save_evb_list(listed, since_signed(office, listed), out)
        say(f"{rows} beslut finns nu i {out.name}.")
    if as_json:
        print_json(listed.as_json())
    else:
        first, last = office.catalogue.evb.window(listed.period)
        _tell(listed)
        typer.echo(f"Rapporteras till IVO {first.isoformat()} – {last.isoformat()}.")
    raise typer.Exit(1 if listed.in_bin(Bin.DOUBTFUL, Bin.TO_REPORT) else 0)


def _tell(listed: EvbQuarter) -> None:
    from caseapp.domain.evb import Bin
    from caseapp.domain.swedish import day_spoken, plural, whole

    of = "" if listed.unit is None else f", {listed.unit or 'utan enhet'}"
    typer.echo(f"Ej verkställda beslut, {listed.period.text()}{of}, läget {day_spoken(listed.last_day)}")
    typer.echo("")
    table(["Fack", "Beslut"], [[name.swedish, count] for name, count in listed.bins.items()])
    parts = [whole(count) for count in listed.bins.values()]
    typer.echo(f"{plural(listed.total, 'beslut', 'beslut')} = {' + '.join(parts)}")
    for name in (Bin.TO_REPORT, Bin.REPORTED_OPEN, Bin.DOUBTFUL, Bin.WAITING):
        found = listed.in_bin(name)
        if not found:
            continue
        typer.echo("")
        typer.echo(f"{name.swedish[0].upper()}{name.swedish[1:]}: {len(found)}")
        if name is Bin.DOUBTFUL:
            table(["Ärende", "Vad som är oklart"], [[one.case.ref, one.why] for one in found])
        else:
            table(
                ["Ärende", "Insats", "Beslutat", "Räknas från", "Sista dag", "Saknas"],
                [
                    [
                        one.case.ref,
                        one.insatstyp_name or "–",
                        one.decided,
                        one.start,
                        one.last_day,
                        ", ".join(one.missing) or "–",
                    ]
                    for one in found
                ],
            )
    typer.echo("")
    typer.echo(f"Kontrollsumma {listed.fingerprint}.")


@command("evb-sign")
def evb_sign(
    context: typer.Context,
    quarter: Quarter,
    unit: Unit = None,
    who: Annotated[
        str | None, typer.Option("--who", help="Signatur; annars datorns användare.", metavar="NAMN")
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Visa signaturen och vad som har ändrats; signera inget.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Signerar egenkontrollen av ett kvartal, eller visar vad som har ändrats sedan den signerades."""
    from caseapp.service.evb import quarter_of
    from caseapp.service.evb_signing import difference, sign

    office = office_of(context, database)
    period = quarter_of(quarter)
    with Progress("Läser besluten") as progress:
        if not show:
            sign(office, period, unit, who, progress)
        found = difference(office, period, unit, progress)
    if as_json:
        print_json(found.as_json() if found is not None else None)
    elif found is None:
        typer.echo(f"Egenkontrollen för {period.name} är inte signerad.")
    else:
        _tell_signature(found)
        if not show:
            say(f"Egenkontrollen för {period.name} är signerad.")
    raise typer.Exit(1 if show and (found is None or found.any) else 0)


def _tell_signature(found: Difference) -> None:
    from caseapp.domain.swedish import plural

    signed = found.signature
    typer.echo(
        f"Signerad av {signed.who} {signed.day.isoformat()}: {plural(signed.total, 'beslut', 'beslut')}, "
        f"kontrollsumma {signed.fingerprint}."
    )
    if found.catalogue_changed:
        typer.echo("Regelverket har ändrats sedan dess, så att samma händelser nu ger en annan lista.")
    if not found.any:
        typer.echo("Listan är densamma nu.")
    if found.rows:
        table(
            ["Ärende", "Då", "Nu", "Ändrat"],
            [
                [
                    row.case.ref,
                    row.before.swedish if row.before else "inte på listan",
                    row.after.swedish if row.after else "inte på listan",
                    "; ".join(
                        f"{fact.name}: {fact.before or '–'} → {fact.after or '–'}" for fact in row.facts
                    )
                    or "–",
                ]
                for row in found.rows
            ],
        )
