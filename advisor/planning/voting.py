"""The vote on the decision: hidden until it is revealed, and then with everybody's reason, dissent above all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from advisor.alternatives import Way
from advisor.language import text
from advisor.metrics import counted
from advisor.planning.database import Database
from advisor.planning.errors import AnswerError, NotNowError
from advisor.planning.estimates import faults_of_reason
from advisor.planning.names import stored_lines
from advisor.planning.seats import LEADS, TAKES_PART, changing, now
from advisor.planning.sessions import Stage
from advisor.planning.tables import ScenarioRow, VoteRow

ABSTAINS = "abstains"


@dataclass(frozen=True)
class Vote:
    """What somebody is for, and why; None is for none of them."""

    seat: int
    way: Way | None
    reason: str
    given_at: datetime


@counted
def call_vote(database: Database, seat_key: str) -> None:
    """Ask everybody to vote: the vote that is hidden yet, or else a new one.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        session = change.session
        if not session.vote_round or session.decided_version is not None:
            session.vote_round += 1
            session.decided_version = None
        session.stage = Stage.VOTE


@counted
def vote(database: Database, seat_key: str, way: Way | None, reason: str = "") -> None:
    """Say what one is for, or say it anew, until the votes are revealed; None abstains.

    Raises:
        AnswerError: the reason is too long.
        NotAllowedError: the key is not that of somebody who takes part.
        NotNowError: nobody was asked to vote, the votes are revealed, or the session is closed.
        DatabaseAway: nothing is stored, as far as can be known; voting again is safe.
    """
    reason = stored_lines(reason)
    with changing(database, seat_key, TAKES_PART) as change:
        session = change.session
        if not session.vote_round:
            raise NotNowError(text("Nobody was asked to vote yet"))
        if session.decided_version is not None:
            raise NotNowError(text("The votes are revealed already"))
        faults = faults_of_reason(reason)
        if faults:
            raise AnswerError(faults)
        change.store.merge(
            VoteRow(
                session=session.key, round=session.vote_round, seat=change.seat.id,
                way=Way(way) if way else ABSTAINS, reason=reason, given_at=now(),
            )
        )  # fmt: skip


@counted
def reveal_votes(database: Database, seat_key: str) -> None:
    """Show everybody's vote to everybody; the decision is on the scenario as it stands now.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotNowError: nobody has voted yet, or the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        session = change.session
        if session.decided_version is not None:
            return
        given = select(VoteRow.seat).where(VoteRow.session == session.key, VoteRow.round == session.vote_round)
        if change.store.scalar(given.limit(1)) is None:
            raise NotNowError(text("Nobody has voted yet"))
        session.decided_version = change.store.scalars(
            select(ScenarioRow.version).where(ScenarioRow.key == session.scenario)
        ).one()
