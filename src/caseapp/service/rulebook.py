"""The rules told to a jurist, and as JSON."""

from __future__ import annotations

from typing import Any

from caseapp.catalogue.local import LOCAL_PACK
from caseapp.domain.rules import Rule, RuleVersion


def explain_rule(rule: Rule) -> str:
    """A rule in plain Swedish: what starts it, how long, what stops it, by which law."""
    origin = {None: "", LOCAL_PACK: ", ur de lokala reglerna"}.get(rule.pack, f", ur paketet {rule.pack}")
    lines = [
        f"{rule.name} ({rule.id})",
        f"Slag: {rule.category.value}{origin}",
        f"Gäller ärendetypen {rule.case_type}.",
        f"Startar: {', '.join(rule.start)}. Stannar: {', '.join(rule.stop)}.",
    ]
    if rule.watch:
        lines.append("Bevakning: dagen är ett mål att hålla ögonen på och visas aldrig som en bruten frist.")
    if rule.extension:
        lines.append(f"Kan förlängas genom händelsen {rule.extension}; beslutets dag blir ny sista dag.")
    if rule.consequence:
        lines.append(f"Om den missas: {rule.consequence}")
    for version in rule.versions:
        lines.append("")
        lines.append(f"Version {version.number}: {version.valid_from} – {version.valid_to or 'tills vidare'}")
        rolled = f" {version.roll.text} ({version.roll.lagrum})." if version.roll.lagrum else ""
        lines.append(f"  {version.limit.text()}, {version.lagrum}.{rolled}")
        lines.append(f"  Källa: {version.source}. Säkerhet: {version.certainty}.")
        lines += [
            f"  Exempel: {e.start} → {e.nominal}, sista dag {e.last_day} ({e.source})"
            for e in version.examples
        ]
    return "\n".join(lines)


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """A rule as the command line's contract has it."""
    return {
        "rule": rule.id,
        "name": rule.name,
        "category": rule.category.value,
        "case_type": rule.case_type,
        "pack": rule.pack,
        "watch": rule.watch,
        "start": list(rule.start),
        "stop": list(rule.stop),
        "extension": rule.extension,
        "warnings": list(rule.warnings),
        "consequence": rule.consequence,
        "versions": [_version_as_json(version) for version in rule.versions],
    }


def _version_as_json(version: RuleVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "limit": {"amount": version.limit.amount, "unit": version.limit.unit.value},
        "roll": version.roll.id,
        "lagrum": version.lagrum,
        "source": version.source,
        "certainty": version.certainty,
        "examples": [
            {
                "start": str(example.start),
                "nominal": example.nominal.isoformat(),
                "last_day": example.last_day.isoformat(),
                "due_at": example.due_at.isoformat(timespec="minutes") if example.due_at else None,
                "extended_to": example.extended_to.isoformat() if example.extended_to else None,
                "source": example.source,
            }
            for example in version.examples
        ],
    }
