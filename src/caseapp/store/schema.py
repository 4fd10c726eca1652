"""The tables. A change here needs a migration beside it; a test holds the two against each other."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

HEAD = "0001"
"""The migration that this program's tables stand at."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

setting = Table(
    "setting",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("action", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("event_count", Integer, nullable=False),
    Column("event_digest", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)

case_key = Table(
    "case_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_type", String, nullable=False),
    Column("ref", String, nullable=False),
    UniqueConstraint("case_type", "ref"),
    Index(None, "ref"),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case_key.id"), nullable=False),
    Column("type", String, nullable=False),
    Column("occurred", String, nullable=False),
    Column("values", Text, nullable=False),
    Column("recorded_at", String, nullable=False),
    Column("source", String, nullable=False),
    Column("voids", ForeignKey("event.id")),
    Column("digest", String, nullable=False),
    Column("audit_id", ForeignKey("audit.id"), nullable=False),
    Index(None, "case_id"),
    Index(None, "audit_id"),
    Index(None, "occurred"),
)
Index(
    "ix_event_voids",
    event.c.voids,
    sqlite_where=event.c.voids.is_not(None),
    postgresql_where=event.c.voids.is_not(None),
)

# --- Projections: rebuildable from the events and from nothing else ---

person = Table(
    "person",
    metadata,
    Column("pseudonym", String, primary_key=True),
    Column("sex", String),
    Column("birth_year", Integer),
)

case_state = Table(
    "case_state",
    metadata,
    Column("case_id", ForeignKey("case_key.id"), primary_key=True),
    Column("person", String),
    Column("household", String),
    Column("parent_type", String),
    Column("parent_ref", String),
    Column("opened", String),
    Column("closed", String),
    Column("unit", String),
    Column("worker", String),
    Column("facts", Text, nullable=False),
    Column("last_events", Text, nullable=False),
    Index(None, "person"),
    Index(None, "parent_type", "parent_ref"),
    Index(None, "closed", "opened"),
)

deadline = Table(
    "deadline",
    metadata,
    Column("case_id", ForeignKey("case_key.id"), primary_key=True),
    Column("rule", String, primary_key=True),
    Column("start_event", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("start", String, nullable=False),
    Column("nominal", String, nullable=False),
    Column("last_day", String, nullable=False),
    Column("due_at", String),
    Column("extended_to", String),
    Column("stop_event", Integer),
    Column("stopped", String),
    Column("acknowledged", Boolean, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Index(None, "stopped", "last_day"),
)

finding = Table(
    "finding",
    metadata,
    Column("case_id", ForeignKey("case_key.id"), primary_key=True),
    Column("check_id", String, primary_key=True),
    Column("message", Text, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
)

PROJECTIONS = (case_state, deadline, finding)
"""Projections of single cases, keyed by case_id; `person` is that of people."""
