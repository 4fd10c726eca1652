"""Settings of the database: a name and a text each."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from caseapp.store.schema import case_key, setting


def get_setting(connection: Connection, key: str) -> str | None:
    """A stored setting; None when it was never set."""
    return connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()


def save_setting(connection: Connection, key: str, value: str) -> None:
    """Set a setting, whatever it was before."""
    connection.execute(delete(setting).where(setting.c.key == key))
    connection.execute(insert(setting).values(key=key, value=value))


def has_cases(connection: Connection) -> bool:
    """Whether any case has been recorded."""
    return connection.execute(select(case_key.c.id).limit(1)).first() is not None
