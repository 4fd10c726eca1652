"""What the terminal is shown of lex Sarah."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from caseapp.cli.output import table
from caseapp.domain.swedish import day_spoken, decimal, plural

if TYPE_CHECKING:
    from caseapp.service.lex_sarah import Matter
    from caseapp.service.lex_sarah_register import Register
    from caseapp.service.lex_sarah_remedies import RemedyRow
    from caseapp.service.lex_sarah_summary import Summary


def tell_register(found: Register) -> None:
    """The cards in a line, the matters in a table, and what is wrong under it."""
    typer.echo(f"Lex Sarah, läget {day_spoken(found.as_of)}")
    typer.echo(" · ".join(f"{card.name} {card.count}" for card in found.cards))
    table(
        ["Ärende", "Rapporterad", "Slag", "Bedömning", "Fas", "Punkter", "Nästa dag", "Enhet"],
        [
            [
                row.key.ref,
                row.reported,
                row.type_name or "–",
                row.assessment_name or "–",
                row.phase_name + (" (inget steg på länge)" if row.passive else ""),
                f"{row.covered}/{row.total}",
                row.next_day or "–",
                row.unit or "–",
            ]
            for row in found.rows
        ],
    )
    for row in found.rows:
        for sentence in row.red:
            typer.echo(f"▲ {row.key.ref}: {sentence}")


def tell_matter(found: Matter) -> None:
    """The parts with what they hold and lack, the clocks, the remedies and what is like it."""
    typer.echo(f"Lex Sarah {found.key.ref} · {found.case.unit or 'enhet okänd'} · {found.phase_name}")
    typer.echo(f"{found.type_name or 'slag ej angivet'} · {found.assessment_name or 'ej bedömd'}")
    for sentence in found.red:
        typer.echo(f"▲ {sentence}")
    typer.echo(f"Utredningen: {found.covered} av {found.total} punkter")
    for view in found.parts:
        typer.echo(f"{view.part.number}. {view.part.name}")
        for line in view.fields:
            if line.value:
                typer.echo(f"   {line.name}: {line.text}")
        for point in view.points:
            mark = "●" if point.covered else "○"
            typer.echo(f"   {mark} Punkt {point.point.number}: {point.point.name} {point.missing}".rstrip())
            for entry in point.entries:
                said = entry.entry
                typer.echo(f"     {said.documented} {entry.kind_name}, {said.source} ({entry.role_name})")
                typer.echo(f"     {said.text}")
    for clock in found.clocks:
        typer.echo(f"{clock.deadline.rule.name}: {clock.why}")
    for gate in found.gates:
        if not gate.open:
            typer.echo(f"{'▲' if gate.red else '○'} {gate.event_name}: {gate.sentence}")
    if found.remedies:
        tell_remedies(found.remedies)
    for like in found.similar:
        found_to_be = like.assessment_name or "ej bedömd"
        typer.echo(f"Liknande: {like.key.ref}, rapporterad {like.reported}, {found_to_be}. {like.text}")


def tell_remedies(rows: Sequence[RemedyRow]) -> None:
    """The remedies in a table."""
    table(
        ["Åtgärd", "Ärende", "Klar senast", "Läge", "Effekt", "Ansvarig", "Vad"],
        [
            [
                row.key.ref,
                row.matter.ref if row.matter else "–",
                row.due,
                row.state_name + (f", {plural(row.days_late, 'dag', 'dagar')}" if row.late else ""),
                row.effect_name or "–",
                row.owner or "–",
                row.text,
            ]
            for row in rows
        ],
    )


def tell_summary(found: Summary) -> None:
    """Each table with this period and the one before, and the time to each step."""
    where = found.unit or "alla enheter"
    typer.echo(f"Lex Sarah, {found.period.text()}, {where}, läget {found.as_of.isoformat()}")
    for each in found.tables:
        typer.echo("")
        if not each.rows:
            few = "rapporterna är för få för att delas upp" if each.too_few or each.too_few_before else "inga"
            typer.echo(f"{each.title}: {few}.")
            continue
        table(
            [f"{each.title} ({each.counted})", "Perioden", "Perioden före"],
            [[row.name, row.now.text(), row.before.text()] for row in each.rows],
        )
    typer.echo("")
    table(
        ["Dagar från rapport till", "Antal", "Median", "Medel", "Median före"],
        [
            [
                step.name,
                step.count,
                _days(step.median),
                _days(step.mean),
                _days(step.median_before),
            ]
            for step in found.times
        ],
    )
    if found.hide_below is not None:
        typer.echo(f"– är dolt: antal 1–{found.hide_below - 1} och det som skulle avslöja dem.")
    typer.echo(f"Kontrollsumma {found.fingerprint}")


def _days(number: float | None) -> str:
    return "–" if number is None else decimal(number)
