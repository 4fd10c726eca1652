"""Parts, points, steps and gates as the files have them: they fit together, and a fault is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caseapp.catalogue.load import CatalogueError, load_catalogue
from caseapp.domain.cases import FieldKind
from caseapp.files import resource
from tests.making import catalogue

BOOK = catalogue().matters["lex_sarah"]


def test_the_utredning_has_six_parts_that_cover_the_nine_points() -> None:
    assert [part.number for part in BOOK.parts] == [1, 2, 3, 4, 5, 6]
    assert [point.number for point in BOOK.points] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert {point.part for point in BOOK.points} == {part.id for part in BOOK.parts}
    assert [point.lagrum for point in BOOK.points] == [
        f"5 kap. SOSFS 2011:5, punkt {number}" for number in range(1, 10)
    ]


def test_the_codes_of_points_are_called_what_the_points_are_called() -> None:
    codes = catalogue().code_lists["lex-sarah-punkt"].codes
    assert [(code.id, code.name) for code in codes] == [(point.id, point.name) for point in BOOK.points]


def test_every_event_with_a_gate_has_a_step_with_a_form() -> None:
    for book in catalogue().matters.values():
        steps = {step.event for step in book.steps}
        gated = {event for gate in book.gates for event in gate.events}
        assert gated - steps <= {"effekt_dag"}


def test_every_field_a_step_must_have_is_asked_for_in_its_form() -> None:
    for book in catalogue().matters.values():
        assert [step.event for step in book.steps if not set(step.required) <= set(step.fields)] == []


def test_every_no_in_a_form_has_a_gate_that_asks_why_but_of_what_was_enclosed() -> None:
    asked = {
        condition.field
        for gate in BOOK.gates
        for condition in gate.when
        if condition.any_of == ("n",) and gate.needs_fields
    }
    yes_no = {
        name
        for step in BOOK.steps
        for name in step.fields
        if catalogue().fields[name].kind is FieldKind.YES_NO
    }
    assert yes_no - asked == {"utredning_bifogad"}


def test_every_gate_says_what_is_missing_and_what_to_do() -> None:
    for book in catalogue().matters.values():
        for gate in book.gates:
            assert gate.sentence.count(".") >= 1, gate.id
            assert len(gate.sentence.split()) >= 8, gate.id


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('fields = ["rapport_text"]', 'fields = ["x"]', "part ”vad-hande”: fältet ”x” hör inte till"),
        ('events = ["lex_sarah_beslut"]', 'events = ["x"]', "point ”beslut”: händelsen ”x” hör inte till"),
        ('events = ["ivo_beslut"]', 'events = ["x"]', "phase ”ivo”: händelsen ”x” hör inte till"),
        ('fields = ["handlaggare"]', 'fields = ["x"]', "step ”lex_sarah_utredning”: fältet ”x” hör inte"),
        (
            'needs_events = ["overlamnad"]',
            'needs_events = ["x"]',
            "gate ”beslut-ej-overlamnad”: händelsen ”x”",
        ),
        (
            'needs_points = ["handelse"',
            'needs_points = ["x"',
            "gate ”overlamnad-ofullstandig”, needs_points: punkten ”x”",
        ),
        (
            'needs_children = ["atgard"]',
            'needs_children = ["x"]',
            "needs_children: ärendetypen ”x” finns inte",
        ),
        (
            'place = "ivo_brist"',
            'place = "x"',
            "gate ”ivo-brist”, place: ”x” är ingen del, uppgift eller händelse",
        ),
        (
            'event = "atgard_dag"\ncase_type = "atgard"',
            'event = "atgard_dag"\ncase_type = "x"',
            "step, case_type: ärendetypen ”x”",
        ),
        ("number = 9", "number = 0", "point ”beslut”, number: ska vara minst 1"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_entry(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(resource("catalogue"), folder)
    path = folder / "lex-sarah.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as found:
        load_catalogue(folder=folder)
    assert told in str(found.value)
