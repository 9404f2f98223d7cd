"""Undo and redo, within reach of every page: one click a step, and what it takes back is told before."""

from __future__ import annotations

import streamlit as st

from advisor.language import text
from advisor.report.change_words import change_in_words
from pages.parts import state
from pages.parts.markdown import plain
from pages.parts.reader import current_reader


def show() -> None:
    """Both buttons and what they would do, once there is something to undo or to do again."""
    reader, steps = current_reader(), state.steps()
    if not (steps.past or steps.undone):
        return
    _ = reader._
    last = change_in_words(steps.past[-1], steps.now, reader) if steps.past else ""
    undone = change_in_words(steps.now, steps.undone[0], reader) if steps.undone else ""
    with st.container(gap="xsmall", key="undo"):
        if last:
            st.caption(plain(reader.say(text("Last change: {change}", change=last))))
        elif undone:
            st.caption(plain(reader.say(text("Undone: {change}", change=undone))))
        with st.container(horizontal=True, gap="small"):
            st.button(_("Undo"), key="undo.undo", icon=":material/undo:", on_click=state.undo, disabled=not last,
                      help=plain(last) or None)  # fmt: skip
            st.button(_("Redo"), key="undo.redo", icon=":material/redo:", on_click=state.redo, disabled=not undone,
                      help=plain(undone) or None)  # fmt: skip
