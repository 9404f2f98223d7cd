"""People: the work before and after launch by piece of work, stage, role and phase, and what it costs.

The last axis of the effort arrays is one of these; `advisor.tasks` has their names.
"""

import numpy as np

from advisor.distributions import triangular
from advisor.units import (
    Count,
    Documents,
    Examples,
    ExamplesPerWeek,
    Flag,
    Level,
    People,
    PersonWeeks,
    PersonWeeksPerYear,
    Share,
    Usd,
    UsdPerExample,
    UsdPerMonth,
    UsdPerWeek,
    UsdPerYear,
    Weeks,
)


def examples_to_make(
    tuning: Flag,
    examples_for_tuning: Examples,
    labelled_examples: Examples,
    examples_per_week: ExamplesPerWeek,
    labelling_weeks_allowed: Weeks,
) -> Examples:
    """Labelled examples still missing for a comfortable training set, or as many as can be made in the time allowed."""
    missing = np.maximum(0, examples_for_tuning - labelled_examples)
    return tuning * np.minimum(missing, examples_per_week * labelling_weeks_allowed)


def labelling_scale(
    examples_to_make: Examples, effort_baseline_examples: Examples, least_labelling_share: Share
) -> Share:
    """Labelling work against the baseline's; examples that exist must still be looked through."""
    return np.maximum(examples_to_make / effort_baseline_examples, least_labelling_share)


def corpus_scale(
    documents: Documents,
    effort_baseline_documents: Documents,
    corpus_effort_exponent: Share,
    least_corpus_documents: Documents,
) -> Share:
    """Work on documents against the baseline's: it grows much more slowly than their number."""
    return (np.maximum(documents, least_corpus_documents) / effort_baseline_documents) ** corpus_effort_exponent


def reach_scale(
    users: People, effort_baseline_users: People, users_effort_exponent: Share, least_reach_scale: Share
) -> Share:
    """Work against the baseline's by how many people the system must serve: roll-out, support, review."""
    return np.maximum((users / effort_baseline_users) ** users_effort_exponent, least_reach_scale)


def care_scale(harm: Level, baseline_harm: Level, effort_per_harm_level: Share) -> Share:
    """Work on evaluation, security and compliance against the baseline's, by the harm of a wrong answer."""
    return effort_per_harm_level ** (harm - baseline_harm)


def format_scale(
    document_formats: Count, effort_baseline_formats: Count, effort_per_format: Share, least_format_scale: Share
) -> Share:
    """Work on documents against the baseline's, by the formats that must be read."""
    return np.maximum(1 + (document_formats - effort_baseline_formats) * effort_per_format, least_format_scale)


def integration_scale(
    integrations: Count,
    effort_baseline_integrations: Count,
    effort_per_integration: Share,
    least_integration_scale: Share,
) -> Share:
    """Work of building against the baseline's, by the systems that must be connected."""
    more = (integrations - effort_baseline_integrations) * effort_per_integration
    return np.maximum(1 + more, least_integration_scale)


def language_scale(languages: Count, effort_baseline_languages: Count, effort_per_language: Share) -> Share:
    """Work on documents, examples and evaluation against the baseline's, by the languages that are served."""
    return 1 + (languages - effort_baseline_languages) * effort_per_language


def regulation_scale(regulation: Level, baseline_regulation: Level, effort_per_regulation_level: Share) -> Share:
    """Work on security and compliance against the baseline's, by how strictly the trade is regulated."""
    return effort_per_regulation_level ** (regulation - baseline_regulation)


def whole_effort(
    effort_low: PersonWeeks,
    effort_mode: PersonWeeks,
    effort_high: PersonWeeks,
    effort_draw: Share,
) -> PersonWeeks:
    """Work before launch on the baseline project, by piece of work: a phase and a role.

    One draw for all: a project that is late is late everywhere, which rather overstates the spread.
    """
    return triangular(effort_draw[..., None], effort_low, effort_mode, effort_high)


def effort_scale(
    is_labelling_work: Flag,
    labelling_scale: Share,
    is_corpus_work: Flag,
    corpus_scale: Share,
    format_scale: Share,
    is_building_work: Flag,
    integration_scale: Share,
    is_language_work: Flag,
    language_scale: Share,
    is_care_work: Flag,
    care_scale: Share,
    is_review_work: Flag,
    regulation_scale: Share,
    reach_scale: Share,
) -> Share:
    """Work on this project against the baseline's, by piece of work: all that makes it larger or smaller."""
    labelling = np.where(is_labelling_work > 0, labelling_scale[..., None], 1)
    corpus = np.where(is_corpus_work > 0, (corpus_scale * format_scale)[..., None], 1)
    building = np.where(is_building_work > 0, integration_scale[..., None], 1)
    language = np.where(is_language_work > 0, language_scale[..., None], 1)
    care = np.where(is_care_work > 0, care_scale[..., None], 1)
    review = np.where(is_review_work > 0, regulation_scale[..., None], 1)
    return labelling * corpus * building * language * care * review * reach_scale[..., None]


def effort_by_work(whole_effort: PersonWeeks, effort_scale: Share) -> PersonWeeks:
    """Work before launch on this project, by piece of work."""
    return whole_effort * effort_scale


def proof_of_concept_by_work(
    effort_by_work: PersonWeeks, proof_of_concept_effort: PersonWeeks, proof_of_concept_weight: Share
) -> PersonWeeks:
    """The part of each piece of work that a proof of concept takes; never more than the whole piece.

    A proof of concept is tried on a part, so it does not grow with users, documents or harm.
    """
    weighed = effort_by_work * proof_of_concept_weight
    all_weighed = np.sum(weighed, axis=-1, keepdims=True)
    part = weighed / np.where(all_weighed > 0, all_weighed, 1)
    return np.minimum(proof_of_concept_effort[..., None] * part, effort_by_work)


def effort_by_task(
    effort_by_work: PersonWeeks, proof_of_concept_by_work: PersonWeeks, pilot_share: Share
) -> PersonWeeks:
    """Work before launch by task: each piece of work in the proof of concept, in the pilot and for production."""
    later = effort_by_work - proof_of_concept_by_work
    pilot = later * pilot_share
    return np.concatenate([proof_of_concept_by_work, pilot, later - pilot], axis=-1)


def effort_by_role(effort_by_task: PersonWeeks, task_is_of_role: Flag) -> PersonWeeks:
    """Work before launch by role."""
    return effort_by_task @ task_is_of_role


def effort_by_phase(effort_by_task: PersonWeeks, task_is_of_phase: Flag) -> PersonWeeks:
    """Work before launch by phase."""
    return effort_by_task @ task_is_of_phase


def effort_by_stage(effort_by_task: PersonWeeks, task_is_of_stage: Flag) -> PersonWeeks:
    """Work before launch by stage: proof of concept, pilot, production."""
    return effort_by_task @ task_is_of_stage


def effort_before_launch(effort_by_role: PersonWeeks) -> PersonWeeks:
    """All work before launch."""
    return np.sum(effort_by_role, axis=-1)


def run_effort_by_role(
    run_effort_low: PersonWeeksPerYear,
    run_effort_mode: PersonWeeksPerYear,
    run_effort_high: PersonWeeksPerYear,
    effort_draw: Share,
    reach_scale: Share,
) -> PersonWeeksPerYear:
    """Work a year after launch, by role: care, evaluation, new data."""
    drawn = triangular(effort_draw[..., None], run_effort_low, run_effort_mode, run_effort_high)
    return drawn * reach_scale[..., None]


def run_effort_per_year(run_effort_by_role: PersonWeeksPerYear) -> PersonWeeksPerYear:
    """All work a year after launch."""
    return np.sum(run_effort_by_role, axis=-1)


def run_team(run_effort_per_year: PersonWeeksPerYear, productive_weeks_per_year: Count) -> People:
    """Full-time people that the running system keeps busy."""
    return run_effort_per_year / productive_weeks_per_year


def gross_pay_by_role(
    salary_low: UsdPerYear, salary_mode: UsdPerYear, salary_high: UsdPerYear, salary_draw: Share
) -> UsdPerYear:
    """Gross pay a year of each role: one draw for all, as pay is high or low for all of a firm."""
    return triangular(salary_draw[..., None], salary_low, salary_mode, salary_high)


def person_week_cost_by_role(
    gross_pay_by_role: UsdPerYear,
    loaded_multiplier: Share,
    indirect_overhead: Share,
    productive_weeks_per_year: Count,
) -> UsdPerWeek:
    """A productive week of each role: gross pay, the employer's on-costs and indirect overhead."""
    loaded = gross_pay_by_role * loaded_multiplier[..., None] * (1 + indirect_overhead[..., None])
    return loaded / productive_weeks_per_year[..., None]


def paid_week_by_role(
    person_week_cost_by_role: UsdPerWeek,
    pool_by_role: Count,
    contracted_by_role: Flag,
    contractor_premium: Share,
) -> UsdPerWeek:
    """A week on each role's work: the pay of who does it, which is the role's own where nobody stands in for it."""
    roles = person_week_cost_by_role.shape[-1]
    own = np.arange(roles) + np.zeros_like(pool_by_role)
    doer = np.where(pool_by_role < roles, pool_by_role, own).astype(np.intp)
    pay = np.take_along_axis(np.broadcast_to(person_week_cost_by_role, doer.shape), doer, axis=-1)
    return pay * np.where(contracted_by_role > 0, contractor_premium[..., None], 1)


def people_cost_by_stage(
    spent_effort_by_task: PersonWeeks, paid_week_by_role: UsdPerWeek, task_is_of_role: Flag, task_is_of_stage: Flag
) -> Usd:
    """People before launch by stage, those on the payroll included."""
    return (spent_effort_by_task * (paid_week_by_role @ task_is_of_role.T)) @ task_is_of_stage


def people_cost_once(people_cost_by_stage: Usd) -> Usd:
    """People before launch, those on the payroll included."""
    return np.sum(people_cost_by_stage, axis=-1)


def proof_of_concept_cost(people_cost_by_stage: Usd) -> Usd:
    """The people of a first try."""
    return people_cost_by_stage[..., 0]


def hiring_cost_by_role(
    hired_by_role: Flag,
    gross_pay_by_role: UsdPerYear,
    recruiting_fee_share: Share,
    person_week_cost_by_role: UsdPerWeek,
    weeks_to_full_productivity: Weeks,
    settling_in_share: Share,
) -> Usd:
    """What new colleagues cost before they are of full use: finding them, and the weeks in which they settle in."""
    fee = gross_pay_by_role * recruiting_fee_share[..., None]
    settling_in = person_week_cost_by_role * (settling_in_share * weeks_to_full_productivity)[..., None]
    return hired_by_role * (fee + settling_in)


def learning_cost_by_role(
    learned_by_role: Flag, paid_week_by_role: UsdPerWeek, weeks_to_learn_by_role: Weeks, learning_time_share: Share
) -> Usd:
    """Pay of the weeks in which those who are there learn what the team lacks."""
    return learned_by_role * weeks_to_learn_by_role * learning_time_share[..., None] * paid_week_by_role


def hiring_cost_once(hiring_cost_by_role: Usd) -> Usd:
    """All new colleagues found and settled in."""
    return np.sum(hiring_cost_by_role, axis=-1)


def learning_cost_once(learning_cost_by_role: Usd) -> Usd:
    """All that is learnt before launch."""
    return np.sum(learning_cost_by_role, axis=-1)


def staffing_cost_once(hiring_cost_once: Usd, learning_cost_once: Usd) -> Usd:
    """Closing the team's gaps before launch: new colleagues found and settled in, others taught."""
    return hiring_cost_once + learning_cost_once


def people_cost_per_month(
    run_effort_by_role: PersonWeeksPerYear, paid_week_by_role: UsdPerWeek, months_per_year: Count
) -> UsdPerMonth:
    """People after launch."""
    return np.sum(run_effort_by_role * paid_week_by_role, axis=-1) / months_per_year


def example_cost_once(examples_to_make: Examples, cost_per_example: UsdPerExample) -> Usd:
    """Examples bought or paid for apart from the team's own time; nothing where no such price was given."""
    return examples_to_make * np.nan_to_num(cost_per_example)
