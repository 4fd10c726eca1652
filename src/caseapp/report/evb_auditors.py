"""Ej verkställda beslut to the municipality's auditors: day, type, reason in brief, day of execution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.swedish import plural, whole
from caseapp.report.blocks import Block, Column, Heading, Lead, Notes, Row, Table, Text, Title
from caseapp.report.evb import Errand, doubtful_text, nothing

_COLUMNS = (
    Column("Nr", right=True),
    Column("Beslut", whole=True),
    Column("Typ av insats"),
    Column("Avbrott", whole=True),
    Column("Orsak i korthet"),
    Column("Verkställt", whole=True),
    Column("Avslutat", whole=True),
)
_GROUPS = (
    ("Rapporteras första gången", (Errand.FIRST,)),
    ("Rapporterade tidigare, ännu inte verkställda", (Errand.AGAIN,)),
    ("Verkställda eller avslutade", (Errand.EXECUTED, Errand.ENDED)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A decision without anything that tells whose it is. Days are ISO texts, empty when there is none.

    `reason` is what the reason is called, `more` what is said of it beside that.
    """

    errand: Errand
    decided: str
    insats: str
    interrupted: str
    reason: str
    more: str
    executed: str
    ended: str


@dataclass(frozen=True, slots=True)
class AuditorFacts:
    """What the paper tells. `doubtful` is how many decisions are left out until they are mended."""

    quarter: str
    last_day: date
    limit: str
    lines: tuple[Line, ...]
    doubtful: int
    notes: tuple[tuple[str, str], ...]


def summary(facts: AuditorFacts) -> str:
    """The state in a sentence."""
    if not facts.lines:
        return nothing(facts.quarter)
    still = sum(line.errand in (Errand.FIRST, Errand.AGAIN) for line in facts.lines)
    done = len(facts.lines) - still
    first = (
        f"{plural(still, 'beslut', 'beslut')} hade inte verkställts inom {facts.limit} den "
        f"{facts.last_day.isoformat()}"
    )
    ended = f"{plural(done, 'beslut', 'beslut')} har verkställts eller avslutats"
    return f"{first}; {ended} under {facts.quarter}."


def compose(facts: AuditorFacts) -> tuple[Block, ...]:
    """The paper: the sentence, the new, the old, the ended, the notes."""
    made: list[Block] = [Title("Ej verkställda beslut: rapport till revisorerna"), Lead(summary(facts))]
    if not facts.lines:
        made.append(Text("Ingenting behöver lämnas till revisorerna."))
    if facts.doubtful:
        made.append(Text(doubtful_text(facts.doubtful)))
    number = 0
    for name, errands in _GROUPS:
        lines = [line for line in facts.lines if line.errand in errands]
        if lines:
            made += [Heading(f"{name} ({whole(len(lines))})"), _table(facts, lines, number)]
            number += len(lines)
    return (*made, Heading("Definitioner och noter"), Notes("", facts.notes))


def _table(facts: AuditorFacts, lines: Sequence[Line], before: int) -> Table:
    rows = tuple(
        Row(
            (
                whole(number),
                line.decided or "saknas",
                line.insats or "saknas",
                line.interrupted or "–",
                line.reason or ("se nedan" if line.more else "saknas"),
                line.executed or "–",
                line.ended or "–",
            ),
            below=line.more,
        )
        for number, line in enumerate(lines, start=before + 1)
    )
    return Table(f"Läget {facts.last_day.isoformat()}, ett beslut per rad", _COLUMNS, rows)
