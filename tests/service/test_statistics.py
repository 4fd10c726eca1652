"""Statistics: one figure, the same whoever takes it out and whenever, and nothing small given away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.guards import FieldGuard
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.service import statistics_files
from caseapp.service.demo import make_demo
from caseapp.service.office import Office
from caseapp.service.record import voiding
from caseapp.service.statistics import statistics
from caseapp.service.statistics_result import StatisticsResult
from caseapp.store.ledger import Stamp, append
from caseapp.store.reading import all_keys, events_of
from tests.conftest import NOW
from tests.golden_files import assert_golden

COUNT, FHB, LATE, TIME = (
    "aktualiseringar.antal",
    "forhandsbedomning.inom-frist",
    "utredning.avslutade-for-sent",
    "utredning.tid",
)
YEAR = parse_period("2025")
INKOM = date(2025, 3, 3)


def told(
    office: Office,
    events: list[tuple[str, str, date, dict[str, str]]],
    at: str = "2026-03-01T00:00:00.000000Z",
) -> None:
    """Record events of cases A-… and B-… in one step."""
    made = [
        Event(CaseKey("aktualisering" if ref[0] == "A" else "utredning", ref), kind, Moment(day), values)
        for ref, kind, day, values in events
    ]
    with office.database.write() as connection:
        append(connection, office.catalogue, made, Stamp(at, "provaren"), "prov")


def reports(
    office: Office, count: int, start: int = 0, late: int = 0, day: date = INKOM, **facts: str
) -> None:
    """So many reports of concern, assessed in ten days but the late ones in thirty."""
    events = []
    for number in range(start, start + count):
        ref, days = f"A-{number:04d}", 30 if number < start + late else 10
        stated = {"person": f"P-{number:04d}", "typ": "anmalan", "fodelsear": "2016", **facts}
        events.append((ref, "inkom", day, stated))
        events.append((ref, "forhandsbedomning", day + timedelta(days=days), {"utfall": "inleds-inte"}))
    told(office, events)


def investigations(office: Office, lengths: list[int], start: int = 0, **facts: str) -> None:
    """Children's utredningar of so many days."""
    events = []
    for number, length in enumerate(lengths, start):
        stated = {"person": f"P-{number:04d}", "utredningstyp": "barn", "fodelsear": "2016", **facts}
        events.append((f"B-{number:04d}", "inledd", INKOM, stated))
        events.append((f"B-{number:04d}", "avslutad", INKOM + timedelta(days=length), {}))
    told(office, events)


def one(office: Office, measure: str, **how: Any) -> dict[str, Any]:
    """A measure of 2025 as JSON."""
    found: dict[str, Any] = statistics(office, [measure], YEAR, **how).as_json()["results"][0]
    return found


def groups(result: dict[str, Any], *names: str) -> dict[tuple[str, ...], Any]:
    """Groups by their values, with one entry of each or several."""
    return {
        tuple(g["by"].values()): g[names[0]] if len(names) == 1 else tuple(g[n] for n in names)
        for g in result["groups"]
    }


def test_the_contract_of_the_command_line_holds(office: Office) -> None:
    reports(office, 30, kon="K")
    made = statistics(office, [COUNT, FHB], YEAR, ["sex"]).as_json()
    assert list(made)[:6] == ["period", "as_of", "recorded_at", "catalogue", "fingerprint", "results"]
    assert list(made)[6:] == ["selection", "definitions"]
    assert (made["period"], made["as_of"]) == ("2025", "2026-03-16")
    assert made["recorded_at"] == "2026-03-16T07:12:00.000000Z"
    assert made["catalogue"] == office.catalogue.version
    assert re.fullmatch(r"[0-9a-f]{16}", made["fingerprint"])
    group = {"by": {"sex": "K"}, "value": 30, "numerator": 30, "denominator": None, "suppressed": False}
    assert made["results"][0] == {
        "measure": COUNT,
        "version": office.catalogue.measure(COUNT).version,
        "unit": "aktualiseringar",
        "value": 30,
        "numerator": 30,
        "denominator": None,
        "suppressed": False,
        "groups": [group],
    }
    assert json.loads(json.dumps(made)) == made


def test_all_measures_are_taken_out_when_none_is_named(office: Office) -> None:
    results = statistics(office, [], YEAR).as_json()["results"]
    assert [result["measure"] for result in results] == list(office.catalogue.measures)


def test_a_share_is_per_cent_of_those_with_the_clock(office: Office) -> None:
    reports(office, 40, late=6)
    reports(office, 10, start=50, typ="ansokan")
    found = one(office, FHB)
    assert (found["value"], found["numerator"], found["denominator"]) == (85.0, 34, 40)


def test_a_duration_has_mean_median_and_bands(office: Office) -> None:
    investigations(office, [10] * 8 + [100] * 7 + [130] * 6)
    found = one(office, TIME)
    assert found["value"] == pytest.approx((80 + 700 + 780) / 21)
    assert (found["median"], found["numerator"], found["denominator"]) == (100.0, None, 21)
    assert found["bands"] == {"0–30": 8, "31–60": 0, "61–90": 0, "91–120": 7, ">120": 6}


def test_a_reopened_utredning_is_not_closed(office: Office) -> None:
    investigations(office, [100] * 20)
    told(office, [("B-0003", "ateroppnad", INKOM + timedelta(days=110), {})])
    assert one(office, LATE)["denominator"] is None
    assert one(office, LATE, show_small=True)["denominator"] == 19


def test_age_is_that_of_the_counted_event_not_of_the_extraction(office: Office) -> None:
    told(office, [("A-1", "inkom", date(2025, 12, 31), {"person": "P-1", "fodelsear": "2012"})])
    found = one(office, COUNT, by=["age_band"], show_small=True, as_of=date(2026, 3, 1))
    assert groups(found, "value") == {("13-18",): 1}
    told(office, [("A-2", "inkom", date(2025, 1, 1), {"person": "P-2", "fodelsear": "2013"})])
    assert groups(one(office, COUNT, by=["age_band"], show_small=True), "value") == {
        ("0-12",): 1,
        ("13-18",): 1,
    }


def test_the_unit_is_the_one_of_the_day_of_the_counted_event(office: Office) -> None:
    investigations(office, [100] * 6, enhet="Utredningsenheten")
    moved = INKOM + timedelta(days=90)
    told(office, [("B-0001", "uppgifter", moved, {"enhet": "Öppenvårdsenheten"})])
    told(office, [("B-0002", "uppgifter", moved + timedelta(days=30), {"enhet": "Öppenvårdsenheten"})])
    found = one(office, "utredning.avslutade", by=["unit"], show_small=True)
    assert groups(found, "value") == {("Utredningsenheten",): 5, ("Öppenvårdsenheten",): 1}
    only = one(office, "utredning.avslutade", unit="Öppenvårdsenheten", show_small=True)
    assert only["value"] == 1


def test_what_is_not_known_is_called_so_and_comes_last(office: Office) -> None:
    reports(office, 5, kon="M")
    reports(office, 6, start=10)
    told(office, [(f"A-9{n}", "inkom", INKOM, {}) for n in range(7)])
    found = one(office, COUNT, by=["sex", "age_band", "unit"], show_small=True)
    assert groups(found, "value") == {
        ("M", "0-12", "okänt"): 5,
        ("M", "okänt", "okänt"): 0,
        ("okänt", "0-12", "okänt"): 6,
        ("okänt", "okänt", "okänt"): 7,
    }
    assert one(office, COUNT, unit="okänt")["value"] == 18


def test_a_group_without_anyone_is_nought_and_not_hidden(office: Office) -> None:
    reports(office, 25, kon="K")
    reports(office, 25, start=30, kon="M", fodelsear="2010")
    found = one(office, FHB, by=["sex", "age_band"])
    shown = groups(found, "value", "denominator", "suppressed")
    assert shown[("K", "13-18")] == (None, 0, False)
    assert shown[("K", "0-12")] == (100.0, 25, False)
    investigations(office, [100] * 20, start=100, kon="K")
    investigations(office, [100] * 20, start=200, kon="M", fodelsear="2010")
    empty = one(office, TIME, by=["sex", "age_band"])["groups"][1]
    assert (empty["value"], empty["median"], empty["denominator"]) == (None, None, 0)


def test_small_counts_are_hidden_with_what_would_give_them_away(office: Office) -> None:
    reports(office, 3, kon="K")
    reports(office, 8, start=10, kon="M")
    reports(office, 30, start=30)
    found = one(office, COUNT, by=["sex"])
    assert found["value"] == 41
    hidden = (None, None, None, True)
    names = ("value", "numerator", "denominator", "suppressed")
    assert groups(found, *names) == {("K",): hidden, ("M",): hidden, ("okänt",): (30, 30, None, False)}
    assert groups(one(office, COUNT, by=["sex"], show_small=True), "value")[("K",)] == 3


def test_a_total_of_one_to_four_is_hidden_and_nought_is_not(office: Office) -> None:
    reports(office, 4)
    assert one(office, COUNT)["suppressed"]
    assert one(office, "utredning.avslutade")["value"] == 0


@pytest.mark.parametrize(
    ("count", "late", "shown"), [(19, 8, False), (20, 8, True), (20, 18, False), (20, 0, True)]
)
def test_a_share_needs_twenty_and_no_small_numerator(
    office: Office, count: int, late: int, shown: bool
) -> None:
    reports(office, count, late=late)
    found = one(office, FHB)
    assert found["suppressed"] is not shown
    assert (found["value"] is not None) is shown
    assert (found["denominator"] == count) is shown


def test_a_share_hidden_for_a_small_numerator_takes_another_with_it(office: Office) -> None:
    investigations(office, [100] * 27 + [150] * 3, kon="K")
    investigations(office, [100] * 20 + [150] * 10, start=100, kon="M")
    investigations(office, [100] * 22, start=200)
    found = one(office, LATE, by=["sex"])
    # The one without anyone late would be no cover.
    assert groups(found, "numerator") == {("K",): None, ("M",): None, ("okänt",): 0}


def test_a_share_too_uncertain_to_show_hides_no_other(office: Office) -> None:
    reports(office, 12, kon="K", late=5)
    reports(office, 40, start=100, kon="M", late=10)
    assert groups(one(office, FHB, by=["sex"]), "suppressed") == {("K",): True, ("M",): False}


def test_bands_of_a_duration_are_hidden_where_small(office: Office) -> None:
    investigations(office, [10] * 3 + [40] * 9 + [100] * 30, kon="K")
    investigations(office, [10] * 7 + [40] * 9 + [100] * 30, start=100, kon="M")
    found = one(office, TIME, by=["sex"])
    bands = groups(found, "bands")
    assert found["bands"] == {"0–30": 10, "31–60": 18, "61–90": 0, "91–120": 60, ">120": 0}
    hidden = {"0–30": None, "31–60": None, "61–90": 0, "91–120": 30, ">120": 0}
    assert bands == {("K",): hidden, ("M",): hidden}
    assert groups(found, "denominator") == {("K",): 42, ("M",): 46}


def test_a_hidden_duration_hides_all_of_itself(office: Office) -> None:
    investigations(office, [100] * 4, kon="K")
    investigations(office, [100] * 30, start=100, kon="M")
    found = one(office, TIME, by=["sex"])
    names = ("value", "denominator", "median", "bands", "suppressed")
    assert groups(found, *names) == {(sex,): (None, None, None, None, True) for sex in "KM"}
    assert found["value"] == 100


def test_what_had_not_happened_by_the_day_is_not_read(office: Office) -> None:
    reports(office, 10)
    reports(office, 10, start=20, day=date(2025, 9, 1))
    assert one(office, COUNT, as_of=date(2025, 6, 30))["value"] == 10


def test_now_is_the_latest_recording_when_another_clock_is_ahead(office: Office) -> None:
    ahead = "2026-03-16T09:00:00.000000Z"
    told(office, [(f"A-{n}", "inkom", INKOM, {}) for n in range(9)], at=ahead)
    made = statistics(office, [COUNT], YEAR)
    assert (made.recorded_at, made.results[0].total.value) == (ahead, 9)


def test_a_closing_before_the_opening_is_no_duration(office: Office) -> None:
    investigations(office, [-5] + [100] * 20)
    assert one(office, TIME)["denominator"] == 20
    assert one(office, "utredning.avslutade")["value"] == 21


def test_a_case_without_a_person_has_no_sex_or_age(office: Office) -> None:
    told(office, [(f"A-{n}", "inkom", INKOM, {"kon": "K", "fodelsear": "2016"}) for n in range(6)])
    assert groups(one(office, COUNT, by=["sex", "age_band"]), "value") == {("okänt", "okänt"): 6}


def test_a_measure_may_count_only_cases_with_certain_facts(office: Office) -> None:
    reports(office, 6, typ="ansokan")
    reports(office, 9, start=10)
    measure = office.catalogue.measure(COUNT)
    only = (FieldGuard("typ", ("ansokan", "yttrande")),)
    measure = replace(measure, population=replace(measure.population, where=only))
    office.catalogue = replace(office.catalogue, measures={COUNT: measure})
    assert one(office, COUNT)["value"] == 6


def test_two_who_know_the_same_get_the_same_fingerprint(
    office: Office, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    other = Office.create(str(tmp_path / "annan.sqlite"), clock=clock, who="kollegan")
    reports(office, 10)
    told(other, [("A-x", "inkom", date(2027, 1, 1), {})], at="2026-02-01T00:00:00.000000Z")
    reports(other, 10)
    same = statistics(office, [COUNT, FHB], YEAR, ["sex"]).fingerprint
    assert statistics(other, [FHB, COUNT], YEAR, ["sex"]).fingerprint == same
    assert statistics(other, [FHB], YEAR, ["sex"]).fingerprint != same
    reports(other, 1, start=90)
    assert statistics(other, [COUNT, FHB], YEAR, ["sex"]).fingerprint != same
    other.close()


def test_unknown_names_are_told_with_those_there_are(office: Office) -> None:
    with pytest.raises(UserError, match="Måttet ”x” finns inte"):
        statistics(office, ["x"], YEAR)
    with pytest.raises(UserError, match=r"delas upp på ”kön”\. Välj bland: sex, age_band, unit"):
        statistics(office, [], YEAR, ["kön"])
    reports(office, 1, enhet="Utredningsenheten")
    with pytest.raises(UserError, match=r"Enheten ”Utredning” finns inte\. Välj en av: Utredningsenheten"):
        statistics(office, [], YEAR, unit="Utredning")


def test_the_figures_of_last_year_come_again_after_two_hundred_corrections(
    tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    office = Office.create(str(tmp_path / "demo.sqlite"), ["norrtalje"], clock, "provaren")
    make_demo(office, 400, seed=7)
    keys = ["sex", "age_band", "unit"]
    printed = statistics(office, [], YEAR, keys, show_small=True)
    with office.database.write() as connection:
        chosen = sorted(all_keys(connection))[::2][:200]
        events = events_of(connection, chosen)
        for number, key in enumerate(chosen):
            last = events[key][-1]
            moved = Event(key, last.type, Moment(last.occurred.day + timedelta(days=40)), last.values)
            later = NOW + timedelta(minutes=number + 1)
            stamp = Stamp(later.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "provaren")
            append(connection, office.catalogue, [voiding(last), moved], stamp, "correct")
    office.clock = lambda: NOW + timedelta(days=1)
    again = statistics(
        office, [], YEAR, keys, as_of=printed.as_of, recorded_at=printed.recorded_at, show_small=True
    )
    assert again.as_json() == printed.as_json()
    corrected = statistics(office, [], YEAR, keys, as_of=printed.as_of, show_small=True)
    assert corrected.fingerprint != printed.fingerprint
    assert [r.total for r in corrected.results] != [r.total for r in printed.results]
    office.close()


@pytest.fixture
def shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> StatisticsResult:
    """Five measures by sex, with a hidden group, an empty one, and the marks that change held still."""
    reports(office, 44, late=3, kon="M", enhet="Mottagningsenheten")
    reports(office, 4, start=100, kon="K")
    reports(office, 21, start=200, late=8, kon="okänt")
    investigations(office, [20] * 2 + [110] * 25 + [140] * 12, start=400, kon="M", enhet="Utredningsenheten")
    investigations(office, [110] * 21, start=600, kon="K")
    monkeypatch.setattr(statistics_files, "__version__", "0.0")
    measures = [COUNT, FHB, "utredning.avslutade", LATE, TIME]
    made = statistics(office, measures, YEAR, ["sex", "unit"])
    return replace(made, catalogue="regelverket", fingerprint="0123456789abcdef")


def test_the_csv_file_is_as_it_was(office: Office, shown: StatisticsResult, tmp_path: Path) -> None:
    shown.write(office, tmp_path / "s.csv", "csv")
    assert_golden("statistik.csv", (tmp_path / "s.csv").read_bytes())


def test_the_text_of_the_xlsx_file_is_as_it_was(
    office: Office, shown: StatisticsResult, tmp_path: Path
) -> None:
    shown.write(office, tmp_path / "s.xlsx", "xlsx")
    lines = []
    for page in openpyxl.load_workbook(tmp_path / "s.xlsx"):
        lines.append(f"# {page.title}")
        lines += [" | ".join("" if cell is None else str(cell) for cell in row) for row in page.values]
    assert_golden("statistik.xlsx.txt", ("\n".join(lines) + "\n").encode())


def test_the_json_file_is_what_the_terminal_shows(
    office: Office, shown: StatisticsResult, tmp_path: Path
) -> None:
    shown.write(office, tmp_path / "s.json", "json")
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8")) == shown.as_json()


def test_an_xlsx_says_when_nothing_is_hidden_and_which_unit_was_chosen(
    office: Office, tmp_path: Path
) -> None:
    reports(office, 3, enhet="Mottagningsenheten")
    made = statistics(office, [COUNT], YEAR, show_small=True, unit="Mottagningsenheten")
    made.write(office, tmp_path / "s.xlsx", "xlsx")
    about = dict(openpyxl.load_workbook(tmp_path / "s.xlsx")["Om"].values)
    assert about["Urval"] == "Mottagningsenheten"
    assert about["Uppdelning"] == "ingen"
    assert about["Undertryckning"].startswith("Ingen: även små tal visas.")
    assert "Enhet: Mottagningsenheten." in made.caption()
    assert "dolda" not in made.caption()


def test_the_terminal_shows_figures_as_they_are_written_in_swedish(shown: StatisticsResult) -> None:
    head, rows = shown.as_table()
    assert head == ["Mått", "Räknar", "Kön", "Enhet", "Värde", "Täljare", "Nämnare"]
    by_name = {(row[0], row[2], row[3]): row[4:] for row in rows}
    assert by_name["Aktualiseringar", "M", "Mottagningsenheten"] == ["44", "44", "–"]
    assert by_name["Förhandsbedömningar inom lagens tid", "alla", "alla"] == ["84,1 %", "58", "69"]
    assert by_name["Förhandsbedömningar inom lagens tid", "K", "okänt"] == ["dolt", "dolt", "dolt"]
    assert by_name["Förhandsbedömningar inom lagens tid", "M", "okänt"] == ["–", "0", "0"]
    assert by_name["Utredningstid", "K", "okänt"] == ["110,0 (median 110,0)", "–", "21"]
    assert "Kontrollsumma 0123456789abcdef." in shown.caption()
    assert "Antal 1–4" in shown.caption()
