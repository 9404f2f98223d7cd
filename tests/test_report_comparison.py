"""Tables, charts and sentences of scenarios: they add up as shown, name every quantity, and obey no name."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.attribution import Made
from advisor.catalogue import Catalogue
from advisor.comparison import EXPLAINED, Compared, Move, Reading, Reasons, outcome, reasons
from advisor.differences import differing
from advisor.language import Reader
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.report import charts_comparison as charts
from advisor.report import tables_comparison as tables
from advisor.report.comparison_words import (
    FIGURE_NAMES,
    KINDS,
    answer_in_words,
    comparable_cost,
    factor_in_words,
    label,
    other_horizons,
    path_in_words,
    short,
    verdicts,
    why,
)
from advisor.report.palette import SCENARIO_COLOURS, SCENARIO_DASHES, SCENARIO_SYMBOLS, WAY_COLOURS
from advisor.report.sheets import numbers
from advisor.report.then_and_now_words import circumstances, headline
from advisor.snapshot import take, then_and_now
from tests.projects import CONTENTS, PROJECTS

DRAWS = 64
ENGLISH, EUROS = Reader("en"), Reader("es", "EUR", 0.9)
READERS = pytest.mark.parametrize("reader", [ENGLISH, EUROS], ids=["en", "es"])
HOSTILE = '<a href="javascript:alert(1)">{way}</a>\n\u202e$x$ ' + "W" * 160


def project(name: str, **answers: Any) -> Project:
    found = Project.parse(PROJECTS[name])
    for path, answer in answers.items():
        found = found.with_answer(path.replace("__", "."), answer)
    return found


BASE = project("facts from documents, by API")
MORE = project("facts from documents, by API", traffic__users=1200, knowledge__documents=60_000, team__country="DE")


@pytest.fixture(scope="module")
def six(catalogue: Catalogue) -> list[Compared]:
    named = {
        "Base": BASE, HOSTILE: MORE, "": project("tuned by a host"), "Base ": project("nothing known"),
        "Euros": project("on bought machines, in euros, with values"), "Device": project("on a device"),
    }  # fmt: skip
    return [Compared(name, one, outcome(one, catalogue, DRAWS)) for name, one in named.items()]


@pytest.fixture(scope="module")
def found(catalogue: Catalogue) -> Reasons:
    *_, last = reasons(BASE, MORE, catalogue, DRAWS)
    assert isinstance(last, Reasons)
    return last


def advised(one: Compared, catalogue: Catalogue) -> Advice:
    return advise(one.project, catalogue, DRAWS)


def test_a_scenario_looks_like_no_way_and_like_no_other() -> None:
    assert len(set(SCENARIO_COLOURS)) == len(set(SCENARIO_DASHES)) == len(set(SCENARIO_SYMBOLS)) == 6
    assert not set(SCENARIO_COLOURS) & set(WAY_COLOURS.values())
    for colour in SCENARIO_COLOURS:
        for background in ("#FFFFFF", "#12161C"):
            assert contrast(colour, background) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_label_is_one_short_line_and_tells_equal_names_apart() -> None:
    assert label(0, "Base") == "A · Base" and label(1, "Base") == "B · Base" and label(2, "  ") == "C"
    words = label(3, HOSTILE)
    assert words.isprintable() and len(words) <= len("D · ") + 28 and words.endswith("…")
    assert short("two\n lines") == "two lines"


@READERS
def test_every_answer_and_every_own_figure_has_its_words(reader: Reader) -> None:
    own = {
        "overrides": {"productive_weeks_per_year": 42}, "own_pay": {"ml_engineer": {"low": 45000, "high": 60000}},
        "own_rates": {"EUR": 0.9}, "evaluations": {"rag": {"questions": 60, "good": 51}},
        "own_prices": {"openai/gpt-6-luna": {"usd_per_million_input_tokens": 1, "usd_per_million_output_tokens": 4}},
        "own_gpus": {"Our card": {"memory_gib": 96, "memory_bandwidth_gigabytes_per_second": 1597,
                                  "dense_16_bit_teraflops": 468, "usd_per_hour": 1.2}},
        "start": "2026-12-01",
    }  # fmt: skip
    other = Project.parse(PROJECTS["on bought machines, in euros, with values"] | own)
    scenarios = [Compared("", one, outcome(Project(), draws=DRAWS)) for one in (Project(), other)]
    table = tables.answers_that_differ(scenarios, reader)
    assert set(KINDS) - {"own_models"} <= {part.split(".")[0] for part in own} and len(table) > len(own)
    assert all(words.strip() and "{" not in words for row in table.to_numpy() for words in row)
    for path in QUESTIONS:
        assert answer_in_words(reader, path, None, Project())
        assert path_in_words(reader, path)


@given(CONTENTS, CONTENTS)
@settings(max_examples=40)
def test_any_two_projects_have_words_for_what_differs(one: dict[str, Any], another: dict[str, Any]) -> None:
    projects = [Project.parse(one), Project.parse(another)]
    for reader in (ENGLISH, EUROS):
        for found in differing(projects):
            told = [path_in_words(reader, found.path)]
            told += [
                answer_in_words(reader, found.path, answer, project)
                for answer, project in zip(found.answers, projects, strict=True)
            ]
            assert all(words and len(words) < 400 for words in told)
            assert factor_in_words(reader, (found.path,), *projects)


def test_an_answer_is_said_as_it_was_given() -> None:
    one = project("nothing known", traffic__users=[12345, 12346], money__currency="EUR", money__one_off_budget=150_000,
                  task__harm=["none", "costly"], traffic__batch_share=0.125, task__citations=True,
                  money__go_live="2027-03-01", team__people={"backend_engineer": 1.5})  # fmt: skip
    said = {path: answer_in_words(ENGLISH, path, answer, one) for path, answer in {
        "traffic.users": {"low": 12345, "high": 12346}, "money.one_off_budget": 150000, "traffic.batch_share": 0.125,
        "task.harm": {"low": "none", "high": "costly"}, "task.citations": True, "money.go_live": "2027-03-01",
        "team.people": {"backend_engineer": 1.5}, "task.kind": None, "traffic.turns": None,
    }.items()}  # fmt: skip
    assert said == {
        "traffic.users": "12,345 to 12,346 people", "money.one_off_budget": "150,000 EUR",
        "traffic.batch_share": "12.5%", "task.harm": "Nothing much to Costs money or trust", "task.citations": "yes",
        "money.go_live": "Mar 1, 2027", "team.people": "Software engineer 1.5", "task.kind": "unknown",
        "traffic.turns": "unknown; 1 to 5 is assumed",
    }  # fmt: skip


@READERS
def test_the_results_are_the_figures_of_each_advice(reader: Reader, six: list[Compared], catalogue: Catalogue) -> None:
    for way in (None, Way.HYBRID):
        plain = numbers(tables.results(six, reader, way))
        for place, one in enumerate(six):
            figure = advised(one, catalogue).figure("total_cost", way)
            assert plain.loc[reader._(FIGURE_NAMES["total_cost"])].iloc[place] == pytest.approx(figure.expected)


@READERS
@pytest.mark.parametrize("quantity", EXPLAINED)
def test_the_parts_add_up_as_they_are_shown(reader: Reader, quantity: str, found: Reasons) -> None:
    move = found.move(quantity)
    if move is None:
        return
    table = tables.why(found, move, reader, ("A", "B"), (BASE, MORE))
    plain = numbers(table)
    assert list(table.index[:-1]) and len(table) == len(found.factors) + 1
    for column in plain.columns:
        assert plain[column].iloc[:-1].sum() == pytest.approx(plain[column].iloc[-1], abs=1e-9)
    if len(plain.columns) == 3:
        assert (plain.iloc[:, 0] + plain.iloc[:, 1]).to_numpy() == pytest.approx(plain.iloc[:, 2].to_numpy())


def made_up(before: float, after: dict[Made, float]) -> tuple[Reasons, Move]:
    """Reasons with figures of one's own: users and documents, all at RAG."""
    values = {frozenset(): before, **after}
    readings = {made: Reading(Way.RAG, {("total_cost", Way.RAG): value}) for made, value in values.items()}
    reasons_of = Reasons((("traffic.users",), ("knowledge.documents",)), readings)
    move = reasons_of.move("total_cost")
    assert move is not None
    return reasons_of, move


def test_the_sentence_names_what_brought_most() -> None:
    """From 100,000 to 161,000: users alone 40,000, documents alone 5,000, 16,000 together: 48,000 and 13,000."""
    both: Made = frozenset({0, 1})
    given, move = made_up(100_000, {frozenset({0}): 140_000, frozenset({1}): 105_000, both: 161_000})
    one, other = (project("nothing known", traffic__users=users, knowledge__documents=users * 10)
                  for users in (100, 200))  # fmt: skip
    assert move.brought == pytest.approx((48_000, 13_000))
    assert ENGLISH.say(why(ENGLISH, move, given, ("A", "B"), (one, other))) == (
        "Cost over the horizon: B costs $61,000 more than A. The main reason, $48,000 of it: "
        "Users: 200 people instead of 100 people"
    )
    less, down = made_up(161_000, {frozenset({0}): 105_000, frozenset({1}): 171_000, both: 115_000})
    assert ENGLISH.say(why(ENGLISH, down, less, ("A", "B"), (one, other))) == (
        "Cost over the horizon: B costs $46,000 less than A. The main reason, $56,000, of which others take some back: "
        "Users: 200 people instead of 100 people"
    )


def test_a_change_of_the_advice_is_told_first() -> None:
    cost = {("total_cost", Way.HYBRID): 100_000.0, ("total_cost", Way.RAG): 120_000.0}
    readings = {frozenset[int](): Reading(Way.HYBRID, cost), frozenset({0}): Reading(Way.RAG, cost)}
    moved = Reasons((("traffic.users",),), readings)
    move = moved.move("total_cost")
    assert move is not None
    one, other = (project("nothing known", traffic__users=users) for users in (100, 200))
    told = ENGLISH.say(why(ENGLISH, move, moved, ("A", "B"), (one, other)))
    assert told.startswith("The advice changes from a hybrid of RAG and fine-tuning to RAG. Cost over the horizon: B")


@READERS
def test_every_chart_says_what_it_finds_and_draws_only_numbers(reader: Reader, six: list[Compared]) -> None:
    drawn = [charts.cumulative_costs(six, reader), charts.quality_against_cost(six, reader, Way.RAG)]
    drawn += [one for name in ("total_cost", "launch_weeks") if (one := charts.side_by_side(six, reader, name))]
    for figure in drawn:
        meta = figure.layout.meta
        assert meta["finding"] and meta["alt"] and meta["quantities"] and "{" not in meta["alt"]
        assert figure.layout.separators == (",." if reader.language == "es" else ".,")
        for trace in figure.data:
            assert np.isfinite(np.array([*trace.x, *trace.y], dtype=float)).all()


def test_an_axis_says_its_unit_once(six: list[Compared]) -> None:
    weeks, money = (charts.side_by_side(six, ENGLISH, name) for name in ("launch_weeks", "total_cost"))
    assert weeks is not None and weeks.layout.xaxis.title.text == "Time until launch (weeks)"
    assert money is not None and money.layout.xaxis.title.text == "Cost over the horizon"


def test_what_is_drawn_is_the_figure_with_its_range(six: list[Compared], catalogue: Catalogue) -> None:
    chart = charts.side_by_side(six, ENGLISH, "total_cost")
    assert chart is not None
    for trace, one in zip(chart.data, six, strict=True):
        figure = advised(one, catalogue).figure("total_cost")
        assert trace.x[0] == pytest.approx(figure.expected)
        assert trace.x[0] + trace.error_x.array[0] == pytest.approx(figure.high)
        assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(figure.low)


def test_lines_begin_at_launch_and_end_at_all_that_is_paid(six: list[Compared], catalogue: Catalogue) -> None:
    lines = [trace for trace in charts.cumulative_costs(six, ENGLISH).data if trace.name]
    for line, one in zip(lines, six, strict=True):
        advice = advised(one, catalogue)
        assert line.y[0] == pytest.approx(advice.figure("launch_cost").expected)
        assert line.y[-1] == pytest.approx(advice.figure("spending").expected)
        assert len(line.x) == advice.months + 1


def test_the_waterfall_leads_from_one_scenario_to_the_other(found: Reasons) -> None:
    move = found.move("total_cost")
    assert move is not None
    chart = charts.waterfall_of_reasons(found, move, ENGLISH, ((0, "Base"), (3, HOSTILE)), (BASE, MORE))
    start, *steps, end = (float(trace.x[0]) for trace in chart.data)
    assert (start, end) == (move.before, move.after)
    assert start + sum(steps) == pytest.approx(end, rel=0.01)
    assert sorted(steps, key=abs, reverse=True) == steps


def test_a_name_is_no_markup_in_any_chart(six: list[Compared], found: Reasons) -> None:
    move = found.move("total_cost")
    assert move is not None
    every = [charts.cumulative_costs(six, ENGLISH), charts.quality_against_cost(six, ENGLISH)]
    every += [one for one in [charts.side_by_side(six, ENGLISH, "total_cost")] if one]
    every.append(charts.waterfall_of_reasons(found, move, ENGLISH, ((0, "Base"), (1, HOSTILE)), (BASE, MORE)))
    for figure in every:
        layout = figure.layout
        words = [layout.title.text, *(layout.yaxis.ticktext or ()), *(mark.text for mark in layout.annotations)]
        words += [word for trace in figure.data for word in (trace.hovertext or ())]
        for said in words:
            assert not re.search(r"<(?!/?b>|br>)", said), said
            assert len(said) < 400


@READERS
def test_the_verdicts_are_told_in_one_sentence(reader: Reader, six: list[Compared]) -> None:
    words = reader.say(verdicts(six))
    assert all(f"{letter}" in words for letter in "ABCDEF")
    alike = reader.say(verdicts(six[:2]))
    assert six[0].outcome.verdict is six[1].outcome.verdict and "RAG" in alike and "2" in alike


def test_different_horizons_are_told(six: list[Compared]) -> None:
    """24 months are planned for where nothing else is said; the project in euros says six."""
    assert other_horizons(six[:2]) is None
    words = other_horizons([six[0], six[4]])
    assert words is not None and "24 months for A and 6 months for B" in ENGLISH.say(words)


def test_costs_are_held_against_each_other_over_the_same_months(six: list[Compared]) -> None:
    """Who plans for longer pays more in all: nothing is said of that, but of what all plan for."""
    alike, different = six[:2], [six[0], six[4]]
    assert (comparable_cost(alike), comparable_cost(different)) == ("total_cost", "launch_cost")
    assert "by month 6" in charts.cumulative_costs(different, ENGLISH).layout.title.text
    assert "by month" not in charts.cumulative_costs(alike, ENGLISH).layout.title.text
    drawn = charts.quality_against_cost(different, ENGLISH)
    assert {trace.x[0] for trace in drawn.data} == {
        scenario.outcome.of().figures["launch_cost"].expected for scenario in different
    }


def test_marks_stand_at_the_ends_of_their_lines(six: list[Compared]) -> None:
    """Those that end together are kept apart; the one that ends sooner stays where it ends."""
    chart = charts.cumulative_costs(six, ENGLISH)
    marks, lines = chart.layout.annotations, [trace for trace in chart.data if trace.name]
    assert [mark.x for mark in marks] == [line.x[-1] for line in lines]
    alone = next(place for place, line in enumerate(lines) if line.x[-1] == 6)
    assert marks[alone].y == lines[alone].y[-1]
    together = sorted(mark.y for mark in marks if mark.x == 24)
    assert min(after - before for before, after in pairwise(together)) > 0.07 * max(max(line.y) for line in lines)


@READERS
def test_what_rests_on_no_known_figure_is_not_drawn(reader: Reader, six: list[Compared]) -> None:
    """Nobody publishes the energy of an API."""
    by_api = [six[0], six[1]]
    assert all(one.outcome.of().alternative.host == "api" for one in by_api)
    assert charts.side_by_side(by_api, reader, "serving_energy_per_month") is None


@pytest.mark.parametrize("way", WAYS)
def test_ruled_out_is_said(way: Way, six: list[Compared]) -> None:
    row = tables.results(six, ENGLISH, way).iloc[1]
    for words, one in zip(row, six, strict=True):
        assert ("ruled out" in words) != one.outcome.of(way).is_open


@READERS
def test_then_and_now_are_told_with_what_moved(reader: Reader, catalogue: Catalogue) -> None:
    google = Project.parse({"place": {"providers": ["google"]}})
    later = then_and_now(take(advise(google, catalogue, DRAWS)), google, date(2027, 1, 2))
    said = [reader.say(words) for words in (headline(later), *circumstances(later))]
    assert any("Gemini 3.8 Flash" in words for words in said) and not any("{" in words for words in said)
    moved = tables.moved(later, reader)
    month = moved.loc[reader._(FIGURE_NAMES["first_month_cost"])]
    assert month.iloc[1] == "" and month.iloc[2].startswith("+") and "–" in month.iloc[0]
    everything = numbers(tables.moved(later, reader, everything=True))
    assert len(everything) > len(moved)
    assert (everything.iloc[:, 3] - everything.iloc[:, 0]).to_numpy() == pytest.approx(
        everything.iloc[:, 1:3].fillna(0).sum(axis=1).to_numpy(), rel=1e-6, abs=1e-6
    )
    assert "Gemini 3.8 Flash" in tables.newer_rows(later, reader).index


@READERS
def test_a_figure_that_cannot_be_computed_today_is_unknown_and_not_zero(reader: Reader, catalogue: Catalogue) -> None:
    late = Project.parse({"money": {"go_live": "2026-12-01"}})
    found = then_and_now(take(advise(late, catalogue, DRAWS)), late, date(2026, 12, 20))
    assert found.now is None and list(circumstances(found)) == [] and reader.say(headline(found))
    assert set(tables.moved(found, reader).iloc[:, 3]) == {reader._("unknown")}
