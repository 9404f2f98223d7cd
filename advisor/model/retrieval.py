"""Retrieval: the corpus, its chunks and index, and what finding passages costs in money and time."""

import numpy as np

from advisor.units import (
    Bytes,
    Chunks,
    Count,
    Days,
    Documents,
    Flag,
    Pages,
    QueriesPerMonth,
    Seconds,
    Share,
    TimesPerMonth,
    Tokens,
    TokensPerPage,
    Usd,
    UsdPerGigabyteMonth,
    UsdPerMillionTokens,
    UsdPerMonth,
    UsdPerThousandQueries,
)


def language_token_factor(
    in_spanish: Flag, in_other_language: Flag, spanish_token_factor: Share, other_language_token_factor: Share
) -> Share:
    """Tokens that the same text needs, against English."""
    other = np.where(in_other_language > 0, other_language_token_factor, 1)
    return np.where(in_spanish > 0, spanish_token_factor, other)


def corpus_tokens(
    documents: Documents,
    pages_per_document: Pages,
    tokens_per_page: TokensPerPage,
    language_token_factor: Share,
    known_corpus_tokens: Tokens,
) -> Tokens:
    """Tokens of all documents: as counted where they were, else documents x pages x tokens a page."""
    estimated = documents * pages_per_document * tokens_per_page * language_token_factor
    return np.where(np.isnan(known_corpus_tokens), estimated, known_corpus_tokens)


def chunks(retrieval: Flag, corpus_tokens: Tokens, chunk_tokens: Tokens, chunk_overlap_tokens: Tokens) -> Chunks:
    """Passages in the index; each begins `chunk_tokens - chunk_overlap_tokens` after the one before."""
    return retrieval * np.ceil(corpus_tokens / (chunk_tokens - chunk_overlap_tokens))


def embedded_tokens(chunks: Chunks, chunk_tokens: Tokens) -> Tokens:
    """Tokens sent to the embedding model for the whole corpus, overlaps counted twice."""
    return chunks * chunk_tokens


def index_bytes(
    chunks: Chunks,
    embedding_dimensions: Count,
    hnsw_links: Count,
    bytes_per_dimension: Bytes,
    bytes_per_link: Bytes,
    identifier_bytes: Bytes,
) -> Bytes:
    """Memory of an HNSW index: the vectors, 2 x M links a vector in the lowest layer, an identifier.

    Higher layers add a few per cent (Malkov and Yashunin 2018, arXiv 1603.09320; hnswlib's memory layout).
    """
    return chunks * (bytes_per_dimension * embedding_dimensions + 2 * hnsw_links * bytes_per_link + identifier_bytes)


def stored_bytes(index_bytes: Bytes, chunks: Chunks, chunk_text_bytes: Bytes) -> Bytes:
    """All that the vector store keeps: the index and the text of the chunks."""
    return index_bytes + chunks * chunk_text_bytes


def index_cost_once(embedded_tokens: Tokens, embedding_price: UsdPerMillionTokens, tokens_per_million: Count) -> Usd:
    """Embedding the whole corpus once."""
    return embedded_tokens / tokens_per_million * embedding_price


def corpus_changes_per_month(
    change_interval: Days, days_per_month: Count, corpus_changes_ceiling: TimesPerMonth
) -> TimesPerMonth:
    """How often the index is brought up to date; several changes within a while are taken together."""
    return np.minimum(days_per_month / change_interval, corpus_changes_ceiling)


def refresh_cost_per_month(
    index_cost_once: Usd, corpus_changes_per_month: TimesPerMonth, corpus_share_changed: Share
) -> UsdPerMonth:
    """Embedding again what has changed."""
    return index_cost_once * corpus_share_changed * corpus_changes_per_month


def vector_store_cost_per_month(
    retrieval: Flag,
    stored_bytes: Bytes,
    bytes_per_gigabyte: Bytes,
    queries_per_month: QueriesPerMonth,
    queries_per_thousand: Count,
    vector_storage_price: UsdPerGigabyteMonth,
    vector_query_price: UsdPerThousandQueries,
    vector_store_minimum: UsdPerMonth,
) -> UsdPerMonth:
    """Keeping and searching the vectors in a managed store, or its monthly minimum where that is more."""
    storage = stored_bytes / bytes_per_gigabyte * vector_storage_price
    searches = queries_per_month / queries_per_thousand * vector_query_price
    return retrieval * np.maximum(storage + searches, vector_store_minimum)


def is_lean(answer_target: Seconds, lean_retrieval_below: Seconds) -> Flag:
    """Whether time is so short that retrieval keeps to the least: a local search, few passages, no re-ranking."""
    return (answer_target < lean_retrieval_below).astype(np.float64)


def reranking_cost_per_month(
    retrieval: Flag,
    is_lean: Flag,
    queries_per_month: QueriesPerMonth,
    queries_per_thousand: Count,
    reranking_price: UsdPerThousandQueries,
) -> UsdPerMonth:
    """Re-ranking the passages found for every request."""
    return retrieval * (1 - is_lean) * queries_per_month / queries_per_thousand * reranking_price


def retrieved_tokens(
    retrieval: Flag,
    is_lean: Flag,
    passages_per_query: Count,
    lean_passages_per_query: Count,
    chunk_tokens: Tokens,
    corpus_tokens: Tokens,
) -> Tokens:
    """Passages put into the prompt; never more than there is."""
    passages = np.where(is_lean > 0, lean_passages_per_query, passages_per_query)
    return retrieval * np.minimum(passages * chunk_tokens, corpus_tokens)


def retrieval_seconds(
    retrieval: Flag,
    is_lean: Flag,
    embedding_seconds: Seconds,
    search_seconds: Seconds,
    reranking_seconds: Seconds,
    lean_retrieval_seconds: Seconds,
) -> Seconds:
    """Time to find passages before the model begins."""
    thorough = embedding_seconds + search_seconds + reranking_seconds
    return retrieval * np.where(is_lean > 0, lean_retrieval_seconds, thorough)
