"""What becomes of estimates: whether the disagreement matters, what is agreed on, and what stays open."""

from __future__ import annotations

import time
from datetime import date

import pytest

from advisor.advice import advise
from advisor.alternatives import Way
from advisor.planning import effects, estimates, outcomes, scenarios, sessions, voting
from advisor.planning.effects import Standpoint, effect
from advisor.planning.errors import AnsweredMeanwhileError, AnswerError, NotAllowedError, NotNowError
from advisor.planning.outcomes import Agreed, LeftOpen
from advisor.planning.pooling import Amounts, Chosen, Shares, pooled
from advisor.planning.record import record_of
from advisor.planning.scenarios import Scenario
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Json
from tests.rooms import LAUNCH, PROJECT, SKILL, USERS, Room, new_room

BUDGET, TASK = "money.monthly_budget", "Count them\nin March"


def change(room: Room, path: str, answer: Json) -> Scenario:
    """Somebody else changes the scenario."""
    seen = scenarios.load(room.database, room.scenario.key)
    return scenarios.save(room.database, seen, seen.project.with_answer(path, answer), by="Zoe")


def answer(room: Room, path: str = USERS) -> Json:
    group, name = path.split(".")
    found: Json = scenarios.load(room.database, room.scenario.key).project.as_dict().get(group, {}).get(name)
    return found


# Does it matter?


def test_the_effect_is_what_the_advice_says_for_each_answer() -> None:
    project = Project.parse(PROJECT)
    opinions = [Amounts(50, 90, 400), Amounts(20, 4000, 9000)]
    pool = pooled(QUESTIONS[USERS], opinions)
    found = effect(project, USERS, opinions, pool)
    assert [case.standpoint for case in found.cases] == [Standpoint.LOWEST, Standpoint.HIGHEST, Standpoint.POOLED]
    assert [case.answer for case in found.cases[:2]] == [90, 4000]
    for case in found.cases:
        advice = advise(project.with_answer(USERS, case.answer))
        cost = advice.figure("total_cost")
        assert (case.way, case.chance) == (advice.verdict, advice.best.chance)
        assert case.cost == (cost.low, cost.expected, cost.high)


def test_a_disagreement_on_what_is_lacking_changes_the_recommendation() -> None:
    opinions = [Chosen("nothing"), Chosen("form"), Chosen("nothing")]
    pool = pooled(QUESTIONS["task.failure"], opinions)
    project = Project.parse({
        "task": {"kind": "classification", "prompt_effort": "exhausted"}, "knowledge": {"source": "request"},
        "examples": {"labelled": 50_000},
    })  # fmt: skip
    found = effect(project, "task.failure", opinions, pool)
    assert [(case.answer, case.way) for case in found.cases] == [("nothing", Way.PROMPT), ("form", Way.FINETUNE)]
    assert found.changes_the_verdict
    alike = effect(project, "task.failure", opinions[:1], Shares((("facts", 1.0),)))
    assert (len(alike.cases), alike.changes_the_verdict) == (1, False)


def test_no_more_than_four_advices_and_none_twice() -> None:
    keys = [option.key for option in QUESTIONS["task.failure"].options]
    opinions = [Chosen(key) for key in keys]
    project = Project.parse(PROJECT)
    assert len(effect(project, "task.failure", opinions, pooled(QUESTIONS["task.failure"], opinions)).cases) == 4
    same = [Amounts(100, 100, 100)] * 3
    assert len(effect(project, USERS, same, same[0]).cases) == 1


def test_a_day_that_the_project_rules_out_is_left_out() -> None:
    days = [Amounts(*[date(year, 6, 1).toordinal()] * 3) for year in (2020, 2027)]
    found = effect(Project.parse(PROJECT), LAUNCH, days, pooled(QUESTIONS[LAUNCH], days))
    assert [case.answer for case in found.cases][:1] == ["2027-06-01"]


def test_the_reveal_is_seen_before_the_effect_and_nothing_waits_for_it(room: Room, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    room.estimate(room.ben, 50, 100, 400)
    room.estimate(room.cem, 50, 900, 4000)
    revealed = room.reveal()
    assert revealed.rounds[0].effect is None
    meanwhile = []

    def advised(project: Project) -> object:
        started = time.monotonic()
        room.choose(room.ben, "some")
        meanwhile.append(time.monotonic() - started)
        return advise(project)

    monkeypatch.setattr(effects, "advise", advised)
    before = sessions.revision(room.database, room.session.key)
    found = effects.work_out_effect(room.database, room.lead, revealed.id)
    assert len(meanwhile) == len(found.cases) == 3
    assert max(meanwhile) < 4  # a change that has to wait for another fails after five seconds
    assert room.topic(key=room.looker).rounds[0].effect == found
    assert sessions.revision(room.database, room.session.key) == before + 4


def test_an_effect_is_kept_with_its_own_round(room: Room) -> None:
    room.estimate(room.ben, 50, 100, 400)
    with pytest.raises(NotNowError):
        effects.work_out_effect(room.database, room.lead, room.topic().id)
    topic = room.reveal()
    found = effects.work_out_effect(room.database, room.lead, topic.id)
    estimates.estimate_again(room.database, room.lead, topic.id)
    assert [round_.effect for round_ in room.topic().rounds] == [found]


# Agreement


def test_what_all_say_together_is_saved_as_a_new_version(room: Room) -> None:
    room.estimate(room.ben, 50, 100, 400)
    room.estimate(room.cem, 90, 120, 200)
    topic = room.reveal()
    with pytest.raises(NotAllowedError):
        outcomes.agree(room.database, room.ben, topic.id)
    saved = outcomes.agree(room.database, room.lead, topic.id)
    assert (saved.version, saved.changed_by) == (2, "Ana")
    assert answer(room) == topic.rounds[0].default
    outcome = room.topic(key=room.looker).outcome
    assert isinstance(outcome, Agreed)
    assert (outcome.answer, outcome.version) == (answer(room), 2)
    assert saved.project.measured == {}


def test_any_other_answer_can_be_agreed_on_and_changed_again(room: Room) -> None:
    room.estimate(room.ben, 50, 100, 400)
    topic = room.reveal()
    for given, version in ((150, 2), ({"low": 100, "high": 300}, 3), ({"low": 100, "high": 300}, 3), (100, 4)):
        assert outcomes.agree(room.database, room.lead, topic.id, given).version == version
        assert answer(room) == given
    for wrong in (-1, "many", {"low": 3, "high": 1}, [], {}):
        with pytest.raises(AnswerError) as caught:
            outcomes.agree(room.database, room.lead, topic.id, wrong)
        assert [fault.place for fault in caught.value.faults] == ["answer"]
    assert answer(room) == 100


def test_two_options_that_are_chosen_alike_are_decided_by_nobody(room: Room) -> None:
    room.choose(room.ben, "some")
    room.choose(room.cem, "strong")
    topic = room.reveal(SKILL)
    assert topic.rounds[0].default is None
    with pytest.raises(AnswerError):
        outcomes.agree(room.database, room.lead, topic.id)
    outcomes.agree(room.database, room.lead, topic.id, {"low": "some", "high": "strong"})
    assert answer(room, SKILL) == {"low": "some", "high": "strong"}


def test_a_day_that_the_project_rules_out_is_not_agreed_on(room: Room) -> None:
    estimates.estimate(room.database, room.ben, room.topic(LAUNCH).id, {"low": "2020-04-01", "high": "2020-05-01"})
    topic = room.reveal(LAUNCH)
    with pytest.raises(AnswerError, match="before the project's start"):
        outcomes.agree(room.database, room.lead, topic.id)


def test_what_others_changed_meanwhile_stays(room: Room) -> None:
    room.estimate(room.ben, 50, 100, 400)
    topic = room.reveal()
    change(room, SKILL, "strong")
    saved = outcomes.agree(room.database, room.lead, topic.id, 150)
    assert (saved.version, answer(room), answer(room, SKILL)) == (3, 150, "strong")


def test_who_is_quicker_while_it_is_saved_loses_nothing_either(room: Room, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    room.estimate(room.ben, 50, 100, 400)
    topic = room.reveal()
    save, quicker = scenarios.save, iter(("strong", "none", "some"))

    def slow(*given: object, **named: object) -> Scenario:
        for skill in quicker:
            monkeypatch.setattr(scenarios, "save", save)
            change(room, SKILL, skill)
            monkeypatch.setattr(scenarios, "save", slow)
            break
        return save(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(scenarios, "save", slow)
    saved = outcomes.agree(room.database, room.lead, topic.id, 150)
    assert (saved.version, answer(room), answer(room, SKILL)) == (5, 150, "some")


def test_where_the_very_answer_was_changed_it_is_told_first(room: Room) -> None:
    room.estimate(room.ben, 50, 100, 400)
    topic = room.reveal()
    theirs = change(room, USERS, 777)
    with pytest.raises(AnsweredMeanwhileError) as caught:
        outcomes.agree(room.database, room.lead, topic.id, 150)
    assert caught.value.theirs == theirs
    assert (answer(room), room.topic().outcome) == (777, None)
    saved = outcomes.agree(room.database, room.lead, topic.id, 150, seen_version=theirs.version)
    assert (saved.version, answer(room)) == (3, 150)


def test_agreeing_on_what_somebody_else_already_wrote_changes_nothing(room: Room) -> None:
    room.estimate(room.ben, 50, 100, 400)
    topic = room.reveal()
    change(room, USERS, 150)
    assert outcomes.agree(room.database, room.lead, topic.id, 150).version == 2
    assert room.topic().outcome is not None


def test_amounts_in_another_currency_are_estimated_again(room: Room) -> None:
    room.estimate(room.ben, 500, 1000, 4000, path=BUDGET)
    topic = room.reveal(BUDGET)
    assert topic.rounds[0].currency == "EUR"
    change(room, "money.currency", "JPY")
    with pytest.raises(NotNowError, match="from EUR to JPY"):
        outcomes.agree(room.database, room.lead, topic.id)
    estimates.estimate_again(room.database, room.lead, topic.id)
    room.estimate(room.ben, 90_000, 160_000, 700_000, path=BUDGET)
    topic = room.reveal(BUDGET)
    assert [round_.currency for round_ in topic.rounds] == ["EUR", "JPY"]
    outcomes.agree(room.database, room.lead, topic.id)
    assert answer(room, BUDGET) == {"low": 90_000, "high": 700_000}


def test_nothing_is_agreed_on_before_the_reveal(room: Room) -> None:
    room.estimate(room.ben, 50, 100, 400)
    with pytest.raises(NotNowError):
        outcomes.agree(room.database, room.lead, room.topic().id, 150)
    assert answer(room) == 100


# Left open


def test_a_task_has_an_owner_what_to_find_out_and_a_day(room: Room) -> None:
    topic = room.topic()
    outcomes.leave_open(room.database, room.lead, topic.id, room.seat(room.ben), TASK, date(2027, 3, 1))
    left = room.topic().outcome
    assert isinstance(left, LeftOpen)
    assert (left.owner, left.seat, left.to_find_out, left.due) == (
        "Ben", room.seat(room.ben), TASK, date(2027, 3, 1),
    )  # fmt: skip
    outcomes.leave_open(room.database, room.lead, topic.id, "Sales", "Count them")
    left = room.topic().outcome
    assert isinstance(left, LeftOpen)
    assert (left.owner, left.seat, left.due) == ("Sales", None, None)
    estimates.estimate_again(room.database, room.lead, topic.id)
    assert (room.topic().outcome, room.topic().round) == (None, 1)


def test_all_that_is_wrong_with_a_task_is_told_at_once(room: Room) -> None:
    for owner in ("", "\u200b", -1, 0, 2**40):
        with pytest.raises(AnswerError) as caught:
            outcomes.leave_open(room.database, room.lead, room.topic().id, owner, " ")
        assert [fault.place for fault in caught.value.faults] == ["owner", "to_find_out"]
    with pytest.raises(AnswerError):
        outcomes.leave_open(room.database, room.lead, room.topic().id, "Zoe", "x" * 4001)


# The decision


def test_the_record_is_of_the_scenario_as_it_was_decided_on(room: Room) -> None:
    voting.call_vote(room.database, room.lead)
    with pytest.raises(NotNowError):
        voting.reveal_votes(room.database, room.lead)
    voting.vote(room.database, room.ben, Way.RAG)
    voting.reveal_votes(room.database, room.lead)
    change(room, USERS, 9999)
    assert record_of(room.database, room.looker).scenario.number == 1
    assert new_room(room.database).state().session.decided_version is None
    voting.call_vote(room.database, room.lead)
    assert record_of(room.database, room.looker).scenario.number == 2
