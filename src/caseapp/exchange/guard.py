"""The formula guard: text that a spreadsheet would run as a formula is made harmless, and plain again."""

from __future__ import annotations

import re

# Excel and LibreOffice look past white space, control characters and a byte order mark before the sign.
# A sign that already carries apostrophes counts too; otherwise what is written could not be read back.
_DANGEROUS = re.compile(r"'*[\s\x00-\x20\x7f-\xa0\ufeff\u200b]*[=+\-@%|\t\uff1d\uff0b\uff0d\uff20]")


def harmless(text: str) -> str:
    """The text with a leading `'` when it begins like a formula. `plain` undoes it exactly."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def plain(text: str) -> str:
    """The text as it was before `harmless`; other text is returned as it is."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text
