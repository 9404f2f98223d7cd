"""The plan as one JSON file: the project, its figures, and what it takes to compute the same figures again.

The project's start is the day for which the figures were made. `Project.read` takes this file as it takes the
project's own: with the same engine and the same data it gives the same figures, to the last digit.
"""

from __future__ import annotations

from typing import Any

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.inputs import SEED
from advisor.language import Reader
from advisor.project_file import PLAN_KEYS, Project
from advisor.report.words import advice_as_dict
from advisor.version import ENGINE_VERSION
from advisor.writing import as_json


def plan_file(advice: Advice, reader: Reader) -> bytes:
    """The file, in UTF-8; half a pair of surrogates, which UTF-8 cannot say, as JSON escapes it."""
    return f"{as_json(plan_as_dict(advice, reader))}\n".encode(errors="backslashreplace")


def plan_as_dict(advice: Advice, reader: Reader) -> dict[str, Any]:
    """The same as plain data. Amounts of money are US dollars, but for those of the project, which are its own."""
    parts = (
        ENGINE_VERSION,
        advice.catalogue.as_of.isoformat(),
        SEED,
        advice.count,
        dated(advice).as_dict(),
        advice_as_dict(advice, reader),
        {way.value: _by_month(advice, way) for way in WAYS},
    )
    return dict(zip(PLAN_KEYS, parts, strict=True))


def dated(advice: Advice) -> Project:
    """The project with the day for which its figures were made."""
    return advice.project.model_copy(update={"start": advice.start})


def _by_month(advice: Advice, way: Way) -> dict[str, list[float]]:
    course = advice.course("cost_by_month", way)
    ends = (("low", course.low), ("expected", course.expected), ("high", course.high))
    return {name: months.tolist() for name, months in ends}
