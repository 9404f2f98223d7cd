"""Tuning a model: tokens, memory, arithmetic, time, and what it costs once and again.

Four methods: full (every weight trains), LoRA (Hu et al. 2021, arXiv:2106.09685), QLoRA (Dettmers et al.
2023, arXiv:2305.14314) and managed, where a provider trains and bills by the token. DoRA (Liu et al. 2024,
arXiv:2402.09353) is LoRA with decomposed weights. All figures are 0 where nothing is tuned; hardware figures are 0
where the provider trains. Writing examples is counted under people.
"""

import numpy as np

from advisor.arithmetic import quotient
from advisor.units import (
    Bytes,
    BytesPerParameter,
    BytesPerSecond,
    BytesPerToken,
    Count,
    Days,
    Examples,
    Flag,
    FlopPerSecond,
    Gpus,
    Hours,
    Months,
    Parameters,
    Seconds,
    Share,
    TimesPerYear,
    Tokens,
    TokensPerSecond,
    Usd,
    UsdPerHour,
    UsdPerMillionTokens,
    UsdPerMonth,
)


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


def longest_example(tokens_per_example: Tokens, longest_to_mean_example: Share, example_token_limit: Tokens) -> Tokens:
    """The longest example of a batch, to which the others are padded; longer ones are cut, never below the mean."""
    return np.maximum(np.minimum(tokens_per_example * longest_to_mean_example, example_token_limit), tokens_per_example)


def examples_per_gpu_step(
    examples_wanted_per_gpu_step: Examples,
    longest_example: Tokens,
    activation_bytes_per_token: BytesPerToken,
    logit_bytes_per_token: BytesPerToken,
    training_gpu_memory: Bytes,
    activation_memory_share: Share,
) -> Examples:
    """Examples that pass through a GPU at once: as many as wanted, fewer where their activations would fill it."""
    each = longest_example * (activation_bytes_per_token + logit_bytes_per_token)
    held = np.floor(quotient(training_gpu_memory * activation_memory_share, each))
    return np.clip(held, 1, np.maximum(examples_wanted_per_gpu_step, 1))


def step_tokens(tokens_per_example: Tokens, examples_per_gpu_step: Examples) -> Tokens:
    """Tokens that pass through a GPU at once: time follows the mean example."""
    return tokens_per_example * examples_per_gpu_step


def longest_step_tokens(longest_example: Tokens, examples_per_gpu_step: Examples) -> Tokens:
    """Tokens that pass through a GPU at once in the heaviest batch, which decides the memory."""
    return longest_example * examples_per_gpu_step


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


def base_bytes_per_weight(tuning_qlora: Flag, nf4_bytes_per_weight: BytesPerParameter) -> BytesPerParameter:
    """The base model while training: 16 bits (2 bytes), or 4-bit NormalFloat under QLoRA."""
    return np.where(tuning_qlora > 0, nf4_bytes_per_weight, 2)


def table_bytes_per_weight(tuning_qlora: Flag, packed_table_bytes: BytesPerParameter) -> BytesPerParameter:
    """The vocabulary tables while training, which some frameworks put in 32 bits beside packed weights."""
    return np.where(tuning_qlora > 0, packed_table_bytes, 2)


def residual_bytes(tuning_qlora: Flag, packed_residual_bytes: BytesPerToken) -> BytesPerToken:
    """One unit of a layer's input: 16 bits (2 bytes), or wider where a framework prepares packed models so."""
    return np.where(tuning_qlora > 0, packed_residual_bytes, 2)


def training_gpus(
    tuned_on_gpus: Flag,
    base_weight_bytes: Bytes,
    trained_parameters: Parameters,
    gradient_bytes_per_parameter: BytesPerParameter,
    optimiser_bytes_per_parameter: BytesPerParameter,
    adapter_parameters: Parameters,
    adapter_bytes_per_parameter: BytesPerParameter,
    activation_bytes_per_gpu: Bytes,
    logit_bytes_per_gpu: Bytes,
    gathered_bytes: Bytes,
    fragmentation_share: Share,
    training_gpu_memory: Bytes,
    usable_memory_share: Share,
    device_context_bytes: Bytes,
) -> Gpus:
    """GPUs that hold the job, as they are let: 1, 2, 4, 8 and so on.

    Weights and states are shared out evenly (ZeRO-3, FSDP). Each holds the activations of its own examples; what the
    optimiser needs in passing is taken for less than those.
    """
    states = trained_parameters * (gradient_bytes_per_parameter + optimiser_bytes_per_parameter)
    shared = base_weight_bytes + states + adapter_parameters * adapter_bytes_per_parameter
    own = (activation_bytes_per_gpu + logit_bytes_per_gpu) * (1 + fragmentation_share)
    room = training_gpu_memory * usable_memory_share - device_context_bytes - own
    several = 2 ** np.ceil(np.log2(np.maximum(shared / np.maximum(room - gathered_bytes, 1), 2)))
    return np.where(tuned_on_gpus > 0, np.where(shared <= room, 1, several), 0)


def sharding_ways(training_gpus: Gpus) -> Gpus:
    """Over how many GPUs weights, gradients and states are shared out; 1 where nothing is trained."""
    return np.maximum(training_gpus, 1)


def weight_ways(sharding_ways: Gpus) -> Gpus:
    """GPUs that share the weights."""
    return sharding_ways


def gradient_ways(sharding_ways: Gpus) -> Gpus:
    """GPUs that share the gradients."""
    return sharding_ways


def state_ways(sharding_ways: Gpus) -> Gpus:
    """GPUs that share the optimiser's states."""
    return sharding_ways


def data_ways(sharding_ways: Gpus) -> Gpus:
    """GPUs that train on examples of their own."""
    return sharding_ways


def fully_sharded(sharding_ways: Gpus) -> Flag:
    """Whether weights are shared out at all."""
    return (sharding_ways > 1) * np.ones_like(sharding_ways)


def training_memory(tuned_on_gpus: Flag, peak_training_memory_per_gpu: Bytes, training_gpus: Gpus) -> Bytes:
    """What one training job holds at its peak, over all its GPUs."""
    return np.where(tuned_on_gpus > 0, peak_training_memory_per_gpu * training_gpus, 0)


def training_rest_bytes_per_gpu(
    peak_training_memory_per_gpu: Bytes,
    weight_bytes_per_gpu: Bytes,
    gradient_bytes_per_gpu: Bytes,
    optimiser_bytes_per_gpu: Bytes,
    activation_bytes_per_gpu: Bytes,
    logit_bytes_per_gpu: Bytes,
) -> Bytes:
    """What else the peak holds: the device's context, fragments, and the optimiser's scratch beyond the activations."""
    named = weight_bytes_per_gpu + gradient_bytes_per_gpu + optimiser_bytes_per_gpu
    return np.maximum(peak_training_memory_per_gpu - named - activation_bytes_per_gpu - logit_bytes_per_gpu, 0)


def gpu_matrix_compute(training_gpu_compute: FlopPerSecond) -> FlopPerSecond:
    """Peak of the matrix products: training runs in 16 bits."""
    return training_gpu_compute


def quantised(tuning_qlora: Flag) -> Flag:
    """Whether the base model is trained on packed weights."""
    return tuning_qlora


def packed_inputs_kept(tuning_qlora: Flag) -> Flag:
    """Whether the inputs of packed matrices are kept for the backward pass, as bitsandbytes does."""
    return tuning_qlora


def sharding_hooks(fully_sharded: Flag) -> Flag:
    """Whether every layer's launch waits for hooks that fetch its shards."""
    return fully_sharded


def training_gpu_hours(
    tuned_on_gpus: Flag, training_tokens: Tokens, training_tokens_per_second_per_gpu: TokensPerSecond
) -> Hours:
    """GPU hours of one run, as users' jobs run. An hour has exactly 3600 seconds."""
    hours = quotient(training_tokens, training_tokens_per_second_per_gpu * 3600)
    return np.where(tuned_on_gpus > 0, hours, 0)


def best_case_training_gpu_hours(
    tuned_on_gpus: Flag,
    training_tokens: Tokens,
    arithmetic_seconds_per_token: Seconds,
    layers: Count,
    hidden_size: Count,
    intermediate_size: Count,
    training_passes: Count,
    elementwise_bytes_fused: BytesPerToken,
    training_gpu_bandwidth: BytesPerSecond,
    decomposition_factor: Share,
) -> Hours:
    """GPU hours of one run as vendors' tables show it: fused kernels, full GPUs, nothing fetched. Exactly 3600 s/h."""
    width = hidden_size + intermediate_size
    traffic = quotient(training_passes * layers * width * elementwise_bytes_fused, training_gpu_bandwidth)
    seconds = (arithmetic_seconds_per_token + traffic) * decomposition_factor
    return np.where(tuned_on_gpus > 0, training_tokens * seconds / 3600, 0)


def best_case_training_hours(best_case_training_gpu_hours: Hours, training_gpus: Gpus) -> Hours:
    """Wall clock of one run in the vendors' best case."""
    return quotient(best_case_training_gpu_hours, training_gpus)


def training_fits(
    tuned_on_gpus: Flag,
    peak_training_memory_per_gpu: Bytes,
    training_gpu_memory: Bytes,
    training_gpus: Gpus,
    largest_training_machine: Gpus,
) -> Flag:
    """Whether a run fits on the GPUs of one machine; several machines can hold more, over a slower network."""
    held = (peak_training_memory_per_gpu <= training_gpu_memory) & (training_gpus <= largest_training_machine)
    return np.where(tuned_on_gpus > 0, held, 0).astype(np.float64)


def training_hours(
    tuning_managed: Flag, training_gpu_hours: Hours, training_gpus: Gpus, managed_training_hours: Hours
) -> Hours:
    """Wall clock of one run; providers publish none, so theirs is a parameter."""
    return np.where(tuning_managed > 0, managed_training_hours, quotient(training_gpu_hours, training_gpus))


def training_runs_before_launch(tuning: Flag, search_runs: Count) -> Count:
    """Runs until one is good enough: a search over learning rates and mixes of examples."""
    return tuning * search_runs


def training_cost_per_run(
    tuning_managed: Flag,
    training_tokens: Tokens,
    training_price: UsdPerMillionTokens,
    training_gpu_hours: Hours,
    training_gpu_rent: UsdPerHour,
    hardware_bought: Flag,
) -> Usd:
    """One run: the provider's price for exactly a million tokens, or the rent of the GPUs.

    Bought hardware bears no rent; its electricity is counted under energy.
    """
    managed = training_tokens / 1e6 * training_price
    rent = training_gpu_hours * training_gpu_rent * (1 - hardware_bought)
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
    days_to_retirement: Days,
) -> TimesPerYear:
    """How often the model is tuned anew: when the task changes, or when a provider retires its base.

    A year has exactly 12 months. Open weights on own GPUs never retire; a retirement that is announced counts as
    migration in its own month.
    """
    by_task = 12 / months_between_task_changes
    unannounced = tuning_managed * base_model_retirements_per_year * ~np.isfinite(days_to_retirement)
    return tuning * np.maximum(by_task, unannounced)


def retraining_cost_per_month(training_cost_per_run: Usd, retrainings_per_year: TimesPerYear) -> UsdPerMonth:
    """One run each time, since the settings are known by then. A year has exactly 12 months."""
    return training_cost_per_run * retrainings_per_year / 12
