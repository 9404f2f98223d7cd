"""Planning sessions: a team looks at one scenario, estimates what is doubtful, and decides.

Nothing expires: a session may go on over days, and be closed and opened again. Its revision grows with every change
that others must see, so that a page need only ask for one number to know whether to read again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from advisor.language import text
from advisor.metrics import counted
from advisor.planning.database import Database, alone
from advisor.planning.errors import AnswerError, NotFoundError
from advisor.planning.names import is_plain, stored
from advisor.planning.scenarios import KEY_BYTES
from advisor.planning.seats import (
    LEADS,
    Role,
    changing,
    faults_of_name,
    new_code,
    new_key,
    new_seat,
    now,
)
from advisor.planning.tables import ScenarioRow, SessionRow

CODES_LOCK = 20261125
"""Any number that no other program locks in the same Postgres database."""


class Stage(StrEnum):
    """What all screens show."""

    LOBBY = "lobby"
    TOPIC = "topic"
    VOTE = "vote"


@dataclass(frozen=True)
class Session:
    """A planning session as it stands; `topic` is the one that it is at.

    `vote_round` is 0 before anybody was asked to vote. `decided_version` is the scenario's version at which the votes
    of that round were revealed; None while they are hidden.
    """

    key: str
    code: str
    name: str
    scenario: str
    stage: Stage
    topic: int | None
    vote_round: int
    decided_version: int | None
    revision: int
    opened_at: datetime
    closed_at: datetime | None


@counted
def open_session(database: Database, scenario: str, name: str, facilitator: str) -> tuple[Session, str]:
    """A new session on a scenario, and the key of the seat of who facilitates it.

    Raises:
        AnswerError: the facilitator's name is empty or too long.
        NotFoundError: there is no such scenario.
        DatabaseAway: nothing is stored.
    """
    faults = faults_of_name(facilitator)
    if faults:
        raise AnswerError(faults)
    key = new_key()
    with database.writing() as store:
        alone(store, CODES_LOCK)
        if not is_plain(scenario) or store.get(ScenarioRow, scenario) is None:
            raise NotFoundError(text("There is no such scenario"))
        code = new_code()
        while store.scalar(select(SessionRow.key).where(SessionRow.code == code)) is not None:
            code = new_code()
        row = SessionRow(
            key=secrets.token_urlsafe(KEY_BYTES), code=code, name=stored(name), scenario=scenario, stage=Stage.LOBBY,
            topic=None, vote_round=0, decided_version=None, revision=1, opened_at=now(), closed_at=None,
        )  # fmt: skip
        store.add(row)
        store.flush()
        store.add(new_seat(store, row, facilitator, Role.FACILITATOR, key, row.opened_at))
    return session_of(row), key


def revision(database: Database, session_key: str) -> int:
    """A number that grows with every change that others must see.

    Raises:
        NotFoundError: there is no such session.
        DatabaseAway: it cannot be read now.
    """
    if is_plain(session_key):
        with database.reading() as store:
            found = store.scalar(select(SessionRow.revision).where(SessionRow.key == session_key))
        if found is not None:
            return found
    raise NotFoundError(text("There is no such session; ask for its code or link again"))


@counted
def close(database: Database, seat_key: str) -> None:
    """End the session: from now on it is only read.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS, also_closed=True) as change:
        change.session.closed_at = change.session.closed_at or now()


@counted
def reopen(database: Database, seat_key: str) -> None:
    """Go on where the session was closed.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS, also_closed=True) as change:
        change.session.closed_at = None


def session_of(row: SessionRow) -> Session:
    """The session as it stands in its row."""
    return Session(
        row.key, row.code, row.name, row.scenario, Stage(row.stage), row.topic, row.vote_round, row.decided_version,
        row.revision, row.opened_at, row.closed_at,
    )  # fmt: skip
