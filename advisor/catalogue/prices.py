"""What a model costs by the token, of a day, from genai-prices: the package, or a newer list of it that was accepted.

The package is imported on first use: it takes longer to load than all tables together.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from advisor.catalogue.compute_rows import Model
from advisor.catalogue.faults import MissingPrice, UnlikelyPrice
from advisor.catalogue.price_lists import PACKAGE, PriceList, change_days, package_version, prices_of
from advisor.catalogue.reading import HIGHEST_USD_PER_MILLION_TOKENS
from advisor.language import Text, text
from advisor.units import FloatArray, UsdPerMillionTokens

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice

BATCH = {"processing": "batch"}
PRICE_KEYS = (
    ("input_mtok",),
    ("cache_read_mtok", "input_mtok"),
    ("cache_write_mtok", "input_mtok"),
    ("output_mtok",),
)
"""Where each price stands in the package; what has no price of its own is billed as input."""


class TokenPrices(NamedTuple):
    """US dollars for a million tokens."""

    usd_per_million_input_tokens: float
    usd_per_million_cached_input_tokens: float
    usd_per_million_cache_write_tokens: float
    usd_per_million_output_tokens: float


@dataclass(frozen=True)
class Tariff:
    """Prices; where the prompt is longer than the threshold, all tokens pay the long-context prices."""

    base: TokenPrices
    long_context_above_tokens: int | None = None
    long_context: TokenPrices | None = None


@dataclass(frozen=True)
class ApiPrice:
    """A model's prices on a day; `batch` is None where the package has no batch prices for it."""

    model: str
    provider: str
    day: date
    standard: Tariff
    batch: Tariff | None
    package_version: str
    price_list: date | None
    notes: tuple[Text, ...]

    @property
    def citation(self) -> str:
        """The package with its version, the day of a list that was accepted since, host and model."""
        listed = f", {self.price_list}" if self.price_list else ""
        return f"{PACKAGE} {self.package_version}{listed}: {self.provider}/{self.model}"

    @property
    def batch_factor(self) -> float | None:
        """Batch over standard price, where input and output are reduced alike (cached input may not be)."""
        if self.batch is None:
            return None
        factors = [
            batch / standard for batch, standard in zip(self.batch.base[::3], self.standard.base[::3], strict=True)
        ]
        return factors[0] if np.allclose(factors, factors[0]) else None


@dataclass(frozen=True)
class PriceChange:
    """A dated change: the prices of the day before and those of the day."""

    day: date
    before: ApiPrice
    after: ApiPrice


@dataclass(frozen=True)
class PriceCourse:
    """Standard prices, shape (months,); a month in which a price changes has the mean of its days."""

    usd_per_million_input_tokens: UsdPerMillionTokens
    usd_per_million_cached_input_tokens: UsdPerMillionTokens
    usd_per_million_cache_write_tokens: UsdPerMillionTokens
    usd_per_million_output_tokens: UsdPerMillionTokens
    long_context_above_tokens: int | None
    long_context: PriceCourse | None


def api_price(model: Model, day: date) -> ApiPrice:
    """The prices of a model at its host on a day.

    Where prices follow the hour, the mean over 24 hours stands, since nobody knows the hours of the queries.

    Raises:
        MissingPrice: the package has no price, or one that cannot be true; the message says what to do.
    """
    return _api_price(model.provider, model.model, model.name, day, model.price_list)


def price_changes(model: Model, first_day: date, months: int) -> tuple[PriceChange, ...]:
    """The changes of the standard prices after the first day and before the end of the months.

    Raises:
        MissingPrice: as `api_price`.
    """
    found = []
    for day in _change_days(_info_of(model), first_day, months_later(first_day, months)):
        before, after = api_price(model, day - timedelta(days=1)), api_price(model, day)
        if before.standard != after.standard:
            found.append(PriceChange(day, before, after))
    return tuple(found)


def api_price_course(model: Model, first_day: date, months: int) -> PriceCourse:
    """The standard prices of each month from the first day on, with the changes announced by now.

    Raises:
        MissingPrice: as `api_price`.
    """
    info = _info_of(model)
    starts = [months_later(first_day, month) for month in range(months + 1)]
    base: list[FloatArray] = []
    long_context: list[FloatArray] = []
    threshold = api_price(model, first_day).standard.long_context_above_tokens
    for start, end in pairwise(starts):
        cuts = [start, *_change_days(info, start, end), end]
        tariffs = [api_price(model, day).standard for day in cuts[:-1]]
        days = [(later - earlier).days for earlier, later in pairwise(cuts)]
        base.append(np.average([tariff.base for tariff in tariffs], axis=0, weights=days))
        dearer = [tariff.long_context or tariff.base for tariff in tariffs]
        long_context.append(np.average(dearer, axis=0, weights=days))
    beyond = None if threshold is None else _course(long_context, threshold, None)
    return _course(base, threshold, beyond)


def _course(months: list[FloatArray], threshold: int | None, beyond: PriceCourse | None) -> PriceCourse:
    read, cached, written, output = np.transpose(months)
    return PriceCourse(read, cached, written, output, threshold, beyond)


@cache
def _api_price(provider: str | None, key: str, name: str, day: date, price_list: PriceList | None) -> ApiPrice:
    info = _info(provider, key, name, price_list)
    standard = _mean_tariff(info, day, None)
    for price in (standard.base.usd_per_million_input_tokens, standard.base.usd_per_million_output_tokens):
        if not 0 < price <= HIGHEST_USD_PER_MILLION_TOKENS:
            raise UnlikelyPrice(
                _remedy(name, key, f"has a price of {price:g} USD a million tokens, read as unknown, in")
            )
    batch = _mean_tariff(info, day, BATCH) if _has_batch(info, day) else None
    listed = price_list.day if price_list else None
    return ApiPrice(key, provider or "", day, standard, batch, package_version(), listed, tuple(_notes(info, day)))


def _info_of(model: Model) -> ModelInfo:
    return _info(model.provider, model.model, model.name, model.price_list)


def _info(provider: str | None, key: str, name: str, price_list: PriceList | None) -> ModelInfo:
    if provider is None:
        raise MissingPrice(_remedy(name, key, "is sold by nobody in"))
    try:
        found, info = prices_of(price_list).find_provider_model(key, None, provider, None)
    except LookupError:
        raise MissingPrice(_remedy(name, key, "is not in")) from None
    if (found.id, info.id) != (provider, key):
        raise MissingPrice(_remedy(name, key, f"is only like {found.id}:{info.id} in"))
    return info


def _remedy(name: str, key: str, problem: str) -> str:
    remedy = f"give your own price under overrides: {', '.join(TokenPrices._fields)}"
    return f"{name} ({key}) {problem} {PACKAGE} {package_version()}; {remedy}"


def _notes(info: ModelInfo, day: date) -> list[Text]:
    notes = []
    prices = info.get_prices(datetime.combine(day, time(), UTC))
    if len(_hours(info)) > 1:
        notes.append(text("Prices follow the hour of the day: the mean over 24 hours is used"))
    if prices.cache_read_mtok is None:
        notes.append(text("Cached input has no price of its own: it is billed as input"))
    return notes


def _has_batch(info: ModelInfo, day: date) -> bool:
    noon = datetime.combine(day, time(12), UTC)
    return any(
        variant.when == BATCH and (variant.constraint is None or variant.constraint.active(noon))
        for variant in info.price_variants or ()
    )


def _hours(info: ModelInfo) -> list[time]:
    """Midnight, and every time of day (UTC) at which another price begins."""
    from genai_prices.types import TimeOfDateConstraint

    constraints = [entry.constraint for entry in info.prices] if isinstance(info.prices, list) else []
    constraints += [variant.constraint for variant in info.price_variants or []]
    daily = [constraint for constraint in constraints if isinstance(constraint, TimeOfDateConstraint)]
    edges = {_in_utc(edge) for window in daily for edge in (window.start_time, window.end_time)}
    return sorted({time(0, tzinfo=UTC), *edges})


def _in_utc(moment: time) -> time:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.combine(date(2000, 1, 1), aware).astimezone(UTC).timetz()


def _mean_tariff(info: ModelInfo, day: date, context: dict[str, str] | None) -> Tariff:
    """The tariff of a day: of its hours, each weighed by how long it lasts."""
    begins = [datetime.combine(day, hour) for hour in _hours(info)]
    tariffs = [_tariff(info.get_prices(begin, context)) for begin in begins]
    if len(tariffs) == 1:
        return tariffs[0]
    ends = [*begins[1:], begins[0] + timedelta(days=1)]
    weights = [(end - begin).total_seconds() for begin, end in zip(begins, ends, strict=True)]
    base = np.average([tariff.base for tariff in tariffs], axis=0, weights=weights)
    threshold = tariffs[0].long_context_above_tokens
    if threshold is None:
        return Tariff(TokenPrices(*base.tolist()))
    dearer = np.average([tariff.long_context or tariff.base for tariff in tariffs], axis=0, weights=weights)
    return Tariff(TokenPrices(*base.tolist()), threshold, TokenPrices(*dearer.tolist()))


def _tariff(prices: ModelPrice) -> Tariff:
    """The package's prices; of several thresholds the first counts, with the prices of the last."""
    from genai_prices.types import TieredPrices

    found = [next((p for key in keys if (p := getattr(prices, key)) is not None), 0) for keys in PRICE_KEYS]
    base = TokenPrices(*(float(price.base if isinstance(price, TieredPrices) else price) for price in found))
    thresholds = [price.tiers[0].start for price in found if isinstance(price, TieredPrices)]
    if not thresholds:
        return Tariff(base)
    dearer = (price.tiers[-1].price if isinstance(price, TieredPrices) else price for price in found)
    return Tariff(base, min(thresholds), TokenPrices(*map(float, dearer)))


def _change_days(info: ModelInfo, after: date, before: date) -> list[date]:
    return sorted({day for day in change_days(info) if after < day < before})


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
