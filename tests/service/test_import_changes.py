"""Reading a list again: what it says anew becomes events, what it does not say is left alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from caseapp.domain.cases import FACTS
from caseapp.domain.events import VOID, CaseKey
from caseapp.domain.moments import Moment
from caseapp.service.importing import import_file
from caseapp.service.office import Office
from caseapp.service.record import record_event, void_event
from tests.conftest import NOW
from tests.service.lists import (
    AKTUALISERINGAR,
    HANDELSER,
    INSATSER,
    UTREDNINGAR,
    case_of,
    counts,
    csv_file,
    identity,
    read_in,
    row,
    stored,
    told,
)

TODAY = "2026-03-16"
U1 = CaseKey("utredning", "U1")
A1 = CaseKey("aktualisering", "A1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def utredning(office: Office, folder: Path, **cells: str) -> tuple[int, int, int, int]:
    given = {"ärende": "U1", "person": "K1", "inledd": "2025-01-10", "typ": "barn"} | cells
    return counts(read_in(office, folder, UTREDNINGAR, row(UTREDNINGAR, **given)))


def aktuell(office: Office, folder: Path, **cells: str) -> tuple[int, int, int, int]:
    given = {"ärende": "A1", "person": "K1", "inkom": "2025-03-31", "typ": "anm"} | cells
    return counts(read_in(office, folder, AKTUALISERINGAR, row(AKTUALISERINGAR, **given)))


NEW, UPDATED, UNCHANGED = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)


def record(office: Office, key: CaseKey, event_type: str, day: str, **values: str) -> None:
    record_event(office, key, event_type, Moment.parse(day), values)


# --- The opening and its facts ---


def test_a_corrected_day_voids_the_opening_and_records_it_anew(office: Office, folder: Path) -> None:
    assert utredning(office, folder) == NEW
    assert utredning(office, folder, inledd="2025-01-12") == UPDATED
    assert utredning(office, folder, inledd="2025-01-12") == UNCHANGED
    assert told(office, *U1) == [("inledd", "2025-01-12", {"person": "K1", "utredningstyp": "barn"})]
    voids = [event for event in stored(office, *U1) if event.type == VOID]
    assert [(str(event.occurred), event.voids, event.source) for event in voids] == [
        ("2025-01-10", 1, "import:utredningar")
    ]


def test_a_corrected_fact_is_corrected_from_the_start(office: Office, folder: Path) -> None:
    aktuell(office, folder, orsak="bostad", våld="j")
    assert aktuell(office, folder, orsak="ekonomi", våld="j") == UPDATED
    assert told(office, *A1) == [
        ("inkom", "2025-03-31", {"person": "K1", "typ": "anmalan", "orsak": "ekonomi", "vald": "j"})
    ]


def test_a_fact_that_was_missing_is_added_to_the_opening(office: Office, folder: Path) -> None:
    aktuell(office, folder)
    assert aktuell(office, folder, våld="n") == UPDATED
    assert case_of(office, *A1).facts["vald"] == "n"


def test_a_fact_emptied_in_the_list_goes_when_the_list_stated_it(office: Office, folder: Path) -> None:
    aktuell(office, folder, orsak="bostad")
    assert aktuell(office, folder) == UPDATED
    assert "orsak" not in case_of(office, *A1).facts
    assert aktuell(office, folder) == UNCHANGED


def test_a_fact_emptied_in_the_list_stays_when_someone_recorded_it(office: Office, folder: Path) -> None:
    record(office, A1, "inkom", "2025-03-31", person="K1", typ="anmalan", orsak="bostad", enhet="Norr")
    assert aktuell(office, folder) == UNCHANGED
    assert case_of(office, *A1).facts["orsak"] == "bostad"


def test_a_column_that_the_list_lacks_touches_nothing(office: Office, folder: Path) -> None:
    aktuell(office, folder, orsak="bostad", enhet="Norr", skyddsbedömning="2025-03-31")
    before = told(office, *A1)
    short = "ärende;person;inkom;typ"
    assert counts(read_in(office, folder, short, "A1;K1;2025-03-31;anm")) == UNCHANGED
    assert told(office, *A1) == before


def test_what_someone_corrected_by_hand_stands_while_the_list_says_the_same(
    office: Office, folder: Path
) -> None:
    aktuell(office, folder, orsak="bostad", enhet="Norr")
    record(office, A1, FACTS, "2025-04-02", orsak="ekonomi", enhet="Söder")
    assert aktuell(office, folder, orsak="bostad", enhet="Norr") == UNCHANGED
    assert case_of(office, *A1).facts["orsak"] == "ekonomi"
    assert aktuell(office, folder, orsak="ekonomi", enhet="Söder") == UNCHANGED
    # News in the list goes before what was recorded earlier.
    assert aktuell(office, folder, orsak="skolfrånvaro", enhet="Öster") == UPDATED
    case = case_of(office, *A1)
    assert (case.facts["orsak"], case.unit) == ("skolfranvaro", "Öster")
    assert aktuell(office, folder, orsak="skolfrånvaro", enhet="Öster") == UNCHANGED


def test_another_unit_holds_from_today(office: Office, folder: Path) -> None:
    utredning(office, folder, enhet="Norr")
    assert utredning(office, folder, enhet="Söder") == UPDATED
    assert told(office, *U1)[1:] == [(FACTS, TODAY, {"enhet": "Söder"})]
    case = case_of(office, *U1)
    assert (case.unit, case.unit_on(NOW.date() - timedelta(days=1))) == ("Söder", "Norr")
    assert utredning(office, folder, enhet="Söder") == UNCHANGED
    # And back again on the same day.
    assert utredning(office, folder, enhet="Norr") == UPDATED
    assert case_of(office, *U1).unit == "Norr"
    assert utredning(office, folder, enhet="Norr") == UNCHANGED


def test_a_unit_that_was_not_known_holds_from_the_day_it_is_told(office: Office, folder: Path) -> None:
    utredning(office, folder)
    assert utredning(office, folder, enhet="Norr") == UPDATED
    assert told(office, *U1)[1:] == [(FACTS, TODAY, {"enhet": "Norr"})]


def test_a_unit_stated_later_than_today_is_still_overtaken(office: Office, folder: Path) -> None:
    utredning(office, folder, inledd="2026-05-01 10:00", enhet="Norr")
    assert utredning(office, folder, inledd="2026-05-01 10:00", enhet="Söder") == UPDATED
    assert case_of(office, *U1).unit == "Söder"


def test_a_case_does_not_lose_its_unit_to_an_empty_cell(office: Office, folder: Path) -> None:
    utredning(office, folder, enhet="Norr")
    assert utredning(office, folder) == UNCHANGED


def test_a_caseworker_emptied_in_the_list_leaves_the_case_unassigned_from_today(
    office: Office, folder: Path
) -> None:
    utredning(office, folder, handläggare="AB1")
    assert utredning(office, folder) == UPDATED
    assert told(office, *U1)[1:] == [(FACTS, TODAY, {"handlaggare": ""})]
    assert case_of(office, *U1).worker is None
    assert utredning(office, folder) == UNCHANGED


def test_a_day_without_its_time_says_nothing_else_than_the_time(office: Office, folder: Path) -> None:
    aktuell(office, folder, inkom="2025-03-31 14:05")
    assert aktuell(office, folder) == UNCHANGED
    assert aktuell(office, folder, orsak="bostad") == UPDATED
    assert told(office, *A1)[0][1] == "2025-03-31T14:05"
    assert aktuell(office, folder, inkom="2025-03-31 15:00", orsak="bostad") == UPDATED


def test_a_case_whose_events_were_all_voided_comes_in_as_new(office: Office, folder: Path) -> None:
    utredning(office, folder)
    void_event(office, U1, stored(office, *U1)[0].id)
    assert utredning(office, folder) == NEW


def test_a_case_known_only_by_other_events_gets_its_opening(office: Office, folder: Path) -> None:
    record(office, U1, "utredningsplan", "2025-01-20")
    assert utredning(office, folder) == UPDATED
    assert case_of(office, *U1).opened == Moment.parse("2025-01-10")


# --- The other events ---


def test_a_corrected_event_is_voided_and_recorded_anew(office: Office, folder: Path) -> None:
    aktuell(office, folder, förhandsbedömning="2025-04-10", utfall="inleds")
    assert aktuell(office, folder, förhandsbedömning="2025-04-11", utfall="inleds inte") == UPDATED
    assert told(office, *A1)[1:] == [("forhandsbedomning", "2025-04-11", {"utfall": "inleds-inte"})]
    assert aktuell(office, folder, förhandsbedömning="2025-04-11") == UPDATED
    assert told(office, *A1)[1:] == [("forhandsbedomning", "2025-04-11", {})]


def test_an_event_emptied_in_the_list_goes_only_when_the_list_stated_it(office: Office, folder: Path) -> None:
    utredning(office, folder, avslutad="2025-05-01")
    record(office, U1, "utredningsplan", "2025-01-20")
    assert utredning(office, folder) == UPDATED
    header = f"{UTREDNINGAR};utredningsplan"
    line = row(header, ärende="U1", person="K1", inledd="2025-01-10", typ="barn")
    assert counts(read_in(office, folder, header, line)) == UNCHANGED
    assert [event[0] for event in told(office, *U1)] == ["inledd", "utredningsplan"]


def test_what_someone_added_to_an_event_is_kept_when_the_list_corrects_it(
    office: Office, folder: Path
) -> None:
    record(office, A1, "inkom", "2025-03-31", person="K1", typ="anmalan")
    record(office, A1, "forhandsbedomning", "2025-04-10", utfall="inleds", prioritet="1")
    assert aktuell(office, folder, förhandsbedömning="2025-04-10") == UNCHANGED
    assert aktuell(office, folder, förhandsbedömning="2025-04-12") == UPDATED
    assert told(office, *A1)[1:] == [
        ("forhandsbedomning", "2025-04-12", {"utfall": "inleds", "prioritet": "1"})
    ]


def test_a_later_event_that_can_repeat_is_added(office: Office, folder: Path) -> None:
    utredning(office, folder, tilldelad="2025-01-12", handläggare="AB1")
    assert utredning(office, folder, tilldelad="2025-03-01", handläggare="CD2") == UPDATED
    assert told(office, *U1)[1:] == [
        ("tilldelad", "2025-01-12", {"handlaggare": "AB1"}),
        ("tilldelad", "2025-03-01", {"handlaggare": "CD2"}),
    ]
    assert utredning(office, folder, tilldelad="2025-03-01", handläggare="CD2") == UNCHANGED
    # An older list says nothing new; an earlier day that was never said is a correction.
    assert utredning(office, folder, tilldelad="2025-01-12", handläggare="AB1") == UNCHANGED
    assert utredning(office, folder, tilldelad="2025-02-20", handläggare="CD2") == UPDATED
    assert [event[1] for event in told(office, *U1)] == ["2025-01-10", "2025-01-12", "2025-02-20"]


def test_a_caseworker_of_the_day_before_it_was_known_is_not_repeated(office: Office, folder: Path) -> None:
    utredning(office, folder, handläggare="AB1")
    assert utredning(office, folder, handläggare="AB1", tilldelad="2025-01-12") == UPDATED
    assert utredning(office, folder, handläggare="AB1") == UPDATED
    assert [event[0] for event in told(office, *U1)] == ["inledd"]
    assert case_of(office, *U1).worker == "AB1"


def test_an_outcome_without_a_day_moves_to_its_event_when_the_day_is_known(
    office: Office, folder: Path
) -> None:
    aktuell(office, folder, utfall="inleds")
    assert aktuell(office, folder, utfall="inleds", förhandsbedömning="2025-04-10") == UPDATED
    assert aktuell(office, folder, utfall="inleds", förhandsbedömning="2025-04-10") == UNCHANGED
    short = "ärende;person;inkom;typ;utfall"
    assert counts(read_in(office, folder, short, "A1;K1;2025-03-31;anm;inleds")) == UNCHANGED
    assert counts(read_in(office, folder, short, "A1;K1;2025-03-31;anm;nej")) == UPDATED
    assert case_of(office, *A1).facts["utfall"] == "inleds-inte"


def test_an_extension_is_corrected_added_and_taken_away(office: Office, folder: Path) -> None:
    utredning(office, folder, förlängd_till="2025-07-10")
    assert utredning(office, folder, förlängd_till="2025-07-10") == UNCHANGED
    assert utredning(office, folder, förlängd_till="2025-08-10") == UPDATED
    assert told(office, *U1)[1:] == [("forlangd", "2025-05-12", {"forlangd_till": "2025-08-10"})]
    assert utredning(office, folder, förlängd_till="2025-09-10", förlängning_beslutad="2025-08-01") == UPDATED
    assert [event[1] for event in told(office, *U1)[1:]] == ["2025-05-12", "2025-08-01"]
    assert utredning(office, folder, förlängd_till="2025-09-10") == UNCHANGED
    assert utredning(office, folder) == UPDATED
    assert [event[0] for event in told(office, *U1)] == ["inledd"]


def test_a_later_opening_moves_an_extension_that_was_only_reckoned(office: Office, folder: Path) -> None:
    utredning(office, folder, förlängd_till="2025-09-10")
    assert utredning(office, folder, inledd="2025-05-20", förlängd_till="2025-09-30") == UPDATED
    assert told(office, *U1)[1][1] == "2025-09-22"
    assert utredning(office, folder, inledd="2025-05-20", förlängd_till="2025-09-30") == UNCHANGED


def test_a_second_closing_after_a_reopening_is_added(office: Office, folder: Path) -> None:
    utredning(office, folder, avslutad="2025-05-01")
    record(office, U1, "ateroppnad", "2025-06-01")
    assert utredning(office, folder, avslutad="2025-08-01") == UPDATED
    assert [event[:2] for event in told(office, *U1)[1:]] == [
        ("avslutad", "2025-05-01"),
        ("ateroppnad", "2025-06-01"),
        ("avslutad", "2025-08-01"),
    ]
    assert utredning(office, folder, avslutad="2025-08-01") == UNCHANGED


def test_an_insats_is_followed_from_decision_to_end(office: Office, folder: Path) -> None:
    def insats(**cells: str) -> tuple[int, int, int, int]:
        given = {"ärende": "I1", "person": "K1", "insatstyp": "kontaktfamilj", "beslut": "2025-01-10"} | cells
        return counts(read_in(office, folder, INSATSER, row(INSATSER, **given)))

    assert insats() == NEW
    assert insats(verkställd="2025-02-01") == UPDATED
    assert insats(verkställd="2025-02-01", avbrott="2025-03-01") == UPDATED
    assert insats(verkställd="2025-02-01", avbrott="2025-03-01", återupptagen="2025-04-01") == UPDATED
    last = {"verkställd": "2025-02-01", "avbrott": "2025-05-01", "återupptagen": "2025-04-01"}
    assert insats(**last, avslutad="2025-06-01", avslutsorsak="enligt plan") == UPDATED
    assert [event[0] for event in told(office, "insats", "I1")] == [
        "beslut",
        "verkstalld",
        "avbrott",
        "aterupptagen",
        "avbrott",
        "avslutad",
    ]
    assert case_of(office, "insats", "I1").facts["avslutsorsak"] == "enligt-plan"


# --- One event a row ---


def happenings(office: Office, folder: Path, *rows: str) -> tuple[int, int, int, int]:
    return counts(import_file(office, csv_file(folder, HANDELSER, *rows)))


OPENED = "U1;Utredning;Inledd;2025-01-10;barnutredning;K1;Norr"


def test_a_list_of_events_is_read_event_by_event(office: Office, folder: Path) -> None:
    rows = (
        "U1;utredningar;förlängning beslutad;2025-05-01;10/7 2025;;",
        OPENED,
        "U1;Utredning;Tilldelad handläggare;2025-01-12;AB1;;",
        "U1;Utredning;tilldelad;2025-02-12;CD2;;",
        "L1;Lex Sarah;rapporterad;2025-02-12;;K9;Norr",
    )
    assert happenings(office, folder, *rows) == (5, 0, 0, 0)
    assert told(office, *U1) == [
        ("inledd", "2025-01-10", {"person": "K1", "enhet": "Norr", "utredningstyp": "barn"}),
        ("tilldelad", "2025-01-12", {"handlaggare": "AB1"}),
        ("tilldelad", "2025-02-12", {"handlaggare": "CD2"}),
        ("forlangd", "2025-05-01", {"forlangd_till": "2025-07-10"}),
    ]
    # Lex Sarah has no person, so that fact is let go.
    assert told(office, "lex_sarah", "L1") == [("rapporterad", "2025-02-12", {"enhet": "Norr"})]
    assert happenings(office, folder, *rows) == (0, 0, 5, 0)


def test_the_same_event_twice_in_a_list_is_told_and_read_once(office: Office, folder: Path) -> None:
    result = read_in(office, folder, HANDELSER, OPENED, OPENED)
    assert counts(result) == (1, 0, 1, 0)
    assert "rad 3" in result.notes[-1]


def test_an_event_that_happens_once_is_moved_by_another_day(office: Office, folder: Path) -> None:
    happenings(office, folder, OPENED, "U1;utredning;avslutad;2025-05-01;;;")
    assert happenings(office, folder, "U1;utredning;avslutad;2025-05-02;;;") == (0, 1, 0, 0)
    assert [event[:2] for event in told(office, *U1)[1:]] == [("avslutad", "2025-05-02")]


def test_an_event_that_happens_once_on_two_days_of_a_list_is_rejected(office: Office, folder: Path) -> None:
    rows = (OPENED, "U1;utredning;avslutad;2025-05-01;;;", "U1;utredning;avslutad;2025-05-02;;;")
    result = read_in(office, folder, HANDELSER, *rows)
    assert counts(result) == (2, 0, 0, 1)
    assert [(r.row, r.field) for r in result.rejects] == [(4, "tidpunkt")]
    assert "tidigare rad" in result.rejects[0].reason
    assert happenings(office, folder, *rows) == (0, 0, 2, 1)


def test_a_case_reopened_can_be_closed_twice_in_one_list(office: Office, folder: Path) -> None:
    rows = (
        OPENED,
        "U1;utredning;avslutad;2025-05-01;;;",
        "U1;utredning;återöppnad;2025-06-01;;;",
        "U1;utredning;avslutad;2025-07-01;;;",
    )
    assert happenings(office, folder, *rows) == (4, 0, 0, 0)
    assert happenings(office, folder, *rows) == (0, 0, 4, 0)


def test_other_facts_on_the_same_event_correct_it(office: Office, folder: Path) -> None:
    happenings(office, folder, OPENED)
    assert happenings(office, folder, OPENED.replace("K1", "K2")) == (0, 1, 0, 0)
    assert case_of(office, *U1).person == "K2"
    rejected = read_in(office, folder, HANDELSER, OPENED, OPENED.replace("K1", "K2"))
    assert counts(rejected) == (0, 1, 0, 1)


def test_facts_that_the_case_already_has_are_no_news_on_another_event(office: Office, folder: Path) -> None:
    utredning(office, folder, enhet="Norr")
    record(office, U1, "utredningsplan", "2025-01-20")
    assert happenings(office, folder, "U1;utredning;utredningsplan;2025-01-20;;K1;Norr") == (0, 0, 1, 0)
    record(office, CaseKey("utredning", "U2"), "utredningsplan", "2025-01-20")
    assert happenings(office, folder, "U2;utredning;utredningsplan;2025-01-20;;K1;") == (0, 1, 0, 0)


def test_a_case_left_without_its_opening_is_warned_of(office: Office, folder: Path) -> None:
    result = read_in(office, folder, HANDELSER, "U1;utredning;utredningsplan;2025-05-01;;;")
    assert (result.imported, result.warnings) == (1, 1)
    assert result.warning_texts == ("Ärende U1: har händelser men ingen ”Inledd”. Läs in den också.",)


def test_what_a_list_of_events_cannot_say_is_rejected(office: Office, folder: Path) -> None:
    result = read_in(
        office,
        folder,
        HANDELSER,
        "U1;bygglov;inledd;2025-01-10;;;",
        f"U1;{identity()};inledd;2025-01-10;;;",
        "U1;utredning;inkom;2025-01-10;;;",
        "U1;utredning;utredningsplan;2025-01-10;ja;;",
        f"U1;utredning;utredningsplan;2025-01-10;{identity()};;",
        "U1;utredning;förlängning beslutad;2025-05-10;;;",
        "U1;utredning;förlängning beslutad;2025-05-10;i höst;;",
        "U1;utredning;inledd;2025-01-10;barn;Anna Ek;",
        "U1;utredning;;2025-01-10;;;",
        ";utredning;tilldelad;i går;;;",
    )
    assert [(r.row, r.field) for r in result.rejects] == [
        (2, "ärendetyp"),
        (3, "ärendetyp"),
        (4, "händelse"),
        (5, "värde"),
        (6, "värde"),
        (6, "värde"),
        (7, "värde"),
        (8, "värde"),
        (10, "händelse"),
        (11, "ärende"),
        (11, "tidpunkt"),
    ]
    assert "Aktualisering, Utredning" in result.rejects[0].reason
    assert "Inledd, Tilldelad handläggare" in result.rejects[2].reason
    assert (result.imported, result.warnings) == (1, 1)


def test_a_list_of_events_needs_no_value_column(office: Office, folder: Path) -> None:
    header = "ärende;ärendetyp;händelse;tidpunkt"
    result = read_in(
        office,
        folder,
        header,
        "U1;utredning;inledd;2025-01-10",
        "U1;utredning;förlängning beslutad;2025-05-10",
    )
    assert counts(result) == (1, 0, 0, 1)
    assert result.rejects[0].field == "värde"


def test_the_preview_of_events_shows_what_they_are_read_as(office: Office, folder: Path) -> None:
    result = read_in(office, folder, HANDELSER, OPENED.replace("2025-01-10", "10/1 2025"), dry_run=True)
    assert result.preview[0].cells == (
        "U1",
        "Utredning",
        "Inledd",
        "2025-01-10",
        "barnutredning",
        "K1",
        "Norr",
    )


def test_the_clock_decides_what_today_is(tmp_path: Path) -> None:
    office = Office.create(str(tmp_path / "x.sqlite"), clock=lambda: NOW + timedelta(hours=20))
    utredning(office, tmp_path, enhet="Norr")
    utredning(office, tmp_path, enhet="Söder")
    assert told(office, *U1)[1][1] == "2026-03-17"
    office.close()
