"""What the register of lex Sarah and the list of its remedies say, column by column, and how each stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from caseapp.desktop.models.list_model import ListColumn
from caseapp.desktop.status import DONE_ICON, LATE_ICON, OK_ICON, SOON_ICON, Status
from caseapp.domain.lex_sarah import RemedyState
from caseapp.domain.swedish import plural, whole

if TYPE_CHECKING:
    from caseapp.service.lex_sarah_register import RegisterRow
    from caseapp.service.lex_sarah_remedies import RemedyRow

_ORDER = ("late", "soon", "ok", "muted")
_DAY = "2026-03-16"


def status_of_row(row: RegisterRow, today: date) -> Status:
    """How a matter stands: what is wrong in law first, then what has passed, then what waits."""
    if row.red:
        return Status(LATE_ICON, "Ej anmäld till IVO", "late")
    if row.closed is not None:
        return Status(DONE_ICON, f"Avslutad {row.closed.isoformat()}", "muted")
    passed = row.next_day is not None and row.next_day < today
    if passed and not row.next_is_watch:
        return Status(LATE_ICON, "Försenad", "late")
    if row.not_started:
        return Status(SOON_ICON, "Ej påbörjad", "soon")
    if row.passive:
        return Status(SOON_ICON, "Inget steg på länge", "soon")
    if passed:
        return Status(SOON_ICON, "Väntar", "soon")
    return Status(OK_ICON, "Pågår", "ok")


def status_of_remedy(row: RemedyRow) -> Status:
    """How a remedy stands."""
    match row.state:
        case RemedyState.LATE:
            return Status(LATE_ICON, f"Försenad {plural(row.days_late, 'dag', 'dagar')}", "late")
        case RemedyState.EFFECT_LATE:
            return Status(LATE_ICON, f"Effekt sen {plural(row.days_late, 'dag', 'dagar')}", "late")
        case RemedyState.RUNNING:
            return Status(OK_ICON, "Pågår", "ok")
        case RemedyState.DONE:
            return Status(SOON_ICON, "Effekt att kontrollera", "soon")
        case RemedyState.CLOSED:
            return Status(DONE_ICON, "Avslutad", "muted")


def progress(row: RegisterRow) -> str:
    """`6 av 9`: how many of the law's points are answered."""
    return f"{row.covered} av {row.total}"


def remedies_text(row: RegisterRow) -> str:
    """`3, 1 försenad`; empty when there are none."""
    if not row.remedies:
        return ""
    late = f", {plural(row.late_remedies, 'försenad', 'försenade')}" if row.late_remedies else ""
    return f"{whole(row.remedies)}{late}"


def about_row(row: RegisterRow) -> str:
    """The tooltip: what is wrong, else what was reported."""
    return " ".join(row.red) or row.text or row.type_name


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def register_columns(today: Callable[[], date]) -> tuple[ListColumn[RegisterRow], ...]:
    """The columns of the register; `today` tells what has passed."""
    return (
        ListColumn("Ärende", lambda row: row.key.ref, widest="LS-2026-000", figures=True),
        ListColumn(
            "Läge",
            lambda row: status_of_row(row, today()).words,
            key=lambda row: _ORDER.index(status_of_row(row, today()).token),
            status=lambda row: status_of_row(row, today()),
            widest=f"✓ Avslutad {_DAY}",
            about=about_row,
        ),
        ListColumn("Punkter", progress, key=lambda row: row.covered, widest="9 av 9"),
        ListColumn(
            "Nästa dag",
            lambda row: _iso(row.next_day),
            key=lambda row: row.next_day,
            figures=True,
            widest=_DAY,
            about=lambda row: row.next_name,
        ),
        ListColumn("Rapporterad", lambda row: _iso(row.reported), figures=True, widest=_DAY),
        ListColumn(
            "Slag",
            lambda row: row.type_name,
            widest="rättssäkerhet: långa handläggningstider",
            about=about_row,
        ),
        ListColumn("Bedömning", lambda row: row.assessment_name, widest="allvarligt missförhållande"),
        ListColumn("Fas", lambda row: row.phase_name, widest="Väntar på ställningstagande"),
        ListColumn(
            "Åtgärder", remedies_text, key=lambda row: row.late_remedies or None, widest="3, 1 försenad"
        ),
        ListColumn("Nästa dag gäller", lambda row: row.next_name, widest="Utredning inledd efter rapport"),
        ListColumn("Enhet", lambda row: row.unit or "", widest="Utredningsenheten"),
    )


def remedy_columns(*, across: bool) -> tuple[ListColumn[RemedyRow], ...]:
    """The columns of a list of remedies; those of many matters also name the matter."""
    first: tuple[ListColumn[RemedyRow], ...] = (
        ListColumn("Åtgärd", lambda row: row.key.ref, widest="ÅT-2026-000", figures=True),
        ListColumn(
            "Läge",
            lambda row: status_of_remedy(row).words,
            status=status_of_remedy,
            widest="◆ Effekt att kontrollera",
            about=lambda row: row.state_name,
        ),
        ListColumn("Klar senast", lambda row: _iso(row.due), figures=True, widest=_DAY),
        ListColumn("Ansvarig", lambda row: row.owner, widest="socialsekreterare"),
        ListColumn("Vad", lambda row: row.text, widest="Skriftlig rutin för skyddsbe"),
        ListColumn("Klar", lambda row: _iso(row.done), figures=True, widest=_DAY),
        ListColumn("Effekt senast", lambda row: _iso(row.effect_due), figures=True, widest=_DAY),
        ListColumn("Effekt", lambda row: row.effect_name, widest="för tidigt att säga"),
    )
    if not across:
        return first
    return (
        *first,
        ListColumn(
            "Ärende", lambda row: row.matter.ref if row.matter else "", widest="LS-2026-000", figures=True
        ),
        ListColumn("Enhet", lambda row: row.unit or "", widest="Utredningsenheten"),
    )


def remedy_details(row: RemedyRow) -> str:
    """The whole of a remedy in words, below the list."""
    words = [
        f"{row.key.ref}: {row.text}",
        f"Ansvarig {row.owner}. Beslutad {row.decided}, klar senast {row.due}.",
    ]
    if row.done is not None:
        words.append(f"Klar {row.done}.")
    if row.effect_name:
        words.append(f"Effekt: {row.effect_name}. {row.effect_text}".strip())
    if row.effect_due is not None:
        words.append(f"Effekten kontrolleras senast {row.effect_due}.")
    return " ".join(words)
