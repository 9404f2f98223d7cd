"""What a newer list of prices would change for the models of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from advisor.catalogue.compute_rows import Model
from advisor.catalogue.faults import MissingPrice, UnlikelyPrice
from advisor.catalogue.price_lists import PriceList, prices_of
from advisor.catalogue.prices import ApiPrice, PriceChange, Tariff, api_price, price_changes
from advisor.catalogue.store import Catalogue
from advisor.language import N_

DOUBTFUL_FACTOR = 5
"""Prices move by a half or a quarter; what moves by more than this is more likely a slip in the list."""
MONTHS_AHEAD = 24
PARTS = (N_("input"), N_("cached input"), N_("cache write"), N_("output"))
LONG_FROM = N_("length from which a prompt is long")
CASES = {
    "standard": N_("{part}"),
    "long": N_("{part}, long prompt"),
    "batch": N_("{part}, batch"),
    "long_batch": N_("{part}, long prompt, batch"),
}


@dataclass(frozen=True)
class PriceMove:
    """A price in US dollars for a million tokens, before and after; None where there is none.

    `part` is one of PARTS and `case` a key of CASES; `day` is None for a price that holds today, else it is announced.
    Where `part` is LONG_FROM, both are tokens.
    """

    model: Model
    part: str
    case: str
    before: float | None
    after: float | None
    day: date | None = None

    @property
    def unit(self) -> str:
        """Of both figures, as in `advisor.units`."""
        return "tokens" if self.part == LONG_FROM else "USD/Mtok"

    @property
    def share(self) -> float | None:
        """How far it moves, as a share of the price before."""
        return self.after / self.before - 1 if self.before and self.after is not None else None

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look: it falls to zero or rises from it, or moves by more than the factor."""
        if self.before is None or self.after is None:
            return False
        low, high = sorted((self.before, self.after))
        return low <= 0 or high > DOUBTFUL_FACTOR * low


@dataclass(frozen=True)
class PriceDifference:
    """All that differs: today's prices and announced ones, and models that a list no longer or newly has.

    `unlikely` are models whose price would be zero or beyond belief, and read as unknown; `withdrawn` are changes
    that are no longer announced; `not_in_catalogue` are models newly sold by hosts of the catalogue.
    """

    moves: tuple[PriceMove, ...]
    announced: tuple[PriceMove, ...]
    withdrawn: tuple[tuple[Model, date], ...]
    vanished: tuple[Model, ...]
    new: tuple[Model, ...]
    unlikely: tuple[Model, ...]
    not_in_catalogue: tuple[str, ...]

    @property
    def doubtful(self) -> tuple[PriceMove, ...]:
        """The prices that somebody should look at before they are accepted."""
        return tuple(move for move in (*self.moves, *self.announced) if move.is_doubtful)

    @property
    def asks(self) -> bool:
        """Whether the list is to be accepted in so many words only."""
        return bool(self.doubtful or self.unlikely)


def price_difference(catalogue: Catalogue, newer: PriceList) -> PriceDifference:
    """What a list changes against the prices that the catalogue has, on its day."""
    day = catalogue.as_of
    sold = [model for model in catalogue.models if model.provider]
    priced = [(model, _priced(model, day), _priced(model.priced_by(newer), day)) for model in sold]
    both = [(model, before, after) for model, before, after in priced if before and after]
    lost = [model for model, before, after in priced if before and not after]
    return PriceDifference(
        moves=tuple(move for model, before, after in both for move in _moves(model, before, after, None)),
        announced=tuple(move for model, *_ in both for move in _announced(model, newer, day)),
        withdrawn=tuple((model, change.day) for model, *_ in both for change in _withdrawn(model, newer, day)),
        vanished=tuple(model for model in lost if not _is_unlikely(model, newer, day)),
        new=tuple(model for model, before, after in priced if after and not before),
        unlikely=tuple(model for model in lost if _is_unlikely(model, newer, day)),
        not_in_catalogue=tuple(sorted(_keys(newer, sold) - _keys(sold[0].price_list, sold))),
    )


def _priced(model: Model, day: date) -> ApiPrice | None:
    try:
        return api_price(model, day)
    except MissingPrice:
        return None


def _is_unlikely(model: Model, newer: PriceList, day: date) -> bool:
    try:
        api_price(model.priced_by(newer), day)
    except UnlikelyPrice:
        return True
    except MissingPrice:
        pass
    return False


def _moves(model: Model, before: ApiPrice, after: ApiPrice, day: date | None) -> Iterator[PriceMove]:
    old, new = _figures(before), _figures(after)
    for part, case in dict.fromkeys((*old, *new)):
        was, becomes = old.get((part, case)), new.get((part, case))
        if was != becomes:
            yield PriceMove(model, part, case, was, becomes, day)


def _figures(price: ApiPrice) -> Mapping[tuple[str, str], float]:
    """Every price by what it is for."""
    tariffs: tuple[tuple[str, str, Tariff | None], ...] = (
        ("standard", "long", price.standard),
        ("batch", "long_batch", price.batch),
    )
    found: dict[tuple[str, str], float] = {}
    for case, long_case, tariff in tariffs:
        if tariff is not None:
            found |= {(part, case): value for part, value in zip(PARTS, tariff.base, strict=True)}
            found |= {(part, long_case): value for part, value in zip(PARTS, tariff.long_context or (), strict=False)}
    if price.standard.long_context_above_tokens is not None:
        found[LONG_FROM, "standard"] = price.standard.long_context_above_tokens
    return found


def _announced(model: Model, newer: PriceList, day: date) -> Iterator[PriceMove]:
    """Changes that the newer list announces and the one in use does not, or does otherwise."""
    known = {(change.day, change.after.standard) for change in _changes(model, day)}
    for change in _changes(model.priced_by(newer), day):
        if (change.day, change.after.standard) not in known:
            yield from _moves(model, change.before, change.after, change.day)


def _withdrawn(model: Model, newer: PriceList, day: date) -> Iterator[PriceChange]:
    still = {change.day for change in _changes(model.priced_by(newer), day)}
    return (change for change in _changes(model, day) if change.day not in still)


def _changes(model: Model, day: date) -> tuple[PriceChange, ...]:
    try:
        return price_changes(model, day, MONTHS_AHEAD)
    except MissingPrice:
        return ()


def _keys(price_list: PriceList | None, sold: list[Model]) -> set[str]:
    """Models of the catalogue's hosts, as host/model."""
    hosts = {model.provider for model in sold}
    providers = [provider for provider in prices_of(price_list).providers if provider.id in hosts]
    return {f"{provider.id}/{model.id}" for provider in providers for model in provider.models}
