"""Statistics: every figure reckoned from the events by the measure's own definition, any past state again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from caseapp.catalogue.book import Catalogue, Suppression
from caseapp.domain.cases import Case, Person, age_at
from caseapp.domain.errors import UserError
from caseapp.domain.events import Event, fingerprint
from caseapp.domain.measures import Formula, Measure, duration, share
from caseapp.domain.periods import Period
from caseapp.service.office import Office, utc_text
from caseapp.service.small_cells import Group, Line, conceal, margins
from caseapp.service.statistics_result import KEYS, UNKNOWN, Figure, Result, StatisticsResult
from caseapp.store.projection import Household
from caseapp.store.reading import History, history, latest_entry

TOTAL: Group = ("",)
"""The undivided figure among the cells of a division; no value of a key is empty."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One counted thing: the groups it belongs to and what the formula needs of it."""

    group: Group
    in_share: bool = False
    days: int = 0


def statistics(
    office: Office,
    measures: Sequence[str],
    period: Period,
    by: Sequence[str] = (),
    as_of: date | None = None,
    recorded_at: str | None = None,
    show_small: bool = False,
    unit: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> StatisticsResult:
    """Take out measures (all when none is named) for a period, divided by `sex`, `age_band` or `unit`.

    `as_of` is the last day read, today when not given; `recorded_at` the last recording time read (UTC text),
    now when not given. `unit` takes only what the unit had on the day of the counted event. Raises UserError.
    """
    catalogue = office.catalogue
    chosen = [catalogue.measure(name) for name in dict.fromkeys(measures or catalogue.measures)]
    keys = tuple(dict.fromkeys(by))
    if unknown := [key for key in keys if key not in KEYS]:
        raise UserError(f"Statistiken kan inte delas upp på ”{unknown[0]}”. Välj bland: {', '.join(KEYS)}.")
    day = as_of or office.today()
    with office.database.read() as connection:
        # Another machine's clock may be ahead of this one's; what is there already counts as recorded.
        latest = latest_entry(connection)
        until = recorded_at or max(utc_text(office.clock()), latest[0] if latest else "")
        read = history(connection, catalogue, day, until, progress)
    _check_unit(catalogue, read, unit)
    suppression = None if show_small else catalogue.suppression
    results = []
    for measure in chosen:
        counted = list(_counted(catalogue, measure, read.households, period, keys, unit))
        results.append(_result(catalogue, measure, counted, keys, suppression))
    selection = [*sorted(f"{m.id} {m.version}" for m in chosen), *sorted(keys), unit or "", str(show_small)]
    span = (period.first.isoformat(), period.last.isoformat(), day.isoformat())
    return StatisticsResult(
        period=period,
        as_of=day,
        recorded_at=until,
        catalogue=catalogue.version,
        fingerprint=fingerprint(read.digests, *span, catalogue.version, *selection),
        keys=keys,
        unit=unit,
        suppression=suppression,
        results=tuple(results),
    )


def _check_unit(catalogue: Catalogue, read: History, unit: str | None) -> None:
    """A misspelt unit would give figures of nothing."""
    if unit is None or unit == UNKNOWN:
        return
    known = {name for pack in catalogue.packs for name in pack.units}
    known.update(name for home in read.households for case in home.cases for _, name in case.units)
    if unit not in known:
        raise UserError(f"Enheten ”{unit}” finns inte. Välj en av: {', '.join(sorted(known))}.")


def _counted(
    catalogue: Catalogue,
    measure: Measure,
    households: Iterable[Household],
    period: Period,
    keys: Sequence[str],
    unit: str | None,
) -> Iterable[Counted]:
    """What the measure counts in the period, each with its groups."""
    for home in households:
        for case in home.cases:
            event = _counted_event(catalogue, measure, case)
            if event is None or event.occurred.day not in period:
                continue
            if not all(case.facts.get(name) in values for name, values in measure.only):
                continue
            had = case.unit_on(event.occurred.day) or UNKNOWN
            if unit is not None and had != unit:
                continue
            group = tuple(_value(catalogue, key, home.person, event.occurred.day, had) for key in keys)
            if measure.formula is Formula.COUNT:
                yield Counted(group)
            elif measure.formula is Formula.DURATION:
                begun = case.first(measure.since or "")
                # An end before its beginning is a fault that the checks tell of, no duration.
                if begun is not None and begun.occurred.day <= event.occurred.day:
                    yield Counted(group, days=(event.occurred.day - begun.occurred.day).days)
            else:
                clock = next(
                    (
                        clock
                        for clock in home.deadlines
                        if clock.stop_event == event.id and clock.rule.id == measure.rule
                    ),
                    None,
                )
                if clock is not None:
                    late = clock.is_late(event.occurred.day)
                    yield Counted(group, in_share=late is (measure.formula is Formula.SHARE_LATE))


def _counted_event(catalogue: Catalogue, measure: Measure, case: Case) -> Event | None:
    """The case's last live event of the counted type; a closing only while nothing has undone it."""
    if case.key.case_type != measure.case_type:
        return None
    closes = measure.counted in catalogue.case_types[measure.case_type].closes
    if closes and case.closed is None:
        return None
    for position in range(len(case.events) - 1, -1, -1):
        if case.events[position].type == measure.counted:
            return None if closes and position in case.undone else case.events[position]
    return None


def _value(catalogue: Catalogue, key: str, person: Person | None, day: date, unit: str) -> str:
    """The value of a key for a case, on the day of the counted event."""
    if key == "unit":
        return unit
    if person is None:
        return UNKNOWN
    if key == "sex":
        return person.sex or UNKNOWN
    return catalogue.age_band(age_at(day, person.birth_year))


def _result(
    catalogue: Catalogue,
    measure: Measure,
    counted: Sequence[Counted],
    keys: Sequence[str],
    suppression: Suppression | None,
) -> Result:
    """Every group that can be made of the values that occur, reckoned and, where small, hidden."""
    values = [
        _ordered(catalogue, key, {thing.group[position] for thing in counted})
        for position, key in enumerate(keys)
    ]
    groups = list(product(*values)) if keys else []
    cells: dict[Group, list[Counted]] = {TOTAL: list(counted), **{group: [] for group in groups}}
    if keys:
        for thing in counted:
            cells[thing.group].append(thing)
    figures = {group: _figure(catalogue, measure, group, things) for group, things in cells.items()}
    if suppression is not None:
        figures = _suppressed(measure, figures, groups, suppression)
    return Result(measure, figures[TOTAL], tuple(figures[group] for group in groups))


def _ordered(catalogue: Catalogue, key: str, values: set[str]) -> list[str]:
    """The values that occur, in the order they are shown: what is unknown comes last."""
    order = {"sex": ["K", "M"], "age_band": [band.id for band in catalogue.age_bands]}.get(key, [])
    first = [value for value in order if value in values]
    others = sorted(values - {*first, UNKNOWN})
    return [*first, *others, *({UNKNOWN} & values)]


def _figure(catalogue: Catalogue, measure: Measure, group: Group, things: Sequence[Counted]) -> Figure:
    if measure.formula is Formula.COUNT:
        return Figure(group, len(things), len(things), None)
    if measure.formula is Formula.DURATION:
        reckoned = duration([thing.days for thing in things], catalogue.duration_bands)
        if reckoned is None:
            bands = tuple((band.name, 0) for band in catalogue.duration_bands)
            return Figure(group, None, None, 0, None, bands)
        return Figure(group, reckoned.mean, None, len(things), reckoned.median, reckoned.bands)
    numerator = sum(thing.in_share for thing in things)
    return Figure(group, share(numerator, len(things)), numerator, len(things))


def _suppressed(
    measure: Measure, figures: Mapping[Group, Figure], groups: Sequence[Group], suppression: Suppression
) -> dict[Group, Figure]:
    """The figures with the small ones hidden, and those that would give them away."""
    small = range(1, suppression.hide_below)
    secret = {
        group
        for group, figure in figures.items()
        if figure.numerator in small or (figure.denominator is not None and figure.denominator in small)
    }
    uncertain = {
        group
        for group, figure in figures.items()
        if figure.denominator is not None and 0 < figure.denominator < suppression.share_from
    }
    weights = {group: _weight(figure) for group, figure in figures.items()}
    lines = [Line(parts, TOTAL if len(parts) == len(groups) else None) for parts in margins(groups)]
    hidden = conceal(weights, secret | uncertain, secret, lines)
    shown = {
        group: Figure(group, None, None, None, suppressed=True) if group in hidden else figure
        for group, figure in figures.items()
    }
    if measure.formula is Formula.DURATION:
        return _bands_suppressed(figures, shown, groups, small)
    return shown


def _weight(figure: Figure) -> tuple[int, int]:
    """How much hiding a figure would cost; a share without anyone in it covers poorly and goes last."""
    if figure.denominator is None:
        return (0, figure.numerator or 0)
    return (int(figure.numerator == 0 and figure.denominator > 0), figure.denominator)


def _bands_suppressed(
    figures: Mapping[Group, Figure], shown: Mapping[Group, Figure], groups: Sequence[Group], small: range
) -> dict[Group, Figure]:
    """Small counts in the bands are hidden too, so that neither bands nor groups give them away."""
    counts = {(group, name): n or 0 for group, figure in figures.items() for name, n in figure.bands or ()}
    names = [name for name, _ in figures[TOTAL].bands or ()]
    hidden = {cell for cell, n in counts.items() if n in small or (n and shown[cell[0]].suppressed)}
    lines: list[Line[tuple[Group, str]]] = [
        Line(tuple((group, name) for name in names))
        for group, figure in shown.items()
        if not figure.suppressed
    ]
    for parts in margins(groups):
        for name in names:
            total = (TOTAL, name) if len(parts) == len(groups) else None
            lines.append(Line(tuple((group, name) for group in parts), total))
    concealed = conceal({cell: (0, n) for cell, n in counts.items()}, hidden, hidden, lines)
    return {
        group: figure
        if figure.suppressed
        else Figure(
            group,
            figure.value,
            None,
            figure.denominator,
            figure.median,
            tuple((name, None if (group, name) in concealed else n) for name, n in figure.bands or ()),
        )
        for group, figure in shown.items()
    }
