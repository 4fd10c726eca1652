"""The first tables: settings, audit log, cases, events and their projections."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("event_digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_table(
        "case_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_type", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_key"),
        sa.UniqueConstraint("case_type", "ref", name="uq_case_key_case_type_ref"),
    )
    op.create_index("ix_case_key_ref", "case_key", ["ref"])
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("occurred", sa.String(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("voids", sa.Integer()),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.ForeignKeyConstraint(["case_id"], ["case_key.id"], name="fk_event_case_id"),
        sa.ForeignKeyConstraint(["voids"], ["event.id"], name="fk_event_voids"),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_event_audit_id"),
    )
    op.create_index("ix_event_case_id", "event", ["case_id"])
    op.create_index("ix_event_audit_id", "event", ["audit_id"])
    op.create_index("ix_event_occurred", "event", ["occurred"])
    voiding = sa.text("voids IS NOT NULL")
    op.create_index("ix_event_voids", "event", ["voids"], sqlite_where=voiding, postgresql_where=voiding)
    op.create_table(
        "person",
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("sex", sa.String()),
        sa.Column("birth_year", sa.Integer()),
        sa.PrimaryKeyConstraint("pseudonym", name="pk_person"),
    )
    op.create_table(
        "case_state",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String()),
        sa.Column("household", sa.String()),
        sa.Column("parent_type", sa.String()),
        sa.Column("parent_ref", sa.String()),
        sa.Column("opened", sa.String()),
        sa.Column("closed", sa.String()),
        sa.Column("unit", sa.String()),
        sa.Column("worker", sa.String()),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("last_events", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_state"),
        sa.ForeignKeyConstraint(["case_id"], ["case_key.id"], name="fk_case_state_case_id"),
    )
    op.create_index("ix_case_state_person", "case_state", ["person"])
    op.create_index("ix_case_state_parent_type_parent_ref", "case_state", ["parent_type", "parent_ref"])
    op.create_index("ix_case_state_closed_opened", "case_state", ["closed", "opened"])
    op.create_table(
        "deadline",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("start_event", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("nominal", sa.String(), nullable=False),
        sa.Column("last_day", sa.String(), nullable=False),
        sa.Column("due_at", sa.String()),
        sa.Column("extended_to", sa.String()),
        sa.Column("stop_event", sa.Integer()),
        sa.Column("stopped", sa.String()),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "rule", "start_event", name="pk_deadline"),
        sa.ForeignKeyConstraint(["case_id"], ["case_key.id"], name="fk_deadline_case_id"),
    )
    op.create_index("ix_deadline_stopped_last_day", "deadline", ["stopped", "last_day"])
    op.create_table(
        "finding",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "check_id", name="pk_finding"),
        sa.ForeignKeyConstraint(["case_id"], ["case_key.id"], name="fk_finding_case_id"),
    )
