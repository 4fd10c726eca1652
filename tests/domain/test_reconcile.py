"""Two lists held against each other: no row is lost, and every limit that is told is true."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.reconcile import Column, Holds, Line, compare, missed
from caseapp.domain.reconcile_causes import UNKNOWN, causes, summary

COLUMNS = (
    Column("person", "person", Holds.LINK),
    Column("insatstyp", "insatstyp", Holds.CODE),
    Column("beslut", "beslut", Holds.DAY),
    Column("verkstalld", "verkställd", Holds.DAY),
    Column("avbrott", "avbrott", Holds.DAY),
    Column("aterupptagen", "återupptagen", Holds.DAY),
    Column("avslutad", "avslutad", Holds.DAY),
    Column("anteckning", "anteckning", Holds.TEXT),
)
DAYS = st.sampled_from(["", "2025-01-07", "2025-02-14", "2025-04-01", "2025-09-30"])
LINES = st.builds(
    lambda ref, **cells: Line(ref, None, cells),
    st.sampled_from(["INS-1", "INS-2", "INS-3", "BIS-4", "5", ""]),
    person=st.sampled_from(["", "P-1", "P-2", "P-3"]),
    insatstyp=st.sampled_from(["", "hvb", "familjehem", "kontaktfamilj"]),
    beslut=DAYS,
    verkstalld=DAYS,
    avbrott=DAYS,
    aterupptagen=DAYS,
    avslutad=DAYS,
    anteckning=st.sampled_from(["", "ringt", "skrivit"]),
)
LISTS = st.lists(LINES, max_size=8)


def line(**cells: str) -> Line:
    return Line(cells.pop("ref", "INS-1"), None, cells)


@given(LISTS, LISTS)
def test_every_row_of_both_lists_stands_exactly_once(a: list[Line], b: list[Line]) -> None:
    found = compare(a, b, COLUMNS)
    of_a = [*found.only_a, *(pair.a for pair in found.pairs)]
    of_b = [*found.only_b, *(pair.b for pair in found.pairs)]
    assert sorted(map(id, of_a)) == sorted(map(id, a))
    assert sorted(map(id, of_b)) == sorted(map(id, b))


@given(LISTS, LISTS)
def test_pairs_agree_in_all_but_what_is_told(a: list[Line], b: list[Line]) -> None:
    found = compare(a, b, COLUMNS)
    for pair in found.pairs:
        told = {difference.column for difference in pair.differences}
        assert pair.probable == (pair.a.ref != pair.b.ref) == ("arende" in told)
        for column in COLUMNS:
            assert (pair.a.cell(column.id) != pair.b.cell(column.id)) == (column.id in told)
    left = {one.ref for one in found.only_a} & {one.ref for one in found.only_b}
    assert left == set(), "a reference that both have is paired as far as the rows reach"


@given(LISTS)
def test_a_list_agrees_with_itself_in_any_order(a: list[Line]) -> None:
    found = compare(a, a[::-1], COLUMNS)
    assert (found.only_a, found.only_b, found.differing) == ((), (), ())


@given(LISTS, LISTS)
def test_turned_round_the_same_is_told_from_the_other_side(a: list[Line], b: list[Line]) -> None:
    found = compare(a, b, COLUMNS)
    assert found.turned.turned == found
    assert (found.turned.only_a, found.turned.only_b) == (found.only_b, found.only_a)


@given(LISTS, LISTS)
def test_every_missing_row_has_a_cause_and_every_count_is_right(a: list[Line], b: list[Line]) -> None:
    found = compare(a, b, COLUMNS)
    told = causes(found, a, COLUMNS, "A", "B", lambda column, value: value)
    assert len(told) == len(found.only_b)
    for row, why in zip(found.only_b, told, strict=True):
        assert why
        assert (why[0].text == UNKNOWN) == (why[0].kind == "unknown")
        limits = [cause for cause in why if cause.chance is not None]
        assert [cause.explains for cause in limits] == sorted((c.explains for c in limits), reverse=True)
        for cause in limits:
            assert cause.explains == sum(cause.rule in {c.rule for c in other} for other in told)
            assert 0 < (cause.chance or 0) <= 1
            # What every row of A keeps, in the words of the limit, the missing row breaks.
            if cause.kind == "before":
                first = cause.rule[-10:]
                assert all(one.cell(cause.column) >= first for one in a if one.cell(cause.column))
                assert "" < row.cell(cause.column) < first
            if cause.kind == "filled-only":
                assert all(one.cell(cause.column) for one in a)
                assert not row.cell(cause.column)
            if cause.kind == "empty-only":
                assert not any(one.cell(cause.column) for one in a)
                assert row.cell(cause.column)
    assert len({cause.rule for cause in summary(told)}) == len(summary(told))


@given(LISTS, LISTS)
def test_what_is_missed_waits_in_b_and_not_in_a(a: list[Line], b: list[Line]) -> None:
    found = compare(a, b, COLUMNS)
    shown = {id(pair.b): pair.a for pair in found.pairs}
    for row in b:
        other = shown.get(id(row))
        assert (row in missed(found)) >= (row.waits and (other is None or not other.waits))
    assert all(row.waits for row in missed(found))


def test_a_decision_waits_until_it_is_executed_and_again_when_it_is_interrupted() -> None:
    assert line().waits
    assert not line(verkstalld="2025-02-01").waits
    assert line(verkstalld="2025-02-01", avbrott="2025-03-01").waits
    assert not line(verkstalld="2025-02-01", avbrott="2025-03-01", aterupptagen="2025-03-01").waits
    assert line(verkstalld="2025-02-01", avbrott="2025-04-01", aterupptagen="2025-03-01").waits
    assert not line(avslutad="2025-02-01").waits
    assert not line(verkstalld="2025-02-01", avbrott="2025-03-01", avslutad="2025-03-02").waits


def test_rows_that_lack_person_kind_or_day_are_never_paired_by_them() -> None:
    found = compare([line(ref="1", person="P-1")], [line(ref="2", person="P-1")], COLUMNS)
    assert (len(found.only_a), len(found.only_b)) == (1, 1)


def test_the_chance_of_a_limit_is_that_of_drawing_its_rows_blindly_for_each_limit_tried() -> None:
    columns = (Column("insatstyp", "insatstyp", Holds.CODE),)
    a = [line(ref=f"INS-{n}", insatstyp="hvb") for n in range(2)]
    b = [*a, *(line(ref=f"INS-{n}", insatstyp="familjehem") for n in range(2, 4))]
    ((cause,), _) = causes(compare(a, b, columns), a, columns, "A", "B", lambda _, value: value)
    # Two of four rows drawn blindly are both hvb in one draw of six; three limits were tried: that the type
    # is stated, which it is, and the series.
    assert cause.chance == 3 / 6
    assert not cause.certain


def test_a_column_that_the_other_search_never_fills_explains_nothing() -> None:
    columns = (Column("regi", "regi", Holds.CODE), Column("verkstalld", "verkställd", Holds.DAY))
    a = [line(ref="INS-1", regi="intern", verkstalld="2025-01-07")]
    b = [line(ref="INS-1", verkstalld="2025-01-07"), line(ref="INS-2")]
    (why,) = causes(compare(a, b, columns), a, columns, "A", "B", lambda _, value: value)
    assert [cause.text for cause in why] == ["A har inga ej verkställda beslut; här saknas verkställd."]
