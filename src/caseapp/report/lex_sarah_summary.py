"""Lex Sarah for the nämnd: what was reported, why, how soon, and what the measures gave, beside the past.

Its last section is the lex Sarah part of the year's kvalitetsberättelse, in sentences to be copied.
"""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.domain.swedish import decimal, inside, listing, plural
from caseapp.report.blocks import Block, Charts, Column, Heading, Lead, Notes, Row, Table, Text, Title
from caseapp.report.chart import Chart, Kind, Series

HIDDEN = "dolt"
_FEW = "Rapporterna är för få för att delas upp."


@dataclass(frozen=True, slots=True)
class CountLine:
    """A row: a count in the period and in the one before; None is hidden."""

    name: str
    now: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class CountTable:
    """A table; `counted` says what its figures count. One that is `few` counts too little to be divided."""

    id: str
    title: str
    counted: str
    rows: tuple[CountLine, ...]
    few: bool = False


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Days from the report to a step: how many took it, median and mean; None is hidden or too few."""

    name: str
    count: int | None
    median: float | None
    mean: float | None
    median_before: float | None


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """What the paper tells. The lines are its key figures, `key` their table; `charted` is also drawn."""

    period: str
    before: str
    where: str
    reports: CountLine
    misconduct: CountLine
    serious: CountLine
    not_notified: CountLine
    tables: tuple[CountTable, ...]
    key: str
    charted: str
    times: tuple[TimeLine, ...]
    notes: tuple[tuple[str, str], ...]


def summary(facts: SummaryFacts) -> str:
    """The period in two sentences."""
    before = f"{facts.before} var de {_count(facts.reports.before)}"
    if not facts.reports.now:
        return f"Ingen rapport kom in under {facts.period}; {before}."
    told = f"{plural(facts.reports.now, 'rapport', 'rapporter')} enligt lex Sarah kom in under {facts.period}"
    judged = (
        f"{_count(facts.misconduct.now)} är missförhållanden eller påtaglig risk, "
        f"{_count(facts.serious.now)} allvarliga"
    )
    late = f" {facts.not_notified.now} av dem är inte anmälda till IVO." if facts.not_notified.now else ""
    return f"{told}; {before}. {judged}.{late}"


def compose(facts: SummaryFacts) -> tuple[Block, ...]:
    """The paper: the sentence, the counts beside those before, the times, what the figures mean."""
    made: list[Block] = [Title("Lex Sarah: sammanställning till nämnden"), Lead(summary(facts))]
    for table in facts.tables:
        made.append(Heading(table.title))
        if not table.rows:
            made.append(Text(_FEW if table.few else "Inget under någon av perioderna."))
            continue
        made.append(_table(facts, table))
        if table.id == facts.charted and _says_something(table):
            made.append(Charts((_chart(facts, table),)))
    made.append(Heading("Tid från rapport till varje steg"))
    made.append(
        Table(
            f"Dagar från att rapporten togs emot till steget, för steg tagna under {facts.period}",
            (
                Column("Steg"),
                Column("Antal", right=True),
                Column("Median, dagar", right=True),
                Column("Medelvärde, dagar", right=True),
                Column(f"Median {facts.before}, dagar", right=True),
            ),
            tuple(_time(line) for line in facts.times),
        )
    )
    return (
        *made,
        Heading("Material till årets kvalitetsberättelse"),
        *map(Text, quality_report(facts)),
        Heading("Definitioner och noter"),
        Notes("", facts.notes),
    )


def quality_report(facts: SummaryFacts) -> tuple[str, ...]:
    """The period as paragraphs for the kvalitetsberättelse: what came in, why, how soon, what was done.

    What is nought is not told, nor what is hidden. The key figures are in the first sentence.
    """
    times = [
        f"{inside(line.name)} {_days(line.median)}" + _beside(line.median_before)
        for line in facts.times
        if line.median is not None
    ]
    told = [summary(facts), f"Talen inom parentes gäller {facts.before}."]
    told += [_in_words(table) for table in facts.tables if table.id != facts.key]
    told.append(
        f"Dagar från rapport till varje steg, medianen: {listing(times)}."
        if times
        else f"Inget steg togs under {facts.period}."
    )
    return tuple(told)


def _beside(days: float | None) -> str:
    return "" if days is None else f" ({_days(days)})"


def _in_words(table: CountTable) -> str:
    if table.few:
        return f"{table.title}: {inside(_FEW)}"
    lines = [f"{inside(line.name)} {line.now} ({_count(line.before)})" for line in table.rows if line.now]
    small = any(line.now is None for line in table.rows)
    if not lines:
        return f"{table.title}: {'antalen är för små för att visas' if small else 'inget'}."
    return f"{table.title}: {listing(lines)}{'; övriga antal är för små för att visas' if small else ''}."


def _table(facts: SummaryFacts, table: CountTable) -> Table:
    columns = (Column(table.title), Column(facts.period, right=True), Column(facts.before, right=True))
    rows = tuple(Row((line.name, _count(line.now), _count(line.before))) for line in table.rows)
    return Table(f"Antal {table.counted}", columns, rows)


def _says_something(table: CountTable) -> bool:
    """A chart of one row, or of nothing but noughts and hidden counts, says less than its table."""
    return len(table.rows) > 1 and any(line.now or line.before for line in table.rows)


def _chart(facts: SummaryFacts, table: CountTable) -> Chart:
    return Chart(
        title=f"{table.title}, {facts.where}",
        kind=Kind.GROUPED,
        categories=tuple(line.name for line in table.rows),
        series=(
            Series(facts.period, tuple(line.now for line in table.rows)),
            Series(facts.before, tuple(line.before for line in table.rows)),
        ),
        unit=f"antal {table.counted}",
        over_time=False,
        gap=HIDDEN,
    )


def _count(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _time(line: TimeLine) -> Row:
    hidden = line.count is None
    return Row(
        (
            line.name,
            _count(line.count),
            *(_days(d, hidden) for d in (line.median, line.mean)),
            _days(line.median_before),
        )
    )


def _days(days: float | None, hidden: bool = False) -> str:
    if days is None:
        return HIDDEN if hidden else "–"
    return decimal(days)
