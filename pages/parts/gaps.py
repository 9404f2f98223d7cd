"""Whom a way needs and who is there: in words, role by role, stage by stage, and with one more person."""

from __future__ import annotations

import streamlit as st

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.gaps import one_more
from advisor.language import Reader
from advisor.report import tables
from advisor.report.gap_words import conclusions, sooner_in_words
from pages.parts import table
from pages.parts.markdown import plain


def show(advice: Advice, reader: Reader, way: Way) -> None:
    """The section."""
    _ = reader._
    st.subheader(_("What it asks of people"), anchor=False)
    for sentence in conclusions(advice):
        st.markdown(f"- {plain(reader.say(sentence))}")
    table.show(tables.gaps_by_role(advice, reader, way))
    st.caption(
        plain(
            _(
                "Where nobody can do the work, it is hired for if there is much of it and you may hire, contracted if "
                "you may contract, and otherwise learnt. A role's work waits until then."
            )
        )
    )
    _one_more(advice, reader, way)
    with st.expander(_("Work by stage"), icon=":material/stacked_bar_chart:"):
        table.show(tables.work_by_stage(advice, reader, way))
        st.caption(plain(_("Person-weeks, with the range of 8 in 10 futures; of the last column, in a year.")))


def _one_more(advice: Advice, reader: Reader, way: Way) -> None:
    found = one_more(advice, way)
    if not found:
        return
    heading = reader._("One more person from the first day brings the launch forward")
    st.markdown(f"**{plain(heading)}**")
    for each in found[:3]:
        st.markdown(f"- {plain(reader.say(sooner_in_words(each)))}")
