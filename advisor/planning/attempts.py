"""How often something may be done from one place: codes are short enough to be read aloud, and disks have an end."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Store

from advisor.language import text
from advisor.planning.database import Database, alone
from advisor.planning.errors import NotFoundError, TooManyError
from advisor.planning.tables import AttemptRow, SessionRow

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ATTEMPTS_LOCK = 20261124
"""Any number that no other program locks in the same Postgres database."""


@dataclass(frozen=True)
class Limit:
    """How often something may be done within a window of time, by one source and by all together."""

    name: str
    window: timedelta
    of_one_source: int
    in_all: int


CODES = Limit("code", MINUTE, 10, 200)
"""Codes of planning sessions that there are not."""
SCENARIOS = Limit("scenario", HOUR, 300, 3_000)
"""Scenarios begun: thirty people behind one address, ten each. One takes some ten kilobytes."""
SESSIONS = Limit("session", HOUR, 30, 300)
"""Planning sessions opened."""


def session_of_code(database: Database, code: str, source: str, at: datetime) -> str:
    """The key of the session with this code.

    Raises:
        NotFoundError: there is none; that counts as a failed attempt of this source.
        TooManyError: too many codes were tried and not found within a minute.
        DatabaseAway: it cannot be looked up now.
    """
    with database.writing() as store:
        _refuse_over(store, CODES, source, at)
        key = store.scalar(select(SessionRow.key).where(SessionRow.code == code))
        if key is None:
            _count(store, CODES, source, at)
    if key is None:
        raise NotFoundError(text("There is no session with this code; look whether each letter is right"))
    return key


def allow(database: Database, limit: Limit, source: str, at: datetime) -> None:
    """Count what is about to be done.

    Raises:
        TooManyError: it was done too often; nothing is counted.
        DatabaseAway: it cannot be counted now.
    """
    with database.writing() as store:
        _refuse_over(store, limit, source, at)
        _count(store, limit, source, at)


def _refuse_over(store: Store, limit: Limit, source: str, at: datetime) -> None:
    alone(store, ATTEMPTS_LOCK)
    store.execute(delete(AttemptRow).where(AttemptRow.made_at <= at - HOUR))
    for place, most in ((source, limit.of_one_source), ("", limit.in_all)):
        is_counted = (AttemptRow.source == _digest(limit, place)) & (AttemptRow.made_at > at - limit.window)
        done, first = store.execute(select(func.count(), func.min(AttemptRow.made_at)).where(is_counted)).one()
        if done >= most:
            raise too_many(first, limit.window, at)


def _count(store: Store, limit: Limit, source: str, at: datetime) -> None:
    """Once for its source, and once for all together."""
    store.add_all(AttemptRow(source=_digest(limit, place), made_at=at) for place in (source, ""))


def _digest(limit: Limit, source: str) -> str:
    """Where somebody comes from is not kept, only whether it is the same."""
    return hashlib.sha256(f"{limit.name} {source}".encode("utf-8", "replace")).hexdigest()


def too_many(first: datetime, window: timedelta, at: datetime) -> TooManyError:
    """What is said where a limit is reached, and when the first of what was counted falls out of it."""
    again = first + window
    seconds = max(1, round((again - at).total_seconds()))
    if window > MINUTE:
        minutes = max(1, round(seconds / 60))
        return TooManyError(text("Too much was begun from here within an hour; try again in {minutes} minutes",
                                 minutes=minutes), again)  # fmt: skip
    return TooManyError(text("Too many tries within a minute; try again in {seconds} seconds", seconds=seconds), again)
