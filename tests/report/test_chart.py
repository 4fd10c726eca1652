"""What a chart is, and how it is told in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseapp.report.chart import Chart, Kind, Series, SeriesBreak, control_chart, describe, figure

QUARTERS = ("kv 1 2025", "kv 2 2025", "kv 3 2025")
WEEKS = tuple(f"v. {number}" for number in range(1, 25))
BARS = Chart("Beslut", Kind.BARS, QUARTERS, (Series("Beslut", (1234, None, 0)),), "antal beslut")
GROUPED = Chart(
    "I tid",
    Kind.GROUPED,
    QUARTERS,
    (Series("Flickor", (81.25, 79, None)), Series("Pojkar", (70, 84, 82))),
    "procent",
    places=1,
    target=95,
)
STEADY = [10.0, 12.0] * 11


def test_numbers_are_written_as_in_sweden() -> None:
    assert figure(1234567, 0) == "1\u00a0234\u00a0567"
    assert figure(-3.25, 1) == "-3,2"
    assert BARS.text_of(None) == "dolt"
    assert replace(BARS, gap="saknas").text_of(None) == "saknas"


def test_a_few_values_are_told_one_by_one() -> None:
    assert describe(BARS) == (
        "Stapeldiagram: Beslut. Visar antal beslut. kv 1 2025: 1\u00a0234; kv 2 2025: dolt; kv 3 2025: 0."
    )
    assert describe(GROUPED) == (
        "Grupperade staplar: I tid. Visar procent. kv 1 2025: Flickor 81,2, Pojkar 70,0; kv 2 2025: "
        "Flickor 79,0, Pojkar 84,0; kv 3 2025: Flickor dolt, Pojkar 82,0. Mål: 95,0."
    )


def test_many_values_are_told_by_their_extremes_and_the_last() -> None:
    rows = (Series("Norr", tuple(float(n) for n in range(24))), Series("Söder", (None, *[5.0] * 23)))
    chart = Chart("Kö", Kind.LINES, WEEKS, rows, "dygn", breaks=(SeriesBreak(12, "ny lag"),), note="Medel.")
    assert describe(chart) == (
        "Linjediagram: Kö. Visar dygn. Norr: 24 värden från v. 1 till v. 24; lägst 0 (v. 1), "
        "högst 23 (v. 24), senast 23 (v. 24). Söder: 24 värden från v. 1 till v. 24; lägst 5 (v. 2), "
        "högst 5 (v. 2), senast 5 (v. 24); 1 dolt. Tidsseriebrott före v. 13: ny lag. Medel."
    )
    hidden = replace(chart, series=(rows[0], Series("Söder", (None,) * 24)), breaks=(), note="")
    assert describe(hidden).endswith("senast 23 (v. 24). Söder: dolt.")
    alone = replace(chart, series=rows[:1], breaks=(), note="")
    assert "dygn. 24 värden från v. 1" in describe(alone)


def test_a_chart_of_nothing_says_so() -> None:
    empty = replace(BARS, series=(Series("Beslut", (None, None, None)),))
    assert empty.empty
    assert describe(empty) == "Stapeldiagram: Beslut. Visar antal beslut. Det finns inga värden att visa."
    assert replace(BARS, series=()).empty
    assert not BARS.empty


def test_a_control_chart_tells_its_limits_and_what_lies_outside() -> None:
    chart = control_chart("Anmälningar", WEEKS, [*STEADY, 30.0, 11.0], "antal", target=9.5)
    assert [place for place in range(24) if chart.outside(place)] == [22]
    assert "v. 1–v. 24: medel 11,8, styrgränser " in describe(chart)
    assert describe(chart).endswith("Utanför styrgränserna: v. 23.")
    assert "Mål: 9,5." in describe(chart)
    calm = control_chart("Anmälningar", WEEKS[:22], STEADY, "antal")
    assert describe(calm).endswith(
        "v. 1–v. 22: medel 11, styrgränser 5,7 och 16,3. Inget värde ligger utanför styrgränserna."
    )


def test_limits_are_reckoned_anew_after_a_series_break() -> None:
    chart = control_chart(
        "Tid", WEEKS, [*[10.0, 12.0] * 6, *[40.0, 42.0] * 6], "dygn", breaks=(SeriesBreak(12, "ny mätning"),)
    )
    assert [(found.first, found.last, found.limits.centre) for found in chart.stretches] == [
        (0, 11, 11.0),
        (12, 23, 41.0),
    ]
    assert not any(chart.outside(place) for place in range(24))


def test_a_control_chart_of_few_values_says_that_it_has_no_limits() -> None:
    chart = control_chart("Tid", QUARTERS, [1, 2, 3], "dygn", note="Egen mätning.")
    assert chart.stretches == ()
    assert chart.note == "Egen mätning. Styrgränser visas från 10 värden."


@pytest.mark.parametrize(
    "wrong",
    [
        {"series": (Series("Beslut", (1.0,)),)},
        {"series": (Series("A", (1, 2, 3)), Series("B", (1, 2, 3)))},
        {"breaks": (SeriesBreak(0, "ny lag"),)},
        {"breaks": (SeriesBreak(3, "ny lag"),)},
    ],
)
def test_parts_that_do_not_fit_together_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"[Ss]eries"):
        replace(BARS, **wrong)  # type: ignore[arg-type]
