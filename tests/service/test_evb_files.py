"""The quarter's list as a file."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.evb import PAST_LIMIT, Bin
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.service.evb import evb_quarter
from caseapp.service.evb_files import CHANGED, HEADER, PROTECTED, save_evb_list, write_evb_list
from caseapp.service.evb_reporting import fill_in
from caseapp.service.evb_signing import sign
from caseapp.service.office import Office
from caseapp.service.record import record_event
from tests.service.evb_town import LONG, every_kind, fill, insats

QUARTER = parse_period("2025Q4")


@pytest.fixture
def town(office: Office) -> Office:
    """One decision of every kind."""
    return fill(office, every_kind(office))


def lines(path: Path) -> dict[str, dict[str, str]]:
    """Case → column → text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["Ärende"]: row for row in csv.DictReader(file, delimiter=";")}


def test_the_csv_has_every_decision_of_the_list(town: Office, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    found = evb_quarter(town, QUARTER)
    assert write_evb_list(town, QUARTER, path) == found.total == len(lines(path))
    first = lines(path)[insats(1).ref]
    assert first["Läge"] == "att rapportera"
    assert first["Orsaken i ord"] == LONG
    assert (first["Senaste erbjudande"], first["Svar på senaste erbjudande"]) == ("2025-11-02", "")
    assert (first["Antal erbjudanden"], first["Dygn sedan beslutet"]) == ("2", "176")
    told = lines(path)[insats(3).ref]
    assert (told["Rapporterat till IVO för"], told["IVO:s ärendenummer"]) == ("2025Q3", "IVO 41")
    assert told["Vistelsekommun"] == "ja"
    assert lines(path)[insats(7).ref]["Avslutsorsak"] == "ansökan återtagen"


def test_nobody_is_named_and_protected_data_have_neither_unit_nor_free_text(
    town: Office, tmp_path: Path
) -> None:
    path = tmp_path / "lista.csv"
    write_evb_list(town, QUARTER, path)
    text = path.read_text(encoding="utf-8-sig")
    assert "P-1" not in text
    assert "hemligt" not in text
    row = lines(path)[insats(2).ref]
    assert (row["Enhet"], row["Orsaken i ord"], row["Skyddade personuppgifter"]) == (
        PROTECTED,
        PROTECTED,
        "ja",
    )


def test_the_workbook_has_real_numbers_and_days_and_says_what_it_is(town: Office, tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    found = evb_quarter(town, QUARTER)
    assert save_evb_list(found, None, path, PAST_LIMIT) == 4
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Beslut 2025Q4", "Om"]
    page = book["Beslut 2025Q4"]
    assert tuple(cell.value for cell in page[1]) == HEADER
    row = dict(zip(HEADER, (cell.value for cell in page[2]), strict=True))
    assert row["Beslutsdatum"].date() == date(2025, 7, 8)
    assert row["Dygn sedan beslutet"] == 176
    about = {row[0].value: row[1].value for row in book["Om"].iter_rows(min_row=2)}
    assert about["Beslut på listan"] == found.total == sum(about[f"varav {name.swedish}"] for name in Bin)
    assert about["Rader i filen"] == 4
    assert about["Urval"] == "rapporterade, ännu öppna, att rapportera"
    assert about["Enhet"] == "alla enheter"
    assert about["Egenkontroll"] == "Listan är inte signerad."


def test_the_workbook_says_who_signed_the_list_and_what_has_changed_since(
    town: Office, tmp_path: Path
) -> None:
    path = tmp_path / "lista.xlsx"
    sign(town, QUARTER, who="enhetschef")
    write_evb_list(town, QUARTER, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Beslut 2025Q4", "Om"]
    about = dict(book["Om"].iter_rows(min_row=2, values_only=True))
    assert about["Egenkontroll"] == (
        f"Signerad 2026-03-16 av enhetschef, kontrollsumma {about['Kontrollsumma']}. Listan är densamma nu."
    )
    fill_in(town, QUARTER, insats(1), {"orsak_text": "ny orsak"})
    fill_in(town, QUARTER, insats(2), {"orsak_text": "hemlig orsak"})
    record_event(town, CaseKey("insats", "NY-1"), "beslut", Moment(date(2025, 12, 1)), {"person": "P-NY"})
    write_evb_list(town, QUARTER, path)
    book = openpyxl.load_workbook(path)
    about = dict(book["Om"].iter_rows(min_row=2, values_only=True))
    assert about["Egenkontroll"].endswith("Sedan dess har 3 beslut ändrats.")
    page = book["Ändrat sedan signering"]
    header, *rows = page.iter_rows(values_only=True)
    assert header == CHANGED
    told = {(row[0], row[3]): row[4:] for row in rows}
    assert told[insats(1).ref, "orsak i ord"] == (LONG, "ny orsak")
    assert told[insats(2).ref, "orsak i ord"] == (PROTECTED, PROTECTED)
    assert next(row for row in rows if row[0] == "NY-1") == (
        "NY-1",
        "inte på listan",
        "oklara",
        None,
        None,
        None,
    )


def test_the_list_of_a_unit_says_so(town: Office, tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    assert write_evb_list(town, QUARTER, path, unit="Insatsenheten", as_of=date(2025, 12, 31)) > 0
    about = dict(openpyxl.load_workbook(path)["Om"].iter_rows(min_row=2, values_only=True))
    assert about["Enhet"] == "Insatsenheten"


def test_another_ending_is_refused(town: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"ska sluta på \.xlsx eller \.csv"):
        write_evb_list(town, QUARTER, tmp_path / "lista.txt")
