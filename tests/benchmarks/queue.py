"""A queue of a million cases against the same SQL in bare sqlite3.

The projections are written straight into the tables, since it is the reading that is measured here.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from caseapp.service.office import Office
from caseapp.service.overview import overview
from caseapp.service.queues import read_queue
from tests.benchmarks.timing import best, tell

TODAY = date(2026, 3, 16)
OVERDUE = """
    SELECT k.case_type, k.ref, c.*, d.* FROM deadline d
    JOIN case_key k ON k.id = d.case_id JOIN case_state c ON c.case_id = d.case_id
    WHERE d.rule IN (SELECT value FROM json_each(?)) AND (d.stopped IS NULL OR d.stopped >= ?)
      AND d.start < ? AND d.last_day < ? ORDER BY d.last_day, d.start, k.ref, d.rule
"""


def fill(path: Path, cases: int) -> None:
    """Utredningar of ten years; all but the latest are closed, a part of the open ones late."""
    dice = random.Random(1)
    keys, states, clocks = [], [], []
    for number in range(1, cases + 1):
        start = TODAY - timedelta(days=dice.randrange(1, 3650))
        last = start + timedelta(days=122)
        closed = start + timedelta(days=dice.randrange(60, 160))
        still = closed >= TODAY
        keys.append((number, "utredning", f"BU-{number}"))
        ended = None if still else closed.isoformat()
        facts = '{"orsak": "våld", "utredningstyp": "barn"}'
        states.append(
            (number, f"P{number % 300_000}", start.isoformat(), ended, f"Enhet {number % 12}", facts)
        )
        clocks.append((number, start.isoformat(), last.isoformat(), last.isoformat(), ended))
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO case_key VALUES (?, ?, ?)", keys)
        connection.executemany(
            "INSERT INTO case_state (case_id, person, opened, closed, unit, facts, last_events)"
            " VALUES (?, ?, ?, ?, ?, ?, '{}')",
            states,
        )
        connection.executemany(
            "INSERT INTO deadline (case_id, rule, start_event, version, start, nominal, last_day, stopped,"
            " acknowledged) VALUES (?, 'utredning-barn', 1, 2, ?, ?, ?, ?, 0)",
            clocks,
        )
        connection.commit()


def main(cases: int = 1_000_000) -> None:
    """The queue overdue, whole; and the cards of Läget idag."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stor.sqlite"
        office = Office.create(str(path))
        fill(path, cases)
        rules = '["' + '","'.join(r.id for r in office.catalogue.rules.values() if not r.watch) + '"]'
        tomorrow = (TODAY + timedelta(days=1)).isoformat()

        def bare() -> list[tuple[object, ...]]:
            with closing(sqlite3.connect(path)) as connection:
                return connection.execute(OVERDUE, (rules, tomorrow, tomorrow, TODAY.isoformat())).fetchall()

        theirs = best(bare)
        ours = best(lambda: read_queue(office, "overdue", as_of=TODAY))
        print(f"{cases} cases, {len(bare())} rows in the queue")
        tell("queue overdue", ours, "the same SQL in bare sqlite3", theirs, "target ≤ 2")
        print(
            f"Läget idag, all cards with twelve weeks: {best(lambda: overview(office, as_of=TODAY), 2):.2f} s"
        )
        office.close()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
