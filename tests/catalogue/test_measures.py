"""Measures in the files: every key is read, and every fault is told by file, measure and key."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caseapp.catalogue.load import CatalogueError, load_catalogue
from caseapp.domain.guards import (
    AgeGuard,
    ClockGuard,
    ClockState,
    EitherGuard,
    EventGuard,
    FieldGuard,
    IdleGuard,
    Kin,
    KinGuard,
    OpenGuard,
    SexGuard,
    SpanGuard,
)
from caseapp.domain.measures import (
    AgeBand,
    Band,
    Basis,
    Break,
    ClockChoice,
    Counts,
    Formula,
    Measure,
    Population,
    ReEntry,
    Span,
    Which,
)
from caseapp.files import resource

HEAD = 'version = 1\nname = "n"\ndefinition = "d"\nunit = "utredningar"\nsource = "s"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue to add to."""
    made = tmp_path / "catalogue"
    shutil.copytree(resource("catalogue"), made)
    return made


def read(folder: Path, *lines: str, head: str = HEAD) -> Measure:
    """The measure `prov` of a file of its own."""
    (folder / "prov.toml").write_text(
        '[[measure]]\nid = "prov"\n' + head + "\n".join(lines) + "\n", encoding="utf-8"
    )
    return load_catalogue(folder=folder).measure("prov")


def fault(folder: Path, *lines: str) -> str:
    """What is told of a measure that cannot be."""
    with pytest.raises(CatalogueError) as told:
        read(folder, *lines)
    return str(told.value)


def test_one_text_may_stand_without_brackets(folder: Path) -> None:
    made = read(folder, 'formula = "count"', 'case_type = "utredning"', 'counted = "inledd"')
    assert made.population == Population(("utredning",), Basis.EVENT, ("inledd",))
    made = read(folder, 'formula = "count"', 'case_type = ["utredning", "insats"]', 'counted = ["avslutad"]')
    assert made.population.case_types == ("utredning", "insats")


def test_every_guard_is_read(folder: Path) -> None:
    made = read(
        folder,
        'formula = "count"',
        'case_type = "utredning"',
        'basis = "open"',
        'only = { utredningstyp = ["barn"] }',
        "where = [",
        '  { field = "orsak", none_of = ["annat"] },',
        '  { field = "forlangning_skal", not = true },',
        '  { event = ["tilldelad", "utredningsplan"], at_least = 2 },',
        "  { age_from = 13, age_to = 18, unknown = true },",
        '  { sex = ["K"] },',
        '  { rule = "utredning-barn", state = "over_limit" },',
        '  { since = "inledd", until = "tilldelad", days_from = 31, working = true },',
        '  { idle_days = 30, steps = ["sista_kontakt"] },',
        "  { open = true, not = true },",
        '  { parent = "aktualisering", where = [{ field = "vald", any_of = ["j"] }] },',
        '  { child = "insats" },',
        '  { same_person = "insats", where = [{ open = true }] },',
        '  { either = [{ sex = ["M"] }, { age_to = 12 }] },',
        "]",
    )
    assert made.population.where == (
        FieldGuard("utredningstyp", ("barn",)),
        FieldGuard("orsak", none_of=("annat",), unknown=True),
        FieldGuard("forlangning_skal", negated=True),
        EventGuard(("tilldelad", "utredningsplan"), 2),
        AgeGuard(13, 18, unknown=True),
        SexGuard(("K",)),
        ClockGuard(("utredning-barn",), ClockState.OVER_LIMIT),
        SpanGuard(("inledd",), ("tilldelad",), 31, None, working=True),
        IdleGuard(30, ("sista_kontakt",)),
        OpenGuard(negated=True),
        KinGuard(Kin.PARENT, "aktualisering", (FieldGuard("vald", ("j",)),)),
        KinGuard(Kin.CHILD, "insats"),
        KinGuard(Kin.SAME_PERSON, "insats", (OpenGuard(),)),
        EitherGuard((SexGuard(("M",)), AgeGuard(None, 12))),
    )
    assert made.every_rule == ("utredning-barn",)
    assert made.kin == {(kin, "utredning") for kin in Kin}


def test_a_duration_has_its_bands_ends_and_percentiles(folder: Path) -> None:
    made = read(
        folder,
        'formula = "duration"',
        'case_type = "utredning"',
        'basis = "open"',
        'since = "inkom"',
        'since_of = "aktualisering"',
        'until = "verkstalld"',
        'until_of = "insats"',
        "running = true",
        'days = "working"',
        'bands = "prov"',
        "percentiles = [10, 90]",
        'main = "median"',
        'age_bands = "prov"',
        'by = ["orsak", "aktualisering.typ", "case_type"]',
        "[[duration_band]]",
        'set = "prov"',
        'id = "kort"',
        "first = 0",
        "last = 7",
        "[[age_band]]",
        'set = "prov"',
        'id = "alla"',
        "first = 0",
    )
    assert made.span == Span(
        ("inkom",), ("verkstalld",), since_of="aktualisering", until_of="insats", running=True, working=True
    )
    assert made.bands == (Band("kort", 0, 7),)
    assert made.age_bands == (AgeBand("alla", 0, None),)
    assert (made.percentiles, made.main) == ((10, 90), "median")
    assert made.by == ("orsak", "aktualisering.typ", "case_type")
    assert made.kin == {(Kin.PARENT, "utredning"), (Kin.CHILD, "utredning")}
    assert load_catalogue(folder=folder).duration_bands[0].name == "0–30"


def test_coming_back_has_its_window(folder: Path) -> None:
    made = read(
        folder,
        'formula = "re_entry"',
        'case_type = ["utredning", "insats"]',
        'returns = "utredning"',
        'return_where = [{ parent = "aktualisering", where = [{ parent = "insats" }] }]'.replace(
            ', where = [{ parent = "insats" }]', ""
        ),
        "within_months = 12",
        "base_months = 6",
        "complement = true",
    )
    back = (KinGuard(Kin.PARENT, "aktualisering"),)
    assert made.re_entry == ReEntry(("utredning",), back, 12, 6, complement=True)
    assert (made.population.basis, made.population.counts) == (Basis.ENDED, Counts.PERSONS)
    assert made.kin == {(Kin.PARENT, "utredning")}


@pytest.mark.parametrize(
    ("basis", "clock"),
    [
        ('counted = "avslutad"', ClockChoice.STOPPED),
        ('basis = "ended"', ClockChoice.STOPPED),
        ('basis = "begun"', ClockChoice.STARTED),
        ('basis = "open"', ClockChoice.RUNNING),
        ('basis = "begun"\nclock = "stopped"', ClockChoice.STOPPED),
    ],
)
def test_the_basis_chooses_the_clock_unless_it_is_said(folder: Path, basis: str, clock: ClockChoice) -> None:
    made = read(folder, 'formula = "share_late"', 'case_type = "utredning"', 'rule = "utredning-barn"', basis)
    assert made.clock is clock


def test_what_a_formula_fixes_need_not_be_said(folder: Path) -> None:
    for formula, basis in (
        ("queue_length", Basis.OPEN),
        ("per_worker", Basis.OPEN),
        ("care_days", Basis.ONGOING),
        ("balance", Basis.BEGUN),
    ):
        assert read(folder, f'formula = "{formula}"', 'case_type = "insats"').population.basis is basis
    made = read(
        folder,
        'formula = "care_days"',
        'case_type = "insats"',
        'since = "verkstalld"',
        'suspends = ["avbrott", "aterupptagen"]',
        "last_day_counts = true",
    )
    assert made.span == Span(("verkstalld",), suspends=("avbrott", "aterupptagen"), last_day_counts=True)
    events = read(
        folder, 'formula = "count"', 'case_type = "insats"', 'counted = "avbrott"\ncounts = "events"'
    )
    assert events.population.which is Which.EACH


def test_what_is_shown_beside_the_figure_is_read(folder: Path) -> None:
    made = read(
        folder,
        'source = ["källa 1", "källa 2"]',
        'formula = "count"',
        'case_type = "utredning"',
        'counted = "inledd"',
        'kolada = "U33401"',
        'area = "Utredning"',
        'chart = "lines"',
        "higher_is_better = false",
        "target = 95",
        "valid_from = 2024-01-01",
        "valid_to = 2026-12-31",
        "hide_below = 1",
        "share_from = 30",
        "[[measure.break]]",
        "day = 2025-07-01",
        'text = "ny lag"',
        head=HEAD.replace('source = "s"\n', ""),
    )
    assert made.source == "källa 1; källa 2"
    assert (made.kolada, made.area, made.chart) == ("U33401", "Utredning", "lines")
    assert (made.valid_from, made.valid_to) == (date(2024, 1, 1), date(2026, 12, 31))
    assert made.breaks == (Break(date(2025, 7, 1), "ny lag"),)
    assert (made.hide_below, made.share_from, made.target, made.higher_is_better) == (1, 30, 95, False)


COUNT = ('formula = "count"', 'case_type = "utredning"')
SHARE = ('formula = "share_late"', 'case_type = "utredning"')


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (COUNT, "counted: saknas. Ange händelsen"),
        ((*COUNT, 'basis = "open"', 'counted = "inledd"'), "counted: används inte med basis open"),
        ((*COUNT, 'basis = "open"', 'since = "inledd"'), "since: används inte av formeln count"),
        ((*COUNT, 'basis = "due"'), "rule: saknas; basis due behöver den"),
        ((*COUNT, 'basis = "open"', 'counts = "deadlines"'), "rule: saknas; counts deadlines"),
        ((*COUNT, 'basis = "open"', 'rule = "utredning-barn"'), "bara med counts deadlines"),
        ((*SHARE, 'basis = "ended"'), "rule: saknas; formeln share_late behöver den"),
        (
            (
                'formula = "duration"',
                'case_type = "utredning"',
                'basis = "open"',
                'since = "inledd"',
                'until_of = "insats"',
            ),
            "until: saknas; until_of behöver den",
        ),
        (
            (
                'formula = "duration"',
                'case_type = "utredning"',
                'basis = "open"',
                'since = "inledd"',
                'bands = "x"',
            ),
            "bands: ”x” finns inte. Välj en av: ",
        ),
        ((*COUNT, 'basis = "open"', 'age_bands = "x"'), "age_bands: ”x” finns inte."),
        (
            (*COUNT, 'basis = "open"', "valid_from = 2026-01-01", "valid_to = 2025-01-01"),
            "valid_to: ligger före valid_from",
        ),
        ((*COUNT, 'basis = "open"', "where = [{}]"), "where 1: ska ha precis en av field, event,"),
        (
            (*COUNT, 'basis = "open"', 'where = [{ field = "orsak", event = "inledd" }]'),
            "where 1: ska ha precis en av",
        ),
        (
            (*COUNT, 'basis = "open"', 'where = [{ field = "orsak", steps = ["inledd"] }]'),
            "where 1, steps: hör inte till field",
        ),
        ((*COUNT, 'basis = "open"', 'where = [{ rule = "utredning-barn" }]'), "where 1, state: saknas"),
        (
            (*COUNT, 'basis = "open"', 'where = [{ since = "inledd" }]'),
            "where 1: ange days_from, days_to eller båda",
        ),
        ((*COUNT, 'basis = "open"', "where = [{ idle_days = 3 }]"), "where 1, steps: saknas"),
        ((*COUNT, 'basis = "open"', "where = [{ open = false }]"), "where 1, open: skriv open = true"),
        (
            (*COUNT, 'basis = "open"', 'where = [{ either = [{ sex = ["K"] }, {}] }]'),
            "where 1, 2: ska ha precis en av",
        ),
        ((*COUNT, 'basis = "open"', 'id = "prov2"', "x = 1"), "prov.toml"),
        (('formula = "count"', 'case_type = "x"', 'basis = "open"'), "case_type: ärendetypen ”x” finns inte"),
        ((*COUNT, 'counted = "beslut"'), "counted: händelsen ”beslut” hör inte till ärendetypen ”utredning”"),
        (
            (
                'formula = "duration"',
                'case_type = "utredning"',
                'basis = "open"',
                'since = "x"',
                'since_of = "y"',
            ),
            "since_of: ärendetypen ”y” finns inte",
        ),
        (
            (
                'formula = "duration"',
                'case_type = "utredning"',
                'basis = "open"',
                'since = "inkom"',
                'since_of = "insats"',
            ),
            "since_of: ärendetypen ”utredning” kommer inte ur ”insats”",
        ),
        (
            (
                'formula = "duration"',
                'case_type = "utredning"',
                'basis = "open"',
                'since = "inledd"',
                'until = "inkom"',
                'until_of = "aktualisering"',
            ),
            "until_of: ärendetypen ”aktualisering” kommer inte ur ”utredning”",
        ),
        ((*SHARE, 'basis = "ended"', 'rule = "x"'), "rule: regeln ”x” finns inte i regelverket"),
        ((*SHARE, 'basis = "ended"', 'rule = "evb"'), "rule: regeln ”evb” går på ärendetypen ”insats”"),
        ((*COUNT, 'basis = "open"', 'by = ["x"]'), "by: fältet ”x” hör inte till ärendetypen"),
        ((*COUNT, 'basis = "open"', 'by = ["x.typ"]'), "by: ärendetypen ”x” finns inte"),
        ((*COUNT, 'basis = "open"', 'by = ["insats.lagrum"]'), "by: ärendetypen ”utredning” kommer inte ur"),
        ((*COUNT, 'basis = "open"', 'where = [{ field = "x" }]'), "where: fältet ”x” hör inte till"),
        ((*COUNT, 'basis = "open"', 'where = [{ event = "x" }]'), "where: händelsen ”x” hör inte till"),
        ((*COUNT, 'basis = "open"', 'where = [{ since = "x", days_to = 1 }]'), "where: händelsen ”x”"),
        ((*COUNT, 'basis = "open"', 'where = [{ idle_days = 1, steps = ["x"] }]'), "where: händelsen ”x”"),
        ((*COUNT, 'basis = "open"', 'where = [{ rule = "x", state = "late" }]'), "where: regeln ”x” finns"),
        ((*COUNT, 'basis = "open"', 'where = [{ either = [{ event = "x" }] }]'), "where: händelsen ”x”"),
        ((*COUNT, 'basis = "open"', 'where = [{ parent = "x" }]'), "where: ärendetypen ”x” finns inte"),
        (
            (*COUNT, 'basis = "open"', 'where = [{ parent = "insats" }]'),
            "where: ärendetypen ”utredning” kommer",
        ),
        ((*COUNT, 'basis = "open"', 'where = [{ child = "aktualisering" }]'), "kommer inte ur ”utredning”"),
        (
            (
                'formula = "re_entry"',
                'case_type = "utredning"',
                "within_months = 1",
                'return_where = [{ field = "x" }]',
            ),
            "return_where: fältet ”x” hör inte till",
        ),
        (
            ('formula = "re_entry"', 'case_type = "utredning"', "within_months = 1", 'returns = "x"'),
            "case_type: ärendetypen ”x” finns inte",
        ),
    ],
)
def test_a_fault_is_told_by_file_measure_and_key(folder: Path, lines: tuple[str, ...], told: str) -> None:
    said = fault(folder, *lines)
    assert "prov.toml: measure ”prov" in said or told == "prov.toml"
    assert told in said


def test_all_faults_of_form_are_told_at_once(folder: Path) -> None:
    said = fault(folder, *COUNT, 'since = "inledd"', 'bands = "x"').splitlines()
    assert len(said) == 4
    assert all(line.startswith("prov.toml: measure ”prov”, ") for line in said)


def test_a_measure_that_is_there_already_is_told(folder: Path) -> None:
    text = '[[measure]]\nid = "utredning.tid"\n' + HEAD + 'formula = "count"\ncase_type = "utredning"\n'
    (folder / "prov.toml").write_text(text + 'basis = "open"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"measure ”utredning\.tid”: namnet finns redan"):
        load_catalogue(folder=folder)


def test_a_pack_may_add_a_measure(folder: Path) -> None:
    path = folder / "packs" / "norrtalje.toml"
    lines = [f'id = "prov"\n{HEAD}', 'formula = "count"', 'case_type = "utredning"', 'basis = "begun"']
    path.write_text(
        path.read_text(encoding="utf-8") + "\n[[measure]]\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    assert "prov" not in load_catalogue(folder=folder).measures
    made = load_catalogue(["norrtalje"], folder).measure("prov")
    assert made.formula is Formula.COUNT
    assert replace(made, id="x") != made
