"""What the futures teach: effects and values of information, held against SALib, closed forms and nested simulation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from SALib.analyze import sobol as salib_sobol
from SALib.sample import sobol as salib_points
from scipy import stats
from scipy.stats import qmc

from advisor.decision.information import gains_of_trial
from advisor.decision.learning import by_value, drivers, expected_given, first_order_effects, gain_of_knowing
from advisor.units import FloatArray

DRAWS = 4096
Model = Callable[[FloatArray], FloatArray]


def futures(inputs: int, seed: int = 7) -> FloatArray:
    """Uniform inputs, (inputs, draws)."""
    return qmc.Sobol(inputs, rng=seed).random(DRAWS).T


def ishigami(uniform: FloatArray) -> FloatArray:
    x = np.pi * (2 * uniform - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def cost(uniform: FloatArray) -> FloatArray:
    """A cost as here: work x pay, tokens with growth, and a step where a limit is reached."""
    work, pay, users, step, nothing = uniform
    return np.exp(work) * (1 + pay) + 3 * users**2 + (step > 0.7) + 0 * nothing


@pytest.mark.parametrize(("model", "inputs"), [(ishigami, 3), (cost, 5)])
def test_first_order_effects_agree_with_salib(model: Model, inputs: int) -> None:
    problem = {"num_vars": inputs, "names": list(map(str, range(inputs))), "bounds": [[0, 1]] * inputs}
    points = salib_points.sample(problem, 8192, calc_second_order=False, seed=3)
    theirs = salib_sobol.analyze(problem, model(points.T), calc_second_order=False, seed=3)["S1"]
    known = futures(inputs)
    ours = first_order_effects(by_value(known), model(known)[None])[:, 0]
    assert ours == pytest.approx(theirs, abs=0.03)


def test_what_is_expected_follows_the_closed_form() -> None:
    known = futures(2)
    outcome = known[0] ** 2 + stats.norm.ppf(np.clip(known[1], 1e-6, 1 - 1e-6))
    [[expected], [_]] = expected_given(by_value(known), outcome[None])
    assert np.abs(expected - known[0] ** 2).mean() < 0.02


def test_an_input_of_two_values_is_known_exactly() -> None:
    known = futures(2)
    flag = (known[0] < 0.15).astype(float)
    [[expected]] = expected_given(by_value(flag[None]), (10 * flag + known[1])[None])
    assert expected[flag == 1] == pytest.approx(10.5, abs=0.05) and expected[flag == 0] == pytest.approx(0.5, abs=0.05)


def test_drivers_come_strongest_first_and_what_only_goes_along_is_no_driver() -> None:
    known = futures(4)
    # The last input is the first one over again, with noise of its own: it explains nothing that is left.
    known[3] = 0.9 * known[0] + 0.1 * known[3]
    found = drivers(by_value(known), (4 * known[0] + 2 * known[1])[None], (0.1, 0.9), most=4)
    assert [driver.input for driver in found] == [0, 1]
    assert [driver.share for driver in found] == pytest.approx([0.8, 0.2], abs=0.01)
    # From the lowest to the highest tenth an input that counts four times moves the outcome by 4 x 0.8.
    assert found[0].ends[0] == pytest.approx([-1.6, 1.6], abs=0.02)


def test_nothing_drives_what_does_not_move() -> None:
    assert drivers(by_value(futures(3)), np.ones((2, DRAWS)), (0.1, 0.9), most=3) == []
    assert first_order_effects(by_value(futures(3)), np.ones((1, DRAWS))).tolist() == [[0], [0], [0]]


@pytest.mark.parametrize(("mean", "spread", "noise"), [(0.5, 1.0, 2.0), (0.0, 1.0, 0.5), (-1.0, 0.5, 1.0)])
def test_the_gain_of_knowing_agrees_with_the_unit_normal_loss(mean: float, spread: float, noise: float) -> None:
    """One way earns nothing, the other x + noise with x normal: EVPPI is s [phi(m/s) - |m|/s Phi(-|m|/s)]."""
    scores = stats.norm.ppf(np.clip(futures(2), 1e-6, 1 - 1e-6))
    payoffs = np.stack([np.zeros(DRAWS), mean + spread * scores[0] + noise * scores[1]])
    ratio = abs(mean) / spread
    closed_form = spread * (stats.norm.pdf(ratio) - ratio * stats.norm.cdf(-ratio))
    gain, of_noise = gain_of_knowing(by_value(scores), payoffs)
    assert gain == pytest.approx(closed_form, abs=0.03)
    ratio = abs(mean) / noise
    assert of_noise == pytest.approx(noise * (stats.norm.pdf(ratio) - ratio * stats.norm.cdf(-ratio)), abs=0.05)


def test_the_gain_of_knowing_agrees_with_nested_simulation() -> None:
    """Three ways whose earnings depend on two inputs together; inner and outer loops of plain random numbers."""

    def earned(first: FloatArray, second: FloatArray) -> FloatArray:
        return np.stack([np.full_like(first * second, 0.45), first * second * 2, 1 - first - 0.3 * second])

    random = np.random.default_rng(5)
    outer, inner = random.random((2000, 1)), random.random((1, 2000))
    given = earned(outer, inner).mean(axis=2)
    nested = given.max(axis=0).mean() - given.mean(axis=1).max()
    known = futures(2)
    assert gain_of_knowing(by_value(known), earned(*known))[0] == pytest.approx(nested, abs=0.01)


def test_knowing_what_changes_no_choice_is_worth_nothing() -> None:
    known = futures(2)
    payoffs = np.stack([known[0] + 1, known[0] * 0.9])
    assert gain_of_knowing(by_value(known), payoffs).tolist() == [0, 0]


@pytest.mark.parametrize("questions", [5, 20, 100])
def test_a_trial_agrees_with_the_beta_binomial(questions: int) -> None:
    """A way whose share of good answers is Beta(6, 4) and that must reach 0.6 to beat the other one."""
    share = stats.beta(6, 4).ppf(qmc.Sobol(1, rng=3).random(DRAWS)[:, 0])
    counts = np.arange(questions + 1)
    chance = stats.betabinom(questions, 6, 4).pmf(counts)
    posterior = (6 + counts) / (10 + questions)
    closed_form = chance @ np.maximum(posterior - 0.6, 0) - max(6 / 10 - 0.6, 0)
    earned = np.stack([np.zeros(DRAWS), share - 0.6])
    gain = gains_of_trial(np.log([share, 1 - share]), np.ones(DRAWS), earned[None], questions)
    assert gain == pytest.approx(closed_form, rel=0.15)


def test_more_evaluated_questions_are_worth_no_less_and_never_more_than_to_know() -> None:
    share = stats.beta(3, 3).ppf(qmc.Sobol(1, rng=3).random(DRAWS)[:, 0])
    earned = np.stack([np.full(DRAWS, 0.5), share])
    gains = [
        gains_of_trial(np.log([share, 1 - share]), np.ones(DRAWS), earned[None], count)[0] for count in (1, 10, 100)
    ]
    perfect = float(np.maximum(share, 0.5).mean() - 0.5)
    assert gains == sorted(gains) and gains[-1] <= perfect * 1.05
