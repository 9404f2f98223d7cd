"""Staffing: who does the work of each role, who is missing, and how that gap is closed.

The last axis is the role, or the pool: the people of a role, and at the end the whole team where no roles are known.
"""

import numpy as np

from advisor.units import Count, Days, Flag, FloatArray, Level, People, PersonWeeks, PersonWeeksPerYear, Share, Weeks


def team_size(people_available: People, assumed_team: People, smallest_team: People) -> People:
    """Full-time people at work before launch; assumed where the roster is unknown."""
    known = np.where(np.isnan(people_available), assumed_team, people_available)
    return np.maximum(known, smallest_team)


def people_by_pool(people_there_by_role: People, team_size: People) -> People:
    """Full-time people of each role; where no role is known, everybody in one pool that does everything."""
    unknown = np.sum(people_there_by_role, axis=-1) == 0
    anybody = np.where(unknown, team_size, 0)[..., None]
    there = np.broadcast_to(people_there_by_role, (*anybody.shape[:-1], people_there_by_role.shape[-1]))
    return np.concatenate([there, anybody], axis=-1)


def skilled_by_role(
    needs_ml_skill: Flag,
    needs_search_skill: Flag,
    tuning: Flag,
    skill_ml: Level,
    skill_search: Level,
    enough_skill: Level,
) -> Flag:
    """Whether others in the team could do the work of a role that has a skill of its own.

    Where nothing is trained, the work of a machine learning engineer is to improve retrieval, which is search.
    """
    trains = tuning[..., None] > 0
    ml, search = (skill_ml >= enough_skill)[..., None], (skill_search >= enough_skill)[..., None]
    for_search = (needs_search_skill > 0) | ((needs_ml_skill > 0) & ~trains)
    lacks = ((needs_ml_skill > 0) & trains & ~ml) | (for_search & ~search)
    return np.where(lacks, np.zeros(()), 1)


def doer_by_role(people_by_pool: People, skilled_by_role: Flag, stand_in_rank: Count) -> Count:
    """The pool that does each role's work, by position: its own people, else the first who can stand in."""
    return np.argmin(_rank(people_by_pool, skilled_by_role, stand_in_rank), axis=-1).astype(np.float64)


def missing_by_role(
    people_by_pool: People, skilled_by_role: Flag, stand_in_rank: Count, effort_by_role: PersonWeeks
) -> Flag:
    """Whether there is work of a role before launch that nobody in the team can do."""
    nobody = np.isinf(np.min(_rank(people_by_pool, skilled_by_role, stand_in_rank), axis=-1))
    return np.where(nobody & (effort_by_role > 0), np.ones(()), 0)


def _rank(people_by_pool: FloatArray, skilled_by_role: FloatArray, stand_in_rank: FloatArray) -> FloatArray:
    """How gladly each role's work is given to each pool, by role and pool: 0 to its own people, infinite to nobody."""
    is_there = people_by_pool[..., None, :] > 0
    can = is_there & ((stand_in_rank == 0) | (skilled_by_role[..., None] > 0))
    return np.where(can, stand_in_rank, np.inf)


def hired_by_role(
    missing_by_role: Flag,
    effort_by_role: PersonWeeks,
    run_effort_by_role: PersonWeeksPerYear,
    weeks_worth_a_hire: PersonWeeks,
    may_hire: Flag,
    may_contract: Flag,
) -> Flag:
    """Missing people who are hired: where there is enough work until a year after launch, or no contract is allowed."""
    lasting = effort_by_role + run_effort_by_role >= weeks_worth_a_hire[..., None]
    return missing_by_role * may_hire[..., None] * np.maximum(lasting, 1 - may_contract[..., None])


def contracted_by_role(missing_by_role: Flag, hired_by_role: Flag, may_contract: Flag) -> Flag:
    """Missing people who are contracted: those who are not hired, where contracts are allowed."""
    return missing_by_role * (1 - hired_by_role) * may_contract[..., None]


def learned_by_role(missing_by_role: Flag, hired_by_role: Flag, contracted_by_role: Flag) -> Flag:
    """Roles that somebody in the team has to learn, because nobody may be brought in for them."""
    return missing_by_role - hired_by_role - contracted_by_role


def covered_by_role(doer_by_role: Count, missing_by_role: Flag, effort_by_role: PersonWeeks) -> Flag:
    """Roles without people of their own whose work others in the team know how to do."""
    roles = doer_by_role.shape[-1]
    by_others = (doer_by_role != np.arange(roles)) & (doer_by_role < roles) & (missing_by_role == 0)
    return np.where(by_others & (effort_by_role > 0), np.ones(()), 0)


def pool_by_role(
    doer_by_role: Count, hired_by_role: Flag, contracted_by_role: Flag, learned_by_role: Flag, people_by_pool: People
) -> Count:
    """The pool that does each role's work once the gaps are closed; the largest pool learns what must be learnt."""
    own = np.arange(doer_by_role.shape[-1])
    largest = np.argmax(people_by_pool, axis=-1)[..., None]
    brought_in = np.where(hired_by_role + contracted_by_role > 0, own, doer_by_role)
    return np.where(learned_by_role > 0, largest, brought_in)


def people_by_pool_at_work(people_by_pool: People, hired_by_role: Flag, contracted_by_role: Flag) -> People:
    """Full-time people of each pool once the gaps are closed: one newcomer for each role that was missing."""
    newcomers = hired_by_role + contracted_by_role
    nobody = np.zeros((*newcomers.shape[:-1], 1))
    return people_by_pool + np.concatenate([newcomers, nobody], axis=-1)


def pace_by_pool(
    people_there_by_role: People,
    new_people_by_role: People,
    expert_people_by_role: People,
    pace_of_the_new: Share,
    pace_of_experts: Share,
) -> Share:
    """How fast the people of each pool work against who has done it before; the team as a whole as fast as that."""
    there = np.where(people_there_by_role > 0, people_there_by_role, 1)
    slower = new_people_by_role / there * (1 - pace_of_the_new[..., None])
    faster = expert_people_by_role / there * (pace_of_experts[..., None] - 1)
    of_roles = 1 - slower + faster
    return np.concatenate([of_roles, np.ones((*of_roles.shape[:-1], 1))], axis=-1)


def pace_by_role(pool_by_role: Count, pace_by_pool: Share, cover_pace: Share) -> Share:
    """How fast each role's work is done against who has done it before: slower by people of another role."""
    roles = pool_by_role.shape[-1]
    by_others = (pool_by_role != np.arange(roles)) & (pool_by_role < roles)
    pace = np.broadcast_to(pace_by_pool, (*pool_by_role.shape[:-1], roles + 1))
    of_pool = np.take_along_axis(pace, pool_by_role.astype(np.intp), axis=-1)
    return of_pool * np.where(by_others, cover_pace[..., None], 1)


def spent_effort_by_task(effort_by_task: PersonWeeks, pace_by_role: Share, task_is_of_role: Flag) -> PersonWeeks:
    """Work before launch by task as it is really spent: more of it where it is done slowly."""
    return effort_by_task / (pace_by_role @ task_is_of_role.T)


def weeks_to_learn_by_role(
    learning_weeks_by_role: Weeks, searching_weeks: Weeks, needs_ml_skill: Flag, tuning: Flag
) -> Weeks:
    """Weeks in which somebody in the team learns each role's work; where nothing is trained, search in place of it."""
    trains = np.maximum(tuning[..., None], 1 - needs_ml_skill)
    return np.where(trains > 0, learning_weeks_by_role, searching_weeks[..., None])


def lead_weeks_by_role(
    hired_by_role: Flag,
    contracted_by_role: Flag,
    learned_by_role: Flag,
    days_to_hire: Days,
    days_per_week: Count,
    weeks_to_full_productivity: Weeks,
    weeks_to_contract: Weeks,
    weeks_to_learn_by_role: Weeks,
) -> Weeks:
    """Weeks from the decision until a role's work can begin: finding and settling in, contracting, or learning."""
    hiring = days_to_hire / days_per_week + weeks_to_full_productivity
    brought_in = hired_by_role * hiring[..., None] + contracted_by_role * weeks_to_contract[..., None]
    return brought_in + learned_by_role * weeks_to_learn_by_role


def staffing_lead_weeks(lead_weeks_by_role: Weeks) -> Weeks:
    """Weeks until the last of those who are missing can begin."""
    return np.max(lead_weeks_by_role, axis=-1)


def people_missing(missing_by_role: Flag) -> People:
    """How many roles have work that nobody in the team can do."""
    return np.sum(missing_by_role, axis=-1)


def people_to_hire(hired_by_role: Flag) -> People:
    """New colleagues, one for each role that is hired."""
    return np.sum(hired_by_role, axis=-1)


def people_to_contract(contracted_by_role: Flag) -> People:
    """Contractors, one for each role that is contracted."""
    return np.sum(contracted_by_role, axis=-1)


def roles_to_learn(learned_by_role: Flag) -> Count:
    """Roles that those who are there have to learn."""
    return np.sum(learned_by_role, axis=-1)


def missing_effort(missing_by_role: Flag, effort_by_role: PersonWeeks) -> PersonWeeks:
    """Work before launch that nobody in the team can do."""
    return np.sum(missing_by_role * effort_by_role, axis=-1)


def specialist_effort(effort_by_role: PersonWeeks, needs_ml_skill: Flag, tuning: Flag) -> PersonWeeks:
    """Work before launch that asks for experience in training models."""
    return np.sum(effort_by_role * needs_ml_skill, axis=-1) * tuning


def specialist_run_effort(
    run_effort_by_role: PersonWeeksPerYear, needs_ml_skill: Flag, tuning: Flag
) -> PersonWeeksPerYear:
    """Work a year after launch that asks for experience in training models."""
    return np.sum(run_effort_by_role * needs_ml_skill, axis=-1) * tuning


def roles_needed(effort_by_role: PersonWeeks) -> Count:
    """Roles that have work before launch."""
    return np.sum(effort_by_role > 0, axis=-1).astype(np.float64)
