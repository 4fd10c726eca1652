"""How a status is told: icon, words and colour, always together. The one place that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseapp.domain.swedish import plural

if TYPE_CHECKING:
    from caseapp.service.cases import DeadlineLine
    from caseapp.service.queues import QueueItem

LATE_ICON = "▲"
SOON_ICON = "◆"
OK_ICON = "●"
IDLE_ICON = "○"
DONE_ICON = "✓"
ACKNOWLEDGED_ICON = "⚑"


@dataclass(frozen=True, slots=True)
class Status:
    """An icon, its words and the token of its colour (`late`, `soon`, `ok`, `muted`)."""

    icon: str
    words: str
    token: str

    @property
    def text(self) -> str:
        """`▲ Försenad 12 arbetsdagar`."""
        return f"{self.icon} {self.words}"


def working_days(count: int) -> str:
    """`1 arbetsdag`, `12 arbetsdagar`."""
    return plural(count, "arbetsdag", "arbetsdagar")


def status(
    state: str, days: int, *, acknowledged: bool = False, done_on: str = "", watch: bool = False
) -> Status:
    """The status of a clock.

    `state` is `late`, `soon`, `on_time`, `done`, `done_late` or `none`; `days` are working days late or
    left. A watch (`genast`) is a target of one's own and never shown as a broken law.
    """
    found = _plain(state, days, done_on, watch)
    if acknowledged and state in ("late", "soon", "on_time"):
        return Status(ACKNOWLEDGED_ICON, f"Kvitterad, {found.words[0].lower()}{found.words[1:]}", "muted")
    return found


def _plain(state: str, days: int, done_on: str, watch: bool) -> Status:
    if state == "done":
        return Status(DONE_ICON, f"Klar {done_on}".strip(), "ok")
    if state == "done_late":
        if watch:
            return Status(DONE_ICON, f"Klar {done_on}".strip(), "muted")
        return Status(DONE_ICON, f"Klar {done_on}, {working_days(days)} sen", "late")
    if state == "late":
        if watch:
            return Status(SOON_ICON, f"Väntar sedan {working_days(days)}", "soon")
        # A last day and an as-of day without a working day between them: late all the same.
        return Status(LATE_ICON, f"Försenad {working_days(days)}" if days else "Försenad", "late")
    if state == "soon":
        if days == 0:
            return Status(SOON_ICON, "Sista dag idag", "soon")
        return Status(SOON_ICON, f"{working_days(days)} kvar", "soon")
    if state == "on_time":
        return Status(OK_ICON, "I tid", "ok")
    return Status(IDLE_ICON, "Vilar", "muted")


def status_of_item(item: QueueItem) -> Status:
    """The status of a row in a queue."""
    late = item.days_late > 0
    if item.status == "none":
        return Status(IDLE_ICON, "Ingen frist", "muted")
    if item.status == "watch":
        state = "late" if late else "on_time"
        return status(state, item.working_days_late, acknowledged=item.acknowledged, watch=True)
    days = item.working_days_late if late else item.working_days_left or 0
    return status(item.status, days, acknowledged=item.acknowledged)


def status_of_line(line: DeadlineLine) -> Status:
    """The status of a deadline on a case."""
    clock = line.deadline
    return status(
        line.state.value,
        line.working_days,
        acknowledged=clock.acknowledged,
        done_on=clock.stopped.day.isoformat() if clock.stopped else "",
        watch=clock.rule.watch,
    )
