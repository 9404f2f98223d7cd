"""People and calendar: the effort table added up, a week's cost by hand, and the date of launch."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.model import people, schedule, staffing
from advisor.project_file import Project
from advisor.reference import roles
from advisor.tasks import phases
from advisor.units import FloatArray

PEOPLE = Path(__file__).parents[1] / "data" / "people"
BASELINE = {  # the project that data/people/effort.csv describes: 200 users, and all 2,000 examples to be made
    "documents": 10_000, "users": 200, "harm": 1, "baseline_harm": 1, "labelled_examples": 0,
    "examples_for_tuning": 2000, "examples_per_week": 1e6, "effort_baseline_examples": 2000, "integrations": 1,
    "document_formats": 2, "effort_baseline_formats": 2, "languages": 1, "regulation": 1, "baseline_regulation": 1,
}  # fmt: skip
Recompute = Callable[..., dict[str, FloatArray]]


def table(file: str) -> list[dict[str, str]]:
    with (PEOPLE / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def effort(way: Way, column: str, occurs: str = "once", **of: str) -> float:
    """Person-weeks of a way in the file, whole projects only."""
    wanted = {"strategy": way.value, "basis": "whole", "occurs": occurs} | of
    return sum(float(row[column]) for row in table("effort.csv") if wanted.items() <= row.items())


def array(*values: float) -> FloatArray:
    return np.array([values], dtype=np.float64)


@pytest.fixture(scope="module")
def anybody(advices: dict[str, Advice]) -> Advice:
    return advices["nothing known"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("draw", "column"), [(0, "low_person_weeks"), (1, "high_person_weeks")])
def test_the_work_of_the_baseline_project_is_the_sum_of_the_table(
    way: Way, draw: float, column: str, anybody: Advice, recompute: Recompute
) -> None:
    figures = recompute(anybody, way, ["effort_before_launch", "run_effort_per_year"], effort_draw=draw, **BASELINE)
    assert figures["effort_before_launch"] == pytest.approx(effort(way, column))
    assert figures["run_effort_per_year"] == pytest.approx(effort(way, column, "per_year"))


@pytest.mark.parametrize("way", WAYS)
def test_the_likeliest_work_is_the_tables_too(way: Way, anybody: Advice) -> None:
    row = anybody.ways[way].row
    assert anybody.futures.figures["effort_mode"][row].sum() == pytest.approx(effort(way, "mode_person_weeks"))


@pytest.mark.parametrize("way", WAYS)
def test_work_is_the_same_by_role_by_phase_by_stage_and_in_all(way: Way, anybody: Advice, recompute: Recompute) -> None:
    names = ["effort_by_role", "effort_by_phase", "effort_by_stage", "effort_before_launch"]
    figures = recompute(anybody, way, names, effort_draw=0, **BASELINE)
    found = dict(zip(roles(anybody.catalogue), figures["effort_by_role"][0, 0], strict=True))
    for role, weeks in found.items():
        assert weeks == pytest.approx(effort(way, "low_person_weeks", role=role)), role
    for phase, weeks in zip(phases(anybody.catalogue), figures["effort_by_phase"][0, 0], strict=True):
        assert weeks == pytest.approx(effort(way, "low_person_weeks", phase=phase)), phase
    assert sum(found.values()) == pytest.approx(figures["effort_before_launch"][0, 0])
    assert figures["effort_by_stage"].sum(axis=-1) == pytest.approx(figures["effort_before_launch"])


def test_ten_times_the_documents_is_a_little_more_work_on_them() -> None:
    # 10 to the power of 0.2 is 1.585; fewer than 20 documents count as 20.
    scale = people.corpus_scale(array(100_000, 10_000, 20, 3), array(10_000), array(0.2), array(20))
    assert scale.ravel() == pytest.approx([10**0.2, 1, 0.002**0.2, 0.002**0.2])


@pytest.mark.parametrize(
    ("tuning", "labelled", "rate", "made"),
    [(1, 300, 1000, 700), (1, 5000, 1000, 0), (0, 0, 1000, 0), (1, 300, 50, 12 * 50), (1, 300, 0, 0)],
)
def test_only_missing_examples_are_made_as_far_as_time_allows(
    tuning: float, labelled: float, rate: float, made: float
) -> None:
    # A thousand wanted, twelve weeks allowed.
    assert people.examples_to_make(array(tuning), array(1000), array(labelled), array(rate), array(12)).item() == made


def test_work_grows_slowly_with_users_and_with_harm() -> None:
    # Sixteen times the users at the power of 0.25 is twice the work; never less than 0.3 of the baseline's.
    reach = people.reach_scale(array(200, 3200, 0), array(200), array(0.25), array(0.3))
    assert reach.ravel() == pytest.approx([1, 2, 0.3])
    care = people.care_scale(array(0, 1, 3), array(1), array(1.4))
    assert care.ravel() == pytest.approx([1 / 1.4, 1, 1.4**2])


def test_work_grows_with_formats_systems_languages_and_regulation() -> None:
    # A quarter more for every format beyond two, never less than 0.75; 0.3 more for every system beyond one.
    formats = people.format_scale(array(2, 4, 1, 0), array(2), array(0.25), array(0.75))
    assert formats.ravel().tolist() == [1, 1.5, 0.75, 0.75]
    systems = people.integration_scale(array(1, 3, 0), array(1), array(0.3), array(0.7))
    assert systems.ravel() == pytest.approx([1, 1.6, 0.7])
    assert people.language_scale(array(1, 2, 4), array(1), array(0.2)).ravel() == pytest.approx([1, 1.2, 1.6])
    assert people.regulation_scale(array(0, 1, 2), array(1), array(2)).ravel().tolist() == [0.5, 1, 2]


def test_a_first_try_takes_its_part_of_the_work_and_never_more_than_all_of_it() -> None:
    # Work of 8 and 2 weeks, of which the first weighs half as much: 4 to 2, so 2/3 and 1/3 of three weeks.
    work, weight = np.array([[[8.0, 2.0]]]), np.array([[[0.5, 1.0]]])
    assert people.proof_of_concept_by_work(work, array(3), weight).ravel() == pytest.approx([2, 1])
    assert people.proof_of_concept_by_work(work, array(30), weight).ravel() == pytest.approx([8, 2])
    stages = people.effort_by_task(work, np.array([[[2.0, 1.0]]]), np.array([[[0.5, 0.25]]]))
    assert stages.ravel().tolist() == [2, 1, 3, 0.25, 3, 0.75]


def test_examples_that_exist_must_still_be_looked_through() -> None:
    scale = people.labelling_scale(array(0, 500, 4000), array(2000), array(0.15))
    assert scale.ravel() == pytest.approx([0.15, 0.25, 2])


def test_more_documents_and_fewer_examples_never_mean_less_work(anybody: Advice, recompute: Recompute) -> None:
    for way in WAYS:
        weeks = [
            recompute(
                anybody,
                way,
                ["effort_before_launch"],
                documents=documents,
                labelled_examples=examples,
                examples_per_week=1e6,
            )["effort_before_launch"]
            for documents, examples in ((100, 5000), (1000, 5000), (1000, 200), (100_000, 0))
        ]
        for less, more in pairwise(weeks):
            assert (more >= less - 1e-9).all()


def test_a_productive_week_costs_pay_on_costs_and_overhead() -> None:
    # 88,000 a year, 1.4 with the employer's share, a fifth on top, 44 productive weeks.
    week = people.person_week_cost_by_role(np.array([[[88_000.0]]]), array(1.4), array(0.2), array(44))
    assert week.item() == pytest.approx(88_000 * 1.4 * 1.2 / 44)


def test_the_week_of_a_data_scientist_in_the_united_states(anybody: Advice, recompute: Recompute) -> None:
    # BLS OEWS May 2025, 15-2051: 85,660 / 120,230 / 158,880 USD; BLS ECEC: 1.416 times gross pay.
    official = next(row for row in table("salaries.csv") if (row["role"], row["country"]) == ("data_scientist", "US"))
    assert [official[name] for name in ("annual_p25", "annual_median", "annual_p75")] == ["85660", "120230", "158880"]
    forced = {"loaded_multiplier": 1.416, "indirect_overhead": 0.2, "productive_weeks_per_year": 44}
    at = roles(anybody.catalogue).index("data_scientist")
    for draw, pay in ((0, 85_660), (1, 158_880)):
        week = recompute(anybody, Way.RAG, ["person_week_cost_by_role"], salary_draw=draw, **forced)
        assert week["person_week_cost_by_role"][0, 0, at] == pytest.approx(pay * 1.416 * 1.2 / 44)


def test_in_spain_the_employer_pays_social_security_on_top(catalogue: Catalogue) -> None:
    advice = advise(Project.parse({"team": {"country": "ES"}}), catalogue)
    multiplier = advice.draws("loaded_multiplier")
    # Contingencias comunes, desempleo, FOGASA, formacion, MEI: 30.5 to 33 % of gross pay.
    assert 1.305 <= multiplier.min() < multiplier.max() <= 1.33


def test_people_cost_their_weeks() -> None:
    # Two stages of two tasks; 1,000 and 2,000 a week.
    of_role, of_stage = np.array([[1.0, 0], [0, 1]] * 2), np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    spent, week = np.array([[[1.0, 2.0, 3.0, 0.5]]]), np.array([[[1000.0, 2000.0]]])
    by_stage = people.people_cost_by_stage(spent, week, of_role, of_stage)
    assert by_stage.ravel().tolist() == [1000 + 4000, 3000 + 1000]
    assert people.people_cost_once(by_stage).item() == 9000
    assert people.proof_of_concept_cost(by_stage).item() == 5000
    assert people.people_cost_per_month(np.array([[[24.0, 36.0]]]), week, array(12)).item() == 2 * 1000 + 3 * 2000


def test_who_stands_in_is_paid_as_usual_and_who_is_contracted_dearer() -> None:
    # The first role's work is done by the second role; the third is contracted at 1.5 times its own pay.
    week = np.array([[[1000.0, 2000.0, 3000.0]]])
    paid = people.paid_week_by_role(week, np.array([[[1.0, 1.0, 2.0]]]), np.array([[[0.0, 0.0, 1.0]]]), array(1.5))
    assert paid.ravel().tolist() == [2000, 2000, 4500]
    # Where no roles are known, the team as a whole (position 3) is paid as each role is.
    anybody = people.paid_week_by_role(week, np.array([[[3.0, 3.0, 3.0]]]), np.zeros((1, 1, 3)), array(1.5))
    assert anybody.ravel().tolist() == [1000, 2000, 3000]


def test_a_hire_costs_the_fee_and_the_weeks_of_settling_in() -> None:
    # One hire of 60,000 gross and 2,000 a week: a fifth of the pay for the fee, half of six weeks to settle in.
    hired, pay, week = (np.array([[[first, second]]]) for first, second in ((1.0, 0.0), (6e4, 9e4), (2000.0, 3000.0)))
    cost = people.hiring_cost_by_role(hired, pay, array(0.2), week, array(6), array(0.5))
    assert cost.ravel() == pytest.approx([0.2 * 60_000 + 0.5 * 6 * 2000, 0])
    learning = people.learning_cost_by_role(np.array([[[0.0, 1.0]]]), np.array([[[2000.0, 1000.0]]]),
                                            np.array([[[99.0, 8.0]]]), array(0.5))  # fmt: skip
    assert learning.ravel().tolist() == [0, 8 * 0.5 * 1000]
    assert people.staffing_cost_once(people.hiring_cost_once(cost), people.learning_cost_once(learning)).item() == (
        pytest.approx(18_000 + 4000)
    )


def test_examples_bought_cost_their_price_and_nothing_where_none_was_given() -> None:
    assert people.example_cost_once(array(500), array(2.5)).item() == 500 * 2.5
    assert people.example_cost_once(array(500), array(math.nan)).item() == 0


def test_the_running_team_is_its_work_over_its_productive_weeks() -> None:
    assert people.run_team(array(66), array(44)).item() == 1.5


# The calendar


def test_an_unknown_team_is_assumed_and_none_is_smaller_than_the_smallest() -> None:
    sizes = staffing.team_size(array(4, math.nan, 0), array(3.25), array(0.5))
    assert sizes.ravel().tolist() == [4, 3.25, 0.5]


@pytest.mark.parametrize(("missing", "rate", "weeks"), [(1000, 50, 20), (0, 0, 0), (0, 50, 0), (10, 0, math.inf)])
def test_labelling_takes_as_long_as_the_examples(missing: float, rate: float, weeks: float) -> None:
    assert schedule.labelling_weeks(array(missing), array(rate)).item() == weeks


def test_the_examples_are_divided_among_the_stages_as_the_work_on_them_is() -> None:
    # Two stages of two tasks, the second of each is labelling: 1 and 3 weeks of work, 20 weeks of examples.
    of_stage, labels = np.array([[0.0, 0], [1, 0], [0, 0], [0, 1]]), np.array([[[0.0, 1, 0, 1]]])
    weeks = schedule.labelling_weeks_by_task(array(20), np.array([[[7.0, 1, 7, 3]]]), of_stage, labels)
    assert weeks.ravel().tolist() == [0, 5, 0, 15]
    never = schedule.labelling_weeks_by_task(array(math.inf), np.array([[[7.0, 0, 7, 3]]]), of_stage, labels)
    assert never.ravel().tolist() == [0, 0, 0, math.inf]


def test_two_people_are_faster_than_one_but_not_twice_and_half_a_person_takes_twice_as_long() -> None:
    speeds = schedule.speed_by_pool(np.array([[[0.5, 1.0, 4.0]]]), array(0.5))
    assert speeds.ravel().tolist() == [0.5, 1, 2]


@pytest.mark.parametrize("way", WAYS)
def test_the_stages_follow_each_other_until_launch(advice: Advice, way: Way) -> None:
    stages, launch = advice.draws("stage_end_weeks", way), advice.draws("launch_weeks", way)
    assert stages[:, -1] == pytest.approx(launch)
    assert stages[:, 0] == pytest.approx(advice.draws("proof_of_concept_weeks", way))
    assert (np.diff(stages, axis=1) >= -1e-9).all()


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_in_two_places_and_nothing_begins_before_its_time(advice: Advice, way: Way) -> None:
    start, end, pool, release = (
        np.broadcast_to(advice.draws(name, way), advice.draws("task_start_weeks", way).shape)
        for name in ("task_start_weeks", "task_end_weeks", "task_pool", "task_release_weeks")
    )
    waits_for = advice.futures.figures["task_waits_for"]
    works = end - start > 1e-9
    assert (start[works] >= release[works] - 1e-9).all()
    for task in range(start.shape[1]):
        for before in np.flatnonzero(waits_for[task]):
            assert (start[:, task] >= end[:, before] - 1e-9).all()
        for other in range(task):
            same = works[:, task] & works[:, other] & (pool[:, task] == pool[:, other])
            apart = (start[:, task] >= end[:, other] - 1e-9) | (start[:, other] >= end[:, task] - 1e-9)
            assert apart[same].all()


@pytest.mark.parametrize("way", WAYS)
def test_the_plan_is_never_shorter_than_its_longest_chain_or_its_busiest_people(advice: Advice, way: Way) -> None:
    start, weeks, pool = (advice.draws(name, way) for name in ("task_start_weeks", "task_weeks", "task_pool"))
    launch = advice.draws("launch_weeks", way)
    pool, weeks = np.broadcast_to(pool, start.shape), np.broadcast_to(weeks, start.shape)
    for people_of in range(int(pool.max()) + 1):
        assert (launch >= np.where(pool == people_of, weeks, 0).sum(axis=1) - 1e-9).all()
    some_work = weeks.sum(axis=1) > 0
    assert (advice.draws("task_is_critical", way).max(axis=1)[some_work] == 1).all()


def test_a_larger_team_is_never_later(catalogue: Catalogue) -> None:
    small, large = (advise(Project.parse({"team": {"size": size}}), catalogue) for size in (1, 10))
    for way in WAYS:
        for name in ("launch_weeks", "proof_of_concept_weeks"):
            assert large.figure(name, way).expected < small.figure(name, way).expected


def test_a_roster_counts_heads_and_takes_the_place_of_the_size(catalogue: Catalogue) -> None:
    roster = {"people": {"ml_engineer": 1.5, "backend_engineer": 2}, "size": 40}
    assert advise(Project.parse({"team": roster}), catalogue).figure("team_size").expected == 3.5
