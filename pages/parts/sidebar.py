"""What stays in sight beside every page: the project, the verdict, what is most doubtful, and the what-if strip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from advisor.advice import WAY_NAMES
from advisor.language import text
from advisor.project import QUESTIONS
from advisor.report.palette import BADGE_COLOURS
from pages.parts import chance, state, stored_notices, turns, undo, what_if
from pages.parts.markdown import plain
from pages.parts.reader import current_reader

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def compute(place: DeltaGenerator) -> None:
    """The advice, before anything is drawn; the first one takes some seconds, and the page says so."""
    if state.is_advised():
        state.advice()
        return
    with place, turns.aside(), st.spinner(current_reader()._("Simulating what may happen…")):
        state.advice()


def show() -> str:
    """The project in short. Its verdict, to be spoken too."""
    reader, advice = current_reader(), state.advice()
    with st.container(gap="xsmall", key="verdict"):
        st.caption(plain(state.project().name or reader._("Project without a name")))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(plain(reader._(WAY_NAMES[advice.verdict])), color=BADGE_COLOURS[advice.verdict])
            st.markdown(plain(chance.of_verdict(advice, reader)), width="content")
        _most_doubtful()
        stored_notices.line()
    undo.show()
    what_if.strip()
    return f"{reader._(WAY_NAMES[advice.verdict])}: {chance.of_verdict(advice, reader)}"


def _most_doubtful() -> None:
    reader, advice = current_reader(), state.advice()
    if not advice.measure_first:
        return
    question = QUESTIONS[advice.measure_first[0].path]
    st.caption(plain(reader.say(text("Most doubtful: {question}", question=text(question.label)))))
