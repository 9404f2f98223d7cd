"""The advice held against decision cases, and against principles that no project may break."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.alternatives import WAYS, Way
from advisor.project import CHANGE_DAYS, QUESTIONS
from advisor.project_file import Project
from advisor.validation import DecisionCase, read_decisions, score_decisions

CASES = Path(__file__).parent / "cases"
FILES = {"dev": 50, "independent": 48}
FEWEST_POINTS = 0.85
MOST_UNACCEPTABLE = 0.04
LEAST_SKILL = 0.65
MOST_CALIBRATION_ERROR = 0.08
KEYS = {"id", "title", "kind", "source", "facts", "expected", "why", "project"}
KINDS = {"published_case", "guidance_vignette", "seed", "edge_case", "constructed"}

few = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@cache
def cases(name: str) -> list[DecisionCase]:
    return read_decisions(CASES / f"{name}.yaml")


@cache
def all_projects() -> tuple[Project, ...]:
    return tuple(case.project for name in FILES for case in cases(name))


def options(path: str) -> list[str]:
    return [option.key for option in QUESTIONS[path].options]


def with_answers(project: Project, answers: dict[str, Any]) -> Project:
    for path, answer in answers.items():
        project = project.with_answer(path, answer)
    return project


anywhere = st.fixed_dictionaries(
    {},
    optional={
        path: st.sampled_from(options(path))
        for path in ("task.kind", "task.failure", "task.strictness", "task.domain_language", "task.harm",
                     "task.breadth", "knowledge.source", "place.data_location", "place.base_model",
                     "team.skill_ml", "money.cost_pressure")
    },
)  # fmt: skip
"""Any answers to the questions that push a project most."""

TUNING_IS_NEAR = {
    "knowledge.source": "documents", "knowledge.public_share": 0.9, "task.failure": "form",
    "task.prompt_effort": "worked", "task.strictness": "unusual", "task.breadth": "narrow", "examples.labelled": 5000,
    "team.skill_ml": "strong", "task.citations": False, "task.reader_rights": False, "task.erasure": False,
}  # fmt: skip
"""A project that lacks behaviour and knows most of its facts already."""


@pytest.mark.parametrize("name", FILES)
def test_every_case_is_whole(name: str) -> None:
    entries = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    assert len(entries) == len({entry["id"] for entry in entries}) == FILES[name]
    for entry in entries:
        expected = entry["expected"]
        named = [expected["best"], *expected["acceptable"], *expected["unacceptable"]]
        assert set(entry) == KEYS
        assert entry["kind"] in KINDS
        assert len(named) == len(set(named)) and set(named) <= set(WAYS)
        assert entry["facts"] and entry["why"] and entry["source"]


@pytest.mark.parametrize("name", FILES)
def test_every_project_parses_without_a_fault(name: str) -> None:
    assert len(cases(name)) == FILES[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_the_advice_scores(name: str) -> None:
    found = score_decisions(cases(name))
    assert found.cases == FILES[name]
    assert found.score >= FEWEST_POINTS, found.misses
    assert found.unacceptable <= MOST_UNACCEPTABLE, found.misses
    assert found.skill is not None and found.skill >= LEAST_SKILL
    assert found.calibration_error <= MOST_CALIBRATION_ERROR


@pytest.mark.slow
@few
@given(anywhere, st.integers(5_000, 5_000_000))
def test_reader_rights_over_many_documents_need_retrieval(answers: dict[str, Any], documents: int) -> None:
    rights = {"task.reader_rights": True, "knowledge.source": "documents", "knowledge.documents": documents}
    assert advise(with_answers(Project(), answers | rights)).verdict in (Way.RAG, Way.HYBRID)


@pytest.mark.slow
@few
@given(anywhere)
def test_nothing_is_tuned_without_examples(answers: dict[str, Any]) -> None:
    nobody = {"examples.labelled": 0, "examples.per_week": 0}
    assert advise(with_answers(Project(), answers | nobody)).verdict in (Way.PROMPT, Way.RAG)


@pytest.mark.slow
@few
@given(anywhere, st.sampled_from(["minutes", "hour"]), st.integers(100, 1_000_000))
def test_weights_never_hold_facts_that_change_hourly(answers: dict[str, Any], change: str, documents: int) -> None:
    moving = {"knowledge.source": "documents", "knowledge.documents": documents, "knowledge.change_interval": change}
    assert advise(with_answers(Project(), answers | moving)).verdict is not Way.FINETUNE


@pytest.mark.slow
@few
@given(anywhere, st.floats(0.5, 0.95), st.floats(0, 0.04))
def test_a_prompt_that_meets_the_target_is_the_end_of_it(answers: dict[str, Any], target: float, margin: float) -> None:
    met = {
        "task.measured_quality": target + margin, "task.target_quality": target, "money.cost_pressure": "none",
        "place.data_location": "any_api",
    }  # fmt: skip
    assert advise(with_answers(Project(), answers | met)).verdict is Way.PROMPT


@pytest.mark.slow
@settings(few, max_examples=4)
@given(st.integers(100, 100_000))
def test_faster_change_never_speaks_for_tuning_alone(documents: int) -> None:
    project = with_answers(Project(), TUNING_IS_NEAR | {"knowledge.documents": documents})
    slowest_first = [option.key for option in reversed(CHANGE_DAYS)]
    advised = [advise(project.with_answer("knowledge.change_interval", key)) for key in slowest_first]
    chances = [advice.ways[Way.FINETUNE].chance for advice in advised]
    assert chances[0] > 0.3, "tuning alone must be near for this to test anything"
    assert chances == sorted(chances, reverse=True)


@pytest.mark.slow
@few
@given(st.data())
def test_nobody_s_wish_changes_the_verdict(data: st.DataObject) -> None:
    project = data.draw(st.sampled_from(all_projects()))
    wish = data.draw(st.sampled_from(WAYS))
    assert advise(project.with_answer("task.sponsor_wish", wish.value)).verdict is advise(project).verdict


def test_knowing_nothing_is_no_error() -> None:
    advice = advise(Project())
    assert advice.verdict in WAYS
    assert sum(way.chance for way in advice.ways.values()) == pytest.approx(1)


@pytest.mark.slow
@few
@given(st.sampled_from(list(QUESTIONS)))
def test_any_question_may_stay_unanswered(path: str) -> None:
    project = cases("dev")[0].project
    assert advise(project.with_answer(path, None)).verdict in WAYS
