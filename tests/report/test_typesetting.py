"""Where lines break, and what becomes of characters that cannot be printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.report.typesetting import BOLD, REGULAR, clean, longest_word, width, wrap


def test_a_text_that_fits_is_one_line() -> None:
    assert wrap("Sista dag", REGULAR, 8, 200) == ["Sista dag"]


def test_lines_break_between_words() -> None:
    assert wrap("hedersrelaterat våld och förtryck", REGULAR, 8, 80) == [
        "hedersrelaterat våld",
        "och förtryck",
    ]


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrap("  ", REGULAR, 8, 50) == [""]


def test_a_number_stays_with_its_paragraph_sign_and_its_chapter() -> None:
    text = "Fyra månader (20 kap. 3 § SoL)"
    for room in range(40, 140, 3):
        lines = wrap(text, REGULAR, 8, room)
        assert not any(line.startswith(("§", "kap.")) for line in lines)


def test_a_long_name_of_a_unit_is_broken_before_its_last_part() -> None:
    assert wrap("Öppenvårdsenheten", REGULAR, 8, 60) == ["Öppenvårds-", "enheten"]


def test_a_case_number_is_broken_after_its_dash() -> None:
    assert wrap("BU-2025-0413-AVDELNING", REGULAR, 8, 40) == ["BU-2025-", "0413-", "AVDELNIN-", "G"]


def test_a_word_without_joints_is_broken_with_a_hyphen_and_digits_without() -> None:
    assert wrap("a" * 30, REGULAR, 8, 60)[0].endswith("a-")
    assert wrap("1" * 30, REGULAR, 8, 60)[0].endswith("1")


def test_a_word_breaks_even_when_not_a_letter_has_room() -> None:
    assert wrap("våld", REGULAR, 8, 1) == ["v-", "å-", "l-", "d"]


def test_a_short_word_stands_before_the_parts_of_a_long_one() -> None:
    lines = wrap("i Öppenvårdsenheten nu", REGULAR, 8, 60)
    assert lines == ["i", "Öppenvårds-", "enheten nu"]


def test_blanks_and_unprintable_characters_go_but_the_no_break_space_stays() -> None:
    assert clean(" 12\u00a0345\n\t ärenden\x00\u202e ") == "12\u00a0345 ärenden"
    assert clean("\ud800fel") == "?fel"


def test_the_widest_word_counts_a_compound_by_its_parts() -> None:
    assert longest_word("", REGULAR, 8) == 0
    assert longest_word("Öppenvårdsenheten", REGULAR, 8) == pytest.approx(width("Öppenvårds-", REGULAR, 8))
    assert longest_word("ett två", BOLD, 8) == pytest.approx(
        max(width("ett", BOLD, 8), width("två", BOLD, 8))
    )


@given(st.text(max_size=200), st.floats(30, 400))
def test_no_line_is_wider_than_its_room_and_no_character_is_lost(text: str, room: float) -> None:
    lines = wrap(text, REGULAR, 8, room)
    assert all(width(line, REGULAR, 8) <= room + 1e-6 for line in lines)
    kept = "".join(lines).replace("-", "").replace(" ", "")
    assert kept == clean(text).replace("-", "").replace(" ", "")


@pytest.mark.parametrize("symbol", "▲◆●○✓⚑┃→åäöÅÄÖé§–≤”")
def test_the_fonts_have_every_sign_that_papers_use(symbol: str) -> None:
    from reportlab.pdfbase import pdfmetrics

    width(symbol, REGULAR, 8)
    for font in (REGULAR, BOLD):
        assert ord(symbol) in pdfmetrics.getFont(font).face.charToGlyph
