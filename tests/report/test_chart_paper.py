"""Charts on paper: in the order of the text, beside each other, whole on one page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from caseapp.domain.rules import STOCKHOLM
from caseapp.report.blocks import Charts, Lead, Sheet, Text, Title
from caseapp.report.chart import Chart, Kind, Series, control_chart
from caseapp.report.chart_paper import chart_bands
from caseapp.report.look import MARGIN, PAGE_HEIGHT
from caseapp.report.press import print_sheet
from tests.report.reading import pages_of

QUARTERS = ("kv 1 2025", "kv 2 2025", "kv 3 2025")
BARS = Chart(
    "Att rapportera", Kind.BARS, QUARTERS, (Series("Beslut", (1234, None, 0)),), "antal beslut", target=9
)
STACKED = replace(
    BARS,
    title="Tid sedan beslutet",
    kind=Kind.STACKED,
    series=(Series("91–120 dygn", (5, 8, 9)), Series("över 120 dygn", (1, 2, 30))),
)
GROUPED = replace(STACKED, title="Per kön", kind=Kind.GROUPED, over_time=False)
LINES = replace(STACKED, title="Väntetid", kind=Kind.LINES, target=None)
CONTROL = control_chart(
    "Anmälningar", tuple(f"v. {n}" for n in range(12)), [*[10.0, 12.0] * 5, 40, None], "antal"
)


def paper(tmp_path: Path, *charts: Chart) -> list[str]:
    blocks = (Title("Papperet"), Lead("Så här gick det."), Charts(charts), Text("Sist."))
    printed = datetime(2026, 3, 16, 8, 12, tzinfo=STOCKHOLM)
    out = tmp_path / "papper.pdf"
    print_sheet(
        Sheet("Papper", "Kommunen", "alla", date(2026, 3, 16), printed, "9f3ca1d012345678", blocks), out
    )
    return pages_of(out)


def test_every_kind_of_chart_is_printed_with_its_words(tmp_path: Path) -> None:
    (page,) = paper(tmp_path, BARS, STACKED, GROUPED, LINES, CONTROL)
    for words in ("Att rapportera", "Antal beslut", "1 234", "dolt", "mål 9", "över 120 dygn", "v. 11"):
        assert words in page
    assert page.index("Så här gick det.") < page.index("Att rapportera") < page.index("Sist.")


def test_the_same_chart_prints_to_the_same_bytes(tmp_path: Path) -> None:
    paper(tmp_path, BARS, CONTROL)
    first = (tmp_path / "papper.pdf").read_bytes()
    paper(tmp_path, BARS, CONTROL)
    assert (tmp_path / "papper.pdf").read_bytes() == first


def test_two_charts_stand_beside_each_other_and_one_takes_the_whole_width() -> None:
    assert chart_bands(()) == []
    assert [len(chart_bands((BARS,) * count)) for count in (1, 2, 3, 4)] == [3, 3, 5, 5]


@pytest.mark.parametrize("count", [40, 400])
def test_a_chart_is_never_taller_than_a_page(count: int) -> None:
    names = tuple(f"Insatsen med det mycket långa namnet nummer {number}" for number in range(count))
    tall = Chart("Typ", Kind.BARS, names, (Series("Beslut", tuple(range(count))),), "antal", over_time=False)
    bands = chart_bands((tall,))
    assert sum(band.height for band in bands) < PAGE_HEIGHT - 3 * MARGIN


def test_what_follows_a_chart_is_not_drawn_in_its_colours(tmp_path: Path) -> None:
    assert "Sist." in paper(tmp_path, STACKED)[0]
