"""Newer prices of API tokens than the installed package brings: whole lists of genai-prices, one file a day.

A list counts from the day in its name on, and only over the version of the package that it was accepted over:
another version brings prices of its own. The file is what was downloaded, byte for byte.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.catalogue.faults import CatalogueError, Fault
from advisor.writing import write_whole

if TYPE_CHECKING:
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import ModelInfo

PACKAGE = "genai-prices"
FOLDER_VARIABLE = "ADVISOR_PRICES"
NAME = re.compile(rf"(\d{{4}}-\d\d-\d\d)_{PACKAGE}-(.+)\.json")


@dataclass(frozen=True)
class PriceList:
    """A stored list: the day from which it counts, its file, and when that was written."""

    day: date
    path: Path
    written_ns: int

    @classmethod
    def at(cls, day: date, path: Path) -> PriceList:
        """The list in a file."""
        return cls(day, path, path.stat().st_mtime_ns)


class BrokenPriceList(ValueError):
    """What is no list of genai-prices; the message says why, in a line."""


class StoredAlready(FileExistsError):
    """There is a list of that day; nothing is overwritten."""


@cache
def package_version() -> str:
    """The version of the installed package."""
    return version(PACKAGE)


def price_folder(data_folder: Path) -> Path:
    """Where the lists are kept: what the environment says, or beside the other data."""
    return _folder(os.environ.get(FOLDER_VARIABLE, ""), data_folder)


@cache
def _folder(told: str, data_folder: Path) -> Path:
    return Path(told or data_folder / "prices")


def newest_price_list(as_of: date, data_folder: Path) -> PriceList | None:
    """The newest stored list that is not after the day; None where the package's own prices stand."""
    known = [(day, path) for day, path in _stored(price_folder(data_folder)) if day <= as_of]
    return PriceList.at(*max(known)) if known else None


def keep_price_list(content: bytes, day: date, data_folder: Path) -> Path:
    """Store a list as that of a day; the file is returned.

    Raises:
        StoredAlready: there is a list of that day.
        OSError: it cannot be written there.
    """
    folder = price_folder(data_folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{day.isoformat()}_{PACKAGE}-{package_version()}.json"
    if path.exists():
        raise StoredAlready(str(path))
    write_whole(path, content)
    return path


def prices_of(price_list: PriceList | None) -> DataSnapshot:
    """All prices of a stored list, or of the package where there is none.

    Raises:
        CatalogueError: the file was changed after it was stored, and cannot be read any more.
    """
    from genai_prices.data_snapshot import get_snapshot

    return get_snapshot() if price_list is None else _read(price_list)


def parsed(content: bytes) -> DataSnapshot:
    """The prices of a list as it was downloaded, each model of which has prices today.

    It is read by the function by which the package reads what it fetches; what it fetches itself it does not hand on
    as a file, which is why nothing is fetched by it.

    Raises:
        BrokenPriceList: it is something else.
    """
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import _providers_from_raw
    from pydantic import ValidationError

    try:
        raw = json.loads(content)
        if not isinstance(raw, list) or not raw:
            raise BrokenPriceList("it is not a list of providers")
        providers = _providers_from_raw(raw)
        for provider in providers:
            for model in provider.models:
                model.get_prices(datetime.now(UTC))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BrokenPriceList(f"{place}: {first['msg']}") from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise BrokenPriceList(str(error).partition("\n")[0] or type(error).__name__) from None
    return DataSnapshot(providers, from_auto_update=False)


def newest_change(prices: DataSnapshot, today: date) -> date:
    """The last day up to today on which a price that a list knows began: a list bears no date of its own."""
    models = (model for provider in prices.providers for model in provider.models)
    return max((day for model in models for day in change_days(model) if day <= today), default=date.min)


def change_days(model: ModelInfo) -> Iterator[date]:
    """The days on which a price of a model begins."""
    from genai_prices.types import StartDateConstraint

    for entry in model.prices if isinstance(model.prices, list) else ():
        if isinstance(entry.constraint, StartDateConstraint):
            yield entry.constraint.start_date


def earlier_prices(data_folder: Path) -> Iterator[DataSnapshot]:
    """What was ever in use: the package's own prices and every stored list."""
    yield prices_of(None)
    for day, path in _stored(price_folder(data_folder)):
        yield prices_of(PriceList.at(day, path))


def _stored(folder: Path) -> tuple[tuple[date, Path], ...]:
    """The lists of a folder, which is looked through when it has changed."""
    try:
        changed_ns = os.stat(folder).st_mtime_ns
        return _listed(folder, changed_ns)
    except FileNotFoundError:
        return ()
    except OSError as error:
        right = "name a folder that can be read in ADVISOR_PRICES, or none"
        raise CatalogueError([Fault(str(folder), 0, "folder", f"cannot be read: {error.strerror}", right)]) from None


@lru_cache(maxsize=8)
def _listed(folder: Path, _changed_ns: int) -> tuple[tuple[date, Path], ...]:
    found = [(NAME.fullmatch(name), folder / name) for name in os.listdir(folder)]
    return tuple((date.fromisoformat(name[1]), path) for name, path in found if name and name[2] == package_version())


@cache
def _read(price_list: PriceList) -> DataSnapshot:
    try:
        return parsed(price_list.path.read_bytes())
    except (OSError, BrokenPriceList) as error:
        fault = Fault(
            str(price_list.path), 0, "file", f"cannot be read: {error}", "delete it: earlier prices then stand"
        )
        raise CatalogueError([fault]) from None
