"""All deadlines of a million cases reckoned again, against numpy's busday_offset on the same dates."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from types import ModuleType

from caseapp.catalogue.load import load_catalogue
from caseapp.domain.calendar import WorkingCalendar
from caseapp.domain.deadlines import last_days, last_days_many
from caseapp.domain.moments import Moment
from caseapp.domain.rules import RuleVersion
from tests.benchmarks.rivals import rival
from tests.benchmarks.timing import best, tell

TODAY = date(2026, 3, 16)
RULES = ("forhandsbedomning", "utredning-barn", "evb")


def measure(
    name: str, version: RuleVersion, starts: list[date], calendar: WorkingCalendar, numpy: ModuleType | None
) -> None:
    """One deadline a case. numpy only rolls nominal days that it is given, and knows nothing of the limit."""
    ours = best(lambda: last_days_many(version, starts, calendar), 3)
    late = best(lambda: [day < TODAY for day in last_days_many(version, starts, calendar)], 3)
    few = starts[: len(starts) // 100]
    alone = best(lambda: [last_days(version, Moment(day), calendar) for day in few], 3) / len(few)
    print(f"{name}: {len(starts)} last days in {ours * 1e3:.0f} ms, with late or not {late * 1e3:.0f} ms")
    print(f"  one by one {alone * 1e6:.1f} µs each, {alone * len(starts) / ours:.0f} × as long")
    if numpy is None:
        return
    nominal = {day: version.limit.nominal(Moment(day), calendar) for day in set(starts)}
    given = numpy.array([nominal[day] for day in starts], dtype="datetime64[D]")
    span = (calendar.first + timedelta(days=n) for n in range((calendar.last - calendar.first).days))
    week = numpy.busdaycalendar(
        holidays=[day for day in span if day.weekday() < 5 and not calendar.is_working_day(day)]
    )

    def roll() -> list[date]:
        return numpy.busday_offset(given, 0, roll="forward", busdaycal=week)  # type: ignore[no-any-return]

    tell(f"  {name}", ours, "numpy busday_offset", best(roll, 3), "target ≤ 8")
    print(f"  same: {numpy.asarray(roll()).tolist() == last_days_many(version, starts, calendar)}")


def main(cases: int = 1_000_000) -> None:
    """Three rules on as many cases as asked for, begun on any day of ten years."""
    catalogue = load_catalogue()
    dice = random.Random(1)
    # Each case has a date object of its own, as dates read from a database have.
    starts = [date.fromordinal(TODAY.toordinal() - dice.randrange(3650)) for _ in range(cases)]
    numpy = rival("numpy")
    for name in RULES:
        version = catalogue.rule(name).version_on(TODAY)
        assert version is not None
        measure(name, version, starts, catalogue.calendar, numpy)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
