"""Writes tests/corpus/<rule>/reckoned.toml for every rule that sets a time, the same each time it runs.

`python -m tests.corpus.make` after a rule has come or changed. The starts are chosen so that the answers
fall on every kind of day: ends of month, leap days, Christmas, Easter, midsummer, the borders of the law.
Files with other names are written by hand, from a decision or a document, and are left alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.corpus.reckoner import ONE_DAY, SOURCE, Answer, Definition, definitions, reckon

CORPUS = Path(__file__).resolve().parent
NAME = "reckoned.toml"
EACH_VERSION = 24
FIRST, LAST = date(2002, 1, 1), date(2034, 12, 31)


def starts(version: Mapping[str, Any], dice: random.Random) -> list[date]:
    """Days on which the version was in force: its borders, one leap year, one common year, and a hundred."""
    first = max(version["valid_from"], FIRST)
    last = min(version.get("valid_to", LAST), max(LAST, first + timedelta(days=2000)))
    borders = [day for day in (first, first + ONE_DAY, last - ONE_DAY, last) if first <= day <= last]
    if version.get("valid_to") is None:
        borders = borders[:2]
    whole = [
        dice.choice([2008, 2012, 2016, 2020, 2024, 2028, 2032]),
        dice.choice([2009, 2014, 2019, 2026, 2033]),
    ]
    year_days = [date(year, 1, 1) + timedelta(days=n) for year in whole for n in range(366)]
    span = (last - first).days
    some = [first + timedelta(days=dice.randint(0, span)) for _ in range(100)]
    dice.shuffle(year_days)
    chosen = [*borders, *some, *(day for day in year_days if first <= day <= last)]
    return list(dict.fromkeys(chosen))


def answers(version: Mapping[str, Any], dice: random.Random) -> list[Answer]:
    """The borders, then the kinds of day in turn until there are enough."""
    by_hours = "hours" in version["limit"]
    kinds: dict[str, list[Answer]] = {}
    found: dict[date | datetime, Answer] = {}
    for number, day in enumerate(starts(version, dice)):
        clock = by_hours and number % 5 != 1
        start = datetime.combine(day, time(dice.randrange(4, 24), dice.randrange(60))) if clock else day
        try:
            answer = reckon(version, start)
        except LookupError:  # beyond the years of the holidays
            continue
        if number < 4:
            found[start] = answer
        kinds.setdefault(answer.kind, []).append(answer)
    while len(found) < EACH_VERSION and any(kinds.values()):
        for kind in sorted(kinds):
            if kinds[kind]:
                answer = kinds[kind].pop(0)
                found[answer.start] = answer
    return sorted(found.values(), key=lambda answer: str(answer.start))


def _line(answer: Answer) -> str:
    due = f", due_at = {answer.due_at.isoformat()}" if answer.due_at else ""
    return (
        f"    {{ start = {answer.start.isoformat()}, nominal = {answer.nominal}, last_day = {answer.last_day}"
        f'{due}, why = "{answer.kind}" }},'
    )


def text(rule: Definition) -> str:
    """The whole file of a rule."""
    lines = [
        _line(a) for version in rule.versions for a in answers(version, random.Random(_seed(rule, version)))
    ]
    return "\n".join(
        ["# Written by python -m tests.corpus.make.", f'source = "{SOURCE}"', "case = [", *lines, "]", ""]
    )


def _seed(rule: Definition, version: Mapping[str, Any]) -> str:
    """The same starts as long as the version begins on the same day, so that what moves can be compared."""
    return f"{rule.id} {version['valid_from']}"


def files() -> Iterator[tuple[Path, str]]:
    """Each file and its text."""
    for rule in definitions():
        if not rule.watch:
            yield CORPUS / rule.id / NAME, text(rule)


def main() -> None:
    """Write what is new or changed, and take away what belongs to no rule any more."""
    made = dict(files())
    for path in set(CORPUS.glob(f"*/{NAME}")) - set(made):
        path.unlink()
        print(f"{path.relative_to(CORPUS)}: no such rule, removed")
    for path, content in made.items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(CORPUS)}: written")
    print(f"{len(made)} rules, {sum(content.count('start =') for content in made.values())} cases")


if __name__ == "__main__":
    main()
