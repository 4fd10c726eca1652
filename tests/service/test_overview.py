"""Läget idag: counts, changes, twelve weeks, and what needs a decision today."""

from __future__ import annotations

from datetime import date

from caseapp.service.office import Office
from caseapp.service.overview import Card, overview
from caseapp.service.record import undo
from tests.casework import insats, key, tell, utredning


def card(office: Office, name: str, **asked: object) -> Card:
    return next(card for card in overview(office, **asked).cards if card.queue.id == name)  # type: ignore[arg-type]


def test_an_empty_office_has_empty_cards(office: Office) -> None:
    seen = overview(office)
    assert [(c.count, c.change, c.detail, c.alarming) for c in seen.cards] == [(0, 0, "", False)] * 8
    assert (seen.today, seen.today_total, seen.cases, seen.units) == ((), 0, 0, ())
    assert seen.latest is not None
    assert seen.latest[1:] == ("provaren", "init")


def test_a_card_tells_the_change_since_a_week_and_twelve_weeks_behind(office: Office) -> None:
    utredning(office, "U1", "2025-10-31")  # last day 2 March 2026
    utredning(office, "U2", "2025-11-12")  # last day 12 March
    seen = card(office, "overdue")
    assert seen.history == (0,) * 11 + (1, 2)
    assert (seen.count, seen.change, seen.alarming) == (2, 1, True)
    assert seen.detail == "längst 10 arbetsdagar sen"
    assert seen.spoken() == "Överskridna: 2, 1 fler än för en vecka sedan. längst 10 arbetsdagar sen"


def test_a_card_says_fewer_and_as_many_in_words(office: Office) -> None:
    utredning(office, "U1", "2025-10-31")
    assert "lika många som" in card(office, "overdue", as_of=date(2026, 3, 31)).spoken()
    tell(office, key("U1"), ("avslutad", "2026-03-12"))
    assert "1 färre än" in card(office, "overdue").spoken()


def test_due_tells_how_many_within_five_working_days_and_today(office: Office) -> None:
    utredning(office, "U1", "2025-11-16")  # last day Monday 16 March 2026
    utredning(office, "U2", "2025-11-20")  # last day Friday 20 March
    utredning(office, "U3", "2025-12-01")  # last day 1 April
    assert card(office, "due").detail == "2 inom 5 arbetsdagar, 1 idag"


def test_cards_of_cases_tell_the_longest_wait(office: Office) -> None:
    utredning(office, "U1", "2026-03-15")
    assert card(office, "unassigned").detail == "längst 1 dag"


def test_the_weeks_behind_know_when_an_action_was_taken(office: Office) -> None:
    utredning(office, "U1", "2026-01-12", ("sista_kontakt", "2026-03-12"), handlaggare="H1")
    assert card(office, "passive").history == (0,) * 8 + (1, 1, 1, 1, 0)
    assert card(office, "unassigned").history == (0,) * 13


def test_the_weeks_behind_know_when_a_case_was_assigned(office: Office) -> None:
    utredning(office, "U1", "2026-03-02", ("tilldelad", "2026-03-10", {"handlaggare": "H1"}))
    assert card(office, "unassigned").history[-3:] == (1, 1, 0)


def test_an_action_that_was_voided_was_never_taken(office: Office) -> None:
    utredning(office, "U1", "2026-01-12")
    undo(office, undo(office, tell(office, key("U1"), ("sista_kontakt", "2026-03-12"))))
    assert card(office, "passive").count == 0
    undo(office, tell(office, key("U1"), ("forsta_atgard", "2026-03-13")))
    assert card(office, "passive").count == 0


def test_not_executed_tells_who_is_not_late_yet_apart(office: Office) -> None:
    insats(office, "I1", "2025-11-03")
    assert card(office, "not-executed").alarming
    assert card(office, "reviews").detail == ""


def test_reviews_say_when_nobody_is_late(office: Office) -> None:
    tell(office, key("P1", "placering"), ("placering", "2026-02-02", {"lagrum": "sol-11-1"}))
    assert card(office, "reviews").detail == "ingen försenad"


def test_lex_sarah_has_a_card(office: Office) -> None:
    tell(office, key("LS-1", "lex_sarah"), ("rapporterad", "2026-03-02", {"enhet": "Barn"}))
    assert card(office, "lex-sarah").count == 1


def test_today_lists_what_needs_a_decision_the_freshest_first(office: Office) -> None:
    utredning(office, "U1", "2025-10-31")
    utredning(office, "U2", "2025-11-16")
    utredning(office, "U3", "2025-11-12", ("kvitterad", "2026-03-13"))
    utredning(office, "U4", "2026-01-12")
    seen = overview(office)
    assert [item.case.ref for item in seen.today] == ["U2", "U1"]
    assert seen.today_total == 2
    seen = overview(office, shown=1)
    assert ([item.case.ref for item in seen.today], seen.today_total) == (["U2"], 2)


def test_today_reads_on_when_the_freshest_are_of_another_unit(office: Office) -> None:
    for number in range(12):
        utredning(office, f"U{number}", "2025-11-16", enhet="Barn")
    utredning(office, "V1", "2025-10-31", enhet="Unga")
    seen = overview(office, unit="Unga", shown=1)
    assert [item.case.ref for item in seen.today] == ["V1"]
    assert (seen.units, seen.cases) == (("Barn", "Unga"), 13)


def test_a_past_day_is_read_with_what_happened_until_then(office: Office) -> None:
    utredning(office, "U1", "2025-10-31", enhet="Barn")
    tell(office, key("U1"), ("forlangd", "2026-03-14", {"forlangd_till": "2026-06-30"}))
    seen = overview(office, as_of=date(2026, 3, 13))
    assert [item.case.ref for item in seen.today] == ["U1"]
    assert overview(office).today == ()
