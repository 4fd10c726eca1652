"""The n-th working day against holidays and bizdays, on the same days."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

from caseapp.catalogue.load import load_catalogue, load_every_rule
from tests.benchmarks.rivals import rival
from tests.benchmarks.timing import best, tell

NUMBER = 80


def main() -> None:
    """80 working days from each day of 2026, and the load of the catalogue."""
    calendar = load_catalogue().calendar
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    ours = best(lambda: [calendar.working_day_after(day, NUMBER) for day in days], 20)
    right = [calendar.working_day_after(day, NUMBER) for day in days]
    print(f"{ours / len(days) * 1e6:.2f} µs each")

    theirs = holidays.country_holidays(
        "SE", categories=("public", "de_facto"), include_sundays=False, years=range(2025, 2029)
    )
    slow = best(lambda: [theirs.get_nth_working_day(day, NUMBER) for day in days], 2)
    tell("80th working day", ours, "holidays", slow, "target ≤ 1/300")
    same = right == [theirs.get_nth_working_day(day, NUMBER) for day in days]
    print(f"  {slow / ours:.0f} × as fast; same: {same}")

    bizdays = rival("bizdays")
    if bizdays is not None:
        off = [day for day in theirs if day.year in range(2025, 2029)]
        table = bizdays.Calendar(off, ["Saturday", "Sunday"], startdate="2025-01-01", enddate="2028-12-31")

        def offset() -> list[date]:
            # From a free day bizdays counts from the working day before, which is our own convention.
            return [table.offset(table.preceding(day), NUMBER) for day in days]

        quick = best(offset)
        working = [day for day in days if calendar.is_working_day(day)]
        fair = best(lambda: [table.offset(day, NUMBER) for day in working])
        mine = best(lambda: [calendar.working_day_after(day, NUMBER) for day in working], 20)
        tell("80th working day from a working day", mine, "bizdays", fair, "target ≤ 1/5")
        print(f"  {fair / mine:.1f} × as fast; from any day {quick / ours:.1f} ×; same: {right == offset()}")

    tell("catalogue load, the law", best(load_catalogue, 7), "100 ms", 0.1, "target ≤ 1")
    tell("catalogue load, every rule and pack", best(load_every_rule, 7), "100 ms", 0.1, "target ≤ 1")


if __name__ == "__main__":
    main()
