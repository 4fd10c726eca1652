"""The third layer: what the user adds in the program, as text with new rules, rule versions and free days.

It never takes anything away from the layers below. A version is added to a rule that exists and closes the
one before on the day before; a free day counts only for rules that a municipality has set itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from caseapp.catalogue import forms
from caseapp.catalogue.faults import CatalogueError
from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.rules import Rule, RuleVersion

LOCAL_PACK = "lokal"
"""The `pack` of rules that are made in the program."""
LOCAL_SOURCE = "lokala regler"
"""What a fault in the layer begins with, as one in a file begins with the file's name."""


def add_versions(
    rules: Mapping[str, Rule],
    added: Iterable[forms.LocalVersionForm],
    make: Callable[[str, forms.RuleVersionForm, int], RuleVersion],
) -> dict[str, Rule]:
    """The rules with these versions after their own, the earliest first. Raises CatalogueError."""
    made = dict(rules)
    for form in sorted(added, key=lambda form: form.valid_from):
        where = f"{LOCAL_SOURCE}: rule_version ”{form.rule}”"
        rule = made.get(form.rule)
        if rule is None:
            raise CatalogueError(f"{where}, rule: regeln ”{form.rule}” finns inte i regelverket.")
        last = rule.versions[-1]
        if form.valid_from <= last.valid_from:
            raise CatalogueError(
                f"{where}, valid_from: ska vara senare än {last.valid_from.isoformat()}, då regelns senaste "
                "version började gälla."
            )
        version = make(where, form, last.number + 1)
        made[rule.id] = replace(rule, versions=(*rule.versions[:-1], _closed(last, form.valid_from), version))
    return made


def _closed(version: RuleVersion, successor: date) -> RuleVersion:
    """A version until the day before the next one; what its examples say of later days holds no more."""
    until = successor - timedelta(days=1)
    if version.valid_to is not None:
        until = min(until, version.valid_to)
    kept = tuple(example for example in version.examples if example.start.day <= until)
    return replace(version, valid_to=until, examples=kept)


def free_days(stated: Iterable[forms.FreeDayForm], calendar: WorkingCalendar) -> dict[date, str]:
    """Day → name. Raises CatalogueError for a day given twice or beyond the calendar."""
    found: dict[date, str] = {}
    for form in stated:
        where = f"{LOCAL_SOURCE}: free_day ”{form.name}”, day"
        if form.day in found:
            raise CatalogueError(f"{where}: {form.day.isoformat()} står två gånger. Ta bort den ena.")
        if not calendar.first <= form.day <= calendar.last:
            raise CatalogueError(f"{where}: {form.day.isoformat()} ligger utanför kalendern.")
        found[form.day] = form.name
    return found
