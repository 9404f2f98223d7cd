"""The plan as JSON: read back as a project it gives the same figures to the last digit, and the same clear faults."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS
from advisor.catalogue import Catalogue, load
from advisor.examples import examples
from advisor.faults import check_against
from advisor.language import Reader
from advisor.project_file import PLAN_KEYS, Project, ProjectError
from advisor.report.plan_file import dated, plan_file
from advisor.version import ENGINE_VERSION
from advisor.writing import as_json
from tests.projects import CONTENTS, TODAY


def refused(content: str) -> dict[str, str]:
    with pytest.raises(ProjectError) as caught:
        Project.loads(content)
    return {fault.place: Reader().say(fault.problem) for fault in caught.value.faults}


@pytest.fixture(scope="module")
def undated(catalogue: Catalogue) -> Advice:
    """An example whose figures are made for the day of the data, since it names none."""
    project = next(one.project for one in examples() if one.name == "06_sixteen_articles")
    return advise(project.model_copy(update={"start": None}), catalogue)


def test_it_comes_back_held_to_the_day_of_its_figures_and_gives_them_all_again(undated: Advice) -> None:
    written = plan_file(undated, Reader())
    read = Project.loads(written)
    assert undated.project.start is None and read.start == TODAY
    again = advise(read, undated.catalogue)
    assert again is not undated
    assert plan_file(again, Reader()) == written


@settings(max_examples=6)
@given(CONTENTS)
@example({"place": {"providers": ["half a pair: \ud800"]}, "name": "\u2028"})
def test_any_project_comes_back_with_the_same_figures(content: dict[str, Any]) -> None:
    catalogue, project = load(TODAY), Project.parse(content)
    if check_against(project, catalogue):
        return
    advice = advise(project, catalogue, draws=16)
    kept = as_json(dict.fromkeys(PLAN_KEYS) | {"project": dated(advice).as_dict()})
    again = advise(Project.loads(kept.encode(errors="backslashreplace")), catalogue, draws=16)
    for way in WAYS:
        for quantity in ("launch_cost", "total_cost", "launch_weeks", "good_answer_share", "effort_before_launch"):
            assert advice.draws(quantity, way).tobytes() == again.draws(quantity, way).tobytes(), (way, quantity)


def test_it_says_what_made_it(undated: Advice) -> None:
    content = json.loads(plan_file(undated, Reader()))
    assert content["engine_version"] == ENGINE_VERSION
    assert content["data_as_of"] == TODAY.isoformat()
    assert content["draws"] == 1024
    for name in ("launch_cost", "total_cost"):
        figure = undated.figure(name)
        told = content["advice"]["costs"][name]
        assert (told["low"], told["expected"], told["high"]) == (figure.low, figure.expected, figure.high)
    course = undated.course("cost_by_month", WAYS[0])
    assert content["cost_by_month"]["prompt"]["expected"] == course.expected.tolist()


def test_a_fault_in_it_is_told_as_in_a_plain_file() -> None:
    wrong = {"task": {"kind": "no such task"}, "traffic": {"userz": 3}}
    assert refused(as_json({"project": wrong})) == refused(as_json(wrong))
    assert refused('{"project": [1, 2]}') == refused("[1, 2]")


def test_what_stands_beside_the_project_is_checked_too() -> None:
    assert refused('{"project": {"name": 3}, "engine": "1"}').keys() == {"engine", "name"}
    assert "did you mean engine_version?" in refused('{"project": {}, "engine_versio": "1"}')["engine_versio"]
    assert refused('{"project": {}, "task": {}}').keys() == {"task"}


def test_the_unknown_is_null() -> None:
    assert json.loads(as_json({"a": [float("nan"), float("inf"), 0.0]})) == {"a": [None, None, 0.0]}
