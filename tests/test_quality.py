"""Quality: what was measured here counts against what was published, and a lever helps only where it is needed."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS
from advisor.catalogue import Catalogue
from advisor.model import quality
from advisor.project_file import Project
from advisor.units import FloatArray

PRIORS = Path(__file__).parents[1] / "data" / "quality" / "priors.csv"
SHARE = st.floats(0, 1)


def array(*values: float) -> FloatArray:
    return np.array([values], dtype=np.float64)


def by_hand(name: str, **given: float) -> float:
    return float(getattr(quality, name)(**{key: array(value) for key, value in given.items()}).item())


def test_thirty_own_examples_against_a_prior_worth_thirty_go_half_way() -> None:
    weight = by_hand("measured_weight", evaluation_set=30, measured_quality=0.9, quality_prior_examples=30)
    assert weight == 30 / (30 + 30)
    # Published evidence says 0.7; 0.9 was measured: half of the 0.2 between them.
    shift = by_hand("measurement_shift", measured_quality=0.9, measured_weight=weight, reference_quality=0.7)
    assert shift == pytest.approx((0.9 - 0.7) / 2)


@settings(max_examples=80, deadline=None)
@given(SHARE, st.integers(1, 10_000), st.integers(1, 200))
def test_the_shifted_mean_is_that_of_the_beta_binomial(measured: float, examples: int, prior: int) -> None:
    # A beta prior worth n examples at 0.5 with m more, of which a share was good: (0.5 n + share m) / (n + m).
    weight = by_hand("measured_weight", evaluation_set=examples, measured_quality=measured,
                     quality_prior_examples=prior)  # fmt: skip
    shift = by_hand("measurement_shift", measured_quality=measured, measured_weight=weight, reference_quality=0.5)
    assert 0.5 + shift == pytest.approx((0.5 * prior + measured * examples) / (prior + examples))


@pytest.mark.parametrize("examples", [0, 30, 5000])
def test_nothing_measured_shifts_nothing(examples: float) -> None:
    weight = by_hand("measured_weight", evaluation_set=examples, measured_quality=math.nan, quality_prior_examples=30)
    assert weight == 0
    assert by_hand("measurement_shift", measured_quality=math.nan, measured_weight=weight, reference_quality=0.7) == 0


def prior(brings: float, tuned: float, lacks_facts: float, lacks_behaviour: float) -> float:
    return by_hand("prior_quality", unprompted_quality=0.4, prompt_uplift=0.05, knowledge_uplift=0.2,
                   behaviour_uplift=0.1, brings_knowledge=brings, tuning=tuned, lacks_facts=lacks_facts,
                   lacks_behaviour=lacks_behaviour, quality_ceiling=0.95)  # fmt: skip


@pytest.mark.parametrize(
    ("levers", "lacking", "gain"),
    [
        ((0, 0), (0, 0), 0.05),
        ((0, 0), (0, 1), 0),  # prompting, by definition, did not bring the behaviour that is lacking
        ((0, 0), (1, 0), 0.05),
        ((1, 0), (1, 0), 0.05 + 0.2),
        ((1, 0), (0, 0), 0.05),
        ((1, 0), (0, 1), 0),
        ((0, 1), (0, 1), 0.05 + 0.1),
        ((0, 1), (1, 0), 0.05),
        ((1, 1), (1, 1), 0.05 + 0.2 + 0.1),
        ((1, 1), (0, 0), 0.05),
        ((1, 1), (0.5, 0.25), 0.05 + 0.2 / 2 + 0.1 / 4),
    ],
)
def test_a_lever_adds_only_where_what_it_brings_is_lacking(
    levers: tuple[float, float], lacking: tuple[float, float], gain: float
) -> None:
    assert prior(*levers, *lacking) == pytest.approx(0.4 + gain)


def test_a_corpus_in_the_prompt_brings_knowledge_as_retrieval_does() -> None:
    flags = [by_hand("brings_knowledge", retrieval=r, corpus_in_prompt=c) for r, c in ((0, 0), (0, 1), (1, 0))]
    assert flags == [0, 1, 1]


@settings(max_examples=80, deadline=None)
@given(st.floats(-0.5, 1.5), st.floats(-1, 1), st.floats(0.5, 1))
def test_a_share_of_good_answers_stays_between_none_and_the_ceiling(
    before: float, shift: float, ceiling: float
) -> None:
    share = by_hand(
        "expected_quality", prior_quality=before, measurement_shift=shift, carried_shift=0, quality_ceiling=ceiling
    )
    assert 0 <= share <= ceiling


def test_uplifts_are_counted_from_the_prompted_model() -> None:
    # At the middle of (0, 10, 20) points the published uplift is 10, of which prompting alone brings 4.
    ends = {"low": 0, "mode": 0.1, "high": 0.2}
    for lever, name in (("retrieval", "knowledge_uplift"), ("tuning", "behaviour_uplift")):
        given = {f"{lever}_uplift_{end}": value for end, value in ends.items()}
        assert by_hand(name, **given, quality_draw=0.5, prompt_uplift=0.04) == pytest.approx(0.1 - 0.04)


def test_a_good_plain_model_gains_less() -> None:
    low, high = (by_hand("prompt_uplift", prompt_uplift_low=0, prompt_uplift_mode=0.05, prompt_uplift_high=0.2,
                         quality_draw=draw) for draw in (0.1, 0.9))  # fmt: skip
    assert high < low


@pytest.mark.parametrize(
    ("kind", "task"), [("classification", "classification"), ("text_to_query", "text_to_sql_or_api"),
                       ("summarising", "summarisation"), (None, "document_qa")],
)  # fmt: skip
def test_the_published_share_is_that_of_the_task_and_the_tier(
    kind: str | None, task: str, catalogue: Catalogue
) -> None:
    advice = advise(Project.parse({"task": {"kind": kind}}), catalogue)
    with PRIORS.open(encoding="utf-8") as lines:
        rows = {row["capability_tier"]: row for row in csv.DictReader(lines) if row["task"] == task}
    for way in WAYS:
        row = rows[str(advice.ways[way].alternative.model.capability_tier)]
        assert advice.figure("base_quality_mode", way).expected == pytest.approx(float(row["base_mode"]) / 100)
        assert advice.figure("quality_ceiling", way).expected == pytest.approx(float(row["ceiling"]) / 100)
        drawn = advice.draws("unprompted_quality", way)
        assert float(row["base_low"]) / 100 <= drawn.min() and drawn.max() <= float(row["base_high"]) / 100


def test_a_large_measurement_moves_every_model_by_what_it_surprised_with(catalogue: Catalogue) -> None:
    project = Project.parse({"task": {"measured_quality": 0.55}, "examples": {"evaluation_set": 100_000_000}})
    advice = advise(project, catalogue)
    for way in WAYS:
        surprise = 0.55 - advice.draws("reference_quality", way)
        assert advice.draws("measurement_shift", way) == pytest.approx(surprise, abs=1e-4)


@pytest.mark.parametrize("share", [0, 1])
def test_a_measurement_of_nothing_or_everything_good_gives_figures_all_the_same(
    share: float, catalogue: Catalogue
) -> None:
    project = {"task": {"measured_quality": share}, "examples": {"evaluation_set": 100_000_000}}
    with np.errstate(divide="raise", invalid="raise"):
        advice = advise(Project.parse(project), catalogue)
    assert 0 <= advice.figure("good_answer_share").expected <= 1


@pytest.mark.parametrize(("good", "enough"), [(0.89, 0), (0.9, 1), (0.95, 1)])
def test_the_target_is_reached_from_the_target_on(good: float, enough: float) -> None:
    assert by_hand("reaches_target", good_answer_share=good, target_quality=0.9) == enough


def test_the_gap_is_what_the_measured_prompt_lacks_of_the_target() -> None:
    assert by_hand("quality_gap", target_quality=0.9, measured_quality=0.7) == pytest.approx(0.9 - 0.7)
    assert math.isnan(by_hand("quality_gap", target_quality=0.9, measured_quality=math.nan))


def test_every_figure_of_quality_is_a_share(advice: Advice) -> None:
    for way in WAYS:
        for name in ("unprompted_quality", "prior_quality", "good_answer_share", "measured_weight"):
            drawn = advice.draws(name, way)
            assert (drawn >= 0).all() and (drawn <= 1).all(), name
