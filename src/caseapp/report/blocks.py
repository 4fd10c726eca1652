"""What a page can hold, as plain values: text, tables, notes, a chain of cases to scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from caseapp.report.chart import Chart

SEPARATOR = " · "


class Tone(StrEnum):
    """What a word's colour would say; the word says it too."""

    PLAIN = "plain"
    MUTED = "muted"
    LATE = "late"
    SOON = "soon"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Status:
    """How something stands: a symbol and a word, a number to the right of them, a second line below."""

    symbol: str
    word: str
    number: str = ""
    tone: Tone = Tone.PLAIN
    also: str = ""


Cell = str | Status


@dataclass(frozen=True, slots=True)
class Column:
    """A column: numbers stand to the `right`; what is `whole` (days, case numbers) is not wrapped."""

    title: str
    right: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. Across all columns stand `text`, in the size of the cells and with its lines kept,
    and `below`, a note. A `struck` row no longer counts.
    """

    cells: tuple[Cell, ...]
    text: str = ""
    below: str = ""
    struck: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its caption says what is counted and is repeated with the head on each page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """What the paper is called."""

    text: str


@dataclass(frozen=True, slots=True)
class Lead:
    """The summary in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a part; also an entry in the PDF's outline."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes in small type, each with its label: a number or the word it defines."""

    title: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A last day on the time axis; `symbol` is empty when it says no more than that."""

    day: date
    symbol: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Lane:
    """A case along the time axis. `last` is None while it is open; after `overrun` it is late."""

    ref: str
    kind: str
    first: date | None
    last: date | None
    overrun: date | None
    marks: tuple[Mark, ...]
    caption: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Cases drawn to scale along one time axis, with a line at `today`."""

    lanes: tuple[Lane, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts, two beside each other; a single one takes the whole width."""

    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Room to sign by hand: lines to write on, each with what it is for below it, beside each other."""

    labels: tuple[str, ...]


Block = Title | Lead | Heading | Text | Notes | Table | Chain | Charts | Signature | PageBreak


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole paper: what stands at the head and foot of each page, and the blocks between.

    `printed` is Swedish local time. An empty `municipality` is left out.
    """

    name: str
    municipality: str
    scope: str
    as_of: date
    printed: datetime
    fingerprint: str
    blocks: tuple[Block, ...]
