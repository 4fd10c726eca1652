"""Opening a database: SQLite by path, another engine by URL; migrations, pragmas, refusal of newer ones."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy import Connection as Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from caseapp.domain.errors import UserError
from caseapp.files import migrations_folder, reason
from caseapp.store.schema import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

_BUSY_MILLISECONDS = 10_000
_REMOTE = 4
"""What Windows calls a drive that lies on another machine."""


def is_url(location: str) -> bool:
    """Whether the location is an engine's URL rather than a path."""
    return "://" in location


def file_of(location: str) -> Path:
    """The file that a location which is no URL means."""
    return Path(location).expanduser().absolute()


def on_network(path: Path) -> bool:
    """Whether a file lies where WAL is unsafe: a UNC path, a network drive, or a synchronised folder."""
    text_form = str(path)
    if text_form.startswith(("\\\\", "//")):
        return True
    windows = getattr(ctypes, "windll", None)
    if windows is not None and windows.kernel32.GetDriveTypeW(path.anchor) == _REMOTE:
        return True
    return any(part.lower().startswith(("onedrive", "sharepoint")) for part in path.parts)


class Database:
    """One open database. Close it when done; use `write` and `read` for transactions."""

    def __init__(self, engine: Engine, path: Path | None) -> None:
        self.engine = engine
        self.path = path

    @classmethod
    def create(cls, location: str) -> Database:
        """Make a new database. Raises UserError when there already is one."""
        database = cls._connect(location)
        with database.closed_on_failure(), _known_trouble(database.name):
            if inspect(database.engine).get_table_names():
                raise UserError(
                    f"Databasen {database.name} finns redan. Öppna den, eller välj ett annat namn."
                )
            database._choose_journal()
            database._migrate()
        return database

    @classmethod
    def open(cls, location: str) -> Database:
        """Open a database and bring it up to date. Raises UserError when missing, newer or foreign."""
        if not is_url(location) and not file_of(location).is_file():
            raise UserError(
                f"Databasen {location} finns inte. Skapa den med ”caseapp init” eller välj en annan fil."
            )
        database = cls._connect(location)
        with database.closed_on_failure(), _known_trouble(database.name):
            revision = database.revision()
            if revision is None:
                raise UserError(f"Filen {database.name} är ingen databas från caseapp. Välj en annan fil.")
            if revision > HEAD:
                raise UserError(
                    f"Databasen {database.name} är skapad av en nyare version av caseapp. "
                    "Uppdatera programmet."
                )
            database._choose_journal()
            if revision < HEAD:
                database._migrate()
        return database

    @contextmanager
    def closed_on_failure(self) -> Iterator[None]:
        """Let go of the file when what is done within raises."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    @classmethod
    def _connect(cls, location: str) -> Database:
        if is_url(location):
            return cls(_server(location), None)
        path = file_of(location)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"Mappen {path.parent} går inte att skapa ({reason(error)}). Välj en annan."
            ) from None
        engine = create_engine(URL.create("sqlite", database=str(path)))
        # In WAL a commit survives the program's death without waiting for the disk; otherwise it must wait.
        synchronous = "FULL" if on_network(path) else "NORMAL"

        @event.listens_for(engine, "connect")
        def _prepare(connection: object, _record: object) -> None:
            # The driver's own transactions are switched off; BEGIN is sent below, so that DDL is in them too.
            connection.isolation_level = None  # type: ignore[attr-defined]
            for pragma in (
                f"busy_timeout = {_BUSY_MILLISECONDS}",
                "foreign_keys = ON",
                f"synchronous = {synchronous}",
            ):
                connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(connection.info.pop("begin", "BEGIN"))

        return cls(engine, path)

    def _choose_journal(self) -> None:
        """WAL, except where the file is shared over a network; not before the file is known to be ours."""
        if self.path is None:
            return
        with self.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(
                f"PRAGMA journal_mode = {'DELETE' if on_network(self.path) else 'WAL'}"
            )
            connection.exec_driver_sql("BEGIN")

    def revision(self) -> str | None:
        """The migration that the database stands at; None when it is not one of ours."""
        if "alembic_version" not in inspect(self.engine).get_table_names():
            return None
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def _migrate(self) -> None:
        from alembic.config import Config

        if self.path is not None and self.revision() is not None:
            from caseapp.store.backup import backup_beside

            backup_beside(self)
        config = Config()
        config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
        try:
            self._upgrade(config)
        finally:
            # A connection that had its foreign keys off is not used again.
            self.engine.dispose()

    def _upgrade(self, config: Config) -> None:
        from alembic import command

        with self.engine.connect() as connection:
            # A table rebuilt by a batch migration must not fire cascades; proven whole afterwards.
            sqlite = self.engine.dialect.name == "sqlite"
            if sqlite:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
                connection.exec_driver_sql("BEGIN")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                connection.rollback()
                raise UserError(
                    "Uppdateringen av databasen avbröts: den skulle ha tappat samband mellan rader. "
                    "Ingenting är ändrat. Återställ säkerhetskopian och hör av dig."
                )
            connection.commit()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: one unchanging picture of the data."""
        with _known_trouble(self.name), self.engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A writing transaction, committed at the end; rolled back whole when anything raises."""
        with _known_trouble(self.name), self.engine.connect() as connection:
            # Taking the lock at once keeps two writers from waiting for each other.
            connection.info["begin"] = "BEGIN IMMEDIATE"
            with connection.begin():
                yield connection

    @property
    def name(self) -> str:
        """What to call the database in a sentence; never a password."""
        return str(self.path) if self.path is not None else self.engine.url.render_as_string()

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def _server(location: str) -> Engine:
    try:
        url = make_url(location)
    except (ArgumentError, ValueError):
        raise UserError("Databasens adress går inte att läsa. Skriv en fil eller en adress.") from None
    if url.get_backend_name() == "sqlite":
        raise UserError("Ange databasens fil som en vanlig sökväg, utan sqlite: framför.")
    try:
        return create_engine(url)
    except (ArgumentError, ImportError):
        raise UserError(
            f"Databasservrar av slaget {url.drivername} kan inte nås: drivrutinen är inte installerad. "
            "Be den som sköter datorn att installera den."
        ) from None


@contextmanager
def _known_trouble(location: str) -> Iterator[None]:
    """Turns what the environment does to a database into a sentence; bugs keep their traceback."""
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).lower()
        if "locked" in reason or "busy" in reason:
            raise UserError(
                f"Databasen {location} används av någon annan just nu. Vänta en stund och försök igen."
            ) from error
        if "disk" in reason or "full" in reason:
            raise UserError(
                f"Databasen {location} går inte att skriva: disken är full eller skadad. Ingenting sparades."
            ) from error
        if "readonly" in reason or "unable to open" in reason:
            raise UserError(
                f"Databasen {location} går inte att öppna för skrivning. "
                "Kontrollera behörigheten till mappen."
            ) from error
        if is_url(location):
            raise UserError(
                f"Databasen {location} svarar inte. Kontrollera adressen och att servern är igång."
            ) from error
        raise
    except DBAPIError as error:
        if "not a database" in str(error.orig).lower() or "malformed" in str(error.orig).lower():
            raise UserError(
                f"Filen {location} är ingen databas eller är skadad. Återställ en säkerhetskopia."
            ) from error
        raise


def default_location() -> str:
    """`CASEAPP_DATABASE`, else the file in the user's data folder."""
    chosen = os.environ.get("CASEAPP_DATABASE")
    return chosen or str(data_home() / "caseapp.sqlite")


def data_home() -> Path:
    """The user's own data folder for this program."""
    from platformdirs import user_data_path

    return user_data_path("caseapp", appauthor=False, roaming=False)
