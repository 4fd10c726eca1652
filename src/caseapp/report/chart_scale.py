"""The value axis of a chart: round steps, and where on it a value stands."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)
_NARROW = 0.6
"""Values that all lie above this share of the highest may be shown on an axis that does not begin at 0."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` in steps; all three are in the figure's own unit."""

    low: float
    high: float
    step: float

    @property
    def places(self) -> int:
        """How many decimals the steps need."""
        return next((n for n in range(6) if math.isclose(self.step, round(self.step, n), rel_tol=1e-9)), 6)

    def ticks(self) -> list[float]:
        """The round values of the axis."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + n * self.step, 9) + 0.0 for n in range(count + 1)]

    def part(self, value: float) -> float:
        """How far along the axis a value stands: 0 at the beginning, 1 at the end."""
        return (value - self.low) / (self.high - self.low)


def scale_for(values: Iterable[float], *, from_nought: bool, places: int, steps: int) -> Scale:
    """A scale that holds the values in about so many steps, none of more decimals than `places`.

    It begins at 0, unless that may be left out and would press all values into the uppermost part.
    """
    listed = list(values)
    low, high = min(listed, default=0.0), max(listed, default=0.0)
    if from_nought or low < 0 or low < _NARROW * high:
        low, high = min(low, 0.0), max(high, 0.0)
    smallest = 10.0**-places
    if high - low < smallest:
        low, high = min(low, 0.0), max(high, 0.0)
        high = max(high, low + smallest)
    step = _step((high - low) / steps, smallest)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(first * step, last * step, step)


def _step(least: float, smallest: float) -> float:
    least = max(least, smallest)
    size = 10.0 ** math.floor(math.log10(least))
    return next(
        step
        for step in (factor * size for factor in _STEPS)
        if step >= least * (1 - 1e-9) and math.isclose(step / smallest, round(step / smallest))
    )
