"""Two searches for the same decisions, and the register: what one of them lacks, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from caseapp.domain.errors import UserError
from caseapp.service.evb_reconcile import Reconciliation, reconcile
from caseapp.service.importing import import_file
from caseapp.service.office import Office
from caseapp.store.reading import counts
from tests.casework import insats, utredning
from tests.service.lists import csv_file, identity, row, xlsx_file

HEADER = (
    "ärende;utredning;person;lagrum;insatstyp;beslut;verkställd;avbrott;återupptagen;avslutad;avslutsorsak;"
    "regi;enhet"
)


def decision(number: int, **cells: str) -> str:
    """A row as the first search would find it, but for what is said."""
    usual = {
        "ärende": f"INS-{number}",
        "utredning": f"U-{number}",
        "person": f"klient {number}",
        "lagrum": "4:1",
        "insatstyp": "kontaktperson",
        "beslut": f"2022-0{4 + number % 2}-{10 + number % 15}",
        "enhet": "Barn och unga",
    }
    return row(HEADER, **(usual | cells))


def compared(office: Office, folder: Path, a: list[str], b: list[str]) -> Reconciliation:
    first = csv_file(folder, HEADER, *a, name="forsta.csv")
    return reconcile(office, first, csv_file(folder, HEADER, *b, name="andra.csv"))


def reasons(found: Reconciliation) -> dict[str, list[str]]:
    """Case → the sentences that tell why A lacks it."""
    return {
        line.ref: [cause.text for cause in why]
        for line, why in zip(found.comparison.only_b, found.why_b, strict=True)
    }


def norrtalje() -> tuple[list[str], list[str]]:
    """The first search found 2; the second, by another way, 30 more (L1026–1039)."""
    a = [
        decision(1, beslut="2022-03-14"),
        decision(2, beslut="2022-06-27", insatstyp="familjehem"),
    ]
    older = [decision(n, beslut=f"2021-12-{n:02}") for n in range(10, 19)]
    family = [decision(n, insatstyp="kontaktfamilj") for n in range(20, 25)]
    stopped = [decision(n, verkställd="2022-06-01", avbrott="2022-09-01") for n in range(30, 36)]
    elsewhere = [decision(n, enhet="Vuxna") for n in range(40, 44)]
    without = [decision(n, lagrum="") for n in range(50, 53)]
    again = [decision(60, person="klient 1"), decision(61, person="klient 2")]
    untold = [decision(70)]
    return a, [*a, *older, *family, *stopped, *elsewhere, *without, *again, *untold]


def test_the_thirty_decisions_of_norrtalje_are_found_each_with_why_the_first_search_missed_it(
    office: Office, tmp_path: Path
) -> None:
    found = compared(office, tmp_path, *norrtalje())
    assert (found.a.waiting, found.b.waiting) == (2, 32)
    assert [pair.a.ref for pair in found.comparison.equal] == ["INS-1", "INS-2"]
    assert found.comparison.only_a == found.comparison.differing == ()
    assert [line.ref for line in found.missed] == [line.ref for line in found.comparison.only_b]
    why = reasons(found)
    assert len(why) == 30
    expected: dict[range, tuple[str, ...]] = {
        range(10, 19): ("A har inga beslut före 2022-03-14; detta är från 2021-12-{}.",),
        range(20, 25): ("A har ingen rad med insatstyp ”kontaktfamilj”.",),
        range(30, 36): (
            "A har inga avbrutna insatser; här är avbrott 2022-09-01.",
            "A har inga verkställda beslut; här är verkställd 2022-06-01.",
        ),
        range(40, 44): ("A har bara enhet ”Barn och unga”; här står ”Vuxna”.",),
        range(50, 53): ("A har inga rader utan lagrum; här saknas lagrum.",),
        range(60, 61): ("A har högst en rad med samma person; samma person står redan på ärende INS-1 i A.",),
        range(61, 62): ("A har högst en rad med samma person; samma person står redan på ärende INS-2 i A.",),
        range(70, 71): ("Inget i uppgifterna förklarar varför.",),
    }
    assert why == {
        f"INS-{n}": [sentence.format(n) for sentence in sentences]
        for numbers, sentences in expected.items()
        for n in numbers
    }
    told = found.as_json()
    assert [cause["explains"] for cause in told["causes_b"]] == [9, 6, 6, 5, 4, 3, 2]
    assert told["missed"] == list(why)
    assert told["a"]["not_executed"] == 2
    assert found.sentence() == (
        "A: 2 beslut, varav 2 ej verkställda. B: 32 beslut, varav 32 ej verkställda. 2 är lika, "
        "0 skiljer sig, 0 finns bara i A och 30 bara i B. 30 ej verkställda i B saknas "
        "eller visas som verkställda eller avslutade i A."
    )


def test_the_files_turned_round_tell_the_same_of_the_other(office: Office, tmp_path: Path) -> None:
    a, b = norrtalje()
    one = compared(office, tmp_path, a, b).as_json()
    other = compared(office, tmp_path, b, a).as_json()
    assert [line["case"] for line in other["only_a"]] == [line["case"] for line in one["only_b"]]
    assert [len(line["why"]) for line in other["only_a"]] == [len(line["why"]) for line in one["only_b"]]
    assert other["only_a"][0]["why"][0]["text"].startswith("B har inga beslut före 2022-03-14; ")
    assert other["missed"] == []


def test_a_limit_kept_by_few_rows_is_uncertain_and_one_kept_by_many_is_not(
    office: Office, tmp_path: Path
) -> None:
    a, b = norrtalje()
    few = compared(office, tmp_path, a, b).as_json()["causes_b"]
    assert not any(cause["certain"] for cause in few)
    many = [decision(n) for n in range(100, 160)]
    told = compared(office, tmp_path, [*a, *many], [*b, *many]).as_json()
    old = next(line for line in told["only_b"] if line["case"] == "INS-10")
    assert [cause["certain"] for cause in old["why"]] == [True]
    # Only three lack a lagrum: that the sixty-two others all have one may be chance, of so many limits.
    without = next(line for line in told["only_b"] if line["case"] == "INS-50")
    assert [cause["certain"] for cause in without["why"]] == [False]


def test_what_the_second_search_says_of_the_same_decision_can_refute_a_limit(
    office: Office, tmp_path: Path
) -> None:
    a = [decision(1), decision(2)]
    b = [decision(1), decision(2, enhet="Vuxna"), decision(3, enhet="Vuxna", beslut="2022-05-11")]
    found = compared(office, tmp_path, a, b)
    assert reasons(found) == {"INS-3": ["Inget i uppgifterna förklarar varför."]}
    assert found.as_json()["differ"] == [
        {
            "case_a": "INS-2",
            "case_b": "INS-2",
            "row_a": 3,
            "row_b": 3,
            "probable": False,
            "fields": [{"field": "enhet", "a": "Barn och unga", "b": "Vuxna"}],
            "why": [],
        }
    ]


@pytest.mark.parametrize(
    ("in_a", "in_b", "told"),
    [
        (
            {"verkställd": "2022-02-01"},
            {},
            ["I A är beslutet verkställt 2022-02-01; i B inte."],
        ),
        (
            {"avslutad": "2022-08-01", "avslutsorsak": "flyttat"},
            {},
            ["I A är insatsen avslutad 2022-08-01; i B inte."],
        ),
        (
            {"verkställd": "2022-06-01"},
            {"verkställd": "2022-06-01", "avbrott": "2022-07-01"},
            ["I A är insatsen inte avbruten; i B 2022-07-01."],
        ),
        (
            {"verkställd": "2022-06-01", "avbrott": "2022-07-01", "återupptagen": "2022-07-05"},
            {"verkställd": "2022-06-01", "avbrott": "2022-08-01", "återupptagen": "2022-07-05"},
            ["I A är insatsen avbruten 2022-07-01; i B 2022-08-01."],
        ),
        ({"verkställd": "2022-06-01"}, {"verkställd": "2022-06-02"}, []),
    ],
)
def test_a_decision_that_one_shows_as_executed_and_the_other_not_is_missed_too(
    office: Office, tmp_path: Path, in_a: dict[str, str], in_b: dict[str, str], told: list[str]
) -> None:
    found = compared(office, tmp_path, [decision(1, **in_a)], [decision(1, **in_b)])
    (pair,) = found.comparison.differing
    assert found.steps(pair) == told
    assert [line.ref for line in found.missed] == (["INS-1"] if told else [])
    assert not found.agrees


def test_another_reference_for_the_same_person_insats_and_day_is_probably_the_same(
    office: Office, tmp_path: Path
) -> None:
    found = compared(
        office,
        tmp_path,
        [decision(1), decision(3, person="klient 9", beslut="2022-05-20")],
        [
            decision(2, person="klient 1", beslut="2022-05-11", utredning="U-1", regi="extern"),
            decision(4, person="klient 9", beslut="2022-05-21"),
        ],
    )
    (pair,) = found.comparison.differing
    assert (pair.a.ref, pair.b.ref, pair.probable) == ("INS-1", "INS-2", True)
    assert [(found.field_name(d), d.a, found.say(d.column, d.b)) for d in pair.differences] == [
        ("ärende", "INS-1", "INS-2"),
        ("regi", "", "extern utförare"),
    ]
    (why,) = reasons(found).values()
    assert why[0] == (
        "I A finns samma person och insatstyp på ärende INS-3, beslut 2022-05-20; här är det 2022-05-21."
    )


def test_a_case_on_more_rows_than_in_the_first_search_is_shown_with_that_reason(
    office: Office, tmp_path: Path
) -> None:
    b = [decision(1, regi="extern"), decision(1)]
    found = compared(office, tmp_path, [decision(1)], b)
    # The row most alike is the pair, whatever its place in the file.
    assert [pair.b.number for pair in found.comparison.equal] == [3]
    assert [line.number for line in found.comparison.only_b] == [2]
    assert reasons(found)["INS-1"][0] == "Ärendet står på fler rader i B än i A."


def test_rows_that_cannot_be_read_are_listed_and_tell_why_a_row_is_missing(
    office: Office, tmp_path: Path
) -> None:
    hidden = identity()
    found = compared(
        office,
        tmp_path,
        [decision(1), decision(2, beslut="i våras"), decision(3, ärende=hidden)],
        [decision(1), decision(2)],
    )
    assert [(reject.row, reject.field) for reject in found.a.unreadable] == [(3, "beslut"), (4, "ärende")]
    assert not found.agrees
    assert reasons(found)["INS-2"][0].startswith(
        "Ärendet står på rad 3 i A, men raden går inte att läsa. beslut: "
    )
    text = json.dumps(found.as_json(), ensure_ascii=False)
    assert hidden not in text
    assert "2 av 3 rader gick inte att läsa." in found.sentence()


def test_a_row_that_only_the_first_search_cannot_read_is_still_counted(
    office: Office, tmp_path: Path
) -> None:
    found = compared(office, tmp_path, [decision(1), decision(2, beslut="")], [decision(1)])
    assert found.comparison.only_a == found.comparison.only_b == ()
    assert not found.agrees


def test_a_first_search_without_rows_says_so(office: Office, tmp_path: Path) -> None:
    found = compared(office, tmp_path, [], [decision(1)])
    assert reasons(found) == {"INS-1": ["A har inga rader."]}


def test_equal_searches_agree_whatever_their_order_form_and_words(office: Office, tmp_path: Path) -> None:
    first = csv_file(tmp_path, HEADER, decision(1), decision(2), name="a.csv")
    second = xlsx_file(
        tmp_path,
        ["Klient", "Insats", "Beslutsdatum", "Paragraf", "Dnr", "Organisation", "Från utredning"],
        ["klient 2", "KP", "12/4 2022", "4 kap. 1 § SoL", "INS-2", "Barn och unga", "U-2"],
        ["klient 1", "Kontaktperson", "2022-05-11", "4:1 SoL", "INS-1", "Barn och unga", "U-1"],
        name="b.xlsx",
    )
    found = reconcile(office, first, second)
    assert found.agrees, found.as_json()
    assert found.sentence().endswith("Alla rader stämmer överens.")
    assert any("finns bara i A och är inte jämförda." in note for note in found.notes)


def test_references_of_another_series_are_seen(office: Office, tmp_path: Path) -> None:
    other = decision(3, ärende="VUX-3")
    plain = decision(4, ärende="2022/4")
    found = compared(office, tmp_path, [decision(1), decision(2)], [other, plain])
    why = reasons(found)
    assert "A har bara ärenden som börjar på ”INS”; detta börjar på ”VUX”." in why["VUX-3"]
    assert "A har bara ärenden som börjar på ”INS”; detta börjar med en siffra." in why["2022/4"]
    mixed = compared(office, tmp_path, [decision(1), decision(2, ärende="BIS-2")], [other, plain])
    assert "A har inga ärenden som börjar på ”VUX”." in reasons(mixed)["VUX-3"]


def test_a_search_of_ended_decisions_only_is_seen(office: Office, tmp_path: Path) -> None:
    ended = {"verkställd": "2022-06-01", "avslutad": "2022-09-01", "avslutsorsak": "enligt plan"}
    a = [decision(n, **ended) for n in (1, 2)]
    b = [*a, decision(3), decision(4, **(ended | {"avslutad": "2022-12-01"}))]
    why = reasons(compared(office, tmp_path, a, b))
    assert "A har inga öppna insatser; här saknas avslutad." in why["INS-3"]
    assert "A har inga ej verkställda beslut; här saknas verkställd." in why["INS-3"]
    assert why["INS-4"] == ["A har ingen dag för avslutad efter 2022-09-01; här är den 2022-12-01."]


def test_a_search_against_the_register_tells_what_each_lacks(office: Office, tmp_path: Path) -> None:
    utredning(office, "U-1", "2022-01-10")
    insats(office, "INS-1", "2022-05-11", person="klient 1", lagrum="sol-4-1", insatstyp="kontaktperson")
    insats(
        office,
        "INS-2",
        "2022-05-12",
        ("verkstalld", "2022-05-20"),
        ("avslutad", "2022-06-01", {"avslutsorsak": "flyttat"}),
        ("ateroppnad", "2022-06-02"),
        person="klient 2",
        lagrum="sol-4-1",
        insatstyp="kontaktperson",
    )
    insats(office, "INS-3", "2022-05-13", person="klient 3", insatstyp="hvb")
    header = "ärende;person;lagrum;insatstyp;beslut;verkställd;avslutad"
    file = csv_file(
        tmp_path,
        header,
        "INS-1;klient 1;4:1;kontaktperson;2022-05-11;;",
        "INS-2;klient 2;4:1;kontaktperson;2022-05-12;;",
        "INS-4;klient 4;4:1;kontaktfamilj;2021-05-03;;",
    )
    found = reconcile(office, file)
    told = found.as_json()
    assert (told["a"]["name"], told["b"]["name"]) == ("Registret", "Filen")
    assert told["equal"] == ["INS-1"]
    # The closing was undone by the reopening: only the execution differs.
    assert [entry["fields"] for entry in told["differ"]] == [
        [{"field": "verkstalld", "a": "2022-05-20", "b": ""}]
    ]
    assert told["differ"][0]["why"] == ["I registret är beslutet verkställt 2022-05-20; i filen inte."]
    assert told["differ"][0]["row_a"] is None
    assert told["missed"] == ["INS-4", "INS-2"]
    assert [cause["text"] for cause in told["only_b"][0]["why"]] == [
        "Registret har ingen rad med insatstyp ”kontaktfamilj”.",
        "Registret har inga beslut före 2022-05-11; detta är från 2021-05-03.",
    ]
    assert [line["case"] for line in told["only_a"]] == ["INS-3"]
    assert "Filen har inga beslut efter 2022-05-12; detta är från 2022-05-13." in [
        cause["text"] for cause in told["only_a"][0]["why"]
    ]


def test_an_imported_search_agrees_with_the_register_afterwards(office: Office, tmp_path: Path) -> None:
    born = [identity(serial=serial) for serial in (238, 240)]
    rows = [
        decision(1, person=born[0], verkställd="2022-06-01", avbrott="2022-09-01", regi="extern"),
        decision(2, person=born[1], avslutad="2022-08-01", avslutsorsak="flyttat"),
    ]
    file = csv_file(tmp_path, HEADER, *rows)
    import_file(office, file)
    found = reconcile(office, file)
    assert found.agrees, found.as_json()
    assert all(number not in json.dumps(found.as_json()) for number in born)


def test_nothing_is_saved_and_no_key_is_made(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_file = tmp_path / "nyckel"
    monkeypatch.setenv("CASEAPP_KEY_FILE", str(key_file))
    number = identity()
    found = compared(office, tmp_path, [decision(1, person=number)], [decision(1, person=number)])
    assert found.agrees
    assert number not in json.dumps(found.as_json())
    assert not key_file.exists()
    with office.database.read() as connection:
        assert counts(connection) == {"cases": 0, "events": 0}


def test_another_key_than_the_registers_is_refused(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = csv_file(tmp_path, HEADER, decision(1, person=identity()))
    import_file(office, file)
    monkeypatch.setenv("CASEAPP_KEY_FILE", str(tmp_path / "annan"))
    with pytest.raises(UserError, match="en annan än den som databasen har använt"):
        reconcile(office, file)


def test_a_file_that_is_no_list_of_decisions_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="saknar rubriken för ”insatstyp” och ”beslut”"):
        reconcile(office, csv_file(tmp_path, "ärende;person", "INS-1;klient 1"))


def test_the_headers_of_a_system_are_read_by_its_profile(office: Office, tmp_path: Path) -> None:
    header = "serviceId;personId;serviceType;decisionDate;organisation"
    file = csv_file(tmp_path, header, "INS-1;klient 1;kontaktperson;2022-05-11;Barn och unga")
    found: Any = reconcile(office, file, csv_file(tmp_path, HEADER, decision(1), name="b.csv"), "lifecare")
    assert [pair.a.ref for pair in found.comparison.pairs] == ["INS-1"]
