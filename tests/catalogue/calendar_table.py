"""Rebuilds resources/catalogue/kalender-sverige.csv from the library it was frozen from.

The file is frozen: a test compares it with what this makes and fails on any difference. Run
`python tests/catalogue/calendar_table.py` to write it anew after a change of law; then every deadline
that moves is shown to the user before it is accepted, so do it knowingly.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "resources" / "catalogue" / "kalender-sverige.csv"
YEARS = range(1990, 2101)
HEADER = "dag;namn"

# Where two names meet, the movable feast tells more: that 1 May and 6 June are free everyone sees.
_FIXED = ("Första maj", "Nationaldagen")


def named_days() -> dict[date, str]:
    """Every named day off of the years, those on weekends too, as the names stand in a sentence."""
    import holidays

    table = holidays.Sweden(
        categories=(holidays.constants.PUBLIC, holidays.constants.DE_FACTO),
        include_sundays=False,
        language="sv",
        years=YEARS,
    )
    return {day: _spoken(name) for day, name in sorted(table.items())}


def table_text() -> str:
    """The whole file, with LF line ends."""
    rows = [f"{day.isoformat()};{name}" for day, name in named_days().items()]
    return "\n".join([HEADER, *rows, ""])


def _spoken(name: str) -> str:
    names = name.split("; ")
    chosen = next((one for one in names if one not in _FIXED), names[0])
    return chosen if chosen.startswith("Kristi") else chosen[0].lower() + chosen[1:]


if __name__ == "__main__":
    TABLE.write_text(table_text(), encoding="utf-8", newline="\n")
