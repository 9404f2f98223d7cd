"""The same plan in other forms, beside the advice: other ways to train, examples drafted, vectors stored."""

from __future__ import annotations

import streamlit as st

from advisor.alternatives import Way
from advisor.reference import OPEN_EMBEDDING
from advisor.report import tables_options
from pages.parts import figure, state, table
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


def training(way: Way) -> None:
    """By method and GPU, where the way or another trains on GPUs of the team's."""
    reader = current_reader()
    _ = reader._
    compared = tables_options.training(state.advice(), reader, way)
    if compared is None:
        return
    _compared(
        _("The same training by other methods and on other machines"),
        compared,
        _(
            "Means of the futures in which a run fits on one machine, where that is nine in ten or more; rent counts "
            "everywhere, owned machines included. "
            "How well a method learns is not compared: LoRA learns less than training all weights, and forgets less "
            "(Biderman et al. 2024, arXiv:2405.09673)."
        ),
    )


def drafting(way: Way) -> None:
    """The examples that a large model could draft, of the way or of the better one that tunes."""
    advice, reader = state.advice(), current_reader()
    _ = reader._
    way = tables_options.tuned_way(advice, way)
    compared = tables_options.drafting(advice, reader, way)
    st.subheader(_("Examples drafted by a large model"), anchor=False)
    st.write(plain(compared.finding))
    if not tables_options.lacks_examples(advice, way):
        return
    with st.grid(3, min_column_width=210):
        if advice.figure("drafting_cost", way).is_known:
            figure.show("drafting_cost", _("Drafted and checked"), way)
        figure.show("writing_cost", _("All written by people"), way)
        figure.show("checking_hours", _("Work of checking"), way)
    table.show(compared.table)
    st.caption(
        plain(
            _(
                "A comparison beside the plan, in which the team makes its examples: it moves neither the total cost "
                "nor the ranking. Read the provider's terms first: several forbid training a model that competes with "
                "theirs."
            )
        )
    )


def index(way: Way) -> None:
    """Building and storing the index, of the way or of the better one that looks passages up."""
    advice, reader = state.advice(), current_reader()
    _ = reader._
    looked_up = tables_options.looked_up_way(advice, way)
    if looked_up is None:
        return
    st.subheader(_("Building the index"), anchor=False)
    table.show(tables_options.indexing(advice, reader))
    st.caption(
        plain(
            _(
                "The plan embeds at an API. On GPUs: the open model {model}, in large batches. The time to build is "
                "that of one machine; vector stores differ twentyfold on the same vectors."
            ).format(model=OPEN_EMBEDDING)
        )
    )
    compared = tables_options.index(advice, reader, looked_up)
    _compared(
        _("The index, by how vectors are stored"),
        compared,
        _(
            "Quality kept: nDCG@10 (16 bits: recall) against 32-bit floats, the middle and the range of the models "
            "measured, 8 bits without rescoring, single bits rescored with the question in 32 bits. Try it on your "
            "own questions. Sources: {sources}"
        ).format(sources=tables_options.index_sources(advice)),
    )


def _compared(title: str, compared: tables_options.Compared, caption: str) -> None:
    """A comparison beside the plan: what it shows in words, its table, and what it leaves out."""
    st.subheader(title, anchor=False)
    st.write(plain(compared.finding))
    table.show(compared.table)
    st.caption(plain(caption))
