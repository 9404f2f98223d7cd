"""Tables of measured documents: tokens by family, languages, an index, windows, what was left out, training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from babel import Locale

from advisor.documents import Corpus
from advisor.documents.formats import NAMES
from advisor.documents.report import Skipped
from advisor.language import N_, Reader, Text, text
from advisor.measured import FAMILY_NAMES, Fit, Indexing, Tokens, TrainingCost
from advisor.report.measured_words import tokens_said
from advisor.report.sheets import EMPTY, Cell, sheet

MOST_INDEXES = 6


def _said(reader: Reader, thing: object, number: float = float("nan")) -> Cell:
    return Cell(reader.say(thing), number)


def _amount(reader: Reader, value: float, unit: str) -> Cell:
    return Cell(reader.amount(value, unit), value)


def families(found: Iterable[Tokens], reader: Reader) -> pd.DataFrame:
    """Tokens of the whole corpus, a row for each family of tokenizers."""
    rows = [
        (
            reader._(FAMILY_NAMES[each.family]),
            [
                _said(reader, tokens_said(each), each.expected),
                _said(reader, text("counted") if each.is_exact else text("estimated")),
            ],
        )
        for each in found
    ]
    _ = reader._
    alt = _("Tokens of the documents for each family of tokenizers.")
    return sheet([_("Tokens"), _("Counted or estimated")], rows, alt)


def kinds(corpus: Corpus, reader: Reader) -> pd.DataFrame:
    """Documents and tokens by language, then by format."""
    _ = reader._
    languages = [(language_name(each.name, reader), each) for each in corpus.languages]
    formats = [(_(NAMES[each.name]), each) for each in corpus.formats]
    rows = [
        (label, [_amount(reader, each.documents, "documents"), _amount(reader, each.tokens, "tokens")])
        for label, each in (*languages, *formats)
    ]
    return sheet([_("Documents"), _("Tokens")], rows, _("Documents and tokens by language and by format."))


def language_name(code: str, reader: Reader) -> str:
    """A language's name in the reader's own."""
    if not code:
        return reader._("too short to tell")
    return Locale.parse(code).get_display_name(reader.language) or code


def indexes(found: Sequence[Indexing], reader: Reader) -> pd.DataFrame:
    """What an index of the chunks takes with each embedding model, the advisor's own choice first."""
    _ = reader._
    columns = [
        _("Embedding once"), _("Embedding again, each change"), _("Index in memory"), _("Storing it"),
    ]  # fmt: skip
    rows = [
        (
            each.embedding.model,
            [
                _amount(reader, each.embedding_cost_once, "USD"),
                _amount(reader, each.refresh_cost_per_change, "USD"),
                _amount(reader, each.index_bytes, "bytes"),
                _amount(reader, each.storage_cost_per_month, "USD/month"),
            ],
        )
        for each in found[:MOST_INDEXES]
    ]
    return sheet(columns, rows, _("Costs of an index for several embedding models."))


FIT_WORDS = {True: text("fits"), False: text("too large"), None: text("perhaps")}


def windows(found: Iterable[Fit], reader: Reader) -> pd.DataFrame:
    """Whether all documents fit a model's window, and what a question with all of them costs."""
    _ = reader._
    columns = [
        _("Window"), _("All documents"), _("In the window"), _("A question without a cache"),
        _("A question from the cache"),
    ]  # fmt: skip
    rows = [(fit.model.name, _fit_cells(fit, reader)) for fit in found]
    return sheet(columns, rows, _("Which model's window holds all documents, and what a question then costs."))


def _fit_cells(fit: Fit, reader: Reader) -> list[Cell]:
    costs = [EMPTY, EMPTY]
    if fit.fits is not False:
        costs = [_amount(reader, cost, "USD") for cost in (fit.cost_per_question, fit.cost_per_cached_question)]
    return [
        _amount(reader, fit.window, "tokens"), _said(reader, tokens_said(fit.tokens), fit.tokens.expected),
        _said(reader, FIT_WORDS[fit.fits]), *costs,
    ]  # fmt: skip


def skipped(found: Iterable[Skipped], reader: Reader) -> pd.DataFrame:
    """What was left out, and why."""
    _ = reader._
    rows = [(_place(each, reader), [_said(reader, each.reason)]) for each in found]
    return sheet([_("Why it was left out")], rows, _("Files and lines that were left out, with the reason."))


def _place(each: Skipped, reader: Reader) -> str:
    if each.line is None:
        return each.name
    return reader.say(text("{name}, line {line}", name=each.name, line=str(each.line)))


METHODS = {"lora": N_("adapters (LoRA)"), "full": N_("all weights"), "managed": N_("left to the host")}


def training_costs(found: Iterable[TrainingCost], reader: Reader) -> pd.DataFrame:
    """What each host asks for training on the examples."""
    _ = reader._
    rows = [
        (reader.say(_offer(each)), [_amount(reader, each.cost, "USD"), Cell(_(METHODS[each.offer.method]))])
        for each in found
    ]
    return sheet([_("Training"), _("What is trained")], rows, _("What hosts ask for training on these examples."))


def _offer(each: TrainingCost) -> Text:
    said = N_("{offer} at {provider}") if each.offer.model else N_("models of {offer} parameters at {provider}")
    return text(said, offer=each.offer.offer, provider=each.offer.provider)
