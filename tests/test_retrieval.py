"""Retrieval: the size of a corpus, its index and its bill, by hand."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.model import indexing, retrieval
from advisor.project_file import Project
from advisor.units import FloatArray

STORES = Path(__file__).parents[1] / "data" / "retrieval" / "vector_stores.csv"


def array(value: float) -> FloatArray:
    return np.array([[value]], dtype=np.float64)


def by_hand(name: str, **given: float) -> float:
    return float(
        getattr(indexing if hasattr(indexing, name) else retrieval, name)(
            **{key: array(value) for key, value in given.items()}
        ).item()
    )


def test_an_index_of_a_million_vectors_takes_four_gigabytes() -> None:
    # A million vectors of 1024 32-bit floats, 2 x 16 links of 4 bytes and an identifier of 8 bytes each.
    size = by_hand("index_bytes", chunks=1e6, embedding_dimensions=1024, hnsw_links=16, bytes_per_dimension=4,
                   bytes_per_link=4, identifier_bytes=8)  # fmt: skip
    assert size == 1e6 * (4 * 1024 + 2 * 16 * 4 + 8) == 4_232_000_000


def test_the_catalogues_index_is_that_of_hnswlib(catalogue: Catalogue) -> None:
    names = ("embedding_dimensions", "hnsw_links", "bytes_per_dimension", "bytes_per_link", "identifier_bytes")
    given = {name: catalogue.parameters[name].value for name in names}
    assert by_hand("index_bytes", chunks=1e6, **given) == 1e6 * (4 * 1024 + 2 * 16 * 4 + 8)


def test_text_is_stored_beside_the_vectors() -> None:
    assert by_hand("stored_bytes", index_bytes=1000, chunks=10, chunk_text_bytes=3000) == 1000 + 10 * 3000


@pytest.mark.parametrize(
    ("tokens", "chunks"),
    [(0, 0), (1, 1), (448, 1), (449, 2), (448_000, 1000)],
)
def test_passages_begin_where_the_overlap_lets_them(tokens: float, chunks: int) -> None:
    # 512 tokens a passage, of which 64 stood in the one before: one begins every 448 tokens.
    found = by_hand("chunks", retrieval=1, corpus_tokens=tokens, chunk_tokens=512, chunk_overlap_tokens=64)
    assert found == chunks


# Building the index

L4_PEAK = 121e12


def test_a_billion_tokens_on_an_l4() -> None:
    # 2 x 1e9 x 568e6 operations at 0.27 x 121 TFLOP/s: 34,772 s
    hours = by_hand("embedding_gpu_hours", own_gpus=1, embedded_tokens=1e9, open_embedding_parameters=568e6,
                    gpu_16_bit_compute=L4_PEAK, embedding_utilisation=0.27)  # fmt: skip
    assert hours == pytest.approx(34_772 / 3600, rel=1e-4)
    assert by_hand("embedding_gpu_cost", embedding_gpu_hours=10, gpu_rent=0.8, hardware_bought=0) == 8
    assert by_hand("embedding_gpu_cost", embedding_gpu_hours=10, gpu_rent=0.8, hardware_bought=1) == 0


def test_without_gpus_nothing_is_embedded_on_them() -> None:
    assert by_hand("embedding_gpu_hours", own_gpus=0, embedded_tokens=1e9, open_embedding_parameters=568e6,
                   gpu_16_bit_compute=0, embedding_utilisation=0.27) == 0  # fmt: skip


@pytest.mark.parametrize(
    ("end", "seconds"), [("high", 18.491), ("value", 23.367), ("low", 59.107)], ids=["TEI", "TensorRT", "torch"]
)
def test_the_share_of_the_peak_is_what_servers_were_measured_at(end: str, seconds: float, catalogue: Catalogue) -> None:
    # Infinity's benchmark: 1.15 million tokens through bge-large (335 million weights) on an L4
    share = getattr(catalogue.parameters["embedding_utilisation"], end)
    hours = by_hand("embedding_gpu_hours", own_gpus=1, embedded_tokens=1.15e6, open_embedding_parameters=335e6,
                    gpu_16_bit_compute=L4_PEAK, embedding_utilisation=share)  # fmt: skip
    assert hours * 3600 == pytest.approx(seconds, rel=0.03)


def build_hours(chunks: float, dimensions: float, seconds: float = 3600) -> float:
    return by_hand("index_build_hours", chunks=chunks, embedding_dimensions=dimensions, benchmark_vectors=1e6,
                   benchmark_build_seconds=seconds, benchmark_dimensions=768)  # fmt: skip


def test_ten_times_the_vectors_take_near_twelve_times_as_long() -> None:
    # 1e7 x log 1e7 over 1e6 x log 1e6 = 10 x 7 / 6
    assert build_hours(1e6, 768) == pytest.approx(1)
    assert build_hours(1e7, 768) == pytest.approx(70 / 6)
    assert build_hours(1e6, 1536) == pytest.approx(2)
    assert build_hours(0, 768) == build_hours(1, 768) == 0


def load_seconds() -> dict[str, dict[tuple[str, ...], float]]:
    found: dict[str, dict[tuple[str, ...], float]] = {}
    with (STORES.parent / "benchmarks.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            store = (row["database"], row["configuration"], row["version"], row["as_of"])
            found.setdefault(row["dataset"], {})[store] = float(row["load_seconds"])
    return found


def test_the_time_to_build_is_that_of_the_benchmarks(catalogue: Catalogue) -> None:
    parameter, measured = catalogue.parameters["benchmark_build_seconds"], load_seconds()
    seconds = list(load_seconds()["Cohere 1M x768"].values())
    assert (parameter.low, parameter.high) == (min(seconds), max(seconds))
    assert parameter.value == pytest.approx(np.median(seconds), abs=0.5)
    million, ten = measured["Cohere 1M x768"], measured["Cohere 10M x768"]
    grown = np.median([ten[store] / million[store] for store in million if store in ten])
    assert build_hours(1e7, 768) == pytest.approx(float(grown), rel=0.15)


def test_the_open_embedding_model_is_the_catalogues(advice: Advice) -> None:
    assert advice.draws("open_embedding_parameters").mean() == 568e6


def test_without_retrieval_there_is_no_index() -> None:
    assert by_hand("chunks", retrieval=0, corpus_tokens=1e9, chunk_tokens=512, chunk_overlap_tokens=64) == 0


def test_a_known_number_of_tokens_takes_the_place_of_documents_times_pages() -> None:
    documents = {"documents": 100, "pages_per_document": 3, "tokens_per_page": 700, "language_token_factor": 1.25}
    assert by_hand("corpus_tokens", **documents, known_corpus_tokens=math.nan) == 100 * 3 * 700 * 1.25
    assert by_hand("corpus_tokens", **documents, known_corpus_tokens=12_345) == 12_345
    assert by_hand("corpus_tokens", **documents, known_corpus_tokens=0) == 0


@pytest.mark.parametrize(("spanish", "other", "factor"), [(0, 0, 1), (1, 0, 1.25), (0, 1, 1.3)])
def test_other_languages_need_more_tokens_for_the_same_text(spanish: float, other: float, factor: float) -> None:
    assert factor == by_hand("language_token_factor", in_spanish=spanish, in_other_language=other,
                             spanish_token_factor=1.25, other_language_token_factor=1.3)  # fmt: skip


@pytest.mark.parametrize(
    ("languages", "factor"),
    [(["es"], 1.25), (["ES-419", "en"], 1.25), (["en", "es"], 1), (["fr"], 1.3), (None, 1)],
)
def test_the_first_language_named_sets_the_tokens_a_page(
    languages: list[str] | None, factor: float, catalogue: Catalogue
) -> None:
    own = {"tokens_per_page": 700, "spanish_token_factor": 1.25, "other_language_token_factor": 1.3}
    knowledge = {"documents": 40, "pages_per_document": 5, "languages": languages}
    advice = advise(Project.parse({"knowledge": knowledge, "overrides": own}), catalogue)
    assert advice.figure("corpus_tokens").expected == pytest.approx(40 * 5 * 700 * factor)


def store_bill(gigabytes: float, queries: float, retrieves: float = 1) -> float:
    return by_hand("vector_store_cost_per_month", retrieval=retrieves, stored_bytes=gigabytes * 1e9,
                   bytes_per_gigabyte=1e9, queries_per_month=queries, queries_per_thousand=1000,
                   vector_storage_price=0.33, vector_query_price=0.016, vector_store_minimum=50)  # fmt: skip


def test_a_small_vector_store_costs_its_minimum() -> None:
    # 1 GB at 0.33 and 10,000 searches at 0.016 a thousand are 0.49 USD: the bill is 50.
    assert store_bill(1, 10_000) == 50


def test_a_large_vector_store_costs_storage_and_searches() -> None:
    assert store_bill(1000, 5e6) == pytest.approx(1000 * 0.33 + 5e6 / 1000 * 0.016)


def test_without_retrieval_no_vector_store_is_paid() -> None:
    assert store_bill(1000, 5e6, retrieves=0) == 0


def test_the_store_is_billed_as_its_price_list_says(advices: dict[str, Advice]) -> None:
    with STORES.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["product"], row["plan"]) == ("Pinecone", "Standard")]
    storage = next(row for row in rows if row["item"] == "storage")
    advice = advices["nothing known"]
    assert advice.figure("vector_storage_price").expected == float(storage["usd_per_unit"])
    assert advice.figure("vector_store_minimum").expected == float(storage["usd_minimum_per_month"])
    assert advice.figure("vector_store_cost_per_month", Way.RAG).low >= float(storage["usd_minimum_per_month"])


def test_embedding_is_paid_by_the_million_tokens_overlaps_twice() -> None:
    tokens = by_hand("embedded_tokens", chunks=2000, chunk_tokens=512)
    assert tokens == 2000 * 512
    price = by_hand("index_cost_once", embedded_tokens=tokens, embedding_price=0.02, tokens_per_million=1e6)
    assert price == pytest.approx(2000 * 512 / 1e6 * 0.02)


@pytest.mark.parametrize(("interval", "times"), [(30, 1), (7.5, 4), (0.02, 30), (300, 0.1)])
def test_changes_within_a_day_are_embedded_together(interval: float, times: float) -> None:
    found = by_hand("corpus_changes_per_month", change_interval=interval, days_per_month=30, corpus_changes_ceiling=30)
    assert found == pytest.approx(times)


def test_a_refresh_embeds_what_has_changed() -> None:
    cost = by_hand("refresh_cost_per_month", index_cost_once=200, corpus_changes_per_month=4, corpus_share_changed=0.03)
    assert cost == pytest.approx(200 * 0.03 * 4)


def test_reranking_is_paid_by_the_thousand_requests() -> None:
    rerank = {"queries_per_month": 50_000, "queries_per_thousand": 1000, "reranking_price": 2}
    assert by_hand("reranking_cost_per_month", retrieval=1, is_lean=0, **rerank) == 50 * 2
    assert by_hand("reranking_cost_per_month", retrieval=0, is_lean=0, **rerank) == 0
    assert by_hand("reranking_cost_per_month", retrieval=1, is_lean=1, **rerank) == 0


@pytest.mark.parametrize(("target", "lean"), [(0.5, 1), (1, 0), (5, 0)])
def test_a_tight_deadline_makes_retrieval_lean(target: float, lean: float) -> None:
    assert by_hand("is_lean", answer_target=target, lean_retrieval_below=1) == lean


def test_lean_retrieval_sends_fewer_passages_in_less_time() -> None:
    passages = {"retrieval": 1, "passages_per_query": 8, "lean_passages_per_query": 3, "chunk_tokens": 500,
                "corpus_tokens": 1e6}  # fmt: skip
    assert by_hand("retrieved_tokens", is_lean=0, **passages) == 8 * 500
    assert by_hand("retrieved_tokens", is_lean=1, **passages) == 3 * 500
    seconds = {"retrieval": 1, "embedding_seconds": 0.2, "search_seconds": 0.05, "reranking_seconds": 0.25,
               "lean_retrieval_seconds": 0.03}  # fmt: skip
    assert by_hand("retrieval_seconds", is_lean=0, **seconds) == pytest.approx(0.5)
    assert by_hand("retrieval_seconds", is_lean=1, **seconds) == 0.03


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1e12), st.floats(1, 30), st.floats(100, 1000))
def test_never_more_is_put_into_a_prompt_than_there_is(corpus: float, passages: float, chunk: float) -> None:
    found = by_hand("retrieved_tokens", retrieval=1, is_lean=0, passages_per_query=passages, chunk_tokens=chunk,
                    lean_passages_per_query=1, corpus_tokens=corpus)  # fmt: skip
    assert found == min(corpus, passages * chunk)


def test_looking_up_takes_time_only_where_something_is_looked_up(advice: Advice) -> None:
    for way in WAYS:
        seconds = advice.draws("retrieval_seconds", way)
        assert (seconds > 0).all() if way in (Way.RAG, Way.HYBRID) else (seconds == 0).all()


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1e12), st.floats(1, 1e3))
def test_a_larger_corpus_never_needs_a_smaller_index(tokens: float, factor: float) -> None:
    sizes = [
        by_hand("chunks", retrieval=1, corpus_tokens=corpus, chunk_tokens=512, chunk_overlap_tokens=64)
        for corpus in (tokens, tokens * factor)
    ]
    assert sizes[0] <= sizes[1]
