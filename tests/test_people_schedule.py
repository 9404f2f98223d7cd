"""People and calendar: the effort table added up, a week's cost by hand, and the date of launch."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.model import people, schedule
from advisor.project_file import Project
from advisor.reference import PHASES, roles, tasks
from advisor.units import FloatArray

PEOPLE = Path(__file__).parents[1] / "data" / "people"
BASELINE = {  # the project that data/people/effort.csv describes: 200 users, and all 2,000 examples to be made
    "documents": 10_000, "users": 200, "harm": 1, "baseline_harm": 1, "labelled_examples": 0,
    "examples_for_tuning": 2000, "examples_per_week": 1e6, "effort_baseline_examples": 2000,
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
def test_work_is_the_same_by_role_by_phase_and_in_all(way: Way, anybody: Advice, recompute: Recompute) -> None:
    names = ["effort_by_role", "effort_by_phase", "effort_before_launch"]
    figures = recompute(anybody, way, names, effort_draw=0, **BASELINE)
    found = dict(zip(roles(anybody.catalogue), figures["effort_by_role"][0, 0], strict=True))
    for role, weeks in found.items():
        assert weeks == pytest.approx(effort(way, "low_person_weeks", role=role)), role
    phases = sorted({task.phase for task in tasks(anybody.catalogue)}, key=PHASES.index)
    for phase, weeks in zip(phases, figures["effort_by_phase"][0, 0], strict=True):
        assert weeks == pytest.approx(effort(way, "low_person_weeks", phase=phase)), phase
    assert sum(found.values()) == pytest.approx(figures["effort_before_launch"][0, 0])


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
    week = people.person_week_cost_by_role(
        np.array([[[88_000.0]]]), np.array([[[88_000.0]]]), np.array([[[88_000.0]]]), array(0.5), array(1.4),
        array(0.2), array(44),
    )  # fmt: skip
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
    by_role, week = np.array([[[2.0, 3.0]]]), np.array([[[1000.0, 2000.0]]])
    assert people.people_cost_once(by_role, week).item() == 2 * 1000 + 3 * 2000
    assert people.people_cost_per_month(by_role * 12, week, array(12)).item() == pytest.approx(2 * 1000 + 3 * 2000)


def test_examples_bought_cost_their_price_and_nothing_where_none_was_given() -> None:
    assert people.example_cost_once(array(500), array(2.5)).item() == 500 * 2.5
    assert people.example_cost_once(array(500), array(math.nan)).item() == 0


def test_the_running_team_is_its_work_over_its_productive_weeks() -> None:
    assert people.run_team(array(66), array(44)).item() == 1.5


# The calendar

ALONGSIDE = np.array([[[0.0, 0.0, 0.0, 0.0, 1.0]]])
FIRST_OF_PHASE = np.array([0.0, 2.0, 3.0])


def test_the_chain_is_the_longest_task_of_each_phase_less_the_overlap() -> None:
    # Phases of {4, 6}, {3} and {5, and 20 alongside}: 6 + 3 + 5 = 14 weeks, of which a quarter overlaps.
    weeks = schedule.critical_weeks(np.array([[[4.0, 6, 3, 5, 20]]]), ALONGSIDE, FIRST_OF_PHASE, array(0.25))
    assert weeks.item() == pytest.approx(14 * 0.75)


def test_a_small_team_is_slow_and_an_unknown_one_is_assumed() -> None:
    assert schedule.capacity_weeks(array(30), array(3)).item() == 10
    sizes = schedule.team_size(array(4, math.nan, 0), array(3.25), array(0.5))
    assert sizes.ravel().tolist() == [4, 3.25, 0.5]


@pytest.mark.parametrize(("missing", "rate", "weeks"), [(1000, 50, 20), (0, 0, 0), (0, 50, 0)])
def test_labelling_takes_as_long_as_the_examples(missing: float, rate: float, weeks: float) -> None:
    assert schedule.labelling_weeks(array(missing), array(rate)).item() == weeks


@pytest.mark.parametrize(
    ("retrieval", "tuning", "ml", "search", "waits"),
    [(0, 0, 0, 0, 0), (1, 0, 0, 0, 1), (1, 0, 0, 1, 0), (0, 1, 0, 3, 1), (0, 1, 1, 0, 0), (1, 1, 0, 0, 1)],
)
def test_who_is_missing_must_first_be_found_and_settle_in(
    retrieval: float, tuning: float, ml: float, search: float, waits: int
) -> None:
    # 56 days to hire and 6 weeks to settle in: 8 + 6 weeks, once, whoever is missing.
    weeks = schedule.specialist_lead_weeks(array(retrieval), array(tuning), array(ml), array(search), array(1),
                                           array(56), array(7), array(6))  # fmt: skip
    assert weeks.item() == waits * (56 / 7 + 6)


@settings(max_examples=80, deadline=None)
@given(*[st.floats(0, 200)] * 4)
def test_launch_waits_for_the_longest_of_chain_team_and_examples(
    chain: float, capacity: float, labelling: float, lead: float
) -> None:
    weeks = schedule.launch_weeks(array(chain), array(capacity), array(labelling), array(lead)).item()
    assert weeks == max(chain + lead, capacity, labelling + lead)


@pytest.mark.parametrize("way", WAYS)
def test_the_phases_fill_the_calendar_until_launch(advice: Advice, way: Way) -> None:
    phases, launch = advice.draws("phase_end_weeks", way), advice.draws("launch_weeks", way)
    assert phases[:, -1] == pytest.approx(launch)
    assert (np.diff(phases, axis=1) >= -1e-9).all()
    assert (launch >= advice.draws("critical_weeks", way) - 1e-9).all()


def test_a_larger_team_is_never_later(catalogue: Catalogue) -> None:
    small, large = (advise(Project.parse({"team": {"size": size}}), catalogue) for size in (1, 10))
    for way in WAYS:
        assert large.figure("launch_weeks", way).expected <= small.figure("launch_weeks", way).expected
        assert (
            large.figure("proof_of_concept_weeks", way).expected < small.figure("proof_of_concept_weeks", way).expected
        )


def test_a_roster_counts_heads_and_takes_the_place_of_the_size(catalogue: Catalogue) -> None:
    roster = {"people": {"ml_engineer": 1.5, "backend_engineer": 2}, "size": 40}
    assert advise(Project.parse({"team": roster}), catalogue).figure("team_size").expected == 3.5


def test_people_kept_busy_are_the_work_over_the_weeks(advice: Advice) -> None:
    busy = advice.draws("people_kept_busy_by_role").sum(axis=1)
    assert busy == pytest.approx(advice.draws("effort_before_launch") / advice.draws("launch_weeks"))
