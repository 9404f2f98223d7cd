"""Blind estimates: everybody says what they think before anybody sees what the others think."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from pydantic_core import PydanticCustomError
from sqlalchemy import select
from sqlalchemy.orm import Session as Store

from advisor.language import Text, text
from advisor.metrics import counted
from advisor.planning.agenda import currency_of, topic_of
from advisor.planning.database import Database
from advisor.planning.errors import AnswerError, NotNowError
from advisor.planning.names import stored_lines
from advisor.planning.pooling import Amounts, Chosen, Opinion, Pool, Shares, pooled
from advisor.planning.seats import LEADS, TAKES_PART, changing, now, present, refuse_closed
from advisor.planning.tables import REASON_LETTERS, EstimateRow, RevealedRow, ScenarioRow, SessionRow, TopicRow
from advisor.project import QUESTIONS
from advisor.project_file import Fault
from advisor.questions import Json, Kind, Question, Range
from advisor.reading import problem_of

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Estimate:
    """What somebody thinks and why."""

    seat: int
    opinion: Opinion
    reason: str
    given_at: datetime


@dataclass(frozen=True)
class RevealedRound:
    """What was said of a question in a round that everybody sees.

    `version` is that of the scenario when it was revealed, or last agreed on.
    """

    path: str
    round: int
    scenario: str
    version: int
    currency: str
    facilitator: str
    opinions: tuple[Opinion, ...]
    pool: Pool


@counted
def estimate(database: Database, seat_key: str, topic: int, given: Mapping[str, Any], reason: str = "") -> None:
    """Say what one thinks, or say it anew, until the round is revealed.

    `given` has `low`, `likely` and `high` for a number (of money in the scenario's currency), `low` and `high` for a
    day, and `option` for all others: the option's key, or yes or no.

    Raises:
        AnswerError: all that is wrong with it, by field; a reason that is too long too.
        NotAllowedError: the key is not that of somebody who takes part.
        NotFoundError: the topic is not on the agenda.
        NotNowError: the round is revealed, or the session is closed.
        DatabaseAway: nothing is stored, as far as can be known; saying it again is safe.
    """
    with changing(database, seat_key, TAKES_PART) as change:
        row = topic_of(change.store, change.session, topic)
        if _is_revealed(change.store, row):
            raise NotNowError(text("The estimates of this round are revealed already; wait for the next round"))
        opinion, reason = read_opinion(QUESTIONS[row.path], given), stored_lines(reason)
        faults = [*(opinion if isinstance(opinion, list) else ()), *faults_of_reason(reason)]
        if isinstance(opinion, list) or faults:
            raise AnswerError(faults)
        change.store.merge(
            EstimateRow(
                topic=row.id, round=row.round, seat=change.seat.id, answer=asdict(opinion), reason=reason,
                given_at=now(),
            )
        )  # fmt: skip


@counted
def reveal(database: Database, seat_key: str, topic: int) -> None:
    """Show everybody's estimates to everybody, with what they say together.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: the topic is not on the agenda.
        NotNowError: nobody has answered yet, or the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        row = topic_of(change.store, change.session, topic)
        if _is_revealed(change.store, row):
            return
        opinions = _opinions(change.store, row)
        if not opinions:
            raise NotNowError(text("Nobody has answered yet"))
        version = change.store.scalars(
            select(ScenarioRow.version).where(ScenarioRow.key == change.session.scenario)
        ).one()
        pool = pooled(QUESTIONS[row.path], opinions)
        change.store.add(
            RevealedRow(
                topic=row.id, round=row.round, version=version, currency=row.currency,
                pooled=pool_content(pool), effect=None, revealed_at=now(),
            )
        )  # fmt: skip


@counted
def estimate_again(database: Database, seat_key: str, topic: int) -> None:
    """Begin the next round, blind again; what was agreed or left open before no longer counts.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: the topic is not on the agenda.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        row = topic_of(change.store, change.session, topic)
        row.outcome = None
        if _is_revealed(change.store, row):
            row.round += 1
            row.currency = currency_of(change)


def revealed_round(database: Database, seat_key: str, topic: int) -> RevealedRound:
    """The round that a topic is at, for who facilitates.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: the topic is not on the agenda.
        NotNowError: the round is not revealed, or the session is closed.
        DatabaseAway: it cannot be read now.
    """
    with database.reading() as store:
        seat = present(store, seat_key, LEADS)
        session = store.get_one(SessionRow, seat.session)
        refuse_closed(session)
        row = topic_of(store, session, topic)
        revealed = store.get(RevealedRow, (row.id, row.round))
        if revealed is None:
            raise NotNowError(text("The estimates of this round are not revealed yet"))
        version = max(revealed.version, (row.outcome or {}).get("version", 0))
        return RevealedRound(
            row.path, row.round, session.scenario, version, revealed.currency, seat.name,
            tuple(_opinions(store, row)), pool_of(revealed.pooled),
        )  # fmt: skip


def read_opinion(question: Question, given: Mapping[str, Any]) -> Opinion | list[Fault]:
    """The estimate that a form gives, or all that is wrong with it."""
    if question.kind in (Kind.NUMBER, Kind.DAY):
        return _amounts(question, given)
    option = given.get("option")
    keys = option_keys(question)
    if option in keys:
        return Chosen(str(option))
    return [Fault("option", text("Choose one of the answers"))]


def option_keys(question: Question) -> tuple[str, ...]:
    """The keys of what can be chosen."""
    return (YES, NO) if question.kind is Kind.FLAG else tuple(option.key for option in question.options)


def answer_of(question: Question, opinion: Opinion) -> Json:
    """An estimate as an answer that a project takes: a range for amounts, which leaves a tenth out at each end."""
    if isinstance(opinion, Amounts):
        return question.write(Range(opinion.low, opinion.high))
    return opinion.option == YES if question.kind is Kind.FLAG else opinion.option


def opinion_of(content: Mapping[str, Any]) -> Opinion:
    """An estimate from what is stored of it."""
    return Chosen(content["option"]) if "option" in content else Amounts(**content)


def pool_content(pool: Pool) -> dict[str, Any]:
    """What is stored of a pool."""
    return {"shares": [list(share) for share in pool.of]} if isinstance(pool, Shares) else asdict(pool)


def pool_of(content: Mapping[str, Any]) -> Pool:
    """A pool from what is stored of it."""
    if "shares" in content:
        return Shares(tuple((option, share) for option, share in content["shares"]))
    return Amounts(**content)


def faults_of_reason(reason: str) -> list[Fault]:
    """What is wrong with a reason."""
    if len(reason) <= REASON_LETTERS:
        return []
    return [Fault("reason", text("The text is too long; the limit is {limit} letters", limit=REASON_LETTERS))]


def _is_revealed(store: Store, topic: TopicRow) -> bool:
    return store.get(RevealedRow, (topic.id, topic.round)) is not None


def _opinions(store: Store, topic: TopicRow) -> list[Opinion]:
    of_round = (EstimateRow.topic == topic.id) & (EstimateRow.round == topic.round)
    asked = select(EstimateRow.answer).where(of_round).order_by(EstimateRow.seat)
    return [opinion_of(content) for content in store.scalars(asked)]


def _amounts(question: Question, given: Mapping[str, Any]) -> Amounts | list[Fault]:
    fields = ("low", "high") if question.kind is Kind.DAY else ("low", "likely", "high")
    found: dict[str, float] = {}
    faults = []
    for field in fields:
        value = _point(question, given.get(field))
        if isinstance(value, Text):
            faults.append(Fault(field, value))
        else:
            found[field] = value
    faults += [
        Fault(upper, text("This is below what stands before it; low, likely and high go upwards"))
        for lower, upper in pairwise(fields)
        if lower in found and upper in found and found[upper] < found[lower]
    ]
    if faults:
        return faults
    low, high = found["low"], found["high"]
    return Amounts(low, found.get("likely", (low + high) / 2), high)


def _point(question: Question, given: Any) -> float | Text:
    """One number or day, or what is wrong with it."""
    try:
        found = question.parse(given) if isinstance(given, int | float | str | date) else None
    except PydanticCustomError as error:
        return problem_of(error)
    return found.low if isinstance(found, Range) else text("This is missing; give a value")
