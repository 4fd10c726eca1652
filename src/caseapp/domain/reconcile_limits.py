"""The simple limits of a search: what every row that it found keeps, and some row that it lacks may break."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from caseapp.domain.reconcile import ENDED, EXECUTED, INTERRUPTED, REF, RESUMED, Column, Holds, Line

Say = Callable[[str, str], str]
"""Column id and value → the value as it is spoken."""

_PHRASES = {
    EXECUTED: ("verkställda beslut", "ej verkställda beslut"),
    INTERRUPTED: ("avbrutna insatser", "insatser utan avbrott"),
    RESUMED: ("återupptagna insatser", "insatser som inte är återupptagna"),
    ENDED: ("avslutade insatser", "öppna insatser"),
}
"""What rows with and without a day are called."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that every row of the list keeps. `here` says how a row breaks it; empty when the rule does."""

    kind: str
    column: str
    rule: str
    keeps: Callable[[Line], bool]
    here: Callable[[Line], str]


def limits_of(
    a: Sequence[Line],
    held: Sequence[Line],
    missing: Sequence[Line],
    columns: Sequence[Column],
    here: str,
    name: str,
    say: Say,
) -> Iterator[Limit]:
    """Every limit that the rows of A keep, and what B says of the same decisions too."""
    for column in columns:
        filled = [line.cell(column.id) for line in held if line.cell(column.id)]
        yield from _presence(column, filled, len(held), here, say)
        if column.holds is Holds.DAY and filled:
            yield from _days(column, min(filled), max(filled), here)
        elif column.holds is Holds.CODE and filled:
            asked = dict.fromkeys(line.cell(column.id) for line in missing if line.cell(column.id))
            yield from _codes(column, set(filled), asked, here, say)
        elif column.holds is Holds.LINK:
            yield from _once(column, a, here, name)
    yield from _series({_prefix(line) for line in held}, dict.fromkeys(map(_prefix, missing)), here)


def _presence(column: Column, filled: Sequence[str], total: int, here: str, say: Say) -> Iterator[Limit]:
    word = column.id
    with_, without = _PHRASES.get(word, (f"rader med {column.name}", f"rader utan {column.name}"))
    if not filled:
        yield Limit(
            "empty-only",
            word,
            f"{here} har inga {with_}",
            lambda line: not line.cell(word),
            lambda line: f"här är {column.name} {say(word, line.cell(word))}",
        )
    elif len(filled) == total:
        yield Limit(
            "filled-only",
            word,
            f"{here} har inga {without}",
            lambda line: bool(line.cell(word)),
            lambda line: f"här saknas {column.name}",
        )


def _days(column: Column, first: str, last: str, here: str) -> Iterator[Limit]:
    word = column.id
    what = "inga beslut" if word == "beslut" else f"ingen dag för {column.name}"

    def told(line: Line) -> str:
        return f"{'detta är från' if word == 'beslut' else 'här är den'} {line.cell(word)}"

    yield Limit(
        "before",
        word,
        f"{here} har {what} före {first}",
        lambda line: not line.cell(word) or line.cell(word) >= first,
        told,
    )
    yield Limit(
        "after",
        word,
        f"{here} har {what} efter {last}",
        lambda line: line.cell(word) <= last,
        told,
    )


def _codes(
    column: Column, known: Collection[str], asked: Collection[str], here: str, say: Say
) -> Iterator[Limit]:
    word = column.id
    if len(known) == 1:
        (only,) = known
        yield Limit(
            "only",
            word,
            f"{here} har bara {column.name} ”{say(word, only)}”",
            lambda line: line.cell(word) in ("", only),
            lambda line: f"här står ”{say(word, line.cell(word))}”",
        )
        return
    for value in asked:
        if value not in known:
            yield Limit(
                "none",
                word,
                f"{here} har ingen rad med {column.name} ”{say(word, value)}”",
                lambda line, value=value: line.cell(word) != value,  # type: ignore[misc]
                lambda line: "",
            )


def _once(column: Column, a: Sequence[Line], here: str, name: str) -> Iterator[Limit]:
    word = column.id
    first = {line.cell(word): line.ref for line in a if line.cell(word)}
    if len(first) == sum(bool(line.cell(word)) for line in a):
        yield Limit(
            "once",
            word,
            f"{here} har högst en rad med samma {column.name}",
            lambda line: line.cell(word) not in first,
            lambda line: f"samma {column.name} står redan på ärende {first[line.cell(word)]} i {name}",
        )


def _series(known: Collection[str], asked: Collection[str], here: str) -> Iterator[Limit]:
    if len(known) == 1:
        (only,) = known
        yield Limit(
            "only",
            REF,
            f"{here} har bara ärenden som börjar {_begins(only)}",
            lambda line: _prefix(line) == only,
            lambda line: f"detta börjar {_begins(_prefix(line))}",
        )
        return
    for value in asked:
        if value not in known:
            yield Limit(
                "none",
                REF,
                f"{here} har inga ärenden som börjar {_begins(value)}",
                lambda line, value=value: _prefix(line) != value,  # type: ignore[misc]
                lambda line: "",
            )


def _prefix(line: Line) -> str:
    """The letters before the first digit of a reference: the series it belongs to."""
    return "".join(takewhile(str.isalpha, line.ref))


def _begins(prefix: str) -> str:
    return f"på ”{prefix}”" if prefix else "med en siffra"
