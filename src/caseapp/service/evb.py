"""The quarter's list of ej verkställda beslut: every granted decision in exactly one bin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from operator import attrgetter
from typing import Any

from caseapp.domain.errors import UserError
from caseapp.domain.evb import WORK_ORDER, Bin, EvbDecision
from caseapp.domain.events import fingerprint
from caseapp.domain.periods import Period
from caseapp.domain.quarters import quarter_before as quarter_before
from caseapp.domain.quarters import quarter_of as quarter_of
from caseapp.domain.quarters import quarter_with as quarter_with
from caseapp.service.evb_decisions import Histories, Reading
from caseapp.service.office import Office, utc_text
from caseapp.store.reading import events_about, latest_entry


@dataclass(frozen=True)
class EvbQuarter:
    """The list for a quarter. `last_day` is D: the quarter's last day, or the last day read if that is
    earlier. `recorded_at` is UTC text. The fingerprint is of all that the list says, so that the same list
    has the same one on any machine and day.
    """

    period: Period
    as_of: date
    last_day: date
    recorded_at: str
    unit: str | None
    catalogue: str
    decisions: tuple[EvbDecision, ...]

    @property
    def total(self) -> int:
        """How many decisions there are."""
        return len(self.decisions)

    @cached_property
    def bins(self) -> Mapping[Bin, int]:
        """How many stand in each bin, in the order of the bins; they sum to the total."""
        counts = dict.fromkeys(Bin, 0)
        for decision in self.decisions:
            counts[decision.bin] += 1
        return counts

    def in_bin(self, *bins: Bin) -> tuple[EvbDecision, ...]:
        """The decisions of these bins, in the list's order."""
        return tuple(decision for decision in self.decisions if decision.bin in bins)

    def of_unit(self, unit: str | None) -> EvbQuarter:
        """The part that a unit had on D, an empty one what had no unit; the whole when None."""
        if unit is None:
            return self
        had = tuple(decision for decision in self.decisions if (decision.unit or "") == unit)
        return replace(self, unit=unit, decisions=had)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex digits of quarter, D, unit and all that is told of each decision."""
        digests = [_digest(decision) for decision in self.decisions]
        return fingerprint(digests, self.period.name, self.last_day.isoformat(), self.unit or "")

    def as_json(self) -> dict[str, Any]:
        """The list as the command line's contract has it."""
        return {
            "quarter": self.period.name,
            "as_of": self.as_of.isoformat(),
            "fingerprint": self.fingerprint,
            "total": self.total,
            "bins": {name.value: count for name, count in self.bins.items()},
            "decisions": [
                {"case": decision.case.ref, "bin": decision.bin.value, "why": decision.why}
                for decision in self.decisions
            ],
        }


_told = attrgetter(*(field.name for field in fields(EvbDecision) if field.name != "person"))
"""All that is told of a decision. The pseudonym is another on another machine and is left out."""


def _digest(decision: EvbDecision) -> str:
    """Hash of what is told of a decision, by the form that values of one kind always have."""
    return sha256(repr(_told(decision)).encode()).hexdigest()[:32]


def evb_quarter(
    office: Office,
    quarter: Period,
    as_of: date | None = None,
    recorded_at: str | None = None,
    unit: str | None = None,
    progress: Callable[[int], None] | None = None,
    before_event: int | None = None,
) -> EvbQuarter:
    """Every granted decision of the quarter in its bin.

    `as_of` is the last day read, today when not given; the bins tell how things stood on D, the quarter's
    last day or the last day read if that is earlier. `recorded_at` is the last recording time read (UTC
    text), now when not given; with `before_event` nothing recorded from that event on. `unit` takes the
    decisions that the unit had on D, an empty one those without a unit. Which decisions are listed is told
    by `evb_bins.is_listed`, and which bin by `evb_bins.place`. When a decision was both executed and executed
    again in the quarter, the clock that was stopped last counts. Raises UserError.
    """
    (made,) = evb_quarters(office, [quarter], as_of, recorded_at, unit, progress, before_event)
    return made


def evb_quarters(
    office: Office,
    quarters: Sequence[Period],
    as_of: date | None = None,
    recorded_at: str | None = None,
    unit: str | None = None,
    progress: Callable[[int], None] | None = None,
    before_event: int | None = None,
) -> list[EvbQuarter]:
    """The lists of several quarters, in the order asked for; each is what `evb_quarter` makes of it.

    The events are read once, so that every list is of the same moment. Raises UserError.
    """
    day = as_of or office.today()
    quarters = [quarter_of(quarter.name) for quarter in quarters]
    for quarter in quarters:
        if day < quarter.first:
            raise UserError(
                f"Kvartalet {quarter.name} börjar först {quarter.first.isoformat()}. "
                "Välj ett kvartal som har börjat eller en senare dag."
            )
    with office.database.read() as connection:
        # Another machine's clock may be ahead of this one's; what is there already counts as recorded.
        latest = latest_entry(connection)
        until = recorded_at or max(utc_text(office.clock()), latest[0] if latest else "")
        events = events_about(connection, Histories.CASE_TYPES, day, until, before_event, progress)
    histories = Histories(office.catalogue, events)
    made = []
    for quarter in quarters:
        on = min(quarter.last, day)
        reading = Reading(histories, quarter, on)
        reading.require_unit(unit)
        decisions = tuple(sorted(reading.decisions(), key=_sort_key))
        whole = EvbQuarter(quarter, day, on, until, None, office.catalogue.version, decisions)
        made.append(whole.of_unit(unit))
    return made


def _sort_key(decision: EvbDecision) -> tuple[int, date, date, str]:
    return (
        WORK_ORDER.index(decision.bin),
        decision.last_day or date.max,
        decision.decided or date.min,
        decision.case.ref,
    )
