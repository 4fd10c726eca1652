"""Överskridna och hotade utredningar: per unit, with the reason for each last day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.domain.swedish import plural, whole
from caseapp.report.blocks import (
    Block,
    Column,
    Heading,
    Lead,
    Notes,
    Row,
    Table,
    Text,
    Title,
)
from caseapp.report.words import UNASSIGNED, day, status_of

_COLUMNS = (
    Column("Ärende", whole=True),
    Column("Inledd", whole=True),
    Column("Sista dag", whole=True),
    Column("Försenad eller kvar, arbetsdagar", whole=True),
    Column("Förlängd till", whole=True),
    Column("Handläggare"),
    Column("Orsak"),
    Column("Orsak till försening"),
    Column("Not", right=True),
)
_FIGURES = (
    Column("Enhet"),
    Column("Pågående", right=True),
    Column("varav med lagens frist", right=True),
    Column("Överskridna", right=True),
    Column("Hotade", right=True),
    Column("Längst sen, arbetsdagar", right=True),
)


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """An utredning past its last day, or near it. `why` is the reckoning as a sentence."""

    case: str
    started: date
    last_day: date
    late: bool
    working_days: int
    extended_to: date | None
    worker: str | None
    reason: str
    delay_reason: str
    acknowledged: bool
    why: str


@dataclass(frozen=True, slots=True)
class OverdueUnit:
    """A unit: how many run, how many of them have a last day by law, and the rows, the latest first."""

    name: str
    running: int
    with_deadline: int
    rows: tuple[OverdueRow, ...]

    @property
    def late(self) -> list[OverdueRow]:
        """Those that have passed their last day."""
        return [row for row in self.rows if row.late]

    @property
    def threatened(self) -> list[OverdueRow]:
        """Those that have not yet."""
        return [row for row in self.rows if not row.late]


@dataclass(frozen=True, slots=True)
class OverdueFacts:
    """What the paper tells. `notes` are definitions, rules in force and versions, label and text."""

    units: tuple[OverdueUnit, ...]
    as_of: date
    within: int
    notes: tuple[tuple[str, str], ...]


def summary(late: int, threatened: int, running: int, within: int) -> str:
    """The state in a sentence: `38 av 412 pågående utredningar har passerat sista dagen; 21 till …`."""
    days = plural(within, "arbetsdag", "arbetsdagar")
    if not running:
        return "Det finns inga pågående utredningar."
    if running == 1:
        first = f"Den enda pågående utredningen har {'' if late else 'inte '}passerat sista dagen"
        if late:
            return first + "."
        return first + (
            f", men den löper ut inom {days}." if threatened else f" och löper inte ut inom {days}."
        )
    many = f"{whole(running)} pågående utredningar"
    if late:
        first = f"{whole(late)} av {many} har passerat sista dagen"
        then = f"{whole(threatened)} till" if threatened else "ingen mer"
        return f"{first}; {then} löper ut inom {days}."
    first = f"Ingen av {many} har passerat sista dagen"
    if threatened:
        return f"{first}; {whole(threatened)} löper ut inom {days}."
    return f"{first}, och ingen löper ut inom {days}."


def compose(facts: OverdueFacts) -> tuple[Block, ...]:
    """The paper: the sentence, the figures, a list per unit, the definitions."""
    rows = [row for unit in facts.units for row in unit.rows]
    late = sum(row.late for row in rows)
    running = sum(unit.running for unit in facts.units)
    made: list[Block] = [
        Title("Överskridna och hotade utredningar"),
        Lead(summary(late, len(rows) - late, running, facts.within)),
    ]
    if facts.units:
        made.append(_figures(facts))
    for unit in facts.units:
        if unit.rows:
            made += _unit(unit, facts)
    return (*made, Heading("Definitioner och noter"), Notes("", facts.notes))


def _figures(facts: OverdueFacts) -> Table:
    rows = [_figure(unit.name, [unit]) for unit in facts.units]
    if len(facts.units) > 1:
        rows.append(_figure("Alla enheter", facts.units, strong=True))
    return Table(f"Antal utredningar per enhet {facts.as_of.isoformat()}", _FIGURES, tuple(rows))


def _figure(name: str, units: Sequence[OverdueUnit], strong: bool = False) -> Row:
    late = [row.working_days for unit in units for row in unit.late]
    return Row(
        (
            name,
            whole(sum(unit.running for unit in units)),
            whole(sum(unit.with_deadline for unit in units)),
            whole(len(late)),
            whole(sum(len(unit.threatened) for unit in units)),
            whole(max(late)) if late else "–",
        ),
        strong=strong,
    )


def _unit(unit: OverdueUnit, facts: OverdueFacts) -> Iterable[Block]:
    late, threatened = len(unit.late), len(unit.threatened)
    numbers = {
        why: str(number) for number, why in enumerate(dict.fromkeys(row.why for row in unit.rows), start=1)
    }
    rows = tuple(_row(row, facts.as_of, numbers[row.why]) for row in unit.rows)
    yield Heading(unit.name)
    yield Text(
        f"{plural(late, 'överskriden', 'överskridna')} och {plural(threatened, 'hotad', 'hotade')} "
        f"av {plural(unit.running, 'pågående utredning', 'pågående utredningar')}."
    )
    yield Table(f"{unit.name}: utredningar, en per rad, den mest försenade först", _COLUMNS, rows)
    yield Notes(
        f"Varför? Så är sista dagen räknad, {unit.name}",
        tuple((number, why) for why, number in numbers.items()),
    )


def _row(row: OverdueRow, as_of: date, note: str) -> Row:
    return Row(
        (
            row.case,
            row.started.isoformat(),
            row.last_day.isoformat(),
            status_of(
                "late" if row.late else "soon", row.working_days, row.last_day == as_of, row.acknowledged
            ),
            day(row.extended_to),
            row.worker or UNASSIGNED,
            row.reason or "–",
            row.delay_reason or "–",
            note,
        )
    )
