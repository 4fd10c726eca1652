"""Targets that a municipality has set for measures that are everyone's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pydantic import Field

from caseapp.catalogue.faults import CatalogueError
from caseapp.catalogue.form import Form, Texts
from caseapp.domain.measures import Measure


class TargetForm(Form):
    """A target for a measure of the catalogue, in the measure's own unit."""

    measure: str
    target: float
    source: Texts = Field(min_length=1)


def with_targets(
    measures: Mapping[str, Measure], layers: Iterable[tuple[str, Sequence[TargetForm]]]
) -> dict[str, Measure]:
    """The measures with the targets of files, each with the file's name; the last one told holds.

    The definition is not touched, so the figure is the same with and without a pack. Raises CatalogueError.
    """
    made = dict(measures)
    faults = []
    for source, forms in layers:
        for form in forms:
            where = f"{source}: measure_target ”{form.measure}”"
            measure = made.get(form.measure)
            if measure is None:
                faults.append(f"{where}, measure: måttet finns inte.")
            elif measure.higher_is_better is None:
                faults.append(f"{where}, measure: måttet säger inte om högre eller lägre är bättre.")
            else:
                said = "; ".join((measure.source, *form.source))
                made[form.measure] = replace(measure, target=form.target, source=said)
    if faults:
        raise CatalogueError("\n".join(faults))
    return made
