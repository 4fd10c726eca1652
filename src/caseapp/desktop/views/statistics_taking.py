"""What is wanted of the statistics, and taking it out: in the background, told on the way, and stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from caseapp.desktop.models.statistics_rows import Seen
from caseapp.desktop.views.statistics_choices import compared_with

if TYPE_CHECKING:
    from caseapp.desktop.desk import Task
    from caseapp.service.office import Office


class Stopped(Exception):  # noqa: N818  # not an error: the user chose something else
    """The counting was stopped."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken out."""

    measures: tuple[str, ...]
    period: str
    keys: tuple[str, ...]
    comparison: str
    as_of: date | None
    recorded_at: str | None
    unit: str | None


def told_to(task: Task) -> Callable[..., None]:
    """Tells a task how far the work has come, and of how much; stops it when the task has been cancelled."""

    def progress(done: int, total: int = 0) -> None:
        if task.cancelled():
            raise Stopped
        task.progress(done, total)

    return progress


def take(office: Office, wanted: Wanted, progress: Callable[[int], None]) -> Seen:
    """Take out what is wanted, and the periods that it is compared with, from one state. Raises UserError."""
    from caseapp.service.extracts import period_on
    from caseapp.service.statistics import statistics

    period = period_on(wanted.period, wanted.as_of or office.today())
    result = statistics(
        office,
        wanted.measures,
        period,
        wanted.keys,
        wanted.as_of,
        wanted.recorded_at,
        unit=wanted.unit,
        progress=progress,
    )
    compared = tuple(
        statistics(
            office,
            wanted.measures,
            other,
            wanted.keys,
            wanted.as_of,
            result.recorded_at,
            unit=wanted.unit,
            progress=progress,
        )
        for other in compared_with(period, wanted.comparison)
    )
    return Seen(result, compared)
