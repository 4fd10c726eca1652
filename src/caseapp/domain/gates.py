"""Gates: what a case must hold before an event may be recorded, and where what is missing is written.

A kind of case can have parts, which are what a reader turns the leaves of, and points, which are what the law
wants answered. Which they are, and what each gate asks for, is data; here is only how they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from caseapp.domain.cases import Case
from caseapp.domain.events import Event
from caseapp.domain.rules import Condition
from caseapp.domain.swedish import inside, listing


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the matter: the fields it shows, and what belongs on it in a sentence."""

    id: str
    number: int
    case_type: str
    name: str
    ask: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What the law wants answered, on which part, and by what: stated fields, events that have happened, or
    an entry, which is an event of the type `entry_event` whose field `entry_field` names the point. Only
    entries with these `entry_values` answer it; the others are shown and no more.
    """

    id: str
    number: int
    part: str
    name: str
    lagrum: str
    ask: str
    fields: tuple[str, ...]
    events: tuple[str, ...]
    entry_event: str
    entry_field: str
    entry_values: Mapping[str, tuple[str, ...]]

    def entries(self, case: Case) -> tuple[Event, ...]:
        """The entries of a case on this point, in the order they were made."""
        return tuple(
            event
            for event in case.events
            if event.type == self.entry_event and event.values.get(self.entry_field) == self.id
        )

    def covered(self, case: Case) -> bool:
        """Whether the case answers it."""
        return not self.lacks_entry(case) and not self.lacks_fields(case) and not self.lacks_events(case)

    def lacks_entry(self, case: Case) -> bool:
        """Whether it wants an entry and has none that answers it."""
        return bool(self.entry_event) and all(
            _beyond(self.entry_values, event.values) for event in self.entries(case)
        )

    def lacks_fields(self, case: Case) -> tuple[str, ...]:
        """The fields it wants that are not stated."""
        return tuple(name for name in self.fields if not case.facts.get(name))

    def lacks_events(self, case: Case) -> tuple[str, ...]:
        """The events it wants that have not happened."""
        return tuple(name for name in self.events if case.first(name) is None)


@dataclass(frozen=True, slots=True)
class Step:
    """An event with its form: the fields asked for, in order, and those that must be filled in."""

    event: str
    case_type: str
    phase: str
    ask: str
    fields: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    """Where a case is: in the last phase one of whose events has happened."""

    id: str
    case_type: str
    name: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """Asked before its events, when every condition holds on the facts with those of the event laid on, and
    none of the fields `unless` is stated.

    All the events, fields and points of `needs_*` must be there, and a case of each type of `needs_children`.
    `needs_values` bounds what the event itself may say. `sentence` says what is missing; {missing} in it is
    the names of the points or fields. `place` is the part, field or event that opens. A `red` one is shown as
    a fault as soon as its conditions hold, before anyone has tried.
    """

    id: str
    case_type: str
    events: tuple[str, ...]
    when: tuple[Condition, ...]
    unless: tuple[str, ...]
    needs_events: tuple[str, ...]
    needs_fields: tuple[str, ...]
    needs_points: tuple[str, ...]
    needs_children: tuple[str, ...]
    needs_values: Mapping[str, tuple[str, ...]]
    red: bool
    sentence: str
    place: str

    def applies(self, facts: Mapping[str, str]) -> bool:
        """Whether it has a say on these facts."""
        stated = any(facts.get(name) for name in self.unless)
        return not stated and all(condition.holds(facts, None) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an event may not be recorded yet, in a Swedish sentence, and the place that mends it."""

    gate: str
    event: str
    sentence: str
    place: str
    red: bool


@dataclass(frozen=True, slots=True)
class Book:
    """The parts, points, steps, phases and gates of one kind of case, and the names of its fields.

    Its cases are numbered `prefix-year-number`; others are alike so many months back.
    """

    parts: tuple[Part, ...]
    points: tuple[Point, ...]
    steps: tuple[Step, ...]
    phases: tuple[Phase, ...]
    gates: tuple[Gate, ...]
    names: Mapping[str, str]
    prefix: str = ""
    similar_months: int = 0

    def point(self, point_id: str) -> Point | None:
        """A point by its id."""
        return next((point for point in self.points if point.id == point_id), None)

    def step(self, event: str) -> Step | None:
        """The step of an event."""
        return next((step for step in self.steps if step.event == event), None)

    def phase(self, case: Case) -> Phase | None:
        """The phase a case is in."""
        happened = {event.type for position, event in enumerate(case.events) if position not in case.undone}
        return next((phase for phase in reversed(self.phases) if happened.intersection(phase.events)), None)

    def obstacles(
        self, event: str, case: Case, values: Mapping[str, str], children: Iterable[Case] = ()
    ) -> tuple[Obstacle, ...]:
        """What keeps an event with these values from a case; empty when it may be recorded."""
        unfilled = [self._unfilled(step, values) for step in self.steps if step.event == event]
        return (
            *(obstacle for obstacle in unfilled if obstacle is not None),
            *self.closed(event, case, values, children),
        )

    def closed(
        self, event: str, case: Case, values: Mapping[str, str] | None, children: Iterable[Case] = ()
    ) -> tuple[Obstacle, ...]:
        """What the gates alone lack; None for values leaves out what the event has yet to say."""
        kinds = {child.key.case_type for child in children}
        asked = [self.asked(gate, event, case, values, kinds) for gate in self.gates if event in gate.events]
        return tuple(obstacle for obstacle in asked if obstacle is not None)

    def waiting(self, case: Case, children: Iterable[Case] = ()) -> tuple[tuple[Gate, Obstacle | None], ...]:
        """Each gate that has a say on the case as it stands, with what it lacks.

        What an event has yet to say of itself is not missed before it is recorded.
        """
        kinds = {child.key.case_type for child in children}
        return tuple(
            (gate, self.asked(gate, gate.events[0], case, None, kinds))
            for gate in self.gates
            if gate.applies(case.facts)
        )

    def _unfilled(self, step: Step, values: Mapping[str, str]) -> Obstacle | None:
        missing = [name for name in step.required if not values.get(name)]
        if not missing:
            return None
        names = listing([f"”{self.names[name]}”" for name in missing])
        return Obstacle("", step.event, f"Fyll i {names}.", missing[0], False)

    def asked(
        self,
        gate: Gate,
        event: str,
        case: Case,
        values: Mapping[str, str] | None,
        children: Iterable[str] = (),
    ) -> Obstacle | None:
        """What a gate lacks for an event with these values; None for values leaves them out of it."""
        facts = {**case.facts, **(values or {})}
        if not gate.applies(facts):
            return None
        place = gate.place
        missing: list[str] = []
        points = self._uncovered(gate, case)
        if points:
            missing = [f"{point.number} {inside(point.name)}" for point in points]
            place = points[0].part
        fields = [name for name in gate.needs_fields if not facts.get(name)]
        if values is None:
            step = self.step(event)
            fields = [name for name in fields if step is None or name not in step.fields]
        if fields:
            missing = missing or [f"”{self.names[name]}”" for name in fields]
            place = fields[0] if not points else place
        lacking = (
            bool(missing)
            or any(case.first(name) is None for name in gate.needs_events)
            or bool(set(gate.needs_children) - set(children))
            or (values is not None and _beyond(gate.needs_values, values))
        )
        if not lacking:
            return None
        return Obstacle(gate.id, event, gate.sentence.replace("{missing}", listing(missing)), place, gate.red)

    def _uncovered(self, gate: Gate, case: Case) -> Sequence[Point]:
        return [point for point in self.points if point.id in gate.needs_points and not point.covered(case)]


def _beyond(allowed: Mapping[str, tuple[str, ...]], values: Mapping[str, str]) -> bool:
    return any(values.get(name, "") not in codes for name, codes in allowed.items())
