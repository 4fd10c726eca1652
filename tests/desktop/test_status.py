"""Status is icon and word; colour only underlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from caseapp.desktop.status import Status, status, status_of_item, status_of_line
from caseapp.domain.events import CaseKey
from caseapp.service.cases import view_case
from caseapp.service.office import Office
from caseapp.service.queues import QueueItem
from tests.desktop.conftest import LATE

ITEM = QueueItem(
    case=CaseKey("utredning", "BU-1"),
    type_name="Utredning",
    unit="Barn",
    worker=None,
    rule="utredning-barn",
    rule_name="Utredning barn",
    start=date(2025, 11, 13),
    nominal=date(2026, 3, 13),
    last_day=date(2026, 3, 13),
    due_at=None,
    days_late=3,
    working_days_late=1,
    working_days_left=0,
    status="late",
    acknowledged=False,
    extended_to=None,
    waited_days=123,
    reason="",
    violence=False,
    delay_reason="",
    person=None,
)


@pytest.mark.parametrize(
    ("state", "days", "text", "token"),
    [
        ("late", 12, "▲ Försenad 12 arbetsdagar", "late"),
        ("late", 1, "▲ Försenad 1 arbetsdag", "late"),
        ("late", 0, "▲ Försenad", "late"),
        ("soon", 3, "◆ 3 arbetsdagar kvar", "soon"),
        ("soon", 1, "◆ 1 arbetsdag kvar", "soon"),
        ("soon", 0, "◆ Sista dag idag", "soon"),
        ("on_time", 40, "● I tid", "ok"),
        ("none", 0, "○ Vilar", "muted"),
    ],
)
def test_a_running_clock_is_told_by_icon_and_word(state: str, days: int, text: str, token: str) -> None:
    told = status(state, days)
    assert (told.text, told.token) == (text, token)


def test_a_stopped_clock_tells_its_day() -> None:
    assert status("done", 0, done_on="2026-03-02").text == "✓ Klar 2026-03-02"
    assert status("done_late", 2, done_on="2026-03-02").text == "✓ Klar 2026-03-02, 2 arbetsdagar sen"
    assert status("done_late", 2, done_on="2026-03-02", watch=True) == Status("✓", "Klar 2026-03-02", "muted")


def test_an_acknowledged_clock_says_so_and_still_how_late_it_is() -> None:
    assert status("late", 2, acknowledged=True).text == "⚑ Kvitterad, försenad 2 arbetsdagar"
    assert status("done", 0, acknowledged=True, done_on="2026-03-02").icon == "✓"


def test_a_watch_is_never_a_broken_law() -> None:
    assert status("late", 2, watch=True) == Status("◆", "Väntar sedan 2 arbetsdagar", "soon")


def test_a_row_of_a_queue_is_told_by_what_it_waits_for() -> None:
    assert status_of_item(ITEM).text == "▲ Försenad 1 arbetsdag"
    soon = replace(ITEM, status="soon", days_late=0, working_days_late=0, working_days_left=5)
    assert status_of_item(soon).text == "◆ 5 arbetsdagar kvar"
    assert status_of_item(replace(ITEM, status="watch")).token == "soon"
    assert status_of_item(replace(ITEM, status="watch", days_late=0)).token == "ok"
    assert status_of_item(replace(ITEM, status="none")).text == "○ Ingen frist"


def test_a_deadline_of_a_case_is_told_the_same_way(town: Office) -> None:
    lines = view_case(town, LATE).deadlines
    assert [status_of_line(line).text for line in lines] == ["▲ Försenad 1 arbetsdag"]
    town.close()
