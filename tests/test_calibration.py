"""Stated chances against what was best: by hand, and on forecasts that are true by construction."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from advisor.advice import advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import load
from advisor.language import Reader
from advisor.report import calibration as reported
from advisor.report.sheets import numbers
from advisor.validation import Answer, answers_to, kept_answers, read_decisions, score_answers
from advisor.validation.calibration import brier_of_base_rates, brier_score, calibration, calibration_error
from benchmarks.fit_decisions import PRIORS, publisher, told

CASES = Path(__file__).parent / "cases"
TABLE = Path(__file__).parents[1] / "data" / "validation" / "decisions.csv"
CHANCES = np.array([[0.7, 0.2, 0.1, 0.0], [0.4, 0.3, 0.2, 0.1]])
BEST = np.array([[1.0, 0, 0, 0], [0, 0, 1, 0]])


def answer(best: Way, *chances: float) -> Answer:
    return Answer("one", best, best, 1.0, False, dict(zip(WAYS, chances, strict=True)))


def test_the_brier_score_by_hand() -> None:
    # 0.09 + 0.04 + 0.01 = 0.14 of the first case, 0.16 + 0.09 + 0.64 + 0.01 = 0.90 of the second.
    assert brier_score(CHANCES, BEST) == pytest.approx((0.14 + 0.90) / 2)
    assert brier_score(BEST, BEST) == 0
    assert brier_score(np.roll(BEST, 1, axis=1), BEST) == 2


def test_base_rates_are_the_floor() -> None:
    # Each of two classes in half of the cases: 0.25 for the right one and 0.25 for the wrong one.
    assert brier_of_base_rates(BEST) == pytest.approx(0.5)
    assert brier_of_base_rates(np.eye(4)) == pytest.approx(1 - 4 * 0.25**2)


def test_calibration_by_hand() -> None:
    found = calibration(CHANCES, BEST)
    assert [(fifth.low, fifth.high, fifth.pairs) for fifth in found] == [
        (0, 0.2, 3), (0.2, 0.4, 3), (0.4, 0.6, 1), (0.6, 0.8, 1), (0.8, 1, 0),
    ]  # fmt: skip
    assert [fifth.stated for fifth in found[:4]] == pytest.approx([0.2 / 3, 0.7 / 3, 0.4, 0.7])
    assert [fifth.best for fifth in found[:4]] == pytest.approx([0, 1 / 3, 0, 1])
    assert found[4].stated is None and found[4].best is None
    # 3 × 0.2/3 + 3 × (1/3 − 0.7/3) + 0.4 + 0.3 = 1.2, over 8 pairs.
    assert calibration_error(found) == pytest.approx(1.2 / 8)


def test_certainty_belongs_to_the_last_fifth() -> None:
    assert calibration(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]))[4].pairs == 1


def test_a_forecast_that_is_true_is_found_so() -> None:
    draw = np.random.default_rng(1)
    chances = draw.dirichlet([0.5] * 4, size=20_000)
    best = np.eye(4)[(draw.random((20_000, 1)) > chances.cumsum(axis=1)[:, :3]).sum(axis=1)]
    assert calibration_error(calibration(chances, best)) < 0.01
    assert brier_score(chances, best) == pytest.approx((chances * (1 - chances)).sum(axis=1).mean(), abs=0.01)
    sharpened = chances**4 / (chances**4).sum(axis=1, keepdims=True)
    assert calibration_error(calibration(sharpened, best)) > 0.05
    assert brier_score(sharpened, best) > brier_score(chances, best)


def test_skill_is_what_is_better_than_base_rates() -> None:
    two = [answer(Way.PROMPT, *CHANCES[0]), answer(Way.FINETUNE, *CHANCES[1])]
    assert score_answers(two).skill == pytest.approx(1 - 0.52 / 0.5)
    alike = score_answers([answer(Way.RAG, 0, 0.9, 0.1, 0)])
    assert alike.skill is None and alike.brier == pytest.approx(0.02) and alike.brier_of_base_rates == 0
    assert json.loads(json.dumps(alike.as_dict()))["calibration"][2] == {
        "low": 0.4, "high": 0.6, "pairs": 0, "stated": None, "best": None,
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dev", "independent"])
def test_the_kept_answers_are_those_of_the_advice(name: str) -> None:
    """Where this fails, and the change is meant: `python scripts/answer_cases.py`."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        as_of = {date.fromisoformat(row["as_of"]) for row in csv.DictReader(handle)}
    kept, given = kept_answers(TABLE)[name], answers_to(read_decisions(CASES / f"{name}.yaml"), load(*as_of))
    assert [one.row[:5] for one in kept] == [one.row[:5] for one in given]
    for one, other in zip(kept, given, strict=True):
        assert one.chances == pytest.approx(other.chances, abs=0.005), one.id


def test_the_page_shows_what_the_kept_answers_score() -> None:
    frame = reported.scores(Reader("en"))
    dev = score_answers(kept_answers(TABLE)["dev"])
    shown = numbers(frame).loc["Cases that the rules were made with"]
    assert shown.tolist() == [
        dev.cases, dev.score, dev.unacceptable, dev.brier, dev.brier_of_base_rates, dev.skill, dev.calibration_error,
    ]  # fmt: skip
    assert numbers(frame).loc["All cases", "Cases"] == 98


def test_the_diagram_has_a_dot_a_fifth_and_the_diagonal() -> None:
    chart, table = reported.diagram(Reader("en")), numbers(reported.fifths(Reader("en")))
    line, dots = chart.data
    assert list(line.x) == list(line.y) == [0, 1]
    assert list(dots.x) == table["Stated in the mean"].dropna().tolist()
    assert list(dots.y) == table["Best"].dropna().tolist()
    assert all(0 < share < 1 for share in dots.x) and len(dots.marker.size) == len(dots.x)
    assert table["Pairs of a case and a way"].sum() == 4 * 98


def test_the_fit_sees_the_chances_that_the_advice_states(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "- {id: a, source: 'One, 2024', project: {task: {kind: document_questions}}, expected: {best: rag}}\n"
        "- {id: b, source: 'Two: a blog', project: {examples: {labelled: 3000}}, expected: {best: finetune}}\n",
        encoding="utf-8",
    )
    cases, parameters = told(path), load().parameters
    constants = {name: parameters[name].value for name in PRIORS if name in parameters} | {"all_rule_weights": 1.0}
    stated = [[found.chance for found in advise(case.project).ways.values()] for case in cases.cases]
    np.testing.assert_allclose(cases.chances(constants), stated, atol=0.03)
    assert cases.publishers == ("One", "Two") and publisher("constructed; grounded in a paper") == "constructed"
    alone = cases.where([False, True])
    np.testing.assert_allclose(alone.chances(constants), cases.chances(constants)[1:])
    assert alone.answers(constants)[0].id == "b"
