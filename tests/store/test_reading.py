"""Reading back: what was known when, settings, integrity, and SQL that any engine understands."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

import caseapp.store
from caseapp.service.office import Office, utc_text
from caseapp.store.database import Connection
from caseapp.store.integrity import integrity_faults
from caseapp.store.reading import (
    all_keys,
    counts,
    events_of,
    findings,
    history,
    ids_of,
    keys_of,
    related_keys,
    units,
)
from caseapp.store.schema import audit, metadata
from caseapp.store.settings import get_setting, has_cases, save_setting
from tests.casework import INSATS, anmalan, insats, key, tell, utredning


def at(office: Office, *when: int) -> None:
    office.clock = lambda: datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_history_tells_what_was_known_then(office: Office) -> None:
    at(office, 2026, 1, 10, 8)
    utredning(office, "U1", "2025-11-03", enhet="Barn")
    at(office, 2026, 2, 10, 8)
    tell(office, key("U1"), ("avslutad", "2026-01-05"), ("uppgifter", "2026-02-01", {"enhet": "Unga"}))
    january = utc_text(datetime(2026, 1, 31, tzinfo=UTC))
    with office.database.read() as connection:

        def case(as_of: date | None = None, recorded_at: str | None = None) -> object:
            (household,) = history(connection, office.catalogue, as_of, recorded_at).households
            return household.cases[0].closed is not None, household.cases[0].unit

        assert case() == (True, "Unga")
        assert case(recorded_at=january) == (False, "Barn")
        assert case(as_of=date(2026, 1, 4)) == (False, "Barn")
        assert case(as_of=date(2026, 1, 5)) == (True, "Barn")
        assert case(as_of=date(2026, 2, 1), recorded_at=january) == (False, "Barn")
        assert history(connection, office.catalogue, date(2025, 1, 1)).households == []
        assert len(history(connection, office.catalogue).digests) == 3


def test_history_tells_how_far_it_has_come(office: Office) -> None:
    for number in range(10):
        tell(office, key(f"U{number}"), *[("sista_kontakt", "2025-01-07")] * 200)
    told: list[int] = []
    with office.database.read() as connection:
        history(connection, office.catalogue, progress=told.append)
    assert told == [2000]


def test_cases_are_found_by_number_person_and_descent(office: Office) -> None:
    anmalan(office, "1", "2025-01-07", person="P-1")
    utredning(office, "1", "2025-01-09", person="P-1", aktualisering="1", fodelsear="2012")
    utredning(office, "2", "2025-01-09", person="")
    insats(office, "3", "2025-01-10", person="", utredning="2")
    with office.database.read() as connection:
        assert [found.case_type for found in keys_of(connection, "1")] == ["aktualisering", "utredning"]
        assert keys_of(connection, "9") == []
        assert related_keys(connection, key("1")) == [key("1", "aktualisering"), key("1")]
        assert related_keys(connection, key("2")) == [key("2"), key("3", INSATS)]
        assert related_keys(connection, key("3", INSATS)) == [key("2"), key("3", INSATS)]
        assert related_keys(connection, key("9")) == []
        assert set(ids_of(connection, [key("1"), key("9")])) == {key("1")}
        assert list(events_of(connection, [key("9")])) == []
        assert len(list(all_keys(connection))) == 4
        assert counts(connection) == {"cases": 4, "events": 4}


def test_units_are_those_that_cases_have(office: Office) -> None:
    utredning(office, "1", "2025-01-07", enhet="Unga")
    utredning(office, "2", "2025-01-07", enhet="Barn")
    utredning(office, "3", "2025-01-07")
    with office.database.read() as connection:
        assert units(connection) == ["Barn", "Unga"]


def test_findings_are_those_of_the_cases_asked_for(office: Office) -> None:
    for ref in ("1", "2"):
        utredning(office, ref, "2025-02-07", ("avslutad", "2025-01-07"))
    with office.database.read() as connection:
        assert len(findings(connection)) == 2
        assert [found.case for found in findings(connection, [key("2")])] == [key("2")]


def test_a_setting_is_what_it_was_last_set_to(office: Office) -> None:
    with office.database.write() as connection:
        assert get_setting(connection, "a") is None
        save_setting(connection, "a", "1")
        save_setting(connection, "a", "2")
        assert get_setting(connection, "a") == "2"
        assert not has_cases(connection)


def test_the_engine_finds_rows_that_belong_to_nothing(office: Office) -> None:
    with office.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("INSERT INTO finding VALUES (77, 'x', 'y', 0)")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")
        assert integrity_faults(connection) == ["Tabellen finding pekar på rader som inte finns."]


def test_an_index_that_does_not_fit_its_table_is_told(office: Office) -> None:
    utredning(office, "1", "2025-01-07")
    with office.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_case_key_ref ON case_key (case_type)' "
            "WHERE name = 'ix_case_key_ref'"
        )
        connection.commit()
    office.database.close()
    with office.database.read() as connection:
        assert integrity_faults(connection)[0].startswith("SQLite: ")


def test_other_engines_check_as_they_write(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.database.read() as connection:
        monkeypatch.setattr(connection.dialect, "name", "postgresql")
        assert integrity_faults(connection) == []
        monkeypatch.undo()


# --- Any engine ---

STORE = Path(caseapp.store.__file__).parent
OURS = ("database.py", "backup.py", "integrity.py")
OTHERS = [path for path in sorted(STORE.glob("*.py")) if path.name not in OURS]
ONLY_SQLITE = re.compile(
    r"PRAGMA|sqlite_master|INSERT OR |json_each|json_extract|\bGLOB\b|julianday|strftime\(|rowid|sqlite3",
    re.I,
)


@pytest.mark.parametrize(
    "path", [p for p in sorted(STORE.glob("*.py")) if p.name not in OURS], ids=lambda p: p.name
)
def test_only_three_files_speak_the_language_of_sqlite(path: Path) -> None:
    assert not ONLY_SQLITE.search(path.read_text(encoding="utf-8"))
    if path.name != "rows.py":
        assert "exec_driver_sql" not in path.read_text(encoding="utf-8")
    assert not re.search(r"\btext\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_can_be_made_in_postgresql(table: object) -> None:
    assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[arg-type, no-untyped-call]


def test_writers_on_a_server_take_turns_at_the_end_of_the_log() -> None:
    query = select(audit.c.id).order_by(audit.c.id.desc()).limit(1).with_for_update()
    assert "FOR UPDATE" in str(query.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "FOR UPDATE" not in str(query.compile(dialect=sqlite.dialect()))  # type: ignore[no-untyped-call]


def test_every_statement_of_a_working_day_can_be_put_to_postgresql(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.sql.elements import ClauseElement

    from caseapp.service.checking import check
    from caseapp.service.overview import overview
    from caseapp.service.queues import read_queue

    seen: list[str] = []
    real = Connection.execute

    def execute(self: Connection, statement: object, *rest: object, **more: object) -> object:
        assert isinstance(statement, ClauseElement)
        seen.append(str(statement.compile(dialect=postgresql.dialect())))  # type: ignore[no-untyped-call]
        return real(self, statement, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Connection, "execute", execute)
    utredning(office, "1", "2025-01-07")
    for name in office.catalogue.queues:
        read_queue(office, name, as_of=date(2025, 2, 1))
    overview(office)
    check(office)
    with office.database.read() as connection:
        connection.execute(text("SELECT 1"))
    assert len(seen) > 30
