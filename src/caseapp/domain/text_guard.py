"""The guard of free text: what must not stand there, and what had better not.

Identity numbers, telephone numbers and e-mail addresses stop a text. Likely names are warned of and no more,
for a list of names cannot know who is meant. A finding tells what kind and where, never what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from caseapp.domain.contacts import contact_spans
from caseapp.domain.identity import identity_spans, made_plain
from caseapp.domain.names import NameWords, name_spans

NAME = "namn"

# What holds neither an at-sign nor five digits near one another holds nothing that stops: most texts.
_WORTH_A_LOOK = re.compile(r"[@\uff20\ufe6b]|(?:\d\D{0,10}){5}|[(\[{<]\s?(?:at|snabel)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: its kind, and where, in characters from 0. `stop` when it must not be saved."""

    kind: str
    start: int
    length: int
    stop: bool

    @property
    def end(self) -> int:
        """The character after the last."""
        return self.start + self.length


def stops(text: str) -> list[Finding]:
    """What the text must not hold, in order: identity numbers, telephone numbers and e-mail addresses."""
    if _WORTH_A_LOOK.search(text) is None:
        return []
    plain, where = made_plain(text)
    found: list[Finding] = []
    for start, end, kind in (*identity_spans(plain), *contact_spans(plain)):
        finding = Finding(kind, where[start], where[end - 1] + 1 - where[start], stop=True)
        if not _overlaps(finding, found):
            found.append(finding)
    return sorted(found, key=lambda finding: finding.start)


def guard(text: str, words: NameWords) -> list[Finding]:
    """Everything the text must not or had better not hold, in order."""
    found = stops(text)
    named = [Finding(NAME, start, end - start, stop=False) for start, end in name_spans(text, words)]
    return sorted([*found, *_apart(named, found)], key=lambda finding: finding.start)


def _apart(findings: list[Finding], others: list[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if not _overlaps(finding, others))


def _overlaps(finding: Finding, others: list[Finding]) -> bool:
    return any(finding.start < other.end and other.start < finding.end for other in others)
