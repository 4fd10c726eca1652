"""The ledger: where events are appended, with an audit entry whose hashes show tampering."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, insert, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.events import CaseKey, Event
from caseapp.domain.moments import Moment
from caseapp.store.projection import chunks, refresh
from caseapp.store.schema import audit, case_key, event

_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who does something, and when: UTC in ISO form with `Z`."""

    at: str
    who: str


def append(
    connection: Connection,
    catalogue: Catalogue,
    events: Sequence[Event],
    stamp: Stamp,
    action: str,
    detail: dict[str, Any] | None = None,
) -> list[Event]:
    """Append events as one audited step and project their cases. Returns them with their ids.

    An event of the batch may void an earlier one of the same batch by its position: −1 is the first.
    """
    ids = case_ids(connection, (e.case for e in events))
    next_id = (connection.execute(select(func.max(event.c.id))).scalar() or 0) + 1
    recorded = [
        replace(
            happened,
            id=next_id + position,
            recorded_at=stamp.at,
            voids=next_id - happened.voids - 1
            if happened.voids is not None and happened.voids < 0
            else happened.voids,
        )
        for position, happened in enumerate(events)
    ]
    entry = log(connection, stamp, action, detail, recorded)
    if recorded:
        connection.execute(
            insert(event),
            [
                {
                    "id": happened.id,
                    "case_id": ids[happened.case],
                    "type": happened.type,
                    "occurred": str(happened.occurred),
                    "values": json.dumps(dict(happened.values), ensure_ascii=False, sort_keys=True),
                    "recorded_at": happened.recorded_at,
                    "source": happened.source,
                    "voids": happened.voids,
                    "digest": happened.digest,
                    "audit_id": entry,
                }
                for happened in recorded
            ],
        )
        refresh(connection, catalogue, ids.values())
    return recorded


def case_ids(connection: Connection, keys: Iterable[CaseKey]) -> dict[CaseKey, int]:
    """The ids of cases, made for those that are new."""
    wanted = dict.fromkeys(keys)
    found: dict[CaseKey, int] = {}
    for part in chunks(sorted({key.ref for key in wanted})):
        for row in connection.execute(select(case_key).where(case_key.c.ref.in_(part))):
            key = CaseKey(row.case_type, row.ref)
            if key in wanted:
                found[key] = row.id
    missing = [key for key in wanted if key not in found]
    if missing:
        next_id = (connection.execute(select(func.max(case_key.c.id))).scalar() or 0) + 1
        new = [
            {"id": next_id + position, "case_type": key.case_type, "ref": key.ref}
            for position, key in enumerate(missing)
        ]
        connection.execute(insert(case_key), new)
        found |= {key: next_id + position for position, key in enumerate(missing)}
    return found


def log(
    connection: Connection,
    stamp: Stamp,
    action: str,
    detail: dict[str, Any] | None = None,
    events: Sequence[Event] = (),
) -> int:
    """Write an audit entry, chained to the one before. Returns its id."""
    last = connection.execute(select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)).first()
    entry = {
        "id": last.id + 1 if last else 1,
        "at": stamp.at,
        "who": stamp.who,
        "action": action,
        "detail": json.dumps(detail or {}, ensure_ascii=False, sort_keys=True),
        "event_count": len(events),
        "event_digest": _events_digest((e.id, e.digest, e.recorded_at, e.source, e.voids) for e in events),
        "previous": last.hash if last else _FIRST,
    }
    connection.execute(insert(audit), {**entry, "hash": _entry_hash(entry)})
    return int(entry["id"])


def _entry_hash(entry: dict[str, Any]) -> str:
    parts = [
        entry[name]
        for name in ("id", "at", "who", "action", "detail", "event_count", "event_digest", "previous")
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _events_digest(rows: Iterable[tuple[int, str, str, str, int | None]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def broken_links(connection: Connection) -> list[str]:
    """What in the audit log or the events has been changed by other hands; empty when all is whole."""
    found = []
    previous = _FIRST
    for row in connection.execute(select(audit).order_by(audit.c.id)).mappings():
        entry = dict(row)
        if entry["previous"] != previous or entry["hash"] != _entry_hash(entry):
            found.append(f"Loggpost {entry['id']} ({entry['at']}) stämmer inte med kedjan.")
        previous = entry["hash"]
        rows = connection.execute(
            select(event, case_key.c.case_type, case_key.c.ref)
            .join(case_key, case_key.c.id == event.c.case_id)
            .where(event.c.audit_id == entry["id"])
            .order_by(event.c.id)
        ).all()
        digest = _events_digest((r.id, _digest_of(r), r.recorded_at, r.source, r.voids) for r in rows)
        if len(rows) != entry["event_count"] or digest != entry["event_digest"]:
            found.append(f"Händelserna i loggpost {entry['id']} ({entry['at']}) är ändrade.")
    return found


def _digest_of(row: Any) -> str:
    values = json.loads(row._mapping[event.c["values"]])
    return Event(CaseKey(row.case_type, row.ref), row.type, Moment.parse(row.occurred), values).digest


def head(connection: Connection) -> str:
    """The hash of the latest audit entry: the whole history in one word."""
    return connection.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar() or _FIRST
