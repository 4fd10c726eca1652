"""The table of a queue: its columns, and what the list can be narrowed to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from caseapp.desktop.models.list_model import ListColumn, ListModel
from caseapp.desktop.status import Status, status_of_item
from caseapp.domain.swedish import day_spoken, whole

if TYPE_CHECKING:
    from caseapp.domain.events import CaseKey
    from caseapp.service.queues import QueueItem


class Column(IntEnum):
    """The columns, in the order they stand before the user moves them."""

    CASE = 0
    STATUS = 1
    LAST_DAY = 2
    RULE = 3
    START = 4
    WORKER = 5
    UNIT = 6
    REASON = 7
    EXTENDED = 8
    TYPE = 9
    WAITED = 10
    NOMINAL = 11
    VIOLENCE = 12
    DELAY = 13
    PERSON = 14


TITLES = {
    Column.CASE: "Ärende",
    Column.STATUS: "Läge",
    Column.LAST_DAY: "Sista dag",
    Column.RULE: "Frist",
    Column.START: "Började",
    Column.WORKER: "Handläggare",
    Column.UNIT: "Enhet",
    Column.REASON: "Orsak",
    Column.EXTENDED: "Förlängd till",
    Column.TYPE: "Ärendetyp",
    Column.WAITED: "Väntat (dagar)",
    Column.NOMINAL: "Nominell dag",
    Column.VIOLENCE: "Våld",
    Column.DELAY: "Orsak till försening",
    Column.PERSON: "Person",
}
SHOWN_FIRST = (
    Column.CASE,
    Column.STATUS,
    Column.LAST_DAY,
    Column.RULE,
    Column.START,
    Column.WORKER,
)
_NUMBERS = (Column.WAITED,)
_FIGURES = (Column.LAST_DAY, Column.START, Column.EXTENDED, Column.NOMINAL, Column.WAITED)
NOT_ASSIGNED = "ej fördelad"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; None and the empty text let everything through.

    `worker` is a caseworker's code, or the empty text for those without one. `acknowledged` False hides
    the acknowledged, True shows only them.
    """

    text: str = ""
    unit: str | None = None
    rule: str | None = None
    violence: bool = False
    worker: str | None = None
    acknowledged: bool | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Filter()

    def passes(self, item: QueueItem) -> bool:
        """Whether an item is let through, the words aside."""
        return (
            (self.unit is None or (item.unit or "") == self.unit)
            and (self.rule is None or item.rule == self.rule)
            and (not self.violence or item.violence)
            and (self.worker is None or (item.worker or "") == self.worker)
            and (self.acknowledged is None or item.acknowledged is self.acknowledged)
        )

    def without(self, field: str) -> Filter:
        """The filter with one condition taken away."""
        return replace(self, **{field: getattr(Filter(), field)})


def urgency(item: QueueItem) -> tuple[int, int, str]:
    """The most urgent first: the latest by working days, then the shortest time left, idle ones last."""
    if item.last_day is None:
        return (1, -item.waited_days, item.case.ref)
    return (0, (item.working_days_left or 0) - item.working_days_late, item.case.ref)


_TEXTS: dict[Column, Callable[[QueueItem], str]] = {
    Column.CASE: lambda item: item.case.ref,
    Column.STATUS: lambda item: "",
    Column.LAST_DAY: lambda item: day_spoken(item.last_day) if item.last_day else "",
    Column.RULE: lambda item: item.rule_name,
    Column.START: lambda item: item.start.isoformat(),
    Column.WORKER: lambda item: item.worker or NOT_ASSIGNED,
    Column.UNIT: lambda item: item.unit or "",
    Column.REASON: lambda item: item.reason,
    Column.EXTENDED: lambda item: item.extended_to.isoformat() if item.extended_to else "",
    Column.TYPE: lambda item: item.type_name,
    Column.WAITED: lambda item: whole(item.waited_days),
    Column.NOMINAL: lambda item: item.nominal.isoformat() if item.nominal else "",
    Column.VIOLENCE: lambda item: "ja" if item.violence else "",
    Column.DELAY: lambda item: item.delay_reason,
    Column.PERSON: lambda item: item.person or "",
}
_KEYS: dict[Column, Callable[[QueueItem], Any]] = {
    Column.STATUS: urgency,
    Column.LAST_DAY: lambda item: item.last_day,
    Column.START: lambda item: item.start,
    Column.EXTENDED: lambda item: item.extended_to,
    Column.NOMINAL: lambda item: item.nominal,
    Column.WAITED: lambda item: item.waited_days,
}
_COLUMNS = tuple(
    ListColumn(
        TITLES[column],
        _TEXTS[column],
        key=_KEYS.get(column),
        status=status_of_item if column is Column.STATUS else None,
        figures=column in _FIGURES,
        right=column in _NUMBERS,
        ink=(lambda item: "" if item.worker else "muted") if column is Column.WORKER else None,
    )
    for column in Column
)


class QueueModel(ListModel["QueueItem"]):
    """Rows of a queue, the most urgent first as they come."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(_COLUMNS, parent)
        self._filter = Filter()

    @property
    def filter(self) -> Filter:
        """What the list is narrowed to."""
        return self._filter

    def set_filter(self, wanted: Filter) -> None:
        """Narrow the list."""
        if wanted != self._filter:
            self._filter = wanted
            self.narrow(None if wanted.empty else wanted.passes, wanted.text)

    def place_of(self, key: CaseKey, rule: str | None) -> int:
        """Where a case's clock stands; −1 when it is not shown."""
        return self.row_of(lambda item: item.case == key and item.rule == rule)

    def status(self, item: QueueItem) -> Status:
        """The item's status, worked out once."""
        return self._state(item, self.columns[Column.STATUS])


def distinct(items: Sequence[QueueItem], field: str) -> list[str]:
    """The different values of a field, for the choices of a filter."""
    return sorted({value for item in items if (value := getattr(item, field))})
