"""Making a paper in the background, and keeping it where the user says.

The file it is made in is gone at once, for it holds what is known of people.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from caseapp.domain.errors import UserError

if TYPE_CHECKING:
    from caseapp.desktop.desk import Task
    from caseapp.service.office import Office
    from caseapp.service.reports import ReportResult


def made(office: Office, name: str, task: Task, **asked: Any) -> tuple[ReportResult, bytes]:
    """A paper and its content; `asked` is what `service.reports.make_report` takes. Raises UserError."""
    from caseapp.service.reports import make_report

    with TemporaryDirectory(prefix="caseapp-") as folder:
        out = Path(folder) / f"{name}.pdf"
        result = make_report(office, name, out, progress=task.progress, **asked)
        return result, out.read_bytes()


def keep(content: bytes, target: Path) -> str:
    """Write a paper to a file; returns the file's name. Raises UserError."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise UserError(
            f"Filen {target.name} gick inte att skriva ({error.strerror}). Stäng den i andra program, "
            "eller välj en annan plats."
        ) from None
    return target.name
