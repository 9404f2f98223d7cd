"""Tables of the same plan in other forms: what stands beside the advice and moves none of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from advisor.advice import WAY_NAMES, Advice, Figure
from advisor.alternatives import Way
from advisor.decision.teacher import teacher
from advisor.language import N_, Amount, Reader, Text, text
from advisor.options import IndexOption, TrainingOption, cheapest, index_options, trained_way, training_options
from advisor.report.charts_compute import serves_itself
from advisor.report.sheets import EMPTY, Cell, cell, said, sheet

METHODS = {"full": N_("All weights"), "lora": N_("LoRA"), "qlora": N_("QLoRA"), "dora": N_("DoRA")}
TRAINING = (
    ("training_gpus", N_("GPUs")),
    ("peak_training_memory_per_gpu", N_("Peak memory of a GPU")),
    ("training_hours", N_("Hours of a run")),
    ("best_case_training_hours", N_("As vendors measure it")),
    ("training_cost_per_run", N_("Rent of a run")),
)
DRAFTING = (
    (N_("Examples drafted or written"), "drafted_examples", "examples_to_make"),
    (N_("Tokens that the model reads"), "teacher_input_tokens", None),
    (N_("Tokens that the model writes"), "teacher_output_tokens", None),
    (N_("Cost of the model"), "teacher_cost", None),
    (N_("Work of people"), "checking_hours", "writing_hours"),
    (N_("Cost of people"), "checking_cost", "writing_cost"),
    (N_("In all"), "drafting_cost", "writing_cost"),
)
INDEXING = (
    ("chunks", N_("Passages")),
    ("embedded_tokens", N_("Tokens to embed")),
    ("index_cost_once", N_("Embedding at an API")),
    ("embedding_gpu_hours", N_("Embedding on the GPUs that serve")),
    ("embedding_gpu_cost", N_("Rent of these hours")),
    ("index_build_hours", N_("Time to build the graph")),
)
ON_OWN_GPUS = ("embedding_gpu_hours", "embedding_gpu_cost")
STORAGES = {
    "float32": N_("32-bit floats"),
    "float16": N_("16-bit floats"),
    "int8": N_("8-bit integers"),
    "binary": N_("single bits"),
}
INDEX = (
    ("index_bytes", N_("Memory of the index")),
    ("stored_bytes", N_("Stored with the text")),
    ("vector_store_cost_per_month", N_("Managed store")),
)
LOOKS_UP = (Way.RAG, Way.HYBRID)
TUNED = (Way.FINETUNE, Way.HYBRID)


@dataclass(frozen=True)
class Compared:
    """Options side by side: what they come to in a sentence, and the table."""

    finding: str
    table: pd.DataFrame


def training(advice: Advice, reader: Reader, way: Way | None = None) -> Compared | None:
    """The same training by other methods and on other machines, of a way or the best that trains; None without one."""
    if way is None or not advice.figure("tuned_on_gpus", way).expected:
        way = trained_way(advice)
    if way is None:
        return None
    options = training_options(advice, way)
    rows = [(_label(option, reader), _cells(option, reader)) for option in options]
    columns = [*(reader._(label) for _, label in TRAINING), reader._("Fits on a machine")]
    table = sheet(columns, rows, reader._("Training by method and GPU: memory, time, rent and whether it fits."))
    table.attrs["totals"] = tuple(_label(option, reader) for option in options if option.is_planned)
    return Compared(reader.say(_training_finding(way, options)), table)


def _label(option: TrainingOption, reader: Reader) -> str:
    label = N_("{method} on {gpu}: the plan") if option.is_planned else N_("{method} on {gpu}")
    return reader.say(text(label, method=text(METHODS[option.method]), gpu=option.gpu.gpu))


def _cells(option: TrainingOption, reader: Reader) -> list[Cell]:
    shown = option.fits or option.is_planned
    figures = [option.figures[name] for name, _ in TRAINING]
    return [_cell(figure, reader) if shown else Cell("–") for figure in figures] + [_fits(option, reader)]


def _cell(figure: Figure, reader: Reader) -> Cell:
    return Cell(reader.amount(figure.expected, figure.unit), figure.expected)


def _fits(option: TrainingOption, reader: Reader) -> Cell:
    if option.fitting_share in (0, 1):
        return said(reader, text("yes") if option.fitting_share else text("no"))
    return said(reader, text("in {share} of futures", share=Amount(option.fitting_share, "share")))


def _training_finding(way: Way, options: list[TrainingOption]) -> Text:
    best, planned = cheapest(options), next((option for option in options if option.is_planned), None)
    if best is None:
        return text("{way}: no method fits on any of these machines.", way=_name(way))
    values = {"way": _name(way), **_told("best", best)}
    if planned is None or planned is best:
        return text("{way}: the cheapest that fits is {best} on {best_gpu}, {best_cost} a run.", **values)
    return text(
        "{way}: the cheapest that fits is {best} on {best_gpu}, {best_cost} a run; the plan takes {planned} on "
        "{planned_gpu}, {planned_cost} at rent.",
        **values,
        **_told("planned", planned),
    )


def _told(name: str, option: TrainingOption) -> dict[str, object]:
    return {
        name: text(METHODS[option.method]),
        f"{name}_gpu": option.gpu.gpu,
        f"{name}_cost": Amount(option.figures["training_cost_per_run"].expected, "USD"),
    }


def lacks_examples(advice: Advice, way: Way) -> bool:
    """Whether examples are still to be made in any future."""
    return advice.figure("examples_to_make", way).expected > 0


def tuned_way(advice: Advice, way: Way) -> Way:
    """The way itself where it tunes, else the better of the two that do."""
    return way if way in TUNED else next(better for better in advice.ranking if better in TUNED)


def drafting(advice: Advice, reader: Reader, way: Way) -> Compared:
    """Examples drafted by a large model and checked by people, against people who write them all."""
    rows = [
        (reader._(label), [cell(reader, advice.figure(name, way), True) if name else EMPTY for name in names])
        for label, *names in DRAFTING
    ]
    columns = [reader._(label) for label in (N_("Drafted by a large model, checked"), N_("Written by people"))]
    table = sheet(columns, rows, reader._("Examples drafted by a large model, against people who write them all."))
    table.attrs["totals"] = (reader._(DRAFTING[-1][0]),)
    return Compared(reader.say(_drafting_finding(advice, way)), table)


def _drafting_finding(advice: Advice, way: Way) -> Text:
    names = {"examples": "examples_to_make", "drafting": "drafting_cost", "writing": "writing_cost"}
    figures = {key: advice.figure(name, way) for key, name in names.items()}
    values = {key: Amount(figure.expected, figure.unit) for key, figure in figures.items()}
    if not lacks_examples(advice, way):
        return text("{way}: as many examples as a run needs are at hand; none is to be drafted.", way=_name(way))
    model = teacher(advice.project, advice.catalogue, advice.start)
    if model is None:
        return text(
            "{way}: no large model at an API may see the data, so what drafting costs is unknown; people who write "
            "{examples} cost {writing}.",
            way=_name(way),
            **values,
        )
    return text(
        "{way}: {examples}, drafted by {model} and checked by people, cost {drafting}; people who write them all cost "
        "{writing}.",
        way=_name(way),
        model=model.name,
        **values,
    )


def _name(way: Way) -> Text:
    return text(WAY_NAMES[way])


def looked_up_way(advice: Advice, way: Way) -> Way | None:
    """The way itself where it looks passages up, else the better of the two that do; None where there are none."""
    found = way if way in LOOKS_UP else next(better for better in advice.ranking if better in LOOKS_UP)
    return found if advice.figure("chunks", found).expected > 0 else None


def indexing(advice: Advice, reader: Reader) -> pd.DataFrame:
    """What building the index of the two ways that look passages up takes, at an API and on GPUs of one's own."""
    none = said(reader, text("no GPUs here"))
    rows = [
        (
            reader._(label),
            [
                none if name in ON_OWN_GPUS and not serves_itself(advice, way)
                else cell(reader, advice.figure(name, way), True)
                for way in LOOKS_UP
            ],
        )
        for name, label in INDEXING
    ]  # fmt: skip
    alt = reader._("Building the index: tokens, cost at an API, GPU hours and time.")
    return sheet([reader._(WAY_NAMES[way]) for way in LOOKS_UP], rows, alt)


def index(advice: Advice, reader: Reader, way: Way) -> Compared:
    """The same index by how its vectors are stored: memory, what is kept, and what a managed store asks."""
    options = index_options(advice, way)
    rows = [(_storage(option, reader), _index_cells(option, reader)) for option in options]
    columns = [*(reader._(label) for _, label in INDEX), reader._("Quality of retrieval kept")]
    table = sheet(columns, rows, reader._("The index by how vectors are stored: bytes, cost and quality kept."))
    table.attrs["totals"] = tuple(_storage(option, reader) for option in options if option.is_planned)
    return Compared(reader.say(_index_finding(way, options[0], options[-1])), table)


def _index_finding(way: Way, widest: IndexOption, narrowest: IndexOption) -> Text:
    cost, least = (option.figures["vector_store_cost_per_month"] for option in (widest, narrowest))
    values = {
        "way": _name(way),
        "widest": Amount(widest.figures["index_bytes"].expected, "bytes"),
        "narrowest": Amount(narrowest.figures["index_bytes"].expected, "bytes"),
        "cost": Amount(cost.expected, cost.unit),
    }
    if cost.expected > least.expected:
        return text("{way}: the index takes {widest} of memory in 32-bit floats, {narrowest} in single bits.", **values)
    return text(
        "{way}: the index takes {widest} of memory in 32-bit floats, {narrowest} in single bits; a managed store asks "
        "{cost} for either, its minimum.",
        **values,
    )


def index_sources(advice: Advice) -> str:
    """Where the quality kept was measured."""
    measured = [row.source for row in advice.catalogue.vector_precisions if row.kind == "measured"]
    return "; ".join(dict.fromkeys(measured))


def _storage(option: IndexOption, reader: Reader) -> str:
    storage = text(STORAGES[option.precision.storage])
    return reader.say(text("{storage}: the plan", storage=storage) if option.is_planned else storage)


def _index_cells(option: IndexOption, reader: Reader) -> list[Cell]:
    kept, low, high = (getattr(option.precision, f"quality_kept_{end}") for end in ("mode", "low", "high"))
    words = reader.amount(kept, "share")
    if low < high:
        spread = {"low": Amount(low, "share"), "high": Amount(high, "share")}
        words = reader.say(text("{expected} · {low}–{high}", expected=words, **spread))
    return [_cell(option.figures[name], reader) for name, _ in INDEX] + [Cell(words, kept)]
