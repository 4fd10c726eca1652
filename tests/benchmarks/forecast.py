"""The forecast tried on the demo's past: how often its interval holds, its error, and a naive rival's."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from caseapp.domain.forecast import First, Method, simulate
from caseapp.domain.pace import Course, pace_of
from caseapp.service.demo import make_demo
from caseapp.service.forecast_backtest import backtest
from caseapp.service.office import Office
from tests.benchmarks.timing import best

TODAY = date(2026, 3, 16)


def errors(cases: int | None) -> None:
    """One line for each horizon and figure."""
    with TemporaryDirectory() as folder:
        now = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)
        office = Office.create(str(Path(folder) / "demo.sqlite"), clock=lambda: now)
        make_demo(office, cases, today=TODAY)
        tried = backtest(office)
        office.close()
    print(f"demo of {cases or 'usual size'}: {len({one.day for one in tried.trials})} past days")
    for one in tried.errors:
        print(
            f"  {one.figure} in {one.weeks} weeks: {one.error / one.rival_error:.2f} × the error of the same "
            f"share as last quarter ({one.error:.2f} against {one.rival_error:.2f} cases of {one.came:.1f}); "
            f"bias {one.bias:+.2f}; {one.coverage:.0f} % inside the {tried.method.interval} % interval"
        )


def speed(running: int = 500) -> None:
    """A thousand runs of so many running clocks, with and without extra closings."""
    dice = Random(1)
    courses = []
    while sum(course.stopped is None for course in courses) < running:
        begun = TODAY - timedelta(days=dice.randrange(1, 500))
        ended = begun + timedelta(days=dice.randrange(20, 240))
        courses.append(Course(begun, begun + timedelta(days=122), ended if ended <= TODAY else None))
    pace = pace_of(courses, TODAY, 52, 26, 5)
    open_now = [course for course in courses if course.stopped is None]
    method = Method(1000, 1, 80, First.SOONEST)

    def run() -> None:
        simulate(open_now, TODAY, pace, lambda day: day + timedelta(days=122), (4, 8, 12), (0, 3), method)

    print(f"1000 runs of {running} running clocks, 0 and 3 extra a week: {best(run, 3):.2f} s (target < 2)")


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]] or [1500, None]
    for size in sizes:
        errors(size)
    speed()
