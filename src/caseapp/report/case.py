"""One case on paper: its facts, its chain to scale, its deadlines with their reasons, its time line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.domain.swedish import listing, plural
from caseapp.report.blocks import (
    Block,
    Chain,
    Column,
    Heading,
    Lane,
    Lead,
    Notes,
    Row,
    Status,
    Table,
    Text,
    Title,
    Tone,
)
from caseapp.report.words import ACKNOWLEDGED, status_of

_FACTS = (Column("Uppgift", whole=True), Column("Värde"))
_CLOCKS = (
    Column("Frist"),
    Column("Start", whole=True),
    Column("Sista dag", whole=True),
    Column("Läge, arbetsdagar", whole=True),
)
_EVENTS = (
    Column("Tidpunkt", whole=True),
    Column("Händelse"),
    Column("Uppgifter"),
    Column("Registrerad", whole=True),
)
_FINDINGS = (Column("Att kontrollera"), Column("Läge", whole=True))


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A deadline. `state` is `late`, `soon`, `on_time`, `watch`, `done` or `done_late`."""

    name: str
    started: str
    last_day: date
    due_at: str
    state: str
    working_days: int
    stopped: str
    acknowledged: bool
    why: str


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """An event, with when it happened and when it was recorded (Swedish time)."""

    occurred: str
    name: str
    details: str
    recorded: str
    voided: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the paper tells of a case. Persons are pseudonyms."""

    ref: str
    type_name: str
    unit: str
    opened: str
    closed: str
    facts: tuple[tuple[str, str], ...]
    chain: tuple[Lane, ...]
    clocks: tuple[CaseClock, ...]
    events: tuple[CaseEvent, ...]
    findings: tuple[tuple[str, bool], ...]
    as_of: date
    notes: tuple[tuple[str, str], ...]


def summary(facts: CaseFacts) -> str:
    """The case in a sentence or two: since when it runs, and what is late."""
    if not facts.opened:
        begun = f"{facts.type_name} som ännu saknar start."
    elif facts.closed:
        begun = f"{facts.type_name} från {facts.opened}, avslutad {facts.closed}."
    else:
        begun = f"{facts.type_name} som pågår sedan {facts.opened}."
    late = [clock.name for clock in facts.clocks if clock.state == "late"]
    soon = [clock.name for clock in facts.clocks if clock.state == "soon"]
    if late:
        return f"{begun} Sista dagen har passerat: {listing(late)}."
    if soon:
        return f"{begun} Snart löper tiden ut: {listing(soon)}."
    kept_late = [clock.name for clock in facts.clocks if clock.state == "done_late"]
    if kept_late:
        return f"{begun} Klart efter sista dagen: {listing(kept_late)}."
    return f"{begun} Ingen frist är överskriden."


def compose(facts: CaseFacts) -> tuple[Block, ...]:
    """The paper."""
    made: list[Block] = [
        Title(f"{facts.type_name} {facts.ref}"),
        Lead(summary(facts)),
        Table("", _FACTS, tuple(Row(pair) for pair in facts.facts)),
        Heading("Ärendekedjan"),
        Text(_chain_text(len(facts.chain))),
        Chain(facts.chain, facts.as_of),
        Heading("Frister"),
    ]
    if facts.clocks:
        rows = tuple(_clock(clock, facts.as_of) for clock in facts.clocks)
        made.append(Table("Frister på ärendet, en per rad", _CLOCKS, rows))
    else:
        made.append(Text("Ingen frist löper eller har löpt på ärendet."))
    if facts.findings:
        made.append(Heading("Uppgifter som inte går ihop"))
        made.append(
            Table("Iakttagelser i ärendet, en per rad", _FINDINGS, tuple(map(_finding, facts.findings)))
        )
    made.append(Heading("Tidslinje"))
    made.append(
        Table("Händelser i den ordning de inträffade, en per rad", _EVENTS, tuple(map(_event, facts.events)))
    )
    return (*made, Heading("Definitioner och noter"), Notes("", facts.notes))


def _chain_text(cases: int) -> str:
    if cases == 1:
        return "Ärendet i skala längs tidsaxeln. Inget annat ärende hör till kedjan."
    return f"{plural(cases, 'ärende', 'ärenden')} hör till kedjan, här i skala längs tidsaxeln."


def _clock(clock: CaseClock, as_of: date) -> Row:
    last = f"{clock.last_day.isoformat()} {clock.due_at}".strip()
    return Row((clock.name, clock.started, last, _status(clock, as_of)), below=f"Varför? {clock.why}")


def _status(clock: CaseClock, as_of: date) -> Status:
    if clock.state == "done":
        return Status("✓", f"Klar {clock.stopped}")
    if clock.state == "done_late":
        return Status("▲", f"Klar {clock.stopped}, sent", str(clock.working_days), Tone.LATE)
    return status_of(clock.state, clock.working_days, clock.last_day == as_of, clock.acknowledged)


def _event(event: CaseEvent) -> Row:
    name = f"{event.name} (makulerad)" if event.voided else event.name
    return Row((event.occurred, name, event.details or "–", event.recorded), struck=event.voided)


def _finding(finding: tuple[str, bool]) -> Row:
    message, acknowledged = finding
    return Row((message, Status("", ACKNOWLEDGED) if acknowledged else Status("◆", "Öppen", "", Tone.SOON)))
