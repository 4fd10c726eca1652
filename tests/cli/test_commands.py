"""Every command through the real entry point: its JSON, its exit code, its words, and what it never says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from caseapp.cli import main as module
from caseapp.cli import output
from caseapp.cli.main import app
from caseapp.service.office import Office
from caseapp.service.queues import read_queue
from tests.casework import anmalan, key, tell, utredning
from tests.cli.conftest import Run, refused
from tests.service.lists import identity

ROOT = Path(__file__).parents[2]


@pytest.fixture
def filled(office: Office) -> Path:
    """The conftest office, whose file is where `run` looks: two investigations and a report of concern."""
    utredning(office, "U1", "2025-10-31", ("tilldelad", "2025-11-03", {"handlaggare": "H1"}), enhet="Barn")
    utredning(office, "U2", "2026-02-02", enhet="Unga")
    anmalan(office, "A1", "2026-03-10T15:30", person="P-U1")
    office.close()
    return Path(office.database.name)


# --- init, demo ---


def test_init_makes_the_database_once(run: Run, tmp_path: Path) -> None:
    said = run("init", "--pack", "norrtalje", "--json")
    assert (said.code, list(said.json)) == (0, ["database", "packs", "catalogue"])
    assert said.json["packs"] == ["norrtalje"]
    assert (tmp_path / "enheten.sqlite").is_file()
    refused(run("init"), "finns redan")


def test_init_says_what_it_made(run: Run, tmp_path: Path) -> None:
    said = run("init")
    assert (said.code, said.out) == (0, "")
    assert said.err == f"Databasen {tmp_path / 'enheten.sqlite'} är skapad.\n"


def test_init_with_an_unknown_pack_makes_nothing(run: Run, tmp_path: Path) -> None:
    refused(run("init", "--pack", "atlantis"), "atlantis", "norrtalje")
    assert list(tmp_path.iterdir()) == []


def test_the_database_may_be_named_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    assert run("--database", tmp_path / "a.sqlite", "init").code == 0
    assert run("init", "--database", tmp_path / "b.sqlite").code == 0
    assert run("queue", "all", "--database", tmp_path / "a.sqlite").code == 0
    assert {path.name for path in tmp_path.glob("?.sqlite")} == {"a.sqlite", "b.sqlite"}


def test_demo_fills_an_empty_database_and_refuses_a_filled_one(run: Run) -> None:
    said = run("demo", "--cases", 40, "--seed", 3, "--today", "2026-03-16", "--json")
    assert (said.code, set(said.json)) == (0, {"cases", "events"})
    assert said.json["cases"] > 0
    assert run("demo", "--cases", 40).code == 2


def test_demo_says_how_much_it_made(run: Run) -> None:
    said = run("demo", "--cases", 20, "--today", "2026-03-16")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("Klart: ")


# --- rules, deadline ---


def test_rules_are_those_in_force_each_with_its_law_and_examples(run: Run) -> None:
    said = run("rules", "--json")
    assert said.code == 0
    ids = [rule["rule"] for rule in said.json]
    assert "utredning-barn" in ids
    assert "kontakt-10-arbetsdagar" not in ids
    assert {"rule", "name", "category", "case_type", "versions"} <= set(said.json[0])
    assert {"lagrum", "valid_from", "valid_to", "examples"} <= set(said.json[0]["versions"][0])
    assert "fyra månader" in run("rules").out
    run("init", "--pack", "norrtalje")
    assert "kontakt-10-arbetsdagar" in run("rules").out


def test_one_rule_is_explained_whatever_pack_it_is_of(run: Run) -> None:
    assert run("rules", "kontakt-10-arbetsdagar", "--json").json["pack"] == "norrtalje"
    assert "Källa:" in run("rules", "utredning-barn").out
    refused(run("rules", "finns-inte"), "utredning-barn")


@pytest.mark.parametrize(
    ("rule", "start", "nominal", "last"),
    [
        ("utredning-barn", "2025-10-31", "2026-02-28", "2026-03-02"),
        ("forhandsbedomning", "2025-12-10", "2025-12-24", "2025-12-29"),
        ("kontakt-10-arbetsdagar", "2025-12-19", "2026-01-12", "2026-01-12"),
    ],
)
def test_deadline_gives_the_agreed_answers(run: Run, rule: str, start: str, nominal: str, last: str) -> None:
    said = run("deadline", rule, start, "--json")
    assert (said.code, said.err) == (0, "")
    assert list(said.json) == ["rule", "start", "nominal", "last_day", "due_at", "trace"]
    assert [list(step) for step in said.json["trace"]] == [["step", "date", "why"]] * len(said.json["trace"])
    told = [said.json[name] for name in ("rule", "start", "nominal", "last_day", "due_at")]
    assert told == [rule, start, nominal, last, None]


def test_deadline_tells_its_reason_in_words(run: Run) -> None:
    said = run("deadline", "utredning-barn", "2025-10-31")
    assert said.out.splitlines()[0] == "Sista dag 2026-03-02 (nominell dag 2026-02-28)"
    assert "1930:173" in said.out


def test_deadline_takes_an_extension_and_hours(run: Run) -> None:
    said = run("deadline", "utredning-barn", "2025-10-31", "--extended-to", "2026-05-01", "--json")
    assert (said.json["nominal"], said.json["last_day"]) == ("2026-05-01", "2026-05-01")
    said = run("deadline", "skyddsbedomning-24h", "2025-10-31T16:45", "--json")
    assert said.json["due_at"] == "2025-11-01T16:45"
    refused(run("deadline", "evb", "2025-10-31", "--extended-to", "2026-05-01"), "kan inte förlängas")


def test_several_starts_give_a_list_and_a_dash_reads_them_line_by_line(run: Run) -> None:
    said = run("deadline", "utredning-barn", "2025-10-31", "2025-11-03", "--json")
    assert [told["start"] for told in said.json] == ["2025-10-31", "2025-11-03"]
    lines = run("deadline", "utredning-barn", "-", "--json", stdin="2025-10-31\n\n 2025-11-03 \n")
    assert lines.json == said.json
    assert len(run("deadline", "utredning-barn", "-", "--json", stdin="2025-10-31\n").json) == 1
    assert run("deadline", "utredning-barn", "-", "--json", stdin="").json == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nej", "2025-10-31"], "Regeln ”nej” finns inte"),
        (["utredning-barn", "igår"], "ingen dag i kalendern"),
        (["utredning-barn", "1700-01-01"], "gällde inte"),
        (["utredning-barn", "2100-12-31"], "utanför kalendern"),
        (["utredning-barn"], "Uppgift saknas: 'START'"),
    ],
)
def test_deadline_says_what_is_wrong(run: Run, words: list[str], told: str) -> None:
    refused(run("deadline", *words), told)
    refused(run("deadline", *words, "--json"), told)


# --- queue, case ---


def test_queue_gives_the_contract(run: Run, filled: Path) -> None:
    said = run("queue", "overdue", "--as-of", "2026-03-16", "--json")
    assert (said.code, said.err) == (0, "")
    assert list(said.json) == ["queue", "as_of", "count", "items"]
    assert said.json["count"] == 1
    assert list(said.json["items"][0]) == [
        "case",
        "type",
        "unit",
        "worker",
        "rule",
        "start",
        "nominal",
        "last_day",
        "days_late",
        "working_days_late",
        "working_days_left",
        "status",
    ]


def test_every_queue_of_the_contract_can_be_asked_for(run: Run, filled: Path) -> None:
    for name in (
        *("overdue", "due", "assessment", "unassigned", "running"),
        *("passive", "ready-to-close", "not-executed", "reviews", "all"),
    ):
        said = run("queue", name, "--as-of", "2026-03-16", "--json")
        assert said.json["queue"] == name
        assert said.json["count"] == len(said.json["items"])
        assert run("queue", name, "--as-of", "2026-03-16").code == 0


def test_queue_is_a_table_without_json(run: Run, filled: Path) -> None:
    said = run("queue", "running", "--as-of", "2026-03-16")
    assert said.out.splitlines()[0] == "Pågående utredningar: 2 rader, läget mån 16 mars 2026"
    assert "▲ Försenad 10 arbetsdagar" in said.out
    assert "ej fördelad" in said.out
    assert run("queue", "running", "--unit", "Unga", "--as-of", "2026-03-16", "--json").json["count"] == 1


def test_a_queue_without_a_database_is_told_what_to_do(run: Run, tmp_path: Path) -> None:
    refused(run("queue", "overdue"), "finns inte", "caseapp init")
    refused(run("queue", "overdue", "--json"), "finns inte")
    assert list(tmp_path.iterdir()) == []


def test_queue_says_what_is_wrong(run: Run, filled: Path) -> None:
    refused(run("queue", "sena"), "Välj en av: overdue")
    refused(run("queue", "overdue", "--as-of", "imorgon"), "ingen dag i kalendern")
    refused(run("queue", "due", "--as-of", "1900-01-01"), "utanför kalendern")


def test_case_gives_its_events_deadlines_and_chain(run: Run, filled: Path) -> None:
    said = run("case", "U1", "--as-of", "2026-03-16", "--json")
    assert said.code == 0
    assert {"case", "type", "events", "deadlines", "chain", "findings"} <= set(said.json)
    assert [link["case"] for link in said.json["chain"]] == ["U1", "A1"]
    told = run("case", "U1", "--as-of", "2026-03-16")
    assert "Utredning U1 · Barn" in told.out
    assert "sista dag 2026-03-02" in told.out
    refused(run("case", "U9"), "”U9” finns inte")
    assert run("case", "U1", "--type", "utredning").code == 0


def test_case_tells_its_contradictions(run: Run, office: Office) -> None:
    utredning(office, "U1", "2025-11-03", ("avslutad", "2025-10-03"))
    closed = tell(office, key("U1"), ("sista_kontakt", "2025-10-01"))
    assert closed.events
    assert "! Avslutad 2025-10-03 ligger före" in run("case", "U1").out


# --- import, scan ---


def test_import_gives_the_contract_and_exit_one_when_a_row_is_rejected(run: Run, tmp_path: Path) -> None:
    run("init")
    listed = tmp_path / "utredningar.csv"
    listed.write_text(
        f"ärende;person;inledd;typ;enhet\nU1;P1;2025-11-03;barn;Barn\nU2;P2;2025-11-03;barn;{identity()}\n",
        encoding="utf-8",
    )
    said = run("import", listed, "--as", "utredningar", "--rejects", tmp_path / "fel.csv", "--json")
    assert said.code == 1
    assert list(said.json) == [
        "read",
        "imported",
        "updated",
        "unchanged",
        "rejected",
        "warnings",
        "rejects_file",
    ]
    assert (said.json["read"], said.json["imported"], said.json["rejected"]) == (2, 1, 1)
    assert identity() not in said.out + said.err
    assert (tmp_path / "fel.csv").is_file()


def test_a_dry_run_saves_nothing(run: Run, tmp_path: Path) -> None:
    run("init")
    listed = tmp_path / "utredningar.csv"
    listed.write_text("ärende;person;inledd;typ\nU1;P1;2025-11-03;barn\n", encoding="utf-8")
    said = run("import", listed, "--as", "utredningar", "--dry-run")
    assert said.code == 0
    assert "ingenting är sparat" in said.err
    assert run("queue", "running", "--json").json["count"] == 0
    assert run("import", listed, "--as", "utredningar").code == 0
    assert run("queue", "running", "--json").json["count"] == 1


def test_an_import_of_what_is_not_there_is_refused(run: Run) -> None:
    run("init")
    refused(run("import", "saknas.csv"), "saknas.csv")


def test_import_tells_every_warning(run: Run, tmp_path: Path) -> None:
    run("init")
    listed = tmp_path / "utredningar.csv"
    listed.write_text(
        "ärende;person;inledd;avslutad;typ\nU1;P1;2025-11-03;2025-10-03;barn\n", encoding="utf-8"
    )
    said = run("import", listed, "--as", "utredningar")
    assert "Varning: " in said.err


def test_scan_tells_where_and_never_what(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text(f"hej\n{identity()}", encoding="utf-8")
    said = run("scan", text, "--json")
    assert said.code == 1
    assert said.json == {
        "findings": [{"kind": "personnummer", "line": 2, "column": 1, "length": 13, "stop": True}]
    }
    assert run("scan", text).out == "Rad 2, tecken 1: personnummer, 13 tecken\n"
    text.write_text("hej", encoding="utf-8")
    said = run("scan", text, "--json")
    assert (said.code, said.json) == (0, {"findings": []})
    assert run("scan", text).out == (
        "Inget som ser ut som personnummer, telefonnummer, e-postadress eller namn.\n"
    )
    refused(run("scan", "saknas.txt"), "saknas.txt", "den finns inte")


# --- stats, report, calendar, backup, check ---


def test_stats_gives_the_contract(run: Run, filled: Path) -> None:
    said = run("stats", "--period", "2025Q4", "--by", "sex", "--as-of", "2026-03-16", "--json")
    assert said.code == 0
    assert {"period", "as_of", "recorded_at", "catalogue", "fingerprint", "results"} <= set(said.json)
    assert {"measure", "version", "unit", "value", "numerator", "denominator", "suppressed", "groups"} <= set(
        said.json["results"][0]
    )
    assert run("stats", "--period", "2025Q4", "--recorded-at", "2026-12-31").code == 0


def test_stats_lists_its_measures(run: Run, filled: Path) -> None:
    assert {"measure", "definition"} <= set(run("stats", "--list", "--json").json[0])
    assert "räknar" in run("stats", "--list").out


def test_stats_saves_a_selection_and_takes_it_out_again(run: Run, filled: Path) -> None:
    words = ["stats", "utredning.inledda", "--period", "2025Q4", "--by", "sex,month"]
    said = run(*words, "--save", "Kön", "--json")
    assert "Sparade uttaget Kön" in said.err
    again = run("stats", "--run", "Kön", "--json").json
    assert again["results"] == said.json["results"]
    assert run("stats", "--run", "Kön", "--period", "2025Q3", "--json").json["period"] == "2025Q3"
    assert run("stats", "utredning.inledda", "--period", "kvartal", "--json").json["period"][4] == "Q"


def test_stats_writes_files(run: Run, filled: Path, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx"):
        said = run("stats", "--period", "2025Q4", "--format", kind, "--out", tmp_path / f"s.{kind}")
        assert (said.code, said.out) == (0, "")
        assert (tmp_path / f"s.{kind}").stat().st_size > 0


def test_stats_takes_the_format_from_the_name_of_the_file(run: Run, filled: Path, tmp_path: Path) -> None:
    assert run("stats", "--period", "2025Q4", "--out", tmp_path / "s.csv").code == 0
    assert (tmp_path / "s.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_stats_in_json_format_without_a_file_writes_json(run: Run, filled: Path) -> None:
    assert run("stats", "--period", "2025Q4", "--format", "json").json["period"] == "2025Q4"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Ange perioden"),
        (["--period", "2025Q9"], "går inte att läsa"),
        (["nej", "--period", "2025"], "Måttet ”nej” finns inte"),
        (["--period", "2025", "--format", "odt"], "Formatet ”odt” finns inte"),
        (["--period", "2025", "--format", "csv"], "--out"),
        (["--period", "2025", "--recorded-at", "förra veckan"], "går inte att läsa"),
        (["--run", "Kön"], "Uttaget ”Kön” finns inte"),
        (["utredning.ko", "--run", "Kön"], "har sina egna mått"),
    ],
)
def test_stats_says_what_is_wrong(run: Run, filled: Path, words: list[str], told: str) -> None:
    refused(run("stats", *words), told)


def test_report_writes_a_paper(run: Run, filled: Path, tmp_path: Path) -> None:
    said = run("report", "overdue", "--out", tmp_path / "f.pdf", "--as-of", "2026-03-16", "--json")
    assert said.code == 0
    assert list(said.json) == ["report", "pages", "fingerprint", "out"]
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
    said = run("report", "case", "--case", "U1", "--out", tmp_path / "c.pdf")
    assert (said.code, said.out) == (0, "")
    assert "sid" in said.err
    refused(run("report", "nej", "--out", tmp_path / "n.pdf"))
    refused(run("report", "overdue"), "Flagga saknas: '--out'")


def test_calendar_writes_a_file_for_outlook(run: Run, filled: Path, tmp_path: Path) -> None:
    said = run("calendar", "--out", tmp_path / "f.ics", "--as-of", "2026-03-16", "--json")
    assert said.json == {"out": str(tmp_path / "f.ics"), "events": 4}
    assert "4 frister" in run("calendar", "--out", tmp_path / "f.ics", "--as-of", "2026-03-16").err
    refused(run("calendar", "--out", tmp_path / "saknas" / "f.ics"), "går inte att skriva")


def test_a_backup_is_taken_verified_and_restored(run: Run, filled: Path, tmp_path: Path) -> None:
    said = run("backup", "create", tmp_path / "kopia.sqlite", "--json")
    assert (said.code, list(said.json)) == (0, ["file", "rows", "sha256"])
    assert said.json["rows"]["event"] == 4
    assert run("backup", "verify", tmp_path / "kopia.sqlite", "--json").json == said.json
    assert "är hel" in run("backup", "verify", tmp_path / "kopia.sqlite").err
    assert "Databasen är återställd" in run("backup", "restore", tmp_path / "kopia.sqlite").err
    assert run("backup", "create").code == 0
    refused(run("backup", "create", tmp_path / "kopia.sqlite"), "finns redan")
    refused(run("backup", "verify", tmp_path / "saknas.sqlite"), "finns inte")
    assert run("check").code == 0


def test_check_tells_faults_with_exit_one(run: Run, filled: Path) -> None:
    said = run("check", "--json")
    assert (said.code, said.json) == (0, {"ok": True, "findings": []})
    assert run("check").out == "Allt stämmer.\n"
    office = Office.open(str(filled))
    utredning(office, "U3", "2025-11-03", ("avslutad", "2025-10-03"))
    with office.database.write() as connection:
        connection.exec_driver_sql("UPDATE case_state SET unit = 'Annan' WHERE unit = 'Barn'")
    office.close()
    said = run("check", "--json")
    assert said.code == 1
    assert said.json["ok"] is False
    assert [list(found) for found in said.json["findings"]] == [["level", "check", "case", "message"]] * 2
    told = run("check").out
    assert "FEL: " in told
    assert "Varning: U3" in told


# --- What the program never does ---

WITH_IDENTITY = [
    ["queue", "{}"],
    ["queue", "overdue", "--as-of", "{}"],
    ["queue", "overdue", "--unit", "{}", "--json"],
    ["case", "{}"],
    ["case", "U1", "--type", "{}"],
    ["deadline", "{}", "2025-10-31"],
    ["deadline", "utredning-barn", "{}"],
    ["deadline", "utredning-barn", "2025-10-31", "--extended-to", "{}"],
    ["rules", "{}"],
    ["scan", "{}"],
    ["import", "{}.csv"],
    ["import", "x.csv", "--as", "{}"],
    ["stats", "{}", "--period", "2025"],
    ["stats", "--period", "{}"],
    ["stats", "--period", "2025", "--by", "{}"],
    ["stats", "--period", "2025", "--recorded-at", "{}"],
    ["stats", "--period", "2025", "--save", "{}"],
    ["stats", "--run", "{}"],
    ["report", "{}", "--out", "x.pdf"],
    ["report", "case", "--case", "{}", "--out", "x.pdf"],
    ["report", "queue", "--queue", "{}", "--out", "x.pdf"],
    ["backup", "verify", "{}"],
    ["backup", "{}"],
    ["init", "--pack", "{}"],
    ["demo", "--cases", "{}x"],
    ["{}"],
    ["--{}"],
    ["check", "--database", "{}.sqlite"],
]


@pytest.mark.parametrize("words", WITH_IDENTITY, ids=" ".join)
@pytest.mark.parametrize("written", [identity(), identity().replace("-", ""), identity()[2:]])
def test_an_identity_in_the_words_is_never_said_back(
    run: Run, filled: Path, words: list[str], written: str
) -> None:
    said = run(*(word.replace("{}", written) for word in words))
    assert written not in said.out + said.err
    assert written.replace("-", "") not in said.out + said.err


ENGLISH = ("Usage", "Options", "Commands", "Arguments", "Show this", "No such", "Missing", "Invalid", "Error")
ENGLISH_ALSO = (
    "unexpected",
    "requires",
    "should",
    "default",
    "required",
    "exit.",
    "[OPTIONS]",
    "<str>",
    "Got ",
)


def all_commands() -> list[list[str]]:
    group = typer.main.get_command(app)
    found: list[list[str]] = [[]]
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        found.append([name])
        found += [[name, inner] for inner in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("words", all_commands(), ids=lambda words: " ".join(words) or "caseapp")
def test_every_help_page_is_swedish_throughout(run: Run, words: list[str]) -> None:
    said = run(*words, "--help")
    assert said.code == 0
    assert "Användning: caseapp" in said.out
    assert "Visa den här hjälpen." in said.out
    for english in (*ENGLISH, *ENGLISH_ALSO):
        assert english not in said.out, english


@pytest.mark.parametrize(
    "words",
    [
        ["--nej"],
        ["nej"],
        ["quee"],
        ["queue"],
        ["queue", "overdue", "--unit"],
        ["queue", "overdue", "--jsn"],
        ["queue", "overdue", "--json=1"],
        ["queue", "overdue", "mer", "och", "mer"],
        ["queue", "--as-o", "2025-01-01", "overdue"],
        ["demo", "--cases", "många"],
        ["demo", "--cases", "0"],
        ["demo", "--seed", "x"],
        ["report", "overdue"],
        ["backup"],
        ["backup", "nej"],
        ["local-rules"],
        ["local-rules", "preview"],
    ],
    ids=" ".join,
)
def test_every_misuse_is_one_swedish_sentence(run: Run, words: list[str]) -> None:
    said = run(*words)
    refused(said, "Skriv ”caseapp --help” för hjälp.")
    for english in (*ENGLISH, *ENGLISH_ALSO, "Did you", "Option ", "Possible"):
        assert english not in said.err, english


def test_the_version_is_told(run: Run) -> None:
    said = run("--version")
    assert said.code == 0
    assert said.out.startswith("caseapp ")


def test_without_a_command_the_desktop_program_starts(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    stub = types.ModuleType("caseapp.desktop.app")
    stub.run = lambda database: started.append(database) or 0  # type: ignore[attr-defined, func-returns-value]
    monkeypatch.setitem(sys.modules, "caseapp.desktop.app", stub)
    assert run("--database", "min.sqlite").code == 0
    assert started == ["min.sqlite"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, typer.Abort])
def test_who_interrupts_is_told_that_nothing_was_saved(
    run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def interrupted(*_: object) -> None:
        raise stop

    monkeypatch.setattr(module, "office_of", interrupted)
    said = run("queue", "overdue")
    refused(said, "Avbrutet. Ingenting sparades.")


def test_the_database_is_let_go_of_when_the_command_is_done(run: Run, filled: Path) -> None:
    run("queue", "overdue")
    assert sorted(path.name for path in filled.parent.glob("enheten*")) == ["enheten.sqlite"]


# --- As a program of its own ---


def program(*words: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, "-m", "caseapp", *map(str, words)],
        capture_output=True,
        env=environment,
        check=False,
        **more,
    )


def test_the_program_writes_utf8_wherever_it_writes(filled: Path) -> None:
    said = program("queue", "overdue", "--as-of", "2026-03-16", "--database", filled)
    assert said.returncode == 0
    assert "Överskridna: 1 rad, läget mån 16 mars 2026" in said.stdout.decode("utf-8")


def test_the_installed_command_is_the_same_program(tmp_path: Path) -> None:
    installed = Path(sys.executable).with_name("caseapp")
    if not installed.exists():
        pytest.skip("caseapp is not installed beside this Python")
    said = subprocess.run(
        [installed, "deadline", "utredning-barn", "-", "--json"],
        input=b"2025-10-31\n",
        capture_output=True,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, b"")
    assert json.loads(said.stdout)[0]["last_day"] == "2026-03-02"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipe")
@pytest.mark.parametrize("words", [["rules", "--json"], ["rules"], ["deadline", "utredning-barn", "-"]])
def test_a_reader_who_has_read_enough_gets_no_traceback(words: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "caseapp", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(b"2025-10-31\n" * 2000)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


# --- Words and figures on the terminal ---


def test_a_table_puts_numbers_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(["Namn", "Antal"], [["a", 7], ["längre namn", 12]])
    assert capsys.readouterr().out.splitlines() == [
        "Namn         Antal",
        "───────────  ─────",
        "a                7",
        "längre namn     12",
    ]
    output.table(["Namn"], [])
    assert capsys.readouterr().out == "Namn\n────\n"


def test_progress_is_shown_only_to_a_person(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with output.Progress("Läser in") as progress:
        progress(1, 2)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with output.Progress("Läser in") as progress:
        progress(1, 2)
        progress(7)
    assert capsys.readouterr().err == "\rLäser in …  50 %\rLäser in … 7\n"


@pytest.mark.parametrize(
    ("told", "utc"),
    [
        (None, None),
        ("2026-01-15", "2026-01-15T22:59:59.999999Z"),
        ("2026-07-15T12:00", "2026-07-15T10:00:00.000000Z"),
        ("2026-07-15T12:00:00Z", "2026-07-15T12:00:00.000000Z"),
        ("2026-07-15T12:00:00+02:00", "2026-07-15T10:00:00.000000Z"),
    ],
)
def test_a_recording_time_is_swedish_unless_it_says_otherwise(told: str | None, utc: str | None) -> None:
    assert output.utc(told) == utc


def test_how_a_row_stands_is_told_in_sign_and_words(office: Office) -> None:
    utredning(office, "U1", "2025-10-31")
    days = (date(2025, 11, 30), date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))
    told = [output.status(read_queue(office, "running", as_of=day).items[0]) for day in days]
    assert told == [
        "● 60 arbetsdagar kvar",
        "◆ 1 arbetsdag kvar",
        "◆ Sista dag idag",
        "▲ Försenad 1 arbetsdag",
        "▲ Försenad 2 arbetsdagar",
    ]
    tell(office, key("U1"), ("kvitterad", "2026-03-05"))
    assert output.status(read_queue(office, "running").items[0]) == "⚑ Kvitterad"
    utredning(office, "U2", "2026-03-15", utredningstyp="vuxen")
    anmalan(office, "A1", "2026-03-14")
    assert output.status(read_queue(office, "running").items[1]) == "○ Väntat 1 dag"
    assert (
        output.status(read_queue(office, "running", as_of=date(2026, 3, 17)).items[1]) == "○ Väntat 2 dagar"
    )
    assert output.status(read_queue(office, "all").items[1]) == "○ Bevakning"


def test_every_identity_in_a_sentence_is_hidden_and_the_rest_kept() -> None:
    assert output.masked(f"a {identity()} b\n{identity()[2:]} c") == "a … b\n… c"
