"""All that a screen of a session shows, in one read, as far as the eyes of a seat may go.

What others estimated or voted in a round that is not revealed is not even read from the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, select
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
REVEALED_ESTIMATES = (
    select(EstimateRow.topic, EstimateRow.round, EstimateRow.seat, EstimateRow.answer, EstimateRow.reason,
           EstimateRow.given_at)
    .join(TopicRow, TopicRow.id == EstimateRow.topic)
    .join(RevealedRow, _IN_REVEALED)
    .where(_OF_SESSION)
    .order_by(EstimateRow.seat)
)  # fmt: skip
MY_ESTIMATES = (
    select(EstimateRow.topic, EstimateRow.seat, EstimateRow.answer, EstimateRow.reason, EstimateRow.given_at)
    .join(TopicRow, and_(EstimateRow.topic == TopicRow.id, EstimateRow.round == TopicRow.round))
    .where(_OF_SESSION, EstimateRow.seat == bindparam("me"))
)
"""One's own in the current rounds."""
_VOTES_OF_SESSION = VoteRow.session == bindparam("session")
_VOTE = VoteRow.seat, VoteRow.way, VoteRow.reason, VoteRow.given_at
VOTED = select(VoteRow.seat).where(_VOTES_OF_SESSION, VoteRow.round == bindparam("vote_round")).order_by(VoteRow.seat)
"""Who voted in the current round, and nothing of what."""
REVEALED_VOTES = (
    select(VoteRow.round, *_VOTE)
    .where(_VOTES_OF_SESSION, VoteRow.round <= bindparam("last"))
    .order_by(VoteRow.round, VoteRow.seat)
)
MY_VOTE = select(*_VOTE).where(
    _VOTES_OF_SESSION, VoteRow.round == bindparam("vote_round"), VoteRow.seat == bindparam("me")
)
KEPT_SESSIONS = 64
"""As many sessions are held in memory as everybody sees them."""

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


@dataclass(frozen=True)
class Common:
    """What everybody in a session sees at one of its revisions: nobody's own estimate or vote is in it."""

    revision: int
    seats: tuple[Seat, ...]
    topics: tuple[Topic, ...]
    others: tuple[Topic, ...]
    voting: Voting


@dataclass
class Latest:
    """What was last read of a session for everybody."""

    common: Common | None = None


def state(database: Database, seat_key: str) -> SessionState:
    """What a screen shows to this seat. What everybody sees is read once for all of them.

    Raises:
        NotAllowedError: the key is not known.
        DatabaseAway: it cannot be read now.
    """
    with database.reading() as store:
        me = present(store, seat_key)
        session = store.get_one(SessionRow, me.session)
        asked = {"session": session.key, "me": me.id, "vote_round": session.vote_round}
        name, version = store.execute(SCENARIO, {"scenario": session.scenario}).one()
        latest = _latest(database, session.key)
        common = latest.common
        if common is None or common.revision != session.revision:
            common = latest.common = _common(store, session, asked)
        mine = {topic: Estimate(seat, opinion_of(answer), *said)
                for topic, seat, answer, *said in store.execute(MY_ESTIMATES, asked)}  # fmt: skip
        my_vote = next(map(_vote, store.execute(MY_VOTE, asked)), None)
        return SessionState(
            session_of(session), name, version, seat_of(me), common.seats, _with_mine(common.topics, mine),
            _with_mine(common.others, mine), replace(common.voting, mine=my_vote),
        )  # fmt: skip


@lru_cache(maxsize=KEPT_SESSIONS)
def _latest(_database: Database, _session: str) -> Latest:
    return Latest()


def _common(store: Store, session: SessionRow, asked: Asked) -> Common:
    seats = tuple(map(seat_of, store.scalars(SEATS, asked)))
    members = tuple(seat.id for seat in seats if seat.role is Role.MEMBER and not seat.is_removed)
    topics = _topics(store, asked, members)
    return Common(
        session.revision, seats,
        tuple(topic for position, topic in topics if position is not None),
        tuple(topic for position, topic in topics if position is None),
        _voting(store, asked, session.decided_version is not None, members),
    )  # fmt: skip


def _with_mine(topics: Iterable[Topic], mine: dict[int, Estimate]) -> tuple[Topic, ...]:
    return tuple(replace(topic, mine=mine.get(topic.id)) for topic in topics)


def _topics(store: Store, asked: Asked, members: Sequence[int]) -> list[tuple[int | None, Topic]]:
    """The topics with their positions, in the order of the agenda."""
    answered = _grouped(store.execute(ANSWERED, asked), 1)
    revealed = _grouped(store.execute(REVEALED, asked), 1)
    given = _grouped(store.execute(REVEALED_ESTIMATES, asked), 2)
    found = []
    for row in store.scalars(TOPICS, asked):
        rounds = tuple(
            _round(row.path, number, currency, pooled, effect, given[row.id, number])
            for number, currency, pooled, effect in revealed[row.id,]
        )
        is_revealed = any(round_.number == row.round for round_ in rounds)
        there = tuple(seat for (seat,) in answered[row.id,])
        topic = Topic(
            row.id, row.path, _proposal(row), row.currency, row.round, is_revealed, there, _others(members, there),
            None, rounds, outcome_of(row.outcome),
        )  # fmt: skip
        found.append((row.position, topic))
    return found


def _round(
    path: str, number: int, currency: str, pooled: dict[str, Any], effect: dict[str, Any] | None, given: Rows
) -> Round:
    question, pool = QUESTIONS[path], pool_of(pooled)
    estimates = tuple(Estimate(seat, opinion_of(answer), reason, at) for seat, answer, reason, at in given)
    opinions = [estimate.opinion for estimate in estimates]
    place = outlier(question, opinions, pool)
    default = default_answer(question, opinions, pool)
    return Round(
        number, currency, estimates, pool, None if place is None else estimates[place].seat,
        None if default is None else answer_of(question, default), effect_of(effect) if effect else None,
    )  # fmt: skip


def _proposal(row: TopicRow) -> Proposal:
    return Proposal(row.path, Ground(row.ground["ground"]), row.ground["figure"])


def _others(members: Sequence[int], answered: Container[int]) -> tuple[int, ...]:
    """Members who have not answered; who facilitates is not waited for."""
    return tuple(member for member in members if member not in answered)


def _voting(store: Store, asked: Asked, is_revealed: bool, members: Sequence[int]) -> Voting:
    vote_round = asked["vote_round"]
    last = vote_round if is_revealed else vote_round - 1
    answered = tuple(store.scalars(VOTED, asked))
    revealed = _grouped(store.execute(REVEALED_VOTES, asked | {"last": last}), 1)
    rounds = tuple(VoteRound(number, tuple(map(_vote, votes))) for (number,), votes in revealed.items())
    return Voting(vote_round, is_revealed, answered, _others(members, answered), None, rounds)


def _vote(row: Sequence[Any]) -> Vote:
    seat, way, reason, at = row
    return Vote(seat, None if way == ABSTAINS else Way(way), reason, at)


def _grouped(rows: Iterable[Sequence[Any]], by: int) -> Grouped:
    """The rest of each row, by its first columns."""
    found: Grouped = defaultdict(list)
    for row in rows:
        found[tuple(row[:by])].append(tuple(row[by:]))
    return found
