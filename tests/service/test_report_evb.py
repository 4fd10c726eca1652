"""The papers of ej verkställda beslut: what they tell and never tell, and that they can be had again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.events import spaced
from caseapp.domain.periods import parse_period
from caseapp.report.evb import Errand
from caseapp.service.cases import view_case
from caseapp.service.evb_reporting import fill_in
from caseapp.service.evb_signing import sign, signature
from caseapp.service.office import Office
from caseapp.service.papers import Order
from caseapp.service.record import void_event
from caseapp.service.report_evb import auditor_facts
from caseapp.service.report_evb_council import council_facts
from caseapp.service.report_evb_ivo import ivo_facts
from caseapp.service.reports import ReportResult, make_report
from tests.conftest import NOW
from tests.golden_files import assert_golden
from tests.report.reading import assert_well_set, text_of, watched, without_versions
from tests.service.evb_town import FACTS, LONG, every_kind, fill, insats, many, told

QUARTER = parse_period("2025Q4")
PAPERS = ("evb-ivo", "evb-revisorer", "evb-fullmaktige")
ORDER = Order(QUARTER.last, QUARTER)


@pytest.fixture
def town(office: Office) -> Office:
    """One decision of every kind."""
    return fill(office, every_kind(office))


def printed(office: Office, name: str, folder: Path, **asked: object) -> tuple[ReportResult, str]:
    """A paper and its text."""
    out = folder / f"{name}.pdf"
    result = make_report(office, name, out, **{"period": QUARTER, **asked})  # type: ignore[arg-type]
    return result, text_of(out)


def plain(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_tells_what_it_should(town: Office, name: str, tmp_path: Path) -> None:
    _, text = printed(town, name, tmp_path)
    assert_golden(f"papper-{name}.txt", without_versions(text))


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_says_who_signed_the_list_and_what_has_changed_since(
    town: Office, name: str, tmp_path: Path
) -> None:
    before, text = printed(town, name, tmp_path)
    assert "Listan är inte signerad." in plain(text)
    sign(town, QUARTER, who="enhetschef")
    signed = signature(town, QUARTER)
    assert signed is not None
    after, text = printed(town, name, tmp_path)
    assert f"Signerad 2026-03-16 av enhetschef, kontrollsumma {spaced(signed.fingerprint)}." in plain(text)
    assert "Listan är densamma nu." in plain(text)
    assert after.fingerprint == before.fingerprint
    fill_in(town, QUARTER, insats(1), {"orsak_text": "ny orsak"})
    _, text = printed(town, name, tmp_path)
    assert "Sedan dess har 1 beslut ändrats." in plain(text)


def test_every_decision_to_tell_of_has_a_page_in_the_order_of_the_work(town: Office) -> None:
    facts = ivo_facts(town, ORDER)
    assert [(page.ref[-2:], page.errand) for page in facts.pages] == [
        ("01", Errand.FIRST),
        ("02", Errand.FIRST),
        ("04", Errand.AGAIN),
        ("03", Errand.AGAIN),
        ("06", Errand.EXECUTED),
        ("05", Errand.EXECUTED),
        ("12", Errand.EXECUTED),
        ("07", Errand.ENDED),
        ("08", Errand.ENDED),
    ]
    assert [ref for ref, _ in facts.doubtful] == [insats(13).ref]


def answers(office: Office, number: int) -> dict[str, str]:
    facts = ivo_facts(office, replace(ORDER, case=insats(number)))
    (page,) = facts.pages
    return {question.name: question.answer for part in page.parts for question in part.questions}


def test_a_page_has_everything_that_ivo_asks_for(town: Office) -> None:
    first = answers(town, 1)
    assert first["Orsak till dröjsmålet"] == f"saknar lämplig uppdragstagare: {LONG}"
    assert first["Erbjudande 2025-10-02"] == "en familj i grannkommunen, tackat nej"
    assert first["Erbjudande 2025-11-02"] == "svar saknas"
    assert first["Tid sedan beslutet"] == "176 dygn den 2025-12-31"
    assert "" not in first.values()
    partly = answers(town, 3)
    assert partly["Del som inte är verkställd"] == "3 av 5 timmar"
    assert partly["IVO:s ärendenummer"] == "IVO 41"
    assert partly["Vistelsekommun"] == "beslutet är vistelsekommunens"
    interrupted = answers(town, 4)
    assert (interrupted["Verkställt första gången"], interrupted["Avbrott från"]) == (
        "2025-02-01",
        "2025-05-02",
    )
    assert interrupted["IVO:s ärendenummer"] == ""
    assert answers(town, 6)["Verkställt igen"] == "2025-11-05"
    assert answers(town, 7)["Varför det avslutades"] == "ansökan återtagen"
    assert answers(town, 2)["Verkställt"] == "2026-02-02"


def test_what_is_missing_is_marked_and_counted(town: Office, tmp_path: Path) -> None:
    empty = answers(town, 2)
    assert [name for name, answer in empty.items() if not answer] == [
        "Vad som har gjorts",
        "Erbjudanden",
        "Uppföljning av behovet",
        "Annat stöd under väntan",
        "Följder för den enskilde",
    ]
    _, text = printed(town, "evb-ivo", tmp_path, case=insats(2))
    assert text.count("◆ saknas – fyll i") == 5
    assert "Beslut 1 av 1. 5 uppgifter saknas." in text


def test_the_municipality_of_the_pack_stands_in_the_report(
    tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    office = Office.create(str(tmp_path / "enheten.sqlite"), ["norrtalje"], clock, "provaren")
    fill(office, every_kind(office)[:1])
    assert answers(office, 1)["Kommun"] == "Norrtälje kommun"
    office.close()


def test_reasons_are_not_asked_for_when_it_has_been_executed_or_ended(town: Office) -> None:
    assert "Orsak till dröjsmålet" not in answers(town, 5)
    assert "" not in answers(town, 8).values()


def test_what_ivo_has_been_told_is_said(town: Office) -> None:
    said = {page.ref[-2:]: page.told for page in ivo_facts(town, ORDER).pages if page.told}
    assert said == {
        "04": "Rapporterat för kvartalet 2026-01-12.",
        "05": "Verkställigheten är rapporterad 2026-01-12.",
    }


def test_the_paper_of_one_decision_needs_one_that_is_to_be_told_of(town: Office) -> None:
    with pytest.raises(UserError, match="I-2025-0011 ska inte rapporteras till IVO för kvartal 4 2025"):
        ivo_facts(town, replace(ORDER, case=insats(11)))


# --- The reserve number ---


def test_a_reserve_number_is_printed_and_leaves_no_trace(
    town: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    born = date(2010, 2, 3)
    number = f"{born:%Y%m%d}-T" + "003"
    asked = {"birth": born.isoformat(), "sex": "K", "serial": "3"}
    without, _ = printed(town, "evb-ivo", tmp_path / "utan", case=insats(1))
    events = [line.event for line in view_case(town, insats(1)).events]
    result, text = printed(town, "evb-ivo", tmp_path / "med", case=insats(1), choices=asked)
    assert text.count(number) == 1
    assert text.index("Skyddade personuppgifter") < text.index(number) < text.index("Uppgifter om beslutet")
    assert result.fingerprint == without.fingerprint
    assert [line.event for line in view_case(town, insats(1)).events] == events
    for file in Path(str(town.database.path)).parent.iterdir():
        if file.is_file() and file.suffix != ".pdf":
            assert number.encode() not in file.read_bytes()
    assert number not in caplog.text


def test_a_reserve_number_is_for_one_decision_at_a_time(town: Office, tmp_path: Path) -> None:
    asked = {"birth": "2010-02-03", "sex": "M"}
    with pytest.raises(UserError, match="ett enda beslut"):
        printed(town, "evb-ivo", tmp_path, choices=asked)
    for wrong in ({"sex": "M"}, {"birth": "3/2 2010", "sex": "M"}, asked | {"serial": "två"}):
        with pytest.raises(UserError, match="ÅÅÅÅ-MM-DD"):
            printed(town, "evb-ivo", tmp_path, case=insats(1), choices=wrong)
    with pytest.raises(UserError, match="Välj kvinna eller man"):
        printed(town, "evb-ivo", tmp_path, case=insats(1), choices={"birth": "2010-02-03"})


# --- To the auditors and the council ---


def test_the_auditors_are_told_of_the_same_decisions_without_identity(town: Office, tmp_path: Path) -> None:
    facts = auditor_facts(town, ORDER)
    assert [line.errand for line in facts.lines] == [page.errand for page in ivo_facts(town, ORDER).pages]
    _, text = printed(town, "evb-revisorer", tmp_path)
    for kept in ("I-2025", "P-1", "IVO 41", "Insatsenheten", "hemligt"):
        assert kept not in text
    assert "Tre av fem timmar." in text
    executed = {line.decided: line.executed for line in facts.lines}
    assert executed["2025-08-01"] == "2026-02-02"
    assert executed["2025-01-10"] == "2025-11-05"


def test_the_council_is_told_number_type_and_time_and_interruptions_apart(town: Office) -> None:
    facts = council_facts(town, ORDER)
    assert {count.name: (count.decisions, count.interruptions) for count in facts.by_type} == {
        "kontaktfamilj": (2, 1),
        "kontaktperson": (1, 0),
    }
    assert [(count.name, count.decisions, count.interruptions) for count in facts.by_time] == [
        ("högst 120 dygn", 0, 0),
        ("121–180 dygn", 2, 0),
        ("181–365 dygn", 1, 1),
        ("366–730 dygn", 0, 0),
        ("över 730 dygn", 0, 0),
    ]
    assert [quarter.name for quarter in facts.quarters] == [
        "kv 4 2024",
        "kv 1 2025",
        "kv 2 2025",
        "kv 3 2025",
        "kv 4 2025",
    ]
    now = facts.quarters[-1]
    assert (now.open.total, now.new, now.executed, now.ended) == (4, 2, 3, 2)
    assert facts.doubtful == 1
    assert facts.by_sex is None


def test_each_quarter_is_counted_as_it_ended(town: Office) -> None:
    for quarter in council_facts(town, ORDER).quarters:
        period = parse_period(f"{quarter.name[-4:]}Q{quarter.name[3]}")
        own = council_facts(town, Order(period.last, period)).quarters[-1]
        assert own == quarter


def test_the_types_and_bands_sum_to_the_quarter(office: Office) -> None:
    facts = council_facts(fill(office, [*every_kind(office), *many(office, 60)]), ORDER)
    total = facts.quarters[-1].open.total
    assert total == 64
    assert sum(count.total for count in facts.by_type) == total
    assert sum(count.total for count in facts.by_time) == total
    assert sum(facts.quarters[-1].bands) == total


def test_by_sex_is_an_option_and_off_where_numbers_are_small(town: Office, tmp_path: Path) -> None:
    assert council_facts(town, replace(ORDER, choices={"by": "sex"})).by_sex == ()
    asked, text = printed(town, "evb-fullmaktige", tmp_path, choices={"by": "sex"})
    assert asked.fingerprint != printed(town, "evb-fullmaktige", tmp_path)[0].fingerprint
    assert "Uppdelningen på kön visas inte" in text
    assert "Kvinnor" not in text
    with pytest.raises(UserError, match="sex, inte på ”age_band”"):
        council_facts(town, replace(ORDER, choices={"by": "age_band"}))


def test_by_sex_shows_rows_and_totals_when_nobody_can_be_read_out(office: Office, tmp_path: Path) -> None:
    fill(office, many(office, 100, women=40))
    facts = council_facts(office, replace(ORDER, choices={"by": "sex"}))
    assert facts.by_sex is not None
    assert [count.counts for count in facts.by_sex] == [(8, 12, 0)] * 5 + [(40, 60, 0)]
    _, text = printed(office, "evb-fullmaktige", tmp_path, choices={"by": "sex"})
    assert "boendestöd 8 12 0 20" in plain(text)


def test_a_small_row_is_hidden_with_another(office: Office, tmp_path: Path) -> None:
    one = told(
        office, insats(1), "beslut", "2025-02-01", person="P-1", kon="M", **FACTS | {"insatstyp": "annat"}
    )
    fill(office, [*many(office, 100, women=40), one])
    facts = council_facts(office, replace(ORDER, choices={"by": "sex"}))
    assert facts.by_sex is not None
    assert {count.name: count.counts for count in facts.by_sex} == {
        "HVB": None,
        "boendestöd": (8, 12, 0),
        "familjehem": (8, 12, 0),
        "kontaktfamilj": (8, 12, 0),
        "kontaktperson": (8, 12, 0),
        "annat": None,
        "Alla": (40, 61, 0),
    }
    _, text = printed(office, "evb-fullmaktige", tmp_path, choices={"by": "sex"})
    assert "annat dolt dolt dolt 1" in plain(text)
    assert "HVB dolt dolt dolt 20" in plain(text)


def test_a_unit_that_had_nothing_before_has_noughts(office: Office) -> None:
    fill(office, many(office, 5))
    facts = council_facts(office, replace(ORDER, unit="Insatsenheten"))
    assert [quarter.open.total for quarter in facts.quarters] == [0, 0, 5, 5, 5]


# --- 0, 1, 30, 400 ---


@pytest.mark.parametrize("name", PAPERS)
def test_without_decisions_one_calm_page_says_that_nothing_is_sent(
    office: Office, name: str, tmp_path: Path
) -> None:
    result, text = printed(office, name, tmp_path, choices={"by": "sex"})
    assert result.pages == 1
    assert "Det finns inga beslut att rapportera för kvartal 4 2025." in text
    assert "Ingenting" in text
    assert "Rapporteras till IVO" not in text
    assert "kv 1 2025" not in text


def test_a_quarter_of_nothing_but_doubtful_decisions_says_that_there_are_some(
    office: Office, tmp_path: Path
) -> None:
    fill(office, every_kind(office)[-1:])
    for name in PAPERS:
        _, text = printed(office, name, tmp_path)
        assert "1 beslut är oklart" in text
        assert "inga beslut att rapportera" in text


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 30, 400])
@pytest.mark.parametrize("name", PAPERS)
def test_long_reasons_wrap_and_nothing_is_cut(
    office: Office, name: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(office, many(office, count))
    with watched(monkeypatch) as pieces:
        result, text = printed(office, name, tmp_path)
    assert_well_set(pieces)
    if name == "evb-fullmaktige":
        assert result.pages <= 2
    else:
        assert plain(text).count("kvarstår oförändrat.") == count
    if name == "evb-ivo":
        assert len([page for page in text.split("\f") if ": ny rapport" in page]) == count
        assert result.pages <= count + 2 + count // 30


# --- Again ---


@pytest.mark.parametrize("name", PAPERS)
def test_an_old_quarter_prints_to_the_same_text_after_the_register_was_corrected(
    tmp_path: Path, name: str
) -> None:
    now = NOW
    clock: Callable[[], datetime] = lambda: now  # noqa: E731
    office = Office.create(str(tmp_path / "enheten.sqlite"), clock=clock, who="provaren")
    fill(office, [*every_kind(office), *many(office, 20, women=8)])
    first, text = printed(office, name, tmp_path / "a")
    (recorded,) = re.findall(r"(\d{4}-\d\d-\d\dT[\d:.]+Z) \(UTC\)", text)
    now = NOW + timedelta(days=40)
    fill_in(office, QUARTER, insats(1), {"orsak_text": "En annan orsak."})
    for number in (2, 5, 13):
        void_event(
            office, insats(number), max(line.event.id for line in view_case(office, insats(number)).events)
        )
    fill(office, many(office, 30)[20:])
    changed, _ = printed(office, name, tmp_path / "b")
    assert changed.fingerprint != first.fingerprint
    again, once_more = printed(office, name, tmp_path / "c", recorded_at=recorded)
    assert again.fingerprint == first.fingerprint
    moved = "uttaget 2026-04-25 09:12"
    assert once_more.replace(moved, "uttaget 2026-03-16 08:12") == text
    office.close()


def test_the_day_of_the_paper_may_be_within_the_quarter_or_after_it(town: Office) -> None:
    early = ivo_facts(town, Order(date(2025, 10, 31), QUARTER))
    assert early.last_day == date(2025, 10, 31)
    assert insats(8).ref in {page.ref for page in early.pages if page.errand is Errand.FIRST}
    later = ivo_facts(town, Order(date(2026, 1, 5), QUARTER))
    assert not {page.ref: page.told for page in later.pages}[insats(4).ref]


@pytest.mark.parametrize("name", PAPERS)
def test_a_quarter_must_be_chosen(town: Office, name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="behöver ett kvartal"):
        printed(town, name, tmp_path, period=None)
    with pytest.raises(UserError, match="inget kvartal"):
        printed(town, name, tmp_path, period=parse_period("2025"))


def test_the_papers_of_a_unit_are_of_that_unit_alone(town: Office, tmp_path: Path) -> None:
    _, text = printed(town, "evb-ivo", tmp_path, unit="Insatsenheten")
    assert "Insatsenheten · Ej verkställda beslut till IVO" in text
    with pytest.raises(UserError, match="finns inte"):
        printed(town, "evb-ivo", tmp_path, unit="Enheten som inte finns")
