"""Ej verkställda beslut to the council: how many, of which types, how long since the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.domain.swedish import plural, whole
from caseapp.report.blocks import Block, Charts, Column, Heading, Lead, Notes, Row, Table, Text, Title
from caseapp.report.chart import Chart, Kind, Series
from caseapp.report.evb import doubtful_text, nothing

_KINDS = (Column("Beslut", right=True), Column("Avbrott", right=True), Column("Summa", right=True))
_BY_TYPE = (Column("Typ av insats"), *_KINDS)
_BY_TIME = (Column("Tid sedan beslutet"), *_KINDS)
_QUARTERS = (
    Column("Kvartal"),
    *_KINDS,
    Column("Varav nya", right=True),
    Column("Verkställda", right=True),
    Column("Avslutade", right=True),
)
_BY_SEX = (
    Column("Typ av insats"),
    Column("Kvinnor", right=True),
    Column("Män", right=True),
    Column("Okänt", right=True),
    Column("Summa", right=True),
)


@dataclass(frozen=True, slots=True)
class Count:
    """Decisions never executed, and interruptions, under a name: a type of insats or a band of time."""

    name: str
    decisions: int
    interruptions: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.decisions + self.interruptions

    def row(self, strong: bool = False) -> Row:
        """As a row of a table."""
        counts = (self.decisions, self.interruptions, self.total)
        return Row((self.name, *map(whole, counts)), strong=strong)


@dataclass(frozen=True, slots=True)
class QuarterCount:
    """How a quarter ended: what was open past its last day, what of it was new, what had been done late.

    `bands` are the counts of each band of time since the decision, in the order of the bands.
    """

    name: str
    open: Count
    new: int
    executed: int
    ended: int
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SexCount:
    """A type of insats by sex: women, men, unknown; None when they are hidden."""

    name: str
    counts: tuple[int, int, int] | None
    total: int


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """What the paper tells. `quarters` end with the one it is for; `by_sex` is None when not asked for, and
    without rows when every one would have to be hidden."""

    quarter: str
    last_day: date
    limit: str
    by_type: tuple[Count, ...]
    by_time: tuple[Count, ...]
    quarters: tuple[QuarterCount, ...]
    by_sex: tuple[SexCount, ...] | None
    doubtful: int
    notes: tuple[tuple[str, str], ...]


def summary(facts: CouncilFacts) -> str:
    """The state in a sentence: `38 beslut hade inte verkställts …, varav 4 avbrott; kvartalet före 34.`"""
    now, before = facts.quarters[-1].open, facts.quarters[-2].open
    if not now.total:
        return nothing(facts.quarter)
    text = (
        f"{plural(now.total, 'gynnande beslut', 'gynnande beslut')} hade inte verkställts inom {facts.limit} "
        f"den {facts.last_day.isoformat()}"
    )
    if now.interruptions:
        text += f", varav {whole(now.interruptions)} efter avbrott"
    return f"{text}; kvartalet före {whole(before.total)}."


def compose(facts: CouncilFacts) -> tuple[Block, ...]:
    """The paper: the sentence, the charts, the counts, the quarters before, the notes."""
    made: list[Block] = [Title("Ej verkställda beslut: rapport till fullmäktige"), Lead(summary(facts))]
    now = facts.quarters[-1].open
    if not now.total:
        made.append(Text("Ingenting behöver lämnas till fullmäktige."))
    if facts.doubtful:
        made.append(Text(doubtful_text(facts.doubtful)))
    if any(quarter.open.total for quarter in facts.quarters):
        made.append(Charts(charts(facts)))
    if now.total:
        caption = f"Antal beslut som inte hade verkställts inom {facts.limit} {facts.last_day.isoformat()}"
        total = Count("Alla", now.decisions, now.interruptions).row(strong=True)
        made += [
            Heading("Typ av insats"),
            Table(caption, _BY_TYPE, (*(count.row() for count in facts.by_type), total)),
            Heading("Tid sedan beslutet"),
            Table(caption, _BY_TIME, (*(count.row() for count in facts.by_time), total)),
        ]
    if facts.by_sex is not None and now.total:
        made += _by_sex(facts, facts.by_sex)
    if any(quarter.open.total or quarter.executed or quarter.ended for quarter in facts.quarters):
        rows = tuple(_quarter(quarter, quarter is facts.quarters[-1]) for quarter in facts.quarters)
        made += [
            Heading("Jämförelse med tidigare kvartal"),
            Table("Antal beslut vid kvartalets slut och under kvartalet", _QUARTERS, rows),
        ]
    return (*made, Heading("Definitioner och noter"), Notes("", facts.notes))


def _quarter(quarter: QuarterCount, strong: bool) -> Row:
    cells = Count(quarter.name, quarter.open.decisions, quarter.open.interruptions).row().cells
    more = (quarter.new, quarter.executed, quarter.ended)
    return Row((*cells, *map(whole, more)), strong=strong)


def _by_sex(facts: CouncilFacts, counts: tuple[SexCount, ...]) -> list[Block]:
    heading = Heading("Kön")
    if not counts:
        return [
            heading,
            Text("Uppdelningen på kön visas inte, eftersom talen är så små att de kan röja någon."),
        ]
    rows = tuple(
        Row(
            (
                count.name,
                *(map(whole, count.counts) if count.counts is not None else ("dolt",) * 3),
                whole(count.total),
            ),
            strong=number == len(counts) - 1,
        )
        for number, count in enumerate(counts)
    )
    return [heading, Table(f"Antal beslut {facts.last_day.isoformat()}, efter kön", _BY_SEX, rows)]


def charts(facts: CouncilFacts) -> tuple[Chart, Chart]:
    """Decisions and interruptions quarter by quarter, and how long ago they were decided."""
    names = tuple(quarter.name for quarter in facts.quarters)
    counts = [quarter.open for quarter in facts.quarters]
    kinds = (
        Series("Aldrig verkställda", tuple(count.decisions for count in counts)),
        Series("Avbrott", tuple(count.interruptions for count in counts)),
    )
    bands = tuple(
        Series(count.name, tuple(quarter.bands[number] for quarter in facts.quarters))
        for number, count in enumerate(facts.by_time)
    )
    unit = "antal beslut vid kvartalets slut"
    return (
        Chart(f"Ej verkställda inom {facts.limit}", Kind.STACKED, names, kinds, unit),
        Chart("Tid sedan beslutet", Kind.STACKED, names, bands, unit),
    )
