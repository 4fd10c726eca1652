"""The handbook: every page can be reached, and it tells of everything there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextTable
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton, QTextBrowser
from pytestqt.qtbot import QtBot

from caseapp.catalogue.book import Catalogue
from caseapp.desktop.desk import Desk
from caseapp.desktop.forms import child
from caseapp.desktop.views.help import PAGES, TOPICS, HelpWindow, heading_of, read_page
from caseapp.desktop.window import PLACES, WELCOME
from caseapp.files import resource
from tests.desktop.waiting import nameless, new_desk


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[HelpWindow]:
    desk: Desk = new_desk(tmp_path)
    made = HelpWindow(desk)
    qtbot.addWidget(made)
    made.show()
    yield made
    desk.close()


def shown(window: HelpWindow) -> str:
    return child(window, QTextBrowser, "page_").toPlainText().split("\n", 1)[0]


def test_every_view_has_a_page() -> None:
    assert {place.name for place in (*PLACES, WELCOME)} <= set(TOPICS)
    assert set(TOPICS.values()) <= set(PAGES)


def test_every_page_stands_in_the_contents() -> None:
    assert {path.stem for path in resource("help").glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page(page: str) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", read_page(page)):
        assert link.removesuffix(".md") in PAGES


def test_f1_shows_the_page_of_the_view_one_came_from(window: HelpWindow) -> None:
    for name, page in TOPICS.items():
        window.show_topic(name)
        assert shown(window) == heading_of(read_page(page))
    window.show_topic("något nytt")
    assert shown(window) == "Handbok"


def test_links_contents_back_and_forward_turn_the_pages(window: HelpWindow) -> None:
    browser = child(window, QTextBrowser, "page_")
    browser.anchorClicked.emit(QUrl("import.md"))
    assert shown(window) == "Import"
    child(window, QListWidget, "contents").setCurrentRow(PAGES.index("regler"))
    assert shown(window) == "Regler"
    child(window, QPushButton, "back").click()
    assert shown(window) == "Import"
    assert child(window, QListWidget, "contents").currentRow() == PAGES.index("import")
    child(window, QPushButton, "forward").click()
    assert shown(window) == "Regler"
    window.forward()
    window.show_page("finns-inte")
    assert shown(window) == "Regler"
    for _ in range(5):
        window.back()
    assert shown(window) == "Handbok"


def test_the_search_narrows_the_contents_to_pages_with_every_word(window: HelpWindow, qtbot: QtBot) -> None:
    window.find()
    search = child(window, QLineEdit, "search")
    contents = child(window, QListWidget, "contents")
    search.setText("nyckelring pseudonym")
    assert [contents.item(row).text() for row in range(contents.count())] == ["Integritet"]
    search.returnPressed.emit()
    assert shown(window) == "Integritet"
    search.setText("xyzzy")
    assert contents.item(0).text() == "Ingen sida har de orden"
    search.clear()
    assert contents.count() == len(PAGES)
    window.refresh()


def test_tables_are_as_wide_as_the_page_and_follow_the_theme(window: HelpWindow) -> None:
    window.show_page("koer")
    browser = child(window, QTextBrowser, "page_")
    tables = [f for f in browser.document().rootFrame().childFrames() if isinstance(f, QTextTable)]
    assert tables
    assert all(table.format().borderCollapse() for table in tables)
    palette = window.palette()
    palette.setColor(palette.ColorRole.Window, "#123456")
    window.setPalette(palette)
    assert shown(window) == "Köer"


def test_everything_one_can_go_to_has_a_name(window: HelpWindow) -> None:
    assert nameless(window) == []


# --- the handbook cannot fall behind ---


def test_every_rule_is_in_the_handbook(every_rule: Catalogue) -> None:
    text = read_page("regler")
    assert [r.id for r in every_rule.rules.values() if f"`{r.id}`" not in text or r.name not in text] == []


def test_every_measure_is_in_the_handbook(every_rule: Catalogue) -> None:
    text = "".join(read_page(page) for page in PAGES if page.startswith("matt-"))
    measures = every_rule.measures.values()
    assert [m.id for m in measures if f"`{m.id}`" not in text or m.name not in text] == []


def test_every_queue_is_in_the_handbook(every_rule: Catalogue) -> None:
    text = read_page("koer")
    assert [q.id for q in every_rule.queues.values() if f"`{q.id}`" not in text or q.name not in text] == []


def test_every_column_of_an_import_is_in_the_handbook(every_rule: Catalogue) -> None:
    lines = {line.split("|")[1].strip(): line for line in read_page("import").splitlines() if "|" in line}
    for kind in every_rule.import_kinds.values():
        for column in kind.columns:
            written = f"**{column.name}**" if column.required else column.name
            assert written in lines[kind.id]


def test_every_report_is_in_the_handbook() -> None:
    from caseapp.service.reports import report_names

    text = read_page("rapporter")
    assert [n.id for n in report_names() if f"`{n.id}`" not in text or n.name not in text] == []


def test_every_command_is_in_the_handbook() -> None:
    from typer.main import get_command

    from caseapp.cli.main import app

    text = read_page("kommandon")
    commands = getattr(get_command(app), "commands")  # noqa: B009 - a group has them, mypy cannot know
    assert [name for name in commands if f"caseapp {name}" not in text] == []
