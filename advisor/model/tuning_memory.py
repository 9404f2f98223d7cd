"""What a training run holds on each GPU at its peak.

Weights and states follow Rajbhandari et al. 2020 (arXiv:1910.02054), activations Korthikanti et al. 2022
(arXiv:2205.05198) with gated feed-forward parts and grouped keys. Held against measured peaks by `advisor.validation`.
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


def trained_parameters(
    tuning_full: Flag,
    trained_layer_share: Share,
    trains_embeddings: Flag,
    parameters_total: Parameters,
    embedding_parameters: Parameters,
) -> Parameters:
    """Weights of the model itself that train: all, some layers (LISA, Spectrum), or the tables beside adapters."""
    some = trained_layer_share * (parameters_total - embedding_parameters) + embedding_parameters
    whole = np.where(trained_layer_share < 1, some, parameters_total)
    return tuning_full * whole + (1 - tuning_full) * trains_embeddings * embedding_parameters


def base_weight_bytes(
    parameters_total: Parameters,
    embedding_parameters: Parameters,
    base_bytes_per_weight: BytesPerParameter,
    table_bytes_per_weight: BytesPerParameter,
) -> Bytes:
    """The model's weights; its vocabulary tables stay in 16 or 32 bits, however the rest is packed.

    Dettmers et al. 2023, arXiv:2305.14314. Too high where a framework packs the output head as well.
    """
    packed = base_bytes_per_weight * (parameters_total - embedding_parameters)
    return packed + table_bytes_per_weight * embedding_parameters


def gathered_bytes(
    base_bytes_per_weight: BytesPerParameter,
    parameters_total: Parameters,
    embedding_parameters: Parameters,
    layers: Count,
    gathered_layers: Count,
) -> Bytes:
    """Layers and vocabulary tables (16 bits, 2 bytes) that are whole on every GPU although weights are shared out."""
    layer = quotient(base_bytes_per_weight * (parameters_total - embedding_parameters), layers)
    return gathered_layers * layer + 2 * embedding_parameters


def weight_bytes_per_gpu(
    base_weight_bytes: Bytes, weight_ways: Gpus, fully_sharded: Flag, weights_offloaded: Flag, gathered_bytes: Bytes
) -> Bytes:
    """A GPU's share of the weights and, if they are sharded, what is whole just now.

    ZeRO-3 and FSDP (Zhao et al. 2023, arXiv:2304.11277) fetch the next layer while one computes.
    """
    return base_weight_bytes / weight_ways * (1 - weights_offloaded) + fully_sharded * gathered_bytes


def gradient_bytes_per_gpu(
    trained_parameters: Parameters, gradient_bytes_per_parameter: BytesPerParameter, gradient_ways: Gpus
) -> Bytes:
    """Gradients of the model's own weights; none where each is spent as soon as it is known."""
    return trained_parameters * gradient_bytes_per_parameter / gradient_ways


def optimiser_bytes_per_gpu(
    trained_parameters: Parameters,
    optimiser_bytes_per_parameter: BytesPerParameter,
    adapter_parameters: Parameters,
    adapter_bytes_per_parameter: BytesPerParameter,
    state_ways: Gpus,
    states_offloaded: Flag,
) -> Bytes:
    """States and 32-bit copies, and all of the adapters: 16 bytes a weight in 32 bits, 8 in 16."""
    states = trained_parameters * optimiser_bytes_per_parameter + adapter_parameters * adapter_bytes_per_parameter
    return states / state_ways * (1 - states_offloaded)


def optimiser_scratch_bytes(
    trained_parameters: Parameters,
    gradient_bytes_per_parameter: BytesPerParameter,
    state_ways: Gpus,
    fused_optimiser: Flag,
) -> Bytes:
    """Room for one more copy of the gradients while the optimiser steps over all tensors at once.

    PyTorch's default (foreach) update; none with a fused optimiser or one in the backward pass.
    """
    return (1 - fused_optimiser) * trained_parameters * gradient_bytes_per_parameter / state_ways


def decomposed_bytes_per_token(
    weight_decomposed: Flag,
    adapted_everywhere: Flag,
    hidden_size: Count,
    attention_width: Count,
    key_value_width: Count,
    intermediate_size: Count,
    feed_forward_matrices: Count,
    decomposed_output_bytes: BytesPerToken,
) -> BytesPerToken:
    """What one layer keeps of one token besides under DoRA: both outputs, base and adapter, of each adapted matrix.

    Liu et al. 2024, arXiv:2402.09353: the magnitude scales their sum, so its gradient needs them. Queries and values
    alone, or every linear layer. Left out: the magnitudes themselves (0.01 % of the weights) and, in passing, the
    product of one adapter's two matrices.
    """
    attention = attention_width + key_value_width
    elsewhere = key_value_width + 2 * hidden_size + (feed_forward_matrices - 1) * intermediate_size
    return weight_decomposed * decomposed_output_bytes * (attention + adapted_everywhere * elsewhere)


def layer_bytes_per_token(
    decomposed_bytes_per_token: BytesPerToken,
    hidden_size: Count,
    attention_width: Count,
    key_value_width: Count,
    intermediate_size: Count,
    feed_forward_matrices: Count,
    attention_heads: Count,
    longest_example: Tokens,
    eager_attention: Flag,
    tuning_full: Flag,
    packed_inputs_kept: Flag,
    adapted_everywhere: Flag,
    adapter_input_bytes: BytesPerToken,
    norm_bytes_per_unit: BytesPerToken,
    score_bytes: BytesPerToken,
) -> BytesPerToken:
    """What one layer keeps of one token for the backward pass, in 16 bits (2 bytes).

    Norms and residuals; queries, keys, values and attention output; the feed-forward part's inner tensors (gate,
    its activation and up if gated, else one and its activation); the inputs of matrices that train or are packed
    (bitsandbytes keeps them); each adapter's own copy of its input, after its dropout or its cast to 32 bits; and what
    DoRA keeps besides.
    Eager attention keeps 5 bytes a pair of tokens and head (Korthikanti et al. 2022, section 4.1), 10 with a 32-bit
    softmax as in Transformers' Llama.
    """
    attention = 2 * (2 * attention_width + 2 * key_value_width)
    feed_forward = 2 * feed_forward_matrices * intermediate_size
    all_inputs = 2 * (2 * hidden_size + intermediate_size)
    elsewhere = adapted_everywhere * ((2 + 1) * hidden_size + attention_width + intermediate_size)
    own_inputs = (1 - tuning_full) * adapter_input_bytes * (2 * hidden_size + elsewhere)
    inputs = np.maximum(tuning_full, packed_inputs_kept) * all_inputs + own_inputs
    scores = eager_attention * score_bytes * attention_heads * longest_example
    kept = norm_bytes_per_unit * hidden_size + attention + feed_forward + inputs + scores
    return kept + decomposed_bytes_per_token


def activation_bytes_per_token(
    layer_bytes_per_token: BytesPerToken,
    layers: Count,
    hidden_size: Count,
    tensor_ways: Gpus,
    recomputed_fully: Flag,
    recomputed_partly: Flag,
    activations_offloaded: Flag,
    residual_bytes: BytesPerToken,
    recomputed_layer_copies: Count,
    selective_share: Share,
) -> BytesPerToken:
    """Activations of one token on one GPU.

    Kept: every layer. Recomputed: the input of a layer (2 bytes a unit; 4 where PEFT prepares packed models), and
    one layer in full with the gradients that flow back through it. Recomputed in part: what the matrix products and
    attention gave. Assumes that pipeline stages hold as much as no pipeline would (1F1B, first stage).
    """
    kept = layers * layer_bytes_per_token
    inputs = residual_bytes * layers * hidden_size * (1 - activations_offloaded)
    recomputed = inputs + recomputed_layer_copies * layer_bytes_per_token
    partly = np.where(recomputed_partly > 0, selective_share * kept, kept)
    return np.where(recomputed_fully > 0, recomputed, partly) / tensor_ways


def activation_bytes_per_gpu(longest_step_tokens: Tokens, activation_bytes_per_token: BytesPerToken) -> Bytes:
    """Activations of a GPU's tokens."""
    return longest_step_tokens * activation_bytes_per_token


def logit_bytes_per_token(
    vocabulary_size: Count,
    tensor_ways: Gpus,
    loss_plain: Flag,
    loss_with_accuracy: Flag,
    loss_chunked: Flag,
    logit_bytes_plain: BytesPerToken,
    logit_bytes_accuracy: BytesPerToken,
    logit_bytes_chunked: BytesPerToken,
) -> BytesPerToken:
    """Scores of one token over the vocabulary, their 32-bit copies and gradients; nothing where the loss is fused."""
    plain = loss_plain * logit_bytes_plain
    each = plain + loss_with_accuracy * logit_bytes_accuracy + loss_chunked * logit_bytes_chunked
    return vocabulary_size / tensor_ways * each


def logit_bytes_per_gpu(longest_step_tokens: Tokens, logit_bytes_per_token: BytesPerToken) -> Bytes:
    """Scores over the vocabulary of a GPU's tokens."""
    return longest_step_tokens * logit_bytes_per_token


def peak_training_memory_per_gpu(
    weight_bytes_per_gpu: Bytes,
    gradient_bytes_per_gpu: Bytes,
    optimiser_bytes_per_gpu: Bytes,
    optimiser_scratch_bytes: Bytes,
    activation_bytes_per_gpu: Bytes,
    logit_bytes_per_gpu: Bytes,
    accumulates_gradients: Flag,
    measured_by_allocator: Flag,
    measured_by_device: Flag,
    zero_runtime: Flag,
    tuning_full: Flag,
    fragmentation_share: Share,
    device_context_bytes: Bytes,
    zero_buffer_bytes: Bytes,
) -> Bytes:
    """The most that a GPU holds in a step, as its source measures it.

    Either at the end of the forward pass (all activations; gradients only if accumulated) or when the optimiser
    steps. Reserved memory adds fragments; nvidia-smi adds the CUDA context; DeepSpeed adds its buckets.
    """
    still_there = accumulates_gradients * gradient_bytes_per_gpu
    passing = (activation_bytes_per_gpu + logit_bytes_per_gpu) * (1 + fragmentation_share * (1 - measured_by_allocator))
    forward = still_there + passing
    stepping = gradient_bytes_per_gpu + optimiser_scratch_bytes
    held = weight_bytes_per_gpu + optimiser_bytes_per_gpu + np.maximum(forward, stepping)
    return held + measured_by_device * device_context_bytes + zero_runtime * tuning_full * zero_buffer_bytes
