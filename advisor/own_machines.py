"""Models and GPUs that the catalogue does not know: a model by its architecture, a GPU by its data sheet.

Both are checked for sense, become rows of the catalogue for this project alone, and are compared like any other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from advisor.catalogue import Architecture, Catalogue, Gpu, GpuRent, Model
from advisor.language import text
from advisor.questions import Kind, Question, Range
from advisor.reading import wrong

OWN = "own"
"""The vendor of own GPUs, the provider of their rent, and the source of own rows."""
LEAST_OPERATIONS_PER_BYTE, MOST_OPERATIONS_PER_BYTE = 15, 1500
"""Data sheets of GPUs since 2016 give 18 to 900 16-bit operations for each byte of memory bandwidth."""
NEAR = 0.15
HUGGING_FACE = {
    "num_hidden_layers": "layers", "n_layer": "layers", "hidden_size": "hidden_size", "n_embd": "hidden_size",
    "num_attention_heads": "attention_heads", "n_head": "attention_heads", "num_key_value_heads": "key_value_heads",
    "head_dim": "head_dimension", "intermediate_size": "intermediate_size", "ffn_dim": "intermediate_size",
    "vocab_size": "vocabulary_size", "max_position_embeddings": "context_tokens", "num_local_experts": "experts",
    "num_experts": "experts", "n_routed_experts": "experts", "num_experts_per_tok": "experts_per_token",
}  # fmt: skip
"""Keys of a Hugging Face config.json, by the names that are used here."""


def _within(lowest: float, highest: float, unit: str = "", whole: bool = False) -> Any:
    """A number between two ends, with the message of a question where it is not."""
    question = Question(Kind.NUMBER, "", "", lowest=lowest, highest=highest, unit=unit)

    def read(given: Any) -> float | int | None:
        if given is None:
            return None
        answer = question.parse(given)
        if not isinstance(answer, Range):
            raise wrong(text("Give a number"))
        value = answer.middle
        if whole and value != int(value):
            raise wrong(text("Give a whole number"))
        return int(value) if whole else value

    return BeforeValidator(read)


class OwnGpu(BaseModel):
    """A GPU by its data sheet: dense peaks without sparsity; the link counts both directions; US dollars an hour."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    memory_gib: Annotated[float, _within(1, 4000, "GiB")]
    memory_bandwidth_gigabytes_per_second: Annotated[float, _within(10, 100_000, "GB/s")]
    dense_16_bit_teraflops: Annotated[float, _within(1, 100_000, "TFLOP/s")]
    usd_per_hour: Annotated[float, _within(0.001, 1000, "USD/h")]
    dense_8_bit_float_teraflops: Annotated[float | None, _within(1, 200_000, "TFLOP/s")] = None
    link_gigabytes_per_second: Annotated[float | None, _within(1, 20_000, "GB/s")] = None
    power_watts: Annotated[float | None, _within(5, 10_000, "W")] = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        per_byte = self.dense_16_bit_teraflops * 1e3 / self.memory_bandwidth_gigabytes_per_second
        if not LEAST_OPERATIONS_PER_BYTE <= per_byte <= MOST_OPERATIONS_PER_BYTE:
            raise wrong(
                text(
                    "{ratio} operations a byte are unlike any GPU: check that the peak is dense 16-bit TFLOP/s and the "
                    "bandwidth GB/s",
                    ratio=round(per_byte, 1),
                )
            )
        return self


class OwnModel(BaseModel):
    """A model by its architecture; its parameters follow from it unless they are given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layers: Annotated[int, _within(1, 1000, whole=True)]
    hidden_size: Annotated[int, _within(64, 100_000, whole=True)]
    attention_heads: Annotated[int, _within(1, 1000, whole=True)]
    intermediate_size: Annotated[int, _within(16, 1_000_000, whole=True)]
    vocabulary_size: Annotated[int, _within(100, 2_000_000, whole=True)]
    context_tokens: Annotated[int, _within(256, 100_000_000, "tokens", whole=True)]
    key_value_heads: Annotated[int | None, _within(1, 1000, whole=True)] = None
    head_dimension: Annotated[int | None, _within(8, 2048, whole=True)] = None
    embedding_tables: Annotated[int, _within(1, 2, whole=True)] = 2
    experts: Annotated[int | None, _within(1, 10_000, whole=True)] = None
    experts_per_token: Annotated[int | None, _within(1, 1000, whole=True)] = None
    latent_size: Annotated[int | None, _within(1, 100_000, whole=True)] = None
    total_parameters_billions: Annotated[float | None, _within(0.001, 100_000)] = None
    capability_tier: Annotated[int, _within(1, 4, whole=True)] = 2

    @property
    def heads_kept(self) -> int:
        """Key-value heads: as many as attention heads where nothing else is said."""
        return self.key_value_heads or self.attention_heads

    @property
    def width_of_a_head(self) -> int:
        """The dimension of a head: the hidden size shared out where nothing else is said."""
        return self.head_dimension or self.hidden_size // self.attention_heads

    def billions(self, experts: int) -> float:
        """Parameters that the shape gives with so many experts, with gated feed-forward parts."""
        width = 2 * self.attention_heads * self.width_of_a_head + 2 * self.heads_kept * self.width_of_a_head
        layer = self.hidden_size * (width + 3 * self.intermediate_size * experts)
        tables = self.embedding_tables * self.vocabulary_size * self.hidden_size
        return (self.layers * layer + tables) / 1e9

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.attention_heads % self.heads_kept:
            raise wrong(text("Attention heads must be a multiple of key-value heads"))
        if (self.experts_per_token or 1) > (self.experts or 1):
            raise wrong(text("A token cannot use more experts than there are"))
        if self.total_parameters_billions and not self.experts and not self.latent_size:
            shaped = self.billions(1)
            if abs(shaped / self.total_parameters_billions - 1) > 2 * NEAR:
                raise wrong(
                    text(
                        "This shape gives {shaped} billion parameters, not {given}: check the layers and the widths",
                        shaped=round(shaped, 2),
                        given=self.total_parameters_billions,
                    )
                )
        return self


def model_of_config(config: Any) -> dict[str, Any]:
    """The architecture in a Hugging Face config.json, as far as it is there; what is missing shows when it is read."""
    if not isinstance(config, dict):
        return {}
    inner = config.get("text_config")
    given = {**config, **inner} if isinstance(inner, dict) else config
    found = {ours: given[theirs] for theirs, ours in HUGGING_FACE.items() if given.get(theirs) is not None}
    if given.get("moe_intermediate_size") is not None:
        found["intermediate_size"] = given["moe_intermediate_size"]
    if "intermediate_size" not in found and isinstance(found.get("hidden_size"), int):
        found["intermediate_size"] = 4 * found["hidden_size"]
    if given.get("tie_word_embeddings") is True:
        found["embedding_tables"] = 1
    latent, rope = given.get("kv_lora_rank"), given.get("qk_rope_head_dim")
    if isinstance(latent, int) and isinstance(rope, int):
        found["latent_size"] = latent + rope
    return found


def with_own(catalogue: Catalogue, models: Mapping[str, OwnModel], gpus: Mapping[str, OwnGpu]) -> Catalogue:
    """The catalogue with a project's own models and GPUs; the very same one for the same rows."""
    if not models and not gpus:
        return catalogue
    return _with_own(catalogue, tuple(models.items()), tuple(gpus.items()))


@lru_cache(maxsize=8)
def _with_own(
    catalogue: Catalogue, models: tuple[tuple[str, OwnModel], ...], gpus: tuple[tuple[str, OwnGpu], ...]
) -> Catalogue:
    said = {
        "source": OWN, "as_of": catalogue.as_of, "as_of_written": catalogue.as_of.isoformat(), "confidence": "high",
        "kind": "published",
    }  # fmt: skip
    return dataclasses.replace(
        catalogue,
        models=(*catalogue.models, *(_model(name, model, said) for name, model in models)),
        architectures=(*catalogue.architectures, *(_architecture(name, model, said) for name, model in models)),
        gpus=(*catalogue.gpus, *(_gpu(name, gpu, said) for name, gpu in gpus)),
        gpu_rents=(*catalogue.gpu_rents, *(_rent(name, gpu, said) for name, gpu in gpus)),
    )


def _sizes(name: str, model: OwnModel) -> dict[str, Any]:
    total = model.total_parameters_billions or model.billions(model.experts or 1)
    active = model.billions(model.experts_per_token or 1) if model.experts else total
    return {
        "hugging_face_id": f"{OWN}/{name}", "total_parameters_billions": total,
        "active_parameters_billions": min(active, total), "layers": model.layers, "hidden_size": model.hidden_size,
        "attention_heads": model.attention_heads, "key_value_heads": model.heads_kept,
        "head_dimension": model.width_of_a_head, "vocabulary_size": model.vocabulary_size,
        "context_tokens": model.context_tokens, "licence": OWN,
    }  # fmt: skip


def _model(name: str, model: OwnModel, said: dict[str, Any]) -> Model:
    values = 2 * model.heads_kept * model.width_of_a_head
    return Model.model_validate({
        **said, **_sizes(name, model), "model": name, "name": name, "family": name, "open_weights": True,
        "commercial_use": "yes", "kv_bytes_per_token_16_bit": model.layers * (model.latent_size or values) * 2,
        "attention": "mla" if model.latent_size else "gqa", "tokenizer": OWN, "modalities": "text",
        "self_tuning": "yes", "capability_tier": model.capability_tier, "capability_basis": OWN,
    })  # fmt: skip


def _architecture(name: str, model: OwnModel, said: dict[str, Any]) -> Architecture:
    return Architecture.model_validate({
        **said, **_sizes(name, model), "model": name, "intermediate_size": model.intermediate_size,
        "feed_forward_matrices": 3, "embedding_tables": model.embedding_tables, "experts": model.experts,
        "experts_per_token": model.experts_per_token, "latent_size": model.latent_size,
    })  # fmt: skip


def _gpu(name: str, gpu: OwnGpu, said: dict[str, Any]) -> Gpu:
    sheet = gpu.model_dump(exclude={"usd_per_hour"})
    return Gpu.model_validate({**said, **sheet, "gpu": name, "vendor": OWN, "release_year": said["as_of"].year})


def _rent(name: str, gpu: OwnGpu, said: dict[str, Any]) -> GpuRent:
    return GpuRent.model_validate({
        **said, "provider": OWN, "region": OWN, "instance": name, "gpu": name, "gpu_written": name,
        "service": "machine", "gpus": 1, "usd_per_hour": gpu.usd_per_hour,
    })  # fmt: skip
