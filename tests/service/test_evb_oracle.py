"""The quarter's list of ej verkställda beslut against an oracle that knows nothing of the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from caseapp.service.office import Office
from tests.conftest import NOW
from tests.service.evb_oracle import BINS, expected, quarter
from tests.service.evb_reading import listed, told_apart
from tests.service.evb_unit import QUARTERS, record_all, stamp_of, unit
from tests.service.statistics_oracle import Raw

TODAY = NOW.date()
ALL = "9999"
"""A time of recording after everything."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, list[Raw]]]:
    """The unit in a database, and its raw events."""
    path = tmp_path_factory.mktemp("enhet") / "enheten.sqlite"
    office = Office.create(str(path), clock=lambda: NOW, who="provaren")
    yield office, record_all(office, unit())
    office.close()


def test_the_unit_has_every_bin_in_some_quarter_and_500_decisions(
    made: tuple[Office, list[Raw]],
) -> None:
    _office, raw = made
    seen: Counter[str] = Counter()
    for name in QUARTERS:
        seen.update(expected(raw, quarter(name), TODAY, ALL).values())
    assert set(seen) == set(BINS)
    assert min(seen.values()) >= 20, seen
    assert len({e.case for e in raw}) >= 500
    assert sum(e.voids is not None for e in raw) >= 50
    late = [e for e in raw if e.recorded_at[:10] > (quarter_end(date.fromisoformat(e.when[:10]))).isoformat()]
    assert len(late) >= 200


def quarter_end(day: date) -> date:
    """The last day of the quarter that a day lies in."""
    return quarter(f"{day.year}Q{(day.month + 2) // 3}").last


@pytest.mark.parametrize("name", QUARTERS)
def test_each_quarter_has_the_bins_of_the_oracle(made: tuple[Office, list[Raw]], name: str) -> None:
    office, raw = made
    assert told_apart(listed(office, name), expected(raw, quarter(name), TODAY, ALL), raw) == ""


@pytest.mark.parametrize("name", QUARTERS)
def test_each_quarter_can_be_read_as_it_was_known_then(made: tuple[Office, list[Raw]], name: str) -> None:
    office, raw = made
    span = quarter(name)
    for days in (1, 20, 100):
        known = stamp_of(span.last + timedelta(days=days))
        program = listed(office, name, recorded_at=known)
        assert told_apart(program, expected(raw, span, TODAY, known), raw) == "", known


@pytest.mark.parametrize("name", ["2024Q2", "2025Q3"])
def test_a_quarter_can_be_read_on_any_of_its_days(made: tuple[Office, list[Raw]], name: str) -> None:
    office, raw = made
    span = quarter(name)
    for days, known in product((0, 13, 45), (ALL, stamp_of(span.first + timedelta(days=50)))):
        day = span.first + timedelta(days=days)
        program = listed(office, name, day, known)
        assert told_apart(program, expected(raw, span, day, known), raw) == "", (day, known)
