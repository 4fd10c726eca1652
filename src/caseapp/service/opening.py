"""Finding, opening and creating databases; what every entry point does before anything else."""

from __future__ import annotations

from collections.abc import Sequence

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import load_catalogue
from caseapp.service.office import Office
from caseapp.store.database import default_location, file_of, is_url, on_network


def default_database() -> str:
    """`CASEAPP_DATABASE`, else the file in the user's data folder."""
    return default_location()


def database_exists(location: str) -> bool:
    """Whether there is something to open; a server is always tried."""
    return is_url(location) or file_of(location).is_file()


def open_or_create(location: str, packs: Sequence[str]) -> Office:
    """Open the database, or create it with these packs when there is none."""
    return Office.open(location) if database_exists(location) else Office.create(location, packs)


def catalogue_for(location: str) -> Catalogue:
    """The catalogue of the database's packs; that of the law alone when there is no database."""
    if not database_exists(location):
        return load_catalogue()
    office = Office.open(location)
    office.close()
    return office.catalogue


def location_warning(location: str) -> str | None:
    """Why a place is a bad one for a database, in a Swedish sentence; None when it is fine."""
    if not is_url(location) and on_network(file_of(location)):
        return (
            "Databasen ligger på en nätverksplats eller i en synkroniserad mapp. Den fungerar långsammare "
            "där och kan skadas om två datorer skriver samtidigt. Välj helst en mapp på den här datorn."
        )
    return None
