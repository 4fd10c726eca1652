"""What the cells of a list mean."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import FieldKind, FieldType
from caseapp.domain.errors import UserError
from caseapp.service.import_values import MASK, Values
from tests.service.lists import identity


@pytest.fixture
def values(catalogue: Catalogue) -> Values:
    return Values(catalogue, date(2026, 3, 16), lambda: b"k" * 32)


def test_every_way_to_write_a_code_is_that_code(values: Values, catalogue: Catalogue) -> None:
    for field in catalogue.fields.values():
        if field.kind is not FieldKind.CODE:
            continue
        for code in catalogue.code_lists[field.code_list].codes:
            for word in (code.id, code.name, f" {code.name.upper()} ".strip()):
                assert values.field(field, word) == code.id


def test_a_closed_list_refuses_and_an_open_one_keeps(values: Values, catalogue: Catalogue) -> None:
    with pytest.raises(UserError, match="Skriv ett av: kvinna, man, okänt"):
        values.field(catalogue.fields["kon"], "blå")
    assert values.field(catalogue.fields["orsak"], "Något nytt") == "Något nytt"
    assert values.field(catalogue.fields["kon"], "–") == "okänt"


@pytest.mark.parametrize(
    ("text", "stored"),
    [("j", "j"), ("Ja", "j"), ("1", "j"), ("X", "j"), ("n", "n"), ("NEJ", "n"), ("0", "n")],
)
def test_yes_and_no_are_written_in_many_ways(
    values: Values, catalogue: Catalogue, text: str, stored: str
) -> None:
    assert values.field(catalogue.fields["vald"], text) == stored


@pytest.mark.parametrize("text", ["12", "1850", "2027", "i år", "2012-04-12"])
def test_a_year_is_four_digits_and_believable(values: Values, catalogue: Catalogue, text: str) -> None:
    with pytest.raises(UserError, match="årtal"):
        values.field(catalogue.fields["fodelsear"], text)


def test_days_persons_and_texts_are_read_by_their_kind(values: Values, catalogue: Catalogue) -> None:
    assert values.field(catalogue.fields["forlangd_till"], "31/3 2025") == "2025-03-31"
    assert values.field(FieldType("p", "P", FieldKind.PERSON), identity()).startswith("P-")
    assert values.field(catalogue.fields["hushall"], "H 1") == "H 1"
    for kind in FieldKind:
        code_list = "kon" if kind is FieldKind.CODE else ""
        with pytest.raises(UserError):
            values.field(FieldType(f"x{kind}", "X", kind, code_list), MASK)


def test_the_key_is_asked_for_only_when_an_identity_is_met(catalogue: Catalogue) -> None:
    asked: list[bool] = []

    def key() -> bytes:
        asked.append(True)
        return b"k" * 32

    values = Values(catalogue, date(2026, 3, 16), key)
    values.person("K1")
    assert asked == []
    values.person(identity())
    values.person(identity(serial=300))
    assert asked == [True]
