"""The formula guard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.exchange.guard import harmless, plain


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "%", "|", "\t"])
@pytest.mark.parametrize("before", ["", " ", "\ufeff", "\r", "\x01", "\u00a0", "'"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(before: str, sign: str) -> None:
    text = f"{before}{sign}1+1"
    assert harmless(text) == f"'{text}"
    assert plain(harmless(text)) == text


@pytest.mark.parametrize("text", ["", "A-12", "31/3 2025", "'citat", "å=b", "1|2"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text
    assert plain(text) == text


@given(st.text())
def test_what_is_made_harmless_can_be_made_plain_again(text: str) -> None:
    assert plain(harmless(text)) == text


@given(st.text(alphabet="'=+-@ \t\ufeffab", max_size=6))
def test_nothing_harmless_begins_like_a_formula(text: str) -> None:
    assert harmless(text).lstrip(" \ufeff")[:1] not in ("=", "+", "-", "@", "\t")
