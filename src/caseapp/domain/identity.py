"""The guard that keeps identities out: finds what looks like a personnummer, makes pseudonyms.

Formats: folkbokföringslagen (1991:481) 18 §; samordningsnummer has 60 added to the day (lag
2022:1697, 2 kap. 8 §); reservnummer carry letters (IVO's `ÅÅÅÅMMDD-Tnnn`, `-TFnn`) or begin with 99. A
number whose digits stand close together is flagged even when its control digit is wrong, since digits may
be mistyped. One pulled apart, run into a word or broken over two lines without a dash is flagged only when
it is right, or dates beside figures would be flagged. Findings never hold the value.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_DASHES = frozenset("\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

# The least that any identity holds is eight digits near one another. Most texts fall here, quickly.
_WORTH_A_LOOK = re.compile(r"(?:\d\D{0,10}){8}")

_LETTERS = "A-Za-zÅÄÖåäö"
_DATE = r"(?P<century>1[89]|20)?(?P<yy>\d\d)(?P<mm>\d\d)(?P<dd>\d\d)"
_BREAK = r"[ \t]?\r?\n[ \t]{0,4}"
# Between the date and the rest: a dash or plus, after which the line may break; a break; a space or two.
_GAP = rf"(?P<gap>{_BREAK}|[ \t]{{0,2}}(?:[-+](?:[ \t]{{0,2}}|{_BREAK}))?)"
# Four digits that begin another date are no tail: `20250301–2025-03-31` is a period.
_NO_DATE = r"(?!(?<=1[89]\d\d|20\d\d)(?P<then>[-./])\d{1,2}(?P=then)\d)"

_DIGITS = re.compile(rf"(?<!\d){_DATE}{_GAP}(?P<tail>\d{{4}})(?!\d){_NO_DATE}")
# Reserve numbers: T or TF after any gap, in the middle of a word too.
_RESERVE = re.compile(rf"(?<!\d){_DATE}{_GAP}(?P<t>[Tt]\d{{3}}|[Tt][Ff]\d{{2}})(?!\d)")
# Other letters only when nothing but a dash stands between, and the whole stands by itself.
_LETTERED = re.compile(
    rf"(?<![\d{_LETTERS}]){_DATE}[-+]?"
    rf"(?P<tail>[{_LETTERS}]\d{{3}}|[{_LETTERS}]{{2}}\d{{2}}|\d{{2}}[{_LETTERS}]\d|\d{{3}}[{_LETTERS}])"
    rf"(?![\d{_LETTERS}])"
)
_NINETY_NINE = re.compile(r"(?<!\d)99\d{6}-?\d{4}(?!\d)")
# The same as the first two, pulled apart by spaces, dots, slashes or dashes; the last, digit by digit.
_APART = re.compile(
    r"(?<!\d)(?<!\d[-./])(?:(?P<century>1[89]|20)[- ]?)?(?P<yy>\d\d)(?P<first>[-./ ]?)(?P<mm>\d\d)"
    rf"(?P<second>[-./ ]?)(?P<dd>\d\d)(?P<gap>[ \t]?[-+]{_BREAK}|[-+./_ \t]{{0,3}})"
    r"(?:(?P<tail>\d{2} ?\d{2}|\d{3} \d)(?![-./]?\d)|(?P<t>[Tt]\d{3}|[Tt][Ff]\d{2})(?!\d))"
)
_SPELLED = re.compile(
    r"(?<!\d)(?:(?P<century>1 [89]|2 0) )?(?P<yy>\d \d) (?P<mm>\d \d) (?P<dd>\d \d)"
    r" ?[-+]? ?(?P<tail>\d \d \d \d|[Tt] \d \d \d|[Tt] [Ff] \d \d)(?!\d)"
)
_TELEPHONE = re.compile(r"(?:\btel|\btfn|telefon|mobil|\bfax|\bring|\bsms)[^\W\d]*[ .:]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something that looks like an identity stands: line and column from 1, length in characters."""

    kind: str
    line: int
    column: int
    length: int


def control_digit_is_right(ten_digits: str) -> bool:
    """The control digit by modulus 10 over the nine digits before it, weights 2 and 1."""
    total = 0
    for position, character in enumerate(ten_digits):
        product = int(character) * (2 - position % 2)
        total += product - 9 if product > 9 else product
    return total % 10 == 0


def find_identities(text: str) -> list[Finding]:
    """Everything in the text that looks like a personnummer, samordningsnummer or reservnummer."""
    if _WORTH_A_LOOK.search(text) is None:
        return []
    plain, where = made_plain(text)
    lines = line_starts(text)
    findings = []
    for start, end, kind in identity_spans(plain):
        begins, ends = where[start], where[end - 1] + 1
        line = bisect_right(lines, begins)
        findings.append(Finding(kind, line, begins - lines[line - 1] + 1, ends - begins))
    return findings


def line_starts(text: str) -> list[int]:
    """Where each line begins, counted in characters from 0."""
    return [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]


def identity_spans(plain: str) -> list[tuple[int, int, str]]:
    """Where each finding begins and ends in a text that is `made_plain`, from 0, and its kind, in order."""
    if _WORTH_A_LOOK.search(plain) is None:
        return []
    taken: list[tuple[int, int, str]] = []
    for pattern in (_DIGITS, _RESERVE, _LETTERED, _NINETY_NINE, _APART, _SPELLED):
        position = 0
        while (found := pattern.search(plain, position)) is not None:
            start, end = found.span()
            # Overlapping readings are tried too, one character on.
            position = start + 1
            if any(start < b and a < end for a, b, _ in taken) or not _convinces(found, plain):
                continue
            taken.append((start, end, _kind(found)))
    return sorted(taken)


def looks_like_identity(text: str) -> bool:
    """Whether anything in the text looks like a personnummer or its kin."""
    return bool(find_identities(text))


def identity_number(text: str, today: date) -> str | None:
    """The canonical twelve characters when the whole text is one identity number; else None.

    Ten digits get the latest century that is not in the future; `+` means the one before (over 100
    years old). Seven to nine digits are ten that a spreadsheet has robbed of their leading zeros.
    """
    plain = " ".join(made_plain(text)[0].strip("'\"= \t\r\n").upper().split())
    close = plain.replace(" ", "")
    if re.fullmatch(r"\d+[.,]0", close):
        close = close[:-2]
    if re.fullmatch(r"\d{7,9}", close):
        padded = close.zfill(10)
        if control_digit_is_right(padded):
            close = padded
    if _NINETY_NINE.fullmatch(close):
        return close.replace("-", "")
    found = (
        _DIGITS.fullmatch(close)
        or _RESERVE.fullmatch(close)
        or _LETTERED.fullmatch(close)
        or _APART.fullmatch(plain)
    )
    if found is None or not _convinces(found, ""):
        return None
    century = found["century"] or _century(found, "+" in plain, today)
    return f"{century}{found['yy']}{found['mm']}{found['dd']}{_tail(found)}"


def pseudonym(canonical: str, key: bytes) -> str:
    """A keyed pseudonym (HMAC-SHA256, 60 bits shown): the same person gives the same word."""
    digest = hmac.new(key, canonical.encode(), hashlib.sha256).digest()
    word = base64.b32encode(digest).decode()[:12]
    return f"P-{word[:4]}-{word[4:8]}-{word[8:]}"


def made_plain(text: str) -> tuple[str, Sequence[int]]:
    """The text with look-alike characters made plain and invisible ones gone, and where each stood."""
    if text.isascii():
        return text, range(len(text))
    kept: list[str] = []
    where: list[int] = []
    for index, character in enumerate(text):
        if character in _INVISIBLE:
            continue
        if character in _DASHES:
            folded = "-"
        elif character.isdecimal():
            folded = str(unicodedata.decimal(character))
        else:
            folded = unicodedata.normalize("NFKC", character)
        kept.append(folded if len(folded) == 1 else character)
        where.append(index)
    return "".join(kept), where


def _part(found: re.Match[str], name: str) -> str:
    return (found[name] or "").replace(" ", "")


def _tail(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return (groups.get("tail") or groups["t"]).replace(" ", "").upper()


def _convinces(found: re.Match[str], text: str) -> bool:
    """Whether what has the outward form of an identity is likely to be one."""
    if found.re is _NINETY_NINE:
        return True
    if not _is_birth_date(found):
        return False
    tail = _tail(found)
    if not tail.isdecimal():
        return found.re is not _APART or _is_even(found)
    right = control_digit_is_right("".join(_part(found, name) for name in ("yy", "mm", "dd")) + tail)
    if found.re is _APART:
        return right and _is_even(found)
    if found.re is _SPELLED:
        return right
    in_a_word = text[found.end() : found.end() + 1].isalpha()
    broken = "\n" in found["gap"]
    if (in_a_word or broken) and not {"-", "+"} & set(found["gap"]):
        return right
    return right or _TELEPHONE.search(text, max(0, found.start() - 24), found.start()) is None


def _is_even(found: re.Match[str]) -> bool:
    """Whether a number pulled apart is pulled apart in one way, as by a hand that writes a date."""
    first, second = found["first"], found["second"]
    if first != second and (first, second) != (" ", ""):
        return False
    return not first or bool(found["gap"] or found["century"])


def _is_birth_date(found: re.Match[str]) -> bool:
    month, day = int(_part(found, "mm")), int(_part(found, "dd"))
    if day > 60:
        day -= 60
    return 1 <= month <= 12 and 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _kind(found: re.Match[str]) -> str:
    if found.re is _NINETY_NINE or not _tail(found).isdecimal():
        return "reservnummer"
    return "samordningsnummer" if int(_part(found, "dd")) > 60 else "personnummer"


def _century(found: re.Match[str], plus: bool, today: date) -> str:
    """The century of a number without one: the latest in which the day of birth has come."""
    day = int(found["dd"]) - (60 if int(found["dd"]) > 60 else 0)
    year = today.year // 100 * 100 + int(found["yy"])
    if (year, int(found["mm"]), day) > (today.year, today.month, today.day):
        year -= 100
    if plus:
        year -= 100
    return str(year // 100)
