"""The office: an open database with its catalogue, clock and user; what every service is given."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import CatalogueError, load_catalogue
from caseapp.domain.rules import STOCKHOLM
from caseapp.store.comparing import last_days_of, moves
from caseapp.store.database import Connection, Database
from caseapp.store.ledger import Stamp, log
from caseapp.store.projection import rebuild
from caseapp.store.settings import get_setting, has_cases, save_setting

LOCAL_RULES = "local_rules"
"""The setting that holds the text of the local rules in force."""

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def system_user() -> str:
    """The name the machine knows its user by."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "okänd"


@dataclass(slots=True)
class Office:
    """What a service needs. `clock` tells the time in UTC; `who` is written in the audit log."""

    database: Database
    catalogue: Catalogue
    clock: Clock
    who: str
    local_fault: str = ""
    """Why the local rules are laid aside since the program was updated; empty when they are in force."""

    @classmethod
    def create(
        cls, location: str, packs: Sequence[str] = (), clock: Clock = system_clock, who: str | None = None
    ) -> Office:
        """Make a new database with these packs. Raises UserError; nothing is made when a pack is unknown."""
        catalogue = load_catalogue(packs)
        office = cls(Database.create(location), catalogue, clock, who or system_user())
        with office.database.closed_on_failure(), office.database.write() as connection:
            save_choice(connection, catalogue, packs)
            log(connection, office.stamp(), "init", {"packs": list(packs), "catalogue": catalogue.version})
        return office

    @classmethod
    def open(cls, location: str, clock: Clock = system_clock, who: str | None = None) -> Office:
        """Open a database with its packs and local rules; a changed catalogue is projected anew.

        Local rules that do not fit a newer program are laid aside, and `local_fault` tells why; a database
        must always open. Raises UserError.
        """
        database = Database.open(location)
        with database.closed_on_failure():
            with database.read() as connection:
                packs = json.loads(get_setting(connection, "packs") or "[]")
                stored = get_setting(connection, "catalogue")
                local = get_setting(connection, LOCAL_RULES) or ""
            fault = ""
            try:
                catalogue = load_catalogue(packs, local=local)
            except CatalogueError as error:
                catalogue, fault = load_catalogue(packs), str(error)
            office = cls(database, catalogue, clock, who or system_user(), fault)
            if stored != catalogue.version:
                office._use(catalogue, packs)
        return office

    def choose_packs(self, packs: Sequence[str]) -> None:
        """Lay other packs on the catalogue; every deadline is projected anew, and it is logged."""
        self._use(load_catalogue(packs, local=self.catalogue.local), packs)

    def _use(self, catalogue: Catalogue, packs: Sequence[str]) -> None:
        with self.database.write() as connection:
            before = last_days_of(connection)
            save_choice(connection, catalogue, packs)
            rebuild(connection, catalogue)
            detail = {"packs": list(packs), "catalogue": catalogue.version}
            if self.local_fault:
                detail["local_fault"] = self.local_fault
            detail |= asdict(moves(before, last_days_of(connection)))
            log(connection, self.stamp(), "catalogue", detail)
        self.catalogue = catalogue

    def stamp(self) -> Stamp:
        """Who and when, for the ledger."""
        return Stamp(utc_text(self.clock()), self.who)

    def today(self) -> date:
        """Today in Sweden."""
        return self.clock().astimezone(STOCKHOLM).date()

    def is_empty(self) -> bool:
        """Whether no case has been recorded."""
        with self.database.read() as connection:
            return not has_cases(connection)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def save_choice(connection: Connection, catalogue: Catalogue, packs: Sequence[str]) -> None:
    """Write down which packs and which version of the catalogue the projections are made by."""
    save_setting(connection, "packs", json.dumps(list(packs)))
    save_setting(connection, "catalogue", catalogue.version)


def utc_text(moment: datetime) -> str:
    """UTC with microseconds and `Z`, so that texts sort as times do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
