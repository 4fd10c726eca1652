"""Words that several papers share: how a status is said, and what the notes explain."""

from __future__ import annotations

from datetime import date

from caseapp.domain.rules import Rule, RuleVersion
from caseapp.domain.swedish import whole
from caseapp.report.blocks import Status, Tone

UNASSIGNED = "ej fördelad"
NO_UNIT = "Utan enhet"
ACKNOWLEDGED = "⚑ Kvitterad"
PSEUDONYMOUS = (
    "Personer",
    "Uppgifterna är avidentifierade: personer och handläggare anges med koder, aldrig med namn eller "
    "personnummer.",
)


def working_day_note(definition: str) -> tuple[str, str]:
    """What a working day is by the catalogue, and how the days in the tables are counted."""
    return (
        "Arbetsdag",
        f"{definition} Försenade dagar räknas efter sista dagen, med dagen för läget; "
        "dagar kvar räknas efter dagen för läget, med sista dagen.",
    )


def day(value: date | None) -> str:
    """The day, or a dash when there is none."""
    return value.isoformat() if value else "–"


def status_of(status: str, days: int, today: bool, acknowledged: bool) -> Status:
    """How a running deadline stands, by symbol and word; `days` are working days late or left."""
    also = ACKNOWLEDGED if acknowledged else ""
    number = whole(days)
    if status == "late":
        return Status("▲", "Försenad", number, Tone.LATE, also)
    if status == "watch":
        return Status("○", "Bevakas", "", Tone.PLAIN, also)
    if status == "none":
        return Status("", "–")
    if today:
        return Status("◆", "Sista dag idag", "", Tone.SOON, also)
    if status == "soon":
        return Status("◆", "Kvar", number, Tone.SOON, also)
    return Status("●", "I tid, kvar", number, Tone.OK, also)


def rule_note(rule: Rule, version: RuleVersion) -> tuple[str, str]:
    """A rule in words: its time, its paragraph, how its last day moves."""
    text = f"{version.limit.text()} ({version.lagrum}), för start från {version.valid_from.isoformat()}"
    if version.valid_to is not None:
        text += f" till {version.valid_to.isoformat()}"
    text += ". "
    if version.roll.text:
        text += f"{version.roll.text} ({version.roll.lagrum}) när dagen inte är en vardag."
    else:
        text += "Dagen flyttas inte när den infaller på en helg."
    return rule.name, text[0].upper() + text[1:]


def version_notes(catalogue: str, calendar: str, program: str) -> tuple[tuple[str, str], ...]:
    """Which rules, calendar and program the paper was made with."""
    return (
        ("Regelverk", f"Version {catalogue}."),
        ("Kalender", f"{calendar}."),
        (
            "Kontrollsumma",
            "Räknad på uppgifterna i rapporten, dagen för läget och regelverkets version. Samma uppgifter "
            f"ger samma kontrollsumma, när de än skrivs ut. caseapp {program}.",
        ),
    )
