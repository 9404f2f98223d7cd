"""The record of a planning session: what was said is in it, in both languages, and no word of anybody is obeyed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from advisor.advice import advise
from advisor.alternatives import Way
from advisor.language import LANGUAGES
from advisor.planning import agenda, effects, estimates, outcomes, sessions, voting
from advisor.planning.agenda import Ground, Proposal
from advisor.planning.database import Database
from advisor.planning.record import record_of
from advisor.planning.voting import Vote
from advisor.project import QUESTIONS
from advisor.questions import Kind
from advisor.report.session_record import most_voted, session_record
from advisor.report.words import reader_of
from tests.rooms import CITATIONS, SKILL, Room, new_room

BUDGET = "money.monthly_budget"
HOSTILE = "<script>alert(1)</script> | `x` **b** ![i](http://x) [a](javascript:1)\n# Heading\n| a | b |\n---\n\u202eb"
OBEYED = re.compile(r"<script|!\[i\]|\[a\]\(|^# Heading|`x`|\*\*b\*\*|\u202e", re.MULTILINE)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A session that went all the way, with two who write what a program might obey."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('record') / 'advisor.db'}")
    room = new_room(database, HOSTILE)
    eve = room.join(HOSTILE[:100])
    room.estimate(room.ben, 50, 100, 400, reason="As in the year before")
    room.estimate(room.cem, 900, 1200, 4000, reason=HOSTILE)
    room.estimate(eve, 80, 120, 410)
    effects.work_out_effect(database, room.lead, room.reveal().id)
    estimates.estimate_again(database, room.lead, room.topic().id)
    room.estimate(room.ben, 90, 130, 450)
    outcomes.agree(database, room.lead, room.reveal().id, 140)
    room.choose(room.ben, "some")
    room.choose(room.cem, "strong")
    outcomes.leave_open(database, room.lead, room.reveal(SKILL).id, HOSTILE[:100], HOSTILE, date(2027, 3, 1))
    room.estimate(room.ben, 1000, 2000, 4000, path=BUDGET)
    room.reveal(BUDGET)
    room.choose(room.ben, "yes", CITATIONS, reason="hidden-reason")
    voting.call_vote(database, room.lead)
    voting.vote(database, room.ben, Way.RAG, "It is the cheapest")
    voting.vote(database, room.cem, Way.RAG)
    voting.vote(database, eve, Way.FINETUNE, HOSTILE)
    voting.reveal_votes(database, room.lead)
    sessions.close(database, room.lead)
    return room


def written(room: Room, language: str = "en") -> str:
    record = record_of(room.database, room.looker)
    advice = advise(record.scenario.project)
    return session_record(record, advice, reader_of(advice, language)).decode()


def part(record: str, heading: str) -> str:
    return record.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_the_decision_stands_first_with_dissent_and_reasons(held: Room) -> None:
    decision = part(written(held), "Decision")
    assert "**2 of 3 are for RAG**" in decision
    rows = [line for line in decision.splitlines() if line.startswith("| ")][1:]
    assert "Fine-tuning (dissents)" in rows[0]
    assert rows[1:] == ["| Ben | RAG | It is the cheapest |", "| Cem | RAG |  |"]


def test_what_everybody_said_is_told_by_round_and_what_was_made_of_it(held: Room) -> None:
    users = part(written(held), "What was estimated").split("### ")[1]
    first, second = users.split("Round 1")[1].split("Round 2")
    assert "| Ben | 100 people | 50 to 400 people | As in the year before |" in first
    assert "Farthest from the others: Cem" in first
    assert "The highest estimate, 1,200 people: RAG" in first
    assert "| Ben | 90 " not in first
    assert "| Ben | 130 people | 90 to 450 people |  |" in second
    assert "**Agreed: 140 people, in version 2**" in second


def test_what_stays_open_has_its_owner_and_its_day(held: Room) -> None:
    left = part(written(held), "What stays open")
    assert "Skill in training models" in left
    assert "Mar 1, 2027" in left
    assert "- Budget a month afterwards" in left


def test_the_figures_are_the_advices_own(held: Room) -> None:
    record = record_of(held.database, held.looker)
    advice = advise(record.scenario.project)
    assert record.scenario.number == 2
    low, high = (reader_of(advice, "en").money(getattr(advice.figure("total_cost"), end)) for end in ("low", "high"))
    assert f"({low} to {high})" in part(written(held), "Figures")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_anybody_is_obeyed_and_no_key_is_told(held: Room, language: str) -> None:
    record = written(held, language)
    assert not OBEYED.search(record)
    rows = [line for line in record.splitlines() if line.startswith("|")]
    assert all(re.search(r"(?<!\\)\|$", line) for line in rows)
    assert {line.count("|") for line in rows} <= {4, 5, 6}  # three to five columns
    assert "hidden-reason" not in record
    for key in (held.session.code, held.session.key, held.lead, held.ben, held.looker, held.scenario.key):
        assert key not in record


def test_both_languages_say_the_same_in_their_own_words(held: Room) -> None:
    english, spanish = written(held), written(held, "es")
    assert "2 de 3 están a favor de RAG" in spanish
    assert len(english.splitlines()) == len(spanish.splitlines())
    headings = [[line for line in record.splitlines() if line.startswith("## ")] for record in (english, spanish)]
    assert not set(headings[0]) & set(headings[1])


def test_a_session_before_any_word_has_a_record_too(room: Room) -> None:
    record = written(room)
    assert "Nothing is decided yet." in record
    voting.call_vote(room.database, room.lead)
    voting.vote(room.database, room.ben, Way.RAG)
    voting.reveal_votes(room.database, room.lead)
    assert "Did not vote: Cem" in written(room)


def test_every_question_that_can_be_estimated_can_be_told(room: Room) -> None:
    paths = list(filter(agenda.can_be_estimated, QUESTIONS))
    agenda.add_topics(room.database, room.lead, [Proposal(path, Ground.CHOICE, 0.1234) for path in paths])
    for topic in room.state().topics:
        question = QUESTIONS[topic.path]
        if question.kind is Kind.DAY:
            given = {"low": "2027-04-01", "high": "2027-04-15"}
        elif question.kind is Kind.NUMBER:
            given = dict.fromkeys(("low", "likely", "high"), min(max(question.lowest, 2), question.highest))
        else:
            given = {"option": estimates.option_keys(question)[-1]}
        estimates.estimate(room.database, room.ben, topic.id, given)
        estimates.reveal(room.database, room.lead, topic.id)
    told = part(written(room), "What was estimated")
    assert told.count("\n### ") == told.count("| Ben |") == len(paths)
    assert "| Ben | Apr 1, 2027 to Apr 15, 2027 |  |" in told
    assert "12.3% of the doubt" in told


@pytest.mark.parametrize(
    ("ways", "chosen"),
    [
        ([Way.RAG, Way.RAG, Way.PROMPT], Way.RAG),
        ([Way.RAG, Way.PROMPT], None),
        ([None, None, Way.HYBRID], Way.HYBRID),
        ([None], None),
        ([], None),
    ],
)
def test_a_way_is_chosen_by_more_votes_than_any_other(ways: list[Way | None], chosen: Way | None) -> None:
    votes = [Vote(seat, way, "", None) for seat, way in enumerate(ways)]  # type: ignore[arg-type]
    assert most_voted(votes) is chosen
