"""A municipality sets its own targets for the measures that are everyone's, and the figures stay the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseapp.catalogue.faults import CatalogueError
from caseapp.catalogue.load import load_catalogue
from caseapp.catalogue.targets import TargetForm, with_targets

TIME = "utredning.tid-barn"


def test_a_pack_sets_a_target_and_tells_its_source() -> None:
    plain = load_catalogue().measure(TIME)
    local = load_catalogue(["norrtalje"]).measure(TIME)
    assert plain.target is None
    assert local.target == 95
    assert local.source.startswith(plain.source)
    assert "målvärde december 2025" in local.source
    assert replace(local, target=None, source=plain.source) == plain


def test_the_last_pack_that_tells_a_target_holds() -> None:
    measures = load_catalogue().measures
    layers = [("a.toml", [target(TIME, 95)]), ("b.toml", [target(TIME, 90)])]
    assert with_targets(measures, layers)[TIME].target == 90
    assert with_targets(measures, []) == dict(measures)


def test_a_target_for_an_unknown_measure_or_one_without_a_direction_is_refused() -> None:
    measures = load_catalogue().measures
    layers = [("a.toml", [target("finns.inte", 1), target("aktualiseringar.antal", 5), target(TIME, 95)])]
    with pytest.raises(CatalogueError) as told:
        with_targets(measures, layers)
    assert str(told.value).splitlines() == [
        "a.toml: measure_target ”finns.inte”, measure: måttet finns inte.",
        "a.toml: measure_target ”aktualiseringar.antal”, measure: måttet säger inte om högre eller lägre är "
        "bättre.",
    ]


def target(measure: str, value: float) -> TargetForm:
    return TargetForm.model_validate({"measure": measure, "target": value, "source": "prov"})
