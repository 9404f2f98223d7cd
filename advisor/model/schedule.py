"""Schedule: when each task begins and ends, from the work, the people and those who must first be found.

Weeks are weeks of work from the day of the decision; `advisor.working_days` makes days of them.
"""

import numpy as np

from advisor.scheduling import critical, earliest_starts
from advisor.units import Count, Examples, ExamplesPerWeek, Flag, People, PersonWeeks, Share, Weeks


def labelling_weeks(examples_to_make: Examples, examples_per_week: ExamplesPerWeek) -> Weeks:
    """Time until the examples are made at the team's rate; never where some are wanted and none can be made."""
    can_make = examples_per_week > 0
    weeks = np.where(can_make, examples_to_make / np.where(can_make, examples_per_week, 1), np.inf)
    return np.where(examples_to_make > 0, weeks, 0)


def labelling_weeks_by_task(
    labelling_weeks: Weeks, effort_by_task: PersonWeeks, labelling_task_of_stage: Flag, is_labelling_task: Flag
) -> Weeks:
    """The least time of each labelling task: its stage's part of the examples, at the team's rate."""
    effort = effort_by_task @ labelling_task_of_stage
    everything = np.sum(effort, axis=-1, keepdims=True)
    share = effort / np.where(everything > 0, everything, 1)
    weeks = np.where(share > 0, labelling_weeks[..., None] * np.where(share > 0, share, 1), 0)
    tasks = is_labelling_task.shape[-1] // weeks.shape[-1]
    return np.where(is_labelling_task > 0, np.repeat(weeks, tasks, axis=-1), 0)


def speed_by_pool(people_by_pool_at_work: People, crowding_exponent: Share) -> People:
    """Full-time people that a pool is worth on one task: two are faster than one, but never twice as fast."""
    return np.minimum(people_by_pool_at_work, people_by_pool_at_work ** crowding_exponent[..., None])


def task_pool(pool_by_role: Count, task_is_of_role: Flag) -> Count:
    """The pool that does each task, by position."""
    return pool_by_role @ task_is_of_role.T


def task_release_weeks(lead_weeks_by_role: Weeks, task_is_of_role: Flag) -> Weeks:
    """The moment before which nobody can begin a task."""
    return lead_weeks_by_role @ task_is_of_role.T


def people_on_task(
    pool_by_role: Count,
    people_by_pool_at_work: People,
    speed_by_pool: People,
    proof_of_concept_people: People,
    task_is_of_role: Flag,
    is_labelling_task: Flag,
    is_proof_of_concept_task: Flag,
) -> People:
    """Full-time people that each task's pool is worth on it.

    Labelling is divided among them without loss; a proof of concept among a few only.
    """
    together = np.take_along_axis(speed_by_pool, pool_by_role.astype(np.intp), axis=-1) @ task_is_of_role.T
    apart = np.take_along_axis(people_by_pool_at_work, pool_by_role.astype(np.intp), axis=-1) @ task_is_of_role.T
    few = np.where(is_proof_of_concept_task > 0, np.minimum(together, proof_of_concept_people[..., None]), together)
    return np.where(is_labelling_task > 0, apart, few)


def task_weeks(spent_effort_by_task: PersonWeeks, people_on_task: People, labelling_weeks_by_task: Weeks) -> Weeks:
    """How long each task takes its pool, all of it.

    Weeks of work hold their share of leave, as the calendar times did that the table of effort was set by.
    """
    has_work = spent_effort_by_task > 0
    weeks = np.where(has_work, spent_effort_by_task / np.where(has_work, people_on_task, 1), 0)
    return np.maximum(weeks, labelling_weeks_by_task)


def task_start_weeks(task_weeks: Weeks, task_pool: Count, task_release_weeks: Weeks, task_waits_for: Flag) -> Weeks:
    """When each task begins: after what it waits for, once somebody can do it and is free."""
    return earliest_starts(task_weeks, task_pool, task_release_weeks, task_waits_for)


def task_end_weeks(task_start_weeks: Weeks, task_weeks: Weeks) -> Weeks:
    """When each task ends."""
    return task_start_weeks + task_weeks


def task_is_critical(task_start_weeks: Weeks, task_weeks: Weeks, task_pool: Count, task_waits_for: Flag) -> Flag:
    """Whether a delay of the task would delay the launch."""
    return critical(task_start_weeks, task_weeks, task_pool, task_waits_for)


def stage_end_weeks(task_end_weeks: Weeks, first_task_of_stage: Count) -> Weeks:
    """When each stage ends: proof of concept, pilot, production."""
    return np.maximum.reduceat(task_end_weeks, first_task_of_stage.astype(np.intp), axis=-1)


def proof_of_concept_weeks(stage_end_weeks: Weeks) -> Weeks:
    """From the decision to a first version that can be measured."""
    return stage_end_weeks[..., 0]


def launch_weeks(stage_end_weeks: Weeks) -> Weeks:
    """From the decision to launch: the end of the last stage."""
    return stage_end_weeks[..., -1]


def wished_task_weeks(effort_by_task: PersonWeeks, labelling_weeks_by_task: Weeks) -> Weeks:
    """How long each task takes one person who knows it and does nothing else."""
    return np.maximum(effort_by_task, labelling_weeks_by_task)


def wished_start_weeks(wished_task_weeks: Weeks, task_waits_for: Flag) -> Weeks:
    """When each task would begin if it waited for nobody: everybody wished for is there from the first day."""
    everybody = np.arange(wished_task_weeks.shape[-1], dtype=np.float64)[None, None]
    return earliest_starts(wished_task_weeks, everybody, np.zeros_like(everybody), task_waits_for)


def wished_end_weeks(wished_start_weeks: Weeks, wished_task_weeks: Weeks) -> Weeks:
    """When each task would end if it waited for nobody."""
    return wished_start_weeks + wished_task_weeks


def critical_weeks(wished_end_weeks: Weeks) -> Weeks:
    """The least calendar time, with one person for every task from the first day: the longest chain of tasks."""
    return np.max(wished_end_weeks, axis=-1)


def capacity_weeks(spent_effort_by_task: PersonWeeks, people_by_pool_at_work: People) -> Weeks:
    """The least calendar time with these people, all of them busy all the time."""
    return np.sum(spent_effort_by_task, axis=-1) / np.sum(people_by_pool_at_work, axis=-1)
