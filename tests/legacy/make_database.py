"""Makes the small filled database of today's schema that later versions must be able to open.

Run it once when a schema is released: .venv/bin/python -m tests.legacy.make_database tests/legacy/0001.db
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from caseapp.service.office import Office
from caseapp.service.record import undo, void_event
from tests.casework import INSATS, anmalan, insats, key, tell, utredning


def make(path: Path) -> None:
    """Every kind of case, with an extension, a void, an undo, a reopening, findings and a change of unit."""
    office = Office.create(
        str(path), ["norrtalje"], clock=lambda: datetime(2026, 3, 16, 7, 12, tzinfo=UTC), who="provaren"
    )
    for number in range(1, 13):
        person = {
            "person": f"P-{number % 7}",
            "kon": "K" if number % 2 else "M",
            "fodelsear": f"{2008 + number}",
        }
        unit = "Barn" if number % 3 else "Unga"
        came = f"2025-{number:02}-03T09:{number:02}"
        anmalan(office, f"A{number}", came, enhet=unit, **person)
        if number % 2:
            tell(
                office,
                key(f"A{number}", "aktualisering"),
                ("skyddsbedomning", f"2025-{number:02}-03T15:00"),
                ("forhandsbedomning", f"2025-{number:02}-14", {"utfall": "inleds"}),
            )
            utredning(
                office, f"U{number}", f"2025-{number:02}-14", enhet=unit, aktualisering=f"A{number}", **person
            )
    tell(office, key("U1"), ("tilldelad", "2025-01-20", {"handlaggare": "H7"}), ("avslutad", "2025-05-02"))
    tell(office, key("U3"), ("forlangd", "2025-07-01", {"forlangd_till": "2025-09-30"}))
    tell(office, key("U5"), ("avslutad", "2025-04-30"))
    undo(office, tell(office, key("U7"), ("avslutad", "2025-10-01")))
    wrong = tell(office, key("U9"), ("uppgifter", "2025-10-01", {"enhet": "Unga"}))
    void_event(office, key("U9"), wrong.events[0].id)
    tell(
        office,
        key("U11"),
        ("avslutad", "2026-01-15"),
        ("ateroppnad", "2026-02-02"),
        ("kvitterad", "2026-03-02"),
    )
    insats(office, "I1", "2025-06-02", utredning="U1", person="P-1", enhet="Barn")
    insats(office, "I2", "2025-09-01", ("verkstalld", "2025-09-15"), ("avbrott", "2025-12-01"), person="P-3")
    tell(office, key("I3", INSATS), ("beslut", "2025-11-03", {"person": "P-5", "lagrum": "sol-11-1"}))
    office.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA page_size = 1024")
        connection.execute("VACUUM")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
