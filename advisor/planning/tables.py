"""The tables of the database. They are made by the migrations; a test holds both alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

KEY_LETTERS, NAME_LETTERS, REASON_LETTERS = 64, 200, 4_000
LARGEST_ID = 2**31 - 1
"""What Postgres takes as a number of a row."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, also where the database keeps no time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database, as it counts: without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
    })  # fmt: skip
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, dict[str, Any]: JSON(none_as_null=True)}


class ScenarioRow(Table):
    """A scenario as it stands now."""

    __tablename__ = "scenario"

    key: Mapped[str] = mapped_column(String(KEY_LETTERS), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LETTERS))
    folded_name: Mapped[str] = mapped_column(Text)
    standing: Mapped[str] = mapped_column(String(10), index=True)
    version: Mapped[int] = mapped_column()
    project: Mapped[dict[str, Any]]
    branched_from: Mapped[str | None] = mapped_column(String(KEY_LETTERS))
    branched_version: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    changed_by: Mapped[str] = mapped_column(String(NAME_LETTERS))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy declares it


class VersionRow(Table):
    """A scenario as it once stood."""

    __tablename__ = "scenario_version"

    scenario: Mapped[str] = mapped_column(ForeignKey("scenario.key", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project: Mapped[dict[str, Any]]
    snapshot: Mapped[dict[str, Any] | None]
    restored_from: Mapped[int | None]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(NAME_LETTERS))


class LinkRow(Table):
    """A comparison that is shown to who has the link, and cannot be changed by it."""

    __tablename__ = "link"

    key: Mapped[str] = mapped_column(String(KEY_LETTERS), primary_key=True)
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(NAME_LETTERS))


class SessionRow(Table):
    """A planning session; its revision grows with all that others must see."""

    __tablename__ = "session"

    key: Mapped[str] = mapped_column(String(KEY_LETTERS), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LETTERS))
    scenario: Mapped[str] = mapped_column(ForeignKey("scenario.key"))
    stage: Mapped[str] = mapped_column(String(10))
    topic: Mapped[int | None]
    vote_round: Mapped[int]
    decided_version: Mapped[int | None]
    revision: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class SeatRow(Table):
    """Who takes part, and as what; only a digest of the seat's key is kept. Who was removed left the name free."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("session", "folded_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(ForeignKey("session.key", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LETTERS))
    folded_name: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(12))
    key_digest: Mapped[str] = mapped_column(String(KEY_LETTERS), unique=True)
    joined_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class TopicRow(Table):
    """A question on the agenda, and what became of it; without a position it is off the agenda."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("session", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(ForeignKey("session.key", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(KEY_LETTERS))
    position: Mapped[int | None]
    ground: Mapped[dict[str, Any]]
    currency: Mapped[str] = mapped_column(String(3))
    round: Mapped[int]
    outcome: Mapped[dict[str, Any] | None]


class RevealedRow(Table):
    """A round of estimates that everybody sees; a round without such a row is hidden."""

    __tablename__ = "revealed"

    topic: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    pooled: Mapped[dict[str, Any]]
    effect: Mapped[dict[str, Any] | None]
    revealed_at: Mapped[datetime]


class EstimateRow(Table):
    """What one person thinks in one round."""

    __tablename__ = "estimate"

    topic: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seat: Mapped[int] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]


class VoteRow(Table):
    """What one person says to the decision."""

    __tablename__ = "vote"

    session: Mapped[str] = mapped_column(ForeignKey("session.key", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seat: Mapped[int] = mapped_column(ForeignKey("seat.id", ondelete="CASCADE"), primary_key=True)
    way: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]


class AttemptRow(Table):
    """A try to join with a code that there is not, by a digest of where it came from."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(KEY_LETTERS), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
