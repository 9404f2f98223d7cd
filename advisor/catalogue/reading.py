"""Reads and checks every table and parameter file of a data folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from advisor.catalogue.compute_rows import (
    Architecture,
    Carbon,
    Electricity,
    Gpu,
    GpuPurchase,
    GpuRent,
    ManagedTuning,
    Model,
    Pue,
    ServingEngine,
    TrainingFramework,
)
from advisor.catalogue.faults import Fault
from advisor.catalogue.project_rows import (
    Correlation,
    CurrencyRate,
    Duration,
    Effort,
    EffortAnchor,
    Embedding,
    LabellingRate,
    Learning,
    Overhead,
    Phase,
    ProofOfConcept,
    QualityPrior,
    Reranker,
    Salary,
    StandIn,
    TokenRatio,
    VectorBenchmark,
    VectorPrecision,
    VectorSizing,
    VectorStorePrice,
    WageLevel,
)
from advisor.catalogue.row import Parameter, Row

TABLES: tuple[type[Row], ...] = (
    Model, Architecture, Gpu, GpuRent, GpuPurchase, Embedding, TokenRatio, Reranker, VectorStorePrice, VectorSizing,
    VectorBenchmark, VectorPrecision, ServingEngine, TrainingFramework, ManagedTuning, Salary, WageLevel, Overhead,
    Effort, ProofOfConcept, Phase, StandIn, Learning, LabellingRate, Duration, EffortAnchor, Carbon, Electricity, Pue,
    CurrencyRate, Correlation, QualityPrior,
)  # fmt: skip
LINKS: tuple[tuple[type[Row], str, type[Row], str], ...] = (
    (GpuRent, "gpu", Gpu, "gpu"),
    (GpuPurchase, "gpu", Gpu, "gpu"),
    (ManagedTuning, "model", Model, "model"),
    (ManagedTuning, "families", Model, "family"),
    (Model, "tunable_at", ManagedTuning, "provider"),
    (Effort, "role", Salary, "role"),
    (Phase, "waits_for", Phase, "phase"),
    (Effort, "role", Learning, "role"),
    (StandIn, "role", Learning, "role"),
    (StandIn, "stand_in", Learning, "role"),
    (LabellingRate, "role", Salary, "role"),
    (Salary, "currency", CurrencyRate, "currency"),
    (Overhead, "currency", CurrencyRate, "currency"),
    (Electricity, "currency", CurrencyRate, "currency"),
)
HIGHEST_USD_PER_MILLION_TOKENS = 200
Record = TypeVar("Record", bound=BaseModel)
NOT_COLUMNS = {"as_of_written", "price_list"}
"""Fields of rows that no file holds."""
RIGHT = {
    "missing": "a value; this column may not be empty",
    "float_parsing": "a number such as 0.35",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a finite number",
    "bool_parsing": "yes or no",
    "extra_forbidden": "remove it",
}


@dataclass(frozen=True)
class Stock:
    """All rows of a folder with their row numbers, of whatever date, and what is wrong with the others."""

    rows: dict[type[Row], tuple[tuple[int, Row], ...]]
    parameters: dict[str, tuple[tuple[int, Parameter], ...]]
    faults: tuple[Fault, ...]


@cache
def read(folder: Path) -> Stock:
    """Every table and parameter file of the folder; read once a process."""
    faults: list[Fault] = []
    rows = {table: tuple(_read_table(folder, table, faults)) for table in TABLES}
    parameters = {
        path.relative_to(folder).as_posix(): tuple(_read_parameters(folder, path, faults))
        for path in sorted((folder / "parameters").glob("*.yaml"))
    }
    for table, placed in rows.items():
        faults += _repeated(table.file, table.key, placed)
        for number, row in placed:
            faults += _price_faults(table.file, number, row)
            faults += _range_faults(table.file, number, row)
    faults += _parameter_faults(parameters)
    faults += _broken_links(rows)
    return Stock(rows, parameters, tuple(sorted(faults)))


def _read_table(folder: Path, table: type[Row], faults: list[Fault]) -> Iterator[tuple[int, Row]]:
    path = folder / table.file
    if not path.exists():
        faults.append(Fault(table.file, 0, "file", "is missing", f"a CSV file with the columns of {table.__name__}"))
        return
    with path.open(newline="", encoding="utf-8") as handle:
        reader = csv.reader(handle)
        columns = next(reader, [])
        known = set(table.model_fields) - NOT_COLUMNS
        faults += [
            Fault(table.file, 1, column, "is not a column of this table", _nearest(column, known))
            for column in columns
            if column not in known
        ]
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(columns):
                wrong, right = (
                    f"has {len(cells)} cells",
                    f"{len(columns)} cells; quote a cell that holds a comma",
                )
                faults.append(Fault(table.file, number, "row", wrong, right))
                continue
            values = {column: cell for column, cell in zip(columns, cells, strict=True) if cell and column in known}
            values["as_of_written"] = values.get("as_of", "")
            row = _checked(table, values, table.file, number, faults)
            if row is not None:
                yield number, row


def _read_parameters(folder: Path, path: Path, faults: list[Fault]) -> Iterator[tuple[int, Parameter]]:
    file = path.relative_to(folder).as_posix()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        faults.append(
            Fault(file, 0, "file", f"is not YAML: {str(error).replace(chr(10), ' ')}", "a list of parameters")
        )
        return
    if not isinstance(entries, list):
        faults.append(Fault(file, 0, "file", "is not a list", "a list of parameters, each beginning with '- name:'"))
        return
    for number, entry in enumerate(entries, start=1):
        values = entry if isinstance(entry, dict) else {}
        parameter = _checked(Parameter, values, file, number, faults)
        if parameter is not None:
            yield number, parameter


def _checked(table: type[Record], values: dict[str, Any], file: str, number: int, faults: list[Fault]) -> Record | None:
    try:
        return table.model_validate(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            column = str(detail["loc"][0]) if detail["loc"] else "row"
            shown = "it" if column == "row" else repr(detail["input"])
            wrong = "is empty" if detail["type"] == "missing" else f"{shown} is not valid"
            right = _right(detail["type"], detail.get("ctx", {}), detail["msg"])
            faults.append(Fault(file, number, column, wrong, right))
        return None


def _right(problem: str, context: dict[str, Any], message: str) -> str:
    if problem == "literal_error":
        return f"one of {context['expected']}"
    if problem == "value_error":
        return str(context["error"])
    return RIGHT.get(problem, message.replace("Input should be", "a value").replace("String should", "it should"))


def _repeated(file: str, key: tuple[str, ...], placed: Iterable[tuple[int, Row]]) -> Iterator[Fault]:
    seen: dict[tuple[object, ...], int] = {}
    for number, row in placed:
        names = tuple(getattr(row, column) for column in key)
        first = seen.setdefault((*names, row.as_of), number)
        if first != number:
            wrong = f"repeats row {first}: {', '.join(map(str, names))} as of {row.as_of}"
            yield Fault(
                file,
                number,
                ", ".join(key),
                wrong,
                "one row a key and date; a newer figure gets its own date",
            )


def _price_faults(file: str, number: int, row: Row) -> Iterator[Fault]:
    if getattr(row, "price_exception", ""):
        return
    for column, value in row:
        if not column.startswith("usd_per_") or value is None:
            continue
        if value == 0:
            yield Fault(file, number, column, "is 0", "leave it blank if unknown, or say why in price_exception")
        elif column.endswith("_tokens") and value > HIGHEST_USD_PER_MILLION_TOKENS:
            limit = f"at most {HIGHEST_USD_PER_MILLION_TOKENS} USD, or say why in price_exception"
            yield Fault(file, number, column, f"is {value:g}", limit)


def _range_faults(file: str, number: int, row: Row | Parameter) -> Iterator[Fault]:
    """Low, mode and high in their order, whatever stands before or after the word in the column's name."""
    for column, low in row:
        parts = column.split("_")
        if "low" not in parts:
            continue
        names = [column.replace("low", word) for word in ("low", "mode", "high")]
        known = [value for name in names if (value := getattr(row, name, None)) is not None]
        if low is not None and known != sorted(known):
            shown = ", ".join(f"{value:g}" for value in known)
            yield Fault(file, number, column, f"low, mode, high are {shown}", "low <= mode <= high")


def _parameter_faults(parameters: dict[str, tuple[tuple[int, Parameter], ...]]) -> Iterator[Fault]:
    seen: dict[tuple[object, ...], str] = {}
    for file, placed in parameters.items():
        for number, parameter in placed:
            place = f"{file}, row {number}"
            first = seen.setdefault((parameter.name, parameter.as_of), place)
            if first != place:
                yield Fault(
                    file,
                    number,
                    "name",
                    f"{parameter.name!r} repeats {first}",
                    "another name, or a newer date",
                )
            low, high = parameter.low, parameter.high
            if (low is None) != (high is None):
                yield Fault(file, number, "low, high", "only one of them is given", "both, or neither for a point")
            elif low is not None and high is not None and not low <= parameter.value <= high:
                wrong = f"low, value, high are {low:g}, {parameter.value:g}, {high:g}"
                yield Fault(file, number, "value", wrong, "low <= value <= high")


def _broken_links(rows: dict[type[Row], tuple[tuple[int, Row], ...]]) -> Iterator[Fault]:
    for source, column, target, target_column in LINKS:
        known = {getattr(row, target_column) for _, row in rows[target]}
        for number, row in rows[source]:
            value = getattr(row, column)
            for name in value if isinstance(value, tuple) else (value,):
                if name is not None and name not in known:
                    wrong = f"{name!r} is not in {target.file}"
                    yield Fault(source.file, number, column, wrong, _nearest(name, known))


def _nearest(name: str, known: Iterable[str]) -> str:
    """Up to three known names that look like this one, or all of them."""
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    return f"one of {', '.join(near or sorted(known))}"
