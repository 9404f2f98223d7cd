"""Serving a model on own GPUs, and how long an answer takes there or at an API.

A roofline: each step takes as long as the slower of its arithmetic and its memory traffic, plus a fixed
latency a layer (Williams, Waterman & Patterson 2009, doi:10.1145/1498765.1498785; for LLMs Pope et al.
2022, arXiv:2211.05102). Tokens that a model spends on thinking are out of scope: count them among the output
tokens of a reasoning model. An alternative without own GPUs needs 0 GPUs; its latency comes from parameters.
"""

import numpy as np

from advisor.units import (
    Bytes,
    BytesPerParameter,
    BytesPerSecond,
    BytesPerToken,
    Count,
    Flag,
    FloatArray,
    Flop,
    FlopPerSecond,
    Gpus,
    HoursPerMonth,
    Parameters,
    QueriesPerMonth,
    QueriesPerSecond,
    Seconds,
    Share,
    Tokens,
    TokensPerSecond,
)


def _quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Zero where there is nothing to divide by: an alternative without GPUs."""
    present = denominator > 0
    return np.where(present, numerator / np.where(present, denominator, 1), 0)


def _step_seconds(
    batch: FloatArray,
    layer_overhead_seconds: FloatArray,
    weight_read_seconds: FloatArray,
    active_share: FloatArray,
    kv_read_seconds: FloatArray,
    token_compute_seconds: FloatArray,
    interleaved_seconds: FloatArray,
) -> FloatArray:
    """One decode step of a batch."""
    # A crowd of tokens leaves so few experts unread that their share may round to zero.
    with np.errstate(under="ignore"):
        touched = 1 - (1 - active_share) ** batch
    by_memory = touched * weight_read_seconds + batch * kv_read_seconds
    by_compute = batch * token_compute_seconds
    return layer_overhead_seconds + np.maximum(by_memory, by_compute) + batch * interleaved_seconds


def weight_bytes(parameters_total: Parameters, bytes_per_weight: BytesPerParameter) -> Bytes:
    """All weights, experts included, at the precision used for serving. Definition."""
    return parameters_total * bytes_per_weight


def kv_bytes_per_token(kv_bytes_per_token_16bit: BytesPerToken, kv_bytes_factor: Share) -> BytesPerToken:
    """Keys and values that one token leaves in the cache of all layers.

    In 16 bits: 2 x layers x key-value heads x head dimension x 2 bytes (Pope et al. 2022, section 3.3).
    """
    return kv_bytes_per_token_16bit * kv_bytes_factor


def kv_bytes_per_sequence(
    kv_bytes_per_token: BytesPerToken, prompt_tokens_per_query: Tokens, output_tokens_per_query: Tokens
) -> Bytes:
    """Cache of one query when its last token is written.

    Too high where queries share a cached beginning, or where layers look at a sliding window only.
    """
    return kv_bytes_per_token * (prompt_tokens_per_query + output_tokens_per_query)


def usable_memory(gpu_memory: Bytes, gpus_per_replica: Gpus, usable_memory_share: Share) -> Bytes:
    """Memory of a replica that the serving engine may fill (vLLM: gpu_memory_utilization)."""
    return gpu_memory * gpus_per_replica * usable_memory_share


def kv_pool_bytes(
    usable_memory: Bytes, weight_bytes: Bytes, gpus_per_replica: Gpus, serving_overhead_per_gpu: Bytes
) -> Bytes:
    """What is left for the cache beside weights and the engine itself.

    Too high where fewer key-value heads than GPUs make the cache repeat itself (MLA, multi-query attention).
    """
    return np.maximum(usable_memory - weight_bytes - serving_overhead_per_gpu * gpus_per_replica, 0)


def fits_in_memory(own_gpus: Flag, kv_pool_bytes: Bytes, kv_bytes_per_sequence: Bytes) -> Flag:
    """Whether the replica holds the model and at least one query. At an API that is the provider's care."""
    return np.where(own_gpus > 0, kv_pool_bytes >= kv_bytes_per_sequence, 1.0)


def replica_bandwidth(
    gpus_per_replica: Gpus, gpu_bandwidth: BytesPerSecond, bandwidth_efficiency: Share
) -> BytesPerSecond:
    """Memory bandwidth that a replica sustains."""
    return gpus_per_replica * gpu_bandwidth * bandwidth_efficiency


def replica_compute(
    gpus_per_replica: Gpus, gpu_compute: FlopPerSecond, model_flops_utilisation_serving: Share
) -> FlopPerSecond:
    """Arithmetic that a replica sustains in large matrix products."""
    return gpus_per_replica * gpu_compute * model_flops_utilisation_serving


def all_reduce_seconds_per_token(
    layers: Count,
    hidden_size: Count,
    gpus_per_replica: Gpus,
    gpu_link_bandwidth: BytesPerSecond,
    all_reduce_efficiency: Share,
) -> Seconds:
    """Time on the links between the GPUs of a replica for one token.

    Tensor parallelism sums 2 activations of 16 bits (2 bytes) a layer; in a ring each of n GPUs sends
    2 (n - 1) / n of them (Shoeybi et al. 2019, arXiv:1909.08053; Patarasuk & Yuan 2009).
    """
    ring = 2 * _quotient(np.maximum(gpus_per_replica - 1, 0), gpus_per_replica)
    return _quotient(2 * layers * hidden_size * 2 * ring, gpu_link_bandwidth * all_reduce_efficiency)


def layer_overhead_seconds(
    layers: Count, gpus_per_replica: Gpus, layer_latency: Seconds, all_reduce_latency: Seconds
) -> Seconds:
    """What a step costs however little it computes: kernel launches, and waiting for the other GPUs."""
    return layers * (layer_latency + all_reduce_latency * (gpus_per_replica > 1))


def prefill_tokens(prompt_tokens_per_query: Tokens, cached_tokens_per_query: Tokens) -> Tokens:
    """Prompt tokens that must be computed; those in the prompt cache need not."""
    return np.maximum(prompt_tokens_per_query - cached_tokens_per_query, 0)


def prefill_flop(
    parameters_active: Parameters,
    layers: Count,
    attention_width: Count,
    prefill_tokens: Tokens,
    cached_tokens_per_query: Tokens,
) -> Flop:
    """Arithmetic of reading a prompt: 2 a weight and token, and causal attention to what stands before.

    Attention takes 2 products (queries with keys, scores with values) of 2 operations a layer, and a new
    token sees the cached ones and on average half of the new ones (Kaplan et al. 2020, arXiv:2001.08361).
    """
    mean_context = cached_tokens_per_query + prefill_tokens / 2
    return prefill_tokens * (2 * parameters_active + 2 * 2 * layers * attention_width * mean_context)


def prefill_work_seconds(
    prefill_flop: Flop,
    replica_compute: FlopPerSecond,
    prefill_tokens: Tokens,
    all_reduce_seconds_per_token: Seconds,
) -> Seconds:
    """How long one prompt keeps a busy replica from other work."""
    return _quotient(prefill_flop, replica_compute) + prefill_tokens * all_reduce_seconds_per_token


def prefill_seconds(
    prefill_work_seconds: Seconds, weight_read_seconds: Seconds, layer_overhead_seconds: Seconds
) -> Seconds:
    """How long one prompt takes alone; a short one still waits for the weights to be read once."""
    return layer_overhead_seconds + np.maximum(prefill_work_seconds, weight_read_seconds)


def weight_read_seconds(weight_bytes: Bytes, replica_bandwidth: BytesPerSecond) -> Seconds:
    """Reading every weight once."""
    return _quotient(weight_bytes, replica_bandwidth)


def active_share(parameters_active: Parameters, parameters_total: Parameters) -> Share:
    """Share of the weights that one token uses: 1 unless the model is a mixture of experts.

    A batch of b tokens touches 1 - (1 - share)^b of the weights if each picks its experts at random;
    weights that every token uses make that a slight overestimate.
    """
    return _quotient(parameters_active, parameters_total)


def kv_read_seconds(
    kv_bytes_per_token: BytesPerToken,
    prompt_tokens_per_query: Tokens,
    output_tokens_per_query: Tokens,
    replica_bandwidth: BytesPerSecond,
) -> Seconds:
    """Reading one query's cache in one step, on average with half of the answer written."""
    mean_context = prompt_tokens_per_query + output_tokens_per_query / 2
    return _quotient(kv_bytes_per_token * mean_context, replica_bandwidth)


def token_compute_seconds(parameters_active: Parameters, replica_compute: FlopPerSecond) -> Seconds:
    """Arithmetic of one token in a decode step: 2 operations an active weight."""
    return _quotient(2 * parameters_active, replica_compute)


def interleaved_seconds(
    prefill_work_seconds: Seconds, output_tokens_per_query: Tokens, all_reduce_seconds_per_token: Seconds
) -> Seconds:
    """What each query in the batch adds to every step beside its own decoding.

    In continuous batching (Yu et al. 2022, OSDI, Orca) a query's prompt is read while others decode: its
    prefill, spread over the steps of one answer, delays them all.
    """
    return _quotient(prefill_work_seconds, output_tokens_per_query) + all_reduce_seconds_per_token


def largest_batch_in_memory(kv_pool_bytes: Bytes, kv_bytes_per_sequence: Bytes, engine_batch_limit: Count) -> Count:
    """Queries whose cache fits at once, within what the serving engine admits."""
    return np.minimum(np.floor(_quotient(kv_pool_bytes, kv_bytes_per_sequence)), engine_batch_limit)


def largest_batch_in_time(
    answer_target: Seconds,
    retrieval_seconds: Seconds,
    prefill_seconds: Seconds,
    output_tokens_per_query: Tokens,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    kv_read_seconds: Seconds,
    token_compute_seconds: Seconds,
    interleaved_seconds: Seconds,
) -> Count:
    """Queries at once that still finish within the target: a decode step, solved for its batch.

    Counts all experts as read, so a mixture of experts may do slightly better.
    """
    step_target = _quotient(answer_target - retrieval_seconds - prefill_seconds, output_tokens_per_query)
    spare = step_target - layer_overhead_seconds
    by_memory = _quotient(spare - weight_read_seconds, kv_read_seconds + interleaved_seconds)
    by_compute = _quotient(spare, token_compute_seconds + interleaved_seconds)
    return np.floor(np.minimum(by_memory, by_compute))


def largest_batch(own_gpus: Flag, largest_batch_in_memory: Count, largest_batch_in_time: Count) -> Count:
    """Queries that a replica answers at once.

    Never below 1: where even one does not fit or comes too late, fits_in_memory and answer_seconds say so.
    """
    batch = np.maximum(np.minimum(largest_batch_in_memory, largest_batch_in_time), 1)
    return np.where(own_gpus > 0, batch, 0)


def kv_cache_bytes(kv_bytes_per_sequence: Bytes, largest_batch: Count) -> Bytes:
    """Cache of all queries of the largest batch, in one replica."""
    return kv_bytes_per_sequence * largest_batch


def engine_bytes(gpus_per_replica: Gpus, serving_overhead_per_gpu: Bytes) -> Bytes:
    """What the serving engine takes for itself, in one replica."""
    return serving_overhead_per_gpu * gpus_per_replica


def replica_memory(weight_bytes: Bytes, kv_cache_bytes: Bytes, engine_bytes: Bytes) -> Bytes:
    """What a replica holds at its largest batch."""
    return weight_bytes + kv_cache_bytes + engine_bytes


def replica_queries_per_second(
    largest_batch: Count,
    output_tokens_per_query: Tokens,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    active_share: Share,
    kv_read_seconds: Seconds,
    token_compute_seconds: Seconds,
    interleaved_seconds: Seconds,
) -> QueriesPerSecond:
    """Queries that a replica finishes with its largest batch always full (Little's law)."""
    step = _step_seconds(
        largest_batch,
        layer_overhead_seconds,
        weight_read_seconds,
        active_share,
        kv_read_seconds,
        token_compute_seconds,
        interleaved_seconds,
    )
    return _quotient(largest_batch, output_tokens_per_query * step)


def replicas(
    own_gpus: Flag,
    peak_queries_per_second: QueriesPerSecond,
    replica_queries_per_second: QueriesPerSecond,
    peak_utilisation_target: Share,
) -> Count:
    """Replicas for the peak, with headroom so that queues stay short; always one at least.

    Waiting grows as utilisation / (1 - utilisation) (Kingman 1961, doi:10.1017/S0305004100036094).
    """
    needed = np.ceil(_quotient(peak_queries_per_second, replica_queries_per_second * peak_utilisation_target))
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
    return np.minimum(_quotient(queries_per_month, capacity), 1)


def serving_gpu_hours_per_month(gpus_needed: Gpus, hours_per_month: HoursPerMonth) -> HoursPerMonth:
    """GPU hours that are paid: the replicas for the peak, always on."""
    return gpus_needed * hours_per_month


def replica_peak_queries_per_second(peak_queries_per_second: QueriesPerSecond, replicas: Count) -> QueriesPerSecond:
    """The peak, shared out."""
    return _quotient(peak_queries_per_second, replicas)


def batch_at_peak(
    replica_peak_queries_per_second: QueriesPerSecond,
    output_tokens_per_query: Tokens,
    largest_batch: Count,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    kv_read_seconds: Seconds,
    token_compute_seconds: Seconds,
    interleaved_seconds: Seconds,
) -> Count:
    """Queries in flight in one replica at the peak.

    Little's law (1961): arrivals x time in the batch, where the time itself grows in proportion to the batch;
    solved for the batch.
    """
    steps_per_second = replica_peak_queries_per_second * output_tokens_per_query
    by_memory = _quotient(
        steps_per_second * (layer_overhead_seconds + weight_read_seconds),
        1 - steps_per_second * (kv_read_seconds + interleaved_seconds),
    )
    by_compute = _quotient(
        steps_per_second * layer_overhead_seconds,
        1 - steps_per_second * (token_compute_seconds + interleaved_seconds),
    )
    return np.minimum(np.maximum(np.maximum(by_memory, by_compute), 1), largest_batch)


def decode_seconds_per_token(
    own_gpus: Flag,
    batch_at_peak: Count,
    layer_overhead_seconds: Seconds,
    weight_read_seconds: Seconds,
    active_share: Share,
    kv_read_seconds: Seconds,
    token_compute_seconds: Seconds,
    interleaved_seconds: Seconds,
    api_output_speed: TokensPerSecond,
) -> Seconds:
    """Time between two tokens of an answer at the peak."""
    step = _step_seconds(
        batch_at_peak,
        layer_overhead_seconds,
        weight_read_seconds,
        active_share,
        kv_read_seconds,
        token_compute_seconds,
        interleaved_seconds,
    )
    return np.where(own_gpus > 0, step, 1 / api_output_speed)


def queueing_seconds(
    replica_peak_queries_per_second: QueriesPerSecond,
    prefill_work_seconds: Seconds,
    queueing_variability: Share,
) -> Seconds:
    """Waiting for the prompts of others at the peak (Kingman 1961; one prompt is read at a time)."""
    load = replica_peak_queries_per_second * prefill_work_seconds
    return _quotient(load * prefill_work_seconds * queueing_variability, 1 - load)


def first_token_seconds(
    own_gpus: Flag,
    retrieval_seconds: Seconds,
    queueing_seconds: Seconds,
    prefill_seconds: Seconds,
    decode_seconds_per_token: Seconds,
    prefill_tokens: Tokens,
    api_first_token_delay: Seconds,
    api_prompt_speed: TokensPerSecond,
) -> Seconds:
    """From the question to the first token of the answer.

    On own GPUs a query waits for prompts before it and for the running step; an API reads at a steady speed.
    """
    on_own_gpus = queueing_seconds + prefill_seconds + decode_seconds_per_token
    at_an_api = api_first_token_delay + prefill_tokens / api_prompt_speed
    return retrieval_seconds + np.where(own_gpus > 0, on_own_gpus, at_an_api)


def answer_seconds(
    first_token_seconds: Seconds, output_tokens_per_query: Tokens, decode_seconds_per_token: Seconds
) -> Seconds:
    """From the question to the last token of the answer, at the peak."""
    return first_token_seconds + output_tokens_per_query * decode_seconds_per_token
