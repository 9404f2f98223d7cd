"""The same plan in other forms: what it would be, were it chosen; and it moves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.catalogue import Catalogue
from advisor.explain import explain
from advisor.language import Reader
from advisor.options import (
    FITS,
    TRAINING_FIGURES,
    TRAINING_GPUS,
    TRAINING_METHODS,
    TrainingOption,
    cheapest,
    index_options,
    trained_way,
    training_options,
)
from advisor.report import tables, tables_options
from advisor.units import FloatArray

Recompute = Callable[..., dict[str, FloatArray]]
READERS = (Reader("en"), Reader("es", "EUR", 0.9))
RENTED, BOUGHT = "nothing known", "on bought machines, in euros, with values"


def options_of(advice: Advice) -> tuple[Way, list[TrainingOption]]:
    way = trained_way(advice)
    assert way is not None
    return way, training_options(advice, way)


def option(options: list[TrainingOption], method: str, gpu: str) -> TrainingOption:
    return next(option for option in options if (option.method, option.gpu.gpu) == (method, gpu))


# Training


@pytest.mark.parametrize("name", [RENTED, BOUGHT])
def test_what_the_plan_takes_is_among_them_with_the_plans_own_figures(name: str, advices: dict[str, Advice]) -> None:
    way, options = options_of(advices[name])
    (planned,) = [option for option in options if option.is_planned]
    assert planned.method == advices[name].ways[way].alternative.method and planned.fitting_share > 0.99
    for quantity in TRAINING_FIGURES[:-1]:
        told, plan = planned.figures[quantity], advices[name].figure(quantity, way)
        # The table leaves out the futures in which a run does not fit: two of a thousand here.
        ends = (plan.low, plan.expected, plan.high)
        assert (told.low, told.expected, told.high) == pytest.approx(ends, rel=0.03), quantity


def test_rent_counts_even_where_machines_are_owned(advices: dict[str, Advice]) -> None:
    way, options = options_of(advices[BOUGHT])
    (planned,) = [option for option in options if option.is_planned]
    assert advices[BOUGHT].figure("training_cost_per_run", way).expected == 0
    assert planned.figures["training_cost_per_run"].expected > 0


def test_another_method_on_another_gpu_is_what_the_formulas_give(
    advices: dict[str, Advice], catalogue: Catalogue, recompute: Recompute
) -> None:
    advice = advices[RENTED]
    way, options = options_of(advice)
    gpu = catalogue.gpu("H200 SXM 141GB")
    forced = {
        "tuning_full": 0.0, "tuning_lora": 1.0, "tuning_qlora": 0.0, "weight_decomposed": 1.0,
        "training_gpu_memory": 140.4 * 2**30, "training_gpu_bandwidth": 4800e9, "training_gpu_compute": 989.4e12,
        "training_gpu_link_bandwidth": 900e9, "training_gpus_linked": 1.0,
    }  # fmt: skip
    expected = recompute(advice, way, ["peak_training_memory_per_gpu", "training_hours"], **forced)
    found = option(options, "dora", gpu.gpu)
    for name, values in expected.items():
        assert found.figures[name].expected == pytest.approx(float(np.mean(values))), name


def test_dora_takes_more_than_lora_and_qlora_less_memory(advices: dict[str, Advice]) -> None:
    for name in (RENTED, BOUGHT):
        _, options = options_of(advices[name])
        memory, hours = (
            {method: option(options, method, "H200 SXM 141GB").figures[name].expected for method in TRAINING_METHODS}
            for name in ("peak_training_memory_per_gpu", "training_hours")
        )
        assert memory["qlora"] < memory["lora"] <= memory["dora"]
        assert hours["lora"] < hours["dora"] <= 1.9 * hours["lora"]


def test_each_method_is_tried_on_each_gpu_of_use(advices: dict[str, Advice]) -> None:
    _, options = options_of(advices[RENTED])
    gpus = {option.gpu.gpu for option in options}
    assert gpus <= set(TRAINING_GPUS) and len(options) == len(gpus) * len(TRAINING_METHODS)
    assert all(any(option.fits for option in options if option.gpu.gpu == gpu) for gpu in gpus)


def test_the_cheapest_is_the_least_rent_of_those_that_fit(advices: dict[str, Advice]) -> None:
    _, options = options_of(advices[RENTED])
    best = cheapest(options)
    assert best is not None and best.fitting_share >= FITS
    rents = [option.figures["training_cost_per_run"].expected for option in options if option.fits]
    assert best.figures["training_cost_per_run"].expected == min(rents)
    assert cheapest([]) is None


def test_where_nobody_trains_there_is_nothing_to_compare(advices: dict[str, Advice]) -> None:
    advice = replace(advices[RENTED], ranking=(Way.PROMPT, Way.RAG))
    assert trained_way(advice) is None
    assert tables_options.training(advice, READERS[0], Way.PROMPT) is None


@pytest.mark.parametrize("reader", READERS, ids=["en", "es"])
def test_the_table_marks_the_plan_and_names_the_cheapest(reader: Reader, advice: Advice) -> None:
    if trained_way(advice) is None:
        return
    _, options = options_of(advice)
    compared = tables_options.training(advice, reader, Way.PROMPT)
    assert compared is not None and len(compared.table) == len(options)
    (marked,) = compared.table.attrs["totals"]
    assert marked in compared.table.index
    best = cheapest(options)
    assert best is not None and best.gpu.gpu in compared.finding and "{" not in compared.finding


def test_a_way_that_trains_is_compared_itself(advices: dict[str, Advice]) -> None:
    advice = advices["nothing known"]
    for way, name in ((Way.FINETUNE, "Fine-tuning"), (Way.HYBRID, "Hybrid")):
        compared = tables_options.training(advice, READERS[0], way)
        assert compared is not None and compared.finding.startswith(name)


# The index


def test_the_index_shrinks_with_the_bytes_of_a_number(advices: dict[str, Advice]) -> None:
    advice = advices["facts from documents, by API"]
    passages = advice.figure("chunks", Way.RAG).expected
    found = {option.precision.storage: option for option in index_options(advice, Way.RAG)}
    assert list(found) == ["float32", "float16", "int8", "binary"]
    for storage, size in (("float32", 4.0), ("float16", 2.0), ("int8", 1.0), ("binary", 1 / 8)):
        # 1024 numbers, 2 x 16 links of 4 bytes and an identifier of 8
        assert found[storage].figures["index_bytes"].expected == pytest.approx(passages * (1024 * size + 136))
    text = advice.figure("stored_bytes", Way.RAG).expected - advice.figure("index_bytes", Way.RAG).expected
    single = found["binary"].figures
    assert single["stored_bytes"].expected - single["index_bytes"].expected == pytest.approx(text)


def test_the_plans_own_storage_has_the_plans_own_figures(advice: Advice) -> None:
    (planned,) = [option for option in index_options(advice, Way.RAG) if option.is_planned]
    for name, figure in planned.figures.items():
        assert figure.expected == pytest.approx(advice.figure(name, Way.RAG).expected), name
    costs = [option.figures["vector_store_cost_per_month"].expected for option in index_options(advice, Way.RAG)]
    assert costs == sorted(costs, reverse=True)


def test_quality_kept_is_the_median_of_what_was_measured(catalogue: Catalogue) -> None:
    # Hugging Face 2024: MiniLM, e5, mxbai, Cohere; int8 without rescoring, binary with
    kept = {row.storage: row for row in catalogue.vector_precisions}
    for storage, measured in (
        ("int8", (37.82 / 41.66, 47.54 / 50.77, 52.79 / 54.39, 55.0 / 55.0)),
        ("binary", (39.07 / 41.66, 37.96 / 50.77, 52.46 / 54.39, 52.3 / 55.0)),
    ):
        row = kept[storage]
        assert row.quality_kept_mode == pytest.approx(float(np.median(measured)), abs=0.01)
        assert (row.quality_kept_low, row.quality_kept_high) == pytest.approx((min(measured), max(measured)), abs=0.01)


@pytest.mark.parametrize("reader", READERS, ids=["en", "es"])
def test_tables_of_the_index_speak_of_a_way_that_looks_up(reader: Reader, advice: Advice) -> None:
    assert len(tables_options.indexing(advice, reader)) == len(tables_options.INDEXING)
    way = tables_options.looked_up_way(advice, Way.PROMPT)
    if way is None:
        assert not any(advice.figure("chunks", each).expected for each in (Way.RAG, Way.HYBRID))
        return
    compared = tables_options.index(advice, reader, way)
    assert "{" not in compared.finding and len(compared.table) == 4
    (marked,) = compared.table.attrs["totals"]
    assert marked == compared.table.index[0]
    assert "huggingface.co" in tables_options.index_sources(advice)


def test_every_figure_of_building_the_index_walks_back_to_sources(advice: Advice) -> None:
    for way, name in tables.drawn(tables_options.indexing(advice, READERS[0])):
        leaves = explain(advice, name, Way(way)).leaves()
        assert leaves and all(leaf.seen_above or leaf.source for leaf in leaves), name
