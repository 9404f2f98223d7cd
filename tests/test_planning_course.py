"""Any course that a session may take: at each step a seat sees all that is revealed and its own, and nothing else."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from advisor.alternatives import Way
from advisor.planning import agenda, estimates, outcomes, seats, sessions, voting
from advisor.planning.agenda import Proposal
from advisor.planning.database import Database
from advisor.planning.errors import NotAllowedError, SessionError
from advisor.planning.state import SessionState
from tests.rooms import PATHS, USERS, Room, new_room

STEPS = 100
VOTE = "vote"


class Course:
    """A session that goes on at random, and what everybody may see of it as told by simple bookkeeping.

    Whatever somebody says holds a word that occurs nowhere else. What is said is kept by topic (or the vote), round
    and seat.
    """

    def __init__(self, room: Room, seed: int) -> None:
        self.room, self.chance, self.numbers = room, random.Random(seed), count(1)
        self.keys = {room.seat(key): key for key in (room.lead, room.ben, room.cem, room.looker)}
        self.topics = [topic.id for topic in room.state().topics[:3]]
        self.said: dict[tuple[int | str, int, int], str] = {}
        self.round: dict[int | str, int] = dict.fromkeys([*self.topics, VOTE], 1) | {VOTE: 0}
        self.revealed: set[tuple[int | str, int]] = set()

    def step(self) -> None:
        """One thing that somebody tries, allowed or not."""
        seat, topic = self.chance.choice(list(self.keys)), self.chance.choice(self.topics)
        lead = next(person.id for person in self.seen().seats if person.role == "facilitator")
        who = self.chance.choice([lead, seat])
        actions: dict[Callable[[], None], int] = {
            lambda: self.estimate(seat, topic): 16, lambda: self.vote(seat): 6, lambda: self.reveal(who, topic): 6,
            lambda: self.again(lead, topic): 3, lambda: self.call(lead): 2, lambda: self.reveal_votes(who): 1,
            lambda: self.leave(lead, topic): 1, lambda: self.agree(lead, topic): 2,
            lambda: self.out_and_in(lead, topic): 1, lambda: self.remove(lead, seat): 1, self.join: 2,
            lambda: seats.hand_over(self.room.database, self.keys[lead], seat): 1,
            lambda: self.close_and_reopen(lead): 1,
        }  # fmt: skip
        try:
            self.chance.choices(list(actions), list(actions.values()))[0]()
        except (SessionError, StopIteration):
            return

    def check(self) -> None:
        for seat, key in self.keys.items():
            shown = set(re.findall(r"word-\d+-", repr(self.room.state(key))))
            may_see = {
                word for (where, number, who), word in self.said.items()
                if (where, number) in self.revealed or who == seat
            }  # fmt: skip
            assert shown == may_see

    def seen(self) -> SessionState:
        """By anybody who is there."""
        return self.room.state(next(iter(self.keys.values())))

    def word(self) -> str:
        return f"word-{next(self.numbers)}-"

    def estimate(self, seat: int, topic: int) -> None:
        path = next(known.path for known in self.seen().topics if known.id == topic)
        given = {"low": 1, "likely": 2, "high": 3} if path == USERS else {"option": OPTIONS[path]}
        word = self.word()
        estimates.estimate(self.room.database, self.keys[seat], topic, given, word)
        assert (topic, self.round[topic]) not in self.revealed
        self.said[topic, self.round[topic], seat] = word

    def vote(self, seat: int) -> None:
        word = self.word()
        voting.vote(self.room.database, self.keys[seat], self.chance.choice([None, *Way]), word)
        assert (VOTE, self.round[VOTE]) not in self.revealed
        self.said[VOTE, self.round[VOTE], seat] = word

    def reveal(self, seat: int, topic: int) -> None:
        estimates.reveal(self.room.database, self.keys[seat], topic)
        self.revealed.add((topic, self.round[topic]))

    def again(self, lead: int, topic: int) -> None:
        estimates.estimate_again(self.room.database, self.keys[lead], topic)
        self.round[topic] += (topic, self.round[topic]) in self.revealed

    def call(self, lead: int) -> None:
        voting.call_vote(self.room.database, self.keys[lead])
        self.round[VOTE] += not self.round[VOTE] or (VOTE, self.round[VOTE]) in self.revealed

    def reveal_votes(self, seat: int) -> None:
        voting.reveal_votes(self.room.database, self.keys[seat])
        self.revealed.add((VOTE, self.round[VOTE]))

    def leave(self, lead: int, topic: int) -> None:
        outcomes.leave_open(self.room.database, self.keys[lead], topic, "Zoe", "count")

    def agree(self, lead: int, topic: int) -> None:
        outcomes.agree(self.room.database, self.keys[lead], topic)

    def out_and_in(self, lead: int, topic: int) -> None:
        path = next(known.path for known in self.seen().topics if known.id == topic)
        agenda.leave_out(self.room.database, self.keys[lead], topic)
        self.check()
        agenda.add_topics(self.room.database, self.keys[lead], [Proposal(path)])

    def remove(self, lead: int, seat: int) -> None:
        seats.remove(self.room.database, self.keys[lead], seat)
        with pytest.raises(NotAllowedError):
            self.room.state(self.keys.pop(seat))
        hidden = [place for place in self.said if place[2] == seat and place[:2] not in self.revealed]
        for place in hidden:
            del self.said[place]

    def join(self) -> None:
        if len(self.keys) < 6:
            key = self.room.join(f"Member {next(self.numbers)}")
            self.keys[self.room.seat(key)] = key

    def close_and_reopen(self, lead: int) -> None:
        sessions.close(self.room.database, self.keys[lead])
        self.check()
        with pytest.raises(SessionError):
            self.vote(lead)
        sessions.reopen(self.room.database, self.keys[lead])


OPTIONS = dict(zip(PATHS[1:3], ("some", "yes"), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_on_any_course_each_seat_sees_what_is_revealed_and_its_own(seed: int, tmp_path: Path) -> None:
    room = new_room(Database(f"sqlite:///{tmp_path / 'advisor.db'}"))
    course = Course(room, seed)
    for _ in range(STEPS):
        course.step()
        course.check()
    assert len(course.said) > 10
    assert len(course.revealed) > 3
    room.database.close()
