"""What a cell of a list means: days, codes, years; and persons, whose identity gets no further than here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import CodeList, FieldKind, FieldType
from caseapp.domain.errors import UserError
from caseapp.domain.identity import identity_number, looks_like_identity, pseudonym
from caseapp.domain.moments import Moment
from caseapp.exchange.dates import read_moment
from caseapp.exchange.words import folded, letters
from caseapp.service.text_guarding import is_free_text, refuse_contacts

MASK = "[borttagen identitet]"
"""What stands in a file of rejected rows where an identity stood."""

_YES = frozenset(("j", "ja", "1", "x", "true", "sant", "yes", "y"))
_NO = frozenset(("n", "nej", "0", "false", "falskt", "no"))
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_AGE = re.compile(r"(\d{1,3})(?:\.0)?(?: ?år)?", re.IGNORECASE)
_OLDEST = 120
_NAME = re.compile(r"{0}(?:[\s.,]+{0})+\.?".format(r"[^\W\d_](?:['’´-]?[^\W\d_])*"))
_PSEUDONYM = re.compile(r"P-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")
_BEYOND = 10
"""Years before the calendar's end that a day is believed: a deadline must have room to run."""


class Values:
    """Reads cells; remembers what it has read, for in long lists the same words come again and again.

    `key` gives the key of pseudonyms and is asked only when an identity is met.
    """

    def __init__(self, catalogue: Catalogue, today: date, key: Callable[[], bytes]) -> None:
        self._catalogue = catalogue
        self._today = today
        self._ask = key
        self.key: bytes | None = None
        self._first = catalogue.calendar.first
        self._last = date(catalogue.calendar.last.year - _BEYOND, 12, 31)
        self._moments: dict[str, Moment] = {}
        self._persons: dict[str, tuple[str, bool]] = {}
        self._fields: dict[tuple[str, str], str] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._units = {folded(unit): unit for pack in catalogue.packs for unit in pack.units}

    def moment(self, text: str) -> Moment:
        """A day, with its time when stated. Raises UserError."""
        found = self._moments.get(text)
        if found is None:
            try:
                found = read_moment(text, self._first, self._last)
            except UserError:
                refuse_identity(text)
                raise
            self._moments[text] = found
        return found

    def person(self, text: str) -> tuple[str, bool]:
        """The pseudonym that stands for a person cell, and whether it was a name. Raises UserError.

        A code of the source's own is kept as it is.
        """
        found = self._persons.get(text)
        if found is None:
            found = self._person(text)
            self._persons[text] = found
        return found

    def _person(self, text: str) -> tuple[str, bool]:
        if _PSEUDONYM.fullmatch(text):
            return text, False
        refuse_mask(text)
        number = identity_number(text, self._today)
        if number is not None:
            return self._pseudonym(number), False
        refuse_identity(text)
        if _NAME.fullmatch(text):
            name = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
            return self._pseudonym(f"namn:{name}"), True
        return text, False

    def _pseudonym(self, canonical: str) -> str:
        if self.key is None:
            self.key = self._ask()
        return pseudonym(canonical, self.key)

    def field(self, field: FieldType, text: str) -> str:
        """A field's value as it is stored. Raises UserError, whose text holds no value."""
        known = self._fields.get((field.id, text))
        if known is None:
            known = self._field(field, text)
            self._fields[field.id, text] = known
        return known

    def _field(self, field: FieldType, text: str) -> str:
        if field.kind is FieldKind.DAY:
            return self.moment(text).day.isoformat()
        if field.kind is FieldKind.PERSON:
            return self.person(text)[0]
        refuse_mask(text)
        refuse_identity(text)
        if is_free_text(self._catalogue, field, text):
            refuse_contacts(text)
        if field.kind is FieldKind.YEAR:
            return str(self._year(text))
        if field.kind is FieldKind.YES_NO:
            return _yes_no(text)
        if field.kind is FieldKind.CODE:
            return self._code(self._catalogue.code_lists[field.code_list], text)
        if field.kind is FieldKind.UNIT:
            return self._units.get(folded(text), text)
        return text

    def _year(self, text: str) -> int:
        found = _YEAR.fullmatch(text)
        if found is None or not self._today.year - _OLDEST <= int(found[1]) <= self._today.year:
            raise UserError("Ska vara ett årtal med fyra siffror, till exempel 2012.")
        return int(found[1])

    def age(self, text: str) -> int:
        """Whole years. Raises UserError."""
        refuse_identity(text)
        found = _AGE.fullmatch(text)
        if found is None or int(found[1]) > _OLDEST:
            raise UserError("Ska vara ålder i hela år, till exempel 14.")
        return int(found[1])

    def _code(self, codes: CodeList, text: str) -> str:
        words = self._codes.get(codes.id)
        if words is None:
            words = self._codes[codes.id] = _words(codes)
        found = words.get(folded(text)) or words.get(letters(text))
        if found is not None:
            return found
        if codes.open:
            return text
        raise UserError(f"Ordet finns inte i listan. Skriv ett av: {', '.join(c.name for c in codes.codes)}.")


def _words(codes: CodeList) -> dict[str, str]:
    """Every way to write a code → its id; an id goes before a name, a name before an alias."""
    spelled = [
        *((code.id, code.id) for code in codes.codes),
        *((code.name, code.id) for code in codes.codes),
        *((alias, code.id) for code in codes.codes for alias in code.aliases),
    ]
    words: dict[str, str] = {}
    for make in (folded, letters):
        for word, code_id in spelled:
            if made := make(word):
                words.setdefault(made, code_id)
    return words


def _yes_no(text: str) -> str:
    word = folded(text)
    if word in _YES:
        return "j"
    if word in _NO:
        return "n"
    raise UserError("Ska vara j eller n.")


def refuse_identity(text: str) -> None:
    """Raises UserError when the text holds what looks like an identity; never tells what."""
    if looks_like_identity(text):
        raise UserError(
            "Innehåller något som ser ut som ett personnummer. Ta bort det och läs in raden igen."
        )


def refuse_mask(text: str) -> None:
    """Raises UserError when the text stands where an identity was taken away."""
    if MASK in text:
        raise UserError("Här togs en identitet bort. Skriv ett annat värde, eller töm fältet.")
