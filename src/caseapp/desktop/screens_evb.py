"""The pictures of Ej verkställda beslut."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from caseapp.desktop.screens import Stage

_EXTRACT = """Ärende;Personid;Lagrum;Insatstyp;Beslut;Verkställd;Enhet
I-2025-9001;P-71;11 kap. 1 § SoL;kontaktfamilj;2025-08-15;;Insatsenheten
I-2025-9002;P-72;11 kap. 1 § SoL;kontaktperson;2025-09-03;2025-11-01;Insatsenheten
I-2025-9003;P-73;;kontaktperson;2025-09-20;;Insatsenheten
"""


def workbench(stage: Stage) -> QWidget:
    """The quarter that is running, the decisions to report."""
    view = stage.view("evb")
    view.show_quarter("2026Q1")
    stage.settle()
    view.mark([0])
    stage.settle()
    return stage.window


def everything(stage: Stage) -> QWidget:
    """All decisions of the quarter before, signed, and one of them changed since."""
    shutil.copyfile(stage.folder / "demo.sqlite", stage.folder / "signed.sqlite")
    stage.open("signed.sqlite")
    view = stage.view("evb")
    view.show_quarter("2025Q4")
    stage.settle()
    view.actions_bar._sign("enhetschef")
    stage.settle()
    view.show_bin("to_report")
    view.facts.texts["reasonText"].setPlainText("Två familjer är tillfrågade och båda har tackat nej.")
    view.facts.save()
    stage.settle()
    view.show_bin("")
    stage.settle()
    return stage.window


def nothing(stage: Stage) -> QWidget:
    """A quarter without decisions."""
    stage.open("empty.sqlite")
    return stage.view("evb") and stage.window


def compared(stage: Stage) -> QWidget:
    """Another extract held against the register."""
    from caseapp.desktop.dialogs.found import FoundDialog

    view = stage.view("evb")
    file: Path = stage.folder / "annat uttag.csv"
    file.write_text(_EXTRACT, encoding="utf-8")
    view.actions_bar.compare(file)
    stage.settle()
    found: QWidget = next(dialog for dialog in view.findChildren(FoundDialog) if dialog.isVisible())
    return found


def reserve_number(stage: Stage) -> QWidget:
    """What a reserve number is made of."""
    from caseapp.desktop.dialogs.reserve_number import ReserveNumberDialog

    view = stage.view("evb")
    view.mark([0])
    view.actions_bar.ask_reserve_number()
    stage.settle()
    found: QWidget = next(dialog for dialog in view.findChildren(ReserveNumberDialog) if dialog.isVisible())
    return found


SCREENS: dict[str, Callable[[Stage], QWidget]] = {
    "evb": workbench,
    "evb-all": everything,
    "evb-empty": nothing,
    "evb-compared": compared,
    "evb-reserve-number": reserve_number,
}
CLOSED = ("evb-empty",)
