"""All that a screen of a session shows, in one read, as far as the eyes of a seat may go.

What others estimated or voted in a round that is not revealed is not even read from the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
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
        seats = store.scalars(select(SeatRow).where(SeatRow.session == session.key).order_by(SeatRow.id)).all()
        scenario = select(ScenarioRow.name, ScenarioRow.version).where(ScenarioRow.key == session.scenario)
        name, version = store.execute(scenario).one()
        topics = _topics(store, session, me, seats)
        return SessionState(
            session_of(session), name, version, seat_of(me), tuple(seat_of(seat) for seat in seats),
            tuple(topic for position, topic in topics if position is not None),
            tuple(topic for position, topic in topics if position is None),
            _voting(store, session, me, seats),
        )  # fmt: skip


def _topics(store: Store, session: SessionRow, me: SeatRow, seats: Sequence[SeatRow]) -> list[tuple[int | None, Topic]]:
    """The topics with their positions, in the order of the agenda."""
    of_session = TopicRow.session == session.key
    rows = store.scalars(select(TopicRow).where(of_session).order_by(TopicRow.position, TopicRow.id)).all()
    current = and_(EstimateRow.topic == TopicRow.id, EstimateRow.round == TopicRow.round)
    who = store.execute(select(EstimateRow.topic, EstimateRow.seat).join(TopicRow, current).where(of_session))
    answered = _grouped(who, 1)
    revealed = _grouped(_revealed_rounds(store, of_session), 1)
    given = _grouped(_visible_estimates(store, of_session, me), 2)
    found = []
    for row in rows:
        rounds = tuple(
            _round(row.path, number, currency, pooled, effect, given[row.id, number])
            for number, currency, pooled, effect in revealed[row.id,]
        )
        own = (estimate for estimate in _estimates(given[row.id, row.round]) if estimate.seat == me.id)
        there = tuple(sorted(seat for (seat,) in answered[row.id,]))
        topic = Topic(
            row.id, row.path, _proposal(row), row.currency, row.round,
            any(round_.number == row.round for round_ in rounds), there, _awaited(seats, there), next(own, None),
            rounds, outcome_of(row.outcome),
        )  # fmt: skip
        found.append((row.position, topic))
    return found


def _revealed_rounds(store: Store, of_session: ColumnElement[bool]) -> Iterable[Sequence[Any]]:
    """Topic, round, currency, pool and effect."""
    columns = (
        RevealedRow.topic, RevealedRow.round, RevealedRow.currency, RevealedRow.pooled, RevealedRow.effect,
    )  # fmt: skip
    asked = select(*columns).join(TopicRow, TopicRow.id == RevealedRow.topic).where(of_session)
    return store.execute(asked.order_by(RevealedRow.round))


def _visible_estimates(store: Store, of_session: ColumnElement[bool], me: SeatRow) -> Iterable[Sequence[Any]]:
    """Topic, round, seat, answer, reason and moment: of everybody where it is revealed, else only one's own."""
    columns = (EstimateRow.seat, EstimateRow.answer, EstimateRow.reason, EstimateRow.given_at)
    asked = (
        select(EstimateRow.topic, EstimateRow.round, *columns)
        .join(TopicRow, TopicRow.id == EstimateRow.topic)
        .outerjoin(RevealedRow, and_(RevealedRow.topic == EstimateRow.topic, RevealedRow.round == EstimateRow.round))
        .where(of_session, or_(RevealedRow.topic.is_not(None), EstimateRow.seat == me.id))
        .order_by(EstimateRow.seat)
    )
    return store.execute(asked)


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


def _awaited(seats: Sequence[SeatRow], answered: Container[int]) -> tuple[int, ...]:
    """Members who have not answered; who facilitates is not waited for."""
    return tuple(
        seat.id for seat in seats
        if seat.role == Role.MEMBER and seat.removed_at is None and seat.id not in answered
    )  # fmt: skip


def _voting(store: Store, session: SessionRow, me: SeatRow, seats: Sequence[SeatRow]) -> Voting:
    is_revealed = session.decided_version is not None
    of_session, current = VoteRow.session == session.key, VoteRow.round == session.vote_round
    answered = tuple(store.scalars(select(VoteRow.seat).where(of_session, current).order_by(VoteRow.seat)))
    last = session.vote_round if is_revealed else session.vote_round - 1
    asked = select(VoteRow.round, VoteRow.seat, VoteRow.way, VoteRow.reason, VoteRow.given_at)
    visible = store.execute(
        asked.where(of_session, or_(VoteRow.round <= last, VoteRow.seat == me.id)).order_by(VoteRow.round, VoteRow.seat)
    )
    by_round = {
        number: tuple(Vote(seat, None if way == ABSTAINS else Way(way), reason, at) for seat, way, reason, at in votes)
        for (number,), votes in _grouped(visible, 1).items()
    }
    mine = (vote for vote in by_round.get(session.vote_round, ()) if vote.seat == me.id)
    rounds = tuple(VoteRound(number, votes) for number, votes in by_round.items() if number <= last)
    return Voting(session.vote_round, is_revealed, answered, _awaited(seats, answered), next(mine, None), rounds)


def _grouped(rows: Iterable[Sequence[Any]], by: int) -> Grouped:
    """The rest of each row, by its first columns."""
    found: Grouped = defaultdict(list)
    for row in rows:
        found[tuple(row[:by])].append(tuple(row[by:]))
    return found
