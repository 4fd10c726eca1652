"""Statistics: every figure reckoned from the events by the measure's own definition, any past state again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from caseapp.catalogue.book import Catalogue, Suppression
from caseapp.domain.errors import UserError
from caseapp.domain.events import CaseKey, fingerprint_of
from caseapp.domain.measures import Formula, Measure
from caseapp.domain.periods import Period
from caseapp.domain.rules import Rule
from caseapp.domain.swedish import listing
from caseapp.service.office import Office, utc_text
from caseapp.service.small_cells import Group
from caseapp.service.small_cells_batch import TOTAL
from caseapp.service.statistics_divisions import chosen_measures, head, name_of, ordered, times_of
from caseapp.service.statistics_figures import figures_of
from caseapp.service.statistics_guards import UNKNOWN
from caseapp.service.statistics_hiding import hide
from caseapp.service.statistics_result import TIMES, Figure, Result, StatisticsResult
from caseapp.service.statistics_sources import Days
from caseapp.service.statistics_tally import Plan, count, need_of, plans_of
from caseapp.service.statistics_world import World
from caseapp.store.counting import Told, read_for
from caseapp.store.reading import latest_entry, units

Progress = Callable[[int], None] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: measures, days, division and filter."""

    measures: tuple[Measure, ...]
    period: Period
    keys: tuple[str, ...]
    as_of: date
    recorded_at: str
    unit: str | None


@dataclass(slots=True)
class Taken:
    """What was counted, before anything is hidden."""

    asked: Asked
    world: World
    plans: list[Plan]
    days: Days


def statistics(
    office: Office,
    measures: Sequence[str],
    period: Period,
    by: Sequence[str] = (),
    as_of: date | None = None,
    recorded_at: str | None = None,
    show_small: bool = False,
    unit: str | None = None,
    progress: Progress = None,
) -> StatisticsResult:
    """Take out measures for a period, divided by what they allow: `sex`, `age_band`, `unit`, `orsak` …

    When no measure is named, all that can be divided so. `as_of` is the last day read, today when not given;
    `recorded_at` the last recording time read (UTC text), now when not given. `unit` takes only what the unit
    had on the day. `progress` is told how far the reading has come, and may raise to stop it. What is hidden
    is hidden over all measures of the call. Raises UserError.
    """
    taken = take(office, measures, period, by, as_of, recorded_at, unit, progress)
    catalogue = office.catalogue
    asked = taken.asked
    divided = [
        (plan.measure, groups, figures_of(plan, groups, TOTAL, taken.days))
        for plan in taken.plans
        for groups in [_groups(catalogue, plan, asked)]
    ]
    suppression = None if show_small else catalogue.suppression
    marks = definitions(catalogue, asked.measures)
    words = _selection(asked, marks, show_small, divided)
    shown = [figures for _, _, figures in divided]
    if suppression is not None:
        shown, _ = hide(catalogue, divided, suppression)
    return StatisticsResult(
        period=period,
        as_of=asked.as_of,
        recorded_at=asked.recorded_at,
        catalogue=catalogue.version,
        fingerprint=fingerprint_of(_digests(taken.world), *words),
        keys=asked.keys,
        unit=unit,
        suppression=suppression,
        results=tuple(
            Result(
                measure,
                figures[TOTAL],
                tuple(figures[group] for group in groups),
                _notes(measure, period, suppression),
            )
            for (measure, groups, _), figures in zip(divided, shown, strict=True)
        ),
        heads={key: head(catalogue, key) for key in asked.keys},
        names={
            (key, value): name_of(catalogue, key, value, period.last)
            for _, groups, _ in divided
            for group in groups
            for key, value in zip(asked.keys, group, strict=True)
        },
        marks=marks,
    )


def take(
    office: Office,
    measures: Sequence[str],
    period: Period,
    by: Sequence[str] = (),
    as_of: date | None = None,
    recorded_at: str | None = None,
    unit: str | None = None,
    progress: Progress = None,
    keep: bool = False,
) -> Taken:
    """Read and count, with the cases behind each figure when they are to be kept. Raises UserError."""
    catalogue = office.catalogue
    keys = tuple(dict.fromkeys(by))
    chosen = tuple(chosen_measures(catalogue, measures, keys))
    day = as_of or office.today()
    with office.database.read() as connection:
        # Another machine's clock may be ahead of this one's; what is there already counts as recorded.
        latest = latest_entry(connection)
        until = recorded_at or max(utc_text(office.clock()), latest[0] if latest else "")
        need = need_of(catalogue, chosen, period, day)
        reading = read_for(connection, catalogue, need, day, until, progress)
        known = _known_units(catalogue, units(connection), reading.cases) if unit is not None else set()
    if unit is not None and unit != UNKNOWN and unit not in known:
        raise UserError(f"Enheten ”{unit}” finns inte. Välj en av: {', '.join(sorted(known))}.")
    world = World(catalogue, reading, day)
    days = Days(period, day)
    plans = plans_of(world, chosen, days, keep)
    count(world, plans, keys, period, days, unit, progress)
    return Taken(Asked(chosen, period, keys, day, until, unit), world, plans, days)


def cases_behind(
    office: Office, result: StatisticsResult, measure: str, group: Group | None = None, part: str = ""
) -> list[CaseKey]:
    """The cases that a figure of the result counts, in order; for the screen, never for a file.

    `group` is a figure's group, None the undivided one. `part` takes only the `numerator`, the `rest`, a
    duration band by its name, or a day of a series (`ÅÅÅÅ-MM-DD`). Raises UserError.
    """
    taken = take(
        office,
        [measure],
        result.period,
        result.keys,
        result.as_of,
        result.recorded_at,
        result.unit,
        keep=True,
    )
    (plan,) = taken.plans
    found = {
        key
        for counted, key, hit, days in plan.behind or ()
        if group in (None, TOTAL, counted) and _in_part(plan.measure, taken.days, part, hit, days)
    }
    return sorted(found)


def _in_part(measure: Measure, days: Days, part: str, hit: bool, number: int) -> bool:
    if part in ("numerator", "rest"):
        return hit is (part == "numerator")
    if measure.formula is Formula.QUEUE_LENGTH:
        # Without a day, what the figure itself tells: the last point.
        return days.points[number].isoformat() == (part or days.points[-1].isoformat())
    return not part or any(band.name == part and number in band for band in measure.bands)


def definitions(catalogue: Catalogue, measures: Sequence[Measure]) -> tuple[tuple[str, str], ...]:
    """Every definition that the measures rest on, with a mark that changes when it does."""
    rules = sorted({rule for measure in measures for rule in measure.every_rule})
    return (
        *(
            (f"måttet {measure.id}", f"version {measure.version} ({_mark(_meaning(measure))})")
            for measure in sorted(measures, key=lambda measure: measure.id)
        ),
        *((f"regeln {rule}", _mark(_rule_meaning(catalogue.rules[rule]))) for rule in rules),
        ("kalendern", catalogue.calendar.version),
    )


def _meaning(measure: Measure) -> str:
    """What decides the figures; its names, sources and targets do not."""
    plain = replace(
        measure,
        name="",
        definition="",
        source="",
        target=None,
        higher_is_better=None,
        area="",
        chart="",
        kolada="",
        main="mean",
        by=(),
        breaks=(),
        valid_from=None,
        valid_to=None,
        hide_below=None,
        share_from=None,
    )
    return repr(plain)


def _rule_meaning(rule: Rule) -> str:
    versions = [(v.number, v.valid_from, v.valid_to, v.limit, v.roll.direction) for v in rule.versions]
    return repr(
        (rule.start, rule.stop, rule.conditions, rule.extension, rule.recurs, rule.suspends, versions)
    )


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _selection(
    asked: Asked,
    marks: Sequence[tuple[str, str]],
    show_small: bool,
    divided: Sequence[tuple[Measure, Sequence[Group], dict[Group, Figure]]],
) -> list[str]:
    """What the fingerprint tells beside the events: definitions, days, filter, and the figures themselves."""
    span = (asked.period.first.isoformat(), asked.period.last.isoformat(), asked.as_of.isoformat())
    figures = sorted(
        f"{measure.id} {sorted((g, f.value, f.numerator, f.denominator) for g, f in made.items())!r}"
        for measure, _, made in divided
    )
    definitions_told = [f"{name} {mark}" for name, mark in marks]
    return [*span, *definitions_told, *sorted(asked.keys), asked.unit or "", str(show_small), *figures]


def _digests(world: World) -> list[tuple[int, int]]:
    """The events of the cases that were counted."""
    return [subject.digests for subject in world.subjects if subject.counted]


def _known_units(catalogue: Catalogue, recorded: Sequence[str], cases: dict[int, Told]) -> set[str]:
    known = {name for pack in catalogue.packs for name in pack.units}
    known.update(recorded)
    known.update(name for told in cases.values() for _, name in told.case.units)
    return known


def _groups(catalogue: Catalogue, plan: Plan, asked: Asked) -> list[Group]:
    """Every group that can be made of the values that occur, and of every month, quarter or year."""
    values = [
        times_of(key, asked.period, asked.as_of)
        if key in TIMES
        else ordered(catalogue, plan.measure, key, {group[position] for group in plan.cells})
        for position, key in enumerate(asked.keys)
    ]
    return list(product(*values)) if asked.keys else []


def _notes(measure: Measure, period: Period, suppression: Suppression | None) -> tuple[str, ...]:
    """What a reader must know before the figures are compared with others."""
    notes = [f"Tidsseriebrott {told.day}: {told.text}" for told in measure.breaks if told.day in period]
    if measure.valid_from is not None and period.first < measure.valid_from:
        notes.append(f"Måttet gäller från {measure.valid_from}; perioden börjar tidigare.")
    if measure.valid_to is not None and period.last > measure.valid_to:
        notes.append(f"Måttet gäller till {measure.valid_to}; perioden slutar senare.")
    own = [
        words
        for words in (
            f"antal under {measure.hide_below} döljs" if measure.hide_below not in (None, 1) else "",
            "små tal döljs inte" if measure.hide_below == 1 else "",
            f"andelar kräver minst {measure.share_from}" if measure.share_from is not None else "",
        )
        if words
    ]
    if own and suppression is not None:
        notes.append(f"För det här måttet gäller: {listing(own)}.")
    return tuple(notes)
