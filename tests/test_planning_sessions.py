"""Planning sessions: who may do what, what stays hidden until it is revealed, and what is never lost."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql

from advisor.alternatives import Way
from advisor.planning import agenda, effects, estimates, outcomes, record, scenarios, seats, sessions, voting
from advisor.planning.agenda import Ground, Proposal
from advisor.planning.attempts import CODES, SCENARIOS, SESSIONS, Limit, allow
from advisor.planning.database import Database
from advisor.planning.errors import AnswerError, NotAllowedError, NotFoundError, NotNowError, TooManyError
from advisor.planning.pooling import Amounts
from advisor.planning.seats import CODE_LENGTH, CODE_LETTERS, Role
from advisor.planning.sessions import Stage
from advisor.planning.state import state
from tests.rooms import LAUNCH, PATHS, SKILL, USERS, Room, new_room

HOSTILE = [
    "<script>alert(1)</script>", '=HYPERLINK("http://x")', "\u202egnirts\u202c", "ñ" * 200, "'; drop table seat --",
    "%_\\", "🙂\u200d", "nul\x00 \ud800", " spaces  and\ttabs\n", "[a](javascript:alert(1))",
]  # fmt: skip
NOON = datetime(2099, 11, 23, 12, tzinfo=UTC)


# Keys and roles


def test_codes_can_be_read_aloud_and_keys_cannot_be_guessed(database: Database) -> None:
    rooms = [new_room(database) for _ in range(3)]
    codes = {room.session.code for room in rooms}
    assert len(codes) == 3
    assert all(re.fullmatch("[AC-HJKMNP-RTV-Y3479]{8}", code) for code in codes)
    keys = [key for room in rooms for key in (room.lead, room.ben, room.looker, room.session.key)]
    assert len(set(keys)) == len(keys)
    assert min(map(len, keys)) >= 22  # 128 bits in Base64


def test_no_key_of_a_seat_is_stored(room: Room) -> None:
    with room.database.reading() as store:
        stored = repr(
            store.execute(sql("select * from seat")).all() + store.execute(sql("select * from session")).all()
        )
    for key in (room.lead, room.ben, room.cem, room.looker):
        assert key not in stored


def test_a_code_is_understood_as_people_type_it(room: Room) -> None:
    code = room.session.code
    for number, typed in enumerate((code, code.lower(), f" {code[:4]}-{code[4:]} ", f"{code[:4]} {code[4:]}")):
        key = seats.join(room.database, typed, f"Dora {number}", Role.MEMBER, "there")
        assert room.state(key).session.key == room.session.key


ACTIONS: dict[str, tuple[tuple[Role, ...], Callable[[Room, str], object]]] = {
    "state": (tuple(Role), lambda room, key: state(room.database, key)),
    "record": (tuple(Role), lambda room, key: record.record_of(room.database, key)),
    "estimate": ((Role.FACILITATOR, Role.MEMBER), lambda room, key: room.choose(key, "some")),
    "vote": ((Role.FACILITATOR, Role.MEMBER), lambda room, key: voting.vote(room.database, key, Way.RAG)),
} | {
    name: ((Role.FACILITATOR,), action)
    for name, action in {
        "add topics": lambda room, key: agenda.add_topics(room.database, key, [Proposal("task.harm")]),
        "leave out": lambda room, key: agenda.leave_out(room.database, key, room.topic(LAUNCH).id),
        "reorder": lambda room, key: agenda.reorder(
            room.database, key, [topic.id for topic in reversed(room.state().topics)]
        ),
        "go to": lambda room, key: agenda.go_to(room.database, key, room.topic().id),
        "reveal": lambda room, key: estimates.reveal(room.database, key, room.topic(SKILL).id),
        "effect": lambda room, key: effects.work_out_effect(room.database, key, room.topic().id),
        "agree": lambda room, key: outcomes.agree(room.database, key, room.topic().id),
        "leave open": lambda room, key: outcomes.leave_open(room.database, key, room.topic().id, "Zoe", "count"),
        "estimate again": lambda room, key: estimates.estimate_again(room.database, key, room.topic().id),
        "call vote": lambda room, key: voting.call_vote(room.database, key),
        "reveal votes": lambda room, key: voting.reveal_votes(room.database, key),
        "remove": lambda room, key: seats.remove(room.database, key, room.seat(room.cem)),
        "close": lambda room, key: sessions.close(room.database, key),
        "reopen": lambda room, key: sessions.reopen(room.database, key),
        "hand over": lambda room, key: seats.hand_over(room.database, key, room.seat(room.ben)),
    }.items()
}  # fmt: skip
ABOUT_A_TOPIC_OR_SEAT = set(ACTIONS) - {
    "state", "record", "vote", "add topics", "call vote", "reveal votes", "close", "reopen",
}  # fmt: skip


def test_each_role_may_do_what_is_its_own_and_nothing_else(room: Room) -> None:
    room.estimate(room.ben, 90, 100, 200)
    room.reveal()
    room.choose(room.ben, "some")
    voting.call_vote(room.database, room.lead)
    voting.vote(room.database, room.ben, Way.RAG)
    elsewhere = new_room(room.database)
    keys = {Role.MEMBER: room.ben, Role.OBSERVER: room.looker, Role.FACILITATOR: room.lead}
    for name, (allowed, action) in ACTIONS.items():
        before = room.state(), elsewhere.state()
        refused = [key for role, key in keys.items() if role not in allowed]
        for key in (*refused, "", room.session.key, "nul\x00", "\ud800"):
            with pytest.raises(NotAllowedError):
                action(room, key)
        if name in ABOUT_A_TOPIC_OR_SEAT:
            with pytest.raises((NotFoundError, NotNowError)):
                action(room, elsewhere.lead)
        assert (room.state(), elsewhere.state()) == before, name
        for role in allowed:
            action(room, keys[role])


def test_two_sessions_do_not_mix(database: Database) -> None:
    one, other = new_room(database, "One"), new_room(database, "Other")
    one.estimate(one.ben, 1, 2, 3)
    with pytest.raises(NotFoundError):
        estimates.estimate(database, other.ben, one.topic().id, {"low": 1, "likely": 2, "high": 3})
    with pytest.raises(NotFoundError):
        seats.remove(database, other.lead, one.seat(one.ben))
    with pytest.raises(AnswerError):
        outcomes.leave_open(database, other.lead, other.topic().id, one.seat(one.ben), "count")
    assert (one.topic().answered, other.topic().answered) == ((one.seat(one.ben),), ())
    assert {seat.id for seat in one.state().seats}.isdisjoint(seat.id for seat in other.state().seats)


def test_what_is_not_there_is_told(room: Room) -> None:
    for key in ("", "nothing", "ABCDEFGH", "nul\x00", "' or 1=1 --", "x" * 10_000, "🙂", "ßßßß", "\ud800"):
        with pytest.raises(NotFoundError):
            seats.join(room.database, key, "Dora", Role.MEMBER, "here")
        with pytest.raises(NotFoundError):
            sessions.revision(room.database, key)
        with pytest.raises(NotFoundError):
            sessions.open_session(room.database, key, "Planning", "Ana")
    for number in (-1, 0, 2**31, 2**70):
        with pytest.raises(NotFoundError):
            estimates.estimate(room.database, room.ben, number, {})
        with pytest.raises(NotFoundError):
            seats.remove(room.database, room.lead, number)


def test_who_is_handed_the_session_leads_it_and_who_led_it_takes_part(room: Room) -> None:
    seats.hand_over(room.database, room.lead, room.seat(room.ben))
    sessions.close(room.database, room.ben)
    with pytest.raises(NotAllowedError):
        sessions.reopen(room.database, room.lead)
    assert [seat.role for seat in room.state().seats[:2]] == [Role.MEMBER, Role.FACILITATOR]


def test_who_is_removed_is_out_and_may_come_back_under_the_same_name(room: Room) -> None:
    room.estimate(room.ben, 111, 222, 333)
    room.reveal()
    room.choose(room.ben, "research", reason="hidden for ever")
    seats.remove(room.database, room.lead, room.seat(room.ben))
    with pytest.raises(NotAllowedError):
        room.state(room.ben)
    again = room.join("BEN")
    assert room.topic(key=again).rounds[0].estimates[0].opinion == Amounts(111, 222, 333)
    room.choose(room.cem, "some")
    assert "hidden for ever" not in repr(room.reveal(SKILL))
    with pytest.raises(NotNowError):
        seats.remove(room.database, room.lead, room.seat(room.lead))


# Names


def test_a_hostile_name_is_kept_legible(room: Room) -> None:
    kept = [room.state(room.join(name)).me.name for name in HOSTILE]
    assert all(name.isprintable() and 0 < len(name) <= 200 for name in kept)
    assert kept[0] == HOSTILE[0]


def test_a_name_that_is_empty_too_long_or_taken_is_refused(room: Room) -> None:
    for name in ("", "  ", "\u200b\u202e", "\x00", "x" * 201, "ana", "ÁNA", "A\u200bna", "Ａna"):
        with pytest.raises(AnswerError) as caught:
            room.join(name)
        assert [fault.place for fault in caught.value.faults] == ["name"]
    assert len(room.state().seats) == 4


def test_nobody_joins_as_facilitator(room: Room) -> None:
    with pytest.raises(AnswerError) as caught:
        room.join("", Role.FACILITATOR)
    assert [fault.place for fault in caught.value.faults] == ["name", "role"]


def test_twenty_who_want_the_same_name_at_once_get_it_once(room: Room) -> None:
    def joined(_: int) -> bool:
        try:
            room.join("Dora")
        except AnswerError:
            return False
        return True

    with ThreadPoolExecutor(20) as people:
        assert sum(people.map(joined, range(20))) == 1


# Limits


def test_codes_cannot_be_tried_at_will(room: Room) -> None:
    wrong = ("X" if room.session.code[0] != "X" else "Y") + room.session.code[1:]

    def fail(source: str, at: datetime) -> None:
        with pytest.raises(NotFoundError):
            seats.join(room.database, wrong, "Eve", Role.MEMBER, source, at)

    for second in range(CODES.of_one_source):
        fail("eve", NOON + timedelta(seconds=second))
    late = NOON + timedelta(seconds=20)
    with pytest.raises(TooManyError) as caught:
        seats.join(room.database, room.session.code, "Eve", Role.MEMBER, "eve", late)
    assert caught.value.again_at == NOON + timedelta(minutes=1)
    assert "40 seconds" in str(caught.value)
    seats.join(room.database, room.session.code, "Dora", Role.MEMBER, "elsewhere", late)
    seats.join(room.database, room.session.code, "Finn", Role.MEMBER, "eve", caught.value.again_at)


def test_many_sources_together_cannot_try_more_codes_and_links_still_work(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.planning.attempts.CODES", replace(CODES, in_all=20))
    wrong = ("X" if room.session.code[0] != "X" else "Y") + room.session.code[1:]
    for attempt in range(20):
        with pytest.raises(NotFoundError):
            seats.join(room.database, wrong, "Eve", Role.MEMBER, str(attempt // 5), NOON)
    with pytest.raises(TooManyError):
        seats.join(room.database, room.session.code, "Dora", Role.MEMBER, "new", NOON)
    seats.join(room.database, room.session.key, "Dora", Role.MEMBER, "new", NOON)
    seats.join(room.database, room.session.code, "Finn", Role.MEMBER, "new", NOON + timedelta(minutes=1))
    seats.join(room.database, room.session.code, "Gus", Role.MEMBER, "new", NOON + timedelta(hours=1))
    with room.database.reading() as store:
        assert store.scalar(sql("select count(*) from attempt")) == 0


def test_attempts_at_once_are_counted_one_by_one(room: Room) -> None:
    def fail(_: int) -> type[Exception]:
        try:
            seats.join(room.database, CODE_LETTERS[:CODE_LENGTH], "Eve", Role.MEMBER, "eve", NOON)
        except (NotFoundError, TooManyError) as error:
            return type(error)
        raise AssertionError("joined by chance")

    with ThreadPoolExecutor(8) as people:
        met = list(people.map(fail, range(24)))
    assert met.count(NotFoundError) == CODES.of_one_source


@pytest.mark.parametrize("limit", [SCENARIOS, SESSIONS], ids=lambda limit: limit.name)
def test_nobody_fills_the_disk_by_beginning_things(room: Room, limit: Limit) -> None:
    small = replace(limit, of_one_source=3, in_all=5)
    for minute in range(3):
        allow(room.database, small, "eve", NOON + timedelta(minutes=minute))
    with pytest.raises(TooManyError, match="within an hour; try again in 57 minutes") as caught:
        allow(room.database, small, "eve", NOON + timedelta(minutes=3))
    assert caught.value.again_at == NOON + timedelta(hours=1)
    allow(room.database, small, "ana", NOON + timedelta(minutes=3))
    allow(room.database, small, "ben", NOON + timedelta(minutes=3))
    with pytest.raises(TooManyError):
        allow(room.database, small, "cem", NOON + timedelta(minutes=3))
    allow(room.database, small, "eve", NOON + timedelta(hours=1))
    allow(room.database, replace(small, name="other"), "eve", NOON + timedelta(hours=1))


def test_a_session_is_not_flooded(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.planning.seats.MOST_JOINED_A_MINUTE", 6)
    monkeypatch.setattr("advisor.planning.seats.MOST_SEATS", 12)

    def join(name: str, at: datetime) -> None:
        seats.join(room.database, room.session.key, name, Role.MEMBER, "here", at)

    for number in range(6):
        join(f"Member {number}", NOON + timedelta(seconds=number))
    with pytest.raises(TooManyError) as caught:
        join("Eve", NOON + timedelta(seconds=30))
    assert caught.value.again_at == NOON + timedelta(minutes=1)
    join("Dora", caught.value.again_at)
    join("Finn", NOON + timedelta(hours=1))
    with pytest.raises(TooManyError, match="All 12 seats"):
        join("Eve", NOON + timedelta(hours=2))
    seats.remove(room.database, room.lead, room.seat(room.cem))
    join("Gus", NOON + timedelta(hours=2))


# Blindness


SECRETS = ("43217", "54321", "65432", "hush-hush", "dangerous-thought", "finetune")


def leaked(room: Room, key: str) -> list[str]:
    """Which secrets a seat could read out of what the functions give it."""
    shown = room.state(key)
    kept = record.record_of(room.database, key)
    words = json.dumps([asdict(shown), asdict(kept.state)], default=str) + repr(shown) + repr(kept)
    raw = pickle.dumps((shown, kept))
    return [secret for secret in SECRETS if secret in words or secret.encode() in raw]


def test_nothing_of_an_estimate_leaves_before_the_reveal_but_that_it_is_there(room: Room) -> None:
    room.estimate(room.ben, 43217, 54321, 65432, reason="hush-hush")
    others = (room.cem, room.looker, room.lead)
    assert [leaked(room, key) for key in others] == [[], [], []]
    assert leaked(room, room.ben) == list(SECRETS[:4])
    for key in others:
        topic = room.topic(key=key)
        assert (topic.answered, topic.awaited) == ((room.seat(room.ben),), (room.seat(room.cem),))
        assert (topic.mine, topic.rounds) == (None, ())
    room.reveal()
    assert [leaked(room, key) for key in others] == [list(SECRETS[:4])] * 3


def test_the_next_round_is_blind_again_and_the_last_one_stays_in_sight(room: Room) -> None:
    room.estimate(room.cem, 1, 2, 3)
    room.reveal()
    estimates.estimate_again(room.database, room.lead, room.topic().id)
    room.estimate(room.ben, 43217, 54321, 65432, reason="hush-hush")
    assert [leaked(room, key) for key in (room.cem, room.looker, room.lead)] == [[], [], []]
    topic = room.topic(key=room.looker)
    assert [round_.estimates[0].opinion for round_ in topic.rounds] == [Amounts(1, 2, 3)]
    assert (topic.round, topic.is_revealed) == (2, False)
    agenda.leave_out(room.database, room.lead, topic.id)
    assert leaked(room, room.lead) == []
    sessions.close(room.database, room.lead)
    assert leaked(room, room.lead) == []


def test_votes_are_hidden_until_they_are_revealed_together(room: Room) -> None:
    with pytest.raises(NotNowError):
        voting.vote(room.database, room.ben, Way.RAG)
    voting.call_vote(room.database, room.lead)
    voting.vote(room.database, room.ben, Way.FINETUNE, "dangerous-thought")
    voting.vote(room.database, room.cem, Way.PROMPT)
    voting.vote(room.database, room.cem, None, "too early")
    others = (room.cem, room.looker, room.lead)
    assert [leaked(room, key) for key in others] == [[], [], []]
    assert room.state(room.cem).voting.mine.way is None  # type: ignore[union-attr]
    voting.reveal_votes(room.database, room.lead)
    assert [leaked(room, key) for key in others] == [["dangerous-thought", "finetune"]] * 3
    with pytest.raises(NotNowError):
        voting.vote(room.database, room.cem, Way.RAG)
    voting.call_vote(room.database, room.lead)
    voting.vote(room.database, room.ben, Way.RAG)
    first = room.state(room.looker).voting.rounds
    assert [(vote.way, vote.reason) for vote in first[0].votes] == [
        (Way.FINETUNE, "dangerous-thought"), (None, "too early"),
    ]  # fmt: skip
    assert len(first) == 1


# Estimates


def test_an_estimate_may_be_changed_until_the_reveal(room: Room) -> None:
    room.estimate(room.ben, 1, 2, 3)
    room.estimate(room.ben, 10, 20, 30, reason="counted again")
    (estimate,) = room.reveal().rounds[0].estimates
    assert (estimate.opinion, estimate.reason) == (Amounts(10, 20, 30), "counted again")
    with pytest.raises(NotNowError):
        room.estimate(room.ben, 1, 2, 3)


WRONG: list[tuple[str, dict[str, Any], list[str]]] = [
    (USERS, {}, ["low", "likely", "high"]),
    (USERS, {"low": -1, "likely": "many", "high": 1e99}, ["low", "likely", "high"]),
    (USERS, {"low": 5, "likely": 4, "high": 3}, ["likely", "high"]),
    (USERS, {"low": float("nan"), "likely": float("inf"), "high": True}, ["low", "likely", "high"]),
    (USERS, {"low": [1], "likely": {"low": 1, "high": 2}, "high": "1" * 5000}, ["low", "likely", "high"]),
    (SKILL, {"option": "great"}, ["option"]),
    (SKILL, {"option": ["some"]}, ["option"]),
    (LAUNCH, {"low": "2027-13-01", "high": ""}, ["low", "high"]),
    (LAUNCH, {"low": "2027-05-01", "high": "2027-04-01"}, ["high"]),
]


def test_all_that_is_wrong_with_an_estimate_is_told_at_once(room: Room) -> None:
    for path, given, places in WRONG:
        topic = room.topic(path)
        with pytest.raises(AnswerError) as caught:
            estimates.estimate(room.database, room.ben, topic.id, given, "x" * 4001)
        assert [fault.place for fault in caught.value.faults] == [*places, "reason"]
        assert room.topic(path).answered == ()


def test_days_flags_and_hostile_reasons_are_kept(room: Room) -> None:
    estimates.estimate(room.database, room.ben, room.topic(LAUNCH).id, {"low": "2027-04-01", "high": "2027-05-01"})
    assert room.reveal(LAUNCH).rounds[0].default == {"low": "2027-04-01", "high": "2027-05-01"}
    room.choose(room.ben, "yes", "task.citations")
    assert room.reveal("task.citations").rounds[0].default is True
    for reason in HOSTILE:
        room.choose(room.ben, "some", reason=reason)
        assert not {"\x00", "\u202e", "\ud800"} & set(room.topic(SKILL, room.ben).mine.reason)  # type: ignore[union-attr]


def test_twenty_who_estimate_at_once_lose_nothing(room: Room) -> None:
    keys = [room.join(f"Member {number}") for number in range(20)]
    before = sessions.revision(room.database, room.session.key)
    topic = room.topic().id

    def say(number: int) -> None:
        given = {"low": 1, "likely": number + 1, "high": 99}
        estimates.estimate(room.database, keys[number], topic, given, f"reason {number}")

    with ThreadPoolExecutor(20) as people:
        list(people.map(say, range(20)))
    said = room.reveal().rounds[0].estimates
    assert {(estimate.opinion.likely, estimate.reason) for estimate in said} == {  # type: ignore[union-attr]
        (number + 1, f"reason {number}") for number in range(20)
    }
    assert sessions.revision(room.database, room.session.key) == before + 21


def test_a_round_that_nobody_answered_is_not_revealed(room: Room) -> None:
    with pytest.raises(NotNowError):
        room.reveal()


# Agenda


def test_what_matters_most_to_the_decision_comes_first(advices) -> None:  # type: ignore[no-untyped-def]
    for name, advice in advices.items():
        found = agenda.propose(advice)
        paths = [proposal.path for proposal in found]
        assert len(set(paths)) == len(paths)
        assert all(map(agenda.can_be_estimated, paths))
        worth = [measure.path for measure in advice.measure_first if agenda.can_be_estimated(measure.path)]
        assert paths[: len(worth)] == worth, name
        order = [list(Ground).index(proposal.ground) for proposal in found]
        assert order == sorted(order)
        for ground in (Ground.KNOWING, Ground.COST):
            figures = [proposal.figure for proposal in found if proposal.ground is ground]
            assert figures == sorted(figures, reverse=True)
    assert len(agenda.propose(advices["nothing known"])) > 5


def test_the_agenda_is_the_facilitators_to_order(room: Room) -> None:
    first, *rest = room.state().topics
    assert [topic.path for topic in room.state().topics] == list(PATHS)
    agenda.reorder(room.database, room.lead, [*(topic.id for topic in rest), first.id])
    assert [topic.path for topic in room.state(room.looker).topics] == [*PATHS[1:], PATHS[0]]
    agenda.add_topics(room.database, room.lead, [Proposal("task.harm", Ground.CHOICE, 0.2), Proposal(USERS)])
    assert [topic.path for topic in room.state().topics] == [*PATHS[1:], PATHS[0], "task.harm"]
    with pytest.raises(NotNowError):
        agenda.reorder(room.database, room.lead, [first.id])
    for path in ("money.currency", "team.people", "knowledge.languages", "nothing", ""):
        with pytest.raises(AnswerError):
            agenda.add_topics(room.database, room.lead, [Proposal(path)])


def test_a_question_that_was_left_out_comes_back_with_what_was_said(room: Room) -> None:
    room.estimate(room.ben, 1, 2, 3)
    topic = room.reveal()
    agenda.go_to(room.database, room.lead, topic.id)
    assert (room.state().session.stage, room.state().session.topic) == (Stage.TOPIC, topic.id)
    agenda.leave_out(room.database, room.lead, topic.id)
    assert room.state().session.topic is None
    assert [other.id for other in room.state().others] == [topic.id]
    agenda.add_topics(room.database, room.lead, [Proposal(USERS)])
    assert room.topic().rounds == topic.rounds


# Course of a session


def test_every_change_is_told_by_the_revision(room: Room) -> None:
    def revised(change: Callable[[], object]) -> int:
        before = sessions.revision(room.database, room.session.key)
        change()
        return sessions.revision(room.database, room.session.key) - before

    topic = room.topic().id
    assert revised(lambda: room.join("Dora")) == 1
    assert revised(lambda: room.estimate(room.ben, 1, 2, 3)) == 1
    assert revised(lambda: estimates.reveal(room.database, room.lead, topic)) == 1
    assert revised(lambda: outcomes.agree(room.database, room.lead, topic)) == 1
    assert revised(lambda: room.state(room.looker)) == 0
    with pytest.raises(NotAllowedError):
        sessions.close(room.database, room.ben)
    assert revised(lambda: sessions.close(room.database, room.lead)) == 1


def test_a_closed_session_is_only_read_and_goes_on_where_it_was(room: Room) -> None:
    room.estimate(room.ben, 1, 2, 3)
    before = room.state(room.ben)
    sessions.close(room.database, room.lead)
    for action in (
        lambda: room.estimate(room.ben, 4, 5, 6),
        lambda: room.join("Dora"),
        lambda: estimates.reveal(room.database, room.lead, room.topic().id),
        lambda: outcomes.agree(room.database, room.lead, room.topic().id),
        lambda: voting.call_vote(room.database, room.lead),
    ):
        with pytest.raises(NotNowError):
            action()
    assert room.state(room.ben).session.closed_at is not None
    sessions.reopen(room.database, room.lead)
    after = room.state(room.ben)
    assert (after.topics, after.seats, after.session.closed_at) == (before.topics, before.seats, None)


def test_a_session_on_a_scenario_survives_the_scenarios_archiving(room: Room) -> None:
    scenarios.stand(room.database, room.scenario.key, scenarios.Standing.ARCHIVED)
    assert room.state().scenario_name == "Support assistant"
