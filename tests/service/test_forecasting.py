"""The forecast as the manager is given it: read from events, explained, and tried on the past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from statistics import fmean

import pytest

from caseapp.domain.errors import UserError
from caseapp.domain.forecast import Method, Spread
from caseapp.domain.swedish import whole
from caseapp.files import resource
from caseapp.report.chart import Kind
from caseapp.service.demo import make_demo
from caseapp.service.forecast_backtest import Backtest, backtest
from caseapp.service.forecast_result import Figure, forecast_chart
from caseapp.service.forecasting import clocks_of, forecast
from caseapp.service.office import Office
from caseapp.service.record import record, undo
from caseapp.store.reading import history
from tests.casework import happened, key, tell, utredning

TODAY = date(2026, 3, 16)
LENGTHS = (40, 90, 112, 118, 119, 121, 150, 190)
"""Days from the beginning to the end; the last two pass the last day, the one before may."""


def begun_and_ended(number: int, a_week: int = 2, lengths: tuple[int, ...] = LENGTHS) -> tuple[date, date]:
    """When an investigation begins and ends; the first ones begin last."""
    begun = TODAY - timedelta(days=7 * (number // a_week) + 3)
    return begun, begun + timedelta(days=lengths[number * 5 % len(lengths)])


def work(
    office: Office, weeks: int, unit: str = "Norra", a_week: int = 2, lengths: tuple[int, ...] = LENGTHS
) -> None:
    """Investigations begun each week for so many weeks, each of a length in its turn, up to today."""
    events = []
    for number in range(a_week * weeks):
        begun, ended = begun_and_ended(number, a_week, lengths)
        facts = {"utredningstyp": "barn", "person": f"P-{unit}-{number}", "enhet": unit}
        case = key(f"{unit}-{number}")
        events.append(happened(office, case, "inledd", begun.isoformat(), facts))
        if ended <= TODAY:
            events.append(happened(office, case, "avslutad", ended.isoformat()))
    record(office, events)


@pytest.fixture
def busy(office: Office) -> Office:
    work(office, 70)
    return office


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A synthetic municipality of some years, read only."""
    folder = tmp_path_factory.mktemp("kommun")
    made = Office.create(str(folder / "k.sqlite"), clock=lambda: datetime.fromisoformat("2026-03-16T07:00Z"))
    make_demo(made, 700, today=TODAY)
    yield made
    made.close()


def test_a_forecast_tells_what_it_counts_and_what_it_rests_on(busy: Office) -> None:
    made = forecast(busy)
    assert (made.rule.id, made.counted, made.unit, made.as_of) == (
        "utredning-barn",
        "utredningar",
        None,
        TODAY,
    )
    assert made.catalogue == busy.catalogue.version
    assert re.fullmatch("[0-9a-f]{16}", made.fingerprint)
    assert [(outlook.weeks, outlook.extra) for outlook in made.outlooks] == [(4, 0), (8, 0), (12, 0)]
    assert (made.pace.weeks, made.pace.begun_weeks, made.pace.begun) == (52, 26, 52)
    assert made.pace.begun_a_week == 2.0
    assert made.caveats == (
        "Förlängningar som ännu inte är beslutade räknas inte; talen gäller om inga fler förlängs.",
    )
    assert made.title() == "Prognos: Utredning barn"
    assert made.standing() == (
        f"Läget 2026-03-16: {made.running} pågående utredningar, varav {made.late} redan har "
        "passerat sista dagen."
    )
    assert f"{whole(1000)} gånger" in made.method_text()
    assert "de senaste 52 veckorna" in made.method_text()
    assert "Extra avslut" not in made.method_text()
    assert made.pace.text().startswith(f"Takten: {made.pace.stopped} avslutade på 52 veckor (")
    assert made.pace.text().endswith("; 52 inledda på 26 veckor (2,0 i veckan).")
    assert made.fingerprint in made.caption()


def test_what_runs_and_is_late_is_counted_from_the_events(busy: Office) -> None:
    made = forecast(busy)
    running = late = 0
    for number in range(140):
        begun, ended = begun_and_ended(number)
        if ended > TODAY:
            running += 1
            late += (TODAY - begun).days > 125  # four months and what a weekend may add
    assert made.running == running
    assert made.late == late


def test_the_same_events_give_the_same_forecast_and_another_seed_another(busy: Office) -> None:
    made = forecast(busy, extra=1)
    assert forecast(busy, extra=1) == made
    other = forecast(busy, extra=1, seed=7)
    assert other.outlooks != made.outlooks
    assert other.fingerprint != made.fingerprint
    assert other.method.seed == 7


def test_more_closings_a_week_stand_beside_none(busy: Office) -> None:
    made = forecast(busy, extra=1, horizons=(8, 2, 8))
    assert [(o.weeks, o.extra) for o in made.outlooks] == [(2, 0), (8, 0), (2, 1), (8, 1)]
    plain, helped = made.outlooks[1], made.outlooks[3]
    assert plain.passing.median > helped.passing.median
    assert helped.spared.median > 0
    assert plain.spared == Spread(0, 0, 0)
    assert "tas från de som snarast passerar sin sista dag." in made.method_text()
    head, rows = made.as_table()
    assert head[:3] == ["Om", "Extra i veckan", "Passerar sista dagen"]
    assert [row[:2] for row in rows] == [
        ["2 veckor", "0"],
        ["2 veckor", "1"],
        ["8 veckor", "0"],
        ["8 veckor", "1"],
    ]
    assert all(len(row) == len(head) for row in rows)
    assert rows[2][-2:] == ["", ""]
    spared = helped.spared
    assert rows[3][-2] == f"{spared.median} ({spared.low}–{spared.high})"


def test_the_table_without_more_closings_has_no_comparison(busy: Office) -> None:
    made = forecast(busy)
    head, rows = made.as_table()
    assert head == ["Om", "Passerar sista dagen", "Försenade då", "Pågående då"]
    first = made.outlooks[0].passing
    assert rows[0][:2] == ["4 veckor", f"{first.median} ({first.low}–{first.high})"]


def test_json_has_everything_in_english_keys(busy: Office) -> None:
    told = forecast(busy, extra=1).as_json()
    assert told["rule"] == "utredning-barn"
    assert told["outlooks"][0]["passing"].keys() == {"low", "median", "high"}
    assert told["pace"].keys() >= {"weeks", "stopped", "stopped_a_week", "begun", "begun_a_week"}
    assert (told["first"], told["extra"], told["interval"], told["runs"]) == ("soonest", 1, 80, 1000)


def test_an_extension_moves_the_day_that_is_passed(busy: Office) -> None:
    before = forecast(busy)
    close_to_it = [
        number
        for number in range(60)
        if begun_and_ended(number)[1] > TODAY and 100 < (TODAY - begun_and_ended(number)[0]).days < 120
    ]
    for number in close_to_it:
        tell(busy, key(f"Norra-{number}"), ("forlangd", "2026-03-10", {"forlangd_till": "2026-12-31"}))
    after = forecast(busy)
    assert after.running == before.running
    assert after.outlooks[0].passing.median < before.outlooks[0].passing.median


def test_a_unit_has_its_own_pace(busy: Office) -> None:
    work(busy, 60, "Södra")
    both, norra = forecast(busy), forecast(busy, unit="Norra")
    assert norra.running + forecast(busy, unit="Södra").running == both.running
    assert norra.title() == "Prognos: Utredning barn, Norra"
    assert norra.fingerprint != both.fingerprint
    with pytest.raises(UserError, match=r"Enheten ”Västra” finns inte\. Välj en av: Norra, Södra\."):
        forecast(busy, unit="Västra")


def test_cases_without_a_unit_can_be_asked_for(busy: Office) -> None:
    utredning(busy, "U1", "2026-03-10")
    assert forecast(busy, unit="okänt").running == 1


def test_with_too_little_to_go_by_it_says_so_instead_of_a_figure(office: Office) -> None:
    made = forecast(office)
    assert made.outlooks == ()
    assert made.caveats == (
        "Underlaget räcker inte till en prognos: 0 avslutade på 0 veckor. Det behövs minst 30 avslutade "
        "under minst 13 veckor.",
    )
    assert made.pace.text() == "Takten: 0 avslutade på 0 veckor; 0 inledda på 0 veckor."
    assert made.as_json()["outlooks"] == []
    work(office, 26)
    assert "avslutade på 25 veckor. Det behövs" in forecast(office).caveats[0]


def test_a_short_history_is_told(office: Office) -> None:
    work(office, 41)
    assert forecast(office).caveats[0] == (
        "Takten bygger på 40 veckor, för äldre uppgifter saknas. Annars läses 52 veckor."
    )


def test_an_old_list_gives_no_figure(busy: Office) -> None:
    assert forecast(busy, as_of=date(2026, 3, 27)).outlooks
    made = forecast(busy, as_of=date(2026, 3, 28))
    assert made.outlooks == ()
    assert made.caveats == (
        "Uppgifterna är för gamla för en prognos: det senaste hände 2026-03-13. Läs in en ny lista, "
        "eller välj läget en tidigare dag.",
    )


def test_more_extra_than_the_unit_closes_is_questioned(busy: Office) -> None:
    assert forecast(busy, extra=5).caveats[-1] == (
        "5 extra avslut i veckan är mer än enheten avslutar i dag. Pröva ett lägre tal."
    )


def test_another_clock_may_be_asked_for(town: Office) -> None:
    made = forecast(town, rule="forhandsbedomning", horizons=(1, 2))
    assert made.counted == "aktualiseringar"
    assert [outlook.weeks for outlook in made.outlooks] == [1, 2]
    # Those that come in within the fortnight have no time to pass their fourteen days.
    assert made.outlooks[1].passing.high <= made.running


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"rule": "x"}, "Regeln ”x” finns inte"),
        ({"horizons": (0,)}, "1 till 52 veckor framåt"),
        ({"horizons": (4, 53)}, "1 till 52 veckor framåt"),
        ({"extra": -1}, "Extra avslut i veckan är -1. Ange 0 till 1000."),
        ({"extra": 1001}, "Ange 0 till 1000"),
        ({"seed": -1}, "Fröet är -1"),
        ({"rule": "ensamkommande-18-ar"}, "räknas från födelsen"),
    ],
)
def test_what_cannot_be_forecast_is_refused_in_words(
    office: Office, asked: dict[str, object], words: str
) -> None:
    with pytest.raises(UserError, match=re.escape(words)):
        forecast(office, **asked)  # type: ignore[arg-type]


def test_what_was_recorded_then_gives_the_forecast_of_then(busy: Office) -> None:
    before = forecast(busy)
    changes = tell(busy, key("Norra-20"), ("forlangd", "2026-03-13", {"forlangd_till": "2026-12-31"}))
    assert forecast(busy).fingerprint != before.fingerprint
    again = forecast(busy, recorded_at="2026-03-16T07:11:59.000000Z")
    assert again.outlooks == ()  # nothing had been recorded a minute earlier
    undo(busy, changes)
    assert forecast(busy).outlooks == before.outlooks


def test_progress_is_told_while_reading_and_while_simulating_and_may_stop_it(town: Office) -> None:
    told: list[tuple[int, int]] = []
    forecast(town, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (2000, 0)
    assert told[-1] == (1000, 1000)

    def stop(done: int, total: int) -> None:
        if total:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        forecast(town, progress=stop)
    with pytest.raises(InterruptedError):
        backtest(town, progress=stop)


def test_the_chart_begins_today_and_fans_out(busy: Office) -> None:
    made = forecast(busy)
    chart = forecast_chart(made, Figure.OVERDUE)
    assert (chart.title, chart.kind, chart.unit) == (
        "Försenade utredningar",
        Kind.LINES,
        "antal utredningar",
    )
    assert chart.categories == ("i dag", "4 veckor", "8 veckor", "12 veckor")
    assert [series.name for series in chart.series] == ["som nu", "övre gräns", "nedre gräns"]
    assert [series.values[0] for series in chart.series] == [made.late] * 3
    assert chart.series[1].values[1:] == tuple(o.overdue.high for o in made.outlooks)
    assert chart.note == "Mellan gränserna ligger 80 % av utfallen."
    helped = forecast_chart(forecast(busy, extra=1))
    assert helped.title == "Utredningar som passerar sista dagen"
    assert helped.series[-1].name == "1 fler i veckan"
    assert helped.series[-1].values[0] == 0
    assert helped.series[-1].values[-1] < helped.series[0].values[-1]  # type: ignore[operator]


def test_without_a_forecast_the_chart_is_empty_and_says_why(office: Office) -> None:
    chart = forecast_chart(forecast(office), Figure.RUNNING)
    assert chart.empty
    assert chart.note.startswith("Underlaget räcker inte")


@pytest.mark.parametrize("day", [date(2024, 2, 1), date(2025, 6, 15), TODAY])
def test_the_past_read_from_all_events_is_the_past_as_it_was_read_then(town: Office, day: date) -> None:
    rule = town.catalogue.rule("utredning-barn")
    with town.database.read() as connection:
        whole, then = history(connection, town.catalogue), history(connection, town.catalogue, day)
    seen = clocks_of(town.catalogue, whole.households, rule, day, None)
    assert sorted(map(repr, seen)) == sorted(
        map(repr, clocks_of(town.catalogue, then.households, rule, day, None))
    )
    stated = [clock for home in then.households for clock in home.deadlines if clock.rule is rule]
    assert {(one.case, one.course.last_day, one.course.stopped) for one in seen} == {
        (clock.case, clock.last_day, clock.stopped.day if clock.stopped else None) for clock in stated
    }


def trial(tried: Backtest, day: date, weeks: int, figure: Figure) -> tuple[Spread, int, float]:
    return next(
        (one.forecast, one.came, one.rival)
        for one in tried.trials
        if (one.day, one.weeks, one.figure) == (day, weeks, figure)
    )


def test_a_past_day_is_forecast_from_what_had_happened_and_held_against_what_came(town: Office) -> None:
    day = date(2025, 9, 1)
    tried = backtest(town, [day])
    then = forecast(town, as_of=day)
    assert [one.forecast for one in tried.trials[::2]] == [outlook.passing for outlook in then.outlooks]
    assert [one.forecast for one in tried.trials[1::2]] == [outlook.overdue for outlook in then.outlooks]
    rule = town.catalogue.rule("utredning-barn")

    def clocks(on: date) -> dict[str, tuple[date, date | None]]:
        with town.database.read() as connection:
            read = history(connection, town.catalogue, on)
        return {
            f"{clock.case} {clock.start_event}": (
                clock.last_day,
                clock.stopped.day if clock.stopped else None,
            )
            for home in read.households
            for clock in home.deadlines
            if clock.rule is rule
        }

    def in_time(on: date) -> list[str]:
        return [one for one, (last, stopped) in clocks(on).items() if stopped is None and last >= on]

    def passed(on: date, later: date) -> int:
        after = clocks(later)
        return sum((after[one][1] or later) > after[one][0] for one in in_time(on))

    def overdue(on: date) -> tuple[int, int]:
        running = [last for last, stopped in clocks(on).values() if stopped is None]
        return sum(last < on for last in running), len(running)

    for weeks in (4, 8, 12):
        ahead, before = timedelta(weeks=weeks), day - timedelta(weeks=13)
        _, came, rival = trial(tried, day, weeks, Figure.PASSING)
        assert came == passed(day, day + ahead)
        assert rival == pytest.approx(
            passed(before, before + ahead) / len(in_time(before)) * len(in_time(day))
        )
        _, came, rival = trial(tried, day, weeks, Figure.OVERDUE)
        assert came == overdue(day + ahead)[0]
        assert rival == pytest.approx(overdue(before + ahead)[0] / overdue(before)[1] * overdue(day)[1])


def test_the_errors_are_means_over_the_days_tried(town: Office) -> None:
    tried = backtest(town)
    with town.database.read() as connection:
        read = history(connection, town.catalogue)
    happened_last = max(
        e.occurred.day for home in read.households for case in home.cases for e in case.events
    )
    assert tried.as_of == happened_last < TODAY
    days = sorted({one.day for one in tried.trials})
    assert len(days) == 26
    assert days[-1] == tried.as_of - timedelta(weeks=12)
    assert days[-1] - days[-2] == timedelta(weeks=4)
    assert [(one.figure, one.weeks) for one in tried.errors] == [
        (figure, weeks) for figure in (Figure.PASSING, Figure.OVERDUE) for weeks in (4, 8, 12)
    ]
    for one in tried.errors:
        mine = [t for t in tried.trials if (t.figure, t.weeks) == (one.figure, one.weeks)]
        off = [t.forecast.median - t.came for t in mine]
        assert one.days == len(mine) == 26
        assert one.error == pytest.approx(fmean(map(abs, off)))
        assert one.bias == pytest.approx(fmean(off))
        assert one.came == pytest.approx(fmean(t.came for t in mine))
        assert one.rival_error == pytest.approx(fmean(abs(t.rival - t.came) for t in mine))
        assert one.coverage == pytest.approx(
            100 * sum(t.forecast.low <= t.came <= t.forecast.high for t in mine) / 26
        )
        # What it is for: nearer than the same share as last quarter, and the interval keeps its word.
        assert one.error < one.rival_error
        assert one.coverage >= 65
    head, rows = tried.as_table()
    assert len(head) == len(rows[0]) == 8
    assert [row[0] for row in rows] == ["4 veckor", "8 veckor", "12 veckor"] * 2
    assert tried.as_json()["errors"][0]["figure"] == "passing"
    assert tried.as_json()["trials"][0]["day"] == days[0].isoformat()
    assert f"Prövad på 26 dagar till och med {happened_last}" in tried.caption()


def test_days_with_too_little_to_go_by_are_skipped_and_told(town: Office) -> None:
    early, fine, late = date(2021, 2, 1), date(2025, 9, 1), date(2026, 2, 2)
    tried = backtest(town, [late, early, fine], unit="Utredningsenheten", horizons=(4, 12))
    assert tried.skipped == (early,)
    assert "1 dag hoppades över" in tried.caption()
    # A horizon that has not come to its end is not tried.
    assert sorted({(one.day, one.weeks) for one in tried.trials}) == [(fine, 4), (fine, 12), (late, 4)]
    assert tried.unit == "Utredningsenheten"
    assert tried.fingerprint in tried.caption()


def test_a_backtest_of_an_empty_office_tries_nothing(office: Office) -> None:
    tried = backtest(office)
    assert (tried.trials, tried.errors, len(tried.skipped)) == ((), (), 26)
    assert tried.as_of == TODAY
    assert tried.as_table()[1] == []


def test_the_rival_that_had_nothing_says_nothing(office: Office) -> None:
    """Nothing ran a year before, so there is no share to go by."""
    work(office, 40, a_week=6, lengths=(20, 30, 130))
    day = date(2025, 9, 12)
    tried = backtest(office, [day], horizons=(26,))
    _, came, rival = trial(tried, day, 26, Figure.PASSING)
    assert came > 0
    assert rival == 0.0
    assert trial(tried, day, 26, Figure.OVERDUE)[2] == 0.0


def test_the_handbook_says_the_numbers_that_are_reckoned_with(office: Office) -> None:
    page = resource("help").joinpath("prognos.md").read_text(encoding="utf-8")
    numbers = office.catalogue.forecast
    method: Method = numbers.method
    assert (numbers.pace_weeks, numbers.begun_weeks, method.runs, method.interval) == (52, 26, 1000, 80)
    assert (numbers.stale_days, numbers.backtest, numbers.backtest_every) == (14, 26, 4)
    for words in (
        "senaste året",
        "senaste 26 veckornas",
        "1 000 gånger",
        "åtta utfall",
        "två veckor tillbaka",
    ):
        assert words in page
