"""Kvartalsrapporten: key figures for the whole and for each unit, tables by area, definitions last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caseapp.domain.swedish import plural
from caseapp.report.blocks import (
    Block,
    Charts,
    Column,
    Heading,
    Lead,
    Notes,
    PageBreak,
    Row,
    Status,
    Table,
    Text,
    Title,
    Tone,
)
from caseapp.report.chart import Chart

_STATUS = {
    "met": Status("✓", "Når målet", "", Tone.OK),
    "missed": Status("▲", "Når inte målet", "", Tone.LATE),
    "": Status("", "–"),
}


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure's figure in words: in the period, in the one before and in the same one a year before.

    `status` is `met`, `missed` or empty when there is no target or no figure.
    """

    name: str
    counted: str
    now: str
    before: str
    year_before: str
    target: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The key figures of the whole, or of a unit, with their charts."""

    name: str
    lines: tuple[MeasureLine, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class AreaTable:
    """The measures of an area that have any figure."""

    name: str
    lines: tuple[MeasureLine, ...]


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """What the report tells. `silent` are the names of measures without anything in all three periods."""

    title: str
    period: str
    before: str
    year_before: str
    where: str
    pages: tuple[KeyPage, ...]
    areas: tuple[AreaTable, ...]
    silent: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]


def summary(facts: QuarterFacts) -> str:
    """How many of the first page's targets are met; the table shows which."""
    lines = facts.pages[0].lines
    met = sum(line.status == "met" for line in lines)
    judged = met + sum(line.status == "missed" for line in lines)
    if not judged:
        return f"Nyckeltal för {facts.period}, bredvid {facts.before} och {facts.year_before}."
    return f"{met} av {plural(judged, 'mål', 'mål')} på första sidan nås {facts.period}."


def compose(facts: QuarterFacts) -> tuple[Block, ...]:
    """The report: key figures, charts, tables by area, what was not there, definitions."""
    made: list[Block] = [Title(facts.title), Lead(summary(facts))]
    for number, page in enumerate(facts.pages):
        if number:
            made += [PageBreak(), Heading(page.name)]
        made.append(Table(f"Nyckeltal, {page.name}", _key_columns(facts), tuple(map(_key_row, page.lines))))
        if page.charts:
            made.append(Charts(page.charts))
    made += _tables(facts)
    return (
        *made,
        Heading("Definitioner"),
        Notes("", facts.definitions),
        Heading("Om siffrorna"),
        Notes("", facts.notes),
    )


def _key_columns(facts: QuarterFacts) -> tuple[Column, ...]:
    return (
        *_columns(facts),
        Column("Mål", right=True),
        Column("Läge", whole=True),
    )


def _columns(facts: QuarterFacts) -> tuple[Column, ...]:
    return (
        Column("Mått"),
        Column("Räknar", whole=True),
        Column(facts.period, right=True),
        Column(facts.before, right=True),
        Column(facts.year_before, right=True),
    )


def _key_row(line: MeasureLine) -> Row:
    return Row((*_cells(line), line.target or "–", _STATUS[line.status]))


def _cells(line: MeasureLine) -> tuple[str, ...]:
    return (line.name, line.counted, line.now, line.before, line.year_before)


def _tables(facts: QuarterFacts) -> Iterable[Block]:
    yield PageBreak()
    for area in facts.areas:
        yield Heading(area.name)
        rows = tuple(Row(_cells(line)) for line in area.lines)
        yield Table(f"{area.name}, {facts.where}, ett mått per rad", _columns(facts), rows)
    if facts.silent:
        yield Heading("Mått utan uppgifter")
        yield Text(f"Inget att räkna under någon av perioderna: {', '.join(facts.silent)}.")
