"""The units that a user can choose between."""

from __future__ import annotations

from caseapp.service.office import Office
from caseapp.store.reading import units


def unit_names(office: Office) -> list[str]:
    """The units that any case belongs to, by name."""
    with office.database.read() as connection:
        return units(connection)
