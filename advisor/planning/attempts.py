"""How often a code may be tried: codes are short enough to be read aloud, so nobody may try them all."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Store

from advisor.language import text
from advisor.planning.database import Database, alone
from advisor.planning.errors import NotFoundError, TooManyError
from advisor.planning.tables import AttemptRow, SessionRow

WINDOW = timedelta(minutes=1)
MOST_OF_ONE_SOURCE, MOST_IN_ALL = 10, 200
ATTEMPTS_LOCK = 20261124
"""Any number that no other program locks in the same Postgres database."""


def session_of_code(database: Database, code: str, source: str, at: datetime) -> str:
    """The key of the session with this code.

    Raises:
        NotFoundError: there is none; that counts as a failed attempt of this source.
        TooManyError: too many codes were tried and not found within a minute.
        DatabaseAway: it cannot be looked up now.
    """
    with database.writing() as store:
        alone(store, ATTEMPTS_LOCK)
        store.execute(delete(AttemptRow).where(AttemptRow.made_at <= at - WINDOW))
        digest = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()
        _refuse_over(store, digest, at)
        key = store.scalar(select(SessionRow.key).where(SessionRow.code == code))
        if key is None:
            store.add(AttemptRow(source=digest, made_at=at))
    if key is None:
        raise NotFoundError(text("There is no session with this code; look whether each letter is right"))
    return key


def _refuse_over(store: Store, digest: str, at: datetime) -> None:
    own = AttemptRow.source == digest
    asked = select(
        func.count().filter(own), func.min(AttemptRow.made_at).filter(own),
        func.count(), func.min(AttemptRow.made_at),
    )  # fmt: skip
    tried_here, first_here, tried, first = store.execute(asked).one()
    if tried_here >= MOST_OF_ONE_SOURCE:
        raise too_many(first_here, at)
    if tried >= MOST_IN_ALL:
        raise too_many(first, at)


def too_many(first: datetime, at: datetime) -> TooManyError:
    """What is said where a limit by the minute is reached, and when the first of them is a minute ago."""
    again = first + WINDOW
    seconds = max(1, round((again - at).total_seconds()))
    return TooManyError(text("Too many tries within a minute; try again in {seconds} seconds", seconds=seconds), again)
