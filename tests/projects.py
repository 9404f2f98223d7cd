"""Projects that between them use every host, and their advice: what the tests of the engine look at."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue, load
from advisor.graph import STRUCTURE, evaluate, input_units
from advisor.project import GROUPS, ROLES
from advisor.project_file import Project
from advisor.questions import Kind, Question
from advisor.roster import LEVELS, LONGEST_NAME, SMALLEST_SHARE
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


# Any valid project, as a file may have it, from the declarations of the questions

PARAMETERS = sorted(load(TODAY).parameters)


def ends(question: Question) -> st.SearchStrategy[Any]:
    if question.kind is Kind.SCALE:
        return st.sampled_from([option.key for option in question.options])
    if question.kind is Kind.DAY:
        return st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat)
    whole = st.integers(math.ceil(question.lowest), math.floor(question.highest))
    return st.floats(question.lowest, question.highest) | whole


def place(question: Question, end: Any) -> float:
    """Where an end of a range lies on its line."""
    if question.kind is Kind.SCALE:
        return question.option(end).value
    return float(date.fromisoformat(end).toordinal() if question.kind is Kind.DAY else end)


def members(roles: list[str], most: float) -> st.SearchStrategy[Any]:
    """One member of a team, as a list in a file may have it."""
    share = st.floats(SMALLEST_SHARE, most)
    return st.fixed_dictionaries(
        {"role": st.sampled_from(roles), "share": share},
        optional={"level": st.sampled_from(list(LEVELS)), "name": st.text(max_size=LONGEST_NAME)},
    )


def answers(question: Question) -> st.SearchStrategy[Any]:
    """Every answer that a question allows, as a file may have it."""
    keys = [option.key for option in question.options]
    match question.kind:
        case Kind.FLAG:
            known: st.SearchStrategy[Any] = st.booleans()
        case Kind.CHOICE:
            known = st.sampled_from(keys)
        case Kind.NAMES:
            words = st.text(min_size=1, max_size=20).filter(str.strip)
            known = st.lists(words, max_size=5)
        case Kind.ROSTER:
            heads = st.just(0.0) | st.floats(SMALLEST_SHARE, question.highest)
            counts = st.dictionaries(st.sampled_from(keys), heads, max_size=4)
            known = counts | st.lists(members(keys, question.highest), max_size=4)
        case _:
            point = ends(question)
            pair = st.tuples(point, point).map(lambda two: sorted(two, key=lambda end: place(question, end)))
            known = point | pair | pair.map(lambda two: {"low": two[0], "high": two[1]})
    return known | st.sampled_from([None, "don't know", "unknown"])


def some_of(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


OWN_FIGURE = st.floats(0.01, 0.9)
GROUPS_OF_ANSWERS = {
    name: some_of({field: answers(question) for field, question in group.questions().items()})
    for name, group in GROUPS.items()
}
CONTENTS = some_of(
    GROUPS_OF_ANSWERS
    | {
        "name": st.text(max_size=50),
        "notes": st.text(max_size=200),
        "start": st.dates(date(2020, 1, 1), date(2100, 1, 1)).map(date.isoformat),
        "overrides": st.dictionaries(st.sampled_from(PARAMETERS), OWN_FIGURE, max_size=3),
        "own_pay": st.dictionaries(st.sampled_from([role.key for role in ROLES]), st.floats(1, 1e7), max_size=3),
        "own_rates": st.dictionaries(st.sampled_from(["EUR", "JPY"]), st.floats(1e-3, 1e6), max_size=2),
        "own_prices": st.dictionaries(
            st.sampled_from(["openai/gpt-6-luna", "mistral/mistral-large-4"]),
            st.fixed_dictionaries({"usd_per_million_input_tokens": OWN_FIGURE,
                                   "usd_per_million_output_tokens": OWN_FIGURE}),
            max_size=2,
        ),
    }
)  # fmt: skip
