"""Serving a model on own GPUs, and how long an answer takes there or at an API: batches, replicas, latency.

Tokens that a model spends on thinking are out of scope: count them among the output tokens of a reasoning model. An
alternative without own GPUs needs 0 GPUs; its latency comes from parameters.
"""

import numpy as np

from advisor.arithmetic import quotient
from advisor.units import (
    Count,
    Flag,
    FloatArray,
    Gpus,
    HoursPerMonth,
    QueriesPerMonth,
    QueriesPerSecond,
    Seconds,
    Share,
    Tokens,
    TokensPerSecond,
)


def _product_seconds(
    batch: FloatArray,
    dense_read_seconds: FloatArray,
    expert_read_seconds: FloatArray,
    expert_share: FloatArray,
    token_compute_seconds: FloatArray,
) -> FloatArray:
    """The matrix products of one decode step: reading the weights that the batch touches, or its arithmetic."""
    # A crowd of tokens leaves so few experts unread that their share may round to zero.
    with np.errstate(under="ignore"):
        touched = 1 - (1 - expert_share) ** batch
    return np.maximum(dense_read_seconds + touched * expert_read_seconds, batch * token_compute_seconds)


def _step_seconds(
    batch: FloatArray,
    output_tokens_per_query: FloatArray,
    layer_overhead_seconds: FloatArray,
    weight_read_seconds: FloatArray,
    dense_read_seconds: FloatArray,
    expert_read_seconds: FloatArray,
    expert_share: FloatArray,
    token_compute_seconds: FloatArray,
    query_step_seconds: FloatArray,
    prompt_product_seconds: FloatArray,
    prompt_other_seconds: FloatArray,
) -> FloatArray:
    """One decode step of a batch, with the prompts of later queries read in between.

    In continuous batching (Yu et al. 2022, OSDI, Orca) a prompt rides along in a step that reads the weights anyway:
    only its arithmetic beyond that delays the others. A query is delayed by all but itself.
    """
    products = _product_seconds(batch, dense_read_seconds, expert_read_seconds, expert_share, token_compute_seconds)
    with_prompt = np.maximum(prompt_product_seconds + batch * token_compute_seconds, weight_read_seconds)
    delay = np.maximum(with_prompt - products, 0) + prompt_other_seconds
    prompts = quotient(np.maximum(batch - 1, 0), output_tokens_per_query)
    return layer_overhead_seconds + products + batch * query_step_seconds + prompts * delay


def _in_flight(
    batch: FloatArray, arriving_tokens_per_second: FloatArray, pipeline_stages: FloatArray, step: tuple[FloatArray, ...]
) -> FloatArray:
    """Queries that are in flight where a step takes what it takes with this batch; one at least."""
    seconds = _step_seconds(np.maximum(batch / pipeline_stages, 1), *step)
    return np.maximum(arriving_tokens_per_second * seconds, 1)


def largest_batch_in_time(
    answer_target: Seconds,
    retrieval_seconds: Seconds,
    prefill_seconds: Seconds,
    output_tokens_per_query: Tokens,
    pipeline_stages: Count,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    query_step_seconds: Seconds,
    token_compute_seconds: Seconds,
    interleaved_seconds: Seconds,
) -> Count:
    """Queries at once that still finish within the target: a decode step, solved for its batch.

    Counts all experts as read and prompts at their dearest, so that somewhat more may do.
    """
    step_target = quotient(answer_target - retrieval_seconds - prefill_seconds, output_tokens_per_query)
    spare = step_target - layer_overhead_seconds
    by_memory = quotient(spare - weight_read_seconds, interleaved_seconds)
    by_compute = quotient(spare, token_compute_seconds + interleaved_seconds)
    return np.floor(pipeline_stages * np.minimum(by_memory, by_compute))


def largest_batch(own_gpus: Flag, largest_batch_in_memory: Count, largest_batch_in_time: Count) -> Count:
    """Queries that a replica answers at once.

    Never below 1: where even one does not fit or comes too late, fits_in_memory and answer_seconds say so.
    """
    batch = np.maximum(np.minimum(largest_batch_in_memory, largest_batch_in_time), 1)
    return np.where(own_gpus > 0, batch, 0)


def full_step_seconds(
    largest_batch: Count,
    pipeline_stages: Count,
    output_tokens_per_query: Tokens,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    dense_read_seconds: Seconds,
    expert_read_seconds: Seconds,
    expert_share: Share,
    token_compute_seconds: Seconds,
    query_step_seconds: Seconds,
    prompt_product_seconds: Seconds,
    prompt_other_seconds: Seconds,
) -> Seconds:
    """Time between two tokens with the largest batch; pipeline stages work on a part of it each."""
    return _step_seconds(
        np.maximum(largest_batch / pipeline_stages, 1),
        output_tokens_per_query,
        layer_overhead_seconds,
        weight_read_seconds,
        dense_read_seconds,
        expert_read_seconds,
        expert_share,
        token_compute_seconds,
        query_step_seconds,
        prompt_product_seconds,
        prompt_other_seconds,
    )


def replica_queries_per_second(
    largest_batch: Count, output_tokens_per_query: Tokens, full_step_seconds: Seconds, prefill_work_seconds: Seconds
) -> QueriesPerSecond:
    """Queries that a replica finishes with its largest batch always full (Little's law).

    A query keeps its place while its own prompt is read and while its answer is written.
    """
    return quotient(largest_batch, prefill_work_seconds + output_tokens_per_query * full_step_seconds)


def replica_tokens_per_second(
    replica_queries_per_second: QueriesPerSecond, output_tokens_per_query: Tokens
) -> TokensPerSecond:
    """Tokens that a replica writes with its largest batch always full: its throughput at the highest load."""
    return replica_queries_per_second * output_tokens_per_query


def replicas(
    own_gpus: Flag,
    peak_queries_per_second: QueriesPerSecond,
    replica_queries_per_second: QueriesPerSecond,
    largest_batch: Count,
    peak_utilisation_target: Share,
    waiting_margin: Share,
) -> Count:
    """Replicas for the peak: below the load that is aimed at, and with places enough that few queries wait for one.

    The second is square-root staffing of a queue with many servers, M/M/c (Halfin & Whitt 1981,
    doi:10.1287/opre.29.3.567): places = queries in flight + margin x their square root. Always one at least.
    """
    share = quotient(peak_queries_per_second, replica_queries_per_second)
    in_flight = share * largest_batch
    places = in_flight + waiting_margin * np.sqrt(in_flight)
    needed = np.ceil(np.maximum(share / peak_utilisation_target, quotient(places, largest_batch)))
    return np.where(own_gpus > 0, np.maximum(needed, 1), 0)


def gpus_needed(replicas: Count, gpus_per_replica: Gpus) -> Gpus:
    """GPUs that serve."""
    return replicas * gpus_per_replica


def gpu_utilisation(
    queries_per_month: QueriesPerMonth,
    hours_per_month: HoursPerMonth,
    replicas: Count,
    replica_queries_per_second: QueriesPerSecond,
) -> Share:
    """Mean load over capacity. An hour has exactly 3600 seconds."""
    capacity = replicas * replica_queries_per_second * hours_per_month * 3600
    return np.minimum(quotient(queries_per_month, capacity), 1)


def serving_gpu_hours_per_month(gpus_needed: Gpus, hours_per_month: HoursPerMonth) -> HoursPerMonth:
    """GPU hours that are paid: the replicas for the peak, always on."""
    return gpus_needed * hours_per_month


def hours_switched_on_per_month(
    own_gpus: Flag,
    queries_per_month: QueriesPerMonth,
    hours_per_month: HoursPerMonth,
    answer_seconds: Seconds,
    idle_timeout: Seconds,
) -> HoursPerMonth:
    """Hours in which a machine is on that is switched off when nobody has asked for a while.

    Questions come at random: nobody is being answered in exp(-answers in flight) of the time (M/G/infinity), and a gap
    outlasts the timeout with probability exp(-rate x timeout). Too few where questions come in office hours only;
    holds for one replica. An hour has exactly 3600 seconds.
    """
    rate = queries_per_month / (hours_per_month * 3600)
    # Where questions come all the time, being off is so rare that its share may round to zero.
    with np.errstate(under="ignore"):
        off = np.exp(-rate * (answer_seconds + idle_timeout))
    return np.where(own_gpus > 0, hours_per_month * (1 - off), 0)


def replica_peak_queries_per_second(peak_queries_per_second: QueriesPerSecond, replicas: Count) -> QueriesPerSecond:
    """The peak, shared out."""
    return quotient(peak_queries_per_second, replicas)


def most_in_flight(
    replica_peak_queries_per_second: QueriesPerSecond,
    output_tokens_per_query: Tokens,
    largest_batch: Count,
    pipeline_stages: Count,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    token_compute_seconds: Seconds,
    interleaved_seconds: Seconds,
) -> Count:
    """Queries in flight in one replica at the peak, at most: all experts read, prompts counted at their dearest.

    Little's law (1961): arrivals x time in the batch, where the time itself grows in proportion to the batch;
    solved for the batch. Where arrivals outrun it, the batch is full.
    """
    steps_per_second = replica_peak_queries_per_second * output_tokens_per_query / pipeline_stages
    left_by_memory = 1 - steps_per_second * interleaved_seconds
    left_by_compute = left_by_memory - steps_per_second * token_compute_seconds
    by_memory = quotient(steps_per_second * (layer_overhead_seconds + weight_read_seconds), left_by_memory)
    by_compute = quotient(steps_per_second * layer_overhead_seconds, left_by_compute)
    in_flight = np.maximum(np.maximum(by_memory, by_compute) * pipeline_stages, 1)
    return np.where(left_by_compute > 0, np.minimum(in_flight, largest_batch), largest_batch)


def batch_at_peak(
    most_in_flight: Count,
    replica_peak_queries_per_second: QueriesPerSecond,
    output_tokens_per_query: Tokens,
    pipeline_stages: Count,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    dense_read_seconds: Seconds,
    expert_read_seconds: Seconds,
    expert_share: Share,
    token_compute_seconds: Seconds,
    query_step_seconds: Seconds,
    prompt_product_seconds: Seconds,
    prompt_other_seconds: Seconds,
) -> Count:
    """Queries in flight in one replica at the peak: arrivals x time of an answer at that batch (Little's law 1961).

    Found from above, step by step: what a batch takes says how many are in flight, which is fewer.
    """
    arriving = replica_peak_queries_per_second * output_tokens_per_query
    step = (
        output_tokens_per_query,
        layer_overhead_seconds,
        weight_read_seconds,
        dense_read_seconds,
        expert_read_seconds,
        expert_share,
        token_compute_seconds,
        query_step_seconds,
        prompt_product_seconds,
        prompt_other_seconds,
    )
    fewer = _in_flight(_in_flight(most_in_flight, arriving, pipeline_stages, step), arriving, pipeline_stages, step)
    fewest = _in_flight(_in_flight(fewer, arriving, pipeline_stages, step), arriving, pipeline_stages, step)
    return np.minimum(fewest, most_in_flight)


def decode_seconds_per_token(
    own_gpus: Flag,
    batch_at_peak: Count,
    pipeline_stages: Count,
    output_tokens_per_query: Tokens,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    dense_read_seconds: Seconds,
    expert_read_seconds: Seconds,
    expert_share: Share,
    token_compute_seconds: Seconds,
    query_step_seconds: Seconds,
    prompt_product_seconds: Seconds,
    prompt_other_seconds: Seconds,
    api_output_speed: TokensPerSecond,
) -> Seconds:
    """Time between two tokens of an answer at the peak."""
    step = _step_seconds(
        np.maximum(batch_at_peak / pipeline_stages, 1),
        output_tokens_per_query,
        layer_overhead_seconds,
        weight_read_seconds,
        dense_read_seconds,
        expert_read_seconds,
        expert_share,
        token_compute_seconds,
        query_step_seconds,
        prompt_product_seconds,
        prompt_other_seconds,
    )
    return np.where(own_gpus > 0, step, 1 / api_output_speed)


def queueing_seconds(
    replica_peak_queries_per_second: QueriesPerSecond,
    prefill_work_seconds: Seconds,
    queueing_variability: Share,
    highest_queue_load: Share,
) -> Seconds:
    """Waiting for the prompts of others at the peak (Kingman 1961; one prompt is read at a time).

    Prompts that come faster than they can be read wait without end: that is told for the highest load.
    """
    load = np.minimum(replica_peak_queries_per_second * prefill_work_seconds, highest_queue_load)
    return quotient(load * prefill_work_seconds * queueing_variability, 1 - load)


def busy_wait_seconds(batch_at_peak: Count, decode_seconds_per_token: Seconds, running_step_wait: Share) -> Seconds:
    """Waiting for the step that runs when a question comes; an idle replica begins at once."""
    return np.where(batch_at_peak > 1, decode_seconds_per_token * running_step_wait, 0)


def first_token_seconds(
    own_gpus: Flag,
    retrieval_seconds: Seconds,
    queueing_seconds: Seconds,
    busy_wait_seconds: Seconds,
    prefill_seconds: Seconds,
    batch_at_peak: Count,
    query_step_seconds: Seconds,
    server_delay: Seconds,
    prefill_tokens: Tokens,
    api_first_token_delay: Seconds,
    api_prompt_speed: TokensPerSecond,
) -> Seconds:
    """From the question to the first token of the answer.

    On own GPUs a prompt is read in one step with what the others decode; an API reads at a steady speed.
    """
    others = np.maximum(batch_at_peak - 1, 0) * query_step_seconds
    on_own_gpus = server_delay + queueing_seconds + busy_wait_seconds + prefill_seconds + others
    at_an_api = api_first_token_delay + prefill_tokens / api_prompt_speed
    return retrieval_seconds + np.where(own_gpus > 0, on_own_gpus, at_an_api)


def answer_seconds(
    first_token_seconds: Seconds, output_tokens_per_query: Tokens, decode_seconds_per_token: Seconds
) -> Seconds:
    """From the question to the last token of the answer, at the peak."""
    return first_token_seconds + output_tokens_per_query * decode_seconds_per_token


def step_seconds_by_batch(
    batch: Count,
    pipeline_stages: Count,
    output_tokens_per_query: Tokens,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    dense_read_seconds: Seconds,
    expert_read_seconds: Seconds,
    expert_share: Share,
    token_compute_seconds: Seconds,
    query_step_seconds: Seconds,
    prompt_product_seconds: Seconds,
    prompt_other_seconds: Seconds,
) -> Seconds:
    """Time between two tokens, by the queries in flight in one replica: (..., batches)."""
    return _step_seconds(
        np.maximum(batch / pipeline_stages[..., None], 1),
        output_tokens_per_query[..., None],
        layer_overhead_seconds[..., None],
        weight_read_seconds[..., None],
        dense_read_seconds[..., None],
        expert_read_seconds[..., None],
        expert_share[..., None],
        token_compute_seconds[..., None],
        query_step_seconds[..., None],
        prompt_product_seconds[..., None],
        prompt_other_seconds[..., None],
    )


def queries_per_second_by_batch(
    batch: Count,
    output_tokens_per_query: Tokens,
    step_seconds_by_batch: Seconds,
    prefill_work_seconds: Seconds,
    own_gpus: Flag,
) -> QueriesPerSecond:
    """Queries that a replica finishes, by the queries in flight: the load that keeps so many there (Little's law)."""
    written = output_tokens_per_query[..., None] * step_seconds_by_batch
    finished = quotient(batch, prefill_work_seconds[..., None] + written)
    return np.where(own_gpus[..., None] > 0, finished, 0)


def tokens_per_second_by_batch(
    queries_per_second_by_batch: QueriesPerSecond, output_tokens_per_query: Tokens
) -> TokensPerSecond:
    """Tokens that a replica writes, by the queries in flight."""
    return queries_per_second_by_batch * output_tokens_per_query[..., None]


def answer_seconds_by_batch(
    output_tokens_per_query: Tokens, step_seconds_by_batch: Seconds, prefill_seconds: Seconds, server_delay: Seconds
) -> Seconds:
    """From the question to the last token, by the queries in flight, without search."""
    written = output_tokens_per_query[..., None] * step_seconds_by_batch
    return prefill_seconds[..., None] + written + server_delay[..., None]


def load_by_batch(queries_per_second_by_batch: QueriesPerSecond, replicas: Count) -> QueriesPerSecond:
    """The load on all replicas that keeps so many queries in flight in each."""
    return queries_per_second_by_batch * replicas[..., None]


def slow_answer_seconds_by_batch(
    answer_seconds_by_batch: Seconds,
    queries_per_second_by_batch: QueriesPerSecond,
    prefill_work_seconds: Seconds,
    slow_share: Share,
    highest_queue_load: Share,
) -> Seconds:
    """The same for the slow share of the questions, which wait for the prompts of others.

    Waiting in a queue with one server (M/M/1): longer than t with probability load x exp(-t (1 - load) / work). Beyond
    what reading prompts one after another can carry the queue grows without end: it is told for the highest load.
    """
    work = prefill_work_seconds[..., None]
    load = np.minimum(queries_per_second_by_batch * work, highest_queue_load[..., None])
    waits = load > slow_share[..., None]
    odds = np.log(np.where(waits, load / slow_share[..., None], 1))
    return answer_seconds_by_batch + work * odds / (1 - load)
