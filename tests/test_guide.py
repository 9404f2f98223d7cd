"""The guided path asks what matters first, never twice, brings back what was skipped, and ends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.catalogue import Catalogue
from advisor.guide import LIMITS, OPENING, TAKEN_PLACE_OF, Progress, Walk, is_open, open_questions, progress
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.question_help import IF_WRONG, WHERE

PATHS = list(QUESTIONS)[:8]


def test_every_question_says_where_its_answer_is_found_and_what_a_wrong_one_does() -> None:
    assert list(WHERE) == list(IF_WRONG) == list(QUESTIONS)
    assert all(words.endswith((".", "?")) for words in (*WHERE.values(), *IF_WRONG.values()))


# Which question comes first


def test_before_anything_is_answered_the_task_comes_first_and_every_question_is_open(
    advices: dict[str, Advice],
) -> None:
    questions = open_questions(advices["nothing known"])
    assert tuple(question.path for question in questions[: len(OPENING)]) == OPENING
    assert sorted(question.path for question in questions) == sorted(QUESTIONS)


def test_what_is_worth_knowing_comes_before_what_only_moves_figures(advice: Advice) -> None:
    questions = open_questions(advice)
    paths = [question.path for question in questions]
    worth = [measure.path for measure in advice.measure_first if is_open(measure.path, advice.project)]
    assert [path for path in paths if path in worth and path not in OPENING] == [
        path for path in worth if path not in OPENING
    ]
    matter = [question.could_change_choice for question in questions]
    assert matter == sorted(matter, reverse=True)
    assert set(worth) <= {question.path for question in questions if question.could_change_choice}
    assert all(advice.project.answer(path) is None for path in paths)


def test_the_country_and_the_currency_are_asked_before_any_budget(advices: dict[str, Advice]) -> None:
    paths = [question.path for question in open_questions(advices["nothing known"])]
    budgets = [paths.index(path) for path in paths if path in ("money.one_off_budget", "money.monthly_budget")]
    assert max(paths.index("team.country"), paths.index("money.currency")) < min(budgets)


def test_a_question_is_not_asked_where_others_say_the_same(catalogue: Catalogue) -> None:
    for path, instead in TAKEN_PLACE_OF.items():
        project = Project()
        for other in instead:
            project = project.with_answer(other, {"ml_engineer": 1} if other == "team.people" else 12)
        assert not is_open(path, project)
        assert path not in [question.path for question in open_questions(advise(project, catalogue))]
        assert is_open(path, Project())


RULED_OUT_BY: dict[str, tuple[dict[str, Any], Any]] = {
    "money.go_live": ({"start": "2026-11-22"}, "2026-11-25"),
    "money.one_off_budget": ({}, 1),
    "money.monthly_budget": ({}, 1),
    "task.target_quality": ({"task": {"measured_quality": 0.9}}, 0.5),
    "task.measured_quality": ({"task": {"target_quality": 0.5}}, 0.9),
    "team.skill_ml": ({"team": {"may_hire": False, "may_contract": False}}, "none"),
    "team.may_hire": ({"team": {"skill_ml": "none", "may_contract": False}}, False),
    "team.may_contract": ({"team": {"skill_ml": "none", "may_hire": False}}, False),
    "examples.evaluation_set": ({"team": {"skill_evaluation": "none"}}, 0),
    "team.skill_evaluation": ({"examples": {"evaluation_set": 0}}, "none"),
    "knowledge.lookup_allowed": ({}, False),
    "traffic.answer_seconds": ({}, 0.01),
    "traffic.first_token_seconds": ({}, 0.01),
    "place.providers": ({}, ["cohere"]),
    "place.licences": ({}, "permissive"),
    "place.memory_gb": ({}, 0.1),
}
"""For each limit, a project and an answer that closes what was open."""


@pytest.mark.parametrize("path", LIMITS)
def test_an_answer_to_a_limit_closes_something(path: str, catalogue: Catalogue) -> None:
    content, answer = RULED_OUT_BY[path]
    before = Project.parse(content)
    assert is_open(path, before)
    closed = [
        advise(project, catalogue).futures.closed.by_gate.sum()
        for project in (before, before.with_answer(path, answer))
    ]
    assert closed[1] > closed[0]
    assert path in [question.path for question in open_questions(advise(before, catalogue))]


def test_a_turn_is_told_with_the_answer_that_would_bring_it(advices: dict[str, Advice]) -> None:
    advice = advices["nothing known"]
    told = {question.path: dict(question.reason.values) for question in open_questions(advice)}
    turns = [flip for flip in advice.flips if "answer" in told[flip.path]]
    assert turns
    for flip in turns:
        assert told[flip.path]["answer"] == flip.option
        assert flip.way is not advice.verdict


# The walk

ACTIONS = st.lists(st.tuples(st.sampled_from(["answer", "dont_know", "skip", "back"]), st.randoms()), max_size=60)


def test_the_walk_goes_in_the_order_of_importance_as_it_stands() -> None:
    walk = Walk().onward(["a", "b", "c"])
    assert walk.now == "a"
    assert walk.onward(["c", "b"]).now == "c"


def test_what_is_skipped_comes_back_last_and_only_once() -> None:
    walk = Walk().onward("abc").skip("abc")
    assert walk.now == "b"
    walk = walk.onward("ac")
    assert walk.now == "c"
    walk = walk.onward("a")
    assert walk.now == "a"
    assert walk.skip("a").now is None
    assert walk.skip("a").onward("a").now is None


def test_what_nobody_knows_is_not_asked_again() -> None:
    walk = Walk().onward("ab").dont_know("ab").dont_know("ab")
    assert walk.now is None
    assert walk.onward("ab").now is None
    assert walk.back().now == "b"


def test_one_can_go_back_and_forth_without_being_asked_anew() -> None:
    walk = Walk().onward("abc").onward("bc").skip("bc")
    assert walk.now == "c"
    walk = walk.back().back()
    assert walk.now == "a"
    assert walk.back().now == "a"
    assert walk.onward("bc").now == "b"
    assert walk.onward("bc").onward("bc").now == "c"


@given(ACTIONS)
def test_nothing_is_asked_twice_but_what_was_skipped_and_it_ends_with_every_question_put(
    actions: list[tuple[str, Any]],
) -> None:
    still_open, walk = list(PATHS), Walk().onward(PATHS)
    put, skipped, furthest = [walk.now], set(), walk.asked
    more = [("skip", None)] * (2 * len(PATHS) + len(actions))
    for action, random in [*actions, *more]:
        if walk.now is None:
            break
        if action == "answer":
            still_open = [path for path in still_open if path != walk.now]
        if random is not None:
            random.shuffle(still_open)
        if action == "skip":
            skipped.add(walk.now)
        step = {"answer": walk.onward, "dont_know": walk.dont_know, "skip": walk.skip}.get(action)
        walk = step(still_open) if step else walk.back()
        if walk.asked != furthest:
            furthest = walk.asked
            put.append(walk.now)
    assert walk.now is None
    assert set(put) == set(PATHS)
    for path in PATHS:
        assert put.count(path) <= 1 + (path in skipped)


@given(st.lists(st.sampled_from(["dont_know", "skip", "back", "onward"]), max_size=30))
def test_an_address_brings_back_the_walk(actions: list[str]) -> None:
    walk = Walk().onward(PATHS)
    for action in actions:
        walk = walk.back() if action == "back" else getattr(walk, action)(PATHS)
    assert Walk.read(walk.write()) == walk


@given(st.text(max_size=80))
def test_any_address_is_read(word: str) -> None:
    walk = Walk.read(word)
    assert set(walk.asked) <= set(QUESTIONS)
    assert 0 <= walk.place <= len(walk.asked)


def test_it_says_how_far_one_is(advices: dict[str, Advice]) -> None:
    advice = advices["nothing known"]
    questions = open_questions(advice)
    start = progress(questions, Walk(), advice.project)
    assert start.answered == 0
    assert start.could_change_choice + start.hardly_matter == len(QUESTIONS)
    path = questions[0].path
    walk = Walk().onward([question.path for question in questions]).dont_know([question.path for question in questions])
    assert progress(questions, walk, advice.project) == Progress(0, start.could_change_choice - 1, start.hardly_matter)
    assert walk.put(path).unknown == frozenset()
