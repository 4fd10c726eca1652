"""Control charts: how much a figure may swing before the swing says anything.

Limits of an individuals chart (XmR): the mean ± 3 / 1,128 (that is 2,66) times the mean moving range.
Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 "Individuals Control Charts".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

FEWEST = 10
"""With fewer values than this the limits would themselves be noise."""
_SPREAD = 3 / 1.128
"""Three sigma; 1,128 turns the mean range of two neighbours into their standard deviation (d2 for n = 2)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean of a figure and the limits between which it swings by itself, in the figure's own unit."""

    centre: float
    lower: float
    upper: float

    def outside(self, value: float | None) -> bool:
        """Whether a value lies beyond a limit; a missing one does not."""
        return value is not None and not self.lower <= value <= self.upper


def control_limits(
    values: Sequence[float | None], lowest: float | None = 0.0, fewest: int = FEWEST
) -> Limits | None:
    """The limits of values in the order of time; None when they are fewer than `fewest` (at least two).

    A missing value (None) has no neighbour on either side. The lower limit is never under `lowest`, since a
    count cannot be less than nought; give None for figures that can.
    """
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    if len(known) < max(fewest, 2) or not ranges:
        return None
    centre = sum(known) / len(known)
    swing = _SPREAD * sum(ranges) / len(ranges)
    lower = centre - swing
    if lowest is not None:
        lower = max(lower, min(lowest, centre))
    return Limits(centre, lower, centre + swing)
