"""Which kind of list a file is, and what its columns mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from caseapp.domain.errors import UserError
from caseapp.service.importing import import_file
from caseapp.service.office import Office
from tests.service.lists import case_of, csv_file, read_in


def kind_of(office: Office, folder: Path, header: str, name: str = "lista.csv") -> str:
    return import_file(office, csv_file(folder, header, name=name), dry_run=True).kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("ärende;person;inkom;typ", "aktualiseringar"),
        ("Ärendenummer;Personnummer;INKOM DATUM;Aktualiserings-typ", "aktualiseringar"),
        ("arende;person;inledd", "utredningar"),
        ("ärende;person;insatstyp;beslut", "insatser"),
        ("ärende;ärendetyp;händelse;tidpunkt", "handelser"),
        ("ärende;typ;händelse;datum;person", "handelser"),
    ],
)
def test_the_headers_tell_the_kind(office: Office, tmp_path: Path, header: str, kind: str) -> None:
    assert kind_of(office, tmp_path, header) == kind


def test_the_file_name_decides_between_kinds_that_the_headers_allow(office: Office, tmp_path: Path) -> None:
    header = "id;klient;startdatum;type"
    assert kind_of(office, tmp_path, header, "Aktualiseringar mars.csv") == "aktualiseringar"
    assert kind_of(office, tmp_path, header, "utredningslista.csv") == "utredningar"


def test_headers_that_fit_two_kinds_are_asked_about(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="kan vara både aktualiseringar och utredningar"):
        kind_of(office, tmp_path, "id;klient;startdatum;type")


@pytest.mark.parametrize("kind", ["utredningar", "Utredningar", " UTREDNINGAR "])
def test_the_kind_can_be_named(office: Office, tmp_path: Path, kind: str) -> None:
    path = csv_file(tmp_path, "id;klient;startdatum;type", "U1;K1;2025-01-10;barn")
    assert import_file(office, path, kind).kind == "utredningar"
    assert case_of(office, "utredning", "U1").facts["utredningstyp"] == "barn"


def test_a_kind_that_does_not_exist_is_told_with_those_that_do(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Välj en av: aktualiseringar, utredningar"):
        import_file(office, csv_file(tmp_path, "ärende;person"), "placeringar")


def test_a_missing_column_is_named(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"saknar rubriken för ”typ”\. Kolumnen behövs"):
        kind_of(office, tmp_path, "ärende;person;inkom;orsak")
    with pytest.raises(UserError, match=r"”insatstyp” och ”beslut”\. Kolumnerna behövs"):
        import_file(office, csv_file(tmp_path, "ärende;person;inkom"), "insatser")


def test_a_list_of_something_else_is_told(office: Office, tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match="känns inte igen som aktualiseringar, utredningar, insatser och handelser"
    ):
        kind_of(office, tmp_path, "artikel;pris;antal")


def test_of_two_columns_for_the_same_thing_the_surer_is_read(office: Office, tmp_path: Path) -> None:
    result = read_in(office, tmp_path, "ärende;klient;person;inkom;typ", "A1;K0;K1;2025-01-10;anm")
    assert case_of(office, "aktualisering", "A1").person == "K1"
    assert "Kolumnen ”klient” är inte inläst: en annan kolumn ger redan ”person”." in result.notes


def test_a_header_that_could_be_two_columns_is_read_as_the_surer(office: Office, tmp_path: Path) -> None:
    kind = office.catalogue.import_kinds["aktualiseringar"]
    columns = tuple(replace(c, synonyms=(*c.synonyms, "typ")) for c in kind.columns)
    kinds = {**office.catalogue.import_kinds, kind.id: replace(kind, columns=columns)}
    office.catalogue = replace(office.catalogue, import_kinds=kinds)
    read_in(office, tmp_path, "ärende;person;inkom;typ", "A1;K1;2025-01-10;anm", kind="aktualiseringar")
    assert case_of(office, "aktualisering", "A1").facts["typ"] == "anmalan"


def test_columns_that_mean_nothing_are_said_together(office: Office, tmp_path: Path) -> None:
    result = read_in(office, tmp_path, "ärende;person;inkom;typ;färg;;storlek", "A1;K1;2025-01-10;anm;r;;7")
    assert "Kolumnerna ”färg”, ”kolumn 6” och ”storlek” känns inte igen och är inte inlästa." in result.notes


def test_lifecares_own_headers_are_known_by_its_profile(office: Office, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "investigationId;actualisationId;personId;investigationType;fromDate;toDate;caseworkerId;organisation",
        "U1;A1;K1;barn;2025-01-10;2025-03-10;AB1;Norr",
    )
    result = import_file(office, path, profile="Lifecare")
    assert result.kind == "utredningar"
    case = case_of(office, "utredning", "U1")
    assert (case.worker, case.unit, case.facts["aktualisering"]) == ("AB1", "Norr", "A1")
    assert str(case.closed) == "2025-03-10"


def test_a_profile_that_does_not_exist_is_told_with_those_that_do(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Välj en av: lifecare"):
        import_file(office, csv_file(tmp_path, "ärende"), profile="treserva")
