"""What must hold whatever happens: nothing half saved when the program dies, and never any network."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from caseapp.cli.main import main
from caseapp.service.checking import check
from caseapp.service.office import Office
from caseapp.store.reading import counts
from tests.casework import key, tell, utredning

DIES = """
import os, sys
from caseapp.domain.events import Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office
from caseapp.store import ledger
from tests.casework import key

office = Office.open(sys.argv[1])
events = [Event(key(f"N{n}"), "inledd", Moment.parse("2025-01-07"), {"person": "P-1"}) for n in range(300)]
real = getattr(ledger, sys.argv[2])

def die(*args, **kwargs):
    real(*args, **kwargs)
    os._exit(9)

setattr(ledger, sys.argv[2], die)
with office.database.write() as connection:
    ledger.append(connection, office.catalogue, events, office.stamp(), "import")
"""


@pytest.mark.parametrize("step", ["log", "insert_rows", "refresh"])
def test_a_program_that_dies_in_the_middle_saves_nothing(office: Office, step: str) -> None:
    utredning(office, "U1", "2025-01-07")
    office.close()
    root = Path(__file__).parents[2]
    died = subprocess.run(
        [sys.executable, "-c", DIES, office.database.name, step], cwd=root, check=False, capture_output=True
    )
    assert died.returncode == 9, died.stderr.decode()
    again = Office.open(office.database.name)
    with again.database.read() as connection:
        assert counts(connection) == {"cases": 1, "events": 1}
    assert check(again).ok
    tell(again, key("U1"), ("avslutad", "2025-02-07"))
    assert check(again).ok
    again.close()


def test_no_network_is_ever_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the network was used")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setenv("CASEAPP_DATABASE", str(tmp_path / "enheten.sqlite"))
    listed = tmp_path / "utredningar.csv"
    listed.write_text("ärende;person;inledd;typ\nU9;P9;2025-11-03;barn\n", encoding="utf-8")
    words = [
        "demo --cases 60 --today 2026-03-16",
        f"import {listed} --as utredningar",
        "queue overdue",
        "case U9",
        "stats --period 2025",
        f"report overdue --out {tmp_path / 'frister.pdf'}",
        f"calendar --out {tmp_path / 'frister.ics'}",
        "deadline utredning-barn 2025-10-31",
        "rules",
        "backup create",
    ]
    for line in words:
        monkeypatch.setattr(sys, "argv", ["caseapp", *line.split(" ")])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 0, line
