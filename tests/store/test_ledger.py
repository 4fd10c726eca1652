"""The ledger: appended in order, chained, and any change by other hands shows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Integer, delete, func, insert, select, text, update

from caseapp.domain.errors import UserError
from caseapp.domain.events import VOID, Event
from caseapp.domain.moments import Moment
from caseapp.service.checking import check
from caseapp.service.office import Office
from caseapp.store.ledger import append, broken_links, head, log
from caseapp.store.reading import events_of, latest_entry
from caseapp.store.schema import audit, case_key, event
from tests.casework import happened, key, tell, utredning


def links(office: Office) -> list[str]:
    with office.database.read() as connection:
        return broken_links(connection)


def tamper(office: Office, *statements: Any) -> None:
    """Change the file as other hands would, minding nothing."""
    with office.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")


@pytest.fixture
def filled(office: Office) -> Office:
    """Two cases, an extension and a void of it."""
    utredning(office, "U1", "2025-11-03", ("forlangd", "2026-02-20", {"forlangd_till": "2026-05-03"}))
    utredning(office, "U2", "2025-12-01T10:15")
    stored = [e for e in events(office, "U1") if e.type == "forlangd"]
    with office.database.write() as connection:
        voiding = Event(key("U1"), VOID, stored[0].occurred, voids=stored[0].id)
        append(connection, office.catalogue, [voiding], office.stamp(), "void")
    return office


def events(office: Office, ref: str) -> list[Event]:
    with office.database.read() as connection:
        return events_of(connection, [key(ref)])[key(ref)]


def test_a_ledger_that_nobody_has_touched_is_whole(filled: Office) -> None:
    assert links(filled) == []


@pytest.mark.parametrize(
    "column", [column for column in audit.c if column.name != "id"], ids=lambda c: c.name
)
def test_a_change_of_any_column_of_the_log_shows(filled: Office, column: Any) -> None:
    changed = 99 if isinstance(column.type, Integer) else "ändrat"
    tamper(filled, update(audit).where(audit.c.id == 2).values({column: changed}))
    assert any("Loggpost 2 " in fault for fault in links(filled))


def test_a_log_entry_with_another_number_shows(filled: Office) -> None:
    tamper(filled, update(audit).where(audit.c.id == 4).values(id=40))
    assert links(filled)


def test_a_log_entry_that_is_gone_shows(filled: Office) -> None:
    tamper(filled, delete(event).where(event.c.audit_id == 2), delete(audit).where(audit.c.id == 2))
    assert any("Loggpost 3 " in fault for fault in links(filled))


def test_a_log_that_was_reckoned_anew_from_the_middle_still_does_not_fit_its_events(filled: Office) -> None:
    tamper(filled, update(event).where(event.c.id == 1).values(occurred="2025-11-04"))
    assert any("Händelserna i loggpost 2 " in fault for fault in links(filled))


CHANGES = {
    "id": 77,
    "case_id": 2,
    "type": "avslutad",
    "occurred": "2025-11-04",
    "values": '{"utredningstyp": "vuxen"}',
    "recorded_at": "2026-01-01T00:00:00.000000Z",
    "source": "import:utredningar",
    "voids": 3,
    "digest": "0" * 32,
    "audit_id": 3,
}


@pytest.mark.parametrize("column", list(event.c), ids=lambda column: column.name)
def test_a_change_of_any_column_of_an_event_shows(filled: Office, column: Any) -> None:
    tamper(filled, update(event).where(event.c.id == 1).values({column: CHANGES[column.name]}))
    assert links(filled)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("occurred", "2025-11-03 "),
        ("occurred", "skräp"),
        ("values", "skräp"),
        ("values", "[]"),
        ("values", "null"),
    ],
)
def test_an_event_that_cannot_be_read_shows_and_check_survives_it(
    filled: Office, column: str, value: str
) -> None:
    tamper(filled, update(event).where(event.c.id == 1).values({event.c[column]: value}))
    assert any("Händelserna i loggpost 2 " in fault for fault in links(filled))
    assert not check(filled).ok


@pytest.mark.parametrize("values", [{"case_type": "insats"}, {"ref": "U9"}])
def test_another_name_of_a_case_shows(filled: Office, values: dict[str, str]) -> None:
    tamper(filled, update(case_key).where(case_key.c.id == 1).values(**values))
    assert links(filled)


def test_an_event_slipped_in_or_taken_out_shows(filled: Office) -> None:
    with filled.database.read() as connection:
        row = dict(connection.execute(select(event).where(event.c.id == 1)).mappings().one())
    tamper(
        filled, insert(event).values({**{event.c[name]: value for name, value in row.items()}, event.c.id: 9})
    )
    assert any("Händelserna i loggpost 2 " in fault for fault in links(filled))
    tamper(filled, delete(event).where(event.c.id == 9))
    assert links(filled) == []
    tamper(filled, delete(event).where(event.c.id == 2))
    assert links(filled)


def test_ids_grow_with_the_order_of_recording(filled: Office) -> None:
    changes = tell(filled, key("U3"), ("inledd", "2025-01-07"), ("avslutad", "2025-02-07"))
    ids = [recorded.id for recorded in changes.events]
    with filled.database.read() as connection:
        assert ids == sorted(ids)
        assert connection.execute(select(func.max(event.c.id))).scalar() == ids[-1]


def test_an_event_may_void_one_of_its_own_batch_by_its_position(office: Office) -> None:
    begun = happened(office, key("U1"), "inledd", "2025-11-03", {"utredningstyp": "barn"})
    wrong = happened(office, key("U1"), "avslutad", "2025-12-03")
    voiding = Event(key("U1"), VOID, Moment.parse("2025-12-03"), voids=-2)
    with office.database.write() as connection:
        append(connection, office.catalogue, [begun, wrong, voiding], office.stamp(), "import")
    stored = events(office, "U1")
    assert stored[2].voids == stored[1].id
    assert links(office) == []
    assert check(office).ok


def test_an_empty_step_is_logged_and_changes_nothing(office: Office) -> None:
    with office.database.write() as connection:
        assert append(connection, office.catalogue, [], office.stamp(), "import") == []
    assert links(office) == []
    with office.database.read() as connection:
        assert latest_entry(connection) == (office.stamp().at, "provaren", "import")


def test_the_whole_history_has_one_word_that_changes_with_it(office: Office) -> None:
    with office.database.write() as connection:
        before = head(connection)
        log(connection, office.stamp(), "backup", {"sha256": "å"})
        assert head(connection) != before
        connection.execute(text("DELETE FROM audit"))
        assert head(connection) == "0" * 64
        assert latest_entry(connection) is None


def test_what_is_not_an_event_of_ours_is_not_hidden(office: Office) -> None:
    utredning(office, "U1", "2025-11-03")
    tamper(office, update(case_key).values(case_type="okänd"))
    found = check(office)
    assert not found.ok
    assert any("går inte att läsa" in fault.message for fault in found.findings)
    with pytest.raises((UserError, LookupError)):
        office.choose_packs(["norrtalje"])
