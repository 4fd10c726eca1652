"""Timing for the benchmarks: the best of several runs, and ratios within one run of the program."""

from __future__ import annotations

import time
from collections.abc import Callable


def best(work: Callable[[], object], runs: int = 5) -> float:
    """Seconds of the quickest of so many runs."""
    fastest = float("inf")
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        fastest = min(fastest, time.perf_counter() - begun)
    return fastest


def tell(what: str, ours: float, rival: str, theirs: float, target: str) -> None:
    """One line: the ratio, and the target it is held against."""
    print(
        f"{what}: {ours / theirs:.2f} × {rival} ({ours * 1e3:.2f} ms against {theirs * 1e3:.2f} ms; {target})"
    )


if __name__ == "__main__":
    print("timing: nothing to measure by itself")
