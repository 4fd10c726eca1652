"""A quarter of a million cases, all units by sex and age: against pandas and DuckDB on the same tables.

The same twelve figures are taken out by all three, and must be the same. The rivals are measured twice: from
the database file, as someone must who wants a figure of it, and with the tables in their own memory already.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from caseapp.catalogue.load import load_catalogue
from caseapp.catalogue.measure_form import MeasureForm
from caseapp.catalogue.measures import Bands, read_measures
from caseapp.domain.periods import parse_period
from caseapp.service.office import Office
from caseapp.service.statistics import statistics
from caseapp.store.database import Database
from tests.benchmarks import statistics_rivals as rivals
from tests.benchmarks.rivals import rival
from tests.benchmarks.statistics_data import fill
from tests.benchmarks.timing import best, tell

NOW = datetime(2026, 3, 16, 8, tzinfo=UTC)
PERIOD = "2025Q3"
KEYS = ["unit", "sex", "age_band"]
REPORT: dict[str, Any] = {"case_type": "aktualisering", "unit": "aktualiseringar"}
PLAN: dict[str, Any] = {"case_type": "utredning", "unit": "utredningar"}
MEASURES: dict[str, dict[str, Any]] = {
    "antal": {**REPORT, "formula": "count", "counted": "inkom"},
    "personer": {**REPORT, "formula": "count", "counted": "inkom", "counts": "persons"},
    "vald": {
        **REPORT,
        "formula": "share_where",
        "counted": "inkom",
        "numerator": [{"field": "orsak", "any_of": ["vald-i-nara-relation"]}],
    },
    "inom-frist": {
        **REPORT,
        "formula": "share_on_time",
        "counted": "forhandsbedomning",
        "rule": "forhandsbedomning",
    },
    "avslutade": {**PLAN, "formula": "count", "basis": "ended"},
    "for-sent": {**PLAN, "formula": "share_late", "basis": "ended", "rule": "utredning-barn"},
    "tid": {**PLAN, "formula": "duration", "basis": "ended", "since": "inledd"},
    "oppna": {**PLAN, "formula": "count", "basis": "open"},
    "ko": {**PLAN, "formula": "count", "basis": "open", "where": [{"event": "tilldelad", "not": True}]},
    "vantan": {**PLAN, "formula": "duration", "counted": "tilldelad", "which": "first", "since": "inledd"},
    "beviljade": {"case_type": "insats", "unit": "insatser", "formula": "count", "basis": "begun"},
    "balans": {**PLAN, "formula": "balance"},
}


def office_of(path: Path) -> Office:
    """The office of a database that is not projected anew when the catalogue has changed."""
    catalogue = load_catalogue()
    forms = [
        MeasureForm.model_validate(
            {"id": name, "version": 1, "name": name, "definition": name, "source": name, **said}
        )
        for name, said in MEASURES.items()
    ]
    measures = read_measures([("prov", forms)], Bands([], []))
    bands = catalogue.age_bands
    made = {name: replace(measure, age_bands=bands) for name, measure in measures.items()}
    return Office(
        Database.open(str(path)),
        replace(catalogue, measures={**catalogue.measures, **made}),
        lambda: NOW,
        "prov",
    )


def database(cases: int) -> Path:
    """A filled database, made once and kept with the other temporary files."""
    path = Path(tempfile.gettempdir()) / "caseapp-bench" / f"statistik-{cases}.sqlite"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".ny")
        unfinished.unlink(missing_ok=True)
        office = Office.create(str(unfinished), clock=lambda: datetime(2026, 3, 15, tzinfo=UTC))
        fill(office, unfinished, cases)
        office.close()
        unfinished.rename(path)
    return path


def main(cases: int = 1_000_000) -> None:
    """The twelve figures by all three; and every measure of the catalogue by us."""
    path = database(cases)
    office = office_of(path)
    period = parse_period(PERIOD)

    def ours() -> rivals.Figures:
        made = statistics(office, list(MEASURES), period, KEYS, show_small=True)
        return {part.measure.id: float(part.total.value or 0) for part in made.results}

    took = best(ours, 2)
    found = ours()
    print(f"{cases} cases, {PERIOD}, twelve measures by unit, sex and age: {took:.2f} s")
    calendar = office.catalogue.calendar
    whole: list[tuple[str, float, str]] = []
    pandas = rival("pandas")
    if pandas is not None:
        tables = rivals.pandas_tables(pandas, path)
        reading = best(lambda: rivals.pandas_tables(pandas, path), 1)
        counting = best(lambda: rivals.by_pandas(pandas, tables, period.first, period.last, calendar), 2)
        _same(found, rivals.by_pandas(pandas, tables, period.first, period.last, calendar), "pandas")
        tell("quarter", took, "pandas from the database", reading + counting, "target ≤ 1")
        tell("quarter", took, "pandas, tables in memory", counting, "target ≤ 1")
        whole.append(("pandas from the database, the twelve alone", reading + counting, "target ≤ 1"))
        duckdb = rival("duckdb")
        if duckdb is not None:
            connection = rivals.duckdb_tables(duckdb, tables, calendar)
            theirs = best(lambda: rivals.by_duckdb(connection, period.first, period.last), 2)
            _same(found, rivals.by_duckdb(connection, period.first, period.last), "DuckDB")
            bringing = _duckdb_from(duckdb, path, theirs)
            tell("quarter", took, "DuckDB from the database", bringing, "target ≤ 3")
            whole.append(("DuckDB from the database, the twelve alone", bringing, "target ≤ 3"))
            tell("quarter", took, "DuckDB, tables in its memory", theirs, "target ≤ 3")
    every = len(office.catalogue.measures) - len(MEASURES)
    counted = best(lambda: statistics(office, [], period, KEYS, show_small=True), 1)
    print(f"every measure of the catalogue ({every} and the twelve), counted: {counted:.2f} s", flush=True)
    # The rivals do not hide anything, nor count what nobody has written for them: they get the twelve.
    for name, theirs, target in whole:
        tell("every measure", counted, name, theirs, target)
    hidden = best(lambda: statistics(office, [], period, KEYS), 1)
    print(f"the same with small cells hidden over them all: {hidden:.2f} s")
    office.close()


def _duckdb_from(duckdb: Any, path: Path, counting: float) -> float:
    """Seconds when the tables must be brought over from the database first."""
    import sqlite3
    from contextlib import closing

    import pandas

    def bring() -> None:
        with closing(sqlite3.connect(path)) as connection, closing(duckdb.connect()) as made:
            for name, query in rivals.TABLES.items():
                frame = pandas.read_sql(query, connection)
                made.register("frame", frame)
                made.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
                made.unregister("frame")

    return best(bring, 1) + counting


def _same(ours: rivals.Figures, theirs: rivals.Figures, who: str) -> None:
    wrong = {name: (ours[name], theirs[name]) for name in ours if abs(ours[name] - theirs[name]) > 1e-9}
    print(f"  {who} has the same figures" if not wrong else f"  {who} DIFFERS: {wrong}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
