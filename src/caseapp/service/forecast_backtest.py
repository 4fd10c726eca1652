"""The forecast tried on the past: what it would have said on past days, against what then happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from caseapp.catalogue.book import Catalogue
from caseapp.domain.events import CaseKey, fingerprint
from caseapp.domain.forecast import Method, Spread
from caseapp.domain.pace import Course
from caseapp.domain.rules import Rule
from caseapp.domain.swedish import decimal, plural, whole
from caseapp.service.forecast_result import FIGURE_NAMES, Figure
from caseapp.service.forecasting import (
    Asked,
    Progress,
    asked_for,
    check_unit,
    clocks_of,
    enough,
    latest_day,
    outlooks_of,
    pace_then,
    read_history,
)
from caseapp.service.office import Office
from caseapp.store.projection import Household


@dataclass(frozen=True, slots=True)
class Trial:
    """One figure of one past day: what was forecast, what came, and what the rival would have said."""

    day: date
    weeks: int
    figure: Figure
    forecast: Spread
    came: int
    rival: float


@dataclass(frozen=True, slots=True)
class Errors:
    """How well a figure was forecast so many weeks ahead.

    `error` and `rival_error` are mean absolute errors in cases, `bias` the mean of forecast minus what came,
    `coverage` the share of days, per cent, when what came lay in the interval.
    """

    weeks: int
    figure: Figure
    days: int
    came: float
    error: float
    rival_error: float
    bias: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """The errors, with the trials behind them. `skipped` are days with too little to go by."""

    rule: Rule
    unit: str | None
    as_of: date
    recorded_at: str
    catalogue: str
    fingerprint: str
    method: Method
    rival_weeks: int
    skipped: tuple[date, ...]
    trials: tuple[Trial, ...]
    errors: tuple[Errors, ...]

    def as_json(self) -> dict[str, Any]:
        """The errors as the command line's contract has them, with every trial."""
        return {
            "rule": self.rule.id,
            "unit": self.unit,
            "as_of": self.as_of.isoformat(),
            "recorded_at": self.recorded_at,
            "catalogue": self.catalogue,
            "fingerprint": self.fingerprint,
            "runs": self.method.runs,
            "seed": self.method.seed,
            "interval": self.method.interval,
            "skipped": [day.isoformat() for day in self.skipped],
            "errors": [asdict(one) for one in self.errors],
            "trials": [asdict(trial) | {"day": trial.day.isoformat()} for trial in self.trials],
        }

    def as_table(self) -> tuple[list[str], list[list[str]]]:
        """Head and rows for a reader."""
        head = ["Om", "Tal", "Dagar", "Blev i snitt", "Fel i snitt", "Fel utan prognos"]
        head += ["För högt i snitt", f"Inom intervallet ({self.method.interval} % väntat)"]
        rows = [
            [
                plural(one.weeks, "vecka", "veckor"),
                FIGURE_NAMES[one.figure],
                whole(one.days),
                decimal(one.came),
                decimal(one.error),
                decimal(one.rival_error),
                decimal(one.bias),
                f"{decimal(one.coverage, 0)} %",
            ]
            for one in self.errors
        ]
        return head, rows

    def caption(self) -> str:
        """What was compared with what."""
        words = (
            f"Prövad på {plural(len({trial.day for trial in self.trials}), 'dag', 'dagar')} "
            f"till och med {self.as_of.isoformat()}: prognosen görs med det som hade hänt dagen ifråga och "
            f"jämförs med vad det blev. Utan prognos: samma andel som {self.rival_weeks} veckor tidigare. "
            f"Fel i antal ärenden."
        )
        if self.skipped:
            words += f" {plural(len(self.skipped), 'dag', 'dagar')} hoppades över; underlaget räckte inte då."
        return f"{words} Kontrollsumma {self.fingerprint}."


def backtest(
    office: Office,
    as_ofs: Sequence[date] = (),
    rule: str | None = None,
    unit: str | None = None,
    as_of: date | None = None,
    recorded_at: str | None = None,
    horizons: Sequence[int] = (),
    seed: int | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Try the forecast on past days; on those of the catalogue when none is given.

    Each day is forecast from what had happened by then, as it is recorded now. A horizon that reaches past
    `as_of`, or past the last thing known to have happened, has no outcome yet and is not tried. Raises
    UserError.
    """
    asked = asked_for(office.catalogue, rule, unit, horizons, 0, seed)
    until_day = as_of or office.today()
    read, until = read_history(office, until_day, recorded_at, progress)
    check_unit(office.catalogue, read.households, unit)
    latest = latest_day(read.households) or until_day
    days = sorted(set(as_ofs)) or list(_usual_days(office.catalogue, asked, latest))
    past = _Past(office.catalogue, read.households, asked.rule, unit)
    trials: list[Trial] = []
    skipped = []
    for number, day in enumerate(days, start=1):
        tried = list(_trials(office.catalogue, past, asked, day, latest))
        trials += tried
        if not tried:
            skipped.append(day)
        if progress is not None:
            progress(number, len(days))
    context = (str(asked.horizons), str(asked.method), unit or "", *(day.isoformat() for day in days))
    return Backtest(
        rule=asked.rule,
        unit=unit,
        as_of=latest,
        recorded_at=until,
        catalogue=office.catalogue.version,
        fingerprint=fingerprint(read.digests, asked.rule.id, office.catalogue.version, *context),
        method=asked.method,
        rival_weeks=office.catalogue.forecast.rival_weeks,
        skipped=tuple(skipped),
        trials=tuple(trials),
        errors=tuple(_errors(trials)),
    )


def _usual_days(catalogue: Catalogue, asked: Asked, latest: date) -> Iterator[date]:
    settings = catalogue.forecast
    for number in reversed(range(settings.backtest)):
        yield latest - timedelta(weeks=asked.horizons[-1] + number * settings.backtest_every)


class _Past:
    """How the clocks stood on past days; each day is worked out once."""

    def __init__(
        self, catalogue: Catalogue, households: Sequence[Household], rule: Rule, unit: str | None
    ) -> None:
        self._catalogue = catalogue
        self._households = households
        self._rule = rule
        self._unit = unit
        self._known: dict[date, dict[tuple[CaseKey, int], tuple[str, Course]]] = {}

    def all_on(self, day: date) -> dict[tuple[CaseKey, int], tuple[str, Course]]:
        """Every clock of every unit on a day, with the unit it then had."""
        if day not in self._known:
            clocks = clocks_of(self._catalogue, self._households, self._rule, day, None)
            self._known[day] = {(one.case, one.start_event): (one.unit, one.course) for one in clocks}
        return self._known[day]

    def courses(self, day: date) -> list[Course]:
        """The unit's clocks on a day."""
        return [course for unit, course in self.all_on(day).values() if self._unit in (None, unit)]

    def running(self, day: date) -> list[Course]:
        """Those of them that run."""
        return [course for course in self.courses(day) if course.stopped is None]

    def passed(self, day: date, later: date) -> int:
        """How many of the day's running clocks, not yet late, passed their last day until later."""
        then = self.all_on(later)
        count = 0
        for key, (unit, course) in self.all_on(day).items():
            in_time = course.stopped is None and course.last_day >= day
            if in_time and self._unit in (None, unit) and key in then:
                now = then[key][1]
                count += (now.stopped or later) > now.last_day
        return count

    def overdue(self, day: date) -> int:
        """How many clocks ran late on a day."""
        return sum(course.last_day < day for course in self.running(day))


def _trials(catalogue: Catalogue, past: _Past, asked: Asked, day: date, latest: date) -> Iterator[Trial]:
    pace = pace_then(catalogue, past.courses(day), day)
    if not enough(catalogue, pace):
        return
    running = past.running(day)
    in_time = sum(course.last_day >= day for course in running)
    for outlook in outlooks_of(catalogue, asked, running, pace, day):
        ahead = timedelta(weeks=outlook.weeks)
        # The rival may know only what had come to its end by the day.
        before = day - max(timedelta(weeks=catalogue.forecast.rival_weeks), ahead)
        if day + ahead > latest:
            continue
        ran = past.running(before)
        was_in_time = sum(course.last_day >= before for course in ran)
        passed, late = past.passed(before, before + ahead), past.overdue(before + ahead)
        same_passed = in_time * passed / was_in_time if was_in_time else 0.0
        same_late = len(running) * late / len(ran) if ran else 0.0
        came = past.passed(day, day + ahead)
        yield Trial(day, outlook.weeks, Figure.PASSING, outlook.passing, came, same_passed)
        yield Trial(day, outlook.weeks, Figure.OVERDUE, outlook.overdue, past.overdue(day + ahead), same_late)


def _errors(trials: Sequence[Trial]) -> Iterator[Errors]:
    for figure in (Figure.PASSING, Figure.OVERDUE):
        for weeks in sorted({trial.weeks for trial in trials}):
            tried = [trial for trial in trials if (trial.figure, trial.weeks) == (figure, weeks)]
            inside = sum(trial.forecast.low <= trial.came <= trial.forecast.high for trial in tried)
            yield Errors(
                weeks=weeks,
                figure=figure,
                days=len(tried),
                came=fmean(trial.came for trial in tried),
                error=fmean(abs(trial.forecast.median - trial.came) for trial in tried),
                rival_error=fmean(abs(trial.rival - trial.came) for trial in tried),
                bias=fmean(trial.forecast.median - trial.came for trial in tried),
                coverage=100 * inside / len(tried),
            )
