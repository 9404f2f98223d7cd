"""Money by the request: how many there are in each month, and what a model's API bills for them.

A monthly course has the month as its last axis. All amounts are in US dollars without tax.
"""

import numpy as np

from advisor.arithmetic import monthly
from advisor.units import (
    Count,
    Months,
    QueriesPerMonth,
    Share,
    Tokens,
    UsdPerMillionTokens,
    UsdPerMonth,
    UsdPerQuery,
)


def volume_factor(month: Months, growth_per_year: Share, months_per_year: Count) -> Share:
    """Requests of each month against the first month's: steady growth."""
    return (1 + monthly(growth_per_year)) ** (month / monthly(months_per_year))


def queries_by_month(queries_per_month: QueriesPerMonth, volume_factor: Share) -> QueriesPerMonth:
    """Requests of each month."""
    return monthly(queries_per_month) * volume_factor


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
    read = monthly(fresh) * input_price + monthly(cached_tokens_per_query) * cached_input_price
    stored = monthly(cache_written_tokens_per_query) * cache_write_price
    written = monthly(output_tokens_per_query) * output_price
    return (read + stored + written) / monthly(tokens_per_million)


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
    read = monthly(fresh) * long_input_price + monthly(cached_tokens_per_query) * long_cached_input_price
    stored = monthly(cache_written_tokens_per_query) * long_cache_write_price
    written = monthly(output_tokens_per_query) * long_output_price
    return (read + stored + written) / monthly(tokens_per_million)


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
    is_long = monthly(prompt_tokens_per_query) > monthly(long_context_threshold)
    return np.where(is_long, api_price_per_long_query, api_price_per_query) * monthly(batch_discount)


def model_api_by_month(model_cost_per_query: UsdPerQuery, queries_by_month: QueriesPerMonth) -> UsdPerMonth:
    """Model API bill of each month."""
    return model_cost_per_query * queries_by_month


def first_month_api_cost(model_api_by_month: UsdPerMonth) -> UsdPerMonth:
    """Model API bill of the first month."""
    return model_api_by_month[..., 0]


def saved_by_model(current_bill: UsdPerMonth, first_month_api_cost: UsdPerMonth) -> UsdPerMonth:
    """What another model alone would take off today's bill; unknown where no bill was told."""
    return current_bill - first_month_api_cost
