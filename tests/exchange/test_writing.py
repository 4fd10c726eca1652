"""Tables as files: what a cell becomes in csv and xlsx, and that a file appears whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.errors import UserError
from caseapp.exchange import writing
from caseapp.exchange.guard import plain
from caseapp.exchange.writing import Cell, Sheet, write_csv, write_xlsx


def read_back(path: Path) -> list[list[str]]:
    """The cells of a csv file, as another program reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


SHEET = Sheet("Tomt", ["a"], [])
ROW: list[Cell] = ["Åsa; ”ja”", 1200, -4.5, date(2025, 12, 10), None]


def test_csv_is_what_excel_in_swedish_wants(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", ["Namn", "Antal", "Andel", "Dag", "Tomt"], [ROW])
    assert (tmp_path / "t.csv").read_bytes() == (
        '\ufeffNamn;Antal;Andel;Dag;Tomt\r\n"Åsa; ”ja”";1200;-4,5;2025-12-10;\r\n'.encode()
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [(38.46153846153846, "38,46153846153846"), (1e-07, "0,0000001"), (1e22, "1" + "0" * 22)],
)
def test_csv_has_decimal_commas_and_no_powers_of_ten(tmp_path: Path, number: float, text: str) -> None:
    write_csv(tmp_path / "t.csv", ["a"], [[number]])
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[1] == text


@pytest.mark.parametrize("text", ["=1+1", "+46", "-x", "@summa", "\t=1", "'=1"])
def test_text_that_begins_like_a_formula_is_harmless_in_both_forms(tmp_path: Path, text: str) -> None:
    write_csv(tmp_path / "t.csv", [text], [[text]])
    write_xlsx(tmp_path / "t.xlsx", [Sheet("a", [text], [[text]])])
    assert read_back(tmp_path / "t.csv") == [[f"'{text}"], [f"'{text}"]]
    cells = list(openpyxl.load_workbook(tmp_path / "t.xlsx")["a"].values)
    assert cells == [(f"'{text}",), (f"'{text}",)]


def test_a_negative_number_is_no_formula(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", ["a"], [[-3]])
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig") == "a\n-3\n"


def test_xlsx_has_real_numbers_and_dates_under_a_frozen_filtered_head(tmp_path: Path) -> None:
    long = "x" * 90
    write_xlsx(
        tmp_path / "t.xlsx",
        [
            Sheet("Ett", ["Namn", "Antal", "Andel", "Dag", "Tomt"], [ROW, [long, 1, 2.0, None, None]]),
            SHEET,
        ],
    )
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Ett", "Tomt"]
    page = book["Ett"]
    assert list(page.values)[1] == ("Åsa; ”ja”", 1200, -4.5, datetime(2025, 12, 10), None)  # noqa: DTZ001
    assert page["D2"].number_format == "yyyy-mm-dd"
    assert page["C2"].number_format == "0.0"
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:E3"
    assert page.column_dimensions["A"].width == pytest.approx(60, abs=1)
    assert page.column_dimensions["D"].width == pytest.approx(11, abs=1)
    assert page["A1"].font.bold


def test_a_sheet_longer_than_excel_takes_is_refused_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_MOST_ROWS", 2)
    with pytest.raises(UserError, match="fler rader än Excel tar emot"):
        write_xlsx(tmp_path / "t.xlsx", [Sheet("Kö", ["a"], [[1], [2], [3]])])
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_fails_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    def rows() -> Iterator[list[Cell]]:
        yield [1]
        raise RuntimeError

    path = tmp_path / "t.csv"
    path.write_text("gammal")
    with pytest.raises(RuntimeError):
        write_csv(path, ["a"], rows())
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("t.csv", "gammal")]


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_folder_that_is_missing_is_told_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "saknas" / name
    write = partial(write_csv, path, ["a"], []) if name == "t.csv" else partial(write_xlsx, path, [SHEET])
    with pytest.raises(UserError, match="går inte att skriva"):
        write()


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"))))
def test_text_comes_back_from_csv_as_it_was(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        write_csv(Path(folder) / "t.csv", ["namn", "kolumn"], [[text, "x"] for text in texts])
        rows = read_back(Path(folder) / "t.csv")
    assert [plain(row[0]) for row in rows[1:]] == texts
