"""Gates on a made-up kind of case: what they ask for, what they say, and which place opens."""

from __future__ import annotations

from dataclasses import replace

from caseapp.domain.cases import Case, CaseType, fold
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.gates import Book, Gate, Part, Phase, Point, Step
from caseapp.domain.moments import Moment
from caseapp.domain.rules import Condition

KEY = CaseKey("prov", "P-1")
TYPE = CaseType(
    "prov",
    "Prov",
    "prov",
    "in",
    ("ut",),
    ("igen",),
    ("in", "not", "beslut", "ut", "igen"),
    ("a", "b", "p", "r"),
)
PART = Part("del", 1, "prov", "Delen", "Vad som hör hit.", ("a",))
POINT = Point("ett", 1, "del", "Första", "1 §", "Vad?", ("a",), (), "not", "p", {})
OTHER = Point("två", 2, "del", "Andra", "2 §", "När?", (), ("beslut",), "", "", {})
GATE = Gate("g", "prov", ("beslut",), (), (), (), (), (), (), {}, False, "Nej.", "del")
NAMES = {"a": "A-fältet", "b": "B-fältet", "r": "Roll"}


def case(*told: tuple[str, dict[str, str]]) -> Case:
    events = [
        Event(KEY, kind, Moment.parse(f"2026-01-{number:02d}"), values, id=number)
        for number, (kind, values) in enumerate(told, start=1)
    ]
    return fold(TYPE, KEY, events, {})


def book(*gates: Gate, steps: tuple[Step, ...] = (), phases: tuple[Phase, ...] = ()) -> Book:
    return Book((PART,), (POINT, OTHER), steps, phases, gates, NAMES)


def sentences(made: Book, asked: Case, values: dict[str, str], *children: Case) -> list[str]:
    return [found.sentence for found in made.obstacles("beslut", asked, values, children)]


def test_a_point_is_covered_when_its_fields_events_and_entry_are_there() -> None:
    assert not POINT.covered(case(("in", {})))
    assert not POINT.covered(case(("in", {"a": "x"})))
    assert not POINT.covered(case(("in", {}), ("not", {"p": "ett"})))
    assert not POINT.covered(case(("in", {"a": "x"}), ("not", {"p": "två"})))
    assert POINT.covered(case(("in", {"a": "x"}), ("not", {"p": "ett"})))
    assert not OTHER.covered(case(("in", {})))
    assert OTHER.covered(case(("in", {}), ("beslut", {})))


def test_an_entry_that_does_not_count_is_shown_and_answers_nothing() -> None:
    point = replace(POINT, fields=(), entry_values={"r": ("utredare",)})
    other = case(("in", {}), ("not", {"p": "ett", "r": "mottagare"}))
    assert len(point.entries(other)) == 1
    assert not point.covered(other)
    assert point.covered(case(("in", {}), ("not", {"p": "ett", "r": "utredare"})))


def test_a_gate_without_needs_is_open() -> None:
    assert sentences(book(GATE), case(("in", {})), {}) == []


def test_a_gate_waits_for_its_events() -> None:
    made = book(replace(GATE, needs_events=("not",)))
    assert sentences(made, case(("in", {})), {}) == ["Nej."]
    assert sentences(made, case(("in", {}), ("not", {})), {}) == []


def test_a_gate_has_no_say_on_other_events() -> None:
    made = book(replace(GATE, needs_events=("not",)))
    assert made.obstacles("ut", case(("in", {})), {}) == ()


def test_a_gate_for_fields_names_them_and_opens_the_first() -> None:
    made = book(replace(GATE, needs_fields=("a", "b"), sentence="Skriv {missing}."))
    (found,) = made.obstacles("beslut", case(("in", {})), {"a": ""})
    assert (found.sentence, found.place) == ("Skriv ”A-fältet” och ”B-fältet”.", "a")
    assert sentences(made, case(("in", {"a": "x"})), {"b": "y"}) == []


def test_a_gate_for_points_names_them_and_opens_their_part() -> None:
    gate = replace(
        GATE, needs_points=("ett", "två"), needs_fields=("b",), sentence="Saknas: {missing}.", place="b"
    )
    (found,) = book(gate).obstacles("beslut", case(("in", {})), {})
    assert (found.sentence, found.place) == ("Saknas: 1 första och 2 andra.", "del")
    whole = case(("in", {"a": "x", "b": "y"}), ("not", {"p": "ett"}), ("beslut", {}))
    assert sentences(book(gate), whole, {}) == []


def test_a_gate_for_children_waits_for_a_case_of_the_kind() -> None:
    made = book(replace(GATE, needs_children=("prov",)))
    assert sentences(made, case(("in", {})), {}) == ["Nej."]
    assert sentences(made, case(("in", {})), {}, case(("in", {}))) == []


def test_a_gate_bounds_what_the_event_itself_may_say_whatever_was_said_before() -> None:
    made = book(replace(GATE, needs_values={"r": ("chef",)}))
    told = case(("in", {"r": "chef"}))
    assert sentences(made, told, {}) == ["Nej."]
    assert sentences(made, told, {"r": "utredare"}) == ["Nej."]
    assert sentences(made, told, {"r": "chef"}) == []


def test_a_condition_and_an_exception_decide_whether_a_gate_has_a_say() -> None:
    gate = replace(GATE, when=(Condition("a", ("n",), unknown=False),), unless=("b",), needs_events=("not",))
    assert sentences(book(gate), case(("in", {})), {}) == []
    assert sentences(book(gate), case(("in", {})), {"a": "n"}) == ["Nej."]
    assert sentences(book(gate), case(("in", {"b": "skäl"})), {"a": "n"}) == []


def test_a_step_names_what_is_not_filled_in_and_opens_the_first() -> None:
    step = Step("beslut", "prov", "fas", "Gör så.", ("a", "b"), ("a", "b"))
    made = book(steps=(step,))
    (found,) = made.obstacles("beslut", case(("in", {"a": "förut"})), {})
    assert (found.sentence, found.place) == ("Fyll i ”A-fältet” och ”B-fältet”.", "a")
    assert sentences(made, case(("in", {})), {"a": "x", "b": "y"}) == []
    assert made.step("beslut") == step
    assert made.step("ut") is None


def test_what_the_form_will_ask_for_is_not_missed_before_it_is_filled_in() -> None:
    step = Step("beslut", "prov", "fas", "Gör så.", ("a",), ())
    gate = replace(GATE, needs_fields=("a",), needs_values={"r": ("chef",)})
    ((_, lacking),) = book(gate, steps=(step,)).waiting(case(("in", {})))
    assert lacking is None
    ((_, lacking),) = book(gate).waiting(case(("in", {})))
    assert lacking is not None


def test_a_gate_that_has_no_say_is_not_among_those_that_wait() -> None:
    gate = replace(GATE, when=(Condition("a", ("n",), unknown=False),))
    assert book(gate).waiting(case(("in", {}))) == ()


def test_a_case_is_in_the_last_phase_that_has_happened_and_a_reopening_takes_it_back() -> None:
    phases = (Phase("f1", "prov", "Inne", ("in",)), Phase("f2", "prov", "Ute", ("ut",)))
    made = book(phases=phases)

    def name(asked: Case) -> str | None:
        phase = made.phase(asked)
        return phase.name if phase else None

    assert name(case()) is None
    assert name(case(("in", {}))) == "Inne"
    assert name(case(("in", {}), ("ut", {}))) == "Ute"
    assert name(case(("in", {}), ("ut", {}), ("igen", {}))) == "Inne"


def test_a_point_is_found_by_its_id() -> None:
    assert book().point("två") == OTHER
    assert book().point("tre") is None
