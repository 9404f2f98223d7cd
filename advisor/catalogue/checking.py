"""Whether the data is sound, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from advisor.catalogue.compute_rows import Model
from advisor.catalogue.faults import CatalogueError, Fault, MissingPrice
from advisor.catalogue.price_lists import PriceList, newest_price_list
from advisor.catalogue.prices import api_price
from advisor.catalogue.project_rows import WageLevel
from advisor.catalogue.reading import TABLES, Stock, read
from advisor.catalogue.row import Parameter, Row, is_stale
from advisor.catalogue.store import DATA_FOLDER
from advisor.project import Team


@dataclass(frozen=True)
class TableSummary:
    """A file of the data: how many rows, of which dates, how many of them stale."""

    file: str
    rows: int
    newest: date | None
    oldest: date | None
    stale: int


def check(folder: Path | None = None) -> list[Fault]:
    """Every fault of the data.

    A model with a provider but without a price in genai-prices today is one, and so is a country that a project
    may name but that has no wage level, and a list of prices that was accepted and cannot be read any more.
    """
    stock = read((folder or DATA_FOLDER).resolve())
    today = date.today()
    price_list = newest_price_list(today, (folder or DATA_FOLDER).resolve())
    try:
        missing = list(_missing_prices(stock, today, price_list))
    except CatalogueError as error:
        missing = list(error.faults)
    return sorted([*stock.faults, *missing, *_missing_wage_levels(stock)])


def summary(folder: Path | None = None, today: date | None = None) -> list[TableSummary]:
    """Each file with its rows and their age, in the order in which the files are read."""
    stock = read((folder or DATA_FOLDER).resolve())
    today = today or date.today()
    tables = [_summary(table.file, [row for _, row in stock.rows[table]], today) for table in TABLES]
    parameters = [_summary(file, [row for _, row in placed], today) for file, placed in stock.parameters.items()]
    return tables + parameters


def _summary(file: str, rows: list[Row] | list[Parameter], today: date) -> TableSummary:
    dates = [row.as_of for row in rows]
    stale = sum(is_stale(row, today) for row in rows)
    return TableSummary(file, len(rows), max(dates, default=None), min(dates, default=None), stale)


def _missing_prices(stock: Stock, today: date, price_list: PriceList | None) -> Iterator[Fault]:
    for number, row in stock.rows[Model]:
        if isinstance(row, Model) and row.provider:
            try:
                api_price(row.priced_by(price_list), today)
            except MissingPrice as error:
                yield Fault(row.file, number, "model, provider", str(error), "a key of genai-prices, or no provider")


def _missing_wage_levels(stock: Stock) -> Iterator[Fault]:
    known = {getattr(row, "country", None) for _, row in stock.rows[WageLevel]}
    for option in Team.questions()["country"].options:
        if option.key not in known:
            wrong = f"{option.key!r} has no row"
            yield Fault(WageLevel.file, 0, "country", wrong, "a row for each country that a project may name")
