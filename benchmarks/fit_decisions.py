"""The few free constants of the needs, fitted to decision cases.

    python benchmarks/fit_decisions.py tests/cases/dev.yaml --unseen tests/cases/independent.yaml --left-out

Each constant alone and all together, by log loss: score, unacceptable share and Brier score on the cases themselves, on
cases that the fit has not seen, and with --left-out on each publisher's cases when they are left out. JSON.

The winners of the four corners of the plane of needs hang on no constant, so each case is advised on once.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.decision.futures import CORNERS
from advisor.decision.needs import AXES, chance_of_need
from advisor.project_file import read_plain
from advisor.units import FloatArray
from advisor.validation import Answer, DecisionCase, decision_cases, score_answers
from benchmarks.fitting import rounded

PRIORS = {
    "knowledge_base_log_odds": -0.3, "behaviour_base_log_odds": -1.2, "unknown_answer_doubt": 0.3, "rules_lapse": 0.04,
    "all_rule_weights": 1.0,
}  # fmt: skip
"""By judgement; the last multiplies the weights of all rules."""
DOUBLING = np.log(2)
"""How far a constant may be from its prior, as a standard deviation: its value or its odds doubled or halved."""
LEAST_CHANCE = 1e-3
"""No chance counts as less: one case of which a gate is wrong must not decide the fit."""


@dataclass(frozen=True)
class Cases:
    """Cases as the fit sees them: what hangs on no constant.

    By axis: what the rules add and the draws of the doubt, (cases, draws), and the squared weights of the rules that
    cannot tell, (cases, 1). `wins`: whether a way is best in a corner, (corners, cases, ways, draws).
    """

    cases: tuple[DecisionCase, ...]
    publishers: tuple[str, ...]
    open_ways: tuple[frozenset[Way], ...]
    known: dict[str, FloatArray]
    unknown: dict[str, FloatArray]
    doubt: dict[str, FloatArray]
    wins: FloatArray

    @property
    def best(self) -> FloatArray:
        """Which way is best, (cases, ways)."""
        return np.array([[float(case.best is way) for way in WAYS] for case in self.cases])

    def where(self, chosen: list[bool]) -> Cases:
        """Some of the cases."""

        def rows(arrays: dict[str, FloatArray]) -> dict[str, FloatArray]:
            return {axis: array[chosen] for axis, array in arrays.items()}

        return Cases(
            tuple(compress(self.cases, chosen)),
            tuple(compress(self.publishers, chosen)),
            tuple(compress(self.open_ways, chosen)),
            rows(self.known),
            rows(self.unknown),
            rows(self.doubt),
            self.wins[:, chosen],
        )

    def chances(self, constants: dict[str, float]) -> FloatArray:
        """The chance of each way of being best, (cases, ways): its corners, as likely as the needs make them."""
        facts, behaviour = (self._need(axis, constants) for axis in AXES)
        likely = np.stack([(facts if f else 1 - facts) * (behaviour if b else 1 - behaviour) for f, b in CORNERS])
        return np.einsum("knd,knwd->nw", likely, self.wins) / likely.shape[-1]

    def _need(self, axis: str, constants: dict[str, float]) -> FloatArray:
        scale = constants["all_rule_weights"]
        values = {name: np.array([[value]]) for name, value in constants.items()} | {f"{axis}_doubt": self.doubt[axis]}
        return chance_of_need(axis, scale * self.known[axis], scale**2 * self.unknown[axis], values)

    def answers(self, constants: dict[str, float]) -> list[Answer]:
        """What the advice would say with these constants."""
        found = []
        for case, open_ways, row in zip(self.cases, self.open_ways, self.chances(constants), strict=True):
            chances = dict(zip(WAYS, row.tolist(), strict=True))
            verdict = max(open_ways or WAYS, key=lambda way: (round(chances[way], 9), -WAYS.index(way)))
            found.append(case.answered(verdict, chances))
        return found


def told(path: Path) -> Cases:
    """The cases of a file, each advised on once."""
    entries = read_plain(path)
    cases = decision_cases(entries)
    advices = [advise(case.project) for case in cases]
    return Cases(
        tuple(cases),
        tuple(publisher(entry["source"]) for entry in entries),
        tuple(frozenset(way for way, found in advice.ways.items() if found.is_open) for advice in advices),
        {axis: np.concatenate([known(advice, axis) for advice in advices]) for axis in AXES},
        {axis: np.array([[getattr(advice.needs, axis).squared_unknown] for advice in advices]) for axis in AXES},
        {axis: np.concatenate([advice.futures.figures[f"{axis}_doubt"] for advice in advices]) for axis in AXES},
        np.stack([advice.evidence.right_choices.by_corner for advice in advices], axis=1),
    )


def known(advice: Advice, axis: str) -> FloatArray:
    """What the rules with an answer add in each draw, (1, draws)."""
    return np.broadcast_to(getattr(advice.needs, axis).known, (1, advice.count))


def publisher(source: str) -> str:
    """Who published a case: the first word of its source; all that were constructed count as one."""
    return re.split(r"\W", source, maxsplit=1)[0]


def moved(names: Sequence[str], moves: FloatArray) -> dict[str, float]:
    """The priors with some of them moved: log-odds by as much, a share's log-odds too, other values as logarithms."""
    constants = dict(PRIORS)
    for name, move in zip(names, moves.tolist(), strict=True):
        prior = PRIORS[name]
        if name.endswith("log_odds"):
            constants[name] = prior + move
        elif name == "rules_lapse":
            constants[name] = float(expit(logit(prior) + move))
        else:
            constants[name] = prior * float(np.exp(move))
    return constants


def fitted(cases: Cases, names: Sequence[str]) -> dict[str, float]:
    """The constants that make what was best likeliest, held near their priors."""
    best = cases.best

    def loss(moves: FloatArray) -> float:
        stated = (cases.chances(moved(names, moves)) * best).sum(axis=1)
        return float(-np.log(np.maximum(stated, LEAST_CHANCE)).sum() + np.square(moves / DOUBLING).sum() / 2)

    return moved(names, minimize(loss, np.zeros(len(names)), method="L-BFGS-B").x)


def left_out(cases: Cases, names: Sequence[str]) -> list[Answer]:
    """Every publisher's cases answered with constants fitted to the others."""
    found: list[Answer] = []
    for one in sorted(set(cases.publishers)):
        is_held = [other == one for other in cases.publishers]
        constants = fitted(cases.where([not held for held in is_held]), names)
        found += cases.where(is_held).answers(constants)
    return found


def summary(answers: list[Answer]) -> dict[str, float]:
    """What a fit is judged by."""
    score = score_answers(answers)
    names = ("score", "unacceptable", "brier", "calibration_error")
    return {name: round(getattr(score, name), 4) for name in names}


def main() -> None:
    """Fit, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--unseen", type=Path, help="cases to hold the fit against")
    parser.add_argument("--left-out", action="store_true", help="also fit without each publisher in turn (a minute)")
    options = parser.parse_args()
    cases = told(options.cases)
    unseen = told(options.unseen) if options.unseen else None

    def judged(constants: dict[str, float]) -> dict[str, object]:
        held = {} if unseen is None else {"unseen": summary(unseen.answers(constants))}
        return {"constants": rounded(constants), "in_sample": summary(cases.answers(constants)), **held}

    fits = {}
    for names in (*((name,) for name in PRIORS), tuple(PRIORS)):
        fits[" + ".join(names)] = judged(fitted(cases, names))
        if options.left_out:
            fits[" + ".join(names)]["left_out"] = summary(left_out(cases, names))
    print(json.dumps({"benchmark": "fit_decisions", "priors": judged(PRIORS), "fits": fits}, indent=2))


if __name__ == "__main__":
    main()
