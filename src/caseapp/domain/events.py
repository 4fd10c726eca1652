"""Events: what happened to a case. Append-only; a mistake is voided by a new event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from caseapp.domain.moments import Moment

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

VOID = "makulerad"
"""Type of the event that cancels an earlier one."""


class CaseKey(NamedTuple):
    """Which case: its type from the catalogue and the reference that the source gave it."""

    case_type: str
    ref: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `values` are the facts it states, field id → text. `recorded_at` is UTC in ISO form with `Z`.
    `source` tells where it came from (`user`, `import:utredningar`, `demo`). `voids` is the id of the
    event that this one cancels. `id` is 0 until stored; ids grow with the order of recording.
    """

    case: CaseKey
    type: str
    occurred: Moment
    values: Mapping[str, str] = field(default_factory=dict)
    recorded_at: str = ""
    source: str = "user"
    voids: int | None = None
    id: int = 0

    @property
    def digest(self) -> str:
        """Hash of what the event says, 32 hex digits; the same on every machine.

        Recording time and id are left out, so that two managers who import the same lists get the
        same fingerprint.
        """
        content = [self.case.case_type, self.case.ref, self.type, str(self.occurred), dict(self.values)]
        return hashlib.sha256(_canonical(content).encode()).hexdigest()[:32]


def live(events: Iterable[Event]) -> list[Event]:
    """The events that are not voided, in the order they happened, then were recorded.

    A void cancels one event; a void can itself be voided, which brings the event back.
    """
    ordered = sorted(events, key=lambda event: event.id)
    cancelled: set[int] = set()
    # Later voids decide first, so that a voided void has no say over its target.
    for event in reversed(ordered):
        if event.voids is not None and event.id not in cancelled:
            cancelled.add(event.voids)
    kept = [event for event in ordered if event.id not in cancelled and event.type != VOID]
    kept.sort(key=lambda event: (event.occurred.sort_key, event.id))
    return kept


def fingerprint(digests: Iterable[str], *context: str) -> str:
    """One hash, 16 hex digits, of many event digests in any order and of the words in `context`."""
    return fingerprint_of([(int(digest, 16), 1) for digest in digests], *context)


def fingerprint_of(sums: Iterable[tuple[int, int]], *context: str) -> str:
    """The same fingerprint of digests that are summed already: sums, each with how many there are in it."""
    total = 0
    count = 0
    for part, number in sums:
        total += part
        count += number
    text = "\x1f".join([f"{total:x}", str(count), *context])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def spaced(fingerprint_text: str) -> str:
    """`9f3c a1d0 …`: the fingerprint in groups of four for a reader's eye."""
    return " ".join(fingerprint_text[i : i + 4] for i in range(0, len(fingerprint_text), 4))
