"""Charts of every kind and size: nothing is cut off, no words over others, nothing told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from caseapp.report.chart import Chart, Kind, Series, SeriesBreak, control_chart, describe
from caseapp.report.chart_bars import contrast, fills
from caseapp.report.chart_drawing import EMPTY, draw_chart, natural_height
from caseapp.report.chart_frame import Lettering
from caseapp.report.chart_palette import DARK, LIGHT, ChartPalette, monochrome
from caseapp.report.chart_shapes import Anchor, Box, Disc, Patch, Shape, Strokes, Words
from caseapp.report.chart_svg import chart_svg

TYPE = Lettering(7.5)
BLACK = monochrome("#000000", "#FFFFFF")
PALETTES = {"light": LIGHT, "dark": DARK, "contrast": BLACK}
QUARTERS = ("kv 1 2025", "kv 2 2025", "kv 3 2025", "kv 4 2025", "kv 1 2026")
MONTHS = tuple(
    f"{month} {year}" for year in (2024, 2025) for month in ("jan", "mars", "maj", "juli", "sep", "nov")
)
INSATSER = (
    "Kontaktfamilj",
    "Kontaktperson eller kvalificerad kontaktperson",
    "Boende med särskild service för unga",
    "HVB",
)


def bars(*values: float | None, **how: object) -> Chart:
    made = Chart("Beslut", Kind.BARS, QUARTERS[: len(values)], (Series("Beslut", values),), "antal beslut")
    return replace(made, **how)  # type: ignore[arg-type]


def series(kind: Kind, *rows: tuple[float | None, ...], **how: object) -> Chart:
    names = ("Flickor", "Pojkar", "Okänt kön", "Övriga", "Saknas", "Sjätte")
    made = Chart(
        "Utredningar",
        kind,
        QUARTERS[: len(rows[0])],
        tuple(Series(name, row) for name, row in zip(names, rows, strict=False)),
        "antal",
    )
    return replace(made, **how)  # type: ignore[arg-type]


def drawn(chart: Chart, width: float = 230, palette: ChartPalette = LIGHT) -> tuple[Shape, ...]:
    return draw_chart(chart, palette, width, natural_height(chart, width, TYPE), TYPE)


def words_of(shapes: tuple[Shape, ...]) -> list[Words]:
    return [shape for shape in shapes if isinstance(shape, Words)]


def texts(shapes: tuple[Shape, ...]) -> list[str]:
    return [words.text for words in words_of(shapes)]


@dataclass(frozen=True)
class Area:
    """Where a piece of text stands."""

    text: str
    left: float
    right: float
    low: float
    high: float


def area(words: Words) -> Area:
    across = TYPE.width(words.text, words.bold, words.size)
    if words.turned:
        return Area(words.text, words.x - 0.7 * words.size, words.x, words.y, words.y + across)
    left = words.x - {Anchor.START: 0, Anchor.MIDDLE: across / 2, Anchor.END: across}[words.anchor]
    return Area(words.text, left, left + across, words.y, words.y + 0.7 * words.size)


def assert_well_set(chart: Chart, width: float) -> None:
    height = min(natural_height(chart, width, TYPE), 640)
    areas = [area(words) for words in words_of(draw_chart(chart, LIGHT, width, height, TYPE))]
    for found in areas:
        assert found.left >= -0.5, found
        assert found.right <= width + 0.5, found
        assert found.low >= -0.5, found
        assert found.high <= height + 0.5, found
    for one, other in combinations(areas, 2):
        apart = (
            one.right <= other.left + 0.3
            or other.right <= one.left + 0.3
            or one.high <= other.low + 0.3
            or other.high <= one.low + 0.3
        )
        assert apart, (one, other)


@some.composite
def charts(draw: some.DrawFn) -> Chart:
    kind = draw(some.sampled_from(list(Kind)))
    over_time = kind in (Kind.LINES, Kind.CONTROL) or draw(some.booleans())
    categories = draw(
        some.sampled_from((QUARTERS, MONTHS, MONTHS * 3) if over_time else (INSATSER, QUARTERS))
    )
    count = 1 if kind in (Kind.BARS, Kind.CONTROL) else draw(some.integers(1, 6))
    places = draw(some.sampled_from((0, 1)))
    least = 0 if kind is Kind.STACKED else draw(some.sampled_from((0, -500)))
    most = draw(some.sampled_from((1, 9, 100, 1_000_000)))
    number = some.floats(least, most) if places else some.integers(least, most).map(float)
    value = some.none() | number
    rows = [tuple(draw(value) for _ in categories) for _ in range(count)]
    target = draw(some.none() | some.just(float(most)))
    breaks = (SeriesBreak(len(categories) // 2, "ny lag"),) if over_time and draw(some.booleans()) else ()
    if kind is Kind.CONTROL:
        return control_chart(
            "Nya anmälningar", categories, rows[0], "antal", places=places, target=target, breaks=breaks
        )
    names = ("Flickor", "Pojkar", "Okänt kön", "Enheten för ensamkommande barn", "Norr", "Söder")
    made = tuple(Series(name, row) for name, row in zip(names, rows, strict=False))
    return Chart(
        "Utredningar", kind, categories, made, "antal", places, target, breaks=breaks, over_time=over_time
    )


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(chart=charts(), width=some.sampled_from((232.0, 480.0)))
def test_words_are_whole_and_do_not_lie_over_each_other(chart: Chart, width: float) -> None:
    assert_well_set(chart, width)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_chart_of_nothing_says_so_in_words(kind: Kind) -> None:
    chart = series(kind, (None, None))
    assert EMPTY in texts(drawn(chart))
    assert_well_set(chart, 230)
    assert natural_height(replace(chart, over_time=False), 230, TYPE) > 50


def test_a_hidden_value_is_a_gap_with_a_word() -> None:
    assert "dolt" in texts(drawn(bars(12, None, 3)))
    assert "saknas" in texts(drawn(bars(12, None, 3, gap="saknas")))
    assert "dolt" in texts(drawn(series(Kind.LINES, (1, None, 3))))
    lying = bars(12, None, 3, categories=INSATSER[:3], over_time=False)
    assert "dolt" in texts(drawn(lying))
    stacked = texts(drawn(series(Kind.STACKED, (1, 2, None), (3, None, None))))
    assert stacked.count("+ dolt") == 1
    assert stacked.count("dolt") == 1


def test_hidden_neighbours_that_stand_close_share_a_word() -> None:
    values = (1.0, None, None, None, *range(32))
    close = Chart("Tid", Kind.LINES, MONTHS * 3, (Series("Tid", values),), "dygn")
    assert texts(drawn(close)).count("dolt") == 2
    assert texts(drawn(replace(close, gap="–"), 480)).count("–") == 3


def test_a_line_stops_at_a_gap_and_at_a_series_break() -> None:
    chart = series(Kind.LINES, (1, 2, None, 4, 5), breaks=(SeriesBreak(4, "ny lag"),))
    shapes = drawn(chart)
    lines = next(s for s in shapes if isinstance(s, Strokes) and s.colour == LIGHT.series[0])
    assert [len(line) for line in lines.lines] == [2, 1, 1]
    assert "┊ före kv 1 2026: ny lag" in texts(shapes)


def test_bars_stand_on_nought_and_each_has_its_value() -> None:
    shapes = drawn(bars(12, 0, 38))
    boxes = [s for s in shapes if isinstance(s, Box) and s.fill == LIGHT.series[0]]
    assert len(boxes) == 2
    assert len({box.y for box in boxes}) == 1
    assert boxes[1].up / boxes[0].up == pytest.approx(38 / 12)
    assert {"12", "0", "38"} <= set(texts(shapes))


def test_bars_below_nought_hang_and_have_their_value_beneath() -> None:
    shapes = drawn(bars(5, -12))
    up, down = (s for s in shapes if isinstance(s, Box) and s.fill == LIGHT.series[0])
    assert down.y + down.up == pytest.approx(up.y)
    value = next(words for words in words_of(shapes) if words.text == "-12" and words.anchor is Anchor.MIDDLE)
    assert value.y < down.y


def test_long_names_lay_the_bars_down_but_periods_always_stand() -> None:
    lying = Chart("Typ", Kind.BARS, INSATSER, (Series("Beslut", (9, 5, 1, 3)),), "antal", over_time=False)
    boxes = [s for s in drawn(lying) if isinstance(s, Box) and s.fill == LIGHT.series[0]]
    assert len({box.x for box in boxes}) == 1
    assert [box.y for box in boxes] == sorted((box.y for box in boxes), reverse=True)
    standing = replace(lying, over_time=True)
    boxes = [s for s in drawn(standing) if isinstance(s, Box) and s.fill == LIGHT.series[0]]
    assert len({box.y for box in boxes}) == 1


def test_the_last_period_always_has_its_name() -> None:
    chart = Chart("Tid", Kind.LINES, MONTHS * 3, (Series("Tid", tuple(range(36))),), "dygn")
    shown = texts(drawn(chart))
    assert shown.count("nov") + shown.count("nov 2025") >= 1
    assert len([text for text in shown if text in {month.split()[0] for month in MONTHS}]) < 36


def test_a_line_far_from_nought_says_where_its_axis_begins() -> None:
    assert "Axeln börjar på 92." in texts(drawn(series(Kind.LINES, (92, 95, 99))))
    assert not [text for text in texts(drawn(bars(92, 95, 99))) if text.startswith("Axeln")]


def test_points_outside_the_limits_have_a_shape_and_a_note_of_their_own() -> None:
    values = [10.0, 12.0] * 5 + [40.0, 11.0]
    shapes = drawn(control_chart("Anmälningar", MONTHS, values, "antal"), width=480)
    assert len([shape for shape in shapes if isinstance(shape, Patch)]) == 1
    shown = texts(shapes)
    assert "◆ utanför styrgränserna" in shown
    assert any(text.startswith("övre gräns") for text in shown)
    calm = drawn(control_chart("Anmälningar", MONTHS, [10.0, 12.0] * 6, "antal"), width=480)
    assert not [shape for shape in calm if isinstance(shape, Patch)]


def test_limits_that_no_longer_apply_are_told_beside_them() -> None:
    values = [10.0, 12.0] * 5 + [40.0, 41.0]
    chart = control_chart("Tid", MONTHS, values, "dygn", breaks=(SeriesBreak(10, "ny mätning"),))
    assert "medel 11 (5,7–16,3)" in texts(drawn(chart, width=480))


def test_a_target_has_a_line_and_a_word_standing_and_lying() -> None:
    standing = bars(5, 8, target=10)
    lying = replace(standing, categories=INSATSER[:2], over_time=False)
    for chart in (standing, lying):
        shapes = drawn(chart)
        assert "mål 10" in texts(shapes)
        assert [s for s in shapes if isinstance(s, Strokes) and s.colour == LIGHT.accent and s.dashes]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("kind", [Kind.GROUPED, Kind.STACKED])
@pytest.mark.parametrize("count", [2, 5, 6])
def test_series_are_told_apart_without_hue(palette: ChartPalette, kind: Kind, count: int) -> None:
    found = fills(series(kind, *[(1.0, 2.0)] * count), palette)
    for one, other in combinations(found[:5], 2):
        assert one[0] is not other[0] or contrast(one[1], other[1]) > 1.3
    assert palette is BLACK or len(set(found)) == count


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_lines_patterns_and_words_stand_out_from_their_ground(palette: ChartPalette) -> None:
    for colour in (*palette.series, palette.accent, palette.late):
        assert contrast(colour, palette.ground) >= 3
    for colour in (palette.text, palette.muted, palette.accent):
        assert contrast(colour, palette.ground) >= 4.5
    for colour in palette.ramp:
        assert max(contrast(colour, palette.text), contrast(colour, palette.ground)) >= 4.5


def test_bands_without_colours_have_patterns_from_little_to_much() -> None:
    shapes = drawn(series(Kind.STACKED, *[(20.0, 30.0)] * 5), palette=BLACK)
    assert [s for s in shapes if isinstance(s, Disc)]
    assert [s for s in shapes if isinstance(s, Strokes) and len(s.lines) > 4]
    assert {"100", "150"} <= set(texts(shapes))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_svg_is_well_formed_and_carries_the_words(kind: Kind, palette: ChartPalette) -> None:
    rows = [(12.0, None, 3.0, -1.0 if kind is Kind.BARS else 5.0)] * (
        1 if kind in (Kind.BARS, Kind.CONTROL) else 5
    )
    chart = series(kind, *rows, title="Barn & <unga>", target=7)
    svg = chart_svg(chart, palette, 520, 300)
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("520", "300", "0 0 520 300")
    assert root.findtext(f"{space}title") == "Barn & <unga>"
    assert root.findtext(f"{space}desc") == describe(chart)
    assert "dolt" in [element.text for element in root.iter(f"{space}text")]
    assert svg == chart_svg(chart, palette, 520, 300)


def test_a_long_name_in_the_legend_is_whole() -> None:
    name = (
        "Enheten för ensamkommande barn, stödboenden och socialpsykiatrisk öppenvårdsverksamhet i norra delen"
    )
    chart = series(Kind.GROUPED, (1, 2), (3, 4), (5, 6))
    for place in range(3):
        rows = tuple(replace(row, name=name) if n == place else row for n, row in enumerate(chart.series))
        long = replace(chart, series=rows)
        assert set(name.split()) <= set(" ".join(texts(drawn(long))).split())
        assert_well_set(long, 230)


def test_a_bar_too_low_for_its_pattern_still_has_its_edge() -> None:
    low = series(Kind.GROUPED, (1000, 2), (3, 1), (2, 1), (1, 2), (2, 1))
    shapes = drawn(low)
    edges = [s for s in shapes if isinstance(s, Box) and s.edge in LIGHT.series[1:4]]
    # Two bars of each of three series, and the squares of the legend.
    assert len(edges) == 9


def test_numbers_of_the_axis_give_way_when_there_is_no_room() -> None:
    values = (3_000_000.0, 1.0, 2.0, 4_000_000.0)
    lying = Chart("Kronor", Kind.BARS, INSATSER, (Series("Kronor", values),), "kronor", over_time=False)
    assert "1\u00a0000\u00a0000" in texts(drawn(lying, 480))
    assert "1\u00a0000\u00a0000" not in texts(drawn(lying, 230))
    assert_well_set(lying, 230)


def test_value_labels_give_way_when_there_is_no_room() -> None:
    many = Chart("Tid", Kind.LINES, MONTHS * 3, (Series("Tid", tuple(range(100, 136))),), "dygn")
    assert "135" in texts(drawn(many))
    assert "117" not in texts(drawn(many))
    two = replace(many, series=(*many.series, Series("Annan", tuple(range(36)))))
    shown = texts(drawn(two))
    assert "135" not in shown
    assert {"Tid 135", "Annan 35"} <= set(shown)
    crowd = Chart(
        "Tid", Kind.BARS, INSATSER * 40, (Series("Tid", (None,) * 80 + (7,) * 80),), "st", over_time=False
    )
    assert texts(draw_chart(crowd, LIGHT, 230, 640, TYPE)).count("dolt") == 0
    narrow = Chart("Tid", Kind.BARS, MONTHS * 3, (Series("Tid", (None, *range(100, 135))),), "dygn")
    assert "117" not in texts(drawn(narrow))


def test_limits_are_told_in_brief_or_not_at_all_where_there_is_no_room() -> None:
    values = [10.0, 12.0] * 5 + [40.0, 41.0]
    chart = control_chart("Tid", MONTHS, values, "dygn", breaks=(SeriesBreak(10, "ny mätning"),))
    said = {
        text
        for width in range(30, 200, 5)
        for text in [*texts(drawn(chart, width)), ""]
        if text.startswith("medel") or not text
    }
    assert said == {"medel 11 (5,7–16,3)", "medel 11", ""}
    narrow = texts(drawn(chart, 30))
    assert not [text for text in narrow if text.startswith("medel")]


def test_a_line_that_is_all_hidden_has_no_name_at_its_end() -> None:
    shown = texts(drawn(series(Kind.LINES, (1, 2, 3), (None, None, None), (4, 5, 6))))
    assert not [text for text in shown if text.startswith("Pojkar")]
