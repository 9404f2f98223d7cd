"""Charts and tables: they show the advice's own figures, name every quantity, add up, and never draw the unknown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.decision.frontier import best_within_limits, cheapest_on_target, efficient, runners_up, undominated
from advisor.decision.gates import GATES
from advisor.decision.rules import load_rules
from advisor.explain import explain
from advisor.graph import formula_names, quantities
from advisor.language import Reader
from advisor.project_file import Project
from advisor.reference import roles
from advisor.report import accuracy, charts, tables
from advisor.report.charts_calendar import launch_day
from advisor.report.charts_compute import SERVING_PARTS, TRAINING_PARTS, serves_itself, trains_itself
from advisor.report.charts_costs import crossings
from advisor.report.charts_decision import PANELS
from advisor.report.charts_team import PHASE_NAMES, ROLE_NAMES
from advisor.report.cost_lines import COST_LINES, IDLE_RENT, TOTAL
from advisor.report.drawing import apart, linear_axis
from advisor.report.primer import ASPECTS, PORTRAITS
from advisor.report.sheets import numbers
from advisor.report.tables_method import GATE_NAMES, QUANTITY_NAMES
from advisor.report.volume import cost_per_query_by_volume
from advisor.roster import people_of_role
from advisor.tasks import STAGES, phases

Chart = Callable[..., go.Figure | None]
Drawn = dict[tuple[str, str], list[go.Figure]]
ENGLISH, EUROS = Reader("en"), Reader("es", "EUR", 0.9)
OVERALL: tuple[Chart, ...] = (
    charts.plane_of_needs, charts.chances, charts.four_ways, charts.frontier, charts.cumulative_costs,
    charts.cost_against_volume, charts.latency, charts.effort_by_phase, charts.launch_weeks,
)  # fmt: skip
OF_A_WAY: tuple[Chart, ...] = (
    charts.cost_by_category, charts.memory_by_part, charts.training_memory_by_part, charts.timeline,
    charts.answers_under_load, charts.throughput_by_batch, charts.cost_of_tokens, charts.load_by_month,
)  # fmt: skip
SHEETS = (
    tables.four_ways, tables.hardware, tables.load, tables.training, tables.energy, tables.people_and_calendar,
    tables.cost_lines, tables.gaps_by_role, tables.work_by_stage, tables.people_by_month,
    tables.plan_by_task,
)  # fmt: skip
DAYS = (tables.launch_days, tables.hiring_plan)
"""Tables of days and chances, whose numbers are no means."""


@pytest.fixture(scope="module")
def drawn(advices: dict[str, Advice]) -> Drawn:
    """Every chart of every project, for both readers."""
    return {
        (name, reader.language): list(every_chart(advice, reader))
        for name, advice in advices.items()
        for reader in (ENGLISH, EUROS)
    }


def every_chart(advice: Advice, reader: Reader) -> Iterator[go.Figure]:
    yield from (figure for chart in OVERALL if (figure := chart(advice, reader)) is not None)
    for way in WAYS:
        yield from (figure for chart in OF_A_WAY if (figure := chart(advice, reader, way)) is not None)
    yield charts.cost_waterfall(advice, reader, Way.PROMPT, Way.HYBRID)


def values(figure: go.Figure, name: str) -> list[float]:
    """What the traces of that name draw, along the axis of values."""
    traces = [trace for trace in figure.data if trace.name == name]
    return [float(value) for trace in traces for value in trace.x]


def expected(advice: Advice, name: str, way: Way) -> float:
    return advice.figure(name, way).expected


@pytest.mark.slow
def test_every_chart_has_its_finding_its_alternative_text_and_no_background(drawn: Drawn) -> None:
    for (_, language), figures in drawn.items():
        for figure in figures:
            layout = figure.layout
            assert layout.title.text and layout.meta["alt"]
            assert "{" not in layout.title.text + layout.meta["alt"]
            assert layout.separators == (",." if language == "es" else ".,")
            assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"


@pytest.mark.slow
def test_only_numbers_are_drawn(drawn: Drawn) -> None:
    for figure in [figure for figures in drawn.values() for figure in figures]:
        for trace in figure.data:
            numbers = [value for axis in (trace.x, trace.y) for value in axis if not isinstance(value, str)]
            assert np.isfinite(np.array(numbers, dtype=float)).all(), figure.layout.title.text


@pytest.mark.slow
def test_every_quantity_that_is_shown_walks_back_to_sources(advices: dict[str, Advice], drawn: Drawn) -> None:
    for name, advice in advices.items():
        shown = {quantity for figure in drawn[name, "en"] for _, quantity in figure.layout.meta["quantities"]}
        shown |= {quantity for make in (*SHEETS, *DAYS) for _, quantity in tables.drawn(make(advice, ENGLISH))}
        for quantity in shown:
            leaves = explain(advice, quantity).leaves()
            assert leaves and all(leaf.seen_above or leaf.source for leaf in leaves), quantity


def test_the_four_ways_are_drawn_at_their_figures(advice: Advice) -> None:
    drawn = [float(trace.x[0]) for trace in charts.four_ways(advice, ENGLISH).data]
    assert drawn == [expected(advice, name, way) for name, _ in PANELS for way in WAYS]


def test_ranges_are_drawn_as_whiskers(advice: Advice) -> None:
    trace = charts.four_ways(advice, ENGLISH).data[0]
    figure = advice.figure(PANELS[0][0], WAYS[0])
    assert float(trace.x[0] + trace.error_x.array[0]) == pytest.approx(figure.high)
    assert float(trace.x[0] - trace.error_x.arrayminus[0]) == pytest.approx(figure.low)


def test_the_months_are_stacked_up_to_their_cost(advice: Advice) -> None:
    way = advice.verdict
    bars = [trace for trace in charts.cost_by_category(advice, ENGLISH, way).data if trace.type == "bar"]
    stacked = sum(np.array(trace.y) for trace in bars)
    assert stacked == pytest.approx(advice.course("cost_by_month", way).expected)
    for trace in bars:
        if trace.name:
            assert np.array(trace.y) == pytest.approx(advice.course(trace.name, way).expected)
    assert [trace.name for trace in bars[:-1] if not trace.name] == []


def test_the_lines_of_what_is_paid_begin_at_launch_and_end_at_the_total(advice: Advice) -> None:
    lines = {trace.name: trace for trace in charts.cumulative_costs(advice, ENGLISH).data if trace.name}
    for way in WAYS:
        assert lines[way.value].y[0] == pytest.approx(expected(advice, "launch_cost", way))
        assert lines[way.value].y[-1] == pytest.approx(expected(advice, TOTAL.whole, way))


def test_the_waterfall_leads_from_one_total_to_the_other(advice: Advice) -> None:
    figure = charts.cost_waterfall(advice, ENGLISH, Way.PROMPT, Way.HYBRID)
    start, *steps, end = (float(trace.x[0]) for trace in figure.data)
    assert start == pytest.approx(expected(advice, "total_cost", Way.PROMPT))
    assert end == pytest.approx(expected(advice, "total_cost", Way.HYBRID))
    left_out = 0.001 * (len(COST_LINES) + 1) * max(start, end)
    assert start + sum(steps) == pytest.approx(end, abs=left_out)


@pytest.mark.parametrize(("chart", "applies", "parts", "total"), [
    (charts.memory_by_part, serves_itself, SERVING_PARTS, "replica_memory"),
    (charts.training_memory_by_part, trains_itself, TRAINING_PARTS, "peak_training_memory_per_gpu"),
])  # fmt: skip
def test_the_parts_of_the_memory_add_up(
    advice: Advice, chart: Callable[..., go.Figure | None], applies: Callable[..., bool],
    parts: tuple[tuple[str, str], ...], total: str,
) -> None:  # fmt: skip
    for way in WAYS:
        figure = chart(advice, ENGLISH, way)
        assert (figure is not None) == applies(advice, way)
        if figure is not None:
            held = [found[0] for name, _ in parts if (found := values(figure, name))]
            assert held == [part for name, _ in parts if (part := expected(advice, name, way)) > 0]
            assert sum(held) == pytest.approx(expected(advice, total, way))


def test_the_calendar_ends_at_launch(advice: Advice) -> None:
    for way in WAYS:
        ends = advice.course("stage_end_weeks", way).expected
        assert len(ends) == len(STAGES)
        assert ends[-1] == pytest.approx(expected(advice, "launch_weeks", way))
        assert (np.diff(ends) >= 0).all()


def test_the_safe_day_of_launch_is_not_before_the_likely_one(advice: Advice) -> None:
    assert launch_day(advice, 0.5) <= launch_day(advice, 0.8)


def units(words: str) -> int:
    return int(words.replace("$", "").replace(",", "")) if words else 0


@pytest.mark.parametrize("way", WAYS)
def test_the_lines_of_the_costs_add_up(advice: Advice, way: Way) -> None:
    frame = tables.cost_lines(advice, ENGLISH, way)
    plain = numbers(frame).drop(index=IDLE_RENT.label, errors="ignore")
    frame = frame.drop(index=IDLE_RENT.label, errors="ignore")
    total = list(frame.index).index(TOTAL.label)
    for column in frame.columns:
        assert plain[column].iloc[:total].sum() == pytest.approx(plain[column].iloc[total])
        shown = [units(words) for words in frame[column].iloc[: total + 1]]
        assert sum(shown[:-1]) == shown[-1]
    paid, discount, today = (units(words) for words in frame.iloc[total:, -1])
    assert paid + discount == today
    last = plain.iloc[total:, -1]
    assert last.iloc[0] + last.iloc[1] == pytest.approx(last.iloc[2])
    assert last.iloc[2] == pytest.approx(expected(advice, "total_cost", way))


def test_the_lines_are_all_that_is_paid() -> None:
    parts = {line.once for line in COST_LINES if line.once} | {line.monthly for line in COST_LINES if line.monthly}
    once, monthly = (set(quantities()[name].needs) for name in ("planned_launch_cost", "planned_cost_by_month"))
    assert once | monthly | {"contingency_once", "contingency_by_month"} == parts


@pytest.mark.parametrize("make", SHEETS)
def test_the_numbers_of_a_table_are_the_figures(advice: Advice, make: Callable[..., pd.DataFrame]) -> None:
    frame = make(advice, ENGLISH)
    plain = numbers(frame).to_numpy()
    for row, cells in enumerate(frame.attrs["quantities"]):
        for column, drawn in enumerate(cells):
            if drawn is None or quantities()[drawn[1]].name not in formula_names():
                continue
            values = advice.draws(drawn[1], Way(drawn[0]))
            if values.ndim == 1 and np.isfinite(values).all():
                assert plain[row, column] == pytest.approx(float(values.mean())), drawn


def test_what_is_not_published_is_never_zero(advices: dict[str, Advice]) -> None:
    advice = advices["facts from documents, by API"]
    frame = tables.energy(advice, ENGLISH)
    assert frame.loc["Electricity of serving", "RAG"] == "not published"
    assert math.isnan(numbers(frame).loc["Electricity of serving", "RAG"])


def test_amounts_and_numbers_are_written_as_the_reader_writes_them(advice: Advice) -> None:
    english, spanish = (tables.cost_lines(advice, reader).iloc[0, -1] for reader in (ENGLISH, EUROS))
    assert english.startswith("$") and "," in english
    assert spanish.endswith("€") and "," not in spanish
    axis = linear_axis(EUROS, "", "USD", 40_000)
    assert axis["ticktext"][:2] == ["0\xa0€", "10.000\xa0€"]
    assert axis["tickvals"][1] == pytest.approx(10_000 / 0.9)


def test_the_cost_at_the_projects_own_volume_is_near_its_mean(advice: Advice) -> None:
    volumes = cost_per_query_by_volume(advice)
    middle = len(volumes.queries_per_month) // 2
    assert volumes.queries_per_month[middle] == pytest.approx(expected(advice, "queries_per_month", advice.verdict))
    for way in WAYS:
        costs = volumes.cost_per_query[way]
        assert costs[0] > costs[-1]
        low, high = np.quantile(advice.draws("cost_per_query", way), [0.01, 0.99])
        assert low / 2 < costs[middle] < high * 2


def test_without_requests_there_is_no_cost_of_a_request(catalogue: Catalogue) -> None:
    idle = advise(Project.parse({"traffic": {"users": 0}}), catalogue)
    assert charts.cost_against_volume(idle, ENGLISH) is None
    assert tables.four_ways(idle, ENGLISH).loc["Cost of a request", "RAG"] == "unknown"


def test_crossings_are_where_the_cheapest_changes() -> None:
    courses = {Way.PROMPT: np.array([1.0, 2, 3, 4]), Way.RAG: np.array([2.0, 2.5, 2.6, 2.7])}
    assert [tuple(crossing) for crossing in crossings(courses)] == [(2, Way.PROMPT, Way.RAG)]
    assert crossings({Way.RAG: courses[Way.RAG]}) == []


def test_labels_stand_apart_in_their_order() -> None:
    assert apart([3.0, 1.0, 1.1], 0.5) == pytest.approx([3.0, 0.8, 1.3])
    assert apart([1.0, 1.0, 1.0], 0.5) == pytest.approx([0.5, 1.0, 1.5]) and apart([], 0.5) == []


def test_no_model_of_the_frontier_is_worse_and_dearer_than_another(advice: Advice) -> None:
    best = undominated(list(advice.models()))
    for point in best:
        assert not [
            other for other in advice.models()
            if other.total_cost < point.total_cost and other.good_answer_share > point.good_answer_share
        ]  # fmt: skip


def test_every_model_that_is_left_grey_is_beaten_by_one_that_is_not(advice: Advice) -> None:
    points = list(advice.models())
    of_use = efficient(points)
    for point in points:
        beaten = [
            other for other in of_use
            if other.total_cost <= point.total_cost and other.good_answer_share >= point.good_answer_share
            and other.answer_seconds <= point.answer_seconds
        ]  # fmt: skip
        assert beaten
    names = [point.alternative.model.name for point in runners_up(points, points[0].alternative.model.name)]
    assert points[0].alternative.model.name not in names and len(names) <= 2


def test_the_picks_keep_what_they_promise(advice: Advice) -> None:
    points = advice.models()
    cheapest, best = cheapest_on_target(points), best_within_limits(points)
    if cheapest is not None:
        assert cheapest.meets_target and cheapest.keeps_limits
        assert cheapest.total_cost == min(p.total_cost for p in points if p.meets_target and p.keeps_limits)
    if best is not None:
        assert best.keeps_limits
        assert best.good_answer_share >= max(p.good_answer_share for p in points if p.keeps_limits) - 0.001


def test_every_role_phase_gate_and_looked_at_quantity_has_a_name(advice: Advice) -> None:
    assert set(roles(advice.catalogue)) <= set(ROLE_NAMES)
    assert set(phases(advice.catalogue)) <= set(PHASE_NAMES)
    assert {gate.id for gate in GATES} == set(GATE_NAMES)
    assert {rule.quantity for rule in load_rules() if rule.quantity} == set(QUANTITY_NAMES)


def test_the_primer_has_five_aspects_whose_claims_compare_like_with_like() -> None:
    assert [aspect.title for aspect in ASPECTS] == ["Learning style", "Adaptability", "Resources", "Cost", "Complexity"]
    for aspect in ASPECTS:
        assert {name for name, _ in aspect.quantities} <= set(quantities())
        if aspect.claim is not None:
            less, more = (quantities()[name].unit for _, name in (aspect.claim.less, aspect.claim.more))
            assert less == more


@pytest.mark.parametrize("portrait", PORTRAITS, ids=lambda portrait: portrait.key)
def test_a_portrait_is_a_team_that_can_be_taken(portrait: object) -> None:
    people, skills = portrait.people, portrait.skills  # type: ignore[attr-defined]
    assert people_of_role(Project.parse({"team": {"people": people, **skills}}).team.people or ()) == people


def test_errors_of_the_estimators_are_those_that_the_command_prints() -> None:
    frame = accuracy.by_metric(ENGLISH)
    found = accuracy.comparison(accuracy.SERVING).metrics["itl_ms"]
    assert numbers(frame).loc["Serving: time between tokens", "Median"] == found.median_abs_error
    assert numbers(frame).loc["Serving: time between tokens", "Rows"] == found.rows
    assert set(accuracy.by_source(ENGLISH, accuracy.TRAINING).columns) == set(frame.columns)
    assert all(words.rpartition(" ")[2].strip("0123456789,.") == "" for words in accuracy.left_out(ENGLISH, "serving"))


def test_own_gpus_pay_by_the_hour_and_an_api_by_the_token(advices: dict[str, Advice]) -> None:
    """Dollars a million tokens on own GPUs: rent an hour, GPUs a copy, tokens a second."""
    for advice in advices.values():
        for way in WAYS:
            if advice.figure("own_gpus", way).expected == 0:
                continue
            rent, gpus = (advice.draws(name, way) for name in ("gpu_rent", "gpus_per_replica"))
            speed = advice.draws("tokens_per_second_by_batch", way)
            cost = advice.draws("gpu_cost_per_million_tokens_by_batch", way)
            np.testing.assert_allclose(cost, (rent * gpus)[:, None] / 3600 / speed * 1e6)
            rival = advice.rival_on_api(way)
            assert rival is None or rival.usd_per_million_tokens > 0


def test_formulas_and_parameters_are_found_by_their_words(advice: Advice) -> None:
    assert len(tables.formulas(ENGLISH)) == len(formula_names())
    assert "weight_bytes" in set(tables.formulas(ENGLISH, "All weights")["Quantity"])
    assert len(tables.parameters(advice, ENGLISH)) == len(advice.catalogue.parameters)
    assert tables.parameters(advice, ENGLISH, "no such words").empty


@pytest.mark.slow
def test_any_number_can_be_walked_back(advices: dict[str, Advice]) -> None:
    advice = advices["on bought machines, in euros, with values"]
    for name in quantities():
        tree = tables.tree(advice, ENGLISH, name)
        assert len(tree) and tree["Quantity"].iloc[0] == name.replace("_", " ")
