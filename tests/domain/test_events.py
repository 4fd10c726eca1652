"""Events, voids and fingerprints."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.events import VOID, CaseKey, Event, fingerprint, live, spaced
from caseapp.domain.moments import Moment
from tests.making import event

KEY = CaseKey("utredning", "B-1")


def test_events_are_live_in_the_order_they_happened_then_were_recorded() -> None:
    told = [
        event(KEY, 3, "tilldelad", "2025-03-10"),
        event(KEY, 1, "avslutad", "2025-05-01"),
        event(KEY, 2, "inledd", "2025-03-10"),
        event(KEY, 4, "sista_kontakt", "2025-03-10T09:00"),
    ]
    assert [e.id for e in live(told)] == [2, 3, 4, 1]


def test_a_void_cancels_one_event() -> None:
    told = [
        event(KEY, 1, "inledd", "2025-03-10"),
        event(KEY, 2, "avslutad", "2025-03-11"),
        event(KEY, 3, VOID, "2025-03-12", voids=2),
    ]
    assert [e.id for e in live(told)] == [1]


def test_a_voided_void_brings_the_event_back() -> None:
    told = [
        event(KEY, 1, "inledd", "2025-03-10"),
        event(KEY, 2, VOID, "2025-03-11", voids=1),
        event(KEY, 3, VOID, "2025-03-12", voids=2),
    ]
    assert [e.id for e in live(told)] == [1]
    told.append(event(KEY, 4, VOID, "2025-03-13", voids=3))
    assert live(told) == []


def test_a_correction_cancels_what_it_replaces_and_stands_itself() -> None:
    told = [event(KEY, 1, "inledd", "2025-03-10"), event(KEY, 2, "inledd", "2025-03-11", voids=1)]
    assert [e.id for e in live(told)] == [2]


@given(st.integers(0, 10))
def test_a_chain_of_voids_leaves_the_event_when_its_length_is_even(length: int) -> None:
    told = [event(KEY, 1, "inledd", "2025-03-10")]
    told += [event(KEY, n, VOID, "2025-03-10", voids=n - 1) for n in range(2, length + 2)]
    assert bool(live(told)) == (length % 2 == 0)


def test_the_digest_tells_what_is_said_not_when_it_was_recorded() -> None:
    one = Event(KEY, "inledd", Moment.parse("2025-03-10"), {"a": "1", "b": "2"}, "2025-03-10T08:00:00Z", id=1)
    same = Event(
        KEY, "inledd", Moment.parse("2025-03-10"), {"b": "2", "a": "1"}, "2026-01-01T08:00:00Z", id=7
    )
    other = Event(KEY, "inledd", Moment.parse("2025-03-11"), {"a": "1", "b": "2"})
    assert one.digest == same.digest
    assert len(one.digest) == 32
    assert one.digest != other.digest


@given(st.permutations(["0a", "ff", "10", "10"]))
def test_a_fingerprint_does_not_depend_on_the_order_but_on_every_part(digests: list[str]) -> None:
    assert fingerprint(digests, "2025Q3") == fingerprint(["0a", "10", "10", "ff"], "2025Q3")
    assert fingerprint(digests, "2025Q3") != fingerprint(digests, "2025Q2")
    assert fingerprint(digests, "2025Q3") != fingerprint(digests[1:], "2025Q3")
    assert len(fingerprint(digests)) == 16


def test_a_fingerprint_is_read_in_groups_of_four() -> None:
    assert spaced("9f3ca1d0b2c4e6f8") == "9f3c a1d0 b2c4 e6f8"
