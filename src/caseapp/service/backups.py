"""Backups as a user takes, verifies and restores them; each is in the audit log."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from caseapp.domain.errors import UserError
from caseapp.service.office import Office
from caseapp.store import backup
from caseapp.store.backup import BackupReport as BackupReport
from caseapp.store.database import file_of, is_url
from caseapp.store.ledger import log


def create_backup(office: Office, target: Path | None = None) -> BackupReport:
    """Take a backup, beside the database when no file is named. Raises UserError."""
    if target is None:
        report = backup.backup_beside(office.database)
    else:
        report = backup.create(office.database, target)
    with office.database.write() as connection:
        log(connection, office.stamp(), "backup", {"sha256": report.sha256})
    return report


def verify_backup(file: Path) -> BackupReport:
    """Read a backup through. Raises UserError."""
    return backup.verify(file)


def restore_backup(file: Path, location: str) -> BackupReport:
    """Put a backup in the database's place and open it to prove it. Raises UserError."""
    if is_url(location):
        raise UserError("Databasen ligger på en server. Återställ den där.")
    report = backup.restore(file, file_of(location))
    with closing(Office.open(location)) as office, office.database.write() as connection:
        log(connection, office.stamp(), "restore", {"sha256": report.sha256})
    return report
