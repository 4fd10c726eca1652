"""Twelve figures of a quarter by unit, sex and age, as pandas and DuckDB reckon them from the same tables."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from caseapp.domain.calendar import WorkingCalendar

Figures = dict[str, float]
"""The undivided value of each measure, to be compared with ours."""

TABLES = {
    "event": 'SELECT id, case_id, type, occurred, "values" AS stated FROM event',
    "case_key": "SELECT id AS case_id, case_type, ref FROM case_key",
    "person": "SELECT pseudonym, sex, birth_year FROM person",
}


def pandas_tables(pandas: ModuleType, path: Path) -> dict[str, Any]:
    """The tables, read from the database file."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        return {name: pandas.read_sql(query, connection) for name, query in TABLES.items()}


def by_pandas(
    pandas: ModuleType, tables: dict[str, Any], first: date, last: date, calendar: WorkingCalendar
) -> Figures:
    """All twelve with pandas; each is also divided, as ours are."""
    import numpy

    begin, end = first.isoformat(), (last + timedelta(days=1)).isoformat()
    events = tables["event"]
    happened = events[
        events["type"].isin(
            ["inkom", "forhandsbedomning", "inledd", "tilldelad", "avslutad", "forlangd", "beslut"]
        )
    ]
    opening = happened[happened["type"].isin(["inkom", "inledd", "beslut"])]
    cases = opening.merge(tables["case_key"], on="case_id")
    stated = pandas.DataFrame.from_records([json.loads(text) for text in cases["stated"]])
    cases = pandas.concat(
        [cases[["case_id", "case_type", "occurred"]].reset_index(drop=True), stated], axis=1
    )
    cases = cases.merge(tables["person"], left_on="person", right_on="pseudonym", how="left")
    cases = cases.rename(columns={"occurred": "opened"}).set_index("case_id")
    free = [numpy.datetime64(day) for day in _holidays(calendar)]

    def when(kind: str, keep: str = "last") -> Any:
        told = happened[happened["type"] == kind]
        return told.drop_duplicates("case_id", keep=keep).set_index("case_id")["occurred"].str[:10]

    def divided(frame: Any, day: str) -> Any:
        age = frame[day].str[:4].astype(int) - frame["birth_year"]
        band = pandas.cut(age, [-1, 12, 18, 20, 200], labels=["0-12", "13-18", "19-20", "21+"])
        return frame.assign(band=band).groupby(["enhet", "sex", "band"], observed=True)

    def rolled(days: Any) -> Any:
        return numpy.busday_offset(days.to_numpy().astype("datetime64[D]"), 0, "forward", holidays=free)

    reports = cases[cases["case_type"] == "aktualisering"]
    plans = cases[cases["case_type"] == "utredning"]
    grants = cases[cases["case_type"] == "insats"]
    found: Figures = {}
    came = reports[(reports["opened"] >= begin) & (reports["opened"] < end)]
    divided(came, "opened").size()
    found["antal"] = len(came)
    divided(came, "opened")["person"].nunique()
    found["personer"] = came["person"].nunique()
    violence = came["orsak"].eq("vald-i-nara-relation")
    divided(came.assign(hit=violence), "opened")["hit"].mean()
    found["vald"] = 100 * violence.mean()
    decided = reports.join(when("forhandsbedomning").rename("decided"), how="inner")
    decided = decided[
        (decided["decided"] >= begin) & (decided["decided"] < end) & (decided["typ"] == "anmalan")
    ]
    decided = decided[decided["opened"].str[:4].astype(int) - decided["birth_year"] <= 21]
    last_day = rolled(pandas.to_datetime(decided["opened"]) + pandas.Timedelta(days=14))
    timely = pandas.to_datetime(decided["decided"]).to_numpy().astype("datetime64[D]") <= last_day
    divided(decided.assign(hit=timely), "decided")["hit"].mean()
    found["inom-frist"] = 100 * timely.mean()
    closing = plans.join(when("avslutad").rename("closed"), how="left")
    ended = closing[(closing["closed"] >= begin) & (closing["closed"] < end)]
    divided(ended, "closed").size()
    found["avslutade"] = len(ended)
    limit = rolled(pandas.to_datetime(ended["opened"]) + pandas.DateOffset(months=4))
    longer = (
        happened[happened["type"] == "forlangd"].drop_duplicates("case_id", keep="last").set_index("case_id")
    )
    until = (
        longer["stated"]
        .reindex(ended.index)
        .map(lambda text: json.loads(text)["forlangd_till"] if isinstance(text, str) else None)
    )
    limit = numpy.where(until.isna(), limit, pandas.to_datetime(until).to_numpy().astype("datetime64[D]"))
    late = pandas.to_datetime(ended["closed"]).to_numpy().astype("datetime64[D]") > limit
    divided(ended.assign(hit=late), "closed")["hit"].mean()
    found["for-sent"] = 100 * late.mean()
    length = (pandas.to_datetime(ended["closed"]) - pandas.to_datetime(ended["opened"])).dt.days
    divided(ended.assign(days=length), "closed")["days"].agg(["mean", "median"])
    found["tid"] = length.mean()
    standing = closing[(closing["opened"] < end) & ~(closing["closed"] < end)].assign(on=last.isoformat())
    divided(standing, "on").size()
    found["oppna"] = len(standing)
    given = when("tilldelad", "first").rename("given")
    queue = standing.join(given, how="left")
    queue = queue[~(queue["given"] < end)]
    divided(queue, "on").size()
    found["ko"] = len(queue)
    waited = plans.join(given, how="inner")
    waited = waited[(waited["given"] >= begin) & (waited["given"] < end)]
    days = (pandas.to_datetime(waited["given"]) - pandas.to_datetime(waited["opened"])).dt.days
    divided(waited.assign(days=days), "given")["days"].agg(["mean", "median"])
    found["vantan"] = days.mean()
    granted = grants[(grants["opened"] >= begin) & (grants["opened"] < end)]
    divided(granted, "opened").size()
    found["beviljade"] = len(granted)
    begun = plans[(plans["opened"] >= begin) & (plans["opened"] < end)]
    divided(begun, "opened").size()
    found["balans"] = len(begun) - len(ended)
    return {name: float(value) for name, value in found.items()}


def _holidays(calendar: WorkingCalendar) -> list[date]:
    days = (date(2010, 1, 1) + timedelta(days=number) for number in range(365 * 20))
    return [day for day in days if day.weekday() < 5 and not calendar.is_working_day(day)]


def duckdb_tables(duckdb: ModuleType, tables: dict[str, Any], calendar: WorkingCalendar) -> Any:
    """A DuckDB with the same tables of its own, days as dates, and the calendar beside them."""
    connection = duckdb.connect()
    for name, frame in tables.items():
        connection.register("frame", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
        connection.unregister("frame")
    connection.execute("ALTER TABLE event ALTER occurred TYPE DATE USING CAST(occurred[:10] AS DATE)")
    connection.execute("CREATE TABLE next_day (day DATE PRIMARY KEY, working DATE)")
    days = [date(2010, 1, 1) + timedelta(days=number) for number in range(365 * 20)]
    connection.executemany(
        "INSERT INTO next_day VALUES (?, ?)", [(day, calendar.roll_forward(day)) for day in days]
    )
    return connection


_CASES = """
CREATE OR REPLACE TEMP TABLE cases AS
WITH told AS (
  SELECT e.case_id, k.case_type, min(e.occurred) AS opened, any_value(e.stated) AS stated
  FROM event e JOIN case_key k USING (case_id) WHERE e.type IN ('inkom', 'inledd', 'beslut')
  GROUP BY 1, 2
), facts AS (
  SELECT case_id, case_type, opened, stated->>'$.person' AS person, stated->>'$.enhet' AS unit,
         stated->>'$.orsak' AS reason, stated->>'$.typ' AS kind FROM told
), steps AS (
  SELECT case_id, max(occurred) FILTER (type = 'forhandsbedomning') AS decided,
         min(occurred) FILTER (type = 'tilldelad') AS given,
         max(occurred) FILTER (type = 'avslutad') AS closed,
         max(CAST(CASE WHEN type = 'forlangd' THEN stated->>'$.forlangd_till' END AS DATE)) AS longer
  FROM event WHERE type IN ('forhandsbedomning', 'tilldelad', 'avslutad', 'forlangd') GROUP BY 1
)
SELECT f.*, s.decided, s.given, s.closed, s.longer, p.sex, p.birth_year
FROM facts f LEFT JOIN steps s USING (case_id) LEFT JOIN person p ON p.pseudonym = f.person
"""
_BAND = """CASE WHEN year({day}) - birth_year <= 12 THEN '0-12'
 WHEN year({day}) - birth_year <= 18 THEN '13-18'
 WHEN year({day}) - birth_year <= 20 THEN '19-20' ELSE '21+' END"""
_REPORT, _PLAN = "case_type = 'aktualisering'", "case_type = 'utredning'"
_FROM = {
    "antal": ("count(*)", _REPORT, "opened"),
    "personer": ("count(DISTINCT person)", _REPORT, "opened"),
    "vald": ("100 * avg(CAST(reason = 'vald-i-nara-relation' AS INT))", _REPORT, "opened"),
    "inom-frist": (
        "100 * avg(CAST(decided <= f.working AS INT))",
        f"{_REPORT} AND kind = 'anmalan' AND year(opened) - birth_year <= 21",
        "decided",
    ),
    "avslutade": ("count(*)", _PLAN, "closed"),
    "for-sent": ("100 * avg(CAST(closed > coalesce(longer, m.working) AS INT))", _PLAN, "closed"),
    "tid": ("avg(closed - opened), median(closed - opened)", _PLAN, "closed"),
    "vantan": ("avg(given - opened), median(given - opened)", _PLAN, "given"),
    "beviljade": ("count(*)", "case_type = 'insats'", "opened"),
}


def by_duckdb(connection: Any, first: date, last: date) -> Figures:
    """All twelve with DuckDB, each divided and undivided by grouping sets."""
    connection.execute(_CASES)
    found: Figures = {}

    def ask(name: str, what: str, where: str, day: str) -> None:
        band = _BAND.format(day=day)
        joins = ""
        if "f.working" in what:
            joins = "JOIN next_day f ON f.day = CAST(opened + INTERVAL 14 DAY AS DATE)"
        if "m.working" in what:
            joins = "JOIN next_day m ON m.day = CAST(opened + INTERVAL 4 MONTH AS DATE)"
        rows = connection.execute(
            f"SELECT unit, sex, {band} AS band, {what} FROM cases {joins} WHERE {where}"
            f" GROUP BY GROUPING SETS ((unit, sex, {band}), ())"
        ).fetchall()
        (total,) = [row for row in rows if row[0] is None]
        found[name] = float(total[3])

    for name, (what, where, day) in _FROM.items():
        ask(name, what, f"{where} AND {day} BETWEEN DATE '{first}' AND DATE '{last}'", day)
    standing = f"{_PLAN} AND opened <= DATE '{last}' AND coalesce(closed, DATE '9999-01-01') > DATE '{last}'"
    ask("oppna", "count(*)", standing, f"DATE '{last}'")
    waiting = f"{standing} AND coalesce(given, DATE '9999-01-01') > DATE '{last}'"
    ask("ko", "count(*)", waiting, f"DATE '{last}'")
    ask("inledda", "count(*)", f"{_PLAN} AND opened BETWEEN DATE '{first}' AND DATE '{last}'", "opened")
    found["balans"] = found.pop("inledda") - found["avslutade"]
    return found


if __name__ == "__main__":
    print("statistics_rivals: nothing to measure by itself")
