"""Many rows and many ids at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert

CHUNK = 5_000
"""How many ids go into one IN list."""

T = TypeVar("T")
Values = dict[str, Any]


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows that all name the same columns.

    The statement is SQLAlchemy's, for whichever engine it is; the rows go straight to the driver, since
    making each row's parameters takes SQLAlchemy longer than storing it takes the database.
    """
    if not rows:
        return
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    # Some drivers take parameters by position, others by name.
    order = getattr(statement, "positiontup", None)
    parameters: list[Any] = list(map(itemgetter(*order), rows)) if order else list(rows)
    connection.exec_driver_sql(str(statement), parameters)
