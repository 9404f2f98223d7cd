"""Tuning a model: tokens, memory, arithmetic, time, and what it costs once and again.

Four methods: full (every weight trains), LoRA (Hu et al. 2021, arXiv:2106.09685), QLoRA (Dettmers et al.
2023, arXiv:2305.14314) and managed, where a provider trains and bills by the token. All figures are 0 where
nothing is tuned; hardware figures are 0 where the provider trains. Writing examples is counted under people.
"""

import numpy as np

from advisor.units import (
    Bytes,
    BytesPerParameter,
    BytesPerToken,
    Count,
    Days,
    Examples,
    Flag,
    FloatArray,
    Flop,
    FlopPerSecond,
    FlopPerToken,
    Gpus,
    Hours,
    Months,
    Parameters,
    Share,
    TimesPerYear,
    Tokens,
    Usd,
    UsdPerHour,
    UsdPerMillionTokens,
    UsdPerMonth,
)


def _quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Zero where there is nothing to divide by: an alternative without GPUs."""
    present = denominator > 0
    return np.where(present, numerator / np.where(present, denominator, 1), 0)


def tuned_on_gpus(tuning_full: Flag, tuning_lora: Flag, tuning_qlora: Flag) -> Flag:
    """Whether the team runs the training itself."""
    return tuning_full + tuning_lora + tuning_qlora


def tokens_per_example(instruction_tokens: Tokens, question_tokens: Tokens, answer_tokens: Tokens) -> Tokens:
    """A training example: what the tuned model will be sent, and the answer wanted."""
    return instruction_tokens + question_tokens + answer_tokens


def training_examples(tuning: Flag, labelled_examples: Examples, examples_to_make: Examples) -> Examples:
    """Examples that the model is trained on: those at hand and those still to be made."""
    return tuning * (labelled_examples + examples_to_make)


def training_tokens(training_examples: Examples, tokens_per_example: Tokens, tuning_epochs: Count) -> Tokens:
    """Tokens that one run reads. Padding, where examples are not packed, comes on top."""
    return training_examples * tokens_per_example * tuning_epochs


def training_batch_tokens(
    tokens_per_example: Tokens, longest_to_mean_example: Share, examples_per_gpu_step: Examples
) -> Tokens:
    """Tokens that pass through a GPU at once: memory follows the longest example, not the mean."""
    return tokens_per_example * longest_to_mean_example * examples_per_gpu_step


def embedding_parameters(vocabulary_size: Count, hidden_size: Count, parameters_total: Parameters) -> Parameters:
    """Input embedding and output head; twice too many where a model shares one table for both."""
    return np.minimum(2 * vocabulary_size * hidden_size, parameters_total)


def adapter_parameters(
    tuning_lora: Flag,
    tuning_qlora: Flag,
    lora_rank: Count,
    layers: Count,
    hidden_size: Count,
    lora_width: Count,
) -> Parameters:
    """Weights of the adapters: rank x (inputs + outputs) of every linear layer.

    For a mixture of experts this holds where only one expert's width, or attention alone, is adapted.
    """
    return (tuning_lora + tuning_qlora) * lora_rank * layers * lora_width * hidden_size


def training_weight_bytes(
    tuning_full: Flag,
    tuning_lora: Flag,
    tuning_qlora: Flag,
    parameters_total: Parameters,
    embedding_parameters: Parameters,
    adapter_parameters: Parameters,
    nf4_bytes_per_weight: BytesPerParameter,
) -> Bytes:
    """Weights while training: 16 bits (2 bytes), or 4-bit NormalFloat with 16-bit embeddings under QLoRA."""
    in_16_bits = 2 * parameters_total
    in_4_bits = nf4_bytes_per_weight * (parameters_total - embedding_parameters) + 2 * embedding_parameters
    base = (tuning_full + tuning_lora) * in_16_bits + tuning_qlora * in_4_bits
    return base + 2 * adapter_parameters


def training_state_bytes(
    tuning_full: Flag,
    parameters_total: Parameters,
    adapter_parameters: Parameters,
    state_bytes_per_parameter: BytesPerParameter,
) -> Bytes:
    """Gradients and AdamW states of what trains (Rajbhandari et al. 2020, arXiv:1910.02054, section 3.1).

    Plain 32-bit states: 8-bit optimisers, paging and 16-bit training need about half.
    """
    return (tuning_full * parameters_total + adapter_parameters) * state_bytes_per_parameter


def activation_bytes(
    training_batch_tokens: Tokens, layers: Count, hidden_size: Count, layer_activation_bytes: BytesPerToken
) -> Bytes:
    """Activations with full recomputation: a 16-bit (2 bytes) input a layer, and one layer in full.

    Korthikanti et al. 2022, arXiv:2205.05198, section 5, with fused attention.
    """
    return training_batch_tokens * hidden_size * (2 * layers + layer_activation_bytes)


def logit_bytes(training_batch_tokens: Tokens, vocabulary_size: Count, logit_bytes_per_entry: BytesPerToken) -> Bytes:
    """Scores over the vocabulary in the loss; near 0 where the loss is fused or chunked."""
    return training_batch_tokens * vocabulary_size * logit_bytes_per_entry


def training_memory(
    tuned_on_gpus: Flag,
    training_weight_bytes: Bytes,
    training_state_bytes: Bytes,
    activation_bytes: Bytes,
    logit_bytes: Bytes,
) -> Bytes:
    """What one training job holds, over all its GPUs."""
    held = training_weight_bytes + training_state_bytes + activation_bytes + logit_bytes
    return np.where(tuned_on_gpus > 0, held, 0)


def training_gpus(
    training_memory: Bytes, gpu_memory: Bytes, usable_memory_share: Share, training_overhead_per_gpu: Bytes
) -> Gpus:
    """GPUs that hold the job, as they are let: 1, 2, 4, 8 and so on.

    Assumes that weights, states and activations are shared out evenly, as ZeRO-3 and FSDP do with long
    sequences split.
    """
    room = np.maximum(gpu_memory * usable_memory_share - training_overhead_per_gpu, 0)
    needed = np.maximum(_quotient(training_memory, room), 1)
    return np.where(training_memory > 0, 2 ** np.ceil(np.log2(needed)), 0)


def forward_flop_per_token(
    parameters_active: Parameters, layers: Count, attention_width: Count, tokens_per_example: Tokens
) -> FlopPerToken:
    """Arithmetic of one pass: 2 an active weight, and causal attention (Kaplan et al. 2020)."""
    return 2 * parameters_active + 2 * layers * attention_width * tokens_per_example


def training_flop(
    tuning_full: Flag,
    tuned_on_gpus: Flag,
    training_tokens: Tokens,
    forward_flop_per_token: FlopPerToken,
    passes_full: Count,
    passes_adapter: Count,
) -> Flop:
    """Arithmetic of one run, recomputation included.

    Full: forward, recomputed forward, and a backward of twice that (8N a token). Adapters save the gradients
    of the frozen weights (6N).
    """
    passes = np.where(tuning_full > 0, passes_full, passes_adapter)
    return np.where(tuned_on_gpus > 0, training_tokens * forward_flop_per_token * passes, 0)


def training_utilisation(
    tuning_full: Flag,
    tuning_lora: Flag,
    tuning_qlora: Flag,
    hardware_flops_utilisation_full: Share,
    hardware_flops_utilisation_lora: Share,
    hardware_flops_utilisation_qlora: Share,
) -> Share:
    """Share of the GPU's peak that users' jobs reach, recomputation counted as work."""
    return (
        tuning_full * hardware_flops_utilisation_full
        + tuning_lora * hardware_flops_utilisation_lora
        + tuning_qlora * hardware_flops_utilisation_qlora
    )


def training_gpu_hours(training_flop: Flop, gpu_training_compute: FlopPerSecond, training_utilisation: Share) -> Hours:
    """GPU hours of one run. An hour has exactly 3600 seconds."""
    return _quotient(training_flop, gpu_training_compute * training_utilisation * 3600)


def training_hours(
    tuning_managed: Flag, training_gpu_hours: Hours, training_gpus: Gpus, managed_training_hours: Hours
) -> Hours:
    """Wall clock of one run; providers publish none, so theirs is a parameter."""
    return np.where(tuning_managed > 0, managed_training_hours, _quotient(training_gpu_hours, training_gpus))


def training_runs_before_launch(tuning: Flag, search_runs: Count) -> Count:
    """Runs until one is good enough: a search over learning rates and mixes of examples."""
    return tuning * search_runs


def training_cost_per_run(
    tuning_managed: Flag,
    training_tokens: Tokens,
    training_price: UsdPerMillionTokens,
    training_gpu_hours: Hours,
    gpu_rent: UsdPerHour,
    hardware_bought: Flag,
) -> Usd:
    """One run: the provider's price for exactly a million tokens, or the rent of the GPUs.

    Bought hardware bears no rent; its electricity is counted under energy.
    """
    managed = training_tokens / 1e6 * training_price
    rent = training_gpu_hours * gpu_rent * (1 - hardware_bought)
    return np.where(tuning_managed > 0, managed, rent)


def training_cost_once(
    training_cost_per_run: Usd, training_runs_before_launch: Count, training_electricity_cost_once: Usd
) -> Usd:
    """All runs before launch, with the electricity of bought hardware."""
    return training_cost_per_run * training_runs_before_launch + training_electricity_cost_once


def months_between_task_changes(rules_change_interval: Days, days_per_month: Count) -> Months:
    """How long the task's own rules hold."""
    return rules_change_interval / days_per_month


def retrainings_per_year(
    tuning: Flag,
    tuning_managed: Flag,
    months_between_task_changes: Months,
    base_model_retirements_per_year: TimesPerYear,
) -> TimesPerYear:
    """How often the model is tuned anew: when the task changes, or when a provider retires its base.

    A year has exactly 12 months. Open weights on own GPUs never retire.
    """
    by_task = 12 / months_between_task_changes
    return tuning * np.maximum(by_task, tuning_managed * base_model_retirements_per_year)


def retraining_cost_per_month(training_cost_per_run: Usd, retrainings_per_year: TimesPerYear) -> UsdPerMonth:
    """One run each time, since the settings are known by then. A year has exactly 12 months."""
    return training_cost_per_run * retrainings_per_year / 12
