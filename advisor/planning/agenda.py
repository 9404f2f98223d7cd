"""The agenda of a session: which questions matter most to this decision, in which order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Store

from advisor.advice import Advice
from advisor.differences import USUAL_CURRENCY
from advisor.language import N_, Amount, Text, text
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


class Ground(StrEnum):
    """Why a question is on the agenda."""

    KNOWING = "knowing"
    CHOICE = "choice"
    COST = "cost"
    ASKED = "asked"


GROUNDS = {
    Ground.KNOWING: N_("Knowing it makes the choice right in {figure} more of the futures"),
    Ground.CHOICE: N_("It accounts for {figure} of the doubt about which way is best"),
    Ground.COST: N_("It accounts for {figure} of the doubt about what the recommended way costs"),
    Ground.ASKED: N_("Put on the agenda by who facilitates"),
}


@dataclass(frozen=True)
class Proposal:
    """A question for the agenda and why; `figure` is a share of futures or of a variance, None where it was asked."""

    path: str
    ground: Ground = Ground.ASKED
    figure: float | None = None

    @property
    def reason(self) -> Text:
        """Why it is on the agenda, in words."""
        if self.figure is None:
            return text(GROUNDS[Ground.ASKED])
        return text(GROUNDS[self.ground], figure=Amount(round(self.figure, 3), "share"))


def propose(advice: Advice) -> tuple[Proposal, ...]:
    """The open and doubtful questions that matter to this decision, those that matter most first.

    First what is worth knowing before the choice, then what decides it, then what drives the cost of the verdict. A
    question stands where it matters most.
    """
    found: dict[str, Proposal] = {}
    for proposal in _grounds(advice):
        if can_be_estimated(proposal.path) and math.isfinite(proposal.figure or 0):
            found.setdefault(proposal.path, proposal)
    return tuple(found.values())


def can_be_estimated(path: str) -> bool:
    """Whether people can give an estimate of the answer: not of names and not of who is in the team."""
    question = QUESTIONS.get(path)
    return question is not None and question.kind not in (Kind.NAMES, Kind.ROSTER) and path not in NOT_TO_ESTIMATE


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


def _grounds(advice: Advice) -> Iterable[Proposal]:
    for measure in advice.measure_first:
        yield Proposal(measure.path, Ground.KNOWING, measure.gain)
    for thing, share in advice.drives_choice:
        if thing.path:
            yield Proposal(thing.path, Ground.CHOICE, share)
    for influence in sorted(advice.drives("total_cost"), key=lambda influence: -influence.share):
        if influence.uncertain.path:
            yield Proposal(influence.uncertain.path, Ground.COST, influence.share)


def _new_topic(change: Change, proposal: Proposal) -> TopicRow:
    row = TopicRow(
        session=change.session.key, path=proposal.path, round=1, outcome=None, currency=currency_of(change),
        ground={"ground": proposal.ground, "figure": proposal.figure},
    )  # fmt: skip
    change.store.add(row)
    return row


def _not_to_estimate() -> Text:
    return text("This is no question to estimate; answer it on the page Project")
