"""The manager's egenkontroll of ej verkställda beslut: signed, and held against how the list reads now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from caseapp.domain.evb import Bin, EvbDecision, IvoReport, Offer
from caseapp.domain.events import CaseKey, Event, live, spaced
from caseapp.domain.moments import Moment
from caseapp.domain.periods import Period
from caseapp.domain.rules import STOCKHOLM
from caseapp.domain.swedish import plural
from caseapp.service.evb import EvbQuarter, evb_quarter
from caseapp.service.office import Office
from caseapp.service.record import Changes, record
from caseapp.service.text_guarding import refuse_stops
from caseapp.store.reading import events_of

CASE_TYPE = "egenkontroll_evb"
SIGNED = "egenkontroll_signerad"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed the list of a quarter, when (UTC text), and which list it was.

    `as_of` was the last day read, `before` the number of the event that is the signature: the list was made
    of what had been recorded before it.
    """

    who: str
    at: str
    fingerprint: str
    as_of: date
    recorded_at: str
    total: int
    before: int

    @property
    def day(self) -> date:
        """The day it was signed, in Sweden."""
        return datetime.fromisoformat(self.at.replace("Z", "+00:00")).astimezone(STOCKHOLM).date()


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a decision that reads otherwise now than when the list was signed; empty when not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A decision that reads otherwise now. `before` is None when it is new on the list, `after` when gone."""

    case: CaseKey
    before: Bin | None
    after: Bin | None
    facts: tuple[FactChange, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed since the list was signed, decision by decision.

    `catalogue_changed` says that the rules in force now make another list of what was recorded then; the rows
    then tell only what later events have changed.
    """

    signature: Signature
    now: EvbQuarter
    rows: tuple[Changed, ...]
    catalogue_changed: bool

    @property
    def any(self) -> bool:
        """Whether the list is another than the signed one."""
        return bool(self.rows) or self.catalogue_changed

    def as_json(self) -> dict[str, Any]:
        """The difference as the command line's contract has it."""
        return {
            "who": self.signature.who,
            "at": self.signature.at,
            "fingerprint": self.signature.fingerprint,
            "catalogue_changed": self.catalogue_changed,
            "changed": [
                {
                    "case": row.case.ref,
                    "before": row.before.value if row.before else None,
                    "after": row.after.value if row.after else None,
                    "facts": [
                        {"name": fact.name, "before": fact.before, "after": fact.after} for fact in row.facts
                    ],
                }
                for row in self.rows
            ],
        }


def control_key(quarter: Period, unit: str | None) -> CaseKey:
    """The case that holds the signatures of a quarter and unit."""
    of = "" if unit is None else f" {unit or 'utan enhet'}"
    return CaseKey(CASE_TYPE, f"EVB-{quarter.name}{of}")


def sign(
    office: Office,
    quarter: Period,
    unit: str | None = None,
    who: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Changes:
    """Sign the list as it reads today. `who` is the user when not given; never an identity.

    Taken back by `record.undo`. Raises UserError.
    """
    name = (who or office.who).strip()
    refuse_stops(name, "Signaturen")
    made = evb_quarter(office, quarter, unit=unit, progress=progress)
    # Made here and not checked as what a user writes: a fingerprint may happen to look like a number.
    event = Event(
        control_key(quarter, unit),
        SIGNED,
        Moment(office.today()),
        {
            "evb_kvartal": quarter.name,
            "kontrollsumma": made.fingerprint,
            "last_till": made.as_of.isoformat(),
            "registrerat_till": made.recorded_at,
            "antal": str(made.total),
            "signerad_av": name,
        }
        | ({"enhet": unit} if unit else {}),
    )
    return record(office, [event], "evb-sign")


def signature(
    office: Office, quarter: Period, unit: str | None = None, recorded_at: str | None = None
) -> Signature | None:
    """The latest signature of the list of a quarter and unit; None when nobody has signed it.

    With `recorded_at` (UTC text) the latest of those that had been recorded by then.
    """
    key = control_key(quarter, unit)
    with office.database.read() as connection:
        told = events_of(connection, [key]).get(key, [])
    known = [event for event in told if recorded_at is None or event.recorded_at <= recorded_at]
    signed = [event for event in live(known) if event.type == SIGNED]
    if not signed:
        return None
    event = max(signed, key=lambda event: event.id)
    values = event.values
    return Signature(
        who=values["signerad_av"],
        at=event.recorded_at,
        fingerprint=values["kontrollsumma"],
        as_of=date.fromisoformat(values["last_till"]),
        recorded_at=values["registrerat_till"],
        total=int(values["antal"]),
        before=event.id,
    )


def difference(
    office: Office,
    quarter: Period,
    unit: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Difference | None:
    """What reads otherwise on the list now than when it was signed; None when nobody has signed it.

    Raises UserError.
    """
    signed = signature(office, quarter, unit)
    if signed is None:
        return None
    now = evb_quarter(office, quarter, max(office.today(), signed.as_of), None, unit, progress)
    return since_signed(office, now, progress)


def since_signed(
    office: Office, listed: EvbQuarter, progress: Callable[[int], None] | None = None
) -> Difference | None:
    """What reads otherwise on a list than when it was signed; None when it was not signed by the time read.

    The signed list is made again of what was recorded before the signature, when it is another. Raises
    UserError.
    """
    quarter, unit = listed.period, listed.unit
    signed = signature(office, quarter, unit, listed.recorded_at)
    if signed is None:
        return None
    if signed.fingerprint == listed.fingerprint:
        return Difference(signed, listed, (), False)
    then = evb_quarter(office, quarter, signed.as_of, None, unit, progress, before_event=signed.before)
    return Difference(signed, listed, _changes(then, listed), then.fingerprint != signed.fingerprint)


def signed_text(found: Difference | None) -> str:
    """Who signed a list and when, and how many decisions read otherwise now, in Swedish sentences."""
    if found is None:
        return "Listan är inte signerad."
    signed = found.signature
    told = f"Signerad {signed.day.isoformat()} av {signed.who}, kontrollsumma {spaced(signed.fingerprint)}."
    if not found.any:
        return f"{told} Listan är densamma nu."
    if found.catalogue_changed:
        told += " Regelverket är ett annat än då."
    count = len(found.rows)
    return f"{told} Sedan dess har {plural(count, 'beslut', 'beslut')} ändrats." if count else told


def _changes(then: EvbQuarter, now: EvbQuarter) -> tuple[Changed, ...]:
    before = {decision.case: decision for decision in then.decisions}
    after = {decision.case: decision for decision in now.decisions}
    rows = []
    for key in dict.fromkeys([*after, *before]):
        old, new = before.get(key), after.get(key)
        facts = tuple(_facts(old, new)) if old is not None and new is not None else ()
        if facts or old is None or new is None or old.bin is not new.bin:
            rows.append(Changed(key, old.bin if old else None, new.bin if new else None, facts))
    return tuple(rows)


_UNTOLD = frozenset({"case", "bin", "person", "why", "days_since"})
"""What is told otherwise, or goes with the day."""


def _facts(old: EvbDecision, new: EvbDecision) -> list[FactChange]:
    """The facts that differ. `why` says nothing that they do not, and counts days that pass by themselves."""
    found = []
    for field in fields(EvbDecision):
        if field.name in _UNTOLD:
            continue
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before != after and not field.name.endswith("_name"):
            shown = f"{field.name}_name" if hasattr(old, f"{field.name}_name") else field.name
            found.append(
                FactChange(NAMES[field.name], _text(getattr(old, shown)), _text(getattr(new, shown)))
            )
    return found


def _text(value: Any) -> str:
    """A fact as it is read."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, tuple):
        return "; ".join(_text(part) for part in value)
    if isinstance(value, Offer):
        return " ".join(filter(None, [value.day.isoformat(), value.answer_name, value.what]))
    if isinstance(value, IvoReport):
        return " ".join(filter(None, [value.quarter, value.day.isoformat(), value.number]))
    return getattr(value, "text", None) or str(value)


NAMES: Mapping[str, str] = {
    "faults": "oklart",
    "unit": "enhet",
    "worker": "handläggare",
    "insatstyp": "insatstyp",
    "lagrum": "lagrum",
    "sex": "kön",
    "age_band": "åldersgrupp",
    "decided": "beslutat",
    "executed": "verkställt",
    "executed_after": "verkställt efter kvartalet",
    "interrupted_since": "avbrutet sedan",
    "resumed": "verkställt igen",
    "ended": "avslutat",
    "end_reason": "avslutsorsak",
    "rule": "regel",
    "start": "räknas från",
    "nominal": "nominell dag",
    "last_day": "sista dag",
    "is_interruption": "avbrott",
    "partly_executed": "delvis verkställt",
    "part_not_executed": "del som inte är verkställd",
    "reason": "orsak",
    "reason_text": "orsak i ord",
    "offers": "erbjudanden",
    "support": "stöd under väntan",
    "consequences": "följder för den enskilde",
    "actions": "vad som har gjorts",
    "follow_up": "uppföljning av behovet",
    "reports": "rapporterat till IVO",
    "execution_reported": "verkställigheten rapporterad",
    "fee_limit": "tvåårsgräns",
    "missing": "saknas",
    "by_judgment": "beviljad genom dom",
    "vistelsekommun": "gäller vistelsekommun",
    "protected": "skyddade personuppgifter",
}
"""What the facts of a decision are called, field by field."""
