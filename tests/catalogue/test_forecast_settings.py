"""The numbers behind the forecast: one table, explained, and of a rule that there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.check import check_catalogue
from caseapp.catalogue.forms import ForecastForm
from caseapp.catalogue.load import CatalogueError, load_catalogue
from caseapp.domain.forecast import First
from caseapp.files import resource


def test_the_shipped_numbers_are_those_of_the_file(catalogue: Catalogue) -> None:
    settings = catalogue.forecast
    assert settings.rule == "utredning-barn"
    assert settings.horizons == (4, 8, 12)
    assert (settings.method.seed, settings.method.first) == (1, First.SOONEST)
    assert settings.least_weeks <= min(settings.pace_weeks, settings.begun_weeks)


def test_a_forecast_of_a_rule_that_there_is_not_is_a_fault(catalogue: Catalogue) -> None:
    broken = replace(catalogue, forecast=replace(catalogue.forecast, rule="finns-inte"))
    assert check_catalogue(broken) == ["forecast, rule: regeln ”finns-inte” finns inte i regelverket."]


def test_the_readme_explains_every_number() -> None:
    readme = resource("catalogue").joinpath("README.md").read_text(encoding="utf-8")
    part = readme[readme.index("## Prognosen") :].split("\n## ", 1)[0]
    assert [name for name in ForecastForm.model_fields if f"`{name}`" not in part] == []


@pytest.mark.parametrize(
    ("text", "wrong"), [("seed = 1", "seed = -1"), ("interval = 80", "interval = 100"), ("[4, 8, 12]", "[0]")]
)
def test_a_number_out_of_reach_is_told_with_its_place(tmp_path: Path, text: str, wrong: str) -> None:
    for path in resource("catalogue").iterdir():
        if path.is_file():
            content = path.read_bytes()
            if path.name == "prognos.toml":
                assert content.count(text.encode()) == 1
                content = content.replace(text.encode(), wrong.encode())
            (tmp_path / path.name).write_bytes(content)
    with pytest.raises(CatalogueError, match=r"prognos\.toml: forecast"):
        load_catalogue(folder=tmp_path)
