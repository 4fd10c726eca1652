"""The guard that keeps identities out: finds what looks like a personnummer, makes pseudonyms.

Formats: folkbokföringslagen (1991:481) 18 §; samordningsnummer has 60 added to the day (lag
2022:1697, 2 kap. 8 §); reservnummer carry letters (IVO's `ÅÅÅÅMMDD-Tnnn`, `-TFnn`). A number whose
control digit is wrong is flagged too, since digits may be mistyped. Findings never hold the value.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), " ")

# Century and date close together, then four digits or a reserve number's letters and digits.
_TIGHT = re.compile(
    r"(?<!\d)(?P<century>1[89]|20)?(?P<yy>\d\d)(?P<mm>\d\d)(?P<dd>\d\d)\s?[-+]?\s?"
    r"(?P<tail>\d{4}|[A-Za-zÅÄÖåäö]\d{3}|[A-Za-zÅÄÖåäö]{2}\d{2}|\d{2}[A-Za-zÅÄÖåäö]\d|\d{3}[A-Za-zÅÄÖåäö])"
    r"(?![\dA-Za-zÅÄÖåäö])"
)
# The same, pulled apart by spaces, dots, slashes or dashes; here the control digit must be right.
_LOOSE = re.compile(
    r"(?<!\d)(?P<century>1[89]|20)?(?P<yy>\d\d)[-./ ]?(?P<mm>\d\d)[-./ ]?(?P<dd>\d\d)[-+./ ]{0,3}"
    r"(?P<tail>\d{2}[ .-]?\d{2}|\d{3}[ .-]?\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something that looks like an identity stands: line and column from 1, length in characters."""

    kind: str
    line: int
    column: int
    length: int


def _clean(text: str) -> str:
    """The text with look-alike characters made plain, the same length as before."""
    folded = []
    for character in text.translate(_DASHES).translate(_INVISIBLE):
        plain = unicodedata.normalize("NFKC", character)
        folded.append(plain if len(plain) == 1 else character)
    return "".join(folded)


def control_digit_is_right(ten_digits: str) -> bool:
    """The control digit by modulus 10 over the nine digits before it, weights 2 and 1."""
    total = 0
    for position, character in enumerate(ten_digits):
        product = int(character) * (2 - position % 2)
        total += product - 9 if product > 9 else product
    return total % 10 == 0


def _is_birth_date(found: re.Match[str]) -> bool:
    month, day = int(found["mm"]), int(found["dd"])
    if 61 <= day <= 91:
        day -= 60
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    return day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def find_identities(text: str) -> list[Finding]:
    """Everything in the text that looks like a personnummer, samordningsnummer or reservnummer."""
    findings: list[Finding] = []
    for number, line in enumerate(_clean(text).splitlines() or [""], start=1):
        taken: list[tuple[int, int]] = []
        for pattern in (_TIGHT, _LOOSE):
            position = 0
            while (found := pattern.search(line, position)) is not None:
                # Overlapping readings are tried too, one character on.
                position = found.start() + 1
                start, end = found.span()
                if any(start < b and a < end for a, b in taken) or not _is_birth_date(found):
                    continue
                digits = re.sub(r"\D", "", found["tail"])
                right = len(digits) == 4 and control_digit_is_right(
                    found["yy"] + found["mm"] + found["dd"] + digits
                )
                if pattern is _LOOSE and not right:
                    continue
                taken.append((start, end))
                findings.append(Finding(_kind(found, digits), number, start + 1, end - start))
    findings.sort(key=lambda finding: (finding.line, finding.column))
    return findings


def _kind(found: re.Match[str], digits: str) -> str:
    if len(digits) < 4:
        return "reservnummer"
    return "samordningsnummer" if int(found["dd"]) > 60 else "personnummer"


def looks_like_identity(text: str) -> bool:
    """Whether anything in the text looks like a personnummer or its kin."""
    return bool(find_identities(text))


def identity_number(text: str, today: date) -> str | None:
    """The canonical twelve characters when the whole text is one identity number; else None.

    Ten digits get the latest century that is not in the future; `+` means the one before (over 100
    years old). Nine digits are ten that a spreadsheet has robbed of a leading zero.
    """
    plain = re.sub(r"\s", "", _clean(text)).upper()
    if re.fullmatch(r"\d+\.0", plain):
        plain = plain[:-2]
    if re.fullmatch(r"\d{9}", plain):
        padded = "0" + plain
        found = _TIGHT.fullmatch(padded)
        if found and _is_birth_date(found) and control_digit_is_right(padded):
            plain = padded
    found = _TIGHT.fullmatch(plain) or _LOOSE.fullmatch(plain)
    if found is None or not _is_birth_date(found):
        return None
    century = found["century"]
    if century is None:
        year = today.year // 100 * 100 + int(found["yy"])
        if year > today.year:
            year -= 100
        if "+" in plain:
            year -= 100
        century = str(year // 100)
    tail = re.sub(r"[ .-]", "", found["tail"])
    return f"{century}{found['yy']}{found['mm']}{found['dd']}{tail}"


def pseudonym(canonical: str, key: bytes) -> str:
    """A keyed pseudonym (HMAC-SHA256, 60 bits shown): the same person gives the same word."""
    digest = hmac.new(key, canonical.encode(), hashlib.sha256).digest()
    word = base64.b32encode(digest).decode()[:12]
    return f"P-{word[:4]}-{word[4:8]}-{word[8:]}"
