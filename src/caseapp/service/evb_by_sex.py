"""Ej verkställda beslut by sex, where no small count can be read or reckoned out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Counts = tuple[int, int, int]
"""Women, men, unknown."""


def hidden_rows(rows: Mapping[str, Counts], hide_below: int) -> frozenset[str] | None:
    """Which rows to hide when the totals of rows and of sexes are shown; None: all rows and the totals too.

    A row with a count of 1 to `hide_below` − 1 is hidden. What the hidden rows come to is known as the
    difference between the totals and the other rows, so the smallest others are hidden with them until that
    is no small count either, nor nought for a sex that there is, which would tell the sex of all of them.
    """
    totals = _sum(list(rows.values()))
    if any(0 < count < hide_below for count in totals):
        return None
    hidden = {name for name, counts in rows.items() if any(0 < count < hide_below for count in counts)}
    if hidden and sum(map(bool, totals)) == 1:
        # The totals would say that everybody is of one sex.
        return None
    while hidden:
        rest = _sum([rows[name] for name in hidden])
        if all(count >= hide_below for count, total in zip(rest, totals, strict=True) if total):
            return frozenset(hidden)
        # There is one left: all of them together come to the totals, which are large enough.
        shown = [name for name in rows if name not in hidden and any(rows[name])]
        hidden.add(min(shown, key=lambda name: (sum(rows[name]), name)))
    return frozenset()


def _sum(rows: Sequence[Counts]) -> Counts:
    women, men, unknown = (sum(row[place] for row in rows) for place in range(3))
    return women, men, unknown
