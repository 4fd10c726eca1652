"""Backups by SQLite's own backup interface: a file copy of a WAL database would lose what is in the log."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.domain.errors import UserError

if TYPE_CHECKING:
    from caseapp.store.database import Database


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was made or verified: its file, the rows of each table, and a hash of the file."""

    path: Path
    rows: dict[str, int]
    sha256: str


def create(database: Database, target: Path) -> BackupReport:
    """Copy the open database to `target` and verify the copy. Raises UserError."""
    if database.path is None:
        raise UserError("Databasen ligger på en server. Säkerhetskopiera den där.")
    if target.exists():
        raise UserError(f"Filen {target} finns redan. Välj ett annat namn; en kopia skrivs aldrig över.")
    unfinished = target.with_name(target.name + ".ofärdig")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(database.path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            expected = _rows(source)
        report = verify(unfinished)
        if report.rows != expected:
            raise UserError("Säkerhetskopian har inte lika många rader som databasen. Försök igen.")
        os.replace(unfinished, target)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"Säkerhetskopian {target} gick inte att skriva ({error}). Välj en annan plats."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return BackupReport(target, report.rows, report.sha256)


def verify(path: Path) -> BackupReport:
    """Read a backup through: integrity, foreign keys, row counts. Raises UserError."""
    if not path.is_file():
        raise UserError(f"Säkerhetskopian {path} finns inte. Välj en annan fil.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            linked = copy.execute("PRAGMA foreign_key_check").fetchone() is None
            rows = _rows(copy)
    except sqlite3.Error:
        whole = False
        rows = {}
    if not whole or "alembic_version" not in rows or not linked:
        raise UserError(f"Filen {path} är ingen hel säkerhetskopia från caseapp. Välj en annan fil.")
    return BackupReport(path, rows, hashlib.sha256(path.read_bytes()).hexdigest())


def restore(backup: Path, location: Path) -> BackupReport:
    """Put a verified backup in the database's place; what was there is kept beside it. Raises UserError."""
    report = verify(backup)
    unfinished = location.with_name(location.name + ".ofärdig")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
        if location.exists():
            # Closing the last connection folds the log into the file, so that the kept file is whole.
            with closing(sqlite3.connect(location)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            os.replace(location, _free_name(location, "före återställning"))
            for suffix in ("-wal", "-shm"):
                location.with_name(location.name + suffix).unlink(missing_ok=True)
        os.replace(unfinished, location)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"Återställningen till {location} gick inte ({error}). Ingenting är ändrat."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return report


def backup_beside(database: Database) -> BackupReport:
    """A backup in the folder beside the database, named by the minute; taken before every migration."""
    assert database.path is not None
    folder = database.path.parent / "säkerhetskopior"
    return create(database, _free_name(folder / database.path.name, f"{datetime.now(UTC):%Y-%m-%d %H%M}"))


def _free_name(path: Path, word: str) -> Path:
    candidate = path.with_name(f"{path.stem} {word}{path.suffix}")
    number = 2
    while candidate.exists():
        candidate = path.with_name(f"{path.stem} {word} {number}{path.suffix}")
        number += 1
    return candidate


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
