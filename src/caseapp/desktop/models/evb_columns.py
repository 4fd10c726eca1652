"""What the quarter's list says of a decision, column by column, and how its bin is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseapp.desktop.models.list_model import ListColumn
from caseapp.desktop.status import DONE_ICON, IDLE_ICON, LATE_ICON, OK_ICON, SOON_ICON, Status
from caseapp.domain.evb import PAST_LIMIT, Bin
from caseapp.domain.swedish import listing, plural, whole

if TYPE_CHECKING:
    from caseapp.domain.evb import EvbDecision

_READY = "✓ inget"


def status_of(decision: EvbDecision) -> Status:
    """The bin as a status."""
    match decision.bin:
        case Bin.TO_REPORT:
            return Status(LATE_ICON, "Ska rapporteras", "late")
        case Bin.REPORTED_OPEN:
            return Status(LATE_ICON, "Rapporterad, öppen", "late")
        case Bin.DOUBTFUL:
            return Status(SOON_ICON, "Oklar", "soon")
        case Bin.WAITING:
            return Status(OK_ICON, "Väntar", "ok")
        case Bin.EXECUTED_LATE:
            return Status(DONE_ICON, "Verkställd sent", "late")
        case Bin.EXECUTED_IN_TIME:
            return Status(DONE_ICON, "Verkställd i tid", "ok")
        case Bin.ENDED:
            return Status(IDLE_ICON, "Avslutad", "muted")
        case Bin.OUT_OF_SCOPE:
            return Status(IDLE_ICON, "Utanför", "muted")


def to_fill_in(decision: EvbDecision) -> str:
    """What the report still needs of it; empty for what is not reported."""
    if decision.bin is Bin.DOUBTFUL:
        return "; ".join(fault.text for fault in decision.faults)
    if decision.bin not in PAST_LIMIT:
        return ""
    return f"saknar {listing([name.lower() for name in decision.missing])}" if decision.missing else _READY


def about(decision: EvbDecision) -> str:
    """Where it stands, for a report this quarter."""
    words = [decision.insatstyp_name or "insatstyp saknas", decision.lagrum_name or "lagrum saknas"]
    if decision.decided is not None and decision.days_since is not None:
        days = plural(decision.days_since, "dag", "dagar")
        words.append(f"beslut {decision.decided.isoformat()}, {days} sedan")
    if decision.interrupted_since is not None:
        words.append(f"avbruten {decision.interrupted_since.isoformat()}")
    if decision.partly_executed is not None:
        words.append(f"delvis verkställd; kvar: {decision.part_not_executed or 'ej angivet'}")
    return " · ".join([*words, decision.unit or "utan enhet"])


COLUMNS: tuple[ListColumn[EvbDecision], ...] = (
    ListColumn("Ärende", lambda d: d.case.ref, widest="BU-2025-00000"),
    ListColumn(
        "Läge",
        lambda d: status_of(d).words,
        key=lambda d: list(Bin).index(d.bin),
        status=status_of,
        widest="▲ Rapporterad, öppen",
        about=lambda d: d.why,
    ),
    ListColumn("Att fylla i", to_fill_in, widest="saknar orsak och erbjudande"),
    ListColumn("Insatstyp", lambda d: d.insatstyp_name, widest="kontaktfamilj mm"),
    ListColumn(
        "Beslut",
        lambda d: d.decided.isoformat() if d.decided else "",
        key=lambda d: d.decided,
        figures=True,
        widest="2026-03-16",
    ),
    ListColumn(
        "Dagar",
        lambda d: whole(d.days_since) if d.days_since is not None else "",
        key=lambda d: d.days_since,
        right=True,
        widest="1 000",
    ),
    ListColumn(
        "Sista dag",
        lambda d: d.last_day.isoformat() if d.last_day else "",
        key=lambda d: d.last_day,
        figures=True,
        widest="2026-03-16",
    ),
    ListColumn(
        "Verkställd",
        lambda d: day.isoformat() if (day := d.resumed or d.executed) else "",
        key=lambda d: d.resumed or d.executed,
        figures=True,
        widest="2026-03-16",
    ),
    ListColumn("Enhet", lambda d: d.unit or "", widest="Utredningsenheten"),
)
