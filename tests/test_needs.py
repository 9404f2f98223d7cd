"""The need: what each answer says, in which direction and how loudly, and what silence does."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.advice import Advice
from advisor.catalogue import Catalogue, load
from advisor.decision.futures import DRAWS
from advisor.decision.needs import Need, Needs, assess, ramp_strength
from advisor.decision.rules import Ramp, Rule, RulesError, load_rules
from advisor.figures import Figures
from advisor.graph import formula_names
from advisor.inputs import answer_inputs, parameter_inputs
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Kind
from tests.projects import TODAY, answers

AXES = ("knowledge", "behaviour")
RULES = load_rules()
LEVELLED = [rule for rule in RULES if rule.levels]
ENTANGLED = {
    "task.prompt_effort", "task.failure", "task.kind", "task.breadth", "knowledge.source", "money.cost_pressure",
    "team.skill_ml",
}  # fmt: skip
"""Answers that also decide whether, or how loudly, another rule speaks."""


def needs(content: dict[str, Any], catalogue: Catalogue | None = None) -> Needs:
    project, catalogue = Project.parse(content), catalogue or load(TODAY)
    inputs = answer_inputs(project, catalogue, DRAWS) | parameter_inputs(project, catalogue, DRAWS)
    return assess(project, Figures(inputs.values))


def need(axis: str, content: dict[str, Any]) -> Need:
    found: Need = getattr(needs(content), axis)
    return found


def with_answer(content: dict[str, Any], path: str, given: Any) -> dict[str, Any]:
    group, name = path.split(".")
    return content | {group: content.get(group, {}) | {name: given}}


def written(key: str) -> Any:
    return {"true": True, "false": False}.get(key, key)


def test_every_rule_speaks_both_languages_and_names_its_source() -> None:
    for rule in RULES:
        for sentence in (rule.for_, rule.against):
            assert sentence.en.strip().endswith(".") and sentence.es.strip().endswith("."), rule.id
            assert sentence.en != sentence.es, rule.id
        assert len(rule.source) >= 10, rule.id


def test_every_rule_looks_at_answers_that_exist() -> None:
    for rule in RULES:
        paths = [rule.answer, rule.only_if_unknown, rule.scaled_by and rule.scaled_by.answer, *rule.unless]
        assert {path for path in paths if path} <= set(QUESTIONS), rule.id
        for path, keys in rule.unless.items():
            assert set(keys) <= {option.key for option in QUESTIONS[path].options}, rule.id
        if rule.scaled_by:
            options = {option.key for option in QUESTIONS[rule.scaled_by.answer].options}
            assert set(rule.scaled_by.levels) == options, rule.id
        assert set(rule.roster) <= {option.key for option in QUESTIONS["team.people"].options}, rule.id
        assert rule.quantity is None or rule.quantity in formula_names(), rule.id


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("path", sorted({str(rule.answer) for rule in LEVELLED}))
def test_the_louder_an_answer_speaks_for_a_need_the_likelier_the_need(path: str, axis: str) -> None:
    rules = [rule for rule in LEVELLED if (rule.answer, rule.axis) == (path, axis)]
    keys = sorted({key for rule in rules for key in rule.levels})
    loudness = {key: sum(rule.levels.get(key, 0) * rule.weight for rule in rules) for key in keys}
    if path == "task.kind" and axis == "knowledge":
        assert loudness["document_questions"] == max(loudness.values())
    chances = {key: need(axis, with_answer({}, path, written(key))).probability for key in keys}
    for one in keys:
        for other in keys:
            if loudness[one] < loudness[other] - 1e-9:
                assert chances[one] < chances[other], (one, other)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.ramp and rule.answer], ids=lambda rule: rule.id)
def test_a_ramp_rises_from_its_low_to_its_high_end(rule: Rule) -> None:
    assert rule.ramp is not None and rule.answer is not None
    question = QUESTIONS[rule.answer]
    ends = sorted((max(rule.ramp.start, question.lowest), min(rule.ramp.to, question.highest)),
                  reverse=rule.ramp.to < rule.ramp.start)  # fmt: skip
    if question.kind is Kind.SCALE:
        values: list[Any] = [option.key for option in question.options]
        values = values if rule.ramp.to > rule.ramp.start else values[::-1]
    else:
        values = [float(value) for value in np.linspace(*ends, 6)]
    chances = [need(rule.axis, with_answer({}, rule.answer, value)).probability for value in values]
    if rule.answer not in ENTANGLED:
        assert chances == sorted(chances) and chances[0] < chances[-1]


@pytest.mark.parametrize(("value", "strength"), [(1, -1), (10, -1), (100, -0.5), (1000, 0), (10_000, 0), (0, -1)])
def test_a_logarithmic_ramp_counts_in_factors(value: float, strength: float) -> None:
    # From 10 to 1000 the strength goes from -1 to 0; 100 lies half way.
    ramp = Ramp.model_validate({"from": 10, "to": 1000, "scale": "log", "low": -1, "high": 0})
    assert ramp_strength(ramp, np.array([[float(value)]])).item() == pytest.approx(strength)


FREE_RULES = [rule for rule in LEVELLED if rule.answer not in ENTANGLED and len(rule.levels) > 1]
SOME_ANSWERS = st.fixed_dictionaries(
    {}, optional={path: answers(question) for path, question in QUESTIONS.items() if question.kind is not Kind.DAY}
)


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for path, answer in flat.items():
        content = with_answer(content, path, answer)
    return content


@settings(max_examples=25, deadline=None)
@given(SOME_ANSWERS, st.sampled_from(FREE_RULES), st.data())
def test_more_evidence_for_a_need_never_lowers_its_probability(
    flat: dict[str, Any], rule: Rule, data: st.DataObject
) -> None:
    one, other = sorted(data.draw(st.permutations(sorted(rule.levels)))[:2], key=rule.levels.__getitem__)
    less, more = (need(rule.axis, with_answer(nested(flat), str(rule.answer), written(key))).probability
                  for key in (one, other))  # fmt: skip
    assert more >= less - 1e-12


@settings(max_examples=25, deadline=None)
@given(SOME_ANSWERS)
def test_any_answers_give_probabilities_short_of_certainty(flat: dict[str, Any]) -> None:
    found = needs(nested(flat))
    for axis in AXES:
        chance = getattr(found, axis).chance
        assert np.isfinite(chance).all() and chance.min() > 0 and chance.max() < 1


@settings(max_examples=25, deadline=None)
@given(SOME_ANSWERS, st.sampled_from(AXES))
def test_doubt_about_what_is_unknown_draws_a_probability_to_a_half(flat: dict[str, Any], axis: str) -> None:
    sure, doubtful = (need(axis, nested(flat) | {"overrides": {"unknown_answer_doubt": doubt}})
                      for doubt in (0, 0.6))  # fmt: skip
    assume(np.ptp(sure.chance) < 1e-9)
    assert abs(doubtful.probability - 0.5) <= abs(sure.probability - 0.5) + 0.005


@pytest.mark.parametrize(("axis", "content"), [
    ("knowledge", {"knowledge": {"source": "documents"}, "task": {"failure": "facts"}}),
    ("knowledge", {"knowledge": {"source": "request"}, "task": {"failure": "nothing"}}),
    ("behaviour", {"task": {"failure": "form", "prompt_effort": "exhausted", "strictness": "unusual"}}),
    ("behaviour", {"task": {"failure": "facts", "prompt_effort": "none"}}),
])  # fmt: skip
def test_an_unanswered_question_leaves_a_probability_nearer_to_a_half(axis: str, content: dict[str, Any]) -> None:
    sure, doubtful = (
        need(axis, content | {"overrides": {"unknown_answer_doubt": doubt}})
        for doubt in (
            0,
            0.3,
        )
    )
    assert doubtful.unknown
    assert abs(doubtful.probability - 0.5) < abs(sure.probability - 0.5)


def test_a_probability_follows_from_the_rules_by_hand(catalogue: Catalogue) -> None:
    # Before any answer -0.3; own documents speak with 0.9 of the weight 3 (data/rules/knowledge.yaml).
    own = {"unknown_answer_doubt": 0, "knowledge_base_log_odds": -0.3, "rules_lapse": 0}
    found = need("knowledge", {"knowledge": {"source": "documents"}, "overrides": own})
    assert found.probability == pytest.approx(1 / (1 + math.exp(-(-0.3 + 0.9 * 3))))
    assert [c.log_odds for c in found.contributions] == pytest.approx([0.9 * 3])


def test_the_rules_are_never_surer_than_they_err() -> None:
    lapse = 0.1
    for source, certain in (("documents", 1 - lapse), ("request", lapse)):
        own = {"unknown_answer_doubt": 0, "knowledge_base_log_odds": 50 if source == "documents" else -50,
               "rules_lapse": lapse}  # fmt: skip
        found = need("knowledge", {"knowledge": {"source": source}, "overrides": own})
        assert found.probability == pytest.approx(certain)


def test_the_probability_is_that_of_all_that_speaks(advice: Advice) -> None:
    figures = advice.futures.figures
    for axis in AXES:
        found: Need = getattr(advice.needs, axis)
        loudness = [abs(contribution.log_odds) for contribution in found.contributions]
        assert loudness == sorted(loudness, reverse=True)
        answered = {contribution.rule.id for contribution in found.contributions}
        assert answered.isdisjoint(rule.id for rule in found.unknown)
        if not found.unknown and np.ptp(found.chance) < 1e-12:
            total = float(figures[f"{axis}_base_log_odds"].item()) + sum(c.log_odds for c in found.contributions)
            lapse = float(figures["rules_lapse"].item())
            assert found.probability == pytest.approx(lapse + (1 - 2 * lapse) / (1 + math.exp(-total)))


def test_the_reason_speaks_in_the_direction_of_its_rule() -> None:
    for answer, side in (("documents", "for_"), ("request", "against")):
        found = need("knowledge", {"knowledge": {"source": answer}})
        reason = next(c for c in found.contributions if c.rule.id == "knowledge_source")
        assert reason.sentence.en == getattr(reason.rule, side).en and reason.sentence.es


def test_not_tried_says_as_little_as_no_answer() -> None:
    for axis in AXES:
        untold, not_tried = need(axis, {}), need(axis, {"task": {"failure": "not_tried"}})
        assert np.array_equal(untold.chance, not_tried.chance)


def test_a_rule_of_last_resort_is_silent_where_the_better_answer_is_known() -> None:
    kind = {"task": {"kind": "document_questions"}}
    alone, beside = (need("knowledge", content).contributions
                     for content in (kind, kind | {"knowledge": {"source": "request"}}))  # fmt: skip
    assert "knowledge_task" in {c.rule.id for c in alone} and "knowledge_task" not in {c.rule.id for c in beside}


@pytest.mark.parametrize("axis", AXES)
def test_needs_come_up_in_the_simulated_futures_as_often_as_they_are_likely(advice: Advice, axis: str) -> None:
    drawn = advice.futures.figures["lacks_facts" if axis == "knowledge" else "lacks_behaviour"]
    assert set(np.unique(drawn)) <= {0, 1}
    assert drawn.mean() == pytest.approx(getattr(advice.needs, axis).probability, abs=0.05)


BROKEN = """
- {id: one, axis: skill, answer: task.failure, levels: {facts: 1}, weight: 1,
   for: {en: x, es: y}, against: {en: x, es: y}, source: somebody wrote it}
- {id: two, axis: behaviour, answer: task.failure, levels: {fact: 1}, weight: 1,
   for: {en: x, es: y}, against: {en: x, es: y}, source: somebody wrote it}
- {id: three, axis: behaviour, answer: task.moon, levels: {full: 1}, weight: 1,
   for: {en: x, es: y}, against: {en: x, es: y}, source: somebody wrote it}
- {id: four, axis: behaviour, answer: task.failure, weight: 1,
   for: {en: x, es: y}, against: {en: x, es: y}, source: somebody wrote it}
- {id: five, axis: behaviour, answer: task.failure, levels: {facts: 1}, weight: 1,
   for: {en: x}, against: {en: x, es: y}, source: somebody wrote it}
- {id: six, axis: behaviour, answer: task.failure, levels: {facts: 1}, weight: 99,
   for: {en: x, es: y}, against: {en: x, es: y}, source: ""}
"""


def test_all_faults_of_the_rules_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(tmp_path)
    said = str(caught.value)
    told = [
        (1, "axis"),
        (2, "fact"),
        (3, "task.moon"),
        (4, "levels or a ramp"),
        (5, "for"),
        (6, "weight"),
        (6, "source"),
    ]
    for position, word in told:
        lines = [line for line in said.splitlines() if line.startswith(f"broken.yaml, rule {position},")]
        assert any(word in line for line in lines), word
