"""caseapp evb and evb-sign: the contract, the table, the signature, the exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from caseapp.service.office import Office
from tests.casework import INSATS, insats, key, tell
from tests.cli.conftest import Run, refused


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office on the database that the commands open."""
    made = Office.create(str(tmp_path / "enheten.sqlite"), who="provaren")
    yield made
    made.close()


def test_evb_gives_the_contract_and_exits_with_findings(run: Run, office: Office) -> None:
    insats(office, "I1", "2025-06-02", insatstyp="kontaktfamilj")
    said = run("evb", "2025Q4", "--json")
    assert said.code == 1
    assert said.json["quarter"] == "2025Q4"
    assert (said.json["total"], said.json["bins"]["to_report"]) == (1, 1)
    assert said.json["decisions"][0]["case"] == "I1"
    assert sum(said.json["bins"].values()) == said.json["total"]


def test_evb_without_anything_to_do_exits_well(run: Run, office: Office) -> None:
    insats(office, "I1", "2025-12-01", insatstyp="kontaktfamilj")
    said = run("evb", "2025Q4", "--as-of", "2025-12-31", "--json")
    assert (said.code, said.json["as_of"]) == (0, "2025-12-31")
    assert said.json["bins"]["waiting"] == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_evb_writes_the_list_as_a_file_beside_the_answer(
    run: Run, office: Office, tmp_path: Path, ending: str
) -> None:
    insats(office, "I1", "2025-06-02", insatstyp="kontaktfamilj")
    out = tmp_path / f"lista.{ending}"
    said = run("evb", "2025Q4", "--out", str(out), "--json")
    assert said.json["total"] == 1
    assert said.err.strip().endswith(f"1 beslut finns nu i lista.{ending}.")
    assert out.stat().st_size > 0


def test_evb_refuses_a_file_of_another_kind(run: Run, office: Office, tmp_path: Path) -> None:
    refused(run("evb", "2025Q4", "--out", str(tmp_path / "lista.txt")), "ska sluta på .xlsx eller .csv")


def test_evb_tells_the_bins_that_sum_and_what_is_missing(run: Run, office: Office) -> None:
    insats(office, "I1", "2025-06-02", enhet="Norr", insatstyp="kontaktfamilj")
    insats(office, "I2", "2025-06-02", enhet="Norr", lagrum="")
    insats(office, "I3", "2025-12-01", enhet="Norr")
    insats(office, "I4", "2025-12-01", lagrum="lvu")
    said = run("evb", "2025Q4", "--unit", "Norr")
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0] == (
        "Ej verkställda beslut, kvartal 4 2025 (2025-10-01 – 2025-12-31), Norr, läget ons 31 dec 2025"
    )
    assert "3 beslut = 0 + 1 + 0 + 0 + 0 + 1 + 0 + 1" in lines
    assert "Att rapportera: 1" in lines
    assert "Oklara: 1" in lines
    row = next(line for line in lines if line.startswith("I1 "))
    assert "kontaktfamilj" in row
    assert "2025-09-02" in row
    assert "orsak, senaste erbjudande" in row
    assert any(line.startswith("I2 ") and "saknar lagrum" in line for line in lines)
    assert lines[-1] == "Rapporteras till IVO 2026-01-01 – 2026-01-31."
    assert "utan enhet" in run("evb", "2025Q4", "--unit", "").out


def test_evb_reads_the_list_as_it_was_recorded_then(run: Run, office: Office) -> None:
    insats(office, "I1", "2025-06-02", insatstyp="kontaktfamilj")
    assert run("evb", "2025Q4", "--recorded-at", "2025-12-31", "--json").json["total"] == 0


def test_evb_refuses_what_is_no_quarter(run: Run, office: Office) -> None:
    refused(run("evb", "2025"), "är inget kvartal")
    refused(run("evb", "2025Q4", "--unit", "Väster"), "Enheten ”Väster” finns inte")


def test_evb_sign_signs_and_then_tells_what_has_changed(run: Run, office: Office) -> None:
    insats(office, "I1", "2025-06-02", insatstyp="kontaktfamilj")
    said = run("evb-sign", "2025Q4", "--show")
    assert (said.code, said.out.strip()) == (1, "Egenkontrollen för 2025Q4 är inte signerad.")
    assert run("evb-sign", "2025Q4", "--show", "--json").json is None
    said = run("evb-sign", "2025Q4", "--who", "AB")
    assert said.code == 0
    assert said.out.startswith("Signerad av AB 20")
    assert "Listan är densamma nu." in said.out
    assert "är signerad" in said.err
    assert run("evb-sign", "2025Q4", "--show").code == 0
    tell(office, key("I1", INSATS), ("verkstalld", "2025-10-01"))
    insats(office, "I2", "2025-12-01")
    said = run("evb-sign", "2025Q4", "--show")
    assert said.code == 1
    assert "att rapportera" in said.out
    assert "verkställda för sent" in said.out
    assert "inte på listan" in said.out
    assert "verkställt: – → 2025-10-01" in said.out
    assert len(run("evb-sign", "2025Q4", "--show", "--json").json["changed"]) == 2


def test_evb_sign_tells_of_other_rules(run: Run, office: Office, tmp_path: Path) -> None:
    insats(office, "I1", "2025-06-02", lagrum="sol-3-6b")
    run("evb-sign", "2025Q4")
    rules = tmp_path / "regler.toml"
    rules.write_text('[[evb.exclusion]]\nlagrum = "sol-3-6b"\nreason = "eget"\n', encoding="utf-8")
    assert run("local-rules", "accept", rules).code == 0
    said = run("evb-sign", "2025Q4", "--show")
    assert said.code == 1
    assert "Regelverket har ändrats" in said.out


def test_evb_sign_refuses_an_identity(run: Run, office: Office) -> None:
    refused(run("evb-sign", "2025Q4", "--who", "19121212" + "-1212"), "ser ut som ett personnummer")
