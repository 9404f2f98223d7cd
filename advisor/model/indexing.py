"""Building the index: the corpus embedded on GPUs of one's own, and the graph of its vectors.

Beside the plan, which embeds at an API and lets a managed store build the index.
"""

import numpy as np

from advisor.arithmetic import quotient
from advisor.units import Chunks, Count, Flag, FlopPerSecond, Hours, Parameters, Seconds, Share, Tokens, Usd, UsdPerHour


def embedding_gpu_hours(
    own_gpus: Flag,
    embedded_tokens: Tokens,
    open_embedding_parameters: Parameters,
    gpu_16_bit_compute: FlopPerSecond,
    embedding_utilisation: Share,
) -> Hours:
    """GPU hours to embed the whole corpus with an open model; 0 without GPUs. An hour has exactly 3600 seconds.

    Two operations a token and weight, at a share of the 16-bit peak. Too many for multilingual models, whose large
    vocabulary tables multiply nothing (about half of BGE-M3), and too few where texts come one at a time.
    """
    speed = gpu_16_bit_compute * embedding_utilisation * 3600
    return np.where(own_gpus > 0, quotient(2 * embedded_tokens * open_embedding_parameters, speed), 0)


def embedding_gpu_cost(embedding_gpu_hours: Hours, gpu_rent: UsdPerHour, hardware_bought: Flag) -> Usd:
    """Rent of these hours; bought hardware bears none."""
    return embedding_gpu_hours * gpu_rent * (1 - hardware_bought)


def index_build_hours(
    chunks: Chunks,
    embedding_dimensions: Count,
    benchmark_build_seconds: Seconds,
    benchmark_vectors: Chunks,
    benchmark_dimensions: Count,
) -> Hours:
    """Time to load and index all vectors on one machine; an hour has exactly 3600 seconds.

    Each vector is searched for in the graph of those before: n log n (Malkov and Yashunin 2018, arXiv:1603.09320), and
    each comparison reads all dimensions. Databases differ by a factor of twenty on the same vectors.
    """
    work = chunks * np.log2(np.maximum(chunks, 1)) * embedding_dimensions
    measured = benchmark_vectors * np.log2(benchmark_vectors) * benchmark_dimensions
    return work / measured * benchmark_build_seconds / 3600
