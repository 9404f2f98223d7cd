"""People: the work before and after launch by task, role and phase, and what it costs.

The last axis of the effort arrays is the task, the role or the phase; their names stand in the catalogue.
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


def effort_by_task(
    effort_low: PersonWeeks,
    effort_mode: PersonWeeks,
    effort_high: PersonWeeks,
    effort_draw: Share,
    is_labelling_task: Flag,
    labelling_scale: Share,
    is_corpus_task: Flag,
    corpus_scale: Share,
    is_care_task: Flag,
    care_scale: Share,
    reach_scale: Share,
) -> PersonWeeks:
    """Work before launch by task, scaled from the baseline project to this one.

    One draw for all tasks: a project that is late is late everywhere, which rather overstates the spread.
    """
    drawn = triangular(effort_draw[..., None], effort_low, effort_mode, effort_high)
    labelling = np.where(is_labelling_task > 0, labelling_scale[..., None], 1)
    corpus = np.where(is_corpus_task > 0, corpus_scale[..., None], 1)
    care = np.where(is_care_task > 0, care_scale[..., None], 1)
    return drawn * labelling * corpus * care * reach_scale[..., None]


def effort_by_role(effort_by_task: PersonWeeks, task_is_of_role: Flag) -> PersonWeeks:
    """Work before launch by role."""
    return effort_by_task @ task_is_of_role


def effort_by_phase(effort_by_task: PersonWeeks, task_is_of_phase: Flag) -> PersonWeeks:
    """Work before launch by phase."""
    return effort_by_task @ task_is_of_phase


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


def person_week_cost_by_role(
    salary_low: UsdPerYear,
    salary_mode: UsdPerYear,
    salary_high: UsdPerYear,
    salary_draw: Share,
    loaded_multiplier: Share,
    indirect_overhead: Share,
    productive_weeks_per_year: Count,
) -> UsdPerWeek:
    """A productive week of each role: gross salary, the employer's on-costs and indirect overhead."""
    salary = triangular(salary_draw[..., None], salary_low, salary_mode, salary_high)
    loaded = salary * loaded_multiplier[..., None] * (1 + indirect_overhead[..., None])
    return loaded / productive_weeks_per_year[..., None]


def people_cost_once(effort_by_role: PersonWeeks, person_week_cost_by_role: UsdPerWeek) -> Usd:
    """People before launch, those on the payroll included."""
    return np.sum(effort_by_role * person_week_cost_by_role, axis=-1)


def proof_of_concept_cost(
    proof_of_concept_effort: PersonWeeks, effort_by_role: PersonWeeks, people_cost_once: Usd
) -> Usd:
    """The people of a first try, at the mean pay of those who would build it in full."""
    return proof_of_concept_effort * people_cost_once / np.sum(effort_by_role, axis=-1)


def people_cost_per_month(
    run_effort_by_role: PersonWeeksPerYear, person_week_cost_by_role: UsdPerWeek, months_per_year: Count
) -> UsdPerMonth:
    """People after launch."""
    return np.sum(run_effort_by_role * person_week_cost_by_role, axis=-1) / months_per_year


def example_cost_once(examples_to_make: Examples, cost_per_example: UsdPerExample) -> Usd:
    """Examples bought or paid for apart from the team's own time; nothing where no such price was given."""
    return examples_to_make * np.nan_to_num(cost_per_example)
