"""The n-th working day against holidays, on the same days."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

from caseapp.catalogue.load import load_catalogue
from tests.benchmarks.timing import best, tell


def main() -> None:
    """80 working days from each day of 2026."""
    calendar = load_catalogue().calendar
    rival = holidays.country_holidays(
        "SE", categories=("public", "de_facto"), include_sundays=False, years=range(2025, 2029)
    )
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    ours = best(lambda: [calendar.working_day_after(day, 80) for day in days])
    theirs = best(lambda: [rival.get_nth_working_day(day, 80) for day in days], 2)
    same = all(calendar.working_day_after(d, 80) == rival.get_nth_working_day(d, 80) for d in days)
    tell("80th working day", ours, "holidays", theirs, "target ≤ 1/300")
    print(f"  {theirs / ours:.0f} times as fast; same answers: {same}; {ours / len(days) * 1e6:.2f} µs each")
    tell("catalogue load, all of it", best(load_catalogue, 3), "100 ms", 0.1, "target ≤ 1")


if __name__ == "__main__":
    main()
