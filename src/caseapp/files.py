"""Where the files that travel with the program live: in the wheel, or in the checkout beside `src`."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """The folder that holds `ui`, `resources` and `migrations`."""
    installed = _PACKAGE / "_data"
    return installed if installed.is_dir() else _PACKAGE.parents[1]


def resource(*parts: str) -> Path:
    """A file under `resources`."""
    return data_folder().joinpath("resources", *parts)


def form(name: str) -> Path:
    """A Qt Designer form under `ui`."""
    return data_folder() / "ui" / f"{name}.ui"


def migrations_folder() -> Path:
    """The folder of Alembic's scripts."""
    return data_folder() / "migrations"
