"""A queue as a list on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from caseapp.domain.swedish import plural, whole
from caseapp.report.blocks import Block, Cell, Column, Heading, Lead, Notes, Row, Table, Text, Title
from caseapp.report.words import UNASSIGNED, day, status_of

_CASE = Column("Ärende", whole=True)
_UNIT = Column("Enhet")
_WHAT = (Column("Frist"), Column("Start", whole=True))
_WAITED = Column("Dagar sedan start", right=True)
_STATE = (
    Column("Sista dag", whole=True),
    Column("Läge, arbetsdagar", whole=True),
    Column("Handläggare"),
)
_REASON = Column("Orsak")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A clock that runs, or a case without one. `last_day` is with its clock time when counted in hours."""

    case: str
    what: str
    clocked: bool
    started: date
    waited_days: int
    last_day: date | None
    due_at: str
    status: str
    working_days: int
    acknowledged: bool
    unit: str | None
    worker: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What the paper tells. Rows come in the queue's order; `waiting` when it is the
    days since the start that matter."""

    name: str
    description: str
    as_of: date
    rows: tuple[QueueRow, ...]
    cases: int
    with_unit: bool
    waiting: bool
    notes: tuple[tuple[str, str], ...]


def count(facts: QueueFacts) -> str:
    """`42 frister i 38 ärenden.`; a queue of cases counts cases, and those of them with a clock."""
    if not facts.rows:
        return "Kön är tom."
    clocks = sum(row.clocked for row in facts.rows)
    cases = plural(facts.cases, "ärende", "ärenden")
    if not facts.waiting:
        return f"{plural(clocks, 'frist', 'frister')} i {cases}."
    return (
        f"{cases}."
        if clocks == len(facts.rows)
        else f"{cases}, varav {whole(clocks)} med en frist som löper."
    )


def compose(facts: QueueFacts) -> tuple[Block, ...]:
    """The paper: the count, what the queue shows, the list, the notes."""
    made: list[Block] = [Title(facts.name), Lead(count(facts)), Text(facts.description)]
    if facts.rows:
        made.append(_table(facts))
    return (*made, Heading("Definitioner och noter"), Notes("", facts.notes))


def _table(facts: QueueFacts) -> Table:
    with_reason = any(row.reason for row in facts.rows)

    def line(row: QueueRow) -> Iterator[tuple[Column, Cell]]:
        yield _CASE, row.case
        if facts.with_unit:
            yield _UNIT, row.unit or "–"
        yield from zip(_WHAT, (row.what, row.started.isoformat()), strict=True)
        if facts.waiting:
            yield _WAITED, whole(row.waited_days)
        last_day = f"{day(row.last_day)} {row.due_at}".strip()
        today = row.last_day == facts.as_of
        status = status_of(row.status, row.working_days, today, row.acknowledged)
        yield from zip(_STATE, (last_day, status, row.worker or UNASSIGNED), strict=True)
        if with_reason:
            yield _REASON, row.reason or "–"

    lines = [list(line(row)) for row in facts.rows]
    return Table(
        f"{facts.name} {facts.as_of.isoformat()}, {'ett ärende' if facts.waiting else 'en frist'} per rad",
        tuple(column for column, _ in lines[0]),
        tuple(Row(tuple(cell for _, cell in cells)) for cells in lines),
    )
