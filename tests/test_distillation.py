"""Examples drafted by a large model: tokens, money and hours by hand, and which model may see the data."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue, Model
from advisor.decision.conditions import CLOUD_PROVIDERS
from advisor.decision.teacher import teacher
from advisor.explain import explain
from advisor.graph import quantities
from advisor.language import Reader
from advisor.model import distillation
from advisor.project_file import Project
from advisor.reference import roles
from advisor.report import tables, tables_options
from advisor.sources import Origin

TODAY = date(2026, 11, 22)
LABELLING = Path(__file__).parents[1] / "data" / "people" / "labelling.csv"
ENGLISH = Reader("en")


def by_hand(name: str, **given: float) -> float:
    arrays = {key: np.array([[value]], dtype=np.float64) for key, value in given.items()}
    return float(getattr(distillation, name)(**arrays).item())


def chosen(catalogue: Catalogue, **place: Any) -> Model | None:
    return teacher(Project.parse({"place": place}), catalogue, TODAY)


# 800 examples are lacking, and each takes 1.5 drafts: 1,200 drafts.


def test_some_drafts_are_dropped() -> None:
    assert by_hand("drafted_examples", examples_to_make=800, drafts_per_kept_example=1.5) == 1200


def test_the_teachers_bill() -> None:
    # It reads 1,200 x 2,000 tokens at 2 USD a million, and writes 1,200 x (100 + 300) at 12 USD: 4.80 + 5.76
    read = by_hand("teacher_input_tokens", drafted_examples=1200, teacher_prompt_tokens=2000)
    written = by_hand("teacher_output_tokens", drafted_examples=1200, question_tokens=100, answer_tokens=300)
    assert (read, written) == (2_400_000, 480_000)
    bill = by_hand("teacher_cost", teacher_input_tokens=read, teacher_output_tokens=written, teacher_input_price=2,
                   teacher_output_price=12)  # fmt: skip
    assert bill == pytest.approx(10.56)


def test_checking_1200_drafts_against_writing_800_examples() -> None:
    # 1,200 / 120 a day = 10 days of 8 hours; 800 / 30 a day = 26.7 days
    assert by_hand("checking_hours", drafted_examples=1200, drafts_checked_per_day=120, hours_per_working_day=8) == 80
    writing = by_hand("writing_hours", examples_to_make=800, examples_written_per_day=30, hours_per_working_day=8)
    assert writing == pytest.approx(213.33, abs=0.01)
    assert by_hand("checking_cost", checking_hours=80, example_maker_hour_cost=50) == 4000
    assert by_hand("writing_cost", writing_hours=writing, example_maker_hour_cost=50) == pytest.approx(10_666.67)
    assert by_hand("drafting_cost", teacher_cost=10.56, checking_cost=4000) == 4010.56


def test_an_hour_is_a_week_of_the_role_over_its_forty_hours() -> None:
    weeks, maker = np.array([[[1000.0, 2000.0]]]), np.array([[[0.0, 1.0]]])
    five, eight = np.array([[5.0]]), np.array([[8.0]])
    assert distillation.example_maker_hour_cost(weeks, maker, five, eight).item() == 2000 / 40


def test_rates_and_role_are_those_of_the_labelling_table(catalogue: Catalogue) -> None:
    advice = advise(Project.parse({}), catalogue)
    rows = {row["task"]: row for row in csv.DictReader(LABELLING.open(encoding="utf-8"))}
    for name, words in (("examples_written_per_day", "written by an expert"), ("drafts_checked_per_day", "reviewed")):
        (row,) = [row for task, row in rows.items() if words in task]
        drawn = advice.draws(name)
        assert float(row["low_items_per_day"]) <= drawn.min() <= drawn.max() <= float(row["high_items_per_day"])
        assert advice.source(name).origin is Origin.GUESS
    (maker,) = np.flatnonzero(advice.draws("is_example_maker")[0])
    assert roles(catalogue)[maker] == "domain_expert_business"


# The teacher


def test_the_teacher_is_the_strongest_that_is_allowed(catalogue: Catalogue) -> None:
    best = chosen(catalogue)
    assert best is not None and best.capability_tier == 4
    sold = [model for model in catalogue.available_models if model.provider and model.capability_tier == 4]
    assert best.lmarena_text_score == max(model.lmarena_text_score or 0 for model in sold)


def test_an_approved_provider_and_an_asked_licence_bind_the_teacher(catalogue: Catalogue) -> None:
    approved, opened = chosen(catalogue, providers=["anthropic"]), chosen(catalogue, licences="permissive")
    assert approved is not None and approved.provider == "anthropic"
    assert opened is not None and opened.open_weights and opened.commercial_use == "yes"
    cloud = chosen(catalogue, data_location="own_cloud")
    assert cloud is not None and cloud.provider in CLOUD_PROVIDERS


@pytest.mark.parametrize("place", ["own_premises", "air_gap"])
def test_where_data_may_not_leave_the_cost_of_drafting_is_unknown(place: str, catalogue: Catalogue) -> None:
    assert chosen(catalogue, data_location=place) is None
    advice = advise(Project.parse({"place": {"data_location": place}}), catalogue)
    for unknown in ("teacher_cost", "drafting_cost"):
        assert not advice.figure(unknown, Way.HYBRID).is_known
    assert advice.figure("writing_cost", Way.HYBRID).expected > 0
    compared = tables_options.drafting(advice, ENGLISH, Way.HYBRID)
    assert "unknown" in compared.finding and compared.table.iloc[-1, 0] == "unknown"


def test_its_price_is_the_packages_or_the_teams_own(catalogue: Catalogue) -> None:
    model = chosen(catalogue)
    assert model is not None
    assert advise(Project.parse({}), catalogue).source("teacher_input_price").citation.startswith("genai-prices ")
    own = {"usd_per_million_input_tokens": 1, "usd_per_million_output_tokens": 3}
    advice = advise(Project.parse({"own_prices": {f"{model.provider}/{model.model}": own}}), catalogue)
    assert advice.draws("teacher_output_price").mean() == 3
    assert advice.source("teacher_output_price").origin is Origin.OVERRIDE


# Beside the plan


def test_drafting_moves_neither_the_total_nor_the_ranking() -> None:
    formulas = {name for name, quantity in quantities().items() if quantity.subject == "distillation"}
    others = [quantity for quantity in quantities().values() if quantity.subject != "distillation"]
    assert formulas and not [quantity.name for quantity in others if formulas & set(quantity.needs)]


def test_every_figure_of_the_block_walks_back_to_sources(advice: Advice) -> None:
    shown = tables.drawn(tables_options.drafting(advice, ENGLISH, Way.HYBRID).table)
    assert len(shown) == 10
    for way, name in shown:
        leaves = explain(advice, name, Way(way)).leaves()
        assert leaves and all(leaf.seen_above or leaf.source for leaf in leaves), name


def test_untuned_ways_draft_nothing(advice: Advice) -> None:
    for way in (Way.PROMPT, Way.RAG):
        assert advice.figure("drafted_examples", way).expected == 0
        assert advice.figure("writing_cost", way).expected == 0


@pytest.mark.parametrize("reader", [ENGLISH, Reader("es", "EUR", 0.9)], ids=["en", "es"])
def test_the_block_speaks_of_a_way_that_tunes(reader: Reader, advice: Advice) -> None:
    for way in WAYS:
        tuned = tables_options.tuned_way(advice, way)
        assert tuned in (Way.FINETUNE, Way.HYBRID) and (tuned is way or way in (Way.PROMPT, Way.RAG))
        compared = tables_options.drafting(advice, reader, tuned)
        assert "{" not in compared.finding and len(compared.table) == len(tables_options.DRAFTING)


def test_enough_examples_leave_nothing_to_draft(advices: dict[str, Advice]) -> None:
    advice = advices["millions of requests on rented machines"]
    assert not tables_options.lacks_examples(advice, Way.FINETUNE)
    assert "none is to be drafted" in tables_options.drafting(advice, ENGLISH, Way.FINETUNE).finding
