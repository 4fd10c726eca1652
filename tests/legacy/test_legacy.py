"""Every database of a released schema is opened, brought up to date and found whole."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from caseapp.service.checking import check
from caseapp.service.office import Office
from caseapp.service.overview import overview
from caseapp.service.queues import read_queue
from caseapp.store.reading import counts
from caseapp.store.schema import HEAD
from tests.legacy.make_database import make

HERE = Path(__file__).parent
HELD = {"0001": {"cases": 21, "events": 46}}
"""What each database holds, as it was made."""


@pytest.fixture(params=sorted(HELD))
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copy(HERE / f"{request.param}.db", tmp_path / f"{request.param}.db"))


def test_there_is_a_filled_database_of_every_schema() -> None:
    assert {path.stem for path in HERE.glob("*.db")} == set(HELD)
    assert max(HELD) == HEAD
    assert all(path.stat().st_size < 100_000 for path in HERE.glob("*.db"))


def test_a_database_of_an_older_version_is_opened_and_found_whole(copied: Path) -> None:
    office = Office.open(str(copied), who="provaren")
    with office.database.read() as connection:
        assert counts(connection) == HELD[copied.stem]
    found = check(office)
    assert found.ok
    assert {finding.check for finding in found.findings} == {"avslutad-fore-inledd", "insats-utan-utredning"}
    assert read_queue(office, "running").cases == 4
    assert overview(office).cases == HELD[copied.stem]["cases"]
    office.close()


def test_the_database_of_todays_schema_is_the_one_its_maker_makes(tmp_path: Path) -> None:
    make(tmp_path / "ny.db")

    def events(path: Path) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT * FROM event ORDER BY id").fetchall()

    assert events(tmp_path / "ny.db") == events(HERE / f"{HEAD}.db")
    assert len(events(tmp_path / "ny.db")) == HELD[HEAD]["events"]
