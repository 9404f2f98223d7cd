"""What was found in the documents: figures, tables and a chart, and the button that takes them over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from advisor.catalogue import load
from advisor.documents import TrainingSet
from advisor.documents.sampling import Extrapolated, TooFew, extrapolate
from advisor.documents.service import Found
from advisor.documents.splitting import SPLITTERS
from advisor.language import text
from advisor.measured import (
    FAMILIES,
    Fit,
    answers_of,
    fits,
    indexings,
    own_figures_of,
    tokens_of,
    told_of,
    training_costs,
)
from advisor.project import QUESTIONS
from advisor.project_file import ProjectError
from advisor.report import charts_documents, tables_documents
from advisor.report.measured_words import taken_over, tokens_said
from pages.parts import chart, form, notices, state, table
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

FIRST_SHOWN = 10
SAMPLE_OF = "documents.of"


def total_of(found: Found) -> tuple[Extrapolated | None, bool]:
    """The corpus that the documents are a sample of, where the reader said how large it is; and whether that can be."""
    reader = current_reader()
    documents = form.amount(
        reader._("These are a random sample of so many documents"), SAMPLE_OF, QUESTIONS["knowledge.documents"],
        placeholder=reader._("They are all there are"),
    )  # fmt: skip
    if documents is None:
        return None, not st.session_state[SAMPLE_OF]
    if documents in (0, found.corpus.documents):
        return None, True
    try:
        return extrapolate(found.lengths, int(documents)), True
    except TooFew:
        problem = text("Give more than the {count} documents that were measured, and measure at least ten",
                       count=found.corpus.documents)  # fmt: skip
        st.error(plain(reader.say(problem)), icon=":material/error:")
        return None, False


def summary(found: Found, total: Extrapolated | None) -> None:
    """The figures that most ask for."""
    reader, corpus = current_reader(), found.corpus
    _ = reader._
    tokens = tokens_of(corpus, "o200k", load(), total)
    exact, near = corpus.exact_duplicates.documents, corpus.near_duplicates.documents
    repeated = text("{exact} word by word, {near} nearly; the first of each not counted", exact=exact, near=near)
    st.header(_("What was counted"), anchor=False)
    with st.grid(4, min_column_width=200):
        st.metric(_("Documents"), reader.number(corpus.documents), border=True)
        st.metric(_("Words"), reader.number(corpus.words), border=True)
        st.metric(_("Tokens (o200k)"), plain(reader.say(tokens_said(tokens))), border=True)
        st.metric(_("Repeated documents"), reader.number(exact + near), border=True, help=plain(reader.say(repeated)))
    if total:
        st.caption(plain(reader.say(text("For all {count} documents: in nine of ten samples the sum lies within.",
                                         count=total.documents))))  # fmt: skip


def use(found: Found, total: Extrapolated | None, can_be: bool) -> None:
    """Take the measured values over into the project, unless what was said of the sample cannot be."""
    reader = current_reader()
    answers = answers_of(found.corpus, found.training, total)
    note = reader.say(told_of(found.corpus, total, date.today()))
    if not answers:
        return
    own = own_figures_of(found.settings.chunking, state.project(), load()) if found.corpus.documents else {}
    taken = [f"- {plain(reader.say(line))}" for line in taken_over(answers, own, state.project())]
    st.markdown("\n".join([plain(reader._("What the project can take over:")), "", *taken]))
    if st.button(reader._("Use these figures"), icon=":material/check:", key="documents.use", disabled=not can_be):
        try:
            state.use_measured(answers, note, own)
        except ProjectError as error:
            notices.faults(error, reader)
        else:
            st.success(plain(reader._("They are in the project now, marked as measured.")), icon=":material/check:")


def details(found: Found, total: Extrapolated | None) -> None:
    """Tokens by family, lengths, kinds, chunks and their cost, windows, training, and what was left out."""
    reader, corpus, catalogue = current_reader(), found.corpus, load()
    _ = reader._
    if corpus.documents:
        st.subheader(_("Tokens by family"), anchor=False)
        families = [tokens_of(corpus, family, catalogue, total) for family in FAMILIES]
        table.show(tables_documents.families(families, reader))
        st.subheader(_("How long they are, and in which language"), anchor=False)
        if (lengths := charts_documents.document_lengths(corpus, found.lengths, reader)) is not None:
            chart.show(lengths, "document_lengths")
        table.show(tables_documents.kinds(corpus, reader))
        _chunks(found, total)
        st.subheader(_("All of it in the prompt"), anchor=False)
        _windows(fits(corpus, catalogue, total))
    if found.training:
        _training(found.training)
    if corpus.skipped_count:
        st.subheader(_("Left out"), anchor=False)
        table.show(tables_documents.skipped(corpus.skipped, reader))


def _windows(found: Sequence[Fit]) -> None:
    """Whose window holds everything: the cheapest in sight, all the others on demand."""
    reader = current_reader()
    said = text("The windows of {fitting} of {count} models hold all of it.",
                fitting=sum(fit.fits is True for fit in found), count=len(found))  # fmt: skip
    st.markdown(plain(reader.say(said)))
    table.show(tables_documents.windows(found[:FIRST_SHOWN], reader))
    _more(tables_documents.windows(found[FIRST_SHOWN:], reader))


def _more(frame: pd.DataFrame) -> None:
    if len(frame):
        with st.expander(plain(current_reader().say(text("{count} more", count=len(frame))))):
            table.show(frame)


def _chunks(found: Found, total: Extrapolated | None) -> None:
    """The chunks, and what an index of them costs."""
    reader, corpus, chunking = current_reader(), found.corpus, found.settings.chunking
    _ = reader._
    st.subheader(_("In chunks, for retrieval"), anchor=False)
    said = text(
        "{chunks} chunks of up to {size} tokens ({splitter}); {repeated} tokens stand in two of them.",
        chunks=corpus.chunks.count, size=chunking.size, splitter=text(SPLITTERS[chunking.splitter]),
        repeated=corpus.repeated_tokens,
    )  # fmt: skip
    st.markdown(plain(reader.say(said)))
    scale = total.expected / corpus.tokens if total and corpus.tokens else 1.0
    table.show(tables_documents.indexes(indexings(corpus, state.project(), load(), scale), reader))
    st.caption(plain(_("Prices of embedding and storage as cited on the page Method and sources; a change embeds the "
                       "share of the corpus again that is cited there.")))  # fmt: skip


def _training(training: TrainingSet) -> None:
    """The training examples, what is wrong with them, and what training on them costs."""
    reader = current_reader()
    _ = reader._
    st.subheader(_("Training examples"), anchor=False)
    with st.grid(4, min_column_width=200):
        st.metric(_("Examples"), reader.number(training.examples), border=True)
        st.metric(_("Tokens of one epoch"), reader.number(training.tokens), border=True)
        st.metric(_("Longest, in tokens"), reader.number(training.longest), border=True)
        st.metric(_("Repeated"), reader.number(training.duplicates), border=True)
    if training.leaked:
        said = text("{leaked} of {tests} test examples stand in training too: what they measure is memory",
                    leaked=training.leaked, tests=training.test_examples)  # fmt: skip
        st.warning(plain(reader.say(said)), icon=":material/warning:")
    if training.malformed:
        said = text("{count} lines cannot be used; they are listed below", count=training.malformed)
        st.warning(plain(reader.say(said)), icon=":material/warning:")
    costs = training_costs(training, load())
    epochs = text("Training {epochs} times over all examples costs, at hosts that ask by the token:",
                  epochs=costs[0].epochs)  # fmt: skip
    st.markdown(plain(reader.say(epochs)))
    table.show(tables_documents.training_costs(costs[:FIRST_SHOWN], reader))
    _more(tables_documents.training_costs(costs[FIRST_SHOWN:], reader))
