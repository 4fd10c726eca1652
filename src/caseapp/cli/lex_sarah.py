"""Lex Sarah at the terminal: the register, a matter, and every step from report to followed-up remedy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli import output
from caseapp.cli.common import AsOf, Database, Json, RecordedAt, Unit, app, command, office_of
from caseapp.cli.lex_sarah_output import tell_matter, tell_register, tell_remedies, tell_summary
from caseapp.cli.output import print_json, say
from caseapp.cli.swedish import Group
from caseapp.domain.errors import UserError

if TYPE_CHECKING:
    from caseapp.domain.events import CaseKey
    from caseapp.domain.lex_sarah import Source
    from caseapp.domain.moments import Moment
    from caseapp.service.office import Office
    from caseapp.service.record import Changes

lex_sarah_app = typer.Typer(
    cls=Group,
    help="Lex Sarah: registret, ärendena, stegen och åtgärderna.",
    rich_markup_mode=None,
    invoke_without_command=True,
)
app.add_typer(lex_sarah_app, name="lex-sarah")

Ref = Annotated[str, typer.Argument(metavar="ID", help="Ärendets nummer, t.ex. LS-2026-001.")]
Values = Annotated[
    list[str] | None,
    typer.Option("--value", help="En uppgift i formuläret; ange flera gånger.", metavar="FÄLT=TEXT"),
]
Day = Annotated[
    str | None,
    typer.Option("--day", help="När det hände, dag eller dag med klockslag; annars i dag.", metavar="TID"),
]
Number = Annotated[
    str, typer.Option("--ref", help="Eget nummer; annars nästa lediga i serien.", metavar="NUMMER")
]
Period = Annotated[
    str | None, typer.Option("--period", help="2025Q3, 2025T2, 2025 eller FRÅN..TILL.", metavar="PERIOD")
]


@lex_sarah_app.callback(invoke_without_command=True)
def lex_sarah(
    context: typer.Context,
    period: Period = None,
    unit: Unit = None,
    kind: Annotated[
        str | None, typer.Option("--type", help="Bara det här slaget, t.ex. bemotande.", metavar="SLAG")
    ] = None,
    card: Annotated[
        str | None,
        typer.Option(
            "--card", help="reports, misconduct, serious, not_started eller late_remedies.", metavar="KORT"
        ),
    ] = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Skriv registret till en csv- eller xlsx-fil.", metavar="FIL")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Visar registret över lex Sarah, det som ska rättas först."""
    if context.invoked_subcommand is not None:
        return
    from caseapp.domain.periods import parse_period
    from caseapp.service.lex_sarah_register import Filters, register, write_register

    office = office_of(context, database)
    chosen = Filters(parse_period(period) if period else None, unit, kind, card)
    found = register(office, chosen, output.day(as_of), output.utc(recorded_at))
    if out is not None:
        write_register(found, out)
        say(f"Skrev {out}.")
    if as_json:
        print_json(found.as_json())
    elif out is None:
        tell_register(found)


@command("show", of=lex_sarah_app)
def show(
    context: typer.Context, ref: Ref, as_of: AsOf = None, database: Database = None, as_json: Json = False
) -> None:
    """Visar ett ärende: delarna, vad som saknas, fristerna och åtgärderna."""
    from caseapp.domain.lex_sarah import LEX_SARAH
    from caseapp.service.lex_sarah import matter
    from caseapp.service.record import find_case

    office = office_of(context, database)
    found = matter(office, find_case(office, ref, LEX_SARAH), output.day(as_of))
    if as_json:
        print_json(found.as_json())
    else:
        tell_matter(found)


@command("start", of=lex_sarah_app)
def start(
    context: typer.Context,
    values: Values = None,
    day: Day = None,
    ref: Number = "",
    queue: Annotated[
        str | None, typer.Option("--queue", help="Starta från en kö, t.ex. unassigned.", metavar="NAME")
    ] = None,
    case: Annotated[
        str | None, typer.Option("--case", help="Starta från ett ärende med överskriden frist.", metavar="ID")
    ] = None,
    evb: Annotated[
        str | None,
        typer.Option("--evb", help="Starta från kvartalets ej verkställda beslut.", metavar="KVARTAL"),
    ] = None,
    unit: Unit = None,
    as_of: AsOf = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tar emot en rapport; från en kö, ett ärende eller ett kvartal följer underlaget med."""
    from caseapp.service.lex_sarah_steps import start_from, start_matter

    office = office_of(context, database)
    stated = pairs(values)
    source = _source(office, queue, case, evb, unit, as_of)
    occurred = _moment(office, day)
    if source is None:
        if unit is not None:
            stated.setdefault("enhet", unit)
        changes = start_matter(office, occurred, stated, ref)
    else:
        changes = start_from(office, source, occurred, stated, ref)
    _tell(changes, as_json, "Rapporten är mottagen")


@command("step", of=lex_sarah_app)
def step(
    context: typer.Context,
    ref: Ref,
    event: Annotated[str, typer.Argument(metavar="STEG", help="T.ex. lex_sarah_utredning.")],
    values: Values = None,
    day: Day = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tar ett steg i ett ärende eller en åtgärd; en stängd grind säger vad som saknas."""
    from caseapp.service.lex_sarah_steps import record_step

    office = office_of(context, database)
    changes = record_step(office, _key(office, ref), event, _moment(office, day), pairs(values))
    _tell(changes, as_json, "Registrerat")


@command("remedy", of=lex_sarah_app)
def remedy(
    context: typer.Context,
    ref: Ref,
    values: Values = None,
    day: Day = None,
    number: Number = "",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Beslutar en åtgärd i ett ärende, med ansvarig och sista dag."""
    from caseapp.domain.lex_sarah import LEX_SARAH
    from caseapp.service.lex_sarah_steps import add_remedy
    from caseapp.service.record import find_case

    office = office_of(context, database)
    matter = find_case(office, ref, LEX_SARAH)
    changes = add_remedy(office, matter, _moment(office, day), pairs(values), number)
    _tell(changes, as_json, "Åtgärden är beslutad")


@command("remedies", of=lex_sarah_app)
def list_remedies(
    context: typer.Context,
    unit: Unit = None,
    as_of: AsOf = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Visar åtgärderna i alla ärenden, de försenade först."""
    from caseapp.service.lex_sarah_remedies import remedies

    rows = remedies(office_of(context, database), unit, output.day(as_of))
    if as_json:
        print_json([row.as_json() for row in rows])
    else:
        tell_remedies(rows)


@command("summary", of=lex_sarah_app)
def summary(
    context: typer.Context,
    period: Period = None,
    unit: Unit = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    show_small: Annotated[
        bool, typer.Option("--show-small", help="Visa även små tal; bara för egen kontroll.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Sammanställer lex Sarah för nämnden: antal, slag, orsaker, tider, åtgärder och effekt."""
    from caseapp.domain.periods import parse_period
    from caseapp.service.lex_sarah_summary import summary as summarise

    if period is None:
        raise UserError("Ange perioden med --period, till exempel --period 2025.")
    office = office_of(context, database)
    found = summarise(
        office, parse_period(period), unit, output.day(as_of), output.utc(recorded_at), show_small
    )
    if as_json:
        print_json(found.as_json())
    else:
        tell_summary(found)


def pairs(values: Sequence[str] | None) -> dict[str, str]:
    """`fält=text` as a dictionary. Raises UserError for one without an equals sign."""
    found = {}
    for value in values or ():
        name, equals, text = value.partition("=")
        if not equals:
            raise UserError(f"Uppgiften ”{output.masked(value)}” går inte att läsa. Skriv fält=text.")
        found[name.strip()] = text
    return found


def _moment(office: Office, day: str | None) -> Moment:
    from caseapp.domain.moments import Moment

    return Moment.parse(day) if day else Moment(office.today())


def _key(office: Office, ref: str) -> CaseKey:
    """The matter or the remedy of this number; they have series of their own."""
    from caseapp.domain.lex_sarah import ATGARD, LEX_SARAH
    from caseapp.service.record import find_case

    try:
        return find_case(office, ref, LEX_SARAH)
    except UserError:
        return find_case(office, ref, ATGARD)


def _source(
    office: Office,
    queue: str | None,
    case: str | None,
    evb: str | None,
    unit: str | None,
    as_of: str | None,
) -> Source | None:
    from caseapp.domain.lex_sarah import Source, SourceKind
    from caseapp.service.record import find_case

    if sum(given is not None for given in (queue, case, evb)) > 1:
        raise UserError("Ange bara en av --queue, --case och --evb.")
    on = output.day(as_of)
    if queue is not None:
        return Source(SourceKind.QUEUE, queue=queue, unit=unit, as_of=on)
    if case is not None:
        return Source(SourceKind.CASE, case=find_case(office, case), as_of=on)
    if evb is not None:
        return Source(SourceKind.EVB, period=evb, unit=unit, as_of=on)
    return None


def _tell(changes: Changes, as_json: bool, sentence: str) -> None:
    first = changes.events[0]
    if as_json:
        print_json(
            {
                "case": first.case.ref,
                "events": [
                    {"case": event.case.ref, "event": event.type, "occurred": str(event.occurred)}
                    for event in changes.events
                ],
            }
        )
    else:
        say(f"{sentence}: {first.case.ref}, {first.occurred.day.isoformat()}.")
