"""Two searches compared at the terminal."""

from __future__ import annotations

from pathlib import Path

from caseapp.service.importing import import_file
from caseapp.service.office import Office
from tests.cli.conftest import Run, refused
from tests.service.lists import csv_file
from tests.service.test_evb_reconcile import HEADER, decision, norrtalje


def test_the_thirty_of_norrtalje_at_the_terminal(run: Run, office: Office, tmp_path: Path) -> None:
    a, b = norrtalje()
    first, second = (csv_file(tmp_path, HEADER, *rows, name=n) for rows, n in ((a, "a.csv"), (b, "b.csv")))
    office.close()
    said = run("evb-compare", first, second, "--json")
    assert said.code == 1
    assert len(said.json["only_b"]) == len(said.json["missed"]) == 30
    assert all(line["why"] for line in said.json["only_b"])

    said = run("evb-compare", first, second)
    assert said.code == 1
    assert said.out.startswith("A: 2 beslut, varav 2 ej verkställda. B: 32 beslut")
    assert "Finns bara i B, och varför A saknar det" in said.out
    assert "Finns bara i A" not in said.out
    assert "detta är från 2021-12-10. (osäkert)" in said.out
    assert "Osäkert: gränsen kan vara en slump, för antingen har A få rader (2) eller" in said.out
    (untold,) = [line for line in said.out.splitlines() if line.startswith("INS-70")]
    assert untold.endswith("Inget i uppgifterna förklarar varför.")
    # A second cause stands under the first, without the case again.
    lines = said.out.splitlines()
    after = lines[next(i for i, line in enumerate(lines) if line.startswith("INS-30")) + 1]
    assert after.startswith(" ")
    assert "verkställda beslut" in after
    assert "A: Filen a.csv är läst." in said.err


def test_what_differs_and_what_cannot_be_read_is_shown(run: Run, office: Office, tmp_path: Path) -> None:
    first = csv_file(tmp_path, HEADER, decision(1, verkställd="2022-06-01"), decision(2), name="a.csv")
    import_file(office, first)
    office.close()
    other = csv_file(
        tmp_path,
        HEADER,
        decision(1, lagrum="LVU"),
        decision(5, person="klient 2", beslut="2022-04-12", utredning="U-2"),
        decision(3, beslut="i våras"),
        name="b.csv",
    )
    said = run("evb-compare", other)
    assert said.code == 1
    words = [" ".join(line.split()) for line in said.out.splitlines()]
    assert "INS-1 lagrum 4 kap. 1 § SoL 2001:453, bistånd LVU" in words
    assert "verkställd 2022-06-01 –" in words
    assert "INS-1: I registret är beslutet verkställt 2022-06-01; i filen inte." in words
    assert "INS-5 (troligen samma) ärende INS-2 INS-5" in words
    assert "Rader som inte går att läsa i filen" in words
    assert any(line.startswith("4 beslut ") for line in words)


def test_a_case_of_the_register_that_the_file_lacks_has_no_row(
    run: Run, office: Office, tmp_path: Path
) -> None:
    import_file(office, csv_file(tmp_path, HEADER, *[decision(n) for n in range(1, 60)], name="a.csv"))
    office.close()
    file = csv_file(tmp_path, HEADER, *[decision(n) for n in range(1, 59)], name="b.csv")
    said = run("evb-compare", file)
    assert said.code == 1
    assert "Finns bara i registret, och varför filen saknar det" in said.out
    assert "INS-59  –    kontaktperson" in said.out
    assert "osäkert" not in said.out


def test_equal_searches_end_well(run: Run, office: Office, tmp_path: Path) -> None:
    file = csv_file(tmp_path, HEADER, decision(1))
    office.close()
    said = run("evb-compare", file, file)
    assert (said.code, said.out.strip().endswith("Alla rader stämmer överens.")) == (0, True)


def test_a_file_that_is_not_there_is_refused(run: Run, office: Office) -> None:
    office.close()
    refused(run("evb-compare", "borta.csv"), "borta.csv", "finns inte")
