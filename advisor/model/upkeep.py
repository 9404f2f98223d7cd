"""What runs beside the model each month: people, retrieval, evaluation, monitoring, storage, training again, migration.

A monthly course has the month as its last axis. All amounts are in US dollars without tax.
"""

import numpy as np

from advisor.arithmetic import every_month, monthly, quotient
from advisor.units import (
    Bytes,
    BytesPerPage,
    BytesPerToken,
    Count,
    Days,
    Documents,
    Flag,
    HoursPerMonth,
    Months,
    Pages,
    PersonWeeks,
    PersonWeeksPerYear,
    QueriesPerMonth,
    Share,
    Tokens,
    Usd,
    UsdPerGigabyte,
    UsdPerGigabyteMonth,
    UsdPerHour,
    UsdPerMillionTokens,
    UsdPerMonth,
    UsdPerQuery,
    UsdPerThousandQueries,
    UsdPerWeek,
)


def people_by_month(people_cost_per_month: UsdPerMonth, volume_factor: Share) -> UsdPerMonth:
    """People who run the system."""
    return every_month(people_cost_per_month, volume_factor)


def hosting_by_month(hosting_price: UsdPerHour, hours_per_month: HoursPerMonth, volume_factor: Share) -> UsdPerMonth:
    """Standing fee of a tuned model on a managed host, always on."""
    return every_month(hosting_price * hours_per_month, volume_factor)


def retraining_by_month(retraining_cost_per_month: UsdPerMonth, volume_factor: Share) -> UsdPerMonth:
    """Training again, spread evenly over the year."""
    return every_month(retraining_cost_per_month, volume_factor)


def vector_store_by_month(vector_store_cost_per_month: UsdPerMonth, volume_factor: Share) -> UsdPerMonth:
    """The vector store, at the first month's searches: its bill hardly follows them."""
    return every_month(vector_store_cost_per_month, volume_factor)


def embedding_by_month(refresh_cost_per_month: UsdPerMonth, volume_factor: Share) -> UsdPerMonth:
    """Embedding again what has changed."""
    return every_month(refresh_cost_per_month, volume_factor)


def reranking_by_month(reranking_cost_per_month: UsdPerMonth, volume_factor: Share) -> UsdPerMonth:
    """Re-ranking the passages found for every request, which grows with the requests."""
    return monthly(reranking_cost_per_month) * volume_factor


def judged_queries_by_month(
    queries_by_month: QueriesPerMonth, judged_share: Share, most_judged_queries: QueriesPerMonth
) -> QueriesPerMonth:
    """Requests whose answer a model judges: a share of all, and never more than tells what is to be known."""
    return np.minimum(queries_by_month * monthly(judged_share), monthly(most_judged_queries))


def judge_tokens_per_query(
    judge_instruction_tokens: Tokens, question_tokens: Tokens, retrieved_tokens: Tokens, answer_tokens: Tokens
) -> Tokens:
    """What the judge reads: its instructions, the question, the passages found and the answer.

    Of a corpus that travels in the prompt the judge sees nothing.
    """
    return judge_instruction_tokens + question_tokens + retrieved_tokens + answer_tokens


def judging_cost_per_query(
    judge_tokens_per_query: Tokens,
    judge_output_tokens: Tokens,
    judge_input_price: UsdPerMillionTokens,
    judge_output_price: UsdPerMillionTokens,
    tokens_per_million: Count,
) -> UsdPerQuery:
    """The judge's bill for one answer, at its API."""
    billed = judge_tokens_per_query * judge_input_price + judge_output_tokens * judge_output_price
    return billed / tokens_per_million


def evaluation_by_month(judged_queries_by_month: QueriesPerMonth, judging_cost_per_query: UsdPerQuery) -> UsdPerMonth:
    """Running evaluation: a sample of the answers, judged by a model. People who read them count among people."""
    return judged_queries_by_month * monthly(judging_cost_per_query)


def monitoring_by_month(
    queries_by_month: QueriesPerMonth,
    most_monitored_queries: QueriesPerMonth,
    queries_per_thousand: Count,
    monitoring_price: UsdPerThousandQueries,
    monitoring_minimum: UsdPerMonth,
) -> UsdPerMonth:
    """Traces and logs in a hosted service, or its least bill; beyond some number a sample of the requests is traced."""
    traced = np.minimum(queries_by_month, monthly(most_monitored_queries))
    return np.maximum(traced * monthly(monitoring_price / queries_per_thousand), monthly(monitoring_minimum))


def bytes_per_query(
    prompt_tokens_per_query: Tokens,
    corpus_tokens_in_prompt: Tokens,
    output_tokens_per_query: Tokens,
    text_bytes_per_token: BytesPerToken,
) -> Bytes:
    """Text of one request and its answer; of a corpus in the prompt only a reference is kept and sent."""
    return (prompt_tokens_per_query - corpus_tokens_in_prompt + output_tokens_per_query) * text_bytes_per_token


def document_bytes(documents: Documents, pages_per_document: Pages, file_bytes_per_page: BytesPerPage) -> Bytes:
    """The documents' own files."""
    return documents * pages_per_document * file_bytes_per_page


def storage_by_month(
    retrieval: Flag,
    document_bytes: Bytes,
    bytes_per_query: Bytes,
    queries_by_month: QueriesPerMonth,
    log_months: Months,
    bytes_per_gigabyte: Bytes,
    storage_price: UsdPerGigabyteMonth,
) -> UsdPerMonth:
    """Object storage of the documents looked up and of the requests of some months, full from the first month on.

    The index has a store of its own. Storage on own premises costs about as much.
    """
    kept = monthly(retrieval * document_bytes) + queries_by_month * monthly(bytes_per_query * log_months)
    return kept * monthly(storage_price / bytes_per_gigabyte)


def egress_by_month(
    bytes_per_query: Bytes, queries_by_month: QueriesPerMonth, bytes_per_gigabyte: Bytes, egress_price: UsdPerGigabyte
) -> UsdPerMonth:
    """Requests and answers that leave a cloud, each once; too much where all stays inside it."""
    return queries_by_month * monthly(bytes_per_query * egress_price / bytes_per_gigabyte)


def storage_and_egress_by_month(storage_by_month: UsdPerMonth, egress_by_month: UsdPerMonth) -> UsdPerMonth:
    """Keeping files and logs, and sending data out."""
    return storage_by_month + egress_by_month


def run_week_cost(run_effort_by_role: PersonWeeksPerYear, paid_week_by_role: UsdPerWeek) -> UsdPerWeek:
    """A week of those who run it, on the mean of their year."""
    return quotient(np.sum(run_effort_by_role * paid_week_by_role, axis=-1), np.sum(run_effort_by_role, axis=-1))


def migration_cost(
    migration_effort: PersonWeeks, run_week_cost: UsdPerWeek, tuning: Flag, training_cost_per_run: Usd
) -> Usd:
    """Moving to the next model when one retires: testing and prompting anew by those who run it, and of a tuned
    model one more run.
    """
    return migration_effort * run_week_cost + tuning * training_cost_per_run


def retires_in_month(
    days_to_retirement: Days, days_per_month: Count, launch_months: Months, month: Months, volume_factor: Share
) -> Flag:
    """Whether the provider has announced to retire the model in this month after launch, counted from the decision.

    What retires before launch is left at launch.
    """
    launched = np.where(np.isfinite(days_to_retirement), launch_months, 0)
    begun = np.floor(np.maximum(days_to_retirement / days_per_month - launched, 0))
    return (month == monthly(begun)) * np.ones_like(volume_factor)


def migration_by_month(retires_in_month: Flag, migration_cost: Usd) -> UsdPerMonth:
    """Migration in the month in which the model retires; the model after it is taken to outlast the horizon.

    Open weights on own GPUs never retire.
    """
    return retires_in_month * monthly(migration_cost)
