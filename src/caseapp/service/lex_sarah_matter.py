"""What a lex Sarah matter is shown as: values for screen, paper and command line alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from caseapp.domain.cases import Case
from caseapp.domain.events import CaseKey
from caseapp.domain.gates import Gate, Obstacle, Part, Point, Step
from caseapp.domain.lex_sarah import Entry, assessment_of
from caseapp.domain.moments import Moment
from caseapp.service.cases import DeadlineLine, EventLine
from caseapp.service.lex_sarah_remedies import RemedyRow


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field that a part or form shows: its id, name, stored value and how that is read."""

    id: str
    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its codes in words."""

    entry: Entry
    kind_name: str
    role_name: str
    cause_name: str


@dataclass(frozen=True, slots=True)
class PointView:
    """A point: its entries, and what it still lacks in a sentence, empty when it is covered."""

    point: Point
    covered: bool
    missing: str
    entries: tuple[EntryView, ...]
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its points and the fields it shows; those without a value have an empty text."""

    part: Part
    points: tuple[PointView, ...]
    fields: tuple[FieldLine, ...]

    @property
    def covered(self) -> int:
        """How many of its points are answered."""
        return sum(point.covered for point in self.points)

    @property
    def total(self) -> int:
        """How many points it has."""
        return len(self.points)


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate as it stands; `sentence` and `place` are empty when it is open."""

    gate: Gate
    event_name: str
    open: bool
    sentence: str
    place: str
    red: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step: when it last happened, and what is in its way before anything is filled in."""

    step: Step
    name: str
    happened: Moment | None
    obstacles: tuple[Obstacle, ...]

    @property
    def allowed(self) -> bool:
        """Whether its form may be filled in."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class Similar:
    """A matter of the same type at the same unit, reported not long before."""

    key: CaseKey
    reported: date
    assessment_name: str
    text: str
    remedies: int
    closed: date | None


@dataclass(frozen=True, slots=True)
class Matter:
    """The whole of a matter on a day. `red` are the sentences of what is wrong now, in law."""

    key: CaseKey
    case: Case
    as_of: date
    phase: str
    phase_name: str
    type_name: str
    area_name: str
    assessment_name: str
    serious: bool
    passive: bool
    red: tuple[str, ...]
    parts: tuple[PartView, ...]
    gates: tuple[GateView, ...]
    steps: tuple[StepView, ...]
    clocks: tuple[DeadlineLine, ...]
    remedies: tuple[RemedyRow, ...]
    history: tuple[EventLine, ...]
    similar: tuple[Similar, ...]
    incident: CaseKey | None
    report: tuple[FieldLine, ...]
    notification: tuple[FieldLine, ...]

    @property
    def covered(self) -> int:
        """How many of the points are answered."""
        return sum(part.covered for part in self.parts)

    @property
    def total(self) -> int:
        """How many points there are."""
        return sum(part.total for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        """The matter as the command line's contract has it."""
        return {
            "case": self.key.ref,
            "as_of": self.as_of.isoformat(),
            "phase": self.phase,
            "unit": self.case.unit,
            "assessment": assessment_of(self.case) or None,
            "serious": self.serious,
            "passive": self.passive,
            "red": list(self.red),
            "points_covered": self.covered,
            "points": self.total,
            "report": {line.id: line.value for line in self.report},
            "parts": [
                {
                    "part": view.part.id,
                    "name": view.part.name,
                    "points": [
                        {
                            "point": point.point.id,
                            "number": point.point.number,
                            "name": point.point.name,
                            "lagrum": point.point.lagrum,
                            "covered": point.covered,
                            "missing": point.missing or None,
                            "entries": [
                                {
                                    "event": entry.entry.event_id,
                                    "documented": str(entry.entry.documented),
                                    "kind": entry.entry.kind,
                                    "source": entry.entry.source,
                                    "role": entry.entry.role,
                                    "text": entry.entry.text,
                                    "cause": entry.entry.cause or None,
                                }
                                for entry in point.entries
                            ],
                        }
                        for point in view.points
                    ],
                }
                for view in self.parts
            ],
            "gates": [
                {
                    "gate": gate.gate.id,
                    "events": list(gate.gate.events),
                    "open": gate.open,
                    "red": gate.red,
                    "sentence": gate.sentence or None,
                    "place": gate.place or None,
                }
                for gate in self.gates
            ],
            "clocks": [
                {
                    "rule": line.deadline.rule.id,
                    "case": line.deadline.case.ref,
                    "last_day": line.deadline.last_day.isoformat(),
                    "stopped": str(line.deadline.stopped) if line.deadline.stopped else None,
                    "status": line.state.value,
                    "watch": line.deadline.rule.watch,
                }
                for line in self.clocks
            ],
            "remedies": [remedy.as_json() for remedy in self.remedies],
            "similar": [
                {
                    "case": like.key.ref,
                    "reported": like.reported.isoformat(),
                    "assessment": like.assessment_name,
                    "closed": like.closed.isoformat() if like.closed else None,
                }
                for like in self.similar
            ],
        }
