"""Making, finding and opening an office; packs; rules told; deadlines reckoned; what check finds."""

from __future__ import annotations

import getpass
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from caseapp.catalogue.book import Catalogue
from caseapp.domain.errors import UserError
from caseapp.service import opening
from caseapp.service.checking import check
from caseapp.service.office import Office, system_clock, system_user
from caseapp.service.opening import (
    catalogue_for,
    database_exists,
    default_database,
    location_warning,
    open_or_create,
)
from caseapp.service.queues import read_queue
from caseapp.service.reckoning import as_json, reckon_start
from caseapp.service.rulebook import explain_rule, rule_as_json
from caseapp.store.reading import latest_entry
from caseapp.store.settings import get_setting, save_setting
from tests.casework import utredning
from tests.service.lists import identity


def test_an_office_knows_its_day_and_who_sits_there(office: Office) -> None:
    office.clock = lambda: datetime(2026, 3, 16, 23, 30, tzinfo=UTC)
    assert office.today() == date(2026, 3, 17)
    assert office.stamp().who == "provaren"
    assert office.stamp().at == "2026-03-16T23:30:00.000000Z"
    assert system_clock().tzinfo is UTC


def test_a_machine_that_does_not_know_its_user_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", lambda: "chefen")
    assert system_user() == "chefen"
    monkeypatch.setattr(getpass, "getuser", fail)
    assert system_user() == "okänd"


def test_no_database_is_made_when_a_pack_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="finns inte"):
        Office.create(str(tmp_path / "e.sqlite"), ["atlantis"])
    assert not (tmp_path / "e.sqlite").exists()


def test_an_office_is_empty_until_something_happens(office: Office) -> None:
    assert office.is_empty()
    utredning(office, "U1", "2025-11-03")
    assert not office.is_empty()


def test_an_office_is_opened_with_its_packs(tmp_path: Path) -> None:
    made = Office.create(str(tmp_path / "e.sqlite"), ["norrtalje"])
    made.close()
    opened = Office.open(str(tmp_path / "e.sqlite"))
    assert "kontakt-10-arbetsdagar" in opened.catalogue.rules
    assert opened.catalogue.version == made.catalogue.version
    with opened.database.read() as connection:
        entry = latest_entry(connection)
    assert entry is not None
    assert entry[2] == "init"
    opened.close()


def test_a_changed_catalogue_is_projected_anew_when_the_database_is_opened(office: Office) -> None:
    utredning(office, "U1", "2025-11-03")
    with office.database.write() as connection:
        save_setting(connection, "catalogue", "en äldre")
        connection.execute(text("DELETE FROM deadline"))
    office.close()
    opened = Office.open(office.database.name, who="provaren")
    assert check(opened).ok
    with opened.database.read() as connection:
        assert get_setting(connection, "catalogue") == opened.catalogue.version
        entry = latest_entry(connection)
        assert entry is not None
        assert entry[2] == "catalogue"
    opened.close()


def test_other_packs_move_every_deadline_and_are_logged(office: Office) -> None:
    utredning(office, "U1", "2025-11-03")
    assert len(read_queue(office, "all").items) == 1
    office.choose_packs(["sodertalje"])
    assert len(read_queue(office, "all").items) == 2
    assert check(office).ok
    with office.database.read() as connection:
        assert json.loads(get_setting(connection, "packs") or "") == ["sodertalje"]
    with pytest.raises(UserError):
        office.choose_packs(["atlantis"])


def test_a_database_with_a_pack_that_is_gone_is_told_and_let_go_of(office: Office) -> None:
    with office.database.write() as connection:
        save_setting(connection, "packs", '["atlantis"]')
    with pytest.raises(UserError, match="atlantis"):
        Office.open(office.database.name)


def test_a_database_is_opened_when_there_is_one_and_made_when_there_is_none(tmp_path: Path) -> None:
    location = str(tmp_path / "e.sqlite")
    assert not database_exists(location)
    assert "norrtalje" not in catalogue_for(location).version
    assert catalogue_for(location).packs == ()
    made = open_or_create(location, ["norrtalje"])
    made.close()
    assert database_exists(location)
    again = open_or_create(location, [])
    assert [pack.id for pack in again.catalogue.packs] == ["norrtalje"]
    again.close()
    assert [pack.id for pack in catalogue_for(location).packs] == ["norrtalje"]
    assert database_exists("postgresql://server/db")
    assert default_database().endswith("caseapp.sqlite")


def test_a_bad_place_for_a_database_is_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert location_warning(str(tmp_path / "e.sqlite")) is None
    assert location_warning("postgresql://server/db") is None
    monkeypatch.setattr(opening, "on_network", lambda path: True)
    assert "nätverksplats" in (location_warning(str(tmp_path / "e.sqlite")) or "")


# --- Rules and reckoning ---


def test_every_rule_can_be_told_to_a_jurist_and_to_a_program(every_rule: Catalogue) -> None:
    for rule in every_rule.rules.values():
        told = explain_rule(rule)
        assert rule.versions[-1].lagrum in told
        assert ("ur paketet" in told) == (rule.pack is not None)
        assert ("Bevakning" in told) == rule.watch
        assert ("Kan förlängas" in told) == (rule.extension is not None)
        as_data = rule_as_json(rule)
        json.dumps(as_data)
        assert list(as_data["versions"][0]) == [
            "version",
            "valid_from",
            "valid_to",
            "limit",
            "roll",
            "lagrum",
            "source",
            "certainty",
            "examples",
        ]


def test_a_rule_without_a_consequence_tells_none(every_rule: Catalogue) -> None:
    assert "missas" not in explain_rule(replace(every_rule.rules["evb"], consequence=""))


@pytest.mark.parametrize(
    ("rule", "start", "nominal", "last"),
    [
        ("utredning-barn", "2025-10-31", "2026-02-28", "2026-03-02"),
        ("forhandsbedomning", "2025-12-10", "2025-12-24", "2025-12-29"),
        ("kontakt-10-arbetsdagar", "2025-12-19", "2026-01-12", "2026-01-12"),
    ],
)
def test_the_free_calculator_gives_the_agreed_answers(
    every_rule: Catalogue, rule: str, start: str, nominal: str, last: str
) -> None:
    told = as_json(reckon_start(every_rule, rule, start))
    assert list(told) == ["rule", "start", "nominal", "last_day", "due_at", "trace"]
    assert (told["nominal"], told["last_day"], told["due_at"]) == (nominal, last, None)
    assert list(told["trace"][0]) == ["step", "date", "why"]


def test_the_free_calculator_takes_an_extension_and_tells_hours(every_rule: Catalogue) -> None:
    assert (
        as_json(reckon_start(every_rule, "utredning-barn", "2025-10-31", "2026-05-01"))["last_day"]
        == "2026-05-01"
    )
    assert (
        as_json(reckon_start(every_rule, "skyddsbedomning-24h", "2025-10-31T16:45"))["due_at"]
        == "2025-11-01T16:45"
    )


def test_the_free_calculator_never_says_an_identity_back(every_rule: Catalogue) -> None:
    for start, extended_to in ((identity(), None), ("2025-10-31", identity())):
        with pytest.raises(UserError, match="personnummer") as told:
            reckon_start(every_rule, "utredning-barn", start, extended_to)
        assert identity() not in str(told.value)


# --- Check ---


def test_check_tells_contradictions_without_calling_the_database_broken(office: Office) -> None:
    utredning(office, "U1", "2025-11-03", ("avslutad", "2025-10-03"))
    found = check(office)
    assert found.ok
    told = found.as_json()
    assert list(told) == ["ok", "findings"]
    assert list(told["findings"][0]) == ["level", "check", "case", "message"]
    assert (told["findings"][0]["level"], told["findings"][0]["case"]) == ("warning", "U1")


def test_check_is_silent_about_what_someone_has_acknowledged(office: Office) -> None:
    utredning(office, "U1", "2025-11-03", ("avslutad", "2025-10-03"))
    utredning(office, "U2", "2025-11-03", ("avslutad", "2025-10-03"), ("kvitterad", "2026-03-02"))
    assert [finding.case for finding in check(office).findings] == ["U1"]
