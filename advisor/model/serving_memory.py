"""What a model holds on the GPUs that serve it: weights, and the keys and values of the queries in flight.

In 16 bits the cache of a token is 2 x layers x key-value heads x head dimension x 2 bytes; multi-head latent attention
keeps one compressed vector a layer instead (DeepSeek-AI 2024, arXiv:2405.04434). All 0 where a provider serves.
"""

import numpy as np

from advisor.arithmetic import quotient
from advisor.units import (
    Bytes,
    BytesPerParameter,
    BytesPerToken,
    Count,
    Flag,
    Gpus,
    Parameters,
    Share,
    Tokens,
)


def embedding_parameters(
    vocabulary_size: Count, hidden_size: Count, embedding_tables: Count, parameters_total: Parameters
) -> Parameters:
    """Input embedding and output head: one table where they share it, else two. They stay in 16 bits when quantised."""
    return np.minimum(embedding_tables * vocabulary_size * hidden_size, parameters_total)


def expert_parameters(parameters_total: Parameters, parameters_active: Parameters, expert_share: Share) -> Parameters:
    """Weights of which a token uses only a share; 0 in a dense model, where the share is 1.

    Follows from total = dense + expert and active = dense + share x expert.
    """
    return quotient(parameters_total - parameters_active, 1 - expert_share)


def weight_bytes(
    parameters_total: Parameters,
    embedding_parameters: Parameters,
    bytes_per_weight: BytesPerParameter,
    bytes_per_embedding_weight: BytesPerParameter,
) -> Bytes:
    """All weights, experts included, at the precision used for serving. Definition."""
    inner = parameters_total - embedding_parameters
    return inner * bytes_per_weight + embedding_parameters * bytes_per_embedding_weight


def kv_bytes_per_token(kv_bytes_per_token_16bit: BytesPerToken, kv_bytes_factor: Share) -> BytesPerToken:
    """Keys and values that one token leaves in the cache of all layers.

    In 16 bits: 2 x layers x key-value heads x head dimension x 2 bytes (Pope et al. 2022, section 3.3).
    """
    return kv_bytes_per_token_16bit * kv_bytes_factor


def windowed_kv_bytes_per_token(
    windowed_kv_bytes_per_token_16bit: BytesPerToken, kv_bytes_factor: Share
) -> BytesPerToken:
    """Keys and values that one token leaves in the layers that look at a sliding window only."""
    return windowed_kv_bytes_per_token_16bit * kv_bytes_factor


def kv_bytes_per_sequence(
    kv_bytes_per_token: BytesPerToken,
    windowed_kv_bytes_per_token: BytesPerToken,
    attention_window: Tokens,
    prompt_tokens_per_query: Tokens,
    output_tokens_per_query: Tokens,
) -> Bytes:
    """Cache of one query when its last token is written; layers with a sliding window keep the window only.

    Too high where queries share a cached beginning.
    """
    context = prompt_tokens_per_query + output_tokens_per_query
    return kv_bytes_per_token * context + windowed_kv_bytes_per_token * np.minimum(context, attention_window)


def tensor_parallel_gpus(gpus_per_replica: Gpus, pipeline_stages: Count) -> Gpus:
    """GPUs that share every layer; the rest of a replica's GPUs hold other layers (pipeline parallelism)."""
    return quotient(gpus_per_replica, pipeline_stages)


def kv_copies(tensor_parallel_gpus: Gpus, key_value_heads: Count) -> Count:
    """How often the cache repeats itself: more GPUs than key-value heads hold the same heads (MLA counts as one)."""
    return np.maximum(quotient(tensor_parallel_gpus, key_value_heads), 1)


def usable_memory(gpu_memory: Bytes, gpus_per_replica: Gpus, usable_memory_share: Share) -> Bytes:
    """Memory of a replica that the serving engine may fill (vLLM: gpu_memory_utilization)."""
    return gpu_memory * gpus_per_replica * usable_memory_share


def kv_pool_bytes(
    usable_memory: Bytes,
    weight_bytes: Bytes,
    gpus_per_replica: Gpus,
    serving_overhead_per_gpu: Bytes,
    kv_copies: Count,
) -> Bytes:
    """Room for the cache beside weights and the engine itself, each query's counted once."""
    room = np.maximum(usable_memory - weight_bytes - serving_overhead_per_gpu * gpus_per_replica, 0)
    return room / kv_copies


def fits_in_memory(own_gpus: Flag, kv_pool_bytes: Bytes, kv_bytes_per_sequence: Bytes) -> Flag:
    """Whether the replica holds the model and at least one query. At an API that is the provider's care."""
    return np.where(own_gpus > 0, kv_pool_bytes >= kv_bytes_per_sequence, 1.0)


def largest_batch_in_memory(kv_pool_bytes: Bytes, kv_bytes_per_sequence: Bytes, engine_batch_limit: Count) -> Count:
    """Queries whose cache fits at once, within what the serving engine admits."""
    return np.minimum(np.floor(quotient(kv_pool_bytes, kv_bytes_per_sequence)), engine_batch_limit)


def kv_cache_bytes(kv_bytes_per_sequence: Bytes, largest_batch: Count, kv_copies: Count) -> Bytes:
    """Cache of all queries of the largest batch, in one replica, with its copies."""
    return kv_bytes_per_sequence * largest_batch * kv_copies


def engine_bytes(gpus_per_replica: Gpus, serving_overhead_per_gpu: Bytes) -> Bytes:
    """What the serving engine takes for itself, in one replica."""
    return serving_overhead_per_gpu * gpus_per_replica


def replica_memory(weight_bytes: Bytes, kv_cache_bytes: Bytes, engine_bytes: Bytes) -> Bytes:
    """What a replica holds at its largest batch."""
    return weight_bytes + kv_cache_bytes + engine_bytes
