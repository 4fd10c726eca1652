"""What every test may use: an office on a fresh database, a clock that stands still, no real data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.load import load_catalogue, load_every_rule
from caseapp.service.office import Office

NOW = datetime(2026, 3, 16, 7, 12, tzinfo=UTC)
"""Monday 16 March 2026, 08.12 in Sweden: today in every test that does not say otherwise."""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the developer's own data folder, key or database."""
    home = tmp_path_factory.mktemp("hem")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("CASEAPP_KEY_FILE", str(home / "pseudonym.key"))
    monkeypatch.delenv("CASEAPP_DATABASE", raising=False)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The law alone."""
    return load_catalogue()


@pytest.fixture(scope="session")
def every_rule() -> Catalogue:
    """The law with all packs laid on."""
    return load_every_rule()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: NOW


@pytest.fixture
def office(tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Office]:
    """An office on a new database without packs."""
    made = Office.create(str(tmp_path / "enheten.sqlite"), clock=clock, who="provaren")
    yield made
    made.close()
