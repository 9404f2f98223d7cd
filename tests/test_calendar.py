"""The calendar: bars that respect who waits for what, months that add up to the work, and who comes when."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.language import Reader
from advisor.project_file import Project
from advisor.reference import roles
from advisor.report import charts, tables
from advisor.report.charts_calendar import is_over
from advisor.report.exports import as_csv
from advisor.report.sheets import numbers
from advisor.tasks import STAGES, tasks
from advisor.workload import Workload, day_of, newcomers, plan, spells_until, workloads

ENGLISH = Reader("en")
EVERYBODY = (
    "annotator", "backend_engineer", "compliance_officer", "data_engineer", "data_scientist", "domain_expert_business",
    "llm_prompt_engineer", "ml_engineer", "mlops_platform_engineer", "product_manager", "project_manager",
    "security_engineer", "ux_designer",
)  # fmt: skip
FEW = {
    "start": "2026-12-04",
    "task": {"kind": "house_style_writing"},
    "team": {
        "country": "ES", "may_hire": True, "may_contract": False, "skill_ml": "none", "skill_search": "some",
        "people": [{"role": "backend_engineer", "share": 1, "name": "=1+1"}, {"role": "data_engineer", "share": 0.5}],
    },
}  # fmt: skip
ALL_THERE = {"start": "2026-12-04", "team": {"country": "ES", "people": dict.fromkeys(EVERYBODY, 3)}}


@pytest.fixture(scope="module")
def few(catalogue: Catalogue) -> Advice:
    return advise(Project.parse(FEW), catalogue)


@pytest.fixture(scope="module")
def all_there(catalogue: Catalogue) -> Advice:
    return advise(Project.parse(ALL_THERE), catalogue)


def bars(advice: Advice, way: Way) -> dict[str, tuple[float, float]]:
    """Start and end of each bar, by what it is."""
    traces = [trace for trace in charts.timeline(advice, ENGLISH, way).data if trace.name in STAGES]
    return {
        key: (start, start + length)
        for trace in traces
        for key, start, length in zip(trace.ids, trace.base, trace.x, strict=True)
    }


@pytest.mark.parametrize("way", WAYS)
def test_no_bar_begins_before_what_it_waits_for_has_ended(few: Advice, way: Way) -> None:
    drawn, known = bars(few, way), tasks(few.catalogue)
    waits_for = few.futures.figures["task_waits_for"].reshape(len(known), len(known))
    compared = 0
    for after, before in zip(*np.nonzero(waits_for), strict=True):
        later, earlier = ("/".join(known[n]) for n in (after, before))
        if later in drawn and earlier in drawn:
            assert drawn[later][0] >= drawn[earlier][1] - 1e-9
            compared += 1
    assert compared > 20


@pytest.mark.parametrize("way", WAYS)
def test_the_stages_follow_each_other_and_the_last_bar_ends_at_launch(few: Advice, way: Way) -> None:
    drawn = bars(few, way)
    ends = [max(end for key, (_, end) in drawn.items() if key.startswith(stage)) for stage in STAGES]
    starts = [min(start for key, (start, _) in drawn.items() if key.startswith(stage)) for stage in STAGES]
    assert all(start >= end - 1e-9 for end, start in zip(ends, starts[1:], strict=False))
    # Another task may end last in other futures, so the mean launch is not before the last mean end.
    assert ends[-1] <= few.figure("launch_weeks", way).expected + 1e-9


@pytest.mark.parametrize("way", WAYS)
def test_nobody_works_before_they_are_of_use(few: Advice, way: Way) -> None:
    coming = {each.role: each.works for each in newcomers(few, way) if each.chance == 1}
    assert coming
    for task in plan(few, way):
        if task.role in coming:
            assert task.start >= coming[task.role] - 1e-9


def test_every_task_with_work_has_one_bar_and_no_other_has(few: Advice) -> None:
    for way in WAYS:
        work = few.course("effort_by_task", way).expected
        expected = {"/".join(task) for task, weeks in zip(tasks(few.catalogue), work, strict=True) if weeks > 0}
        assert set(bars(few, way)) == expected


@pytest.mark.parametrize("way", WAYS)
def test_the_months_add_up_to_the_work(few: Advice, way: Way) -> None:
    last = float(few.draws("wished_end_weeks", way).max())
    spells = spells_until(few, last, most=1000)
    weeks = sum(float(load.wanted @ spells.weeks) for load in workloads(few, spells, way))
    assert weeks == pytest.approx(few.figure("effort_before_launch", way).expected)


def test_months_are_calendar_months_and_several_together_where_they_are_many(few: Advice) -> None:
    # From Friday 4 December 2026; Spain's December has 18 working days left of it, January 19.
    spells = spells_until(few, 8, most=12)
    assert spells.firsts == (date(2026, 12, 4), date(2027, 1, 1), date(2027, 2, 1))
    assert spells.edges[:3] == pytest.approx([0, 3.6, 7.4])
    together = spells_until(few, 40, most=6)
    assert len(together.firsts) <= 6 and together.months == 2
    assert together.firsts[1] == date(2027, 2, 1) and together.edges[1] == pytest.approx(7.4)


def test_a_start_at_the_end_of_a_month_opens_with_the_next(catalogue: Catalogue) -> None:
    # 31 October 2026 is a Saturday: there is no day's work left in October.
    advice = advise(Project.parse({"start": "2026-10-31", "team": {"country": "ES"}}), catalogue)
    assert spells_until(advice, 3, most=12).firsts[0] == date(2026, 11, 1)


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_sought_where_everybody_is_there(all_there: Advice, way: Way) -> None:
    assert newcomers(all_there, way) == ()
    assert not tables.comes_anybody(all_there, way)
    assert "coming" not in {trace.name for trace in charts.timeline(all_there, ENGLISH, way).data}


def test_three_of_each_role_are_never_overbooked(all_there: Advice) -> None:
    for way in WAYS:
        chart = charts.load_by_month(all_there, ENGLISH, way)
        assert chart.layout.meta["finding"] == "Nobody is overbooked in any month"
        assert not any("▲" in words for words in chart.data[1].text)


@pytest.mark.parametrize(("there", "wanted", "over"), [(1.0, 1.3, True), (1.0, 1.0, False), (1.0, 1.04, False),
                                                       (0.0, 0.2, True), (None, 5.0, False)])  # fmt: skip
def test_overbooked_is_what_a_reader_sees(there: float | None, wanted: float, over: bool) -> None:
    assert is_over(Workload("backend_engineer", there, np.array([wanted])), 0) is over


def test_the_hiring_plan_has_its_days_in_order(few: Advice) -> None:
    for way in WAYS:
        for each in newcomers(few, way):
            assert 0 <= each.joins <= each.works
            assert day_of(few, each.joins) <= day_of(few, each.works)
            assert each.how == "hired" and each.cost > 0


@pytest.mark.parametrize("way", WAYS)
def test_what_newcomers_cost_holds_what_finding_them_costs(few: Advice, way: Way) -> None:
    coming = newcomers(few, way)
    pay, spent = few.draws("paid_week_by_role", way), few.draws("spent_effort_by_task", way)
    known = tasks(few.catalogue)
    work = 0.0
    for each in coming:
        own = [n for n, task in enumerate(known) if task.role == each.role]
        work += float((spent[:, own].sum(axis=1) * pay[:, roles(few.catalogue).index(each.role)]).mean())
    found = sum(each.cost for each in coming) - work
    assert found == pytest.approx(few.figure("staffing_cost_once", way).expected)


@pytest.mark.parametrize("way", WAYS)
def test_month_by_month_everybody_comes_once_and_stays(few: Advice, way: Way) -> None:
    order = ["seek", "joins", "settles in", "of full use", "at work"]
    for states in tables.hiring_by_month(few, ENGLISH, way).to_numpy():
        places = [order.index(state) for state in states]
        assert all(before <= after for before, after in pairwise(places))
        assert places[-1] >= order.index("of full use")


def test_the_days_of_launch_are_working_days_in_order(few: Advice) -> None:
    plain = numbers(tables.launch_days(few, ENGLISH))
    for way in plain.columns:
        proof, even, safe = plain[way].iloc[:3]
        assert proof <= even <= safe


def test_names_stand_where_they_do_the_work_and_never_run_in_a_spreadsheet(few: Advice) -> None:
    frame = tables.plan_by_task(few, ENGLISH, Way.PROMPT)
    assert "=1+1" in set(frame["Done by"])
    rows = list(csv.reader(io.StringIO(as_csv(frame, "Item").decode("utf-8-sig"))))
    assert rows[0][:3] == ["Item", "Stage", "Role"] and len(rows) == len(frame) + 1
    assert "'=1+1" in {row[3] for row in rows}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("words", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_would_run_is_kept_as_words(words: str) -> None:
    frame = pd.DataFrame([[words]], columns=[words], index=[words])
    text = as_csv(frame, words).decode("utf-8-sig")
    assert all(cell == f"'{words}" for row in csv.reader(io.StringIO(text, newline="")) for cell in row)


@pytest.mark.parametrize("chart", [charts.timeline, charts.load_by_month])
def test_the_charts_are_what_plotly_knows(chart: Callable[..., go.Figure], few: Advice) -> None:
    for way in WAYS:
        assert go.Figure(chart(few, ENGLISH, way).to_plotly_json()).data
