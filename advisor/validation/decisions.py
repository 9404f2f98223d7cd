"""The estimator held against what is known: decision cases with their best, acceptable and unacceptable answers.

Best counts 1, acceptable 0.5, anything else 0. Unacceptable answers are counted apart: they do harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from advisor.advice import advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.language import text
from advisor.project_file import Fault, Project, ProjectError, read_plain

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
    """How the advice scores on some cases; shares of all cases."""

    cases: int
    score: float
    best: float
    acceptable: float
    unacceptable: float
    by_class: dict[str, dict[str, float]]
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
    answers = [(case, advise(case.project, catalogue).verdict) for case in cases]
    return Score(
        cases=len(cases),
        score=_mean(case.points(answer) for case, answer in answers),
        best=_mean(float(answer is case.best) for case, answer in answers),
        acceptable=_mean(float(answer in case.acceptable) for case, answer in answers),
        unacceptable=_mean(float(answer in case.unacceptable) for case, answer in answers),
        by_class={way: _of_class(way, answers) for way in WAYS if any(case.best is way for case in cases)},
        misses=tuple(
            Miss(case.id, answer, case.best, case.points(answer), answer in case.unacceptable)
            for case, answer in answers
            if answer is not case.best
        ),
    )


def _of_class(way: Way, answers: list[tuple[DecisionCase, Way]]) -> dict[str, float]:
    points = [case.points(answer) for case, answer in answers if case.best is way]
    return {"cases": len(points), "score": _mean(points)}


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
