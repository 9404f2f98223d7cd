"""Every line of the costs by hand, and sums that hold whatever the project: lines, months, quarters, discounting."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.alternatives import HOSTS, WAYS, Host, Way, all_alternatives
from advisor.catalogue import Catalogue, load
from advisor.decision.futures import simulate
from advisor.decision.teacher import judge
from advisor.model import renting, spending, upkeep
from advisor.project_file import Project
from advisor.report.cost_lines import COST_LINES, TOTAL
from advisor.units import FloatArray
from tests.projects import GROUPS_OF_ANSWERS, PROJECTS, TODAY, some_of

ROUNDING = 1e-9
YEAR = np.ones((1, 1, 12))


def array(*values: float) -> FloatArray:
    return np.array([values], dtype=np.float64)


def course(*values: float) -> FloatArray:
    return np.array([[values]], dtype=np.float64)


# Each line by hand


def test_a_judge_reads_what_the_answer_rests_on_and_bills_by_the_token() -> None:
    read = upkeep.judge_tokens_per_query(array(800), array(100), array(3000), array(300))
    assert read.item() == 4200
    # 4,200 tokens at 3 and 200 at 15 USD a million: 0.0126 + 0.003.
    each = upkeep.judging_cost_per_query(read, array(200), array(3), array(15), array(1e6))
    assert each.item() == pytest.approx(0.0156)
    judged = upkeep.judged_queries_by_month(course(10_000, 200_000), array(0.02), array(2000))
    assert judged.ravel().tolist() == [200, 2000]
    assert upkeep.evaluation_by_month(judged, each).ravel() == pytest.approx([3.12, 31.2])


def test_monitoring_has_a_least_bill_and_a_most() -> None:
    bill = upkeep.monitoring_by_month(course(1000, 500_000, 9e6), array(1e6), array(1000), array(0.4), array(30))
    assert bill.ravel().tolist() == [30, 200, 400]


def test_files_and_logs_are_stored_and_what_is_said_goes_out() -> None:
    # 1,000 tokens without the corpus, 200 written, 5 bytes each: 6,000 bytes.
    each = upkeep.bytes_per_query(array(101_000), array(100_000), array(200), array(5))
    assert each.item() == 6000
    files = upkeep.document_bytes(array(5000), array(10), array(100_000))
    # 5 GB of documents, and 12 months of 1 million requests: 72 GB, at 0.02 USD.
    stored = upkeep.storage_by_month(array(1), files, each, course(1e6), array(12), array(1e9), array(0.02))
    assert stored.item() == pytest.approx((5 + 72) * 0.02)
    sent = upkeep.egress_by_month(each, course(1e6), array(1e9), array(0.09))
    assert sent.item() == pytest.approx(6 * 0.09)
    assert upkeep.storage_and_egress_by_month(stored, sent).item() == pytest.approx(77 * 0.02 + 6 * 0.09)


def test_only_reranking_grows_with_requests() -> None:
    growth = course(1, 2)
    assert upkeep.reranking_by_month(array(20), growth).ravel().tolist() == [20, 40]
    assert upkeep.vector_store_by_month(array(50), growth).ravel().tolist() == [50, 50]
    assert upkeep.embedding_by_month(array(5), growth).ravel().tolist() == [5, 5]


@pytest.mark.parametrize(("tuning", "cost"), [(0, 2 * 3000), (1, 2 * 3000 + 500)])
def test_moving_to_another_model_is_work_and_training_again(tuning: int, cost: float) -> None:
    # Five weeks of one role at 6,000 and fifteen of another at 2,000 a year.
    week = upkeep.run_week_cost(np.array([[[5.0, 15.0]]]), np.array([[[6000.0, 2000.0]]]))
    assert week.item() == 3000
    assert upkeep.migration_cost(array(2), week, array(tuning), array(500)).item() == cost


@pytest.mark.parametrize(("days", "launch", "month"), [
    (300, 4, 6), (100, 4, 0), (300, 0, 10), (math.inf, 4, None), (math.inf, math.inf, None), (900, 4, None),
])  # fmt: skip
def test_a_model_retires_in_its_month_after_launch(days: float, launch: float, month: int | None) -> None:
    # A month of 30 days; what retires before launch is left at launch.
    months = np.arange(12.0)[None, None]
    found = upkeep.retires_in_month(array(days), array(30), array(launch), months, YEAR)
    assert found.ravel().tolist() == [float(n == month) for n in range(12)]


def test_contingency_is_a_share_of_every_cost() -> None:
    assert spending.contingency_once(array(0.1), array(80_000)).item() == 8000
    assert spending.contingency_by_month(array(0.1), course(100, 200)).ravel() == pytest.approx([10, 20])


def test_idle_time_is_a_part_of_the_rent() -> None:
    # A load of 30 % that doubles, then more than the machines can do.
    idle = renting.idle_rent_by_month(course(1000, 1000, 1000), array(0.3), course(1, 2, 4))
    assert idle.ravel() == pytest.approx([700, 400, 0])


# What is announced


def test_an_announced_retirement_is_a_row_s_own(catalogue: Catalogue) -> None:
    table = all_alternatives(catalogue, TODAY, 12, False)
    for row in range(len(table)):
        serving, days = table.servings[table.serving[row]], table.columns["days_to_retirement"][row, 0]
        day = catalogue.models[serving.model].retirement_date
        if HOSTS[serving.host] is Host.RENTED or day is None:
            assert days == math.inf
        elif serving.gpu < 0:
            assert days == (day - TODAY).days > 0


def test_migration_is_paid_where_the_model_is_retired(catalogue: Catalogue) -> None:
    project = Project.parse({
        "start": "2026-11-22", "place": {"providers": ["anthropic"]}, "money": {"horizon_months": 24},
        "overrides": {"migration_effort": 2},
    })  # fmt: skip
    advice = advise(project, catalogue)
    for way in (Way.PROMPT, Way.RAG):
        day = advice.ways[way].alternative.model.retirement_date
        migration = advice.draws("migration_by_month", way)
        assert (np.count_nonzero(migration, axis=1) == (0 if day is None else 1)).all()
        if day is not None and date(2026, 11, 22) < day:
            week = advice.draws("people_cost_per_month", way) * 12 / advice.draws("run_effort_per_year", way)
            assert migration.sum(axis=1) == pytest.approx(2 * week)


def test_no_two_lines_count_one_retirement() -> None:
    """A tuned model whose retirement is announced is trained again in that month, not in part every month."""
    managed, never = {"tuning": 1.0, "tuning_managed": 1.0}, 1e9
    for days, rate in ((math.inf, 0.7), (100.0, 0.0)):
        from advisor.model.tuning import retrainings_per_year

        found = retrainings_per_year(
            array(managed["tuning"]), array(managed["tuning_managed"]), array(never), array(0.7), array(days)
        )
        assert found.item() == pytest.approx(rate, abs=1e-6)


def test_the_judge_is_the_cheapest_of_the_best_that_is_allowed(catalogue: Catalogue) -> None:
    anywhere = judge(Project(), catalogue, TODAY)
    assert anywhere is not None and anywhere.capability_tier == 4
    assert judge(Project.parse({"place": {"data_location": "air_gap"}}), catalogue, TODAY) is None
    only = judge(Project.parse({"place": {"providers": ["mistral"]}}), catalogue, TODAY)
    assert only is not None and only.provider == "mistral"
    own = {f"{only.provider}/{only.model}": {"usd_per_million_input_tokens": 7, "usd_per_million_output_tokens": 9}}
    project = Project.parse({"place": {"providers": ["mistral"]}, "own_prices": own})
    figures = simulate(project, catalogue, 16).figures
    told = judge(project, catalogue, TODAY)
    assert told is not None and (told is not only or figures["judge_input_price"].item() == 7)


# Rent by contract

RENTED = PROJECTS["millions of requests on rented machines"]


@pytest.mark.parametrize(("contract", "price"), [
    (None, "gpu_rent"), ("on_demand", "gpu_rent"), ("reserved", "gpu_reserved_rent"), ("spot", "gpu_spot_rent"),
])  # fmt: skip
def test_the_costs_use_the_contract_that_was_chosen(contract: str | None, price: str, catalogue: Catalogue) -> None:
    advice = advise(Project.parse(RENTED | {"place": {"licences": "permissive", "gpu_contract": contract}}), catalogue)
    way = next(way for way in WAYS if advice.figure("gpus_rented", way).expected > 0)
    paid, wanted = advice.figure("gpu_rent_paid", way), advice.figure(price, way)
    published = wanted if wanted.is_known else advice.figure("gpu_rent", way)
    assert paid.expected == published.expected > 0
    hours = advice.draws("serving_gpu_hours_per_month", way)
    assert advice.draws("gpu_rent_by_month", way)[:, 0] == pytest.approx(hours * paid.expected)


def test_a_price_that_nobody_publishes_is_never_nothing() -> None:
    unknown = array(math.nan)
    paid = renting.gpu_rent_paid(array(3), unknown, unknown, array(1), array(0))
    assert paid.item() == 3
    assert math.isnan(renting.reserved_pays_from(array(1), unknown, array(3)).item())
    assert math.isnan(renting.reserved_rent_spending(unknown, YEAR).item())


def test_reserving_pays_from_the_share_of_its_price() -> None:
    # 2 USD an hour always, or 3 USD an hour when needed: alike at two thirds of the hours.
    assert renting.reserved_pays_from(array(1), array(2), array(3)).item() == pytest.approx(2 / 3)
    assert renting.reserved_pays_from(array(0), array(2), array(3)).item() == 0


# Quarters


def test_launch_is_paid_evenly_and_months_from_launch_on() -> None:
    # Launch after 4 months, 800 until then, so 200 a month; then 10 a month.
    paid = spending.paid_by_quarter_end(array(800), np.full((1, 1, 12), 10.0), array(4), course(3, 6, 9, 12, 1e9))
    assert spending.cash_by_quarter(paid).ravel() == pytest.approx([600, 200 + 20, 30, 30, 40])


def test_a_launch_within_a_month_moves_the_months_with_it() -> None:
    # Launch after 1.5 months; the second quarter sees half of the second month of running it, and what follows.
    paid = spending.paid_by_quarter_end(array(30), course(10, 20, 40), array(1.5), course(3, 6, 1e9))
    assert spending.cash_by_quarter(paid).ravel() == pytest.approx([30 + 10 + 10, 10 + 40, 0])


@pytest.mark.parametrize("launch", [0.0, math.inf])
def test_at_once_and_never_are_quarters_too(launch: float) -> None:
    paid = spending.paid_by_quarter_end(array(100), course(1, 2, 3), array(launch), course(3, 1e9))
    expected = [106, 0] if launch == 0 else [0, 106]
    assert spending.cash_by_quarter(paid).ravel() == pytest.approx(expected, abs=1e-4)


# Sums, whatever the project

ANSWERED = st.one_of(
    st.sampled_from(list(PROJECTS.values())),
    some_of(GROUPS_OF_ANSWERS).map(lambda groups: groups | {"start": TODAY.isoformat()}),
)


def assert_sums(drawn: dict[str, FloatArray]) -> None:
    """The totals of some rows in some futures equal their lines, in each of them."""
    once = sum(drawn[line.once] for line in COST_LINES if line.once)
    monthly = sum(drawn[line.monthly] for line in COST_LINES if line.monthly)
    whole = sum(drawn[line.whole] for line in COST_LINES)
    for found, expected in (
        (drawn["launch_cost"], once),
        (drawn["cost_by_month"], monthly),
        (drawn["spending"], whole),
        (drawn["spending"], drawn["launch_cost"] + drawn["cost_by_month"].sum(axis=-1)),
        (drawn["cumulative_cost"][..., -1], drawn["spending"]),
        (drawn["cash_by_quarter"].sum(axis=-1), drawn["spending"]),
        (drawn["total_cost"], drawn["spending"] + drawn["discount"]),
        (drawn["first_month_cost"], drawn["cost_by_month"][..., 0]),
    ):
        np.testing.assert_allclose(*np.broadcast_arrays(found, expected), rtol=ROUNDING)
    for line in COST_LINES:
        parts = drawn[line.once] if line.once else 0
        parts = parts + (drawn[line.monthly].sum(axis=-1) if line.monthly else 0)
        np.testing.assert_allclose(*np.broadcast_arrays(drawn[line.whole], parts), rtol=ROUNDING)
        assert all((drawn[name] >= 0).all() for name in line[1:] if name), line
    assert (drawn["discount"] <= 0).all()
    assert (drawn["cash_by_quarter"] >= -ROUNDING * drawn["spending"][..., None]).all()
    assert (drawn["idle_rent_by_month"] <= drawn["gpu_rent_by_month"]).all()


SUMS = ("launch_cost", "cost_by_month", "spending", "cumulative_cost", "cash_by_quarter", "total_cost", "discount",
        "first_month_cost", "idle_rent_by_month")  # fmt: skip
NAMES = {name for line in (*COST_LINES, TOTAL) for name in line[1:] if name} | set(SUMS)


@pytest.mark.slow
@settings(max_examples=15)
@given(ANSWERED)
def test_every_total_is_the_sum_of_its_lines_in_every_future(content: dict[str, object]) -> None:
    figures = simulate(Project.parse(content), load(TODAY), 16).figures
    assert_sums({name: figures[name] for name in NAMES})


@pytest.mark.parametrize("way", WAYS)
def test_costs_add_up(advice: Advice, way: Way) -> None:
    assert_sums({name: advice.draws(name, way) for name in NAMES})


def test_every_line_of_a_month_runs_as_long_as_the_horizon(advice: Advice) -> None:
    for line in COST_LINES:
        if line.monthly:
            assert advice.draws(line.monthly).shape == (advice.count, advice.months), line
