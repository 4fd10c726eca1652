"""What figures can be divided by: which keys a measure allows, their heads, values and the values' order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from caseapp.catalogue.book import Catalogue
from caseapp.domain.cases import CodeList, FieldKind
from caseapp.domain.errors import UserError
from caseapp.domain.measures import Basis, Formula, Measure
from caseapp.domain.periods import Period
from caseapp.domain.rules import add_months
from caseapp.service.statistics_guards import UNKNOWN
from caseapp.service.statistics_result import KEYS, TIMES

_YES_NO = {"j": "ja", "n": "nej"}


def divisions(measure: Measure) -> tuple[str, ...]:
    """The keys that a measure can be divided by."""
    times = tuple(TIMES) if _has_days(measure) else ()
    return (*KEYS, *times, *measure.by)


def _has_days(measure: Measure) -> bool:
    """Whether its things happen on days of the period, so that a series can be made of them."""
    standing = measure.population.basis in (Basis.OPEN, Basis.ONGOING)
    return not standing and measure.formula not in (Formula.BALANCE, Formula.RE_ENTRY)


def chosen_measures(catalogue: Catalogue, names: Sequence[str], keys: Sequence[str]) -> list[Measure]:
    """The measures named, or when none is all that can be divided so. Raises UserError."""
    if names:
        chosen = [catalogue.measure(name) for name in dict.fromkeys(names)]
    else:
        chosen = [m for m in catalogue.measures.values() if set(keys) <= set(divisions(m))]
    among = chosen or list(catalogue.measures.values())
    for key in keys:
        refusing = [measure for measure in among if key not in divisions(measure)]
        if refusing:
            common = [name for name in divisions(refusing[0]) if all(name in divisions(m) for m in among)]
            _refuse(catalogue, key, refusing[0], common if chosen else divisions(refusing[0]), bool(names))
    return chosen


def _refuse(catalogue: Catalogue, key: str, measure: Measure, allowed: Iterable[str], named: bool) -> None:
    """Tell what it can be divided by instead."""
    others = [m.id for m in catalogue.measures.values() if key in divisions(m)]
    what = f"Måttet {measure.id}" if named and others else "Statistiken"
    words = f"{what} kan inte delas upp på ”{key}”. Välj bland: {', '.join(allowed)}."
    if others:
        words += f" På {key} delas: {', '.join(others[:8])}{' …' if len(others) > 8 else ''}."
    raise UserError(words)


def head(catalogue: Catalogue, key: str) -> str:
    """What a key is called at the head of a column."""
    if key in KEYS or key in TIMES:
        return {**KEYS, **TIMES}[key]
    if key == "case_type":
        return "Ärendetyp"
    parent, _, name = key.rpartition(".")
    word = catalogue.fields[name].name
    return f"{word} ({catalogue.case_types[parent].name.lower()})" if parent else word


def name_of(catalogue: Catalogue, key: str, value: str, on: date) -> str:
    """What a value is called on a day; the value itself when it has no name."""
    if key == "case_type":
        return catalogue.case_types[value].name
    kind = catalogue.fields.get(key.rpartition(".")[2])
    if kind is None or key in KEYS or key in TIMES:
        return value
    if kind.kind is FieldKind.YES_NO:
        return _YES_NO.get(value, value)
    if kind.kind is not FieldKind.CODE:
        return value
    return code_name(catalogue.code_lists[kind.code_list], value, on)


def code_name(codes: CodeList, value: str, on: date) -> str:
    """The name that a code had on a day, else any name it has had, else the code."""
    found = [code for code in codes.codes if code.id == value]
    for code in found:
        if (code.valid_from is None or code.valid_from <= on) and (
            code.valid_to is None or on <= code.valid_to
        ):
            return code.name
    return found[-1].name if found else value


def time_of(key: str, day: date) -> str:
    """The month (`2025-07`), quarter (`2025Q3`) or year that a day is in."""
    if key == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}Q{(day.month + 2) // 3}" if key == "quarter" else str(day.year)


def times_of(key: str, period: Period, as_of: date) -> list[str]:
    """Every month, quarter or year of a period up to a day: one without anything in it counts as nought."""
    found: dict[str, None] = {}
    day, last = period.first, min(period.last, as_of)
    while day <= last:
        found[time_of(key, day)] = None
        day = add_months(day.replace(day=1), 1)
    return list(found)


def ordered(catalogue: Catalogue, measure: Measure, key: str, values: set[str]) -> list[str]:
    """The values that occur, in the order they are shown: what is unknown comes last."""
    order: list[str] = []
    kind = catalogue.fields.get(key.rpartition(".")[2])
    if key == "sex":
        order = ["K", "M"]
    elif key == "age_band":
        order = [band.id for band in measure.age_bands]
    elif key == "case_type":
        order = list(measure.population.case_types)
    elif key not in KEYS and kind is not None and kind.kind is FieldKind.CODE:
        order = list(dict.fromkeys(code.id for code in catalogue.code_lists[kind.code_list].codes))
    first = [value for value in order if value in values and value != UNKNOWN]
    others = sorted(values - {*first, UNKNOWN})
    return [*first, *others, *({UNKNOWN} & values)]
