"""A small town, and the program's window on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseapp.desktop.app import make_application, make_window
from caseapp.desktop.desk import Desk
from caseapp.desktop.window import MainWindow
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office
from caseapp.service.record import make_event, record
from tests.desktop.waiting import new_desk, settle, still

LATE = CaseKey("utredning", "BU-2025-0001")
"""An utredning whose last day was Friday 13 March 2026, between its aktualisering and an insats."""
IN_TIME = CaseKey("utredning", "BU-2026-0002")
VIOLENT = CaseKey("utredning", "BU-2025-0003")
ODD = CaseKey("utredning", "BU-2026-0004")


def events_of_the_town(office: Office) -> list[Event]:
    """What has happened in the town."""
    told: list[tuple[str, str, str, str, dict[str, str]]] = [
        (
            "aktualisering",
            "A-2025-0001",
            "inkom",
            "2025-11-03",
            {"person": "P-ETT", "typ": "anmalan", "kon": "M", "fodelsear": "2011", "enhet": "Mottaget"},
        ),
        ("aktualisering", "A-2025-0001", "skyddsbedomning", "2025-11-03", {}),
        ("aktualisering", "A-2025-0001", "forhandsbedomning", "2025-11-13", {"utfall": "inleds"}),
        (
            *LATE,
            "inledd",
            "2025-11-13",
            {"person": "P-ETT", "utredningstyp": "barn", "aktualisering": "A-2025-0001", "enhet": "Barn"},
        ),
        (*LATE, "tilldelad", "2025-11-20", {"handlaggare": "H14"}),
        (*IN_TIME, "inledd", "2026-03-02", {"person": "P-TVÅ", "utredningstyp": "barn", "enhet": "Barn"}),
        (
            *VIOLENT,
            "inledd",
            "2025-10-01",
            {"person": "P-TRE", "utredningstyp": "barn", "vald": "j", "enhet": "Åsa"},
        ),
        (*VIOLENT, "utredningsplan", "2025-10-20", {}),
        (*ODD, "avslutad", "2026-02-01", {}),
        (*ODD, "inledd", "2026-02-10", {"person": "P-FYRA", "utredningstyp": "barn", "enhet": "Öst"}),
        ("lex_sarah", "LS-1", "rapporterad", "2026-03-10", {"enhet": "Barn"}),
        (
            "insats",
            "I-2026-0001",
            "beslut",
            "2026-02-01",
            {
                "person": "P-ETT",
                "utredning": LATE.ref,
                "lagrum": "sol-11-1",
                "insatstyp": "kontaktfamilj",
                "enhet": "Insats",
            },
        ),
    ]
    return [
        make_event(office.catalogue, CaseKey(kind, ref), event, Moment.parse(day), values)
        for kind, ref, event, day, values in told
    ]


@pytest.fixture
def town(tmp_path: Path) -> Office:
    """An office with the town's events; the desk that uses it closes it."""
    office = Office.create(str(tmp_path / "town.sqlite"), clock=still, who="provaren")
    record(office, events_of_the_town(office))
    return office


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    """A desk without a database."""
    make_application([])
    made = new_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(desk: Desk, town: Office, qtbot: QtBot, qapp: QApplication) -> MainWindow:
    """The window on the town, at Läget idag."""
    made = make_window(qapp, desk)
    qtbot.addWidget(made)
    made.show()
    desk.use(town)
    settle(qtbot, desk)
    return made
