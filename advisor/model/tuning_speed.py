"""How fast a training run is.

A roofline: a step takes as long as its arithmetic and its memory traffic, but no less than launching its kernels, and
no less than fetching sharded weights. Held against measured speeds by `advisor.validation`.
"""

import numpy as np

from advisor.arithmetic import quotient
from advisor.units import (
    Bytes,
    BytesPerParameter,
    BytesPerSecond,
    BytesPerToken,
    Count,
    Flag,
    FlopPerSecond,
    FlopPerToken,
    Gpus,
    Parameters,
    Seconds,
    Share,
    Tokens,
    TokensPerSecond,
)


def forward_matrix_flop_per_token(
    parameters_active: Parameters, vocabulary_size: Count, hidden_size: Count, embedding_tables: Count
) -> FlopPerToken:
    """Two operations for each weight that multiplies; looking up an embedding multiplies nothing."""
    return 2 * np.maximum(parameters_active - (embedding_tables - 1) * vocabulary_size * hidden_size, 0)


def forward_attention_flop_per_token(layers: Count, attention_width: Count, tokens_per_example: Tokens) -> FlopPerToken:
    """Causal attention: 2 products of 2 operations over half of the example on average (Kaplan et al. 2020)."""
    return 2 * layers * attention_width * tokens_per_example


def training_passes(
    tuning_full: Flag, recomputed_fully: Flag, recomputed_partly: Flag, selective_recomputation: Share
) -> Count:
    """A step in forward passes: forward, backward for inputs and, of trained weights, for weights; recomputed ones.

    Adapters save the gradients of frozen weights.
    """
    return 2 + tuning_full + recomputed_fully + selective_recomputation * recomputed_partly


def arithmetic_seconds_per_token(
    forward_matrix_flop_per_token: FlopPerToken,
    forward_attention_flop_per_token: FlopPerToken,
    training_passes: Count,
    gpu_matrix_compute: FlopPerSecond,
    training_gpu_compute: FlopPerSecond,
    eight_bit_arithmetic: Flag,
    matrix_efficiency: Share,
    eight_bit_share: Share,
    training_attention_efficiency: Share,
    vendor: Flag,
    newer_attention_share: Share,
    ampere_compute: FlopPerSecond,
) -> Seconds:
    """Matrix products at the peak of their precision, attention at that of 16 bits, on one GPU.

    FlashAttention-2 uses Ampere's instructions and gains less from newer chips than vendors' kernels do (Shah et
    al. 2024, arXiv:2407.08608).
    """
    matrix_efficiency = matrix_efficiency * np.where(eight_bit_arithmetic > 0, eight_bit_share, 1)
    newer = (training_gpu_compute > 2 * ampere_compute) * (1 - vendor)
    training_attention_efficiency = training_attention_efficiency * np.where(newer > 0, newer_attention_share, 1)
    matrices = quotient(forward_matrix_flop_per_token, gpu_matrix_compute * matrix_efficiency)
    attention = quotient(forward_attention_flop_per_token, training_gpu_compute * training_attention_efficiency)
    return training_passes * (matrices + attention)


def traffic_seconds_per_token(
    layers: Count,
    hidden_size: Count,
    intermediate_size: Count,
    vocabulary_size: Count,
    training_passes: Count,
    training_gpu_bandwidth: BytesPerSecond,
    fused_kernels: Flag,
    elementwise_bytes_eager: BytesPerToken,
    elementwise_bytes_fused: BytesPerToken,
    logit_traffic_bytes: BytesPerToken,
) -> Seconds:
    """Reading and writing activations between matrix products: norms, gates, positions, residuals, and the loss."""
    each = np.where(fused_kernels > 0, elementwise_bytes_fused, elementwise_bytes_eager)
    layered = training_passes * layers * (hidden_size + intermediate_size) * each
    return quotient(layered + logit_traffic_bytes * vocabulary_size, training_gpu_bandwidth)


def unpacking_seconds(
    quantised: Flag,
    parameters_total: Parameters,
    training_passes: Count,
    training_gpu_bandwidth: BytesPerSecond,
    unpacking_bytes_per_weight: BytesPerParameter,
) -> Seconds:
    """Unpacking quantised weights to 16 bits in every pass of every step, however few the tokens."""
    return quantised * training_passes * quotient(parameters_total * unpacking_bytes_per_weight, training_gpu_bandwidth)


def launch_seconds(
    layers: Count,
    training_passes: Count,
    fused_kernels: Flag,
    sharding_hooks: Flag,
    pipeline_ways: Gpus,
    layer_launch_seconds: Seconds,
    fused_launch_share: Share,
    sharding_launch_factor: Count,
) -> Seconds:
    """The least time of a step: launching every layer's kernels from Python, and the hooks that fetch its shards."""
    each = layer_launch_seconds * np.where(fused_kernels > 0, fused_launch_share, 1)
    hooked = np.where(sharding_hooks > 0, sharding_launch_factor, 1)
    return layers / pipeline_ways * training_passes * each * hooked


def shard_bytes_per_step(
    base_weight_bytes: Bytes, fully_sharded: Flag, tuning_full: Flag, weight_ways: Gpus, weights_offloaded: Flag
) -> Bytes:
    """What a GPU receives of sharded weights, forward and backward, and of gradients, in a step."""
    foreign = np.where(weights_offloaded > 0, 1, 1 - 1 / np.maximum(weight_ways, 1))
    return fully_sharded * foreign * base_weight_bytes * (2 + tuning_full)


def link_bandwidth(
    training_gpus: Gpus,
    gpus_per_node: Gpus,
    training_gpu_link_bandwidth: BytesPerSecond,
    link_efficiency: Share,
    node_link_bandwidth: BytesPerSecond,
    training_gpus_linked: Flag,
    host_bus_bandwidth: BytesPerSecond,
) -> BytesPerSecond:
    """What a GPU gets: its own link, the network between machines, or its part of the host's one bus."""
    own = training_gpu_link_bandwidth * link_efficiency
    linked = np.where(training_gpus > gpus_per_node, np.minimum(own, node_link_bandwidth), own)
    return np.where(training_gpus_linked > 0, linked, host_bus_bandwidth / np.maximum(training_gpus, 1))


def shard_seconds(shard_bytes_per_step: Bytes, link_bandwidth: BytesPerSecond) -> Seconds:
    """Fetching the layers of others."""
    return quotient(shard_bytes_per_step, link_bandwidth)


def tensor_seconds_per_token(
    layers: Count,
    hidden_size: Count,
    tensor_ways: Gpus,
    training_gpu_link_bandwidth: BytesPerSecond,
    link_efficiency: Share,
) -> Seconds:
    """Tensor parallelism: 4 sums of 16-bit (2 bytes) activations a layer, forward and backward, in a ring.

    Shoeybi et al. 2019, arXiv:1909.08053. Too high where they hide behind products (asynchronous).
    """
    ring = 2 * (tensor_ways - 1) / tensor_ways
    return quotient(layers * 2 * 2 * 2 * hidden_size * ring, training_gpu_link_bandwidth * link_efficiency)


def gradient_sync_seconds(
    trained_parameters: Parameters,
    fully_sharded: Flag,
    data_ways: Gpus,
    weight_ways: Gpus,
    accumulation_steps: Count,
    link_bandwidth: BytesPerSecond,
) -> Seconds:
    """Summing 16-bit gradients over copies of the model: each GPU sends and receives them twice (2 bytes each).

    Once a step of the optimiser; shards do it as they go. The sums of adapters are too small to count.
    """
    copies = (data_ways > 1) * (1 - fully_sharded)
    return copies * quotient(2 * 2 * trained_parameters / weight_ways, link_bandwidth) / accumulation_steps


def optimiser_seconds(
    trained_parameters: Parameters,
    state_ways: Gpus,
    accumulation_steps: Count,
    training_gpu_bandwidth: BytesPerSecond,
    optimiser_traffic_bytes: BytesPerParameter,
) -> Seconds:
    """Reading and writing weights, gradients and states, several times over where the update is not fused."""
    return (
        quotient(trained_parameters / state_ways * optimiser_traffic_bytes, training_gpu_bandwidth) / accumulation_steps
    )


def decomposition_factor(weight_decomposed: Flag, decomposed_time_factor: Share) -> Share:
    """Time of a step against LoRA's: DoRA forms the sum of base and adapter anew in each, to take its norms.

    Liu et al. 2024, arXiv:2402.09353. Measured on whole runs, of two frameworks only.
    """
    return np.where(weight_decomposed > 0, decomposed_time_factor, 1)


def training_step_seconds(
    decomposition_factor: Share,
    step_tokens: Tokens,
    arithmetic_seconds_per_token: Seconds,
    traffic_seconds_per_token: Seconds,
    tensor_seconds_per_token: Seconds,
    unpacking_seconds: Seconds,
    launch_seconds: Seconds,
    shard_seconds: Seconds,
    gradient_sync_seconds: Seconds,
    optimiser_seconds: Seconds,
    training_gpus_linked: Flag,
) -> Seconds:
    """One micro-batch: work, or launching it if that takes longer; fetching hides behind it only on own links."""
    per_token = arithmetic_seconds_per_token + traffic_seconds_per_token + tensor_seconds_per_token
    busy = np.maximum(step_tokens * per_token, launch_seconds) * decomposition_factor + unpacking_seconds
    fetched = np.where(training_gpus_linked > 0, np.maximum(busy, shard_seconds), busy + shard_seconds)
    return fetched + gradient_sync_seconds + optimiser_seconds


def training_tokens_per_second_per_gpu(
    step_tokens: Tokens, training_step_seconds: Seconds, uncounted_share: Share
) -> TokensPerSecond:
    """Real tokens a second; padding and pauses for evaluation take time and do not count."""
    return quotient(step_tokens * (1 - uncounted_share), training_step_seconds)
