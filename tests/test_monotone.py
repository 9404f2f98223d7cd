"""Whatever the project: more never costs less, a tighter limit opens nothing, more evidence pulls one way only.

Two projects that differ in one answer are compared on the same alternatives, in the middle case and in a few futures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.alternatives import WAYS, Alternatives, Way
from advisor.catalogue import load
from advisor.decision.conditions import Situation
from advisor.decision.futures import Futures, simulate
from advisor.decision.gates import GATES, Closed, close
from advisor.decision.needs import AXES, Needs, assess
from advisor.decision.ranking import rank, shortfall
from advisor.decision.rules import Rule, load_rules
from advisor.figures import Figures
from advisor.graph import STRUCTURE, computed_names
from advisor.inputs import answer_inputs, parameter_inputs
from advisor.own_machines import with_own
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.units import FloatArray
from tests.projects import GROUPS_OF_ANSWERS, PROJECTS, TODAY, some_of

DRAWS = 16
EXAMPLES = 5
ROUNDING = 1 + 1e-9
COSTS = ("launch_cost", "first_month_cost", "total_cost")
TUNED = [WAYS.index(Way.FINETUNE), WAYS.index(Way.HYBRID)]

Values = dict[str, FloatArray]
Content = dict[str, Any]


def merged(known: Content, more: Content) -> Content:
    groups = (known.keys() | more.keys()) - {"start"}
    return {"start": TODAY.isoformat()} | {group: known.get(group, {}) | more.get(group, {}) for group in groups}


CONTENTS = st.builds(merged, st.sampled_from(list(PROJECTS.values())), some_of(GROUPS_OF_ANSWERS))


def amounts(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(np.log(low), np.log(high)).map(lambda power: float(np.exp(power)))


class Answers(NamedTuple):
    """Two answers to one question, the second of which is more."""

    less: Any
    more: Any


def rising(low: float, high: float, width: float = 3) -> st.SearchStrategy[Answers]:
    """Two numbers, or two equally wide ranges, of which the second lies higher: up to 10 x width above these ends."""

    def pair(given: tuple[float, float, float]) -> Answers:
        number, factor, wide = given
        more = number * factor
        return Answers([number, number * wide], [more, more * wide])

    return st.tuples(amounts(low, high), st.floats(1, 10), st.sampled_from([1, width])).map(pair)


def futures_of(content: Content) -> Futures:
    return simulate(Project.parse(content), load(TODAY), DRAWS)


def answered(content: Content, path: str, answer: Any) -> Content:
    group, name = path.split(".")
    return content | {group: content.get(group, {}) | {name: answer}}


def without(content: Content, *paths: str) -> Content:
    for path in paths:
        content = answered(content, path, None)
    return content


class Rows(NamedTuple):
    """Some alternatives, with everything that is asked, cited and known of them."""

    alternatives: Alternatives
    inputs: Values

    def computed(self, *wanted: str, **held: FloatArray) -> Values:
        """Quantities of the graph, with some held at other values."""
        figures = Figures(self.inputs | held)
        return {name: figures[name] for name in wanted}

    def closed(self, futures: Futures) -> Closed:
        """What the gates close, by the answers of these futures."""
        figures = Figures(self.inputs)
        shape = (len(self.alternatives), figures["facts_chance"].shape[1])
        return close(Situation(futures.project, self.alternatives, figures, futures.start), shape)


def inputs_of(figures: Figures) -> Values:
    return {name: figures[name] for name in figures if name not in computed_names()}


def same_rows(one: Futures, other: Futures) -> Iterator[tuple[Rows, Rows]]:
    """The rows of one project under its own answers and under the other's: all in the middle case, then finalists."""
    for figures, others, rows in (
        (one.screened.figures, other.screened.figures, one.screened.alternatives),
        (one.figures, other.figures, one.alternatives),
    ):
        before = inputs_of(figures)
        own = {name: values for name, values in before.items() if len(values) > 1 and name not in STRUCTURE}
        yield Rows(rows, before), Rows(rows, inputs_of(others) | own)


def needs_of(content: Content) -> Needs:
    project, catalogue = Project.parse(content), load(TODAY)
    values = answer_inputs(project, catalogue, DRAWS).values | parameter_inputs(project, catalogue, DRAWS).values
    return assess(project, Figures(values))


# Costs

LOAD = {
    "traffic.users": rising(1, 1e6),
    "traffic.queries_per_user_day": rising(0.1, 1000),
    "traffic.queries_per_day": rising(1, 1e8),
    "traffic.peak_factor": rising(1, 30),
    "traffic.growth_per_year": rising(0.01, 2, width=1),
}
LENGTHS = {
    "traffic.question_tokens": rising(10, 1e5),
    "traffic.answer_tokens": rising(1, 3e4),
    "traffic.turns": rising(1, 30),
}


def nobody_contracted(content: Content) -> Content:
    """Else more work may tip a contract into a hire, who costs less a week."""
    return answered(content, "team.may_contract", False)


def asked_more(content: Content, path: str, answers: Answers) -> tuple[Futures, Futures]:
    content = nobody_contracted(content)
    if path in ("traffic.users", "traffic.queries_per_user_day"):
        content = without(content, "traffic.queries_per_day")
    return futures_of(answered(content, path, answers.less)), futures_of(answered(content, path, answers.more))


@pytest.mark.slow
@pytest.mark.parametrize("path", [*LOAD, *LENGTHS])
@settings(max_examples=EXAMPLES)
@given(content=CONTENTS, data=st.data())
def test_more_asked_costs_no_alternative_less(path: str, content: Content, data: st.DataObject) -> None:
    """At the same share of cache hits: more requests keep a prompt cached, and are then rightly cheaper.

    Of longer requests only where no GPU of one's own trains: they may leave it room for one example at a time where
    there were two, and then far fewer GPUs hold the run and fetch less from each other.
    """
    little, much = asked_more(content, path, data.draw((LOAD | LENGTHS)[path]))
    for before, after in same_rows(little, much):
        hits = before.computed("cache_hit_share")
        less, more = before.computed(*COSTS), after.computed(*COSTS, **hits)
        trained = before.inputs["tuning"] > before.inputs["tuning_managed"]
        counts = ~trained if path in LENGTHS else np.ones_like(trained)
        for cost in COSTS:
            assert (counts <= (less[cost] <= more[cost] * ROUNDING)).all(), cost


def least_costs(futures: Futures) -> FloatArray:
    """What the cheapest open alternative of each way costs in the middle case."""
    rows, closed = futures.screened.alternatives, futures.screened.closed.impossible[:, 0]
    costs = futures.screened.figures["total_cost"][:, 0]
    return np.array([np.min(costs[(rows.way == way) & ~closed], initial=np.inf) for way in range(len(WAYS))])


@pytest.mark.slow
@pytest.mark.parametrize("path", [*LOAD])
@settings(max_examples=EXAMPLES)
@given(content=CONTENTS, data=st.data())
def test_more_asked_makes_no_way_cheaper(path: str, content: Content, data: st.DataObject) -> None:
    """Nothing is kept cached here, for the same reason."""
    cold = content | {"overrides": {"prompt_cache_lifetime": 1e-12}}
    little, much = asked_more(cold, path, data.draw(LOAD[path]))
    assert (least_costs(little) <= least_costs(much) * ROUNDING).all()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["knowledge.documents", "knowledge.pages_per_document", "knowledge.tokens"])
@settings(max_examples=EXAMPLES)
@given(content=CONTENTS, data=st.data())
def test_more_documents_never_shrink_the_index_or_its_cost(path: str, content: Content, data: st.DataObject) -> None:
    """Nor the whole bill, of what does not send them all: a prompt may grow to the length from which it is cached."""
    if path != "knowledge.tokens":
        content = without(content, "knowledge.tokens")
    content = nobody_contracted(content)
    few, many = (futures_of(answered(content, path, answer)) for answer in data.draw(rising(0.1, 1000)))
    index = ("index_bytes", "index_cost_once", "refresh_cost_per_month", "vector_store_cost_per_month")
    for before, after in same_rows(few, many):
        less, more = before.computed(*index, *COSTS), after.computed(*index, *COSTS)
        whole = before.inputs["corpus_in_prompt"] > 0
        for quantity in (*index, *COSTS):
            assert (whole | (less[quantity] <= more[quantity] * ROUNDING)).all(), quantity


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(CONTENTS, st.tuples(st.integers(1, 120), st.integers(1, 120)).map(sorted))
def test_a_longer_horizon_costs_no_alternative_less(content: Content, months: list[int]) -> None:
    short, long = (futures_of(answered(content, "money.horizon_months", number)).screened for number in months)
    assert np.array_equal(short.alternatives.lever, long.alternatives.lever)
    assert np.array_equal(short.alternatives.serving, long.alternatives.serving)
    assert (short.figures["total_cost"] <= long.figures["total_cost"] * ROUNDING).all()
    assert np.array_equal(short.figures["launch_cost"], long.figures["launch_cost"])


# Limits

STRICTER_PLACES = ["any_api", "regional_api", "own_cloud", "own_premises", "air_gap"]
STRICTER_LICENCES = ["any", "open_weights", "permissive"]
PROVIDERS = ["anthropic", "aws", "azure", "google", "mistral", "openai"]


def in_order(answers: list[str]) -> st.SearchStrategy[Answers]:
    """Two answers, the stricter one first."""
    places = st.tuples(*[st.integers(0, len(answers) - 1)] * 2)
    return places.map(lambda two: Answers(answers[max(two)], answers[min(two)]))


def fewer(names: list[str]) -> st.SearchStrategy[Answers]:
    some = st.sets(st.sampled_from(names), min_size=1)
    return st.tuples(some, some).map(lambda two: Answers(sorted(two[0]), sorted(two[0] | two[1])))


DAYS = st.tuples(*[st.dates(TODAY, TODAY.replace(year=2028))] * 2).map(lambda two: Answers(*map(str, sorted(two))))
LIMITS = {
    "money.one_off_budget": rising(100, 1e7),
    "money.monthly_budget": rising(10, 1e6),
    "money.go_live": DAYS,
    "traffic.first_token_seconds": rising(0.05, 100),
    "traffic.answer_seconds": rising(0.05, 1000),
    "place.data_location": in_order(STRICTER_PLACES),
    "place.licences": in_order(STRICTER_LICENCES),
    "place.providers": fewer(PROVIDERS),
    "place.memory_gb": rising(1, 1000),
}


@pytest.mark.slow
@pytest.mark.parametrize("path", LIMITS)
@settings(max_examples=EXAMPLES)
@given(content=CONTENTS, data=st.data())
def test_a_tighter_limit_opens_nothing(path: str, content: Content, data: st.DataObject) -> None:
    """Bought machines are compared only where data stay in the house or GPUs are there: here they are.

    Who has less than a second for an answer is given a leaner search, which is cheaper too: such rows are left out.
    """
    tight, loose = (
        futures_of(answered(answered(content, "place.gpus", 1), path, answer)) for answer in data.draw(LIMITS[path])
    )
    for before, after in same_rows(loose, tight):
        searched_alike = before.computed("is_lean")["is_lean"] == after.computed("is_lean")["is_lean"]
        alike = searched_alike | (before.inputs["retrieval"] == 0)
        opened = before.closed(loose).by_gate & ~after.closed(tight).by_gate & alike
        assert not opened.any(), {gate.id for gate, rows in zip(GATES, opened, strict=True) if rows.any()}


# Examples


@pytest.mark.slow
@pytest.mark.parametrize("path", ["examples.labelled", "examples.per_week", "examples.evaluation_set"])
@settings(max_examples=EXAMPLES)
@given(content=CONTENTS, data=st.data())
def test_more_examples_never_close_tuning_or_make_it_worse_or_less_needed(
    path: str, content: Content, data: st.DataObject
) -> None:
    few, many = (futures_of(answered(content, path, answer)) for answer in data.draw(rising(0.1, 1e6)))
    assert (few.needs.behaviour.chance <= many.needs.behaviour.chance * ROUNDING).all()
    assert np.array_equal(few.needs.knowledge.chance, many.needs.knowledge.chance)
    for before, after in same_rows(few, many):
        opened = ~before.closed(few).impossible
        assert not (opened & after.closed(many).impossible).any()
        if path != "examples.evaluation_set":
            tuned = np.isin(before.alternatives.way, TUNED)
            less, more = (rows.computed("good_answer_share")["good_answer_share"][tuned] for rows in (before, after))
            assert (less <= more * ROUNDING).all()


# Quality and value


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(CONTENTS, st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted))
def test_a_better_measured_prompt_is_never_taken_for_a_worse_one(content: Content, shares: list[float]) -> None:
    worse, better = (futures_of(answered(content, "task.measured_quality", share)) for share in shares)
    for before, after in same_rows(worse, better):
        prompted = before.alternatives.way == WAYS.index(Way.PROMPT)
        less, more = (rows.computed("good_answer_share")["good_answer_share"][prompted] for rows in (before, after))
        assert (less <= more * ROUNDING).all()


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(CONTENTS, rising(0.001, 1000))
def test_the_more_a_good_answer_is_worth_the_better_the_winner(content: Content, values: Answers) -> None:
    """In every future and corner of the needs, among the same finalists; so of two that cost alike the better one."""
    low, high = (futures_of(answered(content, "money.good_answer_value", value)) for value in values)
    every_draw = np.arange(DRAWS)
    for case in low.cases:
        assert isinstance(case.figures, Figures)
        dearer = case.figures.with_instead(good_answer_value=high.figures["good_answer_value"])
        quality = np.broadcast_to(case.figures["good_answer_share"], case.closed.impossible.shape)
        before = rank(low.alternatives, [case]).best_row[0]
        after = rank(low.alternatives, [case._replace(figures=dearer)]).best_row[0]
        assert np.array_equal(before < 0, after < 0)
        assert ((before < 0) | (quality[before, every_draw] <= quality[after, every_draw] + 1e-12)).all()


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(CONTENTS, st.sampled_from(WAYS))
def test_a_wish_changes_nothing_but_the_conflict_that_is_told(content: Content, wish: Way) -> None:
    free = without(content, "money.go_live", "place.providers", "task.sponsor_wish")
    asked = answered(free, "task.sponsor_wish", wish.value)
    before, after = (advise(Project.parse(given), load(TODAY), DRAWS) for given in (free, asked))
    assert before.ranking == after.ranking
    for way in WAYS:
        assert before.ways[way].chance == after.ways[way].chance
        assert [ruled.gate for ruled in before.ways[way].ruled_out] == [
            ruled.gate for ruled in after.ways[way].ruled_out
        ]
    assert np.array_equal(before.futures.screened.closed.by_gate, after.futures.screened.closed.by_gate)
    assert np.array_equal(before.futures.closed.by_gate, after.futures.closed.by_gate)


OWN_MODEL = st.fixed_dictionaries({
    "layers": st.integers(8, 80), "hidden_size": st.sampled_from([1024, 4096, 8192]), "attention_heads": st.just(32),
    "key_value_heads": st.sampled_from([4, 8, 32]), "intermediate_size": st.sampled_from([4096, 14336]),
    "vocabulary_size": st.just(128_256), "context_tokens": st.sampled_from([8192, 131_072]),
    "capability_tier": st.integers(1, 4),
})  # fmt: skip


def best_of(futures: Futures) -> tuple[float, float]:
    """The least that any row falls short by in the middle case, and the best that rows no shorter than it offer."""
    figures = futures.screened.figures
    lacking = shortfall(figures, futures.screened.closed)[:, 0]
    merit = "good_answer_share" if np.isnan(figures["good_answer_value"]).any() else "net_value"
    return float(lacking.min()), float(figures[merit][lacking <= lacking.min(), 0].max())


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(CONTENTS, OWN_MODEL)
def test_one_more_model_never_lowers_the_best_that_can_be_had(content: Content, model: Content) -> None:
    project = Project.parse(content | {"own_models": {"ours": model}})
    fewer_models = futures_of(content)
    more_models = simulate(project, with_own(load(TODAY), project.own_models, project.own_gpus), DRAWS)
    (lacking, merit), (lacking_now, merit_now) = best_of(fewer_models), best_of(more_models)
    assert lacking_now <= lacking
    assert lacking_now < lacking or merit_now >= merit - abs(merit) * 1e-9


# Needs

RAMPS = [rule for rule in load_rules() if rule.ramp]
ANSWER_OF_QUANTITY = {"queries_per_month": "traffic.queries_per_day", "quality_gap": "task.measured_quality"}
STEPS = 40


def along(rule: Rule) -> tuple[str, list[Any]]:
    """The question that moves a ramp, and answers to it in even steps from well before the ramp to well after it."""
    ramp = rule.ramp
    assert ramp is not None
    low, high = sorted((ramp.start, ramp.to))
    if rule.roster:
        return "team.people", [{rule.roster[0]: float(people)} for people in np.linspace(0, 2 * high, STEPS)]
    path = rule.answer or ANSWER_OF_QUANTITY[str(rule.quantity)]
    question = QUESTIONS[path]
    if question.options:
        return path, [option.key for option in question.options]
    ends = np.clip([low / 10, high * 10], question.lowest, question.highest)
    return path, [*map(float, np.geomspace(*ends, STEPS) if ramp.scale == "log" else np.linspace(*ends, STEPS))]


def steepest(rule: Rule, path: str, answers: list[Any]) -> float:
    """The most that a step from one answer to the next may add, in log-odds."""
    ramp = rule.ramp
    assert ramp is not None
    if QUESTIONS[path].options and path != "team.people":
        return rule.weight * abs(ramp.high - ramp.low)
    ends, numbers = np.array([ramp.start, ramp.to]), [sum(a.values()) if isinstance(a, dict) else a for a in answers]
    if ramp.scale == "log":
        ends, numbers = np.log(ends), list(np.log(numbers))
    return float(rule.weight * abs((ramp.high - ramp.low) * (numbers[1] - numbers[0]) / (ends[1] - ends[0])))


@pytest.mark.slow
@pytest.mark.parametrize("rule", RAMPS, ids=lambda rule: rule.id)
@settings(max_examples=EXAMPLES)
@given(content=CONTENTS)
def test_a_ramp_moves_its_need_one_way_and_without_a_cliff(rule: Rule, content: Content) -> None:
    path, answers = along(rule)
    needs = [needs_of(answered(content, path, answer)) for answer in answers]
    for axis in AXES:
        odds = [np.broadcast_to(getattr(found, axis).known, (1, DRAWS)) for found in needs]
        steps = np.diff(np.concatenate(odds), axis=0)
        assert (steps >= -1e-9).all() or (steps <= 1e-9).all()
        assert (np.abs(steps) <= (axis == rule.axis) * steepest(rule, path, answers) + 1e-9).all()
