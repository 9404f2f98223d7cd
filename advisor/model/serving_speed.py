"""How fast GPUs read weights and prompts: the parts of a step, and a prompt's.

A roofline: matrix products take as long as the slower of their arithmetic and of reading the weights (Williams,
Waterman & Patterson 2009, doi:10.1145/1498765.1498785; for LLMs Pope et al. 2022, arXiv:2211.05102). Its few constants
are fitted to published measurements (`benchmarks/fit_serving.py`) and held against them by `advisor.validation`.
"""

import numpy as np

from advisor.arithmetic import quotient
from advisor.units import (
    Bytes,
    BytesPerSecond,
    BytesPerToken,
    Count,
    Flag,
    Flop,
    FlopPerSecond,
    Gpus,
    Parameters,
    Seconds,
    Share,
    Tokens,
)


def replica_bandwidth(
    tensor_parallel_gpus: Gpus,
    gpu_bandwidth: BytesPerSecond,
    weights_unpacked: Flag,
    bandwidth_efficiency: Share,
    bandwidth_efficiency_unpacked: Share,
) -> BytesPerSecond:
    """Memory bandwidth at which a replica reads weights; packed integers are unpacked on the way."""
    efficiency = np.where(weights_unpacked > 0, bandwidth_efficiency_unpacked, bandwidth_efficiency)
    return tensor_parallel_gpus * gpu_bandwidth * efficiency


def kv_bandwidth(
    tensor_parallel_gpus: Gpus, kv_copies: Count, gpu_bandwidth: BytesPerSecond, kv_bandwidth_efficiency: Share
) -> BytesPerSecond:
    """Memory bandwidth at which attention reads the cache; GPUs with the same heads read the same."""
    return quotient(tensor_parallel_gpus, kv_copies) * gpu_bandwidth * kv_bandwidth_efficiency


def compute_ceiling(gpu_compute_ceiling: Share, compute_ceiling_unmeasured: Share) -> Share:
    """Share of the data sheet's peak that the largest matrix products reach: measured, else what others reach."""
    return np.where(gpu_compute_ceiling > 0, gpu_compute_ceiling, compute_ceiling_unmeasured)


def replica_compute(
    tensor_parallel_gpus: Gpus,
    gpu_compute: FlopPerSecond,
    compute_ceiling: Share,
    weights_unpacked: Flag,
    weights_in_8_bits: Flag,
    weights_in_4_bit_float: Flag,
    compute_efficiency: Share,
    compute_efficiency_8_bit: Share,
    compute_efficiency_4_bit_float: Share,
    compute_efficiency_unpacked: Share,
) -> FlopPerSecond:
    """Arithmetic that a replica sustains in the matrix products of a model."""
    efficiency = np.select(
        [weights_unpacked > 0, weights_in_8_bits > 0, weights_in_4_bit_float > 0],
        [compute_efficiency_unpacked, compute_efficiency_8_bit, compute_efficiency_4_bit_float],
        compute_efficiency,
    )
    return tensor_parallel_gpus * gpu_compute * compute_ceiling * efficiency


def attention_compute(
    tensor_parallel_gpus: Gpus, gpu_16_bit_compute: FlopPerSecond, compute_ceiling: Share, attention_efficiency: Share
) -> FlopPerSecond:
    """Arithmetic that a replica sustains in attention over a prompt, which stays in 16 bits."""
    return tensor_parallel_gpus * gpu_16_bit_compute * compute_ceiling * attention_efficiency


def all_reduce_seconds_per_token(
    layers: Count,
    hidden_size: Count,
    tensor_parallel_gpus: Gpus,
    gpu_link_bandwidth: BytesPerSecond,
    all_reduce_efficiency: Share,
) -> Seconds:
    """Time on the links between the GPUs of a replica for one token.

    Tensor parallelism sums 2 activations of 16 bits (2 bytes) a layer; in a ring each of n GPUs sends
    2 (n - 1) / n of them (Shoeybi et al. 2019, arXiv:1909.08053; Patarasuk & Yuan 2009).
    """
    ring = 2 * quotient(np.maximum(tensor_parallel_gpus - 1, 0), tensor_parallel_gpus)
    return quotient(2 * layers * hidden_size * 2 * ring, gpu_link_bandwidth * all_reduce_efficiency)


def all_reduce_latency(
    tensor_parallel_gpus: Gpus, gpus_linked: Flag, all_reduce_latency_linked: Seconds, all_reduce_latency_pcie: Seconds
) -> Seconds:
    """Waiting for the other GPUs in one sum, however little is summed."""
    latency = np.where(gpus_linked > 0, all_reduce_latency_linked, all_reduce_latency_pcie)
    return np.where(tensor_parallel_gpus > 1, latency, 0)


def layer_overhead_seconds(
    layers: Count, layer_latency: Seconds, step_latency: Seconds, all_reduce_latency: Seconds
) -> Seconds:
    """What a step costs however little it computes: scheduling, kernel launches, and 2 sums over GPUs a layer."""
    return step_latency + layers * (layer_latency + 2 * all_reduce_latency)


def prefill_tokens(prompt_tokens_per_query: Tokens, cached_tokens_per_query: Tokens) -> Tokens:
    """Prompt tokens that must be computed; those in the prompt cache need not."""
    return np.maximum(prompt_tokens_per_query - cached_tokens_per_query, 0)


def working_parameters(
    parameters_active: Parameters, vocabulary_size: Count, hidden_size: Count, embedding_tables: Count
) -> Parameters:
    """Weights that are multiplied for every written token: the active ones, less a table that is only looked up."""
    return np.maximum(parameters_active - (embedding_tables - 1) * vocabulary_size * hidden_size, 0)


def expert_products(expert_parameters: Parameters, expert_share: Share, expert_efficiency: Share) -> Parameters:
    """What the experts' small matrix products cost more, as if they had more weights."""
    return expert_parameters * expert_share * (1 / expert_efficiency - 1)


def prompt_product_flop(
    parameters_active: Parameters,
    embedding_parameters: Parameters,
    expert_products: Parameters,
    prefill_tokens: Tokens,
) -> Flop:
    """Matrix products of reading a prompt: 2 operations a weight and token; the head works on the last token only."""
    return 2 * np.maximum(parameters_active - embedding_parameters + expert_products, 0) * prefill_tokens


def prompt_attention_flop(
    layers: Count, attention_width: Count, prefill_tokens: Tokens, cached_tokens_per_query: Tokens
) -> Flop:
    """Causal attention of a prompt to what stands before.

    Attention takes 2 products (queries with keys, scores with values) of 2 operations a layer, and a new
    token sees the cached ones and on average half of the new ones (Kaplan et al. 2020, arXiv:2001.08361).
    Too high where a sliding window is shorter than the prompt.
    """
    mean_context = cached_tokens_per_query + prefill_tokens / 2
    return prefill_tokens * 2 * 2 * layers * attention_width * mean_context


def prompt_product_seconds(prompt_product_flop: Flop, replica_compute: FlopPerSecond) -> Seconds:
    """Matrix products of one prompt."""
    return quotient(prompt_product_flop, replica_compute)


def prompt_other_seconds(
    prompt_attention_flop: Flop,
    attention_compute: FlopPerSecond,
    prefill_tokens: Tokens,
    all_reduce_seconds_per_token: Seconds,
) -> Seconds:
    """Attention of one prompt, and its sums over the GPUs."""
    return quotient(prompt_attention_flop, attention_compute) + prefill_tokens * all_reduce_seconds_per_token


def prefill_work_seconds(prompt_product_seconds: Seconds, prompt_other_seconds: Seconds) -> Seconds:
    """How long one prompt keeps a busy replica from other work, at most."""
    return prompt_product_seconds + prompt_other_seconds


def prefill_seconds(
    prompt_product_seconds: Seconds,
    prompt_other_seconds: Seconds,
    weight_read_seconds: Seconds,
    layer_overhead_seconds: Seconds,
    layers: Count,
    prompt_layer_latency: Seconds,
) -> Seconds:
    """How long one prompt takes alone; a short one still waits for the weights to be read once.

    Prompts differ in length, so that their kernels are launched one by one: a further latency a layer.
    """
    launches = layer_overhead_seconds + layers * prompt_layer_latency
    return launches + np.maximum(prompt_product_seconds, weight_read_seconds) + prompt_other_seconds


def read_share(
    parameters_total: Parameters, vocabulary_size: Count, hidden_size: Count, embedding_tables: Count
) -> Share:
    """Share of the weights that is read in a step: all but a table that is only looked up."""
    looked_up = (embedding_tables - 1) * vocabulary_size * hidden_size
    return np.maximum(quotient(parameters_total - looked_up, parameters_total), 0)


def weight_read_seconds(weight_bytes: Bytes, read_share: Share, replica_bandwidth: BytesPerSecond) -> Seconds:
    """Reading every weight once."""
    return quotient(weight_bytes * read_share, replica_bandwidth)


def expert_read_seconds(
    weight_read_seconds: Seconds, expert_parameters: Parameters, parameters_total: Parameters, read_share: Share
) -> Seconds:
    """Reading every expert once.

    A batch of b tokens touches 1 - (1 - share)^b of them if each picks its experts at random.
    """
    return quotient(weight_read_seconds * expert_parameters, parameters_total * read_share)


def dense_read_seconds(weight_read_seconds: Seconds, expert_read_seconds: Seconds) -> Seconds:
    """Reading the weights that every token uses."""
    return np.maximum(weight_read_seconds - expert_read_seconds, 0)


def kv_read_seconds(
    kv_bytes_per_token: BytesPerToken,
    windowed_kv_bytes_per_token: BytesPerToken,
    attention_window: Tokens,
    prompt_tokens_per_query: Tokens,
    output_tokens_per_query: Tokens,
    kv_bandwidth: BytesPerSecond,
) -> Seconds:
    """Reading one query's cache in one step, on average with half of the answer written."""
    context = prompt_tokens_per_query + output_tokens_per_query / 2
    read = kv_bytes_per_token * context + windowed_kv_bytes_per_token * np.minimum(context, attention_window)
    return quotient(read, kv_bandwidth)


def token_compute_seconds(
    working_parameters: Parameters, expert_products: Parameters, replica_compute: FlopPerSecond
) -> Seconds:
    """Arithmetic of one token in a decode step: 2 operations a weight."""
    return quotient(2 * (working_parameters + expert_products), replica_compute)


def query_step_seconds(
    kv_read_seconds: Seconds, all_reduce_seconds_per_token: Seconds, sequence_latency: Seconds
) -> Seconds:
    """What each query in the batch adds to a step: its cache, its sums over GPUs, and the engine's work on it."""
    return kv_read_seconds + all_reduce_seconds_per_token + sequence_latency


def interleaved_seconds(
    prefill_work_seconds: Seconds, output_tokens_per_query: Tokens, query_step_seconds: Seconds
) -> Seconds:
    """What each query in the batch adds to every step at most, its prompt spread over the steps of one answer."""
    return quotient(prefill_work_seconds, output_tokens_per_query) + query_step_seconds
