"""Finds telephone numbers and e-mail addresses in free text.

Swedish numbers by the national numbering plan: area codes of two (08), three or four digits, mobile numbers
that begin with 07, +46 for all. Numbers that no private person can have are left alone: 020 and 077 (free and
shared cost) and those that begin with 11 (112, 1177, 114 14). Works on text whose digits and dashes are
plain, see `identity.made_plain`.
"""

from __future__ import annotations

import re

TELEPHONE = "telefonnummer"
MAIL = "e-postadress"

# What stands between the area code and the rest, and within the rest.
_AREA = r"[ \t]?[-/)][ \t]?|[ \t]"
_BREAK = r"[ \t-]?"
# Neither in the middle of a number, a date, a time nor a decimal; after a date, but not among figures of a
# table.
_ALONE = r"(?<![\d+])(?<!\d[-./:,])(?:(?<=\d\d-\d\d[ \t])|(?<!\d[ \t]))"
_OPEN = r"(?:\((?=\d{2,4}\)))?"
# A landline number does not stand inside a word; letters and figures together are a checksum.
_OUTSIDE = rf"{_ALONE}(?<![^\W\d_])"
_NO_DATE = r"(?!\d\d[-./ ]\d\d?[-./ ](?:19|20)\d\d(?!\d))(?!\d\d[-./ ]\d\d (?:19|20)\d\d(?!\d))"
_WORD = r"\b(?:tel|tele|telefon|telefonen|tfn|mob|mobil|mobilen|sms|fax|ring|ringa|nås)(?:nr|nummer|numret)?"
# The beginning of all of them; most texts with figures, dates among them, have none.
_BEGINS = re.compile(rf"(?<!\d)(?<!\d[-./:,])0[1-9]|[+]|0046|{_WORD}[ \t.:]", re.IGNORECASE)
_TELEPHONES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # +46 70 123 45 67, 0046-8-123 456 78, +46 (0)70 …
        rf"(?<!\d)(?:\+|00)46\)?[ \t-]?(?:\(0\))?(?:{_BREAK}\d){{7,10}}(?!\d)",
        # Other countries: +358 40 123 4567; with a plus and ten digits or more it is no amount.
        r"(?<![\d+])\+[1-9](?:[ \t.-]?\d){9,14}(?!\d)",
        # Mobile: 070-123 45 67, 0701-23 45 67, 070.123.45.67, 0701234567
        rf"{_ALONE}{_OPEN}07[02369](?:[ \t]?[-./)][ \t]?|[ \t])?\d(?:[ \t.-]?\d){{6}}(?!\d)",
        # 08-123 456 78, 08-123-45-67; in pairs only with spaces, or opening hours would be flagged
        rf"{_OUTSIDE}{_NO_DATE}{_OPEN}08(?:{_AREA})[1-9]\d\d(?:{_BREAK}\d){{3,5}}(?!\d)",
        rf"{_OUTSIDE}{_NO_DATE}{_OPEN}08(?:{_AREA})[1-9]\d(?: ?\d){{4,6}}(?!\d)",
        # 018-12 34 56, 0176-710 00
        rf"{_OUTSIDE}{_NO_DATE}{_OPEN}0(?!20|77)[1-9]\d(?:{_AREA})[1-9](?:{_BREAK}\d){{4,6}}(?!\d)",
        rf"{_OUTSIDE}{_OPEN}0(?!20|77)[1-9]\d\d(?:{_AREA})[1-9](?:{_BREAK}\d){{4,5}}(?!\d)",
        # without any gap: nine or ten digits
        rf"{_OUTSIDE}0(?!20|77)[1-9]\d{{7,8}}(?!\d)",
        # tel. 71 000: the word says what the figures are
        rf"{_WORD}[ \t.:]{{1,3}}"
        r"(?:(?:på|till|är)[ \t])?(?:nr|nummer)?[ \t.:]{0,2}"
        r"(?P<number>(?!(?:19|20)\d\d|11|020|077)\d(?:[ \t-]?\d){4,11}(?!\d))"
        r"(?![ \t]*(?:t?kr|mkr|st|%|samtal|person))",
    )
)
_AT = r"(?:[ \t]?@[ \t]?|[ \t]?[(\[{<][ \t]?(?:at|snabel-?a|@)[ \t]?[)\]}>][ \t]?)"
_DOT = r"(?:\.|[ \t]?[(\[{<][ \t]?(?:dot|punkt)[ \t]?[)\]}>][ \t]?)"
_MAIL = re.compile(
    rf"[\w.+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_DOT}[^\W\d_]{{2,24}}", re.IGNORECASE
)


def contact_spans(plain: str) -> list[tuple[int, int, str]]:
    """Where each number and address begins and ends, counted in characters from 0, and its kind, in order."""
    taken = [(found.start(), found.end(), MAIL) for found in _MAIL.finditer(plain)]
    if _BEGINS.search(plain) is None:
        return taken
    for pattern in _TELEPHONES:
        group = "number" if "number" in pattern.groupindex else 0
        for found in pattern.finditer(plain):
            start, end = found.span(group)
            if not any(start < b and a < end for a, b, _ in taken):
                taken.append((start, end, TELEPHONE))
    return sorted(taken)
