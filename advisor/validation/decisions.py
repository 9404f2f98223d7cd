"""The estimator held against what is known: decision cases with their best, acceptable and unacceptable answers.

Best counts 1, acceptable 0.5, anything else 0. Unacceptable answers are counted apart: they do harm. The chances that
the advice states are held against what was best, too: a verdict may be right by luck, a chance says how sure it was.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from advisor.advice import advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.language import text
from advisor.project_file import Fault, Project, ProjectError, read_plain
from advisor.validation.calibration import Fifth, brier_of_base_rates, brier_score, calibration, calibration_error

BEST, ACCEPTABLE = 1.0, 0.5


@dataclass(frozen=True)
class DecisionCase:
    """A project and the answers that people who know would give."""

    id: str
    project: Project
    best: Way
    acceptable: frozenset[Way]
    unacceptable: frozenset[Way]

    def points(self, answer: Way) -> float:
        """What an answer scores."""
        return BEST if answer is self.best else ACCEPTABLE if answer in self.acceptable else 0.0

    def answered(self, verdict: Way, chances: dict[Way, float]) -> Answer:
        """A verdict and the chances of the ways, held against what is expected."""
        return Answer(self.id, self.best, verdict, self.points(verdict), verdict in self.unacceptable, chances)


@dataclass(frozen=True)
class Answer:
    """What the advice says of a case: its verdict, what that scores, and the chance of each way of being best."""

    id: str
    best: Way
    verdict: Way
    points: float
    is_unacceptable: bool
    chances: dict[Way, float]

    @property
    def row(self) -> tuple[str | float, ...]:
        """The answer as cells of a table, between the file of the case and the day."""
        unacceptable = "yes" if self.is_unacceptable else "no"
        return self.id, self.best, self.verdict, self.points, unacceptable, *(round(self.chances[w], 4) for w in WAYS)


ANSWER_COLUMNS = ("cases", "id", "best", "verdict", "points", "unacceptable", *WAYS, "as_of")


def kept_answers(path: Path) -> dict[str, list[Answer]]:
    """Answers that were kept as a table, by the file of the cases."""
    found: dict[str, list[Answer]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            chances = {way: float(row[way]) for way in WAYS}
            verdicts = Way(row["best"]), Way(row["verdict"])
            answer = Answer(row["id"], *verdicts, float(row["points"]), row["unacceptable"] == "yes", chances)
            found.setdefault(row["cases"], []).append(answer)
    return found


@dataclass(frozen=True)
class Miss:
    """A case that was not answered with the best answer."""

    id: str
    answer: str
    best: str
    points: float
    is_unacceptable: bool


@dataclass(frozen=True)
class Score:
    """How the advice scores on some cases; shares of all cases.

    `skill` is how much of the Brier score of the base rates is gone; None where all cases are of one class.
    """

    cases: int
    score: float
    best: float
    acceptable: float
    unacceptable: float
    by_class: dict[str, dict[str, float]]
    brier: float
    brier_of_base_rates: float
    skill: float | None
    calibration: tuple[Fifth, ...]
    calibration_error: float
    misses: tuple[Miss, ...]

    def as_dict(self) -> dict[str, Any]:
        """The score as plain nested dictionaries."""
        return asdict(self)


def read_decisions(path: str | Path) -> list[DecisionCase]:
    """The decision cases of a YAML or JSON file: a list of {id, project, expected}.

    Raises:
        ProjectError: with all faults of all cases.
    """
    return decision_cases(read_plain(Path(path)))


def decision_cases(given: Any) -> list[DecisionCase]:
    """Decision cases from plain nested lists and dictionaries; other keys than the three are left alone.

    Raises:
        ProjectError: with all faults of all cases.
    """
    if not isinstance(given, list) or not given:
        raise ProjectError([Fault("cases", text("A file of cases is a list of entries with id, project and expected"))])
    faults: list[Fault] = []
    cases = [case for position, entry in enumerate(given) if (case := _case(position, entry, faults)) is not None]
    if faults:
        raise ProjectError(faults)
    return cases


def _case(position: int, entry: Any, faults: list[Fault]) -> DecisionCase | None:
    place = f"[{position}]"
    if not isinstance(entry, dict) or not {"id", "project", "expected"} <= set(entry):
        faults.append(Fault(place, text("A case has the keys id, project and expected")))
        return None
    place = f"[{position}] {str(entry['id'])[:100]}"
    expected = _expected(entry["expected"])
    if expected is None:
        ways = ", ".join(WAYS)
        faults.append(
            Fault(
                f"{place}: expected",
                text("best is one of {ways}; acceptable and unacceptable are lists of them", ways=ways),
            )
        )
    try:
        project = Project.parse(entry["project"])
    except ProjectError as error:
        faults += [Fault(f"{place}: {fault.place}", fault.problem) for fault in error.faults]
        return None
    return None if expected is None else DecisionCase(str(entry["id"]), project, *expected)


def _expected(given: Any) -> tuple[Way, frozenset[Way], frozenset[Way]] | None:
    if not isinstance(given, dict):
        return None
    try:
        acceptable, unacceptable = (frozenset(map(Way, given.get(key) or ())) for key in ("acceptable", "unacceptable"))
        return Way(str(given.get("best"))), acceptable, unacceptable
    except (ValueError, TypeError):
        return None


def score_decisions(cases: Sequence[DecisionCase], catalogue: Catalogue | None = None) -> Score:
    """Advise on every case and score the answers.

    Raises:
        ProjectError: a case names something that the catalogue does not know.
    """
    return score_answers(answers_to(cases, catalogue))


def answers_to(cases: Sequence[DecisionCase], catalogue: Catalogue | None = None) -> list[Answer]:
    """What the advice says of each case.

    Raises:
        ProjectError: a case names something that the catalogue does not know.
    """
    advised = [(case, advise(case.project, catalogue)) for case in cases]
    return [
        case.answered(advice.verdict, {way: found.chance for way, found in advice.ways.items()})
        for case, advice in advised
    ]


def score_answers(answers: Sequence[Answer]) -> Score:
    """How good some answers are, and how true their chances."""
    chances = np.array([[answer.chances[way] for way in WAYS] for answer in answers])
    best = np.array([[float(answer.best is way) for way in WAYS] for answer in answers])
    brier, floor = brier_score(chances, best), brier_of_base_rates(best)
    fifths = calibration(chances, best)
    return Score(
        cases=len(answers),
        score=_mean(answer.points for answer in answers),
        best=_mean(float(answer.points == BEST) for answer in answers),
        acceptable=_mean(float(answer.points == ACCEPTABLE) for answer in answers),
        unacceptable=_mean(float(answer.is_unacceptable) for answer in answers),
        by_class={way: _of_class(way, answers) for way in WAYS if any(answer.best is way for answer in answers)},
        brier=brier,
        brier_of_base_rates=floor,
        skill=1 - brier / floor if floor else None,
        calibration=fifths,
        calibration_error=calibration_error(fifths),
        misses=tuple(
            Miss(answer.id, answer.verdict, answer.best, answer.points, answer.is_unacceptable)
            for answer in answers
            if answer.verdict is not answer.best
        ),
    )


def _of_class(way: Way, answers: Sequence[Answer]) -> dict[str, float]:
    points = [answer.points for answer in answers if answer.best is way]
    return {"cases": len(points), "score": _mean(points)}


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
