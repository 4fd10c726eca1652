"""Many rows at a time, whatever the driver."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, select

from caseapp.store.rows import chunks, insert_rows
from caseapp.store.schema import metadata, setting


@pytest.mark.parametrize("style", ["qmark", "named"])
def test_rows_are_inserted_by_drivers_that_count_and_by_drivers_that_name(style: str) -> None:
    engine = create_engine("sqlite://", paramstyle=style)
    metadata.create_all(engine)
    with engine.begin() as connection:
        insert_rows(connection, setting, [])
        insert_rows(connection, setting, [{"key": "a", "value": "1"}, {"value": "2", "key": "b"}])
        assert connection.execute(select(setting).order_by(setting.c.key)).all() == [("a", "1"), ("b", "2")]
    engine.dispose()


def test_chunks_hold_everything_once_and_no_more_than_asked() -> None:
    assert list(chunks(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(chunks([])) == []
