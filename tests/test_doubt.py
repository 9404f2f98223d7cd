"""How sure, what matters, what to find out, and where the choice turns: each held against the advice itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.decision.information import proof_of_concept
from advisor.decision.turning import along
from advisor.examples import Example, examples
from advisor.language import Reader
from advisor.project_file import Project
from advisor.report import charts, tables
from advisor.report.words import advice_as_dict


@pytest.fixture(params=examples(), ids=lambda example: example.name)
def example_advice(request: pytest.FixtureRequest) -> Advice:
    example: Example = request.param
    return advise(example.project)


def named(name: str) -> Project:
    return next(example.project for example in examples() if example.name == name)


def test_chances_of_budget_and_date_are_shares_of_the_futures(example_advice: Advice) -> None:
    advice, money = example_advice, example_advice.project.money
    for way in WAYS:
        found = advice.ways[way]
        assert (found.within_budget is None) == (money.one_off_budget is None and money.monthly_budget is None)
        if found.within_budget is not None and money.monthly_budget is None:
            share = np.mean(advice.draws("launch_cost", way) <= advice.futures.figures["one_off_budget"][0])
            assert found.within_budget == pytest.approx(share)
        assert (found.live_in_time is None) == (money.go_live is None)


def test_the_table_of_doubt_shows_three_points_of_each_spread(example_advice: Advice) -> None:
    sheet = tables.how_sure(example_advice, Reader())
    shown = tables.numbers(sheet)
    for label, name in (("Cost until launch", "launch_cost"), ("Time until launch", "launch_weeks")):
        for way, column in zip(WAYS, ("Prompt", "RAG", "Fine-tuning", "Hybrid"), strict=True):
            row, drawn = f"{label}, P50 (P10 to P90)", example_advice.draws(name, way)
            assert shown.loc[row, column] == pytest.approx(np.median(drawn))
            assert np.mean(drawn < shown.loc[row, column]) == pytest.approx(0.5, abs=0.01)
            assert " to " in sheet.loc[row, column]
    assert shown.loc["Chance of being best"].sum() == pytest.approx(1, abs=0.01)


def test_what_moves_a_cost_moves_it_when_it_is_known() -> None:
    """The ends of the widest bar, against the advice with that answer at its ends."""
    project = Project.parse(named("02_startup_rag").as_dict() | {"traffic": {"users": [100, 10_000]}})
    advice = advise(project)
    users = next(influence for influence in advice.drives("total_cost") if influence.uncertain.name == "users")
    assert (users.low, users.high) == (pytest.approx(100, rel=0.02), pytest.approx(10_000, rel=0.02))
    way = advice.verdict
    ends = [
        advise(project.with_answer("traffic.users", end)).figure("total_cost", way).expected for end in (100, 10_000)
    ]
    assert [users.at_low, users.at_high] == pytest.approx(ends, rel=0.12)


def test_the_widest_bar_comes_first_and_every_bar_and_end_is_named(example_advice: Advice) -> None:
    found = example_advice.drives("total_cost")
    assert found and [influence.swing for influence in found] == sorted((i.swing for i in found), reverse=True)
    assert sum(influence.share for influence in found) <= 1.01
    chart = charts.tornado(example_advice, Reader("es"))
    assert len(chart.layout.annotations) == 3 * len(found) and all(note.text for note in chart.layout.annotations)


def test_a_sure_choice_has_nothing_that_decides_it() -> None:
    advice = advise(named("06_sixteen_articles"))
    assert advice.best.chance > 0.95 and advice.drives_choice == () and advice.measure_first == ()


def test_a_proof_of_concept_is_worth_more_with_more_questions_and_never_more_than_certainty(
    example_advice: Advice,
) -> None:
    gains = [trial.gain for trial in example_advice.proofs_of_concept]
    assert all(later >= earlier - 0.02 for earlier, later in pairwise(gains))
    assert max(gains) <= 1 - example_advice.best.chance + 0.05
    for trial in example_advice.proofs_of_concept:
        assert trial.way is example_advice.first_step
        assert (trial.worth_usd is None) == (example_advice.project.money.good_answer_value is None)


def test_no_question_is_worth_nothing() -> None:
    advice = advise(named("01_adviser_assistant"))
    way = advice.first_step
    found = advice.evidence
    trial = proof_of_concept(found.futures, way, advice.ways[way].row, 0, found.right_choices, found.money_lost)
    assert trial.gain == pytest.approx(0, abs=1e-9) and trial.worth_usd == pytest.approx(0, abs=1e-3)


def test_money_is_lost_only_against_a_better_way(example_advice: Advice) -> None:
    money = example_advice.evidence.money_lost
    if money is not None:
        assert (money.by_corner <= 0).all() and money.by_corner.max(axis=1) == pytest.approx(0, abs=1e-6)


TURNED = ("03_midsize_finetune", "07_query_language", "08_call_scoring")


def turns_of(name: str) -> Iterator[tuple[Advice, str, float, Way, Way]]:
    advice = advise(named(name))
    for found in advice.turnings:
        for turn in found.nearest:
            yield advice, found.path, turn.value, turn.below, turn.above


@pytest.mark.slow
@pytest.mark.parametrize("name", TURNED)
def test_where_the_choice_turns_the_advice_turns_too(name: str) -> None:
    found = list(turns_of(name))
    assert found
    for advice, path, value, below, above in found:
        ends = (value - 0.1, min(value + 0.1, 1)) if path.endswith("quality") else (value / 1.6, value * 1.6)
        low, high = (advise(advice.project.with_answer(path, end)).ways for end in ends)
        lead, later = (ways[below].chance - ways[above].chance for ways in (low, high))
        assert lead > later and lead > -0.15 and later < 0.15, (path, value)


def test_along_an_answer_the_chance_at_the_answer_is_that_of_the_advice() -> None:
    advice = advise(named("07_query_language"))
    now = advice.project.money.one_off_budget
    assert now is not None
    found = along(advice.futures, "money.one_off_budget", np.array([now.middle / 30, now.middle, now.middle * 30]))
    settled = advise(advice.project.with_answer("money.one_off_budget", now.middle))
    assert found.chances[:, 1] == pytest.approx([settled.ways[way].chance for way in WAYS], abs=0.1)
    assert found.chances.sum(axis=0) == pytest.approx(1)


def test_the_doubt_stands_in_the_json(example_advice: Advice) -> None:
    told = advice_as_dict(example_advice, Reader())
    assert [entry["question"] for entry in told["value_of_knowing"]] == told["measure_first"]
    assert [entry["questions"] for entry in told["proof_of_concept"]] == [10, 25, 50, 100, 200]
    assert told["drives_cost"] and set(told["drives_cost"][0]) == {
        "name", "share", "low", "high", "cost_at_low", "cost_at_high",
    }  # fmt: skip
    for turn in told["turns"]:
        assert turn["below"] != turn["above"] and turn["value"] > 0
