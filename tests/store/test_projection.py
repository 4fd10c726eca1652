"""Projections are the events: however they were recorded, a rebuild gives the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.checking import check
from caseapp.service.office import Office
from caseapp.store import projection
from caseapp.store.ledger import append
from caseapp.store.projection import differences, rebuild
from caseapp.store.schema import PROJECTIONS, case_state, deadline, finding, person
from tests.casework import key, tell, utredning

KINDS = {
    "aktualisering": ("inkom", "skyddsbedomning", "forhandsbedomning", "avslutad", "ateroppnad", "kvitterad"),
    "utredning": ("inledd", "tilldelad", "forlangd", "sista_kontakt", "avslutad", "ateroppnad", "kvitterad"),
    "insats": ("beslut", "verkstalld", "avbrott", "aterupptagen", "avslutad", "uppgifter"),
}
DAYS = [date(2025, 1, 7) + timedelta(days=9 * n) for n in range(30)]


@st.composite
def batches(draw: st.DrawFn) -> list[list[Event]]:
    """Events of a few cases and persons, with voids of earlier ones, in batches of any size.

    The draws are few and large numbers, so that a thousand events do not take a minute to find.
    """
    dice = draw(st.randoms(use_true_random=False))
    count = draw(st.sampled_from([3, 10, 40, 150]))
    told: list[Event] = []
    for position in range(count):
        kind = dice.choice(list(KINDS))
        case = CaseKey(kind, f"{kind[0].upper()}{dice.randrange(6)}")
        day = Moment(dice.choice(DAYS))
        if told and dice.random() < 0.2:
            target = dice.randrange(position)
            told.append(Event(told[target].case, VOID, told[target].occurred, voids=target + 1))
            continue
        values = {}
        if dice.random() < 0.5:
            values["person"] = dice.choice(["P-1", "P-2", "P-3", ""])
        if dice.random() < 0.3:
            values["fodelsear"] = dice.choice(["2012", "1970", ""])
            values["kon"] = dice.choice(["K", "M"])
        if dice.random() < 0.3:
            values["enhet"] = dice.choice(["Barn", "Unga"])
        event_type = dice.choice(KINDS[kind])
        if event_type == "forlangd":
            values["forlangd_till"] = dice.choice(DAYS).isoformat()
        if event_type == "inledd":
            values["utredningstyp"] = dice.choice(["barn", "vuxen"])
        if event_type == "inkom":
            values["typ"] = "anmalan"
        told.append(Event(case, event_type, day, values))
    cut = []
    while told:
        size = dice.randrange(1, 40)
        cut.append(told[:size])
        told = told[size:]
    return cut


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(batches())
def test_projections_are_those_of_a_rebuild_however_the_events_were_recorded(
    tmp_path_factory: pytest.TempPathFactory, told: list[list[Event]]
) -> None:
    office = Office.create(str(tmp_path_factory.mktemp("p") / "p.sqlite"), ["norrtalje"], who="provaren")
    for batch in told:
        with office.database.write() as connection:
            append(connection, office.catalogue, batch, office.stamp(), "import")
    with office.database.write() as connection:
        assert differences(connection, office.catalogue) == []
        kept = stored(office, connection)
        rebuild(connection, office.catalogue)
        assert stored(office, connection) == kept
    assert check(office).ok
    office.close()


def stored(office: Office, connection: object) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=str)  # type: ignore[attr-defined]
        for table in (*PROJECTIONS, person)
    }


def test_a_thousand_events_in_many_batches_are_those_of_a_rebuild(tmp_path: Path) -> None:
    dice = Random(7)
    office = Office.create(str(tmp_path / "p.sqlite"), ["norrtalje"], who="provaren")
    recorded = 0
    while recorded < 1000:
        batch: list[Event] = []
        for _ in range(dice.randrange(1, 60)):
            kind = dice.choice(list(KINDS))
            case = CaseKey(kind, f"{kind[0].upper()}{dice.randrange(120)}")
            if recorded and dice.random() < 0.15:
                with office.database.read() as connection:
                    row = connection.execute(
                        select(projection.event, projection.case_key)
                        .join(projection.case_key, projection.case_key.c.id == projection.event.c.case_id)
                        .where(projection.event.c.id == dice.randrange(1, recorded + 1))
                    ).first()
                if row is not None:
                    target = CaseKey(row.case_type, row.ref)
                    batch.append(Event(target, VOID, Moment.parse(row.occurred), voids=row[0]))
                    continue
            values = {"person": f"P-{dice.randrange(40)}"} if dice.random() < 0.5 else {}
            batch.append(Event(case, dice.choice(KINDS[kind]), Moment(dice.choice(DAYS)), values))
        with office.database.write() as connection:
            append(connection, office.catalogue, batch, office.stamp(), "import")
        recorded += len(batch)
    with office.database.read() as connection:
        assert differences(connection, office.catalogue) == []
    assert check(office).ok
    office.close()


def test_a_rebuild_in_small_parts_keeps_a_persons_cases_together(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        utredning(office, f"U{number}", f"2025-0{number + 1}-07", person=f"P-{number % 2}")
    tell(office, key("U0"), ("uppgifter", "2025-09-01", {"fodelsear": "2012"}))
    with office.database.write() as connection:
        before = stored(office, connection)
        monkeypatch.setattr(projection, "_REBUILT_AT_ONCE", 2)
        rebuild(connection, office.catalogue)
        assert stored(office, connection) == before


def test_a_case_that_changes_person_leaves_the_first_ones_figures(office: Office) -> None:
    utredning(office, "U1", "2025-01-07", person="P-1", fodelsear="2012")
    utredning(office, "U2", "2025-02-07", person="P-1")
    tell(office, key("U1"), ("uppgifter", "2025-03-01", {"person": "P-2"}))
    with office.database.read() as connection:
        persons = {row.pseudonym: row.birth_year for row in connection.execute(select(person))}
    assert persons == {"P-1": None, "P-2": 2012}
    assert check(office).ok


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (update(case_state).values(unit="Annan"), "case_state: U1"),
        (update(deadline).values(last_day="2030-01-01"), "deadline: U1"),
        (delete(deadline), "deadline: U1"),
        (insert(finding).values(case_id=1, check_id="x", message="y", acknowledged=False), "finding: U1"),
        (update(person).values(birth_year=1900), "person: P-U1"),
        (insert(person).values(pseudonym="P-X"), "person: P-X"),
    ],
)
def test_a_projection_that_is_not_the_events_is_told(office: Office, statement: object, told: str) -> None:
    utredning(office, "U1", "2025-01-07")
    with office.database.write() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    found = check(office)
    assert not found.ok
    errors = [fault.message for fault in found.findings if fault.level == "error"]
    assert errors == [f"{told} stämmer inte med händelserna."]
