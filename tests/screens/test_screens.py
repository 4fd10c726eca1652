"""Every screen can be painted, without a display."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from caseapp.desktop import screens


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bilder")
    screens.make_databases(made, cases=300)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", list(screens.SCREENS))
def test_a_screen_is_painted_light_and_dark(
    name: str, folder: Path, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "_QUIET", 0.05)
    light, dark = (QImage(str(file)) for file in screens.paint(folder, tmp_path, [name], 100))
    assert light.width() == dark.width() > 400
    assert light.pixelColor(2, light.height() // 2).lightness() > 200
    assert dark.pixelColor(2, dark.height() // 2).lightness() < 80


def test_the_command_paints_in_a_process_for_each_scale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[tuple[list[str], str]] = []

    def call(command: list[str], env: dict[str, str]) -> int:
        called.append((command, env["QT_SCALE_FACTOR"]))
        return 0

    monkeypatch.setattr(screens, "_CASES", 20)
    monkeypatch.setattr(screens, "make_databases", lambda folder: (folder / "demo.sqlite").touch())
    monkeypatch.setattr("subprocess.call", call)
    assert screens.main(["--out", str(tmp_path), "--only", "why"]) == 0
    assert [scale for _, scale in called] == ["1.0", "1.5"]
    assert called[0][0][-2:] == ["--only", "why"]
    assert capsys.readouterr().out.startswith("4 pictures")
    monkeypatch.setattr(screens, "paint", lambda *_: [tmp_path])
    assert screens.main(["--out", str(tmp_path), "--scale", "100", "--folder", str(tmp_path)]) == 0
