"""The synthetic municipality: the same every time, free of contradictions, and like the published figures."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from statistics import fmean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.catalogue.load import load_catalogue
from caseapp.domain.cases import Case
from caseapp.domain.deadlines import Deadline
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.identity import looks_like_identity
from caseapp.domain.moments import Moment
from caseapp.domain.periods import parse_period
from caseapp.service.demo import demo_events, make_demo, recorded_on
from caseapp.service.demo_plans import Citizen, Plan, Town, minutes_after
from caseapp.service.demo_settings import demo_settings
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.store.ledger import append, broken_links, head
from caseapp.store.projection import Household, differences, project_persons
from caseapp.store.reading import events_of, findings, history

TODAY = date(2026, 11, 22)
NORRTALJE = load_catalogue(["norrtalje"])


@dataclass(frozen=True)
class Picture:
    """The municipality as it stood on a day."""

    homes: list[Household]
    cases: dict[str, list[Case]]
    clocks: dict[str, list[Deadline]]


@cache
def events(cases: int | None = None, seed: int = 1, today: date = TODAY) -> list[Event]:
    return demo_events(NORRTALJE, cases, seed, today)


@cache
def picture(on: date, cases: int | None = None, seed: int = 1) -> Picture:
    by_case: dict[CaseKey, list[Event]] = {}
    for number, event in enumerate(events(cases, seed), start=1):
        if event.occurred.day <= on:
            by_case.setdefault(event.case, []).append(replace(event, id=number))
    homes = list(project_persons(NORRTALJE, by_case.values()))
    found = Picture(homes, {}, {})
    for home in homes:
        for case in home.cases:
            found.cases.setdefault(case.key.case_type, []).append(case)
        for clock in home.deadlines:
            found.clocks.setdefault(clock.rule.id, []).append(clock)
    return found


def closed_in(year: int) -> list[tuple[Deadline, int]]:
    """Children's utredningar that ended in a year, with their length in days."""
    return [
        (clock, (clock.stopped.day - clock.start.day).days)
        for clock in picture(TODAY).clocks["utredning-barn"]
        if clock.stopped is not None and clock.stopped.day.year == year
    ]


def late_share(year: int) -> float:
    ended = closed_in(year)
    return 100 * sum(clock.is_late(TODAY) for clock, _ in ended) / len(ended)


def waiting(on: date) -> list[int]:
    """How many days each utredning without a caseworker has waited."""
    return [
        (on - case.opened.day).days
        for case in picture(on).cases["utredning"]
        if case.is_open and case.worker is None and case.opened is not None
    ]


def overdue(on: date, *rules: str) -> list[Deadline]:
    return [
        clock
        for rule in rules
        for clock in picture(on).clocks.get(rule, [])
        if clock.running and clock.last_day < on
    ]


def test_the_full_size_is_about_six_thousand_cases() -> None:
    cases = Counter(key.case_type for key in {event.case for event in events()})
    assert cases.total() == pytest.approx(6_000, rel=0.02)
    assert cases["aktualisering"] > cases["utredning"] > cases["insats"] > cases["lex_sarah"] > 10


@pytest.mark.parametrize(
    ("year", "published", "tolerance"), [(2021, 25, 5), (2022, 25, 5), (2023, 40, 3), (2025, 33, 3)]
)
def test_the_share_closed_late_is_near_the_published(year: int, published: float, tolerance: float) -> None:
    assert late_share(year) == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize("year", range(2021, 2027))
def test_most_that_end_in_time_end_in_the_last_twenty_days(year: int) -> None:
    lengths = [days for clock, days in closed_in(year) if not clock.is_late(TODAY)]
    assert sum(101 <= days <= 120 for days in lengths) > len(lengths) * 0.45


def test_the_mean_of_2023_is_over_the_legal_time_for_girls_and_near_it_for_boys() -> None:
    sex = {home.person.pseudonym: home.person.sex for home in picture(TODAY).homes if home.person}
    person = {case.key: case.person or "" for case in picture(TODAY).cases["utredning"]}
    lengths = {"K": [], "M": []}  # type: dict[str, list[int]]
    for clock, days in closed_in(2023):
        lengths[sex[person[clock.case]] or ""].append(days)
    assert fmean(lengths["K"]) > 122
    assert fmean(lengths["M"]) == pytest.approx(122, abs=9)


def test_nearly_all_assessments_are_in_time() -> None:
    for year in range(2021, 2027):
        ended = [
            c for c in picture(TODAY).clocks["forhandsbedomning"] if c.stopped and c.stopped.day.year == year
        ]
        assert 100 * sum(not c.is_late(TODAY) for c in ended) / len(ended) == pytest.approx(96, abs=1.5)


def test_seventy_waited_for_a_caseworker_at_the_turn_of_2023() -> None:
    waits = waiting(date(2023, 12, 31))
    assert len(waits) == pytest.approx(70, abs=9)
    assert max(waits) <= 50


def test_the_wait_of_2023_is_a_week_to_a_month_and_a_half() -> None:
    waits = sorted(
        (case.events[-1].occurred.day - case.opened.day).days if assigned is None else assigned
        for case in picture(TODAY).cases["utredning"]
        if case.opened is not None
        and case.opened.day.year == 2023
        and case.facts["utredningstyp"] != "vuxen"
        and (told := case.first("tilldelad")) is not None
        and (assigned := (told.occurred.day - case.opened.day).days) is not None
    )
    assert waits[len(waits) // 10] >= 5
    assert 15 <= median(waits) <= 30
    assert waits[len(waits) * 9 // 10] <= 48


def test_thirty_forgotten_decisions_are_found_at_the_end_of_2023_and_thirty_wait_today() -> None:
    assert len(overdue(date(2023, 12, 31), "evb", "evb-avbrott")) == pytest.approx(30, abs=3)
    assert all(clock.start.day >= date(2021, 12, 1) for clock in overdue(date(2023, 12, 31), "evb"))
    assert len(overdue(TODAY, "evb")) == pytest.approx(25, abs=3)
    assert len(overdue(TODAY, "evb-avbrott")) == pytest.approx(5, abs=2)


def test_today_has_something_in_every_queue() -> None:
    assert 28 <= len(overdue(TODAY, "utredning-barn")) <= 42
    running = [c for c in picture(TODAY).clocks["utredning-barn"] if c.running and c.last_day >= TODAY]
    left = sorted(NORRTALJE.calendar.working_days_between(TODAY, clock.last_day) for clock in running)
    assert left[0] <= 5
    assert sum(days <= 10 for days in left) >= 3
    assert sum(days <= 20 for days in left) >= 6
    queues = NORRTALJE.queues
    for name, least in (("passive", 5), ("ready-to-close", 10)):
        queue = queues[name]
        limit = TODAY - timedelta(days=queue.days or 0)
        open_ = [case for case in picture(TODAY).cases["utredning"] if case.is_open]
        last = [case.last(*queue.activity) for case in open_]
        assert sum(event is not None and event.occurred.day < limit for event in last) >= least
    assert 5 <= len(waiting(TODAY)) <= 40
    assert 3 <= sum(case.is_open for case in picture(TODAY).cases["lex_sarah"]) <= 6
    assert any(case.first("anmald_ivo") for case in picture(TODAY).cases["lex_sarah"])


def test_a_twelfth_of_those_over_four_months_are_extended_with_a_reason() -> None:
    clocks = picture(TODAY).clocks["utredning-barn"]
    extended = [clock for clock in clocks if clock.extended_to is not None]
    over = [clock for clock in clocks if clock.extended_to is not None or clock.is_late(TODAY)]
    assert len(extended) / len(over) == pytest.approx(0.08, abs=0.025)
    facts = {case.key: case.facts for case in picture(TODAY).cases["utredning"]}
    assert all(facts[clock.case]["forlangning_skal"] for clock in extended)


def test_children_come_for_the_known_reasons_and_a_few_more_are_boys() -> None:
    came = picture(TODAY).cases["aktualisering"]
    common = [reason for reason, _ in Counter(case.facts["orsak"] for case in came).most_common(3)]
    assert common == ["foraldrasvikt", "missbruk-i-familjen", "ohalsa-i-familjen"]
    sexes = Counter(home.person.sex for home in picture(TODAY).homes if home.person)
    assert 1.0 < sexes["M"] / sexes["K"] < 1.25
    assert {case.facts["utredningstyp"] for case in picture(TODAY).cases["utredning"]} == {
        "barn",
        "ung",
        "vuxen",
    }
    assert {case.facts["vald"] for case in came} == {"j", "n"}


def test_cases_are_chained_and_persons_come_back() -> None:
    keys = {event.case for event in events()}
    for kind, parent in (("utredning", "aktualisering"), ("insats", "utredning")):
        for case in picture(TODAY).cases[kind]:
            assert case.parent in keys
            assert case.parent is not None
            assert case.parent.case_type == parent
    assert sum(len(home.cases) > 4 for home in picture(TODAY).homes) > 50
    households = Counter(home.cases[0].household for home in picture(TODAY).homes)
    assert sum(count > 1 for count in households.values()) > 100


def test_references_workers_and_units_look_like_the_municipality_s() -> None:
    refs = {event.case.ref for event in events()}
    assert {"A-2025-0190", "BU-2025-0113", "I-2026-0077", "LS-2022-001"} <= refs
    assert all(re.fullmatch(r"(A|BU|VU|I)-20\d\d-\d{4}|(LS|ÅT)-20\d\d-\d{3}", ref) for ref in refs)
    workers = {case.worker for cases in picture(TODAY).cases.values() for case in cases} - {None}
    assert workers == {f"H{number:02d}" for number in range(1, 25)}
    units = {name for cases in picture(TODAY).cases.values() for case in cases for _, name in case.units}
    assert units <= set(NORRTALJE.packs[0].units)


def test_nothing_in_it_looks_like_an_identity() -> None:
    for event in events():
        assert not looks_like_identity(event.case.ref)
        assert not any(looks_like_identity(value) for value in event.values.values())


def test_values_are_those_of_the_code_lists() -> None:
    for event in events():
        case_type = NORRTALJE.case_types[event.case.case_type]
        assert event.type in case_type.events
        for name, value in event.values.items():
            field = NORRTALJE.fields[name]
            assert name in case_type.fields
            if field.code_list:
                assert value in {code.id for code in NORRTALJE.code_lists[field.code_list].codes}


@settings(max_examples=25, deadline=None)
@given(
    cases=st.integers(1, 300),
    seed=st.integers(0, 10_000),
    today=st.dates(date(2016, 1, 1), date(2031, 12, 31)),
)
def test_any_size_seed_and_day_gives_that_many_cases_without_contradictions(
    cases: int, seed: int, today: date
) -> None:
    made = demo_events(NORRTALJE, cases, seed, today)
    assert len({event.case for event in made}) == cases
    assert all(event.occurred.day < today for event in made)
    by_case: dict[CaseKey, list[Event]] = {}
    for number, event in enumerate(made, start=1):
        by_case.setdefault(event.case, []).append(replace(event, id=number))
    assert not [f for home in project_persons(NORRTALJE, by_case.values()) for f in home.contradictions]
    assert demo_events(NORRTALJE, cases, seed, today) == made


@given(
    today=st.dates(date(2016, 1, 1), date(2031, 12, 31)), back=st.integers(1, 1500), later=st.integers(0, 90)
)
def test_what_happened_later_is_never_recorded_before(today: date, back: int, later: int) -> None:
    day = today - timedelta(days=back)
    next_day = min(day + timedelta(days=later), today - timedelta(days=1))
    assert day < recorded_on(day, today) <= recorded_on(next_day, today) <= today


def test_the_full_size_has_no_contradictions() -> None:
    assert not [found for home in picture(TODAY).homes for found in home.contradictions]


def test_another_seed_gives_other_events_and_the_same_one_the_same(
    tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    prints = []
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        office = Office.create(str(tmp_path / name), ["norrtalje"], clock, name)
        make_demo(office, 150, seed)
        with office.database.read() as connection:
            keys = sorted(picture_keys(office))
            told = [
                (e.id, e.digest, e.recorded_at, e.source, e.voids)
                for case in events_of(connection, keys).values()
                for e in case
            ]
        prints.append((hashlib.sha256(repr(sorted(told)).encode()).hexdigest(), stats_print(office)))
        office.close()
    assert prints[0] == prints[1]
    assert prints[0] != prints[2]


def picture_keys(office: Office) -> list[CaseKey]:
    with office.database.read() as connection:
        return [case.key for home in history(connection, office.catalogue).households for case in home.cases]


def stats_print(office: Office) -> str:
    return statistics(office, [], parse_period("2025")).fingerprint


def test_the_database_it_fills_is_whole(office: Office) -> None:
    told: list[tuple[int, int]] = []
    made = make_demo(office, 300, today=date(2026, 3, 16), progress=lambda done, of: told.append((done, of)))
    assert made["cases"] == 300
    assert told[-1] == (made["events"], made["events"])
    with office.database.read() as connection:
        assert findings(connection) == []
        assert differences(connection, office.catalogue) == []
        assert broken_links(connection) == []
        keys = picture_keys(office)
        stored = sorted(
            (e for case in events_of(connection, keys).values() for e in case), key=lambda e: e.id
        )
    recorded = [event.recorded_at for event in stored]
    assert recorded == sorted(recorded)
    assert all(event.occurred.day.isoformat() < event.recorded_at[:10] for event in stored)
    assert {event.source for event in stored} == {"demo"}
    # The last year is recorded by the month, what came before by the quarter; the last step is today's.
    assert recorded[-1] == "2026-03-16T00:00:00.000000Z"
    assert {at[5:7] for at in recorded if at < "2025"} == {"01", "04", "07", "10"}
    assert "2025-06-01T00:00:00.000000Z" in recorded


def test_only_an_empty_database_is_filled(office: Office) -> None:
    with office.database.write() as connection:
        event = Event(CaseKey("aktualisering", "A-1"), "inkom", Moment(date(2025, 1, 1)))
        append(connection, office.catalogue, [event], office.stamp(), "prov")
        before = head(connection)
    with pytest.raises(UserError, match="tom databas"):
        make_demo(office, 10)
    with office.database.read() as connection:
        assert head(connection) == before


def test_no_cases_at_all_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="Ange minst 1"):
        make_demo(office, 0)


def test_another_pack_s_units_are_used_when_it_is_chosen() -> None:
    town = Town(load_catalogue(["sodertalje"]), demo_settings(), 1, TODAY, 1.0)
    assert town.units["utredning"] == "Barn och ungdom"
    assert Town(load_catalogue(), demo_settings(), 1, TODAY, 1.0).units["utredning"] == "Utredningsenheten"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (30, Moment(date(2025, 3, 10), time(15, 0))),
        (9 * 60, Moment(date(2025, 3, 11), time(8, 30))),
        (12 * 60, Moment(date(2025, 3, 11), time(8, 30))),
        (18 * 60, Moment(date(2025, 3, 11), time(8, 30))),
    ],
)
def test_protection_is_assessed_by_day(minutes: int, expected: Moment) -> None:
    assert minutes_after(Moment(date(2025, 3, 10), time(14, 30)), minutes) == expected


def test_a_person_has_the_age_they_were_given() -> None:
    town = Town(NORRTALJE, demo_settings(), 1, TODAY, 1.0)
    child = town.born(date(2025, 5, 1), 20)
    assert isinstance(child, Citizen)
    assert child.birth_year == 2005
    assert child.is_child(date(2026, 5, 1))
    assert not child.is_child(date(2027, 5, 1))


def test_a_plan_tells_only_what_has_happened_and_where_it_came_from() -> None:
    source = Plan("aktualisering", "A", Moment(date(2025, 1, 1)), ref="A-2025-0001")
    plan = Plan("utredning", "BU", Moment(date(2025, 1, 2)), source, "aktualisering", ref="BU-2025-0001")
    plan.add(date(2025, 1, 2), "inledd", orsak="ekonomi", hushall="")
    plan.add(date(2025, 4, 2), "avslutad")
    assert [(e.type, e.values) for e in plan.events(date(2025, 3, 1))] == [
        ("inledd", {"orsak": "ekonomi", "aktualisering": "A-2025-0001"})
    ]


def test_every_lex_sarah_matter_is_as_the_gates_would_have_it() -> None:
    book = NORRTALJE.matters["lex_sarah"]
    measures = {case.parent: case for case in picture(TODAY).cases["atgard"]}
    for case in picture(TODAY).cases["lex_sarah"]:
        children = [measures[case.key]] if case.key in measures else []
        assert [told for _, told in book.waiting(case, children) if told is not None and told.red] == []
        if case.first("lex_sarah_beslut"):
            assert all(point.covered(case) for point in book.points), case.key
        if case.closed is not None:
            assert book.closed("avslutad", case, {}, children) == (), case.key


def test_some_remedies_are_late_some_done_and_one_report_has_not_been_opened() -> None:
    cases = picture(TODAY).cases
    assert 1 <= len(overdue(TODAY, "atgard-klar", "atgard-effekt")) <= 6
    assert sum(case.first("effekt_kontrollerad") is not None for case in cases["atgard"]) > 5
    opened = [case for case in cases["lex_sarah"] if case.is_open and not case.first("lex_sarah_utredning")]
    assert len(opened) == 1
