"""Histories no one would think of: the program lists what the oracle lists, and what changes later shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseapp.domain.evb import Bin, EvbDecision
from caseapp.domain.events import VOID, CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.evb import evb_quarter, quarter_of
from caseapp.service.evb_signing import difference, sign, signature
from caseapp.service.office import Office
from caseapp.store.database import Database
from caseapp.store.ledger import Stamp, append
from tests.conftest import NOW
from tests.making import catalogue
from tests.service.evb_oracle import expected, quarter
from tests.service.evb_reading import listed, told_apart
from tests.service.statistics_oracle import Raw, standing

Step = list[tuple[str, str, date, dict[str, str], int | None]]
"""What is recorded at one time: case, type, day, values, and the number of the event that is voided."""

FIRST = date(2024, 12, 20)
DAYS = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))
# Some days come again and again, so that things happen on the same day and at the quarter's edge.
NEAR = st.sampled_from([date(2025, 3, 31), date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 1)])
WHEN = DAYS | NEAR
QUARTERS = st.sampled_from(["2025Q1", "2025Q2", "2025Q3", "2025Q4"])
KINDS = ["verkstalld", "avbrott", "aterupptagen", "avslutad", "ateroppnad", "uppgifter", "evb_rapporterad"]
LAGRUM = st.sampled_from(["sol-4-1", "sol-11-1", "sol-12-1", "lss-9", "sol-4-2", ""])
REASONS = st.sampled_from(["", "flyttat", "aterkallad", "enligt-plan"])
STATED = st.sampled_from([{"orsak_text": "kö"}, {"lagrum": "sol-4-1"}, {"lagrum": "sol-4-2"}, {"enhet": "V"}])
OPEN = (Bin.WAITING, Bin.REPORTED_OPEN, Bin.TO_REPORT)
CHANGES = [
    "explained",
    "offered",
    "lagrum",
    "unit",
    "partly",
    "reported",
    "executed",
    "executed later",
    "ended",
    "decision voided",
    "new decision",
]


@st.composite
def values_of(draw: st.DrawFn, kind: str) -> dict[str, str]:
    """What an event of this kind may state."""
    if kind == "avslutad":
        reason = draw(REASONS)
        return {"avslutsorsak": reason} if reason else {}
    if kind == "evb_rapporterad":
        return {"evb_kvartal": draw(QUARTERS)}
    return draw(STATED) if kind == "uppgifter" else {}


@st.composite
def decision(draw: st.DrawFn, number: int) -> Step:
    """What is told of one decision, in no order at all."""
    case = f"insats/INS-{number}"
    facts = {
        "person": draw(st.sampled_from(["P-1", "P-2", "P-3"])),
        "insatstyp": draw(st.sampled_from(["hvb", "kontaktfamilj"])),
        "lagrum": draw(LAGRUM),
        "utredning": draw(st.sampled_from(["", "U-1"])),
    }
    stated = {name: text for name, text in facts.items() if text}
    told: Step = []
    if draw(st.integers(0, 7)):
        told.append((case, "beslut", draw(WHEN), stated, None))
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=5)):
        told.append((case, kind, draw(WHEN), draw(values_of(kind)), None))
    return told


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Three times of recording, and voids after them; a void may be voided too."""
    told = [event for n in range(draw(st.integers(1, 5))) for event in draw(decision(n))]
    if draw(st.booleans()):
        outcome = draw(st.sampled_from(["insats", "delvis-bifall", "avslag"]))
        told.append(("utredning/U-1", "inledd", draw(WHEN), {"person": "P-1", "utredningstyp": "barn"}, None))
        told.append(("utredning/U-1", "avslutad", draw(WHEN), {"utredningsutfall": outcome}, None))
    steps: list[Step] = [[], [], []]
    for event in draw(st.permutations(told)):
        steps[draw(st.integers(0, 2))].append(event)
    recorded = [event for step in steps for event in step]
    for _ in range(draw(st.integers(0, 3)) if recorded else 0):
        target = draw(st.integers(1, len(recorded)))
        case, _kind, when, _values, _voids = recorded[target - 1]
        void = (case, VOID, when, dict[str, str](), target)
        steps.append([void])
        recorded.append(void)
    return [step for step in steps if step]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database, made once and copied for every history."""
    path = tmp_path_factory.mktemp("tom") / "tom.sqlite"
    Office.create(str(path), clock=lambda: NOW, who="provaren").close()
    return path


@contextmanager
def office_on(empty: Path) -> Iterator[Office]:
    """An office on a copy of the new database."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "prov.sqlite"
        shutil.copy(empty, path)
        office = Office(Database.open(str(path)), catalogue(), lambda: NOW, "provaren")
        yield office
        office.close()


def stamp_of(step: int) -> str:
    return f"2026-03-{step + 1:02d}T12:00:00.000000Z"


def key_of(case: str) -> CaseKey:
    case_type, _, ref = case.partition("/")
    return CaseKey(case_type, ref)


def record(office: Office, steps: list[Step]) -> list[Raw]:
    """Append the steps; returns each event as the oracle reads it."""
    raw: list[Raw] = []
    for position, step in enumerate(steps):
        events = []
        for case, kind, when, values, voids in step:
            events.append(Event(key_of(case), kind, Moment(when), values, voids=voids))
            number = len(raw) + 1
            raw.append(Raw(number, case, kind, when.isoformat(), values, stamp_of(position), voids))
        with office.database.write() as connection:
            append(connection, office.catalogue, events, Stamp(stamp_of(position), "provaren"), "prov")
    return raw


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(steps=histories(), name=QUARTERS, as_of=WHEN | st.just(NOW.date()), known=st.integers(0, 6))
def test_the_bins_share_out_exactly_the_decisions_that_belong_on_the_list(
    empty: Path, steps: list[Step], name: str, as_of: date, known: int
) -> None:
    span = quarter(name)
    day = max(as_of, span.first)
    with office_on(empty) as office:
        raw = record(office, steps)
        # The sums, and that each decision stands once, are asked of the answer as it is read.
        program = listed(office, name, day, stamp_of(known))
    assert told_apart(program, expected(raw, span, day, stamp_of(known)), raw) == ""


def change(name: str, told: list[EvbDecision], pick: int, day: date, raw: list[Raw]) -> Event:
    """One true change of a decision on the list; a new decision when none on it can change so."""
    insatser = [decision for decision in told if decision.case_type == "insats"]
    if name in ("executed", "executed later", "ended"):
        insatser = [d for d in insatser if d.bin in OPEN and d.executed is d.ended is None]
    if name == "executed later":
        insatser = [d for d in insatser if d.executed_after is None]
    if name == "decision voided":
        insatser = [d for d in insatser if d.decided is not None]
    if name == "new decision" or not insatser:
        facts = {"person": "P-9", "insatstyp": "boendestod", "lagrum": "sol-4-1"}
        return Event(key_of("insats/INS-99"), "beslut", Moment(day), facts)
    chosen = insatser[pick % len(insatser)]
    if name == "decision voided":
        case = f"insats/{chosen.case.ref}"
        dated = [e for e in standing(e for e in raw if e.case == case) if e.type == "beslut"]
        return Event(chosen.case, VOID, Moment(dated[0].day), voids=dated[0].id)
    kind, when, values = {
        # The reasons are read until today: said of an earlier day, a later word would stand over them.
        "explained": ("uppgifter", NOW.date(), {"orsak_text": "sagt efter signeringen"}),
        "offered": ("erbjudande", day, {"erbjudande_svar": "avbojt", "erbjudande_avser": "en lägenhet"}),
        "lagrum": ("uppgifter", day, {"lagrum": "lvm" if chosen.lagrum != "lvm" else "lvu"}),
        "unit": ("uppgifter", day, {"enhet": f"{chosen.unit} och en till"}),
        "partly": ("delvis_verkstalld", day, {"ej_verkstalld_del": "3 av 5 timmar"}),
        "reported": ("evb_rapporterad", day, {"evb_kvartal": "2024Q4", "evb_ivo_nummer": "IVO 17"}),
        "executed": ("verkstalld", day, {}),
        "executed later": ("verkstalld", NOW.date(), {}),
        "ended": ("avslutad", day, {"avslutsorsak": "avliden"}),
    }[name]
    return Event(chosen.case, kind, Moment(when), values)


def save(office: Office, event: Event) -> Event:
    """Append as a user's step of today."""
    with office.database.write() as connection:
        (stored,) = append(connection, office.catalogue, [event], office.stamp(), "prov")
    return stored


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(steps=histories(), name=QUARTERS, changed=st.sampled_from(CHANGES), pick=st.integers(0, 9))
def test_a_signed_list_shows_what_changes_after_and_nothing_when_nothing_has(
    empty: Path, steps: list[Step], name: str, changed: str, pick: int
) -> None:
    span = quarter_of(name)
    with office_on(empty) as office:
        raw = record(office, steps)
        told = evb_quarter(office, span)
        sign(office, span)
        signed = signature(office, span)
        assert signed is not None
        assert (signed.who, signed.total, signed.fingerprint) == ("provaren", told.total, told.fingerprint)
        same = difference(office, span)
        assert same is not None
        assert not same.any, same.rows

        event = save(office, change(changed, list(told.decisions), pick, span.last, raw))
        other = difference(office, span)
        assert other is not None
        assert other.any
        assert event.case in [row.case for row in other.rows]
        assert evb_quarter(office, span).fingerprint != signed.fingerprint

        save(office, Event(event.case, VOID, event.occurred, voids=event.id))
        again = difference(office, span)
        assert again is not None
        assert not again.any, again.rows
        assert evb_quarter(office, span).fingerprint == signed.fingerprint
