"""How days, times and numbers are written in Swedish on screen and paper."""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
WEEKDAYS_SHORT = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
MONTHS_SHORT = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def day_text(day: date) -> str:
    """`ons 2025-12-10`: the weekday and the day, as in a trace."""
    return f"{WEEKDAYS_SHORT[day.weekday()]} {day.isoformat()}"


def day_spoken(day: date) -> str:
    """`fre 13 mars 2026`: the day as it is spoken."""
    return f"{WEEKDAYS_SHORT[day.weekday()]} {day.day} {MONTHS_SHORT[day.month - 1]} {day.year}"


def day_brief(day: date) -> str:
    """`tor 25/12`: a day inside a sentence that already told the year."""
    return f"{WEEKDAYS_SHORT[day.weekday()]} {day.day}/{day.month}"


def plural(count: int, one: str, many: str) -> str:
    """`1 ärende`, `2 ärenden`."""
    return f"{whole(count)} {one if count == 1 else many}"


def whole(number: int) -> str:
    """`12 345`: thousands apart with a no-break space."""
    return f"{number:,}".replace(",", "\u00a0")


def decimal(number: float, places: int = 1) -> str:
    """`38,4`: decimal comma, a plain minus sign."""
    rounded = round(number, places) + 0.0  # adding nought takes the sign from a nought
    return f"{rounded:,.{places}f}".replace(",", "\u00a0").replace(".", ",")


def inside(words: str) -> str:
    """A name as it is written inside a sentence; an abbreviation such as `IVO:s` keeps its capitals."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def listing(words: list[str]) -> str:
    """`a, b och c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} och {words[-1]}"
