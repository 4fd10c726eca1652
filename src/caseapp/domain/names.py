"""Finds likely names of persons in free text, by lists of first names and surnames.

A first name with a surname after it is a name, even when both are ordinary words (Sten Berg). A name by
itself is one when it is no ordinary word; a few doubtful ones only where the capital letter is not owed to
the sentence. Names of statutes, places and activities are left alone, and so is a word in capitals only,
which is likely an abbreviation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:[-’'´][^\W\d_]+)*")
_PART = re.compile(r"[-’'´]")
_SPACE = re.compile(r"[ \t\u00a0]{1,2}|[ \t]?\r?\n[ \t]{0,4}")
_AFTER_INITIAL = re.compile(r"\.?[ \t\u00a0]{0,2}")
_OPENING = " \t\u00a0\"”“»'’("
_SENTENCE_END = ".!?:;•–—-|/\n\r\uf0b7"
_LOOK_BACK = 8


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words that names are known by, in small letters.

    `endings` make an unknown capitalised word a surname. `ordinary` and `doubtful` are names that are words
    too. `not_names` are words in a row that are no person; a word of `followed_by` makes a place of the name
    before it; one of `between` may stand inside a name.
    """

    first: frozenset[str]
    last: frozenset[str]
    endings: tuple[str, ...]
    ordinary: frozenset[str]
    doubtful: frozenset[str]
    not_names: frozenset[tuple[str, ...]]
    followed_by: frozenset[str]
    between: frozenset[str]


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, parted as the guard parts them."""
    return tuple(found[0].lower() for found in _WORD.finditer(text))


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    low: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def title(self) -> bool:
        return self.capital and not (len(self.text) > 1 and self.text.isupper())


@dataclass(frozen=True, slots=True)
class _Part:
    """What a word can be in a name, and how surely it is one when it stands alone."""

    first: bool
    last: bool
    ordinary: bool
    doubtful: bool


def name_spans(text: str, words: NameWords) -> Iterator[tuple[int, int]]:
    """Where each likely name begins and ends, counted in characters from 0."""
    return _Reader(text, words).spans()


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, words: NameWords) -> None:
        self.text = text
        self.words = words
        self.row = [_Word(m.start(), m.end(), m[0], m[0].lower()) for m in _WORD.finditer(text)]
        self.longest = max(map(len, words.not_names), default=0)

    def spans(self) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(self.row):
            told = self._not_a_name(at)
            if told:
                at += told
                continue
            last = self._name(at)
            if last is None:
                at += 1
                continue
            if not self._is_place(last):
                yield self.row[at].start, self.row[last].end
            at = last + 1

    def _not_a_name(self, at: int) -> int:
        """How many words from here on make something that is no person; 0 when they do not."""
        for count in range(2, self.longest + 1):
            row = tuple(word.low for word in self.row[at : at + count])
            if row in self.words.not_names or (*row[:-1], row[-1].removesuffix("s")) in self.words.not_names:
                return count
        return 0

    def _name(self, at: int) -> int | None:
        """The last word of the name that begins here; None when none does."""
        word = self.row[at]
        part = self._part(word)
        if part is None:
            return None
        if not word.capital:
            return self._lower_pair(at, part)
        if part.first and (last := self._full_name(at)) is not None:
            return last
        if not word.title or part.ordinary or (part.doubtful and self._begins_sentence(word)):
            return None
        return at

    def _full_name(self, at: int) -> int | None:
        """The surname at the end of the capitalised words that begin here with a first name."""
        last = None
        while at + 1 < len(self.row) and self._adjacent(at):
            at += 1
            word = self.row[at]
            part = self._part(word)
            if word.capital and part is not None and part.last:
                last = at
            elif not (
                word.low in self.words.between or (word.capital and (len(word.text) == 1 or part is not None))
            ):
                break
        return last

    def _lower_pair(self, at: int, part: _Part) -> int | None:
        """A first name and a surname in small letters, neither an ordinary word."""
        if not part.first or part.ordinary or part.doubtful or not self._adjacent(at, at + 1):
            return None
        after = self._part(self.row[at + 1])
        if after is None or not after.last or after.ordinary or after.doubtful:
            return None
        return at + 1

    def _adjacent(self, at: int, needed: int = 0) -> bool:
        """Whether the next word follows directly."""
        if max(at + 1, needed) >= len(self.row):
            return False
        word, after = self.row[at], self.row[at + 1]
        gap = _AFTER_INITIAL if len(word.text) == 1 else _SPACE
        return gap.fullmatch(self.text, word.end, after.start) is not None

    def _is_place(self, last: int) -> bool:
        return (
            last + 1 < len(self.row)
            and self._adjacent(last)
            and self.row[last + 1].low in self.words.followed_by
        )

    def _begins_sentence(self, word: _Word) -> bool:
        before = self.text[max(0, word.start - _LOOK_BACK) : word.start].rstrip(_OPENING)
        return not before or before[-1] in _SENTENCE_END

    def _part(self, word: _Word) -> _Part | None:
        """What the word can be in a name; None when it is none. A double name is one when each half is."""
        known = self._form(word.low, word.capital)
        if known:
            return self._as_part(known)
        halves = _PART.split(word.low)
        if halves[-1] == "s" and len(halves) == 2:
            halves.pop()
        forms = [self._form(half, word.capital) for half in halves]
        if len(word.low) == len(halves[0]) or not all(forms):
            return None
        if len(forms) == 1:
            return self._as_part(forms[0])
        parts = [self._as_part(form) for form in forms]
        return _Part(all(p.first for p in parts), all(p.last for p in parts), ordinary=False, doubtful=False)

    def _as_part(self, form: str) -> _Part:
        words = self.words
        is_last = form in words.last or form not in words.first
        return _Part(form in words.first, is_last, form in words.ordinary, form in words.doubtful)

    def _form(self, low: str, capital: bool) -> str:
        """The name that the word is, or is the genitive of; empty when it is none."""
        words = self.words
        for form in (low, low.removesuffix("s")):
            if form in words.first or form in words.last:
                return form
            if capital and form.endswith(words.endings) and form not in words.endings:
                return form
        return ""
