"""Parts, points, phases, steps and gates: made of their forms, and checked against the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from caseapp.catalogue import forms
from caseapp.domain.gates import Book, Gate, Part, Phase, Point, Step
from caseapp.domain.rules import Condition

if TYPE_CHECKING:
    from caseapp.catalogue.book import Catalogue


def matter_books(books: Iterable[forms.BookForm]) -> dict[str, Book]:
    """What the files say of each kind of case that has steps."""
    every = list(books)
    parts = [_part(form) for book in every for form in book.part]
    points = [_point(form) for book in every for form in book.point]
    phases = [Phase(f.id, f.case_type, f.name, tuple(f.events)) for book in every for f in book.phase]
    steps = [_step(form) for book in every for form in book.step]
    gates = [_gate(form) for book in every for form in book.gate]
    names = {form.id: form.name for book in every for form in book.field}
    made = {}
    matters = {form.case_type: form for book in every for form in book.matter}
    for kind in dict.fromkeys([*matters, *(step.case_type for step in steps)]):
        own = tuple(part for part in parts if part.case_type == kind)
        made[kind] = Book(
            tuple(sorted(own, key=lambda part: part.number)),
            tuple(
                sorted(
                    (point for point in points if point.part in {part.id for part in own}),
                    key=lambda point: point.number,
                )
            ),
            tuple(step for step in steps if step.case_type == kind),
            tuple(phase for phase in phases if phase.case_type == kind),
            tuple(gate for gate in gates if gate.case_type == kind),
            names,
            matters[kind].prefix if kind in matters else "",
            matters[kind].similar_months if kind in matters else 0,
        )
    return made


def matter_faults(catalogue: Catalogue) -> Iterator[str]:
    """Every name that is not there, one line each with entry and field."""
    for kind, book in catalogue.matters.items():
        case_type = catalogue.case_types.get(kind)
        if case_type is None:
            yield f"step, case_type: ärendetypen ”{kind}” finns inte i regelverket."
            continue
        points = {point.id for point in book.points}
        parts = {part.id for part in book.parts}
        told: list[tuple[str, Iterable[str], Iterable[str]]] = []
        for part in book.parts:
            told.append((f"part ”{part.id}”", part.fields, ()))
        for point in book.points:
            fields = (*point.fields, *filter(None, [point.entry_field]), *point.entry_values)
            told.append((f"point ”{point.id}”", fields, (*point.events, *filter(None, [point.entry_event]))))
        for phase in book.phases:
            told.append((f"phase ”{phase.id}”", (), phase.events))
        for step in book.steps:
            told.append((f"step ”{step.event}”", (*step.fields, *step.required), (step.event,)))
        for gate in book.gates:
            where = f"gate ”{gate.id}”"
            stated = [condition.field for condition in gate.when]
            fields = (*stated, *gate.unless, *gate.needs_fields, *gate.needs_values)
            told.append((where, fields, (*gate.events, *gate.needs_events)))
            for name in gate.needs_points:
                if name not in points:
                    yield f"{where}, needs_points: punkten ”{name}” finns inte i regelverket."
            for name in gate.needs_children:
                if name not in catalogue.case_types:
                    yield f"{where}, needs_children: ärendetypen ”{name}” finns inte i regelverket."
            if gate.place not in {*parts, *case_type.fields, *catalogue.events}:
                yield f"{where}, place: ”{gate.place}” är ingen del, uppgift eller händelse."
        for where, names, events in told:
            for name in names:
                if name not in case_type.fields:
                    yield f"{where}: fältet ”{name}” hör inte till ärendetypen ”{kind}”."
            for name in events:
                if name not in case_type.events:
                    yield f"{where}: händelsen ”{name}” hör inte till ärendetypen ”{kind}”."


def _part(form: forms.PartForm) -> Part:
    return Part(form.id, form.number, form.case_type, form.name, form.ask, tuple(form.fields))


def _point(form: forms.PointForm) -> Point:
    entry = form.entry
    return Point(
        form.id,
        form.number,
        form.part,
        form.name,
        form.lagrum,
        form.ask,
        tuple(form.fields),
        tuple(form.events),
        entry.event if entry else "",
        entry.field if entry else "",
        {name: tuple(codes) for name, codes in entry.values.items()} if entry else {},
    )


def _step(form: forms.StepForm) -> Step:
    return Step(form.event, form.case_type, form.phase, form.ask, tuple(form.fields), tuple(form.required))


def _gate(form: forms.GateForm) -> Gate:
    return Gate(
        id=form.id,
        case_type=form.case_type,
        events=tuple(form.events),
        when=tuple(
            Condition(c.field, tuple(c.any_of), tuple(c.none_of), c.age_under, c.unknown) for c in form.when
        ),
        unless=tuple(form.unless),
        needs_events=tuple(form.needs_events),
        needs_fields=tuple(form.needs_fields),
        needs_points=tuple(form.needs_points),
        needs_children=tuple(form.needs_children),
        needs_values={name: tuple(codes) for name, codes in form.needs_values.items()},
        red=form.red,
        sentence=form.sentence,
        place=form.place,
    )
