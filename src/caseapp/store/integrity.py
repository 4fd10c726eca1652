"""What the database engine itself has to say about the file."""

from __future__ import annotations

from sqlalchemy import Connection


def integrity_faults(connection: Connection) -> list[str]:
    """What SQLite's own checks find, in Swedish; empty for other engines, which check as they write."""
    if connection.dialect.name != "sqlite":
        return []
    faults = [
        f"SQLite: {line}"
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check").all()
        if line != "ok"
    ]
    broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all()}
    return faults + [f"Tabellen {table} pekar på rader som inte finns." for table in sorted(broken)]
