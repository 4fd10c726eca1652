"""Makes lists to import. Every identity number is built as the test runs: none stands in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from caseapp.domain.cases import Case, fold
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.identity import control_digit_is_right
from caseapp.service.importing import ImportResult, import_file
from caseapp.service.office import Office
from caseapp.store.reading import events_of

AKTUALISERINGAR = (
    "ärende;person;inkom;typ;orsak;kön;födelseår;ålder;enhet;skyddsbedömning;förhandsbedömning;utfall;"
    "våld;hushåll"
)
UTREDNINGAR = (
    "ärende;person;inledd;typ;tilldelad;handläggare;förlängd till;förlängning skäl;förlängning beslutad;"
    "avslutad;utfall;enhet"
)
INSATSER = (
    "ärende;utredning;person;lagrum;insatstyp;beslut;verkställd;avbrott;återupptagen;avslutad;avslutsorsak"
)
HANDELSER = "ärende;ärendetyp;händelse;tidpunkt;värde;person;enhet"


def identity(born: str = "20120412", serial: int = 238) -> str:
    """Twelve digits with a dash: a number that is right, of nobody."""
    nine = f"{born[2:]}{serial:03}"
    last = next(digit for digit in "0123456789" if control_digit_is_right(nine + digit))
    return f"{born}-{serial:03}{last}"


def row(header: str, **cells: str) -> str:
    """A line under a header, cells by the header's names; spaces are written `_`, `-` is `__`."""
    names = header.split(";")
    given = {name.replace("_", " "): text for name, text in cells.items()}
    assert set(given) <= set(names), set(given) - set(names)
    return ";".join(given.get(name, "") for name in names)


def csv_file(folder: Path, header: str, *rows: str, name: str = "lista.csv", encoding: str = "utf-8") -> Path:
    """A csv file of a header and lines."""
    path = folder / name
    path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return path


def xlsx_file(folder: Path, *rows: Sequence[Any], name: str = "lista.xlsx") -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    for cells in rows:
        book.worksheets[0].append(list(cells))
    path = folder / name
    book.save(path)
    return path


def read_in(office: Office, folder: Path, header: str, *rows: str, **options: Any) -> ImportResult:
    """Import lines under a header."""
    return import_file(office, csv_file(folder, header, *rows), **options)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    """Imported, updated, unchanged, rejected."""
    assert result.read == result.imported + result.updated + result.unchanged + result.rejected
    return result.imported, result.updated, result.unchanged, result.rejected


def stored(office: Office, case_type: str, ref: str) -> list[Event]:
    """Every event of a case, voided ones too."""
    key = CaseKey(case_type, ref)
    with office.database.read() as connection:
        return events_of(connection, [key]).get(key, [])


def case_of(office: Office, case_type: str, ref: str) -> Case:
    """A case as its events tell it."""
    key = CaseKey(case_type, ref)
    return fold(
        office.catalogue.case_types[case_type], key, stored(office, case_type, ref), office.catalogue.fields
    )


def told(office: Office, case_type: str, ref: str) -> list[tuple[str, str, dict[str, str]]]:
    """The live events of a case: type, time and values."""
    return [(e.type, str(e.occurred), dict(e.values)) for e in case_of(office, case_type, ref).events]
