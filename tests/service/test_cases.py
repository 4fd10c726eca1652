"""One case: its chain, its time line, its deadlines with their reasons, today and on a past day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caseapp.domain.errors import UserError
from caseapp.service.cases import view_case
from caseapp.service.office import Office
from caseapp.service.record import void_event
from tests.casework import AKTUALISERING, anmalan, insats, key, tell, utredning
from tests.service.lists import identity


@pytest.fixture
def child(office: Office) -> Office:
    """A child's chain: a report, an investigation that was extended late, a decision of help."""
    anmalan(office, "A1", "2025-10-20T09:30", person="P-1", fodelsear="2012", kon="K")
    tell(office, key("A1", AKTUALISERING), ("forhandsbedomning", "2025-10-31", {"utfall": "inleds"}))
    utredning(
        office, "U1", "2025-10-31", person="P-1", aktualisering="A1", enhet="Barn", vald="j", orsak="våld"
    )
    tell(office, key("U1"), ("forlangd", "2026-02-20", {"forlangd_till": "2026-04-30"}))
    insats(office, "I1", "2025-12-16", person="P-1", utredning="U1")
    return office


def test_a_case_stands_in_its_chain_with_its_deadlines(child: Office) -> None:
    view = view_case(child, key("U1"))
    assert [case.key.ref for case in view.chain] == ["A1", "U1", "I1"]
    assert (view.type_name, view.age_at_opening, view.as_of) == ("Utredning", 13, date(2026, 3, 16))
    assert view.person is not None
    assert view.person.sex == "K"
    (line,) = view.deadlines
    assert (line.state.value, line.working_days) == ("on_time", 31)
    assert line.why.endswith("Förlängd genom beslut till tor 2026-04-30.")
    assert len(view.chain_deadlines) == 4
    assert ("Våld", "ja") in view.facts
    assert [event.details for event in view.events][1] == "förlängd till 2026-04-30"


def test_the_json_of_a_case_is_the_contract(child: Office) -> None:
    told = view_case(child, key("U1")).as_json()
    assert list(told) == [
        "case",
        "type",
        "as_of",
        "unit",
        "worker",
        "opened",
        "closed",
        "facts",
        "events",
        "deadlines",
        "chain",
        "findings",
    ]
    assert list(told["events"][0]) == ["id", "event", "name", "occurred", "recorded_at", "values", "voided"]
    assert list(told["deadlines"][0]) == [
        "rule",
        "start",
        "nominal",
        "last_day",
        "due_at",
        "extended_to",
        "stopped",
        "status",
        "trace",
    ]
    assert [step["step"] for step in told["deadlines"][0]["trace"]] == [
        "start",
        "limit",
        "roll",
        "extension",
        "calendar",
    ]
    assert list(told["chain"][0]) == ["case", "type", "parent", "opened", "closed"]
    assert [link["parent"] for link in told["chain"]] == [None, "A1", "U1"]


def test_a_stopped_clock_and_a_late_one_count_days_after_the_last(office: Office) -> None:
    utredning(office, "U1", "2025-10-31", ("avslutad", "2026-03-09"))
    utredning(office, "U2", "2025-10-31")
    stopped, late = (view_case(office, key(ref)).deadlines[0] for ref in ("U1", "U2"))
    assert (stopped.state.value, stopped.working_days) == ("done_late", 5)
    assert (late.state.value, late.working_days) == ("late", 10)


def test_a_past_day_shows_nothing_that_came_later(child: Office) -> None:
    view = view_case(child, key("U1"), date(2025, 11, 30))
    assert [event.event.type for event in view.events] == ["inledd"]
    assert view.deadlines[0].deadline.last_day == date(2026, 3, 2)
    assert [case.key.ref for case in view.chain] == ["A1", "U1"]
    with pytest.raises(UserError, match="”I1” finns inte 2025-11-30"):
        view_case(child, key("I1", "insats"), date(2025, 11, 30))


def test_what_is_dated_ahead_is_shown_today_so_that_it_can_be_mended(office: Office) -> None:
    utredning(office, "U1", "2026-03-02", ("avslutad", "2062-03-02"))
    assert [event.event.type for event in view_case(office, key("U1")).events] == ["inledd", "avslutad"]


def test_a_case_that_is_not_there_is_told_without_its_number_when_that_is_an_identity(office: Office) -> None:
    with pytest.raises(UserError, match="”U9” finns inte"):
        view_case(office, key("U9"))
    with pytest.raises(UserError, match="”…” finns inte"):
        view_case(office, key(identity()))


def test_a_case_whose_every_event_is_voided_can_still_be_seen(office: Office) -> None:
    utredning(office, "U1", "2025-11-03")
    void_event(office, key("U1"), 1)
    view = view_case(office, key("U1"))
    assert (view.case.opened, view.age_at_opening, view.person) == (None, None, None)
    assert view.as_json()["chain"] == [
        {"case": "U1", "type": "utredning", "parent": None, "opened": None, "closed": None}
    ]


def test_a_case_keeps_what_a_pack_that_is_no_longer_chosen_told(tmp_path: Path) -> None:
    office = Office.create(str(tmp_path / "n.sqlite"), ["norrtalje"], who="provaren")
    insats(office, "I1", "2025-12-16", ("forsta_samtal_erbjudet", "2026-01-02"))
    office.choose_packs([])
    view = view_case(office, key("I1", "insats"))
    assert [line.name for line in view.events] == ["Beslut om insats", "forsta_samtal_erbjudet"]
    office.close()


def test_a_field_that_the_catalogue_does_not_know_is_shown_as_it_is(office: Office) -> None:
    utredning(office, "U1", "2025-11-03", orsak="egen")
    fields = {name: field for name, field in office.catalogue.fields.items() if name != "orsak"}
    office.catalogue = replace(office.catalogue, fields=fields)
    view = view_case(office, key("U1"))
    assert ("orsak", "egen") in view.facts
    assert "orsak egen" in view.events[0].details
