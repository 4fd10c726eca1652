"""Recording, voiding and undoing; and that what is shown beforehand is what then happens."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.domain.deadlines import Deadline
from caseapp.domain.errors import UserError
from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.cases import view_case
from caseapp.service.checking import check
from caseapp.service.office import Office
from caseapp.service.queues import read_queue
from caseapp.service.record import (
    DeadlineChange,
    find_case,
    make_event,
    preview,
    preview_void,
    record,
    record_event,
    undo,
    void_event,
    voiding,
)
from caseapp.store.projection import project_persons
from caseapp.store.reading import all_keys, counts, events_of
from tests.casework import AKTUALISERING, anmalan, happened, key, tell, utredning
from tests.service.lists import identity

TODAY = date(2026, 3, 16)
PERSONNUMMER = identity()


def texts(changes: list[DeadlineChange]) -> list[str]:
    return [change.text(TODAY) for change in changes]


# --- What may be recorded ---


@pytest.mark.parametrize(
    ("case", "event_type", "day", "values", "told"),
    [
        (CaseKey("okänd", "U1"), "inledd", "2025-11-03", {}, "Ärendetypen ”okänd” finns inte"),
        (key("U1"), "inkom", "2025-11-03", {}, "kan inte registreras på utredning"),
        (key(" "), "inledd", "2025-11-03", {}, "saknar nummer"),
        (key("U1"), "inledd", "2225-11-03", {}, "utanför kalendern"),
        (key("U1"), "inledd", "2025-11-03", {"allvar": "x"}, "hör inte till utredning"),
        (key("U1"), "inledd", "2025-11-03", {"fodelsear": "12"}, "inget årtal"),
        (key("U1"), "inledd", "2025-11-03", {"vald": "kanske"}, "ska vara j eller n"),
        (key("U1"), "inledd", "2025-11-03", {"kon": "kvinna?"}, "finns inte i listan"),
        (key("U1"), "forlangd", "2025-11-03", {"forlangd_till": "i mars"}, "ingen dag i kalendern"),
        (key("U1"), "forlangd", "2025-11-03", {"forlangd_till": "2225-01-01"}, "utanför kalendern"),
    ],
)
def test_what_is_wrong_is_named(
    office: Office, case: CaseKey, event_type: str, day: str, values: dict[str, str], told: str
) -> None:
    with pytest.raises(UserError, match=told):
        make_event(office.catalogue, case, event_type, Moment.parse(day), values)


@pytest.mark.parametrize(
    "written", [PERSONNUMMER, PERSONNUMMER.replace("-", ""), f"barnet {PERSONNUMMER[2:]}"]
)
@pytest.mark.parametrize("place", ["ref", "type", "event", "field", *("person", "enhet", "handlaggare")])
def test_an_identity_is_never_taken_and_never_said_back(office: Office, place: str, written: str) -> None:
    case = key(written if place == "ref" else "U1", written if place == "type" else "utredning")
    values = {} if place in ("ref", "type", "event") else {written if place == "field" else place: written}
    with pytest.raises(UserError) as told:
        make_event(
            office.catalogue,
            case,
            written if place == "event" else "inledd",
            Moment.parse("2025-11-03"),
            values,
        )
    assert written not in str(told.value)


@pytest.mark.parametrize("field", ["forlangd_till", "forlangning_skal"])
def test_an_identity_in_a_day_or_a_reason_is_not_said_back(office: Office, field: str) -> None:
    with pytest.raises(UserError, match="personnummer") as told:
        happened(office, key("U1"), "forlangd", "2025-11-03", {field: PERSONNUMMER})
    assert PERSONNUMMER not in str(told.value)


def test_values_are_stored_in_one_form(office: Office) -> None:
    event = happened(
        office,
        key("U1"),
        "forlangd",
        "2025-11-03",
        {
            "forlangd_till": " 2026-05-01T10:00 ",
            "vald": " j ",
            "fodelsear": "2012",
            "enhet": "",
            "orsak": "egen",
        },
    )
    assert event.values == {
        "forlangd_till": "2026-05-01",
        "vald": "j",
        "fodelsear": "2012",
        "enhet": "",
        "orsak": "egen",
    }


# --- Finding ---


def test_a_case_is_found_by_its_number_and_type(office: Office) -> None:
    utredning(office, "1", "2025-11-03")
    assert find_case(office, "1") == key("1")
    anmalan(office, "1", "2025-11-03")
    with pytest.raises(UserError, match="flera ärendetyper: aktualisering, utredning"):
        find_case(office, "1")
    assert find_case(office, "1", AKTUALISERING) == key("1", AKTUALISERING)
    with pytest.raises(UserError, match="”2” finns inte"):
        find_case(office, "2")
    with pytest.raises(UserError, match="”…” finns inte"):
        find_case(office, PERSONNUMMER)


# --- Recording and taking back ---


def last_days(office: Office) -> list[tuple[str, date | None]]:
    return [(item.case.ref, item.last_day) for item in read_queue(office, "all", as_of=TODAY).items]


def test_a_recorded_event_tells_what_it_touched(office: Office) -> None:
    changes = record_event(office, key("U1"), "inledd", Moment.parse("2025-11-03"))
    assert (changes.action, changes.cases, len(changes.events)) == ("record", {key("U1")}, 1)
    assert changes.events[0].recorded_at == "2026-03-16T07:12:00.000000Z"


def test_a_voided_event_no_longer_counts_and_stays_in_the_history(office: Office) -> None:
    utredning(office, "U1", "2025-11-03")
    closed = tell(office, key("U1"), ("avslutad", "2025-12-03")).events[0]
    assert last_days(office) == []
    void_event(office, key("U1"), closed.id)
    assert last_days(office) == [("U1", date(2026, 3, 3))]
    assert [line.voided for line in view_case(office, key("U1")).events] == [False, True]
    with pytest.raises(UserError, match="redan makulerad"):
        void_event(office, key("U1"), closed.id)
    with pytest.raises(UserError, match="finns inte på ärendet"):
        void_event(office, key("U2"), closed.id)


def test_an_undo_takes_a_step_back_and_its_undo_brings_it_again(office: Office) -> None:
    utredning(office, "U1", "2025-11-03")
    before = last_days(office)
    closed = tell(office, key("U1"), ("avslutad", "2025-12-03"))
    taken_back = undo(office, closed)
    assert last_days(office) == before
    again = undo(office, taken_back)
    assert last_days(office) == []
    undo(office, again)
    assert last_days(office) == before
    assert check(office).ok


def test_an_undo_of_a_void_brings_the_event_back(office: Office) -> None:
    utredning(office, "U1", "2025-11-03")
    closed = tell(office, key("U1"), ("avslutad", "2025-12-03"))
    voided = void_event(office, key("U1"), closed.events[0].id)
    undo(office, voided)
    assert last_days(office) == []


def test_an_undone_step_of_many_events_is_undone_whole(office: Office) -> None:
    changes = record(
        office,
        [happened(office, key(f"U{n}"), "inledd", "2025-11-03", {"utredningstyp": "barn"}) for n in range(5)],
        "import",
    )
    undo(office, changes)
    assert last_days(office) == []
    with office.database.read() as connection:
        assert counts(connection) == {"cases": 5, "events": 10}


# --- Showing beforehand ---


def test_nothing_is_saved_by_a_preview(office: Office) -> None:
    preview(office, [happened(office, key("U1"), "inledd", "2025-11-03", {"utredningstyp": "barn"})])
    with office.database.read() as connection:
        assert counts(connection) == {"cases": 0, "events": 0}


def test_each_change_is_a_sentence(office: Office) -> None:
    begin = happened(office, key("U1"), "inledd", "2025-10-31", {"utredningstyp": "barn"})
    name = "Utredning barn"
    assert texts(preview(office, [begin])) == [f"{name}: fristen börjar löpa, sista dag 2026-03-02."]
    close = happened(office, key("U1"), "avslutad", "2026-03-12")
    assert texts(preview(office, [begin, close])) == [
        f"{name}: fristen räknas, sista dag 2026-03-02; klar 2026-03-12."
    ]
    (begun,) = record(office, [begin]).events
    assert texts(preview(office, [close])) == [f"{name}: fristen stannar 2026-03-12, efter sista dagen."]
    in_time = happened(office, key("U1"), "avslutad", "2026-02-27")
    assert texts(preview(office, [in_time])) == [f"{name}: fristen stannar 2026-02-27, i tid."]
    extend = happened(office, key("U1"), "forlangd", "2026-02-20", {"forlangd_till": "2026-05-04"})
    assert texts(preview(office, [extend])) == [f"{name}: sista dag flyttas från 2026-03-02 till 2026-05-04."]
    see = happened(office, key("U1"), "kvitterad", "2026-03-03")
    assert texts(preview(office, [see])) == [f"{name}: fristen kvitteras."]
    assert texts(preview_void(office, key("U1"), begun.id)) == [f"{name}: fristen försvinner."]
    record(office, [see])
    contact = happened(office, key("U1"), "sista_kontakt", "2026-03-04")
    assert texts(preview(office, [contact])) == [
        f"{name}: kvitteringen gäller inte längre, sista dag 2026-03-02."
    ]
    (closed,) = record(office, [close]).events
    assert texts(preview_void(office, key("U1"), closed.id)) == [
        f"{name}: fristen löper igen, sista dag 2026-03-02."
    ]
    earlier = happened(office, key("U1"), "avslutad", "2026-03-10")
    assert texts(preview(office, [earlier])) == [f"{name}: fristen räknas om, sista dag 2026-03-02."]


def test_a_preview_knows_what_other_cases_of_the_person_tell(office: Office) -> None:
    utredning(office, "U1", "2025-11-03", person="P-1", fodelsear="1990")
    came = happened(
        office, key("A1", AKTUALISERING), "inkom", "2026-03-12", {"typ": "anmalan", "person": "P-1"}
    )
    assert preview(office, [came]) == []
    unknown = happened(office, key("A1", AKTUALISERING), "inkom", "2026-03-12", {"typ": "anmalan"})
    assert len(preview(office, [unknown])) == 2


KINDS = {
    "aktualisering": ("inkom", "skyddsbedomning", "forhandsbedomning", "avslutad", "ateroppnad", "uppgifter"),
    "utredning": ("inledd", "tilldelad", "forlangd", "sista_kontakt", "avslutad", "ateroppnad", "kvitterad"),
}


@st.composite
def steps(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """What is recorded, and what is then shown beforehand."""
    dice = draw(st.randoms(use_true_random=False))
    sizes = (draw(st.sampled_from([0, 4, 15])), draw(st.integers(1, 4)))
    told: list[Event] = []
    for position in range(sum(sizes)):
        kind = dice.choice(list(KINDS))
        day = Moment(date(2025, 9, 1) + timedelta(days=dice.randrange(180)))
        if told and dice.random() < 0.2:
            target = dice.randrange(position)
            # Of the same batch, the target is named by its place in it.
            voids = target + 1 if target < sizes[0] else sizes[0] - target - 1
            told.append(Event(told[target].case, VOID, told[target].occurred, voids=voids))
            continue
        values = {}
        if dice.random() < 0.6:
            values["person"] = dice.choice(["P-1", "P-2"])
        if dice.random() < 0.4:
            values["fodelsear"] = dice.choice(["1970", "2012"])
        event_type = dice.choice(KINDS[kind])
        if event_type == "forlangd":
            values["forlangd_till"] = (day.day + timedelta(days=dice.randrange(90))).isoformat()
        values |= {"inkom": {"typ": "anmalan"}, "inledd": {"utredningstyp": "barn"}}.get(event_type, {})
        told.append(Event(CaseKey(kind, f"{kind[0]}{dice.randrange(3)}"), event_type, day, values))
    return told[: sizes[0]], told[sizes[0] :]


def clocks(office: Office) -> dict[tuple[CaseKey, str, int], Deadline]:
    with office.database.read() as connection:
        stored = events_of(connection, list(all_keys(connection)))
    return {
        (clock.case, clock.rule.id, clock.start_event): clock
        for household in project_persons(office.catalogue, stored.values())
        for clock in household.deadlines
    }


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(steps())
def test_what_is_shown_beforehand_is_what_then_happens(
    tmp_path_factory: pytest.TempPathFactory, told: tuple[list[Event], list[Event]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("p")
    office = Office.create(str(folder / "p.sqlite"), who="provaren")
    first, second = told
    if first:
        record(office, first)
    before = clocks(office)
    shown = {
        (c.case, (c.before or c.after).rule.id, (c.before or c.after).start_event): (c.before, c.after)  # type: ignore[union-attr]
        for c in preview(office, second)
    }
    record(office, second)
    after = clocks(office)
    happened_then = {
        name: (before.get(name), after.get(name))
        for name in {*before, *after}
        if before.get(name) != after.get(name)
    }
    assert shown == happened_then
    office.close()


def test_a_voiding_event_is_dated_as_what_it_voids(office: Office) -> None:
    (event,) = tell(office, key("U1"), ("inledd", "2025-11-03T10:00")).events
    assert voiding(event).occurred == Moment.parse("2025-11-03T10:00")
