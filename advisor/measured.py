"""What measured documents mean for a project: tokens by family, costs of an index, windows, answers to take over."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.catalogue import Catalogue, Embedding, ManagedTuning, MissingPrice, Model, api_price
from advisor.documents import Corpus, TrainingSet
from advisor.documents.sampling import Extrapolated
from advisor.documents.splitting import Chunking
from advisor.documents.tokens import CL100K, O200K, OPEN_FAMILIES
from advisor.inputs import point
from advisor.language import N_, Text, text
from advisor.model import retrieval
from advisor.project_file import Project
from advisor.reference import EMBEDDING, VECTOR_STORE
from advisor.units import FloatArray

UNPUBLISHED = "unpublished"
FAMILY_NAMES = {
    O200K: N_("OpenAI since GPT-4o (o200k)"), CL100K: N_("GPT-4 and GPT-3.5 (cl100k)"), "llama3": "Llama 3",
    "qwen3": "Qwen", "deepseek_v3": "DeepSeek", "tekken": "Mistral (Tekken)", "gemma4": "Gemma", "kimi_k2": "Kimi",
    "glm4": "GLM", UNPUBLISHED: N_("Claude, Gemini, Grok, Nova: not published"),
}  # fmt: skip
FAMILIES = (O200K, CL100K, *OPEN_FAMILIES, UNPUBLISHED)
TOKENIZERS = {
    "o200k": O200K, "cl100k": CL100K, "olmo": CL100K, "llama 3": "llama3", "qwen": "qwen3", "deepseek": "deepseek_v3",
    "tekken": "tekken", "gemma": "gemma4", "kimi": "kimi_k2", "glm": "glm4",
}  # fmt: skip
"""Families by the beginning of a tokenizer's name in the catalogue."""
WINDOW_LEFT_FOR_CORPUS = 0.9
"""The question and the answer need the rest of the window."""
DEFAULT_CHANGE_DAYS = 30.0
CHUNK_TOKENS, CHUNK_OVERLAP_TOKENS = "chunk_tokens", "chunk_overlap_tokens"


@dataclass(frozen=True)
class Tokens:
    """The tokens that a family makes of the whole corpus: counted, or from o200k's by measured ratios."""

    family: str
    low: float
    expected: float
    high: float
    is_exact: bool


def family_of(model: Model) -> str:
    """The family of a model's tokenizer; most makers of closed models do not publish theirs."""
    name = model.tokenizer.lower()
    return next((family for begin, family in TOKENIZERS.items() if name.startswith(begin)), UNPUBLISHED)


def tokens_of(corpus: Corpus, family: str, catalogue: Catalogue, total: Extrapolated | None = None) -> Tokens:
    """The corpus in the tokens of a family; of a sample, all that it stands for.

    A ratio is measured by language, with its spread over documents; languages are taken to be wrong together.
    """
    if family in corpus.counted:
        counted = float(corpus.counted[family])
        low, expected, high = counted, counted, counted
    else:
        low, expected, high = (
            sum(each.tokens * getattr(catalogue.token_ratio(family, each.name), end) for each in corpus.languages)
            for end in ("low", "tokens_per_o200k_token", "high")
        )
    share = (1.0, 1.0, 1.0) if total is None else tuple(
        end / max(corpus.tokens, 1) for end in (total.low, total.expected, total.high)
    )  # fmt: skip
    is_exact = family in corpus.counted and total is None
    return Tokens(family, low * share[0], expected * share[1], high * share[2], is_exact)


@dataclass(frozen=True)
class Indexing:
    """What an index of the measured chunks takes, once and each month. US dollars, bytes."""

    embedding: Embedding
    chunks: float
    embedded_tokens: float
    embedding_cost_once: float
    index_bytes: float
    stored_bytes: float
    storage_cost_per_month: float
    changes_per_month: float
    refresh_cost_per_change: float
    refresh_cost_per_month: float


def indexings(corpus: Corpus, project: Project, catalogue: Catalogue, scale: float = 1.0) -> tuple[Indexing, ...]:
    """An index with each embedding model that has a price, the advisor's own choice first, then the cheapest.

    `scale` is how many times larger than the measured part the whole corpus is.
    """
    priced = [row for row in catalogue.embeddings if row.usd_per_million_tokens is not None]
    ordered = sorted(priced, key=lambda row: (row.model != EMBEDDING, row.usd_per_million_tokens))
    return tuple(_indexing(corpus, row, project, catalogue, scale) for row in ordered)


def _indexing(
    corpus: Corpus, embedding: Embedding, project: Project, catalogue: Catalogue, scale: float
) -> Indexing:  # fmt: skip
    def cited(name: str) -> FloatArray:
        return point(reckoned(name, project, catalogue))

    chunks, tokens = point(corpus.chunks.count * scale), point(corpus.chunks.tokens * scale)
    once = retrieval.index_cost_once(tokens, point(embedding.usd_per_million_tokens or 0), cited("tokens_per_million"))
    index = retrieval.index_bytes(
        chunks, point(embedding.dimensions), cited("hnsw_links"), cited("bytes_per_dimension"), cited("bytes_per_link"),
        cited("identifier_bytes"),
    )  # fmt: skip
    stored = retrieval.stored_bytes(index, chunks, cited("chunk_text_bytes"))
    storage_price, least = _store_price(catalogue)
    storage = retrieval.vector_store_cost_per_month(
        point(1), stored, cited("bytes_per_gigabyte"), point(0), cited("queries_per_thousand"), point(storage_price),
        point(0), point(least),
    )  # fmt: skip
    interval = project.knowledge.change_interval
    days = point(interval.middle if interval else DEFAULT_CHANGE_DAYS)
    changes = retrieval.corpus_changes_per_month(days, cited("days_per_month"), cited("corpus_changes_ceiling"))
    a_month = retrieval.refresh_cost_per_month(once, changes, cited("corpus_share_changed"))
    return Indexing(
        embedding, *(
            float(figure[0, 0])
            for figure in (chunks, tokens, once, index, stored, storage, changes, a_month / changes, a_month)
        )
    )  # fmt: skip


def reckoned(name: str, project: Project, catalogue: Catalogue) -> float:
    """What a parameter is taken to be: the project's own value, else the cited one."""
    own = project.overrides.get(name)
    return catalogue.parameter(name).value if own is None else own.middle


def own_figures_of(chunking: Chunking, project: Project, catalogue: Catalogue) -> dict[str, int]:
    """The size and the overlap of the chunks, in tokens, by parameter, where the project reckons with others."""
    chosen = {CHUNK_TOKENS: chunking.size, CHUNK_OVERLAP_TOKENS: chunking.overlap}
    return {name: tokens for name, tokens in chosen.items() if tokens != reckoned(name, project, catalogue)}


def _store_price(catalogue: Catalogue) -> tuple[float, float]:
    row = next(
        row for row in catalogue.vector_stores if (row.product, row.plan) == VECTOR_STORE and row.item == "storage"
    )
    return row.usd_per_unit, row.usd_minimum_per_month or 0.0


@dataclass(frozen=True)
class Fit:
    """Whether the whole corpus fits a model's window, and what a question with all of it in the prompt costs.

    US dollars for the corpus alone: without a cache, read from one, and written to it (once for each time it is lost).
    """

    model: Model
    window: int
    tokens: Tokens
    fits: bool | None
    """None where it depends on how many tokens the unpublished or unmeasured tokenizer makes of it."""
    cost_per_question: float
    cost_per_cached_question: float
    cost_to_fill_cache: float


def fits(corpus: Corpus, catalogue: Catalogue, total: Extrapolated | None = None) -> tuple[Fit, ...]:
    """Every model with an API and a price: first those that hold it, the cheapest from the cache first."""
    found = []
    for model in catalogue.available_models:
        window = model.hosted_context_tokens
        if not model.provider or window is None:
            continue
        try:
            price = api_price(model, catalogue.as_of)
        except MissingPrice:
            continue
        tokens = tokens_of(corpus, family_of(model), catalogue, total)
        tariff = price.standard
        above = tariff.long_context_above_tokens
        long = tariff.long_context if tariff.long_context and above and tokens.expected > above else tariff.base
        millions, room = tokens.expected / 1e6, window * WINDOW_LEFT_FOR_CORPUS
        surely, perhaps = tokens.high <= room, tokens.low <= room
        found.append(
            Fit(
                model, window, tokens, surely if surely == perhaps else None,
                long.usd_per_million_input_tokens * millions, long.usd_per_million_cached_input_tokens * millions,
                long.usd_per_million_cache_write_tokens * millions,
            )
        )  # fmt: skip
    order = {True: 0, None: 1, False: 2}
    return tuple(sorted(found, key=lambda fit: (order[fit.fits], fit.cost_per_cached_question, fit.model.name)))


@dataclass(frozen=True)
class TrainingCost:
    """What a host asks for training on the examples. US dollars for all epochs."""

    offer: ManagedTuning
    epochs: float
    cost: float


def training_costs(examples: TrainingSet, catalogue: Catalogue) -> tuple[TrainingCost, ...]:
    """What each host with a price by the token asks for tuning on these examples, cheapest first."""
    epochs = catalogue.parameter("tuning_epochs").value
    costs = [
        TrainingCost(offer, epochs, examples.tokens * epochs / 1e6 * offer.usd_per_million_training_tokens)
        for offer in catalogue.managed_tunings
        if offer.usd_per_million_training_tokens is not None and offer.is_open(catalogue.as_of)
    ]
    return tuple(sorted(costs, key=lambda cost: cost.cost))


def answers_of(
    corpus: Corpus, examples: TrainingSet | None, total: Extrapolated | None = None
) -> dict[str, object]:  # fmt: skip
    """The project's answers that were measured, by path; documents that repeat another word by word count once."""
    found: dict[str, object] = {}
    repeated = corpus.exact_duplicates
    if total:
        kept = 1 - repeated.tokens / corpus.tokens
        found["knowledge.documents"] = total.documents
        found["knowledge.tokens"] = {"low": round(total.low * kept), "high": round(total.high * kept)}
    elif corpus.documents:
        found["knowledge.documents"] = corpus.documents - repeated.documents
        found["knowledge.tokens"] = corpus.tokens - repeated.tokens
    if corpus.main_languages:
        found["knowledge.languages"] = list(corpus.main_languages)
    if examples and examples.examples:
        found["examples.labelled"] = examples.examples - examples.duplicates
    if examples and examples.test_examples:
        found["examples.evaluation_set"] = examples.test_examples
    return found


def told_of(corpus: Corpus, total: Extrapolated | None, day: object) -> Text:
    """What the answers were measured on."""
    if total:
        said = N_("{sampled} of {documents} documents, {day}")
        return text(said, sampled=total.sampled, documents=total.documents, day=day)
    return text("{files} files, {day}; repeated documents count once", files=corpus.files, day=day)
