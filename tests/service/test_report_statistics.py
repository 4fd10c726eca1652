"""Statistics as a paper, as charts of Excel's own, and in Kolada's shape."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.measures import Break
from caseapp.domain.periods import parse_period
from caseapp.report.chart import Kind
from caseapp.service.demo import make_demo
from caseapp.service.office import Office
from caseapp.service.report_statistics import statistics_facts
from caseapp.service.statistics import statistics
from caseapp.service.statistics_charts import chart_of, chart_unit
from caseapp.service.statistics_kolada import kolada_measures, kolada_shape
from caseapp.service.statistics_result import StatisticsResult
from tests.report.reading import text_of

TODAY = date(2026, 3, 16)
COUNT, TIME, QUEUE, WORKER = (
    "aktualiseringar.antal",
    "utredning.tid",
    "utredning.pagaende",
    "utredning.per-handlaggare",
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Office:
    from tests.conftest import NOW

    office = Office.create(
        str(tmp_path_factory.mktemp("k") / "k.sqlite"), ["norrtalje"], lambda: NOW, "provaren"
    )
    make_demo(office, 700, 1, TODAY)
    return office


def taken(office: Office, *measures: str, by: tuple[str, ...] = (), period: str = "2025") -> StatisticsResult:
    return statistics(office, measures, parse_period(period), by, TODAY)


def test_the_paper_has_every_figure_of_the_result(town: Office, tmp_path: Path) -> None:
    taken(town, COUNT).write(town, tmp_path / "s.pdf", "pdf")
    assert "Aktualiseringar" in text_of(tmp_path / "s.pdf")
    result = taken(town, COUNT, TIME, by=("sex",))
    result.write(town, tmp_path / "s.pdf", "pdf")
    text = text_of(tmp_path / "s.pdf")
    assert "Statistik, 2025" in text
    assert "uppdelat på kön" in text
    assert result.fingerprint in text
    facts = statistics_facts(town, result)
    total = result.results[0].total.value
    assert facts.parts[0].rows[0] == ("alla", str(total))
    assert len(facts.parts[0].rows) == 1 + len(result.results[0].groups)
    assert "Kön" in facts.parts[0].head


def test_a_hidden_figure_says_so_on_paper_and_an_empty_one_has_a_dash(town: Office) -> None:
    result = taken(town, TIME, "kolada.u31402", by=("sex", "age_band"))
    cells = [cell for part in statistics_facts(town, result).parts for row in part.rows for cell in row]
    assert "dolt" in cells
    assert "–" in cells


def test_one_figure_is_no_chart_but_its_bands_are(town: Office) -> None:
    (part,) = taken(town, COUNT).results
    assert chart_of(taken(town, COUNT), part, town.catalogue) is None
    result = taken(town, TIME)
    chart = chart_of(result, result.results[0], town.catalogue)
    assert chart is not None
    assert chart.kind is Kind.BARS
    assert [name.removesuffix(" dagar") for name in chart.categories] == [
        band.name for band in town.catalogue.duration_bands
    ]


def test_groups_are_bars_time_is_a_line_and_two_keys_stand_beside_each_other(town: Office) -> None:
    assert town.catalogue.measures[COUNT].chart == "control"
    for by, kind in (("sex",), Kind.BARS), (("month",), Kind.CONTROL), (("sex", "age_band"), Kind.GROUPED):
        result = taken(town, COUNT, by=by)
        chart = chart_of(result, result.results[0], town.catalogue)
        assert chart is not None
        assert chart.kind is kind
        assert chart.over_time is (by == ("month",))


def test_a_line_has_the_breaks_of_its_series(town: Office) -> None:
    result = taken(town, COUNT, by=("quarter",))
    (part,) = result.results
    broken = replace(part.measure, chart="lines", breaks=(Break(date(2025, 7, 1), "Ny lag."),))
    chart = chart_of(result, replace(part, measure=broken), town.catalogue)
    assert chart is not None
    assert chart.kind is Kind.LINES
    assert [(told.at, told.note) for told in chart.breaks] == [(2, "Ny lag.")]


def test_the_points_of_a_queue_are_a_line(town: Office) -> None:
    result = taken(town, QUEUE)
    chart = chart_of(result, result.results[0], town.catalogue)
    assert chart is not None
    assert chart.kind is Kind.LINES
    assert len(chart.categories) == 12
    month = taken(town, QUEUE, period="2025-08")
    assert chart_of(month, month.results[0], town.catalogue) is None


def test_too_many_groups_or_only_hidden_ones_are_no_chart(town: Office) -> None:
    result = taken(town, COUNT, by=("month", "age_band"))
    assert chart_of(result, result.results[0], town.catalogue) is None
    three = taken(town, COUNT, by=("sex", "age_band", "unit"))
    few = replace(three.results[0], groups=three.results[0].groups[:3])
    assert chart_of(three, few, town.catalogue) is None
    (part,) = taken(town, TIME, by=("sex",)).results
    hidden = tuple(replace(figure, value=None, suppressed=True) for figure in part.groups)
    assert chart_of(taken(town, TIME, by=("sex",)), replace(part, groups=hidden), town.catalogue) is None
    bare = replace(part, groups=(), total=replace(part.total, bands=()))
    assert chart_of(taken(town, TIME), bare, town.catalogue) is None


def test_a_median_is_drawn_where_the_measure_shows_it_first(town: Office) -> None:
    result = statistics(town, [TIME], parse_period("2025"), ["sex"], TODAY, show_small=True)
    (part,) = result.results
    first = replace(part, measure=replace(part.measure, main="median"))
    chart = chart_of(result, first, town.catalogue)
    assert chart is not None
    assert chart.series[0].values == tuple(figure.median for figure in part.groups)
    assert chart.unit == "dagar"


def test_a_share_a_quotient_and_a_count_say_what_the_axis_counts(town: Office) -> None:
    said = {
        name: chart_unit(town.catalogue.measures[name], town.catalogue)
        for name in ("forhandsbedomning.inom-frist", WORKER, COUNT, TIME)
    }
    assert said == {
        "forhandsbedomning.inom-frist": "procent av förhandsbedömningar",
        WORKER: town.catalogue.measures[WORKER].unit,
        COUNT: "antal aktualiseringar",
        TIME: "dagar",
    }


def numbers(path: Path) -> list[list[object]]:
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def charts_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as book:
        return [book.read(name).decode() for name in sorted(book.namelist()) if "charts/chart" in name]


def test_the_workbooks_numbers_are_the_jsons(town: Office, tmp_path: Path) -> None:
    result = taken(town, COUNT, by=("sex",))
    result.write(town, tmp_path / "s.xlsx", "xlsx")
    told = result.as_json()["results"][0]
    rows = numbers(tmp_path / "s.xlsx")
    assert rows[1][1] == told["value"]
    assert [row[1] for row in rows[2:]] == [group["value"] for group in told["groups"]]


@pytest.mark.parametrize(
    ("measure", "by", "kind", "cells"),
    [
        (COUNT, ("sex",), "barChart", "$B$3:$B$"),
        (COUNT, ("month",), "lineChart", "$B$3:$B$14"),
        (QUEUE, (), "lineChart", "$A$2:$L$2"),
        (TIME, (), "barChart", "$D$2:$H$2"),
        (TIME, ("sex",), "barChart", "$B$3:$B$"),
    ],
)
def test_excel_draws_the_cells_of_the_table(
    measure: str, by: tuple[str, ...], kind: str, cells: str, town: Office, tmp_path: Path
) -> None:
    taken(town, measure, by=by).write(town, tmp_path / "s.xlsx", "xlsx")
    (chart,) = charts_in(tmp_path / "s.xlsx")
    assert f"c:{kind}" in chart
    assert cells in chart


def test_one_figure_has_no_chart_in_the_workbook(town: Office, tmp_path: Path) -> None:
    taken(town, COUNT).write(town, tmp_path / "s.xlsx", "xlsx")
    assert charts_in(tmp_path / "s.xlsx") == []


def test_kolada_gets_all_women_and_men_by_year_and_code(town: Office, tmp_path: Path) -> None:
    assert "kolada.u33401" in kolada_measures(town)
    result = taken(town, *kolada_measures(town), by=("sex",), period="2025H1")
    result.write(town, tmp_path / "k.json", "kolada")
    entries = json.loads((tmp_path / "k.json").read_text(encoding="utf-8"))["values"]
    entry = next(entry for entry in entries if entry["kpi"] == "U33401")
    assert (entry["kpi"], entry["municipality"], entry["period"]) == ("U33401", "0188", 2025)
    assert [value["gender"] for value in entry["values"]] == ["T", "K", "M"]
    part = next(part for part in result.results if part.measure.kolada == "U33401")
    assert entry["values"][0]["value"] == part.total.value


def test_a_hidden_figure_has_no_value_in_koladas_shape(town: Office) -> None:
    result = taken(town, "kolada.u31402", by=("sex",), period="2025H1")
    (entry,) = kolada_shape(town, result)["values"]
    assert all(value["value"] is None and value["status"] == "Missing" for value in entry["values"])


def test_kolada_is_refused_what_it_does_not_ask_for(town: Office, office: Office) -> None:
    with pytest.raises(UserError, match="Ange --by sex"):
        kolada_shape(town, taken(town, "kolada.u33401"))
    with pytest.raises(UserError, match="Inget av måtten är Koladas"):
        kolada_shape(town, taken(town, COUNT, by=("sex",)))
    with pytest.raises(UserError, match="Kommunkoden saknas"):
        kolada_shape(office, taken(office, "kolada.u33401", by=("sex",)))
