"""What becomes of a topic: an answer that is agreed and stands in the scenario, or a task for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from advisor.catalogue import load
from advisor.differences import currency_of
from advisor.faults import check_against
from advisor.language import text
from advisor.metrics import counted
from advisor.planning import scenarios
from advisor.planning.agenda import topic_of
from advisor.planning.database import Database
from advisor.planning.errors import AnsweredMeanwhileError, AnswerError, NotNowError
from advisor.planning.estimates import RevealedRound, answer_of, faults_of_reason, revealed_round
from advisor.planning.names import stored, stored_lines
from advisor.planning.pooling import default_answer
from advisor.planning.scenarios import ChangedMeanwhileError, Scenario
from advisor.planning.seats import LEADS, changing, now
from advisor.planning.tables import LARGEST_ID, SeatRow
from advisor.project import QUESTIONS
from advisor.project_file import Fault, Project, ProjectError
from advisor.questions import Json

MOST_TRIES = 20


@dataclass(frozen=True)
class Agreed:
    """The answer that was agreed on, and the version of the scenario in which it stands."""

    answer: Json
    version: int
    at: datetime


@dataclass(frozen=True)
class LeftOpen:
    """What is to be found out, by whom and when; `seat` is None where the owner has none in the session."""

    owner: str
    seat: int | None
    to_find_out: str
    due: date | None
    at: datetime


Outcome = Agreed | LeftOpen


@counted
def agree(
    database: Database, seat_key: str, topic: int, given: Json = None, seen_version: int | None = None
) -> Scenario:
    """Put an agreed answer into the scenario: what all say together, or what is given, as a project takes it.

    Other answers that were changed meanwhile stay as they are. Where this very answer was changed since the reveal it
    is told; `seen_version` says up to which version it was looked at.

    Raises:
        AnswerError: what is given is no answer, or the people chose two options equally often.
        AnsweredMeanwhileError: somebody else changed this answer.
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: the topic is not on the agenda.
        NotNowError: the round is not revealed, the currency was changed since, or the session is closed.
        DatabaseAway: nothing is stored, as far as can be known; agreeing again is safe.
    """
    current = revealed_round(database, seat_key, topic)
    answer = _pooled_answer(current) if given is None else given
    saved = _saved(database, current, answer, seen_version or current.version)
    with changing(database, seat_key, LEADS) as change:
        row = topic_of(change.store, change.session, topic)
        if row.round == current.round:
            row.outcome = {
                "answer": _standing(saved.project, row.path), "version": saved.version, "at": now().isoformat(),
            }  # fmt: skip
    return saved


@counted
def leave_open(
    database: Database, seat_key: str, topic: int, owner: int | str, to_find_out: str, due: date | None = None
) -> None:
    """Leave a topic as a task: the owner is a seat or any name.

    Raises:
        AnswerError: all that is wrong with it, by field.
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: the topic is not on the agenda.
        NotNowError: the session is closed.
        DatabaseAway: nothing is stored.
    """
    with changing(database, seat_key, LEADS) as change:
        row, to_find_out = topic_of(change.store, change.session, topic), stored_lines(to_find_out)
        seat = change.store.get(SeatRow, owner) if isinstance(owner, int) and 0 <= owner <= LARGEST_ID else None
        name = stored(owner) if isinstance(owner, str) else ""
        if seat is not None and seat.session == change.session.key:
            name = seat.name
        faults = [] if name else [Fault("owner", text("Say who finds it out"))]
        if not to_find_out:
            faults.append(Fault("to_find_out", text("Say what is to be found out")))
        faults += [Fault("to_find_out", fault.problem) for fault in faults_of_reason(to_find_out)]
        if faults:
            raise AnswerError(faults)
        row.outcome = {
            "owner": name, "seat": seat.id if seat else None, "to_find_out": to_find_out,
            "due": due.isoformat() if due else None, "at": now().isoformat(),
        }  # fmt: skip


def outcome_of(content: Mapping[str, Any] | None) -> Outcome | None:
    """An outcome from what is stored of it."""
    if content is None:
        return None
    at = datetime.fromisoformat(content["at"])
    if "answer" in content:
        return Agreed(content["answer"], content["version"], at)
    due = content["due"] and date.fromisoformat(content["due"])
    return LeftOpen(content["owner"], content["seat"], content["to_find_out"], due, at)


def _pooled_answer(current: RevealedRound) -> Json:
    question = QUESTIONS[current.path]
    opinion = default_answer(question, current.opinions, current.pool)
    if opinion is None:
        raise AnswerError([Fault("answer", text("Two answers were chosen equally often; choose one of them"))])
    return answer_of(question, opinion)


def _saved(database: Database, current: RevealedRound, answer: Json, seen_version: int) -> Scenario:
    """The scenario with the answer, on top of what others changed meanwhile."""
    seen = scenarios.version(database, current.scenario, seen_version).project
    stands = scenarios.load(database, current.scenario)
    for _ in range(MOST_TRIES):
        wanted = _with_answer(stands.project, current, answer)
        before, stood, then = (_standing(project, current.path) for project in (seen, stands.project, wanted))
        if stood == then:
            return stands
        if stood != before:
            raise AnsweredMeanwhileError(stands)
        try:
            return scenarios.save(database, stands, wanted, by=current.facilitator)
        except ChangedMeanwhileError as error:
            stands = error.theirs
    raise NotNowError(text("The scenario is being changed all the time; try again"))


def _with_answer(project: Project, current: RevealedRound, answer: Json) -> Project:
    currency = currency_of(project)
    if QUESTIONS[current.path].money and currency != current.currency:
        problem = text(
            "The project's currency was changed from {before} to {after} since; estimate again",
            before=current.currency, after=currency,
        )  # fmt: skip
        raise NotNowError(problem)
    try:
        wanted = project.with_answer(current.path, answer)
    except ProjectError as error:
        raise AnswerError([Fault("answer", fault.problem) for fault in error.faults]) from None
    faults = [fault for fault in check_against(wanted, load()) if fault.place == current.path]
    if faults:
        raise AnswerError([Fault("answer", fault.problem) for fault in faults])
    return wanted


def _standing(project: Project, path: str) -> Json:
    """The answer as it stands in the project's file; None where nobody answered."""
    group, name = path.split(".")
    standing: Json = project.as_dict().get(group, {}).get(name)
    return standing
