"""A named uttag is saved once and taken out again by anyone, and what was done to it stands in the log."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from caseapp.domain.errors import UserError
from caseapp.domain.periods import parse_period
from caseapp.service.extracts import (
    Extract,
    delete_extract,
    extract,
    extracts,
    period_on,
    run_extract,
    save_extract,
)
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.store.schema import audit
from tests.service.measuring import tell

QUEUE = Extract("Kön", ("utredning.inledda",), "kvartal", ("sex",), None)


def test_a_saved_uttag_gives_what_the_selection_gives(office: Office) -> None:
    tell(office, *((f"B-{n}", "inledd", "2025-10-10", {"kon": "K", "person": f"P{n}"}) for n in range(9)))
    save_extract(office, QUEUE)
    made = run_extract(office, "Kön")
    wanted = statistics(office, ["utredning.inledda"], parse_period("2025Q4"), ["sex"])
    assert made.as_json() == wanted.as_json()
    assert made.results[0].total.value == 9
    assert run_extract(office, "Kön", "2025Q1").period == parse_period("2025Q1")
    past = run_extract(office, "Kön", as_of=date(2025, 8, 1))
    assert past.period == parse_period("2025Q2")


def test_uttag_are_listed_by_name_replaced_and_taken_away_and_logged(office: Office) -> None:
    assert extracts(office) == []
    save_extract(office, QUEUE)
    save_extract(office, Extract(" Alla mått ", (), "2025", (), "okänt"))
    assert [each.name for each in extracts(office)] == ["Alla mått", "Kön"]
    save_extract(office, Extract("Kön", ("utredning.inledda",), "år"))
    assert extract(office, "Kön").period == "år"
    delete_extract(office, "Kön")
    with pytest.raises(UserError, match=r"Uttaget ”Kön” finns inte\. Välj ett av: Alla mått\."):
        extract(office, "Kön")
    delete_extract(office, "Alla mått")
    with pytest.raises(UserError, match="Inget uttag är sparat än"):
        run_extract(office, "Kön")
    with office.database.read() as connection:
        logged = connection.execute(select(audit.c.action).where(audit.c.action == "extract")).all()
    assert len(logged) == 5


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (Extract(" ", (), "2025"), "Ge uttaget ett namn"),
        (Extract("x" * 61, (), "2025"), "högst 60 tecken"),
        (Extract("x", (), "x"), "Perioden ”x” går inte att läsa"),
        (Extract("x", ("y",), "2025"), "Måttet ”y” finns inte"),
        (Extract("x", (), "2025", ("y",)), "delas upp på ”y”"),
    ],
)
def test_what_could_not_be_taken_out_is_not_saved(office: Office, chosen: Extract, told: str) -> None:
    with pytest.raises(UserError, match=told):
        save_extract(office, chosen)
    assert extracts(office) == []


def test_an_identity_is_no_name(office: Office) -> None:
    number = "".join(["2012", "01", "01", "-", "23", "84"])
    with pytest.raises(UserError, match="personnummer"):
        save_extract(office, Extract(f"Uttag {number}", (), "2025"))


def test_the_name_of_an_extract_holds_no_mail_address(office: Office) -> None:
    with pytest.raises(UserError, match="Uttagets namn: tecken 6–20 ser ut som en e-postadress"):
        save_extract(office, Extract("till anna@example.se", (), "2025"))
    assert extracts(office) == []


@pytest.mark.parametrize(
    ("kind", "today", "name"),
    [
        ("månad", date(2026, 1, 1), "2025-12"),
        ("månad", date(2026, 3, 31), "2026-02"),
        ("kvartal", date(2026, 3, 31), "2025Q4"),
        ("kvartal", date(2026, 4, 1), "2026Q1"),
        ("Kvartal", date(2026, 12, 31), "2026Q3"),
        ("tertial", date(2026, 4, 30), "2025T3"),
        ("tertial", date(2026, 5, 1), "2026T1"),
        ("tertial", date(2026, 12, 31), "2026T2"),
        ("halvår", date(2026, 6, 30), "2025H2"),
        ("halvår", date(2026, 7, 1), "2026H1"),
        ("år", date(2026, 12, 31), "2025"),
        ("2024Q2", date(2026, 12, 31), "2024Q2"),
    ],
)
def test_a_kind_of_period_is_the_latest_that_has_ended(kind: str, today: date, name: str) -> None:
    assert period_on(kind, today) == parse_period(name)
