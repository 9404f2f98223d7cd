"""The catalogue: what is known as of a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

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
from advisor.catalogue.faults import CatalogueError, NotInCatalogue, UnknownCurrency
from advisor.catalogue.price_lists import PriceList, newest_price_list
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
from advisor.catalogue.reading import Stock, read
from advisor.catalogue.row import Parameter, Row
from advisor.catalogue.salaries import SalaryEstimate, estimate

ANY_LANGUAGE = "other"
USUAL_FRAMEWORK = "transformers"
DATA_FOLDER = Path(__file__).resolve().parents[2] / "data"

AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything known as of a day, each table a tuple of rows, in the order of its file."""

    as_of: date
    models: tuple[Model, ...]
    architectures: tuple[Architecture, ...]
    gpus: tuple[Gpu, ...]
    gpu_rents: tuple[GpuRent, ...]
    gpu_purchases: tuple[GpuPurchase, ...]
    embeddings: tuple[Embedding, ...]
    token_ratios: tuple[TokenRatio, ...]
    rerankers: tuple[Reranker, ...]
    vector_stores: tuple[VectorStorePrice, ...]
    vector_sizing: tuple[VectorSizing, ...]
    vector_benchmarks: tuple[VectorBenchmark, ...]
    vector_precisions: tuple[VectorPrecision, ...]
    serving_engines: tuple[ServingEngine, ...]
    training_frameworks: tuple[TrainingFramework, ...]
    managed_tunings: tuple[ManagedTuning, ...]
    salaries: tuple[Salary, ...]
    wage_levels: tuple[WageLevel, ...]
    overheads: tuple[Overhead, ...]
    effort: tuple[Effort, ...]
    proofs_of_concept: tuple[ProofOfConcept, ...]
    phases: tuple[Phase, ...]
    stand_ins: tuple[StandIn, ...]
    learnings: tuple[Learning, ...]
    labelling_rates: tuple[LabellingRate, ...]
    effort_anchors: tuple[EffortAnchor, ...]
    durations: tuple[Duration, ...]
    carbon: tuple[Carbon, ...]
    electricity: tuple[Electricity, ...]
    pue: tuple[Pue, ...]
    currency_rates: tuple[CurrencyRate, ...]
    correlations: tuple[Correlation, ...]
    quality_priors: tuple[QualityPrior, ...]
    parameters: Mapping[str, Parameter]

    @property
    def available_models(self) -> tuple[Model, ...]:
        """The models that are not past their retirement date."""
        return tuple(model for model in self.models if not model.retirement_date or self.as_of < model.retirement_date)

    def model(self, key: str) -> Model:
        """The model of that key. Raises NotInCatalogue with near names."""
        return _named(key, {row.model: row for row in self.models}, "model")

    def architecture(self, name: str) -> Architecture:
        """The architecture of that name or Hugging Face id. Raises NotInCatalogue with near names."""
        by_other_name = {other: row for row in self.architectures for other in row.also_called}
        by_name = {row.model: row for row in self.architectures}
        return _named(name, self.architectures_by_id | by_other_name | by_name, "model")

    @cached_property
    def architectures_by_id(self) -> dict[str, Architecture]:
        """The architectures by their Hugging Face id, where they have one."""
        return {row.hugging_face_id: row for row in self.architectures if row.hugging_face_id}

    def gpu_as_written(self, name: str) -> Gpu | None:
        """The first GPU whose name has all the words of a name as people write it: "RTX4090", "A100-80GB"."""
        words = _words(name)
        return next((gpu for gpu in self.gpus if words and words <= _words(gpu.gpu)), None)

    def training_framework(self, name: str) -> TrainingFramework:
        """The framework whose name the given one begins with, the longest of them; else Transformers."""
        meant = [row for row in self.training_frameworks if name.startswith(row.framework)]
        usual = [row for row in self.training_frameworks if row.framework == USUAL_FRAMEWORK]
        return max(meant or usual, key=lambda row: len(row.framework))

    def gpu(self, name: str) -> Gpu:
        """The GPU of that name. Raises NotInCatalogue with near names."""
        return _named(name, {row.gpu: row for row in self.gpus}, "GPU")

    def serving_engine(self, name: str, version: str) -> ServingEngine | None:
        """The engine of that name and version; None where it is taken for a current vLLM."""
        return next((row for row in self.serving_engines if row.is_meant(name, version)), None)

    def embedding(self, key: str) -> Embedding:
        """The embedding model of that key. Raises NotInCatalogue with near names."""
        return _named(key, {row.model: row for row in self.embeddings}, "embedding model")

    def reranker(self, key: str) -> Reranker:
        """The reranker of that key. Raises NotInCatalogue with near names."""
        return _named(key, {row.model: row for row in self.rerankers}, "reranker")

    def token_ratio(self, family: str, language: str) -> TokenRatio:
        """What a family makes of a language, or of any other one. Raises NotInCatalogue with near families."""
        rows = {row.family: row for row in self.token_ratios if row.language == ANY_LANGUAGE}
        rows |= {row.family: row for row in self.token_ratios if row.language == language}
        return _named(family, rows, "family of tokenizers")

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name. Raises NotInCatalogue with near names."""
        return _named(name, self.parameters, "parameter")

    def quality_prior(self, task: str, capability_tier: int) -> QualityPrior:
        """The prior of a kind of task at a tier of models. Raises NotInCatalogue with near tasks."""
        rows = {row.task: row for row in self.quality_priors if row.capability_tier == capability_tier}
        return _named(task, rows, f"task (tier {capability_tier})")

    def rents(self, gpu: str) -> tuple[GpuRent, ...]:
        """Every rent of a GPU, by its name in the specifications."""
        return tuple(row for row in self.gpu_rents if row.gpu == gpu)

    def tuning_offers(self, model: Model, day: date | None = None) -> tuple[ManagedTuning, ...]:
        """The offers that tune a model for a new customer on a day (the catalogue's own if none is given)."""
        day = day or self.as_of
        return tuple(offer for offer in self.managed_tunings if offer.serves(model) and offer.is_open(day))

    def salary(self, role: str, country: str) -> SalaryEstimate:
        """Gross pay a year of a role in a country (ISO alpha-2). Raises NotInCatalogue: unknown role."""
        levels = {row.country: row for row in self.wage_levels}

        def convert(of: str, to: str) -> float:
            return self.currency_rate(to) / self.currency_rate(of)

        return estimate(role, country, self.salaries, levels, convert)

    def currency_rate(self, code: str) -> float:
        """Units of a currency for one US dollar.

        Raises:
            UnknownCurrency: no rate; the message lists the known currencies.
        """
        rates = {row.currency: row.units_per_euro for row in self.currency_rates}
        if code not in rates:
            raise UnknownCurrency(f"no rate for the currency {code!r}; right: one of {', '.join(sorted(rates))}")
        return rates[code] / rates["USD"]


def load(as_of: date | None = None, folder: Path | None = None) -> Catalogue:
    """The catalogue as of a day (today), from a data folder (the repository's); loaded once for each.

    API prices are those of the newest list that was accepted up to that day, or of the package.

    Raises:
        CatalogueError: the data has faults; all of them are listed.
    """
    day, place = as_of or date.today(), folder.resolve() if folder else DATA_FOLDER
    return _load(day, place, newest_price_list(day, place))


@cache
def _load(as_of: date, folder: Path, price_list: PriceList | None) -> Catalogue:
    stock = read(folder)
    if stock.faults:
        raise CatalogueError(stock.faults)

    def newest(table: type[AnyRow]) -> tuple[AnyRow, ...]:
        return tuple(_newest(_rows(stock, table), table.key, as_of))

    parameters = [parameter for placed in stock.parameters.values() for _, parameter in placed]
    return Catalogue(
        as_of,
        tuple(model.priced_by(price_list) for model in newest(Model)),
        newest(Architecture),
        newest(Gpu),
        newest(GpuRent),
        newest(GpuPurchase),
        newest(Embedding),
        newest(TokenRatio),
        newest(Reranker),
        newest(VectorStorePrice),
        newest(VectorSizing),
        newest(VectorBenchmark),
        newest(VectorPrecision),
        newest(ServingEngine),
        newest(TrainingFramework),
        newest(ManagedTuning),
        newest(Salary),
        newest(WageLevel),
        newest(Overhead),
        newest(Effort),
        newest(ProofOfConcept),
        newest(Phase),
        newest(StandIn),
        newest(Learning),
        newest(LabellingRate),
        newest(EffortAnchor),
        newest(Duration),
        newest(Carbon),
        newest(Electricity),
        newest(Pue),
        newest(CurrencyRate),
        newest(Correlation),
        newest(QualityPrior),
        MappingProxyType({parameter.name: parameter for parameter in _newest(parameters, ("name",), as_of)}),
    )


def _rows(stock: Stock, table: type[AnyRow]) -> list[AnyRow]:
    return [row for _, row in stock.rows[table] if isinstance(row, table)]


Dated = TypeVar("Dated", bound=Row | Parameter)


def _newest(rows: Iterable[Dated], key: tuple[str, ...], as_of: date) -> Iterable[Dated]:
    """Of each key the newest row that is not after the day."""
    found: dict[tuple[object, ...], Dated] = {}
    for row in rows:
        names = tuple(getattr(row, column) for column in key)
        older = found.get(names)
        if row.as_of <= as_of and (older is None or older.as_of < row.as_of):
            found[names] = row
    return found.values()


Thing = TypeVar("Thing")


def _named(name: str, known: Mapping[str, Thing], what: str) -> Thing:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known)
    raise NotInCatalogue(f"no {what} is named {name!r}; right: one of {', '.join(near)}")


def _words(name: str) -> set[str]:
    """The words of a GPU's name, in capitals; RTX is one of its own however it is written."""
    return set(re.findall(r"[A-Z0-9]+", name.upper().replace("RTX", "RTX ")))
