"""Import of lists: three untidy files as they come, what is rejected, and what is never let in."""

from __future__ import annotations

import gc
import logging
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.domain.errors import UserError
from caseapp.exchange.tables import read_table
from caseapp.service.import_values import MASK
from caseapp.service.importing import ImportResult, import_file
from caseapp.service.office import Office
from caseapp.store.ledger import broken_links
from caseapp.store.projection import differences
from caseapp.store.reading import counts as table_counts
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
    told,
    xlsx_file,
)


def aktuell(**cells: str) -> str:
    return row(
        AKTUALISERINGAR, **{"ärende": "A1", "person": "K1", "inkom": "2025-03-31", "typ": "anm"} | cells
    )


def all_bytes(folder: Path, *but: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path not in but)


# --- The acceptance of the whole ---


@pytest.fixture
def untidy(tmp_path: Path) -> list[Path]:
    """Three files as a manager keeps them; one number in person, one in another field."""
    number = identity()
    folder = tmp_path / "listor"
    folder.mkdir()
    first = csv_file(
        folder,
        "Ärendenummer;Personnummer;Inkommen;Aktualiseringstyp;Anledning;Ålder;Enhet",
        f"A1;{number};31/3 2025;Orosanmälan;Föräldrasvikt;13;Barn",
        f"A2;{number[2:]};31.3.2025;anmälan;{number} ringde;13;Barn",
        "A3;K3;20250331;ansökan;;40;Vuxen",
        "A4;K4;31 mars 2025;ANM;;15;Barn",
        "A5;K5;2025-03-31 14:05;anmälan;;15;Barn",
        "A3;K3;20250331;ansökan;;40;Vuxen",
        "A6;K6;03/04/2025;anmälan;;15;Barn",
        name="mottagningen.csv",
        encoding="cp1252",
    )
    second = xlsx_file(
        folder,
        ["Utredningar 2025"],
        [],
        [
            "Utredningsid",
            "Från aktualisering",
            "Klient",
            "Utredningstyp",
            "Inleddes",
            "Avslut",
            "Organisation",
        ],
        ["U1", "A1", number.replace("-", ""), "barn", date(2025, 4, 10), "2025-08-01 09:30", "Barn"],
        ["U2", "A4", "K4", "Barn", date(2025, 4, 12), date(2025, 4, 2), "Barn"],
        ["Totalt", 2],
        ["Uttag gjort av enheten"],
        name="utredningar.xlsx",
    )
    third = csv_file(
        folder,
        "ärende,utredning,person,lagrum,insatstyp,beslut,verkställd",
        f"I1,U1,{number},11:1 SoL,kontaktfamilj,2025-08-01,2025-09-01",
        'I2,U1,K9,"11:1 SoL",stödboende,2025-08-01,',
        name="insatser.csv",
        encoding="utf-16",
    )
    return [first, second, third]


def test_three_untidy_lists_come_in_counted_explained_and_without_any_identity(
    office: Office,
    tmp_path: Path,
    untidy: list[Path],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    number = identity()
    rejects = tmp_path / "avvisade.csv"
    caplog.set_level(logging.DEBUG)
    first, second, third = (import_file(office, path, rejects=rejects) for path in untidy)
    assert (first.kind, counts(first)) == ("aktualiseringar", (4, 0, 1, 2))
    assert first.rejects_file == rejects
    assert [(r.row, r.field) for r in first.rejects] == [(3, "orsak"), (8, "inkom")]
    assert any("rad 7" in note for note in first.notes)
    assert (second.kind, counts(second), second.warnings) == ("utredningar", (2, 0, 0, 0), 1)
    assert second.rejects_file is None
    assert "U2" in second.warning_texts[0]
    assert (third.kind, counts(third)) == ("insatser", (2, 0, 0, 0))
    assert [str(case_of(office, "aktualisering", ref).opened) for ref in ("A1", "A3", "A4", "A5")] == [
        "2025-03-31",
        "2025-03-31",
        "2025-03-31",
        "2025-03-31T14:05",
    ]
    # The same person however the number was written, and in every list.
    persons = {
        case_of(office, kind, ref).person for kind, ref in (("aktualisering", "A1"), ("utredning", "U1"))
    }
    assert persons == {case_of(office, "insats", "I1").person}
    # Nowhere: not in the database, its log, the rejected rows, what was said or the results.
    office.database.close()
    everything = all_bytes(tmp_path, *untidy)
    said = capfd.readouterr()
    everything += (said.out + said.err + repr((first, second, third))).encode()
    digits = number.replace("-", "")
    for written in (number, digits, number[2:], digits[2:], digits[-4:] + ";"):
        assert written.encode() not in everything
        assert written.encode("utf-16-le") not in everything
        assert written not in caplog.text


def test_the_same_lists_once_more_change_nothing(office: Office, untidy: list[Path]) -> None:
    for path in untidy:
        import_file(office, path)
    with office.database.read() as connection:
        before = table_counts(connection)
    for path in untidy:
        again = import_file(office, path)
        assert again.imported == again.updated == 0
    with office.database.read() as connection:
        assert table_counts(connection) == before
        assert broken_links(connection) == []
        assert differences(connection, office.catalogue) == []


def test_rejected_rows_can_be_mended_and_read_again(
    office: Office, tmp_path: Path, untidy: list[Path]
) -> None:
    rejects = tmp_path / "avvisade.csv"
    import_file(office, untidy[0], rejects=rejects)
    raw = rejects.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    text = raw.decode("utf-8-sig")
    assert text.splitlines()[0].endswith(";fel")
    assert MASK in text
    mended = text.replace(MASK, "våld").replace("03/04/2025", "2025-04-03")
    rejects.write_bytes(b"\xef\xbb\xbf" + mended.encode())
    second = import_file(office, rejects)
    assert counts(second) == (2, 0, 0, 0)
    assert not any("fel" in note for note in second.notes)
    assert case_of(office, "aktualisering", "A2").person == case_of(office, "aktualisering", "A1").person


def test_what_was_taken_away_must_be_mended_before_the_row_comes_in(
    office: Office, tmp_path: Path, untidy: list[Path]
) -> None:
    rejects, again = tmp_path / "avvisade.csv", tmp_path / "igen.csv"
    import_file(office, untidy[0], rejects=rejects)
    result = import_file(office, rejects, rejects=again)
    assert result.rejected == 2
    assert any("togs en identitet bort" in reject.reason for reject in result.rejects)
    header = again.read_text("utf-8-sig").splitlines()[0]
    assert header.count("fel") == 1


# --- Whole or not at all ---


def test_a_dry_run_tells_the_same_and_saves_nothing(
    office: Office, tmp_path: Path, untidy: list[Path]
) -> None:
    def recorded() -> dict[str, int]:
        with office.database.read() as connection:
            return table_counts(connection)

    for path in untidy:
        before = recorded()
        rehearsed = import_file(office, path, dry_run=True)
        assert rehearsed.dry_run
        assert recorded() == before
        real = import_file(office, path)
        assert rehearsed.as_json() == real.as_json()
        assert rehearsed.preview == real.preview


def test_a_dry_run_shows_what_was_understood(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Ärende;Person;Inkom;Typ;Ålder;Skostorlek", "A1;K1;31/3 2025;orosanmälan;;39")
    result = import_file(office, path, dry_run=True)
    assert [(m.header, m.column.name if m.column else None) for m in result.columns] == [
        ("Ärende", "ärende"),
        ("Person", "person"),
        ("Inkom", "inkom"),
        ("Typ", "typ"),
        ("Ålder", "ålder"),
        ("Skostorlek", None),
    ]
    assert result.preview_header == ("ärende", "person", "inkom", "typ", "ålder")
    assert result.preview[0].number == 2
    assert result.preview[0].cells == ("A1", "K1", "2025-03-31", "anmälan", "")
    assert "Kolumnen ”Skostorlek” känns inte igen och är inte inläst." in result.notes


def test_the_preview_stops_at_fifty_rows(office: Office, tmp_path: Path) -> None:
    result = read_in(office, tmp_path, AKTUALISERINGAR, *(aktuell(ärende=f"A{n}") for n in range(60)))
    assert (result.imported, len(result.preview)) == (60, 50)


def test_progress_is_told_and_an_import_can_be_stopped(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, AKTUALISERINGAR, *(aktuell(ärende=f"A{n}") for n in range(300)))
    seen: list[tuple[int, int]] = []
    with pytest.raises(UserError, match=r"avbröts\. Ingenting sparades"):
        import_file(office, path, progress=lambda *step: seen.append(step), cancelled=lambda: len(seen) > 2)
    assert office.is_empty()
    assert seen == [(0, 600), (250, 600), (500, 600)]
    import_file(office, path, progress=lambda *step: seen.append(step), cancelled=lambda: False)
    assert seen[-1] == (600, 600)


def test_when_the_rejects_cannot_be_written_nothing_is_saved(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="går inte att skriva"):
        read_in(
            office,
            tmp_path,
            AKTUALISERINGAR,
            aktuell(),
            aktuell(ärende=""),
            rejects=tmp_path / "saknas" / "avvisade.csv",
        )
    assert office.is_empty()


def test_the_rejects_never_overwrite_the_list_itself(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, AKTUALISERINGAR, aktuell(ärende=""))
    with pytest.raises(UserError, match="samma namn"):
        import_file(office, path, rejects=path)


def test_the_json_has_the_stable_keys(office: Office, tmp_path: Path) -> None:
    rejects = tmp_path / "r.csv"
    result = read_in(office, tmp_path, AKTUALISERINGAR, aktuell(), aktuell(typ="x"), rejects=rejects)
    assert result.as_json() == {
        "read": 2,
        "imported": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "warnings": 0,
        "rejects_file": str(rejects),
    }


def test_the_log_tells_counts_and_file_but_not_a_name_with_an_identity(
    office: Office, tmp_path: Path
) -> None:
    def details() -> list[str]:
        with office.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT detail FROM audit WHERE action = 'import' ORDER BY id")
            return [entry.detail for entry in rows]

    read_in(office, tmp_path, AKTUALISERINGAR, aktuell())
    import_file(
        office, csv_file(tmp_path, AKTUALISERINGAR, aktuell(ärende="A2"), name=f"{identity()} aktuell.csv")
    )
    first, second = details()
    assert '"file": "lista.csv"' in first
    assert '"kind": "aktualiseringar"' in first
    assert '"imported": 1' in first
    assert "file" not in second


# --- Identities ---


def test_every_writing_of_a_number_is_the_same_person(office: Office, tmp_path: Path) -> None:
    number = identity()
    digits = number.replace("-", "")
    writings = [
        number,
        digits,
        number[2:],
        digits[2:],
        f" {number} ",
        number.replace("-", "–"),
        f"{digits}.0",
    ]
    rows = [aktuell(ärende=f"A{n}", person=text) for n, text in enumerate(writings)]
    result = read_in(office, tmp_path, AKTUALISERINGAR, *rows)
    assert counts(result) == (len(writings), 0, 0, 0)
    persons = {case_of(office, "aktualisering", f"A{n}").person for n in range(len(writings))}
    assert len(persons) == 1
    assert str(persons.pop()).startswith("P-")


@pytest.mark.parametrize("field", ["ärende", "orsak", "enhet", "hushåll", "kön", "ålder", "inkom", "våld"])
def test_an_identity_in_any_other_field_rejects_the_row_and_is_never_repeated(
    office: Office, tmp_path: Path, field: str
) -> None:
    number = identity()
    rejects = tmp_path / "r.csv"
    result = read_in(office, tmp_path, AKTUALISERINGAR, aktuell(**{field: number}), rejects=rejects)
    assert result.rejected == 1
    assert [(r.row, r.field) for r in result.rejects] == [(2, field)]
    assert "personnummer" in result.rejects[0].text
    assert number[-4:] not in repr(result)
    assert number not in rejects.read_text("utf-8-sig")
    assert MASK in rejects.read_text("utf-8-sig")
    assert office.is_empty()


def test_an_identity_in_a_column_that_is_not_read_rejects_the_row_too(office: Office, tmp_path: Path) -> None:
    result = read_in(
        office,
        tmp_path,
        f"{AKTUALISERINGAR};Anteckning",
        f"{aktuell()};mamma {identity()}",
        aktuell(ärende="A2"),
    )
    assert [(r.row, r.field) for r in result.rejects] == [(2, "Anteckning")]
    assert result.imported == 1


def test_a_header_that_holds_an_identity_is_called_by_its_number(office: Office, tmp_path: Path) -> None:
    result = read_in(office, tmp_path, f"{AKTUALISERINGAR};{identity()}", f"{aktuell()};x")
    assert "Kolumnen ”kolumn 15” känns inte igen och är inte inläst." in result.notes


def test_a_person_among_other_words_rejects_the_row(office: Office, tmp_path: Path) -> None:
    rejects = tmp_path / "r.csv"
    result = read_in(
        office,
        tmp_path,
        AKTUALISERINGAR,
        aktuell(person=f"Bo {identity()}"),
        aktuell(person=MASK),
        rejects=rejects,
    )
    assert [(r.row, r.field) for r in result.rejects] == [(2, "person"), (3, "person")]
    assert rejects.read_text("utf-8-sig").count(f"A1;{MASK};") == 2


@pytest.mark.parametrize("name", ["Anna Svensson", "Svensson, Anna", "Anna-Lisa  Ek", "Bo O’Hara J."])
def test_a_name_as_person_is_replaced_and_warned_of(office: Office, tmp_path: Path, name: str) -> None:
    result = read_in(
        office, tmp_path, AKTUALISERINGAR, aktuell(person=name), aktuell(ärende="A2", person=name.upper())
    )
    assert (result.imported, result.warnings) == (2, 2)
    assert result.warning_texts[0].startswith("Rad 2, person: Ser ut som ett namn")
    person = case_of(office, "aktualisering", "A1").person
    assert str(person).startswith("P-")
    assert case_of(office, "aktualisering", "A2").person == person
    office.database.close()
    assert name.split()[0].encode() not in all_bytes(tmp_path, tmp_path / "lista.csv")


@pytest.mark.parametrize("code", ["K1", "Barn 17", "P-ABCD-EFGH-IJKL", "Anna", "AB-CD", "2025-17"])
def test_a_code_of_the_source_is_kept(office: Office, tmp_path: Path, code: str) -> None:
    read_in(office, tmp_path, AKTUALISERINGAR, aktuell(person=code))
    assert case_of(office, "aktualisering", "A1").person == code


def test_another_key_than_the_database_has_seen_is_refused(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in(office, tmp_path, AKTUALISERINGAR, aktuell(person=identity()))
    monkeypatch.setenv("CASEAPP_KEY_FILE", str(tmp_path / "annan.key"))
    with pytest.raises(UserError, match="annan än den som databasen"):
        read_in(office, tmp_path, AKTUALISERINGAR, aktuell(ärende="A2", person=identity()))
    # Without identities no key is asked for.
    assert read_in(office, tmp_path, AKTUALISERINGAR, aktuell(ärende="A2")).imported == 1


def test_the_key_stands_nowhere_in_the_database(office: Office, tmp_path: Path) -> None:
    read_in(office, tmp_path, AKTUALISERINGAR, aktuell(person=identity()))
    from caseapp.service.pseudonyms import pseudonym_key

    key = pseudonym_key()
    office.database.close()
    everything = all_bytes(tmp_path)
    assert key not in everything
    assert key.hex().encode() not in everything


# --- Faults ---


def test_all_faults_of_a_row_are_told_at_once(office: Office, tmp_path: Path) -> None:
    rejects = tmp_path / "r.csv"
    result = read_in(
        office,
        tmp_path,
        AKTUALISERINGAR,
        aktuell(
            ärende="",
            inkom="i går",
            typ="brev",
            kön="xyz",
            födelseår="12",
            våld="kanske",
            förhandsbedömning="ja",
        ),
        aktuell(ärende="A2", inkom="", ålder="gammal"),
        aktuell(ärende="A3", ålder="130"),
        aktuell(ärende="A4", födelseår="2027"),
        rejects=rejects,
    )
    assert [(r.row, r.field) for r in result.rejects] == [
        (2, "ärende"),
        (2, "inkom"),
        (2, "typ"),
        (2, "kön"),
        (2, "födelseår"),
        (2, "förhandsbedömning"),
        (2, "våld"),
        (3, "inkom"),
        (4, "ålder"),
        (5, "födelseår"),
    ]
    assert result.rejected == 4
    assert "anmälan, ansökan" in result.rejects[2].reason
    assert "brev" not in result.rejects[2].reason
    assert "ärende: Saknas" in rejects.read_text("utf-8-sig")
    assert office.is_empty()


def test_a_row_with_too_many_cells_is_rejected(office: Office, tmp_path: Path) -> None:
    result = read_in(office, tmp_path, AKTUALISERINGAR, f"{aktuell()};;x", aktuell(ärende="A2"))
    assert [(r.row, r.field) for r in result.rejects] == [(2, "hela raden")]
    assert result.imported == 1


def test_a_rejected_formula_is_written_harmless_and_read_as_it_was(office: Office, tmp_path: Path) -> None:
    rejects = tmp_path / "r.csv"
    read_in(office, tmp_path, AKTUALISERINGAR, aktuell(orsak="=1+1", typ="?"), rejects=rejects)
    assert ";'=1+1;" in rejects.read_text("utf-8-sig")
    mended = csv_file(tmp_path, rejects.read_text("utf-8-sig").replace(";'?;", ";?;").replace(";?;", ";anm;"))
    assert import_file(office, mended).imported == 1
    assert case_of(office, "aktualisering", "A1").facts["orsak"] == "=1+1"


def test_the_same_case_twice_with_different_words_is_rejected(office: Office, tmp_path: Path) -> None:
    result = read_in(
        office, tmp_path, AKTUALISERINGAR, aktuell(), aktuell(orsak="bostad"), aktuell(inkom="31/3 2025")
    )
    assert counts(result) == (1, 0, 1, 1)
    assert result.rejects[0].row == 3
    assert "rad 2" in result.rejects[0].reason


def test_many_repeated_rows_are_not_listed_one_by_one(office: Office, tmp_path: Path) -> None:
    result = read_in(office, tmp_path, AKTUALISERINGAR, *(aktuell() for _ in range(30)))
    assert counts(result) == (1, 0, 29, 0)
    assert result.notes[-1].endswith("med flera.")


# --- What a row says ---


def test_the_opening_carries_the_facts_and_the_other_events_their_own(office: Office, tmp_path: Path) -> None:
    read_in(
        office,
        tmp_path,
        AKTUALISERINGAR,
        aktuell(
            orsak="Hög oro",
            kön="flicka",
            ålder="13 år",
            enhet=" Barn ",
            skyddsbedömning="31/3 2025 kl. 15.00",
            förhandsbedömning="2025-04-10",
            utfall="ja",
            våld="X",
            hushåll="H1",
        ),
    )
    assert told(office, "aktualisering", "A1") == [
        (
            "inkom",
            "2025-03-31",
            {
                "person": "K1",
                "typ": "anmalan",
                "orsak": "Hög oro",
                "kon": "K",
                "fodelsear": "2012",
                "enhet": "Barn",
                "vald": "j",
                "hushall": "H1",
            },
        ),
        ("skyddsbedomning", "2025-03-31T15:00", {}),
        ("forhandsbedomning", "2025-04-10", {"utfall": "inleds"}),
    ]


def test_a_year_of_birth_goes_before_an_age_and_a_contradiction_is_warned_of(
    office: Office, tmp_path: Path
) -> None:
    result = read_in(
        office,
        tmp_path,
        AKTUALISERINGAR,
        aktuell(födelseår="2010.0", ålder="14"),
        aktuell(ärende="A2", födelseår="2010", ålder="10"),
    )
    assert case_of(office, "aktualisering", "A2").facts["fodelsear"] == "2010"
    assert result.warnings == 1
    assert result.warning_texts[0].startswith("Rad 3, ålder:")


def test_a_caseworker_without_a_day_still_counts_as_assigned(office: Office, tmp_path: Path) -> None:
    read_in(
        office,
        tmp_path,
        UTREDNINGAR,
        row(UTREDNINGAR, ärende="U1", person="K1", inledd="2025-01-10", handläggare="AB1"),
    )
    assert case_of(office, "utredning", "U1").worker == "AB1"
    assert [event[0] for event in told(office, "utredning", "U1")] == ["inledd"]


@pytest.mark.parametrize(
    ("kind", "until", "decided"),
    [
        ("barn", "2025-08-10", "2025-05-12"),
        ("", "2025-08-10", "2025-05-12"),
        ("barn", "2025-05-01", "2025-01-10"),
        ("vuxen", "2025-08-10", "2025-01-10"),
    ],
)
def test_an_extension_without_a_day_was_decided_on_the_last_day_before_it(
    office: Office, tmp_path: Path, kind: str, until: str, decided: str
) -> None:
    cells = {"ärende": "U1", "person": "K1", "inledd": "2025-01-10", "typ": kind, "förlängd_till": until}
    read_in(office, tmp_path, UTREDNINGAR, row(UTREDNINGAR, **cells, förlängning_skäl="vårdnad"))
    assert told(office, "utredning", "U1")[1] == (
        "forlangd",
        decided,
        {"forlangd_till": until, "forlangning_skal": "vårdnad"},
    )


def test_an_extension_knows_the_age_when_the_rule_asks_for_it(office: Office, tmp_path: Path) -> None:
    header = f"{AKTUALISERINGAR};förlängd till"
    assert read_in(office, tmp_path, header, f"{aktuell(ålder='13')};").imported == 1


def test_an_extension_decided_without_a_new_last_day_is_rejected(office: Office, tmp_path: Path) -> None:
    cells = {"ärende": "U1", "person": "K1", "inledd": "2025-01-10", "förlängning_beslutad": "2025-05-01"}
    result = read_in(office, tmp_path, UTREDNINGAR, row(UTREDNINGAR, **cells))
    assert [(r.field, "nya sista dagen" in r.reason) for r in result.rejects] == [("förlängd till", True)]


def test_units_are_spelt_as_the_pack_spells_them(tmp_path: Path) -> None:
    office = Office.create(str(tmp_path / "s.sqlite"), ["sodertalje"])
    read_in(office, tmp_path, AKTUALISERINGAR, aktuell(enhet="barn och UNGDOM"))
    assert case_of(office, "aktualisering", "A1").unit == "Barn och ungdom"
    office.close()


def test_a_contradiction_is_let_in_and_warned_of(office: Office, tmp_path: Path) -> None:
    cells = {"ärende": "U1", "person": "K1", "inledd": "2025-05-10", "avslutad": "2025-05-01"}
    result = read_in(office, tmp_path, UTREDNINGAR, row(UTREDNINGAR, **cells))
    assert (result.imported, result.warnings) == (1, 1)
    assert result.warning_texts[0].startswith("Ärende U1: ")
    # Kept until someone acknowledges it, also when the list says nothing new.
    again = read_in(office, tmp_path, UTREDNINGAR, row(UTREDNINGAR, **cells))
    assert (again.unchanged, again.warnings) == (1, 1)
    with office.database.write() as connection:
        connection.exec_driver_sql("UPDATE finding SET acknowledged = 1")
    assert read_in(office, tmp_path, UTREDNINGAR, row(UTREDNINGAR, **cells)).warnings == 0


# --- Any list ---

REFS = st.integers(1, 6).map(lambda n: f"A{n}")
DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31)).map(
    lambda d: f"{d.day}/{d.month} {d.year}" if d.day % 2 else d.isoformat()
)
MAYBE_DAYS = st.one_of(st.just(""), DAYS, st.just("03/04/2025"))
ROWS = st.fixed_dictionaries(
    {
        "ärende": REFS,
        "person": st.one_of(
            st.sampled_from(["K1", "K2", "Anna Ek"]),
            st.integers(0, 30).map(lambda n: identity(serial=n + 100)),
        ),
        "inkom": DAYS,
        "typ": st.sampled_from(["anm", "ansökan", "brev"]),
        "orsak": st.sampled_from(["", "=våld", "bostad", identity()]),
        "enhet": st.sampled_from(["", "Norr", "Söder"]),
        "förhandsbedömning": MAYBE_DAYS,
        "utfall": st.sampled_from(["", "inleds", "nej"]),
    }
)


def _mended(path: Path) -> str:
    table = read_table(path)
    fixes = {MASK: "mendad", "03/04/2025": "2025-04-03", "brev": "anm"}
    lines = [";".join(table.header)]
    for number, found in enumerate(table.rows):
        cells = [fixes.get(text, text) for text in found.cells]
        # A case told in two ways gets a number of its own.
        lines.append(";".join([f"M{number}", *cells[1:]]))
    return "\r\n".join(lines)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, max_size=8))
def test_any_list_comes_in_its_rejects_can_be_mended_and_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, lists: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("lista")
    office = Office.create(str(folder / "a.sqlite"))
    rejects = folder / "r.csv"
    lines = [aktuell(**cells) for cells in lists]
    first = read_in(office, folder, AKTUALISERINGAR, *lines, rejects=rejects)
    counts(first)
    again = read_in(office, folder, AKTUALISERINGAR, *lines)
    assert (again.imported, again.updated, again.rejected) == (0, 0, first.rejected)
    assert identity() not in repr((first, again))
    if first.rejects_file is not None:
        assert len(read_table(rejects).rows) == first.rejected
        rejects.write_bytes(_mended(rejects).encode())
        mended = import_file(office, rejects)
        assert counts(mended) == (first.rejected, 0, 0, 0)
        assert counts(import_file(office, rejects)) == (0, 0, first.rejected, 0)
    with office.database.read() as connection:
        assert differences(connection, office.catalogue) == []
        assert broken_links(connection) == []
    office.close()


def test_a_result_is_told_alike_for_every_kind(office: Office, tmp_path: Path) -> None:
    results: list[ImportResult] = [
        read_in(
            office,
            tmp_path,
            INSATSER,
            row(INSATSER, ärende="I1", person="K", insatstyp="x", beslut="2025-01-10"),
        ),
        read_in(
            office,
            tmp_path,
            HANDELSER,
            row(HANDELSER, ärende="U1", ärendetyp="Utredning", händelse="Inledd", tidpunkt="2025-01-10"),
        ),
    ]
    assert [(result.kind, result.imported) for result in results] == [("insatser", 1), ("handelser", 1)]


def test_the_collector_of_cycles_is_as_it_was_after_an_import(office: Office, tmp_path: Path) -> None:
    read_in(office, tmp_path, AKTUALISERINGAR, aktuell())
    assert gc.isenabled()
    gc.disable()
    try:
        read_in(office, tmp_path, AKTUALISERINGAR, aktuell(ärende="A2"))
        assert not gc.isenabled()
    finally:
        gc.enable()
