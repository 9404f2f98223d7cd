"""All that a screen of a session shows, in one read, as far as the eyes of a seat may go.

What others estimated or voted in a round that is not revealed is not even read from the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session as Store

from advisor.alternatives import Way
from advisor.planning.agenda import Ground, Proposal
from advisor.planning.database import Database
from advisor.planning.effects import Effect, effect_of
from advisor.planning.estimates import Estimate, answer_of, opinion_of, pool_of
from advisor.planning.outcomes import Outcome, outcome_of
from advisor.planning.pooling import Pool, default_answer, outlier
from advisor.planning.seats import Role, Seat, present, seat_of
from advisor.planning.sessions import Session, session_of
from advisor.planning.tables import (
    EstimateRow,
    RevealedRow,
    ScenarioRow,
    SeatRow,
    SessionRow,
    TopicRow,
    VoteRow,
)
from advisor.planning.voting import ABSTAINS, Vote
from advisor.project import QUESTIONS
from advisor.questions import Json

_OF_SESSION = TopicRow.session == bindparam("session")
_IN_REVEALED = and_(RevealedRow.topic == EstimateRow.topic, RevealedRow.round == EstimateRow.round)
SEATS = select(SeatRow).where(SeatRow.session == bindparam("session")).order_by(SeatRow.id)
SCENARIO = select(ScenarioRow.name, ScenarioRow.version).where(ScenarioRow.key == bindparam("scenario"))
TOPICS = select(TopicRow).where(_OF_SESSION).order_by(TopicRow.position, TopicRow.id)
ANSWERED = (
    select(EstimateRow.topic, EstimateRow.seat)
    .join(TopicRow, and_(EstimateRow.topic == TopicRow.id, EstimateRow.round == TopicRow.round))
    .where(_OF_SESSION)
    .order_by(EstimateRow.seat)
)
"""Who answered in the current round, and nothing of what."""
REVEALED = (
    select(RevealedRow.topic, RevealedRow.round, RevealedRow.currency, RevealedRow.pooled, RevealedRow.effect)
    .join(TopicRow, TopicRow.id == RevealedRow.topic)
    .where(_OF_SESSION)
    .order_by(RevealedRow.round)
)
VISIBLE_ESTIMATES = (
    select(EstimateRow.topic, EstimateRow.round, EstimateRow.seat, EstimateRow.answer, EstimateRow.reason,
           EstimateRow.given_at)
    .join(TopicRow, TopicRow.id == EstimateRow.topic)
    .outerjoin(RevealedRow, _IN_REVEALED)
    .where(_OF_SESSION, or_(RevealedRow.topic.is_not(None), EstimateRow.seat == bindparam("me")))
    .order_by(EstimateRow.seat)
)  # fmt: skip
"""Everybody's where they are revealed, else only one's own."""
_VOTES_OF_SESSION = VoteRow.session == bindparam("session")
VOTED = select(VoteRow.seat).where(_VOTES_OF_SESSION, VoteRow.round == bindparam("vote_round")).order_by(VoteRow.seat)
"""Who voted in the current round, and nothing of what."""
VISIBLE_VOTES = (
    select(VoteRow.round, VoteRow.seat, VoteRow.way, VoteRow.reason, VoteRow.given_at)
    .where(_VOTES_OF_SESSION, or_(VoteRow.round <= bindparam("last"), VoteRow.seat == bindparam("me")))
    .order_by(VoteRow.round, VoteRow.seat)
)

Asked = dict[str, Any]
Rows = list[tuple[Any, ...]]
Grouped = defaultdict[tuple[Any, ...], Rows]


@dataclass(frozen=True)
class Round:
    """A round that everybody sees; amounts of money are in `currency`.

    `outlier` is the seat of who is farthest from the rest, with a reason to hear; None where nobody stands out.
    `default` is the answer that is agreed on where nobody says otherwise; None where two options are chosen alike.
    `effect` is None until it is computed.
    """

    number: int
    currency: str
    estimates: tuple[Estimate, ...]
    pool: Pool
    outlier: int | None
    default: Json
    effect: Effect | None


@dataclass(frozen=True)
class Topic:
    """A question on the agenda. `rounds` are the revealed ones; `mine` is what oneself said in the current one.

    `answered` and `awaited` are seats in the current round; amounts of money are in `currency`.
    """

    id: int
    path: str
    proposal: Proposal
    currency: str
    round: int
    is_revealed: bool
    answered: tuple[int, ...]
    awaited: tuple[int, ...]
    mine: Estimate | None
    rounds: tuple[Round, ...]
    outcome: Outcome | None


@dataclass(frozen=True)
class VoteRound:
    """Votes that everybody sees."""

    number: int
    votes: tuple[Vote, ...]


@dataclass(frozen=True)
class Voting:
    """The vote; `rounds` are the revealed ones, `mine` is one's own vote in the current one."""

    round: int
    is_revealed: bool
    answered: tuple[int, ...]
    awaited: tuple[int, ...]
    mine: Vote | None
    rounds: tuple[VoteRound, ...]


@dataclass(frozen=True)
class SessionState:
    """A session as one seat sees it: the agenda in its order, `others` the topics that were left out."""

    session: Session
    scenario_name: str
    scenario_version: int
    me: Seat
    seats: tuple[Seat, ...]
    topics: tuple[Topic, ...]
    others: tuple[Topic, ...]
    voting: Voting

    def seat(self, number: int) -> Seat:
        """The seat of this number, also one that was removed.

        Raises:
            KeyError: there is none.
        """
        return {seat.id: seat for seat in self.seats}[number]


def state(database: Database, seat_key: str) -> SessionState:
    """What a screen shows to this seat.

    Raises:
        NotAllowedError: the key is not known.
        DatabaseAway: it cannot be read now.
    """
    with database.reading() as store:
        me = present(store, seat_key)
        session = store.get_one(SessionRow, me.session)
        asked = {"session": session.key, "me": me.id, "vote_round": session.vote_round}
        seats = tuple(map(seat_of, store.scalars(SEATS, asked)))
        members = tuple(seat.id for seat in seats if seat.role is Role.MEMBER and not seat.is_removed)
        name, version = store.execute(SCENARIO, {"scenario": session.scenario}).one()
        topics = _topics(store, asked, members)
        return SessionState(
            session_of(session), name, version, seat_of(me), seats,
            tuple(topic for position, topic in topics if position is not None),
            tuple(topic for position, topic in topics if position is None),
            _voting(store, asked, session.decided_version is not None, members),
        )  # fmt: skip


def _topics(store: Store, asked: Asked, members: Sequence[int]) -> list[tuple[int | None, Topic]]:
    """The topics with their positions, in the order of the agenda."""
    answered = _grouped(store.execute(ANSWERED, asked), 1)
    revealed = _grouped(store.execute(REVEALED, asked), 1)
    given = _grouped(store.execute(VISIBLE_ESTIMATES, asked), 2)
    found = []
    for row in store.scalars(TOPICS, asked):
        rounds = tuple(
            _round(row.path, number, currency, pooled, effect, given[row.id, number])
            for number, currency, pooled, effect in revealed[row.id,]
        )
        own = _estimates([estimate for estimate in given[row.id, row.round] if estimate[0] == asked["me"]])
        is_revealed = any(round_.number == row.round for round_ in rounds)
        there = tuple(seat for (seat,) in answered[row.id,])
        topic = Topic(
            row.id, row.path, _proposal(row), row.currency, row.round, is_revealed, there, _others(members, there),
            own[0] if own else None, rounds, outcome_of(row.outcome),
        )  # fmt: skip
        found.append((row.position, topic))
    return found


def _round(
    path: str, number: int, currency: str, pooled: dict[str, Any], effect: dict[str, Any] | None, given: Rows
) -> Round:
    question, pool, estimates = QUESTIONS[path], pool_of(pooled), tuple(_estimates(given))
    opinions = [estimate.opinion for estimate in estimates]
    place = outlier(question, opinions, pool)
    default = default_answer(question, opinions, pool)
    return Round(
        number, currency, estimates, pool, None if place is None else estimates[place].seat,
        None if default is None else answer_of(question, default), effect_of(effect) if effect else None,
    )  # fmt: skip


def _estimates(given: Rows) -> list[Estimate]:
    return [Estimate(seat, opinion_of(answer), reason, at) for seat, answer, reason, at in given]


def _proposal(row: TopicRow) -> Proposal:
    return Proposal(row.path, Ground(row.ground["ground"]), row.ground["figure"])


def _others(members: Sequence[int], answered: Container[int]) -> tuple[int, ...]:
    """Members who have not answered; who facilitates is not waited for."""
    return tuple(member for member in members if member not in answered)


def _voting(store: Store, asked: Asked, is_revealed: bool, members: Sequence[int]) -> Voting:
    vote_round = asked["vote_round"]
    last = vote_round if is_revealed else vote_round - 1
    answered = tuple(store.scalars(VOTED, asked))
    visible = store.execute(VISIBLE_VOTES, asked | {"last": last})
    by_round = {
        number: tuple(Vote(seat, None if way == ABSTAINS else Way(way), reason, at) for seat, way, reason, at in votes)
        for (number,), votes in _grouped(visible, 1).items()
    }
    mine = (vote for vote in by_round.get(vote_round, ()) if vote.seat == asked["me"])
    rounds = tuple(VoteRound(number, votes) for number, votes in by_round.items() if number <= last)
    return Voting(vote_round, is_revealed, answered, _others(members, answered), next(mine, None), rounds)


def _grouped(rows: Iterable[Sequence[Any]], by: int) -> Grouped:
    """The rest of each row, by its first columns."""
    found: Grouped = defaultdict(list)
    for row in rows:
        found[tuple(row[:by])].append(tuple(row[by:]))
    return found
