"""The team's own trials: k good answers of n take the place of what is published, as far as n questions can."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from advisor.advice import Advice, advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.examples import examples
from advisor.inputs import quantiles
from advisor.language import Reader
from advisor.model import quality
from advisor.project_file import Project, ProjectError
from advisor.units import FloatArray

MEDICAL = next(example for example in examples() if example.name == "04_medical_information").project


def tried(**trials: dict[str, int]) -> Advice:
    return advise(Project.parse(MEDICAL.as_dict() | {"evaluations": trials}))


def one(value: float) -> FloatArray:
    return np.array([[float(value)]])


@pytest.mark.parametrize(("questions", "good"), [(20, 18), (60, 30), (400, 100)])
def test_mean_and_spread_are_those_of_the_beta_binomial(questions: int, good: int, catalogue: Catalogue) -> None:
    """A beta prior worth 30 questions at 0.7: its posterior has known mean and spread."""
    draws = 1024
    uniform = quantiles(catalogue, draws)
    expected = stats.beta(21, 9).ppf(uniform["quality_draw"])
    weight = quality.trial_weight(one(questions), one(30))
    true_share = quality.true_share_of_trial(one(good / questions), one(questions), uniform["evaluation_draw"])
    share = quality.good_answer_share(expected, true_share, weight, one(0.95))
    posterior = stats.beta(21 + good, 9 + questions - good)
    assert share.mean() == pytest.approx(posterior.mean(), abs=0.02)
    assert share.std() == pytest.approx(posterior.std(), rel=0.25)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 500), st.data())
def test_more_good_answers_never_lower_the_share(questions: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, questions - 1))
    draw, count = np.array([[0.1, 0.5, 0.9]]), np.array([[float(questions)]])
    fewer, more = (
        quality.true_share_of_trial(np.array([[k / questions]]), count, draw).mean() for k in (good, good + 1)
    )
    assert more >= fewer


def test_a_trial_that_meets_the_target_ends_the_search() -> None:
    advice = tried(rag={"questions": 400, "good": 396})
    assert advice.verdict is Way.RAG and advice.ways[Way.RAG].chance > 0.9
    assert {closed.gate for closed in advice.ways[Way.HYBRID].ruled_out} == {"target_met"}
    [closed] = advice.ways[Way.HYBRID].ruled_out
    assert Reader().say(closed.reason) == "RAG already meets the target: 99% measured, 90% wanted"


def test_a_trial_that_fails_speaks_for_the_other_ways() -> None:
    before, after = tried(), tried(rag={"questions": 60, "good": 30})
    assert after.ways[Way.RAG].chance < before.ways[Way.RAG].chance
    for way in (Way.RAG, Way.HYBRID):
        assert after.figure("good_answer_share", way).expected < before.figure("good_answer_share", way).expected
    prompt = [advice.figure("good_answer_share", Way.PROMPT).expected for advice in (before, after)]
    assert prompt[0] == prompt[1], "what a trial of RAG says of the prompt is not known"


def test_a_trial_of_the_prompt_is_what_was_measured() -> None:
    content: dict[str, Any] = {"task": {"kind": "extraction"}}
    told = content | {"task": {"kind": "extraction", "measured_quality": 0.6}, "examples": {"evaluation_set": 50}}
    by_trial = advise(Project.parse(content | {"evaluations": {"prompt": {"questions": 50, "good": 30}}}))
    by_answer = advise(Project.parse(told))
    assert by_trial.verdict is by_answer.verdict
    for way in Way:
        assert by_trial.draws("good_answer_share", way) == pytest.approx(by_answer.draws("good_answer_share", way))


def test_trials_are_written_and_read_back() -> None:
    project = Project.parse(
        {"evaluations": {"rag": {"questions": 50, "good": 41}, "prompt": {"questions": 9, "good": 0}}}
    )
    assert Project.loads(project.write()) == project


@pytest.mark.parametrize(
    ("trials", "said"),
    [
        ({"rag": {"questions": 10, "good": 11}}, "11 good answers of 10 questions cannot be"),
        ({"rag": {"questions": 0, "good": 0}}, "at least one question"),
        ({"rag": {"questions": 10}}, "This key is missing"),
        ({"rag": {"questions": 10, "good": 3.5}}, "no whole number"),
        ({"rag": {"questions": 10, "good": [1, 3]}}, "no whole number"),
        ({"rag": {"questions": 10, "good": -1}}, "give a value from 0"),
        ({"rag": {"questions": "ten", "good": 1}}, "is not a number"),
        ({"raft": {"questions": 10, "good": 1}}, "is none of the ways; they are prompt, rag, finetune, hybrid"),
        ({"rag": {"questions": 10, "good": 1, "bad": 9}}, "This key is not known"),
        ({"rag": 3}, "is not a set of keys and values"),
    ],
)
def test_every_fault_of_a_trial_is_told_with_its_remedy(trials: Any, said: str) -> None:
    with pytest.raises(ProjectError, match=said):
        Project.parse({"evaluations": trials})


def test_all_faults_are_told_at_once() -> None:
    wrong = {"evaluations": {"rag": {"questions": 10, "good": 11}, "raft": {"questions": 1, "good": 1}}}
    with pytest.raises(ProjectError) as caught:
        Project.parse(wrong)
    assert len(caught.value.faults) == 2
