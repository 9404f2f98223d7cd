"""The rows to compare: {retrieval} x {tuning} x models x hosts x hardware x precision, as arrays.

A row has no class of its own: it is a position in the arrays of `Alternatives`. `Alternatives.describe` gives
one row's identity in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from advisor.catalogue import Catalogue, Gpu, GpuPurchase, GpuRent, ManagedTuning, Model
from advisor.columns import (
    KNOWLEDGE,
    Lever,
    hardware_columns,
    lever_columns,
    model_columns,
    price_columns,
    retirement_column,
)
from advisor.servings import HOSTS, METHODS, PRECISIONS, Host, Serving, all_servings, methods
from advisor.units import FloatArray, IntArray


class Way(StrEnum):
    """The four ways, from the simplest to the most demanding."""

    PROMPT = "prompt"
    RAG = "rag"
    FINETUNE = "finetune"
    HYBRID = "hybrid"


WAYS = tuple(Way)


@dataclass(frozen=True)
class Alternative:
    """One row's identity: what a reader is told that an alternative is."""

    way: Way
    corpus_in_prompt: bool
    method: str
    model: Model
    host: Host
    provider: str
    gpu: Gpu | None
    gpus_per_replica: int
    precision: str
    rent: GpuRent | None
    purchase: GpuPurchase | None
    offer: ManagedTuning | None


class Twins(NamedTuple):
    """Rows that are alike in people and calendar: the first of each kind, and which kind each row is of."""

    first: IntArray
    place: IntArray


@dataclass(frozen=True, eq=False)
class Alternatives:
    """All rows: positions in the catalogue, and the columns that the formulas need.

    Columns have the shape (rows, 1), monthly prices (rows, 1, months), or (rows, 1, 1) where none of them changes.
    """

    catalogue: Catalogue
    way: IntArray
    lever: IntArray
    serving: IntArray
    levers: tuple[Lever, ...]
    servings: tuple[Serving, ...]
    columns: dict[str, FloatArray]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.way)

    @cached_property
    def job(self) -> IntArray:
        """What a row does, as a number: rows that differ in their machine alone have the same."""
        job_of_serving = np.array([(s.model, s.host, s.offer, s.precision) for s in self.servings], dtype=np.intp)
        jobs = np.column_stack([self.lever, job_of_serving[self.serving]])
        return np.unique(jobs, axis=0, return_inverse=True)[1]

    @cached_property
    def twins(self) -> Twins:
        """The rows of one way, which differ in their machines and models, never in their people."""
        _, first, place = np.unique(self.way, return_index=True, return_inverse=True)
        return Twins(first, place)

    def take(self, rows: IntArray) -> Alternatives:
        """The same table with some rows only; the very same one for the same rows."""
        return _taken(self, rows.tobytes())

    def model(self, row: int) -> Model:
        """The model of one row."""
        return self.catalogue.models[self.servings[self.serving[row]].model]

    def describe(self, row: int) -> Alternative:
        """One row in words."""
        lever, serving = self.levers[self.lever[row]], self.servings[self.serving[row]]
        catalogue = self.catalogue
        model = self.model(row)
        offer = catalogue.managed_tunings[serving.offer] if serving.offer >= 0 else None
        rent = catalogue.gpu_rents[serving.rent] if serving.rent >= 0 else None
        provider = (
            offer.provider if offer else rent.provider if rent else (model.provider or "") if serving.gpu < 0 else ""
        )
        return Alternative(
            way=WAYS[self.way[row]],
            corpus_in_prompt=lever.corpus_in_prompt,
            method=lever.method,
            model=model,
            host=HOSTS[serving.host],
            provider=provider,
            gpu=catalogue.gpus[serving.gpu] if serving.gpu >= 0 else None,
            gpus_per_replica=serving.gpus,
            precision=PRECISIONS[serving.precision].name,
            rent=rent,
            purchase=catalogue.gpu_purchases[serving.purchase] if serving.purchase >= 0 else None,
            offer=offer,
        )


@lru_cache(maxsize=16)
def _taken(table: Alternatives, positions: bytes) -> Alternatives:
    rows = np.frombuffer(positions, dtype=np.intp)
    columns = {name: _as_one_month(column[rows]) for name, column in table.columns.items()}
    return Alternatives(
        table.catalogue, table.way[rows], table.lever[rows], table.serving[rows], table.levers, table.servings, columns
    )


def _as_one_month(column: FloatArray) -> FloatArray:
    """Monthly prices as those of one month where none changes: it spares the formulas every other month."""
    constant = column.ndim == 3 and bool((column == column[..., :1]).all())
    return column[..., :1] if constant else column


def way_of(retrieval: bool, tuned: bool) -> int:
    """The position of a way among `WAYS`, from its two levers."""
    return int(retrieval) + 2 * int(tuned)


@lru_cache(maxsize=8)
def all_alternatives(catalogue: Catalogue, first_day: date, months: int, bought: bool = True) -> Alternatives:
    """Every alternative that makes sense, with prices from `first_day` on for some months.

    Machines to buy are among them where `bought` says so.
    """
    servings = tuple(s for s in all_servings(catalogue, first_day) if bought or HOSTS[s.host] is not Host.BOUGHT)
    levers = tuple(Lever(*knowledge, method) for method in METHODS for knowledge in KNOWLEDGE)
    pairs = [
        (position, lever)
        for position, serving in enumerate(servings)
        for lever, choice in enumerate(levers)
        if choice.method in methods(serving, catalogue)
    ]
    serving_of, lever_of = (np.array(column, dtype=np.intp) for column in zip(*pairs, strict=True))
    ways = np.array([way_of(lever.retrieval, lever.method != "none") for lever in levers], dtype=np.intp)
    columns = {
        **lever_columns(levers, lever_of),
        **model_columns(catalogue, servings, serving_of),
        **hardware_columns(catalogue, servings, serving_of),
        **price_columns(catalogue, servings, serving_of, first_day, months),
        **retirement_column(catalogue, servings, serving_of, first_day),
    }
    return Alternatives(catalogue, ways[lever_of], lever_of, serving_of, levers, servings, columns)
