"""Spending: the lines added up until launch, by month, by quarter and over the horizon; and what that is by request.

A monthly course has the month as its last axis, cash by quarter the quarter. All amounts are in US dollars without tax.
"""

import numpy as np

from advisor.arithmetic import monthly
from advisor.units import (
    Count,
    Months,
    Queries,
    QueriesPerMonth,
    Share,
    Usd,
    UsdPerGoodAnswer,
    UsdPerMonth,
    UsdPerQuery,
    Weeks,
)


def planned_launch_cost(
    people_cost_once: Usd,
    staffing_cost_once: Usd,
    example_cost_once: Usd,
    training_cost_once: Usd,
    index_cost_once: Usd,
    hardware_cost_once: Usd,
) -> Usd:
    """Every line until launch, before contingency."""
    people = people_cost_once + staffing_cost_once + example_cost_once
    return people + training_cost_once + index_cost_once + hardware_cost_once


def contingency_once(contingency_share: Share, planned_launch_cost: Usd) -> Usd:
    """Set aside for what no line names, until launch: beyond the ranges, which are of what is named."""
    return contingency_share * planned_launch_cost


def launch_cost(planned_launch_cost: Usd, contingency_once: Usd) -> Usd:
    """Everything spent until launch."""
    return planned_launch_cost + contingency_once


def planned_cost_by_month(
    people_by_month: UsdPerMonth,
    retraining_by_month: UsdPerMonth,
    embedding_by_month: UsdPerMonth,
    vector_store_by_month: UsdPerMonth,
    reranking_by_month: UsdPerMonth,
    model_api_by_month: UsdPerMonth,
    hosting_by_month: UsdPerMonth,
    gpu_rent_by_month: UsdPerMonth,
    hardware_upkeep_by_month: UsdPerMonth,
    evaluation_by_month: UsdPerMonth,
    monitoring_by_month: UsdPerMonth,
    storage_and_egress_by_month: UsdPerMonth,
    migration_by_month: UsdPerMonth,
) -> UsdPerMonth:
    """Every line of each month after launch, before contingency."""
    machines = hosting_by_month + gpu_rent_by_month + hardware_upkeep_by_month
    retrieval = embedding_by_month + vector_store_by_month + reranking_by_month
    care = evaluation_by_month + monitoring_by_month + storage_and_egress_by_month
    renewal = retraining_by_month + migration_by_month
    return people_by_month + model_api_by_month + machines + retrieval + care + renewal


def contingency_by_month(contingency_share: Share, planned_cost_by_month: UsdPerMonth) -> UsdPerMonth:
    """Set aside each month for what no line names."""
    return monthly(contingency_share) * planned_cost_by_month


def cost_by_month(planned_cost_by_month: UsdPerMonth, contingency_by_month: UsdPerMonth) -> UsdPerMonth:
    """Everything spent in each month after launch."""
    return planned_cost_by_month + contingency_by_month


def first_month_cost(cost_by_month: UsdPerMonth) -> UsdPerMonth:
    """Everything spent in the first month after launch."""
    return cost_by_month[..., 0]


def months_of_plan(month: Months) -> Months:
    """How many months after launch are counted."""
    return np.sum(np.ones_like(month), axis=-1)


def cumulative_cost(launch_cost: Usd, cost_by_month: UsdPerMonth) -> Usd:
    """Everything spent until the end of each month."""
    return monthly(launch_cost) + np.cumsum(cost_by_month, axis=-1)


def launch_months(launch_weeks: Weeks, days_per_week: Count, days_per_month: Count) -> Months:
    """From the decision to launch, in months."""
    return launch_weeks * days_per_week / days_per_month


def paid_by_quarter_end(
    launch_cost: Usd, cost_by_month: UsdPerMonth, launch_months: Months, quarter_end: Months
) -> Usd:
    """Everything paid from the decision to the end of each quarter: evenly until launch, then month by month.

    The last quarter stands for all that follow it; what never launches is paid there.
    """
    months = cost_by_month.shape[-1]
    launch = np.minimum(monthly(launch_months), quarter_end[..., -1:] - months)
    until_launch = np.where(launch > 0, np.minimum(quarter_end / np.where(launch > 0, launch, 1), 1), 1)
    paid = np.cumsum(cost_by_month, axis=-1)
    begun = np.clip(quarter_end - launch, 0, months)
    whole = np.floor(begun).astype(np.intp)
    before = np.take_along_axis(paid, np.maximum(whole - 1, 0), axis=-1) * (whole > 0)
    current = np.take_along_axis(cost_by_month, np.minimum(whole, months - 1), axis=-1)
    return monthly(launch_cost) * until_launch + before + (begun - whole) * current


def cash_by_quarter(paid_by_quarter_end: Usd) -> Usd:
    """What is paid in each quarter, counted from the day of the decision."""
    first = paid_by_quarter_end[..., :1]
    return np.concatenate([first, np.diff(paid_by_quarter_end, axis=-1)], axis=-1)


def total_cost(
    launch_cost: Usd, cost_by_month: UsdPerMonth, month: Months, discount_rate: Share, months_per_year: Count
) -> Usd:
    """Everything over the horizon, later months discounted to the day of launch."""
    discount = (1 + monthly(discount_rate)) ** (-month / monthly(months_per_year))
    return launch_cost + np.sum(cost_by_month * discount, axis=-1)


def queries_over_horizon(queries_by_month: QueriesPerMonth) -> Queries:
    """All requests over the horizon."""
    return np.sum(queries_by_month, axis=-1)


def cost_per_query(total_cost: Usd, queries_over_horizon: Queries) -> UsdPerQuery:
    """Everything over the horizon, for one request; unknown where nobody asks even once."""
    asked = queries_over_horizon >= 1
    return np.where(asked, total_cost / np.where(asked, queries_over_horizon, 1), np.nan)


def cost_per_good_answer(cost_per_query: UsdPerQuery, good_answer_share: Share) -> UsdPerGoodAnswer:
    """Everything over the horizon, for one good answer; unknown where none is good."""
    any_good = good_answer_share > 0
    return np.where(any_good, cost_per_query / np.where(any_good, good_answer_share, 1), np.nan)


def net_value(
    good_answer_share: Share,
    good_answer_value: UsdPerQuery,
    wrong_answer_cost: UsdPerQuery,
    queries_over_horizon: Queries,
    total_cost: Usd,
) -> Usd:
    """What the answers are worth over the horizon, less what they cost; unknown where no value was given."""
    worth = good_answer_share * good_answer_value - (1 - good_answer_share) * np.nan_to_num(wrong_answer_cost)
    return worth * queries_over_horizon - total_cost


def people_spending(people_cost_once: Usd, people_by_month: UsdPerMonth) -> Usd:
    """People before launch and after it, over the horizon, not discounted."""
    return people_cost_once + np.sum(people_by_month, axis=-1)


def training_spending(training_cost_once: Usd, retraining_by_month: UsdPerMonth) -> Usd:
    """Training before launch and again after it, over the horizon, not discounted."""
    return training_cost_once + np.sum(retraining_by_month, axis=-1)


def embedding_spending(index_cost_once: Usd, embedding_by_month: UsdPerMonth) -> Usd:
    """Embedding the corpus before launch and what changes after it, over the horizon, not discounted."""
    return index_cost_once + np.sum(embedding_by_month, axis=-1)


def vector_store_spending(vector_store_by_month: UsdPerMonth) -> Usd:
    """The vector store over the horizon, not discounted."""
    return np.sum(vector_store_by_month, axis=-1)


def reranking_spending(reranking_by_month: UsdPerMonth) -> Usd:
    """Re-ranking over the horizon, not discounted."""
    return np.sum(reranking_by_month, axis=-1)


def hardware_spending(hardware_cost_once: Usd, hardware_upkeep_by_month: UsdPerMonth) -> Usd:
    """Machines bought and their upkeep over the horizon, not discounted."""
    return hardware_cost_once + np.sum(hardware_upkeep_by_month, axis=-1)


def model_api_spending(model_api_by_month: UsdPerMonth) -> Usd:
    """Model API bills over the horizon, not discounted."""
    return np.sum(model_api_by_month, axis=-1)


def hosting_spending(hosting_by_month: UsdPerMonth) -> Usd:
    """Standing fees of a managed host over the horizon, not discounted."""
    return np.sum(hosting_by_month, axis=-1)


def gpu_rent_spending(gpu_rent_by_month: UsdPerMonth) -> Usd:
    """Rent of GPUs over the horizon, not discounted."""
    return np.sum(gpu_rent_by_month, axis=-1)


def idle_rent_spending(idle_rent_by_month: UsdPerMonth) -> Usd:
    """The part of the GPU rent over the horizon that is paid for waiting, not discounted."""
    return np.sum(idle_rent_by_month, axis=-1)


def evaluation_spending(evaluation_by_month: UsdPerMonth) -> Usd:
    """Running evaluation over the horizon, not discounted."""
    return np.sum(evaluation_by_month, axis=-1)


def monitoring_spending(monitoring_by_month: UsdPerMonth) -> Usd:
    """Monitoring over the horizon, not discounted."""
    return np.sum(monitoring_by_month, axis=-1)


def storage_and_egress_spending(storage_and_egress_by_month: UsdPerMonth) -> Usd:
    """Storage and egress over the horizon, not discounted."""
    return np.sum(storage_and_egress_by_month, axis=-1)


def migration_spending(migration_by_month: UsdPerMonth) -> Usd:
    """Moving to other models over the horizon, not discounted."""
    return np.sum(migration_by_month, axis=-1)


def contingency_spending(contingency_once: Usd, contingency_by_month: UsdPerMonth) -> Usd:
    """Contingency until launch and after it, over the horizon, not discounted."""
    return contingency_once + np.sum(contingency_by_month, axis=-1)


def spending(launch_cost: Usd, cost_by_month: UsdPerMonth) -> Usd:
    """Everything paid over the horizon, not discounted."""
    return launch_cost + np.sum(cost_by_month, axis=-1)


def discount(total_cost: Usd, spending: Usd) -> Usd:
    """What discounting takes off: later money counts less. Never above zero."""
    return total_cost - spending
