"""The wheel, unpacked outside the checkout, is the whole program: forms, resources and migrations too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPEN_A_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from caseapp.desktop import app
application = app.make_application(sys.argv[:1])
shown = []
def look():
    shown.extend(widget.windowTitle() for widget in application.topLevelWidgets() if widget.isVisible())
    application.closeAllWindows()
    application.quit()
QTimer.singleShot(3000, look)
code = app.run(sys.argv[1])
sys.exit(code or not shown)
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("hjul")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder


def _run(folder: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder / "site"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_runs_demo_queue_and_report_outside_the_checkout(elsewhere: Path) -> None:
    where = _run(elsewhere, "-c", "import caseapp; print(caseapp.__file__)").strip()
    assert Path(where).is_relative_to(elsewhere)
    database = ["--database", str(elsewhere / "demo.sqlite")]
    today = ["--as-of", "2026-03-16"]
    made = _run(
        elsewhere, "-m", "caseapp", "demo", "--cases", "300", "--today", "2026-03-16", "--json", *database
    )
    assert json.loads(made)["cases"] > 100
    listed = json.loads(_run(elsewhere, "-m", "caseapp", "queue", "overdue", "--json", *today, *database))
    assert listed["count"] == len(listed["items"])
    paper = elsewhere / "papper.pdf"
    _run(elsewhere, "-m", "caseapp", "report", "overdue", "--out", str(paper), *today, *database)
    assert paper.read_bytes().startswith(b"%PDF")
    _run(elsewhere, "-c", OPEN_A_WINDOW, str(elsewhere / "demo.sqlite"))
