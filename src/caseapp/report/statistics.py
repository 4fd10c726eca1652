"""Statistics that were taken out, on paper: a table and, where it says more, a chart for each measure."""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.report.blocks import Block, Charts, Column, Heading, Lead, Notes, Row, Table, Text, Title
from caseapp.report.chart import Chart


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A measure: what it is called, its definition, its table as texts, and its chart if any."""

    name: str
    definition: str
    caption: str
    head: tuple[str, ...]
    keys: int
    rows: tuple[tuple[str, ...], ...]
    chart: Chart | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatisticsFacts:
    """What the paper tells; the first `keys` columns of a table are the groups."""

    title: str
    lead: str
    parts: tuple[MeasurePart, ...]
    notes: tuple[tuple[str, str], ...]


def compose(facts: StatisticsFacts) -> tuple[Block, ...]:
    """The paper: measure by measure, definitions last."""
    made: list[Block] = [Title(facts.title), Lead(facts.lead)]
    for part in facts.parts:
        made.append(Heading(part.name))
        columns = tuple(Column(title, right=place >= part.keys) for place, title in enumerate(part.head))
        rows = tuple(
            Row(cells, strong=not place and len(part.rows) > 1) for place, cells in enumerate(part.rows)
        )
        made.append(Table(part.caption, columns, rows))
        if part.chart is not None:
            made.append(Charts((part.chart,)))
        made += [Text(note) for note in part.notes]
    definitions = tuple((part.name, part.definition) for part in facts.parts)
    return (
        *made,
        Heading("Definitioner"),
        Notes("", definitions),
        Heading("Om siffrorna"),
        Notes("", facts.notes),
    )
