"""Files in and out: the text guard, backups as a user takes them, calendars for Outlook."""

from __future__ import annotations

import io
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import icalendar
import pytest
from sqlalchemy import create_engine

from caseapp.domain.errors import UserError
from caseapp.exchange.ics import CalendarEntry, write_ics
from caseapp.service.backups import create_backup, restore_backup, verify_backup
from caseapp.service.calendars import export_calendar
from caseapp.service.checking import check
from caseapp.service.office import Office
from caseapp.service.scanning import scan_text
from caseapp.store.database import Database
from caseapp.store.reading import counts, latest_entry
from tests.casework import anmalan, key, tell, utredning
from tests.service.lists import identity

# --- The text guard ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_identity_is_found_whatever_the_file_is_written_in(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(f"Första raden på åäö\r\nbarnet {identity()} och mer".encode(encoding))
    (found,) = scan_text(str(path))
    assert found.as_json() == {
        "kind": "personnummer",
        "line": 2,
        "column": 8,
        "length": 13,
        "stop": True,
    }


def test_a_text_without_identities_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Möte 2026-03-16 kl. 14.00 i rum 1912.", encoding="utf-8")
    assert scan_text(str(tmp_path / "text.txt")) == []


def test_standard_input_is_read_for_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(identity().encode())))
    assert len(scan_text("-")) == 1


def test_what_is_no_text_is_refused_rather_than_passed(tmp_path: Path) -> None:
    (tmp_path / "bok.xlsx").write_bytes(b"PK\x03\x04\0\0\0")
    with pytest.raises(UserError, match="ingen textfil"):
        scan_text(str(tmp_path / "bok.xlsx"))


def test_a_file_that_cannot_be_read_is_told_in_swedish(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="den finns inte"):
        scan_text(str(tmp_path / "saknas.txt"))
    with pytest.raises(UserError, match=r"det är en mapp|åtkomst nekad"):
        scan_text(str(tmp_path))


# --- Backups ---


def test_a_backup_is_taken_verified_restored_and_logged(office: Office, tmp_path: Path) -> None:
    utredning(office, "U1", "2025-11-03")
    report = create_backup(office, tmp_path / "kopia.sqlite")
    assert verify_backup(report.path).rows["event"] == 1
    with office.database.read() as connection:
        entry = latest_entry(connection)
    assert entry is not None
    assert entry[2] == "backup"
    tell(office, key("U1"), ("avslutad", "2026-01-02"))
    office.close()
    restore_backup(report.path, office.database.name)
    restored = Office.open(office.database.name)
    with restored.database.read() as connection:
        assert counts(connection) == {"cases": 1, "events": 1}
        entry = latest_entry(connection)
    assert entry is not None
    assert entry[2] == "restore"
    assert check(restored).ok
    restored.close()


def test_a_backup_without_a_name_lies_beside_the_database(office: Office) -> None:
    assert create_backup(office).path.parent.name == "säkerhetskopior"


def test_a_server_is_backed_up_and_restored_where_it_is(office: Office, tmp_path: Path) -> None:
    copy = create_backup(office, tmp_path / "kopia.sqlite").path
    with pytest.raises(UserError, match="ligger på en server"):
        restore_backup(copy, "postgresql://server/db")
    server = Office(Database(create_engine("sqlite://"), None), office.catalogue, office.clock, "provaren")
    with pytest.raises(UserError, match="ligger på en server"):
        create_backup(server)


# --- Calendars ---


def test_a_calendar_holds_every_running_deadline_with_a_reminder_in_working_days(
    office: Office, tmp_path: Path
) -> None:
    utredning(office, "U1", "2025-11-16", enhet="Barn")  # last day Monday 16 March 2026
    utredning(office, "U2", "2025-11-03", ("avslutad", "2025-12-03"))
    anmalan(office, "A1", "2026-03-10", enhet="Unga")
    out = tmp_path / "frister.ics"
    assert export_calendar(office, out) == 3
    read = icalendar.Calendar.from_ical(out.read_bytes())
    events = {str(event["uid"]): event for event in read.walk("VEVENT")}
    event = events["utredning-U1-utredning-barn-2025-11-16@caseapp"]
    assert event["dtstart"].dt == date(2026, 3, 16)
    assert event["dtend"].dt == date(2026, 3, 17)
    assert event["summary"] == "U1: Utredning barn, sista dag"
    assert event["description"] == "Utredning U1. Barn"
    assert event["dtstamp"].dt == datetime(2026, 3, 16, 7, 12, tzinfo=UTC)
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-28)  # twenty working days
    watch = next(event for uid, event in events.items() if "skyddsbedomning" in uid)
    assert watch.walk("VALARM") == []
    assert b"\r\n" in out.read_bytes()
    assert export_calendar(office, out, unit="Unga") == 2
    assert export_calendar(office, out, as_of=date(2026, 3, 9)) == 1


def test_a_calendar_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    entry = CalendarEntry("u", date(2026, 3, 16), "t", "x")
    with pytest.raises(UserError, match=r"mappen finns inte|den finns inte"):
        write_ics(tmp_path / "saknas" / "f.ics", [entry], datetime(2026, 3, 16, tzinfo=UTC))
    (tmp_path / "f.ics").mkdir()
    with pytest.raises(UserError, match="går inte att skriva"):
        write_ics(tmp_path / "f.ics", [entry], datetime(2026, 3, 16, tzinfo=UTC))
    assert [path.name for path in tmp_path.iterdir()] == ["f.ics"]
