"""How words are compared."""

from __future__ import annotations

import pytest

from caseapp.exchange.words import folded, letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Förlängd t.o.m.", "forlangd  T.O.M."),
        ("ÅÄÖ", "aao"),
        ("18–20 år", "18-20 ar"),
        ("A\u030angra", "ångra"),
    ],
)
def test_case_accents_dashes_and_spaces_make_no_difference(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_a_value_keeps_its_signs_and_a_header_loses_them() -> None:
    assert folded(" - ") == "-"
    assert letters("Ärende-ID (nr)") == "arendeidnr"
    assert letters(" - ") == ""
