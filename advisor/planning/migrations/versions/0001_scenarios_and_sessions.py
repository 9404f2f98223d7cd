"""Scenarios with their history, links to comparisons, and planning sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True)
KEY, NAME = sa.String(64), sa.String(200)


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "scenario",
        sa.Column("key", KEY, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("folded_name", sa.Text, nullable=False),
        sa.Column("standing", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("project", JSON, nullable=False),
        sa.Column("branched_from", KEY),
        sa.Column("branched_version", sa.Integer),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("changed_by", NAME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_scenario"),
    )
    op.create_index("ix_scenario_standing", "scenario", ["standing"])
    op.create_index("ix_scenario_changed_at", "scenario", ["changed_at"])
    op.create_table(
        "scenario_version",
        sa.Column("scenario", KEY, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("project", JSON, nullable=False),
        sa.Column("snapshot", JSON),
        sa.Column("restored_from", sa.Integer),
        sa.Column("saved_at", sa.DateTime, nullable=False),
        sa.Column("saved_by", NAME, nullable=False),
        sa.PrimaryKeyConstraint("scenario", "number", name="pk_scenario_version"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenario.key"], ondelete="CASCADE", name="fk_scenario_version_scenario"
        ),
    )
    op.create_table(
        "link",
        sa.Column("key", KEY, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", NAME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_link"),
    )
    op.create_table(
        "session",
        sa.Column("key", KEY, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("scenario", KEY, nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("topic", sa.Integer),
        sa.Column("vote_round", sa.Integer, nullable=False),
        sa.Column("decided_version", sa.Integer),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("key", name="pk_session"),
        sa.UniqueConstraint("code", name="uq_session_code"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.key"], name="fk_session_scenario"),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("session", KEY, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("folded_name", sa.Text),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("key_digest", KEY, nullable=False),
        sa.Column("joined_at", sa.DateTime, nullable=False),
        sa.Column("removed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
        sa.UniqueConstraint("key_digest", name="uq_seat_key_digest"),
        sa.UniqueConstraint("session", "folded_name", name="uq_seat_session_folded_name"),
        sa.ForeignKeyConstraint(["session"], ["session.key"], ondelete="CASCADE", name="fk_seat_session"),
    )
    op.create_index("ix_seat_session", "seat", ["session"])
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("session", KEY, nullable=False),
        sa.Column("path", KEY, nullable=False),
        sa.Column("position", sa.Integer),
        sa.Column("ground", JSON, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("outcome", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
        sa.UniqueConstraint("session", "path", name="uq_topic_session_path"),
        sa.ForeignKeyConstraint(["session"], ["session.key"], ondelete="CASCADE", name="fk_topic_session"),
    )
    op.create_index("ix_topic_session", "topic", ["session"])
    op.create_table(
        "revealed",
        sa.Column("topic", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("pooled", JSON, nullable=False),
        sa.Column("effect", JSON),
        sa.Column("revealed_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("topic", "round", name="pk_revealed"),
        sa.ForeignKeyConstraint(["topic"], ["topic.id"], ondelete="CASCADE", name="fk_revealed_topic"),
    )
    op.create_table(
        "estimate",
        sa.Column("topic", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("topic", "round", "seat", name="pk_estimate"),
        sa.ForeignKeyConstraint(["topic"], ["topic.id"], ondelete="CASCADE", name="fk_estimate_topic"),
        sa.ForeignKeyConstraint(["seat"], ["seat.id"], ondelete="CASCADE", name="fk_estimate_seat"),
    )
    op.create_table(
        "vote",
        sa.Column("session", KEY, nullable=False),
        sa.Column("round", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("session", "round", "seat", name="pk_vote"),
        sa.ForeignKeyConstraint(["session"], ["session.key"], ondelete="CASCADE", name="fk_vote_session"),
        sa.ForeignKeyConstraint(["seat"], ["seat.id"], ondelete="CASCADE", name="fk_vote_seat"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_source", "attempt", ["source"])
    op.create_index("ix_attempt_made_at", "attempt", ["made_at"])


def downgrade() -> None:
    """Drop them all."""
    for table in ("attempt", "vote", "estimate", "revealed", "topic", "seat", "session"):
        op.drop_table(table)
    for table in ("link", "scenario_version", "scenario"):
        op.drop_table(table)
