"""Money: an API call to the cent, a bill by hand, and sums that add up."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as clock

import numpy as np
import pytest
from genai_prices import Usage, calc_price

from advisor.advice import Advice, advise
from advisor.alternatives import HOSTS, Alternatives, Host, Lever, Way, all_alternatives
from advisor.catalogue import Catalogue
from advisor.model import renting, spending
from advisor.model.money import volume_factor
from advisor.project_file import Project
from advisor.units import FloatArray

START = date(2026, 11, 22)
MODELS = ["gpt-6-luna", "gpt-6.1-sol", "claude-haiku-5-5", "gemini-3.1-pro-preview", "gemini-2.5-pro", "grok-4.3"]
CALLS = [  # tokens alike in every request (cacheable from 1024 on), tokens of the question, tokens of the answer
    (0, 500, 200),
    (1023, 500, 200),
    (1024, 500, 200),
    (50_000, 1000, 1000),
    (90_000, 10_000, 1),
    (90_000, 10_001, 1),
    (199_000, 1_000, 500),
    (199_000, 1_001, 500),
    (271_000, 1_000, 500),
    (271_000, 1_001, 500),
    (600_000, 20_000, 4_000),
]
NEVER_CACHED, ALWAYS_CACHED = 0, 1e12
"""Lifetimes of a prompt cache in seconds."""

Recompute = Callable[..., dict[str, FloatArray]]


def array(*values: float) -> FloatArray:
    return np.array([values], dtype=np.float64)


def api_row(table: Alternatives, key: str) -> int:
    """The row that prompts a model at its API, with no corpus in the prompt."""
    return next(
        int(row)
        for row in range(len(table))
        if table.levers[table.lever[row]] == Lever(False, False, "none")
        and HOSTS[table.servings[table.serving[row]].host] is Host.API
        and table.catalogue.models[table.servings[table.serving[row]].model].model == key
    )


def package_price(catalogue: Catalogue, key: str, moment: datetime, *, batch: bool = False, **tokens: int) -> float:
    context = {"processing": "batch"} if batch else None
    return float(
        calc_price(
            Usage(**tokens),
            key,
            provider_id=catalogue.model(key).provider,
            genai_request_timestamp=moment,
            price_context=context,
        ).total_price
    )


@pytest.fixture(scope="module")
def cost(catalogue: Catalogue, advices: dict[str, Advice], recompute: Recompute) -> Callable[..., FloatArray]:
    """What one request costs in each month, by the graph."""

    def of_call(key: str, alike: int, question: int, answer: int, start: date = START, months: int = 1,
                **forced: float) -> FloatArray:  # fmt: skip
        table = all_alternatives(catalogue, start, months, False)
        row = api_row(table, key)
        columns = {name: column[[row]] for name, column in table.columns.items()}
        tokens = {
            "instruction_tokens_prompted": alike,
            "question_tokens": question,
            "answer_tokens": answer,
            "turns": 1,
        }
        forced = {"batch_share": 0, "prompt_cache_lifetime": NEVER_CACHED, "queries_per_day": 86_400} | tokens | forced
        return recompute(advices["nothing known"], Way.PROMPT, ["model_cost_per_query"], **columns, **forced)[
            "model_cost_per_query"
        ][0, 0]

    return of_call


@pytest.mark.parametrize("key", MODELS)
@pytest.mark.parametrize(("alike", "question", "answer"), CALLS)
def test_a_call_costs_what_genai_prices_says(
    key: str, alike: int, question: int, answer: int, catalogue: Catalogue, cost: Callable[..., FloatArray]
) -> None:
    moment = datetime.combine(START, clock(12), UTC)
    cacheable = alike if alike >= 1024 else 0
    for lifetime, part in ((ALWAYS_CACHED, "cache_read_tokens"), (NEVER_CACHED, "cache_write_tokens")):
        tokens = {"input_tokens": alike + question, "output_tokens": answer, part: cacheable}
        expected = package_price(catalogue, key, moment, **tokens)
        assert cost(key, alike, question, answer, prompt_cache_lifetime=lifetime) == pytest.approx([expected], abs=1e-9)


def test_requests_that_hit_and_miss_the_cache_are_billed_in_proportion(
    catalogue: Catalogue, cost: Callable[..., FloatArray]
) -> None:
    # One request a second, and a cache that lives ln 2 seconds: half of the requests come within it.
    half = cost("gpt-6-luna", 20_000, 100, 50, prompt_cache_lifetime=math.log(2))
    hit = cost("gpt-6-luna", 20_000, 100, 50, prompt_cache_lifetime=ALWAYS_CACHED)
    miss = cost("gpt-6-luna", 20_000, 100, 50)
    assert half == pytest.approx((hit + miss) / 2)
    assert hit[0] < miss[0]


@pytest.mark.parametrize("key", ["gpt-6-luna", "claude-haiku-5-5", "gemini-2.5-pro", "mistral-large-4"])
def test_what_waits_for_a_batch_pays_the_batch_price(
    key: str, catalogue: Catalogue, cost: Callable[..., FloatArray]
) -> None:
    moment = datetime.combine(START, clock(12), UTC)
    tokens = {"input_tokens": 1000, "output_tokens": 300}
    at_once, in_batch = (package_price(catalogue, key, moment, batch=batch, **tokens) for batch in (False, True))
    for share in (0, 0.25, 1):
        expected = (1 - share) * at_once + share * in_batch
        assert cost(key, 500, 500, 300, batch_share=share) == pytest.approx([expected])


@pytest.mark.parametrize(
    ("key", "change", "months_before"),
    [("gemini-4-argon", date(2026, 12, 1), 1), ("gemini-3.8-flash", date(2027, 1, 1), 2)],
)
def test_an_announced_change_of_price_counts_from_its_month_on(
    key: str, change: date, months_before: int, catalogue: Catalogue, cost: Callable[..., FloatArray]
) -> None:
    tokens = {"input_tokens": 2000, "output_tokens": 500}
    first_day, noon = date(2026, 11, 1), clock(12)
    before, after = (package_price(catalogue, key, datetime.combine(day, noon, UTC), **tokens)
                     for day in (first_day, change))  # fmt: skip
    assert before != after
    monthly = cost(key, 1000, 1000, 500, start=first_day, months=4)
    assert monthly == pytest.approx([before] * months_before + [after] * (4 - months_before))


def test_a_change_within_a_month_counts_by_its_days(catalogue: Catalogue, cost: Callable[..., FloatArray]) -> None:
    tokens = {"input_tokens": 2000, "output_tokens": 500}
    before, after = (
        package_price(catalogue, "gemini-4-argon", datetime(2026, month, 15, 12, tzinfo=UTC), **tokens)
        for month in (11, 12)
    )
    # From 22 November 30 days: 9 before the first of December, 21 after it.
    assert cost("gemini-4-argon", 1000, 1000, 500)[0] == pytest.approx((9 * before + 21 * after) / 30)


def test_every_api_has_a_price_above_zero_and_what_nobody_sells_is_no_api(catalogue: Catalogue) -> None:
    table = all_alternatives(catalogue, START, 3, True)
    hosts = np.array([HOSTS[serving.host] for serving in table.servings])[table.serving]
    at_api = hosts == Host.API
    for name in ("input", "cached_input", "cache_write", "output"):
        for prefix in ("", "long_"):
            assert (table.columns[f"{prefix}{name}_price"][at_api] > 0).all(), (prefix, name)
    models = np.array([serving.model for serving in table.servings])[table.serving]
    assert all(catalogue.models[model].provider for model in np.unique(models[at_api]))
    assert (table.columns["gpu_rent"][hosts == Host.RENTED] > 0).all()
    assert (table.columns["gpu_purchase_price"][hosts == Host.BOUGHT] > 0).all()
    managed = hosts == Host.MANAGED
    by_token, by_hour = table.columns["output_price"][managed][..., 0] > 0, table.columns["gpu_rent"][managed] > 0
    assert (by_token ^ by_hour).all()
    assert (table.columns["training_price"][managed] > 0).all()


def test_the_course_runs_as_long_as_the_horizon(advice: Advice) -> None:
    horizon = advice.project.money.horizon_months
    months = 24 if horizon is None else int(horizon.high)
    assert len(advice.course("cost_by_month").expected) == months


def test_later_months_are_discounted_to_the_day_of_launch() -> None:
    # At 21 % a year half a year is a factor of 1.1 and a year one of 1.21.
    total = spending.total_cost(array(1000), np.array([[[100.0, 110.0, 121.0]]]), np.array([[[0.0, 6.0, 12.0]]]),
                             array(0.21), array(12))  # fmt: skip
    assert total.item() == pytest.approx(1000 + 100 + 110 / 1.1 + 121 / 1.21)


def test_two_months_are_discounted_by_hand() -> None:
    total = spending.total_cost(array(50), np.array([[[10.0, 10.0]]]), np.array([[[0.0, 1.0]]]), array(0.08), array(12))
    assert total.item() == pytest.approx(50 + 10 + 10 / 1.08 ** (1 / 12))


def test_requests_grow_by_the_year() -> None:
    factor = volume_factor(np.array([[[0.0, 12.0, 24.0]]]), array(0.5), array(12))
    assert factor.ravel() == pytest.approx([1, 1.5, 1.5**2])


@pytest.mark.parametrize(("owned", "bought"), [(0, 3), (1, 2), (3, 0), (9, 0)])
def test_only_the_machines_that_are_missing_are_bought(owned: float, bought: int) -> None:
    # Each with an eighth of a server of 80,000 around it.
    price = renting.hardware_cost_once(array(1), array(3), array(owned), array(30_000), array(80_000), array(8))
    assert price.item() == bought * (30_000 + 80_000 / 8)


def test_rented_machines_are_not_bought() -> None:
    assert renting.hardware_cost_once(array(0), array(3), array(0), array(30_000), array(80_000), array(8)).item() == 0


def test_rent_runs_every_hour_of_the_month() -> None:
    # Two GPUs all month at 3 USD: 2 x 730.5 x 3.
    factor = np.ones((1, 1, 2))
    rented, own = (renting.gpu_rent_by_month(array(2 * 730.5), array(3), array(bought), factor) for bought in (0, 1))
    assert rented.ravel().tolist() == [2 * 730.5 * 3] * 2 and own.ravel().tolist() == [0, 0]


def test_upkeep_is_maintenance_and_electricity() -> None:
    upkeep = renting.hardware_upkeep_by_month(array(120_000), array(0.05), array(40), array(12), np.ones((1, 1, 1)))
    assert upkeep.item() == pytest.approx(120_000 * 0.05 / 12 + 40)


def test_net_value_is_what_good_answers_bring_less_what_bad_ones_and_the_system_cost() -> None:
    # 1000 answers, 80 % good at 2, 20 % bad at 5, for 300: 1600 - 1000 - 300.
    worth = spending.net_value(array(0.8), array(2), array(5), array(1000), array(300))
    assert worth.item() == pytest.approx(1000 * (0.8 * 2 - 0.2 * 5) - 300)


def test_where_nobody_said_what_an_answer_is_worth_net_value_is_unknown() -> None:
    assert math.isnan(spending.net_value(array(0.8), array(math.nan), array(5), array(1000), array(300)).item())


def test_a_query_and_a_good_answer_bear_their_share() -> None:
    each = spending.cost_per_query(array(500), array(1000))
    assert each.item() == 0.5
    assert spending.cost_per_good_answer(each, array(0.25)).item() == 2


def test_amounts_stand_in_the_projects_currency(catalogue: Catalogue) -> None:
    # ECB, 2026-10-30: one euro is 1.1172 US dollars and 175.68 yen.
    rate = {"USD": 1, "EUR": 1.1172, "JPY": 1.1172 / 175.68}
    amounts = {"one_off_budget": 100_000, "monthly_budget": [2000, 3000], "good_answer_value": 2, "current_bill": 700}
    for currency, dollars in rate.items():
        advice = advise(Project.parse({"money": amounts | {"currency": currency}}), catalogue)
        assert advice.futures.figures["one_off_budget"].item() == pytest.approx(100_000 * dollars)
        assert advice.figure("good_answer_value").expected == pytest.approx(2 * dollars)
        # A tenth of the futures lies below a range, a tenth above.
        ends = np.quantile(advice.futures.figures["monthly_budget"], [0.1, 0.9])
        assert ends == pytest.approx([2000 * dollars, 3000 * dollars], rel=0.01)


def test_the_same_money_in_another_currency_is_the_same_advice(catalogue: Catalogue) -> None:
    base = {"task": {"kind": "document_questions", "failure": "facts"}, "knowledge": {"source": "documents"}}
    euros = {"currency": "EUR", "one_off_budget": 100_000, "good_answer_value": 2, "wrong_answer_cost": 1}
    dollars = {"currency": "USD", "one_off_budget": 111_720, "good_answer_value": 2.2344, "wrong_answer_cost": 1.1172}
    one, other = (advise(Project.parse(base | {"money": answers}), catalogue) for answers in (euros, dollars))
    assert one.ranking == other.ranking
    assert one.draws("net_value") == pytest.approx(other.draws("net_value"))
