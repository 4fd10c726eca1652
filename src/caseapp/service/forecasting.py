"""The forecast of a clock: what becomes of today's running cases, and what more closings would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import deadlines_of, fold
from caseapp.domain.deadlines import last_days, version_for
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, fingerprint
from caseapp.domain.forecast import Method, Outlook, simulate
from caseapp.domain.moments import Moment
from caseapp.domain.pace import Course, Pace, pace_of
from caseapp.domain.rules import Rule
from caseapp.service.forecast_result import Forecast, PaceTold
from caseapp.service.office import Office, utc_text
from caseapp.store.projection import Household
from caseapp.store.reading import History, history, latest_entry

UNKNOWN = "okänt"
Progress = Callable[[int, int], None]
"""How far the work has come, of how much (0 when not known). An exception that it raises stops the work."""

_FARTHEST = 52
_MOST_EXTRA = 1000


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of a case with the unit that had it, then or when it was stopped."""

    case: CaseKey
    start_event: int
    unit: str
    course: Course


@dataclass(frozen=True, slots=True)
class Asked:
    """What a forecast is asked for, checked and with the catalogue's numbers where nothing was said."""

    rule: Rule
    unit: str | None
    horizons: tuple[int, ...]
    extra: int
    method: Method


def forecast(
    office: Office,
    rule: str | None = None,
    unit: str | None = None,
    as_of: date | None = None,
    recorded_at: str | None = None,
    horizons: Sequence[int] = (),
    extra: int = 0,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """How many running clocks pass their last day in so many weeks, as of a day.

    What is not given is taken from the catalogue's forecast. `extra` closings a week are set beside none.
    `recorded_at` is the last recording time read (UTC text). Raises UserError.
    """
    asked = asked_for(office.catalogue, rule, unit, horizons, extra, seed)
    day = as_of or office.today()
    read, until = read_history(office, day, recorded_at, progress)
    check_unit(office.catalogue, read.households, unit)
    clocks = clocks_of(office.catalogue, read.households, asked.rule, day, unit)
    courses = [clock.course for clock in clocks]
    pace = pace_then(office.catalogue, courses, day)
    caveats = _too_little(office.catalogue, pace) or _stale(office.catalogue, read.households, day)
    running = [course for course in courses if course.stopped is None]
    outlooks: Sequence[Outlook] = ()
    if not caveats:
        outlooks = outlooks_of(office.catalogue, asked, running, pace, day, progress)
        caveats = _caveats(office.catalogue, pace, asked)
    said = (str(asked.horizons), str(extra), str(asked.method), unit or "")
    return Forecast(
        rule=asked.rule,
        counted=office.catalogue.case_types[asked.rule.case_type].plural,
        unit=unit,
        as_of=day,
        recorded_at=until,
        catalogue=office.catalogue.version,
        fingerprint=fingerprint(
            read.digests, asked.rule.id, day.isoformat(), office.catalogue.version, *said
        ),
        extra=extra,
        method=asked.method,
        running=len(running),
        late=sum(course.last_day < day for course in running),
        pace=PaceTold.of(pace),
        outlooks=tuple(outlooks),
        caveats=tuple(caveats),
    )


def asked_for(
    catalogue: Catalogue,
    rule: str | None,
    unit: str | None,
    horizons: Sequence[int],
    extra: int,
    seed: int | None,
) -> Asked:
    """What was asked for, with the catalogue's numbers filled in. Raises UserError."""
    settings = catalogue.forecast
    chosen = catalogue.rule(rule or settings.rule)
    if chosen.from_birth:
        raise UserError(
            f"Regeln ”{chosen.name}” ({chosen.id}) räknas från födelsen. Välj en regel som räknas från en "
            "händelse i ärendet."
        )
    weeks = tuple(sorted(set(horizons or settings.horizons)))
    if weeks[0] < 1 or weeks[-1] > _FARTHEST:
        raise UserError(f"Prognosen räknas 1 till {_FARTHEST} veckor framåt. Ange till exempel 4,8,12.")
    if not 0 <= extra <= _MOST_EXTRA:
        raise UserError(f"Extra avslut i veckan är {extra}. Ange 0 till {_MOST_EXTRA}.")
    if seed is not None and seed < 0:
        raise UserError(f"Fröet är {seed}. Ange 0 eller mer.")
    method = settings.method if seed is None else replace(settings.method, seed=seed)
    return Asked(chosen, unit, weeks, extra, method)


def read_history(
    office: Office, day: date, recorded_at: str | None, progress: Progress | None
) -> tuple[History, str]:
    """What had happened by a day and was recorded by a time, with the time."""
    with office.database.read() as connection:
        latest = latest_entry(connection)
        until = recorded_at or max(utc_text(office.clock()), latest[0] if latest else "")
        counted = (lambda done: progress(done, 0)) if progress is not None else None
        return history(connection, office.catalogue, day, until, counted), until


def check_unit(catalogue: Catalogue, households: Iterable[Household], unit: str | None) -> None:
    """Refuse a unit that nobody has: a forecast of nothing would look like good news. Raises UserError."""
    if unit is None or unit == UNKNOWN:
        return
    known = {name for pack in catalogue.packs for name in pack.units}
    known.update(name for home in households for case in home.cases for _, name in case.units)
    if unit not in known:
        raise UserError(f"Enheten ”{unit}” finns inte. Välj en av: {', '.join(sorted(known))}.")


def clocks_of(
    catalogue: Catalogue, households: Iterable[Household], rule: Rule, day: date, unit: str | None
) -> list[Clock]:
    """The rule's clocks as they stood on a day, of all units or one; what came later is not known then."""
    case_type = catalogue.case_types[rule.case_type]
    found = []
    for home in households:
        birth_year = home.person.birth_year if home.person is not None else None
        for case in home.cases:
            if case.key.case_type != rule.case_type:
                continue
            happened = [event for event in case.events if event.occurred.day <= day]
            then = fold(case_type, case.key, happened, catalogue.fields)
            for clock in deadlines_of(then, (rule,), catalogue.calendar, birth_year):
                stopped = clock.stopped.day if clock.stopped is not None else None
                had = then.unit_on(stopped or day) or UNKNOWN
                if unit is None or had == unit:
                    course = Course(clock.start.day, clock.last_day, stopped)
                    found.append(Clock(case.key, clock.start_event, had, course))
    return found


def pace_then(catalogue: Catalogue, courses: Sequence[Course], day: date) -> Pace:
    """The pace up to a day, by the catalogue's numbers."""
    settings = catalogue.forecast
    return pace_of(courses, day, settings.pace_weeks, settings.begun_weeks, settings.band_stopped)


def enough(catalogue: Catalogue, pace: Pace) -> bool:
    """Whether the pace rests on so much that a figure may be given."""
    settings = catalogue.forecast
    return len(pace.weeks) >= settings.least_weeks and pace.stopped >= settings.least_stopped


def outlooks_of(
    catalogue: Catalogue,
    asked: Asked,
    running: Sequence[Course],
    pace: Pace,
    day: date,
    progress: Progress | None = None,
) -> list[Outlook]:
    """The outlooks for the horizons, without and with extra closings. Raises UserError."""
    calendar = asked.rule.calendar(catalogue.calendar)

    def last_day(begun: date) -> date:
        start = Moment(begun)
        return last_days(version_for(asked.rule, start), start, calendar)[1]

    extras = (0, asked.extra) if asked.extra else (0,)
    return simulate(running, day, pace, last_day, asked.horizons, extras, asked.method, progress)


def latest_day(households: Iterable[Household]) -> date | None:
    """The day of the last thing that is known to have happened in any case."""
    return max(
        (event.occurred.day for home in households for case in home.cases for event in case.events),
        default=None,
    )


def _stale(catalogue: Catalogue, households: Iterable[Household], day: date) -> list[str]:
    """Cases in an old list look as if nobody closes them any more."""
    latest = latest_day(households)
    if latest is None or (day - latest).days <= catalogue.forecast.stale_days:
        return []
    return [
        f"Uppgifterna är för gamla för en prognos: det senaste hände {latest.isoformat()}. Läs in en ny "
        "lista, eller välj läget en tidigare dag."
    ]


def _too_little(catalogue: Catalogue, pace: Pace) -> list[str]:
    if enough(catalogue, pace):
        return []
    settings = catalogue.forecast
    there = PaceTold.of(pace)
    return [
        f"Underlaget räcker inte till en prognos: {there.stopped_text()}. Det behövs minst "
        f"{settings.least_stopped} avslutade under minst {settings.least_weeks} veckor."
    ]


def _caveats(catalogue: Catalogue, pace: Pace, asked: Asked) -> list[str]:
    """What a reader must know before trusting the figures."""
    found = []
    settings = catalogue.forecast
    if len(pace.weeks) < settings.pace_weeks:
        found.append(
            f"Takten bygger på {len(pace.weeks)} veckor, för äldre uppgifter saknas. "
            f"Annars läses {settings.pace_weeks} veckor."
        )
    if asked.rule.extension is not None:
        found.append(
            "Förlängningar som ännu inte är beslutade räknas inte; talen gäller om inga fler förlängs."
        )
    if asked.extra > pace.stopped / len(pace.weeks):
        found.append(
            f"{asked.extra} extra avslut i veckan är mer än enheten avslutar i dag. Pröva ett lägre tal."
        )
    return found
