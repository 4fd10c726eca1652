"""The entry point: parses the command, calls a service, prints a Swedish table or JSON.

Exit 0 done; 1 done with findings; 2 nothing done, with one clear sentence on stderr. With `--json` only
JSON is written to stdout; messages and progress go to stderr.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from caseapp.cli import output
from caseapp.cli.common import (
    AsOf,
    Database,
    Json,
    RecordedAt,
    Unit,
    app,
    backup_app,
    closing,
    command,
    local_app,
    location,
    office_of,
)
from caseapp.cli.output import Progress, print_json, say, table
from caseapp.cli.swedish import usage_sentence
from caseapp.domain.errors import UserError

_NOTHING_DONE = 2
_INTERRUPTED = 130
"""What Typer makes of Ctrl-C."""


def main() -> None:
    """Run the command line. Known trouble becomes one sentence and exit 2."""
    output.use_utf8()
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has read enough. What is left in the buffer must not be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _run() -> int:
    try:
        code = app(standalone_mode=False)
    except SystemExit:
        return 0  # So Typer leaves when who reads has read enough, and only then.
    except UserError as error:
        say(str(error))
        return _NOTHING_DONE
    except typer.Abort:
        code = _INTERRUPTED
    except TyperException as error:
        say(usage_sentence(error))
        return _NOTHING_DONE
    if code == _INTERRUPTED:
        say("Avbrutet. Ingenting sparades.")
        return _NOTHING_DONE
    return code if isinstance(code, int) else 0


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    database: Database = None,
    version: Annotated[bool, typer.Option("--version", help="Visa programmets version.")] = False,
) -> None:
    """Startar skrivbordsprogrammet när inget kommando anges."""
    if version:
        from caseapp import __version__

        typer.echo(f"caseapp {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from caseapp.desktop.app import run

        raise typer.Exit(run(database))
    context.obj = database


@command()
def init(
    context: typer.Context,
    database: Database = None,
    pack: Annotated[
        list[str] | None, typer.Option("--pack", help="Kommunens paket, t.ex. norrtalje.", metavar="PAKET")
    ] = None,
    as_json: Json = False,
) -> None:
    """Skapar databasen."""
    from caseapp.service.office import Office

    office = closing(context, Office.create(location(context, database), pack or []))
    name = office.database.name
    if as_json:
        print_json({"database": name, "packs": pack or [], "catalogue": office.catalogue.version})
    else:
        say(f"Databasen {name} är skapad.")


@command()
def demo(
    context: typer.Context,
    database: Database = None,
    cases: Annotated[
        int | None, typer.Option("--cases", help="Hur många ärenden.", min=1, metavar="ANTAL")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Samma frö ger samma ärenden.", metavar="TAL")] = 1,
    today: Annotated[
        str | None, typer.Option("--today", help="Vilken dag som är idag.", metavar="DAG")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fyller en tom databas med en påhittad kommun."""
    from caseapp.service.demo import make_demo
    from caseapp.service.opening import open_or_create

    office = closing(context, open_or_create(location(context, database), ["norrtalje"]))
    with Progress("Hittar på ärenden") as progress:
        made = make_demo(office, cases, seed, output.day(today), progress=progress)
    if as_json:
        print_json(made)
    else:
        say(f"Klart: {made['cases']} ärenden med {made['events']} händelser.")


@command()
def rules(
    context: typer.Context,
    rule_id: Annotated[str | None, typer.Argument(metavar="ID", help="En regels id.")] = None,
    local: Annotated[bool, typer.Option("--local", help="Visa de lokala reglernas text.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Visar regelverket, eller förklarar en regel."""
    from caseapp.service.opening import catalogue_for
    from caseapp.service.rulebook import explain_rule, rule_as_json

    if local:
        local_show(context, database, as_json)
        return
    catalogue = catalogue_for(location(context, database))
    if rule_id is not None:
        from caseapp.service.reckoning import every_rule

        rule = every_rule(catalogue).rule(rule_id)
        if as_json:
            print_json(rule_as_json(rule))
        else:
            typer.echo(explain_rule(rule))
        return
    listed = list(catalogue.rules.values())
    if as_json:
        print_json([rule_as_json(rule) for rule in listed])
        return
    table(
        ["Regel", "Namn", "Slag", "Tid", "Lagrum"],
        [
            [
                rule.id,
                rule.name,
                rule.category.value,
                rule.versions[-1].limit.text(),
                rule.versions[-1].lagrum,
            ]
            for rule in listed
        ],
    )


@command()
def deadline(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Regelns id, t.ex. utredning-barn.")],
    starts: Annotated[
        list[str], typer.Argument(metavar="START", help="Dag eller dag med klockslag; - läser rader.")
    ],
    extended_to: Annotated[
        str | None, typer.Option("--extended-to", help="Förlängd till.", metavar="DAG")
    ] = None,
    backwards: Annotated[
        bool,
        typer.Option("--backwards", help="Räkna bakåt: den dag det senast måste ha kommit in."),
    ] = False,
    as_json: Json = False,
    database: Database = None,
) -> None:
    """Räknar en frist från en eller flera dagar, eller bakåt från den dag den ska vara klar."""
    from caseapp.service.opening import catalogue_for
    from caseapp.service.reckoning import as_json as reckoning_json
    from caseapp.service.reckoning import backwards_as_json, every_rule, reckon_backwards, reckon_start

    catalogue = every_rule(catalogue_for(location(context, database)))
    given = [line.strip() for line in sys.stdin if line.strip()] if starts == ["-"] else starts
    many = starts == ["-"] or len(starts) > 1
    if backwards:
        if extended_to is not None:
            raise UserError("En förlängning går inte att räkna bakåt. Ta bort --extended-to.")
        found = [reckon_backwards(catalogue, rule, by) for by in given]
        if as_json:
            told = [backwards_as_json(result) for result in found]
            print_json(told if many else told[0])
            return
        for answer in found:
            typer.echo(
                f"Måste ha kommit in senast {answer.latest_start.isoformat()} för att vara klart senast "
                f"{answer.by.isoformat()}"
            )
            typer.echo(answer.reckoning.sentence())
        return
    results = [reckon_start(catalogue, rule, start, extended_to) for start in given]
    if as_json:
        listed = [reckoning_json(result) for result in results]
        print_json(listed if many else listed[0])
        return
    for result in results:
        typer.echo(f"Sista dag {result.last_day.isoformat()} (nominell dag {result.nominal.isoformat()})")
        typer.echo(result.sentence())


@command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="En csv- eller xlsx-fil.")],
    kind: Annotated[str | None, typer.Option("--as", help="Slag av lista.", metavar="SLAG")] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", help="Verksamhetssystemets rubriker.", metavar="SYSTEM")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Visa vad som skulle hända; spara inget.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="Skriv avvisade rader hit.", metavar="FIL")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Läser in en lista från verksamhetssystemet eller Excel."""
    from caseapp.service.importing import import_file

    office = office_of(context, database)
    with Progress("Läser in") as progress:
        result = import_file(office, file, kind, profile, dry_run, rejects, progress=progress)
    for note in result.notes:
        say(note)
    for reject in result.rejects:
        say(reject.text)
    for warning in result.warning_texts:
        say(f"Varning: {warning}")
    if as_json:
        print_json(result.as_json())
    else:
        table(
            ["Lästa", "Nya", "Ändrade", "Oförändrade", "Avvisade", "Varningar"],
            [
                [
                    result.read,
                    result.imported,
                    result.updated,
                    result.unchanged,
                    result.rejected,
                    result.warnings,
                ]
            ],
        )
        if dry_run:
            say("Provläsning: ingenting är sparat.")
    raise typer.Exit(1 if result.rejected else 0)


@command()
def queue(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Köns namn, t.ex. overdue.")],
    unit: Unit = None,
    as_of: AsOf = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Visar en kö, det mest brådskande först."""
    from caseapp.domain.swedish import day_spoken, plural
    from caseapp.service.queues import read_queue

    listed = read_queue(office_of(context, database), name, unit, output.day(as_of))
    if as_json:
        print_json(listed.as_json())
        return
    typer.echo(
        f"{listed.queue.name}: {plural(len(listed.items), 'rad', 'rader')}, läget {day_spoken(listed.as_of)}"
    )
    table(
        ["Ärende", "Frist", "Sista dag", "Läge", "Enhet", "Handläggare"],
        [
            [
                item.case.ref,
                item.rule_name or item.type_name,
                item.last_day or "–",
                output.status(item),
                item.unit or "–",
                item.worker or "ej fördelad",
            ]
            for item in listed.items
        ],
    )


@command()
def case(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="ID", help="Ärendets nummer.")],
    case_type: Annotated[
        str | None, typer.Option("--type", help="Ärendetyp, när numret finns i flera.", metavar="TYP")
    ] = None,
    as_of: AsOf = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Visar ett ärende: händelser, frister med skäl, kedja."""
    from caseapp.service.cases import view_case
    from caseapp.service.record import find_case

    office = office_of(context, database)
    view = view_case(office, find_case(office, ref, case_type), output.day(as_of))
    if as_json:
        print_json(view.as_json())
        return
    typer.echo(f"{view.type_name} {view.case.key.ref} · {view.case.unit or 'enhet okänd'}")
    table(
        ["Händelse", "Dag", "Uppgifter"],
        [
            [line.name + (" (makulerad)" if line.voided else ""), str(line.event.occurred), line.details]
            for line in view.events
        ],
    )
    for line in view.deadlines:
        typer.echo(f"{line.deadline.rule.name}: sista dag {line.deadline.last_day.isoformat()}")
        typer.echo(f"  {line.why}")
    for found in view.findings:
        typer.echo(f"! {found.message}")


@command()
def stats(
    context: typer.Context,
    measures: Annotated[
        list[str] | None, typer.Argument(metavar="MEASURE", help="Måttens id; alla om inget anges.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            help="2025Q3, 2025T2, 2025H1, 2025-08, 2025, FRÅN..TILL eller kvartal (det senaste hela).",
            metavar="PERIOD",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Dela upp på sex,age_band,unit,month eller måttets egna.", metavar="DELAR"),
    ] = None,
    unit: Unit = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    show_small: Annotated[
        bool, typer.Option("--show-small", help="Visa även små tal; bara för egen kontroll.")
    ] = False,
    listing: Annotated[bool, typer.Option("--list", help="Visa måtten och deras definitioner.")] = False,
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format", help="json, csv, xlsx, pdf eller kolada; annars filens ändelse.", metavar="FORMAT"
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Skriv till fil.", metavar="FIL")] = None,
    save: Annotated[
        str | None, typer.Option("--save", help="Spara urvalet som ett uttag.", metavar="NAMN")
    ] = None,
    run: Annotated[
        str | None,
        typer.Option("--run", help="Ta ut ett sparat uttag; ett okänt namn räknar upp alla.", metavar="NAMN"),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tar ut statistik: en definition per mått."""
    from caseapp.cli.statistics import Wanted, list_measures, write_statistics

    office = office_of(context, database)
    if listing:
        list_measures(office.catalogue, as_json)
        return
    wanted = Wanted(
        tuple(measures or ()),
        period,
        tuple(key.strip() for key in by.split(",") if key.strip()) if by else (),
        unit,
        output.day(as_of),
        output.utc(recorded_at),
        show_small,
    )
    write_statistics(office, wanted, save, run, file_format, out, as_json)


@command()
def report(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Papperets namn; ett okänt räknar upp alla.")],
    out: Annotated[Path, typer.Option("--out", help="PDF-filen att skriva.", metavar="FIL.pdf")],
    period: Annotated[
        str | None, typer.Option("--period", help="Period, för de papper som har en.", metavar="PERIOD")
    ] = None,
    ref: Annotated[str | None, typer.Option("--case", help="Ärendets nummer.", metavar="ID")] = None,
    case_type: Annotated[
        str | None, typer.Option("--type", help="Ärendetyp, när numret finns i flera.", metavar="TYP")
    ] = None,
    queue_name: Annotated[
        str | None, typer.Option("--queue", help="Köns namn, för papperet queue.", metavar="NAME")
    ] = None,
    unit: Unit = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Uppdelning, för de papper som kan, t.ex. sex.", metavar="DEL")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Skriver ett papper som PDF."""
    from caseapp.domain.periods import parse_period
    from caseapp.domain.swedish import plural
    from caseapp.service.record import find_case
    from caseapp.service.reports import make_report

    office = office_of(context, database)
    result = make_report(
        office,
        name,
        out,
        period=parse_period(period) if period else None,
        case=find_case(office, ref, case_type) if ref else None,
        queue=queue_name,
        unit=unit,
        as_of=output.day(as_of),
        recorded_at=output.utc(recorded_at),
        choices={"by": by} if by else {},
    )
    if as_json:
        print_json(result.as_json())
    else:
        pages = plural(result.pages, "sida", "sidor")
        say(f"Skrev {result.out}, {pages}, kontrollsumma {result.fingerprint}.")


@command()
def scan(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="En textfil, eller - för standard in.")],
    as_json: Json = False,
) -> None:
    """Letar efter det som visar vem någon är: nummer, e-post och namn. Visar var, aldrig vad."""
    from caseapp.service.scanning import scan_text

    findings = scan_text(file)
    if as_json:
        print_json({"findings": [found.as_json() for found in findings]})
    else:
        for found in findings:
            judged = "" if found.stop else " (varning)"
            where = f"Rad {found.line}, tecken {found.column}"
            typer.echo(f"{where}: {found.kind}, {found.length} tecken{judged}")
        if not findings:
            typer.echo("Inget som ser ut som personnummer, telefonnummer, e-postadress eller namn.")
    raise typer.Exit(1 if any(found.stop for found in findings) else 0)


@command()
def calendar(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="Kalenderfilen att skriva.", metavar="FIL.ics")],
    unit: Unit = None,
    as_of: AsOf = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Skriver öppna frister som en kalenderfil för Outlook."""
    from caseapp.service.calendars import export_calendar

    written = export_calendar(office_of(context, database), out, unit, output.day(as_of))
    if as_json:
        print_json({"out": str(out), "events": written})
    else:
        say(f"Skrev {out} med {written} frister.")


@command()
def check(context: typer.Context, database: Database = None, as_json: Json = False) -> None:
    """Prövar att databasen är hel, att projektionerna är händelserna, och vad som inte går ihop."""
    from caseapp.service.checking import check as run_check

    result = run_check(office_of(context, database))
    if as_json:
        print_json(result.as_json())
    else:
        for found in result.findings:
            level = "FEL" if found.level == "error" else "Varning"
            typer.echo(f"{level}: {found.case or ''} {found.message}")
        if not result.findings:
            typer.echo("Allt stämmer.")
    raise typer.Exit(1 if result.findings else 0)


@command("create", of=backup_app)
def backup_create(
    context: typer.Context,
    target: Annotated[Path | None, typer.Argument(metavar="FIL", help="Kopians fil.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tar en säkerhetskopia och prövar den."""
    from caseapp.service.backups import create_backup

    output.backup(
        create_backup(office_of(context, database), target), "Säkerhetskopian är tagen och prövad", as_json
    )


@command("verify", of=backup_app)
def backup_verify(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Kopians fil.")], as_json: Json = False
) -> None:
    """Prövar en säkerhetskopia."""
    from caseapp.service.backups import verify_backup

    output.backup(verify_backup(file), "Säkerhetskopian är hel", as_json)


@command("restore", of=backup_app)
def backup_restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Kopians fil.")],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Återställer en säkerhetskopia; den gamla databasen sparas bredvid."""
    from caseapp.service.backups import restore_backup

    output.backup(restore_backup(file, location(context, database)), "Databasen är återställd", as_json)


@command("show", of=local_app)
def local_show(context: typer.Context, database: Database = None, as_json: Json = False) -> None:
    """Visar de lokala reglernas text."""
    from caseapp.service.local_rules import read_local

    text = read_local(office_of(context, database))
    if as_json:
        print_json({"local": text})
    elif text:
        typer.echo(text)
    else:
        say("Det finns inga lokala regler.")


LocalFile = Annotated[Path, typer.Argument(metavar="FILE", help="De lokala reglerna, en TOML-fil.")]


@command("preview", of=local_app)
def local_preview(
    context: typer.Context, file: LocalFile, database: Database = None, as_json: Json = False
) -> None:
    """Visar vilka frister som skulle flyttas; sparar inget."""
    from caseapp.cli.rules import preview_file, tell_preview

    tell_preview(preview_file(office_of(context, database), file), as_json)


@command("accept", of=local_app)
def local_accept(
    context: typer.Context, file: LocalFile, database: Database = None, as_json: Json = False
) -> None:
    """Gör filens lokala regler gällande och räknar om fristerna."""
    from caseapp.cli.rules import preview_file, tell_preview
    from caseapp.service.local_rules import accept_catalogue

    office = office_of(context, database)
    preview = preview_file(office, file)
    accept_catalogue(office, preview)
    tell_preview(preview, as_json)
    say("De lokala reglerna gäller nu. Ångra med ”caseapp local-rules undo”.")


@command("undo", of=local_app)
def local_undo(context: typer.Context, database: Database = None, as_json: Json = False) -> None:
    """Ångrar den senaste ändringen av reglerna och räknar om fristerna."""
    from caseapp.cli.rules import tell_preview
    from caseapp.service.local_rules import undo_catalogue

    office = office_of(context, database)
    with Progress("Räknar om") as progress:
        preview = undo_catalogue(office, progress)
    tell_preview(preview, as_json)
    say("Den senaste ändringen av reglerna är ångrad.")


# Commands with a file of their own register themselves when it is read.
from caseapp.cli import evb as _evb  # noqa: E402, F401
from caseapp.cli import evb_compare as _evb_compare  # noqa: E402, F401
from caseapp.cli import forecast as _forecast  # noqa: E402, F401
from caseapp.cli import lex_sarah as _lex_sarah  # noqa: E402, F401
