"""How far an import has come, and whether the user wants it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from caseapp.domain.errors import UserError

Progress = Callable[[int, int], None]
"""Told how many steps are done, of how many."""
Cancelled = Callable[[], bool]
"""Tells whether to stop."""

T = TypeVar("T")
_STEP = 250


class Steps:
    """Tells how far it has come, and stops when asked to. Every row counts twice: read, then compared."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._total = 0
        self._done = 0
        self._progress = progress
        self._cancelled = cancelled

    def expect(self, steps: int) -> None:
        """How many steps there will be in all."""
        self._total = steps

    def over(self, rows: Sequence[T]) -> Iterator[T]:
        """The rows, one step each. Raises UserError when stopped."""
        for row in rows:
            if self._done % _STEP == 0:
                self.check()
                if self._progress is not None:
                    self._progress(self._done, self._total)
            self._done += 1
            yield row

    def check(self) -> None:
        """Raises UserError when the user has asked to stop."""
        if self._cancelled is not None and self._cancelled():
            raise UserError("Inläsningen avbröts. Ingenting sparades.")

    def finish(self) -> None:
        """Tell that all is done."""
        if self._progress is not None:
            self._progress(self._total, self._total)
