"""The text guard. Every number here is built as the test runs: none stands in a file."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.se import personnummer

from caseapp.domain.identity import (
    control_digit_is_right,
    find_identities,
    identity_number,
    looks_like_identity,
    pseudonym,
)

TODAY = date(2026, 3, 1)
SAFE_GAP = st.sampled_from([" ", "; ", "(", "pnr ", "född", "barn:"])


def with_control_digit(nine: str) -> str:
    """Nine digits with the tenth that makes them a number."""
    return next(nine + digit for digit in "0123456789" if control_digit_is_right(nine + digit))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Twelve digits of a personnummer or samordningsnummer of someone born 1927–2025."""
    born = draw(st.dates(date(1927, 1, 1), date(2025, 12, 31)))
    day = born.day + (60 if draw(st.booleans()) else 0)
    nine = f"{born:%y%m}{day:02}{draw(st.integers(0, 999)):03}"
    return f"{born.year // 100}{with_control_digit(nine)}"


def writings(number: str) -> list[str]:
    """The ways people write the same number."""
    year, yy, mm, dd, tail = number[:4], number[2:4], number[4:6], number[6:8], number[8:]
    short, full = f"{yy}{mm}{dd}", f"{year}{mm}{dd}"
    close = [
        f"{born}{gap}{tail}"
        for born in (short, full)
        for gap in ("", "-", " ", " - ", "- ", " -", "–", "—", "−", "\u2011", "\u00a0", "\t", "-\n", "\u00ad")
    ]
    apart = [
        f"{year}-{mm}-{dd}-{tail}",
        f"{year}-{mm}-{dd} {tail}",
        f"{yy}-{mm}-{dd}-{tail}",
        f"{year} {mm} {dd} {tail}",
        f"{year} {mm}{dd} {tail}",
        f"{year} {mm}{dd}-{tail}",
        f"{yy} {mm} {dd} - {tail}",
        f"{year}.{mm}.{dd}-{tail}",
        f"{year}/{mm}/{dd}-{tail}",
        f"{full}/{tail}",
        f"{full}_{tail}",
        f"{short}-{tail[:2]} {tail[2:]}",
        f"{short}-{tail[:3]} {tail[3:]}",
        f"{short}\u200b-{tail}",
        "".join(chr(0xFF10 + int(digit)) for digit in number),
    ]
    return close + apart


@given(numbers())
def test_our_control_digit_agrees_with_another_library(number: str) -> None:
    ten = number[2:]
    assert control_digit_is_right(ten)
    wrong = ten[:9] + str((int(ten[9]) + 1) % 10)
    assert not control_digit_is_right(wrong)
    if int(ten[4:6]) <= 31:
        assert personnummer.is_valid(number)
        assert not personnummer.is_valid(number[:2] + wrong)


@settings(max_examples=60)
@given(numbers(), SAFE_GAP)
def test_every_writing_is_found_once_where_it_stands(number: str, before: str) -> None:
    for written in writings(number):
        (found,) = find_identities(f"{before}{written}, och mer")
        assert (found.line, found.column) == (1, len(before) + 1), written
        assert found.length == len(written), written
        assert found.kind == ("samordningsnummer" if int(number[6:8]) > 60 else "personnummer")


@settings(max_examples=60)
@given(numbers())
def test_every_writing_gives_the_same_canonical_number(number: str) -> None:
    for written in writings(number):
        if "\n" not in written:
            assert identity_number(written, TODAY) == number, written
    assert identity_number(f" '{number} ", TODAY) == number
    assert identity_number(f"{number[:2]} {number[2:8]}-{number[8:]}", TODAY) == number
    assert identity_number(f"{number}.0", TODAY) == number


@given(numbers())
def test_a_mistyped_number_written_close_is_found_too(number: str) -> None:
    wrong = number[:11] + str((int(number[11]) + 1) % 10)
    for written in (wrong, wrong[2:], f"{wrong[2:8]}-{wrong[8:]}", f"{wrong[:8]} {wrong[8:]}"):
        assert looks_like_identity(written)
        assert identity_number(written, TODAY) == wrong


@given(numbers())
def test_digits_pulled_apart_must_have_the_right_control_digit(number: str) -> None:
    wrong = number[:11] + str((int(number[11]) + 1) % 10)
    written = f"{wrong[:4]}-{wrong[4:6]}-{wrong[6:8]} {wrong[8:]}"
    assert not looks_like_identity(written)
    assert identity_number(written, TODAY) is None


@given(st.dates(date(1927, 1, 1), date(2025, 12, 31)), st.sampled_from(["T123", "TF10", "t123"]))
def test_reserve_numbers_with_t_or_tf_are_found_in_every_writing(born: date, tail: str) -> None:
    day = f"{born:%Y%m%d}"
    for written in (
        f"{day}-{tail}",
        f"{day}{tail}",
        f"{day} {tail}",
        f"{born:%Y-%m-%d}-{tail}",
        f"{day}–{tail}",
    ):
        (found,) = find_identities(f"nr {written}.")
        assert found.kind == "reservnummer", written
        assert identity_number(written, TODAY) == day + tail.upper(), written


@pytest.mark.parametrize("tail", ["A123", "AB12", "12A3", "123A"])
def test_reserve_numbers_with_other_letters_are_found(tail: str) -> None:
    assert looks_like_identity(f"19900512-{tail}")
    assert identity_number(f"900512{tail}", TODAY) == f"19900512{tail}"
    assert not looks_like_identity(f"fil a900512{tail}")


def test_reserve_numbers_that_begin_with_99_are_found() -> None:
    (found,) = find_identities("nr 99200512-1234 x")
    assert (found.kind, found.column, found.length) == ("reservnummer", 4, 13)
    assert identity_number("992005121234", TODAY) == identity_number("99200512-1234", TODAY) == "992005121234"


@given(st.dates(date(1990, 1, 1), date(2039, 12, 31)), st.dates(date(1990, 1, 1), date(2039, 12, 31)))
def test_dates_periods_times_and_case_numbers_are_left_alone(one: date, other: date) -> None:
    for text in (
        f"{one}",
        f"{one} 14:05",
        f"{one} kl. 14.05",
        f"{one} 14.05",
        f"{one}T14:05",
        f"{one:%Y%m%d}T1405",
        f"{one}–{other}",
        f"{one} – {other}",
        f"{one} {other}",
        f"{one}..{other}",
        f"{one}/{other}",
        f"{one:%Y%m%d}-{other:%Y%m%d}",
        f"{one:%Y%m%d}–{other}",
        f"{one}–{other:%m-%d}",
        f"{one:%d/%m %Y} {other:%d/%m %Y}",
        f"BU-{one:%Y-%m%d}",
        f"A-{one:%Y}-0210",
        f"{one} BU-{other:%Y}-0413",
        f"dnr SN {one:%Y}-1462",
        f"SN{one:%y}-160",
    ):
        assert not looks_like_identity(text), text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tel 0701234567",
        "Telefonnummer: 0701234567",
        "mobil 070-1234567",
        "070-123 45 67",
        "08-123 456 78",
        "+46 70 123 45 67",
        "1 234 567 890 kr",
        "10 097 22 398 8 976",
        "212000-0225",
        "bankgiro 5402-9681",
        "20250601 kl14",
        "20250601 kl 14.30",
        "2023 2024 2025 2026",
        "hash 1250102123456789",
        "991332-1234",
        "950231-1234",
        "951301-1234",
        "950100-1234",
        "950192-1234",
    ],
)
def test_telephones_amounts_and_impossible_days_are_left_alone(text: str) -> None:
    assert find_identities(text) == []


def test_a_number_may_stand_beside_the_word_telephone_when_its_control_digit_is_right() -> None:
    assert looks_like_identity(f"tel {with_control_digit('070123456')}")


def test_several_numbers_on_several_lines_are_told_in_order_and_never_by_value() -> None:
    first, second = with_control_digit("640823323"), with_control_digit("900512123")
    text = f"rad ett\r\n  {first[:6]}-{first[6:]} och {second}\n\n”x” {second}"
    found = find_identities(text)
    assert [(f.line, f.column, f.length) for f in found] == [(2, 3, 11), (2, 19, 10), (4, 5, 10)]
    assert all(first[6:] not in repr(f) for f in found)


def test_a_number_is_found_though_a_false_one_overlaps_it() -> None:
    number = with_control_digit("640823323")
    (found,) = find_identities(f"12 {number[:6]} {number[6:]}")
    assert found.column == 4


def test_a_date_in_parts_needs_a_gap_before_the_last_four() -> None:
    ten = with_control_digit("640823323")
    assert looks_like_identity(f"{ten[:2]}-{ten[2:4]}-{ten[4:6]}-{ten[6:]}")
    assert not looks_like_identity(f"{ten[:2]}-{ten[2:4]}-{ten[4:]}")
    assert not looks_like_identity(f"{ten[:2]}-{ten[2:4]}.{ten[4:6]}-{ten[6:]}")


def test_letters_that_only_look_long_are_no_digits() -> None:
    assert not looks_like_identity("½" * 9 + "1234567 8")


@pytest.mark.parametrize(
    ("ten", "year"),
    [
        ("250101", "2025"),
        ("260301", "2026"),
        ("260302", "1926"),
        ("270101", "1927"),
        ("260361", "2026"),
        ("260362", "1926"),
    ],
)
def test_ten_digits_get_the_latest_century_that_is_not_in_the_future(ten: str, year: str) -> None:
    assert identity_number(f"{ten}-1234", TODAY) == f"{year}{ten[2:]}1234"


def test_a_plus_means_over_a_hundred_years() -> None:
    assert identity_number("250823+1234", TODAY) == "192508231234"
    assert identity_number("19250823+1234", TODAY) == "192508231234"


@pytest.mark.parametrize("nine", ["050512123", "001112123", "000512123"])
def test_leading_zeros_lost_in_a_spreadsheet_are_found_again(nine: str) -> None:
    ten = with_control_digit(nine)
    lost = str(int(ten))
    assert identity_number(lost, TODAY) == f"20{ten}"
    assert identity_number(f"{lost}.0", TODAY) == f"20{ten}"
    assert identity_number(str(int(lost) + 1), TODAY) is None


@pytest.mark.parametrize(
    "text", ["", "P-7", "20050823", "Anna", "2025-03-31", "12345678901234", "951301-1234"]
)
def test_what_is_no_identity_number_has_no_canonical_form(text: str) -> None:
    assert identity_number(text, TODAY) is None


def test_a_pseudonym_is_the_same_word_for_the_same_person_and_key() -> None:
    assert pseudonym("x", b"key") == pseudonym("x", b"key")
    assert len({pseudonym("x", b"key"), pseudonym("y", b"key"), pseudonym("x", b"other")}) == 3
    assert [len(part) for part in pseudonym("x", b"key").split("-")] == [1, 4, 4, 4]
