"""Every measure against an oracle that knows nothing of the engine, on histories no one would think of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.domain.periods import Period
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.store.database import Database
from caseapp.store.ledger import Stamp, append
from tests.conftest import NOW
from tests.service.statistics_oracle import MEASURES, Ledger, Raw

UNITS = ["Mottagningsenheten", "Utredningsenheten", ""]
FIRST_DAY = date(2024, 12, 1)
days = st.integers(0, 420).map(lambda n: FIRST_DAY + timedelta(days=n))
clocks = st.sampled_from(["", "", "T08:15", "T16:40"])
moments = st.builds(lambda day, clock: f"{day.isoformat()}{clock}", days, clocks)
# Born so that some turn 13, 19 and 21 between one event and the next.
years = st.sampled_from(["2013", "2012", "2007", "2006", "2005", "2004", "1990", ""])


def optional(name: str, values: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """A stated fact, an emptied one, or silence."""
    return st.sampled_from(values).map(lambda value: {name: value}) | st.just({})


@st.composite
def told(draw: st.DrawFn) -> dict[str, str]:
    """What an opening event tells."""
    facts: dict[str, str] = {}
    for part in (
        optional("person", ["P-1", "P-2", "P-3", "P-4"]),
        optional("kon", ["K", "M", "okänt", ""]),
        years.map(lambda year: {"fodelsear": year} if year else {}),
        optional("enhet", UNITS),
    ):
        facts |= draw(part)
    return facts


@st.composite
def case_events(draw: st.DrawFn, number: int) -> list[tuple[str, str, str, dict[str, str]]]:
    """A case's events as (case, type, when, values): closed early or late, twice, reopened, moved."""
    events: list[tuple[str, str, str, dict[str, str]]] = []
    if draw(st.booleans()):
        case, opens, closes = f"A-{number}", "inkom", "forhandsbedomning"
        kind = draw(optional("typ", ["anmalan", "anmalan", "ansokan"]))
        span = st.integers(-3, 25)
    else:
        case, opens, closes = f"B-{number}", "inledd", "avslutad"
        kind = draw(optional("utredningstyp", ["barn", "barn", "vuxen"]))
        span = st.integers(-10, 180)
    start = draw(days)
    if draw(st.integers(0, 9)):
        events.append((case, opens, start.isoformat() + draw(clocks), draw(told()) | kind))
    end = start + timedelta(days=draw(span))
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2]))):
        events.append((case, closes, end.isoformat() + draw(clocks), {}))
        if draw(st.integers(0, 3)) == 0:
            again = end + timedelta(days=draw(st.integers(0, 40)))
            events.append((case, "ateroppnad", again.isoformat(), {}))
        end += timedelta(days=draw(st.integers(0, 90)))
    if opens == "inledd":
        for _ in range(draw(st.integers(0, 2))):
            decided = start + timedelta(days=draw(st.integers(-5, 150)))
            until = start + timedelta(days=draw(st.integers(-5, 200)))
            events.append((case, "forlangd", decided.isoformat(), {"forlangd_till": until.isoformat()}))
    for _ in range(draw(st.integers(0, 2))):
        events.append((case, "uppgifter", draw(moments), draw(told())))
    return events


@st.composite
def histories(draw: st.DrawFn) -> list[list[tuple[str, str, str, dict[str, str], int | None]]]:
    """Steps of recording; late ones tell of early days, and void what was told before."""
    plain = [event for n in range(draw(st.integers(1, 9))) for event in draw(case_events(n))]
    order = draw(st.permutations(plain))
    steps: list[list[tuple[str, str, str, dict[str, str], int | None]]] = [[] for _ in range(3)]
    for event in order:
        steps[draw(st.integers(0, 2))].append((*event, None))
    recorded = [event for step in steps for event in step]
    for _ in range(draw(st.integers(0, 4))):
        if recorded:
            target = draw(st.integers(1, len(recorded)))
            case, _type, when, _values, _voids = recorded[target - 1]
            void = (case, VOID, when, {}, target)
            steps.append([void])
            recorded.append(void)
    return [step for step in steps if step]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database, made once and copied for every history."""
    path = tmp_path_factory.mktemp("tom") / "tom.sqlite"
    Office.create(str(path), clock=lambda: NOW, who="provaren").close()
    return path


def offices(empty: Path, folder: str) -> Office:
    """An office on a copy of the new database."""
    from tests.making import catalogue

    path = Path(folder) / "prov.sqlite"
    shutil.copy(empty, path)
    return Office(Database.open(str(path)), catalogue(), lambda: NOW, "provaren")


def stamp_of(step: int) -> str:
    return f"2026-03-{step + 1:02d}T12:00:00.000000Z"


def record(office: Office, steps: list[Any]) -> Iterator[Raw]:
    """Append the steps; yields each event as the oracle reads it."""
    number = 0
    for position, step in enumerate(steps):
        events = []
        for case, kind, when, values, voids in step:
            number += 1
            key = CaseKey("aktualisering" if case.startswith("A") else "utredning", case)
            events.append(Event(key, kind, Moment.parse(when), values, voids=voids))
            yield Raw(number, case, kind, when, values, stamp_of(position), voids)
        with office.database.write() as connection:
            append(connection, office.catalogue, events, Stamp(stamp_of(position), "provaren"), "prov")


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=histories(),
    span=st.tuples(days, days).map(sorted),
    as_of=days | st.just(date(2026, 12, 31)),
    known=st.integers(0, 7),
    by=st.sampled_from(
        [(), ("sex",), ("age_band",), ("unit",), ("sex", "age_band"), ("unit", "sex", "age_band")]
    ),
    unit=st.sampled_from([None, None, None, "Utredningsenheten", "okänt"]),
)
def test_each_measure_agrees_with_its_oracle(
    empty: Path,
    steps: list[Any],
    span: list[date],
    as_of: date,
    known: int,
    by: tuple[str, ...],
    unit: str | None,
) -> None:
    period = Period("prov", *span)
    with TemporaryDirectory() as folder:
        office = offices(empty, folder)
        raw = list(record(office, steps))
        result = statistics(
            office, tuple(MEASURES), period, by, as_of, stamp_of(known), show_small=True, unit=unit
        ).as_json()
        office.close()
    ledger = Ledger(raw, as_of, stamp_of(known))
    for told_result in result["results"]:
        find, reckon = MEASURES[told_result["measure"]]
        things = [thing for thing in find(ledger, *span) if unit in (None, thing.unit)]
        assert {name: told_result[name] for name in reckon([])} == reckon(things)
        occurring = [sorted({getattr(thing, key) for thing in things}) for key in by]
        expected = {}
        for values in product(*occurring) if by else ():
            own = [t for t in things if all(getattr(t, k) == v for k, v in zip(by, values, strict=True))]
            expected[values] = reckon(own)
        groups = {
            tuple(group["by"][key] for key in by): {k: v for k, v in group.items() if k != "by"}
            for group in told_result["groups"]
        }
        assert groups == expected
