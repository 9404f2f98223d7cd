"""Tables of the machines: serving, training, energy."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, text
from advisor.project import QUESTIONS
from advisor.reference import DEFAULT_COUNTRY
from advisor.report.accuracy import typical_error
from advisor.report.charts_compute import serves_itself, trains_itself
from advisor.report.sheets import Cell, cell, said, sheet
from advisor.report.words import METHOD_NAMES, setup
from advisor.servings import training_gpu

SERVING = (
    ("gpus_needed", N_("GPUs for serving")),
    ("replicas", N_("Copies of the model")),
    ("gpu_utilisation", N_("Mean load of the GPUs")),
    ("largest_batch", N_("Requests at once in a copy")),
    ("replica_memory", N_("Memory of a copy")),
    ("usable_memory", N_("Memory that may be filled")),
    ("serving_gpu_hours_per_month", N_("GPU hours a month")),
    ("reserved_rent_per_month", N_("Rent if committed for a year or more")),
    ("spot_rent_per_month", N_("Rent where it may be taken away")),
    ("rent_scaled_to_zero_per_month", N_("Rent if switched off while nobody asks")),
)
SPEED = (
    ("first_token_seconds", N_("Time to the first token")),
    ("answer_seconds", N_("Time to the whole answer")),
    ("retrieval_seconds", N_("of which search")),
    ("context_share", N_("Share of the context window used")),
)
LOAD = (
    ("queries_per_month", N_("Requests in the first month")),
    ("peak_queries_per_second", N_("Requests at the peak")),
    ("prompt_tokens_per_query", N_("Prompt of a request")),
    ("cached_tokens_per_query", N_("of which read from the cache")),
    ("output_tokens_per_query", N_("Answer")),
    ("corpus_tokens", N_("All documents")),
    ("index_bytes", N_("Index of the passages")),
)
TRAINING = (
    ("training_tokens", N_("Tokens of one run")),
    ("training_runs_before_launch", N_("Runs before launch")),
    ("training_hours", N_("Hours of one run")),
    ("training_gpus", N_("GPUs of one run")),
    ("training_gpu_hours", N_("GPU hours of one run")),
    ("best_case_training_gpu_hours", N_("The same as vendors measure it")),
    ("training_memory", N_("Memory of one run")),
    ("training_cost_per_run", N_("Cost of one run")),
    ("training_cost_once", N_("Cost of all runs before launch")),
    ("retrainings_per_year", N_("Runs after launch")),
    ("retraining_cost_per_month", N_("Cost of training again")),
)
ON_OWN_GPUS = ("training_gpus", "training_gpu_hours", "best_case_training_gpu_hours", "training_memory")
ENERGY = (
    ("serving_energy_per_month", N_("Electricity of serving")),
    ("serving_carbon_per_month", N_("Carbon of serving")),
    ("training_energy", N_("Electricity of training before launch")),
    ("energy_over_horizon", N_("Electricity over the horizon")),
    ("carbon_over_horizon", N_("Carbon over the horizon")),
)
TUNED = (Way.FINETUNE, Way.HYBRID)


def hardware(advice: Advice, reader: Reader, spans: bool = False) -> pd.DataFrame:
    """Where the model of each way runs, on how many GPUs and how fast."""
    rows = [(reader._("Model and place"), [said(reader, setup(advice.ways[way].alternative)) for way in WAYS])]
    rows += _rows(advice, reader, SERVING, WAYS, spans, _runs_here)
    rows += _rows(advice, reader, SPEED, WAYS, spans)
    names = ("", *(name for name, _ in (*SERVING, *SPEED)))
    return _with_errors(reader, WAYS, names, rows, reader._("Machines and speed of the four ways."))


def load(advice: Advice, reader: Reader, spans: bool = True) -> pd.DataFrame:
    """What the machines must carry: requests, tokens and documents of each way."""
    rows = _rows(advice, reader, LOAD, WAYS, spans)
    return sheet(_names(reader, WAYS), rows, reader._("Requests, tokens and documents of the four ways."))


def training(advice: Advice, reader: Reader, spans: bool = True) -> pd.DataFrame:
    """The training plan of the two ways that tune."""
    methods = [Cell(reader._(METHOD_NAMES[advice.ways[way].alternative.method])) for way in TUNED]
    rows = [
        (reader._("Method"), methods),
        (reader._("Trained on"), [_trained_on(advice, reader, way) for way in TUNED]),
        *_rows(advice, reader, TRAINING, TUNED, spans, _trains_here),
    ]
    names = ("", "", *(name for name, _ in TRAINING))
    return _with_errors(reader, TUNED, names, rows, reader._("Training plan of the two ways that tune."))


def _trained_on(advice: Advice, reader: Reader, way: Way) -> Cell:
    alternative = advice.ways[way].alternative
    gpu = training_gpu(alternative.host, alternative.gpu, advice.catalogue)
    return Cell(gpu.gpu) if gpu and trains_itself(advice, way) else said(reader, text("the provider's"))


def energy(advice: Advice, reader: Reader, spans: bool = True) -> pd.DataFrame:
    """Electricity and carbon; what an API uses is not published, which is not zero."""
    rows = _rows(advice, reader, ENERGY, WAYS, spans)
    return sheet(_names(reader, WAYS), rows, reader._("Electricity and carbon of the four ways."))


def grid(advice: Advice, reader: Reader) -> str:
    """Which grid carbon is counted on, by which method, and where its figure comes from."""
    source = advice.source("grid_carbon_intensity")
    country = QUESTIONS["team.country"].option(advice.project.team.country or DEFAULT_COUNTRY)
    return reader.say(
        text(
            "Counted on the grid of {country}, {intensity} ({source}): power of the GPUs by their load, the rest of "
            "the server, and cooling",
            country=text(country.label),
            intensity=Amount(advice.figure("grid_carbon_intensity").expected, "gCO2e/kWh"),
            source=source.citation,
        )
    )


def _with_errors(
    reader: Reader, ways: tuple[Way, ...], names: tuple[str, ...], rows: list[tuple[str, list[Cell]]], alt: str
) -> pd.DataFrame:
    """A table with one more column: how far off such figures were where they were measured."""
    columns = [*_names(reader, ways), reader._("Measured error")]
    told = [
        (label, [*cells, typical_error(name, reader)]) for name, (label, cells) in zip(names, rows, strict=True)
    ]  # fmt: skip
    return sheet(columns, told, alt)


Applies = Callable[[Advice, str, Way], bool]


def _always(_advice: Advice, _name: str, _way: Way) -> bool:
    return True


def _runs_here(advice: Advice, _name: str, way: Way) -> bool:
    return serves_itself(advice, way)


def _trains_here(advice: Advice, name: str, way: Way) -> bool:
    return name not in ON_OWN_GPUS or trains_itself(advice, way)


def _rows(
    advice: Advice,
    reader: Reader,
    names: tuple[tuple[str, str], ...],
    ways: tuple[Way, ...],
    spans: bool,
    applies: Applies = _always,
) -> list[tuple[str, list[Cell]]]:
    """A row a quantity; where the provider carries it, the cell says so."""
    provider = said(reader, text("the provider's"))
    return [
        (
            reader._(label),
            [cell(reader, advice.figure(name, way), spans) if applies(advice, name, way) else provider for way in ways],
        )
        for name, label in names
    ]


def _names(reader: Reader, ways: tuple[Way, ...]) -> list[str]:
    return [reader._(WAY_NAMES[way]) for way in ways]
