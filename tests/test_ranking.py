"""The ranking: what wins, what never can, and what a small change may do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from scipy.stats import qmc

from advisor import inputs
from advisor.advice import Advice
from advisor.alternatives import WAYS, Alternatives, Way
from advisor.catalogue import load
from advisor.decision.futures import DRAWS as DEFAULT_DRAWS
from advisor.decision.futures import simulate
from advisor.decision.gates import GATES, Closed
from advisor.decision.ranking import Case, Ranking, rank
from advisor.examples import Example, examples
from advisor.inputs import drawn_names
from advisor.units import FloatArray
from tests.projects import TODAY

DRAWS = 5
HARD = [position for position, gate in enumerate(GATES) if gate.hard]
SOFT = [position for position, gate in enumerate(GATES) if not gate.hard]


def alternatives(ways: list[int]) -> Alternatives:
    """Rows of these ways and nothing else."""
    rows = np.array(ways, dtype=np.intp)
    return Alternatives(load(TODAY), rows, np.zeros_like(rows), np.zeros_like(rows), (), (), {})


def ranked(case: dict[str, Any]) -> Ranking:
    ways = case["ways"]
    rows = alternatives(ways)
    by_gate = np.zeros((len(GATES), len(ways), DRAWS), dtype=bool)
    by_gate[HARD[0]] = case["closed"]
    by_gate[SOFT[0]] = case["over_budget"]
    levers = np.array(ways)[:, None]
    figures = {
        "brings_knowledge": (levers % 2).astype(float),
        "tuning": (levers >= 2).astype(float),
        "lacks_facts": case["lacks_facts"],
        "lacks_behaviour": case["lacks_behaviour"],
        "good_answer_share": case["quality"],
        "quality_reach": np.full((1, 1), 0.03),
        "cost_tie": np.full((1, 1), 0.1),
        "total_cost": case["cost"],
        "good_answer_value": np.full((1, 1), 1.0 if case["valued"] else np.nan),
        "net_value": case["quality"] * 1e6 - case["cost"],
    }
    return rank(rows, [Case((0, 0), figures, Closed(GATES, by_gate), np.ones(DRAWS))])


def table(rows: int, values: st.SearchStrategy[float]) -> st.SearchStrategy[FloatArray]:
    return st_numpy.arrays(np.float64, (rows, DRAWS), elements=values)


def flags(shape: tuple[int, int]) -> st.SearchStrategy[Any]:
    return st_numpy.arrays(bool, shape)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    ways = draw(st.lists(st.integers(0, 3), min_size=1, max_size=6))
    rows = len(ways)
    return {
        "ways": sorted(ways),
        "closed": draw(flags((rows, DRAWS))),
        "over_budget": draw(flags((rows, DRAWS))),
        "lacks_facts": draw(flags((1, DRAWS))).astype(float),
        "lacks_behaviour": draw(flags((1, DRAWS))).astype(float),
        "quality": draw(table(rows, st.floats(0, 1))),
        "cost": draw(table(rows, st.floats(1, 1e6))),
        "valued": draw(st.booleans()),
    }


def case(ways: list[int], **instead: Any) -> dict[str, Any]:
    """Rows that are alike in everything but their way, where nothing is lacking."""
    rows = len(ways)
    plain = {
        "ways": ways, "closed": np.zeros((rows, DRAWS), bool), "over_budget": np.zeros((rows, DRAWS), bool),
        "lacks_facts": np.zeros((1, DRAWS)), "lacks_behaviour": np.zeros((1, DRAWS)),
        "quality": np.full((rows, DRAWS), 0.8), "cost": np.full((rows, DRAWS), 100.0), "valued": False,
    }  # fmt: skip
    return plain | instead


def by_row(*values: float) -> FloatArray:
    return np.tile(np.array(values, dtype=np.float64)[:, None], DRAWS)


@settings(max_examples=50, deadline=None)
@given(cases())
def test_a_closed_row_never_wins(given: dict[str, Any]) -> None:
    ranking = ranked(given)
    assert (ranking.wins[given["closed"].all(axis=1)] == 0).all()
    some_open = ~given["closed"].all(axis=0)
    for draw in np.flatnonzero(some_open):
        assert not given["closed"][ranking.best_row[0, draw], draw]


@settings(max_examples=50, deadline=None)
@given(cases())
def test_chances_add_up_to_the_share_of_futures_in_which_anything_is_open(given: dict[str, Any]) -> None:
    ranking = ranked(given)
    some_open = (~given["closed"].all(axis=0)).mean()
    assert sum(ranking.chance_of_way.values()) == pytest.approx(some_open)
    assert ranking.wins.sum() == pytest.approx(some_open)
    for position, way in enumerate(WAYS):
        assert ranking.chance_of_way[way] == pytest.approx(ranking.wins[np.array(given["ways"]) == position].sum())


@settings(max_examples=80, deadline=None)
@given(cases(), st.data())
def test_a_row_that_costs_more_never_wins_more(given: dict[str, Any], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(given["ways"]) - 1))
    factor = data.draw(st.floats(1, 100))
    dearer = given["cost"].copy()
    dearer[row] *= factor
    assert ranked(given | {"cost": dearer}).wins[row] <= ranked(given).wins[row] + 1e-12


@settings(max_examples=50, deadline=None)
@given(cases())
def test_whatever_breaks_fewer_limits_comes_first(given: dict[str, Any]) -> None:
    ranking = ranked(given)
    for draw in np.flatnonzero(~given["closed"].all(axis=0)):
        open_rows = ~given["closed"][:, draw]
        least = given["over_budget"][open_rows, draw].min()
        assert given["over_budget"][ranking.best_row[0, draw], draw] == least


@pytest.mark.parametrize("valued", [True, False])
@pytest.mark.parametrize(
    ("facts", "behaviour", "winner"), [(0, 0, Way.PROMPT), (1, 0, Way.RAG), (0, 1, Way.FINETUNE), (1, 1, Way.HYBRID)]
)
def test_of_four_like_ways_the_one_that_brings_what_is_lacking_wins(
    facts: float, behaviour: float, winner: Way, valued: bool
) -> None:
    lacking = {"lacks_facts": np.full((1, DRAWS), facts), "lacks_behaviour": np.full((1, DRAWS), behaviour)}
    ranking = ranked(case([0, 1, 2, 3], **lacking, valued=valued))
    assert ranking.chance_of_way[winner] == 1 and ranking.order[0] is winner


def test_where_not_both_needs_can_be_met_facts_come_first() -> None:
    lacking = {"lacks_facts": np.ones((1, DRAWS)), "lacks_behaviour": np.ones((1, DRAWS))}
    assert ranked(case([0, 1, 2], **lacking)).order[0] is Way.RAG


@pytest.mark.parametrize(("dearer", "winner"), [(100, Way.PROMPT), (109, Way.PROMPT), (111, Way.HYBRID)])
def test_ties_in_cost_go_to_the_simpler_way(dearer: float, winner: Way) -> None:
    # Costs within a tenth of the least count as equal.
    assert ranked(case([0, 3], cost=by_row(dearer, 100))).order[0] is winner


@pytest.mark.parametrize(("better", "winner"), [(0.82, Way.PROMPT), (0.84, Way.RAG)])
def test_the_cheapest_wins_among_those_within_reach_of_the_best_quality(better: float, winner: Way) -> None:
    # Three points of quality are within reach: at 0.82 the cheaper row at 0.80 counts as good.
    quality, cost = by_row(0.8, better), by_row(10, 1000)
    assert ranked(case([0, 1], quality=quality, cost=cost)).order[0] is winner


def test_where_an_answer_has_a_value_the_better_one_may_cost_more() -> None:
    # One more point of quality is worth 10,000 here, and costs 500.
    quality, cost = by_row(0.80, 0.81), by_row(100, 600)
    assert ranked(case([0, 1], quality=quality, cost=cost, valued=True)).order[0] is Way.RAG
    assert ranked(case([0, 1], quality=quality, cost=cost, valued=False)).order[0] is Way.PROMPT


def test_alike_rows_are_won_by_the_first_of_the_simplest() -> None:
    for valued in (True, False):
        ranking = ranked(case([0, 0, 1, 2, 3], valued=valued))
        assert ranking.wins.tolist() == [1, 0, 0, 0, 0]


def test_where_all_is_closed_nothing_wins_and_the_order_is_from_simple_to_demanding() -> None:
    ranking = ranked(case([0, 1, 2, 3], closed=np.ones((4, DRAWS), bool)))
    assert set(ranking.chance_of_way.values()) == {0} and ranking.order == WAYS


def test_the_order_falls_with_the_chance(advice: Advice) -> None:
    ranking = advice.futures.ranking
    chances = [round(ranking.chance_of_way[way], 9) for way in ranking.order]
    assert chances == sorted(chances, reverse=True) and set(ranking.order) == set(WAYS)
    assert sum(chances) <= 1 + 1e-9


def test_the_winner_of_each_future_is_open_in_it(advice: Advice) -> None:
    closed, ranking = advice.futures.closed.impossible, advice.futures.ranking
    for draw in np.flatnonzero(~closed.all(axis=0)):
        assert not closed[ranking.best_row[:, draw], draw].any()


SEEDS = (1, 2, 3)


def forget_draws() -> None:
    """What was drawn from the points of before."""
    for kept in (inputs._points, inputs.quantiles, inputs._answered, inputs._cited):
        kept.cache_clear()


@pytest.fixture
def other_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Takes other Sobol points for the simulated futures, by their seed; the kept ones are back afterwards."""

    def take(seed: int) -> None:
        points = qmc.Sobol(len(drawn_names(load(TODAY))), rng=seed).random(DEFAULT_DRAWS).T
        np.save(tmp_path / f"{seed}.npy", np.floor(points * inputs.POINTS_STEPS).astype(np.uint16))
        monkeypatch.setattr(inputs, "POINTS_FILE", tmp_path / f"{seed}.npy")
        forget_draws()

    yield take
    monkeypatch.undo()
    forget_draws()


@pytest.mark.slow
@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_no_chance_moves_by_a_hundredth_between_seeds(example: Example, other_points: Callable[[int], None]) -> None:
    found = []
    for seed in SEEDS:
        other_points(seed)
        found.append(list(simulate(example.project, load(TODAY)).ranking.chance_of_way.values()))
    assert np.ptp(found, axis=0).max() < 0.01
