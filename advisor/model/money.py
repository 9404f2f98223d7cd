"""Money: what is spent once, every month and over the horizon, by category.

A monthly course has the month as its last axis. All amounts are in US dollars without tax.
"""

import numpy as np

from advisor.units import (
    Count,
    Flag,
    FloatArray,
    Gpus,
    HoursPerMonth,
    Months,
    Queries,
    QueriesPerMonth,
    Share,
    Tokens,
    Usd,
    UsdPerHour,
    UsdPerMillionTokens,
    UsdPerMonth,
    UsdPerQuery,
)


def _monthly(figure: FloatArray) -> FloatArray:
    """A figure, ready to meet a monthly course."""
    return figure[..., None]


def volume_factor(month: Months, growth_per_year: Share, months_per_year: Count) -> Share:
    """Requests of each month against the first month's: steady growth."""
    return (1 + _monthly(growth_per_year)) ** (month / _monthly(months_per_year))


def queries_by_month(queries_per_month: QueriesPerMonth, volume_factor: Share) -> QueriesPerMonth:
    """Requests of each month."""
    return _monthly(queries_per_month) * volume_factor


def api_price_per_query(
    prompt_tokens_per_query: Tokens,
    cached_tokens_per_query: Tokens,
    cache_written_tokens_per_query: Tokens,
    output_tokens_per_query: Tokens,
    input_price: UsdPerMillionTokens,
    cached_input_price: UsdPerMillionTokens,
    cache_write_price: UsdPerMillionTokens,
    output_price: UsdPerMillionTokens,
    tokens_per_million: Count,
) -> UsdPerQuery:
    """What the provider bills for one request in each month: fresh, cached, newly cached and written tokens."""
    fresh = prompt_tokens_per_query - cached_tokens_per_query - cache_written_tokens_per_query
    read = _monthly(fresh) * input_price + _monthly(cached_tokens_per_query) * cached_input_price
    stored = _monthly(cache_written_tokens_per_query) * cache_write_price
    written = _monthly(output_tokens_per_query) * output_price
    return (read + stored + written) / _monthly(tokens_per_million)


def api_price_per_long_query(
    prompt_tokens_per_query: Tokens,
    cached_tokens_per_query: Tokens,
    cache_written_tokens_per_query: Tokens,
    output_tokens_per_query: Tokens,
    long_input_price: UsdPerMillionTokens,
    long_cached_input_price: UsdPerMillionTokens,
    long_cache_write_price: UsdPerMillionTokens,
    long_output_price: UsdPerMillionTokens,
    tokens_per_million: Count,
) -> UsdPerQuery:
    """The same at the dearer tariff of prompts above the provider's long-context threshold."""
    fresh = prompt_tokens_per_query - cached_tokens_per_query - cache_written_tokens_per_query
    read = _monthly(fresh) * long_input_price + _monthly(cached_tokens_per_query) * long_cached_input_price
    stored = _monthly(cache_written_tokens_per_query) * long_cache_write_price
    written = _monthly(output_tokens_per_query) * long_output_price
    return (read + stored + written) / _monthly(tokens_per_million)


def api_cost_per_million_tokens(
    api_price_per_query: UsdPerQuery, output_tokens_per_query: Tokens, tokens_per_million: Count
) -> UsdPerMillionTokens:
    """What an API takes for a million written tokens in the first month, prompts included; zero on own GPUs."""
    return api_price_per_query[..., 0] / output_tokens_per_query * tokens_per_million


def batch_discount(batch_share: Share, batch_price_factor: Share) -> Share:
    """Mean price against the standard tariff, where a part of the requests waits for a batch."""
    return 1 - batch_share * (1 - batch_price_factor)


def model_cost_per_query(
    api_price_per_query: UsdPerQuery,
    api_price_per_long_query: UsdPerQuery,
    prompt_tokens_per_query: Tokens,
    long_context_threshold: Tokens,
    batch_discount: Share,
) -> UsdPerQuery:
    """Model API cost of one request in each month; zero where the model runs on own GPUs."""
    is_long = _monthly(prompt_tokens_per_query) > _monthly(long_context_threshold)
    return np.where(is_long, api_price_per_long_query, api_price_per_query) * _monthly(batch_discount)


def model_api_by_month(model_cost_per_query: UsdPerQuery, queries_by_month: QueriesPerMonth) -> UsdPerMonth:
    """Model API bill of each month."""
    return model_cost_per_query * queries_by_month


def first_month_api_cost(model_api_by_month: UsdPerMonth) -> UsdPerMonth:
    """Model API bill of the first month."""
    return model_api_by_month[..., 0]


def saved_by_model(current_bill: UsdPerMonth, first_month_api_cost: UsdPerMonth) -> UsdPerMonth:
    """What another model alone would take off today's bill; unknown where no bill was told."""
    return current_bill - first_month_api_cost


def hosting_by_month(hosting_price: UsdPerHour, hours_per_month: HoursPerMonth, volume_factor: Share) -> UsdPerMonth:
    """Standing fee of a tuned model on a managed host, always on."""
    return _monthly(hosting_price * hours_per_month) * np.ones_like(volume_factor)


def gpu_rent_by_month(
    serving_gpu_hours_per_month: HoursPerMonth, gpu_rent: UsdPerHour, hardware_bought: Flag, volume_factor: Share
) -> UsdPerMonth:
    """Rent of the GPUs that serve the model, sized for the peak of the first year."""
    rent = serving_gpu_hours_per_month * gpu_rent * (1 - hardware_bought)
    return _monthly(rent) * np.ones_like(volume_factor)


def reserved_rent_per_month(
    serving_gpu_hours_per_month: HoursPerMonth, gpu_reserved_rent: UsdPerHour, gpus_rented: Flag
) -> UsdPerMonth:
    """Rent of the same GPUs for who commits to a year or more; unknown where nobody publishes it."""
    return np.where(gpus_rented > 0, serving_gpu_hours_per_month * gpu_reserved_rent, 0)


def spot_rent_per_month(
    serving_gpu_hours_per_month: HoursPerMonth, gpu_spot_rent: UsdPerHour, gpus_rented: Flag
) -> UsdPerMonth:
    """Rent of the same GPUs where they may be taken away at any time; unknown where nobody publishes it."""
    return np.where(gpus_rented > 0, serving_gpu_hours_per_month * gpu_spot_rent, 0)


def rent_scaled_to_zero_per_month(
    hours_switched_on_per_month: HoursPerMonth, gpus_needed: Gpus, gpu_rent: UsdPerHour, gpus_rented: Flag
) -> UsdPerMonth:
    """Rent of the same GPUs if they are switched off while nobody asks; the first question then waits for the start."""
    return np.where(gpus_rented > 0, hours_switched_on_per_month * gpus_needed * gpu_rent, 0)


def gpus_rented(own_gpus: Flag, hardware_bought: Flag) -> Flag:
    """Whether the model runs on GPUs paid by the hour."""
    return own_gpus * (1 - hardware_bought)


def hardware_cost_once(
    hardware_bought: Flag,
    gpus_needed: Gpus,
    gpus_owned: Gpus,
    gpu_purchase_price: Usd,
    server_price: Usd,
    gpus_per_server: Gpus,
) -> Usd:
    """GPUs to buy beyond those already there, with their share of the servers around them."""
    to_buy = np.maximum(0, gpus_needed - gpus_owned)
    return hardware_bought * to_buy * (gpu_purchase_price + server_price / gpus_per_server)


def hardware_upkeep_by_month(
    hardware_cost_once: Usd,
    hardware_maintenance_share: Share,
    electricity_cost_per_month: UsdPerMonth,
    months_per_year: Count,
    volume_factor: Share,
) -> UsdPerMonth:
    """Maintenance and electricity of bought hardware."""
    upkeep = hardware_cost_once * hardware_maintenance_share / months_per_year + electricity_cost_per_month
    return _monthly(upkeep) * np.ones_like(volume_factor)


def retrieval_by_month(
    vector_store_cost_per_month: UsdPerMonth,
    reranking_cost_per_month: UsdPerMonth,
    refresh_cost_per_month: UsdPerMonth,
    volume_factor: Share,
) -> UsdPerMonth:
    """Vector store, re-ranking and re-embedding of each month; only the re-ranking grows with requests."""
    steady = vector_store_cost_per_month + refresh_cost_per_month
    return _monthly(steady) + _monthly(reranking_cost_per_month) * volume_factor


def retraining_by_month(retraining_cost_per_month: UsdPerMonth, volume_factor: Share) -> UsdPerMonth:
    """Training again, spread evenly over the year."""
    return _monthly(retraining_cost_per_month) * np.ones_like(volume_factor)


def people_by_month(people_cost_per_month: UsdPerMonth, volume_factor: Share) -> UsdPerMonth:
    """People who run the system."""
    return _monthly(people_cost_per_month) * np.ones_like(volume_factor)


def cost_by_month(
    model_api_by_month: UsdPerMonth,
    hosting_by_month: UsdPerMonth,
    gpu_rent_by_month: UsdPerMonth,
    hardware_upkeep_by_month: UsdPerMonth,
    retrieval_by_month: UsdPerMonth,
    retraining_by_month: UsdPerMonth,
    people_by_month: UsdPerMonth,
) -> UsdPerMonth:
    """Everything spent in each month after launch."""
    machines = hosting_by_month + gpu_rent_by_month + hardware_upkeep_by_month
    return model_api_by_month + machines + retrieval_by_month + retraining_by_month + people_by_month


def launch_cost(
    people_cost_once: Usd,
    staffing_cost_once: Usd,
    training_cost_once: Usd,
    example_cost_once: Usd,
    index_cost_once: Usd,
    hardware_cost_once: Usd,
) -> Usd:
    """Everything spent until launch."""
    people = people_cost_once + staffing_cost_once + example_cost_once
    return people + training_cost_once + index_cost_once + hardware_cost_once


def first_month_cost(cost_by_month: UsdPerMonth) -> UsdPerMonth:
    """Everything spent in the first month after launch."""
    return cost_by_month[..., 0]


def cumulative_cost(launch_cost: Usd, cost_by_month: UsdPerMonth) -> Usd:
    """Everything spent until the end of each month."""
    return _monthly(launch_cost) + np.cumsum(cost_by_month, axis=-1)


def total_cost(
    launch_cost: Usd, cost_by_month: UsdPerMonth, month: Months, discount_rate: Share, months_per_year: Count
) -> Usd:
    """Everything over the horizon, later months discounted to the day of launch."""
    discount = (1 + _monthly(discount_rate)) ** (-month / _monthly(months_per_year))
    return launch_cost + np.sum(cost_by_month * discount, axis=-1)


def queries_over_horizon(queries_by_month: QueriesPerMonth) -> Queries:
    """All requests over the horizon."""
    return np.sum(queries_by_month, axis=-1)


def cost_per_query(total_cost: Usd, queries_over_horizon: Queries) -> UsdPerQuery:
    """Everything over the horizon, for one request; unknown where nobody asks even once."""
    asked = queries_over_horizon >= 1
    return np.where(asked, total_cost / np.where(asked, queries_over_horizon, 1), np.nan)


def cost_per_good_answer(cost_per_query: UsdPerQuery, good_answer_share: Share) -> UsdPerQuery:
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


def retrieval_spending(index_cost_once: Usd, retrieval_by_month: UsdPerMonth) -> Usd:
    """The index before launch, then storing, searching and refreshing it, over the horizon, not discounted."""
    return index_cost_once + np.sum(retrieval_by_month, axis=-1)


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


def spending(launch_cost: Usd, cost_by_month: UsdPerMonth) -> Usd:
    """Everything paid over the horizon, not discounted."""
    return launch_cost + np.sum(cost_by_month, axis=-1)


def discount(total_cost: Usd, spending: Usd) -> Usd:
    """What discounting takes off: later money counts less. Never above zero."""
    return total_cost - spending
