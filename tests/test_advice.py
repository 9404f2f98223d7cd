"""The whole advice: the same for the same project, true to its parts, and sound at the edges."""

from __future__ import annotations

import gc
import math
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from advisor import Project as PublicProject
from advisor import advise as public_advise
from advisor.advice import Advice, _advise, advise
from advisor.alternatives import WAYS, Host, Way
from advisor.catalogue import Catalogue, load
from advisor.decision.evidence import evidence
from advisor.decision.needs import Change, reassess
from advisor.examples import Example, examples
from advisor.graph import formula_names, quantities
from advisor.language import LANGUAGES, Reader
from advisor.project import GROUPS, QUESTIONS
from advisor.project_file import Project, ProjectError
from advisor.questions import Kind, Range
from advisor.report.words import advice_in_words
from tests.projects import CONTENTS, TODAY

FINITE = (
    "launch_cost", "first_month_cost", "total_cost", "spending", "launch_weeks", "proof_of_concept_weeks",
    "good_answer_share", "effort_before_launch", "run_effort_per_year", "run_team", "people_cost_once", "gpus_needed",
    "first_token_seconds", "answer_seconds", "queries_per_month", "prompt_tokens_per_query", "corpus_tokens",
)  # fmt: skip


def assert_sound(advice: Advice) -> None:
    """What holds of every advice."""
    assert set(advice.ranking) == set(WAYS)
    assert 0 <= sum(way.chance for way in advice.ways.values()) <= 1 + 1e-9
    is_open = [advice.ways[way].is_open for way in advice.ranking]
    assert is_open == sorted(is_open, reverse=True), "what is ruled out stands at the end"
    assert advice.ways[advice.first_step].is_open or not advice.best.is_open
    assert advice.road[-1].way is advice.verdict and advice.road[0].way is advice.first_step
    for way in WAYS:
        assert advice.ways[way].alternative.way is way
        for name in FINITE:
            figure = advice.figure(name, way)
            assert math.isfinite(figure.expected) and figure.low <= figure.high, (name, way)
            assert figure.low >= 0, (name, way)
        assert 0 <= advice.figure("good_answer_share", way).high <= 1


def test_the_advice_is_sound(advice: Advice) -> None:
    assert_sound(advice)


def test_the_package_offers_the_one_door() -> None:
    assert public_advise is advise and PublicProject is Project


def test_the_same_content_gives_the_same_object(catalogue: Catalogue) -> None:
    one = Project.parse({"name": "x", "traffic": {"users": 5, "turns": 2}})
    other = Project.loads("traffic: {turns: [2, 2], users: 5.0}\nname: x")
    assert advise(one, catalogue) is advise(other, catalogue)


def test_computed_anew_the_advice_is_the_same_to_the_last_digit(catalogue: Catalogue) -> None:
    project = Project.parse({"task": {"kind": "document_questions"}, "place": {"data_location": "any_api"}})
    before = advise(project, catalogue)
    drawn = {name: before.draws(name) for name in formula_names()}
    _advise.cache_clear()
    evidence.cache_clear()
    after = advise(project, catalogue)
    assert before is not after and before.ranking == after.ranking
    for name, values in drawn.items():
        assert np.array_equal(values, after.draws(name), equal_nan=True), name


def test_a_name_and_notes_change_no_figure(catalogue: Catalogue) -> None:
    plain, named = (advise(Project.parse(content), catalogue) for content in ({}, {"name": "x", "notes": "y"}))
    assert plain.ranking == named.ranking
    assert np.array_equal(plain.draws("total_cost"), named.draws("total_cost"))


@pytest.mark.parametrize("wish", WAYS)
def test_a_sponsors_wish_never_changes_the_advice_but_is_answered(advice: Advice, wish: Way) -> None:
    wished = advise(advice.project.with_answer("task.sponsor_wish", wish.value), advice.catalogue)
    assert wished.ranking == advice.ranking
    assert [wished.ways[way].chance for way in WAYS] == [advice.ways[way].chance for way in WAYS]
    assert len(wished.conflicts) == len(advice.conflicts) + (wish is not advice.verdict)


def test_nothing_known_is_advised_on_with_all_its_doubt(advices: dict[str, Advice]) -> None:
    advice = advices["nothing known"]
    assert_sound(advice)
    assert max(way.chance for way in advice.ways.values()) < 0.6, "nothing is known: no way is clearly best"
    assert advice.measure_first, "what to find out first is part of the advice"
    assert not advice.ruled_out and not advice.conflicts


def test_facts_of_ones_own_call_for_retrieval_and_form_for_tuning(advices: dict[str, Advice]) -> None:
    assert advices["facts from documents, by API"].verdict is Way.RAG
    assert advices["on bought machines, in euros, with values"].verdict is Way.HYBRID
    assert advices["millions of requests on rented machines"].verdict is Way.FINETUNE


def test_bought_machines_cost_once_and_no_rent(advices: dict[str, Advice]) -> None:
    advice = advices["on bought machines, in euros, with values"]
    for way in WAYS:
        assert advice.ways[way].alternative.host is Host.BOUGHT
        assert advice.figure("gpu_rent_spending", way).expected == 0
        assert advice.figure("model_api_spending", way).expected == 0
        needed, bought = advice.draws("gpus_needed", way), advice.draws("hardware_cost_once", way)
        # One GPU is there already.
        assert ((bought > 0) == (needed > 1)).all()
        assert (advice.draws("hardware_upkeep_by_month", way) > 0).all(), "electricity is paid all the same"


def test_an_api_needs_no_machines(advices: dict[str, Advice]) -> None:
    advice = advices["facts from documents, by API"]
    assert advice.best.alternative.host is Host.API
    for name in ("gpus_needed", "hardware_cost_once", "gpu_rent_spending", "weight_read_seconds"):
        assert advice.figure(name).high == 0, name
    assert not advice.figure("serving_energy_per_month").is_known, "not published: unknown and not zero"


def test_every_reason_stands_on_one_side(advice: Advice) -> None:
    for_it, against = advice.reasons_for, advice.reasons_against
    assert sorted(map(id, (*for_it, *against))) == sorted(map(id, advice.reasons))
    assert all(reason.source and reason.log_odds for reason in advice.reasons)
    loudness = [abs(reason.log_odds) for reason in advice.reasons]
    assert loudness == sorted(loudness, reverse=True)
    for reason in for_it:
        if reason.axis == "behaviour":
            assert (reason.log_odds > 0) == (advice.verdict in (Way.FINETUNE, Way.HYBRID))


def assert_flips_hold(advice: Advice) -> None:
    """Whoever gives the other answer is given the other way."""
    for flip in advice.flips:
        assert flip.way is not advice.verdict, flip.path
        assert flip.answered == (advice.project.answer(flip.path) is not None)
        changed = advice.project.with_answer(flip.path, QUESTIONS[flip.path].write(flip.answer))
        assert advise(changed, advice.catalogue).verdict is flip.way, flip.path


def test_what_is_said_to_change_the_advice_does(advice: Advice) -> None:
    assert_flips_hold(advice)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_what_is_said_to_change_the_advice_on_an_example_does(example: Example) -> None:
    assert_flips_hold(advise(example.project))


def test_the_winners_of_the_four_corners_give_back_the_chances(advice: Advice) -> None:
    needs, draws = advice.needs, advice.count
    needed = [np.broadcast_to(need.chance, (1, draws)) for need in (needs.knowledge, needs.behaviour)]
    [found] = advice.evidence.right_choices.under((needed[0], needed[1]))
    assert found == pytest.approx([advice.ways[way].chance for way in WAYS])


@pytest.mark.parametrize(
    ("path", "key"),
    [("team.skill_ml", "research"), ("knowledge.change_interval", "minutes"), ("task.rules_change", "week"),
     ("task.harm", "dangerous"), ("money.cost_pressure", "prohibitive"), ("task.breadth", "narrow")],
)  # fmt: skip
@pytest.mark.parametrize("known", [{}, {"team": {"skill_ml": "none"}, "knowledge": {"change_interval": "never"}}])
def test_what_another_answer_would_change_is_computed_with_that_answer(
    path: str, key: str, known: dict[str, Any], catalogue: Catalogue
) -> None:
    project, question = Project.parse(known), QUESTIONS[path]
    value = question.option(key).value
    futures = advise(project, catalogue).futures
    change = Change(project, path, Range(value, value))
    facts, behaviour = (np.mean(chance) for chance in reassess(futures.needs, [change], futures.figures))
    true = advise(project.with_answer(path, key), catalogue).needs
    assert facts == pytest.approx(true.knowledge.probability)
    assert behaviour == pytest.approx(true.behaviour.probability)


def test_what_to_measure_first_is_open_and_most_telling_first(advice: Advice) -> None:
    gains = [measure.gain for measure in advice.measure_first]
    assert gains == sorted(gains, reverse=True) and all(0 < gain < 1 for gain in gains)
    for measure in advice.measure_first:
        answer = advice.project.answer(measure.path)
        assert answer is None or (isinstance(answer, Range) and answer.low < answer.high), measure.path
        assert (measure.worth_usd is not None) == (advice.project.money.good_answer_value is not None)


def test_the_models_to_choose_from_stand_by_cost_and_are_of_the_verdicts_way(advice: Advice) -> None:
    costs = [point.total_cost for point in advice.models()]
    assert costs == sorted(costs) and costs
    assert len({point.alternative.model.name for point in advice.models()}) == len(costs)
    assert {point.alternative.way for point in advice.models()} == {advice.verdict}


def test_announced_price_changes_lie_within_the_horizon(advice: Advice) -> None:
    for way, changes in advice.price_changes.items():
        assert advice.ways[way].alternative.host is Host.API
        for change in changes:
            assert change.day > advice.start and change.before != change.after


def test_a_figure_is_a_mean_within_the_range_of_its_draws(advice: Advice) -> None:
    for name in FINITE:
        figure, drawn = advice.figure(name), advice.draws(name)
        assert figure.unit == quantities()[name].unit
        assert figure.expected == pytest.approx(drawn.mean())
        # A tenth of the futures lies outside at each end, to the nearest future.
        tenth = 0.1 + 1 / len(drawn)
        assert (drawn < figure.low).mean() <= tenth and (drawn > figure.high).mean() <= tenth


def test_who_rents_trains_on_gpus_rented_for_it_and_who_owns_on_their_own(advice: Advice) -> None:
    figures, rows = advice.futures.figures, advice.futures.alternatives
    for row in range(len(rows)):
        alternative = rows.describe(row)
        memory = float(figures["training_gpu_memory"][row, 0])
        if alternative.host == "bought":
            assert memory == figures["gpu_memory"][row, 0]
        elif alternative.host == "rented":
            # An H100 shows 79.65 of its 80 GiB
            assert memory == pytest.approx(79.65 * 2**30)
        elif alternative.gpu is None:
            assert memory == 0


def test_a_course_is_no_figure_and_a_figure_no_course(advice: Advice) -> None:
    assert len(advice.course("cost_by_month").expected) == advice.months
    with pytest.raises(KeyError):
        advice.figure("cost_by_month")
    with pytest.raises(KeyError):
        advice.course("total_cost")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advice_can_be_said_in_every_language(advice: Advice, language: str) -> None:
    said = advice_in_words(advice, language)
    assert not set("{}") & set(said)
    reader = Reader(language)
    for told in (*advice.conflicts, *(stage.gate for stage in advice.road), *(flip.option for flip in advice.flips)):
        assert reader.say(told) and "{" not in reader.say(told)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"overrides": {"no_such_thing": 1}}, "overrides.no_such_thing"),
        ({"overrides": {"tokens_per_million": 0}}, "overrides.tokens_per_million"),
        ({"overrides": {"usable_memory_share": -0.5}}, "overrides.usable_memory_share"),
        ({"overrides": {"usable_memory_share": 1.5}}, "overrides.usable_memory_share"),
        ({"own_prices": {"openai/gpt-0": {"usd_per_million_input_tokens": 1, "usd_per_million_output_tokens": 1}}},
         "own_prices.openai/gpt-0"),
        ({"place": {"providers": ["openai", "acme"]}}, "place.providers"),
        ({"start": "2027-01-01", "money": {"go_live": "2026-12-31"}}, "money.go_live"),
    ],
)  # fmt: skip
def test_what_the_catalogue_does_not_know_is_a_fault(content: dict[str, Any], place: str, catalogue: Catalogue) -> None:
    with pytest.raises(ProjectError) as caught:
        advise(Project.parse(content), catalogue)
    assert [fault.place for fault in caught.value.faults] == [place]
    assert "None" not in str(caught.value)


def test_all_that_the_catalogue_does_not_know_is_told_at_once(catalogue: Catalogue) -> None:
    project = Project.parse({"overrides": {"one": 1, "two": 2}, "place": {"providers": ["acme", "other"]}})
    with pytest.raises(ProjectError) as caught:
        advise(project, catalogue)
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize("price", ["usd_per_million_input_tokens", "usd_per_million_output_tokens"])
def test_no_price_is_below_zero(price: str) -> None:
    prices = {"usd_per_million_input_tokens": 1, "usd_per_million_output_tokens": 1} | {price: -1}
    with pytest.raises(ProjectError, match=price):
        Project.parse({"own_prices": {"openai/gpt-6-luna": prices}})


def extreme(at: str) -> dict[str, Any]:
    """Every number at one end of what the question allows."""
    return {
        group: {name: getattr(question, at) for name, question in fields.questions().items()
                if question.kind is Kind.NUMBER}
        for group, fields in GROUPS.items()
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        extreme("lowest"),
        extreme("highest"),
        {"traffic": {"users": 0}},
        {"traffic": {"growth_per_year": -0.9}, "money": {"horizon_months": 60}},
        {"knowledge": {"documents": 0}, "examples": {"labelled": 0, "per_week": 0}},
        {"team": {"people": {}}},
        {"start": "2100-01-01"},
        {"start": "2020-01-01"},
    ],
    ids=["all lowest", "all highest", "nobody asks", "shrinking", "nothing there", "nobody there", "2100", "2020"],
)
def test_the_edges_of_what_may_be_answered_are_sound(content: dict[str, Any], catalogue: Catalogue) -> None:
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        advice = advise(Project.parse(content), catalogue)
    assert_sound(advice)
    assert advice_in_words(advice, "en")


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(CONTENTS)
def test_any_valid_project_gives_sound_advice(content: dict[str, Any]) -> None:
    project = Project.parse(content)
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            advice = advise(project, load(TODAY), draws=16)
    except ProjectError:
        assume(False)
    assert_sound(advice)
    assert advice_in_words(advice, "es")


@pytest.mark.parametrize("draws", [2, 64])
def test_fewer_futures_may_be_simulated(draws: int, catalogue: Catalogue) -> None:
    advice = advise(Project(), catalogue, draws)
    assert advice.draws("total_cost").shape == (draws,)
    assert_sound(advice)


def test_an_advice_keeps_what_was_read_and_not_the_futures() -> None:
    """Many people have an advice open at once, and the futures of one take tens of megabytes."""
    advice = advise(examples()[0].project)

    def told() -> tuple[object, ...]:
        return (
            advice.figure("launch_cost"), advice.flips, advice.measure_first, advice.drives("total_cost"),
            advice.drives_choice, advice.reasons, advice.doubts("launch_cost"), advice.models(), advice.turnings,
            advice.proofs_of_concept, advice.lacking, advice.conflicts, advice.hints,
        )  # fmt: skip

    before, futures = told(), weakref.ref(advice.futures)
    evidence.cache_clear()
    gc.collect()
    assert futures() is None
    assert told() == before
    assert evidence.cache_info().currsize == 0, "nothing was simulated again"
    assert advice.figure("launch_weeks").expected == pytest.approx(float(advice.draws("launch_weeks").mean()))
