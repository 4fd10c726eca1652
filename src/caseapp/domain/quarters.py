"""Quarters: read from text, and found from a day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from caseapp.domain.errors import UserError
from caseapp.domain.periods import Period, parse_period


def quarter_of(text: str) -> Period:
    """A quarter such as `2026Q1`. Raises UserError for any other period."""
    period = parse_period(text)
    if not re.fullmatch(r"\d{4}Q[1-4]", period.name):
        raise UserError(f"”{text}” är inget kvartal. Skriv till exempel 2026Q1.")
    return period


def quarter_with(day: date) -> Period:
    """The quarter that a day lies in."""
    return parse_period(f"{day.year:04d}Q{(day.month + 2) // 3}")


def quarter_before(day: date) -> Period:
    """The last quarter that ended before a day: the one to report."""
    return quarter_with(quarter_with(day).first - timedelta(days=1))
