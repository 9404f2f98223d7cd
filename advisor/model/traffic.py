"""Traffic: how many requests, how long their prompts and answers are, and how much of a prompt is cached."""

import numpy as np

from advisor.units import (
    Count,
    Flag,
    People,
    QueriesPerDay,
    QueriesPerMonth,
    QueriesPerSecond,
    Seconds,
    Share,
    Tokens,
    TokensPerMonth,
)


def queries_per_month(
    users: People,
    queries_per_user_day: QueriesPerDay,
    queries_per_day: QueriesPerDay,
    working_days_per_month: Count,
    days_per_month: Count,
) -> QueriesPerMonth:
    """Requests in the first month.

    Where the requests of a day are known in all they count, on every day; else users x requests on working days.
    """
    by_user = users * queries_per_user_day * working_days_per_month
    return np.where(np.isnan(queries_per_day), by_user, queries_per_day * days_per_month)


def mean_queries_per_second(
    queries_per_month: QueriesPerMonth, days_per_month: Count, seconds_per_day: Count
) -> QueriesPerSecond:
    """Requests a second, spread evenly over the month. Definition."""
    return queries_per_month / (days_per_month * seconds_per_day)


def peak_queries_per_second(
    mean_queries_per_second: QueriesPerSecond, peak_factor: Count, growth_per_year: Share
) -> QueriesPerSecond:
    """Requests a second in the busiest hour, a year after launch: what machines are sized for."""
    return mean_queries_per_second * peak_factor * np.maximum(1, 1 + growth_per_year)


def instruction_tokens(tuning: Flag, instruction_tokens_prompted: Tokens, instruction_tokens_tuned: Tokens) -> Tokens:
    """Instructions and examples sent with each request; a tuned model needs far fewer.

    Indeed reported 80 % fewer prompt tokens after tuning (OpenAI customer story, 2024).
    """
    return np.where(tuning > 0, instruction_tokens_tuned, instruction_tokens_prompted)


def history_tokens(turns: Count, question_tokens: Tokens, answer_tokens: Tokens) -> Tokens:
    """Earlier turns sent again with a request: on the mean turn, half of all the others."""
    return (turns - 1) / 2 * (question_tokens + answer_tokens)


def corpus_tokens_in_prompt(corpus_in_prompt: Flag, corpus_tokens: Tokens) -> Tokens:
    """The whole corpus, where it travels with every request in place of a search."""
    return corpus_in_prompt * corpus_tokens


def prompt_tokens_per_query(
    instruction_tokens: Tokens,
    question_tokens: Tokens,
    history_tokens: Tokens,
    retrieved_tokens: Tokens,
    corpus_tokens_in_prompt: Tokens,
) -> Tokens:
    """All that one request sends to the model."""
    return instruction_tokens + question_tokens + history_tokens + retrieved_tokens + corpus_tokens_in_prompt


def cache_hit_share(mean_queries_per_second: QueriesPerSecond, prompt_cache_lifetime: Seconds) -> Share:
    """Share of requests that find the prompt's beginning still cached.

    Requests arrive at random (Poisson): the chance of one within the cache's lifetime is 1 - exp(-rate x lifetime).
    Understates it where requests come in bursts.
    """
    return -np.expm1(-mean_queries_per_second * prompt_cache_lifetime)


def cacheable_tokens(
    instruction_tokens: Tokens, corpus_tokens_in_prompt: Tokens, smallest_cached_prompt: Tokens
) -> Tokens:
    """The part of the prompt that is alike in every request, where it is long enough for providers to cache."""
    alike = instruction_tokens + corpus_tokens_in_prompt
    return np.where(alike >= smallest_cached_prompt, alike, 0)


def cached_tokens_per_query(cacheable_tokens: Tokens, cache_hit_share: Share) -> Tokens:
    """Prompt tokens read from the cache, on the mean request."""
    return cacheable_tokens * cache_hit_share


def cache_written_tokens_per_query(cacheable_tokens: Tokens, cache_hit_share: Share) -> Tokens:
    """Prompt tokens written to the cache, on the mean request: those of the requests that missed it."""
    return cacheable_tokens * (1 - cache_hit_share)


def output_tokens_per_query(answer_tokens: Tokens) -> Tokens:
    """Tokens that the model writes for one request; thinking before the answer is not counted."""
    return answer_tokens


def tokens_per_month(
    queries_per_month: QueriesPerMonth, prompt_tokens_per_query: Tokens, output_tokens_per_query: Tokens
) -> TokensPerMonth:
    """Tokens read and written in the first month."""
    return queries_per_month * (prompt_tokens_per_query + output_tokens_per_query)


def context_share(prompt_tokens_per_query: Tokens, output_tokens_per_query: Tokens, context_window: Tokens) -> Share:
    """Share of the model's context window that a request fills; above 1 it does not fit."""
    return (prompt_tokens_per_query + output_tokens_per_query) / context_window
