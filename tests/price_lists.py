"""The prices of the installed genai-prices, in the form in which they are downloaded, to be altered."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelPrice


class Listed:
    """A whole list of prices."""

    def __init__(self) -> None:
        self.providers: list[dict[str, Any]] = _plain(get_snapshot().providers)

    def models(self, host: str) -> list[dict[str, Any]]:
        models: list[dict[str, Any]] = next(each["models"] for each in self.providers if each["id"] == host)
        return models

    def model(self, host: str, model: str) -> dict[str, Any]:
        return next(each for each in self.models(host) if each["id"] == model)

    def content(self) -> bytes:
        return json.dumps(self.providers).encode()

    def write(self, path: Path) -> Path:
        path.write_bytes(self.content())
        return path


def _plain(thing: Any) -> Any:
    if isinstance(thing, ModelPrice):
        return {name: _plain(price) for name, price in vars(thing).items() if price is not None}
    if dataclasses.is_dataclass(thing):
        fields = ((field.name, getattr(thing, field.name)) for field in dataclasses.fields(thing))
        return {name.rstrip("_"): _plain(value) for name, value in fields if value is not None and name[0] != "_"}
    if isinstance(thing, list | tuple):
        return [_plain(value) for value in thing]
    if isinstance(thing, dict):
        return {name: _plain(value) for name, value in thing.items()}
    if isinstance(thing, date | time):
        return thing.isoformat()
    return float(thing) if isinstance(thing, Decimal) else thing
