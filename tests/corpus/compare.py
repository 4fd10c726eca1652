"""What our engine gives now against the last accepted run, tests/corpus/accepted.csv.

`python -m tests.corpus.compare` lists which dates have moved, with the starts of the accepted run, so that a
changed rule shows even when its part of the corpus was written anew. `--accept` makes this run the accepted.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import load_every_rule
from caseapp.domain.deadlines import reckon
from caseapp.domain.errors import UserError
from caseapp.domain.moments import Moment
from tests.corpus.cases import FILES, cases_in

ACCEPTED = Path(__file__).resolve().parent / "accepted.csv"
HEADER = "rule;start;nominal;last_day"

Key = tuple[str, str]
Days = tuple[str, str]


@dataclass(frozen=True)
class Comparison:
    """What differs; `moved` are (rule, start) → days before and now, None now when it cannot be reckoned."""

    accepted: int
    moved: Mapping[Key, tuple[Days, Days | None]]
    new: int

    def lines(self) -> list[str]:
        """As it is printed: a line each, then the sum."""
        told = [
            f"{rule} from {start}: {' / '.join(before)} → {' / '.join(now) if now else 'no such start'}"
            for (rule, start), (before, now) in self.moved.items()
        ]
        return [
            *told,
            f"{self.accepted} accepted dates, {len(self.moved)} moved; {self.new} new in the corpus",
        ]


def run(catalogue: Catalogue) -> dict[Key, Days]:
    """What every start of the corpus gives now; extensions are their own answer and are left out."""
    found = {}
    for path in FILES:
        for vector in cases_in(path):
            days = _days(catalogue, vector.rule, str(vector.start))
            if vector.extended_to is None and days is not None:
                found[vector.rule, str(vector.start)] = days
    return dict(sorted(found.items()))


def accepted() -> dict[Key, Days]:
    """The last accepted run; empty before the first."""
    if not ACCEPTED.exists():
        return {}
    with ACCEPTED.open(encoding="utf-8", newline="") as file:
        return {
            (row["rule"], row["start"]): (row["nominal"], row["last_day"])
            for row in csv.DictReader(file, delimiter=";")
        }


def compare(catalogue: Catalogue, before: Mapping[Key, Days]) -> Comparison:
    """The accepted starts reckoned again."""
    now = {key: _days(catalogue, *key) for key in before}
    moved = {key: (days, now[key]) for key, days in before.items() if now[key] != days}
    return Comparison(len(before), moved, len(run(catalogue).keys() - before.keys()))


def accept(catalogue: Catalogue) -> None:
    """Write this run as the accepted one."""
    text = io.StringIO()
    text.write(HEADER + "\n")
    for key, days in run(catalogue).items():
        text.write(";".join((*key, *days)) + "\n")
    ACCEPTED.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def _days(catalogue: Catalogue, rule: str, start: str) -> Days | None:
    try:
        made = reckon(catalogue.rule(rule), Moment.parse(start), catalogue.calendar)
    except UserError:
        return None
    return made.nominal.isoformat(), made.last_day.isoformat()


def main(*arguments: str) -> int:
    """Print the comparison; 1 when a date has moved and was not accepted."""
    catalogue = load_every_rule()
    found = compare(catalogue, accepted())
    print(*found.lines(), sep="\n")
    if "--accept" in arguments:
        accept(catalogue)
        print(f"Accepted on {date.today()}: {ACCEPTED.name}")
        return 0
    return 1 if found.moved else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
