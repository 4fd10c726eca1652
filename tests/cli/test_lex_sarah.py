"""Lex Sarah at the terminal: the story of 2022 told by commands, and what each of them shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseapp.domain.swedish import plural
from caseapp.service.office import Office
from tests.cli.conftest import Run, refused
from tests.lex_sarah_story import EFFECTS, REMEDIES, REPORT, STEPS, UNIT, tell_queue

TODAY = ("--as-of", "2026-03-16")


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """The entry point, on a database with the queue of the story."""
    made = Office.create(str(tmp_path / "enheten.sqlite"), who="provaren")
    tell_queue(made)
    made.close()
    return run


def values(stated: dict[str, str]) -> list[str]:
    return [word for name, text in stated.items() for word in ("--value", f"{name}={text}")]


def start(desk: Run, *more: str) -> None:
    words = ("--queue", "unassigned", "--unit", UNIT, "--as-of", "2022-01-12", "--day", "2022-01-12T09:30")
    said = desk("lex-sarah", "start", *words, *values(REPORT), *more)
    assert said.code == 0, said.err


def story(desk: Run) -> None:
    start(desk)
    for day, event, stated in STEPS:
        said = desk("lex-sarah", "step", "LS-2022-001", event, "--day", day, *values(stated))
        assert said.code == 0, said.err
    for ref, day, stated, done in REMEDIES:
        said = desk("lex-sarah", "remedy", "LS-2022-001", "--day", day, "--ref", ref, *values(stated))
        assert said.code == 0, said.err
        assert desk("lex-sarah", "step", ref, "atgard_klar", "--day", done).code == 0
    assert desk("lex-sarah", "step", "LS-2022-001", "avslutad", "--day", "2023-03-31").code == 0
    for ref, day, stated in EFFECTS:
        said = desk("lex-sarah", "step", ref, "effekt_kontrollerad", "--day", day, *values(stated))
        assert said.code == 0, said.err


def test_the_whole_story_is_told_by_commands(desk: Run) -> None:
    story(desk)
    shown = desk("lex-sarah", "show", "LS-2022-001", "--json", *TODAY).json
    assert (shown["points_covered"], shown["points"], shown["phase"]) == (9, 9, "avslutat")
    assert [remedy["status"] for remedy in shown["remedies"]] == ["effect_late", "effect_late", "closed"]
    assert all(gate["open"] for gate in shown["gates"])
    evidence = shown["parts"][1]["points"][0]["entries"][0]
    assert evidence["text"].startswith("Ej fördelade (enheten Utredningsenheten) 2022-01-12: 93 ärenden")
    page = desk("lex-sarah", "show", "LS-2022-001", *TODAY).out
    for words in (
        "Utredningen: 9 av 9 punkter",
        "● Punkt 9: Ställningstagande",
        "Lex Sarah-utredning till IVO: Anmälan till IVO gjordes tor 2022-01-13.",
        "Effekten inte kontrollerad i tid, 440 dagar",
    ):
        assert words in page
    said = desk("lex-sarah", "summary", "--period", "2022")
    assert said.code == 0
    assert "rapporterna är för få för att delas upp" in said.out
    assert "– är dolt: antal 1–4" in said.out
    assert "4 589" not in said.out
    told = desk("lex-sarah", "summary", "--period", "2022", "--json").json
    assert told["tables"]["key"]["notified"]["value"] == 1
    all_of_it = desk("lex-sarah", "summary", "--period", "2022", "--show-small").out
    assert "rättssäkerhet: långa handläggningstider" in all_of_it
    assert "är dolt" not in all_of_it
    assert "Bedömning: inga" not in all_of_it
    assert "Effekt" in desk("lex-sarah", "summary", "--period", "2021", "--show-small").out


def test_a_closed_gate_is_one_sentence_and_nothing_is_saved(desk: Run) -> None:
    start(desk)
    said = desk("lex-sarah", "step", "LS-2022-001", "lex_sarah_utredning", "--day", "2022-01-12")
    refused(said, "ingen första bedömning")
    assert desk("lex-sarah", "--json").json["items"][0]["phase"] == "rapport"


def test_a_red_matter_stands_under_the_register_and_on_its_own_page(desk: Run) -> None:
    start(desk)
    day, event, stated = STEPS[0]
    said = desk("lex-sarah", "step", "LS-2022-001", event, "--day", day, *values(stated), "--json")
    assert said.json["events"] == [{"case": "LS-2022-001", "event": event, "occurred": day}]
    page = desk("lex-sarah", "--as-of", "2022-01-12").out
    assert "Rapporter 1 · Missförhållanden 1 · Allvarliga 1 · Ej påbörjade 1" in page
    assert "▲ LS-2022-001: Vid första bedömningen allvarligt" in page
    assert "inget steg på länge" not in page
    assert "inget steg på länge" in desk("lex-sarah").out
    one = desk("lex-sarah", "show", "LS-2022-001").out
    assert "▲ Vid första bedömningen allvarligt" in one
    assert "○ Anteckning i utredningen: Utredningen är inte inledd." in one


def test_the_register_is_filtered_and_written(desk: Run, tmp_path: Path) -> None:
    start(desk)
    for words in (["--unit", "Syd"], ["--type", "teknik"], ["--period", "2021"], ["--card", "serious"]):
        assert desk("lex-sarah", *words, "--json").json["count"] == 0
    refused(desk("lex-sarah", "--card", "x"), "Kortet ”x” finns inte")
    said = desk("lex-sarah", "--out", tmp_path / "register.xlsx")
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "register.xlsx").exists()


def test_a_matter_is_started_from_a_case_a_quarter_or_nothing(desk: Run) -> None:
    report = values({"rapportor": "enhetschef", "rapport_text": "Utredningen är försenad."})
    said = desk("lex-sarah", "start", "--case", "BU-2022-001", "--day", "2026-03-16", *report, "--json")
    assert [event["event"] for event in said.json["events"]] == ["rapporterad", "lex_sarah_anteckning"]
    refused(desk("lex-sarah", "start", "--evb", "2025Q4", *report), "inget beslut väntar")
    refused(desk("lex-sarah", "start", "--evb", "2025Q4", "--queue", "overdue"), "bara en av")
    refused(desk("lex-sarah", "start", *report), "Fyll i ”Enhet”")
    more = values({"lex_sarah_lag": "sol", "lex_sarah_typ": "teknik", "upptackt_dag": "2026-03-13"})
    said = desk("lex-sarah", "start", "--unit", "Norr", *report, *more, "--ref", "LS-X")
    assert said.err.startswith("Rapporten är mottagen: LS-X, ")
    page = desk("lex-sarah", "show", "LS-2026-001").out
    assert "Underlag: Fristerna i ett ärende" in page


def test_what_is_alike_is_listed_with_what_it_was_found_to_be(desk: Run) -> None:
    start(desk)
    start(desk)
    assert (
        "Liknande: LS-2022-001, rapporterad 2022-01-12, ej bedömd."
        in desk("lex-sarah", "show", "LS-2022-002").out
    )


def test_remedies_of_all_matters_are_listed(desk: Run) -> None:
    start(desk)
    refused(desk("lex-sarah", "remedy", "LS-2022-001", "--value", "atgard=X"), "Ansvarig befattning")
    stated = values({"atgard": "Kön arbetas bort.", "ansvarig": "enhetschef", "klar_senast": "2022-02-28"})
    assert desk("lex-sarah", "remedy", "LS-2022-001", "--day", "2022-01-13", *stated).code == 0
    assert [row["status"] for row in desk("lex-sarah", "remedies", "--json").json] == ["late"]
    page = desk("lex-sarah", "remedies", "--unit", UNIT, *TODAY).out
    assert f"Försenad, {plural(1_477, 'dag', 'dagar')}" in page
    assert "Kön arbetas bort." in page


def test_what_cannot_be_read_is_told(desk: Run) -> None:
    start(desk)
    refused(desk("lex-sarah", "step", "LS-2022-001", "uppgifter", "--value", "enhet"), "Skriv fält=text")
    refused(desk("lex-sarah", "step", "LS-9", "uppgifter"), "”LS-9” finns inte")
    refused(desk("lex-sarah", "summary"), "--period")
    refused(desk("lex-sarah", "show", "BU-2022-001"), "finns inte")
