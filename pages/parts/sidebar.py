"""What stays in sight beside every page: the project, the verdict, what is most doubtful, and the what-if strip."""

from __future__ import annotations

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.language import text
from advisor.project import QUESTIONS
from advisor.report.palette import BADGE_COLOURS
from pages.parts import chance, state, stored_notices, what_if
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


def show() -> None:
    """The project in short; a first advice takes some seconds, and says so."""
    reader = current_reader()
    with st.spinner(reader._("Simulating what may happen…")):
        advice = state.advice()
    with st.container(gap="xsmall", key="verdict"):
        st.caption(plain(state.project().name or reader._("Project without a name")))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(plain(reader._(WAY_NAMES[advice.verdict])), color=BADGE_COLOURS[advice.verdict])
            st.markdown(plain(chance.of_verdict(advice, reader)), width="content")
        _most_doubtful()
        stored_notices.line()
    what_if.strip()


def _most_doubtful() -> None:
    reader, advice = current_reader(), state.advice()
    if not advice.measure_first:
        return
    question = QUESTIONS[advice.measure_first[0].path]
    st.caption(plain(reader.say(text("Most doubtful: {question}", question=text(question.label)))))
