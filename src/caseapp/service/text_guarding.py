"""The guard of free text, in sentences: what stops a text from being saved, and what the writer should judge.

A sentence tells which field, where and what kind; never what stands there.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.text_words import name_words
from caseapp.domain.cases import FieldKind, FieldType
from caseapp.domain.contacts import MAIL, TELEPHONE
from caseapp.domain.errors import UserError
from caseapp.domain.identity import line_starts
from caseapp.domain.names import NameWords
from caseapp.domain.text_guard import NAME, Finding, guard, stops

_KINDS = {
    "personnummer": "ett personnummer",
    "samordningsnummer": "ett samordningsnummer",
    "reservnummer": "ett reservnummer",
    TELEPHONE: "ett telefonnummer",
    MAIL: "en e-postadress",
    NAME: "en persons namn",
}


@dataclass(frozen=True, slots=True)
class Guarded:
    """What is said of a text: `stops` are mended before it is saved, `warnings` are the writer's to judge."""

    stops: tuple[str, ...]
    warnings: tuple[str, ...]


def check_text(text: str, where: str = "", words: NameWords | None = None) -> Guarded:
    """What the guard says of a text. `where` is the field's name, left out when the sentence stands by it.

    `words` are the program's own when not given.
    """
    found = guard(text, words or name_words())
    lines = line_starts(text)
    return Guarded(
        tuple(_told(finding, lines, where) for finding in found if finding.stop),
        tuple(_told(finding, lines, where) for finding in found if not finding.stop),
    )


def refuse_stops(text: str, where: str) -> None:
    """Raises UserError with a sentence for each thing that the text must not hold."""
    found = stops(text)
    if found:
        lines = line_starts(text)
        raise UserError(" ".join(_told(finding, lines, where) for finding in found))


def refuse_contacts(text: str) -> None:
    """Raises UserError for a cell of running text with a telephone number or an e-mail address.

    A cell of one word is a code of the source's own, such as a caseworker's or a household's, and is let
    through: whole lists would be rejected for what such codes look like. Identities are refused before, in
    every cell.
    """
    if len(text.split()) > 1 and (found := stops(text)):
        raise UserError(
            f"Innehåller något som ser ut som {_KINDS[found[0].kind]}. Ta bort det och läs in raden igen."
        )


def is_free_text(catalogue: Catalogue, field: FieldType, value: str) -> bool:
    """Whether a value is in the writer's own words: a text, or what stands on no list though there is one."""
    if field.kind is FieldKind.CODE:
        codes = catalogue.code_lists[field.code_list]
        return codes.open and value not in {code.id for code in codes.codes}
    return field.kind is FieldKind.TEXT


def place(finding: Finding, lines: list[int]) -> tuple[int, int]:
    """The line and the column of a finding, from 1."""
    line = bisect_right(lines, finding.start)
    return line, finding.start - lines[line - 1] + 1


def _told(finding: Finding, lines: list[int], where: str) -> str:
    line, column = place(finding, lines)
    row = f"rad {line}, " if len(lines) > 1 else ""
    there = f"{row}tecken {column}–{column + finding.length - 1}"
    there = f"{where}: {there}" if where else there.capitalize()
    if finding.stop:
        return f"{there} ser ut som {_KINDS[finding.kind]}. Ta bort det."
    return f"{there} kan vara {_KINDS[finding.kind]}. Ta bort det i så fall."
