"""Projects that between them use every host, and their advice: what the tests of the engine look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue, load
from advisor.graph import evaluate, input_units
from advisor.project_file import Project
from advisor.reference import STRUCTURE
from advisor.units import FloatArray

TODAY = date(2026, 11, 22)
PROJECTS = {
    "nothing known": {},
    "facts from documents, by API": {
        "start": "2026-11-22",
        "task": {"kind": "document_questions", "failure": "facts", "prompt_effort": "worked", "citations": True},
        "knowledge": {"source": "documents", "documents": 5000, "pages_per_document": 8, "languages": ["es"]},
        "traffic": {"users": 400, "queries_per_user_day": [2, 5]},
        "place": {"data_location": "any_api", "providers": ["openai"]},
        "team": {"people": {"backend_engineer": 2, "data_engineer": 1}, "skill_search": "some", "country": "US"},
    },
    "on bought machines, in euros, with values": {
        "start": "2026-11-22",
        "task": {"kind": "document_questions", "failure": "both", "prompt_effort": "exhausted",
                 "strictness": "unusual", "measured_quality": 0.5},
        "knowledge": {"source": "documents", "documents": 3000},
        "examples": {"labelled": 800, "evaluation_set": 300, "cost_each": 2},
        "place": {"data_location": "own_premises", "gpus": 1},
        "team": {"country": "ES", "skill_ml": "strong"},
        "money": {"currency": "EUR", "good_answer_value": 3, "wrong_answer_cost": 5, "horizon_months": 6},
    },
    "millions of requests on rented machines": {
        "task": {"kind": "classification", "failure": "form", "prompt_effort": "exhausted", "breadth": "narrow"},
        "knowledge": {"source": "request"},
        "examples": {"labelled": 50_000},
        "traffic": {"queries_per_day": 3_000_000},
        "place": {"licences": "permissive"},
        "team": {"skill_ml": "research"},
        "money": {"cost_pressure": "prohibitive"},
    },
    "tuned by a host": {
        "task": {"kind": "house_style_writing", "failure": "form", "strictness": "unusual"},
        "knowledge": {"source": "request"},
        "examples": {"labelled": 2000},
        "traffic": {"users": 20},
        "place": {"providers": ["aws"]},
        "money": {"monthly_budget": 6000},
    },
    "on a device": {"task": {"kind": "extraction"}, "place": {"memory_gb": 16}},
}  # fmt: skip


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(TODAY)


@pytest.fixture(scope="session")
def advices(catalogue: Catalogue) -> dict[str, Advice]:
    return {name: advise(Project.parse(content), catalogue) for name, content in PROJECTS.items()}


@pytest.fixture(params=PROJECTS)
def advice(request: pytest.FixtureRequest, advices: dict[str, Advice]) -> Advice:
    return advices[request.param]


@pytest.fixture(scope="session")
def recompute() -> Callable[..., dict[str, FloatArray]]:
    """Quantities of a way's best alternative, with some inputs forced to other values."""

    def compute(advice: Advice, way: Way, wanted: list[str], **forced: float) -> dict[str, FloatArray]:
        row, figures = advice.ways[way].row, advice.futures.figures
        given = {name: figures[name] for name in input_units()}
        own = {name: values[[row]] for name, values in given.items()
               if name not in STRUCTURE and values.shape[0] > 1}  # fmt: skip
        instead = {name: np.array(value, dtype=np.float64, ndmin=2) for name, value in forced.items()}
        return evaluate(given | own | instead, wanted)

    return compute
