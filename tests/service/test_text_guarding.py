"""The guard of free text in sentences, and every way in that it guards."""

from __future__ import annotations

from datetime import date

import pytest

from caseapp.catalogue.book import Catalogue
from caseapp.domain.errors import UserError
from caseapp.domain.names import NameWords
from caseapp.service.import_values import Values
from caseapp.service.record import check_value
from caseapp.service.text_guarding import check_text, is_free_text, refuse_contacts, refuse_stops
from tests.service.lists import identity

NOBODY = NameWords(
    frozenset(), frozenset(), (), frozenset(), frozenset(), frozenset(), frozenset(), frozenset()
)
TELEPHONE = "070-123 45 67"


@pytest.fixture
def values(catalogue: Catalogue) -> Values:
    return Values(catalogue, date(2026, 3, 16), lambda: b"k" * 32)


def test_the_writer_is_told_which_field_where_and_what_kind_but_never_the_value() -> None:
    told = check_text(f"Ring mor, {TELEPHONE}, Anna Berg eller a@b.se", "Beskrivning")
    assert told.stops == (
        "Beskrivning: tecken 11–23 ser ut som ett telefonnummer. Ta bort det.",
        "Beskrivning: tecken 42–47 ser ut som en e-postadress. Ta bort det.",
    )
    assert told.warnings == ("Beskrivning: tecken 26–34 kan vara en persons namn. Ta bort det i så fall.",)


def test_in_a_text_of_several_lines_the_line_is_told_too() -> None:
    told = check_text(f"hej\n  {identity()}", "Anteckning")
    assert told.stops == ("Anteckning: rad 2, tecken 3–15 ser ut som ett personnummer. Ta bort det.",)
    assert check_text("hej\nAnna").warnings == (
        "Rad 2, tecken 1–4 kan vara en persons namn. Ta bort det i så fall.",
    )


def test_beside_its_field_the_sentence_needs_no_name_of_it() -> None:
    assert check_text("Anna", words=NOBODY).warnings == ()
    assert check_text("Anna").warnings == ("Tecken 1–4 kan vara en persons namn. Ta bort det i så fall.",)


def test_all_that_stops_is_told_at_once_and_warnings_stop_nothing() -> None:
    with pytest.raises(UserError) as told:
        refuse_stops(f"a@b.se och {TELEPHONE}", "Skäl")
    assert str(told.value) == (
        "Skäl: tecken 1–6 ser ut som en e-postadress. Ta bort det."
        " Skäl: tecken 12–24 ser ut som ett telefonnummer. Ta bort det."
    )
    refuse_stops("Anna Berg", "Skäl")


def test_a_text_and_a_word_outside_an_open_list_are_guarded_when_they_are_recorded(
    catalogue: Catalogue,
) -> None:
    for name in ("forlangning_skal", "orsak"):
        with pytest.raises(UserError, match="tecken 6–18 ser ut som ett telefonnummer"):
            check_value(catalogue, catalogue.fields[name], f"ring {TELEPHONE}")
    with pytest.raises(UserError, match="ser ut som ett personnummer"):
        check_value(catalogue, catalogue.fields["forlangning_skal"], identity())
    with pytest.raises(UserError, match="innehåller något som ser ut som ett personnummer"):
        check_value(catalogue, catalogue.fields["kon"], identity())
    assert check_value(catalogue, catalogue.fields["forlangning_skal"], "Anna Berg") == "Anna Berg"


def test_a_unit_that_is_typed_is_guarded_as_free_text_is(catalogue: Catalogue) -> None:
    for text, kind in ((identity(), "ett personnummer"), (f"Barn {TELEPHONE}", "ett telefonnummer")):
        with pytest.raises(UserError, match=f"Enhet: tecken .* ser ut som {kind}"):
            check_value(catalogue, catalogue.fields["enhet"], text)
    assert check_value(catalogue, catalogue.fields["enhet"], "Barn och unga 2") == "Barn och unga 2"


def test_only_a_writers_own_words_are_free_text(catalogue: Catalogue) -> None:
    fields = catalogue.fields
    assert is_free_text(catalogue, fields["forlangning_skal"], "x")
    assert is_free_text(catalogue, fields["orsak"], "något annat")
    assert not is_free_text(
        catalogue, fields["orsak"], catalogue.code_lists["aktualiseringsorsak"].codes[0].id
    )
    assert not is_free_text(catalogue, fields["kon"], "x")
    assert not is_free_text(catalogue, fields["enhet"], "x")


def test_a_row_is_rejected_for_running_text_and_not_for_what_a_code_looks_like(
    values: Values, catalogue: Catalogue
) -> None:
    fields = catalogue.fields
    for name, text, kind in (
        ("forlangning_skal", f"ring {TELEPHONE}", "ett telefonnummer"),
        ("orsak", "skriv till a@b.se", "en e-postadress"),
    ):
        with pytest.raises(UserError) as told:
            values.field(fields[name], text)
        assert (
            str(told.value) == f"Innehåller något som ser ut som {kind}. Ta bort det och läs in raden igen."
        )
    for name, text in (("handlaggare", "a@b.se"), ("hushall", "0761234567"), ("enhet", f"Barn {TELEPHONE}")):
        assert values.field(fields[name], text) == text
    refuse_contacts("två ord")
