"""Reading csv and xlsx, as untidy as people keep them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.errors import UserError
from caseapp.exchange.csv_files import read_csv
from caseapp.exchange.tables import Table, read_table, shown

KNOWN = frozenset(
    ("arende", "person", "inkom", "typ", "orsak", "forhandsbedomningdatum", "utfall", "datum", "beslut")
)
AT = datetime
"""A cell of a workbook has no time zone."""
HEADER = "ärende;person;inkom;typ;orsak"


def csv_table(folder: Path, text: str, encoding: str = "utf-8", name: str = "lista.csv") -> Table:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_table(path, KNOWN)


def xlsx_table(folder: Path, *sheets: tuple[str, list[list[Any]]]) -> Table:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "lista.xlsx"
    book.save(path)
    return read_table(path, KNOWN)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_delimiter_and_encoding_gives_the_same_table(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    text = mark + f"{HEADER}\nA1;K1;2025-03-31;anmälan;våld\n".replace(";", delimiter)
    table = csv_table(tmp_path, text, encoding)
    assert table.header == ("ärende", "person", "inkom", "typ", "orsak")
    assert cells(table) == [("A1", "K1", "2025-03-31", "anmälan", "våld")]
    assert [row.number for row in table.rows] == [2]


def test_the_delimiter_and_encoding_are_said(tmp_path: Path) -> None:
    table = csv_table(tmp_path, f"{HEADER}\nA1;K1;2025-03-31;anmälan;\n", "cp1252")
    assert table.notes == (
        "Filen är läst som csv med semikolon mellan kolumnerna och teckenkodningen Windows-1252.",
    )


def test_a_decimal_comma_does_not_pass_for_a_delimiter(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "ärende;person;inkom\nA,1,2,3;K,1;2025-03-31\nA,2,2,3;K,2;2025-03-31\n")
    assert table.header == ("ärende", "person", "inkom")


def test_unknown_headers_are_told_apart_by_even_rows(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "ett,två,tre\na,b,c\nd;e,f,g\n")
    assert table.header == ("ett", "två", "tre")


def test_a_line_that_names_the_delimiter_is_believed(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "sep=|\närende|person|inkom\nA;1|K,1|2025-03-31\n")
    assert cells(table) == [("A;1", "K,1", "2025-03-31")]
    assert table.rows[0].number == 3
    assert "”|”" in table.notes[0]


def test_quoted_fields_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    table = csv_table(tmp_path, f'{HEADER}\r\nA1;K1;2025-03-31;anmälan;"a;""b""\nc"\r\nA2;K2;;;\r\n')
    assert cells(table)[0][4] == 'a;"b"\nc'
    assert [row.number for row in table.rows] == [2, 3]


def test_a_quotation_mark_that_is_never_closed_is_told_by_its_row(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Rad 3 i filen: ett citattecken"):
        csv_table(tmp_path, f'{HEADER}\nA1;K1;2025-03-31;anmälan;\nA2;K2;"2025;x\nA3;K3\n')


def test_a_cell_too_large_to_be_one_is_told_by_its_row(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Rad 2 i filen går inte att läsa"):
        csv_table(tmp_path, f"{HEADER}\nA1;{'x' * 200_000};;;\n")


def test_accents_in_two_characters_become_one(tmp_path: Path) -> None:
    assert csv_table(tmp_path, "a\u0308rende;person\nA1;K1\n").header == ("ärende", "person")


def test_a_formula_guard_is_taken_off_when_read(tmp_path: Path) -> None:
    assert cells(csv_table(tmp_path, "ärende;person\n'=A1;K1\n")) == [("=A1", "K1")]
    assert cells(xlsx_table(tmp_path, ("Blad1", [["ärende", "person"], ["'-1", "K1"]]))) == [("-1", "K1")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tom"),
        (b" \r\n ", "tom"),
        (b"a;b\n\0;1\n", "nolltecken"),
        (b"\xff\xfe\x00\xd8;", "skadad"),
        (b"\x81;\x8d", "Spara den som csv"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "äldre format"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "lösenord"),
        (b"PK\x03\x04word/document.xml", "ingen arbetsbok"),
        (b"PK\x03\x04xl/workbook.xml", "skadad"),
        (b"%PDF-1.7\n", "ingen tabell"),
        (b"\n<html><table>", "ingen tabell"),
        (b"1;2\n3;4\n", "ingen rubrikrad"),
        (b"bara en sak\n", "ingen rubrikrad"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "fel.csv"
    path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        read_table(path, KNOWN)


def test_a_file_that_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="finns inte"):
        read_table(tmp_path / "borta.csv")
    with pytest.raises(UserError, match="mapp"):
        read_table(tmp_path)


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(UserError, match="går inte att öppna"):
        read_table(tmp_path / "låst.csv")


def test_a_file_name_with_an_identity_is_not_repeated(tmp_path: Path) -> None:
    named = "".join(("2012", "0412", "-", "2380"))
    assert shown(tmp_path / f"{named}.csv") == "Filen"
    assert shown(tmp_path / "lista.csv") == "Filen lista.csv"


def test_titles_totals_blanks_and_notes_are_passed_over_and_said(tmp_path: Path) -> None:
    table = csv_table(
        tmp_path,
        "Aktualiseringar första kvartalet;;;;\n"
        ";;;;\n"
        f"{HEADER}\n"
        "A1;K1;2025-03-31;anmälan;\n"
        ";;;;\n"
        f"{HEADER}\n"
        "A2;K2;2025-03-31;anmälan;\n"
        "A3;K2;2025-03-31;anmälan;\n"
        "Summa;3;;;\n"
        "Antal anmälningar: 3;;;;\n"
        ";;;;\n"
        "Utskriven;2025-04-01;;;\n"
        "Uppgifterna är preliminära;;;;\n"
        ";;;;\n",
    )
    assert [row.number for row in table.rows] == [4, 7, 8]
    assert table.notes[1:] == (
        "Rad 1 ovanför rubrikerna är en titel och är inte läst.",
        "Rad 5 är tom.",
        "Raderna 9–10 är summarader och är inte lästa.",
        "Rad 6 upprepar rubrikerna och är inte läst.",
        "Raderna 12–13 är anteckningar under tabellen.",
    )


def test_a_row_that_only_begins_like_a_total_is_kept(tmp_path: Path) -> None:
    table = csv_table(tmp_path, f"{HEADER}\nSummanen;K1;;;\nSumma;K1;2025-03-31;anmälan;\nA9;;;;\n")
    assert [row.number for row in table.rows] == [2, 3, 4]


def test_a_total_in_the_last_columns_is_passed_over(tmp_path: Path) -> None:
    table = csv_table(tmp_path, f"{HEADER}\nA1;K1;2025-03-31;anmälan;\n;;Totalt:;12 st;34 %\n")
    assert len(table.rows) == 1


def test_many_passed_rows_are_not_listed_one_by_one(tmp_path: Path) -> None:
    lines = "".join(f"A{number};K;2025-03-31;anmälan;\n;;;;\n" for number in range(30))
    table = csv_table(tmp_path, f"{HEADER}\n{lines}")
    assert table.notes[1].endswith("och fler är tomma.")


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    table = csv_table(tmp_path, f"{HEADER}\n")
    assert table.rows == ()
    assert table.notes[-1] == "Filen har inga ärenden under rubrikraden."


def test_rows_short_and_long_get_as_many_cells(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "ärende;person;inkom;;\nA1;;;;;;;\nA2;K2;2025-03-31;;;rest\n")
    assert table.header == ("ärende", "person", "inkom", "", "", "")
    assert cells(table) == [("A1", "", "", "", "", ""), ("A2", "K2", "2025-03-31", "", "", "rest")]
    assert table.ragged == frozenset({3})


def test_headers_on_two_rows_are_read_together(tmp_path: Path) -> None:
    table = xlsx_table(
        tmp_path,
        (
            "Blad1",
            [
                ["Ärende", "Person", "Inkom", "Förhandsbedömning", None, None],
                [None, None, None, "datum", "utfall", "not"],
                ["A1", "K1", date(2025, 3, 31), date(2025, 4, 1), "inleds", "x"],
            ],
        ),
    )
    assert table.header == (
        "Ärende",
        "Person",
        "Inkom",
        "Förhandsbedömning datum",
        "utfall",
        "Förhandsbedömning not",
    )
    assert table.notes == ("Rubrikerna står på två rader (1–2) och är lästa ihop.",)
    assert [row.number for row in table.rows] == [3]


def test_the_cells_of_a_workbook_become_text(tmp_path: Path) -> None:
    table = xlsx_table(
        tmp_path,
        (
            "Blad1",
            [
                ["ärende", "person", "inkom", "typ"],
                [12, 202503311234.0, date(2025, 3, 31), 1.5],
                [True, False, AT(2025, 3, 31, 14, 5, 20), None],
                [" A ", "", AT(2025, 3, 31), time(8, 30)],
                ["B", timedelta(hours=30), "", ""],
            ],
        ),
    )
    assert [row[:4] for row in cells(table)] == [
        ("12", "202503311234", "2025-03-31", "1.5"),
        ("ja", "nej", "2025-03-31T14:05", ""),
        ("A", "", "2025-03-31", "08:30"),
        ("B", "1 day, 6:00:00", "", ""),
    ]


def test_a_time_a_hair_before_midnight_is_the_next_day(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["ärende", "person", "inkom"])
    sheet.append(["A1", "K1", 45746.999999])
    sheet["C2"].number_format = "yyyy-mm-dd hh:mm"
    book.save(tmp_path / "lista.xlsx")
    assert cells(read_table(tmp_path / "lista.xlsx", KNOWN)) == [("A1", "K1", "2025-03-31")]


def test_the_first_sheet_with_enough_known_headers_is_read(tmp_path: Path) -> None:
    table = xlsx_table(
        tmp_path,
        ("Info", [["Lista", "över"], ["typ", "beslut"]]),
        ("Data", [["ärende", "person", "inkom"], ["A1", "K1", "x"]]),
        ("Äldre", [["ärende", "person", "inkom", "typ"], ["A0", "K0", "x", "y"]]),
    )
    assert cells(table) == [("A1", "K1", "x")]
    assert table.notes == ("Arbetsboken har 3 blad; bara bladet ”Data” är läst.",)


def test_a_sheet_named_by_an_identity_is_not_named_again(tmp_path: Path) -> None:
    named = "".join(("2012", "0412", "-", "2380"))
    table = xlsx_table(tmp_path, (named, [["ärende", "person"], ["A1", "K1"]]), ("Tomt", []))
    assert table.notes == ("Arbetsboken har 2 blad; bara ett av bladen är läst.",)


def test_hidden_sheets_and_empty_workbooks_are_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Dolt")
    hidden.append(["ärende", "person", "inkom"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "tom.xlsx")
    with pytest.raises(UserError, match="ingen rubrikrad"):
        read_table(tmp_path / "tom.xlsx", KNOWN)


CELL = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\0'", exclude_categories=["Cs"])
).map(str.strip)


@settings(max_examples=60)
@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=5), st.sampled_from([";", ",", "\t"]))
def test_what_is_quoted_comes_back_whatever_it_holds(rows: list[list[str]], delimiter: str) -> None:
    import unicodedata

    def quoted(row: list[str]) -> str:
        return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row)

    text = "\n".join([delimiter.join(("ärende", "person")), *map(quoted, rows)])
    grid = read_csv(text.encode(), KNOWN)
    normal = [[unicodedata.normalize("NFC", cell).strip() for cell in row] for row in rows]
    assert grid.rows[1:] == normal
