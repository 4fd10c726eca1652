"""Checks that the parts of the catalogue fit together, and that every worked example comes out right."""

from __future__ import annotations

from collections.abc import Iterator

from caseapp.catalogue.book import Catalogue
from caseapp.catalogue.evb_book import evb_faults
from caseapp.catalogue.matters import matter_faults
from caseapp.domain.cases import CodeList, FieldKind
from caseapp.domain.deadlines import reckon
from caseapp.domain.errors import UserError
from caseapp.domain.rules import Rule


def check_catalogue(catalogue: Catalogue) -> list[str]:
    """Every fault, one line each, naming entry and field; empty when all is well."""
    return [
        *(fault for code_list in catalogue.code_lists.values() for fault in _codes(code_list)),
        *_fields(catalogue),
        *_case_types(catalogue),
        *(fault for rule in catalogue.rules.values() for fault in _rule(catalogue, rule)),
        *_checks(catalogue),
        *_imports(catalogue),
        *_forecast(catalogue),
        *_quarter(catalogue),
        *matter_faults(catalogue),
        *evb_faults(catalogue.evb, catalogue.rules, catalogue.checks, catalogue.fields, catalogue.case_types),
    ]


def failed_examples(catalogue: Catalogue, rule: Rule) -> list[str]:
    """The worked examples of a rule that do not come out as written, each told in a line."""
    faults = []
    for version in rule.versions:
        for example in version.examples:
            where = f"rule ”{rule.id}”, version {version.number}, example {example.start}"
            try:
                result = reckon(
                    rule,
                    example.start,
                    catalogue.calendar,
                    example.extended_to,
                    version=version if rule.from_birth else None,
                )
            except UserError as error:
                faults.append(f"{where}: {error}")
                continue
            said = (example.nominal, example.last_day)
            if (result.nominal, result.last_day) != said or result.version is not version:
                faults.append(
                    f"{where}: regeln ger {result.nominal} och {result.last_day} (version "
                    f"{result.version.number}), exemplet säger {example.nominal} och {example.last_day}."
                )
            if example.due_at is not None and example.due_at != result.due_at:
                faults.append(f"{where}: regeln ger {result.due_at}, exemplet säger {example.due_at}.")
    return faults


def _unknown(where: str, kind: str, name: str) -> str:
    return f"{where}: {kind} ”{name}” finns inte i regelverket."


def _codes(code_list: CodeList) -> Iterator[str]:
    """A word that means two codes of a list cannot be read."""
    meaning: dict[str, str] = {}
    for code in code_list.codes:
        for word in sorted({written.casefold() for written in (code.id, code.name, *code.aliases)}):
            other = meaning.setdefault(word, code.id)
            if other != code.id:
                yield f"code_list ”{code_list.id}”: ”{word}” betyder både {other} och {code.id}."


def _fields(catalogue: Catalogue) -> Iterator[str]:
    for field in catalogue.fields.values():
        if field.kind is FieldKind.CODE and field.code_list not in catalogue.code_lists:
            yield _unknown(f"field ”{field.id}”, code_list", "listan", field.code_list)
        if field.kind is FieldKind.CASE and field.parent_type not in catalogue.case_types:
            yield _unknown(f"field ”{field.id}”, parent_type", "ärendetypen", field.parent_type)
    for event in catalogue.events.values():
        if event.value and event.value not in catalogue.fields:
            yield _unknown(f"event ”{event.id}”, value", "fältet", event.value)


def _case_types(catalogue: Catalogue) -> Iterator[str]:
    for kind in catalogue.case_types.values():
        for name in (kind.opens, *kind.closes, *kind.reopens, *kind.events):
            if name not in catalogue.events:
                yield _unknown(f"case_type ”{kind.id}”, events", "händelsen", name)
        for name in kind.fields:
            if name not in catalogue.fields:
                yield _unknown(f"case_type ”{kind.id}”, fields", "fältet", name)


def _rule(catalogue: Catalogue, rule: Rule) -> Iterator[str]:
    where = f"rule ”{rule.id}”"
    case_type = catalogue.case_types.get(rule.case_type)
    if case_type is None:
        yield _unknown(f"{where}, case_type", "ärendetypen", rule.case_type)
        return
    extension = [rule.extension] if rule.extension else []
    for name in (*rule.start, *rule.stop, *extension, *(rule.suspends or ())):
        if name not in case_type.events:
            yield f"{where}: händelsen ”{name}” hör inte till ärendetypen ”{case_type.id}”."
    for condition in rule.conditions:
        if condition.age_under is None and condition.field not in case_type.fields:
            yield f"{where}, when: fältet ”{condition.field}” hör inte till ärendetypen ”{case_type.id}”."
    if rule.repeats is not None and rule.repeats not in catalogue.rules:
        yield _unknown(f"{where}, repeats", "regeln", rule.repeats)
    elif rule.repeats is not None and catalogue.rules[rule.repeats].repeats is not None:
        # Two that repeat each other would both lose their place, and nobody would see the clock.
        yield f"{where}, repeats: ”{rule.repeats}” upprepar själv en regel. Ange den."
    if rule.recurs and not set(rule.start) & set(rule.stop):
        yield f"{where}, recurs: ingen av händelserna i stop står i start, så klockan börjar aldrig om."
    yield from failed_examples(catalogue, rule)


def _checks(catalogue: Catalogue) -> Iterator[str]:
    for check in catalogue.checks:
        where = f"check ”{check.id}”"
        case_type = catalogue.case_types.get(check.case_type)
        if case_type is None:
            yield _unknown(f"{where}, case_type", "ärendetypen", check.case_type)
            continue
        for name in filter(None, (check.first, check.then)):
            if name not in case_type.events:
                yield f"{where}: händelsen ”{name}” hör inte till ärendetypen ”{case_type.id}”."
        if check.child and check.child not in catalogue.case_types:
            yield _unknown(f"{where}, child", "ärendetypen", check.child)
        if check.field and check.field not in case_type.fields:
            yield f"{where}: fältet ”{check.field}” hör inte till ärendetypen ”{case_type.id}”."
        try:
            check.message.format(first="", then="", days="")
        except (KeyError, IndexError, ValueError):
            yield f"{where}, message: bara {{first}}, {{then}} och {{days}} kan stå inom klamrar."


def _forecast(catalogue: Catalogue) -> Iterator[str]:
    if catalogue.forecast.rule not in catalogue.rules:
        yield _unknown("forecast, rule", "regeln", catalogue.forecast.rule)


def _quarter(catalogue: Catalogue) -> Iterator[str]:
    for name, measures in (("key", catalogue.quarter.key), ("charts", catalogue.quarter.charts)):
        for measure in measures:
            if measure not in catalogue.measures:
                yield _unknown(f"quarter, {name}", "måttet", measure)


def _imports(catalogue: Catalogue) -> Iterator[str]:
    for kind in catalogue.import_kinds.values():
        for column in kind.columns:
            where = f"import_kind ”{kind.id}”, column ”{column.id}”"
            for name in filter(None, (column.event, column.on)):
                if name not in catalogue.events:
                    yield _unknown(where, "händelsen", name)
            if column.field and column.field not in catalogue.fields:
                yield _unknown(where, "fältet", column.field)
    for profile in catalogue.import_profiles.values():
        for kind_id, headers in profile.headers.items():
            known = catalogue.import_kinds.get(kind_id)
            for column_id in headers:
                if known is None or column_id not in {column.id for column in known.columns}:
                    where = f"import_profile ”{profile.id}”, headers, {kind_id}"
                    yield _unknown(where, "kolumnen", column_id)
