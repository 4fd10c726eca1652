"""Every paper with nothing, little and much to tell: nothing is cut off, nothing lies over anything else."""

from __future__ import annotations

import gc
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject

from caseapp.domain.errors import UserError
from caseapp.domain.rules import STOCKHOLM
from caseapp.report import case, overdue, queue
from caseapp.report.blocks import (
    Block,
    Chain,
    Column,
    Heading,
    Lane,
    Lead,
    Mark,
    Notes,
    PageBreak,
    Row,
    Sheet,
    Status,
    Table,
    Text,
    Title,
    Tone,
)
from caseapp.report.press import print_sheet
from caseapp.report.words import rule_note, status_of
from tests.making import catalogue
from tests.report.reading import assert_well_set, pages_of, text_of, watched

AS_OF = date(2026, 3, 16)
LONG = "Enheten för ensamkommande barn, stödboenden och socialpsykiatrisk öppenvårdsverksamhet i norra"
REASONS = (
    "",
    "föräldrasvikt",
    "hedersrelaterat våld och förtryck",
    "Nationalekonomiutredningsmyndighetskö " * 9,
)
MARKUP = "<b>inte fet</b> & <para> <font color=red>"


def sheet(*blocks: Block, municipality: str = "Norrtälje kommun", scope: str = "alla enheter") -> Sheet:
    printed = datetime(2026, 3, 16, 8, 12, tzinfo=STOCKHOLM)
    return Sheet("Papperet", municipality, scope, AS_OF, printed, "9f3ca1d012345678", blocks)


def overdue_row(number: int) -> overdue.OverdueRow:
    started = date(2025, 6, 1) + timedelta(days=number % 200)
    last_day = started + timedelta(days=number % 290)
    return overdue.OverdueRow(
        case=f"BU-2025-{number:04}",
        started=started,
        last_day=last_day,
        late=last_day < AS_OF,
        working_days=number * 7 % 2000,
        extended_to=last_day if number % 5 == 0 else None,
        worker=f"H{number:02}" if number % 4 else None,
        reason=REASONS[number % 4],
        delay_reason=REASONS[number * 3 % 4],
        acknowledged=number % 7 == 0,
        why=f"Utredningen inleddes {started}. Fyra månader (20 kap. 3 § SoL) → {last_day}.",
    )


def overdue_blocks(rows: int, units: int = 1) -> tuple[Block, ...]:
    made = tuple(
        overdue.OverdueUnit(f"{LONG} {number}", rows * 2, rows, tuple(map(overdue_row, range(rows))))
        for number in range(units)
    )
    return overdue.compose(overdue.OverdueFacts(made, AS_OF, 20, (("Överskriden", "När den är sen."),)))


def queue_row(number: int, clocked: bool = True) -> queue.QueueRow:
    return queue.QueueRow(
        case=f"BU-2025-{number:04}",
        what="Insats verkställd inom tre månader",
        clocked=clocked,
        started=AS_OF - timedelta(days=number),
        waited_days=number * 31,
        last_day=AS_OF + timedelta(days=number % 9) if clocked else None,
        due_at="15.30" if number % 11 == 1 and clocked else "",
        status=("late", "soon", "on_time", "watch")[number % 4] if clocked else "none",
        working_days=number,
        acknowledged=number % 3 == 0,
        unit=LONG if number % 2 else None,
        worker=f"H{number}" if number % 3 else None,
        reason=REASONS[number % 4],
    )


def queue_facts(rows: int, with_unit: bool = True, waiting: bool = False) -> queue.QueueFacts:
    made = tuple(map(queue_row, range(rows)))
    return queue.QueueFacts("Överskridna", "Frister som är sena.", AS_OF, made, rows, with_unit, waiting, ())


@pytest.mark.parametrize("rows", [0, 1, 30, pytest.param(400, marks=pytest.mark.slow)])
def test_the_overdue_paper_is_well_set(rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "ö.pdf"
    with watched(monkeypatch) as pieces:
        pages = print_sheet(sheet(*overdue_blocks(rows, units=2), scope=f"{LONG}, {LONG}"), out)
    assert_well_set(pieces)
    assert len(pages_of(out)) == pages
    if rows == 400:
        for number, page in enumerate(pages_of(out), start=1):
            assert f"Sida {number} av {pages} · läget 2026-03-16 · uttaget 2026-03-16 08:12" in page
            assert "kontrollsumma 9f3c a1d0 1234 5678" in page


@pytest.mark.parametrize("rows", [0, 1, 30, 400])
@pytest.mark.parametrize("waiting", [False, True])
def test_the_queue_paper_is_well_set(
    rows: int, waiting: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(monkeypatch) as pieces:
        print_sheet(sheet(*queue.compose(queue_facts(rows, not waiting, waiting))), tmp_path / "kö.pdf")
    assert_well_set(pieces)


@pytest.mark.slow
def test_the_head_of_a_table_comes_again_on_each_page(tmp_path: Path) -> None:
    print_sheet(sheet(*queue.compose(queue_facts(400))), tmp_path / "kö.pdf")
    pages = pages_of(tmp_path / "kö.pdf")
    assert len(pages) > 5
    assert all("Handläggare" in page for page in pages[:-1])


def test_the_chain_is_well_set_with_many_cases_and_long_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = tuple(
        Lane(
            ref=f"I-2025-{number}-{'MYCKETLÅNGTNUMMER' * (number % 3)}",
            kind="Insats " + LONG * (number % 2),
            first=date(2020, 1, 1) + timedelta(days=50 * number) if number else None,
            last=date(2024, 1, 1) + timedelta(days=20 * number) if number % 2 else None,
            overrun=date(2022, 1, 1) if number % 3 else None,
            marks=(Mark(date(2022, 1, 1), "▲", Tone.LATE), Mark(AS_OF), Mark(AS_OF, "◆", Tone.SOON)),
            caption="2020-01-01 – pågår; " * (1 + number % 9),
            strong=number == 3,
        )
        for number in range(40)
    )
    with watched(monkeypatch) as pieces:
        print_sheet(sheet(Heading("Kedjan"), Chain(lanes, AS_OF)), tmp_path / "kedja.pdf")
    signs = [piece for piece in pieces if piece.text in ("●", "▲", "◆")]
    assert signs
    # Signs on a bar may touch, as days may; words may not.
    assert_well_set([piece for piece in pieces if piece not in signs])


@pytest.mark.parametrize("days", [0, 40, 61, 95, 130, 170, 210, 400, 4_000, 40_000])
def test_the_time_axis_names_a_handful_of_days_whatever_it_spans(days: int, tmp_path: Path) -> None:
    first = AS_OF - timedelta(days=days)
    lane = Lane("A-1", "Aktualisering", first, date(2026, 4, 1), None, (), "")
    out = tmp_path / "axel.pdf"
    print_sheet(sheet(Chain((lane,), AS_OF)), out)
    named = [line for line in text_of(out).splitlines() if line[-4:].isdigit() and " " not in line[-4:]]
    assert len(named) <= 12


def test_a_row_higher_than_a_page_goes_on_with_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = (
        Column("Ärende", whole=True),
        Column("Orsak"),
        Column("Läge", whole=True),
        Column("Dag", whole=True),
    )
    text = "mycket lång orsak " * 400
    rows = tuple(
        Row((f"B-{n}", text, status_of("late", n, False, True), "2026-03-16"), below="Varför? " * 90)
        for n in range(3)
    )
    with watched(monkeypatch) as pieces:
        pages = print_sheet(sheet(Table("Räknat", columns, rows)), tmp_path / "hög.pdf")
    assert pages > 2
    assert_well_set(pieces)
    assert sum(piece.text.count("orsak") for piece in pieces) == 1_200


def test_many_columns_of_long_words_still_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = tuple(Column(f"Kolumn{n}", whole=n % 2 == 0) for n in range(14))
    rows = (Row(tuple("Nationalekonomiutredningsmyndighet" for _ in wide)),)
    with watched(monkeypatch) as pieces:
        print_sheet(sheet(Table("", wide, rows)), tmp_path / "bred.pdf")
    assert_well_set(pieces)


def test_a_table_without_rows_is_left_out_and_one_of_numbers_is_no_wider_than_they_need(
    tmp_path: Path,
) -> None:
    numbers = (Column("Antal", right=True), Column("Dagar", right=True))
    empty = (Column("Tomt"), Column("Tabellen"))
    print_sheet(sheet(Table("a", empty, ()), Table("b", numbers, (Row(("1", "2")),))), tmp_path / "t.pdf")
    text = text_of(tmp_path / "t.pdf")
    assert "Tabellen" not in text
    assert "Dagar" in text


def test_notes_with_long_labels_and_no_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch) as pieces:
        print_sheet(sheet(Notes("Inga", ()), Notes("Noter", ((LONG * 3, "Kort."),))), tmp_path / "n.pdf")
    assert_well_set(pieces)
    assert "Inga" not in text_of(tmp_path / "n.pdf")


def test_what_looks_like_markup_is_printed_as_it_stands(tmp_path: Path) -> None:
    blocks: tuple[Block, ...] = (
        Title(MARKUP),
        Lead(MARKUP),
        Heading(MARKUP),
        Text(MARKUP),
        Notes(MARKUP, ((MARKUP, MARKUP),)),
        Table(MARKUP, (Column("A"),), (Row((MARKUP,), struck=True),)),
    )
    print_sheet(sheet(*blocks), tmp_path / "m.pdf")
    assert text_of(tmp_path / "m.pdf").replace("\n", " ").count("<b>inte fet</b> & <para>") == 9


def test_the_text_can_be_searched_and_the_file_says_what_it_is(tmp_path: Path) -> None:
    out = tmp_path / "sök.pdf"
    print_sheet(sheet(Title("Överskridna"), Text("å ä ö Å Ä Ö ▲ ◆ ● ○ ✓ ⚑"), municipality=""), out)
    assert "å ä ö Å Ä Ö ▲ ◆ ● ○ ✓ ⚑" in text_of(out)
    assert text_of(out).startswith("alla enheter · Papperet")
    read = PdfReader(out)
    assert read.metadata is not None
    assert read.metadata.title == "Papperet · 2026-03-16"
    assert read.metadata.author == "caseapp"
    assert str(read.root_object["/Lang"]) == "sv"
    resources = cast(DictionaryObject, read.pages[0]["/Resources"])
    fonts = cast(DictionaryObject, resources["/Font"]).values()
    assert all(
        "DejaVuSansCondensed" in font.get_object()["/BaseFont"] for font in fonts if "/ToUnicode" in font
    )


def test_parts_stand_in_the_outline(tmp_path: Path) -> None:
    print_sheet(sheet(Heading("Utredningsenheten"), Text("a"), Heading("Noter")), tmp_path / "o.pdf")
    outline = cast(list[Destination], PdfReader(tmp_path / "o.pdf").outline)
    assert [entry.title for entry in outline] == ["Utredningsenheten", "Noter"]


def test_the_same_sheet_prints_to_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        print_sheet(sheet(*overdue_blocks(30)), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_progress_is_told_by_page(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    pages = print_sheet(sheet(*overdue_blocks(30)), tmp_path / "p.pdf", lambda *done: told.append(done))
    assert told == [(number, pages) for number in range(1, pages + 1)]


def test_a_paper_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    taken = tmp_path / "mapp.pdf"
    (taken / "inuti").mkdir(parents=True)
    with pytest.raises(UserError, match=r"mapp\.pdf går inte att skriva .* välj en annan plats"):
        print_sheet(sheet(Text("a")), taken)
    assert [path.name for path in tmp_path.iterdir()] == ["mapp.pdf"]
    (tmp_path / "fil").write_text("")
    with pytest.raises(UserError, match="går inte att skriva"):
        print_sheet(sheet(Text("a")), tmp_path / "fil" / "a.pdf")


SENTENCES = {
    (38, 21, 412): "38 av 412 pågående utredningar har passerat sista dagen; 21 till löper ut inom",
    (1, 1, 1412): "1 av 1\u00a0412 pågående utredningar har passerat sista dagen; 1 till löper ut inom",
    (2, 0, 9): "2 av 9 pågående utredningar har passerat sista dagen; ingen mer löper ut inom",
    (0, 3, 9): "Ingen av 9 pågående utredningar har passerat sista dagen; 3 löper ut inom",
    (0, 0, 9): "Ingen av 9 pågående utredningar har passerat sista dagen, och ingen löper ut inom",
    (0, 1, 1): "Den enda pågående utredningen har inte passerat sista dagen, men den löper ut inom",
    (0, 0, 1): "Den enda pågående utredningen har inte passerat sista dagen och löper inte ut inom",
}


@pytest.mark.parametrize("counts", SENTENCES)
def test_the_overdue_sentence_counts_in_swedish(counts: tuple[int, int, int]) -> None:
    assert overdue.summary(*counts, within=20) == f"{SENTENCES[counts]} 20 arbetsdagar."


def test_the_overdue_sentence_is_short_when_there_is_no_more_to_say() -> None:
    assert overdue.summary(0, 0, 0, 20) == "Det finns inga pågående utredningar."
    assert overdue.summary(1, 0, 1, 20) == "Den enda pågående utredningen har passerat sista dagen."


def test_the_overdue_sentence_counts_one_working_day() -> None:
    assert overdue.summary(0, 2, 9, 1).endswith("2 löper ut inom 1 arbetsdag.")


def test_a_queue_counts_its_clocks_and_its_cases() -> None:
    assert queue.count(queue_facts(0)) == "Kön är tom."
    assert queue.count(queue_facts(1)) == "1 frist i 1 ärende."
    assert queue.count(queue_facts(42)) == "42 frister i 42 ärenden."
    some = queue.QueueFacts("K", "", AS_OF, (queue_row(1), queue_row(2, False)), 2, True, True, ())
    assert queue.count(some) == "2 ärenden, varav 1 med en frist som löper."
    none = queue.QueueFacts("K", "", AS_OF, (queue_row(2, False),), 1, True, True, ())
    assert queue.count(none) == "1 ärende, varav 0 med en frist som löper."
    assert queue.count(queue_facts(4, waiting=True)) == "4 ärenden."


@pytest.mark.parametrize(
    ("state", "today", "symbol", "word"),
    [
        ("late", False, "▲", "Försenad"),
        ("soon", False, "◆", "Kvar"),
        ("soon", True, "◆", "Sista dag idag"),
        ("on_time", False, "●", "I tid, kvar"),
        ("watch", False, "○", "Bevakas"),
        ("none", False, "", "–"),
    ],
)
def test_a_status_is_a_sign_and_a_word(state: str, today: bool, symbol: str, word: str) -> None:
    said = status_of(state, 3, today, False)
    assert (said.symbol, said.word) == (symbol, word)


def test_an_acknowledged_deadline_says_so() -> None:
    assert status_of("late", 3, False, True).also == "⚑ Kvitterad"


def test_a_rule_is_noted_with_its_paragraph_validity_and_what_moves_its_last_day() -> None:
    child = catalogue().rule("utredning-barn")
    name, old = rule_note(child, child.versions[0])
    assert name == "Utredning barn"
    assert old == (
        "Fyra månader (11 kap. 2 § SoL 2001:453), för start från 2002-01-01 till 2025-06-30. Flyttas till "
        "nästa vardag (2 § lagen 1930:173) när dagen inte är en vardag."
    )
    promise = catalogue().rule("verkstallighet-3-manader")
    assert rule_note(promise, promise.versions[-1])[1].endswith(
        "Dagen flyttas inte när den infaller på en helg."
    )


def case_facts(**other: object) -> case.CaseFacts:
    known: dict[str, object] = {
        "ref": "BU-1",
        "type_name": "Utredning",
        "unit": "Utredningsenheten",
        "opened": "tor 2025-11-13",
        "closed": "",
        "facts": (("Enhet", "Utredningsenheten"),),
        "chain": (Lane("BU-1", "Utredning", AS_OF, None, None, (), ""),),
        "clocks": (),
        "events": (),
        "findings": (),
        "as_of": AS_OF,
        "notes": (),
    }
    return case.CaseFacts(**(known | other))  # type: ignore[arg-type]


def clock(state: str, **other: object) -> case.CaseClock:
    known: dict[str, object] = {
        "name": "Utredning barn",
        "started": "2025-11-13",
        "last_day": date(2026, 3, 13),
        "due_at": "",
        "state": state,
        "working_days": 1,
        "stopped": "",
        "acknowledged": False,
        "why": "Därför.",
    }
    return case.CaseClock(**(known | other))  # type: ignore[arg-type]


def test_a_case_is_summed_up_in_words() -> None:
    assert (
        case.summary(case_facts(opened="")) == "Utredning som ännu saknar start. Ingen frist är överskriden."
    )
    assert case.summary(case_facts(closed="fre 2026-03-13")) == (
        "Utredning från tor 2025-11-13, avslutad fre 2026-03-13. Ingen frist är överskriden."
    )
    late = case_facts(clocks=(clock("late"), clock("late", name="Annan"), clock("soon")))
    assert case.summary(late).endswith("Sista dagen har passerat: Utredning barn och Annan.")
    assert case.summary(case_facts(clocks=(clock("soon"),))).endswith("Snart löper tiden ut: Utredning barn.")
    assert case.summary(case_facts(clocks=(clock("done_late"),))).endswith(
        "Klart efter sista dagen: Utredning barn."
    )


def test_a_case_shows_how_each_deadline_ended_and_what_does_not_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = (
        clock("done", stopped="2026-03-02"),
        clock("done_late", stopped="2026-03-16", why="Mycket " * 60),
        clock("watch", due_at="15.30"),
        clock("late", acknowledged=True),
    )
    events = (
        case.CaseEvent("tor 2025-11-13", "Inledd", "utredningstyp barn", "2025-11-14 09:00", False),
        case.CaseEvent("tor 2025-11-13", "Avslutad", "", "2025-11-14 09:01", True),
    )
    findings = (("Avslutad före inledd.", False), ("Två på samma dag.", True))
    out = tmp_path / "ärende.pdf"
    lanes = case_facts().chain * 2
    blocks = case.compose(case_facts(clocks=clocks, events=events, findings=findings, chain=lanes))
    with watched(monkeypatch) as pieces:
        print_sheet(sheet(*blocks), out)
    assert_well_set([piece for piece in pieces if piece.text != "●"])
    text = text_of(out)
    for words in (
        "✓ Klar 2026-03-02",
        "▲ Klar 2026-03-16, sent",
        "○ Bevakas",
        "2026-03-13 15.30",
        "Avslutad (makulerad)",
        "◆ Öppen",
        "⚑ Kvitterad",
        "Varför? Därför.",
        "2 ärenden hör till kedjan",
    ):
        assert words in text


def test_a_case_without_deadlines_says_so(tmp_path: Path) -> None:
    print_sheet(sheet(*case.compose(case_facts())), tmp_path / "å.pdf")
    text = text_of(tmp_path / "å.pdf")
    assert "Ingen frist löper eller har löpt på ärendet." in text
    assert "Inget annat ärende hör till kedjan." in text


def test_a_status_without_a_sign_is_its_word(tmp_path: Path) -> None:
    print_sheet(sheet(Table("", (Column("Läge"),), (Row((Status("", "–"),)),))), tmp_path / "s.pdf")
    assert "–" in text_of(tmp_path / "s.pdf")


def test_a_page_break_begins_a_new_page_and_never_an_empty_one(tmp_path: Path) -> None:
    out = tmp_path / "sidor.pdf"
    blocks = (Title("Först"), PageBreak(), Heading("Sedan"), PageBreak(), PageBreak(), Text("Sist"))
    assert print_sheet(sheet(PageBreak(), *blocks), out) == 3
    assert [page.splitlines()[1] for page in pages_of(out)] == ["Först", "Sedan", "Sist"]


def test_the_collector_works_again_after_a_paper_and_after_one_that_failed(tmp_path: Path) -> None:
    print_sheet(sheet(Title("Ett papper")), tmp_path / "a.pdf")
    assert gc.isenabled()

    def stop(_done: int, _total: int) -> None:
        raise RuntimeError("avbrutet")

    with pytest.raises(RuntimeError):
        print_sheet(sheet(Title("Ett papper")), tmp_path / "b.pdf", stop)
    assert gc.isenabled()
    gc.disable()
    try:
        print_sheet(sheet(Title("Ett papper")), tmp_path / "c.pdf")
        assert not gc.isenabled()
    finally:
        gc.enable()
