"""The gates: each closes on the least project that asks for it, and says why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Host, Way
from advisor.catalogue import Catalogue
from advisor.decision.gates import GATES
from advisor.language import LANGUAGES, Reader
from advisor.project_file import Project

ALL, UNTUNED, TUNED, RETRIEVING, SIMPLE = (
    set(WAYS), {Way.PROMPT, Way.RAG}, {Way.FINETUNE, Way.HYBRID}, {Way.RAG, Way.HYBRID}, {Way.PROMPT, Way.FINETUNE},
)  # fmt: skip
LIBRARY = {"source": "documents", "tokens": 1e9}
START = {"start": "2026-12-01"}
CLOSED_WAYS: dict[str, tuple[dict[str, Any], set[Way]]] = {
    "untraceable": ({"task": {"citations": True}, "knowledge": LIBRARY}, SIMPLE),
    "fast_facts": ({"knowledge": LIBRARY | {"change_interval": "day"}}, {Way.FINETUNE}),
    "few_examples": ({"examples": {"labelled": 10, "per_week": 1}}, TUNED),
    "window": ({"traffic": {"question_tokens": 10_000_000}}, ALL),
    "nothing_to_retrieve": ({"knowledge": {"documents": 0}}, RETRIEVING),
    "index_forbidden": ({"knowledge": {"lookup_allowed": False}}, RETRIEVING),
    "unmeasurable": ({"examples": {"evaluation_set": 0}, "team": {"skill_evaluation": "none"}}, TUNED),
    "nobody_to_tune": ({"team": {"skill_ml": "none", "may_hire": False, "may_contract": False}}, TUNED),
    "too_soon_to_tune": (START | {"money": {"go_live": "2026-12-20"}}, TUNED),
    "too_soon_to_retrieve": (START | {"money": {"go_live": "2026-12-05"}}, RETRIEVING | TUNED),
    "target_met": ({"task": {"measured_quality": 0.93, "target_quality": 0.9}}, RETRIEVING | TUNED),
}
"""Gates that rule whole ways out, on a project that has nothing else."""
CLOSED_ROWS: dict[str, dict[str, Any]] = {
    "place": {"place": {"data_location": "own_premises"}},
    "licence": {"place": {"licences": "open_weights"}},
    "providers": {"place": {"providers": ["mistral"]}},
    "device": {"place": {"memory_gb": 24}},
    "retired": {},
    "shared_corpus": {"task": {"reader_rights": True}},
    "corpus_too_large": {"knowledge": {"tokens": 1e9}},
    "memory": {"traffic": {"question_tokens": 900_000}},
}
"""Gates that rule out some models, machines or prompts of a way."""
LIMITS: dict[str, dict[str, Any]] = {
    "too_slow": {"traffic": {"answer_seconds": 0.02}},
    "one_off_budget": {"money": {"one_off_budget": 100}},
    "monthly_budget": {"money": {"monthly_budget": 1}},
    "too_late": START | {"money": {"go_live": "2026-12-02"}},
}


def closed_rows(advice: Advice, gate: str) -> np.ndarray:
    screened = advice.futures.screened
    position = [known.id for known in screened.closed.gates].index(gate)
    return screened.closed.by_gate[position][:, 0]


def of_ways(advice: Advice, ways: set[Way]) -> np.ndarray:
    return np.isin(advice.futures.screened.alternatives.way, [WAYS.index(way) for way in ways])


def without_corpus(advice: Advice) -> np.ndarray:
    return advice.futures.screened.alternatives.columns["corpus_in_prompt"][:, 0] == 0


def test_every_gate_is_tried_here() -> None:
    assert {gate.id for gate in GATES} == {*CLOSED_WAYS, *CLOSED_ROWS, *LIMITS}
    assert {gate.id for gate in GATES if not gate.hard} == set(LIMITS)


@pytest.mark.parametrize("gate", CLOSED_WAYS)
def test_a_gate_closes_its_ways_and_no_others(gate: str, catalogue: Catalogue) -> None:
    content, ways = CLOSED_WAYS[gate]
    advice = advise(Project.parse(content), catalogue)
    if gate == "window":
        assert closed_rows(advice, gate)[of_ways(advice, ways)].mean() > 0.95
    else:
        expected = of_ways(advice, ways if gate != "too_soon_to_retrieve" else RETRIEVING)
        rows = without_corpus(advice) if gate in ("untraceable", "fast_facts", "nothing_to_retrieve") else slice(None)
        assert np.array_equal(closed_rows(advice, gate)[rows], expected[rows])
    assert {way for way in WAYS if not advice.ways[way].is_open} == ways
    assert gate in {ruled.gate for ruled in advice.ruled_out}


@pytest.mark.parametrize("gate", CLOSED_WAYS)
def test_without_the_answer_the_gate_is_open(gate: str, advices: dict[str, Advice]) -> None:
    nothing_known = advices["nothing known"]
    assert not closed_rows(nothing_known, gate)[without_corpus(nothing_known)].any()


@pytest.mark.parametrize("gate", [*CLOSED_WAYS, *LIMITS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gate_gives_its_reason_in_every_language(gate: str, language: str, catalogue: Catalogue) -> None:
    content = CLOSED_WAYS[gate][0] if gate in CLOSED_WAYS else LIMITS[gate]
    advice = advise(Project.parse(content), catalogue)
    told = [ruled for way in WAYS for ruled in (*advice.ways[way].ruled_out, *advice.ways[way].limits_broken)]
    assert gate in {ruled.gate for ruled in told}
    for ruled in told:
        said = Reader(language).say(ruled.reason)
        assert said and not set("{}") & set(said) and "nan" not in said.lower(), said
        assert ruled.source


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.id)
def test_every_reason_can_be_said_of_any_project(gate: Any, advice: Advice) -> None:
    if gate.id == "place" and advice.project.place.data_location in (None, "any_api", "regional_api"):
        return
    for language in LANGUAGES:
        said = Reader(language).say(gate.reason(advice.futures.situation))
        assert said and not set("{}") & set(said), said


def test_data_that_stay_in_the_house_are_served_on_machines_of_ones_own(catalogue: Catalogue) -> None:
    for place in ("own_premises", "air_gap"):
        advice = advise(Project.parse({"place": {"data_location": place}}), catalogue)
        assert {advice.ways[way].alternative.host for way in WAYS} == {Host.BOUGHT}


def test_data_in_ones_own_cloud_meet_only_the_clouds_and_ones_own_machines(catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"place": {"data_location": "own_cloud"}}), catalogue)
    for way in WAYS:
        alternative = advice.ways[way].alternative
        # Azure sells the models of OpenAI and Mistral, AWS and Google those of Anthropic and Mistral.
        clouds = ("aws", "azure", "google", "openai", "anthropic", "mistral")
        assert alternative.host in (Host.RENTED, Host.BOUGHT) or alternative.provider.startswith(clouds)


@pytest.mark.parametrize("licence", ["open_weights", "permissive"])
def test_a_licence_asked_for_is_kept(licence: str, catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"place": {"licences": licence}}), catalogue)
    for way in WAYS:
        model = advice.ways[way].alternative.model
        assert model.open_weights
        assert licence == "open_weights" or model.commercial_use == "yes"


def test_only_approved_providers_are_asked(catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"place": {"providers": ["Mistral"], "data_location": "any_api"}}), catalogue)
    rows = advice.futures.screened.alternatives
    open_rows = np.flatnonzero(~closed_rows(advice, "providers"))
    kept = [rows.describe(int(row)) for row in open_rows]
    assert kept and all(one.provider == "mistral" for one in kept if one.host in (Host.API, Host.MANAGED))
    assert any(one.host is Host.API for one in kept)


def test_on_a_device_only_what_fits_its_memory_is_open(catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"place": {"memory_gb": 4}}), catalogue)
    rows = advice.futures.screened.alternatives
    for row in np.flatnonzero(~closed_rows(advice, "device")):
        weights = rows.columns["parameters_total"][row, 0] * rows.columns["bytes_per_weight"][row, 0]
        assert 0 < weights <= 4e9
        assert rows.describe(int(row)).host in (Host.RENTED, Host.BOUGHT), "no provider's machine is the device"


def test_no_model_that_is_about_to_retire_is_advised(catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"start": "2026-11-22"}), catalogue)
    half_a_year = advice.start + timedelta(days=182)
    for way in WAYS:
        alternative = advice.ways[way].alternative
        end = alternative.model.retirement_date
        assert alternative.host in (Host.RENTED, Host.BOUGHT) or end is None or end >= half_a_year
    assert closed_rows(advice, "retired").any()


def test_where_readers_may_see_different_facts_no_corpus_is_sent_to_all(catalogue: Catalogue) -> None:
    advice = advise(Project.parse(CLOSED_ROWS["shared_corpus"] | {"knowledge": {"tokens": 1000}}), catalogue)
    assert np.array_equal(closed_rows(advice, "shared_corpus"), ~without_corpus(advice))


@pytest.mark.parametrize(("tokens", "closes"), [(199_000, False), (201_000, True)])
def test_a_corpus_travels_in_a_prompt_up_to_two_hundred_thousand_tokens(
    tokens: float, closes: bool, catalogue: Catalogue
) -> None:
    # Anthropic, Contextual Retrieval (2024); a model with a window of a million has room for it.
    advice = advise(Project.parse({"knowledge": {"tokens": tokens}}), catalogue)
    with_corpus = closed_rows(advice, "corpus_too_large")[~without_corpus(advice)]
    assert with_corpus.all() if closes else not with_corpus.all()


def test_a_small_corpus_in_the_prompt_may_be_cited(catalogue: Catalogue) -> None:
    small = {"task": {"citations": True}, "knowledge": {"source": "documents", "tokens": 20_000}}
    advice = advise(Project.parse(small), catalogue)
    assert advice.ways[Way.PROMPT].is_open and advice.ways[Way.PROMPT].alternative.corpus_in_prompt


def test_weights_and_cache_that_do_not_fit_the_machine_are_closed(catalogue: Catalogue) -> None:
    advice = advise(Project.parse(CLOSED_ROWS["memory"]), catalogue)
    closed, figures = closed_rows(advice, "memory"), advice.futures.screened.figures
    assert closed.any()
    assert (figures["own_gpus"][closed] > 0).all() and (figures["fits_in_memory"][closed] == 0).all()


def test_a_target_that_a_prompt_meets_ends_it_unless_its_cost_hurts(catalogue: Catalogue) -> None:
    met = CLOSED_WAYS["target_met"][0]
    for pressure, is_open in (("none", False), ("heavy", True)):
        advice = advise(Project.parse(met | {"money": {"cost_pressure": pressure}}), catalogue)
        assert advice.ways[Way.RAG].is_open == is_open


def test_examples_still_to_be_made_count_until_go_live(catalogue: Catalogue) -> None:
    # Ten a week make fifty in five weeks; in four weeks there are ten too few.
    for go_live, is_open in (("2027-01-12", True), ("2026-12-29", False)):
        content = START | {"examples": {"labelled": 0, "per_week": 10}, "money": {"go_live": go_live}}
        assert advise(Project.parse(content), catalogue).ways[Way.FINETUNE].is_open == is_open


@pytest.mark.parametrize("gate", LIMITS)
def test_a_limit_is_told_and_closes_no_way(gate: str, catalogue: Catalogue) -> None:
    advice = advise(Project.parse(LIMITS[gate]), catalogue)
    assert advice.best.is_open
    assert gate in {limit.gate for limit in advice.best.limits_broken}
    assert gate not in {ruled.gate for ruled in advice.ruled_out}
    assert any(
        limit.reason in dict(told.values).values() for told in advice.conflicts for limit in advice.best.limits_broken
    )


def test_a_budget_helps_the_way_that_keeps_it(catalogue: Catalogue) -> None:
    strong = {"task": {"kind": "house_style_writing", "failure": "form", "strictness": "unusual",
                       "prompt_effort": "exhausted"}, "knowledge": {"source": "request"},
              "examples": {"labelled": 5000}, "team": {"skill_ml": "strong"}}  # fmt: skip
    free = advise(Project.parse(strong), catalogue)
    assert free.verdict is Way.FINETUNE
    budget = (free.figure("launch_cost", Way.PROMPT).expected + free.figure("launch_cost", Way.FINETUNE).expected) / 2
    tight = advise(Project.parse(strong | {"money": {"one_off_budget": budget}}), catalogue)
    assert tight.ways[Way.PROMPT].chance > free.ways[Way.PROMPT].chance + 0.25


@pytest.mark.parametrize("wish", WAYS)
def test_nobodys_wish_opens_a_gate(wish: Way, catalogue: Catalogue) -> None:
    content = {"team": CLOSED_WAYS["nobody_to_tune"][0]["team"], "task": {"sponsor_wish": wish.value}}
    advice = advise(Project.parse(content), catalogue)
    assert {way for way in WAYS if not advice.ways[way].is_open} == TUNED
    assert advice.verdict in UNTUNED
