"""Where the files that travel with the program live: in the wheel, or in the checkout beside `src`.

And what the operating system says of any file, in Swedish.
"""

from __future__ import annotations

import errno
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


_REASONS = {
    errno.ENOENT: "den finns inte",
    errno.ENOTDIR: "mappen finns inte",
    errno.EISDIR: "det är en mapp",
    errno.EEXIST: "den finns redan",
    errno.EACCES: "åtkomst nekad",
    errno.EPERM: "åtkomst nekad",
    errno.EROFS: "platsen går bara att läsa",
    errno.ENOSPC: "disken är full",
    errno.ENAMETOOLONG: "namnet är för långt",
}


def reason(error: OSError) -> str:
    """Why the operating system refused, in Swedish."""
    return _REASONS.get(error.errno or 0, f"fel {error.errno} från operativsystemet")
