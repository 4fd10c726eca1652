"""The first start: place, municipality and a beginning."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QComboBox,
    QCommandLinkButton,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseapp.desktop.desk import Desk
from caseapp.desktop.forms import child
from caseapp.desktop.views.welcome import WelcomeView
from caseapp.service import demo
from caseapp.service.office import Office
from tests.desktop.waiting import nameless, new_desk, settle


@pytest.fixture
def desk(tmp_path: Path, qapp: object) -> Iterator[Desk]:
    made = new_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "enheten.sqlite"


@pytest.fixture
def view(desk: Desk, place: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> WelcomeView:
    monkeypatch.setenv("CASEAPP_DATABASE", str(place))
    made = WelcomeView(desk)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.refresh()
    settle(qtbot, desk)
    return made


def press(view: WelcomeView, name: str) -> None:
    child(view, QPushButton, name).click()


def words(view: WelcomeView, name: str) -> str:
    return child(view, QLabel, name).text()


def put(view: WelcomeView, text: str) -> None:
    child(view, QLineEdit, "place").setText(text)


def test_the_default_place_and_every_pack_are_offered(view: WelcomeView, place: Path) -> None:
    assert child(view, QLineEdit, "place").text() == str(place)
    packs = child(view, QComboBox, "pack")
    assert [packs.itemData(row) for row in range(packs.count())] == ["", "norrtalje", "sodertalje"]
    assert words(view, "packText").startswith("Fristerna i lag")


def test_a_chosen_pack_says_what_it_adds_and_stays_chosen(
    view: WelcomeView, desk: Desk, qtbot: QtBot
) -> None:
    child(view, QComboBox, "pack").setCurrentIndex(1)
    assert "16 enheter ovanpå lagen" in words(view, "packText")
    view.refresh()
    settle(qtbot, desk)
    assert child(view, QComboBox, "pack").currentData() == "norrtalje"


def test_beginning_empty_makes_a_database_with_the_pack(
    view: WelcomeView, desk: Desk, place: Path, qtbot: QtBot
) -> None:
    child(view, QComboBox, "pack").setCurrentIndex(2)
    with qtbot.waitSignal(desk.opened):
        press(view, "empty")
    settle(qtbot, desk)
    assert place.is_file()
    assert desk.office is not None
    assert desk.office.catalogue.municipality == "Södertälje kommun"
    assert desk.office.is_empty()
    assert not child(view, QWidget, "working").isVisible()


def test_a_database_that_is_there_is_opened(view: WelcomeView, desk: Desk, place: Path, qtbot: QtBot) -> None:
    Office.create(str(place)).close()
    put(view, str(place) + " ")
    qtbot.waitUntil(lambda: child(view, QCommandLinkButton, "empty").text() == "&Öppna databasen")
    assert not child(view, QComboBox, "pack").isEnabled()
    with qtbot.waitSignal(desk.opened):
        press(view, "empty")
    put(view, str(place) + "2")
    qtbot.waitUntil(lambda: child(view, QCommandLinkButton, "empty").text() == "&Börja tomt")


def test_beginning_with_a_list_leads_to_import(view: WelcomeView, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.view_requested) as asked:
        press(view, "importList")
    assert asked.args == ["import"]
    assert desk.office is not None


def test_a_synchronised_folder_is_warned_of(view: WelcomeView, tmp_path: Path, qtbot: QtBot) -> None:
    put(view, str(tmp_path / "OneDrive - Kommunen" / "enheten.sqlite"))
    qtbot.waitUntil(lambda: "synkroniserad" in words(view, "placeWarning"))
    assert words(view, "placeWarning").startswith("◆ ")
    put(view, str(tmp_path / "enheten.sqlite"))
    qtbot.waitUntil(lambda: not child(view, QLabel, "placeWarning").isVisible())


def test_an_empty_place_is_asked_for(view: WelcomeView, desk: Desk) -> None:
    put(view, " ")
    press(view, "empty")
    assert words(view, "trouble") == "Platsen är tom. Välj var databasen ska ligga."
    assert not desk.busy


def test_a_file_that_is_no_database_is_told_of(
    view: WelcomeView, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "brev.txt"
    file.write_text("Hej", encoding="utf-8")
    put(view, str(file))
    press(view, "empty")
    settle(qtbot, desk)
    assert child(view, QLabel, "trouble").isVisible()
    assert desk.office is None
    assert child(view, QCommandLinkButton, "empty").isEnabled()


def test_the_place_can_be_browsed_for(view: WelcomeView, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = ["/annan/enhet.sqlite", ""]
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_args, **_kw: (chosen.pop(0), ""))
    )
    press(view, "browse")
    press(view, "browse")
    assert child(view, QLineEdit, "place").text() == "/annan/enhet.sqlite"


def test_a_deadline_can_be_reckoned_without_a_database(view: WelcomeView, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.view_requested) as asked:
        press(view, "calculate")
    assert asked.args == ["calculator"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A practice municipality of a handful of cases."""
    real = demo.make_demo
    monkeypatch.setattr(demo, "make_demo", lambda office, **choices: real(office, 20, **choices))


@pytest.mark.usefixtures("small")
def test_the_practice_municipality_has_a_database_of_its_own(
    view: WelcomeView, desk: Desk, place: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        press(view, "demo")
    settle(qtbot, desk)
    assert desk.office is not None
    assert not desk.office.is_empty()
    assert desk.office.catalogue.municipality == "Norrtälje kommun"
    assert (place.parent / "demo.db").is_file()
    assert not place.exists()
    bar = child(view, QProgressBar, "bar")
    assert bar.value() == bar.maximum()
    with qtbot.waitSignal(desk.opened, timeout=20_000):
        press(view, "demo")


def test_a_cancelled_practice_municipality_leaves_nothing_behind(
    view: WelcomeView, desk: Desk, place: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_demo(_office: Office, *, today: object, progress: demo.Progress) -> dict[str, int]:
        assert today == desk.today
        for done in range(1000):
            progress(done, 1000)
            time.sleep(0.005)
        return {}

    monkeypatch.setattr(demo, "make_demo", make_demo)
    press(view, "demo")
    press(view, "demo")
    view.start_empty()
    qtbot.waitUntil(lambda: child(view, QProgressBar, "bar").value() > 0)
    assert not child(view, QCommandLinkButton, "empty").isEnabled()
    press(view, "cancel")
    settle(qtbot, desk)
    assert desk.office is None
    assert not (place.parent / "demo.db").exists()
    assert child(view, QCommandLinkButton, "empty").isEnabled()
    view.cancel()


def test_everything_one_can_go_to_has_a_name(view: WelcomeView) -> None:
    assert nameless(view) == []
