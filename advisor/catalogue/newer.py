"""What the data say since another day, and the data of that day as today's engine can read them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from advisor.catalogue.reading import read
from advisor.catalogue.row import Parameter, Row
from advisor.catalogue.store import DATA_FOLDER, Catalogue, load

Placed = tuple[str, tuple[str, ...], Row | Parameter]
"""A row with its file and the columns of its key."""

ON_OFFER = (
    "models", "architectures", "gpus", "gpu_rents", "embeddings", "rerankers", "vector_stores", "managed_tunings",
)  # fmt: skip
"""Tables in which a new key is something that nobody could have chosen before."""


@dataclass(frozen=True, order=True)
class NewerRow:
    """A row that is newer than a day: its file, its key, its date, and whether it takes the place of an older one."""

    file: str
    name: str
    as_of: date
    replaces: bool


def newer_rows(then: date, now: date, folder: Path | None = None) -> tuple[NewerRow, ...]:
    """The rows and parameters dated after one day and not after another, by file and name."""
    stock = read((folder or DATA_FOLDER).resolve())
    parameters: list[Placed] = [
        (file, ("name",), row) for file, placed in stock.parameters.items() for _, row in placed
    ]
    found = list(_newer(parameters, then, now))
    for table, placed in stock.rows.items():
        found += _newer([(table.file, table.key, row) for _, row in placed], then, now)
    return tuple(sorted(found))


def _newer(placed: Sequence[Placed], then: date, now: date) -> Iterator[NewerRow]:
    named = [(file, _name(row, key), row.as_of) for file, key, row in placed]
    older = {name for _, name, as_of in named if as_of <= then}
    for file, name, as_of in named:
        if then < as_of <= now:
            yield NewerRow(file, name, as_of, name in older)


def _name(row: Row | Parameter, key: tuple[str, ...]) -> str:
    return ", ".join(str(part) for column in key if (part := getattr(row, column)) not in (None, ""))


def load_as_known(then: date, now: date, folder: Path | None = None) -> tuple[Catalogue, tuple[str, ...]]:
    """The catalogue of an earlier day, and the names of the tables and parameters that were completed.

    An engine that has learnt a formula asks for figures that the data lacked then: parameters and rows whose key is
    new are taken as they are now. What is merely newly on offer, such as a GPU that nobody let then, stays unknown.

    Raises:
        CatalogueError: the data has faults.
    """
    earlier, later = load(then, folder), load(now, folder)
    names = later.parameters.keys() - earlier.parameters.keys()
    tables: dict[str, Any] = {
        field.name: completed
        for field in dataclasses.fields(Catalogue)
        if isinstance(rows := getattr(earlier, field.name), tuple)
        and (completed := _completed(field.name, rows, getattr(later, field.name))) != rows
    }
    if not names and not tables:
        return earlier, ()
    parameters = MappingProxyType({**earlier.parameters, **{name: later.parameters[name] for name in names}})
    return dataclasses.replace(earlier, parameters=parameters, **tables), tuple(sorted([*tables, *names]))


def _completed(table: str, rows: tuple[Row, ...], later: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with those of today whose key is new; of what is on offer, only where nothing at all was known."""
    if table in ON_OFFER and rows:
        return rows
    known = {_key(row) for row in rows}
    return rows + tuple(row for row in later if _key(row) not in known)


def _key(row: Row) -> tuple[object, ...]:
    return tuple(getattr(row, column) for column in row.key)
