"""Starting the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from caseapp.desktop import app as module
from caseapp.desktop.desk import SOMETHING_WENT_WRONG, Desk

HEAVY = ("sqlalchemy", "pydantic", "reportlab", "alembic", "icalendar", "holidays")


def test_the_buttons_of_qt_speak_swedish(qapp: QApplication) -> None:
    module.make_application([])
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Avbryt"


def test_it_runs_until_it_is_closed_and_puts_the_hook_back(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hook = sys.excepthook
    monkeypatch.setenv("CASEAPP_DATABASE", str(tmp_path / "saknas.sqlite"))
    seen: list[str] = []

    def leave() -> None:
        seen.extend(type(widget).__name__ for widget in QApplication.topLevelWidgets() if widget.isVisible())
        QApplication.exit(3)

    QTimer.singleShot(1_500, leave)
    assert module.run(None) == 3
    assert "MainWindow" in seen
    assert sys.excepthook is hook


def test_a_bug_is_written_and_told(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    desk.trouble.connect(told.append)
    module._tell(desk, ValueError, ValueError("tre"), None)
    assert "ValueError: tre" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stderr", None)
    module._tell(desk, ValueError, ValueError("tre"), None)
    assert told == [SOMETHING_WENT_WRONG] * 2


def test_the_window_is_painted_before_anything_heavy_is_imported() -> None:
    code = (
        "import sys\n"
        "from caseapp.desktop.app import make_application, make_window\n"
        "from caseapp.desktop.desk import Desk\n"
        "app = make_application(['x'])\n"
        "desk = Desk(app)\n"
        "window = make_window(app, desk)\n"
        "window.show()\n"
        "app.processEvents()\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])\n"
        "desk.close()\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""
