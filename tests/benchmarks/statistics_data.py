"""A database of a million cases for the statistics: events of ten years, with the projections beside them.

Everything is written straight into the tables, since it is the counting that is measured; a test reads a
small one and finds that its projections are what the events add up to.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.service.office import Office

TODAY = date(2026, 3, 16)
RECORDED = "2026-03-16T00:00:00.000000Z"
UNITS = [f"Enhet {number}" for number in range(1, 13)]
REASONS = ["foraldrasvikt", "vald-i-nara-relation", "missbruk-i-familjen", "psykisk-ohalsa", "annat"]
GRANTS = ["familjehem", "kontaktperson", "intern-oppenvard", "extern-oppenvard", "hvb"]

Told = tuple[str, str, date, dict[str, str]]
_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def chain(
    dice: random.Random, number: int
) -> Iterator[tuple[str, str, list[tuple[str, date, dict[str, str]]]]]:
    """A report of concern, and often what came of it: type, reference and events of each case."""
    person = dice.randrange(max(number // 2, 1), number + 50)
    about = {
        "person": f"P-{person}",
        "kon": "KM"[person % 2],
        "fodelsear": str(1990 + person % 34),
        "enhet": dice.choice(UNITS),
    }
    came = TODAY - timedelta(days=dice.randrange(1, 3650))
    reason = dice.choice(REASONS)
    events = [
        ("inkom", came, {**about, "typ": dice.choice(["anmalan", "anmalan", "ansokan"]), "orsak": reason})
    ]
    decided = came + timedelta(days=dice.randrange(1, 20))
    goes_on = number % 10 < 8
    if decided < TODAY:
        outcome = "inleds" if goes_on else "inleds-inte"
        events.append(("forhandsbedomning", decided, {"utfall": outcome}))
    yield "aktualisering", f"A-{number}", events
    if decided >= TODAY or not goes_on:
        return
    events = [
        (
            "inledd",
            decided,
            {**about, "utredningstyp": "barn", "aktualisering": f"A-{number}", "orsak": reason},
        )
    ]
    steps: list[tuple[str, int, dict[str, str]]] = [
        ("tilldelad", dice.randrange(0, 70), {"handlaggare": f"H{number % 150}"}),
        ("utredningsplan", dice.randrange(20, 90), {}),
        ("sista_kontakt", dice.randrange(60, 120), {}),
    ]
    if number % 9 == 0:
        until = decided + timedelta(days=200)
        steps.append(("forlangd", dice.randrange(90, 120), {"forlangd_till": until.isoformat()}))
    length = dice.randrange(40, 190)
    closed = decided + timedelta(days=length)
    for kind, days, values in sorted(steps, key=lambda step: step[1]):
        day = decided + timedelta(days=min(days, length))
        if day < TODAY:
            events.append((kind, day, values))
    if closed < TODAY:
        events.append(("avslutad", closed, {"utredningsutfall": "insats" if number % 2 else "ingen-insats"}))
    yield "utredning", f"BU-{number}", events
    if closed >= TODAY or number % 2 == 0:
        return
    granted = {**about, "utredning": f"BU-{number}", "insatstyp": dice.choice(GRANTS), "lagrum": "sol-11-1"}
    events = [("beslut", closed, granted)]
    begun = closed + timedelta(days=dice.randrange(0, 120))
    ended = begun + timedelta(days=dice.randrange(30, 900))
    if begun < TODAY:
        events.append(("verkstalld", begun, {}))
    if ended < TODAY:
        events.append(("avslutad", ended, {"avslutsorsak": "planenligt"}))
    yield "insats", f"I-{number}", events


def fill(office: Office, path: Path, cases: int) -> None:
    """Write so many cases into the empty database of an office."""
    dice = random.Random(1)
    keys: list[Any] = []
    states: list[Any] = []
    rows: list[Any] = []
    people: dict[str, tuple[str, int]] = {}
    closes = {kind.id: kind.closes for kind in office.catalogue.case_types.values()}
    chain_number = event_id = case_id = 0
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        (audit,) = connection.execute("SELECT max(id) FROM audit").fetchone()
        while case_id < cases:
            chain_number += 1
            for kind, ref, events in chain(dice, chain_number):
                case_id += 1
                key = CaseKey(kind, ref)
                facts: dict[str, str] = {}
                closed = None
                for type_, day, values in events:
                    event_id += 1
                    facts |= values
                    digest = Event(key, type_, Moment(day), values).digest
                    said = _dumps(values)
                    rows.append(
                        (event_id, case_id, type_, day.isoformat(), said, RECORDED, "prov", digest, audit)
                    )
                    if type_ in closes[kind]:
                        closed = day.isoformat()
                last = {type_: day.isoformat() for type_, day, _ in events}
                parent = ("aktualisering", facts.get("aktualisering")) if kind == "utredning" else None
                parent = ("utredning", facts.get("utredning")) if kind == "insats" else parent
                people[facts["person"]] = (facts["kon"], int(facts["fodelsear"]))
                keys.append((case_id, kind, ref))
                states.append(
                    (
                        case_id,
                        facts["person"],
                        *(parent or (None, None)),
                        events[0][1].isoformat(),
                        closed,
                        facts["enhet"],
                        facts.get("handlaggare"),
                        _dumps(facts),
                        _dumps(last),
                    )
                )
            if len(rows) > 200_000 or case_id >= cases:
                connection.executemany("INSERT INTO case_key VALUES (?, ?, ?)", keys)
                connection.executemany(
                    'INSERT INTO event (id, case_id, type, occurred, "values", recorded_at, source, digest,'
                    " audit_id)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    rows,
                )
                connection.executemany(
                    "INSERT INTO case_state (case_id, person, parent_type, parent_ref, opened, closed, unit,"
                    " worker, facts, last_events) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    states,
                )
                keys, states, rows = [], [], []
        connection.executemany(
            "INSERT INTO person VALUES (?, ?, ?)", [(name, sex, year) for name, (sex, year) in people.items()]
        )
        connection.execute("ANALYZE")
        connection.commit()


if __name__ == "__main__":
    print("statistics_data: nothing to measure by itself")
