"""Ej verkställda beslut to IVO: a page a decision, in the order that IVO's e-service asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseapp.domain.swedish import listing, plural, whole
from caseapp.report.blocks import (
    Block,
    Cell,
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

MISSING = Status("◆", "saknas – fyll i", "", Tone.SOON)
_QUESTIONS = (Column("Uppgift", whole=True), Column("Att skriva in"))
_CONTENTS = (
    Column("Nr", right=True),
    Column("Ärende", whole=True),
    Column("Typ av insats"),
    Column("Beslut", whole=True),
    Column("Rapport"),
    Column("Läge", whole=True),
)
_DOUBTFUL = (Column("Ärende", whole=True), Column("Vad som är oklart"))


class Errand(StrEnum):
    """Why a decision is told to IVO: the words on paper."""

    FIRST = "ny rapport"
    AGAIN = "återrapportering"
    EXECUTED = "verkställighet"
    ENDED = "avslut av annan anledning"


_SAID = {
    Errand.FIRST: "rapporteras för första gången",
    Errand.AGAIN: "rapporteras igen",
    Errand.EXECUTED: "anmäls som verkställda",
    Errand.ENDED: "anmäls som avslutade av annan anledning",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked for. An empty answer is missing."""

    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report with its questions."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A decision to tell. `told` says when this quarter's report was made, empty when it is not."""

    ref: str
    insats: str
    decided: str
    errand: Errand
    told: str
    parts: tuple[Part, ...]

    @property
    def missing(self) -> int:
        """How many answers are missing."""
        return sum(not question.answer for part in self.parts for question in part.questions)


@dataclass(frozen=True, slots=True)
class IvoFacts:
    """What the paper tells. `quarter` is as `kvartal 1 2026`; `doubtful` are case and what is wrong."""

    quarter: str
    last_day: date
    limit: str
    window: str
    pages: tuple[Page, ...]
    doubtful: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]


def summary(facts: IvoFacts) -> str:
    """What is to be told, in a sentence: `Kvartal 1 2026: 6 beslut rapporteras igen och 2 anmäls …`."""
    said: list[str] = []
    for errand, words in _SAID.items():
        count = sum(page.errand is errand for page in facts.pages)
        if count:
            said.append(f"{whole(count)} {words}" if said else f"{whole(count)} beslut {words}")
    return f"{facts.quarter.capitalize()}: {listing(said)}." if said else nothing(facts.quarter)


def nothing(quarter: str) -> str:
    """The sentence of a quarter without decisions."""
    return f"Det finns inga beslut att rapportera för {quarter}."


def doubtful_text(count: int) -> str:
    """How many decisions are not counted until somebody has mended them."""
    those = "de är rättade" if count != 1 else "det är rättat"
    return (
        f"◆ {plural(count, 'beslut är oklart', 'beslut är oklara')}: uppgifter saknas eller går inte ihop. "
        f"{'De är' if count != 1 else 'Det är'} inte med förrän {those}."
    )


def doubtful_blocks(doubtful: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """The decisions that are not counted, with what is wrong in each."""
    if not doubtful:
        return
    yield Heading("Oklara beslut")
    yield Text(doubtful_text(len(doubtful)))
    yield Table("Ett beslut per rad", _DOUBTFUL, tuple(Row(pair) for pair in doubtful))


def compose(facts: IvoFacts) -> tuple[Block, ...]:
    """The paper: what is to be told, the list of the pages, the pages, the notes."""
    made: list[Block] = [Title("Ej verkställda beslut: underlag till IVO"), Lead(summary(facts))]
    if not facts.pages:
        made.append(Text("Ingenting ska skickas till IVO."))
        made += doubtful_blocks(facts.doubtful)
        return (*made, Heading("Definitioner och noter"), Notes("", facts.notes))
    made.append(
        Text(
            f"{facts.window} Varje beslut har en egen sida, att skriva av i e-tjänsten bredvid "
            "verksamhetssystemet."
        )
    )
    made.append(_contents(facts))
    made += doubtful_blocks(facts.doubtful)
    made += [Heading("Definitioner och noter"), Notes("", facts.notes)]
    for number, page in enumerate(facts.pages, start=1):
        made += _page(page, number, len(facts.pages))
    return tuple(made)


def _contents(facts: IvoFacts) -> Table:
    rows = tuple(
        Row(
            (whole(number), page.ref, page.insats or "–", page.decided or "–", str(page.errand), _state(page))
        )
        for number, page in enumerate(facts.pages, start=1)
    )
    return Table(f"Beslut {facts.last_day.isoformat()}, ett per rad", _CONTENTS, rows)


def _state(page: Page) -> Cell:
    if page.told:
        return Status("✓", "rapporterat", "", Tone.OK)
    if page.missing:
        return Status("◆", "saknas", whole(page.missing), Tone.SOON)
    return Status("●", "klart att rapportera", "", Tone.OK)


def _page(page: Page, number: int, pages: int) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(f"{page.ref}: {page.errand}")
    said = f"Beslut {whole(number)} av {whole(pages)}."
    if page.told:
        said += f" {page.told}"
    elif page.missing:
        said += f" {plural(page.missing, 'uppgift', 'uppgifter')} saknas."
    yield Text(said)
    rows: list[Row] = []
    for part in page.parts:
        rows.append(Row((part.name, ""), strong=True))
        rows += [Row((question.name, question.answer or MISSING)) for question in part.questions]
    yield Table("I den ordning som IVO:s e-tjänst frågar", _QUESTIONS, tuple(rows))
