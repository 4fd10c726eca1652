"""The papers of a small unit: what they tell, who may ask for them, and when their checksum changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.report.blocks import Mark, Tone
from caseapp.service.office import Office
from caseapp.service.record import find_case, record_event, void_event
from caseapp.service.report_case import case_facts
from caseapp.service.report_lists import overdue_facts, queue_facts
from caseapp.service.reports import ReportResult, make_report, report_names
from tests.golden_files import assert_golden
from tests.report.reading import text_of, without_versions

TODAY = date(2026, 3, 16)
LATE = CaseKey("utredning", "BU-2025-0413")
CHILD = {"utredningstyp": "barn", "enhet": "Utredningsenheten"}


@pytest.fixture
def town(tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Office]:
    """A small unit in Norrtälje on 16 March 2026."""
    office = Office.create(str(tmp_path / "enheten.sqlite"), ["norrtalje"], clock, "provaren")

    def told(kind: str, ref: str, event: str, day: str, /, **values: str) -> None:
        record_event(office, CaseKey(kind, ref), event, Moment.parse(day), values)

    about = {"person": "P-AAAA-BBBB-CCCC", "kon": "M", "fodelsear": "2011"}
    told(
        "aktualisering",
        "A-2025-1190",
        "inkom",
        "2025-10-30T09:15",
        typ="anmalan",
        enhet="Gemensam mottagning",
        **about,
    )
    told("aktualisering", "A-2025-1190", "skyddsbedomning", "2025-10-30")
    told("aktualisering", "A-2025-1190", "forhandsbedomning", "2025-11-14", utfall="inleds")
    told(
        *LATE,
        "inledd",
        "2025-11-13",
        **CHILD,
        **about,
        aktualisering="A-2025-1190",
        orsak="vald-i-nara-relation",
        vald="j",
    )
    told(*LATE, "utredningsplan", "2025-11-20")
    void_event(office, LATE, _latest(office, LATE))
    told(*LATE, "utredningsplan", "2025-11-27")
    told(*LATE, "forsening_noterad", "2026-03-02", orsak_forsening="vantan-pa-polis")
    told("insats", "I-2026-0077", "beslut", "2026-01-13", insatstyp="kontaktfamilj", **about)
    told("utredning", "BU-2025-0398", "inledd", "2025-08-09", **CHILD)
    told("utredning", "BU-2025-0398", "tilldelad", "2025-08-11", handlaggare="H14")
    told("utredning", "BU-2025-0398", "forlangd", "2025-12-01", forlangd_till="2026-02-28")
    told("utredning", "BU-2025-0430", "inledd", "2025-12-01", **CHILD)
    told("utredning", "BU-2025-0430", "kvitterad", "2026-03-09", regel="utredning-barn")
    told("utredning", "BU-2025-0431", "inledd", "2025-11-14", **CHILD)
    told("utredning", "BU-2025-0432", "inledd", "2025-11-16", utredningstyp="barn", enhet="")
    told(
        "utredning",
        "VU-2026-0001",
        "inledd",
        "2026-01-05",
        utredningstyp="vuxen",
        enhet="Enheten för skadligt bruk och beroende",
    )
    yield office
    office.close()


def _latest(office: Office, key: CaseKey) -> int:
    from caseapp.service.cases import view_case

    return max(line.event.id for line in view_case(office, key).events)


def printed(office: Office, name: str, folder: Path, **asked: object) -> tuple[ReportResult, str]:
    """A paper and its text."""
    out = folder / "papper" / f"{name}.pdf"
    result = make_report(office, name, out, **asked)  # type: ignore[arg-type]
    return result, text_of(out)


def test_the_overdue_paper_tells_what_it_should(town: Office, tmp_path: Path) -> None:
    result, text = printed(town, "overdue", tmp_path)
    assert (
        "2 av 6 pågående utredningar har passerat sista dagen; 3 till löper ut inom 20 arbetsdagar." in text
    )
    assert result.as_json() == {
        "report": "overdue",
        "pages": 2,
        "fingerprint": result.fingerprint,
        "out": str(tmp_path / "papper" / "overdue.pdf"),
    }
    assert_golden("papper-overdue.txt", without_versions(text))


def test_the_queue_paper_tells_what_it_should(town: Office, tmp_path: Path) -> None:
    _, text = printed(town, "queue", tmp_path, queue="due")
    assert_golden("papper-queue.txt", without_versions(text))


def test_the_case_paper_tells_what_it_should(town: Office, tmp_path: Path) -> None:
    _, text = printed(town, "case", tmp_path, case=LATE)
    assert "Utredningsplan upprättad (makulerad)" in text
    assert_golden("papper-case.txt", without_versions(text))


def test_the_same_facts_print_to_the_same_bytes(town: Office, tmp_path: Path) -> None:
    first, _ = printed(town, "overdue", tmp_path / "a")
    again, _ = printed(town, "overdue", tmp_path / "b")
    assert first.out.read_bytes() == again.out.read_bytes()


def test_the_checksum_is_of_the_facts_and_not_of_the_hour(
    town: Office, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    first, _ = printed(town, "case", tmp_path, case=LATE)
    town.clock = lambda: clock().replace(hour=14)
    later, text = printed(town, "case", tmp_path, case=LATE)
    assert "uttaget 2026-03-16 15:12" in text
    assert later.fingerprint == first.fingerprint
    record_event(town, LATE, "sista_kontakt", Moment(TODAY))
    changed, _ = printed(town, "case", tmp_path, case=LATE)
    assert changed.fingerprint != first.fingerprint


@pytest.mark.parametrize("name", ["overdue", "queue"])
def test_the_checksum_follows_the_day_and_the_unit(name: str, town: Office, tmp_path: Path) -> None:
    results = [
        printed(town, name, tmp_path, **asked)[0].fingerprint
        for asked in ({}, {"as_of": date(2026, 3, 13)}, {"unit": "Utredningsenheten"})
    ]
    assert len(set(results)) == 3


def test_one_unit_is_shown_alone(town: Office, tmp_path: Path) -> None:
    _, text = printed(town, "overdue", tmp_path, unit="Utredningsenheten")
    assert "Norrtälje kommun · Utredningsenheten · Överskridna och hotade utredningar" in text
    assert "Enheten för skadligt bruk" not in text
    _, text = printed(town, "queue", tmp_path, unit="Utredningsenheten", queue="running")
    assert "4 ärenden." in text


def test_a_unit_of_the_pack_without_cases_gets_a_kind_paper(town: Office, tmp_path: Path) -> None:
    _, text = printed(town, "overdue", tmp_path, unit="MiniMaria")
    assert "Det finns inga pågående utredningar." in text


def test_an_empty_database_gets_a_kind_paper(office: Office, tmp_path: Path) -> None:
    _, text = printed(office, "overdue", tmp_path)
    assert text.startswith("alla enheter · Överskridna och hotade utredningar")
    assert "Det finns inga pågående utredningar." in text
    assert "Kön är tom." in printed(office, "queue", tmp_path)[1]


def test_an_unknown_report_is_refused_with_those_there_are(town: Office, tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"Rapporten ”överskridna” finns inte. Välj en av: overdue, queue, case"
    ):
        make_report(town, "överskridna", tmp_path / "x.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


def test_an_identity_is_never_shown_in_a_refusal(town: Office, tmp_path: Path) -> None:
    for asked in ({"name": "20110203-1234"}, {"name": "queue", "unit": "20110203-1234"}):
        with pytest.raises(UserError) as refused:
            make_report(town, out=tmp_path / "x.pdf", **asked)  # type: ignore[arg-type]
        assert "1234" not in str(refused.value)


def test_an_unknown_queue_is_refused(town: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Kön ”kö” finns inte"):
        make_report(town, "queue", tmp_path / "x.pdf", queue="kö")


def test_an_unknown_unit_is_refused_with_those_there_are(town: Office, tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"Enheten ”Utredning” finns inte. Välj en av: .*Utredningsenheten.*MiniMaria"
    ):
        make_report(town, "queue", tmp_path / "x.pdf", unit="Utredning")


def test_without_any_unit_a_refusal_says_so(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Inga ärenden har någon enhet än"):
        make_report(office, "queue", tmp_path / "x.pdf", unit="Utredning")


def test_the_case_paper_needs_a_case_that_exists(town: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="behöver ett ärende"):
        make_report(town, "case", tmp_path / "x.pdf")
    with pytest.raises(UserError, match="Ärendet ”BU-1” finns inte"):
        make_report(town, "case", tmp_path / "x.pdf", case=CaseKey("utredning", "BU-1"))


def test_a_period_gives_its_last_day_but_never_a_day_to_come(town: Office, tmp_path: Path) -> None:
    assert "läget 2025-12-31" in printed(town, "overdue", tmp_path, period=parse_period("2025Q4"))[1]
    assert "läget 2026-03-16" in printed(town, "overdue", tmp_path, period=parse_period("2026Q1"))[1]
    day = date(2026, 1, 2)
    assert "läget 2026-01-02" in printed(town, "overdue", tmp_path, period=parse_period("2025"), as_of=day)[1]


def test_every_report_has_a_name_and_says_what_it_needs() -> None:
    names = [name.id for name in report_names()]
    assert names[:3] == ["overdue", "queue", "case"]
    assert set(names) == {
        *("overdue", "queue", "case", "evb-ivo", "evb-revisorer", "evb-fullmaktige"),
        *("lex-sarah", "lex-sarah-investigation", "lex-sarah-notification", "quarter"),
    }
    assert len(set(names)) == len(names)
    for name in report_names():
        assert name.name
        assert name.description.endswith(".")
        assert set(name.needs) <= {"unit", "queue", "case", "period", "as_of", "recorded_at", "by"}


def test_progress_is_passed_on(town: Office, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    make_report(town, "overdue", tmp_path / "x.pdf", progress=lambda *done: told.append(done))
    assert told == [(1, 2), (2, 2)]


def test_a_unit_lists_its_latest_first_then_the_nearest(town: Office) -> None:
    facts = overdue_facts(town, None, TODAY)
    assert [(unit.name, unit.running, unit.with_deadline) for unit in facts.units] == [
        ("Enheten för skadligt bruk och beroende", 1, 0),
        ("Utredningsenheten", 4, 4),
        ("Utan enhet", 1, 1),
    ]
    rows = facts.units[1].rows
    assert [(row.case, row.late, row.working_days) for row in rows] == [
        ("BU-2025-0398", True, 11),
        ("BU-2025-0413", True, 1),
        ("BU-2025-0431", False, 0),
        ("BU-2025-0430", False, 12),
    ]
    assert rows[0].extended_to == date(2026, 2, 28)
    assert "Förlängd genom beslut till lör 2026-02-28." in rows[0].why


def test_a_local_routine_that_is_not_kept_is_no_overdue_utredning(
    tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    office = Office.create(str(tmp_path / "s.sqlite"), ["sodertalje"], clock, "provaren")
    key = CaseKey("utredning", "B-1")
    record_event(office, key, "inledd", Moment(date(2025, 9, 1)), CHILD)
    record_event(office, key, "forlangd", Moment(date(2025, 12, 1)), {"forlangd_till": "2026-06-30"})
    assert [row.what for row in queue_facts(office, "overdue", None, TODAY).rows] == [
        "Utredning färdig inom 122 dagar"
    ]
    (unit,) = overdue_facts(office, None, TODAY).units
    assert unit.rows == ()
    assert unit.with_deadline == 1
    office.close()


def test_a_clock_in_hours_is_shown_with_its_minute(town: Office) -> None:
    key = CaseKey("aktualisering", "A-2026-1")
    values = {"typ": "anmalan", "fodelsear": "2015", "person": "P-DDDD-EEEE-FFFF"}
    record_event(town, key, "inkom", Moment.parse("2026-03-15T14:05"), values)
    rows = {row.what: row for row in queue_facts(town, "assessment", None, TODAY).rows}
    assert rows["Skyddsbedömning inom 24 timmar"].due_at == "14.05"
    clocks = {clock.name: clock for clock in case_facts(town, key, TODAY).clocks}
    assert clocks["Skyddsbedömning inom 24 timmar"].due_at == "14.05"
    assert clocks["Skyddsbedömning"].state == "watch"


def test_a_chain_marks_the_last_days_and_what_is_late(town: Office) -> None:
    lanes = {lane.ref: lane for lane in case_facts(town, LATE, TODAY).chain}
    assert list(lanes) == ["A-2025-1190", "BU-2025-0413", "I-2026-0077"]
    late = lanes["BU-2025-0413"]
    assert late.strong
    assert late.marks == (Mark(date(2026, 3, 13), "▲", Tone.LATE),)
    assert late.overrun == date(2026, 3, 13)
    assert late.caption == (
        "2025-11-13 – pågår; Utredning barn, sista dag fre 2026-03-13, ▲ försenad 1 arbetsdag"
    )
    assert lanes["A-2025-1190"].overrun == date(2025, 11, 13)
    granted = lanes["I-2026-0077"]
    assert granted.marks == (Mark(date(2026, 4, 13), "◆", Tone.SOON),)
    assert granted.caption.count("◆ 18 arbetsdagar kvar") == 2


def test_a_case_without_person_opening_or_unit_is_still_a_paper(town: Office, tmp_path: Path) -> None:
    key = CaseKey("utredning", "BU-9")
    record_event(town, key, "utredningsplan", Moment(TODAY))
    facts = case_facts(town, key, TODAY)
    assert facts.facts == (("Enhet", "Utan enhet"), ("Handläggare", "ej fördelad"))
    assert facts.chain[0].caption == "start saknas – pågår"
    assert "som ännu saknar start" in printed(town, "case", tmp_path, case=key)[1]


def test_a_closed_case_says_when_and_how(town: Office) -> None:
    record_event(town, LATE, "avslutad", Moment(TODAY))
    facts = case_facts(town, find_case(town, LATE.ref), TODAY)
    assert facts.closed == "mån 2026-03-16"
    (clock,) = facts.clocks
    assert (clock.state, clock.stopped, clock.working_days) == ("done_late", "2026-03-16", 1)
    assert facts.chain[1].caption == (
        "2025-11-13 – 2026-03-16; Utredning barn, sista dag fre 2026-03-13, ▲ klar 1 arbetsdag för sent"
    )
