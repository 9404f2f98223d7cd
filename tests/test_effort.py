"""Published figures of effort, time and money: true to their sources, inside our range or their difference named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.advice import advise
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.cli import main
from advisor.language import Reader
from advisor.project_file import ProjectError
from advisor.report import effort as reported
from advisor.report.sheets import numbers
from advisor.validation import EffortComparison, HeldFigure, PublishedFigure, compare_effort, read_effort

FILE = Path(__file__).resolve().parent.parent / "data" / "validation" / "effort.yaml"
WEEKS_A_MONTH = 365.25 / 7 / 12
SCOPES = {
    "enterprise_assistant": "GenAI internal assistant (RAG)",
    "customer_chat": "customer-facing AI (chat)",
    "document_classification": "document classification",
    "ninety_days": "serious enterprise deployment, about 90 days",
    "sixty_days": "mid-market, 60-day first working system",
    "fifty_questions": "tightly scoped assistant, about 50 question types",
    "consultancy_plan": "8-week plan; +2 if custom extraction; +2-3 if formal security review",
    "single_use_case": "single targeted use case",
    "high_stakes_rebuild": "high-stakes domain RAG rebuild, eight months",
    "prototype_to_production": "median 8 months; 48% of projects reach production",
    "idea_to_production": "most GenAI projects 6-18 months (100 Fortune-500 leaders)",
    "inquiry_classifier": "7B LoRA inquiry classifier, first attempt, small team",
}
"""How the rows of data/people/durations.csv begin that say the same."""


@pytest.fixture(scope="module")
def comparison(catalogue: Catalogue) -> EffortComparison:
    return compare_effort(read_effort(FILE), catalogue)


@pytest.fixture(scope="module")
def row_of(comparison: EffortComparison) -> Callable[[str, str], HeldFigure]:
    def find(project: str, quantity: str) -> HeldFigure:
        (found,) = [row for row in comparison.rows if (row.project.id, row.published.quantity) == (project, quantity)]
        return found

    return find


# What is promised


def test_every_figure_lies_inside_or_its_difference_is_named(comparison: EffortComparison) -> None:
    assert not [f"{row.project.id}: {row.published.quantity}" for row in comparison.unexplained]


def test_most_figures_lie_inside_ranges_that_say_something(comparison: EffortComparison) -> None:
    unseen = [row for row in comparison.inside if not row.published.fitted]
    assert len(unseen) >= 10 and len(comparison.inside) > len(comparison.rows) / 2
    assert comparison.width < 4


def test_the_readme_tells_how_many(comparison: EffortComparison) -> None:
    told = f"of {len(comparison.rows)} published figures of effort, time and money, {len(comparison.inside)} lie"
    assert told in (FILE.parents[2] / "README.md").read_text(encoding="utf-8")


# True to the sources


@pytest.mark.parametrize("project", SCOPES)
def test_weeks_are_those_of_the_catalogue(
    project: str, row_of: Callable[[str, str], HeldFigure], catalogue: Catalogue
) -> None:
    quantity = "proof_of_concept_weeks" if project == "fifty_questions" else "launch_weeks"
    (published,) = [row for row in catalogue.durations if row.scope.startswith(SCOPES[project])]
    found = row_of(project, quantity).published
    assert found.low == (published.low_weeks or published.mode_weeks)
    assert found.high == (published.high_weeks or published.mode_weeks)


def test_effort_and_money_are_those_of_the_catalogue(
    row_of: Callable[[str, str], HeldFigure], catalogue: Catalogue
) -> None:
    anchors = {(row.strategy, row.subject): row for row in catalogue.effort_anchors}
    labelling = row_of("inquiry_classifier", "effort_by_phase").published
    assert (labelling.low, labelling.high) == (
        anchors["finetune", "labelling"].low,
        anchors["finetune", "labelling"].high,
    )
    assert row_of("enterprise_search", "launch_cost").published.low == anchors["rag", "upfront_cost"].mode
    custom, told = row_of("industry_model", "launch_cost").published, anchors["finetune", "upfront_cost"]
    assert (custom.low, custom.high) == (told.low, told.high)


@pytest.mark.parametrize(
    ("project", "quantity", "months", "people"),
    [
        ("table_descriptions", "launch_weeks", 1, 1), ("table_descriptions", "effort_before_launch", 1, 2),
        ("query_assistant", "launch_weeks", 1, 1), ("members_assistant", "launch_weeks", 6, 1),
        ("members_assistant", "proof_of_concept_weeks", 1, 1), ("articles_trained", "launch_weeks", 3, 1),
        ("agency_prices", "launch_weeks", 6, 1),
    ],
)  # fmt: skip
def test_months_are_told_in_weeks(
    project: str, quantity: str, months: int, people: int, row_of: Callable[[str, str], HeldFigure]
) -> None:
    assert row_of(project, quantity).published.high == pytest.approx(months * people * WEEKS_A_MONTH, abs=0.1)


def test_what_was_fitted_on_a_figure_says_so(comparison: EffortComparison, catalogue: Catalogue) -> None:
    fitted = [row.published.fitted for row in comparison.rows if row.published.fitted]
    assert all("calibrated" in catalogue.parameters[name].source for name in fitted)
    known = [name for name, parameter in catalogue.parameters.items() if "aiadvisorypractice" in parameter.source]
    assert set(known) <= set(fitted)


# How it is computed


def test_ours_is_the_figure_of_the_advice(row_of: Callable[[str, str], HeldFigure], catalogue: Catalogue) -> None:
    row = row_of("agency_prices", "launch_cost")
    figure = advise(row.project.project, catalogue).figure("launch_cost", Way.RAG)
    assert (row.p10, row.p90) == pytest.approx((figure.low, figure.high))
    assert row.p10 < row.p50 < row.p90


def test_money_is_held_in_dollars(row_of: Callable[[str, str], HeldFigure], catalogue: Catalogue) -> None:
    rates = {row.currency: row.units_per_euro for row in catalogue.currency_rates}
    assert row_of("articles_trained", "launch_cost").high == pytest.approx(40_000 * rates["USD"])
    assert row_of("articles_trained", "launch_weeks").high == 13


@pytest.mark.parametrize(
    ("low", "high", "inside"),
    [
        (13, 13, True),
        (9, 9, False),
        (21, 21, False),
        (8, 14, True),
        (2, 14, False),
        (None, 15, True),
        (None, 14, False),
    ],
)
def test_inside_by_hand(low: float | None, high: float, inside: bool, row_of: Callable[[str, str], HeldFigure]) -> None:
    """P10, P50 and P90 are 10, 15 and 20."""
    published = PublishedFigure(quantity="launch_weeks", low=low, high=high)
    row = HeldFigure(row_of("ninety_days", "launch_weeks").project, published, "weeks", low or 0, high, 10, 15, 20)
    assert row.is_inside is row.is_explained is inside
    why = {"en": "Another thing", "es": "Otra cosa"}
    named = PublishedFigure.model_validate({**published.model_dump(), "known_difference": why})
    assert HeldFigure(row.project, named, "weeks", low or 0, high, 10, 15, 20).is_explained is not inside


# Files of others


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"figures": [{"quantity": "happiness", "high": 3}]}, "no quantity"),
        ({"figures": [{"quantity": "launch_weeks", "low": 4, "high": 3}]}, "low is above high"),
        ({"figures": [{"quantity": "launch_weeks", "phase": "build", "high": 3}]}, "a phase is named"),
        ({"figures": [{"quantity": "effort_by_phase", "phase": "party", "high": 3}]}, "a phase is named"),
        ({"figures": []}, "figures"),
        ({"way": "prayer"}, "way"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"project": {"team": {"size": -1}}}, "size"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_what_does_not_fit_is_told(
    changed: dict[str, object], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {"id": "one", "title": {"en": "One", "es": "Uno"}, "source": "somebody", "as_of": "2026", "way": "rag",
             "project": {}, "figures": [{"quantity": "launch_weeks", "high": 3}]}  # fmt: skip
    path = tmp_path / "figures.yaml"
    path.write_text(json.dumps([entry]), encoding="utf-8")
    assert read_effort(path)
    path.write_text(json.dumps([entry | changed, entry | changed]), encoding="utf-8")
    with pytest.raises(ProjectError, match=words) as caught:
        read_effort(path)
    assert len(caught.value.faults) >= 2
    assert main(["validate", "effort", str(path)]) == 2
    assert words in capsys.readouterr().err


# What is shown


def test_the_command_prints_every_figure(comparison: EffortComparison, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "effort", str(FILE), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["figures"], told["inside"]) == (len(comparison.rows), len(comparison.inside))
    assert [row["id"] for row in told["rows"]] == [row.project.id for row in comparison.rows]
    assert main(["--language", "es", "validate", "effort", str(FILE)]) == 0
    printed = capsys.readouterr().out
    assert all(row.project.id in printed for row in comparison.rows)
    assert all(row.published.known_difference.es in printed for row in comparison.differing)  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_shows_every_figure_and_why_some_differ(language: str) -> None:
    reader = Reader(language)
    found, frame = reported.comparison(), reported.table(reader)
    assert len(frame) == len(found.rows)
    assert numbers(frame)["P50"].tolist() == [row.p50 for row in found.rows]
    assert len(reported.differences(reader)) == len(found.differing)
    assert str(len(found.inside)) in reported.chart(reader).layout.meta["finding"]


def test_the_chart_draws_the_ranges_against_what_was_published() -> None:
    chart = reported.chart(Reader())
    ours = [mark for mark in chart.data if mark.hovertext]
    rows = [row for row in reported.comparison().rows if row.published.low is not None]
    assert len(ours) == len(rows)
    middles = sorted(row.p50 / row.middle for row in rows)
    assert [mark.x[1] for mark in ours] == pytest.approx(middles)
    assert chart.layout.xaxis.type == "log"
