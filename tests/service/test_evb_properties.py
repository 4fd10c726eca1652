"""What holds for any history: the bins partition the decisions, and no change goes unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.catalogue.load import load_catalogue
from caseapp.domain.cases import deadlines_of, fold
from caseapp.domain.evb import PAST_LIMIT, Bin
from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.evb import EvbQuarter, evb_quarter, quarter_of
from caseapp.service.evb_decisions import Histories, Reading
from caseapp.service.evb_signing import difference, sign
from caseapp.service.office import Office
from caseapp.service.record import record
from caseapp.store.database import Database

CATALOGUE = load_catalogue()
QUARTER = quarter_of("2025Q4")
FIRST = date(2025, 1, 1)

days = st.integers(0, 364).map(lambda n: FIRST + timedelta(days=n))
moves = st.sampled_from(
    ["beslut", "verkstalld", "avbrott", "aterupptagen", "avslutad", "ateroppnad", "erbjudande", "uppgifter"]
)
facts = st.fixed_dictionaries(
    {},
    optional={
        "lagrum": st.sampled_from(["sol-11-1", "sol-4-1", "lvu", "sol-11-4", ""]),
        "insatstyp": st.sampled_from(["kontaktfamilj", "kontaktperson"]),
        "avslutsorsak": st.sampled_from(["aterkallad", "enligt-plan", "eget skäl"]),
        "person": st.sampled_from(["P-1", "P-2"]),
        "enhet": st.sampled_from(["Norr", "Söder"]),
        "evb_kvartal": st.sampled_from(["2025Q2", "2025Q3", "2025Q4"]),
        "genom_dom": st.sampled_from(["j", "n"]),
        "orsak_text": st.sampled_from(["a", "b"]),
    },
)
told = st.tuples(moves | st.just("evb_rapporterad"), days, facts)
usual = st.tuples(days, st.lists(told, max_size=7)).map(
    lambda made: [("beslut", made[0], {"lagrum": "sol-11-1", "insatstyp": "hvb"}), *made[1]]
)
courses = st.lists(usual | st.lists(told, min_size=1, max_size=7), min_size=1, max_size=4)
voided = st.sets(st.integers(1, 30), max_size=4)

Told = tuple[str, date, dict[str, str]]


def histories(courses: Sequence[Sequence[Told]], voids: set[int]) -> list[list[Event]]:
    """The events of cases I0, I1 …, numbered in turn, some of them voided."""
    number = 0
    made = []
    for case, course in enumerate(courses):
        events = []
        for kind, day, values in course:
            number += 1
            events.append(Event(CaseKey("insats", f"I{case}"), kind, Moment(day), values, id=number))
        events += [
            Event(event.case, VOID, event.occurred, {}, voids=event.id, id=1_000 + event.id)
            for event in events
            if event.id in voids
        ]
        made.append(events)
    return made


def listed(events: list[list[Event]], on: date = QUARTER.last) -> EvbQuarter:
    """The list that histories add up to."""
    decisions = tuple(Reading(Histories(CATALOGUE, events), QUARTER, on).decisions())
    return EvbQuarter(QUARTER, on, on, "", None, CATALOGUE.version, decisions)


@settings(deadline=None)
@given(courses, voided, st.sampled_from([QUARTER.first, date(2025, 11, 11), QUARTER.last]))
def test_the_bins_partition_the_decisions_whatever_happened(
    courses: list[list[Told]], voids: set[int], on: date
) -> None:
    made = histories(courses, voids)
    found = listed(made, on)
    cases = Counter(decision.case for decision in found.decisions)
    assert set(cases.values()) <= {1}
    assert sum(found.bins.values()) == found.total == len(cases)
    assert all(decision.why.endswith(".") for decision in found.decisions)


@settings(deadline=None)
@given(courses, voided)
def test_nothing_that_waits_is_forgotten_and_the_bin_is_what_its_clocks_say(
    courses: list[list[Told]], voids: set[int]
) -> None:
    on = QUARTER.last
    kind = CATALOGUE.case_types["insats"]
    rules = [CATALOGUE.rules["evb"], CATALOGUE.rules["evb-avbrott"]]
    made = histories(courses, voids)
    bins = {decision.case: decision.bin for decision in listed(made).decisions}
    for events in made:
        case = fold(kind, events[0].case, events, CATALOGUE.fields)
        running = [
            clock
            for clock in deadlines_of(case, rules, CATALOGUE.calendar, None)
            if clock.running and case.closed is None
        ]
        bin = bins.get(case.key)
        if running:
            assert bin is not None
        if bin in PAST_LIMIT:
            assert any(on > clock.last_day for clock in running)
        elif bin is Bin.WAITING:
            assert running
            assert all(on <= clock.last_day for clock in running)
        elif any(on > clock.last_day for clock in running):
            # Executed, or executed again, in the quarter comes first; so does what is doubtful.
            assert bin in (Bin.DOUBTFUL, Bin.EXECUTED_IN_TIME, Bin.EXECUTED_LATE)


@settings(max_examples=12, deadline=None)
@given(courses, courses)
def test_signing_and_then_changing_always_shows_a_difference(
    tmp_path_factory: pytest.TempPathFactory, before: list[list[Told]], after: list[list[Told]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("evb")
    database = Database.create(str(folder / "e.sqlite"))
    office = Office(database, CATALOGUE, lambda: datetime(2026, 1, 15, 9, tzinfo=UTC), "provaren")
    record(office, [event for events in histories(before, set()) for event in events])
    signed = evb_quarter(office, QUARTER)
    sign(office, QUARTER)
    same = difference(office, QUARTER)
    assert same is not None
    assert not same.any
    record(office, [event for events in histories(after, set()) for event in events])
    changed = difference(office, QUARTER)
    assert changed is not None
    assert not changed.catalogue_changed
    assert changed.any is (evb_quarter(office, QUARTER).fingerprint != signed.fingerprint)
    office.close()
