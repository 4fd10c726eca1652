"""Backups by SQLite's own backup interface: a file copy of a WAL database would lose what is in the log."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseapp.domain.errors import UserError
from caseapp.domain.rules import STOCKHOLM
from caseapp.files import reason
from caseapp.store.schema import HEAD

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
    unfinished = _unfinished(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(database.path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            # Within one transaction, so that what others write meanwhile is neither counted nor copied.
            source.execute("BEGIN")
            expected = _rows(source)
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        report = verify(unfinished)
        if report.rows != expected:
            raise UserError("Säkerhetskopian har inte lika många rader som databasen. Försök igen.")
        os.replace(unfinished, target)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"Säkerhetskopian {target} gick inte att skriva ({_why(error)}). Välj en annan plats."
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
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
    with path.open("rb") as file:
        return BackupReport(path, rows, hashlib.file_digest(file, "sha256").hexdigest())


def restore(backup: Path, location: Path) -> BackupReport:
    """Put a verified backup in the database's place; what was there is kept beside it. Raises UserError."""
    report = verify(backup)
    unfinished = _unfinished(location)
    try:
        location.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(unfinished)) as copy:
            _refuse_newer(backup, source)
            source.backup(copy)
        kept = _put_aside(location)
        try:
            os.replace(unfinished, location)
        except OSError:
            if kept is not None:
                os.replace(kept, location)
            raise
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"Återställningen till {location} gick inte ({_why(error)}). Ingenting är ändrat."
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return report


def _refuse_newer(backup: Path, source: sqlite3.Connection) -> None:
    revision = source.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is not None and revision[0] > HEAD:
        raise UserError(
            f"Säkerhetskopian {backup} är tagen av en nyare version av caseapp. Uppdatera programmet."
        )


def _put_aside(location: Path) -> Path | None:
    """Give the database that is there another name, whole with its log; damaged ones too."""
    if not location.exists():
        return None
    with location.open("rb") as file:
        readable = file.read(16) == b"SQLite format 3\0"
    if readable:
        with closing(sqlite3.connect(location, timeout=1)) as old:
            # Leaving WAL folds the log into the file, and is refused while anyone else has it open.
            old.execute("PRAGMA journal_mode = DELETE")
    kept = _free_name(location, "före återställning")
    os.replace(location, kept)
    for suffix in ("-wal", "-shm"):
        log = location.with_name(location.name + suffix)
        if log.exists():
            os.replace(log, kept.with_name(kept.name + suffix))
    return kept


def _why(error: OSError | sqlite3.Error) -> str:
    if isinstance(error, OSError):
        return reason(error)
    said = str(error)
    if "locked" in said:
        return "databasen är öppen i ett annat fönster eller program"
    if "full" in said or "disk" in said:
        return "disken är full eller skadad"
    if "open" in said or "readonly" in said:
        return "åtkomst nekad"
    return "filen är skadad"


def backup_beside(database: Database) -> BackupReport:
    """A backup in the folder beside the database, named by the minute; taken before every migration."""
    location = database.path or Path()
    taken = f"{datetime.now(STOCKHOLM):%Y-%m-%d kl %H.%M}"
    return create(database, _free_name(location.parent / "säkerhetskopior" / location.name, taken))


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + ".ofärdig")


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
