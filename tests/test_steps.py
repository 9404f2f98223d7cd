"""Undoing and doing again, and that stored versions tell both after a reload."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from advisor.language import Reader
from advisor.planning.database import Database
from advisor.planning.scenarios import create, recent, save
from advisor.planning.steps import MOST, Steps
from advisor.project_file import Project
from advisor.report.change_words import change_in_words

PROJECTS = [Project(), *(Project.parse({"traffic": {"users": users}}) for users in (1, 2, 3))]
MOVES = st.lists(st.sampled_from([*range(len(PROJECTS)), "undo", "again"]), max_size=40)


def moved(steps: Steps, move: int | str) -> Steps:
    if isinstance(move, int):
        return steps.to(PROJECTS[move])
    if move == "undo":
        return steps.to(steps.past[-1]) if steps.past else steps
    return steps.to(steps.undone[0]) if steps.undone else steps


@given(MOVES)
def test_undoing_goes_back_step_by_step_and_doing_again_comes_forth(moves: list[int | str]) -> None:
    steps = Steps(PROJECTS[0])
    for move in moves:
        before, steps = steps, moved(steps, move)
        if move == "undo" and before.past:
            assert steps.now == before.past[-1]
            assert moved(steps, "again") == before
        assert all(one != other for one, other in pairwise([*steps.past, steps.now]))
    undone = steps
    while undone.past:
        undone = moved(undone, "undo")
    for _ in steps.past:
        undone = moved(undone, "again")
    assert undone == steps


@given(MOVES)
def test_the_versions_alone_tell_what_can_be_undone(moves: list[int | str]) -> None:
    steps = Steps(PROJECTS[0])
    versions = [steps.now]
    for move in moves:
        steps = moved(steps, move)
        versions.append(steps.now)
    assert Steps.through(versions) == steps


def test_so_many_steps_are_kept() -> None:
    versions = [Project.parse({"traffic": {"users": users}}) for users in range(MOST + 10)]
    steps = Steps.through(versions)
    assert len(steps.past) == MOST
    assert steps.past[0] == versions[9]


def test_the_latest_versions_come_the_first_of_them_first(database: Database) -> None:
    scenario = create(database, PROJECTS[1])
    for project in (PROJECTS[2], PROJECTS[3]):
        scenario = save(database, scenario, project)
    assert recent(database, scenario.key, 2) == PROJECTS[2:]
    assert recent(database, scenario.key, 9) == PROJECTS[1:]


def test_a_change_is_told_from_what_to_what() -> None:
    before = Project.parse({"traffic": {"users": 400}, "money": {"currency": "EUR", "one_off_budget": 10_000}})
    said = Reader("es")
    assert change_in_words(before, before.with_answer("traffic.users", 4000), Reader()) == (
        "Users: 400 people → 4,000 people"
    )
    assert (
        change_in_words(before, before.with_answer("traffic.users", None), Reader()) == "Users: 400 people → not known"
    )
    assert "10.000 EUR → 12.000 EUR" in change_in_words(before, before.with_answer("money.one_off_budget", 12e3), said)
    assert change_in_words(before, Project(), Reader()) == "3 answers"
    assert change_in_words(before, Project.parse(before.as_dict() | {"name": "Other"}), Reader()) == "Name or notes"
