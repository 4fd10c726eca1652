"""Lex Sarah for the nämnd: what was reported, why, how soon, what was done and what it gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean, median
from typing import Any

from caseapp.domain.cases import Case, CodeList
from caseapp.domain.events import fingerprint
from caseapp.domain.lex_sarah import (
    ASSESSED,
    ATGARD,
    CLOSED,
    DECIDED,
    EFFECT_CHECKED,
    IVO_DECIDED,
    LEX_SARAH,
    MISCONDUCT,
    NO_MISCONDUCT,
    NOTIFIED,
    OPENED,
    SENT,
    SERIOUS,
    assessment_of,
    causes_of,
)
from caseapp.domain.periods import Period, period_before
from caseapp.service.lex_sarah import KINDS
from caseapp.service.lex_sarah_remedies import DUE_RULE
from caseapp.service.office import Office
from caseapp.service.small_cells import Line, conceal
from caseapp.store.kinds import Told, cases_of_kinds

Cell = tuple[str, str]
"""A table and a row of it."""

_STEPS = (ASSESSED, OPENED, DECIDED, NOTIFIED, SENT, IVO_DECIDED, CLOSED)
_NOT_ASSESSED = "ej-bedomd"
_UNSTATED = "ej-angivet"


@dataclass(frozen=True, slots=True)
class Figure:
    """A count; `value` is None when it is hidden."""

    value: int | None
    suppressed: bool = False

    def text(self) -> str:
        """The count, or a mark for one that is hidden."""
        return "–" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A line of a table: this period and the one before."""

    id: str
    name: str
    now: Figure
    before: Figure


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """A table with what its figures count; `too_few` when the period's reports are too few to be divided."""

    id: str
    title: str
    counted: str
    rows: tuple[SummaryRow, ...]
    too_few: bool
    too_few_before: bool


@dataclass(frozen=True, slots=True)
class StepTime:
    """Calendar days from the report to a step that was taken in the period; None when none was."""

    id: str
    name: str
    count: int
    median: float | None
    mean: float | None
    median_before: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Key figures, tables, times and remedies of a period, beside the period before it."""

    period: Period
    before: Period
    unit: str | None
    as_of: date
    recorded_at: str | None
    hide_below: int | None
    key: SummaryTable
    by_type: SummaryTable
    by_cause: SummaryTable
    by_assessment: SummaryTable
    remedies: SummaryTable
    effects: SummaryTable
    times: tuple[StepTime, ...]
    fingerprint: str

    @property
    def tables(self) -> tuple[SummaryTable, ...]:
        """Every table of counts, in the order they are read."""
        return (self.key, self.by_type, self.by_cause, self.by_assessment, self.remedies, self.effects)

    def as_json(self) -> dict[str, Any]:
        """The summary as the command line's contract has it."""
        return {
            "period": self.period.name,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "before": [self.before.first.isoformat(), self.before.last.isoformat()],
            "unit": self.unit,
            "as_of": self.as_of.isoformat(),
            "recorded_at": self.recorded_at,
            "hide_below": self.hide_below,
            "fingerprint": self.fingerprint,
            "tables": {
                table.id: {
                    row.id: {
                        "value": row.now.value,
                        "suppressed": row.now.suppressed,
                        "before": row.before.value,
                        "before_suppressed": row.before.suppressed,
                    }
                    for row in table.rows
                }
                for table in self.tables
            },
            "times": {
                step.id: {
                    "count": step.count,
                    "median": step.median,
                    "mean": step.mean,
                    "median_before": step.median_before,
                }
                for step in self.times
            },
        }


def summary(
    office: Office,
    period: Period,
    unit: str | None = None,
    as_of: date | None = None,
    recorded_at: str | None = None,
    show_small: bool = False,
) -> Summary:
    """The summary of a period, of all units or one, by what is known today or was on a day.

    Reports are counted by the day they came in, steps and remedies by the day they were taken. How many there
    were is never hidden, nor what was done: it tells of no person. In the divisions by type, cause and
    assessment small counts are, and what they could be reckoned from; `show_small` is for one's own control.
    """
    on = as_of or office.today()
    catalogue = office.catalogue
    with office.database.read() as connection:
        known = cases_of_kinds(connection, catalogue, KINDS, on, recorded_at)
    mine = [
        told
        for told in known.values()
        if told.case.opened is not None and (unit is None or (told.case.unit or "") == unit)
    ]
    before = period_before(period)
    hide_below = None if show_small else catalogue.suppression.hide_below
    counts = (_Counts(mine, period, on), _Counts(mine, before, on))
    lists = catalogue.code_lists
    types = _named(lists["lex-sarah-typ"]) | {_UNSTATED: "ej angivet"}
    causes = _named(lists["lex-sarah-orsak"])
    assessed = _named(lists["lex-sarah-bedomning"]) | {_NOT_ASSESSED: "ännu inte bedömd"}
    effects = _named(lists["atgard-effekt"])
    several = "rapporter; en rapport kan ha flera orsaker"
    return Summary(
        period=period,
        before=before,
        unit=unit,
        as_of=on,
        recorded_at=recorded_at,
        hide_below=hide_below,
        key=_whole("key", "Rapporter", "rapporter", _KEY, counts),
        by_type=_divided("type", "Slag av händelse", "rapporter", types, counts, hide_below),
        by_cause=_divided("cause", "Orsaker enligt utredningarna", several, causes, counts, hide_below),
        by_assessment=_divided("assessment", "Bedömning", "rapporter", assessed, counts, hide_below),
        remedies=_whole("remedies", "Åtgärder", "åtgärder", _REMEDIES, counts),
        effects=_whole("effects", "Effekt av åtgärder", "kontroller av effekt", effects, counts),
        times=tuple(
            _time(step, catalogue.events[step].name, counts[0].times[step], counts[1].times[step])
            for step in _STEPS
        ),
        fingerprint=fingerprint(
            (digest for told in mine for digest in told.digests), period.name, unit or ""
        ),
    )


_KEY = {
    "reports": "Rapporter",
    "misconduct": "Missförhållanden eller påtaglig risk",
    "serious": "Allvarliga",
    "notified": "Anmälda till IVO",
    "not_notified": "Allvarliga, inte anmälda till IVO",
}
_REMEDIES = {
    "decided": "Beslutade",
    "done": "Varav genomförda",
    "open": "Varav inte genomförda",
    "open_late": "Varav inte genomförda och försenade",
    "open_in_time": "Varav inte genomförda, ännu i tid",
}


def _named(codes: CodeList) -> dict[str, str]:
    return {code.id: code.name for code in codes.codes}


class _Counts:
    """What happened in a period, as counts by table and row."""

    def __init__(self, known: Sequence[Told], period: Period, on: date) -> None:
        self.cells: Counter[Cell] = Counter()
        self.times: dict[str, list[int]] = {step: [] for step in _STEPS}
        for told in known:
            case = told.case
            assert case.opened is not None
            if case.key.case_type == LEX_SARAH:
                if case.opened.day in period:
                    self._report(case)
                self._steps(case, period)
            elif case.key.case_type == ATGARD:
                self._remedy(told, period, on)

    def _report(self, case: Case) -> None:
        found = assessment_of(case)
        self.cells["key", "reports"] += 1
        self.cells["type", case.facts.get("lex_sarah_typ") or _UNSTATED] += 1
        self.cells["assessment", found or _NOT_ASSESSED] += 1
        if found in MISCONDUCT:
            self.cells["key", "misconduct"] += 1
        if found in SERIOUS:
            self.cells["key", "serious"] += 1
            self.cells["key", "notified" if case.first(NOTIFIED) else "not_notified"] += 1
        for cause in causes_of(case):
            self.cells["cause", cause] += 1

    def _steps(self, case: Case, period: Period) -> None:
        assert case.opened is not None
        for step in _STEPS:
            event = case.first(step)
            if event is not None and event.occurred.day in period:
                self.times[step].append((event.occurred.day - case.opened.day).days)

    def _remedy(self, told: Told, period: Period, on: date) -> None:
        case = told.case
        assert case.opened is not None
        for event in case.events:
            if event.type == EFFECT_CHECKED and event.occurred.day in period:
                self.cells["effects", event.values.get("effekt", "")] += 1
        if case.opened.day not in period:
            return
        self.cells["remedies", "decided"] += 1
        clock = told.clock(DUE_RULE)
        assert clock is not None  # It starts with the event that opens the case.
        if clock.running:
            self.cells["remedies", "open"] += 1
            self.cells["remedies", "open_late" if on > clock.last_day else "open_in_time"] += 1
        else:
            self.cells["remedies", "done"] += 1

    def figures(self, hide_below: int | None) -> dict[Cell, Figure]:
        """Each count that is not nought; small ones in the divided tables are hidden."""
        hidden: set[Cell] = set()
        if hide_below is not None:
            for table, lines in self._lines().items():
                hidden |= self._hidden(table, lines, hide_below)
        return {
            cell: Figure(None, True) if cell in hidden else Figure(count)
            for cell, count in self.cells.items()
        }

    def _hidden(self, table: str, lines: list[Line[Cell]], hide_below: int) -> set[Cell]:
        cells = {cell: count for cell, count in self.cells.items() if cell[0] == table}
        small = {cell for cell, count in cells.items() if count < hide_below}
        hidden = conceal({cell: (count, count) for cell, count in cells.items()}, small, small, lines)
        # One that is hidden alone on a line whose sum is shown could be reckoned out: then all of them go.
        alone = any(len(hidden.intersection(line.parts)) == 1 for line in lines)
        return set(cells) if alone or self.too_few(hide_below) else hidden

    def too_few(self, hide_below: int | None) -> bool:
        """Whether the reports are so few that they are not divided at all."""
        return hide_below is not None and 0 < self.cells["key", "reports"] < hide_below

    def _lines(self) -> dict[str, list[Line[Cell]]]:
        """By table, the rows whose sum the key figures tell; only those that are not nought."""

        def line(table: str, rows: Iterable[str]) -> Line[Cell]:
            return Line(tuple((table, row) for row in rows if (table, row) in self.cells))

        assessed = [
            [row for table, row in self.cells if table == "assessment"],
            MISCONDUCT,
            SERIOUS,
            # What is left of one key figure when another is taken from it.
            (*NO_MISCONDUCT, _NOT_ASSESSED),
            [code for code in MISCONDUCT if code not in SERIOUS],
        ]
        return {
            "type": [line("type", [row for table, row in self.cells if table == "type"])],
            "assessment": [line("assessment", rows) for rows in assessed],
            "cause": [],
        }


def _divided(
    table: str,
    title: str,
    counted: str,
    names: Mapping[str, str],
    periods: tuple[_Counts, _Counts],
    hide: int | None,
) -> SummaryTable:
    """A divided table: the rows that either period has. A period with too few reports is hidden whole."""
    few = [counts.too_few(hide) for counts in periods]
    shown = [counts.figures(hide) for counts in periods]
    there = {
        row
        for own, too_few in zip(shown, few, strict=True)
        if not too_few
        for one, row in own
        if one == table
    }
    nought = [Figure(None, True) if too_few else Figure(0) for too_few in few]
    rows = tuple(
        SummaryRow(row, name, shown[0].get((table, row), nought[0]), shown[1].get((table, row), nought[1]))
        for row, name in names.items()
        if row in there
    )
    return SummaryTable(table, title, counted, rows, few[0], few[1])


def _whole(
    table: str, title: str, counted: str, names: Mapping[str, str], periods: tuple[_Counts, _Counts]
) -> SummaryTable:
    """A table of key figures, every row and nothing hidden."""
    now, then = (counts.cells for counts in periods)
    rows = tuple(
        SummaryRow(row, name, Figure(now[table, row]), Figure(then[table, row]))
        for row, name in names.items()
    )
    return SummaryTable(table, title, counted, rows, False, False)


def _time(step: str, name: str, days: Sequence[int], before: Sequence[int]) -> StepTime:
    return StepTime(
        step,
        name,
        len(days),
        float(median(days)) if days else None,
        float(mean(days)) if days else None,
        float(median(before)) if before else None,
    )
