"""Quality: the expected share of good answers, from published uplifts and the team's own measurement.

Uplifts were mostly measured on models of 2023-24; for today's strongest models they are extrapolations.
"""

import numpy as np

from advisor.distributions import normal_scores, triangular
from advisor.units import Examples, Flag, Share


def unprompted_quality(
    base_quality_low: Share, base_quality_mode: Share, base_quality_high: Share, quality_draw: Share
) -> Share:
    """Share of good answers of the plain model, by task and capability tier."""
    return triangular(quality_draw, base_quality_low, base_quality_mode, base_quality_high)


def prompt_uplift(
    prompt_uplift_low: Share, prompt_uplift_mode: Share, prompt_uplift_high: Share, quality_draw: Share
) -> Share:
    """What good prompting adds; less where the plain model is already good."""
    return triangular(1 - quality_draw, prompt_uplift_low, prompt_uplift_mode, prompt_uplift_high)


def knowledge_uplift(
    retrieval_uplift_low: Share,
    retrieval_uplift_mode: Share,
    retrieval_uplift_high: Share,
    quality_draw: Share,
    prompt_uplift: Share,
) -> Share:
    """What knowledge in the prompt adds beyond good prompting, where facts are lacking."""
    uplift = triangular(1 - quality_draw, retrieval_uplift_low, retrieval_uplift_mode, retrieval_uplift_high)
    return uplift - prompt_uplift


def behaviour_uplift(
    tuning_uplift_low: Share,
    tuning_uplift_mode: Share,
    tuning_uplift_high: Share,
    quality_draw: Share,
    prompt_uplift: Share,
) -> Share:
    """What tuned weights add beyond good prompting, where behaviour is lacking."""
    uplift = triangular(1 - quality_draw, tuning_uplift_low, tuning_uplift_mode, tuning_uplift_high)
    return uplift - prompt_uplift


def brings_knowledge(retrieval: Flag, corpus_in_prompt: Flag) -> Flag:
    """Whether the facts reach the model with the request."""
    return np.maximum(retrieval, corpus_in_prompt)


def prior_quality(
    unprompted_quality: Share,
    prompt_uplift: Share,
    knowledge_uplift: Share,
    behaviour_uplift: Share,
    brings_knowledge: Flag,
    tuning: Flag,
    lacks_facts: Share,
    lacks_behaviour: Share,
    quality_ceiling: Share,
) -> Share:
    """Share of good answers before anything was measured here: base and what each lever adds where it is needed.

    Where behaviour is lacking, prompting by definition did not bring it: without tuning its uplift stays out.
    """
    knowledge = brings_knowledge * lacks_facts * knowledge_uplift
    by_prompt = prompt_uplift * (1 - lacks_behaviour * (1 - tuning))
    by_tuning = tuning * lacks_behaviour * behaviour_uplift
    return np.clip(unprompted_quality + knowledge + by_prompt + by_tuning, 0, quality_ceiling)


def measured_weight(evaluation_set: Examples, measured_quality: Share, quality_prior_examples: Examples) -> Share:
    """How much the team's own measurement counts against the prior (Beta-binomial): n / (n + prior's n)."""
    weight = evaluation_set / (evaluation_set + quality_prior_examples)
    return np.where(np.isnan(measured_quality), 0, weight)


def reference_quality(
    reference_quality_low: Share,
    reference_quality_mode: Share,
    reference_quality_high: Share,
    reference_uplift_low: Share,
    reference_uplift_mode: Share,
    reference_uplift_high: Share,
    quality_draw: Share,
) -> Share:
    """What the prior expects of the prompted model that the team measured: the strongest that its place allows."""
    base = triangular(quality_draw, reference_quality_low, reference_quality_mode, reference_quality_high)
    return base + triangular(1 - quality_draw, reference_uplift_low, reference_uplift_mode, reference_uplift_high)


def measurement_shift(measured_quality: Share, measured_weight: Share, reference_quality: Share) -> Share:
    """How far the team's measurement moves the prior: alike for every model, so that tiers keep their distance."""
    return measured_weight * (np.nan_to_num(measured_quality) - reference_quality)


def base_prior_quality(
    unprompted_quality: Share,
    prompt_uplift: Share,
    knowledge_uplift: Share,
    behaviour_uplift: Share,
    base_brings_knowledge: Flag,
    base_tuning: Flag,
    lacks_facts: Share,
    lacks_behaviour: Share,
    quality_ceiling: Share,
) -> Share:
    """What the prior expects of the way that was tried and that this one builds on: RAG or fine-tuning for a hybrid."""
    return prior_quality(
        unprompted_quality,
        prompt_uplift,
        knowledge_uplift,
        behaviour_uplift,
        base_brings_knowledge,
        base_tuning,
        lacks_facts,
        lacks_behaviour,
        quality_ceiling,
    )


def carried_shift(
    base_tried_share: Share,
    base_tried_questions: Examples,
    quality_prior_examples: Examples,
    base_prior_quality: Share,
    measurement_shift: Share,
    evaluation_carry: Share,
) -> Share:
    """How far a trial of the way that this one builds on moves it: a part of what it moves that way."""
    weight = base_tried_questions / (base_tried_questions + quality_prior_examples)
    return evaluation_carry * weight * (base_tried_share - base_prior_quality - measurement_shift)


def expected_quality(
    prior_quality: Share, measurement_shift: Share, carried_shift: Share, quality_ceiling: Share
) -> Share:
    """Share of good answers before this very way was tried here."""
    return np.clip(prior_quality + measurement_shift + carried_shift, 0, quality_ceiling)


def trial_weight(tried_questions: Examples, quality_prior_examples: Examples) -> Share:
    """How much the team's trial of this way counts against what was expected (Beta-binomial): n / (n + prior's n)."""
    return tried_questions / (tried_questions + quality_prior_examples)


def true_share_of_trial(tried_share: Share, tried_questions: Examples, evaluation_draw: Share) -> Share:
    """The share of good answers that stands behind a trial's: off by what so few questions leave open.

    The normal approximation of the binomial, with one good and one bad answer added (Agresti and Coull 1998).
    """
    likely = (tried_share * tried_questions + 1) / (tried_questions + 2)
    return likely + normal_scores(evaluation_draw) * np.sqrt(likely * (1 - likely) / (tried_questions + 2))


def good_answer_share(
    expected_quality: Share, true_share_of_trial: Share, trial_weight: Share, quality_ceiling: Share
) -> Share:
    """Expected share of good answers: what was expected, and what the team's own trial of this way showed.

    Over all futures it has the mean and the spread of a Beta-binomial posterior.
    """
    share = (1 - trial_weight) * expected_quality + trial_weight * true_share_of_trial
    return np.clip(share, 0, np.where(trial_weight > 0, 1, quality_ceiling))


def reaches_target(good_answer_share: Share, target_quality: Share) -> Flag:
    """Whether the share of good answers that is needed is reached."""
    return (good_answer_share >= target_quality).astype(np.float64)


def quality_gap(target_quality: Share, measured_quality: Share) -> Share:
    """How far the best measured prompt stays below the target; unknown where nothing was measured."""
    return target_quality - measured_quality
