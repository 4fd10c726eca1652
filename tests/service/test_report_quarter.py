"""The kvartalsrapport: the whole and each unit, beside the past, and the same for ever."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from caseapp.catalogue.book import QuarterSettings
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.measures import Break, Formula
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.report import quarter as paper
from caseapp.report.blocks import Text
from caseapp.report.chart import Chart, Kind
from caseapp.service.demo import make_demo
from caseapp.service.office import Office, utc_text
from caseapp.service.papers import Order
from caseapp.service.record import make_event, record, voiding
from caseapp.service.report_quarter import quarter_facts
from caseapp.service.reports import make_report
from caseapp.store.reading import all_keys, events_of
from tests.golden_files import assert_golden
from tests.report.reading import text_of, without_versions

TODAY = date(2026, 3, 16)
QUARTER = parse_period("2025Q4")


class Clock:
    """A clock that can be moved on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 16, 7, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Clock]]:
    """A small municipality."""
    clock = Clock()
    office = Office.create(
        str(tmp_path_factory.mktemp("kommun") / "k.sqlite"), ["norrtalje"], clock, "provaren"
    )
    make_demo(office, 600, 1, TODAY)
    office.catalogue = replace(office.catalogue, quarter=replace(office.catalogue.quarter, quarters=2))
    yield office, clock
    office.close()


def printed(office: Office, folder: Path, **asked: object) -> str:
    out = folder / "kvartal.pdf"
    make_report(office, "quarter", out, period=QUARTER, as_of=TODAY, **asked)  # type: ignore[arg-type]
    return text_of(out)


def correct(office: Office, count: int) -> None:
    """So many corrections: voids, late recordings and moves between units."""
    dice = random.Random(5)
    with office.database.read() as connection:
        told = [e for events in events_of(connection, all_keys(connection)).values() for e in events]
    events: list[Event] = []
    for number, event in enumerate(dice.sample([e for e in told if e.voids is None], count)):
        match number % 3:
            case 0:
                events.append(voiding(event))
            case 1:
                events.append(
                    make_event(
                        office.catalogue, event.case, "uppgifter", event.occurred, {"enhet": "En annan enhet"}
                    )
                )
            case _:
                key = CaseKey("aktualisering", f"SENT-{number}")
                events.append(
                    make_event(office.catalogue, key, "inkom", Moment(date(2025, 11, 3)), {"typ": "anmalan"})
                )
    record(office, events)


def test_a_printed_quarter_is_the_same_after_two_hundred_corrections(
    demo: tuple[Office, Clock], tmp_path: Path
) -> None:
    office, clock = demo
    before = printed(office, tmp_path)
    when = utc_text(clock.now)
    clock.now += timedelta(hours=1)
    correct(office, 200)
    clock.now -= timedelta(hours=1)
    after = printed(office, tmp_path, recorded_at=when)
    assert after == before
    assert printed(office, tmp_path) != before


def test_every_unit_has_a_page_and_the_whole_comes_first(demo: tuple[Office, Clock]) -> None:
    office, _ = demo
    facts = quarter_facts(office, Order(TODAY, QUARTER))
    assert facts.pages[0].name == facts.where == "alla enheter"
    assert "Utredningsenheten" in [page.name for page in facts.pages]
    assert len(facts.pages[0].lines) == len(office.catalogue.quarter.key)
    assert facts.period == "kvartal 4 2025"
    assert (facts.before, facts.year_before) == ("kvartal 3 2025", "kvartal 4 2024")


def test_a_chosen_unit_has_its_own_figures(demo: tuple[Office, Clock]) -> None:
    office, _ = demo
    facts = quarter_facts(office, Order(TODAY, QUARTER, unit="Utredningsenheten"))
    assert [page.name for page in facts.pages] == ["Utredningsenheten"]
    whole = quarter_facts(office, Order(TODAY, QUARTER))
    same = next(page for page in whole.pages if page.name == "Utredningsenheten")
    assert facts.pages[0].lines == same.lines


def test_what_has_nothing_to_count_is_named_but_has_no_row(demo: tuple[Office, Clock]) -> None:
    office, _ = demo
    facts = quarter_facts(office, Order(TODAY, QUARTER))
    shown = {line.name for area in facts.areas for line in area.lines}
    assert facts.silent
    assert not shown & set(facts.silent)
    assert len(shown | set(facts.silent)) == len({m.name for m in office.catalogue.measures.values()})
    assert {name for name, _ in facts.definitions} == shown


def test_every_chart_goes_over_all_the_quarters(demo: tuple[Office, Clock]) -> None:
    office, _ = demo
    charts = quarter_facts(office, Order(TODAY, QUARTER)).pages[0].charts
    assert charts
    assert all(len(chart.categories) == office.catalogue.quarter.quarters for chart in charts)
    assert all(chart.categories[-1] == "kv 4 25" for chart in charts)


@pytest.fixture
def other(office: Office) -> Office:
    """An office whose report has other measures: bars, days, a break in the series."""
    catalogue = office.catalogue
    days = replace(catalogue.measures["utredning.tid"], chart="bars", main="median", target=30.0)
    broken = replace(
        catalogue.measures["aktualiseringar.antal"],
        chart="lines",
        area="",
        breaks=(Break(date(2025, 7, 1), "Ny lag."),),
        target=1.0,
        higher_is_better=True,
    )
    measures = {days.id: days, broken.id: broken}
    office.catalogue = replace(
        catalogue,
        measures=measures,
        quarter=QuarterSettings(tuple(measures), tuple(measures), 4),
        suppression=replace(catalogue.suppression, hide_below=1, share_from=1),
    )
    told = [
        ("aktualisering", "A-1", "inkom", "2025-11-03", {"enhet": "Barn"}),
        ("utredning", "U-1", "inledd", "2025-10-01", {"enhet": "Barn"}),
        ("utredning", "U-1", "avslutad", "2025-11-10", {}),
    ]
    record(
        office,
        [
            make_event(office.catalogue, CaseKey(kind, ref), event, Moment.parse(day), values)
            for kind, ref, event, day, values in told
        ],
    )
    return office


def test_targets_are_judged_by_which_way_is_better(other: Office) -> None:
    facts = quarter_facts(other, Order(TODAY, QUARTER))
    days, count = facts.pages[0].lines
    assert (days.now, days.target, days.status) == ("40,0", "30,0", "missed")
    assert (count.now, count.status) == ("1", "met")
    assert paper.summary(facts) == "1 av 2 mål på första sidan nås kvartal 4 2025."
    assert [area.name for area in facts.areas] == ["Utredning", "Övrigt"] or facts.areas[-1].name == "Övrigt"


def test_a_break_in_the_series_is_drawn(other: Office) -> None:
    charts = quarter_facts(other, Order(TODAY, QUARTER)).pages[0].charts
    broken = next(chart for chart in charts if chart.title.startswith("Aktualiseringar"))
    assert [(told.at, told.note) for told in broken.breaks] == [(2, "Ny lag.")]
    days = next(chart for chart in charts if chart.title.startswith("Utredningstid"))
    assert isinstance(days, Chart)
    assert days.kind is Kind.BARS
    assert days.series[0].values[-1] == 40.0


def test_bands_are_stacked_when_the_measure_says_so(other: Office) -> None:
    days = replace(other.catalogue.measures["utredning.tid"], chart="bands")
    other.catalogue = replace(other.catalogue, measures={**other.catalogue.measures, days.id: days})
    charts = quarter_facts(other, Order(TODAY, QUARTER)).pages[0].charts
    (stacked,) = [chart for chart in charts if chart.kind is Kind.STACKED]
    assert [series.values[-1] for series in stacked.series] == [0, 1, 0, 0, 0]


def test_a_unit_without_anything_has_an_empty_page(other: Office) -> None:
    facts = quarter_facts(other, Order(TODAY, QUARTER, unit="Öst"))
    assert facts.pages[0].lines == facts.pages[0].charts == ()
    assert set(facts.silent) == {"Utredningstid", "Aktualiseringar"}
    words = [block.text for block in paper.compose(facts) if isinstance(block, Text)]
    assert any(text.startswith("Inget att räkna under någon av perioderna:") for text in words)


def test_other_periods_than_quarters_are_told_by_their_names(other: Office) -> None:
    facts = quarter_facts(other, Order(TODAY, parse_period("2025")))
    assert facts.title == "Rapport 2025"
    assert facts.pages[0].charts[0].categories[-1] == "2025"


def test_the_report_needs_a_period(office: Office) -> None:
    with pytest.raises(UserError, match="behöver en period"):
        quarter_facts(office, Order(TODAY))


def test_without_targets_the_sentence_says_what_stands_beside(office: Office) -> None:
    office.catalogue = replace(
        office.catalogue,
        quarter=QuarterSettings(("aktualiseringar.antal",), (), 2),
        measures={"aktualiseringar.antal": office.catalogue.measures["aktualiseringar.antal"]},
    )
    facts = quarter_facts(office, Order(TODAY, QUARTER))
    assert paper.summary(facts) == "Nyckeltal för kvartal 4 2025, bredvid kvartal 3 2025 och kvartal 4 2024."
    assert Formula.COUNT in {measure.formula for measure in office.catalogue.measures.values()}


def test_the_paper_tells_what_it_should(other: Office, tmp_path: Path, clock: Callable[[], datetime]) -> None:
    assert_golden("papper-quarter.txt", without_versions(printed(other, tmp_path)))
