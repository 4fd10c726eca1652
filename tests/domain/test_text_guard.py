"""The guard of free text. Every number here is built as the test runs: none stands in a file."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from caseapp.domain.identity import find_identities, looks_like_identity
from caseapp.domain.names import NameWords, words_in
from caseapp.domain.text_guard import Finding, guard, stops
from tests.domain.test_identity import with_control_digit

VARIANTS = 10_000
DASHES = ["", "-", "+", " ", " - ", "- ", " -", "–", "—", "−", "\u2010", "\u2011", " – ", "\u00a0–\u00a0"]
SPACES = ["\u00a0", "\u202f", "\u2009", "\t"]
BREAKS = ["-\n", "–\n", "-\r\n  "]
UNSEEN = ["\u00ad", "\u200b", "\u200b-", "\ufeff"]
AROUND = [
    ("", ""), ("(", ")"), ("[", "]"), ("<", ">"), ("”", "”"), ("/", "/"), ("*", "*"), ("x_", "_x"),
    ("#", ";"),
    ("nr:", ","), ("född", " idag"), ("pnr", "och"), ("abc", "def"), ("barn ", "."), ("a ", "s"),
    ("=", "'"),
    (" 12 ", " 3 st"), ("rad ett\n", "\nrad tre"), ("\t", "\t"), ("2026-03-16 ", " kl. 14"),
]  # fmt: skip

WORDS = NameWords(
    first=frozenset(
        [
            "anna",
            "eva",
            "karin",
            "maria",
            "sarah",
            "sten",
            "björn",
            "linda",
            "karl",
            "hans",
            "mohammed",
            "fatima",
            "per",
            "al",
        ]
    ),
    last=frozenset(["berg", "svensson", "ahmed", "mohammed", "karlsson", "lind", "ros", "al-ali"]),
    endings=("sson", "sdotter"),
    ordinary=frozenset(["sten", "björn", "berg", "lind", "ros", "hans", "per"]),
    doubtful=frozenset(["linda", "karl"]),
    not_names=frozenset([("lex", "sarah"), ("mini", "maria"), ("s", "t", "karin")]),
    followed_by=frozenset(["församling", "väg"]),
    between=frozenset(["von", "al"]),
)


def variant(dice: random.Random) -> tuple[str, str, str]:
    """A number in one of the ways it is written, with what stands before and after it."""
    born = date(1927, 1, 1) + timedelta(days=dice.randrange(36_000))
    form = dice.choice(["personnummer", "personnummer", "samordningsnummer", "T", "TF"])
    day = born.day + (60 if form == "samordningsnummer" else 0)
    tail = with_control_digit(f"{born:%y%m}{day:02}{dice.randrange(1000):03}")[6:]
    if form in ("T", "TF"):
        tail = f"{form}{dice.randrange(10 ** (4 - len(form))):0{4 - len(form)}}"
    century = dice.choice([f"{born.year // 100}", ""])
    way = dice.choice(["close", "close", "close", "parts", "digits", "wide"])
    gap = dice.choice(DASHES + SPACES + BREAKS + UNSEEN + ["\n"])
    if way == "parts":
        between = dice.choice("-./ ")
        # Without a century a gap must be seen, and a bare line break is no gap between parts.
        if gap == "\n" or (not century and gap in ("", *UNSEEN)):
            gap = "-"
        written = f"{century}{born:%y}{between}{born:%m}{between}{day:02}{gap}{tail}"
    elif way == "digits":
        written = " ".join(f"{century}{born:%y%m}{day:02}{dice.choice(['', '-', '+'])}{tail}")
    else:
        written = f"{century}{born:%y%m}{day:02}{gap}{tail}"
    if way == "wide":
        written = "".join(chr(0xFF10 + int(c)) if c.isdecimal() else c for c in written)
    return written, *dice.choice(AROUND)


def test_not_one_of_ten_thousand_written_numbers_passes() -> None:
    dice = random.Random(20260316)
    made = [variant(dice) for _ in range(VARIANTS)]
    passed = [
        (before, written, after)
        for written, before, after in made
        if not any(
            found.stop and found.start < len(before) + len(written) and found.end > len(before)
            for found in stops(f"{before}{written}{after}")
        )
    ]
    assert len({written for written, _, _ in made}) > VARIANTS * 0.9
    assert passed == []


@pytest.mark.parametrize("nine", ["640823323", "051231123"])
def test_a_number_run_into_a_word_or_over_a_line_must_be_right_unless_a_dash_stands_in_it(nine: str) -> None:
    ten = with_control_digit(nine)
    wrong = nine + str((int(ten[9]) + 1) % 10)
    for before, after in ((ten[:6], f"{ten[6:]}barn"), (f"{ten[:6]}\n", ten[6:])):
        assert looks_like_identity(before + after)
        assert not looks_like_identity((before + after).replace(ten[6:], wrong[6:]))
    assert looks_like_identity(f"{wrong[:6]}-{wrong[6:]}barn")
    assert looks_like_identity(f"{wrong[:6]}-\n{wrong[6:]}")


def test_figures_by_themselves_one_by_one_are_no_number_when_they_make_no_day_or_no_control_digit() -> None:
    ten = with_control_digit("640823323")
    (found,) = find_identities(f"på {' '.join(ten)} då")
    assert (found.column, found.length) == (4, 19)
    assert not looks_like_identity(" ".join(ten[:9] + str((int(ten[9]) + 1) % 10)))
    assert not looks_like_identity("1 2 3 4 5 6 7 8 9 1")


def shown(text: str) -> list[tuple[str, str]]:
    """Kind and text of each thing that stops, for the test to compare."""
    return [(found.kind, text[found.start : found.end]) for found in stops(text)]


@pytest.mark.parametrize(
    "written",
    [
        "070-123 45 67", "070-1234567", "0701-23 45 67", "0761234567", "070 123 45 67", "070.123.45.67",
        "070/123 45 67", "(070) 123 45 67", "070–123 45 67", "+46 70 123 45 67", "+46701234567",
        "+46 (0)70-123 45 67", "+46) 70 123 45 67",
        "0046 70 123 45 67", "+46-8-123 456 78", "08-123 456 78", "08-12 34 56", "08-123-45-67",
        "08 123 45 67",
        "08/123 456", "(08) 123 45 67", "018-12 34 56", "0176-710 00", "0176 710 00", "0176-71 00 12",
        "031-123 45 67",
        "018123456", "0181234567", "+358 40 123 4567", "+47 912 34 567", "+491701234567",
        "０７０-１２３ ４５ ６７",
        "070\u00a0123\u00a045\u00a067", "070\u2011123\u202f45\u202f67",
    ],
)  # fmt: skip
def test_a_telephone_number_stops_in_every_writing(written: str) -> None:
    for before, after in (("", ""), ("ring ", " idag"), ("(", ")."), ("2026-03-17 ", ""), ("nr:", ", 3 st")):
        assert shown(f"{before}{written}{after}") == [("telefonnummer", written)], (before, after)


@pytest.mark.parametrize(
    ("before", "number"),
    [
        ("tel. ", "71 000"), ("Tfn: ", "123 45 67"), ("mobil ", "70 123 45 67"),
        ("telefonnummer ", "46701234567"),
        ("nås på ", "710 00"), ("ring ", "123 456"), ("SMS till nr ", "71 00 12"),
    ],
)  # fmt: skip
def test_figures_after_the_word_telephone_stop_without_an_area_code(before: str, number: str) -> None:
    assert shown(f"{before}{number} snarast") == [("telefonnummer", number)]


@pytest.mark.parametrize(
    "text",
    [
        "ring 112", "ring 1177 eller 114 14", "020-50 50 50", "ring 020-50 50 50", "0771-11 44 00",
        "+10 000 000 kr",
        "-279 071 -286 535 -7 464", "1 076 814 262", "70 046 59 007 -11 039",
        "6 994 6 726 -268 10 089 9 806",
        "Telefonsamtal 20240312", "telefon 2024-03-12", "öppet 08-17 2026", "kl. 08-16, 08-15",
        "08-12-2025",
        "08.30-09.15", "08.30 09.15", "kl 08:00-16:30", "03-01–04-15", "08-01-09-15", "01022025",
        "08/12 2025",
        "BU-2025-0413", "SN 2025-0176-12", "2001:453", "34:1–10", "0,123 456", "samtal tel 25 000 kr",
        "nås 12 000 st",
        "6dd097 2026-08-13", "1 234 567 890", "5402-9681", "212000-0225", "97 123 12", "0 12 34 56 78",
        "2022 2023 2024 2025",
    ],
)  # fmt: skip
def test_amounts_dates_hours_case_numbers_and_public_numbers_do_not_stop(text: str) -> None:
    assert stops(text) == []


@pytest.mark.parametrize(
    "written",
    [
        "anna.berg@kommun.se", "a@b.se", "anna+ett@sub.kommun.example.org", "anna @ kommun.se",
        "anna＠kommun.se",
        "anna (at) kommun.se", "anna[at]kommun[dot]se", "anna (snabel-a) kommun (punkt) se",
        "åsa@räksmörgås.se",
    ],
)  # fmt: skip
def test_an_e_mail_address_stops_in_every_writing(written: str) -> None:
    for before, after in (("", ""), ("skriv till ", "."), ("<", ">")):
        assert shown(f"{before}{written}{after}") == [("e-postadress", written)], (before, after)


@pytest.mark.parametrize("text", ["@socialtjansten", "3 @ 5", "anna@", "at 5", "(at)", "{at} alla"])
def test_an_at_sign_alone_is_no_address(text: str) -> None:
    assert stops(text) == []


def test_a_finding_lies_where_the_thing_stands_also_among_unseen_characters() -> None:
    text = "ta\u00adla med a\u200bb@c.se"
    (found,) = stops(text)
    assert text[found.start : found.end] == "a\u200bb@c.se"
    assert found == Finding("e-postadress", 10, 8, stop=True)


def test_findings_come_in_order_do_not_overlap_and_hold_no_value() -> None:
    ten = with_control_digit("640823323")
    text = f"Anna Berg, {ten[:6]}-{ten[6:]}, 070-123 45 67, Anna.Svensson@kommun.se och Eva"
    found = guard(text, WORDS)
    assert [f.kind for f in found] == ["namn", "personnummer", "telefonnummer", "e-postadress", "namn"]
    assert [f.stop for f in found] == [False, True, True, True, False]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert not any(word in repr(found) for word in ("Anna", ten[6:], "070", "kommun"))


def test_a_number_that_is_an_identity_is_told_once() -> None:
    ten = with_control_digit("070123456")
    assert [f.kind for f in stops(f"tel {ten}")] == ["personnummer"]


def names(text: str) -> list[str]:
    """The names warned of, for the test to compare."""
    found = guard(text, WORDS)
    assert not any(f.stop for f in found)
    return [text[f.start : f.end] for f in found]


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("Anna ringde.", ["Anna"]),
        ("Annas syster och Anna's bror", ["Annas", "Anna's"]),
        ("beslutet rör Svenssons barn", ["Svenssons"]),
        ("Sten Berg kom", ["Sten Berg"]),
        ("i går kom Björn Lind hit", ["Björn Lind"]),
        ("Eva Karin Berg och Per\nLind", ["Eva Karin Berg", "Per\nLind"]),
        ("Eva K. Berg, Eva K Berg", ["Eva K. Berg", "Eva K Berg"]),
        ("Eva von Berg, Mohammed al Ahmed", ["Eva von Berg", "Mohammed al Ahmed"]),
        ("Anna Svensson Berg", ["Anna Svensson Berg"]),
        ("Anna-Karin och Anna-Karin Berg-Lind", ["Anna-Karin", "Anna-Karin Berg-Lind"]),
        ("Sten-Björn var där", ["Sten-Björn"]),
        ("Al-Ali var där", ["Al-Ali"]),
        ("ANNA SVENSSON", ["ANNA SVENSSON"]),
        ("anna svensson kom", ["anna svensson"]),
        ("fatima mohammed", ["fatima mohammed"]),
        ("Björn Hejsansson och Jonsdotter", ["Björn Hejsansson", "Jonsdotter"]),
        ("vi mötte Linda där", ["Linda"]),
        ("Anna och okända", ["Anna"]),
        ("Anna, Berg", ["Anna"]),
    ],
)
def test_a_likely_name_is_warned_of(text: str, warned: list[str]) -> None:
    assert names(text) == warned


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sten, Björn, Berg, Lind och Ros",
        "i Berg vid Sten",
        "hans barn, per berg och en ros",
        "anna och anna berg och anna x",
        "anna",
        "linda svensson",
        "okänd svensson",
        "Linda foten. Karl\n• Linda",
        "lex Sarah, Lex Sarahs krav, Mini Maria, S:t Karin",
        "Maria församling, Anna väg",
        "ANNA, EVA",
        "Karlsgatan, Annaberg, Svensso, sson",
        "Anna-rapporten",
        "Möte i Norrtälje med Barnahus",
    ],
)
def test_ordinary_words_statutes_places_and_abbreviations_are_no_names(text: str) -> None:
    assert names(text) == []


def test_phrases_are_parted_as_texts_are() -> None:
    assert words_in("S:t Karin, e-id") == ("s", "t", "karin", "e-id")
    bare = NameWords(*(frozenset(),) * 2, (), *(frozenset(),) * 5)  # type: ignore[arg-type]
    assert guard("lex Sarah", bare) == []
