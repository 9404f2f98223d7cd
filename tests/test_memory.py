"""What is remembered is what would be computed: the order in which projects are looked at changes no figure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.catalogue import load
from advisor.decision import futures
from advisor.decision.futures import simulate
from advisor.faults import check_against
from advisor.memory import CALLS_KEPT, Memory
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.units import FloatArray
from tests.projects import PROJECTS, TODAY, answers

NAMING_OTHERS = ("team.country", "money.currency", "knowledge.languages")
"""Answers whose words are looked up elsewhere; any word is not an answer."""


def twice(values: FloatArray) -> FloatArray:
    return 2 * values


def test_the_same_array_gives_the_same_result_and_another_one_its_own() -> None:
    memory, ones, more = Memory(), np.ones(3), np.ones(3)
    first = memory.call(twice, ones)
    assert memory.call(twice, ones) is first
    assert memory.call(twice, more) is not first


def test_only_the_last_calls_are_kept() -> None:
    memory, first = Memory(), np.ones(1)
    result = memory.call(twice, first)
    for _ in range(CALLS_KEPT):
        memory.call(twice, np.ones(1))
    assert memory.call(twice, first) is not result


def test_nobody_can_change_what_is_remembered() -> None:
    result = Memory().call(twice, np.ones(3))
    with pytest.raises(ValueError, match="read-only"):
        result[0] = 7


@st.composite
def one_answer_apart(draw: st.DrawFn) -> tuple[Project, Project]:
    """A project, and the same with another answer to one question."""
    project = Project.parse(PROJECTS[draw(st.sampled_from(sorted(PROJECTS)))])
    path = draw(st.sampled_from([path for path in QUESTIONS if path not in NAMING_OTHERS]))
    changed = project.with_answer(path, draw(answers(QUESTIONS[path])))
    assume(not check_against(changed, load(TODAY)))
    return project, changed


@settings(max_examples=40, deadline=None)
@given(one_answer_apart())
def test_figures_do_not_depend_on_what_was_looked_at_before(pair: tuple[Project, Project]) -> None:
    catalogue = load(TODAY)
    for project in pair:
        remembered = simulate(project, catalogue)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(futures, "MEMORY", Memory())
        anew = simulate(pair[1], catalogue)
    for name, values in anew.figures.items():
        np.testing.assert_array_equal(remembered.figures[name], values, err_msg=name)
