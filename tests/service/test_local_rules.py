"""Changing the rules: previewed, accepted, logged and undone; history is never touched in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from caseapp.domain.errors import UserError
from caseapp.service.checking import check
from caseapp.service.local_rules import (
    accept_catalogue,
    can_undo,
    preview_catalogue,
    preview_undo,
    read_local,
    summary,
    undo_catalogue,
)
from caseapp.service.office import LOCAL_RULES, Office
from caseapp.service.queues import read_queue
from caseapp.store.schema import audit
from caseapp.store.settings import save_setting
from tests.casework import anmalan, utredning
from tests.catalogue.test_local import FREE, LAW, RULE

IN_2027 = datetime(2027, 1, 25, 7, 12, tzinfo=UTC)


@pytest.fixture
def later(tmp_path: Path) -> Iterator[Office]:
    """An office on Monday 25 January 2027, with reports from before and after the made-up law."""
    made = Office.create(str(tmp_path / "senare.sqlite"), clock=lambda: IN_2027, who="provaren")
    anmalan(made, "FÖRE", "2026-12-28")
    anmalan(made, "EFTER", "2027-01-12")
    anmalan(made, "KLAR", "2027-01-04", ("forhandsbedomning", "2027-01-15", {"utfall": "inleds-inte"}))
    utredning(made, "U1", "2027-01-11")
    yield made
    made.close()


def last_days(office: Office, rule: str = "forhandsbedomning") -> dict[str, date]:
    items = read_queue(office, "all").items
    return {item.case.ref: item.last_day for item in items if item.rule == rule and item.last_day}


def entries(office: Office) -> list[tuple[str, dict[str, Any]]]:
    with office.database.read() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.detail).order_by(audit.c.id)).all()
    return [(row.action, json.loads(row.detail)) for row in rows]


def test_a_made_up_law_is_entered_as_data_previewed_accepted_and_undone(later: Office) -> None:
    before = last_days(later)
    assert before["EFTER"] == date(2027, 1, 26)

    preview = preview_catalogue(later, local=LAW)
    assert last_days(later) == before
    assert preview.as_json() == {
        "begin": 0,
        "disappear": 0,
        "move": 2,
        "become_late": 2,
        "stop_late": 0,
        "changes": [
            {"case": "KLAR", "rule": "forhandsbedomning", "old": "2027-01-18", "new": "2027-01-14"},
            {"case": "EFTER", "rule": "forhandsbedomning", "old": "2027-01-26", "new": "2027-01-22"},
        ],
    }
    assert [change.state for change in preview.changes] == ["▲ Blir försenad"] * 2
    moved = preview.changes[1]
    assert moved.new_version == (moved.old_version or 0) + 1
    assert summary(preview) == "2 frister ändras: 2 flyttas och 2 blir försenade."

    accept_catalogue(later, preview)
    assert last_days(later) == before | {"EFTER": date(2027, 1, 22)}
    assert read_local(later) == LAW
    action, detail = entries(later)[-1]
    assert action == "catalogue-accept"
    assert (detail["local"], detail["move"], detail["become_late"]) == (LAW, 2, 2)
    assert check(later).ok

    again = Office.open(later.database.name, clock=lambda: IN_2027)
    assert again.catalogue.version == later.catalogue.version
    assert again.local_fault == ""
    again.close()

    assert can_undo(later)
    assert preview_undo(later).counts["stop_late"] == 2
    undone = undo_catalogue(later)
    assert summary(undone) == "2 frister ändras: 2 flyttas och 2 är inte längre försenade."
    assert undone.changes[0].state == "● Inte längre försenad"
    assert last_days(later) == before
    assert read_local(later) == ""
    assert entries(later)[-1][0] == "catalogue-undo"
    assert check(later).ok
    assert not can_undo(later)
    with pytest.raises(UserError, match="ingen ändring av reglerna att ångra"):
        undo_catalogue(later)


def test_packs_and_rules_begin_and_disappear(later: Office) -> None:
    preview = preview_catalogue(later, packs=["sodertalje"], local=RULE + FREE)
    begun = [change for change in preview.changes if change.case.ref == "U1"]
    assert {"samtal-5-arbetsdagar", "utredning-122-dagar"} <= {change.rule for change in begun}
    assert all((change.old is None and change.state == "") or change.becomes_late for change in begun)
    accept_catalogue(later, preview)
    assert [pack.id for pack in later.catalogue.packs] == ["sodertalje"]
    gone = preview_catalogue(later, packs=[], local="  \n")
    assert gone.counts["disappear"] == len(preview.changes)
    assert gone.choice.local == ""
    assert "försvinner" in summary(gone)
    accept_catalogue(later, gone)
    undo_catalogue(later)
    assert [pack.id for pack in later.catalogue.packs] == ["sodertalje"]
    assert read_local(later) == RULE + FREE
    undo_catalogue(later)
    assert later.catalogue.packs == ()


def test_a_free_day_moves_what_the_municipality_has_set_and_nothing_of_the_law(office: Office) -> None:
    rule = RULE.replace("2026-05-20", "2026-05-19")
    accept_catalogue(office, preview_catalogue(office, local=rule))
    utredning(office, "U1", "2026-05-11")
    preview = preview_catalogue(office, local=RULE + FREE)
    assert [(change.rule, change.old, change.new) for change in preview.changes] == [
        ("samtal-5-arbetsdagar", date(2026, 5, 19), date(2026, 5, 20))
    ]
    assert summary(preview) == "1 frist ändras: 1 flyttas."


def test_what_changes_nothing_says_so(later: Office) -> None:
    told: list[tuple[int, int]] = []
    preview = preview_catalogue(later, local=FREE, progress=lambda done, total: told.append((done, total)))
    assert summary(preview) == "Ingen frist i ärendena ändras."
    assert told[-1][0] == told[-1][1]
    assert preview_catalogue(later).changes == ()


def test_a_watch_and_a_clock_on_a_closed_case_are_never_said_to_become_late(later: Office) -> None:
    anmalan(later, "STÄNGD", "2027-01-05", ("avslutad", "2027-01-08"))
    law = LAW.replace("forhandsbedomning", "skyddsbedomning").replace('"1930-173"', '"ingen"')
    law = law.replace("days = 10", "hours = 0").replace("2027-01-21", "2027-01-11")
    preview = preview_catalogue(later, local=law)
    assert preview.counts["become_late"] == 0
    changed = {change.case.ref: change for change in preview_catalogue(later, local=LAW).changes}
    assert not changed["STÄNGD"].becomes_late


def test_what_was_previewed_is_refused_when_the_cases_or_the_rules_have_changed(later: Office) -> None:
    preview = preview_catalogue(later, local=LAW)
    anmalan(later, "NY", "2027-01-20")
    with pytest.raises(UserError, match="ändrats sedan förhandsgranskningen"):
        accept_catalogue(later, preview)
    assert read_local(later) == ""
    preview = preview_catalogue(later, local=LAW)
    later.choose_packs(["sodertalje"])
    with pytest.raises(UserError, match="ändrats sedan förhandsgranskningen"):
        accept_catalogue(later, preview)
    other = Office.open(later.database.name, clock=lambda: IN_2027)
    accept_catalogue(other, preview_catalogue(other, local=LAW))
    other.close()
    with pytest.raises(UserError, match="Någon annan har ändrat reglerna"):
        preview_catalogue(later, local=FREE)


def test_a_text_with_an_identity_is_refused_without_saying_it(later: Office) -> None:
    with pytest.raises(UserError, match="rad 2, tecken 3–15 ser ut som ett personnummer") as told:
        preview_catalogue(later, local=f"# \n# {date(1912, 12, 12):%Y%m%d}-{1200 + 12}\n")
    assert "1212" not in str(told.value)


def test_a_comment_in_the_local_rules_holds_no_mail_address(later: Office) -> None:
    with pytest.raises(UserError, match=r"lokala regler: rad 1, .* ser ut som en e-postadress"):
        preview_catalogue(later, local="# fråga anna@example.se\n#\n")


def test_work_that_is_stopped_saves_nothing(later: Office) -> None:
    def stop(done: int, total: int) -> None:
        raise UserError("stopp")

    with pytest.raises(UserError, match="stopp"):
        preview_catalogue(later, local=LAW, progress=stop)


def test_local_rules_that_do_not_fit_a_newer_program_are_laid_aside_and_told(later: Office) -> None:
    accept_catalogue(later, preview_catalogue(later, local=LAW))
    name = later.database.name
    with later.database.write() as connection:
        save_setting(connection, LOCAL_RULES, LAW.replace("forhandsbedomning", "borttagen"))
    opened = Office.open(name, clock=lambda: IN_2027, who="provaren")
    assert "borttagen" in opened.local_fault
    assert opened.catalogue.local == ""
    assert last_days(opened)["EFTER"] == date(2027, 1, 26)
    action, detail = entries(opened)[-1]
    assert (action, detail["move"]) == ("catalogue", 2)
    assert "borttagen" in detail["local_fault"]
    assert "borttagen" in read_local(opened)
    accept_catalogue(opened, preview_catalogue(opened, local=LAW))
    assert opened.local_fault == ""
    opened.close()


def test_a_changed_catalogue_logs_how_many_deadlines_it_moved(later: Office) -> None:
    later.choose_packs(["sodertalje"])
    action, detail = entries(later)[-1]
    assert action == "catalogue"
    assert detail["begin"] >= 1
    assert (detail["disappear"], detail["move"]) == (0, 0)
    assert "local_fault" not in detail
