"""Where each input of a figure comes from: an answer, a parameter, a row of the catalogue or the alternative itself."""

from __future__ import annotations

import re
from collections import Counter

from advisor.alternatives import Alternative
from advisor.catalogue import api_price
from advisor.decision.futures import Futures
from advisor.graph import inputs_below
from advisor.language import N_, text
from advisor.reference import row_source
from advisor.servings import ON_DEMAND, RESERVED, SPOT, middle_rent, training_gpu
from advisor.sources import Origin, Source

CHOICES = {
    "retrieval": N_("Whether passages are looked up"),
    "tuning": N_("Whether weights are tuned"),
    "corpus_in_prompt": N_("Whether the whole corpus travels in the prompt"),
    "own_gpus": N_("Whether the model runs on GPUs paid by the hour or bought"),
    "hardware_bought": N_("Whether the machines are bought"),
    "tuning_managed": N_("Whether a host tunes the model"),
    "tuning_lora": N_("Whether small adapters are trained"),
    "tuning_qlora": N_("Whether adapters are trained on 4-bit weights"),
    "tuning_full": N_("Whether all weights are trained"),
    "gpus_per_replica": N_("GPUs that share one copy of the model"),
    "pipeline_stages": N_("Groups of GPUs that hold different layers of one copy"),
    "bytes_per_weight": N_("Bytes of one weight at this precision"),
    "bytes_per_embedding_weight": N_("Bytes of one weight of the embedding, which stays in 16 bits"),
    "weights_in_8_bits": N_("Whether the weights are 8-bit floats"),
    "weights_in_4_bit_float": N_("Whether the weights are 4-bit floats"),
    "weights_unpacked": N_("Whether the weights are packed integers that are unpacked when used"),
    "kv_bytes_factor": N_("Precision of the key-value cache against 16 bits"),
    "lacks_facts": N_("Whether facts turn out to be lacking, by the rules of the decision"),
    "lacks_behaviour": N_("Whether behaviour turns out to be lacking, by the rules of the decision"),
}
MODEL_FACTS = {
    "parameters_total": N_("All parameters of the model"),
    "parameters_active": N_("Parameters that work on one token"),
    "expert_share": N_("Share of the experts' weights that works on one token"),
    "days_to_retirement": N_("Days until the provider retires the model, as announced"),
    "layers": N_("Layers of the model"),
    "hidden_size": N_("Width of the model"),
    "vocabulary_size": N_("Tokens that the model knows"),
    "embedding_tables": N_("Tables for input and output tokens: one where they share it"),
    "key_value_heads": N_("Key-value heads that can be shared out over GPUs"),
    "attention_heads": N_("Attention heads"),
    "key_value_width": N_("Key-value heads times their dimension"),
    "intermediate_size": N_("Width of the feed-forward part that works on one token"),
    "feed_forward_matrices": N_("Matrices of the feed-forward part: three if gated, else two"),
    "attention_width": N_("Attention heads times their dimension"),
    "kv_bytes_per_token_16bit": N_("Key-value cache of one token"),
    "windowed_kv_bytes_per_token_16bit": N_("Key-value cache of one token in layers with a sliding window"),
    "attention_window": N_("Tokens that a sliding window looks back"),
    "context_window": N_("Context window of the model at its host"),
    "capability_tier": N_("How capable the model is, in four tiers"),
}
GPU_FACTS = {
    "gpu_memory": N_("Memory of the GPU"),
    "gpu_bandwidth": N_("Memory bandwidth of the GPU"),
    "gpu_compute": N_("Arithmetic of the GPU at this precision"),
    "gpu_compute_ceiling": N_("Share of its peak that the GPU was measured to reach, where it was"),
    "gpus_linked": N_("Whether the GPUs have a link of their own"),
    "gpu_16_bit_compute": N_("Arithmetic of the GPU in 16 bits"),
    "gpu_link_bandwidth": N_("Bandwidth between the GPUs"),
    "gpu_power": N_("Power of the GPU"),
}
API_PRICE = re.compile(
    "(long_)?(input|cached_input|cache_write|output)_price|long_context_threshold|batch_price_factor"
)


def doubts_of(futures: Futures, alternative: Alternative, quantity: str) -> dict[str, int]:
    """How many of the inputs that a quantity rests on are "stale", else "assumed", else a "guess".

    Raises:
        KeyError: there is no such quantity.
    """
    sources = [source_of(futures, alternative, name) for name in inputs_below(quantity)]
    return Counter(
        "stale" if source.stale else "assumed" if source.origin is Origin.ASSUMED else "guess"
        for source in sources
        if source.is_doubtful
    )


def source_of(futures: Futures, alternative: Alternative, name: str) -> Source:
    """The source of an input of one finalist.

    Raises:
        KeyError: there is no such input.
    """
    if name in futures.sources:
        return futures.sources[name]
    catalogue = futures.catalogue
    if name in CHOICES:
        origin = Origin.SIMULATED if name.startswith("lacks_") else Origin.CHOICE
        return Source(origin, text(CHOICES[name]), "data/rules" if name.startswith("lacks_") else "")
    if name in MODEL_FACTS:
        return row_source(alternative.model, catalogue, MODEL_FACTS[name])
    if name in TRAINING_GPU_FACTS:
        return _of_training(futures, alternative, name)
    if name in GPU_FACTS:
        return _hardware(futures, alternative, GPU_FACTS[name])
    return _price(futures, alternative, name)


TRAINING_GPU_FACTS = {
    "training_gpu_memory": N_("Memory of the GPU that the model is trained on"),
    "training_gpu_bandwidth": N_("Memory bandwidth of the GPU that the model is trained on"),
    "training_gpu_compute": N_("Arithmetic in 16 bits of the GPU that the model is trained on"),
    "training_gpu_link_bandwidth": N_("Bandwidth between the GPUs that the model is trained on"),
    "training_gpus_linked": N_("Whether the GPUs that the model is trained on have a link of their own"),
    "training_gpu_power": N_("Power of the GPU that the model is trained on"),
    "training_gpu_rent": N_("Rent of the GPU that the model is trained on, the middle of all offers"),
}


def _of_training(futures: Futures, alternative: Alternative, name: str) -> Source:
    gpu = training_gpu(alternative.host, alternative.gpu, futures.catalogue)
    offer = middle_rent(futures.catalogue, gpu.gpu, ON_DEMAND) if gpu and name == "training_gpu_rent" else None
    row = offer or gpu
    if row is None:
        return Source(Origin.CHOICE, text("No GPUs of one's own: the model runs at its provider"))
    return row_source(row, futures.catalogue, TRAINING_GPU_FACTS[name])


def _hardware(futures: Futures, alternative: Alternative, meaning: str) -> Source:
    if alternative.gpu is None:
        return Source(Origin.CHOICE, text("No GPUs of one's own: the model runs at its provider"))
    return row_source(alternative.gpu, futures.catalogue, meaning)


def _price(futures: Futures, alternative: Alternative, name: str) -> Source:
    catalogue = futures.catalogue
    if name == "gpu_purchase_price":
        if alternative.purchase is None:
            return Source(Origin.CHOICE, text("No machine is bought"))
        return row_source(alternative.purchase, catalogue, N_("Price of the GPU"))
    if name == "gpu_rent" and alternative.rent is not None:
        return row_source(alternative.rent, catalogue, N_("Rent of the GPU, the middle of all offers"))
    if name in OTHER_RENTS:
        return _other_rent(futures, alternative, *OTHER_RENTS[name])
    if name in ("training_price", "hosting_price", "gpu_rent"):
        if alternative.offer is None:
            return Source(Origin.CHOICE, text("Nothing of that kind is bought here"))
        return row_source(alternative.offer, catalogue, N_("Price of managed tuning and hosting"))
    if API_PRICE.fullmatch(name):
        return _api(futures, alternative)
    raise KeyError(name)


OTHER_RENTS = {
    "gpu_spot_rent": (SPOT, N_("Rent of the GPU where it may be taken away, the middle of all offers")),
    "gpu_reserved_rent": (RESERVED, N_("Rent of the GPU for a commitment, the middle of all offers")),
}


def _other_rent(futures: Futures, alternative: Alternative, price: str, meaning: str) -> Source:
    offer = middle_rent(futures.catalogue, alternative.gpu.gpu, price) if alternative.gpu else None
    if offer is None:
        return Source(Origin.CHOICE, text("Nobody publishes such a rent of this machine"))
    return row_source(offer, futures.catalogue, meaning)


def _api(futures: Futures, alternative: Alternative) -> Source:
    if alternative.offer is not None:
        return row_source(alternative.offer, futures.catalogue, N_("Price of using the tuned model"))
    if alternative.gpu is not None:
        return Source(Origin.CHOICE, text("No price by the token: the model runs on own GPUs"))
    own = f"{alternative.model.provider}/{alternative.model.model}" in futures.project.own_prices
    if own:
        return Source(Origin.OVERRIDE, text("Your own price of the model's API"))
    price = api_price(alternative.model, futures.start)
    return Source(
        Origin.PUBLISHED, text("Price of the model's API by the million tokens"), price.citation, futures.start
    )
