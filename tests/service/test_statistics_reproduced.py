"""Figures come again to the digit, and what is read for them is neither too little nor told of too soon."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.domain.periods import Period, parse_period
from caseapp.service import statistics as engine
from caseapp.service.demo import make_demo
from caseapp.service.office import Office
from caseapp.service.record import voiding
from caseapp.service.statistics import statistics
from caseapp.store.counting import Need, Reading, Told
from caseapp.store.ledger import Stamp, append
from caseapp.store.reading import all_keys, events_of, history
from tests.conftest import NOW
from tests.service.measuring import measure, tell, with_measures

KEYS = ["sex", "age_band", "unit"]
QUARTER = parse_period("2025Q3")


def at(minutes: int) -> str:
    return (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def corrections(office: Office, number: int, seed: int = 1) -> None:
    """So many steps of recording, each of its own minute: voids, late events, other units, other persons."""
    dice = random.Random(seed)
    with office.database.write() as connection:
        keys = sorted(all_keys(connection))
        people = [f"P-ny-{n}" for n in range(5)]
        for step in range(1, number + 1):
            key = dice.choice(keys)
            known = events_of(connection, [key])[key]
            event = dice.choice([e for e in known if e.type != "makulerad"])
            day = event.occurred.day + timedelta(days=dice.randrange(-40, 60))
            facts = dice.choice(
                [{"enhet": "Nya enheten"}, {"person": dice.choice(people), "fodelsear": "1999", "kon": "M"}]
            )
            made = dice.choice(
                [
                    [voiding(event)],
                    [voiding(event), Event(key, event.type, Moment(day), event.values)],
                    [Event(key, "uppgifter", Moment(day), facts)],
                    [Event(key, "ateroppnad", Moment(day))],
                    [
                        Event(
                            CaseKey("utredning", f"sen-{step}"),
                            "inledd",
                            Moment(day),
                            {"person": dice.choice(people)},
                        )
                    ],
                ]
            )
            append(connection, office.catalogue, made, Stamp(at(step), "provaren"), "correct")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A municipality whose past has been corrected many times, after NOW."""
    folder = tmp_path_factory.mktemp("rattad")
    office = Office.create(str(folder / "demo.sqlite"), ["norrtalje"], lambda: NOW, "provaren")
    make_demo(office, 400, seed=3)
    corrections(office, 250)
    yield office
    office.close()


def test_a_quarter_comes_again_as_it_was_printed_after_two_hundred_corrections(
    tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    office = Office.create(str(tmp_path / "demo.sqlite"), ["norrtalje"], clock, "provaren")
    make_demo(office, 400, seed=7)
    printed = statistics(office, [], QUARTER, KEYS)
    corrections(office, 200)
    office.clock = lambda: NOW + timedelta(days=1)
    again = statistics(office, [], QUARTER, KEYS, as_of=printed.as_of, recorded_at=printed.recorded_at)
    assert again.as_json() == printed.as_json()
    assert again.as_table() == printed.as_table()
    assert again.caption() == printed.caption()
    for name, result in (("ett", printed), ("två", again)):
        result.write(office, tmp_path / f"{name}.csv", "csv")
    assert (tmp_path / "ett.csv").read_bytes() == (tmp_path / "två.csv").read_bytes()
    now = statistics(office, [], QUARTER, KEYS, as_of=printed.as_of)
    assert now.fingerprint != printed.fingerprint
    office.close()


def everything(
    connection: Any, catalogue: Any, need: Need, as_of: date, recorded_at: str, progress: Any
) -> Reading:
    """What `read_for` would give if it read all there is."""
    cases, persons = {}, {}
    for home in history(connection, catalogue, as_of, recorded_at).households:
        if home.person is not None:
            persons[home.person.pseudonym] = home.person
        for case in home.cases:
            cases[len(cases)] = Told(case, 0, 0)
    return Reading(cases, persons)


@pytest.mark.parametrize("minutes", [0, 60, 10_000])
@pytest.mark.parametrize(
    "as_of", [date(2025, 2, 1), date(2025, 7, 20), date(2025, 9, 30), date(2026, 3, 16), date(2027, 1, 1)]
)
def test_the_figures_are_those_of_all_events_though_few_cases_are_read(
    corrected: Office, minutes: int, as_of: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = Period("prov", date(2025, 6, 1), date(2025, 9, 30))
    how: dict[str, Any] = {"as_of": as_of, "recorded_at": at(minutes), "show_small": True}
    few = statistics(corrected, [], period, KEYS, **how)
    monkeypatch.setattr(engine, "read_for", everything)
    full = statistics(corrected, [], period, KEYS, **how)
    for ours, theirs in zip(few.results, full.results, strict=True):
        assert (ours.measure.id, ours.total, ours.groups) == (theirs.measure.id, theirs.total, theirs.groups)


def test_the_fingerprint_is_of_the_cases_counted_not_of_those_looked_at(office: Office) -> None:
    with_measures(
        office,
        measure(
            formula="count",
            case_type="utredning",
            basis="begun",
            where=[{"field": "orsak", "any_of": ["annat"]}],
        ),
    )
    period = parse_period("2025")

    def mark() -> str:
        return statistics(office, ["prov"], period).fingerprint

    tell(office, ("B-1", "inledd", "2025-01-10", {"orsak": "annat"}))
    first = mark()
    tell(office, ("B-2", "inledd", "2025-01-10", {"orsak": "ekonomi"}))
    assert mark() == first
    tell(office, ("B-1", "sista_kontakt", "2025-01-20"))
    assert mark() != first


def test_the_fingerprint_tells_of_another_definition_but_not_of_another_word(office: Office) -> None:
    said = {"formula": "count", "case_type": "utredning", "basis": "begun"}
    tell(office, ("B-1", "inledd", "2025-01-10"))
    period = parse_period("2025")

    def mark(**more: Any) -> str:
        with_measures(office, measure(**{**said, **more}))
        return statistics(office, ["prov"], period).fingerprint

    assert mark() == mark(target=5, area="x", by=["orsak"], kolada="U1")
    assert mark() != mark(version=2)
    assert mark() != mark(where=[{"event": "inledd"}])


def test_the_reading_can_be_stopped(office: Office) -> None:
    tell(office, *((f"B-{n}", "inledd", "2025-01-10") for n in range(10)))

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        statistics(office, [], parse_period("2025"), progress=stop)


def test_the_counting_tells_how_far_it_has_come(office: Office) -> None:
    tell(office, *((f"B-{n}", "inledd", "2025-01-10") for n in range(4_100)))
    told: list[int] = []
    statistics(office, ["utredning.inledda"], parse_period("2025"), progress=told.append)
    assert told[-2:] == [2_000, 4_000]
