"""What a report or a remedy would do is told before it is saved, and so is what it lacks."""

from __future__ import annotations

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.lex_sarah import LEX_SARAH
from caseapp.domain.moments import Moment
from caseapp.service.lex_sarah import matter
from caseapp.service.lex_sarah_previews import (
    preview_remedy,
    preview_report,
    remedy_obstacles,
    report_obstacles,
)
from caseapp.service.lex_sarah_register import register
from caseapp.service.lex_sarah_steps import add_remedy, start_matter
from caseapp.service.office import Office
from caseapp.service.record import undo

DAY = Moment.parse("2026-03-10")
REPORT = {
    "enhet": "Barn",
    "lex_sarah_lag": "sol",
    "lex_sarah_typ": "bemotande",
    "rapportor": "enhetschef",
    "rapport_text": "Ett samtal avbröts.",
    "upptackt_dag": "2026-03-10",
}
REMEDY = {"atgard": "Rutin för samtal.", "ansvarig": "enhetschef", "klar_senast": "2026-04-30"}
KEY = CaseKey(LEX_SARAH, "LS-2026-001")


def test_a_report_lacks_what_its_form_requires(office: Office) -> None:
    assert report_obstacles(office, REPORT) == ()
    found = report_obstacles(office, {**REPORT, "rapport_text": ""})
    assert [obstacle.sentence for obstacle in found] == ["Fyll i ”Vad som rapporteras”."]
    assert found[0].place == "rapport_text"


def test_a_report_begins_the_clocks_that_saving_it_begins(office: Office) -> None:
    told = {change.rule_name for change in preview_report(office, DAY, {**REPORT, "handelse_dag": ""})}
    assert told
    start_matter(office, DAY, REPORT)
    begun = {line.deadline.rule.name for line in matter(office, KEY).clocks}
    assert told == begun
    assert {change.case.ref for change in preview_report(office, DAY, REPORT)} == {"LS-2026-002"}
    assert {change.case.ref for change in preview_report(office, DAY, REPORT, "LS-EGEN")} == {"LS-EGEN"}


def test_a_report_with_a_value_that_cannot_be_is_refused_before_it_is_saved(office: Office) -> None:
    with pytest.raises(UserError, match="finns inte i listan"):
        preview_report(office, DAY, {**REPORT, "lex_sarah_typ": "påhittat"})


def test_a_remedy_lacks_what_its_form_requires(office: Office) -> None:
    assert remedy_obstacles(office, REMEDY) == ()
    found = remedy_obstacles(office, {"atgard": "Rutin."})
    assert [obstacle.sentence for obstacle in found] == ["Fyll i ”Ansvarig befattning” och ”Klar senast”."]


def test_a_remedy_has_its_last_day_as_a_clock(office: Office) -> None:
    start_matter(office, DAY, REPORT)
    found = preview_remedy(office, KEY, DAY, REMEDY)
    assert [change.after.last_day.isoformat() for change in found if change.after] == ["2026-04-30"]
    assert preview_remedy(office, KEY, DAY, {"atgard": "Rutin.", "ansvarig": "enhetschef"})
    add_remedy(office, KEY, DAY, REMEDY)
    assert [row.due.isoformat() for row in matter(office, KEY).remedies] == ["2026-04-30"]


def test_a_matter_whose_report_is_undone_is_not_in_the_register(office: Office) -> None:
    changes = start_matter(office, DAY, REPORT)
    assert [row.key for row in register(office).rows] == [KEY]
    undo(office, changes)
    assert register(office).rows == ()
    with pytest.raises(UserError, match="finns inte"):
        matter(office, KEY)
