"""Tables of the same plan in other forms: what stands beside the advice and moves none of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from advisor.advice import WAY_NAMES, Advice, Figure
from advisor.alternatives import Way
from advisor.language import N_, Amount, Reader, Text, text
from advisor.options import TrainingOption, cheapest, trained_way, training_options
from advisor.report.sheets import Cell, said, sheet

METHODS = {"full": N_("All weights"), "lora": N_("LoRA"), "qlora": N_("QLoRA"), "dora": N_("DoRA")}
TRAINING = (
    ("training_gpus", N_("GPUs")),
    ("peak_training_memory_per_gpu", N_("Peak memory of a GPU")),
    ("training_hours", N_("Hours of a run")),
    ("best_case_training_hours", N_("As vendors measure it")),
    ("training_cost_per_run", N_("Rent of a run")),
)


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
        return text("{way}: no method fits on any of these machines.", way=text(WAY_NAMES[way]))
    values = {"way": text(WAY_NAMES[way]), **_told("best", best)}
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
