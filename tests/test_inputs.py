"""Inputs: every answer, parameter and guess as arrays, each with its source, drawn alike for every project."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from scipy.stats import qmc

from advisor.advice import Advice, advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.decision.futures import DRAWS
from advisor.inputs import (
    ANSWERS,
    POINTS_FILE,
    POINTS_STEPS,
    SCALES,
    SEED,
    SIMULATED,
    answer_inputs,
    between,
    drawn_names,
    parameter_inputs,
    quantiles,
)
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Kind
from advisor.sources import Origin

EVERY_NAME = {name: source.path for name, source in ANSWERS.items()} | {path: path for path in SCALES}
LINES = {name: path for name, path in EVERY_NAME.items() if QUESTIONS[path].kind in (Kind.NUMBER, Kind.SCALE)}


def answered(path: str, given: Any) -> Project:
    group, name = path.split(".")
    return Project.parse({group: {name: given}})


def span(path: str) -> tuple[Any, Any, float, float]:
    """A range that the question allows: as written, and as numbers."""
    question = QUESTIONS[path]
    if question.kind is Kind.SCALE:
        first, last = question.options[0], question.options[-1]
        return first.key, last.key, first.value, last.value
    low = question.lowest + (question.highest - question.lowest) * 1e-4
    high = question.lowest + (question.highest - question.lowest) * 2e-4
    return low, high, low, high


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_point_is_one_value_in_every_future(name: str, catalogue: Catalogue) -> None:
    written, _, value, _ = span(LINES[name])
    inputs = answer_inputs(answered(LINES[name], written), catalogue, DRAWS)
    assert inputs.values[name].shape == (1, 1) and inputs.values[name].item() == pytest.approx(value)
    assert inputs.sources[name].origin is Origin.ANSWER


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_tenth_of_the_futures_lies_below_a_range_and_a_tenth_above(name: str, catalogue: Catalogue) -> None:
    first, last, low, high = span(LINES[name])
    question = QUESTIONS[LINES[name]]
    drawn = answer_inputs(answered(LINES[name], [first, last]), catalogue, DRAWS).values[name]
    assert drawn.shape == (1, DRAWS)
    if question.kind is Kind.SCALE or low <= 0:
        assert low <= drawn.min() < drawn.max() <= high
    else:
        assert question.lowest <= drawn.min() < drawn.max() <= question.highest
        assert np.mean(drawn < low) == pytest.approx(0.1, abs=0.005)
        assert np.mean(drawn > high) == pytest.approx(0.1, abs=0.005)


def test_amounts_are_lognormal_and_shares_have_normal_log_odds(catalogue: Catalogue) -> None:
    users = answer_inputs(answered("traffic.users", [100, 400]), catalogue, DRAWS).values["users"][0]
    assert stats.kstest(np.log(users), "norm", (np.log(200), np.log(2) / stats.norm.ppf(0.9))).pvalue > 0.5
    shares = answer_inputs(answered("task.measured_quality", [0.2, 0.8]), catalogue, DRAWS).values["measured_quality"]
    assert stats.kstest(special.logit(shares[0]), "norm", (0, np.log(4) / stats.norm.ppf(0.9))).pvalue > 0.5


def test_an_absurdly_wide_range_stays_a_number(catalogue: Catalogue) -> None:
    with np.errstate(all="raise", under="ignore"):
        wide = answer_inputs(answered("money.good_answer_value", [1e-311, 1e6]), catalogue, DRAWS).values
        share = answer_inputs(answered("task.measured_quality", [1e-311, 0.9]), catalogue, DRAWS).values
    assert wide["good_answer_value"].max() <= QUESTIONS["money.good_answer_value"].highest
    assert share["measured_quality"].min() >= 0 and share["measured_quality"].max() <= 1


def test_what_goes_together_is_drawn_together(catalogue: Catalogue) -> None:
    drawn = quantiles(catalogue, DRAWS)
    for row in catalogue.correlations:
        known = stats.spearmanr(drawn[row.answer][0], drawn[row.goes_with][0]).statistic
        assert known == pytest.approx(6 / np.pi * np.arcsin(row.correlation / 2), abs=0.03), row.answer
    apart = stats.spearmanr(drawn["documents"][0], drawn["users"][0]).statistic
    assert apart == pytest.approx(0, abs=0.03)


def test_an_answer_goes_with_one_other_at_most(catalogue: Catalogue) -> None:
    following = [row.answer for row in catalogue.correlations]
    leading = {row.goes_with for row in catalogue.correlations}
    assert len(set(following)) == len(following) and not leading & set(following)
    assert leading | set(following) <= set(ANSWERS)


@pytest.mark.parametrize("name", sorted(EVERY_NAME))
def test_a_dont_know_is_marked_and_drawn_from_what_is_assumed(name: str, catalogue: Catalogue) -> None:
    question = QUESTIONS[EVERY_NAME[name]]
    inputs = answer_inputs(Project(), catalogue, DRAWS)
    drawn = inputs.values[name]
    assert inputs.sources[name].origin is Origin.ASSUMED and inputs.sources[name].is_doubtful
    if question.assumed is None:
        assert np.isnan(drawn).all() or (drawn >= 1e11).all(), "unknown, or without limit: never zero"
    elif question.kind is Kind.FLAG:
        assert set(np.unique(drawn)) <= {0, 1}
        assert drawn.mean() == pytest.approx(question.assumed.mode, abs=1 / 64)
    else:
        assert question.assumed.low <= drawn.min() and drawn.max() <= question.assumed.high


@pytest.mark.parametrize("flag", [True, False])
def test_yes_is_one_and_no_is_zero(flag: bool, catalogue: Catalogue) -> None:
    drawn = answer_inputs(answered("task.citations", flag), catalogue, DRAWS).values["citations"]
    assert drawn.tolist() == [[float(flag)]]


def test_every_parameter_is_drawn_within_its_cited_range(catalogue: Catalogue) -> None:
    inputs = parameter_inputs(Project(), catalogue, DRAWS)
    assert set(inputs.values) == set(catalogue.parameters)
    for name, parameter in catalogue.parameters.items():
        drawn, source = inputs.values[name], inputs.sources[name]
        assert source.origin.value == parameter.kind and source.citation == parameter.source, name
        if parameter.low is None or parameter.high is None:
            assert drawn.tolist() == [[parameter.value]], name
        else:
            assert parameter.low <= drawn.min() and drawn.max() <= parameter.high, name


def test_an_own_value_takes_the_place_of_the_cited_one_and_is_marked(catalogue: Catalogue) -> None:
    for name, parameter in catalogue.parameters.items():
        ends = sorted((parameter.value, parameter.value * 1.001))
        inputs = parameter_inputs(Project.parse({"overrides": {name: ends}}), catalogue, DRAWS)
        assert inputs.sources[name].origin is Origin.OVERRIDE, name
        assert ends[0] <= inputs.values[name].min() and inputs.values[name].max() <= ends[1], name
        others = parameter_inputs(Project(), catalogue, DRAWS)
        for other in catalogue.parameters:
            if other != name:
                assert inputs.values[other] is others.values[other]


OUTSIDE_THE_GRAPH = {"chance_to_rule_out": 0.95, "prompt_proof_of_concept_effort": 4}


@pytest.mark.parametrize("name", sorted(OUTSIDE_THE_GRAPH))
def test_an_own_value_is_used_wherever_the_parameter_is(name: str, catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"overrides": {name: OUTSIDE_THE_GRAPH[name]}}), catalogue)
    assert advice.futures.figures[name].tolist() == [[OUTSIDE_THE_GRAPH[name]]]


def test_the_own_effort_of_a_first_prompt_sets_its_weeks(catalogue: Catalogue) -> None:
    own = {"overrides": {"prompt_proof_of_concept_effort": 1, "proof_of_concept_people": 2}, "team": {"size": 9}}
    weeks = advise(Project.parse(own), catalogue).draws("proof_of_concept_weeks", Way.PROMPT)
    # One person-week by two of nine people, as more would stand in each other's way.
    assert np.unique(weeks.round(9)).tolist() == [1 / 2]


def test_the_kept_points_are_scipys_sobol_points() -> None:
    kept = np.load(POINTS_FILE)
    drawn = qmc.Sobol(kept.shape[0], rng=SEED).random(kept.shape[1]).T
    assert kept.shape[1] == DRAWS
    assert np.abs((kept + 0.5) / POINTS_STEPS - drawn).max() <= 1 / POINTS_STEPS


def test_there_are_kept_points_for_everything_that_is_drawn(catalogue: Catalogue) -> None:
    names = drawn_names(catalogue)
    assert len(set(names)) == len(names) <= np.load(POINTS_FILE).shape[0]


def test_points_lie_strictly_between_zero_and_one_and_fill_every_dimension(catalogue: Catalogue) -> None:
    for name, quantile in quantiles(catalogue, DRAWS).items():
        assert quantile.min() > 0 and quantile.max() < 1, name
        # A scrambled Sobol sequence of 2**n points has one in each of 2**n equal steps.
        assert len(np.unique(np.floor(quantile * DRAWS))) == DRAWS, name


def test_one_draw_is_the_middle_of_everything(catalogue: Catalogue) -> None:
    assert {float(quantile.item()) for quantile in quantiles(catalogue, 1).values()} == {0.5}


def test_every_project_is_judged_in_the_same_futures(advices: dict[str, Advice]) -> None:
    names = [*SIMULATED, "crowding_exponent", "quality_prior_examples", "chunk_tokens", "discount_rate"]
    first, *others = advices.values()
    for other in others:
        for name in names:
            assert np.array_equal(first.futures.figures[name], other.futures.figures[name]), name


def test_another_answer_moves_no_other_draw(catalogue: Catalogue) -> None:
    before, after = (answer_inputs(project, catalogue, DRAWS).values
                     for project in (Project(), answered("traffic.users", [5, 50])))  # fmt: skip
    assert {name for name in before if not np.array_equal(before[name], after[name], equal_nan=True)} == {"users"}


ENDS = st.floats(1e-6, 1e9)


@settings(max_examples=120, deadline=None)
@given(ENDS, ENDS, st.floats(0, 1))
def test_between_stays_between_and_rises_with_the_quantile(one: float, other: float, share: float) -> None:
    low, high = sorted((one, other))
    mode = low + share * (high - low)
    quantile = np.linspace(0.001, 0.999, 50)[None]
    for likeliest in (None, mode):
        drawn = between(quantile, low, likeliest, high)
        assert drawn.min() >= low * (1 - 1e-9) and drawn.max() <= high * (1 + 1e-9)
        assert (np.diff(drawn) >= -1e-9 * high).all()


def test_what_spans_a_factor_of_ten_is_drawn_on_a_logarithmic_scale() -> None:
    # The middle between 1 and 100 is 10, and between 1 and 9 it is 5.
    middle = np.array([[0.5]])
    assert between(middle, 1, None, 100).item() == pytest.approx(10)
    assert between(middle, 1, None, 9).item() == 5
    assert between(middle, 0, None, 100).item() == 50


def test_the_triangle_has_its_mean() -> None:
    quantile = (np.arange(10_000) + 0.5)[None] / 10_000
    assert between(quantile, 2, 3, 7).mean() == pytest.approx((2 + 3 + 7) / 3, rel=1e-4)


def test_money_is_converted_and_nothing_else_is(catalogue: Catalogue) -> None:
    # ECB, 2026-10-30: one euro is 1.1172 US dollars.
    answers = {"money": {"currency": "EUR", "one_off_budget": 1000}, "traffic": {"users": 1000}}
    values = answer_inputs(Project.parse(answers), catalogue, DRAWS).values
    assert values["one_off_budget"].item() == pytest.approx(1117.2) and values["users"].item() == 1000
    for name, source in ANSWERS.items():
        assert QUESTIONS[source.path].money == QUESTIONS[source.path].unit.startswith("USD"), name


@pytest.mark.parametrize(
    ("team", "people", "origin"),
    [
        ({"people": {"ml_engineer": 1.5, "annotator": 2}}, 3.5, Origin.ANSWER),
        ({"size": [2, 6]}, 4, Origin.ANSWER),
        ({"people": {}}, 0, Origin.ANSWER),
        ({}, math.nan, Origin.ASSUMED),
    ],
)
def test_the_people_are_counted_or_unknown(
    team: dict[str, Any], people: float, origin: Origin, catalogue: Catalogue
) -> None:
    inputs = answer_inputs(Project.parse({"team": team}), catalogue, DRAWS)
    assert inputs.values["people_available"].item() == pytest.approx(people, nan_ok=True)
    assert inputs.sources["people_available"].origin is origin
