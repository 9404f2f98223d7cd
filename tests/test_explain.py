"""Every figure walks back to answers and cited parameters: that is what makes it worth defending."""

from __future__ import annotations

import math

import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Host, Way
from advisor.catalogue import Catalogue
from advisor.explain import Explained, explain
from advisor.graph import formula_names, quantities
from advisor.language import LANGUAGES, Reader
from advisor.project_file import Project
from advisor.sources import Origin, Source

WITHOUT_CITATION = (Origin.ANSWER, Origin.ASSUMED, Origin.OVERRIDE, Origin.CHOICE, Origin.SIMULATED)


def nodes(tree: Explained) -> list[Explained]:
    return [tree, *(node for child in tree.children for node in nodes(child))]


def assert_sound(source: Source, name: str) -> None:
    assert source.meaning.message, name
    if source.origin not in WITHOUT_CITATION:
        assert source.citation and source.as_of, name


def test_the_projects_use_every_host(advices: dict[str, Advice]) -> None:
    used = {advice.ways[way].alternative.host for advice in advices.values() for way in WAYS}
    assert used == set(Host)


LAST = sorted(set(formula_names()) - {need for quantity in quantities().values() for need in quantity.needs})
"""Quantities that no other needs: their trees hold all the others."""


def test_every_quantity_ends_in_leaves_with_a_source(advice: Advice) -> None:
    met: set[str] = set()
    for name in LAST:
        tree = explain(advice, name)
        assert tree.leaves(), name
        for node in nodes(tree):
            met.add(node.quantity.name)
            assert node.is_leaf == node.quantity.is_input, node.quantity.name
            if node.source is not None:
                assert_sound(node.source, node.quantity.name)
            elif not node.seen_above:
                assert [child.quantity.name for child in node.children] == list(node.quantity.needs)
    assert met == set(quantities())


@pytest.mark.parametrize("way", WAYS)
def test_every_leaf_of_every_way_has_a_source(advice: Advice, way: Way) -> None:
    for name, quantity in quantities().items():
        if quantity.is_input:
            assert_sound(advice.source(name, way), name)


def test_what_stands_elsewhere_in_the_tree_is_explained_there(advice: Advice) -> None:
    for name in ("total_cost", "launch_weeks", "net_value", "answer_seconds"):
        tree = explain(advice, name)
        told = {node.quantity.name for node in nodes(tree) if not node.seen_above}
        assert {node.quantity.name for node in nodes(tree) if node.seen_above} <= told


def test_the_tree_shows_the_same_figures_as_the_advice(advice: Advice) -> None:
    for name in ("total_cost", "launch_weeks", "good_answer_share", "gpus_needed"):
        tree, figure = explain(advice, name), advice.figure(name)
        assert (tree.value, tree.low, tree.high) == (figure.expected, figure.low, figure.high)
        assert tree.low <= tree.high


def test_each_node_follows_from_its_children() -> None:
    # cost_per_query = total_cost / queries_over_horizon, where neither is drawn: one figure over the other.
    project = Project.parse({"traffic": {"queries_per_day": 1000, "growth_per_year": 0}})
    tree = explain(advise(project), "cost_per_query", Way.PROMPT)
    total, queries = tree.children
    # 1000 a day x 365.25 / 12 days x 24 months
    assert queries.value == pytest.approx(1000 * 365.25 / 12 * 24)
    assert tree.value == pytest.approx(total.value / queries.value)


def test_a_dont_know_is_marked_as_assumed_and_an_answer_as_an_answer(catalogue: Catalogue) -> None:
    known, unknown = (advise(Project.parse({"traffic": content}), catalogue) for content in ({"users": 7}, {}))
    assert known.source("users").origin is Origin.ANSWER and not known.source("users").is_doubtful
    assert unknown.source("users").origin is Origin.ASSUMED and unknown.source("users").is_doubtful


def test_an_own_value_is_marked_and_used(catalogue: Catalogue) -> None:
    knowledge = {"documents": 10, "pages_per_document": 5}
    advice = advise(Project.parse({"knowledge": knowledge, "overrides": {"tokens_per_page": 1000}}), catalogue)
    assert advice.source("tokens_per_page").origin is Origin.OVERRIDE
    assert advice.figure("corpus_tokens").expected == 10 * 5 * 1000


def test_an_own_price_is_marked_as_such_and_used(advices: dict[str, Advice], catalogue: Catalogue) -> None:
    published = advices["facts from documents, by API"]
    model = published.ways[Way.RAG].alternative.model
    own = {"usd_per_million_input_tokens": 0.001, "usd_per_million_output_tokens": 0.002}
    content = published.project.as_dict() | {"own_prices": {f"{model.provider}/{model.model}": own}}
    advice = advise(Project.parse(content), catalogue)
    assert advice.ways[Way.RAG].alternative.model is model
    assert advice.source("input_price", Way.RAG).origin is Origin.OVERRIDE
    read, written = (advice.draws(name, Way.RAG) for name in ("prompt_tokens_per_query", "output_tokens_per_query"))
    # Cached tokens cost what fresh ones cost where no price of theirs is given; at most a part waits for a batch.
    standard = (read * 0.001 + written * 0.002) / 1e6
    assert advice.draws("model_cost_per_query", Way.RAG)[:, 0] == pytest.approx(
        standard * advice.draws("batch_discount", Way.RAG)
    )


def test_a_guess_and_an_old_figure_are_doubtful(advice: Advice) -> None:
    assert not advice.source("crowding_exponent").is_doubtful
    assert advice.catalogue.parameters["crowding_exponent"].kind == "derived"
    assert advice.source("discount_rate").origin is Origin.GUESS and advice.source("discount_rate").is_doubtful


def test_the_price_of_an_api_names_the_package_and_the_day(advices: dict[str, Advice]) -> None:
    source = advices["facts from documents, by API"].source("input_price", Way.RAG)
    assert source.origin is Origin.PUBLISHED
    assert source.citation.startswith("genai-prices ") and ": openai/" in source.citation


def test_what_does_not_exist_is_a_key_error(advice: Advice) -> None:
    for unknown in ("no_such_thing", "", "traffic.users"):
        with pytest.raises(KeyError):
            explain(advice, unknown)
        with pytest.raises(KeyError):
            advice.figure(unknown)
    with pytest.raises(KeyError):
        advice.source("no_such_thing")


def test_every_source_is_said_in_both_languages_without_leftover_places(advice: Advice) -> None:
    for language in LANGUAGES:
        reader = Reader(language)
        for name, quantity in quantities().items():
            if quantity.is_input:
                said = reader.say(advice.source(name).meaning)
                assert said and "{" not in said, name


def test_every_leaf_has_a_value_unless_nobody_answered(advice: Advice) -> None:
    for leaf in explain(advice, "total_cost").leaves():
        if math.isnan(leaf.value) and leaf.quantity.name not in ("gpu_reserved_rent", "gpu_spot_rent"):
            assert leaf.source is not None and leaf.source.origin is Origin.ASSUMED, leaf.quantity.name
