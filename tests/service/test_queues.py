"""Every queue, on cases made for it; and that a past day is told the same whenever it is asked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office
from caseapp.service.overview import CARDS, overview
from caseapp.service.queues import QueueItem, read_queue
from caseapp.service.record import record, undo
from tests.casework import AKTUALISERING, anmalan, insats, key, tell, utredning
from tests.conftest import NOW

TODAY = date(2026, 3, 16)
KEYS = [
    "case",
    "type",
    "unit",
    "worker",
    "rule",
    "start",
    "nominal",
    "last_day",
    "days_late",
    "working_days_late",
    "working_days_left",
    "status",
]


def refs(office: Office, name: str, **asked: object) -> list[str]:
    return [item.case.ref for item in read_queue(office, name, **asked).items]  # type: ignore[arg-type]


def only(office: Office, name: str, **asked: object) -> QueueItem:
    (item,) = read_queue(office, name, **asked).items  # type: ignore[arg-type]
    return item


def test_an_unknown_queue_is_told_with_those_there_are(office: Office) -> None:
    with pytest.raises(UserError, match="Välj en av: overdue, due"):
        read_queue(office, "sena")


def test_the_json_of_a_queue_is_the_contract(office: Office) -> None:
    utredning(office, "U1", "2025-10-31", ("tilldelad", "2025-11-03", {"handlaggare": "H1"}), enhet="Barn")
    told = read_queue(office, "overdue").as_json()
    assert list(told) == ["queue", "as_of", "count", "items"]
    assert list(told["items"][0]) == KEYS
    assert told == {
        "queue": "overdue",
        "as_of": "2026-03-16",
        "count": 1,
        "items": [
            {
                "case": "U1",
                "type": "utredning",
                "unit": "Barn",
                "worker": "H1",
                "rule": "utredning-barn",
                "start": "2025-10-31",
                "nominal": "2026-02-28",
                "last_day": "2026-03-02",
                "days_late": 14,
                "working_days_late": 10,
                "working_days_left": 0,
                "status": "late",
            }
        ],
    }


@pytest.mark.parametrize(
    ("as_of", "late", "left"),
    [
        (date(2026, 2, 27), 0, 1),  # a Friday; the last day is Monday 2 March
        (date(2026, 3, 1), 0, 1),
        (date(2026, 3, 2), 0, 0),
        (date(2026, 3, 3), 1, 0),
        (date(2026, 3, 7), 4, 0),  # a Saturday
        (date(2026, 3, 9), 5, 0),
    ],
)
def test_late_days_come_after_the_last_day_and_left_days_after_today(
    office: Office, as_of: date, late: int, left: int
) -> None:
    utredning(office, "U1", "2025-10-31")
    item = only(office, "running", as_of=as_of)
    assert (item.working_days_late, item.working_days_left) == (late, left)
    assert item.days_late == max(0, (as_of - date(2026, 3, 2)).days)
    assert item.status == ("late" if late else "soon")


def test_a_clock_is_overdue_the_day_after_its_last_and_due_until_then(office: Office) -> None:
    utredning(office, "U1", "2025-10-31")
    for day, overdue, due in ((date(2026, 3, 2), [], ["U1"]), (date(2026, 3, 3), ["U1"], [])):
        assert refs(office, "overdue", as_of=day) == overdue
        assert refs(office, "due", as_of=day) == due


def test_due_reaches_twenty_working_days_ahead(office: Office) -> None:
    utredning(office, "U1", "2025-10-31")
    first = office.catalogue.calendar.working_day_after(date(2026, 1, 30), 20)
    assert first == date(2026, 2, 27)
    assert refs(office, "due", as_of=date(2026, 1, 30)) == []
    assert refs(office, "due", as_of=date(2026, 2, 2)) == ["U1"]


def test_watches_are_never_overdue_but_stand_among_all(office: Office) -> None:
    anmalan(office, "A1", "2026-03-10")
    assert refs(office, "overdue") == []
    assert [(i.rule, i.status) for i in read_queue(office, "all").items] == [
        ("skyddsbedomning", "watch"),
        ("forhandsbedomning", "on_time"),
    ]


def test_assessment_holds_reports_that_wait_for_a_decision(office: Office) -> None:
    anmalan(office, "A1", "2026-03-10")
    anmalan(office, "A2", "2026-03-01", ("forhandsbedomning", "2026-03-09", {"utfall": "inleds"}))
    assert refs(office, "assessment") == ["A1"]


def test_unassigned_holds_open_investigations_without_a_caseworker(office: Office) -> None:
    utredning(office, "U2", "2026-02-02")
    utredning(office, "U1", "2026-01-12")
    utredning(office, "U3", "2026-01-12", ("tilldelad", "2026-03-02", {"handlaggare": "H1"}))
    utredning(office, "U4", "2026-01-12", handlaggare="H2")
    utredning(office, "U5", "2026-01-12", ("avslutad", "2026-02-12"))
    assert refs(office, "unassigned") == ["U1", "U2"]
    assert refs(office, "unassigned", as_of=date(2026, 3, 1)) == ["U1", "U3", "U2"]


def test_a_reassignment_does_not_make_the_time_before_it_unassigned(office: Office) -> None:
    utredning(
        office,
        "U1",
        "2026-01-12",
        ("tilldelad", "2026-01-14", {"handlaggare": "H1"}),
        ("tilldelad", "2026-03-02", {"handlaggare": "H2"}),
    )
    assert refs(office, "unassigned", as_of=date(2026, 2, 2)) == []
    assert only(office, "running", as_of=date(2026, 2, 2)).worker == "H1"
    assert only(office, "running").worker == "H2"


def test_running_has_the_most_pressing_first_and_the_law_speaks_for_the_case(tmp_path: Path) -> None:
    office = Office.create(str(tmp_path / "s.sqlite"), ["sodertalje"], who="provaren")
    utredning(office, "U2", "2026-02-02")
    utredning(office, "U1", "2026-01-12")
    items = read_queue(office, "running", as_of=TODAY).items
    assert {item.rule for item in read_queue(office, "all").items} == {
        "utredning-barn",
        "utredning-122-dagar",
    }
    assert [(item.case.ref, item.rule) for item in items] == [
        ("U1", "utredning-barn"),
        ("U2", "utredning-barn"),
    ]
    office.close()


def test_a_running_case_without_a_clock_stands_last(office: Office) -> None:
    utredning(office, "U1", "2025-11-03", utredningstyp="vuxen")
    utredning(office, "U2", "2026-01-12")
    told = read_queue(office, "running").as_json()["items"]
    assert [item["case"] for item in told] == ["U2", "U1"]
    assert (told[1]["rule"], told[1]["last_day"], told[1]["status"]) == (None, None, "none")
    assert told[1]["working_days_left"] is None


def test_passive_means_more_than_thirty_days_without_action(office: Office) -> None:
    utredning(office, "U1", "2026-01-12", ("sista_kontakt", "2026-02-14"))
    utredning(office, "U2", "2026-01-12", ("sista_kontakt", "2026-02-13"))
    assert refs(office, "passive") == ["U2"]
    assert refs(office, "passive", as_of=date(2026, 2, 12)) == ["U1", "U2"]


def test_ready_to_close_means_that_the_last_contact_is_fourteen_days_old(office: Office) -> None:
    plan = ("utredningsplan", "2026-01-20")
    utredning(office, "U1", "2026-01-12", plan, ("sista_kontakt", "2026-03-02"))
    utredning(office, "U2", "2026-01-12", plan, ("sista_kontakt", "2026-03-03"))
    utredning(office, "U3", "2026-01-12", plan)
    utredning(
        office,
        "U4",
        "2026-01-12",
        plan,
        ("sista_kontakt", "2026-02-01"),
        ("avslutad", "2026-02-03"),
        ("ateroppnad", "2026-02-20"),
    )
    assert refs(office, "ready-to-close") == ["U1"]


def test_not_executed_means_more_than_three_months_since_decision_or_interruption(office: Office) -> None:
    insats(office, "I1", "2025-12-16")
    insats(office, "I2", "2025-12-12")
    insats(office, "I3", "2025-06-02", ("verkstalld", "2025-06-10"), ("avbrott", "2025-11-03"))
    insats(office, "I4", "2025-06-02", ("avslutad", "2025-12-10"))
    assert refs(office, "not-executed") == ["I3", "I2"]
    assert refs(office, "not-executed", as_of=date(2025, 11, 30)) == ["I4"]


def test_reviews_are_empty_as_long_as_no_rule_stands_there(office: Office) -> None:
    insats(office, "I1", "2025-12-16")
    expected = [rule.id for rule in office.catalogue.rules.values() if rule.queue == "reviews"]
    assert bool(refs(office, "reviews")) <= bool(expected)


def test_a_queue_may_be_that_of_one_unit_or_of_cases_without_one(office: Office) -> None:
    utredning(office, "U1", "2026-01-12", enhet="Barn")
    utredning(office, "U2", "2026-01-12", enhet="Unga")
    utredning(office, "U3", "2026-01-12")
    assert refs(office, "running", unit="Barn") == ["U1"]
    assert refs(office, "running", unit="") == ["U3"]
    assert refs(office, "running", unit="Finns inte") == []


def test_a_closed_case_leaves_the_queues_even_when_what_was_waited_for_never_came(office: Office) -> None:
    anmalan(office, "A1", "2026-02-02", ("avslutad", "2026-02-10"))
    assert refs(office, "all") == []
    assert refs(office, "overdue") == []
    assert "A1" in refs(office, "all", as_of=date(2026, 2, 9))
    tell(office, key("A1", AKTUALISERING), ("ateroppnad", "2026-03-02"))
    assert "A1" in refs(office, "overdue")


def test_what_comes_later_has_no_say_in_the_queue_of_a_past_day(office: Office) -> None:
    utredning(office, "U1", "2025-10-31", enhet="Barn")
    late = date(2026, 3, 9)
    before = read_queue(office, "overdue", as_of=late).as_json()
    tell(
        office,
        key("U1"),
        ("forlangd", "2026-03-10", {"forlangd_till": "2026-06-30"}),
        ("uppgifter", "2026-03-11", {"enhet": "Unga"}),
        ("kvitterad", "2026-03-12"),
    )
    assert read_queue(office, "overdue", as_of=late).as_json() == before
    assert refs(office, "overdue") == []
    tell(office, key("U1"), ("avslutad", "2026-03-13"), ("ateroppnad", "2026-03-15"))
    assert refs(office, "running", as_of=date(2026, 3, 14)) == []
    assert refs(office, "running", as_of=date(2026, 3, 15)) == ["U1"]


def test_a_day_to_come_is_told_from_what_is_known(office: Office) -> None:
    utredning(office, "U1", "2026-03-02")
    assert refs(office, "overdue", as_of=date(2026, 7, 2)) == []
    assert refs(office, "overdue", as_of=date(2026, 7, 3)) == ["U1"]


def test_a_closing_that_is_dated_ahead_has_not_happened_yet(office: Office) -> None:
    utredning(office, "U1", "2026-03-02", ("avslutad", "2026-04-01"))
    assert refs(office, "running") == ["U1"]
    assert refs(office, "running", as_of=date(2026, 4, 1)) == []


def test_an_acknowledgement_holds_until_the_facts_change(office: Office) -> None:
    utredning(office, "U1", "2025-10-31", ("kvitterad", "2026-03-10"))
    assert only(office, "overdue").acknowledged
    tell(office, key("U1"), ("sista_kontakt", "2026-03-11"))
    assert not only(office, "overdue").acknowledged
    changes = tell(office, key("U1"), ("kvitterad", "2026-03-12", {"regel": "utredning-barn"}))
    assert only(office, "overdue").acknowledged
    undo(office, changes)
    assert not only(office, "overdue").acknowledged


def test_a_row_carries_what_a_manager_asks_for(office: Office) -> None:
    utredning(
        office,
        "U1",
        "2025-10-31",
        ("forlangd", "2026-01-10", {"forlangd_till": "2026-03-20"}),
        ("forsening_noterad", "2026-03-02", {"orsak_forsening": "annan"}),
        orsak="en egen orsak",
        vald="j",
    )
    item = only(office, "running")
    assert item.extended_to == item.last_day == date(2026, 3, 20)
    assert item.due_at is None
    assert (item.reason, item.violence, item.person) == ("en egen orsak", True, "P-U1")
    assert item.delay_reason != ""
    assert item.waited_days == (TODAY - date(2025, 10, 31)).days
    assert read_queue(office, "running").cases == 1


def test_a_rule_in_hours_tells_its_minute_also_on_a_past_day(tmp_path: Path) -> None:
    office = Office.create(str(tmp_path / "n.sqlite"), ["norrtalje"], who="provaren")
    anmalan(office, "A1", "2026-03-10T15:30")
    for _ in range(2):
        item = next(
            item
            for item in read_queue(office, "all", as_of=date(2026, 3, 10)).items
            if item.rule == "skyddsbedomning-24h"
        )
        assert item.due_at == "2026-03-11T15:30"
        tell(office, key("A1", AKTUALISERING), ("skyddsbedomning", "2026-03-11T10:00"))
    office.close()


def test_a_day_beyond_the_calendar_is_told(office: Office) -> None:
    with pytest.raises(UserError, match="utanför kalendern"):
        read_queue(office, "due", as_of=date(1900, 1, 1))


# --- Läget idag agrees with the queues, on any day, whatever has happened ---

KINDS = {
    "aktualisering": ("inkom", "skyddsbedomning", "forhandsbedomning", "avslutad", "ateroppnad"),
    "utredning": ("inledd", "tilldelad", "forlangd", "sista_kontakt", "avslutad", "ateroppnad", "kvitterad"),
    "insats": ("beslut", "verkstalld", "avbrott", "aterupptagen", "avslutad", "uppgifter"),
}


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    dice = draw(st.randoms(use_true_random=False))
    told = []
    for _ in range(draw(st.sampled_from([5, 20, 60]))):
        kind = dice.choice(list(KINDS))
        event_type = dice.choice(KINDS[kind])
        values = {"enhet": dice.choice(["Barn", "Unga", ""])} if dice.random() < 0.4 else {}
        day = date(2025, 9, 1) + timedelta(days=dice.randrange(230))
        if event_type == "forlangd":
            values["forlangd_till"] = (day + timedelta(days=dice.randrange(90))).isoformat()
        if event_type == "inledd":
            values |= {"utredningstyp": "barn", "person": dice.choice(["P-1", "P-2"])}
        if event_type == "inkom":
            values |= {"typ": "anmalan"}
        told.append(Event(CaseKey(kind, f"{kind[0]}{dice.randrange(5)}"), event_type, Moment(day), values))
    return told


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(histories(), st.sampled_from([date(2025, 12, 1), date(2026, 2, 2), TODAY, date(2026, 5, 4)]))
def test_every_day_is_told_as_if_nothing_had_happened_since_and_cards_count_their_queues(
    tmp_path_factory: pytest.TempPathFactory, told: list[Event], as_of: date
) -> None:
    folder = tmp_path_factory.mktemp("k")
    whole = Office.create(str(folder / "hela.sqlite"), ["norrtalje"], who="provaren")
    until = Office.create(str(folder / "till.sqlite"), ["norrtalje"], who="provaren")
    record(whole, told)
    record(until, [event for event in told if event.occurred.day <= as_of])
    for name in whole.catalogue.queues:
        assert (
            read_queue(whole, name, as_of=as_of).as_json() == read_queue(until, name, as_of=as_of).as_json()
        )
    for unit in (None, "Barn", ""):
        seen = overview(whole, unit, as_of)
        assert [card.queue.id for card in seen.cards] == list(CARDS)
        for card in seen.cards:
            listed = read_queue(whole, card.queue.id, unit, as_of)
            assert card.count == len(listed.items) == card.history[-1], card.queue.id
            assert card.change == card.count - card.history[-2]
        assert [(c.count, c.detail, c.history) for c in seen.cards] == [
            (c.count, c.detail, c.history) for c in overview(until, unit, as_of).cards
        ]
        assert [item.case for item in seen.today] == [
            item.case for item in overview(until, unit, as_of).today
        ]
    whole.close()
    until.close()


def test_a_local_clock_that_repeats_the_law_has_no_row_of_its_own_among_the_overdue(tmp_path: Path) -> None:
    office = Office.create(str(tmp_path / "n.sqlite"), ["norrtalje"], clock=lambda: NOW)
    insats(office, "I1", "2025-09-01", lagrum="sol-11-1")
    insats(office, "I2", "2025-09-01", lagrum="sol-11-4")
    assert [(i.case.ref, i.rule) for i in read_queue(office, "overdue").items] == [
        ("I1", "evb"),
        ("I2", "verkstallighet-3-manader"),
    ]
    assert len(read_queue(office, "all").items) == 3
    told = overview(office)
    assert next(card.count for card in told.cards if card.queue.id == "overdue") == told.today_total == 2
    office.close()
