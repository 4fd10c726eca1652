"""Opening a database: made, refused, migrated, and what the environment does to it told in a sentence."""

from __future__ import annotations

import ctypes
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, text
from sqlalchemy.event import listens_for
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from caseapp.domain.errors import UserError
from caseapp.store import database as module
from caseapp.store.database import Database, data_home, default_location, is_url, on_network
from caseapp.store.schema import HEAD, case_state, metadata, setting


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(str(tmp_path / "enheten.sqlite"))
    yield made
    made.close()


def pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_new_database_stands_at_the_latest_migration(database: Database) -> None:
    assert database.revision() == HEAD


def test_the_migrations_make_exactly_the_tables_of_the_schema(database: Database) -> None:
    from alembic.autogenerate import compare_metadata

    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_migrations_make_the_indexes_and_keys_that_the_schema_names(database: Database) -> None:
    ours = create_engine("sqlite://")
    metadata.create_all(ours)

    def named(connection: sqlite3.Connection) -> set[tuple[str, str]]:
        rows = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return set(rows) - {("table", "alembic_version")}

    assert database.path is not None
    with closing(sqlite3.connect(database.path)) as theirs, ours.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        assert named(theirs) == named(raw)
    ours.dispose()


def test_a_local_database_keeps_a_log_and_minds_its_foreign_keys(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "foreign_keys") == 1
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(case_state).values(case_id=99, facts="{}", last_events="{}"))


def test_a_database_on_a_network_place_is_written_without_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "on_network", lambda path: True)
    database = Database.create(str(tmp_path / "enheten.sqlite"))
    assert pragma(database, "journal_mode") == "delete"
    assert pragma(database, "synchronous") == 2
    database.close()


@pytest.mark.parametrize(
    ("path", "shared"),
    [
        (r"\\server\gemensam\enheten.sqlite", True),
        ("//server/gemensam/enheten.sqlite", True),
        ("/home/chef/OneDrive - Norrtälje kommun/enheten.sqlite", True),
        ("/home/chef/caseapp/enheten.sqlite", False),
    ],
)
def test_network_and_synchronised_places_are_known(path: str, shared: bool) -> None:
    assert on_network(Path(path)) is shared


@pytest.mark.parametrize(("kind", "shared"), [(3, False), (4, True)])
def test_a_network_drive_with_a_letter_is_known_on_windows(
    kind: int, shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = SimpleNamespace(kernel32=SimpleNamespace(GetDriveTypeW=lambda anchor: kind))
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    assert on_network(Path("/H/enheten.sqlite")) is shared


def test_a_database_is_never_made_over_another(database: Database) -> None:
    with pytest.raises(UserError, match="finns redan"):
        Database.create(database.name)


def test_a_missing_database_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="finns inte"):
        Database.open(str(tmp_path / "saknas.sqlite"))
    assert list(tmp_path.iterdir()) == []


def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError, match="nyare version"):
        Database.open(database.name)


def test_a_foreign_database_is_refused_and_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "annan.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE annat (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(UserError, match="ingen databas från caseapp"):
        Database.open(str(path))
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["annan.sqlite"]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "brev.docx"
    path.write_bytes(b"PK\x03\x04" + b"brev" * 1000)
    for use in (Database.open, Database.create):
        with pytest.raises(UserError, match="ingen databas eller är skadad"):
            use(str(path))


def test_a_folder_that_cannot_be_made_is_told_in_swedish(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(UserError, match=r"går inte att skapa \(.*mapp|finns"):
        Database.create(str(tmp_path / "fil" / "under" / "enheten.sqlite"))


def test_signs_that_mean_something_in_an_address_may_stand_in_a_file_name(tmp_path: Path) -> None:
    path = tmp_path / "enhet 1?åäö#50%.sqlite"
    Database.create(str(path)).close()
    assert path.is_file()
    Database.open(str(path)).close()


def test_a_tilde_means_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    Database.create("~/enheten.sqlite").close()
    Database.open("~/enheten.sqlite").close()
    assert (tmp_path / "enheten.sqlite").is_file()


def test_a_database_that_someone_writes_to_is_told_to_be_in_use(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUSY_MILLISECONDS", 10)
    other = Database.open(database.name)
    with (
        database.write() as connection,
        pytest.raises(UserError, match="används av någon annan"),
        other.write(),
    ):
        connection.execute(insert(setting).values(key="a", value="b"))
    with other.write() as connection:
        connection.execute(insert(setting).values(key="c", value="d"))
    other.close()


def test_two_readers_do_not_wait_for_a_writer(database: Database) -> None:
    other = Database.open(database.name)
    with database.write() as connection:
        connection.execute(insert(setting).values(key="a", value="b"))
        with other.read() as reading:
            assert reading.execute(text("SELECT count(*) FROM setting")).scalar() == 0
    other.close()


def test_a_reading_sees_one_unchanging_picture(database: Database) -> None:
    with database.read() as reading:
        before = reading.execute(text("SELECT count(*) FROM setting")).scalar()
        with database.write() as connection:
            connection.execute(insert(setting).values(key="a", value="b"))
        assert reading.execute(text("SELECT count(*) FROM setting")).scalar() == before


def test_a_read_only_database_is_told(database: Database) -> None:
    def write() -> None:
        with database.write() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
            connection.execute(insert(setting).values(key="a", value="b"))

    with pytest.raises(UserError, match="går inte att öppna för skrivning"):
        write()


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    def write() -> None:
        with database.write() as connection:
            connection.execute(insert(setting).values(key="a", value="b"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM setting")).scalar() == 0


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database or disk is full", "disken är full"),
        ("disk I/O error", "disken är full"),
        ("unable to open database file", "går inte att öppna"),
        ("attempt to write a readonly database", "går inte att öppna"),
        ("database is locked", "används av någon annan"),
    ],
)
def test_what_the_environment_does_becomes_a_sentence(database: Database, said: str, told: str) -> None:
    with pytest.raises(UserError, match=told), database.read():
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError(said))


def test_our_own_faults_keep_their_traceback(database: Database) -> None:
    with pytest.raises(OperationalError), database.read() as connection:
        connection.execute(text("SELECT * FROM finns_inte"))
    with pytest.raises(DatabaseError), database.read():
        raise DatabaseError("SELECT 1", {}, sqlite3.DatabaseError("något annat"))


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    with (
        pytest.raises(UserError, match="svarar inte") as told,
        module._known_trouble("postgresql://a:***@b/c"),
    ):
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("connection refused"))
    assert "postgresql" in str(told.value)


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("sqlite:///enheten.sqlite", "vanlig sökväg"),
        ("okand://server/db", "drivrutinen är inte installerad"),
        ("postgresql+asyncpg://chef:hemligt@server/db", "drivrutinen är inte installerad"),
        ("://", "går inte att läsa"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_and_never_repeated(location: str, told: str) -> None:
    assert is_url(location)
    with pytest.raises(UserError, match=told) as error:
        Database.open(location)
    assert "hemligt" not in str(error.value)


def test_a_server_is_named_without_its_password() -> None:
    engine = create_engine("sqlite://")
    engine.url = engine.url.set(drivername="postgresql", username="chef", password="hemligt", host="server")
    assert Database(engine, None).name == "postgresql://chef:***@server"


def test_a_server_is_given_no_pragma_and_gets_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(create_engine(f"sqlite:///{tmp_path / 'server.sqlite'}"), None)
    monkeypatch.setattr(database.engine.dialect, "name", "postgresql")
    asked: list[str] = []
    listens_for(database.engine, "before_cursor_execute")(lambda *args: asked.append(args[2]))
    database._choose_journal()
    database._migrate()
    assert database.revision() == HEAD
    assert not [statement for statement in asked if "foreign_key" in statement or "journal" in statement]
    database.close()


def test_the_default_place_is_the_variable_else_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert default_location() == str(data_home() / "caseapp.sqlite")
    monkeypatch.setenv("CASEAPP_DATABASE", "annan.sqlite")
    assert default_location() == "annan.sqlite"


# --- Migrations ---


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that stands one migration behind, with a setting and what leads on from here."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for path in module.migrations_folder().glob("*"):
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    for path in (module.migrations_folder() / "versions").glob("*.py"):
        (folder / "versions" / path.name).write_bytes(path.read_bytes())
    path = tmp_path / "enheten.sqlite"
    database = Database.create(str(path))
    with database.write() as connection:
        connection.execute(insert(setting).values(key="a", value="b"))
    database.close()
    monkeypatch.setattr(module, "migrations_folder", lambda: folder)
    monkeypatch.setattr(module, "HEAD", "0099")
    return path


def lead_on(path: Path, body: str) -> None:
    (path.parent / "migrations" / "versions" / "0099_next.py").write_text(
        f"from alembic import op\nrevision = '0099'\ndown_revision = '{HEAD}'\n\n\n"
        f"def upgrade():\n    {body}\n"
    )


def test_an_older_database_is_brought_up_to_date_after_a_backup(older: Path) -> None:
    lead_on(older, "op.execute(\"UPDATE setting SET value = 'c'\")")
    database = Database.open(str(older))
    assert database.revision() == "0099"
    database.close()
    (copy,) = (older.parent / "säkerhetskopior").iterdir()
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT value FROM setting").fetchone() == ("b",)


def test_a_migration_that_fails_changes_nothing(older: Path) -> None:
    lead_on(older, "op.execute(\"DELETE FROM setting\"); raise RuntimeError('fel')")
    with pytest.raises(RuntimeError):
        Database.open(str(older))
    with closing(sqlite3.connect(older)) as left:
        assert left.execute("SELECT value FROM setting").fetchone() == ("b",)
        assert left.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)


def test_a_migration_that_loses_what_rows_belong_to_is_undone(older: Path) -> None:
    lead_on(
        older,
        "op.execute(\"INSERT INTO finding VALUES (77, 'x', 'y', 0)\"); op.execute('DELETE FROM setting')",
    )
    with pytest.raises(UserError, match="tappat samband"):
        Database.open(str(older))
    with closing(sqlite3.connect(older)) as left:
        assert left.execute("SELECT count(*) FROM setting").fetchone() == (1,)
        assert left.execute("SELECT count(*) FROM finding").fetchone() == (0,)


def test_rebuilding_a_table_in_a_migration_deletes_no_rows_that_belong_to_it(older: Path) -> None:
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("INSERT INTO case_key VALUES (1, 'utredning', 'U1')")
        connection.execute("INSERT INTO finding VALUES (1, 'x', 'y', 0)")
        connection.commit()
    lead_on(
        older,
        "import sqlalchemy as sa\n"
        "    with op.batch_alter_table('case_key', recreate='always') as batch:\n"
        "        batch.add_column(sa.Column('mer', sa.String()))",
    )
    database = Database.open(str(older))
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM finding")).scalar() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()
