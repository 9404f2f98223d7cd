"""Schedule: how many weeks until launch, from the work, the people and those who must first be found."""

import numpy as np

from advisor.units import Count, Days, Examples, ExamplesPerWeek, Flag, Level, People, PersonWeeks, Share, Weeks


def team_size(people_available: People, assumed_team: People, smallest_team: People) -> People:
    """Full-time people at work before launch; assumed where the roster is unknown."""
    known = np.where(np.isnan(people_available), assumed_team, people_available)
    return np.maximum(known, smallest_team)


def critical_weeks(
    effort_by_task: PersonWeeks, is_alongside_task: Flag, first_task_of_phase: Count, phase_overlap: Share
) -> Weeks:
    """The least calendar time, with everybody wished for: phase after phase, the longest task of each.

    The tasks stand sorted by phase; some run alongside the others, and each phase begins before the last has ended.
    One person works full-time on a task; two would be faster but never twice.
    """
    in_line = effort_by_task * (1 - is_alongside_task)
    longest = np.maximum.reduceat(in_line, first_task_of_phase.astype(np.intp), axis=-1)
    return np.sum(longest, axis=-1) * (1 - phase_overlap)


def capacity_weeks(effort_before_launch: PersonWeeks, team_size: People) -> Weeks:
    """The least calendar time with the team there is, all of it busy all the time."""
    return effort_before_launch / team_size


def labelling_weeks(examples_to_make: Examples, examples_per_week: ExamplesPerWeek) -> Weeks:
    """Time until the examples are made at the team's rate; never where some are wanted and none can be made."""
    can_make = examples_per_week > 0
    weeks = np.where(can_make, examples_to_make / np.where(can_make, examples_per_week, 1), np.inf)
    return np.where(examples_to_make > 0, weeks, 0)


def specialist_lead_weeks(
    retrieval: Flag,
    tuning: Flag,
    skill_ml: Level,
    skill_search: Level,
    enough_skill: Level,
    days_to_hire: Days,
    days_per_week: Count,
    weeks_to_full_productivity: Weeks,
) -> Weeks:
    """Time to find and settle in a specialist whom the way needs and the team lacks."""
    lacks_ml = tuning * (skill_ml < enough_skill)
    lacks_search = retrieval * (skill_search < enough_skill)
    return np.maximum(lacks_ml, lacks_search) * (days_to_hire / days_per_week + weeks_to_full_productivity)


def launch_weeks(
    critical_weeks: Weeks, capacity_weeks: Weeks, labelling_weeks: Weeks, specialist_lead_weeks: Weeks
) -> Weeks:
    """From the decision to launch: the longest of the three limits.

    The longest chain of tasks, with the specialist found first; the work against the team; the examples.
    """
    chain = critical_weeks + specialist_lead_weeks
    return np.maximum(np.maximum(chain, capacity_weeks), labelling_weeks + specialist_lead_weeks)


def proof_of_concept_weeks(
    proof_of_concept_effort: PersonWeeks, team_size: People, proof_of_concept_people: People
) -> Weeks:
    """From the decision to a first version that can be measured; more people than a few do not make it sooner."""
    return proof_of_concept_effort / np.minimum(team_size, proof_of_concept_people)


def phase_weeks(
    effort_by_task: PersonWeeks,
    is_alongside_task: Flag,
    first_task_of_phase: Count,
    phase_overlap: Share,
    launch_weeks: Weeks,
    critical_weeks: Weeks,
    specialist_lead_weeks: Weeks,
) -> Weeks:
    """What each phase adds to the calendar until launch, by phase, once the specialist is there.

    Its longest task, stretched alike in all phases where the team or the examples, and not the chain of tasks, set
    the date. In truth the late phases wait more than the early ones.
    """
    in_line = effort_by_task * (1 - is_alongside_task)
    longest = np.maximum.reduceat(in_line, first_task_of_phase.astype(np.intp), axis=-1)
    stretch = (launch_weeks - specialist_lead_weeks) / critical_weeks * (1 - phase_overlap)
    has_work = longest > 0
    return np.where(has_work, np.where(has_work, longest, 1) * stretch[..., None], 0)


def phase_end_weeks(phase_weeks: Weeks, specialist_lead_weeks: Weeks) -> Weeks:
    """The week in which each phase ends, by phase: one after the other, the specialist found first."""
    return specialist_lead_weeks[..., None] + np.cumsum(phase_weeks, axis=-1)


def people_kept_busy_by_role(effort_by_role: PersonWeeks, launch_weeks: Weeks) -> People:
    """People of each role whom the work keeps busy full-time until launch, by role, on the mean week."""
    return effort_by_role / launch_weeks[..., None]
