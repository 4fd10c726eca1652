"""Making a paper in the background: its file is gone at once, for it holds what is known of people."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

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
