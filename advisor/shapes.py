"""How a model is built, in the quantities that the formulas need; zero where a closed model does not publish it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from advisor.catalogue import Architecture, Catalogue, Model
from advisor.units import FloatArray, IntArray

BYTES_IN_16_BITS = 2
SHARED_LATENT = ("mla", "sparse")
"""Kinds of attention whose cache belongs to no single head: every GPU of a replica keeps all of it."""


class Shape(NamedTuple):
    """One model; the fields are named as the quantities of the graph are."""

    parameters_total: float = 0
    parameters_active: float = 0
    expert_share: float = 1
    layers: float = 0
    hidden_size: float = 0
    attention_heads: float = 0
    attention_width: float = 0
    key_value_heads: float = 1
    key_value_width: float = 0
    intermediate_size: float = 0
    feed_forward_matrices: float = 3
    vocabulary_size: float = 0
    embedding_tables: float = 2
    kv_bytes_per_token_16bit: float = 0
    windowed_kv_bytes_per_token_16bit: float = 0
    attention_window: float = 0


def shape_of_architecture(architecture: Architecture) -> Shape:
    """The shape of an open model whose architecture is known."""
    windowed = architecture.windowed_layers or 0
    in_a_layer = _kv_values_in_a_layer(architecture) * BYTES_IN_16_BITS
    return Shape(
        parameters_total=architecture.total_parameters_billions * 1e9,
        parameters_active=architecture.active_parameters_billions * 1e9,
        expert_share=(architecture.experts_per_token or 1) / (architecture.experts or 1),
        layers=architecture.layers,
        hidden_size=architecture.hidden_size,
        attention_heads=architecture.attention_heads,
        attention_width=architecture.attention_heads * architecture.head_dimension,
        key_value_heads=1 if architecture.latent_size else architecture.key_value_heads,
        key_value_width=_kv_values_in_a_layer(architecture) / 2,
        intermediate_size=architecture.intermediate_size * (architecture.experts_per_token or 1),
        feed_forward_matrices=architecture.feed_forward_matrices,
        vocabulary_size=architecture.vocabulary_size,
        embedding_tables=architecture.embedding_tables,
        kv_bytes_per_token_16bit=in_a_layer * (architecture.layers - windowed),
        windowed_kv_bytes_per_token_16bit=in_a_layer * windowed,
        attention_window=architecture.window_tokens or 0,
    )


def _kv_values_in_a_layer(architecture: Architecture) -> int:
    """Keys and values of every key-value head, or the one compressed vector of latent attention."""
    return architecture.latent_size or 2 * architecture.key_value_heads * architecture.head_dimension


def shape_of_model(model: Model, catalogue: Catalogue) -> Shape:
    """The shape of a model on offer; what its row does not say comes from its architecture, where that is known.

    Without one, a mixture of experts is taken for one that shares nothing, and two embedding tables and three matrices
    in the feed-forward part are assumed.
    """
    total, active = model.parameters_total or 0, model.parameters_active or model.parameters_total or 0
    head = model.head_dimension or 0
    heads = 1 if model.attention in SHARED_LATENT else model.key_value_heads or model.attention_heads or 1
    own = Shape(
        parameters_total=total,
        parameters_active=active,
        expert_share=active / total if total else 1,
        layers=model.layers or 0,
        hidden_size=model.hidden_size or 0,
        attention_heads=model.attention_heads or 0,
        attention_width=(model.attention_heads or 0) * head,
        key_value_heads=heads,
        key_value_width=heads * head,
        vocabulary_size=model.vocabulary_size or 0,
        kv_bytes_per_token_16bit=model.kv_bytes_per_token_16_bit or 0,
    )
    described = catalogue.architectures_by_id.get(model.hugging_face_id or "")
    if described is None:
        return own._replace(intermediate_size=_typical_intermediate_size(own))
    known = shape_of_architecture(described)
    return own._replace(**{name: getattr(known, name) for name in ONLY_IN_ARCHITECTURES})


ONLY_IN_ARCHITECTURES = (
    "expert_share", "key_value_heads", "key_value_width", "embedding_tables", "intermediate_size",
    "feed_forward_matrices", "windowed_kv_bytes_per_token_16bit", "attention_window",
)  # fmt: skip
"""What rows of models on offer do not say."""


def _typical_intermediate_size(shape: Shape) -> float:
    """The width of the feed-forward part that accounts for the parameters which attention and embedding leave."""
    if not shape.layers or not shape.hidden_size:
        return 0
    embedding = shape.embedding_tables * shape.vocabulary_size * shape.hidden_size
    attention = 2 * shape.hidden_size * (shape.attention_width + shape.key_value_width)
    left = (shape.parameters_active - embedding) / shape.layers - attention
    return max(left / (shape.feed_forward_matrices * shape.hidden_size), 0)


def shape_columns(shapes: list[Shape], rows: IntArray) -> dict[str, FloatArray]:
    """The shapes as columns (rows, 1), by the names of the quantities."""
    table = np.array(shapes, dtype=np.float64)[rows]
    return {name: table[:, [position]] for position, name in enumerate(Shape._fields)}
