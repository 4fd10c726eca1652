"""Makes the settings of ej verkställda beslut of their form and of the layers upon it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from caseapp.catalogue.evb_form import EvbForm, EvbLayerForm, ExclusionForm, WindowForm
from caseapp.domain.cases import CaseType, FieldType
from caseapp.domain.evb_settings import EvbSettings, Exclusion, Need, Window
from caseapp.domain.quality import Check
from caseapp.domain.rules import Condition, Rule

LAGRUM = "lagrum"


def evb_settings(form: EvbForm, layers: Sequence[EvbLayerForm]) -> EvbSettings:
    """The settings with packs and the local layer on top, in order; the last that is told holds."""
    windows = {window.quarter: _window(window) for window in form.window}
    exclusions = [_exclusion(told) for told in form.exclusion]
    judgments = form.judgments
    for layer in layers:
        windows |= {window.quarter: _window(window) for window in layer.window}
        exclusions += [_exclusion(told) for told in layer.exclusion]
        judgments = judgments if layer.judgments is None else layer.judgments
    return EvbSettings(
        decision_rule=form.decision_rule,
        interruption_rule=form.interruption_rule,
        fee_rule=form.fee_rule,
        fee_interruption_rule=form.fee_interruption_rule,
        fee_judgment_rule=form.fee_judgment_rule,
        judgments=judgments,
        judgment_field=form.judgment_field,
        granted=frozenset(form.granted),
        time_bands=tuple(form.time_bands),
        doubtful=tuple(form.doubtful),
        decision_facts=frozenset(form.decision_facts),
        unsure_days=frozenset(form.unsure_days),
        exclusions=tuple(exclusions),
        windows=tuple(windows.values()),
        needs=tuple(
            Need(need.name, tuple(need.any_of), need.event, need.unless_field, tuple(need.unless))
            for need in form.need
        ),
    )


def _exclusion(form: ExclusionForm) -> Exclusion:
    return Exclusion(form.lagrum, form.reason, form.valid_from, form.valid_to)


def _window(form: WindowForm) -> Window:
    first, last = ((int(text[:2]), int(text[3:])) for text in (form.first, form.last))
    return Window(form.quarter, first, last)


def guarded(rules: Mapping[str, Rule], settings: EvbSettings) -> dict[str, Rule]:
    """The rules, with the two of ej verkställda beslut silent for what does not count.

    So that a queue of their clocks never shows what the quarter's list has put outside.
    """
    always = tuple(told.lagrum for told in settings.exclusions if not (told.valid_from or told.valid_to))
    conditions = [Condition(field=LAGRUM, none_of=always)]
    conditions += [
        Condition(field=LAGRUM, none_of=(told.lagrum,), valid_from=told.valid_from, valid_to=told.valid_to)
        for told in settings.exclusions
        if told.valid_from or told.valid_to
    ]
    if not settings.judgments:
        conditions.append(Condition(field=settings.judgment_field, none_of=("j",)))
    made = dict(rules)
    for rule_id in (settings.decision_rule, settings.interruption_rule):
        if rule_id in made:
            rule = made[rule_id]
            made[rule_id] = replace(rule, conditions=(*rule.conditions, *conditions))
    return made


def evb_faults(
    settings: EvbSettings,
    rules: Mapping[str, Rule],
    checks: Sequence[Check],
    fields: Mapping[str, FieldType],
    case_types: Mapping[str, CaseType],
) -> Iterator[str]:
    """What the settings name that is not in the catalogue, one line each."""
    for rule_id in (
        settings.decision_rule,
        settings.interruption_rule,
        settings.fee_rule,
        settings.fee_interruption_rule,
        settings.fee_judgment_rule,
    ):
        if rule_id not in rules:
            yield f"evb: regeln ”{rule_id}” finns inte i regelverket."
    known = {check.id for check in checks}
    for check_id in sorted({*settings.doubtful, *settings.unsure_days} - known):
        yield f"evb: kontrollen ”{check_id}” finns inte i regelverket."
    named = {settings.judgment_field, *settings.decision_facts}
    named.update(name for need in settings.needs for name in (*need.any_of, need.unless_field) if name)
    for name in sorted(named - fields.keys()):
        yield f"evb: fältet ”{name}” finns inte i regelverket."
    events = {name for kind in case_types.values() for name in kind.events}
    for need in settings.needs:
        if need.event and need.event not in events:
            yield f"evb, need ”{need.name}”: händelsen ”{need.event}” finns inte i regelverket."
    if list(settings.time_bands) != sorted(set(settings.time_bands)):
        yield "evb, time_bands: dygnen ska stå i stigande ordning."
    every_year = {f"Q{number}" for number in range(1, 5)}
    for quarter in sorted(every_year - {window.quarter for window in settings.windows}):
        yield f"evb, window: kvartalet {quarter} saknas."
