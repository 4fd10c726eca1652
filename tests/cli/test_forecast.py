"""The command forecast through the real entry point."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from caseapp.service.demo import make_demo
from caseapp.service.office import Office
from tests.cli.conftest import Run, refused

DAY = ("--as-of", "2026-03-16")
Town = tuple[str, str]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A synthetic municipality, as the option that names its database."""
    path: Path = tmp_path_factory.mktemp("kommun") / "k.sqlite"
    office = Office.create(str(path), clock=lambda: datetime(2026, 3, 16, 7, tzinfo=UTC))
    make_demo(office, 600, today=date(2026, 3, 16))
    office.close()
    return "--database", str(path)


def test_the_forecast_is_a_table_with_its_method_and_its_limits(run: Run, town: Town) -> None:
    said = run("forecast", *DAY, *town, "--extra", 1)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "Prognos: Utredning barn"
    assert lines[1].startswith("Läget 2026-03-16: ")
    assert lines[2].split()[:4] == ["Om", "Extra", "i", "veckan"]
    assert [line.split()[:3] for line in lines[4:10]] == [
        [weeks, "veckor", extra] for weeks in ("4", "8", "12") for extra in ("0", "1")
    ]
    assert any(line.startswith("! Förlängningar som ännu inte är beslutade räknas inte") for line in lines)
    assert "Kontrollsumma" in lines[-1]
    assert run("forecast", *DAY, *town, "--extra", 1).out.splitlines()[:10] == lines[:10]


def test_as_json_it_has_the_same_figures_for_other_programs(run: Run, town: Town) -> None:
    told = run(
        "forecast", *DAY, *town, "--weeks", "2, 6", "--unit", "Utredningsenheten", "--seed", 3, "--json"
    ).json
    assert [outlook["weeks"] for outlook in told["outlooks"]] == [2, 6]
    assert (told["unit"], told["seed"], told["as_of"]) == ("Utredningsenheten", 3, "2026-03-16")


def test_with_too_little_it_gives_no_table(run: Run, town: Town) -> None:
    said = run("forecast", *town, "--as-of", "2021-03-01", "--rule", "utredning-barn")
    assert said.code == 0
    assert "Passerar" not in said.out
    assert "! Underlaget räcker inte till en prognos" in said.out


def test_tried_on_the_past_it_shows_its_error(run: Run, town: Town) -> None:
    said = run("forecast", *DAY, *town, "--backtest", "--weeks", 4)
    assert "Fel i snitt" in said.out
    assert "Prövad på " in said.out
    told = run("forecast", *DAY, *town, "--backtest", "--weeks", 4, "--json").json
    assert [(one["weeks"], one["figure"]) for one in told["errors"]] == [(4, "passing"), (4, "overdue")]


def test_what_cannot_be_read_is_refused_in_one_sentence(run: Run) -> None:
    run("init")
    refused(run("forecast", "--weeks", "fyra"), "Veckorna ”fyra” går inte att läsa")
    refused(run("forecast", "--weeks", "99"), "1 till 52 veckor")
    refused(run("forecast", "--backtest", "--extra", 2), "går inte att pröva bakåt")
    refused(run("forecast", "--unit", "Ingenstans"), "Enheten ”Ingenstans” finns inte")
    refused(run("forecast", "--rule", "x"), "Regeln ”x” finns inte")
