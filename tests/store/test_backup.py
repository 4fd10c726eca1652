"""Backups hold every committed row, are refused when damaged, and never cost what was there before."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, text

from caseapp.domain.errors import UserError
from caseapp.store import backup as module
from caseapp.store.backup import BackupReport, backup_beside, create, restore, verify
from caseapp.store.database import Database
from caseapp.store.schema import setting


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An open database whose rows are still in the log."""
    made = Database.create(str(tmp_path / "enheten.sqlite"))
    with made.write() as connection:
        connection.execute(insert(setting), [{"key": f"{n}", "value": "x" * 50} for n in range(500)])
    yield made
    made.close()


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM setting").fetchone()[0])


def test_a_backup_of_an_open_database_holds_every_committed_row(database: Database, tmp_path: Path) -> None:
    report = create(database, tmp_path / "kopior" / "kopia.sqlite")
    assert report.rows["setting"] == 500
    assert rows(report.path) == 500
    assert os.listdir(tmp_path / "kopior") == ["kopia.sqlite"]
    assert verify(report.path) == report


def test_a_plain_copy_of_the_file_would_have_lost_them(database: Database, tmp_path: Path) -> None:
    assert database.path is not None
    shutil.copy(database.path, tmp_path / "kopia.sqlite")
    assert verify(tmp_path / "kopia.sqlite").rows["setting"] == 0


def test_what_is_not_committed_is_not_in_the_backup(database: Database, tmp_path: Path) -> None:
    with database.write() as connection:
        connection.execute(insert(setting).values(key="ny", value="y"))
        create(database, tmp_path / "kopia.sqlite")
    assert rows(tmp_path / "kopia.sqlite") == 500


def test_a_backup_never_overwrites(database: Database, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("viktigt")
    with pytest.raises(UserError, match="finns redan"):
        create(database, tmp_path / "brev.txt")
    assert (tmp_path / "brev.txt").read_text() == "viktigt"


def test_a_server_is_backed_up_where_it_is() -> None:
    server = Database(create_engine("sqlite://"), None)
    for take in (lambda: create(server, Path("kopia.sqlite")), lambda: backup_beside(server)):
        with pytest.raises(UserError, match="ligger på en server"):
            take()


def test_backups_beside_the_database_get_names_of_their_own(database: Database) -> None:
    first, second = backup_beside(database), backup_beside(database)
    assert first.path.parent.name == "säkerhetskopior"
    assert first.path != second.path


def test_a_place_that_cannot_be_written_is_told(database: Database, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(UserError, match=r"gick inte att skriva \((mappen finns inte|den finns redan)\)"):
        create(database, tmp_path / "fil" / "kopia.sqlite")
    (tmp_path / "kopia.sqlite.ofärdig").mkdir()
    with pytest.raises(UserError, match="gick inte att skriva"):
        create(database, tmp_path / "kopia.sqlite")


def test_a_copy_that_lost_rows_is_not_kept(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "verify", lambda path: BackupReport(path, {"setting": 1}, ""))
    with pytest.raises(UserError, match="inte lika många rader"):
        create(database, tmp_path / "kopia.sqlite")
    assert not (tmp_path / "kopia.sqlite").exists()


def damage(path: Path, how: str) -> None:
    if how == "gone":
        path.unlink()
    elif how == "torn":
        path.write_bytes(path.read_bytes()[: 3 * 4096])
    elif how == "overwritten":
        data = bytearray(path.read_bytes())
        data[4096 * 2 :] = b"\xff" * len(data[4096 * 2 :])
        path.write_bytes(bytes(data))
    elif how == "letter":
        path.write_text("inget att återställa " * 1000)
    else:
        statement = {
            "foreign": "DROP TABLE alembic_version",
            "loose": "INSERT INTO finding VALUES (77, 'x', 'y', 0)",
        }[how]
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
            connection.commit()


@pytest.mark.parametrize("how", ["gone", "torn", "overwritten", "letter", "foreign", "loose"])
def test_a_damaged_backup_is_refused_and_the_database_left_alone(
    database: Database, tmp_path: Path, how: str
) -> None:
    copy = create(database, tmp_path / "kopia.sqlite").path
    damage(copy, how)
    with pytest.raises(UserError, match="Välj en annan fil"):
        verify(copy)
    location = Path(database.name)
    database.close()
    with pytest.raises(UserError):
        restore(copy, location)
    assert rows(location) == 500


def test_a_restored_database_is_the_backup_and_the_old_one_is_kept_whole(
    database: Database, tmp_path: Path
) -> None:
    copy = create(database, tmp_path / "kopia.sqlite").path
    with database.write() as connection:
        connection.execute(insert(setting).values(key="efter", value="x"))
    database.close()
    location = Path(database.name)
    restore(copy, location)
    assert rows(location) == 500
    assert rows(location.with_name("enheten före återställning.sqlite")) == 501
    restore(copy, location)
    assert rows(location.with_name("enheten före återställning 2.sqlite")) == 500
    assert verify(copy).rows["setting"] == 500


def test_a_backup_can_be_restored_where_there_is_no_database(database: Database, tmp_path: Path) -> None:
    copy = create(database, tmp_path / "kopia.sqlite").path
    restore(copy, tmp_path / "ny mapp" / "enheten.sqlite")
    Database.open(str(tmp_path / "ny mapp" / "enheten.sqlite")).close()


def test_a_damaged_database_is_replaced_and_kept_with_its_log(database: Database, tmp_path: Path) -> None:
    copy = create(database, tmp_path / "kopia.sqlite").path
    location = Path(database.name)
    database.close()
    location.write_text("inget att läsa " * 1000)
    location.with_name("enheten.sqlite-wal").write_text("logg")
    restore(copy, location)
    assert rows(location) == 500
    assert location.with_name("enheten före återställning.sqlite-wal").read_text() == "logg"


def test_a_database_that_is_open_elsewhere_is_not_replaced(database: Database, tmp_path: Path) -> None:
    copy = create(database, tmp_path / "kopia.sqlite").path
    with database.read() as connection:
        connection.execute(text("SELECT count(*) FROM setting")).scalar()
        with pytest.raises(UserError, match=r"öppen i ett annat .*Ingenting är ändrat"):
            restore(copy, Path(database.name))
    assert rows(Path(database.name)) == 500


def test_a_backup_of_a_newer_version_is_refused_before_anything_is_changed(
    database: Database, tmp_path: Path
) -> None:
    copy = create(database, tmp_path / "kopia.sqlite").path
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    database.close()
    with pytest.raises(UserError, match="nyare version"):
        restore(copy, Path(database.name))
    assert rows(Path(database.name)) == 500
    assert not list(tmp_path.glob("*före återställning*"))


@pytest.mark.parametrize("there", [True, False])
def test_a_restore_that_fails_at_the_last_step_puts_the_old_one_back(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    copy = create(database, tmp_path / "kopia.sqlite").path
    location = Path(database.name)
    database.close()
    if not there:
        location.unlink()
    real = os.replace

    def refuse(source: Any, target: Any) -> None:
        if str(source).endswith(".ofärdig"):
            raise PermissionError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(UserError, match=r"gick inte \(åtkomst nekad\). Ingenting är ändrat"):
        restore(copy, location)
    assert location.exists() is there
    assert sorted(path.name for path in tmp_path.glob("enheten*")) == ["enheten.sqlite"] * there


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (sqlite3.OperationalError("database or disk is full"), "disken är full eller skadad"),
        (sqlite3.OperationalError("unable to open database file"), "åtkomst nekad"),
        (sqlite3.DatabaseError("file is not a database"), "filen är skadad"),
        (OSError(28, "No space left on device"), "disken är full"),
        (OSError(9999, "?"), "fel 9999 från operativsystemet"),
    ],
)
def test_why_a_copy_failed_is_told_in_swedish(error: sqlite3.Error | OSError, told: str) -> None:
    assert module._why(error) == told
