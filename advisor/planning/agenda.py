"""The agenda of a session: which questions matter most to this decision, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Store

from advisor.advice import Advice
from advisor.differences import USUAL_CURRENCY
from advisor.importance import Ground as Ground
from advisor.importance import Proposal as Proposal
from advisor.importance import by_importance
from advisor.language import Text, text
from advisor.metrics import counted
from advisor.planning.database import Database
from advisor.planning.errors import AnswerError, NotFoundError, NotNowError
from advisor.planning.seats import LEADS, Change, changing
from advisor.planning.sessions import Stage
from advisor.planning.tables import LARGEST_ID, ScenarioRow, SessionRow, TopicRow
from advisor.project import QUESTIONS
from advisor.project_file import Fault
from advisor.questions import Kind

NOT_TO_ESTIMATE = ("money.currency",)
"""In another currency every amount means something else."""


def propose(advice: Advice) -> tuple[Proposal, ...]:
    """The questions that matter to this decision and of which people can give an estimate, the most important first."""
    return tuple(proposal for proposal in by_importance(advice) if can_be_estimated(proposal.path))


def can_be_estimated(path: str) -> bool:
    """Whether people can give an estimate of the answer: not of names and not of who is in the team."""
    question = QUESTIONS.get(path)
    return question is not None and question.kind not in (Kind.NAMES, Kind.ROSTER) and path not in NOT_TO_ESTIMATE


@counted
def add_topics(database: Database, seat_key: str, proposals: Sequence[Proposal]) -> None:
    """Put questions at the end of the agenda. One that was left out comes back with all that was said on it.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        AnswerError: a path is no question, or none that can be estimated.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    faults = [Fault(proposal.path, _not_to_estimate()) for proposal in proposals if not can_be_estimated(proposal.path)]
    if faults:
        raise AnswerError(faults)
    with changing(database, seat_key, LEADS) as change:
        of_session = TopicRow.session == change.session.key
        known = {row.path: row for row in change.store.scalars(select(TopicRow).where(of_session))}
        end = change.store.scalar(select(func.max(TopicRow.position)).where(of_session))
        position = -1 if end is None else end
        for proposal in {proposal.path: proposal for proposal in proposals}.values():
            row = known.get(proposal.path)
            if row is None or row.position is None:
                position += 1
                row = row or _new_topic(change, proposal)
                row.position = position
        change.store.flush()


@counted
def leave_out(database: Database, seat_key: str, topic: int) -> None:
    """Take a question off the agenda; what was said on it is kept.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: it is not on the agenda.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        topic_of(change.store, change.session, topic).position = None
        if change.session.topic == topic:
            change.session.topic, change.session.stage = None, Stage.LOBBY


@counted
def reorder(database: Database, seat_key: str, topics: Sequence[int]) -> None:
    """Put the agenda in this order; it names every topic once.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotNowError: the agenda holds other topics than these, or the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        listed = (TopicRow.session == change.session.key) & TopicRow.position.is_not(None)
        rows = {row.id: row for row in change.store.scalars(select(TopicRow).where(listed))}
        if sorted(rows) != sorted(topics):
            raise NotNowError(text("The agenda was changed meanwhile; look at it and order it again"))
        for position, topic in enumerate(topics):
            rows[topic].position = position


@counted
def go_to(database: Database, seat_key: str, topic: int | None) -> None:
    """Bring a topic before everybody; None brings back the agenda.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: it is not on the agenda.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        if topic is not None:
            topic_of(change.store, change.session, topic)
        change.session.topic = topic
        change.session.stage = Stage.LOBBY if topic is None else Stage.TOPIC


def topic_of(store: Store, session: SessionRow, topic: int) -> TopicRow:
    """A topic on the agenda of this session.

    Raises:
        NotFoundError: it is not there.
    """
    row = store.get(TopicRow, topic) if 0 <= topic <= LARGEST_ID else None
    if row is None or row.session != session.key or row.position is None:
        raise NotFoundError(text("This question is not on the agenda any more"))
    return row


def currency_of(change: Change) -> str:
    """In what the scenario's amounts are."""
    project: dict[str, Any] = change.store.scalars(
        select(ScenarioRow.project).where(ScenarioRow.key == change.session.scenario)
    ).one()
    return str(project.get("money", {}).get("currency", USUAL_CURRENCY))


def _new_topic(change: Change, proposal: Proposal) -> TopicRow:
    row = TopicRow(
        session=change.session.key, path=proposal.path, round=1, outcome=None, currency=currency_of(change),
        ground={"ground": proposal.ground, "figure": proposal.figure},
    )  # fmt: skip
    change.store.add(row)
    return row


def _not_to_estimate() -> Text:
    return text("This is no question to estimate; answer it on the page Project")
