"""The ledger: where events are appended, with an audit entry whose hashes show tampering."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, insert, select

from caseapp.catalogue.book import Catalogue
from caseapp.domain.events import CaseKey, Event
from caseapp.store.projection import EVENT_COLUMNS, make_event, refresh, stored_json
from caseapp.store.rows import chunks, insert_rows
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
    ids, new = case_ids(connection, (e.case for e in events))
    recorded = numbered(events, next_event_id(connection), stamp.at)
    digests = [happened.digest for happened in recorded]
    entry = log(
        connection,
        stamp,
        action,
        detail,
        [(e.id, said, e.recorded_at, e.source, e.voids) for e, said in zip(recorded, digests, strict=True)],
    )
    insert_rows(
        connection,
        event,
        [
            {
                "id": happened.id,
                "case_id": ids[happened.case],
                "type": happened.type,
                "occurred": str(happened.occurred),
                "values": stored_json(dict(happened.values)),
                "recorded_at": happened.recorded_at,
                "source": happened.source,
                "voids": happened.voids,
                "digest": said,
                "audit_id": entry,
            }
            for happened, said in zip(recorded, digests, strict=True)
        ],
    )
    of_new: dict[int, list[Event]] = {case_id: [] for case_id in new}
    for happened in recorded:
        if ids[happened.case] in of_new:
            of_new[ids[happened.case]].append(happened)
    refresh(connection, catalogue, ids.values(), of_new)
    return recorded


def next_event_id(connection: Connection) -> int:
    """The id that the next event to be appended gets."""
    return (connection.execute(select(func.max(event.c.id))).scalar() or 0) + 1


def numbered(events: Iterable[Event], first: int, recorded_at: str = "") -> list[Event]:
    """The events with ids from `first` on, and with the ids of those of the batch that they void."""
    return [
        Event(
            told.case,
            told.type,
            told.occurred,
            told.values,
            recorded_at,
            told.source,
            first - told.voids - 1 if told.voids is not None and told.voids < 0 else told.voids,
            number,
        )
        for number, told in enumerate(events, start=first)
    ]


def case_ids(connection: Connection, keys: Iterable[CaseKey]) -> tuple[dict[CaseKey, int], set[int]]:
    """The ids of cases, and which of them were made now because the case is new."""
    wanted = dict.fromkeys(keys)
    found: dict[CaseKey, int] = {}
    for part in chunks(sorted({key.ref for key in wanted})):
        for row in connection.execute(select(case_key).where(case_key.c.ref.in_(part))):
            key = CaseKey(row.case_type, row.ref)
            if key in wanted:
                found[key] = row.id
    missing = [key for key in wanted if key not in found]
    next_id = (connection.execute(select(func.max(case_key.c.id))).scalar() or 0) + 1
    made = dict(zip(missing, range(next_id, next_id + len(missing)), strict=True))
    insert_rows(
        connection,
        case_key,
        [{"id": number, "case_type": key.case_type, "ref": key.ref} for key, number in made.items()],
    )
    return found | made, set(made.values())


Said = tuple[int, str, str, str, int | None]
"""What the chain holds of an event: id, digest, when recorded, source, and the event that it voids."""


def log(
    connection: Connection,
    stamp: Stamp,
    action: str,
    detail: dict[str, Any] | None = None,
    events: Sequence[Said] = (),
) -> int:
    """Write an audit entry, chained to the one before. Returns its id."""
    last = connection.execute(
        select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1).with_for_update()
    ).first()
    entry = {
        "id": last.id + 1 if last else 1,
        "at": stamp.at,
        "who": stamp.who,
        "action": action,
        "detail": stored_json(detail or {}),
        "event_count": len(events),
        "event_digest": _events_digest(events),
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


def _events_digest(rows: Iterable[Said]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def broken_links(connection: Connection) -> list[str]:
    """What in the audit log or the events has been changed by other hands; empty when all is whole."""
    found = []
    previous = _FIRST
    entries = [dict(row) for row in connection.execute(select(audit).order_by(audit.c.id)).mappings()]
    query = (
        select(*EVENT_COLUMNS, event.c.audit_id)
        .join(case_key, case_key.c.id == event.c.case_id)
        .order_by(event.c.audit_id, event.c.id)
    )
    by_entry = groupby(connection.execute(query), key=lambda row: row.audit_id)
    audit_id, rows = next(by_entry, (None, iter(())))
    for entry in entries:
        if entry["previous"] != previous or entry["hash"] != _entry_hash(entry):
            found.append(f"Loggpost {entry['id']} ({entry['at']}) stämmer inte med kedjan.")
        previous = entry["hash"]
        said: list[Said] = []
        if audit_id == entry["id"]:
            said = [(r.id, _digest_of(r), r.recorded_at, r.source, r.voids) for r in rows]
            audit_id, rows = next(by_entry, (None, iter(())))
        if len(said) != entry["event_count"] or _events_digest(said) != entry["event_digest"]:
            found.append(f"Händelserna i loggpost {entry['id']} ({entry['at']}) är ändrade.")
    return found


def _digest_of(row: Any) -> str:
    """The digest of what a row says; nonsense when the row is not as it was written."""
    try:
        told = make_event(row, CaseKey(row.case_type, row.ref))
        digest = told.digest
    except (ValueError, TypeError):
        return "oläslig"
    return digest if (row.digest, row.occurred) == (digest, str(told.occurred)) else "ändrad"


def head(connection: Connection) -> str:
    """The hash of the latest audit entry: the whole history in one word."""
    return connection.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar() or _FIRST
